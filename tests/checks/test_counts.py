"""Counts that do not add up in a sentence: items, names, parts and shares; and those that do, or need not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from submissions import ref
from variations import VARIATIONS, narrative, scored, telling

from reportgen.checks import counts
from reportgen.diagnostics import CellRef
from reportgen.scoring.rubric import Rubric
from reportgen.writing.wording import Wording

CELL = ref("重点工作", "D3")

MISCOUNTS = [
    ("从三个方面推进：一是加强巡查；二是落实责任。", "3条", "2条"),
    ("采取以下四项措施：一是加强宣传；二是强化巡查；三是严格执法。", "4条", "3条"),
    ("存在两个问题：（1）进度偏慢；（2）资料不全；（3）监管不严。", "2条", "3条"),
    ("做好五项重点工作：1.清运垃圾。2.疏通管网。3.修补路面。4.补种树木。", "5条", "4条"),
    ("主要原因有三点。第一，招标推迟。第二，雨季较长。", "3条", "2条"),
    ("突出三个强化，①强化组织；②强化保障。", "3条", "2条"),
    ("从三方面入手：\n一是抓党建。\n二是抓治理。", "3条", "2条"),
    ("下一步做好三方面工作：一是加强预算管理。", "3条", "1条"),
    ("走访东风、红旗、朝阳4个社区。", "4个", "3个"),
    ("在东风、红旗、朝阳、新村3个社区推广。", "3个", "4个"),
    ("覆盖东风、红旗、朝阳、新村、河西等4个社区。", "4个", "5个"),
    ("统筹市、区、街道、社区三级力量。", "3个", "4个"),
    ("从制度、人员、资金两个方面保障。", "2个", "3个"),
    ("惠及3个社区（东风、红旗、朝阳、新村）。", "3个", "4个"),
    ("对3个村进行整治，分别是大塘村、小塘村和石桥村；另有2个村，分别是东村、西村、南村。", "2个", "3个"),
    ("共走访120户，其中老党员50户、困难户60户。", "120户", "110户"),
    ("共走访120户，其中老党员70户、困难户60户。", "120户", "130户"),
    ("全年支出9880万元，其中基本支出4940万元，项目支出4900万元。", "9880万元", "9840万元"),
    ("排查隐患50处，其中重大隐患60处。", "50处", "60处"),
    ("办理诉求300件，其中：城管类120件；民生类100件；其余90件。", "300件", "310件"),
    ("拆除违建69宗。其中，新增30宗、存量40宗。", "69宗", "70宗"),
    ("慰问老党员50户、困难户60户，共120户。", "120户", "110户"),
    ("第一季度演练3场、第二季度演练5场（含夜间1场），共计9场。", "9场", "8场"),
    ("基本支出占65%，项目支出占45%。", "几个部分", "110%"),
    ("非常满意的占60%，满意的占30%，不满意的占5%。", "几个部分", "95%"),
]
RIGHT_COUNTS = [
    "从三个方面推进：一是加强巡查；二是落实责任；三是完善制度。",
    "存在以下问题：一是进度偏慢；二是资料不全。",
    "落实“三个一”要求：一是学习；二是培训。",
    "第三方面：一是加强巡查；二是落实责任。",
    "对3个项目开展评价：一是查资料；二是看现场。",
    "做好两项工作：一是修路，包括：一是铺油，二是划线；二是架桥。",
    "采取三项措施：一是宣传、二是巡查、三是执法。",
    "用1.5万元做好两项工作：1.修路。2.架桥。",
    "近三个问题：一是进度；二是质量。",
    "走访东风、红旗、朝阳3个社区，东风、红旗、朝阳等5个社区。",
    "在东风、红旗和朝阳三个社区推广，与公安、城管、市场监管3个部门联动。",
    "整治占道经营、乱堆放12宗，慰问党员、群众20户，清理垃圾、杂物5吨。",
    "清扫主干道、背街小巷，覆盖5个社区。",
    "开展清扫、保洁，覆盖东风、红旗2个社区。",
    "统筹区、街道两级力量，健全市、区、街道三级联动，完善区街两级机制。",
    "消防、安全生产二级标准化，国家、省二级以上医院。",
    "围绕党建、治理，民生、发展、环境、安全6个方面发力。",
    "从制度、人员、资金三个方面保障，在宣传、巡查方面建立3个台账。",
    "惠及3个社区（东风、红旗、朝阳），惠及5个社区（含东风、红旗）。",
    "打造2个社区（东风社区投入30万元、红旗社区投入20万元）示范点。",
    "制定《收入、支出管理办法》《采购管理办法》两项制度。",
    "共走访120户，其中老党员60户、困难户60户。",
    "共走访120户，其中老党员50户、困难户40户等。",
    "排查隐患120处，其中重大隐患3处、较大隐患10处。",
    "现有工作人员60人，其中党员35人、女性25人、本科以上58人。",
    "走访120户，其中主要为老党员50户、困难户60户。",
    "全年支出9880.5万元，其中基本支出4940.25万元、项目支出4940.25万元。",
    "年初预算100万元，调整后120万元，其中基本支出70万元、项目支出50万元。",
    "支出100万元，完成预算120万元的83.3%，其中基本支出60万元、项目支出40万元。",
    "办理诉求300件，其中城管类120件、民生类100件，其余80件；较上年减少20件。",
    "走访企业约120家，其中规上企业50家、小微企业60家。",
    "慰问老党员50户、困难户60户，共110户，发放慰问金5.5万元。",
    "上半年演练3场、下半年演练5场，共8场，参加1200人次。",
    "走访企业50家、商户60家，共发放宣传单120份。",
    "走访50户，比上年增加10户，共服务60户。",
    "基本支出占65%，项目支出占35%；党员占60%，女性占55%。",
    "满意的占60%，基本满意的占38%，不满意的占2%。",
    "占比由60%提高到占70%，2023年占50%、2024年占60%。",
    "新建充电桩50个，其中快充30个，慢充20个；改造路灯80盏。",
    "参加活动2000人次，其中志愿者500人次，为居民办实事60件。",
    "全乡辖12个村，其中脱贫村5个，党员320人。",
    "开展春节、元宵、端午3场活动，组织党员、群众30人次。",
]


@pytest.mark.parametrize(("sentence", "told", "counted"), MISCOUNTS)
def test_a_count_that_does_not_add_up(sentence: str, told: str, counted: str, rules: Rubric) -> None:
    problems = list(counts.counts_add_up(telling(sentence, rules)))
    assert [(problem.code, problem.place) for problem in problems] == [("W652", CELL)]
    assert told in problems[0].message
    assert counted in problems[0].message


@pytest.mark.parametrize("sentence", RIGHT_COUNTS)
def test_a_count_that_adds_up(sentence: str, rules: Rubric) -> None:
    assert [problem.message for problem in counts.counts_add_up(telling(sentence, rules))] == []


def test_silent_on_sound_text(rules: Rubric, wording: Wording) -> None:
    for submission in VARIATIONS.values():
        dossier = replace(telling("好。", rules, submission), submission=submission)
        dossier = replace(dossier, scorecard=scored(submission, rules), narrative=narrative(submission, rules, wording))
        assert list(counts.counts_add_up(dossier)) == []


@pytest.mark.parametrize(
    "piece",
    [
        "、",
        "甲、",
        "三个方面：",
        "三个方面：一是",
        "其中",
        "其中50户",
        "其中50户、",
        "，共5户",
        "5户",
        "占50%",
        "不满意5%",
        "（",
        "3个社区（",
    ],
)
def test_hostile_text_is_read_in_bounded_work(piece: str, rules: Rubric) -> None:
    dossier = telling((piece * 40_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef) for problem in counts.counts_add_up(dossier))
