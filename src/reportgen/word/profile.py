"""The layout profile (版式文件, 公文.toml): paper, margins, fonts, sizes and page number, read strictly.

Every number of the layout stands in that file and none in code. The file uses millimetres, points and characters;
the fields here use the units of Word: twips (1/20 point), half-points and hundredths of a character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from reportgen.catalogue import PROFILE_MISNAMED
from reportgen.diagnostics import Diagnostic, FileRef, Outcome
from reportgen.numeric import round_half_up
from reportgen.resources import Resources
from reportgen.settings import font, load_settings, number, read_settings, setting, text
from reportgen.writing.narrative import Level

PROFILE = "word/公文.toml"
_NAME = "公文.toml"
_LAYERS = ("单位", "区")  # nearest first, before the one for all
PAGE_FIELD = "{页码}"


def _whole(factor: str) -> Callable[[Decimal], int]:
    """Return a function that reads a number in a unit of Word, ``factor`` of which make one unit of the file."""
    return lambda value: int(round_half_up(value * Decimal(factor), 0))


def _twips_of_millimetres(value: Decimal) -> int:
    return int(round_half_up(value * 1440 / Decimal("25.4"), 0))


_TWIPS, _HALF_POINTS, _HUNDREDTHS = _whole("20"), _whole("2"), _whole("100")


def _paper(label: str, low: int, high: int) -> Any:
    return number(label, "毫米", low, high, convert=_twips_of_millimetres)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Paper and type area (版心), in twips."""

    width: int = _paper("纸宽", 148, 420)
    height: int = _paper("纸高", 148, 420)
    top: int = _paper("上边距", 10, 60)
    bottom: int = _paper("下边距", 10, 60)
    left: int = _paper("左边距", 10, 60)
    right: int = _paper("右边距", 10, 60)
    header: int = _paper("页眉距边", 0, 60)
    footer: int = _paper("页脚距边", 0, 60)
    line_pitch: int = number("行高", "磅", 10, 60, convert=_TWIPS)
    letter_spacing: int = number("字间让出", "磅", -2, 2, "0.05", convert=_TWIPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleLines:
    """The lines of a title: the room of a line in Han characters, and the phrases after which a line may end."""

    line_cells: int = number("标题每行字数", "字", 8, 40, "1", convert=int)
    break_after: tuple[str, ...] = setting(
        "标题可以断开处",
        '方括号里的几个词，例如 ["人民政府", "办事处"]',
        lambda value: isinstance(value, list) and all(isinstance(phrase, str) for phrase in value),
        all,
        tuple,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumber:
    """The page number (页码): the text around ``{页码}``; sizes in half-points, twips and 1/100 character."""

    form: str = setting(
        "页码样子",
        f"双引号里的文字，不超过 20 个字，{PAGE_FIELD} 必须有且只有一处",
        lambda value: isinstance(value, str),
        lambda value: value.count(PAGE_FIELD) == 1 and value.isprintable() and len(value) <= 20,
    )
    font_han: str = font("页码中文字体")
    font_latin: str = font("页码数字字体")
    size: int = number("页码字号", "磅", 5, 72, "0.5", convert=_HALF_POINTS)
    line: int = number("页码行高", "磅", 5, 72, convert=_TWIPS)
    side_space: int = number("页码离边", "字", 0, 10, "0.5", convert=_HUNDREDTHS)

    @property
    def side_twips(self) -> int:
        """The space between the number and the margin, in twips."""
        return self.side_space * self.size // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphLook:
    """The look of the paragraphs of one level: size in half-points, indent of the first line in 1/100 character."""

    font_han: str = font("中文字体")
    font_latin: str = font("数字和字母的字体")
    size: int = number("字号", "磅", 5, 72, "0.5", convert=_HALF_POINTS)
    indent: int = number("首行空格", "字", 0, 10, "0.5", convert=_HUNDREDTHS)
    align: str = setting(
        "对齐",
        "both、left、center 之一",
        lambda value: isinstance(value, str),
        ("both", "left", "center").__contains__,
    )
    bold: bool = False  # only headings may be bold
    empty_after: int = 0  # only 附件 and 标题 have empty lines after them

    @property
    def indent_twips(self) -> int:
        """The indent in twips, for programs that do not measure in characters."""
        return self.indent * self.size // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadingLook(ParagraphLook):
    """The look of the headings of one level."""

    bold: bool = setting("是否加粗", "true 或 false", lambda value: isinstance(value, bool), lambda _: True)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleLook(HeadingLook):
    """The look of 附件 and 标题, with the number of empty lines that follow."""

    empty_after: int = number("后面空行", "行", 0, 5, "1", convert=int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """The look of each level, in a field with the name of the level."""

    attachment: TitleLook
    title: TitleLook
    first: HeadingLook
    second: HeadingLook
    third: HeadingLook
    fourth: HeadingLook
    body: ParagraphLook


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A whole layout profile, in the units of Word: twips (1/20 point), half-points, hundredths of a character."""

    creator: str = text("作者", 60)
    page: Page
    title: TitleLines
    page_number: PageNumber
    styles: Styles

    @property
    def looks(self) -> Mapping[Level, ParagraphLook]:
        """The look of every level."""
        return _looks(self.styles)


@cache  # A run has one profile or a few, and every block asks for a look.
def _looks(styles: Styles) -> Mapping[Level, ParagraphLook]:
    """The look of every level.

    The lines of a cover, which begin further in, and the signature look like body text, a date line like a heading of
    二级 in the middle.
    """
    plain = ParagraphLook(**{**_values(styles.body), "indent": 0, "align": "left"})
    date = HeadingLook(**{**_values(styles.second), "indent": 0, "align": "center", "empty_after": 1})
    cover = ParagraphLook(**{**_values(plain), "indent": 2 * styles.body.indent})
    derived = {Level.COVER: cover, Level.SIGNATURE: plain, Level.DATE: date}
    return {level: derived.get(level) or getattr(styles, level.name.lower()) for level in Level}


def _values(look: ParagraphLook) -> dict[str, Any]:
    return {entry.name: getattr(look, entry.name) for entry in fields(look)}


def profiles(resources: Resources) -> tuple[str, ...]:
    """Return the path of every layout profile in the templates: the general one first, then those of 单位 and 区."""
    layers = (f"{kind}/{name}" for kind in _LAYERS for name in sorted(resources.folders(f"word/{kind}")))
    return PROFILE, *(file for layer in layers if resources.find(file := f"word/{layer}/{_NAME}"))


def profile_of(resources: Resources, district: str, office: str) -> str:
    """Return the layout profile for an office (单位简称) in a district (区): 单位 > 区 > the general one.

    The result is always one of :func:`profiles`, so that a name in a workbook cannot open another path.
    """
    existing = profiles(resources)
    nearest_first = (f"word/单位/{office}/{_NAME}", f"word/区/{district}/{_NAME}")
    return next((file for file in nearest_first if file in existing), PROFILE)


def misnamed(resources: Resources) -> tuple[Diagnostic, ...]:
    """Return a warning for each file whose name is almost that of a profile (公文.toml.txt), as nobody reads it."""
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
    """Return whether this file is read as the profile; on some systems 公文.TOML is the same file as 公文.toml."""
    own = path.with_name(_NAME)
    return own.is_file() and own.samefile(path)


def load_profile(resources: Resources, file: str = PROFILE) -> Outcome[Profile]:
    """Read the nearest ``file`` of the templates and report all of its problems in one run."""
    return load_settings(resources, file, Profile, _title_too_wide)


def read_profile(text: str, *, file: str) -> Outcome[Profile]:
    """Read the text of a layout profile, as :func:`load_profile` does; ``file`` names it in diagnostics."""
    return read_settings(text, Profile, _title_too_wide, file=file)


def _title_too_wide(profile: Profile) -> tuple[str, str] | None:
    """Return the setting and the message if a title line is wider than the type area, where Word would break it."""
    page = profile.page
    most = (page.width - page.left - page.right) // (profile.styles.title.size * 10)
    fits = profile.title.line_cells <= most
    return None if fits else ("title.line_cells", f"不大于 {most} 的数：版心只有这么宽")
