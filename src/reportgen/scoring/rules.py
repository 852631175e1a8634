"""The kinds of scoring rules (计分规则): one pure function each, with the schema of its parameters beside it.

To add a kind, write one function here under ``@rule``: the rules file, its checks, the cases and the blank form then
have it. Each function rounds points once, half up to 2 places.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from reportgen import catalogue
from reportgen.diagnostics import nearest, normal_name
from reportgen.intake.form import INDICATORS, MANAGEMENT, PERCENT, THREE_PUBLIC
from reportgen.numeric import LARGEST, parse_quantity, plain, round_half_up, round_points
from reportgen.scoring.figures import FIGURES, Fault, FigureValue, RateMethod

FormValue = Decimal | str | tuple[Decimal, ...]
FormValues = Mapping[str, FormValue]
"""The values that a rule reads, by the names of the form (填报值, 结转结余率, …); a blank cell has none."""

ENTRY = MANAGEMENT.value.name
DEDUCTION = MANAGEMENT.deduction.name  # Both sheets have a column of this name.
SYMBOL, TARGET = INDICATORS.symbol.name, INDICATORS.target.name
ACTUAL, UNIT_NAME = INDICATORS.actual.name, INDICATORS.unit.name
PART_POINTS = "指标得分"
FORM_INPUTS = (ENTRY, DEDUCTION, SYMBOL, TARGET, ACTUAL, UNIT_NAME, PART_POINTS)
INDICATOR_INPUTS = frozenset({SYMBOL, TARGET, ACTUAL, DEDUCTION})
MANAGEMENT_INPUTS = frozenset({ENTRY, DEDUCTION})

_ZERO = Decimal(0)
_MOST_DECIMALS = 6
_EXEMPTION = "exempt_counts"  # the parameter that says what 不涉及 means
SHARED = "share"  # what it says where the others of the 二级指标 share the points
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "≥": Decimal.__ge__,
    "≤": Decimal.__le__,
    "=": Decimal.__eq__,
    ">": Decimal.__gt__,
    "<": Decimal.__lt__,
}


# --- the types ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of a rule (评定): the score (得分), whether the target was reached, and a sentence on why, in Chinese.

    ``full_line`` is the bound within which a rule gives all points, where it has one. ``finding`` states the figures
    or the facts that the rule judged as a clause of an official text (公用经费支出318万元、预算310万元), if any.
    ``exempt`` says that the row does not concern the office (不涉及).
    """

    score: Decimal
    met: bool
    line: str
    full_line: Decimal | None = None
    finding: str = ""
    exempt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A key of a rules file (参数).

    ``read`` turns the TOML value into a value of the program; it returns ``None`` where that is not what ``expects``
    says, or a fault that says more. ``default`` is ``None`` for a key that the file must have.
    """

    expects: str
    read: Callable[[object], object]
    default: object = None
    names_figure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """How to fill in 填报值 for a 三级指标: some advice, and the ``words`` of a drop-down or a ``number``.

    A row with both takes a number or one of the words; ``several`` words may stand in one cell. A ``count`` is a whole
    number. ``needed`` is false where the rule reads other cells and 填报值 may stay blank.
    """

    words: tuple[str, ...] = ()
    advice: str = ""
    several: bool = False
    count: bool = False
    number: bool = False
    needed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    """A kind of rule: the function that judges, the columns that it reads, its parameters and a check of these."""

    name: str
    title: str
    inputs: frozenset[str]
    parameters: Mapping[str, Parameter]
    judge: Callable[..., Verdict | Fault]
    check: Callable[..., Iterable[Fault]]
    entry_form: Callable[..., EntryForm]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A kind with the parameters of one 三级指标 or one 计分方式.

    ``figures`` are the figures (数据) of other sheets that it needs, ``inputs`` the columns that it reads.
    """

    kind: RuleKind
    parameters: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[str, ...] = field(init=False)
    inputs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        keys = (key for key, parameter in self.kind.parameters.items() if parameter.names_figure)
        sources = [name for key in keys if isinstance(name := self.parameters.get(key), str)]
        # A frozen dataclass can set its own fields only in this way.
        object.__setattr__(self, "figures", tuple(name for name in sources if name != ENTRY))
        object.__setattr__(self, "inputs", self.kind.inputs | ({ENTRY} & set(sources)))

    @property
    def entry_form(self) -> EntryForm:
        """How to fill in 填报值 for this rule."""
        if ENTRY in self.kind.inputs:
            return self.kind.entry_form(**self.parameters)
        words, exemption = _exemption_words(self.exempts), _exemption_advice(self.exempts)
        if ENTRY in self.inputs:
            advice = f"填数字，单位是{self.parameters['unit']}{exemption}"
            return EntryForm(words=words, advice=advice, number=self.exempts)
        if self.figures:
            advice = f"不用填，按“{FIGURES[self.figures[0]].sheet}”表的数评分{exemption}"
            return EntryForm(words=words, advice=advice, needed=False)
        return EntryForm(advice="不用填，在“扣分”填扣几分，在“扣分原因”写理由", needed=False)

    @property
    def exempts(self) -> bool:
        """Whether 填报值 may be 不涉及, which then gives all points or shares them out."""
        return bool(self.parameters.get(_EXEMPTION))

    @property
    def shares_points(self) -> bool:
        """Whether the others of the 二级指标 share the points of a row that is 不涉及."""
        return self.parameters.get(_EXEMPTION) == SHARED

    @property
    def extra(self) -> Decimal:
        """The most extra points (加分) that it gives."""
        return Decimal(self.parameters["most"]) if self.kind is bonus else _ZERO

    @property
    def voids(self) -> str:
        """The indicator that gets no points where a fact of this rule is true; empty for other rules."""
        return str(self.parameters["part"]) if self.kind is veto else ""

    def is_exempt(self, form: FormValues) -> bool:
        """Whether the row is filled in as 不涉及 and the form has no figures that say otherwise."""
        return self.exempts and _word(form.get(ENTRY, "")) == NOT_CONCERNED

    def faults(self, points: Decimal) -> Iterable[Fault]:
        """Every reason why the parameters do not fit together."""
        return self.kind.check(points, **self.parameters)

    def work_out(self, form: FormValues, method: RateMethod) -> dict[str, FigureValue | Fault]:
        """The figures that the rule needs, worked out from the numbers of the form."""
        if not self.figures:
            return {}
        items = {name: value for name, value in form.items() if isinstance(value, Decimal)}
        return {name: FIGURES[name].work_out(items, method) for name in self.figures}

    def judge(self, points: Decimal, form: FormValues, method: RateMethod) -> Verdict | tuple[Fault, ...]:
        """Apply the rule to the values of the form; ``points`` is the most that it can give (分值)."""
        figures = self.work_out(form, method)
        faults = tuple(figure for figure in figures.values() if isinstance(figure, Fault))
        if self.is_exempt(form) and (faults or not figures):
            return replace(_verdict(points, points, f"填报为“{NOT_CONCERNED}”", met=True), exempt=True)
        if faults:
            return faults
        values = {name: figure.value for name, figure in figures.items() if isinstance(figure, FigureValue)}
        verdict = self.kind.judge(points, {**form, **values}, **self.parameters)
        return verdict if isinstance(verdict, Verdict) else (verdict,)


def _nothing_to_check(_points: Decimal, **_parameters: object) -> Iterable[Fault]:
    return ()


def _no_entry(**_parameters: object) -> EntryForm:
    return EntryForm()


def rule(
    name: str,
    title: str,
    *,
    inputs: Iterable[str] = (),
    parameters: Mapping[str, Parameter] | None = None,
    check: Callable[..., Iterable[Fault]] = _nothing_to_check,
    entry_form: Callable[..., EntryForm] = _no_entry,
) -> Callable[[Callable[..., Verdict | Fault]], RuleKind]:
    """Make a rule kind of the function below, which takes these parameters as keywords."""

    def make(judge: Callable[..., Verdict | Fault]) -> RuleKind:
        return RuleKind(
            name=name,
            title=title,
            inputs=frozenset(inputs),
            parameters=parameters or {},
            judge=judge,
            check=check,
            entry_form=entry_form,
        )

    return make


# --- reading parameters -----------------------------------------------------------------------------------


def read_number(raw: object) -> Decimal | None:
    """A TOML number below :data:`reportgen.numeric.LARGEST` with at most 6 decimal places; ``None`` for all else."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return None
    value = Decimal(raw)
    if not value.is_finite() or not -LARGEST < value < LARGEST:  # abs() overflows on a huge number.
        return None
    return value if value == round_half_up(value, _MOST_DECIMALS) else None


def _number_if(allows: Callable[[Decimal], bool]) -> Callable[[object], Decimal | None]:
    def read(raw: object) -> Decimal | None:
        value = read_number(raw)
        return value if value is not None and allows(value) else None

    return read


def _read_text(raw: object) -> str | None:
    return raw.strip() or None if isinstance(raw, str) else None


def _read_flag(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _figure_reader(unit: str = "", also: tuple[str, ...] = ()) -> Callable[[object], str | Fault | None]:
    names = (*(name for name, figure in FIGURES.items() if unit in ("", figure.unit)), *also)

    def read(raw: object) -> str | Fault | None:
        if not isinstance(raw, str) or raw in names:
            return raw if isinstance(raw, str) else None
        values = {"nearest": nearest(raw, names), "wanted": "、".join(names)}
        return Fault(kind=catalogue.RULES_UNKNOWN_NAME, found=raw, values=values)

    return read


TEXT = Parameter(expects="一段文字", read=_read_text)
FLAG = Parameter(expects="true 或 false", read=_read_flag)
POSITIVE = Parameter(expects="大于0的数", read=_number_if(lambda value: value > 0))
POINTS = Parameter(
    expects="不小于0、最多两位小数的数", read=_number_if(lambda value: 0 <= value == round_points(value))
)
FULL = Parameter(expects="大于0、最多两位小数的数", read=_number_if(lambda value: 0 < value == round_points(value)))
SHARE = Parameter(expects="0到1之间的数", read=_number_if(lambda value: 0 <= value <= 1))
PERCENTAGE = Parameter(expects="0到100之间的数", read=_number_if(lambda value: 0 <= value <= 100))
FIGURE = Parameter(expects="一个数据的名称", read=_figure_reader(), names_figure=True)
FIGURE_OR_ENTRY = Parameter(expects="一个数据的名称或“填报值”", read=_figure_reader(also=(ENTRY,)), names_figure=True)
RATE = Parameter(expects="一个比率的名称", read=_figure_reader(PERCENT), names_figure=True)
RATE_OR_ENTRY = Parameter(expects="一个比率的名称或“填报值”", read=_figure_reader(PERCENT, (ENTRY,)), names_figure=True)
UNIT = Parameter(expects="填报值的单位", read=_read_text, default=PERCENT)
EXEMPTION = Parameter(
    expects='true（得满分）、false（不能填）或 "share"（分值由其余各项分担）',
    read=lambda raw: raw if isinstance(raw, bool) or raw == SHARED else None,
    default=False,
)


# --- bands ------------------------------------------------------------------------------------------------

_BOUND = re.compile(r"(≥|≤|>|<|=)(-?\d+(?:\.\d+)?)")
_BOUND_WORDS = {"≥": "不低于", "≤": "不超过", ">": "大于", "<": "低于", "=": "等于"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """An interval of numbers, each end open or closed as its text states (“>10 ≤20”)."""

    text: str
    low: Decimal
    low_closed: bool
    high: Decimal
    high_closed: bool

    def __contains__(self, value: Decimal) -> bool:
        above = value >= self.low if self.low_closed else value > self.low
        below = value <= self.high if self.high_closed else value < self.high
        return above and below

    def in_words(self, unit: str) -> str:
        """The range as a sentence has it: 大于10%、不超过20%."""
        return "、".join(f"{_BOUND_WORDS[symbol]}{number}{unit}" for symbol, number in _BOUND.findall(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A range and the points it gives."""

    range: Range
    points: Decimal


def read_range(raw: object) -> Range | Fault | None:
    """Read ``"≤10"``, ``">10 ≤20"`` or ``"=100"``; >= and <= count as ≥ and ≤."""
    if not isinstance(raw, str):
        return None
    text = unicodedata.normalize("NFKC", raw).replace(">=", "≥").replace("<=", "≤")
    low, high = (Decimal("-Infinity"), False), (Decimal("Infinity"), False)
    words = text.split()
    for word in words:
        match = _BOUND.fullmatch(word)
        if match is None:
            return Fault(kind=catalogue.RULES_BAND_RANGE, found=raw)
        symbol, bound = match[1], Decimal(match[2])
        low = (bound, symbol != ">") if symbol in "≥>=" else low
        high = (bound, symbol != "<") if symbol in "≤<=" else high
    result = Range(text=text, low=low[0], low_closed=low[1], high=high[0], high_closed=high[1])
    one_each_side = sum(w[0] in "≥>=" for w in words) <= 1 and sum(w[0] in "≤<=" for w in words) <= 1
    holds_a_number = result.low < result.high or (
        result.low == result.high and result.low_closed and result.high_closed
    )
    if not words or not one_each_side or not holds_a_number:
        return Fault(kind=catalogue.RULES_BAND_RANGE, found=raw)
    return result


RANGE = Parameter(expects='范围，如 ">10 ≤20"', read=read_range)


def range_faults(ranges: Iterable[Range]) -> Iterable[Fault]:
    """Overlaps and gaps of ranges, which together must hold every number exactly once."""
    ranges = sorted(ranges, key=lambda r: (r.low, not r.low_closed, r.high, r.high_closed))
    if not ranges:
        return
    top = ranges[0]
    if top.low.is_finite():
        yield _gap(f"{'小于' if top.low_closed else '不大于'}{plain(top.low)}")
    for this in ranges[1:]:
        touching = this.low == top.high
        if this.low < top.high or (touching and this.low_closed and top.high_closed):
            values = {"other": this.text}
            yield Fault(kind=catalogue.RULES_BANDS_OVERLAP, found=top.text, values=values)
        elif this.low > top.high:
            start = f"{'大于' if top.high_closed else '不小于'}{plain(top.high)}"
            yield _gap(f"{start}、{'小于' if this.low_closed else '不大于'}{plain(this.low)}")
        elif touching and not this.low_closed and not top.high_closed:
            yield _gap(f"等于{plain(this.low)}")
        top = max(top, this, key=lambda r: (r.high, r.high_closed))
    if top.high.is_finite():
        yield _gap(f"{'大于' if top.high_closed else '不小于'}{plain(top.high)}")


def _gap(numbers: str) -> Fault:
    return Fault(kind=catalogue.RULES_BANDS_GAP, found=numbers)


def _read_list(raw: object, keys: Mapping[str, Parameter]) -> list[dict[str, Any]] | Fault | None:
    """A list of small tables that have all of ``keys`` and no other."""
    if not isinstance(raw, list) or not raw:
        return None
    tables = []
    for table in raw:
        if not isinstance(table, dict) or not table.keys() >= keys.keys():
            return None
        if unknown := [key for key in table if key not in keys]:
            values = {"nearest": nearest(unknown[0], keys), "wanted": "、".join(keys)}
            return Fault(kind=catalogue.RULES_UNKNOWN_KEY, found=unknown[0], values=values)
        parameters = {key: parameter.read(table[key]) for key, parameter in keys.items()}
        for value in parameters.values():
            if value is None or isinstance(value, Fault):
                return value
        tables.append(parameters)
    return tables


def _read_bands(raw: object) -> tuple[Band, ...] | Fault | None:
    tables = _read_list(raw, {"range": RANGE, "points": POINTS})
    return tuple(Band(**table) for table in tables) if isinstance(tables, list) else tables


def _check_bands(points: Decimal, *, bands: tuple[Band, ...], **_parameters: object) -> Iterable[Fault]:
    yield from range_faults(band.range for band in bands)
    best = max(band.points for band in bands)
    if best != points:
        yield Fault(kind=catalogue.RULES_FULL_UNREACHABLE, found=plain(best), values={"wanted": plain(points)})


# --- helpers of the rules ---------------------------------------------------------------------------------


def _verdict(
    score: Decimal, points: Decimal, reason: str, *, met: bool, full_line: Decimal | None = None, finding: str = ""
) -> Verdict:
    effect = f"扣{plain(points - score)}分，得" if score != points else "得满分"
    line = f"{reason}，{effect}{plain(score)}分"
    return Verdict(score=score, met=met, line=line, full_line=full_line, finding=finding)


def _word(value: FormValue) -> str:
    """A 填报值 as a word, in half width and without blanks at its ends."""
    text = plain(value) if isinstance(value, Decimal) else str(value)
    return unicodedata.normalize("NFKC", text).strip()


def _blank_entry(how: str) -> Fault:
    return Fault(kind=catalogue.ENTRY_BLANK, about=ENTRY, values={"how": how})


def _rate_text(value: Decimal, within: Range | None = None) -> str:
    """A rate for a sentence: 2 places, or more where 2 would put it on the other side of a bound."""
    for places in (2, 4, 6) if abs(value) < LARGEST else ():
        short = round_half_up(value, places)
        if within is None or short in within:
            return plain(short)
    return plain(value)


def _number(form: FormValues, source: str, unit: str) -> Decimal | Fault:
    """The number that a rule judges: a figure, or 填报值."""
    value = form.get(source)
    if isinstance(value, Decimal):
        return value
    if value is None or not _word(str(value)):
        return _blank_entry(f"填数字，单位是{unit}")
    quantity = parse_quantity(str(value))
    if quantity is None or quantity.unit not in ("", _word(unit)):
        return Fault(kind=catalogue.ENTRY_NUMBER, about=ENTRY, found=str(value), values={"unit": unit})
    return quantity.value


def _unit_of(source: str, unit: str) -> str:
    return FIGURES[source].unit if source in FIGURES else unit


# --- rules on figures -------------------------------------------------------------------------------------


def _check_linear(_points: Decimal, *, figure: str, unit: str, **_exemption: object) -> Iterable[Fault]:
    if _unit_of(figure, unit) != PERCENT:
        yield Fault(kind=catalogue.RULES_WRONG_TYPE, found=unit, values={"key": "unit", "expects": PERCENT})


@rule(
    "linear",
    "按比率计分",
    parameters={"figure": RATE_OR_ENTRY, "unit": UNIT, _EXEMPTION: EXEMPTION},
    check=_check_linear,
)
def linear(points: Decimal, form: FormValues, *, figure: str, unit: str, **_exemption: bool) -> Verdict | Fault:
    """Points × rate, at most all of them; the rate is a percentage."""
    rate = _number(form, figure, unit)
    if isinstance(rate, Fault):
        return rate
    effective = min(max(rate, _ZERO), Decimal(100))
    score = round_points(points * effective / 100)
    limit = "，按100%计" if rate > 100 else ""
    return _verdict(
        score,
        points,
        f"{figure}{_rate_text(rate)}%{limit}，{plain(points)}分×{_rate_text(effective)}%",
        met=rate >= 100,
        finding=_finding(figure, f"{_rate_text(rate)}%"),
    )


def _finding(figure: str, value: str) -> str:
    """固定资产利用率为88%; nothing of a 填报值, whose name says nothing to a reader."""
    return f"{_as_texts_write(figure)}为{value}" if figure in FIGURES else ""


def _as_texts_write(figure: str) -> str:
    return figure.replace(THREE_PUBLIC.name, f"“{THREE_PUBLIC.name[:2]}”{THREE_PUBLIC.name[2:]}")


@rule(
    "bands",
    "分档计分",
    parameters={
        "figure": FIGURE_OR_ENTRY,
        "unit": UNIT,
        _EXEMPTION: EXEMPTION,
        "bands": Parameter(expects='若干档，每档写作 { range = ">10 ≤20", points = 1 }', read=_read_bands),
    },
    check=_check_bands,
)
def bands(
    points: Decimal, form: FormValues, *, figure: str, unit: str, bands: tuple[Band, ...], **_exemption: bool
) -> Verdict | Fault:
    """The points of the band that holds the figure."""
    value = _number(form, figure, unit)
    if isinstance(value, Fault):
        return value
    band = next(band for band in bands if value in band.range)
    unit = _unit_of(figure, unit)
    where = band.range.in_words(unit)
    shown = f"{_rate_text(value, band.range)}{unit}"
    return _verdict(
        band.points,
        points,
        f"{figure}{shown}，{where}",
        met=band.points == points,
        full_line=_full_line(bands),
        finding=_finding(figure, shown),
    )


def _full_line(bands: tuple[Band, ...]) -> Decimal | None:
    """The one finite end of the best band; ``None`` when it has two."""
    best = max(bands, key=lambda band: band.points).range
    ends = [end for end in (best.low, best.high) if end.is_finite()]
    return ends[0] if len(ends) == 1 else None


_STARTED, _FULL_STEP = "started", "full"
_STEP_COUNTS = Parameter(
    expects='"started"（不足一档按一档）或 "full"（满一档才算）',
    read=lambda raw: raw if raw in (_STARTED, _FULL_STEP) else None,
)


def _base(unit: str = "") -> Parameter:
    """What the figure is compared with: another figure in its unit, or a number."""
    read_figure = _figure_reader(unit)

    def read(raw: object) -> str | Decimal | Fault | None:
        return read_figure(raw) if isinstance(raw, str) else read_number(raw)

    return Parameter(expects="一个数据的名称，或一个数", read=read, names_figure=True)


@rule(
    "per_excess",
    "超出扣分",
    parameters={
        "figure": FIGURE_OR_ENTRY,
        "unit": UNIT,
        "base": _base(),
        "step": POSITIVE,
        "step_counts": _STEP_COUNTS,
        "loss": POSITIVE,
        _EXEMPTION: EXEMPTION,
    },
)
def per_excess(
    points: Decimal,
    form: FormValues,
    *,
    figure: str,
    unit: str,
    base: str | Decimal,
    step: Decimal,
    step_counts: str,
    loss: Decimal,
    **_exemption: bool,
) -> Verdict | Fault:
    """All points up to the base; beyond it ``loss`` for each ``step``, in percent of a figure or in its unit."""
    value = _number(form, figure, unit)
    if isinstance(value, Fault):
        return value
    unit = _unit_of(figure, unit)
    counted = f"（不足的{'按一档计' if step_counts == _STARTED else '不计'}）扣{plain(loss)}分"
    if isinstance(base, Decimal):
        shown = f"{_beside(value, base)}{unit}"
        line, finding = f"{figure}{shown}，限度{plain(base)}{unit}", _finding(figure, shown)
        if value <= base:
            return _verdict(points, points, f"{line}，未超出", met=True, finding=finding)
        score = round_points(max(_ZERO, points - loss * _steps(value - base, step, step_counts)))
        excess_unit = "个百分点" if unit == PERCENT else unit
        line = f"{line}，超出{_rate_text(value - base)}{excess_unit}，每超{plain(step)}{excess_unit}{counted}"
        return _verdict(score, points, line, met=False, finding=finding)
    limit = form[base]
    if not isinstance(limit, Decimal):
        raise TypeError("figures are numbers")
    comparison = f"{figure}{plain(value)}{unit}，{base}{plain(limit)}{unit}"
    finding = _both_amounts(figure, f"{plain(value)}{unit}", base, f"{plain(limit)}{unit}") if figure in FIGURES else ""
    if value <= limit:
        return _verdict(points, points, f"{comparison}，未超出", met=True, finding=finding)
    if limit <= 0:
        return _verdict(_ZERO, points, f"{comparison}，没有预算而有支出", met=False, finding=finding)
    score = round_points(max(_ZERO, points - loss * _steps(value - limit, limit * step / 100, step_counts)))
    excess = _rate_text((value - limit) * 100 / limit)
    return _verdict(
        score, points, f"{comparison}，超出{excess}%，每超{plain(step)}%{counted}", met=False, finding=finding
    )


def _beside(value: Decimal, limit: Decimal) -> str:
    """A value to 2 places, or to more where 2 would put it on the other side of a limit."""
    for places in (2, 4, 6) if abs(value) < LARGEST else ():
        if (round_half_up(value, places) > limit) == (value > limit):
            return plain(round_half_up(value, places))
    return plain(value)


def _both_amounts(figure: str, value: str, base: str, limit: str) -> str:
    """公用经费支出318万元、预算310万元: the beginning that both names have stands once."""
    shared = next(n for n in range(len(base), -1, -1) if figure.startswith(base[:n]))
    rest = base[shared:]
    return f"{_as_texts_write(figure).removesuffix('数')}{value}、{rest.removesuffix('数')}{limit}"


def _steps(excess: Decimal, size: Decimal, step_counts: str) -> Decimal:
    if excess / size >= LARGEST:  # divmod cannot count so many steps, and no rule has so many points.
        return LARGEST
    steps, rest = divmod(excess, size)
    return steps + (1 if rest and step_counts == _STARTED else 0)


# --- rules on 填报值 --------------------------------------------------------------------------------------

YES, NO, NOT_CONCERNED = "是", "否", "不涉及"


def _exemption_words(exempt_counts: object) -> tuple[str, ...]:
    return (NOT_CONCERNED,) if exempt_counts else ()


def _exemption_advice(exempt_counts: object) -> str:
    return f"；没有这类事项的，填“{NOT_CONCERNED}”" if exempt_counts else ""


def _yes_no_form(*, exempt_counts: bool) -> EntryForm:
    words = (YES, NO, NOT_CONCERNED) if exempt_counts else (YES, NO)
    return EntryForm(words=words, advice=f"填{'、'.join(words)}")


@rule(
    "yes_no",
    "是否计分",
    inputs={ENTRY},
    parameters={_EXEMPTION: EXEMPTION},
    entry_form=_yes_no_form,
)
def yes_no(points: Decimal, form: FormValues, *, exempt_counts: bool) -> Verdict | Fault:
    """All points for 是 and none for 否."""
    entry_form = _yes_no_form(exempt_counts=exempt_counts)
    word = _word(form.get(ENTRY, ""))
    if not word:
        return _blank_entry(entry_form.advice)
    if word not in entry_form.words:
        values = {"wanted": "、".join(entry_form.words)}
        return Fault(kind=catalogue.ENTRY_WORD, about=ENTRY, found=word, values=values)
    score = _ZERO if word == NO else points
    return _verdict(score, points, f"填报为“{word}”", met=word != NO)


def _per_issue_form(*, issue: str, exempt_counts: bool, **_parameters: object) -> EntryForm:
    advice = f"填{issue}的数目（整数，没有的填0）{_exemption_advice(exempt_counts)}"
    return EntryForm(words=_exemption_words(exempt_counts), advice=advice, count=True)


@rule(
    "per_issue",
    "逐个扣分",
    inputs={ENTRY},
    parameters={
        "issue": TEXT,
        "unit": Parameter(expects="量词", read=_read_text, default="个"),
        "loss": POSITIVE,
        _EXEMPTION: EXEMPTION,
    },
    entry_form=_per_issue_form,
)
def per_issue(
    points: Decimal, form: FormValues, *, issue: str, unit: str, loss: Decimal, exempt_counts: bool
) -> Verdict | Fault:
    """All points less ``loss`` for each issue, but never below 0."""
    count = _count(form, issue, unit, _per_issue_form(issue=issue, exempt_counts=exempt_counts))
    if isinstance(count, Fault):
        return count
    score = round_points(max(_ZERO, points - loss * count))
    if count == 0:
        return _verdict(points, points, f"无{issue}", met=True)
    return _verdict(score, points, f"{issue}{plain(count)}{unit}，每{unit}扣{plain(loss)}分", met=False)


def _count(form: FormValues, issue: str, unit: str, entry_form: EntryForm) -> Decimal | Fault:
    """The whole number that 填报值 states."""
    value = form.get(ENTRY, "")
    if not _word(value):
        return _blank_entry(entry_form.advice)
    quantity = parse_quantity(_word(value))
    count = quantity.value if quantity and quantity.unit in ("", unit) else None
    if count is None or count < 0 or count != count.to_integral_value():
        values = {"issue": issue, "exempt": _exemption_advice(NOT_CONCERNED in entry_form.words)}
        return Fault(kind=catalogue.ENTRY_COUNT, about=ENTRY, found=_word(value), values=values)
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing that has to be in place (要素), and its points."""

    name: str
    points: Decimal


_SEPARATORS = re.compile(r"[、，,;；\s]+")


def _read_elements(raw: object) -> tuple[Element, ...] | Fault | None:
    tables = _read_list(raw, {"name": TEXT, "points": FULL})
    if not isinstance(tables, list):
        return tables
    if any(_SEPARATORS.search(table["name"]) or table["name"] in (YES, NO, NOT_CONCERNED) for table in tables):
        return None
    return tuple(Element(**table) for table in tables)


def _check_elements(points: Decimal, *, elements: tuple[Element, ...], **_exemption: object) -> Iterable[Fault]:
    names = [_word(element.name) for element in elements]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(kind=catalogue.RULES_DUPLICATE, found=name)
    total = sum((element.points for element in elements), _ZERO)
    if total != points:
        values = {"wanted": plain(points), "parts": "各要素"}
        yield Fault(kind=catalogue.RULES_TOTAL, found=plain(total), values=values)


def _elements_form(*, elements: tuple[Element, ...], exempt_counts: bool) -> EntryForm:
    names = tuple(element.name for element in elements)
    advice = f"全部做到填“是”，都没做到填“否”，部分做到写做到的：{'、'.join(names)}{_exemption_advice(exempt_counts)}"
    return EntryForm(words=(YES, NO, *_exemption_words(exempt_counts), *names), advice=advice, several=True)


@rule(
    "elements",
    "要素计分",
    inputs={ENTRY},
    parameters={
        "elements": Parameter(
            expects='若干要素，每个写作 { name = "名称", points = 1 }，名称里没有标点和空格', read=_read_elements
        ),
        _EXEMPTION: EXEMPTION,
    },
    check=_check_elements,
    entry_form=_elements_form,
)
def elements(
    points: Decimal, form: FormValues, *, elements: tuple[Element, ...], exempt_counts: bool
) -> Verdict | Fault:
    """The points of the elements that are in place; 填报值 is 是 for all, 否 for none, or else their names."""
    word = _word(form.get(ENTRY, ""))
    if not word:
        return _blank_entry(_elements_form(elements=elements, exempt_counts=exempt_counts).advice)
    by_name = {_word(element.name): element for element in elements}
    if word in (YES, NO):
        names = set(by_name) if word == YES else set()
    else:
        names = {name for name in _SEPARATORS.split(word) if name}
        if unknown := sorted(names - by_name.keys()):
            values = {"nearest": nearest(unknown[0], by_name), "wanted": "、".join(by_name)}
            return Fault(kind=catalogue.ENTRY_ELEMENT, about=ENTRY, found="、".join(unknown), values=values)
    score = round_points(sum((by_name[name].points for name in names), _ZERO))
    absent = [f"{element.name}{plain(element.points)}分" for name, element in by_name.items() if name not in names]
    state = f"未做到{'、'.join(absent)}" if absent else "各项要素均已做到"
    return _verdict(score, points, state, met=not absent)


def _known_word(form: FormValues, entry_form: EntryForm) -> str | Fault:
    """The one of the words of a row that 填报值 is, whatever blanks it has."""
    word = normal_name(_word(form.get(ENTRY, "")))
    if not word:
        return _blank_entry(entry_form.advice)
    names = {normal_name(name): name for name in entry_form.words}
    if word not in names:
        return Fault(kind=catalogue.ENTRY_WORD, about=ENTRY, found=word, values={"wanted": "、".join(names.values())})
    return names[word]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A situation (情形) with a name, and the points for it."""

    name: str
    points: Decimal


def _read_situations(raw: object) -> tuple[Situation, ...] | Fault | None:
    tables = _read_list(raw, {"name": TEXT, "points": POINTS})
    if not isinstance(tables, list):
        return tables
    return None if any(table["name"] == NOT_CONCERNED for table in tables) else tuple(Situation(**t) for t in tables)


def _check_situations(points: Decimal, *, situations: tuple[Situation, ...], **_exemption: object) -> Iterable[Fault]:
    names = [normal_name(situation.name) for situation in situations]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(kind=catalogue.RULES_DUPLICATE, found=name)
    best = max(situation.points for situation in situations)
    if best != points:
        yield Fault(kind=catalogue.RULES_FULL_UNREACHABLE, found=plain(best), values={"wanted": plain(points)})


def _choice_form(*, situations: tuple[Situation, ...], exempt_counts: bool) -> EntryForm:
    names = tuple(situation.name for situation in situations)
    advice = f"从下拉列表里选一种情形：{'；'.join(names)}{_exemption_advice(exempt_counts)}"
    return EntryForm(words=(*names, *_exemption_words(exempt_counts)), advice=advice)


@rule(
    "choice",
    "情形计分",
    inputs={ENTRY},
    parameters={
        "situations": Parameter(expects='若干情形，每种写作 { name = "名称", points = 1 }', read=_read_situations),
        _EXEMPTION: EXEMPTION,
    },
    check=_check_situations,
    entry_form=_choice_form,
)
def choice(
    points: Decimal, form: FormValues, *, situations: tuple[Situation, ...], exempt_counts: bool
) -> Verdict | Fault:
    """The points of the situation that 填报值 names."""
    word = _known_word(form, _choice_form(situations=situations, exempt_counts=exempt_counts))
    if isinstance(word, Fault):
        return word
    score = next(situation.points for situation in situations if situation.name == word)
    return _verdict(score, points, f"填报为“{word}”", met=score == points)


GRADES = ("完全符合", "基本符合", "部分符合", "不符合")


def _read_shares(raw: object) -> tuple[Decimal, ...] | None:
    shares = tuple(SHARE.read(share) for share in raw) if isinstance(raw, list) else ()
    falling = all(isinstance(share, Decimal) for share in shares) and list(shares) == sorted(shares, reverse=True)  # type: ignore[type-var]
    return shares if falling and len(shares) == len(GRADES) and shares[0] == 1 else None  # type: ignore[return-value]


def _grade_form(*, shares: tuple[Decimal, ...], exempt_counts: bool) -> EntryForm:
    words = (*GRADES[: len(shares)], *_exemption_words(exempt_counts))
    return EntryForm(words=words, advice=f"填{'、'.join(words)}")


@rule(
    "grade",
    "符合程度计分",
    inputs={ENTRY},
    parameters={
        "shares": Parameter(
            expects=f"{'、'.join(GRADES)}的得分比例，如 [1, 0.8, 0.5, 0]，由大到小，第一个是1", read=_read_shares
        ),
        _EXEMPTION: EXEMPTION,
    },
    entry_form=_grade_form,
)
def grade(points: Decimal, form: FormValues, *, shares: tuple[Decimal, ...], exempt_counts: bool) -> Verdict | Fault:
    """Points × the share for the degree (完全符合, 基本符合, 部分符合, 不符合) that 填报值 states."""
    word = _known_word(form, _grade_form(shares=shares, exempt_counts=exempt_counts))
    if isinstance(word, Fault):
        return word
    share = shares[GRADES.index(word)]
    reason = f"填报为“{word}”" if share in (0, 1) else f"填报为“{word}”，按{plain(share * 100)}%计"
    return _verdict(round_points(points * share), points, reason, met=share == 1)


def _bonus_form(*, issue: str, unit: str, gain: Decimal, most: Decimal) -> EntryForm:
    advice = f"填{issue}的数目（整数，没有的填0），每{unit}加{plain(gain)}分，最多加{plain(most)}分"
    return EntryForm(advice=advice, count=True)


@rule(
    "bonus",
    "加分",
    inputs={ENTRY},
    parameters={
        "issue": TEXT,
        "unit": Parameter(expects="量词", read=_read_text, default="个"),
        "gain": FULL,
        "most": FULL,
    },
    entry_form=_bonus_form,
)
def bonus(points: Decimal, form: FormValues, *, issue: str, unit: str, gain: Decimal, most: Decimal) -> Verdict | Fault:
    """Extra points (加分) beyond those of the scheme: ``gain`` for each, and never more than ``most``."""
    count = _count(form, issue, unit, _bonus_form(issue=issue, unit=unit, gain=gain, most=most))
    if isinstance(count, Fault):
        return count
    score = points + (most if count >= LARGEST else min(most, gain * count))
    line = f"{issue}{plain(count)}{unit}，每{unit}加{plain(gain)}分" if count else f"无{issue}"
    capped = f"，最多加{plain(most)}分" if count and gain * min(count, LARGEST) > most else ""
    return Verdict(score=score, met=True, line=f"{line}{capped}，加{plain(score)}分")


NO_FACT = "无"


def _read_facts(raw: object) -> tuple[str, ...] | None:
    names = tuple(map(_read_text, raw)) if isinstance(raw, list) and raw else (None,)
    facts = tuple(name for name in names if name and not _SEPARATORS.search(name) and name not in (YES, NO, NO_FACT))
    return facts if len(facts) == len(names) == len(set(facts)) else None


def _veto_form(*, facts: tuple[str, ...], part: str) -> EntryForm:
    advice = f"没有这些情形的填“{NO_FACT}”，有的写情形：{'、'.join(facts)}；有其中一种，“{part}”不得分"
    return EntryForm(words=(NO_FACT, *facts), advice=advice, several=True)


@rule(
    "veto",
    "一票否决",
    inputs={ENTRY},
    parameters={
        "facts": Parameter(expects='若干情形的清单，如 ["截留资金", "挪用资金"]，没有标点和空格', read=_read_facts),
        "part": TEXT,
    },
    entry_form=_veto_form,
)
def veto(_points: Decimal, form: FormValues, *, facts: tuple[str, ...], part: str) -> Verdict | Fault:
    """No points of its own; a fact that 填报值 names takes all points of the indicator ``part``."""
    word = _word(form.get(ENTRY, ""))
    if not word:
        return _blank_entry(_veto_form(facts=facts, part=part).advice)
    names = {name for name in _SEPARATORS.split(word) if name}
    if names in ({NO_FACT}, {NO}):
        return Verdict(score=_ZERO, met=True, line=f"没有{'、'.join(facts)}的情形")
    if unknown := sorted(names - set(facts)):
        values = {"nearest": nearest(unknown[0], facts), "wanted": "、".join((NO_FACT, *facts))}
        return Fault(kind=catalogue.ENTRY_ELEMENT, about=ENTRY, found="、".join(unknown), values=values)
    present = "、".join(fact for fact in facts if fact in names)
    finding = f"有{present}的情形"
    return Verdict(score=_ZERO, met=False, line=f"{finding}，“{part}”不得分", finding=finding)


# --- single indicators ------------------------------------------------------------------------------------


def _quantities(form: FormValues) -> tuple[str, Decimal, Decimal] | Fault:
    """Symbol, target and actual value of a quantitative indicator (定量); a fault where one of them is missing."""
    symbol, target, actual = form.get(SYMBOL), form.get(TARGET), form.get(ACTUAL)
    if not isinstance(symbol, str) or symbol not in _COMPARE:
        return Fault(kind=catalogue.INDICATOR_VALUE_MISSING, about=SYMBOL, values={"column": SYMBOL})
    if not isinstance(target, Decimal):
        return Fault(kind=catalogue.INDICATOR_VALUE_MISSING, about=TARGET, values={"column": TARGET})
    if not isinstance(actual, Decimal):
        return Fault(kind=catalogue.INDICATOR_VALUE_MISSING, about=ACTUAL, values={"column": ACTUAL})
    return symbol, target, actual


def _comparison(form: FormValues, symbol: str, target: Decimal, actual: Decimal) -> str:
    unit = form.get(UNIT_NAME, "")
    return f"{TARGET}{symbol}{plain(target)}{unit}，{ACTUAL}{plain(actual)}{unit}"


@rule("all_or_nothing", "达标得满分", inputs={SYMBOL, TARGET, ACTUAL})
def all_or_nothing(points: Decimal, form: FormValues) -> Verdict | Fault:
    """All points when the target is met, else none."""
    quantities = _quantities(form)
    if isinstance(quantities, Fault):
        return quantities
    symbol, target, actual = quantities
    met = _COMPARE[symbol](actual, target)
    score = points if met else _ZERO
    return _verdict(score, points, f"{_comparison(form, *quantities)}，{'达标' if met else '未达标'}", met=met)


@rule("proportional", "按比例计分", inputs={SYMBOL, TARGET, ACTUAL}, parameters={"floor": PERCENTAGE})
def proportional(points: Decimal, form: FormValues, *, floor: Decimal) -> Verdict | Fault:
    """Points × degree of completion (完成率), at most all of them; none below ``floor`` %."""
    quantities = _quantities(form)
    if isinstance(quantities, Fault):
        return quantities
    symbol, target, actual = quantities
    line = _comparison(form, *quantities)
    if _COMPARE[symbol](actual, target):
        return _verdict(points, points, f"{line}，达标", met=True)
    degree = _completion(target, actual)
    score = round_points(points * degree / 100) if degree >= floor else _ZERO
    below = "" if degree >= floor else f"，低于{plain(floor)}%"
    return _verdict(score, points, f"{line}，未达标，完成率{_rate_text(degree)}%{below}", met=False)


def _completion(target: Decimal, actual: Decimal) -> Decimal:
    """The degree to which a target that was not met was reached, in percent from 0 to 100.

    A ratio has no meaning unless both values are above 0, so the degree is 0 % for a target of 0 or below.
    """
    if actual <= 0 or target <= 0:
        return _ZERO
    return min(actual, target) * 100 / max(actual, target)


@rule("manual", "人工计分", inputs={DEDUCTION})
def manual(points: Decimal, form: FormValues) -> Verdict | Fault:
    """Points less the deduction that a person enters; whether the target is met does not depend on it."""
    deduction = form.get(DEDUCTION)
    if not isinstance(deduction, Decimal):
        return Fault(kind=catalogue.DEDUCTION_MISSING, about=DEDUCTION)
    if not 0 <= deduction <= points or deduction != round_points(deduction):
        values = {"full": plain(points)}
        return Fault(kind=catalogue.DEDUCTION_RANGE, about=DEDUCTION, found=plain(deduction), values=values)
    score = points - deduction
    return _verdict(score, points, "人工计分", met=_met_by_hand(form, deduction))


def _met_by_hand(form: FormValues, deduction: Decimal) -> bool:
    quantities = _quantities(form)
    if not isinstance(quantities, Fault):
        symbol, target, actual = quantities
        return _COMPARE[symbol](actual, target)
    return _word(form[ACTUAL]) == DONE if ACTUAL in form else deduction == 0


DONE, PARTLY, NOT_DONE = "达成", "部分达成", "未达成"
_PARTLY = re.compile(rf"{PARTLY}[:(]?(?P<number>\d{{1,3}}(?:\.\d{{1,4}})?)(?P<percent>%?)\)?")


def _check_coefficients(_points: Decimal, *, lowest: Decimal, highest: Decimal) -> Iterable[Fault]:
    if lowest > highest:
        values = {"key": "lowest", "expects": f"不大于 highest（{plain(highest)}）的数"}
        yield Fault(kind=catalogue.RULES_WRONG_TYPE, found=plain(lowest), values=values)


@rule(
    "qualitative",
    "定性指标计分",
    inputs={SYMBOL, TARGET, ACTUAL},
    parameters={"lowest": SHARE, "highest": SHARE},
    check=_check_coefficients,
)
def qualitative(points: Decimal, form: FormValues, *, lowest: Decimal, highest: Decimal) -> Verdict | Fault:
    """All points for 达成, none for 未达成, points × the coefficient for 部分达成0.8 or 部分达成（80%）."""
    word = re.sub(r"\s", "", _word(form.get(ACTUAL, "")))
    if word in (DONE, NOT_DONE):
        score = points if word == DONE else _ZERO
        return _verdict(score, points, f"定性指标{word}", met=word == DONE)
    match = _PARTLY.fullmatch(word)
    if match is None:
        return Fault(kind=catalogue.QUALITATIVE_WORD, about=ACTUAL, found=word)
    coefficient = Decimal(match["number"]) / (100 if match["percent"] else 1)
    if not lowest <= coefficient <= highest:
        values = {"lowest": plain(lowest), "highest": plain(highest)}
        return Fault(kind=catalogue.QUALITATIVE_COEFFICIENT, about=ACTUAL, found=word, values=values)
    score = round_points(points * coefficient)
    return _verdict(score, points, f"定性指标部分达成，系数{plain(coefficient)}", met=False)


# --- sums -------------------------------------------------------------------------------------------------


_CATEGORY = re.compile(r"[^\W\d_][^\W_]{0,19}")
_ALL_CATEGORIES = "全部"  # The blank form has a list of this name.


def _read_categories(raw: object) -> tuple[str, ...] | None:
    names = tuple(map(_read_text, raw)) if isinstance(raw, list) else (None,)
    return tuple(filter(None, names)) if all(names) else None


def _check_category(_points: Decimal, *, category: str, secondary: tuple[str, ...]) -> Iterable[Fault]:
    """A name that the form cannot have: the reader of a workbook leaves out blanks, and 指标 at the end of a name."""
    for name in (category, *secondary):
        plain_name = unicodedata.normalize("NFKC", name).removesuffix("指标")
        if plain_name != name or not _CATEGORY.fullmatch(name) or name == _ALL_CATEGORIES:
            yield Fault(kind=catalogue.RULES_CATEGORY_NAME, found=name)
    for name in sorted({name for name in secondary if secondary.count(name) > 1}):
        yield Fault(kind=catalogue.RULES_DUPLICATE, found=name)


@rule(
    "sum",
    "指标得分合计",
    inputs={PART_POINTS},
    parameters={
        "category": TEXT,
        "secondary": Parameter(
            expects='二级指标的清单，如 ["数量", "质量", "时效", "成本"]', read=_read_categories, default=()
        ),
    },
    check=_check_category,
)
def sum_of_indicators(
    points: Decimal, form: FormValues, *, category: str, **_names: tuple[str, ...]
) -> Verdict | Fault:
    """The exact sum of the scores of the indicators of a category (产出, 效益)."""
    parts = form.get(PART_POINTS)
    if not isinstance(parts, tuple) or not parts:
        return Fault(kind=catalogue.NO_INDICATORS, about=PART_POINTS, values={"category": category})
    score = sum(parts, _ZERO)
    return _verdict(score, points, f"{category}指标{len(parts)}项得分合计", met=score == points)


def parameters_of(kind: RuleKind, raw: Mapping[str, object], *, has_entry: bool) -> Mapping[str, Parameter]:
    """The parameters of a kind beside these others: without 填报值 where the form has none, and in one unit."""
    parameters = dict(kind.parameters)
    if not has_entry:
        figures = {FIGURE_OR_ENTRY: FIGURE, RATE_OR_ENTRY: RATE}
        parameters = {key: figures.get(parameter, parameter) for key, parameter in parameters.items()}
    figure, unit = raw.get("figure"), raw.get("unit", PERCENT)
    if "base" in parameters and isinstance(figure, str) and isinstance(unit, str):
        parameters["base"] = _base(_unit_of(figure, unit) if figure in (*FIGURES, ENTRY) else "")
    return parameters


KINDS: Mapping[str, RuleKind] = {kind.name: kind for kind in list(globals().values()) if isinstance(kind, RuleKind)}
INDICATOR_SUM = sum_of_indicators
