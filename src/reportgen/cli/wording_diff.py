"""``wording diff``: which sentences of the finished text change between two versions of the templates."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand, year_typed
from reportgen.cli.console import complain, exit_code, harmless, list_problems, print_json, say, trial_words
from reportgen.diagnostics import FileRef, Outcome

if TYPE_CHECKING:
    from reportgen.editor.changes import Change, Sentence
    from reportgen.editor.editions import Comparison, Place

_IN_USE = "正在用的"
_SUFFIXES = (".html", ".htm")


@click.command("diff", cls=ChineseCommand, **SETTINGS)
@click.argument("old", metavar="旧版")
@click.argument("new", metavar="[新版]", required=False)
@click.option(
    "--workbook",
    metavar="填报表.xlsx",
    type=click.Path(path_type=Path, readable=False),
    help="用这份填报表比较，不用自带的样例。",
)
@click.option("--office", metavar="单位简称", help="只比较这个单位的措辞。")
@click.option("--district", metavar="区", help="只比较这个区的措辞。")
@click.option("--year", metavar="年度", callback=year_typed, help="用这一年度的评分标准和样例，默认最新的一年。")
@click.option(
    "--html",
    "page",
    metavar="文件.html",
    type=click.Path(path_type=Path, readable=False),
    help="另写成一个网页，可以打印、发给别人。",
)
@options.json
def diff_wording(
    old: str,
    new: str | None,
    workbook: Path | None,
    *,
    office: str | None,
    district: str | None,
    year: int | None,
    page: Path | None,
    as_json: bool,
) -> int:
    """比较两版措辞：成文里哪些句子变了。旧版、新版是文件夹，或者仓库里的版本；不写新版的，与正在用的比。"""
    from reportgen.editor.editions import Place

    if page is not None and page.suffix.lower() not in _SUFFIXES:
        raise click.UsageError(f"--html 的文件“{page}”要以 .html 结尾")
    place = Place(district=district or "", office=office or "") if office or district else None
    compared = _compare(old, new, workbook, year, place)
    problems = list(compared.diagnostics)
    written: tuple[Path, ...] = ()
    if compared.value is not None and page is not None:
        delivered = _write_page(page, compared.value, old, new or _IN_USE, workbook)
        problems += delivered.diagnostics
        written = delivered.value or ()
    code = exit_code(problems)
    if as_json:
        print_json("wording diff", code, problems, **_result(compared.value, old, new), files=[*map(str, written)])
        return code
    list_problems(problems)
    if compared.value is None:
        complain("没有比较。请改好上面的错误。")
        return code
    _tell(compared.value, old, new or _IN_USE)
    for file in written:
        say(f"网页：{file}")
    return code


def _compare(
    old: str, new: str | None, workbook: Path | None, year: int | None, place: Place | None
) -> Outcome[Comparison]:
    from reportgen.editor.editions import built_in_cases, compare_editions, edition_in_use, find_edition, one_workbook

    here = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="reportgen-", ignore_cleanup_errors=True) as room:
        before, after = Path(room, "old"), Path(room, "new")
        before.mkdir()
        after.mkdir()
        first = find_edition(old, here, before)
        second = find_edition(new, here, after) if new is not None else Outcome(edition_in_use(here))
        if first.value is None or second.value is None:
            return Outcome(None, (*first.diagnostics, *second.diagnostics))
        data = one_workbook(workbook, second.value, year) if workbook else built_in_cases(second.value, year)
        if data.value is None:
            return Outcome(None, data.diagnostics)
        return compare_editions(first.value, second.value, data.value, place)


def _write_page(
    page: Path, comparison: Comparison, old: str, new: str, workbook: Path | None
) -> Outcome[tuple[Path, ...]]:
    """Write the page; only an earlier page of ours is replaced, and never what a link leads to."""
    from reportgen.editor.changes_page import changes_page, is_foreign
    from reportgen.output.delivery import deliver

    if is_foreign(page):
        return Outcome(None, (catalogue.TARGET_EXISTS.at(FileRef(file=str(page)), page.name),))
    return deliver(page.parent, {page.name: changes_page(comparison, old, new)}, source=workbook or Path(old))


# --- on the screen ----------------------------------------------------------------------------------------


def _tell(comparison: Comparison, old: str, new: str) -> None:
    cases = comparison.cases
    used = cases[0] if len(cases) == 1 else f" {len(cases)} 个样例"
    say(f"从“{old}”到“{new}”，{comparison.year}年度{trial_words(comparison.draft)}，用{used}比较。")
    say(f"比较了：{'、'.join(comparison.compared)}。")
    if not comparison.layers:
        say("成文没有变化。")
    for layer in comparison.layers:
        say()
        count = len(layer.changes.found)
        say(f"{layer.layer}：{f'{count} 处变化' if count else '只有序号变了'}")
        for change in layer.changes.found:
            say()
            _tell_change(change, cases)
        if layer.changes.renumbering:
            say()
            say(f"  {layer.changes.renumbering}")


def _tell_change(change: Change, cases: Sequence[str]) -> None:
    from rich.console import Console
    from rich.text import Text

    note = f"（{change.note}）" if change.note else ""
    say(f"  {change.sort}{note}  {' › '.join(change.sentence.path)}".rstrip())
    console = Console(soft_wrap=True, highlight=False)
    coloured = console.is_terminal and not console.no_color and not console.is_dumb_terminal
    if coloured:
        line = Text("    ")
        for piece, text in change.pieces:
            line.append(harmless(text), style=_STYLES[piece.value])
        console.print(line.append(change.together))
    else:
        marked = (_MARKS[piece.value].format(text) for piece, text in change.pieces)
        say(f"    {''.join(marked)}{change.together}")
    say(f"    {change.origins}")
    if told := change.told_in(cases):
        say(f"    {told}")


_STYLES = {"kept": "default", "removed": "red strike", "added": "green underline"}
_MARKS = {"kept": "{}", "removed": "【-{}-】", "added": "【+{}+】"}


# --- as JSON ----------------------------------------------------------------------------------------------


def _result(comparison: Comparison | None, old: str, new: str | None) -> dict[str, Any]:
    layers = comparison.layers if comparison else ()
    return {
        "old": old,
        "new": new,
        "year": comparison.year if comparison else None,
        "cases": list(comparison.cases) if comparison else [],
        "compared": list(comparison.compared) if comparison else [],
        "differences": [
            {
                "layer": layer.layer,
                "changes": [_change_json(change) for change in layer.changes.found],
                "renumbered": [
                    {"old": one.old.number, "new": one.new.number, "text": one.new.text}
                    for one in layer.changes.renumbered
                ],
            }
            for layer in layers
        ],
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "sort": change.sort,
        "note": change.note or None,
        "old": _sentence_json(change.old),
        "new": _sentence_json(change.new),
        "pieces": [{"piece": piece, "text": text} for piece, text in change.pieces],
        "along": change.along,
        "cases": list(change.cases),
        "times": change.times,
    }


def _sentence_json(sentence: Sentence | None) -> dict[str, Any] | None:
    if sentence is None:
        return None
    return {
        "number": sentence.number or None,
        "text": sentence.text,
        "form": sentence.form,
        "path": list(sentence.path),
        "file": sentence.origin.file,
        "line": sentence.origin.line,
    }
