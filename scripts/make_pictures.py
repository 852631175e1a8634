"""Makes the pictures of README.md and docs/ from the sample data, which are public or invented.

Run ``python scripts/make_pictures.py`` after a change to what people see, with names of pictures to make these alone.
It needs LibreOffice, pdftoppm, Chromium, chromedriver, and a Chinese font. The pictures depend on the fonts of the
machine, so no test holds them against this script; a test holds their names.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from PIL import Image

_ROOT = Path(__file__).resolve().parents[1]
IMAGES = _ROOT / "docs" / "images"
_DATA = _ROOT / "data"
_COLUMNS = 104  # of the terminal
_DOTS = 70  # per inch
_PATIENCE, _MOMENT = 300, 0.5  # seconds
_COLOURS = 64  # a picture of text needs no more
_PAGE = """<meta charset="utf-8"><body style="margin:0"><pre id="terminal" style="margin:0; padding:14px 18px;
width:{columns}ch; background:#1e1e1e; color:#d4d4d4; white-space:pre-wrap; word-break:break-all; line-height:1.45;
font:16px 'Noto Sans Mono CJK SC', monospace">{code}</pre>"""


def terminal(target: Path, *commands: str, folder: Path, rows: int | None = None) -> None:
    """Run commands in a folder and take a picture of the terminal, of its last ``rows`` if given."""
    from rich.console import Console  # noqa: PLC0415 - the test of the names needs none of these libraries
    from rich.terminal_theme import DIMMED_MONOKAI  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    text = Text()
    for command in commands:
        output = _run(command.split()[1:], folder, color=True)
        shown = output.splitlines()[-rows:] if rows else output.splitlines()
        text.append(f"> {command}\n", style="bold").append(Text.from_ansi("\n".join(shown))).append("\n")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_COLUMNS, file=nowhere)
        console.print(text, soft_wrap=True)
        code = console.export_html(theme=DIMMED_MONOKAI, code_format="{code}", inline_styles=True)
    with tempfile.TemporaryDirectory() as place:
        page = Path(place) / "terminal.html"
        page.write_text(_PAGE.format(columns=_COLUMNS, code=code.strip()), encoding="utf-8")
        browser = _browser(1600, 2400)
        try:
            browser.get(page.as_uri())
            browser.find_element("id", "terminal").screenshot(str(target))
        finally:
            browser.quit()
    _shrink(Image.open(target), target)


def _run(arguments: Sequence[str], folder: Path, *, color: bool = False) -> str:
    """Return what the program prints; it may end with any code."""
    environment = {**os.environ, "COLUMNS": str(_COLUMNS), **({"FORCE_COLOR": "1"} if color else {})}
    command = [sys.executable, "-m", "reportgen", *arguments]
    done = subprocess.run(  # noqa: S603 - our own program
        command, cwd=folder, env=environment, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.stdout.decode()


def pages(target: Path, document: Path, *numbers: int) -> None:
    """Take a picture of pages of a Word file or workbook, side by side."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        office = ["soffice", f"-env:UserInstallation={folder.as_uri()}/profile", "--headless", "--convert-to", "pdf"]
        subprocess.run([*office, "--outdir", place, str(document)], check=True, capture_output=True)  # noqa: S603
        pdf = str(folder / f"{document.stem}.pdf")
        images = []
        for number in numbers:
            part = folder / f"page{number}"
            page = ["pdftoppm", "-r", str(_DOTS), "-png", "-singlefile", "-f", str(number), "-l", str(number)]
            subprocess.run([*page, pdf, str(part)], check=True)  # noqa: S603
            images.append(Image.open(part.with_suffix(".png")))
        gap = 16
        whole = Image.new(
            "RGB",
            (sum(one.width + gap for one in images) + gap, max(one.height for one in images) + 2 * gap),
            "#d0d0d0",
        )
        left = gap
        for one in images:
            whole.paste(one, (left, gap))
            left += one.width + gap
        _shrink(whole, target)


def _shrink(image: Image.Image, target: Path) -> None:
    image.convert("RGB").quantize(_COLOURS).save(target, optimize=True)


def preview(target: Path) -> None:
    """Show the sample in the preview, put the mouse on its total and take the picture."""
    from selenium import webdriver  # noqa: PLC0415 - as above
    from selenium.webdriver.common.by import By  # noqa: PLC0415
    from selenium.webdriver.support.wait import WebDriverWait  # noqa: PLC0415

    from reportgen.cli.console import fault  # noqa: PLC0415
    from reportgen.editor.preview import Live, PreviewSubject, Server  # noqa: PLC0415
    from reportgen.resources import Resources  # noqa: PLC0415

    server = Server()
    subject = PreviewSubject(workbook=_DATA / "2024.xlsx", locate=lambda: Resources((_ROOT / "templates",)))
    live = Live(subject, server, fault)
    server.start()
    watching = threading.Thread(target=live.run)
    watching.start()
    browser = _browser(900, 860)
    try:
        browser.get(server.address)
        WebDriverWait(browser, 30).until(lambda shown: shown.find_elements(By.CLASS_NAME, "sheet"))
        figures = browser.find_elements(By.CSS_SELECTOR, "#flow .figure")
        total = next(figure for figure in figures if figure.text == "98.5分")
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", total)
        webdriver.ActionChains(browser).move_to_element(total).perform()
        WebDriverWait(browser, 30).until(lambda shown: shown.find_element(By.ID, "from").is_displayed())
        browser.save_screenshot(str(target))
        _shrink(Image.open(target), target)
    finally:
        browser.quit()
        live.stop()
        watching.join()
        server.stop()


class DemoSite:
    """The demonstration of the site in a process of its own, seen in a browser as wide as the screens of offices."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://localhost:{port}"
        command = [sys.executable, "-u", "-m", "reportgen", "serve", str(folder), "--demo", "--port", str(port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
        while self._process.stdout and "Ctrl-C" not in self._process.stdout.readline():
            pass
        self._browser = _browser(1366, 900)
        self._wait(lambda: bool(self.enter("财政部门") and self.has_accepted()))

    def stop(self) -> None:
        """End the browser and the site."""
        self._browser.quit()
        self._process.send_signal(signal.SIGINT)
        self._process.wait()

    def enter(self, account: str) -> bool:
        """Log in as somebody, if the account is there already."""
        from selenium.webdriver.common.by import By  # noqa: PLC0415 - the test of the names needs no selenium

        self.open("/login/")
        for choice in self._browser.find_elements(By.TAG_NAME, "option"):
            if account in choice.text:
                choice.click()
                self._browser.find_element(By.CSS_SELECTOR, "form[action='/demo/'] button").click()
                return True
        return False

    def leave(self) -> None:
        """Show the page to log in, to somebody who has not."""
        self._browser.delete_all_cookies()
        self.open("/login/")

    def has_accepted(self) -> bool:
        """Whether the board shows offices whose declarations are accepted, which the demonstration does last."""
        return "已通过 0" not in (self.text(".stages") or "已通过 0")

    def open(self, path: str) -> None:
        """Go to a page."""
        self._browser.get(self.address + path)

    def follow(self, *texts: str) -> None:
        """Follow links, one after the other."""
        for text in texts:
            self._browser.find_element("partial link text", text).click()

    def text(self, place: str) -> str:
        """Return the text of the first element of a place, a CSS selector; empty if there is none."""
        elements = self._browser.find_elements("css selector", place)
        return elements[0].text if elements else ""

    def point_at(self, place: str) -> None:
        """Put the mouse on an element and wait for what it shows."""
        from selenium import webdriver  # noqa: PLC0415 - as above

        self._wait(lambda: bool(self.text(place)))
        element = self._browser.find_element("css selector", place)
        self._browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        webdriver.ActionChains(self._browser).move_to_element(element).perform()
        time.sleep(_MOMENT)

    def take(self, target: Path) -> None:
        """Take the picture of what the window shows."""
        self._browser.save_screenshot(str(target))
        _shrink(Image.open(target), target)

    def _wait(self, is_there: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not is_there():
            if time.monotonic() > end:
                raise TimeoutError(self._browser.current_url)
            time.sleep(_MOMENT)


@cache
def demo() -> DemoSite:
    """Start the demonstration for all pictures of it; it ends with this script."""
    place = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    site = DemoSite(place / "示例站点")
    atexit.register(site.stop)
    return site


def _browser(width: int, height: int):  # type: ignore[no-untyped-def]
    from selenium import webdriver  # noqa: PLC0415
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--window-size={width},{height}"):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


# --- the pictures -------------------------------------------------------------------------------------------


def _sample_pages(target: Path, folder: Path) -> None:
    _run(["build", "2024.xlsx"], folder)
    pages(target, folder / "output" / "2024" / "金花街道-自评表说明.docx", 1, 4)


def _errors(target: Path, folder: Path) -> None:
    terminal(target, "reportgen check 示例二十镇.xlsx", folder=folder / "示例区2024")


def _district(target: Path, folder: Path) -> None:
    terminal(target, "reportgen batch 示例区2024", folder=folder, rows=33)


def _summary(target: Path, folder: Path) -> None:
    _run(["batch", "示例区2024"], folder)
    pages(target, folder / "output" / "2024" / "示例区-汇总.docx", 1, 2, 3)


def _note(target: Path, folder: Path) -> None:
    _run(["batch", "示例区2024", "--notes"], folder)
    pages(target, folder / "output" / "2024" / "示例二十镇-退回意见.docx", 1)


def _login(target: Path, _: Path) -> None:
    demo().leave()
    demo().take(target)


def _board(target: Path, _: Path) -> None:
    demo().enter("财政部门")
    demo().take(target)


def _sheet(target: Path, _: Path) -> None:
    demo().enter("示例十六街道")
    demo().follow("预算执行")
    demo().point_at("td.severity-e")
    demo().take(target)


def _origins(target: Path, _: Path) -> None:
    demo().enter("示例一街道")
    demo().follow("预览说明")
    demo().point_at("#flow .figure")
    demo().take(target)


def _ranking(target: Path, _: Path) -> None:
    demo().enter("财政部门")
    demo().follow("得分排名")
    demo().take(target)


PICTURES: Mapping[str, Callable[[Path, Path], None]] = {
    "样张.png": _sample_pages,
    "终端.png": _errors,
    "批量.png": _district,
    "汇总.png": _summary,
    "退回意见.png": _note,
    "预览.png": lambda target, _: preview(target),
    "网站-登录.png": _login,
    "网站-进度.png": _board,
    "网站-填表.png": _sheet,
    "网站-预览.png": _origins,
    "网站-排名.png": _ranking,
}


def main(names: Sequence[str]) -> None:
    """Make the pictures of these names, or all."""
    for name in names or PICTURES:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(shutil.copytree(_DATA, Path(place) / "data"))
            PICTURES[name](IMAGES / name, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
