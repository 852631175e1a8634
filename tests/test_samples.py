"""The sample data are what the kept script makes; the sample district is as varied, as right and as wrong as said."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations
from statistics import median

import make_samples
import openpyxl
import pytest
import sample_district
from make_samples import SETS
from program import files
from workbooks import SAMPLE

from reportgen.diagnostics import CellRef, Outcome, Severity
from reportgen.district.results import OfficeResult, office_result
from reportgen.intake.form import BUDGET
from reportgen.package import unpack
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import SET_SAMPLES, Resources, starting_files

DATA = SAMPLE.parent
DISTRICT = DATA / sample_district.FOLDER
BROKEN = {
    "示例十一街道": [("E103", "")],
    "示例十六街道": [("E204", "预算执行!B14")],
    "示例二十镇": [("E203", "绩效指标!H3"), ("E313", "绩效指标!L19")],
}
_LONG = 30  # characters: a shorter text may well come twice
_ALIKE = 0.9


def content(data: bytes) -> object:
    """Part by part: how a part is compressed is for the zlib of each machine to choose."""
    return unpack(data) if data.startswith(b"PK") else data


def test_samples_are_what_the_script_makes() -> None:
    samples = dict(make_samples.samples())
    assert sorted(samples) == files(DATA)
    assert {name: content((DATA / name).read_bytes()) for name in samples} == {
        name: content(data) for name, data in samples.items()
    }


def test_a_new_folder_to_work_in_holds_one_sample() -> None:
    """The district is for trying out a batch: it would only be in the way of somebody who edits wording."""
    assert [name for name in starting_files() if name.endswith(".xlsx")] == ["2024.xlsx"]


@pytest.mark.parametrize("name", SETS)
def test_the_offices_of_the_wording_sets_use_the_optional_sheets(name: str, shipped: Resources) -> None:
    outcome = Pipeline(shipped).report(DATA / SET_SAMPLES / f"{name}.xlsx")
    assert {problem.severity for problem in outcome.diagnostics} <= {Severity.NOTE}
    assert outcome.value is not None
    submission = outcome.value.submission
    assert submission.profile.basis
    assert submission.finances.rows


# --- the district -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outcomes(shipped: Resources) -> Mapping[str, Outcome[Report]]:
    """What comes of each workbook, by the name of its office."""
    pipeline = Pipeline(shipped)
    office = re.compile("示例[一二三四五六七八九十]+(?:街道|镇)")
    outcomes = {}
    for path in DISTRICT.iterdir():
        match = office.search(path.name)
        assert match
        outcomes[match[0]] = pipeline.report(path)
    return outcomes


@pytest.fixture(scope="module")
def results(outcomes: Mapping[str, Outcome[Report]]) -> tuple[OfficeResult, ...]:
    reports = [outcome.value for outcome in outcomes.values() if outcome.value]
    return tuple(office_result(report.submission, report.scorecard) for report in reports)


def reported(outcome: Outcome[Report], severity: Severity) -> list[tuple[str, str]]:
    problems = (problem for problem in outcome.diagnostics if problem.severity is severity)
    return sorted((p.code, p.place.address if isinstance(p.place, CellRef) else "") for p in problems)


def test_nineteen_are_right_and_three_broken(outcomes: Mapping[str, Outcome[Report]]) -> None:
    errors = {name: reported(outcome, Severity.ERROR) for name, outcome in outcomes.items()}
    assert len(outcomes) == 22
    assert {name: problems for name, problems in errors.items() if problems} == BROKEN


def test_hardly_one_is_warned(outcomes: Mapping[str, Outcome[Report]]) -> None:
    warned = [name for name, outcome in outcomes.items() if reported(outcome, Severity.WARNING)]
    assert 1 <= len(warned) <= 4


def test_the_files_are_small_and_named_as_they_come_in() -> None:
    assert sum(path.stat().st_size for path in DISTRICT.iterdir()) < 1_100_000
    assert sum(" " in path.name for path in DISTRICT.iterdir()) == 2


def test_scores_spread_as_in_a_real_district(results: tuple[OfficeResult, ...]) -> None:
    scores = [result.score for result in results if result.score]
    totals = [score.tree.score for score in scores]
    assert len(totals) == 19
    assert 88 <= min(totals) < 90
    assert max(totals) == 100
    assert 95 < median(totals) < 99
    assert len(set(totals)) >= 17
    losing = {criterion.name for score in scores for criterion in score.tree.leaves() if criterion.lost}
    assert len(losing) >= 15


def test_everything_is_invented_and_says_so(results: tuple[OfficeResult, ...]) -> None:
    for result in results:
        names = (result.city, result.district, result.full_name, result.name, result.short_name)
        assert all(name.startswith("示例") for name in names)
    assert {(result.city, result.district) for result in results} == {("示例市", "示例区")}
    for path in DISTRICT.iterdir():
        data = path.read_bytes()
        if path.stem == sample_district.OLD_FORMAT:
            assert sample_district.REMARK.encode("utf-16-le") in data
        else:
            guide = openpyxl.load_workbook(io.BytesIO(data), read_only=True)["填表说明"]
            assert sample_district.REMARK in [
                value for row in guide.iter_rows(max_row=9, values_only=True) for value in row
            ]


def test_parts_that_may_be_missing_are_there_and_missing(outcomes: Mapping[str, Outcome[Report]]) -> None:
    submissions = [outcome.value.submission for outcome in outcomes.values() if outcome.value]
    for there in (
        {bool(s.honours) for s in submissions},
        {bool(s.problems) for s in submissions},
        {bool(s.office.attachment_number) for s in submissions},
        {bool(s.three_public.parts) for s in submissions},
        {bool(s.three_public.reasons) for s in submissions},
        {bool(s.budget[BUDGET.execution_rate]) for s in submissions},
        {bool(s.budget[BUDGET.adjusted]) for s in submissions},
    ):
        assert there == {True, False}


# --- what is planted for the checks across offices --------------------------------------------------------


@pytest.fixture(scope="module")
def texts(outcomes: Mapping[str, Outcome[Report]]) -> list[tuple[str, str]]:
    """Office and paragraph, of all that was typed."""
    answers = (
        (name, entry.value) for name, one in outcomes.items() if one.value for entry in one.value.submission.prose()
    )
    return [(name, part) for name, text in answers for part in text.split("\n")]


def alike(texts: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Pairs of offices with a paragraph that is nearly the same."""
    pairs = set()
    long = [(name, text) for name, text in texts if len(text) >= _LONG]
    for (one, text), (other, copy) in combinations(long, 2):
        if one != other and 2 * min(len(text), len(copy)) >= _ALIKE * (len(text) + len(copy)):
            matcher = SequenceMatcher(None, text, copy, autojunk=False)
            if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
                pairs.add((one, other))
    return {(min(pair), max(pair)) for pair in pairs}


def test_one_paragraph_was_copied_and_the_others_are_their_own(texts: list[tuple[str, str]]) -> None:
    assert alike(texts) == {("示例三街道", "示例十七街道")}


def test_one_document_number_stands_with_two_titles(texts: list[tuple[str, str]]) -> None:
    quoted = re.compile(r"《([^》]+)》（([^）]*〔\d{4}〕\d+号)）")
    titles: dict[str, set[str]] = defaultdict(set)
    for _, text in texts:
        for title, number in quoted.findall(text):
            titles[number].add(title)
    assert [number for number, said in titles.items() if len(said) > 1] == ["示府办〔2024〕12号"]


def test_one_office_names_another(texts: list[tuple[str, str]]) -> None:
    names = {plan.short_name for plan in sample_district.PLANS}
    naming = {(office, name) for office, text in texts for name in names - {office} if name in text}
    assert naming == {("示例五街道", "示例十二街道")}


def test_one_indicator_is_ten_times_its_peers(results: tuple[OfficeResult, ...]) -> None:
    values: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for result in results:
        for quantity in result.quantities:
            values[quantity.name][result.short_name] = quantity.value
    far = {
        (name, office)
        for name, by_office in values.items()
        if len(by_office) >= 5
        for office, value in by_office.items()
        if value >= 8 * median(by_office.values()) > 0
    }
    assert far == {("拆除违法建设宗数", sample_district.OUTLIER)}
    assert len(values["拆除违法建设宗数"]) == len(results)
