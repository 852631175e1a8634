"""The text that the shipped wording gives for every kind of district, with the places of tables and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from districts import OPTIONS, PEERS, district, finding, gap, score, warning, with_reasons, with_report, without_report
from submissions import reference
from variations import Golden, scored

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, TextRef
from reportgen.district.exhibits import exhibits
from reportgen.district.figures import figures, is_gap
from reportgen.district.proofreading import district_specimens
from reportgen.district.results import District, office_result
from reportgen.district.words import summary_text, vocabulary
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Narrative, Picture
from reportgen.writing.source import SUMMARY
from reportgen.writing.wording import Wording, WordingLibrary

BEFORE = 2023
MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|^#+-?|【标题】")


class Undrawn:
    """Makes empty pictures."""

    def distribution(self, caption: str, *_: object) -> Picture:
        return Picture(caption=caption, png=b"", width=Decimal(1), height=Decimal(1), alt_text="")

    lost = comparison = distribution


@pytest.fixture(scope="module")
def words(shipped: Resources) -> Wording:
    outcome_of = WordingLibrary(shipped, vocabulary(), area=SUMMARY, advise=True).wording("示例区", "")
    assert outcome_of.diagnostics == ()
    assert outcome_of.value is not None
    return outcome_of.value


def problems_of(case: District) -> Iterator[Diagnostic]:
    return (problem for filing in case.filings for problem in filing.problems)


def outcome(case: District, words: Wording, *, pictures: bool = True) -> Outcome[Narrative]:
    drafts = any(filing.result is not None and filing.result.score is None for filing in case.filings)
    result = figures(case, OPTIONS.bands, peers=PEERS, draft=drafts or any(map(is_gap, problems_of(case))))
    exhibits_of_district = exhibits(result, Undrawn() if pictures else None, OPTIONS.most_items)
    return summary_text(result, exhibits_of_district, words, OPTIONS)


def text_of(case: District, words: Wording, *, pictures: bool = True) -> str:
    outcome_of = outcome(case, words, pictures=pictures)
    assert outcome_of.diagnostics == ()
    assert outcome_of.value is not None
    return outcome_of.value.dump()


CASES = {
    "各种都有": district(
        with_report(
            "甲街道", with_reasons(score(产出="1.5", 支出率=1), 产出="项目用地“未落实”"), score(BEFORE, 产出=3)
        ),
        with_report("乙街道", score(结转率=2), score(BEFORE), problems=[warning("乙街道")]),
        with_report("丙镇", score(预决算="0.5", 支出率="0.5")),
        with_report(
            "丁街道",
            with_reasons(score(产出="15.5"), 产出="部分工程因雨季停工"),
            score(BEFORE, full={"产出": 10, "预决算": 50}),
        ),
        with_report("戊街道", None),
        without_report("己街道", count=3),
        without_report("庚街道.xlsx"),
        findings=[finding("甲街道", "乙街道")],
    ),
    "只有一个": district(
        with_report("甲街道", with_reasons(score(产出=1, 支出率="0.5"), 产出="工期推迟"), score(BEFORE, 产出=3))
    ),
    "只有一个，满分": district(with_report("甲街道", score(), score(BEFORE))),
    "都满分": district(*(with_report(f"{name}街道", score(), score(BEFORE, 产出=1)) for name in "甲乙丙")),
    "只有一个，有警告": district(with_report("甲街道", score(), problems=[warning("甲街道")])),
    "有升有降有持平": district(
        *(with_report(f"{n}街道", score(产出=n), score(BEFORE, 产出=2)) for n in (1, 2, 3)),
    ),
    "都没有生成": district(without_report("甲街道"), without_report("乙街道")),
    "只有一份，没有生成": district(without_report("甲街道")),
    "没有失败的": district(
        with_report("甲街道", with_reasons(score(产出=1), 产出="工期推迟")),
        with_report("乙街道", with_reasons(score(产出=2, 支出率=1), 产出="工期推迟", 支出率="工程尾款未到支付节点")),
    ),
    "都是草稿": district(with_report("甲街道", None), with_report("乙街道", None)),
    "草稿，有的没有填完": district(
        with_report("甲街道", score(产出=1), problems=[gap("甲街道")]),
        with_report("乙街道", None, problems=[gap("乙街道")]),
        with_report("丙街道", score()),
        without_report("丁街道"),
    ),
    "草稿，没有填完而有得分": district(
        *(with_report(n, score(产出=1), problems=[gap(n)]) for n in ("甲街道", "乙街道"))
    ),
    "草稿，只有一份": district(with_report("甲街道", None, problems=[gap("甲街道")])),
    "都有警告": district(*(with_report(f"{n}街道", score(产出=n), problems=[warning(f"{n}街道")]) for n in (1, 2, 3))),
    "只生成一份，有警告": district(
        with_report("甲街道", score(), problems=[warning("甲街道")]), without_report("乙街道")
    ),
    "扣分相同的列不完": district(
        with_report("甲街道", score(产出=2, 效益=1, 支出率=1, 结转率=1)), with_report("乙街道", score())
    ),
    "扣分都相同，列不完": district(
        with_report("甲街道", score(产出=1, 效益=1, 支出率=1, 结转率=1)), with_report("乙街道", score())
    ),
    "二级指标得分率都相同": district(
        *(with_report(n, score(产出=15, 效益=10, 支出率="7.5", 结转率="2.5", 预决算=15)) for n in ("甲", "乙"))
    ),
    "基本持平": district(
        *(with_report(f"{n}街道", score(产出="0.01" if n == 1 else "0"), score(BEFORE)) for n in range(1, 251))
    ),
    "尾数不合": district(
        *(with_report(f"{n}街道", score(产出=n // 3 * 2), score(BEFORE, 产出=n // 3)) for n in (1, 2, 3)),
        findings=[finding("1街道", "2街道")],
    ),
    "试用": district(with_report("甲街道", score(trial=True)), with_report("乙街道", score(trial=True, 产出=1))),
    "最高的不止五个": district(
        *(with_report(f"{name}街道", score(产出=int(name == "末"))) for name in "甲乙丙丁戊己末")
    ),
    "扣得太少": district(*(with_report(f"{n}街道", score(产出="0.01" if n == 1 else "0")) for n in range(1, 62))),
}


def test_text_of_every_case(words: Wording, golden: Golden) -> None:
    texts = (f"=== {name}\n{text_of(case, words)}\n" for name, case in CASES.items())
    golden("区级汇总.txt", "".join(texts))


@pytest.mark.parametrize("name", CASES)
def test_no_count_of_nothing_is_told(words: Wording, name: str) -> None:
    text = "\n".join(line for line in text_of(CASES[name], words).splitlines())
    assert re.findall(r"(?<![\d.])0(?:个|份|处|项|分(?!）))|平均由.*?平均由|[，。；：]{2}|[（“][）”]", text) == []


def test_the_bureau_is_told_once_which_unverified_rules_took_points_off(words: Wording) -> None:
    offices = [replace(score(产出=1), unverified=names) for names in (("达标得满分", "数据质量"), ("数据质量",), ())]
    case = district(*(with_report(f"{turn}街道", points) for turn, points in enumerate(offices)))
    assert text_of(case, words).count("尚未对照正式评分表核实：达标得满分、数据质量。") == 1
    verified = district(with_report("甲街道", score(产出=1)))
    assert "核实：" not in text_of(verified, words)


def test_only_an_unverified_rule_that_took_points_off_is_named(rules: Rubric) -> None:
    result = office_result(reference(), scored(reference(), rules))
    assert result.score is not None
    assert result.score.unverified == ("达标得满分",)


def test_every_piece_of_the_shipped_wording_is_printed_for_some_specimen(words: Wording, shipped: Resources) -> None:
    texts = [text_of(one.district, words, pictures=one.pictures) for one in district_specimens()]
    printed_words = "\n".join(texts)
    pieces = [
        piece.strip()
        for path in sorted((shipped.roots[0] / "summary" / "默认").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        for piece in MARKUP.split(line)
        if piece.strip()
    ]
    assert len(pieces) > 50
    assert [piece for piece in pieces if piece not in printed_words] == []


def test_every_line_is_printed_for_some_specimen(words: Wording, shipped: Resources) -> None:
    printed_words: set[tuple[str, int]] = set()
    for one in district_specimens():
        outcome_of = outcome(one.district, words, pictures=one.pictures).value
        assert outcome_of is not None
        printed_words |= {(line.file, line.line) for block in outcome_of.blocks for _, line in block.lines}
    expected = {
        (f"summary/默认/{path.name}", number)
        for path in (shipped.roots[0] / "summary" / "默认").glob("*.txt")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.sub(r"\{%.*?%\}", "", line).strip()
    }
    assert expected - printed_words == set()


def test_captions_are_numbered_apart_and_in_order(words: Wording) -> None:
    lines = re.findall(r"^正文 \| ([表图]\d+)\u3000", text_of(CASES["各种都有"], words), re.MULTILINE)
    assert [line for line in lines if line[0] == "表"] == [f"表{n}" for n in range(1, 7)]
    assert [line for line in lines if line[0] == "图"] == ["图1", "图2", "图3"]
    assert lines != sorted(lines)  # tables and pictures alternate


def test_exhibits_without_content_vanish(words: Wording) -> None:
    assert re.findall(r"\| ([表图]\d+\u3000.*)", text_of(CASES["没有失败的"], words, pictures=False)) == [
        "表1\u3000各单位得分排名",
        "表2\u3000各单位二级指标得分",
        "表3\u3000三级指标扣分情况",
    ]
    assert re.findall(r"\| ([表图]\d+\u3000.*)", text_of(CASES["都没有生成"], words)) == ["表1\u3000没有生成说明的单位"]
    assert re.findall(r"\| ([表图]\d+\u3000.*)", text_of(CASES["都是草稿"], words)) == []


# --- own wording ------------------------------------------------------------------------------------------


def own(folder: Path, text: str, *, title: str = "【标题】汇总\n") -> Wording:
    place = folder / "summary" / "默认"
    place.mkdir(parents=True)
    (place / "00-标题.txt").write_text(title, encoding="utf-8")
    (place / "10-表.txt").write_text(text, encoding="utf-8")
    outcome_of = WordingLibrary(Resources((folder,)), vocabulary(), area=SUMMARY).wording("示例区", "")
    assert outcome_of.value is not None, outcome_of.diagnostics
    return outcome_of.value


ALONE = "{% if 表.得分排名 and 表.扣分情况 and 图.扣分情况 %}\nTEXT\n{% endif %}\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("见{{ 表.得分排名 }}", 2),
        ("{{ 表.得分排名 }}。", 2),
        ("# {{ 表.得分排名 }}\n\n文字。", 2),
        ("#- {{ 表.得分排名 }}", 2),
        ("【标题】{{ 表.得分排名 }}", 2),
        ("{{ 表.得分排名 }}{{ 表.扣分情况 }}", 2),
        ("{{ 表.得分排名 }}\n{{ 图.扣分情况 }}", 2),
        ("文字。\n{{ 表.得分排名 }}", 3),
    ],
)
def test_an_exhibit_stands_alone(tmp_path: Path, text: str, line: int) -> None:
    outcome_of = outcome(CASES["各种都有"], own(tmp_path, ALONE.replace("TEXT", text)))
    assert outcome_of.value is None
    (problem,) = outcome_of.diagnostics
    assert problem.code == "E534"
    assert isinstance(problem.place, TextRef)
    assert (problem.place.file, problem.place.line) == ("summary/默认/10-表.txt", line)


@pytest.mark.parametrize(
    "text", ["文字。\n\n{{ 表.得分排名 }}\n\n文字。", "{{ 表.得分排名 }}\n\n{{ 表.扣分情况 }}", "{{ 表.得分排名 }} "]
)
def test_exhibits_that_stand_alone(tmp_path: Path, text: str) -> None:
    assert outcome(CASES["各种都有"], own(tmp_path, ALONE.replace("TEXT", text))).ok


def test_an_exhibit_that_vanishes_with_its_heading(tmp_path: Path) -> None:
    outcome_of = outcome(CASES["各种都有"], own(tmp_path, ALONE.replace("TEXT", "# {{ 表.得分排名 }}")))
    (problem,) = outcome_of.diagnostics
    assert (outcome_of.value, problem.code, problem.place) == (
        None,
        "E534",
        FileRef(file="summary", item="表.得分排名"),
    )


def test_a_text_without_a_title(tmp_path: Path) -> None:
    outcome_of = outcome(CASES["试用"], own(tmp_path, "文字。\n", title="文字。\n"))
    assert (outcome_of.value, [problem.code for problem in outcome_of.diagnostics]) == (None, ["E525"])


def test_a_text_with_two_titles(tmp_path: Path) -> None:
    outcome_of = outcome(CASES["试用"], own(tmp_path, "文字。\n\n【标题】又一个\n"))
    (problem,) = outcome_of.diagnostics
    assert (outcome_of.value, problem.code) == (None, "E536")
    assert isinstance(problem.place, TextRef)
    assert (problem.place.file, problem.place.line) == ("summary/默认/10-表.txt", 3)


def test_why_a_workbook_failed_is_told_without_blanks(tmp_path: Path) -> None:
    words = own(tmp_path, "{% for 单位 in 没有生成 %}{% if 单位.原因 %}{{ 单位.原因 }}。{% endif %}{% endfor %}\n")
    filing = replace(without_report("甲"), problems=(catalogue.FILE_WORD.at(FileRef(file="甲.docx")),))
    assert "正文 | 这是Word文件，不是填报表。" in text_of(district(filing), words)


def test_an_office_cannot_write_wording(words: Wording) -> None:
    name = "{{ 年度 }}{% if %}【标题】# 街道"
    case = district(with_report(name, score()), with_report("乙", score(产出=1)))
    assert f"为{name}；" in text_of(case, words)


def test_the_number_of_items_told_is_a_setting(words: Wording) -> None:
    case = district(with_report("甲", score(产出=1, 效益=1, 支出率=1, 结转率=1, 预决算=1)), with_report("乙", score()))
    result = figures(case, OPTIONS.bands, peers=PEERS)
    for most, opening, close in ((4, "扣分较多的是：", "；另有1项扣分相同。"), (5, "依次是：", "扣1分。")):
        options = replace(OPTIONS, most_items=most)
        outcome_of = summary_text(result, exhibits(result, None, most), words, options).value
        assert outcome_of is not None
        (sentence,) = [block.text for block in outcome_of.blocks if "三级指标存在扣分，" in block.text]
        assert opening in sentence
        assert sentence.count("扣1分") == most
        assert sentence.endswith(close)
