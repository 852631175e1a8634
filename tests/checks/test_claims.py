"""What the finished text claims, held against the figures: each check fires, and stays silent where it should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from submissions import change_budget, change_indicator, ref, reference
from variations import telling

from reportgen.checks import CHECKS, claims
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.submission import Entry, Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import FigureUse

Check = Callable[[Dossier], Iterator[Diagnostic]]
CARRIED_OVER = change_budget(reference(), carry_over_rate="12")
ON_THE_LINE = change_budget(reference(), carry_over_rate="10")

# --- comparisons ------------------------------------------------------------------------------------------

CLAIM_CELL = ref("重点工作", "D3")
SATISFIED, JUST, MANY = (change_indicator(reference(), "X04", actual=value) for value in (84, 85, 88))


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


def contradictions(dossier: Dossier) -> Iterator[Diagnostic]:
    """What the checks of relations and of targets find."""
    for one in (claims.claims_agree, claims.standings_agree):
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
    return {problem.code for one in CHECKS if one.__module__ == claims.__name__ for problem in one(dossier)}


HOUSING = change_indicator(reference(), "C02", name="新建口袋公园数量", unit="座", target=3, actual=4)
SEWER = change_indicator(reference(), "C02", name="铺设污水管网长度", unit="公里", target=80, actual=Decimal("88.5"))
FOREST = change_indicator(reference(), "C02", name="新增造林面积", unit="亩", target=1200, actual=1286)
INVESTED = change_indicator(
    reference(), "C02", name="招商引资签约金额", unit="万元", target=10000, actual=Decimal("13046")
)
BY_QUARTER = change_budget(reference(), spent_by_september="6000", spent_by_december="8760")


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
        (FOREST, "新增造林1286公顷。", "W661"),
        (FOREST, "新增造林一千二百六十八亩。", "W623"),
        (INVESTED, "招商引资签约金额13046元。", "W661"),
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
        (reference(), "全年支出数已经超过调整预算数。", "E622"),
        (BY_QUARTER, "四季度末累计支出数低于三季度末。", "E622"),
        (HOUSING, "年初计划新建口袋公园6座。", "W623"),
        (HOUSING, "新建口袋公园的数量较年初3座的要求还缺1座。", "E622"),
        (SEWER, "铺设污水管网总体顺利，距离80公里的任务尚有少量缺口。", "W661"),
        (SEWER, "铺设污水管网十公里多。", "W623"),
        (INVESTED, "招商引资签约金额达到一点七亿元。", "E622"),
        (SEWER, "铺设污水管网88.5公里，高于60公里的年度目标。", "W661"),
        (SEWER, "铺设污水管网88.5公里，比年度目标多5.8公里。", "W661"),
        (SEWER, "铺设污水管网88.5公里，距年度目标还差8.5公里。", "W661"),
        (SEWER, "铺设污水管网88.5公里，超出年度目标18.5公里。", "W661"),
        (reference(), "“三公”经费支出3.8万元，比年初预算少5.83万元，下降50.5%。", "W661"),
        (HOUSING, "新建口袋公园40座。", "W623"),
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
        (BY_QUARTER, "三季度末累计支出数低于四季度末。"),
        (reference(), "全年支出数低于调整预算数。"),
        (SEWER, "铺设污水管网超过70公里，高于80公里的年度目标。"),
        (HOUSING, "年初计划新建口袋公园3座。"),
        (SEWER, "铺设污水管网88.5公里，高于80公里的年度目标，超出目标8.5公里，超额10.6%。"),
    ],
)
def test_a_claim_that_the_data_bear_out(rules: Rubric, submission: Submission, sentence: str) -> None:
    assert found(telling(sentence, rules, submission)) == set()


@pytest.mark.parametrize(
    ("submission", "text", "codes"),
    [
        (CARRIED_OVER, "财政拨款结余结转率小于10%。", ["E605"]),
        (CARRIED_OVER, "财政拨款结转结余率仅6%，低于10％。", ["E605"]),
        (CARRIED_OVER, "结转结余率不超过11.5%。", ["E605"]),
        (ON_THE_LINE, "财政拨款结余结转率小于10%。", ["E605"]),
        (reference(), "财政拨款结余结转率小于10%。", []),
        (CARRIED_OVER, "财政拨款结余结转率不超过15%。", []),
        (ON_THE_LINE, "财政拨款结余结转率不超过10%。", []),
        (CARRIED_OVER, "结转结余率" * 6000, []),
        (CARRIED_OVER, "财政拨款结余结转率为12%。", []),
    ],
)
def test_the_carry_over_rate(rules: Rubric, submission: Submission, text: str, codes: list[str]) -> None:
    problems = problems_of(claims.carry_over_claimed_wrong, telling(text, rules, submission))
    assert list(dict.fromkeys(problems)) == [(code, CLAIM_CELL) for code in codes]


@pytest.mark.parametrize("piece", ["达5", "100%", "满意度", "超过", "“", "，"])
def test_hostile_text_is_read_in_bounded_work(piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 20_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef) for problem in contradictions(dossier))
