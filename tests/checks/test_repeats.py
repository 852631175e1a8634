"""Text that was copied: from last year's workbook, or within one workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from submissions import dossier, ref, reference, text
from variations import goals, listed, narrative, note, points, scored, task, telling

from reportgen.checks import repeats
from reportgen.checks.dossier import Dossier
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.submission import Submission
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Narrative
from reportgen.writing.wording import Wording

Check = Callable[[Dossier], Iterator[Diagnostic]]
CELL = ref("重点工作", "D3")
CHECKS: list[Check] = [repeats.prose_is_new, repeats.nothing_stands_twice, repeats.no_word_stands_twice]


def problems_of(check: Check, dossier: Dossier) -> list[tuple[str, object]]:
    return [(problem.code, problem.place) for problem in check(dossier)]


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


# --- within one workbook ------------------------------------------------------------------------------------

VISIT = "在春节、中秋等节点对重病户、孤寡老人开展走访慰问，把关怀送到群众心坎上。"
METHOD = "整合司法、信访力量，推行“调解员+律师”工作模式，把问题化解在萌芽状态。"


def filled(**parts: object) -> Submission:
    """The sample with other texts; problems and measures of it are left out, so that only these are compared."""
    return replace(reference(), **({"tasks": (), "problems": (), "measures": (), "honours": None} | parts))  # type: ignore[arg-type]


def twice(submission: Submission, rules: Rubric) -> list[tuple[str, str, str]]:
    found = repeats.nothing_stands_twice(dossier(submission, scored(submission, rules), Narrative(title="", blocks=())))
    return [(problem.code, address(problem), problem.message) for problem in found]


def address(problem: Diagnostic) -> str:
    assert isinstance(problem.place, CellRef)
    return problem.place.address


@pytest.mark.parametrize(
    "again",
    [
        VISIT,
        f"落实帮扶责任。{VISIT}",
        VISIT.replace("，", "， "),
        f"2024年{VISIT}",
        f"二是{VISIT}",
        "在春节、中秋等节点对重病户、孤寡老人开展走访慰问，把关怀送进群众心坎上。",
        "统筹各方资源，在春节、中秋等节点对重病户、孤寡老人开展走访慰问，把关怀送到群众心坎上。",
    ],
)
def test_a_sentence_of_another_cell(again: str, rules: Rubric) -> None:
    submission = filled(tasks=(task(3, None, VISIT, listed=points(4, (None, again))),))
    assert [(code, place) for code, place, _ in twice(submission, rules)] == [("W658", "重点工作!D4")]
    assert "重点工作!D3" in twice(submission, rules)[0][2]


@pytest.mark.parametrize(
    "sentences",
    [
        f"{VISIT}{VISIT}",
        f"{VISIT}慰问困难党员。{VISIT}",
        f"{METHOD}推行“调解员+律师”工作模式，把问题化解在萌芽状态。",
        f"{VISIT}\n{VISIT}",
        "工单自动派发、超时自动预警，工单自动派发、超时自动预警。",
        "进一步加强培训，进一步加强培训，提高业务水平。",
        "完善河道长效管护机制，清理漂浮物12吨，完善河道长效管护机制。",
    ],
)
def test_a_sentence_twice_in_one_cell(sentences: str, rules: Rubric) -> None:
    submission = filled(tasks=(task(3, None, sentences),))
    assert [(code, place) for code, place, _ in twice(submission, rules)] == [("W658", "重点工作!D3")]


@pytest.mark.parametrize(
    ("submission", "places"),
    [
        (filled(goals=goals(("守住安全底线", None), ("改善环境", None), ("守住安全底线", None))), 1),
        (filled(goals=goals(("守住底线", VISIT), ("改善环境", VISIT))), 1),
        (filled(goals=goals(("守住底线", "规范秩序"), ("改善环境", "规范秩序"))), 1),
        (filled(problems=listed("存在问题", "绩效意识不强。", "流程不清。", "绩效意识不强。")), 1),
        (filled(measures=listed("改进措施", "加强培训。", "加强培训。", "加强培训。")), 2),
        (filled(problems=listed("存在问题", METHOD), measures=listed("改进措施", METHOD)), 1),
        (note(filled(tasks=(task(3, None, VISIT),)), "绩效管理制度建设", f"制度健全。{VISIT}"), 1),
        (filled(conclusion_overview=text(f"成效明显。{METHOD}", "基本信息", "B12"), tasks=(task(3, None, METHOD),)), 1),
    ],
    ids=("绩效目标", "目标内容", "短的目标内容", "问题", "三条措施", "问题和措施", "情况说明", "自评总述"),
)
def test_an_item_twice(submission: Submission, places: int, rules: Rubric) -> None:
    assert [code for code, _, _ in twice(submission, rules)] == ["W658"] * places


@pytest.mark.parametrize(
    "again",
    [
        "在春节、中秋等节点对困难党员、退役军人开展走访慰问，送去组织的温暖。",
        VISIT.replace("重病户、孤寡老人", "困难群众36户、孤寡老人12名"),
        "把关怀送到群众心坎上。",
        "各项任务按时完成。",
        "坚持以习近平新时代中国特色社会主义思想为指导。",
    ],
)
def test_a_sentence_of_its_own(again: str, rules: Rubric) -> None:
    overview = f"{VISIT}各项任务按时完成。坚持以习近平新时代中国特色社会主义思想为指导。"
    submission = filled(tasks=(task(3, None, overview, listed=points(4, (None, again))),))
    assert twice(submission, rules) == []


def test_new_figures_make_a_new_sentence(rules: Rubric) -> None:
    one, other = (f"组织专场招聘会{n}场，提供就业岗位{n}00个，帮助辖区高校毕业生和失业人员就业。" for n in (3, 5))
    submission = filled(tasks=(task(3, None, one, listed=points(4, (None, other))),))
    assert twice(submission, rules) == []


def test_what_may_be_the_same(rules: Rubric) -> None:
    """A title in its own text, a goal in the task that serves it, short notes, and the reasons of two losses."""
    submission = note(note(filled(), "绩效管理制度建设", "符合规定。"), "财务管理合规性", "符合规定。")
    submission = replace(
        submission,
        goals=goals(("办好民生实事", VISIT)),
        tasks=(task(3, VISIT.removesuffix("。"), VISIT),),
        management=tuple(replace(row, reason=text(METHOD, "管理效率", "D9")) for row in submission.management),
    )
    assert twice(submission, rules) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "开展联合执法执法。",
        "多方筹资安装安装充电端口。",
        "干部入户入户宣讲政策。",
        "良好的的环境。",
        "加强绩效管理绩效管理工作。",
        "12月月底前完成。",
        "支出5万万元。",
        "支出5万元元。",
        "完成率达95%%。",
        "解决了了群众难题。",
        "积极积极推进。",
        "进一步进一步加强管理。",
    ],
)
def test_a_word_twice_in_a_row(sentence: str, rules: Rubric) -> None:
    assert problems_of(repeats.no_word_stands_twice, telling(sentence, rules)) == [("W659", CELL)]


@pytest.mark.parametrize(
    "sentence",
    [
        "一件一件办、一户一户查，家家户户、方方面面都顾到。",
        "志愿服务服务时长稳步增加，和平社区社区工作者到岗，区人民政府政府采购平台上线。",
        "哈哈哈哈，2024202412，……——",
        "大力推进垃圾分类，分类投放、分类收集。",
    ],
)
def test_a_word_that_may_stand_twice(sentence: str, rules: Rubric) -> None:
    assert problems_of(repeats.no_word_stands_twice, telling(sentence, rules)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "一月一会商，一月一通报；不松劲、不停步，不松劲、再加力。",
        "甲村12户，已全部完成整改，乙村15户，已全部完成整改。",
        "谁主管谁负责、谁审批谁负责、谁监管谁负责。",
        "查隐患、促整改，查短板、促提升，查作风、促落实。",
    ],
)
def test_clauses_that_are_alike_on_purpose(sentence: str, rules: Rubric) -> None:
    assert twice(filled(tasks=(task(3, None, sentence),)), rules) == []


# --- all of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_silent_on_what_is_sound(check: Check, rules: Rubric, wording: Wording) -> None:
    submission = reference()
    sound = dossier(submission, scored(submission, rules), narrative(submission, rules, wording))
    assert list(check(sound)) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("piece", ["汉", "汉字", "，", "一是", "各项工作有序推进，", f"{VISIT}", "《", "1。"])
def test_hostile_text_is_read_in_bounded_work(check: Check, piece: str, rules: Rubric) -> None:
    hostile = telling((piece * 32_000)[:32_000], rules)
    assert all(isinstance(problem.place, CellRef) for problem in check(replace(hostile, last_year=hostile.submission)))
