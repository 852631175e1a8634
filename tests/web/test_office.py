"""What an office does with its declaration: form, upload, problems, files, handing in."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from program import Program
from sites import InThisProcess, People
from workbooks import SAMPLE, cell, edited

from reportgen.web import filing
from reportgen.web.guards import POLICY
from reportgen.web.models import Declaration, Event, Examination, Stage, Version

WRONG = edited(("预算执行", "全年支出数", "数值", "12万"))
BLANK = edited(("预算执行", "年度平均执行率", "数值", None), ("绩效指标", "C01", "实际完成值", None))


@pytest.fixture
def one(people: People) -> Declaration:
    return people.declaration(people.office)


def upload(client: Client, one: Declaration, data: bytes, name: str = "2024.xlsx") -> str:
    file = SimpleUploadedFile(name, data)
    answer = client.post(f"/declarations/{one.pk}/upload/", {"file": file}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def page(client: Client, one: Declaration) -> str:
    return client.get(f"/declarations/{one.pk}/").content.decode()


def stage(one: Declaration) -> Stage:
    return Declaration.objects.get(pk=one.pk).stage


def post(client: Client, one: Declaration, what: str, **fields: str) -> str:
    return client.post(f"/declarations/{one.pk}/{what}/", fields, follow=True).content.decode()


# --- the form ---------------------------------------------------------------------------------------------


def content(data: bytes, sheet: str, tmp_path: Path) -> dict[str, object]:
    """The rows of a sheet of a workbook by their first cell, with what stands beside it."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return {str(row[0]): row[1] for row in rows}


def test_the_form_of_a_first_year_is_blank_but_for_the_office(people: People, one: Declaration, tmp_path: Path) -> None:
    answer = people.browser(people.office).get(f"/declarations/{one.pk}/form/")
    basics = content(answer.content, "基本信息", tmp_path)
    assert (basics["年度"], basics["区"], basics["单位简称"], basics["目标总述"]) == (2024, "荔湾区", "金花街道", None)
    assert "attachment" in answer["Content-Disposition"]
    assert ".xlsx" in answer["Content-Disposition"]


def test_the_form_of_the_next_year_is_filled_from_last_years(people: People, one: Declaration, tmp_path: Path) -> None:
    upload(people.browser(people.office), one, SAMPLE.read_bytes())
    next_year = people.declaration(people.office, 2025)
    answer = people.browser(people.office).get(f"/declarations/{next_year.pk}/form/")
    basics = content(answer.content, "基本信息", tmp_path)
    assert basics["年度"] == 2025
    assert basics["单位全称"] == "广州市荔湾区人民政府金花街道办事处"
    assert basics["目标总述"]


def test_a_year_without_rules_has_no_form(people: People) -> None:
    early = people.declaration(people.office, 2011)
    text = people.browser(people.office).get(f"/declarations/{early.pk}/form/", follow=True).content.decode()
    assert "没有2011年度的评分标准" in text


# --- upload -----------------------------------------------------------------------------------------------


def test_a_right_workbook_can_be_handed_in_and_has_its_files(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    assert stage(one) is Stage.EMPTY
    text = upload(client, one, SAMPLE.read_bytes())
    assert "没有错误" in text
    assert "下载说明（Word）" in text
    assert stage(one) is Stage.READY


def test_the_files_are_those_of_the_command(
    people: People, one: Declaration, program: Program, workplace: Path
) -> None:
    (workplace / "2024年 金花(终稿).xlsx").write_bytes(SAMPLE.read_bytes())
    assert program("build", "2024年 金花(终稿).xlsx").code == 0
    client = people.browser(people.office)
    upload(client, one, SAMPLE.read_bytes(), "2024年 金花(终稿).xlsx")
    for kind, name in (("document", "金花街道-自评表说明.docx"), ("papers", "金花街道-自评表.xlsx")):
        answer = client.get(f"/declarations/{one.pk}/versions/1/{kind}/")
        assert answer.content == (workplace / "output" / "2024" / name).read_bytes()


def test_problems_are_listed_with_their_cell(people: People, one: Declaration) -> None:
    text = upload(people.browser(people.office), one, WRONG)
    place = cell("预算执行", "全年支出数", "数值")
    assert f"/sheets/%E9%A2%84%E7%AE%97%E6%89%A7%E8%A1%8C/#{place}" in text
    assert "E204" in text
    assert stage(one) is Stage.ERRORS
    assert "下载说明" not in text


def test_a_workbook_with_blanks_is_being_filled_in_and_has_a_draft(people: People, one: Declaration) -> None:
    text = upload(people.browser(people.office), one, BLANK)
    assert stage(one) is Stage.FILLING
    assert "得分（暂计）" in text
    assert "预览草稿" in text


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "2024.xlsx", "空的"),
        (b"%PDF-1.7", "2024.xlsx", "没有收下"),
        (b"PK\x03\x04 broken", "2024.xlsx", "没有收下"),
        (SAMPLE.read_bytes()[:9000], "2024.xlsx", "没有收下"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(
    people: People, one: Declaration, data: bytes, name: str, reason: str
) -> None:
    assert reason in upload(people.browser(people.office), one, data, name)
    assert not Version.objects.exists()


def test_a_file_that_is_too_large_is_refused(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    file = SimpleUploadedFile("2024.xlsx", b"\0" * (21 * 2**20 + 5000))
    answer = client.post(f"/declarations/{one.pk}/upload/", {"file": file})
    assert answer.status_code == 413
    assert "不能超过 20 MB" in answer.content.decode()
    assert "不能超过" in upload(client, one, b"\0" * (20 * 2**20 + 5))
    assert not Version.objects.exists()


def test_a_form_without_a_file_says_so(people: People, one: Declaration) -> None:
    assert "请先选择" in post(people.browser(people.office), one, "upload")


def test_a_workbook_of_another_year_cannot_be_handed_in(people: People) -> None:
    next_year = people.declaration(people.office, 2025)
    text = upload(people.browser(people.office), next_year, SAMPLE.read_bytes())
    assert "E333" in text
    assert stage(next_year) is Stage.ERRORS


def test_a_workbook_of_another_office_cannot_be_handed_in(people: People) -> None:
    theirs = people.declaration(people.other)
    client = people.browser(people.other)
    text = upload(client, theirs, SAMPLE.read_bytes())
    assert "写的是“金花街道”，不是“南源街道”" in text
    post(client, theirs, "hand-in")
    assert stage(theirs) is Stage.ERRORS


def test_an_office_of_another_district_is_another_office(people: People) -> None:
    account = people.office_account("越秀区", "金花街")
    account.office.names = ["金花街道"]  # type: ignore[union-attr]
    account.office.save()  # type: ignore[union-attr]
    text = upload(people.browser(account), people.declaration(account), SAMPLE.read_bytes())
    assert "荔湾区金花街道" in text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\填报\\2024.xlsx", "2024.xlsx"),
        ('a"b\r\nX: 1.xlsx', "a_b__X_ 1.xlsx"),
        ("con.xlsx", "_con.xlsx"),
        ("表.exe", "表.xlsx"),
        ("<script>.xlsx", "_script_.xlsx"),
        ("字" * 300 + ".xlsx", "字" * 50 + ".xlsx"),
    ],
)
def test_the_name_of_a_file_is_made_safe(name: str, safe: str) -> None:
    assert filing.workbook_name(name) == safe


def test_every_version_is_kept_and_sent_as_an_attachment(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    upload(client, one, WRONG, "一稿.xlsx")
    upload(client, one, SAMPLE.read_bytes(), "二稿.xlsx")
    for number, data in ((1, WRONG), (2, SAMPLE.read_bytes())):
        answer = client.get(f"/declarations/{one.pk}/versions/{number}/")
        assert answer.content == data
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert [event.detail for event in Event.objects.all()] == ["第2版 二稿.xlsx", "第1版 一稿.xlsx"]
    assert "一稿.xlsx" in page(client, one)


def test_the_bureau_uploads_for_an_office(people: People, one: Declaration) -> None:
    upload(people.browser(people.bureau), one, SAMPLE.read_bytes())
    assert Version.objects.get().made_by == "财政局"
    assert stage(one) is Stage.READY


# --- examination ------------------------------------------------------------------------------------------


def test_work_that_was_not_finished_is_taken_up_again(people: People, one: Declaration, site: InThisProcess) -> None:
    client = people.browser(people.office)
    site.asleep = True
    text = upload(client, one, SAMPLE.read_bytes())
    assert "正在检查" in text
    assert client.get(f"/declarations/{one.pk}/progress/").json()["progress"] == "waiting"
    site.asleep = False
    assert filing.resume() == 1
    assert filing.resume() == 0
    assert client.get(f"/declarations/{one.pk}/progress/").json()["progress"] == "done"
    assert stage(one) is Stage.READY


def test_a_fault_of_the_program_is_told_without_a_traceback(
    people: People, one: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reportgen.web.tasks._scores", lambda *_: 1 / 0)
    text = upload(people.browser(people.office), one, SAMPLE.read_bytes())
    assert "没有检查成" in text
    assert "ZeroDivisionError" not in text
    assert Examination.objects.get().progress == Examination.Progress.FAILED


def test_last_years_workbook_is_compared(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    upload(client, one, SAMPLE.read_bytes())
    next_year = people.declaration(people.office, 2025)
    text = upload(client, next_year, edited(("基本信息", "年度", "内容", 2025)))
    assert "上年" in text


# --- preview ----------------------------------------------------------------------------------------------


def test_the_preview_shows_the_text_with_its_origins_and_no_inline_style(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    upload(client, one, SAMPLE.read_bytes())
    answer = client.get(f"/declarations/{one.pk}/versions/1/preview/")
    text = answer.content.decode()
    assert "金花街道办事处" in text
    assert "「预算执行」" in text
    assert answer["Content-Security-Policy"] == POLICY
    assert not re.search(r"<style|style=|<script>|\son\w+=", text)
    look = client.get(f"/declarations/{one.pk}/versions/1/preview/look.css")
    assert look["Content-Type"].startswith("text/css")
    assert "--page-width" in look.content.decode()


def test_what_a_clerk_typed_is_no_markup_in_the_pages(people: People, one: Declaration) -> None:
    bad = "<script>alert(1)</script>"
    client = people.browser(people.office)
    text = upload(client, one, edited(("预算执行", "全年支出数", "数值", bad), ("基本信息", "自评总述", "内容", bad)))
    table = client.get(f"/declarations/{one.pk}/sheets/预算执行/").content.decode()
    assert bad not in text + table
    assert "&lt;script&gt;" in table


# --- handing in -------------------------------------------------------------------------------------------


def test_a_declaration_goes_its_way(people: People, one: Declaration) -> None:
    office, bureau = people.browser(people.office), people.browser(people.bureau)
    upload(office, one, SAMPLE.read_bytes())
    assert "已经提交" in post(office, one, "hand-in")
    assert stage(one) is Stage.HANDED_IN
    assert "不能再改" in upload(office, one, WRONG)
    assert "已经撤回" in post(office, one, "take-back")
    assert stage(one) is Stage.READY
    post(office, one, "hand-in")
    assert "请写明退回的意见" in post(bureau, one, "return", note=" ")
    post(bureau, one, "return", note="请补充满意度的样本。")
    assert stage(one) is Stage.RETURNED
    assert "请补充满意度的样本。" in page(office, one)
    upload(office, one, SAMPLE.read_bytes())
    post(office, one, "hand-in")
    assert "请补充满意度的样本。" not in page(office, one).split("各个版本和经过")[0]
    post(bureau, one, "accept")
    assert stage(one) is Stage.ACCEPTED
    assert "才能撤回" in post(office, one, "take-back")
    assert [event.what for event in Event.objects.order_by("pk") if event.what != "上传"] == [
        "提交",
        "撤回",
        "提交",
        "退回",
        "提交",
        "通过",
    ]


@pytest.mark.parametrize("data", [WRONG, BLANK, None])
def test_what_has_errors_or_is_blank_cannot_be_handed_in(people: People, one: Declaration, data: bytes | None) -> None:
    client = people.browser(people.office)
    if data:
        upload(client, one, data)
    assert "还不能提交" in post(client, one, "hand-in")
    assert Declaration.objects.get(pk=one.pk).is_open


def test_nothing_is_returned_or_accepted_that_is_not_handed_in(people: People, one: Declaration) -> None:
    client = people.browser(people.bureau)
    upload(client, one, SAMPLE.read_bytes())
    assert "只有已经提交" in post(client, one, "accept")
    assert "只有已经提交" in post(client, one, "return", note="改")
    assert stage(one) is Stage.READY
