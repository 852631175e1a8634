"""The commands of a person who edits wording: init, wording list, wording words."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from program import Program

from reportgen.editor.lexicon import filter_example, terms
from reportgen.resources import Resources, sample_data
from reportgen.scoring.rubric import Rubric, load_rubric
from reportgen.writing.source import Layers
from reportgen.writing.words import FILTERS, WordType

SECTION = Path("templates/wording/默认/20-自评结论.txt")


@pytest.fixture
def desk(program: Program, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder that init has made."""
    assert program("init", "措 辞").code == 0
    monkeypatch.chdir(workplace / "措 辞")
    return workplace / "措 辞"


# --- init -------------------------------------------------------------------------------------------------


def test_init_puts_all_templates_and_the_sample_there(desk: Path, shipped: Resources) -> None:
    root = shipped.roots[0]
    expected = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    there = {
        path.relative_to(desk / "templates").as_posix(): path.read_bytes()
        for path in (desk / "templates").rglob("*")
        if path.is_file()
    }
    assert there == expected
    assert {path.name for path in desk.iterdir()} == {"templates", "2024.xlsx"}


def test_the_copied_sample_builds(desk: Path, program: Program) -> None:
    assert program("build", "2024.xlsx").code == 0
    assert (desk / "output/2024/金花街道-自评表说明.docx").is_file()


def test_init_again_changes_nothing_and_brings_back_what_is_gone(desk: Path, program: Program) -> None:
    (desk / SECTION).unlink()
    ran = program("init", ".", "--json")
    assert (ran.code, ran.result["files"]) == (0, [str(SECTION)])
    assert program("init", ".", "--json").result["files"] == []


def test_init_writes_over_nothing(desk: Path, program: Program) -> None:
    """Every changed file is reported, and nothing is written, not even missing files."""
    (desk / SECTION).write_text("我的话。", encoding="utf-8")
    (desk / "2024.xlsx").write_bytes(b"")
    (desk / "templates/rules/2024.toml").unlink()
    ran = program("init", ".", "--json")
    assert (ran.code, ran.codes, ran.result["files"]) == (4, ["E840", "E840"], [])
    assert (desk / SECTION).read_text(encoding="utf-8") == "我的话。"
    assert not (desk / "templates/rules/2024.toml").exists()


def test_a_file_where_the_folder_should_be(program: Program, workplace: Path) -> None:
    (workplace / "措辞").write_text("", encoding="utf-8")
    ran = program("init", "措辞", "--json")
    assert ran.code == 4
    assert len(ran.codes) == 1
    assert [path.name for path in workplace.iterdir()] == ["措辞"]


@pytest.mark.parametrize(
    ("folder", "typed"), [("措辞", "cd 措辞"), ("我的 措辞", 'cd "我的 措辞"'), ("甲&乙", 'cd "甲&乙"')]
)
@pytest.mark.usefixtures("workplace")
def test_the_next_step_can_be_typed_as_it_stands(program: Program, folder: str, typed: str) -> None:
    assert typed in program("init", folder).out


@pytest.mark.usefixtures("workplace")
def test_nobody_is_sent_where_he_is(program: Program) -> None:
    assert "cd " not in program("init", ".").out


# --- list -------------------------------------------------------------------------------------------------


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "templates" / "wording" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def rows_by_file(program: Program, *options: str) -> dict[str, dict[str, object]]:
    ran = program("wording", "list", *options, "--json")
    assert ran.code == 0
    return {row.pop("name"): row for row in ran.result["sections"]}


def test_everything_is_shipped_where_there_is_nothing(program: Program, workplace: Path) -> None:
    assert not (workplace / "templates").exists()
    rows = rows_by_file(program)
    assert {row["origin"] for row in rows.values()} == {"自带"}
    assert next(iter(rows)) == "00-标题.txt"
    assert list(rows)[-1] == "扣分说明.txt"
    assert not rows["扣分说明.txt"]["section"]


def test_layers_of_an_office(program: Program, workplace: Path) -> None:
    put(workplace, "默认/20-自评结论.txt", "## 自评结论\n")
    put(workplace, "区/荔湾区/20-自评结论.txt", "## 自评结论\n")
    put(workplace, "区/荔湾区/25-规模.txt", "## 规模\n")
    put(workplace, "单位/金花街道/20-自评结论.txt", "## 自评结论\n")
    put(workplace, "单位/金花街道/60-下一步改进措施.txt", " \n")
    rows = rows_by_file(program, "--office", "金花街道", "--district", "荔湾区")
    assert rows["20-自评结论.txt"]["layer"] == "单位/金花街道"
    assert rows["20-自评结论.txt"]["hides"] == ["区/荔湾区", "默认"]
    assert rows["20-自评结论.txt"]["origin"] == "新加"
    assert rows["25-规模.txt"]["layer"] == "区/荔湾区"
    assert list(rows).index("25-规模.txt") == list(rows).index("20-自评结论.txt") + 1
    assert rows["60-下一步改进措施.txt"]["removed"]
    assert rows["30-履职效能.txt"]["origin"] == "自带"
    assert rows_by_file(program)["20-自评结论.txt"]["origin"] == "改过"
    assert "25-规模.txt" not in rows_by_file(program, "--office", "金花街道")


def test_a_layer_counts_before_the_place_that_it_lies_in(workplace: Path, shipped: Resources) -> None:
    """A shipped file for one office stays nearer than 默认 of the working folder."""
    own = workplace / "own" / "templates"
    put(own.parent, "单位/金花街道/20-自评结论.txt", "## 单位\n")
    local = workplace / "templates"
    put(workplace, "默认/20-自评结论.txt", "## 默认\n")
    files = Layers(Resources((local, own, *shipped.roots))).files("荔湾区", "金花街道")
    assert files["20-自评结论.txt"][0] == "单位/金花街道"


def test_unchanged_copies_are_known(desk: Path, program: Program) -> None:
    (desk / SECTION).write_text("## 自评结论\n", encoding="utf-8")
    origins = {name: row["origin"] for name, row in rows_by_file(program).items()}
    assert origins.pop("20-自评结论.txt") == "改过"
    assert set(origins.values()) == {"与自带的相同"}


def test_a_name_without_wording_of_its_own_is_told(program: Program, workplace: Path) -> None:
    put(workplace, "单位/金花街道/20-自评结论.txt", "## 自评结论\n")
    ran = program("wording", "list", "--office", "金花街")
    assert ran.code == 0
    assert "金花街道" in ran.err


# --- words ------------------------------------------------------------------------------------------------


def test_every_word_has_its_meaning_and_an_example_where_the_sample_has_one(rules: Rubric) -> None:
    listing = terms(rules)
    by_path = {term.path: term for term in listing}
    assert len(by_path) == len(listing)
    assert all(term.word.meaning for term in listing)
    assert by_path["得分.总分"].example == "98.5"
    assert by_path["预算.全年支出数"].word.unit == "万元"
    assert by_path["扣分指标.指标值"].example == "90%"
    assert (by_path["扣分指标.指标值"].in_list, by_path["得分.总分"].in_list) == (True, False)
    assert by_path["全部达标"].example == "否"
    numbers = [term for term in listing if term.word.type is WordType.NUMBER and not term.word.optional]
    assert [term.path for term in numbers if not term.word.unit] == []
    assert [term.path for term in numbers if not term.in_list and not term.example] == []


def test_words_of_a_year_without_a_sample(shipped: Resources) -> None:
    rubric = load_rubric(shipped, 2025).value
    assert rubric is not None
    assert {term.path: term.example for term in terms(rubric)}["年度"] == "2025"


def test_words_are_found_by_name_and_by_meaning(program: Program) -> None:
    ran = program("wording", "words", "结转结余", "--json")
    names = [word["name"] for word in ran.result["words"]]
    assert "预算.结转结余资金" in names
    assert "预算执行.财政拨款结转结余率.数值" in names
    assert "得分.总分" not in names


def test_words_never_filled_say_so(program: Program) -> None:
    words = {word["name"]: word for word in program("wording", "words", "--json").result["words"]}
    assert words["采购管理.采购活动合规性.满分线"]["never"]
    assert not words["预算执行.财政拨款结转结余率.满分线"]["never"]


def test_filters_are_listed(program: Program) -> None:
    assert [one["name"] for one in program("wording", "words", "万元", "--json").result["filters"]] == ["万元"]


def test_every_filter_has_an_example_of_the_sample(rules: Rubric) -> None:
    listing = terms(rules)
    examples = {one.name: filter_example(one, listing) for one in FILTERS}
    assert examples["分"] == "{{ 得分.总分|分 }}：98.5 → 98.5分"
    assert examples["万元"] == "{{ 预算.公用经费支出数|万元 }}：298.72 → 298.72万元"
    assert examples["汉字数"] == "{{ loop.index|汉字数 }}：1 → 一"
    assert all(examples.values())


def test_examples_are_what_is_printed(rules: Rubric) -> None:
    """A sentence in a workbook may refer to a figure, as 帮扶…达{C08} in the sample: the example has the figure."""
    listing = {term.path: term.example for term in terms(rules)}
    assert listing["重点工作.分项.标题"].startswith("帮扶辖区困难群体次数达")
    assert [path for path, example in listing.items() if "{" in example] == []


@pytest.mark.parametrize("year", [2024, 2025])
def test_filter_examples_need_no_sample_of_the_year(shipped: Resources, year: int) -> None:
    rubric = load_rubric(shipped, year).value
    assert rubric is not None
    listing = terms(rubric)
    assert all(filter_example(one, listing) for one in FILTERS if one.takes is not WordType.TEXT)


def test_nothing_found_is_said(program: Program) -> None:
    ran = program("wording", "words", "没有这个词")
    assert (ran.code, ran.out) == (0, "")
    assert "没有这个词" in ran.err


# --- wording sets -----------------------------------------------------------------------------------------


def test_init_with_a_set_brings_its_files_and_its_sample_alone(program: Program, workplace: Path) -> None:
    assert program("init", "desk", "--set", "报告型").code == 0
    wording = workplace / "desk/templates/wording"
    assert {path.name for path in wording.iterdir()} == {"报告型"}
    assert (wording / "报告型/set.toml").is_file()
    assert (workplace / "desk/templates/rules/2024.toml").is_file()
    assert [path.name for path in (workplace / "desk").glob("*.xlsx")] == ["2024.xlsx"]
    assert program("build", "desk/2024.xlsx").code == 0
    assert (workplace / "output/2024/白石镇-自评表说明.docx").is_file()


def test_init_with_the_default_set_brings_the_offices_that_have_their_own(program: Program, workplace: Path) -> None:
    assert program("init", "desk", "--set", "荔湾型").code == 0
    assert {path.name for path in (workplace / "desk/templates/wording").iterdir()} == {"默认", "单位"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("init", "desk"),
        ("new", "2024.xlsx"),
        ("build", "2024.xlsx"),
        ("check", "2024.xlsx"),
        ("wording", "check"),
        ("wording", "list"),
        ("wording", "preview", "2024.xlsx", "--no-browser"),
        ("wording", "diff", "甲"),
    ],
)
def test_an_unknown_set_is_a_wrong_command_line(program: Program, workplace: Path, arguments: tuple[str, ...]) -> None:
    ran = program(*arguments, "--set", "报高型")
    assert ran.code == 2
    assert "报告型" in ran.err
    assert [*workplace.iterdir()] == []


def test_a_new_workbook_names_its_set(program: Program, workplace: Path) -> None:
    assert program("new", "2024.xlsx", "--set", "报告型").code == 0
    sheet = openpyxl.load_workbook(workplace / "2024.xlsx")["基本信息"]
    assert {row[0].value: row[1].value for row in sheet.iter_rows()}["文体"] == "报告型"


def test_a_set_on_the_command_line_replaces_that_of_the_workbook(program: Program) -> None:
    sample = sample_data() / "文体" / "报告型.xlsx"
    assert program("check", sample).code == 0
    assert program("check", sample, "--set", "基本情况型").code == 0
    assert program("check", sample, "--set", "默认", "--json").codes.count("E544") == 1


def test_check_speaks_of_the_sets(program: Program) -> None:
    ran = program("wording", "check", "--set", "报告型", "--year", "2024", "--json")
    assert (ran.code, ran.result["sets"]) == (0, ["报告型"])


def test_list_shows_the_files_of_a_set(program: Program) -> None:
    rows = program("wording", "list", "--set", "报告型", "--json").result["sections"]
    assert {row["layer"] for row in rows} == {"报告型"}
    assert "基本情况型" in program("wording", "list").out
