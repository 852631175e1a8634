"""A web page (网页) that people keep: a file and its style sheet beside it, without scripts; it loads nothing else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote


def page_files(name: str, *, maker: str, title: str, style: str, body: str) -> dict[str, bytes]:
    """Return the two files of a page; ``maker`` is the command that made it, by which a page of ours is recognised."""
    sheet = _sheet(Path(name)).name
    page = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
{_mark(Path(name), maker)}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{quote(sheet)}">
</head>
<body>
<h1>{title}</h1>
{body}</body>
</html>
"""
    return {name: page.encode(), sheet: f"{_mark(Path(sheet), maker)}\n{style}".encode()}


def foreign_file(page: Path, maker: str) -> str:
    """Return the name of a file in the way, which may not be replaced: a link, or a file that is not ours; or ""."""
    return next((path.name for path in (page, _sheet(page)) if _is_foreign(path, maker)), "")


def _sheet(page: Path) -> Path:
    return page.with_suffix(".css")


def _mark(path: Path, maker: str) -> str:
    return f"/* {maker} */" if path.suffix == ".css" else f'<meta name="generator" content="{maker}">'


def _is_foreign(path: Path, maker: str) -> bool:
    try:
        if path.is_symlink() or not path.is_file():
            return path.is_symlink()  # a folder in the way is reported by the writer
        with path.open("rb") as file:
            return _mark(path, maker).encode() not in file.read(200)
    except OSError:
        return True
