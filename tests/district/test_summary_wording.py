"""Proofreading the wording of summaries: problems in every layer, and problems that only a finished text shows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from program import Program

from reportgen.diagnostics import FileRef, TextRef
from reportgen.district.proofreading import district_specimens, proofread_summary
from reportgen.district.words import load_options
from reportgen.editor.lexicon import summary_terms
from reportgen.editor.proofreading import proofread
from reportgen.resources import Resources
from reportgen.writing.words import WordType

Places = list[tuple[str, str, int]]


@pytest.fixture
def templates(shipped: Resources, tmp_path: Path) -> Path:
    """A copy of the shipped templates, which the tests change."""
    return Path(shutil.copytree(shipped.roots[0], tmp_path / "templates"))


def change(templates: Path, name: str, old: str, new: str) -> None:
    path = templates / "summary" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def put(templates: Path, files: Mapping[str, str]) -> None:
    for name, content in files.items():
        path = templates / "summary" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def places_of(templates: Path) -> Places:
    """Code, file and line of every problem of ``wording check``; line 0 stands for a whole file."""
    places: Places = []
    for problem in proofread(Resources((templates,)), 2024, "默认").problems:
        place = problem.place
        assert isinstance(place, TextRef | FileRef)
        places.append((problem.code, place.file, place.line if isinstance(place, TextRef) else 0))
    return sorted(places)


def test_the_shipped_wording_is_silent(shipped: Resources) -> None:
    proof = proofread(shipped, 2024, "默认").summary
    assert (proof.problems, proof.districts) == ((), ())
    assert proof.files == len(list((shipped.roots[0] / "summary").rglob("*.txt")))
    assert proof.specimens == len(district_specimens())


QUALITY = "默认/40-填报质量.txt"
SLIPS: Mapping[str, tuple[str, str, str, Places]] = {
    "unknown word": (QUALITY, "{{ 生成数 }}", "{{ 生成树 }}", [("E501", f"summary/{QUALITY}", 9)]),
    "a word of the reports": (QUALITY, "{{ 生成数 }}", "{{ 得分.总分 }}", [("E501", f"summary/{QUALITY}", 9)]),
    "optional word": (QUALITY, "{{ 生成数 }}", "{{ 平均分 }}", [("E505", f"summary/{QUALITY}", 9)]),
    "tag without end": (QUALITY, "{% elif 能相互核对 %}", "{% endif %}", [("E518", f"summary/{QUALITY}", 27)]),
    "no full stop": (
        QUALITY, "的填报表无需要核对的事项。", "的单位，填报表没有", [("W634", f"summary/{QUALITY}", 15)]
    ),
    "doubled mark": (QUALITY, "等问题。", "等问题。。", [("W634", f"summary/{QUALITY}", 23)]),
    "half-width mark": (QUALITY, "等问题。", "等问题.", [("W633", f"summary/{QUALITY}", 23)]),
    "left-over": (QUALITY, "等问题。", "等问题【待补】。", [("E609", f"summary/{QUALITY}", 23)]),
    "figure typed": (QUALITY, "等问题。", "等95%的问题。", [("W532", f"summary/{QUALITY}", 23)]),
    "another unit": (QUALITY, "{{ 生成数 }}", "{{ 生成数|百分比 }}", [("E535", f"summary/{QUALITY}", 9)]),
    "a second title": (QUALITY, "# 填报质量", "【标题】填报质量", [("E536", f"summary/{QUALITY}", 2)]),
    "heading that jumps": (QUALITY, "# 填报质量", "# 填报质量\n\n### 小节", [("W528", f"summary/{QUALITY}", 4)]),
    "exhibit in a sentence": (
        "默认/10-总体情况.txt",
        "\n{{ 表.得分排名 }}",
        "\n排名见{{ 表.得分排名 }}",
        [("E534", "summary/默认/10-总体情况.txt", 47)],
    ),
    "picture in a sentence": (
        "默认/20-指标得分情况.txt",
        "\n{{ 图.扣分情况 }}",
        "\n{{ 图.扣分情况 }}。",
        [("E534", "summary/默认/20-指标得分情况.txt", 28)],
    ),
    "no title": ("默认/00-标题.txt", "【标题】", "", [("E525", "summary/默认", 0)]),
    "settings": ("汇总.toml", "most_items = 10 ", "most_items = 99 ", []),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in SLIPS if name != "settings"])
def test_a_slip_in_the_shipped_wording(templates: Path, name: str) -> None:
    file, old, new, expected = SLIPS[name]
    change(templates, file, old, new)
    assert places_of(templates) == expected


def test_settings_are_checked_as_well(templates: Path) -> None:
    file, old, new, _ = SLIPS["settings"]
    change(templates, file, old, new)
    assert [(code, Path(file).name, line > 0) for code, file, line in places_of(templates)] == [
        ("E705", "汇总.toml", True)
    ]


def test_every_district_is_read(templates: Path) -> None:
    put(
        templates,
        {
            "区/荔湾区/40-填报质量.txt": "# 填报质量\n\n{{ 生成树 }}\n",
            "区/越秀区/50-下一步.txt": "# 下一步\n\n{{ 区 }}各单位照此改正\n",
        },
    )
    assert places_of(templates) == [
        ("E501", "summary/区/荔湾区/40-填报质量.txt", 3),
        ("W634", "summary/区/越秀区/50-下一步.txt", 3),
    ]
    assert proofread_summary(Resources((templates,))).districts == ("荔湾区", "越秀区")


def test_a_district_may_remove_its_title_at_its_own_peril(templates: Path) -> None:
    put(templates, {"区/荔湾区/00-标题.txt": ""})
    assert [code for code, _, _ in places_of(templates)] == ["E525"]


def test_what_is_never_read(templates: Path) -> None:
    put(
        templates,
        {
            "荔湾区/40-填报质量.txt": "",
            "单位/金花街道/40-填报质量.txt": "",
            "默认/40-填报质量.docx": "",
            "区/汇总.toml": "",
            "汇总 .toml": "",
        },
    )
    assert places_of(templates) == [
        ("W530", "summary/区/汇总.toml", 0),
        ("W530", "summary/单位/金花街道", 0),
        ("W530", "summary/汇总 .toml", 0),
        ("W530", "summary/荔湾区", 0),
        ("W530", "summary/默认/40-填报质量.docx", 0),
    ]


def test_names_that_look_alike(templates: Path) -> None:
    section = "# 另一节\n\n文字。\n"
    put(templates, {"区/荔湾区/50-下.txt": section, "区/荔湾区 /50-下.txt": section, "默认/４0-填报质量.txt": section})
    assert [(code, file) for code, file, _ in places_of(templates) if code == "W529"] == [
        ("W529", "summary/区/荔湾区 "),
        ("W529", "summary/默认/４0-填报质量.txt"),
    ]


def test_no_wording_at_all(tmp_path: Path) -> None:
    problems = proofread_summary(Resources((tmp_path,))).problems
    assert [(problem.code, str(problem.place)) for problem in problems] == [
        ("E701", "summary/汇总.toml"),
        ("E524", "summary/默认"),
        ("E524", "summary/退回意见/默认"),
    ]


def test_specimens_stand_for_something_else_each(shipped: Resources) -> None:
    samples = district_specimens("越秀区")
    assert len({one.name for one in samples}) == len(samples)
    assert {one.district.name for one in samples} == {"越秀区"}
    assert load_options(shipped).ok


# --- the commands -----------------------------------------------------------------------------------------


def test_check_tells_what_was_read(program: Program) -> None:
    ran = program("wording", "check")
    assert "10 个措辞文件（默认，0 个区）" in ran.out
    assert program("wording", "check", "--year", "2024", "--json").result["summary"] == {
        "checked_files": 10,
        "districts": [],
    }


def test_check_stops_at_an_error_in_the_summary(program: Program, templates: Path) -> None:
    change(templates, QUALITY, "{{ 生成数 }}", "{{ 生成树 }}")
    ran = program("wording", "check", "--year", "2024", "--templates", templates, "--json")
    assert (ran.code, ran.codes) == (1, ["E501"])


def test_list_shows_the_files_of_the_summary(program: Program, templates: Path) -> None:
    put(templates, {"区/荔湾区/40-填报质量.txt": "# 填报质量\n"})
    own = ("--templates", templates)
    rows = {row["name"]: row for row in program("wording", "list", "--summary", *own, "--json").result["sections"]}
    assert next(iter(rows)) == "00-标题.txt"
    assert rows["40-填报质量.txt"]["layer"] == "默认"
    ran = program("wording", "list", "--summary", "--district", "荔湾区", *own, "--json").result
    rows = {row["name"]: row for row in ran["sections"]}
    assert (rows["40-填报质量.txt"]["layer"], rows["40-填报质量.txt"]["hides"]) == ("区/荔湾区", ["默认"])
    assert ran["layers"] == {"districts": ["荔湾区"], "offices": []}
    assert "单位" not in program("wording", "list", "--summary").out


def test_words_of_the_summary(program: Program) -> None:
    words = {word["name"]: word for word in program("wording", "words", "--summary", "--json").result["words"]}
    assert words["表.得分排名"]["type"] == "图表"
    assert words["表.得分排名"]["example"] == "各单位得分排名"
    assert words["扣分指标.扣分"]["listed"]
    assert "得分.总分" not in words
    assert [word["name"] for word in program("wording", "words", "中位数", "--summary", "--json").result["words"]] == [
        *("中位数", "评分方案.中位数"),
    ]


def test_every_word_has_its_meaning_and_an_example() -> None:
    terms = summary_terms()
    assert len({term.path for term in terms}) == len(terms)
    assert all(term.word.meaning for term in terms)
    blank = [term.path for term in terms if not term.example and term.word.type is not WordType.GROUP]
    # The district of the examples has a single scheme, without grades.
    assert [path for path in blank if "等级" not in path and not path.startswith("评分方案.")] == []


@pytest.mark.parametrize(
    "arguments", [("list", "--summary", "--office", "金花街道"), ("words", "--summary", "--year", "2024")]
)
def test_what_a_summary_has_not(program: Program, arguments: tuple[str, ...]) -> None:
    assert program("wording", *arguments).code == 2
