"""Makes the sample workbooks in data/ from the plain data beside this script.

Run ``python scripts/make_samples.py`` after a change to the data, the form or the rules. The same data give the
same bytes; a test holds data/ against this script.
"""

from __future__ import annotations

import datetime
import io
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.intake import form
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric
from reportgen.word.package import repack

_HERE = Path(__file__).resolve().parent
_WIDTHS = {"内容": 70, "三级指标": 40, "情况说明": 60, "评分标准": 50, "变动原因": 40, "未完成原因": 40, "目标": 40}
_DEFAULT_WIDTH = 14
_HEADER_FILL = PatternFill("solid", fgColor="FFDDE8F0")
_SAVED = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC).replace(tzinfo=None)  # openpyxl takes naive dates


def build_workbook(data: Mapping[str, Any], rubric: Rubric) -> bytes:
    """Lay the data of one office out in a workbook of the form."""
    workbook = Workbook()
    workbook.properties.creator = "reportgen"
    workbook.properties.created = _SAVED
    workbook.remove(workbook.active) if workbook.active else None
    _write_guide(workbook.create_sheet("填表说明"), data)
    for sheet in form.SHEETS:
        columns = [column.name for column in sheet.columns]
        _write(workbook.create_sheet(sheet.name), sheet.purpose, columns, _rows(sheet, data, rubric))
    buffer = io.BytesIO()
    workbook.save(buffer)
    return repack(buffer.getvalue(), modified=_SAVED)


def _write_guide(sheet: Worksheet, data: Mapping[str, Any]) -> None:
    lines = [f"{data['基本信息']['单位名称']}{data['基本信息']['年度']}年度填报表", "各表一览："]
    lines += [f"{form_sheet.name}：{form_sheet.purpose}" for form_sheet in form.SHEETS]
    lines.append("备注写“示例值”的，是为演示虚构的数，不是真实数据。")
    for line in lines:
        sheet.append([line])
    sheet.column_dimensions["A"].width = 90


def _rows(sheet: form.SheetForm, data: Mapping[str, Any], rubric: Rubric) -> Iterable[Mapping[str, Any]]:
    if sheet is form.BASICS:
        hints = {item.name: item.hint for item in sheet.items}
        return [{"项目": k, "内容": v, "填写说明": hints[k]} for k, v in data[sheet.name].items()]
    if sheet is form.MANAGEMENT:
        return _management_rows(data[sheet.name], rubric)
    rows: list[Mapping[str, Any]] = data.get(sheet.name, [])
    numbered = sheet.columns[0].name == "序号"
    return [{"序号": n, **row} if numbered else row for n, row in enumerate(rows, 1)]


def _management_rows(stated: Mapping[str, Any], rubric: Rubric) -> Iterable[Mapping[str, Any]]:
    """One row for each 三级指标 of the rules, with the reading columns beside what the office states."""
    for number, (group, row) in enumerate(rubric.form_rows(), 1):
        entered = stated.get(row.name, {})
        yield {
            "编号": f"G{number:02}",
            "二级指标": group.name,
            "三级指标": row.name,
            "分值": row.full,
            "评分标准": row.standard,
            "备注": "填报值为示例值" if "填报值" in entered else None,
            **entered,
        }


def _write(sheet: Worksheet, purpose: str, columns: list[str], rows: Iterable[Mapping[str, Any]]) -> None:
    sheet.append([purpose])
    sheet.append(columns)
    for cell in sheet[2]:
        cell.font, cell.fill = Font(bold=True), _HEADER_FILL
    for row in rows:
        sheet.append([float(v) if isinstance(v := row.get(name), Decimal) else v for name in columns])
    for line in sheet.iter_rows(min_row=3):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for index, name in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS.get(name, _DEFAULT_WIDTH)
    sheet.freeze_panes = "A3"


def sample_2024() -> bytes:
    """The workbook of the reference document."""
    data = tomllib.loads((_HERE / "金花街道2024.toml").read_text(encoding="utf-8"))
    rubric = load_rubric(Resources.locate(working_folder=_HERE), data["基本信息"]["年度"]).value
    if rubric is None:
        raise SystemExit("评分标准有错，先运行 reportgen rules check")
    return build_workbook(data, rubric)


if __name__ == "__main__":
    (_HERE.parent / "data" / "2024.xlsx").write_bytes(sample_2024())
