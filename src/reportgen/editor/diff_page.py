"""What changes between two editions of the wording, in lines for people; and those lines as one web page.

The page has no script, loads nothing and is fit to print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from reportgen.editor.diff import ADDED, KEPT, REMOVED, Sort
from reportgen.editor.editions import WordingDiff

_MOST_RENUMBERED = 6  # are named, the others counted
_GENERATOR = b'<meta name="generator" content="reportgen wording diff">'  # by which a page of ours is known
_ENOUGH = 400  # bytes, in which a page of ours has said so
_TAGS = {KEPT: "{}", REMOVED: "<del>{}</del>", ADDED: "<ins>{}</ins>"}
_HEAD = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
{_GENERATOR.decode()}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>措辞的变化</title>
<style>
:root {{ color-scheme: light; }}
body {{ max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff;
  font: 1rem/1.75 "Songti SC", SimSun, "Noto Serif CJK SC", serif; }}
p {{ margin: 0 0 0 1rem; overflow-wrap: anywhere; }}
h2, .head, .sort, .where {{ font-family: "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
.head {{ margin-left: 0; }}
h2 {{ font-size: 1.15rem; margin: 2rem 0 0; border-bottom: 2px solid #444; }}
.sort {{ font-weight: 600; margin-top: 1.2rem; break-after: avoid; }}
.where {{ font-size: .85rem; color: #555; break-before: avoid; }}
.numbers {{ margin-top: 1.2rem; }}
del {{ color: #9b1c1c; background: #fdecec; text-decoration: line-through; }}
ins {{ color: #11601f; background: #e6f5e8; text-decoration: underline; text-underline-offset: .2em; }}
@media print {{ body {{ margin: 0; max-width: none; font-size: 11pt; }} }}
</style>
</head>
<body>
<h1>措辞的变化</h1>
"""


def lines(diff: WordingDiff, old: str, new: str) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    """All that is to be told, each line with its kind (the class in the page) and its stretches.

    ``old`` and ``new`` name the editions.
    """
    trial = "（试用评分标准）" if diff.draft else ""
    used = diff.cases[0] if len(diff.cases) == 1 else f" {len(diff.cases)} 个样例"
    yield "head", [(KEPT, f"从“{old}”到“{new}”，{diff.year}年度{trial}，用{used}比较。")]
    yield "head", [(KEPT, f"比较了：{'、'.join(diff.compared)}。")]
    if not diff.layers:
        yield "head", [(KEPT, "成文没有变化。")]
    for layer, changes in diff.layers.items():
        reworked = [change for change in changes if change.sort is not Sort.RENUMBERED]
        yield "layer", [(KEPT, f"{layer}：{f'{len(reworked)} 处变化' if reworked else '只有序号变了'}")]
        for change in reworked:
            note = f"（{change.note}）" if change.note else ""
            yield "sort", [(KEPT, f"{change.sort}{note}  {' › '.join(change.sentence.path)}".rstrip())]
            yield "text", [*change.pieces, (KEPT, f"（连同后面 {change.along} 句）" if change.along else "")]
            yield from (("where", [(KEPT, place)]) for place in (change.origins, change.seen_in(diff.cases)) if place)
        if numbers := [change for change in changes if change.sort is Sort.RENUMBERED]:
            some = "、".join(change.renumbering for change in numbers[:_MOST_RENUMBERED])
            more = "等" if len(numbers) > _MOST_RENUMBERED else ""
            yield "numbers", [(KEPT, f"只是序号变了的 {len(numbers)} 处：{some}{more}。")]


def diff_page(diff: WordingDiff, old: str, new: str) -> bytes:
    """The page, in UTF-8. The same changes give the same bytes."""
    body: list[str] = []
    for kind, pieces in lines(diff, old, new):
        text = "".join(_TAGS[piece].format(_text(text)) for piece, text in pieces)
        body.append(f"<h2>{text}</h2>\n" if kind == "layer" else f'<p class="{kind}">{text}</p>\n')
    return f"{_HEAD}{''.join(body)}</body>\n</html>\n".encode()


def is_foreign(path: Path) -> bool:
    """Whether something is there that is no page of ours, or a link, and so must not be replaced."""
    try:
        if path.is_symlink() or not path.is_file():
            return path.is_symlink()  # of a folder in the way the writer tells
        with path.open("rb") as file:
            return _GENERATOR not in file.read(_ENOUGH)
    except OSError:
        return True


def _text(text: str) -> str:
    """Text of strangers as it may stand in the page: nothing in it is markup, nothing turns the writing round."""
    return escape("".join(c if c.isprintable() or c == "\u3000" else " " for c in text))
