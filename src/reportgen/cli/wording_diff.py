"""``wording diff``: which sentences of the finished text change between two versions of the templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand, year_typed
from reportgen.cli.console import complain, exit_code, harmless, list_problems, print_json, say
from reportgen.diagnostics import FileRef, Outcome

if TYPE_CHECKING:
    from reportgen.editor.diff import Change, Sentence
    from reportgen.editor.editions import WordingDiff

_SUFFIXES = (".html", ".htm")
_INDENTS = {"sort": "  ", "numbers": "  ", "text": "    ", "where": "    "}
_STYLES = {"kept": "default", "removed": "red strike", "added": "green underline"}
_MARKS = {"kept": "{}", "removed": "【-{}-】", "added": "【+{}+】"}


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
    from reportgen.editor.editions import Scope, compare_wording

    if page is not None and page.suffix.lower() not in _SUFFIXES:
        raise click.UsageError(f"--html 的文件“{page}”要以 .html 结尾")
    scope = Scope(district or "", office or "") if office or district else None
    compared = compare_wording(old, new, working_folder=Path.cwd(), workbook=workbook, year=year, scope=scope)
    diff, problems = compared.value, list(compared.diagnostics)
    named = (old, new or "正在用的")
    files: tuple[Path, ...] = ()
    if diff is not None and page is not None:
        written = _write_page(page, diff, named, workbook)
        problems += written.diagnostics
        files = written.value or ()
    code = exit_code(problems)
    if as_json:
        result = {"old": old, "new": new, "year": diff and diff.year, **_result(diff)}
        print_json("wording diff", code, problems, **result, files=[*map(str, files)])
        return code
    list_problems(problems)
    if diff is None:
        complain("没有比较。请改好上面的错误。")
        return code
    _tell(diff, named)
    for file in files:
        say(f"网页：{file}")
    return code


def _write_page(
    page: Path, diff: WordingDiff, named: tuple[str, str], workbook: Path | None
) -> Outcome[tuple[Path, ...]]:
    """Write the page; only an earlier page of ours is replaced, and never what a link leads to."""
    from reportgen.editor.diff_page import diff_page, is_foreign
    from reportgen.output.delivery import deliver

    if is_foreign(page):
        return Outcome(None, (catalogue.TARGET_EXISTS.at(FileRef(file=str(page)), page.name),))
    return deliver(page.parent, {page.name: diff_page(diff, *named)}, source=workbook or Path(named[0]))


def _tell(diff: WordingDiff, named: tuple[str, str]) -> None:
    """The lines of the page on the screen, with colours where it has some and marks where it has none."""
    from rich.console import Console
    from rich.text import Text

    from reportgen.editor.diff_page import lines

    console = Console(soft_wrap=True, highlight=False)
    coloured = console.is_terminal and not console.no_color and not console.is_dumb_terminal
    for kind, pieces in lines(diff, *named):
        if kind in ("layer", "sort", "numbers"):
            say()
        indent = _INDENTS.get(kind, "")
        if coloured and kind == "text":
            console.print(Text(indent).append_tokens((harmless(text), _STYLES[piece]) for piece, text in pieces))
        else:
            say(indent + "".join(_MARKS[piece].format(text) for piece, text in pieces))


def _result(diff: WordingDiff | None) -> dict[str, Any]:
    from reportgen.editor.diff import Sort

    layers = diff.layers if diff else {}
    return {
        "cases": list(diff.cases) if diff else [],
        "compared": list(diff.compared) if diff else [],
        "differences": [
            {
                "layer": layer,
                "changes": [_change_json(change) for change in changes if change.sort is not Sort.RENUMBERED],
                "renumbered": [
                    {"old": change.old.number, "new": change.new.number, "text": change.new.text}
                    for change in changes
                    if change.sort is Sort.RENUMBERED and change.old and change.new
                ],
            }
            for layer, changes in layers.items()
        ],
    }


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "sort": change.sort,
        "note": change.note or None,
        "old": change.old and _sentence_json(change.old),
        "new": change.new and _sentence_json(change.new),
        "pieces": [{"piece": piece, "text": text} for piece, text in change.pieces],
        "along": change.along,
        "cases": change.cases,
        "times": change.times,
    }


def _sentence_json(sentence: Sentence) -> dict[str, Any]:
    words = {key: getattr(sentence, key) for key in ("text", "form", "path")}
    return {"number": sentence.number or None, **words, "file": sentence.origin.file, "line": sentence.origin.line}
