"""Settings files (设置): TOML tables of named values, read strictly, every mistake in one run.

A file is described by its settings, by dotted name (``page.top``): what each is called in Chinese, what may stand
there and the tests for it. Nothing has a default: what rules the output is written down where its editor sees it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from reportgen.catalogue import (
    SETTING_MISSING,
    SETTING_OUT_OF_RANGE,
    SETTING_TYPE,
    SETTING_UNKNOWN,
    SETTINGS_UNREADABLE,
)
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Place, TextRef
from reportgen.resources import Resources

_MOST_PROBLEMS = 100  # of one file; nobody mends more in one go
_LONGEST_LIST = 500  # words; each is looked for in every paragraph


@dataclass(frozen=True, slots=True)
class Setting:
    """One entry: what it is called in Chinese, what may stand there, and the tests for its type and range."""

    label: str
    allowed: str
    has_type: Callable[[object], bool]
    in_range: Callable[[Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values of a file that has passed every test, by dotted name; each can say where it stands."""

    file: str
    values: Mapping[str, Any]
    places: Mapping[str, TextRef]

    def place(self, name: str) -> Place:
        """Where the value stands, for problems that only show in several values together."""
        return _place(name, self.places, self.file)


def number(label: str, unit: str, low: str, high: str, step: str = "0.01") -> Setting:
    """A number from ``low`` to ``high`` in steps of ``step``."""

    def in_range(value: Decimal | int) -> bool:
        return (
            Decimal(value).is_finite()
            and Decimal(low) <= value <= Decimal(high)
            and Decimal(value) % Decimal(step) == 0
        )

    return Setting(
        f"{label}，{unit}",
        f"{low} 到 {high} 的数字，最小一档 {step}",
        lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
        in_range,
    )


def text(label: str, longest: int) -> Setting:
    """A text of 1 to ``longest`` characters."""
    return Setting(
        label,
        f"双引号里的文字，1 到 {longest} 个字",
        lambda value: isinstance(value, str),
        lambda value: bool(value.strip()) and value.isprintable() and len(value) <= longest,
    )


def texts(label: str, longest: int, shape: str = ".+") -> Setting:
    """A list of texts of up to ``longest`` characters, each of which matches ``shape``; it may be empty."""

    def fits(value: str) -> bool:
        return (
            len(value) <= longest
            and value.isprintable()
            and value.strip() == value
            and bool(re.fullmatch(shape, value))
        )

    return Setting(
        label,
        f"方括号里的一列文字，各在英文双引号里，用英文逗号隔开，每个 1 到 {longest} 个字",
        lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
        lambda value: len(value) <= _LONGEST_LIST and all(fits(item) for item in value),
    )


def load_settings(resources: Resources, file: str, wanted: Mapping[str, Setting]) -> Outcome[Settings]:
    """Read the nearest ``file`` of the templates; it must hold all that is ``wanted`` and nothing else."""
    path = resources.find(file)
    if path is None:
        return Outcome(None, (SETTINGS_UNREADABLE.at(FileRef(file=file), "找不到这个文件"),))
    try:
        text = resources.read(path)
    except OSError as error:
        return Outcome(None, (SETTINGS_UNREADABLE.at(FileRef(file=file), error.strerror or "无法读取"),))
    except UnicodeDecodeError:
        return Outcome(None, (SETTINGS_UNREADABLE.at(FileRef(file=file), "不是 UTF-8 编码"),))
    return read_settings(text, wanted, file=file)


def read_settings(text: str, wanted: Mapping[str, Setting], *, file: str) -> Outcome[Settings]:
    """The same for the text of a file; ``file`` names it in diagnostics."""
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # also absurd numbers and nesting
        return Outcome(None, (_syntax_problem(str(error), text, file),))
    given = _flatten(tables, _tables(wanted))
    places = _places(text, file)
    diagnostics = [*_key_problems(given, wanted, places, file), *_value_problems(given, wanted, places, file)]
    return (
        Outcome(None, tuple(diagnostics[:_MOST_PROBLEMS]))
        if diagnostics
        else Outcome(Settings(file=file, values=given, places=places))
    )


# --- checking ---------------------------------------------------------------------------------------------


def _tables(wanted: Mapping[str, Setting]) -> set[str]:
    """The dotted names of all tables, outer ones included."""
    parts = (name.split(".") for name in wanted)
    return {".".join(names[:end]) for names in parts for end in range(1, len(names))}


def _flatten(table: Mapping[str, Any], tables: set[str], prefix: str = "") -> dict[str, Any]:
    """``{"page": {"top": 37}}`` as ``{"page.top": 37}``; a table where a value belongs stays one value."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = prefix + key
        if isinstance(value, dict) and name in tables:
            flat |= _flatten(value, tables, f"{name}.")
        else:
            flat[name] = value
    return flat


def _key_problems(
    given: Mapping[str, Any], wanted: Mapping[str, Setting], places: Mapping[str, TextRef], file: str
) -> list[Diagnostic]:
    problems = []
    for name in sorted(given.keys() - wanted.keys())[:_MOST_PROBLEMS]:  # likeness is dear to find
        nearest = get_close_matches(name, wanted.keys() - given.keys(), n=1)
        advice = f"是不是想写“{nearest[0]}”？" if nearest else "删去这一项"
        problems.append(SETTING_UNKNOWN.at(_place(name, places, file), name, advice=advice))
    for name in wanted.keys() - given.keys():
        place = _place(name.rpartition(".")[0], places, file, item=name)
        setting = wanted[name]
        problems.append(SETTING_MISSING.at(place, name, label=setting.label, allowed=setting.allowed))
    return sorted(problems, key=lambda problem: (problem.code, problem.found))


def _value_problems(
    given: Mapping[str, Any], wanted: Mapping[str, Setting], places: Mapping[str, TextRef], file: str
) -> list[Diagnostic]:
    problems = []
    for name, setting in wanted.items():
        if name not in given:
            continue
        value = given[name]
        wrong = SETTING_TYPE if not setting.has_type(value) else SETTING_OUT_OF_RANGE
        if wrong is SETTING_TYPE or not setting.in_range(value):
            place = _place(name, places, file)
            problems.append(
                wrong.at(place, _as_written(value), name=name, label=setting.label, allowed=setting.allowed)
            )
    return problems


def _as_written(value: object) -> str:
    """A value much as it stands in the file; of what stands in lists and tables only the outermost."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        items = ("…" if isinstance(item, list | dict) else _as_written(item) for item in value)
        return f"[{', '.join(items)}]"
    return "{…}" if isinstance(value, dict) else str(value)


def _place(name: str, places: Mapping[str, TextRef], file: str, item: str = "") -> Place:
    return places.get(name) or FileRef(file=file, item=item or name)


def _places(text: str, file: str) -> dict[str, TextRef]:
    """Where each table and each key stands; ``tomllib`` does not tell. Keys in unusual spellings are left out."""
    places: dict[str, TextRef] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            table = name = header[1]
            column = header.start(1) + 1
        elif key := re.match(r"\s*([\w.-]+)\s*=", line):
            name = f"{table}.{key[1]}" if table else key[1]
            column = key.start(1) + 1
        else:
            continue
        places.setdefault(name, TextRef(file=file, line=number, column=column, excerpt=line, width=len(name)))
    return places


def _syntax_problem(message: str, text: str, file: str) -> Diagnostic:
    """``tomllib`` names the line and column inside its message only."""
    lines = text.splitlines() or [""]
    at = re.search(r"line (\d+), column (\d+)", message)
    line, column = (int(at[1]), int(at[2])) if at else (len(lines), 1)
    excerpt = lines[line - 1] if line <= len(lines) else ""
    place = TextRef(file=file, line=line, column=column, excerpt=excerpt)
    return SETTINGS_UNREADABLE.at(place, f"第 {line} 行写法不对")
