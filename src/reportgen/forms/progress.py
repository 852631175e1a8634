"""The first sheet of the form (填报进度): live what is still blank, sheet by sheet, and sums to compare.

Its formulas follow from the declaration of the form and from the rules of the year. They use only functions that Excel,
WPS and LibreOffice share, and every result is stored, so that a program that calculates nothing shows the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, groupby
from typing import NamedTuple

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reportgen.intake import form
from reportgen.intake.form import CellKind, Column, Item, SheetForm
from reportgen.numeric import plain, round_half_up
from reportgen.scoring.figures import EXECUTION_RATE, FIGURES, OPENING_BALANCE, THREE_PUBLIC_LAST, FigureValue
from reportgen.scoring.rubric import Criterion, Rubric
from reportgen.scoring.rules import DEDUCTION, EntryForm
from reportgen.spreadsheet import count_lines, print_on_a4

Value = str | int | Decimal

PROGRESS = form.OWN_SHEETS[0]
HEADER_ROW, FIRST_ROW = 1, 2  # counted from 0; the title is above the header
LAST_ROW = 201  # counted from 0; the last row that the reader accepts, should the clerk insert rows
SIGNERS = ("填表人", form.PROFILE.reviewed_by.name, form.PROFILE.head.name, "日期")
_WIDTHS = (34, 12, 12, 52)
_ASIDE = len(_WIDTHS)  # the first of the hidden columns, which count one thing each
_LINE, _PADDING = 14.5, 7.5  # points
_MOST_LINES = 3  # of what a sheet lacks
_AT_LEAST_ONE = "至少填一行"
_FREE = "选填"
_ERROR = "有公式出错，改好才能数"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A row of the form: its values, and the item or the criterion that a fixed row asks about."""

    values: Mapping[str, Value] = field(default_factory=dict)
    item: Item | None = None
    criterion: Criterion | None = None

    @property
    def entry(self) -> EntryForm | None:
        """How to fill in 填报值."""
        return self.criterion.rule.entry_form if self.criterion else None

    def has(self, column: Column) -> bool:
        """Whether the cell has content, as ``LEN(TRIM(…))`` finds out."""
        return bool(str(self.values.get(column.name, "")).strip(" "))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """A sheet of the form as it is laid out: its columns and its rows, from :data:`FIRST_ROW` on."""

    sheet: SheetForm
    columns: Sequence[Column]
    rows: Sequence[FormRow]

    def at(self, column: Column) -> int:
        """The number of a column."""
        return self.columns.index(column)

    def here(self, column: Column) -> str:
        """The cell of a column in the first row, for a rule that moves down with the rows of the sheet."""
        return f"${xl_col_to_name(self.at(column))}{FIRST_ROW + 1}"

    def cell(self, column: Column, row: int) -> str:
        """The cell in a row that has a fixed place, counted from 0."""
        return f"'{self.sheet.name}'!{xl_rowcol_to_cell(FIRST_ROW + row, self.at(column), True, True)}"

    def cells(self, column: Column, rows: range | None = None) -> str:
        """The cells of a column: of all rows that may be filled in, or of fixed rows."""
        first, last = (rows[0], rows[-1]) if rows else (0, self.last)
        at = self.at(column)
        return f"'{self.sheet.name}'!{xl_range_abs(FIRST_ROW + first, at, FIRST_ROW + last, at)}"

    @property
    def last(self) -> int:
        """The last row that may be filled in, counted from 0."""
        return LAST_ROW - FIRST_ROW if self.sheet.room else len(self.rows) - 1

    def row_of(self, item: Item) -> int:
        """The number of the row that asks for an item."""
        return next(number for number, row in enumerate(self.rows) if row.item is item)


class Counted(NamedTuple):
    """A formula and its result."""

    formula: str
    result: Decimal | int | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that has to be filled in, and how many cells of it are blank; ``by_row`` if that can be several."""

    name: str
    blank: Counted
    by_row: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """A sum, what it should be, and how the two compare: a formula over {now} and {due}."""

    name: str
    now: Counted
    due: Counted
    verdict: Counted


def filled(cell: str) -> str:
    """The formula that a cell has content, or each of several cells."""
    return f"(LEN(TRIM({cell}))>0)"


def blank(cell: str) -> str:
    """The formula that a cell has no content, or each of several cells."""
    return f"(LEN(TRIM({cell}))=0)"


def waiver(column: Column, cell: Callable[[Column], str]) -> str:
    """The formula that a column may stay blank (``unless``), where ``cell`` finds the cells of other columns."""
    tests = (f'(TRIM({cell(other)})="{text}")' if text else filled(cell(other)) for other, text in column.unless)
    return "*".join(tests)


def _is_waived(column: Column, row: FormRow) -> bool:
    tests = (
        str(row.values.get(other.name, "")).strip(" ") == text if text else row.has(other)
        for other, text in column.unless
    )
    return bool(column.unless) and all(tests)


def scored_by_hand(rubric: Rubric, cell: str) -> str:
    """The formula that an indicator is scored by a person, so that 扣分 and the reason are needed."""
    words = [method.name for method in rubric.methods if DEDUCTION in method.rule.inputs]
    tests = [f'(TRIM({cell})="{word}")' for word in (*words, *_default_by_hand(rubric))]
    return f"(({'+'.join(tests) or '0'})>0)"


def _default_by_hand(rubric: Rubric) -> tuple[str, ...]:
    """The blank 计分方式, if a person scores by default."""
    return ("",) if DEDUCTION in rubric.default_method.rule.inputs else ()


def ways(figure: str, rubric: Rubric) -> list[tuple[str, ...]]:
    """The smallest sets of items from which a figure can be worked out, the shortest first."""
    kind, found = FIGURES[figure], list[tuple[str, ...]]()
    sizes = range(1, len(kind.items) + 1)
    for names in (names for size in sizes for names in combinations(kind.items, size)):
        if any(way <= set(names) for way in map(set, found)):
            continue
        if isinstance(kind.work_out(dict.fromkeys(names, Decimal(1)), rubric.rate_method), FigureValue):
            found.append(names)
    return found


def budget_ways(rubric: Rubric) -> list[list[tuple[str, ...]]]:
    """The ways to each figure of 预算执行 that the report or the rules need; the report always needs the rate."""
    scored = (name for _, _, criterion in rubric.criteria() for name in criterion.rule.figures)
    names = {EXECUTION_RATE, *(name for name in scored if FIGURES[name].sheet == form.BUDGET.name)}
    order = [item.name for item in form.BUDGET.items]
    return sorted((ways(name, rubric) for name in names), key=lambda sets: min(map(order.index, sets[0])))


def cells_beyond_budget(rubric: Rubric) -> Mapping[SheetForm, Sequence[tuple[Item, Column]]]:
    """The cells of other sheets that may stay blank and that the figures of this scheme need."""
    rules = [criterion.rule for _, _, criterion in rubric.criteria() if not criterion.rule.exempts]
    items = {item for rule in rules for name in rule.figures for item in FIGURES[name].items}
    profile, finances, public = form.PROFILE, form.FINANCES, form.THREE_PUBLIC
    cells = {
        profile: [(item, profile.content) for item in (profile.positions, profile.staff) if item.name in items],
        finances: [(finances.opening_balance, finances.final)] if OPENING_BALANCE in items else [],
        public: [(public.total, public.last_actual)] if THREE_PUBLIC_LAST in items else [],
    }
    return {sheet: needed for sheet, needed in cells.items() if needed}


def complete(table: FormTable, names: Collection[str]) -> str:
    """The formula that all these items of 预算执行 are filled in."""
    rows = [table.row_of(item) for item in form.BUDGET.items if item.name in names]
    return f"AND({','.join(filled(table.cell(form.BUDGET.amount, row)) for row in rows)})"


def expense_total(table: FormTable, column: Column) -> Decimal | None:
    """What 合计 comes to: as stated, or else the sum of its parts; ``None`` without either."""
    total = table.rows[table.row_of(form.THREE_PUBLIC.total)]
    rows = [total] if total.has(column) else table.rows
    numbers = [_number(row, column) for row in rows if row.has(column)]
    return sum(numbers, Decimal(0)) if numbers else None


def _number(row: FormRow, column: Column) -> Decimal:
    value = row.values.get(column.name)
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


class ProgressSheet:
    """Writes the sheet 填报进度; ``look`` makes the format of a cell."""

    def __init__(
        self, page: Worksheet, rubric: Rubric, tables: Mapping[SheetForm, FormTable], look: Callable[..., Format]
    ) -> None:
        self.page, self.rubric, self.tables = page, rubric, tables
        grid = {"border": 1, "border_color": "#A6A6A6", "valign": "vcenter"}
        self.look = look
        self.heading = look(font_name="黑体", font_size=13, valign="vcenter")
        self.head = look(bold=True, bg_color="#D5E3F0", align="center", **grid)
        self.centre = look(align="center", **grid)
        self.number = look(align="center", num_format="#,##0.######;-#,##0.######;0", **grid)
        self.left = look(text_wrap=True, align="left", indent=1, **grid)
        self.link = look(align="center", font_color="#0563C1", underline=1, **grid)
        self.open = look(align="center", locked=False, **grid)
        self.red, self.green = look(font_color="#C00000", bold=True), look(font_color="#2E7D32")

    def write(self, title: str) -> None:
        """Write the sheet."""
        for at, width in enumerate(_WIDTHS):
            self.page.set_column(at, at, width)
        self.page.set_row(0, 34)
        look = self.look(font_name="黑体", font_size=18, align="center", valign="vcenter")
        self.page.merge_range(0, 0, 0, len(_WIDTHS) - 1, title, look)
        self.write_cover(1)
        first = 8
        last = self.write_needs(first)
        self.write_status(5, first, last)
        row = self.write_sums(last + 3)
        self.page.print_area(0, 0, row - 1, len(_WIDTHS) - 1)
        print_on_a4(self.page, landscape=False)
        self.page.protect("", dict.fromkeys(("format_columns", "format_rows"), True))

    def write_cover(self, row: int) -> None:
        """Write the office, which the sheet 基本信息 has, and the cells for those who sign."""
        basics = self.tables[form.BASICS]
        office, content = basics.row_of(form.BASICS.full_name), form.BASICS.content
        cell, name = basics.cell(content, office), basics.rows[office].values.get(content.name, "")
        for at in range(row, row + 3):
            self.page.set_row(at, 24)
        self.page.write_string(row, 0, "填报单位（盖章）", self.head)
        self.page.merge_range(row, 1, row, len(_WIDTHS) - 1, "", self.left)
        self.page.write_formula(row, 1, f'=IF({blank(cell)},"",{cell})', self.left, str(name))
        for number, signer in enumerate(SIGNERS):
            line, side = divmod(number, 2)
            self.page.write_string(row + 1 + line, 2 * side, signer, self.head)
            self.page.write_blank(row + 1 + line, 2 * side + 1, None, self.open)

    def write_status(self, row: int, first: int, last: int) -> None:
        """Write in one line how much is missing altogether."""
        total = f"SUM({xl_range_abs(first, 2, last, 2)})"
        count = sum(int(need.blank.result) for needs in self.needs().values() for need in needs)
        done = f"必填的都填了。存盘后运行 reportgen check {self.rubric.year}.xlsx（换成这个文件的名字），看填得对不对。"
        formula = f'=IF(COUNT({xl_range_abs(first, 2, last, 2)})<{last - first + 1},"{_ERROR}。",'
        formula += f'IF({total}=0,"{done}","还有 "&{total}&" 处必填的没有填。"))'
        result = f"还有 {count} 处必填的没有填。" if count else done
        look = self.look(bold=True, align="left", valign="vcenter", text_wrap=True, indent=1)
        self.page.set_row(row, 36)
        self.page.merge_range(row, 0, row, len(_WIDTHS) - 1, "", look)
        self.page.write_formula(row, 0, formula, look, result)
        left_open = {"type": "formula", "criteria": f"={total}>0", "format": self.red}
        self.page.conditional_format(row, 0, row, 0, left_open)

    # --- what is still blank ---

    def write_needs(self, first: int) -> int:
        """Write a row for each sheet, and return the number of the last."""
        self.write_heading(first - 2, "一、还缺什么（只数空着的，随填随算）")
        self.write_head(first - 1, "工作表", "已填（行）", "还缺（处）", "缺什么")
        all_needs = self.needs()
        row = first
        for row, (sheet, needs) in enumerate(all_needs.items(), first):
            self.page.write_url(row, 0, f"internal:'{sheet.name}'!A{FIRST_ROW + 1}", self.link, sheet.name)
            self.write_result(row, 1, _rows_filled(self.tables[sheet]), self.number)
            aside = [xl_rowcol_to_cell(row, _ASIDE + number, False, True) for number in range(len(needs))]
            for number, need in enumerate(needs):
                self.page.write_formula(row, _ASIDE + number, f"={need.blank.formula}", None, int(need.blank.result))
            total = f"SUM({aside[0]}:{aside[-1]})" if aside else "0"
            self.write_result(row, 2, Counted(total, sum(int(need.blank.result) for need in needs)), self.number)
            missing = _what_is_blank(needs, aside) if needs else Counted(f'"{_FREE}"', _FREE)
            self.write_result(row, 3, missing, self.left)
            lines = min(count_lines("、".join(need.name for need in needs), _WIDTHS[3] - 2), _MOST_LINES)
            self.page.set_row(row, _LINE * lines + _PADDING)
        most = max(map(len, all_needs.values()))
        self.page.set_column(_ASIDE, _ASIDE + most - 1, 9, None, {"hidden": True})
        red = {"type": "cell", "criteria": ">", "value": 0, "format": self.red}
        self.page.conditional_format(first, 2, row, 2, red)
        return row

    def needs(self) -> dict[SheetForm, list[Need]]:
        """All that each sheet needs."""
        return {sheet: list(self.needs_of(table)) for sheet, table in self.tables.items()}

    def needs_of(self, table: FormTable) -> Iterator[Need]:
        """All that a sheet needs, in the order of its columns and rows."""
        if table.sheet.room:
            yield from self.needs_of_rows(table)
            return
        others = [column for column in table.columns if column.required and not column.names_row]
        for item in (row.item for row in table.rows if row.item and row.item.required):
            for column in (column for column in others if column is not form.BUDGET.unit):
                name = item.name + (column.name if column.kind is not CellKind.ITEM else "")
                yield Need(name=name, blank=_blank_cell(table, column, item))
        for item, column in cells_beyond_budget(self.rubric).get(table.sheet, ()):
            name = item.name + (column.name if column.kind is not CellKind.ITEM else "")
            yield Need(name=name, blank=_blank_cell(table, column, item))
        if table.sheet is form.BUDGET:
            yield from self.needs_of_budget(table)
        if table.sheet is form.THREE_PUBLIC:
            yield _half_filled(table)
        if table.sheet is form.MANAGEMENT:
            yield from _needs_of_management(table)

    def needs_of_rows(self, table: FormTable) -> Iterator[Need]:
        """The needs of every row that has content; some sheets need one such row."""
        sheet = table.sheet
        content, rows = _content(table), _rows_with_content(table)
        if sheet.required:
            at_least_one = Counted(f"IF(SUMPRODUCT(--{content})=0,1,0)", int(not rows))
            yield Need(name=_AT_LEAST_ONE, blank=at_least_one)
        for column in table.columns:
            if not (column.required or column.unless) or column.for_reference:
                continue
            exempt = f"*(1-{waiver(column, table.cells)})" if column.unless else ""
            formula = f"SUMPRODUCT({content}*{blank(table.cells(column))}{exempt})"
            count = sum(not row.has(column) and not _is_waived(column, row) for row in rows)
            yield Need(name=column.name, blank=Counted(formula, count), by_row=True)
        if sheet is form.INDICATORS:
            yield from self.needs_of_manual_scores(table, content, rows)

    def needs_of_manual_scores(self, table: FormTable, content: str, rows: Iterable[FormRow]) -> Iterator[Need]:
        """What a person who scores has to state."""
        method = form.INDICATORS.method
        words = {m.name for m in self.rubric.methods if DEDUCTION in m.rule.inputs} | {*_default_by_hand(self.rubric)}
        by_hand = [row for row in rows if str(row.values.get(method.name, "")).strip(" ") in words]
        test = scored_by_hand(self.rubric, table.cells(method))
        for column in (form.INDICATORS.deduction, form.INDICATORS.reason):
            formula = f"SUMPRODUCT({content}*{test}*{blank(table.cells(column))})"
            count = sum(not row.has(column) for row in by_hand)
            yield Need(name=f"人工计分的{column.name}", blank=Counted(formula, count), by_row=True)

    def needs_of_budget(self, table: FormTable) -> Iterator[Need]:
        """Each figure needs one complete set of items, and every amount its unit."""
        amount, unit = form.BUDGET.amount, form.BUDGET.unit
        rows = {row.item.name: row for row in table.rows if row.item}
        items = {item.name: item for item in form.BUDGET.items}
        for sets in budget_ways(self.rubric):
            if len(sets) == 1:
                needed = (item for name, item in items.items() if name in sets[0])
                yield from (Need(name=item.name, blank=_blank_cell(table, amount, item)) for item in needed)
                continue
            ready = ",".join(complete(table, names) for names in sets)
            missing = not any(all(rows[name].has(amount) for name in names) for names in sets)
            yield Need(name="、".join(sets[0]), blank=Counted(f"IF(OR({ready}),0,1)", int(missing)))
        formula = f"SUMPRODUCT({filled(table.cells(amount))}*{blank(table.cells(unit))})"
        count = sum(row.has(amount) and not row.has(unit) for row in table.rows)
        yield Need(name=unit.name, blank=Counted(formula, count), by_row=True)

    # --- sums ---

    def write_sums(self, row: int) -> int:
        """Write the sums, and return the number of the row below."""
        self.write_heading(row - 1, "二、几个合计（没有填完时只供参考）")
        self.write_head(row, "合计数", "现在", "应等于", "核对")
        sums = [*self.point_sums(), *self.expense_sums(), *self.deduction_sums(), *self.budget_sums()]
        for at, line in enumerate(sums, row + 1):
            verdict = line.verdict.formula.format(now=xl_rowcol_to_cell(at, 1), due=xl_rowcol_to_cell(at, 2))
            self.page.set_row(at, _LINE * count_lines(line.name, _WIDTHS[0] - 2) + _PADDING)
            self.page.write_string(at, 0, line.name, self.left)
            self.write_result(at, 1, line.now, self.number)
            self.write_result(at, 2, line.due, self.number)
            self.write_result(at, 3, Counted(verdict, line.verdict.result), self.left)
        return row + len(sums) + 1

    def point_sums(self) -> Iterator[Sum]:
        """分值 of each category of indicators."""
        table = self.tables[form.INDICATORS]
        category, points = form.INDICATORS.category, form.INDICATORS.points
        for _, _, criterion in self.rubric.criteria():
            name, full = criterion.category, criterion.points
            if name is None:
                continue
            rows = [row for row in table.rows if str(row.values.get(category.name, "")).strip(" ").startswith(name)]
            of_category = f'(LEFT(TRIM({table.cells(category)}),{len(name)})="{name}")'
            open_rows = f"SUMPRODUCT({of_category}*{blank(table.cells(points))})"
            now = sum((_number(row, points) for row in rows), Decimal(0))
            left = sum(not row.has(points) for row in rows)
            due = plain(full)
            verdict = Counted(
                f'IF({{now}}=0,"没有填，由程序平均分配",IF({open_rows}>0,"有 "&{open_rows}&" 行没有填",'
                f'IF({{now}}={{due}},"相符","应为{due}分")))',
                "没有填，由程序平均分配"
                if not now
                else f"有 {left} 行没有填"
                if left
                else "相符"
                if now == full
                else f"应为{due}分",
            )
            total = Counted(f'ROUND(SUMIF({table.cells(category)},"{name}*",{table.cells(points)}),2)', now)
            yield Sum(name=f"{name}指标{points.name}", now=total, due=Counted(due, full), verdict=verdict)

    def expense_sums(self) -> Iterator[Sum]:
        """合计 of 三公经费 and the sum of its parts."""
        sheet = form.THREE_PUBLIC
        table = self.tables[sheet]
        at_total = table.row_of(sheet.total)
        parts = range(at_total + 1, len(table.rows))
        for column in (sheet.budget, sheet.actual):
            cell, cells = table.cell(column, at_total), table.cells(column, parts)
            numbers = [_number(table.rows[n], column) for n in parts if table.rows[n].has(column)]
            total, due = expense_total(table, column), sum(numbers, Decimal(0))
            formula = (
                f'IF(COUNT({cell})=0,"没有填",IF(COUNT({cells})=0,"只填了合计",'
                'IF(ROUND({now}-{due},6)=0,"与分项之和相符","与分项之和不符")))'
            )
            verdict = "与分项之和相符" if total == due else "与分项之和不符"
            yield Sum(
                name=f"“三公”经费{column.name}（万元）",
                now=Counted(f'IF(COUNT({cell})=0,"",{cell})', "" if total is None else total),
                due=Counted(f'IF(COUNT({cells})=0,"",ROUND(SUM({cells}),6))', due if numbers else ""),
                verdict=Counted(formula, "没有填" if total is None else verdict if numbers else "只填了合计"),
            )

    def deduction_sums(self) -> Iterator[Sum]:
        """扣分 as filled in; the program works out the others."""
        for sheet, column in (
            (form.INDICATORS, form.INDICATORS.deduction),
            (form.MANAGEMENT, form.MANAGEMENT.deduction),
        ):
            table = self.tables[sheet]
            now = sum((_number(row, column) for row in table.rows), Decimal(0))
            yield Sum(
                name=f"“{sheet.name}”{column.name}",
                now=Counted(f"ROUND(SUM({table.cells(column)}),2)", now),
                due=Counted('""', ""),
                verdict=Counted('"只是填了的；没有填的由程序计算"', "只是填了的；没有填的由程序计算"),
            )

    def budget_sums(self) -> Iterator[Sum]:
        """The sums of 预算执行 that have to agree, in 万元."""
        sheet = form.BUDGET
        budget = (sheet.adjusted, sheet.initial)
        yield self.budget_sum((sheet.spent, sheet.carried_over), budget, "预算数")
        yield self.budget_sum((sheet.spent_by_december,), (sheet.spent,), sheet.spent.name)

    def budget_sum(self, terms: Sequence[Item], due: Sequence[Item], title: str) -> Sum:
        """The sum of ``terms``, which should be the first of ``due`` that is filled in."""
        table, column = self.tables[form.BUDGET], form.BUDGET.amount
        rows = {item: table.rows[table.row_of(item)] for item in (*terms, *due)}
        cells = {item: table.cell(column, table.row_of(item)) for item in (*terms, *due)}
        first = next((item for item in due if rows[item].has(column)), None)
        due_formula = '""'
        for item in reversed(due):
            due_formula = f"IF(COUNT({cells[item]})=1,{self.in_wan(table, item)},{due_formula})"
        all_there = all(rows[item].has(column) for item in terms)
        total = sum((_in_wan(rows[item]) for item in terms), Decimal(0))
        right = _in_wan(rows[first]) if first else None
        now_formula = f"ROUND({'+'.join(self.in_wan(table, item) for item in terms)},6)"
        now_formula = f'IF(COUNT({",".join(cells[item] for item in terms)})<{len(terms)},"",{now_formula})'
        gap = total - right if right is not None and all_there else None
        verdict = (
            f'IF(COUNT({{now}},{{due}})<2,"还没有填全",IF(ROUND({{now}}-{{due}},2)=0,"与{title}相符",'
            f'"与{title}相差 "&ROUND({{now}}-{{due}},2)&" 万元，请核对"))'
        )
        gap_text = plain(round_half_up(gap, 2)) if gap is not None else ""
        result = f"与{title}相符" if gap_text == "0" else f"与{title}相差 {gap_text} 万元，请核对"
        return Sum(
            name=f"{'＋'.join(item.name for item in terms)}（万元）",
            now=Counted(now_formula, total if all_there else ""),
            due=Counted(due_formula, "" if right is None else right),
            verdict=Counted(verdict, "还没有填全" if gap is None else result),
        )

    def in_wan(self, table: FormTable, item: Item) -> str:
        """The formula of an amount in 万元."""
        row = table.row_of(item)
        cell, unit = table.cell(form.BUDGET.amount, row), table.cell(form.BUDGET.unit, row)
        factor = "1"
        for name, worth in form.MONEY_UNITS.items():
            factor = f'IF(TRIM({unit})="{name}",{plain(worth)},{factor})' if worth != 1 else factor
        return f"{cell}*{factor}"

    # --- cells ---

    def write_heading(self, row: int, text: str) -> None:
        """Write the heading of a part."""
        self.page.set_row(row, 24)
        self.page.write_string(row, 0, text, self.heading)

    def write_head(self, row: int, *names: str) -> None:
        """Write the headings of a table."""
        self.page.set_row(row, 24)
        for at, name in enumerate(names):
            self.page.write_string(row, at, name, self.head)

    def write_result(self, row: int, column: int, counted: Counted, look: Format) -> None:
        """Write a formula with its result; an error value in a cell that it reads becomes words."""
        result = counted.result if isinstance(counted.result, str) else float(counted.result)
        self.page.write_formula(row, column, f'=IFERROR({counted.formula},"{_ERROR}")', look, result)


def _blank_cell(table: FormTable, column: Column, item: Item) -> Counted:
    row = table.row_of(item)
    if item is form.THREE_PUBLIC.total and column is not form.THREE_PUBLIC.last_actual:  # which has no formula
        missing = expense_total(table, column) is None
    else:
        missing = not table.rows[row].has(column)
    return Counted(f"IF({blank(table.cell(column, row))},1,0)", int(missing))


def _content(table: FormTable) -> str:
    """The formula that a row has content; numbers that stand there from the beginning do not count."""
    cells = (table.cells(column) for column in table.columns if _counts(column))
    return filled("&".join(cells))


def _counts(column: Column) -> bool:
    return not column.for_reference and column.name not in form.NUMBERING


def _rows_with_content(table: FormTable) -> list[FormRow]:
    return [row for row in table.rows if any(row.has(column) for column in table.columns if _counts(column))]


def _rows_filled(table: FormTable) -> Counted:
    """How many rows have content; of fixed rows, how many have an answer."""
    if table.sheet.room:
        return Counted(f"SUMPRODUCT(--{_content(table)})", len(_rows_with_content(table)))
    answer = next(column for column in table.columns if not (column.for_reference or column.names_row))
    count = sum(row.has(answer) for row in table.rows)
    if table.sheet is form.THREE_PUBLIC and not table.rows[table.row_of(form.THREE_PUBLIC.total)].has(answer):
        count += expense_total(table, answer) is not None
    return Counted(f"SUMPRODUCT(--{filled(table.cells(answer))})", count)


def _half_filled(table: FormTable) -> Need:
    """The parts of 三公经费 that have one of their two amounts."""
    sheet = form.THREE_PUBLIC
    parts = range(table.row_of(sheet.total) + 1, len(table.rows))
    budget, actual = table.cells(sheet.budget, parts), table.cells(sheet.actual, parts)
    formula = f"SUMPRODUCT(--({filled(budget)}<>{filled(actual)}))"
    count = sum(table.rows[n].has(sheet.budget) != table.rows[n].has(sheet.actual) for n in parts)
    return Need(name="分项的两个数只填了一个", blank=Counted(formula, count), by_row=True)


def _needs_of_management(table: FormTable) -> Iterator[Need]:
    """The answers that the rules need, and what a person who scores has to state."""
    sheet = form.MANAGEMENT
    for column in (sheet.value, sheet.deduction, sheet.reason):
        rows = [number for number, row in enumerate(table.rows) if is_needed(column, row)]
        if rows:
            runs = groupby(enumerate(rows), lambda pair: pair[1] - pair[0])
            ranges = [[number for _, number in run] for _, run in runs]
            parts = (f"SUMPRODUCT(--{blank(table.cells(column, range(r[0], r[-1] + 1)))})" for r in ranges)
            count = sum(not table.rows[number].has(column) for number in rows)
            yield Need(name=column.name, blank=Counted("+".join(parts), count), by_row=True)


def is_needed(column: Column, row: FormRow) -> bool:
    """Whether the rule of a row of 管理效率 needs a cell."""
    sheet = form.MANAGEMENT
    if row.criterion is None or column not in (sheet.value, sheet.deduction, sheet.reason):
        return False
    if column is sheet.value:
        return row.criterion.rule.entry_form.needed
    return DEDUCTION in row.criterion.rule.inputs


def _what_is_blank(needs: Sequence[Need], cells: Sequence[str]) -> Counted:
    """The names of what is blank; TRIM and SUBSTITUTE set the marks between them, since TEXTJOIN is too new."""
    pieces = (
        f'IF({cell}>0," {need.name}' + (f'（"&{cell}&"行）","")' if need.by_row else '","")')
        for need, cell in zip(needs, cells, strict=True)
    )
    results = (need.name + (f"（{need.blank.result}行）" if need.by_row else "") for need in needs if need.blank.result)
    return Counted(f'SUBSTITUTE(TRIM({"&".join(pieces)})," ","、")', "、".join(results))


def _in_wan(row: FormRow) -> Decimal:
    unit = str(row.values.get(form.BUDGET.unit.name, "")).strip(" ")
    return _number(row, form.BUDGET.amount) * form.MONEY_UNITS.get(unit, Decimal(1))
