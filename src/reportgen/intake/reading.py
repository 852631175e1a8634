"""From workbook to submission: one function a sheet, every problem of the workbook in one run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, nearest, normal_name, to_fill_in
from reportgen.intake import form
from reportgen.intake.frames import Workbook, parse_workbook, read_workbook
from reportgen.intake.submission import (
    Budget,
    Entry,
    Expense,
    Goal,
    Identity,
    Indicator,
    KeyTask,
    Listed,
    ManagementEntry,
    Office,
    Submission,
    ThreePublic,
    WorkPoint,
    identity,
)
from reportgen.intake.table import Row, read_rows, similar
from reportgen.numeric import parse_quantity, plain

_RATE = "年度平均执行率"
_AMOUNTS = ("年初预算数", "实际支出数")
# How one writes that a value is a target. “达到80%” and “约80%” are results, if badly written.
_COMPARING = re.compile(
    r"^(?:[≥≤≧≦⩾⩽><]=?|=|不低于|不少于|不小于|不高于|不超过|不大于|不多于|(?:大于|小于)(?:等于)?|高于|低于|超过|至少)+"
    r"|及?以[上下内]$"
)
_OUTCOMES = ("达成", "部分达成", "未达成")  # of 定性 indicators: results, though a target may be the same word
_MOST_ROWS = 200  # of one sheet; no 说明 has so many items, and 一是… is counted up to 999
_SHEET_NAMES = tuple(sheet.name for sheet in form.SHEETS)


def read_submission(path: Path) -> Outcome[Submission]:
    """Read a workbook file.

    The submission is there, perhaps without some rows, even when single cells are wrong, so that later stages
    can look for more problems in the same run; it is ``None`` when something that every stage needs is missing.
    """
    return _understood(read_workbook(path, _SHEET_NAMES))


def parse_submission(data: bytes, file: str) -> Outcome[Submission]:
    """The same for the bytes of a workbook."""
    return _understood(parse_workbook(data, file, _SHEET_NAMES))


def parse_identity(data: bytes, file: str) -> Identity | None:
    """Who handed in a workbook, from one sheet of it; ``None`` where :func:`parse_submission` has errors to tell."""
    opened = parse_workbook(data, file, (form.BASICS.name,)).value
    if opened is None:
        return None
    reader = _Reader(opened)
    basics = reader.items(form.BASICS) or {}
    office, year = reader.office(basics), reader.year(basics)
    return identity(year, office, reader.gaps) if year else None


def understand(workbook: Workbook) -> Outcome[Submission]:
    """The same for a workbook that is already open."""
    return _understood(Outcome(workbook))


def _understood(opened: Outcome[Workbook]) -> Outcome[Submission]:
    if opened.value is None:
        return Outcome(None, opened.diagnostics)
    reader = _Reader(opened.value)
    submission = reader.submission()
    return Outcome(submission, (*opened.diagnostics, *reader.problems))


class _Reader:
    """Collects the problems of one workbook while its sheets are read."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.problems: list[Diagnostic] = []
        self.gaps: set[CellRef] = set()

    def submission(self) -> Submission | None:
        if not self.workbook.sheets:
            place = FileRef(file=self.workbook.file)
            self.problems.append(catalogue.NOT_THE_FORM.at(place, found="、".join(self.workbook.others)))
            return None
        basics = self.items(form.BASICS) or {}
        office = self.office(basics)
        year = self.year(basics)
        goal_overview = self.required_prose(basics, "目标总述")
        conclusion_overview = self.required_prose(basics, "自评总述")
        honours = basics["主要荣誉"].prose("内容") if "主要荣誉" in basics else None
        goals = self.goals()
        indicators = self.indicators()
        tasks = self.tasks()
        budget = self.budget()
        three_public = self.three_public()
        management = self.management()
        problems, no_problems = self.shortcomings()
        measures = self.measures()
        if year is None:  # without it there are no rules to go by
            return None
        return Submission(
            file=self.workbook.file,
            year=year,
            office=office,
            goal_overview=goal_overview,
            conclusion_overview=conclusion_overview,
            honours=honours,
            goals=goals,
            indicators=indicators,
            tasks=tasks,
            budget=budget,
            three_public=three_public,
            management=management,
            problems=problems,
            measures=measures,
            gaps=frozenset(self.gaps),
            no_problems=no_problems,
        )

    # --- what stands for what is missing ---

    def text_gap(self, name: str, ref: CellRef) -> Entry[str]:
        self.gaps.add(ref)
        return Entry(to_fill_in(name), ref)

    def number_gap(self, ref: CellRef, stand_in: Decimal) -> Entry[Decimal]:
        self.gaps.add(ref)
        return Entry(stand_in, ref)

    def sheet_ref(self, sheet_form: form.SheetForm) -> CellRef:
        return CellRef(file=self.workbook.file, sheet=sheet_form.name)

    # --- sheets ---

    def rows(self, sheet_form: form.SheetForm) -> list[Row] | None:
        """The filled rows of a sheet; ``None`` when the sheet or its header row is missing."""
        name = sheet_form.name
        sheet = self.workbook.sheets.get(name)
        if sheet is None:
            if sheet_form.required:
                place = FileRef(file=self.workbook.file)
                others = list(self.workbook.others)
                self.problems.append(catalogue.MISSING_SHEET.at(place, sheet=name, similar=similar(name, others)))
            return None
        rows = read_rows(sheet, sheet_form, self.problems)
        if rows and len(rows) > _MOST_ROWS:
            ref = rows[_MOST_ROWS].ref(sheet_form.columns[0].name)
            self.problems.append(catalogue.TOO_MANY_ROWS.at(ref, len(rows), limit=_MOST_ROWS))
            rows = rows[:_MOST_ROWS]
        if rows == [] and sheet_form.required and not sheet_form.items:
            self.problems.append(catalogue.EMPTY_SHEET.at(self.sheet_ref(sheet_form), sheet=name))
            self.gaps.add(self.sheet_ref(sheet_form))
        return rows

    def items(self, sheet_form: form.SheetForm) -> dict[str, Row] | None:
        """The rows of a sheet of fixed 项目 by name; required ones that are missing are problems.

        ``None`` when the sheet or its header row is missing.
        """
        known = {normal_name(item.name): item.name for item in sheet_form.items}
        found: dict[str, Row] = {}
        rows = self.rows(sheet_form)
        if rows is None:
            return None
        for row in rows:
            name = row.text("项目", required=True)
            if name is None:
                continue
            item = known.get(normal_name(name.value))
            if item is None:
                self.problems.append(
                    catalogue.UNKNOWN_ITEM.at(name.ref, found=name.value, nearest=nearest(name.value, known.values()))
                )
            elif item in found:
                self.problems.append(
                    catalogue.DUPLICATE_ITEM.at(name.ref, found=item, first=found[item].ref("项目").cell)
                )
            else:
                found[item] = row.labelled(item)
        self.report_missing_items(sheet_form, found)
        return found

    def report_missing_items(self, sheet_form: form.SheetForm, found: dict[str, Row]) -> None:
        for item in sheet_form.items:
            if item.required and item.name not in found:
                self.problems.append(catalogue.MISSING_ITEM.at(self.sheet_ref(sheet_form), item=item.name))

    def numbered(self, sheet_form: form.SheetForm) -> list[tuple[Entry[int] | None, Row]]:
        """The rows of a sheet in the order of their 序号; ``None`` for one that is wrong or repeated."""
        first: dict[int, CellRef] = {}
        found: list[tuple[Entry[int] | None, Row]] = []
        for row in self.rows(sheet_form) or ():
            number = row.whole("序号")
            if number and number.value in first:
                self.report_duplicate(number.ref, number.value, first[number.value])
                number = None
            elif number:
                first[number.value] = number.ref
            found.append((number, row))
        return sorted(found, key=lambda pair: pair[0].value if pair[0] else 0)

    def report_duplicate(self, ref: CellRef, found: object, first: CellRef) -> None:
        self.problems.append(catalogue.DUPLICATE_NUMBER.at(ref, found=found, first=first.cell))

    def required_prose(self, basics: dict[str, Row], item: str) -> Entry[str]:
        prose = basics[item].prose("内容", required=True) if item in basics else None
        return prose or self.missing_text(basics, item)

    def required_text(self, basics: dict[str, Row], item: str) -> Entry[str]:
        text = basics[item].text("内容", required=True) if item in basics else None
        return text or self.missing_text(basics, item)

    def missing_text(self, basics: dict[str, Row], item: str) -> Entry[str]:
        ref = basics[item].ref("内容") if item in basics else self.sheet_ref(form.BASICS)
        return self.text_gap(item, ref)

    def optional_text(self, basics: dict[str, Row], item: str) -> Entry[str] | None:
        return basics[item].text("内容") if item in basics else None

    def year(self, basics: dict[str, Row]) -> Entry[int] | None:
        year = basics["年度"].whole("内容", "年") if "年度" in basics else None
        if year and not 2000 <= year.value <= 2100:
            self.problems.append(catalogue.NOT_A_YEAR.at(year.ref, found=year.value))
            return None
        return year

    def office(self, basics: dict[str, Row]) -> Office:
        city = self.required_text(basics, "市")
        district = self.required_text(basics, "区")
        full_name = self.required_text(basics, "单位全称")
        name = self.required_text(basics, "单位名称")
        short_name = self.required_text(basics, "单位简称")
        self_reference = self.optional_text(basics, "自称")
        attachment_number = self.optional_text(basics, "附件序号")
        rate_measured_by = self.optional_text(basics, "支出率测算单位")
        self.compare_names(full_name, name, short_name)
        return Office(
            city=city,
            district=district,
            full_name=full_name,
            name=name,
            short_name=short_name,
            self_reference=self_reference,
            attachment_number=attachment_number,
            rate_measured_by=rate_measured_by,
        )

    def compare_names(self, full_name: Entry[str], name: Entry[str], short_name: Entry[str]) -> None:
        """单位全称 ends in 单位名称, which begins with 单位简称; else two offices may stand in one report."""
        if self.gaps & {full_name.ref, name.ref, short_name.ref}:
            return
        full, middle, short = (normal_name(entry.value) for entry in (full_name, name, short_name))
        if not (full.endswith(middle) and middle.startswith(short)):
            values = {"full": full_name.value, "short": short_name.value}
            self.problems.append(catalogue.NAMES_DISAGREE.at(name.ref, name.value, **values))

    def goals(self) -> tuple[Goal, ...]:
        goals = []
        for number, row in self.numbered(form.GOALS):
            title, text = row.unnumbered(row.text("目标", required=True)), row.stated("内容")
            if number:
                title = title or self.text_gap("目标", row.ref("目标"))
                goals.append(Goal(number=number, title=title, text=text))
        if not goals:
            ref = self.sheet_ref(form.GOALS)
            goals.append(Goal(number=Entry(1, ref), title=self.text_gap("绩效目标", ref), text=None))
        return tuple(goals)

    def indicators(self) -> tuple[Indicator, ...]:
        first: dict[str, CellRef] = {}
        found: list[Indicator] = []
        for row in self.rows(form.INDICATORS) or ():
            code = row.text("编号", required=True)
            name = normal_name(code.value).upper() if code else ""  # a reference {c01} finds C01
            if code and name in first:
                self.report_duplicate(code.ref, code.value, first[name])
                code = None
            elif code:
                first[name] = code.ref
            found.append(self.indicator(code, row))
        return tuple(found)

    def indicator(self, code: Entry[str] | None, row: Row) -> Indicator:
        code = code or self.text_gap("编号", row.ref("编号"))
        name = row.text("三级指标", required=True) or self.text_gap("三级指标", row.ref("三级指标"))
        row = row.labelled("" if name.ref in self.gaps else name.value)
        category = row.choice("类别", form.INDICATORS.choices("类别"))
        secondary = row.choice("二级指标", form.INDICATORS.choices("二级指标"))
        if category is None:
            category = self.text_gap("类别", row.ref("类别"))
        elif secondary and secondary.value not in form.SECONDARY[category.value]:
            self.problems.append(
                catalogue.NOT_A_CHOICE.at(
                    secondary.ref,
                    found=secondary.value,
                    choices="、".join(form.SECONDARY[category.value]),
                    nearest="",
                )
            )
        symbol = row.choice("符号", form.INDICATORS.choices("符号")) or self.text_gap("符号", row.ref("符号"))
        quantitative = symbol.value != form.QUALITATIVE and symbol.ref not in self.gaps
        unit = row.unit("计量单位", required=quantitative)
        if quantitative and unit is None:
            unit = self.text_gap("计量单位", row.ref("计量单位"))
        target_text = row.text("年度指标值", required=True) if quantitative else row.remark("年度指标值", required=True)
        actual_text = row.text("实际完成值", required=True)
        if target_text and actual_text and self.is_copied(target_text, actual_text):
            actual_text = None
        target = actual = None
        if quantitative:
            number_unit = unit.value if unit and unit.ref not in self.gaps else None
            target = row.number("年度指标值", number_unit, negative=True) if target_text else None
            actual = row.number("实际完成值", number_unit, negative=True) if actual_text else None
            target, actual = self.both_numbers(row, symbol.value, target, actual)
        points = row.number("分值", "分")
        if points is None and row.cell("分值"):
            self.gaps.add(row.ref("分值"))
        deduction = row.number("扣分", "分")
        method, reason = row.text("计分方式"), row.stated("未完成原因")
        evidence, remark = row.stated("佐证材料"), row.remark("备注")
        return Indicator(
            code=code,
            category=category,
            secondary=secondary or self.text_gap("二级指标", row.ref("二级指标")),
            name=name,
            symbol=symbol,
            target=target,
            target_text=target_text or self.text_gap("年度指标值", row.ref("年度指标值")),
            unit=unit,
            actual=actual,
            actual_text=actual_text or self.text_gap("实际完成值", row.ref("实际完成值")),
            points=points,
            method=method,
            deduction=deduction,
            reason=reason,
            evidence=evidence,
            remark=remark,
            cells=_cells(row, "分值", "计分方式", "扣分", "未完成原因", "佐证材料"),
        )

    def both_numbers(
        self, row: Row, symbol: str, target: Entry[Decimal] | None, actual: Entry[Decimal] | None
    ) -> tuple[Entry[Decimal], Entry[Decimal]]:
        """Target and actual value; for one that is missing a number by which the target is reached."""
        beyond = {">": Decimal(1), "<": Decimal(-1)}.get(symbol, Decimal(0))
        if target is None:
            stand_in = actual.value - beyond if actual else Decimal(0)
            target = self.number_gap(row.ref("年度指标值"), stand_in)
        return target, actual or self.number_gap(row.ref("实际完成值"), target.value + beyond)

    def is_copied(self, target: Entry[str], actual: Entry[str]) -> bool:
        """Whether the target was put down again (“≥80%”, “80%以上”) where the result belongs; if so, a problem."""
        if not _repeats(actual.value, target.value):
            return False
        self.problems.append(catalogue.ACTUAL_REPEATS_TARGET.at(actual.ref, actual.value))
        return True

    def tasks(self) -> tuple[KeyTask, ...]:
        """Group the rows of each 序号: exactly one 概述, any number of 列举 and 分项 in sheet order."""
        overviews: dict[int, tuple[Entry[int], WorkPoint]] = {}
        details: dict[int, list[tuple[str, Entry[int], WorkPoint]]] = {}
        for row in self.rows(form.TASKS) or ():
            number, level = row.whole("序号"), row.choice("层级", form.TASKS.choices("层级"))
            title = row.unnumbered(row.text("标题"))
            headed = title is not None and level is not None and level.value == form.OVERVIEW
            text = row.prose("内容", required=not headed)  # a title alone may head its 列举
            if text is None and not headed:
                text = self.text_gap("内容", row.ref("内容"))
            if not (number and level):
                continue
            point = WorkPoint(title=title, text=text)
            if level.value != form.OVERVIEW:
                details.setdefault(number.value, []).append((level.value, number, point))
            elif number.value in overviews:
                self.report_duplicate(number.ref, number.value, overviews[number.value][0].ref)
            else:
                overviews[number.value] = (number, point)
        self.report_headless(overviews.keys(), details)
        if not overviews:
            ref = self.sheet_ref(form.TASKS)
            overviews[1] = Entry(1, ref), WorkPoint(title=self.text_gap("重点工作", ref), text=None)
        return tuple(
            KeyTask(
                number=overviews[key][0],
                title=overviews[key][1].title,
                text=overviews[key][1].text,
                listed=tuple(p for level, _, p in details.get(key, ()) if level == form.LISTED),
                points=tuple(p for level, _, p in details.get(key, ()) if level == form.POINT),
            )
            for key in sorted(overviews)
        )

    def report_headless(
        self, known: Iterable[int], details: dict[int, list[tuple[str, Entry[int], WorkPoint]]]
    ) -> None:
        for key in sorted(details.keys() - set(known)):
            level, number, _ = details[key][0]
            self.problems.append(catalogue.NO_OVERVIEW.at(number.ref, found=key, level=level))

    def budget(self) -> Budget:
        rows = self.items(form.BUDGET)
        units = {item.name: item.unit for item in form.BUDGET.items}
        values = {
            name: row.percentage("数值", "单位") if units[name] == "%" else row.money("数值", "单位")
            for name, row in (rows or {}).items()
        }
        filled = {name for name, row in (rows or {}).items() if row.cell("数值")}
        rate = values.get(_RATE)
        if rate is None and any(values.get(name) is None for name in form.QUARTERS):
            rate = self.number_gap(self.sheet_ref(form.BUDGET), Decimal(100))
            if rows is not None and _RATE not in filled and not filled.issuperset(form.QUARTERS):
                self.problems.append(catalogue.NO_EXECUTION_RATE.at(rate.ref))
        return Budget(
            execution_rate=rate,
            initial=values.get("年初预算数"),
            adjusted=values.get("调整预算数"),
            spent=values.get("全年支出数"),
            spent_by_quarter=tuple(values.get(name) for name in form.QUARTERS),
            carried_over=values.get("结转结余资金"),
            carry_over_rate=values.get("结转结余率"),
            running_budget=values.get("公用经费预算数"),
            running_spent=values.get("公用经费支出数"),
            fixed_assets=values.get("固定资产总额"),
            fixed_assets_in_use=values.get("在用固定资产"),
        )

    def three_public(self) -> ThreePublic:
        """A part whose two amounts are blank is not there; one that is only half filled in is a problem."""
        rows = self.items(form.THREE_PUBLIC) or {}
        stated = (name for name, row in rows.items() if name == form.TOTAL or any(map(row.cell, _AMOUNTS)))
        expenses = {name: self.expense(name, rows[name]) for name in stated}
        reasons = tuple(reason for row in rows.values() if (reason := row.unnumbered(row.stated("变动原因"))))
        total = expenses.pop(form.TOTAL, None)
        if total is None:
            missing = self.number_gap(self.sheet_ref(form.THREE_PUBLIC), Decimal(0))
            total = Expense(name=form.TOTAL, budget=missing, actual=missing)
        parts = tuple(expenses.values())
        if parts:
            self.check_total(total, parts)
        return ThreePublic(total=total, parts=parts, reasons=reasons)

    def expense(self, name: str, row: Row) -> Expense:
        budget, actual = (
            row.number(column, "万元", required=True) or self.number_gap(row.ref(column), Decimal(0))
            for column in _AMOUNTS
        )
        return Expense(name=name, budget=budget, actual=actual, reason_ref=row.ref("变动原因"))

    def check_total(self, total: Expense, parts: tuple[Expense, ...]) -> None:
        if self.gaps & {entry.ref for expense in (total, *parts) for entry in (expense.budget, expense.actual)}:
            return
        for column, whole, values in (
            (_AMOUNTS[0], total.budget, [part.budget.value for part in parts]),
            (_AMOUNTS[1], total.actual, [part.actual.value for part in parts]),
        ):
            if sum(values) != whole.value:
                self.problems.append(
                    catalogue.TOTAL_DIFFERS.at(
                        whole.ref,
                        found=plain(whole.value),
                        column=column,
                        sum=plain(sum(values, start=type(whole.value)(0))),
                        terms="＋".join(plain(value) for value in values),
                    )
                )

    def management(self) -> tuple[ManagementEntry, ...]:
        first: dict[str, CellRef] = {}
        found: list[ManagementEntry] = []
        for row in self.rows(form.MANAGEMENT) or ():
            name = row.text("三级指标", required=True)
            if name and normal_name(name.value) in first:
                repeated = first[normal_name(name.value)].cell
                self.problems.append(catalogue.DUPLICATE_ITEM.at(name.ref, found=name.value, first=repeated))
                name = None
            elif name:
                first[normal_name(name.value)] = name.ref
            entry = self.management_entry(name, row.labelled(name.value if name else ""))
            if entry:
                found.append(entry)
        return tuple(found)

    def management_entry(self, name: Entry[str] | None, row: Row) -> ManagementEntry | None:
        value = row.value("填报值")
        deduction, reason = row.number("扣分", "分"), row.stated("扣分原因")
        note, evidence = row.prose("情况说明"), row.stated("佐证材料")
        if name is None:
            return None
        return ManagementEntry(
            indicator=name,
            value=value,
            deduction=deduction,
            reason=reason,
            note=note,
            evidence=evidence,
            cells=_cells(row, "填报值", "扣分", "扣分原因"),
        )

    def listed(self, sheet_form: form.SheetForm) -> Iterator[tuple[Listed | None, Row]]:
        """The items of a sheet of numbered paragraphs with their rows; ``None`` for a row that holds none."""
        for number, row in self.numbered(sheet_form):
            text = row.listed("内容")
            if text is None and row.cell("内容") is None:
                text = self.text_gap("内容", row.ref("内容"))
            yield Listed(number=number, text=text) if number and text else None, row

    def shortcomings(self) -> tuple[tuple[Listed, ...], Entry[str] | None]:
        """The problems, and the cell that says that there are none."""
        read = list(self.listed(form.PROBLEMS))
        denied = (row.denial("内容") for item, row in read if item is None)
        return tuple(item for item, _ in read if item), next((entry for entry in denied if entry), None)

    def measures(self) -> tuple[Listed, ...]:
        read = self.listed(form.MEASURES)
        return tuple(replace(item, answers=row.numbers("对应问题")) for item, row in read if item)


def _repeats(actual: str, target: str) -> bool:
    """The same words as the target, or its number with a sign of comparison; the number alone is a result."""
    written, wanted = normal_name(actual), normal_name(target)
    if not _COMPARING.search(written):
        return written == wanted and parse_quantity(written) is None and not written.startswith(_OUTCOMES)
    number, target_number = (parse_quantity(_COMPARING.sub("", text)) for text in (written, wanted))
    if number is None or target_number is None:
        return written == wanted
    return number.value == target_number.value


def _cells(row: Row, *columns: str) -> tuple[tuple[str, CellRef], ...]:
    """Where these columns of the row are, for problems with a cell that is blank."""
    return tuple((column, row.ref(column)) for column in columns)
