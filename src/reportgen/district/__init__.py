"""Compares the offices of a district (区) and makes its summary (汇总) as a workbook and as a document (公文)."""

NOTE = "-退回意见.docx"  # the end of the file name of a note that goes back to an office


def file_names(name: str, *, draft: bool = False) -> tuple[str, str]:
    """Return the names of the workbook and the document; ``name`` has to be safe as the beginning of a file name."""
    mark = "（草稿）" if draft else ""
    return f"{name}-汇总{mark}.xlsx", f"{name}-汇总{mark}.docx"
