"""The text of a summary: figures in the words of the wording files, tables and pictures where these want them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, has_errors
from reportgen.district.figures import Figures
from reportgen.district.options import SummaryOptions
from reportgen.district.words import DistrictFacts
from reportgen.writing.composition import compose, title_of
from reportgen.writing.narrative import Block, Exhibit, Level, Narrative
from reportgen.writing.source import SUMMARY
from reportgen.writing.wording import MarkedText, Wording


def summary_text(
    found: Figures, shown: Mapping[str, Exhibit], wording: Wording, options: SummaryOptions
) -> Outcome[Narrative]:
    """Word the figures, and put tables and pictures where the wording wants them."""
    rendered = wording.render(DistrictFacts(figures=found, exhibits=shown, most_items=options.most_items))
    if rendered.value is None:
        return Outcome(None, rendered.diagnostics)
    problems = list(rendered.diagnostics)
    composed = compose(rendered.value)
    problems += _vanished(rendered.value, composed, shown)
    blocks = tuple(_with_exhibits(composed, shown, problems))
    title = title_of(blocks, SUMMARY)
    problems += title.diagnostics
    if title.value is None or has_errors(problems):
        return Outcome(None, tuple(problems))
    return Outcome(Narrative(title=title.value, blocks=blocks), tuple(problems))


def _vanished(rendered: MarkedText, blocks: Sequence[Block], shown: Mapping[str, Exhibit]) -> Iterator[Diagnostic]:
    """The exhibits that were printed as a heading with nothing below it, which vanishes and takes them along."""
    kept = {use.rule for block in blocks for use in block.figures}
    for rule in dict.fromkeys(value.rule for value in rendered.values):
        if rule in shown and rule not in kept:
            yield catalogue.EXHIBIT_NOT_ALONE.at(FileRef(file=SUMMARY, item=rule), rule)


def _with_exhibits(
    blocks: Sequence[Block], shown: Mapping[str, Exhibit], problems: list[Diagnostic]
) -> Iterator[Block]:
    """Captions are numbered as they come, tables and pictures apart (表1, 图1)."""
    counts: Counter[str] = Counter()
    for block in blocks:
        use = next((use for use in block.figures if use.rule in shown), None)
        if use is None:
            yield block
            continue
        exhibit = shown[use.rule]
        if block.text != exhibit.caption or block.level is not Level.BODY:
            problems.append(catalogue.EXHIBIT_NOT_ALONE.at(block.line_at(use.start), use.rule))
            continue
        counts[use.name] += 1
        yield replace(block, text=f"{use.name}{counts[use.name]}\u3000{exhibit.caption}", exhibit=exhibit)
