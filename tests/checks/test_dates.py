"""Years that are not those of the report, and dates and times that cannot be: what is found, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from submissions import ref, reference
from variations import VARIATIONS, narrative, reasons, scored, telling

from reportgen.checks import dates
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.submission import Entry
from reportgen.scoring.rubric import Rubric
from reportgen.writing.wording import Wording

Check = Callable[[Dossier], Iterator[Diagnostic]]
CELL = ref("重点工作", "D3")


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


# --- years ------------------------------------------------------------------------------------------------

OTHER_YEARS = [
    "年初报送绩效目标，2032年8月开展绩效运行监控。",
    "2023年，我部门积极对接辖区内的困难群体。",
    "2023年报废汽车两台，导致公车运行维护费减少。",
    "二〇二三年积极开展培训。",
    "2024年我部门开展培训，截至2023年12月，共培训12次。",
    "截至2023年12月底，共拆除违法建设69宗。",
    "2025年积极开展培训。",
    "2023年度各项工作稳步推进。",
    "2023年，我街道共走访困难家庭120户。",
    "截至2023年12月31日，年度治违任务全部完成。",
    "2023年度预算执行率为96.2%。",
    "截至2023年12月31日，结转结余资金5万元。",
    "2023全年开展安全检查360次。",
    "2023上半年，集中整治占道经营。",
    "2023年群众满意度提高到95%。",
    "2023年，较好地完成了征兵任务。",
    "2023年同比增长5%。",
    "2023年，我镇成立治水专班，巡河500次。",
    "2022年，本街道积极推进老旧小区改造。",
    "2014年，我乡认真落实粮食生产责任。",
    "检查时间为2023.12.31。",
    "整改于2023-11-30前全部到位。",
    "2023年占道经营投诉占比下降明显。",
    "截至2025年12月31日，共办理诉求1200件。",
    "2023年12月底前完成清运任务。",
    "按照2023年度绩效评价工作要求，认真开展自评。",
]
YEARS_OF_ANOTHER_AIM = [
    "截至2023年12月底，本年度征兵任务已全部完成。",
    "2022年6月30日，改造工程通过验收，实现了本年度目标。",
    "截至2022年12月31日，我镇本年度河道清淤工作已结束。",
    "确保在2023年底前建成智慧社区。",
    "争取到2022年实现全覆盖。",
]
YEARS_WITH_A_REASON = [
    "2023年新增注册企业118家，2022年新增96家。",
    "2023年植被盖度为62.1%，一年提高1.3个百分点。",
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
    "在2023年工作的基础上，继续深化网格治理。",
    "自2019年起，每年举办邻里节。",
    "2023年度结转项目全部完工。",
    "推进2022—2024年三年行动，巩固整治成果。",
    "支付2023年工程尾款和质保金12万元。",
    "2023年采购的扫路车运行良好。",
    "根据2023年度绩效评价结果，压减低效项目两个。",
    "针对2023年巡察指出的问题，逐项销号。",
    "投诉件由2023年的120件下降到80件。",
    "受2023年台风影响，部分树木需要补种。",
    "继2023年获评市级文明单位后，再次获评省级文明单位。",
    "2024年支出3.1万元，2023年支出5.2万元。",
    "全年发生火灾3宗（2023年为5宗）。",
    "1998年建成的文化站完成修缮，2008年入伍的退役军人得到优待。",
    "第五次全国经济普查于2023年启动。",
    "2023年遗留的信访积案全部化解。",
    "群众满意度连续提高，2022年、2023年连续两年居全县前列。",
    "早在2022年就建立了河长制度，今年进一步完善。",
    "2018年，该村被列为省级传统村落。",
    "2024年和2023年两年的台账均已归档。",
    "执行2021年版会计科目。",
    "2023年欠付的保洁费已结清。",
    "2023年冬至2024年春，开展森林防火巡查。",
    "截至2025年1月，遗留的2件诉求也已办结。",
]


@pytest.mark.parametrize("sentence", [*OTHER_YEARS, *YEARS_OF_ANOTHER_AIM])
def test_a_year_of_another_report(sentence: str, rules: Rubric) -> None:
    assert problems_of(dates.years_are_the_reports, telling(sentence, rules)) == [("W628", CELL)]


@pytest.mark.parametrize("sentence", YEARS_WITH_A_REASON)
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


# --- days, months and times -------------------------------------------------------------------------------

IMPOSSIBLE = [
    ("于2月30日召开党员大会。", "2月30日"),
    ("2023年2月29日签订协议。", "2月29日"),
    ("截至4月31日，任务过半。", "4月31日"),
    ("11月31日前完成清运。", "11月31日"),
    ("六月三十一日开展宣传。", "六月三十一日"),
    ("13月开展年终检查。", "13月"),
    ("2024年25月完成验收。", "25月"),
    ("2024年0月启动。", "0月"),
    ("十三月召开总结会。", "十三月"),
    ("20244年，我街道坚持党建引领。", "20244年"),
    ("202年度预算执行平稳。", "202年"),
    ("2204年，我镇开展巡查。", "2204年"),
    ("2O24年完成征兵任务。", "2O24年"),
    ("202403月完成采购。", "202403月"),
    ("24年我街道开展巡查360次。", "24年"),
    ("23年全年走访120户。", "23年"),
    ("支出比23年增长5%。", "23年"),
    ("截至24年12月，任务完成。", "24年"),
    ("2024年13季度完成支付。", "13季度"),
    ("第五季度开展自评。", "第五季度"),
    ("2024年五季度完成拨付。", "五季度"),
    ("上半年（1—7月）集中整治。", "上半年（1—7月"),
    ("下半年（6—12月）开展回头看。", "下半年（6—12月"),
    ("第二季度（3—6月）完成招标。", "第二季度（3—6月"),
    ("5月开工，3月竣工。", "5月开工，3月"),
    ("项目于2024年9月10日开工，2024年6月30日竣工。", "2024年9月10日开工，2024年6月30日"),
    ("该路段6月正式动工，历时两个月，于4月完工。", "6月正式动工，历时两个月，于4月"),
    ("信访件5月20日受理，5月10日办结。", "5月20日受理，5月10日"),
    ("开工日期为9月1日，竣工日期为6月1日。", "9月1日，竣工日期为6月1日"),
    ("工程2024年开工，2023年竣工。", "2024年开工，2023年竣工"),
    ("10月8日至10月3日开展国庆值守。", "10月8日至10月3日"),
    ("10月8日至3日开展值守。", "10月8日至3日"),
    ("4月20日至31日开展宣传周。", "4月20日至31日"),
    ("2024年12月至2024年3月开展巡查。", "2024年12月至2024年3月"),
    ("6月至3月开展防汛值守。", "6月至3月"),
    ("落实2025—2023年行动计划。", "2025—2023年"),
    ("检查时间为2024-13-05。", "2024-13-05"),
    ("于2024.2.30完成备案。", "2024.2.30"),
    ("每日24:75交接班。", "24:75"),
    ("服务时间为8:30—17:80。", "17:80"),
    ("上午15时召开例会。", "15时"),
    ("9时75分到场处置。", "9时75分"),
]
WRONG_STEPS = [
    "文化广场23年11月建成开放。",
    "卫生院新大楼于24年5月启用。",
    "养老中心24年初投入运营。",
    "电梯加装项目24年第二季度开始施工。",
    "道路于2024年10月完工，2024年8月验收。",
    "工程2024年7月12日开标，合同于2024年6月30日签订。",
    "培训班6月10日开班，6月20日报名。",
    "申请于8月12日提出，7月30日获批。",
    "信访件5月20日受理，并于5月8日办结。",
    "项目竣工于11月，3月入住。",
    "7月公示，5月发放。",
    "8月强降雨造成道路塌方，7月抢通。",
    "项目于2024年3月中标，2024年2月发布公告，2024年1月签订。",
    "安置房2024年11月交付，2024年12月竣工。",
]
POSSIBLE = [
    "截至2023年底，全镇有低保户120户，今年新增12户。",
    "2023年完成主体工程，今年完成装修。",
    "2022年启动的项目于今年完工。",
    "2023年结余资金结转至本年使用。",
    "项目于2024年3月开工，10月竣工，12月入住。",
    "甲路5月开工，乙路3月竣工。",
    "5月竣工，6月签订运营合同。",
    "合同于6月签订，5月已启动前期勘察。",
    "道路2024年8月通过中间验收，2024年10月完工。",
    "11月开工，次年3月竣工。",
    "2023年11月开工，2024年3月竣工。",
    "6月开展培训，5月发布通知报名。",
    "3月申报国家卫生镇，2月完成自评。",
    "居民连续居住24年3个月。",
    "从事环卫工作24年。",
    "2024年3月立项，5月开工，11月竣工。",
    "一期工程5月竣工，二期工程3月开工。",
    "6月受理投诉12件，5月的3件已办结。",
    "上半年竣工项目3个，3月启用1个。",
    "原计划2023年底前完工的道路，今年5月完工。",
    "确保2023年遗留问题全部解决。",
    "截至2023年12月31日，本年度期初结余12万元。",
    "10月启动冬季供暖，4月结束。",
    "合同已于5月签订，项目3月立项。",
    "9月开学，7月完成招生。",
    "该校9月启用，8月验收。",
    "12月收到投诉5件，11月收到8件。",
    "2024年2月29日召开党员大会，6月30日前完成。",
    "2000年2月29日、1月31日、十二月三十一日。",
    "2000年前建成的小区，建于1368年的城墙，距今4300年的遗址。",
    "“9·20”事件、6·26国际禁毒日、11·9消防宣传日。",
    "软件版本3.13.2，比例为3:97，支出2024.13万元。",
    "24小时值守，7×24小时响应，8:30到岗。",
    "做好12345热线、120急救、13个月的台账。",
    "18月龄儿童接种率达标，满36月的幼儿，共24月。",
    "11月至次年3月开展供暖保障，12月至2月防寒防冻。",
    "9月至6月为学年，7月至6月为缴费年度。",
    "3月开工，5月竣工；6月启动，11月通过验收。",
    "2023年11月开工，2024年3月竣工。",
    "甲路5月开工，乙路3月竣工。",
    "5月启动文化广场建设，3月完成路面改造。",
    "去年10月开工，今年3月竣工。",
    "9月开工，次年3月竣工。",
    "上半年（1—6月）和下半年（7—12月）各一次，第二季度（4—6月）开展。",
    "一季度、第四季度，连续5个季度排名靠前。",
    "从事社区工作24年，24年来坚持如一，坚守基层25年。",
    "连续23年获评先进，第24年，服役24年以上。",
    "每日8:30—17:30，晚上20:00前，24:00止。",
    "比例按60:40分担，占比为25：75，1:2.5。",
    "10月1日至7日、9月29日至10月3日、12月25日至1月5日值守。",
    "到2035年、2049年、2060年前实现目标，落实2021—2025年规划。",
    "2024.1.31、2024-02-29、2024/12/01均已备案。",
    "公告2024年第13号，4月18号楼加装电梯，6月31号院整治。",
    "2024年12月至2025年3月开展冬春防火。",
    "九十月份农忙，五六月防汛，正月十五、腊月二十九。",
    "上午9:00至12:00，中午12:30，下午14时30分。",
    "24时前、24点前、25点意见已采纳。",
    "建党100年、5000年文明、建城2238年。",
    "6月30日均完成，月均31日工作量。",
    "三月三、九月九，十一月，十二月二十三号。",
    "2022、23、24三年连续开展。",
    "国家标准GB/T 9704—2012，型号A2024-13-05。",
    "发布于20240131，编号202403001。",
]


@pytest.mark.parametrize(("sentence", "words"), IMPOSSIBLE)
def test_a_date_that_cannot_be(sentence: str, words: str, rules: Rubric) -> None:
    problems = list(dates.dates_can_be(telling(sentence, rules)))
    assert [(problem.code, problem.place) for problem in problems] == [("W651", CELL)]
    assert words in problems[0].message


@pytest.mark.parametrize("sentence", WRONG_STEPS)
def test_a_step_before_the_one_that_comes_first(sentence: str, rules: Rubric) -> None:
    assert problems_of(dates.dates_can_be, telling(sentence, rules)) == [("W651", CELL)]


@pytest.mark.parametrize("sentence", POSSIBLE)
def test_a_date_that_can_be(sentence: str, rules: Rubric) -> None:
    assert problems_of(dates.dates_can_be, telling(sentence, rules)) == []


def test_a_leap_day_belongs_to_the_year_of_the_report(rules: Rubric) -> None:
    dossier = telling("2月29日召开党员大会。", rules)
    submission = replace(dossier.submission, year=Entry(2025, dossier.submission.year.ref))
    assert problems_of(dates.dates_can_be, dossier) == []
    assert problems_of(dates.dates_can_be, replace(dossier, submission=submission)) == [("W651", CELL)]


# --- the sound text -----------------------------------------------------------------------------------------

CHECKS: list[Check] = [dates.years_are_the_reports, dates.dates_can_be]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_silent_on_sound_text(check: Check, rules: Rubric, wording: Wording) -> None:
    for submission in VARIATIONS.values():
        dossier = replace(telling("好。", rules, submission), submission=submission)
        dossier = replace(dossier, scorecard=scored(submission, rules), narrative=narrative(submission, rules, wording))
        assert list(check(dossier)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "piece",
    [
        "2023年",
        "二〇二三年",
        "《",
        "“",
        "9",
        "9月",
        "十月",
        "5月开工，",
        "9月至",
        "24年",
        "24年5月",
        "力争2023年",
        "9:99",
        "2024-",
        "O",
        "第9",
    ],
)
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 40_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef) for problem in check(dossier))
