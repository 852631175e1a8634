"""Makes the HTML of the preview from blocks and layout profile: paragraphs, their looks, and the list of problems.

Lengths are in the units of the profile (twips, half-points). Every text is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import Any

from reportgen.diagnostics import Diagnostic, TextRef, by_weight
from reportgen.machine.fonts import stand_ins
from reportgen.word.layout import Layout, gaps, layouts_of
from reportgen.word.profile import PAGE_FIELD, ParagraphLook, Profile
from reportgen.word.styles import DRAFT_LINE
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative, Table

_MOST_CELLS = 5  # a tooltip names at most so many; 数据来源 in the working papers names all


def page_of(narrative: Narrative, profile: Profile, *, draft: bool = False) -> dict[str, Any]:
    """Return the page of a document: title, paragraphs, look, the texts around the number of a page, and the header."""
    return {
        "title": narrative.title,
        "paragraphs": paragraphs(narrative, profile),
        "look": look(profile),
        "number": list(page_number(profile)),
        "draft": draft_line(draft=draft),
    }


def paragraphs(narrative: Narrative, profile: Profile) -> str:
    """Return the paragraphs of the document; each part of a text has its line of wording and its figure as data."""
    layouts = layouts_of(narrative.blocks, profile)
    blocks = zip(narrative.blocks, layouts, strict=True)
    text = "".join(part for block, layout in blocks for part in _paragraph(block, layout))
    return text + (_table(narrative.annex) if narrative.annex else "")


def _table(table: Table) -> str:
    """Return the annex as paragraphs, one a row: the preview shows its words and not its layout."""
    rows = ("　".join(text for text in row if text) for row in (table.head, *table.rows))
    lines = (table.caption, *rows)
    return "".join(f'<p class="body"><span data-from="附表">{escape(line)}</span></p>' for line in lines)


def _paragraph(block: Block, layout: Layout) -> Iterator[str]:
    yield '<p class="body"><br></p>' * layout.empty_before
    yield f'<p class="{layout.level.name.lower()}{" new-page" if layout.new_page else ""}">'
    gap_spans = list(gaps(block.text))
    for start, end in _stretches(block, layout.lead, layout.lines, gap_spans):
        if start in layout.lines:
            yield "<br>"
        classes = []
        if start < layout.lead:
            classes.append(f"lead-{block.level.name.lower()}")
        if any(a <= start < b for a, b in gap_spans):
            classes.append("gap")
        uses = [use for use in block.figures if use.start <= start and end <= use.end]
        if uses:
            classes.append("figure")
        sources = escape("\n".join(_sources_of(block, start, uses)), quote=True)
        class_attribute = f' class="{" ".join(classes)}"' if classes else ""
        yield f'<span{class_attribute} data-from="{sources}">{escape(block.text[start:end])}</span>'
    yield f"{'<i></i>' * (layout.right // 50)}</p>"  # The style sheet makes each half a character wide.
    yield '<p class="body"><br></p>' * layout.empty_after


def _stretches(
    block: Block, lead: int, lines: Iterable[int], gap_spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Cut the text into parts with one look and one source each; return their starts and ends."""
    cuts = {0, lead, *lines, *(start for start, _ in block.lines)}
    cuts |= {at for use in block.figures for at in (use.start, use.end)} | {at for span in gap_spans for at in span}
    ordered = sorted({*(cut for cut in cuts if 0 <= cut < len(block.text)), len(block.text)})
    return pairwise(ordered)


def _sources_of(block: Block, start: int, uses: Iterable[FigureUse]) -> Iterator[str]:
    """Yield the sources of a part: the line of the wording, then each value around it from the outside in."""
    yield f"措辞：{block.line_at(start)}"
    for use in uses:
        cells = "、".join(map(str, use.sources[:_MOST_CELLS]))
        if len(use.sources) > _MOST_CELLS:
            cells += f"等 {len(use.sources)} 个单元格"
        yield f"{use.name}：{cells}" if cells else use.name
        if use.rule:
            yield f"　规则：{use.rule}"
        if use.basis:
            yield f"　依据：{use.basis}"


# --- the looks of the profile -----------------------------------------------------------------------------


def look(profile: Profile) -> str:
    """Return the profile as a CSS style sheet: paper, type area, a rule for each level and one for each lead."""
    page, number = profile.page, profile.page_number
    area_width, area_height = page.width - page.left - page.right, page.height - page.top - page.bottom
    rows = area_height // page.line_pitch  # whole lines only, as in Word
    rules = [
        *_latin_faces(profile),
        f":root{{--page-width:{_pt(page.width)};--page-height:{_pt(page.height)};--top:{_pt(page.top)};"
        f"--left:{_pt(page.left)};--right:{_pt(page.right)};--area-width:{_pt(area_width)};"
        f"--area-height:{_pt(rows * page.line_pitch)};--rest:{_pt(page.height - rows * page.line_pitch)};"
        f"--header:{_pt(page.header)};--footer:{_pt(page.footer)}}}",
        f"@page{{size:{_pt(page.width)} {_pt(page.height)};margin:0}}",
        f"@supports not (column-wrap:wrap){{@page{{margin:{_pt(page.top)} {_pt(page.right)} {_pt(page.bottom)} "
        f"{_pt(page.left)}}}}}",
        f"#flow p{{line-height:{_pt(page.line_pitch)};letter-spacing:{_pt(page.letter_spacing)}}}",
        f".number{{{_font(number.font_han, number.font_latin, number.size)};line-height:{_pt(number.line)};"
        f"padding:0 {_pt(number.side_twips)}}}",
    ]
    for level, one in profile.looks.items():
        name = level.name.lower()
        font = f"{_font(one.font_han, one.font_latin, one.size)};font-weight:{'bold' if one.bold else 'normal'}"
        rules.append(f"#flow p.{name}{{{font};text-indent:{_pt(one.indent_twips)};text-align:{_align(level, one)}}}")
        rules.append(f"#flow .lead-{name}{{{font}}}")
    attachment = profile.looks[Level.ATTACHMENT]
    rules.append(f".draft-line{{{_font(attachment.font_han, attachment.font_latin, attachment.size)}}}")
    return "\n".join(rules)


def _align(level: Level, look: ParagraphLook) -> str:
    return "right" if level is Level.SIGNATURE else _ALIGN[look.align]


_ALIGN = {"both": "justify", "left": "left", "center": "center"}


# The Latin font is used for letters and digits only: Word sets marks such as “ ” — … in the Han font (see add_run in
# word/oxml.py).
_LATIN = "U+20-7E,U+C0-D6,U+D8-F6,U+F8-24F"


def _latin_faces(profile: Profile) -> Iterator[str]:
    fonts = {profile.page_number.font_latin, *(one.font_latin for one in profile.looks.values())}
    for font in sorted(fonts):
        sources = ",".join(f"local({_css_string(name)})" for name in dict.fromkeys((font, *stand_ins(font))))
        yield f"@font-face{{font-family:{_css_string(_latin_name(font))};src:{sources};unicode-range:{_LATIN}}}"


def _latin_name(font: str) -> str:
    return f"latin {font}"


def _font(han: str, latin: str, half_points: int) -> str:
    """Return the CSS of a font: the Latin font, then the Han font and the fonts that may replace it."""
    names = dict.fromkeys((_latin_name(latin), han, *stand_ins(han)))
    return f"font-family:{','.join(map(_css_string, names))},serif;font-size:{half_points / 2:g}pt"


def _css_string(name: str) -> str:
    """Return a CSS string; characters other than letters and digits are written as numbers (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(c if c.isalnum() or c in " -_" else f"\\{ord(c):x} " for c in name) + '"'


def _pt(twips: int) -> str:
    return f"{twips / 20:g}pt"


def page_number(profile: Profile) -> tuple[str, str]:
    """Return the text before and the text after the number of a page."""
    before, _, after = profile.page_number.form.partition(PAGE_FIELD)
    return before, after


def draft_line(*, draft: bool) -> str:
    """Return the text in the header of every page of a draft; empty for a report."""
    return DRAFT_LINE if draft else ""


# --- problems ---------------------------------------------------------------------------------------------


def problem_list(problems: Iterable[Diagnostic]) -> str:
    """Return every problem as on the console: message, place, line with the mark, content, and hint."""
    return "".join(_problem(problem) for problem in by_weight(problems))


def _problem(problem: Diagnostic) -> str:
    lines = [f'<p class="message"><b>{problem.severity} {problem.shown_code}</b> {escape(problem.message)}</p>']
    place = problem.place
    if place is not None:
        lines.append(f'<p class="place">{escape(str(place))}</p>')
    if isinstance(place, TextRef) and place.excerpt:
        start, end = place.column - 1, place.column - 1 + place.width
        before, word, after = place.excerpt[:start], place.excerpt[start:end], place.excerpt[end:]
        lines.append(f"<pre>{escape(before)}<mark>{escape(word) or '&nbsp;'}</mark>{escape(after)}</pre>")
    elif problem.found and problem.found not in problem.message:
        lines.append(f"<p>现在的内容：{escape(problem.found)}</p>")
    if problem.hint:
        lines.append(f"<p>怎么改：{escape(problem.hint)}</p>")
    return f'<li class="{_CLASS[problem.severity.value]}">{"".join(lines)}</li>'


_CLASS = {"错误": "error", "警告": "warning", "提示": "note"}
