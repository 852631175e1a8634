"""Absolute claims (绝对化表述): nothing happened, nothing is left, all was done.

Each is held against the value of what its clause names: a count or an amount that is not 0, a rate below 100 %.  A
slogan that names nothing with a value wants evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.claims import is_rate
from reportgen.checks.dossier import (
    OF_AN_AIM,
    QUOTATION,
    Dossier,
    blank_out,
    clauses_of,
    find_matches,
    place_at,
    speaks_elsewhere,
)
from reportgen.checks.subjects import Datum, Naming, Subject, SubjectIndex, stem, subject_index
from reportgen.diagnostics import CellRef, Diagnostic, Kind
from reportgen.intake.form import BUDGET
from reportgen.numeric import plain

_FULL = 100
_WORTH_READING = re.compile("[没未无零0均都全悉件个人户样项家处所100百一不]")
_EXCEPT = re.compile(r"除.{1,40}外|其余|其他(?!.{0,8}一道)")


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
        if _EXCEPT.search(sentence) or not _WORTH_READING.search(sentence):
            continue
        for at, words in clauses_of(sentence, "，：、" if "%" in sentence else "，："):  # 整改率100%、成功率97.5%
            place = place_at(block, start + at + max(0, len(words) - 1))
            if not isinstance(place, CellRef) or dossier.only_plans(place, sentence):
                continue
            clause = _Clause(place, sentence, words, index.by_prose.get(place, ()))
            if problem := _nothing(dossier, clause, index) or (_everything(clause, index, low) if low else None):
                yield problem
                break


# --- nothing ----------------------------------------------------------------------------------------------

_DO = "(?:安排|发生|产生|列支|开支|支出|出现|发现|形成|新增|使用)?"
_ANY = "(?:过|了|任何|一[起例份个件笔分]|1起|新的)*"
_NONE = re.compile(
    rf"(?:没有|从未|未曾|未|无|零|不存在){_ANY}{_DO}{_ANY}(?P<what>[^没未无零，]{{2,40}})"
    r"|(?P<back>[^没未无零，]{2,32}?)(?:(?:均|都|全部|也|仍|继续)?[为是](?:零|0)(?![.\d])|零(?:发生|支出|开支|结转|结余)|(?:动态)?清零|归零)"
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
    for match in _NONE.finditer(words):
        what = match["what"] or match["back"]
        if speaks_elsewhere(words[: match.start("what") if match["what"] else match.end()]):
            continue
        item = index.item_in(what)
        if item and item.subject.aliases and not _OF_THE_YEAR.sub("", item.subject.aliases.sub("", what)):
            value = item.subject.actual
            if value and value.value and item.subject.specific:
                return clause.contradicts(catalogue.CLAIM_DOUBTFUL, match[0], _fact(item.subject, value))
        naming = _counted(index, what) or (_counted(index, words) if match[0].startswith("零") else None)
        actual = naming.subject.actual if naming else None
        if naming and actual and actual.value and not _other_degree(what, naming.subject):
            kind = catalogue.CLAIM_CONTRADICTED if naming.coverage >= _SAME_THING else catalogue.CLAIM_DOUBTFUL
            return clause.contradicts(kind, match[0], _fact(naming.subject, actual))
    return None


def _fact(subject: Subject, datum: Datum) -> str:
    return f"“{subject.name}”的{datum.label}是{datum.shown}"


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
_KINDS = tuple(
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
    return judged and actual is not None and actual.value < _FULL and _should_be_high(subject)


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
            return clause.contradicts(kind, words, _fact(subject, actual))
    return None


_NOTHING = re.compile("(?!)")


def _kind_of(subject: Subject) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a sentence says of all things that a rate counts, or of none of them."""
    for name, all_are, none_is in _KINDS:
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
        match = _HAPPENED.search(sentence) or some
        if match is None or some is None or _NOT_HAPPENED.search(sentence[: max(match.end(), some.end())]):
            continue
        place = place_at(block, start + match.start())
        other_year = set(_YEAR.findall(sentence)) - {year}
        if other_year or not isinstance(place, CellRef) or dossier.only_plans(place, sentence):
            continue
        subject = next((one for one in none if _happened(one, sentence, index)), None)
        if subject and subject.actual:
            fact = _fact(subject, subject.actual)
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
                lacks_evidence = entry.evidence is None and entry.value is not None
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
