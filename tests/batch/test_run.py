"""A batch from beginning to end: reports that it makes, files that it keeps, and workbooks that it refuses."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from handed_in import hand_in, office
from program import Program, files, run_alone

from reportgen.batch.engine import Crew, LocalProcesses, Task
from reportgen.batch.job import Job, JobResult
from reportgen.batch.manifest import MANIFEST
from reportgen.documents.reading import dump
from reportgen.spreadsheet import count_lines

ROOT = Path(__file__).parents[2]
BROKEN = ("预算执行", "全年支出数", "数值", "12万")
ONE, TWO, THREE = "示例一街道", "示例二街道", "示例三街道"


@pytest.fixture
def district(workplace: Path) -> Path:
    """Three offices, the third of which has an error."""
    return hand_in(workplace / "示例 区", 一=office(ONE), 二=office(TWO), 三=office(THREE, BROKEN))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in files(folder) if name != MANIFEST}


def manifest(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    return [line for line in map(json.loads, lines) if "run" not in line]


def states(result: dict[str, Any]) -> dict[str, str]:
    return {row["office"] or row["workbook"]: row["state"] for row in result["offices"]}


def forbid_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(engine: LocalProcesses) -> None:
        raise AssertionError(f"a worker was started: {engine.workers}")

    monkeypatch.setattr(LocalProcesses, "start", start)


def test_one_broken_workbook_stops_no_other(program: Program, workplace: Path, district: Path) -> None:
    ran = program("batch", district, "--json")
    assert ran.code == 3
    assert states(ran.result) == {ONE: "generated", TWO: "generated", THREE: "failed"}
    failure = ran.result["offices"][1]
    assert [problem["code"] for problem in failure["problems"] if problem["severity"] == "错误"] == ["E204"]
    assert failure["problems"][0]["place"]["cell"] == "B6"
    reports = [f"{name}-{kind}" for name in (ONE, TWO) for kind in ("自评表.xlsx", "自评表说明.docx")]
    assert set(reports) <= set(files(workplace / "output" / "2024"))
    assert not any(THREE in name for name in files(workplace / "output"))


def test_the_files_are_those_that_build_makes(program: Program, workplace: Path, district: Path) -> None:
    assert program("batch", district).code == 3
    together = contents(workplace / "output" / "2024")
    program("build", district / "一.xlsx")
    alone = contents(workplace / "output" / "2024")
    assert alone == together


def test_the_parent_loads_nothing_that_only_workers_need(workplace: Path) -> None:
    hand_in(workplace / "区", 一=office(ONE))
    code = (
        "import sys\n"
        "from reportgen.cli import main\n"
        "heavy = {'pandas', 'docx', 'matplotlib', 'reportgen.pipeline', 'reportgen.batch.worker'}\n"
        "try:\n    main()\n"
        "finally:\n    print('loaded:', *sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    ran = run_alone("batch", "区", cwd=workplace, code=code)
    assert ran.code == 0
    assert ran.err.splitlines()[-1].strip() == "loaded:"


def test_the_screen_shows_failures_first_then_scores(program: Program, district: Path) -> None:
    out = program("batch", district).out
    assert out.index("没有生成的 1 份") < out.index("E204") < out.index("得分（2 个单位）") < out.index("98.5")


def test_what_has_not_changed_is_not_made_again(
    program: Program, workplace: Path, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = program("batch", district, "--json")
    before = contents(workplace / "output")
    forbid_work(monkeypatch)
    for path in district.iterdir():  # a copied or downloaded workbook has another time and the same content
        os.utime(path, (0, 0))
    again = program("batch", district, "--json")
    assert again.code == 3
    assert states(again.result) == {ONE: "unchanged", TWO: "unchanged", THREE: "failed"}
    assert [row["problems"] for row in again.result["offices"]] == [row["problems"] for row in first.result["offices"]]
    assert contents(workplace / "output") == before


def test_force_makes_it_again(program: Program, district: Path) -> None:
    program("batch", district)
    assert states(program("batch", district, "--force", "--json").result)[ONE] == "generated"


def test_a_finished_file_that_somebody_changed_is_made_again(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    document = workplace / "output" / "2024" / f"{ONE}-自评表说明.docx"
    right = document.read_bytes()
    document.write_bytes(b"half")
    assert states(program("batch", district, "--json").result) == {ONE: "generated", TWO: "unchanged", THREE: "failed"}
    assert document.read_bytes() == right


@pytest.mark.parametrize(
    "file",
    [
        *("wording/默认/20-自评结论.txt", "wording/报告型/10-自评得分情况.txt"),
        *("rules/2024.toml", "word/公文.toml", "checks/核对.toml"),
    ],
)
def test_new_templates_make_every_report_again(program: Program, workplace: Path, district: Path, file: str) -> None:
    program("batch", district)
    shipped = (ROOT / "templates" / file).read_text(encoding="utf-8")
    own = workplace / "templates" / file
    own.parent.mkdir(parents=True)
    own.write_text(shipped, encoding="utf-8", newline="\n")
    assert states(program("batch", district, "--json").result)[ONE] == "unchanged"
    own.write_text(f"{shipped}\n", encoding="utf-8", newline="\n")
    assert states(program("batch", district, "--json").result)[ONE] == "generated"


def test_an_offices_own_wording_makes_its_report_again_and_no_other(
    program: Program, workplace: Path, district: Path
) -> None:
    program("batch", district)
    own = workplace / "templates" / "wording" / "单位" / ONE / "25-荣誉.txt"
    own.parent.mkdir(parents=True)
    own.write_text("## 其他\n\n{{ 单位.简称 }}无其他需要说明的情况。\n", encoding="utf-8")
    assert states(program("batch", district, "--json").result) == {ONE: "generated", TWO: "unchanged", THREE: "failed"}


def test_an_error_that_was_mended_and_one_that_was_made(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    hand_in(district, 三=office(THREE), 二=office(TWO, BROKEN))
    ran = program("batch", district, "--json")
    assert states(ran.result) == {ONE: "unchanged", TWO: "failed", THREE: "generated"}
    codes = [problem["code"] for row in ran.result["offices"] if row["office"] == TWO for problem in row["problems"]]
    assert "W873" in codes  # the files of the first run are still there
    assert f"{TWO}-自评表说明.docx" in files(workplace / "output" / "2024")


def test_the_manifest_says_what_was_made_from_what(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    lines = manifest(workplace / "output" / "2024")
    assert [line["office"] for line in lines] == [ONE, THREE, TWO]  # in the order of their names
    one, failure = lines[0], lines[1]
    assert one["total"] == "98.5"
    assert one["parts"] == {"履职效能": "48.5", "管理效率": "50"}
    assert {len(one["inputs"][name]) for name in ("workbook", "rules", "wording", "layout", "checks")} == {64}
    assert one["inputs"]["program"]
    assert set(one["files"]) == {f"{ONE}-自评表.xlsx", f"{ONE}-自评表说明.docx"}
    assert one["seconds"] > 0
    assert (failure["generated"], failure["files"], failure["result"]) == (False, {}, None)


def test_a_manifest_from_elsewhere_is_believed_in_nothing(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    path = workplace / "output" / "2024" / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines()
    damaged = [lines[0].replace('"total"', '"totals"'), '{"sha256": 1}', "null", lines[2][:200], "\x00\xff"]
    path.write_text("\n".join(damaged) + "\n", encoding="utf-8", errors="surrogateescape")
    assert states(program("batch", district, "--json").result) == {ONE: "generated", TWO: "generated", THREE: "failed"}


def test_two_workbooks_of_one_office(program: Program, workplace: Path, district: Path) -> None:
    hand_in(district, 一修改稿=office(ONE, ("预算执行", "全年支出数", "数值", 12000)))
    ran = program("batch", district, "--json")
    twice = [row for row in ran.result["offices"] if row["office"] == ONE]
    assert [[problem["code"] for problem in row["problems"]] for row in twice] == [["E122"], ["E122"]]
    assert not any(ONE in name for name in files(workplace / "output"))
    (district / "一修改稿.xlsx").unlink()
    assert states(program("batch", district, "--json").result)[ONE] == "generated"


def test_the_same_file_named_twice_is_one(program: Program, district: Path) -> None:
    (district / "别名").symlink_to(district / "一.xlsx")
    ran = program("batch", district, district / "一.xlsx", district / "别名", "--json")
    assert len(ran.result["offices"]) == 3


@pytest.mark.parametrize("other", ["ＡＢC街道", "abc街道"])
def test_offices_whose_files_windows_takes_for_one(program: Program, workplace: Path, other: str) -> None:
    folder = hand_in(workplace / "区", 甲=office("ABC街道"), 乙=office(other.translate({0xFF21: "A", 0xFF22: "b"})))
    ran = program("batch", folder, "--json")
    assert {problem["code"] for row in ran.result["offices"] for problem in row["problems"]} == {"E123"}


def test_offices_of_one_name_in_two_districts(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "市", 甲=office(ONE), 乙=office(ONE, district="示例乙区"))
    assert program("batch", folder).code == 1
    ran = program("batch", folder, "--by-district", "--json")
    assert ran.code == 0
    names = files(workplace / "output" / "2024")
    assert {f"示例市示例区/{ONE}-自评表.xlsx", f"示例市示例乙区/{ONE}-自评表.xlsx"} <= set(names)


def test_a_workbook_of_another_year(program: Program, district: Path) -> None:
    hand_in(district, 旧=office("示例旧街道", ("基本信息", "年度", "内容", 2023)))
    ran = program("batch", district, "--json")
    assert ran.result["year"] == 2024
    assert [p["code"] for row in ran.result["offices"] if row["office"] == "示例旧街道" for p in row["problems"]] == [
        "E124"
    ]
    assert program("batch", district, "--year", "2023", "--json").result["year"] == 2023


@pytest.mark.parametrize(
    "name", ["../../../tmp/街道", "CON", "a/b\\c:d*e?街道", "街道" * 60, "示例\u202e街道", "。。/街道"]
)
def test_no_name_leads_out_of_the_output_folder(program: Program, workplace: Path, name: str) -> None:
    folder = hand_in(workplace / "区", 表=office(name))
    before = set(files(workplace.parent))
    program("batch", folder)
    new = set(files(workplace.parent)) - before
    assert all(path.startswith("绩效 自评/output/2024/") for path in new)


def test_a_workbook_is_never_written_over(program: Program, workplace: Path, district: Path) -> None:
    inside = hand_in(workplace / "output" / "2024", **{f"{ONE}-自评表": office(TWO)})
    source = inside / f"{ONE}-自评表.xlsx"
    before = source.read_bytes()
    ran = program("batch", district / "一.xlsx", source, "--json")
    assert [p["code"] for row in ran.result["offices"] if row["office"] == ONE for p in row["problems"]] == ["E805"]
    assert source.read_bytes() == before


def test_folders_are_gone_through_and_what_is_no_workbook_is_left(program: Program, workplace: Path) -> None:
    hand_in(workplace / "市" / "甲区", 一=office(ONE))
    hand_in(workplace / "市" / "乙区" / "收", 二=office(TWO, district="乙区"))
    hand_in(workplace / "市" / ".隐藏", 三=office(THREE))
    (workplace / "市" / "甲区" / "~$一.xlsx").write_bytes(b"lock")
    (workplace / "市" / "通知.docx").write_bytes(b"")
    (workplace / "市" / "旧.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le"))
    ran = program("batch", workplace / "市", "-o", workplace / "市" / "成品", "--json")
    assert states(ran.result) == {ONE: "generated", TWO: "generated", "旧.xls": "failed"}
    assert [problem["code"] for problem in ran.result["problems"]] == ["N121"]
    again = program("batch", workplace / "市", "-o", workplace / "别处", "--json")
    assert len(again.result["offices"]) == 3  # the finished files in 成品 are not taken for workbooks


@pytest.mark.parametrize("place", ["没有", "空"])
def test_nothing_to_do(program: Program, workplace: Path, place: str) -> None:
    (workplace / "空").mkdir()
    ran = program("batch", place, "--json")
    assert ran.code == 1
    assert not (workplace / "output").exists() or place == "没有"


def test_offices_that_were_not_given_this_time(program: Program, district: Path) -> None:
    program("batch", district)
    ran = program("batch", district / "一.xlsx", "--json")
    assert [problem["code"] for problem in ran.result["problems"]] == ["N874"]
    assert program("batch", district / "一.xlsx", "--json").codes == []


def test_strict_and_draft(program: Program, workplace: Path, district: Path) -> None:
    hand_in(district, 二=office(TWO, ("预算执行", "年度平均执行率", "数值", 0.95)))  # which is doubtful
    strict = program("batch", district, "--strict", "--json").result
    assert states(strict) == {ONE: "generated", TWO: "failed", THREE: "failed"}
    hand_in(district, 二=office(TWO, ("预算执行", "年度平均执行率", "数值", None)))
    ran = program("batch", district, "--draft", "--json")
    assert states(ran.result) == {ONE: "generated", TWO: "generated", THREE: "failed"}
    assert [row["total"] for row in ran.result["offices"]] == ["98.5", None, "98.48"]
    assert f"{TWO}-自评表说明（草稿）.docx" in files(workplace / "output" / "2024")


def test_last_years_workbooks(program: Program, workplace: Path, district: Path) -> None:
    last = hand_in(
        workplace / "去年", 甲=office(ONE, ("基本信息", "年度", "内容", 2023)), 乙=office(TWO), 丙=b"not a workbook"
    )
    ran = program("batch", district, "--last", last, "--json")
    rows = {row["office"]: row for row in ran.result["offices"]}
    assert "W631" in {problem["code"] for problem in _all_problems(workplace, ONE)}
    assert rows[TWO]["state"] == "generated"
    assert sorted(problem["code"] for problem in ran.result["problems"]) == ["W126", "W126", "W130", "W130"]
    messages = [problem["message"] for problem in ran.result["problems"] if problem["code"] == "W130"]
    assert messages[0].startswith(f"{ONE}未与上一年的得分比较：没有2023年度的评分标准")
    assert messages[1] == f"{TWO}未与上一年的得分比较：没有上一年的填报表"
    assert [problem["message"] for problem in program("batch", district, "--last", last, "--json").result["problems"]][
        -2:
    ] == messages, "the message comes as well where nothing has changed"


def test_a_mistake_of_last_year_is_told_where_it_keeps_an_office_from_being_compared(
    program: Program, workplace: Path, district: Path
) -> None:
    templates = shutil.copytree(ROOT / "templates", workplace / "模板")
    rules = (templates / "rules" / "2024.toml").read_text(encoding="utf-8")
    (templates / "rules" / "2023.toml").write_text(rules.replace("year = 2024", "year = 2023"), encoding="utf-8")
    year = ("基本信息", "年度", "内容", 2023)
    last = hand_in(workplace / "去年", 一=office(ONE, year), 二=office(TWO, year, BROKEN))
    ran = program("batch", district, "--last", last, "--templates", templates, "--json")
    assert [problem["message"] for problem in ran.result["problems"] if problem["code"] == "W130"] == [
        f"{TWO}未与上一年的得分比较：上一年填报表的预算执行!B6，“12万”不是数字"
    ]


def _all_problems(workplace: Path, name: str) -> list[dict[str, Any]]:
    return next(line["problems"] for line in manifest(workplace / "output" / "2024") if line["office"] == name)


@pytest.mark.skipif(os.name != "posix", reason="只有 Linux 上的文件名可以不是 UTF-8")
def test_names_that_an_old_zip_left_in_gbk(program: Program, workplace: Path) -> None:
    folder = os.fsencode(workplace) + "/示例区".encode("gbk")
    try:
        os.mkdir(folder)  # noqa: PTH102 - pathlib takes no bytes
    except OSError:
        pytest.skip("这个盘只存 UTF-8 的文件名")
    path = Path(os.fsdecode(folder + "/一街道.xlsx".encode("gbk")))
    path.write_bytes(office(ONE))
    ran = program("batch", os.fsdecode(folder), "--json")
    assert (ran.code, [row["workbook"] for row in ran.result["offices"]]) == (0, ["一街道.xlsx"])
    assert program("batch", workplace, "--json").result["offices"][0]["workbook"] == "示例区/一街道.xlsx"
    assert program("build", path).code == 0


@pytest.mark.parametrize(("last", "code"), [("没有这个文件夹", "E101"), ("空的", "E120")])
def test_last_year_that_is_not_there_stops_the_run(
    program: Program, workplace: Path, district: Path, last: str, code: str
) -> None:
    (workplace / "空的").mkdir()
    ran = program("batch", district, "--last", last, "--json")
    assert (ran.code, ran.codes, ran.result["offices"]) == (1, [code], [])


# --- the summary ------------------------------------------------------------------------------------------


SUMMARY = ("示例区-汇总.docx", "示例区-汇总.xlsx")


def summary_text(workplace: Path) -> str:
    with zipfile.ZipFile(workplace / "output" / "2024" / SUMMARY[0]) as package:
        return package.read("word/document.xml").decode()


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def written_at(folder: Path) -> dict[str, int]:
    return {name: (folder / name).stat().st_mtime_ns for name in SUMMARY}


def test_a_district_has_its_summary(program: Program, workplace: Path, district: Path) -> None:
    ran = program("batch", district, "--json")
    folder = workplace / "output" / "2024"
    assert [Path(file).name for file in ran.result["files"]] == ["清单.xlsx", *SUMMARY]
    assert "共收到3份" in summary_text(workplace)
    cells = sheets(folder / SUMMARY[1])
    assert [row[:3] for row in cells["得分排名"][2:4]] == [(1, ONE, 98.5), (1, TWO, 98.5)]
    assert [row[0] for row in cells["有问题的单位"][2:]] == [THREE, ONE]  # its paragraphs stand in others too
    assert "上年比较" not in cells


def test_failures_come_before_warnings(program: Program, workplace: Path, district: Path) -> None:
    hand_in(district, 二=office(TWO, ("预算执行", "年度平均执行率", "数值", 0.95)))  # which is doubtful
    program("batch", district)
    cells = sheets(workplace / "output" / "2024" / SUMMARY[1])
    assert [row[0] for row in cells["有问题的单位"][2:]] == [THREE, ONE, TWO]


def test_last_year_brings_the_comparison(program: Program, workplace: Path, district: Path) -> None:
    year = ("基本信息", "年度", "内容", 2023)
    last = hand_in(workplace / "去年", 甲=office(ONE, year), 乙=office(TWO, year))
    (workplace / "templates" / "rules").mkdir(parents=True)
    rules = (ROOT / "templates" / "rules" / "2024.toml").read_text(encoding="utf-8")
    place = workplace / "templates" / "rules" / "2023.toml"
    place.write_text(rules.replace("year = 2024", "year = 2023", 1), encoding="utf-8")
    program("batch", district, "--last", last)
    assert "2023年度、2024年度均有得分的单位共2个" in summary_text(workplace)
    comparison = sheets(workplace / "output" / "2024" / SUMMARY[1])["上年比较"]
    assert [row[0] for row in comparison[2:]] == [ONE, TWO, "平均"]


def test_a_summary_is_made_again_only_when_something_changed(
    program: Program, workplace: Path, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workplace / "output" / "2024"
    program("batch", district)
    first = written_at(folder)
    with monkeypatch.context() as patch:
        forbid_work(patch)
        assert program("batch", district, "--json").code == 3
    assert written_at(folder) == first

    hand_in(district, 二=office(TWO, BROKEN))
    program("batch", district)
    second = written_at(folder)
    assert all(second[name] > first[name] for name in SUMMARY)
    assert "其中1份审核通过，2份存在问题，待修改后重新报送" in summary_text(workplace)


@pytest.mark.parametrize("file", ["默认/40-填报质量.txt", "区/示例区/50-下一步.txt", "汇总.toml"])
def test_new_wording_of_the_summary_makes_it_again_and_no_report(
    program: Program, workplace: Path, district: Path, file: str
) -> None:
    folder = workplace / "output" / "2024"
    program("batch", district)
    first = written_at(folder)
    own = workplace / "templates" / "summary" / file
    own.parent.mkdir(parents=True)
    shipped = (ROOT / "templates" / "summary" / "汇总.toml").read_text(encoding="utf-8")
    own.write_text(
        shipped.replace("[95, 90, 80, 60]", "[99, 50]") if file.endswith(".toml") else "# 下一步\n\n请照此改正。\n",
        encoding="utf-8",
    )
    ran = program("batch", district, "--json")
    assert states(ran.result) == {ONE: "unchanged", TWO: "unchanged", THREE: "failed"}
    assert all(written_at(folder)[name] > first[name] for name in SUMMARY)
    if file.endswith(".toml"):
        assert "50分以上不足99分" in [row[0] for row in sheets(folder / SUMMARY[1])["分数段"]]
    else:
        assert "请照此改正。" in summary_text(workplace)


def test_a_summary_that_somebody_changed_is_made_again(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    path = workplace / "output" / "2024" / SUMMARY[0]
    right = path.read_bytes()
    path.write_bytes(b"half")
    program("batch", district)
    assert path.read_bytes() == right


def test_wording_of_the_summary_with_an_error_stops_no_report(
    program: Program, workplace: Path, district: Path
) -> None:
    own = workplace / "templates" / "summary" / "默认" / "40-填报质量.txt"
    own.parent.mkdir(parents=True)
    own.write_text("{{ 没有这个词 }}\n", encoding="utf-8")
    ran = program("batch", district, "--json")
    assert states(ran.result)[ONE] == "generated"
    assert ran.codes == ["E501"]
    assert not any("汇总" in name for name in files(workplace / "output"))
    own.unlink()
    program("batch", district)
    assert set(SUMMARY) <= set(files(workplace / "output" / "2024"))


def test_a_summary_of_before_that_could_not_be_made_again_is_told(
    program: Program, workplace: Path, district: Path
) -> None:
    program("batch", district)
    own = workplace / "templates" / "summary" / "默认" / "40-填报质量.txt"
    own.parent.mkdir(parents=True)
    own.write_text("{{ 没有这个词 }}\n", encoding="utf-8")
    for _ in range(2):
        ran = program("batch", district)
        assert "E501" in ran.err
        assert "W873" in ran.err
        assert all(name in ran.err for name in SUMMARY)
    own.unlink()
    assert program("batch", district, "--json").codes == []


def test_the_list_for_people_has_every_office(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    (rows, *_) = sheets(workplace / "output" / "2024" / "清单.xlsx").values()
    texts = [str(value) for row in rows for value in row if value is not None]
    assert {ONE, TWO, THREE, "一.xlsx", "二.xlsx", "三.xlsx"} <= set(texts)
    assert "98.5" in texts


def test_the_list_for_people_prints_on_a4(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    book = openpyxl.load_workbook(workplace / "output" / "2024" / "清单.xlsx")
    assert book.sheetnames == ["单位", "问题", "校验值"]
    for sheet in book:
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
        properties = sheet.sheet_properties.pageSetUpPr
        assert properties is not None
        assert properties.fitToPage
        assert sheet.print_title_rows == "$1:$2"
        assert sum(column.width for column in sheet.column_dimensions.values()) <= 150  # about 90 % of its size on A4
        assert all(cell.alignment.wrap_text for cell in sheet[3])
    hashes = [cell.value for cell in book["校验值"][2] if "校验值" in str(cell.value)]
    assert len(hashes) == 5
    assert not {cell.value for sheet in ("单位", "问题") for cell in book[sheet][2]} & set(hashes)
    number, row = next(
        (number, row)
        for number, row in enumerate(book["问题"].iter_rows(min_row=3), 3)
        if count_lines(str(row[5].value), 32) > 1
    )
    lines = count_lines(str(row[5].value), 32)
    assert (book["问题"].row_dimensions[number].height or 0) > 14 * lines > 14


def test_workbooks_of_no_known_district_have_no_summary(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "区", 甲=b"not a workbook", 乙=b"nor this")
    program("batch", folder, "--year", "2024")
    assert not any("汇总" in name for name in files(workplace / "output"))


def test_districts_of_one_name_in_two_cities(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "省", 甲=office(ONE, city="甲市"), 乙=office(TWO, city="乙市"))
    program("batch", folder)
    names = files(workplace / "output" / "2024")
    assert {"甲市示例区-汇总.docx", "乙市示例区-汇总.docx"} <= set(names)


@pytest.mark.parametrize("name", ["../x区", "=1+1区", "<r>区</r>"])
def test_the_name_of_a_district_is_made_safe(program: Program, workplace: Path, name: str) -> None:
    folder = hand_in(workplace / "区", 甲=office(ONE, district=name))
    before = set(files(workplace.parent))
    program("batch", folder)
    new = set(files(workplace.parent)) - before
    assert any(path.endswith("-汇总.docx") for path in new)
    assert all(path.startswith("绩效 自评/output/2024/") and path.count("/") == 3 for path in new)


# --- offices against each other ---------------------------------------------------------------------------------


def test_copies_between_districts_are_told_once_in_each(program: Program, workplace: Path) -> None:
    books = {"甲": office("示例甲街道"), "乙": office("示例乙街道"), "丙": office("示例丙街道", district="示例丙区")}
    ran = program("batch", hand_in(workplace / "市", **books), "--json")
    copies = [one for one in ran.result["findings"] if one["problem"]["code"] == "W641"]
    places = [(one["district"], one["problem"]["place"]["shown"]) for one in copies]
    assert len(set(places)) == len(places)
    assert {place_text.partition("「")[0] for district, place_text in places if district == "示例丙区"} == {"丙.xlsx"}
    assert {tuple(one["offices"]) for one in copies} == {
        ("示例乙街道", "示例甲街道"),  # a paragraph with the name of their district
        ("示例乙街道", "示例甲街道", "示例丙区示例丙街道"),
        ("示例丙街道", "示例区示例乙街道", "示例区示例甲街道"),
    }
    summary = sheets(workplace / "output" / "2024" / "示例丙区-汇总.xlsx")["相互核对"]
    assert [row[0] for row in summary[2:]] == ["示例丙街道、示例区示例乙街道、示例区示例甲街道"] * (len(summary) - 2)
    assert all("示例区示例乙街道" in str(row[3]) for row in summary[2:])


def test_the_sample_district_has_what_was_planted_and_nothing_else(program: Program, workplace: Path) -> None:
    ran = program("batch", ROOT / "data" / "示例区2024", "-o", workplace, "--json")
    assert [(one["problem"]["code"], one["offices"]) for one in ran.result["findings"]] == [
        ("W641", ["示例三街道", "示例十七街道"]),
        ("W642", ["示例四街道", "示例九街道"]),
        ("W643", ["示例五街道", "示例十二街道"]),
        ("W644", ["示例八街道"]),
    ]


# --- files of others -----------------------------------------------------------------------------------------


def test_templates_that_somebody_left_in_the_output_folder_are_not_used(
    program: Program, workplace: Path, district: Path
) -> None:
    left = workplace / "output" / ".reportgen-templates-old" / "wording" / "默认"
    left.mkdir(parents=True)
    (left / "20-自评结论.txt").write_text("## 别人的话\n\n别人写的。\n", encoding="utf-8")
    program("batch", district)
    assert not left.exists()
    assert "别人写的" not in dump((workplace / "output" / "2024" / f"{ONE}-自评表说明.docx").read_bytes())


@pytest.mark.parametrize("name", ["清单.xlsx", "清单.jsonl", "示例区-汇总.docx"])
def test_somebody_elses_file_is_not_replaced(program: Program, workplace: Path, district: Path, name: str) -> None:
    theirs = workplace / "output" / "2024" / name
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")
    if name != "清单.jsonl":
        (theirs.parent / MANIFEST).write_bytes(b"theirs as well")
    ran = program("batch", district, "--json")
    assert (ran.code, ran.codes) == (4, ["E877"])
    assert theirs.read_bytes() == b"theirs"


@pytest.mark.parametrize("name", ["清单.xlsx", "示例区-汇总.xlsx"])
def test_a_workbook_in_the_place_of_a_summary(program: Program, workplace: Path, district: Path, name: str) -> None:
    inside = workplace / "output" / "2024"
    inside.mkdir(parents=True)
    (inside / name).write_bytes(office(TWO))
    before = (inside / name).read_bytes()
    ran = program("batch", district / "一.xlsx", inside / name, "--json")
    assert (ran.code, ran.codes) == (4, ["E805"])
    assert (inside / name).read_bytes() == before


def test_a_manifest_that_is_a_link_is_not_followed(program: Program, workplace: Path, district: Path) -> None:
    (workplace / "output" / "2024").mkdir(parents=True)
    target = workplace / "precious"
    target.write_bytes(b"")
    (workplace / "output" / "2024" / MANIFEST).symlink_to(target)
    assert program("batch", district, "--json").codes == ["E877"]
    assert target.read_bytes() == b""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"year":2024', '"year":"2024"'),
        ('"total":"98.5"', '"total":"abc"'),
        ('"total":"98.5"', '"total":"NaN"'),
        ('"履职效能":"48.5"', '"履职效能":48.5'),
        ('"final":true', '"final":1'),
        ('"trial":false', '"trial":"x"'),
        ('"score":"', '"score":"1E5000","spare":"'),
        ('"files":{', '"files":{"/dev/zero":"0",'),
        ('"problems":[', '"problems":[' + "[" * 100_000),
    ],
)
def test_a_manifest_with_odd_values_is_worked_out_again(
    program: Program, workplace: Path, district: Path, old: str, new: str
) -> None:
    program("batch", district)
    path = workplace / "output" / "2024" / MANIFEST
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    ran = program("batch", district, "--json")
    assert (ran.code, states(ran.result)[ONE]) == (3, "generated")


def test_a_manifest_of_an_earlier_release_is_ours_and_is_written_anew(
    program: Program, workplace: Path, district: Path
) -> None:
    program("batch", district)
    path = workplace / "output" / "2024" / MANIFEST
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    ran = program("batch", district, "--json")
    assert (ran.code, states(ran.result)) == (3, {ONE: "generated", TWO: "generated", THREE: "failed"})
    assert states(program("batch", district, "--json").result)[ONE] == "unchanged"
    assert [list(line) for line in manifest(path.parent)] == [list(line) for line in lines[:-1]]


# --- no workbook is forgotten ----------------------------------------------------------------------------------


def test_towns_of_one_full_name_in_two_districts(program: Program, workplace: Path) -> None:
    full = ("基本信息", "单位全称", "内容", "城关镇人民政府")
    name = ("基本信息", "单位名称", "内容", "城关镇人民政府")
    books = {n: office("城关镇", full, name, district=f"示例{n}区") for n in "甲乙"}
    ran = program("batch", hand_in(workplace / "市", **books), "--by-district", "--json")
    assert "E122" not in {problem["code"] for row in ran.result["offices"] for problem in row["problems"]}


def test_a_folder_with_a_file_named_like_our_manifest(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "市" / "甲区", 一=office(ONE))
    (folder / MANIFEST).write_bytes(b"")
    assert states(program("batch", workplace / "市", "--json").result) == {ONE: "generated"}


def test_workbooks_in_the_output_folder_itself(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "区", 一=office(ONE))
    assert states(program("batch", folder, "-o", folder, "--json").result) == {ONE: "generated"}
    assert states(program("batch", folder, "-o", folder, "--json").result) == {ONE: "unchanged"}


def test_folders_that_lie_too_deep_are_told(program: Program, district: Path) -> None:
    hand_in(district.joinpath(*"abcdefghijklmnopqrstuvw"), 四=office("示例四街道"))
    assert program("batch", district, "--json").codes == ["W129"]


def test_summaries_of_districts_of_like_names(program: Program, workplace: Path) -> None:
    places = {"甲": ("示例市", "示例区"), "乙": ("示例乙市", "示例区"), "丙": ("丙市", "A/区"), "丁": ("丙市", "A_区")}
    books = {n: office(f"示例{n}街道", city=city, district=where) for n, (city, where) in places.items()}
    ran = program("batch", hand_in(workplace / "省", **books), "--json")
    names = sorted(Path(file).name for file in ran.result["files"] if file.endswith(".docx"))
    assert len(names) == len(places)
    assert {"示例市示例区-汇总.docx", "示例乙市示例区-汇总.docx"} < set(names)


def test_a_draft_does_not_go_over_the_summary(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district)
    final = (workplace / "output" / "2024" / "示例区-汇总.docx").read_bytes()
    ran = program("batch", district, "--draft", "--json")
    assert {Path(file).name for file in ran.result["files"]} >= {"示例区-汇总（草稿）.docx", "示例区-汇总（草稿）.xlsx"}
    assert (workplace / "output" / "2024" / "示例区-汇总.docx").read_bytes() == final


def test_a_name_that_was_made_safe_is_told(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "区", 一=office("示例/街道"))
    assert [p["code"] for row in program("batch", folder, "--json").result["offices"] for p in row["problems"]] == [
        "N804"
    ]
    assert "N804" in program("batch", folder).err


def test_the_manifest_does_not_grow_by_what_fails_again(program: Program, workplace: Path, district: Path) -> None:
    hand_in(district, 又一=office(ONE))
    for _ in range(3):
        program("batch", district)
    path = workplace / "output" / "2024" / MANIFEST
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert lines[-1].startswith('{"run"')


def test_new_rules_of_last_year_make_the_comparison_again(program: Program, workplace: Path) -> None:
    last = hand_in(workplace / "上年", 一=office(ONE, ("基本信息", "年度", "内容", 2025)))
    now = hand_in(workplace / "今年", 一=office(ONE, ("基本信息", "年度", "内容", 2026)))
    rules = workplace / "templates" / "rules"
    rules.mkdir(parents=True)
    shipped = (ROOT / "templates" / "rules" / "2025.toml").read_text(encoding="utf-8")
    (rules / "2026.toml").write_text(shipped.replace("2025", "2026"), encoding="utf-8")
    arguments = ("batch", now, "--last", last, "--json")
    assert states(program(*arguments).result) == {ONE: "generated"}
    assert states(program(*arguments).result) == {ONE: "unchanged"}
    (rules / "2025.toml").write_text(f"{shipped}\n# 改过\n", encoding="utf-8")
    assert states(program(*arguments).result) == {ONE: "generated"}


def test_files_that_no_office_has_are_not_written(
    program: Program, workplace: Path, district: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = Crew.each

    def strange(crew: Crew, task: Task[[Job], Any], jobs: Iterable[Job]) -> Iterator[tuple[Job, Any]]:
        for job, result in each(crew, task, jobs):
            if isinstance(result, JobResult) and result.files:
                result = replace(result, files={**result.files, "../../别处.docx": b""})  # noqa: PLW2901
            yield job, result

    monkeypatch.setattr(Crew, "each", strange)
    ran = program("batch", district, "-j", "1", "--json")
    assert not list(workplace.rglob("别处.docx"))
    assert [row["state"] for row in ran.result["offices"]] == ["failed"] * 3
    assert "E878" in {problem["code"] for row in ran.result["offices"] for problem in row["problems"]}
