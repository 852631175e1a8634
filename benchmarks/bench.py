"""What a report costs, stage by stage, and beside it docxtpl filling the same text from a template of its own.

Run ``python benchmarks/bench.py``. Exit code 1 when reading to finished .docx costs more than a third of docxtpl's
rendering alone. Two docxtpl templates fill the same text over the same style sheet, with ready-made values: one does
what our wording does (the same sentences, conditions and loops, so that it serves any office), the other is the
finished text of this office with a tag for each value. The first is the one that is judged against.
"""

from __future__ import annotations

import gc
import io
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
import jinja2
from docx.document import Document
from docxtpl import DocxTemplate

from reportgen.intake.reading import read_submission
from reportgen.numeric import chinese_numeral
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources, sample_data
from reportgen.scoring.score import score
from reportgen.word.read import dump
from reportgen.word.render import STYLE_SHEET, load_styles, render
from reportgen.word.styles import PARAGRAPH_STYLES
from reportgen.workpapers import score_workbook
from reportgen.writing.composition import write
from reportgen.writing.narrative import Level, Narrative
from reportgen.writing.vocabulary import Facts, Value, Word, WordType, vocabulary
from reportgen.writing.wording import WordingLibrary

ROUNDS, STARTS = 40, 9
LIMIT = 1 / 3
_TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
_RESOURCES = Resources((_TEMPLATES,))
_WORKBOOK = sample_data() / "2024.xlsx"

# --- the docxtpl template ---------------------------------------------------------------------------------


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
    """Our wording files as whoever uses docxtpl would have to write them: the same sentences, ifs and loops.

    A tag whose end stands in another paragraph gets a paragraph of its own ({%p … %}); numbers are typed, or
    counted by the loop.
    """

    def __init__(self) -> None:
        self.document = docx.Document(str(_TEMPLATES / STYLE_SHEET))
        self._counters = [_Counter() for _ in _HEADINGS]
        self._loops: list[str] = []  # what the open {%p for %}s run over

    def add_wording(self, text: str) -> None:
        for block in re.split(r"\n\s*\n", _INCLUDE.sub(_fragment, text)):
            self._add_block([line.strip() for line in block.splitlines() if line.strip()])

    def _add_block(self, lines: list[str]) -> None:
        inside: list[str] = []
        paired = _paired(lines)
        for number, line in enumerate(lines):
            if number not in paired:
                self._add_text("".join(inside))
                inside = []
            if number in paired:
                inside.append(line)
            else:
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


_HEADINGS = (Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_NUMBER_FORMS = ("{}、", "（{}）", "{}.", "（{}）")
_HEADING = re.compile("(#{1,4})(-?) ")
_INCLUDE = re.compile(r'\{% include "(.+?)" %\}')
_TAG = re.compile(r"\{% (\w+)")
_WORDING = _TEMPLATES / "wording" / "默认"


def _fragment(include: re.Match[str]) -> str:
    return (_WORDING / include[1]).read_text(encoding="utf-8").strip()


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


def wording_template() -> bytes:
    """The template that serves any office."""
    template = _Template()
    for path in sorted(_WORDING.glob("[0-9]*.txt")):
        template.add_wording(path.read_text(encoding="utf-8"))
    return _saved(template.document)


def _saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def tags_template(narrative: Narrative) -> tuple[bytes, dict[str, str]]:
    """The template for this office alone: the finished text, a tag where a value stands; and the values."""
    document = docx.Document(str(_TEMPLATES / STYLE_SHEET))
    values: dict[str, str] = {}
    for block in narrative.blocks:
        text, position = "", 0
        for figure in block.figures:
            name = f"v{len(values)}"
            values[name] = block.text[figure.start : figure.end]
            text += f"{block.text[position : figure.start]}{{{{ {name} }}}}"
            position = figure.end
        is_body = block.level in _HEADINGS and block.lead != len(block.text)
        document.add_paragraph(
            text + block.text[position:], style=PARAGRAPH_STYLES[Level.BODY if is_body else block.level]
        )
    return _saved(document), values


def wording_values(words: Iterable[Word], facts: object) -> dict[str, Any]:
    """Every word of the wording as ready-made text, truth value, dict or list."""
    return {word.name: _ready(word, word.get(facts)) for word in words}


def _ready(word: Word, value: Any) -> Any:
    if word.type is WordType.GROUP:
        return wording_values(word.members.values(), value)
    if word.type is WordType.LIST:
        return [wording_values(word.members.values(), item) for item in value]
    return value.text if isinstance(value, Value) else value


def _jinja() -> jinja2.Environment:
    environment = jinja2.Environment(autoescape=False)  # noqa: S701 - as docxtpl has it; the sample needs no escape
    environment.filters |= {"分": _suffix("分"), "万元": _suffix("万元"), "百分比": _suffix("%")}
    environment.filters |= {"汉字数": chinese_numeral, "去句号": _open_ended, "成句": _sentence}
    return environment


def _suffix(unit: str) -> Callable[[str], str]:
    return lambda text: text + unit


def _open_ended(text: str) -> str:
    return text.rstrip("。；;. ")


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？", "”", "）")) else f"{_open_ended(text)}。"


_JINJA = _jinja()


# --- measuring --------------------------------------------------------------------------------------------


def _stages() -> Iterator[tuple[str, Callable[[], object]]]:
    """What is measured; everything that a run loads once (rules, wording, styles) is loaded here."""
    pipeline = Pipeline(_RESOURCES)
    report = pipeline.report(_WORKBOOK).value
    sheet = load_styles(_RESOURCES).value
    if report is None or sheet is None:
        raise SystemExit("样例生成不了，先运行 reportgen check")
    words = vocabulary(report.rubric)
    library = WordingLibrary(_RESOURCES, words)
    office = report.submission.office
    wording = library.wording(office.district.value, office.short_name.value).value
    if wording is None:
        raise SystemExit("措辞有错")
    filled = (wording_template(), wording_values(words, Facts(report.submission, report.scorecard)))
    tags = tags_template(report.narrative)
    if not dump(_fill(*filled)) == dump(_fill(*tags)) == dump(report.document):
        raise SystemExit("docxtpl 填出来的文字与本程序的不同，不能比较")
    yield "读表", lambda: read_submission(_WORKBOOK)
    yield "评分", lambda: score(report.submission, report.rubric)
    yield "成文", lambda: write(report.submission, report.scorecard, wording)
    yield "排版", lambda: render(report.narrative, sheet, created=report.date)
    yield OURS, lambda: pipeline.report(_WORKBOOK)
    yield "自评表.xlsx", lambda: score_workbook(report.submission, report.scorecard, created=report.date)
    yield THEIRS, lambda: _fill(*filled)
    yield "docxtpl 填只有标签的模板", lambda: _fill(*tags)


OURS, THEIRS = "读表到 .docx 全程", "docxtpl 填模板"


def _fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    filled = DocxTemplate(io.BytesIO(template))
    filled.render(dict(values), _JINJA)
    buffer = io.BytesIO()
    filled.save(buffer)
    return buffer.getvalue()


def _medians(subjects: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median milliseconds; the subjects take turns, so that a slow moment of the machine hits all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for round_number in range(rounds + 2):
        for name, run in subjects.items():
            gc.collect()  # nobody pays for another's rubbish
            gc.disable()
            start = time.perf_counter()
            run()
            elapsed = time.perf_counter() - start
            gc.enable()
            if round_number >= 2:  # the first ones warm up
                times[name].append(elapsed * 1000)
    return {name: statistics.median(measured) for name, measured in times.items()}


def _start(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603 - us


def main() -> int:
    """Measure, print, judge."""
    costs = _medians(dict(_stages()), ROUNDS)
    starts = _medians(
        {"reportgen --help": _start("-m", "reportgen.cli", "--help"), "python -c pass": _start("-c", "pass")}, STARTS
    )
    print(f"样例 {_WORKBOOK.name}，各 {ROUNDS} 次轮流测，取中位数；不含 import。\n")  # noqa: T201 - its output
    print(f"| 项目 | 毫秒 | 与“{THEIRS}”之比 |\n|---|---:|---:|")  # noqa: T201
    for name, cost in costs.items():
        print(f"| {name} | {cost:.1f} | {cost / costs[THEIRS]:.2f} |")  # noqa: T201
    for name, cost in starts.items():
        print(f"| {name}（整个进程） | {cost:.0f} | — |")  # noqa: T201
    ratio = costs[OURS] / costs[THEIRS]
    print(f"\n{OURS}是{THEIRS}的 {ratio:.2f}，{'没有超过' if ratio <= LIMIT else '超过了'}三分之一。")  # noqa: T201
    print(_HONESTLY)  # noqa: T201
    return 0 if ratio <= LIMIT else 1


_HONESTLY = f"""
各数里有什么：
- “{OURS}”：打开 .xlsx，读出并核对每个单元格，评分，成文，检查，排版，打包。
  规则、措辞和样式一次运行只载入、编译一次，不在其内。
- “{THEIRS}”：打开模板，填好，存到内存。值是事先备好的文字，不读表、不评分、不检查。
  模板由同一套措辞文件转成，句子、判断、循环都相同，换一个单位也能用。
  docxtpl 每次都要重新编译模板，它就是这样工作的，所以编译在其内。
- “docxtpl 填只有标签的模板”：模板是这个单位的成文，只把值换成标签，没有判断和循环，换一个单位就不能用。
- 三者的样式文件相同，文字逐段相同（先核对，后测）。测每一次之前先回收内存，测的时候不回收。"""

if __name__ == "__main__":
    sys.exit(main())
