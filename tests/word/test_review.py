"""The review copy: the same text and looks, a comment at every figure."""

from __future__ import annotations

import datetime
import io
import re
from itertools import groupby
from types import SimpleNamespace

import docx
import pytest
from docx.document import Document
from docx.text.run import Run
from docx_proof import assert_valid_docx
from lxml import etree
from reference import CREATED, block, narrative
from variations import VARIATIONS
from variations import narrative as worded

from reportgen.diagnostics import CellRef
from reportgen.documents.reading import dump
from reportgen.package import unpack
from reportgen.scoring.rubric import Rubric
from reportgen.word.render import StyleSheet, render
from reportgen.word.review import review_copy
from reportgen.writing.narrative import Level, Narrative
from reportgen.writing.provenance import PrintedFigure, figures
from reportgen.writing.wording import Wording


def make(text: Narrative, sheet: StyleSheet) -> tuple[bytes, bytes, tuple[PrintedFigure, ...]]:
    """The .docx, its review copy, and the figures of the text."""
    document = render(text, sheet, created=CREATED)
    rules = "rules/2024.toml"
    return document, review_copy(document, text, rules=rules, created=CREATED), figures(text, rules=rules)


def looks(document: bytes) -> list[list[tuple[str, str]]]:
    """The paragraphs as lists of (look, text)."""
    return [
        [
            (look, "".join(run.text for run in runs))
            for look, runs in groupby((run for run in paragraph.runs if run.text), key=look_of)
        ]
        for paragraph in docx.Document(io.BytesIO(document)).paragraphs
    ]


def look_of(run: Run) -> str:
    return re.sub(' xmlns:[a-z0-9]+="[^"]*"', "", run._r.rPr.xml) if run._r.rPr is not None else ""


def texts_with_comments(word: Document) -> list[str]:
    """The text that each comment marks, in the order of the comments' numbers."""
    texts: dict[str, str] = {}
    inside: set[str] = set()
    for element in word.element.body.iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag in ("commentRangeStart", "commentRangeEnd"):
            number = element.get(element.tag.replace(tag, "id"), "")
            (inside.add if tag == "commentRangeStart" else inside.remove)(number)
        elif tag == "t":
            for number in inside:
                texts[number] = texts.get(number, "") + (element.text or "")
    return [texts[str(comment.comment_id)] for comment in word.comments]


@pytest.mark.parametrize("name", VARIATIONS)
def test_text_and_looks_are_the_same_and_every_figure_has_its_comment(
    rules: Rubric, wording: Wording, sheet: StyleSheet, name: str
) -> None:
    document, reviewed, traced = make(worded(VARIATIONS[name], rules, wording), sheet)
    assert dump(reviewed) == dump(document)
    assert looks(reviewed) == looks(document)
    word = docx.Document(io.BytesIO(reviewed))
    assert texts_with_comments(word) == [figure.text for figure in traced]
    for comment, figure in zip(word.comments, traced, strict=True):
        assert comment.author == word.core_properties.author
        assert comment.timestamp == CREATED
        cells = [source for source in figure.sources if isinstance(source, CellRef)]
        assert all(cell.sheet in comment.text for cell in cells)
        assert figure.rule in comment.text
        assert figure.basis in comment.text


def test_it_opens_in_word(rules: Rubric, wording: Wording, sheet: StyleSheet) -> None:
    _, reviewed, _ = make(worded(VARIATIONS["都填了"], rules, wording), sheet)
    assert_valid_docx(reviewed)
    word = docx.Document(io.BytesIO(reviewed))
    assert {"CommentText", "CommentReference"} <= {style.style_id for style in word.styles}


def test_figures_across_tabs_breaks_and_runs(sheet: StyleSheet) -> None:
    text = narrative(
        block(Level.TITLE, "2024年度某某市某某区人民政府某某街道办事处部门整体支出绩效自评表说明2"),
        block(Level.THIRD, "1.标题12。3人\t4人56", lead=len("1.标题12。")),
        block(Level.BODY, "7\t8"),
    )
    document, reviewed, traced = make(text, sheet)
    assert [figure.text for figure in traced] == ["2024", "2", "12", "3", "4", "56", "7", "8"]
    assert texts_with_comments(docx.Document(io.BytesIO(reviewed))) == [figure.text for figure in traced]
    assert looks(reviewed) == looks(document)
    assert_valid_docx(reviewed)


def test_a_line_break_of_the_text_is_a_character_of_it_and_one_of_a_title_is_not(sheet: StyleSheet) -> None:
    title = "2024年度某某市某某区人民政府3某某街道办事处部门整体支出绩效自评表说明4"
    text = narrative(block(Level.TITLE, title), block(Level.BODY, "5\n6人\n7"))
    _, reviewed, _ = make(text, sheet)
    word = docx.Document(io.BytesIO(reviewed))
    assert "\n" in word.paragraphs[0].text
    assert texts_with_comments(word) == ["2024", "3", "4", "5", "6", "7"]
    assert dump(reviewed) == text.dump()


def test_a_text_without_figures_has_no_comments(sheet: StyleSheet) -> None:
    document, reviewed, _ = make(narrative(block(Level.TITLE, "标题"), block(Level.BODY, "文字")), sheet)
    assert dump(reviewed) == dump(document)
    assert len(docx.Document(io.BytesIO(reviewed)).comments) == 0


def test_bytes_do_not_depend_on_the_clock(sheet: StyleSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    text = narrative(block(Level.TITLE, "2024"))
    _, now, _ = make(text, sheet)

    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Later:
            return cls(2099, 1, 1, tzinfo=tz)

    monkeypatch.setattr("docx.comments.dt", SimpleNamespace(datetime=Later, timezone=datetime.timezone))
    assert make(text, sheet)[1] == now


def canonical(part: bytes) -> bytes:
    return etree.tostring(etree.fromstring(part), method="c14n")


def differing(one: bytes, two: bytes) -> set[str]:
    first, second = unpack(one), unpack(two)
    both = first.keys() & second.keys()
    return first.keys() ^ second.keys() | {name for name in both if canonical(first[name]) != canonical(second[name])}


def test_nothing_else_of_the_document_is_touched(sheet: StyleSheet) -> None:
    document, reviewed, _ = make(narrative(block(Level.TITLE, "2024")), sheet)
    assert differing(document, reviewed) == {
        "[Content_Types].xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/document.xml",
        "word/styles.xml",
    }
