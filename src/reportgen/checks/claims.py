"""Checks that no sentence of the finished text claims what the figures contradict, whoever wrote the sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reportgen import catalogue
from reportgen.checks.comparisons import comparisons, subjects, subjects_in
from reportgen.checks.dossier import Dossier, blank_out, find_matches, place_at
from reportgen.diagnostics import CellRef, Diagnostic, Kind
from reportgen.intake.form import BUDGET
from reportgen.numeric import plain, round_half_up
from reportgen.scoring.scorecard import Score
from reportgen.scoring.tree import CRITERION, GROUP
from reportgen.writing.narrative import Block, Level, Narrative

_THRIFT = re.compile(r"严控|从严控制|严格控制|(?:没有|未|不)超(?!过预算的)")
_ADMITS = re.compile(r"(?<![未不])超出|(?<!没有)(?<![未不])超支|(?<!没有)(?<![未不])超过")
_CARRY_OVER = re.compile(
    r"(?:结余结转|结转结余)率[^。；]{0,30}?(小于|低于|不足|不超过|未超过|控制在)(\d+(?:\.\d+)?)[%％]"
)
_AIM = re.compile(r"(?:确保|力争|争取|努力|保证|力求)[^，；]{0,30}$")
_STRICTLY = ("小于", "低于", "不足")
# Each pattern begins with the characters that can begin a claim, so that ``re`` skips nearly every position.
_ALL_DONE = re.compile(
    r"(?=[均都全圆1百])(?:(?:均已|全部|全面|圆满|(?<![\d.])100[%％]|百分之百)(?:圆满|如期|按期|按时|顺利|提前|超额|高质量){0,2}完成"
    r"|(?:均已?|都已?|全部|全面)(?:达标|(?:达到|实现)了?(?:预期|年度|既定))|圆满收官)"
)
_GOALS = re.compile(r"绩效目标|绩效指标|各项(?:重点|主要|年度|绩效|工作){0,3}(?:指标|目标|任务|工作)|年度(?:目标|任务)")
_ABSOLUTE_BEGINS = re.compile("[未没无零1百实达做完全]")
_ABSOLUTE = re.compile(
    r"(?:(?:未|没有|无|零)发生[^，。；！？]*|零(?:事故|投诉|上访|案件|伤亡)|(?<![\d.])(?<!未达到)(?<![未不]达)(?<!低于)(?<!不足)(?<!不到)100(?:\.0+)?[%％]|百分之百"
    r"|(?:实现|达到|做到|完成)[^，。；！？]{0,15}全覆盖|全覆盖"
    r"|(?:没有|未)(?:发现|出现|收到)[^，。；！？]{0,30}(?:问题|情况|投诉|事故|案件|行为|现象))"
)
# These begin a claim about the whole office even where no indicator is about it; 全覆盖 alone may be a way of working.
_FACT = re.compile(r"(?:未|没有|无|零)发生|零|100|百分之百|(?:实现|达到|做到|完成)")
_BASIS = re.compile(
    r"台账|记录|报告显示|通报|证明|验收|统计|审计|测评|测算|调查|问卷|核查|抽查|普查|监测|数据显示|经[^，。；]{1,10}(?:认定|确认)"
)
_QUOTATION = re.compile(r"“[^”]{0,200}”|《[^》]{0,200}》")
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


def thrift_claimed_when_overspent(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 严控 or 没有超 beside an overspending of 三公经费 or 公用经费, unless the sentence admits it."""
    budget, total = dossier.submission.budget, dossier.submission.three_public.total
    overspent = {"三公": total.actual.value > total.budget.value}
    running_budget, running_spent = budget[BUDGET.running_budget], budget[BUDGET.running_spent]
    if running_budget and running_spent:
        overspent["公用经费"] = running_spent.value > running_budget.value
    for subject in (name for name, over in overspent.items() if over):
        for block, start, sentence, claim in _claims(dossier, _THRIFT):
            if subject in sentence and not _ADMITS.search(sentence):
                yield _problem(
                    catalogue.THRIFT_CONTRADICTED,
                    block,
                    start + claim.start(),
                    sentence,
                    claim=claim[0],
                    subject=subject,
                )


def carry_over_claimed_too_low(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 结转结余率小于10% beside a rate that is not."""
    rates = [
        score.figure
        for score in dossier.scorecard.tree.level(CRITERION)
        if score.figure and score.figure.name == BUDGET.carry_over_rate.name
    ]
    for block, start, sentence, claim in _claims(dossier, _CARRY_OVER) if rates else ():
        if not _holds(claim, rates[0].value):
            rate = plain(round_half_up(rates[0].value, 2))
            yield _problem(catalogue.CARRY_OVER_CONTRADICTED, block, start + claim.start(2), sentence, rate=rate)


def _holds(claim: re.Match[str], rate: Decimal) -> bool:
    limit = Decimal(claim[2])
    return rate < limit if claim[1] in _STRICTLY else rate <= limit


def completion_claimed_beside_losses(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 均已完成, 全部完成 or 圆满完成 of the goals where an indicator missed its target or lost points."""
    failures = [leaf for leaf in dossier.scorecard.tree.leaves() if leaf.indicator and (leaf.lost or not leaf.met)]
    for block, start, sentence, claim in _claims(dossier, _ALL_DONE) if failures else ():
        if _GOALS.search(sentence):
            names = "、".join(leaf.name for leaf in failures)
            yield _problem(
                catalogue.COMPLETION_CONTRADICTED, block, start + claim.start(), sentence, claim=claim[0], names=names
            )


def note_left_beside_a_loss(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a 情况说明 of a 三级指标 that lost points, unless it admits the loss: it may still praise the work."""
    for score in dossier.scorecard.tree.level(CRITERION):
        if score.lost and score.note and not _LOSS_ADMITTED.search(score.note.value):
            values = {"name": score.name, "lost": plain(score.lost)}
            yield catalogue.NOTE_BESIDE_LOSS.at(score.note.ref, score.note.value, **values)


def comparisons_hold(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 超过, 达到, 未达到 and 未发生 where the actual value says otherwise."""
    for comparison in comparisons(dossier):
        if not comparison.holds:
            values = {"claim": comparison.claim, "name": comparison.subject.name, "actual": comparison.actual}
            place = place_at(comparison.block, comparison.start)
            yield catalogue.COMPARISON_CONTRADICTED.at(place, comparison.sentence, **values)


def absolute_claims_proved(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 未发生, 100% and 全覆盖 without 佐证材料 of the indicator or 三级指标, or where none is about it."""
    every_subject = subjects(dossier)
    entries_by_note = {entry.note.ref: entry for entry in dossier.submission.management if entry.note}
    for block, start, sentence in dossier.sentences:
        quoting = "“" in sentence or "《" in sentence
        for claim in find_matches(
            _ABSOLUTE, _ABSOLUTE_BEGINS, blank_out(sentence, _QUOTATION) if quoting else sentence
        ):
            place = place_at(block, start + claim.start())
            if not isinstance(place, CellRef) or place not in dossier.report_cells or _BASIS.search(sentence):
                continue
            if entry := entries_by_note.get(place):
                lacks_evidence = entry.evidence is None and entry.value is not None
                names = entry.indicator.value
            else:
                topics = subjects_in(every_subject, sentence)
                is_fact = bool(topics) or _FACT.match(claim[0]) is not None
                lacks_evidence = is_fact and not any(topic.evidence for topic in topics)
                names = "、".join(topic.name for topic in topics)
            if lacks_evidence:
                about = f"（{names}）" if names else ""
                yield catalogue.CLAIM_WITHOUT_EVIDENCE.at(
                    place, sentence.strip(), claim=sentence[slice(*claim.span())], about=about
                )
                break


def losses_among_the_problems(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a loss of which nothing stands under any heading 存在问题."""
    if dossier.submission.no_problems:
        return  # no_problem_beside_losses reports the contradiction once for the whole office.
    blocks = list(_under_problems(dossier.narrative))
    sources = {figure.sources for block in blocks for figure in block.figures if figure.name == "扣分"}
    words = "\n".join(block.text for block in blocks)
    for group in dossier.scorecard.tree.level(GROUP):
        for leaf in (leaf for leaf in group.leaves() if leaf.lost):
            if leaf.missing or leaf.sources in sources or _speaks_of(leaf, group.name, words):
                continue
            place = next((source for source in leaf.sources if source.cell), None)
            yield catalogue.LOSS_IN_NO_PROBLEM.at(place, name=leaf.name, lost=plain(leaf.lost))


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


def _speaks_of(leaf: Score, group: str, words: str) -> bool:
    """Whether the words hold the core of the 三级指标's name, its group, or a piece of the reason beside it."""
    core = _NAME_SUFFIX.sub("", leaf.name.replace("“", "").replace("”", ""))
    unquoted = words.replace("“", "").replace("”", "")
    reason = leaf.reason.value if leaf.reason else ""
    pieces = (reason[at : at + 4] for at in range(len(reason) - 3))
    pairs = {core[at : at + 2] for at in range(len(core) - 1)} - _COMMON_PAIRS
    matches = sum(pair in unquoted for pair in pairs)
    return (
        core in unquoted
        or group in unquoted
        or any(piece in words for piece in pieces)
        or matches >= min(2, (len(pairs) + 1) // 2 or 1)
    )


def problems_answered(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a problem that no measure names; where no measure names any, only a problem without measures at all."""
    measures = dossier.submission.measures
    numbers = {number for measure in measures for number in measure.answers}
    for problem in dossier.submission.problems:
        if problem.number.value not in numbers and (numbers or not measures):
            yield catalogue.PROBLEM_WITHOUT_MEASURE.at(
                problem.text.ref, problem.text.value, number=problem.number.value
            )


def no_problem_beside_losses(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 暂无 or 没有明显问题 in 存在问题 where points were lost."""
    names = [leaf.name for leaf in dossier.scorecard.tree.leaves() if leaf.lost]
    submission = dossier.submission
    denials = [problem.text for problem in submission.problems if _NO_PROBLEM.match(problem.text.value)]
    if submission.no_problems:
        denials.append(submission.no_problems)
    for entry in denials if names else ():
        values = {"count": len(names), "names": "、".join(names)}
        yield catalogue.NO_PROBLEM_BESIDE_LOSSES.at(entry.ref, entry.value, **values)


def _claims(dossier: Dossier, pattern: re.Pattern[str]) -> Iterator[tuple[Block, int, str, re.Match[str]]]:
    """The sentences that claim a fact, each with its claim; a goal, a measure or a 力争 states only an aim."""
    for block, start, sentence in dossier.sentences:
        for claim in pattern.finditer(sentence):
            place = place_at(block, start + claim.start())
            if place not in dossier.plan_cells and not _AIM.search(sentence[: claim.start()]):
                yield block, start, sentence, claim
                break


def _problem(kind: Kind, block: Block, position: int, sentence: str, **values: str) -> Diagnostic:
    return kind.at(place_at(block, position), sentence.strip(), **values)
