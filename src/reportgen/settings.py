"""Reads settings files (设置): TOML tables of named values, checked strictly, all mistakes in one run.

A frozen dataclass declares a file. Each field is one setting, made by :func:`number`, :func:`text`, :func:`font`,
:func:`texts` or :func:`setting`, which state its Chinese name, the values that it allows and how they are converted. A
field whose type is another such class is a table of the file. There are no defaults, so that everybody who edits the
file sees every value that has an effect.
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
_MOST_PROBLEMS = 100  # in one file; nobody corrects more at once
_LONGEST_LIST = 500  # words; the checks search every paragraph for each
_LONGEST_FONT_NAME = 31
_SETTING = "setting"  # the key in the metadata of a field


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its Chinese name, its allowed values in words, the tests of type and range, the conversion."""

    label: str
    allowed: str
    has_type: Callable[[Any], bool]
    in_range: Callable[[Any], bool]
    convert: Callable[[Any], object]


def setting(
    label: str,
    allowed: str,
    has_type: Callable[[Any], bool],
    in_range: Callable[[Any], bool],
    convert: Callable[[Any], object] = lambda value: value,
) -> Any:
    """A field of a declaration; the return type is ``Any`` because ``convert`` decides the type of the field."""
    return field(metadata={_SETTING: Setting(label, allowed, has_type, in_range, convert)})


def number(
    label: str,
    unit: str,
    low: int,
    high: int,
    step: str = "0.01",
    *,
    convert: Callable[[Decimal], object] = lambda value: value,
) -> Any:
    """A number from ``low`` to ``high`` in steps of ``step``; a ``Decimal`` unless ``convert`` changes it."""
    return setting(
        f"{label}，{unit}",
        f"{low} 到 {high} 的数字，最小一档 {step}",
        is_number,
        lambda value: Decimal(value).is_finite() and low <= value <= high and Decimal(value) % Decimal(step) == 0,
        lambda value: convert(Decimal(value)),
    )


def is_number(value: object) -> bool:
    """Whether a value of TOML is a number; for Python a truth value would be one, too."""
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
    """The name of a font, no longer than Word and GDI allow."""
    return text(label, _LONGEST_FONT_NAME)


def texts(label: str, longest: int, shape: str = ".+") -> Any:
    """A list, perhaps empty, of texts of up to ``longest`` characters that match the pattern ``shape``."""

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


def list_settings(shape: type[Any], prefix: str = "") -> dict[str, Setting]:
    """The settings of a declaration by dotted name (``page.top``), in the order of their fields."""
    types = get_type_hints(shape)
    settings: dict[str, Setting] = {}
    for entry in fields(shape):
        if _SETTING in entry.metadata:
            settings[prefix + entry.name] = entry.metadata[_SETTING]
        elif is_dataclass(types[entry.name]):
            settings |= list_settings(types[entry.name], f"{prefix}{entry.name}.")
    return settings


def load_settings(
    resources: Resources, file: str, shape: type[T], find_excess: Callable[[T], tuple[str, str] | None] = lambda _: None
) -> Outcome[T]:
    """Read the nearest ``file`` of the templates; it has to have all settings that ``shape`` declares, and no others.

    ``find_excess`` checks the settings together: it returns the name of one that does not suit the others, and the
    values that would.
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
    return read_settings(content, shape, find_excess, file=file)


def read_settings(
    content: str, shape: type[T], find_excess: Callable[[T], tuple[str, str] | None] = lambda _: None, *, file: str
) -> Outcome[T]:
    """Read the text of a file like :func:`load_settings`; ``file`` is its name in diagnostics."""
    try:
        tables = tomllib.loads(content, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # the last two come from absurd numbers and nesting
        return Outcome(None, (_syntax_problem(str(error), content, file),))
    settings = list_settings(shape)
    values = _flatten(tables, _tables(settings))
    places = _places(content, file)
    problems = [*_key_problems(values, settings, places, file), *_value_problems(values, settings, places, file)]
    if problems:
        return Outcome(None, tuple(problems[:_MOST_PROBLEMS]))
    value = _build(shape, values)
    if excess := find_excess(value):
        name, allowed = excess
        label = settings[name].label
        place = _place(name, places, file)
        problem = SETTING_OUT_OF_RANGE.at(place, _toml_text(values[name]), name=name, label=label, allowed=allowed)
        return Outcome(None, (problem,))
    return Outcome(value)


def _build(shape: type[T], values: Mapping[str, Any], prefix: str = "") -> T:
    types = get_type_hints(shape)
    arguments: dict[str, object] = {}
    for entry in fields(shape):  # type: ignore[arg-type] # a dataclass; ``T`` cannot say so
        name = prefix + entry.name
        if _SETTING in entry.metadata:
            arguments[entry.name] = entry.metadata[_SETTING].convert(values[name])
        elif is_dataclass(types[entry.name]):
            arguments[entry.name] = _build(types[entry.name], values, f"{name}.")
    return shape(**arguments)


# --- checking ---------------------------------------------------------------------------------------------


def _tables(settings: Mapping[str, Setting]) -> set[str]:
    """The dotted names of all tables, outer ones included."""
    parts = (name.split(".") for name in settings)
    return {".".join(names[:end]) for names in parts for end in range(1, len(names))}


def _flatten(table: Mapping[str, Any], tables: set[str], prefix: str = "") -> dict[str, Any]:
    """Change ``{"page": {"top": 37}}`` to ``{"page.top": 37}``; a table in place of a value stays as it is."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = prefix + key
        if isinstance(value, dict) and name in tables:
            flat |= _flatten(value, tables, f"{name}.")
        else:
            flat[name] = value
    return flat


def _key_problems(
    values: Mapping[str, Any], settings: Mapping[str, Setting], places: Mapping[str, TextRef], file: str
) -> list[Diagnostic]:
    problems = []
    for name in sorted(values.keys() - settings.keys())[:_MOST_PROBLEMS]:  # The search for a similar name is slow.
        nearest = get_close_matches(name, settings.keys() - values.keys(), n=1)
        advice = f"是不是想写“{nearest[0]}”？" if nearest else "删去这一项"
        problems.append(SETTING_UNKNOWN.at(_place(name, places, file), name, advice=advice))
    for name in settings.keys() - values.keys():
        place = _place(name.rpartition(".")[0], places, file, item=name)
        setting = settings[name]
        problems.append(SETTING_MISSING.at(place, name, label=setting.label, allowed=setting.allowed))
    return sorted(problems, key=lambda problem: (problem.code, problem.found))


def _value_problems(
    values: Mapping[str, Any], settings: Mapping[str, Setting], places: Mapping[str, TextRef], file: str
) -> list[Diagnostic]:
    problems = []
    for name in (name for name in settings if name in values):
        setting, value = settings[name], values[name]
        kind = SETTING_OUT_OF_RANGE if setting.has_type(value) else SETTING_TYPE
        if kind is SETTING_TYPE or not setting.in_range(value):
            place, text = _place(name, places, file), _toml_text(value)
            problems.append(kind.at(place, text, name=name, label=setting.label, allowed=setting.allowed))
    return problems


def _toml_text(value: object) -> str:
    """A value as the file has it; of lists and tables only the outermost level."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        items = ("…" if isinstance(item, list | dict) else _toml_text(item) for item in value)
        return f"[{', '.join(items)}]"
    return "{…}" if isinstance(value, dict) else str(value)


def _place(name: str, places: Mapping[str, TextRef], file: str, item: str = "") -> Place:
    return places.get(name) or FileRef(file=file, item=item or name)


def _places(content: str, file: str) -> dict[str, TextRef]:
    """The places of tables and keys, which ``tomllib`` does not report; quoted keys have no place."""
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
    """The problem of a file that is not TOML; ``tomllib`` states line and column only inside its message."""
    lines = content.splitlines() or [""]
    at = re.search(r"line (\d+), column (\d+)", message)
    line, column = (int(at[1]), int(at[2])) if at else (len(lines), 1)
    excerpt = lines[line - 1] if line <= len(lines) else ""
    place = TextRef(file=file, line=line, column=column, excerpt=excerpt)
    return SETTINGS_UNREADABLE.at(place, f"第 {line} 行写法不对")
