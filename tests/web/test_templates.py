"""The pages of the people who edit wording, layout and rules."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from program import run_alone
from sites import People
from workbooks import SAMPLE

from reportgen.resources import Resources
from reportgen.web import filing, pool, publishing
from reportgen.web.jobs import EditionResult
from reportgen.web.models import Event, Examination, FileEdition, Role

SECTION = "wording/默认/20-自评结论.txt"
RULES = "rules/2024.toml"
LAYOUT = "word/公文.toml"
OLD, NEW = "部门整体支出绩效自评结果为", "部门整体支出绩效自评的结果为"


def shipped(path: str = SECTION) -> str:
    return publishing.text_of(publishing.shipped(path))


def save(browser: Client, text: str, base: int = 0, path: str = SECTION, **more: str) -> Any:
    return browser.post(f"/templates/save/{path}", {"text": text, "base": str(base), **more}, follow=True)


def newest(path: str = SECTION) -> FileEdition:
    edition = publishing.newest(path)
    assert edition is not None
    return edition


def publish(browser: Client, edition: FileEdition) -> Any:
    return browser.post(f"/templates/editions/{edition.pk}/publish/", follow=True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check finds nothing, where a test is not about what it finds."""
    monkeypatch.setattr(pool, "PROVE", lambda _: EditionResult())


@pytest.fixture
def editor(people: People) -> Client:
    return people.browser(people.editor)


def test_a_draft_is_checked_and_touches_nothing_that_is_in_force(editor: Client) -> None:
    page = save(editor, shipped().replace("得分.总分", "得份.总分")).content.decode()
    assert "E501" in page
    assert f"{SECTION}:7:" in page
    assert "<mark>得份</mark>" in page
    assert not publishing.is_own(SECTION)
    assert publishing.text_of(publishing.in_force(SECTION)) == shipped()


def test_a_draft_with_an_error_is_not_published_and_the_page_says_so(editor: Client) -> None:
    save(editor, shipped().replace("得分.总分", "得份.总分"))
    page = publish(editor, newest()).content.decode()
    assert "没有发布：检查有 1 个错误" in page
    assert not publishing.is_own(SECTION)


def test_a_sound_draft_shows_the_sentences_that_change_and_its_previews(editor: Client) -> None:
    page = save(editor, shipped().replace(OLD, NEW)).content.decode()
    assert "<ins>的</ins>" in page
    names = [name for name, _ in newest().previews]
    assert "草稿，还没有填完" in names
    assert any("都没有达标" in name for name in names)
    for number in (0, len(names) - 1):
        address = f"/templates/editions/{newest().pk}/previews/{number}/"
        assert re.sub("<[^>]*>", "", editor.get(address).content.decode()).count(NEW) == 1
        assert "--page-width" in editor.get(f"{address}look.css").content.decode()
    assert editor.get(f"/templates/editions/{newest().pk}/previews/99/").status_code == 404


@pytest.mark.usefixtures("quick")
def test_publication_puts_the_file_into_force_and_checks_the_offices_again(people: People, editor: Client) -> None:
    one = people.declaration(people.office)
    filing.receive(one, people.office, SAMPLE.name, SAMPLE.read_bytes())
    save(editor, shipped().replace(OLD, NEW))
    page = publish(editor, newest()).content.decode()
    assert "正在用" in page
    written = settings.SITE.path / "templates" / SECTION
    assert written.read_bytes() == shipped().replace(OLD, NEW).encode()
    office = people.browser(people.office)
    assert NEW in re.sub("<[^>]*>", "", office.get(f"/declarations/{one.pk}/versions/1/preview/").content.decode())
    assert "重新检查" in office.get(f"/declarations/{one.pk}/").content.decode()


@pytest.mark.usefixtures("quick")
def test_what_the_site_makes_is_what_build_makes_with_its_templates(
    people: People, editor: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    one = people.declaration(people.office)
    filing.receive(one, people.office, SAMPLE.name, SAMPLE.read_bytes())
    save(editor, shipped().replace(OLD, NEW))
    publish(editor, newest())
    folder = tmp_path_factory.mktemp("本机")
    (folder / SAMPLE.name).write_bytes(SAMPLE.read_bytes())
    ran = run_alone("build", SAMPLE.name, "--templates", str(settings.SITE.path / "templates"), cwd=folder)
    assert ran.code == 0, ran.err
    made = next(folder.glob("output/2024/*说明.docx")).read_bytes()
    assert people.browser(people.office).get(f"/declarations/{one.pk}/versions/1/document/").content == made


@pytest.mark.usefixtures("quick")
def test_undo_publishes_an_earlier_edition_and_the_history_keeps_all(editor: Client) -> None:
    save(editor, shipped().replace(OLD, NEW))
    publish(editor, newest())
    first = FileEdition.objects.get(path=SECTION, number=1)
    assert (first.made_by, publishing.content_of(first)) == (publishing.BEFORE, publishing.shipped(SECTION))
    publish(editor, first)
    assert (settings.SITE.path / "templates" / SECTION).read_text(encoding="utf-8") == shipped()
    editions = FileEdition.objects.filter(path=SECTION).order_by("number")
    assert [one.published_at is not None for one in editions] == [True, True, True]
    assert publishing.text_of(publishing.content_of(editions[1])) == shipped().replace(OLD, NEW)
    assert list(Event.objects.filter(what="发布").values_list("who", flat=True)) == ["文字员", "文字员"]


@pytest.mark.usefixtures("quick")
def test_the_file_of_the_program_can_be_used_again(editor: Client) -> None:
    save(editor, shipped().replace(OLD, NEW))
    publish(editor, newest())
    save(editor, "", base=newest().number, remove="1")
    publish(editor, newest())
    assert not publishing.is_own(SECTION)
    assert publishing.text_of(publishing.in_force(SECTION)) == shipped()
    assert list((settings.SITE.path / "templates").rglob("*.txt")) == []


@pytest.mark.usefixtures("quick")
def test_two_editors_of_one_file_are_asked_and_nothing_is_lost(people: People, editor: Client) -> None:
    other = people.browser(people.account("另一位", Role.EDITOR))
    save(editor, shipped().replace(OLD, NEW))
    mine = shipped().replace(OLD, "我的句子")
    answer = save(other, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "我的句子" in page
    assert NEW in page
    assert "文字员 存了第 2 版" in page
    assert newest().number == 2
    assert save(other, mine, base=2).status_code == 200
    assert publishing.text_of(publishing.content_of(newest())) == mine


@pytest.mark.usefixtures("quick")
def test_a_file_that_changed_in_the_folder_is_kept_and_asked_about(editor: Client) -> None:
    save(editor, shipped().replace(OLD, NEW))
    publish(editor, newest())
    by_hand = shipped().replace(OLD, "手工改的")
    (settings.SITE.path / "templates" / SECTION).write_text(by_hand, encoding="utf-8")
    answer = save(editor, shipped(), base=2)
    assert answer.status_code == 409
    assert "手工改的" in answer.content.decode()
    assert publishing.text_of(publishing.content_of(newest())) == by_hand


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_of_a_browser_are_those_of_the_file(editor: Client, ends: str) -> None:
    save(editor, shipped().replace(OLD, NEW).replace("\n", ends))
    assert publishing.content_of(newest()) == shipped().replace(OLD, NEW).encode()


@pytest.mark.usefixtures("quick")
def test_a_file_for_one_office_is_new_and_reaches_that_office_alone(people: People, editor: Client) -> None:
    declarations = [people.declaration(account) for account in (people.office, people.other)]
    filing.receive(declarations[0], people.office, SAMPLE.name, SAMPLE.read_bytes())
    query = {
        "area": "wording",
        "set": "默认",
        "kind": "单位",
        "place": "金花街道",
        "name": "20-自评结论.txt",
        "like": SECTION,
    }
    page = editor.get("/templates/new/", query, follow=True)
    path = "wording/单位/金花街道/20-自评结论.txt"
    assert page.redirect_chain[0][0].startswith("/templates/files/wording/")
    assert OLD in page.content.decode()
    assert newest_or_none(path) is None
    save(editor, shipped().replace(OLD, NEW), path=path)
    publish(editor, newest(path))
    assert publishing.is_own(path)
    preview = people.browser(people.office).get(f"/declarations/{declarations[0].pk}/versions/1/preview/")
    assert NEW in re.sub("<[^>]*>", "", preview.content.decode())
    assert path.rpartition("/")[2] in editor.get("/templates/").content.decode()


def newest_or_none(path: str) -> FileEdition | None:
    return publishing.newest(path)


@pytest.mark.parametrize(
    "path",
    [
        "wording/默认/../../x.txt",
        "wording/默认/.x.txt",
        "wording/默认/x.exe",
        "wording/没有这种文体/20-x.txt",
        "wording/单位/a/b/c/20-x.txt",
        "wording/单位/con/20-x.txt",
        "wording/单位//20-x.txt",
        "word/公文.docx",
        "word/别处/公文.toml",
        "rules/二零二四.toml",
        "rules/2024-a/b.toml",
        "checks/核对.toml",
        "wording/默认/20-\x00.txt",
        f"wording/默认/{'长' * 200}.txt",
        "~/x",
    ],
)
def test_no_other_path_can_be_written(people: People, editor: Client, path: str) -> None:
    assert not publishing.is_template(path)
    browser = people.browser(people.bureau)
    for client in (editor, browser):
        assert client.post(f"/templates/save/{path.replace(chr(0), '%00')}", {"text": "x"}).status_code == 404
    assert not FileEdition.objects.exists()


def test_every_shipped_file_of_its_areas_can_be_edited() -> None:
    shipped_files = [
        path.relative_to(Resources.locate().shipped).as_posix() for path in Resources.locate().shipped.rglob("*")
    ]
    files = {path for path in shipped_files if path.startswith(("wording/", "rules/")) and "." in path}
    assert {path for path in files if not publishing.is_template(path)} == set()
    assert publishing.is_template(LAYOUT)


# --- rules and layout -------------------------------------------------------------------------------------


def test_a_bureau_edits_rules_and_nothing_else(people: People) -> None:
    bureau = people.browser(people.bureau)
    assert bureau.get(f"/templates/files/{RULES}").status_code == 200
    page = bureau.get("/templates/").content.decode()
    assert RULES in page
    assert "wording/" not in re.sub(r'value="wording"', "", page)
    for path in (SECTION, LAYOUT):
        assert bureau.get(f"/templates/files/{path}").status_code == 404
        assert save(bureau, "x", path=path).status_code == 404
    save(people.browser(people.editor), shipped().replace(OLD, NEW))
    assert bureau.get(f"/templates/editions/{newest().pk}/").status_code == 404
    assert bureau.post(f"/templates/editions/{newest().pk}/publish/").status_code == 404


def test_rules_whose_cases_fail_are_refused(people: People) -> None:
    bureau = people.browser(people.bureau)
    text = shipped(RULES)
    points = re.search(r"^points = (\d+)$", text, re.MULTILINE)
    assert points is not None
    page = save(bureau, text.replace(points[0], f"points = {int(points[1]) + 1}", 1), path=RULES).content.decode()
    assert "E4" in page
    publish(bureau, newest(RULES))
    assert not publishing.is_own(RULES)


def test_a_layout_with_a_mistake_is_refused_and_a_sound_one_changes_the_preview(editor: Client) -> None:
    wrong = shipped(LAYOUT).replace("line_pitch = 28.95", 'line_pitch = "宽"')
    assert "line_pitch" in save(editor, wrong, path=LAYOUT).content.decode()
    assert newest(LAYOUT).errors
    save(editor, shipped(LAYOUT).replace("line_pitch = 28.95", "line_pitch = 40"), base=2, path=LAYOUT)
    look = editor.get(f"/templates/editions/{newest(LAYOUT).pk}/previews/0/look.css").content.decode()
    assert "line-height:40pt" in look


# --- interruptions ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("quick")
def test_a_publication_that_was_interrupted_is_finished_at_the_next_start(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(editor, shipped().replace(OLD, NEW))
    with monkeypatch.context() as asleep:
        asleep.setattr(publishing, "_start_check", lambda _: None)
        publish(editor, newest())
    assert newest().progress == Examination.Progress.WAITING
    assert not publishing.is_own(SECTION)
    publishing.resume()
    assert publishing.is_own(SECTION)
    assert newest().published_at is not None


def test_a_check_that_has_a_fault_says_so_and_is_done_again_at_the_next_save(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(pool, "PROVE", lambda _: EditionResult(crash="Traceback"))
        page = save(editor, shipped().replace(OLD, NEW)).content.decode()
    assert "没有检查成" in page
    assert "Traceback" not in page
    monkeypatch.setattr(pool, "PROVE", lambda _: EditionResult())
    save(editor, shipped().replace(OLD, NEW), base=newest().number)
    assert (newest().number, newest().progress) == (2, Examination.Progress.DONE)


@pytest.mark.usefixtures("quick")
def test_a_publication_waits_for_a_check_with_what_another_one_has_put_into_force(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(editor, shipped().replace(OLD, NEW))
    checked: list[str] = []
    prove = pool.PROVE

    def check(job: Any) -> Any:
        checked.append(job.path)
        if len(checked) == 1:
            other = settings.SITE.path / "templates/wording/默认/90-别的.txt"
            other.parent.mkdir(parents=True)
            other.write_text("# 别的\n\n别的内容。\n", encoding="utf-8")
        return prove(job)

    monkeypatch.setattr(pool, "PROVE", check)
    publish(editor, newest())
    assert checked == [SECTION, SECTION]
    assert newest().published_at is not None


@pytest.mark.usefixtures("quick")
def test_a_file_that_is_too_large_is_refused_and_what_was_typed_stays(editor: Client) -> None:
    answer = save(editor, "长" * 100_000)
    assert answer.status_code == 400
    assert "不能超过" in answer.content.decode()
    assert "长长长" in answer.content.decode()
    assert not FileEdition.objects.filter(made_by="文字员").exists()
