"""The whole day of an editor in a real browser, and what an office sees of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from running_site import PATIENCE, RunningSite
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select
from visitors import PASSWORD, Visitor, needs_browser
from workbooks import SAMPLE

pytestmark = needs_browser

SECTION = "wording/默认/20-自评结论.txt"
OLD, NEW = "自评结果为", "自评的结果为"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[RunningSite]:
    running = RunningSite(tmp_path / "我区")
    yield running
    running.stop()


@pytest.fixture
def visitors(site: RunningSite, tmp_path: Path) -> Iterator[tuple[Visitor, Visitor]]:
    """The editor, and the bureau, which then is the office."""
    people = tuple(Visitor(f"http://localhost:{site.port}", tmp_path / name) for name in ("甲", "乙"))
    yield people[0], people[1]
    for one in people:
        one.driver.quit()


def replace_in_text(editor: Visitor, old: str, new: str) -> None:
    """Change the text as somebody types, and save it."""
    text = editor.driver.find_element(By.ID, "text")
    content = text.get_attribute("value") or ""
    assert old in content
    text.clear()
    text.send_keys(content.replace(old, new))
    editor.click("存为草稿")


def result(editor: Visitor, words: str) -> None:
    """Wait for the check, which takes seconds of work, and longer while the machine is busy."""
    editor.wait(lambda: words in editor.driver.find_element(By.ID, "check").text, 4 * PATIENCE)


def preview(editor: Visitor) -> str:
    return str(editor.driver.find_element(By.ID, "flow").text)


def preview_has(editor: Visitor, sentence: str) -> None:
    """Wait until the preview is that of another specimen than the first, which has full points."""
    editor.wait(lambda: sentence in preview(editor) and "100分" not in preview(editor))


def log_out(one: Visitor) -> None:
    one.click("退出")
    one.sees("第一次登录")


def prepare(other: Visitor, said: str, folder: Path) -> tuple[str, str]:
    """The bureau opens the year, and makes an account for the editor and one for an office; their links."""
    link = re.search(r"http://\S+/link/\S+", said)
    assert link is not None
    other.set_password(link[0])
    other.field("year").send_keys("2024")
    other.click("开始")
    other.click("账号")
    roster = folder / "名单.csv"
    roster.write_text("区,单位简称\n荔湾区,金花街道\n", encoding="utf-8")
    other.upload(roster, "导入")
    other.sees("新加了 1 个")
    other.click("给没有设密码的单位都发链接")
    office = str(other.driver.find_element(By.TAG_NAME, "code").text)
    form = other.driver.find_element(By.CSS_SELECTOR, "form[action$='/accounts/new/']")
    form.find_element(By.NAME, "name").send_keys("文字员")
    Select(form.find_element(By.NAME, "role")).select_by_value("editor")
    form.submit()
    other.sees("文字员")
    editor = str(other.driver.find_element(By.TAG_NAME, "code").text)
    log_out(other)
    return office, editor


def test_the_day_of_an_editor(site: RunningSite, visitors: tuple[Visitor, Visitor], tmp_path: Path) -> None:
    editor, office = visitors
    office_link, editor_link = prepare(office, site.said, tmp_path)
    office.set_password(office_link)
    shutil.copyfile(SAMPLE, tmp_path / "2024.xlsx")
    office.upload(tmp_path / "2024.xlsx", "上传")
    office.sees("可提交")
    editor.set_password(editor_link)
    editor.sees("文字审核")
    editor.click("20-自评结论.txt")

    replace_in_text(editor, "得分.总分", "得份.总分")
    result(editor, "没有“得份”这个词")
    assert editor.driver.find_element(By.CSS_SELECTOR, ".proof mark").text == "得份"
    editor.driver.find_element(By.CSS_SELECTOR, "button.place").click()
    chosen = "const t = document.getElementById('text'); return t.value.slice(t.selectionStart, t.selectionEnd)"
    assert "得份.总分" in editor.driver.execute_script(chosen)
    editor.click("发布")
    result(editor, "没有发布")

    replace_in_text(editor, "得份.总分", "得分.总分")
    result(editor, "没有问题")
    replace_in_text(editor, OLD, NEW)
    result(editor, "1 处变化")
    assert f"{NEW}100分" in preview(editor)
    for words, sentence in (("都没有达标，可选的都没填", NEW), ("草稿，还没有填完", "【待填：")):
        Select(editor.driver.find_element(By.NAME, "specimen")).select_by_visible_text(words)
        preview_has(editor, sentence)
    editor.click("发布")
    result(editor, "，正在用。")
    published = site_file(tmp_path)
    assert NEW in published.read_text(encoding="utf-8")

    office.wait(lambda: NEW in office_preview(office))
    office.open("/")
    office.sees("可提交")

    rows = editor.driver.find_elements(By.CSS_SELECTOR, "#history tbody tr")
    assert [row.find_element(By.TAG_NAME, "a").text for row in rows] == [f"第 {number} 版" for number in (4, 3, 2, 1)]
    editor.click("第 1 版")
    editor.click("再发布这一版")
    result(editor, "，正在用。")
    assert OLD in published.read_text(encoding="utf-8")
    office.wait(lambda: OLD in office_preview(office))

    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False}
    editor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for address in ("/templates/", f"/templates/files/{SECTION}"):
        editor.open(address)
        assert editor.driver.execute_script("return document.documentElement.scrollWidth") <= 390
    log_out(editor)
    for one in visitors:
        assert [entry for entry in one.complaints() if "409" not in entry] == []
        assert one.hosts() == {f"localhost:{site.port}"}


def site_file(folder: Path) -> Path:
    return folder / "我区" / "templates" / SECTION


def office_preview(office: Visitor) -> str:
    office.open("/declarations/1/versions/1/preview/")
    return str(office.driver.find_element(By.ID, "flow").text)


def test_what_was_typed_while_the_log_in_ended_is_saved_after_a_new_one(
    site: RunningSite, visitors: tuple[Visitor, Visitor], tmp_path: Path
) -> None:
    editor, other = visitors
    _, link = prepare(other, site.said, tmp_path)
    editor.set_password(link)
    editor.open(f"/templates/files/{SECTION}")
    editor.wait(lambda: bool(editor.driver.find_elements(By.ID, "text")))
    editor.driver.delete_all_cookies()
    replace_in_text(editor, OLD, NEW)
    editor.sees("登录过期了")
    editor.click("在新窗口登录，再回来按“存为草稿”")
    editor.driver.switch_to.window(editor.driver.window_handles[1])
    editor.type("name", "文字员")
    editor.type("password", PASSWORD)
    editor.click("登录")
    editor.sees("文字审核")
    editor.driver.switch_to.window(editor.driver.window_handles[0])
    assert NEW in (editor.driver.find_element(By.ID, "text").get_attribute("value") or "")
    editor.click("存为草稿")
    editor.sees("已经存为草稿")
