"""Finished documents on the site: extraction of the form, audits, PDF and review copies."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from program import Program
from sites import InThisProcess, People
from workbooks import SAMPLE, cell, edited

from reportgen.output.pdf import find_libreoffice
from reportgen.web import filing, finished
from reportgen.web.models import Declaration, DocumentAudit, ExtraFile, ExtraKind, FormExtraction, Version, Work

NEEDS_LIBREOFFICE = pytest.mark.skipif(find_libreoffice().value is None, reason="没有 LibreOffice")
ODD = "院子里的三棵树"


@pytest.fixture
def one(people: People) -> Declaration:
    return people.declaration(people.office)


@pytest.fixture
def document(people: People, one: Declaration) -> bytes:
    """The document of the sample, which is handed in for this."""
    filing.receive(one, people.office, SAMPLE.name, SAMPLE.read_bytes())
    version = one.versions.get()
    data: bytes = settings.SITE.load(version.examination.document)
    return data


def with_paragraph(document: bytes, text: str) -> bytes:
    word = docx.Document(io.BytesIO(document))
    word.add_paragraph(text)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def with_table(document: bytes, text: str) -> bytes:
    """A table that is none of indicators, so that its rows belong nowhere."""
    word = docx.Document(io.BytesIO(document))
    word.add_table(rows=1, cols=1).cell(0, 0).text = text
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def upload(client: Client, address: str, name: str, data: bytes, **fields: str) -> str:
    file = SimpleUploadedFile(name, data)
    return client.post(address, {"file": file, **fields}, follow=True).content.decode()


def next_year(people: People) -> Declaration:
    return people.declaration(people.office, 2025)


# --- extraction -------------------------------------------------------------------------------------------


def test_the_form_is_filled_in_from_last_years_document(people: People, document: bytes) -> None:
    now = next_year(people)
    client = people.browser(people.office)
    page = upload(client, f"/declarations/{now.pk}/upload/", "去年.docx", with_table(document, ODD))
    assert "由 去年.docx 提取的第 1 版" in page
    assert re.search(r"回来了 <strong>(?:9[0-9]|100)\.[0-9]%", page)
    assert "没有认出的文字（1 段）" in page
    assert ODD in page
    data = client.get(f"/declarations/{now.pk}/versions/1/").content
    assert str(now.versions.get()) == "金花街道 2025 第1版"
    assert "没有认出的文字".encode() in zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml")


def test_the_document_of_this_year_fills_in_this_years_form(people: People, one: Declaration, document: bytes) -> None:
    client = people.browser(people.bureau)
    upload(client, f"/declarations/{one.pk}/upload/", "说明.docx", document)
    newest = one.versions.first()
    assert newest is not None
    assert (newest.number, newest.get_origin_display(), newest.made_by) == (2, "提取", "财政局")
    grid = next(grid for grid in filing.tables_of(newest).grids if grid.sheet == "预算执行")
    assert grid.text(cell("预算执行", "年度平均执行率", "数值"))


def test_a_doubtful_cell_is_marked_until_it_is_mended(people: People, one: Declaration, document: bytes) -> None:
    client = people.browser(people.office)
    upload(client, f"/declarations/{one.pk}/upload/", "说明.docx", document)
    newest = one.versions.first()
    assert newest is not None
    grids = filing.tables_of(newest).grids
    grid, mark = next((g, c) for g in grids for row in g.rows for c in row if c.doubtful and not c.is_locked)
    page = client.get(f"/declarations/{one.pk}/sheets/{grid.sheet}/").content.decode()
    assert re.search(f'<td id="{mark.place}" class="[^"]*doubtful', page)
    assert filing.mend(one, people.office, grid.sheet, {mark.place: (mark.text, f"{mark.text}改")})[1] == ()
    filing._grids.clear()  # what is shown now comes from the stored workbook
    newest = one.versions.first()
    assert newest is not None
    cells = [c for g in filing.tables_of(newest).grids if g.sheet == grid.sheet for row in g.rows for c in row]
    (mended,) = [c for c in cells if c.place == mark.place]
    assert (mended.text, mended.remark, mended.doubtful) == (f"{mark.text}改", "", False)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("去年.docx", b"PK no document", "没有由 去年.docx 提取出填报表"),
        ("去年.pdf", b"%PDF-1.7 broken", "没有由 去年.pdf 提取出填报表"),
        ("去年.docx", b"", "空的"),
    ],
)
def test_a_file_that_is_no_document_leaves_no_version(
    people: People, one: Declaration, name: str, data: bytes, reason: str
) -> None:
    assert reason in upload(people.browser(people.office), f"/declarations/{one.pk}/upload/", name, data)
    assert not Version.objects.exists()


def test_a_document_of_a_later_year_is_refused(people: People, document: bytes) -> None:
    before = people.declaration(people.office, 2023)
    page = upload(people.browser(people.office), f"/declarations/{before.pk}/upload/", "说明.docx", document)
    assert "这份说明是2024年度的，填报的是2023年度" in page


def test_what_came_in_while_a_document_was_read_is_not_replaced(
    people: People, one: Declaration, document: bytes, site: InThisProcess
) -> None:
    site.asleep = True
    finished.extract(one, people.office, "说明.docx", document)
    one = Declaration.objects.get(pk=one.pk)
    filing.receive(one, people.office, "2024.xlsx", edited(("预算执行", "全年支出数", "数值", "12万")))
    site.asleep = False
    finished.resume()
    record = FormExtraction.objects.get()
    assert (record.progress, record.version) == (Work.Progress.DONE, None)
    assert "有了新的一版" in record.message
    assert one.versions.count() == 2


# --- further files ----------------------------------------------------------------------------------------


def made(client: Client, one: Declaration, kind: str) -> bytes:
    address = f"/declarations/{one.pk}/versions/1/extra/{kind}/"
    assert client.get(address).status_code == 404
    client.post(f"{address}make/")
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content


def built(program: Program, workplace: Path, option: str, ending: str) -> bytes:
    (workplace / SAMPLE.name).write_bytes(SAMPLE.read_bytes())
    assert program("build", SAMPLE.name, option).code == 0
    return next((workplace / "output" / "2024").glob(f"*{ending}")).read_bytes()


@pytest.mark.usefixtures("document")
def test_the_review_copy_is_that_of_the_command(
    people: People, one: Declaration, program: Program, workplace: Path
) -> None:
    assert made(people.browser(people.office), one, "review") == built(program, workplace, "--review", "审阅版.docx")


@NEEDS_LIBREOFFICE
@pytest.mark.usefixtures("document")
def test_the_pdf_is_that_of_the_command(people: People, one: Declaration, program: Program, workplace: Path) -> None:
    assert made(people.browser(people.office), one, "pdf") == built(program, workplace, "--pdf", ".pdf")


@pytest.mark.usefixtures("document")
def test_without_libreoffice_the_page_says_so(
    people: People, one: Declaration, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTGEN_SOFFICE", "/no/such/program")
    client = people.browser(people.office)
    page = client.get(f"/declarations/{one.pk}/").content.decode()
    assert "网站所在的电脑上没有 LibreOffice" in page
    client.post(f"/declarations/{one.pk}/versions/1/extra/pdf/make/")
    assert (ExtraFile.objects.get().digest, bool(ExtraFile.objects.get().message)) == ("", True)


def test_a_version_with_errors_has_no_further_files(people: People, one: Declaration) -> None:
    filing.receive(one, people.office, "2024.xlsx", edited(("预算执行", "全年支出数", "数值", "12万")))
    people.browser(people.office).post(f"/declarations/{one.pk}/versions/1/extra/review/make/")
    assert not ExtraFile.objects.exists()


# --- audits -----------------------------------------------------------------------------------------------


def test_a_document_is_audited_and_its_commented_copy_sent(people: People, document: bytes) -> None:
    client = people.browser(people.office)
    wrong = with_paragraph(document, "自评总分为100分，扣3分，得分为99分。")
    page = upload(client, "/audits/new/", "说明.docx", wrong)
    one = DocumentAudit.objects.get()
    assert '<section class="document">' in page
    assert one.errors + one.warnings > 0
    assert "<style" not in page
    assert " style=" not in page
    copy = client.get(f"/audits/{one.pk}/copy/")
    assert "word/comments.xml" in zipfile.ZipFile(io.BytesIO(copy.content)).namelist()


def test_a_document_is_compared_with_the_workbook_of_its_office(
    people: People, one: Declaration, document: bytes
) -> None:
    filing.receive(one, people.office, "2024.xlsx", edited(("预算执行", "全年支出数", "数值", 12345.67)))
    client = people.browser(people.bureau)
    assert "与 金花街道 2024年度的填报表比" in client.get(f"/audits/?with={one.pk}").content.decode()
    page = upload(client, "/audits/new/", "说明.docx", document, **{"with": str(one.pk)})
    audit = DocumentAudit.objects.get()
    assert audit.compared is not None
    assert audit.compared.number == 2
    assert "第 2 版填报表比过" in page


def test_an_office_cannot_compare_with_the_workbook_of_another(
    people: People, one: Declaration, document: bytes
) -> None:
    client = people.browser(people.other)
    assert "年度的填报表比" not in client.get(f"/audits/?with={one.pk}").content.decode()
    answer = client.post("/audits/new/", {"file": SimpleUploadedFile("a.docx", document), "with": str(one.pk)})
    assert answer.status_code == 404
    assert not DocumentAudit.objects.exists()


def test_a_file_that_is_no_document_is_told_on_the_page(people: People) -> None:
    client = people.browser(people.bureau)
    assert "请选择写好的说明" in upload(client, "/audits/new/", "表.xlsx", b"PK")
    assert "没有核对" in upload(client, "/audits/new/", "说明.docx", b"PK broken") or DocumentAudit.objects.get().errors


def test_work_that_was_waiting_is_done_after_a_start(
    people: People, one: Declaration, document: bytes, site: InThisProcess
) -> None:
    site.asleep = True
    finished.audit(people.office, "说明.docx", document, None)
    finished.make_extra(one.versions.get(), ExtraKind.REVIEW, people.office)
    site.asleep = False
    assert finished.resume() == 2
    assert DocumentAudit.objects.get().is_done
    assert ExtraFile.objects.get().digest
