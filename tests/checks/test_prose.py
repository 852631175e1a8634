"""Years, names, numbers and paragraphs that were copied and not changed: what is found, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from submissions import change_indicator, ref, reference
from variations import narrative, scored, telling

from reportgen.checks import claims
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.submission import Entry, Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import FigureUse
from reportgen.writing.wording import Wording

Check = Callable[[Dossier], Iterator[Diagnostic]]
CELL = ref("重点工作", "D3")


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


def town(submission: Submission, short: str, name: str) -> Submission:
    office = submission.office
    changed = replace(
        office,
        full_name=Entry(f"{office.city.value}{office.district.value}{name}", office.full_name.ref),
        name=Entry(name, office.name.ref),
        short_name=Entry(short, office.short_name.ref),
    )
    return replace(submission, office=changed)


# --- numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "帮扶辖区困难群体达1896人次。",
        "三公经费支出3.9万元。",
        "全年支出8760万元。",
        "公用经费支出278.92万元。",
        "帮扶辖区困难群体约2500人次。",
        "利用率为91%。",
    ],
)
def test_a_figure_of_a_known_thing_that_is_none_of_its_own(sentence: str, rules: Rubric) -> None:
    assert problems_of(claims.numbers_have_a_source, telling(sentence, rules)) == [("W623", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "投入14万元采购第三方服务。",
        "走访企业１２３家。",
        "全年开展巡查3,600次。",
        "新建口袋公园7座，拆除围挡12处。",
        "在慰问活动中发放物资2024份。",
        "调解率提高到87.5%。",
        "边界线长37.5公里，双方共设监控探头62个。",
        "洪峰水位21.36米，转移群众217人。",
        "租金标准为每平方米18元，市场占地12亩。",
    ],
)
def test_a_figure_of_which_no_sheet_holds_a_value_is_only_listed(sentence: str, rules: Rubric) -> None:
    """Most figures of a text are facts of nothing that the sheets know."""
    assert problems_of(claims.numbers_have_a_source, telling(sentence, rules)) == [("N663", CELL)]


def test_the_figures_without_source_of_a_cell_are_one_note(rules: Rubric) -> None:
    [problem] = claims.numbers_have_a_source(telling("洪峰水位21.36米。转移群众217人。", rules))
    assert "21.36米" in problem.message
    assert "217人" in problem.message


@pytest.mark.parametrize(
    "sentence",
    [
        "帮扶辖区困难群体1968人次，慰问520人次。",
        "帮扶辖区困难群体１９６８人次、1,968人次。",
        "帮扶困难群体近2000人次。",
        "帮扶困难群体1.97千人次。".replace("1.97千", "0.2万"),
        "落实3岁以下婴幼儿照护，为60周岁以上老人、65—70岁居民体检。",
        "24小时值守，3个工作日内办结，365天不打烊。",
        "按照《某办法》（2025年第12号令）第17条和穗府〔2023〕15号文办理。",
        "推行“4+1”网格、7×24巡查、1+3+N模式。",
        "第3季度、3月15日、1至11月、9:30、8时开展活动。",
        "12345热线工单按时办结，19号楼加装电梯，获3A级认证，N95口罩发放到位。",
        "每周2次、每季度至少开展1次检查。",
        "从5个方面、3个环节入手。",
        "三公经费年初预算9.63万元，实际使用38000元，减少5.83万元。",
        "慰问困难党员群众超额完成20人次，完成率104%。",
        "慰问困难党员群众超过了500人次。",
        "排查率达100%，发生事故0起。",
        "1.推动落实。2.加强巡查。（3）总结经验。",
        "2024年、2021—2025年和2023.12-2024.11期间推进。",
        "自评得分9.5分。",
    ],
)
def test_a_number_that_is_known_or_no_figure(sentence: str, rules: Rubric) -> None:
    assert problems_of(claims.numbers_have_a_source, telling(sentence, rules)) == []


def test_a_number_in_evidence_has_its_source(rules: Rubric) -> None:
    proved = change_indicator(reference(), "C01", evidence="清运合同14万元")
    assert problems_of(claims.numbers_have_a_source, telling("投入14万元采购第三方服务。", rules, proved)) == []


def test_a_reference_is_a_source_and_the_words_beside_it_are_not(rules: Rubric) -> None:
    """A figure quoted by reference is a use of its own inside the use of the sentence."""
    dossier = telling("参与率为77%，慰问困难党员群众99人次。", rules)
    block = dossier.narrative.blocks[0]
    inner = FigureUse(start=4, end=7, name="实际完成值", sources=(ref("绩效指标", "H7"),), number=Decimal(77))
    quoted = replace(block, figures=(*block.figures, inner))
    dossier = replace(dossier, narrative=replace(dossier.narrative, blocks=(quoted,)))
    problems = list(claims.numbers_have_a_source(dossier))
    assert [problem.place for problem in problems] == [CELL]
    assert "99" in problems[0].message
    assert "77" not in problems[0].message


def test_the_figures_of_the_wording_need_no_source(rules: Rubric, wording: Wording) -> None:
    submission = reference()
    dossier = replace(telling("开展培训。", rules), narrative=narrative(submission, rules, wording))
    assert problems_of(claims.numbers_have_a_source, dossier) == []


# --- the sound text -----------------------------------------------------------------------------------------

CHECKS: list[Check] = [
    claims.numbers_have_a_source,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_silent_on_what_is_sound(check: Check, rules: Rubric, wording: Wording) -> None:
    submission = reference()
    dossier = telling("积极开展培训。", rules, submission)
    dossier = replace(dossier, submission=submission, narrative=narrative(submission, rules, wording))
    assert list(check(replace(dossier, scorecard=scored(submission, rules)))) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "piece", ["《", "“", "9", "9,", "达5", "{", "每1", "街道办事处", "2023年", "我部门", "(汉", "—"]
)
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    sentence = (piece * 40_000)[:32_000]
    dossier = telling(sentence, rules)
    assert all(isinstance(problem.place, CellRef) for problem in check(replace(dossier, last_year=dossier.submission)))
