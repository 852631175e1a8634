from __future__ import annotations

import io
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx_proof import assert_valid_docx
from reference import CREATED, reference_narrative

from reportgen.diagnostics import FileRef, Outcome
from reportgen.documents import reading
from reportgen.documents.reading import Paragraph, dump, read
from reportgen.package import pack, unpack
from reportgen.word.render import StyleSheet, render
from reportgen.writing.narrative import Level

BODY = "word/document.xml"


@pytest.fixture(scope="module")
def parts(sheet: StyleSheet) -> dict[str, bytes]:
    return unpack(render(reference_narrative(), sheet, created=CREATED))


def with_body(parts: dict[str, bytes], inside: str) -> bytes:
    head, _, tail = parts[BODY].partition(b"<w:body>")
    return pack({**parts, BODY: head + b"<w:body>" + inside.encode() + tail[tail.index(b"<w:sectPr") :]})


def paragraphs(data: bytes | Path) -> tuple[Paragraph, ...]:
    outcome = read(data)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def code(data: bytes | Path) -> str:
    outcome = read(data, file="收到的.docx")
    assert outcome.value is None
    (problem,) = outcome.diagnostics
    assert problem.place == FileRef(file="收到的.docx")
    return problem.code


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("一、绩效自评情况", Level.FIRST),
        ("十二、附则", Level.FIRST),
        ("（三）履职效能分析", Level.SECOND),
        ("3.提升城市治理水平", Level.THIRD),
        ("1.2024年工作", Level.THIRD),
        ("（2）优生优育", Level.FOURTH),
        ("3.8万元用于公务用车。", Level.BODY),
        ("2024年，金花街道……", Level.BODY),
        ("一是加强招商引资", Level.BODY),
        ("（扶助）对象", Level.BODY),
    ],
)
def test_body_text_has_the_level_of_the_number_it_begins_with(text: str, level: Level, parts: dict[str, bytes]) -> None:
    data = with_body(parts, f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
    assert_valid_docx(data)
    (paragraph,) = paragraphs(data)
    assert (paragraph.level, paragraph.text) == (level, text)


def test_a_path_is_read_like_bytes(parts: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "自评 说明.docx"
    path.write_bytes(pack(parts))
    assert dump(path) == dump(pack(parts)) == reference_narrative().dump()


def test_a_document_of_another_maker_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("一、标题", 1)
    document.add_paragraph("正文")
    document.add_paragraph("   ")
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "（一）表格里的字"
    document.save(str(tmp_path / "other.docx"))
    assert dump(tmp_path / "other.docx") == "一级 | 一、标题\n正文 | 正文\n二级 | （一）表格里的字\n"


def test_inserted_and_linked_words_count_and_deleted_ones_do_not(parts: dict[str, bytes]) -> None:
    data = with_body(
        parts,
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="100"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r>'
        '<w:ins w:id="1" w:author="x"><w:r><w:t>乙</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>丙</w:delText></w:r></w:del>'
        '<w:hyperlink w:anchor="a"><w:r><w:t>丁</w:t><w:tab/><w:t>戊</w:t></w:r></w:hyperlink></w:p>',
    )
    assert [paragraph.text for paragraph in paragraphs(data)] == ["甲乙丁\t戊"]


# --- files from strangers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"plain text",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"PK\x03\x04" + bytes(40),
        pack({"a.txt": b"no Office file"}),
        pack({"[Content_Types].xml": b"<Types", "_rels/.rels": b"<"}),
    ],
    ids=["empty", "text", "old or encrypted", "cut off", "other zip", "broken XML"],
)
def test_what_is_no_word_document_is_told(data: bytes) -> None:
    assert code(data) == "E708"


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    assert code(tmp_path / "nowhere.docx") == "E708"
    assert code(tmp_path) == "E708"


@pytest.mark.parametrize("lost", [BODY, "_rels/.rels", "[Content_Types].xml", "word/styles.xml"])
def test_a_document_that_lost_a_part_is_told(lost: str, parts: dict[str, bytes]) -> None:
    assert code(pack({name: part for name, part in parts.items() if name != lost})) == "E708"


def test_a_workbook_is_no_document(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"].replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
    assert code(pack({**parts, "[Content_Types].xml": types})) == "E708"


def test_a_file_that_unpacks_to_a_mountain_is_refused(parts: dict[str, bytes]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        with archive.open("word/media.bin", "w") as big:
            for _ in range(101):
                big.write(bytes(1_000_000))
    assert len(buffer.getvalue()) < 1_000_000
    assert code(buffer.getvalue()) == "E708"


def test_a_file_that_is_itself_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.docx"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    assert code(path) == "E708"


def test_entities_are_never_expanded(parts: dict[str, bytes], tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE d [<!ENTITY file SYSTEM "{secret.as_uri()}"><!ENTITY l0 "哈">{laughs}]>'
    data = with_body(parts, "<w:p><w:r><w:t>前&file;&l8;后</w:t></w:r></w:p>")
    parts_of_file = unpack(data)
    parts_of_file[BODY] = parts_of_file[BODY].replace(b"<w:document", doctype.encode() + b"<w:document", 1)
    outcome = read(pack(parts_of_file))
    text = "".join(paragraph.text for paragraph in outcome.value or ())
    assert "机密" not in text
    assert "哈" not in text


def test_a_file_nested_ever_deeper_is_read_or_told_and_nothing_worse(parts: dict[str, bytes]) -> None:
    for depth in (200, 1_500, 100_000):
        outcome = read(with_body(parts, "<w:sdt>" * depth + "</w:sdt>" * depth))
        assert outcome.value == () or [problem.code for problem in outcome.diagnostics] == ["E708"]


# --- habits of other people -------------------------------------------------------------------------------

LEVELS = (
    *(("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")),
    *(("decimalEnclosedCircle", "%4"), ("bullet", "·")),
)
LISTS = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>""".format(
    levels="".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(LEVELS)
    )
)


def item(text: str, level: int, number: int = 1) -> str:
    numbers = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbers}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def plain(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def with_lists(parts: dict[str, bytes], inside: str) -> bytes:
    relations = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rIdLists" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"'
        b' Target="numbering.xml"/></Relationships>',
    )
    types = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.numbering+xml"/></Types>',
    )
    more = {"word/_rels/document.xml.rels": relations, "[Content_Types].xml": types}
    return with_body({**parts, **more, "word/numbering.xml": LISTS.encode()}, inside)


def test_automatic_numbers_are_counted_as_word_prints_them(parts: dict[str, bytes]) -> None:
    body = item("甲", 0) + item("子", 1) + item("丑", 1) + item("一事", 2) + item("二事", 2) + item("细节", 3)
    body += item("乙", 0) + item("寅", 1) + item("再起", 2, 2) + item("圆点", 4)
    assert [(one.level, one.text, one.marker) for one in paragraphs(with_lists(parts, body))] == [
        (Level.FIRST, "一、甲", "一、"),
        (Level.SECOND, "（一）子", "（一）"),
        (Level.SECOND, "（二）丑", "（二）"),
        (Level.THIRD, "1.一事", "1."),
        (Level.THIRD, "2.二事", "2."),
        (Level.BODY, "①细节", "①"),
        (Level.FIRST, "二、乙", "二、"),
        (Level.SECOND, "（一）寅", "（一）"),
        (Level.THIRD, "1.再起", "1."),
        (Level.BODY, "圆点", ""),
    ]


def test_what_was_deleted_or_moved_away_is_gone_and_a_deleted_end_joins(parts: dict[str, bytes]) -> None:
    body = (
        '<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr><w:r><w:t>前半句</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>后半句</w:t></w:r><w:moveFrom w:id="2" w:author="x"><w:r><w:t>移走</w:t></w:r></w:moveFrom>'
        '<w:moveTo w:id="3" w:author="x"><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>'
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>"
    )
    assert [one.text for one in paragraphs(with_body(parts, body))] == ["前半句后半句移来"]


def test_a_text_box_is_a_paragraph_of_its_own_and_a_cell_knows_its_place(parts: dict[str, bytes]) -> None:
    box = (
        "<w:p><w:r><w:t>正文。</w:t></w:r><w:r><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
        "<w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    cell = "<w:tc><w:tcPr>{}</w:tcPr>" + plain("{}") + "</w:tc>"
    wide = '<w:gridSpan w:val="2"/>'
    row = f"<w:tr>{cell.format(wide, '预算编制')}{cell.format('', '3')}</w:tr>"
    deleted = '<w:tr><w:trPr><w:del w:id="9" w:author="x"/></w:trPr><w:tc>' + plain("删去的行") + "</w:tc></w:tr>"
    table = f"<w:tbl><w:tblPr/><w:tblGrid/>{row}{deleted}{row}</w:tbl>"
    read_back = paragraphs(with_body(parts, box + table + plain("完。")))
    assert [one.text for one in read_back] == ["正文。", "框里的话。", "预算编制", "3", "预算编制", "3", "完。"]
    assert [one.cell for one in read_back[2:]] == [(1, 1, 1), (1, 1, 3), (1, 2, 1), (1, 2, 3), None]
    assert [one.number for one in read_back] == [1, 2, 3, 4, 5, 6, 7]


def test_a_title_in_two_lines_is_one_and_the_attachment_stands_above_it(parts: dict[str, bytes]) -> None:
    centre = '<w:jc w:val="center"/>'
    body = plain("附件 3：") + plain("2024年度示例市示例区人民政府甲街道办事处", centre)
    body += plain("部门整体支出绩效自评报告", centre) + plain("一、基本情况") + plain("正文。")
    assert [(one.level, one.text, one.number) for one in paragraphs(with_body(parts, body))] == [
        (Level.ATTACHMENT, "附件 3：", 1),
        (Level.TITLE, "2024年度示例市示例区人民政府甲街道办事处部门整体支出绩效自评报告", 2),
        (Level.FIRST, "一、基本情况", 4),
        (Level.BODY, "正文。", 5),
    ]


def test_the_heading_of_a_paragraph_ends_with_its_first_sentence(parts: dict[str, bytes]) -> None:
    body = plain("1.加强党建。开展活动。") + plain("（1）某率不达标，扣1分。") + plain("（一）自评结论")
    assert [one.lead for one in paragraphs(with_body(parts, body))] == [7, 0, 7]


def test_two_thousand_pages_are_refused_or_read_in_bounded_time(parts: dict[str, bytes]) -> None:
    paragraph = plain("示例街道办事处扎实推进各项工作，群众满意度稳步提升。" * 10)
    begin = time.process_time()
    assert len(paragraphs(with_body(parts, paragraph * 3_000))) == 3_000
    assert code(with_body(parts, paragraph * 8_000)) == "E708"
    assert time.process_time() - begin < 20


def test_an_encrypted_document_is_told_as_one() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    (problem,) = read(data).diagnostics
    assert "设了打开密码" in problem.message


def test_a_scanned_pdf_and_a_broken_one_are_told() -> None:
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument.new()
    for _ in range(2):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    (problem,) = read(buffer.getvalue()).diagnostics
    assert "扫描件" in problem.message
    assert code(b"%PDF-1.7 nothing") == "E708"
    for _ in range(300):
        document.new_page(595, 842)
    buffer = io.BytesIO()
    document.save(buffer)
    (problem,) = read(buffer.getvalue()).diagnostics
    assert "超过300页" in problem.message


def test_without_the_extra_a_pdf_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert code(b"%PDF-1.7 nothing") == "E836"


def test_an_old_word_file_is_converted_where_there_is_libreoffice(
    parts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    monkeypatch.setattr(reading, "find_libreoffice", lambda: Outcome(Path("soffice")))
    monkeypatch.setattr(reading, "to_docx", lambda _program, _data: Outcome(with_body(parts, plain("正文。"))))
    assert [one.text for one in paragraphs(old)] == ["正文。"]
    monkeypatch.setattr(reading, "find_libreoffice", lambda: Outcome(None))
    (problem,) = read(old).diagnostics
    assert "没有可用的 LibreOffice" in problem.message
