"""The commands with which work begins: a workbook, blank or from a document; templates; a check of this machine."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand, width, year_typed
from reportgen.cli.console import (
    DONE,
    ENVIRONMENT,
    complain,
    exit_code,
    list_problems,
    print_json,
    say,
    trial_words,
)
from reportgen.diagnostics import Diagnostic, FileRef, Outcome

if TYPE_CHECKING:
    from reportgen.documents.filling import FilledForm
    from reportgen.forms.blank import Contents
    from reportgen.resources import Resources
    from reportgen.scoring.rubric import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class _NewWorkbook:
    """The new workbook: the rubric and the contents that it was made from, and its file."""

    rubric: Rubric
    contents: Contents
    file: Path
    share: float | None = None  # of a document that came back when its form was built again, in per cent

    @property
    def carried_texts(self) -> int:
        """How many texts are copied from last year, so that the clerk has to rewrite them."""
        return sum(len(texts) for _, _, texts in self.contents.texts()) if self.contents.carried else 0


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("workbook", metavar="新填报表.xlsx", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--from",
    "last_year",
    metavar="上年填报表.xlsx",
    type=options.WorkbookPath(),
    help="沿用上年填报表的单位、目标、指标、指标值和文字；上年的数放在“上年…”各列。没有填报表的，用上年的成文（.docx、.pdf）。",
)
@click.option("--year", metavar="年度", callback=year_typed, help="做哪一年度的表；文件名里有年度的可以不写。")
@click.option("--set", "wording_set", metavar="文体", default="", help="在表里写明用这种文体，如 报告型。")
@click.option(
    "--scheme", metavar="方案", default="", help="按哪个评分方案做；不写的，同上年填报表，或者用这一年度默认的方案。"
)
@options.templates
@options.json
def new(
    workbook: Path,
    last_year: Path | None,
    year: int | None,
    scheme: str,
    templates: Path | None,
    *,
    wording_set: str,
    as_json: bool,
) -> int:
    """做一份空白填报表，或者由上年的填报表做出今年的。"""
    _check_name(workbook)
    year = year or _year_in_name(workbook)
    resources = options.locate(templates)
    title = options.set_title(resources, wording_set)
    outcome = _make(workbook, year, last_year, resources, scheme=scheme, wording_set=title)
    code = exit_code(outcome.diagnostics)
    if as_json:
        print_json(
            "new",
            code,
            outcome.diagnostics,
            workbook=str(workbook),
            year=year,
            scheme=outcome.value.rubric.scheme if outcome.value else None,
            draft=outcome.value.rubric.draft if outcome.value else None,
            carried=outcome.value.carried_texts if outcome.value else None,
            share=round(outcome.value.share, 2) if outcome.value and outcome.value.share is not None else None,
            files=[str(outcome.value.file)] if outcome.value else [],
        )
        return code
    list_problems(outcome.diagnostics)
    if outcome.value is None:
        complain("没有生成任何文件。请改好上面的错误。")
    else:
        _summary(outcome.value, last_year)
    return code


def _check_name(workbook: Path) -> None:
    from reportgen.output.delivery import safe_name

    if workbook.suffix.lower() != ".xlsx":
        raise click.UsageError(f"新填报表的文件名要以 .xlsx 结尾，“{workbook.name}”不是")
    if safe_name(workbook.name) != workbook.name:
        raise click.UsageError(f"“{workbook.name}”不能用作文件名：太长，或者有不许用的符号、名字")


def _year_in_name(workbook: Path) -> int:
    years = set(re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", workbook.stem))
    if len(years) != 1:
        reason = "有不止一个年度" if years else "没有年度"
        raise click.UsageError(f"文件名“{workbook.name}”里{reason}，请用 --year 写明做哪一年度的表")
    return int(years.pop())


def _make(
    workbook: Path, year: int, last_year: Path | None, resources: Resources, *, scheme: str, wording_set: str
) -> Outcome[_NewWorkbook]:
    from reportgen.forms.blank import Contents, form_workbook
    from reportgen.forms.rollover import roll_over, scheme_of
    from reportgen.output.delivery import deliver, report_date
    from reportgen.scoring.rubric import load_rubric, rubric_schemes
    from reportgen.writing.source import WordingSets

    if os.path.isfile(workbook):  # noqa: PTH113 - Path.is_file can raise an error
        return Outcome(None, (catalogue.TARGET_EXISTS.at(FileRef(file=str(workbook)), workbook.name),))
    rubric = load_rubric(resources, year, scheme or (scheme_of(last_year) if last_year else ""))
    if rubric.value is None:
        return Outcome(None, rubric.diagnostics)
    if last_year and last_year.suffix.lower() in options.DOCUMENT_ENDINGS:
        return _from_document(workbook, last_year, rubric.value, resources)
    contents = roll_over(last_year, rubric.value) if last_year else Outcome(Contents())
    if contents.value is None:
        return Outcome(None, contents.diagnostics)
    rubrics = (load_rubric(resources, *one).value for one in rubric_schemes(resources, year))
    schemes = [one.scheme for one in rubrics if one]
    sets = WordingSets(resources)
    chosen = sets.read(sets.folder(wording_set) or "").value if wording_set else None
    titles = sets.serving(rubric.value.scheme)
    filled = contents.value.with_set(wording_set, titles, schemes, chosen.sections if chosen else ())
    data = form_workbook(rubric.value, filled, created=report_date(year))
    delivery = deliver(workbook.parent, {workbook.name: data}, source=last_year or workbook)
    problems = (*contents.diagnostics, *delivery.diagnostics)
    if delivery.value is None:
        return Outcome(None, problems)
    return Outcome(_NewWorkbook(rubric=rubric.value, contents=filled, file=workbook), problems)


def _from_document(workbook: Path, document: Path, rubric: Rubric, resources: Resources) -> Outcome[_NewWorkbook]:
    """Extract the form of last year's document, and roll it over."""
    from reportgen.documents.filling import form_of, next_form
    from reportgen.output.delivery import deliver

    filled = form_of(document, resources)
    if filled.value is None:
        return Outcome(None, filled.diagnostics)
    outcome = next_form(filled.value, rubric, document.name)
    problems = (*filled.diagnostics, *outcome.diagnostics)
    if outcome.value is None:
        return Outcome(None, problems)
    contents, data = outcome.value
    delivery = deliver(workbook.parent, {workbook.name: data}, source=document)
    problems = (*problems, *delivery.diagnostics)
    if delivery.value is None:
        return Outcome(None, problems)
    new_workbook = _NewWorkbook(rubric=rubric, contents=contents, file=workbook, share=filled.value.rebuilding.share)
    return Outcome(new_workbook, problems)


def _summary(new_workbook: _NewWorkbook, last_year: Path | None) -> None:
    rubric, file = new_workbook.rubric, new_workbook.file
    kind = f"填报表，沿用了 {last_year.name}" if last_year else "空白填报表"
    scheme = f"“{rubric.choice}”方案" if rubric.choice else ""
    say(f"已做好{rubric.year}年度{scheme}{trial_words(rubric.draft)}的{kind}：")
    say(f"  {file}")
    if new_workbook.share is not None:
        say(f"由成文提取的填报表重新生成，原文的字回来了 {new_workbook.share:.1f}%。")
    say("接下来：")
    steps = ["用 Excel 或 WPS 打开，先看“填表说明”，再逐表填写"]
    if new_workbook.carried_texts:
        steps.append(f"橙色的 {new_workbook.carried_texts} 处文字是上年的，逐处改成今年的；改过的，橙色就没有了")
    name = f'"{file}"' if " " in str(file) else str(file)
    steps.append(f"存盘，运行 reportgen check {name}，照提示改好")
    steps.append(f"没有错误了，运行 reportgen build {name}，生成说明")
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}{'。' if number == len(steps) else '；'}")


# --- extract ------------------------------------------------------------------------------------

_LONGEST_EXCERPT = 30  # characters of a paragraph on the screen


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("document", metavar="成文.docx|pdf", type=click.Path(path_type=Path, readable=False))
@click.option(
    "-o",
    "--output",
    "workbook",
    metavar="填报表.xlsx",
    type=click.Path(path_type=Path, readable=False),
    required=True,
    help="填好的填报表写到这里；已有的文件不覆盖。",
)
@options.templates
@options.json
def extract(document: Path, workbook: Path, templates: Path | None, *, as_json: bool) -> int:
    """从一份写好的自评说明（.docx、.pdf）提取出填报表；拿不准的标上颜色，没有认出的列在一张表上。"""
    from reportgen.documents.filling import form_of
    from reportgen.output.delivery import deliver

    if workbook.suffix.lower() != ".xlsx":
        raise click.UsageError(f"-o 的填报表“{workbook}”要以 .xlsx 结尾")
    if os.path.isfile(workbook):  # noqa: PTH113 - Path.is_file can raise an error
        problems: tuple[Diagnostic, ...] = (catalogue.TARGET_EXISTS.at(FileRef(file=str(workbook)), workbook.name),)
        return _finish_extract(None, workbook, problems, as_json=as_json)
    outcome = form_of(document, options.locate(templates))
    if outcome.value is None:
        return _finish_extract(None, workbook, outcome.diagnostics, as_json=as_json)
    delivery = deliver(workbook.parent, {workbook.name: outcome.value.data}, source=document)
    problems = (*outcome.diagnostics, *delivery.diagnostics)
    return _finish_extract(outcome.value if delivery.value else None, workbook, problems, as_json=as_json)


def _finish_extract(
    filled: FilledForm | None, workbook: Path, problems: tuple[Diagnostic, ...], *, as_json: bool
) -> int:
    code = exit_code(problems)
    if as_json:
        paragraphs = filled.rebuilding.paragraphs if filled else ()
        print_json(
            "extract",
            code,
            problems,
            year=filled.names.year if filled else None,
            office=filled.names.short if filled else None,
            share=round(filled.rebuilding.share, 2) if filled else None,
            paragraphs=[{"text": p.text, "characters": p.characters, "returned": p.returned} for p in paragraphs],
            doubtful=filled.doubtful if filled else None,
            listed=[text for _, text in filled.extraction.listed] if filled else [],
            files=[str(workbook)] if filled else [],
        )
        return code
    list_problems(problems)
    if filled is None:
        complain("没有生成任何文件。请改好上面的错误。")
        return code
    say(f"已由{filled.names.year}年度的成文做好填报表：")
    say(f"  {workbook}")
    say_share(filled)
    name = f'"{workbook}"' if " " in str(workbook) else str(workbook)
    say("接下来：")
    say("  1. 用 Excel 或 WPS 打开，有颜色的单元格逐个对照批注核对；")
    say(f"  2. 补上空着的必填项，运行 reportgen check {name}，照提示改好。")
    return code


def say_share(filled: FilledForm) -> None:
    """Say how much of the document came back, and from which paragraphs something is missing."""
    rebuilding = filled.rebuilding
    whole = [p for p in rebuilding.paragraphs if p.returned == p.characters]
    say(
        f"由这份填报表重新生成，原文的字回来了 {rebuilding.share:.1f}%：{len(rebuilding.paragraphs)} 段中 "
        f"{len(whole)} 段完整，没有完整回来的："
        if len(whole) < len(rebuilding.paragraphs)
        else f"由这份填报表重新生成，原文的 {len(whole)} 段全部回来了。"
    )
    for number, paragraph in enumerate(rebuilding.paragraphs, 1):
        if paragraph.returned < paragraph.characters:
            share = 100 * paragraph.returned // paragraph.characters
            excerpt = " ".join(paragraph.text.split())
            more = "…" if len(excerpt) > _LONGEST_EXCERPT else ""
            say(f"  第 {number} 段  {share:>2}%  {excerpt[:_LONGEST_EXCERPT]}{more}")


# --- init -----------------------------------------------------------------------------------------------


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--set", "wording_set", metavar="文体", default="", help="只放这种文体的措辞和示例，如 报告型；默认每种措辞都放。"
)
@options.json
def init(folder: Path, wording_set: str, *, as_json: bool) -> int:
    """把自带的措辞、评分标准、版式和示例放到一个文件夹里，供修改；已有的文件不覆盖。"""
    own = options.set_folder(options.locate_shipped(), wording_set)
    files, problems = _copy_out(folder, own)
    code = exit_code(problems)
    if as_json:
        print_json("init", code, problems, files=[str(path) for path in files])
        return code
    list_problems(problems)
    if problems:
        complain("没有放任何文件。")
        return code
    say(f"已放好 {len(files)} 个文件：" if files else "文件都已经在那里了，与自带的相同。")
    for area, meaning in _AREAS:
        say(f"  {folder / area}  {meaning}")
    say("接下来：")
    for number, step in enumerate((*_enter_step(folder), *_steps(own)), 1):
        say(f"  {number}. {step}")
    return code


_AREAS = (
    ("templates/wording", "说明里的句子"),
    ("templates/rules", "评分标准"),
    ("templates/word", "字体、字号、边距、页码"),
    ("templates/checks", "核对的界限和词"),
    ("templates/summary", "区级汇总的句子和设置"),
    ("2024.xlsx", "示例填报表"),
)


def _steps(wording_set: str) -> tuple[str, ...]:
    from reportgen.writing.source import DEFAULT_LAYER

    wording_set = wording_set or DEFAULT_LAYER
    return (
        f"用记事本打开 templates/wording/{wording_set} 里的文件，改句子，存盘（编码选 UTF-8）",
        "运行 reportgen wording check，照提示改好",
        "运行 reportgen build 2024.xlsx，看成品",
        "没有改过的文件可以删掉：程序会用自带的，以后更新了也跟着更新",
    )


def _enter_step(folder: Path) -> tuple[str, ...]:
    """Return the step that enters the folder; no step where it is the working folder."""
    if folder.resolve() == Path.cwd():
        return ()
    plain = all(character.isalnum() or character in "._-/\\:" for character in str(folder))
    return (f"运行 cd {folder}" if plain else f'运行 cd "{folder}"',)


def _copy_out(folder: Path, wording_set: str) -> tuple[list[Path], list[Diagnostic]]:
    from reportgen.output.delivery import deliver
    from reportgen.resources import starting_files

    files = starting_files(wording_set)
    shipped = {name: path.read_bytes() for name, path in files.items() if _is_wanted(name, wording_set)}
    present = {name: _content(folder / name) for name in shipped}
    different = [name for name, data in present.items() if data is not None and data != shipped[name]]
    if different:
        return [], [catalogue.COPY_DIFFERS.at(FileRef(file=str(folder / name)), name) for name in different]
    absent = {name: data for name, data in shipped.items() if present[name] is None}
    delivery = deliver(folder, absent, source=folder)
    return list(delivery.value or ()), list(delivery.diagnostics)


def _is_wanted(name: str, wording_set: str) -> bool:
    """Whether a template belongs to the wording set, or to none; without a set all are wanted."""
    from reportgen.writing.source import REPORT, set_of

    area, _, path = name.removeprefix("templates/").partition("/")
    return not wording_set or area != REPORT or set_of(path) == wording_set


def _content(path: Path) -> bytes | None:
    """Return the content of a file, ``None`` where there is none; a file that cannot be read counts as different."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""


# --- doctor ---------------------------------------------------------------------------------------------


def summary_problems(resources: Resources) -> tuple[int, tuple[Diagnostic, ...]]:
    """Return how many districts have their own summary wording, and the problems of its settings and wording."""
    from reportgen.district.proofreading import proofread_summary

    proof = proofread_summary(resources)
    return len(proof.districts), proof.problems


@click.command(cls=ChineseCommand, **SETTINGS)
@options.output
@options.templates
@options.json
def doctor(output: Path, templates: Path | None, *, as_json: bool) -> int:
    """检查这台电脑：软件、字体、文件夹、评分标准、措辞、版式。"""
    from reportgen.machine.doctor import Health, examine

    examination = examine(options.locate(templates), output, sys.stdout.encoding, summary_problems)
    conditions = examination.value or ()
    code = ENVIRONMENT if any(one.health is Health.BROKEN for one in conditions) else DONE
    if as_json:
        items = [{"name": c.name, "state": c.health, "found": c.text, "advice": c.advice or None} for c in conditions]
        print_json("doctor", code, examination.diagnostics, findings=items)
        return code
    for one in conditions:
        say(f"{one.health}{' ' * (6 - width(one.health))}  {one.name}：{one.text}")
        if one.advice:
            say(f"        怎么办：{one.advice}")
    say()
    counts = {health: sum(one.health is health for one in conditions) for health in Health}
    say("，".join(f"{health} {count} 项" for health, count in counts.items() if count) + "。")
    list_problems(examination.diagnostics)
    return code
