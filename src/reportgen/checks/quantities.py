"""The quantities of a text (文中的数): Arabic, full-width or Chinese, each with its scale and its unit.

Digits that count nothing are none: dates, laws, document numbers, telephone numbers, modes of work such as 1+1+N.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from string import ascii_letters
from typing import NamedTuple

from reportgen.checks.dossier import HAN, blank_out

# --- units ------------------------------------------------------------------------------------------------

TIMES = ("小时", "天", "工作日", "分钟")
PERCENT, POINTS_OF_PERCENT, MONEY, POINTS, NO_UNIT = "%", "百分点", "元", "分", ""


class Unit(NamedTuple):
    """What is measured (元, 平方米, 人 …), and how many of it the unit of the text holds (万元: 10 000)."""

    dimension: str
    factor: Decimal = Decimal(1)


# Units that stand for each other have one dimension: 位 and 人, 公里 and 米.
_UNITS_BY_DIMENSION = {
    PERCENT: "% ％",
    "‰": "‰",
    POINTS_OF_PERCENT: "个百分点 百分点",
    MONEY: "元 千元:1000 万元:10000 百万元:1000000 亿元:100000000",
    POINTS: "分",
    "平方米": "平方米 平米 ㎡ m² m2 亩:666.666666666666666666666667 公顷:10000 平方公里:1000000",
    "米": "米 延米 延长米 公里:1000 千米:1000 km:1000",
    "公斤": "公斤 千克 吨:1000",
    "立方米": "立方米 立方 方",
    "人": "人 人次 人次数 名 位 口人 余人",
    "户": "户 户次 家 家次 企业",
    "次": "次 场 场次 期 批次 轮次 轮 回 班次",
    "件": "件 起 宗 例 单 案 桩 件次 宗次",
    "个": "个 处 座 所 间 项 条 栋 幢 套 块 片 段 组 支 台 部 辆 只 处次 个次 盏",
    "株": "株 棵",
    "小时": "小时",
    "天": "天",
    "工作日": "个工作日 工作日",
    "分钟": "分钟",
    "份": "份 张 册 本 幅 篇",
}
UNITS: dict[str, Unit] = {
    name: Unit(dimension, Decimal(factor or 1))
    for dimension, names in _UNITS_BY_DIMENSION.items()
    for name, _, factor in (one.partition(":") for one in names.split())
}
# A thing of the first kind may also be counted with the words of the second.
_LIKE = {("个", "件"), ("个", "户"), ("个", "份"), ("件", "次"), ("个", "次"), ("份", "件")}
_MEASURED = frozenset((PERCENT, POINTS_OF_PERCENT, MONEY, "‰", "平方米", "米", "公斤", "立方米", *TIMES))


@lru_cache(maxsize=1024)
def unit_of(words: str) -> Unit:
    """The unit that the words of a cell name (万元/年, 人次); a unit of its own where it is unknown."""
    words = words.strip().replace("％", "%")
    for length in range(min(len(words), _LONGEST), 0, -1):
        if unit := _SCALED.get(words[:length]):
            return unit
    return Unit(words[:4])


_SCALED = {
    scale + name: Unit(unit.dimension, unit.factor * times)
    for scale, times in (("", 1), ("万", 10_000), ("亿", 100_000_000), ("千", 1000))
    for name, unit in UNITS.items()
} | {"万": Unit(NO_UNIT, Decimal(10_000))}
_LONGEST = max(map(len, _SCALED))


def same_kind(one: str, other: str) -> bool:
    """Whether two dimensions may measure the same thing."""
    return one == other or (one, other) in _LIKE or (other, one) in _LIKE


# --- reading ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQuantity:
    """A number of a text at ``text[start:end]``, in units of its dimension (1.2万元: 12 000 of 元).

    ``step`` is what the last place that is printed is worth; ``roughly`` is the word that makes it a rough number.
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    last_place: Decimal  # what its last digit that is not 0 is worth: 500余 is less than 600
    unit: Unit
    roughly: str
    spelled: bool  # in Chinese numerals
    whole: bool  # without decimals

    def is_number(self, value: Decimal) -> bool:
        """Whether this is ``value``, rounded half up to the places printed, or roughly, if that is what it says."""
        if self.roughly == "余":
            return self.value <= value < self.value + self.last_place
        if self.roughly:
            return abs(value - self.value) * 10 <= self.value
        return self.value - self.step / 2 <= value < self.value + self.step / 2

    @property
    def printed(self) -> Decimal:
        """The number in the unit that the text names: 1.2 of 1.2万元 in units of 10 000."""
        return self.value / self.unit.factor

    @property
    def small(self) -> bool:
        """Whether it counts a few things, as any sentence may."""
        return self.unit.dimension not in _MEASURED and self.value <= _FEW


_FEW = 10
_SCALES = {"": Decimal(1), "千": Decimal(1000), "百": Decimal(100), "十": Decimal(10), "万": Decimal(10_000)}
_SCALES |= {"亿": Decimal(100_000_000), "百万": Decimal(1_000_000), "千万": Decimal(10_000_000)}
_UNIT_NAMES = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_ARABIC = re.compile(
    rf"(?<![\dA-Za-z.])(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?P<more>余|多(?!于))?(?P<scale>[百千]?[万亿]|[百千](?![分米克元瓦]))?"
    rf"(?P<more2>余|多(?!于))?(?P<unit>{_UNIT_NAMES}|[{HAN}])?"
)
_DIGIT_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
# 一 alone is an article (一个平台), so that a single character begins with 两; names such as 三公 have no unit.
_SPELLED = re.compile(
    rf"(?<![第初几数零〇一二三四五六七八九十百千万两“])(?:(?P<percent>百分之)|)(?P<number>[零〇一二三四五六七八九十百千两]{{1,9}}(?:万[零〇一二三四五六七八九十百千两]{{2,9}}(?=元))?)(?P<more>余|多(?!于))?"
    rf"(?:点(?P<tenths>[零〇一二三四五六七八九]{{1,3}})(?=[万亿]|公里|米|元|吨|公顷|亩|倍))?(?P<scale>[万亿](?!家灯火))?(?(percent)(?:点(?P<decimals>[零〇一二三四五六七八九]{{1,3}}))?"
    rf"|(?:成(?P<half>[一二三四五六七八九半])?(?![立为功果本员长人效就了都熟型群套年交绩])"
    rf"|(?:余|多)?(?P<unit>{_UNIT_NAMES})(?!工作日|自然日|月|小时|星期|季度|分之)(?P<more2>[多余](?=[，、）]|$))?))"
)
_SPELLED_BEGINS = re.compile("[二三四五六七八九十百千两一]")
_ABOUT_BEFORE = re.compile(r"(?:近|(?<![签节预违解制])约)$")  # 签约12个 is exact
_ABOUT_AFTER = re.compile(r"左右|上下")
_QUOTATION = re.compile(r"《[^》]{0,200}》|“[^”]{0,200}”|\{[^{}]{0,100}\}")
_WIDE = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")
_WIDE_DIGIT = re.compile("[０-９]")
DIGIT = re.compile(r"\d")

# These match digits that count nothing of the office; no match goes on from one sentence to the next.
# A pattern matches only where a run of digits begins, so that ``re`` tries a run of thousands once. The look behind
# comes after the first character, because ``re`` skips to a character but not to a look behind.
_N = r"\d(?<!\d\d)\d{0,11}"
_UP_TO_31 = r"\d(?<!\d\d)\d?"
_TO = r"[—–\-~～至到]"
_DURATION = (
    rf"{_N}(?:\.\d{{1,4}})?(?:{_TO}\d{{1,4}})?个?(?:小时|分钟|秒|天|工作日|自然日|日|月|季度|年|周|摄氏度|℃)(?!人)"
)
# Each pattern stands behind the characters of which its matches hold at least one; "" are any.
_OTHER_DIGITS = tuple(
    (frozenset(characters), re.compile(pattern))
    for characters, pattern in (
        (
            "〔[【（(第",
            r"(?=[〔\[【（(\d])(?:[〔\[【（(]\d{4}[〕\]】）)](?:第?\d{1,6}号)?|[〔\[【（(]?\d{4}年第\d{1,6}号)",
        ),
        (
            "—–-~～至到./",
            rf"(?<!\d)(?:19|20)\d\d(?:(?:年度?)?{_TO}(?:19|20)?\d\d年?|[./\-]\d{{1,2}}(?:[./\-]\d{{1,2}})?(?!\d|[余多]?[万亿千百]?元|[%％万亩吨分]|公[里顷]))",
        ),
        ("年", r"(?<!\d)(?:19|20)\d\d年(?:度|底|初|末)?"),
        (
            "月日:：时点",
            rf"{_UP_TO_31}(?:{_TO}\d{{1,2}}|、\d{{1,2}}){{0,11}}(?:月份?|日)(?!均)|{_UP_TO_31}(?:[:：]\d{{2}}|时|点)(?!\d)",
        ),
        ("第附表图前岁", rf"(?:第|附件|附表|表|图){_N}(?!\.?\d*[%％])|前{_N}名?|{_N}(?:{_TO}\d{{1,3}})?周?岁"),
        ("目任事问原", rf"(?:目标|任务|事项|问题|原因){_N}(?=[：:，。、）)]|$)"),
        ("+×＋xX*:：", rf"{_N}(?:[+×＋xX*]\d{{1,4}}){{0,8}}[+×＋xX*](?:\d{{1,4}}|[NnX])|{_N}[:：]\d{{1,4}}"),
        ("小分秒天工自日月季年周摄℃", _DURATION),
        ("每", rf"每[^，。；\d]{{0,8}}\d{{0,3}}[^，。；\d]{{0,4}}{_N}(?:{_TO}\d{{1,4}})?[次回场]"),
        (ascii_letters, r"(?<![A-Za-z\-/])[A-Za-z][A-Za-z\-/]{0,20} ?\d{1,12}(?:\.\d{1,4})?(?:[—–\-]\d{2,4})?"),
        (ascii_letters, rf"{_N}[A-Za-z](?![A-Za-z])"),
        (
            "热平电报工急诉专",
            r"(?<!\d)(?:1\d{4}|9\d{4}|1[12]\d)(?=[^\d，。；]{0,8}(?:热线|平台|电话|报警|工单|急救|诉求|专线))",
        ),
        ("1", r"(?<!\d)12[3-6]\d{2}(?![\d.%件人户次个万元米亩宗起])"),
        ("", r"(?=\d)(?<!\d)(?:0\d{2,3}-?\d{7,8}|1\d{10}|\d{1,2}[·•]\d{1,2})(?!\d)"),
        ("1", r"(?<![\d.])1(?:10|19|20|22)(?=[、和与及的，）)]|$|联动|建立|出警)"),
        (
            "号级等届版周线路方环原维步要阶板体机抓必严",
            rf"{_N}(?:号|级|等奖|届|版|周年|线|路(?!灯))|{_N}[个项大种类条]?(?:方面|环节|原则|维度|步骤|要素|阶段|板块|体系|机制|抓手|必须|严禁)",
        ),
        ("（().．、", r"(?=[（(.．\d])(?:^|(?<=[。；：，\s]))[（(]?\d{1,2}(?:[）)、]|[.．](?!\d))"),
    )
)


_OTHER_DIGITS_BUT_TIMES = tuple(
    (characters, re.compile(_DURATION.replace("小时|分钟|秒|天|工作日|", "秒|")) if one.pattern == _DURATION else one)
    for characters, one in _OTHER_DIGITS
)


def narrow(text: str) -> str:
    """The text with full-width digits, points, commas and per cent signs made half-width, of the same length."""
    return text.translate(_WIDE) if _WIDE_DIGIT.search(text) else text.replace("％", "%")


def measures_time(dimensions: Iterable[str]) -> bool:
    """Whether any of the dimensions is a time, so that durations are quantities and no mere circumstance."""
    return not set(TIMES).isdisjoint(dimensions)


def quantities(text: str, *, times: bool = False) -> list[TextQuantity]:
    """The quantities of one sentence, in order; durations only if something is measured in ``times``."""
    found = []
    if DIGIT.search(text):
        words = narrow(text)
        if "“" in words or "《" in words or "{" in words:
            words = blank_out(words, _QUOTATION)
        if DIGIT.search(words):
            characters = set(words)
            others = _OTHER_DIGITS_BUT_TIMES if times else _OTHER_DIGITS
            words = blank_out(words, *(one for some, one in others if not (some and some.isdisjoint(characters))))
            found = [_arabic(match, words) for match in _ARABIC.finditer(words)]
    taken = {position for one in found for position in range(one.start, one.end)}
    spelled = [one for one in _spelled(text) if one.start not in taken and (times or one.unit.dimension not in TIMES)]
    return sorted((*found, *spelled), key=lambda one: one.start) if spelled else found


def numbers_in(text: str) -> Iterator[TextQuantity]:
    """The Arabic quantities of a cell such as 佐证材料, whatever they count."""
    if DIGIT.search(text):
        words = narrow(text[:2000])
        yield from (_arabic(match, words) for match in _ARABIC.finditer(words))


def _arabic(match: re.Match[str], text: str) -> TextQuantity:
    number = match["number"].replace(",", "")
    scale, unit_name = match["scale"] or "", match["unit"] or ""
    unit = UNITS.get(unit_name) or Unit(unit_name)
    times = _SCALES[scale] * unit.factor
    places = len(number.partition(".")[2])
    more = match["more"] or match["more2"]
    return TextQuantity(
        start=match.start(),
        end=match.end() if unit_name in UNITS else match.end() - len(unit_name),
        value=Decimal(number) * times,
        step=times.scaleb(-places),
        last_place=times.scaleb(_zeros(number) - places),
        unit=unit,
        roughly="余" if more else _roughly(text, match.start(), match.end()),
        spelled=False,
        whole=not places,
    )


def _zeros(digits: str) -> int:
    """How many noughts a whole number ends with."""
    return 0 if "." in digits else len(digits) - len(digits.rstrip("0")) if digits.strip("0") else 0


def _roughly(text: str, start: int, end: int) -> str:
    before = _ABOUT_BEFORE.search(text[max(0, start - 3) : start])
    return "约" if before or _ABOUT_AFTER.match(text, end) else ""


# The characters of sums on contracts (壹佰万元) count as such only in front of the word for money.
_FORMAL = re.compile("[壹贰叁肆伍陆柒捌玖拾佰仟零万]{2,14}(?=[万亿]?元)|[壹贰叁肆伍陆柒捌玖](?=[万亿]元)")
_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")


def _spelled(text: str) -> Iterator[TextQuantity]:
    text = _FORMAL.sub(lambda run: run[0].translate(_PLAIN), text)
    end = 0
    for begin in _SPELLED_BEGINS.finditer(text):
        match = _SPELLED.match(text, begin.start()) if begin.start() >= end else None
        if match is None:
            continue
        end = match.end()
        value = numeral(match["number"])
        if match["percent"] is None and match["unit"] is None:
            if value is not None and 2 <= value <= 9 and not match["more"] and not match["scale"]:
                yield _tenths(match, text, value)
            continue
        if value is None or (
            value <= 1
            and not (match["percent"] or match["tenths"])
            and not _HAPPENS.search(text[max(0, match.start() - 3) : match.start()])
        ):
            continue
        unit = UNITS[PERCENT] if match["percent"] else UNITS[match["unit"]]
        decimals = "".join(str(_DIGIT_VALUES[digit]) for digit in match["decimals"] or match["tenths"] or "")
        times = _SCALES[match["scale"] or ""] * unit.factor
        yield TextQuantity(
            start=match.start(),
            end=end,
            value=(value + Decimal(f"0.{decimals or 0}")) * times,
            step=times.scaleb(-len(decimals)),
            last_place=times.scaleb(_zeros(str(value)) - len(decimals)),
            unit=unit,
            roughly="余"
            if match["more"] or match["more2"] or match[0][-2:-1] in "余多"
            else _roughly(text, match.start(), end),
            spelled=True,
            whole=not decimals,
        )


def _tenths(match: re.Match[str], text: str, value: Decimal) -> TextQuantity:
    """九成五 as 95 %; 九成 is a rough number."""
    half = match["half"]
    more = Decimal(5 if half == "半" else _DIGIT_VALUES[half]) if half else Decimal(0)
    return TextQuantity(
        start=match.start(),
        end=match.end(),
        value=value * 10 + more,
        step=Decimal(1 if half else 10),
        last_place=Decimal(1 if half else 10),
        unit=UNITS[PERCENT],
        roughly=_roughly(text, match.start(), match.end()),
        spelled=True,
        whole=True,
    )


_HAPPENS = re.compile(r"(?:发生|发现|出现|存在)了?$")  # 发生一起事故 counts, 建成一个平台 does not


def numeral(characters: str) -> Decimal | None:
    """一千九百六十八 as 1968, 十万八千 as 108 000; ``None`` for what is no numeral, such as 三四, 百千 or 甲."""
    if "万" in characters:
        many, few = map(numeral, characters.split("万", 1))
        return None if many is None or few is None else many * 10_000 + few
    total, digit = 0, None
    for character in characters if characters != "百" else "一百":
        if character in _TENS:
            if digit is None and (character != "十" or total % 100):
                return None
            total, digit = total + (1 if digit is None else digit) * _TENS[character], None
        elif character in "零〇":
            digit = None
        elif digit is not None:
            return None
        elif character in _DIGIT_VALUES:
            digit = _DIGIT_VALUES[character]
        else:
            return None
    return Decimal(total + (digit or 0))
