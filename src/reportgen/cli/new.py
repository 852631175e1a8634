"""``new``: the workbook to be filled in, blank or rolled over from last year's."""

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
class _Made:
    """The new workbook: what it was made by and of, and where it is."""

    rubric: Rubric
    contents: Contents
    file: Path

    @property
    def carried(self) -> int:
        """How many texts of last year are to be looked through."""
        return sum(len(texts) for _, _, texts in self.contents.texts()) if self.contents.carried else 0


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("workbook", metavar="新填报表.xlsx", type=click.Path(path_type=Path, readable=False))
@click.option(
    "--from",
    "last_year",
    metavar="上年填报表.xlsx",
    type=click.Path(path_type=Path, readable=False),
    help="沿用上年填报表的单位、目标、指标、指标值和文字；上年的数放在“上年…”各列。",
)
@click.option("--year", metavar="年度", callback=year_typed, help="做哪一年度的表；文件名里有年度的可以不写。")
@options.templates
@options.json
def new(workbook: Path, last_year: Path | None, year: int | None, templates: Path | None, *, as_json: bool) -> int:
    """做一份空白填报表，或者由上年的填报表做出今年的。"""
    _settle_name(workbook)
    year = year or _year_in_name(workbook)
    made = _make(workbook, year, last_year, options.locate(templates))
    code = exit_code(made.diagnostics)
    if as_json:
        print_json(
            "new",
            code,
            made.diagnostics,
            workbook=str(workbook),
            year=year,
            draft=made.value.rubric.draft if made.value else None,
            carried=made.value.carried if made.value else None,
            files=[str(made.value.file)] if made.value else [],
        )
        return code
    list_problems(made.diagnostics)
    if made.value is None:
        complain("没有生成任何文件。请改好上面的错误。")
    else:
        _summary(made.value, last_year)
    return code


def _settle_name(workbook: Path) -> None:
    from reportgen.output.delivery import safe_name

    if workbook.suffix.lower() != ".xlsx":
        raise click.UsageError(f"新填报表的文件名要以 .xlsx 结尾，“{workbook.name}”不是")
    if safe_name(workbook.name) != workbook.name:
        raise click.UsageError(f"“{workbook.name}”不能用作文件名：太长，或者有不许用的符号、名字")


def _year_in_name(workbook: Path) -> int:
    years = set(re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", workbook.stem))
    if len(years) != 1:
        found = "有不止一个年度" if years else "没有年度"
        raise click.UsageError(f"文件名“{workbook.name}”里{found}，请用 --year 写明做哪一年度的表")
    return int(years.pop())


def _make(workbook: Path, year: int, last_year: Path | None, resources: Resources) -> Outcome[_Made]:
    from reportgen.forms.blank import Contents, form_workbook
    from reportgen.forms.rollover import rolled_over
    from reportgen.output.delivery import deliver, report_date
    from reportgen.scoring.rubric import load_rubric

    if os.path.isfile(workbook):  # noqa: PTH113 - this one never raises
        return Outcome(None, (catalogue.TARGET_EXISTS.at(FileRef(file=str(workbook)), workbook.name),))
    loaded = load_rubric(resources, year)
    if loaded.value is None:
        return Outcome(None, loaded.diagnostics)
    given = rolled_over(last_year, loaded.value) if last_year else Outcome(Contents())
    if given.value is None:
        return Outcome(None, given.diagnostics)
    data = form_workbook(loaded.value, given.value, created=report_date(year))
    delivered = deliver(workbook.parent, {workbook.name: data}, source=last_year or workbook)
    problems = (*given.diagnostics, *delivered.diagnostics)
    made = _Made(rubric=loaded.value, contents=given.value, file=workbook) if delivered.value else None
    return Outcome(made, problems)


def _summary(made: _Made, last_year: Path | None) -> None:
    kind = f"填报表，沿用了 {last_year.name}" if last_year else "空白填报表"
    say(f"已做好{made.rubric.year}年度{trial_words(made.rubric.draft)}的{kind}：")
    say(f"  {made.file}")
    say("接下来：")
    steps = ["用 Excel 或 WPS 打开，先看“填表说明”，再逐表填写"]
    if made.carried:
        steps.append(f"橙色的 {made.carried} 处文字是上年的，逐处改成今年的；改过的，橙色就没有了")
    name = f'"{made.file}"' if " " in str(made.file) else str(made.file)
    steps.append(f"存盘，运行 reportgen check {name}，照提示改好")
    steps.append(f"没有错误了，运行 reportgen build {name}，生成说明")
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}{'。' if number == len(steps) else '；'}")
