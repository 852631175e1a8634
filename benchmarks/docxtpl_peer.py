"""Our wording files as a docxtpl template: the same sentences, ifs and loops over the same style sheet.

That is what filling this text with docxtpl takes, since the next office has other parts and other sentences.
A tag whose end stands in another paragraph gets a paragraph of its own ({%p … %}); numbers are counted in the
template. The values are ready-made text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import jinja2
from docxtpl import DocxTemplate

from reportgen.intake.submission import Office
from reportgen.numeric import chinese_numeral
from reportgen.resources import Resources
from reportgen.word.render import STYLE_SHEET
from reportgen.word.styles import PARAGRAPH_STYLES
from reportgen.writing.narrative import Level
from reportgen.writing.references import References
from reportgen.writing.source import Layers
from reportgen.writing.values import Value
from reportgen.writing.vocabulary import Facts
from reportgen.writing.words import Word, WordType

_HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_NUMBER_FORMS = ("{}、", "（{}）", "{}.", "（{}）")
_HEADING = re.compile("(#{1,4})(-?) ")
_INCLUDE = re.compile(r'\{% include "(.+?)" %\}')
_TAG = re.compile(r"\{% (\w+)")


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Open the template, render it, save it."""
    filled = DocxTemplate(io.BytesIO(template))
    filled.render(dict(values), _JINJA)
    buffer = io.BytesIO()
    filled.save(buffer)
    return buffer.getvalue()


def template_of(templates: Path, office: Office) -> bytes:
    """The wording of an office as one template."""
    files = Layers(Resources((templates,))).files(office.district.value, office.short_name.value)
    texts = {name: path.read_text(encoding="utf-8") for name, (_, path) in sorted(files.items())}
    template = _Template(templates / STYLE_SHEET)
    for name, text in texts.items():
        if name[0].isdecimal():
            template.add_wording(_INCLUDE.sub(lambda include: texts[include[1]].strip(), text))
    buffer = io.BytesIO()
    template.document.save(buffer)
    return buffer.getvalue()


def values_of(words: Iterable[Word], facts: Facts) -> dict[str, Any]:
    """Every word of the wording as ready-made text, truth value, dict or list."""
    return _drawn(words, facts, facts.references)


def _drawn(words: Iterable[Word], facts: object, references: References) -> dict[str, Any]:
    return {word.name: _ready(word, word.get(facts), references) for word in words}


def _ready(word: Word, value: Any, references: References) -> Any:
    if word.type is WordType.GROUP:
        return _drawn(word.members.values(), value, references)
    if word.type is WordType.LIST:
        return [_drawn(word.members.values(), item, references) for item in value]
    return references.fill_in(value.text) if isinstance(value, Value) else value


def _jinja() -> jinja2.Environment:
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 - as docxtpl has it; the sample needs no escape
    environment.filters |= {"分": _suffix("分"), "万元": _suffix("万元"), "百分比": _suffix("%")}
    environment.filters |= {"汉字数": chinese_numeral, "去句号": _open_ended, "接原因": _reason, "成句": _sentence}
    return environment


def _suffix(unit: str) -> Callable[[str], str]:
    return lambda text: text + unit


def _open_ended(text: str) -> str:
    return text.rstrip("。；;. ")


def _reason(text: str) -> str:
    text = _open_ended(text)
    return text if text.startswith(("因", "由于", "主要是")) else "原因是" + text


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else text + "。"


_JINJA = _jinja()


@dataclass(slots=True)
class _Counter:
    """The number of the next heading of one level: how many stood before, fixed ones and lists of them."""

    fixed: int = 0
    lists: list[str] = field(default_factory=list)

    def next(self, *, chinese: bool) -> str:
        self.fixed += 1
        if self.lists:
            return f"{{{{ {' + '.join(f'{name}|length' for name in self.lists)} + {self.fixed} }}}}"
        return chinese_numeral(self.fixed) if chinese else str(self.fixed)


class _Template:
    """A .docx that grows by the paragraphs of wording files."""

    def __init__(self, style_sheet: Path) -> None:
        self.document = docx.Document(str(style_sheet))
        self._counters = [_Counter() for _ in _HEADINGS]
        self._loops: list[str] = []  # what the open {%p for %}s run over

    def add_wording(self, text: str) -> None:
        for block in re.split(r"\n\s*\n", text):
            self._add_block([line.strip() for line in block.splitlines() if line.strip()])

    def _add_block(self, lines: list[str]) -> None:
        inside: list[str] = []
        paired = _paired(lines)
        for number, line in enumerate(lines):
            if number in paired:
                inside.append(line)
                continue
            self._add_text("".join(inside))
            inside = []
            self._add_tag(line)
        self._add_text("".join(inside))

    def _add_tag(self, tag: str) -> None:
        """One that spans paragraphs."""
        loop = re.match(r"\{% for \S+ in (\S+) %\}", tag)
        if loop:
            self._loops.append(loop[1])
        elif tag == "{% endfor %}":
            self._loops.pop()
        self.document.add_paragraph(tag.replace("{%", "{%p", 1))

    def _add_text(self, text: str) -> None:
        heading, head = _HEADING.match(text), re.match("【(附件|标题)】", text)
        if heading:
            rank = len(heading[1]) - 1
            style = "Normal" if heading[2] else PARAGRAPH_STYLES[_HEADINGS[rank]]
            self.document.add_paragraph(self._number(rank) + text[heading.end() :], style=style)
        elif head:
            self.document.add_paragraph(text[head.end() :], style=PARAGRAPH_STYLES[Level(head[1])])
        elif text:
            self.document.add_paragraph(text)

    def _number(self, rank: int) -> str:
        chinese = rank < 2
        counter = self._counters[rank]
        if self._loops:
            number = f"{{{{ loop.index{'|汉字数' if chinese else ''} }}}}"
            if self._loops[-1] not in counter.lists:
                counter.lists.append(self._loops[-1])
        else:
            number = counter.next(chinese=chinese)
        self._counters[rank + 1 :] = [_Counter() for _ in _HEADINGS[rank + 1 :]]
        return _NUMBER_FORMS[rank].format(number)


def _paired(lines: list[str]) -> set[int]:
    """Which lines are text, or tags that begin and end inside this paragraph."""
    spanning: set[int] = set()
    opened: list[list[int]] = []
    for number, line in enumerate(lines):
        if not re.fullmatch(r"\{%[^{]*%\}", line):
            continue
        tag = _TAG.findall(line)[0]
        if tag in ("if", "for"):
            opened.append([number])
        elif opened:
            opened[-1].append(number)
            if tag.startswith("end"):
                group = opened.pop()
                if any(_HEADING.match(within) for within in lines[group[0] : number]):
                    spanning |= {*group}
        else:
            spanning.add(number)
    return set(range(len(lines))) - spanning - {number for group in opened for number in group}
