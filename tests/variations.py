"""The reference submission with one thing changed, by the name of its golden file, and how to word it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from office_data import STATED_ROWS, THREE_PUBLIC
from submissions import (
    MISSED,
    change_budget,
    change_indicator,
    change_management,
    change_three_public,
    dossier,
    ref,
    reference,
    text,
)

from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import Outcome, TextRef
from reportgen.intake.submission import Entry, Goal, KeyTask, NumberedParagraph, Submission, TaskText
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric
from reportgen.scoring.score import score
from reportgen.scoring.scorecard import Scorecard
from reportgen.writing.composition import write
from reportgen.writing.narrative import Block, FigureUse, Level, Narrative
from reportgen.writing.vocabulary import Facts, vocabulary
from reportgen.writing.wording import Wording, WordingLibrary

MakeWording = Callable[[Mapping[str, str | bytes]], Outcome[Wording]]
Golden = Callable[[str, str], None]

COUNTED_ROWS = {
    "财务管理合规性": 1,
    "采购意向公开合规性": 2,
    "采购活动合规性": 1,
    "采购合同签订时效性": 3,
    "合同备案时效性": 1,
    "数据质量": 2,
    "资产管理合规性": 1,
}
FIGURE_ROWS = {
    "财政拨款结转结余率": {"carry_over_rate": 15},
    "固定资产利用率": {"fixed_assets_in_use": 1400},
    "经济成本控制情况": {"running_spent": 320},
}
MANAGEMENT_ROWS = (*STATED_ROWS, *COUNTED_ROWS, *FIGURE_ROWS, THREE_PUBLIC)


def lose(submission: Submission, row: str) -> Submission:
    """Let the office lose points in one row of 管理效率, with a reason."""
    if row in FIGURE_ROWS:
        submission = change_budget(submission, **FIGURE_ROWS[row])
    elif row == THREE_PUBLIC:
        submission = change_three_public(submission, actual="10.5", reasons=True)
    else:
        submission = change_management(submission, row, value=COUNTED_ROWS.get(row, "否"))
    return change_management(submission, row, reason=f"{row}的原因")


def note(submission: Submission, row: str, said: str) -> Submission:
    """Fill in 情况说明 of one row."""
    entries = tuple(
        replace(entry, note=Entry(said, entry.cell("情况说明"))) if entry.indicator.value == row else entry
        for entry in submission.management
    )
    return replace(submission, management=entries)


def all_met(submission: Submission) -> Submission:
    """Every target met and all of the budget spent."""
    return change_budget(change_indicator(submission, MISSED, actual=95), execution_rate=100)


def goals(*said: tuple[str, str | None]) -> tuple[Goal, ...]:
    return tuple(
        Goal(
            number=Entry(n, ref("绩效目标", f"A{n + 2}")),
            title=text(title, "绩效目标", f"B{n + 2}"),
            text=text(more, "绩效目标", f"C{n + 2}") if more else None,
        )
        for n, (title, more) in enumerate(said, 1)
    )


def points(first_row: int, *said: tuple[str | None, str | None]) -> tuple[TaskText, ...]:
    return tuple(
        TaskText(
            title=text(title, "重点工作", f"C{row}") if title else None,
            text=text(more, "重点工作", f"D{row}") if more else None,
        )
        for row, (title, more) in enumerate(said, first_row)
    )


def task(
    row: int,
    title: str | None,
    said: str | None,
    *,
    listed: tuple[TaskText, ...] = (),
    parts: tuple[TaskText, ...] = (),
) -> KeyTask:
    head = points(row, (title, said))[0]
    return KeyTask(
        number=Entry(row, ref("重点工作", f"A{row}")),
        title=head.title,
        text=head.text,
        enumeration=listed,
        subitems=parts,
    )


def listed(sheet: str, *said: str) -> tuple[NumberedParagraph, ...]:
    return tuple(
        NumberedParagraph(number=Entry(n, ref(sheet, f"A{n + 2}")), text=text(one, sheet, f"B{n + 2}"))
        for n, one in enumerate(said, 1)
    )


def reasons(submission: Submission, *said: str) -> Submission:
    """Replace 变动原因."""
    told = tuple(text(one, "三公经费", f"D{n}") for n, one in enumerate(said, 3))
    return replace(submission, three_public=replace(submission.three_public, reasons=told))


def _every_symbol() -> Submission:
    """One indicator of each symbol missed."""
    submission = change_indicator(reference(), "C01", symbol=">", actual=500, reason="名单核减")
    submission = change_indicator(submission, "C06", actual=98, reason="两处场所停业")
    submission = change_indicator(submission, "C02", symbol="<", target=5, actual=5, reason="合并新设")
    return change_indicator(submission, "X01", symbol="≤", actual=1, reason="一起意外事件")


def _qualitative() -> Submission:
    """定性 indicators: not done, partly done, and scored by hand on a text of its own."""
    submission = reference()

    def state(code: str, done: str, **more: object) -> None:
        nonlocal submission
        values: dict[str, object] = {"symbol": "定性", "target": None, "target_text": "完善机制", "actual": None}
        submission = change_indicator(submission, code, **values, actual_text=done, reason="机制尚在试行", **more)

    state("X02", "未达成")
    state("C03", "部分达成0.8")
    state("C04", "机制已建立，部分社区尚未运行。", method="人工计分", deduction=1)
    return submission


def _every_row_lost() -> Submission:
    submission = reasons(reference(), "办公用车集中维修", "接待任务增加")
    for row in MANAGEMENT_ROWS:
        submission = lose(submission, row)
    return submission


NOT_CONCERNED_ROWS = (
    *("新增预算项目事前绩效评估", "采购意向公开合规性", "采购内控制度建设", "采购活动合规性", "采购合同签订时效性"),
    *("合同备案时效性", "采购政策效能", "资产配置合规性", "资产收益上缴的及时性", "资产盘点情况", "数据质量"),
    *("资产管理合规性", "固定资产利用率"),
)


def expenses(submission: Submission, budget: str, actual: str, *reasons_given: str) -> Submission:
    """Replace both amounts of 三公经费 and the reasons."""
    total = submission.three_public.total
    total = replace(
        total, budget=total.budget._replace(value=Decimal(budget)), actual=total.actual._replace(value=Decimal(actual))
    )
    submission = replace(submission, three_public=replace(submission.three_public, total=total))
    return reasons(submission, *reasons_given)


def in_place(submission: Submission, district: str, office: str) -> Submission:
    """Move the office to another place; its names follow."""
    own = submission.office
    names = {"district": district, "full_name": f"{district}{office}人民政府", "name": f"{office}人民政府"}
    entries = {field: getattr(own, field)._replace(value=name) for field, name in names.items()}
    return replace(submission, office=replace(own, short_name=own.short_name._replace(value=office), **entries))


def _nothing_concerned() -> Submission:
    """A 镇 of a 县 without procurement, assets and 三公经费."""
    submission = change_budget(reference(), fixed_assets=None, fixed_assets_in_use=None)
    for row in NOT_CONCERNED_ROWS:
        submission = change_management(submission, row, value="不涉及")
    return in_place(expenses(submission, "0", "0"), "示例县", "示例镇")


def _reasons_of_every_kind() -> Submission:
    submission = change_indicator(reference(), MISSED, reason="因部分患者迁出。已重新登记。")
    submission = change_indicator(submission, "C01", actual=480, reason="由于名单核减")
    submission = change_indicator(submission, "C06", actual=98, reason="主要原因：两处场所停业；")
    submission = change_indicator(submission, "X01", symbol="≤", actual=1, reason="受台风影响")
    submission = lose(submission, "经济成本控制情况")
    return change_management(submission, "经济成本控制情况", reason="因办公场所维修增加支出")


def _everything_filled_in() -> Submission:
    submission = reasons(reference(), "从严控制“三公”经费开支；", "报废汽车两台，公车运行维护费减少。")
    submission = note(submission, "财务管理合规性", "有完善的财务管理制度，资金拨付审批程序和手续完整。")
    submission = note(submission, "采购内控制度建设", "已制定政府采购工作内部管理制度。")
    submission = note(submission, "采购活动合规性", "采购工作均已按规定公开及备案")
    submission = note(submission, "经济成本控制情况", "公用经费严格按照规定使用。")
    first = task(
        3,
        "提升城市治理水平",
        None,
        listed=points(4, ("推动“门前三包”落实", "创新开展“一码一铺”工作。"), (None, "加强违法建设治理")),
    )
    second = task(
        6,
        "保障和改善民生方面",
        "紧密围绕民生需求，持续投入并优化资源配置。",
        parts=points(7, ("帮扶困难群体1968人次", "开展了多次帮扶活动。"), (None, "优生优育服务覆盖率达100%。")),
    )
    return replace(
        submission,
        honours=text("获评广东省信访工作示范街道", "基本信息", "B14"),
        goals=goals(("加强招商引资", "搭建合作平台"), ("优化营商环境。", None), ("提升治理水平；", "改善民生。")),
        tasks=(first, second),
        problems=listed("存在问题", "绩效评价流程不清晰。", "结果运用有待加强"),
        measures=listed("改进措施", "加强绩效业务学习及培训。", "落实绩效管理主体责任"),
    )


def _nothing_optional() -> Submission:
    submission = reference()
    return replace(
        submission,
        office=replace(submission.office, attachment_number=None),
        goals=goals(("加强招商引资", None)),
        tasks=(task(3, None, "积极开展社区党员教育培训。"),),
        three_public=replace(submission.three_public, reasons=()),
        problems=(),
        measures=(),
    )


def _long_lists() -> Submission:
    numbers = range(1, 13)
    items = points(4, *((f"事项{n}", f"第{n}项已办结") for n in numbers))
    submission = reasons(reference(), *(f"原因{n}" for n in range(1, 12)))
    return replace(
        submission,
        goals=goals(*((f"目标{n}", None) for n in numbers)),
        tasks=(task(3, "办好实事", None, listed=items),),
        problems=listed("存在问题", *(f"问题{n}。" for n in range(1, 12))),
    )


def _several_paragraphs() -> Submission:
    submission = note(reference(), "绩效管理制度建设", "已建立绩效管理办法。\n对绩效较差的部门进行通报")
    return replace(
        submission,
        goal_overview=text("坚持高质量发展目标。\n全力以赴抓好重点工作。", "基本信息", "B12"),
        tasks=(
            task(
                3,
                "加强党的建设",
                "积极开展培训。\n慰问困难党员。",
                parts=points(4, ("建设阵地2个", "选址完成。\n装修完成")),
            ),
        ),
        problems=listed("存在问题", "流程不清晰。\n责任意识不强。", "结果运用不够。"),
    )


def _end_marks() -> Submission:
    """Texts that end in all ways that clerks end them."""
    submission = reasons(note(reference(), "财务管理合规性", "管理规范，"), "报废汽车两台；")
    submission = lose(submission, "数据质量")
    return replace(
        change_management(submission, "数据质量", reason="系统迁移。"),
        goal_overview=text("坚持高质量发展", "基本信息", "B12"),
        conclusion_overview=text("各项事业健康发展！", "基本信息", "B13"),
        honours=text("获评“示范街道”", "基本信息", "B14"),
        goals=goals(("招商引资。", "搭建平台；"), ("优化环境；", "落实政策，")),
        tasks=(task(3, "加强党建。", "开展培训；", listed=points(4, ("慰问党员；", "慰问500人次,"))),),
        problems=listed("存在问题", "流程不清晰（见附表）", "意识不强……"),
        measures=listed("改进措施", "学习《办法》", "强调“花钱必问效”。"),
    )


VARIATIONS: dict[str, Submission] = {
    "没有情况说明": reference(),
    "达标后重新编号": change_indicator(reference(), MISSED, actual=92),
    "全部达标": all_met(reference()),
    "各种符号": _every_symbol(),
    "达标仍扣分": change_indicator(
        reference(), MISSED, actual=92, method="人工计分", deduction=1, reason="发放时间晚于规定。"
    ),
    "定性指标": _qualitative(),
    "管理效率各行都扣分": _every_row_lost(),
    "三公经费超支": lose(reference(), THREE_PUBLIC),
    "结转结余率踩线": change_budget(reference(), carry_over_rate=10),
    "执行率由季度算得": change_budget(reference(), execution_rate=None, quarters="2000 5500 8700 11400"),
    "不涉及": change_management(
        change_management(reference(), "新增预算项目事前绩效评估", value="不涉及"),
        "资产收益上缴的及时性",
        value="不涉及",
    ),
    "都不涉及": _nothing_concerned(),
    "三公经费持平": expenses(reference(), "9.63", "9.63"),
    "三公经费没有预算": expenses(lose(reference(), THREE_PUBLIC), "0", "3.8"),
    "三公经费没有支出": expenses(reference(), "9.63", "0", "因公务接待减少。"),
    "各种原因": _reasons_of_every_kind(),
    "都填了": _everything_filled_in(),
    "可选的都没填": _nothing_optional(),
    "十条以上": _long_lists(),
    "格子里分段": _several_paragraphs(),
    "各种句末": _end_marks(),
}


def rubric(resources: Resources) -> Rubric:
    made = load_rubric(resources, 2024).value
    assert made is not None
    return made


def library(resources: Resources, rules: Rubric) -> WordingLibrary:
    """A library of the wording under ``resources``."""
    return WordingLibrary(resources, vocabulary(rules))


def scored(submission: Submission, rules: Rubric) -> Scorecard:
    made = score(submission, rules).value
    assert made is not None
    return made


def narrative(submission: Submission, rules: Rubric, wording: Wording) -> Narrative:
    """The narrative of a submission in which nothing but braces may be wrong."""
    written = write(submission, scored(submission, rules), wording)
    assert {problem.code for problem in written.diagnostics} <= {"E250", "E252"}
    assert written.value is not None
    return written.value


def telling(text: str, rules: Rubric, submission: Submission | None = None, level: Level = Level.BODY) -> Dossier:
    """A dossier whose finished text is this one paragraph, which stands in the cell 重点工作!D3."""
    submission = submission or reference()
    first, *others = submission.tasks
    entry = Entry(text, ref("重点工作", "D3"))
    submission = replace(submission, tasks=(replace(first, text=entry), *others))
    use = FigureUse(start=0, end=len(text), name="内容", sources=(entry.ref,))
    origin = TextRef(file="wording/默认/30-履职效能.txt", line=1)
    block = Block(level=level, text=text, lead=0, origin=origin, figures=(use,))
    return dossier(submission, scored(submission, rules), Narrative(title="", blocks=(block,)))


def facts(submission: Submission, rules: Rubric) -> Facts:
    return Facts(submission, scored(submission, rules))
