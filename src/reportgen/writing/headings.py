"""Headings in a wording file: which of them surely stand too deep below what goes before, whatever the branches do."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from jinja2 import nodes

_HEADING = re.compile(r"^[ \t\u3000]*(#{1,4})(?!#)", re.MULTILINE)
_Above = frozenset[int]
"""The levels that the heading before may have; 0 where there may be none in this file: a section may go on from the
one before it."""
_NONE = 0


def jumps(tree: nodes.Template, text: str) -> list[tuple[re.Match[str], int]]:
    """Each heading that is deeper by two or more than all that can stand before it, with the deepest of these.

    ``tree`` has offsets for line numbers, as :func:`reportgen.writing.syntax.parse` makes it. GB/T 9704-2012 7.3.3
    uses the levels 一、（一）1.（1） in turn.
    """
    walk = _Walk(text)
    walk.body(tree.body, frozenset({_NONE}))
    return walk.found


class _Walk:
    def __init__(self, text: str) -> None:
        self.headings = list(_HEADING.finditer(text))
        self.found: list[tuple[re.Match[str], int]] = []

    def body(self, body: Sequence[nodes.Node], above: _Above) -> _Above:
        """The levels that the last heading may have after ``body``."""
        for node in body:
            if isinstance(node, nodes.Output):
                above = self.output(node, above)
            elif isinstance(node, nodes.If):
                above = self.branches(node, above)
            elif isinstance(node, nodes.For):
                # A second turn comes below what the first one left.
                again = self.body(node.body, above) | above
                above = again | (self.body(node.else_, above) if node.else_ else frozenset())
            elif isinstance(node, nodes.Include):
                above |= {_NONE}  # what the fragment ends with is not known here
        return above

    def branches(self, node: nodes.If, above: _Above) -> _Above:
        ends = self.body(node.body, above)
        for branch in node.elif_:
            ends |= self.body(branch.body, above)
        return ends | self.body(node.else_, above)

    def output(self, node: nodes.Output, above: _Above) -> _Above:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                for heading in self.inside(part):
                    level = len(heading[1])
                    if _NONE not in above and level > max(above) + 1:
                        self.found.append((heading, max(above)))
                    above = frozenset({level})
        return above

    def inside(self, part: nodes.TemplateData) -> Iterator[re.Match[str]]:
        """The headings that begin a line of the file inside this stretch of text."""
        first = bisect_left(self.headings, part.lineno, key=_start)
        last = bisect_left(self.headings, part.lineno + len(part.data), key=_start)
        return iter(self.headings[first:last])


def _start(heading: re.Match[str]) -> int:
    return heading.start(1)
