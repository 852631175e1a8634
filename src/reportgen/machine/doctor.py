"""Checks whether this machine has what the program needs, and says what to do about it.

People run this when something is wrong, so every examination ends with a condition, whatever is broken.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import re
import shutil
import tempfile
import tomllib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from reportgen.catalogue import NO_CHART_FONT, NO_CHARTS
from reportgen.diagnostics import Diagnostic, Outcome, has_errors
from reportgen.machine.fonts import installed_fonts, is_installed, stand_in
from reportgen.output.pdf import find_libreoffice, libreoffice_version
from reportgen.resources import Resources
from reportgen.scoring.rubric import EXAMPLE, Rubric, load_rubric, rubric_schemes, rules_file
from reportgen.word.profile import PROFILE, Profile, load_profile, misnamed, profiles

_DISTRIBUTION = "reportgen-jixiao"  # as pyproject.toml names it
_ROOM = 50 * 2**20  # bytes; the files of an office take less than one hundredth of it
_REQUIREMENT = re.compile(r"([\w.-]+)[\s(]*>=\s*([\d.]+)\)?")
_STYLE_SHEET = PROFILE.replace(".toml", ".docx")  # word/render.py has the name, but it loads python-docx
_ALTERNATIVE = re.compile('<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"')
_CHART_FONTS = ("宋体", "黑体", "仿宋", "楷体")
_FONT_TABLE_BYTES = 2**18
ProofreadSummary = Callable[[Resources], tuple[int, tuple[Diagnostic, ...]]]  # → layers of districts, problems
_SAMPLE_TEXT = "公文：“得分”98.5分，≥（一）"


class Health(StrEnum):
    """How good the condition of a thing is; the value is the word that users see."""

    FINE = "正常"
    NOTICE = "注意"  # the program works, but something could be better
    BROKEN = "有问题"  # no report can be made before this is mended


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of one thing (``name``) in words, and the advice if it is not fine."""

    name: str
    health: Health
    text: str
    advice: str = ""


def examine(
    resources: Resources, output: Path, encoding: str | None, proofread_summary: ProofreadSummary
) -> Outcome[tuple[Condition, ...]]:
    """Return every condition in the order for printing, with the diagnostics of rules, wording and layout files.

    ``output`` is the folder for reports, ``encoding`` that of the console. The wording of the summary belongs to a
    package above this one, so the caller passes ``proofread_summary``.
    """
    problems: list[Diagnostic] = []
    profile = load_profile(resources)
    examinations: tuple[tuple[str, Callable[[], Iterable[Condition]]], ...] = (
        ("Python", _python),
        ("软件包", _packages),
        ("LibreOffice", _libreoffice),
        ("字体", lambda: _fonts(resources, profile.value)),
        ("文件夹", lambda: _folders(output)),
        ("控制台", lambda: [_console(encoding)]),
        ("评分标准", lambda: _rules(resources, problems)),
        ("措辞", lambda: [_wording(resources, problems)]),
        ("汇总", lambda: _summary(resources, proofread_summary, problems)),
        ("版式", lambda: _layout(resources, profile, problems)),
    )
    conditions = tuple(condition for name, look in examinations for condition in _examine(name, look))
    return Outcome(conditions, tuple(dict.fromkeys(problems)))


def _examine(name: str, look: Callable[[], Iterable[Condition]]) -> list[Condition]:
    """Return the conditions of one examination; an error of the examination becomes a condition too."""
    try:
        return list(look())
    except ImportError as error:
        advice = "照上面“软件包”各行的做法装好，再运行一次"
        return [Condition(name, Health.BROKEN, f"没有查成：缺少软件包 {error.name or ''}".rstrip(), advice)]
    except Exception as error:  # the other examinations have to go on
        advice = "把这一行发给维护人员"
        return [Condition(name, Health.BROKEN, f"没有查成（{type(error).__name__}）", advice)]


# --- Python and packages ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Needs:
    python: str
    packages: tuple[str, ...]


def _needs() -> _Needs:
    """Read what pyproject.toml requires, from the checkout or from the metadata of the installed program."""
    checkout = Path(__file__).resolve().parents[3] / "pyproject.toml"
    if checkout.is_file():
        project = tomllib.loads(checkout.read_text(encoding="utf-8"))["project"]
        return _Needs(project["requires-python"], tuple(project["dependencies"]))
    record = importlib.metadata.metadata(_DISTRIBUTION)
    packages = (text for text in record.get_all("Requires-Dist") or () if ";" not in text)  # the rest are extras
    return _Needs(record["Requires-Python"], tuple(packages))


def _python() -> Iterator[Condition]:
    version, least = platform.python_version(), _needs().python.removeprefix(">=")
    text = f"{version}（{platform.platform(terse=True)}）"
    if _is_older(version, least):
        yield Condition("Python", Health.BROKEN, text, f"装 Python {least} 或更高的版本（www.python.org）")
    else:
        yield Condition("Python", Health.FINE, text)


def _packages() -> Iterator[Condition]:
    for requirement in _needs().packages:
        yield _package(requirement)


def _package(requirement: str) -> Condition:
    parts = _REQUIREMENT.fullmatch(requirement)
    package, least = parts.groups() if parts else (requirement, "0")
    name, need = f"软件包 {package}", f"需要 {least} 以上"
    advice = f'运行 python -m pip install "{requirement}"（Windows 上把 python 换成 py）'
    try:
        version = importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return Condition(name, Health.BROKEN, f"没有安装，{need}", advice)
    if _is_older(version, least):
        return Condition(name, Health.BROKEN, f"{version}，太旧，{need}", advice)
    return Condition(name, Health.FINE, f"{version}（{need}）")


def _is_older(version: str, least: str) -> bool:
    """Compare two versions by their numbers: 3.1.10 is newer than 3.1.6, and 5 equals 5.0."""
    have, want = ([int(number) for number in re.findall(r"\d+", text)] for text in (version, least))
    return have[: len(want)] + [0] * (len(want) - len(have)) < want


# --- LibreOffice and fonts --------------------------------------------------------------------------------


def _libreoffice() -> Iterator[Condition]:
    program = find_libreoffice()
    version: Outcome[str] = libreoffice_version(program.value) if program.value else Outcome(None, program.diagnostics)
    if version.value:
        yield Condition("LibreOffice", Health.FINE, f"{version.value}（{program.value}）")
        return
    reasons = [problem.message for problem in version.diagnostics] or [f"“{program.value}”没有说出版本"]
    advice = "只有 build --pdf 要用它；要用的，安装或重装 LibreOffice（www.libreoffice.org）；不用的，可以不管"
    yield Condition("LibreOffice", Health.NOTICE, "；".join(reasons), advice)


def _fonts(resources: Resources, profile: Profile | None) -> Iterator[Condition]:
    if profile is None:
        yield Condition("字体", Health.NOTICE, "没有查：版式文件有错误，不知道要哪些字体", "先改好版式文件")
        return
    installed = installed_fonts()
    if installed is None:
        advice = "在 Word 或 WPS 的字体清单里看有没有版式文件里写的字体；Linux 上可以装 fontconfig"
        yield Condition("字体", Health.NOTICE, "没有查成：这台电脑上列不出字体", advice)
        return
    alternatives = _alternatives(resources)
    for font, uses in _fonts_by_use(profile).items():
        yield _font(f"字体 {font}（{'、'.join(uses)}）", font, alternatives.get(font, font), installed)


def _fonts_by_use(profile: Profile) -> dict[str, list[str]]:
    """Return the uses of each font of the layout profile: {"黑体": ["附件", "一级"]}."""
    uses: dict[str, list[str]] = {}
    for level, look in profile.looks.items():
        uses.setdefault(look.font_han, []).append(level.value)
    uses.setdefault(profile.page_number.font_han, []).append("页码")
    latin = (*(look.font_latin for look in profile.looks.values()), profile.page_number.font_latin)
    for font in latin:
        if font not in uses:
            uses[font] = ["数字和字母"]
    return uses


def _alternatives(resources: Resources) -> dict[str, str]:
    """Return for each font the substitute that our documents name and that Word and LibreOffice then use."""
    sheet = resources.find(_STYLE_SHEET)
    if sheet is None:
        return {}
    try:
        with zipfile.ZipFile(sheet) as package, package.open("word/fontTable.xml") as part:
            return dict(_ALTERNATIVE.findall(part.read(_FONT_TABLE_BYTES).decode(errors="replace")))
    except (
        OSError,
        KeyError,
        RuntimeError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
    ):  # the errors that a broken zip can raise
        return {}


def _font(name: str, font: str, alternative: str, installed: frozenset[str]) -> Condition:
    if is_installed(font, installed):
        return Condition(name, Health.FINE, "有")
    get = f"装上“{font}”（可以向本单位的信息技术人员要）"
    rest = "在装齐字体的电脑上定稿的，可以不管"
    effect = "在这台电脑上看、打印和做 PDF，会变成别的字体，样子与规定的明显不同，分行也可能变"
    other = stand_in(font, installed)
    if is_installed(alternative, installed):
        text, advice = f"没有，文件会改用“{alternative}”", f"字形与规定的略有不同，分行不变；要完全一样，{get}；{rest}"
    elif other:
        text, advice = f"没有，可以用“{other}”代替", f"{effect}；{get}，或者在 公文.toml 里改为“{other}”；{rest}"
    else:
        text, advice = "没有，也没有可以代替的", f"{effect}；{get}；{rest}"
    return Condition(name, Health.NOTICE, text, advice)


# --- folders and console ----------------------------------------------------------------------------------


def _folders(output: Path) -> Iterator[Condition]:
    here = _folder(
        "当前文件夹", Path(), "不影响生成，只要成品文件夹写得进去；要在这里放成品的，换一个自己有权限的文件夹"
    )
    yield replace(here, health=Health.NOTICE) if here.health is Health.BROKEN else here
    yield _folder("成品文件夹", output, "换一个自己有权限、有空间的文件夹：-o 文件夹")
    advice = "清理磁盘，或者用环境变量 TMPDIR（Windows 上是 TEMP）换一个文件夹"
    try:
        yield _folder("临时文件夹", Path(tempfile.gettempdir()), advice)
    except OSError:  # none of the possible folders can be written to
        yield Condition("临时文件夹", Health.BROKEN, "没有一个写得进去", advice)


def _folder(name: str, folder: Path, advice: str) -> Condition:
    """Check whether files can be written into the folder, or into the nearest existing folder above it."""
    label = f"“{folder if folder.parts else '.'}”"
    try:
        existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"reportgen")
        free = shutil.disk_usage(existing).free
    except OSError:
        return Condition(name, Health.BROKEN, f"{label}写不进去", advice)
    room = f"{free // 2**30} GB" if free >= 2**30 else f"{free // 2**20} MB"
    if free < _ROOM:
        return Condition(name, Health.BROKEN, f"{label}写得进去，但只剩 {room}", advice)
    return Condition(name, Health.FINE, f"{label}写得进去，还有 {room}")


def _console(encoding: str | None) -> Condition:
    try:
        _SAMPLE_TEXT.encode(encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        advice = "设环境变量 PYTHONIOENCODING=utf-8 再运行；成品不受影响"
        return Condition("控制台编码", Health.NOTICE, f"{encoding or '不明'}，显示不了汉字", advice)
    return Condition("控制台编码", Health.FINE, f"{encoding}，能显示汉字")


# --- rules, wording, layout -------------------------------------------------------------------------------


def _rules(resources: Resources, problems: list[Diagnostic]) -> Iterator[Condition]:
    schemes = rubric_schemes(resources)
    if not schemes:
        advice = "重新安装本程序；用了 --templates 的，看那个文件夹里的 rules"
        yield Condition("评分标准", Health.BROKEN, "一个年度的也没有", advice)
    for year, scheme in schemes:
        rubric = load_rubric(resources, year, scheme)
        problems += rubric.diagnostics
        yield _scheme(year, scheme, rubric, resources.find(rules_file(year, scheme)))


def _scheme(year: int, scheme: str, rubric: Outcome[Rubric], path: Path | None) -> Condition:
    name = f"评分标准 {year}年度{f'“{scheme}”' if scheme else ''}"
    if rubric.value is None:
        return Condition(
            name, Health.BROKEN, f"有错误（{path}）", f"照列出的问题改；再运行 reportgen rules check {year}"
        )
    if rubric.value.status == EXAMPLE:
        return Condition(name, Health.FINE, f"示例（{path}）")
    if rubric.value.draft:
        return Condition(name, Health.NOTICE, f"试用（{path}）", "算出的分只供参考；正式上报前，对照官方文件核实")
    return Condition(name, Health.FINE, f"正式（{path}）")


def _wording(resources: Resources, problems: list[Diagnostic]) -> Condition:
    """Check the wording of every set and layer against the words of the rules that the set serves."""
    from reportgen.writing.source import Layers, WordingSets  # noqa: PLC0415 - without jinja2 the rest still runs
    from reportgen.writing.vocabulary import vocabulary  # noqa: PLC0415 - likewise
    from reportgen.writing.wording import WordingLibrary  # noqa: PLC0415 - likewise

    rubrics = [rubric for one in rubric_schemes(resources) if (rubric := load_rubric(resources, *one).value)]
    if not rubrics:
        return Condition("措辞", Health.NOTICE, "没有查：没有能用的评分标准，不知道有哪些词", "先改好评分标准")
    sets, own = WordingSets(resources), list[Diagnostic]()
    names: dict[str, set[str]] = {"区": set(), "单位": set()}
    for folder in sets.folders:
        loaded, layers = sets.read(folder), Layers(resources, wording_set=folder)
        own += loaded.diagnostics
        districts, offices = (layers.names(kind) for kind in names)
        names["区"].update(districts)
        names["单位"].update(offices)
        places = [("", ""), *((district, "") for district in districts), *(("", office) for office in offices)]
        chosen = loaded.value
        serving = [rubric for rubric in rubrics if chosen and chosen.serves(rubric.scheme)]
        words = [vocabulary(rubric, chosen.sections if chosen else ()) for rubric in serving]
        libraries = [WordingLibrary(resources, one) for one in words]
        own += [p for library in libraries for place in places for p in library.wording(*place, folder).diagnostics]
    problems += own
    roots = "、".join(str(root) for root in resources.roots if (root / "wording").is_dir()) or "没有文件"
    counts = [f"文体 {len(sets.folders)} 种", *(f"{kind} {len(kept)} 套" for kind, kept in names.items() if kept)]
    return _checked("措辞", f"{'，'.join(counts)}，都检查过（{roots}）", roots, own)


def _summary(resources: Resources, proofread: ProofreadSummary, problems: list[Diagnostic]) -> Iterator[Condition]:
    """Check settings and wording of the district summary, and whether its pictures can be drawn."""
    districts, own = proofread(resources)
    problems += own
    roots = "、".join(str(root) for root in resources.roots if (root / "summary").is_dir()) or "没有文件"
    layers = f"，区 {districts} 套" if districts else ""
    yield _checked("汇总的设置和措辞", f"默认 1 套{layers}，都检查过（{roots}）", roots, own)
    yield _charts()


def _charts() -> Condition:
    """Check whether the pictures of the summary can be drawn, without loading matplotlib, which takes too long."""
    name = "汇总的图"
    installed = installed_fonts()
    if importlib.util.find_spec("matplotlib") is None:
        kind = NO_CHARTS
    elif installed is not None and not any(is_installed(f, installed) or stand_in(f, installed) for f in _CHART_FONTS):
        kind = NO_CHART_FONT
    else:
        return Condition(name, Health.FINE, f"能画，matplotlib {importlib.metadata.version('matplotlib')}")
    problem = kind.at(None)
    return Condition(name, Health.NOTICE, problem.message, problem.hint)


def _layout(resources: Resources, profile: Outcome[Profile], problems: list[Diagnostic]) -> Iterator[Condition]:
    for file in profiles(resources):
        outcome = profile if file == PROFILE else load_profile(resources, file)
        problems += outcome.diagnostics
        path = str(resources.find(file) or file)
        layer = " ".join(file.split("/")[1:-1])  # 区 荔湾区
        yield _checked(f"版式文件 {layer}".strip(), path, path, outcome.diagnostics)
    problems += misnamed(resources)
    sheet = resources.find(_STYLE_SHEET)
    if sheet is not None and zipfile.is_zipfile(sheet):
        yield Condition("样式文件", Health.FINE, str(sheet))
    else:
        text = f"不是完整的 Word 文件（{sheet}）" if sheet else "找不到 公文.docx"
        yield Condition("样式文件", Health.BROKEN, text, "用随程序附带的 公文.docx；没有了的，重新安装本程序")


def _checked(name: str, text: str, path: str, problems: Iterable[Diagnostic]) -> Condition:
    problems = list(dict.fromkeys(problems))
    if has_errors(problems):
        return Condition(name, Health.BROKEN, f"有错误（{path}）", "照列出的问题改")
    if problems:
        return Condition(name, Health.NOTICE, text, "照列出的问题看要不要改")
    return Condition(name, Health.FINE, text)
