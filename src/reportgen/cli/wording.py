"""The command ``wording``, for people who edit the sentences of the reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import (
    GROUP_SETTINGS,
    SETTINGS,
    ChineseCommand,
    ChineseGroup,
    help_when_bare,
    year_typed,
)
from reportgen.cli.console import (
    DONE,
    complain,
    exit_code,
    fault,
    harmless,
    list_problems,
    print_json,
    say,
    say_table,
)
from reportgen.diagnostics import FileRef, Outcome, nearest
from reportgen.resources import Resources

if TYPE_CHECKING:
    from reportgen.district.proofreading import SummaryProof
    from reportgen.editor.diff import Change
    from reportgen.editor.editions import WordingDiff
    from reportgen.editor.lexicon import Term
    from reportgen.editor.proofreading import Proof
    from reportgen.writing.source import EffectiveFile, Layers

_INDENTS = {"head": "", "layer": "\n", "sort": "\n  ", "numbers": "\n  ", "text": "    ", "where": "    "}
_STYLES = {"kept": "default", "removed": "red", "added": "green"}
_MARKS = {"kept": "{}", "removed": "【-{}-】", "added": "【+{}+】"}


@click.group(cls=ChineseGroup, **GROUP_SETTINGS)
@click.pass_context
def wording(context: click.Context) -> None:
    """措辞：列出、检查、查词、比较、预览。"""
    help_when_bare(context)


@wording.command(cls=ChineseCommand, **SETTINGS)
@options.workbook
@click.option("--port", metavar="端口", type=int, default=0, help="用这个端口；不写就找一个空着的。")
@click.option("--no-browser", is_flag=True, help="不打开浏览器，只显示网址。")
@options.draft
@options.year
@options.last
@options.wording_set
@options.templates
def preview(
    workbook: Path,
    port: int,
    year: int | None,
    last: Path | None,
    templates: Path | None,
    *,
    wording_set: str,
    no_browser: bool,
    draft: bool,
) -> int:
    """在浏览器里看成文：版面与 .docx 相同，存盘就更新。"""
    import webbrowser

    from reportgen.editor.preview import HOST, Live, PreviewSubject, Server

    # A wrong --templates or --set is told before anything is started.
    folder = options.set_folder(options.locate(templates), wording_set)
    try:
        server = Server(port)
    except (OSError, OverflowError):
        problems = [catalogue.PORT_TAKEN.at(FileRef(file=f"{HOST}:{port}"), port)]
        list_problems(problems)
        return exit_code(problems)
    subject = PreviewSubject(
        workbook=workbook,
        locate=lambda: options.locate(templates),
        year=year,
        draft=draft,
        last=last,
        wording_set=folder,
    )
    live = Live(subject, server, fault)
    server.start()
    try:
        say(f"预览：{server.address}")
        say("改措辞、评分标准、版式或填报表，存盘后页面自动更新；按 Ctrl-C 结束。")
        if not no_browser:
            webbrowser.open(server.address)
        live.run()
    except KeyboardInterrupt:
        say("预览已结束。")
    finally:
        server.stop()
    return DONE


@wording.command("list", cls=ChineseCommand, **SETTINGS)
@click.option("--office", metavar="单位简称", default="", help="看这个单位用的措辞，如 金花街道。")
@click.option("--district", metavar="区", default="", help="单位所在的区，如 荔湾区；措辞文件夹里看不出单位在哪个区。")
@options.wording_set
@options.summary
@options.templates
@options.json
def list_wording(
    office: str, district: str, wording_set: str, templates: Path | None, *, summary: bool, as_json: bool
) -> int:
    """列出各节的文件、在哪一层、是自带的还是改过的；不写单位和区的，列出文体的一层。"""
    from reportgen.writing.source import DEFAULT_LAYER, DISTRICTS, OFFICES, REPORT, SUMMARY, Layers

    if summary and office:
        raise click.UsageError("汇总是一个区的，没有单位一层：--summary 不能和 --office 一起用")
    if summary and wording_set:
        raise click.UsageError("汇总没有文体：--summary 不能和 --set 一起用")
    resources = options.locate(templates)
    folder = options.set_folder(resources, wording_set) or DEFAULT_LAYER
    layers = Layers(resources, SUMMARY if summary else REPORT, folder)
    files = layers.effective_files(district, office)
    if as_json:
        own = {"districts": list(layers.names(DISTRICTS)), "offices": list(layers.names(OFFICES))}
        print_json("wording list", DONE, sections=[_file_json(file) for file in files], layers=own)
        return DONE
    say_table([_file_row(file) for file in files])
    for kind, name in ((DISTRICTS, district), (OFFICES, office)):
        if name and name not in layers.names(kind):
            complain(f"“{name}”没有自己的措辞{nearest(name, layers.names(kind))}，用的是远一层的。")
    if office and not district and layers.names(DISTRICTS):
        complain("没有写 --district，各区的措辞没有算在内。")
    if summary:
        say("退回意见的措辞另在 templates/summary/退回意见/。")
    if not office and not district:
        _say_layers(layers, (DISTRICTS,) if summary else (DISTRICTS, OFFICES))
        if not summary:
            _say_sets(resources)
    return DONE


def _file_row(file: EffectiveFile) -> tuple[str, ...]:
    kind = "去掉" if file.empty else "节" if file.is_section else "零件"
    hides = f"代替 {'、'.join(file.hides)}" if file.hides else ""
    return (kind, file.name, file.layer, file.origin, hides, "" if file.origin == "自带" else _short_path(file.path))


def _short_path(path: Path) -> str:
    """Return the path from the working folder where the file lies inside it, because people write it so."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _file_json(file: EffectiveFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "section": file.is_section,
        "removed": file.empty,
        "layer": file.layer,
        "origin": file.origin,
        "file": str(file.path),
        "hides": list(file.hides),
    }


def _say_layers(layers: Layers, kinds: Sequence[str]) -> None:
    for kind in kinds:
        names = layers.names(kind)
        if names:
            say(f"另有自己措辞的{kind}（{len(names)} 个）：{'、'.join(names)}")
        else:
            say(f"没有哪个{kind}有自己的措辞。")


def _say_sets(resources: Resources) -> None:
    from reportgen.writing.source import WordingSets

    sets = WordingSets(resources)
    say("文体（用 --set 看各种文体的措辞）：")
    say_table([(one.title, one.description) for folder in sets.folders if (one := sets.read(folder).value)])


@wording.command("words", cls=ChineseCommand, **SETTINGS)
@click.argument("part", metavar="[词或意思的一部分]", default="")
@click.option("--year", metavar="年度", callback=year_typed, help="按这一年度的评分标准，默认正式的最新一年。")
@options.summary
@options.templates
@options.json
def words(part: str, year: int | None, templates: Path | None, *, summary: bool, as_json: bool) -> int:
    """列出措辞里能用的词和格式：种类、单位、示例里的值、意思。"""
    from reportgen.editor.lexicon import filter_example
    from reportgen.writing.words import FILTERS

    if summary and year:
        raise click.UsageError("汇总的词各年度一样：--summary 不能和 --year 一起用")
    terms = _terms(options.locate(templates), year, summary=summary)
    vocabulary, problems = terms.value or (), terms.diagnostics
    code = exit_code(problems)
    matches = [term for term in vocabulary if part in term.path or part in term.word.meaning]
    filters = [(one, filter_example(one, vocabulary)) for one in FILTERS if part in one.name or part in one.meaning]
    if as_json:
        rows = [
            {"name": one.name, "type": one.takes, "example": example or None, "meaning": one.meaning}
            for one, example in filters
        ]
        print_json("wording words", code, problems, words=[_term_json(term) for term in matches], filters=rows)
        return code
    list_problems(problems)
    if matches:
        say_table([_term_row(term) for term in matches])
    if filters:
        say()
        say("格式，写在词的后面：")
        say_table([(f"|{one.name}", f"用在{one.takes}后面", example, one.meaning) for one, example in filters])
    if vocabulary and not matches and not filters:
        complain(f"没有带“{part}”的词或格式。")
    return code


def _terms(resources: Resources, year: int | None, *, summary: bool) -> Outcome[tuple[Term, ...]]:
    """Return the words of reports under the rules of a year, or those of summaries."""
    from reportgen.editor.lexicon import summary_terms, terms
    from reportgen.scoring.rubric import load_rubric, newest_year

    if summary:
        return Outcome(summary_terms())
    rubric = load_rubric(resources, year or newest_year(resources))
    return Outcome(terms(rubric.value) if rubric.value else None, rubric.diagnostics)


def _term_row(term: Term) -> tuple[str, ...]:
    word = term.word
    each = "每一条：" if term.in_list else ""
    blank = "（永远没有）" if word.never else "（可能没有）" if word.optional else ""
    return (term.path, word.type, word.unit, term.example, f"{each}{word.meaning}{blank}")


def _term_json(term: Term) -> dict[str, Any]:
    word = term.word
    return {
        "name": term.path,
        "type": word.type,
        "unit": word.unit or None,
        "example": term.example or None,
        "meaning": word.meaning,
        "listed": term.in_list,
        "optional": word.optional,
        "never": word.never,
    }


@wording.command("check", cls=ChineseCommand, **SETTINGS)
@click.option("--year", metavar="年度", callback=year_typed, help="只按这一年度的评分标准检查，默认每一年都查。")
@click.option("--set", "wording_set", metavar="文体", default="", help="只检查这种文体，默认每一种都查。")
@options.templates
@options.json
def check_wording(year: int | None, wording_set: str, templates: Path | None, *, as_json: bool) -> int:
    """检查全部措辞，说明的和汇总的：每种文体、每一层、每个分支，再用样例试写一遍；不要填报表。"""
    from reportgen.editor.proofreading import proofread

    resources = options.locate(templates)
    proof = proofread(resources, year, options.set_folder(resources, wording_set))
    code = exit_code(proof.problems)
    if as_json:
        layers = {"districts": list(proof.districts), "offices": list(proof.offices)}
        summary = {"checked_files": proof.summary.files, "districts": list(proof.summary.districts)}
        counts: dict[str, Any] = {
            "years": list(proof.years),
            "sets": list(proof.sets),
            "checked_files": proof.files,
            "summary": summary,
        }
        print_json("wording check", code, proof.problems, layers=layers, **counts)
        return code
    say(_report_message(proof))
    say(_summary_message(proof.summary))
    list_problems(proof.problems)
    if not proof.problems:
        say("没有问题。")
    return code


def _report_message(proof: Proof) -> str:
    years = "、".join(map(str, proof.years))
    layers = f"{'、'.join(proof.sets)}，{len(proof.districts)} 个区，{len(proof.offices)} 个单位"
    return f"按 {years} 年度的评分标准检查了 {proof.files} 个措辞文件（{layers}），用 {proof.specimens} 个样例试写。"


def _summary_message(proof: SummaryProof) -> str:
    layers = f"默认，{len(proof.districts)} 个区"
    return f"检查了汇总的设置和 {proof.files} 个措辞文件（{layers}），用 {proof.specimens} 个编造的区试写。"


# --- diff -------------------------------------------------------------------------------------------------


@wording.command("diff", cls=ChineseCommand, **SETTINGS)
@click.argument("old", metavar="旧版")
@click.argument("new", metavar="[新版]", required=False)
@click.option(
    "--workbook", metavar="填报表.xlsx", type=options.WorkbookPath(), help="用这份填报表比较，不用自带的样例。"
)
@click.option("--office", metavar="单位简称", default="", help="只比较这个单位的措辞。")
@click.option("--district", metavar="区", default="", help="只比较这个区的措辞。")
@click.option("--set", "wording_set", metavar="文体", default="", help="只比较这种文体；默认比较每一种。")
@click.option("--year", metavar="年度", callback=year_typed, help="用这一年度的评分标准和样例，默认最新的一年。")
@click.option("--html", "page", metavar="文件.html", type=Path, help="另写成一个网页，可以打印、发给别人。")
@options.json
def diff_wording(
    old: str,
    new: str | None,
    workbook: Path | None,
    *,
    office: str,
    district: str,
    wording_set: str,
    year: int | None,
    page: Path | None,
    as_json: bool,
) -> int:
    """比较两版措辞：成文里哪些句子变了。旧版、新版是文件夹，或者仓库里的版本；不写新版的，与正在用的比。"""
    from reportgen.editor.editions import compare_wording

    if page is not None and page.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"--html 的文件“{page}”要以 .html 结尾")
    scope = (district, office) if office or district else None
    compared = compare_wording(
        old,
        new,
        working_folder=Path.cwd(),
        workbook=workbook,
        year=year,
        scope=scope,
        wording_set=options.set_folder(options.locate(None), wording_set),
    )
    diff, problems = compared.value, list(compared.diagnostics)
    files: tuple[Path, ...] = ()
    if diff is not None and page is not None:
        written = _write_page(page, diff, workbook)
        problems += written.diagnostics
        files = written.value or ()
    code = exit_code(problems)
    if as_json:
        result = _diff_json(diff) if diff else {"year": None, **_NOTHING}
        print_json("wording diff", code, problems, old=old, new=new, **result, files=[*map(str, files)])
        return code
    list_problems(problems)
    if diff is None:
        complain("没有比较。请改好上面的错误。")
        return code
    _print_diff(diff)
    if files:
        say(f"网页：{'，样式：'.join(map(str, files))}")
    return code


def _write_page(page: Path, diff: WordingDiff, workbook: Path | None) -> Outcome[tuple[Path, ...]]:
    """Write the page; only an earlier page of ours is replaced, and never what a link leads to."""
    from reportgen.editor.editions import MAKER, diff_page
    from reportgen.output.delivery import deliver
    from reportgen.output.webpage import foreign_file

    if name := foreign_file(page, MAKER):
        return Outcome(None, (catalogue.TARGET_EXISTS.at(FileRef(file=str(page.with_name(name))), name),))
    return deliver(page.parent, diff_page(page.name, diff), source=workbook or Path(diff.old))


def _print_diff(diff: WordingDiff) -> None:
    from rich.console import Console
    from rich.text import Text

    from reportgen.editor.editions import lines

    console = Console(soft_wrap=True, highlight=False)
    for kind, pieces in lines(diff):
        tokens = ((harmless(_MARKS[piece].format(text)), _STYLES[piece]) for piece, text in pieces)
        console.print(Text(_INDENTS[kind]).append_tokens(tokens))


_NOTHING: dict[str, Any] = {"cases": [], "compared": [], "one_sided": [], "differences": []}


def _diff_json(diff: WordingDiff) -> dict[str, Any]:
    layers = {layer: [_change_json(change) for change in changes] for layer, changes in diff.layers.items()}
    differences = [{"layer": layer, "changes": changes} for layer, changes in layers.items() if changes]
    compared = {"compared": [*layers], "one_sided": [*diff.one_sided]}
    return {"year": diff.year, "cases": diff.cases, **compared, "differences": differences}


def _change_json(change: Change) -> dict[str, Any]:
    return {**asdict(change), "pieces": [{"piece": piece, "text": text} for piece, text in change.pieces]}
