"""Writes the workbook (填报表) for the clerk: blank, rolled over from last year's, or with contents.

The sheets come from :mod:`reportgen.intake.form`, and the answers that they ask for from the rules of the year. The
sheets are protected without a password, only against slips. The checks of cells are warnings that a clerk can ignore,
because the reader accepts more than a spreadsheet program can check.
"""

from __future__ import annotations

import datetime
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reportgen.forms.progress import (
    FIRST_ROW,
    HEADER_ROW,
    LAST_ROW,
    PROGRESS,
    FormRow,
    FormTable,
    ProgressSheet,
    Value,
    blank,
    budget_ways,
    cells_beyond_budget,
    complete,
    expense_total,
    filled,
    is_needed,
    scored_by_hand,
    waiver,
)
from reportgen.intake import form
from reportgen.intake.form import CellKind, Column, Question, SheetForm
from reportgen.numeric import plain
from reportgen.package import escape_rich_text, repack
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.rules import EntryForm
from reportgen.spreadsheet import count_lines, print_on_a4

GUIDE, OPTIONS, LAST_YEAR = form.OWN_SHEETS[1:]
_SPARE_ROWS = 10  # blank rows below the contents, if the page has room for them
_LONGEST_PROMPT, _LONGEST_PROMPT_TITLE = 255, 32  # characters, in Excel
_LAST_COLUMN = 16_383
_LINE, _PADDING, _LOWEST, _PROSE_LOWEST, _TALLEST = 14.5, 7, 21, 64, 409  # points; Excel allows 409
_TITLE_HEIGHT, _HEADER_HEIGHT, _SPARE_HEIGHT = 24, 32, 18  # points
_PAGE_WIDTH, _PAGE_HEIGHT = 110, 490  # half-width characters and points that A4 takes at full size
_WIDEST_PAGE = 157  # half-width characters; a wider sheet takes two pages, printed at _SCALE
_SCALE = 0.82  # This makes letters 9 points high.
_FONT = {"font_name": "宋体", "font_size": 11, "font_scheme": False}  # A scheme would override the name.
_REQUIRED, _OPTIONAL, _REFERENCE, _CARRIED = "#FFF7D6", "#FFFFFF", "#EDEDED", "#FBD9BD"
_HEAD = "#D5E3F0"
_GRID = {"border": 1, "border_color": "#A6A6A6"}
# Plain numbers need no format: a spreadsheet program shows them as somebody types them.
_NUMBER_FORMATS = {CellKind.MONEY: "#,##0.00##"} | dict.fromkeys((CellKind.NAME, CellKind.UNIT, CellKind.ADVICE), "@")
_STARTS_FORMULA = ("=", "+", "-", "@")
_NOT_A_CHOICE = "下拉列表里没有这一项，程序可能认不出。确实要这样填的，点“是”。"
_OTHER_SYMBOLS = "键盘打的 >=、<= 也认；别的写法请从下拉列表里选。"
_NOT_A_NUMBER = "这里一般填数字，单位和“约”“以上”等字不写在这个单元格。确实要这样填的，点“是”。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The contents that a form has from the beginning.

    ``rows`` are the rows of each sheet, a value for each column name; other cells stay blank. Fixed rows are found by
    their name. If the contents are ``carried`` over from last year's workbook, their texts are marked until the clerk
    changes them. ``choices`` are the drop-down lists of rows of 基本信息 and of columns that have no list of their own.
    ``remark`` is an additional line of the instructions.
    """

    rows: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    choices: Mapping[Question, tuple[str, ...]] = field(default_factory=dict)
    carried: bool = False
    remark: str = ""

    def with_set(self, title: str, titles: Sequence[str], schemes: Sequence[str], sections: Sequence[str] = ()) -> Contents:
        """The same contents with a wording set (文体), if ``title`` is not blank, and with the drop-down lists.

        ``sections`` are the 栏目 that the set prints by their names.
        """
        sheet = form.BASICS
        lists: dict[Question, tuple[str, ...]] = {sheet.wording_set: tuple(titles), sheet.scheme: tuple(schemes)}
        if sections:
            lists[form.OTHERS.section] = tuple(sections)
        contents = replace(self, choices={**self.choices, **lists})
        if not title:
            return contents
        name, names, content = sheet.wording_set.name, sheet.item.name, sheet.content.name
        others = [row for row in self.rows.get(sheet.name, ()) if row[names] != name]
        return replace(contents, rows={**self.rows, sheet.name: (*others, {names: name, content: title})})

    def texts(self) -> Iterator[tuple[SheetForm, Column, list[str]]]:
        """The texts of each column that the clerk has to revise if they come from last year."""
        for sheet in form.SHEETS:
            rows = self.rows.get(sheet.name, ())
            for column in sheet.columns:
                cells = [row[column.name] for row in rows if column.name in row and _is_text(sheet, column, row)]
                if texts := [cell for cell in cells if isinstance(cell, str)]:
                    yield sheet, column, texts


def form_workbook(rubric: Rubric, contents: Contents, *, created: datetime.datetime) -> bytes:
    """Make the workbook for the year of ``rubric``; the same arguments give the same bytes."""
    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_format_properties": dict(_FONT)})
    title = f"{rubric.year}年度部门整体支出绩效自评填报表"
    workbook.set_properties({"title": title, "author": "reportgen", "created": created.replace(tzinfo=None)})
    _Form(workbook, rubric, contents).write(title)
    workbook.close()
    # Rows have heights, because no program adjusts them when it opens a file.
    return repack(buffer.getvalue(), growing_rows=True)


def _is_text(sheet: SheetForm, column: Column, row: Mapping[str, Value]) -> bool:
    item = next((item for item in sheet.items if item.name == row.get(sheet.row_name)), None)
    return column.kind_in_row(item).is_text and not column.for_reference


_POINTS_TOTAL = "分值合计（已填/应为）："


def is_total(formula: str) -> bool:
    """Whether a formula is a total of the blank form."""
    parts = re.search(r"COUNT\(([$A-Z0-9:]+)\)", formula)
    is_sum = parts is not None and formula == form.TOTAL_FORMULA.format(cells=parts[1])
    return is_sum or formula.startswith(f'"{_POINTS_TOTAL}"&')


class _Form:
    """Writes one form; cell formats and lists of words are created when they are needed."""

    def __init__(self, workbook: xlsxwriter.Workbook, rubric: Rubric, contents: Contents) -> None:
        self.workbook, self.rubric, self.contents = workbook, rubric, contents
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.tables = {sheet: self.table(sheet) for sheet in form.SHEETS}
        self.budget_ways = budget_ways(rubric)
        self.needed_beyond = cells_beyond_budget(rubric)
        self.progress = workbook.add_worksheet(PROGRESS)
        self.guide = workbook.add_worksheet(GUIDE)
        self.sheets = {sheet.name: workbook.add_worksheet(sheet.name) for sheet in form.SHEETS}
        self.options = workbook.add_worksheet(OPTIONS)

    def write(self, title: str) -> None:
        ProgressSheet(self.progress, self.rubric, self.tables, self.format).write(title)
        self.write_guide(title)
        self.name_secondary_lists()
        for table in self.tables.values():
            self.write_sheet(table)
        if self.contents.carried:
            self.mark_carried()
        self.options.hide()
        self.guide.activate()

    def format(self, **properties: object) -> Format:
        """The cell format with these properties, which is created only once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({**_FONT, **properties})
        return self.formats[key]

    # --- sheets ---

    def table(self, sheet: SheetForm) -> FormTable:
        """The columns and rows of a sheet; columns for last year's values only if the contents are from last year."""
        columns = [column for column in sheet.columns if self.contents.carried or not column.only_rolled_over]
        rows = self.contents.rows.get(sheet.name, ())
        if sheet.room:
            lines = [FormRow(values=row) for row in rows]
            spare = (
                min(max(sheet.room - len(rows), _SPARE_ROWS), _rows_that_fit(columns, lines)) if lines else sheet.room
            )
            return FormTable(sheet=sheet, columns=columns, rows=[*lines, *(FormRow() for _ in range(spare))])
        by_name: dict[Value, list[Mapping[str, Value]]] = {}
        for row in rows:
            by_name.setdefault(row[sheet.row_name], []).append(row)
        fixed = self.item_lines(sheet, by_name) if sheet.items else self.management_lines()
        lines = []
        for line in fixed:
            stated = by_name.get(line.values[sheet.row_name], [])
            lines.append(replace(line, values={**line.values, **(stated.pop(0) if stated else {})}))
        return FormTable(sheet=sheet, columns=columns, rows=lines)

    def item_lines(self, sheet: SheetForm, stated: Mapping[Value, Sequence[object]]) -> Iterator[FormRow]:
        """The rows of a sheet of items, as many of an item as the form has or as its contents need."""
        for item in sheet.items:
            values: dict[str, Value] = {sheet.row_name: item.name}
            for column in sheet.columns:
                if column.kind is CellKind.ADVICE:
                    values[column.name] = item.hint
                elif column.kind is CellKind.UNIT:
                    values[column.name] = item.unit
                elif item is form.BASICS.year and column is form.BASICS.content:
                    values[column.name] = self.rubric.year
                elif item is form.BASICS.scheme and column is form.BASICS.content and self.rubric.choice:
                    values[column.name] = self.rubric.choice
            needed = max(item.rows, len(stated.get(item.name, ()))) if item.rows > 1 else 1
            yield from itertools.repeat(FormRow(values=values, item=item), needed)

    def management_lines(self) -> Iterator[FormRow]:
        sheet = form.MANAGEMENT
        for group, criterion in self.rubric.form_criteria():
            values: dict[str, Value] = {
                sheet.code.name: criterion.id,
                sheet.group.name: group.name,
                sheet.indicator.name: criterion.name,
                sheet.points.name: criterion.points,
                sheet.standard.name: criterion.standard,
            }
            yield FormRow(values=values, criterion=criterion)

    def write_sheet(self, table: FormTable) -> None:
        sheet, columns, page = table.sheet, table.columns, self.sheets[table.sheet.name]
        page.write_string(0, 0, f"{sheet.name}：{sheet.purpose}", self.format(font_name="黑体", font_size=13))
        page.set_row(0, _TITLE_HEIGHT)
        page.set_row(HEADER_ROW, _HEADER_HEIGHT)
        free = self.format(locked=False)
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width, free if sheet.room else None)
            page.write_string(HEADER_ROW, at, column.name, self.header_format(sheet, column))
        if sheet.room:  # A row can be deleted only if all its cells are unlocked, to the last column.
            page.set_column(len(columns), _LAST_COLUMN, None, free)
        for row, line in enumerate(table.rows, FIRST_ROW):
            page.set_row(row, _height(columns, line))
            for at, column in enumerate(columns):
                self.write_cell(page, row, at, line.values.get(column.name), self.cell_format(sheet, column, line))
        if sheet is form.INDICATORS:
            self.write_points_total(page, table)
        if sheet is form.THREE_PUBLIC:
            self.write_expense_totals(page, table)
        self.write_checks(page, table)
        self.colour_by_need(page, table)
        self.set_up(page, table)

    def write_cell(self, page: Worksheet, row: int, column: int, value: Value | None, look: Mapping[str, Any]) -> None:
        """Write a value; a text never becomes a formula, not even when somebody edits the cell."""
        if value is None:
            page.write_blank(row, column, None, self.format(**look))
        elif isinstance(value, str):
            guard = {"quote_prefix": True} if value.startswith(_STARTS_FORMULA) else {}
            page.write_string(row, column, escape_rich_text(value), self.format(**look, **guard))
        else:
            page.write_number(row, column, float(value), self.format(**look))

    # --- looks ---

    def header_format(self, sheet: SheetForm, column: Column) -> Format:
        fill = _REFERENCE if column.for_reference else _HEAD
        red = {"font_color": "#C00000"} if column.required and sheet.room else {}
        return self.format(bold=True, bg_color=fill, align="center", valign="vcenter", text_wrap=True, **_GRID, **red)

    def cell_format(self, sheet: SheetForm, column: Column, line: FormRow) -> Mapping[str, Any]:
        kind = column.kind_in_row(line.item)
        for_reference = is_for_reference(sheet, column, line)
        fill = _REFERENCE if for_reference else _REQUIRED if self.is_required(sheet, column, line) else _OPTIONAL
        align_left = kind.is_text or column.width >= 20
        look: dict[str, Any] = {"bg_color": fill, "valign": "vcenter", "text_wrap": True, **_GRID}
        indent = 1 + (sheet.depth(line.item) if column.names_row else 0)
        look |= {"align": "left", "indent": indent} if align_left else {"align": "center"}
        if kind in _NUMBER_FORMATS:
            look["num_format"] = _NUMBER_FORMATS[kind]
        if not for_reference or sheet.room:
            look["locked"] = False
        return look

    def is_required(self, sheet: SheetForm, column: Column, line: FormRow) -> bool:
        """Whether the cell is needed as long as no other cell makes it needless."""
        if sheet.room:
            return column.required or bool(column.unless)
        if sheet is form.MANAGEMENT:
            return is_needed(column, line)
        if (line.item, column) in self.needed_beyond.get(sheet, ()):
            return True
        if line.item is None or not column.required:
            return False
        first_ways = {name for ways in self.budget_ways for name in ways[0]} if sheet is form.BUDGET else set()
        return line.item.required or line.item.name in first_ways

    def colour_by_need(self, page: Worksheet, table: FormTable) -> None:
        """Turn a blank cell white that need not be filled in any more, and yellow that has become needed."""
        sheet, last = table.sheet, FIRST_ROW + len(table.rows) - 1
        white, yellow = self.format(bg_color=_OPTIONAL), self.format(bg_color=_REQUIRED)

        def colour(column: Column, first: int, last: int, test: str, look: Format) -> None:
            at = table.at(column)
            criteria = f"=AND({blank(xl_rowcol_to_cell(first, at, col_abs=True))},{test})"
            page.conditional_format(first, at, last, at, {"type": "formula", "criteria": criteria, "format": look})

        for column in (column for column in table.columns if column.unless):
            colour(column, FIRST_ROW, last, f"({waiver(column, table.here)})>0", white)
        if sheet is form.INDICATORS:
            for column in (form.INDICATORS.deduction, form.INDICATORS.reason):
                colour(column, FIRST_ROW, last, scored_by_hand(self.rubric, table.here(sheet.method)), yellow)
        if sheet is form.BUDGET:
            for ways in (ways for ways in self.budget_ways if len(ways) > 1):
                others = ",".join(complete(table, way) for way in ways[1:]).replace(f"'{sheet.name}'!", "")
                for row in (table.row_of(item) for item in sheet.items if item.name in ways[0]):
                    colour(sheet.amount, FIRST_ROW + row, FIRST_ROW + row, f"OR({others})", white)
        if sheet is form.THREE_PUBLIC:
            first = FIRST_ROW + table.row_of(sheet.total) + 1
            for column, other in ((sheet.budget, sheet.actual), (sheet.actual, sheet.budget)):
                beside = xl_rowcol_to_cell(first, table.at(other), col_abs=True)
                colour(column, first, last, filled(beside), yellow)

    def set_up(self, page: Worksheet, table: FormTable) -> None:
        """Freeze, print and protect a sheet; a sheet too wide for a page takes two, each with the names of the rows."""
        sheet, columns = table.sheet, table.columns
        names = [column.name for column in columns]
        pages = _pages(sheet, columns)
        page.freeze_panes(FIRST_ROW, names.index(sheet.row_name) + 1 if len(pages) > 1 else 0)
        page.print_area(0, 0, FIRST_ROW + len(table.rows) - 1, len(columns) - 1)
        page.repeat_rows(0, HEADER_ROW)
        print_on_a4(page)
        if len(pages) > 1:
            page.set_print_scale(round(_SCALE * 100))
            page.repeat_columns(0, names.index(sheet.row_name))
            page.set_v_pagebreaks(pages[1:])
            page.print_across()
        page.set_tab_color("#4472C4" if sheet.required else "#A6A6A6")
        allowed = dict.fromkeys(("format_cells", "format_columns", "format_rows"), True)
        if sheet.room:
            allowed |= dict.fromkeys(("insert_rows", "delete_rows", "sort"), True)
        page.protect("", allowed)

    # --- totals ---

    def write_points_total(self, page: Worksheet, table: FormTable) -> None:
        """Show 产出 20/20, 效益 20/20 above the header, where it is always visible; red as long as a total is wrong."""
        at_category, at_points = (table.at(column) for column in (form.INDICATORS.category, form.INDICATORS.points))
        categories = xl_range_abs(FIRST_ROW, at_category, LAST_ROW, at_category)
        points = xl_range_abs(FIRST_ROW, at_points, LAST_ROW, at_points)
        formulas, results, errors = [], [], []
        for _, _, criterion in self.rubric.criteria():
            category, full = criterion.category, plain(criterion.points)
            if category is None:
                continue
            total = f'ROUND(SUMIF({categories},"{category}*",{points}),2)'
            formulas.append(f'"{category} "&{total}&"/{full}"')
            results.append(f"{category} {plain(_points_of(category, table.rows))}/{full}")
            errors.append(f"AND({total}<>0,{total}<>{full})")
        at = table.at(form.INDICATORS.symbol)
        formula = f'="{_POINTS_TOTAL}"&' + '&"，"&'.join(formulas)
        page.write_formula(0, at, formula, self.format(bold=True), f"{_POINTS_TOTAL}{'，'.join(results)}")
        red = self.format(font_color="#C00000", bold=True)
        page.conditional_format(
            0, at, 0, at, {"type": "formula", "criteria": f"=OR({','.join(errors)})", "format": red}
        )

    def write_expense_totals(self, page: Worksheet, table: FormTable) -> None:
        """合计 is the sum of its parts, and counts as blank as long as all of them are.

        The stored result is then a space, because the reader reports a formula without a result as never calculated.
        """
        sheet = form.THREE_PUBLIC
        at_total = table.row_of(sheet.total)
        total, row = table.rows[at_total], FIRST_ROW + at_total
        for column in (sheet.budget, sheet.actual):
            if column.name in total.values:
                continue
            at, result = table.at(column), expense_total(table, column)
            cells = f"{xl_rowcol_to_cell(row + 1, at)}:{xl_rowcol_to_cell(FIRST_ROW + len(table.rows) - 1, at)}"
            look = self.format(**self.cell_format(sheet, column, total))
            formula = f"={form.TOTAL_FORMULA.format(cells=cells)}"
            page.write_formula(row, at, formula, look, " " if result is None else float(result))

    # --- drop-downs, checks and hints ---

    def write_checks(self, page: Worksheet, table: FormTable) -> None:
        sheet, columns, lines = table.sheet, table.columns, table.rows
        names = [column.name for column in columns]
        for at, column in enumerate(columns):
            if sheet.room:
                rule = self.refusal() if column.for_reference else self.check(column, names, lines[0])
                page.data_validation(FIRST_ROW, at, FIRST_ROW + len(lines) - 1, at, rule)
                continue
            for row, line in enumerate(lines, FIRST_ROW):
                if not is_for_reference(sheet, column, line):
                    page.data_validation(row, at, row, at, self.check(column, names, line, row))

    def refusal(self) -> dict[str, Any]:
        """The check of a cell for reference that cannot be locked, because the clerk may delete its row."""
        message = "这一列只供对照，不用填。"
        return {"validate": "custom", "value": "=FALSE", "error_title": "只供对照", "error_message": message}

    def check(self, column: Column, names: list[str], line: FormRow, row: int = FIRST_ROW) -> dict[str, Any]:
        cell = xl_rowcol_to_cell(row, names.index(column.name))
        source = self.list_source(column, names, line)
        if source:
            rule: dict[str, Any] = {"validate": "list", "source": source, "error_message": _NOT_A_CHOICE}
            rule["show_error"] = not _is_only_help(column, line)
            if column is form.INDICATORS.symbol:
                rule |= {"error_type": "information", "error_message": _OTHER_SYMBOLS}
        else:
            rule = {**_number_check(column, names, line, cell), "error_message": _NOT_A_NUMBER}
        title = line.item.name if line.item and column.kind is CellKind.ITEM else column.name
        rule = {"error_type": "warning", **rule, "error_title": "请核对", "ignore_blank": True}
        text = prompt(column, line)
        if text:
            rule |= {"input_title": title[:_LONGEST_PROMPT_TITLE], "input_message": text[:_LONGEST_PROMPT]}
        return rule

    def list_source(self, column: Column, names: list[str], line: FormRow) -> str:
        """The formula for the words of a drop-down list; empty if the cell has none."""
        if column is form.INDICATORS.secondary:
            category = f"${xl_col_to_name(names.index(form.INDICATORS.category.name))}{FIRST_ROW + 1}"
            either = ",".join(f'{category}="{name}"' for name, words in self.rubric.categories.items() if words)
            return f'=INDIRECT(IF(OR({either}),{category}&"{column.name}","全部{column.name}"))' if either else ""
        if column is form.MEASURES.answers:
            rows = form.PROBLEMS.room + len(self.contents.rows.get(form.PROBLEMS.name, ()))
            return f"='{form.PROBLEMS.name}'!{xl_range_abs(FIRST_ROW, 0, FIRST_ROW + rows - 1, 0)}"
        return self.words_source(column.name, choices(column, line, self.rubric, self.contents.choices))

    def words_source(self, title: str, words: tuple[str, ...]) -> str:
        """The range of the words on the hidden sheet: a list inside a check has to be short and without commas."""
        if words and words not in self.lists:
            at = len(self.lists)
            for row, word in enumerate((title, *words)):
                self.options.write_string(row, at, escape_rich_text(word))
            self.lists[words] = f"='{OPTIONS}'!{xl_range_abs(1, at, len(words), at)}"
        return self.lists.get(words, "")

    def name_secondary_lists(self) -> None:
        categories = {name: words for name, words in self.rubric.categories.items() if words}
        everything = tuple(dict.fromkeys(word for words in categories.values() for word in words))
        for category, words in (*categories.items(), ("全部", everything)):
            name = f"{category}{form.INDICATORS.secondary.name}"
            if words:
                self.workbook.define_name(name, self.words_source(name, words))

    # --- texts of last year ---

    def mark_carried(self) -> None:
        """Colour every carried text until the clerk changes it.

        A hidden sheet stores the texts by column. A cell is compared with the whole column, because the clerk may move,
        insert and delete rows of the visible sheet.
        """
        page = self.workbook.add_worksheet(LAST_YEAR)
        colour = self.format(bg_color=_CARRIED)
        for at, (sheet, column, texts) in enumerate(self.contents.texts()):
            page.write_string(0, at, f"{sheet.name}·{column.name}")
            for row, text in enumerate(texts, 1):
                self.write_cell(page, row, at, text, {})
            name = f"上年{sheet.name}{column.name}"
            self.workbook.define_name(name, f"='{LAST_YEAR}'!{xl_range_abs(1, at, len(texts), at)}")
            table = self.tables[sheet]
            place = table.at(column)
            cell = xl_rowcol_to_cell(FIRST_ROW, place)
            same = f"=AND(LEN({cell})>0,SUMPRODUCT(--EXACT({name},{cell}))>0)"
            rule = {"type": "formula", "criteria": same, "format": colour}
            last = FIRST_ROW + len(table.rows) - 1
            self.sheets[sheet.name].conditional_format(FIRST_ROW, place, last, place, rule)
        page.hide()

    # --- instructions ---

    def write_guide(self, title: str) -> None:
        page = self.guide
        page.set_column(0, 0, 7)
        page.set_column(1, 1, 14)
        page.set_column(2, 2, 96)
        heading = self.format(font_name="黑体", font_size=13)
        page.set_row(0, 34)
        page.merge_range(
            0, 0, 0, 2, title, self.format(font_name="黑体", font_size=18, align="center", valign="vcenter")
        )
        row = 1
        for text, look in self.guide_head():
            page.merge_range(row, 0, row, 2, text, look)
            row += 1
        page.write_string(row + 1, 0, "一、按这个顺序填", heading)
        row = self.write_order(row + 2)
        page.write_string(row + 1, 0, "二、颜色", heading)
        row = self.write_legend(row + 2)
        page.write_string(row + 1, 0, "三、怎么填", heading)
        row = self.write_advice(row + 2)
        page.print_area(0, 0, row - 1, 2)
        print_on_a4(page, landscape=False)
        page.protect("", dict.fromkeys(("format_columns", "format_rows"), True))

    def guide_head(self) -> Iterator[tuple[str, Format]]:
        centred = {"align": "center", "valign": "vcenter"}
        yield f"只用于{self.rubric.year}年度，依照《{self.rubric.title}》制作", self.format(**centred)
        if self.rubric.draft:
            warning = f"试用评分标准：{self.rubric.year}年度的正式文件还没有核对，得分只供参考"
            yield warning, self.format(font_color="#C00000", bold=True, **centred)
        if self.contents.remark:
            yield self.contents.remark, self.format(**centred)

    def write_order(self, row: int) -> int:
        head = self.format(bold=True, bg_color=_HEAD, align="center", valign="vcenter", **_GRID)
        centre, left = self.format(align="center", valign="vcenter", **_GRID), self._text()
        link = self.format(align="center", valign="vcenter", font_color="#0563C1", underline=1, **_GRID)
        self.guide.set_row(row, _LOWEST)
        for at, name in enumerate(("顺序", "工作表", "填什么")):
            self.guide.write_string(row, at, name, head)
        for number, sheet in enumerate(form.SHEETS, 1):
            self.guide.set_row(row + number, _LOWEST)
            self.guide.write_number(row + number, 0, number, centre)
            self.guide.write_url(row + number, 1, f"internal:'{sheet.name}'!A{FIRST_ROW + 1}", link, sheet.name)
            self.guide.write_string(row + number, 2, sheet.purpose, left)
        return row + len(form.SHEETS) + 1

    def write_legend(self, row: int) -> int:
        for number, (fill, name, text) in enumerate(self.legend()):
            self.guide.set_row(row + number, _LOWEST)
            look = self.format(bg_color=fill, align="center", valign="vcenter", **_GRID)
            self.guide.write_string(row + number, 1, name, look)
            self.guide.write_string(row + number, 2, text, self._text())
        return row + number + 1

    def legend(self) -> Iterator[tuple[str, str, str]]:
        yield _REQUIRED, "浅黄", "必填。列名是红字的列，填了内容的每一行都要填；没有用上的行整行空着就行。"
        yield _OPTIONAL, "白", "可填可不填。因为别处填了、不用再填的，浅黄会变白；因为别处填了、要填的，白会变浅黄。"
        yield _REFERENCE, "灰", "只供对照，不用填，也改不了。"
        if self.contents.carried:
            yield _CARRIED, "橙", "从上年填报表沿用的文字，逐格看过、改成今年的；改过一个字，颜色就没有了。"

    def write_advice(self, row: int) -> int:
        look = self.format(valign="vcenter", align="center", **_GRID)
        advice = list(self.advice())
        for number, text in enumerate(advice, 1):
            self.guide.write_number(row, 0, number, look)
            self.guide.merge_range(row, 1, row, 2, text, self._text())
            self.guide.set_row(row, count_lines(text, 109) * _LINE + _PADDING)
            row += 1
        return row

    def advice(self) -> Iterator[str]:
        year = self.rubric.year
        yield "空白不是零：确实是零的填 0，空着表示没有填。"
        yield "数字格里只填数，单位填在单位列：填 12，不填“12万”；填 80，不填“≥80”“约80”。"
        yield "百分数填 95 或 95%，不填 0.95。"
        yield f"还缺什么、合计对不对，随时看第一张“{PROGRESS}”表；填表人、审核人、负责人和日期也写在那里。"
        yield "有下拉箭头的单元格从下拉列表里选；点中单元格，旁边显示怎么填。填得与列表不同的只提醒，不拦。"
        yield "文字里要写指标的完成值，写 {C01}（“绩效指标”表的编号），成文时换成数和单位，如 80%；数改了，文字跟着改。"
        yield "编号由程序数：文字里不写“一是”“（一）”“1.”。要另起一段，在单元格里按 Alt+Enter。"
        yield "行不够的，在表中间插入行；多余的行空着或者删去。列宽、行高可以调整。"
        yield "工作表名、列名和灰色的名称不要改，隐藏的工作表（供下拉列表等用）不要删。"
        yield "工作表有保护、没有密码，只是防止误改；需要时可以撤销保护。"
        if self.contents.carried:
            yield "列名以“上年”开头的灰色列，是上年填报表里的数，只供对照。"
            yield f"文字里的年份照原样沿用，请逐处改成{year}年的。"
        yield f"填完存盘（.xlsx，不设打开密码），运行 reportgen check {year}.xlsx（换成这个文件的名字），照提示改好。"
        yield f"没有错误了，运行 reportgen build {year}.xlsx，生成说明和自评表。"

    def _text(self) -> Format:
        return self.format(text_wrap=True, valign="vcenter", align="left", indent=1, **_GRID)


def _points_of(category: str, lines: Iterable[FormRow]) -> Decimal:
    """The total as a spreadsheet program calculates it, which ignores text."""
    sheet = form.INDICATORS
    of_category = (line for line in lines if str(line.values.get(sheet.category.name)).startswith(category))
    values = (line.values.get(sheet.points.name) for line in of_category)
    return sum((Decimal(points) for points in values if isinstance(points, int | Decimal)), Decimal(0))


def _rows_that_fit(columns: Sequence[Column], rows: Sequence[FormRow]) -> int:
    """How many blank rows the last page of the contents takes, so that no page has blank rows alone."""
    width = sum(map(_width, columns))
    scale = _SCALE if width > _WIDEST_PAGE else min(1.0, _PAGE_WIDTH / width)
    heights = [_height(columns, row) for row in rows]

    def left_on_page(page_height: float) -> float:
        room = page_height / scale - _TITLE_HEIGHT - _HEADER_HEIGHT
        left = room
        for height in heights:
            left = left - height if height <= left else room - height
        return left

    # Each program and printer breaks pages a little differently.
    least = min(left_on_page(_PAGE_HEIGHT * share) for share in (0.92, 0.96, 1, 1.04, 1.08))
    return max(int(least // _SPARE_HEIGHT), 0)


def _width(column: Column) -> int:
    return column.width + 1  # the space beside the text


def _pages(sheet: SheetForm, columns: Sequence[Column]) -> list[int]:
    """The number of the first column on each page; the columns up to the name of the row stand on every page."""
    widths = [_width(column) for column in columns]
    names = [column.name for column in columns]
    kept = sum(widths[: names.index(sheet.row_name) + 1]) if sheet.row_name else 0
    pages, used = [0], 0
    if sum(widths) <= _WIDEST_PAGE:
        return pages
    for at, width in enumerate(widths):
        if used + width > _PAGE_WIDTH / _SCALE:
            pages.append(at)
            used = kept
        used += width
    return pages


def _height(columns: Sequence[Column], line: FormRow) -> float:
    """The height of a row (points): enough for its texts, and for writing a long one."""
    values = ((line.values.get(column.name, ""), column.width) for column in columns)
    lines = max(count_lines(str(value), width - 1) for value, width in values)  # The indent takes one character.
    if not line.values:
        return _SPARE_HEIGHT
    is_prose = line.item is not None and line.item.kind is CellKind.PROSE and line.item.rows == 1
    lowest = _PROSE_LOWEST if is_prose else _LOWEST
    return min(max(lines * _LINE + _PADDING, lowest), _TALLEST)


def choices(
    column: Column, line: FormRow, rubric: Rubric, offered: Mapping[Question, tuple[str, ...]]
) -> tuple[str, ...]:
    """The words of the drop-down list of a cell; ``offered`` has those that the templates name for some questions."""
    if column is form.INDICATORS.category:
        return tuple(rubric.categories)
    if column is form.INDICATORS.method:
        return rubric.method_names
    asked = line.item if column is form.BASICS.content else column
    if asked and asked in offered:
        return offered[asked]
    if column.kind is CellKind.UNIT and line.item:
        return tuple(form.MONEY_UNITS) if line.item.kind is CellKind.MONEY else (line.item.unit,)
    if column is form.MANAGEMENT.value and line.entry:
        return () if line.entry.count or line.entry.number else line.entry.words
    return column.choices


def is_for_reference(sheet: SheetForm, column: Column, line: FormRow) -> bool:
    """Whether the program fills in the cell, and the clerk only reads it."""
    label = column.names_row and not sheet.room
    of_rules = line.item in (form.BASICS.year, form.BASICS.scheme)  # The rows of the form are those of its scheme.
    if column.for_reference or label or of_rules:
        return True
    return column is form.MANAGEMENT.value and line.entry is not None and not _is_asked(line.entry)


def _is_asked(entry: EntryForm) -> bool:
    """Whether a clerk may have to fill in 填报值."""
    return entry.needed or bool(entry.words)


def _is_only_help(column: Column, line: FormRow) -> bool:
    """Whether a list only helps to fill in a cell, because several of its words may stand there, such as 1、2."""
    several = column is form.MANAGEMENT.value and line.entry is not None and line.entry.several
    return several or column.kind is CellKind.COUNTS


def _number_check(column: Column, names: list[str], line: FormRow, cell: str) -> dict[str, Any]:
    """The check of a cell that should have a number; ``any`` if it may have words."""
    kind = column.kind_in_row(line.item)
    entry = line.entry if column is form.MANAGEMENT.value else None
    if entry and (entry.count or entry.number) and entry.words:
        words = ",".join(f'{cell}="{word}"' for word in entry.words)
        count = f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),FALSE)"
        number = count if entry.count else f"ISNUMBER({cell})"
        return {"validate": "custom", "value": f"=OR({words},{number})"}
    if kind is CellKind.COUNT or (entry and entry.count):
        return {"validate": "integer", "criteria": ">=", "value": 0}
    if kind in (CellKind.NUMBER, CellKind.PERCENTAGE, CellKind.MONEY):
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if kind is CellKind.MEASURE:
        symbol = f"${xl_col_to_name(names.index(form.INDICATORS.symbol.name))}{FIRST_ROW + 1}"
        return {"validate": "custom", "value": f'=OR(ISNUMBER({cell}),{symbol}="{form.QUALITATIVE}")'}
    return {"validate": "any"}


def prompt(column: Column, line: FormRow) -> str:
    """The text beside the cell when the clerk selects it."""
    if column is form.MANAGEMENT.value and line.entry:
        return line.entry.advice
    if line.item and line.item.beside and column.kind is CellKind.BESIDE:
        return line.item.beside.name + (f"，单位：{line.item.beside.unit}" if line.item.beside.unit else "")
    if line.item and column.kind in (CellKind.ITEM, CellKind.MONEY) and not column.for_reference:
        unit = f"单位：{line.item.unit}" if line.item.unit and not column.unit_in else ""
        return "。".join(text for text in (line.item.hint, unit) if text)
    return column.hint
