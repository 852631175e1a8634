"""Checks on the form of the text: its parts, numbers, punctuation and slips, and placeholders that nobody replaced."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from reportgen import catalogue
from reportgen.checks.dossier import Dossier, blank_out, find_matches, place_at
from reportgen.diagnostics import Diagnostic, FileRef, TextRef
from reportgen.intake.form import MEASURES, PROBLEMS
from reportgen.numeric import chinese_numeral
from reportgen.writing.narrative import Block, Level

# Four lines of 20 characters in 二号; a longer title is a whole paragraph in the wrong cell.
_LONGEST_TITLE = 80
_HAN = "\u4e00-\u9fff"


def title_fits(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a title that no page has room for."""
    for block in dossier.narrative.blocks:
        if block.level is Level.TITLE and len(block.text) > _LONGEST_TITLE:
            from_cells = [figure for figure in block.figures if figure.sources]
            longest = max(from_cells, key=lambda figure: figure.end - figure.start, default=None)
            place = longest.sources[0] if longest else block.origin
            values = {"length": str(len(block.text)), "limit": str(_LONGEST_TITLE)}
            yield catalogue.TITLE_TOO_LONG.at(place, block.text, **values)


def parts_are_there(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a heading that every report should have, and a problem or measure that the text does not print."""
    blocks = dossier.narrative.blocks
    headings = {_without_number(block.text) for block in blocks if block.level is not Level.BODY}
    for part in dossier.limits.parts.required:
        if part not in headings:
            yield catalogue.PART_MISSING.at(FileRef(file="wording", item=part), part=part)
    for sheet, items in ((PROBLEMS, dossier.submission.problems), (MEASURES, dossier.submission.measures)):
        for item in items:
            if item.text.ref not in dossier.printed_cells:
                yield catalogue.NOT_PRINTED.at(item.text.ref, item.text.value, part=sheet.name)
                break


# --- numbering --------------------------------------------------------------------------------------------

_CHINESE_DIGIT = "[一二三四五六七八九十百零]"
_CHINESE = f"{_CHINESE_DIGIT}{{1,5}}"
_LEVEL_NUMBERS = {
    Level.FIRST: re.compile(rf"({_CHINESE})、"),
    Level.SECOND: re.compile(rf"（({_CHINESE})）"),
    Level.THIRD: re.compile(r"(\d{1,3})[.．]"),
    Level.FOURTH: re.compile(r"（(\d{1,3})）"),
}
_NUMERALS = {chinese_numeral(number): number for number in range(1, 1000)}
# The look behind comes after the first character, because ``re`` skips to a character but not to a look behind.
_OPENS = r"(?<![^。；：;:，,\s].)"
# One pattern for each kind of number that a clerk types inside a cell.
_TYPED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"({_CHINESE_DIGIT}{_OPENS}{_CHINESE_DIGIT}{{0,4}})是(?!否)",
        rf"第{_OPENS}({_CHINESE})，",
        rf"（{_OPENS}({_CHINESE})）",
        rf"（{_OPENS}(\d{{1,2}})）",
        rf"(\d{_OPENS}\d?)[.．、](?![\d])",
        rf"([①②③④⑤⑥⑦⑧⑨⑩]){_OPENS}",
    )
)
_TYPED_BEGINS = re.compile(rf"[一二三四五六七八九十百零第（\d①②③④⑤⑥⑦⑧⑨⑩]{_OPENS}")


def numbers_follow(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a gap, a repeat or a skipped level in the numbers of the paragraphs or in those inside a cell."""
    yield from _paragraph_numbers(dossier.narrative.blocks)
    for entry in dossier.submission.prose():
        for pattern in _TYPED if len(_TYPED_BEGINS.findall(entry.value)) > 1 else ():
            matches = list(pattern.finditer(entry.value))
            if any(_opens_inner_list(entry.value, match) for match in matches[1:]):
                continue
            for before, match in itertools.pairwise(matches):
                last, number = _number(before[1]), _number(match[1])
                if number == last or number not in (last + 1, 1):
                    after = entry.value[match.start() : match.start() + 20]
                    yield catalogue.NUMBERING_BROKEN.at(entry.ref, after, before=before[0])


def _opens_inner_list(text: str, match: re.Match[str]) -> bool:
    """Whether a number opens a list inside a list, so that no number behind it surely belongs to the outer one."""
    return _number(match[1]) == 1 and text[: match.start()].rstrip().endswith(("：", ":"))


def _paragraph_numbers(blocks: Sequence[Block]) -> Iterator[Diagnostic]:
    counts = dict.fromkeys(_LEVEL_NUMBERS, 0)
    levels = list(_LEVEL_NUMBERS)
    above, before = -1, "开头"
    for block in (block for block in blocks if block.level in _LEVEL_NUMBERS):
        rank = levels.index(block.level)
        match = _LEVEL_NUMBERS[block.level].match(block.text)
        number = _number(match[1]) if match else 0
        if number != counts[block.level] + 1 or rank > above + 1:
            yield catalogue.NUMBERING_BROKEN.at(block.origin, block.text[:20], before=before)
        counts[block.level] = number
        counts |= dict.fromkeys(levels[rank + 1 :], 0)
        above, before = rank, block.text[:12]


def _number(written: str) -> int:
    if written.isdecimal():
        return int(written)
    return _NUMERALS.get(written, 0) or "①②③④⑤⑥⑦⑧⑨⑩".find(written) + 1


def _without_number(heading: str) -> str:
    """A heading without its number."""
    return re.sub(rf"^(?:{_CHINESE}、|（(?:{_CHINESE}|\d+)）|\d+[.．])", "", heading)


# --- punctuation ------------------------------------------------------------------------------------------

_BLANK = r"[ \u00a0\u3000]"
_WIDTH = (
    (
        re.compile(r"[\[【(（]((?:19|20)\d\d)[\]】)）](?=第?\d+号)"),
        "里的年份要用六角括号",
        "改为〔{year}〕",
    ),
    (
        re.compile(
            rf"\((?:(?=[^()]{{0,80}}[{_HAN}])[^()]{{0,80}}\)|(?<=[{_HAN}]\()[^()]{{0,80}}\)|\d{{1,2}}\)|[{_HAN}])|[{_HAN}]\)"
        ),
        "用了半角括号",
        "改为全角括号（）",
    ),
    (
        re.compile(rf"[,;:?!.](?<=[{_HAN}].)(?:(?<!\.)(?=[{_HAN}“《（])|$)"),
        "用了半角标点",
        "改为全角标点，如“，”“；”“：”“。”",
    ),
    (
        re.compile(rf"{_BLANK}(?:(?<=[{_HAN}].){_BLANK}*(?=\d)|(?<=[\d%％].){_BLANK}*(?=[{_HAN}]))"),
        "之间有空格",
        "删去空格",
    ),
    (re.compile(r"(?<=\S)[ \u00a0\u3000]{2,}(?=\S)"), "中间有几个空格", "删去空格"),
)


def punctuation_is_full_width(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report half-width brackets and marks, [2025] for 〔2025〕, and blanks between Han and digits."""
    for block in dossier.passages:
        for pattern, fault, mend in _WIDTH:
            match = pattern.search(block.text)
            if match:
                year = match[1] if pattern.groups else ""
                around = block.text[max(0, match.start() - 6) : match.end() + 6]
                place = place_at(block, match.start())
                yield catalogue.PUNCTUATION_WIDTH.at(place, around, fault=fault, mend=mend.format(year=year))


# --- sentences --------------------------------------------------------------------------------------------

# With 和, 与 or 及 behind it each of these is a whole word: 参与, 总和, 普及.
_ENDS_IN_AND = "参总饱缓温调亲谦随共平祥柔维联中人暖普涉触顾波危赠授给惠提述论言累推"
_UNFINISHED = ("公开准", "及时准", "真实准", "完整准", "规范准", "合规准", "合法准", "核算准")
_FAULTS = (
    (
        re.compile(
            r"[，、；：。！？,.](?:(?<=[，、；：。])[，、；。！？：]|(?<=！)！|(?<=？)？|(?<=,),|(?<!\.\.)(?<=\.)\.(?!\.))"
        ),
        "标点重复",
    ),
    (re.compile("[“‘（《〔【][，、。；：！？]"), "标点不对"),
    (re.compile("（）|“”|《》|〔〕|【】"), "里的括号或引号空着"),
    (re.compile("|".join((*(rf"{words}(?=[、，。；])" for words in _UNFINISHED), "、$"))), "没有写完"),
    (re.compile(r"(?:以及|并且|或者|按照|关于|对于|由于|为了|因为)(?=[。；]|$)"), "没有写完"),
    (re.compile(r"已(?<![而得].)(?:按(?:规定|要求|程序|时限)|依法)?(?=[。；]|$)"), "没有写完"),
    (re.compile(rf"[和与及](?<![{_ENDS_IN_AND}].)(?=[。；]|$)"), "没有写完"),
    (re.compile(rf"(?<![目有真])的的(?![确士])|^[，、；。]|([{_HAN}]{{4,8}})\1"), "有多余的字或标点"),
)
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("〔", "〕"), ("【", "】"))
_WHOLE = re.compile(r"[。！？；：….!?;:][”’）》】]*$|^（.*）$")
_HALF_BRACKET_NUMBER = re.compile(r"\d(?<![（\d].)\d?）")  # 1）…… 2）……


def sentences_are_whole(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report an unfinished sentence, doubled punctuation, and a bracket or quotation mark without its partner."""
    for block in dossier.passages:
        for pattern, fault in _FAULTS:
            match = pattern.search(block.text)
            if match:
                yield _sentence_fault(block, match.start(), match.end(), fault)
        text = blank_out(block.text, _HALF_BRACKET_NUMBER) if "）" in block.text else block.text
        for opening, closing in _PAIRS:
            if text.count(opening) != text.count(closing):
                at = max(text.rfind(opening), text.rfind(closing))
                yield _sentence_fault(block, at, at + 1, f"里的{opening}{closing}不成对")


def paragraphs_end(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a paragraph that ends without a mark; punctuation_is_full_width reports a half-width one."""
    for block in dossier.narrative.blocks:
        is_item = block.level in _LEVEL_NUMBERS and not block.lead
        if (is_item or block.level is Level.BODY) and not _WHOLE.search(block.text):
            # The place is the wording even where a clerk wrote the last word, because its filter 成句 adds the mark.
            place = block.line_at(len(block.text) - 1)
            yield catalogue.SENTENCE_BROKEN.at(place, block.text[-14:], fault="末尾没有标点")


def _sentence_fault(block: Block, start: int, end: int, fault: str) -> Diagnostic:
    around = block.text[max(0, start - 8) : end + 6]
    # Of two marks the second is the one too many, so the place is that of its writer.
    return catalogue.SENTENCE_BROKEN.at(place_at(block, end - 1), around, fault=fault)


@lru_cache(maxsize=8)  # Every office of a district has the same limits.
def _slips(slips: tuple[str, ...], not_slips: tuple[str, ...]) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """The right word for each slip (错字), and a pattern of the slips and of right phrases that look like them."""
    rights = {wrong: right for wrong, _, right in (slip.partition("→") for slip in slips)}
    # A right phrase comes first, because where it matches the slip inside it does not.
    phrases = (*sorted(not_slips, key=len, reverse=True), *rights) if rights else ()
    return rights, re.compile("|".join(map(re.escape, phrases)) or r"(?!)")


def words_are_right(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a slip of the list, unless it is part of a phrase that is right."""
    words = dossier.limits.words
    rights, pattern = _slips(words.slips, words.not_slips)
    for block in dossier.passages:
        first = {match[0]: match.start() for match in reversed(list(pattern.finditer(block.text)))}
        for slip, position in reversed(first.items()):
            if slip in rights:
                yield catalogue.SLIP.at(place_at(block, position), slip, right=rights[slip])


# --- placeholders ------------------------------------------------------------------------------------------

# No brace is among them, because it belongs to a reference and writing reports one that leads nowhere.
_LEFT_OVER_BEGINS = re.compile("[【（(NnuXx2×某_?？]")
_LEFT_OVER = re.compile(
    r"(?:【(?:待|此处|请|填)[^】]{0,100}】|[（(](?:待[补填定核]|此处|请填|请补)[^）)]{0,100}[）)]"
    r"|(?<![A-Za-z])(?:None|nan|NaN|NULL|null|undefined)(?![A-Za-z])|(?<![A-Za-z])[Xx]{2,4}(?![A-Za-z])"
    r"|20[Xx×]{2}|×{2,}|(?<![A-Za-z\d])[Xx×](?=[年月日个人次项万元%])|某某|_{3,}|[?？]{3,})"
)


_MARKUP = re.compile(r"(?:^|(?<=[\s。；：，]))[#＃]{1,6}(?=[-\s\u4e00-\u9fff])")


def markup_left(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a heading mark of the wording that makes no heading where it stands and would be printed."""
    for block in dossier.narrative.blocks:
        for match in _MARKUP.finditer(block.text) if "#" in block.text or "＃" in block.text else ():
            place = place_at(block, match.start())
            if isinstance(place, TextRef):
                yield catalogue.LEFT_OVER.at(place, match[0])


def placeholders_left(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a placeholder that nobody replaced (【待填】, None, nan, XX), each once in a paragraph."""
    gaps = dossier.scorecard.gaps
    for block in dossier.passages:
        own = [use for use in block.figures if use.number is not None or not gaps.isdisjoint(use.sources)]
        texts: set[str] = set()
        for match in find_matches(_LEFT_OVER, _LEFT_OVER_BEGINS, block.text):
            if match[0] in texts or any(use.start <= match.start() < use.end for use in own):
                continue  # The program put it there for a gap, which was reported.
            texts.add(match[0])
            yield catalogue.LEFT_OVER.at(place_at(block, match.start()), match[0])
