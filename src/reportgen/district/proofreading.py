"""Proofreads (校读) the wording of the summary: checks every layer, and tries it out on invented districts (样例)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from reportgen import catalogue
from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Kind, Severity
from reportgen.district.exhibits import exhibits
from reportgen.district.figures import LostCriterion, ScoreBand, YearComparison, figures
from reportgen.district.notes import NOTES, note_of, note_text, note_vocabulary
from reportgen.district.results import District, Filing, Finding, OfficeNumber, OfficeResult, ScoreResult, StatedReason
from reportgen.district.words import FILE, DistrictFacts, SummaryOptions, load_options, summary_text, vocabulary
from reportgen.intake.form import BASICS, BUDGET
from reportgen.resources import Resources
from reportgen.scoring.tree import Node
from reportgen.writing.narrative import Narrative, Picture
from reportgen.writing.source import DISTRICTS, OFFICES, SUMMARY, Layers, look_alikes
from reportgen.writing.wording import Wording, WordingLibrary

LAYERS = "默认、区/区名"  # there is no summary of an office
_SETTINGS, _NOTES = FILE.removeprefix(f"{SUMMARY}/"), NOTES.removeprefix(f"{SUMMARY}/")
_MOST_NOTES = 12  # of one specimen; the largest one has hundreds of equal offices

_SAMPLE_BANDS = (Decimal(95), Decimal(90), Decimal(80), Decimal(60))
_SAMPLE_ITEMS = 10

TextCheck = Callable[[Narrative], Iterable[Diagnostic]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryProof:
    """The result of proofreading: the districts with own wording, the number of files and specimens, the problems."""

    districts: tuple[str, ...]
    files: int
    specimens: int
    problems: tuple[Diagnostic, ...]


def proofread_summary(resources: Resources, look_through: TextCheck | None = None) -> SummaryProof:
    """Check settings and wording; ``look_through`` checks the text of each specimen."""
    layers = Layers(resources, SUMMARY)
    options = load_options(resources)
    problems = [*options.diagnostics, *_names(layers)]
    samples = district_specimens()
    districts = layers.names(DISTRICTS)
    library = WordingLibrary(resources, vocabulary(), area=SUMMARY, advise=True)
    for district in ("", *districts):
        wording = library.wording(district, "")
        problems += wording.diagnostics
        samples_here = district_specimens(district) if district else samples
        if wording.value and options.value:
            problems += _try_out(wording.value, samples_here, options.value, look_through)
    problems += _notes(resources, samples, look_through)
    once = {(problem.code, problem.place): problem for problem in reversed(problems)}
    different = tuple(reversed(once.values()))
    files = layers.count() + Layers(resources, NOTES).count()
    return SummaryProof(districts=districts, files=files, specimens=len(samples), problems=different)


def _notes(
    resources: Resources, samples: Sequence[DistrictSpecimen], look_through: TextCheck | None
) -> Iterator[Diagnostic]:
    """Check the wording of the notes to offices, and try it out on those of all specimens."""
    library = WordingLibrary(resources, note_vocabulary(), area=NOTES, advise=True)
    notes = [
        (specimen.name, note)
        for specimen in samples
        for filing in specimen.district.filings[:_MOST_NOTES]
        if (note := note_of(filing, specimen.district.findings, specimen.district.year))
    ]
    layers = Layers(resources, NOTES)
    for stray in (*layers.strays(), *(f"{OFFICES}/{name}" for name in layers.names(OFFICES))):
        yield catalogue.WORDING_IGNORED.at(FileRef(file=f"{NOTES}/{stray}"), stray, layers=LAYERS)
    for district in ("", *layers.names(DISTRICTS)):
        wording = library.wording(district, "")
        yield from wording.diagnostics
        for specimen, note in notes if wording.value else ():
            text = note_text(note, wording.value) if wording.value else None
            problems = list(text.diagnostics) if text else []
            if text and text.value and look_through:
                blocks = tuple(block for block in text.value.blocks if block.exhibit is None)
                problems += look_through(replace(text.value, blocks=blocks))
            for problem in problems:
                if not isinstance(problem.place, CellRef):
                    yield replace(problem, message=f"{problem.message}（退回意见，样例：{specimen}）")


def _names(layers: Layers) -> Iterator[Diagnostic]:
    strays = (stray for stray in layers.strays() if stray not in (_SETTINGS, _NOTES))
    offices = (f"{OFFICES}/{name}" for name in layers.names(OFFICES))
    for stray in (*strays, *offices):
        yield catalogue.WORDING_IGNORED.at(FileRef(file=f"{SUMMARY}/{stray}"), stray, layers=LAYERS)
    for name, other in look_alikes(layers.names(DISTRICTS)):
        place = FileRef(file=f"{SUMMARY}/{DISTRICTS}/{name}")
        yield catalogue.WORDING_LOOK_ALIKE.at(place, name, other=f"{DISTRICTS}/{other}")


def _try_out(
    wording: Wording, samples: Sequence[DistrictSpecimen], options: SummaryOptions, look_through: TextCheck | None
) -> Iterator[Diagnostic]:
    for specimen in samples:
        specimen_figures = figures(specimen.district, options.bands, peers=SPECIMEN_PEERS, draft=specimen.draft)
        pictures = _EmptyPictures(options.picture.width, options.picture.height) if specimen.pictures else None
        specimen_exhibits = exhibits(specimen_figures, pictures, options.most_items)
        narrative = summary_text(specimen_figures, specimen_exhibits, wording, options)
        problems = list(narrative.diagnostics)
        if narrative.value is not None and look_through:
            blocks = tuple(block for block in narrative.value.blocks if block.exhibit is None)
            problems += look_through(replace(narrative.value, blocks=blocks))
        for problem in problems:
            if not isinstance(problem.place, CellRef):
                yield replace(problem, message=f"{problem.message}（样例：{specimen.name}）")


def specimen_facts() -> DistrictFacts:
    """Return the facts of an invented district, from which the words of a summary get their examples."""
    specimen_figures = figures(district_specimens()[0].district, _SAMPLE_BANDS, peers=SPECIMEN_PEERS)
    size = Decimal(1)
    specimen_exhibits = exhibits(specimen_figures, _EmptyPictures(size, size), _SAMPLE_ITEMS)
    return DistrictFacts(figures=specimen_figures, exhibits=specimen_exhibits, most_items=_SAMPLE_ITEMS)


class _EmptyPictures:
    """Makes empty pictures with a caption and a size, as proofreading looks at the text only."""

    def __init__(self, width: Decimal, height: Decimal) -> None:
        self._size = width, height

    def distribution(self, caption: str, bands: Sequence[ScoreBand]) -> Picture:  # noqa: ARG002 - as Charts
        """See :meth:`Charts.distribution`."""
        return self._picture(caption, *self._size)

    def lost(self, caption: str, items: Sequence[LostCriterion]) -> Picture:  # noqa: ARG002 - likewise
        """See :meth:`Charts.lost`."""
        return self._picture(caption, *self._size)

    def comparison(self, caption: str, comparison: YearComparison, year: int) -> Picture:  # noqa: ARG002 - likewise
        """See :meth:`Charts.comparison`."""
        return self._picture(caption, *self._size)

    @staticmethod
    def _picture(caption: str, width: Decimal, height: Decimal) -> Picture:
        return Picture(caption=caption, png=b"", width=width, height=height, alt_text="")


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
_UNVERIFIED = _ITEMS[-2:]
_WITH_REASONS, _REASONS = _ITEMS[:3], "甲乙丙丁"
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
            district=District(
                city=CITY,
                name=name,
                year=_YEAR,
                filings=tuple(filings),
                findings=findings,
                **(_ROSTERS.get(case, {})),
            ),
            pictures=case != _WITHOUT_PICTURES,
            draft=_DRAFTS in case,
        )
        for case, filings, findings in _cases(name)
    )


_WITHOUT_PICTURES = "没有图"
_ALL, _MISSING, _NONE_MISSING = "各种情形都有", "有单位应报未报", "应报的都报了"
_DRAFTS = "草稿"


def _cases(district: str) -> Iterable[tuple[str, Iterable[Filing], tuple[Finding, ...]]]:
    all_kinds = [
        *(_with_report(turn, {item: "1.25"}, before=_FULL) for turn, item in enumerate(_ITEMS, 1)),
        _with_report(8, {_ITEMS[0]: "0.5", _ITEMS[2]: "14.5"}, before={_ITEMS[0]: "20"}, problems=(_warning(8),)),
        _with_report(9, _FULL, before=_FULL),
        _without_report(11),
        _without_report(12, _warning(12)),
    ]
    finding = Finding(
        city=CITY, district=district, offices=(_office(8), _office(9)), problem=_warning(8, catalogue.OTHER_OFFICE)
    )
    yield _ALL, all_kinds, (finding,)
    yield _WITHOUT_PICTURES, all_kinds, (finding,)
    yield "全部满分，与上年持平", [_with_report(turn, _FULL, before=_FULL) for turn in (1, 2, 3)], ()
    yield "都没有生成", [_without_report(1), _without_report(2)], ()
    yield "只有一份，没有生成", [_without_report(1)], ()
    strict = Filing(office=_office(1), workbook=f"{_office(1)}.xlsx", result=None, problems=(_warning(1),))
    yield "有警告，没有生成", [strict], ()
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
    tied = [_with_report(turn, {_ITEMS[0]: "2", _ITEMS[1]: "2", _ITEMS[2 + turn]: "1"}) for turn in (1, 2)]
    yield "扣分最多的并列", tied, (finding,)
    trial = [_with_report(turn, {_ITEMS[1]: "1", _ITEMS[turn]: f"{turn}"}, trial=True) for turn in (3, 4)]
    schemes = [*alike, *(_under(filing, "方案乙", "良") for filing in trial), _without_report(5)]
    yield "有两个评分方案", schemes, ()
    full = [_with_report(1, _FULL, before=_FULL), _under(_with_report(2, _FULL), "方案乙", "优")]
    yield "有两个评分方案，都是满分", full, ()
    yield "分等级", [_under(_with_report(turn, {_ITEMS[0]: f"{turn}"}), "方案乙", "优") for turn in (1, 2)], ()
    yield _MISSING, alike, ()
    yield _NONE_MISSING, alike, ()


def _office(turn: int) -> str:
    return f"示例{turn}街道"


_ROSTERS: Mapping[str, Mapping[str, Any]] = {
    case: {"expected": 20, "missing": tuple(_office(turn) for turn in range(20, 20 + missing))}
    for case, missing in ((_ALL, 8), (_MISSING, 1), (_NONE_MISSING, 0))
}


def _ref(turn: int) -> CellRef:
    return CellRef(file=f"{_office(turn)}.xlsx", sheet=BUDGET.name, cell="B6", label=BUDGET.spent.name)


def _warning(turn: int, kind: Kind = catalogue.NUMBER_WITHOUT_SOURCE) -> Diagnostic:
    return kind.at(_ref(turn), "示例", number="12", instead="", name=_office(turn + 1), own=_office(turn))


def _gap(turn: int) -> Diagnostic:
    return replace(
        catalogue.BLANK.at(_ref(turn), cell=f"“{BASICS.content.name}”"), severity=Severity.NOTE
    )  # as a draft tells it


def _without_report(turn: int, *more: Diagnostic) -> Filing:
    problem = catalogue.NOT_A_NUMBER.at(_ref(turn), "12万")
    return Filing(office=_office(turn), workbook=f"{_office(turn)}.xlsx", result=None, problems=(problem, *more))


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


def _under(filing: Filing, scheme: str, grade: str) -> Filing:
    """Return the filing of an office that follows this scheme, which gives its total this grade."""
    result = filing.result
    if result is None or result.score is None:
        return filing
    return replace(filing, result=replace(result, score=replace(result.score, scheme=scheme, grade=grade)))


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
    tree = Node.over(f"{year}年度评分标准", tuple(parts))
    return ScoreResult(
        year=year,
        trial=trial,
        tree=tree,
        unverified=tuple(name for name in _UNVERIFIED if name in lost),
        reasons=tuple(
            StatedReason(criterion=name, lost=Decimal(lost[name]), text=f"示例原因{reason}")
            for name in lost
            if name in _WITH_REASONS
            for reason in _REASONS
        ),
    )


# --- specimens --------------------------------------------------------------------------------------------
