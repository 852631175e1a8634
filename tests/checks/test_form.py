"""The form of the text: parts, numbers, punctuation, broken sentences, left-overs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from submissions import ref, reference, text
from variations import VARIATIONS, narrative, reasons, scored, telling

from reportgen.checks import form
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, TextRef
from reportgen.intake.submission import Entry, OtherText, Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative
from reportgen.writing.wording import Wording

Check = Callable[[Dossier], Iterator[Diagnostic]]
CELL = ref("重点工作", "D3")


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


@pytest.fixture
def whole(rules: Rubric, wording: Wording) -> Dossier:
    return replace(telling("好。", rules, reference()), narrative=narrative(reference(), rules, wording))


# --- numbering --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "一是加强巡查。三是落实责任。",
        "一是加强巡查；二是落实责任；二是完善制度。",
        "工作如下：一是加强巡查，二是落实责任，四是完善制度。",
        "1.加强巡查。2.落实责任。4.完善制度。",
        "（1）加强巡查；（3）落实责任。",
        "第一，加强巡查。第三，落实责任。",
        "①加强巡查；②落实责任；④完善制度。",
        "一是加强巡查。\n三是落实责任。",
        "1）加强巡查；2）落实责任；4）完善制度。",
        "⑴加强巡查；⑵落实责任；⑷完善制度。",
        "流程分为①宣传②收集④清运。",
        "第一步摸清底数，第三步挂账销号。",
        "第一是抓学习。第三是抓落实。",
        "其一，招标推迟。其三，雨季较长。",
        "一要抓学习，二要抓作风，四要抓落实。",
        "1.学习。2.培训。2.考核。",
        "坚持长效管护。二是组织夜间巡逻。",
    ],
)
def test_typed_numbers_with_a_gap_or_a_repeat(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.numbers_follow, telling(sentence, rules)) == [("E632", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "一是加强巡查；二是落实责任；三是完善制度。",
        "一是加强巡查；二是落实责任。另外，一是学习；二是培训。",
        "一是办实事：一是修路，二是架桥；二是落实责任。",
        "十一是完善制度；十二是总结经验。",
        "二是落实责任，三是完善制度。",
        "支出1.5万元，2.3万元，7.8万元。",
        "第一季度、第三季度开展巡查，第三产业发展良好。",
        "一是一、二是二，统一是关键。",
        "详见附件（3），另见附件（1）。",
        "二、三产业和一、二线城市。",
        "首先抓学习，其次抓作风，最后抓落实。",
        "1）加强巡查；2）落实责任。",
        "流程分为①宣传②收集③清运。",
        "①巡查；②整改，其中②由城管负责，对①每月通报，见③。",
        "第一步摸清底数，第二步挂账销号。",
        "其一，招标推迟；其他原因有三。",
        "一要抓学习，二要抓作风，三要抓落实。",
        "每周一要清扫，重要节日要值守，三要素齐全。",
    ],
)
def test_typed_numbers_that_follow(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.numbers_follow, telling(sentence, rules)) == []


def numbered(*lines: tuple[Level, str]) -> Narrative:
    blocks = (
        Block(level=level, text=text, lead=0, origin=TextRef(file="措辞", line=n))
        for n, (level, text) in enumerate(lines)
    )
    return Narrative(title="", blocks=tuple(blocks))


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([(Level.FIRST, "一、甲"), (Level.FIRST, "三、乙")], [1]),
        ([(Level.FIRST, "一、甲"), (Level.FIRST, "一、乙")], [1]),
        ([(Level.FIRST, "一、甲"), (Level.THIRD, "1.乙")], [1]),
        ([(Level.SECOND, "（一）甲")], [0]),
        (
            [
                (Level.FIRST, "一、甲"),
                (Level.SECOND, "（一）乙"),
                (Level.SECOND, "（三）丙"),
                (Level.SECOND, "（四）丁"),
            ],
            [2],
        ),
        (
            [(Level.FIRST, "一、甲"), (Level.SECOND, "（一）乙"), (Level.FIRST, "二、丙"), (Level.SECOND, "（一）丁")],
            [],
        ),
        ([(Level.FIRST, "一、甲"), (Level.SECOND, "没有编号")], [1]),
    ],
)
def test_numbers_of_paragraphs(whole: Dossier, lines: list[tuple[Level, str]], wrong: list[int]) -> None:
    places = [problem.place for problem in form.numbers_follow(replace(whole, narrative=numbered(*lines)))]
    assert places == [TextRef(file="措辞", line=line) for line in wrong]


# --- punctuation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "制定方案(试行)。",
        "做好以下工作：(1)巡查。",
        "根据穗府[2025]5号文。",
        "根据穗府（2025）5号文。",
        "根据穗府【2025】5号文。",
        "共拆除 69宗。",
        "共拆除69 宗。",
        "共拆除\u300069宗。",
        "满意度95% 以上。",
        "加强巡查,落实责任。",
        "加强巡查;落实责任。",
        "满意度达到95%,高于上年。",
        "盘活闲置校舍、山场.12个村受益。",
        '开展"敲门行动"，服务到家。',
        "推进「一网统管」工作。",
        "落实《关于印发《资产管理办法》的通知》。",
        "走访１２０户，使用ＡＰＰ。",
        "完成率95％，满意率96%。",
        "加强 巡查力度。",
        "加强巡查， 落实责任。",
        "开展巡查 ，落实责任。",
        "推进网格\u3000化管理。",
        "占公办学校的80.1%.",
    ],
)
def test_punctuation_of_the_wrong_width(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.punctuation_is_full_width, telling(sentence, rules)) == [("W633", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "制定方案（试行），根据穗府〔2025〕5号文。",
        "（2024）粤01民终123号判决。",
        "共拆除69宗、11020.87平方米、1,968人次。",
        "于9:30召开，比例为1:2。",
        "开展 Party Day 活动，使用APP。",
        "见 https://www.example.com/a?b=c 公开。",
        "组长：张 明，副组长：欧阳 锋。",
        "张伟 李娜负责，王建国 刘洋协助。",
        "落实《中共中央 国务院关于全面实施预算绩效管理的意见》。",
        "第一章 总则，第三条 适用范围，一 总体要求。",
        "落实《关于转发〈资产管理办法〉的通知》，“‘一网统管’平台”。",
        "55\"大屏两块，3'钢管。",
        "完成率95%，满意率96%。",
        "完成率95％，满意率96％。",
        "开展“敲门行动”，推进“一网统管”。",
        "（一）全面推进。",
        "2.5公里、GB/T 9704—2012、V1.2版。",
    ],
)
def test_punctuation_of_the_right_width(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.punctuation_is_full_width, telling(sentence, rules)) == []


@pytest.mark.parametrize(
    ("sentence", "mend"),
    [
        ("根据穗府〔2024〕第18号文件。", "〔2024〕18号"),
        ("根据穗府〔2024〕018号文件。", "〔2024〕18号"),
        ("根据穗府〔2024〕第018号文件。", "〔2024〕18号"),
        ("根据穗府〔2032〕18号文件。", "对照原文"),
        ("根据穗府2024【18】号文件。", "〔2024〕18号"),
        ("根据穗府2024〔18〕号文件。", "〔2024〕18号"),
        ("根据穗府〔18〕2024号文件。", "〔2024〕18号"),
        ("根据穗府〔2024年〕18号文件。", "〔2024〕18号"),
        ("根据穗府〔2024〕 18号文件。", "〔2024〕18号"),
        ("根据穗府〔2024〕18文件精神。", "〔2024〕18号"),
        ("根据穗府〔2024〕18号号文件。", "〔2024〕18号"),
        ("根据穗府〔24〕18号文件。", "对照原文"),
        ("根据穗府〔20244〕18号文件。", "对照原文"),
        ("根据穗府〔二〇二四〕18号文件。", "对照原文"),
        ("根据穗府〔2024〕十八号文件。", "对照原文"),
        ("根据穗府办2024-18号文件。", "〔2024〕18号"),
    ],
)
def test_a_document_number_of_the_wrong_form(sentence: str, mend: str, rules: Rubric) -> None:
    problems = list(form.document_numbers_are_right(telling(sentence, rules)))
    assert [(problem.code, problem.place) for problem in problems] == [("W653", CELL)]
    assert mend in problems[0].hint


@pytest.mark.parametrize(
    "sentence",
    [
        "根据穗府〔2024〕18号、中发〔2018〕34号文件。",
        "根据财绩〔2025〕5号文件，开展自评。",
        "根据穗府办规〔2022〕3号、4号文件。",
        "根据穗府〔2024〕18、19号，穗财〔2024〕20—23号文件。",
        "（2024）粤01民终123号判决，公告2024年第3号。",
        "财政部令第100号，国务院令第714号。",
        "国发〔1999〕1号、国办发〔2005〕10号文件。",
        "穗府办函〔2024〕100号，京政发〔2024〕2号。",
        "18号楼、2024号信箱、102号院，第3号台风。",
        "12345号码，2024-18批次，编号2024—0018。",
        "会议纪要〔2024〕7号，镇发〔2024〕12号，乡党字〔2024〕9号。",
        "执行GB/T 33476.1—2016和2024年版目录。",
        "安监管〔2024〕6号文、街办〔2023〕6号文。",
        "2024年18号文件已收回。",
        "按照川财绩〔2024〕1号文要求，11号渔船回港。",
        "《预算法》第18条，第2024期简报。",
        "浙委办发〔2021〕65号（限发）。",
        "项目编号〔A〕12，合同号2024/018。",
        "鲁财预〔2024〕110号，青财〔2024〕9号。",
        "沪府规〔2023〕8号至今有效。",
    ],
)
def test_a_document_number_of_the_right_form(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.document_numbers_are_right, telling(sentence, rules)) == []


# --- sentences --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "预决算公开准、合法合规。",
        "加强巡查，，落实责任。",
        "加强巡查。。",
        "加强巡查，。",
        "加强巡查、。",
        "加强巡查以及。",
        "加强巡查和。",
        "加强巡查、",
        "，加强巡查。",
        "制定方案（试行。",
        "制定《管理方案，落实责任。",
        "推进“一码一铺工作。",
        "推进”一网统管“工作。",
        "推进“一网“统管“”工作。",
        "推进“一网《统管”工作》。",
        "推进‘一网统管工作‘。".replace("‘。", "‘’。"),
        "真实、准、完整。",
        "数据填报准、合规。",
        "满意度为%。",
        "投入万元用于清运。",
        "共户，均已走访。",
        "加强巡查是为。",
        "主要原因是。",
        "满意率分别为。",
        "不断强化巡查，进一步。",
        "平均每个约。",
        "依托实践站，的文艺节目送到村口。",
        "工作如下：一是，二是落实责任。",
        "（加强巡查，）落实责任。",
        "加强巡查！。",
    ],
)
def test_a_broken_sentence(sentence: str, rules: Rubric) -> None:
    problems = problems_of(form.sentences_are_whole, telling(sentence, rules))
    assert problems
    assert set(problems) == {("W634", CELL)}


@pytest.mark.parametrize(
    "sentence",
    [
        "预决算公开准确，以公告为准。",
        "数据准、底数清、情况明，看得准、抓得住。",
        "包括：（1）巡查；（2）整改……。",
        "积极参与。群众普遍参与，成果惠及，实现普及。",
        "为达到目的的措施，有的的确见效。",
        "获评“示范街道”。《方案》。",
        "1）巡查；2）整改。",
        "层层落实，方方面面，人人有责，一件一件办。",
        "（见附件2），（表3），（比分2∶3）。",
        "一一排查，处处留心，时时在意，常常走访，天天清扫，渐渐好转，多多益善。",
        "真真切切，实实在在，扎扎实实，高高兴兴，家家户户，千千万万。",
        "主动作为，大有可为，见义勇为，规范行为，有所作为。",
        "问题依然存在，责任所在，结对，应对，核对，面对面，自由，理由。",
        "快、准、狠，稳、准，要早、要准。",
        "为了解民情，不了了之，作为为民服务的窗口，转为为企服务。",
        "以及及时处置，涉及及早谋划，参与与监督，存在在岗不在位，合并并完善。",
        "2024年年初、年年有余，日日清扫，月月评比，3人人均，2个个体户。",
        "见得着，百分之五，95%以上，5个百分点，数万元，单位：万元。",
        "矛盾纠纷不断，感慨不已，来不及，有过之而无不及。",
        "获评“‘一网统管’示范街道”，《〈办法〉解读》（试行）。",
        "一个困难一个困难地解决，一件事一件事地办。",
        "逾期未改的，依法处理；更进一步，向前推进一步。",
        "东风社区社区卫生服务中心，街道街道办公室，全体人民人民调解员。",
        "了解情况、解决问题，综合执法执行到位。",
        "一是一、二是二，实事求是，但是。",
        "收集意见……。“办得好！”",
        "做得的确好，目的的达成，有的的士。",
    ],
)
def test_a_whole_sentence(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.sentences_are_whole, telling(sentence, rules)) == []


@pytest.mark.parametrize(
    "text",
    [
        "加强巡查，",
        "装备制造、食品加工、",
        "为市民铺就",
        "让夕阳更从容，让晚年更",
        "引导业主改造提升，形成",
        "下一步，将以",
        "把绩效目标申报作为",
        "组建护林员队伍，从",
        "下一步将围绕既有住宅加装电梯的",
        "盘点查出一处不符，已作",
        "为了提高居民分类投放的准确率。",
        "为进一步提高资金使用效益。",
        "随着老年食堂的陆续开张。",
        "不仅理顺了业主、社区、物业三方关系。",
        "虽然培训人次超额完成。",
        "由于采购人员对签订时限的。",
        "通过开展净滩行动、聘请巡护员等。",
        "组织夜间巡查，及时处置占道经营，市容秩序得到",
        "完善台账管理，做到底数清、情况明，有力推动了辖区治理，切实",
        "实施老旧管网更新，群众用水难题得到有效",
        "坚持线上线下同步宣传，提升",
        "节余资金全部用于",
        "对于长期未入住的房屋。",
        "对拒不整改的商户。",
        "在区民政局的支持下，对辖区困难老人。",
        "在社区党委的带领下。",
        "按照区委的统一部署。",
        "根据上级文件要求。",
        "通过购买服务的方式。",
        "为了进一步方便群众办事。",
        "随着项目的陆续完工。",
        "由于施工单位人手不足，致使。",
        "由于前期征地协调难度较大，导致",
        "减轻了企业在办证过程中的。",
        "缩短居民与政府之间的。",
        "坚持公平、公正、公",
        "内控制度更加健全、规",
        "选聘流程公开、透明、规",
        "项目实施后，群众满意度明显提",
        "困难群众基本生活得到有效保",
        "除免费停放外，还可以。",
        "对符合条件的毕业生，除一次性补贴外，还能。",
        "建立网格员考核办法，并将。",
        "完成后交由物业公司管理，从而。",
        "我们将进一步加强对项目的监督，以",
        "开展回头看三次，防止",
        "增设宣传栏12处，营造",
        "资金拨付及时，保障",
        "优化审批流程，提高窗口办理",
        "盘活闲置校舍，提高资产使用",
        "加快项目进度，提升资金支付",
        "围绕“一老一小”服务需求，打造",
        "修缮后的文化站已成为",
        "老旧小区改造涉及",
        "全部物资均存放在仓库，由专人负责，以便",
        "对检查中发现的三类问题。",
        "在全面摸排的基础上，对辖区12处老旧厂房。",
        "预算编制与项目储备衔接不够，主要",
        "部分项目前期工作滞后，主要是由于",
        "落实专人负责，确保",
        "推行“一窗受理”，使得",
        "合同签订后应及时予以",
        "资产调拨后，应当",
        "印发了《办法》，明确了各科室的。",
        "结合辖区实际。",
        "针对群众反映强烈的问题。",
        "鉴于资金尚未到位。",
        "加大宣传力度，引导",
        "完善村规民约，实现",
        "监测点位覆盖全部河段，水质达标率不断",
        "与承包方协商后，把",
        "加强与上级部门的沟通，争取项目资金，尽快形成",
        "严格履行采购程序，未发生违规情况，但",
        "安排专项经费，及时足额发放给",
        "开展安全生产检查，对发现的隐患",
        "将修缮后的农房租给返乡青年，带动",
        "组织志愿者开展活动120场，受到",
        "在镇党委的领导下，在各村的配合下。",
        "经过多方协商。",
        "村集体收入增加，群众生产生活条件得到明显",
        "为加强队伍建设。",
        "有效遏制了违法建设，城市面貌焕然",
        "全年共开展",
        "在项目建设过程中。",
        "社区食堂自运营以来。",
        "督促责任单位立行立改，将",
        "聘请第三方机构对资金使用情况进行",
        "按月通报执行进度，对进度慢的科室进行",
        "累计发放宣传资料3000份，群众知晓率达到",
        "完善值班值守制度，做到",
        "积极对接市级部门，帮助企业解决用工、融资等",
        "通过对接银行、税务等部门。",
        "推动党建与治理深度",
        "以创建文明城市为抓手。",
        "不仅改善了居住条件。",
        "因施工图审查周期较长，造成",
        "实行网格化管理，把服务送到",
    ],
)
def test_a_cell_that_breaks_off(text: str, rules: Rubric) -> None:
    assert problems_of(form.cells_are_whole, telling(text, rules)) == [("W634", CELL)]


@pytest.mark.parametrize(
    "text",
    [
        "加强巡查",
        "加强巡查。",
        "加强巡查；",
        "工作如下：",
        "对逾期未改的，依法处理",
        "这项工作是值得肯定的",
        "对作出贡献的，给予表彰奖励的",
        "为了提高准确率，开展入户宣传。",
        "为了方便群众而设立。",
        "随着老年食堂开张，群众更方便。",
        "不仅理顺了关系，而且形成了合力。",
        "不仅方便了老人也方便了家属。",
        "通过努力完成了任务。",
        "通过走访让群众感受到温暖",
        "虽然进度偏慢，但质量较好。",
        "由于招标推迟。",
        "有所作为",
        "主动担当新作为",
        "半夜三更",
        "加快形成",
        "逐步恢复",
        "组织夜间巡查，市容秩序得到改善",
        "群众满意度明显提高。",
        "治理水平进一步提高",
        "措施务实、有效。",
        "联防机制简便有效",
        "对于长期闲置的资产，已公开招租。",
        "对拒不整改的，依法查处。",
        "在区民政局的支持下，新增床位20张。",
        "经费用途明确，专款专用",
        "在建项目全部落实到人。",
        "按照规定报区财政局备案。",
        "为群众办实事12件。",
        "对困难家庭逐户走访。",
        "把资金用在刀刃上",
        "对村民反映的问题立行立改。",
        "宣传、执法同步推进",
        "查漏补缺，进一步完善。",
        "统筹规划，有序推进",
        "一经发现，及时处置。",
        "建立台账，不断完善",
        "资产管理是规范的。",
        "资金使用是合理、有效的。",
        "档案由专人保管，网上申请也可以。",
        "合同文本经法律顾问审核后签订，均按规定备案。",
        "工作人员对业务流程熟悉",
        "会议由镇长主持。",
        "群众对此很满意",
        "快、准、狠",
        "水清、岸绿、景美",
        "县、镇、村",
        "市、县、乡镇、村",
        "排查隐患12处，均已整改，做到发现一处、整改一处",
        "进一步压实责任，形成合力",
        "该做法被全县推广",
        "机制运行顺畅，处置高效",
        "项目按期完工，顺利通过",
        "规范有序、公开透明、廉洁高效",
        "经协商，双方达成一致",
        "全年未发生安全事故，未涉及",
        "村民由衷满意，获得感明显增强",
        "让办事更方便，让服务更贴心",
        "资金及时拨付，程序合规",
        "审批时限压缩到5日，比承诺时限快",
        "项目储备不足，前期工作不够扎实",
        "制度已建立，执行较好",
        "从源头抓起，从细节抓实",
        "提高办事效率，提升服务质量",
        "提高群众参与度",
        "提升城市管理",
        "加强基层治理，提高应急处置能力",
        "合理使用，厉行节约",
        "采购合同应签尽签、应备尽备",
        "严格执行。",
        "部门配合，齐抓共管，常抓不懈",
        "资料齐全，归档及时",
        "在全县考核中名列前茅",
        "邻里和睦，老有所养、幼有所育",
        "群众办事只需跑一次，材料能免则免",
        "专款专用，无截留、挤占、挪用",
        "督促责任单位立行立改，进展顺利",
        "知晓率达到目标，任务全面完成",
        "项目均在有序进行",
        "各科室各负其责，由财政所牵头负责",
        "工作任务分解到人，责任落实",
        "有条不紊推进，成效逐步显现",
        "巷道干净，邻里和谐，治安良好",
        "救助资金随到随发，足额到位",
        "线上线下两个渠道均可",
        "让数据多跑路，让群众少跑腿",
        "方案经会议讨论通过",
        "该问题是历史遗留的",
        "所有合同都是经过审核的",
        "对老人、小孩，上门服务",
        "在岗在位、尽职尽责",
        "在村在户的低收入人口应纳尽纳",
        "从严从实",
        "对标先进，补齐短板",
        "对群众诉求件件有回音",
        "把好事办好、实事办实",
        "自运营以来，累计服务2000人次",
        "按要求完成整改",
        "根据结果调整了预算安排",
        "围绕中心、服务大局",
        "按规定程序选聘",
        "按照合同约定支付",
        "以考促学、以学促用",
        "因时制宜、因地制宜，按需施教",
        "镇村两级各尽其责",
    ],
)
def test_a_cell_that_is_whole(text: str, rules: Rubric) -> None:
    assert problems_of(form.cells_are_whole, telling(text, rules)) == []


def with_measures(*texts: str) -> Submission:
    """The office of the reference with these measures and no problems or tasks."""
    first = reference().measures[0]
    places = (ref("改进措施", f"B{row}") for row in range(2, 2 + len(texts)))
    measures = tuple(replace(first, text=Entry(text, place)) for text, place in zip(texts, places, strict=True))
    return replace(reference(), tasks=reference().tasks[:1], problems=(), measures=measures)


def test_the_one_cell_without_a_full_stop_was_not_finished(rules: Rubric) -> None:
    submission = with_measures(*["完善制度。"] * 9, "与卫生院建立机制，为老人提供")
    assert problems_of(form.cells_are_whole, telling("好。", rules, submission)) == [("W634", ref("改进措施", "B11"))]


@pytest.mark.parametrize(
    "texts",
    [
        ["完善制度。"] * 9 + ["加强巡查。（每周一次）"],
        ["完善制度。"] * 9 + ["加强巡查", "加强管理"],
        ["完善制度。"] * 4 + ["加强巡查"],
        ["加强巡查"] * 9,
    ],
    ids=["bracket", "often", "too few to be a habit", "never"],
)
def test_a_writer_without_the_habit_may_leave_out_full_stops(texts: list[str], rules: Rubric) -> None:
    assert problems_of(form.cells_are_whole, telling("好。", rules, with_measures(*texts))) == []


def test_a_reason_may_be_half_a_sentence(rules: Rubric) -> None:
    submission = reasons(reference(), "随着车辆老化。")
    assert problems_of(form.cells_are_whole, telling("好。", rules, submission)) == []


# --- parts and left-overs ---------------------------------------------------------------------------------


def test_a_part_that_is_missing(whole: Dossier) -> None:
    blocks = tuple(block for block in whole.narrative.blocks if not block.text.endswith("自评结论"))
    shorter = replace(whole, narrative=replace(whole.narrative, blocks=blocks))
    assert problems_of(form.parts_are_there, shorter) == [("E636", FileRef(file="wording", item="自评结论"))]


def test_problems_and_measures_that_are_not_printed(whole: Dossier) -> None:
    blocks = whole.narrative.blocks[
        : next(n for n, b in enumerate(whole.narrative.blocks) if "存在的主要问题" in b.text)
    ]
    problem, measure = whole.submission.problems[0].text.ref, whole.submission.measures[0].text.ref
    shorter = replace(whole, narrative=replace(whole.narrative, blocks=blocks))
    assert problems_of(form.parts_are_there, shorter) == [("W640", problem), ("W640", measure)]


def other_text(row: int, section: str) -> OtherText:
    return OtherText(
        section=text(section, "其他情况", f"A{row}"), title=None, text=text("资料齐全。", "其他情况", f"C{row}")
    )


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ((), ""),
        (("其他需要说明的问题", "经费保障"), "（是不是想写“其他需要说明的问题”？）"),
        (("经费保障",), ""),
    ],
)
def test_a_section_that_is_not_printed(whole: Dossier, sections: tuple[str, ...], expected: str) -> None:
    rows = (other_text(3, "其它需说明的问题"), other_text(4, "其它需说明的问题"))
    paper = replace(whole, submission=replace(whole.submission, other_sections=rows), sections=sections)
    (problem,) = form.sections_are_printed(paper)
    assert (problem.code, problem.place) == ("W674", rows[0].section.ref)
    assert problem.message.endswith(f"说明中没有一处写它{expected}")


def test_a_section_that_is_printed(whole: Dossier) -> None:
    row = other_text(3, "经费保障")
    use = FigureUse(start=0, end=5, name="其他情况", sources=(row.text.ref,))
    origin = TextRef(file="wording/默认/50-其他.txt", line=1)
    block = Block(level=Level.BODY, text=row.text.value, lead=0, origin=origin, figures=(use,))
    paper = replace(
        whole,
        submission=replace(whole.submission, other_sections=(row,)),
        narrative=replace(whole.narrative, blocks=(*whole.narrative.blocks, block)),
    )
    assert problems_of(form.sections_are_printed, paper) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "参与率达到【待填】。",
        "参与率达到80%（请补）。",
        "参与率达到【待填：参与率】。",
        "参与率达到None。",
        "参与率达到nan%。",
        "参与率达到XX%。",
        "投入××万元。",
        "20XX年开展。",
        "X月X日开展。",
        "投入____万元。",
        "情况良好（待补充）。",
    ],
)
def test_what_was_left_over(sentence: str, rules: Rubric) -> None:
    problems = problems_of(form.placeholders_left, telling(sentence, rules))
    assert problems
    assert set(problems) == {("E609", CELL)}


@pytest.mark.parametrize(
    "sentence",
    [
        "查处X光机一台，面积2×3米。",
        "使用Nano材料、XXL号服装。",
        "分数{{ 未闭合。",
        "面积3×人均值。",
        "获评【示范】称号。",
    ],
)
def test_what_only_looks_left_over(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.placeholders_left, telling(sentence, rules)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "共走访？人。",
        "投入培训补贴？万元。",
        "出动***人次。",
        "出动＊＊人次。",
        "走访120户（请财务科核实）。",
        "（请领导审定）",
        "走访120户【示例】。",
        "走访120户（示例）。",
        "走访120户（数据待核）。",
        "覆盖率（里程待交通站核实）。",
        "覆盖率（等组织办数据）。",
        "采购项目（待各科室报数）个。",
        "清理岸线垃圾待核吨。",
        "佐证资料待补充。",
        "走访120户（注：数据需再核）。",
        "走访120户（？）。",
        "TODO，走访情况。",
        "走访__户。",
        "走访（  ）户。",
        "○○社区走访120户。",
        "走访……户。",
        "X社区走访120户。",
        "ＸＸ社区走访120户。",
        "走访N户。",
        "网格员张三、李四负责。",
        "参与率为#REF!。",
        "工作情况（略）。",
        "负责人：李某，电话xxxxxxxx。",
        "项目总投资约为【金额】万元。",
        "由[牵头部门]负责。",
        "走访困难群众（多少）户。",
        "（王主任说这里要再加一句）",
        "走访120户（此数据再核一下）。",
        "【以上内容待社区核实】",
        "（请民政办小李补充人数）",
        "（这段太长，压缩到三行）",
        "（定稿时删去）",
        "（张科长审后定）",
        "（数字和去年一样，是不是没更新）",
        "（问一下财务）",
        "另附",
        "此处插入照片。",
        "具体情况同上。",
        "支出——万元。",
        "在某社区开展试点。",
        "支出000万元。",
        "（人数待补）",
        "活动名称：【活动名称】",
        "于【日期】前完成。",
        "数据待补。",
        "（参照去年的写）",
        "（周五前请各科室报送）",
        "（领导看后再定）",
        "（与财政所口径不一致，需统一）",
        "某月某日召开会议。",
        "任务由（责任人）落实。",
        "（初稿，供讨论）",
        "（删）",
        "（未完待续）",
        "注：此条数据暂按8月统计，以后更新。",
        "（这个数字不确定）",
        "（待周会讨论后定）",
        "（建议此段不要）",
        "（财务那边还没给数）",
        "（李会计核）",
        "走访【】户。",
        "（改成今年的数）",
        "数据统计截至目前（需更新）。",
        "（与张镇长确认）",
        "全年支出（金额）万元。",
        "（留空）",
        "（后续补照片）",
        "对zhongdian部位每周巡查。",
    ],
)
def test_what_is_not_settled(sentence: str, rules: Rubric) -> None:
    problems = problems_of(form.nothing_is_unsettled, telling(sentence, rules))
    assert problems
    assert set(problems) == {("W654", CELL)}


@pytest.mark.parametrize("text", ["同上", "同上。", "略", "？", "？？", "见附件？", "测试", "待填"])
def test_a_cell_without_content(text: str, rules: Rubric) -> None:
    assert ("W654", CELL) in problems_of(form.nothing_is_unsettled, telling(text, rules))


@pytest.mark.parametrize(
    "sentence",
    [
        "谁来管？人人管；怎么办？个个出力。",
        "解答“钱从哪里来？人往哪里去？”等问题。",
        "某些问题、某种程度、某项工作，3×24小时，2×5米。",
        "张**等3户、李*家，电话138****1234。",
        "请示已批复（请假3人）（请见附件1）。",
        "示例街道走访120户，示范带动。",
        "制度有待完善，资料仍待补充，亟待核实。",
        "待核销资金3万元，待补贴企业5家（待定岗人员2名）。",
        "（注：数据来源于统计年报）。",
        "二〇〇八年、二○○八年建成。",
        "推进1+N、“1+1+N”模式，N95口罩，X光机。",
        "收集意见……等。",
        "做到人有所居……人民满意。",
        "张三丰武术队，李四光中学。",
        "同上年相比持平，与上述情况一致。",
        "详见附件，附件略有调整。",
        "C#程序，3#楼、5#地块。",
        "满意吗？群众说了算。",
        "待遇落实，待岗人员，等待核查。",
        "（待核准项目2个），（待补偿户3户）。",
        "（试行）（征求意见稿）（修订稿）",
        "（含补充医疗保险12人）",
        "（删除重复件12件）",
        "（补充耕地12亩）",
        "（领导小组）（领导包案12件）",
        "（请见附件1）",
        "（核减214万元，待补偿户3户）",
        "（建议提案12件）",
        "（需整改12处）",
        "（核实后销号）",
        "（申请12件，核定10件）",
        "（邀请专家审核）",
        "（聘请第三方核查）",
        "（王书记带队督查）",
        "（李主任为组长）",
        "（详见附件2）",
        "（再次核查12户）",
        "（尚未验收）",
        "（还需改造12栋）",
        "患者王某某获救助2万元。",
        "当事人李某、张某达成和解。",
        "某些路段、某一类问题、某企业拖欠工资案。",
        "收集意见、建议……等。",
        "包括：（1）巡查；（2）整改……。",
        "获评【示范】称号。",
        "同上级部门对接。",
        "略有增长，从略到详。",
        "见实效，参照省级标准执行。",
        "与上年持平。同比增长5%。",
        "1998—2024年，2—3万元，东街——西街段。",
        "（责任单位：城建办）",
        "（金额单位：万元）",
        "（数量级）（数据来源：统计年报）",
        "（三季度前整改完毕）",
        "（待岗人员12名）（待建项目3个）",
        "（以上数据均来自统计年报）",
        "（已补充资料12份）",
        "（由王科长负责审核）",
        "（报请区政府审定）",
        "（提请会议审议）",
        "（需要补助的12户）",
        "（含待报销单据3张）",
        "（周一前往）",
        "100元、2000万元。",
        "查明情况不详的3件",
        "电话138****1234。",
        "（应补尽补）（即查即改）",
        "（微信群12个）（微信公众号）",
        "（不清楚、不知晓政策的占5%）",
        "（改一处、查一片）",
        "此处路段已修复。",
        "（由李会计核算）",
        "（征求意见后印发）",
        "（经张镇长审定）",
        "（请假备案、请示汇报）",
        "（含需整改的3处）",
        "（注：本表按万元计）",
        "（改造后入住）",
        "（与市级标准一致）",
        "（上述数据来自台账）",
        "（本段河道2.3公里）",
        "注：表中数据以决算为准。",
        "（须提前3日申请）",
        "【案例】清水村的做法。",
        "（合并到一窗受理）",
    ],
)
def test_what_only_looks_unsettled(sentence: str, rules: Rubric) -> None:
    assert problems_of(form.nothing_is_unsettled, telling(sentence, rules)) == []
    assert problems_of(form.placeholders_left, telling(sentence, rules)) == []


# --- the sound text -----------------------------------------------------------------------------------------

CHECKS: list[Check] = [
    form.title_fits,
    form.parts_are_there,
    form.numbers_follow,
    form.punctuation_is_full_width,
    form.document_numbers_are_right,
    form.sentences_are_whole,
    form.placeholders_left,
    form.nothing_is_unsettled,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_silent_on_sound_text(check: Check, rules: Rubric, wording: Wording) -> None:
    for submission in VARIATIONS.values():
        dossier = replace(telling("好。", rules, submission), submission=submission)
        dossier = replace(dossier, scorecard=scored(submission, rules), narrative=narrative(submission, rules, wording))
        assert list(check(dossier)) == []


def test_cells_of_sound_text_are_whole(rules: Rubric) -> None:
    """One of the variations ends in all ways that clerks end a cell, a comma among them."""
    for name, submission in VARIATIONS.items():
        dossier = replace(telling("好。", rules, submission), submission=submission)
        assert [problem.place for problem in form.cells_are_whole(dossier)] == (
            [ref("管理效率", "E5")] if name == "各种句末" else []
        )


@pytest.mark.parametrize("check", [*CHECKS, form.cells_are_whole], ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "piece",
    [
        "(汉",
        "（",
        "《",
        "一是",
        "1.",
        "{{",
        "做为",
        "汉",
        "的",
        "汉 ",
        "X",
        "、",
        "【待",
        "〔2024〕",
        "〔",
        "*",
        "？",
        "（请",
        "“",
        "一是，",
        "％",
        "%",
        "①",
        "。的",
        "得到，",
        "对的",
        "在下",
        "通过开展",
        "、公",
        "[补",
        "某",
        "—",
        "此处",
        "（李科",
        "汉汉，",
        "提高",
    ],
)
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 40_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef | FileRef | TextRef) for problem in check(dossier))
