"""Sets the values of the layout profile into the styles, the page and the footers of a style-sheet document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.section import Section, _Footer
from docx.shared import Pt, Twips
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.text.paragraph import Paragraph

from reportgen.word import oxml
from reportgen.word.profile import PAGE_FIELD, Page, PageNumber, ParagraphLook, Profile
from reportgen.writing.narrative import Level

PARAGRAPH_STYLES: Final[Mapping[Level, str]] = {
    Level.ATTACHMENT: "附件",
    Level.TITLE: "Title",
    Level.FIRST: "heading 1",
    Level.SECOND: "heading 2",
    Level.THIRD: "heading 3",
    Level.FOURTH: "heading 4",
    Level.BODY: "Normal",
}
# The lead (引语) of a paragraph whose text goes on behind its heading (“1.标题。正文……”) has a character style. The
# paragraph itself is body text, so that the outline holds headings only.
LEAD_STYLES: Final[Mapping[Level, str]] = {
    Level.FIRST: "一级标题引语",
    Level.SECOND: "二级标题引语",
    Level.THIRD: "三级标题引语",
    Level.FOURTH: "四级标题引语",
}
# Only some wording sets have these, so a document gets their styles where it needs them.
PAGE_STYLES: Final[Mapping[Level, str]] = {Level.COVER: "封面", Level.DATE: "题下日期", Level.SIGNATURE: "落款"}
PAGE_NUMBER_STYLE: Final = "footer"
DRAFT_LINE: Final = "草稿，不得报送"

_ALIGNMENTS: Final = {
    "both": WD_PARAGRAPH_ALIGNMENT.JUSTIFY,
    "left": WD_PARAGRAPH_ALIGNMENT.LEFT,
    "center": WD_PARAGRAPH_ALIGNMENT.CENTER,
}


def restore_names(document: Document) -> None:
    """Give styles their names back: LibreOffice saves the built-in style “heading 1” as “Heading 1”."""
    absent = {name.casefold(): name for name in missing_styles(document)}
    for style in document.styles.element.style_lst:
        name = absent.pop((style.name_val or "").casefold(), None)
        if name is not None:
            style.name_val = name


def missing_styles(document: Document) -> tuple[str, ...]:
    """Return the names of the styles that a style-sheet document lacks."""
    present = {style.name_val for style in document.styles.element.style_lst}
    names = (*PARAGRAPH_STYLES.values(), *LEAD_STYLES.values(), PAGE_NUMBER_STYLE)
    return tuple(name for name in names if name not in present)


def mistyped_styles(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the name of each style that has the wrong type, with the type in Chinese that it should have."""
    types = {style.name_val: style.type for style in reversed(document.styles.element.style_lst)}
    paragraphs = (
        (name, WD_STYLE_TYPE.PARAGRAPH, "段落样式") for name in (*PARAGRAPH_STYLES.values(), PAGE_NUMBER_STYLE)
    )
    characters = ((name, WD_STYLE_TYPE.CHARACTER, "字符样式") for name in LEAD_STYLES.values())
    for name, style_type, type_name in (*paragraphs, *characters):
        if name in types and types[name] != style_type:
            yield name, type_name


def style_ids(document: Document) -> dict[str, str]:
    """Return the style ids by style names; Word may change an id but not a name."""
    return {style.name_val: style.styleId for style in reversed(document.styles.element.style_lst) if style.name_val}


def dress(document: Document, profile: Profile) -> None:
    """Set the looks of ``profile`` into the styles of ``document``, which has all of them, and empty its body."""
    oxml.keep_own_parts(document)
    oxml.reset_defaults(document)
    for level, name in PARAGRAPH_STYLES.items():
        _clear(document, name)
        _set_letters(
            document.styles[name], profile.looks[level], profile.page.letter_spacing if level is Level.BODY else None
        )
        _set_paragraph(document.styles[name], level, profile.looks[level], profile.page)
    for level, name in LEAD_STYLES.items():
        _clear(document, name)
        _set_letters(document.styles[name], profile.looks[level])
    _clear(document, PAGE_NUMBER_STYLE)
    _set_page_number(document.styles[PAGE_NUMBER_STYLE], profile.page_number)
    section = _set_page(document, profile.page)
    _set_footers(document, section, profile.page_number)


def add_page_style(document: Document, level: Level, profile: Profile) -> None:
    """Add the style of a cover, a date line or a signature, which is based on body text."""
    name, styles = PAGE_STYLES[level], document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    oxml.clear_style(style)
    style.base_style = styles[PARAGRAPH_STYLES[Level.BODY]]
    _set_letters(style, profile.looks[level])
    _set_paragraph(style, level, profile.looks[level], profile.page)


def mark_draft(document: Document) -> None:
    """Write in the header of every page, in the style of 附件, that the document is a draft."""
    section = document.sections[0]
    for header in (section.header, section.even_page_header, section.first_page_header):
        oxml.clear(header)
        paragraph = header.add_paragraph(style=document.styles[PARAGRAPH_STYLES[Level.ATTACHMENT]])
        oxml.set_first_line(paragraph.paragraph_format, 0, 0)
        paragraph.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
        oxml.add_run(paragraph, DRAFT_LINE)


def leave_cover_unnumbered(document: Document) -> None:
    """Give the first page of a document no page number and the second the number 1."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_footer.is_linked_to_previous = False
    oxml.number_pages_from(section, 0)


# --- styles -----------------------------------------------------------------------------------------------


def _clear(document: Document, name: str) -> None:
    """Remove the look of a style and base it on body text, which then decides what the profile does not set."""
    style = document.styles[name]
    oxml.clear_style(style)
    body = PARAGRAPH_STYLES[Level.BODY]
    if style.type == WD_STYLE_TYPE.CHARACTER:
        style.base_style = document.styles.default(WD_STYLE_TYPE.CHARACTER)
    else:
        style.base_style = None if name == body else document.styles[body]


def _set_letters(style: CharacterStyle, look: ParagraphLook, spacing: int | None = None) -> None:
    """Set fonts, size and weight; only body text sets a spacing, all other styles are based on it."""
    oxml.set_fonts(style.font, look.font_han, look.font_latin)
    if look.bold:
        style.font.bold = style.font.cs_bold = True
    if spacing is not None:
        oxml.set_letter_spacing(style.font, spacing)
    oxml.set_size(style.font, look.size)


def _set_paragraph(style: ParagraphStyle, level: Level, look: ParagraphLook, page: Page) -> None:
    layout = style.paragraph_format
    if level is Level.BODY:
        layout.widow_control = False  # with it many pages would have 21 lines instead of 22 (5.2.3)
        oxml.keep_chinese_line_breaks(layout)
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing = Twips(page.line_pitch)
    elif level is Level.TITLE:
        # The letters may be higher than a line of the grid; without the grid every program keeps the exact height.
        oxml.leave_grid(layout)
    elif level in LEAD_STYLES:
        layout.keep_with_next = True
    elif level is Level.SIGNATURE:
        layout.keep_together = True
    oxml.set_first_line(layout, look.indent, look.indent_twips)
    layout.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT if level is Level.SIGNATURE else _ALIGNMENTS[look.align]
    if level in LEAD_STYLES:
        oxml.set_outline_level(layout, list(LEAD_STYLES).index(level))


def _set_page_number(style: ParagraphStyle, number: PageNumber) -> None:
    style.paragraph_format.line_spacing = Twips(number.line)
    oxml.set_first_line(style.paragraph_format, 0, 0)
    style.paragraph_format.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT
    oxml.set_fonts(style.font, number.font_han, number.font_latin)
    oxml.set_size(style.font, number.size)


# --- page -------------------------------------------------------------------------------------------------


def _set_page(document: Document, page: Page) -> Section:
    """Set paper and margins of the only section, which keeps the footers of the style sheet."""
    section = oxml.reset_body(document)
    section.page_width, section.page_height = Twips(page.width), Twips(page.height)
    section.top_margin, section.right_margin = Twips(page.top), Twips(page.right)
    section.bottom_margin, section.left_margin = Twips(page.bottom), Twips(page.left)
    section.header_distance, section.footer_distance = Twips(page.header), Twips(page.footer)
    section.gutter = Twips(0)
    oxml.set_line_grid(section, page.line_pitch)
    return section


def _set_footers(document: Document, section: Section, number: PageNumber) -> None:
    """Set the page number at the right of odd pages and at the left of even pages (GB/T 9704-2012, 7.5)."""
    document.settings.odd_and_even_pages_header_footer = True
    style = document.styles[PAGE_NUMBER_STYLE]
    odd = _page_number(section.footer, style, number, "1")
    odd.paragraph_format.right_indent = Twips(number.side_twips)
    odd.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT
    even = _page_number(section.even_page_footer, style, number, "2")
    even.paragraph_format.left_indent = Twips(number.side_twips)
    even.alignment = WD_PARAGRAPH_ALIGNMENT.LEFT


def _page_number(footer: _Footer, style: ParagraphStyle, number: PageNumber, result: str) -> Paragraph:
    """Write the text around the number, and the number as a field whose stored result is ``result``."""
    oxml.clear(footer)
    paragraph = footer.add_paragraph(style=style)
    before, after = number.form.split(PAGE_FIELD)
    if before:
        oxml.add_run(paragraph, before)
    oxml.add_page_number(paragraph, result)
    if after:
        oxml.add_run(paragraph, after)
    return paragraph
