"""Finds headings in a wording file that stand too deep below the heading before, whichever branches are taken."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from jinja2 import nodes

_HEADING = re.compile(r"^[ \t\u3000]*(#{1,4})(?!#)", re.MULTILINE)
_NONE = 0
_LevelsBefore = frozenset[int]
"""The levels that the heading before may have, ``_NONE`` among them where this file may hold none before: then the
section goes on from the section before it."""


def jumps(tree: nodes.Template, text: str) -> list[tuple[re.Match[str], int]]:
    """Return each heading that leaves out a level, with the deepest level that can stand before it.

    GB/T 9704-2012 7.3.3 uses the levels 一、（一）1.（1） one after another. ``tree`` has offsets for line numbers, as
    :func:`reportgen.writing.syntax.parse` returns it.
    """
    walk = _Walk(text)
    walk.body(tree.body, frozenset({_NONE}))
    return walk.jumps


class _Walk:
    """A walk over a tree; each method takes the levels before a node and returns those after it."""

    def __init__(self, text: str) -> None:
        self.headings = list(_HEADING.finditer(text))
        self.jumps: list[tuple[re.Match[str], int]] = []

    def body(self, body: Sequence[nodes.Node], before: _LevelsBefore) -> _LevelsBefore:
        for node in body:
            if isinstance(node, nodes.Output):
                before = self.output(node, before)
            elif isinstance(node, nodes.If):
                before = self.branches(node, before)
            elif isinstance(node, nodes.For):
                loop_end = self.body(node.body, before) | before
                before = loop_end | (self.body(node.else_, before) if node.else_ else frozenset())
            elif isinstance(node, nodes.Include):
                before |= {_NONE}  # this file does not say with which heading the fragment ends
        return before

    def branches(self, node: nodes.If, before: _LevelsBefore) -> _LevelsBefore:
        ends = self.body(node.body, before)
        for branch in node.elif_:
            ends |= self.body(branch.body, before)
        return ends | self.body(node.else_, before)

    def output(self, node: nodes.Output, before: _LevelsBefore) -> _LevelsBefore:
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                for heading in self.inside(part):
                    level = len(heading[1])
                    if _NONE not in before and level > max(before) + 1:
                        self.jumps.append((heading, max(before)))
                    before = frozenset({level})
        return before

    def inside(self, part: nodes.TemplateData) -> Iterator[re.Match[str]]:
        """Return the headings that begin a line of the file inside this part of its text."""
        first = bisect_left(self.headings, part.lineno, key=_start)
        last = bisect_left(self.headings, part.lineno + len(part.data), key=_start)
        return iter(self.headings[first:last])


def _start(heading: re.Match[str]) -> int:
    return heading.start(1)
