"""The elements of a .docx for which python-docx has no public name; no other module writes the XML of Word."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from docx.blkcntnr import BlockItemContainer
from docx.comments import Comment
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.simpletypes import ST_Merge
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shape import InlineShape
from docx.shared import Pt, Twips
from docx.styles.style import BaseStyle, CharacterStyle
from docx.table import Table, _Cell, _Row
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run
from lxml import etree

# Word sets these characters in the Latin font unless the run asks for the East Asian one (ECMA-376-1, 17.3.2.26):
# “ ” ‘ ’ — … · × and their neighbours in the symbol blocks.
_AMBIGUOUS: Final = re.compile(
    "[\u00a1\u00a4\u00a7\u00a8\u00b0-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00d7\u00f7\u2000-\u2bff]"
)
_SPACES: Final = re.compile("([\t\n])")


def _append(parent: BaseOxmlElement, tag: str, **attributes: object) -> BaseOxmlElement:
    """Append an element. Word requires the children of an element in one order, so callers append in that order."""
    values = {qn(f"w:{name}"): str(value) for name, value in attributes.items()}
    element = OxmlElement(f"w:{tag}", attrs=values)
    parent.append(element)
    return element  # type: ignore[return-value] # every element of Word's own namespace is one


def _set(element: BaseOxmlElement, **attributes: object) -> None:
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))


# --- runs -------------------------------------------------------------------------------------------------


def add_run(paragraph: Paragraph, text: str, style: CharacterStyle | None = None, *, hint: bool = False) -> Run:
    """Add a run with every character of the text; tabs and line breaks become the elements that Word has for them.

    The run asks for the Chinese font if it holds a mark that both scripts use, or if ``hint`` is true.
    """
    run = paragraph.add_run()
    if style:
        set_style(run, style)
    if hint or _AMBIGUOUS.search(text):
        _append(run.element.get_or_add_rPr(), "rFonts", hint="eastAsia")
    for piece in _SPACES.split(text):  # the API would go through the text character by character
        if piece == "\t":
            run.add_tab()
        elif piece == "\n":
            run.add_break()
        elif piece:
            run.add_text(piece)
    return run


def split_run(run: Run, place: int) -> None:
    """Split a run into two with the same look, the first with ``place`` characters."""
    rest = copy.deepcopy(run.element)
    run.element.addnext(rest)
    text = run.text
    run.text, Run(rest, run._parent).text = text[:place], text[place:]


def add_page_number(paragraph: Paragraph, result: str) -> None:
    """Add the number of the page as a field whose stored result is ``result``."""
    _append(paragraph.add_run().element, "fldChar", fldCharType="begin")
    instruction = _append(paragraph.add_run().element, "instrText")
    instruction.text = " PAGE "
    instruction.set(qn("xml:space"), "preserve")
    _append(paragraph.add_run().element, "fldChar", fldCharType="separate")
    paragraph.add_run(result)
    _append(paragraph.add_run().element, "fldChar", fldCharType="end")


def set_style(item: Paragraph | Run, style: BaseStyle) -> None:
    """Give a paragraph or a run its style.

    The API looks at every style each time, in case this one is the default; that takes a quarter of a report's time.
    """
    item._element.style = style.style_id


# --- styles -----------------------------------------------------------------------------------------------


def clear_style(style: BaseStyle) -> None:
    """Remove all paragraph and character properties of a style."""
    for properties in style.element.xpath("w:pPr | w:rPr"):
        style.element.remove(properties)


def set_fonts(font: Font, han: str, latin: str) -> None:
    """Set the fonts of all scripts; the API sets only the Latin one."""
    font.name = latin
    _set(font.element.get_or_add_rPr().get_or_add_rFonts(), eastAsia=han, cs=latin)


def set_size(font: Font, half_points: int) -> None:
    """Set the size for all scripts."""
    font.size = Pt(half_points / 2)
    _append(font.element.get_or_add_rPr(), "szCs", val=half_points)


def set_letter_spacing(font: Font, twips: int) -> None:
    """Set the space between letters, which may be negative."""
    _append(font.element.get_or_add_rPr(), "spacing", val=twips)


def keep_chinese_line_breaks(layout: ParagraphFormat) -> None:
    """Let no line begin with a closing mark, and let such a mark stand beyond the end of a line."""
    properties = layout.element.get_or_add_pPr()
    _append(properties, "kinsoku")
    _append(properties, "overflowPunct")


def leave_grid(layout: ParagraphFormat) -> None:
    """Take the lines of a paragraph off the line grid of the page."""
    _append(layout.element.get_or_add_pPr(), "snapToGrid", val=0)


def set_first_line(layout: ParagraphFormat, hundredths: int, twips: int) -> None:
    """Indent the first line by ``hundredths`` of a character; ``twips`` is for programs that ignore that unit."""
    _set(layout.element.get_or_add_pPr().get_or_add_ind(), firstLineChars=hundredths)
    layout.first_line_indent = Twips(twips)


def set_outline_level(layout: ParagraphFormat, level: int) -> None:
    """Set the level in the outline, counted from 0."""
    _append(layout.element.get_or_add_pPr(), "outlineLvl", val=level)


# --- tables, pictures, comments ---------------------------------------------------------------------------


CELL_MARGIN: Final = 57  # twips beside the text of a cell


def frame(table: Table, width: int) -> None:
    """Fix the width of a table (twips), with thin lines around every cell and a small margin beside its text."""
    properties = table._tbl.tblPr
    for look in properties.xpath("w:tblLook"):
        properties.remove(look)
    for size in properties.xpath("w:tblW"):
        _set(size, w=width, type="dxa")
    borders = _append(properties, "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _append(borders, side, val="single", sz=4, space=0, color="auto")
    table.autofit = False
    margins = _append(properties, "tblCellMar")
    for side in ("left", "right"):
        _append(margins, side, w=CELL_MARGIN, type="dxa")


def keep_whole(row: _Row) -> None:
    """Keep a row on one page."""
    _append(row._tr.get_or_add_trPr(), "cantSplit")


def repeat_on_every_page(row: _Row) -> None:
    """Repeat a row at the top of every page."""
    _append(row._tr.get_or_add_trPr(), "tblHeader")


def join_downwards(cell: _Cell) -> None:
    """Make a cell the first of several that are one."""
    cell._tc.get_or_add_tcPr().vMerge_val = ST_Merge.RESTART


def join_upwards(cell: _Cell) -> None:
    """Make a cell a part of the one above it."""
    cell._tc.get_or_add_tcPr().vMerge_val = ST_Merge.CONTINUE


def describe(picture: InlineShape, name: str, text: str) -> None:
    """Give a picture its alternative text (替代文字), for people who cannot see it, and no distance around it."""
    inline = picture._inline
    for side in ("distT", "distB", "distL", "distR"):  # without these values LibreOffice takes 3 mm
        inline.set(side, "0")
    for properties in inline.xpath("wp:docPr | .//pic:cNvPr"):
        properties.set("name", name)
        properties.set("descr", text)


def date_comment(comment: Comment, date: datetime) -> None:
    """Set the date of a comment; the API gives it the present time."""
    comment._comment_elm.date = date


# --- page and package -------------------------------------------------------------------------------------

_OWN_PARTS: Final = {
    *(RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.FONT_TABLE),
    RELATIONSHIP_TYPE.FOOTER,
}


def keep_own_parts(document: Document) -> None:
    """Remove from a style sheet everything but styles and footers: pictures, comments, links and properties.

    They would be invisible in every report, and Word would even fetch a template from the network (attachedTemplate).
    """
    section = document.element.body.get_or_add_sectPr()
    used = set(section.xpath("w:footerReference[@w:type='default' or @w:type='even']/@r:id"))
    for other in section.xpath("w:footerReference[not(@w:type='default' or @w:type='even')]"):
        section.remove(other)
    part, package = document.part, document.part.package
    for rid, rel in list(part.rels.items()):
        if (
            rel.is_external
            or rel.reltype not in _OWN_PARTS
            or (rel.reltype == RELATIONSHIP_TYPE.FOOTER and rid not in used)
        ):
            del part.rels[rid]
        else:
            rel.target_part.rels.clear()
    for rid, rel in list(package.rels.items()) if package else ():
        if rel.is_external or rel.reltype != RELATIONSHIP_TYPE.OFFICE_DOCUMENT:
            del package.rels[rid]
    for element in document.settings.element.xpath("//*[@r:*]"):
        element.getparent().remove(element)
    properties = document.core_properties._element  # the API has just made them, with its own name as the author
    for child in list(properties):
        properties.remove(child)


def reset_defaults(document: Document) -> None:
    """Remove all defaults of styles but the language: theme fonts there would replace the fonts that we name."""
    for defaults in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for child in defaults.xpath("*[not(self::w:lang)]"):
            defaults.remove(child)
    for defaults in document.styles.element.xpath("w:docDefaults/w:pPrDefault/w:pPr"):
        defaults.getparent().remove(defaults)


def reset_body(document: Document) -> Section:
    """Empty the body and return its only section, which keeps its footers and nothing else."""
    body = document.element.body
    section = body.get_or_add_sectPr()
    for child in list(body):
        if child is not section:
            body.remove(child)
    section.attrib.clear()
    for child in section.xpath("*[not(self::w:footerReference)]"):
        section.remove(child)
    return document.sections[0]


def set_line_grid(section: Section, pitch: int) -> None:
    """Set a grid of lines ``pitch`` twips apart.

    It is no grid of characters: with such a grid LibreOffice sets only 14 characters in a line.
    """
    _append(section._sectPr, "docGrid", type="lines", linePitch=pitch)


def number_pages_from(section: Section, first: int) -> None:
    """Give the first page of a section this number."""
    numbers = _append(section._sectPr, "pgNumType", start=first)
    section._sectPr.insert_element_before(numbers, "w:cols", "w:titlePg", "w:docGrid")


def clear(container: BlockItemContainer) -> None:
    """Empty a header or footer."""
    for child in list(container.part.element):
        container.part.element.remove(child)


# --- reading ----------------------------------------------------------------------------------------------

_REPEATED: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # It repeats the same text.
# What a person deleted or moved away is no text of the document any more.
_DELETED: Final = {qn("w:del"), qn("w:moveFrom")}
_TEXT_BOX: Final = qn("w:txbxContent")  # Its paragraphs do not belong to the sentence beside it.
_MARKS: Final = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


class TablePlace(NamedTuple):
    """The cell of a table in which a paragraph stands; tables, rows and columns count from 1."""

    table: int
    row: int
    column: int


def paragraphs_in(body: BaseOxmlElement) -> Iterator[tuple[BaseOxmlElement, TablePlace | None]]:
    """Yield every paragraph with its cell: the API leaves out those in content controls, insertions and text boxes."""
    place = _TableWalk()
    skipped = {_REPEATED, *_DELETED, qn("w:pPr"), qn("w:rPr")}
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, part in walker:
        if event == "end":
            if part.tag in place.tags:
                place.leave(part.tag)
        elif part.tag in skipped or _is_contents(part) or _is_deleted_row(part):
            walker.skip_subtree()
        elif part.tag in place.tags:
            place.enter(part)
        elif part.tag == qn("w:p"):
            yield part, place.present


class _TableWalk:
    """Counts tables, rows and columns; a table may stand in a cell of another one."""

    tags: Final = (qn("w:tbl"), qn("w:tr"), qn("w:tc"))

    def __init__(self) -> None:
        self._tables = 0
        self._open: list[list[int]] = []  # number, row, column, and the columns that the present cell spans

    @property
    def present(self) -> TablePlace | None:
        return TablePlace(*self._open[-1][:3]) if self._open else None

    def enter(self, part: BaseOxmlElement) -> None:
        table, row, _ = self.tags
        if part.tag == table:
            self._tables += 1
            self._open.append([self._tables, 0, 0, 1])
        elif self._open and part.tag == row:
            self._open[-1][1:] = [self._open[-1][1] + 1, 0, 1]
        elif self._open:
            place = self._open[-1]
            place[2] += place[3]
            span = part.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            written = "" if span is None else span.get(qn("w:val"), "")
            place[3] = int(written) if written.isdecimal() and len(written) <= 3 else 1

    def leave(self, tag: str) -> None:
        if tag == self.tags[0] and self._open:
            self._open.pop()


def _is_contents(part: BaseOxmlElement) -> bool:
    """Whether this is a table of contents, which repeats the headings."""
    if part.tag != qn("w:sdt"):
        return False
    gallery = part.find(f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    return gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"


def _is_deleted_row(part: BaseOxmlElement) -> bool:
    return part.tag == qn("w:tr") and part.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None


def style_ids_of(paragraph: BaseOxmlElement) -> Iterator[str]:
    """Yield the id of a paragraph's style, then the id of the character style of its first run."""
    for path in ("w:pPr/w:pStyle", "w:r[1]/w:rPr/w:rStyle"):
        for style in paragraph.xpath(path):
            yield style.get(qn("w:val"), "")


def is_centred(paragraph: BaseOxmlElement) -> bool:
    """Whether the paragraph itself says that it is centred."""
    return bool(paragraph.xpath("boolean(w:pPr/w:jc[@w:val='center'])"))


def mark_is_deleted(paragraph: BaseOxmlElement) -> bool:
    """Whether a person deleted the end of the paragraph, so that the next one goes on with it."""
    return bool(paragraph.xpath("boolean(w:pPr/w:rPr/w:del)"))


def runs_of(paragraph: BaseOxmlElement) -> Iterator[tuple[BaseOxmlElement, str]]:
    """Yield the runs of a paragraph that have text, each with its text; hidden ones are left out.

    A deep file could exhaust recursion, so there is none.
    """
    skipped = {_REPEATED, *_DELETED, _TEXT_BOX, qn("w:pPr"), qn("w:rt")}
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, part in walker:
        if part.tag in skipped:
            walker.skip_subtree()
        elif part.tag == qn("w:r"):
            text = "".join(_characters(part))
            if text and not _is_hidden(part):
                yield part, text


def _is_hidden(run: BaseOxmlElement) -> bool:
    properties = run.find(qn("w:rPr"))
    vanish = None if properties is None else properties.find(qn("w:vanish"))
    return vanish is not None and vanish.get(qn("w:val"), "1") not in ("0", "false")


def _characters(run: BaseOxmlElement) -> Iterator[str]:
    for part in run:
        if part.tag == qn("w:t"):
            yield part.text or ""
        elif part.tag in _MARKS:
            yield _MARKS[part.tag]


def text_of(paragraph: BaseOxmlElement) -> str:
    """Return the text of a paragraph."""
    return "".join(text for _, text in runs_of(paragraph))
