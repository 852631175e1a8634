"""The list of the offices that have to hand in (--offices), and the notes that go back to them (--notes)."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from handed_in import hand_in, office
from program import Program, files

from reportgen.batch.job import Job
from reportgen.batch.roster import read_roster
from reportgen.diagnostics import CellRef, TextRef
from reportgen.documents.reading import dump

BROKEN = ("预算执行", "全年支出数", "数值", "12万")
DOUBTFUL = ("预算执行", "年度平均执行率", "数值", 0.95)
ONE, TWO, THREE = "示例一街道", "示例二街道", "示例三街道"
NOTE = "-退回意见.docx"


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def district(workplace: Path) -> Path:
    """Three offices: one has nothing to mend, one has something to check, one has an error."""
    return hand_in(workplace / "示例区", 一=office(ONE), 二=office(TWO, DOUBTFUL), 三=office(THREE, BROKEN))


# --- reading the list -------------------------------------------------------------------------------------

LISTS = {
    "short names": ("单.xlsx", workbook(("序号", "单位简称"), (1, ONE), (2, TWO)), [("", ONE), ("", TWO)]),
    "a title and districts": (
        "单.xlsx",
        workbook(("2024年度名单",), ("区", "单位名称"), ("示例区", f"{ONE}办事处"), (None, None), ("乙区", ONE)),
        [("示例区", f"{ONE}办事处"), ("乙区", ONE)],
    ),
    "a remark below": ("单.xlsx", workbook(("单位简称", "电话"), (ONE, 1), (None, "共1个")), [("", ONE)]),
    "csv in GBK": ("单.csv", f"区,单位简称\r\n示例区,{ONE}\r\n".encode("gbk"), [("示例区", ONE)]),
    "text with tabs": ("单.txt", f"单位简称\t区\n{ONE}\t示例区\n".encode(), [("示例区", ONE)]),
    "names alone": ("单.txt", f"\ufeff{ONE}\n\n{TWO}\n".encode(), [("", ONE), ("", TWO)]),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_list_is_read(case: str) -> None:
    name, data, expected = LISTS[case]
    roster = read_roster(Job(setup="", number=0, name=name, data=data))
    assert roster.problems == ()
    assert [(one.district, one.name) for one in roster.offices] == expected


WRONG_LISTS = {
    "no column": ("单.xlsx", workbook(("街道",), (ONE,)), [("E132", "A1")]),
    "twice": ("单.xlsx", workbook(("单位简称",), (ONE,), (TWO,), (f" {ONE}",)), [("E133", "A4")]),
    "no name beside a district": ("单.xlsx", workbook(("区", "单位简称"), ("示例区", None)), [("E203", "B2")]),
    "not calculated": ("单.xlsx", workbook(("区", "单位简称"), ("示例区", "=A1")), [("E206", "B2")]),
    "nothing below": ("单.xlsx", workbook(("单位简称",)), [("E136", "")]),
    "an empty file": ("单.txt", b"", [("E136", "")]),
    "no workbook": ("单.xlsx", b"nothing", [("E107", "")]),
    "twice in a text": ("单.txt", f"{ONE}\n{ONE}\n".encode(), [("E133", "2")]),
    "csv without a column": ("单.csv", b"a,b\n1,2\n", [("E132", "1")]),
}


@pytest.mark.parametrize("case", WRONG_LISTS)
def test_a_wrong_list_has_its_cell_and_gives_no_office(case: str) -> None:
    name, data, expected = WRONG_LISTS[case]
    roster = read_roster(Job(setup="", number=0, name=name, data=data))
    places = [
        problem.place.cell
        if isinstance(problem.place, CellRef)
        else str(problem.place.line)
        if isinstance(problem.place, TextRef)
        else ""
        for problem in roster.problems
    ]
    assert list(zip([problem.code for problem in roster.problems], places, strict=True)) == expected
    assert roster.offices == ()


# --- a run with a list ------------------------------------------------------------------------------------


def test_offices_that_are_missing_are_told_everywhere(program: Program, workplace: Path, district: Path) -> None:
    (workplace / "名单.xlsx").write_bytes(
        workbook(("单位名称",), (f"{ONE}办事处",), (f"示例区人民政府{THREE}办事处",), ("示例四街道办事处",))
    )
    ran = program("batch", district, "--offices", "名单", "--json")
    assert {"W134", "W135"} <= {*ran.codes}
    assert [row["handed_in"] for row in ran.result["expected"]] == [True, True, False]
    assert ran.result["expected"][2]["district"] == "示例区"
    again = program("batch", district, "--offices", "名单")
    assert "应报 3 个单位，未报 1 个" in again.out
    assert "示例四街道办事处" in again.out
    assert TWO in again.err  # it is not in the list
    folder = workplace / "output" / "2024"
    assert "应报送的单位3个，应报未报的1个：示例四街道办事处。" in dump((folder / "示例区-汇总.docx").read_bytes())
    listing = openpyxl.load_workbook(folder / "清单.xlsx")["单位"]
    assert [cell.value for cell in list(listing.iter_rows())[-1]][1:4] == ["示例四街道办事处", None, "没有报送"]


def test_a_workbook_that_cannot_be_read_counts_by_its_file_name(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "区", **{"一": office(ONE), f"2024{TWO}（终稿）": b"no workbook"})
    (workplace / "名单.txt").write_text(f"{ONE}\n{TWO}\n", encoding="utf-8")
    assert "W134" not in program("batch", folder, "--offices", "名单.txt", "--json").codes


def test_a_wrong_list_stops_the_run_before_anything_is_written(
    program: Program, workplace: Path, district: Path
) -> None:
    (workplace / "名单.xlsx").write_bytes(workbook(("街道",), (ONE,)))
    for name, code in (("名单.xlsx", "E132"), ("没有.xlsx", "E101")):
        ran = program("batch", district, "--offices", name, "--json")
        assert (ran.code, ran.codes) == (1, [code])
    assert files(workplace / "output") == []


def test_a_changed_list_makes_the_summary_again_and_no_report(
    program: Program, workplace: Path, district: Path
) -> None:
    program("batch", district)
    (workplace / "名单.txt").write_text(f"{ONE}\n{TWO}\n{THREE}\n", encoding="utf-8")
    ran = program("batch", district, "--offices", "名单.txt", "--json")
    assert {row["state"] for row in ran.result["offices"]} == {"unchanged", "failed"}
    assert "已全部报送" in dump((workplace / "output" / "2024" / "示例区-汇总.docx").read_bytes())


# --- notes ------------------------------------------------------------------------------------------------


def test_an_office_with_something_to_mend_gets_a_note(program: Program, workplace: Path, district: Path) -> None:
    ran = program("batch", district, "--notes")
    folder = workplace / "output" / "2024"
    notes = {name for name in files(folder) if name.endswith(NOTE)}
    assert notes == {f"{name}{NOTE}" for name in (ONE, TWO, THREE)}  # the first of three equal texts is a finding
    assert "退回意见 3 份" in ran.out
    text = dump((folder / f"{THREE}{NOTE}").read_bytes())
    assert f"{THREE}2024年度部门整体支出绩效自评填报表退回意见" in text
    assert "有1处需要改正" in text
    assert "现予退回" in text
    assert "“12万”不是数字" in "".join(cells(folder / f"{THREE}{NOTE}"))
    assert "B6" in cells(folder / f"{THREE}{NOTE}")
    assert "现予退回" not in dump((folder / f"{TWO}{NOTE}").read_bytes())


def test_an_office_without_problems_gets_no_note(program: Program, workplace: Path) -> None:
    folder = hand_in(workplace / "区", 一=office(ONE))
    assert "退回意见" not in program("batch", folder, "--notes").out
    assert not [name for name in files(workplace) if name.endswith(NOTE)]


def cells(path: Path) -> list[str]:
    import docx  # noqa: PLC0415 - only these tests look into tables

    return [cell.text for table in docx.Document(str(path)).tables for row in table.rows for cell in row.cells]


def test_notes_are_kept_made_again_and_removed_with_their_problems(
    program: Program, workplace: Path, district: Path
) -> None:
    program("batch", district, "--notes")
    folder = workplace / "output" / "2024"
    before = {name: (folder / name).read_bytes() for name in files(folder) if name.endswith(".docx")}
    program("batch", district, "--notes", "--force")
    assert before == {name: (folder / name).read_bytes() for name in before}
    (folder / f"{THREE}{NOTE}").unlink()
    program("batch", district, "--notes")
    assert (folder / f"{THREE}{NOTE}").exists()
    hand_in(district, 三=office(THREE))
    program("batch", district, "--notes")
    assert not (folder / f"{THREE}{NOTE}").exists()
    assert (folder / f"{TWO}{NOTE}").exists()


def test_a_slip_in_the_wording_of_notes_costs_the_notes_alone(
    program: Program, workplace: Path, district: Path
) -> None:
    wording = workplace / "templates" / "summary" / "退回意见" / "默认" / "10-意见.txt"
    wording.parent.mkdir(parents=True)
    wording.write_text("{{ 改正树 }}\n", encoding="utf-8")
    ran = program("batch", district, "--notes", "--json")
    assert (ran.code, ran.codes) == (3, ["E501"])
    assert [Path(file).name for file in ran.result["files"]] == ["清单.xlsx", "示例区-汇总.docx", "示例区-汇总.xlsx"]
    assert program("wording", "check", "--json").codes == ["E501"]
    wording.unlink()
    assert "退回意见 3 份" in program("batch", district, "--notes").out


def test_offices_that_are_not_given_keep_their_notes(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district, "--notes")
    program("batch", district / "一.xlsx", "--notes")
    folder = workplace / "output" / "2024"
    assert [name for name in files(folder) if name.endswith(NOTE)] == [f"{THREE}{NOTE}", f"{TWO}{NOTE}"]


def test_a_note_that_somebody_has_changed_is_not_removed(program: Program, workplace: Path, district: Path) -> None:
    program("batch", district, "--notes")
    note = workplace / "output" / "2024" / f"{THREE}{NOTE}"
    note.write_bytes(b"signed")
    hand_in(district, 三=office(THREE))
    ran = program("batch", district, "--notes", "--json")
    assert note.read_bytes() == b"signed"
    assert "W873" in ran.codes
