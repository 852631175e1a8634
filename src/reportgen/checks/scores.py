"""Scores (得分), and the sentences that they contradict.

The scores add up, and the text explains every lost point. No sentence says that nothing happened or that all was done
where a count or a lost point says otherwise, and 存在问题 and 改进措施 answer what was lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.claims import NEARLY, Claim, claims, fact_of, is_rate
from reportgen.checks.dossier import (
    OF_A_PART,
    OF_A_PLAN,
    OF_AN_AIM,
    OF_OTHERS,
    OF_THE_PAST,
    QUOTATION,
    Dossier,
    Manuscript,
    blank_out,
    clauses_of,
    figure_at,
    find_matches,
    place_at,
    speaks_elsewhere,
)
from reportgen.checks.form import number_of
from reportgen.checks.quantities import POINTS, unit_of
from reportgen.checks.subjects import Naming, Subject, SubjectIndex, pairs_of, stem, subject_index, without
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Kind
from reportgen.intake.form import BUDGET
from reportgen.numeric import plain, round_half_up
from reportgen.scoring.scorecard import Score
from reportgen.scoring.tree import CRITERION, GROUP, PART
from reportgen.writing.narrative import Block, Level, Narrative

_REACH = 160  # characters before a claim in which stands what it is about
_MOST_CLAIMS = 40  # of one sentence; what has more is no sentence
_DEDUCTION = "扣分"  # the name of the values that print a loss


def totals_add_up(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report points of the 三级指标 that do not sum up to the whole, or losses that do not either."""
    tree = dossier.scorecard.tree
    criteria = Score.over(tree.name, tuple(tree.level(CRITERION)))
    leaves = Score.over(tree.name, tuple(tree.leaves()))
    missing = tree.points - tree.score
    total = dossier.scorecard.total
    if not criteria.points == tree.points == total or missing != leaves.points - leaves.score:
        values = {"criteria": plain(criteria.points), "total": plain(tree.score), "lost": plain(leaves.lost)}
        yield catalogue.SCORES_DO_NOT_ADD_UP.at(FileRef(file=dossier.scorecard.file), **values)


def points_within_bounds(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a 得分 below 0 or above its 分值."""
    for leaf in dossier.scorecard.tree.leaves():
        if not 0 <= leaf.score <= leaf.points + leaf.extra:
            place = FileRef(file=dossier.scorecard.file, item=leaf.name)
            yield catalogue.POINTS_OUT_OF_BOUNDS.at(place, plain(leaf.score), full=plain(leaf.points))


def losses_explained(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a loss without a sentence: the text has to print the deduction of that very score."""
    losses = {
        (figure.rule, figure.sources)
        for block in dossier.narrative.blocks
        for figure in block.figures
        if figure.name == _DEDUCTION
    }
    for leaf in dossier.scorecard.tree.leaves():
        if leaf.lost and (leaf.rule, leaf.sources) not in losses:
            values = {"name": leaf.name, "lost": plain(leaf.lost)}
            yield catalogue.LOSS_NOT_EXPLAINED.at(_place(leaf), **values)


def _place(leaf: Score) -> CellRef | FileRef:
    return leaf.inputs[0].entry.ref if leaf.inputs else FileRef(file="wording")


# --- nothing happened, nothing is left, all of it was done ----------------------------------------------------

_WORTH_READING = re.compile("[没未无零0均都全悉百一不清归分]|([件户人个样项家处次笔桩])\\1|所有")


class _Clause(NamedTuple):
    """A clause that states a fact of this year and of the whole office, and where it stands."""

    place: CellRef
    sentence: str
    words: str
    own: tuple[Subject, ...]  # what its cell is about

    def contradicts(self, kind: Kind, claim: str, fact: str) -> Diagnostic:
        """The report that the data say otherwise."""
        return kind.at(self.place, self.sentence.strip(), claim=claim.strip(), fact=fact)


def absolutes_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 未发生, 没有结余, 零支出 of what is not 0, and 均已按期办结, 无一逾期, 没有闲置 of a rate below 100 %."""
    index = subject_index(dossier)
    low = {id(one): one for one in index.subjects if is_rate(one) and _should_be_full(one)}
    for block, start, sentence in dossier.all_sentences:
        if not _WORTH_READING.search(sentence) or _LEFT_OUT.search(sentence):
            continue
        for at, words in clauses_of(sentence, "，：、" if "%" in sentence else "，："):  # 整改率100%、成功率97.5%
            if not _WORTH_READING.search(words):
                continue
            place = place_at(block, start + at + max(0, len(words) - 1))
            if not isinstance(place, CellRef) or dossier.only_plans(place, sentence):
                continue
            clause = _Clause(place, sentence, words, index.by_prose.get(place, ()))
            if problem := _nothing(dossier, clause, index) or (low and _everything(clause, index, low)) or None:
                yield problem
                break


# --- nothing ----------------------------------------------------------------------------------------------

_DO = "(?:安排|发生|产生|列支|开支|支出|出现|发现|形成|新增|使用)?"
_ANY = "(?:过|了|任何|一[起例份个件笔分]|1起|新的)*"
_NONE = re.compile(rf"(?:没有|从未|未曾|未|无|零|不存在){_ANY}{_DO}{_ANY}(?P<what>[^没未无零，]{{2,40}})")
_COMES_TO_NONE = re.compile(
    r"(?P<what>[^没未无零，]{2,32}?)(?:(?:均|都|全部|也|仍|继续)?[为是](?:零|0)(?![.\d])|零(?:发生|支出|开支|结转|结余)|(?:动态)?清零|归零)"
)
_NO_REST = re.compile(
    r"(?:预算|财政|年度)(?:拨款)?(?:资金)?(?:已|均|都|实现)*(?:全部|全额|悉数|百分之百|100[%％])(?:支付|支出|使用|执行|用|花)(?:完|到位|$)"
    r"|(?:资金|预算|拨款)[^，]{0,6}(?:分文|一分)[未不]剩|(?:全部|悉数)(?:用完|支出完?|使用完)[^，]{0,4}预算"
)
_SOME_FUNDS = re.compile("专项|补助|补贴|奖补|项目资金|上级|转移")
_NOT_ADJUSTED = re.compile(
    r"(?:没有|未|无)[^，]{0,4}?(?:追加|调整|调增|调减)[^，]{0,4}预算|预算[^，]{0,6}(?:没有|未|无)[^，]{0,4}(?:追加|调整|调剂|变动)"
)
_OF_THE_YEAR = re.compile(
    "费用?|资金|经费|支出|开支|金额|情况|活动|现象|任何|的|年末|年底|全年|年度|本年|财政|拨款|部门|[我本全][街镇乡](?:道)?|一[笔分]|发生|也|已|实现"
)
_DEGREES = re.compile(r"重特大|特别?重大|较大|特大|重大|一般|群体|责任|亡人")
_SAME_THING = 0.7


def _nothing(dossier: Dossier, clause: _Clause, index: SubjectIndex) -> Diagnostic | None:
    """The contradiction of 未发生公务接待, 没有结转, 预算没有调整."""
    budget, words = dossier.submission.budget, clause.words
    rest = budget[BUDGET.carried_over]
    used_up = _NO_REST.search(words)
    if used_up and rest and rest.value and not _SOME_FUNDS.search(words) and not speaks_elsewhere(words):
        fact = f"“{BUDGET.carried_over.name}”是{plain(rest.value)}{BUDGET.carried_over.unit}"
        return clause.contradicts(catalogue.CLAIM_DOUBTFUL, used_up[0], fact)
    first, last = budget[BUDGET.initial], budget[BUDGET.adjusted]
    unchanged = _NOT_ADJUSTED.search(words)
    if unchanged and first and last and first.value != last.value and not speaks_elsewhere(words):
        fact = f"“{BUDGET.initial.name}”是{plain(first.value)}万元，“{BUDGET.adjusted.name}”是{plain(last.value)}万元"
        return clause.contradicts(catalogue.CLAIM_DOUBTFUL, unchanged[0], fact)
    denials = _NONE.finditer(words) if re.search("[没未无零不]", words) else ()
    zeros = _COMES_TO_NONE.finditer(words) if re.search("[零0]", words) else ()
    for match in chain(denials, zeros):
        what = match["what"]
        if speaks_elsewhere(words[: match.start("what") if match.re is _NONE else match.end()]):
            continue
        item = index.item_in(what)
        if item and item.subject.aliases and not _OF_THE_YEAR.sub("", item.subject.aliases.sub("", what)):
            value = item.subject.actual
            if value and value.value and item.subject.specific:
                return clause.contradicts(catalogue.CLAIM_DOUBTFUL, match[0], fact_of(item.subject, value))
        naming = _counted(index, what) or (_counted(index, words) if match[0].startswith("零") else None)
        actual = naming.subject.actual if naming else None
        if naming and actual and actual.value and not _other_degree(what, naming.subject):
            kind = catalogue.CLAIM_CONTRADICTED if naming.coverage >= _SAME_THING else catalogue.CLAIM_DOUBTFUL
            return clause.contradicts(kind, match[0], fact_of(naming.subject, actual))
    return None


def _other_degree(what: str, subject: Subject) -> bool:
    """Whether it speaks of graver events than are counted: 较大以上死亡事件 beside 死亡事件."""
    return bool(set(_DEGREES.findall(what)) - set(_DEGREES.findall(subject.name)))


def _counted(index: SubjectIndex, what: str) -> Naming | None:
    """The indicator that the words name and that should be low."""
    namings = (one for one in index.named(what) if one.subject.is_indicator and one.likely)
    return next((one for one in namings if not _should_be_high(one.subject)), None)


def _should_be_high(subject: Subject) -> bool:
    indicator = subject.score.indicator if subject.score else None
    if indicator is None or indicator.symbol.value == "=":
        return indicator is None or indicator.target is None or indicator.target.value > 0
    return indicator.symbol.value not in ("≤", "<")


# --- everything ---------------------------------------------------------------------------------------------

_EVERY = re.compile(
    r"均|都|全部|全数|一律|悉数|所有|([件户人个样项家处次笔桩])\1|百分之百|(?<![\d.])100(?:\.0+)?[%％]|无一例外|全覆盖|满格|无一"
)
_NOT_EVERY = re.compile(
    r"(?:[未没不非难](?:有|能|是|足|到|达到)?|低于|接近)(?:全部|都|均|所有|100|百分之百)|不一定|与否|是否|基本|大部分|多数|[离距]|只差|还差"
)
_NOT_ONE = re.compile(r"(?:无一|没有|未(?:有|出现|发生|发现)?|零|无|不存在|从未)")
# Kinds of rates by words of their names: what is said to be so of everything, or of nothing.
_KINDS_OF_RATES = tuple(
    (re.compile(name), re.compile(all_are), re.compile(none_is))
    for name, all_are, none_is in (
        (
            "按[期时]|及时|准时|如期|限时|时限",
            "按[期时]|及时|准时|如期|限时|[期时]限|规定时间",
            "逾期|超期|超时|延期|延误|拖延",
        ),
        ("利用率|使用率", "在用|使用|利用|盘活", "闲置|空置"),
        ("满意", "满意|好评", "不满|差评"),
        ("合格|达标", "合格|达标", "不合格|[不未]达标"),
        ("覆盖", "覆盖", "空白|死角|盲区"),
    )
)


def _should_be_full(subject: Subject) -> bool:
    """Whether it is a rate below 100 % of which more is better."""
    actual = subject.actual
    judged = subject.score is not None and not subject.score.missing
    return judged and actual is not None and actual.value < 100 and _should_be_high(subject)


def _everything(clause: _Clause, index: SubjectIndex, low: dict[int, Subject]) -> Diagnostic | None:
    """The contradiction of 信访事项件件按期办结, 无一逾期 and 没有闲置资产."""
    words = clause.words
    every, none = _EVERY.search(words), _NOT_ONE.search(words)
    if not (every or none) or _NOT_EVERY.search(words) or speaks_elsewhere(words):
        return None
    namings = [one for one in index.named(words) if one.likely and id(one.subject) in low]
    subjects = [(one.subject, one.sure) for one in namings]
    subjects += [(one, False) for one in clause.own if id(one) in low and one not in [it for it, _ in subjects]]
    for subject, sure in subjects:
        all_are, none_is = _kind_of(subject)
        denied = none_is.search(words) if none else None
        said = denied is not None if none_is.search(words) else every is not None and all_are.search(words) is not None
        actual = subject.actual
        if said and actual:
            missed = subject.score is not None and bool(subject.score.lost or not subject.score.met)
            kind = catalogue.CLAIM_CONTRADICTED if sure and missed else catalogue.CLAIM_DOUBTFUL
            return clause.contradicts(kind, words, fact_of(subject, actual))
    return None


_NOTHING = re.compile("(?!)")


def _kind_of(subject: Subject) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a sentence says of all things that a rate counts, or of none of them."""
    for name, all_are, none_is in _KINDS_OF_RATES:
        if name.search(subject.name):
            return all_are, none_is
    act = stem(subject.name).removesuffix("率")[-2:]
    return re.compile(re.escape(act)), _NOTHING


# --- something happened -----------------------------------------------------------------------------------

_HAPPENED = re.compile(
    r"(?P<event>发生|出现|新增|新发|报告|确诊|感染|检出|引发)|(?P<death>遇难|死亡|身亡|溺亡|丧生|罹难|牺牲|亡人)"
)
_SOME = re.compile(r"(?:[1-9]\d*|[一二两三四五六七八九十]+)(?:余|多)?(?:名|人|起|例|件|宗|位|批次)")
_NOT_HAPPENED = re.compile(
    r"[未没无零防免杜]|不(?!幸|慎)|避免|如[遇果发]|一旦|可能|历史|演练|模拟|隐患|风险|应急预案|案例|警示|曾|上年|去年|外地|全[市区县省国]"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
_DEADLY = re.compile("亡|死|遇难|罹难|丧生|牺牲")
_GRAVE = re.compile("较大|重大|特大")
# What kills, as names of indicators and sentences call it.
_CAUSES = tuple(
    re.compile(pattern)
    for pattern in (
        "洪|涝|汛|溺|抢险",
        "火",
        "地质|滑坡|泥石流|崩塌|塌方",
        "安全生产|生产安全|工伤|施工|作业|坍塌|爆炸",
        "交通|车祸|撞",
        "渔|沉船|翻船",
    )
)


def something_happened(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 一名渔民确诊, 1人遇难 and 集体访2批次 beside an indicator of such events that counts none."""
    index = subject_index(dossier)
    none = [one for one in index.subjects if one.is_indicator and _counts_none(one)]
    year = str(dossier.submission.year.value)
    for block, start, sentence in dossier.all_sentences if none else ():
        some = _SOME.search(sentence)
        if some is None:
            continue
        match = _HAPPENED.search(sentence) or some
        first, last = sorted((match.span(), some.span()))
        if _NOT_HAPPENED.search(sentence, sentence.rfind("，", 0, first[0]) + 1, last[1]):
            continue
        place = place_at(block, start + match.start())
        other_year = set(_YEAR.findall(sentence)) - {year}
        if other_year or not isinstance(place, CellRef) or dossier.only_plans(place, sentence):
            continue
        subject = next((one for one in none if _happened(one, sentence, index)), None)
        if subject and subject.actual:
            fact = fact_of(subject, subject.actual)
            yield catalogue.CLAIM_DOUBTFUL.at(place, sentence.strip(), claim=sentence.strip(), fact=fact)


def _counts_none(subject: Subject) -> bool:
    indicator = subject.score.indicator if subject.score else None
    actual = indicator.actual if indicator else None
    return indicator is not None and actual is not None and not actual.value and indicator.symbol.value != "≥"


def _happened(subject: Subject, sentence: str, index: SubjectIndex) -> bool:
    """Whether a sentence tells of what the indicator counts: a death by the same cause, or an event of its name."""
    if set(_GRAVE.findall(subject.name)) - set(_GRAVE.findall(sentence)):
        return False
    if not _DEADLY.search(subject.name):
        return any(one.likely and one.subject is subject for one in index.named(sentence))
    match = _HAPPENED.search(sentence)
    end = sentence[match.start() :] if match else ""
    shared = any(cause.search(subject.name) and cause.search(sentence) for cause in _CAUSES)
    return shared and _DEADLY.search(end) is not None and not re.search("[未没无零]", end)


# --- rows that lost points ----------------------------------------------------------------------------------

_DENIAL = re.compile(
    r"(?:没有|未|无|不存在|零)(?:一[起例份个次项])?(?:发生|出现|发现|收到|受到|存在|产生)?(?P<what>[^，。；！？\n]{0,16}(?:问题|逾期|投诉|处罚|情况|不一致|不符|违规|现象))"
)
_DEGREE_OF_PROBLEMS = re.compile(r"重大|严重|较大|突出|明显|系统性|原则性|类似|其他|重复|新的|恶性")
_ADMITTED = re.compile(
    r"整改|不足|有待|尚未|未[能按及完达]|没有(?:按|及时|完成|达到|开展|公开)|逾期|延期|延迟|推迟|滞后|晚于|超过规定|超出|超支"
    r"|偏[高低]|欠缺|不一致|不符|不够|不到位|缺失|遗漏|扣分|被处罚|投诉成立|除.{1,20}外|基本|大部分|绝大多数|力争|确保|应当|必须|要求"
)


_IN_STEP = re.compile(
    r"(?:各季度?|每个?季度|四个季度|季度?均)[^，；]{0,12}(?:达到|达|快于|高于|超过|不低于|超前于?|跟上)[^，；]{0,6}(?:序时|进度|完成)"
    r"|四个季度均超前"
)


def quarters_in_step(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 各季度支出均达到序时进度 where less was spent by the end of one than its share of the year."""
    budget = dossier.submission.budget
    whole = budget[BUDGET.adjusted] or budget[BUDGET.initial]
    if whole is None or not whole.value or not dossier.submission.gaps.isdisjoint([whole.ref]):
        return
    late = [
        (item, spent)
        for number, item in enumerate(BUDGET.quarters, 1)
        if (spent := budget[item]) is not None
        and spent.ref not in dossier.submission.gaps
        and spent.value * len(BUDGET.quarters) < whole.value * number
    ]
    for block, start, sentence in dossier.all_sentences if late else ():
        match = _IN_STEP.search(sentence)
        place = place_at(block, start + match.start()) if match else None
        if (
            match
            and isinstance(place, CellRef)
            and not dossier.only_plans(place, sentence)
            and not OF_AN_AIM.search(sentence)
        ):
            item, spent = late[0]
            share = plain(round_half_up(spent.value * 100 / whole.value, 2))
            fact = f"“{item.name}”占预算的{share}%"
            yield catalogue.CLAIM_DOUBTFUL.at(place, sentence.strip(), claim=match[0], fact=fact)


_UNIVERSAL = re.compile(r"均|都|全部|全面|一律|悉数|所有|每[个份笔项次]|逐[一份个项]|无一|全额|全年")
_PROPER = re.compile(
    r"(?:按规定|按要求|按制度|按程序|按时|按期|按月|如期|及时|依法|依规|规范|合规|合法|完成|到位|达标|足额|全额|一致|相符|准时|限时|符合)"
    r"(?![\u4e00-\u9fff]{0,4}率)"  # 按期完成率 is a name.
)
_DONE = re.compile(
    r"(?:超额|圆满|全面|全部|顺利|按[时期]|如期|提前|已|均已?)(?:完成|达标|实现)|(?:达到|实现)了?(?:年度|预期|既定)|发放到位|完成率?100|应.{1,3}尽.{1,3}"
)
_NOT_DONE = re.compile(
    r"[未没不](?:能|有|完全|全部|均|按|及时|到位|规范|达|完成|足|超额)|[否非难差离距欠占]|尚|有待|基本|部分|个别"
)


def done_beside_a_loss(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 均已按规定备案 beside a deduction of that very row, and 按时发放 beside a rate that missed its target."""
    index = subject_index(dossier)
    lost = list(_lost_subjects(index))
    groups, group_nodes = _groups_of_notes(dossier), tuple(dossier.scorecard.tree.level(GROUP))
    prose = frozenset(entry.ref for entry in dossier.prose)
    for block, start, sentence in dossier.all_sentences if lost else ():
        denies = re.search("[没未无不零]", sentence) is not None and _DENIAL.search(sentence) is not None
        if not (_PROPER.search(sentence) or denies or _IN_ORDER.search(sentence)):
            continue
        if _LEFT_OUT.search(sentence) or _ADMITTED.search(_AS_ASKED.sub("", _DENIAL.sub("", sentence))):
            continue
        for at, clause in clauses_of(sentence):
            place = place_at(block, start + at + max(0, len(clause) - 1))
            if not isinstance(place, CellRef) or place not in prose or dossier.only_plans(place, sentence):
                continue
            note = groups.get(place, ("", ""))
            named = next((node.name for node in group_nodes if node.name in clause), "")
            of = note if named in ("", note[0]) else (named, "")
            admitted = _LOSS_ADMITTED.search(_DENIAL.sub("", block.text.replace(sentence, "")))
            reasons = [one for one in lost if note[0] or place not in one.subject.prose]  # no reason of this very loss
            found = ((one, kind) for one in reasons if (kind := _done_against(one, clause, note, of, index)))
            for one, kind in islice(found, 1):
                told = catalogue.CLAIM_DOUBTFUL if admitted else kind
                yield told.at(place, sentence.strip(), claim=clause.strip(), fact=one.fact)


_AS_ASKED = re.compile("(?:按照?|符合[^，]{0,6})要求")


def _lost_subjects(index: SubjectIndex) -> Iterator[_Lost]:
    for subject in index.subjects:
        score = subject.score
        if score is None or score.missing or not (score.lost or not score.met):
            continue
        if subject.is_indicator or score.figure is None:
            yield _Lost(subject, score, *_keys(subject, score, index))


def _groups_of_notes(dossier: Dossier) -> dict[CellRef, tuple[str, str]]:
    """For each 情况说明 its 二级指标 and its 三级指标."""
    group_by_row = {leaf.name: group.name for group in dossier.scorecard.tree.level(GROUP) for leaf in group.children}
    return {
        entry.note.ref: (group_by_row.get(entry.indicator.value, ""), entry.indicator.value)
        for entry in dossier.submission.management
        if entry.note
    }


def _keys(subject: Subject, score: Score, index: SubjectIndex) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The pairs of characters that tell a row from the others of its group; those of what was counted against it."""
    others = {
        pair
        for other in index.subjects
        if other is not subject and other.group == subject.group and not other.is_indicator
        for pair in pairs_of(stem(other.name))
    }
    own, issue = pairs_of(stem(subject.name)), _issue_pairs(score)
    rivals = others - own - issue - _COMMON_PAIRS
    return frozenset(own - others - _COMMON_PAIRS), frozenset(issue), frozenset(rivals)


def _issue_pairs(score: Score) -> set[str]:
    """The pairs of characters of what was counted against a row: 逾期签订的合同."""
    issue = score.rule.partition("，")[0].removeprefix("未做到")
    issue = re.sub(r"\d.*", "", issue) if "填报为" not in issue else ""
    return pairs_of(issue) - _COMMON_PAIRS


_COUNTED_ISSUES = re.compile(r"(\d+)([^\d，]{1,2})，每")


def counts_of_issues_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 三份合同逾期 in the reason of a row, or in 存在问题, beside a row that counts two."""
    index = subject_index(dossier)
    counted = [(lost, match) for lost in _lost_subjects(index) if (match := _COUNTED_ISSUES.search(lost.score.rule))]
    if not counted:
        return
    notes = _groups_of_notes(dossier)
    problems = {problem.text.ref for problem in dossier.submission.problems}
    by_cell: dict[tuple[CellRef, int], list[Claim]] = {}
    for claim in claims(dossier):
        place = place_at(claim.block, claim.position)
        if isinstance(place, CellRef) and claim.quantity.small:
            by_cell.setdefault((place, claim.sentence_at), []).append(claim)
    for (place, _), several in by_cell.items():
        for lost, match in counted:
            dimension, number = unit_of(match[2]).dimension, Decimal(match[1])
            own = place in lost.subject.prose and place not in notes
            said = [one for one in several if one.quantity.unit.dimension == dimension]
            if not own:
                pairs = lost.name_pairs | lost.issue_pairs
                said = [one for one in said if place in problems and pairs_of(one.clause) & pairs]
            values = [one.quantity.value for one in said]
            if said and number not in (*values, sum(values)) and _ADMITTED.search(said[0].sentence):
                yield catalogue.CLAIM_DOUBTFUL.at(place, said[0].sentence.strip(), claim=said[0].words, fact=lost.fact)
                break


class _Lost(NamedTuple):
    """A row or an indicator that lost points, and the pairs of characters that tell it and its issue from others."""

    subject: Subject
    score: Score
    name_pairs: frozenset[str]
    issue_pairs: frozenset[str]
    rival_pairs: frozenset[str]  # of the other rows of its 二级指标

    @property
    def fact(self) -> str:
        """What was lost, and why."""
        words = self.score.rule.partition("，每")[0]
        lost = f"扣了{plain(self.score.lost)}分" if self.score.lost else "没有达标"
        return f"“{self.subject.name}”{lost}（{words}）"


def _done_against(
    lost: _Lost, clause: str, note: tuple[str, str], of: tuple[str, str], index: SubjectIndex
) -> Kind | None:
    """How to report that a clause says that all is well with a thing that is not; ``note`` is its 二级 and 三级指标."""
    if not lost.subject.is_indicator and (found := _denied(lost, clause, of) or _in_order(lost, clause, of)):
        return found
    if not _PROPER.search(clause) or any(p.search(clause) for p in (_NOT_DONE, OF_OTHERS, OF_THE_PAST)):
        return None
    if note[0]:
        return (
            _done_in_note(lost, clause, note) if not lost.subject.is_indicator else _done_of_named(lost, clause, index)
        )
    return _done_of_named(lost, clause, index)


def _denied(lost: _Lost, clause: str, note: tuple[str, str]) -> Kind | None:
    """没有逾期备案的合同 beside a row that counts some."""
    denial = _DENIAL.search(clause)
    counted = re.search(r"\d[^，]{0,2}，每", lost.score.rule) is not None
    if not denial or not counted or _DEGREE_OF_PROBLEMS.search(clause):
        return None
    group, row = note
    pairs = pairs_of(denial["what"])
    if pairs_of(clause) & lost.rival_pairs and not pairs_of(clause) & lost.name_pairs:
        return None  # It speaks of another row of the same 二级指标.
    of_it = pairs & (lost.issue_pairs | lost.name_pairs)
    if row == lost.subject.name or (group == lost.subject.group and of_it):
        return catalogue.CLAIM_CONTRADICTED if of_it else catalogue.CLAIM_DOUBTFUL
    return catalogue.CLAIM_DOUBTFUL if not group and len(pairs & lost.issue_pairs) >= 3 else None


_IN_ORDER = re.compile(
    r"(?P<late>(?:期限|时限|[日天])(?:之)?内|符合[^，]{0,4}(?:时限|期限)|(?:按[时期]|及时|如期)(?:签订|备案|公开|上缴))"
    r"|(?P<differ>相符|一致|吻合|差错|不符)|(?P<none>为零|清零)"
)
_ISSUES = {"late": "逾期", "differ": "不一致"}
_OF_ACCOUNTS = re.compile("账|报表|实物|卡片")


def _in_order(lost: _Lost, clause: str, note: tuple[str, str]) -> Kind | None:
    """6份合同均在时限内签订 beside one that was late, 账实完全相符 beside one that differs; of the same 二级指标."""
    match = _IN_ORDER.search(clause)
    of_group = note[0] == lost.subject.group or (not note[0] and lost.subject.group.removesuffix("管理") in clause)
    if match is None or not of_group or _NOT_DONE.search(re.sub("没有|不符", "", clause)):
        return None
    pairs, issue = pairs_of(clause), match.lastgroup
    if issue == "none":
        reason = pairs_of(lost.score.reason.value) if lost.score.reason else set()
        return catalogue.CLAIM_DOUBTFUL if len(pairs & reason) >= _MUCH_OF_A_REASON else None
    if _ISSUES.get(issue or "", "") not in lost.score.rule or not _WITHOUT_EXCEPTION.search(clause):
        return None
    sure = _EACH.search(clause) is not None or "完全" in clause
    if issue == "differ":
        holds = _OF_ACCOUNTS.search(clause) is not None
        if "差错" in match[0] or "不符" in match[0]:
            holds, sure = holds and re.search("[没未无零不]", clause[: match.start()]) is not None, False
    else:
        if _of_a_rival(lost, clause):
            return None
        holds = bool(pairs & lost.name_pairs) or _EVERY_STEP.search(clause) is not None
        sure = sure and bool(pairs & lost.name_pairs)
    return (catalogue.CLAIM_CONTRADICTED if sure and note[0] else catalogue.CLAIM_DOUBTFUL) if holds else None


_MUCH_OF_A_REASON = 3
_EVERY_STEP = re.compile("各个?环节|各项|所有环节")
_WITHOUT_EXCEPTION = re.compile("均|都|全部|完全|各|所有|一律|没有|未发[生现]|零差错")


def _done_in_note(lost: _Lost, clause: str, note: tuple[str, str]) -> Kind | None:
    """均已按规定备案 in a 情况说明 of the same 二级指标."""
    group, row = note
    if group != lost.subject.group or not pairs_of(clause) & lost.name_pairs or _of_a_rival(lost, clause):
        return None
    if _EACH.search(clause):
        return catalogue.CLAIM_CONTRADICTED
    return catalogue.CLAIM_DOUBTFUL if row != lost.subject.name and re.search("已|按|及时", clause) else None


def _of_a_rival(lost: _Lost, clause: str) -> bool:
    """Whether a clause comes to speak of another row of the same 二级指标: 合同签订后均及时备案."""
    last_rival = max((clause.rfind(pair) for pair in lost.rival_pairs), default=-1)
    last_own = max((clause.rfind(pair) for pair in lost.name_pairs), default=-1)
    return last_rival > last_own and not re.search("[、和与]|以及|环节", clause)


def _done_of_named(lost: _Lost, clause: str, index: SubjectIndex) -> Kind | None:
    """补助均已按时发放 of an indicator that missed its target."""
    universal, done = _UNIVERSAL.search(clause) is not None, _DONE.search(clause) is not None
    of_indicator = lost.subject.is_indicator
    naming = next((one for one in index.named(clause) if one.subject is lost.subject), None)
    if naming is None or not (universal or done) or not naming.likely or clause.startswith("已"):
        return None
    if of_indicator and not _told_apart(lost.subject, clause):
        return None
    rest = without(clause, lost.subject)
    if OF_A_PART.search(rest) or (not of_indicator and OF_A_PLAN.search(rest)):
        return None
    return (
        catalogue.CLAIM_CONTRADICTED
        if naming.sure and done and (of_indicator or universal)
        else catalogue.CLAIM_DOUBTFUL
    )


_EACH = re.compile("均|都|全部|一律")
_FULLY = re.compile(
    r"满分(?!值?[为是]?[\d（])|(?:没有|未|无|零|无一)(?:任何|一?[项个分])?(?:失|扣|丢)分|(?:没有|未)被?扣[减除]?分|一分[未没不](?:有)?(?:被)?[扣失丢]"
)


# --- scores -----------------------------------------------------------------------------------------------

_TOTAL = re.compile(
    r"(?:自评(?:结果|得分|总分|总得分|分数|分值|综合得分|分)|绩效(?:自评)?(?:总得分|得分|总分)|(?<!能)(?<!率)总得分|综合得分|自评|(?:整体|部门)支出绩效(?:取得|获得|得到))[^，。；、\d]{0,6}$|自评，(?:最终|综合|总)?得分[为是]?$"
)
_GAINED, _LOSES = (
    re.compile(r"(?:得|得分|评分)(?:为|是|了|共)?$"),
    re.compile(r"扣(?:除|减|掉|了|分|共|计|去)*(?:为)?$"),
)
_NOT_THE_SCORE = re.compile(
    r"每|各|项目(?:支出)?绩效|专项|上年|去年|较|比|提高|下降|增加|满分|总分值|分值|考核|考评|测评|平均|排名|评为|县里|区里|市里"
)


def scores_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 自评得分98分 typed by hand beside another score, and 扣1分 beside another deduction."""
    tree = dossier.scorecard.tree
    if dossier.scorecard.gaps:
        return
    nodes = [node for depth in (PART, GROUP, CRITERION) for node in tree.level(depth)]
    indicators = [leaf for leaf in tree.leaves() if leaf.indicator]
    nodes += indicators
    nodes += [
        replace(node, name=f"{word}指标")
        for word in _categories(dossier)
        for node in nodes
        if f"{word}指标" in node.name
    ]
    for secondary in dict.fromkeys(leaf.indicator.secondary.value for leaf in indicators if leaf.indicator):
        alike = tuple(leaf for leaf in indicators if leaf.indicator and leaf.indicator.secondary.value == secondary)
        nodes.append(Score.over(f"{secondary}指标", alike))
    index = subject_index(dossier)
    for claim in claims(dossier):
        if claim.quantity.unit.dimension != POINTS or figure_at(claim.block, claim.position):
            continue
        place = place_at(claim.block, claim.position)
        if not isinstance(place, CellRef) or dossier.only_plans(place, claim.sentence):
            continue
        if found := _score_against(claim, tree, nodes, index):
            kind, fact = found
            yield kind.at(place, claim.sentence.strip(), claim=claim.words, fact=fact)


def _score_against(claim: Claim, tree: Score, nodes: Sequence[Score], index: SubjectIndex) -> tuple[Kind, str] | None:
    lead = claim.lead
    if _NOT_THE_SCORE.search(lead) or claim.elsewhere in ("年", "去年", "上年"):
        return None
    loses, gained = _LOSES.search(lead), _GAINED.search(lead)
    if not (loses or gained):
        return _score_kind(tree) if _TOTAL.search(lead) and not _is_score(claim, tree.score) else None
    named = max((node for node in nodes if node.name in claim.clause), key=lambda node: len(node.name), default=None)
    kind, word = catalogue.SCORE_CONTRADICTED, "扣" if loses else "得"
    said = claim.sentence[: claim.quantity.start]
    if named is None and _TOTAL.search(said[-_NEAR:]):
        return None if _is_score(claim, tree.score) else _score_kind(tree)
    if named is None:
        named, kind = _scored(claim, index), catalogue.CLAIM_DOUBTFUL
    wanted = (named.lost if loses else named.score) if named else None
    if named is None or wanted is None or _is_score(claim, wanted):
        return None
    return kind, f"“{named.name}”{word}{plain(wanted)}分"


def _is_score(claim: Claim, points: Decimal) -> bool:
    """Whether the points are those: rounded to a decimal they may be, but 扣1分 is not 0.5."""
    quantity = claim.quantity
    return quantity.value == points if quantity.step >= 1 else quantity.is_number(points)


def _score_kind(tree: Score) -> tuple[Kind, str]:
    return catalogue.SCORE_CONTRADICTED, f"自评结果是{plain(tree.score)}分"


def _scored(claim: Claim, index: SubjectIndex) -> Score | None:
    """The indicator or row whose points a sentence tells without its whole name: 该项扣2分."""
    namings = [one for one in index.named(claim.clause) if one.likely and index.score_of(one.subject)]
    if not namings and not _POINTS_OF_TOPIC.search(claim.lead):
        return None
    namings = namings or [one for one in index.named(claim.sentence) if one.likely and index.score_of(one.subject)]
    if namings:
        rival = len(namings) > 1 and namings[1].coverage > namings[0].coverage - NEARLY
        return None if rival else index.score_of(namings[0].subject)
    if scored := _item_scored(index, claim.sentence):
        return scored
    own = next((one for one in claim.own if one.score), None)
    if own or claim.topic:
        return own.score if own else index.score_of(claim.topic) if claim.topic else None
    return _item_scored(index, claim.block.text[max(0, claim.sentence_at - _PARAGRAPH) : claim.sentence_at])


def _item_scored(index: SubjectIndex, words: str) -> Score | None:
    """The points of the item that the words name last, of those that a row judges."""
    named = [
        (match.end(), score)
        for item in index.items
        if item.specific and item.aliases and (match := item.aliases.search(words)) and (score := index.score_of(item))
    ]
    return max(named, key=lambda one: one[0])[1] if named else None


_PARAGRAPH = 160  # characters before 该项 in which stands what it is


_POINTS_OF_TOPIC = re.compile(r"^(?:该项|该指标|此项|本项|这一项|为此|因此|被|共|得|扣|分|了|除)*$")


def full_marks_agree(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 没有失分, 一分未扣 and 满分 of a part that lost points."""
    tree = dossier.scorecard.tree
    if not tree.lost or tree.missing:
        return
    groups = _groups_of_notes(dossier)
    for block, start, sentence in dossier.all_sentences:
        for match in islice(_FULLY.finditer(sentence), _MOST_CLAIMS):
            place = place_at(block, start + match.start())
            said = sentence[max(0, match.end() - _REACH) : match.end()]
            clause = said.rpartition("，")[2]
            if (
                not isinstance(place, CellRef)
                or dossier.only_plans(place, sentence)
                or _NOT_FULLY.search(clause)
                or _LEFT_OUT.search(sentence)
            ):
                continue
            nodes = _nodes_in(dossier, clause)
            if not nodes and not _LOSES_ELSEWHERE.search(said[: -len(match[0])]):
                nodes = _nodes_in(dossier, said)
            if not nodes:
                nodes = [node for node in tree.level(GROUP) if node.name == groups.get(place, ("", ""))[0]]
            if lost := next((node for node in nodes if node.lost), None):
                told = f"“{lost.name}”扣了{plain(lost.lost)}分"
                fact = told if lost is not tree else f"自评结果是{plain(tree.score)}分"
                yield catalogue.SCORE_CONTRADICTED.at(place, sentence.strip(), claim=clause.strip(), fact=fact)
                break


_NOT_FULLY = re.compile("力争|争取|才|的得|[未没]得|如|若|不是|并非")
_LOSES_ELSEWHERE = re.compile(r"失分|扣[\d一二三四五六七八九十]|扣了|丢分")
_EVERY_SCORE = re.compile(
    r"自评|总分|评审|(?:各项|所有|全部|各)(?:评分|绩效|考核|评价|年度)?(?:指标|要求|内容)|绩效指标"
)
_OF_MANAGEMENT = re.compile(r"(?:内部管理|管理工作|各项管理)")


def _nodes_in(dossier: Dossier, words: str) -> list[Score]:
    """The parts of the score that the words name, the whole for 各项指标."""
    tree = dossier.scorecard.tree
    nodes = [node for depth in (PART, GROUP, CRITERION) for node in tree.level(depth)]
    named = [node for node in nodes if node.name in words]
    if named:
        return [max(named, key=lambda node: len(node.name))]
    for word in _categories_in(dossier, words):
        named += [node for node in tree.level(CRITERION) if f"{word}指标" in node.name]
    if named:
        return named
    for kind in sorted(_kinds_named(dossier, words)):
        leaves = tuple(one for one in tree.leaves() if one.indicator and one.indicator.secondary.value == kind)
        named.append(Score.over(f"{kind}指标", leaves))
    named += _groups_in(dossier, words)
    if not named and _OF_MANAGEMENT.search(words):
        named = [node for node in tree.level(PART) if "管理" in node.name]
    return named or ([tree] if _EVERY_SCORE.search(words) else [])


# --- the whole office -------------------------------------------------------------------------------------

_THRIFT = re.compile(
    r"严控|从严控制|严格控制|均[^，；]{0,8}控制在[^，；]{0,8}(?:预算|年初安排)[^，；]{0,3}内|(?:没有|未|不|无)(?:超(?!过预算的)|突破)|零超支"
)
_ADMITS = re.compile(r"(?<!没有)(?<![未不])超出|(?<!没有)(?<![未不])超支|(?<!没有)(?<![未不])超过")
# Each pattern begins with the characters that can begin a claim, so that ``re`` skips nearly every position.
_ALL_DONE_BEGINS = re.compile("[个没均都全圆1百悉无件项样桩顺已一如按超应指目]")
_ALL_DONE = re.compile(
    r"(?:均已|全部|全面|圆满|顺利|已经?|(?<![\d.])100[%％]|百分之百)(?:圆满|如期|按期|按时|顺利|提前|超额|高质量|全面){0,2}(?:完成|实现|达成)"
    r"|(?:均|都|全部|全面|悉数|样样|圆满)(?:已|都|均|已经)?(?:圆满|如期|按期|按时|顺利|超额){0,2}(?:达标|兑现|完成|实现|修好|建成|(?:达到|实现|完成)了?(?:或超过|或优于)?(?:预期|年度|既定|年初|设定|目标|指标|规定|评分))"
    r"|(?:如期|按期|超额|圆满)(?:完成|达标|实现|达成|兑现)|(?:无一|没有(?:任何)?一)[项个]?(?:指标|目标|任务)?[未不没](?:有|能)?(?:达标|完成|实现)|应.尽.(?!尽)|无一遗漏"
    r"|圆满收官|(?:指标|目标)(?:完成|实现|达标)率(?:为|达到?)?(?:100[%％]|百分之百)"
    r"|(?:悉数|无一例外|件件|项项|个个|桩桩|样样)(?:地|都|均|已|皆|得以|获得?){0,2}(?:按期|如期|按时|超额|圆满)?(?:完成|达标|达到|实现|兑现|办结|落实|批准|通过|验收)"
    r"|一[座个户处件条项人]不[落漏少]"
    r"|均在[^，。；]{0,8}?(?:日|天|期限|时限|小时)内(?:办结|完成|处置|答复)"
)
_GOALS = re.compile(
    r"绩效目标|绩效指标|各项(?:重点|主要|年度|绩效|工作|评分){0,3}(?:指标|目标|任务|工作)|年度(?:目标|任务)|(?:所有|全部|各)指标"
    r"|(?:产出|效益)类?指标|定下的目标|(?:方面|领域)的?(?:各项)?(?:指标|目标|任务)|(?:指标|目标|任务)(?=均|都|已|全部|全面|顺利|圆满|如期|按期|悉数|超额|提前|无一|样样)"
    r"|承诺|军令状|[一二三四五六七八九十]项(?:工作|指标|任务)|年初设定的目标|年度[\u4e00-\u9fff]{2,6}计划"
)
_PROBLEMS_HEADING = re.compile(r"存在[^。，]{0,6}问题$")
_NAME_SUFFIX = re.compile(r"(?:的)?(?:控制情况|情况|合规性|及时性|时效性|制度建设|制度执行|质量|利用率|评估|效能)$")
_COMMON_PAIRS = {"管理", "情况", "工作", "项目", "资金"}  # Every text of this kind holds these pairs of characters.
# A note with one of these words admits the loss beside it.
_LOSS_ADMITTED = re.compile(
    r"整改|不足|有待|尚未|未[能按及完达]|没有(?:按|及时|完成|达到|开展|公开)|逾期|延期|延迟|推迟|滞后|晚于|超过规定|超出|超支"
    r"|偏[高低]|欠缺|不一致|不符|不够|不到位|缺失|遗漏|扣分|被处罚|投诉成立"
)
_NO_PROBLEM = re.compile(
    r"(?:目前|本年度|当前)?(?:暂无|暂未发现|没有|未发现|无|不存在)(?:明显|突出|重大|其他)?(?:的)?问题|暂无"
)
_SHORTCOMINGS_DENIED = re.compile(
    r"(?:(?:暂无|暂未发现|尚未发现|暂未出现|未见|没有发现|未发现|没有出现|未出现|不存在|看不到)[^，。；！？\n]{0,20}?"
    r"|(?:没有|无)(?:什么|任何|明显|突出|重大|较大|大的|其他|需要改进的|需要整改的|需要说明的){1,2})的?"
    r"(?:问题|短板|不足|弱项|欠缺|薄弱环节|情况|现象|漏洞|缺陷|差距)(?!的?(?:能力|主动|机制|意识|整改|线索|苗头))"
)
_SHORTCOMING = re.compile(
    r"不(?:够|足|强|高|深|多|细|准|清|严|全|快|均|及时|规范|到位|健全|完善|精细|精准|顺畅|合理|充分|熟练|稳固)|有待|薄弱|偏[高低弱慢紧晚]|欠|滞后"
    r"|提升的?空间|[还仍尚]需|[还仍]有|缺(?:乏|少|失)|超支|难以|单一|流于"
)


def thrift_claimed_when_overspent(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 严控 or 没有超 beside an overspending of 三公经费 or 公用经费, unless the sentence admits it."""
    budget, total = dossier.submission.budget, dossier.submission.three_public.total
    overspent = {"三公": total.actual.value > total.budget.value}
    running_budget, running_spent = budget[BUDGET.running_budget], budget[BUDGET.running_spent]
    if running_budget and running_spent:
        overspent["公用经费"] = running_spent.value > running_budget.value
    for each in ("运行成本各项", "各项经费", "各项支出", "各项费用"):
        overspent[each] = any(overspent.values())
    for subject in (name for name, over in overspent.items() if over):
        for block, start, sentence, claim in claims_of_thrift(dossier, subject):
            values = {"claim": claim[0], "subject": subject}
            yield _problem(catalogue.THRIFT_CONTRADICTED, block, start + claim.start(), sentence, **values)


def claims_of_completion(text: Manuscript) -> Iterator[tuple[Block, int, str, re.Match[str]]]:
    """The sentences that say of all goals of the year that they were reached, each with its claim."""
    for block, start, sentence in text.sentences:
        for claim in islice(find_matches(_ALL_DONE, _ALL_DONE_BEGINS, sentence), _MOST_CLAIMS):
            clause = sentence[: claim.end()].rpartition("，")[2]
            if _GOALS.search(clause) and _claims_a_fact(text, place_at(block, start + claim.start()), sentence, claim):
                yield block, start, sentence, claim
                break


def claims_of_thrift(text: Manuscript, subject: str) -> Iterator[tuple[Block, int, str, re.Match[str]]]:
    """The sentences that say 严控 or 没有超 of a subject such as 三公 and admit no overspending."""
    for block, start, sentence, claim in _assertions(text, _THRIFT):
        if subject in sentence and not _ADMITS.search(sentence):
            yield block, start, sentence, claim


def completion_claimed_beside_losses(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 均已完成, 悉数实现 or 圆满完成 of goals where an indicator of them missed its target or lost points."""
    tree = dossier.scorecard.tree
    failures = [leaf for leaf in tree.leaves() if leaf.indicator and (leaf.lost or not leaf.met)]
    topics = _topics(dossier) if failures else {}
    for block, start, sentence in dossier.all_sentences if failures or tree.lost else ():
        for claim in islice(find_matches(_ALL_DONE, _ALL_DONE_BEGINS, sentence), _MOST_CLAIMS):
            place = place_at(block, start + claim.start())
            if not _claims_a_fact(dossier, place, sentence, claim):
                continue
            missed, sure = _missed_of(dossier, failures, sentence, claim, topics.get(place, ""))
            if not missed:
                continue
            if sure:
                names = "、".join(leaf.name for leaf in missed)
                yield catalogue.COMPLETION_CONTRADICTED.at(place, sentence.strip(), claim=claim[0], names=names)
            else:
                fact = "、".join(f"“{leaf.name}”没有达标" if not leaf.met else f"“{leaf.name}”失分" for leaf in missed)
                yield catalogue.CLAIM_DOUBTFUL.at(place, sentence.strip(), claim=claim[0], fact=fact)
            break


def _claims_a_fact(dossier: Manuscript, place: object, sentence: str, claim: re.Match[str]) -> bool:
    """Whether a sentence says of this year that all was done; a measure does so only of what it builds on."""
    lead = sentence[max(0, claim.start() - _REACH) : claim.start()]
    if (
        OF_AN_AIM.search(lead)
        or _LEFT_OUT.search(sentence)
        or _HALF_DONE.search(sentence[max(0, claim.start() - 12) :])
    ):
        return False
    clause = lead.rpartition("，")[2]
    if OF_OTHERS.search(clause) or _OTHER_YEAR.search(clause):
        return False
    building = _BUILDS_ON.search(lead) or sentence[claim.end() :].lstrip("的").startswith(("基础上", "前提下"))
    return not dossier.only_plans(place, sentence) or bool(building)


_LEFT_OUT = re.compile(r"除.{1,40}外|其余|其他(?!.{0,8}一道)")
_HALF_DONE = re.compile(r"^[^，]{0,11}(?:基本|大部分|绝大多数|大多|总体|未能|没有|尚未|并非|不是|能否|是否)")
_OTHER_YEAR = re.compile(r"[上去]年|明年|下一?年|往年|季度|[上下]半年|阶段性")
_BUILDS_ON = re.compile(r"鉴于|由于|既然|随着|[虽尽]|已经?")
_QUALIFIER = re.compile(
    r"(?P<of>[\u4e00-\u9fff、]{2,16}?)(?:方面|领域|战线)?的?(?:各项|年度|全部|所有|全年|等|目标|指标|工作|重点|主要)*$"
)
_OF_OFFICE = re.compile(
    r"全[镇乡街县年]|我[镇乡街处]|本[镇乡街年]|年初|年度|绩效|党委|政府|党工委|办事处|部署|批复|设[定立]|下达|确定|制定|既定|定下|立下|部门|整体|履职|上级"
    r"|至此|截至|评分|考核|评价|^(?:所有|全部|各|各项|重点|主要|目标|指标|工作)+$|^[一二三四五六七八九十]+项?$"
)
_NUMBERED = re.compile(
    r"(\d{1,3}|[一二三四五六七八九十]{1,3})[项个](?:绩效|年度)?指标|指标(\d{1,3}|[一二三四五六七八九十]{1,3})项"
)
_KINDS = {"生态环境": "生态效益", "环境保护": "生态效益", "经济": "经济效益", "社会": "社会效益"}


def _missed_of(
    dossier: Dossier, failures: Sequence[Score], sentence: str, claim: re.Match[str], topic: str
) -> tuple[Sequence[Score], bool]:
    """The indicators and rows that a claim says to be done and that are not; whether it surely means them."""
    index, said = subject_index(dossier), sentence[max(0, claim.end() - _REACH) : claim.end()]
    clause = said.rpartition("，")[2]
    speaks = _GOALS.search(clause) or any(
        one.likely and _told_apart(one.subject, clause) for one in index.named(clause)
    )
    words = clause if speaks else said
    if categories := _categories_in(dossier, words):
        group = [leaf for leaf in dossier.scorecard.tree.leaves() if _of_category(leaf, categories)]
        return [leaf for leaf in failures if leaf in group and _number_fits(words, len(group))], True
    if kinds := _kinds_named(dossier, words):
        return [one for one in failures if one.indicator and one.indicator.secondary.value in kinds], False
    goal = next(_GOALS.finditer(words), None)
    before = words[: goal.start()].rpartition("，")[2] if goal else words
    missed: Sequence[Score] = []
    if goal or _STRONG.search(claim[0]):
        lead = said[: len(said) - len(claim[0])]
        alone = not lead.rpartition("，")[2].strip("均都也已全部 ")
        missed = _named_failures(index, failures, lead if alone else before)
    if goal and not missed:
        groups = _groups_in(dossier, words)
        missed = [leaf for node in groups for leaf in node.leaves() if leaf.lost and not leaf.indicator]
    qualifier = _QUALIFIER.search(before[-_NEAR:]) if goal else None
    whole = _WHOLE.search(words if goal else sentence)
    of_office = qualifier is not None and _OF_OFFICE.search(qualifier["of"]) is not None
    if (missed and not (whole and of_office)) or (qualifier and not of_office):
        about = bool(qualifier and pairs_of(qualifier["of"]) & pairs_of(topic))
        return missed or (_named_failures(index, failures, topic) if about else []), False
    if not whole and not (_EACH.search(claim[0]) and _GOALS_OF_THE_YEAR.search(words)):
        return [], False
    return (failures if _number_fits(sentence, len(dossier.submission.indicators)) else []), whole is not None


_NEAR = 24  # characters before a word for goals in which stands whose goals they are


_STRONG = re.compile(r"无一遗漏|均在|样样|一[座个户处件条项人]不[落漏少]|无一例外|件件|桩桩|任务|目标")
_WHOLE = re.compile(
    r"绩效目标|绩效指标|各项(?:重点|主要|年度|绩效|工作|评分){0,3}(?:指标|目标|任务|工作)|(?:所有|全部|各)(?:考核|评分|年度)?(?:指标|目标|任务)"
    r"|(?:定下|确定|设定|下达|制定|批复|部署)的[^，]{0,4}(?:目标|任务|指标)|军令状|\d项(?:年度)?指标|[一二三四五六七八九十]项(?:年度)?指标"
)
_GOALS_OF_THE_YEAR = re.compile("年度(?:目标|任务|指标)|目标任务|指标(?=均|全部|悉数)")


def _categories(dossier: Dossier) -> list[str]:
    """The categories (类别) of the indicators: 产出, 效益."""
    return list(dict.fromkeys(one.category.value for one in dossier.submission.indicators))


def _categories_in(dossier: Dossier, words: str) -> list[str]:
    """Which categories the words name as a whole: 产出、效益指标, 产出类9项指标."""
    categories = _categories(dossier)
    named = [word for word in categories if word in words]
    if not named:
        return []
    between = f"(?:{_BEFORE_THE_NOUN}|{'|'.join(map(re.escape, categories))}){{0,6}}"
    return [w for w in named if re.search(f"{_NO_KIND}{re.escape(w)}{between}(?:指标|目标)(?!中)", words)]


_NO_KIND = "(?<!经济)(?<!社会)(?<!生态)"
_BEFORE_THE_NOUN = "类|[、和及与]|各|项|所有|全部|年度|绩效|[0-9一二三四五六七八九十]"


def _groups_in(dossier: Dossier, words: str) -> list[Score]:
    """The 二级指标 that the words name: 采购管理, 采购、资产等管理环节."""
    return [
        node
        for node in dossier.scorecard.tree.level(GROUP)
        if node.name in words
        or (
            node.name.endswith("管理")
            and re.search(f"{node.name[:-2]}(?:、[\\u4e00-\\u9fff]{{2}}){{0,3}}等?(?:管理|环节|方面)", words)
        )
    ]


def _of_category(leaf: Score, categories: Sequence[str]) -> bool:
    return leaf.indicator is not None and leaf.indicator.category.value in categories


def _kinds_named(dossier: Dossier, words: str) -> set[str]:
    """The 二级指标 of indicators that the words name as a group: 生态环境方面的目标, 满意度指标."""
    every = {one.secondary.value for one in dossier.submission.indicators}
    names = [(name, name) for name in every] + [(said, name) for said, name in _KINDS.items() if name in every]
    return {
        name
        for said, name in names
        if re.search(f"(?<![\u4e00-\u9fff]){said}(?:类|方面|等)?的?(?:各项|全部|所有|年度)?(?:指标|目标)", words)
        or re.search(f"(?:年度|全年|全[镇乡]|各项){said}(?:类|方面)的?(?:各项|全部|所有|年度)?(?:指标|目标)", words)
    }


def _number_fits(words: str, count: int) -> bool:
    """Whether 15项指标, if the words say so, are all of them: 两项指标均达标 speaks of two."""
    number = _NUMBERED.search(words)
    if number is None:
        return True
    return number_of(number[1] or number[2]) == count


def _named_failures(index: SubjectIndex, failures: Sequence[Score], words: str) -> list[Score]:
    """The failures that the words name better than any other indicator, one thing after the other."""
    found: dict[str, Score] = {}
    for thing in _THINGS.split(words[-_MOST_OF_A_LIST:]):
        namings = [one for one in index.named(thing) if one.subject.is_indicator and one.strength >= _NAMED_AT_LEAST]
        best = namings[0].coverage if namings else 0
        for one in namings:
            if (
                one.coverage == best
                and one.subject.score in failures
                and one.subject.score
                and _told_apart(one.subject, thing)
            ):
                found[one.subject.name] = one.subject.score
    return list(found.values())


def _told_apart(subject: Subject, words: str) -> bool:
    """Whether the words hold more of a name than what many rates share: 按期办结."""
    return bool((pairs_of(stem(subject.name)) - _WORDS_OF_A_RATE) & pairs_of(words))


_THINGS = re.compile(r"[，、和与及：]|以及")
_MOST_OF_A_LIST, _NAMED_AT_LEAST = 120, 0.55


def _topics(dossier: Dossier) -> dict[object, str]:
    """For each cell of 重点工作 the titles and texts of its task, which say what 这方面 is."""
    topics: dict[object, str] = {}
    for task in dossier.submission.tasks:
        points = [(task.title, task.text), *((one.title, one.text) for one in (*task.enumeration, *task.subitems))]
        entries = [entry for pair in points for entry in pair if entry]
        words = "，".join(entry.value for entry in entries)
        topics |= {entry.ref: words for entry in entries}
    return topics


def note_left_beside_a_loss(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a 情况说明 of a 三级指标 that lost points, unless it admits the loss: it may still praise the work.

    Where a fact (一票否决) took the points, the note of the row need not speak of it.
    """
    for score in dossier.scorecard.tree.level(CRITERION):
        if score.lost and score.note and not score.voided_by and not _LOSS_ADMITTED.search(score.note.value):
            values = {"name": score.name, "lost": plain(score.lost)}
            yield catalogue.NOTE_BESIDE_LOSS.at(score.note.ref, score.note.value, **values)


# --- evidence -----------------------------------------------------------------------------------------------

_SLOGAN_BEGINS = re.compile("[没未无零1百实达做完全一]")
_SLOGAN = re.compile(
    r"(?:(?:未|没有|无)发生[^，。；！？]*|零(?!距离|容忍|增长|障碍|跑|门槛|接触|基础|碳|排放|报告|见面|成本|库存|星|售|工|钱|部件|散|碎|时差|换乘|关税|首付|陪跑|就业)[\u4e00-\u9fff]{2}"
    r"|(?:没有|无)一[件起例份个人户](?!外|不|遗漏)|无一(?!例外|不|是|[件起例份个人户])|一[个人户]不[漏落少]|(?<![\d.])(?<!未达到)(?<![未不]达)(?<!低于)(?<!不足)(?<!不到)100(?:\.0+)?[%％]|百分之百"
    r"|(?:实现|达到|做到|完成)[^，。；！？]{0,15}全覆盖|全覆盖"
    r"|(?:没有|未)(?:发现|出现|收到)[^，。；！？]{0,30}(?:问题|情况|投诉|事故|案件|行为|现象))"
)
# These are slogans even where no indicator is about them. 未发生 tells a fact, and 全覆盖 alone a way of working.
_FACT = re.compile(r"零|无一|(?:没有|无)一|一[个人户]不|100|百分之百|(?:实现|达到|做到|完成)")
_BASIS = re.compile(
    r"台账|记录|报告显示|通报|证明|验收|统计|审计|测评|测算|调查|问卷|核查|抽查|普查|监测|数据显示|经[^，。；]{1,10}(?:认定|确认)"
)


def absolute_claims_proved(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 100%, 零投诉 and 全覆盖 without 佐证材料 for it, and 未发生 of an indicator without any."""
    index = subject_index(dossier)
    entries_by_note = {entry.note.ref: entry for entry in dossier.submission.management if entry.note}
    for block, start, sentence in dossier.sentences:
        quoting = "“" in sentence or "《" in sentence
        for claim in find_matches(_SLOGAN, _SLOGAN_BEGINS, blank_out(sentence, QUOTATION) if quoting else sentence):
            place = place_at(block, start + claim.start())
            if not isinstance(place, CellRef) or place not in dossier.report_cells or _BASIS.search(sentence):
                continue
            if OF_AN_AIM.search(sentence[: claim.start()]):
                continue
            if entry := entries_by_note.get(place):
                # 采购活动未收到投诉 says in words what the value of its own row says.
                is_fact = entry.value is not None and _FACT.match(claim[0]) is not None
                lacks_evidence = is_fact and entry.evidence is None
                names = entry.indicator.value
            else:
                topics = [naming.subject for naming in index.named(sentence) if naming.sure]
                is_fact = bool(topics) or _FACT.match(claim[0]) is not None
                lacks_evidence = is_fact and not any(topic.evidence for topic in topics)
                names = "、".join(topic.name for topic in topics)
            if lacks_evidence:
                about = f"（{names}）" if names else ""
                yield catalogue.CLAIM_WITHOUT_EVIDENCE.at(
                    place, sentence.strip(), claim=sentence[slice(*claim.span())], about=about
                )
                break


# --- problems and measures ----------------------------------------------------------------------------------


def losses_among_the_problems(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a loss that 存在问题 leaves out.

    A loss that the wording prints under a heading 存在问题 is told there already; it is reported all the same where
    the problems that the clerk wrote tell of other losses, and so leave this one out.
    """
    submission = dossier.submission
    if submission.no_problems:
        return  # no_problem_beside_losses reports the contradiction once for the whole office.
    blocks = list(_under_problems(dossier.narrative))
    printed = {figure.sources for block in blocks for figure in block.figures if figure.name == _DEDUCTION}
    texts = [problem.text.value for problem in submission.problems if not _denies_problems(problem.text.value)]
    problems = "\n".join(texts).translate(_UNQUOTED)
    words = problems if texts else "\n".join(block.text for block in blocks).translate(_UNQUOTED)
    names = Counter(pair for one in submission.indicators for pair in pairs_of(one.name.value))
    told: list[Score] = []
    untold: list[Score] = []
    for group in dossier.scorecard.tree.level(GROUP):
        for leaf in (leaf for leaf in group.leaves() if leaf.lost and not leaf.missing):
            (told if _tells_of(leaf, group, words, names) else untold).append(leaf)
    for leaf in _each_fact_once(untold):
        if leaf.sources not in printed or told:
            place = leaf.indicator.actual.ref if leaf.indicator and leaf.indicator.actual else None
            place = place or next((source for source in leaf.sources if source.cell), None)
            yield catalogue.LOSS_IN_NO_PROBLEM.at(place, name=leaf.name, lost=plain(leaf.lost))


def _each_fact_once(losses: Sequence[Score]) -> Iterator[Score]:
    """The losses, of those that one fact (一票否决) caused only the first."""
    facts = set()
    for leaf in losses:
        if leaf.voided_by is None:
            yield leaf
        elif leaf.voided_by.name not in facts:
            facts.add(leaf.voided_by.name)
            yield leaf


_UNQUOTED = str.maketrans("", "", "“”")


def _under_problems(narrative: Narrative) -> Iterator[Block]:
    """The blocks under a heading such as 存在问题 or 存在的主要问题."""
    ranks = list(Level)
    heading: Level | None = None
    for block in narrative.blocks:
        is_heading = block.level is not Level.BODY
        if heading and is_heading and ranks.index(block.level) <= ranks.index(heading):
            heading = None
        if heading:
            yield block
        elif is_heading and _PROBLEMS_HEADING.search(block.text):
            heading = block.level


# What else a problem may say of a row whose name holds the word before it.
_TOLD_OTHERWISE = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("支出率", "支出|支付|执行率|预算执行|结算|用款|序时|执行进度|资金.{0,4}进度"),
        ("结转", "结转|结余|沉淀|未.{0,8}支付|预算执行"),
        ("三公", "三公|公务用车|接待费|出国|超支|超(?:出)?.{0,4}预算"),
        ("成本", "成本|公用经费|运行经费|办公|超支|超(?:出)?.{0,4}预算"),
        ("利用率", "利用率|闲置|在用|盘活|使用效率|投入使用"),
        ("数据质量", "账|报表|数据|不符|不一致"),
        ("制度执行", "评价结果|绩效评价|监控|自评|绩效目标|绩效指标|结果(?:应用|运用)"),
        ("制度建设", "制度|办法"),
        ("财务管理", "财务|挂账|往来|审计|会计|报销|资金使用"),
        ("公开", "公开|公示"),
        ("采购活动", "采购"),
        ("合规性", "合规|违规|不规范"),
        ("事前", "事前|评估|论证"),
    )
)
_OF_GROUP = "(?:管理|工作|方面|环节|流程|基础|活动|行为)"
_ANY_INDICATOR = re.compile(
    r"(?:指标|目标)(?:值)?[^，。；]{0,6}(?:[未没不][^，。；]{0,3}(?:完成|达|实现|理想)|偏差|滞后)"
)
_WORDS_OF_A_RATE = {
    *("期办", "办结", "结率", "按期", "按时", "完成", "满意", "意度", "达标", "标率", "数量", "新增", "次数", "人数"),
    *("面积", "户数", "覆盖", "盖率", "发放", "放率", "合格", "格率", "开展", "建设", "改造", "服务", "项目"),
}
_ENOUGH_OF_A_NAME, _ENOUGH_OF_A_REASON = 0.5, 4


def _tells_of(leaf: Score, group: Score, words: str, names: Mapping[str, int]) -> bool:
    """Whether the words name a loss: by words of its own name, by its 二级指标, or by the reason beside it."""
    said = pairs_of(words)
    reason = pairs_of(leaf.reason.value) if leaf.reason else set()
    reason -= _COMMON_PAIRS
    if leaf.voided_by:
        fact = pairs_of(str(leaf.voided_by.inputs[0].entry.value))
        known = leaf.voided_by.name in words or len(fact & said) * 2 >= len(fact)
        return known or len(reason & said) >= _ENOUGH_OF_A_REASON
    if leaf.name.translate(_UNQUOTED) in words:
        return True
    if leaf.indicator:
        own = pairs_of(leaf.name.translate(_UNQUOTED)) - _COMMON_PAIRS - _WORDS_OF_A_RATE
        named = sum(1 / names[pair] for pair in own & said if pair in names) >= _ENOUGH_OF_A_NAME
        pleased = "满意" in leaf.name and "满意" in words
        in_general = _ANY_INDICATOR.search(words) is not None
        return named or pleased or in_general or len(reason & said) >= _ENOUGH_OF_A_REASON
    if group.name in words or any(word in leaf.name and said_so.search(words) for word, said_so in _TOLD_OTHERWISE):
        return True
    if leaf.figure is not None:
        return False  # What was measured has a name of its own; its reason tells of other things.
    managed = group.name.removesuffix("管理")
    in_general = managed != group.name and re.search(f"{managed}.{{0,6}}{_OF_GROUP}", words) is not None
    others = {pair for other in group.children if other is not leaf for pair in pairs_of(stem(other.name))}
    own = (pairs_of(stem(leaf.name.translate(_UNQUOTED))) | _issue_pairs(leaf)) - others - _COMMON_PAIRS
    return in_general or bool(own & said) or len((reason - set(names)) & said) >= _ENOUGH_OF_A_REASON


def problems_answered(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a problem that no measure names, and a measure that names no problem.

    Where no measure names any, only a problem without measures at all is reported.
    """
    submission = dossier.submission
    problems = {problem.number.value for problem in submission.problems}
    for measure in submission.measures:
        if others := [number for number in measure.answers if problems and number not in problems]:
            values = {"number": measure.number.value, "others": "、".join(map(str, others))}
            yield catalogue.MEASURE_WITHOUT_PROBLEM.at(measure.text.ref, measure.text.value, **values)
    measures = submission.measures
    numbers = {number for measure in measures for number in measure.answers}
    for problem in submission.problems:
        if problem.number.value not in numbers and (numbers or not measures):
            yield catalogue.PROBLEM_WITHOUT_MEASURE.at(
                problem.text.ref, problem.text.value, number=problem.number.value
            )


def no_problem_beside_losses(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 暂无 or 没有明显问题 in 存在问题 where points were lost."""
    names = [leaf.name for leaf in dossier.scorecard.tree.leaves() if leaf.lost]
    submission = dossier.submission
    denials = [problem.text for problem in submission.problems if _denies_problems(problem.text.value)]
    if submission.no_problems:
        denials.append(submission.no_problems)
    for entry in denials if names else ():
        values = {"count": len(names), "names": "、".join(names)}
        yield catalogue.NO_PROBLEM_BESIDE_LOSSES.at(entry.ref, entry.value, **values)


def _denies_problems(text: str) -> bool:
    """Whether a text under 存在问题 says that there is none, and names none."""
    rest, denials = _SHORTCOMINGS_DENIED.subn("", text)
    admitted = _LOSS_ADMITTED.search(rest) or _SHORTCOMING.search(rest)
    return _NO_PROBLEM.match(text) is not None or (denials > 0 and not admitted)


def _assertions(dossier: Manuscript, pattern: re.Pattern[str]) -> Iterator[tuple[Block, int, str, re.Match[str]]]:
    """The sentences that claim a fact, each with its claim; a goal, a measure or a 力争 states only an aim."""
    for block, start, sentence in dossier.sentences:
        for claim in pattern.finditer(sentence):
            place = place_at(block, start + claim.start())
            if not dossier.only_plans(place, sentence) and not OF_AN_AIM.search(sentence[: claim.start()]):
                yield block, start, sentence, claim
                break


def _problem(kind: Kind, block: Block, position: int, sentence: str, **values: str) -> Diagnostic:
    return kind.at(place_at(block, position), sentence.strip(), **values)
