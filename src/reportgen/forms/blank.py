"""Writes the workbook (填报表) for the clerk: blank, rolled over from last year's, or with contents.

The sheets come from :mod:`reportgen.intake.form`, and the answers that they ask for from the rules of the year. The
sheets are protected without a password, only against slips. The checks of cells are warnings that a clerk can ignore,
because the reader accepts more than a spreadsheet program can check.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reportgen.intake import form
from reportgen.intake.form import CellKind, Column, Item, SheetForm
from reportgen.numeric import plain
from reportgen.package import escape_rich_text, repack
from reportgen.scoring.figures import FIGURES
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.rules import EntryForm
from reportgen.spreadsheet import count_lines, print_on_a4

Value = str | int | Decimal

GUIDE, OPTIONS, LAST_YEAR = form.OWN_SHEETS
_HEADER_ROW, _FIRST_ROW = 1, 2  # counted from 0; the title is above the header
_SPARE_ROWS = 10  # blank rows below the contents
_LAST_SUMMED_ROW = 201  # counted from 0; the last row that the reader accepts, should the clerk insert rows
_LONGEST_PROMPT, _LONGEST_PROMPT_TITLE = 255, 32  # characters, in Excel
_LAST_COLUMN = 16_383
_LINE, _PADDING, _LOWEST, _PROSE_LOWEST, _TALLEST = 14.5, 7, 21, 64, 409  # points; Excel allows 409
_FONT = {"font_name": "宋体", "font_size": 11, "font_scheme": False}  # A scheme would override the name.
_REQUIRED, _OPTIONAL, _REFERENCE, _CARRIED = "#FFF7D6", "#FFFFFF", "#EDEDED", "#FBD9BD"
_HEAD = "#D5E3F0"
_GRID = {"border": 1, "border_color": "#A6A6A6"}
# Plain numbers need no format: a spreadsheet program shows them as somebody types them.
_NUMBER_FORMATS = {CellKind.MONEY: "#,##0.00##"} | dict.fromkeys((CellKind.NAME, CellKind.UNIT, CellKind.ADVICE), "@")
_STARTS_FORMULA = ("=", "+", "-", "@")
_NOT_A_CHOICE = "下拉列表里没有这一项，程序可能认不出。确实要这样填的，点“是”。"
_NOT_A_NUMBER = "这里一般填数字，单位和“约”“以上”等字不写在这个单元格。确实要这样填的，点“是”。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The contents that a form has from the beginning.

    ``rows`` are the rows of each sheet, a value for each column name; other cells stay blank. Fixed rows are found by
    their name. If the contents are ``carried`` over from last year's workbook, their texts are marked until the clerk
    changes them. ``remark`` is an additional line of the instructions.
    """

    rows: Mapping[str, Sequence[Mapping[str, Value]]] = field(default_factory=dict)
    carried: bool = False
    remark: str = ""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row of the form: its values, and the item or the rule that a fixed row asks about."""

    values: Mapping[str, Value] = field(default_factory=dict)
    item: Item | None = None
    entry: EntryForm | None = None


class _Form:
    """Writes one form; cell formats and lists of words are created when they are needed."""

    def __init__(self, workbook: xlsxwriter.Workbook, rubric: Rubric, contents: Contents) -> None:
        self.workbook, self.rubric, self.contents = workbook, rubric, contents
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.guide = workbook.add_worksheet(GUIDE)
        self.sheets = {sheet.name: workbook.add_worksheet(sheet.name) for sheet in form.SHEETS}
        self.options = workbook.add_worksheet(OPTIONS)

    def write(self, title: str) -> None:
        self.write_guide(title)
        self.name_secondary_lists()
        for sheet in form.SHEETS:
            self.write_sheet(sheet)
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

    def columns(self, sheet: SheetForm) -> list[Column]:
        """The columns of a sheet; columns for last year's values only if the contents are from last year."""
        return [column for column in sheet.columns if self.contents.carried or not column.last_year_of]

    def lines(self, sheet: SheetForm) -> list[_Line]:
        rows = self.contents.rows.get(sheet.name, ())
        if sheet.room:
            blank = max(sheet.room - len(rows), _SPARE_ROWS)
            return [*(_Line(values=row) for row in rows), *(_Line() for _ in range(blank))]
        by_name = {row[sheet.row_name]: row for row in rows}
        lines = self.item_lines(sheet) if sheet.items else self.management_lines()
        return [replace(line, values={**line.values, **by_name.get(line.values[sheet.row_name], {})}) for line in lines]

    def item_lines(self, sheet: SheetForm) -> Iterator[_Line]:
        for item in sheet.items:
            values: dict[str, Value] = {sheet.row_name: item.name}
            for column in sheet.columns:
                if column.kind is CellKind.ADVICE:
                    values[column.name] = item.hint
                elif column.kind is CellKind.UNIT:
                    values[column.name] = item.unit
                elif item is form.BASICS.year and column is form.BASICS.content:
                    values[column.name] = self.rubric.year
            yield _Line(values=values, item=item)

    def management_lines(self) -> Iterator[_Line]:
        sheet = form.MANAGEMENT
        for group, criterion in self.rubric.form_criteria():
            values: dict[str, Value] = {
                sheet.code.name: criterion.id,
                sheet.group.name: group.name,
                sheet.indicator.name: criterion.name,
                sheet.points.name: criterion.points,
                sheet.standard.name: criterion.standard,
            }
            yield _Line(values=values, entry=criterion.rule.entry_form)

    def write_sheet(self, sheet: SheetForm) -> None:
        page, columns, lines = self.sheets[sheet.name], self.columns(sheet), self.lines(sheet)
        last = _FIRST_ROW + len(lines) - 1
        page.write_string(0, 0, f"{sheet.name}：{sheet.purpose}", self.format(font_name="黑体", font_size=13))
        page.set_row(0, 24)
        page.set_row(_HEADER_ROW, 32)
        free = self.format(locked=False)
        for at, column in enumerate(columns):
            page.set_column(at, at, column.width, free if sheet.room else None)
            page.write_string(_HEADER_ROW, at, column.name, self.header_format(sheet, column))
        if sheet.room:  # A row can be deleted only if all its cells are unlocked, to the last column.
            page.set_column(len(columns), _LAST_COLUMN, None, free)
        for row, line in enumerate(lines, _FIRST_ROW):
            page.set_row(row, _height(columns, line))
            for at, column in enumerate(columns):
                self.write_cell(page, row, at, line.values.get(column.name), self.cell_format(sheet, column, line))
        self.write_totals(sheet, page, columns, lines)
        self.write_checks(sheet, page, columns, lines)
        self.set_up(sheet, page, columns, last)

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

    def cell_format(self, sheet: SheetForm, column: Column, line: _Line) -> Mapping[str, Any]:
        kind = column.kind_in_row(line.item)
        for_reference = self.is_for_reference(sheet, column, line)
        required = column.required and (
            sheet.room > 0 or (line.item is not None and self.is_required(sheet, line.item))
        )
        answer = column is form.MANAGEMENT.value and line.entry is not None and line.entry.needed
        fill = _REFERENCE if for_reference else _REQUIRED if required or answer else _OPTIONAL
        align_left = kind.is_text or column.width >= 20
        look: dict[str, Any] = {"bg_color": fill, "valign": "vcenter", "text_wrap": True, **_GRID}
        look |= {"align": "left", "indent": 1} if align_left else {"align": "center"}
        if kind in _NUMBER_FORMATS:
            look["num_format"] = _NUMBER_FORMATS[kind]
        if not for_reference or sheet.room:
            look["locked"] = False
        return look

    def is_for_reference(self, sheet: SheetForm, column: Column, line: _Line) -> bool:
        """Whether the program fills in the cell, and the clerk only reads it."""
        label = column.names_row and not sheet.room
        if column.for_reference or label or line.item is form.BASICS.year:
            return True
        return column is form.MANAGEMENT.value and line.entry is not None and not _is_asked(line.entry)

    def is_required(self, sheet: SheetForm, item: Item) -> bool:
        """Whether the report or its scores need the item."""
        return item.required or (sheet is form.BUDGET and item.name in self.scored_items())

    def scored_items(self) -> set[str]:
        """The items of 预算执行 that the rules score, directly or in a figure that is calculated from them."""
        names = {item.name for item in form.BUDGET.items}
        figures = {name for _, _, criterion in self.rubric.criteria() for name in criterion.rule.figures}
        of_budget = (name for name in figures if FIGURES[name].sheet == form.BUDGET.name)
        return {item for name in of_budget for item in ((name,) if name in names else FIGURES[name].items)}

    def set_up(self, sheet: SheetForm, page: Worksheet, columns: Sequence[Column], last: int) -> None:
        names = [column.name for column in columns]
        wide = sheet.row_name and sum(column.width for column in columns) > 160
        page.freeze_panes(_FIRST_ROW, names.index(sheet.row_name) + 1 if wide else 0)
        page.print_area(0, 0, last, len(columns) - 1)
        page.repeat_rows(0, _HEADER_ROW)
        print_on_a4(page)
        page.set_tab_color("#4472C4" if sheet.required else "#A6A6A6")
        allowed = dict.fromkeys(("format_cells", "format_columns", "format_rows"), True)
        if sheet.room:
            allowed |= dict.fromkeys(("insert_rows", "delete_rows", "sort"), True)
        page.protect("", allowed)

    # --- totals ---

    def write_totals(
        self, sheet: SheetForm, page: Worksheet, columns: Sequence[Column], lines: Sequence[_Line]
    ) -> None:
        if sheet is form.INDICATORS:
            self.write_points_total(page, [column.name for column in columns], lines)
        if sheet is form.THREE_PUBLIC:
            self.write_expense_totals(page, columns, lines)

    def write_points_total(self, page: Worksheet, names: list[str], lines: Sequence[_Line]) -> None:
        """Show 产出 20/20, 效益 20/20 above the header, where it is always visible; red as long as a total is wrong."""
        at_category, at_points = (
            names.index(column.name) for column in (form.INDICATORS.category, form.INDICATORS.points)
        )
        categories = xl_range_abs(_FIRST_ROW, at_category, _LAST_SUMMED_ROW, at_category)
        points = xl_range_abs(_FIRST_ROW, at_points, _LAST_SUMMED_ROW, at_points)
        formulas, results, errors = [], [], []
        for _, _, criterion in self.rubric.criteria():
            category, full = criterion.category, plain(criterion.points)
            if category is None:
                continue
            total = f'ROUND(SUMIF({categories},"{category}*",{points}),2)'
            formulas.append(f'"{category} "&{total}&"/{full}"')
            results.append(f"{category} {plain(_points_of(category, lines))}/{full}")
            errors.append(f"AND({total}<>0,{total}<>{full})")
        at = names.index(form.INDICATORS.symbol.name)
        formula = f'="{_POINTS_TOTAL}"&' + '&"，"&'.join(formulas)
        page.write_formula(0, at, formula, self.format(bold=True), f"{_POINTS_TOTAL}{'，'.join(results)}")
        red = self.format(font_color="#C00000", bold=True)
        page.conditional_format(
            0, at, 0, at, {"type": "formula", "criteria": f"=OR({','.join(errors)})", "format": red}
        )

    def write_expense_totals(self, page: Worksheet, columns: Sequence[Column], lines: Sequence[_Line]) -> None:
        """合计 is the sum of its parts, and counts as blank as long as all of them are.

        The stored result is then a space, because the reader reports a formula without a result as never calculated.
        """
        (row,) = (n for n, line in enumerate(lines, _FIRST_ROW) if line.item is form.THREE_PUBLIC.total)
        for at, column in enumerate(columns):
            if (
                column.kind is not CellKind.MONEY
                or column.for_reference
                or column.name in lines[row - _FIRST_ROW].values
            ):
                continue
            parts = [line.values[column.name] for line in lines if column.name in line.values]
            cells = f"{xl_rowcol_to_cell(row + 1, at)}:{xl_rowcol_to_cell(_FIRST_ROW + len(lines) - 1, at)}"
            result = float(sum(map(Decimal, parts), Decimal(0))) if parts else " "
            look = self.format(**self.cell_format(form.THREE_PUBLIC, column, lines[row - _FIRST_ROW]))
            page.write_formula(row, at, f"={form.TOTAL_FORMULA.format(cells=cells)}", look, result)

    # --- drop-downs, checks and hints ---

    def write_checks(
        self, sheet: SheetForm, page: Worksheet, columns: Sequence[Column], lines: Sequence[_Line]
    ) -> None:
        names = [column.name for column in columns]
        for at, column in enumerate(columns):
            if sheet.room:
                rule = self.refusal() if column.for_reference else self.check(column, names, lines[0])
                page.data_validation(_FIRST_ROW, at, _FIRST_ROW + len(lines) - 1, at, rule)
                continue
            for row, line in enumerate(lines, _FIRST_ROW):
                if not self.is_for_reference(sheet, column, line):
                    page.data_validation(row, at, row, at, self.check(column, names, line, row))

    def refusal(self) -> dict[str, Any]:
        """The check of a cell for reference that cannot be locked, because the clerk may delete its row."""
        message = "这一列只供对照，不用填。"
        return {"validate": "custom", "value": "=FALSE", "error_title": "只供对照", "error_message": message}

    def check(self, column: Column, names: list[str], line: _Line, row: int = _FIRST_ROW) -> dict[str, Any]:
        cell = xl_rowcol_to_cell(row, names.index(column.name))
        source = self.list_source(column, names, line)
        if source:
            rule: dict[str, Any] = {"validate": "list", "source": source, "error_message": _NOT_A_CHOICE}
        else:
            rule = {**_number_check(column, names, line, cell), "error_message": _NOT_A_NUMBER}
        title = line.item.name if line.item and column.kind is CellKind.ITEM else column.name
        rule |= {"error_type": "warning", "error_title": "请核对", "ignore_blank": True}
        prompt = _prompt(column, line)
        if prompt:
            rule |= {"input_title": title[:_LONGEST_PROMPT_TITLE], "input_message": prompt[:_LONGEST_PROMPT]}
        return rule

    def list_source(self, column: Column, names: list[str], line: _Line) -> str:
        """The formula for the words of a drop-down list; empty if the cell has none."""
        if column is form.INDICATORS.secondary:
            category = f"${xl_col_to_name(names.index(form.INDICATORS.category.name))}{_FIRST_ROW + 1}"
            either = ",".join(f'{category}="{name}"' for name in form.SECONDARY)
            return f'=INDIRECT(IF(OR({either}),{category}&"{column.name}","全部{column.name}"))'
        if column is form.MEASURES.answers:
            rows = form.PROBLEMS.room + len(self.contents.rows.get(form.PROBLEMS.name, ()))
            return f"='{form.PROBLEMS.name}'!{xl_range_abs(_FIRST_ROW, 0, _FIRST_ROW + rows - 1, 0)}"
        return self.words_source(column.name, self.words(column, line))

    def words(self, column: Column, line: _Line) -> tuple[str, ...]:
        if column is form.INDICATORS.method:
            return self.rubric.method_names
        if column.kind is CellKind.UNIT and line.item:
            return tuple(form.MONEY_UNITS) if line.item.kind is CellKind.MONEY else (line.item.unit,)
        if column is form.MANAGEMENT.value and line.entry:
            return () if line.entry.count else line.entry.words
        return column.choices

    def words_source(self, title: str, words: tuple[str, ...]) -> str:
        """The range of the words on the hidden sheet: a list inside a check has to be short and without commas."""
        if words and words not in self.lists:
            at = len(self.lists)
            for row, word in enumerate((title, *words)):
                self.options.write_string(row, at, escape_rich_text(word))
            self.lists[words] = f"='{OPTIONS}'!{xl_range_abs(1, at, len(words), at)}"
        return self.lists.get(words, "")

    def name_secondary_lists(self) -> None:
        secondary = form.INDICATORS.secondary
        for category, words in (*form.SECONDARY.items(), ("全部", secondary.choices)):
            name = f"{category}{secondary.name}"
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
            place = [column.name for column in self.columns(sheet)].index(column.name)
            cell = xl_rowcol_to_cell(_FIRST_ROW, place)
            same = f"=AND(LEN({cell})>0,SUMPRODUCT(--EXACT({name},{cell}))>0)"
            rule = {"type": "formula", "criteria": same, "format": colour}
            last = _FIRST_ROW + len(self.lines(sheet)) - 1
            self.sheets[sheet.name].conditional_format(_FIRST_ROW, place, last, place, rule)
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
            self.guide.write_url(row + number, 1, f"internal:'{sheet.name}'!A{_FIRST_ROW + 1}", link, sheet.name)
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
        yield _OPTIONAL, "白", "可填可不填。"
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


def _points_of(category: str, lines: Iterable[_Line]) -> Decimal:
    """The total as a spreadsheet program calculates it, which ignores text."""
    sheet = form.INDICATORS
    of_category = (line for line in lines if str(line.values.get(sheet.category.name)).startswith(category))
    values = (line.values.get(sheet.points.name) for line in of_category)
    return sum((Decimal(points) for points in values if isinstance(points, int | Decimal)), Decimal(0))


def _height(columns: Sequence[Column], line: _Line) -> float:
    """The height of a row (points): enough for its texts, and for writing a long one."""
    values = ((line.values.get(column.name, ""), column.width) for column in columns)
    lines = max(count_lines(str(value), width - 1) for value, width in values)  # The indent takes one character.
    lowest = _PROSE_LOWEST if line.item and line.item.kind.is_text else _LOWEST
    return min(max(lines * _LINE + _PADDING, lowest), _TALLEST)


def _is_asked(entry: EntryForm) -> bool:
    """Whether a clerk may have to fill in 填报值."""
    return entry.needed or bool(entry.words)


def _number_check(column: Column, names: list[str], line: _Line, cell: str) -> dict[str, Any]:
    """The check of a cell that should have a number; ``any`` if it may have words."""
    kind = column.kind_in_row(line.item)
    entry = line.entry if column is form.MANAGEMENT.value else None
    if entry and entry.count and entry.words:
        words = ",".join(f'{cell}="{word}"' for word in entry.words)
        number = f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),FALSE)"
        return {"validate": "custom", "value": f"=OR({words},{number})"}
    if kind is CellKind.COUNT or (entry and entry.count):
        return {"validate": "integer", "criteria": ">=", "value": 0}
    if kind in (CellKind.NUMBER, CellKind.PERCENTAGE, CellKind.MONEY):
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if kind is CellKind.MEASURE:
        symbol = f"${xl_col_to_name(names.index(form.INDICATORS.symbol.name))}{_FIRST_ROW + 1}"
        return {"validate": "custom", "value": f'=OR(ISNUMBER({cell}),{symbol}="{form.QUALITATIVE}")'}
    return {"validate": "any"}


def _prompt(column: Column, line: _Line) -> str:
    """The text beside the cell when the clerk selects it."""
    if column is form.MANAGEMENT.value and line.entry:
        return line.entry.advice
    if line.item and column.kind in (CellKind.ITEM, CellKind.MONEY) and not column.for_reference:
        unit = f"单位：{line.item.unit}" if line.item.unit and not column.unit_in else ""
        return "。".join(text for text in (line.item.hint, unit) if text)
    return column.hint
