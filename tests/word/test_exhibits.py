"""Tables and pictures in a document, read back with python-docx."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.shared import Mm, Pt
from docx_proof import assert_valid_docx
from reference import CREATED, PNG, block, narrative

from reportgen.resources import Resources
from reportgen.word.render import ExhibitLook, load_styles, render
from reportgen.writing.narrative import Exhibit, Level, Picture, Table

LOOK = ExhibitLook(
    font_han="宋体",
    font_latin="Times New Roman",
    size=Decimal("10.5"),
    head_han="黑体",
    caption_han="楷体_GB2312",
    caption_size=Decimal(12),
)
TABLE = Table(
    caption="表",
    head=("甲", "乙\n（分）"),
    widths=(1, 3),
    rows=(("A & B", "1"), ("", "“2”")),
    left=frozenset({0}),
)


def picture(width: int, height: int) -> Picture:
    return Picture(caption="图", png=PNG, width=Decimal(width), height=Decimal(height), alt_text="一个“点”<")


def document(resources: Resources, *exhibits: Exhibit) -> Document:
    sheet = load_styles(resources, exhibits=LOOK)
    assert sheet.value is not None
    blocks = [replace(block(Level.BODY, f"{one.caption}{n}"), exhibit=one) for n, one in enumerate(exhibits, 1)]
    data = render(narrative(*blocks), sheet.value, created=CREATED)
    assert_valid_docx(data)
    return docx.Document(io.BytesIO(data))


def test_a_table_fills_the_type_area_in_the_widths_that_it_asks_for(shipped: Resources) -> None:
    word = document(shipped, TABLE)
    (table,) = word.tables
    section = word.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    assert [column.width for column in table.columns] == pytest.approx([room / 4, room * 3 / 4], abs=1000)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲", "乙\n（分）"],
        ["A & B", "1"],
        ["", "“2”"],
    ]
    assert not table.autofit


def test_cells_and_captions_have_the_styles_of_their_look(shipped: Resources) -> None:
    word = document(shipped, TABLE)
    styles = [[cell.paragraphs[0].style for cell in row.cells] for row in word.tables[0].rows]
    names = [[style.name for style in row if style] for row in styles]
    assert names == [["汇总表头", "汇总表头"], ["汇总表格左", "汇总表格"], ["汇总表格左", "汇总表格"]]
    assert word.paragraphs[0].text == "表1"
    caption = word.styles["汇总表题"]
    assert (caption.font.size, caption.paragraph_format.keep_with_next) == (Pt(12), True)
    cell = word.styles["汇总表格左"]
    assert (cell.font.size, cell.paragraph_format.alignment) == (Pt(10.5), WD_PARAGRAPH_ALIGNMENT.LEFT)
    assert cell.base_style is None


def rows_of(resources: Resources, count: int) -> list[bool | None]:
    """Whether each row of a table is kept with the next one, all of its cells alike."""
    rows = tuple((f"{number}街道", f"{number}.50") for number in range(count))
    (table,) = document(resources, replace(TABLE, rows=rows, figures=frozenset({1}))).tables
    kept = [{cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells} for row in table.rows]
    assert all(len(of_row) == 1 for of_row in kept)
    return [of_row.pop() for of_row in kept]


def test_no_row_of_a_table_stands_alone_on_a_page(shipped: Resources) -> None:
    """The heading row and two rows begin it, three rows end it; the rows between may be on any page."""
    assert rows_of(shipped, 8) == [True, True, True, None, None, None, True, True, None]
    assert rows_of(shipped, 3) == [True, True, True, None]
    assert rows_of(shipped, 1) == [True, None]


def test_the_heading_row_is_repeated_and_no_row_is_split(shipped: Resources) -> None:
    (table,) = document(shipped, TABLE).tables
    head, *others = (row._tr.trPr for row in table.rows)
    assert head is not None
    assert head.xpath("w:tblHeader")
    assert not any(properties.xpath("w:tblHeader") for properties in others if properties is not None)
    assert all(properties is not None and properties.xpath("w:cantSplit") for properties in (head, *others))


def test_figures_of_a_column_stand_one_under_the_other(shipped: Resources) -> None:
    rows = (("甲", "100.00"), ("乙", "98.50"), ("丙", ""))
    (table,) = document(shipped, replace(TABLE, rows=rows, figures=frozenset({1}))).tables
    paragraphs = [row.cells[1].paragraphs[0] for row in table.rows[1:]]
    assert {one.style.name for one in paragraphs if one.style} == {"汇总表格数"}
    assert {one.style.paragraph_format.alignment for one in paragraphs if one.style} == {WD_PARAGRAPH_ALIGNMENT.RIGHT}
    (indent,) = {one.paragraph_format.right_indent for one in paragraphs}
    assert indent is not None
    width = table.columns[1].width
    assert width is not None
    assert indent * 2 == pytest.approx(width - Pt(10.5) * 2.75 - Pt(5.7), abs=1000)


def test_a_picture_stands_over_its_caption_and_says_what_it_shows(shipped: Resources) -> None:
    word = document(shipped, picture(100, 50), picture(80, 40))
    assert [(shape.width, shape.height) for shape in word.inline_shapes] == [(Mm(100), Mm(50)), (Mm(80), Mm(40))]
    assert [paragraph.text for paragraph in word.paragraphs] == ["", "图1", "", "图2"]
    for number, shape in enumerate(word.inline_shapes, 1):
        properties = shape._inline.docPr
        assert (properties.get("name"), properties.get("descr")) == (f"图{number}", "一个“点”<")


@pytest.mark.parametrize(("width", "height"), [(400, 100), (100, 600)])
def test_a_picture_larger_than_the_type_area_is_made_to_fit(width: int, height: int, shipped: Resources) -> None:
    (shape,) = document(shipped, picture(width, height)).inline_shapes
    assert shape.width <= Mm(156.1)
    assert shape.height <= Mm(225)
    assert shape.width / shape.height == pytest.approx(width / height, rel=1e-5)


def test_a_style_sheet_that_has_such_a_style_already_is_dressed_anew(shipped: Resources, tmp_path: Path) -> None:
    (tmp_path / "word").mkdir()
    for name in ("公文.docx", "公文.toml"):
        (tmp_path / "word" / name).write_bytes((shipped.roots[0] / "word" / name).read_bytes())
    edited = docx.Document(str(tmp_path / "word" / "公文.docx"))
    edited.styles.add_style("汇总表格", 1).font.italic = True
    edited.save(str(tmp_path / "word" / "公文.docx"))
    style = document(Resources((tmp_path,)), TABLE).styles["汇总表格"]
    assert (style.font.italic, style.font.size) == (None, Pt(10.5))
