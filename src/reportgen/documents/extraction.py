"""Fills in the form (填报表) from a finished document, so that an office starts without typing last year's text again.

The order is: headings lead to parts; the wording is turned round; sentences give figures; what is left is prose of the
part that its heading belongs to. A cell that is not certain is marked and carries its sentence; what belongs nowhere
is listed in order.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from reportgen.documents.draft import MOST_INDICATORS, FilledRow, FormDraft, put_measure
from reportgen.documents.inversion import ITEM, Capture, Matcher, Pattern, Reading, patterns_of, plain_text
from reportgen.documents.outline import (
    LONGEST_HEADING,
    OutlinedParagraph,
    enumeration,
    outlined,
    path_called,
    title_of_task,
)
from reportgen.documents.places import Atlas, CellPlace, atlas_of, criterion_named, is_answer
from reportgen.documents.reading import Paragraph
from reportgen.documents.sentences import figures_in, sentences
from reportgen.documents.title import FIRST_LINES, TITLE_WORDS, Names
from reportgen.forms.progress import Value
from reportgen.intake import form
from reportgen.intake.form import CellKind
from reportgen.numeric import parse_quantity
from reportgen.resources import Resources
from reportgen.scoring.figures import FIGURES
from reportgen.scoring.rubric import Criterion, Rubric
from reportgen.scoring.tree import CRITERION, GROUP, PART
from reportgen.writing.narrative import Level
from reportgen.writing.source import DEFAULT_LAYER, Layers, WordingSets, read_wording_files

_SELVES = re.compile(r"[我本](?:街道|部门|单位|街|办|镇|乡|机关)")
_LOSS = re.compile(r"扣\s?(\d{1,2}(?:\.\d{1,2})?)\s?分")
_SHORTFALL = re.compile(
    r"实际(?:完成(?:率|值)?)?|仅|只有|未能?(?:达|完)|不达|不足|没有(?:达|完)|为\d|达到?\d|完成\d|低于|超过|方面|偏|，"
)


_RUN_IN = re.compile(r"([^。：:]{2,40})[。：:](?=.)")
_LONGEST_RUN_IN, _SHORT, _SHORTEST, _AROUND_GROUP = 14, 16, 8, 14  # characters
_LONGEST_WORD = 16  # characters of a text that the wording prints by itself, such as 基本完成
_NOT_IN_HEADINGS = re.compile(r"[\d。；，]")  # of headings without a number
_ENDS_A_PART = re.compile("(?:问题|不足|措施|打算|建议|结论|分析|情况|目标|原因|说明)$")
_BOTH = re.compile("问题.{0,8}(?:措施|打算|建议|改进|整改)")
_INTENDS = re.compile(r"(?:^|(?<=[。；，]))(?:下一步|今后|将|拟|[我本]街道将)")
_SCORE = re.compile(r"(?:自评|评价|综合|总)?(?:得分|总分|满分|得)(?:为|共|合计)?\d|[分值得扣]{1,2}\d{1,3}(?:\.\d+)?分")
_STATED_SCORE = re.compile(r"得分?(\d{1,3}(?:\.\d{1,2})?)分")
_DATE = re.compile(r"（?(20\d\d年\d{1,2}月(?:\d{1,2}日)?)）?")
_PROSE = (CellKind.PROSE, CellKind.PARAGRAPH)
_HEADS = (Level.ATTACHMENT, Level.TITLE, Level.FIRST, Level.SECOND, Level.THIRD, Level.FOURTH)
_TABLE_HEADS = {
    "name": re.compile("三级指标|指标名称|^指标$|指标内容|绩效指标"),
    "target": re.compile("指标值|目标值|年初目标|目标|计划"),
    "actual": re.compile("完成|实际"),
}
_TARGET_SIGNS = (
    ("≤", re.compile("≤|不超过|不高于|以内|不大于")),
    ("=", re.compile("^=|^＝")),
    (">", re.compile("^>|大于|超过|高于")),
)
_TARGET_WORDS = re.compile(
    r"^(?:[≥≤＝=><≧≦]|不低于|不少于|不超过|不高于|达到|达(?=\d)|大于|小于|超过|高于)\s?|(?:及)?以[上内]$"
)
_INDICATOR_LISTS = ("扣分指标", form.INDICATORS.name, ".指标")
_REQUIRES = {
    "要求不高于": "≤",
    "要求低于": "<",
    "要求高于": ">",
    "要求等于": "=",
    form.QUALITATIVE: form.QUALITATIVE,
    "另写程度": form.QUALITATIVE,
}
_OF_GROUP = f".{form.MANAGEMENT.note.name}{ITEM}"


class Fate(StrEnum):
    """What became of a paragraph."""

    WORDING = "与措辞对上"
    PROSE = "作为文字填入"
    HEADING = "标题"
    LISTED = "没有认出"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a document gave: the rows of each sheet, what was listed, and the fate of each paragraph."""

    year: int
    rows: Mapping[str, Sequence[FilledRow]]
    listed: tuple[tuple[str, str], ...]  # the heading above, and the text
    fates: tuple[Fate, ...]


# --- the extraction --------------------------------------------------------------------------------------


def extract(
    paragraphs: Sequence[Paragraph], rubric: Rubric, resources: Resources, names: Names, atlas: Atlas | None = None
) -> Extraction:
    """Fill in the form of the year of ``rubric`` from the paragraphs of a document; ``atlas`` is that of the rubric."""
    shelf = WordingSets(resources)
    sets = [one for folder in shelf.folders if (one := shelf.read(folder).value)]
    atlas = atlas or atlas_of(rubric, dict.fromkeys(section for one in sets for section in one.sections))
    sections = outlined(paragraphs)
    known = {**atlas.constants, **names.known}
    readers = []
    for one in sets:
        layers = Layers(resources, wording_set=one.folder)
        files = read_wording_files(layers.files(names.district, names.short), [])
        readers.append(_FormFiller(patterns_of(files, known), atlas, rubric, names))
        readers[-1].read(sections)
    best = max(readers, key=lambda reader: reader.fixed)
    chosen = sets[readers.index(best)]
    if chosen.folder != DEFAULT_LAYER:
        row = best.named_row(form.BASICS, form.BASICS.wording_set.name)
        row.put(form.BASICS.content.name, chosen.title, "按文字与哪种文体相近定的，请核对", sure=False)
    if rubric.choice:
        best.named_row(form.BASICS, form.BASICS.scheme.name).cells[form.BASICS.content.name] = rubric.choice
    best.finish()
    return best.result(sections)


def _is_note(pattern: Pattern) -> bool:
    """Whether a paragraph of the wording prints a note (情况说明)."""
    return bool(pattern.lists) and f"{pattern.lists[-1]}{ITEM}".endswith(_OF_GROUP)


def _names_of(rubric: Rubric) -> Iterator[str]:
    """The names of indicators of every level, of categories, and of the rows of the form."""
    for depth in (PART, GROUP, CRITERION):
        for node in rubric.tree.level(depth):
            yield from (node.name, node.name.removesuffix("情况"))
    for category, secondary in rubric.categories.items():
        yield from (category, *secondary)
    yield from (item.name for sheet in form.SHEETS for item in sheet.items)


class _Home(NamedTuple):
    """The part of the document in which a section stands."""

    rank: int
    heading: str  # of the wording
    path: str  # of the word whose texts stand there
    title: str  # as the document has it


class _FormFiller(FormDraft):
    """Reads one document by one wording set and collects the rows of the form."""

    def __init__(self, patterns: Sequence[Pattern], atlas: Atlas, rubric: Rubric, names: Names) -> None:
        super().__init__(rubric, names)
        self.atlas = atlas
        self.matchers = [Matcher(pattern) for pattern in patterns]
        self.homes: dict[str, str] = {}  # path → heading of the wording
        self.paths: dict[str, str] = {}  # heading of the wording → path of its texts
        for pattern in patterns:
            self._learn(pattern)
        self.groups = {group.name: group for _, group in rubric.tree.paths(GROUP)}
        self.known_names = frozenset(plain_text(name).text for name in _names_of(rubric))
        self.listed: list[tuple[str, str]] = []
        self.fates: list[Fate] = []
        self.fixed = 0
        self.trail: list[_Home] = []
        self.levels: dict[str, str] = {}  # path of a list → name of the item that the document is about
        self.several: dict[tuple[str, str], list[FilledRow]] = {}  # rows of items that have several

    def _learn(self, pattern: Pattern) -> None:
        for path in (*(f"{path}{ITEM}" for path in pattern.lists), *pattern.paths()):
            place = self.atlas.places.get(path)
            self.homes.setdefault(path, pattern.home)
            if pattern.home not in self.paths and place and place.kind.is_text:
                innermost = path.rpartition(ITEM)[0]
                lists = [f"{pattern.lists[-1]}{ITEM}"] if pattern.lists else [innermost + ITEM] if innermost else []
                self.paths[pattern.home] = lists[0] if lists else path

    # --- sections ---

    def read(self, sections: Iterable[OutlinedParagraph]) -> None:
        sections = list(sections)
        tables = {section.cell.table for section in sections if section.cell}
        for table in sorted(tables):
            self.table([section for section in sections if section.cell and section.cell.table == table])
        rows: dict[tuple[int, int], list[str]] = {(s.cell.table, s.cell.row): [] for s in sections if s.cell}
        for section in sections:
            if section.cell is None:
                self.fates.append(self.section(section))
                continue
            key = (section.cell.table, section.cell.row)
            if not rows[key]:
                self.listed.append((self.home.title, ""))
            rows[key].append(section.text)
            self.listed[-1] = (self.listed[-1][0], "｜".join(rows[key]))
            self.fates.append(Fate.LISTED)

    def table(self, sections: Sequence[OutlinedParagraph]) -> None:
        """Propose the indicators of a table that has a column of targets and one of actual values."""
        cells: dict[int, dict[int, str]] = {}
        for section in sections:
            if section.cell:
                row = cells.setdefault(section.cell.row, {})
                row[section.cell.column] = row.get(section.cell.column, "") + section.text
        head: dict[str, int] = {}
        for row in cells.values():
            if len(head) < len(_TABLE_HEADS):
                head = {
                    name: at for at, text in row.items() for name, words in _TABLE_HEADS.items() if words.search(text)
                }
                continue
            name, target, actual = (row.get(head[key], "") for key in _TABLE_HEADS)
            text = "｜".join(row.values())
            criterion = next((one for cell in row.values() if (one := criterion_named(self.rubric, cell))), None)
            if criterion is not None:
                self.table_answer(criterion, actual, text)
            elif name and target and actual and len(self.free[form.INDICATORS.name]) < MOST_INDICATORS:
                self.table_indicator(name, target, actual, text)

    def table_answer(self, criterion: Criterion, actual: str, text: str) -> None:
        """Fill in what a table of scores states about a 三级指标 of 管理效率."""
        quantity = parse_quantity(actual)
        answer: Value = quantity.value if quantity else actual
        if is_answer(criterion, self.rubric, answer):
            self.named_row(form.MANAGEMENT, criterion.name).put(form.MANAGEMENT.value.name, answer, text)
        for figure in figures_in(text, self.names.year):
            self.number(figure.place, figure.text, text, sure=figure.sure)

    def table_indicator(self, name: str, target: str, actual: str, text: str) -> None:
        row = self.new_row(form.INDICATORS, None)
        self.current = None
        why = f"由表中这一行拟出，请核对：{text}"
        symbol = next((sign for sign, words in _TARGET_SIGNS if words.search(target)), "≥")
        row.put(form.INDICATORS.symbol.name, symbol, why, sure=False)
        row.put(form.INDICATORS.indicator.name, name, why, sure=False)
        for column, content in ((form.INDICATORS.target, target), (form.INDICATORS.actual, actual)):
            put_measure(row, column, _TARGET_WORDS.sub("", content))
            row.doubt(column.name, why)
        self.indicators.append((row, None))

    def section(self, section: OutlinedParagraph) -> Fate:
        if section.rank:
            self.trail = [home for home in self.trail if home.rank < section.rank]
        reading = self.best_reading(section)
        if reading and (reading.fixed or not self.is_one_text(reading.pattern)):
            self.fixed += reading.fixed
            self.apply(reading, section)
            if section.rank and reading.pattern.depth and not reading.pattern.lists:
                self.enter(section, reading.pattern)
            elif section.rank and (group := self.group_in(reading)):
                self.trail.append(_Home(section.rank, self.home.heading, f"{group}{_OF_GROUP}", section.text))
            elif not section.rank:
                self.figures(section, sure=False)
            return Fate.WORDING
        if section.level is Level.TITLE or (
            TITLE_WORDS.search(section.text) and section.order < FIRST_LINES and not self.trail
        ):
            return Fate.HEADING
        is_line = len(section.text) <= _SHORT and not _NOT_IN_HEADINGS.search(section.text)
        rest = self.heading(section) if section.rank or is_line else None
        if rest is None and self.is_unknown_heading(section):
            self.trail.append(_Home(section.rank, "", "", section.text))
            self.current = None
            rest = ""
        if rest == "":
            return Fate.HEADING
        if rest is not None:
            section = section._replace(rank=0, level=Level.BODY, text=rest, plain=plain_text(rest), source=rest)
        self.figures(section)
        return self.prose(section)

    def group_in(self, reading: Reading) -> str:
        """The 二级指标 of 管理效率 whose name a heading of the wording prints."""
        names = (capture.text for capture in reading.captures if capture.path.endswith(".名称"))
        return next((name for name in names if name in self.groups), "")

    def is_one_text(self, pattern: Pattern) -> bool:
        """Whether a pattern without fixed words reads one text, which may hold several items, or too much."""
        places = [place for path in pattern.paths() if (place := self.atlas.places.get(path))]
        sheets = {place.sheet for place in places}
        is_cell = not pattern.lists and not any(ITEM in path for path in pattern.paths())
        return bool(places) and (is_cell or sheets <= {form.PROBLEMS, form.MEASURES})

    def is_plausible(self, reading: Reading) -> bool:
        """Whether the texts that have no cell of their own are such as the wording prints there."""
        for capture in reading.captures:
            word = capture.path.rpartition(".")[2]
            if capture.path in self.atlas.places or capture.unit or word == "所评数据":
                continue
            if word in ("名称", "事项"):
                if plain_text(capture.text).text not in self.known_names:
                    return False
            elif len(capture.text) > _LONGEST_WORD:
                return False
        return True

    @property
    def home(self) -> _Home:
        return self.trail[-1] if self.trail else _Home(0, "", "", "")

    def best_reading(self, section: OutlinedParagraph) -> Reading | None:
        """The best reading by a pattern that has enough fixed words, or stands under the same heading."""
        best: tuple[tuple[int, int], Reading] | None = None
        for matcher in self.matchers:
            pattern = matcher.pattern
            at_home = pattern.home == self.home.heading and bool(self.trail or not pattern.home)
            is_body = pattern.level not in _HEADS
            if is_body != (section.rank == 0 and section.level not in _HEADS):
                continue
            if (not at_home and not pattern.needed) or (_is_note(pattern) and not self.group):
                continue
            if at_home and not pattern.needed and pattern.depth and pattern.depth != section.rank - self.home.rank:
                continue
            reading = matcher.read(section.plain) or (
                None if not at_home or section.rank == 0 else matcher.read(plain_text(section.text + "。"))
            )
            if reading is None or reading.fixed < (0 if at_home else 5) or not self.is_plausible(reading):
                continue
            if not at_home and len(reading.captures) == 0 and pattern.depth == 0 and len(section.plain.text) < 6:
                continue
            score = (reading.fixed, int(at_home))
            if best is None or score > best[0]:
                best = (score, reading)
        return best[1] if best else None

    def enter(self, section: OutlinedParagraph, pattern: Pattern) -> None:
        heading = pattern.fixed_text or "".join(pattern.needed)
        path = self.paths.get(heading) or path_called(section.plain.text)
        self.trail.append(_Home(section.rank, heading, path, section.text))
        self.current = None

    def heading(self, section: OutlinedParagraph) -> str | None:
        """Enter the part that a heading of other words leads to, and return the text that runs on behind it.

        ``None`` is returned where the paragraph is no heading that is known.
        """
        match = _RUN_IN.match(section.text)
        heading, rest = (match[1], section.text[match.end() :].strip()) if match else (section.text, "")
        text = plain_text(heading).text.rstrip("。：；，")
        if len(text) > LONGEST_HEADING or "。" in text or (rest and len(text) > _LONGEST_RUN_IN):
            return None
        is_sentence = not rest and section.text.endswith("。")
        if is_sentence and self.home.path.endswith(ITEM):
            return None
        group = next((name for name in self.groups if name in text), "")
        path = f"{group}{_OF_GROUP}" if group and len(text) <= len(group) + _AROUND_GROUP else ""
        if not path:
            path = path_called(text)
            longest = _SHORTEST if rest else _SHORT
            if self.home.path.endswith(ITEM) and (len(text) > longest or not _ENDS_A_PART.search(text)):
                return None
        if not path or not any(known.startswith(path) for known in (*self.homes, *self.atlas.places)):
            return None
        self.trail.append(_Home(section.rank, self.homes.get(path, ""), path, heading))
        self.current = None
        if scores := _STATED_SCORE.findall(text):
            if group and len(scores) == 1:
                self.stated[group] = Decimal(scores[0])
            self.listed.append((heading, heading))
        return rest

    def is_unknown_heading(self, section: OutlinedParagraph) -> bool:
        """Whether a numbered line is the heading of a part that has no place of its own."""
        is_line = len(section.text) <= LONGEST_HEADING and not section.text.endswith(("。", "；", "，"))
        return bool(section.rank) and is_line and not self.home.path.endswith(ITEM) and not _SCORE.search(section.text)

    # --- what a pattern has read ---

    def apply(self, reading: Reading, section: OutlinedParagraph) -> None:
        pattern = reading.pattern
        rows: dict[tuple[str, tuple[int, ...]], FilledRow] = {}
        for path, outcome, turns in reading.conditions:
            if ITEM not in path and outcome and not turns:
                self.truths[path] = section.text
        items = [c for c in reading.captures if ITEM in c.path]
        if any(c.path.rpartition(".")[2] in ("事项", "所评数据") for c in items):
            self.loss(reading, section)
            return
        is_note = _is_note(pattern)
        group = self.group
        if group and not section.rank and not items and not self.has_own_place(reading):
            self.notes.setdefault(group, []).append((section.text, bool(reading.fixed)))
        for capture in reading.captures:
            if is_note:
                self.notes.setdefault(group, []).append((capture.text, False))
            elif ITEM in capture.path:
                self.item(capture, rows, section, reading)
            else:
                self.single(capture, section)
        self.last_year(reading, section)

    def last_year(self, reading: Reading, section: OutlinedParagraph) -> None:
        """Work out the amount of last year from this year's and the change that the wording states beside it."""
        changes = {(c.path, c.turns): c.text for c in reading.captures}
        for capture in reading.captures:
            place, now = self.atlas.places.get(capture.path), parse_quantity(capture.text)
            group = capture.path.rpartition(".")[0]
            later = [c for c in place.sheet.columns if c.last_year_of is place.column] if place else []
            if place is None or not later or now is None:
                continue
            rise, fall = (
                parse_quantity(changes.get((f"{group}.{w}", capture.turns), "")) for w in ("比上年增加", "比上年减少")
            )
            same = any(
                path == f"{group}.与上年持平" and holds for path, holds, at in reading.conditions if at == capture.turns
            )
            if rise or fall or same:
                change = rise.value if rise else -fall.value if fall else Decimal(0)
                name = changes.get((f"{group}.名称", capture.turns), place.row)
                row = self.named_row(place.sheet, name)
                row.put(later[0].name, now.value - change, f"由本年数和增减数算得：{section.text}", sure=False)

    def has_own_place(self, reading: Reading) -> bool:
        return any(capture.path in self.atlas.places for capture in reading.captures)

    @property
    def group(self) -> str:
        """The 二级指标 of 管理效率 under whose heading the section stands."""
        home = self.home.path
        group = home.removesuffix(_OF_GROUP) if home.endswith(_OF_GROUP) else ""
        return group if group in self.groups else ""

    def single(self, capture: Capture, section: OutlinedParagraph) -> None:
        place = self.atlas.places.get(capture.path)
        names = capture.path.split(".")
        if capture.path.endswith("得分") or names[0] == "得分":
            number = parse_quantity(capture.text)
            if number:
                self.stated[names[-1] if names[0] == "得分" else names[-2]] = number.value
            return
        if place is None:
            return
        if place.kind.is_text or place.kind in (CellKind.NAME, CellKind.LABEL):
            text = capture.text.strip("：:") if place.kind is CellKind.LABEL else capture.text
            if text:
                self.row(place).put(place.column.name, text)
        else:
            computed = f"{capture.path.rpartition('.')[0]}.由计算得出" in self.truths
            self.number(place, capture.text + capture.unit, section.text, sure=not computed, comment=False)

    def figures(self, section: OutlinedParagraph, *, sure: bool = True) -> None:
        """Fill in the figures that the sentences of a section state."""
        for figure in figures_in(section.text, self.names.year):
            row = self.fixed_rows.get((figure.place.sheet.name, figure.place.row))
            if not sure and row and figure.place.column.name in row.cells:
                continue
            self.number(figure.place, figure.text, figure.sentence, sure=figure.sure and sure)

    # --- items of lists ---

    def item(
        self,
        capture: Capture,
        rows: dict[tuple[str, tuple[int, ...]], FilledRow],
        section: OutlinedParagraph,
        reading: Reading,
    ) -> None:
        place = self.atlas.places.get(capture.path)
        path, _, word = capture.path.rpartition(f"{ITEM}.")
        siblings = [
            c for c in reading.captures if c.turns == capture.turns and c.path.rpartition(f"{ITEM}.")[0] == path
        ]
        name = next((c.text for c in siblings if c.path.endswith(".名称")), "")
        if word == "得分" and (number := parse_quantity(capture.text)):
            self.stated[name] = number.value
        if word == "名称" and not capture.turns:
            self.levels[path] = capture.text
        if place is None and not path.endswith(_INDICATOR_LISTS):
            return
        if place is not None and not place.sheet.room:
            self.fixed_item(capture, place, name, section)
            return
        key = (path, capture.turns)
        if key not in rows:
            sheet = place.sheet if place else form.INDICATORS
            if sheet is form.INDICATORS:
                rows[key] = self.indicator_row(name, capture.turns, siblings, reading, section)
            elif self.goes_on(place, capture, section):
                rows[key] = self.free[sheet.name][-1]
            else:
                rows[key] = self.new_row(sheet, place)
        row = rows[key]
        if place is None or row.cells.get(place.column.name):
            return
        if place.column in (form.INDICATORS.target, form.INDICATORS.actual):
            put_measure(row, place.column, capture.text)
        else:
            row.put(place.column.name, capture.text)

    def goes_on(self, place: CellPlace | None, capture: Capture, section: OutlinedParagraph) -> bool:
        """Whether body text belongs to the row that the heading above it has begun."""
        last = self.free[place.sheet.name][-1:] if place else []
        has_begun = bool(last) and last[0] is self.current and not section.rank and not capture.turns
        return has_begun and place is not None and place.column.name not in last[0].cells

    def fixed_item(self, capture: Capture, place: CellPlace, name: str, section: OutlinedParagraph) -> None:
        """Fill in a cell of a row that has a name: the name stands in the text, or the row is there for each item."""
        named = next((item for item in place.sheet.items if item.name == name), None)
        if named is not None and not capture.path.endswith(".名称"):
            other = CellPlace(place.sheet, place.column, named.name)
            if other.kind.is_text:
                self.row(other).put(place.column.name, capture.text)
            else:
                self.number(other, capture.text + capture.unit, section.text, sure=True, comment=False)
        elif place.item and place.item.rows > 1:
            self.several_item(capture, place)
        elif named is None and place.kind.is_text and place.sheet.items:
            self.reason(capture, place)

    def several_item(self, capture: Capture, place: CellPlace) -> None:
        """Fill in one of the rows of an item that has several."""
        rows = self.several.setdefault((place.sheet.name, place.row), [])
        if place.column.names_row or not rows or place.column.name in rows[-1].cells:
            rows.append(FilledRow({place.sheet.row_name: place.row}))
        quantity = parse_quantity(capture.text) if place.column.kind is CellKind.BESIDE and capture.unit else None
        rows[-1].put(place.column.name, quantity.value if quantity else capture.text)

    def reason(self, capture: Capture, place: CellPlace) -> None:
        """Several reasons of one row stand in the cells of the rows of its sheet."""
        rows = [self.named_row(place.sheet, item.name) for item in place.sheet.items]
        free = next((row for row in rows if place.column.name not in row.cells), rows[-1])
        free.put(place.column.name, capture.text)

    def indicator_row(
        self,
        name: str,
        turns: tuple[int, ...],
        siblings: Sequence[Capture],
        reading: Reading,
        section: OutlinedParagraph,
    ) -> FilledRow:
        """The row of an indicator that the wording states; a later sentence about it adds what it lost."""
        sheet = form.INDICATORS
        lost = next((parse_quantity(c.text) for c in siblings if c.path.endswith(".扣分")), None)
        points = lost.value if lost else None
        at = next(
            (n for n, (row, _) in enumerate(self.indicators) if row.cells.get(sheet.indicator.name) == name), None
        )
        row = self.new_row(sheet, None) if at is None else self.indicators[at][0]
        if at is None:
            self.indicators.append((row, points))
        elif points is not None:
            self.indicators[at] = (row, points)
        holds = {path.rpartition(".")[2] for path, outcome, when in reading.conditions if outcome and when == turns}
        symbol = next((sign for word, sign in _REQUIRES.items() if word in holds), "≥")
        if lost is None or sheet.symbol.name not in row.cells:
            row.put(sheet.symbol.name, symbol)
        if sheet.indicator.name not in row.cells:
            row.put(sheet.indicator.name, name, section.text)
        categories = [text for text in self.levels.values() if text in self.rubric.categories]
        if lost is None and categories:
            row.cells[sheet.category.name] = categories[-1]
            own = next((c.text for c in reading.captures if c.path.endswith("二级指标[].名称")), "")
            if own in self.rubric.categories[categories[-1]]:
                row.cells[sheet.secondary.name] = own
        return row

    def loss(self, reading: Reading, section: OutlinedParagraph) -> None:
        """A sentence of the wording about a 三级指标 that lost points."""
        texts = {c.path.rpartition(".")[2]: c.text for c in reading.captures}
        lost = parse_quantity(texts.get("扣分", ""))
        subject = texts.get("事项") or texts.get("名称") or ""
        criterion = criterion_named(self.rubric, subject)
        if criterion is None and (finding := texts.get("所评数据")):
            plain = plain_text(finding).text
            topics = ((one, plain_text(one.name).text.removesuffix("情况")) for _, one in self.rubric.form_criteria())
            criterion = next((one for one, topic in topics if plain.startswith(topic)), None)
        if criterion is None or lost is None:
            self.prose(section)
            return
        if not self.is_judged(criterion, section.text):
            group = next(group.name for group, one in self.rubric.form_criteria() if one is criterion)
            self.notes.setdefault(group, []).append((section.text, False))
        self.losses.append((criterion, lost.value, section.text))
        if reason := texts.get("扣分原因") or texts.get("原因"):
            self.named_row(form.MANAGEMENT, criterion.name).put(form.MANAGEMENT.reason.name, reason)
        for figure in figures_in(section.text, self.names.year):
            self.number(figure.place, figure.text, section.text, sure=True)

    def is_judged(self, criterion: Criterion, text: str) -> bool:
        """Whether the sentence states the figures by which its 三级指标 is judged, or there are none."""
        if not criterion.rule.figures:
            return True
        items = {name for figure in criterion.rule.figures for name in (figure, *FIGURES[figure].items)}
        stated = {figure.place.row for figure in figures_in(text, self.names.year)}
        return bool(stated & items) or criterion.rule.figures[0].startswith(form.THREE_PUBLIC.name)

    # --- prose ---

    def prose(self, section: OutlinedParagraph) -> Fate:
        path = self.home.path
        if section.plain.text in self.names:
            return Fate.HEADING
        if date := _DATE.fullmatch(section.plain.text):
            self.named_row(form.PROFILE, form.PROFILE.report_date.name).put(form.PROFILE.content.name, date[1])
            return Fate.PROSE
        if section.cell is not None:
            return self.list(section)
        places = [p for q, p in self.atlas.places.items() if q == path or q.startswith(f"{path}.")] if path else []
        place = next((one for one in places if one.kind in _PROSE), next(iter(places), None))
        return self.other(section) if place is None else self.text(section, place)

    def text(self, section: OutlinedParagraph, place: CellPlace) -> Fate:
        """Put the text of a section where its part has its texts."""
        if place.sheet is form.MANAGEMENT:  # Above several groups no group is meant.
            return self.note(section, self.group) if self.group else self.other(section)
        if place.item is form.BASICS.goal_overview:
            return self.goals(section)
        if place.sheet is form.TASKS:
            return self.task(section)
        if place.sheet is form.INDICATORS:
            return self.shortfalls(section)
        return self.paragraph(section, place) if place.sheet.room else self.cell_text(section, place)

    def cell_text(self, section: OutlinedParagraph, place: CellPlace) -> Fate:
        """Add to the text of one cell; sentences about points, and numbered items, do not belong there."""
        scores = [one for one in sentences(section.source) if _SCORE.search(one)]
        texts = [one for one in sentences(section.source) if one not in scores]
        if scores or section.rank > self.home.rank > 0:
            self.listed.append((self.home.title, "".join(scores) if not section.rank else section.source))
            if section.rank or not texts:
                return Fate.LISTED
        row = self.row(place)
        text = str(row.cells.get(place.column.name, ""))
        row.put(place.column.name, f"{text}\n{''.join(texts)}".strip())
        return Fate.PROSE

    def other(self, section: OutlinedParagraph) -> Fate:
        """Prose under a heading that no other sheet answers to."""
        titles = [home.title for home in self.trail]
        if not titles or _SCORE.search(section.text):
            return self.list(section)
        sheet, rows = form.OTHERS, self.free[form.OTHERS.name]
        cells: dict[str, Value] = {sheet.section.name: titles[0]}
        if len(titles) > 1:
            cells[sheet.title.name] = "　".join(titles[1:])
        last = rows[-1].cells if rows else {}
        text = sheet.text.name
        if {name: value for name, value in last.items() if name != text} == cells:
            last[text] = f"{last[text]}\n{section.source}"
        else:
            rows.append(FilledRow({**cells, text: section.source}))
        return Fate.PROSE

    def list(self, section: OutlinedParagraph) -> Fate:
        self.listed.append((self.home.title, section.source))
        return Fate.LISTED

    def note(self, section: OutlinedParagraph, group: str) -> Fate:
        if _LOSS.search(section.text) and (criterion := self.criterion_in(section.text, group)):
            self.losses.append((criterion, Decimal(_LOSS.findall(section.text)[0]), section.text))
            row = self.named_row(form.MANAGEMENT, criterion.name)
            row.put(
                form.MANAGEMENT.reason.name, _LOSS.sub("", section.text).strip("，。； "), section.source, sure=False
            )
            return Fate.PROSE
        self.notes.setdefault(group, []).append((section.text, False))
        return Fate.PROSE

    def criterion_in(self, text: str, group: str) -> Criterion | None:
        plain = plain_text(text).text
        for one_group, one in self.rubric.form_criteria():
            if one_group.name == group and plain_text(one.name).text.removesuffix("情况") in plain:
                return one
        return None

    def goals(self, section: OutlinedParagraph) -> Fate:
        lead = re.compile(form.BASICS.goal_overview.printed_before).match(section.text)
        text = section.text[lead.end() :] if lead else section.text
        overview, items = enumeration(text)
        row = self.named_row(form.BASICS, form.BASICS.goal_overview.name)
        column = form.BASICS.content.name
        if overview:
            row.put(column, f"{row.cells.get(column, '')}\n{overview}".strip())
        for item in items:
            title, _, rest = item.strip("；。 ").partition("。")
            goal = self.new_row(form.GOALS, None)
            goal.cells[form.GOALS.title.name] = title
            if rest:
                goal.cells[form.GOALS.text.name] = rest
        return Fate.PROSE

    def task(self, section: OutlinedParagraph) -> Fate:
        sheet, rows = form.TASKS, self.free[form.TASKS.name]
        depth = section.rank - self.home.rank if section.rank else 0
        if (section.rank and depth <= 2) or not rows:
            row = FilledRow()
            number = int(rows[-1].cells[form.TASKS.number.name]) if rows else 0
            is_detail = depth > 1 and bool(rows)
            row.cells |= {form.TASKS.number.name: max(1, number) if is_detail else number + 1}
            row.cells[sheet.level.name] = form.SUBITEM if is_detail else form.OVERVIEW
            title, rest = title_of_task(section)
            if title and (rest or not is_detail):
                row.cells[sheet.title.name] = title
                if rest:
                    row.cells[sheet.text.name] = rest
            else:
                row.cells[sheet.text.name] = section.text
            rows.append(row)
            return Fate.PROSE
        row, column = rows[-1], sheet.text.name
        text = section.source if depth > 2 or not section.rank else section.text
        row.cells[column] = f"{row.cells.get(column, '')}\n{text}".strip()
        return Fate.PROSE

    def paragraph(self, section: OutlinedParagraph, place: CellPlace) -> Fate:
        rows = self.free[place.sheet.name]
        overview, items = enumeration(section.source)
        if items:
            if overview and not overview.endswith(("：", ":")):
                self.item_text(place, overview)
            for text in items:
                self.item_text(place, text)
            return Fate.PROSE
        if not section.rank and rows and self.current is rows[-1]:
            before = str(rows[-1].cells.get(place.column.name, ""))
            joint = "" if before.endswith(("。", "；", "：", "！", "？")) else "。"
            rows[-1].cells[place.column.name] = before + joint + section.text
            return Fate.PROSE
        if not section.rank and section.text.endswith(("：", ":")):
            return self.list(section)
        self.item_text(place, section.text)
        if not section.rank:
            self.current = None
        return Fate.PROSE

    def item_text(self, place: CellPlace, text: str) -> None:
        """A new row for a problem or a measure; under a heading that announces both, the sentence tells which."""
        text = text.strip("； ")
        both = _BOTH.search(self.home.title)
        measures = self.atlas.places.get(f"改进措施{ITEM}.内容")
        start = _INTENDS.search(text) if both and measures else None
        if start is None or measures is None:
            self.new_row(place.sheet, place).cells[place.column.name] = text
            return
        if problem := text[: start.start()].strip("，； "):
            self.new_row(place.sheet, place).cells[place.column.name] = problem
        self.new_row(measures.sheet, measures).cells[measures.column.name] = text[start.start() :].strip()

    def shortfalls(self, section: OutlinedParagraph) -> Fate:
        """Sentences of other words about indicators that lost points."""
        match = _LOSS.search(section.text)
        if match is None or re.search("执行率|支出率", section.text) or len(_LOSS.findall(section.text)) > 1:
            return self.list(section)
        row = self.new_row(form.INDICATORS, None)
        name = _SHORTFALL.split(section.text, maxsplit=1)[0].strip("“”")
        row.put(form.INDICATORS.indicator.name, name, section.source, sure=False)
        row.put(form.INDICATORS.symbol.name, "≥", section.source, sure=False)
        self.indicators.append((row, Decimal(match[1])))
        return Fate.PROSE

    # --- what follows from all of it ---

    def result(self, sections: Sequence[OutlinedParagraph]) -> Extraction:
        rows: dict[str, list[FilledRow]] = {}
        for sheet in form.SHEETS:
            named = [row for (name, _), row in self.fixed_rows.items() if name == sheet.name]
            named += [row for (name, _), several in self.several.items() if name == sheet.name for row in several]
            rows[sheet.name] = self.free[sheet.name] if sheet.room else named
        selves = Counter(match for section in sections for match in _SELVES.findall(section.text))
        self_name = next((name for name, count in selves.most_common(1) if count > 1), "")
        if self_name and self_name != "我部门":
            row = self.named_row(form.BASICS, form.BASICS.self_reference.name)
            row.cells[form.BASICS.content.name] = self_name
            rows[form.BASICS.name] = [row for (name, _), row in self.fixed_rows.items() if name == form.BASICS.name]
        return Extraction(
            year=self.names.year,
            rows=rows,
            listed=tuple(self.listed),
            fates=tuple(self.fates),
        )
