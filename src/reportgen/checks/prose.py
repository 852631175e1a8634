"""Checks for words that were copied and not changed: years, names, whole paragraphs and numbers without a source."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from reportgen import catalogue
from reportgen.checks.comparisons import comparisons
from reportgen.checks.dossier import Dossier, blank_out, figure_at, place_at
from reportgen.checks.limits import LastYearLimits, Words
from reportgen.diagnostics import CellRef, Diagnostic
from reportgen.intake.form import BUDGET
from reportgen.intake.submission import Entry, Indicator, Office, Submission
from reportgen.numeric import round_half_up
from reportgen.scoring.tree import CRITERION
from reportgen.writing.narrative import Block

# --- numbers ----------------------------------------------------------------------------------------------

_HAN = "\u4e00-\u9fff"
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_NUMBER = re.compile(rf"(?<![\dA-Za-z.])(?P<number>{_DIGITS.pattern})(?P<scale>[万亿]?)(?P<unit>[%％]|[{_HAN}]{{0,4}})")
_QUOTATION = re.compile(r"《[^》]{0,200}》|“[^”]{0,200}”|\{[^{}]{0,100}\}")
# These patterns match digits that state no figure of the office; no match goes on from one sentence to the next.
# A pattern matches only where a run of digits begins, so that ``re`` tries a run of thousands once. The look behind
# comes after the first character, because ``re`` skips to a character but not to a look behind.
_N = r"\d(?<!\d\d)\d{0,11}"
_UP_TO_31 = r"\d(?<!\d\d)\d?"
_TO = r"[—–\-~～至到]"
_OTHER_DIGITS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?=[〔\[【（(\d])(?:[〔\[【（(]\d{4}[〕\]】）)](?:第?\d{1,6}号)?|[〔\[【（(]?\d{4}年第\d{1,6}号)",
        rf"(?<!\d)(?:19|20)\d\d(?:(?:年度?)?{_TO}(?:19|20)?\d\d年?|[./\-]\d{{1,2}}(?:[./\-]\d{{1,2}})?(?!\d))",
        r"(?<!\d)(?:19|20)\d\d年(?:度|底|初|末)?",
        rf"{_UP_TO_31}(?:{_TO}\d{{1,2}}|、\d{{1,2}}){{0,11}}(?:月份?|日)(?!均)|{_UP_TO_31}(?:[:：]\d{{2}}|时|点)(?!\d)",
        rf"(?:第|附件|附表|表|图|目标|任务|事项|问题|原因){_N}(?!\.?\d*[%％])|前{_N}名?|{_N}(?:{_TO}\d{{1,3}})?周?岁",
        rf"{_N}(?:\.\d{{1,4}})?(?:{_TO}\d{{1,4}})?个?(?:小时|分钟|秒|天|工作日|自然日|日|月|季度|年|周|摄氏度|℃)(?!人)",
        rf"每[^，。；\d]{{0,8}}\d{{0,3}}[^，。；\d]{{0,4}}{_N}(?:{_TO}\d{{1,4}})?[次回场]",
        rf"(?<![A-Za-z\-])[A-Za-z][A-Za-z\-]{{0,20}}\d{{1,12}}(?:\.\d{{1,4}})?|{_N}[A-Za-z](?![A-Za-z])",
        rf"{_N}(?:[+×＋xX*]\d{{1,4}}){{0,8}}[+×＋xX*][\dNnX]|{_N}[:：]\d{{1,4}}",
        r"(?<!\d)(?:1\d{4}|9\d{4}|1[12]\d)(?=[^\d，。；]{0,8}(?:热线|平台|电话|报警|工单|急救|诉求|专线))",
        r"(?=\d)(?<!\d)(?:0\d{2,3}-?\d{7,8}|1\d{10}|\d{1,2}[·•]\d{1,2})(?!\d)",
        rf"{_N}(?:号|级|等奖|届|版|周年)|{_N}[个项大种类条]?(?:方面|环节|原则|维度|步骤|要素|阶段|板块|体系|机制|抓手)",
        r"(?=[（(.．\d])(?:^|(?<=[。；：，\s]))[（(]?\d{1,2}(?:[）)、]|[.．](?!\d))",
        r"(?=[01])(?<![\d.])(?:100(?:\.0+)?[%％]|0(?![\d.]))",  # claims.absolute_claims_proved checks these.
    )
)
_WIDE_DIGIT = re.compile("[０-９]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_MOST_IN_MESSAGE = 5
_ROUGHLY_BEFORE = re.compile(r"(?:近|约|大约|将近|接近|逾|超|超过了?|突破了?|不少于|不低于|至少)$")
_ROUGHLY_AFTER = re.compile(r"余|多(?!于)|左右|上下|以上")


def numbers_have_a_source(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report the numbers that a clerk typed into a cell of prose and that are no value of the workbook."""
    values = _Values(dossier)
    others = (one for one in comparisons(dossier) if not (one.exact and one.holds))
    comparison_places = {(one.block.text, one.number) for one in others}
    cells = {entry.ref for entry in dossier.submission.prose()}
    for block in dossier.narrative.blocks:
        matches_by_cell: dict[CellRef, list[re.Match[str]]] = {}
        for place, match in _typed_numbers(block, cells):
            if (block.text, match.start()) not in comparison_places and not values.has(match, block.text):
                matches_by_cell.setdefault(place, []).append(match)
        for place, matches in matches_by_cell.items():
            start = matches[0].start()
            texts = (m["number"] + m["scale"] + m["unit"][:1] for m in matches[:_MOST_IN_MESSAGE])
            around = block.text[max(0, start - 12) : start + 24]
            yield catalogue.NUMBER_WITHOUT_SOURCE.at(place, around, number="”“".join(dict.fromkeys(texts)))


def _typed_numbers(block: Block, cells: Container[CellRef]) -> Iterator[tuple[CellRef, re.Match[str]]]:
    """The numbers that clerks typed into their sentences, each after its cell."""
    prose = [use for use in block.figures if use.sources and use.sources[0] in cells]
    digits = {digit.start() for use in prose for digit in _DIGIT.finditer(block.text, use.start, use.end)}
    positions = [position for position in sorted(digits) if _prose_cell_at(block, position, cells)]
    for match in _NUMBER.finditer(_figures_only(block.text, positions)) if positions else ():
        place = _prose_cell_at(block, match.start(), cells)
        if place:
            yield place, match


def _prose_cell_at(block: Block, position: int, cells: Container[CellRef]) -> CellRef | None:
    """The prose cell whose clerk typed the character at this position; ``None`` for a reference or the wording."""
    place = None if figure_at(block, position) else place_at(block, position)
    return place if isinstance(place, CellRef) and place in cells else None


def _figures_only(text: str, digits: Iterable[int]) -> str:
    """The text with blanks for digits that state no figure, in those sentences that hold one of ``digits``."""
    text, end = blank_out(_narrow(text), _QUOTATION), 0
    for digit in digits:
        if digit >= end:
            start, end = text.rfind("。", 0, digit) + 1, (text.find("。", digit) + 1) or len(text)
            text = text[:start] + blank_out(text[start:end], *_OTHER_DIGITS) + text[end:]
    return text


def numbers(dossier: Dossier) -> frozenset[Decimal]:
    """Every number that the workbook holds outside its prose, with differences and ratios of those that form a pair."""
    submission = dossier.submission
    values = set(_amounts(submission))
    for indicator in submission.indicators:
        values |= set(_of_indicator(indicator))
    for entry in submission.management:
        if entry.value is not None:
            value = entry.value.value
            values |= {value} if isinstance(value, Decimal) else set(_in_text(value))
        values |= set(_in_text(entry.evidence.value)) if entry.evidence else set()
    tree = dossier.scorecard.tree
    for score in tree.level(CRITERION):
        values |= {score.points, score.score, score.lost}
        if score.figure:
            values |= {score.figure.value, *((score.full_line,) if score.full_line else ())}
    return frozenset(values | {tree.score, tree.points})


def _amounts(submission: Submission) -> Iterator[Decimal]:
    budget, public = submission.budget, submission.three_public
    yield from (entry.value for _, entry in budget.entries())
    for expense in (public.total, *public.parts):
        yield from _pair(expense.budget.value, expense.actual.value)
    for pair in (
        (BUDGET.initial, BUDGET.spent),
        (BUDGET.adjusted, BUDGET.spent),
        (BUDGET.initial, BUDGET.adjusted),
        (BUDGET.running_budget, BUDGET.running_spent),
    ):
        values = [entry.value for _, entry in budget.entries(*pair)]
        if len(values) == len(pair):
            yield from _pair(*values)


def _of_indicator(indicator: Indicator) -> Iterator[Decimal]:
    if indicator.target and indicator.actual:
        yield from _pair(indicator.target.value, indicator.actual.value)
    words = (indicator.name, indicator.target_text, indicator.actual_text, indicator.evidence, indicator.remark)
    for entry in words:
        yield from _in_text(entry.value) if entry else ()


def _pair(aim: Decimal, actual: Decimal) -> Iterator[Decimal]:
    """Two values, their difference, and one as a percentage of the other."""
    yield from (aim, actual, abs(actual - aim))
    if aim:
        yield from (actual / aim * 100, abs(actual - aim) / aim * 100)


def _in_text(text: str) -> Iterator[Decimal]:
    if not _DIGIT.search(text):
        return iter(())
    return (Decimal(match[0].replace(",", "")) for match in _DIGITS.finditer(_narrow(text)[:2000]))


def _narrow(text: str) -> str:
    """The text with full-width digits, points, commas and per cent signs made half-width."""
    if _WIDE_DIGIT.search(text):
        text = text.translate(_WIDE_DIGITS)
    return text.replace("．", ".").replace("％", "%").replace("，", ",")


class _Values:
    """The values of the workbook, in the forms in which a sentence may quote them: in 元 or 万, rounded, or roughly."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._by_places: dict[tuple[Decimal, int], frozenset[Decimal]] = {}

    @cached_property
    def _values(self) -> frozenset[Decimal]:
        return numbers(self._dossier)

    def has(self, match: re.Match[str], text: str) -> bool:
        number, unit = Decimal(match["number"].replace(",", "")), match["unit"]
        money = unit.startswith("元")
        factor = Decimal(_SCALES[match["scale"]]) / (_SCALES["万"] if money else 1)  # The workbook has money in 万元.
        readings = {number, number * factor}
        places = len(match["number"].partition(".")[2])
        if readings & self._values:
            return True
        if (places or (match["scale"] and not money)) and number in self._as_rounded(factor, min(places, 6)):
            return True
        before = text[max(0, match.start() - 4) : match.start()]
        if _ROUGHLY_BEFORE.search(before) or _ROUGHLY_AFTER.search(unit):
            return any(abs(value - other) * 10 <= value for value in self._values for other in readings)
        return False

    def _as_rounded(self, factor: Decimal, places: int) -> frozenset[Decimal]:
        key = (factor, places)
        if key not in self._by_places:
            self._by_places[key] = frozenset(round_half_up(value / factor, places) for value in self._values)
        return self._by_places[key]


# --- years ------------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年|(二[〇○零0][〇○零0一二三四五][〇○零0一二三四五六七八九])年")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_TITLE = re.compile(r"《[^》]{0,200}》(?:（[^）]{0,20}）)?|“[^”]{0,200}”")
_RANGE = re.compile(r"(?:19|20)\d\d年?(?:\d{1,2}月(?:\d{1,2}日)?)?[—–\-~～至到]{1,2}(?:(?:19|20)\d\d年|\d{1,2}月|今)")
_COMPARISON = re.compile(
    r"比|较|同期|相对于|上年|去年|以来|相当于|增长|下降|减少|增加|提高|降低|延续|延至|跨年|历年|往年|历史|遗留|积案|存量"
)
_BEGUN = re.compile(
    r"成立|始建|建成|创建|组建|设立|挂牌|启用|启动|开工|立项|动工|投入使用|印发|出台|颁布|施行|修订|命名|批复|至今|结转|决算|反馈|迁址|[重扩改]建|落成|竣工"
    r"|起(?=[，、至]|施行|实施)"
)
_BY_THEN = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日)?[初底末]?(?:以|之)?前")  # 2020年底前; not 截至……前
_BEGUN_IN = re.compile(r"(?:立|建|设|发|用|牌|名|布|行)于$|自$")
_REACH = 60  # characters beside a year that may give a reason for it
_AHEAD = re.compile(
    r"将|计划|拟|下一步|下步|力争|争取|预计|预期|预算|安排|目标|规划|远景|到|至|前|决算|公开|验收|支付|拨付|继续|推迟"
    r"|参保|缴费|征收|征兵|征订|谋划|筹备|储备|元旦|春节"
)


def years_are_the_reports(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report another year than that of the report, once in a paragraph, unless the words around it give a reason."""
    report_year = dossier.submission.year.value
    years: set[tuple[str, str]] = set()
    for block, start, sentence in dossier.all_sentences:
        for match in _YEAR.finditer(blank_out(sentence, _TITLE, _RANGE)) if "年" in sentence else ():
            text = match[1] or match[2]
            year = int(text.translate(_CHINESE_DIGITS))
            if year == report_year or (block.text, text) in years or _has_reason(sentence, match, report_year):
                continue
            place = place_at(block, start + match.start())
            if year < report_year or (place not in dossier.plan_cells and not _is_ahead(sentence, match)):
                years.add((block.text, text))
                values = {"year": text, "report_year": report_year}
                yield catalogue.OTHER_YEAR_IN_PROSE.at(place, sentence.strip(), **values)


def _clause(sentence: str, match: re.Match[str]) -> str:
    """The part of the sentence, between commas, that holds the year."""
    near = max(0, match.start() - _REACH), match.end() + _REACH
    begin = max(sentence.rfind(mark, near[0], match.start()) for mark in "，、：")
    stops = [at for mark in "，、" if (at := sentence.find(mark, match.end(), near[1])) >= 0]
    return sentence[max(begin + 1, near[0]) : min(stops, default=near[1])]


def _is_ahead(sentence: str, match: re.Match[str]) -> bool:
    """Whether words before the year or beside it speak of a plan, or of a step that always comes later."""
    return bool(_AHEAD.search(sentence[: match.start()]) or _AHEAD.search(_clause(sentence, match)))


def _has_reason(sentence: str, match: re.Match[str], report_year: int) -> bool:
    """Whether the report year follows, the same clause compares, or something began in that year."""
    if sentence[: match.start()].endswith(("今年（", "本年（", "本年度（")):
        return False
    return bool(
        f"{report_year}年" in sentence[match.end() :]  # 2023年完成主体工程，2024年竣工
        or _COMPARISON.search(_clause(sentence, match))
        or _BEGUN.search(sentence[match.end() : match.end() + 14])
        or (_BY_THEN.match(sentence, match.end()) and not sentence[: match.start()].endswith(("截至", "截止")))
        or _BEGUN_IN.search(sentence[max(0, match.start() - 4) : match.start()])
    )


# --- names ------------------------------------------------------------------------------------------------

_KINDS = (
    ("街道办事处", "街道"),
    ("街道", "街道"),
    ("街", "街道"),
    ("镇人民政府", "镇"),
    ("镇", "镇"),
    ("乡人民政府", "乡"),
    ("乡", "乡"),
)
# A name is a short piece between a place where names begin and a kind of office. 街道 alone is a road unless it acts.
_BEGINS = r"(?:^|(?<=[，。；：“\s年由经]))"
_ANY_KIND = re.compile("[街镇乡]")
_OFFICE_SUFFIX = r"(?:街道办事处|街道|镇人民政府|镇政府|乡人民政府|乡政府)"
_ACTS = (
    r"组织|召开|成立|制定|印发|出台|财务|资产|采购|预算|绩效|坚持|积极|认真|高度重视|党工委|获评|荣获|被评|紧紧围绕|牢牢"
    r"|始终|贯彻|部门整体|各项工作|各重点"
)
_STEM = rf"(?P<stem>(?![各本我该全与和及在对向同赴])[{_HAN}\d]{{2,3}}?)"
_AN_OFFICE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<=[区市府]){_STEM}{_OFFICE_SUFFIX}",
        rf"{_BEGINS}{_STEM}{_OFFICE_SUFFIX}(?={_ACTS})",
        rf"(?<=《){_STEM}{_OFFICE_SUFFIX}",
    )
)
_PARTNER = re.compile(r"[与和同跟及、]$|联合$|会同$|借鉴$|学习$|考察$|对口$|毗邻$|相邻$|原$")
_NO_STEM_ENDS = ("市", "区", "县", "省", "乡", "镇", "各")


def offices_are_this_one(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report the name of another office, or a word by which only another kind of office calls itself."""
    office, words = dossier.submission.office, dossier.limits.words
    own_kind = _kind(office)
    other_kinds = _any_of_other_kinds(words.of_other_kinds(own_kind) if own_kind else ())
    generic = _any_of(words.not_other_kind)
    for block in (block for block in dossier.passages if _ANY_KIND.search(block.text)):
        kinds = ((match.start(), match[0]) for match in other_kinds.finditer(blank_out(block.text, generic)))
        reported_names: set[str] = set()
        for position, name in sorted((*_other_names(block, office, words), *kinds)):
            if name not in reported_names:
                reported_names.add(name)
                around = block.text[max(0, position - 10) : position + len(name) + 10]
                place = place_at(block, position)
                yield catalogue.OTHER_OFFICE.at(place, around, name=name, own=office.short_name.value)


def _own_stem(office: Office) -> str:
    """金花 of 金花街道."""
    name = office.short_name.value
    return next((name.removesuffix(suffix) for suffix, _ in _KINDS if name.endswith(suffix)), name)


def _kind(office: Office) -> str:
    name = office.name.value
    return next((kind for suffix, kind in _KINDS if name.endswith(suffix)), "")


def _other_names(block: Block, office: Office, words: Words) -> Iterator[tuple[int, str]]:
    own = _own_stem(office)
    names = (office.full_name.value, office.name.value, office.short_name.value)
    for name in words.offices:
        if name in block.text and name not in names and own not in name:
            yield from (
                (m.start(), name) for m in re.finditer(re.escape(name), block.text) if _stands_alone(block, m.start())
            )
    for match in (match for pattern in _AN_OFFICE for match in pattern.finditer(block.text)):
        stem, name = match["stem"], match[0]
        if own in stem or stem in own or any(name in full for full in names) or not _stands_alone(block, match.start()):
            continue
        if not stem.endswith(_NO_STEM_ENDS) and not any(word in stem for word in words.not_offices):
            yield match.start(), name


def _stands_alone(block: Block, position: int) -> bool:
    """Whether the name is not that of a partner (与……街道, 岭南街道、……街道)."""
    return not _PARTNER.search(block.text[max(0, position - 2) : position])


@lru_cache(maxsize=8)  # Every office of a district has the same limits.
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


@lru_cache(maxsize=8)
def _any_of_other_kinds(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of the words by which only an office of another kind calls itself."""
    others = sorted(words, key=len)
    # 太和镇政府 is another office and 镇政府 alone is this one, so the word must begin where a name may begin.
    begins = {word: "" if word.startswith(("我", "本", "全")) else _BEGINS for word in others}
    choice = "|".join(begins[word] + re.escape(word) for word in reversed(others))
    starts = re.escape("".join(word[0] for word in others))
    return re.compile(rf"(?=[{starts}])(?:{choice})(?!、)" if choice else r"(?!)")


def own_name_is_one_of_three(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a form of the office's own name that 基本信息 does not have: 金花街道办, 金花街办."""
    office = dossier.submission.office
    names = (office.full_name.value, office.name.value, office.short_name.value)
    forms = re.compile(rf"{re.escape(_own_stem(office))}(?:街道办(?!事处|公)|街道办事(?!处)|街办|办事处|街道政府)")
    for block in dossier.passages:
        match = next((match for match in forms.finditer(block.text) if match[0] not in names), None)
        if match:
            values = {"name": match[0], "full": names[0], "middle": names[1], "short": names[2]}
            yield catalogue.OWN_NAME_VARIES.at(place_at(block, match.start()), match[0], **values)


def one_self_reference(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report 我部门 and 本单位 in one document: all but the form of 基本信息, or else all but the first one."""
    words = sorted(dossier.limits.words.self_references, key=len, reverse=True)
    if not words:
        return
    # The look behind comes after the first character, because ``re`` skips to a character but not to a look behind.
    choices = (re.escape(word[0]) + "(?<![基成样资根原].)" + re.escape(word[1:]) for word in words)
    pattern = re.compile("|".join(choices))
    first_uses: dict[str, tuple[Block, int]] = {}
    for block in dossier.narrative.blocks:
        for match in pattern.finditer(block.text):
            first_uses.setdefault(match[0], (block, match.start()))
    own = dossier.submission.office.self_reference
    first = own.value if own and own.value in first_uses else next(iter(first_uses), "")
    for name, (block, position) in first_uses.items():
        if name != first:
            around = block.text[position : position + 20]
            yield catalogue.TWO_SELF_REFERENCES.at(place_at(block, position), around, name=name, first=first)


# --- last year --------------------------------------------------------------------------------------------

_ANY_YEAR = re.compile(r"(?:19|20)\d\d年?|二[〇○零]二[〇○零一二三四五六七八九]年?")

# The work grows with the square of the length, so only this many characters of a paragraph are compared.
_MOST_CHARACTERS = 1500


def prose_is_new(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a paragraph that is nearly the same in last year's workbook; one with new numbers is a new one."""
    if dossier.last_year is None:
        return
    limits = dossier.limits.last_year
    before: dict[str, list[tuple[str, CellRef]]] = {}
    for entry in dossier.last_year.prose():
        for _, words in _paragraphs(entry, limits):
            before.setdefault(_digits_of(words), []).append((words, entry.ref))
    for entry in dossier.submission.prose():
        for paragraph, words in _paragraphs(entry, limits):
            same = next((ref for old, ref in before.get(_digits_of(words), ()) if _alike(words, old, limits)), None)
            if same:
                yield catalogue.SAME_AS_LAST_YEAR.at(entry.ref, paragraph, other=same.address)
                break


def _paragraphs(entry: Entry[str], limits: LastYearLimits) -> Iterator[tuple[str, str]]:
    """Each paragraph that is long enough, and its words without years, blanks and usual phrases."""
    for paragraph in entry.value.split("\n"):
        words = re.sub(r"\s", "", _ANY_YEAR.sub("", paragraph))
        for phrase in limits.fixed:
            words = words.replace(phrase, "")
        if len(words) >= limits.shortest:
            yield paragraph, words


def _digits_of(words: str) -> str:
    return " ".join(re.findall(r"\d+(?:\.\d+)?", words))


def _alike(new: str, old: str, limits: LastYearLimits) -> bool:
    if new == old:
        return True
    least = float(limits.similarity) / 100
    shorter, longer = sorted((len(new), len(old)))
    if 2 * shorter < least * (shorter + longer):  # Their lengths allow no higher ratio.
        return False
    match = SequenceMatcher(None, new[:_MOST_CHARACTERS], old[:_MOST_CHARACTERS], autojunk=False)
    return match.quick_ratio() >= least and match.ratio() >= least
