"""Makes specimens (样例): invented offices, on which proofreading tries out wording.

They are derived from the rules of a year. Each is a form that the program fills in and that our own reader reads, so
that it is always something that a workbook can contain.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen.diagnostics import Outcome
from reportgen.intake import form
from reportgen.intake.form import Column, Item, NumberedSheet, SheetForm
from reportgen.intake.frames import workbook_of
from reportgen.intake.reading import interpret
from reportgen.intake.submission import Submission
from reportgen.scoring.figures import CARRY_OVER_RATE, FIGURES, THREE_PUBLIC_LAST
from reportgen.scoring.rubric import Criterion, Rubric
from reportgen.scoring.rules import ENTRY, NOT_CONCERNED, Verdict
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Scorecard

CITY, DISTRICT, OFFICE = "示例市", "示例区", "示例街道"
_SENTENCE = "辖区各社区按照年度计划稳步推进相关工作，居民反映较好"
_Value = str | int | Decimal
_Row = Mapping[Column, _Value]
_Rows = list[_Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """One invented office with its score; ``name`` describes it in Chinese (全部达标, 可选的都没填)."""

    name: str
    submission: Submission
    scorecard: Scorecard
    heavy: bool = False  # its text is as long as those of all the others


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """The properties of a specimen; ``many`` is the number of items in each list."""

    name: str
    met: bool = True
    optional: bool = True  # whether cells that may stay blank are filled
    notes: bool = False  # whether 情况说明 is written, in place of the usual sentences
    reasons: int = 0  # the number of reasons for changes in 三公经费
    many: int = 2
    by_quarters: bool = False  # whether the execution rate is worked out from quarters
    not_concerned: bool = False  # whether 不涉及 is filled in wherever it is allowed
    half: int | None = None  # every second one is met nevertheless, from the first (0) or the second (1) on
    on_the_line: bool = False  # whether the carry-over rate is exactly on the bound for full points
    three_public: tuple[int, int] | None = None  # budget and spending of each kind of 三公经费
    long: int = 0  # how often a sentence is repeated in each text
    scale: Decimal = Decimal(1)  # all amounts are multiplied by it
    vetoed: bool = False  # whether the facts are there that take the points of others
    facts: str = ""  # which of the optional sheets are filled in: none, _SOME or _ALL
    last: Decimal = Decimal(1)  # last year's amounts as a share of this year's, where ``facts`` are filled in
    sentence_end: str = "。"  # how sentences end: people leave the mark out as well
    phrase_end: str = ""  # how phrases end: people put a mark where none belongs

    def meets(self, turn: int) -> bool:
        """Return whether the item with this number reaches its target."""
        return self.met or (self.half is not None and turn % 2 == self.half)


_SOME, _ALL = "some", "all"
_CASES = (
    _Case(name="全部达标，可选的都填了", notes=True, reasons=2, many=3),
    _Case(name="全部达标，可选的都没填", optional=False, many=1),
    _Case(name="全部达标，没有情况说明，句末都没有标点", reasons=1, sentence_end=""),
    _Case(name="都没有达标，可选的都填了", met=False, notes=True, reasons=2, many=3),
    _Case(name="都没有达标，可选的都没填", met=False, optional=False, reasons=1, many=1),
    _Case(name="单数的达标，双数的没有，处处有句号", met=False, half=0, reasons=1, phrase_end="。"),
    _Case(name="双数的达标，单数的没有", met=False, half=1),
    _Case(name="执行率由各季度算出，不涉及的都写不涉及", met=False, by_quarters=True, not_concerned=True, reasons=1),
    _Case(name="踩在满分线上", not_concerned=True, on_the_line=True),
    _Case(name="极长极多", met=False, notes=True, reasons=5, many=12, long=12, scale=Decimal(10_000)),
    _Case(name="极小的数", reasons=1, many=1, scale=Decimal("0.001")),
    _Case(name="“三公”经费未安排、未发生", three_public=(0, 0)),
    _Case(name="“三公”经费与预算持平", three_public=(2, 2), vetoed=True),
    _Case(name="选填的表都填了，比上年增加", facts=_ALL, last=Decimal("0.8"), notes=True, many=3),
    _Case(name="选填的表都填了，比上年减少，都没有达标", met=False, facts=_ALL, last=Decimal("1.25"), reasons=1),
    _Case(name="选填的表填了几处，与上年持平", optional=False, facts=_SOME, reasons=2),
)


def hand_over(specimen: Specimen, district: str, office: str) -> Specimen:
    """Return the specimen with another district and office; an empty name changes nothing."""
    own = specimen.submission.office
    changes = {
        "district": (own.district, district),
        "full_name": (own.full_name, office and f"{own.city.value}{district}人民政府{office}办事处"),
        "name": (own.name, office and f"{office}办事处"),
        "short_name": (own.short_name, office),
    }
    entries = {field: entry._replace(value=name) for field, (entry, name) in changes.items() if name}
    return replace(specimen, submission=replace(specimen.submission, office=replace(own, **entries)))


def specimens(rubric: Rubric) -> tuple[Specimen, ...]:
    """Return a specimen for each case that is possible without an error under the rules of the year."""
    candidates = (_specimen(case, rubric) for case in _CASES)
    return tuple(specimen for specimen in candidates if specimen)


def unfinished(rubric: Rubric) -> Outcome[Submission]:
    """Return a form of which only the texts are filled in, with its problems, for the preview of a draft (草稿)."""
    rows = _rows(_CASES[0], rubric)
    filled = (form.BASICS, form.GOALS, form.TASKS)
    tables = {sheet.name: _table(sheet, rows[sheet] if sheet in filled else ()) for sheet in form.SHEETS}
    return interpret(workbook_of("样例“草稿”", tables))


def cases_without_specimen(samples: tuple[Specimen, ...]) -> tuple[str, ...]:
    """Return the names of the cases that are not possible under the rules of the year."""
    names = {sample.name for sample in samples}
    return tuple(case.name for case in _CASES if case.name not in names)


def _specimen(case: _Case, rubric: Rubric) -> Specimen | None:
    rows = _rows(case, rubric)
    tables = {sheet.name: _table(sheet, rows.get(sheet, ())) for sheet in form.SHEETS}
    submission = interpret(workbook_of(f"样例“{case.name}”", tables))
    if submission.value is None or not submission.ok:
        return None
    scorecard = score(submission.value, rubric)
    if scorecard.value is None or not scorecard.ok:
        return None
    return Specimen(name=case.name, submission=submission.value, scorecard=scorecard.value, heavy=case.long > 0)


def _table(sheet: SheetForm, rows: Sequence[_Row]) -> list[list[object]]:
    """Return the cells of a sheet as in a file: the header, then the rows; numbers are floats."""
    names = [column.name for column in sheet.columns]
    return [[*names], *([_stored(row.get(column)) for column in sheet.columns] for row in rows)]


def _stored(value: _Value | None) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _rows(case: _Case, rubric: Rubric) -> Mapping[SheetForm, Sequence[_Row]]:
    return {
        form.BASICS: _basics(case, rubric.year),
        form.GOALS: _goals(case),
        form.INDICATORS: list(_indicators(case, rubric)),
        form.TASKS: list(_tasks(case)),
        form.BUDGET: list(_budget(case, rubric)),
        form.THREE_PUBLIC: _three_public(case, rubric),
        form.MANAGEMENT: _management(case, rubric),
        form.PROBLEMS: _numbered(case, form.PROBLEMS, "部分社区的服务力量还不足", "有的项目推进得比较慢"),
        form.MEASURES: _numbered(case, form.MEASURES, "充实社区服务力量", "按月调度项目进度"),
        form.PROFILE: list(_profile(case, rubric)),
        form.FINANCES: list(_finances(case, rubric)),
        form.OTHERS: list(_others(case)),
    }


def _text(case: _Case, text: str) -> str:
    return "，".join((text, *itertools.repeat(_SENTENCE, case.long)))


def _optional(case: _Case, cells: _Row) -> _Row:
    return cells if case.optional else {}


def _basics(case: _Case, year: int) -> _Rows:
    sheet = form.BASICS
    contents: dict[Item, _Value] = {
        sheet.year: year,
        sheet.city: CITY,
        sheet.district: DISTRICT,
        sheet.full_name: f"{CITY}{DISTRICT}人民政府{OFFICE}办事处",
        sheet.office: f"{OFFICE}办事处",
        sheet.short_name: OFFICE,
        sheet.goal_overview: _text(case, "围绕全区中心工作，抓好城市管理和民生保障") + case.sentence_end,
        sheet.conclusion_overview: _text(case, "全面推动辖区各项事业健康发展") + case.sentence_end,
    }
    if case.optional:
        contents |= {
            sheet.self_reference: "本单位",
            sheet.attachment_number: 3,
            sheet.rate_measured_by: "区财政局",
            sheet.honours: _text(case, "辖区获评全市示范社区") + case.sentence_end,
        }
    return [{sheet.item: item.name, sheet.content: value} for item, value in contents.items()]


def _goals(case: _Case) -> _Rows:
    sheet = form.GOALS
    more = _optional(case, {sheet.text: _text(case, "完善工作机制，逐项抓好落实") + case.phrase_end})
    subjects = itertools.cycle(("优化营商环境", "提升治理水平", "保障和改善民生", "加强党的建设"))
    return [{sheet.number: n, sheet.title: next(subjects) + case.phrase_end, **more} for n in range(1, case.many + 1)]


# Symbol, target, unit, a value that reaches the target, a value that misses it.
_KINDS: tuple[tuple[str, _Value, str, _Value, _Value], ...] = (
    ("≥", 80, "%", 85, 60),
    ("≤", 10, "起", 8, 15),
    ("=", 100, "户", 100, 90),
    (">", 2, "个", 3, 1),
    ("<", 5, "天", 4, 6),
    (form.QUALITATIVE, "建立机制", "", "达成", "部分达成0.8"),
)


def _indicators(case: _Case, rubric: Rubric) -> Iterator[_Row]:
    sheet, code = form.INDICATORS, 0
    categories = {category: names or (category,) for category, names in rubric.categories.items()}
    first = next(iter(categories), "")
    for category, secondary in categories.items():
        kinds = _KINDS if case.many > 1 or not case.met else _KINDS[:1]
        for turn, (symbol, target, unit, meets, misses) in enumerate(kinds * max(1, case.many // 3)):
            code += 1
            met = case.meets(turn)
            reason: _Row = {} if met else {sheet.reason: _text(case, "实施时间推迟") + case.phrase_end}
            yield {
                sheet.code: f"Y{code:02}",
                sheet.category: category,
                sheet.secondary: secondary[turn % len(secondary)],
                sheet.indicator: f"示例{category}指标{code}",
                sheet.symbol: symbol,
                sheet.target: target,
                sheet.unit: unit,
                sheet.actual: meets if met else misses,
                sheet.evidence: "工作台账、满意度问卷调查",
                **reason,
            }
    by_hand = next((m.name for m in rubric.methods if m.rule.kind.name == "manual"), None)
    if by_hand and not case.met and first:
        yield {
            sheet.code: f"Y{code + 1:02}",
            sheet.category: first,
            sheet.secondary: categories[first][0],
            sheet.indicator: "示例人工计分指标",
            sheet.symbol: "≥",
            sheet.target: 10,
            sheet.unit: "次",
            sheet.actual: 8,
            sheet.method: by_hand,
            sheet.deduction: Decimal("0.1"),
            sheet.reason: "有两次改在次年举行",
        }
        yield {
            sheet.code: f"Y{code + 2:02}",
            sheet.category: first,
            sheet.secondary: categories[first][0],
            sheet.indicator: "示例工作机制",
            sheet.symbol: form.QUALITATIVE,
            sheet.target: "建立机制",
            sheet.actual: "机制已建立，部分社区尚未运行",
            sheet.method: by_hand,
            sheet.deduction: Decimal("0.1"),
            sheet.reason: "因人员变动推迟",
        }


def _tasks(case: _Case) -> Iterator[_Row]:
    sheet = form.TASKS
    for number in range(1, case.many + 1):
        yield {
            sheet.number: number,
            sheet.level: form.OVERVIEW,
            **_optional(case, {sheet.title: "抓好城市管理" + case.phrase_end}),
            sheet.text: _work(case),
        }
        inner = min(number, 4) if case.optional else 0
        for level in (form.ENUMERATION, form.SUBITEM):
            for _ in range(inner):
                yield {
                    sheet.number: number,
                    sheet.level: level,
                    **_optional(case, {sheet.title: "健全工作机制" + case.phrase_end}),
                    sheet.text: _work(case),
                }
    if case.optional:  # one task has a title only, the other one texts only
        yield {sheet.number: case.many + 1, sheet.level: form.OVERVIEW, sheet.title: "重点项目按计划推进"}
        yield {sheet.number: case.many + 2, sheet.level: form.OVERVIEW, sheet.text: _work(case)}
        yield {sheet.number: case.many + 2, sheet.level: form.ENUMERATION, sheet.text: _work(case)}
        yield {sheet.number: case.many + 2, sheet.level: form.SUBITEM, sheet.text: _work(case)}


def _work(case: _Case) -> str:
    return _text(case, "落实各项日常管理措施") + case.sentence_end


# Amounts in 万元 by item of 预算执行: the first ones keep to the rules, the second ones do not.
_GOOD_BUDGET = dict.fromkeys(form.BUDGET.amounts, 100) | {
    form.BUDGET.initial: 900,
    form.BUDGET.adjusted: 1000,
    form.BUDGET.spent: 970,
    form.BUDGET.running_budget: 300,
    form.BUDGET.running_spent: 290,
    form.BUDGET.fixed_assets: 1500,
    form.BUDGET.fixed_assets_in_use: 1500,
}
_BAD_BUDGET = _GOOD_BUDGET | {
    form.BUDGET.spent: 600,
    form.BUDGET.running_spent: 450,
    form.BUDGET.fixed_assets_in_use: 700,
}
_SHARES = (Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1))


def _budget(case: _Case, rubric: Rubric) -> Iterator[_Row]:
    sheet = form.BUDGET
    amounts = {item: number * case.scale for item, number in (_GOOD_BUDGET if case.met else _BAD_BUDGET).items()}
    if case.on_the_line:
        amounts[sheet.spent] = amounts[sheet.adjusted] * (1 - _line(rubric) / 100)
    if case.not_concerned:
        amounts = {item: amount for item, amount in amounts.items() if item.name not in _exempt_items(rubric)}
    spent = amounts[sheet.spent]
    amounts[sheet.carried_over] = amounts[sheet.adjusted] - spent
    if case.by_quarters:
        amounts |= {item: spent * share for item, share in zip(sheet.quarters, _SHARES, strict=True)}
    for item, amount in amounts.items():
        yield {sheet.item: item.name, sheet.amount: amount, sheet.unit: item.unit}
    if not case.by_quarters:
        rate = spent * 100 / amounts[sheet.adjusted] if not case.met else Decimal(100)
        yield {sheet.item: sheet.execution_rate.name, sheet.amount: rate, sheet.unit: sheet.execution_rate.unit}


def _exempt_items(rubric: Rubric) -> set[str]:
    """The items of 预算执行 that stay blank if 不涉及 is filled in wherever it is allowed."""
    rules = [criterion.rule for _, criterion in rubric.form_criteria() if criterion.rule.exempts]
    return {item for rule in rules for name in rule.figures for item in FIGURES[name].items}


def _judged_items(rubric: Rubric) -> set[str]:
    """The items of the form from which the rules work out figures."""
    figures = (name for _, criterion in rubric.form_criteria() for name in criterion.rule.figures)
    return {item for name in figures for item in FIGURES[name].items}


def _line(rubric: Rubric) -> Decimal:
    """Return the bound of the carry-over rate in % for full points; 10 if no row of the rules has one."""
    for _, criterion in rubric.form_criteria():
        if CARRY_OVER_RATE in criterion.rule.figures:
            verdict = criterion.rule.judge(criterion.points, {CARRY_OVER_RATE: Decimal(0)}, rubric.rate_method)
            if isinstance(verdict, Verdict) and verdict.full_line is not None:
                return verdict.full_line
    return Decimal(10)


def _three_public(case: _Case, rubric: Rubric) -> _Rows:
    sheet = form.THREE_PUBLIC
    parts = [item.name for item in sheet.items if item is not sheet.total] if case.optional else []
    budget = Decimal(2) * case.scale
    spent = budget * (Decimal("0.9") if case.met else Decimal("1.5"))
    if case.three_public:
        budget, spent = map(Decimal, case.three_public)
    total = sheet.total.name
    with_last = case.facts or THREE_PUBLIC_LAST in _judged_items(rubric)
    last: _Row = {sheet.last_actual: spent * case.last} if with_last else {}
    rows: _Rows = [{sheet.item: name, sheet.budget: budget, sheet.actual: spent, **last} for name in (parts or [total])]
    if parts:
        amounts = {
            column: value * len(parts) for column, value in list(rows[0].items())[1:] if isinstance(value, Decimal)
        }
        rows.insert(0, {sheet.item: total, **amounts})
    reasons = itertools.cycle(("车辆更新", "接待批次减少", "维修项目增加"))
    with_reasons_left = zip(rows, reasons, range(case.reasons), strict=False)
    with_reasons = [
        {**row, sheet.reason: _text(case, reason) + case.phrase_end} for row, reason, _ in with_reasons_left
    ]
    return with_reasons + rows[case.reasons :]


def _management(case: _Case, rubric: Rubric) -> _Rows:
    sheet = form.MANAGEMENT
    note: _Row = {sheet.note: _text(case, "已按规定开展相关工作") + case.phrase_end} if case.notes else {}
    rows: _Rows = []
    for turn, (_, criterion) in enumerate(rubric.form_criteria()):
        met = case.meets(turn)
        # A row whose score comes from a figure may lose points, whatever is filled in here.
        reason: _Row = {sheet.reason: _text(case, "工作安排衔接不够") + case.phrase_end}
        if case.met and not criterion.rule.figures and not (case.vetoed and criterion.rule.voids):
            reason = {}
        entry = _entry(case, criterion, rubric, met=met)
        rows.append({sheet.indicator: criterion.name, **entry, **reason, **note, sheet.evidence: "制度文件、工作台账"})
    return rows


def _entry(case: _Case, criterion: Criterion, rubric: Rubric, *, met: bool) -> _Row:
    """Return the first 填报值 of those allowed in the row that gives most points, or least points if not ``met``."""
    entry_form = criterion.rule.entry_form
    if case.not_concerned and NOT_CONCERNED in entry_form.words:
        return {form.MANAGEMENT.value: NOT_CONCERNED}
    if case.vetoed and criterion.rule.voids:
        return {form.MANAGEMENT.value: criterion.rule.parameters["facts"][0]}
    if ENTRY not in criterion.rule.inputs:
        return {} if criterion.rule.figures else {form.MANAGEMENT.deduction: Decimal(0)}
    candidates: list[_Value] = [word for word in entry_form.words if word != NOT_CONCERNED]
    candidates = candidates or ([0, 1] if entry_form.count else [100, 50, 0])
    if criterion.rule.extra:
        candidates.append(9)  # enough to pass the cap of the total, where the scheme has one
    scores = {value: _score(criterion, rubric, value) for value in candidates}
    target = (max if met else min)(scores.values())
    return {form.MANAGEMENT.value: next(value for value, score in scores.items() if score == target)}


def _score(criterion: Criterion, rubric: Rubric, value: _Value) -> Decimal:
    figures = {ENTRY: value if isinstance(value, str) else Decimal(value)}
    verdict = criterion.rule.judge(criterion.points, figures, rubric.rate_method)
    return verdict.score if isinstance(verdict, Verdict) else Decimal(0)


def _numbered(case: _Case, sheet: NumberedSheet, *texts: str) -> _Rows:
    if not case.optional:
        return []
    repeated = itertools.islice(itertools.cycle(texts), case.many)
    return [{sheet.number: n, sheet.text: _text(case, text) + case.sentence_end} for n, text in enumerate(repeated, 1)]


# --- the optional sheets ----------------------------------------------------------------------------------


def _profile(case: _Case, rubric: Rubric) -> Iterator[_Row]:
    """The office, of which one that misses its targets has more staff than positions."""
    sheet, year, more, judged = form.PROFILE, rubric.year, 0 if case.met else 5, _judged_items(rubric)
    contents: dict[Item, _Value] = {
        sheet.duties: _text(case, "统筹辖区城市管理和公共服务") + case.sentence_end,
        sheet.departments: 6,
        sheet.organisation: _text(case, "内设党政办公室、公共服务办公室等机构") + case.sentence_end,
        sheet.positions: 45,
        sheet.civil_positions: 25,
        sheet.public_positions: 18,
        sheet.other_positions: 2,
        sheet.staff: 43 + more,
        sheet.civil_staff: 24 + more,
        sheet.public_staff: 17,
        sheet.other_staff: 2,
        sheet.extra_staff: 30,
        sheet.retired: 12,
        sheet.plan: _text(case, "抓好城市管理和民生保障") + case.sentence_end,
        sheet.goal_outcome: _text(case, "各项任务按计划推进") + case.sentence_end,
        sheet.shortfall: _text(case, "个别项目受天气影响") + case.sentence_end,
        sheet.working_group: _text(case, "由主要负责人任组长") + case.sentence_end,
        sheet.evaluation: _text(case, "各内设机构收集资料，工作小组逐项核对") + case.sentence_end,
        sheet.scope: _text(case, "本年度安排的全部资金") + case.sentence_end,
        sheet.methods: "比较法、因素分析法",
        sheet.report_date: f"{year + 1}年3月10日",
        sheet.filled_in_by: "陈小明",
        sheet.reviewed_by: "李华",
        sheet.head: "王建国",
        sheet.contact: "张敏",
        sheet.telephone: "020-12345678",
    }
    some = (sheet.organisation, sheet.positions, sheet.public_positions, sheet.staff, sheet.other_staff, sheet.scope)
    if case.met:
        contents.pop(sheet.shortfall)
    for item, value in contents.items():
        if case.facts == _ALL or (case.facts and item in some) or item.name in judged:
            yield {sheet.item: item.name, sheet.content: value}
    if case.facts == _ALL:
        for task, amount in (("建设示范社区", 120 * case.scale), ("整治河道", None)):
            beside: _Row = {sheet.remark: amount} if amount is not None else {}
            yield {sheet.item: sheet.planned_tasks.name, sheet.content: task + case.phrase_end, **beside}
        number = f"示财绩〔{year + 1}〕1号"
        yield {sheet.item: sheet.basis.name, sheet.content: "关于开展绩效自评工作的通知", sheet.remark: number}
        yield {sheet.item: sheet.basis.name, sheet.content: "关于印发自评工作方案的通知"}


def _finances(case: _Case, rubric: Rubric) -> Iterator[_Row]:
    """Amounts that agree with the sheet 预算执行 of the case."""
    judged = _judged_items(rubric)
    sheet, budget = form.FINANCES, _GOOD_BUDGET if case.met else _BAD_BUDGET
    spent, running = budget[form.BUDGET.spent], budget[form.BUDGET.running_spent]
    basic = running + 50
    amounts = {
        sheet.income: spent,
        sheet.general_income: spent - 60,
        sheet.fund_income: 10,
        sheet.capital_income: 10,
        sheet.superior_income: 10,
        sheet.business_income: 10,
        sheet.other_income: 20,
        sheet.opening_balance: 30,
        sheet.expenditure: spent,
        sheet.basic: basic,
        sheet.personnel: 50,
        sheet.running: running,
        sheet.projects: spent - basic - 10,
        sheet.other_expenditure: 10,
        sheet.from_fiscal_funds: spent - 20,
        sheet.from_other_funds: 20,
    }
    plans: _Row = {
        sheet.initial: budget[form.BUDGET.initial] * case.scale,
        sheet.adjusted: budget[form.BUDGET.adjusted] * case.scale,
    }
    for item, amount in amounts.items():
        final = amount * case.scale
        row: _Row = {sheet.item: item.name, sheet.final: final, sheet.last_final: final * case.last}
        if case.facts == _ALL:
            reason = {sheet.reason: _text(case, "人员变动") + case.phrase_end}
            yield {**row, **reason, **(plans if item is sheet.expenditure else {})}
        elif (case.facts and item in (sheet.income, sheet.expenditure)) or item.name in judged:
            yield row


def _others(case: _Case) -> Iterator[_Row]:
    sheet = form.OTHERS
    for section in ("经费保障", "其他需要说明的问题") if case.facts else ():
        titles = ("资料归档", None) if case.facts == _ALL else (None,)
        for title in titles:
            own: _Row = {sheet.title: title} if title else {}
            text = _text(case, "有关资料已经归档") + case.sentence_end
            yield {sheet.section: section, **own, sheet.text: text}
