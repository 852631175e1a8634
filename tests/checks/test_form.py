"""The form of the text: parts, numbers, punctuation, broken sentences, left-overs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from submissions import ref, reference
from variations import VARIATIONS, narrative, reasons, scored, telling

from reportgen.checks import form
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, TextRef
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Block, Level, Narrative
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
        "良好的的环境。",
        "加强绩效管理绩效管理工作。",
        "推进”一网统管“工作。",
        "推进“一网“统管“”工作。",
        "推进“一网《统管”工作》。",
        "推进‘一网统管工作‘。".replace("‘。", "‘’。"),
        "真实、准、完整。",
        "数据填报准、合规。",
        "满意度为%。",
        "投入万元用于清运。",
        "共户，均已走访。",
        "12月月底前完成。",
        "支出5万万元。",
        "支出5万元元。",
        "完成率达95%%。",
        "解决了了群众难题。",
        "积极积极推进。",
        "进一步进一步加强管理。",
        "入户入户宣讲。",
        "开展联合执法执法。",
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
    ],
)
def test_a_cell_that_is_whole(text: str, rules: Rubric) -> None:
    assert problems_of(form.cells_are_whole, telling(text, rules)) == []


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


@pytest.mark.parametrize(
    "sentence",
    [
        "参与率达到【待填】。",
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
    ],
)
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 40_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef | FileRef | TextRef) for problem in check(dossier))
