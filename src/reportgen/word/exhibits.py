"""Tables and pictures in a document: their XML, the styles that they are set in, the parts that they bring along.

A style sheet knows nothing of them until it is equipped: a report has neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from reportgen.numeric import round_half_up
from reportgen.word.profile import Page
from reportgen.word.styles import AMBIGUOUS
from reportgen.writing.narrative import Exhibit, Picture, Table

_STYLES = "word/styles.xml"
_TYPES = "[Content_Types].xml"
_CELL, _CELL_LEFT, _HEAD = "SummaryCell", "SummaryCellLeft", "SummaryHead"
_TABLE_CAPTION, _PICTURE_CAPTION, _PICTURE = "SummaryTableCaption", "SummaryPictureCaption", "SummaryPicture"
_EMU_PER_MM, _EMU_PER_TWIP = 36_000, 635  # ECMA-376-1, 20.1.2.1
_CAPTION_ROOM = 1_000  # twips: two lines of the largest size, and what keeps them apart
_NO_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitLook:
    """The fonts and sizes (points) of tables and captions."""

    font_han: str
    font_latin: str
    size: Decimal
    head_han: str
    caption_han: str
    caption_size: Decimal


def equipped(parts: Mapping[str, bytes], look: ExhibitLook) -> dict[str, bytes]:
    """The parts of a style sheet with the styles of tables, pictures and captions."""
    styles = parts[_STYLES].decode()
    fresh = "".join(_styles(look))
    return {**parts, _STYLES: styles.replace("</w:styles>", f"{fresh}</w:styles>").encode()}


def _styles(look: ExhibitLook) -> Iterator[str]:
    centred, left = '<w:jc w:val="center"/>', '<w:jc w:val="left"/>'
    tight = '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
    apart = '<w:spacing w:before="120" w:after="60" w:line="240" w:lineRule="auto"/>'
    cell, head = (look.font_han, look.font_latin, look.size), (look.head_han, look.font_latin, look.size)
    yield _style(_CELL, "汇总表格", tight + _NO_INDENT + centred, cell)
    yield _style(_CELL_LEFT, "汇总表格左", tight + _NO_INDENT + left, cell)
    yield _style(_HEAD, "汇总表头", tight + _NO_INDENT + centred, head)
    named = (look.caption_han, look.font_latin, look.caption_size)
    yield _style(_TABLE_CAPTION, "汇总表题", apart + _NO_INDENT + centred, named)
    yield _style(_PICTURE_CAPTION, "汇总图题", apart + _NO_INDENT + centred, named)
    yield _style(_PICTURE, "汇总图", apart + _NO_INDENT + centred, cell)


_NO_INDENT: Final = '<w:ind w:firstLine="0" w:firstLineChars="0"/>'


def _style(style_id: str, name: str, paragraph: str, letters: tuple[str, str, Decimal]) -> str:
    """On its own, not based on the body style: that has an exact line height, which would cut a picture off."""
    han, latin, size = letters
    keep = "<w:keepNext/>" if style_id in (_TABLE_CAPTION, _PICTURE) else ""
    fonts = f"w:ascii={quoteattr(latin)} w:hAnsi={quoteattr(latin)} w:eastAsia={quoteattr(han)} w:cs={quoteattr(latin)}"
    half_points = int(size * 2)
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:pPr>{keep}<w:widowControl w:val="0"/><w:snapToGrid w:val="0"/>{paragraph}</w:pPr>'
        f'<w:rPr><w:rFonts {fonts}/><w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr></w:style>'
    )


# --- the body ---------------------------------------------------------------------------------------------


def caption(text: str, exhibit: Exhibit) -> str:
    """The line that names a table, which it stays with, or a picture, which stays with it."""
    return _paragraph(text, _TABLE_CAPTION if isinstance(exhibit, Table) else _PICTURE_CAPTION)


def table(one: Table, page: Page) -> str:
    """A table over the whole width of the type area; its head stands again on every page, its rows are not split."""
    room = page.width - page.left - page.right
    total = sum(one.widths)
    widths = [room * width // total for width in one.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = _row(one.head, widths, [_HEAD] * len(widths), "<w:cantSplit/><w:tblHeader/>")
    styles = [_CELL_LEFT if column in one.left else _CELL for column in range(len(widths))]
    rows = "".join(_row(row, widths, styles, "<w:cantSplit/>") for row in one.rows)
    return f"<w:tbl>{_TABLE_PROPERTIES.format(width=sum(widths))}<w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"


_LINE = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
_TABLE_PROPERTIES: Final = (
    '<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>'
    + "".join(f"<w:{side} {_LINE}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
    '<w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)


def _row(texts: Sequence[str], widths: Sequence[int], styles: Sequence[str], properties: str) -> str:
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{_paragraph(text, style)}</w:tc>"
        for text, width, style in zip(texts, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"


def _paragraph(text: str, style: str) -> str:
    hint = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>' if AMBIGUOUS.search(text) else ""
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(escape(text).split("\n"))
    run = f'<w:r>{hint}<w:t xml:space="preserve">{lines}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}</w:p>'


class Pictures:
    """The pictures of one document, in order: their XML, and the parts that they bring into its package."""

    def __init__(self) -> None:
        self._pngs: list[bytes] = []

    def place(self, one: Picture, page: Page) -> str:
        """The paragraph that holds the picture; one larger than the type area with a caption is made to fit."""
        self._pngs.append(one.png)
        number = len(self._pngs)
        room = (page.width - page.left - page.right) * _EMU_PER_TWIP
        high = (page.height - page.top - page.bottom - _CAPTION_ROOM) * _EMU_PER_TWIP
        scale = min(Decimal(1), room / (one.width * _EMU_PER_MM), high / (one.height * _EMU_PER_MM))
        width, height = (int(round_half_up(size * _EMU_PER_MM * scale, 0)) for size in (one.width, one.height))
        told = quoteattr(one.told)
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{_PICTURE}"/></w:pPr><w:r><w:drawing><wp:inline {_DRAWING}'
            f' distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{number}" name="图{number}" descr={told}/><wp:cNvGraphicFramePr/>'
            f'<a:graphic><a:graphicData uri="{_PICTURE_NAMESPACE}"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{number}" name="图{number}" descr={told}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{_relationship(number)}"/>'
            "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r></w:p>"
        )

    def added_to(self, parts: Mapping[str, bytes], body: str) -> dict[str, bytes]:
        """The parts of the package with the pictures; ``body`` is the name of the part that shows them."""
        if not self._pngs:
            return dict(parts)
        folder, _, name = body.rpartition("/")
        related = f"{folder}/_rels/{name}.rels"
        links = "".join(
            f'<Relationship Id="{_relationship(number)}" Type="{_IMAGE}" Target="media/picture{number}.png"/>'
            for number in range(1, len(self._pngs) + 1)
        )
        before = parts[related].decode() if related in parts else _NO_RELATIONSHIPS
        types = parts[_TYPES].decode()
        png = "" if 'Extension="png"' in types else '<Default Extension="png" ContentType="image/png"/>'
        return {
            **parts,
            related: before.replace("</Relationships>", f"{links}</Relationships>").encode(),
            _TYPES: _FIRST_TYPE.sub(lambda found: found[0] + png, types, count=1).encode(),
            **{f"{folder}/media/picture{number}.png": png for number, png in enumerate(self._pngs, 1)},
        }


_PICTURE_NAMESPACE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DRAWING: Final = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    f' xmlns:pic="{_PICTURE_NAMESPACE}"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_FIRST_TYPE: Final = re.compile("<Types[^>]*>")


def _relationship(number: int) -> str:
    """Not to be one of the style sheet's own."""
    return f"picture{number}"
