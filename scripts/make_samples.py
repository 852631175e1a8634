"""Makes the sample workbooks in data/: offices from plain data beside this script, and a district that is invented.

Run ``python scripts/make_samples.py`` after a change to the data, the form or the rules. The same data give the
same bytes; a test holds data/ against this script.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sample_district import FOLDER, district_files

from reportgen.forms.blank import Contents, form_workbook
from reportgen.forms.progress import Value
from reportgen.intake import form
from reportgen.resources import SET_SAMPLES, Resources
from reportgen.scoring.rubric import Rubric, load_rubric

_HERE = Path(__file__).resolve().parent
_SAVED = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)


def contents(data: Mapping[str, Any], remark: str) -> Contents:
    """The data of one office as the rows of the form."""
    rows = {sheet.name: tuple(_rows(sheet, data.get(sheet.name, ()))) for sheet in form.SHEETS}
    return Contents(rows=rows, remark=remark)


def _rows(sheet: form.SheetForm, stated: Any) -> Iterator[Mapping[str, Value]]:
    if sheet is form.BASICS:
        yield from ({"项目": name, "内容": value} for name, value in stated.items())
    elif sheet is form.MANAGEMENT:
        for name, entered in stated.items():
            remark = {"备注": "填报值为示例值"} if "填报值" in entered else {}
            yield {"三级指标": name, **remark, **entered}
    else:
        counted = sheet.columns[0].name == "序号"
        yield from ({"序号": number, **row} if counted else row for number, row in enumerate(stated, 1))


SETS = {"基本情况型": "青溪乡2024.toml", "报告型": "白石镇2024.toml"}  # the wording sets with a sample of their own


def plain_data(file: str) -> dict[str, Any]:
    """What an office filled in, as plain data beside this script."""
    return tomllib.loads((_HERE / file).read_text(encoding="utf-8"), parse_float=Decimal)


def sample_contents() -> Contents:
    """What the office of the reference document filled in."""
    return contents(plain_data("金花街道2024.toml"), "示例：备注写“示例值”的，是为演示虚构的数，不是真实数据")


def set_sample(data: Mapping[str, Any]) -> bytes:
    """The workbook of an invented office, which names its wording set and perhaps its scheme."""
    scheme = data["基本信息"].get("评分方案", "")
    return form_workbook(rubric(scheme), contents(data, "虚构的单位，供试用"), created=_SAVED)


def sample_2024() -> bytes:
    """The workbook of the reference document."""
    return form_workbook(rubric(), sample_contents(), created=_SAVED)


def samples() -> Iterator[tuple[str, bytes]]:
    """Every file of data/: its path there, and its bytes."""
    yield "2024.xlsx", sample_2024()
    yield from ((f"{SET_SAMPLES}/{name}.xlsx", set_sample(plain_data(file))) for name, file in SETS.items())
    yield from ((f"{FOLDER}/{name}", data) for name, data in district_files(rubric()))


@cache
def rubric(scheme: str = "") -> Rubric:
    """The shipped rules that the samples are made for."""
    loaded = load_rubric(Resources.locate(working_folder=_HERE), 2024, scheme).value
    if loaded is None:
        raise SystemExit("评分标准有错，先运行 reportgen rules check")
    return loaded


if __name__ == "__main__":
    for name, data in samples():
        path = _HERE.parent / "data" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
