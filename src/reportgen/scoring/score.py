"""Scores a submission (评分): applies the rules of its year to what the office handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Kind, Outcome, nearest, normal_name, to_fill_in
from reportgen.intake.form import BUDGET, INDICATORS, MANAGEMENT, MONEY_UNIT
from reportgen.intake.submission import Entry, Indicator, ManagementEntry, Submission
from reportgen.numeric import parse_quantity, plain, round_half_up, round_points
from reportgen.scoring.figures import (
    EXECUTION_RATE,
    FIGURES,
    THREE_PUBLIC_BUDGET,
    THREE_PUBLIC_SPENT,
    Fault,
    Worked,
    quarter_rate,
)
from reportgen.scoring.rubric import Method, Row, Rubric, RubricGroup, RubricPart
from reportgen.scoring.rules import (
    ACTUAL,
    DEDUCTION,
    ENTRY,
    NO,
    PART_POINTS,
    SYMBOL,
    TARGET,
    UNIT_NAME,
    YES,
    Given,
    Value,
    Verdict,
)
from reportgen.scoring.scorecard import Input, Measure, Score, Scorecard, ScoreGroup, ScorePart

_INDICATOR_REASON, _POINTS = INDICATORS.reason.name, INDICATORS.points.name
_ROW_REASON = MANAGEMENT.reason.name
_POINT_STEP = Decimal("0.01")
# Words by which a paragraph of 存在问题 is taken to speak of the execution rate.
_RATE_WORDS = ("执行率", "支出率", "预算执行", "支出进度")


def score(submission: Submission, rubric: Rubric) -> Outcome[Scorecard]:
    """Score what an office handed in by the scheme of its year; every problem that can be found, in one run.

    What cannot be scored has full points for a stand-in, and its place is among the ``gaps`` of the scorecard.
    """
    scoring = _Scoring(submission, rubric)
    scorecard = scoring.scorecard()
    return Outcome(scorecard, tuple(scoring.problems))


def equal_shares(total: Decimal, count: int) -> tuple[Decimal, ...]:
    """``total`` points over ``count`` indicators: 2 places half up, the remainder on the last ones, sum exact."""
    share = round_points(total / count)
    steps = int((total - share * count) / _POINT_STEP)
    step = _POINT_STEP if steps > 0 else -_POINT_STEP
    return (share,) * (count - abs(steps)) + (share + step,) * abs(steps)


class _Scoring:
    """Collects the problems of one submission while its scores are worked out."""

    def __init__(self, submission: Submission, rubric: Rubric) -> None:
        self.submission = submission
        self.rubric = rubric
        self.items = _items(submission)
        self.problems: list[Diagnostic] = []
        self.gaps = set(submission.gaps)

    def scorecard(self) -> Scorecard:
        if self.rubric.draft:
            self.problems.append(catalogue.DRAFT_RULES.at(FileRef(file=self.rubric.file), self.rubric.year))
        self.check_categories()
        entries = self.management_entries()
        parts = tuple(self.part(part, entries) for part in self.rubric.parts)
        scorecard = Scorecard(
            year=self.rubric.year,
            draft=self.rubric.draft,
            parts=parts,
            completion=self.completion(parts),
            gaps=frozenset(self.gaps),
        )
        self.check_evidence(scorecard)
        return scorecard

    def part(self, part: RubricPart, entries: Mapping[str, ManagementEntry]) -> ScorePart:
        groups = tuple(self.group(group, entries) for group in part.groups)
        return ScorePart(name=part.name, full=part.full, groups=groups)

    def group(self, group: RubricGroup, entries: Mapping[str, ManagementEntry]) -> ScoreGroup:
        scores = tuple(self.row(row, entries) for row in group.rows)
        given = (given.ref for score in scores for leaf in score.leaves() for given in leaf.inputs)
        missing = tuple(dict.fromkeys(ref for ref in given if ref in self.gaps))
        return ScoreGroup(name=group.name, full=group.full, items=scores, missing=missing)

    def row(self, row: Row, entries: Mapping[str, ManagementEntry]) -> Score:
        if row.category is not None:
            return self.summed(row, row.category)
        if not row.on_form:
            return self.measured(row, None)
        entry = entries.get(normal_name(row.name))
        if entry is None:
            place = CellRef(file=self.submission.file, sheet=MANAGEMENT.name)
            self.problems.append(catalogue.MANAGEMENT_ROW_MISSING.at(place, row.name, points=plain(row.full)))
            return self.stand_in(row, place)
        return self.measured(row, entry)

    def stand_in(self, row: Row, place: CellRef, entry: ManagementEntry | None = None) -> Score:
        """Full points for a row that cannot be scored because of what is missing or wrong at ``place``."""
        self.gaps.add(place)
        return Score(
            id=row.id,
            name=row.name,
            full=row.full,
            points=row.full,
            met=True,
            rule="",
            source=row.source,
            verified=row.verified,
            inputs=(_missing_input(place),),
            evidence=entry.evidence if entry else None,
            note=entry.note if entry else None,
        )

    def completion(self, parts: Sequence[ScorePart]) -> str:
        part = next(part for part in parts if part.name == self.rubric.completion_of)
        share = part.points * 100 / part.full
        return next(completion.word for completion in self.rubric.completions if share in completion.range)

    # --- rows of 管理效率, and rows on figures ---

    def management_entries(self) -> dict[str, ManagementEntry]:
        """The rows of 管理效率 by the rubric row that they answer; rows that answer none are problems."""
        known = {normal_name(row.name): row.name for _, row in self.rubric.form_rows()}
        entries = {}
        for entry in self.submission.management:
            name = entry.indicator.value
            if normal_name(name) in known:
                entries[normal_name(name)] = entry
            else:
                hint = nearest(name, known.values())
                self.problems.append(catalogue.MANAGEMENT_ROW_UNKNOWN.at(entry.indicator.ref, name, nearest=hint))
        return entries

    def measured(self, row: Row, entry: ManagementEntry | None) -> Score:
        """Score a row by the figures of the sheets and, where it has one, its row in 管理效率."""
        given = self.given(entry)
        worked = row.rule.work_out(given, self.rubric.rate_method)
        self.check_rates(row, worked)
        if entry is not None and DEDUCTION in row.rule.inputs:
            self.demand_manual_reason(row.name, entry.reason, entry.cell(_ROW_REASON), _ROW_REASON)
        verdict = row.rule.judge(row.full, given, self.rubric.rate_method)
        if not isinstance(verdict, Verdict):
            places = [self.report_row_fault(fault, row, entry) for fault in verdict]
            return self.stand_in(row, places[0], entry)
        from_quarters = isinstance(rate := worked.get(EXECUTION_RATE), Worked) and rate.computed
        made = Score(
            id=row.id,
            name=row.name,
            full=row.full,
            points=verdict.points,
            met=verdict.met,
            rule=verdict.line,
            source=f"{row.source}；{self.rubric.rate_method.source}" if from_quarters else row.source,
            verified=row.verified and (self.rubric.rate_method.verified or not from_quarters),
            inputs=(*self.figure_inputs(worked), *_entry_inputs(row, entry)),
            measure=self.measure(row, worked, verdict),
            reason=entry.reason if entry else None,
            reason_ref=entry.cell(_ROW_REASON) if entry else None,
            evidence=entry.evidence if entry else None,
            note=entry.note if entry else None,
        )
        self.check_row(row, entry, made)
        return self.with_reason(made, _ROW_REASON)

    def with_reason(self, made: Score, column: str) -> Score:
        """The score, with a stand-in for a reason that was found missing."""
        if made.reason is not None or made.reason_ref is None or made.reason_ref not in self.gaps:
            return made
        return replace(made, reason=Entry(to_fill_in(column), made.reason_ref))

    def given(self, entry: ManagementEntry | None) -> Given:
        given: dict[str, Value] = {name: item.value for name, item in self.items.items()}
        if entry is not None and entry.value is not None:
            given[ENTRY] = entry.value.value
        if entry is not None and entry.deduction is not None:
            given[DEDUCTION] = entry.deduction.value
        return given

    def check_row(self, row: Row, entry: ManagementEntry | None, made: Score) -> None:
        if entry is not None:
            self.check_entry_against_figures(row, entry, made)
            if DEDUCTION not in row.rule.inputs:
                self.check_deduction(made, entry.deduction)
        if EXECUTION_RATE in row.rule.figures:
            self.check_rate_explained(made)
        elif made.lost and made.reason is None and entry is not None and DEDUCTION not in row.rule.inputs:
            self.report_reason_missing(made, _ROW_REASON)
        self.note_unverified(made, row.name)

    def report_row_fault(self, fault: Fault, row: Row, entry: ManagementEntry | None) -> CellRef:
        if entry is not None and fault.about in (ENTRY, DEDUCTION):
            value = entry.value if fault.about == ENTRY else entry.deduction
            place = value.ref if value is not None else entry.cell(fault.about)
        else:
            place = self.item_ref(fault.about, fault.values.get("sheet", BUDGET.name))
        self.problems.append(fault.kind.at(place, fault.found, **{"row": row.name, **fault.values}))
        return place

    def item_ref(self, name: str, sheet: str) -> CellRef:
        item = self.items.get(name)
        return item.ref if item else CellRef(file=self.submission.file, sheet=sheet, label=name)

    def figure_inputs(self, worked: Mapping[str, Worked | Fault]) -> tuple[Input, ...]:
        """Each figure; where it was computed, the figure to 2 places and then the cells that it rests on."""
        inputs: list[Input] = []
        for name, figure in worked.items():
            if not isinstance(figure, Worked):
                continue
            unit, sheet = FIGURES[name].unit, FIGURES[name].sheet
            if figure.computed:
                place = CellRef(file=self.submission.file, sheet=sheet, label=name)
                inputs.append(Input(label=name, value=round_half_up(figure.value, 2), unit=unit, ref=place))
            for item in figure.used:
                entry = self.items[item]
                of_item = FIGURES[item].unit if item in FIGURES else MONEY_UNIT
                inputs.append(Input(label=item, value=entry.value, unit=of_item, ref=entry.ref))
        return tuple(inputs)

    def measure(self, row: Row, worked: Mapping[str, Worked | Fault], verdict: Verdict) -> Measure | None:
        """The first figure that the rule names is the one that it judges."""
        name = next(iter(row.rule.figures), None)
        figure = worked.get(name) if name else None
        if name is None or not isinstance(figure, Worked):
            return None
        return Measure(
            name=name,
            value=figure.value,
            unit=FIGURES[name].unit,
            sources=tuple(self.items[item].ref for item in figure.used),
            computed=figure.computed,
            full_line=verdict.full_line,
        )

    def check_rates(self, row: Row, worked: Mapping[str, Worked | Fault]) -> None:
        """W when the given execution rate and the one computed from the quarters are far apart."""
        rate = worked.get(EXECUTION_RATE)
        if not isinstance(rate, Worked) or rate.computed or EXECUTION_RATE not in row.rule.figures:
            return
        method = self.rubric.rate_method
        computed = quarter_rate({name: item.value for name, item in self.items.items()}, method)
        if isinstance(computed, Worked) and abs(computed.value - rate.value) > method.tolerance:
            values = {"computed": plain(round_half_up(computed.value, 2)), "tolerance": plain(method.tolerance)}
            place = self.items[EXECUTION_RATE].ref
            self.problems.append(catalogue.RATES_DIFFER.at(place, plain(rate.value), **values))

    def check_rate_explained(self, made: Score) -> None:
        """A low execution rate wants a word in 存在问题."""
        rate, limit = made.inputs[0], self.rubric.rate_method.explain_below
        if not isinstance(rate.value, Decimal) or rate.value >= limit:
            return
        if not any(word in problem.text.value for problem in self.submission.problems for word in _RATE_WORDS):
            self.problems.append(catalogue.RATE_UNEXPLAINED.at(rate.ref, plain(rate.value), limit=plain(limit)))

    def check_entry_against_figures(self, row: Row, entry: ManagementEntry, made: Score) -> None:
        """A 填报值 is not needed beside figures, and must not contradict them."""
        if not row.rule.figures or ENTRY in row.rule.inputs or entry.value is None:
            return
        stated = entry.value.value
        if not _agrees(stated, made):
            found = plain(stated) if isinstance(stated, Decimal) else stated
            sheet = FIGURES[row.rule.figures[0]].sheet
            values = {"row": row.name, "sheet": sheet, "rule": made.rule}
            self.problems.append(catalogue.ENTRY_CONTRADICTS_SHEET.at(entry.value.ref, found, **values))

    # --- indicators ---

    def check_categories(self) -> None:
        known = [row.category for _, _, row in self.rubric.rows() if row.category]
        for indicator in self.submission.indicators:
            category = indicator.category
            if category.value not in known and category.ref not in self.gaps:
                values = {"code": indicator.code.value, "wanted": "、".join(known)}
                self.problems.append(catalogue.CATEGORY_NOT_SCORED.at(category.ref, category.value, **values))

    def summed(self, row: Row, category: str) -> Score:
        """Score a row that sums the indicators of a category.

        Where their points do not add up to those of the row, it loses what they lose.
        """
        indicators = [i for i in self.submission.indicators if i.category.value == category]
        if not indicators:
            place = CellRef(file=self.submission.file, sheet=INDICATORS.name, label=category)
            values = {"category": category, "row": row.name, "points": plain(row.full)}
            self.problems.append(catalogue.NO_INDICATORS.at(place, **values))
            return self.stand_in(row, place)
        fulls = self.indicator_points(row, category, indicators)
        shares = equal_shares(row.full, len(indicators))
        parts = tuple(
            self.indicator(indicator, share if full is None else full)
            for indicator, full, share in zip(indicators, fulls, shares, strict=True)
        )
        points = tuple(part.points for part in parts)
        verdict = row.rule.judge(row.full, {PART_POINTS: points}, self.rubric.rate_method)
        if not isinstance(verdict, Verdict):
            raise TypeError("a sum of points cannot be at fault")
        adds_up = sum((part.full for part in parts), Decimal(0)) == row.full
        return Score(
            id=row.id,
            name=row.name,
            full=row.full,
            points=verdict.points if adds_up else row.full - sum((part.lost for part in parts), Decimal(0)),
            met=all(part.met for part in parts),
            rule=verdict.line,
            source=row.source,
            verified=row.verified,
            parts=parts,
        )

    def indicator_points(self, row: Row, category: str, indicators: Sequence[Indicator]) -> tuple[Decimal | None, ...]:
        """The points (分值) of each indicator, shared equally when all are blank; ``None`` where one is wrong."""
        if all(i.points is None and i.cell(_POINTS) not in self.gaps for i in indicators):
            return self.shared_points(row, category, indicators)
        fulls = [self.stated_points(indicator, row.full, category) for indicator in indicators]
        total = sum((i.points.value for i in indicators if i.points), Decimal(0))
        if all(full is not None for full in fulls) and total != row.full:
            place = indicators[-1].cell(_POINTS)
            values = {"category": category, "sum": plain(total), "wanted": plain(row.full)}
            self.problems.append(catalogue.INDICATOR_POINTS_TOTAL.at(place, **values))
        return tuple(fulls)

    def shared_points(self, row: Row, category: str, indicators: Sequence[Indicator]) -> tuple[Decimal, ...]:
        shares = equal_shares(row.full, len(indicators))
        counts = {share: shares.count(share) for share in shares}
        values = {
            "category": category,
            "total": plain(row.full),
            "count": str(len(indicators)),
            "shares": "，".join(f"{count}个各{plain(share)}分" for share, count in counts.items()),
        }
        self.problems.append(catalogue.POINTS_SHARED.at(indicators[0].cell(_POINTS), **values))
        return shares

    def stated_points(self, indicator: Indicator, most: Decimal, category: str) -> Decimal | None:
        code, points = indicator.code.value, indicator.points
        if points is None:
            place = indicator.cell(_POINTS)
            if place in self.gaps:  # something stands there and was complained of
                return None
            self.problems.append(catalogue.INDICATOR_POINTS_PARTLY_BLANK.at(place, code=code, category=category))
            return None
        value = points.value
        if not 0 < value <= most or value != round_points(value):
            values = {"code": code, "most": plain(most)}
            self.problems.append(catalogue.INDICATOR_POINTS_RANGE.at(points.ref, plain(value), **values))
            return None
        return value

    def indicator(self, indicator: Indicator, full: Decimal) -> Score:
        method = self.method(indicator)
        if method is None:
            return self.unscored(indicator, full, indicator.cell(INDICATORS.method.name))
        by_hand = DEDUCTION in method.rule.inputs
        if by_hand:
            place = indicator.cell(_INDICATOR_REASON)
            self.demand_manual_reason(_named(indicator), indicator.reason, place, _INDICATOR_REASON)
        verdict = method.rule.judge(full, _given(indicator), self.rubric.rate_method)
        if not isinstance(verdict, Verdict):
            places = [_fault_ref(indicator, fault) for fault in verdict]
            found = zip(verdict, places, strict=True)
            self.problems += (fault.kind.at(place, fault.found, **fault.values) for fault, place in found)
            return self.unscored(indicator, full, places[0])
        made = Score(
            id=indicator.code.value,
            name=indicator.name.value,
            full=full,
            points=verdict.points,
            met=verdict.met,
            rule=verdict.line,
            source=method.source,
            verified=method.verified,
            inputs=_indicator_inputs(indicator, by_hand=by_hand),
            reason=indicator.reason,
            reason_ref=indicator.cell(_INDICATOR_REASON),
            evidence=indicator.evidence,
            indicator=indicator,
        )
        self.check_indicator(indicator, made, by_hand=by_hand)
        self.note_unverified(made, method.name)
        return self.with_reason(made, _INDICATOR_REASON)

    def unscored(self, indicator: Indicator, full: Decimal, place: CellRef) -> Score:
        """Full points for an indicator that cannot be scored because of what is missing or wrong at ``place``."""
        self.gaps.add(place)
        return Score(
            id=indicator.code.value,
            name=indicator.name.value,
            full=full,
            points=full,
            met=True,
            rule="",
            source="",
            verified=True,
            inputs=(_missing_input(place),),
            reason=indicator.reason,
            reason_ref=indicator.cell(_INDICATOR_REASON),
            evidence=indicator.evidence,
            indicator=indicator,
        )

    def method(self, indicator: Indicator) -> Method | None:
        """The way to score an indicator; 定性 ones go by their own unless scored by hand."""
        method: Method | None = self.rubric.default_method
        if indicator.method is not None:
            method = self.named_method(indicator, indicator.method)
        if method is not None and not indicator.quantitative and DEDUCTION not in method.rule.inputs:
            return self.rubric.qualitative_method
        return method

    def named_method(self, indicator: Indicator, stated: Entry[str]) -> Method | None:
        names = self.rubric.method_names
        for method in self.rubric.methods:
            if method.name in names and normal_name(method.name) == normal_name(stated.value):
                return method
        values = {
            "code": indicator.code.value,
            "nearest": nearest(stated.value, names),
            "wanted": "、".join(names),
            "default": self.rubric.default_method.name,
        }
        self.problems.append(catalogue.METHOD_UNKNOWN.at(stated.ref, stated.value, **values))
        return None

    def check_indicator(self, indicator: Indicator, made: Score, *, by_hand: bool) -> None:
        if by_hand:
            self.check_by_hand(indicator, made)
            return
        self.check_deduction(made, indicator.deduction)
        if made.lost and made.reason is None:
            self.report_reason_missing(made, _INDICATOR_REASON)

    def check_by_hand(self, indicator: Indicator, made: Score) -> None:
        """A deduction by hand must not contradict whether the target was reached."""
        if made.met == (made.lost == 0):
            return
        kind: Kind = catalogue.MET_BUT_LOST if made.met else catalogue.MISSED_BUT_FULL
        target = indicator.target_text.value
        if indicator.quantitative and not target.startswith(indicator.symbol.value):
            target = indicator.symbol.value + target
        values = {"code": indicator.code.value, "target": target, "actual": indicator.actual_text.value}
        self.problems.append(kind.at(indicator.cell(DEDUCTION), **values, lost=plain(made.lost)))

    # --- checks on any score ---

    def check_deduction(self, made: Score, stated: Entry[Decimal] | None) -> None:
        """扣分 beside a rule that needs none must be what the rule gives."""
        if stated is not None and stated.value != made.lost:
            values = {"name": made.name, "wanted": plain(made.lost), "rule": made.rule}
            self.problems.append(catalogue.DEDUCTION_DIFFERS.at(stated.ref, plain(stated.value), **values))

    def report_reason_missing(self, made: Score, column: str) -> None:
        values = {"name": made.name, "lost": plain(made.lost), "column": column, "rule": made.rule}
        self.problems.append(catalogue.REASON_MISSING.at(made.reason_ref, **values))
        if made.reason_ref is not None:
            self.gaps.add(made.reason_ref)

    def demand_manual_reason(self, name: str, reason: Entry[str] | None, place: CellRef, column: str) -> None:
        if reason is None:
            self.gaps.add(place)
            self.problems.append(catalogue.MANUAL_REASON_MISSING.at(place, name=name, column=column))

    def note_unverified(self, made: Score, item: str) -> None:
        """A note when points were lost by an unverified row or method (``item`` of the rules file)."""
        if made.lost and not made.verified:
            place = FileRef(file=self.rubric.file, item=item)
            values = {"name": made.name, "lost": plain(made.lost), "source": made.source}
            self.problems.append(catalogue.UNVERIFIED_DEDUCTION.at(place, **values))

    def check_evidence(self, scorecard: Scorecard) -> None:
        if scorecard.points == scorecard.full and not any(leaf.evidence for leaf in scorecard.leaves()):
            place = CellRef(file=self.submission.file, sheet=INDICATORS.name, label=INDICATORS.evidence.name)
            self.problems.append(catalogue.NO_EVIDENCE.at(place, plain(scorecard.points)))


# --- from the submission to what the rules read -------------------------------------------------------------


def _items(submission: Submission) -> dict[str, Entry[Decimal]]:
    """The numbers of 预算执行 and 三公经费 that are filled in, by the name that the form gives them."""
    total = submission.three_public.total
    named = {
        **{item.name: entry for item, entry in submission.budget.entries()},
        THREE_PUBLIC_BUDGET: total.budget,
        THREE_PUBLIC_SPENT: total.actual,
    }
    return {name: entry for name, entry in named.items() if entry is not None}


def _given(indicator: Indicator) -> Given:
    given: dict[str, Value] = {SYMBOL: indicator.symbol.value}
    if indicator.unit is not None:
        given[UNIT_NAME] = indicator.unit.value
    if not indicator.quantitative:
        given |= {TARGET: indicator.target_text.value, ACTUAL: indicator.actual_text.value}
    if indicator.target is not None:
        given[TARGET] = indicator.target.value
    if indicator.actual is not None:
        given[ACTUAL] = indicator.actual.value
    if indicator.deduction is not None:
        given[DEDUCTION] = indicator.deduction.value
    return given


def _indicator_inputs(indicator: Indicator, *, by_hand: bool) -> tuple[Input, ...]:
    unit = indicator.unit.value if indicator.unit else ""
    target, actual = indicator.target or indicator.target_text, indicator.actual or indicator.actual_text
    inputs = [
        Input(label=TARGET, value=target.value, unit=unit, ref=target.ref),
        Input(label=ACTUAL, value=actual.value, unit=unit, ref=actual.ref),
    ]
    if by_hand and indicator.deduction:
        deduction = indicator.deduction
        inputs.append(Input(label=DEDUCTION, value=deduction.value, unit="分", ref=deduction.ref))
    return tuple(inputs)


def _entry_inputs(row: Row, entry: ManagementEntry | None) -> tuple[Input, ...]:
    """What the rule read of the row's own cells in 管理效率."""
    if entry is None:
        return ()
    inputs = []
    if ENTRY in row.rule.inputs and entry.value is not None:
        inputs.append(Input(label=ENTRY, value=entry.value.value, unit="", ref=entry.value.ref))
    if DEDUCTION in row.rule.inputs and entry.deduction is not None:
        inputs.append(Input(label=DEDUCTION, value=entry.deduction.value, unit="分", ref=entry.deduction.ref))
    return tuple(inputs)


def _missing_input(place: CellRef) -> Input:
    return Input(label=place.label, value="", unit="", ref=place)


def _fault_ref(indicator: Indicator, fault: Fault) -> CellRef:
    known: Mapping[str, Callable[[], CellRef]] = {
        SYMBOL: lambda: indicator.symbol.ref,
        TARGET: lambda: indicator.target_text.ref,
        ACTUAL: lambda: indicator.actual_text.ref,
        DEDUCTION: lambda: indicator.deduction.ref if indicator.deduction else indicator.cell(DEDUCTION),
    }
    return known[fault.about]()


def _agrees(stated: Decimal | str, made: Score) -> bool:
    """Whether a 填报值 says the same as the figures: 是/否 whether the target was met, a number one of them."""
    if stated in (YES, NO):
        return made.met == (stated == YES)
    quantity = parse_quantity(stated) if isinstance(stated, str) else None
    value = quantity.value if quantity else stated
    return any(value == given.value for given in made.inputs)


def _named(indicator: Indicator) -> str:
    return f"{indicator.code.value} {indicator.name.value}"
