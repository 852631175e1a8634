from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from docx_proof import assert_valid_docx
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from reference import CREATED, block, narrative, reference_narrative

from reportgen.documents.reading import dump
from reportgen.package import unpack
from reportgen.word.render import StyleSheet, render
from reportgen.writing.narrative import Block, Level, Narrative

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document_of(text: Narrative, sheet: StyleSheet) -> bytes:
    data = render(text, sheet, created=CREATED)
    assert_valid_docx(data)
    return data


def paragraphs(sheet: StyleSheet, *blocks: Block) -> list[etree._Element]:
    return list(etree.fromstring(unpack(document_of(narrative(*blocks), sheet))["word/document.xml"]).iter(f"{W}p"))


def style(element: etree._Element, tag: str) -> str:
    child = next(element.iter(f"{W}{tag}"), None)
    return "" if child is None else child.get(f"{W}val", "")


def runs(paragraph: etree._Element) -> list[tuple[str, str, bool]]:
    """Character style, text and font hint of each run."""
    return [
        (
            style(run, "rStyle"),
            "".join(t.text or "" for t in run.iter(f"{W}t")),
            next(run.iter(f"{W}rFonts"), None) is not None,
        )
        for run in paragraph.iter(f"{W}r")
    ]


# --- text -------------------------------------------------------------------------------------------------


def test_the_document_says_what_the_narrative_says(sheet: StyleSheet) -> None:
    text = reference_narrative()
    assert dump(document_of(text, sheet)) == text.dump()


@pytest.mark.parametrize(
    "text",
    [
        "A & B < C > D",
        "{{ 单位.简称 }} {% if %} {# #}",
        "“引号”‘单引号’ \"half\" 'width'",
        "𠮷野家😀 ﷽ 㐀",
        "  前后有空格，中间有  两个  ",
        "\u3000全角空格",
        "一行\t制表",
        "两行\n两行",
        "]]> &amp; &#13; <w:p/>",
        "回车\r还在",
        "零宽\u200b连接\u200d双向\u202e",
    ],
)
def test_text_comes_out_as_it_went_in(text: str, sheet: StyleSheet) -> None:
    one = narrative(block(Level.BODY, text))
    assert dump(document_of(one, sheet)) == one.dump()


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1
)


@given(
    st.lists(
        st.tuples(st.sampled_from([Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH]), TEXTS, st.integers(1, 9))
    )
)
def test_any_text_with_a_heading_look_comes_out(sheet: StyleSheet, rows: list[tuple[Level, str, int]]) -> None:
    blocks = [block(level, f"字{text}", min(lead, len(text))) for level, text, lead in rows]
    text = narrative(*blocks)
    assert dump(render(text, sheet, created=CREATED)) == text.dump()


@pytest.mark.parametrize("char", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_character_that_xml_forbids_makes_no_file(char: str, sheet: StyleSheet) -> None:
    with pytest.raises(ValueError, match=r"XML compatible|surrogates"):
        render(narrative(block(Level.BODY, f"前{char}后")), sheet, created=CREATED)
    with pytest.raises(ValueError, match=r"XML compatible|surrogates"):
        render(Narrative(title=char, blocks=()), sheet, created=CREATED)


# --- looks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "name"),
    [
        (Level.ATTACHMENT, "Attachment"),
        (Level.TITLE, "Title"),
        (Level.FIRST, "Heading1"),
        (Level.SECOND, "Heading2"),
        (Level.THIRD, "Heading3"),
        (Level.FOURTH, "Heading4"),
        (Level.BODY, ""),
    ],
)
def test_a_heading_paragraph_has_the_style_of_its_level(level: Level, name: str, sheet: StyleSheet) -> None:
    assert style(paragraphs(sheet, block(level, "文字", lead=2))[0], "pStyle") == name


def test_only_the_lead_sentence_of_a_paragraph_that_runs_on_looks_like_a_heading(sheet: StyleSheet) -> None:
    (paragraph,) = paragraphs(sheet, block(Level.THIRD, "1.标题。正文。", lead=5))
    assert style(paragraph, "pStyle") == ""
    assert runs(paragraph) == [("Lead3", "1.标题。", False), ("", "正文。", False)]


def test_a_plain_numbered_item_is_body_text(sheet: StyleSheet) -> None:
    (paragraph,) = paragraphs(sheet, block(Level.FOURTH, "（1）发放率不达90%，扣1分。"))
    assert style(paragraph, "pStyle") == ""
    assert runs(paragraph) == [("", "（1）发放率不达90%，扣1分。", False)]


def test_the_outline_of_the_reference_holds_its_headings_alone(sheet: StyleSheet) -> None:
    root = etree.fromstring(unpack(document_of(reference_narrative(), sheet))["word/document.xml"])
    outline = [
        "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
        for paragraph in root.iter(f"{W}p")
        if style(paragraph, "pStyle").startswith("Heading")
    ]
    assert outline == [
        "一、绩效自评情况",
        "（一）部门整体支出绩效目标",
        "（二）自评结论",
        "（三）履职效能分析",
        "5.存在问题",
        "（四）管理效率分析",
        "1.预算编制方面得分3分。",
        "2.预算执行方面得分4分。",
        "3.信息公开方面得分4分。",
        "4.绩效管理方面得分15分。",
        "5.采购管理方面得分10分。",
        "6.资产管理方面得分10分。",
        "7.运行成本方面得分4分。",
        "二、存在的主要问题",
        "三、下一步改进措施",
    ]


def test_one_empty_line_follows_the_attachment_mark_and_the_title(sheet: StyleSheet) -> None:
    made_of = paragraphs(
        sheet, block(Level.ATTACHMENT, "附件3"), block(Level.TITLE, "标题"), block(Level.FIRST, "一、概况", lead=4)
    )
    texts = ["".join(t.text or "" for t in paragraph.iter(f"{W}t")) for paragraph in made_of]
    assert texts == ["附件3", "", "标题", "", "一、概况"]


def test_a_long_title_is_broken_after_a_phrase(sheet: StyleSheet) -> None:
    title = "2024年度广州市荔湾区人民政府金花街道办事处部门整体支出绩效自评表说明"
    paragraph = paragraphs(sheet, block(Level.TITLE, title))[0]
    assert [t.text for t in paragraph.iter(f"{W}t")] == [title[:16], title[16:]]
    assert len(list(paragraph.iter(f"{W}br"))) == 1


@pytest.mark.parametrize("mark", "“”‘’—…·×≥①℃")
@pytest.mark.parametrize("level", [Level.BODY, Level.TITLE, Level.THIRD])
def test_a_run_with_an_ambiguous_mark_asks_for_the_chinese_font(mark: str, level: Level, sheet: StyleSheet) -> None:
    paragraph = paragraphs(sheet, block(level, f"前{mark}后", lead=3))[0]
    assert [hint for _, _, hint in runs(paragraph)] == [True]


def test_a_run_is_split_at_the_lead_alone_and_hinted_where_its_own_text_asks(sheet: StyleSheet) -> None:
    (paragraph,) = paragraphs(sheet, block(Level.THIRD, "1.标题。“两新”党组织，95%以上。", lead=5))
    assert [(text, hint) for _, text, hint in runs(paragraph)] == [
        ("1.标题。", False),
        ("“两新”党组织，95%以上。", True),
    ]


def test_nothing_but_the_hint_and_the_lead_style_stands_at_run_level(sheet: StyleSheet) -> None:
    root = etree.fromstring(unpack(document_of(reference_narrative(), sheet))["word/document.xml"])
    marks = {
        (etree.QName(child).localname, *(str(key).rpartition("}")[2] for key in child.attrib))
        for properties in root.iter(f"{W}rPr")
        for child in properties
    }
    assert marks == {("rStyle", "val"), ("rFonts", "hint")}


# --- properties and bytes ---------------------------------------------------------------------------------


def test_the_core_properties_are_the_title_the_creator_and_one_date(sheet: StyleSheet) -> None:
    text = Narrative(title="甲 & 乙", blocks=())
    core = etree.fromstring(unpack(document_of(text, sheet))["docProps/core.xml"])
    assert [(etree.QName(child).localname, child.text) for child in core] == [
        ("title", "甲 & 乙"),
        ("creator", sheet.profile.creator),
        ("created", "2025-03-14T01:02:03Z"),
        ("modified", "2025-03-14T01:02:03Z"),
    ]


def test_the_same_moment_in_another_time_zone_gives_the_same_bytes(sheet: StyleSheet) -> None:
    elsewhere = CREATED.astimezone(timezone(timedelta(hours=8)))
    text = reference_narrative()
    assert render(text, sheet, created=elsewhere) == render(text, sheet, created=CREATED)


def test_a_date_without_time_zone_is_a_bug(sheet: StyleSheet) -> None:
    with pytest.raises(ValueError, match="time zone"):
        render(reference_narrative(), sheet, created=datetime(2025, 3, 14))


def test_a_title_longer_than_a_property_may_be_is_cut_there_alone(sheet: StyleSheet) -> None:
    text = Narrative(title="长" * 300, blocks=(block(Level.TITLE, "长" * 300),))
    data = document_of(text, sheet)
    core = etree.fromstring(unpack(data)["docProps/core.xml"])
    assert next(child.text for child in core) == "长" * 255
    assert dump(data) == text.dump()


BUILD = """
import hashlib, pathlib, sys
from dataclasses import replace
from decimal import Decimal
sys.path.insert(0, sys.argv[1])
from reference import CREATED, PNG, block, narrative, reference_narrative
from reportgen.resources import Resources
from reportgen.word.render import ExhibitLook
from reportgen.word.render import load_styles, render
from reportgen.word.review import review_copy
from reportgen.writing.narrative import Level, Picture, Table
templates = Resources((pathlib.Path(sys.argv[2]),))
sizes = {"size": Decimal("10.5"), "caption_size": Decimal(12)}
look = ExhibitLook(font_han="宋体", font_latin="宋体", head_han="黑体", caption_han="黑体", **sizes)
table = Table(caption="表", head=("甲", "乙"), widths=(1, 2), rows=(("1", "2\\n3"),))
picture = Picture(caption="图", png=PNG, width=Decimal(9), height=Decimal(5), alt_text="一个点")
exhibits = [replace(block(Level.BODY, one.caption), exhibit=one) for one in (table, picture)]
report = render(reference_narrative(), load_styles(templates).value, created=CREATED)
gap = narrative(block(Level.TITLE, "标题"), block(Level.BODY, "得分【待填：总分】分。"))
documents = (
    report,
    render(gap, load_styles(templates, draft=True).value, created=CREATED),
    review_copy(report, reference_narrative(), rules="rules/2024.toml", created=CREATED),
    render(narrative(*exhibits), load_styles(templates, exhibits=look).value, created=CREATED),
)
sys.stdout.write(" ".join(hashlib.sha256(document).hexdigest() for document in documents))
"""


def test_two_processes_in_other_surroundings_give_the_same_bytes(tmp_path: Path) -> None:
    """A report, a draft, a review copy, and a summary with a table and a picture."""
    here = Path(__file__).parents[1]
    arguments = [sys.executable, "-c", BUILD, str(here), str(here.parent / "templates")]
    surroundings = [
        (here, {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai", "LC_ALL": "C"}),
        (tmp_path, {"PYTHONHASHSEED": "4242", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "USER": "someone"}),
    ]
    digests = {
        subprocess.run(arguments, cwd=folder, env=os.environ | env, capture_output=True, text=True, check=True).stdout
        for folder, env in surroundings
    }
    assert len(digests) == 1
    assert len(digests.pop().split()) == 4
