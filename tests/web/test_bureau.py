"""What the bureau sees of all offices: board, deadline, reminders, ranking, and the files of a year."""

from __future__ import annotations

import datetime
import io
import re
import zipfile

import pytest
from django.test import Client
from handed_in import office as workbook_of
from sites import People
from workbooks import SAMPLE, edited

from reportgen.web import collecting, filing
from reportgen.web.models import (
    Account,
    Collection,
    Declaration,
    DeclarationStep,
    Examination,
    FilingYear,
    Stage,
    is_late,
)

TODAY = datetime.date(2025, 3, 10)


def receive(people: People, account: Account, data: bytes, *, hand_in: bool = False) -> Declaration:
    one = people.declaration(account)
    filing.receive(one, account, "2024.xlsx", data)
    if hand_in:
        filing.hand_in(one, account)
    return one


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(page: str) -> list[list[str]]:
    """The cells of the first table of a page, row by row."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", c).strip() for c in re.findall(r"<td[^>]*>(.*?)</td>", r, re.DOTALL)] for r in lines
    ]


# --- the board --------------------------------------------------------------------------------------------


def test_the_board_shows_how_far_every_office_is(people: People) -> None:
    accounts = [people.office, people.other, *(people.office_account("荔湾区", f"第{n}街道") for n in range(3))]
    receive(people, accounts[0], SAMPLE.read_bytes(), hand_in=True)
    receive(people, accounts[2], edited(("预算执行", "全年支出数", "数值", "12万")))
    blank = workbook_of("第1街道", ("绩效指标", "C01", "实际完成值", None), district="荔湾区")
    receive(people, accounts[3], blank)
    page = text(people.browser(people.bureau), "/board/")
    assert [(row[1], row[2]) for row in rows(page)] == [
        ("金花街道", "已提交"),
        ("南源街道", "未填"),
        ("第0街道", "有错误"),
        ("第1街道", "填报中"),
        ("第2街道", "未填"),
    ]
    assert "未填 2" in page


def test_the_board_filters_by_stage_and_name(people: People) -> None:
    receive(people, people.office, SAMPLE.read_bytes())
    client = people.browser(people.bureau)
    assert [row[1] for row in rows(text(client, "/board/?stage=可提交"))] == ["金花街道"]
    assert [row[1] for row in rows(text(client, "/board/?name=南源"))] == ["南源街道"]
    assert "没有这样的单位" in text(client, "/board/?stage=已通过")


@pytest.mark.parametrize("stage", Stage)
def test_an_office_is_late_after_the_deadline_until_it_hands_in(stage: Stage) -> None:
    late = stage not in (Stage.HANDED_IN, Stage.ACCEPTED)
    assert is_late(TODAY - datetime.timedelta(days=1), stage, TODAY) is late
    assert not is_late(TODAY, stage, TODAY)
    assert not is_late(None, stage, TODAY)


def test_a_deadline_is_set_and_shown_to_the_office(people: People) -> None:
    client = people.browser(people.bureau)
    client.post("/years/", {"year": "2024", "deadline": "2025-03-01"})
    assert FilingYear.objects.get().deadline == datetime.date(2025, 3, 1)
    assert "逾期 2" in text(client, "/board/")
    one = people.declaration(people.office)
    page = text(people.browser(people.office), f"/declarations/{one.pk}/")
    assert "期限 2025年3月1日，已逾期" in page


@pytest.mark.parametrize(
    ("year", "deadline", "reason"),
    [("2011", "", "还没有 2011 年度的评分标准"), ("甲", "", "请填写年度"), ("2024", "下周", "请填写年度")],
)
def test_a_year_that_cannot_be_opened_is_told(people: People, year: str, deadline: str, reason: str) -> None:
    client = people.browser(people.bureau)
    answer = client.post("/years/", {"year": year, "deadline": deadline}, follow=True)
    assert reason in answer.content.decode()
    assert [one.year for one in FilingYear.objects.all()] == [2024]


def test_a_new_site_asks_for_a_year_first(people: People) -> None:
    FilingYear.objects.all().delete()
    assert "开始一个年度的填报" in text(people.browser(people.bureau), "/board/")
    assert "还没有开始填报" in text(people.browser(people.office), "/")


def test_a_year_that_is_not_open_is_not_found(people: People) -> None:
    client = people.browser(people.bureau)
    for page in ("", "ranking/", "reminders/"):
        assert client.get(f"/board/2019/{page}").status_code == 404


# --- reminders and ranking --------------------------------------------------------------------------------


def test_reminders_name_those_who_have_not_handed_in(people: People) -> None:
    receive(people, people.office, SAMPLE.read_bytes(), hand_in=True)
    FilingYear.objects.update(deadline=TODAY)
    page = text(people.browser(people.bureau), "/board/2024/reminders/")
    assert "填报期限为2025年3月10日" in page
    assert "以下1个单位尚未提交：南源街道。" in page
    Declaration.objects.update(step=DeclarationStep.ACCEPTED)
    assert "没有要催的" in text(people.browser(people.bureau), "/board/2024/reminders/")


def test_the_ranking_has_those_who_handed_in_the_best_first(people: People) -> None:
    receive(people, people.office, SAMPLE.read_bytes(), hand_in=True)
    names = ("示例甲街道", "示例乙街道", "示例丙街道")
    for name, total in zip(names, ("99.5", "71", "99.5"), strict=True):
        account = people.office_account("示例区", name)
        one = receive(people, account, workbook_of(name))
        score(one, total)
        filing.hand_in(one, account)
    receive(people, people.other, SAMPLE.read_bytes())
    table = rows(text(people.browser(people.bureau), "/board/2024/ranking/"))
    own = Examination.objects.get(version__declaration__office=people.office.office).total
    assert [(row[0], row[2], row[3]) for row in table] == [
        ("1", "示例甲街道", "99.5"),
        ("1", "示例丙街道", "99.5"),
        ("3", "金花街道", own),
        ("4", "示例乙街道", "71"),
    ]


def score(one: Declaration, total: str, grade: str = "") -> None:
    """Let a declaration have these points, whatever its workbook says."""
    examination = Examination.objects.get(version__declaration=one)
    examination.total, examination.grade, examination.tree[0][3] = total, grade, total
    examination.document, examination.obstacle = "0" * 64, ""
    examination.save()


def test_the_ranking_has_charts_with_their_numbers_in_words(people: People) -> None:
    receive(people, people.office, SAMPLE.read_bytes(), hand_in=True)
    page = text(people.browser(people.bureau), "/board/2024/ranking/")
    assert 'aria-label="各分数段单位数。条形图。95分以上（含95分）1个；' in page
    assert 'aria-label="扣分较多的三级指标。条形图。' in page
    assert "与上年比较" not in page
    assert re.search(r'<rect x="\d+" y="5" width="[1-9]\d+" height="15" class="series-0 of-1"/>', page)


def test_the_ranking_shows_grades_and_the_change_since_last_year(people: People) -> None:
    for account, before, now in ((people.office, "90", "98.5"), (people.other, "95", "91")):
        last = people.declaration(account, 2023)
        filing.receive(last, account, "2023.xlsx", SAMPLE.read_bytes())
        score(last, before)
        one = receive(people, account, SAMPLE.read_bytes())
        score(one, now, "优" if now == "98.5" else "良")
        filing.hand_in(one, account)
    page = text(people.browser(people.bureau), "/board/2024/ranking/")
    assert [(row[2], row[3], row[4], row[-3], row[-2]) for row in rows(page)] == [
        ("金花街道", "98.5", "优", "90", "+8.5"),
        ("南源街道", "91", "良", "95", "-4.0"),
    ]
    assert "平均由 92.5 分到 94.75 分" in page
    assert "优 1 个，良 1 个" in page
    assert 'aria-label="各单位总分与上年比较。条形图。金花街道由90分到98.5分；南源街道由95分到91分。"' in page


def test_offices_of_different_schemes_are_ranked_apart(people: People) -> None:
    receive(people, people.office, SAMPLE.read_bytes(), hand_in=True)
    sample = (SAMPLE.parent / "文体" / "报告型.xlsx").read_bytes()
    receive(people, people.office_account("示例区", "白石镇"), sample, hand_in=True)
    page = text(people.browser(people.bureau), "/board/2024/ranking/")
    tables = page.split("<h2>")[1:]
    assert [[row[:3] for row in rows(table)] for table in tables] == [
        [["1", "荔湾区", "金花街道"]],
        [["1", "示例区", "白石镇"]],
    ]
    assert "投入" in tables[1]


# --- files ------------------------------------------------------------------------------------------------


def test_the_files_of_a_year_are_those_of_a_batch(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "start", collect_here)
    receive(people, people.office, SAMPLE.read_bytes(), hand_in=True)
    client = people.browser(people.bureau)
    page = client.post("/board/2024/collect/", follow=True).content.decode()
    assert "汇总了 1 个单位" in page
    assert "南源街道" in page  # it has not handed in
    answer = client.get("/board/2024/collect/zip/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    names = {name.rpartition("/")[2] for name in archive.namelist()}
    assert {"金花街道.xlsx", "金花街道-自评表说明.docx", "金花街道-自评表.xlsx", "清单.xlsx"} <= names
    one = people.declaration(people.office)
    document = client.get(f"/declarations/{one.pk}/versions/1/document/").content
    path = next(name for name in archive.namelist() if name.endswith("自评表说明.docx"))
    assert archive.read(path) == document
    files = Collection.objects.get().files
    for number, (name, _) in enumerate(files):
        answer = client.get(f"/board/2024/collect/{number}/")
        assert b"".join(answer.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith("attachment")
        assert name in page
    assert client.get(f"/board/2024/collect/{len(files)}/").status_code == 404
    assert client.get("/board/2024/collect/..%2Fsecret.key/").status_code == 404
    # What is taken back is not in the next run.
    filing.take_back(one, people.office)
    assert "还没有单位提交" in client.post("/board/2024/collect/", follow=True).content.decode()


def collect_here(year: int) -> None:
    Collection.objects.update_or_create(year=year)
    collecting.collect(year)


def test_a_run_that_fails_is_told(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "collect", lambda _: 1 / 0)
    Collection.objects.create(year=2024)
    collecting._work(2024)
    assert "没有汇总成" in text(people.browser(people.bureau), "/board/")
