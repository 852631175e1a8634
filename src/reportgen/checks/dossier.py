"""What a check has before it (卷宗)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reportgen.checks.limits import Limits
from reportgen.checks.passages import Sentence, alone, planned, sentences
from reportgen.diagnostics import CellRef
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
        others = (alone(entry) for entry in self.submission.prose() if entry.ref not in self.printed)
        return (*self.narrative.blocks, *others)

    @cached_property
    def printed(self) -> frozenset[CellRef]:
        """The cells on which anything in the finished text rests."""
        uses = (use for block in self.narrative.blocks for use in block.figures)
        return frozenset(source for use in uses for source in use.sources)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the finished text."""
        return tuple(sentences(self.narrative.blocks))

    @cached_property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """Those of every passage."""
        return (*self.sentences, *sentences(self.passages[len(self.narrative.blocks) :]))

    @cached_property
    def plans(self) -> frozenset[CellRef]:
        """The cells that tell what is to be done."""
        return frozenset(entry.ref for entry in planned(self.submission))
