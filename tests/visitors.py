"""Somebody at a real browser, who sees the site and clicks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from running_site import PATIENCE
from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

BROWSER, DRIVER = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(not (BROWSER and DRIVER), reason="没有 Chromium 和 chromedriver")

PASSWORD = "一个好记的长密码"  # noqa: S105


class Visitor:
    """Somebody at a browser."""

    def __init__(self, root: str, downloads: Path) -> None:
        self.root = root
        self.downloads = downloads
        downloads.mkdir(exist_ok=True)
        options = webdriver.ChromeOptions()
        options.binary_location = BROWSER or ""
        for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "no-proxy-server"):
            options.add_argument(f"--{argument}")
        options.add_argument("--window-size=1366,900")
        options.add_experimental_option("prefs", {"download.default_directory": str(downloads)})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))

    def open(self, address: str) -> None:
        self.driver.get(address if address.startswith("http") else self.root + address)

    def wait(self, met: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until something is so; a page that is just being replaced gives no answer."""
        wait = WebDriverWait(self.driver, patience, poll_frequency=0.1, ignored_exceptions=(WebDriverException,))
        wait.until(lambda _: met())

    @property
    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    def sees(self, words: str) -> None:
        self.wait(lambda: words in self.text)

    def click(self, words: str) -> None:
        path = f"//button[normalize-space()='{words}'] | //a[normalize-space()='{words}'] | //summary[.='{words}']"
        self.wait(lambda: self.clicked(path))

    def clicked(self, path: str) -> bool:
        """Click what stands there; if the page is just being replaced, an error lets the visitor wait and try again."""
        self.driver.find_element(By.XPATH, path).click()
        return True

    def field(self, name: str) -> WebElement:
        self.wait(lambda: bool(self.driver.find_elements(By.NAME, name)))
        return self.driver.find_element(By.NAME, name)

    def type(self, name: str, *keys: str) -> None:
        field = self.field(name)
        field.clear()
        field.send_keys(*keys)

    def set_password(self, link: str) -> None:
        self.open(link)
        self.type("password", PASSWORD)
        self.type("again", PASSWORD)
        self.click("保存")

    def upload(self, path: Path, words: str) -> None:
        field = f"//button[normalize-space()='{words}']/ancestor::form//input[@type='file']"
        self.wait(lambda: bool(self.driver.find_elements(By.XPATH, field)))
        self.driver.find_element(By.XPATH, field).send_keys(str(path))
        self.click(words)

    def fetched(self, ending: str) -> bytes:
        """A file that was downloaded, when it is there."""
        self.wait(lambda: bool(list(self.downloads.glob(f"*{ending}"))))
        return next(self.downloads.glob(f"*{ending}")).read_bytes()

    def complaints(self) -> list[str]:
        """What the browser complains about, such as a script that the policy of the page forbids."""
        return [entry["message"] for entry in self.driver.get_log("browser") if "favicon" not in entry["message"]]  # type: ignore[no-untyped-call]

    def hosts(self) -> set[str]:
        """The hosts that pages asked, with their ports."""
        messages = (json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance"))  # type: ignore[no-untyped-call]
        addresses = (m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent")
        return {urlsplit(address).netloc for address in addresses if address.startswith(("http", "ws"))}
