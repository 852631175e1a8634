"""What a check reads (卷宗): the data, the scores and the text of one office, and who wrote which words of the text."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from reportgen.checks.limits import Limits
from reportgen.diagnostics import CellRef, TextRef
from reportgen.intake.submission import Entry, Office, Submission
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative

HAN = "\u4e00-\u9fff"  # the range of Han characters, for a set of a pattern

Sentence = tuple[Block, int, str]
"""A block, the position in it where one of its sentences begins, and the words of that sentence."""

SENTENCE = re.compile(r"[^。；！？\n]+")
QUOTATION = re.compile(r"“[^”]{0,200}”|《[^》]{0,200}》")

# --- of what a clause speaks, if not of what the whole office did this year ---------------------------------

OF_OTHERS = re.compile(
    r"全(?:市|区|县|省|国|州)(?!率先)|[市省县区]级(?!文明|示范|先进|平台|资金)|上级|兄弟|其他|别的|周边|邻近|国家(?:规定|标准)"
)
OF_A_PART = re.compile(
    r"其中|(?<!超支)(?<!超出)(?<!节约)(?<!结余)部分|个别|试点|有些|某|每|平均(?!执行率)|[人户村亩日月年次场]均(?![已未按有实为在可能])|季度|[上下]半年|首批|第[一二三四五六]批|"
    r"窗口|单[个项次笔]|最[高多大低少]"
)
OF_THE_PAST = re.compile(
    r"[上去前往]年|上年度|明年|下一?年|同期|此前|以前|原有|原来|原|历年|以来|至今|[两二三四五六七八九十]年[来间]|首年|环比|同比"
)
OF_A_PLAN = re.compile(
    r"力争|争取|确保|要求|目标|计划|预计|应[当该为]?(?![急对用付邀])|需[要]?(?!求)|拟|将(?!.{0,6}(?:列入|纳入))|规定|标准|原则|预期|指标|任务|考核|下达|核定|努力|力求|下一步|明年|满分|必须|不得"
)
OF_AN_AIM = re.compile(r"(?:确保|力争|争取|努力|保证|力求)[^，；]{0,30}$")
_A_RESULT = re.compile(r"从[^，。]{2,10}看，|年末[^，。\d]{0,14}\d|已经|自评(?:结果)?[为得]|扣[\d.]{1,5}分")
# A measure tells of the year: 年末没有结转结余资金, 全年支出超过调整预算.
_OF_THE_YEAR = re.compile(r"^(?:全[年镇乡街县区]|年末|年底|目前|本年度?|今年)|没有|未发生|从未|[，。]均")
_TO_DO = re.compile(
    r"将|要|应|拟|力争|争取|确保|继续|进一步|计划|建立|加[强快大]|完善|健全|强化|推[动进行]|落实|防止|避免|杜绝|对|把|做到|提[高升前]|严[格控]"
    r"|明确|尽快|定期|逐|组织|开展|实行|纳入|[收编制修]|下一?年|明年|每"
)


def elsewhere_in(words: str) -> str:
    """The word by which a clause speaks of others, of a part, of the past or of a plan; ``""`` if of the whole."""
    found = (pattern.search(words) for pattern in (OF_OTHERS, OF_A_PART, OF_THE_PAST, OF_A_PLAN))
    return next((match[0] for match in found if match), "")


def speaks_elsewhere(words: str) -> bool:
    """Whether a clause says nothing of what the whole office did; 按规定 is no plan."""
    return elsewhere_in(_AS_ASKED.sub("", words)) != ""


_AS_ASKED = re.compile("(?:按照?|在|符合[^，]{0,6})(?:规定|要求|标准)|绩效(?:指标|目标)|考核指标")


def clauses_of(sentence: str, marks: str = "，：") -> Iterator[tuple[int, str]]:
    """The clauses of a sentence between such marks, and where each begins in it."""
    at = 0
    for clause in re.split(f"[{marks}]", sentence):
        yield at, clause
        at += len(clause) + 1


class Manuscript(ABC):
    """A finished text (文稿) as the checks of words read it, whether this program wrote it or somebody else.

    A place of a text is a cell in which somebody typed it; a paragraph of a foreign document counts as one.
    """

    narrative: Narrative
    limits: Limits

    @property
    @abstractmethod
    def year(self) -> int:
        """The year of the report."""

    @property
    @abstractmethod
    def office(self) -> Office:
        """The office that reports."""

    @property
    @abstractmethod
    def prose(self) -> tuple[Entry[str], ...]:
        """Every text that a person typed."""

    @property
    @abstractmethod
    def prose_by_purpose(self) -> tuple[list[Entry[str]], ...]:
        """Texts of which none should repeat a sentence of another of its list."""

    @property
    @abstractmethod
    def plan_cells(self) -> frozenset[CellRef]:
        """The places of prose that says what is to be done: goals and measures claim nothing yet."""

    @property
    @abstractmethod
    def report_cells(self) -> frozenset[CellRef]:
        """The places of prose that says what was done."""

    @property
    @abstractmethod
    def whole_cells(self) -> frozenset[CellRef]:
        """The places of prose that consists of whole sentences."""

    @property
    def gaps(self) -> frozenset[CellRef]:
        """The cells that are still to be filled in, in a draft."""
        return frozenset()

    @cached_property
    def descriptive_cells(self) -> frozenset[CellRef]:
        """The places of prose that describes the office and how it evaluated itself."""
        return frozenset()

    @cached_property
    def measure_cells(self) -> frozenset[CellRef]:
        """The places of measures, which may build on a result of the year."""
        return frozenset()

    @cached_property
    def row_names(self) -> tuple[str, ...]:
        """The names that the text has from the rows of its own workbook."""
        return ()

    def only_plans(self, place: object, sentence: str) -> bool:
        """Whether a sentence of a goal or a measure says what is to be done, and tells of no result of this year."""
        if place not in self.plan_cells or place in self.descriptive_cells:
            return place in self.descriptive_cells
        of_year = f"{self.year}年" in sentence or (_OF_THE_YEAR.search(sentence) and not _TO_DO.search(sentence))
        tells = place in self.measure_cells and of_year
        return not tells and _A_RESULT.search(sentence) is None

    @cached_property
    def passages(self) -> tuple[Block, ...]:
        """The paragraphs of the text."""
        return self.narrative.blocks

    @cached_property
    def whole_text(self) -> str:
        """All passages between line ends, in which a check looks first whether anything is wrong at all."""
        return "\n".join(("", *(block.text for block in self.passages), ""))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of the finished text."""
        return tuple(_sentences(self.narrative.blocks))

    @cached_property
    def all_sentences(self) -> tuple[Sentence, ...]:
        """The sentences of every passage."""
        return (*self.sentences, *_sentences(self.passages[len(self.narrative.blocks) :]))


@dataclass(frozen=True, kw_only=True, eq=False)  # Caches of checks use it as a key, by identity.
class Dossier(Manuscript):
    """The data, the scores and the finished text of one office; ``last_year`` is its submission of the year before.

    ``required`` are the headings, without numbers, that its wording set (文体) demands.
    ``sections`` are the 栏目 of 其他情况 that the wording prints by their names.
    """

    submission: Submission
    scorecard: Scorecard
    narrative: Narrative
    limits: Limits
    last_year: Submission | None = None
    required: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()

    @property
    def year(self) -> int:
        """The year of the workbook."""
        return self.submission.year.value

    @property
    def office(self) -> Office:
        """The office of the workbook."""
        return self.submission.office

    @property
    def gaps(self) -> frozenset[CellRef]:
        """The cells whose figures are still to be filled in."""
        return self.scorecard.gaps

    @cached_property
    def prose(self) -> tuple[Entry[str], ...]:
        """Every text of the workbook that may become part of a sentence."""
        return tuple(self.submission.prose())

    @cached_property
    def passages(self) -> tuple[Block, ...]:
        """The finished text, then the prose cells that it does not print, because the working papers show them."""
        others = (cell_block(entry) for entry in self.prose if entry.ref not in self.printed_cells)
        return (*self.narrative.blocks, *others)

    @cached_property
    def printed_cells(self) -> frozenset[CellRef]:
        """The cells on which anything in the finished text rests."""
        uses = (use for block in self.narrative.blocks for use in block.figures)
        return frozenset(source for use in uses for source in use.sources)

    @cached_property
    def plan_cells(self) -> frozenset[CellRef]:
        """The prose cells that say what is to be done, or what the office is: they claim no result of the year."""
        submission = self.submission
        goals = (text for goal in submission.goals for text in (goal.title, goal.text))
        tasks = (task.text for task in submission.profile.planned_tasks)
        texts = (
            submission.goal_overview,
            submission.plan,
            *goals,
            *(measure.text for measure in submission.measures),
            *tasks,
        )
        return frozenset(text.ref for text in texts if text) | self.descriptive_cells

    @cached_property
    def goal_cells(self) -> frozenset[CellRef]:
        """The prose cells of the goals."""
        goals = (text for goal in self.submission.goals for text in (goal.title, goal.text))
        return frozenset(text.ref for text in (self.submission.goal_overview, *goals) if text)

    @cached_property
    def measure_cells(self) -> frozenset[CellRef]:
        """The prose cells of the measures."""
        return frozenset(measure.text.ref for measure in self.submission.measures)

    @cached_property
    def row_names(self) -> tuple[str, ...]:
        """The names of the indicators and of the rows of 管理效率."""
        indicators = (one.name.value for one in self.submission.indicators)
        return (*indicators, *(one.indicator.value for one in self.submission.management))

    @cached_property
    def descriptive_cells(self) -> frozenset[CellRef]:
        """The prose cells that describe the office and how it evaluated itself."""
        return frozenset(entry.ref for entry in self.submission.descriptions())

    @cached_property
    def report_cells(self) -> frozenset[CellRef]:
        """The prose cells that say what was done."""
        submission = self.submission
        tasks = [text for task in submission.tasks for text in (task.title, task.text)]
        points = [point for task in submission.tasks for point in (*task.enumeration, *task.subitems)]
        tasks += [text for point in points for text in (point.title, point.text)]
        notes = (entry.note for entry in submission.management)
        texts = (submission.conclusion_overview, submission.honours, *tasks, *notes)
        return frozenset(text.ref for text in texts if text)

    @cached_property
    def whole_cells(self) -> frozenset[CellRef]:
        """Reports, problems and measures; goals and reasons are words that the wording builds into a sentence."""
        items = (*self.submission.problems, *self.submission.measures)
        return self.report_cells | {item.text.ref for item in items}

    @cached_property
    def prose_by_purpose(self) -> tuple[list[Entry[str]], ...]:
        """What is planned and what is reported: one may say the other's sentence. Reasons may be the same as well."""
        submission = self.submission
        goals = [goal.text for goal in submission.goals]
        tasks = submission.tasks
        points = chain(
            (task.text for task in tasks), (p.text for task in tasks for p in (*task.enumeration, *task.subitems))
        )
        items = [item.text for item in (*submission.problems, *submission.measures)]
        notes = [row.note for row in submission.management]
        reported = (submission.conclusion_overview, submission.honours, *points, *notes, *items)
        return [one for one in (submission.goal_overview, *goals) if one], [one for one in reported if one]


def cell_block(entry: Entry[str]) -> Block:
    """A cell that is not printed, as a paragraph of its own."""
    use = FigureUse(start=0, end=len(entry.value), name="", sources=(entry.ref,))
    return Block(
        level=Level.BODY, text=entry.value, lead=0, origin=TextRef(file=entry.ref.file, line=1), figures=(use,)
    )


def _sentences(blocks: Iterable[Block]) -> Iterator[Sentence]:
    for block in blocks:
        for match in SENTENCE.finditer(block.text):
            yield block, match.start(), match[0]


def find_matches(pattern: re.Pattern[str], begins: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The matches that ``finditer`` gives, where each begins with the one character that ``begins`` matches.

    ``re`` skips to such a character several times faster than it tries a pattern that begins with a choice.
    """
    end = 0
    for begin in begins.finditer(text):
        match = pattern.match(text, begin.start()) if begin.start() >= end else None
        if match:
            yield match
            end = match.end()


def place_at(block: Block, position: int) -> CellRef | TextRef:
    """The cell whose text stands at this position, or else the line of the wording file."""
    cells = (f.sources[0] for f in block.figures if f.sources and f.start <= position < f.end)
    return next(cells, None) or block.line_at(position)


def figure_at(block: Block, position: int) -> FigureUse | None:
    """The figure from a cell of its own that is printed at this position; ``None`` in the words of a sentence."""
    return next((f for f in block.figures if f.number is not None and f.start <= position < f.end), None)


def blank_out(text: str, *patterns: re.Pattern[str]) -> str:
    """The text with blanks for everything that the patterns match; every other character stays at its position."""
    for pattern in patterns:
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text
