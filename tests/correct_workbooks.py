"""Correct workbooks of many kinds: other offices, other figures, other prose, unusual but right ways to fill a form.

``correct_workbook(7)`` always gives the same workbook. What stands in it comes from ``scripts/office_data.py``; here it
is typed and laid out as clerks do. Where it deserves a warning, ``deserved`` names the codes; any other warning is a
false alarm.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from office_data import YEAR, Figure, Plan, Record, Sheets, filled_in, with_losses
from workbooks import Book, Formula, Grid, Shown

_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
_STEMS = ("临江", "青云", "北岭", "东湖", "南桥", "西苑", "金沙", "石门", "永安", "长乐")
_HEADERS: Mapping[str, tuple[str, ...]] = {
    "基本信息": ("项目", "内容", "填写说明"),
    "绩效目标": ("序号", "目标", "内容"),
    "绩效指标": (
        *("编号", "类别", "二级指标", "三级指标", "符号", "年度指标值", "计量单位"),
        *("实际完成值", "分值", "计分方式", "扣分", "未完成原因", "佐证材料", "备注"),
    ),
    "重点工作": ("序号", "层级", "标题", "内容"),
    "预算执行": ("项目", "数值", "单位", "备注"),
    "三公经费": ("项目", "年初预算数", "实际支出数", "变动原因"),
    "管理效率": ("三级指标", "填报值", "扣分", "扣分原因", "情况说明", "佐证材料"),
    "存在问题": ("序号", "内容"),
    "改进措施": ("序号", "内容", "对应问题"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectWorkbook:
    """One variation: what is special about it, its sheets, and the warnings that it deserves."""

    name: str
    book: Book
    deserved: frozenset[str]


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A workbook under construction, and its special features."""

    dice: random.Random
    sheets: Sheets
    short_name: str
    traits: list[str] = field(default_factory=list)

    def chance(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def trait(self, percent: int, name: str) -> bool:
        has = self.chance(percent)
        if has:
            self.traits.append(name)
        return has


def correct_workbook(seed: int) -> CorrectWorkbook:
    dice = random.Random(seed)  # noqa: S311  # reproducible variety, nothing secret
    kind = dice.choice(("街道", "街道", "镇", "乡"))
    district = f"示例{dice.choice(('区', '县')) if kind != '街道' else '区'}"
    plan = with_losses(Plan(short_name=f"示例{dice.choice(_STEMS)}{kind}", district=district), dice)
    filled = filled_in(plan, dice)
    draft = _Draft(dice=dice, sheets=filled.sheets, short_name=plan.short_name)
    _typed_in_words(draft)
    book = _laid_out(draft)
    name = "、".join((f"{seed:03}", plan.short_name, *filled.traits, *draft.traits))
    return CorrectWorkbook(name=name, book=book, deserved=filled.deserved)


# --- typing it: unusual but right -------------------------------------------------------------------------


def _typed_in_words(draft: _Draft) -> None:
    """Other ways in which clerks type symbols, units, yes and no, and the year."""
    dice, sheets = draft.dice, draft.sheets
    sheets["基本信息"][0]["内容"] = dice.choice((YEAR, str(YEAR), f"{YEAR}年", str(YEAR).translate(_WIDE)))
    for row in sheets["绩效指标"]:
        row["符号"] = dice.choice(_SYMBOLS.get(str(row["符号"]), (str(row["符号"]),)))
    for row in sheets["预算执行"]:
        row.update(_in_other_units(draft, row))
    for row in sheets["管理效率"]:
        if row["填报值"] == "是" and draft.chance(30):
            row["填报值"] = True
    if draft.trait(30, "管理效率换了行序"):
        dice.shuffle(sheets["管理效率"])


_SYMBOLS = {"≥": ("≥", "≥", ">=", "≧"), "≤": ("≤", "≤", "<="), "=": ("=", "＝"), ">": (">", "＞"), "<": ("<", "＜")}


def _in_other_units(draft: _Draft, row: Record) -> Record:
    value = row["数值"]
    assert isinstance(value, Figure)
    unit = draft.dice.choice(("万元",) * 6 + ("元", "千元")) if value.unit == "万元" else value.unit
    scale = {"元": 10000, "千元": 10}.get(unit, 1)
    return {"数值": Figure(value.value * scale, unit), "单位": unit}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _as_percentage(figure: Figure) -> object:
    if figure.unit != "%":
        return _plain(figure.value)
    return Shown(_plain(figure.value / 100), "0.00%")


_TYPED: Sequence[Callable[[Figure], object]] = (
    lambda figure: _plain(figure.value),
    lambda figure: f"{figure.value.normalize():f}",
    lambda figure: f"{figure.value.normalize():f}".translate(_WIDE),
    lambda figure: f"{figure.value:,f}",
    lambda figure: f"{figure.value.normalize():f}{figure.unit}",
    lambda figure: f" {figure.value.normalize():f} ",
    lambda figure: Formula("1*1", _plain(figure.value)),
    _as_percentage,
)


def _typed(draft: _Draft, value: object, odd: int) -> object:
    if not isinstance(value, Figure):
        return _plain(value) if isinstance(value, Decimal) else value
    if value.unit == "%" and 0 < value.value <= 1:
        return f"{value.value.normalize():f}%"  # a bare 0.5 would rightly be asked about
    typing = draft.dice.choice(_TYPED[1:]) if draft.chance(odd) else _TYPED[0]
    return typing(value)


def _laid_out(draft: _Draft) -> Book:
    dice = draft.dice
    odd = dice.choice((0, 10, 50, 100))  # how much of the figures is typed in an unusual way
    if odd:
        draft.traits.append(f"数字写法特别{odd}%")
    book: Book = {}
    for sheet, columns in _HEADERS.items():
        if sheet in draft.sheets:
            used = [column for column in columns if column in _kept(draft, sheet, columns)]
            rows = draft.sheets[sheet]
            grid: Grid = [list(used), *([_typed(draft, row.get(column), odd) for column in used] for row in rows)]
            book[sheet] = grid
    for change, percent, name in _LAYOUTS:
        if draft.trait(percent, name):
            change(draft, book)
    return book


def _kept(draft: _Draft, sheet: str, columns: Sequence[str]) -> set[str]:
    """All columns, or sometimes only those with contents."""
    if draft.chance(80):
        return set(columns)
    always = {"基本信息": {"项目", "内容"}, "预算执行": {"项目", "数值", "单位"}, "重点工作": {"内容"}}.get(
        sheet, set()
    )
    return always | {column for column in columns for row in draft.sheets[sheet] if row.get(column) is not None}


def _titles(draft: _Draft, book: Book) -> None:
    for sheet, grid in book.items():
        titles: Grid = [[f"{draft.short_name}{YEAR}年度{sheet}"], [None, "填表时间：2025年1月"]]
        grid[:0] = titles[: draft.dice.randint(1, 2)]


def _other_order(_: _Draft, book: Book) -> None:
    for sheet in ("绩效指标", "管理效率", "预算执行"):
        book[sheet][:] = [row[::-1] for row in _padded(book[sheet])]


def _padded(grid: Grid) -> Grid:
    width = max(map(len, grid))
    return [[*row, *[None] * (width - len(row))] for row in grid]


def _own_columns(_: _Draft, book: Book) -> None:
    for sheet in ("绩效指标", "预算执行"):
        grid = _padded(book[sheet])
        header = next(n for n, row in enumerate(grid) if sum(value is not None for value in row) > 2)
        book[sheet][:] = [[*row, "经办人" if n == header else None] for n, row in enumerate(grid)]


def _own_sheets(_: _Draft, book: Book) -> None:
    book["填表说明"] = [["先填基本信息"]]
    book["Sheet1"] = [[1, 2], ["草稿", 3]]


def _blank_rows(draft: _Draft, book: Book) -> None:
    for sheet in ("绩效指标", "重点工作", "绩效目标"):
        book[sheet].insert(len(book[sheet]) - draft.dice.randint(0, 1), [])


def _spaced_names(_: _Draft, book: Book) -> None:
    renamed = {" ".join(("绩效", "指标")) if name == "绩效指标" else name: grid for name, grid in book.items()}
    book.clear()
    book.update(renamed)


def _spaced_prose(_: _Draft, book: Book) -> None:
    """Line breaks and blanks at the ends of prose cells, as pasted text has them."""
    grid = book["重点工作"]
    for row in grid:
        row[:] = [f"{value}\n" if isinstance(value, str) and value.endswith("。") else value for value in row]


def _spare_numbers(_: _Draft, book: Book) -> None:
    book["绩效目标"] += [[20], [21]]


_LAYOUTS: Sequence[tuple[Callable[[_Draft, Book], None], int, str]] = (
    (_other_order, 15, "列序颠倒"),
    (_own_columns, 15, "自己加的列"),
    (_own_sheets, 30, "自己加的表"),
    (_blank_rows, 15, "有空行"),
    (_spare_numbers, 8, "多编的序号"),
    (_titles, 30, "表头上有标题行"),
    (_spaced_prose, 15, "文末有换行"),
    (_spaced_names, 8, "表名里有空格"),
)
