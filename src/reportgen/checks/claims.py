"""Claims of the text (文中的说法): what each clause says about which thing, held against the data.

A claim is a clause with what it is about, a relation and a quantity: 参与率达到80%. :func:`claims` reads the claims of
the text of an office once; the checks ask them. Only a sure reading makes an error: a clause that speaks of a part of
the year or of the office, of others, of a plan or of the past says nothing sure about this year's value.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.dossier import OF_OTHERS, Dossier, elsewhere_in, figure_at, find_matches, place_at
from reportgen.checks.quantities import (
    MONEY,
    NO_UNIT,
    PERCENT,
    POINTS,
    POINTS_OF_PERCENT,
    TIMES,
    TextQuantity,
    quantities,
    same_kind,
)
from reportgen.checks.subjects import (
    ACTUAL,
    AIM,
    CHANGE,
    RELATIVE_CHANGE,
    SHARE,
    Datum,
    Naming,
    Subject,
    SubjectIndex,
    stem,
    subject_index,
    without,
)
from reportgen.diagnostics import CellRef, Diagnostic, Kind
from reportgen.intake.form import BUDGET
from reportgen.numeric import plain, round_half_up
from reportgen.writing.narrative import Block

# --- reading claims ---------------------------------------------------------------------------------------

SURE, LIKELY, POSSIBLE = 2, 1, 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A clause with a quantity: 慰问困难党员群众超过了500人次.

    ``degree`` says how sure it is that the clause is about ``subject``. ``elsewhere`` says that it speaks of others,
    of a part, of the past or of a plan. ``lead`` and ``after`` are the words of the clause before and behind the
    quantity, ``clause`` all of them. ``position`` and ``sentence_at`` are those of the quantity and of the sentence in
    the block.
    """

    block: Block
    position: int
    sentence_at: int
    sentence: str
    lead: str
    after: str
    clause: str
    words: str  # 超过了500人次
    quantity: TextQuantity
    relation: str
    exact: bool
    subject: Subject | None
    degree: int
    elsewhere: str
    change: str  # more, less
    against_base: bool  # whether it is the difference to the target or to the budget that the words before it name
    own: tuple[Subject, ...]  # what the cell is about from its first word
    topic: Subject | None  # what the paragraph was about before


_BASE_NAME = (
    r"(?:(?:绩效)?(?:目标|指标)值?|预算数?|任务|计划|控制(?:标准|指标|数|线|要求)|标准|要求|上限|承诺时限|预期)"
)
_NOT = r"(?:没有|未能|没能|未曾|未|没|不)"
_RELATION = re.compile(
    rf"""(?:(?P<le>{_NOT}(?:超过|超出|突破|高于|大于|多于)|控制在|压缩在|限制在)
    |(?P<lt>{_NOT}(?:达到|达|到)|低于|不足|少于|小于)
    |(?P<ge>{_NOT}(?:低于|少于|小于)|至少有?|达到|实现|(?<![到表传抵])达|(?:提高|提升|上升|增加|增长)[到至]|(?:保持|稳定|维持)在|在)
    |(?P<gt>超过|超出|突破|高于|大于|多于|逾|超)
    |(?P<eq>(?:降低|下降|减少|压减|压缩|缩短)[到至为]|[为是共计有]|仅|只有|合计|总计))
    (?:了|年度|年初|指标值|目标值|近|约|[：:]|\s)*$""",
    re.VERBOSE,
)
_AT_LEAST, _AT_MOST = re.compile(r"以上"), re.compile(r"以下|以内|之内")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "le": operator.le,
    "lt": operator.lt,
    "ge": operator.ge,
    "gt": operator.gt,
}
_CHANGE = re.compile(
    r"(?:(?P<more>增加|增长|上升|提高|提升|多|超额(?:完成)?|超出?|高|增|延长|快)|(?P<less>减少|下降|降低|压减|压缩|节约|节省|结余|缩减|少|低|减|缩短|[还尚]?差|慢))"
    r"(?:了|约|近|支出|资金|经费|开支|幅度|比例|率|达到?|[出额幅为])*$"
)
# 超出控制数150元, 慢于目标0.6个百分点, where what follows may also be the target itself: 高于目标值90%.
_FROM_BASE = re.compile(
    rf"(?:(?P<more>高于|高出|超过|超出|快于|多于|超)|(?P<less>低于|少于|慢于))了?(?:年度|年初|预定|规定)?{_BASE_NAME}(?:了|约|近)*$"
)
# 比年初预算多, 占预算: the budget is what the figure is held against, and not what it is about.
_AGAINST_BASE = re.compile(
    rf"(?:比|较|距离?|离|与|占|高于|高出|超过|超出|快于|多于|超|低于|少于|慢于)(?:年度|年初|全年|调整后?|预定|规定|承诺)*(?:的)?{_BASE_NAME}(?:相比)?"
)
_BASE = re.compile(r"(?:预算数?|预算安排|指标值?|目标值?|任务数?|计划数?)$")
_DELIMITER = re.compile(r"[，：,:]|——")
_HAN_WORDS = re.compile(r"[\u4e00-\u9fff]")
_FILLERS = re.compile(
    r"[的了和及与、“”‘’（）()\s]|年度|全年|今年|本年|其|共|总|数量|面积|比例|约|近|已|均|也|只有|仅|实际|支出|使用|同比|主要|目前|年初|预算|(?:指标|目标)值?|仍|还|距"
)
_PLACE = re.compile(r"^(?:其中|在|由|仅|如|对|为)?(?P<name>[\u4e00-\u9fff]{2,4})(?:社区|小区|片区|行政村)")
_GENERIC_PLACE = re.compile(
    r"[各全老该每本进建在对旧型个美示文平]|辖区|所有|农村|城市|街道|城中|智慧|绿色|深入|推动|推进|开展|组织|依托|覆盖|共建|宜居|和谐|联合"
)
_OTHER_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_TOTAL_SO_FAR = re.compile(r"累计|共有|现有|已有|在册|全长|总长|总面积")
_MOST_IN_A_SENTENCE = 60
_REACH = 80  # characters before a quantity in which its subject is looked for
_WORTH_READING = re.compile(r"[\d０-９]|[二三四五六七八九十百千两一](?:[一-鿿])")


@lru_cache(maxsize=1)  # Every check of claims asks for the same dossier.
def claims(dossier: Dossier) -> tuple[Claim, ...]:
    """Every claim with a quantity in the text of an office."""
    return tuple(_claims(dossier, subject_index(dossier)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A quantity in its sentence; its words lie between the quantity before (``begin``) and the one behind (``until``).

    ``topic`` is what the paragraph is about so far, and how sure that is.
    """

    block: Block
    start: int
    sentence: str
    quantity: TextQuantity
    begin: int
    until: int
    topic: tuple[Subject, int] | None
    own: tuple[Subject, ...]
    before: Claim | None  # the claim before it in the sentence


def _claims(dossier: Dossier, index: SubjectIndex) -> Iterator[Claim]:
    year, before = str(dossier.submission.year.value), None
    own: tuple[Subject, ...] = ()
    topic: tuple[Subject, int] | None = None
    for block, start, sentence in dossier.all_sentences:
        found = quantities(sentence, times=index.times) if _WORTH_READING.search(sentence) else []
        del found[_MOST_IN_A_SENTENCE:]  # What has more is no sentence.
        found = [one for one in found if not index.is_in_a_name(sentence, one.start)]
        end, claim = 0, None
        for quantity, behind in zip(found, (*found[1:], None), strict=False):
            if quantity.unit.dimension == POINTS and figure_at(block, start + quantity.start):
                end = quantity.end
                continue  # a score that the program prints
            cell = place_at(block, start + quantity.start)
            if (id(block), cell) != before:
                own = index.by_prose.get(cell, ()) if isinstance(cell, CellRef) else ()
                topic = (own[0], POSSIBLE) if own else None
                before = id(block), cell
            spot = _Spot(
                block=block,
                start=start,
                sentence=sentence,
                quantity=quantity,
                begin=end,
                until=behind.start if behind else len(sentence),
                topic=topic,
                own=own,
                before=claim,
            )
            claim = _claim(index, spot, year)
            if claim.subject and claim.degree:
                topic = claim.subject, claim.degree
            yield claim
            end = quantity.end


def _claim(index: SubjectIndex, spot: _Spot, year: str) -> Claim:
    """The claim around one quantity."""
    sentence, quantity = spot.sentence, spot.quantity
    clause_start, clause_end = _clause(sentence, quantity)
    own_start = max(spot.begin, clause_start)
    lead, after = sentence[own_start : quantity.start], sentence[quantity.end : min(spot.until, clause_end)]
    relation, exact, words_start = _relation(lead, after)
    change = _CHANGE.search(lead[-12:]) or _FROM_BASE.search(lead)
    against_base = change is not None and _AGAINST_BASE.search(lead) is not None
    if change and not against_base and spot.before and spot.before.against_base:
        against_base = not _bare(lead) and _is_difference(spot.before)  # 比预算多0.36万元，超出4.5%
    if against_base and spot.before and not _bare(_AGAINST_BASE.sub("", lead)):
        subject, degree = spot.before.subject, min(spot.before.degree, LIKELY)
    else:
        subject, degree = _about(index, spot, lead, after)
    clause = sentence[clause_start:clause_end]
    grows = _GROWS_TO.match(lead) is not None  # 由上年的91%提高到94%
    return Claim(
        block=spot.block,
        position=spot.start + quantity.start,
        sentence_at=spot.start,
        sentence=sentence,
        lead=lead,
        after=after,
        clause=clause,
        words=(lead[words_start:] + sentence[quantity.start : quantity.end]).strip(),
        quantity=quantity,
        relation=relation,
        exact=exact,
        subject=subject,
        degree=degree,
        elsewhere=_elsewhere(
            sentence, clause_start, clause[own_start - clause_start :] if grows else clause, subject, year
        ),
        change=(change.lastgroup or "") if change else "",
        against_base=against_base,
        own=spot.own,
        topic=spot.topic[0] if spot.topic and spot.topic[1] else None,
    )


def _is_difference(claim: Claim) -> bool:
    datum = _datum_of(claim.quantity, claim.subject) if claim.subject else None
    return datum is not None and datum.role == CHANGE


_GROWS_TO = re.compile(r"(?:提高|提升|上升|增加|增长|下降|降低|减少|缩短)[到至为]")


def _clause(sentence: str, quantity: TextQuantity) -> tuple[int, int]:
    """Where the clause around a quantity begins and ends, as far as it lies within reach."""
    first, last = max(0, quantity.start - _REACH), quantity.end + _REACH
    opens = quantity.start - 1 if sentence[quantity.start - 1 : quantity.start] in ("：", ":") else quantity.start
    start = max(sentence.rfind(mark, first, opens) for mark in "，：:") + 1  # 自评得分：96分 is one clause
    ends = [at for mark in "，：:" if (at := sentence.find(mark, quantity.end, last)) >= 0]
    return start or first, min(ends, default=min(len(sentence), last))


def _relation(lead: str, after: str) -> tuple[str, bool, int]:
    """The relation that the words before and behind a quantity state, whether it is the value itself, and where."""
    tail = lead[-14:]
    match = _RELATION.search(tail)
    name, said = (match.lastgroup or "", match[0]) if match else ("", "")
    exact = name in ("", "eq") or (name == "ge" and said.startswith(_OF_THE_VALUE_ITSELF))
    if _AT_LEAST.match(after):
        name, exact = "ge" if name in ("", "eq", "ge") else name, False
    elif _AT_MOST.match(after):
        name, exact = "le" if name in ("", "eq", "ge", "le") else name, False
    elif said.startswith("在"):
        name, exact = "", True
    return name, exact, len(lead) - len(tail) + match.start() if match else max(0, len(lead) - 8)


_OF_THE_VALUE_ITSELF = ("达", "实现", "提高", "提升", "上升", "增加", "增长")


def _about(index: SubjectIndex, spot: _Spot, lead: str, after: str) -> tuple[Subject | None, int]:
    """What a quantity is about: the thing that its own clause names, or one named before it in the sentence."""
    quantity, topic = spot.quantity, spot.topic
    figure = figure_at(spot.block, spot.start + quantity.start)
    for cell in figure.sources if figure else ():
        if quoted := index.by_cell.get(cell):
            return quoted, SURE
    own_lead = _AGAINST_BASE.sub("", lead)
    subject, degree = _named(index, f"{own_lead}\n{after}", quantity)
    if subject and degree:
        return subject, POSSIBLE if _counts_another_thing(subject, quantity, after) else degree
    new_words = len(_bare(lead))
    against_base = lead != own_lead
    ratio = quantity.unit.dimension == PERCENT and _RATIO.search(lead) is not None
    goes_on = new_words <= _FEW_WORDS and not (new_words == _FEW_WORDS and lead.startswith("、"))
    goes_on = goes_on or ratio or against_base
    stretch = spot.sentence[max(spot.begin, quantity.start - _REACH) : quantity.start]
    wider, wider_degree = _named(index, f"{stretch}\n{after}", quantity) if len(stretch) > len(lead) else (None, 0)
    if wider and wider_degree:
        return wider, wider_degree if goes_on else wider_degree - 1
    if topic and (ratio or against_base or _has_dimension(topic[0], quantity)):
        # The clause before may have come to speak of something unknown.
        elsewhere = spot.before and not spot.before.degree and len(_bare(spot.before.lead)) > _SOME_WORDS
        return topic[0], min(topic[1], LIKELY) if goes_on and not elsewhere else POSSIBLE
    return subject, degree


_FEW_WORDS = 2  # Han characters of a clause that names nothing and goes on about what was named before
_RATIO = re.compile(
    r"(?:完成率|(?:为|完成|达到?|占)[^，。；]{0,16}(?:目标|指标|任务|计划|预算)[^，。；]{0,12}的)(?:为|达到?|是)?$"
)


def _counts_another_thing(subject: Subject, quantity: TextQuantity, after: str) -> bool:
    """Whether the noun behind the number is none of the subject's name: 2个新增项目 beside 建成智慧社区."""
    noun = _COUNTED_NOUN.match(after) if quantity.unit.dimension in _NOUN_FOLLOWS else None
    return noun is not None and subject.aliases is None and without(noun[0], subject) == noun[0]


_COUNTED_NOUN = re.compile(r"(?![并且的已全均、以左上等，已])[\u4e00-\u9fff]{2,6}")
_NOUN_FOLLOWS = ("个", "份", "件", "次", "户", "人")


def _named(index: SubjectIndex, words: str, quantity: TextQuantity) -> tuple[Subject | None, int]:
    """The subject that the words name and that may have such a quantity, and how sure that is."""
    plain_words = words.replace("“", "").replace("”", "")
    namings = [naming for naming in index.named(plain_words) if _suits(naming.subject, quantity, plain_words)]
    item = index.item_in(words)
    if item and not _suits(item.subject, quantity, words):
        item = None
    best = namings[0] if namings else None
    if item and item.subject.specific and not (best and best.coverage >= 0.6 and best.end > item.end):
        return item.subject, SURE
    if best and best.likely:
        rival = next((one for one in namings[1:] if one.coverage > best.coverage - NEARLY), None)
        if rival:
            nearest = max((best, rival), key=lambda naming: naming.end)
            return nearest.subject, LIKELY if nearest.likely and nearest.end != min(best.end, rival.end) else POSSIBLE
        return best.subject, SURE if best.sure else LIKELY
    tail = _by_its_end(namings, plain_words, quantity)
    if tail:
        return tail, LIKELY
    if item:
        return item.subject, POSSIBLE
    return (best.subject, POSSIBLE) if best and best.strength >= 1 else (None, POSSIBLE)


def _by_its_end(namings: Sequence[Naming], words: str, quantity: TextQuantity) -> Subject | None:
    """The one rate whose last three characters stand in the words: 参与率."""
    if quantity.unit.dimension not in (PERCENT, POINTS_OF_PERCENT):
        return None
    ends = [naming.subject for naming in namings if stem(naming.subject.name)[-3:] in words]
    return ends[0] if len(ends) == 1 else None


def _suits(subject: Subject, quantity: TextQuantity, words: str) -> bool:
    """Whether the quantity may be a value of the subject: of a rate only beside the kind of rate that it is."""
    dimension = quantity.unit.dimension
    if dimension == POINTS:
        return True
    if dimension in (PERCENT, POINTS_OF_PERCENT):
        if is_rate(subject):
            end = stem(subject.name)[-2:]
            return subject.aliases is not None or end in words or (end in ("增速", "增幅", "长率") and "增长" in words)
        return _SHARE_WORDS.search(words) is not None
    return _has_dimension(subject, quantity)


_SHARE_WORDS = re.compile(
    r"率|(?:目标|指标|任务|计划)[^，]{0,12}的|占|比例|比重|增长|增加|下降|减少|压减|节约|降低|提高|上升|超额|完成.{0,12}的|幅"
)


def is_rate(subject: Subject) -> bool:
    """Whether the value of the year is a percentage."""
    actual = subject.actual
    return actual is not None and actual.dimension == PERCENT


def _has_dimension(subject: Subject, quantity: TextQuantity) -> bool:
    dimension = quantity.unit.dimension
    return any(
        datum.dimension == dimension or _alike(datum.dimension, dimension)
        for datum in subject.data
        if datum.role in (ACTUAL, AIM)
    )


def _elsewhere(sentence: str, clause_start: int, clause: str, subject: Subject | None, year: str) -> str:
    """The word by which a clause speaks of others, of a part, of the past or of a plan; ``""`` if of the whole."""
    words = without(clause, subject) if subject else clause
    if subject and _AVERAGE.search(subject.name):
        words = _AVERAGE.sub("", words)
    if found := elsewhere_in(words):
        return found
    if set(_OTHER_YEAR.findall(sentence[max(0, clause_start - _REACH) : clause_start] + clause)) - {year}:
        return "年"
    place = _PLACE.match(clause)
    if place and not _GENERIC_PLACE.search(place["name"]):
        return place[0]
    comma = sentence.find("，", 0, min(clause_start, _REACH))
    opening = sentence[:comma] if comma > 0 else ""
    match = _OPENING_ELSEWHERE.search(opening)
    return match[0] if match else ""


_AVERAGE = re.compile(r"每[个户人栋次场]|平均|单[位个项次]|[人户栋村次场]均")  # 户均成本 is no part
_OPENING_ELSEWHERE = re.compile(
    r"^(?:其中|[上下]半年|[一二三四]季度|截至(?:[1-9]|1[01])月|力争|计划|下一步)|全[市区县省]|上年|去年|[\d]{4}年以来"
)


# --- quantities against the data --------------------------------------------------------------------------


def quantity_known(claim: Claim, index: SubjectIndex) -> bool:
    """Whether the quantity is one of what the clause is about, or of what its paragraph shares words with."""
    quantity, subject = claim.quantity, claim.subject
    if any(_datum_of(quantity, one) for one in (*((subject,) if subject else ()), *claim.own)):
        return True
    if any(_same(quantity, other.quantity) for other in index.others) or _of_an_item_before(claim, index):
        return True
    if subject and claim.degree == SURE and _has_dimension(subject, quantity):
        named = index.named(claim.clause)  # another thing that the same clause names
        return any(naming.strength >= 1 and _datum_of(quantity, naming.subject) for naming in named)
    return _known_by_its_digits(claim, index) or _known_by_its_paragraph(claim, index)


def _of_an_item_before(claim: Claim, index: SubjectIndex) -> bool:
    """Whether it is an amount of an item that the sentence names before a clause that names none of its own."""
    subject, item = claim.subject, index.item_in(claim.clause)
    if not (subject and subject.aliases) or claim.quantity.unit.dimension != MONEY or (item and item.subject.specific):
        return False
    items = (one for one in index.items if one.specific and one.aliases and one.aliases.search(claim.sentence))
    return any(_datum_of(claim.quantity, one) for one in items)


def _known_by_its_digits(claim: Claim, index: SubjectIndex) -> bool:
    """Whether a long number is the value of any indicator."""
    quantity = claim.quantity
    if len(claim.sentence[quantity.start : quantity.end].lstrip("0.")) <= _DIGITS_THAT_TELL:
        return False
    data = (datum for one in index.subjects if one.is_indicator for datum in one.data if datum.role in (ACTUAL, AIM))
    return any(datum.value == quantity.value and datum.dimension == quantity.unit.dimension for datum in data)


def _known_by_its_paragraph(claim: Claim, index: SubjectIndex) -> bool:
    quantity, at = claim.quantity, claim.position
    words = f"{claim.block.text[: claim.block.lead]}\n{claim.block.text[max(0, at - _PARAGRAPH) : at]}\n{claim.clause}"
    if any(naming.strength >= 1 and _datum_of(quantity, naming.subject) for naming in index.named(words)):
        return True
    return any(item.aliases and item.aliases.search(words) and _datum_of(quantity, item) for item in index.items)


_DIGITS_THAT_TELL = 3  # characters of a number with its unit; a longer one is hardly the same by chance
_PARAGRAPH = 160  # characters before a quantity in which the thing may be named that a bare figure belongs to


def _same(quantity: TextQuantity, other: TextQuantity) -> bool:
    one, two = quantity.unit.dimension, other.unit.dimension
    return (one == two or NO_UNIT in (one, two) or same_kind(one, two)) and quantity.is_number(other.value)


def _datum_of(quantity: TextQuantity, subject: Subject) -> Datum | None:
    """The value of the subject that the quantity states."""
    dimension = quantity.unit.dimension
    for datum in subject.data:
        if datum.dimension == dimension or (datum.role != SHARE and _alike(datum.dimension, dimension)):
            if quantity.is_number(abs(datum.value)):
                return datum
        elif dimension == NO_UNIT and quantity.value == datum.value and datum.role in (ACTUAL, AIM):
            return datum
    return None


def _alike(one: str, other: str) -> bool:
    return same_kind(one, other) or {one, other} == {PERCENT, POINTS_OF_PERCENT}


def numbers_have_a_source(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report the quantities that a clerk typed into a sentence and that are none of what the sentence is about."""
    index = subject_index(dossier)
    prose = frozenset(entry.ref for entry in dossier.prose) - dossier.descriptive_cells
    contradictions = {(id(claim.block), claim.position) for claim, _, _ in _contradictions(dossier)}
    by_cell: dict[tuple[int, CellRef], list[Claim]] = {}
    for claim in claims(dossier):
        place = place_at(claim.block, claim.position)
        if isinstance(place, CellRef):
            by_cell.setdefault((id(claim.block), _cell_of(claim, prose) or place), []).append(claim)
    unknown: dict[tuple[int, CellRef], list[Claim]] = {}
    for key, several in by_cell.items():
        if len(several) > _MOST_IN_A_CELL:
            continue  # That is a list, and no prose.
        known = [claim for claim in several if quantity_known(claim, index)]
        others = [claim for claim in several if claim not in known]
        for claim in others:
            reported = (id(claim.block), claim.position) in contradictions
            cell = None if reported else _typed_at(claim, prose)
            if cell and not (_excused(claim, cell, dossier) or _follows_from(claim, known, others)):
                unknown.setdefault(key, []).append(claim)
    stated = _figures_by_words(dossier)
    for (_, place), several in unknown.items():
        asked = [claim for claim in several if _worth_asking(claim, index, stated)]
        others = [claim for claim in several if claim not in asked]
        for kind, some in ((catalogue.NUMBER_WITHOUT_SOURCE, asked), (catalogue.NUMBER_UNKNOWN, others)):
            if some:
                yield _without_source(kind, place, some, stated)


_CLAUSE_END = re.compile("[，。；：！？\n]")


def _without_source(kind: Kind, place: CellRef, some: Sequence[Claim], stated: _FiguresByWords) -> Diagnostic:
    first, texts = some[0], dict.fromkeys(_as_typed(claim) for claim in some[:_MOST_IN_MESSAGE])
    before, after = first.block.text[: first.position], first.block.text[first.position :]
    around = _CLAUSE_END.split(before)[-1] + _CLAUSE_END.split(after)[0]
    instead = next((words for claim in some if (words := _instead(claim, stated))), "")
    return kind.at(place, around, number="”“".join(texts), instead=instead)


def _worth_asking(claim: Claim, index: SubjectIndex, stated: _FiguresByWords) -> bool:
    """Whether a figure without source is probably wrong: one of a thing with a value, or nearly one that is known.

    Most figures of a text are facts of which no sheet holds a value: the length of a border, the height of a flood.
    """
    quantity, subject = claim.quantity, claim.subject
    dimension = quantity.unit.dimension
    ratio = dimension == PERCENT and _RATIO.search(claim.lead) is not None
    if subject and subject.of_the_year and claim.degree and (ratio or _has_dimension(subject, quantity)):
        return True
    if (
        _of_the_plan(claim)
        or (dimension == MONEY and _OF_THE_OFFICE.search(claim.lead))
        or _follows_on(claim, index, ratio=ratio)
        or (
            dimension == PERCENT
            and claim.degree
            and subject
            and subject.specific
            and subject.aliases
            and _OF.search(claim.lead)
            and not _is_share(quantity, subject, index)
        )
    ):
        return True
    named = [naming for naming in index.named(claim.clause) if naming.strength >= 1]
    values = [datum for one in named for datum in one.subject.data if datum.role in (ACTUAL, AIM)]
    if dimension == MONEY and index.item_in(claim.lead):
        values += [datum for item in index.items for datum in item.data if datum.dimension == MONEY]
    if any(_nearly(quantity, datum.value, datum.dimension, datum.shown) for datum in values):
        return True
    if dimension == NO_UNIT and any(one.likely for one in named):
        return True
    return _misquoted(claim, index) or _stated_otherwise(claim, stated) is not None


def _follows_on(claim: Claim, index: SubjectIndex, *, ratio: bool) -> bool:
    """Whether it is a share, a rest or a rate of what was named before: 利用率为49%, 未完成的3.4公里."""
    dimension, topic = claim.quantity.unit.dimension, claim.subject or claim.topic
    if dimension == PERCENT:
        bare = _bare(claim.lead)
        rates = (one for one in index.subjects if is_rate(one) and one.name[-3:] in bare)
        rate = any(len(without(bare, one)) <= _FEW_WORDS for one in rates)
        unused = _UNUSED.search(claim.lead) is not None
        of_the_budget = _OF_THE_BUDGET.search(claim.lead) is not None
        return rate or unused or of_the_budget or (ratio and claim.topic is not None)
    if topic is None or not topic.of_the_year or not _has_dimension(topic, claim.quantity):
        return False
    return _NOT_YET.search(claim.lead + claim.after) is not None or (
        claim.change != "" and "预算" in claim.clause and topic.aliases is not None
    )


_OF = re.compile("占[^，。]{0,12}$")


def _is_share(quantity: TextQuantity, subject: Subject, index: SubjectIndex) -> bool:
    """Whether it is what one amount of the form is of another, in per cent, of which one is the subject's."""
    amounts, own = (
        {datum.value for item in items for datum in item.data if datum.dimension == MONEY and datum.value}
        for items in (index.items, (subject,))
    )
    pairs = ((part, whole) for one in own for other in amounts for part, whole in ((one, other), (other, one)))
    return any(part < whole and quantity.is_number(part * 100 / whole) for part, whole in pairs)


_UNUSED = re.compile("(?:闲置|空置)率")
_OF_THE_BUDGET = re.compile(r"占[^，。]{0,8}预算")
_NOT_YET = re.compile(r"(?:未|没有|尚未|没)(?:能)?(?:完成|建成|达到)|尚有|仍有|还有|尚缺|还缺|还差|尚差")


def _bare(words: str) -> str:
    """The Han characters of a clause but those that say nothing of its thing."""
    return "".join(_HAN_WORDS.findall(_FILLERS.sub("", _CHANGE.sub("", _RELATION.sub("", words)))))


_ASKED = re.compile("问卷|样本|受访|访谈|电话|抽取|随机")


def _misquoted(claim: Claim, index: SubjectIndex) -> bool:
    """Whether it is nearly what 佐证材料 or 备注 state in the same words, or another number of people asked."""
    if "满意" in claim.sentence and _ASKED.search(claim.clause) and claim.quantity.unit.dimension in ("份", "户", "人"):
        asked = [one for one in index.others if _ASKED.search(one.words)]
        if any(same_kind(one.quantity.unit.dimension, claim.quantity.unit.dimension) for one in asked):
            return True
    words = set(_word_pairs(claim.lead[-_REACH // 4 :])) | set(_word_pairs(claim.after[: _FEW_WORDS * 3]))
    return any(
        _nearly(claim.quantity, other.quantity.value, other.quantity.unit.dimension, str(other.quantity.printed))
        and not words.isdisjoint(_word_pairs(other.words))
        for other in index.others
    )


def _word_pairs(words: str) -> Iterator[str]:
    plain_words = "".join(_HAN_WORDS.findall(words))
    return (plain_words[at : at + 2] for at in range(len(plain_words) - 1))


_OF_THE_OFFICE = re.compile(
    r"(?:全年|部门|年度|整体|单位)(?:部门|单位|财政|整体|实际|总|调整|年初|累计)*(?:预算|支出|拨款|经费)(?:总?[额数])?[^，]{0,4}$"
)


def _nearly(quantity: TextQuantity, value: Decimal, dimension: str, shown: str) -> bool:
    """Whether a slip of the fingers makes the one the other: 1986 for 1968, 16元 for 16万元, 户 for 人."""
    one, other = _digits(quantity.value), _digits(value)
    same = same_kind(quantity.unit.dimension, dimension)
    if one == other or _digits(quantity.printed) in (other, _digits(_number_in(shown))):
        tells = same or len(one) >= _DIGITS_THAT_TELL or quantity.printed == _number_in(shown)  # 42万 is not 0.42
        return tells and (quantity.value != value or quantity.unit.dimension != dimension)
    return same and len(one) == len(other) >= _FEW_WORDS and _one_slip(one, other)


def _number_in(shown: str) -> Decimal:
    number = re.match(r"\d{1,12}(?:\.\d{1,4})?", shown)
    return Decimal(number[0]) if number else Decimal(0)


def _digits(value: Decimal) -> str:
    """The digits of a number without its noughts before and behind."""
    return plain(abs(value)).replace(".", "").strip("0")


def _one_slip(one: str, other: str) -> bool:
    """Whether two numbers of as many digits differ in one of three or more, or in the order of two."""
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    one_differs = len(different) == 1 and len(one) >= _DIGITS_THAT_TELL
    return one_differs or (len(different) == 2 and different[0] == different[1][::-1])


_FiguresByWords = dict[tuple[str, str], list[Claim]]
"""The claims by the last words before their quantity and its dimension."""


def _figures_by_words(dossier: Dossier) -> _FiguresByWords:
    found: _FiguresByWords = {}
    for claim in claims(dossier):
        if key := _words_before(claim):
            found.setdefault(key, []).append(claim)
    return found


def _words_before(claim: Claim) -> tuple[str, str] | None:
    words = "".join(_HAN_WORDS.findall(_FILLERS.sub("", _RELATION.sub("", claim.lead[-_WORDS_THAT_TELL * 3 :]))))
    return (words[-_WORDS_THAT_TELL:], claim.quantity.unit.dimension) if len(words) >= _WORDS_THAT_TELL else None


_WORDS_THAT_TELL = 6


def _stated_otherwise(claim: Claim, stated: _FiguresByWords) -> Claim | None:
    """Another claim of the same words with another figure, as of a text that was copied and not changed."""
    key = _words_before(claim)
    others = stated.get(key, []) if key and not claim.elsewhere else []
    return next(
        (
            one
            for one in others
            if one.quantity.value != claim.quantity.value
            and not one.elsewhere
            and not (one.quantity.roughly or claim.quantity.roughly)
            and place_at(one.block, one.position) != place_at(claim.block, claim.position)
        ),
        None,
    )


_MOST_IN_MESSAGE, _MOST_IN_A_CELL = 5, 200


def _cell_of(claim: Claim, prose: frozenset[CellRef]) -> CellRef | None:
    place = next(
        (
            f.sources[0]
            for f in claim.block.figures
            if f.sources and f.start <= claim.position < f.end and f.number is None
        ),
        None,
    )
    return place if place in prose else None


def _follows_from(claim: Claim, known: Sequence[Claim], unknown: Sequence[Claim]) -> bool:
    """Whether the quantity is the sum, the rest or the share of others of its cell, or one of the parts of a total."""
    quantity, dimension = claim.quantity, claim.quantity.unit.dimension
    if claim.degree and not _DERIVED.search(claim.lead) and not _DERIVED.match(claim.after):
        return False  # It is said to be the value of a thing, and no sum or rest.
    if dimension == PERCENT and claim.degree and _RATIO.search(claim.lead):
        return False  # The share of a target is known.
    if dimension == PERCENT:
        counts = [(one.quantity.unit.dimension, one.quantity.value) for one in (*known, *unknown) if one.quantity.value]
        return any(
            quantity.is_number(part * 100 / whole)
            for of_part, part in counts
            for of_whole, whole in counts
            if of_part == of_whole != PERCENT and part < whole
        )
    totals = [one.quantity.value for one in known if same_kind(one.quantity.unit.dimension, dimension)]
    totals += [
        datum.value
        for subject in {one.subject for one in (*known, claim) if one.subject}
        for datum in subject.data
        if datum.role in (ACTUAL, AIM) and same_kind(datum.dimension, dimension)
    ]
    if any(
        quantity.is_number(abs(one - other)) or quantity.is_number(one + other)
        for one in totals
        for other in totals
        if one != other
    ):
        return True
    if dimension == MONEY:
        sums = re.search("合计|共|总", claim.lead) is not None
        every = [one.quantity for one in (*known, *unknown) if sums]
        numbers = [one.printed for one in every if one.unit.dimension not in (MONEY, PERCENT)]
        if any(quantity.is_number(n * one.value) for n in numbers for one in every if one.unit.dimension == MONEY):
            return True
    parts = [
        one.quantity.value
        for one in unknown
        if one.sentence is claim.sentence and same_kind(one.quantity.unit.dimension, dimension)
    ]
    stated = [
        one.quantity.value
        for one in known
        if one.sentence is claim.sentence and one.quantity.value < max(totals, default=0)
    ]
    return (len(parts) > 1 and any(abs(sum(parts) - total) < quantity.step for total in totals)) or any(
        abs(sum(parts) + part - total) < quantity.step for part in stated for total in totals
    )


_DERIVED = re.compile(r"其余|剩|尚|差|其中|合计|共|总|分别|占|率|均|另|包括|、|（|未|没有|待")


def _as_typed(claim: Claim) -> str:
    quantity = claim.quantity
    return claim.sentence[quantity.start : quantity.end]


def _instead(claim: Claim, stated: _FiguresByWords) -> str:
    """What the workbook states of the thing that the clause is about, or in the same words elsewhere."""
    subject = claim.subject
    actual = subject.actual if subject else None
    if subject and actual and claim.degree:
        return f"，而“{subject.name}”的{actual.label}是{actual.shown}"
    other = _stated_otherwise(claim, stated)
    if other is None:
        return ""
    place = place_at(other.block, other.position)
    at = f"（{place.sheet}!{place.address}）" if isinstance(place, CellRef) else ""
    return f"，而另一处{at}写“{other.clause.strip()}”"


def _typed_at(claim: Claim, prose: frozenset[CellRef]) -> CellRef | None:
    """The prose cell whose clerk typed the quantity; ``None`` for a reference or the wording."""
    place = None if figure_at(claim.block, claim.position) else place_at(claim.block, claim.position)
    return place if isinstance(place, CellRef) and place in prose else None


def _excused(claim: Claim, place: CellRef, dossier: Dossier) -> bool:
    """Whether the quantity may stand in no table: a small count, one of others, of a part, of the past, of a plan."""
    quantity, subject = claim.quantity, claim.subject
    ratio = quantity.unit.dimension == PERCENT and _RATIO.search(claim.lead) is not None
    fits = subject is not None and subject.of_the_year and (ratio or _has_dimension(subject, quantity))
    about = subject if claim.degree and fits else None
    same = about is not None and _same_dimension(claim)
    if dossier.only_plans(place, claim.sentence) and not _is_rest(claim, about):
        goal = place in dossier.goal_cells and not (quantity.small and quantity.whole)
        return not (same and ((claim.degree and goal) or (claim.degree == SURE and place in dossier.goal_cells)))
    if _of_the_plan(claim) or _is_rest(claim, about):
        return False
    item = claim.elsewhere == "其中" and claim.degree == SURE and subject is not None and subject.aliases is not None
    if claim.elsewhere and not item and not (about and _AIM_NAMED.fullmatch(claim.elsewhere)):
        return True
    if about is None:
        return _counts_nothing_known(claim)
    return _asked_elsewhere(quantity) or _allowed(claim, about) or (not same and _is_few(quantity))


_REST = re.compile("剩余|其余|余下|剩下|未完成的|尚未完成")


def _is_rest(claim: Claim, about: Subject | None) -> bool:
    """Whether it is said to be what is left of an indicator that missed its target: 其余48套预计2025年3月交付."""
    missed = about is not None and about.is_indicator and about.change is not None and about.change < 0
    return missed and _same_dimension(claim) and _REST.search(claim.lead) is not None


def _of_the_plan(claim: Claim) -> bool:
    """Whether it is said to be the target of an indicator: 年初计划新开6条."""
    subject = claim.subject
    said = _PLANNED.search(claim.lead) is not None
    return said and subject is not None and subject.is_indicator and _same_dimension(claim)


_PLANNED = re.compile(r"年初[^，。]{0,4}(?:计划|安排|确定|下达)|年度(?:计划|任务|目标)(?:是|为)")


def _asked_elsewhere(quantity: TextQuantity) -> bool:
    """Whether another check asks: those of contradictions and evidence about 100 % and 0, scores_agree about 分."""
    whole = quantity.unit.dimension == PERCENT and quantity.value == _FULL
    return whole or quantity.value == 0 or quantity.unit.dimension == POINTS


def _counts_nothing_known(claim: Claim) -> bool:
    """Whether a quantity that is about nothing known is an ordinary one: three communities, two meetings, 24小时."""
    quantity, dimension = claim.quantity, claim.quantity.unit.dimension
    ordinary = _ORDINARY.match(claim.after) is not None or _MEETING.search(claim.lead) is not None
    return (
        _asked_elsewhere(quantity)
        or dimension in TIMES
        or (ordinary and dimension in ("个", "次"))
        or _GAIN.search(claim.lead) is not None
        or _is_few(quantity)
    )


def _is_few(quantity: TextQuantity) -> bool:
    return quantity.value < _MANY if quantity.spelled else quantity.small and quantity.whole


def _allowed(claim: Claim, subject: Subject) -> bool:
    """Whether it is no value of its subject and yet true of it: less than what was exceeded, a running total."""
    quantity, actual = claim.quantity, subject.actual
    if actual is None:
        return False
    of_it = actual.dimension == quantity.unit.dimension
    holds = (
        of_it and not claim.exact and claim.relation in _HOLDS and _HOLDS[claim.relation](actual.value, quantity.value)
    )
    so_far = _TOTAL_SO_FAR.search(claim.clause) and actual.value < quantity.value < actual.value * _FEW_YEARS
    return holds or bool(so_far) or _GAIN.search(claim.lead) is not None


_FULL, _FEW_YEARS = Decimal(100), 9
_AIM_NAMED = re.compile("要求|目标|规定|标准|原则|预期|指标|任务|考核|下达|核定")
_GAIN = re.compile(r"增收(?:约|了)?$|(?:同比|比上年|较上年)[^，]{0,12}$")
_MANY = 100


_ORDINARY = re.compile(
    r"(?:行政|自然)?村|社区|街道|镇|乡|部门|单位|科室|站所|小区|网格|党?支部|党组织|居委会|片区|职能"
)
_MEETING = re.compile(r"(?:会|会议|例会|党课|学习|调研|约谈|通报)$")


def _same_dimension(claim: Claim) -> bool:
    actual = claim.subject.actual if claim.subject else None
    return actual is not None and actual.dimension == claim.quantity.unit.dimension


Contradiction = tuple[Claim, Kind, str]
"""A claim, how it is reported, and what the data say instead."""


@lru_cache(maxsize=1)  # Two checks ask for the same dossier, one after the other.
def _contradictions(dossier: Dossier) -> tuple[Contradiction, ...]:
    """The claims with a quantity that the data contradict."""
    found = []
    for claim in claims(dossier):
        place = place_at(claim.block, claim.position)
        if claim.subject is None or claim.degree == POSSIBLE or claim.quantity.roughly:
            continue
        if dossier.only_plans(place, claim.sentence):
            continue
        if contradiction := _contradiction(claim, claim.subject):
            kind, fact = contradiction
            found.append((claim, kind, fact))
    return tuple(found)


def _contradiction(claim: Claim, subject: Subject) -> tuple[Kind, str] | None:
    actual, comparing = subject.actual, claim.relation in _HOLDS
    if actual is None or (claim.elsewhere and claim.elsewhere not in _AIM_WORDS):
        return None
    if found := _other_unit(claim, subject) or _wrong_change(claim, subject, actual) or _wrong_aim(claim, subject):
        return found
    other = claim.elsewhere or actual.dimension != claim.quantity.unit.dimension
    if other or (not comparing and (claim.change or _BASE.search(claim.lead))):
        return None
    if comparing:
        return None if _comparison_holds(claim, subject, actual) else (_kind(claim.degree), fact_of(subject, actual))
    amount = subject.aliases is not None and claim.quantity.unit.dimension == MONEY
    return _wrong_role(claim, subject) if amount else _aim_for_actual(claim, subject, actual)


def _kind(degree: int) -> Kind:
    return catalogue.CLAIM_CONTRADICTED if degree == SURE else catalogue.CLAIM_DOUBTFUL


def fact_of(subject: Subject, datum: Datum) -> str:
    """What the data say of a subject, for a message."""
    return f"“{subject.name}”的{datum.label}是{datum.shown}"


def _comparison_holds(claim: Claim, subject: Subject, actual: Datum) -> bool:
    """Whether a comparison is true, or none of this year's value with a number."""
    quantity = claim.quantity
    return (
        _HOLDS[claim.relation](actual.value, quantity.value)
        or (claim.exact and quantity.is_number(actual.value))
        or _GROWTH.search(claim.lead) is not None
        or (_TOTAL_SO_FAR.search(claim.clause) is not None and quantity.value > actual.value)
        or (_BASE.search(claim.lead) is not None and _datum_of(quantity, subject) is not None)
    )


def _wrong_change(claim: Claim, subject: Subject, actual: Datum) -> tuple[Kind, str] | None:
    """A change by the right amount in the wrong direction, or another difference to the target than there is."""
    change, aim = subject.change, next((datum for datum in subject.data if datum.role == AIM), None)
    if aim is None or change is None or not claim.change:
        return None
    compared = f"{aim.label}{aim.shown}{'多' if change > 0 else '少' if change else '相同'}"
    fact = f"{fact_of(subject, actual)}，{'比' if change else '与'}{compared}"
    datum = _datum_of(claim.quantity, subject)
    differs = datum is None or not (datum.role == CHANGE or datum.label == RELATIVE_CHANGE)
    if not differs:
        return None if not change or (claim.change == "more") == (change > 0) else (_kind(claim.degree), fact)
    states_base = datum is not None and (datum.role == AIM or datum.label.startswith("占"))
    other = claim.quantity.unit.dimension not in (actual.dimension, POINTS_OF_PERCENT, PERCENT)
    if not claim.against_base or states_base or other or any(_datum_of(claim.quantity, one) for one in claim.own):
        return None
    return catalogue.CLAIM_DOUBTFUL, fact


_NAMES_BASE = re.compile(rf"(?:的|这一|这个|年度|年初)*{_BASE_NAME}")


def _wrong_aim(claim: Claim, subject: Subject) -> tuple[Kind, str] | None:
    """Another target than there is: 高于90%的目标 of a target of 95 %."""
    aims = [datum for datum in subject.data if datum.role == AIM]
    if not aims or not subject.is_indicator or not claim.relation or not _NAMES_BASE.match(claim.after):
        return None
    quantity = claim.quantity
    if quantity.unit.dimension != aims[0].dimension or any(quantity.is_number(datum.value) for datum in aims):
        return None
    return catalogue.CLAIM_DOUBTFUL, f"“{subject.name}”的{aims[0].label}是{aims[0].shown}"


# Of such words one never stands for another; 个, 处, 项 and the like stand for any of them.
_THINGS_COUNTED = {
    word: group
    for group in ("栋幢座", "套", "户家", "人名位", "人次", "次场", "份", "间", "株棵", "辆台")
    for word in ((group, f"{group}数") if group == "人次" else group)
} | {"户次": "户家", "家次": "户家", "场次": "次场"}
_UNIT_BEHIND = re.compile(r"[\d.,０-９余多]*")


def _other_unit(claim: Claim, subject: Subject) -> tuple[Kind, str] | None:
    """The number of the thing in another unit: 3280万元 for 3280元, 改造1284栋 for 1284户."""
    quantity = claim.quantity
    for datum in subject.data:
        if datum.role not in (ACTUAL, AIM) or quantity.spelled or _number_in(datum.shown) != quantity.printed:
            continue
        unit = _UNIT_BEHIND.sub("", datum.shown, count=1)
        typed = _UNIT_BEHIND.sub("", claim.sentence[quantity.start : quantity.end], count=1)
        if not typed or not unit or quantity.printed < _FEW_WORDS:
            return None
        one, other = _THINGS_COUNTED.get(typed), _THINGS_COUNTED.get(unit.split("/")[0])
        scaled = datum.dimension == quantity.unit.dimension and not quantity.is_number(datum.value)
        counted = one is not None and other is not None and one != other and {one, other} != {"人名位", "人次"}
        if scaled or counted:
            return catalogue.CLAIM_DOUBTFUL, f"“{subject.name}”的{datum.label}是{datum.shown}"
    return None


_GROWTH = re.compile(
    r"(?:增长|增加|下降|减少|降低|提升|提高|上升|缩短)[了率约]?(?:超过|超出|突破|高于|大于|达到?|低于|不足|近)了?$"
)
_AIM_WORDS = frozenset(["目标", "指标", "任务", "预期", "计划"])


def _aim_for_actual(claim: Claim, subject: Subject, actual: Datum) -> tuple[Kind, str] | None:
    """The target stated where the sentence says what was done: 拆除违法建设60宗."""
    quantity = claim.quantity
    aims = [datum for datum in subject.data if datum.role == AIM and quantity.is_number(datum.value)]
    if not subject.is_indicator or not aims or quantity.is_number(actual.value) or _AIM_SAID.search(claim.sentence):
        return None
    if claim.lead.endswith(("≥", "≤", ">", "<", "=")):
        return None  # A sign in front of the number says what was wanted: 支出率≥98%.
    return catalogue.CLAIM_DOUBTFUL, f"{fact_of(subject, actual)}，{aims[0].shown}是{aims[0].label}"


_AIM_SAID = re.compile("目标|指标|任务|计划|要求|标准|力争|确保|控制[数线]|上限|承诺|预期")
_ROLES = re.compile(r"(?P<aim>预算(?!执行|支出)|安排|核定|批复)|(?P<actual>支出(?!预算)|使用|执行|花费|开支|发生)")


def _wrong_role(claim: Claim, subject: Subject) -> tuple[Kind, str] | None:
    """The budget stated where the sentence says what was spent, or the other way about."""
    if not subject.specific:
        return None
    roles = [match.lastgroup for match in _ROLES.finditer(claim.lead)]
    wanted = [datum for datum in subject.data if datum.role == roles[-1]] if roles else []
    datum = _datum_of(claim.quantity, subject)
    if not wanted or datum is None or datum.role not in (ACTUAL, AIM) or claim.quantity.is_number(wanted[0].value):
        return None
    return catalogue.CLAIM_DOUBTFUL, fact_of(subject, wanted[0])


def claims_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 超过, 达到, 未达到, 增加 … where the data say otherwise, and a target stated as what was done."""
    for claim, kind, fact in _contradictions(dossier):
        place = place_at(claim.block, claim.position)
        subject = claim.subject
        if subject and subject.name == BUDGET.carry_over_rate.name and kind is catalogue.CLAIM_CONTRADICTED:
            continue  # carry_over_claimed_wrong reports it.
        yield kind.at(place, claim.sentence.strip(), claim=claim.words, fact=fact)


def carry_over_claimed_wrong(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 结转结余率小于10% beside a rate that is not."""
    for claim in claims(dossier):
        subject, quantity = claim.subject, claim.quantity
        actual = subject.actual if subject and subject.name == BUDGET.carry_over_rate.name else None
        place = place_at(claim.block, claim.position)
        if (
            actual is None
            or claim.degree != SURE
            or quantity.unit.dimension != PERCENT
            or dossier.only_plans(place, claim.sentence)
        ):
            continue
        if claim.elsewhere or (claim.change and claim.relation not in _HOLDS) or quantity.roughly:
            continue
        if claim.relation in _HOLDS:
            holds = _HOLDS[claim.relation](actual.value, quantity.value) or (
                claim.exact and quantity.is_number(actual.value)
            )
        else:
            holds = quantity.is_number(actual.value) or not re.search(r"(?:率|[为是仅])$", claim.lead)
        if not holds:
            rate = plain(round_half_up(actual.value, 2))
            yield catalogue.CARRY_OVER_CONTRADICTED.at(place, claim.sentence.strip(), rate=rate)


# --- against the target or the budget ---------------------------------------------------------------------

_STANDING = re.compile(
    rf"""(?P<le>{_NOT}(?:有)?(?:超过|超出|突破|高于|大于)(?=[^，。；]{{0,14}}?{_BASE_NAME})|没有?超预算|未超预算|零超支|控制在[^，。；]{{0,12}}(?:预算|标准|指标|目标)[值数]?(?:以内|之内|内))
    |(?P<unmet>(?:尚未|未能|没能|没有|未)(?:全部|全面|完全|能|如期)?(?:达到|完成|实现|达成|兑现|站上|迈上|跨上|越过|跨过)(?=[^，。；]{{0,14}}?{_BASE_NAME})|(?:未|没有|不)达标|(?:目标|任务|指标|计划)(?:值)?(?:均|都|也|仍|还)?(?:没有|未能|没能|尚未|未)(?:能|全部|按期|如期|全面)?(?:完成|达到|实现|达成|达标)|[距离与][^，。；]{{1,18}}(?:差距|之遥|不足|欠账|缺口))
    |(?P<over>超额完成|超预算|超支(?!部分|的?原因))
    |(?P<met>(?:达到|达成|完成|实现|站上|迈上|跨上|越过|跨过)(?!率)(?:了)?(?=[^，。；未没不]{{0,10}}?{_BASE_NAME}(?!的?[\d百])))
    |(?P<gt>(?:高于|超过|超出|突破|高出|大于)(?=[^，。；]{{0,12}}?{_BASE_NAME})|超(?=(?:年度|年初)?(?:目标|指标|预算)))
    |(?P<lt>(?<![不未非没])(?<!没有)(?:低于|少于|小于|不及|逊于|优于|不足)(?=[^，。；]{{0,12}}?{_BASE_NAME}))
    |(?:[比较](?!好|高|强|多)|与)[^，。；]{{0,12}}?{_BASE_NAME}[^，。；比较上去]{{0,10}}?(?:(?P<more>多|高|增加|上升|增长|提高|超)|(?P<less>少|低|减少|下降|降低|压减|节约|节省|不足|差|缺))""",
    re.VERBOSE,
)
_STANDING_BEGINS = re.compile("[目任指计未没不零控尚距离与超达完实高突大低少小逊优比较站迈跨越]")
_BETTER = {"优于"}
_THIS_YEARS_AIM = re.compile(r"[上去]年|明年|下一?年|20\d\d年(?!度)|序时|平均|历史")


def standings_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 超额完成年度目标, 低于指标值, 比预算少 … where the data say otherwise, with a figure or without."""
    index = subject_index(dossier)
    by_sentence: dict[tuple[int, int], list[Claim]] = {}
    last_of_block: dict[int, Claim] = {}
    for claim in claims(dossier):
        by_sentence.setdefault((id(claim.block), claim.sentence_at), []).append(claim)
    for block, start, sentence in dossier.all_sentences:
        here = by_sentence.get((id(block), start), [])
        earlier = last_of_block.get(id(block))
        last_of_block.update((id(block), one) for one in here if one.subject and one.degree)
        for match in islice(find_matches(_STANDING, _STANDING_BEGINS, sentence), _MOST_IN_A_SENTENCE):
            place = place_at(block, start + match.start())
            if not isinstance(place, CellRef) or dossier.only_plans(place, sentence):
                continue
            position = start + match.start()
            before = block.text[max(0, position - _REACH) : position]
            standing = _Standing(place, sentence, match, start, here, earlier, before)
            if problem := _standing_problem(standing, index):
                yield problem
                break


class _Standing(NamedTuple):
    """Words that compare something with its target or its budget, and the claims of their sentence and before it."""

    place: CellRef
    sentence: str
    match: re.Match[str]
    start: int
    here: Sequence[Claim]
    earlier: Claim | None
    before: str

    @property
    def clause(self) -> str:
        """The clause of these words."""
        begin = self.sentence.rfind("，", 0, self.match.start()) + 1
        end = self.sentence.find("，", self.match.end())
        return self.sentence[begin : None if end < 0 else end]


def _standing_problem(standing: _Standing, index: SubjectIndex) -> Diagnostic | None:
    clause, match, kind = standing.clause, standing.match, standing.match.lastgroup or ""
    if any(pattern.search(clause) for pattern in (_NOT_KEPT, _THIS_YEARS_AIM, _UNSURE, OF_OTHERS)):
        return None
    if _EXCEPT.search(standing.sentence, 0, match.start()) or (kind in ("met", "unmet") and _ITEMS.search(clause)):
        return None
    first, last = standing.start + match.end(), standing.start + match.end() + 4
    counted = [one.quantity for one in standing.here if first <= one.position <= last]
    for subject, degree in _standing_subjects(index, standing):
        wrong = _standing_wrong(subject, kind, match[0], clause)
        if wrong and not (counted and not _has_dimension(subject, counted[0])):
            return _kind(degree).at(standing.place, standing.sentence.strip(), claim=clause.strip(), fact=wrong)
    return None


_EXCEPT = re.compile(r"除.{1,40}外|其余|其他")
_ITEMS = re.compile(r"\d项|[一二三四五六七八九十]项(?!指标均|指标都)")
_NOT_KEPT = re.compile(r"(?:未能?|没有|没能|难以)(?:把|将|有效|按)")
_UNSURE = re.compile(
    r"力争|争取|确保|努力|力求|如[果未]|若|凡|应当|必须|的项目|的单位|的社区|的科室|是否|部分|个别|(?:标准|要求|指标)的(?:按|予|不|一律|给|由|应|须)"
)


def _standing_subjects(index: SubjectIndex, standing: _Standing) -> list[tuple[Subject, int]]:
    """What is compared: the thing named or counted last before these words, all such things for 均."""
    at = standing.match.start()
    words = standing.sentence[max(0, at - _REACH) : at].replace("“", "").replace("”", "")
    clause = words.rpartition("，")[2]
    here, goes_on = _one_named(index, clause), len(_HAN_WORDS.findall(_FILLERS.sub("", clause))) <= _SOME_WORDS
    if here is not None:
        return here
    before = [(one.subject, one.degree) for one in standing.here if one.position < standing.start + at]
    counted = [(subject, degree) for subject, degree in before if subject and degree]
    if counted:
        every = re.search("均|都|全部", standing.clause) is not None
        return counted if every else [(subject, degree if goes_on else LIKELY) for subject, degree in counted[-1:]]
    wider = _one_named(index, words)
    if wider is not None:
        return [(subject, LIKELY) for subject, _ in wider]
    return _standing_without_name(index, standing, clause, goes_on=goes_on)


def _standing_without_name(
    index: SubjectIndex, standing: _Standing, clause: str, *, goes_on: bool
) -> list[tuple[Subject, int]]:
    """What is compared in words that name no one thing: by its target, the whole budget, or what went before."""
    if aimed := _with_this_aim(standing):
        return [(aimed, LIKELY)]
    if _SPENT.search(clause):
        return [(one, SURE) for one in index.items if one.name == BUDGET.name][:1]
    own, earlier = index.by_prose.get(standing.place, ()), standing.earlier
    item = index.item_in(standing.before) if "预算" in standing.match[0] else None
    if own and own[0].aliases:
        return [(own[0], LIKELY)]
    if earlier and earlier.subject and goes_on:
        return [(earlier.subject, LIKELY)]
    return [(item.subject, LIKELY)] if item and item.subject.specific else []


def _with_this_aim(standing: _Standing) -> Subject | None:
    """The indicator that some of these words name and whose target is the figure that they state."""
    first = standing.start + standing.match.start()
    for claim in standing.here:
        subject = claim.subject
        if claim.position >= first and subject and subject.is_indicator and claim.clause == standing.clause:
            aims = [datum for datum in subject.data if datum.role == AIM and claim.quantity.is_number(datum.value)]
            return subject if aims and _same_dimension(claim) else None
    return None


_SPENT = re.compile(r"(?:全年|部门|年度|累计|总)[^，。]{0,4}支出(?:总?[额数])?")
_SOME_WORDS = 4  # Han characters of a clause that may still go on about what was named before


def _one_named(index: SubjectIndex, words: str) -> list[tuple[Subject, int]] | None:
    """The one item or indicator that the words name, nothing if several fit, ``None`` if none does."""
    item = index.item_in(words)
    if item and item.subject.specific:
        return [(item.subject, SURE)]
    named = [one for one in index.named(words) if one.likely and one.subject.is_indicator]
    if len(named) > 1 and named[1].coverage > named[0].coverage - NEARLY:
        return []
    return [(named[0].subject, SURE if named[0].sure else LIKELY)] if named else None


NEARLY = 0.12  # Two names of which nearly the same share stands there fit alike.


def _standing_wrong(subject: Subject, kind: str, words: str, clause: str) -> str:
    """What the data say where they contradict the words; ``""`` where they do not, or where nobody can tell."""
    actual, score = subject.actual, subject.score
    aims = [datum for datum in subject.data if datum.role == AIM]
    aim = next((datum for datum in aims if datum.label[:2] in clause), aims[0] if aims else None)
    if actual is None or aim is None or actual.dimension != aim.dimension:
        return ""
    indicator = score.indicator if score else None
    low_is_better = indicator is not None and indicator.symbol.value in ("≤", "<")
    more, less = actual.value > aim.value, actual.value < aim.value
    wrong = {"le": more, "over": not more, "gt": not more, "more": not more, "lt": not less, "less": not less}
    if indicator and score and not low_is_better:
        wrong |= {"met": not score.met, "unmet": score.met}
    past_telling = "优于" in words or (low_is_better and "完成" in words)
    if past_telling or not wrong.get(kind):
        return ""
    return f"{fact_of(subject, actual)}，{aim.label}是{aim.shown}"


_QUARTERS_COMPARED = re.compile(
    r"(?P<one>[一二三四])季度末[^，。；一二三四]{0,8}(?P<relation>低于|少于|小于|不及|高于|大于|超过)(?P<other>[一二三四])季度末"
)


def quarters_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 四季度末低于三季度末 where the amounts say otherwise."""
    budget = dossier.submission.budget
    for block, start, sentence in dossier.all_sentences:
        match = _QUARTERS_COMPARED.search(sentence) if "季度末" in sentence else None
        place = place_at(block, start + match.start()) if match else None
        if match is None or not isinstance(place, CellRef) or dossier.only_plans(place, sentence):
            continue
        one, other = (budget[BUDGET.quarters["一二三四".index(match[name])]] for name in ("one", "other"))
        if one is None or other is None or not dossier.submission.gaps.isdisjoint((one.ref, other.ref)):
            continue
        more = match["relation"] in ("高于", "大于", "超过")
        if not (one.value > other.value if more else one.value < other.value):
            fact = f"{match['one']}季度末是{plain(one.value)}万元，{match['other']}季度末是{plain(other.value)}万元"
            yield catalogue.CLAIM_CONTRADICTED.at(place, sentence.strip(), claim=match[0], fact=fact)
