"""The shipped scheme of 2024, and a small sound scheme to break."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, parse_rubric, rubric_schemes

TEMPLATES = Resources((Path(__file__).parents[1] / "templates",))

SMALL = """
year = 2030
title = "小样"
status = "official"
completion_of = ["产出"]

[[level1]]
name = "履职"
points = 60

[[level1]]
name = "管理"
points = 40
on_form = true

[[level2]]
name = "效能"
level1 = "履职"
points = 60

[[level2]]
name = "日常"
level1 = "管理"
points = 40

[[level3]]
name = "产出"
level2 = "效能"
points = 40
standard = "合计"
rule = "sum"
category = "产出"
source = "甲"
verified = true

[[level3]]
name = "支出率"
level2 = "效能"
points = 20
standard = "按率"
rule = "linear"
figure = "年度平均执行率"
source = "乙"
verified = true

[[level3]]
name = "结转"
level2 = "日常"
points = 10
standard = "分档"
rule = "bands"
figure = "结转结余率"
bands = [{ range = "≤10", points = 10 }, { range = ">10 ≤20", points = 5 }, { range = ">20", points = 0 }]
source = "丙"
verified = true

[[level3]]
name = "公开"
level2 = "日常"
points = 10
standard = "要素"
rule = "elements"
elements = [{ name = "目标", points = 4 }, { name = "自评", points = 6 }]
source = "丁"
verified = true

[[level3]]
name = "问题"
level2 = "日常"
points = 10
standard = "每个扣2分"
rule = "per_issue"
issue = "问题"
loss = 2
source = "戊"
verified = true

[[level3]]
name = "盘点"
level2 = "日常"
points = 10
standard = "是否"
rule = "yes_no"
source = "己"
verified = true

[[method]]
name = "达标"
default = true
rule = "all_or_nothing"
source = "庚"
verified = true

[[method]]
name = "定性"
rule = "qualitative"
lowest = 0.6
highest = 1
source = "辛"
verified = true

[execution_rate]
progress = [25, 50, 75, 100]
tolerance = 1
explain_below = 90
source = "壬"
verified = false

[[completion]]
word = "均已完成"
range = "≥100"
source = "癸"
verified = true

[[completion]]
word = "未全完成"
range = "<100"
source = "癸"
verified = true

[[case]]
name = "盘点了得10分"
row = "盘点"
given = { "填报值" = "是" }
points = 10

[[case]]
name = "达标得满分"
row = "达标"
given = { "符号" = "≥", "年度指标值" = 1, "实际完成值" = 1 }
full = 3
points = 3
"""


@cache
def rubric_2024() -> Rubric:
    rubric = load_rubric(TEMPLATES, 2024).value
    assert rubric is not None
    return rubric


@cache
def shipped_rubrics() -> tuple[Rubric, ...]:
    """Every shipped scheme of 2024, the default one first."""
    rubrics = [load_rubric(TEMPLATES, *one).value for one in rubric_schemes(TEMPLATES, 2024)]
    return tuple(rubric for rubric in rubrics if rubric)


def rubric_of(scheme: str) -> Rubric:
    return next(rubric for rubric in shipped_rubrics() if rubric.scheme == scheme)


def small(text: str = SMALL) -> Rubric:
    rubric = parse_rubric(text, "rules/2030.toml", 2030).value
    assert rubric is not None
    return rubric
