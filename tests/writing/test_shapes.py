"""The shapes of real documents of this kind (文种): what each of their paragraphs says, said by a set from the form.

A paragraph is told by its kind, the heading under which it stands, and the facts that it holds; the offices are
invented. Nine of ten paragraphs of a shape must be there, each with all of its facts together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import make_samples
import pytest
from test_set_samples import under_another_scheme
from workbooks import SAMPLE

from reportgen.forms.blank import form_workbook
from reportgen.pipeline import Pipeline, Report
from reportgen.resources import Resources
from reportgen.scoring.rubric import load_rubric
from reportgen.writing.narrative import Level

PROCESS = "投入过程产出效果"


class Paragraph(NamedTuple):
    """A paragraph of a shape; ``section`` is a heading above it, or the kind of line that it is."""

    kind: str
    section: str
    facts: tuple[str, ...]


def says(kind: str, section: str, *facts: str) -> Paragraph:
    return Paragraph(kind, section, facts)


# --- A: 说明 as an annex (荔湾) --------------------------------------------------------------------------------

ANNEX = (
    says("number of the annex", "附件", "附件4"),
    says("title", "标题", "2024年度", "示例一街道办事处", "部门整体支出绩效自评表说明"),
    says(
        "goals, with what is aimed at",
        "部门整体支出绩效目标",
        "认真履行部门职责",
        "一是提升政务服务效能",
        "三是规范财务",
    ),
    says("conclusion with honours and the total", "自评结论", "示例一街道落实年度工作部署", "获评示例区", "100分"),
    says(
        "points of what was performed", "履职效能分析", "均已完成", "50分", "产出指标完成情况得分20分", "支出率得分10分"
    ),
    says("a task with figures", "履职效能分析", "2.服务企业", "12.5亿元", "106家次"),
    says("a part of a task", "履职效能分析", "（1）做好项目储备", "谋划储备2025年度重点项目"),
    says("a task with its points listed", "履职效能分析", "5.围绕“一老一小”", "一是", "二是发展养老服务", "90%"),
    says("points of management", "管理效率分析", "管理效率得分50分", "满分50分"),
    says("budgeting", "预算编制方面得分3分。", "5个方面开展评估"),
    says("the rate of what was carried over", "预算执行方面得分4分。", "财政拨款结转结余率为0%", "10%"),
    says("disclosure", "信息公开方面得分4分。", "二十日内向社会公开"),
    says("performance management", "绩效管理方面得分15分。", "《预算绩效管理工作规程》"),
    says("procurement", "采购管理方面得分10分。", "采购意向、合同均按规定公开"),
    says("assets", "资产管理方面得分10分。", "固定资产利用率为98%"),
    says("costs", "运行成本方面得分4分。", "办公用纸双面打印"),
    says("三公 against the budget", "运行成本方面得分4分。", "8.45万元", "8.28万元", "减少0.17万元"),
)

# --- B: 自评报告 with a cover and the basics of the office (粤西) ------------------------------------------------

REPORT_WITH_BASICS = (
    says("year", "封面", "评价年度：2024年"),
    says("office with its seal", "封面", "示例县青溪乡人民政府（公章）"),
    says("date", "封面", "2025年3月12日"),
    says("contact", "封面", "联系人：王小青"),
    says("telephone", "封面", "0700-1234567"),
    says("title without an annex", "标题", "2024年度示例县青溪乡人民政府部门整体支出绩效自评报告"),
    says("basis with its number", "标题", "《关于开展2024年度", "示县财〔2025〕8号", "报告如下"),
    says("working group, in the introduction", "标题", "乡长任组长", "报告如下"),
    says("duties, numbered", "主要职能", "（一）宣传贯彻党的路线方针政策"),
    says("another duty", "主要职能", "（二）负责农业农村"),
    says("departments and their number", "机构设置", "5个", "乡村振兴办公室"),
    says("positions and staff", "人员情况", "编制48名", "行政编制28名", "45人", "事业人员18人"),
    says("work of the year", "年度总体工作和重点工作任务", "以人居环境整治和粮食安全为重点"),
    says("a task", "年度总体工作和重点工作任务", "新建农村污水管网12公里", "420万元"),
    says("another task", "年度总体工作和重点工作任务", "整治撂荒耕地", "85万元"),
    says("goals", "部门整体支出绩效目标", "坚持农业农村优先发展", "一是守牢粮食安全"),
    says("goals with signs", "部门整体支出绩效目标", "村级集体经济收入增长率≥5%", "垃圾无害化处理率≥98%"),
    says("organisation", "自评组织", "各办公室收集整理资料", "形成自评结论"),
    says("what was examined", "自评组织", "部门预算安排的全部资金"),
    says("list of documents", "自评依据", "《示例县预算绩效管理办法》"),
    says("methods", "自评方法", "比较法、公众评判法"),
    says("total and grade", "自评结论", "96.96分", "等级为“优”", "投入（20分）得分20分"),
    says("a 二级指标 with its points", "过程自评情况", "预算执行分值15分", "得分12.9分", "预算调整率得分2分"),
    says("a reason of lost points", "过程自评情况", "预算调整率为4.96%", "年中追加", "扣1分"),
    says("an indicator that was missed", "产出自评情况", "10.5公里", "12公里", "汛期雨水偏多", "扣0.94分"),
    says("problem", "存在问题", "工期安排留有余地不足"),
    says("measure", "改进措施", "汛期前完成主要土建工程"),
)

# --- C: 报告 with a date and a signature (湖南) ------------------------------------------------------------------

REPORT_WITH_FINANCES = (
    says("title", "标题", "示例市示例区白石镇人民政府2024年度部门整体支出绩效自评报告"),
    says("total, first of all", "自评得分情况", "97.81分", "等级为“优”", "效果（20分）得分20分"),
    says("duties", "主要职能", "贯彻执行上级党委、政府的决策部署"),
    says("departments", "机构设置", "7个", "应急管理办公室"),
    says("staff", "人员情况", "编制76名", "72人", "离退休人员38人"),
    says("income against last year with the reason", "收入情况", "5398.36万元", "277.86万元", "圩镇改造资金增加"),
    says("income of a source", "收入情况", "一般公共预算拨款收入", "5080.36万元", "229.86万元"),
    says("income of another source", "收入情况", "政府性基金拨款收入", "230万元"),
    says("expenditure: budget, adjusted, final", "支出情况", "5240万元", "5460.8万元", "5372.36万元", "282.16万元"),
    says("basic expenditure by 人员 and 公用", "支出情况", "2431.86万元", "2119.36万元", "公用经费312.5万元"),
    says("projects with the reason", "支出情况", "2920.5万元", "增加200.5万元", "新增圩镇街区改造项目"),
    says("三公: budget, actual, last year", "“三公”经费情况", "21万元", "18.6万元", "比上年减少0.6万元"),
    says("a part of 三公", "“三公”经费情况", "公务接待费", "6万元", "4.5万元", "比上年减少0.1万元"),
    says("output by number", "产出指标完成情况", "数量指标", "≥18000平方米", "18600平方米"),
    says("output by quality", "产出指标完成情况", "质量指标", "≥98%", "96%"),
    says("what was missed, with the reason", "产出指标完成情况", "安全隐患整改率", "96%", "两家企业整改工期延到次年"),
    says("output in time", "产出指标完成情况", "时效指标", "=100%"),
    says("output by cost", "产出指标完成情况", "成本指标", "≤260元", "248元"),
    says("economic effect", "效益指标完成情况", "经济效益指标", "≥6%", "6.4%"),
    says("social effect", "效益指标完成情况", "社会效益指标", "≥96%", "98%"),
    says("lasting effect", "效益指标完成情况", "可持续影响指标", "建立管护机制", "达成"),
    says("satisfaction", "满意度指标完成情况", "居民满意度", "≥90%", "92.5%"),
    says("problem", "存在的问题", "预算编制的前瞻性不够"),
    says("measure", "改进措施", "做细项目支出测算"),
    says("other matters", "其他需要说明的问题", "尾款按合同在次年支付"),
    says("office at the end", "落款", "示例市示例区白石镇人民政府"),
    says("date at the end", "落款", "2025年3月20日"),
)

# --- D: 自评表 with 说明, of a department of a city or a district ---------------------------------------------------

TABLE_WITH_TEXT = (
    says("year", "封面", "评价年度：2024年"),
    says("goal and outcome side by side", "自评结论", "坚持农业农村优先发展", "完成情况：除新建农村污水管网长度外"),
    says("expenditure by source", "部门收支情况", "2934.08万元", "财政拨款支出2919.08万元", "其他资金支出15万元"),
    says("expenditure by kind", "部门收支情况", "基本支出1486.28万元", "项目支出1432.8万元"),
    says("a task with its amount", "年度总体工作和重点工作任务", "新建农村污水管网12公里", "420万元"),
    says("another task with its amount", "年度总体工作和重点工作任务", "整治撂荒耕地", "85万元"),
    says("an indicator", "自评表", "粮食播种面积", "≥12600亩", "12680亩"),
    says("an indicator that was missed", "自评表", "新建农村污水管网长度", "≥12公里", "10.5公里", "汛期雨水偏多"),
    says("the reason of the whole as one paragraph", "自评结论", "总体目标未全部完成的原因", "工期推迟到次年"),
    says("score of the first part", "自评表", "预算编制情况合计", "20"),
    says("score of the second part", "自评表", "预算执行情况合计", "30", "27.9"),
    says("score of the last part", "自评表", "预算使用效益合计", "20"),
    says("all parts in one sentence", "自评结论", "预算编制情况（20分）", "预算使用效益（20分）"),
    says("the table gives the total", "自评表", "总分", "100", "96.96"),
)


def with_basics() -> dict[str, Any]:
    """The office of the set with basics, under a scheme with grades, with a contact and numbered duties."""
    data = under_another_scheme(make_samples.plain_data(make_samples.SETS["基本情况型"]), PROCESS)
    duties = "（一）宣传贯彻党的路线方针政策。\n（二）负责农业农村、公共服务和应急管理等工作。"
    rows = [{**row, "内容": duties} if row["项目"] == "主要职能" else row for row in data["单位概况"]]
    return {**data, "单位概况": [*rows, {"项目": "联系人", "内容": "王小青"}]}


def of_another_scheme(folder: Path, shipped: Resources) -> Resources:
    """The templates with one more scheme, whose 一级指标 have names of their own."""
    text = (shipped.roots[0] / f"rules/2024-{PROCESS}.toml").read_text(encoding="utf-8")
    for old, new in (("投入", "预算编制情况"), ("过程", "预算执行情况"), ("效果", "预算使用效益")):
        text = re.sub(f'^(name|level1) = "{old}"$', f'\\1 = "{new}"', text, flags=re.MULTILINE)
    (folder / "rules").mkdir()
    text = text.replace(f'scheme = "{PROCESS}"', 'scheme = "预算绩效"')
    (folder / "rules/2024-预算绩效.toml").write_text(text, encoding="utf-8")
    return Resources((folder, *shipped.roots))


def built(resources: Resources, path: Path) -> Report:
    outcome = Pipeline(resources).report(path)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def written(folder: Path, data: dict[str, Any], resources: Resources) -> Report:
    scheme = data["基本信息"]["评分方案"]
    rubric = load_rubric(resources, 2024, scheme).value
    assert rubric is not None
    path = folder / "示例 填报表.xlsx"
    made = make_samples.contents(data, "虚构的单位")
    path.write_bytes(form_workbook(rubric, made, created=make_samples._SAVED))
    return built(resources, path)


@pytest.fixture
def reports(shipped: Resources, tmp_path: Path) -> dict[str, Report]:
    (folder := tmp_path / "另一个 方案").mkdir()
    table = with_basics()
    table = {**table, "基本信息": {**table["基本信息"], "评分方案": "预算绩效"}}
    return {
        "A": built(shipped, SAMPLE.parent / "示例区2024/示例一街道.xlsx"),
        "B": written(tmp_path, with_basics(), shipped),
        "C": built(shipped, SAMPLE.parent / "文体/报告型.xlsx"),
        "D": written(tmp_path, table, of_another_scheme(folder, shipped)),
    }


_NUMBERING = re.compile(r"^(?:（?[一二三四五六七八九十]+[、）]|\d+\.)")


def paragraphs(report: Report) -> Iterator[tuple[set[str], str]]:
    """Each paragraph and row of the annex, and the headings above it with the kind of line that it is."""
    headings: dict[Level, str] = {}
    ranks = list(Level)
    for block in report.narrative.blocks:
        if block.level is not Level.BODY:
            headings = {
                level: text for level, text in headings.items() if ranks.index(level) < ranks.index(block.level)
            }
        yield {*headings.values(), block.level.value}, block.text
        if block.level is not Level.BODY:
            headings[block.level] = _NUMBERING.sub("", block.text)
            if block.level is Level.TITLE:
                headings[block.level] = Level.TITLE.value
    if report.narrative.annex:
        yield from (({"自评表"}, "｜".join(row)) for row in report.narrative.annex.rows)


SHAPES = {"A": ANNEX, "B": REPORT_WITH_BASICS, "C": REPORT_WITH_FINANCES, "D": TABLE_WITH_TEXT}
LEFT_OUT = {"A": [], "B": ["working group, in the introduction"], "C": [], "D": []}


def test_what_each_shape_says_is_said_from_the_form(reports: dict[str, Report]) -> None:
    """The one paragraph left out stands elsewhere: the set names the working group under 自评组织."""
    for shape, wanted in SHAPES.items():
        lines = list(paragraphs(reports[shape]))
        silent = [
            one.kind
            for one in wanted
            if not any(one.section in where and all(fact in text for fact in one.facts) for where, text in lines)
        ]
        assert len(silent) <= len(wanted) / 10, (shape, silent)
        assert silent == LEFT_OUT[shape], shape
