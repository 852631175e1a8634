"""Takes the picture of the preview for the docs, with the sample and whatever free fonts this machine has.

Run ``python scripts/make_preview_picture.py`` after a change to how the preview looks; it needs Chromium and
chromedriver. The picture depends on the fonts of the machine, so no test holds it against this script.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from reportgen.cli.console import fault
from reportgen.editor.preview import Live, PreviewSubject, Server
from reportgen.resources import Resources

_ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Show the sample, put the mouse on its total and take the picture."""
    server = Server()
    subject = PreviewSubject(workbook=_ROOT / "data" / "2024.xlsx", locate=lambda: Resources((_ROOT / "templates",)))
    live = Live(subject, server, fault)
    server.start()
    watching = threading.Thread(target=live.run)
    watching.start()
    browser = _browser()
    try:
        browser.get(server.address)
        WebDriverWait(browser, 30).until(lambda shown: shown.find_elements(By.CLASS_NAME, "sheet"))
        figures = browser.find_elements(By.CSS_SELECTOR, "#flow .figure")
        total = next(figure for figure in figures if figure.text == "98.5分")
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", total)
        webdriver.ActionChains(browser).move_to_element(total).perform()
        WebDriverWait(browser, 30).until(lambda shown: shown.find_element(By.ID, "from").is_displayed())
        browser.save_screenshot(str(_ROOT / "docs" / "images" / "预览.png"))
    finally:
        browser.quit()
        live.stop()
        watching.join()
        server.stop()


def _browser() -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=900,860"):
        options.add_argument(argument)
    return webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))


if __name__ == "__main__":
    main()
