"""Folders of workbooks as offices hand them in: the sample, renamed."""

from __future__ import annotations

from pathlib import Path

from workbooks import Book, Change, edited


def office(name: str, *changes: Change, district: str = "示例区", city: str = "示例市") -> bytes:
    """The sample workbook as that of another office (单位简称)."""

    def rename(book: Book) -> None:
        for grid in book.values():
            for row in grid:
                for number, value in enumerate(row):
                    if isinstance(value, str):
                        text = value.replace("金花街道", name).replace("金花街", name)
                        row[number] = text.replace("荔湾区", district).replace("广州市", city)

    return edited(rename, *changes)


def hand_in(folder: Path, **workbooks: bytes) -> Path:
    """Put workbooks into a folder, by their names without .xlsx."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in workbooks.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    return folder
