"""What changes between two editions of the wording, in lines for people; and those lines as one web page.

The page has no script, loads nothing and is fit to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from reportgen.diagnostics import shorten
from reportgen.editor.diff import ADDED, KEPT, REMOVED, RENUMBERED, Change
from reportgen.editor.editions import WordingDiff

_GENERATOR = '<meta name="generator" content="reportgen wording diff">'  # by which a page of ours is recognised
_TAGS = {KEPT: "{}", REMOVED: "<del>{}</del>", ADDED: "<ins>{}</ins>"}
_HEAD = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
{_GENERATOR}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>措辞的变化</title>
<style>
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.75 SimSun, "Songti SC", serif; }}
p {{ margin: 0; overflow-wrap: anywhere; }}
.sort, .numbers {{ margin-top: 1.2rem; font-weight: 600; break-after: avoid; }}
.where {{ font-size: .85rem; color: #555; break-before: avoid; }}
del {{ color: #9b1c1c; background: #fdecec; }}
ins {{ color: #11601f; background: #e6f5e8; }}
</style>
</head>
<body>
<h1>措辞的变化</h1>
"""


def lines(diff: WordingDiff) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    """Yield each line with its kind, which is its class in the page, and its pieces."""
    trial = "（试用评分标准）" if diff.draft else ""
    used = diff.cases[0] if len(diff.cases) == 1 else f" {len(diff.cases)} 个样例"
    yield "head", [(KEPT, f"从“{diff.old}”到“{diff.new}”，{diff.year}年度{trial}，用{used}比较。")]
    yield "head", [(KEPT, f"比较了：{'、'.join(diff.layers)}。")]
    if not any(diff.layers.values()):
        yield "head", [(KEPT, "成文没有变化。")]
    for layer, changes in diff.layers.items():
        numbers = [shorten(c.sentence.shown, 20) for c in changes if c.sort == RENUMBERED]
        count = len(changes) - len(numbers)
        if changes:
            yield "layer", [(KEPT, f"{layer}：{f'{count} 处变化' if count else '只有序号变了'}")]
        for change in changes:
            if change.sort != RENUMBERED:
                yield "sort", [(KEPT, f"{change.sort}  {' › '.join(change.sentence.path)}".rstrip())]
                yield "text", change.pieces
                yield from (("where", [(KEPT, text)]) for text in _whereabouts(change, len(diff.cases)))
        if numbers:
            yield "numbers", [(KEPT, f"只是序号变了的 {len(numbers)} 处，如 {'、'.join(numbers[:3])}。")]


def _whereabouts(change: Change, count: int) -> Iterator[str]:
    """Yield where both sentences were written, the old one first, and in how many of the cases the change shows."""
    yield " → ".join(dict.fromkeys(f"{s.file}:{s.line}" for s in (change.old, change.new) if s))
    times = f"，共 {change.times} 处" if change.times > len(change.cases) else ""
    if len(change.cases) < count:
        yield f"在 {count} 个样例中的 {len(change.cases)} 个{times}：{'、'.join(change.cases)}"
    elif count > 1 or times:
        yield f"在 {count} 个样例中都是这样{times}"


def diff_page(diff: WordingDiff) -> bytes:
    """Return the page, in UTF-8. The same changes give the same bytes."""
    body: list[str] = []
    for kind, pieces in lines(diff):
        text = "".join(_TAGS[piece].format(escape(_printable(text))) for piece, text in pieces)
        body.append(f"<h2>{text}</h2>\n" if kind == "layer" else f'<p class="{kind}">{text}</p>\n')
    return f"{_HEAD}{''.join(body)}</body>\n</html>\n".encode()


def is_foreign(path: Path) -> bool:
    """Return whether a link is there, or a file that is no page of ours: neither may be replaced."""
    try:
        if path.is_symlink() or not path.is_file():
            return path.is_symlink()  # a folder in the way is reported by the writer
        with path.open("rb") as file:
            return _GENERATOR.encode() not in file.read(len(_HEAD))
    except OSError:
        return True


def _printable(text: str) -> str:
    """Return text of strangers without control characters, some of which turn the direction of writing round."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)
