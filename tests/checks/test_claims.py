"""What the finished text claims, held against the figures: each check fires, and stays silent where it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from submissions import MISSED as MISSED_CODE
from submissions import (
    change_budget,
    change_indicator,
    change_management,
    change_three_public,
    dossier,
    management_cell,
    ref,
    reference,
)
from variations import all_met, listed, lose, note, scored, telling
from variations import narrative as worded
from workbooks import edited, put

from reportgen.checks import CHECKS, check, claims
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, TextRef
from reportgen.intake.reading import parse_submission
from reportgen.intake.submission import Entry, Submission
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric
from reportgen.scoring.score import score
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative
from reportgen.writing.wording import Wording

Check = Callable[[Dossier], Iterator[Diagnostic]]
CELL = CellRef(file="2024.xlsx", sheet="管理效率", cell="E21")
WORDING = TextRef(file="wording/默认/47-运行成本.txt", line=3)
CLAIMS = {"E604", "E605", "E606", "W607"}

OVERSPENT = change_three_public(reference(), actual="10.5", reasons=False)
RUNNING_OVERSPENT = change_budget(reference(), running_budget="100", running_spent="120")
CARRIED_OVER = change_budget(reference(), carry_over_rate="12")
ON_THE_LINE = change_budget(reference(), carry_over_rate="10")
MISSED = reference()
MET = change_indicator(reference(), MISSED_CODE, actual=92)


def claim_problems(
    shipped: Resources, submission: Submission, text: str, level: Level = Level.BODY
) -> list[tuple[str, object]]:
    """Codes and places of the claims found in a text that stands in a cell."""
    rubric = load_rubric(shipped, 2024).value
    assert rubric is not None
    scorecard = score(submission, rubric).value
    assert scorecard is not None
    figure = FigureUse(start=0, end=len(text), name="情况说明", sources=(CELL,))
    narrative = Narrative(title="", blocks=(Block(level=level, text=text, lead=0, origin=WORDING, figures=(figure,)),))
    return [(p.code, p.place) for p in check(dossier(submission, scorecard, narrative)) if p.code in CLAIMS]


@pytest.mark.parametrize(
    ("submission", "text", "code"),
    [
        (OVERSPENT, "严控“三公”经费的使用。", "E604"),
        (OVERSPENT, "落实过紧日子要求，从严控制“三公”经费开支；其他情况良好。", "E604"),
        (OVERSPENT, "三公经费没有超预算。", "E604"),
        (OVERSPENT, "三公经费未超出年初预算。", "E604"),
        (RUNNING_OVERSPENT, "公用经费严格按照规定使用，没有超预算情况。", "E604"),
        (CARRIED_OVER, "财政拨款结余结转率小于10%。", "E605"),
        (CARRIED_OVER, "财政拨款结转结余率仅6%，低于10％。", "E605"),
        (CARRIED_OVER, "结转结余率不超过11.5%。", "E605"),
        (ON_THE_LINE, "财政拨款结余结转率小于10%。", "E605"),
        (MISSED, "各重点工作绩效目标均已完成。", "E606"),
        (MISSED, "全年各项目标圆满完成。", "E606"),
    ],
)
def test_contradicted_claim_is_reported_at_the_cell_that_makes_it(
    shipped: Resources, submission: Submission, text: str, code: str
) -> None:
    assert claim_problems(shipped, submission, text) == [(code, CELL)]


@pytest.mark.parametrize(
    ("submission", "text"),
    [
        (reference(), "严控“三公”经费的使用。"),
        (reference(), "公用经费没有超预算情况。"),
        (OVERSPENT, "虽严控“三公”经费，仍超出年初预算0.87万元。"),
        (OVERSPENT, "严控会议费支出。"),
        (OVERSPENT, "公用经费没有超预算情况。"),
        (RUNNING_OVERSPENT, "三公经费没有超预算。"),
        (reference(), "财政拨款结余结转率小于10%。"),
        (CARRIED_OVER, "财政拨款结余结转率不超过15%。"),
        (ON_THE_LINE, "财政拨款结余结转率不超过10%。"),
        (CARRIED_OVER, "结转结余率" * 6000),
        (CARRIED_OVER, "财政拨款结余结转率为12%。"),
        (MET, "各重点工作绩效目标均已完成。"),
        (MISSED, "采购合同备案工作均已完成。"),
        (MISSED, "各重点工作绩效目标基本完成。"),
    ],
)
def test_true_or_unrelated_claim_is_left_alone(shipped: Resources, submission: Submission, text: str) -> None:
    assert claim_problems(shipped, submission, text) == []


def test_claim_of_a_wording_file_is_reported_at_its_line(shipped: Resources) -> None:
    text = "严控“三公”经费的使用。"
    rubric = load_rubric(shipped, 2024).value
    assert rubric is not None
    scorecard = score(OVERSPENT, rubric).value
    assert scorecard is not None
    narrative = Narrative(title="", blocks=(Block(level=Level.BODY, text=text, lead=0, origin=WORDING),))
    problems = [p for p in check(dossier(OVERSPENT, scorecard, narrative)) if p.code == "E604"]
    assert [p.place for p in problems] == [WORDING]


# --- comparisons ------------------------------------------------------------------------------------------

CLAIM_CELL = ref("重点工作", "D3")
SATISFIED, JUST, MANY = (change_indicator(reference(), "X04", actual=value) for value in (84, 85, 88))
FATAL = change_indicator(reference(), "X01", actual=1)


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


def contradictions(dossier: Dossier) -> Iterator[Diagnostic]:
    """What the checks of relations, of targets and of 未发生 find."""
    for one in (claims.claims_agree, claims.standings_agree, claims.nothing_happened):
        yield from one(dossier)


@pytest.mark.parametrize(
    ("submission", "sentence"),
    [
        (SATISFIED, "居民对民生服务的满意度超过85%。"),
        (JUST, "居民对民生服务的满意度超过85%。"),
        (JUST, "调研结果显示，居民对民生服务满意度较高，超过了85％，得到了居民的认可。"),
        (SATISFIED, "居民对民生服务的满意度达85%以上。"),
        (SATISFIED, "居民对民生服务的满意度不低于85%。"),
        (SATISFIED, "居民对民生服务的满意度在85%以上。"),
        (MANY, "居民对民生服务的满意度未达到85%。"),
        (JUST, "居民对民生服务的满意度未能达到85%。"),
        (MANY, "居民对民生服务的满意度低于85%。"),
        (MANY, "2024年居民对民生服务的满意度不超过85%。"),
        (reference(), "慰问困难党员群众超过了600人次。"),
        (reference(), "开展教育培训，参与率达到80%，慰问困难党员群众突破600人次。"),
        (reference(), "帮扶辖区困难群体达0.3万人次。"),
        (FATAL, "全年未发生安全生产死亡事件。"),
        (FATAL, "没有发生安全生产死亡事件；其他良好。"),
        (reference(), "年度平均执行率达到96%。"),
    ],
)
def test_a_comparison_that_the_data_contradict(rules: Rubric, submission: Submission, sentence: str) -> None:
    assert problems_of(contradictions, telling(sentence, rules, submission)) == [("E622", CLAIM_CELL)]


@pytest.mark.parametrize(
    ("submission", "sentence"),
    [
        (MANY, "居民对民生服务的满意度超过85%。"),
        (JUST, "居民对民生服务的满意度达到85%，不低于85%，达85%以上。"),
        (JUST, "居民对民生服务的满意度没有超过85%。"),
        (SATISFIED, "居民对民生服务的满意度不达85%，未达到85%，低于85%。"),
        (reference(), "慰问困难党员群众超过了500人次，帮扶辖区困难群体达1968人次。"),
        (reference(), "参与消防安全演练及安全教育培训的人次数超过150人次；安全生产和消防隐患排查率达100%。"),
        (reference(), "全年未发生安全生产死亡事件。"),
        (FATAL, "全年未发生较大以上安全生产死亡事件。"),
        (FATAL, "全年未发生群体性上访事件。"),
        (SATISFIED, "满意度超过85%。"),  # of two indicators: which one is past telling
        (SATISFIED, "居民对民生服务的满意度提高超过85%。"),
        (SATISFIED, "力争居民对民生服务的满意度超过85%。"),
        (SATISFIED, "其中，蟠虬社区居民对民生服务的满意度超过85%。"),
        (SATISFIED, "2023年居民对民生服务的满意度超过85%。"),
        (SATISFIED, "居民对民生服务的满意度问卷超过85份。"),
        (SATISFIED, "上半年居民对民生服务的满意度超过85%。"),
        (reference(), "慰问困难党员群众600多人次，约700人次。"),
        (reference(), "“两新”党组织党建阵地面积超过500平方米。"),
        (reference(), "公用经费支出超过90%。"),
    ],
)
def test_a_comparison_that_holds_or_is_past_telling(rules: Rubric, submission: Submission, sentence: str) -> None:
    assert problems_of(contradictions, telling(sentence, rules, submission)) == []


def test_a_comparison_with_a_figure_that_is_quoted(rules: Rubric) -> None:
    """超过{X04.指标值}: the reference says whose figure it is, the sentence need not."""
    dossier = telling("得到认可，超过85%。", rules, SATISFIED)
    block = dossier.narrative.blocks[0]
    target = next(indicator.target for indicator in SATISFIED.indicators if indicator.code.value == "X04")
    assert target
    inner = FigureUse(start=7, end=10, name="年度指标值", sources=(target.ref,), number=target.value)
    narrative = replace(dossier.narrative, blocks=(replace(block, figures=(*block.figures, inner)),))
    assert problems_of(contradictions, dossier) == []
    assert problems_of(contradictions, replace(dossier, narrative=narrative)) == [("E622", CLAIM_CELL)]


def test_goals_claim_nothing_yet(rules: Rubric) -> None:
    aim = replace(SATISFIED, goal_overview=Entry("居民对民生服务的满意度超过85%。", ref("基本信息", "B12")))
    assert problems_of(contradictions, telling("好。", rules, aim)) == []


# --- quantities with a unit, of the thing that the clause is about ------------------------------------------


def found(dossier: Dossier) -> set[str]:
    """The codes of all that the checks of claims report."""
    return {problem.code for one in CHECKS if one.__module__ == claims.__name__ for problem in one(dossier)} - {
        "W624",
        "W625",
    }


HOUSING = change_indicator(reference(), "C02", name="新建口袋公园数量", unit="座", target=3, actual=4)
SEWER = change_indicator(reference(), "C02", name="铺设污水管网长度", unit="公里", target=80, actual=Decimal("88.5"))
FOREST = change_indicator(reference(), "C02", name="新增造林面积", unit="亩", target=1200, actual=1286)
INVESTED = change_indicator(
    reference(), "C02", name="招商引资签约金额", unit="万元", target=10000, actual=Decimal("13046")
)
BY_QUARTER = change_budget(reference(), spent_by_september="6000", spent_by_december="8760")
LATE_FILING = change_management(reference(), "合同备案时效性", value=1, reason="一份合同因人员交接延迟备案")


@pytest.mark.parametrize(
    ("submission", "sentence", "code"),
    [
        (HOUSING, "新建口袋公园五座。", "W623"),
        (HOUSING, "新建口袋公园3座，群众推窗见绿。", "W661"),
        (HOUSING, "新建口袋公园4座，没有完成年度任务。", "E622"),
        (HOUSING, "新建口袋公园4座，比年度指标少1座。", "E622"),
        (SEWER, "铺设污水管网88.5亩。", "W623"),
        (SEWER, "铺设污水管网85.8公里。", "W623"),
        (SEWER, "铺设污水管网88.5公里，低于80公里的年度目标。", "E622"),
        (FOREST, "新增造林1286公顷。", "W623"),
        (FOREST, "新增造林一千二百六十八亩。", "W623"),
        (INVESTED, "招商引资签约金额13046元。", "W623"),
        (INVESTED, "招商引资签约金额达1.4亿元。", "E622"),
        (INVESTED, "招商引资签约金额为年度目标的103.5%。", "W623"),
        (reference(), "社区党员教育培训参与率达到85%。", "E622"),
        (reference(), "居民对民生服务的满意度达到九成五。", "E622"),
        (reference(), "慰问困难党员群众520%。", "W623"),
        (reference(), "全年发生安全生产死亡事件3起。", "W623"),
        (reference(), "三公经费比年初预算增加5.83万元。", "E622"),
        (reference(), "三公经费高于年初预算。", "E622"),
        (reference(), "三公经费实际支出9.63万元。", "W661"),
        (reference(), "结转结余率大于10%。", "E605"),
        (reference(), "全年资金支付到位，没有结转结余资金。", "W661"),
        (reference(), "部门整体支出绩效自评结果为100分。", "E662"),
        (reference(), "管理效率没有失分，部门预算资金支出率得满分。", "E662"),
        (reference(), "部门预算资金支出率扣2分。", "E662"),
        (reference(), "所有指标全部达标。", "E606"),
        (reference(), "12项绩效指标悉数达标。", "E606"),
        (reference(), "全年支出数已经超过调整预算数。", "E622"),
        (BY_QUARTER, "四季度末累计支出数低于三季度末。", "E622"),
        (HOUSING, "年初计划新建口袋公园6座。", "W623"),
        (HOUSING, "新建口袋公园的数量较年初3座的要求还缺1座。", "E622"),
        (SEWER, "铺设污水管网总体顺利，距离80公里的任务尚有少量缺口。", "W661"),
        (SEWER, "铺设污水管网十公里多。", "W623"),
        (INVESTED, "招商引资签约金额达到一点七亿元。", "E622"),
    ],
)
def test_a_claim_that_the_data_contradict(rules: Rubric, submission: Submission, sentence: str, code: str) -> None:
    assert code in found(telling(sentence, rules, submission))


@pytest.mark.parametrize(
    ("submission", "sentence"),
    [
        (HOUSING, "新建口袋公园四座，超额完成年度任务，比年度指标多1座。"),
        (HOUSING, "新建口袋公园4座，其中街心公园1座、滨河公园3座。"),
        (HOUSING, "力争明年新建口袋公园6座。"),
        (HOUSING, "全区新建口袋公园32座。"),
        (HOUSING, "自2019年以来累计建成口袋公园12座。"),
        (SEWER, "铺设污水管网88.5公里（88500米），为年度目标的110.6%。"),
        (FOREST, "新增造林1286亩，约86公顷，比年度目标多86亩。"),
        (FOREST, "新增造林一千二百八十六亩。"),
        (INVESTED, "招商引资签约金额1.3亿元，即13046万元，超过1亿元的年度目标。"),
        (reference(), "三公经费比年初预算减少5.83万元，下降60.5%，实际支出38000元。"),
        (reference(), "走访三个社区，召开两次会议，全区14个街道中排名第3。"),
        (reference(), "执行GB/T 9704—2012，落实“1+1+N”模式，12345热线24小时值守。"),
        (reference(), "结转结余率为5%，低于10%的控制要求。"),
        (reference(), "某项目支出绩效自评得分95分。"),
        (reference(), "三项指标均达到年度要求。"),
        (BY_QUARTER, "三季度末累计支出数低于四季度末。"),
        (reference(), "全年支出数低于调整预算数。"),
        (HOUSING, "年初计划新建口袋公园3座。"),
    ],
)
def test_a_claim_that_the_data_bear_out(rules: Rubric, submission: Submission, sentence: str) -> None:
    assert found(telling(sentence, rules, submission)) == set()


@pytest.mark.parametrize(
    ("row", "said", "code"),
    [
        ("采购意向公开合规性", "采购合同均已按规定备案。", "E622"),
        ("采购意向公开合规性", "没有逾期备案的合同。", "E622"),
        ("采购意向公开合规性", "采购意向均已按规定公开。", None),
        ("采购意向公开合规性", "除一份合同外，均已按规定备案。", None),
    ],
)
def test_all_is_well_beside_a_lost_row(rules: Rubric, wording: Wording, row: str, said: str, code: str | None) -> None:
    submission = note(LATE_FILING, row, said)
    dossier = whole(submission, rules, wording)
    places = {p.place for p in claims.done_beside_a_loss(dossier) if p.code == code}
    assert places == ({ref("管理效率", management_cell(row, "情况说明"))} if code else set())
    assert code or not list(claims.done_beside_a_loss(dossier))


def test_a_count_in_a_reason_that_is_not_the_row_s(rules: Rubric, wording: Wording) -> None:
    wrong = change_management(LATE_FILING, "合同备案时效性", reason="三份合同因人员交接延迟备案")
    codes = [
        [p.code for p in claims.counts_of_issues_agree(whole(one, rules, wording))] for one in (LATE_FILING, wrong)
    ]
    assert codes == [[], ["W661"]]


# --- evidence ---------------------------------------------------------------------------------------------

UNPROVED = change_indicator(change_indicator(reference(), "X01", evidence=None), "C06", evidence=None)


@pytest.mark.parametrize(
    ("submission", "sentence"),
    [
        (UNPROVED, "全年未发生安全生产死亡事件。"),
        (UNPROVED, "安全生产和消防隐患排查率达100%。"),
        (reference(), "全年没有发生群体性上访。"),
        (reference(), "网格化管理实现全覆盖。"),
        (reference(), "工单办结率100%。"),
    ],
)
def test_an_absolute_claim_without_evidence(rules: Rubric, submission: Submission, sentence: str) -> None:
    assert problems_of(claims.absolute_claims_proved, telling(sentence, rules, submission)) == [("W624", CLAIM_CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "全年未发生安全生产死亡事件。",
        "安全生产和消防隐患排查率达100%。",
        "据区信访局通报，全年没有发生群体性上访。",
        "建立“全方位、全过程、全覆盖、全公开”的管理机制。",
        "推进全覆盖宣传。",
        "没有超预算情况，未达到100%。",
    ],
)
def test_an_absolute_claim_that_is_proved_or_none(rules: Rubric, sentence: str) -> None:
    assert problems_of(claims.absolute_claims_proved, telling(sentence, rules)) == []


@pytest.mark.parametrize(("evidence", "codes"), [(None, ["W624"]), ("审计报告", [])])
def test_an_absolute_claim_in_a_note(rules: Rubric, wording: Wording, evidence: str | None, codes: list[str]) -> None:
    row = "财务管理合规性"
    submission = change_management(note(reference(), row, "全年未发现违规使用资金问题。"), row, evidence=evidence)
    dossier = replace(telling("好。", rules, submission), narrative=worded(submission, rules, wording))
    problems = list(claims.absolute_claims_proved(dossier))
    assert [problem.code for problem in problems] == codes
    assert {problem.place for problem in problems} <= {ref("管理效率", management_cell(row, "情况说明"))}


# --- problems and measures --------------------------------------------------------------------------------

LATE = lose(reference(), "采购合同签订时效性")


def whole(submission: Submission, rules: Rubric, wording: Wording) -> Dossier:
    return dossier(submission, scored(submission, rules), worded(submission, rules, wording))


def test_a_loss_in_no_problem(rules: Rubric, wording: Wording) -> None:
    place = ref("管理效率", management_cell("采购合同签订时效性", "填报值"))
    assert problems_of(claims.losses_among_the_problems, whole(LATE, rules, wording)) == [("W625", place)]


@pytest.mark.parametrize(
    "sentence",
    [
        "部分采购合同签订不及时。",
        "采购管理不够规范。",
        "合同签订滞后。",
        "三份合同没有按时签订，采购人员经验不足。",
    ],
)
def test_a_loss_among_the_problems(rules: Rubric, wording: Wording, sentence: str) -> None:
    submission = replace(LATE, problems=listed("存在问题", sentence))
    assert problems_of(claims.losses_among_the_problems, whole(submission, rules, wording)) == []


def test_losses_of_indicators_are_told_under_problems(rules: Rubric, wording: Wording) -> None:
    assert problems_of(claims.losses_among_the_problems, whole(reference(), rules, wording)) == []


def test_a_problem_without_a_measure(rules: Rubric) -> None:
    problems = listed("存在问题", "流程不清晰。", "责任意识不强。")
    first, second = listed("改进措施", "加强学习。", "落实责任。")
    one = replace(reference(), problems=problems, measures=(replace(first, answers=(1,)), second))
    both = replace(one, measures=(replace(first, answers=(1, 2)), second))
    none_named = replace(one, measures=(first, second))
    without = replace(one, measures=())
    outcomes = [
        problems_of(claims.problems_answered, telling("好。", rules, s)) for s in (one, both, none_named, without)
    ]
    second_only = [("W626", problems[1].text.ref)]
    assert outcomes == [second_only, [], [], [("W626", problems[0].text.ref), *second_only]]


@pytest.mark.parametrize("sentence", ["暂无明显问题。", "未发现突出问题。", "目前没有问题"])
def test_no_problem_beside_a_loss(rules: Rubric, sentence: str) -> None:
    submission = replace(reference(), problems=listed("存在问题", sentence))
    place = submission.problems[0].text.ref
    assert problems_of(claims.no_problem_beside_losses, telling("好。", rules, submission)) == [("W627", place)]
    sound = all_met(submission)
    assert problems_of(claims.no_problem_beside_losses, telling("好。", rules, sound)) == []


@pytest.mark.parametrize(
    "sentence", ["没有形成“花钱必问效”的责任意识。", "无法及时解决历史遗留问题。", "绩效意识不强。"]
)
def test_a_problem_that_begins_like_a_denial(rules: Rubric, sentence: str) -> None:
    submission = replace(reference(), problems=listed("存在问题", sentence))
    assert problems_of(claims.no_problem_beside_losses, telling("好。", rules, submission)) == []


def test_a_denial_in_the_workbook() -> None:
    """暂无 is no problem to print, and still it is known that it stood there."""
    data = edited(put("存在问题", "B3", "暂无"), put("改进措施", "C3", "1、2"))
    submission = parse_submission(data, "2024.xlsx").value
    assert submission
    assert submission.no_problems
    assert submission.no_problems.value == "暂无"
    assert len(submission.problems) == 1
    assert [measure.answers for measure in submission.measures] == [(1, 2), (1,), (2,)]


@pytest.mark.parametrize("piece", ["达5", "未发生", "没有发现", "100%", "满意度", "超过", "“", "，"])
@pytest.mark.parametrize("check", [contradictions, claims.absolute_claims_proved])
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 20_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef) for problem in check(dossier))


def test_title_that_no_page_has_room_for(shipped: Resources) -> None:
    assert claim_problems(shipped, reference(), "字" * 81, Level.TITLE) == [("W607", CELL)]
    assert claim_problems(shipped, reference(), "字" * 80, Level.TITLE) == []
