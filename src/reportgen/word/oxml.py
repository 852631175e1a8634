"""What a .docx holds and python-docx has no public name for: no other module of the program knows its elements."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from docx.blkcntnr import BlockItemContainer
from docx.comments import Comment
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shape import InlineShape
from docx.shared import Pt, Twips
from docx.styles.style import BaseStyle, CharacterStyle
from docx.table import Table, _Row
from docx.text.font import Font
from docx.text.paragraph import Paragraph
from docx.text.parfmt import ParagraphFormat
from docx.text.run import Run
from lxml import etree

# Characters that Word sets in the Latin font unless the run asks for the East Asian one (ECMA-376-1, 17.3.2.26):
# “ ” ‘ ’ — … · × and their neighbours in the symbol blocks.
_AMBIGUOUS: Final = re.compile(
    "[\u00a1\u00a4\u00a7\u00a8\u00b0-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00d7\u00f7\u2000-\u2bff]"
)
_SPACES: Final = re.compile("([\t\n])")


def _append(parent: BaseOxmlElement, tag: str, **attributes: object) -> BaseOxmlElement:
    """Append an element; Word wants the elements of a parent in one order, so callers append in that order."""
    values = {qn(f"w:{name}"): str(value) for name, value in attributes.items()}
    element = OxmlElement(f"w:{tag}", attrs=values)
    parent.append(element)
    return element  # type: ignore[return-value] # every element of Word's own namespace is one


def _set(element: BaseOxmlElement, **attributes: object) -> None:
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))


# --- runs -------------------------------------------------------------------------------------------------


def add_run(paragraph: Paragraph, text: str, style: CharacterStyle | None = None, *, hint: bool = False) -> Run:
    """Add a run: every character stays as it is, a tab and a line break become what Word has for them.

    A run that holds a mark of both scripts, or is given the ``hint``, asks for the Chinese font.
    """
    run = paragraph.add_run()
    if style:
        set_style(run, style)
    if hint or _AMBIGUOUS.search(text):
        _append(run.element.get_or_add_rPr(), "rFonts", hint="eastAsia")
    for piece in _SPACES.split(text):  # the API's own way takes each character by itself
        if piece == "\t":
            run.add_tab()
        elif piece == "\n":
            run.add_break()
        elif piece:
            run.add_text(piece)
    return run


def split_run(run: Run, place: int) -> None:
    """Part a run in two of the same look, the first of them with ``place`` characters."""
    rest = copy.deepcopy(run.element)
    run.element.addnext(rest)
    text = run.text
    run.text, Run(rest, run._parent).text = text[:place], text[place:]


def add_page_number(paragraph: Paragraph, shown: str) -> None:
    """Add the number of the page: a field whose last result is ``shown``."""
    _append(paragraph.add_run().element, "fldChar", fldCharType="begin")
    instruction = _append(paragraph.add_run().element, "instrText")
    instruction.text = " PAGE "
    instruction.set(qn("xml:space"), "preserve")
    _append(paragraph.add_run().element, "fldChar", fldCharType="separate")
    paragraph.add_run(shown)
    _append(paragraph.add_run().element, "fldChar", fldCharType="end")


def set_style(item: Paragraph | Run, style: BaseStyle) -> None:
    """Give a paragraph or a run its style.

    The API looks at every style each time, in case this one is the default; that takes a quarter of a report's time.
    """
    item._element.style = style.style_id


# --- styles -----------------------------------------------------------------------------------------------


def clear_style(style: BaseStyle) -> None:
    """Take away how a style looks."""
    for properties in style.element.xpath("w:pPr | w:rPr"):
        style.element.remove(properties)


def set_fonts(font: Font, han: str, latin: str) -> None:
    """Name the fonts of all scripts; the API names the Latin one alone."""
    font.name = latin
    _set(font.element.get_or_add_rPr().get_or_add_rFonts(), eastAsia=han, cs=latin)


def set_size(font: Font, half_points: int) -> None:
    """Set the size for all scripts."""
    font.size = Pt(half_points / 2)
    _append(font.element.get_or_add_rPr(), "szCs", val=half_points)


def set_letter_spacing(font: Font, twips: int) -> None:
    """Set letters closer or apart."""
    _append(font.element.get_or_add_rPr(), "spacing", val=twips)


def keep_chinese_line_breaks(layout: ParagraphFormat) -> None:
    """No line begins with a closing mark, and such a mark may stand beyond the end of a line."""
    properties = layout.element.get_or_add_pPr()
    _append(properties, "kinsoku")
    _append(properties, "overflowPunct")


def leave_grid(layout: ParagraphFormat) -> None:
    """Lines need not stand on those of the page."""
    _append(layout.element.get_or_add_pPr(), "snapToGrid", val=0)


def set_first_line(layout: ParagraphFormat, hundredths: int, twips: int) -> None:
    """Indent the first line by hundredths of a character, for programs that do not count in these by ``twips``."""
    _set(layout.element.get_or_add_pPr().get_or_add_ind(), firstLineChars=hundredths)
    layout.first_line_indent = Twips(twips)


def set_outline_level(layout: ParagraphFormat, level: int) -> None:
    """Set the level in the outline, from 0."""
    _append(layout.element.get_or_add_pPr(), "outlineLvl", val=level)


# --- tables, pictures, comments ---------------------------------------------------------------------------


def frame(table: Table, width: int) -> None:
    """Fix the width of a table (twips), with thin lines round every cell and a little room beside its text."""
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
        _append(margins, side, w=57, type="dxa")


def keep_whole(row: _Row) -> None:
    """A row is not split at the end of a page."""
    _append(row._tr.get_or_add_trPr(), "cantSplit")


def repeat_on_every_page(row: _Row) -> None:
    """A row stands again at the top of every page."""
    _append(row._tr.get_or_add_trPr(), "tblHeader")


def describe(picture: InlineShape, name: str, text: str) -> None:
    """Say what a picture shows, for people who cannot see it, and leave no room beside it."""
    inline = picture._inline
    for side in ("distT", "distB", "distL", "distR"):  # where they are not given, LibreOffice takes 3 mm
        inline.set(side, "0")
    for properties in inline.xpath("wp:docPr | .//pic:cNvPr"):
        properties.set("name", name)
        properties.set("descr", text)


def date_comment(comment: Comment, date: datetime) -> None:
    """Date a comment; the API gives it the present time."""
    comment._comment_elm.date = date


# --- page and package -------------------------------------------------------------------------------------

_OWN_PARTS: Final = {
    *(RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.FONT_TABLE),
    RELATIONSHIP_TYPE.FOOTER,
}


def keep_own_parts(document: Document) -> None:
    """Drop what a style sheet brings along beyond styles and footers: pictures, comments, links, properties.

    It would lie unseen in every report; a template on the network (attachedTemplate) would even be fetched by Word.
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
    properties = document.core_properties._element  # fresh ones, in which the API names itself
    for child in list(properties):
        properties.remove(child)


def reset_defaults(document: Document) -> None:
    """What styles rest on says nothing but the language: theme fonts of the defaults would beat the names of ours."""
    for defaults in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for child in defaults.xpath("*[not(self::w:lang)]"):
            defaults.remove(child)
    for defaults in document.styles.element.xpath("w:docDefaults/w:pPrDefault/w:pPr"):
        defaults.getparent().remove(defaults)


def reset_body(document: Document) -> Section:
    """Empty the body but for one section, which keeps nothing but its footers."""
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
    """Lay lines ``pitch`` twips apart over the page; a grid of characters makes LibreOffice set 14 of them a line."""
    _append(section._sectPr, "docGrid", type="lines", linePitch=pitch)


def clear(container: BlockItemContainer) -> None:
    """Empty a header or footer."""
    for child in list(container.part.element):
        container.part.element.remove(child)


# --- reading ----------------------------------------------------------------------------------------------

_UNREAD: Final = {
    qn("w:txbxContent"),  # a text box inside a paragraph is no part of its sentence
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",  # says the same once more
    qn("w:pPr"),
}


def paragraphs_in(body: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Every paragraph wherever it stands: in tables, content controls and insertions too, which the API leaves out."""
    return (element for element in _walk(body) if element.tag == qn("w:p"))


def style_ids_of(paragraph: BaseOxmlElement) -> Iterator[str]:
    """The id of a paragraph's style, then that of the character style of its first run."""
    for path in ("w:pPr/w:pStyle", "w:r[1]/w:rPr/w:rStyle"):
        for style in paragraph.xpath(path):
            yield style.get(qn("w:val"), "")


def text_of(paragraph: BaseOxmlElement) -> str:
    """The words of a paragraph."""
    return "".join(_texts(paragraph))


def _texts(element: BaseOxmlElement) -> Iterator[str]:
    for part in _walk(element):
        if part.tag == qn("w:t"):
            yield part.text or ""
        elif part.tag == qn("w:tab"):
            yield "\t"
        elif part.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"


def _walk(element: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Everything inside an element, depth first; without recursion, which a deep file could exhaust."""
    walker = etree.iterwalk(element, events=("start",))
    for _, part in walker:
        if part.tag in _UNREAD:
            walker.skip_subtree()
        else:
            yield part
