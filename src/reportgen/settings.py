"""Settings files (设置): TOML tables of named values, read strictly, every mistake in one run.

A frozen dataclass is the declaration of a file: one field a value, made by :func:`number`, :func:`text`,
:func:`font`, :func:`texts` or :func:`setting`, which say what it is called in Chinese, what may stand there and as
what it is read. A field whose type is such a class is a table of the file. Nothing has a default: what rules the
output is written down where its editor sees it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, TypeVar, get_type_hints

from reportgen.catalogue import (
    SETTING_MISSING,
    SETTING_OUT_OF_RANGE,
    SETTING_TYPE,
    SETTING_UNKNOWN,
    SETTINGS_UNREADABLE,
)
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Place, TextRef
from reportgen.resources import Resources

T = TypeVar("T")
_MOST_PROBLEMS = 100  # of one file; nobody mends more in one go
_LONGEST_LIST = 500  # words; each is looked for in every paragraph
_LONGEST_FONT_NAME = 31
_SETTING = "setting"  # the key of the metadata of a field


@dataclass(frozen=True, slots=True)
class Setting:
    """One value: what it is called in Chinese, what may stand there, the tests for its type and range, its reading."""

    label: str
    allowed: str
    has_type: Callable[[Any], bool]
    in_range: Callable[[Any], bool]
    read: Callable[[Any], object]


def setting(
    label: str,
    allowed: str,
    has_type: Callable[[Any], bool],
    in_range: Callable[[Any], bool],
    read: Callable[[Any], object] = lambda value: value,
) -> Any:
    """A field of a declaration; ``Any`` because its type is that of what ``read`` gives."""
    return field(metadata={_SETTING: Setting(label, allowed, has_type, in_range, read)})


def number(
    label: str,
    unit: str,
    low: int,
    high: int,
    step: str = "0.01",
    *,
    read: Callable[[Decimal], object] = lambda value: value,
) -> Any:
    """A number from ``low`` to ``high`` in steps of ``step``, a ``Decimal`` unless ``read`` makes it something else."""
    return setting(
        f"{label}，{unit}",
        f"{low} 到 {high} 的数字，最小一档 {step}",
        is_number,
        lambda value: Decimal(value).is_finite() and low <= value <= high and Decimal(value) % Decimal(step) == 0,
        lambda value: read(Decimal(value)),
    )


def is_number(value: object) -> bool:
    """Whether TOML has a number there; for Python a truth value is one as well."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def text(label: str, longest: int) -> Any:
    """A text of 1 to ``longest`` characters."""
    return setting(
        label,
        f"双引号里的文字，1 到 {longest} 个字",
        lambda value: isinstance(value, str),
        lambda value: bool(value.strip()) and value.isprintable() and len(value) <= longest,
    )


def font(label: str) -> Any:
    """The name of a font, as long as Word and GDI take one."""
    return text(label, _LONGEST_FONT_NAME)


def texts(label: str, longest: int, shape: str = ".+") -> Any:
    """A list of texts of up to ``longest`` characters, each of which matches ``shape``; it may be empty."""

    def fits(value: str) -> bool:
        return (
            len(value) <= longest
            and value.isprintable()
            and value.strip() == value
            and bool(re.fullmatch(shape, value))
        )

    return setting(
        label,
        f"方括号里的一列文字，各在英文双引号里，用英文逗号隔开，每个 1 到 {longest} 个字",
        lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
        lambda value: len(value) <= _LONGEST_LIST and all(fits(item) for item in value),
        tuple,
    )


def declared(shape: type[Any], prefix: str = "") -> dict[str, Setting]:
    """The settings of a declaration by dotted name (``page.top``), in its order."""
    types = get_type_hints(shape)
    settings: dict[str, Setting] = {}
    for entry in fields(shape):
        if _SETTING in entry.metadata:
            settings[prefix + entry.name] = entry.metadata[_SETTING]
        elif is_dataclass(types[entry.name]):
            settings |= declared(types[entry.name], f"{prefix}{entry.name}.")
    return settings


def load_settings(
    resources: Resources, file: str, shape: type[T], too_much: Callable[[T], tuple[str, str] | None] = lambda _: None
) -> Outcome[T]:
    """Read the nearest ``file`` of the templates; it must hold all that ``shape`` declares and nothing else.

    ``too_much`` sees values that pass every test alone: the name of one that does not go with the others, and what
    would.
    """
    path = resources.find(file)
    if path is None:
        return Outcome(None, (SETTINGS_UNREADABLE.at(FileRef(file=file), "找不到这个文件"),))
    try:
        content = resources.read(path)
    except OSError as error:
        return Outcome(None, (SETTINGS_UNREADABLE.at(FileRef(file=file), error.strerror or "无法读取"),))
    except UnicodeDecodeError:
        return Outcome(None, (SETTINGS_UNREADABLE.at(FileRef(file=file), "不是 UTF-8 编码"),))
    return read_settings(content, shape, too_much, file=file)


def read_settings(
    content: str, shape: type[T], too_much: Callable[[T], tuple[str, str] | None] = lambda _: None, *, file: str
) -> Outcome[T]:
    """The same for the text of a file; ``file`` names it in diagnostics."""
    try:
        tables = tomllib.loads(content, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # also absurd numbers and nesting
        return Outcome(None, (_syntax_problem(str(error), content, file),))
    wanted = declared(shape)
    given = _flatten(tables, _tables(wanted))
    places = _places(content, file)
    problems = [*_key_problems(given, wanted, places, file), *_value_problems(given, wanted, places, file)]
    if problems:
        return Outcome(None, tuple(problems[:_MOST_PROBLEMS]))
    value = _build(shape, given)
    if excess := too_much(value):
        name, allowed = excess
        label = wanted[name].label
        place = _place(name, places, file)
        problem = SETTING_OUT_OF_RANGE.at(place, _as_written(given[name]), name=name, label=label, allowed=allowed)
        return Outcome(None, (problem,))
    return Outcome(value)


def _build(shape: type[T], given: Mapping[str, Any], prefix: str = "") -> T:
    types = get_type_hints(shape)
    values: dict[str, object] = {}
    for entry in fields(shape):  # type: ignore[arg-type] # a dataclass; ``T`` cannot say so
        name = prefix + entry.name
        if _SETTING in entry.metadata:
            values[entry.name] = entry.metadata[_SETTING].read(given[name])
        elif is_dataclass(types[entry.name]):
            values[entry.name] = _build(types[entry.name], given, f"{name}.")
    return shape(**values)


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


def _places(content: str, file: str) -> dict[str, TextRef]:
    """Where each table and each key stands; ``tomllib`` does not tell. Keys in unusual spellings are left out."""
    places: dict[str, TextRef] = {}
    table = ""
    for row, line in enumerate(content.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            table = name = header[1]
            column = header.start(1) + 1
        elif key := re.match(r"\s*([\w.-]+)\s*=", line):
            name = f"{table}.{key[1]}" if table else key[1]
            column = key.start(1) + 1
        else:
            continue
        places.setdefault(name, TextRef(file=file, line=row, column=column, excerpt=line, width=len(name)))
    return places


def _syntax_problem(message: str, content: str, file: str) -> Diagnostic:
    """``tomllib`` names the line and column inside its message only."""
    lines = content.splitlines() or [""]
    at = re.search(r"line (\d+), column (\d+)", message)
    line, column = (int(at[1]), int(at[2])) if at else (len(lines), 1)
    excerpt = lines[line - 1] if line <= len(lines) else ""
    place = TextRef(file=file, line=line, column=column, excerpt=excerpt)
    return SETTINGS_UNREADABLE.at(place, f"第 {line} 行写法不对")
