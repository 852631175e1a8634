"""Makes the style sheet templates/word/公文.docx from the layout profile beside it.

python-docx's default document is the raw material; everything in it that an official document has no use for,
or that would beat our own values (theme fonts above all), is taken out. The same profile gives the same bytes.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from reportgen.package import repack
from reportgen.resources import Resources
from reportgen.word.profile import Profile, load_profile
from reportgen.word.render import STYLE_SHEET
from reportgen.word.styles import LEAD_STYLES, PAGE_NUMBER_STYLE, PARAGRAPH_STYLES, dress
from reportgen.writing.narrative import Level

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"

_KEPT_PARTS = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS}
_KEPT_IN_PACKAGE = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}

# The styles that Word rests paragraphs, runs, tables and lists on, in its own definition of them, less all fonts.
_GROUND = f"""
<w:styles {nsdecls("w")}>
  <w:docDefaults>
    <w:rPrDefault><w:rPr><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
    <w:pPrDefault/>
  </w:docDefaults>
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
  <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
    <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/>
  </w:style>
  <w:style w:type="table" w:default="1" w:styleId="TableNormal">
    <w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>
    <w:tblPr>
      <w:tblInd w:w="0" w:type="dxa"/>
      <w:tblCellMar>
        <w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
        <w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
      </w:tblCellMar>
    </w:tblPr>
  </w:style>
  <w:style w:type="numbering" w:default="1" w:styleId="NoList">
    <w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>
  </w:style>
</w:styles>"""

# In the order of CT_Settings (ECMA-376-1, 17.15.1.78). Punctuation is not compressed: 28 characters fill a line.
_SETTINGS = f"""
<w:settings {nsdecls("w")}>
  <w:zoom w:percent="100"/>
  <w:defaultTabStop w:val="420"/>
  <w:evenAndOddHeaders/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>
    <w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
    <w:compatSetting w:name="overrideTableStyleFontSizeAndJustification"
                     w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>
    <w:compatSetting w:name="enableOpenTypeFeatures" w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>
    <w:compatSetting w:name="doNotFlipMirrorIndents" w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>
  </w:compat>
  <w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>
  <w:decimalSymbol w:val="."/>
  <w:listSeparator w:val=","/>
</w:settings>"""


# What Word takes where a computer lacks a font: Windows has carried 仿宋 and 楷体 without _GB2312 since 2007.
_FONT_TABLE = f"""
<w:fonts {nsdecls("w")}>
  <w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font>
  <w:font w:name="楷体_GB2312"><w:altName w:val="楷体"/><w:charset w:val="86"/><w:family w:val="modern"/></w:font>
  <w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>
</w:fonts>"""


def make_style_sheet(profile: Profile) -> bytes:
    """The bytes of 公文.docx."""
    document = docx.Document()
    _replace_parts(document)
    _refill(document.settings.element, _SETTINGS)
    _refill(document.styles.element, _GROUND)
    document.styles.element.extend(_styles())
    dress(document, profile)
    _set_core_properties(document, profile)
    _drop_unused_namespaces(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _replace_parts(document: Document) -> None:
    """python-docx saves what relationships lead to, so only the needed ones stay; theme and font table become ours."""
    part, package = document.part, document.part.package
    if package is None:
        raise ValueError("the default document of python-docx is always in a package")
    theme = _theme_without_fonts(part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    for rels, kept in ((part.rels, _KEPT_PARTS), (package.rels, _KEPT_IN_PACKAGE)):
        for rid in [rid for rid, rel in rels.items() if rel.reltype not in kept]:
            del rels[rid]
    fonts = etree.tostring(parse_xml(_FONT_TABLE), encoding="UTF-8", standalone=True)
    for name, content_type, blob, relationship in (
        ("/word/theme/theme1.xml", CONTENT_TYPE.OFC_THEME, theme, RELATIONSHIP_TYPE.THEME),
        ("/word/fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE, fonts, RELATIONSHIP_TYPE.FONT_TABLE),
    ):
        part.relate_to(Part(PackURI(name), content_type, blob, package), relationship)


def _theme_without_fonts(blob: bytes) -> bytes:
    """A document must have a theme; ours offers no fonts beyond the one that the schema asks for."""
    theme = etree.fromstring(blob)
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    for fonts in (*theme.iter(f"{drawing}majorFont"), *theme.iter(f"{drawing}minorFont")):
        for font in list(fonts):
            if font.tag == f"{drawing}font":
                fonts.remove(font)
            elif font.tag == f"{drawing}latin":
                font.set("typeface", "Times New Roman")
    return etree.tostring(theme, encoding="UTF-8", standalone=True)


def _refill(root: BaseOxmlElement, xml: str) -> None:
    for child in list(root):
        root.remove(child)
    root.extend(list(parse_xml(xml)))


def _styles() -> list[BaseOxmlElement]:
    """Our styles by name; what they look like is set from the profile."""
    attachment = _style("Attachment", PARAGRAPH_STYLES[Level.ATTACHMENT], custom=True)
    title = _style("Title", PARAGRAPH_STYLES[Level.TITLE])
    headings = [_style(f"Heading{n}", PARAGRAPH_STYLES[level]) for n, level in enumerate(LEAD_STYLES, start=1)]
    leads = [_lead_style(f"Lead{n}", name) for n, name in enumerate(LEAD_STYLES.values(), start=1)]
    return [attachment, title, *headings, *leads, _style("Footer", PAGE_NUMBER_STYLE)]


def _style(style_id: str, name: str, *, custom: bool = False) -> BaseOxmlElement:
    mark = ' w:customStyle="1"' if custom else ""
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="paragraph"{mark} w:styleId="{style_id}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/></w:style>'
    )


def _lead_style(style_id: str, name: str) -> BaseOxmlElement:
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="character" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/></w:style>'
    )


def _set_core_properties(document: Document, profile: Profile) -> None:
    core = document.core_properties
    core.title = "公文样式"
    core.author = profile.creator
    core.created = core.modified = datetime(2012, 7, 1)  # the day GB/T 9704-2012 came into force


def _drop_unused_namespaces(document: Document) -> None:
    package = document.part.package
    for part in package.iter_parts() if package else ():
        if isinstance(part, XmlPart):
            part.element.attrib.pop("{http://schemas.openxmlformats.org/markup-compatibility/2006}Ignorable", None)
            etree.cleanup_namespaces(part.element)


def main() -> None:
    """Write the file from the profile of this checkout."""
    profile = load_profile(Resources((TEMPLATES,)))
    if profile.value is None:
        raise SystemExit("\n".join(f"{problem.place} {problem.message}" for problem in profile.diagnostics))
    (TEMPLATES / STYLE_SHEET).write_bytes(make_style_sheet(profile.value))


if __name__ == "__main__":
    main()
