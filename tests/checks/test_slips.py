"""Slips: what clerks mistype is found and told with the right word, and right official Chinese is silent."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from correct_prose import SENTENCES
from submissions import ref
from variations import telling

from reportgen.checks import slips
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import Limits, load_limits
from reportgen.checks.slips import Slip, lexicon, slips_in, words_are_right
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric

CELL = ref("重点工作", "D3")
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = Path(slips.__file__).with_name("spelling")
PROSE = tuple((HERE / "right_prose.txt").read_text(encoding="utf-8").splitlines())

WRONG: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "同音": (  # the same or a similar sound
        ("年轻干部论流驻点。", "论流", "轮流"),
        ("老旧管网渗露没有根治。", "渗露", "渗漏"),
        ("全面推型网格化管理。", "全面推型", "全面推行"),
        ("落实事业单味人员待遇。", "事业单味", "事业单位"),
        ("完善城乡居冥基本医疗保险。", "城乡居冥基本医疗保险", "城乡居民基本医疗保险"),
        ("推进环境整制行动。", "环境整制", "环境整治"),
        ("提高群众满意渡。", "群众满意渡", "群众满意度"),
        ("开展安全隐患排茶。", "安全隐患排茶", "安全隐患排查"),
        ("加强预算绩郊管理。", "绩郊", "绩效"),
        ("加强预算积效管理。", "预算积效管理", "预算绩效管理"),
        ("落实安全生惨责任制。", "安全生惨责任制", "安全生产责任制"),
        ("推进老旧小区改照。", "老旧小区改照", "老旧小区改造"),
        ("加强党风廉正建设。", "党风廉正建设", "党风廉政建设"),
        ("化解矛盾纠份38宗。", "矛盾纠份", "矛盾纠纷"),
        ("完善应急预安。", "应急预安", "应急预案"),
        ("开展消防演炼。", "消防演炼", "消防演练"),
        ("慰闻困难党员群众。", "慰闻", "慰问"),
        ("做好退役军人服物保障。", "退役军人服物保障", "退役军人服务保障"),
        ("落实意识型态工作责任制。", "意识型态", "意识形态"),
        ("推进垃级分类投放。", "垃级分类投放", "垃圾分类投放"),
        ("开展普法宣船活动。", "普法宣船", "普法宣传"),
        ("强化监督捡查。", "监督捡查", "监督检查"),
        ("推动项目落地见孝。", "见孝", "见效"),
        ("开展业务陪训3场。", "业务陪训", "业务培训"),
        ("召开做谈会6次。", "做谈会", "座谈会"),
        ("深入走仿企业。", "走仿企业", "走访企业"),
        ("强化隐换治理。", "隐换", "隐患"),
        ("严控三公经非支出。", "三公经非", "三公经费"),
        ("加强固定资产馆理。", "固定资产馆理", "固定资产管理"),
        ("规范政府采够流程。", "政府采够", "政府采购"),
        ("加快支出近度。", "支出近度", "支出进度"),
        ("做好疫情防空工作。", "疫情防空", "疫情防控"),
        ("开展爱国卫声运动。", "爱国卫声运动", "爱国卫生运动"),
        ("建立长效机智。", "长效机智", "长效机制"),
        ("发放高龄律贴。", "高龄律贴", "高龄津贴"),
        ("完成年度目镖。", "年度目镖", "年度目标"),
        ("推进乡村镇兴。", "乡村镇兴", "乡村振兴"),
        ("巩固脱贫攻间成果。", "脱贫攻间成果", "脱贫攻坚成果"),
        ("加强耕地保户。", "耕地保户", "耕地保护"),
        ("完善村规民曰。", "村规民曰", "村规民约"),
        ("做好信仿维稳工作。", "信仿维稳", "信访维稳"),
        ("开展反电信网络炸骗宣传。", "电信网络炸骗", "电信网络诈骗"),
        ("加强社区矫证对象管理。", "社区矫证", "社区矫正"),
        ("做好征冰工作。", "征冰工作", "征兵工作"),
        ("落实拥军优蜀政策。", "拥军优蜀", "拥军优属"),
        ("办理居住正。", "居住正", "居住证"),
        ("保障农民工工姿。", "农民工工姿", "农民工工资"),
        ("组织技能培寻。", "技能培寻", "技能培训"),
        ("推动家庭医声签约。", "家庭医声签约", "家庭医生签约"),
        ("做好疫苗接钟。", "疫苗接钟", "疫苗接种"),
        ("深化志愿服悟。", "志愿服悟", "志愿服务"),
        ("践行社会主义核心价执观。", "社会主义核心价执观", "社会主义核心价值观"),
        ("推进政务服务一网通伴。", "一网通伴", "一网通办"),
        ("提升群众获的感。", "获的感", "获得感"),
    ),
    "形似": (  # a similar shape
        ("维护稳定，隐忠排查到位。", "隐忠排查", "隐患排查"),
        ("完善矛质纠纷调处机制。", "矛质纠纷", "矛盾纠纷"),
        ("落实残痪人两项补贴。", "残痪人", "残疾人"),
        ("推进社区治埋。", "治埋", "治理"),
        ("营造良好氛国。", "营造良好氛国", "营造良好氛围"),
        ("加强街道网恪化管理。", "网恪化管理", "网格化管理"),
        ("城市管埋综合执法。", "管埋", "管理"),
        ("实施老旧小区微改诰。", "老旧小区微改诰", "老旧小区微改造"),
        ("开展环境卫主整治。", "环境卫主", "环境卫生"),
        ("落实党员教肓管理。", "党员教肓管理", "党员教育管理"),
        ("推动招商引贷。", "招商引贷", "招商引资"),
        ("做好防汛防早工作。", "防汛防早", "防汛防旱"),
        ("开展末成年人保护。", "末成年人保护", "未成年人保护"),
        ("推进乡忖振兴。", "乡忖振兴", "乡村振兴"),
        ("加强消防安仝检查。", "消防安仝检查", "消防安全检查"),
        ("落实最低主活保障。", "最低主活保障", "最低生活保障"),
        ("人居环竟整治。", "人居环竟整治", "人居环境整治"),
        ("完善绩效目标休系。", "休系", "体系"),
        ("做好拥军优厲工作。", "拥军优厲", "拥军优属"),
        ("加强党的令面领导。", "党的令面领导", "党的全面领导"),
        ("健仝体制机制。", "健仝", "健全"),
        ("推进依法行攻。", "依法行攻", "依法行政"),
        ("开展扫黑除恶斗挣。", "扫黑除恶斗挣", "扫黑除恶斗争"),
        ("压实属地贵任。", "属地贵任", "属地责任"),
        ("提升治理能刀。", "治理能刀", "治理能力"),
        ("规范财务核箅。", "财务核箅", "财务核算"),
        ("推进数宇政府建设。", "数宇政府建设", "数字政府建设"),
        ("加强文物保沪。", "文物保沪", "文物保护"),
        ("加大执法刀度。", "刀度", "力度"),
        ("落实惠企正策。", "惠企正策", "惠企政策"),
        ("开展专项整冶行动。", "整冶", "整治"),
        ("强化问题寻向。", "问题寻向", "问题导向"),
        ("抓好整改落买。", "整改落买", "整改落实"),
        ("完善基础设拖。", "基础设拖", "基础设施"),
        ("保障群众切身利盆。", "群众切身利盆", "群众切身利益"),
    ),
    "成词": (  # a word, but none of official texts
        ("幼儿园如其开园。", "如其开园", "如期开园"),
        ("茅盾不上交。", "茅盾", "矛盾"),
        ("群众上房量下降。", "上房", "上访"),
        ("完善各项几本制度。", "几本", "基本"),
        ("全年取的了较好成效。", "取的了", "取得了"),
        ("千年古城换发新韵。", "换发新韵", "焕发新韵"),
        ("项目建康发展。", "建康发展", "健康发展"),
        ("及时公布投宿电话。", "投宿", "投诉"),
        ("开展暗房12次。", "暗房", "暗访"),
        ("做好失业登极。", "失业登极", "失业登记"),
    ),
    "异体": (  # a variant that official texts never use
        ("生态意识明显提髙。", "提髙", "提高"),
        ("压实主体责仼。", "主体责仼", "主体责任"),
        ("项目结箕限时报送。", "项目结箕", "项目结算"),
        ("加强财政攴出。", "财政攴出", "财政支出"),
        ("增収节支。", "增収", "增收"),
        ("毎月通报。", "毎月", "每月"),
        ("査处违规行为。", "査处", "查处"),
        ("开展日常廵查。", "日常廵查", "日常巡查"),
        ("歩道养护到位。", "歩道", "步道"),
        ("社区旣定任务。", "旣定", "既定"),
    ),
    "漏字": (  # a character too few
        ("加强党风廉建设。", "党风廉建设", "党风廉政建设"),
        ("全面实施预绩效管理。", "全面实施预绩效管理", "全面实施预算绩效管理"),
        ("落实全从严治党要求。", "全从严治党", "全面从严治党"),
        ("建立意识形工作责任制。", "意识形工作", "意识形态工作"),
        ("开展安全患排查整治。", "安全患排查整治", "安全隐患排查整治"),
        ("完善政府信息开制度。", "政府信息开", "政府信息公开"),
        ("提升城市精化管理水平。", "城市精化管理", "城市精细化管理"),
        ("推进共建共共享。", "共共享", "共享"),
        ("落实生活垃分类工作。", "生活垃分类", "生活垃圾分类"),
        ("化解矛盾纠排查调处。", "矛盾纠排查", "矛盾纠纷排查"),
        ("加强新时代文实践站建设。", "新时代文实践站", "新时代文明实践站"),
        ("落实安全生责任制。", "安全生责任制", "安全生产责任制"),
    ),
    "多字": (  # a character too many
        ("加强预算绩效管管理。", "预算绩效管管理", "预算绩效管理"),
        ("推进社社区治理。", "社社区治理", "社区治理"),
        ("开展消防防演练。", "消防防演练", "消防演练"),
        ("落实安全生生产责任。", "安全生生产", "安全生产"),
        ("做好矛盾纠纷纷调解。", "矛盾纠纷纷", "矛盾纠纷"),
        ("推进老旧小小区改造。", "老旧小小区改造", "老旧小区改造"),
        ("完善应应急预案。", "应应急预案", "应急预案"),
        ("加强培训训学习。", "培训训", "培训"),
        ("落实整改改措施。", "落实整改改", "落实整改"),
        ("规范政府采采购。", "政府采采购", "政府采购"),
        ("组织走访访慰问。", "走访访慰问", "走访慰问"),
        ("提升服务务水平。", "服务务水平", "服务水平"),
        ("保障民民生支出。", "民民生", "民生"),
        ("开展宣传传教育。", "宣传传教育", "宣传教育"),
        ("压实责任任，层层传导。", "压实责任任", "压实责任"),
        ("推动高质量量发展。", "高质量量发展", "高质量发展"),
        ("化解信访访积案。", "信访访积案", "信访积案"),
        ("健全制度度体系。", "健全制度度", "健全制度"),
        ("发放补贴贴32万元。", "补贴贴", "补贴"),
        ("强化党建建引领。", "党建建引领", "党建引领"),
    ),
    "颠倒": (  # two neighbours exchanged
        ("规范政采府购行为。", "政采府购", "政府采购"),
        ("加强安生全产检查。", "安生全产检查", "安全生产检查"),
        ("开展宣教传育活动。", "宣教传育", "宣传教育"),
        ("完善绩管效理制度。", "绩管效理", "绩效管理"),
        ("推进垃分圾类工作。", "垃分圾类", "垃圾分类"),
        ("落实中央项八规定。", "中央项八规定", "中央八项规定"),
        ("提升众群满意度。", "众群满意度", "群众满意度"),
        ("完善应预急案。", "应预急案", "应急预案"),
        ("督促限整期改。", "限整期改", "限期整改"),
        ("推进基治层理。", "基治层理", "基层治理"),
        ("加强志服愿务。", "志服愿务", "志愿服务"),
        ("保障困难众群生活。", "困难众群", "困难群众"),
        ("加强训培。", "训培", "培训"),
    ),
}

RIGHT = (
    # A character beside a word, which only looks like one of its own.
    "作为重要依据，切实做为民服务的贴心人。",
    "老年人健康管理率、慢性病管理率达标，城市管理率先突破。",
    "企业自己完成整改，反复盖章。",
    "不落实拖欠工资整治责任的，按装修合同办理。",
    "在就业方面，困难人员就业率稳步提高。",
    "对安全产生影响的行为及时制止，不良反应的处置流程清楚。",
    "因该项目延期，按排期重新公示，按排查结果整改。",
    "脚踏实地地推进，扎扎实实做工作，方方面面都满意。",
    "两国国防部门会商，全市市场监管，社区区域联防。",
    "工作作风扎实，推进进度加快，服务务工人员。",
    "建设设施，管理理念，保障障碍人士出行。",
    "人民民主，学生生活，会员员工同享。",
    "每辆车、每件事、每处隐患都有记录，3件事办成，2辆车报废。",
    "年节约约3万元，增长约5%，共计约200户。",
    # Two right words that differ in one character.
    "整治与整改并重，督查与督察结合，巡查与巡察联动。",
    "城市管理、城市治理、社会治理、社会管理。",
    "制定方案，制订计划；截至年底，截止日期。",
    "网格员使用网络平台，全科网格与互联网络。",
    "考核与考评，监督与监管，职能与职责。",
    "权利与权力，必须与必需，反应与反映，度过与渡过。",
    "乱搭建、乱堆放、乱张贴、乱摆卖得到遏制，补短板、强弱项。",
    "急难险重任务面前，党支书带头，总目标不变。",
    "铸牢中华民族共同体意识，筑牢安全防线。",
    "养老服务提质，复绿面积扩大，办复率百分之百。",
    "茶旅融合、农旅融合发展，农残检测合格，专账核算，县农业投资公司代建，镇人民政府还在镇务公开栏公示。",
    "以北社社区为重点，垃圾分类类项目完成，摊位全部租出，鸡鸭散养得到整治，普惠化水平提高。",
    "以法治思维推进，文化费用有保障，机智勇敢，耕地保护、信息化费用，结果以经济效益为主。",
    # Names of places and people look like anything.
    "隆庆社区、和安小区、锦绣片区、光复北路、蟠虬里。",
    "在石井涌、黄竹坑村、冼家祠、濠头市场设点。",
    "西城根小区、钟楼里社区、白岩脚村、望潮路沿线。",
    # Whatever is no Chinese.
    "GDP增长5.2%，PM2.5为23微克，5G基站12个。",
    "",
    "。",
    "一",
)


@pytest.fixture(scope="module")
def limits() -> Limits:
    found = load_limits(Resources((ROOT / "templates",))).value
    assert found is not None
    return found


def found_in(text: str, limits: Limits) -> list[tuple[str, str]]:
    return [(slip.wrong, slip.right) for slip in slips_in(text, limits.words.slips, limits.words.not_slips)]


@pytest.mark.parametrize(
    ("sentence", "wrong", "right"), [pytest.param(*case, id=case[0]) for group in WRONG.values() for case in group]
)
def test_a_slip_is_found_and_told_with_the_right_word(sentence: str, wrong: str, right: str, limits: Limits) -> None:
    assert found_in(sentence, limits) == [(wrong, right)]
    assert wrong in sentence
    assert found_in(sentence.replace(wrong, right), limits) == []


def test_there_are_examples_of_every_kind_of_slip() -> None:
    assert all(len(group) >= 10 for group in WRONG.values())
    assert sum(map(len, WRONG.values())) >= 120


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_word_that_only_looks_like_a_slip(sentence: str, limits: Limits) -> None:
    assert found_in(sentence, limits) == []


def test_right_prose_is_silent(limits: Limits) -> None:
    assert len(PROSE) >= 150
    texts = (
        *PROSE,
        *SENTENCES,
        *(ROOT / "tests" / "golden" / "金花街道2024-应得正文.txt").read_text("utf-8").splitlines(),
    )
    assert [(text, found) for text in texts if (found := found_in(text, limits))] == []


def test_prose_of_invented_offices_is_silent(limits: Limits) -> None:
    source = (ROOT / "scripts" / "office_prose.py").read_text(encoding="utf-8")
    assert [(text, found) for text in re.findall(r'"([^"]+)"', source) if (found := found_in(text, limits))] == []


def test_official_words_are_silent_alone_and_beside_each_other(limits: Limits) -> None:
    words = sorted(slips.official_words())
    assert len(words) >= 3000
    texts = (*words, *(f"{one}、{other}" for one, other in pairwise(words)))
    assert [(text, found) for text in texts if (found := found_in(text, limits))] == []


def test_templates_are_silent(limits: Limits) -> None:
    paths = [path for path in sorted((ROOT / "templates").rglob("*")) if path.suffix in (".txt", ".toml")]
    texts = [(path.name, line) for path in paths for line in path.read_text("utf-8").splitlines() if "→" not in line]
    assert len(texts) > 500
    assert [(*text, found) for text in texts if (found := found_in(text[1], limits))] == []


# --- the bureau's own list --------------------------------------------------------------------------------


def problems_of(dossier: Dossier) -> list[tuple[str, object, str]]:
    return [(problem.code, problem.place, problem.found) for problem in words_are_right(dossier)]


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("做为重要依据。", "做为"),
        ("部门管理率情况良好。", "管理率"),
        ("菅造氛围。", "菅造"),
        ("截止目前，已完成。", "截止目前"),
        ("建立台帐。", "台帐"),
        ("己完成整改。", "己完成"),
        ("只能部门各负其责。", "只能部门"),
        ("健全长效机智。", "长效机智"),
        ("安全产生责任到人。", "安全产生责任"),
    ],
)
def test_a_slip_of_the_list(sentence: str, wrong: str, rules: Rubric) -> None:
    assert problems_of(telling(sentence, rules)) == [("W635", CELL, wrong)]


def test_a_slip_is_told_once_in_a_paragraph_and_says_the_right_word(rules: Rubric) -> None:
    dossier = telling("加强隐换排查，隐换排查到位。绩效目镖。", rules)
    messages = [problem.message for problem in words_are_right(dossier)]
    assert messages == ["“隐换排查”疑为“隐患排查”之误", "“绩效目镖”疑为“绩效目标”之误"]


def test_a_bureau_adds_slips_and_takes_others_back(rules: Rubric) -> None:
    dossier = telling("推进甲乙化丙丁，隐换排查，业务陪训。", rules)
    words = replace(dossier.limits.words, slips=("丙丁→丙戊",), not_slips=("隐换排查",))
    dossier = replace(dossier, limits=replace(dossier.limits, words=words))
    assert [found for *_, found in problems_of(dossier)] == ["丙丁", "业务陪训"]


# --- the words themselves ---------------------------------------------------------------------------------


def test_every_file_of_words_says_where_it_comes_from() -> None:
    heads = {path.name: path.read_text(encoding="utf-8").partition("\n")[0] for path in FOLDER.iterdir()}
    assert {name for name, head in heads.items() if head.startswith("#")} == set(heads)
    assert {name for name, head in heads.items() if "MIT 许可" in head} == {"common_words.txt", "sounds.txt"}


def test_words_are_sorted_into_lists_without_repeats() -> None:
    listed = [
        word
        for name in ("official_words.txt", "other_words.txt")
        for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()
        for word in line.split()
        if not line.startswith("#")
    ]
    assert sorted(word for word in set(listed) if listed.count(word) > 1) == []
    assert [word for word in listed if not 2 <= len(word) <= 20] == []


@pytest.mark.parametrize(
    "piece",
    [
        "管",
        "管理",
        "预算绩效管管理",
        "一",
        "菅",
        "建",
        "a",
        "效",
        "务社",
        "政采府购",
        "党风廉建设",
        "社会主义核心价执",
        "。的",
    ],
)
def test_hostile_text_is_read_in_bounded_work(piece: str) -> None:
    text = (piece * 32_000)[:32_000]
    lexicon()
    start = time.perf_counter()
    found = lexicon().slips(text)
    assert time.perf_counter() - start < 20
    assert all(isinstance(slip, Slip) and text.startswith(slip.wrong, slip.start) for slip in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
