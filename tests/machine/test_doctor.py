"""reportgen doctor: a condition for everything, whatever is broken, and an exit code that says if build works."""

from __future__ import annotations

import email.message
import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
import types
import zipfile
from pathlib import Path
from typing import Any

import pytest
from program import Program, ProgramRun, files, run_alone

from reportgen.cli.new import summary_problems
from reportgen.machine import doctor, fonts
from reportgen.machine.fonts import TYPEFACES
from reportgen.output import pdf
from reportgen.output.pdf import PROGRAM_VARIABLE
from reportgen.resources import Resources, sample_data
from reportgen.word.profile import load_profile

FINE, NOTICE, BROKEN = "正常", "注意", "有问题"
TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(autouse=True)
def everything_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with every font and without LibreOffice, whatever the real one has."""
    monkeypatch.setattr(pdf, "_places", lambda: iter(()))
    names = (name for face in TYPEFACES for font in face.fonts for name in font)
    have = frozenset(fonts._key(name) for name in names)
    monkeypatch.setattr(doctor, "installed_fonts", lambda: have)
    monkeypatch.delenv(PROGRAM_VARIABLE, raising=False)


def states(ran: ProgramRun) -> dict[str, str]:
    return {finding["name"]: finding["state"] for finding in ran.result["findings"]}


def condition(ran: ProgramRun, start: str) -> dict[str, Any]:
    """The condition of this name, or else the only one whose name starts like this."""
    findings = [finding for finding in ran.result["findings"] if finding["name"].startswith(start)]
    (finding,) = [finding for finding in findings if finding["name"] == start] or findings
    return dict(finding)


def test_a_machine_in_order(program: Program, workplace: Path) -> None:
    ran = program("doctor", "--json")
    assert (ran.code, ran.result["exit_code"], ran.codes) == (0, 0, [])
    assert BROKEN not in states(ran).values()
    assert files(workplace) == []
    for name in ("Python", "软件包 pandas", "软件包 python-docx", "字体 仿宋_GB2312", "成品文件夹", "控制台编码",
                 "评分标准 2024年度", "措辞", "版式文件", "样式文件"):  # fmt: skip
        assert condition(ran, name)["state"] == FINE, name


def test_on_the_screen(program: Program, workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "installed_fonts", lambda: frozenset({"simsun"}))
    result = program("doctor", "--json").result
    ran = program("doctor")
    assert (ran.code, ran.err) == (0, "")
    for finding in result["findings"]:
        assert f"{finding['name']}：{finding['found'][:10]}" in ran.out
        assert (finding["advice"] or "") in ran.out
    assert files(workplace) == []


def test_whatever_is_not_fine_says_what_to_do(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "installed_fonts", lambda: frozenset({"simsun"}))
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "0.0.1")
    findings = program("doctor", "--json").result["findings"]
    assert {finding["state"] for finding in findings} == {FINE, NOTICE, BROKEN}
    assert [finding for finding in findings if (finding["state"] == FINE) != (finding["advice"] is None)] == []


# --- packages ---------------------------------------------------------------------------------------------


def test_every_package_of_the_program_and_no_other(program: Program) -> None:
    requirements = {text.split(">=")[0] for text in doctor._needs().packages}
    names = {name.removeprefix("软件包 ") for name in states(program("doctor", "--json")) if name.startswith("软件包")}
    assert "pandas" in names
    assert names == requirements


def test_a_package_that_is_not_installed(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version

    def version(name: str) -> str:
        if name == "pandas":
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    ran = program("doctor", "--json")
    assert (ran.code, condition(ran, "软件包 pandas")["state"]) == (4, BROKEN)
    assert condition(ran, "软件包 xlsxwriter")["state"] == FINE


@pytest.mark.parametrize(
    ("version", "least", "older"),
    [
        ("3.1.10", "3.1.6", False),
        ("3.1.5", "3.1.6", True),
        ("5", "5.0.1", True),
        ("5.0", "5", False),
        ("10.0", "9", False),
        ("2.2.0rc1", "2.2", False),
        ("1.9.9", "2", True),
    ],
)
def test_versions_are_compared_as_numbers(version: str, least: str, older: bool) -> None:
    assert doctor._is_older(version, least) is older


def test_what_an_installed_program_needs_is_read_from_its_own_record(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = email.message.Message()
    for name, value in (("Requires-Python", ">=3.11"), ("Requires-Dist", "pandas>=2.2"),
                        ("Requires-Dist", 'ruff>=0.9; extra == "dev"')):  # fmt: skip
        record.add_header(name, value)
    monkeypatch.setattr(importlib.metadata, "metadata", lambda _: record)
    monkeypatch.setattr(doctor, "__file__", str(tmp_path / "lib" / "reportgen" / "machine" / "doctor.py"))
    assert doctor._needs() == doctor._Needs(">=3.11", ("pandas>=2.2",))


@pytest.mark.parametrize("package", ["jinja2", "rich", "pandas", "docx", "lxml"])
def test_a_package_that_cannot_be_imported_brings_no_traceback(workplace: Path, package: str) -> None:
    """The templates have problems too, so that these are listed as well."""
    wording = workplace / "templates" / "wording" / "默认" / "20-自评结论.txt"
    wording.parent.mkdir(parents=True)
    wording.write_text("## 自评结论\n\n{{ 得份.总分 }}\n", encoding="utf-8")
    code = f"import sys; sys.modules[{package!r}] = None\nfrom reportgen.cli import main; main()"
    ran = run_alone("doctor", cwd=workplace, code=code)
    assert ran.code == 4
    assert "Traceback" not in ran.err
    assert ("E501" in ran.err) is (package != "jinja2")
    assert "版式文件" in ran.out


def test_doctor_imports_nothing_heavy(workplace: Path) -> None:
    heavy = "pandas numpy docx openpyxl xlsxwriter lxml python_calamine"
    code = (
        "import sys\nfrom reportgen.cli import main\n"
        f"try:\n    main()\nfinally:\n    print(*sorted(set({heavy!r}.split()) & set(sys.modules)), file=sys.stderr)\n"
    )
    assert run_alone("doctor", cwd=workplace, code=code).err == "\n"


# --- LibreOffice ------------------------------------------------------------------------------------------


def test_a_missing_libreoffice_is_no_fault(program: Program) -> None:
    ran = program("doctor", "--json")
    assert (ran.code, condition(ran, "LibreOffice")["state"]) == (0, NOTICE)


@pytest.mark.skipif(os.name != "posix", reason="替身程序是带 #! 的脚本")
@pytest.mark.parametrize(
    ("script", "state"),
    [("echo LibreOffice 99.1", FINE), ("exit 1", NOTICE), ("sleep 600", NOTICE)],
    ids=["answers", "says nothing", "hangs"],
)
def test_libreoffice_is_asked_for_its_version(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, state: str
) -> None:
    path = tmp_path / "替 身"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv(PROGRAM_VARIABLE, str(path))
    monkeypatch.setattr(pdf, "SECONDS_TO_ANSWER", 1)
    ran = program("doctor", "--json")
    assert (ran.code, condition(ran, "LibreOffice")["state"]) == (0, state)
    assert ("99.1" in condition(ran, "LibreOffice")["found"]) is (state == FINE)


# --- fonts ------------------------------------------------------------------------------------------------


def test_every_font_of_the_layout_profile_is_looked_for(program: Program, workplace: Path) -> None:
    expected = own_layout(workplace, "楷体_GB2312", "我们的楷体")
    names = {name.split("（")[0] for name in states(program("doctor", "--json")) if name.startswith("字体")}
    assert names == {f"字体 {font}" for font in expected}
    assert "字体 我们的楷体" in names


def own_layout(folder: Path, old: str, new: str) -> set[str]:
    """Put the shipped layout profile with ``new`` instead of ``old`` into the working folder; return its fonts."""
    own = folder / "templates" / "word" / "公文.toml"
    own.parent.mkdir(parents=True)
    own.write_text((TEMPLATES / "word" / "公文.toml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    profile = load_profile(Resources((folder / "templates",))).value
    if profile is None:
        return set()
    number = profile.page_number
    fonts_of_levels = {font for look in profile.looks.values() for font in (look.font_han, look.font_latin)}
    return fonts_of_levels | {number.font_han, number.font_latin}


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (("stfangsong", "fangsong"), "仿宋"),  # the one that the document itself names
        (("fzfangsong-z02s", "stfangsong"), "华文仿宋"),
    ],
)
def test_a_font_that_stands_in_is_named(
    program: Program, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...], expected: str
) -> None:
    monkeypatch.setattr(doctor, "installed_fonts", lambda: frozenset({*there, "simhei"}))
    ran = program("doctor", "--json")
    assert ran.code == 0
    assert condition(ran, "字体 黑体")["state"] == FINE
    body = condition(ran, "字体 仿宋_GB2312")
    assert (body["state"], f"“{expected}”" in body["found"]) == (NOTICE, True)
    assert condition(ran, "字体 楷体_GB2312")["state"] == NOTICE


@pytest.mark.parametrize("damage", ["no style sheet", "no font table"])
def test_fonts_are_looked_for_without_a_whole_style_sheet(program: Program, workplace: Path, damage: str) -> None:
    sheet = workplace / "templates" / "word" / "公文.docx"
    sheet.parent.mkdir(parents=True)
    with zipfile.ZipFile(sheet, "w") as package:
        package.writestr("word/fontTable.xml" if damage == "no style sheet" else "word/document.xml", "")
    if damage == "no style sheet":
        sheet.write_bytes(b"")
    assert condition(program("doctor", "--json"), "字体 黑体")["state"] == FINE


def test_fonts_that_cannot_be_listed(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "installed_fonts", lambda: None)
    ran = program("doctor", "--json")
    assert (ran.code, condition(ran, "字体")["state"]) == (0, NOTICE)


# --- folders ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["占了名字", "占了名字/里面", "长" * 300])
def test_an_output_folder_that_cannot_be_written(program: Program, workplace: Path, output: str) -> None:
    (workplace / "占了名字").write_bytes(b"")
    ran = program("doctor", "-o", output, "--json")
    assert (ran.code, states(ran)["成品文件夹"]) == (4, BROKEN)
    assert (states(ran)["当前文件夹"], states(ran)["临时文件夹"]) == (FINE, FINE)
    assert files(workplace) == ["占了名字"]


def test_an_output_folder_that_is_still_to_be_made(program: Program, workplace: Path) -> None:
    ran = program("doctor", "-o", "新 的/再里面", "--json")
    assert (ran.code, states(ran)["成品文件夹"]) == (0, FINE)
    assert list(workplace.iterdir()) == []


def test_a_disk_that_is_nearly_full(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: types.SimpleNamespace(total=100, used=99, free=1))
    ran = program("doctor", "--json")
    assert (ran.code, states(ran)["成品文件夹"], states(ran)["当前文件夹"]) == (4, BROKEN, NOTICE)


def test_no_folder_for_temporary_files(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "占了名字" / "里面"))
    (tmp_path / "占了名字").write_bytes(b"")
    ran = program("doctor", "--json")
    assert (ran.code, states(ran)["临时文件夹"]) == (4, BROKEN)


# --- console ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "state"), [("utf-8", FINE), ("gbk", FINE), ("ascii", NOTICE), ("cp1252", NOTICE), ("latin-1", NOTICE)]
)
def test_whether_the_console_shows_chinese(workplace: Path, encoding: str, state: str) -> None:
    ran = run_alone("doctor", "--json", cwd=workplace, PYTHONIOENCODING=encoding)
    assert (ran.code, condition(ran, "控制台编码")["state"]) == (0, state)


@pytest.mark.parametrize("encoding", [None, "没有这种编码"])
def test_a_console_of_no_known_encoding(shipped: Resources, encoding: str | None) -> None:
    conditions = doctor.examine(shipped, Path("output"), encoding, summary_problems).value or ()
    assert [one.health for one in conditions if one.name == "控制台编码"] == [doctor.Health.NOTICE]


# --- rules, wording, layout -------------------------------------------------------------------------------


def own(folder: Path, relative: str, content: str) -> None:
    path = folder / "templates" / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    ("relative", "content", "expected"),
    [
        ("rules/2024.toml", "year = ", ("评分标准 2024年度", "E4")),
        ("wording/默认/20-自评结论.txt", "{{ 得份.总分 }}", ("措辞", "E501")),
        ("wording/单位/金花街道/20-自评结论.txt", "{{ 得份.总分 }}", ("措辞", "E501")),
        ("wording/区/荔湾区/20-自评结论.txt", "{{ 得份.总分 }}", ("措辞", "E501")),
        ("word/公文.toml", "creator = ", ("版式文件", "E701")),
    ],
)
def test_a_template_with_an_error(
    program: Program, workplace: Path, relative: str, content: str, expected: tuple[str, str]
) -> None:
    name, code = expected
    own(workplace, relative, content)
    ran = program("doctor", "--json")
    assert (ran.code, states(ran)[name]) == (4, BROKEN)
    assert {problem[: len(code)] for problem in ran.codes} == {code}


def test_problems_of_templates_are_listed_on_the_screen(program: Program, workplace: Path) -> None:
    own(workplace, "wording/默认/20-自评结论.txt", "{{ 得份.总分 }}")
    ran = program("doctor")
    assert (ran.code, "E501" in ran.err) == (4, True)


def test_a_draft_of_the_rules_is_pointed_out(program: Program, workplace: Path) -> None:
    rules = (TEMPLATES / "rules" / "2024.toml").read_text(encoding="utf-8")
    own(workplace, "rules/2024.toml", rules.replace('status = "official"', 'status = "draft"', 1))
    ran = program("doctor", "--json")
    assert (ran.code, states(ran)["评分标准 2024年度"]) == (0, NOTICE)


def test_it_is_said_where_the_templates_come_from(program: Program, workplace: Path) -> None:
    own_layout(workplace, "黑体", "黑体")
    ran = program("doctor", "--json")
    assert str(workplace / "templates") in condition(ran, "版式文件")["found"]
    assert str(sample_data().parent / "templates") in condition(ran, "样式文件")["found"]


def test_a_style_sheet_that_is_no_word_file(program: Program, workplace: Path) -> None:
    own(workplace, "word/公文.docx", "半个文件")
    ran = program("doctor", "--json")
    assert (ran.code, states(ran)["样式文件"]) == (4, BROKEN)


def test_no_templates_at_all(tmp_path: Path) -> None:
    conditions = doctor.examine(Resources((tmp_path,)), tmp_path, "utf-8", summary_problems).value or ()
    broken = [one.name for one in conditions if one.health is doctor.Health.BROKEN]
    assert broken == ["评分标准", "汇总的设置和措辞", "版式文件", "样式文件"]


# --- the doctor itself ------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["_python", "_packages", "_libreoffice", "_fonts", "_folders", "_rules", "_wording"])
def test_an_examination_that_breaks_off_is_a_finding(
    program: Program, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    before = len(states(program("doctor", "--json")))
    monkeypatch.setattr(doctor, step, fail)
    ran = program("doctor", "--json")
    assert (ran.code, ran.err) == (4, "")
    assert before - 12 < len(states(ran)) <= before
    assert sum("RuntimeError" in finding["found"] for finding in ran.result["findings"]) == 1


@pytest.mark.parametrize("line", ["doctor 2024.xlsx", "doctor --templates 没有这个文件夹", "doctor --jsn"])
def test_written_wrongly(program: Program, line: str) -> None:
    assert program(*line.split()).code == 2


# --- the district summary ---------------------------------------------------------------------------------


def test_the_summary_is_looked_at(program: Program, workplace: Path) -> None:
    place = workplace / "templates" / "summary"
    place.mkdir(parents=True)
    (place / "汇总.toml").write_text("bands = []\n", encoding="utf-8")
    ran = program("doctor", "--json")
    assert (ran.code, condition(ran, "汇总的设置和措辞")["state"]) == (4, BROKEN)
    assert {"E703", "E705"} <= set(ran.codes)


def test_pictures_of_the_summary(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    assert condition(program("doctor", "--json"), "汇总的图")["state"] == FINE
    monkeypatch.setattr(doctor, "installed_fonts", lambda: frozenset({"dejavu sans"}))
    assert condition(program("doctor", "--json"), "汇总的图")["state"] == NOTICE
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    ran = program("doctor", "--json")
    assert (ran.code, condition(ran, "汇总的图")["state"]) == (0, NOTICE)
    assert "matplotlib" in condition(ran, "汇总的图")["found"]
