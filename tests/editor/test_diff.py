"""What differs between two texts, sentence by sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.diagnostics import TextRef
from reportgen.editor.diff import ADDED, KEPT, REMOVED, Change, changes, sentences
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative

LEVELS = {"# ": Level.FIRST, "## ": Level.SECOND, "### ": Level.THIRD, "": Level.BODY}
FILE = "wording/默认/10-节.txt"


def text(*paragraphs: str, file: str = FILE) -> Narrative:
    """A narrative: “# 一、标题” is a heading, “##- （一）一句。” a plain numbered item, “甲<98.5>分” has a figure."""
    return Narrative(title="", blocks=tuple(block(p, TextRef(file=file, line=n)) for n, p in enumerate(paragraphs, 1)))


def block(paragraph: str, origin: TextRef) -> Block:
    marks, _, words = paragraph.partition(" ") if paragraph.startswith("#") else ("", "", paragraph)
    level = LEVELS[f"{marks.rstrip('-')} " if marks else ""]
    figures = []
    while "<" in words:
        before, _, rest = words.partition("<")
        figure, _, after = rest.partition(">")
        figures.append(FigureUse(start=len(before), end=len(before) + len(figure), name="数", sources=()))
        words = before + figure + after
    stop = words.find("。")
    lead = 0 if not marks or marks.endswith("-") else len(words) if stop < 0 else stop + 1
    return Block(level=level, text=words, lead=lead, origin=origin, figures=tuple(figures))


def differences(old: Narrative, new: Narrative) -> tuple[Change, ...]:
    return changes({"例": (old, new)})


def what_changed(old: Narrative, new: Narrative) -> list[tuple[str, str, str]]:
    return [(c.sort, c.old.shown if c.old else "", c.new.shown if c.new else "") for c in differences(old, new)]


HEAD = "# 一、情况"


def test_sentences_end_at_their_marks_and_headings_are_sentences() -> None:
    narrative = text(HEAD, "## （一）目标", "甲做了。乙也做了！（见附件。）丙；丁", "### 1.办好实事。慰问群众。")
    shown = [(s.number, s.text, s.path, s.form) for s in sentences(narrative)]
    path = ("一、情况", "（一）目标")
    assert shown == [
        ("一、", "情况", (), "一级标题"),
        ("（一）", "目标", ("一、情况",), "二级标题"),
        ("", "甲做了。", path, "正文"),
        ("", "乙也做了！", path, ""),
        ("", "（见附件。）", path, ""),
        ("", "丙；", path, ""),
        ("", "丁", path, ""),
        ("1.", "办好实事。", path, "三级标题"),
        ("", "慰问群众。", (*path, "1.办好实事。"), ""),
    ]


def test_nothing_differs_between_a_text_and_itself() -> None:
    narrative = text(HEAD, "甲。乙。甲。", "##- （一）丙。")
    assert differences(narrative, narrative) == ()


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (["甲。", "乙。"], ["甲。", "丙丙丙。", "乙。"], [("新增", "", "丙丙丙。")]),
        (["甲。丙丙丙。乙。"], ["甲。乙。"], [("删去", "丙丙丙。", "")]),
        (["全年得分为九分。"], ["全年得分是九分。"], [("改写", "全年得分为九分。", "全年得分是九分。")]),
        (["甲甲甲。"], ["乙乙乙。"], [("删去", "甲甲甲。", ""), ("新增", "", "乙乙乙。")]),
        (["甲。乙。丙。丁。"], ["甲。丁。乙。丙。"], [("新增", "", "丁。"), ("删去", "丁。", "")]),
        (["甲。", "乙。"], ["甲。乙。"], [("改写", "乙。", "乙。")]),
        (["乙。"], ["甲。乙。"], [("新增", "", "甲。")]),
        ([HEAD, "甲。"], ["## （一）情况", "甲。"], [("改写", "一、情况", "（一）情况")]),
        (["一是甲；"], ["甲；"], [("改写", "一是甲；", "甲；")]),
        ([], ["甲。"], [("新增", "", "甲。")]),
        (["甲。"], [], [("删去", "甲。", "")]),
        ([], [], []),
        (["甲。", "乙。"], ["乙。"], [("删去", "甲。", "")]),
    ],
)
def test_what_became_of_each_sentence(old: list[str], new: list[str], wanted: list[tuple[str, str, str]]) -> None:
    assert what_changed(text(*old), text(*new)) == wanted


def test_of_two_that_are_much_alike_the_likelier_pair_is_taken() -> None:
    old = text("完成预算编制工作。完成资产盘点工作。")
    new = text("按时完成资产盘点工作。")
    assert what_changed(old, new) == [
        ("删去", "完成预算编制工作。", ""),
        ("改写", "完成资产盘点工作。", "按时完成资产盘点工作。"),
    ]


def test_renumbering_is_told_apart() -> None:
    old = text(HEAD, "## （一）甲", "一是丙；二是丁；")
    new = text(HEAD, "## （一）新", "## （二）甲", "一是戊戊；二是丙；三是丁；")
    assert what_changed(old, new) == [
        ("新增", "", "（一）新"),
        ("序号", "（一）甲", "（二）甲"),
        ("新增", "", "一是戊戊；"),
        ("序号", "一是丙；", "二是丙；"),
        ("序号", "二是丁；", "三是丁；"),
    ]


def test_a_change_of_level_or_paragraph_is_shown_before_the_sentence() -> None:
    old = text("## （一）情况", "丙。", "甲。", "乙。")
    level, heading, paragraph = differences(old, text("##- （一）情况", "## （一）丙。", "甲。乙。"))
    assert [*level.pieces] == [(KEPT, "二级"), (REMOVED, "标题"), (ADDED, "序号"), (KEPT, " | （一）情况")]
    assert rebuilt(heading) == ("正文 | 丙。", "二级标题 | （一）丙。")
    assert [*paragraph.pieces] == [(REMOVED, "正文 | "), (KEPT, "乙。")]


def test_pieces_make_up_both_sentences() -> None:
    (change,) = differences(text("自评结果为98.5分。"), text("经自评，得分为98.5分。"))
    assert rebuilt(change) == ("自评结果为98.5分。", "经自评，得分为98.5分。")
    assert (KEPT, "为98.5分。") in change.pieces


def test_a_figure_is_one_word() -> None:
    (change,) = differences(text("全年得分为98.5分整。"), text("全年得分为97.5分整。"))
    assert [*change.pieces][1:3] == [(REMOVED, "98.5"), (ADDED, "97.5")]


def rebuilt(change: Change) -> tuple[str, str]:
    old = "".join(t for piece, t in change.pieces if piece != ADDED)
    return old, "".join(t for piece, t in change.pieces if piece != REMOVED)


def test_over_several_cases_a_change_is_told_once() -> None:
    def texts(figure: str) -> tuple[Narrative, Narrative]:
        return text(f"结果为<{figure}>分。"), text(f"得分为<{figure}>分。")

    same = text("甲。"), text("甲。")
    (change,) = changes({"甲": texts("98.5"), "乙": texts("100"), "丙": same})
    assert (change.cases, change.times) == (("甲", "乙"), 2)
    assert change.sentence.text == "得分为98.5分。"


def test_the_same_words_from_another_file_are_another_change() -> None:
    texts = {name: (text(), text("甲。", file=f"wording/默认/{name}-节.txt")) for name in ("10", "20")}
    assert [change.times for change in changes(texts)] == [1, 1]


def test_a_text_beyond_the_work_that_is_done_has_no_rewritings() -> None:
    old, new = (text(*(f"{chr(first + n)}甲乙。" for n in range(500))) for first in (0x4E00, 0x6000))
    assert {c.sort for c in differences(old, new)} == {"删去", "新增"}


def test_texts_of_nothing_but_repetition_end() -> None:
    """Beyond the work that is done everything counts as new, and nothing is left out."""
    found = differences(text("乙。" + "甲。" * 2_500 + "丙。"), text("丁。" + "甲。" * 2_500 + "戊。"))
    assert {c.sentence.text for c in found if c.sort == "新增"} == {"丁。", "甲。", "戊。"}
    for old, new in (("甲" * 2_500, "甲" * 2_500 + "乙"), ("乙" + "甲" * 2_500 + "丙", "丁" + "甲" * 2_500 + "戊")):
        sides = [rebuilt(change) for change in differences(text(f"{old}。"), text(f"{new}。"))]
        assert tuple(map("".join, zip(*sides, strict=True))) == (f"{old}。", f"{new}。")


def test_a_long_text_is_compared_as_a_short_one() -> None:
    many = [f"第{n}项已经办结。" for n in range(5_000)]
    changed = [*many[:10], "新的一句话。", *many[10:4_000], *many[4_001:]]
    assert what_changed(text("".join(many)), text("".join(changed))) == [
        ("新增", "", "新的一句话。"),
        ("删去", many[4_000], ""),
    ]


SENTENCES = st.lists(st.sampled_from(["甲甲甲。", "甲甲乙。", "丙。", "丁丁；", "戊戊戊戊！"]), max_size=8)


@given(old=SENTENCES, new=SENTENCES)
def test_every_sentence_is_accounted_for(old: list[str], new: list[str]) -> None:
    """What was added and not removed is what one text has more than the other."""
    found = differences(text("".join(old)), text("".join(new)))
    gone = sum(c.times for c in found if c.sort == "删去")
    come = sum(c.times for c in found if c.sort == "新增")
    assert come - gone == len(new) - len(old)
    assert (found == ()) == (old == new)
    for change in found:
        shown = tuple(sentence.shown if sentence else "" for sentence in (change.old, change.new))
        assert tuple(side.removeprefix("正文 | ") for side in rebuilt(change)) == shown
