"""Builds the report of an extracted form again, and says how much of the document came back, paragraph by paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from reportgen.documents.inversion import plain_text
from reportgen.intake.reading import parse_submission
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.score import score
from reportgen.writing.composition import write
from reportgen.writing.source import WordingSets
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.wording import WordingLibrary

_LONGEST = 3_000  # characters of a paragraph that is compared character by character


class ParagraphShare(NamedTuple):
    """A paragraph of the document: its characters, and how many of them stand in the text that was built again."""

    text: str
    characters: int
    returned: int


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """The shares of all paragraphs, and the text that was built again."""

    paragraphs: tuple[ParagraphShare, ...]
    text: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share of the characters of the document that came back, in per cent."""
        whole = sum(one.characters for one in self.paragraphs)
        return 100 * sum(one.returned for one in self.paragraphs) / whole if whole else 0.0


def rebuild(data: bytes, rubric: Rubric, resources: Resources, paragraphs: Sequence[str]) -> Rebuilding:
    """Build the draft of a workbook and compare it with the paragraphs of the document.

    Blanks, quotation marks and the width of punctuation do not count.
    """
    texts = _draft(data, rubric, resources)
    built = [plain_text(text).text for text in texts]
    left = Counter(built)
    shares: list[ParagraphShare | None] = []
    for paragraph in paragraphs:
        plain = plain_text(paragraph).text
        same = left[plain] > 0
        left[plain] -= same
        shares.append(ParagraphShare(paragraph, len(plain), len(plain)) if same else None)
    others = [text for text, count in left.items() for _ in range(count)]
    pairs = [Counter(map("".join, pairwise(text))) for text in others]
    for index, paragraph in enumerate(paragraphs):
        if shares[index] is None:
            plain = plain_text(paragraph).text
            shares[index] = ParagraphShare(paragraph, len(plain), _returned(plain, others, pairs))
    return Rebuilding(tuple(share for share in shares if share), texts)


def _draft(data: bytes, rubric: Rubric, resources: Resources) -> tuple[str, ...]:
    submission = parse_submission(data, "").value
    scorecard = score(submission, rubric).value if submission else None
    if submission is None or scorecard is None:
        return ()
    office = submission.office
    sets = WordingSets(resources)
    folder = sets.folder(office.wording_set.value if office.wording_set else "")
    chosen = sets.read(folder).value if folder else None
    if chosen is None:
        return ()
    library = WordingLibrary(resources, vocabulary(rubric, chosen.sections))
    wording = library.wording(office.district.value, office.short_name.value, chosen.folder).value
    narrative = write(submission, scorecard, wording, chosen).value if wording else None
    if narrative is None:
        return ()
    annex = narrative.annex
    cells = (cell for row in (annex.head, *annex.rows) for cell in row if cell) if annex else ()
    return (*(block.text for block in narrative.blocks), *cells)


def _returned(plain: str, others: Sequence[str], pairs: Sequence[Counter[str]]) -> int:
    """The characters of a paragraph that stand in the most similar paragraph of the new text."""
    if not plain or not others:
        return 0
    own = Counter(map("".join, pairwise(plain)))
    common = [sum((own & pair).values()) for pair in pairs]
    best = max(range(len(others)), key=common.__getitem__)
    if max(len(plain), len(others[best])) > _LONGEST:
        return min(len(plain), common[best])
    blocks = SequenceMatcher(None, plain, others[best], autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
