"""Filling in and mending in the browser: the sheets of the form as tables, saved into the stored workbook."""

from __future__ import annotations

import io
import re
from html import unescape

import openpyxl
import pytest
from django.test import Client
from sites import TEMPLATES, InThisProcess, People
from workbooks import SAMPLE, Formula, add_title_rows, cell, drop_sheet, edited, reverse_columns

from reportgen.diagnostics import Outcome
from reportgen.intake.form import OTHERS, SHEETS
from reportgen.resources import Resources
from reportgen.web import filing
from reportgen.web.jobs import GridResult
from reportgen.web.models import Declaration, Stage, Version
from reportgen.writing.source import WordingSets

JSON = {"Accept": "application/json"}
SPENT = cell("预算执行", "全年支出数", "数值")


@pytest.fixture
def one(people: People, site: InThisProcess) -> Declaration:
    """A declaration with the sample; nothing is examined unless a test wakes the workers."""
    site.asleep = True
    declaration = people.declaration(people.office)
    filing.receive(declaration, people.office, SAMPLE.name, SAMPLE.read_bytes())
    return declaration


def table(client: Client, one: Declaration, sheet: str) -> str:
    answer = client.get(f"/declarations/{one.pk}/sheets/{sheet}/")
    assert answer.status_code == 200
    return answer.content.decode()


def fields(page: str) -> dict[str, str]:
    """The fields of a table with their content, as a browser would send them."""
    inputs = re.findall(r'<input (?:type="hidden" )?name="([^"]+)" value="([^"]*)"', page)
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page)
    return {name: unescape(value) for name, value in [*inputs, *areas]}


def mend(client: Client, one: Declaration, sheet: str, **cells: tuple[str, str]) -> tuple[int, dict[str, object]]:
    """Send cells (what was seen, what is new) as the script of the page does."""
    data = {place: new for place, (_, new) in cells.items()} | {f"old-{p}": old for p, (old, _) in cells.items()}
    answer = client.post(f"/declarations/{one.pk}/sheets/{sheet}/mend/", data, headers=JSON)
    return answer.status_code, answer.json()


def stored(one: Declaration) -> bytes:
    version = Declaration.objects.get(pk=one.pk).latest
    assert version is not None
    return filing.content_of(version)


def value(one: Declaration, sheet: str, place: str) -> object:
    return openpyxl.load_workbook(io.BytesIO(stored(one)))[sheet][place].value


@pytest.mark.parametrize("sheet", [sheet.name for sheet in SHEETS])
def test_every_sheet_of_the_form_is_a_table_with_its_columns(people: People, one: Declaration, sheet: str) -> None:
    filing.receive(one, people.office, "新表.xlsx", filing.form_of(one))
    page = table(people.browser(people.office), one, sheet)
    form = next(one for one in SHEETS if one.name == sheet)
    for column in form.columns:
        if column.required:
            assert f">{column.name}<" in page
    assert len(fields(page)) > 3


def test_the_table_shows_what_the_workbook_has(people: People, one: Declaration) -> None:
    page = fields(table(people.browser(people.office), one, "预算执行"))
    expected = openpyxl.load_workbook(SAMPLE)["预算执行"][SPENT].value
    assert float(page[SPENT]) == expected
    assert page[f"old-{SPENT}"] == page[SPENT]


def test_a_blank_form_is_filled_in_from_the_first_cell(people: People) -> None:
    declaration = people.declaration(people.office)
    client = people.browser(people.office)
    answer = client.post(f"/declarations/{declaration.pk}/begin/")
    assert answer.status_code == 302
    assert declaration_stage(declaration) is Stage.FILLING
    cells = fields(table(client, declaration, "绩效目标"))
    first = next(name for name in cells if name.startswith("B"))
    assert mend(client, declaration, "绩效目标", **{first: ("", "抓好基层治理")})[0] == 200
    assert value(declaration, "绩效目标", first) == "抓好基层治理"
    assert "已经有填报表" in client.post(f"/declarations/{declaration.pk}/begin/", follow=True).content.decode()


def declaration_stage(one: Declaration) -> Stage:
    return Declaration.objects.get(pk=one.pk).stage


def test_drop_downs_and_hints_come_from_the_form(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    assert '<option value="≥">' in table(client, one, "绩效指标")
    assert '<option value="千元">' in table(client, one, "预算执行")
    assert "财政部门测算的数" in table(client, one, "预算执行")


def test_what_the_program_fills_in_cannot_be_changed(people: People, one: Declaration) -> None:
    assert "A3" not in fields(table(people.browser(people.office), one, "管理效率"))
    status, answer = mend(people.browser(people.office), one, "管理效率", A3=("", "甲"))
    assert status == 409
    assert "不能改" in str(answer["error"])


# --- saving -----------------------------------------------------------------------------------------------


def test_a_mended_cell_is_a_new_version_that_is_examined(people: People, one: Declaration, site: InThisProcess) -> None:
    site.asleep = False
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))[SPENT]
    status, answer = mend(client, one, "预算执行", **{SPENT: (seen, "12万")})
    assert (status, answer) == (200, {"version": 2})
    assert value(one, "预算执行", SPENT) == "12万"
    state = client.get(f"/declarations/{one.pk}/progress/?sheet=预算执行").json()
    assert "E204" in state["cells"][SPENT]["text"]
    assert state["stage"] == "有错误"
    assert mend(client, one, "预算执行", **{SPENT: ("12万", seen)})[0] == 200
    assert declaration_stage(one) is Stage.READY
    assert client.get(f"/declarations/{one.pk}/versions/1/").content == SAMPLE.read_bytes()
    assert [v.remark for v in Version.objects.all()] == [f"预算执行 {SPENT}", f"预算执行 {SPENT}", ""]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1234.5", 1234.5),
        ("1234", 1234),
        ("-3", -3),
        ("007", "007"),
        ("95%", "95%"),
        ("3-1", "3-1"),
        ("", None),
        ("  8 ", 8),
        ("1" * 20, "1" * 20),
    ],
)
def test_a_typed_number_becomes_a_number_and_nothing_else_does(
    people: People, one: Declaration, typed: str, kept: object
) -> None:
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))[SPENT]
    assert mend(client, one, "预算执行", **{SPENT: (seen, typed)})[0] == 200
    assert value(one, "预算执行", SPENT) == kept
    assert fields(table(client, one, "预算执行"))[SPENT] == typed.strip()


@pytest.mark.parametrize("typed", ["=1+1", "+SUM(A1)", "@x", '=HYPERLINK("http://example.com")'])
def test_a_typed_formula_stays_a_text(people: People, one: Declaration, typed: str) -> None:
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))[SPENT]
    assert mend(client, one, "预算执行", **{SPENT: (seen, typed)})[0] == 200
    mended = openpyxl.load_workbook(io.BytesIO(stored(one)))["预算执行"][SPENT]
    assert (mended.value, mended.data_type) == (typed, "s")


def test_a_text_of_several_lines_keeps_them(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    place = cell("基本信息", "自评总述", "内容")
    seen = fields(table(client, one, "基本信息"))[place]
    assert mend(client, one, "基本信息", **{place: (seen, "第一段。\r\n第二段。")})[0] == 200
    assert value(one, "基本信息", place) == "第一段。\n第二段。"


def test_an_unchanged_page_makes_no_version(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    for sheet in SHEETS:
        data = fields(table(client, one, sheet.name))
        client.post(f"/declarations/{one.pk}/sheets/{sheet.name}/mend/", data)
    assert Version.objects.count() == 1


def test_a_whole_page_is_saved_without_a_script(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    data = fields(table(client, one, "预算执行")) | {SPENT: "99"}
    answer = client.post(f"/declarations/{one.pk}/sheets/预算执行/mend/", data, follow=True)
    assert "已经保存" in answer.content.decode()
    assert value(one, "预算执行", SPENT) == 99
    assert Version.objects.count() == 2


def test_a_text_longer_than_a_cell_of_excel_is_refused(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    place = cell("基本信息", "自评总述", "内容")
    seen = fields(table(client, one, "基本信息"))[place]
    status, answer = mend(client, one, "基本信息", **{place: (seen, "字" * 32_768)})
    assert status == 409
    assert "最多" in str(answer["error"])


# --- two people -------------------------------------------------------------------------------------------


def test_the_later_of_two_is_shown_what_the_earlier_wrote_and_asked(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))
    assert mend(client, one, "预算执行", **{SPENT: (seen[SPENT], "100")})[0] == 200
    status, answer = mend(client, one, "预算执行", **{SPENT: (seen[SPENT], "200")})
    assert status == 409
    assert answer["conflicts"] == [{"place": SPENT, "theirs": "100", "ours": "200", "by": "金花街道"}]
    assert value(one, "预算执行", SPENT) == 100
    assert mend(client, one, "预算执行", **{SPENT: ("100", "200")})[0] == 200
    assert value(one, "预算执行", SPENT) == 200


def test_the_page_without_a_script_shows_both(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    data = fields(table(client, one, "预算执行"))
    mend(client, one, "预算执行", **{SPENT: (data[SPENT], "100")})
    answer = client.post(f"/declarations/{one.pk}/sheets/预算执行/mend/", data | {SPENT: "200"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "金花街道 填的：100" in text
    again = fields(text)
    assert (again[SPENT], again[f"old-{SPENT}"]) == ("200", "100")
    client.post(f"/declarations/{one.pk}/sheets/预算执行/mend/", again)
    assert value(one, "预算执行", SPENT) == 200


def test_two_who_mend_different_cells_do_not_disturb_each_other(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    other = cell("预算执行", "调整预算数", "数值")
    seen = fields(table(client, one, "预算执行"))
    assert mend(client, one, "预算执行", **{SPENT: (seen[SPENT], "100")})[0] == 200
    assert mend(client, one, "预算执行", **{other: (seen[other], "300")})[0] == 200
    assert (value(one, "预算执行", SPENT), value(one, "预算执行", other)) == (100, 300)


def test_the_same_content_from_two_people_is_no_conflict(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))[SPENT]
    for _ in range(2):
        assert mend(client, one, "预算执行", **{SPENT: (seen, "100")})[0] == 200
    assert Version.objects.count() == 2


def test_a_version_that_comes_in_while_a_cell_is_mended_is_not_lost(
    people: People, one: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))
    other = cell("预算执行", "调整预算数", "数值")
    calls: list[Version] = []  # the page looks at the tables, and so does the change itself
    tables_of = filing.tables_of

    def interfere(version: Version) -> GridResult:
        tables = tables_of(version)
        calls.append(version)
        if len(calls) == 2:
            filing.mend(one, people.office, "预算执行", {other: (seen[other], "300")})
        return tables

    monkeypatch.setattr(filing, "tables_of", interfere)
    assert mend(client, one, "预算执行", **{SPENT: (seen[SPENT], "100")}) == (200, {"version": 3})
    assert (value(one, "预算执行", SPENT), value(one, "预算执行", other)) == (100, 300)


def test_what_was_typed_is_kept_before_a_worker_writes_it(
    people: People, one: Declaration, site: InThisProcess
) -> None:
    """The examination of neither version has begun when the site is stopped; both come out when it starts again."""
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))
    other = cell("预算执行", "调整预算数", "数值")
    assert mend(client, one, "预算执行", **{SPENT: (seen[SPENT], "100")})[0] == 200
    assert mend(client, one, "预算执行", **{other: (seen[other], "1.50")})[0] == 200
    assert [version.digest for version in one.versions.all()[:2]] == ["", ""]
    filing._grids.clear()
    assert fields(table(client, one, "预算执行"))[other] == "1.5"
    site.asleep = False
    filing.resume()
    assert all(version.digest for version in one.versions.all())
    assert (value(one, "预算执行", SPENT), value(one, "预算执行", other)) == (100, 1.5)
    first = client.get(f"/declarations/{one.pk}/versions/2/").content
    assert openpyxl.load_workbook(io.BytesIO(first))["预算执行"][SPENT].value == 100
    assert mend(client, one, "预算执行", **{other: ("1.50", "2")})[0] == 200


def test_the_list_of_sections_follows_the_set_of_the_workbook(people: People, one: Declaration) -> None:
    report = SAMPLE.parent / "文体" / "报告型.xlsx"
    filing.receive(one, people.office, report.name, report.read_bytes())
    newest = one.versions.first()
    assert newest is not None
    grid = next(grid for grid in filing.tables_of(newest).grids if grid.sheet == OTHERS.name)
    column = [one.name for one in grid.columns].index(OTHERS.section.name)
    sections = WordingSets(Resources((TEMPLATES,))).read("报告型").value
    assert sections is not None
    assert grid.rows[0][column].choices == sections.sections != ()


# --- what cannot be mended --------------------------------------------------------------------------------


def test_nothing_is_mended_after_handing_in(people: People, one: Declaration, site: InThisProcess) -> None:
    site.asleep = False
    filing.resume()
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))[SPENT]
    filing.hand_in(one, people.office)
    status, answer = mend(client, one, "预算执行", **{SPENT: (seen, "1")})
    assert status == 409
    assert "先撤回" in str(answer["error"])
    assert SPENT not in fields(table(client, one, "预算执行"))


def test_the_bureau_reads_the_table_and_changes_nothing(people: People, one: Declaration) -> None:
    assert SPENT not in fields(table(people.browser(people.bureau), one, "预算执行"))


def test_a_workbook_with_formulas_asks_before_the_first_cell_is_mended(people: People, one: Declaration) -> None:
    client = people.browser(people.office)
    formula = edited(("预算执行", "全年支出数", "数值", Formula("1000+234.5", 1234.5)))
    filing.receive(one, people.office, "2024.xlsx", formula)
    other = cell("预算执行", "调整预算数", "数值")
    page = table(client, one, "预算执行")
    assert "知道了，可以改" in page
    assert f"“预算执行”里的公式换成计算结果：{SPENT}" in page
    seen = fields(page)[other]
    address = f"/declarations/{one.pk}/sheets/预算执行/mend/"
    answer = client.post(address, {other: "3000", f"old-{other}": seen}, headers=JSON)
    assert answer.status_code == 409
    answer = client.post(address, {other: "3000", f"old-{other}": seen, "losses": "1"}, headers=JSON)
    assert answer.status_code == 200
    assert value(one, "预算执行", SPENT) == 1234.5
    assert "知道了，可以改" not in table(client, one, "预算执行")


def test_a_workbook_that_cannot_be_saved_again_is_only_read(
    people: People, one: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = people.browser(people.office)
    seen = fields(table(client, one, "预算执行"))[SPENT]
    filing._grids.clear()
    monkeypatch.setattr("reportgen.web.tasks.open_to_edit", lambda *_: Outcome(None))
    page = table(client, one, "预算执行")
    assert filing.ONLY_TO_READ in page
    assert seen in page
    assert SPENT not in fields(page)
    status, answer = mend(client, one, "预算执行", **{SPENT: (seen, "1")})
    assert (status, answer) == (409, {"error": filing.ONLY_TO_READ})


def test_a_sheet_that_the_workbook_lacks_is_told(people: People, one: Declaration) -> None:
    filing.receive(one, people.office, "2024.xlsx", edited(drop_sheet("存在问题"), drop_sheet("预算执行")))
    client = people.browser(people.office)
    assert "没有可以读的“预算执行”" in table(client, one, "预算执行")
    assert "没有“存在问题”这张表。这张表可以不填" in table(client, one, "存在问题")


@pytest.mark.parametrize("change", [reverse_columns("预算执行"), add_title_rows("预算执行", "说明", "说明")])
def test_a_table_that_was_moved_is_mended_where_it_is(people: People, one: Declaration, change: object) -> None:
    client = people.browser(people.office)
    filing.receive(one, people.office, "2024.xlsx", edited(change))  # type: ignore[arg-type]
    page = fields(table(client, one, "预算执行"))
    amount = openpyxl.load_workbook(SAMPLE)["预算执行"][SPENT].value
    place = next(name for name, text in page.items() if not name.startswith("old-") and text == f"{amount:g}")
    assert mend(client, one, "预算执行", **{place: (page[place], "77")})[0] == 200
    assert value(one, "预算执行", place) == 77


def test_a_place_that_is_none_is_ignored(people: People, one: Declaration) -> None:
    status, _ = mend(people.browser(people.office), one, "预算执行", XFD1048576=("", "1"))
    assert status == 200
    status, _ = mend(people.browser(people.office), one, "预算执行", ZZ99=("", "1"))
    assert status == 409
    assert Version.objects.count() == 1
