"""The scoring scheme of a year (评分标准): reads ``rules/<year>.toml`` strictly, every mistake in one run.

Each year has one complete file; nothing is inherited or carried forward. Whatever the file leaves open is an
error, because a finance bureau must be able to trust that what it reads there is all that is applied.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome, TextRef, nearest
from reportgen.numeric import plain
from reportgen.resources import Resources
from reportgen.scoring.figures import FIGURES, Fault, RateMethod
from reportgen.scoring.rules import (
    FLAG,
    FORM_INPUTS,
    FULL,
    INDICATOR_INPUTS,
    INDICATOR_SUM,
    KINDS,
    PERCENTAGE,
    POSITIVE,
    RANGE,
    ROW_INPUTS,
    TEXT,
    FormValue,
    FormValues,
    Parameter,
    Range,
    Rule,
    RuleKind,
    Verdict,
    qualitative,
    range_faults,
    read_number,
)
from reportgen.scoring.tree import CRITERION, Tree

_WHOLE_SCORE = Decimal(100)
_QUARTERS_IN_YEAR = 4

# --- the types ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Tree):
    """A 三级指标: the text of its standard (评分标准) as people read it, and the rule that applies.

    ``id`` counts by position (2.4.1). ``on_form`` says whether the sheet 管理效率 has a row for it.
    """

    id: str
    standard: str
    rule: Rule
    source: str
    verified: bool
    on_form: bool

    @property
    def category(self) -> str | None:
        """产出 or 效益 when it sums the indicators of that category, else ``None``."""
        return self.rule.parameters["category"] if self.rule.kind is INDICATOR_SUM else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to score a single indicator (计分方式); ``name`` is the word in the drop-down."""

    name: str
    rule: Rule
    source: str
    verified: bool
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The word for how far the goals were reached, by the share of points won, in percent."""

    word: str
    range: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """An example that the rules must satisfy: a ``score`` or an error of code ``error`` comes of ``given``.

    ``target`` names a criterion or a method; ``points`` are stated for a method only, which has none of its own.
    """

    name: str
    target: str
    given: FormValues
    points: Decimal | None
    score: Decimal | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """The whole scheme of one year; ``file`` is its path below the template root."""

    file: str
    year: int
    title: str
    draft: bool
    tree: Tree
    methods: tuple[Method, ...]
    rate_method: RateMethod
    completion_of: str
    completions: tuple[Completion, ...]
    cases: tuple[RuleCase, ...]

    def criteria(self) -> Iterator[tuple[Tree, Tree, Criterion]]:
        """Every 三级指标 after the 一级 and 二级指标 that it stands under, in the order of the file."""
        for part, group, criterion in self.tree.paths(CRITERION):
            if isinstance(criterion, Criterion):
                yield part, group, criterion

    def form_criteria(self) -> Iterator[tuple[Tree, Criterion]]:
        """The rows of the sheet 管理效率, each after its 二级指标."""
        return ((group, criterion) for _, group, criterion in self.criteria() if criterion.on_form)

    @property
    def method_names(self) -> tuple[str, ...]:
        """What 计分方式 may say; 定性 indicators are recognised by their symbol and need no name."""
        return tuple(method.name for method in self.methods if method.rule.kind is not qualitative)

    @property
    def default_method(self) -> Method:
        """The method for a blank 计分方式."""
        return next(method for method in self.methods if method.default)

    @property
    def qualitative_method(self) -> Method:
        """The method for 定性 indicators that are not scored by hand."""
        return next(method for method in self.methods if method.rule.kind is qualitative)


# --- finding and reading the file --------------------------------------------------------------------------


def rubric_years(resources: Resources) -> tuple[int, ...]:
    """The years that have a rules file."""
    stems = (name.removesuffix(".toml") for name in resources.files("rules", ".toml"))
    return tuple(sorted(int(stem) for stem in stems if re.fullmatch("[0-9]{4}", stem)))


def newest_year(resources: Resources) -> int:
    """The newest year whose rules are in force, or else the newest that has any; 0 where none has."""
    years = rubric_years(resources)
    loaded = ((year, load_rubric(resources, year).value) for year in reversed(years))
    return next((year for year, rubric in loaded if rubric and not rubric.draft), max(years, default=0))


def load_rubric(resources: Resources, year: int) -> Outcome[Rubric]:
    """Read and check the rules file of ``year``; the value is ``None`` when anything is wrong with it."""
    file = f"rules/{year}.toml"
    path = resources.find(file)
    if path is None:
        years = "、".join(map(str, rubric_years(resources))) or "（一个也没有）"
        return Outcome(None, (catalogue.RULES_YEAR_MISSING.at(FileRef(file=file), year, years=years),))
    try:
        text = resources.read(path)
    except UnicodeDecodeError:
        return Outcome(None, (catalogue.RULES_UNREADABLE.at(FileRef(file=file), "不是 UTF-8 编码"),))
    except OSError as error:
        return Outcome(None, (catalogue.RULES_UNREADABLE.at(FileRef(file=file), error.strerror),))
    return parse_rubric(text, file, year)


def parse_rubric(text: str, file: str, year: int) -> Outcome[Rubric]:
    """The same for the text of a rules file."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return Outcome(None, (_syntax_problem(text, file, str(error)),))
    except (ValueError, ArithmeticError):  # a number of thousands of digits, or an exponent of dozens
        return Outcome(None, (catalogue.RULES_SYNTAX.at(TextRef(file=file, line=1), "有一个数太长"),))
    except RecursionError:
        return Outcome(None, (catalogue.RULES_SYNTAX.at(TextRef(file=file, line=1), "括号套得太深"),))
    loader = _Loader(file, year)
    rubric = loader.rubric(raw)
    return Outcome(None if loader.problems else rubric, tuple(loader.problems))


_SYNTAX_WORDS = {
    "Invalid value": "等号后的值写法有误",
    "Invalid statement": "行首写法有误",
    "Cannot overwrite a value": "同一项写了两遍",
    "Unclosed array": "方括号没有配对",
    "Unclosed inline table": "花括号没有配对",
    "Unterminated string": "引号没有配对",
    "Illegal character '\\n'": "引号没有配对",
    "Expected '=' after a key in a key/value pair": "缺少等号，或名称里有汉字而没有加引号",
    "Expected newline or end of document after a statement": "一行只能写一项",
}


def _syntax_problem(text: str, file: str, message: str) -> Diagnostic:
    """The parser says the place in words: “… (at line 3, column 5)” or “… (at end of document)”."""
    lines = text.splitlines() or [""]
    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(match[1]), int(match[2])) if match else (len(lines), len(lines[-1]) + 1)
    excerpt = lines[line - 1] if line <= len(lines) else ""
    place = TextRef(file=file, line=line, column=column, excerpt=excerpt)
    return catalogue.RULES_SYNTAX.at(place, _SYNTAX_WORDS.get(message.partition(" (at ")[0], "写法有误"))


# --- checking its parts ------------------------------------------------------------------------------------


def _read_year(raw: object) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _read_tables(raw: object) -> list[dict[str, Any]] | None:
    return raw if isinstance(raw, list) and raw and all(isinstance(table, dict) for table in raw) else None


def _read_table(raw: object) -> dict[str, Any] | None:
    return raw if isinstance(raw, dict) else None


def _read_status(raw: object) -> str | None:
    return raw if raw in ("official", "draft") and isinstance(raw, str) else None


def _read_progress(raw: object) -> tuple[Decimal, ...] | None:
    numbers = [read_number(number) for number in raw] if isinstance(raw, list) else []
    dues = tuple(number for number in numbers if number is not None and 0 < number <= 100)
    rising = all(before < after for before, after in pairwise(dues))
    return dues if len(dues) == len(numbers) == _QUARTERS_IN_YEAR and rising else None


def _read_given(raw: object) -> dict[str, FormValue] | None:
    if not isinstance(raw, dict):
        return None
    given = {name: _read_value(value) for name, value in raw.items()}
    return {name: value for name, value in given.items() if value is not None} if None not in given.values() else None


def _read_value(raw: object) -> FormValue | None:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list):
        numbers = tuple(read_number(number) for number in raw)
        known = tuple(number for number in numbers if number is not None)
        return known if len(known) == len(numbers) else None
    return read_number(raw)


_NO = Parameter(expects=FLAG.expects, read=FLAG.read, default=False)
_ABSENT = object()  # the default of a key that may stay away
_LIST = Parameter(expects="若干 [[…]] 表", read=_read_tables)
_GROUNDS = {"source": TEXT, "verified": FLAG}

_TOP: Mapping[str, Parameter] = {
    "year": Parameter(expects="四位整数", read=_read_year),
    "title": TEXT,
    "status": Parameter(expects='"official"（正式）或 "draft"（试用）', read=_read_status),
    "completion_of": TEXT,
    "level1": _LIST,
    "level2": _LIST,
    "level3": _LIST,
    "method": _LIST,
    "execution_rate": Parameter(expects="一个 [execution_rate] 表", read=_read_table),
    "completion": _LIST,
    "case": Parameter(expects=_LIST.expects, read=_read_tables, default=()),
}
_LEVEL1: Mapping[str, Parameter] = {"name": TEXT, "points": FULL, "on_form": _NO}
_LEVEL2: Mapping[str, Parameter] = {"name": TEXT, "level1": TEXT, "points": FULL}
_LEVEL3: Mapping[str, Parameter] = {
    "name": TEXT,
    "level2": TEXT,
    "points": FULL,
    "standard": TEXT,
    "rule": TEXT,
    **_GROUNDS,
}
_METHOD: Mapping[str, Parameter] = {"name": TEXT, "rule": TEXT, "default": _NO, **_GROUNDS}
_RATE: Mapping[str, Parameter] = {
    "progress": Parameter(expects="四个由小到大、不超过100的数", read=_read_progress),
    "tolerance": POSITIVE,
    "explain_below": PERCENTAGE,
    **_GROUNDS,
}
_COMPLETION: Mapping[str, Parameter] = {"word": TEXT, "range": RANGE, **_GROUNDS}
_CASE: Mapping[str, Parameter] = {
    "name": TEXT,
    "row": TEXT,
    "given": Parameter(expects='{ "填报值" = "是" } 这样的表', read=_read_given),
    "full": Parameter(expects=FULL.expects, read=FULL.read, default=_ABSENT),
    "points": Parameter(expects="不小于0的数", read=read_number, default=_ABSENT),
    "error": Parameter(expects='问题编号，如 "E319"', read=TEXT.read, default=_ABSENT),
}
_GIVEN_NAMES = tuple(dict.fromkeys((*FORM_INPUTS, *(item for f in FIGURES.values() for item in f.items))))

_Keys = dict[str, Any]  # of a table, those that could be read; a missing one was reported


class _Loader:
    """Collects the problems of one rules file while its tables are read."""

    def __init__(self, file: str, year: int) -> None:
        self.file = file
        self.year = year
        self.problems: list[Diagnostic] = []

    def rubric(self, raw: Mapping[str, object]) -> Rubric | None:
        top = self.table(raw, _TOP, "文件")
        if top.get("year", self.year) != self.year:
            self.report(catalogue.RULES_YEAR_DIFFERS, "year", top["year"], wanted=str(self.year))
        level1 = self.tables(top, "level1", _LEVEL1, "一级指标")
        level2 = self.tables(top, "level2", _LEVEL2, "二级指标")
        level3 = self.ruled(top, "level3", _LEVEL3, "三级指标")
        methods = self.ruled(top, "method", _METHOD, "计分方式")
        rate = self.table(top.get("execution_rate", {}), _RATE, "[execution_rate]") if "execution_rate" in top else {}
        completions = self.tables(top, "completion", _COMPLETION, "完成情况用语", key="word")
        cases = self.tables(top, "case", _CASE, "案例")
        self.check_levels(level1, level2, level3)
        self.check_level3(level1, level2, level3)
        self.check_methods(methods, level3)
        self.check_completions(completions, top, level1)
        self.check_cases(cases, level3, methods)
        if self.problems:
            return None
        return Rubric(
            file=self.file,
            year=top["year"],
            title=top["title"],
            draft=top["status"] == "draft",
            tree=_tree(top["title"], level1, level2, level3),
            methods=tuple(Method(**_without(table, "item")) for table in methods),
            rate_method=RateMethod(**rate),
            completion_of=top["completion_of"],
            completions=tuple(Completion(word=table["word"], range=table["range"]) for table in completions),
            cases=tuple(_case(table) for table in cases),
        )

    # --- reading ---

    def report(self, kind: Kind, item: str, found: object = "", **values: str) -> None:
        self.problems.append(kind.at(FileRef(file=self.file, item=item), found, item=item, **values))

    def report_fault(self, fault: Fault, item: str, key: str) -> None:
        self.report(fault.kind, item, fault.found, **{"key": key, **fault.values})

    def table(self, raw: Mapping[str, object], schema: Mapping[str, Parameter], item: str) -> _Keys:
        """Read the keys of one table, reporting unknown, missing and ill-typed ones."""
        for key in (key for key in raw if key not in schema):
            self.report(catalogue.RULES_UNKNOWN_KEY, item, key, nearest=nearest(key, schema), wanted="、".join(schema))
        return self.values(raw, schema, item)

    def values(self, raw: Mapping[str, object], schema: Mapping[str, Parameter], item: str) -> _Keys:
        read: _Keys = {}
        for key, parameter in schema.items():
            if key not in raw and parameter.default is not None:
                read[key] = None if parameter.default is _ABSENT else parameter.default
            elif key == "source" and not str(raw.get(key, "")).strip():
                self.report(catalogue.RULES_MISSING_SOURCE, item)
            elif key not in raw:
                self.report(catalogue.RULES_MISSING_KEY, item, key, expects=parameter.expects)
            else:
                self.value(raw[key], key, parameter, item, read)
        return read

    def value(self, raw: object, key: str, parameter: Parameter, item: str, read: _Keys) -> None:
        value = parameter.read(raw)
        if isinstance(value, Fault):
            self.report_fault(value, item, key)
        elif value is None:
            self.report(catalogue.RULES_WRONG_TYPE, item, _as_written(raw), key=key, expects=parameter.expects)
        else:
            read[key] = value

    def tables(
        self, top: _Keys, name: str, schema: Mapping[str, Parameter], title: str, key: str = "name"
    ) -> list[_Keys]:
        """Read the [[name]] tables; each keeps its item name under ``"item"``."""
        read = []
        for number, raw in enumerate(top.get(name, ()), start=1):
            item = _item(raw, title, number, key)
            read.append({**self.table(raw, schema, item), "item": item})
        self.check_duplicates(read, key, title)
        return read

    def ruled(self, top: _Keys, name: str, schema: Mapping[str, Parameter], title: str) -> list[_Keys]:
        """The same for tables with a rule: keys that the table itself does not know belong to the rule kind."""
        read = []
        for number, raw in enumerate(top.get(name, ()), start=1):
            item = _item(raw, title, number, "name")
            table = {**self.values(raw, schema, item), "item": item}
            rest = {key: value for key, value in raw.items() if key not in schema}
            kind = self.kind(table, item)
            if kind is not None:
                self.rule(table, kind, rest, item)
            read.append(table)
        self.check_duplicates(read, "name", title)
        return read

    def kind(self, table: _Keys, item: str) -> RuleKind | None:
        name = table.pop("rule", None)
        if name is not None and name not in KINDS:
            wanted = "、".join(KINDS)
            self.report(catalogue.RULES_UNKNOWN_KIND, item, name, nearest=nearest(name, KINDS), wanted=wanted)
        return KINDS.get(name)

    def rule(self, table: _Keys, kind: RuleKind, rest: Mapping[str, object], item: str) -> None:
        """Put the rule of a table under ``"rule"`` when its parameters are sound."""
        before = len(self.problems)
        for key in (key for key in rest if key not in kind.parameters):
            values = {"nearest": nearest(key, kind.parameters), "wanted": "、".join(kind.parameters) or "（没有参数）"}
            self.report(catalogue.RULES_UNKNOWN_PARAMETER, item, key, rule=kind.name, **values)
        rule = Rule(kind=kind, parameters=self.values(rest, kind.parameters, item))
        if len(self.problems) > before:
            return
        # What is wrong with the parameters of a method does not depend on points; it has none of its own.
        for fault in rule.faults(table.get("points", Decimal(1))):
            self.report_fault(fault, item, "rule")
        table["rule"] = rule

    # --- checking ---

    def check_duplicates(self, tables: Sequence[_Keys], key: str, title: str) -> None:
        names = Counter(table[key] for table in tables if key in table)
        for name in (name for name, count in names.items() if count > 1):
            self.report(catalogue.RULES_DUPLICATE, title, name)

    def check_reference(self, table: _Keys, key: str, names: Iterable[str]) -> None:
        known = tuple(names)
        if key in table and table[key] not in known:
            values = {"nearest": nearest(table[key], known), "wanted": "、".join(known)}
            self.report(catalogue.RULES_UNKNOWN_NAME, table["item"], table[key], key=key, **values)

    def check_levels(self, level1: list[_Keys], level2: list[_Keys], level3: list[_Keys]) -> None:
        """Every row stands under a known one, and 三级 = 二级 = 一级 = 100."""
        for table in level2:
            self.check_reference(table, "level1", _names(level1))
        for table in level3:
            self.check_reference(table, "level2", _names(level2))
        if _countable(level1):
            self.check_total("文件", "一级指标", _total(level1), _WHOLE_SCORE)
            self.check_totals(level1, level2, "level1", "二级指标")
        self.check_totals(level2, level3, "level2", "三级指标")

    def check_totals(self, above: list[_Keys], below: list[_Keys], key: str, parts: str) -> None:
        if not _countable(above) or not _countable(below, key):
            return  # a missing number was reported; a wrong sum would only repeat it
        for table in above:
            total = _total(child for child in below if child[key] == table["name"])
            self.check_total(table["item"], parts, total, table["points"])

    def check_total(self, item: str, parts: str, total: Decimal, wanted: Decimal) -> None:
        if total != wanted:
            self.report(catalogue.RULES_TOTAL, item, plain(total), parts=parts, wanted=plain(wanted))

    def check_level3(self, level1: list[_Keys], level2: list[_Keys], level3: list[_Keys]) -> None:
        rules = [(table, table["rule"]) for table in level3 if "rule" in table]
        off_form = {table.get("name") for table in level1 if not table.get("on_form", True)}
        groups = {table.get("name") for table in level2 if table.get("level1") in off_form}
        sums = [rule.parameters["category"] for _, rule in rules if rule.kind is INDICATOR_SUM]
        for category in (category for category, count in Counter(sums).items() if count > 1):
            self.report(catalogue.RULES_DUPLICATE, "三级指标的 category", category)
        for table, rule in rules:
            if rule.kind is not INDICATOR_SUM:
                available = frozenset[str]() if table.get("level2") in groups else ROW_INPUTS
                self.check_inputs(table, rule.inputs - available)

    def check_inputs(self, table: _Keys, missing: Iterable[str]) -> None:
        """``missing`` is what the rule reads and the form has no place for here."""
        if wanted := "、".join(sorted(missing)):
            self.report(catalogue.RULES_KIND_MISPLACED, table["item"], table["rule"].kind.name, wanted=wanted)

    def check_methods(self, methods: list[_Keys], level3: list[_Keys]) -> None:
        for table in methods:
            if "rule" in table:
                rule: Rule = table["rule"]
                self.check_inputs(table, (rule.inputs - INDICATOR_INPUTS) | set(rule.figures))
            if table.get("name") in _names(level3):
                self.report(catalogue.RULES_DUPLICATE, "计分方式和三级指标", table["name"])
        self.check_one("写 default = true 的计分方式", sum(table.get("default", False) for table in methods))
        kinds = [table["rule"].kind for table in methods if "rule" in table]
        if len(kinds) == len(methods):
            self.check_one('rule = "qualitative" 的计分方式', kinds.count(qualitative))

    def check_one(self, what: str, count: int) -> None:
        if count != 1:
            self.report(catalogue.RULES_ONE_NEEDED, "计分方式", what, count=str(count))

    def check_completions(self, completions: list[_Keys], top: _Keys, level1: list[_Keys]) -> None:
        self.check_reference({**top, "item": "文件"}, "completion_of", _names(level1))
        ranges = [table["range"] for table in completions if "range" in table]
        if len(ranges) == len(completions):
            for fault in range_faults(ranges):
                self.report_fault(fault, "完成情况用语", "range")

    def check_cases(self, cases: list[_Keys], level3: list[_Keys], methods: list[_Keys]) -> None:
        rows, ways = _names(level3), _names(methods)
        for table in cases:
            self.check_reference(table, "row", (*rows, *ways))
            for name in table.get("given", {}):
                self.check_reference({"given": name, "item": table["item"]}, "given", _GIVEN_NAMES)
            if ("points" in table and table["points"] is None) == ("error" in table and table["error"] is None):
                self.report(catalogue.RULES_CASE_OUTCOME, table["item"])
            self.check_case_full(table, ways)

    def check_case_full(self, table: _Keys, methods: Sequence[str]) -> None:
        if "row" not in table or "full" not in table:
            return
        if table["row"] in methods and table["full"] is None:
            self.report(catalogue.RULES_MISSING_KEY, table["item"], "full", expects="指标的分值")
        if table["row"] not in methods and table["full"] is not None:
            wanted = "、".join(key for key in _CASE if key != "full")
            self.report(catalogue.RULES_UNKNOWN_KEY, table["item"], "full", nearest="", wanted=wanted)


def _item(raw: Mapping[str, object], title: str, number: int, key: str) -> str:
    name = raw.get(key)
    return f"{title}“{name}”" if isinstance(name, str) and name.strip() else f"第{number}个{title}"


def _as_written(raw: object) -> object:
    return str(raw).lower() if isinstance(raw, bool) else raw


def _names(tables: Iterable[_Keys]) -> tuple[str, ...]:
    return tuple(table["name"] for table in tables if "name" in table)


def _countable(tables: Iterable[_Keys], *keys: str) -> bool:
    return all("points" in table and all(key in table for key in ("name", *keys)) for table in tables)


def _total(tables: Iterable[_Keys]) -> Decimal:
    return sum((table["points"] for table in tables), Decimal(0))


# --- putting it together -----------------------------------------------------------------------------------


def _without(table: _Keys, *keys: str) -> _Keys:
    return {key: value for key, value in table.items() if key not in keys}


def _tree(title: str, level1: list[_Keys], level2: list[_Keys], level3: list[_Keys]) -> Tree:
    """The levels of tables that were checked, each table under the one that it names."""
    parts = []
    for number, part in enumerate(level1, 1):
        groups = []
        for place, group in enumerate((g for g in level2 if g["level1"] == part["name"]), 1):
            below = (table for table in level3 if table["level2"] == group["name"])
            criteria = (_criterion(one, f"{number}.{place}.{index}", part) for index, one in enumerate(below, 1))
            groups.append(Tree(name=group["name"], points=group["points"], children=tuple(criteria)))
        parts.append(Tree(name=part["name"], points=part["points"], children=tuple(groups)))
    return Tree(name=title, points=_WHOLE_SCORE, children=tuple(parts))


def _criterion(table: _Keys, identity: str, part: _Keys) -> Criterion:
    on_form = part["on_form"] and table["rule"].kind is not INDICATOR_SUM
    return Criterion(id=identity, on_form=on_form, **_without(table, "item", "level2"))


def _case(table: _Keys) -> RuleCase:
    return RuleCase(
        name=table["name"],
        target=table["row"],
        given=table["given"],
        points=table["full"],
        score=table["points"],
        error=table["error"],
    )


# --- running the cases -------------------------------------------------------------------------------------


def run_cases(rubric: Rubric) -> Outcome[int]:
    """How many cases were run, with a diagnostic for each that failed and each criterion or method that has none."""
    rules = _rules_by_name(rubric)
    failures = [problem for case in rubric.cases if (problem := run_case(rubric, case))]
    covered = {case.target for case in rubric.cases}
    bare = [catalogue.CASE_NEEDED.at(FileRef(file=rubric.file, item=n), n) for n in rules if n not in covered]
    return Outcome(len(rubric.cases), (*failures, *bare))


def run_case(rubric: Rubric, case: RuleCase) -> Diagnostic | None:
    """What is wrong with one case, or ``None``."""
    rule, points = _rules_by_name(rubric)[case.target]
    result = rule.judge(case.points or points, case.given, rubric.rate_method)
    if isinstance(result, Verdict):
        as_wanted, found = result.score == case.score, f"{plain(result.score)}分（{result.line}）"
    else:
        codes = [fault.kind.code for fault in result]
        as_wanted, found = case.error in codes, f"报错{'、'.join(codes)}"
    if as_wanted:
        return None
    wanted = f"报错{case.error}" if case.score is None else f"{plain(case.score)}分"
    return catalogue.CASE_FAILED.at(FileRef(file=rubric.file, item=case.name), found, name=case.name, wanted=wanted)


def _rules_by_name(rubric: Rubric) -> Mapping[str, tuple[Rule, Decimal]]:
    """Every criterion and method by name, with its points; a case states the points of a method's indicator itself."""
    criteria = {one.name: (one.rule, one.points) for _, _, one in rubric.criteria()}
    return criteria | {method.name: (method.rule, Decimal(0)) for method in rubric.methods}
