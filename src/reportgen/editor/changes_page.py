"""The changes between two editions of the templates as one web page: no script, nothing loaded, fit to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from reportgen.editor.changes import Change, Piece
from reportgen.editor.editions import Comparison, LayerChanges

GENERATOR = b'<meta name="generator" content="reportgen wording diff">'  # by which a page of ours is known
_HEAD = (
    f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
{GENERATOR.decode()}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>措辞的变化</title>
"""
    + """<style>
:root { color-scheme: light; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff;
  font: 1rem/1.75 "Songti SC", SimSun, "Noto Serif CJK SC", serif; }
h1, h2, .sort, .path, .where, .summary {
  font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 2px solid #444; }
article { margin: 1rem 0; padding: .1rem 0 .1rem .9rem; border-left: 3px solid #bbb; break-inside: avoid; }
article p { margin: .2rem 0; overflow-wrap: anywhere; }
.path, .where, .summary { font-size: .85rem; color: #555; }
.sort { font-weight: 600; color: #1c1c1c; margin-right: .6rem; }
.cases { margin-left: .8rem; }
del { color: #9b1c1c; background: #fdecec; text-decoration: line-through; }
ins { color: #11601f; background: #e6f5e8; text-decoration: underline; text-underline-offset: .2em; }
.empty { margin: 2rem 0; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } a { color: inherit; } }
</style>
</head>
<body>
"""
)
_ENOUGH = 400  # bytes, in which a page of ours has said so
_TAGS = {Piece.REMOVED: "del", Piece.ADDED: "ins"}


def changes_page(comparison: Comparison, old: str, new: str) -> bytes:
    """The page, in UTF-8; ``old`` and ``new`` name the editions. The same changes give the same bytes."""
    lines = [*_top(comparison, old, new)]
    for layer in comparison.layers:
        lines += _layer(layer, comparison.cases)
    if not comparison.layers:
        lines.append('<p class="empty">成文没有变化。</p>')
    return (_HEAD + "\n".join(lines) + "\n</body>\n</html>\n").encode()


def is_foreign(path: Path) -> bool:
    """Whether something is there that is no page of ours, or a link, and so must not be replaced."""
    try:
        if path.is_symlink() or not path.is_file():
            return path.is_symlink()  # of a folder in the way the writer tells
        with path.open("rb") as file:
            return GENERATOR not in file.read(_ENOUGH)
    except OSError:
        return True


def _top(comparison: Comparison, old: str, new: str) -> Iterator[str]:
    trial = "（试用评分标准）" if comparison.draft else ""
    cases = comparison.cases
    used = _text(cases[0]) if len(cases) == 1 else f" {len(cases)} 个样例"
    yield "<h1>措辞的变化</h1>"
    yield f'<p class="summary">从“{_text(old)}”到“{_text(new)}”。{comparison.year}年度{trial}，用{used}比较；'
    yield f"比较了：{_text('、'.join(comparison.compared))}。</p>"


def _layer(layer: LayerChanges, cases: Sequence[str]) -> Iterator[str]:
    yield f"<section>\n<h2>{_text(layer.layer)}</h2>"
    for change in layer.changes.found:
        yield from _article(change, cases)
    if layer.changes.renumbering:
        yield f'<p class="summary">{_text(layer.changes.renumbering)}</p>'
    yield "</section>"


def _article(change: Change, cases: Sequence[str]) -> Iterator[str]:
    note = f"（{change.note}）" if change.note else ""
    path = _text(" › ".join(change.sentence.path))
    yield f'<article>\n<p class="path"><span class="sort">{change.sort}{note}</span>{path}</p>'
    yield f"<p>{''.join(_marked(piece, text) for piece, text in change.pieces)}{_text(change.together)}</p>"
    told = change.told_in(cases)
    seen = f'<span class="cases">{_text(told)}</span>' if told else ""
    yield f'<p class="where">{_text(change.origins)}{seen}</p>\n</article>'


def _marked(piece: Piece, text: str) -> str:
    tag = _TAGS.get(piece)
    return f"<{tag}>{_text(text)}</{tag}>" if tag else _text(text)


def _text(text: str) -> str:
    """Text of strangers as it may stand in the page: nothing in it is markup, nothing turns the writing round."""
    return escape("".join(c if c.isprintable() or c == "\u3000" else " " for c in text))
