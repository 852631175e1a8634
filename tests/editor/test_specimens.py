"""The invented offices for proofreading: each keeps every rule, and together they reach every branch of wording."""

from __future__ import annotations

import pytest
from rubrics import SMALL, shipped_rubrics

from reportgen.checks import check
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import load_limits
from reportgen.diagnostics import Severity
from reportgen.editor.specimens import Specimen, cases_without_specimen, hand_over, specimens
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, parse_rubric, rubric_schemes
from reportgen.writing.composition import write
from reportgen.writing.source import Layers, WordingSets, read_wording_files, set_folders
from reportgen.writing.syntax import with_marks
from reportgen.writing.values import LINE_MARK
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.wording import Wording, WordingLibrary

# 人工计分 cannot take points from an indicator that met its target (E328), so no valid workbook reaches these branches.
OUT_OF_REACH = {("35-履职效能存在问题.txt", 6)}


@pytest.fixture(scope="module")
def samples(rules: Rubric) -> tuple[Specimen, ...]:
    return specimens(rules)


def test_names_differ(samples: tuple[Specimen, ...]) -> None:
    assert len({sample.name for sample in samples}) == len(samples)


def test_every_year_has_its_own(shipped: Resources) -> None:
    for year, scheme in rubric_schemes(shipped):
        rubric = load_rubric(shipped, year, scheme).value
        assert rubric is not None
        assert {sample.submission.year.value for sample in specimens(rubric)} == {year}
        assert cases_without_specimen(specimens(rubric)) == ()


def test_other_rules_have_specimens_too(shipped: Resources) -> None:
    """Rules without 效益 indicators, in which figures lose points that do not in 2024."""
    small = parse_rubric(SMALL, "rules/2030.toml", 2030).value
    text = (shipped.roots[0] / "rules" / "2024.toml").read_text(encoding="utf-8")
    strict = text.replace('range = "≤10"', 'range = "≤2"').replace('range = ">10 ≤20"', 'range = ">2 ≤20"')
    stricter = parse_rubric(strict, "rules/2024.toml", 2024).value
    for rubric in (small, stricter):
        assert rubric is not None
        assert cases_without_specimen(specimens(rubric)) == ()


def test_nothing_is_an_error(samples: tuple[Specimen, ...], wording: Wording, shipped: Resources) -> None:
    limits = load_limits(shipped).value
    assert limits is not None
    for sample in samples:
        narrative = write(sample.submission, sample.scorecard, wording)
        assert narrative.diagnostics == ()
        assert narrative.value is not None
        dossier = Dossier(
            submission=sample.submission, scorecard=sample.scorecard, narrative=narrative.value, limits=limits
        )
        assert [p for p in check(dossier) if p.severity is Severity.ERROR] == []


@pytest.mark.parametrize("folder", ["默认", "基本情况型", "报告型"])
def test_every_line_of_the_shipped_wording_is_reached(shipped: Resources, folder: str) -> None:
    """Under one or another of the schemes that the set serves."""
    chosen = WordingSets(shipped).read(folder).value
    assert chosen is not None
    wording_files = read_wording_files(Layers(shipped, wording_set=folder).files("", ""), [])
    texts = ((file, with_marks(file.text.rstrip(), index)) for index, file in enumerate(wording_files.values()))
    expected = {(file.name, int(mark[2])) for file, text in texts for mark in LINE_MARK.finditer(text)}
    reached = set()
    for rules in (one for one in shipped_rubrics() if chosen.serves(one.scheme)):
        library = WordingLibrary(shipped, vocabulary(rules, chosen.sections))
        wording_read = library.wording("", "", folder).value
        assert wording_read is not None
        for sample in specimens(rules):
            text = wording_read.render(Facts(sample.submission, sample.scorecard)).value
            assert text is not None
            for mark in LINE_MARK.finditer(text.text):
                file = text.lines[int(mark[1])][0].file
                reached.add((file.rpartition("/")[2], int(mark[2])))
    assert expected - reached == (OUT_OF_REACH if folder == "默认" else set())


def test_every_set_of_the_program_is_tried_out(shipped: Resources) -> None:
    assert set_folders(shipped) == ("默认", "基本情况型", "报告型")


def test_scores_reach_from_nearly_nothing_to_all(samples: tuple[Specimen, ...]) -> None:
    totals = [sample.scorecard.tree.score for sample in samples]
    assert max(totals) == 100
    assert min(totals) < 25


def test_another_office_hands_in_the_same(samples: tuple[Specimen, ...]) -> None:
    office = hand_over(samples[0], "荔湾区", "金花街道").submission.office
    assert (office.district.value, office.short_name.value) == ("荔湾区", "金花街道")
    assert office.full_name.value.endswith("荔湾区人民政府金花街道办事处")
    assert hand_over(samples[0], "", "") == samples[0]
