"""What stands in a .docx or .xlsx, as lines of text: what a reader of the file sees, whatever wrote it.

This reads with python-docx, openpyxl and lxml alone, not with the program: a fault of the program's own readers cannot
hide a fault of its writers. Nothing depends on the order or the names of the parts of a package.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

import docx
import openpyxl
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree
from openpyxl.utils import get_column_letter

_RANDOM = ("rsid", "paraId", "textId")  # attributes that Word numbers at random
_NO_ATTRIBUTES = {qn("r:id"), qn("r:embed")}  # names of relations within the package
_FORMATTING = {qn("w:pPr"), qn("w:rPr")}
_MARKS: Mapping[str, str] = {
    qn("w:tab"): "⇥",
    qn("w:br"): "⏎",
    qn("w:cr"): "⏎",
    qn("w:noBreakHyphen"): "‑",
}
_ENDS = 8  # characters of a run at either end
_MOST_COLUMNS = 200  # a width for more columns than these is one for “all the others”
_CORE = "docProps/core.xml"
_CHART_TEXTS = ("t", "f", "v")


def lines_of(name: str, data: bytes) -> Iterator[str]:
    """The contents of a file by the ending of its name; a text file is given as it is."""
    ending = PurePosixPath(name).suffix
    if ending == ".docx":
        yield from document_lines(data)
    elif ending == ".xlsx":
        yield from workbook_lines(data)
    else:
        yield from data.decode("utf-8", errors="replace").splitlines()


# --- .docx ------------------------------------------------------------------------------------------------


def document_lines(data: bytes) -> Iterator[str]:
    """``style | text`` of every paragraph, direct formatting beneath it; then comments, headers, page, properties."""
    document = docx.Document(io.BytesIO(data))
    yield from _body(document)
    yield from _comments(document)
    yield from _sections(document)
    yield from _properties(document.core_properties)
    yield f"设置 | {_told(document.settings.element)}"
    yield f"图片 | {sum(name.startswith('word/media/') for name in _names(data))}"


def style_lines(data: bytes) -> Iterator[str]:
    """Every style of a .docx with all of its settings, in the order of their names."""
    document = docx.Document(io.BytesIO(data))
    for element in sorted(document.styles.element, key=_name_of_style):
        yield _told(element)


def _name_of_style(element: Any) -> str:
    name = element.find(qn("w:name"))
    return name.get(qn("w:val"), "") if name is not None else ""


def _body(document: Document) -> Iterator[str]:
    tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            yield from _table(block, tables)
        else:
            yield from _paragraph(block)


def _table(table: Table, number: int) -> Iterator[str]:
    yield f"表{number} | {_told(table._tbl.tblPr)} {_told(table._tbl.tblGrid)}"
    for row_number, row in enumerate(table.rows, 1):
        yield f"表{number} 行{row_number} | {_told(row._tr.trPr)}"
        for cell_number, cell in enumerate(row._tr.tc_lst, 1):
            yield f"表{number} 行{row_number} 格{cell_number} | {_told(cell.tcPr)}"
            for paragraph in cell.p_lst:
                yield from (f"    {line}" for line in _paragraph(Paragraph(paragraph, table)))


def _paragraph(paragraph: Paragraph) -> Iterator[str]:
    element = paragraph._p
    style = paragraph.style
    yield f"{style.name if style is not None else ''} | {_text(element)}"
    if element.pPr is not None and (direct := _children(element.pPr, leave_out=qn("w:pStyle"))):
        yield f"    段落：{direct}"
    for direct, runs in groupby(element.iter(qn("w:r")), _direct):
        text = "".join(map(_text, runs))
        if direct:
            yield f"    “{_shortened(text)}”：{direct}"


def _direct(run: Any) -> str:
    """The formatting of a run by itself."""
    properties = run.find(qn("w:rPr"))
    return _children(properties) if properties is not None else ""


def _shortened(text: str) -> str:
    """Enough to tell where it is; the whole text stands above."""
    return text if len(text) <= 2 * _ENDS else f"{text[:_ENDS]}…{text[-_ENDS:]}"


def _text(element: Any) -> str:
    return "".join(_pieces(element))


def _pieces(element: Any) -> Iterator[str]:
    """The text of a paragraph or run, with signs for what is not text."""
    for part in element:
        tag = part.tag
        if tag in _FORMATTING or not isinstance(tag, str):
            continue
        if tag in (qn("w:t"), qn("w:delText")):
            yield part.text or ""
        elif tag in _MARKS:
            yield _MARKS[tag]
        elif tag == qn("w:instrText"):
            yield f"〔域 {(part.text or '').strip()}〕"
        elif tag == qn("w:fldSimple"):
            yield f"〔域 {part.get(qn('w:instr'), '').strip()}〕"
            yield from _pieces(part)
        elif tag == qn("w:commentRangeStart"):
            yield "〔批注"
        elif tag == qn("w:commentRangeEnd"):
            yield f"…{part.get(qn('w:id'))}〕"
        elif tag == qn("w:drawing"):
            yield _drawing(part)
        else:
            yield from _pieces(part)


def _drawing(element: Any) -> str:
    size = next(element.iter(qn("wp:extent")), None)
    about = next(element.iter(qn("wp:docPr")), None)
    told = about.get("descr", "") if about is not None else ""
    return f"〔图 {size.get('cx')}×{size.get('cy')} {told}〕" if size is not None else "〔图〕"


def _comments(document: Document) -> Iterator[str]:
    for comment in document.comments:
        when = comment.timestamp.isoformat() if comment.timestamp else ""
        yield f"批注{comment.comment_id} | {comment.author} {comment.initials} {when}"
        for paragraph in comment.paragraphs:
            yield from (f"    {line}" for line in _paragraph(paragraph))


def _sections(document: Document) -> Iterator[str]:
    for number, section in enumerate(document.sections, 1):
        yield f"节{number} | {_told(section._sectPr)}"
        parts = {
            "页眉": section.header,
            "首页页眉": section.first_page_header,
            "偶数页页眉": section.even_page_header,
            "页脚": section.footer,
            "首页页脚": section.first_page_footer,
            "偶数页页脚": section.even_page_footer,
        }
        for name, part in parts.items():
            if not part.is_linked_to_previous:
                for paragraph in part.paragraphs:
                    yield from (f"节{number} {name} | {line}" for line in _paragraph(paragraph))


def _properties(properties: Any) -> Iterator[str]:
    names = (
        "title",
        "subject",
        "author",
        "last_modified_by",
        "created",
        "modified",
        "keywords",
        "comments",
        "language",
    )
    for name in names:
        if value := getattr(properties, name):
            yield f"属性 {name} | {value}"


def _told(element: Any) -> str:
    """An element of settings with everything in it, on one line."""
    if element is None:
        return ""
    inner = _children(element)
    values = " ".join(_attributes(element))
    return f"{etree.QName(element).localname}({values}{' ' if values and inner else ''}{inner})"


def _children(element: Any, leave_out: str = "") -> str:
    return " ".join(_told(child) for child in element if isinstance(child.tag, str) and child.tag != leave_out)


def _attributes(element: Any) -> Iterator[str]:
    for name, value in sorted(element.attrib.items()):
        short = etree.QName(name).localname
        if name not in _NO_ATTRIBUTES and not short.startswith(_RANDOM):
            yield f"{short}={value}"


def _names(data: bytes) -> Sequence[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


# --- .xlsx ------------------------------------------------------------------------------------------------


def workbook_lines(data: bytes) -> Iterator[str]:
    """``sheet!cell = value`` of every cell with what hangs on it, then how each sheet looks and prints."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    results = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    yield f"工作表 | {'、'.join(book.sheetnames)}；打开时在“{book.active.title if book.active else ''}”"
    yield from _properties_of_book(data)
    for name, defined in sorted(book.defined_names.items()):
        yield f"名称 | {name} = {defined.attr_text} {'隐藏' if defined.hidden else ''}".rstrip()
    for sheet in book.worksheets:
        yield ""
        yield from _cells(sheet, results[sheet.title])
        yield from _sheet_lines(sheet)
        yield from (f"{sheet.title} 样子 {line}" for line in _areas(sheet, _look))
        yield f"{sheet.title} | {len(sheet._charts)} 幅图表，{len(sheet._images)} 幅图片"  # type: ignore[attr-defined]  # as stubs leave out
    yield from _charts(data)


def _properties_of_book(data: bytes) -> Iterator[str]:
    """As they stand there: openpyxl puts the present time where there are none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _CORE in archive.namelist():
            for element in sorted(etree.fromstring(archive.read(_CORE)), key=lambda element: str(element.tag)):
                yield f"属性 {etree.QName(element).localname} | {element.text or ''}"


def _cells(sheet: Any, results: Any) -> Iterator[str]:
    for row in sheet.iter_rows():
        for cell in row:
            told = _value(cell, results[cell.coordinate].value)
            if told:
                yield f"{sheet.title}!{cell.coordinate} = {told}"
            if cell.hyperlink is not None:
                link = cell.hyperlink
                yield f"    链接：{link.target or ''}#{link.location or ''} {link.tooltip or ''}".rstrip()
            if cell.comment is not None:
                yield f"    批注（{cell.comment.author}）：{_quoted(cell.comment.text)}"


def _value(cell: Any, result: object) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        formula = getattr(cell.value, "text", cell.value)
        told = f"{formula} → {_quoted(result)}"
    else:
        told = _quoted(cell.value)
    return told if cell.number_format == "General" else f"{told} 〔{cell.number_format}〕"


def _quoted(value: object) -> str:
    """Text in quotation marks, so that it is not taken for a number."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _sheet_lines(sheet: Any) -> Iterator[str]:
    def line(name: str, value: object) -> Iterator[str]:
        if value not in (None, "", "None"):
            yield f"{sheet.title} {name} | {value}"

    yield from line("状态", sheet.sheet_state)
    yield from line("冻结", sheet.freeze_panes)
    yield from line("筛选", sheet.auto_filter.ref)
    yield from line("合并", "、".join(sorted(str(area) for area in sheet.merged_cells.ranges)))
    yield from line("打印区域", sheet.print_area)
    yield from line("打印标题", f"{sheet.print_title_rows or ''} {sheet.print_title_cols or ''}".strip())
    yield from line("页面", _page(sheet))
    yield from line("页眉页脚", _headers(sheet))
    yield from line("标签颜色", _colour(sheet.sheet_properties.tabColor))
    yield from line("保护", _protection(sheet.protection))
    view = sheet.sheet_view
    yield from line("视图", f"显示比例={view.zoomScale} 网格线={view.showGridLines}")
    yield from line("列宽", _widths(sheet))
    yield from line("行高", _heights(sheet))
    for validation in sorted(_validations(sheet)):
        yield from line("有效性", validation)
    for formatting in sheet.conditional_formatting:
        for rule in formatting.rules:
            fill = _fill(rule.dxf.fill) if rule.dxf else ""
            yield from line("条件格式", f"{formatting.sqref} {rule.type} {rule.operator} {rule.formula} {fill}")


def _page(sheet: Any) -> str:
    setup, margins, fit = sheet.page_setup, sheet.page_margins, sheet.sheet_properties.pageSetUpPr
    fitted = f"{setup.fitToWidth}×{setup.fitToHeight}" if fit is not None and fit.fitToPage else "否"
    around = " ".join(f"{value:.2f}" for value in (margins.left, margins.right, margins.top, margins.bottom))
    middle = f"{sheet.print_options.horizontalCentered}/{sheet.print_options.verticalCentered}"
    return f"纸={setup.paperSize} 方向={setup.orientation} 缩放={setup.scale} 合页={fitted} 边距={around} 居中={middle}"


def _headers(sheet: Any) -> str:
    parts = {"页眉": sheet.oddHeader, "页脚": sheet.oddFooter}
    places = ("left", "center", "right")
    told = (
        f"{name}.{place}={text}"
        for name, part in parts.items()
        for place in places
        if (text := getattr(part, place).text)
    )
    return " ".join(told)


def _protection(protection: Any) -> str:
    if not protection.sheet:
        return ""
    allowed = sorted(name for name, value in vars(protection).items() if value is False)
    return f"已保护 {'有密码' if protection.password else '没有密码'} {' '.join(allowed)}"


def _widths(sheet: Any) -> str:
    columns: dict[int, str] = {}
    for dimension in sheet.column_dimensions.values():
        told = f"{round(dimension.width)}{'（隐藏）' if dimension.hidden else ''}"
        columns.update(dict.fromkeys(range(dimension.min, min(dimension.max, _MOST_COLUMNS) + 1), told))
    return " ".join(_runs(columns, get_column_letter))


def _heights(sheet: Any) -> str:
    rows = {
        number: f"{round(dimension.height) if dimension.height else '自动'}{'（隐藏）' if dimension.hidden else ''}"
        for number, dimension in sheet.row_dimensions.items()
        if dimension.height or dimension.hidden
    }
    return " ".join(_runs(rows, str))


def _runs(values: Mapping[int, str], name: Callable[[int], str]) -> Iterator[str]:
    """``A:C=12``: numbers that follow each other with the same value, in one."""
    for (_, value), group in groupby(enumerate(sorted(values)), lambda pair: (pair[1] - pair[0], values[pair[1]])):
        numbers = [number for _, number in group]
        yield f"{name(numbers[0])}:{name(numbers[-1])}={value}"


def _validations(sheet: Any) -> Iterator[str]:
    for rule in sheet.data_validations.dataValidation:
        where = " ".join(sorted(str(area) for area in rule.sqref.ranges))
        asked = f"{rule.type} {rule.operator or ''} {rule.formula1 or ''} {rule.formula2 or ''}"
        hint = f"提示={rule.promptTitle or ''}/{_quoted(rule.prompt or '')}"
        told = f"{hint} 出错={rule.errorStyle or ''}/{_quoted(rule.error or '')}"
        yield f"{where} | {asked} 可空={rule.allow_blank} 下拉={not rule.showDropDown} {told}"


def _areas(sheet: Any, look: Callable[[Any], str]) -> Iterator[str]:
    """``A3:C40 | look``: cells side by side that look the same, in one; plain ones are left out."""
    found: dict[tuple[int, int, str], list[int]] = {}
    for number, column in enumerate(sheet.iter_cols(), 1):
        for told, group in groupby(column, look):
            cells = list(group)
            if told:
                found.setdefault((cells[0].row, cells[-1].row, told), []).append(number)
    lines: list[tuple[int, int, str]] = []
    for (first, last, told), columns in found.items():
        for area in _runs(dict.fromkeys(columns, told), get_column_letter):
            left, _, right = area.partition("=")[0].partition(":")
            lines.append((first, columns[0], f"{left}{first}:{right}{last} | {told}"))
    yield from (line for _, _, line in sorted(lines))


def _look(cell: Any) -> str:
    if not cell.has_style:
        return ""
    font, at = cell.font, cell.alignment
    weight = "".join(
        mark for mark, has in (("粗", font.b), ("斜", font.i), ("下划线", font.u), ("删除线", font.strike)) if has
    )
    parts = {
        "字": f"{font.name} {font.sz:g} {weight}".strip() if font.sz else "",
        "色": _colour(font.color),
        "底": _fill(cell.fill),
        "框": _border(cell.border),
        "齐": "/".join((at.horizontal or "", at.vertical or "")).strip("/"),
        "缩进": f"{at.indent:g}" if at.indent else "",
        "换行": "是" if at.wrap_text else "",
        "锁": "" if cell.protection.locked else "否",
        "格式": "" if cell.number_format == "General" else cell.number_format,
    }
    return " ".join(f"{name}={value}" for name, value in parts.items() if value)


def _border(border: Any) -> str:
    sides = (border.left, border.right, border.top, border.bottom)
    styles = [side.style or "无" if side is not None else "无" for side in sides]
    if set(styles) == {"无"}:
        return ""
    return styles[0] if len(set(styles)) == 1 else "/".join(styles)


def _fill(fill: Any) -> str:
    if fill is None or not getattr(fill, "fill_type", None):
        return _colour(fill.bgColor) if fill is not None and getattr(fill, "bgColor", None) is not None else ""
    return _colour(fill.fgColor) if fill.fill_type == "solid" else f"{fill.fill_type} {_colour(fill.fgColor)}"


def _colour(colour: Any) -> str:
    """Nothing for black and for no colour."""
    if colour is None:
        return ""
    if colour.type == "rgb":
        return "" if colour.rgb in ("00000000", "FF000000") else str(colour.rgb)
    if colour.type == "theme":
        return "" if colour.theme == 1 else f"主题{colour.theme}{colour.tint:+g}"
    return "" if colour.indexed >= 64 else f"索引{colour.indexed}"


def _charts(data: bytes) -> Iterator[str]:
    """The words, ranges and values of every chart."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("xl/charts/chart"))
        for number, name in enumerate(names, 1):
            root = etree.fromstring(archive.read(name))
            yield f"图表{number} | {' '.join(_chart(root.iter()))}"


def _chart(elements: Iterable[Any]) -> Iterator[str]:
    for element in elements:
        if not isinstance(element.tag, str):
            continue
        name = etree.QName(element).localname
        if name.endswith("Chart"):
            yield f"〔{name}〕"
        elif name in _CHART_TEXTS and element.text:
            yield element.text
