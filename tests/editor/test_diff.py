"""What differs between two texts, sentence by sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.diagnostics import TextRef
from reportgen.editor.diff import ADDED, KEPT, REMOVED, Change, Sort, changes, sentences
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


def told(found: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(c.sort.name, c.old.shown if c.old else "", c.new.shown if c.new else "") for c in found]


HEAD = "# 一、情况"


def test_sentences_end_at_their_marks_and_headings_are_sentences() -> None:
    narrative = text(HEAD, "## （一）目标", "甲做了。乙也做了！（见附件。）丙；丁", "### 1.办好实事。慰问群众。")
    shown = [(s.number, s.text, s.path, s.form, s.opens) for s in sentences(narrative)]
    path = ("一、情况", "（一）目标")
    assert shown == [
        ("一、", "情况", (), "一级标题", True),
        ("（一）", "目标", ("一、情况",), "二级标题", True),
        ("", "甲做了。", path, "正文", True),
        ("", "乙也做了！", path, "正文", False),
        ("", "（见附件。）", path, "正文", False),
        ("", "丙；", path, "正文", False),
        ("", "丁", path, "正文", False),
        ("1.", "办好实事。", path, "三级标题", True),
        ("", "慰问群众。", (*path, "1.办好实事。"), "正文", False),
    ]


def test_nothing_differs_between_a_text_and_itself() -> None:
    narrative = text(HEAD, "甲。乙。甲。", "##- （一）丙。")
    assert differences(narrative, narrative) == ()


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (["甲。", "乙。"], ["甲。", "丙丙丙。", "乙。"], [("ADDED", "", "丙丙丙。")]),
        (["甲。丙丙丙。乙。"], ["甲。乙。"], [("REMOVED", "丙丙丙。", "")]),
        (["全年得分为九分。"], ["全年得分是九分。"], [("REWORDED", "全年得分为九分。", "全年得分是九分。")]),
        (["甲甲甲。"], ["乙乙乙。"], [("REMOVED", "甲甲甲。", ""), ("ADDED", "", "乙乙乙。")]),
        (["甲。乙。丙。丁。"], ["丁。甲。乙。丙。"], [("MOVED", "丁。", "丁。")]),
        (["甲。", "乙。"], ["甲。乙。"], [("PARTED", "乙。", "乙。")]),
        (["甲。乙。"], ["甲。", "乙。"], [("PARTED", "乙。", "乙。")]),
        ([HEAD, "甲。"], ["## （一）情况", "甲。"], [("RECAST", "一、情况", "（一）情况")]),
        (["## （一）情况"], ["##- （一）情况"], [("RECAST", "（一）情况", "（一）情况")]),
        (["一是甲；"], ["甲；"], [("REWORDED", "一是甲；", "甲；")]),
        ([], ["甲。"], [("ADDED", "", "甲。")]),
        (["甲。"], [], [("REMOVED", "甲。", "")]),
        ([], [], []),
        (["甲。", "乙。"], ["乙。"], [("REMOVED", "甲。", "")]),
    ],
)
def test_what_became_of_each_sentence(old: list[str], new: list[str], wanted: list[tuple[str, str, str]]) -> None:
    assert told(differences(text(*old), text(*new))) == wanted


def test_of_two_that_are_much_alike_the_likelier_pair_is_taken() -> None:
    old = text("完成预算编制工作。完成资产盘点工作。")
    new = text("按时完成资产盘点工作。")
    assert told(differences(old, new)) == [
        ("REMOVED", "完成预算编制工作。", ""),
        ("REWORDED", "完成资产盘点工作。", "按时完成资产盘点工作。"),
    ]


def test_what_moved_together_is_one_change() -> None:
    found = differences(text("甲。乙。丙。丁。戊。"), text("丁。戊。甲。乙。丙。"))
    assert [(c.sort, c.sentence.text, c.along) for c in found] == [(Sort.MOVED, "丁。", 1)]


def test_renumbering_is_told_apart() -> None:
    old = text(HEAD, "## （一）甲", "一是丙；二是丁；")
    new = text(HEAD, "## （一）新", "## （二）甲", "一是戊戊；二是丙；三是丁；")
    found = differences(old, new)
    assert told(found) == [
        ("ADDED", "", "（一）新"),
        ("RENUMBERED", "（一）甲", "（二）甲"),
        ("ADDED", "", "一是戊戊；"),
        ("RENUMBERED", "一是丙；", "二是丙；"),
        ("RENUMBERED", "二是丁；", "三是丁；"),
    ]


def test_only_renumbered_is_a_difference() -> None:
    (change,) = differences(text("## （一）甲"), text("## （二）甲"))
    assert (change.sort, change.renumbering) == (Sort.RENUMBERED, "（一）甲 → （二）")


def test_pieces_make_up_both_sentences() -> None:
    (change,) = differences(text("自评结果为98.5分。"), text("经自评，得分为98.5分。"))
    assert rebuilt(change) == ("自评结果为98.5分。", "经自评，得分为98.5分。")
    assert (KEPT, "为98.5分。") in change.pieces


def test_a_figure_is_one_word() -> None:
    (change,) = differences(text("全年得分为98.5分整。"), text("全年得分为97.5分整。"))
    assert change.pieces[1:3] == ((REMOVED, "98.5"), (ADDED, "97.5"))


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


def test_in_a_single_text_each_sentence_is_told() -> None:
    old, new = text("甲扣<1>分；乙扣<2>分；"), text("甲<1>分；乙<2>分；")
    assert len(differences(old, new)) == 2


def test_the_same_words_from_another_file_are_another_change() -> None:
    texts = {str(n): (text(), text("甲。", file=f"wording/默认/{n}-节.txt")) for n in (20, 10, 9)}
    files = [change.sentence.origin.file for change in changes(texts)]
    assert files == [f"wording/默认/{n}-节.txt" for n in (9, 10, 20)]


def test_what_is_told_elsewhere_is_left_out() -> None:
    texts = {name: (text("甲。", "## （一）乙"), text("甲。", "## （二）乙", "丙。")) for name in "一二"}
    both = changes(texts)
    assert {change.sort for change in both} == {Sort.ADDED, Sort.RENUMBERED}
    assert changes(texts, told=both) == ()
    assert changes(texts, told=both[1:]) == both[:1]


def test_another_section_is_no_rewording() -> None:
    old = text("全年得分为九分。", file="wording/默认/10-甲.txt")
    for file, sorts in (("10-乙.txt", {Sort.REMOVED, Sort.ADDED}), ("15-甲.txt", {Sort.REWORDED})):
        found = differences(old, text("全年得分是九分。", file=f"wording/单位/金花街道/{file}"))
        assert {change.sort for change in found} == sorts


def test_texts_of_nothing_but_repetition_end() -> None:
    """Beyond what is compared everything is told, if not in the best way."""
    found = differences(text("乙。" + "甲。" * 2_500 + "丙。"), text("丁。" + "甲。" * 2_500 + "戊。"))
    assert {c.sentence.text for c in found if c.sort in (Sort.ADDED, Sort.REMOVED)} == {"乙。", "丙。", "丁。", "戊。"}
    for old, new in (("甲" * 2_500, "甲" * 2_500 + "乙"), ("乙" + "甲" * 2_500 + "丙", "丁" + "甲" * 2_500 + "戊")):
        sides = [rebuilt(change) for change in differences(text(f"{old}。"), text(f"{new}。"))]
        assert tuple(map("".join, zip(*sides, strict=True))) == (f"{old}。", f"{new}。")


def test_a_long_text_is_compared_as_a_short_one() -> None:
    many = [f"第{n}项已经办结。" for n in range(5_000)]
    changed = [*many[:10], "新的一句话。", *many[10:4_000], *many[4_001:]]
    assert told(differences(text("".join(many)), text("".join(changed)))) == [
        ("ADDED", "", "新的一句话。"),
        ("REMOVED", many[4_000], ""),
    ]


SENTENCES = st.lists(st.sampled_from(["甲甲甲。", "甲甲乙。", "丙。", "丁丁；", "戊戊戊戊！"]), max_size=8)


@given(old=SENTENCES, new=SENTENCES)
def test_every_sentence_is_accounted_for(old: list[str], new: list[str]) -> None:
    """What was added and not removed is what one text has more than the other."""
    found = differences(text("".join(old)), text("".join(new)))
    gone = sum(c.times for c in found if c.sort is Sort.REMOVED)
    come = sum(c.times for c in found if c.sort is Sort.ADDED)
    assert come - gone == len(new) - len(old)
    assert (found == ()) == (old == new)
    for change in found:
        assert rebuilt(change) == (change.old.shown if change.old else "", change.new.shown if change.new else "")
