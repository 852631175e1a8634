"""The site in a real browser: an office's way from its link to handing in, and the bureau's from list to summary."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from running_site import RunningSite
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from visitors import PASSWORD, Visitor, needs_browser
from workbooks import SAMPLE, cell, edited

from reportgen.intake.reading import parse_submission
from reportgen.output.pdf import find_libreoffice
from reportgen.package import pack, unpack
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources

TEMPLATES = Path(__file__).parents[2] / "templates"
pytestmark = needs_browser

SPENT = cell("预算执行", "全年支出数", "数值")
BELOW = cell("预算执行", "一季度末累计支出数", "数值")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    running = RunningSite(tmp_path_factory.mktemp("区") / "我区 2024")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def visitors(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, Visitor]]:
    """The bureau and an office, each at a browser of its own."""
    root = f"http://localhost:{site.port}"
    people = tuple(Visitor(root, tmp_path_factory.mktemp("下载")) for _ in range(2))
    yield people[0], people[1]
    for one in people:
        one.driver.quit()


def set_up(bureau: Visitor, said: str, roster: Path) -> str:
    """The bureau opens a year and imports its offices; the link of the first office."""
    link = re.search(r"http://\S+/link/\S+", said)
    assert link is not None
    bureau.set_password(link[0])
    bureau.field("year").send_keys("2024")
    bureau.click("开始")
    bureau.sees("2024年度的设置已经保存")
    roster.write_text("区,单位简称\n荔湾区,金花街道\n荔湾区,南源街道\n", encoding="utf-8")
    bureau.click("账号")
    bureau.upload(roster, "导入")
    bureau.sees("新加了 2 个")
    bureau.click("给没有设密码的单位都发链接")
    codes = [one.text for one in bureau.driver.find_elements(By.TAG_NAME, "code")]
    assert len(codes) == 2
    return codes[0]


def fill_in(office: Visitor, link: str, last_year: Path) -> None:
    """An office has the form filled in from last year's document, and goes on in the browser."""
    office.set_password(link)
    office.sees("未填")
    office.upload(last_year, "提取")
    office.sees("由 去年.docx 提取的第 1 版")
    assert re.search(r"原文的字回来了 \d+\.\d%", office.text)
    office.sees("检查结果")
    office.click("预算执行")
    office.sees("全年支出数")
    office.type(SPENT, "12万", Keys.ENTER)
    assert office.driver.switch_to.active_element.get_attribute("name") == BELOW
    office.wait(lambda: "E204" in office.driver.find_element(By.ID, SPENT).text)
    office.type(SPENT, "12000", Keys.TAB)
    office.wait(lambda: "E204" not in office.driver.find_element(By.ID, SPENT).text)


def bring_back(office: Visitor, workbook: Path) -> None:
    """The office brings a workbook back from Excel, mends a mistake on the page, looks at the result and hands in."""
    workbook.write_bytes(edited(("预算执行", "全年支出数", "数值", "约12万")))
    office.click("返回")
    office.upload(workbook, "上传")
    office.sees("错误 1 个")
    office.driver.find_element(By.PARTIAL_LINK_TEXT, SPENT).click()
    office.wait(lambda: f"#{SPENT}" in office.driver.current_url)
    amount = str(openpyxl.load_workbook(SAMPLE)["预算执行"][SPENT].value)
    office.type(SPENT, amount, Keys.ENTER)
    office.wait(lambda: office.driver.find_element(By.ID, "stage").text == "可提交")
    office.click("返回")
    office.click("预览说明")
    office.wait(lambda: bool(office.driver.find_elements(By.CLASS_NAME, "sheet")))
    figure = office.driver.find_element(By.CSS_SELECTOR, "#flow .figure")
    webdriver.ActionChains(office.driver).move_to_element(figure).perform()
    office.wait(lambda: "「" in office.driver.find_element(By.ID, "from").text)
    office.click("返回")
    office.click("下载说明（Word）")
    assert office.fetched("自评表说明.docx").startswith(b"PK")
    office.click("做审阅版")
    office.click("下载审阅版（Word）")
    assert office.fetched("审阅版.docx").startswith(b"PK")
    if find_libreoffice().value is not None:
        office.click("做PDF")
        office.click("下载说明（PDF）")
        assert office.fetched(".pdf").startswith(b"%PDF")
    office.click("提交")
    office.sees("已经提交")
    office.click("撤回")
    office.sees("已经撤回")
    office.click("提交")
    office.sees("已经提交")


def decide(bureau: Visitor, office: Visitor) -> None:
    """The bureau returns it once, accepts it at last, and makes the files of the year."""
    bureau.open("/board/2024/")
    bureau.click("金花街道")
    bureau.type("note", "请核对支出数。")
    bureau.click("退回")
    bureau.sees("已经退回")
    office.driver.refresh()
    office.sees("请核对支出数。")
    office.click("提交")
    office.sees("已经提交")
    bureau.driver.refresh()
    bureau.click("通过")
    bureau.sees("已经通过")
    bureau.open("/board/2024/")
    bureau.click("催报名单")
    assert "以下1个单位尚未提交：南源街道" in (bureau.driver.find_element(By.TAG_NAME, "textarea").text)
    bureau.open("/board/2024/ranking/")
    bureau.sees("金花街道")
    chart = bureau.driver.find_element(By.CSS_SELECTOR, "svg[role=img]")
    assert (chart.get_attribute("aria-label") or "").startswith("各分数段单位数")
    assert all(bar.size["height"] > 0 for bar in bureau.driver.find_elements(By.CSS_SELECTOR, "svg[role=img] rect"))
    bureau.open("/board/2024/")
    bureau.click("开始汇总")
    bureau.sees("汇总了 1 个单位")
    bureau.click("全部成品（zip）")
    bureau.wait(lambda: not list(bureau.downloads.glob("*.crdownload")) and bool(list(bureau.downloads.glob("*.zip"))))
    with zipfile.ZipFile(next(bureau.downloads.glob("*.zip"))) as archive:
        assert any(name.endswith("金花街道-自评表说明.docx") for name in archive.namelist())


def audit(bureau: Visitor, document: Path) -> None:
    """The bureau audits the document against the workbook of the office, and looks into the administration."""
    bureau.open("/board/2024/")
    bureau.click("金花街道")
    bureau.click("审核写好的说明")
    bureau.sees("与 金花街道 2024年度的填报表比")
    bureau.upload(document, "开始核对")
    bureau.click("下载带批注的副本（Word）")
    assert bureau.fetched("批注.docx").startswith(b"PK")
    bureau.open("/admin/")
    bureau.sees("绩效自评填报：管理后台")
    bureau.click("账号")
    bureau.sees("选择 账号 来修改")


@pytest.fixture(scope="module")
def last_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document of the sample as one of the year before."""
    report = Pipeline(Resources((TEMPLATES,))).make(parse_submission(SAMPLE.read_bytes(), SAMPLE.name)).value
    assert report is not None
    parts = unpack(report.document)
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"2024", b"2023")
    path = tmp_path_factory.mktemp("文件") / "去年.docx"
    path.write_bytes(pack(parts))
    return path


def test_a_year_from_the_first_link_to_the_summary(
    site: RunningSite, visitors: tuple[Visitor, Visitor], last_year: Path, tmp_path: Path
) -> None:
    bureau, office = visitors
    set_up_link = set_up(bureau, site.said, tmp_path / "名单.csv")
    fill_in(office, set_up_link, last_year)
    bring_back(office, tmp_path / "填报表.xlsx")
    decide(bureau, office)
    audit(bureau, next(office.downloads.glob("*自评表说明.docx")))
    for one in visitors:
        assert one.complaints() == []
        assert one.hosts() == {f"localhost:{site.port}"}


def test_a_block_from_excel_is_pasted_over_the_cells(visitors: tuple[Visitor, Visitor]) -> None:
    bureau, office = visitors
    bureau.open("/board/2024/")
    bureau.click("金花街道")
    bureau.type("note", "再改一下。")
    bureau.click("退回")
    bureau.sees("已经退回")
    page = urlsplit(bureau.driver.current_url).path
    office.open(f"{page}sheets/绩效目标/")
    names = [one.get_attribute("name") or "" for one in office.driver.find_elements(By.TAG_NAME, "textarea")]
    last = [name for name in names if name.startswith("B")][-1]
    before = int(office.driver.find_element(By.TAG_NAME, "body").get_attribute("data-version") or 0)
    block = '抓好基层治理\t"第一行\n第二行"\n做好""民生""\t兜住底线'
    office.driver.execute_script(PASTE, office.field(up(last, 1)), block)
    office.wait(lambda: "已经保存" in office.driver.find_element(By.ID, "saving").text)
    office.driver.refresh()
    values = [office.field(name).get_attribute("value") for name in (up(last, 1), "C" + up(last, 1)[1:], last)]
    assert values[:2] == ["抓好基层治理", "第一行\n第二行"]
    assert values[2] == '做好""民生""'
    after = int(office.driver.find_element(By.TAG_NAME, "body").get_attribute("data-version") or 0)
    assert after == before + 1


PASTE = """
const data = new DataTransfer(); data.setData("text/plain", arguments[1]);
arguments[0].focus();
arguments[0].dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
"""


def up(place: str, rows: int) -> str:
    return f"{place[0]}{int(place[1:]) - rows}"


def test_what_was_typed_when_the_log_in_ended_is_saved_after_a_new_one(visitors: tuple[Visitor, Visitor]) -> None:
    _, office = visitors
    office.open(re.sub(r"/sheets/.*", "/sheets/预算执行/", urlsplit(office.driver.current_url).path))
    office.driver.delete_cookie("sessionid")
    office.type(BELOW, "777", Keys.ENTER)
    office.wait(lambda: "登录过期了" in office.driver.find_element(By.ID, "saving").text)
    window = office.driver.current_window_handle
    office.driver.switch_to.new_window("tab")
    office.open("/login/")
    office.type("name", "金花街道")
    office.type("password", PASSWORD, Keys.ENTER)
    office.sees("填报表")
    office.driver.close()
    office.driver.switch_to.window(window)
    assert office.field(BELOW).get_attribute("value") == "777"
    office.click("保存")
    office.wait(lambda: "已经保存" in office.driver.find_element(By.ID, "saving").text)
    office.driver.refresh()
    assert office.field(BELOW).get_attribute("value") == "777"


def test_two_windows_on_one_cell_show_the_later_what_the_earlier_wrote(visitors: tuple[Visitor, Visitor]) -> None:
    _, office = visitors
    address = office.driver.current_url
    first = office.driver.current_window_handle
    office.driver.switch_to.new_window("tab")
    office.open(address)
    second = office.driver.current_window_handle
    office.type(BELOW, "100", Keys.ENTER)
    office.wait(lambda: "已经保存" in office.driver.find_element(By.ID, "saving").text)
    office.driver.switch_to.window(first)
    office.type(BELOW, "200", Keys.ENTER)
    office.wait(lambda: "填的：100" in office.driver.find_element(By.ID, BELOW).text)
    office.click("保存")
    office.wait(lambda: "已经保存" in office.driver.find_element(By.ID, "saving").text)
    office.driver.switch_to.window(second)
    office.driver.refresh()
    assert office.field(BELOW).get_attribute("value") == "200"
    office.driver.close()
    office.driver.switch_to.window(first)
