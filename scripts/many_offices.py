"""Invented offices by the thousand, quickly: for the benchmark and for tests of whole runs.

``offices(10_000)`` gives workbooks one by one; each has its own name within its district of 22, its own figures and
its own prose, and all are right. An office depends on the seed and its number alone, so that fewer offices are the
first of more. The form is laid out once by the program itself, then typed into as a spreadsheet program would: a
tenth of the time, and only the heights of the rows tell the difference.

``BREAKAGES`` are ways to break a workbook, each with the code and the cell that must be reported.

This stands in ``scripts/`` beside what it builds on, where tests and benchmarks both find it.
"""

from __future__ import annotations

import datetime
import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import xlwt
from office_data import Plan, contents, filled_in, with_losses
from sample_district import REMARK

from reportgen.forms.blank import Contents, form_workbook
from reportgen.forms.progress import Value
from reportgen.intake import form
from reportgen.numeric import plain
from reportgen.package import pack, unpack
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric

IN_A_DISTRICT = 22
_SAVED = datetime.datetime(2025, 1, 15, tzinfo=datetime.UTC)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_PAIRS = tuple(_STEMS[n % 10] + _BRANCHES[n % 12] for n in range(60))  # 甲子 to 癸亥
_DIGITS = "零一二三四五六七八九"


def offices(count: int, *, seed: str = "示例") -> Iterator[tuple[str, bytes]]:
    """The path (示例一区/示例甲子街道.xlsx) and the bytes of so many workbooks."""
    blank = BlankForm(_rubric())
    for number in range(count):
        plan = _plan(number, seed)
        dice = random.Random(f"{seed}/{number}")  # noqa: S311 - reproducible variety, nothing secret
        filled = filled_in(with_losses(plan, dice), dice)
        yield f"{plan.district}/{plan.short_name}.xlsx", blank.typed_into(contents(filled.sheets, REMARK))


def _plan(number: int, seed: str) -> Plan:
    """Who the office is."""
    district, place = divmod(number, IN_A_DISTRICT)
    dice = random.Random(f"{seed}/区{district}")  # noqa: S311 - as above
    pairs = dice.sample(_PAIRS, IN_A_DISTRICT)
    kinds = dice.choices(("街道", "镇", "乡"), (7, 2, 1), k=IN_A_DISTRICT)
    return Plan(district=f"示例{chinese(district + 1)}区", short_name=f"示例{pairs[place]}{kinds[place]}")


def chinese(number: int) -> str:
    """The number as people count: 十二, 二十, 一百零三, up to 一万."""
    units = ((1000, "千"), (100, "百"), (10, "十"))
    said, gap = "", False
    for unit, name in units:
        digit, number = divmod(number, unit)
        if digit:
            said += ("零" if gap else "") + _DIGITS[digit] + name
        gap = bool(said) and not digit
    if number:
        said += ("零" if gap else "") + _DIGITS[number]
    return said.removeprefix("一") if said.startswith("一十") else said


def _rubric() -> Rubric:
    loaded = load_rubric(Resources.locate(working_folder=Path(__file__).parent), 2024).value
    if loaded is None:
        raise SystemExit("评分标准有错，先运行 reportgen rules check")
    return loaded


# --- typing into the form ---------------------------------------------------------------------------------

_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"( s="\d+")?[^>]*?(?:/>|>.*?</c>)', re.S)
_ITEM = re.compile(r"<si>.*?</si>", re.S)
_STRINGS = "xl/sharedStrings.xml"
_FIRST_ROW = 3
_QUICKLY = 1  # zlib's level: half the time, a sixth more bytes


class BlankForm:
    """The blank form, taken apart at its cells."""

    def __init__(self, rubric: Rubric) -> None:
        blank = Contents(remark=REMARK)
        parts = unpack(form_workbook(rubric, blank, created=_SAVED))
        text = parts.pop(_STRINGS).decode()
        self._strings = _ITEM.findall(text)
        self._strings_head = text[: text.index("<sst")]
        rows = [criterion.name for _, criterion in rubric.form_criteria()]
        self._sheets = {sheet: _BlankSheet(sheet, rows, parts.pop(_part_of(sheet)).decode()) for sheet in form.SHEETS}
        self._others = pack(parts)  # what is the same in every workbook, packed once

    def typed_into(self, filled: Contents) -> bytes:
        """The form with these contents."""
        strings = _Strings(self._strings)
        parts = {
            _part_of(sheet): blank.typed_into(filled.rows[sheet.name], strings) for sheet, blank in self._sheets.items()
        }
        parts[_STRINGS] = self._strings_head + strings.xml()
        return _with_parts(self._others, parts)


def _part_of(sheet: form.SheetForm) -> str:
    return f"xl/worksheets/sheet{form.SHEETS.index(sheet) + 3}.xml"  # behind the progress and the instructions


class _BlankSheet:
    """A sheet in pieces: each cell that can be typed into, and what stands between them."""

    def __init__(self, sheet: form.SheetForm, management_rows: list[str], xml: str) -> None:
        self._pieces: list[str] = []
        self._cells: dict[str, tuple[int, str]] = {}  # address → its piece, and its style
        end = 0
        for match in _CELL.finditer(xml):
            self._pieces.append(xml[end : match.start()])
            self._cells[match[1] + match[2]] = (len(self._pieces), match[3] or "")
            self._pieces.append(match[0])
            end = match.end()
        self._pieces.append(xml[end:])
        names = (column.name for column in sheet.columns if not column.only_rolled_over)
        self._letters = {name: chr(ord("A") + at) for at, name in enumerate(names)}
        fixed = [item.name for item in sheet.items] or (management_rows if not sheet.room else [])
        self._row_name = sheet.row_name
        self._row_numbers = {name: number for number, name in enumerate(fixed, _FIRST_ROW)}

    def typed_into(self, rows: Sequence[Mapping[str, Value]], strings: _Strings) -> str:
        pieces = list(self._pieces)
        for number, row in enumerate(rows, _FIRST_ROW):
            at = self._row_numbers[str(row[self._row_name])] if self._row_numbers else number
            for column, value in row.items():
                address = f"{self._letters[column]}{at}"
                piece, style = self._cells[address]
                pieces[piece] = _cell(address, style, value, strings)
        return "".join(pieces)


class _Strings:
    """The shared strings: those of the blank form, then those that were typed."""

    def __init__(self, items: list[str]) -> None:
        self._items = list(items)
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self._items)
            self._items.append(f'<si><t xml:space="preserve">{escape(text, quote=False)}</t></si>')
        return self._numbers[text]

    def xml(self) -> str:
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return f'<sst xmlns="{main}" uniqueCount="{len(self._items)}">{"".join(self._items)}</sst>'


def _cell(address: str, style: str, value: Value, strings: _Strings) -> str:
    if isinstance(value, str):
        return f'<c r="{address}"{style} t="s"><v>{strings.number(value)}</v></c>'
    return f'<c r="{address}"{style}><v>{plain(value) if not isinstance(value, int) else value}</v></c>'


def _with_parts(package: bytes, parts: Mapping[str, str]) -> bytes:
    """The package with more parts, packed for speed and with a fixed date."""
    buffer = io.BytesIO(package)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # else it tells Windows and Unix apart
            archive.writestr(entry, content.encode(), compresslevel=_QUICKLY)
    return buffer.getvalue()


# --- breaking a workbook ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """A way to break a workbook of ours, and what must be reported: the code, and sheet!cell or nothing."""

    name: str
    code: str
    place: str
    apply: Callable[[bytes], bytes]


def _edited(data: bytes, sheet: form.SheetForm, **cells: str) -> bytes:
    """The workbook with other cells in a sheet; each is what stands behind ``<c r=… s=…``."""
    parts = unpack(data)
    xml = parts[_part_of(sheet)].decode()
    for address, rest in cells.items():
        cell = re.compile(rf'(<c r="{address}"(?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', re.S)
        xml, count = cell.subn(lambda match, rest=rest: match[1] + rest, xml)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"{sheet.name} has no cell {address}")
    return pack(parts | {_part_of(sheet): xml.encode()})


def _text(text: str) -> str:
    return f' t="inlineStr"><is><t>{text}</t></is></c>'


def _old_format(_: bytes) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in form.SHEETS:
        book.add_sheet(sheet.name).write(0, 0, sheet.purpose)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _without_sheet(data: bytes) -> bytes:
    parts = unpack(data)
    workbook = re.sub(r'<sheet name="三公经费"[^>]*/>', "", parts["xl/workbook.xml"].decode())
    names = re.sub(r"<definedName [^>]*>'?三公经费'?!.*?</definedName>", "", workbook)
    return pack(parts | {"xl/workbook.xml": names.encode()})


def _with_a_row_twice(data: bytes) -> bytes:
    """The first indicator copied into the last row of the form."""
    xml = unpack(data)[_part_of(form.INDICATORS)].decode()
    row = {match[1]: match for match in _CELL.finditer(xml) if match[2] == "3"}
    cells = {f"{letter}32": match[0].removeprefix(f'<c r="{letter}3"{match[3]}') for letter, match in row.items()}
    return _edited(data, form.INDICATORS, **cells)


BREAKAGES = (
    Breakage(name="没有下载完整", code="E105", place="", apply=lambda data: data[: len(data) // 2]),
    Breakage(name="网页改名", code="E107", place="", apply=lambda _: "<html><body>登录超时</body></html>\n".encode()),
    Breakage(name="旧格式改名", code="E103", place="", apply=_old_format),
    Breakage(name="少一张表", code="E201", place="", apply=_without_sheet),
    Breakage(
        name="改了列名",
        code="E202",
        place="重点工作!A2",
        apply=lambda data: _edited(data, form.TASKS, B2=_text("级别")),
    ),
    Breakage(
        name="数字带汉字",
        code="E204",
        place="预算执行!B6",
        apply=lambda data: _edited(data, form.BUDGET, B6=_text("12万")),
    ),
    Breakage(
        name="公式出错",
        code="E205",
        place="三公经费!C3",
        apply=lambda data: _edited(data, form.THREE_PUBLIC, C3=' t="e"><v>#DIV/0!</v></c>'),
    ),
    Breakage(
        name="必填没有填", code="E203", place="绩效指标!H3", apply=lambda data: _edited(data, form.INDICATORS, H3="/>")
    ),
    Breakage(
        name="没有这一年的评分标准",
        code="E401",
        place="",  # the rules are missing, the cell is right
        apply=lambda data: _edited(data, form.BASICS, B3="><v>2019</v></c>"),
    ),
    Breakage(name="编号重复", code="E208", place="绩效指标!A32", apply=_with_a_row_twice),
    Breakage(
        name="扣分没有原因",
        code="E313",
        place="管理效率!H9",
        apply=lambda data: _edited(data, form.MANAGEMENT, F9=_text("否"), H9="/>"),
    ),
)
