"""The tree of points (一级 › 二级 › 三级指标): one shape for the rules, the scores, and everything that shows them.

Its root is the whole scheme. Every sum and every walk over levels is a method here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

PART, GROUP, CRITERION = 1, 2, 3  # levels below the root: 一级, 二级 and 三级指标
_MAX_DIGITS = 16  # decimal arithmetic rounds sums of far larger numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The whole scheme, or an indicator of any level (指标): its name, its points (分值) and those under it."""

    name: str
    points: Decimal
    children: tuple[Self, ...] = ()

    def paths(self, depth: int) -> Iterator[tuple[Self, ...]]:
        """Every path to the indicators ``depth`` levels below, without the start: (一级, 二级, 三级) for 3."""
        for child in self.children:
            if depth == 1:
                yield (child,)
            else:
                yield from ((child, *rest) for rest in child.paths(depth - 1))

    def level(self, depth: int) -> Iterator[Self]:
        """The indicators ``depth`` levels below, in the order of the rules file."""
        return (path[-1] for path in self.paths(depth))

    def leaves(self) -> Iterator[Self]:
        """The indicators that have none under them, in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def child(self, name: str) -> Self:
        """The indicator of this name directly under it; raises ``StopIteration`` where there is none."""
        return next(child for child in self.children if child.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(Tree):
    """An indicator with its points (分值) and its score (得分); a batch keeps its JSON for each office."""

    children: tuple[Node, ...] = ()  # type: ignore[assignment]  # msgspec, which reads nodes, knows no Self
    score: Decimal

    def __post_init__(self) -> None:
        numbers = (self.points, self.score)
        if not all(number.is_finite() and abs(number.adjusted()) < _MAX_DIGITS for number in numbers):
            raise ValueError("points and scores are numbers of a usual size")

    @classmethod
    def over(cls, name: str, children: tuple[Self, ...]) -> Self:
        """An indicator whose points and score are the exact sums of those under it."""
        points = sum((child.points for child in children), Decimal(0))
        score = sum((child.score for child in children), Decimal(0))
        return cls(name=name, points=points, score=score, children=children)

    @property
    def lost(self) -> Decimal:
        """The points that were lost (扣分); extra points (加分) make up for none of them."""
        if self.children:
            return sum((child.lost for child in self.children), Decimal(0))
        return max(self.points - self.score, Decimal(0))

    def outline(self, depth: int) -> Node:
        """The same levels without the details of a subclass, down to ``depth`` levels below."""
        children = tuple(child.outline(depth - 1) for child in self.children) if depth else ()
        return Node(name=self.name, points=self.points, score=self.score, children=children)
