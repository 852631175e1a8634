"""Tables that we write: text that stays text whatever is in it, rows as high as it takes, the same bytes."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest

from reportgen.package import unpack
from reportgen.spreadsheet import TableBook, TableColumn

CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
COLUMNS = [TableColumn("名称", 12, prose=True), TableColumn("数", 8)]


def book_of(*rows: tuple[str, str | Decimal], title: str = "表") -> bytes:
    book = TableBook(created=CREATED, line_height=13)
    book.add("甲", title, COLUMNS, rows, totals={len(rows) - 1})
    return book.content()


def cell_value(text: str) -> object:
    return openpyxl.load_workbook(io.BytesIO(book_of((text, Decimal(1)))))["甲"]["A3"].value


@pytest.mark.parametrize(
    "text", ["=1+1", "@a", ' 前后有空格 "引号" <b>&amp; ', "一行\n两行\n\n", "<r><t>x</t></r>", "𠮷" * 16_000]
)
def test_text_stays_what_it_is(text: str) -> None:
    assert cell_value(text) == text


def test_what_xml_cannot_hold_is_written_as_excel_writes_it() -> None:
    texts = unpack(book_of(("_x000D_ \x07\r\t字", "")))["xl/sharedStrings.xml"].decode()
    assert "_x005F_x000D_ _x0007_" in texts


def test_a_text_longer_than_a_cell_is_cut_between_characters() -> None:
    assert cell_value("字" + "𠮷" * 17_000) == "字" + "𠮷" * 16_383


def test_a_row_is_as_high_as_its_fullest_cell() -> None:
    data = book_of(("长" * 11, Decimal(1)), ("一\n二\n三", ""), ("字" * 9000, ""), ("字", ""))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["甲"]
    heights = [sheet.row_dimensions[row].height for row in range(1, 7)]
    assert heights == pytest.approx([30, 20, 46, 46, 409, 20], abs=0.5)


def test_numbers_are_numbers_and_totals_stand_out() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book_of(("甲", Decimal("1.50")), ("合计", Decimal("1E+3")))))["甲"]
    assert [sheet[at].value for at in ("B3", "B4")] == [1.5, 1000]
    assert [sheet[at].font.b for at in ("A2", "A3", "A4", "B4")] == [True, False, True, True]
    assert [sheet[at].quotePrefix for at in ("A1", "A2", "A3", "B3")] == [True, True, True, False]


def test_the_same_bytes_again() -> None:
    assert book_of(("甲", Decimal(1))) == book_of(("甲", Decimal(1)))
