"""Extraction: what comes back of documents of our own, of the published original, and of single sentences."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from documents.handwritten import documents, made
from documents.originals import docx_of, original_paragraphs
from reportgen.documents.draft import FilledRow
from reportgen.documents.extraction import Extraction, Fate, extract
from reportgen.documents.filling import FilledForm, form_of
from reportgen.documents.inversion import Matcher, patterns_of, plain_text
from reportgen.documents.places import Atlas, answers, atlas_of
from reportgen.documents.reading import Paragraph, read
from reportgen.documents.rebuilding import Rebuilding, rebuild
from reportgen.documents.sentences import figure_patterns, figures_in, stated_indicators
from reportgen.documents.title import names_in
from reportgen.forms.blank import Contents, form_workbook
from reportgen.intake import form
from reportgen.intake.reading import read_submission
from reportgen.numeric import plain
from reportgen.output.delivery import report_date
from reportgen.output.pdf import find_libreoffice, to_pdf
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric
from reportgen.writing.narrative import Level
from reportgen.writing.source import WordingFile

DATA = Path(__file__).parents[2] / "data"
OWN = sorted((DATA / "示例区2024").glob("*.xlsx"))
LIBREOFFICE = find_libreoffice().value


@pytest.fixture(scope="session")
def atlas(rules: Rubric) -> Atlas:
    return atlas_of(rules)


@pytest.fixture(scope="session")
def pipeline(shipped: Resources) -> Pipeline:
    return Pipeline(shipped)


def rebuilt(
    paragraphs: tuple[Paragraph, ...], rules: Rubric, shipped: Resources, atlas: Atlas
) -> tuple[Extraction, Rebuilding]:
    names = names_in(paragraphs)
    assert names is not None
    extraction = extract(paragraphs, rules, shipped, names, atlas)
    rows = {name: [row.cells for row in rows] for name, rows in extraction.rows.items()}
    data = form_workbook(rules, Contents(rows=rows), created=report_date(rules.year))
    return extraction, rebuild(data, rules, shipped, [paragraph.text for paragraph in paragraphs])


def certain_numbers(extraction: Extraction) -> set[tuple[str, str, str, Decimal]]:
    """The numbers that are not marked: sheet, name of the row, column and value; 填报值 and numbering aside."""
    numbers = set()
    for sheet in form.SHEETS:
        for row in extraction.rows[sheet.name]:
            name = str(row.cells.get(sheet.row_name or "序号", ""))
            for column, value in row.cells.items():
                counts = isinstance(value, int | Decimal) and column not in ("序号", form.MANAGEMENT.value.name)
                if counts and not row.remarks.get(column, ("", False))[1]:
                    numbers.add((sheet.name, name, column, Decimal(value)))
    return numbers


# --- documents of our own --------------------------------------------------------------------------------


@pytest.mark.parametrize("workbook", [DATA / "2024.xlsx", *OWN], ids=lambda path: path.stem)
def test_a_document_of_our_own_comes_back(
    workbook: Path, pipeline: Pipeline, rules: Rubric, shipped: Resources, atlas: Atlas
) -> None:
    """The bound of one document is lower: a rate that was computed from quarters comes back as a plain one."""
    report = pipeline.report(workbook).value
    if report is None:
        pytest.skip("one of the three broken workbooks")
    paragraphs = read(report.document).value
    assert paragraphs is not None
    extraction, rebuilding = rebuilt(paragraphs, rules, shipped, atlas)
    assert rebuilding.share >= 98.9
    assert extraction.listed == ()
    text = "".join(paragraph.text for paragraph in paragraphs)
    assert {one for one in certain_numbers(extraction) if plain(one[3]) not in text} == set()
    submission = read_submission(workbook).value
    assert submission is not None
    budget = {item.name: entry.value for item, entry in submission.budget.entries()}
    total = submission.three_public.total.amounts
    for sheet, name, column, value in certain_numbers(extraction):
        if sheet == form.BUDGET.name and name in budget:
            assert value == budget[name]
        if sheet == form.THREE_PUBLIC.name and name == form.THREE_PUBLIC.total.name:
            assert value == total[column == form.THREE_PUBLIC.actual.name]


def test_of_all_documents_of_our_own_together_99_percent_come_back(
    pipeline: Pipeline, rules: Rubric, shipped: Resources, atlas: Atlas
) -> None:
    characters = returned = 0
    for workbook in OWN[::4]:
        report = pipeline.report(workbook).value
        paragraphs = read(report.document).value if report else None
        if paragraphs:
            _, rebuilding = rebuilt(paragraphs, rules, shipped, atlas)
            characters += sum(one.characters for one in rebuilding.paragraphs)
            returned += sum(one.returned for one in rebuilding.paragraphs)
    assert characters > 10_000
    assert returned >= 0.99 * characters


@pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice is not installed")
def test_a_pdf_of_our_own_comes_back(pipeline: Pipeline, rules: Rubric, shipped: Resources, atlas: Atlas) -> None:
    report = pipeline.report(DATA / "2024.xlsx").value
    assert report is not None
    assert LIBREOFFICE is not None
    pdfs = to_pdf(LIBREOFFICE, {"说明.docx": report.document}).value
    assert pdfs is not None
    paragraphs = read(next(iter(pdfs.values()))).value
    assert paragraphs is not None
    extraction, rebuilding = rebuilt(paragraphs, rules, shipped, atlas)
    assert rebuilding.share >= 98.5
    assert extraction.listed == ()


# --- the published original ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def original(shipped: Resources, tmp_path_factory: pytest.TempPathFactory) -> FilledForm:
    path = tmp_path_factory.mktemp("原文") / "去年.docx"
    path.write_bytes(docx_of(original_paragraphs()))
    outcome = form_of(path, shipped)
    assert outcome.value is not None
    assert {problem.code for problem in outcome.diagnostics} == {"W866", "W867"}
    return outcome.value


def test_98_percent_of_the_original_come_back(original: FilledForm) -> None:
    assert original.rebuilding.share >= 98
    assert original.names.known == {
        "年度": "2024",
        "单位.全称": "广州市荔湾区人民政府金花街道办事处",
        "单位.名称": "金花街道办事处",
        "单位.简称": "金花街道",
    }


def test_every_certain_number_of_the_original_is_right(original: FilledForm) -> None:
    """The target of the missed indicator, its deduction, the rate and 三公经费; everything else is marked."""
    numbers = {(sheet, column, value) for sheet, _, column, value in certain_numbers(original.extraction)}
    assert numbers == {
        ("基本信息", "内容", Decimal(2024)),
        ("绩效指标", "年度指标值", Decimal(90)),
        ("绩效指标", "扣分", Decimal(1)),
        ("预算执行", "数值", Decimal(95)),
        ("三公经费", "年初预算数", Decimal("9.63")),
        ("三公经费", "实际支出数", Decimal("3.8")),
    } - {("基本信息", "内容", Decimal(2024))}


def test_the_sentence_with_a_slip_is_listed(original: FilledForm) -> None:
    ((heading, text),) = original.extraction.listed
    assert heading == "管理效率分析"
    assert text.startswith("2024年金花街道办事处部门管理率情况")


# --- the wording turned round ----------------------------------------------------------------------------


def matchers(text: str, **known: str) -> list[Matcher]:
    file = WordingFile(name="10-甲.txt", area="wording", layer="默认", text=text)
    return [Matcher(pattern) for pattern in patterns_of({file.name: file}, known)]


def values(template: str, text: str) -> dict[str, str] | None:
    (matcher,) = matchers(template)
    reading = matcher.read(plain_text(text))
    return {"".join((c.path, *map(str, c.turns))): c.text for c in reading.captures} if reading else None


LIST = (
    "总述：{{ 总述|成句 }}{% for 项 in 项目 %}"
    "{% if not loop.first or not loop.last %}{{ loop.index|汉字数 }}是{% endif %}"
    '{{ 项.名|去句号 }}{{ "。" if loop.last else "；" }}{% endfor %}'
)


@pytest.mark.parametrize(
    ("template", "text", "wanted"),
    [
        ("得分{{ 甲|分 }}。", "得分９.５ 分。", {"甲": "９.５"}),
        ("得分{{ 甲|分 }}。", "得分九分。", None),
        ("年初预算{{ 甲|万元 }}，支出{{ 乙|万元 }}", "年初预算1,200万元,支出3.8万元", {"甲": "1,200", "乙": "3.8"}),
        ("{% if 有 %}有{{ 甲|去句号 }}{% else %}没有{% endif %}。", "没有。", {}),
        ("{% if 有 %}有{{ 甲|去句号 }}{% else %}没有{% endif %}。", "有“三公”经费。", {"甲": "“三公”经费"}),
        ("因{{ 甲|去句号 }}，扣{{ 乙|分 }}。", "因雨，因雪，扣1分。", {"甲": "雨，因雪", "乙": "1"}),
        (LIST, "总述：好。一是甲；二是乙。", {"总述": "好。", "项目[].名0": "甲", "项目[].名1": "乙"}),
        (LIST, "总述：一是一，二是二。甲。", {"总述": "一是一，二是二。甲。"}),
        ("{# 注 #}甲{{ 乙 }}丙", "甲丙", None),
    ],
)
def test_what_stands_between_fixed_words_is_the_value(template: str, text: str, wanted: dict[str, str] | None) -> None:
    assert values(template, text) == wanted


def test_the_reading_with_the_most_fixed_words_counts() -> None:
    branches = "{% if 一 %}{{ 程度|去句号 }}{% else %}实际为{{ 实际 }}，超过{{ 指标值 }}{% endif %}"
    template = "{{ 名|去句号 }}" + branches + "，扣{{ 分|分 }}。"
    read = values(template, "排查率实际为80%，超过70%，扣1分。")
    assert read == {"名": "排查率", "实际": "80%", "指标值": "70%", "分": "1"}


def test_headings_give_their_paragraphs_a_home() -> None:
    heading, item, text = (
        m.pattern
        for m in matchers("# 问题\n\n{% for 问 in 存在问题 %}\n##- {{ 问.内容|成句 }}\n\n{% endfor %}\n\n完。")
    )
    assert (heading.level, heading.fixed_text) == (Level.FIRST, "问题")
    assert (item.level, item.lists, item.home, item.depth) == (Level.SECOND, ("存在问题",), "问题", 1)
    assert (text.level, text.home, text.depth) == (Level.BODY, "问题", 0)


@pytest.mark.parametrize("text", ["一是甲；" * 8_000, "，扣" * 12_000, "1分" * 12_000, "总述：" + "甲。" * 15_000])
def test_a_hostile_text_takes_bounded_time(text: str) -> None:
    """Each of these would take minutes with patterns that try every way."""
    for template in (
        LIST,
        "{{ 甲|去句号 }}，扣{{ 乙|分 }}，扣{{ 丙|分 }}。",
        "{{ 甲 }}{{ 乙 }}{{ 丙 }}，扣{{ 丁|分 }}！",
    ):
        assert values(template, text) is None
    assert len(list(figures_in(text, 2024))) < 10
    list(stated_indicators(text))


def test_words_find_their_cells_by_themselves(atlas: Atlas) -> None:
    wanted = {
        "三公.预算": ("三公经费", "合计", "年初预算数"),
        "预算.全年支出数": ("预算执行", "全年支出数", "数值"),
        "重点工作[].列举[].标题": ("重点工作", "", "标题"),
        "预算编制.情况说明[].内容": ("管理效率", "新增预算项目事前绩效评估", "情况说明"),
        "收支.收入合计.决算数": ("收支情况", "收入合计", "决算数"),
        "概况.主要职能": ("单位概况", "主要职能", "内容"),
    }
    places = {path: atlas.places[path] for path in wanted}
    assert {path: (p.sheet.name, p.row, p.column.name) for path, p in places.items()} == wanted
    assert atlas.places["重点工作[].列举[].标题"].fixed == (("层级", "列举"),)
    assert atlas.constants["预算编制.名称"] == "预算编制"
    assert "完成情况" not in atlas.constants


def test_answers_follow_from_points(rules: Rubric) -> None:
    criteria = {criterion.name: criterion for _, criterion in rules.form_criteria()}
    assert answers(criteria["财务管理合规性"], rules, Decimal(2)) == [0]
    assert answers(criteria["采购内控制度建设"], rules, Decimal(0)) == ["否"]
    assert answers(criteria["固定资产利用率"], rules, Decimal(2)) == []


# --- single sentences ------------------------------------------------------------------------------------

SENTENCES: list[tuple[str, dict[tuple[str, str], str], bool]] = [
    (
        "严控“三公”经费的使用，三公经费年初预算安排 9.63 万元，实际使用为 3.8 万元。",
        {("合计", "年初预算数"): "9.63 万元", ("合计", "实际支出数"): "3.8 万元"},
        True,
    ),
    (
        "“三公”经费全年支出82000元，年初预算为10万元。",
        {("合计", "实际支出数"): "82000元", ("合计", "年初预算数"): "10万元"},
        True,
    ),
    (
        "2023年“三公”经费预算10万元、支出9万元",
        {("合计", "年初预算数"): "10万元", ("合计", "实际支出数"): "9万元"},
        False,
    ),
    ("根据区财政部门测算，年度平均执行率只有９５％，扣0.5分。", {("年度平均执行率", "数值"): "９５"}, True),
    ("政府采购执行率为100%。", {("年度平均执行率", "数值"): "100"}, False),
    ("财政拨款结余结转率为5.2%", {("结转结余率", "数值"): "5.2"}, True),
    ("上年结转结余率为5.2%", {("结转结余率", "数值"): "5.2"}, False),
    (
        "公用经费支出318万元、预算310万元",
        {("公用经费支出数", "数值"): "318万元", ("公用经费预算数", "数值"): "310万元"},
        True,
    ),
    ("投入14万元采购第三方服务", {}, True),
    ("一季度末累计支出1200万元", {("一季度末累计支出数", "数值"): "1200万元"}, True),
]


@pytest.mark.parametrize(("sentence", "wanted", "sure"), SENTENCES, ids=[one[0] for one in SENTENCES])
def test_a_sentence_gives_its_figures(sentence: str, wanted: dict[tuple[str, str], str], sure: bool) -> None:
    figures = list(figures_in(sentence, 2024))
    assert {(f.place.row, f.place.column.name): f.text for f in figures} == wanted
    assert {figure.sure for figure in figures} <= {sure}


def test_every_pattern_is_about_a_cell_of_the_form() -> None:
    file = Path(figures_in.__code__.co_filename).with_name("句式.txt")
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert len(figure_patterns()) == len(lines)
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "社区党员教育培训参与率达到80%，慰问困难党员超过了500人次。",
            [("社区党员教育培训参与率", "≥", "80", "%"), ("慰问困难党员", "≥", "500", "人次")],
        ),
        ("全年巡河309次。", [("巡河", "≥", "309", "次")]),
        ("投诉办结时间控制在7个工作日以内。", [("投诉办结时间", "≤", "7", "个工作日")]),
        ("拆除面积11020.87平方米，已完成年度任务。", [("拆除面积", "≥", "11020.87", "平方米")]),
        ("比去年增加80人次。", []),
        ("2024年12月，印发《方案》第3号。", []),
        ("满意度超过85%，扣1分。", []),
    ],
)
def test_a_sentence_states_indicators(sentence: str, wanted: list[tuple[str, str, str, str]]) -> None:
    assert [tuple(one[:4]) for one in stated_indicators(sentence)] == wanted


# --- documents of other habits ---------------------------------------------------------------------------


def paragraphs_of(*texts: str) -> tuple[Paragraph, ...]:
    paragraphs = read(docx_of(texts, title=["2024年度甲市乙区丙街道办事处部门整体支出绩效自评报告"])).value
    assert paragraphs is not None
    return paragraphs


def extracted(rules: Rubric, shipped: Resources, atlas: Atlas, *texts: str) -> Extraction:
    paragraphs = paragraphs_of(*texts)
    names = names_in(paragraphs)
    assert names is not None
    return extract(paragraphs, rules, shipped, names, atlas)


def column(extraction: Extraction, sheet: str, name: str) -> list[object]:
    return [row.cells[name] for row in extraction.rows[sheet] if name in row.cells]


def row_of(extraction: Extraction, sheet: form.SheetForm, name: str) -> FilledRow:
    return next(row for row in extraction.rows[sheet.name] if row.cells.get(sheet.row_name) == name)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (("（一）甲不够。", "（二）乙不够。"), ["甲不够。", "乙不够。"]),
        (("1.甲不够。", "原因是丙。", "2.乙不够。"), ["甲不够。原因是丙。", "乙不够。"]),
        (("①甲不够；②乙不够。",), ["甲不够", "乙不够。"]),
        (("一是甲不够；二是乙不够。",), ["甲不够", "乙不够。"]),
        (("主要有：（1）甲不够；（2）乙不够。",), ["甲不够", "乙不够。"]),
        (("甲不够。", "乙不够。"), ["甲不够。", "乙不够。"]),
    ],
)
def test_problems_of_any_numbering_are_rows(
    text: tuple[str, ...], items: list[str], rules: Rubric, shipped: Resources, atlas: Atlas
) -> None:
    extraction = extracted(rules, shipped, atlas, "四、存在的问题和不足", *text)
    assert column(extraction, "存在问题", "内容") == items


def test_a_heading_for_problems_and_measures_parts_its_sentences(
    rules: Rubric, shipped: Resources, atlas: Atlas
) -> None:
    extraction = extracted(rules, shipped, atlas, "五、存在问题及改进措施", "（一）支出慢。下一步按月通报。")
    assert column(extraction, "存在问题", "内容") == ["支出慢。"]
    assert column(extraction, "改进措施", "内容") == ["下一步按月通报。"]


def test_tasks_have_levels(rules: Rubric, shipped: Resources, atlas: Atlas) -> None:
    texts = (
        "二、重点工作完成情况",
        "（一）抓好党建",
        "开展培训12期。",
        "1.建设阵地。建成2个。",
        "（二）抓好平安。没有事故。",
    )
    extraction = extracted(rules, shipped, atlas, *texts)
    rows = [[row.cells.get(name) for name in ("序号", "层级", "标题", "内容")] for row in extraction.rows["重点工作"]]
    assert rows == [
        [1, "概述", "抓好党建", "开展培训12期。"],
        [1, "分项", "建设阵地", "建成2个。"],
        [2, "概述", "抓好平安", "没有事故。"],
    ]


def test_a_text_that_belongs_nowhere_is_listed_with_its_heading(
    rules: Rubric, shipped: Resources, atlas: Atlas
) -> None:
    extraction = extracted(
        rules, shipped, atlas, "丙街道地处老城。", "一、自评结论", "较好完成任务。自评得分96分。", "2025年3月1日"
    )
    assert extraction.listed == (("", "丙街道地处老城。"), ("自评结论", "自评得分96分。"))
    assert row_of(extraction, form.PROFILE, "填报日期").cells["内容"] == "2025年3月1日"
    overview = row_of(extraction, form.BASICS, form.BASICS.conclusion_overview.name)
    assert overview.cells["内容"] == "较好完成任务。"


def test_a_part_that_no_sheet_answers_to_goes_to_others(rules: Rubric, shipped: Resources, atlas: Atlas) -> None:
    extraction = extracted(rules, shipped, atlas, "三、其他需要说明的事项", "本年度机构改革。")
    (row,) = extraction.rows["其他情况"]
    assert row.cells == {"栏目": "其他需要说明的事项", "内容": "本年度机构改革。"}


def test_two_values_for_one_cell_make_it_doubtful(rules: Rubric, shipped: Resources, atlas: Atlas) -> None:
    texts = ("三公经费预算10万元，支出9万元。", "三公经费预算12万元，支出9万元。")
    total = row_of(extracted(rules, shipped, atlas, *texts), form.THREE_PUBLIC, "合计")
    assert total.cells["年初预算数"] == 10
    remark, doubtful = total.remarks["年初预算数"]
    assert doubtful
    assert texts[1] in remark
    assert not total.remarks["实际支出数"][1]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        (
            "2024年度广州市荔湾区人民政府金花街道办事处部门整体支出绩效自评表说明",
            (2024, "广州市", "荔湾区", "金花街道办事处", "金花街道"),
        ),
        (
            "关于衡阳市衡东县栗坡乡人民政府2024年度部门整体支出绩效自评的报告",
            (2024, "衡阳市", "衡东县", "栗坡乡人民政府", "栗坡乡"),
        ),
        ("丙街道办事处2023年部门整体支出绩效自评报告", (2023, "", "", "丙街道办事处", "丙街道")),
        ("二〇二四年度丁镇人民政府部门整体支出绩效自评表说明", (2024, "", "", "丁镇人民政府", "丁镇")),
    ],
)
def test_a_title_names_the_office_and_the_year(title: str, wanted: tuple[object, ...]) -> None:
    names = names_in([Paragraph(level=Level.TITLE, text=title)])
    assert names is not None
    assert (names.year, names.city, names.district, names.name, names.short) == wanted


def test_a_year_is_never_guessed() -> None:
    assert names_in([Paragraph(level=Level.TITLE, text="部门整体支出绩效自评表说明")]) is None


def test_figures_stay_as_they_are_written(rules: Rubric, shipped: Resources, atlas: Atlas) -> None:
    extraction = extracted(rules, shipped, atlas, "预算执行：年初预算数1204.50万元，年度平均执行率为96.40%。")
    row = row_of(extraction, form.BUDGET, "年度平均执行率")
    assert re.fullmatch(r"96\.40?", str(row.cells["数值"]))
    assert row_of(extraction, form.BUDGET, "年初预算数").remarks["数值"][1]


# --- documents by hand, and of every wording set -----------------------------------------------------------

_NUMBER = re.compile(
    r"第?[一二三四五六七八九十]{1,3}[、.是，]|[（(][一二三四五六七八九十\d]{1,2}[）)]|[①-⑮]|(?<![\d.])\d{1,2}[.、](?!\d)"
)
_CLAUSE = re.compile("[，。；：！？、]")


def unplaced(paragraphs: tuple[Paragraph, ...], extraction: Extraction) -> int:
    """The characters of clauses that neither a cell, nor a comment, nor the list has; headings aside."""
    cells = [str(value) for rows in extraction.rows.values() for row in rows for value in row.cells.values()]
    remarks = [text for rows in extraction.rows.values() for row in rows for text, _ in row.remarks.values()]
    pool = plain_text("".join((*cells, *remarks, *(text for _, text in extraction.listed)))).text
    lost = 0
    for paragraph, fate in zip(paragraphs, extraction.fates, strict=True):
        if fate in (Fate.PROSE, Fate.LISTED):
            clauses = _CLAUSE.split(plain_text(_NUMBER.sub("，", paragraph.text)).text)
            lost += sum(len(clause) for clause in clauses if clause not in pool)
    return lost


@pytest.mark.parametrize("number", documents())
def test_a_document_by_hand_is_placed_or_listed(number: str, rules: Rubric, shipped: Resources, atlas: Atlas) -> None:
    """At least 95 % of the text has a place, and no number that is not marked is wrong."""
    document = documents()[number]
    expected = document["expected"]
    paragraphs = read(made(document)).value
    assert paragraphs is not None
    names = names_in(paragraphs)
    assert names is not None
    assert (names.year, names.full or None) == (expected["年度"], expected.get("全称", names.full or None))
    extraction = extract(paragraphs, rules, shipped, names, atlas)
    characters = sum(len(plain_text(paragraph.text).text) for paragraph in paragraphs)
    assert unplaced(paragraphs, extraction) <= 0.05 * characters
    unit = Decimal("0.0001") if expected.get("三公单位") == "元" else Decimal(1)
    public = {key: Decimal(str(value)) * unit for key, value in expected.get("三公", {}).items()}
    right = {
        ("三公经费", "合计", "年初预算数"): public.get("预算"),
        ("三公经费", "合计", "实际支出数"): public.get("支出"),
        ("预算执行", "年度平均执行率", "数值"): expected.get("支出率"),
    }
    text = plain_text("".join(paragraph.text for paragraph in paragraphs)).text.replace(",", "")
    for sheet, name, column_name, value in certain_numbers(extraction):
        if (sheet, name, column_name) in right and "总分" in expected:  # the others say what an audit needs
            assert value == Decimal(str(right[sheet, name, column_name]))
        assert plain(value) in text


@pytest.mark.parametrize(("name", "share"), [("报告型", 98.5), ("基本情况型", 97.5)])
def test_a_document_of_another_wording_set_comes_back(
    name: str, share: float, pipeline: Pipeline, shipped: Resources, tmp_path: Path
) -> None:
    """The scheme and the set are found in the text. What the rules need and no sentence states cannot come back."""
    workbook = DATA / "文体" / f"{name}.xlsx"
    report = pipeline.report(workbook).value
    assert report is not None
    path = tmp_path / "成文.docx"
    path.write_bytes(report.document)
    filled = form_of(path, shipped).value
    assert filled is not None
    assert filled.rubric.file == report.rubric.file
    assert filled.rebuilding.share >= share
    assert row_of(filled.extraction, form.BASICS, form.BASICS.wording_set.name).cells["内容"] == name
    submission = read_submission(workbook).value
    assert submission is not None
    stated = {indicator.name.value: indicator.actual for indicator in submission.indicators if indicator.actual}
    rows = {row.cells["三级指标"]: row.cells.get("实际完成值") for row in filled.extraction.rows["绩效指标"]}
    assert {name: entry.value for name, entry in stated.items()}.items() <= rows.items()
