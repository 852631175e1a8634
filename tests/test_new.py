"""``new`` as its users meet it, and that every command that uses rules on trial says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from filled_forms import cell_of, offered, opened
from program import Program, files
from workbooks import SAMPLE, Error, edited

from reportgen.intake.reading import parse_submission
from reportgen.resources import Resources

TRIAL = "试用评分标准"


@pytest.fixture
def last_year(workplace: Path) -> Path:
    path = workplace / "2024.xlsx"
    path.write_bytes(SAMPLE.read_bytes())
    return path


@pytest.mark.parametrize(
    ("arguments", "year"),
    [
        (("2024.xlsx",), 2024),
        (("金花街道 2025年度.XLSX",), 2025),
        (("填报表.xlsx", "--year", "2024"), 2024),
        (("2024-2025.xlsx", "--year", "2025"), 2025),
        (("新的/文件夹/2025.xlsx",), 2025),
    ],
    ids=str,
)
def test_a_blank_form(program: Program, workplace: Path, arguments: tuple[str, ...], year: int) -> None:
    run = program("new", *arguments)
    assert (run.code, run.err) == (0, "")
    assert files(workplace) == [arguments[0]]
    assert arguments[0] in run.out
    assert (TRIAL in run.out) == (year == 2025)
    assert cell_of(opened((workplace / arguments[0]).read_bytes()), "基本信息", "年度", "内容").value == year


def test_the_same_form_every_time(program: Program, workplace: Path, last_year: Path) -> None:
    for name in ("甲2025.xlsx", "乙2025.xlsx"):
        assert program("new", name, "--from", last_year.name).code == 0
    assert (workplace / "甲2025.xlsx").read_bytes() == (workplace / "乙2025.xlsx").read_bytes()


def test_last_years_rolled_over(program: Program, workplace: Path, last_year: Path) -> None:
    run = program("new", "2025.xlsx", "--from", last_year.name, "--json")
    assert (run.code, run.codes, run.result["draft"], run.result["files"]) == (0, [], True, ["2025.xlsx"])
    assert run.result["carried"] > 50
    assert last_year.read_bytes() == SAMPLE.read_bytes()
    output = program("new", "又2025.xlsx", "--from", last_year.name).out
    assert str(run.result["carried"]) in output
    submission = parse_submission((workplace / "2025.xlsx").read_bytes(), "2025.xlsx")
    assert submission.value is not None
    assert submission.value.office.short_name.value == "金花街道"


def test_mistakes_of_last_year_are_told_and_block_nothing(program: Program, workplace: Path, last_year: Path) -> None:
    last_year.write_bytes(edited(("重点工作", "1", "内容", Error())))
    run = program("new", "2025.xlsx", "--from", last_year.name, "--json")
    assert (run.code, run.codes) == (0, ["W861"])
    assert run.result["problems"][0]["place"]["cell"] == "D3"
    assert files(workplace) == ["2024.xlsx", "2025.xlsx"]


@pytest.mark.parametrize("name", ["2024.xlsx", "./2024.xlsx"])
def test_a_file_that_is_there_is_never_overwritten(
    program: Program, workplace: Path, last_year: Path, name: str
) -> None:
    for arguments in ((name,), (name, "--from", "2024.xlsx")):
        run = program("new", *arguments, "--json")
        assert (run.code, run.codes, run.result["files"]) == (4, ["E860"], [])
    assert last_year.read_bytes() == SAMPLE.read_bytes()
    assert files(workplace) == ["2024.xlsx"]


def test_a_folder_of_that_name(program: Program, workplace: Path) -> None:
    (workplace / "2025.xlsx").mkdir()
    assert program("new", "2025.xlsx", "--json").codes == ["E806"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("2042.xlsx",), "E401"),
        (("2025.xlsx", "--from", "没有.xlsx"), "E101"),
        (("2025.xlsx", "--from", "别的.xlsx"), "E107"),
    ],
    ids=str,
)
def test_nothing_is_written_when_it_cannot_be_made(
    program: Program, workplace: Path, arguments: tuple[str, ...], code: str
) -> None:
    (workplace / "别的.xlsx").write_text("不是表格", encoding="utf-8")
    run = program("new", *arguments, "--json")
    assert (run.code, run.codes, run.result["files"]) == (1, [code], [])
    assert files(workplace) == ["别的.xlsx"]


def test_the_rules_of_another_folder(program: Program, workplace: Path) -> None:
    rules = Path(__file__).parents[1] / "templates" / "rules" / "2024.toml"
    own = workplace / "本区" / "rules" / "2026.toml"
    own.parent.mkdir(parents=True)
    text = rules.read_text(encoding="utf-8").replace("year = 2024", "year = 2026")
    own.write_text(text.replace("达标得满分", "一票否决"), encoding="utf-8")
    assert program("new", "2026.xlsx", "--templates", "本区").code == 0
    words = [c.value for row in opened((workplace / "2026.xlsx").read_bytes())["选项"].iter_rows() for c in row]
    assert "一票否决" in words
    assert "达标得满分" not in words


# --- rules on trial ---------------------------------------------------------------------------------------


@pytest.fixture
def on_trial(workplace: Path) -> Path:
    path = workplace / "2025.xlsx"
    path.write_bytes(edited(("基本信息", "年度", "内容", 2025)))
    return path


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize("option", [(), ("--draft",)], ids=str)
def test_a_report_by_rules_on_trial_says_so(
    program: Program, on_trial: Path, command: str, option: tuple[str, ...]
) -> None:
    run = program(command, on_trial.name, *option)
    assert run.code == 0
    assert TRIAL in run.out
    result = program(command, on_trial.name, *option, "--json").result
    assert result["score"]["draft"] is True
    assert "N332" in [problem["code"] for problem in result["problems"]]


@pytest.mark.parametrize("command", ["build", "check"])
def test_so_does_a_draft_with_gaps(program: Program, on_trial: Path, command: str) -> None:
    blank = edited(("基本信息", "年度", "内容", 2025), ("绩效指标", "C02", "实际完成值", None))
    on_trial.write_bytes(blank)
    assert TRIAL in program(command, on_trial.name, "--draft").out


@pytest.mark.parametrize("command", ["list", "show", "check"])
def test_rules_on_trial_say_so(program: Program, workplace: Path, command: str) -> None:
    assert files(workplace) == []
    year = () if command == "list" else ("2025",)
    assert TRIAL in program("rules", command, *year).out
    heads = program("rules", command, *year, "--json").result["rules"]
    assert {head["year"]: head["draft"] for head in heads}[2025] is True


@pytest.mark.parametrize("command", ["show", "check"])
def test_rules_in_force_do_not(program: Program, workplace: Path, command: str) -> None:
    assert files(workplace) == []
    assert TRIAL not in program("rules", command, "2024").out


@pytest.fixture
def schemes(workplace: Path, shipped: Resources) -> None:
    """Rules of 2024 with a second scheme beside the default one."""
    path = shipped.find("rules/2024.toml")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    rules = workplace / "templates" / "rules"
    rules.mkdir(parents=True)
    (rules / "2024.toml").write_text(text, encoding="utf-8")
    other = text.replace('scheme = "履职管理"', 'scheme = "乙"')
    (rules / "2024-乙.toml").write_text(other, encoding="utf-8")
    (rules / "2025-乙.toml").write_text(other.replace("year = 2024", "year = 2025"), encoding="utf-8")


def scheme_in(path: Path) -> object:
    return cell_of(opened(path.read_bytes()), "基本信息", "评分方案", "内容").value


@pytest.mark.usefixtures("schemes")
def test_a_form_of_another_scheme_names_it(program: Program, workplace: Path) -> None:
    run = program("new", "2024.xlsx", "--scheme", "乙")
    assert (run.code, run.err) == (0, "")
    assert "“乙”方案" in run.out
    assert scheme_in(workplace / "2024.xlsx") == "乙"
    assert program("new", "默认2024.xlsx").code == 0
    assert scheme_in(workplace / "默认2024.xlsx") is None


@pytest.mark.usefixtures("schemes")
def test_a_form_rolled_over_stays_with_its_scheme(program: Program, workplace: Path) -> None:
    assert program("new", "2024.xlsx", "--scheme", "乙").code == 0
    assert program("new", "2025.xlsx", "--from", "2024.xlsx").code == 0
    assert scheme_in(workplace / "2025.xlsx") == "乙"
    assert program("new", "又2025.xlsx", "--from", "2024.xlsx", "--scheme", "默认").code == 0
    assert scheme_in(workplace / "又2025.xlsx") is None


@pytest.mark.usefixtures("schemes")
def test_nothing_is_written_for_an_unknown_scheme(program: Program, workplace: Path) -> None:
    run = program("new", "2024.xlsx", "--scheme", "丙", "--json")
    assert (run.code, run.codes) == (1, ["E423"])
    assert not (workplace / "2024.xlsx").exists()


@pytest.mark.usefixtures("schemes")
def test_rules_of_each_scheme_are_listed_shown_and_checked(program: Program) -> None:
    heads = program("rules", "list", "--json").result["rules"]
    schemes = [(one["year"], one["scheme"]) for one in heads]
    assert schemes[0] == (2024, "履职管理")
    assert {(2024, "乙"), (2025, "履职管理"), (2025, "乙")} <= set(schemes)
    assert program("rules", "show", "2024", "--scheme", "乙", "--json").result["rules"][0]["scheme"] == "乙"
    assert program("rules", "show", "2024", "--scheme", "丙", "--json").codes == ["E423"]
    both = program("rules", "check", "2024", "--json").result["rules"]
    assert {"履职管理", "乙"} <= {one["scheme"] for one in both}
    assert "2024“乙”" in program("rules", "check", "2024", "--scheme", "乙").out
    assert program("rules", "check", "1999", "--json").codes == ["E401"]


@pytest.mark.usefixtures("schemes")
def test_two_schemes_of_a_year_with_one_name_are_a_problem_of_the_check(program: Program, workplace: Path) -> None:
    rules = workplace / "templates" / "rules"
    text = (rules / "2024.toml").read_text(encoding="utf-8")
    (rules / "2024-履职管理.toml").write_text(text, encoding="utf-8")
    run = program("rules", "check", "2024", "--json")
    assert (run.code, run.codes) == (1, ["E411"])


@pytest.mark.parametrize("scheme", ["投入过程产出效果", "决策管理绩效"])
def test_a_blank_form_of_each_example_scheme(program: Program, workplace: Path, scheme: str) -> None:
    assert program("new", "2024.xlsx", "--scheme", scheme).code == 0
    data = (workplace / "2024.xlsx").read_bytes()
    assert scheme_in(workplace / "2024.xlsx") == scheme
    outcome = parse_submission(data, "2024.xlsx")
    assert {problem.code for problem in outcome.diagnostics} == {"E203", "E217", "E219"}  # All of it is blank.
    assert cell_of(opened(data), "管理效率", "固定资产利用率", "分值").value == 2


def test_the_rows_of_a_form_offer_what_their_rules_accept(program: Program, workplace: Path) -> None:
    assert program("new", "2024.xlsx", "--scheme", "决策管理绩效").code == 0
    book = opened((workplace / "2024.xlsx").read_bytes())
    for row, words in {
        "资金安全": ("无", "截留资金", "挪用资金", "套取资金"),
        "目标任务明确性": ("完全符合", "基本符合", "部分符合", "不符合"),
        "决策程序规范性": ("是", "否", "不涉及", "集体研究决定", "手续齐全"),
        "表彰奖励": (),
    }.items():
        assert offered(book, "管理效率", cell_of(book, "管理效率", row, "填报值")) == words
    assert offered(book, "绩效指标", cell_of(book, "绩效指标", 3, "类别")) == ("产出", "效益", "满意度")


def test_a_scheme_shows_its_grades(program: Program) -> None:
    run = program("rules", "show", "2024", "--scheme", "投入过程产出效果")
    assert "（示例方案）" in run.out
    assert "等级：优 ≥90分，良 ≥80 <90分，中 ≥60 <80分，差 <60分" in run.out
    assert "等级：" not in program("rules", "show", "2024").out


def test_points_that_do_not_add_up_are_told_with_their_line_and_nothing_is_written(
    program: Program, workplace: Path, shipped: Resources
) -> None:
    path = shipped.find("rules/2024-决策管理绩效.toml")
    assert path is not None
    text = path.read_text(encoding="utf-8").replace(
        'level1 = "部门决策"\npoints = 10', 'level1 = "部门决策"\npoints = 11'
    )
    rules = workplace / "templates" / "rules"
    rules.mkdir(parents=True)
    (rules / path.name).write_text(text, encoding="utf-8")
    run = program("new", "2024.xlsx", "--scheme", "决策管理绩效")
    assert run.code == 1
    line = text.splitlines().index('name = "决策目标"')
    assert f"rules/2024-决策管理绩效.toml:{line}" in run.out + run.err
    assert "改分值" in run.out + run.err
    assert not (workplace / "2024.xlsx").exists()


def test_a_form_asks_for_the_cells_of_optional_sheets_that_its_figures_need(program: Program, workplace: Path) -> None:
    for scheme, wanted in (("投入过程产出效果", True), ("默认", False)):
        path = workplace / f"{scheme}2024.xlsx"
        assert program("new", path.name, "--scheme", scheme).code == 0
        book = opened(path.read_bytes())
        yellow = {cell_of(book, "基本信息", "市", "内容").fill.start_color.rgb}
        for item in ("编制数", "在职人数"):
            fill = cell_of(book, "单位概况", item, "内容").fill.start_color.rgb
            assert ({fill} == yellow) == wanted
        needs = opened(path.read_bytes(), values=True)["填报进度"]
        texts = {row[0]: str(row[3]) for row in needs.iter_rows(max_col=4, values_only=True)}
        assert ("编制数、在职人数" in texts["单位概况"]) == wanted
