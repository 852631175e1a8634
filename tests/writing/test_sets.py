"""Wording sets (文体): which files belong to which set, what ``set.toml`` says, and words that serve every scheme."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from test_layers import fill
from variations import VARIATIONS, MakeWording, facts, library, narrative

from reportgen.diagnostics import FileRef, TextRef
from reportgen.editor.proofreading import proofread
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.scoring.scorecard import Score
from reportgen.writing.source import Layers, WordingSets, set_of

SET = """title = "{title}"
description = "一种写法"
schemes = {schemes}
first_page = "附件"
annex = false
self_reference = "我单位"
sheets = ["基本信息"]
sections = []
required = []
"""
TITLE = "【附件】附件\n\n【标题】题"
OWN = "另一型"


def set_file(title: str = "另一种", schemes: str = '["履职管理"]') -> str:
    return SET.format(title=title, schemes=schemes)


def templates(shipped: Resources, folder: Path, files: Mapping[str, str]) -> Resources:
    """The shipped templates, over which these files of wording lie."""
    return Resources((fill(folder, files), *shipped.roots))


def texts(resources: Resources, rules: Rubric, wording_set: str, district: str = "", office: str = "") -> list[str]:
    outcome = library(resources, rules).wording(district, office, wording_set)
    assert outcome.value is not None, outcome.diagnostics
    return [block.text for block in narrative(VARIATIONS["没有情况说明"], rules, outcome.value).blocks]


def test_a_set_has_layers_of_its_own(tmp_path: Path, rules: Rubric) -> None:
    files = {f"{OWN}/{n}-节.txt": f"文体{n}" for n in (10, 20, 30)} | {f"{OWN}/00-题.txt": "【标题】题"}
    files |= {f"区/荔湾区/{OWN}/20-节.txt": "区20", f"单位/金花街道/{OWN}/30-节.txt": "单位30"}
    files |= {
        "区/荔湾区/10-节.txt": "默认的区10",
        "单位/金花街道/20-节.txt": "默认的单位20",
        "默认/00-题.txt": "【标题】题",
    }
    root = Resources((fill(tmp_path, files),))
    assert texts(root, rules, OWN, "荔湾区", "金花街道") == ["题", "文体10", "区20", "单位30"]
    assert texts(root, rules, OWN, "别的区", "别的街道") == ["题", "文体10", "文体20", "文体30"]
    assert texts(root, rules, "默认", "荔湾区", "金花街道") == ["题", "默认的区10", "默认的单位20"]


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("默认/10-节.txt", "默认"),
        ("报告型/set.toml", "报告型"),
        ("区/荔湾区/10-节.txt", "默认"),
        ("单位/金花街道/报告型/10-节.txt", "报告型"),
    ],
)
def test_the_set_to_which_a_file_belongs(path: str, owner: str) -> None:
    assert set_of(path) == owner


def test_a_set_is_called_by_its_title_or_its_folder(shipped: Resources, tmp_path: Path) -> None:
    sets = WordingSets(templates(shipped, tmp_path, {f"{OWN}/set.toml": set_file()}))
    assert [sets.folder(name) for name in ("", "荔湾型", "默认", "另一种", OWN, " 另一 种")] == [
        *("默认", "默认", "默认"),
        *(OWN, OWN, OWN),
    ]
    assert [sets.folder(name) for name in ("区", "单位", "../默认", "没有的")] == [None] * 4
    assert "另一种" in sets.unknown("另一重", None).message


WRONG = {
    "an unknown scheme": (set_file(schemes='["履职管里"]'), "E545", 3, "履职管理"),
    "the name of a layer": (set_file("单位"), "E547", 1, "层"),
    "the title of another set": (set_file("荔湾型"), "E547", 1, "默认"),
    "the folder of another set": (set_file("默认"), "E547", 1, "默认"),
    "a first page of no kind": (set_file().replace('"附件"', '"封底"'), "E705", 4, "报告"),
    "a sheet that the form has not": (set_file().replace("基本信息", "基本情报"), "E705", 7, ""),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_wrong_set_file_is_a_problem_at_its_line(
    shipped: Resources, tmp_path: Path, wrong: tuple[str, str, int, str]
) -> None:
    text, code, line, mend = wrong
    resources = templates(shipped, tmp_path, {f"{OWN}/set.toml": text, f"{OWN}/00-题.txt": TITLE})
    file = f"wording/{OWN}/set.toml"
    (problem,) = (
        p for p in proofread(resources, 2024, OWN).problems if isinstance(p.place, TextRef) and p.place.file == file
    )
    assert isinstance(problem.place, TextRef)
    assert (problem.code, problem.place.line) == (code, line)
    assert mend in problem.message + problem.hint


def test_a_section_without_a_set_is_a_problem(shipped: Resources, tmp_path: Path) -> None:
    files = {f"{OWN}/10-节.txt": "甲。", f"区/荔湾区/{OWN}/20-节.txt": "乙。"}
    problems = proofread(templates(shipped, tmp_path, files), 2024, "默认").problems
    assert {(problem.code, problem.place) for problem in problems} == {
        ("E546", FileRef(file=f"wording/{OWN}/10-节.txt")),
        ("E546", FileRef(file=f"wording/区/荔湾区/{OWN}/20-节.txt")),
    }


@pytest.mark.parametrize(("schemes", "codes"), [('["履职管理"]', ["E501"]), ("[]", ["E501"])])
def test_a_set_is_checked_under_its_own_schemes(
    shipped: Resources, tmp_path: Path, schemes: str, codes: list[str]
) -> None:
    files = {f"{OWN}/set.toml": set_file(schemes=schemes), f"{OWN}/00-题.txt": f"{TITLE}\n\n{{{{ 得份 }}}}。"}
    resources = templates(shipped, tmp_path, files)
    assert [p.code for p in proofread(resources, 2024, OWN).problems] == codes
    assert proofread(resources, 2024, "默认").problems == ()


FIRST_PAGES = {
    "附件": "【附件】附件\n\n【标题】题",
    "封面": "【标题】题\n\n【封面】评价年度：{{ 年度 }}年",
    "报告": "【标题】题\n\n文。\n\n【落款】{{ 单位.全称 }}",
}


@pytest.mark.parametrize("declared", FIRST_PAGES)
@pytest.mark.parametrize("written", FIRST_PAGES)
def test_the_first_page_is_that_of_the_set(shipped: Resources, tmp_path: Path, declared: str, written: str) -> None:
    text = set_file().replace('"附件"', f'"{declared}"')
    files = {f"{OWN}/set.toml": text, f"{OWN}/00-题.txt": FIRST_PAGES[written]}
    codes = {p.code for p in proofread(templates(shipped, tmp_path, files), 2024, OWN).problems}
    assert ("E548" in codes) == (declared != written)


def test_layers_of_a_set_are_those_of_its_own_folders(tmp_path: Path) -> None:
    fill(tmp_path, {f"区/甲区/{OWN}/10-节.txt": "", "区/乙区/10-节.txt": ""})
    layers = Layers(Resources((tmp_path,)), wording_set=OWN)
    assert (layers.names("区"), layers.names("单位")) == (("甲区",), ())


# --- words that walk the levels ------------------------------------------------------------------------------

WALK = """【标题】题

{% for 一级 in 一级指标 %}
#- {{ 一级.名称 }}：{{ 一级.分值|分 }}，{{ 一级.得分|分 }}，扣{{ 一级.扣分|分 }}
    {% for 项 in 一级.扣分项目 %}，{{ 项.名称 }}{% endfor %}

{% for 二级 in 一级.二级指标 %}
##- {{ 二级.名称 }}：{{ 二级.得分|分 }}{% if 二级.满分 %}，满分{% endif %}
{% for 说明 in 二级.情况说明 %}
    ，{{ 说明.内容 }}
{% endfor %}

{% for 三级 in 二级.三级指标 %}
###- {{ 三级.名称 }}：{{ 三级.得分|分 }}{% if 三级.数值 %}，{{ 三级.数值 }}{% endif %}
    {% if 三级.原因 %}，{{ 三级.原因 }}{% endif %}{% if 三级.情况说明 %}，{{ 三级.情况说明 }}{% endif %}

{% for 指标 in 三级.绩效指标 %}
####- {{ 指标.名称 }}：{{ 指标.得分|分 }}

{% endfor %}
{% endfor %}
{% endfor %}
{% endfor %}
"""


def test_every_level_can_be_walked(make_wording: MakeWording, rules: Rubric) -> None:
    wording = make_wording({"00-题.txt": WALK}).value
    assert wording is not None
    submission = VARIATIONS["都填了"]
    blocks = narrative(submission, rules, wording).blocks[1:]
    tree = facts(submission, rules).scorecard.tree
    names = [node.name for part in tree.children for node in (part, *_below(part))]
    starts = [block.text.partition("：")[0] for block in blocks if "：" in block.text]
    assert [start.lstrip("一二三四五六七八九十、（）.0123456789") for start in starts] == names


def _below(node: Score) -> list[Score]:
    return [one for child in node.children for one in (child, *_below(child))]


def test_a_walked_figure_has_its_unit(make_wording: MakeWording, rules: Rubric) -> None:
    wording = make_wording({"00-题.txt": WALK}).value
    assert wording is not None
    lines = [block.text for block in narrative(VARIATIONS["都填了"], rules, wording).blocks]
    assert any("部门预算资金支出率" in line and line.endswith("%") for line in lines)


CATEGORIES = """【标题】题

{% for 类别 in 指标类别 %}
# {{ 类别.名称 }}

{% for 类 in 类别.二级指标 %}
## {{ 类.名称 }}：{% for 指标 in 类.指标 %}{{ 指标.名称 }}{{ "。" if loop.last else "、" }}{% endfor %}

{% endfor %}
{% endfor %}
"""


def test_indicators_stand_under_their_category_and_kind(make_wording: MakeWording, rules: Rubric) -> None:
    wording = make_wording({"00-题.txt": CATEGORIES}).value
    assert wording is not None
    submission = VARIATIONS["没有情况说明"]
    lines = [block.text for block in narrative(submission, rules, wording).blocks[1:]]
    assert [line for line in lines if "：" not in line] == ["一、产出", "二、效益"]
    for indicator in submission.indicators:
        (line,) = [line for line in lines if indicator.name.value in line]
        assert indicator.secondary.value in line.partition("：")[0]
