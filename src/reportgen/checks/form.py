"""Checks on the form of the text: its parts, numbers and punctuation, and placeholders that nobody replaced."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from reportgen import catalogue
from reportgen.checks.dossier import HAN, QUOTATION, Dossier, Manuscript, blank_out, find_matches, place_at
from reportgen.checks.quantities import numeral
from reportgen.diagnostics import TO_FILL_IN, CellRef, Diagnostic, FileRef, TextRef, nearest
from reportgen.intake.form import BASICS, MEASURES, PROBLEMS
from reportgen.writing.narrative import Block, Level

# Four lines of 20 characters in 二号; a longer title is a whole paragraph in the wrong cell.
_LONGEST_TITLE = 80


def title_fits(dossier: Manuscript) -> Iterator[Diagnostic]:
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
    for part in dossier.required:
        if part not in headings:
            yield catalogue.PART_MISSING.at(FileRef(file="wording", item=part), part=part)
    for sheet, items in ((PROBLEMS, dossier.submission.problems), (MEASURES, dossier.submission.measures)):
        for item in items:
            if item.text.ref not in dossier.printed_cells:
                yield catalogue.NOT_PRINTED.at(item.text.ref, item.text.value, part=sheet.name)
                break


def sections_are_printed(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report each 栏目 of 其他情况 that the text does not print, once."""
    names: set[str] = set()
    for other in dossier.submission.other_sections:
        section = other.section
        if other.text.ref in dossier.printed_cells or section.value in names:
            continue
        names.add(section.value)
        closest = nearest(section.value, (name for name in dossier.sections if name != section.value))
        yield catalogue.SECTION_NOT_PRINTED.at(section.ref, section.value, nearest=closest)


# --- numbering --------------------------------------------------------------------------------------------

_CHINESE_DIGIT = "[一二三四五六七八九十百零]"
_CHINESE = f"{_CHINESE_DIGIT}{{1,5}}"
_LEVEL_NUMBERS = {
    Level.FIRST: re.compile(rf"({_CHINESE})、"),
    Level.SECOND: re.compile(rf"（({_CHINESE})）"),
    Level.THIRD: re.compile(r"(\d{1,3})[.．]"),
    Level.FOURTH: re.compile(r"（(\d{1,3})）"),
}
# The look behind comes after the first character, because ``re`` skips to a character but not to a look behind.
_OPENS = r"(?<![^。；：;:，,\s].)"
# One pattern for each kind of number that a clerk types inside a cell.
TYPED_NUMBERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"({_CHINESE_DIGIT}{_OPENS}{_CHINESE_DIGIT}{{0,4}})是(?!否)",
        rf"第{_OPENS}({_CHINESE})(?:，|：|是)",
        rf"其{_OPENS}({_CHINESE})[，：]",
        rf"({_CHINESE_DIGIT}{_OPENS}{_CHINESE_DIGIT}{{0,4}})要",
        rf"（{_OPENS}({_CHINESE})）",
        rf"（{_OPENS}(\d{{1,2}})）",
        rf"(\d{_OPENS}\d?)[.．、](?![\d])",
        rf"(\d{_OPENS}\d?)[）)]",
        rf"第{_OPENS}({_CHINESE})步",
        r"([①②③④⑤⑥⑦⑧⑨⑩])(?<![第见对中按如表图及和与、由].)",
        rf"([⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽]){_OPENS}",
    )
)
_TYPED_BEGINS = re.compile(rf"[一二三四五六七八九十百零第其（\d⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽①②③④⑤⑥⑦⑧⑨⑩](?:{_OPENS}|(?<=[①-⑩]))")


def numbers_follow(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a gap, a repeat or a skipped level in the numbers of the paragraphs or in those inside a cell."""
    yield from _paragraph_numbers(dossier.narrative.blocks)
    yield from typed_numbers_follow(dossier)


def typed_numbers_follow(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a gap or a repeat in the numbers that somebody typed inside a text: 一是……；三是……."""
    for entry in dossier.prose:
        for pattern in TYPED_NUMBERS if _TYPED_BEGINS.search(entry.value) else ():
            matches = list(pattern.finditer(entry.value))
            if len(matches) == 1 and matches[0].start() and number_of(matches[0][1]) > 1 and "是" in pattern.pattern:
                after = entry.value[matches[0].start() : matches[0].start() + 20]
                yield catalogue.NUMBERING_BROKEN.at(entry.ref, after, before="开头")
            if any(opens_inner_list(entry.value, match) for match in matches[1:]):
                continue
            for before, match in itertools.pairwise(matches):
                last, number = number_of(before[1]), number_of(match[1])
                if number == last or number not in (last + 1, 1):
                    after = entry.value[match.start() : match.start() + 20]
                    yield catalogue.NUMBERING_BROKEN.at(entry.ref, after, before=before[0])


def opens_inner_list(text: str, match: re.Match[str]) -> bool:
    """Whether a number opens a list inside a list, so that no number behind it surely belongs to the outer one."""
    return number_of(match[1]) == 1 and text[: match.start()].rstrip().endswith(("：", ":"))


def _paragraph_numbers(blocks: Sequence[Block]) -> Iterator[Diagnostic]:
    counts = dict.fromkeys(_LEVEL_NUMBERS, 0)
    levels = list(_LEVEL_NUMBERS)
    above, before = -1, "开头"
    for block in (block for block in blocks if block.level in _LEVEL_NUMBERS):
        rank = levels.index(block.level)
        match = _LEVEL_NUMBERS[block.level].match(block.text)
        number = number_of(match[1]) if match else 0
        if number != counts[block.level] + 1 or rank > above + 1:
            yield catalogue.NUMBERING_BROKEN.at(block.origin, block.text[:20], before=before)
        counts[block.level] = number
        counts |= dict.fromkeys(levels[rank + 1 :], 0)
        above, before = rank, block.text[:12]


def number_of(written: str) -> int:
    """The number that a mark such as 三, 3 or ③ writes; 0 for none."""
    if written.isdecimal():
        return int(written)
    ringed = next((marks.find(written) for marks in ("①②③④⑤⑥⑦⑧⑨⑩", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽") if written in marks), None)
    return int(numeral(written) or 0) if ringed is None else ringed + 1


def _without_number(heading: str) -> str:
    """A heading without its number."""
    return re.sub(rf"^(?:{_CHINESE}、|（(?:{_CHINESE}|\d+)）|\d+[.．])", "", heading)


# --- punctuation ------------------------------------------------------------------------------------------

_BLANK = r"[ \u00a0\u3000]"
_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱"
    "夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚欧"
)
# Patterns here begin with a set of characters wherever they can, because ``re`` skips to one but tries the others
# everywhere. They see a line end behind every paragraph.
_WIDTH = tuple(
    (re.compile(pattern), fault, mend)
    for pattern, fault, mend in (
        (
            r"[\[【（(［<《〈｛「]((?:19|20)\d\d)[\]】)）］>》〉｝」](?=第?\d+号)",
            "中的年份应用六角括号",
            "改为〔{year}〕",
        ),
        (
            rf"[()](?:(?<=\()(?:(?=[^()]{{0,80}}[{HAN}])[^()]{{0,80}}\)|(?<=[{HAN}]\()[^()]{{0,80}}\)|\d{{1,2}}\)|[{HAN}])"
            rf"|(?<=[{HAN}]\)))",
            "用了半角括号",
            "改为全角括号（）",
        ),
        (
            rf"[,;:?!.](?:(?<=[{HAN}].)(?:(?<!\.)(?=\s?[{HAN}“《（])|(?=[\n。]))|(?<=[%％）”》].)(?=[{HAN}。\n])|(?<=[{HAN}]\.)(?=\d))",
            "用了半角标点",
            "改为全角标点，如“，”“；”“：”“。”",
        ),
        (
            rf"{_BLANK}(?:(?<=[{HAN}].){_BLANK}{{0,9}}(?=\d)|(?<=[\d%％].){_BLANK}{{0,9}}(?=[{HAN}]))",
            "之间有空格",
            "删去空格",
        ),
        (rf"{_BLANK}(?<=\S.){_BLANK}{{1,9}}(?=\S)", "中间有几个空格", "删去空格"),
        (rf"{_BLANK}(?:(?<=[，。；：、（“《].)(?=\S)|(?<=\S.)(?=[，。；：、）”》]))", "的标点旁边有空格", "删去空格"),
        (rf"\"(?:(?<=[{HAN}，。、；：（]\")|(?<!\d\")(?=[{HAN}]))", "用了半角引号", "改为全角引号“”"),
        ("[「」『』]", "用了直角引号", "改为“”，里面的一层改为‘’"),
        ("《[^《》]{0,100}《[^《》]{0,100}》", "的书名号里又用了书名号", "里面的一层改为〈〉"),
        ("[０-９Ａ-Ｚａ-ｚ][０-９Ａ-Ｚａ-ｚ]{0,11}", "用了全角数字或者字母", "改为半角，如 0、1、2"),
        (
            r"[%％](?:(?<=％)(?=[^%\n]{0,400}\d%)|(?<=\d%)(?=[^％\n]{0,400}％))",
            "与同一段里的另一种百分号不一致",
            "统一为%",
        ),
    )
)
_BETWEEN_HAN = re.compile(rf"{_BLANK}(?<=[{HAN}].)(?=[{HAN}])")
_HEADING_BEFORE = re.compile(
    r"(?:第[一二三四五六七八九十\d]{1,4}(?:部分|[章节条部编款项])|附[件表录图]\d{0,2}|[一二三四五六七八九十])$"
)
_WORD_BEFORE = re.compile(rf"[{HAN}]+$")
_WORD = re.compile(rf"[{HAN}]+")
_LONGEST_NAME = 3


def punctuation_is_full_width(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report half-width marks, straight quotation marks, [2025] for 〔2025〕, full-width digits, and stray blanks."""
    for pattern, fault, mend in _WIDTH:
        for block, match, start, end in _first_matches(dossier, pattern):
            year = match[1] if pattern.groups else ""
            around = block.text[max(0, start - 6) : end + 6]
            place = place_at(block, start)
            yield catalogue.PUNCTUATION_WIDTH.at(place, around, fault=fault, mend=mend.format(year=year))
    for block, *_ in _first_matches(dossier, _BETWEEN_HAN):
        text = QUOTATION.sub(lambda match: "《" * len(match[0]), block.text)  # 《中共中央 国务院关于……》
        blank = next((m.start() for m in _BETWEEN_HAN.finditer(text) if _is_slip(text, m.start())), None)
        if blank is not None:
            around = block.text[max(0, blank - 6) : blank + 7]
            place = place_at(block, blank)
            yield catalogue.PUNCTUATION_WIDTH.at(place, around, fault="的汉字之间有空格", mend="删去空格")


def _is_slip(text: str, blank: int) -> bool:
    """Whether the blank is none that aligns or separates names of persons, or stands behind the number of a heading."""
    before, after = _WORD_BEFORE.search(text[max(0, blank - 8) : blank]), _WORD.match(text, blank + 1, blank + 9)
    if before is None or after is None or _HEADING_BEFORE.search(before[0]):
        return False
    shortest, longest = sorted((len(before[0]), len(after[0])))
    is_name = len(before[0]) <= _LONGEST_NAME and before[0][0] in _SURNAMES
    return longest > 1 and not (is_name and (after[0][0] in _SURNAMES or (shortest == 1 and longest <= _LONGEST_NAME)))


def _first_matches(dossier: Manuscript, pattern: re.Pattern[str]) -> Iterator[tuple[Block, re.Match[str], int, int]]:
    """The first match in each passage, and where it begins and ends there; most patterns match nowhere at all."""
    if pattern.search(dossier.whole_text):
        for block in dossier.passages:
            match = pattern.search(f"\n{block.text}\n")
            if match:
                last = max(0, len(block.text) - 1)
                start = min(max(0, match.start() - 1), last)
                yield block, match, start, max(start + 1, min(match.end() - 1, last + 1))


# --- document numbers ---------------------------------------------------------------------------------------

_BRACKETED_YEAR = r"〔(?P<year>20\d\d)〕"
_DOCUMENT_NUMBERS = tuple(
    (re.compile(pattern), fault)
    for pattern, fault in (
        (rf"{_BRACKETED_YEAR}\s*第\s*0*(?P<number>\d{{1,5}})号?", "多“第”字"),
        (rf"{_BRACKETED_YEAR}0+(?P<number>\d{{1,5}})号?", "的序号前面补了零"),
        (r"(?P<year>20\d\d)年?[〔\[【［](?P<number>\d{1,4})[〕\]】］]号?", "的括号位置有误"),
        (r"〔(?P<number>\d{1,4})〕(?P<year>20\d\d)号", "的年份和序号颠倒了"),
        (r"〔(?P<year>20\d\d)年度?〕\s*第?0*(?P<number>\d{1,5})号", "的括号中多“年”字"),
        (
            r"〔(?=[^号]{0,14}\s)\s{0,3}(?P<year>20\d\d)\s{0,3}〕\s{0,3}(?P<number>\d{1,5})\s{0,3}号",
            "中有空格",
        ),
        (rf"{_BRACKETED_YEAR}(?P<number>\d{{1,5}})(?![\d号、—\-至和～~])", "缺“号”字"),
        (rf"{_BRACKETED_YEAR}(?P<number>\d{{1,5}})号(?=号)", "多一个“号”字"),
        (r"〔(?:\d{1,3}|\d{5,6}|[〇○零一二三四五六七八九]{4})〕(?!20\d\d号)第?\d{1,5}号", "的年份应为四位阿拉伯数字"),
        (rf"{_BRACKETED_YEAR}[一二三四五六七八九十百]{{1,5}}号", "的序号应用阿拉伯数字"),
        (r"(?<=[府办发字函绩财委党政规综建])(?P<year>20\d\d)[-—](?P<number>\d{1,4})号", "的年份应用六角括号"),
    )
)
_DOCUMENT_YEAR = re.compile(r"〔(20\d\d)〕第?\d{1,5}号?")


def document_numbers_are_right(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a document number with 第, noughts, blanks or marks at the wrong place, without 号, or of the future."""
    if "〔" not in dossier.whole_text and "号" not in dossier.whole_text:
        return
    latest = dossier.year + 1  # The report is written in the year after its own.
    for pattern, fault in _DOCUMENT_NUMBERS:
        for block, match, start, _ in _first_matches(dossier, pattern):
            values = match.groupdict()
            mend = f"改为〔{values['year']}〕{int(values['number'])}号" if values.get("number") else "对照原文改正"
            yield catalogue.DOCUMENT_NUMBER.at(place_at(block, start), match[0], fault=fault, mend=mend)
    for block in dossier.passages:
        for match in _DOCUMENT_YEAR.finditer(block.text) if "〔20" in block.text else ():
            if int(match[1]) > latest:
                fault, mend = f"的年份为{match[1]}年，尚未到该年", "对照原文改正年份"
                yield catalogue.DOCUMENT_NUMBER.at(place_at(block, match.start()), match[0], fault=fault, mend=mend)


# --- sentences --------------------------------------------------------------------------------------------

# With 和, 与 or 及 behind it each of these is a whole word: 参与, 总和, 普及.
_ENDS_IN_AND = "参总饱缓温调亲谦随共平祥柔维联中人暖普涉触顾波危赠授给惠提述论言累推不莫企附唱媾成之"
_END = r"(?=[。；\n])"
_STOP = r"(?=[，、。；\n])"
_FAULTS = tuple(
    (re.compile(pattern, re.DOTALL), fault)
    for pattern, fault in (
        (
            r"[，、；：。！？,.](?:(?<=[，、；：。])[，、；。！？：]|(?<=[！？])[，。；、]|(?<=！)！|(?<=？)？|(?<=,),|(?<!\.\.)(?<=\.)\.(?!\.))",
            "标点重复",
        ),
        ("[“‘（《〔【，、；：](?:(?<=[“‘（《〔【])[，、。；：！？]|(?<=[，、；：])[）》〕】])", "标点不对"),
        ("（）|“”|‘’|《》|〔〕|【】", "里的括号或引号空着"),
        (
            r"准(?:(?<=(?:公开|及时|真实|完整|规范|合规|合法|核算).)(?=[、，。；])"
            r"|(?=[、，](?:合法|合规|完整|及时|真实|规范|有效|全面|清晰))(?<![标批核水获精瞄为不认对说得定看].))",
            "未写完",
        ),
        (rf"[准规完真整](?<=[{HAN}]{{2}}、.)(?=[，。；]|、[{HAN}]{{2}})", "未写完"),
        (r"[，、](?=\n)|[，。；]的(?![士确])|，(?:更|约|占|接受|形成|将以|从而?)(?=[。；\n])", "未写完"),
        (
            r"[。；\n](?<=[及其且者照于了为而如是项干于过中括约时].)(?:(?<=(?:以及|及其|并且|或者|按照|关于|对于|由于|为了|因为|从而|进而|而且|例如|比如"
            r"|各项|若干).)|(?<=(?:特别是|尤其是|分别为|分别是|主要是|原因是|问题是|做法是|不低于|不少于|不超过).)|(?<=[，；。]其中.)|(?<=主要包括.)|(?<=[个均计共总]约.)|(?<=后及时.))",
            "未写完",
        ),
        (rf"[。；：，\n][一二三四五六七八九]是{_STOP}", "未写完"),
        (rf"进一步{_STOP}(?<![更再迈前又跨推改]进一步)", "未写完"),
        (
            rf"[为在对由和与及]{_END}(?:(?<=为)(?<![作行所可人难有无非妄敢何稍尽能勤善大不勇欲].)|(?<=在)(?<![存所现内潜实自好健旨常同外不何尚仍还都永].)"
            rf"|(?<=对)(?<![面应核结比校查反相绝不成配作答双一派针\d两几数很].)|(?<=由)(?<![理自事缘来原经情].)"
            rf"|(?<=[和与及])(?<![{_ENDS_IN_AND}].))",
            "未写完",
        ),
        (rf"已(?<![而得不无].)(?:按(?:规定|要求|程序|时限)|依法)?{_END}", "未写完"),
        (rf"[%％](?<=[{HAN}].)(?<!百分点.)", "少了数字"),
        (r"万元(?<=(?:投入|支出|共计|合计|资金|金额|拨付|发放|节约)..)(?![级户大以])", "少了数字"),
        (r"共计?(?:人次|户次|场次|万元|[人户次场件宗项家起名])(?=[，、。；])", "少了数字"),
        (r"\n[，、；。]", "有多余的标点"),
    )
)
_PAIRS = (("（", "）"), ("《", "》"), ("“", "”"), ("〔", "〕"), ("【", "】"))
_PAIR_MARKS = re.compile("[（）《》“”〔〕【】]")
_OPENING = {closing: opening for opening, closing in _PAIRS}
_WHOLE = re.compile(r"[。！？；：….!?;:][”’）》】]*$|^（.*）$")
_HALF_BRACKET_NUMBER = re.compile(rf"\d{_OPENS}\d?）")  # 1）…… 2）……


def sentences_are_whole(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report an unfinished sentence, doubled marks, and a bracket or quotation mark without its partner."""
    for pattern, fault in _FAULTS:
        for block, _, start, end in _first_matches(dossier, pattern):
            yield _sentence_fault(block, start, end, fault)
    for block in dossier.passages:
        text = blank_out(block.text, _HALF_BRACKET_NUMBER) if "）" in block.text else block.text
        marks = "".join(_PAIR_MARKS.findall(text))
        if not marks or not _left_over(marks):
            continue
        unequal = [pair for pair in _PAIRS if marks.count(pair[0]) != marks.count(pair[1])]
        for opening, closing in unequal:
            at = max(text.rfind(opening), text.rfind(closing))
            yield _sentence_fault(block, at, at + 1, f"里的{opening}{closing}不成对")
        if not unequal:
            found = list(_PAIR_MARKS.finditer(text))
            at = found[len(marks) - len(_left_over(marks))].start()
            yield _sentence_fault(block, at, at + 1, f"里的{text[at]}前后颠倒，或者与别的括号、引号交叉")


def _left_over(marks: str) -> str:
    """The marks from the first on that closes none, or opens inside one of its own; ``""`` where all fit."""
    opened: list[str] = []
    for at, mark in enumerate(marks):
        if mark in _OPENING:
            if not opened or opened.pop() != _OPENING[mark]:
                return marks[at:]
        elif mark == "“" and "“" in opened:
            return marks[at:]
        else:
            opened.append(mark)
    return marks[-1:] if opened else ""


_BREAKS_OFF = re.compile(
    r"(?:[，；、]|(?:从而|将以|铺就|已作|的|，形成|，从|，把|，对|，由|，将|，让|，使|，并|作为(?<![所新当动极乱不善敢实勇能有]作为)|更(?<![变三]更)))$"
)
_HALF = re.compile(
    r"(?:^|(?<=[。；\n]))(?:为了(?![^。]{0,60}而)|为进一步|随着|由于(?=[^，。；]{2,80}的。)|虽然|尽管|不仅(?![^，。；]{0,60}[而还也])|不但|鉴于|通过(?=[^，。；]{2,80}等。))"
    r"[^，。；：\n]{4,80}(?:。|$)"
)
# These words want an object or a clause behind them wherever they stand.
_WANT_MORE = """
导致 致使 使得 促使 成为 予以 给予 加以 以及 关于 对于 有利于 致力于 有助于 取决于 属于
位于 基于 鉴于 源于 处于 介于 大于 优于 低于 不少于 不低于 不超过 立足于 来自 具有 拥有
富有 主要包括 高达 长达 多达 位居 位列 名列 有待 亟待 务必 必须 以便 以免 以期 旨在
意在 从而 进而 因而 然而 而且 并且 或者 尤其 特别是 例如 比如 诸如 由于 因为 如果 只要
只有 除非 无论 虽然 尽管 即使 不仅 不但 为了 围绕 依靠 按照 依照 遵照 面向 借助 凭借
沿着 随着 朝着 力争 取得 取得了 实现了 形成了 完成了 建立了 开展了 组织了 制定了 出现了
产生了 带来了 提供了 促进了 推动了 造成 赢得 焕然 每年约 共有 另有
"""
_WANT_MORE_BEHIND = tuple(_WANT_MORE.split())
_WANTS_MORE = re.compile(
    r"(?:(?<![做办听看想感说找见买享够能])得到|(?<![可改常使适不])用于|(?<![存实潜内])在于|(?<![所未均都不])涉及|[称分列定视誉评变转化设改]为(?<!行为|作为|认为|因为)"
    r"|(?<!为)依托|根据(?<!有根据)|(?<!更具|很强)针对|(?<!得到|有效|有力|全面)确保|(?:确保|保障|维护|方便|满足)了?(?:居民|群众|村民|企业)"
    r"|解决了(?<!得到解决了)|(?:得到|获得|取得|实现)(?:有效|明显|显著|较好|良好|进一步|充分|初步)"
    r"|(?:率|度|水平|能力|感|质量|面貌|环境)(?:不断|持续|进一步|逐步|稳步|大幅)|(?:发放|提供|移交|赠送|拨付|交付|送)给|(?<![感享承遭])受到|[率度数人量额例]达到"
    r"|对[^，]{1,20}进行|[把将][^，]{1,12}(?:送到|交到|落到|用到|列入|转化为|融入|延伸到)|(?:解决|面临|存在)[^，]{2,20}、[^，]{1,10}等"
    r"|(?:推动|促进|推进)[^，]{1,20}(?:深度|有效|全面|高质量)"
    r"|(?:(?<!公)共|累计|共计)(?:开展|组织|举办|投入|发放|走访|排查|完成|新增|受理|办理|整治|清理|拆除|化解|调解|培训|接待|服务|慰问|改造|建成|安装|检查|巡查|查处|整改|盘活)"
    r"|分别[为是在]|主要[为是]|[，并]把|[，并]将|[，并]使|[，并]让|[，并]向|[，并]从|[，并]被|[，并]按|[，并]以)$"
)
# Verbs and adverbs that stand alone behind the last comma; 治理水平不断提高 has its subject beside them.
_STANDS_ALONE = re.compile(
    r"(?:并|且|从而|进而|以此?|来|有效|切实|着力|更好地?|努力|真正|最大限度地?|最大程度地?){0,2}"
    r"(?:提高|提升|增强|推动|促进|营造|打造|构建|形成|实现|激发|助力|带动|取得|获得|确保|满足|发挥|改善|拓宽|夯实|筑牢|树立|弘扬|提供|降低|减少"
    r"|扩大|增加|加强|保障|缓解|减轻|防止|避免|新增|新建|制定|出台)"
    r"|推进|开展|组织|实施|完善|健全|建立|强化|优化|深化|巩固|安排|发放|投入|改造|解决|引导|帮助|动员|统筹"
    r"|(?:并|且|以)?(?:有效|切实|不断|进一步|大力|积极|着力|努力|充分|逐步|真正|持续|最大限度地?|最大程度地?|更好地?|有力)"
    r"|还(?:可以?|能够?|将|应当?|要|需要?|会)|[并也]?(?:将会?|能够|必须|需要|应当)|并可|并能|并应|并且?|从而|进而|以及|同时|此外"
    r"|做到|受到|造成|引起|带来|赢得|达到|确立|(?:尽快|早日|加快|全力|合力)(?:形成|实现|取得|构建|打造|营造|推动)|但是?|而|且|故|以|主要|尤其|其中|即|若|如|为|对|把|从|由|给|向|在|与|让|使|按"
)
# The first character of a word of two at the end of a row of whole ones, as in 公开、公平、公.
_ROW_BREAKS_OFF = re.compile(
    rf"[{HAN}]{{2,4}}、[公规准合及有高优便透完真廉科民全实精健文整舒环责宣排督检考评落推加强保提促协统创](?=[，。；\n]|$)"
)
# 真实性、合法性和完整 lacks the last 性.
_SUFFIX_IS_LOST = re.compile(rf"[{HAN}]([性度率化感])、[{HAN}]{{2,3}}\1[、和与及][{HAN}]{{2}}(?<!\1)(?=[，。；\n]|$)")
# Clerks leave the last full stop out, so that only such an end shows a break where it is missing.
_ENDS_OPEN = re.compile(
    r"(?:及时|积极|主动|分别|下一步|并?通过|(?<![参总])[拟将和与及并或]|[，。](?:[我本全]?(?:街道|镇|乡))|[，。]并?[把将][^，。]{2,8})$"
)
_WORD_BREAKS_OFF = re.compile(
    r"(?:得到|取得|实现|明显|显著|有效|进一步|不断|持续|切实|全面|稳步|大幅|逐步)(?:显著|有效|明显|较好|良好|进一步)?[提改完保健规优推促落深加解巩扩拓夯筑缓遏消化发成]$"
)
# What is raised has a degree; 提高事件处置 lacks its 效率.
_LACKS_DEGREE = re.compile(
    r"(?:^|[，。；])(?:不断|持续|切实|进一步|有效|着力|稳步|全面|逐步|努力|大力)?(?:提高[^，。；、]{1,10}(?:管理|监管|审批|运行|排查|化解|整改|回收)|提[高升][^，。；、]{1,10}"
    r"(?:处置|办理|办结|执行|使用|拨付|支付|响应|利用|覆盖|参与|流转|周转))$"
)
_ENDS_IN_DE = re.compile(r"(?:是|属于|应当|有待|值得|可以|予以|给予)[^。；]{0,38}的$")
_MAY_END_IN_DE = re.compile(
    r"[是属应予值会能要很够挺算者凡]|有(?![效关序力所])|非常|十分|比较|相当|情形|之一|下列|总的"
)
_TO_SOMEBODY = re.compile(r"(?:^|[，。、\u4e00-\u9fff])(?:对于?|与|向|从|给(?!予))[^，。；、的]{1,14}的$")
_DID_SOMETHING = re.compile(r"[解决完满足提高改善推动促进处理回应维护保障]了[^，是]{2,20}的$")
_ONLY_A_TAIL = re.compile(r"\s*(?:以及|特别是|尤其是|及其)[^，]{2,30}")
_ABOUT = re.compile(r"(?:对于|关于|针对|凡是?|对(?![口接照外内标]))[^，]{2,50}的$")


# A clause that says when, where, why or how, and no more.
_FRAME = re.compile(
    r"在(?![建册岗编职线读校用途此于家园院库役位租产])[^了已均都]{2,50}(?:下|中|时|后|前|上|之际|期间|方面|的同时)|[自从][^了已均都]{2,40}(?:以来|起|之后|开始)"
    r"|(?:按照|根据|依据|遵循|本着)[^了已均都]{2,50}(?:要求|部署|安排|规定|标准|原则|精神|程序|思路|意见|文件|实际|情况|需要|方针)"
    r"|(?:围绕|聚焦|紧扣)[^了已均都]{2,40}(?:目标|任务|主题|要求|中心|重点)|针对[^了已均都]{2,50}(?:问题|情况|现象|意见|诉求|特点|需求|短板|不足|实际)"
    r"|结合[^了已均都]{2,30}(?:实际|情况|特点|需要)|当[^了已均都]{2,40}时|除了?[^了已均都]{1,40}[以之]?外|随着[^了]{2,60}|鉴于[^了]{2,60}"
    r"|为(?:了|确保|保障|更好|切实|有效|加强|推进|推动|提高|提升|规范|做好|防止|避免|破解|深化|巩固|加快|完善|强化|促进|实现|减少|缓解|满足)[^了已均都而]{2,50}"
    r"|(?:通过|采取|利用|借助|依托)[^了已均都]{2,60}(?:方式|形式|手段|途径|渠道|等措施|等办法|等[^，]{2,4}|平台|机制|契机)|[\u4e00-\u9fff]{2,8}自[^了已均都]{2,20}以来|以[^了已均都]{2,30}为(?:抓手|重点|契机|目标|导向|核心|主线|载体|依托|主题|引领|突破口|中心)"
    r"|经过[^了已均都]{2,30}(?:努力|协商|治理|整治|走访|协调)|对于[^，]{2,40}|(?:为此|同时|此外|因此|下一步|今年以来|近年来|目前|其中|另外|一年来|今后)"
)
_ACTS = re.compile(
    r"执行|调整|完成|达到|做好|做到|组织|制定|提出|设立|新建|新增|举办|安排[^。]|投入|配备|购置|印发|聘请|整改|核[定减]|得以|予以|给予|全部|全面完|未|没有|不再|无|是|能"
)
_TO_NOBODY = re.compile(
    r"(?:^|，)(?:[^，]{0,6}(?:导致|致使|使得?|组织|联合|会同|协调)|[对把](?![口接照外内标待称策手])于?)(?:[^，]{0,30}的)?(?P<rest>[^，的]{0,10})(?:问题|段|户|群众|居民|村民|企业|商户|单位|社区|小区|道路|河道|沟渠|设施|项目|隐患"
    r"|场所|家庭|老人|儿童|妇女|[房舍楼桥渠塘井厂店巷]|点位|部位|建筑|房屋|车辆|人员|学校|门店|摊贩|市场|工地|水库|山塘|管网|楼栋|电梯|设备|案件|诉求|工单|事项|路口|桥梁"
    r"|环境|部门|街道|工作|资金|公司|[局科]等?)$"
)
_ANY_VERB = re.compile(
    r"[进开实发问访查治改修清服帮救训排罚处谈拆盖监管补奖传落通公反督导调装更固疏评审抽考验联扶支负满熟不有是无未应可能会要作做给予加提收建设用送种推执移纳列分划保打严及逐均都统依立限造影响护击照登记录报存放置到入]"
)
_SOME = re.compile(r"[一二两三四五六七八九十百\d]{1,6}余?[处个条户座家栋类项名批块起件台]|部分|个别|一些")
_BY_DOING = re.compile(
    r"通过(?=[^，]{0,60}(?:开展|组织|举办|进行|实施|加强|建立))[^，让使了实现完达解提推促效增帮引为助带保确减改能]{4,70}"
)


_LEAST_ENDED = 8  # cells that end in a full stop for each one that does not, where the writer sets it as a habit


def cells_are_whole(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a cell that breaks off, and half a sentence in it; the wording adds a full stop that hides the break."""
    texts = {entry.ref: entry.value.rstrip() for entry in dossier.prose}
    unfinished = _without_the_usual_end({ref: text for ref, text in texts.items() if ref in dossier.whole_cells})
    for entry in dossier.prose:
        fault = _break_in(texts[entry.ref], entry.ref in dossier.whole_cells)
        if not fault and entry.ref in unfinished:
            fault = texts[entry.ref][-14:], "未写完"
        if fault:
            yield catalogue.SENTENCE_BROKEN.at(entry.ref, fault[0], fault=fault[1])


def _without_the_usual_end(texts: Mapping[CellRef | TextRef, str]) -> list[CellRef | TextRef]:
    """The cells without a full stop in columns of sentences, if their writer sets it at the end of nearly all."""
    columns: dict[tuple[str, str], list[CellRef | TextRef]] = {}
    for ref in texts:
        if isinstance(ref, CellRef) and ref.sheet != BASICS.name:  # Each of its rows is of another kind.
            columns.setdefault((ref.sheet, ref.cell.rstrip("0123456789")), []).append(ref)
    is_open = {ref: not (_WHOLE.search(text) or text.endswith("）")) for ref, text in texts.items()}
    sentences = [ref for refs in columns.values() if sum(is_open[ref] for ref in refs) * 2 <= len(refs) for ref in refs]
    unfinished = [ref for ref in sentences if is_open[ref]]
    return unfinished if len(unfinished) * _LEAST_ENDED <= len(sentences) - len(unfinished) else []


def _break_in(text: str, is_whole: bool) -> tuple[str, str] | None:
    """The words at which the text breaks off, or the half of a sentence in it, and what is wrong with them."""
    match = _BREAKS_OFF.search(text[-8:])
    breaks_off = match and not (match[0] == "；" or (match[0] == "的" and _ENDS_IN_DE.search(text[-40:])))
    if is_whole and (breaks_off or ("。" in text and _ENDS_OPEN.search(text))):
        return text[-14:], "未写完"
    row = _ROW_BREAKS_OFF.search(text) or _SUFFIX_IS_LOST.search(text) if "、" in text else None
    if row or _WORD_BREAKS_OFF.search(text[-12:]):
        return row[0] if row else text[-14:], "未写完"
    half = _HALF.search(text) if is_whole else None
    if half:
        return half[0], "只有状语或半个分句，缺少主要内容"
    for sentence in re.findall(r"[^。；！？\n]+", text):
        end = sentence[-60:]
        if _breaks_off(end[end.rfind("，") + 1 :], end) or (is_whole and _lacks_noun(sentence)):
            return sentence[-20:], "未写完"
        if is_whole and _is_half(sentence):
            return sentence[-40:], "只有状语或半个分句，缺少主要内容"
    return None


def _breaks_off(clause: str, end: str) -> bool:
    """Whether the last clause wants more words."""
    if clause.endswith(_WANT_MORE_BEHIND) or _WANTS_MORE.search(clause[-34:]) or _LACKS_DEGREE.search(end):
        return True
    return len(clause) < len(end) and bool(_STANDS_ALONE.fullmatch(clause))


def _lacks_noun(sentence: str) -> bool:
    """Whether the sentence ends in 的 where it makes no statement, as in 减少对经营户的."""
    if not sentence.endswith("的"):
        return False
    if _DID_SOMETHING.search(sentence[-40:]):
        return True
    if _ABOUT.fullmatch(sentence) or _TO_SOMEBODY.search(sentence[-30:]):
        return not re.search("[是属]", sentence)
    return not _MAY_END_IN_DE.search(sentence)


def _is_half(sentence: str) -> bool:
    """Whether no clause of the sentence is more than a frame for the one that is missing."""
    clauses = sentence.strip().split("，")
    if all(
        _BY_DOING.fullmatch(clause) or (_FRAME.fullmatch(clause) and not _ACTS.search(clause)) for clause in clauses
    ):
        return True
    if _ONLY_A_TAIL.fullmatch(sentence):
        return True
    bare = _TO_NOBODY.fullmatch(clauses[-1])
    return bool(bare and not _ANY_VERB.search(_SOME.sub("", bare["rest"])))


def paragraphs_end(dossier: Manuscript) -> Iterator[Diagnostic]:
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


# --- placeholders ------------------------------------------------------------------------------------------

# No brace is among them, because it belongs to a reference and writing reports one that leads nowhere.
_LEFT_OVER_BEGINS = re.compile("[【（(NnuXx2×某_?？]")
_LEFT_OVER = re.compile(
    r"(?:【(?:待|此处|请|填)[^】]{0,100}】|[（(](?:待(?:补充?|填写?|定|核[实对查]?)(?=[）)：:，；、])|此处|请填|请补)[^）)]{0,100}[）)]"
    r"|(?<![A-Za-z])(?:None|nan|NaN|NULL|null|undefined)(?![A-Za-z])|(?<![A-Za-z])[Xx]{2,40}(?![A-Za-z])"
    rf"|20[Xx×]{{2}}|×{{2,}}|(?<![A-Za-z\d])[Xx×](?=[年月日个人次项万元%])|(?<![{_SURNAMES}])某某|_{{3,}}|[?？]{{3,}})"
)


# What a clerk writes to be settled later is a note in brackets, a mask in place of a figure, or loose words.
_NOTE = re.compile(r"[（(【\[｛＜<]([^（(【\[｛＜<）)】\]｝＞>]{0,80})[）)】\]｝＞>]")
_TO_SETTLE = "核实|核定|核对|核一?下?|补充|补上|补|填写?|查实?|确认|更新|审定?|提供|统计|反馈|报|数据|数字"
_WHAT_LACKS = "数字|金额|日期|时间|姓名|单位名称|科室名称?|责任科室|责任人|人数|户数|次数|数量|数据|地点|部门|内容"
_ASKS = re.compile(
    r"[？?]$|^[ \u3000]+$|^请.{0,14}(?:审[定核]|核[实定对]|确认|补充|修改|把关|酌定|斟酌|完善|更新|领导|定夺)"
    r"|^(?:示例|样例|举例|参考|范例|范文|模板|样表|草稿|初稿|测试|略|空|[删补改核查缺])$"
    rf"|(?:^等|^[^。]{{0,14}}待)[^。]{{0,14}}(?:{_TO_SETTLE}|定)数?$|^(?:注|备注|说明|提示|批注|修改意见)[：:].*[待请核改补更]"
    rf"|^(?:几|多少|何时|谁|哪)[^吗呢？?]{{0,6}}$|^(?:具体)?(?:{_WHAT_LACKS})$"
    # Words that speak of the draft, and nothing else, inside a bracket.
    r"|定稿(?=[前时后再删用改、，。待]|$)|成稿前|底稿|草稿|此[条段句处]|这[一]?[段句条]|上[述一]?[段句]|本[段句](?![路河道])|以上(?:内容|数据)?(?:由|待|需|请)|领导(?:批示|意见|看|审|说|定)"
    r"|重写|改写|斟酌|润色|标红|贴图|截图|删除本|可删|待删|(?:合并到|移到|挪到)[第上下前后别]|留空|改成[今去]年|后续补|补照片|别忘|记得|写多了|太长|压缩|口径(?:待|不)|不确定|存疑|供讨论|供参考|初稿(?=[，。]|$)|未完待续|(?:参照|参考|仿照|按)(?:去年|上年|往年|别的|其他街道|兄弟).{0,10}[写填改]|有疑问|好像|是不是|对吗|要不要|怎么写"
    r"|没找到|未找到|找不到|还没[报给定]|尚未[报定]|没报|明天|周[一二三四五]前(?!往)|微信(?:发|里|上说|问)|发我|给我|问一?下|问问"
    # Words to a colleague.
    rf"|(?<![申邀聘提报宴呈])请(?![假示求见战客功安愿款]).{{0,14}}(?:看|改|写|加|删|定|核|审|把关|{_TO_SETTLE})"
    rf"|(?:待|需要?|须|再|还要|尚需|后续|回头|稍后).{{0,6}}(?<![整更修].)(?:{_TO_SETTLE}|修改|改一?下?|删除?|删去|删掉|统一|商量|讨论|落实数据)(?:一下|数据|数字|后再?[报定])?(?=$|[，。；])"
    rf"|(?<![由经])[{_SURNAMES}](?:科长?|主任|局长|书记|所长?|站长?|镇长|乡长|工|姐|哥|老师|会计|秘书).{{0,10}}(?:看|核|补|改|提供|定|审|确认|说|要求|把关|给)"
)
# The same inside the brackets that no finished text has.
_ASKS_IN_SQUARE = re.compile(
    r"^\s*$|^(?:几|多少|何|某|谁|哪|责任|牵头|具体|相应|填|请|待|需|此|空|插|选|日期|时间|金额|数[量字额据]|人数|户数|次数|姓名|名称|单位|地点|年份|月份|科室|部门|比例|百分|项目名"
    r"|街道名|社区名|村名|联系|电话|文号|标题|内容|情况|补|核|查|改|删|同上|参考|领导)|(?:名称|金额|日期|时间|[数人]|地点|部门|科室|单位|内容)$"
)
_STANDS_FOR_A_FIGURE = re.compile(r"[为是由达到共约于在了]$")
_THING = "(?:[年月日人户个件次项家宗起名处份栋平亩吨元%]|万元)"
_UNIT = "(?:万?元|人次|[户件宗%])"
_ASKED = rf"[？?](?={_THING})(?!人[人民们]|个个|家家|户户|次次|件件|处处|月月|日日|万众)"
_LOOSE = re.compile(
    "|".join(
        (
            rf"(?P<asked>{_ASKED})",
            r"[？?](?:(?<=\?.)\?|[？?]{1,9})(?=[。；\n])|(?<![？?])[？?](?=[。；\n])(?<=[:：].)",
            r"[*＊](?<!\d.)(?:[*＊]{1,9}|(?=[年月日人户个件次项万]))(?![*＊\d])|＿|__|[○●□■△▲◯](?<![一二三四五六七八九○].)[○●□■△▲◯]",
            rf"(?:(?<=[：，为是达共约了])…{{1,2}}(?=[。；，\n])|^…|…{{1,2}}(?={_UNIT})|\.{{2,5}}(?={_UNIT})|(?<![\d—－])[—－]{{2,6}}(?={_UNIT})|(?<![\d.])0{{2,}}(?={_UNIT}))",
            rf"[XxＸｘ](?:(?=社区|街道|镇|村|小区|公司|局|科室)(?<![A-Za-z\dＸｘ].)|(?<=[Ｘｘ])[Ｘｘ])|[Nn](?={_THING})(?<![\dA-Za-z+＋×xX“”].)",
            rf"待[核补定填查](?={_THING})|待(?:补充|填写?|核实)(?<![有亟尚仍还]...)(?<![有亟尚仍还].待..)(?=[）。，；\n])",
            rf"(?:TODO|TBD|FIXME|todo|tbd)(?![A-Za-z])|(?<=[{HAN}，。、])[bpmfdtnlgkhjqxzcsryw][a-z]{{4,20}}(?<=[aeiouvgnr])(?=[{HAN}，。、])",
            rf"(?:联系人|负责人|填报人|填表人|经办人|审核人|联络员|责任人)[：:是为]?[{_SURNAMES}]某|(?:张三|李四|王五)(?=[，。、；）等\n]|同志|主任|书记|科长)",
            r"(?:(?<=[。；\n（])|^)注：[^。；]{0,20}(?:暂|待|需|以后|后续|核)",
            r"此处(?:待|插入|填|补|需|请|应|加|写|放|略|删|数据|附)|同上(?=[。；，）)\n])|(?:(?<=[。；\n])|^)略(?=[。；\n])",
            r"(?:定稿|成稿|打印|报送|上报|提交|印发)[前时后](?:再|请|需|须|应|统一|一并|务必)?(?:删|更新|补|核对|替换|修改|改|填|去掉)",
            r"(?:数据|数字|情况|内容|名单|日期|金额|人数)(?:暂缺|待补|待定|待填|待报|待核|不详(?!的)|未定(?!的)|后补|另补|稍后补)",
            r"(?:复制|粘贴|照抄|抄|摘|套用)(?:自|于|的)?(?:去年|上年|网上|模板|范文|往年)",
            r"某(?:社区|街道|镇|乡|月|科室|村|年(?!级))(?![些一])",
            r"(?:(?<=[。；\n])|^)(?:详?见|参见|参照|同|与)(?:上|前|去年|上年|往年|附|另|第[一二三四五六七八九十\d]{1,2})[\u4e00-\u9fff\d]{0,8}(?:相同|一致|所述|填写|照抄)?(?=[。\n])(?:(?<=[条项行文同述写抄件表页])|(?<=一致))",
            r"#(?:###|REF|N/A|VALUE|DIV/0|NAME|NUM)[!？?]?",
        )
    )
)
_LOOSE_BEGINS = re.compile(
    "[？?*＊＿_○●□■△▲◯….—－0XxＸｘNn待TFtbpmfdlgkhjqzcsryw联负填经审责张李王注此同略定成打报上提印数情内名日金人复粘照抄摘套某详见参与#]"
)
_QUESTION = re.compile(r"[谁何哪怎吗呢几否么吧]|什么|如何|为啥")
_NO_CONTENT = frozenset(
    (
        "",
        "同上",
        "见上",
        "如上",
        "同前",
        "略",
        "见附件",
        "详见附件",
        "测试",
        "示例",
        "样例",
        "待填",
        "待补",
        "未填",
        "test",
        "另附",
        "附后",
        "如题",
        "不详",
        "暂缺",
        "待定",
        "待补充",
        "待核实",
        "待填写",
        "占位",
        "无内容",
        "内容",
        "空",
        "XXX",
        "xxx",
        "同上一条",
        "同去年",
        "同上年",
        "与上年相同",
        "见上年",
    )
)
_OWN_GAP = re.compile(rf"{TO_FILL_IN}[^】]{{0,100}}】")  # The program writes it where a cell is blank.
_MASKED = re.compile(rf"[{_SURNAMES}]$")


def nothing_is_unsettled(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report what a clerk left for others to fill in or to decide: ？人, ***, （请…核实）, 同上 as a whole cell."""
    for block in dossier.passages:
        text = blank_out(block.text, QUOTATION, _OWN_GAP) if "“" in block.text or "【" in block.text else block.text
        for match in _unsettled(f"{text}\n"):
            if any(match.start() < left.end() and left.start() < match.end() for left in _LEFT_OVER.finditer(text)):
                continue  # placeholders_left reports it.
            around = block.text[max(0, match.start() - 4) : match.end() + 4]
            yield catalogue.UNSETTLED.at(place_at(block, match.start()), around)
            break
    for entry in dossier.prose:
        if entry.value.strip(" \u3000。？?！") in _NO_CONTENT:  # A lone ？ is nothing, too.
            yield catalogue.UNSETTLED.at(entry.ref, entry.value)


def _unsettled(text: str) -> Iterator[re.Match[str]]:
    """The notes and masks of a paragraph that ends in a line end."""
    for note in _NOTE.finditer(text):
        square = note[0][0] not in "（("
        figure = note[0][0] == "【" and _STANDS_FOR_A_FIGURE.search(text[: note.start()][-1:])
        if figure or _ASKS.search(note[1]) or (square and _ASKS_IN_SQUARE.search(note[1])):
            yield note
    for match in find_matches(_LOOSE, _LOOSE_BEGINS, text):
        clause = re.split("[，。；]", text[max(0, match.start() - 30) : match.start()])[-1]
        hidden_name = match[0][0] in "*＊" and _MASKED.search(text[: match.start()][-1:])  # 张**
        if not hidden_name and not (match["asked"] and _QUESTION.search(clause)):
            yield match


_MARKUP = re.compile(r"(?:^|(?<=[\s。；：，]))[#＃]{1,6}(?=[-\s\u4e00-\u9fff])")


def markup_left(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a heading mark of the wording that makes no heading where it stands and would be printed."""
    for block in dossier.narrative.blocks:
        for match in _MARKUP.finditer(block.text) if "#" in block.text or "＃" in block.text else ():
            place = place_at(block, match.start())
            if isinstance(place, TextRef):
                yield catalogue.LEFT_OVER.at(place, match[0])


def placeholders_left(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a placeholder that nobody replaced (【待填】, None, nan, XX), each once in a paragraph."""
    gaps = dossier.gaps
    for block in dossier.passages:
        own = [use for use in block.figures if use.number is not None or not gaps.isdisjoint(use.sources)]
        texts: set[str] = set()
        for match in find_matches(_LEFT_OVER, _LEFT_OVER_BEGINS, block.text):
            if match[0] in texts or any(use.start <= match.start() < use.end for use in own):
                continue  # The program put it there for a gap, which was reported.
            texts.add(match[0])
            yield catalogue.LEFT_OVER.at(place_at(block, match.start()), match[0])
