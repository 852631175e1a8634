"""What an audit finds in the original of the reference document and in single sentences, and how it is told."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx_proof import assert_valid_docx
from program import Program
from workbooks import SAMPLE

from documents.handwritten import documents, made
from documents.originals import docx_of, original_docx
from reportgen.checks.limits import Limits, load_limits
from reportgen.documents.accepted import accepted_path
from reportgen.documents.audit import AuditFinding, audit, compare, compare_with_last
from reportgen.documents.finished import FinishedText, finished_text, office_of, plain_text, year_of
from reportgen.documents.reading import Paragraph, read
from reportgen.intake.reading import read_submission
from reportgen.output.pdf import find_libreoffice, to_pdf
from reportgen.pipeline import Pipeline
from reportgen.resources import Resources
from reportgen.writing.narrative import Level

Audit = Callable[..., tuple[AuditFinding, ...]]

# The errata 2 to 6 of the published text: what the finding says of each.
ERRATA = (
    ("E606", "均已完成"),
    ("E686", "（4）居民对民生服务的满意度"),
    ("W635", "“管理率”疑为“管理效率”之误"),
    ("W634", "预决算公开准"),
    ("W635", "“做为”疑为“作为”之误"),
)
# Half-width brackets and blanks came into the text when it was taken out of a PDF; they are slips all the same.
ONLY_FORM = {"W633"}


@pytest.fixture(scope="module")
def limits(shipped: Resources) -> Limits:
    found = load_limits(shipped).value
    assert found
    return found


@pytest.fixture(scope="module")
def text_of(limits: Limits) -> Callable[[bytes], FinishedText]:
    def finished(data: bytes) -> FinishedText:
        paragraphs = read(data).value
        assert paragraphs
        text = finished_text(paragraphs, limits, file="成文.docx")
        assert text
        return text

    return finished


@pytest.fixture(scope="module")
def audited(text_of: Callable[[bytes], FinishedText]) -> Callable[[Sequence[str]], list[str]]:
    """The findings of a short report around these paragraphs, as “code message”."""
    frame = ("一、自评情况", "部门整体支出绩效自评得分98分，扣2分。", "二、存在的问题", "宣传不够深入。")

    def found(paragraphs: Sequence[str]) -> list[str]:
        title = "2024年度示例市示例区人民政府示例街道办事处部门整体支出绩效自评报告"
        body = (*frame[:2], *paragraphs, *frame[2:], "三、改进措施", "加强宣传。")
        findings = audit(text_of(docx_of(body, title=[title])))
        return [f"{one.problem.shown_code} {one.problem.message}" for one in findings]

    return found


def assert_errata(findings: Sequence[AuditFinding]) -> None:
    for code, words in ERRATA:
        assert any(one.problem.shown_code == code and words in one.problem.message for one in findings), words
    others = [one for one in findings if one.problem.shown_code not in ONLY_FORM]
    assert len(others) == len(ERRATA), [one.problem.message for one in others]


def test_the_original_of_the_reference_document_shows_its_errata_and_nothing_else(
    text_of: Callable[[bytes], FinishedText],
) -> None:
    assert_errata(audit(text_of(original_docx())))


def test_the_same_text_as_a_pdf_shows_the_same(text_of: Callable[[bytes], FinishedText]) -> None:
    program = find_libreoffice().value
    if program is None:
        pytest.skip("LibreOffice is not installed")
    pytest.importorskip("pypdfium2")
    pdfs = to_pdf(program, {"原文.docx": original_docx()}).value
    assert pdfs
    text = text_of(pdfs["原文.pdf"])
    assert {one.page for one in text.paragraphs} == set(range(1, max(one.page or 0 for one in text.paragraphs) + 1))
    assert_errata(audit(text))


# --- one sentence for each kind -----------------------------------------------------------------------------

WRONG = [
    ("（一）甲部分（50分，得48分）得分48分，其中：产出得19分，效益得20分，支出率得8分。", "19+20+8=47，文中为48"),
    ("预算12.4万元，实际支出8.9万元，比年初预算减少4.5万元。", "8.9−12.4=-3.5，文中为减少4.5"),
    ("全年预算7240万元，实际支出6950.4万元，支出率为98%。", "6950.4÷7240=96%，文中为支出率98%"),
    ("“三公”经费预算十二万元，支出十万八千元，比预算减少二万一千元。", "108000−120000=-12000，文中为减少21000"),
    ("项目预算壹佰万元，实际支出玖拾伍万元，执行率为96%。", "950000÷1000000=95%，文中为执行率96%"),
    ("全年受理信访85件，办结82件，5件没有办结。", "85−82=3，文中为5"),
    ("“三公”经费预算20万元，支出22万元，控制在预算范围内。", "控制在预算"),
    ("政府采购完成率98%，预算600万元，实际采购568万元。", "568÷600=94.67%"),
    ("案件比上年下降14.3%，由48起降到42起。", "（48−42）÷48=12.5%，文中为下降14.3%"),
    ("垃圾分类准确率为78%，达到目标值80%。", "78%<80%"),
    ("社区文化活动场次指标值为36场，实际完成40场，扣1分。", "已达到目标"),
    ("“三公”经费预算9万元，支出10万元，严控“三公”经费。", "严控"),
    ("内设党建办公室、城管办公室、民政办公室4个办公室。", "称有4个，实际列出3个"),
    ("抽查居民500人，满意485人，居民满意度为96%。", "485÷500=97%，文中为居民满意度96%"),
    ("2020年，我街道完成了改造工程。", "2020年"),
    ("资产账实核对不及时时。", "连写了两遍"),
]


@pytest.mark.parametrize(("sentence", "told"), WRONG, ids=[told for _, told in WRONG])
def test_a_wrong_sentence_is_told_with_its_arithmetic(
    sentence: str, told: str, audited: Callable[[Sequence[str]], list[str]]
) -> None:
    assert any(told in one for one in audited([sentence]))


RIGHT = [
    "甲部分得分47分，其中：产出得19分，效益得20分，支出率得8分。",
    "预算12.4万元，实际支出8.9万元，比年初预算减少3.5万元。",
    "全年预算7240万元，实际支出6950.4万元，支出率为96%。",
    "“三公”经费预算十二万元，支出十万八千元，比预算减少一万二千元。",
    "项目预算壹佰万元，实际支出玖拾伍万元，执行率为95%。",
    "全年受理信访85件，办结82件，3件没有办结。",
    "接待费支出3.2万元，“三公”经费预算20万元，支出19万元，控制在预算范围内。",
    "全年举办文化活动40场，绿化提升400万元，比上年增加3场。",
    "案件比上年下降12.5%，由48起降到42起。",
    "垃圾分类准确率为78%，低于目标值80%。",
    "“三公”经费预算9万元，支出8万元，严控“三公”经费。",
    "内设党建办公室、城管办公室、民政办公室3个办公室。",
    "抽查居民500人，满意485人，居民满意度为97%。",
    "收入2860.5万元，其中一般公共预算拨款2740.5万元，其他收入120万元。",
    "与上年的49.8万元相比，支出47.3万元，减少2.5万元，下降5.02%。",
]


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_right_sentence_is_let_be(sentence: str, audited: Callable[[Sequence[str]], list[str]]) -> None:
    assert audited([sentence]) == audited([])


def test_a_missing_part_is_named(text_of: Callable[[bytes], FinishedText]) -> None:
    title = "2024年度示例市示例区人民政府示例街道办事处部门整体支出绩效自评报告"
    text = text_of(docx_of(["一、自评情况", "自评得分99分，宣传工作扣1分。"], title=[title]))
    assert {one.problem.message for one in audit(text) if one.problem.code == "E687"} == {
        "文中没有写“存在的问题”",
        "文中没有写“改进措施”",
    }


# --- what the document is of ---------------------------------------------------------------------------------


def test_year_and_office_are_those_that_the_document_names() -> None:
    for number, document in documents().items():
        paragraphs = read(made(document)).value
        assert paragraphs
        assert year_of(paragraphs) == document["year"], number
        expected = document["expected"]
        office = office_of(paragraphs, "成文.docx")
        if "名称" in expected:
            assert office.name.value.startswith(expected["名称"]), number


def test_the_plain_form_of_a_text_knows_where_each_character_stood() -> None:
    written = "预算 9.63 万元,支出(含税) 1,234.5 元:好"
    plain, places = plain_text(written)
    assert plain == "预算9.63万元，支出（含税）1234.5元：好"
    assert [written[at] for at in places][:4] == list("预算9.")


# --- beside a workbook and beside last year ------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(shipped: Resources, text_of: Callable[[bytes], FinishedText]) -> FinishedText:
    report = Pipeline(shipped).report(SAMPLE).value
    assert report
    return text_of(report.document)


def changed(text: FinishedText, old: str, new: str) -> FinishedText:
    paragraphs = [replace(one, text=one.text.replace(old, new)) for one in text.paragraphs]
    other = finished_text(paragraphs, text.limits, file=text.file)
    assert other
    assert old in text.whole_text
    return other


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("98.5分", "97.5分", "“总分”文中为97.5分，填报表为98.5分"),
        ("得分19分", "得分18分", "文中为18分，填报表为19分"),
        ("9.63万元", "9.36万元", "文中为9.36万元，填报表为9.63万元"),
        ("1968人次", "1986人次", "实际完成值是1968人次"),
        ("扣1分", "扣2分", "文中为2分，填报表为扣1分"),
        ("69宗", "96宗", "“96宗”在填报表的数据中未找到"),
    ],
)
def test_a_figure_that_differs_from_the_workbook_is_told(
    old: str, new: str, told: str, sample: FinishedText, shipped: Resources
) -> None:
    reading = read_submission(SAMPLE)
    scorecard = Pipeline(shipped).scorecard(reading).value
    assert reading.value
    assert scorecard
    assert compare(sample, reading.value, scorecard) == ()
    found = compare(changed(sample, old, new), reading.value, scorecard)
    assert any(told in one.problem.message for one in found)


def test_paragraphs_of_last_year_are_told(sample: FinishedText) -> None:
    last = changed(sample, "2024年", "2023年")
    codes = {one.problem.code for one in compare_with_last(sample, last)}
    assert codes == {"W693"}
    assert (
        compare_with_last(
            changed(sample, "。", "，另有新的工作，与往年完全不同，重新安排了人员和资金，成效在别处写明。"), last
        )
        == ()
    )


# --- the command -------------------------------------------------------------------------------------------


@pytest.fixture
def program(capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(capsys)


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "原文.docx"
    path.write_bytes(original_docx())
    return path


def test_one_document_is_listed_and_never_changed(program: Program, original: Path) -> None:
    before = original.read_bytes()
    run = program("audit", original)
    assert run.code == 1
    assert "E606" in run.err
    assert "原文.docx 第9段" in run.err
    assert "金花街道  2024年度  核对了 44 段" in run.out
    assert original.read_bytes() == before


def test_the_copy_has_comments_at_the_sentences(program: Program, original: Path, tmp_path: Path) -> None:
    report = tmp_path / "说明.docx"
    sample = Pipeline(Resources.locate(None)).report(SAMPLE).value
    assert sample
    report.write_bytes(sample.document)
    word = docx.Document(str(report))
    paragraph = next(one for one in word.paragraphs if "9.63万元" in one.text)
    run = next(one for one in paragraph.runs if "严控" in one.text)
    run.text = run.text.replace("严控", "做为严控")
    word.save(str(report))
    copy = tmp_path / "批注.docx"
    assert program("audit", report, "--review", copy).code == 0
    assert_valid_docx(copy.read_bytes())
    comments = list(docx.Document(str(copy)).comments)
    assert [comment.text.partition("\n")[0] for comment in comments] == ["警告 W635\u3000“做为”疑为“作为”之误"]
    assert program("audit", original, "--review", original).code == 2


def test_the_page_is_one_without_scripts_and_with_every_finding(
    program: Program, original: Path, tmp_path: Path
) -> None:
    page = tmp_path / "页面.html"
    assert program("audit", original, "--html", page).code == 1
    html = page.read_text(encoding="utf-8")
    assert not re.search(r"<script|<style| style=", html)
    assert page.with_suffix(".css").exists()
    assert "<mark>做为</mark>" in html
    page.write_text("别人的", encoding="utf-8")
    assert program("audit", original, "--html", page).code == 4
    assert page.read_text(encoding="utf-8") == "别人的"


def test_json_has_every_finding_with_its_places(program: Program, original: Path) -> None:
    result = program("audit", original, "--json").result
    (document,) = result["documents"]
    assert (document["office"], document["year"], document["audited"]) == ("金花街道", 2024, True)
    finding = next(one for one in document["findings"] if one["code"] == "E606")
    assert finding["group"] == "前后一致"
    assert [place["shown"] for place in finding["places"]] == ["第9段", "第18段"]


def test_what_was_accepted_with_a_reason_is_not_told_again(program: Program, original: Path) -> None:
    assert program("audit", original, "--accept").code == 1
    path = accepted_path(original)
    entries = path.read_text(encoding="utf-8")
    assert program("audit", original).code == 1  # no reason is written yet
    path.write_text(entries.replace('reason = ""', 'reason = "已与单位核对"'), encoding="utf-8")
    run = program("audit", original)
    assert run.code == 0
    assert "没有发现问题（另有" in run.out
    path.write_text("accepted = 甲", encoding="utf-8")
    assert "W694" in program("audit", original).err


def test_a_folder_gives_one_table_with_the_worst_first(program: Program, original: Path, tmp_path: Path) -> None:
    folder = tmp_path / "收到的"
    folder.mkdir()
    shutil.copy(original, folder / "原文.docx")
    (folder / "甲.docx").write_bytes(made(documents()["01"]))
    (folder / "~$甲.docx").write_bytes(b"")
    (folder / "坏的.pdf").write_bytes(b"%PDF-1.4 nothing")
    run = program("audit", folder)
    assert run.code == 3
    lines = run.out.splitlines()
    assert [line.split()[0] for line in lines[:4]] == ["文件", "原文.docx", "坏的.pdf", "甲.docx"]
    assert "共 3 份，核对了 2 份。" in run.out


def test_wrong_use_is_told(program: Program, original: Path, tmp_path: Path) -> None:
    other = tmp_path / "乙.docx"
    shutil.copy(original, other)
    assert program("audit", original, other, "--workbook", SAMPLE).code == 2
    assert program("audit", original, "--html", tmp_path / "页面.txt").code == 2
    (tmp_path / "空的").mkdir()
    assert program("audit", tmp_path / "空的").code == 2
    run = program("audit", original, "--year", 2023, "--json")
    assert "E691" in [problem["code"] for problem in json.loads(run.out)["documents"][0]["problems"]]


def test_a_text_without_a_year_is_told(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "无年度.docx"
    path.write_bytes(docx_of(["一、自评情况", "自评得分99分。"], title=["部门整体支出绩效自评报告"]))
    assert "E690" in program("audit", path).err
    assert "E690" not in program("audit", path, "--year", 2024).err


# --- texts from strangers ------------------------------------------------------------------------------------

HOSTILE = (
    *("1", "1分", "扣1分，", "（", "“", "1,000", "预算1万元", "比上年减少1万元，下降1%，", "其中1万元，占1%；"),
    *(
        "目标1个，实际2个，",
        "由1起降到2起",
        "支出率为1%，",
        " 1 ",
        "占1万元的1%",
        "共有机构1个",
        "甲办公室、",
        "二〇二四年",
    ),
    *("九十六分", "（一）", "一是", "与预算持平", "合计1人", "1:", "三公经费", "2024年"),
)


@pytest.mark.parametrize("unit", HOSTILE)
def test_a_paragraph_of_32000_characters_takes_bounded_time(unit: str, limits: Limits) -> None:
    title = Paragraph(level=Level.TITLE, text="2024年度示例市示例区人民政府示例街道办事处自评报告")
    body = Paragraph(level=Level.BODY, text=(unit * 32_000)[:32_000], number=2)
    text = finished_text((title, body), limits, file="成文.docx")
    assert text
    begin = time.process_time()
    audit(text)
    assert time.process_time() - begin < 5
