"""The offices of a district beside each other: comparison, and the summary (汇总) as a workbook and as a 公文."""


def file_names(name: str, *, draft: bool = False) -> tuple[str, str]:
    """What the workbook and the document are called; ``name`` is a safe one."""
    mark = "（草稿）" if draft else ""
    return f"{name}-汇总{mark}.xlsx", f"{name}-汇总{mark}.docx"
