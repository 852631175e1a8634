"""The preview in a real browser: saved changes appear, and problems are shown over the last good page."""

from __future__ import annotations

import base64
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from program import SOURCE
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from reportgen.resources import starting_files

BROWSER, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="没有 Chromium 和 chromedriver")

SECTION = "templates/wording/默认/20-自评结论.txt"
PATIENCE = 30  # seconds that a test waits for something to appear


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER or ""
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "no-proxy-server"):
        options.add_argument(f"--{argument}")
    options.add_argument("--window-size=1000,1300")
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "措 辞"
    for name, path in starting_files().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return folder


@pytest.fixture
def preview(desk: Path) -> Iterator[Callable[..., str]]:
    """Start the preview with these options and return its address; it ends as after Ctrl-C."""
    running: list[subprocess.Popen[str]] = []

    def start(*options: str) -> str:
        command = [sys.executable, "-m", "reportgen", "wording", "preview", "2024.xlsx", "--no-browser", *options]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
        process = subprocess.Popen(command, cwd=desk, env=environment, stdout=subprocess.PIPE, text=True)
        running.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip().removeprefix("预览：")

    yield start
    for process in running:
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0
        assert "预览已结束" in rest


class Page:
    """What the editor sees."""

    def __init__(self, browser: webdriver.Chrome, address: str) -> None:
        self.browser = browser
        browser.get(address)
        self.wait(lambda: self.version > 0)

    def wait(self, met: Callable[[], bool]) -> None:
        WebDriverWait(self.browser, PATIENCE).until(lambda _: met())

    @property
    def version(self) -> int:
        return int(self.script("return document.body.dataset.version || 0"))

    @property
    def text(self) -> str:
        return str(self.script("return document.getElementById('flow').innerText"))

    @property
    def problems(self) -> str:
        return self.browser.find_element(By.ID, "problems").text

    @property
    def stale(self) -> bool:
        return self.script("return document.body.classList.contains('stale')") == "True"

    @property
    def sheets(self) -> int:
        return len(self.browser.find_elements(By.CLASS_NAME, "sheet"))

    def script(self, code: str) -> str:
        """The result of the code in the page, as text."""
        returned: object = self.browser.execute_script(code)
        return "" if returned is None else str(returned)

    def style(self, selector: str, name: str) -> str:
        return self.script(f"return getComputedStyle(document.querySelector('{selector}'))['{name}']")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_page_looks_like_the_document(browser: webdriver.Chrome, preview: Callable[..., str]) -> None:
    page = Page(browser, preview())
    page.wait(lambda: page.sheets > 0)
    assert page.sheets == 6  # as many as LibreOffice makes of the .docx
    numbers = [number.text for number in browser.find_elements(By.CLASS_NAME, "number")]
    assert numbers == [f"— {page} —" for page in range(1, 7)]
    assert [page.style(f".sheet:nth-child({n}) .number", "textAlign") for n in (1, 2)] == ["right", "left"]
    assert float(page.style("#flow p.body", "fontSize").removesuffix("px")) == pytest.approx(16 * 4 / 3, abs=0.01)
    assert float(page.style("#flow p.body", "lineHeight").removesuffix("px")) == pytest.approx(28.95 * 4 / 3, abs=0.01)
    assert float(page.style("#flow p.body", "textIndent").removesuffix("px")) == pytest.approx(32 * 4 / 3, abs=0.01)
    assert page.style("#flow p.title", "textAlign") == "center"
    assert "仿宋_GB2312" in page.style("#flow p.body", "fontFamily")
    assert page.script("return document.querySelector('.sheet').offsetWidth") == str(round(210 / 25.4 * 96))
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call] # as above


def test_what_is_saved_appears(browser: webdriver.Chrome, preview: Callable[..., str], desk: Path) -> None:
    page = Page(browser, preview())
    assert "部门整体支出绩效自评结果为98.5分" in page.text
    page.script("scrollTo(0, 700)")
    change(desk / SECTION, "部门整体支出绩效自评结果为", "经自评，绩效得分为")
    page.wait(lambda: "经自评，绩效得分为98.5分" in page.text)
    assert int(page.script("return Math.round(scrollY)")) == 700
    new = desk / "templates/wording/单位/金花街道/25-特色.txt"
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_text("## 特色工作\n\n开展了特色工作。\n", encoding="utf-8")
    page.wait(lambda: "（三）特色工作" in page.text)


def test_a_typo_is_laid_over_the_last_good_page(
    browser: webdriver.Chrome, preview: Callable[..., str], desk: Path
) -> None:
    page = Page(browser, preview())
    change(desk / SECTION, "得分.总分", "得份.总分")
    page.wait(lambda: page.stale)
    assert "E501" in page.problems
    assert "wording/默认/20-自评结论.txt:7:17" in page.problems
    assert browser.find_element(By.CSS_SELECTOR, "#problems mark").text == "得份"
    assert "部门整体支出绩效自评结果为98.5分" in page.text
    change(desk / SECTION, "得份.总分", "得分.总分")
    page.wait(lambda: not page.stale)
    assert "E501" not in page.problems


def test_rules_layout_and_workbook_are_followed(
    browser: webdriver.Chrome, preview: Callable[..., str], desk: Path
) -> None:
    page = Page(browser, preview())
    page.wait(lambda: page.sheets == 6)
    change(desk / "templates/word/公文.toml", "line_pitch = 28.95", "line_pitch = 40")
    page.wait(lambda: page.sheets > 6)
    change(desk / "templates/rules/2024.toml", 'word = "基本完成"', 'word = "大体完成"')
    page.wait(lambda: "绩效目标大体完成" in page.text)
    (desk / "新.xlsx").write_bytes(b"")
    (desk / "新.xlsx").replace(desk / "2024.xlsx")  # as Excel saves: another file takes its place
    page.wait(lambda: page.stale)
    shutil.copyfile(starting_files()["2024.xlsx"], desk / "2024.xlsx")
    page.wait(lambda: not page.stale)


def test_origin_is_shown_on_hover(browser: webdriver.Chrome, preview: Callable[..., str]) -> None:
    page = Page(browser, preview())
    figure = next(f for f in browser.find_elements(By.CSS_SELECTOR, "#flow .figure") if f.text == "98.5分")
    webdriver.ActionChains(browser).scroll_to_element(figure).move_to_element(figure).perform()
    tip = browser.find_element(By.ID, "from")
    page.wait(tip.is_displayed)
    assert "措辞：wording/默认/20-自评结论.txt:7:1" in tip.text
    assert "2024.xlsx「绩效指标」" in tip.text
    assert not covers(tip, figure)  # at 1000 pixels it is at the other end of the window
    browser.set_window_size(1366, 900)
    webdriver.ActionChains(browser).scroll_to_element(figure).move_to_element_with_offset(figure, 1, 1).perform()
    assert not covers(tip, browser.find_element(By.ID, "desk"))  # and on a broad screen beside the paper
    browser.set_window_size(1000, 1300)


def covers(tip: WebElement, other: WebElement) -> bool:
    """Whether the tip stands over the other, or in the three lines below it."""
    box = "return arguments[0].getBoundingClientRect().toJSON()"
    mine, its = (one.parent.execute_script(box, one) for one in (tip, other))
    beside = mine["left"] >= its["right"] or mine["right"] <= its["left"]
    return not beside and mine["top"] < its["bottom"] + 120 and mine["bottom"] > its["top"]


def test_it_is_printed_one_sheet_a_page_on_a4(browser: webdriver.Chrome, preview: Callable[..., str]) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="没有 pypdfium2")
    page = Page(browser, preview())
    page.wait(lambda: page.sheets == 6)
    options = {"preferCSSPageSize": True, "printBackground": True}
    printed = pdfium.PdfDocument(base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", options)["data"]))
    assert len(printed) == page.sheets
    for number, sheet in enumerate(printed, 1):
        assert [round(points) for points in sheet.get_size()] == [595, 842]
        assert f"— {number} —" in sheet.get_textpage().get_text_range()
        picture = sheet.render().to_pil().convert("L")
        marked = picture.point(lambda shade: 255 if shade < 250 else 0).getbbox()
        left, top, right, bottom = marked
        assert top > 37 / 25.4 * 72 - 1  # the upper margin of every page; nothing outside the margins is grey
        assert (left > 70, right < 595 - 60, bottom < 842 - 60) == (True, True, True)


def test_a_narrow_window_does_not_scroll_sideways(browser: webdriver.Chrome, preview: Callable[..., str]) -> None:
    page = Page(browser, preview())
    page.wait(lambda: page.sheets == 6)
    size = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        assert int(page.script("return document.documentElement.scrollWidth")) <= 390
        assert page.style("#sheets", "display") == "none"
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_a_cell_is_never_a_script(browser: webdriver.Chrome, preview: Callable[..., str], desk: Path) -> None:
    page = Page(browser, preview())
    evil = "<img src=x onerror=document.title=1><script>document.title=1</script>"
    change(desk / SECTION, "部门整体支出绩效自评结果为", f"{evil}结果为")
    page.wait(lambda: evil in page.text)
    assert page.script("return document.title").startswith("预览：")


def test_problems_alone_before_there_was_a_good_page(
    browser: webdriver.Chrome, preview: Callable[..., str], desk: Path
) -> None:
    (desk / "2024.xlsx").unlink()
    page = Page(browser, preview())
    assert page.stale
    assert "E101" in page.problems
    assert page.text == ""


def test_a_port_that_is_taken_is_a_problem(preview: Callable[..., str], desk: Path) -> None:
    port = preview().split(":")[2].partition("/")[0]
    command = [sys.executable, "-m", "reportgen", "wording", "preview", "2024.xlsx", "--port", port]
    ran = subprocess.run(
        command, cwd=desk, env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=False
    )
    assert ran.returncode == 4
    assert b"E850" in ran.stderr
