"""Strict loading: each defect, made by one replacement in a small sound file, gives its code at its item."""

from __future__ import annotations

from pathlib import Path

import pytest
from rubrics import SMALL, rubric_2024, small

from reportgen.diagnostics import FileRef, TextRef
from reportgen.resources import Resources
from reportgen.scoring.rubric import load_rubric, parse_rubric, rubric_schemes, rubric_years, run_cases

FILE = "rules/2030.toml"
BANDS = 'bands = [{ range = "≤10", points = 10 }, { range = ">10 ≤20", points = 5 }, { range = ">20", points = 0 }]'
PER_ISSUE = 'rule = "per_issue"\nissue = "问题"\nloss = 2'
YES_NO = 'rule = "yes_no"\nsource = "己"'


def choice(situations: str) -> str:
    return f'rule = "choice"\nsituations = [{situations}]\nsource = "己"'


def excess(figure: str, base: str) -> str:
    rest = 'step = 1\nstep_counts = "full"\nloss = 1\nsource = "己"'
    return f'rule = "per_excess"\nfigure = {figure}\nbase = {base}\n{rest}'


def problems_of(text: str) -> set[tuple[str, str]]:
    outcome = parse_rubric(text, FILE, 2030)
    assert outcome.value is None
    assert {d.place.file for d in outcome.diagnostics if isinstance(d.place, FileRef)} <= {FILE}
    return {(d.code, d.place.item) for d in outcome.diagnostics if isinstance(d.place, FileRef)}


def test_the_small_file_is_sound() -> None:
    assert parse_rubric(SMALL, FILE, 2030).diagnostics == ()
    assert {d.code for d in run_cases(small()).diagnostics} == {"W421"}


DEFECTS = [
    # unknown keys and kinds
    ('title = "小样"', 'title = "小样"\nnote = "x"', "E404", "文件"),
    ('name = "管理"\npoints', 'name = "管理"\npoint = 1\npoints', "E404", "一级指标“管理”"),
    ('{ name = "目标", points = 4 }', '{ name = "目标", points = 4, note = "x" }', "E404", "三级指标“公开”"),
    ('rule = "linear"', 'rule = "lineal"', "E408", "三级指标“支出率”"),
    (PER_ISSUE, PER_ISSUE + "\nlose = 1", "E409", "三级指标“问题”"),
    ("highest = 1\n", "highest = 1\ntop = 1\n", "E409", "计分方式“定性”"),
    # missing
    ('standard = "是否"\n', "", "E405", "三级指标“盘点”"),
    ("loss = 2\n", "", "E405", "三级指标“问题”"),
    ("full = 3\n", "", "E405", "案例“达标得满分”"),
    ("[execution_rate]\n", "[[completion]]\n", "E405", "文件"),
    ('source = "己"\n', "", "E406", "三级指标“盘点”"),
    ('source = "庚"', 'source = " "', "E406", "计分方式“达标”"),
    ('source = "壬"\n', "", "E406", "[execution_rate]"),
    # wrong types and values
    ('status = "official"', 'status = "正式"', "E407", "文件"),
    ("points = 60\n\n[[level1]]", 'points = "60分"\n\n[[level1]]', "E407", "一级指标“履职”"),
    ("points = 60\n\n[[level1]]", "points = true\n\n[[level1]]", "E407", "一级指标“履职”"),
    ("points = 60\n\n[[level1]]", "points = 60.001\n\n[[level1]]", "E407", "一级指标“履职”"),
    ("loss = 2", "loss = 0", "E407", "三级指标“问题”"),
    ("loss = 2", "loss = -1", "E407", "三级指标“问题”"),
    ("loss = 2", "loss = nan", "E407", "三级指标“问题”"),
    ("loss = 2", "loss = 1e99999", "E407", "三级指标“问题”"),
    ("loss = 2", "loss = 1e999999999", "E407", "三级指标“问题”"),
    ("loss = 2", "loss = -1e999999999", "E407", "三级指标“问题”"),
    ("lowest = 0.6", "lowest = 1.6", "E407", "计分方式“定性”"),
    ("highest = 1", "highest = 0.5", "E407", "计分方式“定性”"),
    ("[25, 50, 75, 100]", "[25, 50, 75]", "E407", "[execution_rate]"),
    ("[25, 50, 75, 100]", "[0, 50, 75, 100]", "E407", "[execution_rate]"),
    ("[25, 50, 75, 100]", "[50, 25, 75, 100]", "E407", "[execution_rate]"),
    (BANDS, "bands = []", "E407", "三级指标“结转”"),
    (BANDS, 'bands = [{ range = "≤10" }]', "E407", "三级指标“结转”"),
    ('name = "目标"', 'name = "目标、计划"', "E407", "三级指标“公开”"),
    ('name = "目标"', 'name = "是"', "E407", "三级指标“公开”"),
    ('given = { "填报值" = "是" }', 'given = { "填报值" = true }', "E407", "案例“盘点了得10分”"),
    ("verified = false", 'verified = "否"', "E407", "[execution_rate]"),
    # totals
    ("points = 60\n\n[[level1]]", "points = 61\n\n[[level1]]", "E410", "文件"),
    ('level1 = "管理"\npoints = 40', 'level1 = "管理"\npoints = 41', "E410", "一级指标“管理”"),
    (
        'name = "支出率"\nlevel2 = "效能"\npoints = 20',
        'name = "支出率"\nlevel2 = "效能"\npoints = 19.5',
        "E410",
        "二级指标“效能”",
    ),
    ('{ name = "目标", points = 4 }', '{ name = "目标", points = 5 }', "E410", "三级指标“公开”"),
    ('title = "小样"', 'title = "小样"\ntotal = 90', "E410", "文件"),
    ('title = "小样"', 'title = "小样"\ntotal = 0', "E407", "文件"),
    # duplicates
    ('name = "盘点"', 'name = "问题"', "E411", "三级指标"),
    ('name = "日常"', 'name = "效能"', "E411", "二级指标"),
    ('name = "定性"', 'name = "达标"', "E411", "计分方式"),
    ('name = "定性"', 'name = "盘点"', "E411", "计分方式和三级指标"),
    ('word = "未全完成"', 'word = "均已完成"', "E411", "完成情况用语"),
    ('name = "盘点了得10分"', 'name = "达标得满分"', "E411", "案例"),
    ('name = "自评"', 'name = "目标"', "E411", "三级指标“公开”"),
    ('rule = "linear"\nfigure = "年度平均执行率"', 'rule = "sum"\ncategory = "产出"', "E411", "三级指标的 category"),
    # categories that no form could fill
    ('category = "产出"', 'category = "产出指标"', "E425", "三级指标“产出”"),
    ('category = "产出"', 'category = "产 出"', "E425", "三级指标“产出”"),
    ('category = "产出"', 'category = "产出、效益"', "E425", "三级指标“产出”"),
    ('category = "产出"', 'category = "１产出"', "E425", "三级指标“产出”"),
    ('category = "产出"', 'category = "全部"', "E425", "三级指标“产出”"),
    ('category = "产出"', 'category = "产出"\nsecondary = ["数量（个）"]', "E425", "三级指标“产出”"),
    ('category = "产出"', 'category = "产出"\nsecondary = ["数量", "质量", "数量"]', "E411", "三级指标“产出”"),
    ('category = "产出"', 'category = "产出"\nsecondary = "数量"', "E407", "三级指标“产出”"),
    ('category = "产出"', 'category = "产出"\nsecondary = [" "]', "E407", "三级指标“产出”"),
    (
        'rule = "linear"\nfigure = "年度平均执行率"',
        'rule = "sum"\ncategory = "产出质量"',
        "E426",
        "三级指标的 category",
    ),
    # bands
    ('">10 ≤20"', '"≥10 ≤20"', "E412", "三级指标“结转”"),
    ('">10 ≤20"', '">5 ≤20"', "E412", "三级指标“结转”"),
    ('">10 ≤20"', '">10 ≤30"', "E412", "三级指标“结转”"),
    ('">10 ≤20"', '">10 <20"', "E413", "三级指标“结转”"),
    ('">10 ≤20"', '">11 ≤20"', "E413", "三级指标“结转”"),
    ('"≤10"', '">0 ≤10"', "E413", "三级指标“结转”"),
    ('">20"', '">20 ≤100"', "E413", "三级指标“结转”"),
    ('range = "<100"', 'range = "<99"', "E413", "完成情况用语"),
    ('range = "<100"', 'range = "≤100"', "E412", "完成情况用语"),
    ('">10 ≤20"', '"10-20"', "E414", "三级指标“结转”"),
    ('">10 ≤20"', '">20 ≤10"', "E414", "三级指标“结转”"),
    ('">10 ≤20"', '">10 >20"', "E414", "三级指标“结转”"),
    ('">10 ≤20"', '">10 <10"', "E414", "三级指标“结转”"),
    ('">10 ≤20"', '""', "E414", "三级指标“结转”"),
    ('range = "≤10", points = 10', 'range = "≤10", points = 9', "E417", "三级指标“结转”"),
    ('range = "≤10", points = 10', 'range = "≤10", points = 11', "E417", "三级指标“结转”"),
    # names that lead nowhere
    ('level1 = "管理"', 'level1 = "管埋"', "E415", "二级指标“日常”"),
    ('name = "盘点"\nlevel2 = "日常"', 'name = "盘点"\nlevel2 = "日長"', "E415", "三级指标“盘点”"),
    ('figure = "结转结余率"', 'figure = "结转率"', "E415", "三级指标“结转”"),
    ('completion_of = ["产出"]', 'completion_of = ["效益"]', "E415", "文件"),
    ('completion_of = ["产出"]', 'completion_of = "产出"', "E407", "文件"),
    ('completion_of = ["产出"]', "completion_of = []", "E407", "文件"),
    ('completion_of = ["产出"]', 'completion_of = ["产出", 1]', "E407", "文件"),
    ('row = "盘点"', 'row = "盘存"', "E415", "案例“盘点了得10分”"),
    ('{ "填报值" = "是" }', '{ "填报" = "是" }', "E415", "案例“盘点了得10分”"),
    # rules of the newer kinds
    (YES_NO, choice('{ name = "有", points = 10 }, { name = "有", points = 0 }'), "E411", "三级指标“盘点”"),
    (YES_NO, choice('{ name = "有", points = 9 }, { name = "无", points = 0 }'), "E417", "三级指标“盘点”"),
    (YES_NO, choice('{ name = "不涉及", points = 10 }'), "E407", "三级指标“盘点”"),
    (YES_NO, choice('{ name = "有" }'), "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "grade"\nshares = [1, 0.8, 0.6]\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "grade"\nshares = [1, 0.6, 0.8, 0]\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "grade"\nshares = [0.9, 0.8, 0.6, 0]\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, excess('"公用经费支出数"', '"结转结余率"'), "E415", "三级指标“盘点”"),
    (YES_NO, excess('"填报值"', '"公用经费支出数"'), "E415", "三级指标“盘点”"),
    (YES_NO, excess('"结转结余率"', "true"), "E407", "三级指标“盘点”"),
    (YES_NO, excess('"结转结余率"', '"结转"'), "E415", "三级指标“盘点”"),
    ('figure = "年度平均执行率"', 'figure = "公用经费支出数"', "E415", "三级指标“支出率”"),
    (YES_NO, 'rule = "linear"\nfigure = "填报值"\nunit = "个"\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "yes_no"\nexempt_counts = "分担"\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "veto"\nfacts = ["挪用"]\npart = "日常"\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "bonus"\nissue = "表彰"\ngain = 1\nmost = 2\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "veto"\nfacts = ["挪用、截留"]\npart = "日常"\nsource = "己"', "E407", "三级指标“盘点”"),
    (YES_NO, 'rule = "veto"\nfacts = ["挪用"]\npart = "日長"\nsource = "己"', "E415", "三级指标“盘点”"),
    ('points = 10\nstandard = "是否"', 'points = 0\nstandard = "是否"', "E407", "三级指标“盘点”"),
    ('"是" }\npoints', '"是" }\nvoids = true\npoints', "E404", "案例“盘点了得10分”"),
    (
        "[execution_rate]",
        '[[grade]]\nword = "优"\nrange = "≥90"\nsource = "子"\nverified = true\n[execution_rate]',
        "E413",
        "等级",
    ),
    # the rest
    ("year = 2030", "year = 2029", "E416", "year"),
    (YES_NO, 'rule = "all_or_nothing"\nsource = "己"', "E418", "三级指标“盘点”"),
    ('rule = "linear"\nfigure = "年度平均执行率"', 'rule = "yes_no"', "E418", "三级指标“支出率”"),
    ('rule = "all_or_nothing"', 'rule = "linear"\nfigure = "结转结余率"', "E418", "计分方式“达标”"),
    ("default = true\n", "", "E419", "计分方式"),
    ('name = "定性"\n', 'name = "定性"\ndefault = true\n', "E419", "计分方式"),
    ('rule = "qualitative"\nlowest = 0.6\nhighest = 1', 'rule = "manual"', "E419", "计分方式"),
    ("full = 3\npoints = 3", "full = 3", "E422", "案例“达标得满分”"),
    ("full = 3\npoints = 3", 'full = 3\npoints = 3\nerror = "E307"', "E422", "案例“达标得满分”"),
    ('"是" }\npoints', '"是" }\nfull = 10\npoints', "E404", "案例“盘点了得10分”"),
]


@pytest.mark.parametrize(("before", "after", "code", "item"), DEFECTS)
def test_defect_is_found_at_its_item(before: str, after: str, code: str, item: str) -> None:
    assert SMALL.count(before) >= 1
    assert (code, item) in problems_of(SMALL.replace(before, after, 1))


ONE_SLIP = {"E404", "E405", "E406", "E407", "E408", "E409", "E414", "E416", "E418", "E422"}
# Turning one table into another makes its keys wrong as well.
SINGLE = [defect for defect in DEFECTS if defect[2] in ONE_SLIP and defect[0] != "[execution_rate]\n"]
SINGLE = [one for one in SINGLE if "veto" not in one[1] and "points = 0" not in one[1]]  # These change the totals.


@pytest.mark.parametrize(("before", "after", "code", "item"), SINGLE)
def test_a_slip_in_one_line_is_reported_once(before: str, after: str, code: str, item: str) -> None:
    assert problems_of(SMALL.replace(before, after, 1)) == {(code, item)}


def test_a_criterion_under_an_unknown_group_has_no_second_problem_for_its_rule() -> None:
    text = SMALL.replace('name = "盘点"\nlevel2 = "日常"', 'name = "盘点"\nlevel2 = "日長"')
    assert "E418" not in {code for code, _ in problems_of(text)}


def test_all_defects_are_found_in_one_run() -> None:
    text = SMALL.replace("loss = 2", "loss = 0").replace('source = "己"\n', "").replace('">10 ≤20"', '">11 ≤20"')
    assert problems_of(text) == {("E407", "三级指标“问题”"), ("E406", "三级指标“盘点”"), ("E413", "三级指标“结转”")}


SYNTAX = [
    ("title = “小样”\n", 1, 9),
    ('title = "小样"\nyear 2030\n', 2, 6),
    ('title = "小样"\n标题 = 1\n', 2, 1),
    ("a = 1\na = 2\n", 2, 6),
    ("a = [1,\n2", 2, 2),
]


@pytest.mark.parametrize(("text", "line", "column"), SYNTAX)
def test_syntax_error_is_placed(text: str, line: int, column: int) -> None:
    (problem,) = parse_rubric(text, FILE, 2030).diagnostics
    assert problem.code == "E403"
    assert isinstance(problem.place, TextRef)
    assert (problem.place.file, problem.place.line, problem.place.column) == (FILE, line, column)


def test_empty_file_lacks_everything() -> None:
    assert {code for code, _ in problems_of("")} >= {"E405"}


def test_bottomless_brackets_are_a_problem_not_a_crash() -> None:
    (problem,) = parse_rubric("a = " + "[" * 5000, FILE, 2030).diagnostics
    assert problem.code == "E403"


def test_file_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "2030.toml").write_bytes('title = "小样"'.encode("gbk"))
    (problem,) = load_rubric(Resources((tmp_path,)), 2030).diagnostics
    assert problem.code == "E402"


def test_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "2030.toml").write_bytes(SMALL.replace("\n", "\r\n").encode("utf-8-sig"))
    outcome = load_rubric(Resources((tmp_path,)), 2030)
    assert outcome.diagnostics == ()
    assert outcome.value == small()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"填报值" = "是" }\npoints = 10', '"填报值" = "否" }\npoints = 10'),
        ('"填报值" = "是" }\npoints = 10', '"填报值" = "是" }\nerror = "E319"'),
        ('"填报值" = "是" }\npoints = 10', '"填报值" = "也许" }\npoints = 10'),
    ],
)
def test_case_that_does_not_hold(before: str, after: str) -> None:
    outcome = run_cases(small(SMALL.replace(before, after)))
    assert outcome.value == 2
    problems = [d for d in outcome.diagnostics if d.code == "E420"]
    assert [d.place for d in problems] == [FileRef(file=FILE, item="盘点了得10分")]


def test_row_without_a_case_is_a_warning() -> None:
    names = {d.place.item for d in run_cases(small()).diagnostics if isinstance(d.place, FileRef)}
    assert names == {"产出", "支出率", "结转", "公开", "问题", "定性"}


# --- several schemes of one year ---

OTHER = SMALL.replace("year = 2030", 'year = 2030\nscheme = "投入产出"').replace('title = "小样"', 'title = "另一个"')
NAMED = SMALL.replace("year = 2030", 'year = 2030\nscheme = "履职"')


def folder(tmp_path: Path, **files: str) -> Resources:
    (tmp_path / "rules").mkdir()
    for name, text in files.items():
        (tmp_path / "rules" / f"{name.removeprefix('_').replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return Resources((tmp_path,))


def test_schemes_stand_side_by_side_and_the_default_comes_first(tmp_path: Path) -> None:
    resources = folder(tmp_path, _2030_投入产出=OTHER, _2030=NAMED, _2029=SMALL)
    assert rubric_schemes(resources) == ((2029, ""), (2030, ""), (2030, "投入产出"))
    assert rubric_schemes(resources, 2030) == ((2030, ""), (2030, "投入产出"))
    assert rubric_years(resources) == (2029, 2030)


@pytest.mark.parametrize(
    ("scheme", "title", "choice"),
    [
        ("", "小样", ""),
        ("履职", "小样", ""),
        ("默认", "小样", ""),
        ("投入产出", "另一个", "投入产出"),
        ("投入 产出", "另一个", "投入产出"),
    ],
)
def test_a_scheme_is_called_by_its_name(tmp_path: Path, scheme: str, title: str, choice: str) -> None:
    outcome = load_rubric(folder(tmp_path, _2030_投入产出=OTHER, _2030=NAMED), 2030, scheme)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert (outcome.value.title, outcome.value.choice) == (title, choice)


def test_an_unknown_scheme_names_the_nearest_and_all_that_there_are(tmp_path: Path) -> None:
    (problem,) = load_rubric(folder(tmp_path, _2030_投入产出=OTHER, _2030=NAMED), 2030, "投入产").diagnostics
    assert problem.code == "E423"
    assert "投入产出" in problem.message
    assert "履职、投入产出" in problem.hint


def test_a_scheme_of_a_year_without_rules_is_a_problem_of_the_year(tmp_path: Path) -> None:
    (problem,) = load_rubric(folder(tmp_path, _2030=NAMED), 2031, "履职").diagnostics
    assert problem.code == "E401"


@pytest.mark.parametrize("text", [SMALL, OTHER.replace("投入产出", "投入")], ids=["no name", "another name"])
def test_a_scheme_whose_file_has_another_name(tmp_path: Path, text: str) -> None:
    (problem,) = load_rubric(folder(tmp_path, _2030_投入产出=text, _2030=NAMED), 2030, "投入产出").diagnostics
    line = next((n for n, line in enumerate(text.splitlines(), 1) if line.startswith("scheme =")), 0)
    place = FileRef(file="rules/2030-投入产出.toml", item="scheme", line=line)
    assert (problem.code, problem.place) == ("E424", place)


def test_a_problem_names_the_line_where_its_table_begins() -> None:
    text = SMALL.replace('level1 = "管理"\npoints = 40', 'level1 = "管理"\npoints = 41')
    (one, other) = sorted(parse_rubric(text, FILE, 2030).diagnostics, key=lambda problem: str(problem.place))
    lines = text.splitlines()
    for problem, head, name in ((one, "[[level1]]", 'name = "管理"'), (other, "[[level2]]", 'name = "日常"')):
        assert isinstance(problem.place, FileRef)
        assert problem.code == "E410"
        assert lines[problem.place.line - 1 : problem.place.line + 1] == [head, name]
        assert str(problem.place).startswith(f"{FILE}:{problem.place.line}（")


def test_any_number_of_parts_with_any_total_is_right() -> None:
    text = SMALL.replace('title = "小样"', 'title = "小样"\ntotal = 120')
    third = """
[[level1]]
name = "附加"
points = 20
on_form = true

[[level2]]
name = "附加项"
level1 = "附加"
points = 20

[[level3]]
name = "附加行"
level2 = "附加项"
points = 20
standard = "是否"
rule = "yes_no"
source = "子"
verified = true
"""
    rubric = small(text + third)
    assert rubric.tree.points == 120
    assert [part.points for part in rubric.tree.children] == [60, 40, 20]


def test_the_categories_and_their_groups_are_those_of_the_file() -> None:
    assert dict(rubric_2024().categories) == {
        "产出": ("数量", "质量", "时效", "成本"),
        "效益": ("经济效益", "社会效益", "生态效益", "可持续影响", "满意度"),
    }
    text = SMALL.replace('completion_of = ["产出"]', 'completion_of = ["成本"]')
    text = text.replace('category = "产出"', 'category = "成本"\nsecondary = ["人力", "物料"]')
    assert dict(small(text).categories) == {"成本": ("人力", "物料")}


# --- what problems offer is what the next step accepts ---


def offers(text: str, code: str) -> list[str]:
    """The words that the hint of the only problem with this code offers."""
    (problem,) = (one for one in parse_rubric(text, FILE, 2030).diagnostics if one.code == code)
    return problem.hint.removeprefix("可用的有：").split("、")


@pytest.mark.parametrize(
    ("before", "accepted_as"),
    [
        ('rule = "linear"', "三级指标“支出率”"),  # not on the form
        ('rule = "yes_no"', "三级指标“盘点”"),
        ('rule = "all_or_nothing"', "计分方式“达标”"),
    ],
)
def test_every_kind_of_rule_that_is_offered_fits_its_place(before: str, accepted_as: str) -> None:
    names = offers(SMALL.replace(before, 'rule = "某种"', 1), "E408")
    assert names
    for name in names:
        assert ("E418", accepted_as) not in problems_of(SMALL.replace(before, f'rule = "{name}"\nx = 1', 1))


def test_a_base_is_offered_in_the_unit_of_what_is_compared_with_it() -> None:
    for figure, name in (('"公用经费支出数"', "公用经费预算数"), ('"填报值"', "结转结余率")):
        names = offers(SMALL.replace(YES_NO, excess(figure, '"某数"')), "E415")
        assert name in names
        for one in names:
            changed = SMALL.replace(YES_NO, excess(figure, f'"{one}"'))
            assert parse_rubric(changed, FILE, 2030).diagnostics == (), one


def test_a_row_without_a_row_on_the_form_is_offered_figures_alone() -> None:
    off_form = SMALL.replace('figure = "年度平均执行率"', 'figure = "执行率"')
    on_form = SMALL.replace('figure = "结转结余率"', 'figure = "结转率"')
    assert "填报值" in offers(on_form, "E415")
    assert "填报值" not in offers(off_form, "E415")
    assert set(offers(off_form, "E415")) < set(offers(on_form, "E415"))


def test_a_rate_is_offered_no_amount() -> None:
    text = SMALL.replace('figure = "年度平均执行率"', 'figure = "执行率"')
    for name in offers(text, "E415"):
        changed = SMALL.replace('figure = "年度平均执行率"', f'figure = "{name}"')
        assert parse_rubric(changed, FILE, 2030).diagnostics == (), name
