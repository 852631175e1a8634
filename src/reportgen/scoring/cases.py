"""Runs the cases (案例) of a rules file: examples beside the rules that say in numbers what the rules mean."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome
from reportgen.numeric import plain
from reportgen.scoring.rubric import Rubric, RuleCase
from reportgen.scoring.rules import Rule, Verdict


def run_cases(rubric: Rubric) -> Outcome[int]:
    """How many cases were run, with a diagnostic for each that failed and each criterion or method that has none."""
    rules = _rules(rubric)
    failures = [problem for case in rubric.cases if (problem := run_case(rubric, case))]
    covered = {case.target for case in rubric.cases}
    bare = [catalogue.CASE_NEEDED.at(FileRef(file=rubric.file, item=n), n) for n in rules if n not in covered]
    return Outcome(len(rubric.cases), (*failures, *bare))


def run_case(rubric: Rubric, case: RuleCase) -> Diagnostic | None:
    """What is wrong with one case, or ``None``."""
    rule, points = _rules(rubric)[case.target]
    result = rule.judge(case.points or points, case.given, rubric.rate_method)
    if isinstance(result, Verdict):
        as_wanted, found = result.score == case.score, f"{plain(result.score)}分（{result.line}）"
    else:
        codes = [fault.kind.code for fault in result]
        as_wanted, found = case.error in codes, f"报错{'、'.join(codes)}"
    if as_wanted:
        return None
    wanted = f"报错{case.error}" if case.score is None else f"{plain(case.score)}分"
    return catalogue.CASE_FAILED.at(FileRef(file=rubric.file, item=case.name), found, name=case.name, wanted=wanted)


def _rules(rubric: Rubric) -> Mapping[str, tuple[Rule, Decimal]]:
    """Every criterion and method by name, with its points; a case states the points of a method's indicator itself."""
    criteria = {one.name: (one.rule, one.points) for _, _, one in rubric.criteria()}
    return criteria | {method.name: (method.rule, Decimal(0)) for method in rubric.methods}
