"""Prose for correct workbooks: what an office truly writes, with room for its names, its years and its figures.

Nothing here is copied from a real office. ``{own}`` is how the office calls itself, ``{short}`` its short name,
``{party}`` and ``{committee}`` its leadership, ``{above}`` the committee and the government above it, ``{place}``
their region, ``{running_budget}`` and ``{running_spent}`` its own costs, ``{year}``, ``{last}`` and ``{next}`` years.
In the sentences of an indicator ``{name}``, ``{target}`` and ``{actual}`` are its own, with the unit.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An indicator: its row, and what may be said of it; ``above`` only where the actual value is above the target.

    ``targets`` are the values to choose from; ``most`` is how far over its target an actual value may go, in percent.
    """

    name: str
    secondary: str
    symbol: str
    unit: str
    targets: tuple[str, ...]
    evidence: str
    said: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    most: int = 15
    missed: str = ""  # why it was missed; an indicator without it never is
    wording: str = ""  # the requirement of a qualitative one


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A key task: titles and openings to choose from, paragraphs below it, and the indicators that it carries."""

    titles: tuple[str, ...]
    openings: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    indicators: tuple[Measured, ...]


THEMES: tuple[Theme, ...] = (
    Theme(
        titles=("加强党的建设，夯实基层基础", "坚持党建引领，建强战斗堡垒方面", "抓党建、强队伍"),
        openings=(
            "认真落实全面从严治党主体责任，持续推进党支部规范化建设。",
            "{party}定期研究党建工作，班子成员带头讲党课，推动全面从严治党向基层延伸。",
            "{own}把政治建设摆在首位，严格落实“三会一课”制度，推动党建与业务融合。",
            "按照{above}的统一部署，扎实开展党纪学习教育，基层党组织的凝聚力进一步增强。",
        ),
        details=(
            ("健全学习制度", "制定年度学习计划，采取集中辅导、专题研讨、现场教学等方式，推动学习往深里走。"),
            ("做实党员服务", "推行“1+3”联系群众机制，党员干部定期入户走访，收集意见，及时回应。"),
            ("规范阵地管理", "完善党群服务阵地的开放、值班和保洁制度，让阵地用得上、用得好。"),
        ),
        indicators=(
            Measured(
                name="党员教育培训参与率",
                secondary="质量",
                symbol="≥",
                unit="%",
                targets=("80", "85", "90"),
                evidence="培训通知、签到表",
                said=("{name}达到{actual}。", "{name}为{actual}，达到年度目标。"),
                above=("{name}超过{target}。",),
                most=9,
                missed="部分流动党员在外务工，未能按时参训",
            ),
            Measured(
                name="组织主题党日活动场次",
                secondary="数量",
                symbol="≥",
                unit="场",
                targets=("12", "20", "36"),
                evidence="活动方案、照片",
                said=("全年组织主题党日活动{actual}。",),
            ),
            Measured(
                name="慰问困难党员人次",
                secondary="数量",
                symbol="≥",
                unit="人次",
                targets=("60", "120", "300"),
                evidence="慰问金发放表",
                said=("慰问困难党员{actual}。", "{name}达{actual}。"),
                above=("慰问困难党员超过{target}。",),
            ),
        ),
    ),
    Theme(
        titles=("守牢安全底线，维护社会稳定", "抓实安全生产和社会治理", "防风险、保平安方面"),
        openings=(
            "压紧压实安全生产责任，深入开展重大事故隐患排查整治行动。",
            "坚持人民至上、生命至上，{own}实行24小时值班值守，防汛、防风、森林防火等工作有序推进。",
            "坚持和发展新时代“枫桥经验”，矛盾纠纷化解在基层、化解在萌芽。",
        ),
        details=(
            ("开展隐患排查", "对“三小”场所、出租屋、在建工地分类建账，发现一处、整改一处、销号一处。"),
            ("加强应急准备", "修订应急预案，补充物资，组织队伍拉练，提高先期处置的能力。"),
            ("加强联动执法", "联合相邻的示例白沙街道开展交界区域巡查，消除监管盲区。"),
            ("办好热线工单", "及时办理12345政务服务便民热线工单，落实首问负责制，限时答复群众诉求。"),
            ("加强消防宣传", "利用“119”消防宣传日等节点，组织消防安全知识进社区、进学校、进企业。"),
            ("畅通信访渠道", "领导干部定期接访下访，初信初访做到件件有回音。"),
        ),
        indicators=(
            Measured(
                name="重大火灾事故起数",
                secondary="社会效益",
                symbol="≤",
                unit="起",
                targets=("0",),
                evidence="区应急管理部门年度通报",
                said=("全年未发生重大火灾事故。",),
            ),
            Measured(
                name="开展消防安全检查家次",
                secondary="数量",
                symbol="≥",
                unit="家次",
                targets=("600", "1500", "2400"),
                evidence="检查记录表",
                said=("开展消防安全检查{actual}。",),
                above=("{name}超过{target}。",),
            ),
            Measured(
                name="安全隐患整改率",
                secondary="质量",
                symbol="≥",
                unit="%",
                targets=("90", "95"),
                evidence="隐患整改台账",
                said=("{name}达到{actual}。", "{name}为{actual}。"),
                most=4,
                missed="个别工程量大的隐患需跨年整改",
            ),
            Measured(
                name="群众安全感",
                secondary="满意度",
                symbol="≥",
                unit="%",
                targets=("85", "90"),
                evidence="平安建设调查问卷（样本300份）",
                said=("据问卷调查，{name}为{actual}。",),
                most=8,
            ),
        ),
    ),
    Theme(
        titles=("改善人居环境，提升治理水平", "加强环境整治方面", "推进精细化管理"),
        openings=(
            "聚焦背街小巷、房前屋后等薄弱环节，常态化开展环境卫生整治。",
            "按照“干净、整洁、平安、有序”的要求，补短板、建机制、促长效。",
            "{own}统筹推进生活垃圾分类、河涌保洁和绿化管养，人居环境明显改善。",
        ),
        details=(
            ("推进垃圾分类", "完善投放点设施，组织志愿者现场引导，居民的分类习惯逐步养成。"),
            ("推进老旧小区改造", "落实《示例市老旧小区改造工作实施方案（2021—2025年）》，完善小区的配套设施。"),
            ("建好数字城管", "依托“一网统管”平台和5G视频监控，城市管理问题早发现、早处置。"),
            ("整治占道经营", "疏堵结合，设置临时疏导点，引导流动商贩规范经营。"),
            ("加强河涌保洁", "落实河长制，开展日常巡河，及时清理漂浮物和河岸垃圾。"),
        ),
        indicators=(
            Measured(
                name="拆除违法建设面积",
                secondary="数量",
                symbol="≥",
                unit="平方米",
                targets=("2000", "5600", "12500"),
                evidence="违法建设治理台账",
                said=("拆除违法建设{actual}。",),
                above=("{name}{actual}，超额完成年度任务。",),
            ),
            Measured(
                name="道路清扫保洁覆盖率",
                secondary="质量",
                symbol="=",
                unit="%",
                targets=("100",),
                evidence="保洁合同、考核记录",
                said=("{name}达{actual}。",),
            ),
            Measured(
                name="市容环境投诉办结时间",
                secondary="时效",
                symbol="≤",
                unit="个工作日",
                targets=("5", "7"),
                evidence="投诉处理台账",
                said=("{name}控制在{target}以内。",),
                missed="部分投诉涉及多个部门，协调时间较长",
            ),
            Measured(
                name="垃圾分类知识宣传户数",
                secondary="数量",
                symbol=">",
                unit="户",
                targets=("3000", "8000"),
                evidence="入户宣传登记表",
                said=("入户宣传{actual}。",),
                above=("{name}超过{target}。",),
            ),
        ),
    ),
    Theme(
        titles=("保障和改善民生", "办好民生实事，增进群众福祉方面", "兜牢民生底线"),
        openings=(
            "坚持尽力而为、量力而行，把有限的财力用在群众最需要的地方。",
            "围绕“一老一小”和困难群体，完善服务设施，优化服务内容。",
            "{year}年{own}继续加大民生投入，各项惠民政策落实到位。",
        ),
        details=(
            ("做好社会救助", "落实低保、特困、临时救助政策，做到应保尽保、应退尽退。"),
            ("发展养老服务", "依托长者饭堂和日间照料中心，为60周岁以上老年人提供助餐、助洁、康复等服务。"),
            ("改善医疗服务", "推进家庭医生签约，为65岁及以上老年人提供免费体检，做好第4季度疫苗接种的组织工作。"),
            ("促进就业创业", "举办招聘会和技能培训，对就业困难人员实行“一对一”帮扶。"),
            ("关爱妇女儿童", "开展暑期托管和亲子阅读，落实0—3岁婴幼儿照护服务的各项要求。"),
        ),
        indicators=(
            Measured(
                name="困难群众救助人次",
                secondary="数量",
                symbol="≥",
                unit="人次",
                targets=("260", "980", "1800"),
                evidence="救助资金发放明细表",
                said=("救助困难群众{actual}。", "{name}达{actual}。"),
                above=("救助困难群众超过{target}。",),
            ),
            Measured(
                name="救助资金发放及时率",
                secondary="时效",
                symbol="≥",
                unit="%",
                targets=("95", "98"),
                evidence="资金发放凭证",
                said=("{name}为{actual}。",),
                most=2,
                missed="部分对象银行账户信息有误，资金退回后重新发放",
            ),
            Measured(
                name="居民对公共服务的满意度",
                secondary="满意度",
                symbol="≥",
                unit="%",
                targets=("85", "88", "90"),
                evidence="委托第三方开展电话访问，样本420个",
                said=("第三方测评显示，{name}达{actual}。", "{name}不低于{target}。"),
                above=("{name}超过{target}。",),
                most=9,
            ),
            Measured(
                name="新增就业人数",
                secondary="经济效益",
                symbol="≥",
                unit="人",
                targets=("400", "1200"),
                evidence="就业登记系统截图",
                said=("{name}{actual}。",),
                missed="受企业用工减少影响，新增岗位不足",
            ),
        ),
    ),
    Theme(
        titles=("推动经济发展，优化营商环境", "稳增长、促发展方面", "服务企业、扩大投资"),
        openings=(
            "落实惠企纾困政策，领导班子挂点联系重点企业，协调解决用工、用地、融资等问题。",
            "{own}紧扣{place}“十四五”规划，盘活存量空间，培育新的增长点。",
            "根据《保障中小企业款项支付条例》的要求，及时支付各类合同款项。",
        ),
        details=(
            ("抓好招商引资", "梳理辖区楼宇和厂房资源，编制招商地图，主动上门推介。"),
            ("用好惠企资金", "统筹使用{last}年结转资金，加快支付进度，让政策尽快见效。"),
            ("优化政务服务", "推行“一窗通办”，压减办事材料，让群众少跑腿。"),
            ("做好统计工作", "配合完成第五次全国经济普查，数据质量通过上级验收。"),
        ),
        indicators=(
            Measured(
                name="走访服务企业家次",
                secondary="数量",
                symbol="≥",
                unit="家次",
                targets=("100", "240"),
                evidence="走访记录表",
                said=("走访服务企业{actual}。",),
                above=("走访服务企业超过{target}。",),
            ),
            Measured(
                name="固定资产投资额",
                secondary="经济效益",
                symbol="≥",
                unit="亿元",
                targets=("2.4", "6.5", "11.3"),
                evidence="统计部门年度数据",
                said=("完成{name}{actual}。",),
                missed="两个产业项目用地手续办理滞后，未能按期开工",
            ),
            Measured(
                name="单个培训项目成本",
                secondary="成本",
                symbol="<",
                unit="万元",
                targets=("5", "8"),
                evidence="培训经费支出明细",
            ),
        ),
    ),
    Theme(
        titles=("繁荣群众文化，促进文明实践", "推进公共文化服务方面"),
        openings=(
            "依托新时代文明实践所，组织群众喜闻乐见的文体活动。",
            "加强非物质文化遗产保护传承，打造“一地一品”群众文化品牌。",
            "自2019年以来，{own}持续推进全民阅读，社区书屋的服务逐年改善。",
        ),
        details=(
            ("丰富文体活动", "举办龙舟、书画、广场舞等活动，展现群众的精神风貌。"),
            ("培育志愿队伍", "发动社会力量参与，志愿服务逐步制度化、常态化。"),
        ),
        indicators=(
            Measured(
                name="举办群众文化活动场次",
                secondary="数量",
                symbol="≥",
                unit="场次",
                targets=("24", "50"),
                evidence="活动通知、照片",
                said=("举办群众文化活动{actual}。",),
            ),
            Measured(
                name="公共文化设施免费开放",
                secondary="质量",
                symbol="定性",
                unit="",
                targets=(),
                wording="全年免费开放，服务规范",
                evidence="开放公告、值班记录",
                said=("公共文化设施全年免费开放。",),
                missed="文化站年中修缮，闭馆两个月",
            ),
            Measured(
                name="文化传承影响力",
                secondary="可持续影响",
                symbol="定性",
                unit="",
                targets=(),
                wording="持续提升",
                evidence="媒体报道汇编",
            ),
        ),
    ),
    Theme(
        titles=("推进绿色发展，保护生态环境", "加强生态保护方面"),
        openings=(
            "坚决打好污染防治攻坚战，落实林长制、田长制、河长制。",
            "{own}加强巡查监管，“散乱污”场所整治的成果进一步巩固。",
        ),
        details=(
            ("加强扬尘管控", "督促工地落实围挡、喷淋、冲洗等措施，减少扬尘污染。"),
            ("推进绿美建设", "利用边角地建设口袋公园，组织群众义务植树。"),
        ),
        indicators=(
            Measured(
                name="新增绿化面积",
                secondary="生态效益",
                symbol="≥",
                unit="平方米",
                targets=("1200", "3500"),
                evidence="绿化工程验收资料",
                said=("{name}{actual}。",),
                missed="口袋公园因雨季延长，部分工程推迟到次年验收",
            ),
            Measured(
                name="河涌水质达标率",
                secondary="生态效益",
                symbol="≥",
                unit="%",
                targets=("80", "90"),
                evidence="水质监测报告",
                said=("{name}达{actual}。",),
                most=8,
            ),
            Measured(
                name="巡河次数",
                secondary="数量",
                symbol="≥",
                unit="次",
                targets=("300", "720"),
                evidence="巡河系统记录",
                said=("全年巡河{actual}。",),
            ),
        ),
    ),
)

# For 镇 and 乡 alone.
RURAL = Theme(
    titles=("推进乡村全面振兴", "抓好“三农”工作，促进农民增收方面"),
    openings=(
        "落实最严格的耕地保护制度，粮食和重要农产品生产保持稳定。",
        "学习运用“千万工程”经验，以“百县千镇万村高质量发展工程”为抓手，建设宜居宜业和美乡村。",
    ),
    details=(
        ("改善农村面貌", "开展农房风貌管控和“三线”整治，村容村貌焕然一新。"),
        ("壮大集体经济", "盘活闲置的校舍和鱼塘，发展特色种养和乡村旅游，村集体收入比{last}年增加。"),
    ),
    indicators=(
        Measured(
            name="完成粮食播种面积",
            secondary="数量",
            symbol="≥",
            unit="亩",
            targets=("4200", "8600"),
            evidence="统计报表",
            said=("{name}{actual}。",),
            most=6,
            missed="部分低洼田块受涝，未能补种",
        ),
        Measured(
            name="农村卫生户厕普及率",
            secondary="质量",
            symbol="=",
            unit="%",
            targets=("100",),
            evidence="村级台账、抽查记录",
            said=("{name}达{actual}。",),
        ),
    ),
)

# Enough indicators of benefit for an office whose tasks carry none.
BENEFITS: tuple[Measured, ...] = (
    Measured(
        name="服务对象满意度",
        secondary="满意度",
        symbol="≥",
        unit="%",
        targets=("80", "85", "90"),
        evidence="满意度调查问卷150份、汇总表",
        most=9,
    ),
    Measured(
        name="较大以上安全事故起数",
        secondary="社会效益",
        symbol="≤",
        unit="起",
        targets=("0",),
        evidence="应急管理部门通报",
    ),
    Measured(
        name="长效管理机制健全程度",
        secondary="可持续影响",
        symbol="定性",
        unit="",
        targets=(),
        wording="健全",
        evidence="制度汇编",
    ),
)

AIMS = (
    "以习近平新时代中国特色社会主义思想为指导，全面贯彻党的二十大精神，坚持稳中求进，统筹发展和安全，"
    "推动{short}各项工作再上新台阶。",
    "围绕{above}的中心工作，以党建为引领，以民生为根本，着力补短板、强弱项，建设宜居、宜业、平安的{short}。",
    "坚持以人民为中心，落实过紧日子的要求，优化支出结构，保障重点支出，提高财政资金使用效益。\n"
    "围绕城市更新、基层治理、公共服务等重点任务，推动{place}高质量发展。",
    "深入实施“1+2+3”工作思路，加快建设现代化基层治理体系。",
)
SUMMARIES = (
    "在{above}的领导下，团结带领广大干部群众，扎实推进各项工作，取得了较好的成效。",
    "{committee}团结带领全体党员干部，主动融入{place}发展大局，各项事业取得新成绩。",
    "坚持一张蓝图绘到底，{short}面貌不断改善。与{last}年相比，财政资金使用效益进一步提高。",
    "坚持目标导向和问题导向，狠抓工作落实，经济社会保持平稳发展。",
    "严格预算管理，强化绩效意识，较好地履行了部门职责。各项工作比上年有新的进步。",
    "全面落实年度工作部署，基层治理、民生保障、安全生产等工作有序推进，群众的获得感持续增强。",
)
HONOURS = (
    "{short}获评{place}平安建设先进集体。",
    "{short}综合文化站被评为一级站，两个社区获评{place}文明社区。",
    "在{last}年度和{year}年度绩效管理考核中，{short}均获评良好以上等次。",
)
GOALS = (
    ("加强基层党组织建设", "推动党建与基层治理深度融合"),
    ("提升城乡环境品质", "持续开展环境卫生整治，推进垃圾分类和绿化美化"),
    ("保障和改善民生", None),
    ("维护社会安全稳定", "压实安全生产责任，完善矛盾纠纷多元化解机制"),
    ("优化营商环境", "落实惠企政策，提高政务服务水平"),
    ("推动经济高质量发展", "盘活存量资源，培育新的增长点"),
    ("繁荣群众文化", "组织群众喜闻乐见的文体活动，丰富群众精神生活"),
    ("加强生态环境保护", None),
    ("提升政务服务效能", "推行一窗通办，压减办事材料"),
    ("规范财务和资产管理", "严格执行财经纪律，加强国有资产管理"),
    ("完善公共服务设施", "改造社区文体广场和长者服务站点"),
    ("加强干部队伍建设", "抓好教育培训，提高履职能力"),
)

# 管理效率: 三级指标 → 情况说明 to choose from.
NOTES: dict[str, tuple[str, ...]] = {
    "新增预算项目事前绩效评估": (
        "新增预算项目均按要求开展事前绩效评估，评估结果作为申报预算的必要条件。",
        "年内新增项目已编制绩效目标并通过财政部门审核，评估材料齐全。",
    ),
    "财务管理合规性": (
        "严格执行《中华人民共和国会计法》《政府会计制度》，重大支出经集体研究决定，会计核算规范。",
        "根据《示例市财政局关于加强预算执行管理的通知》（示财〔{year}〕5号）要求，按月分析支出进度。",
        "严格执行{last}年修订的财务管理办法，截至{year}年12月31日，各项资金支付手续齐全。",
        "{party}定期听取财务工作汇报，“三重一大”事项集体决策，大额资金使用规范。",
        "修订了财务管理制度，明确审批权限和报销流程，资金使用符合规定。",
    ),
    "预决算公开合规性": (
        "按照《中华人民共和国预算法》的规定，预算、决算在批准后二十日内向社会公开，内容完整。",
        "{year}年预算和{last}年决算已在门户网站公开，公开内容符合要求。",
    ),
    "绩效管理制度建设": (
        "建立了事前评估、事中监控、事后评价的绩效管理链条，明确各科室职责和工作流程。",
        "印发《预算绩效管理工作规程》，把绩效管理要求落实到项目申报、执行、验收各环节。\n"
        "定期通报各科室绩效管理情况，结果与预算安排挂钩。",
    ),
    "采购意向公开合规性": (
        "采购活动依法依规进行，采购意向、合同均按规定公开，供应商选择公平公正。",
        "落实采购人主体责任，健全采购需求管理和内部审查机制，政府采购执行规范有序。",
    ),
    "资产配置合规性": (
        "按标准配置资产，定期盘点，账实相符，处置程序规范。",
        "资产采购、验收、入账、处置手续完整，闲置资产及时调剂使用。",
    ),
    "经济成本控制情况": (
        "坚持过紧日子，水电、办公耗材等日常支出从严审核。",
        "压减一般性支出，公用经费控制在预算以内。",
        "公用经费预算{running_budget}万元，支出{running_spent}万元，从严审核日常开支。",
        "公用经费支出{预算.公用经费支出数}，没有超出预算。",
    ),
}

# 管理效率: 三级指标 → 填报值 that loses points, why, and the problem that owns up to it.
LOSSES: dict[str, tuple[object, str, str]] = {
    "财务管理合规性": (
        1,
        "审计发现一笔往来款长期没有清理",
        "财务管理合规性有待提高，往来款项清理不够及时。",
    ),
    "预决算公开合规性": (
        "公开内容完整",
        "部门决算公开时间晚于规定时限",
        "预决算公开合规性有欠缺，决算公开的时间晚于规定时限。",
    ),
    "绩效管理制度执行": (
        "绩效目标管理、绩效运行监控、绩效自评",
        "绩效评价结果没有与预算安排挂钩",
        "绩效管理制度执行不够到位，评价结果的应用还不充分。",
    ),
    "采购意向公开合规性": (
        2,
        "两个应急项目公开采购意向的时间不足30日",
        "采购意向公开合规性不足，采购计划编制不够提前。",
    ),
    "采购合同签订时效性": (
        1,
        "一份合同因供应商变更账户信息，签订时间超过规定时限",
        "采购合同签订时效性有待加强，合同管理不够精细。",
    ),
    "资产盘点情况": (
        "否",
        "资产管理员岗位调整，年内没有完成盘点",
        "资产盘点情况不理想，资产管理基础工作薄弱。",
    ),
    "数据质量": (
        "1处",
        "一处房产的账面面积与实测面积不一致",
        "资产数据质量不高，个别资产信息登记不准确。",
    ),
}

PROBLEMS = (
    "部分科室对绩效目标的理解不深，指标设置不够细化、量化。",
    "预算编制的精细化程度不够，年中调整事项较多。",
    "项目绩效运行监控的结果运用不够充分，纠偏措施落实不够及时。",
)
RATE_PROBLEM = "受部分工程结算进度影响，预算执行率偏低，支出进度前慢后快。"
MEASURES = (
    "加强业务培训，提高绩效目标编制质量，把指标落实到具体科室和责任人。",
    "提前做好项目储备和前期论证，提高预算编制的准确性，{next}年起按季度分析执行情况。",
    "健全绩效监控机制，及时纠正偏差，把评价结果作为安排预算的重要依据。",
    "完善内部管理制度，明确办理时限，定期开展自查自纠。",
    "加强部门之间的沟通协调，加快项目前期手续的办理。",
)
SAVED = (
    "认真落实中央八项规定及其实施细则精神，厉行节约",
    "公务接待批次比上年减少",
    "{last}年更新的新能源车辆能耗较低，运行维护费较上年下降",
)
OVERSPENT = ("公务用车使用年限长，维修费用增加", "年中应急任务增多，车辆运行费用上升")
