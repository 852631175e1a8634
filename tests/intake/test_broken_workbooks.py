"""Broken workbooks, each from a line or two: the expected codes and cells, never an exception, no file left behind.

Expectations are complete: a problem that is not listed fails the test as well as one that is missing.
"""

# ruff: noqa: E501 - one case is one line of its table, however long the text that breaks the workbook

from __future__ import annotations

import datetime
import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt
from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile
from workbooks import (
    Change,
    Error,
    Formula,
    Shown,
    add_column,
    add_row,
    add_sheet,
    add_title_rows,
    cell,
    clear_sheet,
    drop_column,
    drop_row,
    drop_rows,
    drop_sheet,
    edited,
    put,
    rename_column,
    rename_sheet,
    rewritten,
    sheet_part,
    with_shared_texts,
    written,
    zipped,
)

from reportgen.diagnostics import CellRef, Diagnostic, has_errors
from reportgen.intake.form import BASICS
from reportgen.intake.reading import parse_submission, read_submission
from reportgen.package import MAX_FILE_BYTES

DAY = datetime.datetime(2024, 3, 5)
SPENT = ("预算执行", "全年支出数", "数值")
RATE = ("预算执行", "年度平均执行率", "数值")
C01 = ("绩效指标", "C01", "实际完成值")
ENTRY = ("管理效率", "财务管理合规性", "填报值")
NAME = ("基本信息", "单位简称", "内容")

_ALWAYS_THERE = ("code", "category", "secondary", "name", "symbol", "target_text", "actual_text")
_FIRST_COLUMN_ERRORS = [("E203", f"绩效指标!{c}16") for c in "BCDEFH"]


def at(place: tuple[str, str, str]) -> str:
    """``sheet!cell`` in the unchanged sample."""
    return f"{place[0]}!{cell(*place)}"


def reported(diagnostics: tuple[Diagnostic, ...]) -> list[tuple[str, str]]:
    """Code and ``sheet!cell`` of each problem; a problem of the file as a whole has no place."""
    return sorted((d.code, d.place.address if isinstance(d.place, CellRef) else "") for d in diagnostics)


# Each: what is wrong, the changes, the problems.
CELLS: list[tuple[str, list[Change], list[tuple[str, str]]]] = [
    # blank
    ("required cell blank", [(*C01, None)], [("E203", at(C01))]),
    ("编号 blank", [("绩效指标", "C01", "编号", None)], [("E203", "绩效指标!A3")]),
    ("target blank", [("绩效指标", "C01", "年度指标值", None)], [("E203", "绩效指标!F3")]),
    ("qualitative target blank", [("绩效指标", "C01", "年度指标值", None), ("绩效指标", "C01", "符号", "定性")], [("E203", "绩效指标!F3")]),
    ("required cell holds blanks only", [(*NAME, " 　\u200b ")], [("E203", at(NAME))]),
    ("number blank in 三公经费", [("三公经费", "公务用车运行维护费", "年初预算数", 9)], [("E203", "三公经费!C6")]),
    ("goal with its own number", [("绩效目标", "加强招商引资", "目标", "一是加强招商引资")], [("E231", "绩效目标!B3")]),
    ("problem with its own number", [put("存在问题", "B4", "（二）对事前评估重视不够。")], [("E231", "存在问题!B4")]),
    ("reason with its own number", [("三公经费", "合计", "变动原因", "1.厉行节约")], [("E231", "三公经费!E3")]),
    ("honours that are none", [("基本信息", "主要荣誉", "内容", "无")], [("N230", "基本信息!B14")]),
    ("two offices", [("基本信息", "单位全称", "内容", "广州市荔湾区人民政府沙面街道办事处")], [("W232", "基本信息!B6")]),
    ("total blank", [("三公经费", "合计", "年初预算数", None)], [("E203", "三公经费!B3")]),
    ("name of a row blank", [("管理效率", "财务管理合规性", "三级指标", None)], [("E203", "管理效率!C5")]),
    ("unit of an amount blank", [("预算执行", "全年支出数", "单位", None)], [("E203", "预算执行!C6")]),
    ("unit of an indicator blank", [("绩效指标", "C02", "计量单位", None)], [("E203", "绩效指标!G4")]),
    ("序号 blank", [("绩效目标", "加强招商引资", "序号", None)], [("E203", "绩效目标!A3")]),
    ("内容 blank in 重点工作", [("重点工作", "1", "内容", None), ("重点工作", "1", "标题", None)], [("E203", "重点工作!D3")]),
    # not numbers
    ("12万", [(*SPENT, "12万")], [("E204", at(SPENT))]),
    ("约80", [(*C01, "约80")], [("E204", at(C01))]),
    ("the target again", [(*C01, "≥80%")], [("E610", at(C01))]),
    ("the target again, >=", [(*C01, ">=80")], [("E610", at(C01))]),
    ("the target again, full width", [(*C01, "≧８０％")], [("E610", at(C01))]),
    ("the target again, in words", [(*C01, "80%以上")], [("E610", at(C01))]),
    ("the target again, both ways", [(*C01, "不低于 80%")], [("E610", at(C01))]),
    ("the target again, with its unit", [("绩效指标", "C02", "实际完成值", "≥500人次")], [("E610", "绩效指标!H4")]),
    (
        "the target again, with the same mistake",
        [(*C01, "≥80%"), ("绩效指标", "C01", "年度指标值", "≥80%")],
        [("E204", "绩效指标!F3"), ("E610", at(C01))],
    ),
    (
        "the target again, of an indicator without numbers",
        [
            ("绩效指标", "X02", "符号", "定性"),
            ("绩效指标", "X02", "年度指标值", "不发生死亡事件"),
            ("绩效指标", "X02", "实际完成值", "不发生死亡 事件"),
        ],
        [("E610", "绩效指标!H14")],
    ),
    ("another number than the target's", [(*C01, "≥90%")], [("E204", at(C01))]),
    ("another number, in words", [(*C01, "85%以上")], [("E204", at(C01))]),
    ("the number in a sentence", [(*C01, "达到80%")], [("E204", at(C01))]),
    ("500余人次", [("绩效指标", "C02", "实际完成值", "500余")], [("E204", "绩效指标!H4")]),
    ("Chinese numeral", [("绩效目标", "加强招商引资", "序号", "一")], [("E204", "绩效目标!A3")]),
    ("two numbers", [(*SPENT, "9880、9900")], [("E204", at(SPENT))]),
    ("decimal comma", [(*SPENT, "9880,5")], [("E204", at(SPENT))]),
    ("misplaced thousands mark", [(*SPENT, "98,80")], [("E204", at(SPENT))]),
    ("Arabic-Indic digits", [(*SPENT, "٩٨٨٠")], [("E204", at(SPENT))]),
    ("exponent as text", [(*SPENT, "1e4")], [("E204", at(SPENT))]),
    ("logical value for a number", [(*SPENT, True)], [("E204", at(SPENT))]),
    ("年度 as words", [("基本信息", "年度", "内容", "二〇二四")], [("E204", "基本信息!B3")]),
    ("a long text for a number", [(*SPENT, "9" * 30_000)], [("E204", at(SPENT))]),
    # Excel error values and formulas
    ("#DIV/0!", [(*SPENT, Error("#DIV/0!"))], [("E205", at(SPENT))]),
    ("#REF! in prose", [("基本信息", "目标总述", "内容", Error("#REF!"))], [("E205", "基本信息!B12")]),
    ("#N/A in an optional cell", [("绩效指标", "C10", "未完成原因", Error("#N/A"))], [("E205", "绩效指标!L12")]),
    ("an error value of newer Excel", [(*SPENT, Error("#SPILL!"))], [("E205", at(SPENT))]),
    ("an error value pasted as text", [(*SPENT, "#REF!")], [("E205", at(SPENT))]),
    ("an error value that a formula stored", [(*SPENT, Formula("A1/0", Error()))], [("E205", at(SPENT))]),
    ("error value in the last row alone", [add_row("存在问题", 内容=Error())], [("E203", "存在问题!A5"), ("E205", "存在问题!B5")]),
    ("formula never calculated", [(*SPENT, Formula("B3*2"))], [("E206", at(SPENT))]),
    ("formula for text never calculated", [(*NAME, Formula('"金花"&"街道"'))], [("E206", at(NAME))]),
    ("formula for 填报值 never calculated", [(*ENTRY, Formula("1+1"))], [("E206", at(ENTRY))]),
    ("formula with an empty text as result", [(*NAME, Formula('""', ""))], [("E203", at(NAME))]),
    # units
    ("rate in 万元", [("预算执行", "年度平均执行率", "单位", "万元")], [("E207", "预算执行!C3")]),
    ("amount in %", [("预算执行", "全年支出数", "单位", "%")], [("E207", "预算执行!C6")]),
    ("amount in 美元", [("预算执行", "全年支出数", "单位", "美元")], [("E207", "预算执行!C6")]),
    ("unit in the cell differs", [(*SPENT, "9880元")], [("E207", at(SPENT))]),
    ("元 in 三公经费", [("三公经费", "合计", "实际支出数", "38000元")], [("E207", "三公经费!C3")]),
    ("人次 where % is the unit", [(*C01, "80人次")], [("E207", at(C01))]),
    ("percent format where 人次 is the unit", [("绩效指标", "C02", "实际完成值", Shown(5.12, "0%"))], [("E207", "绩效指标!H4")]),
    ("wrong unit and no number", [("预算执行", "全年支出数", "单位", "个"), (*SPENT, "多")], [("E204", at(SPENT)), ("E207", "预算执行!C6")]),
    ("a whole text as a name", [(*NAME, "金花" * 300)], [("E228", at(NAME))]),
    ("more text than a cell can hold", [("基本信息", "目标总述", "内容", "长" * 33_000)], [("E228", "基本信息!B12")]),
    # repeated
    ("编号 repeated", [("绩效指标", "C02", "编号", "C01")], [("E208", "绩效指标!A4")]),
    ("编号 repeated in full width", [("绩效指标", "C02", "编号", "Ｃ０１")], [("E208", "绩效指标!A4")]),
    ("编号 repeated in an incomplete row", [add_row("绩效指标", 编号="C01", 备注="续")], [*_FIRST_COLUMN_ERRORS, ("E208", "绩效指标!A16")]),
    ("序号 repeated", [("绩效目标", "优化营商环境", "序号", 1)], [("E208", "绩效目标!A4")]),
    ("two 概述", [("重点工作", "列举", "层级", "概述")], [("E208", "重点工作!A6")]),
    ("项目 repeated", [("预算执行", "调整预算数", "项目", "年初预算数")], [("E209", "预算执行!A5")]),
    ("三级指标 repeated", [("管理效率", "数据质量", "三级指标", "财务管理合规性")], [("E209", "管理效率!C19")]),
    # choices
    ("符号 in words", [("绩效指标", "C01", "符号", "大于")], [("E210", "绩效指标!E3")]),
    ("层级 unknown", [("重点工作", "列举", "层级", "举例")], [("E210", "重点工作!B6")]),
    # rows and sheets
    ("required 项目 missing", [drop_row("基本信息", "单位全称")], [("E211", "基本信息")]),
    ("required 项目 misspelt", [("基本信息", "单位全称", "项目", "单位全名")], [("E211", "基本信息"), ("W225", "基本信息!A6")]),
    ("合计 missing", [drop_row("三公经费", "合计")], [("E211", "三公经费")]),
    ("only a header, and an unknown column", [drop_rows("三公经费"), add_column("三公经费", "其他")], [("E211", "三公经费"), ("N224", "三公经费!G2")]),
    ("required sheet missing", [drop_sheet("三公经费")], [("E201", "")]),
    ("required sheet renamed", [rename_sheet("预算执行", "预算")], [("E201", "")]),
    ("two sheets missing", [drop_sheet("绩效指标"), drop_sheet("管理效率")], [("E201", ""), ("E201", "")]),
    ("required column missing", [drop_column("绩效指标", "实际完成值")], [("E202", "绩效指标!A2")]),
    ("required column renamed", [rename_column("预算执行", "数值", "金额")], [("E202", "预算执行!A2")]),
    ("column name is an error value", [rename_column("预算执行", "数值", Error())], [("E202", "预算执行!A2")]),
    ("header below row 10", [add_title_rows("存在问题", *"一二三四五六七八九十")], [("E202", "存在问题"), ("E202", "存在问题")]),
    ("sheet empty", [clear_sheet("绩效目标")], [("E202", "绩效目标"), ("E202", "绩效目标")]),
    ("sheet with a header alone", [drop_rows("绩效指标")], [("E217", "绩效指标")]),
    ("header alone and an unknown column", [drop_rows("绩效目标"), add_column("绩效目标", "其他")], [("E217", "绩效目标"), ("N224", "绩效目标!D2")]),
    ("numbers alone", [drop_rows("绩效目标"), add_row("绩效目标", 序号=1), add_row("绩效目标", 序号=2)], [("E217", "绩效目标"), ("N226", "绩效目标!A3")]),
    ("column twice", [add_column("绩效指标", "实际完成值")], [("E216", "绩效指标!O2")]),
    ("分项 without 概述", [add_row("重点工作", 序号=9, 层级="分项", 内容="甲")], [("E218", "重点工作!A14")]),
    ("列举 without 概述", [drop_row("重点工作", "1"), add_row("重点工作", 序号=1, 层级="列举", 内容="甲")], [("E218", "重点工作!A13")]),
    # dates
    ("number became a date", [(*C01, DAY)], [("E212", at(C01))]),
    ("number became a time", [(*SPENT, Shown(0.5, "h:mm"))], [("E212", at(SPENT))]),
    ("number became a Chinese date", [(*SPENT, Shown(45000, 'm"月"d"日"'))], [("E212", at(SPENT))]),
    ("number became a duration", [(*SPENT, Shown(1.5, "[h]:mm"))], [("E212", at(SPENT))]),
    ("附件序号 became a date", [("基本信息", "附件序号", "内容", DAY)], [("E212", "基本信息!B10")]),
    ("编号 became a date", [("绩效指标", "C01", "编号", DAY)], [("E212", "绩效指标!A3")]),
    ("填报值 became a date", [(*ENTRY, DAY)], [("E212", at(ENTRY))]),
    # whole, negative, too large
    ("序号 with a fraction", [("绩效目标", "加强招商引资", "序号", 1.5)], [("E213", "绩效目标!A3")]),
    ("年度 with a fraction", [("基本信息", "年度", "内容", 2024.5)], [("E213", "基本信息!B3")]),
    ("年度 with two digits", [("基本信息", "年度", "内容", 24)], [("E221", "基本信息!B3")]),
    ("negative amount", [(*SPENT, -5)], [("E214", at(SPENT))]),
    ("negative 扣分 as text", [("绩效指标", "C10", "扣分", "－1")], [("E214", "绩效指标!K12")]),
    ("account number", [(*SPENT, 440103199001010011)], [("E227", at(SPENT))]),
    ("largest float", [(*SPENT, 1.7e308)], [("E227", at(SPENT))]),
    ("largest negative date", [(*SPENT, Shown(-1.7e308, "yyyy/m/d"))], [("E227", at(SPENT))]),
    ("account number in 填报值", [(*ENTRY, 1e15)], [("E227", at(ENTRY))]),
    # other
    ("control character", [(*NAME, "金花\x07街道")], [("E215", at(NAME))]),
    ("neither rate nor quarters", [(*RATE, None), ("预算执行", "二季度末累计支出数", "数值", None)], [("E219", "预算执行")]),
    ("no rate, and another problem on the sheet", [drop_row("预算执行", "年度平均执行率"), drop_row("预算执行", "二季度末累计支出数"), (*SPENT, "多")], [("E204", "预算执行!B5"), ("E219", "预算执行")]),
    ("no budget figures at all", [drop_rows("预算执行")], [("E219", "预算执行")]),
    ("parts do not add up", [("三公经费", "公务用车运行维护费", "年初预算数", 9.63), ("三公经费", "公务用车运行维护费", "实际支出数", 3.9)], [("E220", "三公经费!C3")]),
    ("value at the end of the sheet", [put("预算执行", "B5000", 1)], [("E222", "预算执行!B5000")]),
    ("value at the right end", [put("预算执行", "XFD2", "备注")], [("E222", "预算执行!XFD2")]),
    ("bare 0.95 for a rate", [(*RATE, 0.95)], [("W223", at(RATE))]),
    ("bare 1 for a rate", [(*RATE, "1")], [("W223", at(RATE))]),
    ("column misspelt", [rename_column("绩效指标", "佐证材料", "佐证材枓")], [("N224", "绩效指标!M2")]),
    ("项目 misspelt", [("预算执行", "调整预算数", "项目", "调正预算数")], [("W225", "预算执行!A5")]),
    ("signature line below the table", [add_row("预算执行", 项目="填表人：张三")], [("W225", "预算执行!A17")]),
    ("序号 alone", [add_row("改进措施", 序号=4), add_row("改进措施", 序号=5)], [("N226", "改进措施!A6")]),
    ("编号 alone", [add_row("绩效指标", 编号="X04")], [("N226", "绩效指标!A16")]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [pytest.param(c, e, id=name) for name, c, e in CELLS])
def test_each_problem_names_its_cell(changes: list[Change], expected: list[tuple[str, str]]) -> None:
    outcome = parse_submission(edited(*changes), "2024.xlsx")

    assert reported(outcome.diagnostics) == sorted(expected)
    assert outcome.value is not None or has_errors(outcome.diagnostics)
    for indicator in outcome.value.indicators if outcome.value else ():
        assert all(getattr(indicator, name) is not None for name in _ALWAYS_THERE)


def test_a_problem_shows_what_stands_in_the_cell() -> None:
    outcome = parse_submission(edited((*SPENT, Error("#REF!")), (*C01, Formula("B3*2"))), "2024.xlsx")

    assert sorted(d.found for d in outcome.diagnostics) == ["#REF!", "=B3*2"]


@pytest.mark.parametrize("item", [item.name for item in BASICS.items if item.required])
def test_each_required_item_is_asked_for(item: str) -> None:
    blank = parse_submission(edited(("基本信息", item, "内容", None)), "2024.xlsx")
    without_item = parse_submission(edited(drop_row("基本信息", item)), "2024.xlsx")

    assert has_errors(blank.diagnostics)
    assert has_errors(without_item.diagnostics)
    assert reported(blank.diagnostics) == [("E203", f"基本信息!{cell('基本信息', item, '内容')}")]
    assert reported(without_item.diagnostics) == [("E211", "基本信息")]


def test_all_problems_of_a_workbook_come_in_one_run() -> None:
    outcome = parse_submission(
        edited(
            (*SPENT, "12万"),
            (*C01, Error()),
            ("绩效指标", "C02", "编号", "C01"),
            ("绩效指标", "C03", "计量单位", None),
            ("绩效指标", "C03", "实际完成值", "两个"),
            ("绩效目标", "优化营商环境", "序号", 1),
            ("绩效目标", "优化营商环境", "目标", None),
            ("管理效率", "数据质量", "三级指标", None),
            ("管理效率", "资产配置合规性", "填报值", Formula("1+1")),
            ("存在问题", "2", "序号", "二"),
            put("存在问题", "B4", Error()),
            drop_sheet("三公经费"),
            drop_column("改进措施", "内容"),
            put("重点工作", "A3000", "误粘贴"),
            ("基本信息", "年度", "内容", None),
        ),
        "2024.xlsx",
    )

    assert outcome.value is None
    assert reported(outcome.diagnostics) == sorted(
        [
            ("E201", ""),
            ("E202", "改进措施!A2"),
            ("E203", "基本信息!B3"),
            ("E203", "管理效率!C19"),
            ("E203", "绩效指标!G5"),
            ("E203", "绩效目标!B4"),
            ("E204", "存在问题!A4"),
            ("E204", "绩效指标!H5"),
            ("E204", at(SPENT)),
            ("E205", "存在问题!B4"),
            ("E205", at(C01)),
            ("E206", "管理效率!F16"),
            ("E208", "绩效指标!A4"),
            ("E208", "绩效目标!A4"),
            ("E222", "重点工作!A3000"),
        ]
    )


def test_what_is_not_read_raises_no_alarm() -> None:
    """Error values in unknown columns, in columns for reference, beside and below the table, and in other sheets."""
    outcome = parse_submission(
        edited(
            add_column("绩效目标", "自用", Error(), Formula("A1")),
            put("绩效目标", "F40", Error()),
            ("管理效率", "数据质量", "评分标准", Error()),
            ("基本信息", "区", "填写说明", Formula("A1")),
            add_sheet("计算", [[Error(), Formula("A1")]]),
        ),
        "2024.xlsx",
    )

    assert reported(outcome.diagnostics) == [("N224", "绩效目标!D2"), ("N235", "绩效目标!F40")]


# --- files that are no workbook ---------------------------------------------------------------------------


def _xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("预算执行").write(0, 0, "项目")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _encrypted() -> bytes:
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(edited())).encrypt("123456", out)
    return out.getvalue()


def _docx() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def _ole(stream: str) -> bytes:
    """The signature of a compound file and a directory entry of this name."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + f"{stream}\0".encode("utf-16-le").ljust(128, b"\0")


def _flagged() -> bytes:
    """The sample with the password flag set on every entry, as archivers with a password do."""
    data = bytearray(edited())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def _bad_checksum() -> bytes:
    """One byte of the sheet is wrong, so that its checksum does not match."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(edited())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue().replace("全年支出数".encode(), "全年收入数".encode())


def _lying_size() -> bytes:
    """A part that unpacks to 40 MB; the directory says 100 bytes."""
    name = b"xl/workbook.xml"
    data = bytearray(zipped({"xl/workbook.xml": b" " * 40_000_000}))
    at = data.find(b"PK\x01\x02")
    assert data[at + 46 : at + 46 + len(name)] == name
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def _method(number: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(edited())) as old, zipfile.ZipFile(out, "w", number) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()


def _sheet(xml: str, name: str = "预算执行") -> bytes:
    """The sample with the whole XML of one sheet replaced."""
    return rewritten(edited(), **{sheet_part(name): lambda _: xml})


def _in_sheet(old: str, new: str, name: str = "预算执行") -> bytes:
    data = rewritten(edited(), **{sheet_part(name): lambda xml: xml.replace(old, new)})
    assert data != edited()
    return data


_BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><worksheet><sheetData><row><c><is><t>&i;</t></is></c></row></sheetData></worksheet>"
)
_FETCH = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
_MANY_TAGS = "<worksheet><sheetData><row>" + "<c/>" * 600_000 + "</row></sheetData></worksheet>"

FILES: list[tuple[str, Callable[[], bytes], str]] = [
    (".xls", _xls, "E103"),
    ("OLE with the stream of Excel 95", lambda: _ole("Book"), "E103"),
    ("password", _encrypted, "E104"),
    ("password flag on the zip entries", _flagged, "E104"),
    ("OLE with its names in capitals", lambda: _ole("WORKBOOK"), "E103"),
    ("OLE .doc", lambda: _ole("WordDocument"), "E106"),
    (".docx", _docx, "E106"),
    ("OLE of another program", lambda: _ole("PowerPoint Document"), "E109"),
    (".csv in UTF-8", "项目,数值\n全年支出数,9880\n".encode, "E107"),
    (".csv in UTF-8 with BOM", lambda: "项目,数值\n全年支出数,9880\n".encode("utf-8-sig"), "E107"),
    (".csv in GBK", lambda: "项目,数值\r\n全年支出数,9880\r\n".encode("gbk"), "E107"),
    (".csv in GBK, cut within a character", lambda: b"a" + "项目数值".encode("gbk") * 1000, "E107"),
    ("Unicode text", lambda: "项目\t数值\r\n".encode("utf-16"), "E107"),
    ("web page named .xls", "<html><table><tr><td>项目</td></tr></table></html>".encode, "E107"),
    ("PDF", lambda: b"%PDF-1.7\n1 0 obj\n", "E109"),
    ("picture", lambda: bytes.fromhex("89504E470D0A1A0A0000000D49484452"), "E109"),
    ("random bytes", lambda: bytes(range(256)) * 8, "E109"),
    ("empty file", lambda: b"", "E105"),
    ("nothing but zeros", lambda: bytes(4096), "E105"),
    ("zip cut short", lambda: edited()[:-100], "E105"),
    ("zip cut to its start", lambda: b"PK\x03\x04", "E105"),
    ("zip with a wrong checksum", _bad_checksum, "E105"),
    ("compressed by another method", lambda: _method(zipfile.ZIP_LZMA), "E105"),
    ("zip without a workbook", lambda: zipped({"说明.txt": b"x"}), "E109"),
    ("workbook within a zip", lambda: zipped({"2024.xlsx": edited()}), "E109"),
    ("empty zip", lambda: zipped({}), "E109"),
    (".xlsb", lambda: zipped({"xl/workbook.bin": b"\x83\x01"}), "E108"),
    (".ods", lambda: zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}), "E108"),
    ("part of a sheet missing", lambda: rewritten(edited(), **{sheet_part("预算执行"): None}), "E105"),
    ("relationships missing", lambda: zipped({"xl/workbook.xml": b"<workbook/>"}), "E105"),
    ("workbook.xml cut short", lambda: rewritten(edited(), workbook=lambda xml: xml[: len(xml) // 2]), "E105"),
    ("sheet cut short", lambda: rewritten(edited(), **{sheet_part("预算执行"): lambda xml: xml[:-30]}), "E105"),
    ("sheet is no XML", lambda: _sheet("项目,数值"), "E105"),
    ("entity that multiplies", lambda: _sheet(_BILLION_LAUGHS), "E105"),
    ("entity that fetches a file", lambda: _sheet(_FETCH), "E105"),
    ("undefined entity", lambda: _in_sheet("万元", "&x;"), "E105"),
    ("cell reference that is none", lambda: _in_sheet('r="B6"', 'r="6B"'), "E105"),
    ("row number that is none", lambda: _in_sheet('<row r="6">', '<row r="六">'), "E105"),
    ("cell type that is none", lambda: _in_sheet('r="B6"', 'r="B6" t="zz"'), "E105"),
    ("shared text that is not there", lambda: _in_sheet('r="B6"><v>9880', 'r="B6" t="s"><v>5'), "E105"),
    ("number that is none", lambda: _in_sheet('r="B6"><v>9880', 'r="B6" t="n"><v>x'), "E105"),
    ("nested too deep", lambda: _sheet("<a>" * 1000 + "</a>" * 1000), "E105"),
    ("zip bomb", lambda: rewritten(edited(), **{sheet_part("预算执行"): lambda xml: xml + " " * 40_000_000}), "E111"),
    ("zip bomb that denies its size", _lying_size, "E105"),
    ("masses of tags", lambda: _sheet(_MANY_TAGS), "E111"),
    ("masses of parts", lambda: zipped({f"{n}": b"" for n in range(3000)}), "E111"),
    ("another Excel file", lambda: written({"Sheet1": [["姓名", "工资"]], "Sheet2": []}), "E112"),
    ("no sheet at all", lambda: written({}), "E112"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "code"), [pytest.param(m, c, id=name) for name, m, c in FILES])
def test_each_wrong_kind_of_file_is_named(make: Callable[[], bytes], code: str, tmp_path: Path) -> None:
    path = tmp_path / "2024.xlsx"
    path.write_bytes(make())

    outcome = read_submission(path)

    assert outcome.value is None
    assert reported(outcome.diagnostics) == [(code, "")]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert reported(read_submission(tmp_path / "2024.xlsx").diagnostics) == [("E101", "")]


def test_a_folder_and_a_name_that_is_too_long_are_not_read(tmp_path: Path) -> None:
    assert reported(read_submission(tmp_path).diagnostics) == [("E102", "")]
    assert reported(read_submission(tmp_path / ("长" * 300)).diagnostics) == [("E102", "")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX systems")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "2024.xlsx")

    assert reported(read_submission(tmp_path / "2024.xlsx").diagnostics) == [("E102", "")]


def test_a_file_over_the_limit_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "2024.xlsx"
    with path.open("wb") as stream:
        stream.truncate(MAX_FILE_BYTES + 1)

    assert reported(read_submission(path).diagnostics) == [("E110", "")]


def test_a_long_text_shared_by_many_cells_does_not_flood_the_memory() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2000))
    data = rewritten(
        edited(),
        **{sheet_part("预算执行"): lambda _: f"<worksheet><sheetData>{rows}</sheetData></worksheet>"},
    )
    data = with_shared_texts(data, f"<sst><si><t>{'长' * 20_000}</t></si></sst>")

    assert reported(parse_submission(data, "2024.xlsx").diagnostics) == [("E111", "")]
