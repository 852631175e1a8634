"""Scores a submission (评分) by the rules of its year."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Kind, Outcome, nearest, normal_name, to_fill_in
from reportgen.intake.form import BUDGET, FINANCES, INDICATORS, MANAGEMENT, PROFILE
from reportgen.intake.submission import Entry, Indicator, ManagementEntry, Submission
from reportgen.numeric import parse_quantity, plain, round_half_up, round_points
from reportgen.scoring.figures import (
    EXECUTION_RATE,
    FIGURES,
    OPENING_BALANCE,
    THREE_PUBLIC_BUDGET,
    THREE_PUBLIC_LAST,
    THREE_PUBLIC_SPENT,
    Fault,
    FigureValue,
    quarter_rate,
)
from reportgen.scoring.rubric import Criterion, Method, Rubric
from reportgen.scoring.rules import (
    ACTUAL,
    DEDUCTION,
    ENTRY,
    NO,
    NOT_CONCERNED,
    PART_POINTS,
    SYMBOL,
    TARGET,
    UNIT_NAME,
    YES,
    FormValue,
    FormValues,
    Verdict,
)
from reportgen.scoring.scorecard import RATE_WORDS, Input, Score, Scorecard
from reportgen.scoring.tree import CRITERION, GROUP, PART, Tree

_INDICATOR_REASON, _POINTS = INDICATORS.reason.name, INDICATORS.points.name
_CRITERION_REASON = MANAGEMENT.reason.name
_STATUS_WORDS = {"draft": '试用（status = "draft"）', "example": '示例（status = "example"）'}
_POINT_STEP = Decimal("0.01")
_NEARLY_ALL = Decimal("99.99")  # the highest share of points, in percent, beside a target that was missed


def score(submission: Submission, rubric: Rubric) -> Outcome[Scorecard]:
    """Score a submission by the scheme of its year and report every problem in one run.

    An indicator that cannot be scored gets all its points as a stand-in, and its cell is one of the ``gaps`` of the
    scorecard.
    """
    scoring = _Scoring(submission, rubric)
    scorecard = scoring.scorecard()
    return Outcome(scorecard, tuple(scoring.problems))


def equal_shares(total: Decimal, count: int) -> tuple[Decimal, ...]:
    """Share ``total`` points among ``count`` indicators, each half up to 2 places; the last ones get the remainder."""
    share = round_points(total / count)
    steps = int((total - share * count) / _POINT_STEP)
    step = _POINT_STEP if steps > 0 else -_POINT_STEP
    return (share,) * (count - abs(steps)) + (share + step,) * abs(steps)


class _Scoring:
    """Works out the scores of one submission and collects its problems."""

    def __init__(self, submission: Submission, rubric: Rubric) -> None:
        self.submission = submission
        self.rubric = rubric
        self.items = _items(submission)
        self.problems: list[Diagnostic] = []
        self.entries: Mapping[str, ManagementEntry] = {}  # by the name of their 三级指标
        self.gaps = set(submission.gaps)
        self.shared_out: set[str] = set()  # the 三级指标 whose points the others of their 二级指标 share

    def scorecard(self) -> Scorecard:
        if self.rubric.draft:
            place, status = FileRef(file=self.rubric.file), _STATUS_WORDS[self.rubric.status]
            self.problems.append(catalogue.DRAFT_RULES.at(place, self.rubric.year, status=status))
        self.check_categories()
        self.entries = self.management_entries()
        tree = self.with_vetoes(self.score_of(self.rubric.tree))
        completion = self.completion(tree)
        gaps = frozenset(self.gaps)
        if gaps:
            tree = tree.with_missing(gaps)
        if self.rubric.cap is not None and not tree.missing:
            tree = _within(tree, self.rubric.cap, tree.score - self.rubric.cap)
        self.check_evidence(tree)
        return Scorecard(
            year=self.rubric.year,
            file=self.rubric.file,
            scheme=self.rubric.scheme,
            draft=self.rubric.draft,
            tree=tree,
            completion=completion,
            grade=next((band.word for band in self.rubric.grades if tree.score in band.range), ""),
            total=self.rubric.tree.points,
            gaps=gaps,
        )

    def score_of(self, node: Tree) -> Score:
        if not isinstance(node, Criterion):
            scores = tuple(self.score_of(child) for child in node.children)
            return Score.over(node.name, _share_out(scores, self.shared_out))
        if node.category is not None:
            return self.score_by_indicators(node, node.category)
        if not node.on_form:
            return self.score_by_rule(node, None)
        entry = self.entries.get(normal_name(node.name))
        if entry is None:
            place = CellRef(file=self.submission.file, sheet=MANAGEMENT.name)
            self.problems.append(catalogue.MANAGEMENT_ROW_MISSING.at(place, node.name, points=plain(node.points)))
            return self.stand_in(node, place)
        return self.score_by_rule(node, entry)

    def stand_in(self, criterion: Criterion, place: CellRef, entry: ManagementEntry | None = None) -> Score:
        """Full points for a criterion that cannot be scored because of what is missing or wrong at ``place``."""
        self.gaps.add(place)
        return Score(
            name=criterion.name,
            points=criterion.points,
            standard=criterion.standard,
            score=criterion.points,
            source=criterion.source,
            verified=criterion.verified,
            inputs=(Input(label=place.label, entry=Entry("", place)),),
            evidence=entry.evidence if entry else None,
            note=entry.note if entry else None,
        )

    def completion(self, tree: Score) -> str:
        """The word for the completion of the goals; a target that was missed is never complete, whatever its points."""
        categories = self.rubric.completion_of
        names = {one.name for _, _, one in self.rubric.criteria() if one.category in categories}
        judged = [one for one in tree.level(CRITERION) if one.name in names]
        whole = Score.over("", tuple(judged))
        share = whole.score * 100 / whole.points
        if not all(one.met for one in judged):
            share = min(share, _NEARLY_ALL)
        return next(completion.word for completion in self.rubric.completions if share in completion.range)

    # --- 三级指标 that are scored by 管理效率 or by figures ---

    def management_entries(self) -> dict[str, ManagementEntry]:
        """The rows of 管理效率 by the name of their 三级指标; a row for an unknown one is a problem."""
        names = {normal_name(criterion.name): criterion.name for _, criterion in self.rubric.form_criteria()}
        entries = {}
        for entry in self.submission.management:
            name = entry.indicator.value
            if normal_name(name) in names:
                entries[normal_name(name)] = entry
            else:
                hint = nearest(name, names.values())
                self.problems.append(catalogue.MANAGEMENT_ROW_UNKNOWN.at(entry.indicator.ref, name, nearest=hint))
        return entries

    def score_by_rule(self, criterion: Criterion, entry: ManagementEntry | None) -> Score:
        """Score a criterion by the figures of the form and, where it has one, by its row in 管理效率."""
        form = self.form_values(entry)
        figures = criterion.rule.work_out(form, self.rubric.rate_method)
        self.check_rates(criterion, figures)
        if entry is not None and DEDUCTION in criterion.rule.inputs:
            self.demand_manual_reason(criterion.name, entry.reason, entry.cell(_CRITERION_REASON), _CRITERION_REASON)
        verdict = criterion.rule.judge(criterion.points, form, self.rubric.rate_method)
        if not isinstance(verdict, Verdict):
            places = [self.report_fault(fault, criterion, entry) for fault in verdict]
            return self.stand_in(criterion, places[0], entry)
        if verdict.exempt and criterion.rule.shares_points:
            self.shared_out.add(criterion.name)
        figure = _judged_figure(criterion, figures)
        from_quarters = isinstance(rate := figures.get(EXECUTION_RATE), FigureValue) and rate.computed
        result = Score(
            name=criterion.name,
            points=criterion.points,
            standard=criterion.standard,
            score=verdict.score,
            met=verdict.met,
            extra=criterion.rule.extra,
            rule=verdict.line,
            source=f"{criterion.source}；{self.rubric.rate_method.source}" if from_quarters else criterion.source,
            clause=criterion.name,
            verified=criterion.verified and (self.rubric.rate_method.verified or not from_quarters),
            inputs=(*self.figure_inputs(figures), *_entry_inputs(criterion, entry, figure)),
            figure=figure,
            full_line=verdict.full_line,
            finding=verdict.finding,
            reason=entry.reason if entry else None,
            reason_ref=entry.cell(_CRITERION_REASON) if entry else None,
            evidence=entry.evidence if entry else None,
            note=entry.note if entry else None,
        )
        self.check_criterion(criterion, entry, result)
        return self.with_reason(result, _CRITERION_REASON)

    def with_vetoes(self, tree: Score) -> Score:
        """The scores, without the points of those indicators that a fact of a rule ``veto`` takes away."""
        for _, _, criterion in self.rubric.criteria():
            if criterion.rule.voids:
                verdict = next(one for one in tree.level(CRITERION) if one.name == criterion.name)
                tree = tree if verdict.met else _voided(tree, _part_of(tree, criterion.rule.voids), verdict)
        return tree

    def with_reason(self, result: Score, column: str) -> Score:
        """The score, with a stand-in for its reason where that is a gap."""
        if result.reason is not None or result.reason_ref is None or result.reason_ref not in self.gaps:
            return result
        return replace(result, reason=Entry(to_fill_in(column), result.reason_ref))

    def form_values(self, entry: ManagementEntry | None) -> FormValues:
        form: dict[str, FormValue] = {name: item.value for name, item in self.items.items()}
        if entry is not None and entry.value is not None:
            form[ENTRY] = entry.value.value
        if entry is not None and entry.deduction is not None:
            form[DEDUCTION] = entry.deduction.value
        return form

    def check_criterion(self, criterion: Criterion, entry: ManagementEntry | None, result: Score) -> None:
        if entry is not None:
            self.check_entry_against_figures(criterion, entry, result)
            if DEDUCTION not in criterion.rule.inputs:
                self.check_deduction(result, entry.deduction)
        if EXECUTION_RATE in criterion.rule.figures:
            self.check_rate_explained(result)
        elif result.reason is None and entry is not None and _takes_points(criterion, result):
            self.report_reason_missing(result, _CRITERION_REASON)

    def report_fault(self, fault: Fault, criterion: Criterion, entry: ManagementEntry | None) -> CellRef:
        if entry is not None and fault.about in (ENTRY, DEDUCTION):
            value = entry.value if fault.about == ENTRY else entry.deduction
            place = value.ref if value is not None else entry.cell(fault.about)
        else:
            place = self.item_ref(fault.about, fault.values.get("sheet", BUDGET.name))
        self.problems.append(fault.kind.at(place, fault.found, **{"criterion": criterion.name, **fault.values}))
        return place

    def item_ref(self, name: str, sheet: str) -> CellRef:
        item = self.items.get(name)
        return item.ref if item else CellRef(file=self.submission.file, sheet=sheet, label=name)

    def figure_inputs(self, figures: Mapping[str, FigureValue | Fault]) -> tuple[Input, ...]:
        """The entries that the figures rest on; before those of a computed figure, the figure itself to 2 places."""
        inputs: list[Input] = []
        for name, figure in figures.items():
            if not isinstance(figure, FigureValue):
                continue
            unit, sheet = FIGURES[name].unit, FIGURES[name].sheet
            if figure.computed:
                place = CellRef(file=self.submission.file, sheet=sheet, label=name)
                inputs.append(Input(label=name, entry=Entry(round_half_up(figure.value, 2), place), unit=unit))
            for item in figure.items:
                item_unit = FIGURES[item].unit if item in FIGURES else FIGURES[name].item_unit
                inputs.append(Input(label=item, entry=self.items[item], unit=item_unit))
        return tuple(inputs)

    def check_rates(self, criterion: Criterion, figures: Mapping[str, FigureValue | Fault]) -> None:
        """Warn where the execution rate of the form is far from the one computed from the quarters."""
        rate = figures.get(EXECUTION_RATE)
        if not isinstance(rate, FigureValue) or rate.computed or EXECUTION_RATE not in criterion.rule.figures:
            return
        method = self.rubric.rate_method
        computed = quarter_rate({name: item.value for name, item in self.items.items()}, method)
        if isinstance(computed, FigureValue) and abs(computed.value - rate.value) > method.tolerance:
            values = {"computed": plain(round_half_up(computed.value, 2)), "tolerance": plain(method.tolerance)}
            place = self.items[EXECUTION_RATE].ref
            self.problems.append(catalogue.RATES_DIFFER.at(place, plain(rate.value), **values))

    def check_rate_explained(self, result: Score) -> None:
        """A low execution rate needs an explanation in 存在问题."""
        rate, limit = result.inputs[0].entry, self.rubric.rate_method.explain_below
        if not isinstance(rate.value, Decimal) or rate.value >= limit:
            return
        if not any(word in problem.text.value for problem in self.submission.problems for word in RATE_WORDS):
            shown = plain(round_half_up(rate.value, 2))
            self.problems.append(catalogue.RATE_UNEXPLAINED.at(rate.ref, shown, limit=plain(limit)))

    def check_entry_against_figures(self, criterion: Criterion, entry: ManagementEntry, result: Score) -> None:
        """A 填报值 beside figures is not needed and must not contradict them."""
        if result.figure is None or ENTRY in criterion.rule.inputs or entry.value is None:
            return
        value = entry.value.value
        if not _agrees(value, result):
            text = plain(value) if isinstance(value, Decimal) else value
            sheet = FIGURES[criterion.rule.figures[0]].sheet
            values = {"criterion": criterion.name, "sheet": sheet, "rule": result.rule}
            self.problems.append(catalogue.ENTRY_CONTRADICTS_SHEET.at(entry.value.ref, text, **values))

    # --- indicators ---

    def check_categories(self) -> None:
        """Each indicator belongs to a category (类别) of the scheme, and to a 二级指标 of that."""
        categories = self.rubric.categories
        for indicator in self.submission.indicators:
            category, secondary = indicator.category, indicator.secondary
            if category.ref in self.gaps:
                continue
            if category.value not in categories:
                self.gaps.add(category.ref)
                self.report_choice(category, categories)
                continue
            names = categories[category.value]
            if names and secondary.ref not in self.gaps and secondary.value not in names:
                self.report_choice(secondary, names)

    def report_choice(self, entry: Entry[str], choices: Iterable[str]) -> None:
        values = {"nearest": nearest(entry.value, choices), "choices": "、".join(choices)}
        self.problems.append(catalogue.NOT_A_CHOICE.at(entry.ref, entry.value, **values))

    def score_by_indicators(self, criterion: Criterion, category: str) -> Score:
        """Score a criterion by the sum of the indicators of a category.

        It loses what they lose, even where their points do not add up to its own.
        """
        indicators = [i for i in self.submission.indicators if i.category.value == category]
        if not indicators:
            place = CellRef(file=self.submission.file, sheet=INDICATORS.name, label=category)
            values = {"category": category, "criterion": criterion.name, "points": plain(criterion.points)}
            self.problems.append(catalogue.NO_INDICATORS.at(place, **values))
            return self.stand_in(criterion, place)
        points_of_each = self.indicator_points(criterion, category, indicators)
        shares = equal_shares(criterion.points, len(indicators))
        total = Score.over(
            criterion.name,
            tuple(
                self.score_indicator(indicator, share if points is None else points)
                for indicator, points, share in zip(indicators, points_of_each, shares, strict=True)
            ),
        )
        form = {PART_POINTS: tuple(part.score for part in total.children)}
        verdict = criterion.rule.judge(criterion.points, form, self.rubric.rate_method)
        if not isinstance(verdict, Verdict):
            raise TypeError("a sum of scores has no faults")
        return replace(
            total,
            points=criterion.points,
            standard=criterion.standard,
            score=criterion.points - total.lost,
            met=all(part.met for part in total.children),
            rule=verdict.line,
            source=criterion.source,
            verified=criterion.verified,
        )

    def indicator_points(
        self, criterion: Criterion, category: str, indicators: Sequence[Indicator]
    ) -> tuple[Decimal | None, ...]:
        """The points (分值) of each indicator, shared equally when all are blank; ``None`` where one is wrong."""
        if all(i.points is None and i.cell(_POINTS) not in self.gaps for i in indicators):
            return self.shared_points(criterion, category, indicators)
        points = [self.own_points(indicator, criterion.points, category) for indicator in indicators]
        total = sum((i.points.value for i in indicators if i.points), Decimal(0))
        if None not in points and total != criterion.points:
            place = indicators[-1].cell(_POINTS)
            values = {"category": category, "sum": plain(total), "wanted": plain(criterion.points)}
            self.problems.append(catalogue.INDICATOR_POINTS_TOTAL.at(place, **values))
        return tuple(points)

    def shared_points(
        self, criterion: Criterion, category: str, indicators: Sequence[Indicator]
    ) -> tuple[Decimal, ...]:
        shares = equal_shares(criterion.points, len(indicators))
        counts = {share: shares.count(share) for share in shares}
        values = {
            "category": category,
            "total": plain(criterion.points),
            "count": str(len(indicators)),
            "shares": "，".join(f"{count}个各{plain(share)}分" for share, count in counts.items()),
        }
        self.problems.append(catalogue.POINTS_SHARED.at(indicators[0].cell(_POINTS), **values))
        return shares

    def own_points(self, indicator: Indicator, most: Decimal, category: str) -> Decimal | None:
        code, points = indicator.code.value, indicator.points
        if points is None:
            place = indicator.cell(_POINTS)
            if place in self.gaps:  # Intake reported what stands there.
                return None
            self.problems.append(catalogue.INDICATOR_POINTS_PARTLY_BLANK.at(place, code=code, category=category))
            return None
        value = points.value
        if not 0 < value <= most or value != round_points(value):
            values = {"code": code, "most": plain(most)}
            self.problems.append(catalogue.INDICATOR_POINTS_RANGE.at(points.ref, plain(value), **values))
            return None
        return value

    def score_indicator(self, indicator: Indicator, points: Decimal) -> Score:
        method = self.method_of(indicator)
        if method is None:
            return self.indicator_stand_in(indicator, points, indicator.cell(INDICATORS.method.name))
        by_hand = DEDUCTION in method.rule.inputs
        if by_hand:
            place = indicator.cell(_INDICATOR_REASON)
            self.demand_manual_reason(_title(indicator), indicator.reason, place, _INDICATOR_REASON)
        verdict = method.rule.judge(points, _form_values(indicator), self.rubric.rate_method)
        if not isinstance(verdict, Verdict):
            places = [_fault_ref(indicator, fault) for fault in verdict]
            for fault, place in zip(verdict, places, strict=True):
                self.problems.append(fault.kind.at(place, fault.found, **fault.values))
            return self.indicator_stand_in(indicator, points, places[0])
        result = Score(
            name=indicator.name.value,
            points=points,
            score=verdict.score,
            met=verdict.met,
            rule=verdict.line,
            source=method.source,
            clause=method.name,
            verified=method.verified,
            inputs=_indicator_inputs(indicator, by_hand=by_hand),
            reason=indicator.reason,
            reason_ref=indicator.cell(_INDICATOR_REASON),
            evidence=indicator.evidence,
            indicator=indicator,
        )
        self.check_indicator(indicator, result, by_hand=by_hand)
        return self.with_reason(result, _INDICATOR_REASON)

    def indicator_stand_in(self, indicator: Indicator, points: Decimal, place: CellRef) -> Score:
        """Full points for an indicator that cannot be scored because of what is missing or wrong at ``place``."""
        self.gaps.add(place)
        return Score(
            name=indicator.name.value,
            points=points,
            score=points,
            inputs=(Input(label=place.label, entry=Entry("", place)),),
            reason=indicator.reason,
            reason_ref=indicator.cell(_INDICATOR_REASON),
            evidence=indicator.evidence,
            indicator=indicator,
        )

    def method_of(self, indicator: Indicator) -> Method | None:
        """The method (计分方式) of an indicator; a 定性 one has its own unless a person scores it."""
        method: Method | None = self.rubric.default_method
        if indicator.method is not None:
            method = self.method_by_name(indicator, indicator.method)
        if method is not None and not indicator.quantitative and DEDUCTION not in method.rule.inputs:
            return self.rubric.qualitative_method
        return method

    def method_by_name(self, indicator: Indicator, name: Entry[str]) -> Method | None:
        names = self.rubric.method_names
        for method in self.rubric.methods:
            if method.name in names and normal_name(method.name) == normal_name(name.value):
                return method
        values = {
            "code": indicator.code.value,
            "nearest": nearest(name.value, names),
            "wanted": "、".join(names),
            "default": self.rubric.default_method.name,
        }
        self.problems.append(catalogue.METHOD_UNKNOWN.at(name.ref, name.value, **values))
        return None

    def check_indicator(self, indicator: Indicator, result: Score, *, by_hand: bool) -> None:
        if by_hand:
            self.check_by_hand(indicator, result)
            return
        self.check_deduction(result, indicator.deduction)
        if result.lost and result.reason is None:
            self.report_reason_missing(result, _INDICATOR_REASON)

    def check_by_hand(self, indicator: Indicator, result: Score) -> None:
        """A deduction by hand must agree with whether the target was reached."""
        if result.met == (result.lost == 0):
            return
        kind: Kind = catalogue.MET_BUT_LOST if result.met else catalogue.MISSED_BUT_FULL
        target = indicator.target_text.value
        if indicator.quantitative and not target.startswith(indicator.symbol.value):
            target = indicator.symbol.value + target
        values = {"code": indicator.code.value, "target": target, "actual": indicator.actual_text.value}
        self.problems.append(kind.at(indicator.cell(DEDUCTION), **values, lost=plain(result.lost)))

    # --- checks of any score ---

    def check_deduction(self, result: Score, deduction: Entry[Decimal] | None) -> None:
        """A 扣分 that the rule does not read must be what the rule takes off."""
        if deduction is not None and deduction.value != result.lost:
            values = {"name": result.name, "wanted": plain(result.lost), "rule": result.rule}
            self.problems.append(catalogue.DEDUCTION_DIFFERS.at(deduction.ref, plain(deduction.value), **values))

    def report_reason_missing(self, result: Score, column: str) -> None:
        values = {"name": result.name, "lost": plain(result.lost), "column": column, "rule": result.rule}
        self.problems.append(catalogue.REASON_MISSING.at(result.reason_ref, **values))
        if result.reason_ref is not None:
            self.gaps.add(result.reason_ref)

    def demand_manual_reason(self, name: str, reason: Entry[str] | None, place: CellRef, column: str) -> None:
        if reason is None:
            self.gaps.add(place)
            self.problems.append(catalogue.MANUAL_REASON_MISSING.at(place, name=name, column=column))

    def check_evidence(self, tree: Score) -> None:
        if tree.lost == 0 and not any(leaf.evidence for leaf in tree.leaves()):
            place = CellRef(file=self.submission.file, sheet=INDICATORS.name, label=INDICATORS.evidence.name)
            self.problems.append(catalogue.NO_EVIDENCE.at(place, plain(tree.score)))


# --- the values that the rules read ------------------------------------------------------------------------


def _items(submission: Submission) -> dict[str, Entry[Decimal]]:
    """The numbers that figures rest on and that are filled in, by their names in the form."""
    total, profile = submission.three_public.total, submission.profile
    opening = submission.finances[FINANCES.opening_balance]
    entries = {
        **{item.name: entry for item, entry in submission.budget.entries()},
        THREE_PUBLIC_BUDGET: total.budget,
        THREE_PUBLIC_SPENT: total.actual,
        THREE_PUBLIC_LAST: total.last_actual,
        OPENING_BALANCE: opening.final if opening else None,
    }
    counts = {item.name: profile[item] for item in (PROFILE.staff, PROFILE.positions)}
    entries |= {name: Entry(Decimal(one.value), one.ref) for name, one in counts.items() if one is not None}
    return {name: entry for name, entry in entries.items() if entry is not None}


def _takes_points(criterion: Criterion, result: Score) -> bool:
    """Whether a rule takes points, its own or, as a rule ``veto``, those of others; not where a person does."""
    takes_others = bool(criterion.rule.voids) and not result.met
    return takes_others or (result.lost > 0 and DEDUCTION not in criterion.rule.inputs)


def _share_out(scores: tuple[Score, ...], exempt: Container[str]) -> tuple[Score, ...]:
    """The scores of one 二级指标, in which the others have the points of those that do not concern the office (不涉及).

    They take them in proportion to their own points, and keep the share of points that they got. Where none is left
    to take them, those keep all their points.
    """
    spare = sum((one.points for one in scores if one.name in exempt), Decimal(0))
    rest = [one for one in scores if one.name not in exempt and one.points and not one.children]
    if not spare or not rest:
        return scores
    whole = sum((one.points for one in rest), Decimal(0))
    parts = [round_points(spare * one.points / whole) for one in rest]
    parts[-1] += spare - sum(parts, Decimal(0))
    added = {one.name: part for one, part in zip(rest, parts, strict=True)}
    return tuple(_without_points(one) if one.name in exempt else _with_more(one, added.get(one.name)) for one in scores)


def _without_points(score: Score) -> Score:
    line = f"填报为“{NOT_CONCERNED}”，{plain(score.points)}分由同一个二级指标的其余各项分担"
    return replace(score, points=Decimal(0), score=Decimal(0), rule=line)


def _with_more(score: Score, more: Decimal | None) -> Score:
    if not more:
        return score
    points = score.points + more
    result = round_points(score.score * points / score.points)
    line = f"{score.rule}；分担不涉及的项目的{plain(more)}分，分值{plain(points)}分，得{plain(result)}分"
    return replace(score, points=points, score=result, rule=line)


def _part_of(tree: Score, name: str) -> Score:
    """The indicator of this name; where several levels have it, the highest."""
    levels = (PART, GROUP, CRITERION)
    return next(one for depth in levels for one in tree.level(depth) if one.name == name)


def _voided(score: Score, part: Score, verdict: Score) -> Score:
    """The score, in which ``part`` has no points because of the ``verdict`` of a rule ``veto``."""
    if score is part:
        return _without_score(score, verdict)
    return _with_children(score, tuple(_voided(child, part, verdict) for child in score.children))


def _without_score(score: Score, verdict: Score) -> Score:
    if score.children:
        return _with_children(score, tuple(_without_score(child, verdict) for child in score.children))
    if not score.score:
        return score
    reason = verdict.reason
    if score.indicator:  # Its sentence has no place for the fact but its reason.
        own = f"{score.reason.value}；" if score.reason else ""
        reason = Entry(f"{own}{verdict.rule}", (score.reason or verdict.inputs[0].entry).ref)
    return replace(
        score,
        score=Decimal(0),
        rule=f"{verdict.rule}，扣{plain(score.points)}分，得0分" if score.points else verdict.rule,
        source=verdict.source,
        clause=verdict.clause,
        verified=verdict.verified,
        reason=reason,
        figure=None,
        finding=verdict.finding,
        inputs=(*score.inputs, *verdict.inputs),
        voided_by=verdict,
    )


def _with_children(score: Score, children: tuple[Score, ...]) -> Score:
    if children == score.children:
        return score
    return replace(score, children=children, score=sum((child.score for child in children), Decimal(0)))


def _within(score: Score, cap: Decimal, excess: Decimal) -> Score:
    """The score without the ``excess`` of the total over its ``cap``: the last extra points (加分) go first."""
    if score.extra:
        uncounted = min(max(excess, Decimal(0)), score.score)
        if not uncounted:
            return score
        counted = score.score - uncounted
        line = f"{score.rule}；总分最高{plain(cap)}分，计{plain(counted)}分"
        return replace(score, score=counted, uncounted=uncounted, rule=line)
    children: tuple[Score, ...] = ()
    for child in reversed(score.children):
        children = (_within(child, cap, excess), *children)
        excess -= child.score - children[0].score
    return _with_children(score, children)


def _judged_figure(criterion: Criterion, figures: Mapping[str, FigureValue | Fault]) -> FigureValue | None:
    """The figure that the rule judges, which is the first that it names."""
    figure = next((figures.get(name) for name in criterion.rule.figures), None)
    return figure if isinstance(figure, FigureValue) else None


def _form_values(indicator: Indicator) -> FormValues:
    form: dict[str, FormValue] = {SYMBOL: indicator.symbol.value}
    if indicator.unit is not None:
        form[UNIT_NAME] = indicator.unit.value
    if not indicator.quantitative:
        form |= {TARGET: indicator.target_text.value, ACTUAL: indicator.actual_text.value}
    if indicator.target is not None:
        form[TARGET] = indicator.target.value
    if indicator.actual is not None:
        form[ACTUAL] = indicator.actual.value
    if indicator.deduction is not None:
        form[DEDUCTION] = indicator.deduction.value
    return form


def _indicator_inputs(indicator: Indicator, *, by_hand: bool) -> tuple[Input, ...]:
    unit = indicator.unit.value if indicator.unit else ""
    inputs = [
        Input(label=TARGET, entry=indicator.target or indicator.target_text, unit=unit),
        Input(label=ACTUAL, entry=indicator.actual or indicator.actual_text, unit=unit),
    ]
    if by_hand and indicator.deduction:
        inputs.append(Input(label=DEDUCTION, entry=indicator.deduction, unit="分"))
    return tuple(inputs)


def _entry_inputs(criterion: Criterion, entry: ManagementEntry | None, figure: FigureValue | None) -> tuple[Input, ...]:
    """The cells that the rule read in the row of 管理效率; beside a figure 填报值 is not read, not even 不涉及."""
    if entry is None:
        return ()
    inputs = []
    is_read = ENTRY in criterion.rule.inputs or (figure is None and criterion.rule.exempts)
    if is_read and entry.value is not None:
        unit = criterion.rule.parameters.get("unit", "")
        inputs.append(Input(label=ENTRY, entry=entry.value, unit=unit))
    if DEDUCTION in criterion.rule.inputs and entry.deduction is not None:
        inputs.append(Input(label=DEDUCTION, entry=entry.deduction, unit="分"))
    return tuple(inputs)


def _fault_ref(indicator: Indicator, fault: Fault) -> CellRef:
    entries = {
        SYMBOL: indicator.symbol,
        TARGET: indicator.target_text,
        ACTUAL: indicator.actual_text,
        DEDUCTION: indicator.deduction,
    }
    entry = entries[fault.about]
    return entry.ref if entry else indicator.cell(fault.about)


def _agrees(value: Decimal | str, result: Score) -> bool:
    """Whether a 填报值 agrees with the figures: 是 or 否 with whether the target was met, a number with one of them."""
    if value in (YES, NO):
        return result.met == (value == YES)
    quantity = parse_quantity(value) if isinstance(value, str) else None
    number = quantity.value if quantity else value
    return any(number == one.entry.value for one in result.inputs)


def _title(indicator: Indicator) -> str:
    return f"{indicator.code.value} {indicator.name.value}"
