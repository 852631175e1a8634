"""The rows that are written as text: XlsxWriter, asked for the same workbook, writes the same parts."""

from __future__ import annotations

import datetime
import io
import re
from decimal import Decimal
from itertools import groupby

import pytest
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reportgen.diagnostics import CellRef
from reportgen.output.workpapers_book import Column, Form, Row, Table, book_of
from reportgen.package import unpack
from reportgen.spreadsheet import inert, print_on_a4, text_lines

CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
FIRST = Form("甲", (Column("一级", 10), Column("二级", 12, prose=True), Column("数", 8)), grouped=2)
SECOND = Form("乙", (Column("序号", 5), Column("来源", 18, prose=True), Column("原值", 20, prose=True)), linked=1)
LONG = "长" * 300
LINK = CellRef(file="2024.xlsx", sheet="绩效'指标", cell="B7", label="行")
FAR = CellRef(file="2024.xlsx", sheet="远" * 3000, cell="B7")
TABLES = (
    Table(
        FIRST,
        "2024年度“甲”表 <&>",
        [
            Row(("甲", "子", Decimal("1.50"))),
            Row(("甲", "子", Decimal(-3))),
            Row(("甲", "", Decimal("0.1"))),
            Row(("甲", "", "待填"), total=True),
            Row(("乙", "子", Decimal(100))),
            Row(("", "合计", Decimal("1E+3")), total=True),
            Row(("", "合计", ""), total=True),
            Row((LONG, "一行\n两行\n\n", "")),
        ],
    ),
    Table(
        SECOND,
        "来源",
        [
            Row((Decimal(1), "绩效指标!B7", "=1+1"), link=LINK),
            Row((Decimal(2), "规则", ' 前后有空格 "引号" <b>&amp; ')),
            Row((Decimal(3), "基本信息", "_x000D_ \x07\r\t字"), link=LINK._replace(sheet="基本信息", cell="")),
            Row((Decimal(4), "远", "𠮷" * 17_000), link=FAR),
        ],
    ),
)
PLAIN_TABLES = (Table(FIRST, "甲", TABLES[0].rows), Table(SECOND, "没有链接", [Row((Decimal(1), "规则", "无"))]))


def by_xlsxwriter(tables: tuple[Table, ...], workbook: str) -> bytes:
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": "reportgen", "created": CREATED})
    grid = {
        "font_name": "宋体",
        "font_size": 10,
        "valign": "vcenter",
        "border": 1,
        "text_wrap": True,
        "quote_prefix": True,
    }
    shade = {"bold": True, "bg_color": "#EDEDED"}
    title = {"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter", "quote_prefix": True}
    looks = {
        "title": book.add_format(title),
        "shaded": book.add_format({**grid, **shade, "align": "center"}),
        "centred": book.add_format({**grid, "align": "center"}),
        "prose": book.add_format({**grid, "align": "left"}),
        "link": book.add_format({**grid, "align": "left", "font_color": "#0563C1", "underline": 1}),
    }
    for table in tables:
        add(book.add_worksheet(table.form.name), table, looks, workbook)
    book.close()
    return buffer.getvalue()


def add(sheet: Worksheet, table: Table, looks: dict[str, Format], workbook: str) -> None:
    columns = table.form.columns
    sheet.merge_range(0, 0, 0, len(columns) - 1, "", looks["title"])
    put(sheet, 0, 0, table.title, looks["title"])
    sheet.set_row(0, 30)
    usual = [looks["prose" if column.prose else "centred"] for column in columns]
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        put(sheet, 1, number, column.name, looks["shaded"])
    for number, row in enumerate(table.rows, 2):
        for at, value in enumerate(row.cells):
            put(sheet, number, at, value, looks["shaded"] if row.total else usual[at])
        if table.form.linked is not None and row.link and len(row.link.sheet) < 2000:
            place = f"'{row.link.sheet.replace(chr(39), chr(39) * 2)}'!{row.link.cell or 'A1'}"
            text = str(row.cells[table.form.linked])
            sheet.write_url(number, table.form.linked, f"external:{workbook}#{place}", looks["link"], text)
        filled = ((str(value), column.width) for value, column in zip(row.cells, columns, strict=True) if value != "")
        sheet.set_row(number, min(409, 13 * max(text_lines(*cell) for cell in filled) + 4))
    for at in range(table.form.grouped):
        merge(sheet, table, at, usual[at])
    print_on_a4(sheet)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)


def merge(sheet: Worksheet, table: Table, column: int, look: Format) -> None:
    for names, run in groupby(enumerate(table.rows, 2), key=lambda at: at[1].cells[: column + 1]):
        numbers = [row for row, _ in run]
        if len(numbers) > 1 and names[-1]:
            sheet.merge_range(numbers[0], column, numbers[-1], column, "", look)
            put(sheet, numbers[0], column, names[-1], look)


def put(sheet: Worksheet, row: int, column: int, value: str | Decimal, look: Format) -> None:
    if isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), look)
    elif value:
        sheet.write_string(row, column, inert(value), look)
    else:
        sheet.write_blank(row, column, None, look)


def parts(data: bytes) -> dict[str, str]:
    """The parts; XlsxWriter counts a text again when a cell is written again."""
    return {name: re.sub(r'(<sst .*?) count="\d+"', r"\1", part.decode()) for name, part in unpack(data).items()}


@pytest.mark.parametrize(
    "workbook", ["2024.xlsx", "../../data/2024.xlsx", "./甲乙.xlsx", "D:/甲/乙.xlsx", "//server/甲.xlsx"]
)
def test_the_parts_are_those_of_xlsxwriter(workbook: str) -> None:
    assert parts(book_of(TABLES, workbook=workbook, created=CREATED)) == parts(by_xlsxwriter(TABLES, workbook))


def test_without_links_there_is_no_trace_of_them() -> None:
    made = parts(book_of(PLAIN_TABLES, workbook="2024.xlsx", created=CREATED))
    assert made == parts(by_xlsxwriter(PLAIN_TABLES, "2024.xlsx"))


def test_every_text_is_counted_once_a_cell() -> None:
    made = unpack(book_of(TABLES, workbook="2024.xlsx", created=CREATED))
    cells = sum(part.count(b' t="s"') for name, part in made.items() if name.startswith("xl/worksheets/sheet"))
    assert f' count="{cells}"' in made["xl/sharedStrings.xml"].decode()


def test_what_looks_like_a_rich_text_is_text() -> None:
    """XlsxWriter takes it for its own and passes it on as markup."""
    table = Table(SECOND, "甲", [Row((Decimal(1), "<r>", "<r><t>x</t></r>"))])
    texts = unpack(book_of((table,), workbook="2024.xlsx", created=CREATED))["xl/sharedStrings.xml"].decode()
    assert "<t>&lt;r&gt;&lt;t&gt;x&lt;/t&gt;&lt;/r&gt;</t>" in texts
