"""Makes the sample workbooks in data/ from the plain data beside this script.

Run ``python scripts/make_samples.py`` after a change to the data, the form or the rules. The same data give the
same bytes; a test holds data/ against this script.
"""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.intake import form
from reportgen.intake.blank import Contents, Value, form_workbook
from reportgen.resources import Resources
from reportgen.scoring.rubric import load_rubric

_HERE = Path(__file__).resolve().parent
_SAVED = datetime.datetime(2025, 3, 1, tzinfo=datetime.UTC)


def contents(data: Mapping[str, Any]) -> Contents:
    """The data of one office as the rows of the form."""
    rows = {sheet.name: tuple(_rows(sheet, data.get(sheet.name, ()))) for sheet in form.SHEETS}
    return Contents(rows=rows, remark="示例：备注写“示例值”的，是为演示虚构的数，不是真实数据")


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


def sample_contents() -> Contents:
    """What the office of the reference document filled in."""
    text = (_HERE / "金花街道2024.toml").read_text(encoding="utf-8")
    return contents(tomllib.loads(text, parse_float=Decimal))


def sample_2024() -> bytes:
    """The workbook of the reference document."""
    rubric = load_rubric(Resources.locate(working_folder=_HERE), 2024).value
    if rubric is None:
        raise SystemExit("评分标准有错，先运行 reportgen rules check")
    return form_workbook(rubric, sample_contents(), created=_SAVED)


if __name__ == "__main__":
    (_HERE.parent / "data" / "2024.xlsx").write_bytes(sample_2024())
