"""What a finished document states (说法): each figure with what it is of, what it is beside others, and its place.

Every rule about figures asks these statements; none reads a sentence by itself.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from reportgen.checks.quantities import (
    MONEY,
    PERCENT,
    POINTS,
    POINTS_OF_PERCENT,
    TextQuantity,
    narrow,
    quantities,
    unit_of,
)
from reportgen.checks.subjects import pairs_of
from reportgen.documents.finished import FinishedText, Span, place_of
from reportgen.documents.tables import Grid, GridCell, cell_number, grids
from reportgen.numeric import plain, round_half_up


class Sense(StrEnum):
    """What a figure is beside the others of its sentence."""

    LAST = "上年"
    AIM = "目标"
    BUDGET = "预算"
    ACTUAL = "实际"
    INCOME = "收入"
    CHANGE = "增减"
    RATE = "比率"
    NONE = ""


BASES: Final = (Sense.LAST, Sense.AIM, Sense.BUDGET)
_AIM_NAME: Final = r"(?:年初|年度|全年|既定|预期|绩效|考核|控制|设定的?|约束性)*(?:目标|指标|任务|计划)[值数量]?"
_PATTERNS: Final = (
    (
        Sense.LAST,
        re.compile(
            r"上年(?!度?结转)|去年|上一?年度|同期|[由从](?!严)[^，。；\d]{0,12}$|(?:调整|优化|整改|改革|改造)前"
        ),
    ),
    (
        Sense.AIM,
        re.compile(
            r"目标|指标值|计划(?!生育)|任务|不少于|不低于|不超过|不高于|不多于|不大于|≥|≤|应(?=达|完成|[为在]|当)|控制在|控制(?:标准|数|线)"
            r"|预期|约束值|要求(?:为|达|完成|不)|上限|下限"
        ),
    ),
    (
        Sense.BUDGET,
        re.compile(
            r"预算(?!拨款|收入|执行|支出(?!数?(?:安排|为|是|共)?$)|单位|绩效|调整率|编制|管理)|安排|核定|批复|下达|年初数|预算支出"
        ),
    ),
    (
        Sense.ACTUAL,
        re.compile(
            r"支出|决算|使用|花费|开支|支付|拨付|下拨|兑付|执行|发生|实际|完成|实有|建成|办结|列支|支用|报销|为|达|降[到至]|[升增][到至]|减[少到至]"
        ),
    ),
    (Sense.INCOME, re.compile("收入|拨款|到位|资金总[额量]|可用")),
)
_AIM_BEHIND: Final = re.compile(rf"^(?:以上|以内|以下)?[）)]?(?:的(?:{_AIM_NAME}|要求|标准|控制线)|(?:目标|指标)值)")
_BUDGET_BEHIND: Final = re.compile("^的(?:年初|全年|年度)?预算(?!执行)")
_LAST_BEHIND: Final = re.compile(
    r"^[^，。；\d]{0,6}(?:增加|增长|上升|提高|提升|减少|下降|降低|压减|降|升|增|减)(?:到|至|为)"
)
_REACHED: Final = re.compile(
    "实际|(?<![应须])(?<!计划)(?<!目标)完成(?!目标|任务|年|指标|计划|进度|率|时限|值)|(?<![应须])达[到至成](?!目标|指标)|决算"
)

_UP: Final = "增幅[为达]?|涨幅[为达]?|增长率[为达]?|增加|增长|上升|提高|提升|增多|上涨|多出|多|超支|超出|超|高出|高|增"
_DOWN: Final = (
    "降幅[为达]?|减幅[为达]?|下降率[为达]?|减少|下降|降低|压减|压缩|"
    "节约|节省|节支|结余|缩减|核减|回落|缩短|短少|少用|少|低|差|缺|减|降"
)
_BASE_WORDS: Final = (
    (Sense.LAST, re.compile(r"上年|去年|同期|上一?年度|同比|(?:19|20)\d\d年|[比较]年初(?!预算|目标|计划)")),
    (Sense.BUDGET, re.compile("预算|年初数|批复|核定数|控制数")),
    (Sense.AIM, re.compile("目标|指标|计划|任务|标准|预期|要求")),
)
# A change at the end of the words before a figure: 比年初预算减少, 同比下降了, 节约. Behind 到, 至 or 为 there is none.
_CHANGE: Final = re.compile(
    rf"(?P<base>[^，。；\d]{{0,14}}?)(?:(?:相比|相比较|对比|数|值|率|总体|实际|同比)?，?(?:共|约|仅|均|累计|合计|略|进一步|再|又|少量)?)"
    rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了约?|幅达|(?:财政资金|资金|经费|支出|金额|额|幅度?)+(?:为|达|共)?)?$"
)
_OF_GOALS: Final = re.compile("(?:指标|(?:设置|设立|共|确定|制定|明确)[^，。]{0,8}(?:目标|任务))(?:共|有|为|共计)*$")
_SHORT_WORDS: Final = ("多", "高", "增", "少", "低", "差", "减", "缺", "降", "超")
_NEAR: Final = 8  # characters
_PART_OF: Final = re.compile("占|[为达成]|完成|相当于|到")
_COMPARED: Final = re.compile("(?P<up>超过|高于|超出|高出|超|高)|低于|少于|不足|低|差|距|比")
_BESIDE_BASE: Final = re.compile(
    "(?:(?P<up>超过|超出|高于|高出|超)|低于|少于|不足)(?:了)?(?P<base>(?:年初|年度|全年|绩效|预期|既定)*(?:目标|计划|指标|任务|预算)[值数]?)$"
)
_LIMIT: Final = re.compile(
    "(?:没有|未|不)?(?:超过|高于|大于|超出|突破)$|(?:低于|小于|少于|不足|未达到?|没有达到|不低于)$"
)
OF_IT: Final = "的"  # The name of a share of the figure right before it.
_BESIDE: Final = re.compile("(?P<up>超过|高于|超出|高出|领先|(?<!不)超)|低于|少于|不足|落后|相差|低|差|距")
_NO_CHANGE: Final = re.compile("至少|不少|最多|最少|最高|最低|许多|很多|更多|多达|不低|不高|提高到|以上年")
_OF_BUDGET: Final = re.compile("节约|节省|节支|结余|超支|少用|压减|压缩")
_RATE: Final = re.compile(
    r"(?P<name>[\u4e00-\u9fff“”]{1,14}?(?:率|度|进度|比例|比重|占比))(?:约|仅|只|均|全年)?(?:为|达到?|是|有|：|只有|至)?了?$"
)
_COMPLETED: Final = re.compile("^(?:已|实际|共|仅|只)?完成了?$")  # 目标20公里，完成90%
_SHARE: Final = re.compile(
    r"(?:占(?:比|到)?|占[^，。；]{1,14}的?(?:比例|比重|比)?|[完达是为相当于的成到]+[^，。；]{0,12}的)(?:为|达到?|约|了)*$"
)
_CLAUSE: Final = re.compile("[，。；：、（）()]")
_SENTENCE: Final = re.compile(r"[^。；\n]+")
_SENTENCE_IN_CELL: Final = 12  # characters; shorter cells hold names and numbers
_LEAD: Final = 40  # characters before a figure that may say what it is
_MOST_FIGURES: Final = 120  # of one paragraph; the work grows with their square
_THING_NOISE: Final = re.compile(
    r"^(?:\d{1,2}[.．、]|（[一二三四五六七八九十\d]{1,3}）|[①-⑩]|其中|同时|此外|另外?|全年|全镇|全乡|全街道?|我街道?|我镇|我乡|本街道?|本单位|年末|年内|年度|本年度?|\d{4}年度?|截至[^，]{0,8}|共计?|累计|合计|一是|二是|三是|四是|已|均|的|和|与|及|，|：|“|”)+"
)
_ROLE_WORDS: Final = re.compile(
    r"年初|全年|年度|预算(?=安排|数|为|$)|安排|核定|批复|下达|实际|支出(?=数|为|$)|决算数?|使用|花费|开支|支付|发生|执行(?!率)|目标值?|指标值?|计划数?|任务数?|不少于|不低于|不超过|不高于"
    r"|(?:完成|达到?|实现|建成|开展|举办|组织|新建|改造|种植|新增|为|是|有|共计?|合计|约|仅|只|已|均|了|数|控制在|应|≥|≤|=|＝|：|“|”|累计|超过|高于|低于|未达到?|没有|相比|由|从|到|至|较|比|与|上年|去年|同期|同比|增加|增长|上升|提高|提升|减少|下降|降低|压减|节约|节省|控制标准|升|降|增|减|其中|占|严控|严格控制)(?=$)"
    r"|^(?:[由从较比与占]|上年|去年|相比|严控|严格控制|完成|建成|未达到|超过|高于|低于|达到)+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A figure at a place of a document, what it is of (``thing``), and what it is beside others (``role``).

    ``base`` is what a change or a share is measured against, ``sign`` the direction of a change (+1, −1).
    """

    position: int
    start: int
    end: int
    quantity: TextQuantity
    words: str
    lead: str  # the words before it in its clause
    behind: str
    sentence: int  # where its sentence begins
    thing: str
    role: Sense
    base: Sense | None = None
    sign: int = 0
    name: str = ""  # of a rate
    plan: bool = False
    cell: bool = False

    @property
    def value(self) -> Decimal:
        """The figure in units of its dimension."""
        return self.quantity.value

    @property
    def dimension(self) -> str:
        """What its unit measures."""
        return self.quantity.unit.dimension

    @property
    def scale(self) -> Decimal:
        """How many of its dimension the unit of the text holds, 10 000 for 万元."""
        match = _NUMBER.search(narrow(self.words))
        number = Decimal(match[0].replace(",", "")) if match else Decimal(0)
        return round_half_up(self.value / number, 9) if number else self.quantity.unit.factor

    @property
    def shown(self) -> str:
        """The number as the text prints it, without its unit."""
        return plain(self.value / self.scale)

    @property
    def places(self) -> int:
        """How many decimals the text prints."""
        match = _NUMBER.search(narrow(self.words))
        return len(match[0].partition(".")[2]) if match else 0

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.position, self.start, self.end

    @property
    def label(self) -> str:
        """What it is of, with the words that say its role: 收入决算 where only 决算 stands before it."""
        return self.lead if self.thing in self.lead else f"{self.thing}{self.lead}"

    @property
    def is_amount(self) -> bool:
        """Whether it counts or measures a thing, rather than being a rate, a change, or points."""
        return self.dimension not in (PERCENT, POINTS_OF_PERCENT, POINTS, "‰", "倍") and self.role is not Sense.CHANGE

    def in_unit_of(self, other: Statement) -> str:
        """The number in the unit of another one."""
        return plain(self.value / other.scale)

    def is_like(self, other: Statement) -> bool:
        """Whether both may be of one thing: neither has a name that the other does not share."""
        own, its = specific(self.thing), specific(other.thing)
        return not own or not its or own == its or bool(pairs_of(own) & pairs_of(its))

    def is_same(self, other: Statement) -> bool:
        """Whether both are of one thing, each by name, or each of the whole."""
        own, its = specific(self.thing), specific(other.thing)
        return own == its or bool(pairs_of(own) & pairs_of(its))


_COMMON: Final = re.compile("经费|支出|费用|资金|收入|决算|预算|总额|总量|[数率总费]|完成|情况|工作|年度|全年")


def specific(thing: str) -> str:
    """The words of a name that tell it from others: 三公 of “三公”经费支出."""
    return _COMMON.sub("", thing.replace("“", "").replace("”", ""))


_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True, eq=False)
class Statements:
    """The statements of a document: those of its text by paragraph, and those of its tables by row."""

    text: FinishedText
    by_paragraph: tuple[tuple[Statement, ...], ...]
    tables: tuple[Grid, ...]

    @cached_property
    def sentences(self) -> tuple[tuple[str, int, tuple[Statement, ...]], ...]:
        """Each sentence that holds figures: its words, where it begins, and its statements."""
        groups = []
        for at, some in enumerate(self.by_paragraph):
            if not some:
                continue
            words = narrow(self.text.paragraphs[at].text)
            starts = [one.sentence for one in some]
            for begin in dict.fromkeys(starts):
                match = _SENTENCE.match(words, begin)
                end = match.end() if match else len(words)
                groups.append((words[begin:end], begin, tuple(one for one in some if one.sentence == begin)))
        return tuple(groups)

    @cached_property
    def prose(self) -> tuple[Statement, ...]:
        """The statements of sentences, those in cells that hold sentences too."""
        return tuple(
            one for at, some in enumerate(self.by_paragraph) for one in some
            if not one.cell or len(self.text.paragraphs[at].text) > _SENTENCE_IN_CELL
        )  # fmt: skip

    @cached_property
    def rows(self) -> tuple[tuple[Statement, ...], ...]:
        """The statements of each row of a table, its numbers with the units of their heads."""
        return tuple(
            some for grid in self.tables for some in _row_statements(grid, self.by_paragraph, self.text.year) if some
        )


def statements_of(text: FinishedText) -> Statements:
    """Read every figure of a document once."""
    by_paragraph = tuple(
        tuple(
            _statements(
                _with_last_year(paragraph.text, text.year),
                at,
                plan=place_of(text.file, paragraph) in text.plan_cells,
                cell=paragraph.cell is not None,
            )
        )
        for at, paragraph in enumerate(text.paragraphs)
    )
    return Statements(text=text, by_paragraph=by_paragraph, tables=tuple(grids(text.paragraphs)))


def _with_last_year(text: str, year: int) -> str:
    """The text with the year before that of the report as 上年, of the same length."""
    return re.sub(rf"(?<!\d){year - 1}年(?!\d{{1,2}}月|末|底)", "   上年", text) if f"{year - 1}年" in text else text


def _statements(text: str, position: int, *, plan: bool, cell: bool) -> Iterator[Statement]:
    count = 0
    words = narrow(text)
    for sentence in _SENTENCE.finditer(words):
        found: list[Statement] = []
        for quantity in quantities(sentence[0], times=True):
            start, end = sentence.start() + quantity.start, sentence.start() + quantity.end
            exact = replace(quantity, roughly="") if words.endswith("节约", 0, start) else quantity
            one = _statement(words, (sentence.start(), start, end), exact, found)
            found.append(replace(one, position=position, plan=plan, cell=cell))
            count += 1
            if count == _MOST_FIGURES:
                break
        yield from found
        if count == _MOST_FIGURES:
            return


class _Surroundings(NamedTuple):
    """Where a figure stands: the words of its sentence, and the figures before it."""

    words: str
    lead: str  # since the last figure
    behind: str
    before: Sequence[Statement]
    last: Statement | None  # the last figure, where no mark stands between both


def _statement(
    words: str, places: tuple[int, int, int], quantity: TextQuantity, before: Sequence[Statement]
) -> Statement:
    """One figure: the first reading that fits its clause says what it is."""
    sentence, start, end = places
    lead = words[max(before[-1].end if before else sentence, start - _LEAD) : start]
    cuts = [match.end() for match in _CLAUSE.finditer(lead)]
    clause, behind = lead[cuts[-1] if cuts else 0 :], words[end : end + 14]
    last = before[-1] if before and words[before[-1].end : start] == clause else None
    one = Statement(
        position=0, start=start, end=end, quantity=quantity, words=words[start:end], lead=clause, behind=behind,
        sentence=sentence, thing=_thing(lead, clause, before), role=Sense.NONE,
    )  # fmt: skip
    spot = _Surroundings(words, lead, behind, before, last)
    readings = (_beside_last, _beside_base, _as_limit, _as_change, _as_rate)
    found = next((found for reading in readings if (found := reading(one, spot))), None)
    if found or (_OF_GOALS.search(clause) and one.words.endswith(("个", "项", "条"))):
        return found or one  # 设置绩效指标10个 counts goals and is none.
    return replace(one, role=_role(clause, behind))


def _beside_last(one: Statement, spot: _Surroundings) -> Statement | None:
    """占计划1800亩的85%; 超过98%的目标0.6个百分点: what the figure right before it says on."""
    last, clause = spot.last, one.lead
    if last is None:
        return None
    is_share = one.dimension == PERCENT and clause.endswith("的") and len(clause) <= _NEAR
    if is_share and _PART_OF.search(last.lead):
        return replace(one, role=Sense.RATE, base=last.role, name=OF_IT)
    compared = _COMPARED.search(last.lead) if _AIM_BEHIND.fullmatch(clause) else None
    sign = 1 if compared and compared["up"] else -1
    return replace(one, role=Sense.CHANGE, base=Sense.AIM, sign=sign, name=compared[0]) if compared else None


def _beside_base(one: Statement, spot: _Surroundings) -> Statement | None:
    """超目标30家次, where the target stands before: a change; else the target itself: 超过目标300家次."""
    compared = _BESIDE_BASE.search(one.lead)
    if compared is None:
        return None
    base = _base_in(compared["base"])
    known = any(other.role is base and other.dimension == one.dimension for other in spot.before)
    if not known and one.dimension != POINTS_OF_PERCENT:
        return replace(one, role=base or Sense.NONE)
    return replace(one, role=Sense.CHANGE, base=base, sign=1 if compared["up"] else -1, name=compared[0])


def _as_limit(one: Statement, spot: _Surroundings) -> Statement | None:
    """结转结余率为8.7%，没有超过10%; 高于目标2个百分点."""
    clause, before = one.lead, spot.before
    if spot.last is None and before and before[-1].dimension == one.dimension and len(clause) <= _NEAR:
        reached = clause.endswith("达到") and spot.behind.startswith(("以上", "，扣"))
        if reached or _LIMIT.search(clause):
            return replace(one, role=Sense.AIM)
    beside = _BESIDE.search(clause) if one.dimension == POINTS_OF_PERCENT else None
    sign = 1 if beside and beside["up"] else -1
    return replace(one, role=Sense.CHANGE, base=_base_in(clause), sign=sign, name=beside[0][:2]) if beside else None


def _as_change(one: Statement, spot: _Surroundings) -> Statement | None:
    """比年初预算减少3.5万元, 下降5%, 节约0.4万元."""
    clause = one.lead
    changed = None if _NO_CHANGE.search(clause[-6:]) else _CHANGE.search(clause)
    if changed is None:
        return None
    word = changed["up"] or changed["down"]
    beside_aim = spot.before and spot.before[-1].role is Sense.AIM and spot.before[-1].words[-1:] == one.words[-1:]
    few = word in _SHORT_WORDS and not changed["base"] and spot.last is None and not beside_aim
    improved = word in ("提升", "提高") and one.dimension == MONEY  # 绿化提升400万元
    if few or improved or re.search("[未没不]有?$", changed["base"]):
        return None
    # Its base may stand before the last figure (比上年的52场增加8场), or before a comma (与上年相比，减少).
    wider = clause if _base_in(clause) else spot.words[max(one.sentence, one.start - 2 * _LEAD) : one.start]
    base = _base_in(wider[wider.rfind("；") + 1 :]) if _base_in(clause) or re.search("[比较与同]", wider) else None
    cut = changed.start("up") if changed["up"] else changed.start("down")
    thing = _thing(spot.lead[: len(spot.lead) - len(clause) + cut], clause[:cut], spot.before)
    return replace(one, role=Sense.CHANGE, base=base, sign=1 if changed["up"] else -1, name=word, thing=thing)


def _as_rate(one: Statement, spot: _Surroundings) -> Statement | None:
    """执行率为95%, 完成目标的95%, 占45%."""
    if one.dimension != PERCENT or _AIM_BEHIND.match(spot.behind):
        return None
    rate, share = _RATE.search(one.lead), _SHARE.search(one.lead)
    if share and not (rate and rate["name"][-1] == "率"):
        return replace(one, role=Sense.RATE, base=_base_in(one.lead) or Sense.NONE, name="占")
    if rate is None and _COMPLETED.search(one.lead) and _base_in(one.lead) is None:
        return replace(one, role=Sense.RATE, name="完成率")
    is_rate = rate and _role(one.lead, spot.behind) not in BASES
    return replace(one, role=Sense.RATE, name=rate["name"]) if rate and is_rate else None


def _role(clause: str, behind: str) -> Sense:
    """What the words of a clause make of its figure; of 目标 and 实际完成 the last one holds."""
    if _AIM_BEHIND.match(behind) or _BUDGET_BEHIND.match(behind):
        return Sense.AIM if _AIM_BEHIND.match(behind) else Sense.BUDGET
    places = {role: match.start() for role, pattern in _PATTERNS if (match := _last(pattern, clause))}
    was = _LAST_BEHIND.match(behind) and re.search("[由从]", clause)
    if was or Sense.LAST in places:
        return Sense.LAST
    reached = _last(_REACHED, clause)
    wanted = next((role for role in (Sense.AIM, Sense.BUDGET) if role in places), None)
    if wanted:
        return Sense.ACTUAL if reached and reached.start() > places[wanted] else wanted
    return next((role for role in (Sense.ACTUAL, Sense.INCOME) if role in places), Sense.NONE)


def _last(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(words), maxlen=1)), None)


def _base_in(words: str) -> Sense | None:
    """What 比上年, 较年初预算 or 与目标相比 measure against: what is named last."""
    places = [(match.end(), role) for role, pattern in _BASE_WORDS if (match := _last(pattern, words))]
    return max(places)[1] if places else None


def _thing(lead: str, clause: str, before: Sequence[Statement]) -> str:
    """What a figure is of: the words of its clause, else those before it, else what the last figure was of."""
    for words in (clause, *reversed([part for part in _CLAUSE.split(lead[: len(lead) - len(clause)]) if part])):
        name = bare_thing(words)
        if len(name) > 1:
            return name
    return before[-1].thing if before else ""


def bare_thing(words: str) -> str:
    """A name without the words that say its role: 社区文化活动场次 of 社区文化活动场次指标值为."""
    name = _THING_NOISE.sub("", words.strip())
    while True:
        shorter = _THING_NOISE.sub("", _ROLE_WORDS.sub("", name)).strip()
        if shorter == name:
            return name
        name = shorter


# --- tables -------------------------------------------------------------------------------------------------

_HEAD_UNIT: Final = re.compile(r"[（(]\s*(?:单位[：:])?([万亿]?元|[\u4e00-\u9fff%]{1,3})\s*[）)]")
_HEAD_ROLES: Final = (
    (Sense.AIM, re.compile("指标值|目标值?|计划|任务数?")),
    (Sense.LAST, re.compile("上年|去年")),
    (Sense.CHANGE, re.compile("增减|差额|结余|变动|增长|增幅|降幅|节约")),
    (Sense.RATE, re.compile("率|%|比例|占比|比重")),
    (Sense.BUDGET, re.compile("预算|安排|批复|下达|核定")),
    (Sense.ACTUAL, re.compile("实际|决算|支出|完成|执行|支付|使用")),
    (Sense.INCOME, re.compile("收入|拨款|金额")),
)


_NAME: Final = re.compile(r"[\u4e00-\u9fff]{2}")
_NO_NAME: Final = re.compile("说明|备注|原因|类别|单位")
_LONGEST_NAME: Final = 60


def head_role(head: str, year: int) -> Sense:
    """What the numbers below a heading are beside others."""
    words = _with_last_year(head, year)
    return next((role for role, pattern in _HEAD_ROLES if pattern.search(words)), Sense.NONE)


def _row_statements(
    grid: Grid, by_paragraph: Sequence[Sequence[Statement]], year: int
) -> Iterator[tuple[Statement, ...]]:
    for row in grid.rows:
        names = [
            cell.text.strip()
            for column, cell in sorted(row.cells.items())
            if _NAME.search(cell.text)
            and head_role(grid.heads.get(column, ""), year) is Sense.NONE
            and not _NO_NAME.search(grid.heads.get(column, ""))
        ]
        name = names[-1] if names else row.text[:_LONGEST_NAME]
        found = []
        for column, cell in row.cells.items():
            head = grid.heads.get(column, "")
            if (role := head_role(head, year)) is Sense.NONE:
                continue
            written = by_paragraph[cell.position]
            one = written[0] if written else _bare_number(cell, head)
            if one:
                found.append(replace(one, thing=name, role=role, lead=f"{name}{head}", cell=True))
        yield tuple(found)


def _bare_number(cell: GridCell, head: str) -> Statement | None:
    value = cell_number(cell)
    if value is None:
        return None
    unit = unit_of(match[1]) if (match := _HEAD_UNIT.search(head)) else unit_of("")
    step = unit.factor.scaleb(int(value.as_tuple().exponent))
    quantity = TextQuantity(
        start=0, end=len(cell.text), value=value * unit.factor, step=step, last_place=step, unit=unit, roughly="",
        spelled=False, whole=value == value.to_integral_value(),
    )  # fmt: skip
    return Statement(
        position=cell.position, start=0, end=len(cell.text), quantity=quantity, words=cell.text, lead="", behind="",
        sentence=0, thing="", role=Sense.NONE, cell=True,
    )  # fmt: skip
