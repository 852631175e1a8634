"""The short cut for plain sheets: taken for what programs usually write, never of another opinion than the parsers."""

from __future__ import annotations

import datetime
import io
import re
import struct
import zipfile
from collections.abc import Callable
from unittest.mock import Mock

import pytest
from workbooks import SAMPLE, zipped

from reportgen.diagnostics import Outcome
from reportgen.intake import workbook as reading
from reportgen.intake.form import SHEETS
from reportgen.intake.package import Package
from reportgen.intake.plain import plain_cells, plain_texts
from reportgen.intake.workbook import Workbook, parse_workbook
from reportgen.package import unpack

Parts = dict[str, bytes]
NAMES = [sheet.name for sheet in SHEETS]
PARTS = unpack(SAMPLE.read_bytes())
BUDGET = "xl/worksheets/sheet6.xml"
TEXTS, WORKBOOK = "xl/sharedStrings.xml", "xl/workbook.xml"
CELL = re.compile(rb'<c r="B6"[^>]*>.*?</c>')


def with_cell(*cells: str) -> Parts:
    """The sample with something else where 全年支出数 stands."""
    content = "".join(cells).encode(errors="surrogateescape")
    changed, count = CELL.subn(lambda _: content, PARTS[BUDGET])
    assert count == 1
    return {**PARTS, BUDGET: changed}


def with_text(item: bytes) -> Parts:
    """The sample with another first shared text."""
    changed, count = re.subn(rb"<si>.*?</si>", lambda _: item, PARTS[TEXTS], count=1)
    assert count == 1
    return {**PARTS, TEXTS: changed}


def with_sheet(old: bytes, new: bytes) -> Parts:
    assert old in PARTS[BUDGET]
    return {**PARTS, BUDGET: PARTS[BUDGET].replace(old, new, 1)}


def seen(outcome: Outcome[Workbook]) -> object:
    """Everything that is told of a workbook, whichever way it was read; a float stays apart from an equal int."""
    sheets = outcome.value.sheets if outcome.value else {}
    cells = {
        (name, row, column): repr(sheet.cell(row, column))
        for name, sheet in sheets.items()
        for row in range(sheet.height)
        for column in range(reading.MAX_COLUMNS)
        if sheet.cell(row, column)
    }
    others = outcome.value.others if outcome.value else ()
    return cells, {name: sheet.name for name, sheet in sheets.items()}, others, outcome.diagnostics


def test_the_sample_is_plain() -> None:
    """Else nothing is saved."""
    sheets = [content for name, content in PARTS.items() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert all(plain_cells(content) for content in sheets)
    assert plain_texts(PARTS[TEXTS])


PLAIN: dict[str, Parts] = {
    "blank": with_cell('<c r="B6" s="20"/>'),
    "blank with a type": with_cell('<c r="B6" t="n"></c>'),
    "an empty value": with_cell('<c r="B6"><v></v></c>'),
    "a number with noise": with_cell('<c r="B6"><v>9.630000000000001</v></c>'),
    "an exponent": with_cell('<c r="B6"><v>-1.5E-7</v></c>'),
    "true": with_cell('<c r="B6" t="b"><v>1</v></c>'),
    "false": with_cell('<c r="B6" t="b"><v>0</v></c>'),
    "an error value": with_cell('<c r="B6" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
    "an error value of a newer Excel": with_cell('<c r="B6" t="e"><v>#SPILL!</v></c>'),
    "a formula with its result": with_cell('<c r="B6"><f>B4-B5</f><v>12.5</v></c>'),
    "a formula of LibreOffice": with_cell('<c r="B6"><f aca="false">B4-B5</f><v>12.5</v></c>'),
    "a formula never calculated": with_cell("<c r=\"B6\"><f>B4&amp;'甲'!A1</f></c>"),
    "a formula with an empty value": with_cell('<c r="B6"><f>B4</f><v></v></c>'),
    "a formula whose result is text": with_cell('<c r="B6" t="str"><f>A1</f><v>甲&lt;乙 </v></c>'),
    "a formula whose result is no text": with_cell('<c r="B6" t="str"><f>A1</f><v></v></c>'),
    "a shared text with entities": with_text(b"<si><t>a &amp;lt; &lt;b&gt; &quot;c&quot; &apos;</t></si>"),
    "a shared text with blanks": with_text(b'<si><t xml:space="preserve"> \xe7\x94\xb2 \n</t></si>'),
    "a shared text as Chinese Excel ends it": with_text(
        b'<si><t>\xe7\x94\xb2</t><phoneticPr fontId="1" type="noConversion"/></si>'
    ),
    "an invisible character": with_text(b"<si><t>\xe7\x94\xb2\xe2\x80\x8b</t></si>"),
    "an empty shared text": with_text(b"<si><t></t></si>"),
    "rows as Excel writes them": with_sheet(
        b'<row r="6"', b'<row r="6" xmlns:x14ac="http://schemas.microsoft.com/office" x14ac:dyDescent="0.25"'
    ),
}


def with_format(number_format: int, value: str) -> Parts:
    """The sample with a value in a cell of this number format."""
    styles, count = PARTS["xl/styles.xml"], PARTS["xl/styles.xml"].partition(b"<cellXfs")[2].count(b"<xf ")
    changed = styles.replace(b"</cellXfs>", b'<xf numFmtId="%d"/></cellXfs>' % number_format)
    return {**with_cell(f'<c r="B6" s="{count}"><v>{value}</v></c>'), "xl/styles.xml": changed}


PLAIN |= {
    "a percentage": with_format(10, "0.95"),
    "a date": with_format(22, "45292.75"),
    "a time": with_format(20, "0.5"),
    "no date": with_format(14, "-1"),
}
PLAIN["a date counted from 1904"] = {
    **PLAIN["a date"],
    WORKBOOK: PARTS[WORKBOOK].replace(b"<workbookPr ", b'<workbookPr date1904="1" '),
}

NOT_PLAIN: dict[str, Parts] = {
    "text inside the cell": with_cell('<c r="B6" t="inlineStr"><is><t>12</t></is></c>'),
    "a date as text": with_cell('<c r="B6" t="d"><v>2024-05-01</v></c>'),
    "a shared formula": with_cell('<c r="B6"><f t="shared" si="0">B5</f><v>4</v></c>'),
    "an array formula": with_cell('<c r="B6"><f t="array" ref="B6">B5</f><v>4</v></c>'),
    "blanks to be kept": with_cell('<c r="B6" t="str"><v xml:space="preserve"> a</v></c>'),
    "a prefix": with_cell('<x:c xmlns:x="urn:x" r="B6"><x:v>4</x:v></x:c>'),
    "no reference": with_cell("<c><v>4</v></c>"),
    "the reference of another row": with_cell('<c r="B7"><v>4</v></c>'),
    "a small letter": with_cell('<c r="b6"><v>4</v></c>'),
    "a comment": with_cell('<c r="B6"><!-- --><v>4</v></c>'),
    "CDATA": with_cell('<c r="B6" t="str"><v><![CDATA[4]]></v></c>'),
    "the number of a character": with_cell('<c r="B6" t="str"><v>4&#65;</v></c>'),
    "an entity that nobody declared": with_cell('<c r="B6" t="str"><v>&x;</v></c>'),
    "a control character": with_cell('<c r="B6" t="str"><v>\x01</v></c>'),
    "what is no character": with_cell('<c r="B6" t="str"><v>\uffff</v></c>'),
    "no UTF-8": with_cell('<c r="B6" t="str"><v>\udcff</v></c>'),
    "the end of CDATA": with_cell('<c r="B6" t="str"><v>]]></v></c>'),
    "not closed": with_cell('<c r="B6"><v>4</v>'),
    "a row that is not closed": with_sheet(b"</row>", b""),
    "an attribute twice": with_sheet(b'<row r="6"', b'<row r="6" x="1" x="2"'),
    "a prefix without a namespace": with_sheet(b'<row r="6"', b'<row r="6" q:x="1"'),
    "damage behind the cells": with_sheet(b"</worksheet>", b"<a></worksheet>"),
    "no name for an attribute": with_sheet(b"<dataValidation ", b'<dataValidation ="1" '),
    "a comment behind the cells": with_sheet(b"</sheetData>", b"</sheetData><!-- <c r='A1'/> -->"),
    "an instruction around the cells": {
        **PARTS,
        BUDGET: PARTS[BUDGET].replace(b"<sheetData>", b"<?x <sheetData>").replace(b"</sheetData>", b"</sheetData>?>"),
    },
    "cells behind the cells": with_sheet(b"</sheetData>", b'</sheetData><row r="90"><c r="B90"><v>1</v></c></row>'),
    "cells of another name space": with_sheet(b"</sheetData>", b'</sheetData><x:c xmlns:x="u" r="B90"><v>1</v></x:c>'),
    "another table": with_sheet(b"</sheetData>", b"</sheetData><sheetData/>"),
    "a strange area": with_sheet(b'<dimension ref="', b'<dimension ref="!'),
    "another encoding": with_sheet(b'encoding="UTF-8"', b'encoding="GB18030"'),
    "elements inside each other": with_sheet(b"</worksheet>", b"<a>" * 300 + b"</a>" * 300 + b"</worksheet>"),
}
# Plain to look at, and yet for others to judge: the cell as a whole, or the shared texts.
DOUBTFUL: dict[str, Parts] = {
    "a text that is not there": with_cell('<c r="B6" t="s"><v>99999</v></c>'),
    "words for a number": with_cell('<c r="B6"><v>12万</v></c>'),
    "a number too large": with_cell('<c r="B6"><v>1E400</v></c>'),
    "a number of Python's": with_cell('<c r="B6"><v>1_000</v></c>'),
    "an error without a word": with_cell('<c r="B6" t="e"><v></v></c>'),
    "another truth": with_cell('<c r="B6" t="b"><v>true</v></c>'),
    "a number as text": with_cell('<c r="B6" t="str"><v>_x0031_</v></c>'),
    "a cell too far to the right": with_cell('<c r="B6"><v>1</v></c><c r="XFD6"><v>1</v></c>'),
    "a cell too far down": with_sheet(b"</sheetData>", b'<row r="5000"><c r="B5000"><v>1</v></c></row></sheetData>'),
    "cells in another order": with_cell('<c r="C6"><v>1</v></c><c r="B6"><v>2</v></c>'),
    "a cell twice": with_cell('<c r="B6"><v>1</v></c><c r="B6"><v>2</v></c>'),
    "rows in another order": with_sheet(b"</sheetData>", b'<row r="2"><c r="B2"><v>1</v></c></row></sheetData>'),
    "a text in parts": with_text(b"<si><r><t>a</t></r><r><rPr><b/></rPr><t> b</t></r></si>"),
    "a text with its reading": with_text(b'<si><t>a</t><rPh sb="0" eb="1"><t>x</t></rPh></si>'),
    "a text with the number of a character": with_text(b"<si><t>a&#10;b</t></si>"),
    "a text with an escape of Excel": with_text(b"<si><t>a_x000D_\nb</t></si>"),
    "a text with a line end": with_text(b"<si><t>a\r\nb</t></si>"),
    "a text that is none": with_text(b"<si/>"),
    "an entity in a text": with_text(b"<si><t>&x;</t></si>"),
    "texts that are no UTF-8": with_text(b"<si><t>\xff</t></si>"),
    "no texts": {name: content for name, content in PARTS.items() if name != TEXTS},
}


def both_ways(data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    shortly = seen(parse_workbook(data, "2024.xlsx", NAMES))
    monkeypatch.setattr(reading, "plain_cells", lambda _: None)
    return shortly, seen(parse_workbook(data, "2024.xlsx", NAMES))


def scanned(data: bytes, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many sheets were parsed in full."""
    with monkeypatch.context() as patched:
        scan = Mock(wraps=reading._scan)
        patched.setattr(reading, "_scan", scan)
        parse_workbook(data, "2024.xlsx", NAMES)
    return scan.call_count


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_plain_is_read_as_the_parsers_read_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(PLAIN[name])
    assert scanned(data, monkeypatch) == 0
    shortly, in_full = both_ways(data, monkeypatch)
    assert shortly == in_full


@pytest.mark.parametrize("name", NOT_PLAIN)
def test_what_is_not_plain_is_left_to_the_parsers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain_cells(NOT_PLAIN[name][BUDGET]) is None
    shortly, in_full = both_ways(zipped(NOT_PLAIN[name]), monkeypatch)
    assert shortly == in_full


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_doubtful_is_left_to_the_parsers(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped(DOUBTFUL[name])
    assert scanned(data, monkeypatch) > 0
    shortly, in_full = both_ways(data, monkeypatch)
    assert shortly == in_full


def test_sheets_are_plain_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that has to be parsed leaves the others as quick as they were."""
    assert scanned(zipped(NOT_PLAIN["a shared formula"]), monkeypatch) == 1


# --- zip entries ------------------------------------------------------------------------------------------


def forged(change: Callable[[bytearray, int, int], None]) -> bytes:
    """The sample with the entry of one sheet, and what the directory says of it, changed."""
    data = bytearray(zipped(PARTS))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo(BUDGET).header_offset
        directory = data.index(b"PK\1\2", archive.start_dir)
    while BUDGET.encode() not in data[directory : directory + 46 + len(BUDGET)]:
        directory = data.index(b"PK\1\2", directory + 4)
    change(data, entry, directory)
    return bytes(data)


def _set(offset: int, value: int, *, size: str = "<L", directory: bool = True) -> Callable[[bytearray, int, int], None]:
    def change(data: bytearray, entry: int, listed: int) -> None:
        struct.pack_into(size, data, (listed if directory else entry) + offset, value)

    return change


def _streamed() -> bytes:
    """A zip whose sizes stand behind the content, as programs that write to a pipe have it."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
    return pipe.getvalue()


def _stored() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
    return buffer.getvalue()


ENTRIES: dict[str, bytes] = {
    "as it should be": zipped(PARTS),
    "stored": _stored(),
    "streamed": _streamed(),
    "behind something else": b"PK" + b"#" * 100 + zipped(PARTS),
    "another checksum": forged(_set(16, 1)),
    "too small a size": forged(_set(24, 10)),
    "too large a size": forged(_set(24, 10**6)),
    "too few compressed bytes": forged(_set(20, 10)),
    "compressed bytes of the next entry": forged(_set(20, 10**5)),
    "another place": forged(_set(42, 0)),
    "a place beyond the directory": forged(_set(42, 2**31)),
    "another signature": forged(_set(0, 0, directory=False)),
    "another name": forged(_set(30, 0, directory=False)),
    "patched data": forged(_set(8, 0x20, size="<H")),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_is_unpacked_as_zipfile_unpacks_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shortly = seen(parse_workbook(ENTRIES[name], "2024.xlsx", NAMES))
    monkeypatch.setattr(Package, "_ordinary", lambda *_: None)
    assert seen(parse_workbook(ENTRIES[name], "2024.xlsx", NAMES)) == shortly


def test_number_formats_are_seen_in_plain_sheets() -> None:
    """Else the two ways would agree on nothing."""
    outcomes = [parse_workbook(zipped(PLAIN[name]), "2024.xlsx", NAMES).value for name in ("a percentage", "a date")]
    percentage, date = (outcome.sheets["预算执行"].cell(5, 1) for outcome in outcomes if outcome)
    assert percentage is not None
    assert percentage.percent_format
    assert date is not None
    assert date.value == datetime.datetime(2024, 1, 1, 18)
