"""An independent reader goes through a finished report: every figure of the .docx, and nothing else, is proved.

It reads the .docx with python-docx, the working papers and the clerk's workbook with openpyxl, and uses nothing of
this program to do so.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from program import Program
from reference import CREATED
from variations import VARIATIONS, narrative, scored
from workbooks import SAMPLE
from workbooks import cell as cell_of

from reportgen.intake.submission import Entry
from reportgen.output.workpapers import working_papers
from reportgen.scoring.rubric import Rubric
from reportgen.word.render import StyleSheet, render
from reportgen.writing.wording import Wording

FIGURE = re.compile(r"[0-9０-９]+([.,．][0-9０-９]+)*[%％‰]?")
OWN_NUMBER = re.compile(r"[1-9][0-9]?\.(?![0-9])|（[1-9][0-9]?）")  # the paragraph's own, counted by the program
GAP = re.compile("【待填：[^】]*】")
HEADINGS = ["序号", "段落", "所在部分", "句子", "数字", "名称", "来源", "其余来源", "原值", "规则", "依据条款"]
ADDRESS = re.compile("([A-Z]+[0-9]+)(:[A-Z]+[0-9]+)?")
AS_TYPED = "照填报表"

Cells = Callable[[str, str], object]  # what the clerk's workbook holds, by sheet and cell


@dataclass(frozen=True)
class Row:
    """A row of 数据来源."""

    number: str
    paragraph: str
    part: str
    sentence: str
    figure: str
    name: str
    source: str
    others: str
    value: str
    rule: str
    basis: str
    link: str

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The cells of both columns of sources, ranges taken apart."""
        return [problem_rows for text in (self.source, self.others) for problem_rows in addresses(text)]


def addresses(text: str) -> Iterator[tuple[str, str]]:
    """“绩效指标!F3:F5、H3；预算执行!B3” → sheet and cell of each."""
    for part in text.split("；"):
        sheet, mark, cells = part.partition("!")
        for address in cells.split("、") if mark else []:
            assert ADDRESS.fullmatch(address), text
            left, top, right, bottom = range_boundaries(address)
            assert None not in (left, top, right, bottom)
            for row in range(int(top or 0), int(bottom or 0) + 1):
                yield from ((sheet, f"{get_column_letter(n)}{row}") for n in range(int(left or 0), int(right or 0) + 1))


def rows_of(papers: bytes) -> list[Row]:
    sheet = openpyxl.load_workbook(io.BytesIO(papers))["数据来源"]
    assert [cell.value for cell in sheet[2]] == HEADINGS
    return [
        Row(*[*(cell_text(cell.value) for cell in row), cell_text(row[6].hyperlink)])
        for row in sheet.iter_rows(min_row=3)
    ]


def cell_text(value: object) -> str:
    """A cell as text, of a link the place in the workbook that it leads to."""
    return "" if value is None else str(getattr(value, "location", value))


def paragraphs_of(document: bytes) -> list[str]:
    texts = (paragraph.text.replace("\n", "") for paragraph in docx.Document(io.BytesIO(document)).paragraphs)
    return [text for text in texts if text]


def figures(paragraphs: list[str]) -> Iterator[tuple[int, str]]:
    """Every figure of the text with the number of its paragraph."""
    for number, text in enumerate(paragraphs, 1):
        own = OWN_NUMBER.match(text)
        rest = GAP.sub("", text[own.end() :] if own else text)
        yield from ((number, problem_rows[0]) for problem_rows in FIGURE.finditer(rest))


def prove(document: bytes, papers: bytes, cells: Cells) -> list[Row]:
    """Every figure has its row in its place, no row is superfluous, and what a row says of a cell stands there."""
    paragraphs, rows = paragraphs_of(document), rows_of(papers)
    assert [(int(row.paragraph), row.figure) for row in rows] == list(figures(paragraphs))
    assert [int(row.number) for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        assert row.sentence in paragraphs[int(row.paragraph) - 1]
        assert row.figure in row.sentence
        assert row.part in ("附件", "标题", *paragraphs[: int(row.paragraph)])
        assert row.name
        assert row.source
        values = [cells(*cell) for cell in row.cells]
        if row.cells:
            sheet, cell = row.cells[0]
            assert row.link == (f"'{sheet}'!{cell}" if "!" in row.source else f"'{row.source.split('（')[0]}'!A1")
        if row.rule == AS_TYPED:
            assert len(values) == 1, row
            assert shows(values[0], row.figure), row
            assert stands_for(row.value, values[0]), row
        elif len(row.cells) == len(row.value.split("、")):  # no cell among them is a sheet as a whole
            shown_values = row.value.split("、")
            assert all(stands_for(text, value) for text, value in zip(shown_values, values, strict=True)), row
    return rows


def shows(value: object, figure: str) -> bool:
    """Whether a cell holds this figure: a number that is equal, or a text in which it stands."""
    number = re.sub("[%％‰,]", "", figure)
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)) == Decimal(number)
    return re.search(rf"(?<![0-9.]){re.escape(figure)}(?![0-9])", str(value)) is not None


def stands_for(text: str, value: object) -> bool:
    """Whether 原值 is what the cell holds, or a piece of it."""
    if isinstance(value, int | float | Decimal):
        return Decimal(text) == Decimal(str(value))
    return text == "没有填" if value is None else text.strip("…") in str(value)


def at(sheet: str, row: str, column: str) -> tuple[str, str]:
    """A cell of the sample, by what stands in its row and the name of its column."""
    return sheet, cell_of(sheet, row, column)


# --- finished files ---------------------------------------------------------------------------------------

# What is changed in the sample, by sheet and cell.
WORKBOOKS: Mapping[str, Mapping[tuple[str, str], object]] = {
    "sample": {},
    "more figures in prose": {
        at(
            "基本信息", "目标总述", "内容"
        ): "投资1,234.50万元，增长３％，穗荔府〔2024〕5号文第1、2项；共5个、15个、5个。",
        at("重点工作", "优生优育服务覆盖率达{C09}", "内容"): "2024年：慰问{C02}，另慰问512户，发放{三公.支出}万元。",
        at("改进措施", "1", "内容"): "12个社区。\n3个片区、13个网格、3次。",
    },
    "points lost and a rate from quarters": {
        at("管理效率", "数据质量", "填报值"): 1,
        at("管理效率", "数据质量", "扣分原因"): "2处不一致",
        at("预算执行", "年度平均执行率", "数值"): None,
        at("三公经费", "合计", "实际支出数"): 9.63,
    },
    "a figure in the name": {at("基本信息", "单位简称", "内容"): "第2金花街道"},
    "one more problem": {("存在问题", "A5"): 3, ("存在问题", "B5"): "仍有3个社区未达到100%。"},
}


def edit(path: Path, changes: Mapping[tuple[str, str], object]) -> openpyxl.Workbook:
    clerks = openpyxl.load_workbook(SAMPLE)
    for (sheet, cell), value in changes.items():
        clerks[sheet][cell].value = value
    clerks.save(path)
    return clerks


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_figure_of_a_finished_report(workplace: Path, program: Program, name: str) -> None:
    path = workplace / "填 报.xlsx"
    clerks = edit(path, WORKBOOKS[name])
    run = program("build", path, "--json", "--review")
    assert run.code == 0, run.out
    document, papers, review = (Path(file) for file in run.result["files"])
    rows = prove(document.read_bytes(), papers.read_bytes(), lambda sheet, cell: clerks[sheet][cell].value)
    assert len(rows) >= 40
    assert len([row for row in rows if row.rule == AS_TYPED]) >= 20
    check_review(review.read_bytes(), document.read_bytes(), rows)
    check_links(papers, path)
    check_problems(papers, run.result["problems"])


def test_every_figure_of_a_draft(workplace: Path, program: Program) -> None:
    path = workplace / "填 报.xlsx"
    blanks = (
        at("绩效指标", "C03", "实际完成值"),
        at("基本信息", "目标总述", "内容"),
        at("三公经费", "合计", "实际支出数"),
    )
    clerks = edit(path, dict.fromkeys(blanks))
    run = program("build", path, "--json", "--review", "--draft")
    assert run.code == 0, run.out
    document, papers, review = (Path(file) for file in run.result["files"])
    rows = prove(document.read_bytes(), papers.read_bytes(), lambda sheet, cell: clerks[sheet][cell].value)
    assert not any(cell in blanks for row in rows for cell in row.cells)
    check_review(review.read_bytes(), document.read_bytes(), rows)
    check_problems(papers, run.result["problems"])


def check_review(review: bytes, document: bytes, rows: list[Row]) -> None:
    assert paragraphs_of(review) == paragraphs_of(document)
    comments = list(docx.Document(io.BytesIO(review)).comments)
    assert len(comments) == len(rows)
    for comment, row in zip(comments, rows, strict=True):
        assert all(sheet in comment.text for sheet, _ in row.cells)


def check_links(papers: Path, workbook: Path) -> None:
    """Every link leads from the folder of the working papers to a cell of the clerk's workbook."""
    clerks = openpyxl.load_workbook(workbook)
    for sheet in openpyxl.load_workbook(papers):
        for link in (cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            target = str(link.target).replace("\\", "/").replace("%20", " ")
            assert (papers.parent / target).resolve() == workbook.resolve()
            name, _, cell = str(link.location).replace("'", "").partition("!")
            assert clerks[name][cell] is not None


def check_problems(papers: Path, problems: list[dict[str, str]]) -> None:
    sheet = openpyxl.load_workbook(papers)["检查结果"]
    problem_rows = [
        [cell_text(row[n]) for n in (0, 1, 4, 5, 6)] for row in sheet.iter_rows(min_row=3, values_only=True)
    ]
    keys = ("severity", "code", "message", "found", "hint")
    expected = [[problem[key] or "" for key in keys] for problem in problems] or [["", "", "没有问题", "", ""]]
    for row in expected:
        if row[0] == "提示":
            row[1] = row[1].replace("E", "N")  # what a draft leaves blank is no error
    assert sorted(problem_rows) == sorted(expected)


# --- other offices ----------------------------------------------------------------------------------------


def entries(value: object) -> Iterator[Entry[object]]:
    if isinstance(value, Entry):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from entries(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from entries(getattr(value, field.name))


@pytest.mark.parametrize("name", VARIATIONS)
def test_every_figure_of_a_variation(rules: Rubric, wording: Wording, sheet: StyleSheet, name: str) -> None:
    submission = VARIATIONS[name]
    text = narrative(submission, rules, wording)
    date = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
    papers = working_papers(submission, scored(submission, rules), text, (), workbook="2024.xlsx", created=date)
    contents: dict[tuple[str, str], object] = {}
    for entry in entries(submission):
        contents.setdefault((entry.ref.sheet, entry.ref.cell), entry.value)
    rows = prove(render(text, sheet, created=CREATED), papers, lambda sheet, cell: contents.get((sheet, cell)))
    assert len(rows) >= 20
