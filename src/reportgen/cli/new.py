"""The command ``new``, which makes a workbook to fill in: blank, or rolled over from that of last year."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand, year_typed
from reportgen.cli.console import complain, exit_code, list_problems, print_json, say, trial_words
from reportgen.diagnostics import FileRef, Outcome

if TYPE_CHECKING:
    from reportgen.forms.blank import Contents
    from reportgen.resources import Resources
    from reportgen.scoring.rubric import Rubric


@dataclass(frozen=True, slots=True, kw_only=True)
class _NewWorkbook:
    """The new workbook: the rubric and the contents that it was made from, and its file."""

    rubric: Rubric
    contents: Contents
    file: Path

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
    help="沿用上年填报表的单位、目标、指标、指标值和文字；上年的数放在“上年…”各列。",
)
@click.option("--year", metavar="年度", callback=year_typed, help="做哪一年度的表；文件名里有年度的可以不写。")
@options.templates
@options.json
def new(workbook: Path, last_year: Path | None, year: int | None, templates: Path | None, *, as_json: bool) -> int:
    """做一份空白填报表，或者由上年的填报表做出今年的。"""
    _check_name(workbook)
    year = year or _year_in_name(workbook)
    outcome = _make(workbook, year, last_year, options.locate(templates))
    code = exit_code(outcome.diagnostics)
    if as_json:
        print_json(
            "new",
            code,
            outcome.diagnostics,
            workbook=str(workbook),
            year=year,
            draft=outcome.value.rubric.draft if outcome.value else None,
            carried=outcome.value.carried_texts if outcome.value else None,
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


def _make(workbook: Path, year: int, last_year: Path | None, resources: Resources) -> Outcome[_NewWorkbook]:
    from reportgen.forms.blank import Contents, form_workbook
    from reportgen.forms.rollover import roll_over
    from reportgen.output.delivery import deliver, report_date
    from reportgen.scoring.rubric import load_rubric

    if os.path.isfile(workbook):  # noqa: PTH113 - Path.is_file can raise an error
        return Outcome(None, (catalogue.TARGET_EXISTS.at(FileRef(file=str(workbook)), workbook.name),))
    rubric = load_rubric(resources, year)
    if rubric.value is None:
        return Outcome(None, rubric.diagnostics)
    contents = roll_over(last_year, rubric.value) if last_year else Outcome(Contents())
    if contents.value is None:
        return Outcome(None, contents.diagnostics)
    data = form_workbook(rubric.value, contents.value, created=report_date(year))
    delivery = deliver(workbook.parent, {workbook.name: data}, source=last_year or workbook)
    problems = (*contents.diagnostics, *delivery.diagnostics)
    if delivery.value is None:
        return Outcome(None, problems)
    return Outcome(_NewWorkbook(rubric=rubric.value, contents=contents.value, file=workbook), problems)


def _summary(new_workbook: _NewWorkbook, last_year: Path | None) -> None:
    rubric, file = new_workbook.rubric, new_workbook.file
    kind = f"填报表，沿用了 {last_year.name}" if last_year else "空白填报表"
    say(f"已做好{rubric.year}年度{trial_words(rubric.draft)}的{kind}：")
    say(f"  {file}")
    say("接下来：")
    steps = ["用 Excel 或 WPS 打开，先看“填表说明”，再逐表填写"]
    if new_workbook.carried_texts:
        steps.append(f"橙色的 {new_workbook.carried_texts} 处文字是上年的，逐处改成今年的；改过的，橙色就没有了")
    name = f'"{file}"' if " " in str(file) else str(file)
    steps.append(f"存盘，运行 reportgen check {name}，照提示改好")
    steps.append(f"没有错误了，运行 reportgen build {name}，生成说明")
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}{'。' if number == len(steps) else '；'}")
