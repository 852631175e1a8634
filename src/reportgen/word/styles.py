"""Sets the values of the layout profile into the styles, the page and the footers of a style-sheet document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from reportgen.word.profile import PAGE_FIELD, Look, Page, PageNumber, Profile
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
# Character styles for the lead sentence of a paragraph that runs on after its heading (“1.标题。正文……”).
# The paragraph itself is body text, so the outline holds headings only, never whole paragraphs of text.
LEAD_STYLES: Final[Mapping[Level, str]] = {
    Level.FIRST: "一级标题引语",
    Level.SECOND: "二级标题引语",
    Level.THIRD: "三级标题引语",
    Level.FOURTH: "四级标题引语",
}
PAGE_NUMBER_STYLE: Final = "footer"
DRAFT_LINE: Final = "草稿，尚未填完，不得报送"

# Characters that Word sets in the Latin font unless the run asks for the East Asian one (ECMA-376-1, 17.3.2.26):
# “ ” ‘ ’ — … · × and their neighbours in the symbol blocks.
AMBIGUOUS: Final = re.compile(
    "[\u00a1\u00a4\u00a7\u00a8\u00b0-\u00b4\u00b6-\u00ba\u00bc-\u00bf\u00d7\u00f7\u2000-\u2bff]"
)


def restore_names(document: Document) -> None:
    """Undo that LibreOffice saves “heading 1” as “Heading 1”: to Word both are the one built-in style."""
    missing = {name.casefold(): name for name in missing_styles(document)}
    for style in document.styles.element.style_lst:
        name = missing.pop((style.name_val or "").casefold(), None)
        if name is not None:
            style.name_val = name


def missing_styles(document: Document) -> tuple[str, ...]:
    """The names of the styles that a style-sheet document lacks."""
    present = {style.name_val for style in document.styles.element.style_lst}
    wanted = (*PARAGRAPH_STYLES.values(), *LEAD_STYLES.values(), PAGE_NUMBER_STYLE)
    return tuple(name for name in wanted if name not in present)


def mistyped_styles(document: Document) -> Iterator[tuple[str, str]]:
    """The names of the styles that are there, but as a style of another type; each with what it should be."""
    types = {style.name_val: style.get(qn("w:type")) for style in reversed(document.styles.element.style_lst)}
    paragraphs = ((name, "paragraph", "段落样式") for name in (*PARAGRAPH_STYLES.values(), PAGE_NUMBER_STYLE))
    characters = ((name, "character", "字符样式") for name in LEAD_STYLES.values())
    for name, wanted, shown in (*paragraphs, *characters):
        if name in types and types[name] != wanted:
            yield name, shown


def style_ids(document: Document) -> dict[str, str]:
    """Style name → style id; Word renames ids to its liking, the names stay."""
    return {style.name_val: style.styleId for style in reversed(document.styles.element.style_lst) if style.name_val}


def dress(document: Document, profile: Profile) -> None:
    """Give ``document`` (which has every style) the looks of ``profile`` and empty its body."""
    _keep_own_parts(document)
    _set_defaults(document)
    for level, name in PARAGRAPH_STYLES.items():
        look = profile.looks[level]
        _set_style(
            document, name, _paragraph_properties(level, look, profile.page), _run_properties(level, look, profile)
        )
    for level, name in LEAD_STYLES.items():
        _set_style(document, name, None, _run_properties(level, profile.looks[level], profile))
    number = profile.page_number
    _set_style(document, PAGE_NUMBER_STYLE, _page_number_paragraph(number), _page_number_run(number))
    _set_page(document, profile.page)
    _set_footers(document, number)


def _element(tag: str, **attributes: object) -> BaseOxmlElement:
    values = {qn(f"w:{name}"): str(value) for name, value in attributes.items()}
    return OxmlElement(f"w:{tag}", attrs=values)  # type: ignore[return-value] # every w: element is one


def _group(tag: str, *children: BaseOxmlElement) -> BaseOxmlElement:
    group = _element(tag)
    group.extend(children)
    return group


# --- what an editor may have put in ------------------------------------------------------------------------

_OWN_PARTS: Final = {
    *(RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.FONT_TABLE),
    RELATIONSHIP_TYPE.FOOTER,
}
_OWN_IN_PACKAGE: Final = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}


def _keep_own_parts(document: Document) -> None:
    """Drop what the style sheet brings along beyond styles and footers: pictures, comments, links to elsewhere.

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
        if rel.is_external or rel.reltype not in _OWN_IN_PACKAGE:
            del package.rels[rid]
    for element in document.settings.element.xpath("//*[@r:*]"):
        element.getparent().remove(element)


def _set_defaults(document: Document) -> None:
    """What styles rest on says nothing but the language: theme fonts of the defaults would beat the names of ours."""
    for defaults in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for child in defaults.xpath("*[not(self::w:lang)]"):
            defaults.remove(child)
    for defaults in document.styles.element.xpath("w:docDefaults/w:pPrDefault/w:pPr"):
        defaults.getparent().remove(defaults)


# --- styles -----------------------------------------------------------------------------------------------


def _set_style(document: Document, name: str, paragraph: BaseOxmlElement | None, run: BaseOxmlElement) -> None:
    style = document.styles.element.get_by_name(name)
    if style is None:
        raise ValueError(f"no style named {name}")
    for old in style.xpath("w:pPr | w:rPr"):
        style.remove(old)
    ground = PARAGRAPH_STYLES[Level.BODY] if style.get(qn("w:type")) == "paragraph" else "Default Paragraph Font"
    for based_on in style.xpath("w:basedOn"):  # else it would take from there what the profile does not say
        based_on.set(qn("w:val"), style_ids(document).get(ground, based_on.get(qn("w:val"))))
    style.extend([run] if paragraph is None else [paragraph, run])


def _fonts(han: str, latin: str) -> BaseOxmlElement:
    return _element("rFonts", ascii=latin, hAnsi=latin, eastAsia=han, cs=latin)


def _sizes(half_points: int) -> list[BaseOxmlElement]:
    return [_element("sz", val=half_points), _element("szCs", val=half_points)]


def _run_properties(level: Level, look: Look, profile: Profile) -> BaseOxmlElement:
    """Every other style rests on body text and takes the letter spacing from there."""
    bold = [_element("b"), _element("bCs")] if look.bold else []
    spacing = [_element("spacing", val=profile.page.letter_spacing)] if level is Level.BODY else []
    return _group("rPr", _fonts(look.font_han, look.font_latin), *bold, *spacing, *_sizes(look.size))


def _paragraph_properties(level: Level, look: Look, page: Page) -> BaseOxmlElement:
    indent = _element("ind", firstLineChars=look.indent, firstLine=look.indent_twips)
    align = _element("jc", val=look.align)
    if level is Level.BODY:
        return _group(
            "pPr",
            _element("widowControl", val=0),  # else 22 lines a page (5.2.3) become 21 at every other page end
            _element("kinsoku"),
            _element("overflowPunct"),
            _element("spacing", before=0, after=0, line=page.line_pitch, lineRule="exact"),
            indent,
            align,
        )
    if level in LEAD_STYLES:
        outline = list(LEAD_STYLES).index(level)
        return _group("pPr", _element("keepNext"), indent, align, _element("outlineLvl", val=outline))
    if level is Level.TITLE:
        # Its letters may be higher than a line of the grid; off the grid the exact height holds in every program.
        return _group("pPr", _element("snapToGrid", val=0), indent, align)
    return _group("pPr", indent, align)


# --- page -------------------------------------------------------------------------------------------------


def _set_page(document: Document, page: Page) -> None:
    """One section; what it keeps of the style sheet are its footers."""
    body = document.element.body
    section = body.get_or_add_sectPr()
    for child in list(body):
        if child is not section:
            body.remove(child)
    section.attrib.clear()
    for child in section.xpath("*[not(self::w:footerReference)]"):
        section.remove(child)
    section.extend(
        [
            _element("pgSz", w=page.width, h=page.height),
            _element(
                "pgMar",
                top=page.top,
                right=page.right,
                bottom=page.bottom,
                left=page.left,
                header=page.header,
                footer=page.footer,
                gutter=0,
            ),
            # Lines only: a grid of characters makes LibreOffice set 14 of them a line.
            _element("docGrid", type="lines", linePitch=page.line_pitch),
        ]
    )


# --- page number ------------------------------------------------------------------------------------------


def _page_number_run(number: PageNumber) -> BaseOxmlElement:
    return _group("rPr", _fonts(number.font_han, number.font_latin), *_sizes(number.size))


def _page_number_paragraph(number: PageNumber) -> BaseOxmlElement:
    return _group(
        "pPr",
        _element("spacing", line=number.line, lineRule="exact"),
        _element("ind", firstLineChars=0, firstLine=0),
        _element("jc", val="left"),
    )


def _set_footers(document: Document, number: PageNumber) -> None:
    """Odd pages carry their number at the right, even pages at the left (7.5)."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    style = style_ids(document)[PAGE_NUMBER_STYLE]
    for footer, side, shown in ((section.footer, "right", "1"), (section.even_page_footer, "left", "2")):
        root = footer.part.element
        for child in list(root):
            root.remove(child)
        properties = _group(
            "pPr",
            _element("pStyle", val=style),
            _element("ind", **{side: number.side_twips}),
            _element("jc", val=side),
        )
        root.append(_group("p", properties, *_page_number_runs(number.form, shown)))


def mark_draft(document: Document, profile: Profile) -> None:
    """A line in the header of every page, in the look of 附件."""
    section = document.sections[0]
    look = profile.looks[Level.ATTACHMENT]
    for header in (section.header, section.even_page_header):
        root = header.part.element
        for child in list(root):
            root.remove(child)
        properties = _group("pPr", _element("ind", firstLineChars=0, firstLine=0), _element("jc", val="center"))
        run = _group("rPr", _fonts(look.font_han, look.font_latin), *_sizes(look.size))
        root.append(_group("p", properties, _group("r", run, _text("t", DRAFT_LINE))))


def _page_number_runs(form: str, shown: str) -> list[BaseOxmlElement]:
    """The text around the number, and the number as a field whose last result is ``shown``."""
    before, after = form.split(PAGE_FIELD)
    instruction = _text("instrText", " PAGE ")
    return [
        *([_run(_text("t", before), before)] if before else []),
        _run(_element("fldChar", fldCharType="begin")),
        _run(instruction),
        _run(_element("fldChar", fldCharType="separate")),
        _run(_text("t", shown)),
        _run(_element("fldChar", fldCharType="end")),
        *([_run(_text("t", after), after)] if after else []),
    ]


def _text(tag: str, text: str) -> BaseOxmlElement:
    element = _element(tag)
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element


def _run(content: BaseOxmlElement, text: str = "") -> BaseOxmlElement:
    hint = [_group("rPr", _element("rFonts", hint="eastAsia"))] if AMBIGUOUS.search(text) else []
    return _group("r", *hint, content)
