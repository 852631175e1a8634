"""The layout profile (版式文件, 公文.toml): paper, margins, fonts, sizes and page number, loaded strictly.

Every number of the layout stands there and nowhere in code. The file speaks in millimetres, points and
characters; here they become the units of Word: twips (1/20 point), half-points, hundredths of a character.
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
    LAYOUT_KEY_MISSING,
    LAYOUT_KEY_UNKNOWN,
    LAYOUT_UNREADABLE,
    LAYOUT_VALUE_OUT_OF_RANGE,
    LAYOUT_VALUE_TYPE,
)
from reportgen.diagnostics import Diagnostic, FileRef, Outcome, Place, TextRef
from reportgen.numeric import round_half_up
from reportgen.resources import Resources
from reportgen.writing.narrative import Level

PROFILE = "word/公文.toml"
PAGE_FIELD = "{页码}"
_LONGEST_FONT_NAME = 31  # what Word and GDI take


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Paper and type area (版心), in twips."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int
    header: int
    footer: int
    line_pitch: int
    letter_spacing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleLines:
    """How a title is broken: the room of a line in Han characters, and the phrases after which it may end."""

    line_cells: int
    break_after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """The page number (页码): its text around ``{页码}``, size in half-points, the rest in twips."""

    form: str
    font_han: str
    font_latin: str
    size: int
    line: int
    side_space: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How paragraphs of one level look: size in half-points, indent of the first line in 1/100 character."""

    font_han: str
    font_latin: str
    size: int
    bold: bool
    indent: int
    align: str
    empty_after: int

    @property
    def indent_twips(self) -> int:
        """The indent for programs that do not count in characters."""
        return self.indent * self.size // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A whole layout profile; ``looks`` has every level."""

    creator: str
    page: Page
    title: TitleLines
    page_number: PageNumber
    looks: Mapping[Level, Look]


def load_profile(resources: Resources) -> Outcome[Profile]:
    """Read the nearest 公文.toml; every problem in it is found in one run."""
    path = resources.find(PROFILE)
    if path is None:
        return Outcome(None, (LAYOUT_UNREADABLE.at(FileRef(file=PROFILE), "找不到这个文件"),))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return Outcome(None, (LAYOUT_UNREADABLE.at(FileRef(file=str(path)), error.strerror or "无法读取"),))
    except UnicodeDecodeError:
        return Outcome(None, (LAYOUT_UNREADABLE.at(FileRef(file=str(path)), "不是 UTF-8 编码"),))
    return read_profile(text, file=str(path))


def read_profile(text: str, *, file: str) -> Outcome[Profile]:
    """Read the text of a layout profile; ``file`` names it in diagnostics."""
    try:
        tables = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # also absurd numbers and nesting
        return Outcome(None, (_syntax_problem(str(error), text, file),))
    given = _flatten(tables)
    places = _places(text, file)
    diagnostics = [*_key_problems(given, places, file), *_value_problems(given, places, file)]
    if diagnostics:
        return Outcome(None, tuple(diagnostics))
    profile = _profile(given)
    too_wide = _title_problem(profile, places, file)
    return Outcome(None, (too_wide,)) if too_wide else Outcome(profile)


# --- what the file must hold ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Setting:
    """One entry: what it is called in Chinese, what may stand there, and the tests for its type and range."""

    label: str
    allowed: str
    has_type: Callable[[object], bool]
    in_range: Callable[[Any], bool]


def _number(label: str, unit: str, low: str, high: str, step: str = "0.01") -> _Setting:
    def in_range(value: Decimal | int) -> bool:
        return (
            Decimal(value).is_finite()
            and Decimal(low) <= value <= Decimal(high)
            and Decimal(value) % Decimal(step) == 0
        )

    return _Setting(
        f"{label}，{unit}",
        f"{low} 到 {high} 的数字，最小一档 {step}",
        lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
        in_range,
    )


def _text(label: str, longest: int) -> _Setting:
    return _Setting(
        label,
        f"双引号里的文字，1 到 {longest} 个字",
        lambda value: isinstance(value, str),
        lambda value: bool(value.strip()) and value.isprintable() and len(value) <= longest,
    )


def _look(level: Level) -> dict[str, _Setting]:
    """The settings of one level; body text is never bold, and only 附件 and 标题 stand apart by empty lines."""
    settings = {
        "font_han": _text("中文字体", _LONGEST_FONT_NAME),
        "font_latin": _text("数字和字母的字体", _LONGEST_FONT_NAME),
        "size": _number("字号", "磅", "5", "72", "0.5"),
        "indent": _number("首行空格", "字", "0", "10", "0.5"),
        "align": _Setting(
            "对齐",
            "both、left、center 之一",
            lambda value: isinstance(value, str),
            ("both", "left", "center").__contains__,
        ),
    }
    if level is not Level.BODY:
        settings["bold"] = _Setting("是否加粗", "true 或 false", lambda value: isinstance(value, bool), lambda _: True)
    if level in (Level.ATTACHMENT, Level.TITLE):
        settings["empty_after"] = _number("后面空行", "行", "0", "5", "1")
    return {f"styles.{level.name.lower()}.{name}": setting for name, setting in settings.items()}


_SETTINGS: dict[str, _Setting] = {
    "creator": _text("作者", 60),
    "page.width": _number("纸宽", "毫米", "148", "420"),
    "page.height": _number("纸高", "毫米", "148", "420"),
    "page.top": _number("上边距", "毫米", "10", "60"),
    "page.bottom": _number("下边距", "毫米", "10", "60"),
    "page.left": _number("左边距", "毫米", "10", "60"),
    "page.right": _number("右边距", "毫米", "10", "60"),
    "page.header": _number("页眉距边", "毫米", "0", "60"),
    "page.footer": _number("页脚距边", "毫米", "0", "60"),
    "page.line_pitch": _number("行高", "磅", "10", "60"),
    "page.letter_spacing": _number("字间让出", "磅", "-2", "2", "0.05"),
    "title.line_cells": _number("标题每行字数", "字", "8", "40", "1"),
    "title.break_after": _Setting(
        "标题可以断开处",
        '方括号里的几个词，例如 ["人民政府", "办事处"]',
        lambda value: isinstance(value, list) and all(isinstance(phrase, str) for phrase in value),
        all,
    ),
    "page_number.form": _Setting(
        "页码样子",
        f"双引号里的文字，不超过 20 个字，{PAGE_FIELD} 必须有且只有一处",
        lambda value: isinstance(value, str),
        lambda value: value.count(PAGE_FIELD) == 1 and value.isprintable() and len(value) <= 20,
    ),
    "page_number.font_han": _text("页码中文字体", _LONGEST_FONT_NAME),
    "page_number.font_latin": _text("页码数字字体", _LONGEST_FONT_NAME),
    "page_number.size": _number("页码字号", "磅", "5", "72", "0.5"),
    "page_number.line": _number("页码行高", "磅", "5", "72"),
    "page_number.side_space": _number("页码离边", "字", "0", "10", "0.5"),
} | {name: setting for level in Level for name, setting in _look(level).items()}

_TABLES = {name.rpartition(".")[0] for name in _SETTINGS} | {"styles"}


# --- checking ---------------------------------------------------------------------------------------------


def _flatten(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """``{"page": {"top": 37}}`` as ``{"page.top": 37}``; a table where a value belongs stays one value."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        name = prefix + key
        if isinstance(value, dict) and name in _TABLES:
            flat |= _flatten(value, f"{name}.")
        else:
            flat[name] = value
    return flat


def _key_problems(given: Mapping[str, Any], places: Mapping[str, TextRef], file: str) -> list[Diagnostic]:
    problems = []
    for name in given.keys() - _SETTINGS.keys():
        nearest = get_close_matches(name, _SETTINGS.keys() - given.keys(), n=1)
        advice = f"是不是想写“{nearest[0]}”？" if nearest else "删去这一项"
        problems.append(LAYOUT_KEY_UNKNOWN.at(_place(name, places, file), name, advice=advice))
    for name in _SETTINGS.keys() - given.keys():
        place = _place(name.rpartition(".")[0], places, file, item=name)
        setting = _SETTINGS[name]
        problems.append(LAYOUT_KEY_MISSING.at(place, name, label=setting.label, allowed=setting.allowed))
    return sorted(problems, key=lambda problem: (problem.code, problem.found))


def _value_problems(given: Mapping[str, Any], places: Mapping[str, TextRef], file: str) -> list[Diagnostic]:
    problems = []
    for name, setting in _SETTINGS.items():
        if name not in given:
            continue
        value = given[name]
        wrong = LAYOUT_VALUE_TYPE if not setting.has_type(value) else LAYOUT_VALUE_OUT_OF_RANGE
        if wrong is LAYOUT_VALUE_TYPE or not setting.in_range(value):
            place = _place(name, places, file)
            problems.append(wrong.at(place, value, name=name, label=setting.label, allowed=setting.allowed))
    return problems


def _title_problem(profile: Profile, places: Mapping[str, TextRef], file: str) -> Diagnostic | None:
    """A title line that is wider than the type area would be broken once more, wherever it happens to end."""
    page, cell = profile.page, profile.looks[Level.TITLE].size * 10
    most = (page.width - page.left - page.right) // cell
    if profile.title.line_cells <= most:
        return None
    name = "title.line_cells"
    allowed = f"不大于 {most} 的数：版心只有这么宽"
    place = _place(name, places, file)
    return LAYOUT_VALUE_OUT_OF_RANGE.at(
        place, profile.title.line_cells, name=name, label=_SETTINGS[name].label, allowed=allowed
    )


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
    return LAYOUT_UNREADABLE.at(place, f"第 {line} 行写法不对")


# --- the units of Word ------------------------------------------------------------------------------------


def _profile(given: Mapping[str, Any]) -> Profile:
    """Build the profile from entries that have passed every test."""

    def whole(value: Decimal) -> int:
        return int(round_half_up(value, 0))

    def millimetres(name: str) -> int:
        return whole(given[name] * 1440 / Decimal("25.4"))

    def points(name: str) -> int:
        return whole(given[name] * Decimal(20))

    def half_points(name: str) -> int:
        return whole(given[name] * Decimal(2))

    def look(level: Level) -> Look:
        prefix = f"styles.{level.name.lower()}."
        return Look(
            font_han=given[prefix + "font_han"],
            font_latin=given[prefix + "font_latin"],
            size=half_points(prefix + "size"),
            bold=given.get(prefix + "bold", False),
            indent=whole(given[prefix + "indent"] * Decimal(100)),
            align=given[prefix + "align"],
            empty_after=int(given.get(prefix + "empty_after", 0)),
        )

    edges = ("width", "height", "top", "bottom", "left", "right", "header", "footer")
    return Profile(
        creator=given["creator"],
        page=Page(
            **{edge: millimetres(f"page.{edge}") for edge in edges},
            line_pitch=points("page.line_pitch"),
            letter_spacing=points("page.letter_spacing"),
        ),
        title=TitleLines(line_cells=int(given["title.line_cells"]), break_after=tuple(given["title.break_after"])),
        page_number=PageNumber(
            form=given["page_number.form"],
            font_han=given["page_number.font_han"],
            font_latin=given["page_number.font_latin"],
            size=half_points("page_number.size"),
            line=points("page_number.line"),
            side_space=whole(given["page_number.side_space"] * given["page_number.size"] * Decimal(20)),
        ),
        looks={level: look(level) for level in Level},
    )
