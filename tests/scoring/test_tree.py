"""The tree of points: levels, sums, and what of it goes through JSON."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from reportgen.scoring.tree import CRITERION, GROUP, PART, Node


def leaf(name: str, points: str, score: str) -> Node:
    return Node(name=name, points=Decimal(points), score=Decimal(score))


TREE = Node.over(
    "全部",
    (
        Node.over("效能", (Node.over("完成", (leaf("产出", "20", "19.5"), leaf("效益", "20", "20"))),)),
        Node.over(
            "管理", (Node.over("公开", (leaf("预决算", "2", "0"),)), Node.over("资产", (leaf("盘点", "1", "1"),)))
        ),
    ),
)


def test_sums_are_exact_on_every_level() -> None:
    assert (TREE.points, TREE.score, TREE.lost) == (Decimal(43), Decimal("40.5"), Decimal("2.5"))
    assert [part.points for part in TREE.children] == [40, 3]
    assert [part.score for part in TREE.children] == [Decimal("39.5"), 1]
    assert Node.over("空", ()).score == 0


@pytest.mark.parametrize(
    ("depth", "names"), [(PART, "效能 管理"), (GROUP, "完成 公开 资产"), (CRITERION, "产出 效益 预决算 盘点")]
)
def test_a_level_in_the_order_of_the_rules(depth: int, names: str) -> None:
    assert [node.name for node in TREE.level(depth)] == names.split()


def test_every_criterion_comes_after_what_it_stands_under() -> None:
    assert [[node.name for node in path] for path in TREE.paths(CRITERION)] == [
        ["效能", "完成", "产出"],
        ["效能", "完成", "效益"],
        ["管理", "公开", "预决算"],
        ["管理", "资产", "盘点"],
    ]
    assert list(TREE.leaves()) == list(TREE.level(CRITERION))
    assert TREE.child("管理").child("公开").lost == 2


def test_an_outline_ends_at_its_depth() -> None:
    assert TREE.outline(CRITERION) == TREE
    assert [node.children for node in TREE.outline(PART).children] == [(), ()]
    assert TREE.outline(PART).score == TREE.score


def test_a_tree_goes_through_json_as_it_is() -> None:
    assert msgspec.json.decode(msgspec.json.encode(TREE), type=Node) == TREE


@pytest.mark.parametrize(
    "json",
    [
        '{"name":"甲","points":"1"}',
        '{"name":1,"points":"1","score":"1"}',
        '{"name":"甲","points":"一","score":"1"}',
        '{"name":"甲","points":"1","score":"NaN"}',
        '{"name":"甲","points":"Infinity","score":"1"}',
        '{"name":"甲","points":"1","score":"1","children":[{}]}',
        '{"name":"甲","points":"1","score":"1","children":null}',
        "[]",
        '{"name":"甲"',
    ],
)
def test_json_of_no_tree_is_refused(json: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(json, type=Node)
