"""The form of the text: parts, numbers, punctuation, broken sentences, left-overs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from submissions import ref, reference
from variations import VARIATIONS, narrative, scored, telling

from reportgen.checks import form
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, TextRef
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Block, Level, Narrative
from reportgen.writing.wording import Wording

Check = Callable[[Dossier], Iterator[Diagnostic]]
CELL = ref("重点工作", "D3")


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


@pytest.fixture
def whole(rules: Rubric, wording: Wording) -> Dossier:
    return replace(telling("好。", rules, reference()), narrative=narrative(reference(), rules, wording))


# --- numbering --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "一是加强巡查。三是落实责任。",
        "一是加强巡查；二是落实责任；二是完善制度。",
        "工作如下：一是加强巡查，二是落实责任，四是完善制度。",
        "1.加强巡查。2.落实责任。4.完善制度。",
        "（1）加强巡查；（3）落实责任。",
        "第一，加强巡查。第三，落实责任。",
        "①加强巡查；②落实责任；④完善制度。",
        "一是加强巡查。\n三是落实责任。",
    ],
)
def test_typed_numbers_with_a_gap_or_a_repeat(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.numbers_follow, telling(sentence, rules)) == [("E632", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "一是加强巡查；二是落实责任；三是完善制度。",
        "一是加强巡查；二是落实责任。另外，一是学习；二是培训。",
        "一是办实事：一是修路，二是架桥；二是落实责任。",
        "十一是完善制度；十二是总结经验。",
        "二是落实责任，三是完善制度。",
        "支出1.5万元，2.3万元，7.8万元。",
        "第一季度、第三季度开展巡查，第三产业发展良好。",
        "一是一、二是二，统一是关键。",
        "详见附件（3），另见附件（1）。",
        "二、三产业和一、二线城市。",
    ],
)
def test_typed_numbers_that_follow(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.numbers_follow, telling(sentence, rules)) == []


def numbered(*lines: tuple[Level, str]) -> Narrative:
    blocks = (
        Block(level=level, text=text, lead=0, origin=TextRef(file="措辞", line=n))
        for n, (level, text) in enumerate(lines)
    )
    return Narrative(title="", blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([(Level.FIRST, "一、甲"), (Level.FIRST, "三、乙")], [1]),
        ([(Level.FIRST, "一、甲"), (Level.FIRST, "一、乙")], [1]),
        ([(Level.FIRST, "一、甲"), (Level.THIRD, "1.乙")], [1]),
        ([(Level.SECOND, "（一）甲")], [0]),
        (
            [
                (Level.FIRST, "一、甲"),
                (Level.SECOND, "（一）乙"),
                (Level.SECOND, "（三）丙"),
                (Level.SECOND, "（四）丁"),
            ],
            [2],
        ),
        (
            [(Level.FIRST, "一、甲"), (Level.SECOND, "（一）乙"), (Level.FIRST, "二、丙"), (Level.SECOND, "（一）丁")],
            [],
        ),
        ([(Level.FIRST, "一、甲"), (Level.SECOND, "没有编号")], [1]),
    ],
)
def test_numbers_of_paragraphs(whole: Dossier, lines: list[tuple[Level, str]], wrong: list[int]) -> None:
    places = [problem.place for problem in form.numbers_follow(replace(whole, narrative=numbered(*lines)))]
    assert places == [TextRef(file="措辞", line=line) for line in wrong]


# --- punctuation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "制定方案(试行)。",
        "做好以下工作：(1)巡查。",
        "根据穗府[2025]5号文。",
        "根据穗府（2025）5号文。",
        "根据穗府【2025】5号文。",
        "共拆除 69宗。",
        "共拆除69 宗。",
        "共拆除\u300069宗。",
        "满意度95% 以上。",
        "加强巡查,落实责任。",
        "加强巡查;落实责任。",
    ],
)
def test_punctuation_of_the_wrong_width(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.punctuation_is_full_width, telling(sentence, rules)) == [("W633", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "制定方案（试行），根据穗府〔2025〕5号文。",
        "（2024）粤01民终123号判决。",
        "共拆除69宗、11020.87平方米、1,968人次。",
        "于9:30召开，比例为1:2。",
        "开展 Party Day 活动，使用APP。",
        "见 https://www.example.com/a?b=c 公开。",
    ],
)
def test_punctuation_of_the_right_width(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.punctuation_is_full_width, telling(sentence, rules)) == []


# --- sentences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "预决算公开准、合法合规。",
        "加强巡查，，落实责任。",
        "加强巡查。。",
        "加强巡查，。",
        "加强巡查、。",
        "加强巡查以及。",
        "加强巡查和。",
        "加强巡查、",
        "，加强巡查。",
        "制定方案（试行。",
        "制定《管理方案，落实责任。",
        "推进“一码一铺工作。",
        "良好的的环境。",
        "加强绩效管理绩效管理工作。",
    ],
)
def test_a_broken_sentence(sentence: str, rules: Rubric) -> None:
    problems = problems_of(form.sentences_are_whole, telling(sentence, rules))
    assert problems
    assert set(problems) == {("W634", CELL)}


@pytest.mark.parametrize(
    "sentence",
    [
        "预决算公开准确，以公告为准。",
        "数据准、底数清、情况明，看得准、抓得住。",
        "包括：（1）巡查；（2）整改……。",
        "积极参与。群众普遍参与，成果惠及，实现普及。",
        "为达到目的的措施，有的的确见效。",
        "获评“示范街道”。《方案》。",
        "1）巡查；2）整改。",
        "层层落实，方方面面，人人有责，一件一件办。",
    ],
)
def test_a_whole_sentence(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.sentences_are_whole, telling(sentence, rules)) == []


# --- parts and left-overs ---------------------------------------------------------------------------------


def test_a_part_that_is_missing(whole: Dossier) -> None:
    blocks = tuple(block for block in whole.narrative.blocks if not block.text.endswith("自评结论"))
    shorter = replace(whole, narrative=replace(whole.narrative, blocks=blocks))
    assert problems_of(form.parts_are_there, shorter) == [("E636", FileRef(file="wording", item="自评结论"))]


def test_problems_and_measures_that_are_not_printed(whole: Dossier) -> None:
    blocks = whole.narrative.blocks[
        : next(n for n, b in enumerate(whole.narrative.blocks) if "存在的主要问题" in b.text)
    ]
    problem, measure = whole.submission.problems[0].text.ref, whole.submission.measures[0].text.ref
    shorter = replace(whole, narrative=replace(whole.narrative, blocks=blocks))
    assert problems_of(form.parts_are_there, shorter) == [("W640", problem), ("W640", measure)]


@pytest.mark.parametrize(
    "sentence",
    [
        "参与率达到【待填】。",
        "参与率达到【待填：参与率】。",
        "参与率达到None。",
        "参与率达到nan%。",
        "参与率达到XX%。",
        "投入××万元。",
        "20XX年开展。",
        "X月X日开展。",
        "投入____万元。",
        "情况良好（待补充）。",
    ],
)
def test_what_was_left_over(sentence: str, rules: Rubric) -> None:
    problems = problems_of(form.placeholders_left, telling(sentence, rules))
    assert problems
    assert set(problems) == {("E609", CELL)}


@pytest.mark.parametrize(
    "sentence",
    [
        "查处X光机一台，面积2×3米。",
        "使用Nano材料、XXL号服装。",
        "分数{{ 未闭合。",
        "面积3×人均值。",
        "获评【示范】称号。",
    ],
)
def test_what_only_looks_left_over(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.placeholders_left, telling(sentence, rules)) == []


# --- the sound text -----------------------------------------------------------------------------------------

CHECKS: list[Check] = [
    form.title_fits,
    form.parts_are_there,
    form.numbers_follow,
    form.punctuation_is_full_width,
    form.sentences_are_whole,
    form.placeholders_left,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_silent_on_sound_text(check: Check, rules: Rubric, wording: Wording) -> None:
    for submission in VARIATIONS.values():
        dossier = replace(telling("好。", rules, submission), submission=submission)
        dossier = replace(dossier, scorecard=scored(submission, rules), narrative=narrative(submission, rules, wording))
        assert list(check(dossier)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("piece", ["(汉", "（", "《", "一是", "1.", "{{", "做为", "汉", "的", "汉 ", "X", "、", "【待"])
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 40_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef | FileRef | TextRef) for problem in check(dossier))
