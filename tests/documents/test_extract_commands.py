"""``extract``, and ``new --from`` a finished document, as their users meet them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from filled_forms import cell_of, opened
from program import Program, files

from documents.originals import docx_of, original_paragraphs
from reportgen.diagnostics import Severity
from reportgen.forms.annotation import COLOURS
from reportgen.intake.reading import parse_submission

TITLE = "{year}年度甲市乙区丙街道办事处部门整体支出绩效自评表说明"
DOUBTFUL = COLOURS[Severity.WARNING]
LISTED = "没有认出的文字"


@pytest.fixture
def document(workplace: Path) -> Path:
    path = workplace / "去年 的说明.docx"
    path.write_bytes(docx_of(original_paragraphs()))
    return path


def write(folder: Path, year: int, *texts: str) -> str:
    (folder / "成文.docx").write_bytes(docx_of(texts, title=[TITLE.format(year=year)]))
    return "成文.docx"


def test_a_form_from_a_document(program: Program, workplace: Path, document: Path) -> None:
    run = program("extract", document.name, "-o", "新的/2024.xlsx")
    assert run.code == 0
    assert files(workplace) == ["去年 的说明.docx", "新的/2024.xlsx"]
    assert re.search(r"原文的字回来了 9[89]\.\d%：\d\d 段中 \d\d 段完整", run.out)
    assert re.search(r"\n  第 \d 段  9\d%  2024年", run.out)
    data = (workplace / "新的/2024.xlsx").read_bytes()
    submission = parse_submission(data, "2024.xlsx").value
    assert submission is not None
    assert submission.year.value == 2024
    assert next(task.title.value for task in submission.tasks if task.title) == "加强党的领导和建设，筑牢社区发展阵地"


def test_a_doubtful_cell_is_coloured_and_carries_its_sentence(
    program: Program, workplace: Path, document: Path
) -> None:
    assert program("extract", document.name, "-o", "2024.xlsx").code == 0
    book = opened((workplace / "2024.xlsx").read_bytes())
    doubtful = cell_of(book, "绩效指标", "社区党员开展教育培训参与率", "实际完成值")
    assert (doubtful.value, doubtful.fill.fgColor.rgb) == (80, DOUBTFUL)
    assert doubtful.comment is not None
    assert "社区党员开展教育培训参与率达到80%" in doubtful.comment.text
    certain = cell_of(book, "三公经费", "合计", "实际支出数")
    assert (certain.value, certain.fill.fgColor.rgb != DOUBTFUL) == (3.8, True)
    assert book.sheetnames[-1] == LISTED
    assert [cell.value for cell in book[LISTED][2]][1] == "管理效率分析"


def test_the_same_form_every_time(program: Program, workplace: Path, document: Path) -> None:
    for name in ("甲.xlsx", "乙.xlsx"):
        assert program("extract", document.name, "-o", name).code == 0
    assert (workplace / "甲.xlsx").read_bytes() == (workplace / "乙.xlsx").read_bytes()


def test_the_result_as_json(program: Program, document: Path) -> None:
    run = program("extract", document.name, "-o", "2024.xlsx", "--json")
    assert (run.code, run.codes, run.result["files"]) == (0, ["W866", "W867"], ["2024.xlsx"])
    assert (run.result["year"], run.result["office"]) == (2024, "金花街道")
    assert run.result["share"] > 98
    paragraphs = run.result["paragraphs"]
    assert sum(one["returned"] for one in paragraphs) < sum(one["characters"] for one in paragraphs)
    assert len(run.result["listed"]) == 1


@pytest.mark.parametrize(
    ("texts", "listed"),
    [(("一、自评结论", "较好完成任务。"), 0), (("没有标题的一段。",), 1)],
    ids=["nothing left", "listed"],
)
def test_texts_without_a_place_are_told(
    program: Program, workplace: Path, texts: tuple[str, ...], listed: bool
) -> None:
    run = program("extract", write(workplace, 2024, *texts), "-o", "2024.xlsx", "--json")
    assert ("W866" in run.codes) == listed
    assert (LISTED in opened((workplace / "2024.xlsx").read_bytes()).sheetnames) == listed


@pytest.mark.parametrize(
    ("text", "doubtful"), [("三公经费预算10万元，支出9万元。", False), ("预算执行率为95%。", True)]
)
def test_doubtful_cells_are_told(program: Program, workplace: Path, text: str, doubtful: bool) -> None:
    run = program("extract", write(workplace, 2024, text), "-o", "2024.xlsx", "--json")
    assert ("W867" in run.codes) == doubtful


@pytest.mark.parametrize(("year", "told"), [(2024, False), (2019, True)])
def test_a_year_without_rules_is_laid_out_by_others(program: Program, workplace: Path, year: int, told: bool) -> None:
    run = program("extract", write(workplace, year, "一、自评结论", "好。"), "-o", "表.xlsx", "--json")
    assert ("W865" in run.codes, run.code, run.result["year"]) == (told, 0, year)
    book = opened((workplace / "表.xlsx").read_bytes())
    assert cell_of(book, "基本信息", "年度", "内容").value == year


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (docx_of(["一、自评结论"], title=["部门整体支出绩效自评报告"]), "E712"),
        (b"PK\x03\x04 no document", "E708"),
        (b"\xd0\xcf\x11\xe0 old", "E708"),
    ],
    ids=["no year", "broken", "old"],
)
def test_bad_input_costs_nothing(program: Program, workplace: Path, content: bytes, code: str) -> None:
    (workplace / "坏.docx").write_bytes(content)
    for arguments in (("extract", "坏.docx", "-o", "2024.xlsx"), ("new", "2025.xlsx", "--from", "坏.docx")):
        run = program(*arguments, "--json")
        assert (run.code, run.codes, run.result["files"]) == (1, [code], [])
    assert files(workplace) == ["坏.docx"]


def test_a_file_that_exists_stays(program: Program, workplace: Path, document: Path) -> None:
    (workplace / "2024.xlsx").write_bytes(b"mine")
    run = program("extract", document.name, "-o", "2024.xlsx", "--json")
    assert (run.code, run.codes) == (4, ["E860"])
    assert (workplace / "2024.xlsx").read_bytes() == b"mine"


def test_the_form_has_to_end_in_xlsx(program: Program, document: Path) -> None:
    run = program("extract", document.name, "-o", "2024.docx")
    assert run.code == 2
    assert "要以 .xlsx 结尾" in run.err


def test_last_years_document_is_rolled_over(program: Program, workplace: Path, document: Path) -> None:
    run = program("new", "2025.xlsx", "--from", document.name, "--json")
    assert (run.code, run.codes, run.result["files"]) == (0, ["W866", "W867"], ["2025.xlsx"])
    assert run.result["share"] > 98
    assert run.result["carried"] > 30
    book = opened((workplace / "2025.xlsx").read_bytes())
    assert cell_of(book, "基本信息", "年度", "内容").value == 2025
    assert cell_of(book, "三公经费", "合计", "上年实际支出数").value == 3.8
    assert str(cell_of(book, "三公经费", "合计", "实际支出数").value).startswith("=")
    row = "社区党员开展教育培训参与率"
    last_year = cell_of(book, "绩效指标", row, "上年实际完成值")
    assert (last_year.value, last_year.fill.fgColor.rgb) == (80, DOUBTFUL)
    assert cell_of(book, "绩效指标", row, "实际完成值").value is None
    assert book.sheetnames[-1] == LISTED
