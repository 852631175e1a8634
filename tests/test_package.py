from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from reportgen.package import pack, read_file, repack, unpack

PARTS = {"word/a.xml": b"<a/>", "[Content_Types].xml": b"<t/>", "_rels/.rels": b"<r/>", "docProps/正.xml": b"<p/>"}


def saved_at(year: int, names: list[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), PARTS[name])
    return buffer.getvalue()


def saved_by_openpyxl() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.worksheets[0]["B7"] = "自评表"
    workbook.worksheets[0].row_dimensions[7].height = 40
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def test_what_goes_in_comes_out() -> None:
    assert unpack(pack(PARTS)) == PARTS


def test_the_content_types_come_first_and_the_rest_in_order_of_name() -> None:
    assert list(unpack(pack(PARTS))) == ["[Content_Types].xml", "_rels/.rels", "docProps/正.xml", "word/a.xml"]


def test_no_entry_tells_when_or_on_what_system_it_was_made() -> None:
    with zipfile.ZipFile(io.BytesIO(pack(PARTS))) as archive:
        marks = {(entry.date_time, entry.create_system, entry.compress_type) for entry in archive.infolist()}
    assert marks == {((1980, 1, 1, 0, 0, 0), 0, zipfile.ZIP_DEFLATED)}


def test_packages_that_differ_in_order_and_date_alone_become_the_same() -> None:
    one, other = saved_at(1999, list(PARTS)), saved_at(2025, sorted(PARTS))
    assert one != other
    assert repack(one) == repack(other) == pack(PARTS)


def test_a_repacked_workbook_still_opens() -> None:
    again = openpyxl.load_workbook(io.BytesIO(repack(saved_by_openpyxl())))
    assert again.worksheets[0]["B7"].value == "自评表"


def test_the_moment_of_saving_gives_way_to_a_given_one() -> None:
    moment = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
    again = openpyxl.load_workbook(io.BytesIO(repack(saved_by_openpyxl(), modified=moment)))
    assert again.properties.modified == moment.replace(tzinfo=None)


def test_rows_keep_their_height_and_grow_with_their_text() -> None:
    fixed, growing = (
        unpack(repack(saved_by_openpyxl(), growing_rows=growing))["xl/worksheets/sheet1.xml"]
        for growing in (False, True)
    )
    assert b' ht="40" customHeight="1"' in fixed
    assert fixed.replace(b' customHeight="1"', b"") == growing


def test_a_file_that_is_missing_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "2024.xlsx").write_bytes(b"")
    (problem,) = read_file(tmp_path / "2O24.xlsx").diagnostics
    assert "是不是想写“2024.xlsx”" in problem.message
