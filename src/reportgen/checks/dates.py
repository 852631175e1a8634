"""Checks for years that are not those of this report, and for days, months and times that no calendar has."""

from __future__ import annotations

import itertools
import re
from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.dossier import Dossier, Manuscript, blank_out, place_at
from reportgen.checks.form import number_of
from reportgen.diagnostics import Diagnostic

_TITLE = re.compile(r"《[^》]{0,200}》(?:（[^）]{0,20}）)?|“[^”]{0,200}”")
_TO = r"[—–\-~～至到]{1,2}"

# --- years ------------------------------------------------------------------------------------------------

_YEAR = re.compile(
    r"(?<![\d.])((?:19|20)\d\d)(?:年|(?=[全上下]半?年|[./\-]\d{1,2}[./\-]\d{1,2}(?!\d)))"
    r"|(二[〇○零0][〇○零0一二三四五][〇○零0一二三四五六七八九])年"
)
_MAY_HOLD_YEAR = re.compile(r"年|20\d\d[./\-]")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_RANGE = re.compile(rf"(?:19|20)\d\d年?(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?{_TO}(?:(?:19|20)\d\d年|\d{{1,2}}月|今)")
_COMPARISON = re.compile(
    r"[比较](?=[\d上去前往同年])|相比|对比|同期|相对于|相当于|上年|去年|以来|基础上|基数|的水平|年水平|的[\d.]+倍"
    r"|延续|沿用|延至|跨年|历年|往年|历史|遗留|积案|存量|连续|先后|累计|曾|早在"
)
_BEGUN = re.compile(
    r"度?(?:\d{1,2}月份?)?(?:\d{1,2}日)?[^，]{0,4}?(?:成立|始建|建成|创建|组建|设立|挂牌|启用|启动|开工|立项|动工|投入使用|投用|印发|出台|颁布"
    r"|发布|施行|修订|修正|命名|批复|下达|至今|结转|决算|反馈|迁址|[重扩改]建|落成|竣工|普查|疫情|出生|入伍|入职|退休|转业|签订|签约|中标|尾款"
    r"|质保金|欠付|应付|未支付|未付|补[发缴]|起(?=[，、至]|施行|实施|执行)|版)"
    r"|度?(?:被|[^，]{0,4}(?:获评|荣获|获得|荣膺|授予|入选))|[^，]{0,4}(?:购置|采购|招录|招聘|聘用|录用|认定|入库|评[选定]|选派|验收|建档|纳入|安排"
    r"|划转|移交|接收|新增|发现|排查出?|登记)[^，]{0,4}的|(?!开展|推进|工作|实施|完成|制定|确定)[\u4e00-\u9fff]{2}的"
)
_OF_ONESELF = re.compile(r"度?，?(?:我|本[街镇乡部单处办]|全[街镇乡]|街道|办事处)")
_BY_THEN = re.compile(r"(?:\d{1,2}月)?(?:\d{1,2}日)?[初底末]?(?:以|之)?前")  # 2020年底前; not 截至……前
_BEGUN_IN = re.compile(r"(?:(?:立|建|设|发|用|牌|名|布|行|始|生|业|工)于|[自由从继受]|早在)$")
_FINDINGS_OF = re.compile(r"(?:根据|依据|针对|对照|结合|参照|参考|按照?|以)$")
_FINDINGS = re.compile(r"[^，]{0,12}(?:结果|反馈|意见|基数|水平|标准|清单|整改|审计|巡察|巡视|数据)")
_VALUE = re.compile(r"度?(?:实际)?(?:支出|预算|决算|收入)?[数额]?[为是]?\d")
_CLAUSE_STOPS = re.compile(r"，|、(?!\d{4})")
_PLAIN_VALUE = re.compile(r"年度?[\u4e00-\u9fff]{0,6}?(\d[\d.,]{0,12})([%％\u4e00-\u9fff]?)")
_SHORT = 20  # characters of a sentence that only gives the value of another year
_REACH = 60  # characters beside a year that may give a reason for it
_AHEAD = re.compile(
    r"将|计划|拟|下一步|下步|力争|争取|预计|预期|预算|安排|目标|规划|远景|到|至|前|决算|公开|验收|支付|拨付|继续|推迟|自评"
    r"|参保|缴费|征收|征兵|征订|谋划|筹备|储备|元旦|春节|报送|上报|提交|备案"
)
_IS_OURS = re.compile(
    r"^(?:度|\d{1,2}月(?:\d{1,2}日|底|末)?|年?[底末])?(?:止|为止)?，(?:我[街镇乡]|本街道|全[街镇乡])?(?:今年|本年)(?!.{0,12}[新比较初])"
    r"|(?:完成|实现|达到|兑现|落实|超过)了?(?:今年|本年)度?的?[^，]{0,8}(?:任务|目标|工作|指标|计划)"
)
_AIM_AT = re.compile(r"(?<![原曾])(?:力争|确保|争取|拟)[于在到至]?$")
_LONG_AGO = 5  # years; a year that is older was not left over from the report of the year before


def years_are_the_reports(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report another year than that of the report, once in a paragraph, unless the words around it give a reason."""
    report_year = dossier.year
    years: set[tuple[str, str]] = set()
    for block, start, sentence in dossier.all_sentences:
        for match in _YEAR.finditer(_own_words(sentence, _RANGE)) if _MAY_HOLD_YEAR.search(sentence) else ():
            text = match[1] or match[2]
            year = int(text.translate(_CHINESE_DIGITS))
            if (
                year == report_year
                or (block.text, text) in years
                or _has_reason(sentence, match, year, report_year, block.text[max(0, start - _REACH) : start])
            ):
                continue
            place = place_at(block, start + match.start())
            if place in dossier.descriptive_cells:
                continue
            ahead = _is_far_ahead(sentence, match) if year > report_year + 1 else _is_ahead(sentence, match)
            if year < report_year or (place not in dossier.plan_cells and not ahead):
                years.add((block.text, text))
                values = {"year": text, "report_year": report_year}
                yield catalogue.OTHER_YEAR_IN_PROSE.at(place, sentence.strip(), **values)


def _own_words(sentence: str, *more: re.Pattern[str]) -> str:
    """The sentence with blanks for titles and quotations."""
    patterns = (_TITLE, *more) if "《" in sentence or "“" in sentence else more
    return blank_out(sentence, *patterns)


def _clause(sentence: str, match: re.Match[str]) -> str:
    """The part of the sentence, between commas, that holds the year."""
    near = max(0, match.start() - _REACH), match.end() + _REACH
    begin = max(sentence.rfind(mark, near[0], match.start()) for mark in "，、：")
    stop = _CLAUSE_STOPS.search(sentence, match.end(), near[1])
    return sentence[max(begin + 1, near[0]) : stop.start() if stop else near[1]]


def _is_ahead(sentence: str, match: re.Match[str]) -> bool:
    """Whether words before the year or beside it speak of a plan, or of a step that always comes later."""
    if _is_as_of(sentence[: match.start()]):
        return not re.match(r"(?:9|1[0-2])月|年?[底末]|，", sentence[match.end() :])
    return bool(_AHEAD.search(sentence[: match.start()]) or _AHEAD.search(_clause(sentence, match)))


_FAR_AHEAD = re.compile(r"将|计划|拟|力争|争取|预计|预期|规划|远景|目标|到|至|前|—|十[四五六]五")


def _is_far_ahead(sentence: str, match: re.Match[str]) -> bool:
    """Whether the clause of a year after the next one speaks of a plan: no step of this report is so late."""
    return _FAR_AHEAD.search(_clause(sentence, match)) is not None


_FULL_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_IN_A_SERIES = re.compile("，(?:[一两三]年[^，]{0,4}(?:提高|下降|增加|减少|增长)|[^，]{0,6}(?:批复|批准|决定))")


def _is_as_of(before: str) -> bool:
    return before.endswith(("截至", "截止", "截止到", "截至到"))


def _has_reason(sentence: str, match: re.Match[str], year: int, report_year: int, text_before: str) -> bool:
    """Whether the report year follows, the same clause compares, or something began in that year."""
    before, after = sentence[: match.start()], sentence[match.end() :]
    if before.endswith(("今年（", "本年（", "本年度（")):
        return False
    if _IN_A_SERIES.search(after) or len(set(_FULL_YEAR.findall(sentence)) - {str(report_year)}) > 1:
        return True
    if year < report_year and _AIM_AT.search(before[-5:]) and not _OF_THE_PAST.match(sentence, match.end() - 1):
        return False
    # 2023年完成主体工程，2024年竣工; not 截至2023年12月底，本年度的任务已完成
    if f"{report_year}年" in after or (("今年" in after or "本年" in after) and not _IS_OURS.search(after)):
        return True
    if _is_as_of(before):
        return bool(_COMPARISON.search(_clause(sentence, match)[: match.start()])) and year < report_year
    ago = report_year - year
    clause = _clause(sentence, match)
    return bool(
        (ago > _LONG_AGO and sum(a != b for a, b in zip(str(year), str(report_year), strict=True)) > 1)
        or _COMPARISON.search(clause)
        or _BEGUN_IN.search(before[-4:])
        or before.endswith(tuple(f"{report_year}年{mark}" for mark in "、和与及"))
        or _is_value_beside_ours(sentence, match, text_before)
        or (_VALUE.match(after) and (f"{report_year}年" in before or before.endswith("（")))  # 2024年为3宗，2023年为5宗
        or (_FINDINGS_OF.search(before[-3:]) and _FINDINGS.match(after))
        or (_BY_THEN.match(after) and ago != 1)
        or (_BEGUN.match(after[:30]) and not _OF_ONESELF.match(after))
    )


def _is_value_beside_ours(sentence: str, match: re.Match[str], text_before: str) -> bool:
    """Whether the sentence only gives the value of that year beside ours, as in 开展62场。2023年开展58场."""
    value = _PLAIN_VALUE.match(sentence, match.end() - 1)
    if value is None or sentence[: match.start()].strip():
        return False
    compares = "同比" in sentence[value.end() :] or re.match(r"年度?[为是]", sentence[match.end() - 1 :])
    same_unit = value[2] and re.search(rf"\d{re.escape(value[2])}", text_before) and len(sentence) <= _SHORT
    return bool(compares or same_unit)


# --- days, months and times -------------------------------------------------------------------------------

_MAY_HOLD_DATE = re.compile(r"[月年季时点]|\d[:：]\d|20\d\d[./\-]")
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_DAY = re.compile(
    rf"(?:(?P<year>\d{{4}})年)?(?P<month>(?<![\d.])\d{{1,6}}|{_NUMERAL})月份?"
    rf"(?:(?P<day>\d{{1,3}}|{_NUMERAL})(?:日(?!均|常)|号(?![楼文线地院令店铺公通线桥门])))?"
)
_MONTH = re.compile(r"月(?<=[\d一二三四五六七八九十].)")
_TO_DAY = re.compile(rf"{_TO}(\d{{1,3}})[日号]")
_ONLY_TO = re.compile(rf"{_TO}$")
_TWO_MONTHS = {"三十", "四十", "五十", "六十", "七十", "八十", "九十"}  # 九十月份
_MONTHS_LONG = re.compile(r"[满孕达共近约第每期隔前后超余多个]$")
_MONTHS_OLD = re.compile(r"[龄以大内余多均薪]")
_WRITTEN_DAY = re.compile(r"(?<![\d./A-Za-z\-])(20\d\d)([./\-])(\d{1,2})\2(\d{1,2})(?![\d./\-])")
_WRITTEN_YEAR = re.compile(r"年(?<=[\dOoIl].)")
_BEFORE_YEAR = re.compile(r"[\dOoIl.A-Za-z]{1,13}$")
_AFTER_YEAR = re.compile(r"度|\d{1,2}月|[，底末初全上下我本]")
_DURATION = re.compile(
    r"来|间|内|期|余|多|龄|以[上下内]|后|前|之|如一|从|坚守|扎根|奉献|深耕|风雨|不变|初心|的|历|[、；。）”]|$"
)
_OPENS_CLAUSE = re.compile(r"(?:^|[，：（\s]|截[至止]到?|[自从比较与]|确保|安排|力争|争取|编制|落实|做好)$")
_LETTER_YEAR = re.compile(r"2[0-9OoIl]{3}|20[OoIl]{2}")
_SHORT_DATE = re.compile(r"\d{1,2}月(?!龄)|[初底末](?![\u4e00-\u9fff]?会)|[上下]半年|第?[一二三四]季度")
_LASTED = re.compile("[第共近约满达逾过超时用役龄刑期余历为\\d.]$")
_NEAR_YEARS = range(-3, 2)
_YEARS_BACK = re.compile(r"(?<!\d)((?:19|20)\d\d)年?度?[—–\-~～至到]{1,2}((?:19|20)\d\d)年")
_QUARTER = re.compile(r"第([五六七八九]|[1-9]?[05-9]|1\d)季度?|(?<=年)([五六七八九]|[05-9]|1\d)季度")
_HALF = re.compile(
    rf"(?:([上下])半年|第?([一二三四1-4])季度)[（(]?(?:即|为|指)?(\d{{1,2}})(?:月?{_TO}(\d{{1,2}}))?月(?!后|开)"
)
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_TIME = re.compile(r"[:：](?<=\d.)(\d\d)(?![\d:：])")
_HOUR = re.compile(r"(?<!\d)\d{1,2}$")
_TIME_BEFORE = re.compile(rf"(?:上午|下午|中午|晚上?|凌晨|早上?|每[天日]|夜间|时间为?|日|\d[:：]\d\d{_TO})$")
_TIME_AFTER = re.compile(rf"{_TO}\d{{1,2}}[:：]\d\d|[开前后许召]")
_CLOCK = re.compile(r"[时点](?<=\d.)(\d{1,2})分(?!钟|[之值])")
_MORNING = re.compile(r"上午(1[3-9]|2\d)[时点:：]")
_DAYS_BETWEEN = re.compile(r"[^，]{0,8}，(?:间隔|相隔|历时|用时)(\d{1,3})[天日]")
_YEARS_OF_WORK = re.compile(
    r"((?:19|20)\d\d)年(?:正式|全面)?(?:开工|动工|启动|立项)(?:建设|施工|实施)?[，、]并?于?((?:19|20)\d\d)年"
    r"(?:正式|全面|全部|通过){0,2}(?:竣工|完工|建成|验收|交付|投入使用|投用)"
)
_LATEST_SPRING_START = 8  # Seasons that go on into the next year, such as heating, begin in September or later.


class _Day(NamedTuple):
    """A date as a sentence writes it; ``year`` and ``day`` are ``None`` where it does not say them."""

    match: re.Match[str]
    year: int | None
    month: int
    day: int | None


class _WrongDate(NamedTuple):
    """What cannot be, where it stands in the sentence, and what to write."""

    start: int
    end: int
    fault: str
    mend: str


_FAR = 24  # characters beside a date in which the words for its step stand
_STEPS = (
    r"(?P<plan>立项)|(?P<tender>开标|评标|招标公告|发布公告)|(?P<award>中标|成交通知|定标)|(?P<sign>签订|签约|订立)"
    r"|(?P<start>开工|动工|启动|开始|进场|破土)|(?P<finish>完工|竣工|建成|封顶|收尾|结束)|(?P<accept>(?<!中间)(?<!阶段)(?<!分部)(?<!初步)验收)|(?P<use>入住|交付|投入使用|投用|启用|开园|开业|投入运营)"
    r"|(?P<ask>申请|申报|上报|送审|报批)|(?P<grant>批准|批复|获批|核准|审批通过)|(?P<receive>受理|接到|收到|发现|立案)"
    r"|(?P<close>办结|答复|销号|化解|结案|整改|处置)|(?P<enrol>报名|招生)|(?P<begin>开班|开课|开赛|开幕)|(?P<end>结业|闭幕|结课)"
    r"|(?P<damage>水毁|受灾|塌方|滑坡|爆管|中断)|(?P<repair>恢复|修复|抢通)|(?P<publish>公开)|(?P<draft>征求意见|公示)|(?P<issue>印发|出台|发放)"
)
_STEP = re.compile(_STEPS)
_STEP_BEFORE = re.compile(rf"(?:{_STEPS})(?:日期|时间)?[于为在是：]{{0,2}}$")
_ONE_AFTER_THE_OTHER = frozenset(
    (early, late)
    for early, later in (
        ("plan", "start finish accept use tender award"),
        ("tender", "award sign start"),
        ("award", "sign start finish accept"),
        ("start", "finish accept use"),
        ("finish", "accept use"),
        ("ask", "grant"),
        ("grant", "publish"),
        ("receive", "close"),
        ("enrol", "begin end"),
        ("begin", "end"),
        ("damage", "repair"),
        ("draft", "issue"),
    )
    for late in later.split()
)
_SAME_THING = re.compile(
    r"(?:并|又|再|随后|后|最终|已|经|至|到|同年|当年|日期|时间|合同|协议|项目|工程|该|通知书?|[居村]民|群众|住户|安置户|师生|双方|正式|全面|整体|如期|提前|全部|通过|预计|乡里|镇里|街道"
    r"|就|才|即|便|的)*[于在是为：]?"
)
_OTHER_YEAR = re.compile("次年|翌年|来年|上年|去年|前年|跨年|第二年|明年")
_LATE = 9  # the first month of autumn, in which works begin that end in spring


def dates_can_be(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a date or time that no calendar has, a year without its four digits, and an end before its beginning."""
    report_year = dossier.year
    for block, start, sentence in dossier.all_sentences:
        for fault in _faults(_own_words(sentence), report_year) if _MAY_HOLD_DATE.search(sentence) else ():
            place = place_at(block, start + fault.start)
            found = sentence[fault.start : fault.end]
            yield catalogue.IMPOSSIBLE_DATE.at(place, found, fault=fault.fault, mend=fault.mend)


_TO_BE_DONE = re.compile(
    r"年(?:内|年?底前|\d{1,2}月(?:[底末]|\d{1,2}日)?前|[一二三四]季度[末底]?前)[^，。；未没尚的]{0,12}(?:完成|建成|实现|达到|完工|投用|化解|整改|签订|支付|结清|出台|印发)(?!了|的)"
)
_AIM = re.compile(r"(?:力争|确保|争取|计划|预计|拟于|实现)[于在到至]?$")
_OF_THE_PAST = re.compile(
    r"年度?(?:的|遗留|结余|未|存量|欠|以来|自评|绩效|发现|存在|结果|工作|项目|结转|决算|底?前?已|“)"
)


def measures_look_ahead(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a measure that aims at the year of the report, which is over."""
    year = dossier.submission.year.value
    for measure in dossier.submission.measures:
        text = measure.text.value
        for match in re.finditer(f"{year}年", text) if f"{year}年" in text else ():
            aims = _AIM.search(text[: match.start()][-4:]) or _TO_BE_DONE.match(text, match.end() - 1)
            if aims and not _OF_THE_PAST.match(text, match.end() - 1):
                fault, mend = "为报告年度，该年度已结束，改进措施应写以后的工作", f"改为“{year + 1}年”，或者写明年份"
                found = text[match.start() : match.end() + 12]
                yield catalogue.IMPOSSIBLE_DATE.at(measure.text.ref, found, fault=fault, mend=mend)


def _faults(words: str, report_year: int) -> Iterator[_WrongDate]:
    if _MONTH.search(words):
        yield from _day_faults(words, report_year)
    if "年" in words:
        yield from _year_faults(words, report_year)
    if "季" in words or "半年" in words:
        yield from _part_faults(words)
    if "20" in words:
        for match in _WRITTEN_DAY.finditer(words):
            year, month, day = int(match[1]), int(match[3]), int(match[4])
            if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
                yield _WrongDate(*match.span(), "不是有效日期", "核对月份和日子")
    yield from _time_faults(words)


def _number(written: str) -> int | None:
    return int(written) if written.isdecimal() else number_of(written) or None


def _day_faults(words: str, report_year: int) -> Iterator[_WrongDate]:
    days = []
    for match in _DAY.finditer(words):
        year, month = int(match["year"]) if match["year"] else None, _number(match["month"])
        if month is not None and 1 <= month <= 12:
            day = _Day(match, year, month, _number(match["day"]) if match["day"] else None)
            days.append(day)
            yield from _faults_of_day(words, day, report_year)
        elif month is not None and match["month"] not in _TWO_MONTHS:
            before, after = words[: match.start("month")][-1:], words[match.end("month") + 1 :][:1]
            if year or not (_MONTHS_LONG.search(before) or _MONTHS_OLD.match(after)):
                yield _WrongDate(match.start("month"), match.end(), "不是有效月份", "改为1月至12月中的一个月")
    steps = [_step_of(words, days, at) for at in range(len(days))]
    for at, (first, second) in enumerate(itertools.pairwise(days)):
        faults = list(_order_faults(words, first, second))
        yield from faults or _step_faults(words, (first, steps[at]), (second, steps[at + 1]))
        yield from _span_faults(words, first, second, report_year)


def _faults_of_day(words: str, day: _Day, report_year: int) -> Iterator[_WrongDate]:
    if day.day is None:
        return
    start, end = day.match.start("month"), day.match.end()
    last = _last_day(day.month, day.year, words, report_year)
    if not 1 <= day.day <= last:
        yield _WrongDate(start, end, f"不存在，{day.month}月只有{last}天", "核对月份和日子")
    to_day = _TO_DAY.match(words, end)
    if to_day and int(to_day[1]) > last:
        yield _WrongDate(start, to_day.end(), f"不对，{day.month}月只有{last}天", "核对起止的日期")
    elif to_day and int(to_day[1]) < day.day:
        yield _WrongDate(start, to_day.end(), "先后颠倒，结束在开始以前", "核对起止的日期")


def _span_faults(words: str, first: _Day, second: _Day, report_year: int) -> Iterator[_WrongDate]:
    told = _DAYS_BETWEEN.match(words, second.match.end())
    if told and first.day and second.day and first.year == second.year:
        year = first.year or report_year
        passed = _ordinal(year, second) - _ordinal(year, first)
        if passed > 0 and int(told[1]) not in (passed, passed + 1):
            fault = f"天数有误，两个日期相隔{passed}天"
            yield _WrongDate(first.match.start(), told.end(), fault, "核对日期和天数")


def _ordinal(year: int, day: _Day) -> int:
    last = monthrange(year, day.month)[1]
    return date(year, day.month, min(day.day or 1, last)).toordinal()


def _last_day(month: int, year: int | None, words: str, report_year: int) -> int:
    leap = isleap(year or report_year) or (year is None and "年" in words)
    return monthrange(2024 if leap else 2023, month)[1]


def _order_faults(words: str, first: _Day, second: _Day) -> Iterator[_WrongDate]:
    """Report 5月—3月 and 10日至2日; a span without years may go on into the next one."""
    if not _ONLY_TO.fullmatch(words[first.match.end() : second.match.start()]) or (second.year and not first.year):
        return
    years = first.year or 0, second.year or first.year or 0
    if years[0] == years[1] and first.month == second.month:
        wrong = bool(first.day and second.day and first.day > second.day)
    elif years[0] == years[1] and not first.year:
        wrong = first.month > second.month + 1 and first.month <= _LATEST_SPRING_START
    else:
        wrong = (years[0], first.month) > (years[1], second.month)
    if wrong:
        yield _WrongDate(first.match.start(), second.match.end(), "先后颠倒，结束在开始以前", _IN_WHICH_YEAR)


_IN_WHICH_YEAR = "核对两个日期；跨年的，写明“次年”或者年份"


def _step_of(words: str, days: list[_Day], at: int) -> str:
    """The kind of step that the words beside a date name; ``""`` for none."""
    here = days[at].match
    if words.startswith("的", here.end()):
        return ""
    begin = max(days[at - 1].match.end() if at else 0, *(words.rfind(mark, 0, here.start()) + 1 for mark in "，：（"))
    stop = days[at + 1].match.start() if at + 1 < len(days) else len(words)
    after = re.split("[，、：）]", words[here.end() : min(stop, here.end() + _FAR)])[0]
    before = words[max(begin, here.start() - _FAR) : here.start()]
    named = _STEP_BEFORE.search(before) or _STEP.search(after) or _STEP.search(before)
    return named.lastgroup or "" if named else ""


def _step_faults(words: str, first: tuple[_Day, str], second: tuple[_Day, str]) -> Iterator[_WrongDate]:
    """Report two steps of one thing of which the later one has the earlier date."""
    (day, step), (other, next_step) = first, second
    forward = (step, next_step) in _ONE_AFTER_THE_OTHER
    if not forward and (next_step, step) not in _ONE_AFTER_THE_OTHER:
        return
    between = words[day.match.end() : other.match.start()]
    own = _STEP.sub("", re.split("[，、；]", between)[-1])
    if between.count("，") > 2 or not _SAME_THING.fullmatch(own) or (other.year and not day.year):
        return
    if not day.year and (
        _OTHER_YEAR.search(words)
        or (forward and day.month >= _LATE and step in ("start", "plan") and "日期" not in between)
    ):
        return
    dates = [(day.year or 0, day.month, day.day or 0), (other.year or day.year or 0, other.month, other.day or 0)]
    if dates[0][:2] == dates[1][:2] and not (day.day and other.day):
        return
    if (dates[0] > dates[1]) if forward else (dates[0] < dates[1]):
        fault = "先后颠倒，后一步的日期早于前一步"
        yield _WrongDate(day.match.start(), other.match.end(), fault, _IN_WHICH_YEAR)


def _year_faults(words: str, report_year: int) -> Iterator[_WrongDate]:
    for match in _WRITTEN_YEAR.finditer(words):
        run = _BEFORE_YEAR.search(words, max(0, match.start() - 13), match.start())
        written = run[0] if run else ""
        start, after = match.start() - len(written), match.end()
        if _is_no_year(written, words[max(0, start - 4) : start], words[after : after + 3], report_year):
            yield _WrongDate(start, after, "不是一个年份", f"年份用四位数字，如“{report_year}年”")
        elif len(written) == len("24") and written.isdecimal():
            year = report_year // 100 * 100 + int(written)
            opens = _OPENS_CLAUSE.search(words[max(0, start - 4) : start])
            near = year - report_year in _NEAR_YEARS and opens and not _DURATION.match(words, after)
            dated = -10 <= year - report_year <= 1 and _SHORT_DATE.match(words, after)
            if near or (dated and not _LASTED.search(words[max(0, start - 2) : start])):
                yield _WrongDate(start, after, "的年份仅写两位", f"改为“{year}年”，报告年度是{report_year}年")
    for pattern in (_YEARS_BACK, _YEARS_OF_WORK):
        for match in pattern.finditer(words):
            if int(match[1]) > int(match[2]):
                yield _WrongDate(*match.span(), "先后颠倒，结束在开始以前", "核对两个年份")


def _is_no_year(written: str, before: str, after: str, report_year: int) -> bool:
    """Whether the digits before 年 are too many or too few for a year; 4300 may be a number of years."""
    if not written.isdecimal():
        return bool(_LETTER_YEAR.fullmatch(written))
    if len(written) > len("2024"):
        return True
    opens = bool(_OPENS_CLAUSE.search(before))
    if len(written) == len("202"):
        near = (str(report_year + years) for years in _NEAR_YEARS)
        shortened = {year[:at] + year[at + 1 :] for year in near for at in range(4)}
        dated = after.startswith("度") or re.match(r"\d{1,2}月", after) is not None
        return written in shortened and (dated or (opens and not _DURATION.match(after)))
    return written > "2100" and len(written) == len("2204") and opens and bool(_AFTER_YEAR.match(after))


def _part_faults(words: str) -> Iterator[_WrongDate]:
    for match in _QUARTER.finditer(words):
        yield _WrongDate(*match.span(), "不是有效季度，一年只有四个季度", "核对是第几季度")
    for match in _HALF.finditer(words):
        first, last = int(match[3]), int(match[4] or match[3])
        quarter = _QUARTERS.get(match[2] or "", 0)
        begin, end = (quarter * 3 - 2, quarter * 3) if quarter else (1, 6) if match[1] == "上" else (7, 12)
        if not begin <= first <= last <= end:
            yield _WrongDate(*match.span(), f"前后不一，这一段是{begin}月至{end}月", "核对月份")


def _time_faults(words: str) -> Iterator[_WrongDate]:
    for match in _TIME.finditer(words):
        hour = _HOUR.search(words, max(0, match.start() - 3), match.start())
        is_time = hour and (_TIME_BEFORE.search(words[: hour.start()][-8:]) or _TIME_AFTER.match(words, match.end()))
        if hour and is_time and not _is_time(int(hour[0]), int(match[1])):
            yield _WrongDate(hour.start(), match.end(), "不是有效时刻", "时刻从0:00至24:00，核对时和分")
    for match in _CLOCK.finditer(words):
        hour = _HOUR.search(words, max(0, match.start() - 3), match.start())
        if hour and not _is_time(int(hour[0]), int(match[1])):
            yield _WrongDate(hour.start(), match.end(), "不是有效时刻", "核对时和分")
    for match in _MORNING.finditer(words):
        yield _WrongDate(*match.span(), "前后不一", "核对是上午还是下午")


def _is_time(hour: int, minute: int) -> bool:
    return (hour < 24 and minute < 60) or (hour == 24 and minute == 0)
