"""The tree of points (一级 › 二级 › 三级指标): one shape for the rules, the scores, and all that shows them.

The root is the whole scheme. Sums and walks are made here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

PART, GROUP, CRITERION = 1, 2, 3  # levels below the root: 一级, 二级 and 三级指标


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What can be won: the most points (分值) of the whole scheme or of a part of it, and what stands under it."""

    name: str
    points: Decimal
    children: tuple[Self, ...] = ()

    def paths(self, depth: int) -> Iterator[tuple[Self, ...]]:
        """Every way down to what stands ``depth`` levels below, without the start: (一级, 二级, 三级) for 3."""
        for child in self.children:
            if depth == 1:
                yield (child,)
            else:
                yield from ((child, *rest) for rest in child.paths(depth - 1))

    def level(self, depth: int) -> Iterator[Self]:
        """What stands ``depth`` levels below, in the order of the rules."""
        return (path[-1] for path in self.paths(depth))

    def leaves(self) -> Iterator[Self]:
        """What has nothing under it, in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def child(self, name: str) -> Self:
        """What stands under it by this name; ``StopIteration`` where nothing does."""
        return next(child for child in self.children if child.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(Tree):
    """What was won: the points (分值) and the score (得分). Its JSON is what a batch keeps of an office."""

    children: tuple[Node, ...] = ()  # type: ignore[assignment]  # msgspec, which reads nodes, knows no Self
    score: Decimal

    def __post_init__(self) -> None:
        if not (self.points.is_finite() and self.score.is_finite()):
            raise ValueError("points and scores are numbers")

    @classmethod
    def over(cls, name: str, children: tuple[Self, ...]) -> Self:
        """The exact sum of what stands under it."""
        points = sum((child.points for child in children), Decimal(0))
        score = sum((child.score for child in children), Decimal(0))
        return cls(name=name, points=points, score=score, children=children)

    @property
    def lost(self) -> Decimal:
        """Points lost (扣分)."""
        return self.points - self.score

    def bare(self, depth: int) -> Node:
        """Name, points and score alone, down to ``depth`` levels below."""
        children = tuple(child.bare(depth - 1) for child in self.children) if depth else ()
        return Node(name=self.name, points=self.points, score=self.score, children=children)
