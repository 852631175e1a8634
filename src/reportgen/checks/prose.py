"""Checks for what was copied and not changed: years, names, whole paragraphs, numbers that stand nowhere else."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from reportgen import catalogue
from reportgen.checks.comparisons import comparisons
from reportgen.checks.dossier import Dossier
from reportgen.checks.limits import LastYearLimits, Words
from reportgen.checks.passages import blanked, figure_at, written_at
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
_QUOTED = re.compile(r"《[^》]{0,200}》|“[^”]{0,200}”|\{[^{}]{0,100}\}")
# Other digits that state no figure of the office; none of these runs on from one sentence to the next.
# Begins where the digits begin: a run of thousands is looked at once. The look behind comes second, as re skips to
# the first character of a pattern but not to a look behind.
_N = r"\d(?<!\d\d)\d{0,11}"
_UP_TO_31 = r"\d(?<!\d\d)\d?"
_TO = r"[—–\-~～至到]"
_NO_FIGURES = tuple(
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
        r"(?=[01])(?<![\d.])(?:100(?:\.0+)?[%％]|0(?![\d.]))",  # absolute_claims_proved asks about these
    )
)
_WIDE_DIGIT = re.compile("[０-９]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
_MOST_SHOWN = 5  # numbers in one message
_ROUGHLY_BEFORE = re.compile(r"(?:近|约|大约|将近|接近|逾|超|超过了?|突破了?|不少于|不低于|至少)$")
_ROUGHLY_AFTER = re.compile(r"余|多(?!于)|左右|上下|以上")


def numbers_have_a_source(dossier: Dossier) -> Iterator[Diagnostic]:
    """The numbers in a clerk's paragraph that are no reference and equal no value of the workbook."""
    known = _Known(dossier)
    spoken_of = {(said.block.text, said.number) for said in comparisons(dossier) if not (said.exact and said.holds)}
    cells = {entry.ref for entry in dossier.submission.prose()}
    for block in dossier.narrative.blocks:
        strange: dict[CellRef, list[re.Match[str]]] = {}
        for place, match in _typed_numbers(block, cells):
            if (block.text, match.start()) not in spoken_of and not known.has(match, block.text):
                strange.setdefault(place, []).append(match)
        for place, matches in strange.items():
            start = matches[0].start()
            shown = "”“".join(dict.fromkeys(m["number"] + m["scale"] + m["unit"][:1] for m in matches[:_MOST_SHOWN]))
            around = block.text[max(0, start - 12) : start + 24]
            yield catalogue.NUMBER_WITHOUT_SOURCE.at(place, around, number=shown)


def _typed_numbers(block: Block, cells: Container[CellRef]) -> Iterator[tuple[CellRef, re.Match[str]]]:
    """The figures that clerks typed into their sentences, with the cells of these."""
    prose = [use for use in block.figures if use.sources and use.sources[0] in cells]
    digits = {digit.start() for use in prose for digit in _DIGIT.finditer(block.text, use.start, use.end)}
    typed = [position for position in sorted(digits) if _typed_at(block, position, cells)]
    for match in _NUMBER.finditer(_figures_only(block.text, typed)) if typed else ():
        place = _typed_at(block, match.start(), cells)
        if place:
            yield place, match


def _typed_at(block: Block, position: int, cells: Container[CellRef]) -> CellRef | None:
    """The prose cell in whose own words this position is."""
    place = None if figure_at(block, position) else written_at(block, position)
    return place if isinstance(place, CellRef) and place in cells else None


def _figures_only(text: str, digits: Iterable[int]) -> str:
    """The text, in which every digit that states no figure is blank in the sentences that one of ``digits`` is in."""
    text, end = blanked(_narrow(text), _QUOTED), 0
    for digit in digits:
        if digit >= end:
            start, end = text.rfind("。", 0, digit) + 1, (text.find("。", digit) + 1) or len(text)
            text = text[:start] + blanked(text[start:end], *_NO_FIGURES) + text[end:]
    return text


def numbers(dossier: Dossier) -> frozenset[Decimal]:
    """Every number that the workbook holds outside its prose, and what follows from two of them."""
    submission = dossier.submission
    found = set(_amounts(submission))
    for indicator in submission.indicators:
        found |= set(_of_indicator(indicator))
    for row in submission.management:
        if row.value is not None:
            found |= {row.value.value} if isinstance(row.value.value, Decimal) else set(_in_text(row.value.value))
        found |= set(_in_text(row.evidence.value)) if row.evidence else set()
    tree = dossier.scorecard.tree
    for score in tree.level(CRITERION):
        found |= {score.points, score.score, score.lost}
        if score.figure:
            found |= {score.figure.value, *((score.full_line,) if score.full_line else ())}
    return frozenset(found | {tree.score, tree.points})


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


class _Known:
    """The values of the workbook, as a sentence may quote them: in 元 or 万, rounded, or nearly."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._rounded: dict[tuple[Decimal, int], frozenset[Decimal]] = {}

    @cached_property
    def _values(self) -> frozenset[Decimal]:
        return numbers(self._dossier)

    def has(self, match: re.Match[str], text: str) -> bool:
        number, unit = Decimal(match["number"].replace(",", "")), match["unit"]
        money = unit.startswith("元")
        factor = Decimal(_SCALES[match["scale"]]) / (_SCALES["万"] if money else 1)  # the workbook keeps money in 万元
        said = {number, number * factor}
        places = len(match["number"].partition(".")[2])
        if said & self._values:
            return True
        if (places or (match["scale"] and not money)) and number in self._as_rounded(factor, min(places, 6)):
            return True
        before = text[max(0, match.start() - 4) : match.start()]
        if _ROUGHLY_BEFORE.search(before) or _ROUGHLY_AFTER.search(unit):
            return any(abs(value - other) * 10 <= value for value in self._values for other in said)
        return False

    def _as_rounded(self, factor: Decimal, places: int) -> frozenset[Decimal]:
        key = (factor, places)
        if key not in self._rounded:
            self._rounded[key] = frozenset(round_half_up(value / factor, places) for value in self._values)
        return self._rounded[key]


# --- years ------------------------------------------------------------------------------------------------

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年|(二[〇○零0][〇○零0一二三四五][〇○零0一二三四五六七八九])年")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_NAMED = re.compile(r"《[^》]{0,200}》(?:（[^）]{0,20}）)?|“[^”]{0,200}”")
_RANGE = re.compile(r"(?:19|20)\d\d年?(?:\d{1,2}月(?:\d{1,2}日)?)?[—–\-~～至到]{1,2}(?:(?:19|20)\d\d年|\d{1,2}月|今)")
_COMPARED = re.compile(
    r"比|较|同期|相对于|上年|去年|以来|相当于|增长|下降|减少|增加|提高|降低|延续|延至|跨年|历年|往年|历史|遗留|积案|存量"
)
_BEGUN = re.compile(
    r"成立|始建|建成|创建|组建|设立|挂牌|启用|启动|开工|立项|动工|投入使用|印发|出台|颁布|施行|修订|命名|批复|至今|结转|决算|反馈|迁址|[重扩改]建|落成|竣工"
    r"|起(?=[，、至]|施行|实施)"
)
_BY_THEN = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日)?[初底末]?(?:以|之)?前")  # 2020年底前; not 截至……前
_BEGUN_IN = re.compile(r"(?:立|建|设|发|用|牌|名|布|行)于$|自$")
_REACH = 60  # characters beside a year in which its reason is looked for
_AHEAD = re.compile(
    r"将|计划|拟|下一步|下步|力争|争取|预计|预期|预算|安排|目标|规划|远景|到|至|前|决算|公开|验收|支付|拨付|继续|推迟"
    r"|参保|缴费|征收|征兵|征订|谋划|筹备|储备|元旦|春节"
)


def years_are_the_reports(dossier: Dossier) -> Iterator[Diagnostic]:
    """A year that is not the report's, unless the words around say why it stands there; once a paragraph."""
    report_year = dossier.submission.year.value
    seen: set[tuple[str, str]] = set()
    for block, start, sentence in dossier.all_sentences:
        for match in _YEAR.finditer(blanked(sentence, _NAMED, _RANGE)) if "年" in sentence else ():
            written = match[1] or match[2]
            year = int(written.translate(_CHINESE_DIGITS))
            if year == report_year or (block.text, written) in seen or _has_reason(sentence, match, report_year):
                continue
            place = written_at(block, start + match.start())
            if year < report_year or (place not in dossier.plans and not _is_ahead(sentence, match)):
                seen.add((block.text, written))
                values = {"year": written, "report_year": report_year}
                yield catalogue.OTHER_YEAR_IN_PROSE.at(place, sentence.strip(), **values)


def _clause(sentence: str, match: re.Match[str]) -> str:
    """The part of the sentence, between commas, that the year stands in."""
    near = max(0, match.start() - _REACH), match.end() + _REACH
    begin = max(sentence.rfind(mark, near[0], match.start()) for mark in "，、：")
    stops = [at for mark in "，、" if (at := sentence.find(mark, match.end(), near[1])) >= 0]
    return sentence[max(begin + 1, near[0]) : min(stops, default=near[1])]


def _is_ahead(sentence: str, match: re.Match[str]) -> bool:
    """A plan, or a step that is bound to come later: said before the year or beside it."""
    return bool(_AHEAD.search(sentence[: match.start()]) or _AHEAD.search(_clause(sentence, match)))


def _has_reason(sentence: str, match: re.Match[str], report_year: int) -> bool:
    """The report year after it, a comparison in the same part of the sentence, or an event that began in that year."""
    if sentence[: match.start()].endswith(("今年（", "本年（", "本年度（")):
        return False
    return bool(
        f"{report_year}年" in sentence[match.end() :]  # 2023年完成主体工程，2024年竣工
        or _COMPARED.search(_clause(sentence, match))
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
# A short piece between where a name may begin and a kind of office; bare 街道 is a road unless it acts as an office.
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
_TOGETHER = re.compile(r"[与和同跟及、]$|联合$|会同$|借鉴$|学习$|考察$|对口$|毗邻$|相邻$|原$")
_NO_STEM_ENDS = ("市", "区", "县", "省", "乡", "镇", "各")


def offices_are_this_one(dossier: Dossier) -> Iterator[Diagnostic]:
    """The name of another office, or a word that only another kind of office uses for itself."""
    office, words = dossier.submission.office, dossier.limits.words
    own_kind = _kind(office)
    other_kinds = _any_of_other_kinds(words.of_other_kinds(own_kind) if own_kind else ())
    generic = _any_of(words.not_other_kind)
    for block in (block for block in dossier.passages if _ANY_KIND.search(block.text)):
        kinds = ((match.start(), match[0]) for match in other_kinds.finditer(blanked(block.text, generic)))
        seen: set[str] = set()
        for position, name in sorted((*_other_names(block, office, words), *kinds)):
            if name not in seen:
                seen.add(name)
                around = block.text[max(0, position - 10) : position + len(name) + 10]
                place = written_at(block, position)
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
            yield from ((m.start(), name) for m in re.finditer(re.escape(name), block.text) if _alone(block, m.start()))
    for match in (match for pattern in _AN_OFFICE for match in pattern.finditer(block.text)):
        stem, name = match["stem"], match[0]
        if own in stem or stem in own or any(name in full for full in names) or not _alone(block, match.start()):
            continue
        if not stem.endswith(_NO_STEM_ENDS) and not any(word in stem for word in words.not_offices):
            yield match.start(), name


def _alone(block: Block, position: int) -> bool:
    """Whether the name is not that of a partner: 与……街道, 岭南街道、……街道."""
    return not _TOGETHER.search(block.text[max(0, position - 2) : position])


@lru_cache(maxsize=8)  # the lists of the limits
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


@lru_cache(maxsize=8)
def _any_of_other_kinds(words: tuple[str, ...]) -> re.Pattern[str]:
    """What only an office of another kind calls itself."""
    others = sorted(words, key=len)
    # 太和镇政府 is somebody else, 镇政府 by itself is this office: what stands before it tells.
    begins = {word: "" if word.startswith(("我", "本", "全")) else _BEGINS for word in others}
    found = "|".join(begins[word] + re.escape(word) for word in reversed(others))
    starts = re.escape("".join(word[0] for word in others))
    return re.compile(rf"(?=[{starts}])(?:{found})(?!、)" if found else r"(?!)")


def own_name_is_one_of_three(dossier: Dossier) -> Iterator[Diagnostic]:
    """金花街道办, 金花街办: a form of the office's own name that 基本信息 does not have."""
    office = dossier.submission.office
    names = (office.full_name.value, office.name.value, office.short_name.value)
    forms = re.compile(rf"{re.escape(_own_stem(office))}(?:街道办(?!事处|公)|街道办事(?!处)|街办|办事处|街道政府)")
    for block in dossier.passages:
        match = next((match for match in forms.finditer(block.text) if match[0] not in names), None)
        if match:
            values = {"name": match[0], "full": names[0], "middle": names[1], "short": names[2]}
            yield catalogue.OWN_NAME_VARIES.at(written_at(block, match.start()), match[0], **values)


def one_self_reference(dossier: Dossier) -> Iterator[Diagnostic]:
    """我部门 and 本单位 in one document; the form of 基本信息 counts first, then that which stands first."""
    words = sorted(dossier.limits.words.self_references, key=len, reverse=True)
    if not words:
        return
    # The look behind stands after the first character: re skips to that, but not to a look behind.
    begun = (re.escape(word[0]) + "(?<![基成样资根原].)" + re.escape(word[1:]) for word in words)
    pattern = re.compile("|".join(begun))
    found: dict[str, tuple[Block, int]] = {}
    for block in dossier.narrative.blocks:
        for match in pattern.finditer(block.text):
            found.setdefault(match[0], (block, match.start()))
    stated = dossier.submission.office.self_reference
    first = stated.value if stated and stated.value in found else next(iter(found), "")
    for name, (block, position) in found.items():
        if name != first:
            around = block.text[position : position + 20]
            yield catalogue.TWO_SELF_REFERENCES.at(written_at(block, position), around, name=name, first=first)


# --- last year --------------------------------------------------------------------------------------------

_ANY_YEAR = re.compile(r"(?:19|20)\d\d年?|二[〇○零]二[〇○零一二三四五六七八九]年?")

_COMPARED_LETTERS = 1500  # of a paragraph; the work grows with the square


def prose_is_new(dossier: Dossier) -> Iterator[Diagnostic]:
    """A paragraph that stood, word by word or nearly, in last year's workbook; one with new numbers is new."""
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
    """Each paragraph long enough to be compared, and its words without years, blanks and fixed words."""
    for paragraph in entry.value.split("\n"):
        words = re.sub(r"\s", "", _ANY_YEAR.sub("", paragraph))
        for fixed in limits.fixed:
            words = words.replace(fixed, "")
        if len(words) >= limits.shortest:
            yield paragraph, words


def _digits_of(words: str) -> str:
    return " ".join(re.findall(r"\d+(?:\.\d+)?", words))


def _alike(new: str, old: str, limits: LastYearLimits) -> bool:
    if new == old:
        return True
    wanted = float(limits.similarity) / 100
    shorter, longer = sorted((len(new), len(old)))
    if 2 * shorter < wanted * (shorter + longer):  # the most that their lengths allow
        return False
    match = SequenceMatcher(None, new[:_COMPARED_LETTERS], old[:_COMPARED_LETTERS], autojunk=False)
    return match.quick_ratio() >= wanted and match.ratio() >= wanted
