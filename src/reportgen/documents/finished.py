"""A finished document as the checks of words read it: its paragraphs, the year and the office that it speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from reportgen.checks.dossier import Manuscript
from reportgen.checks.limits import Limits
from reportgen.checks.names import is_place
from reportgen.diagnostics import CellRef, TextRef
from reportgen.documents.reading import Paragraph, lead_of, level_of_number
from reportgen.intake.submission import Entry, Office
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative

_YEAR: Final = re.compile(r"(?<![\d〔\[（(])((?:19|20)\d\d)\s?年(?:度|(?!\d{1,2}月))")
_CHINESE_YEAR: Final = re.compile("二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_TITLE_WEIGHT: Final = 3
_PLAN_HEADING: Final = re.compile("目标(?!.{0,3}完成)|改进|下一步|打算|计划|建议|整改措施|任务$")
_PLAN_BEGINS: Final = re.compile("下一步|今后|改进措施|整改措施|工作建议|建议")
_TOLD_HEADING: Final = re.compile("完成情况|实现情况|完成$")
_PROBLEM_HEADING: Final = re.compile("问题|不足")
_HAN: Final = "\u4e00-\u9fff"
_AREA: Final = rf"(?:[{_HAN}]{{2,5}}?(?:市|州|盟|地区))?(?:[{_HAN}]{{1,6}}?(?:自治县|林区|新区|区|县|市|旗))"
_OFFICE: Final = re.compile(
    rf"(?P<area>{_AREA})(?:人民政府)?(?P<name>(?P<short>(?![{_HAN}]{{0,2}}(?:各|区|县|市))[{_HAN}]{{2,6}}?(?:街道|镇|乡))(?:办事处|人民政府))"
)
_SHORT: Final = re.compile(rf"(?P<name>(?P<short>[{_HAN}]{{2,6}}?(?:街道|镇|乡))(?:办事处|人民政府))")
_SHORT_IN_TITLE: Final = re.compile(rf"(?P<short>[{_HAN}]{{2,6}}?(?:街道|镇|乡))(?=(?:19|20)\d\d年)")
_CITY: Final = re.compile(rf"[{_HAN}]{{2,5}}?(?:市|州|盟|地区)(?=.)")
_BEFORE_NAME: Final = re.compile(r"^(?:关于|根据|由|在|经|对|\d|年|度)+")
_ENDS: Final = re.compile(r"[。！？；：….!?;:][”’）》】]*\s*$")
_LONGEST_PARAGRAPH: Final = 8_000  # characters; figures behind them are not compared
_LONGEST_PLAN_HEADING: Final = 24
_LONG: Final = 25  # characters; a paragraph without a full stop that is as long should have one
# In a text without paragraphs a new list begins here: ……。改进措施：一是……
_LIST_BEGINS: Final = re.compile(r"(?<=。)(?=[^，。；：]{2,10}：(?:一是|1[.．、]|（1）|①|第一))")
_SIGNED: Final = re.compile(
    r"二[〇○零][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月|(?:19|20)\d\d\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?"
)


Span = tuple[int, int, int]
"""Words in a document: the position of their paragraph, and where they begin and end in it."""


def place_of(file: str, paragraph: Paragraph) -> CellRef:
    """The place that stands for a paragraph where the checks ask who typed a text."""
    return CellRef(file=file, sheet=f"第{paragraph.number}段")


@dataclass(frozen=True, kw_only=True, eq=False)  # Caches use it as a key, by identity.
class FinishedText(Manuscript):
    """The text of one document; ``paragraphs`` and the blocks of the narrative belong to each other by position."""

    file: str
    paragraphs: tuple[Paragraph, ...]
    narrative: Narrative
    limits: Limits
    written_year: int
    written_office: Office

    @property
    def year(self) -> int:
        """The year that the document says it is of."""
        return self.written_year

    @property
    def office(self) -> Office:
        """The office that the document names."""
        return self.written_office

    @cached_property
    def prose(self) -> tuple[Entry[str], ...]:
        """The paragraphs outside tables without automatic numbers; one that holds several lists is cut."""
        return tuple(
            Entry(part, place_of(self.file, one))
            for one in self.paragraphs
            if one.cell is None and one.level is not Level.TITLE
            for part in _LIST_BEGINS.split(one.text.removeprefix(one.marker))
        )

    @cached_property
    def prose_by_purpose(self) -> tuple[list[Entry[str]], ...]:
        """What is planned, and what is reported."""
        plans = [entry for entry in self.prose if entry.ref in self.plan_cells]
        return plans, [entry for entry in self.prose if entry.ref not in self.plan_cells]

    @cached_property
    def plan_cells(self) -> frozenset[CellRef]:
        """The paragraphs about plans (绩效目标, 改进措施) by heading or beginning, and cover and signature."""
        lines = (
            entry.ref
            for entry in self.prose
            if _PLAN_BEGINS.match(entry.value) or (_SIGNED.search(entry.value) and not _ENDS.search(entry.value))
        )
        return self._under(_PLAN_HEADING) | frozenset(lines)

    @cached_property
    def problem_cells(self) -> frozenset[CellRef]:
        """The paragraphs under headings such as 存在问题."""
        return self._under(_PROBLEM_HEADING)

    @cached_property
    def report_cells(self) -> frozenset[CellRef]:
        """The other paragraphs of body text."""
        return self.whole_cells - self.plan_cells

    @cached_property
    def whole_cells(self) -> frozenset[CellRef]:
        """The paragraphs that end like sentences."""
        return frozenset(entry.ref for entry in self.prose if _ENDS.search(entry.value))

    def _under(self, heading: re.Pattern[str]) -> frozenset[CellRef]:
        ranks = list(Level)
        places: list[CellRef] = []
        open_at: Level | None = None
        above = ""
        for one in self.paragraphs:
            lead = one.text[: one.lead] if one.lead <= _LONGEST_PLAN_HEADING else ""
            if one.lead and open_at and ranks.index(one.level) <= ranks.index(open_at):
                open_at = None
            if open_at is None and lead and heading.search(lead.rstrip("：:。 ")):
                is_told = one.level is not Level.FIRST and _TOLD_HEADING.search(above)
                open_at = None if is_told else one.level
            above = lead if one.level is Level.FIRST else above
            if open_at:
                places.append(place_of(self.file, one))
        return frozenset(places)

    @cached_property
    def by_place(self) -> dict[object, int]:
        """The position of a paragraph by each place that a check may name."""
        cells = {place_of(self.file, one): at for at, one in enumerate(self.paragraphs)}
        return cells | {block.origin: at for at, block in enumerate(self.narrative.blocks)}

    def plain(self) -> tuple[FinishedText, list[tuple[int, list[int]]]]:
        """The same document with full-width marks, no stray blanks, and a paragraph for each line.

        Figures and lists are read in it, because their patterns know one way to write. Beside it stands for each of its
        paragraphs the position of that in this document, and where each of its characters stood there.
        """
        paragraphs: list[Paragraph] = []
        origins: list[tuple[int, list[int]]] = []
        for position, one in enumerate(self.paragraphs):
            begin = 0
            for line in one.text[:_LONGEST_PARAGRAPH].split("\n"):
                text, places = plain_text(line)
                if text or not begin:
                    paragraphs.append(_line(one, text, places, number=len(paragraphs) + 1, is_first=not begin))
                    origins.append((position, [begin + place for place in places]))
                begin += len(line) + 1
        blocks = tuple(_block(one, self.file) for one in paragraphs)
        narrative = Narrative(title=self.narrative.title, blocks=blocks)
        return replace(self, paragraphs=tuple(paragraphs), narrative=narrative), origins

    def needs_full_stop(self, position: int) -> bool:
        """Whether a paragraph is one of sentences, not a line of a cover, a caption, a signature or a cell."""
        one = self.paragraphs[position]
        text = one.text.removeprefix(one.marker).strip()
        if one.cell or one.level in (Level.TITLE, Level.ATTACHMENT) or _SIGNED.fullmatch(text):
            return False
        return "。" in text or (len(text) > _LONG and "，" in text)


def finished_text(
    paragraphs: Sequence[Paragraph], limits: Limits, *, file: str, year: int | None = None
) -> FinishedText | None:
    """The document for the checks; ``None`` where it names no year and ``year`` is not given either."""
    year = year or year_of(paragraphs)
    if year is None:
        return None
    blocks = tuple(_block(one, file) for one in paragraphs)
    title = next((one.text for one in paragraphs if one.level is Level.TITLE), "")
    return FinishedText(
        file=file,
        paragraphs=tuple(paragraphs),
        narrative=Narrative(title=title, blocks=blocks),
        limits=limits,
        written_year=year,
        written_office=office_of(paragraphs, file),
    )


_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_TO_FULL: Final = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
_STRAY: Final = re.compile(
    rf"(?<=\d),(?=\d{{3}}(?!\d))|(?<=[{_HAN}，。；：、（）“”),;:]) +(?=[\d{_HAN}])|(?<=[\d%.]) +(?=[{_HAN}])"
    r"|^[ \u3000\t]+"
)


_ENDS_AS_STOP: Final = re.compile(rf"[{_HAN}%”》]$")
_CHINESE_NUMBER: Final = re.compile("[ \u3000\t]*[一二三四五六七八九十]{1,3}")


def plain_text(text: str) -> tuple[str, list[int]]:
    """A text with full-width marks, without stray blanks and thousands marks, and where each character stood."""
    words = text.translate(_FULL_WIDTH)
    dropped = {at for match in _STRAY.finditer(words) for at in range(*match.span())}
    places = [at for at in range(len(words)) if at not in dropped]
    characters = []
    for at in places:
        char = words[at]
        beside = words[max(0, at - 1) : at + 2]
        is_time = char == ":" and re.fullmatch(r"\d:\d", beside)
        if (
            char == "."
            and _ENDS_AS_STOP.search(words[max(0, at - 4) : at])
            and not _CHINESE_NUMBER.fullmatch(words[:at])
        ):
            char = "。"
        characters.append(_TO_FULL[char] if char in _TO_FULL and not is_time else char)
    return "".join(characters), places


def _line(one: Paragraph, text: str, places: Sequence[int], *, number: int, is_first: bool) -> Paragraph:
    """A line of a paragraph; the first one keeps its level, where the paragraph has no other lines its heading too."""
    if is_first and "\n" not in one.text:
        lead = sum(place < one.lead for place in places)
        return replace(one, text=text, lead=lead, marker=plain_text(one.marker)[0], number=number)
    level = one.level if is_first else level_of_number(text) or Level.BODY
    marker = plain_text(one.marker)[0] if is_first else ""
    return replace(one, text=text, level=level, lead=lead_of(text, level), marker=marker, number=number)


def _block(one: Paragraph, file: str) -> Block:
    use = FigureUse(start=0, end=len(one.text), name="", sources=(place_of(file, one),))
    origin = TextRef(file=file, line=one.number)
    lead = one.lead if one.lead == len(one.text) else 0  # What goes on behind its heading has to end like a sentence.
    return Block(level=one.level, text=one.text, lead=lead, origin=origin, figures=(use,))


def _in_digits(year: re.Match[str]) -> str:
    return year[0].translate(str.maketrans("〇○零一二三四五六七八九", "000123456789"))


def year_of(paragraphs: Sequence[Paragraph]) -> int | None:
    """The year of the report: that of its title, unless the text names another one more often."""
    counts: Counter[int] = Counter()
    for one in paragraphs:
        weight = _TITLE_WEIGHT if one.level is Level.TITLE else 1
        for match in _YEAR.finditer(_CHINESE_YEAR.sub(_in_digits, one.text)):
            counts[int(match[1])] += weight * (2 if match[0].endswith("度") else 1)
    return counts.most_common(1)[0][0] if counts else None


# --- the office -------------------------------------------------------------------------------------------


def office_of(paragraphs: Sequence[Paragraph], file: str) -> Office:
    """The office of the document: of the names in it the one that stands most often; ``""`` for what it never says."""
    ranked = sorted(paragraphs, key=lambda one: one.level is not Level.TITLE)
    names = Counter(match["short"] for one in ranked for match in _names(one.text))
    whole = next(
        (match for one in ranked for match in _full_names(one.text) if not names or match["short"] in names), None
    )
    titled = next((match["short"] for one in ranked[:1] if (match := _SHORT_IN_TITLE.match(one.text))), "")
    short = whole["short"] if whole else names.most_common(1)[0][0] if names else titled
    name = whole["name"] if whole else next((m["name"] for one in ranked for m in _names(one.text)), short)
    lies_in = re.compile(rf"{short}(?:人民政府|办事处)?位于(?P<area>{_AREA})") if short else _SHORT
    place_named = next((match for one in ranked if (match := lies_in.search(one.text))), None)
    area = _without_words_before(whole["area"]) if whole else ""
    area = area or (place_named.groupdict().get("area") or "" if place_named else "")
    city = _CITY.match(area)
    district = area[city.end() :] if city and city.end() < len(area) else area
    place = CellRef(file=file, sheet="标题")
    full = _without_words_before(whole["area"]) + whole[0].removeprefix(whole["area"]) if whole else name

    def entry(text: str) -> Entry[str]:
        return Entry(text, place)

    return Office(
        city=entry(city[0] if city and city[0] != area else ""),
        district=entry(district),
        full_name=entry(full),
        name=entry(name),
        short_name=entry(short),
        self_reference=None,
        attachment_number=None,
        rate_measured_by=None,
    )


def _without_words_before(area: str) -> str:
    """示例市示例区 of 年示例市示例区: a name of the gazetteer tells where the name begins."""
    area = _BEFORE_NAME.sub("", area)
    first = _CITY.match(area) or re.match(".+", area)
    name = first[0] if first else ""
    return next((area[at:] for at in range(len(name) - 2) if is_place(name[at:])), area)


def _full_names(text: str) -> Iterator[re.Match[str]]:
    return _OFFICE.finditer(text.replace(" ", ""))


def _names(text: str) -> Iterator[re.Match[str]]:
    yield from _full_names(text)
    if not _OFFICE.search(text):
        yield from _SHORT.finditer(_BEFORE_NAME.sub("", text))
