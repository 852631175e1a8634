"""The layout profile (版式文件, 公文.toml): paper, margins, fonts, sizes and page number, loaded strictly.

Every number of the layout stands there and nowhere in code. The file speaks in millimetres, points and
characters; here they become the units of Word: twips (1/20 point), half-points, hundredths of a character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.catalogue import PROFILE_MISNAMED, SETTING_OUT_OF_RANGE
from reportgen.diagnostics import Diagnostic, FileRef, Outcome
from reportgen.numeric import round_half_up
from reportgen.resources import Resources
from reportgen.settings import Setting, Settings, load_settings, number, read_settings, text
from reportgen.writing.narrative import Level

PROFILE = "word/公文.toml"
_NAME = "公文.toml"
_LAYERS = ("单位", "区")  # nearest first, before the one for all
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


def profiles(resources: Resources) -> tuple[str, ...]:
    """Every layout profile in force, by its path in the templates: the one for all first, then those of layers."""
    layers = (f"{kind}/{name}" for kind in _LAYERS for name in sorted(resources.folders(f"word/{kind}")))
    return PROFILE, *(file for layer in layers if resources.find(file := f"word/{layer}/{_NAME}"))


def profile_of(resources: Resources, district: str, office: str) -> str:
    """The layout profile for an office (单位简称) in a district (区): 单位 > 区 > the one for all, as with wording.

    It is one of those that are listed: a name that comes from a workbook opens no path of its own.
    """
    there = profiles(resources)
    nearest_first = (f"word/单位/{office}/{_NAME}", f"word/区/{district}/{_NAME}")
    return next((file for file in nearest_first if file in there), PROFILE)


def misnamed(resources: Resources) -> tuple[Diagnostic, ...]:
    """Warnings for files that Notepad or an input method named almost like a profile: nobody reads them."""
    folders = {file.rpartition("/")[0] for file in profiles(resources)}
    folders |= {f"word/{kind}/{name}" for kind in _LAYERS for name in resources.folders(f"word/{kind}")}
    return tuple(
        PROFILE_MISNAMED.at(FileRef(file=f"{folder}/{name}"), name)
        for folder in sorted(folders)
        for suffix in (".toml", ".txt", "")
        for name, path in resources.files(folder, suffix).items()
        if _looks_like_profile(name) and not _is_profile(path)
    )


def _looks_like_profile(name: str) -> bool:
    letters = "".join(unicodedata.normalize("NFKC", name).casefold().replace("。", ".").split())
    return re.fullmatch(r"公文\.toml(\.toml|\.txt)?|公文\.txt", letters) is not None


def _is_profile(path: Path) -> bool:
    """Whether this very file is read as the profile: systems differ on whether 公文.TOML is 公文.toml."""
    own = path.with_name(_NAME)
    return own.is_file() and own.samefile(path)


def load_profile(resources: Resources, file: str = PROFILE) -> Outcome[Profile]:
    """Read the nearest ``file`` of the templates; every problem in it is found in one run."""
    return _understood(load_settings(resources, file, SETTINGS))


def read_profile(text: str, *, file: str) -> Outcome[Profile]:
    """The same for the text of a layout profile; ``file`` names it in diagnostics."""
    return _understood(read_settings(text, SETTINGS, file=file))


def _understood(settings: Outcome[Settings]) -> Outcome[Profile]:
    if settings.value is None:
        return Outcome(None, settings.diagnostics)
    profile = _profile(settings.value.values)
    too_wide = _title_problem(profile, settings.value)
    return Outcome(None, (too_wide,)) if too_wide else Outcome(profile)


# --- what the file must hold ------------------------------------------------------------------------------


def _look(level: Level) -> dict[str, Setting]:
    """The settings of one level; body text is never bold, and only 附件 and 标题 stand apart by empty lines."""
    settings = {
        "font_han": text("中文字体", _LONGEST_FONT_NAME),
        "font_latin": text("数字和字母的字体", _LONGEST_FONT_NAME),
        "size": number("字号", "磅", "5", "72", "0.5"),
        "indent": number("首行空格", "字", "0", "10", "0.5"),
        "align": Setting(
            "对齐",
            "both、left、center 之一",
            lambda value: isinstance(value, str),
            ("both", "left", "center").__contains__,
        ),
    }
    if level is not Level.BODY:
        settings["bold"] = Setting("是否加粗", "true 或 false", lambda value: isinstance(value, bool), lambda _: True)
    if level in (Level.ATTACHMENT, Level.TITLE):
        settings["empty_after"] = number("后面空行", "行", "0", "5", "1")
    return {f"styles.{level.name.lower()}.{name}": setting for name, setting in settings.items()}


SETTINGS: dict[str, Setting] = {
    "creator": text("作者", 60),
    "page.width": number("纸宽", "毫米", "148", "420"),
    "page.height": number("纸高", "毫米", "148", "420"),
    "page.top": number("上边距", "毫米", "10", "60"),
    "page.bottom": number("下边距", "毫米", "10", "60"),
    "page.left": number("左边距", "毫米", "10", "60"),
    "page.right": number("右边距", "毫米", "10", "60"),
    "page.header": number("页眉距边", "毫米", "0", "60"),
    "page.footer": number("页脚距边", "毫米", "0", "60"),
    "page.line_pitch": number("行高", "磅", "10", "60"),
    "page.letter_spacing": number("字间让出", "磅", "-2", "2", "0.05"),
    "title.line_cells": number("标题每行字数", "字", "8", "40", "1"),
    "title.break_after": Setting(
        "标题可以断开处",
        '方括号里的几个词，例如 ["人民政府", "办事处"]',
        lambda value: isinstance(value, list) and all(isinstance(phrase, str) for phrase in value),
        all,
    ),
    "page_number.form": Setting(
        "页码样子",
        f"双引号里的文字，不超过 20 个字，{PAGE_FIELD} 必须有且只有一处",
        lambda value: isinstance(value, str),
        lambda value: value.count(PAGE_FIELD) == 1 and value.isprintable() and len(value) <= 20,
    ),
    "page_number.font_han": text("页码中文字体", _LONGEST_FONT_NAME),
    "page_number.font_latin": text("页码数字字体", _LONGEST_FONT_NAME),
    "page_number.size": number("页码字号", "磅", "5", "72", "0.5"),
    "page_number.line": number("页码行高", "磅", "5", "72"),
    "page_number.side_space": number("页码离边", "字", "0", "10", "0.5"),
} | {name: setting for level in Level for name, setting in _look(level).items()}


def _title_problem(profile: Profile, settings: Settings) -> Diagnostic | None:
    """A title line that is wider than the type area would be broken once more, wherever it happens to end."""
    page, cell = profile.page, profile.looks[Level.TITLE].size * 10
    most = (page.width - page.left - page.right) // cell
    if profile.title.line_cells <= most:
        return None
    name = "title.line_cells"
    allowed = f"不大于 {most} 的数：版心只有这么宽"
    place = settings.place(name)
    return SETTING_OUT_OF_RANGE.at(
        place, profile.title.line_cells, name=name, label=SETTINGS[name].label, allowed=allowed
    )


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
