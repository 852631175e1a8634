"""What a check has before it (卷宗)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reportgen.checks.limits import Limits
from reportgen.checks.passages import alone
from reportgen.intake.submission import Submission
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing.narrative import Block, Narrative


@dataclass(frozen=True, kw_only=True, eq=False)  # one dossier equals only itself
class Dossier:
    """The data, the scores and the finished text of one office; ``last_year`` is its submission of the year before."""

    submission: Submission
    scorecard: Scorecard
    narrative: Narrative
    limits: Limits
    last_year: Submission | None = None

    @cached_property
    def passages(self) -> tuple[Block, ...]:
        """The finished text, then the prose cells that it does not print: they stand in the working papers."""
        blocks = self.narrative.blocks
        printed = {source for block in blocks for use in block.figures for source in use.sources}
        return (*blocks, *(alone(entry) for entry in self.submission.prose() if entry.ref not in printed))
