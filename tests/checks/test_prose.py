"""Years, names, numbers and paragraphs that were copied and not changed: what is found, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from submissions import change_indicator, ref, reference
from variations import narrative, points, reasons, scored, task, telling

from reportgen.checks import claims, dates, names, repeats
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
        "投入14万元采购第三方服务。",
        "帮扶辖区困难群体达1896人次。",
        "走访企业１２３家。",
        "全年开展巡查3,600次。",
        "新建口袋公园7座，拆除违法建设12栋。",
        "三公经费支出3.9万元。",
        "在慰问活动中发放物资2024份。",
        "帮扶辖区困难群体约2500人次。",
        "调解率提高到87.5%。",
    ],
)
def test_a_number_that_stands_nowhere_else(sentence: str, rules: Rubric) -> None:
    assert problems_of(claims.numbers_have_a_source, telling(sentence, rules)) == [("W623", CELL)]


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
    dossier = telling("参与率为77%，发放手册99份。", rules)
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


# --- years ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，我部门积极对接辖区内的困难群体。",
        "2023年报废汽车两台，导致公车运行维护费减少。",
        "二〇二三年积极开展培训。",
        "2024年我部门开展培训，截至2023年12月，共培训12次。",
        "截至2023年12月底，共拆除违法建设69宗。",
        "2025年积极开展培训。",
        "2023年度各项工作稳步推进。",
    ],
)
def test_a_year_of_another_report(sentence: str, rules: Rubric) -> None:
    assert problems_of(dates.years_are_the_reports, telling(sentence, rules)) == [("W628", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年，我部门积极对接；截至2024年12月底完成，二〇二四年办结。",
        "根据穗府〔2023〕5号、穗府[2022]8号文。",
        "执行《2023年度部门预算编制办法》。",
        "获评“2023年度示范社区”。",
        "比2023年增长5%，较2022年减少两宗，与2021年相比有所下降。",
        "支出2024.05万元、2023万元。",
        "服务中心成立于2019年，自2016年以来持续运行，2020年挂牌成立的工作站保持稳定。",
        "落实2021—2025年规划，推进2023年至2025年三年行动。",
        "2025年将继续开展培训。",
        "到2035年基本实现现代化的远景目标。",
        "2023年12月至2024年11月开展巡查。",
        "2022年启动的微改造项目完成验收。",
        "2024年度决算于2025年8月公开。",
        "2023年完成主体工程，2024年竣工验收。",
        "落实《广州市生活垃圾分类管理条例》（2020年修正）。",
        "2023年度决算已公开，2015年的历史积案得到化解。",
    ],
)
def test_a_year_with_a_reason(sentence: str, rules: Rubric) -> None:
    assert problems_of(dates.years_are_the_reports, telling(sentence, rules)) == []


def test_a_year_in_a_cell_that_is_not_printed(rules: Rubric) -> None:
    submission = reasons(reference(), "2023年报废汽车两台")
    place = submission.three_public.reasons[0].ref
    assert problems_of(dates.years_are_the_reports, telling("开展培训。", rules, submission)) == [("W628", place)]


def test_next_year_belongs_into_measures(rules: Rubric) -> None:
    submission = reference()
    measure = replace(submission.measures[0], text=Entry("2025年完善制度。", submission.measures[0].text.ref))
    assert (
        problems_of(dates.years_are_the_reports, telling("好。", rules, replace(submission, measures=(measure,)))) == []
    )


# --- names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "2024年，沙面街道坚持高质量发展。",
        "荔湾区沙面街道各项工作稳步推进。",
        "广州市荔湾区人民政府沙面街道办事处各重点工作绩效目标基本完成。",
        "研究制定《沙面街道建筑废弃物管理方案》。",
        "制定《白鹤洞街道办事处采购制度》。",
        "示例二街道党工委认真履职。",
        "本镇积极开展培训。",
        "在全镇推广，我镇获评先进。",
        "镇政府高度重视。",
        "我乡积极开展培训。",
        "荔湾区太和镇人民政府积极履职。",
    ],
)
def test_another_office(sentence: str, rules: Rubric) -> None:
    codes = problems_of(names.offices_are_this_one, telling(sentence, rules))
    assert codes
    assert set(codes) == {("E629", CELL)}


@pytest.mark.parametrize(
    "sentence",
    [
        "金花街道坚持高质量发展，荔湾区金花街道、广州市荔湾区人民政府金花街道办事处积极履职。",
        "获评广东省信访工作示范乡镇（街道），指导各乡镇（街道）和镇街开展工作。",
        "由街道办事处牵头，街道党工委、街道办事处认真落实。",
        "本街道、我街道、全街道积极开展培训。",
        "推动街道办事处积极履职，充实街道办事处力量，切实发挥街道办事处作用。",
        "，加强街道办事处内部管理，督促街道认真落实整改。",
        "与沙面街道结对共建，会同逢源街道办事处开展执法，学习岭南街道经验。",
        "岭南街道、沙面街道等兄弟街道前来交流。",
        "老旧街道积极改造，历史街道认真保护，繁华街道坚持每日保洁。",
        "整治背街小巷，美化街道环境，老旧街道全面提升，骑楼街道焕然一新。",
        "全区街道认真落实，市区街道整洁，辖区街道坚持每日保洁。",
        "落实《广州市街道办事处工作规定》《城市街道办事处组织条例》。",
        "关心返乡创业人员，保持镇定，在安全镇街创建中获评先进。",
        "落实乡镇人民政府和街道办事处职责。",
        "蟠虬社区、金花街隆庆片区获区示范社区一等奖。",
        "各社区、各科室、属地街道坚持联动，基层街道认真落实。",
        "帮助对口支援的石门乡发展产业，支持清新区太平镇建设。",
    ],
)
def test_no_other_office(sentence: str, rules: Rubric) -> None:
    assert problems_of(names.offices_are_this_one, telling(sentence, rules)) == []


@pytest.mark.parametrize(
    "sentence", ["我街道积极开展培训。", "在本街推广。", "街道党工委认真落实。", "街道办事处各科室履职。"]
)
def test_words_of_a_street_in_the_text_of_a_town(sentence: str, rules: Rubric) -> None:
    submission = town(reference(), "示例镇", "示例镇人民政府")
    assert problems_of(names.offices_are_this_one, telling(sentence, rules, submission)) == [("E629", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "示例镇坚持发展，本镇、我镇、全镇、镇政府、镇党委认真落实。",
        "落实乡镇人民政府（街道办事处）职责。",
        "整治街道环境。",
    ],
)
def test_words_of_a_town_in_its_own_text(sentence: str, rules: Rubric) -> None:
    submission = town(reference(), "示例镇", "示例镇人民政府")
    assert problems_of(names.offices_are_this_one, telling(sentence, rules, submission)) == []


def test_a_listed_office_is_found_anywhere(rules: Rubric) -> None:
    dossier = telling("切实为沙面街道贡献力量，与逢源街道共建。", rules)
    assert problems_of(names.offices_are_this_one, dossier) == []
    words = replace(dossier.limits.words, offices=("沙面街道", "逢源街道", "金花街道"))
    dossier = replace(dossier, limits=replace(dossier.limits, words=words))
    problems = list(names.offices_are_this_one(dossier))
    assert [(problem.code, problem.place) for problem in problems] == [("E629", CELL)]


@pytest.mark.parametrize(
    "sentence", ["金花街道办积极履职。", "金花街办牵头。", "由金花办事处负责。", "金花街道办事积极。"]
)
def test_an_unknown_form_of_the_own_name(sentence: str, rules: Rubric) -> None:
    assert problems_of(names.own_name_is_one_of_three, telling(sentence, rules)) == [("W639", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "金花街道办事处积极履职。",
        "金花街道坚持发展。",
        "金花街隆庆片区、金花地区、金花力量。",
        "金花街道办公用房修缮。",
    ],
)
def test_a_known_form_of_the_own_name(sentence: str, rules: Rubric) -> None:
    assert problems_of(names.own_name_is_one_of_three, telling(sentence, rules)) == []


def test_two_self_references(rules: Rubric) -> None:
    sentence = "我部门积极开展培训，本单位认真落实，本单位按时办结。"
    assert problems_of(names.one_self_reference, telling(sentence, rules)) == [("N630", CELL)]


@pytest.mark.parametrize(
    "sentence", ["我部门认真落实，我部门按时办结。", "本街道认真落实。", "保障样本单位、基本单位的权益。"]
)
def test_one_self_reference(sentence: str, rules: Rubric) -> None:
    assert problems_of(names.one_self_reference, telling(sentence, rules)) == []


# --- last year --------------------------------------------------------------------------------------------

LONG = (
    "2023年我部门积极对接辖区内的困难群体，开展了多次帮扶活动，包括生活救助、教育资助、医疗救助等多个方面，"
    "帮扶1200人次。"
)


def beside_last_year(sentence: str, before: str, rules: Rubric) -> Dossier:
    dossier = telling(sentence, rules)
    last = replace(reference(), tasks=(task(7, None, before, listed=points(8, (None, "短句。"))),))
    return replace(dossier, last_year=last)


@pytest.mark.parametrize(
    "sentence",
    [
        LONG,
        LONG.replace("2023年", "2024年"),
        LONG.replace("2023年", "").replace("，", "， "),
        LONG.replace("多次", "系列"),
        f"全新的一段话。\n{LONG}",
    ],
)
def test_a_paragraph_of_last_year(sentence: str, rules: Rubric) -> None:
    assert problems_of(repeats.prose_is_new, beside_last_year(sentence, LONG, rules)) == [("W631", CELL)]


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        (LONG.replace("1200", "1968"), LONG),
        (
            "积极对接困难群体，全年送医上门，建立一人一档，为失能老人配备辅具，探访独居老人，反映良好，帮扶1200人次。",
            LONG,
        ),
        ("积极开展培训。", "积极开展培训。"),
        ("坚持以习近平新时代中国特色社会主义思想为指导，在区委、区政府的坚强领导下，扎实工作。",) * 2,
    ],
)
def test_a_new_paragraph_or_a_fixed_one(sentence: str, before: str, rules: Rubric) -> None:
    assert problems_of(repeats.prose_is_new, beside_last_year(sentence, before, rules)) == []


def test_without_last_year_nothing_is_compared(rules: Rubric) -> None:
    assert problems_of(repeats.prose_is_new, telling(LONG, rules)) == []


# --- the sound text -----------------------------------------------------------------------------------------

CHECKS: list[Check] = [
    claims.numbers_have_a_source,
    dates.years_are_the_reports,
    names.offices_are_this_one,
    names.own_name_is_one_of_three,
    names.one_self_reference,
    repeats.prose_is_new,
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
