"""The layout in LibreOffice: characters in a line, lines on a page, pages, and the place of the page number.

Any full-width CJK font will do, since its characters are as wide as they are high. LibreOffice opens almost any
broken file, so these tests do not replace the proof of the package.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx_proof import assert_valid_docx
from lxml import etree
from reference import CREATED, block, narrative, reference_narrative

from reportgen.resources import Resources
from reportgen.word.profile import PROFILE
from reportgen.word.render import load_styles, render
from reportgen.writing.narrative import Level

PROFILES = {"公文": PROFILE, "天头34.58": "word/天头34.58/公文.toml"}
PROBE = "正" * 726  # 26 characters after the indent, then 25 lines of 28
XHTML = "{http://www.w3.org/1999/xhtml}"

absent = [tool for tool in ("soffice", "pdftotext", "fc-list") if shutil.which(tool) is None]
pytestmark = pytest.mark.skipif(bool(absent), reason=f"没有安装 {'、'.join(absent)}，不能检验版面")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    text: str
    left: float
    right: float
    bottom: float


@pytest.fixture(scope="module")
def set_pages(shipped: Resources, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[Line]]]:
    """The lines of each page, by layout profile and document; one start of LibreOffice sets them all."""
    if not subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=True).stdout:  # noqa: S607 # on the PATH, see above
        pytest.skip("没有安装中文字体，不能检验版面")
    folder = tmp_path_factory.mktemp("layout")
    texts = {
        "probe": narrative(block(Level.BODY, PROBE)),
        "reference": reference_narrative(),
    }
    documents = {
        f"{profile}-{name}": (text, file) for profile, file in PROFILES.items() for name, text in texts.items()
    }
    for name, (text, file) in documents.items():
        sheet = load_styles(shipped, file)
        assert sheet.value is not None
        data = render(text, sheet.value, created=CREATED)
        assert_valid_docx(data)
        (folder / f"{name}.docx").write_bytes(data)
    user = (folder / "user").as_uri()  # another LibreOffice may be running with the usual profile
    files = [f"{name}.docx" for name in documents]
    subprocess.run(
        ["soffice", f"-env:UserInstallation={user}", "--headless", "--convert-to", "pdf", *files],  # noqa: S607 # on the PATH, see above
        cwd=folder,
        env=os.environ | {"HOME": str(folder)},
        capture_output=True,
        check=True,
        timeout=180,
    )
    return {name: lines_of(folder / f"{name}.pdf") for name in documents}


@pytest.fixture(params=["公文", "天头34.58"])
def profile(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def pages(set_pages: dict[str, list[list[Line]]], profile: str) -> dict[str, list[list[Line]]]:
    """The pages of one layout profile, by document."""
    return {name: set_pages[f"{profile}-{name}"] for name in ("probe", "reference")}


def lines_of(pdf: Path) -> list[list[Line]]:
    output = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], capture_output=True, check=True)  # noqa: S607 # on the PATH, see above
    root = etree.fromstring(output.stdout)
    return [
        [
            Line(
                text="".join(word.text or "" for word in line.iter(f"{XHTML}word")),
                left=float(line.get("xMin", "")),
                right=float(line.get("xMax", "")),
                bottom=float(line.get("yMax", "")),
            )
            for line in page.iter(f"{XHTML}line")
        ]
        for page in root.iter(f"{XHTML}page")
    ]


def body_lines(page: list[Line]) -> list[str]:
    return [line.text for line in page if not re.fullmatch(r"—\d+—", line.text)]


def test_a_line_holds_28_characters_and_a_first_line_26(pages: dict[str, list[list[Line]]]) -> None:
    lengths = [len(line) for page in pages["probe"] for line in body_lines(page)]
    assert lengths == [26] + [28] * 25


def test_a_full_page_holds_22_lines(pages: dict[str, list[list[Line]]]) -> None:
    assert [len(body_lines(page)) for page in pages["probe"]] == [22, 4]


def test_the_reference_fills_six_pages(pages: dict[str, list[list[Line]]]) -> None:
    assert len(pages["reference"]) == 6


def test_the_title_of_the_reference_takes_two_lines(pages: dict[str, list[list[Line]]]) -> None:
    assert body_lines(pages["reference"][0])[:4] == [
        "附件3",
        "2024年度广州市荔湾区人民政府",
        "金花街道办事处部门整体支出绩效自评表说明",
        "一、绩效自评情况",
    ]


def test_lines_are_one_line_pitch_apart(pages: dict[str, list[list[Line]]], profile: str) -> None:
    pitch = {"公文": 28.95, "天头34.58": 29.45}[profile]
    _, first, second, *_ = pages["reference"][0]
    assert second.bottom - first.bottom == pytest.approx(pitch, abs=0.5)
    probe = [line.bottom for line in pages["probe"][0] if "正" in line.text]
    assert (probe[-1] - probe[0]) / 21 == pytest.approx(pitch, abs=0.01)


def test_page_numbers_count_on_and_stand_right_then_left(pages: dict[str, list[list[Line]]]) -> None:
    middle = 11906 / 20 / 2
    for number, page in enumerate(pages["reference"], start=1):
        (line,) = (one for one in page if one.text == f"—{number}—")
        assert (line.left > middle) if number % 2 else (line.right < middle)
