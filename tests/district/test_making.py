"""The two files of a district: sound whatever the names, with and without pictures, the same in every process."""

from __future__ import annotations

import builtins
import hashlib
import io
import re
import sys
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from districts import HOSTILE, OPTIONS, district, finding, score, warning, with_report, without_report
from docx_proof import assert_valid_docx
from program import run_alone

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Outcome
from reportgen.district import exhibits as drawing
from reportgen.district.results import District, Finding
from reportgen.district.summary import Summaries
from reportgen.district.words import FILE
from reportgen.output.delivery import report_date
from reportgen.resources import Resources

TESTS = Path(__file__).parents[1]
RICH = district(
    *(
        with_report(f"{n}街道", score(产出=n, 结转率="0.5"), score(2023, 效益=2), problems=[warning(f"{n}街道")])
        for n in (1, 2, 3)
    ),
    without_report("丁街道", count=2),
    findings=[finding("1街道", "2街道")],
)


def make(case: District, shipped: Resources, name: str = "示例区") -> Outcome[dict[str, bytes]]:
    return Summaries(shipped, partial(report_date, epoch="")).make(case, name)


def with_settings(folder: Path, shipped: Resources, **changes: object) -> Resources:
    """The shipped templates with other values in 汇总.toml."""
    path = shipped.find(FILE)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    for name, value in changes.items():
        text, count = re.subn(rf"(?m)^{name} = [^#\n]+", f"{name} = {value} ", text)
        assert count == 1, name
    (folder / "summary").mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    return Resources((folder, *shipped.roots))


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
    if drawing.charts(OPTIONS.picture.width, OPTIONS.picture.height).value is None:
        pytest.skip("没有 matplotlib 或者没有中文字体")


def test_pictures_with_their_words(shipped: Resources) -> None:
    needs_pictures()
    made_of = make(RICH, shipped)
    assert made_of.diagnostics == ()
    assert set(made_of.value or ()) == {"示例区-汇总.xlsx", "示例区-汇总.docx"}
    pngs = pictures(made_of.value)
    assert list(pngs) == [f"word/media/image{n}.png" for n in (1, 2, 3)]
    assert all(png.startswith(b"\x89PNG") and b"matplotlib" not in png.lower() for png in pngs.values())
    text = re.findall(r'<wp:docPr id="\d+" name="图\d" descr="([^"]*)"', body(made_of.value))
    assert text[0].startswith("条形图。95分以上（含95分）3个；")
    assert text[1].startswith("条形图。产出扣6分，3个单位；结转率扣1.5分，3个单位")
    assert "1街道由98分到98.5分" in text[2]


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
    """A font in the list of matplotlib."""

    def __init__(self, name: str) -> None:
        self.name, self.fname = name, f"/{name}.ttf"


@pytest.mark.parametrize(
    ("installed", "font"),
    [
        (["DejaVu Sans", "Noto Sans CJK JP", "SimSun"], "SimSun"),
        (["SimHei", "FangSong", "Noto Sans CJK JP"], "SimHei"),
        (["DejaVu Sans", "Noto Sans CJK JP"], "Noto Sans CJK JP"),
        (["DejaVu Sans", "Noto Sans"], None),
    ],
)
def test_the_fittest_font_is_chosen(installed: list[str], font: str | None) -> None:
    path = next(drawing._font_files([Entry(name) for name in installed]), None)
    assert path == (f"/{font}.ttf" if font else None)


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
    case = district(
        with_report(name, score(产出=1), score(2023), problems=[warning(name)]),
        with_report("乙街道", score()),
        without_report(f"{name}二", found=name),
        name=name,
        findings=[finding(name, "乙街道")],
    )
    files = make(case, shipped).value
    assert files is not None
    assert_valid_docx(files["示例区-汇总.docx"])
    text = body(files)
    assert "<r>x</r>" not in text
    words = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", text))
    assert name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in words


@pytest.mark.parametrize(
    "case",
    [
        district(without_report("甲街道")),
        district(with_report("甲街道", None)),
        district(with_report("甲街道", score())),
        district(*(with_report(f"{n}街道", score(产出=n % 30), score(2023)) for n in range(40))),
    ],
    ids=["nothing made", "drafts alone", "one office", "very many"],
)
def test_every_district_has_its_files(shipped: Resources, case: District) -> None:
    files = make(case, shipped).value
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
    other = district(with_report("甲街道", score()), name="别的区")
    assert "请各单位照此改正。" not in body(make(other, resources).value)


SAME = f"""
import hashlib, sys
sys.path.insert(0, {str(TESTS)!r})
sys.path.insert(0, {str(TESTS / "district")!r})
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
    wide = with_settings(tmp_path, shipped, width=250, height=125)
    sizes = re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"/>', body(make(RICH, wide).value))
    assert len(sizes) == 3
    for width, height in sizes:
        assert 155 * 36_000 < int(width) <= 156.1 * 36_000
        assert int(height) * 2 == pytest.approx(int(width), abs=2)


LONG = "很长的名称之某某经济技术开发区"
MANY = district(
    *(
        with_report(
            f"{LONG}第{n}街道", score(产出=n % 30, 效益=1, 支出率=1, 结转率=1, 预决算=1), score(2023, 效益=n % 7)
        )
        for n in range(40)
    )
)


@pytest.mark.parametrize("size", [(100, 50), (100, 200), (250, 50), (250, 200)])
@pytest.mark.parametrize(("most_items", "bands"), [(1, [100]), (30, list(range(100, 80, -1)))])
def test_pictures_are_drawn_at_the_edges_of_the_settings(
    shipped: Resources, tmp_path: Path, size: tuple[int, int], most_items: int, bands: list[int]
) -> None:
    needs_pictures()
    width, height = size
    edge = with_settings(tmp_path, shipped, width=width, height=height, most_items=most_items, bands=bands)
    for case in (
        MANY,
        district(with_report(LONG * 3, score(产出=30)), with_report("乙", score(支出率="0.01"), score())),
    ):
        made_of = make(case, edge)
        assert made_of.diagnostics == ()
        assert len(pictures(made_of.value)) == (3 if case is MANY else 2)
        for cx, cy in re.findall(r'<wp:extent cx="(\d+)" cy="(\d+)"/>', body(made_of.value)):
            assert int(cx) <= 156.1 * 36_000
            assert int(cy) <= 225 * 36_000  # the type area of GB/T 9704


def test_at_every_edge_there_is_room_for_bars_and_labels() -> None:
    needs_pictures()
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - an extra

    for width, height in ((100, 50), (250, 200), (150, 80)):
        charts = drawing.charts(Decimal(width), Decimal(height)).value
        assert charts is not None
        ends = [f"{n}.25分（200个）" for n in range(100, 130)]
        bars = [("甲", "k", list(range(30))), ("乙", "r", list(range(30)))]
        for count in (1, 2):
            rows = drawing.Bars(alt_text="", names=[LONG * 2] * 30, bars=bars[:count], ends=ends, unit="分")
            figure, _ = charts._draw(rows)
            FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call] # what it measures depends on it
            (axes,) = figure.axes
            boxes = [label.get_window_extent() for label in (*axes.get_yticklabels(), *axes.texts)]
            assert axes.bbox.width > figure.bbox.width * 0.15
            assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)
            name_boxes = boxes[: len(axes.get_yticklabels())]
            assert all(lower.y1 <= upper.y0 for upper, lower in pairwise(name_boxes))
            legend = axes.get_legend()
            assert legend is None or legend.get_window_extent().y0 >= axes.bbox.y1


def test_counts_have_whole_numbers_on_their_axis() -> None:
    needs_pictures()
    charts = drawing.charts(Decimal(150), Decimal(80)).value
    assert charts is not None
    rows = drawing.Bars(alt_text="", names=["甲"], bars=[("", "k", [1])], ends=["1个"], unit="个", whole=True)
    figure, _ = charts._draw(rows)
    assert [tick for tick in figure.axes[0].get_xticks() if tick % 1] == []


def cells(files: Mapping[str, bytes] | None) -> str:
    """The text of all tables."""
    tables = "".join(re.findall("<w:tbl>.*?</w:tbl>", body(files)))
    return "|".join("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", cell)) for cell in tables.split("</w:tc>"))


def test_problems_are_told_in_words(shipped: Resources) -> None:
    problem = catalogue.COPIED_PASSAGE.at(
        CellRef(file="甲街道.xlsx", sheet="重点工作", cell="D15", label="内容"),
        "文字",
        others="乙街道重点工作!D22（97%）等 3 处",
        like="",
    )
    copy_finding = Finding(
        city="示例市", district="示例区", offices=("甲街道", "乙街道", "丙镇", "丁镇"), problem=problem
    )
    text = cells(
        make(
            district(
                *(with_report(n, score()) for n in copy_finding.offices),
                without_report("戊镇", count=3),
                findings=[copy_finding],
            ),
            shipped,
        ).value
    )
    assert "|戊镇|戊镇.xlsx|“预算执行”表B6单元格：“12万”不是数字（另有2处）|" in text
    assert (
        "|甲街道、乙街道、丙镇等4个单位|甲街道“重点工作”表D15单元格（内容）：与"
        "乙街道“重点工作”表D22单元格（97%）等3处表述重复|"
    ) in text
    assert re.findall(r"[EWN]\d{3}|!", text) == []


def test_what_a_clerk_typed_is_quoted_as_it_stands(shipped: Resources) -> None:
    text = cells(make(district(without_report("甲街道", found="约 12 万，见重点工作!D7")), shipped).value)
    assert "“约 12 万，见重点工作!D7”不是数字" in text


def test_headings_break_where_words_do(shipped: Resources) -> None:
    text = body(make(RICH, shipped).value)
    breaks = re.findall(r"<w:t>([^<]*)</w:t><w:br/>", text)
    assert {"效能", "管理", "完成", "执行", "公开", "扣分"} <= set(breaks)
