"""What a finished document says twice, or says of a figure beside it, where the two contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from reportgen import catalogue
from reportgen.checks.quantities import MONEY, PERCENT, POINTS, narrow
from reportgen.checks.scores import claims_of_completion, claims_of_thrift
from reportgen.checks.subjects import pairs_of
from reportgen.diagnostics import Kind
from reportgen.documents.amounts import ACTUAL, AIM, BUDGET, LAST, Amount, amounts_of
from reportgen.documents.finished import FinishedText, Span, place_of
from reportgen.documents.points import PointsKind, points_in
from reportgen.documents.tables import GridCell, grids
from reportgen.numeric import plain


class Contradiction(NamedTuple):
    """A kind of problem with the values of its message, and where it stands; the doubtful words first."""

    kind: Kind
    values: dict[str, str]
    spans: tuple[Span, ...]


def contradictions(text: FinishedText) -> Iterator[Contradiction]:
    """Everything that the document contradicts itself."""
    every = amounts_of(text)
    yield from _relations(text, every)
    yield from _rows(text, every)
    yield from _equal(text, every)
    yield from _lost_though_whole(text)
    yield from _below_goals(text, every)
    yield from _proper_though_lost(text)
    yield from _beside_budget(text, every)
    yield from _completion(text)
    yield from _thrift(text, every)
    yield from _stated_twice(text, every)


# --- a figure and its target ------------------------------------------------------------------------------

_SENTENCE: Final = re.compile(r"[^。；\n]+")
_AIM: Final = r"(?:年初|年度|既定|预期|绩效|设定的?|计划)?(?:目标|指标|任务|计划)[值数]?"
_RELATION: Final = re.compile(
    rf"(?P<word>(?:没有|未|不)(?:超过|高于|超出|突破)|超额完成|超过|高于|超出|大于|多于|(?:没有|未能|未|没能)(?:达到|完成|实现|达成)|未达|低于|少于|小于|不足|达到|完成|实现)了?"
    rf"(?:{_AIM})?(?:的|为|是)?(?P<direction>下降|上升|增长|提高|减少)?$"
)
_AIM_BEHIND: Final = re.compile(rf"^(?:以上|以内)?的?(?:{_AIM}|要求|标准)")
_LOST_BEHIND: Final = re.compile(r"扣(?:除|减|了)?\d")
_LOW_IS_BETTER: Final = re.compile(
    r"不超过|不高于|不多于|以内|控制在|≤|＜|<|成本|单价|投诉|事故|发案|死亡|伤亡|逾期|超时|能耗|时限|天内"
)
_RATE_OF_WORK: Final = re.compile("(?:办结|处理|处置|化解|回复|答复|满意|及时|整改|下降|降低)[率度]?")
_ADMITS: Final = re.compile(r"未|没有|不足|低于|少于|扣|差|超出|超过|超支|滞后|推迟|延迟|逾期|原因|由于|因|受")
_ADJACENT: Final = re.compile(
    r"^，?(?:已|均|也|但|仍)?(?:没有|未|不)?(?:超过|高于|大于|低于|小于|少于|不足|超出|突破)$"
)
_OPERATIONS: Final = {
    "超额完成": ">",
    "超过": ">",
    "高于": ">",
    "超出": ">",
    "大于": ">",
    "多于": ">",
    "达到": "≥",
    "完成": "≥",
    "实现": "≥",
}


def _relations(text: FinishedText, every: Sequence[Sequence[Amount]]) -> Iterator[Contradiction]:
    for at, paragraph in enumerate(text.paragraphs):
        amounts = every[at]
        if len(amounts) < 2 or place_of(text.file, paragraph) in text.plan_cells:
            continue
        words = narrow(paragraph.text)
        for sentence in _SENTENCE.finditer(words):
            here = [
                one
                for one in amounts
                if sentence.start() <= one.start < sentence.end() and one.quantity.unit.dimension != POINTS
            ]
            yield from _in_sentence(words, sentence, here)


def _in_sentence(words: str, sentence: re.Match[str], here: Sequence[Amount]) -> Iterator[Contradiction]:
    for number, one in enumerate(here):
        before = words[max(sentence.start(), one.start - 24) : one.start]
        earlier = [
            other
            for other in here[:number]
            if other.quantity.unit.dimension == one.quantity.unit.dimension and not other.quantity.roughly
        ]
        relation = _RELATION.search(before)
        behind = words[one.end : one.end + 16]
        after = words[one.end : sentence.end()]
        named = bool(_AIM_BEHIND.match(behind) or (relation and re.search(_AIM, relation[0])))
        beside = earlier and _ADJACENT.match(words[earlier[-1].end : one.start])
        stated = relation and (named or beside or _LOST_BEHIND.search(after[:12]) or behind.startswith("以上"))
        is_share = one.quantity.unit.dimension == PERCENT and re.search("(?:完成|达到|实现)[^，。；]{0,6}的$", before)
        if is_share:
            continue
        if relation and stated and earlier and earlier[-1].role is not AIM:
            yield from _wrong_relation(words, one, earlier[-1], relation, before)
        elif one.role is AIM and not (relation and stated):
            yield from _against_aim(words, sentence, here, number)


def _wrong_relation(
    words: str, aim: Amount, actual: Amount, relation: re.Match[str], before: str
) -> Iterator[Contradiction]:
    """准确率为78%，达到目标值80%."""
    word = relation["word"]
    operation = _OPERATIONS.get(word, "<")
    if re.search("[不未没]$", before[: relation.start()]) and operation != "<":
        operation = "<"
    if word[:1] in "没未不" and word[-2:] in ("超过", "高于", "超出", "突破"):
        operation = "≤"
    holds = {
        ">": actual.value > aim.value,
        "≥": actual.value >= aim.value,
        "<": actual.value < aim.value,
        "≤": actual.value <= aim.value,
    }[operation]
    between = words[actual.end : aim.start]
    if holds or "。" in between or re.search("上年|去年|同期", between):
        return
    sign = ">" if actual.value > aim.value else "<" if actual.value < aim.value else "="
    start = max(words.rfind(mark, 0, aim.start) for mark in "，。；（") + 1
    claim = words[start : aim.end + 4].split("，", maxsplit=1)[0].split("。", maxsplit=1)[0].split("；", maxsplit=1)[0]
    yield Contradiction(
        catalogue.RELATION_WRONG,
        {"claim": claim, "fact": f"{actual.words}{sign}{aim.words}"},
        ((aim.position, start, start + len(claim)), (actual.position, actual.start, actual.end)),
    )


class _Judged(NamedTuple):
    """A target with what was done, whether it was met, and what the text says behind both."""

    aim: Amount
    actual: Amount
    met: bool
    sign: str
    rest: str
    told: str
    in_order: bool  # The target stands first: 指标值为36场，实际完成40场.


def _against_aim(words: str, sentence: re.Match[str], here: Sequence[Amount], number: int) -> Iterator[Contradiction]:
    """指标值为36场，实际完成40场，扣1分; 控制在260元以内，实际为265元."""
    judged = _judged(words, sentence, here, number)
    if judged is None:
        return
    aim, actual, rest = judged.aim, judged.actual, judged.rest
    said = rest.strip("，（）。 ")[:20]
    reached = f"实际{actual.words}，目标{aim.words}，已达到目标"
    missed = f"实际{actual.words}，没有达到{judged.sign}{aim.words}"
    values: dict[str, str] = {}
    if judged.met:
        lost = _LOST_BEHIND.search(rest) is not None
        is_more = actual.value != aim.value or (judged.in_order and rest.startswith("，扣"))
        if (lost and is_more) or (not lost and _SAYS_MISSED.search(rest)):
            values = {"claim": said, "fact": reached}
    elif _SAYS_REACHED.search(rest) or not _ADMITS.search(judged.told):
        values = {"claim": said or judged.told.strip("，")[-40:], "fact": missed}
    if values:
        spans = ((actual.position, actual.start, actual.end), (aim.position, aim.start, aim.end))
        yield Contradiction(catalogue.RELATION_WRONG, values, spans)


_SAYS_MISSED: Final = re.compile("(?:未|没有|未能)(?:达到|完成|达标|实现)")
_SAYS_REACHED: Final = re.compile("超额完成|(?<![未没有])完成目标|达到目标|(?<!未)达标")


def _judged(words: str, sentence: re.Match[str], here: Sequence[Amount], number: int) -> _Judged | None:
    """A target together with the figure beside it that says what was done."""
    aim = here[number]
    alike = [
        one
        for one in here
        if one is not aim and one.quantity.unit.dimension == aim.quantity.unit.dimension and one.role is not AIM
    ]
    after = [one for one in alike if one.start > aim.end and re.search("实际|完成|达|为", one.label)]
    before = [one for one in alike if one.end <= aim.start]
    lead = words[max(0, aim.start - 12) : aim.start]
    is_behind = bool(before) and ("（" in lead or re.search(r"，(?:目标|指标)[值数]?(?:为|是)?$", lead) is not None)
    if not is_behind and not after:
        return None
    actual = before[-1] if is_behind else after[0]
    if any(actual.start < other.start < aim.start or aim.start < other.start < actual.start for other in alike):
        return None
    last = max(aim.end, actual.end)
    ending = (_END_OF_ITEM if is_behind else _END_OF_PART).search(words, last)
    stop = min(ending.start() if ending else sentence.end(), sentence.end())
    named = words[max(sentence.start(), min(aim.start, actual.start) - 30) : aim.end + 3]
    low = not aim.value or (_LOW_IS_BETTER.search(named) is not None and _RATE_OF_WORK.search(named) is None)
    met = actual.value <= aim.value if low else actual.value >= aim.value
    told = _told_behind(words, min(aim.start, actual.start), sentence.end())
    return _Judged(aim, actual, met, "≤" if low else "≥", words[last:stop], told, in_order=not is_behind)


_END_OF_PART: Final = re.compile("[；。]")
_END_OF_ITEM: Final = re.compile(r"[）；。]|，(?!扣|失)(?=[^，]*\d)")


def _told_behind(words: str, start: int, end: int) -> str:
    """What a sentence says from two figures on, without the words that name their roles."""
    stop = re.search("[；。]", words[start:end])
    return words[start : start + stop.start() if stop else end]


def _rows(text: FinishedText, every: Sequence[Sequence[Amount]]) -> Iterator[Contradiction]:
    """Rows of a table with a target and what was done: 不少于3500人次 beside 3316人次，完成目标."""
    for grid in grids(text.paragraphs):
        aim_column = next(
            (c for c, head in grid.heads.items() if re.search("指标值|目标值|年度目标|目标$|计划", head)), None
        )
        done_column = next((c for c, head in grid.heads.items() if re.search("实际|完成(?!率)", head)), None)
        got = next((c for c, head in grid.heads.items() if re.fullmatch("(?:自评)?得分.{0,3}", head)), None)
        worth = next((c for c, head in grid.heads.items() if re.match("分值|权重|满分|标准分", head)), None)
        if aim_column is None or done_column is None or aim_column == done_column:
            continue
        for row in grid.rows:
            aim_cell, done_cell = row.cells.get(aim_column), row.cells.get(done_column)
            if aim_cell is None or done_cell is None:
                continue
            aims, done = every[aim_cell.position], every[done_cell.position]
            pair = next(
                (
                    (aim, one)
                    for aim in aims
                    for one in done
                    if aim.quantity.unit.dimension == one.quantity.unit.dimension
                ),
                None,
            )
            if pair is None:
                pair = _bare(aim_cell.text, done_cell.text, aims, done)
            if pair is None:
                continue
            aim, one = pair
            low = _LOW_IS_BETTER.search(row.text) and not _RATE_OF_WORK.search(row.text)
            met = one.value <= aim.value if low else one.value >= aim.value
            spans: tuple[Span, ...] = (
                (one.position, 0, len(text.paragraphs[one.position].text)),
                (aim.position, 0, len(text.paragraphs[aim.position].text)),
            )
            claims_unmet = re.search("(?:未|没有)(?:完成|达到|达标)", done_cell.text)
            claims_met = not claims_unmet and re.search("完成目标|达到目标|达标|已完成", done_cell.text)
            full, points = _cell_points(row.cells, worth), _cell_points(row.cells, got)
            lost = None if full is None or points is None else full - points
            fact = f"实际{one.words}，目标{aim.words}"
            if (met and (claims_unmet or (lost and lost > 0 and one.value != aim.value and not low))) or (
                not met and (claims_met or lost == 0)
            ):
                claim = claims_unmet or claims_met
                said = (
                    claim[0] if claim else f"得分{plain(points or Decimal(0))}分（分值{plain(full or Decimal(0))}分）"
                )
                yield Contradiction(catalogue.RELATION_WRONG, {"claim": said, "fact": fact}, spans)


def _bare(aim: str, done: str, aims: Sequence[Amount], actual: Sequence[Amount]) -> tuple[Amount, Amount] | None:
    """A pair of cells with a number each, of which one lacks its unit."""
    number = re.compile(r"[≥≤><＝=]?\s?\d+(?:\.\d+)?\s?[%％\u4e00-\u9fff]{0,3}")
    if number.fullmatch(aim.strip()) and number.fullmatch(done.strip()) and len(aims) == len(actual) == 1:
        same = aims[0].quantity.unit.dimension == "" or actual[0].quantity.unit.dimension == ""
        return (aims[0], actual[0]) if same else None
    return None


def _cell_points(cells: Mapping[int, GridCell], column: int | None) -> Decimal | None:
    cell = cells.get(column) if column is not None else None
    written = narrow(cell.text).strip().removesuffix("分") if cell else ""
    return Decimal(written) if re.fullmatch(r"\d{1,3}(?:\.\d+)?", written) else None


_EQUAL: Final = re.compile(r"与(?P<base>预算|年初预算|上年|去年|目标值?|指标值)(?:数|基本)?(?:持平|一致|相同|相等)")


def _equal(text: FinishedText, every: Sequence[Sequence[Amount]]) -> Iterator[Contradiction]:
    """预算6.8万元，支出7.8万元，与预算持平."""
    for at, paragraph in enumerate(text.paragraphs):
        for match in _EQUAL.finditer(paragraph.text) if paragraph.cell is None and "与" in paragraph.text else ():
            if "基本" in match[0]:
                continue
            begin = max(paragraph.text.rfind(mark, 0, match.start()) for mark in "。；") + 1
            role = {"预": BUDGET, "年": BUDGET, "上": LAST, "去": LAST}.get(match["base"][0], AIM)
            here = [one for one in every[at] if begin <= one.start < match.start()]
            bases = [one for one in here if one.role is role]
            actual = [one for one in here if one.role is not role]
            if not bases or not actual or actual[-1].quantity.unit.dimension != bases[-1].quantity.unit.dimension:
                continue
            one, base = actual[-1], bases[-1]
            if one.value != base.value:
                spans: tuple[Span, ...] = ((at, match.start(), match.end()), (at, one.start, one.end))
                fact = f"{role.name}{base.words}，实际{one.words}"
                yield Contradiction(catalogue.RELATION_WRONG, {"claim": match[0], "fact": fact}, spans)


_PROPER: Final = re.compile(
    r"(?:均|全部|都)已?(?:按[^，。；未没不]{1,8}|如期|及时|准时)[^，。；未没不]{0,8}，(?:但)?(?:被)?扣\d"
)


def _proper_though_lost(text: FinishedText) -> Iterator[Contradiction]:
    """采购意向均按规定公开，扣1分."""
    for at, paragraph in enumerate(text.paragraphs):
        for match in _PROPER.finditer(paragraph.text) if "扣" in paragraph.text else ():
            values = {"claim": match[0].partition("，")[0], "fact": f"{match[0].rpartition('，')[2]}……分，前后矛盾"}
            yield Contradiction(catalogue.RELATION_WRONG, values, ((at, match.start(), match.end()),))


_BESIDE_BUDGET: Final = re.compile(r"，(?P<not>没有|未|均未|不)?(?:超过|超出|突破|超)(?:了)?(?:年初)?预算(?![\d的内])")


def _beside_budget(text: FinishedText, every: Sequence[Sequence[Amount]]) -> Iterator[Contradiction]:
    """预算5.2万元，支出4.6万元，超过预算."""
    for at, paragraph in enumerate(text.paragraphs):
        for match in _BESIDE_BUDGET.finditer(paragraph.text) if "预算" in paragraph.text else ():
            begin = max(paragraph.text.rfind(mark, 0, match.start()) for mark in "。；") + 1
            here = [
                one for one in every[at] if begin <= one.start < match.start() and one.quantity.unit.dimension == MONEY
            ]
            if [one.role for one in here[-2:]] != [BUDGET, ACTUAL]:
                continue
            budget, spent = here[-2:]
            if (spent.value > budget.value) == bool(match["not"]):
                spans: tuple[Span, ...] = ((at, match.start(), match.end()), (at, spent.start, spent.end))
                values = {"claim": match[0].strip("，"), "fact": f"预算{budget.words}，支出{spent.words}"}
                yield Contradiction(catalogue.RELATION_WRONG, values, spans)


_SAME_THING: Final = 0.7


def _below_goals(text: FinishedText, every: Sequence[Sequence[Amount]]) -> Iterator[Contradiction]:
    """建成高标准农田2300亩 where a goal says 3200亩, and the paragraph tells of no loss."""
    plans = [at for at, one in enumerate(text.paragraphs) if place_of(text.file, one) in text.plan_cells]
    first = min(plans, default=0)
    goals = [one for at in plans if at < first + _NEAR_GOALS for one in every[at] if len(pairs_of(one.label)) > 3]
    for at, paragraph in enumerate(text.paragraphs):
        if at in plans or paragraph.cell is not None or _ADMITS.search(paragraph.text):
            continue
        for one in every[at]:
            said = pairs_of(one.label)
            for goal in goals:
                own = pairs_of(goal.label)
                same = one.quantity.unit == goal.quantity.unit and one.scale == goal.scale
                if same and one.value < goal.value and len(own & said) >= max(3, _SAME_THING * len(own)):
                    if _LOW_IS_BETTER.search(goal.label) or one.role in (LAST, BUDGET) or one.value * 3 < goal.value:
                        continue
                    values = {"name": one.label.strip(), "first": f"目标{goal.words}", "second": f"实际{one.words}"}
                    spans: tuple[Span, ...] = ((at, one.start, one.end), (goal.position, goal.start, goal.end))
                    yield Contradiction(catalogue.STATED_TWICE, values, spans)
                    break


_NEAR_GOALS: Final = 8  # paragraphs from the first goal on; plans for the next year stand at the end

_WHOLE_RATE: Final = re.compile(r"(?:执行率|支出率|支付率)(?:为|达到?|是)?100(?:\.0+)?%[^。；]{0,24}?扣\d")


def _lost_though_whole(text: FinishedText) -> Iterator[Contradiction]:
    """执行率为100%，支出率扣0.4分."""
    for at, paragraph in enumerate(text.paragraphs):
        for match in _WHOLE_RATE.finditer(narrow(paragraph.text)) if "扣" in paragraph.text else ():
            values = {"claim": match[0][-12:], "fact": "执行率为100%，不应扣分"}
            yield Contradiction(catalogue.RELATION_WRONG, values, ((at, match.start(), match.end()),))


# --- all done, no waste -----------------------------------------------------------------------------------


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


def _thrift(text: FinishedText, every: Sequence[Sequence[Amount]]) -> Iterator[Contradiction]:
    """严控“三公”经费 beside an overspending."""
    for at, paragraph in enumerate(text.paragraphs):
        if "三公" not in paragraph.text or paragraph.cell is not None:
            continue
        begin = paragraph.text.find("三公")
        money = [one for one in every[at] if one.quantity.unit.dimension == MONEY and one.start > begin]
        budget = next((one for one in money if one.role is BUDGET), None)
        spent = next((one for one in money if one.role is ACTUAL or (one.role is None and "决算" in one.label)), None)
        if budget is None or spent is None or spent.value <= budget.value:
            continue
        for block, start, _, claim in claims_of_thrift(text, "三公"):
            if text.by_place[block.origin] == at:
                spans: tuple[Span, ...] = (
                    (at, start + claim.start(), start + claim.end()),
                    (at, spent.start, spent.end),
                    (at, budget.start, budget.end),
                )
                subject = f"“三公”经费（预算{budget.words}，支出{spent.words}）"
                values = {"claim": claim[0], "subject": subject}
                yield Contradiction(catalogue.THRIFT_CONTRADICTED, values, spans)
                break


# --- one thing with two values ----------------------------------------------------------------------------

_RATE_NAME: Final = re.compile(
    r"^(?:区|县|市)?(?:本级)?(?:全年|年度|本年|当年|平均|部门|整体|预算|资金|财政|总|实际|我街道?|本单位|的|为|\d{4}年)*(?:支出|执行|支付)(?:率|进度)$"
)
_VERB: Final = re.compile(r"(?:为|达到?|共|约|是|有|：|仅|只有|合计|共计|均|已)+$")
_NOT_THE_SAME: Final = re.compile(
    r"上年|去年|同期|季度|月|上半年|下半年|目标|指标值|计划|任务|不低于|不少于|要求|标准|其中|较|比|每|第[一二三四]|序时|增加|减少|新增"
)
_LABEL_NOISE: Final = re.compile(
    r"^(?:其中|截至.{2,8}[，,]|全年|年末|年内|年度|本年度?|\d{4}年度?|我街道?|本街道?|我镇|我乡|本单位|共|一是|二是|三是|的|，|（.{0,6}）|\d+[.、．])+"
)
_HAS_VERB: Final = re.compile("[了对将把在从由为给向]|开展|完成|组织|投入|举办")
_GENERIC: Final = re.compile("(?:实际|全年|年初|全部|本年|财政|部门|资金|预算|支出|决算|收入|安排|完成|数|额|总|合计)+")
_LEAST_LABEL: Final = 4


def _stated_twice(text: FinishedText, every: Sequence[Sequence[Amount]]) -> Iterator[Contradiction]:
    first: dict[tuple[str, str], Amount] = {}
    reported: set[tuple[str, str]] = set()
    for at, paragraph in enumerate(text.paragraphs):
        if paragraph.cell is not None or place_of(text.file, paragraph) in text.plan_cells:
            continue
        words = narrow(paragraph.text)
        for one in every[at]:
            label = _VERB.sub("", one.label).strip()
            begin = max(words.rfind(mark, 0, one.start) for mark in "。；\n") + 1
            clause = words[max(begin, one.start - 20) : one.start]
            behind = words[one.end : one.end + 8]
            if (
                one.quantity.roughly
                or _NOT_THE_SAME.search(clause)
                or re.match("以上|以下|以内|的?目标|的指标|的标准", behind)
            ):
                continue
            name = _LABEL_NOISE.sub("", label)
            if one.quantity.unit.dimension == PERCENT and _RATE_NAME.search(label):
                name = "支出率"
            elif (
                len(name) < _LEAST_LABEL
                or _GENERIC.fullmatch(name)
                or one.role in (AIM, LAST)
                or one.quantity.unit.dimension == POINTS
                or _HAS_VERB.search(name)
            ):
                continue
            key = name, one.quantity.unit.dimension
            before = first.setdefault(key, one)
            if before is not one and not _same(before, one) and key not in reported:
                reported.add(key)
                spans: tuple[Span, ...] = (
                    (one.position, one.start, one.end),
                    (before.position, before.start, before.end),
                )
                values = {"name": name, "first": before.words, "second": one.words}
                yield Contradiction(catalogue.STATED_TWICE, values, spans)


def _same(one: Amount, other: Amount) -> bool:
    return one.quantity.is_number(other.value) or other.quantity.is_number(one.value)
