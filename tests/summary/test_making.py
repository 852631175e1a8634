"""The two files of a district: sound whatever the names, with and without pictures, the same in every process."""

from __future__ import annotations

import builtins
import hashlib
import io
import re
import sys
import zipfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from districts import HOSTILE, OPTIONS, district, failed, finding, made, score, warning
from docx_proof import assert_valid_docx
from program import run_alone

from reportgen.dates import report_date
from reportgen.diagnostics import Outcome
from reportgen.resources import Resources
from reportgen.results import District
from reportgen.summary import charts as drawing
from reportgen.summary.making import Summaries

TESTS = Path(__file__).parents[1]
RICH = district(
    *(
        made(f"{n}街道", score(产出=n, 结转率="0.5"), score(2023, 效益=2), problems=[warning(f"{n}街道")])
        for n in (1, 2, 3)
    ),
    failed("丁街道", count=2),
    findings=[finding("1街道", "2街道")],
)


def make(told: District, shipped: Resources, name: str = "示例区") -> Outcome[dict[str, bytes]]:
    return Summaries(shipped, partial(report_date, epoch="")).make(told, name)


def document(files: Mapping[str, bytes] | None) -> zipfile.ZipFile:
    assert files is not None
    return zipfile.ZipFile(io.BytesIO(next(data for name, data in files.items() if name.endswith(".docx"))))


def body(files: Mapping[str, bytes] | None) -> str:
    return document(files).read("word/document.xml").decode()


def pictures(files: Mapping[str, bytes] | None) -> dict[str, bytes]:
    package = document(files)
    return {name: package.read(name) for name in package.namelist() if name.endswith(".png")}


@pytest.fixture
def no_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *more: object) -> ModuleType:
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *more)  # type: ignore[arg-type]

    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)


def needs_pictures() -> None:
    if drawing.charts(OPTIONS.picture_width, OPTIONS.picture_height).value is None:
        pytest.skip("没有 matplotlib 或者没有中文字体")


def test_pictures_with_their_words(shipped: Resources) -> None:
    needs_pictures()
    made_of = make(RICH, shipped)
    assert made_of.diagnostics == ()
    assert set(made_of.value or ()) == {"示例区-汇总.xlsx", "示例区-汇总.docx"}
    pngs = pictures(made_of.value)
    assert list(pngs) == [f"word/media/picture{n}.png" for n in (1, 2, 3)]
    assert all(png.startswith(b"\x89PNG") and b"matplotlib" not in png.lower() for png in pngs.values())
    told = re.findall(r'<wp:docPr id="\d+" name="图\d" descr="([^"]*)"', body(made_of.value))
    assert told[0].startswith("柱形图。95分以上（含95分）3个；")
    assert told[1].startswith("条形图。产出扣6分，3个单位；结转率扣1.5分，3个单位")
    assert told[2].startswith("柱形图。")
    assert "1街道由98分到98.5分" in told[2]


@pytest.mark.usefixtures("no_matplotlib")
def test_without_matplotlib_it_is_said_and_the_rest_is_made(shipped: Resources) -> None:
    made_of = make(RICH, shipped)
    assert [problem.code for problem in made_of.diagnostics] == ["N875"]
    assert pictures(made_of.value) == {}
    assert "图1" not in body(made_of.value)
    assert_valid_docx((made_of.value or {})["示例区-汇总.docx"])


def test_without_a_chinese_font_it_is_said(shipped: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(drawing, "_font_files", lambda _: iter(()))
    made_of = make(RICH, shipped)
    assert [problem.code for problem in made_of.diagnostics] == ["N876"]
    assert pictures(made_of.value) == {}


class Entry:
    """A font as matplotlib lists it."""

    def __init__(self, name: str) -> None:
        self.name, self.fname = name, f"/{name}.ttf"


@pytest.mark.parametrize(
    ("installed", "chosen"),
    [
        (["DejaVu Sans", "Noto Sans CJK JP", "SimSun"], "SimSun"),
        (["SimHei", "FangSong", "Noto Sans CJK JP"], "SimHei"),
        (["DejaVu Sans", "Noto Sans CJK JP"], "Noto Sans CJK JP"),
        (["DejaVu Sans", "Noto Sans"], None),
    ],
)
def test_the_fittest_font_is_chosen(installed: list[str], chosen: str | None) -> None:
    path = next(drawing._font_files([Entry(name) for name in installed]), None)
    assert path == (f"/{chosen}.ttf" if chosen else None)


def test_word_opens_it_with_pictures(shipped: Resources) -> None:
    needs_pictures()
    files = make(RICH, shipped).value
    assert files is not None
    assert_valid_docx(files["示例区-汇总.docx"])


def test_tables_repeat_their_heads_and_split_no_row(shipped: Resources) -> None:
    text = body(make(RICH, shipped).value)
    tables = re.findall("<w:tbl>.*?</w:tbl>", text)
    assert len(tables) == 6
    for table in tables:
        rows = re.findall("<w:tr>.*?</w:tr>", table)
        assert ["<w:tblHeader/>" in row for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all("<w:cantSplit/>" in row for row in rows)
        assert len({len(re.findall("<w:tc>", row)) for row in rows} | {len(re.findall("<w:gridCol ", table))}) == 1


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_are_text(shipped: Resources, name: str) -> None:
    told = district(
        made(name, score(产出=1), score(2023), problems=[warning(name)]),
        made("乙街道", score()),
        failed(f"{name}二", found=name),
        name=name,
        findings=[finding(name, "乙街道")],
    )
    files = make(told, shipped).value
    assert files is not None
    assert_valid_docx(files["示例区-汇总.docx"])
    text = body(files)
    assert "<r>x</r>" not in text
    words = "".join(re.findall(r"<w:t [^>]*>([^<]*)</w:t>", text))
    assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in words


@pytest.mark.parametrize(
    "told",
    [
        district(failed("甲街道")),
        district(made("甲街道", None)),
        district(made("甲街道", score())),
        district(*(made(f"{n}街道", score(产出=n % 30), score(2023)) for n in range(40))),
    ],
    ids=["nothing made", "drafts alone", "one office", "very many"],
)
def test_every_district_has_its_files(shipped: Resources, told: District) -> None:
    files = make(told, shipped).value
    assert files is not None
    assert_valid_docx(files["示例区-汇总.docx"])


def test_settings_with_a_mistake_stop_it(shipped: Resources, tmp_path: Path) -> None:
    (tmp_path / "summary").mkdir()
    (tmp_path / "summary" / "汇总.toml").write_text("bands = []\n", encoding="utf-8")
    made_of = make(RICH, Resources((tmp_path, *shipped.roots)))
    assert made_of.value is None
    assert {problem.code for problem in made_of.diagnostics} == {"E703", "E705"}


def test_a_districts_own_wording(shipped: Resources, tmp_path: Path) -> None:
    layer = tmp_path / "summary" / "区" / "示例区"
    layer.mkdir(parents=True)
    (layer / "40-填报质量.txt").write_text("# 下一步\n\n请各单位照此改正。\n", encoding="utf-8")
    resources = Resources((tmp_path, *shipped.roots))
    assert "请各单位照此改正。" in body(make(RICH, resources).value)
    other = district(made("甲街道", score()), name="别的区")
    assert "请各单位照此改正。" not in body(make(other, resources).value)


SAME = f"""
import hashlib, sys
sys.path.insert(0, {str(TESTS)!r})
sys.path.insert(0, {str(TESTS / "summary")!r})
from test_making import RICH, make
from reportgen.resources import Resources
files = make(RICH, Resources((__import__("pathlib").Path({str(TESTS.parent / "templates")!r}),))).value
print(*(hashlib.sha256(data).hexdigest() for data in files.values()))
"""


def test_the_same_bytes_in_every_process(shipped: Resources, tmp_path: Path) -> None:
    here = [hashlib.sha256(data).hexdigest() for data in (make(RICH, shipped).value or {}).values()]
    for seed in ("1", "2"):
        ran = run_alone(cwd=tmp_path, code=SAME, PYTHONHASHSEED=seed)
        assert ran.out.split() == here, ran.err


def test_a_picture_is_no_wider_than_the_text(shipped: Resources, tmp_path: Path) -> None:
    needs_pictures()
    path = shipped.find("summary/汇总.toml")
    assert path is not None
    (tmp_path / "summary").mkdir()
    wide = path.read_text(encoding="utf-8").replace("width = 150", "width = 250").replace("height = 80", "height = 125")
    (tmp_path / "summary" / "汇总.toml").write_text(wide, encoding="utf-8")
    sizes = re.findall(
        r'<wp:extent cx="(\d+)" cy="(\d+)"/>', body(make(RICH, Resources((tmp_path, *shipped.roots))).value)
    )
    assert len(sizes) == 3
    for width, height in sizes:
        assert 155 * 36_000 < int(width) <= 156.1 * 36_000
        assert int(height) * 2 == pytest.approx(int(width), abs=2)
