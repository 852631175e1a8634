"""What a check has before it (卷宗)."""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.checks.limits import Limits
from reportgen.intake.submission import Submission
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing.narrative import Narrative


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """The data, the scores and the finished text of one office; ``last_year`` is its submission of the year before."""

    submission: Submission
    scorecard: Scorecard
    narrative: Narrative
    limits: Limits
    last_year: Submission | None = None
