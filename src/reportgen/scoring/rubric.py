"""The scoring schemes of a year (评分标准): reads their rules files strictly and runs the cases (案例) in them.

The default scheme of a year stands in ``rules/<year>.toml``, any other in ``rules/<year>-<方案>.toml``. Each file is
complete and takes nothing from another. One run reports every mistake. A file that leaves
something open is an error, because a finance bureau must be sure that the program applies exactly what it reads there.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Kind, Outcome, Severity, TextRef, nearest, normal_name
from reportgen.intake.submission import Submission
from reportgen.numeric import plain
from reportgen.resources import Resources
from reportgen.scoring.figures import FIGURES, Fault, RateMethod
from reportgen.scoring.rules import (
    ENTRY,
    FLAG,
    FORM_INPUTS,
    FULL,
    INDICATOR_INPUTS,
    INDICATOR_SUM,
    KINDS,
    MANAGEMENT_INPUTS,
    PERCENTAGE,
    POINTS,
    POSITIVE,
    RANGE,
    TEXT,
    FormValue,
    FormValues,
    Parameter,
    Range,
    Rule,
    RuleKind,
    Verdict,
    bonus,
    parameters_of,
    qualitative,
    range_faults,
    read_number,
    veto,
)
from reportgen.scoring.tree import CRITERION, Tree

_USUAL_TOTAL = Decimal(100)
_QUARTERS_IN_YEAR = 4

# --- the types ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Tree):
    """A 三级指标: the text of its standard (评分标准) for people, and the rule that applies.

    ``id`` is its position in the tree (2.4.1). ``on_form`` says whether the sheet 管理效率 has a row for it.
    """

    id: str
    standard: str
    rule: Rule
    source: str
    verified: bool
    on_form: bool

    @property
    def category(self) -> str | None:
        """The category (产出, 效益) whose indicators it sums up, else ``None``."""
        return self.rule.parameters["category"] if self.rule.kind is INDICATOR_SUM else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way to score a single 绩效指标 (计分方式); ``name`` is its word in the drop-down."""

    name: str
    rule: Rule
    source: str
    verified: bool
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeWord:
    """A word for the numbers within a range: the completion of the goals (完成情况用语), or the grade (等级).

    The number is a share of points in percent, that of the indicators in the categories ``completion_of``, or the
    total score.
    """

    word: str
    range: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCase:
    """An example (案例) that the rules must satisfy: the values ``form`` give the ``score``, or the error ``error``.

    ``rule`` names a criterion or a method; only for a method, which has no points, the case states ``points``. Only for
    a rule ``veto``, which gives no points, it states whether a fact voids the points of another indicator.
    """

    name: str
    rule: str
    form: FormValues
    points: Decimal | None
    score: Decimal | None
    error: str | None
    voids: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """One whole scheme of one year; ``file`` is its path below the folder of the templates.

    ``scheme`` is its short name (方案); ``status`` is official, draft or example, and only an official one is in force.
    ``cap`` is the most that a total can be with all extra points (加分), where the scheme sets a limit.
    """

    file: str
    year: int
    scheme: str
    title: str
    status: str
    tree: Tree
    cap: Decimal | None
    methods: tuple[Method, ...]
    rate_method: RateMethod
    completion_of: tuple[str, ...]
    completions: tuple[RangeWord, ...]
    grades: tuple[RangeWord, ...]
    cases: tuple[RuleCase, ...]

    @property
    def draft(self) -> bool:
        """Whether the scheme is not in force (试用), so that its scores must not be reported."""
        return self.status != OFFICIAL

    @property
    def choice(self) -> str:
        """What a workbook of this scheme has in 评分方案: nothing where it is the default of its year."""
        return "" if self.file == rules_file(self.year) else self.scheme

    @property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The categories of indicators (类别) and their 二级指标; none stands for any."""
        criteria = (criterion for _, _, criterion in self.criteria())
        return {one.category: one.rule.parameters["secondary"] for one in criteria if one.category is not None}

    def criteria(self) -> Iterator[tuple[Tree, Tree, Criterion]]:
        """Every 三级指标 after its 一级 and its 二级指标, in the order of the file."""
        for part, group, criterion in self.tree.paths(CRITERION):
            if isinstance(criterion, Criterion):
                yield part, group, criterion

    def form_criteria(self) -> Iterator[tuple[Tree, Criterion]]:
        """Every 三级指标 with a row in the sheet 管理效率, after its 二级指标."""
        return ((group, criterion) for _, group, criterion in self.criteria() if criterion.on_form)

    @property
    def method_names(self) -> tuple[str, ...]:
        """The words for 计分方式; a 定性 indicator needs none, because its symbol says that it is one."""
        return tuple(method.name for method in self.methods if method.rule.kind is not qualitative)

    @property
    def default_method(self) -> Method:
        """The method for a blank 计分方式."""
        return next(method for method in self.methods if method.default)

    @property
    def qualitative_method(self) -> Method:
        """The method for a 定性 indicator that no person scores."""
        return next(method for method in self.methods if method.rule.kind is qualitative)


# --- reading the file --------------------------------------------------------------------------------------


OFFICIAL, EXAMPLE = "official", "example"
DEFAULT_SCHEME = "默认"
_FILE_NAME = re.compile(r"([0-9]{4})(?:-(.+))?\.toml")


def rules_file(year: int, scheme: str = "") -> str:
    """The rules file of a scheme, or that of the default scheme of the year."""
    return f"rules/{year}-{scheme}.toml" if scheme else f"rules/{year}.toml"


def rubric_schemes(resources: Resources, year: int | None = None) -> tuple[tuple[int, str], ...]:
    """The year and the scheme of each rules file, of one ``year`` or all; the default of a year is blank and first."""
    names = (_FILE_NAME.fullmatch(name) for name in resources.files("rules", ".toml"))
    schemes = ((int(name[1]), name[2] or "") for name in names if name)
    return tuple(sorted(one for one in schemes if year in (None, one[0])))


def rubric_years(resources: Resources) -> tuple[int, ...]:
    """The years that have a default scheme."""
    return tuple(year for year, scheme in rubric_schemes(resources) if not scheme)


def newest_year(resources: Resources) -> int:
    """The newest year whose rules are no draft, or else the newest that has rules; 0 where none has."""
    years = rubric_years(resources)
    rubrics = ((year, load_rubric(resources, year).value) for year in reversed(years))
    return next((year for year, rubric in rubrics if rubric and not rubric.draft), max(years, default=0))


def load_rubric(resources: Resources, year: int, scheme: str = "") -> Outcome[Rubric]:
    """Read and check the rules file of a scheme, or of the default scheme of ``year``.

    The default may be called by its name or 默认 too. The value is ``None`` where anything is wrong with the file.
    """
    schemes = [name for _, name in rubric_schemes(resources, year) if name]
    name = next((name for name in schemes if normal_name(name) == normal_name(scheme)), "")
    if name or not scheme:
        return _load(resources, rules_file(year, name), year)
    default = load_rubric(resources, year)
    if default.value is None or normal_name(scheme) in (normal_name(default.value.scheme), DEFAULT_SCHEME):
        return default
    choices = [one for one in (default.value.scheme, *schemes) if one]
    values = {"year": str(year), "nearest": nearest(scheme, choices), "wanted": "、".join(choices) or DEFAULT_SCHEME}
    return Outcome(None, (catalogue.RULES_SCHEME_MISSING.at(FileRef(file=default.value.file), scheme, **values),))


def load_rubric_of(resources: Resources, submission: Submission) -> Outcome[Rubric]:
    """Read and check the rules that a submission names by 年度 and 评分方案."""
    rubric = load_rubric(resources, submission.year.value, submission.scheme)
    return Outcome(rubric.value, scheme_problems(rubric.diagnostics, submission))


def scheme_problems(problems: Iterable[Diagnostic], submission: Submission) -> tuple[Diagnostic, ...]:
    """The problems of loading the rules of a submission, in which an unknown scheme is one of its cell."""
    scheme = submission.office.scheme
    unknown = catalogue.RULES_SCHEME_MISSING.code
    return tuple(replace(one, place=scheme.ref) if scheme and one.code == unknown else one for one in problems)


def _load(resources: Resources, file: str, year: int) -> Outcome[Rubric]:
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
    """Read and check the text of a rules file; the value is ``None`` where anything is wrong with it."""
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        return Outcome(None, (_syntax_problem(text, file, str(error)),))
    except (ValueError, ArithmeticError):  # A number of thousands of digits or a huge exponent raises one of these.
        return Outcome(None, (catalogue.RULES_SYNTAX.at(TextRef(file=file, line=1), "有一个数太长"),))
    except RecursionError:
        return Outcome(None, (catalogue.RULES_SYNTAX.at(TextRef(file=file, line=1), "括号套得太深"),))
    loader = _Loader(file, year, text)
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
    """The problem at the place that ends the parser's message: “(at line 3, column 5)” or “(at end of document)”."""
    lines = text.splitlines() or [""]
    match = re.search(r"\(at line (\d+), column (\d+)\)", message)
    line, column = (int(match[1]), int(match[2])) if match else (len(lines), len(lines[-1]) + 1)
    excerpt = lines[line - 1] if line <= len(lines) else ""
    place = TextRef(file=file, line=line, column=column, excerpt=excerpt)
    return catalogue.RULES_SYNTAX.at(place, _SYNTAX_WORDS.get(message.partition(" (at ")[0], "写法有误"))


# --- the keys of the file ----------------------------------------------------------------------------------


def _read_year(raw: object) -> int | None:
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _read_tables(raw: object) -> list[dict[str, Any]] | None:
    return raw if isinstance(raw, list) and raw and all(isinstance(table, dict) for table in raw) else None


def _read_table(raw: object) -> dict[str, Any] | None:
    return raw if isinstance(raw, dict) else None


def _read_status(raw: object) -> str | None:
    return raw if raw in (OFFICIAL, "draft", EXAMPLE) and isinstance(raw, str) else None


def _read_names(raw: object) -> tuple[str, ...] | None:
    names = tuple(name.strip() for name in raw if isinstance(name, str)) if isinstance(raw, list) else ()
    return names if names and all(names) and isinstance(raw, list) and len(names) == len(raw) else None


def _read_progress(raw: object) -> tuple[Decimal, ...] | None:
    numbers = [read_number(number) for number in raw] if isinstance(raw, list) else []
    dues = tuple(number for number in numbers if number is not None and 0 < number <= 100)
    rising = all(before < after for before, after in pairwise(dues))
    return dues if len(dues) == len(numbers) == _QUARTERS_IN_YEAR and rising else None


def _read_form(raw: object) -> dict[str, FormValue] | None:
    if not isinstance(raw, dict):
        return None
    values = {name: _read_value(value) for name, value in raw.items()}
    form = {name: value for name, value in values.items() if value is not None}
    return form if len(form) == len(values) else None


def _read_value(raw: object) -> FormValue | None:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, list):
        numbers = tuple(read_number(number) for number in raw)
        values = tuple(number for number in numbers if number is not None)
        return values if len(values) == len(numbers) else None
    return read_number(raw)


_NO = Parameter(expects=FLAG.expects, read=FLAG.read, default=False)
_ABSENT = object()  # the default of a key that a table need not have
_LIST = Parameter(expects="若干 [[…]] 表", read=_read_tables)
_GROUNDS = {"source": TEXT, "verified": FLAG}

_TOP: Mapping[str, Parameter] = {
    "year": Parameter(expects="四位整数", read=_read_year),
    "scheme": Parameter(expects="方案的简短名称", read=TEXT.read, default=_ABSENT),
    "title": TEXT,
    "status": Parameter(expects='"official"（正式）、"draft"（试用）或 "example"（示例）', read=_read_status),
    "total": Parameter(expects=FULL.expects, read=FULL.read, default=_USUAL_TOTAL),
    "cap": Parameter(expects="不小于总分 total 的数", read=FULL.read, default=_ABSENT),
    "completion_of": Parameter(expects='类别的清单，如 ["产出", "效益"]', read=_read_names),
    "level1": _LIST,
    "level2": _LIST,
    "level3": _LIST,
    "method": _LIST,
    "execution_rate": Parameter(expects="一个 [execution_rate] 表", read=_read_table),
    "completion": _LIST,
    "grade": Parameter(expects=_LIST.expects, read=_read_tables, default=()),
    "case": Parameter(expects=_LIST.expects, read=_read_tables, default=()),
}
_PART: Mapping[str, Parameter] = {"name": TEXT, "points": POINTS, "on_form": _NO}
_GROUP: Mapping[str, Parameter] = {"name": TEXT, "level1": TEXT, "points": POINTS}
_CRITERION: Mapping[str, Parameter] = {
    "name": TEXT,
    "level2": TEXT,
    "points": POINTS,
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
    "given": Parameter(expects='{ "填报值" = "是" } 这样的表', read=_read_form),
    "full": Parameter(expects=FULL.expects, read=FULL.read, default=_ABSENT),
    "points": Parameter(expects="不小于0的数", read=read_number, default=_ABSENT),
    "error": Parameter(expects='问题编号，如 "E319"', read=TEXT.read, default=_ABSENT),
    "voids": Parameter(expects=FLAG.expects, read=FLAG.read, default=_ABSENT),
}
_FORM_NAMES = tuple(dict.fromkeys((*FORM_INPUTS, *(item for f in FIGURES.values() for item in f.items))))

_Keys = dict[str, Any]
"""The keys of a table whose values are right; the problem of any other key was reported."""


class _Loader:
    """Reads the tables of one rules file and collects its problems, each at the line where its table begins."""

    def __init__(self, file: str, year: int, text: str) -> None:
        self.file = file
        self.year = year
        self.heads = _heads_of(text)  # the lines of the tables of each name
        self.lines: dict[str, int] = {}  # by the name by which problems call a table
        self.off_form: frozenset[str] = frozenset()  # the 二级指标 whose rows the sheet 管理效率 does not have
        self.problems: list[Diagnostic] = []

    def rubric(self, raw: Mapping[str, object]) -> Rubric | None:
        top = self.table(raw, _TOP, "文件")
        if top.get("year", self.year) != self.year:
            self.report(catalogue.RULES_YEAR_DIFFERS, "year", top["year"], wanted=str(self.year))
        scheme = top.get("scheme") or ""
        if (name := _FILE_NAME.fullmatch(self.file.rpartition("/")[2])) and name[2] and name[2] != scheme:
            self.report(catalogue.RULES_SCHEME_DIFFERS, "scheme", scheme, wanted=name[2])
        total, cap = top.get("total", _USUAL_TOTAL), top.get("cap")
        if cap is not None and cap < total:
            self.report(catalogue.RULES_WRONG_TYPE, "文件", plain(cap), key="cap", expects=_TOP["cap"].expects)
        parts = self.tables(top, "level1", _PART, "一级指标")
        groups = self.tables(top, "level2", _GROUP, "二级指标")
        self.off_form = _groups_off_form(parts, groups)
        criteria = self.tables(top, "level3", _CRITERION, "三级指标", with_rules=True)
        methods = self.tables(top, "method", _METHOD, "计分方式", with_rules=True)
        rate = self.table(top.get("execution_rate", {}), _RATE, "[execution_rate]") if "execution_rate" in top else {}
        completions = self.tables(top, "completion", _COMPLETION, "完成情况用语", key="word")
        grades = self.tables(top, "grade", _COMPLETION, "等级", key="word")
        cases = self.tables(top, "case", _CASE, "案例")
        self.check_levels(parts, groups, criteria, total)
        self.check_criteria(parts, groups, criteria)
        self.check_methods(methods, criteria)
        self.check_completions(completions, top, criteria)
        self.check_ranges(grades, "等级")
        self.check_cases(cases, criteria, methods)
        if self.problems:
            return None
        return Rubric(
            file=self.file,
            year=top["year"],
            scheme=scheme,
            title=top["title"],
            status=top["status"],
            tree=_tree(top["title"], top["total"], parts, groups, criteria),
            cap=top["cap"],
            methods=tuple(Method(**_without(table, "item")) for table in methods),
            rate_method=RateMethod(**rate),
            completion_of=top["completion_of"],
            completions=tuple(RangeWord(word=table["word"], range=table["range"]) for table in completions),
            grades=tuple(RangeWord(word=table["word"], range=table["range"]) for table in grades),
            cases=tuple(_case(table) for table in cases),
        )

    # --- reading ---

    def report(self, kind: Kind, item: str, found: object = "", **values: str) -> None:
        heads = self.heads.get(values.get("key", item), [0])
        place = FileRef(file=self.file, item=item, line=self.lines.get(item) or heads[0])
        self.problems.append(kind.at(place, found, item=item, **values))

    def report_fault(self, fault: Fault, item: str, key: str) -> None:
        self.report(fault.kind, item, fault.found, **{"key": key, **fault.values})

    def table(self, raw: Mapping[str, object], schema: Mapping[str, Parameter], item: str) -> _Keys:
        """Read the keys of one table; an unknown, a missing and an ill-typed one is a problem."""
        for key in (key for key in raw if key not in schema):
            self.report(catalogue.RULES_UNKNOWN_KEY, item, key, nearest=nearest(key, schema), wanted="、".join(schema))
        return self.values(raw, schema, item)

    def values(self, raw: Mapping[str, object], schema: Mapping[str, Parameter], item: str) -> _Keys:
        table: _Keys = {}
        for key, parameter in schema.items():
            if key not in raw and parameter.default is not None:
                table[key] = None if parameter.default is _ABSENT else parameter.default
            elif key == "source" and not str(raw.get(key, "")).strip():
                self.report(catalogue.RULES_MISSING_SOURCE, item)
            elif key not in raw:
                self.report(catalogue.RULES_MISSING_KEY, item, key, expects=parameter.expects)
            else:
                self.value(raw[key], key, parameter, item, table)
        return table

    def value(self, raw: object, key: str, parameter: Parameter, item: str, table: _Keys) -> None:
        value = parameter.read(raw)
        if isinstance(value, Fault):
            self.report_fault(value, item, key)
        elif value is None:
            self.report(catalogue.RULES_WRONG_TYPE, item, _as_written(raw), key=key, expects=parameter.expects)
        else:
            table[key] = value

    def tables(
        self,
        top: _Keys,
        name: str,
        schema: Mapping[str, Parameter],
        title: str,
        *,
        key: str = "name",
        with_rules: bool = False,
    ) -> list[_Keys]:
        """Read the [[name]] tables; ``"item"`` is the name by which problems call a table, made from its ``key``."""
        read = self.table_with_rule if with_rules else self.table
        tables = []
        for number, raw in enumerate(top.get(name, ()), start=1):
            item = _item(raw, title, number, key)
            heads = self.heads.get(name, ())
            self.lines[item] = heads[number - 1] if number <= len(heads) else 0
            tables.append({**read(raw, schema, item), "item": item})
        self.check_duplicates(tables, key, title)
        return tables

    def table_with_rule(self, raw: Mapping[str, object], schema: Mapping[str, Parameter], item: str) -> _Keys:
        """Read a table whose keys outside the schema are the parameters of its rule."""
        table = self.values(raw, schema, item)
        kind = self.kind(table, schema, item)
        if kind is not None:
            self.rule(table, kind, {key: value for key, value in raw.items() if key not in schema}, item)
        return table

    def kind(self, table: _Keys, schema: Mapping[str, Parameter], item: str) -> RuleKind | None:
        name = table.pop("rule", None)
        if name is not None and name not in KINDS:
            available = self.inputs_of(table) if schema is _CRITERION else INDICATOR_INPUTS
            names = [kind.name for kind in KINDS.values() if self.fits(kind, available, schema)]
            values = {"nearest": nearest(name, names), "wanted": "、".join(names)}
            self.report(catalogue.RULES_UNKNOWN_KIND, item, name, **values)
        return KINDS.get(name)

    def inputs_of(self, table: _Keys) -> frozenset[str]:
        """The columns that the form has for a 三级指标."""
        return frozenset() if table.get("level2") in self.off_form else MANAGEMENT_INPUTS

    @staticmethod
    def fits(kind: RuleKind, available: frozenset[str], schema: Mapping[str, Parameter]) -> bool:
        """Whether a 三级指标 or a 计分方式 can have a rule of this kind."""
        if schema is _CRITERION:
            return kind is INDICATOR_SUM or kind.inputs <= available
        by_figure = any(parameter.names_figure for parameter in kind.parameters.values())
        return bool(kind.inputs) and kind.inputs <= available and not by_figure

    def rule(self, table: _Keys, kind: RuleKind, rest: Mapping[str, object], item: str) -> None:
        """Put the rule of a table under ``"rule"`` where its parameters are right."""
        count = len(self.problems)
        for key in (key for key in rest if key not in kind.parameters):
            values = {"nearest": nearest(key, kind.parameters), "wanted": "、".join(kind.parameters) or "（没有参数）"}
            self.report(catalogue.RULES_UNKNOWN_PARAMETER, item, key, rule=kind.name, **values)
        parameters = parameters_of(kind, rest, has_entry=ENTRY in self.inputs_of(table))
        rule = Rule(kind=kind, parameters=self.values(rest, parameters, item))
        if len(self.problems) > count:
            return
        # A method has no points, and no fault of its parameters depends on them.
        for fault in rule.faults(table.get("points", Decimal(1))):
            self.report_fault(fault, item, "rule")
        table["rule"] = rule

    # --- checking ---

    def check_duplicates(self, tables: Sequence[_Keys], key: str, title: str) -> None:
        names = Counter(table[key] for table in tables if key in table)
        for name in (name for name, count in names.items() if count > 1):
            self.report(catalogue.RULES_DUPLICATE, title, name)

    def check_reference(self, table: _Keys, key: str, names: Iterable[str]) -> None:
        choices = tuple(names)
        if key in table and table[key] not in choices:
            values = {"nearest": nearest(table[key], choices), "wanted": "、".join(choices)}
            self.report(catalogue.RULES_UNKNOWN_NAME, table["item"], table[key], key=key, **values)

    def check_levels(self, parts: list[_Keys], groups: list[_Keys], criteria: list[_Keys], points: Decimal) -> None:
        """Each level stands under the one above, and the points of each sum up: 三级 = 二级 = 一级 = the whole."""
        for table in groups:
            self.check_reference(table, "level1", _names(parts))
        for table in criteria:
            self.check_reference(table, "level2", _names(groups))
        if _countable(parts):
            self.check_total("文件", "一级指标", _total(parts), points)
            self.check_totals(parts, groups, "level1", "二级指标")
        self.check_totals(groups, criteria, "level2", "三级指标")

    def check_totals(self, above: list[_Keys], below: list[_Keys], key: str, title: str) -> None:
        if not _countable(above) or not _countable(below, key):
            return  # A missing number was reported, and a wrong sum would only report it again.
        for table in above:
            total = _total(child for child in below if child[key] == table["name"])
            self.check_total(table["item"], title, total, table["points"])

    def check_total(self, item: str, title: str, total: Decimal, points: Decimal) -> None:
        if total != points:
            key = "total" if "total" in self.heads else "level1"  # where the total of the whole stands
            self.report(catalogue.RULES_TOTAL, item, plain(total), key=key, parts=title, wanted=plain(points))

    def check_criteria(self, parts: list[_Keys], groups: list[_Keys], criteria: list[_Keys]) -> None:
        rules = [(table, table["rule"]) for table in criteria if "rule" in table]
        sums = [rule.parameters["category"] for _, rule in rules if rule.kind is INDICATOR_SUM]
        for category in (category for category, count in Counter(sums).items() if count > 1):
            self.report(catalogue.RULES_DUPLICATE, "三级指标的 category", category)
        for category, longer in ((a, b) for a in sums for b in sums if a != b and b.startswith(a)):
            self.report(catalogue.RULES_CATEGORY_BEGINS, "三级指标的 category", category, longer=longer)
        for table, rule in rules:
            if rule.kind is not INDICATOR_SUM:
                self.check_inputs(table, rule.inputs - self.inputs_of(table))
        names = _names((*parts, *groups, *criteria))
        for table, rule in rules:
            if rule.voids:
                self.check_reference({"part": rule.voids, "item": table["item"]}, "part", names)
            without_points = rule.kind in (bonus, veto)
            if "points" in table and (table["points"] == 0) != without_points:
                values = {"key": "points", "expects": "0" if without_points else FULL.expects}
                self.report(catalogue.RULES_WRONG_TYPE, table["item"], plain(table["points"]), **values)

    def check_inputs(self, table: _Keys, missing: Iterable[str]) -> None:
        """``missing`` are the inputs of the rule that the form has no cell for here."""
        if names := "、".join(sorted(missing)):
            self.report(catalogue.RULES_KIND_MISPLACED, table["item"], table["rule"].kind.name, wanted=names)

    def check_methods(self, methods: list[_Keys], criteria: list[_Keys]) -> None:
        for table in methods:
            if "rule" in table:
                rule: Rule = table["rule"]
                self.check_inputs(table, (rule.inputs - INDICATOR_INPUTS) | set(rule.figures))
            if table.get("name") in _names(criteria):
                self.report(catalogue.RULES_DUPLICATE, "计分方式和三级指标", table["name"])
        self.check_one("写 default = true 的计分方式", sum(table.get("default", False) for table in methods))
        kinds = [table["rule"].kind for table in methods if "rule" in table]
        if len(kinds) == len(methods):
            self.check_one('rule = "qualitative" 的计分方式', kinds.count(qualitative))

    def check_one(self, what: str, count: int) -> None:
        if count != 1:
            self.report(catalogue.RULES_ONE_NEEDED, "计分方式", what, count=str(count))

    def check_completions(self, completions: list[_Keys], top: _Keys, criteria: list[_Keys]) -> None:
        rules = [table["rule"] for table in criteria if "rule" in table]
        if len(rules) == len(criteria):  # A rule with a mistake may be the one that sums up a category.
            categories = [rule.parameters["category"] for rule in rules if rule.kind is INDICATOR_SUM]
            for category in top.get("completion_of", ()):
                self.check_reference({"completion_of": category, "item": "文件"}, "completion_of", categories)
        self.check_ranges(completions, "完成情况用语")

    def check_ranges(self, tables: list[_Keys], title: str) -> None:
        ranges = [table["range"] for table in tables if "range" in table]
        if len(ranges) == len(tables):
            for fault in range_faults(ranges):
                self.report_fault(fault, title, "range")

    def check_cases(self, cases: list[_Keys], criteria: list[_Keys], methods: list[_Keys]) -> None:
        method_names = _names(methods)
        rule_names = (*_names(criteria), *method_names)
        for table in cases:
            self.check_reference(table, "row", rule_names)
            for name in table.get("given", {}):
                self.check_reference({"given": name, "item": table["item"]}, "given", _FORM_NAMES)
            if ("points" in table and table["points"] is None) == ("error" in table and table["error"] is None):
                self.report(catalogue.RULES_CASE_OUTCOME, table["item"])
            self.check_case_points(table, method_names)
        rules = {table["name"]: table["rule"] for table in criteria if "name" in table and "rule" in table}
        for table in cases:
            if table.get("row") in rules and "voids" in table:
                self.check_case_voids(table, rules[table["row"]])

    def check_case_voids(self, table: _Keys, rule: Rule) -> None:
        """Only the case of a rule ``veto`` states whether a fact voids the points of another indicator."""
        stated, needed = table["voids"] is not None, rule.kind is veto and table.get("error") is None
        if needed and not stated:
            self.report(catalogue.RULES_MISSING_KEY, table["item"], "voids", expects=FLAG.expects)
        if stated and not needed:
            keys = "、".join(key for key in _CASE if key != "voids")
            self.report(catalogue.RULES_UNKNOWN_KEY, table["item"], "voids", nearest="", wanted=keys)

    def check_case_points(self, table: _Keys, methods: Sequence[str]) -> None:
        if "row" not in table or "full" not in table:
            return
        if table["row"] in methods and table["full"] is None:
            self.report(catalogue.RULES_MISSING_KEY, table["item"], "full", expects="指标的分值")
        if table["row"] not in methods and table["full"] is not None:
            keys = "、".join(key for key in _CASE if key != "full")
            self.report(catalogue.RULES_UNKNOWN_KEY, table["item"], "full", nearest="", wanted=keys)


_HEAD = re.compile(r"\s*\[\[\s*([\w-]+)\s*\]\]|(?:\[\s*)?(\w+)\s*[\]=]")


def _heads_of(text: str) -> Mapping[str, list[int]]:
    """The numbers of the lines at which the tables of each name begin; the parser of TOML keeps no lines."""
    heads: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if match := _HEAD.match(line):
            heads.setdefault(match[1] or match[2], []).append(number)
    return heads


def _groups_off_form(parts: list[_Keys], groups: list[_Keys]) -> frozenset[str]:
    off_form = {table.get("name") for table in parts if not table.get("on_form", True)}
    return frozenset(table["name"] for table in groups if "name" in table and table.get("level1") in off_form)


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


# --- from tables to types ----------------------------------------------------------------------------------


def _without(table: _Keys, *keys: str) -> _Keys:
    return {key: value for key, value in table.items() if key not in keys}


def _tree(title: str, points: Decimal, parts: list[_Keys], groups: list[_Keys], criteria: list[_Keys]) -> Tree:
    """The tree of points, in which each table stands under the one that it names."""
    below_title = []
    for n, part in enumerate(parts, 1):
        below_part = []
        for m, group in enumerate((table for table in groups if table["level1"] == part["name"]), 1):
            tables = (table for table in criteria if table["level2"] == group["name"])
            below_group = (_criterion(table, f"{n}.{m}.{k}", part) for k, table in enumerate(tables, 1))
            below_part.append(Tree(name=group["name"], points=group["points"], children=tuple(below_group)))
        below_title.append(Tree(name=part["name"], points=part["points"], children=tuple(below_part)))
    return Tree(name=title, points=points, children=tuple(below_title))


def _criterion(table: _Keys, identity: str, part: _Keys) -> Criterion:
    on_form = part["on_form"] and table["rule"].kind is not INDICATOR_SUM
    return Criterion(id=identity, on_form=on_form, **_without(table, "item", "level2"))


def _case(table: _Keys) -> RuleCase:
    return RuleCase(
        name=table["name"],
        rule=table["row"],
        form=table["given"],
        points=table["full"],
        score=table["points"],
        error=table["error"],
        voids=table["voids"],
    )


# --- running the cases -------------------------------------------------------------------------------------


def run_cases(rubric: Rubric) -> Outcome[int]:
    """Run every case: their number, and a problem for each that fails and for each criterion or method without one."""
    failures = [problem for case in rubric.cases if (problem := run_case(rubric, case))]
    with_case = {case.rule for case in rubric.cases}
    names = (name for name in _rules_by_name(rubric) if name not in with_case)
    needs = [catalogue.CASE_NEEDED.at(FileRef(file=rubric.file, item=name), name) for name in names]
    return Outcome(len(rubric.cases), (*failures, *needs))


def check_rubrics(
    resources: Resources, year: int | None = None, scheme: str = ""
) -> Outcome[tuple[tuple[Rubric, int], ...]]:
    """Read the rules of one ``year`` or all and run their cases: the rubrics, each with the number of its failures."""
    schemes = rubric_schemes(resources, year) or (((year, ""),) if year else ())
    if scheme:
        schemes = tuple(dict.fromkeys((one, scheme) for one, _ in schemes))
    problems: list[Diagnostic] = []
    rubrics: list[tuple[Rubric, int]] = []
    for rubric_year, name in schemes:
        loaded = load_rubric(resources, rubric_year, name)
        problems += loaded.diagnostics
        if loaded.value:
            run = run_cases(loaded.value)
            problems += run.diagnostics
            rubrics.append((loaded.value, sum(one.severity is Severity.ERROR for one in run.diagnostics)))
    heads = Counter((rubric.year, rubric.scheme) for rubric, _ in rubrics if rubric.scheme)
    for rubric in (one for one, _ in rubrics if heads[one.year, one.scheme] > 1 and one.choice):
        place = FileRef(file=rubric.file, item="scheme")
        problems.append(catalogue.RULES_DUPLICATE.at(place, rubric.scheme, item=f"{rubric.year}年度的 scheme"))
    return Outcome(tuple(rubrics), tuple(problems))


def run_case(rubric: Rubric, case: RuleCase) -> Diagnostic | None:
    """Run one case: its problem where it fails, else ``None``."""
    rule, points = _rules_by_name(rubric)[case.rule]
    verdict = rule.judge(case.points or points, case.form, rubric.rate_method)
    if isinstance(verdict, Verdict):
        passes = verdict.score == case.score and case.voids in (None, not verdict.met)
        result = f"{plain(verdict.score)}分（{verdict.line}）"
    else:
        codes = [fault.kind.code for fault in verdict]
        passes, result = case.error in codes, f"报错{'、'.join(codes)}"
    if passes:
        return None
    values = {"name": case.name, "wanted": f"报错{case.error}" if case.score is None else f"{plain(case.score)}分"}
    return catalogue.CASE_FAILED.at(FileRef(file=rubric.file, item=case.name), result, **values)


def _rules_by_name(rubric: Rubric) -> Mapping[str, tuple[Rule, Decimal]]:
    """The rule and the points of every criterion and method by name; a method has 0 points."""
    criteria = {one.name: (one.rule, one.points) for _, _, one in rubric.criteria()}
    return criteria | {method.name: (method.rule, Decimal(0)) for method in rubric.methods}
