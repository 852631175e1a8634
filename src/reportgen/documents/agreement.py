"""What a finished document says twice, or says of a figure beside it, where the two contradict each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from reportgen import catalogue
from reportgen.checks.quantities import MONEY, PERCENT, POINTS, POINTS_OF_PERCENT, TIMES, narrow
from reportgen.checks.scores import claims_of_completion, claims_of_thrift
from reportgen.checks.subjects import pairs_of
from reportgen.diagnostics import Kind
from reportgen.documents.arithmetic import aims_elsewhere
from reportgen.documents.finished import FinishedText, Span, place_of
from reportgen.documents.points import PointsKind, bare_name, points_in
from reportgen.documents.statements import BASES, OF_IT, Sense, Statement, Statements
from reportgen.documents.tables import Grid, GridRow, cell_number
from reportgen.numeric import plain


class Contradiction(NamedTuple):
    """A kind of problem with the values of its message, and where it stands; the doubtful words first."""

    kind: Kind
    values: dict[str, str]
    spans: tuple[Span, ...]


def contradictions(statements: Statements) -> Iterator[Contradiction]:
    """Everything that the document contradicts itself."""
    pairs: list[tuple[Statement, Statement]] = []
    for words, begin, here in statements.sentences:
        yield from _against_aims(words, begin, here, pairs)
        yield from _against_bases(words, begin, here)
    for words, begin, here in statements.sentences:
        if not any(one.role is Sense.AIM for one in here):
            yield from _against_aims_elsewhere(words, begin, here, statements)
            yield from _shortfalls(statements.text, here, pairs)
    yield from _said_again(statements.text, pairs)
    yield from _rows(statements)
    yield from _lost_though_in_order(statements.text)
    yield from _completion(statements.text)
    yield from _thrift(statements)
    yield from _stated_twice(statements)


def _wrong(claim: str, fact: str, *spans: Span) -> Contradiction:
    return Contradiction(catalogue.RELATION_WRONG, {"claim": claim, "fact": fact}, spans)


# --- a figure and its target --------------------------------------------------------------------------------

_DIGITS: Final = "0123456789.,"
_AIM: Final = r"(?:年初|年度|全年|既定|预期|设定的?|绩效|控制)*(?:目标|指标|任务|计划)[值数]?"
_RELATION: Final = re.compile(
    rf"(?P<word>(?:没有|未|不)(?:超过|高于|超出|突破|超)|超额完成|超过|高于|超出|大于|多于|突破|优于|(?:没有|未能|未|没能|尚未)(?:能)?(?:达到|完成|实现|达成|达)"
    rf"|未达|低于|少于|小于|不足|不及|达到|完成了?|实现|达成)了?(?:{_AIM})?(?:的|为|是|设定的|规定的|要求的)*(?P<direction>下降|上升|增长|提高|减少)?$"
)
_OPERATIONS: Final[dict[str, Callable[[Decimal, Decimal], bool]]] = {
    ">": lambda one, other: one > other,
    "≥": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "≤": lambda one, other: one <= other,
    "=": lambda one, other: one == other,
}
_LOW_IS_BETTER: Final = re.compile(
    r"不超过|不高于|不多于|不大于|以内|控制在|控制标准|≤|＜|<|成本|单价|投诉|事故|发案|案发|死亡|伤亡|逾期|超时|能耗|时限|天内|伤害|返贫|失业率|差错|扣减|上限"
)
_LIMITED: Final = re.compile("不超过|不高于|不多于|不大于|控制在|≤|＜|<|上限")
_RATE_OF_WORK: Final = re.compile("(?:办结|处理|处置|化解|回复|答复|满意|及时|整改|下降|降低)[率度]?")
_ADMITS: Final = re.compile(
    r"未|没有|不足|低于|少于|扣|差|超出|超过|超支|滞后|推迟|延迟|逾期|原因|由于|因|受|仅|只|不够|尚|缺|少|有待"
)
_SAYS_MISSED: Final = re.compile(
    "(?:未|没有|未能|尚未|没能)(?:能|全部|如期|按期)?(?:达到|完成|达标|实现|达成)|不达标|低于目标|低于指标"
)
_SAYS_REACHED: Final = re.compile(
    "超额完成|(?<![未没有能])(?:完成|达到|实现|达成)了?(?:年初|年度|全年|预期|既定|设定的?|绩效)*(?:目标|任务|指标|计划)"
    "|(?<![未没不有])达标|(?:得|计)满分|(?:没有|未|不)扣分|(?<!未)(?:已|全面|如期|圆满)完成$"
)
_TOLD_IN_PERCENT: Final = re.compile(r"(?:完成|完工|开工|竣工|达标|实现|到位)(?:率|比例|进度)|的\d[\d.]*%")
_SHARE_OF_AIM: Final = re.compile(
    r"[，（]?(?:完成率|[^，。；\d]{0,4}(?:完成|占|达)[^，。；\d]{0,8}(?:目标|任务|计划|指标)[^，。；\d]{0,6}\d[\d.]*%)"
)
_LOST: Final = re.compile(r"扣(?:除|减|了|分)?\d")


class _Pair(NamedTuple):
    """A target and what was done, whether it was met, and what the text says behind both."""

    aim: Statement
    actual: Statement
    met: bool
    sign: str
    rest: str
    told: str
    rated: bool  # The sentence says how much of it was done: 完成率为90%.
    in_order: bool  # The target stands first: 指标值为36场，实际完成40场.


def _against_aims(
    words: str, begin: int, here: Sequence[Statement], pairs: list[tuple[Statement, Statement]]
) -> Iterator[Contradiction]:
    """Judge each target of a sentence with what was done, and add both to ``pairs``."""
    for aim in here:
        if aim.role is not Sense.AIM or aim.dimension in (POINTS, POINTS_OF_PERCENT):
            continue
        actual, relation = _actual_of(words, begin, here, aim)
        if actual is None:
            continue
        pairs.append((aim, actual))
        if relation:
            yield from _relation_holds(words, begin, aim, actual, relation)
        elif pair := _pair(words, begin, aim, actual):
            yield from _judge(pair)


def _actual_of(
    words: str, begin: int, here: Sequence[Statement], aim: Statement
) -> tuple[Statement | None, re.Match[str] | None]:
    """What was done of a target in its sentence, and the word between both that compares them."""
    alike = [one for one in here if one.dimension == aim.dimension and _tells_what_was_done(one)]
    before = [one for one in alike if one.end <= aim.start]
    after = [one for one in alike if one.start >= aim.end]
    aims = [one for one in here if one.role is Sense.AIM and one is not aim and one.dimension == aim.dimension]
    before = before if before and not any(before[-1].end <= one.start < aim.start for one in aims) else []
    after = after if after and not any(aim.end <= one.start < after[0].start for one in aims) else []
    relation = _RELATION.search(aim.lead) if before else None
    if relation and (len(aim.lead) < _SHORT_LEAD or _OF_AIM.search(relation[0]) or _AIM_TOLD.match(aim.behind)):
        return before[-1], relation
    if before and (
        words[before[-1].end - begin : aim.start - begin].count("（")
        or re.match("(?:年度|年初|绩效)?(?:目标|指标|计划|任务)", aim.lead)
        or not after
    ):
        return before[-1], None
    if after and after[0].words.lstrip(_DIGITS) == aim.words.lstrip(_DIGITS):
        return after[0], None
    return (before[-1], None) if before else (None, None)


_SHORT_LEAD: Final = 6
_OF_AIM: Final = re.compile(_AIM)
_AIM_TOLD: Final = re.compile(rf"的|以上|）|.{{0,6}}(?:{_AIM})|.{{0,12}}{_LOST.pattern}")


def _tells_what_was_done(one: Statement) -> bool:
    if one.quantity.roughly or one.name in ("占", OF_IT):
        return False
    return one.role in (Sense.ACTUAL, Sense.NONE, Sense.RATE) or (one.role is Sense.CHANGE and one.dimension == PERCENT)


def _relation_holds(
    words: str, begin: int, aim: Statement, actual: Statement, relation: re.Match[str]
) -> Iterator[Contradiction]:
    """准确率为78%，达到目标值80%."""
    word = relation["word"].rstrip("了")
    negated = word[:1] in "没未不尚" and word not in ("不足", "不及")
    reaches = re.search("达|完成|实现", word) is not None
    operation = "<" if reaches and negated else "≥" if reaches and word != "超额完成" else ""
    operation = operation or ("≤" if negated else ">" if re.search("超|高|大|多|突破|优", word) else "<")
    between = words[actual.end - begin : aim.start - begin]
    low = _LOW_IS_BETTER.search(words) is not None and not _RATE_OF_WORK.search(words)
    if low and (reaches or word == "优于"):
        operation = {"≥": "≤", "<": ">", ">": "<"}.get(operation, operation)
    if _OPERATIONS[operation](actual.value, aim.value) or re.search("上年|去年|同期", between):
        return
    start = max(words.rfind(mark, 0, aim.start - begin) for mark in "，。；（") + 1
    claim = re.split("[，。；]", words[start : aim.end - begin + 4])[0]
    sign = ">" if actual.value > aim.value else "<" if actual.value < aim.value else "="
    place = (aim.position, begin + start, begin + start + len(claim))
    yield _wrong(claim, f"{actual.words}{sign}{aim.words}", place, actual.span)


def _is_low(words: str) -> bool:
    return _LOW_IS_BETTER.search(words) is not None and _RATE_OF_WORK.search(words) is None


_END_OF_ITEM: Final = re.compile(r"[）；。]|，(?!扣|失)(?=[^，]*\d)")


def _pair(words: str, begin: int, aim: Statement, actual: Statement) -> _Pair:
    last, first = max(aim.end, actual.end) - begin, min(aim.start, actual.start) - begin
    in_order = aim.start < actual.start
    ending = None if in_order else _END_OF_ITEM.search(words, last)
    named = f"{aim.thing}{words[max(0, first - 30) : aim.end - begin + 3]}"
    low = _is_limit(aim, named)
    met = _reaches(actual, aim, low=low)
    rest = words[last : ending.start() if ending else len(words)]
    return _Pair(
        aim, actual, met, "≤" if low else "≥", rest, words[first:], _TOLD_IN_PERCENT.search(words) is not None, in_order
    )


def _is_limit(aim: Statement, words: str) -> bool:
    """Whether less is better: the aim is 0 or a limit, or the words are of such a thing."""
    return not aim.value or _LIMITED.search(aim.lead) is not None or _is_low(words)


def _reaches(actual: Statement, aim: Statement, *, low: bool) -> bool:
    return actual.value <= aim.value if low else actual.value >= aim.value


def _judge(pair: _Pair) -> Iterator[Contradiction]:
    """指标值为36场，实际完成40场，扣1分; 控制在260元以内，实际为265元."""
    aim, actual, rest = pair.aim, pair.actual, pair.rest
    said = rest.strip("，（）。 ")[:20]
    lost = _LOST.search(rest)
    if pair.met:
        is_more = actual.value != aim.value or (pair.in_order and rest.startswith("，扣"))
        if (lost and is_more) or (not lost and _SAYS_MISSED.search(rest)):
            yield _wrong(said, f"实际{actual.words}，目标{aim.words}，已达到目标", actual.span, aim.span)
    elif _SAYS_REACHED.search(rest) or not (_ADMITS.search(pair.told) or pair.rated):
        claim = said or pair.told.strip("，")[-40:]
        yield _wrong(claim, f"实际{actual.words}，没有达到{pair.sign}{aim.words}", actual.span, aim.span)


def _against_aims_elsewhere(
    words: str, begin: int, here: Sequence[Statement], statements: Statements
) -> Iterator[Contradiction]:
    """建成高标准农田2300亩 where a goal says 3200亩, or the words beside it say that the goal was reached."""
    for one in here:
        if one.role not in (Sense.ACTUAL, Sense.NONE) or not one.is_amount or one.plan or one.quantity.roughly:
            continue
        if one.thing not in one.lead:
            continue
        aims = [aim for aim in aims_elsewhere(statements, one) if aim.scale == one.scale and aim.dimension != MONEY]
        if not aims or any(re.search("增|降|比", aim.lead) for aim in aims):
            continue
        aim = aims[0]
        low = _is_low(f"{aim.lead}{words}")
        met = _reaches(one, aim, low=low)
        item = words[one.start - begin :]
        told = _ADMITS.search(words) or _SHARE_OF_AIM.match(words[one.end - begin :])
        if not met and not told and one.value * 3 > aim.value:
            values = {"name": one.thing, "first": f"目标{aim.words}", "second": f"实际{one.words}"}
            yield Contradiction(catalogue.STATED_TWICE, values, (one.span, aim.span))
        elif met and one.value != aim.value and _SAYS_MISSED.search(item) and len(here) == 1:
            said = _SAYS_MISSED.search(item)
            yield _wrong(said[0] if said else "", f"实际{one.words}，目标{aim.words}", one.span, aim.span)


_SAYS_REACHED_AGAIN: Final = re.compile(r"(?:已经?|全部|均已?|超额)+(?:完成|达到|实现)")


def _said_again(text: FinishedText, pairs: Sequence[tuple[Statement, Statement]]) -> Iterator[Contradiction]:
    """居民满意度没有达到95%, 新增路灯没有完成计划: whether it was met is told elsewhere with both figures."""
    for position, paragraph in enumerate(text.paragraphs):
        if paragraph.cell is not None or place_of(text.file, paragraph) in text.plan_cells:
            continue
        for clause in _CLAUSES.finditer(paragraph.text):
            missed, reached = _SAYS_MISSED.search(clause[0]), _SAYS_REACHED_AGAIN.search(clause[0])
            said = missed or reached
            subject = pairs_of(bare_name(clause[0][: said.start()])) if said else frozenset()
            told = [
                (aim, actual) for aim, actual in pairs
                if len(subject) > 2 and actual.position != position
                and len(subject & pairs_of(f"{aim.thing}{actual.thing}")) >= _SAME_SUBJECT * len(subject)
            ]  # fmt: skip
            if not said or len(told) != 1:
                continue
            aim, actual = told[0]
            if _reaches(actual, aim, low=_is_limit(aim, f"{aim.thing}{actual.thing}")) == bool(missed):
                state = "已达到目标" if missed else "没有达到目标"
                fact = f"实际{actual.words}，目标{aim.words}，{state}"
                yield _wrong(clause[0], fact, (position, *clause.span()), actual.span, aim.span)


_CLAUSES: Final = re.compile("[^，。；：、\n]+")
_SAME_SUBJECT: Final = 0.7


_SHORT: Final = re.compile(r"[有尚]$|剩余|余下|剩下|仍有|还有|尚有")
_SHORT_BEHIND: Final = re.compile(
    r"^[^，。；\d]{0,6}(?:没有|未能?|尚未|不)(?:能)?(?:如期|按期|按时|全部)?(?:完成|达|建成|完工|实现|开工|办结|通过)"
)


def _shortfalls(
    text: FinishedText, here: Sequence[Statement], pairs: Sequence[tuple[Statement, Statement]]
) -> Iterator[Contradiction]:
    """有28户没有完成 where the target is 300户 and 282户 were done."""
    for one in here:
        if not one.is_amount or not (_SHORT_BEHIND.match(one.behind) or (_SHORT.search(one.lead) and "剩" in one.lead)):
            continue
        unit = one.words.lstrip(_DIGITS)
        said = pairs_of(text.paragraphs[one.position].text)
        unmet = [
            (aim, actual) for aim, actual in pairs
            if aim.value > actual.value and actual.words.lstrip(_DIGITS) == unit and actual.position != one.position
            and pairs_of(f"{aim.thing}{actual.thing}") & said
        ]  # fmt: skip
        if len(unmet) == 1 and unmet[0][0].value - unmet[0][1].value != one.value:
            aim, actual = unmet[0]
            fact = f"目标{aim.words}，实际{actual.words}，相差{plain((aim.value - actual.value) / one.scale)}{unit}"
            yield _wrong(f"{one.lead}{one.words}", fact, one.span, actual.span, aim.span)


# --- rows of tables -----------------------------------------------------------------------------------------

_WORTH: Final = re.compile("分值|权重|满分|标准分")
_GOT: Final = re.compile("(?:自评)?得分.{0,3}$")
_CELL_MET: Final = re.compile("(?<![未没有])(?:完成|达到|实现)目标|(?<!未)达标|已完成")
_CELL_MISSED: Final = re.compile("(?:未|没有)(?:完成|达到|达标)")


def _rows(statements: Statements) -> Iterator[Contradiction]:
    """Rows of a table with a target and what was done: 不少于3500人次 beside 3316人次，完成目标."""
    for grid in statements.tables:
        columns = {name: _column(grid, pattern) for name, pattern in _COLUMNS.items()}
        aim_column, done_column = columns["aim"], columns["done"]
        if aim_column is None or done_column is None or aim_column == done_column:
            continue
        for row in grid.rows:
            if aim_column in row.cells and done_column in row.cells:
                yield from _row(statements, row, aim_column, done_column, (columns["worth"], columns["got"]))


_COLUMNS: Final = {
    "aim": re.compile("指标值|目标值|年度目标|目标$|计划"),
    "done": re.compile("实际|完成(?!率)"),
    "worth": _WORTH,
    "got": _GOT,
}


def _column(grid: Grid, pattern: re.Pattern[str]) -> int | None:
    return next((column for column, head in grid.heads.items() if pattern.search(head)), None)


def _row(
    statements: Statements, row: GridRow, aim_column: int, done_column: int, points: tuple[int | None, int | None]
) -> Iterator[Contradiction]:
    aim_cell, done_cell = row.cells[aim_column], row.cells[done_column]
    aims, done = statements.by_paragraph[aim_cell.position], statements.by_paragraph[done_cell.position]
    pairs = [(aim, one) for aim in aims for one in done if aim.dimension == one.dimension]
    if not pairs and len(aims) == len(done) == 1 and "" in (aims[0].dimension, done[0].dimension):
        pairs = [(aims[0], done[0])]  # One of both lacks its unit.
    if not pairs:
        return
    aim, one = pairs[0]
    low = _is_low(row.text)
    met = one.value <= aim.value if low else one.value >= aim.value
    missed, reached = _CELL_MISSED.search(done_cell.text), _CELL_MET.search(done_cell.text)
    worth, got = (cell_number(row.cells.get(column)) if column is not None else None for column in points)
    lost = None if worth is None or got is None else worth - got
    if (met and (missed or (lost and lost > 0 and one.value != aim.value and not low))) or (
        not met and ((reached and not missed) or lost == 0)
    ):
        said = missed or reached
        claim = said[0] if said else f"得分{plain(got or Decimal(0))}分（分值{plain(worth or Decimal(0))}分）"
        whole = [(cell.position, 0, len(cell.text)) for cell in (done_cell, aim_cell)]
        yield _wrong(claim, f"实际{one.words}，目标{aim.words}", *whole)


# --- a figure and its budget, or last year's -----------------------------------------------------------------

_BASE: Final = (
    "((?:年初|全年|年度)?预算|上年(?:度|同期)?|去年(?:同期)?|同期|(?:年度|年初)?目标|指标值|计划)"
    "(?:数|安排|支出|决算|水平|总额)?"
)
_AT_ALL: Final = "(?:有所|略有|明显|大幅|均|都|相比|，|略)*"
_STANDINGS: Final = tuple(
    (sign, re.compile(pattern))
    for sign, pattern in (
        ("=", rf"(?:与|和|同){_BASE}(?:数|基本)?(?:持平|一致|相同|相等)"),
        ("≤", rf"(?:没有|未|均未|不|没)(?:超过|超出|突破|超|高于)了?{_BASE}(?![\d内])"),
        ("≤", rf"(?:控制|保持)在{_BASE}(?:范围|额度|限额)?(?:之?以?内)"),
        ("<", rf"(?:低于|少于|小于){_BASE}(?![\d的值])"),
        ("<", rf"(?:比|较){_BASE}{_AT_ALL}(?:减少|下降|降低|压减|节约)(?=[，。；]|$)"),
        (">", rf"(?<![没有未不均])(?:超过|超出|突破|超)了?{_BASE}(?![\d的内值])"),
        (">", rf"(?<!不)高于{_BASE}(?![\d的值])"),
        (">", rf"(?:比|较){_BASE}{_AT_ALL}(?:增加|增长|上升|提高)(?=[，。；]|$)"),
    )
)
_ROLE_OF_BASE: Final = {
    "预": Sense.BUDGET,
    "年": Sense.BUDGET,
    "全": Sense.BUDGET,
    "上": Sense.LAST,
    "去": Sense.LAST,
    "同": Sense.LAST,
}


def _against_bases(words: str, begin: int, here: Sequence[Statement]) -> Iterator[Contradiction]:
    """预算6.8万元，支出7.8万元，与预算持平; 预算5.2万元，支出4.6万元，超过预算."""
    for sign, pattern in _STANDINGS:
        for match in pattern.finditer(words):
            word = match[1]
            role = Sense.AIM if re.search("目标|指标|计划", word) else _ROLE_OF_BASE[word[0]]
            before = [
                one
                for one in here
                if one.start - begin < match.start() and one.role is not Sense.CHANGE and not one.quantity.roughly
            ]
            if not before:  # 未超预算，预算3万元，支出2.6万元
                before = [one for one in here if one.role is not Sense.CHANGE and not one.quantity.roughly]
            bases = [one for one in before if one.role is role]
            actual = [one for one in before if one.role not in BASES and bases and one.dimension == bases[-1].dimension]
            if (
                "基本" in match[0]
                or not bases
                or not actual
                or re.search("如|若|凡|是否|力争|确保|不得", words[: match.start()])
            ):
                continue
            one, base = actual[-1], bases[-1]
            low = role is Sense.AIM and sign == ">" and _is_low(words)
            if not _OPERATIONS[sign](one.value, base.value) and not low and one.is_like(base):
                place = (one.position, begin + match.start(), begin + match.end())
                yield _wrong(match[0], f"{role}{base.words}，实际{one.words}", place, one.span)


# --- in order, yet points were lost --------------------------------------------------------------------------

_IN_ORDER: Final = re.compile(
    r"(?:(?:均|全部|都|已|全面|严格)(?:已|能)?(?:按[^，。；未没不]{1,8}|如期|及时|准时|规范)[^，。；未没不]{0,8}"
    r"|(?:执行率|支出率|支付率|完成率|及时率|合格率|覆盖率|达标率|公开率|办结率)(?:均)?(?:为|达到?|是)?100(?:\.0+)?%|(?:得|计)满分)"
    r"[，（](?:但)?[^，。；未没不低少超逾差]{0,8}?(?:被)?扣(?:除|减|了|分)?(?P<lost>\d+(?:\.\d+)?)"
)


def _lost_though_in_order(text: FinishedText) -> Iterator[Contradiction]:
    """采购意向均按规定公开，扣1分; 执行率为100%，支出率扣0.4分."""
    for at, paragraph in enumerate(text.paragraphs):
        for match in _IN_ORDER.finditer(narrow(paragraph.text)) if "扣" in paragraph.text else ():
            if Decimal(match["lost"]):
                claim = re.split("[，（]", match[0])[0]
                fact = f"同一句写扣{match['lost']}分，前后矛盾"
                yield _wrong(claim, fact, (at, match.start(), match.end()))


# --- all done, no waste --------------------------------------------------------------------------------------

_SENTENCE: Final = re.compile(r"[^。；\n]+")


def _completion(text: FinishedText) -> Iterator[Contradiction]:
    """各项绩效目标均已完成 beside a deduction of an indicator."""
    lost = [
        (at, sentence, points)
        for at, paragraph in enumerate(text.paragraphs)
        for sentence in _SENTENCE.finditer(paragraph.text)
        for points in points_in(sentence[0], at)
        if points.kind is PointsKind.LOST and points.value
        if _OF_INDICATOR.search(sentence[0]) and not _OF_MANAGEMENT.search(sentence[0])
    ]
    if not lost:
        return
    for block, start, _, claim in claims_of_completion(text):
        at = text.by_place[block.origin]
        place, sentence, points = lost[0]
        begin = start + claim.start()
        values = {"claim": claim[0], "names": _of_what(sentence[0], points.start) + f"扣{points.shown}分"}
        spans: tuple[Span, ...] = ((at, begin, start + claim.end()), (place, sentence.start(), sentence.end()))
        yield Contradiction(catalogue.COMPLETION_CONTRADICTED, values, spans)
        return


_OF_INDICATOR: Final = re.compile(
    r"(?:未|没有|不|未能)(?:达|完成|实现)|低于|少于|不足|差|目标|指标|只有|仅|率|满意度|数量|场次|人次|推迟|逾期"
)
# Points that were lost there say nothing about goals.
_OF_MANAGEMENT: Final = re.compile(
    "支出率|执行率|支付率|支出进度|预算执行|执行进度|序时|结转|结余|三公|采购|合同|资产|公开|绩效监控|绩效目标(?:设|编)|制度|监控表|备案|入账|报送"
)


def _of_what(sentence: str, before: int) -> str:
    words = re.sub(r"^(?:（\d{1,2}）|\(\d{1,2}\)|\d{1,2}[.．、]|[①-⑩])", "", sentence[:before].strip())
    return f"“{re.split('，|不达|未达|扣', words)[0][:24]}”"


def _thrift(statements: Statements) -> Iterator[Contradiction]:
    """严控“三公”经费 beside an overspending."""
    text = statements.text
    for at, some in enumerate(statements.by_paragraph):
        begin = text.paragraphs[at].text.find("三公")
        if begin < 0 or text.paragraphs[at].cell is not None:
            continue
        money = [one for one in some if one.dimension == MONEY and one.start > begin]
        budget = next((one for one in money if one.role is Sense.BUDGET), None)
        spent = next((one for one in money if one.role is Sense.ACTUAL), None)
        if budget is None or spent is None or spent.value <= budget.value:
            continue
        for block, start, _, claim in claims_of_thrift(text, "三公"):
            if text.by_place[block.origin] == at:
                place = (at, start + claim.start(), start + claim.end())
                subject = f"“三公”经费（预算{budget.words}，支出{spent.words}）"
                values = {"claim": claim[0], "subject": subject}
                yield Contradiction(catalogue.THRIFT_CONTRADICTED, values, (place, spent.span, budget.span))
                break


# --- one thing with two values -------------------------------------------------------------------------------

_WHOLE_RATE: Final = re.compile(
    r"^(?:区|县|市)?(?:本级)?(?:全年|年度|本年|当年|平均|部门|整体|预算|资金|财政|总|实际|我街道?|本单位|的|为|\d{4}年)*(?:支出|执行|支付)(?:率|进度)$"
)
_NOT_THE_SAME: Final = re.compile(
    r"上年|去年|同期|季度|月|上半年|下半年|目标|指标值|计划|任务|不低于|不少于|要求|标准|其中|较|比|每|第[一二三四]|序时|增加|减少|新增"
)
_COMPARED_WITH: Final = re.compile("(?:超过|高于|低于|少于|不足|未达到?|(?:没有|未能)达到|达不到|不低于|不超过)$")
_PART_OF_BUDGET: Final = re.compile("三公|公用|采购|专项|项目(?:支出|资金|经费)|基本支出|基金|转移支付")
_HAS_VERB: Final = re.compile("[了对将把在从由为给向]|开展|完成|组织|投入|举办")
_GENERIC: Final = re.compile(
    "(?:实际|全年|年初|全部|本年|财政|部门|资金|预算|支出|决算|收入|安排|完成|数|额|总|合计|经费)+"
)
_LEAST_NAME: Final = 4
_LONG_NAME: Final = 5
_LONGEST_NAME: Final = 24
_ALIKE: Final = 0.75


def _stated_twice(statements: Statements) -> Iterator[Contradiction]:
    first: dict[tuple[str, Sense], dict[str, Statement]] = {}
    reported: set[str] = set()
    for one in statements.prose:
        name = _name_of(statements, one)
        if not name:
            continue
        role = Sense.ACTUAL if one.role in (Sense.NONE, Sense.RATE) else one.role
        known = first.setdefault((one.dimension, role), {})
        before = known.setdefault(name, next((known[other] for other in known if _is_one_name(name, other)), one))
        if before is not one and not _same(before, one) and name not in reported:
            reported.add(name)
            yield _twice(name, before, one)
    for row in statements.rows:
        for cell in row:
            if cell.role is Sense.ACTUAL:
                yield from _beside_row(statements, cell)


def _is_one_name(name: str, other: str) -> bool:
    """整改及时率 and 网格巡查问题整改及时率."""
    shorter, longer = sorted((name, other), key=len)
    return len(shorter) >= _LONG_NAME and longer.endswith(shorter)


def _twice(name: str, before: Statement, one: Statement) -> Contradiction:
    values = {"name": name, "first": before.words, "second": one.words}
    return Contradiction(catalogue.STATED_TWICE, values, (one.span, before.span))


def _name_of(statements: Statements, one: Statement) -> str:
    """What a figure is of, if it can be told from everything else that the document counts; ``""`` if not."""
    words = narrow(statements.text.paragraphs[one.position].text)
    clause = words[max(one.sentence, one.start - 20) : one.start]
    if one.plan or one.quantity.roughly or _NOT_THE_SAME.search(clause) or _COMPARED_WITH.search(one.lead):
        return ""
    if (
        re.match("以上|以下|以内|的?目标|的指标|的标准", one.behind)
        or one.dimension in (POINTS, *TIMES)
        or one.role in (Sense.AIM, Sense.LAST, Sense.CHANGE)
        or one.name in ("占", OF_IT)
    ):
        return ""
    if one.dimension == PERCENT and _WHOLE_RATE.search(one.name):
        return "" if _PART_OF_BUDGET.search(words[one.sentence : one.start]) else "支出率"
    if (
        len(one.thing) < _LEAST_NAME
        or one.thing not in one.lead
        or _GENERIC.fullmatch(one.thing)
        or _HAS_VERB.search(one.thing)
    ):
        return ""
    return one.thing


def _beside_row(statements: Statements, cell: Statement) -> Iterator[Contradiction]:
    """整改及时率为99.1% where the row of that indicator has 97.1%."""
    named = pairs_of(cell.thing)
    if len(named) < 2 or len(cell.thing) > _LONGEST_NAME:
        return
    alike = []
    for one in statements.prose:
        own = pairs_of(one.name or one.thing)
        if (
            one.dimension != cell.dimension
            or one.plan
            or one.role not in (Sense.ACTUAL, Sense.NONE, Sense.RATE)
            or one.quantity.roughly
        ):
            continue
        if one.dimension in ("", POINTS) or one.scale != cell.scale or one.name in ("占", OF_IT):
            continue
        if len(own & named) >= max(2, _ALIKE * min(len(own), len(named))):
            alike.append(one)
    if alike and not any(_same(one, cell) for one in alike) and len(alike) == 1:
        clause = narrow(statements.text.paragraphs[alike[0].position].text)[
            max(alike[0].sentence, alike[0].start - 20) : alike[0].start
        ]
        if not _NOT_THE_SAME.search(clause):
            yield _twice(cell.thing, cell, alike[0])


def _same(one: Statement, other: Statement) -> bool:
    return one.quantity.is_number(other.value) or other.quantity.is_number(one.value)
