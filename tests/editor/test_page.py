"""The page of the preview, made from the same blocks and profile as the .docx."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from variations import VARIATIONS, narrative

from reportgen.catalogue import UNKNOWN_WORD
from reportgen.diagnostics import CellRef, TextRef
from reportgen.editor.preview_page import look, page_number, paragraphs, problem_list
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.word.profile import Profile, load_profile
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative
from reportgen.writing.wording import Wording

LINE = TextRef(file="wording/默认/10-节.txt", line=3)


@pytest.fixture(scope="module")
def profile(shipped: Resources) -> Profile:
    profile_read = load_profile(shipped).value
    assert profile_read is not None
    return profile_read


def html_of(profile: Profile, *blocks: Block) -> str:
    return paragraphs(Narrative(title="", blocks=blocks), profile)


def texts(html: str) -> list[str]:
    return [unescape(re.sub("<[^>]*>", "", part)) for part in re.findall("<p .*?</p>", html, re.DOTALL)]


@pytest.mark.parametrize("name", VARIATIONS)
def test_every_word_of_the_narrative_is_there(profile: Profile, rules: Rubric, wording: Wording, name: str) -> None:
    text = narrative(VARIATIONS[name], rules, wording)
    assert [text for text in texts(paragraphs(text, profile)) if text] == [block.text for block in text.blocks]


def test_text_is_text(profile: Profile) -> None:
    evil = "<script>alert(1)</script>&lt;“\"'"
    html = html_of(profile, Block(level=Level.BODY, text=evil, lead=0, origin=replace(LINE, file='<img src="x">')))
    assert "<script" not in html
    assert "<img" not in html
    assert texts(html) == [evil]


def test_levels_and_leads(profile: Profile) -> None:
    html = html_of(
        profile,
        Block(level=Level.FIRST, text="一、章", lead=3, origin=LINE),
        Block(level=Level.THIRD, text="1.头。正文。", lead=4, origin=LINE),
    )
    assert re.findall('<p class="([a-z]+)">', html) == ["first", "body"]
    assert re.findall('<span class="lead-third" [^>]*>([^<]*)<', html) == ["1.头。"]


def test_figures_say_where_they_come_from(profile: Profile) -> None:
    cell = CellRef(file="2024.xlsx", sheet="预算执行", cell="B6", label="全年支出数")
    use = FigureUse(start=2, end=4, name="全年支出数", sources=(cell,), rule="规则", basis="依据")
    html = html_of(profile, Block(level=Level.BODY, text="支出98万元。", lead=0, origin=LINE, figures=(use,)))
    sources = unescape(re.findall('class="figure" data-from="([^"]*)"', html)[0])
    assert sources == f"措辞：{LINE}\n全年支出数：{cell}\n　规则：规则\n　依据：依据"


def test_gaps_of_a_draft_are_marked(profile: Profile) -> None:
    html = html_of(profile, Block(level=Level.BODY, text="得分【待填：得分】。", lead=0, origin=LINE))
    assert re.findall('<span class="gap" [^>]*>([^<]*)<', html) == ["【待填：得分】"]


def test_titles_break_and_empty_lines_follow(profile: Profile) -> None:
    title = "2024年度广州市荔湾区人民政府金花街道办事处部门整体支出绩效自评表说明"
    html = html_of(profile, Block(level=Level.TITLE, text=title, lead=0, origin=LINE))
    assert html.count("<br>") == 1 + profile.looks[Level.TITLE].empty_after


def test_look_has_the_units_of_the_profile(profile: Profile) -> None:
    css = look(profile)
    assert "--page-width:595.3pt" in css
    assert "line-height:28.95pt" in css
    assert "letter-spacing:-0.25pt" in css
    assert page_number(profile) == ("— ", " —")


def test_a_font_name_closes_no_rule(profile: Profile) -> None:
    evil = replace(profile.styles.body, font_han='a"}*{display:none')
    css = look(replace(profile, styles=replace(profile.styles, body=evil)))
    assert '"}*' not in css


def test_problems_have_place_line_and_word() -> None:
    place = TextRef(file="wording/默认/20-节.txt", line=7, column=4, excerpt="<b>得份</b>", width=2)
    html = problem_list([UNKNOWN_WORD.at(place, "得份", nearest="")])
    assert "wording/默认/20-节.txt:7:4" in html
    assert "<pre>&lt;b&gt;<mark>得份</mark>&lt;/b&gt;</pre>" in html
