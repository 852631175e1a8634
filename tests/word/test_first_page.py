"""The first page and the end of a document by its wording set: cover, date line, signature, and the annex."""

from __future__ import annotations

import io
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx_proof import assert_valid_docx
from reference import CREATED, block, narrative

from reportgen.resources import Resources
from reportgen.word.layout import layouts_of
from reportgen.word.render import load_styles, render
from reportgen.writing.narrative import Level, Narrative, Table

OFFICE, DATE = "广州市示例区人民政府", "2025年3月10日"
COVER = (
    block(Level.TITLE, "题"),
    block(Level.COVER, "评价年度：2024年"),
    block(Level.COVER, "填报日期：2025年3月10日"),
    block(Level.FIRST, "一、基本情况"),
    block(Level.BODY, "文。"),
)
REPORT = (
    block(Level.TITLE, "题"),
    block(Level.DATE, f"（{DATE}）"),
    block(Level.BODY, "文。"),
    block(Level.SIGNATURE, OFFICE),
    block(Level.SIGNATURE, DATE),
)
ANNEX = Table(
    caption="自评表",
    head=("一级指标", "三级指标", "得分"),
    widths=(2, 3, 1),
    rows=(("甲", "子", "1"), ("甲", "丑", "2"), ("乙", "丑", "3"), ("", "", "6"), ("", "", "6")),
    grouped=2,
)


def made(resources: Resources, text: Narrative) -> Document:
    sheet = load_styles(resources)
    assert sheet.value is not None
    data = render(text, sheet.value, created=CREATED)
    assert_valid_docx(data)
    assert data == render(text, sheet.value, created=CREATED)
    return docx.Document(io.BytesIO(data))


def test_the_text_begins_on_a_new_page_behind_a_cover(shipped: Resources) -> None:
    paragraphs = [p for p in made(shipped, narrative(*COVER)).paragraphs if p.text]
    assert [p.paragraph_format.page_break_before for p in paragraphs] == [None, None, None, True, None]
    assert [p.style.name for p in paragraphs[1:3] if p.style] == ["封面", "封面"]


@pytest.mark.parametrize("annex", [None, ANNEX])
def test_a_cover_has_no_page_number_and_the_text_begins_with_1(shipped: Resources, annex: Table | None) -> None:
    document = made(shipped, replace(narrative(*COVER), annex=annex))
    first, *others = document.sections
    assert first.different_first_page_header_footer
    assert not any(paragraph.text for paragraph in first.first_page_footer.paragraphs)
    assert first._sectPr.xpath("string(w:pgNumType/@w:start)") == "0"
    assert not any(other.different_first_page_header_footer for other in others)
    assert not made(shipped, narrative(*REPORT)).sections[0].different_first_page_header_footer


def test_a_report_has_a_date_line_and_a_signature(shipped: Resources) -> None:
    """GB/T 9704-2012, 7.3.5.2: an empty line, then the office two characters from the right, the date below it."""
    texts = [p.text for p in made(shipped, narrative(*REPORT)).paragraphs]
    assert texts == ["题", "", f"（{DATE}）", "", "文。", "", OFFICE, DATE]
    _, _, date, _, _, _, office, below = made(shipped, narrative(*REPORT)).paragraphs
    assert date.style is not None
    assert date.style.paragraph_format.alignment is WD_PARAGRAPH_ALIGNMENT.CENTER
    assert office.style is not None
    assert office.style.paragraph_format.alignment is WD_PARAGRAPH_ALIGNMENT.RIGHT
    assert [p.paragraph_format.right_indent.pt for p in (office, below) if p.paragraph_format.right_indent] == [32, 56]


@pytest.mark.parametrize(
    ("office", "date", "spaces"),
    [
        ("广州市示例区人民政府", "2025年3月10日", (200, 350)),  # 10 and 6.5 characters
        ("甲乡", "2025年3月10日", (850, 200)),
        ("甲", "", (200, 200)),
    ],
)
def test_the_date_begins_two_characters_behind_the_office(
    shipped: Resources, office: str, date: str, spaces: tuple[int, int]
) -> None:
    sheet = load_styles(shipped)
    assert sheet.value is not None
    first, second = layouts_of([block(Level.SIGNATURE, office), block(Level.SIGNATURE, date)], sheet.value.profile)
    assert (first.right, second.right) == spaces


def test_the_annex_lies_across_on_pages_of_its_own(shipped: Resources) -> None:
    word = made(shipped, replace(narrative(*REPORT), annex=ANNEX))
    text, annex = word.sections
    assert (text.orientation, annex.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert (annex.page_width, annex.page_height) == (text.page_height, text.page_width)
    assert (annex.top_margin, annex.bottom_margin) == (text.left_margin, text.right_margin)
    (table,) = word.tables
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [list(row) for row in ANNEX.rows]


def test_equal_neighbours_of_the_annex_are_one_cell(shipped: Resources) -> None:
    (table,) = made(shipped, replace(narrative(*REPORT), annex=ANNEX)).tables
    joined = [[len(cell.xpath("w:tcPr/w:vMerge")) for cell in row._tr.tc_lst] for row in table.rows]
    assert [row[:2] for row in joined[1:]] == [[1, 0], [1, 0], [0, 0], [0, 0], [0, 0]]


def test_a_document_of_another_set_has_none_of_these_styles(shipped: Resources) -> None:
    names = {style.name for style in made(shipped, narrative(block(Level.BODY, "文。"))).styles}
    assert not names & {"封面", "题下日期", "落款", "汇总表格"}
