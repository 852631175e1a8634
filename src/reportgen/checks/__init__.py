"""Checks (核对) that compare the data, the scores and the finished text with each other; one function each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reportgen.checks import budget, claims, counts, dates, form, indicators, names, repeats, scores, slips
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import Diagnostic

Check = Callable[[Dossier], Iterator[Diagnostic]]

# These show that the program itself adds up and words right, which means nothing beside errors in the workbook.
PROOFS: tuple[Check, ...] = (
    scores.totals_add_up,
    scores.points_within_bounds,
    scores.losses_explained,
)

CHECKS: tuple[Check, ...] = (
    indicators.deviation_explained,
    indicators.percentages_within_100,
    indicators.satisfaction_surveyed,
    indicators.direction_fits_name,
    indicators.execution_rates_filed_right,
    indicators.names_differ,
    budget.budget_adds_up,
    budget.carry_over_rate_agrees,
    budget.rates_usual,
    budget.three_public_change_explained,
    budget.figures_possible,
    budget.amounts_in_one_unit,
    budget.parts_add_up,
    budget.finances_agree,
    budget.last_year_agrees,
    scores.thrift_claimed_when_overspent,
    claims.carry_over_claimed_wrong,
    scores.completion_claimed_beside_losses,
    claims.claims_agree,
    claims.standings_agree,
    claims.quarters_agree,
    scores.absolutes_agree,
    scores.something_happened,
    scores.quarters_in_step,
    scores.counts_of_issues_agree,
    scores.done_beside_a_loss,
    scores.scores_agree,
    scores.full_marks_agree,
    claims.numbers_have_a_source,
    scores.absolute_claims_proved,
    scores.losses_among_the_problems,
    scores.problems_answered,
    scores.no_problem_beside_losses,
    scores.note_left_beside_a_loss,
    dates.years_are_the_reports,
    dates.dates_can_be,
    dates.measures_look_ahead,
    names.offices_are_this_one,
    names.own_name_is_one_of_three,
    names.full_name_has_its_place,
    names.one_self_reference,
    repeats.prose_is_new,
    repeats.nothing_stands_twice,
    repeats.no_word_stands_twice,
    repeats.nothing_is_printed_twice,
    form.numbers_follow,
    counts.counts_add_up,
    form.punctuation_is_full_width,
    form.document_numbers_are_right,
    form.sentences_are_whole,
    form.cells_are_whole,
    form.paragraphs_end,
    slips.words_are_right,
    form.parts_are_there,
    form.sections_are_printed,
    form.placeholders_left,
    form.nothing_is_unsettled,
    form.markup_left,
    form.title_fits,
)


def check(dossier: Dossier, *, sound: bool = True) -> tuple[Diagnostic, ...]:
    """Every problem that the checks find; ``sound`` says that no earlier stage found an error."""
    checks = (*PROOFS, *CHECKS) if sound else CHECKS
    return tuple(problem for run in checks for problem in run(dossier))
