"""Makes specimens (样例): invented districts, on which proofreading tries out the wording of the summary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, Kind, Severity
from reportgen.district.results import District, Filing, Finding, OfficeNumber, OfficeResult, ScoreResult
from reportgen.intake.form import BASICS, BUDGET
from reportgen.scoring.tree import Node

CITY, DISTRICT = "示例市", "示例区"
_YEAR = 2024
_RULES: Mapping[str, Mapping[str, Mapping[str, int]]] = {  # full points by 一级, 二级 and 三级指标
    "履职效能": {"整体效能": {"产出指标完成情况": 30, "效益指标完成情况": 20}},
    "管理效率": {
        "预算执行": {"预算资金支出率": 15, "结转结余率": 5},
        "信息公开": {"预决算公开合规性": 10},
        "绩效管理": {"绩效管理制度执行": 10},
        "采购管理": {"采购合同签订时效性": 10},
    },
}
_ITEMS = tuple(item for groups in _RULES.values() for items in groups.values() for item in items)
_MANY = 200  # offices; the largest real districts have about 40
SPECIMEN_PEERS = Decimal(2)  # some specimens have enough offices to compare their numbers, and some have not
_Lost = Mapping[str, str]
_FULL: _Lost = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictSpecimen:
    """One invented district; ``name`` describes in Chinese what is special about it.

    ``pictures`` says whether its pictures can be drawn, ``draft`` whether its reports are drafts.
    """

    name: str
    district: District
    pictures: bool = True
    draft: bool = False


def district_specimens(name: str = DISTRICT) -> tuple[DistrictSpecimen, ...]:
    """Return the districts, the one with everything first; ``name`` is the name of each of them."""
    return tuple(
        DistrictSpecimen(
            name=case,
            district=District(city=CITY, name=name, year=_YEAR, filings=tuple(filings), findings=findings),
            pictures=case != _WITHOUT_PICTURES,
            draft=_DRAFTS in case,
        )
        for case, filings, findings in _cases(name)
    )


_WITHOUT_PICTURES = "没有图"
_DRAFTS = "草稿"


def _cases(district: str) -> Iterable[tuple[str, Iterable[Filing], tuple[Finding, ...]]]:
    all_kinds = [
        *(_with_report(turn, {item: "1.25"}, before=_FULL) for turn, item in enumerate(_ITEMS, 1)),
        _with_report(8, {_ITEMS[0]: "0.5", _ITEMS[2]: "14.5"}, before={_ITEMS[0]: "20"}, problems=(_warning(8),)),
        _with_report(9, _FULL, before=_FULL),
        _without_report(11),
    ]
    finding = Finding(
        city=CITY, district=district, offices=(_office(8), _office(9)), problem=_warning(8, catalogue.OTHER_OFFICE)
    )
    yield "各种情形都有", all_kinds, (finding,)
    yield _WITHOUT_PICTURES, all_kinds, (finding,)
    yield "全部满分，与上年持平", [_with_report(turn, _FULL, before=_FULL) for turn in (1, 2, 3)], ()
    yield "都没有生成", [_without_report(1), _without_report(2)], ()
    yield "只有一份，没有生成", [_without_report(1)], ()
    gap = _with_report(1, {_ITEMS[0]: "1"}, problems=(_gap(1),))
    yield "草稿，有的没有填完，有的得分待定", [gap, _draft(2), _with_report(3, _FULL), _without_report(4)], ()
    yield "草稿，都没有填完，得分都待定", [_draft(1), _draft(2)], ()
    yield "草稿，只有一份，没有填完", [gap], ()
    yield "只有一个单位，比上年高", [_with_report(1, {_ITEMS[0]: "1"}, before={_ITEMS[0]: "2"})], ()
    with_warnings = [_with_report(turn, _FULL, problems=(_warning(turn),)) for turn in (1, 2)]
    yield "只有一个单位，满分，有警告", with_warnings[:1], ()
    yield "只生成一份，有警告", [with_warnings[0], _without_report(2)], ()
    yield "都有警告", with_warnings, ()
    yield "全部同分，都比上年低", [_with_report(turn, {_ITEMS[0]: "1"}, before=_FULL) for turn in (1, 2)], ()
    trial = [_with_report(turn, {_ITEMS[turn - 1]: "2"}, before={_ITEMS[0]: "3"}, trial=True) for turn in (1, 2)]
    yield "评分标准试用，都比上年高", trial, ()
    mixed = [_with_report(1, {_ITEMS[0]: "1"}, before=_FULL), _with_report(2, _FULL, before=_FULL)]
    yield "有的比上年低，有的持平", mixed, ()
    other = [_with_report(turn, {_ITEMS[0]: f"{turn}"}, before=_FULL, full_before="5") for turn in (1, 2)]
    yield "上年的分值不同", other, ()
    many = [_with_report(turn, dict.fromkeys(_ITEMS[: turn % 8], "0.01"), before=_FULL) for turn in range(1, _MANY + 1)]
    yield "单位极多", many, ()
    slight = [_with_report(turn, {_ITEMS[0]: "0.01"} if turn == 1 else _FULL, before=_FULL) for turn in (1, 2, 3)]
    yield "与上年基本持平", slight, ()
    alike = [_with_report(turn, dict.fromkeys(_ITEMS, "1")) for turn in (1, 2)]
    yield "各项扣分相同", alike, ()


def _office(turn: int) -> str:
    return f"示例{turn}街道"


def _ref(turn: int) -> CellRef:
    return CellRef(file=f"{_office(turn)}.xlsx", sheet=BUDGET.name, cell="B6", label=BUDGET.spent.name)


def _warning(turn: int, kind: Kind = catalogue.NUMBER_WITHOUT_SOURCE) -> Diagnostic:
    return kind.at(_ref(turn), "示例", number="12", instead="", name=_office(turn + 1), own=_office(turn))


def _gap(turn: int) -> Diagnostic:
    return replace(
        catalogue.BLANK.at(_ref(turn), column=BASICS.content.name), severity=Severity.NOTE
    )  # as a draft tells it


def _without_report(turn: int) -> Filing:
    problem = catalogue.NOT_A_NUMBER.at(_ref(turn), "12万")
    return Filing(office=_office(turn), workbook=f"{_office(turn)}.xlsx", result=None, problems=(problem,))


def _draft(turn: int) -> Filing:
    return _filing(turn, None, None, ())


def _with_report(
    turn: int,
    lost: _Lost,
    *,
    before: _Lost | None = None,
    trial: bool = False,
    full_before: str = "",
    problems: tuple[Diagnostic, ...] = (),
) -> Filing:
    score = _score(_YEAR, lost, trial=trial)
    last_year = None if before is None else _score(_YEAR - 1, before, first_full=full_before)
    return _filing(turn, score, last_year, problems)


def _filing(
    turn: int, score: ScoreResult | None, before: ScoreResult | None, problems: tuple[Diagnostic, ...]
) -> Filing:
    name = _office(turn)
    result = OfficeResult(
        city=CITY,
        district=DISTRICT,
        full_name=f"{CITY}{DISTRICT}人民政府{name}办事处",
        name=f"{name}办事处",
        short_name=name,
        score=score,
        before=before,
        quantities=(OfficeNumber(name=BUDGET.spent.name, value=Decimal(turn), unit="万元", ref=_ref(turn)),),
        passages=(),
        quotations=(),
        mentions=(),
    )
    return Filing(office=name, workbook=f"{name}.xlsx", result=result, problems=problems)


def _score(year: int, lost: _Lost, *, trial: bool = False, first_full: str = "") -> ScoreResult:
    def criterion(name: str, full: int) -> Node:
        points = Decimal(first_full) if first_full and name == _ITEMS[0] else Decimal(full)
        return Node(name=name, points=points, score=points - Decimal(lost.get(name, "0")))

    parts = (
        Node.over(
            part,
            tuple(
                Node.over(group, tuple(criterion(*one) for one in criteria.items()))
                for group, criteria in groups.items()
            ),
        )
        for part, groups in _RULES.items()
    )
    return ScoreResult(year=year, trial=trial, tree=Node.over(f"{year}年度评分标准", tuple(parts)))
