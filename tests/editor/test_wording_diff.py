"""``wording diff`` as people and other programs see it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from program import Program, files
from test_revisions import GIT, commit, git
from workbooks import SAMPLE, edited

ROOT = Path(__file__).parents[2]
CONCLUSION = "20-自评结论.txt"
OTHER_SETS = ("基本情况型", "报告型")
SAID, SAYS = "部门整体支出绩效自评结果为", "经自评，部门整体支出绩效得分为"


def shipped(name: str) -> str:
    return (ROOT / "templates" / "wording" / "默认" / name).read_text(encoding="utf-8")


def put(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / "wording" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def editions(workplace: Path) -> Path:
    """旧 has the shipped conclusion, 新 one that says it in other words."""
    put(workplace / "旧", {f"默认/{CONCLUSION}": shipped(CONCLUSION)})
    put(workplace / "新", {f"默认/{CONCLUSION}": shipped(CONCLUSION).replace(SAID, SAYS)})
    return workplace


def layers(result: dict[str, Any]) -> dict[str, list[str]]:
    """Layer → what each change did, apart from new numbers."""
    sorts = {layer["layer"]: [change["sort"] for change in layer["changes"]] for layer in result["differences"]}
    return {layer: [sort for sort in changes if sort != "序号"] for layer, changes in sorts.items()}


@pytest.mark.usefixtures("editions")
def test_a_changed_sentence_over_the_built_in_cases(program: Program) -> None:
    ran = program("wording", "diff", "旧", "新", "--json")
    assert (ran.code, ran.err, layers(ran.result)) == (0, "", {"默认": ["改写"]})
    (change,) = ran.result["differences"][0]["changes"]
    assert change["cases"] == ran.result["cases"]
    assert len(change["cases"]) > 5
    assert change["new"]["text"].startswith(SAYS)
    for side in ("old", "new"):
        assert (change[side]["file"], change[side]["line"]) == (f"wording/默认/{CONCLUSION}", 7)
        assert change[side]["path"][-1].endswith("自评结论")
    kept = [piece["text"] for piece in change["pieces"] if piece["piece"] == "kept"]
    assert "部门整体支出绩效" in kept


@pytest.mark.usefixtures("editions")
def test_on_the_screen(program: Program) -> None:
    ran = program("wording", "diff", "旧", "新", "--workbook", SAMPLE)
    assert (ran.code, ran.err) == (0, "")
    assert "【+经自评，+】部门整体支出绩效【-自评结果-】【+得分+】为98.5分。" in ran.out
    assert f"wording/默认/{CONCLUSION}:7" in ran.out
    assert "\x1b" not in ran.out


@pytest.mark.usefixtures("editions")
def test_colours_on_a_terminal_only(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in program("wording", "diff", "旧", "新").out
    monkeypatch.setenv("NO_COLOR", "1")
    ran = program("wording", "diff", "旧", "新")
    assert "\x1b[" not in ran.out
    assert "【+得分+】" in ran.out


def test_sets_are_compared_each_by_itself(program: Program, editions: Path) -> None:
    """A set that only one edition has is named; of the others, the changed one alone differs."""
    shipped_set = ROOT / "templates" / "wording" / "报告型"
    name = "60-改进措施.txt"
    text = (shipped_set / name).read_text(encoding="utf-8")
    put(editions / "旧", {f"报告型/{name}": text})
    put(editions / "新", {f"报告型/{name}": text.replace("# 改进措施", "# 下一步措施")})
    put(editions / "新", {"新型/set.toml": (shipped_set / "set.toml").read_text(encoding="utf-8")})
    (editions / "新/wording/默认" / CONCLUSION).unlink()
    (editions / "旧/wording/默认" / CONCLUSION).unlink()
    result = program("wording", "diff", "旧", "新", "--json").result
    assert (layers(result), result["one_sided"]) == ({"报告型": ["删去", "新增"]}, ["新型"])
    one = program("wording", "diff", "旧", "新", "--set", "基本情况型", "--json").result
    assert (one["compared"], one["differences"]) == (["基本情况型"], [])


@pytest.mark.usefixtures("editions")
def test_nothing_changes(program: Program) -> None:
    ran = program("wording", "diff", "旧", "旧", "--json")
    assert (ran.code, ran.result["differences"], ran.result["compared"]) == (
        0,
        [],
        ["默认", "单位/金花街道", *OTHER_SETS],
    )
    assert program("wording", "diff", "旧", "旧").code == 0


def test_the_other_side_is_what_is_in_use(program: Program, editions: Path) -> None:
    assert layers(program("wording", "diff", "旧", "--json").result) == {}
    assert layers(program("wording", "diff", "新", "--json").result) == {"默认": ["改写"]}
    put(editions / "templates", {f"默认/{CONCLUSION}": shipped(CONCLUSION).replace(SAID, SAYS)})
    assert layers(program("wording", "diff", "新", "--json").result) == {}


@pytest.mark.parametrize("name", ["新", "新/wording", "新/", "办公"])
def test_the_ways_to_name_a_folder(program: Program, editions: Path, name: str) -> None:
    shutil.copytree(editions / "新", editions / "办公" / "templates")
    assert layers(program("wording", "diff", "旧", name, "--json").result) == {"默认": ["改写"]}


def test_a_wording_folder_that_one_stands_in(program: Program, editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(editions / "新" / "wording")
    assert layers(program("wording", "diff", "../../旧", ".", "--json").result) == {"默认": ["改写"]}


def test_each_layer_that_differs_is_named(program: Program, editions: Path) -> None:
    put(editions / "旧", {"单位/金花街道/60-下一步改进措施.txt": "", "区/越秀区/25-节.txt": "同。"})
    put(editions / "新", {"区/荔湾区/25-预算规模.txt": "## 预算规模\n\n有。", "区/越秀区/25-节.txt": "同。"})
    result = program("wording", "diff", "旧", "新", "--json").result
    assert result["compared"] == ["默认", "区/荔湾区", "区/越秀区", "单位/金花街道", *OTHER_SETS]
    sorts = layers(result)
    assert sorts["默认"] == ["改写"]
    assert sorts["区/荔湾区"] == ["新增", "新增"]
    assert set(sorts["单位/金花街道"]) == {"新增"}
    district = next(layer["changes"] for layer in result["differences"] if layer["layer"] == "区/荔湾区")
    renumbered = [(change["old"], change["new"]) for change in district if change["sort"] == "序号"]
    assert ("（三）", "（四）", "履职效能分析") in [(a["number"], b["number"], b["text"]) for a, b in renumbered]


def test_a_fragment_that_an_office_uses(program: Program, editions: Path) -> None:
    """The default layer does not show the change, the office that includes the fragment does."""
    for name, said in (("旧", "甲。"), ("新", "乙。")):
        put(editions / name, {"默认/词.txt": said, "单位/金花街道/25-节.txt": "## 节\n\n{% include '词.txt' %}"})
    assert layers(program("wording", "diff", "旧", "新", "--json").result) == {
        "默认": ["改写"],
        "单位/金花街道": ["删去", "新增"],
    }


def test_one_office_or_district(program: Program, editions: Path) -> None:
    put(editions / "新", {"区/荔湾区/25-预算规模.txt": "## 预算规模\n\n有。"})
    for options, sorts in (
        (("--district", "荔湾区"), {"区/荔湾区": ["改写", "新增", "新增"]}),
        (("--office", "金花街道"), {"单位/金花街道": ["改写"]}),
        (("--office", "金花街道", "--district", "荔湾区"), {"区/荔湾区 + 单位/金花街道": ["改写", "新增", "新增"]}),
        (("--workbook", SAMPLE), {"区/荔湾区 + 单位/金花街道": ["改写", "新增", "新增"]}),
        (("--workbook", SAMPLE, "--district", "越秀区"), {"默认": ["改写"]}),
    ):
        assert layers(program("wording", "diff", "旧", "新", *options, "--json").result) == sorts


# --- what is wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", ["旧", "新"])
def test_wording_of_which_no_text_can_be_made(program: Program, editions: Path, side: str) -> None:
    put(editions / side, {f"默认/{CONCLUSION}": "## 自评结论\n\n{{ 得份.总分 }}"})
    ran = program("wording", "diff", "旧", "新", "--html", "变化.html", "--json")
    (problem,) = ran.result["problems"]
    place = problem["place"]
    assert (ran.code, place["file"], place["line"]) == (1, f"{side}/wording/默认/{CONCLUSION}", 3)
    assert ran.result["differences"] == ran.result["files"] == []
    assert not (editions / "变化.html").exists()
    assert program("wording", "diff", "旧", "新").code == 1


def test_wording_of_one_layer_of_which_no_text_can_be_made(program: Program, editions: Path) -> None:
    put(editions / "新", {"单位/金花街道/25-节.txt": "{{ 得份 }}"})
    ran = program("wording", "diff", "旧", "新", "--json")
    assert (ran.code, len(ran.codes)) == (1, 1)


def test_a_workbook_with_errors(program: Program, editions: Path) -> None:
    (editions / "坏.xlsx").write_bytes(edited(("预算执行", "全年支出数", "数值", "12万")))
    for name, codes in (("坏.xlsx", ["E204"]), ("没有.xlsx", ["E101"])):
        ran = program("wording", "diff", "旧", "新", "--workbook", name, "--json")
        assert (ran.code, ran.codes) == (1, codes)
    ran = program("wording", "diff", "旧", "新", "--workbook", SAMPLE, "--year", "2023", "--json")
    assert (ran.code, ran.codes) == (1, ["E333"])
    assert program("wording", "diff", "旧", "--year", "1999", "--json").codes == ["E401"]


def test_folders_without_wording(program: Program, editions: Path) -> None:
    (editions / "空").mkdir()
    (editions / "只有规则" / "rules").mkdir(parents=True)
    for name in ("空", "只有规则"):
        for pair in (("旧", name), (name, "新")):
            ran = program("wording", "diff", *pair, "--json")
            assert (ran.code, ran.codes) == (4, ["E848"])
    assert program("wording", "diff", "空", "只有规则", "--json").codes == ["E848", "E848"]


@pytest.mark.usefixtures("editions")
@pytest.mark.parametrize(
    "arguments", [(), ("旧", "新", "更新"), ("--all",), ("旧", "--html", "a.txt"), ("旧", "--year", "x")]
)
def test_wrong_command_lines(program: Program, arguments: tuple[str, ...]) -> None:
    assert program("wording", "diff", *arguments).code == 2


# --- git --------------------------------------------------------------------------------------------------

needs_git = pytest.mark.skipif(GIT is None, reason="这台电脑上没有 git")


@needs_git
def test_revisions(program: Program, editions: Path) -> None:
    git(editions, "init", "-q")
    commit(editions, {f"templates/wording/默认/{CONCLUSION}": shipped(CONCLUSION)})
    git(editions, "tag", "初稿")
    commit(editions, {f"templates/wording/默认/{CONCLUSION}": shipped(CONCLUSION).replace(SAID, SAYS)})
    before = files(editions)
    for arguments in (("HEAD~1",), ("初稿", "HEAD"), ("旧", "HEAD"), ("初稿", "新")):
        ran = program("wording", "diff", *arguments, "--json")
        assert (ran.code, ran.codes, layers(ran.result)) == (0, [], {"默认": ["改写"]})
    assert files(editions) == before
    ran = program("wording", "diff", "初搞", "--json")
    assert (ran.code, ran.codes) == (4, ["E847"])
    assert program("wording", "diff", "--json", "--", "--all").codes == ["E847"]


@needs_git
def test_problems_name_the_revision(program: Program, editions: Path) -> None:
    git(editions, "init", "-q")
    commit(editions, {"templates/wording/默认/25-节.txt": "{{ 得份 }}"})
    ran = program("wording", "diff", "HEAD", "新", "--json")
    assert [problem["place"]["file"] for problem in ran.result["problems"]] == ["HEAD:wording/默认/25-节.txt"]


def test_no_repository(program: Program, editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(editions))
    ran = program("wording", "diff", "HEAD~1", "新", "--json")
    assert (ran.code, ran.codes) == (4, ["E845"])


# --- the page ---------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The tags of a page, and the text in and outside ``ins`` and ``del``."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.found: list[tuple[str, str]] = []
        self._open = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open = tag
        assert tag == "link" or not [name for name, _ in attrs if name in ("src", "href") or name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the library's
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.found.append((self._open, data))


def test_the_page(program: Program, editions: Path) -> None:
    ran = program("wording", "diff", "旧", "新", "--html", "结果/变 化.html", "--json")
    assert (ran.code, ran.result["files"]) == (0, [str(Path("结果/变 化.html")), str(Path("结果/变 化.css"))])
    path = editions / "结果" / "变 化.html"
    content = path.read_bytes()
    page = Page(content.decode())
    assert ("ins", "经自评，") in page.found
    assert ("del", "自评结果") in page.found
    assert not page.tags & {"script", "style", "img", "iframe"}
    assert not re.search(r"https?:|url\(|@import", content.decode())
    assert program("wording", "diff", "旧", "新", "--html", path).code == 0  # a page of ours is replaced
    assert path.read_bytes() == content
    assert files(path.parent) == ["变 化.css", path.name]


def test_nothing_that_is_said_is_markup(program: Program, editions: Path) -> None:
    hostile = "<script>alert(1)</script>&amp;<img src=x onerror=y>\u202e“'\""
    put(editions / "新", {"默认/25-节.txt": f"## {hostile}\n\n{hostile}。", f"单位/{'<b>甲'}/25-节.txt": "乙。"})
    assert program("wording", "diff", "旧", "新", "--html", "a.html").code == 0
    content = (editions / "a.html").read_text(encoding="utf-8")
    page = Page(content)
    assert not page.tags & {"script", "img", "b"}
    assert "\u202e" not in content
    assert [text for tag, text in page.found if tag == "ins" and "<script>alert(1)</script>&amp;" in text]


def test_a_page_without_changes(program: Program, editions: Path) -> None:
    assert program("wording", "diff", "旧", "旧", "--html", "a.html").code == 0
    assert not Page((editions / "a.html").read_text(encoding="utf-8")).tags & {"ins", "del", "article"}


def test_a_page_replaces_only_a_page_of_ours(program: Program, editions: Path) -> None:
    mine = editions / "我的.html"
    mine.write_text("<p>我的</p>")
    (editions / "链接.html").symlink_to(mine)
    (editions / "断.html").symlink_to(editions / "没有.html")
    (editions / "样式.css").write_text("p { color: red }")
    for name in ("我的.html", "链接.html", "断.html", "样式.html"):
        ran = program("wording", "diff", "旧", "新", "--html", name, "--json")
        assert (ran.code, ran.codes, ran.result["files"]) == (4, ["E860"], [])
    (editions / "夹.html").mkdir()
    assert program("wording", "diff", "旧", "新", "--html", "夹.html", "--json").codes == ["E806"]
    assert mine.read_text() == "<p>我的</p>"
    assert not (editions / "没有.html").exists()
