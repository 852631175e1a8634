"""Checks that a sentence counts right: as many items as it announces, as many names, and parts that make the total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from reportgen import catalogue
from reportgen.checks.dossier import Manuscript, blank_out, place_at
from reportgen.checks.form import TYPED_NUMBERS, number_of, opens_inner_list
from reportgen.diagnostics import CellRef, Diagnostic, TextRef
from reportgen.numeric import chinese_numeral, plain, round_half_up


class _Miscount(NamedTuple):
    """The words that count wrong, what they say, what is there, and what to write."""

    start: int
    end: int
    told: str
    counted: str
    mend: str


def counts_add_up(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report items, names and parts that are more or fewer than the sentence says."""
    for entry in dossier.prose:
        for fault in _announced_items(entry.value):
            yield _problem(entry.value, fault, entry.ref)
    for block in dossier.passages:
        told: list[_Miscount] = []
        for fault in _miscounts(block.text):
            if not any(fault.start < other.end and other.start < fault.end for other in told):
                told.append(fault)
                yield _problem(block.text, fault, place_at(block, fault.start))


def _problem(text: str, fault: _Miscount, place: CellRef | TextRef) -> Diagnostic:
    values = {"told": fault.told, "counted": fault.counted, "mend": fault.mend}
    return catalogue.COUNT_DISAGREES.at(place, text[fault.start : fault.end], **values)


def _miscounts(text: str) -> Iterator[_Miscount]:
    if "、" in text:
        yield from _names(text)
    if "、" in text or "”" in text:
        yield from _explained(text)
        yield from _slogans(text)
    if "其中" in text:
        yield from _parts(text)
    if "共" in text or "计" in text:
        yield from _sums(text)
    if "占" in text or "不满意" in text:
        yield from _shares(text)
    if "%" in text or "％" in text:
        yield from _shares_of(text)
    yield from _lists(text)
    yield from _counted_again(text)
    yield from _shared_out(text)
    yield from _left_over(text)
    yield from _changes(text)


# --- items that a sentence announces ------------------------------------------------------------------------

_COUNT = r"(?:十[一二三]|[二两三四五六七八九十]|\d{1,2})"
_ANNOUNCED = re.compile(
    rf"(?P<count>{_COUNT})(?:个|项|条|点|种|类|大|件|步)?(?:主要|重点|具体|突出|关键|有力|有效|切实)?"
    r"(?:[点条项]|(?:方面|措施|举措|问题|工作|任务|做法|原因|重点|环节|途径|抓手|机制|目标|经验|不足|要求|特点|成效|亮点|步骤|阶段|建议|内容"
    r"|难点|短板|意见|方式|办法|困难|情况|事项|方向|层面|提升|强化|到位|实事|大事|要务|事)[^，。；：、“”《》\d]{0,8})[：:。，]\s{0,4}"
)
_LONGEST_LIST = 2000  # characters, as of every list here: a longer one is not searched to its end
_FIRST_NUMBERS = ("一是", "第一", "（一）", "（1）", "1.", "1．", "1、", "1）", "①", "⑴", "其一", "一要")
_ORDINAL = re.compile(r"[第一二三四五六七八九十百千\d.近约数]$")


def _announced_items(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 三个方面：一是……；二是……."""
    for match in _ANNOUNCED.finditer(text) if any(map(text.__contains__, _FIRST_NUMBERS)) else ():
        if _ORDINAL.search(text[: match.start()][-1:]):
            continue
        count = count_of(match["count"])
        for pattern in TYPED_NUMBERS:
            first = pattern.match(text, match.end())
            items = _items(text, first) if first and number_of(first[1]) == 1 else 0
            if items and items != count:
                told, counted = f"称有{count}条", f"其后仅列{items}条" if items < count else f"其后列有{items}条"
                yield _Miscount(match.start(), match.end(), told, counted, f"补列遗漏的，或者改为{items}条")


def _items(text: str, first: re.Match[str]) -> int:
    """How many items follow one another from the first on; 0 where a list inside a list or a gap makes it unsure."""
    items = 1
    last = first
    for match in first.re.finditer(text, first.end(), first.end() + _LONGEST_LIST):
        number = number_of(match[1])
        if number == 1 and opens_inner_list(text, match):
            return 0
        if number != items + 1:
            if number > items:
                return 0
            break
        items, last = number, match
    following = last[0].replace(last[1], str(items + 1) if last[1].isdecimal() else chinese_numeral(items + 1))
    return 0 if following != last[0] and text.find(following, last.end(), last.end() + _LONGEST_LIST) >= 0 else items


def count_of(written: str) -> int:
    """The number that a count such as 两, 三 or 12 writes; 0 for none."""
    return number_of(written)


# --- names in a row -----------------------------------------------------------------------------------------

_PLACES = "社区|行政村|自然村|村|小区|街道|镇|乡|部门|科室|学校|市场|公园|路段|片区"
_SIDES = "方面|领域|环节|层面|阶段|节日|节点|维度"
_KIND_OF_NAME = re.compile(
    rf"(?:大(?=[\u4e00-\u9fff])|条(?=[\u4e00-\u9fff])|地(?=[，。；设建开均都全]))|(?P<sorts>[项件种处道家座所])(?=[\u4e00-\u9fff])|[个类级](?:(?<=个)(?:(?P<places>{_PLACES})|{_SIDES}|(?P<things>[\u4e00-\u9fff]{{1,4}}?)(?=均|都|全部))"
    r"|(?<=类)(?!似|别|[\u4e00-\u9fff]{0,4}[（：])|(?<=级)(?!以|及|[甲乙医响资]))"
)
_BEFORE_KIND = re.compile(rf"(?P<and_so_on>等)?(?:这|以上|上述|共)?(?P<count>{_COUNT})$")
_LEVELS = re.compile(
    r"(?:国家|中央|省|市|区|县|街道?|镇|乡|社区|村|居|组|网格|片区|楼栋|户|街镇|镇街|乡镇|园区|部门|单位|科室)$"
)
_NOT_IN_NAME = re.compile(
    r"[在对到向于为至的了共进入由把被将给从覆盖惠及涉服走访建设开组完联辐带分下沉延遍深指督推帮支整检排查清处巡两\d]"
)
_NOT_IN_SIDE = re.compile(r"[在对到从把将的了两以\d]")
_PAIRED = re.compile(r"（[^（）]{0,200}）|《[^》]{0,200}》|“[^”]{0,200}”")
_BEGINS_ROW = re.compile("[从在对就按以由向]|围绕|覆盖|包括|统筹|整合")
_SHORT_NAME = 4  # A first name that is longer has a verb before it, so no earlier clause goes on here.
_AND = re.compile("[和与及]")
_LONGEST_NAME = 10
_LONGEST_ROW = 160
_NAMES_BEHIND = re.compile(r"(?:（|：|，即)([^（）。；]{3,120})[）。；]")
_NOT_ONLY_NAMES = re.compile(r"[，,：:\d]|等|含|包括|其中|以及")


def _names(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 东风、红旗、朝阳4个社区 and 4个社区（东风、红旗、朝阳）."""
    for kind in _KIND_OF_NAME.finditer(text):
        match = _BEFORE_KIND.search(text, max(0, kind.start() - 6), kind.start())
        if match is None:
            continue
        behind = _NAMES_BEHIND.match(text, kind.end()) if kind["places"] else None
        fault = _names_behind(match, behind) if behind else _names_before(text, match, kind)
        if fault:
            yield fault


def _names_before(text: str, match: re.Match[str], kind: re.Match[str]) -> _Miscount | None:
    row = _clause_before(text, match.start())
    count, begin = count_of(match["count"]), match.start() - len(row)
    if "、" not in row:
        return None
    least, most = _names_in_a_row(_fill(row), kind)
    fits = least <= count <= most or (match["and_so_on"] and count >= least)
    goes_back = (
        count > most
        and begin
        and text[begin - 1] == "，"
        and "、" in _clause_before(text, begin - 1)
        and not (_BEGINS_ROW.match(row) or row.find("、") > _SHORT_NAME)
    )
    if least <= 1 or fits or goes_back:
        return None
    return _miscount(begin, kind.end(), count, least)


def _names_behind(match: re.Match[str], behind: re.Match[str]) -> _Miscount | None:
    count, names = count_of(match["count"]), _fill(behind[1])
    items = names.split("、")
    most = len(items) + len(_AND.findall(names))
    if len(items) == 1 or _NOT_ONLY_NAMES.search(names) or max(map(len, items)) > _LONGEST_NAME:
        return None
    return None if len(items) <= count <= most else _miscount(match.start(), behind.end(), count, len(items))


_SPELT_OUT = (
    re.compile(r"(?:指的是|分别[是为]|就是)(?P<names>[^，。；：]{3,100})[。；，]"),
    re.compile(
        rf"分(?:为|成)?(?P<count>{_COUNT})(?:步|个?阶段|期|批|类|级|档)[\u4e00-\u9fff]{{0,4}}：(?P<names>[^，。；：]{{3,100}})[。；]"
    ),
    re.compile(rf"“(?P<names>[^“”]{{2,60}})”(?P<count>{_COUNT})(?:级|色|类|种|步|维|方|大)(?!以)"),
)
_COUNT_BEFORE = re.compile(rf"(?P<count>{_COUNT})(?:个|类|项|种|名|家|所)[\u4e00-\u9fff]{{1,6}}?，?$")
_SEPARATOR = re.compile("[、—–+＋-]+")
_SLOGAN = re.compile(rf"“(?P<count>{_COUNT})个?(?P<word>[\u4e00-\u9fff]{{1,2}})”")
_REPEATED = re.compile(r"个(?P<word>[\u4e00-\u9fff]{2})”?[：:](?P<items>[^。；：\n]{3,160})")
_COUNT_AT_END = re.compile(rf"{_COUNT}$")
_BEHIND_ROW = re.compile(rf"，(?P<count>{_COUNT})个(?:{_SIDES})")
_LEAST_ROW = 3


def _explained(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 三类监督指的是巡查、抽查, 分四步推进：摸底、建设、验收 and “红、黄、绿”四色."""
    for pattern in _SPELT_OUT:
        for match in pattern.finditer(text):
            is_whole = "count" in pattern.groupindex
            before = match if is_whole else _COUNT_BEFORE.search(text, max(0, match.start() - 12), match.start())
            names = _fill(match["names"])
            items = [name for name in _SEPARATOR.split(names) if name]
            if (
                before is None
                or len(items) <= 1
                or _NOT_ONLY_NAMES.search(names)
                or max(map(len, items)) > _LONGEST_NAME
            ):
                continue
            told = count_of(before["count"])
            if not len(items) <= told <= len(items) + len(_AND.findall(names)):
                yield _miscount(before.start("count"), match.end(), told, len(items))


def _slogans(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 早部署、早宣传“三早”, 三个坚持：坚持……、坚持…… and 申报、监控、自评，四个环节."""
    for match in _SLOGAN.finditer(text):
        row = _clause_before(text, match.start())
        items = [item for item in re.split("[、和与及]", row) if match["word"] in item]
        if (
            len(items) > 1
            and row.endswith(items[-1])
            and len(items[-1]) <= _LONGEST_NAME
            and len(items) != count_of(match["count"])
        ):
            yield _miscount(match.start() - len(row), match.end(), count_of(match["count"]), len(items))
    for match in _REPEATED.finditer(text):
        items = [item for item in re.split("[、，]", match["items"]) if item.startswith(match["word"])]
        before = _COUNT_AT_END.search(text, max(0, match.start() - 2), match.start())
        if before and len(items) > 1 and len(items) != count_of(before[0]):
            yield _miscount(before.start(), match.end(), count_of(before[0]), len(items))
    for match in _BEHIND_ROW.finditer(text):
        items = _fill(_clause_before(text, match.start())).split("、")
        told = count_of(match["count"])
        if (
            len(items) >= _LEAST_ROW
            and all(items)
            and max(map(len, items[1:])) <= _LONGEST_NAME
            and told == len(items) + 1
        ):
            yield _miscount(match.start() - len("、".join(items)), match.end(), told, len(items))


def _miscount(start: int, end: int, told: int, counted: int) -> _Miscount:
    return _Miscount(start, end, f"称有{told}个", f"实际列出{counted}个", f"补列遗漏的，或者改为{counted}个")


def _fill(row: str) -> str:
    """The row with every bracket and title as one word without a mark in it."""
    return _PAIRED.sub(lambda match: "" if match[0][0] == "（" else "甲" * min(len(match[0]), 5), row)


def _names_in_a_row(row: str, kind: re.Match[str]) -> tuple[int, int]:
    """The fewest and the most names that the end of the row can mean; (0, 0) where it is no plain row of names."""
    is_level = kind[0] == "级"
    stranger = _NOT_IN_NAME if kind["places"] or kind["things"] else _NOT_IN_SIDE
    items = row.split("、")
    if len(items[-1]) > _LONGEST_NAME or (not is_level and stranger.search(items[-1])):
        return 0, 0
    first = len(items) - 1
    while first and len(items[first]) <= _LONGEST_NAME and not stranger.search(items[first]):
        first -= 1
    if first and not stranger.search(items[first]):
        return 0, 0  # Its beginning is too long to be a name, and too far from the clause to be a verb.
    names = items[first:]
    if not all(names) or (len(names[0]) <= _LONGEST_NAME and re.search(r"\d", names[0])):
        return 0, 0
    short = items[1:] if kind["sorts"] else items if kind["things"] else []  # A verb may stand before the first sort.
    if max(map(len, short), default=0) > _SHORT_NAME or (kind["sorts"] and _AND.search(row)):
        return 0, 0  # Of any things only a row of nothing but short names is sure.
    if is_level and not all(_LEVELS.search(name) for name in names):
        return 0, 0
    return len(names), len(names) + len(_AND.findall("、".join(names)))


def _clause_before(text: str, end: int) -> str:
    begin = max(0, end - _LONGEST_ROW)
    return text[max(begin, *(text.rfind(mark, begin, end) + 1 for mark in "，。；：\n")) : end]


# --- lists that a number announces -------------------------------------------------------------------------

_LIST = re.compile(
    rf"(?P<count>{_COUNT})(?P<class>个|项|条|点|种|类|大|步|批|期|家|所|座|支|级|档|块|方面|层|轮|套|道|样"
    r"|[次场处件](?=[^，。；：、]{0,8}，?分别))"
    r"(?P<what>[^，。；：、“”《》（）—\d]{0,12})(?P<how>：|——|（|，?即|，?分别[是为在于])(?P<items>[^。；：\n（）]{3,160})"
)
_LIST_AT = re.compile("：|——|（|即|分别")
_NOT_COUNTED = re.compile("[第之数几近约余每某另\\d.]$")
_ACTS_ON = re.compile("[提供发送赠配装办写组织含有涉查拆修建完成]|开展(?!了?$)|实施|落实")
_TURNS = "批期轮步层"
_NOT_PLAIN = re.compile("等|其中|包括|包含|含|例如|比如|如下|一是|第一|分别|同时|此外|以及其他|[?？！]")
_TAIL = re.compile("(?:都|均|全部|皆|一律|悉数|逐一|统一|已).{0,14}$")
_USUAL_PAIRS = re.compile("文化和旅游|卫生和健康|农业和农村|社会保障|城乡建设|信息化|教育和体育")
_HEADS = (
    "培训工作管理建设服务制度机制体系活动能力水平问题情况补贴保障治理整治方式措施任务标准资料信息设施设备改造宣传教育"
    "检查监督安全中心队伍人员资金项目环境产业物资渠道平台"
)
_HAS_FIGURE = re.compile(r"(?<!\d)\d{1,4}(?:[个条项处座起件户人名家场次宗份台套元]|人次|场次|万元|公里|平方米)$")
_LONGEST_ITEM = 12
_OFTEN = 10  # no sentence announces a longer list than this


def _lists(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 渠道有四个：村集体、社会捐赠和个人缴费 and “三事”机制：小事……、难事……."""
    if not _LIST_AT.search(text):
        return
    for match in _LIST.finditer(text):
        told = count_of(match["count"])
        if (
            told > _OFTEN
            or _NOT_COUNTED.search(text[: match.start()][-1:])
            or match["what"].startswith("字")
            or (match["class"] not in _TURNS and _ACTS_ON.search(match["what"]))
        ):
            continue
        if match["how"] == "（" and text[match.end() : match.end() + 1] != "）":
            continue
        counted = _listed(match["items"], told)
        if counted:
            yield _miscount(match.start(), match.end(), told, counted)
    for match in _SLOGAN_FIRST.finditer(text):
        word, told = match["word"], count_of(match["count"])
        if _NOT_COUNTED.search(text[: match.start()][-1:]) or "等" in match["items"]:
            continue
        items = [item for item in _BETWEEN.split(match["items"]) if item]
        named = sum(
            part.startswith(word) if word == "一" else word in part for item in items for part in _AND.split(item)
        )
        if named > 1 and named != told and (all(word in item for item in items) or named > told):
            yield _miscount(match.start(), match.end(), told, named)


_SLOGAN_FIRST = re.compile(
    rf"(?P<count>{_COUNT})个?(?P<word>(?![个项条点种类步批期家所座支级档块轮套道起户人名处件次场公平万亿年月日])[\u4e00-\u9fff]{{1,3}})(?:”[\u4e00-\u9fff]{{0,8}})?(?:：|——|（|，即)(?P<items>[^。；：\n（）]{{3,160}})"
)
_BETWEEN = re.compile("[、，]")


def _listed(words: str, told: int) -> int:
    """How many items the list has where that is sure and not what it should be; else 0."""
    words = _fill(words)
    row, comma, _ = words.partition("，")
    if "、" not in words and comma:
        row, comma = words.replace("，", "、"), "only"
    items = row.split("、")
    items[-1] = _TAIL.sub("", items[-1])
    sizes = [len(item) for item in items]
    ands = [len(_AND.findall(item)) for item in items]
    least, most = len(items), len(items) + sum(ands)
    if (
        least < 2
        or not all(items)
        or max(sizes) > _LONGEST_ITEM
        or _NOT_PLAIN.search(words[:80])
        or _HAS_FIGURE.search(items[0])
    ):
        return 0
    alike = _are_alike(items)
    if comma == "only" and not alike:
        return 0
    if most < told:
        return least if (alike or not comma) and not ands[-1] else most if not comma else 0
    if least > told and (alike or _are_even(sizes)):
        return most if ands[-1] == most - least else least
    joined = sum(ands[:-1]) == 0 and ands[-1] == 1 and least == told > 2 and _are_even(sizes[:-1])
    return most if joined and _are_two(items[-1], min(sizes)) else 0


def _are_alike(items: Sequence[str]) -> bool:
    """Whether all items begin or end alike: 小事网格议、难事社区议."""
    return min(map(len, items)) > 2 and any(len({item[at] for item in items}) == 1 for at in (0, -1))


def _are_even(sizes: Sequence[int]) -> bool:
    """Whether no item is so long that it holds the verb before the others or the noun behind them."""
    rest = sizes[1:-1] or sizes
    return sizes[0] - min(rest) < 2 and sizes[-1] - max(rest) < 3 and max(sizes) - min(sizes) <= 3


def _are_two(item: str, shortest: int) -> bool:
    """Whether 救生衣和照明灯具 are two things; of 就业和创业培训 the last word belongs to both."""
    left, *rest = _AND.split(item)
    right = "".join(rest)
    is_head = len(right) > 2 and right[-2:] in _HEADS and not left.endswith(right[-2:])
    is_long = shortest <= min(len(left), len(right)) + 1 and max(len(left), len(right)) <= _LONGEST_ITEM // 2
    return is_long and len(left) > 1 and not is_head and not _USUAL_PAIRS.search(item)


# --- parts of a total -----------------------------------------------------------------------------------------

_UNIT = r"[万亿]?(?:平方米|公里|人次|户次|家次|场次|件次|辆次|公斤|[\u4e00-\u9fff])"
_FIGURE = re.compile(rf"(?<![\d.·])(?P<number>\d{{1,12}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,6}})?)(?P<unit>{_UNIT})")
_PART = re.compile(
    rf"[，、和及]?(?P<label>[^\d，、；：。（）]{{0,16}}){_FIGURE.pattern}"
    r"(?P<rest>[\u4e00-\u9fff]{0,10}?)(?:（[^（）]{0,60}）)?(?=[，、；。和及）]|$)"
)
_ROUGH = re.compile("约|近|逾(?!期)|(?<![其剩])余(?!下)|多|超|以上|左右|不少于|不足")
_NO_PART = re.compile("其中|[较比减降占超率]|(?<!新)增|同比|上年|去年|目标|计划|任务|累计")
_REST = re.compile("其余|剩余|余下|其他|其它")
_NOT_ALL = re.compile("等|主要|包括|包含|含|重点|仅|特别")
_OVERLAP = re.compile(
    "具有|属于|女|本科|大专|学历|研究生|硕士|博士|岁|少数民族|党员(?<!老党员)|青年|持证|退役|中级|高级|职称"
)
_TWO_KINDS = re.compile("预算(?!拨款|收入|支出|资金).*?(?:决算|支出|使用|执行)")  # 预算18万元、决算16万元 of each part
_NEARLY = Decimal("0.8")  # of the total; parts that make less are only some of them
_AVERAGE = re.compile("均|每")
_BEFORE = 80  # characters before 其中 in which the total stands


class _Figure(NamedTuple):
    """A number in a text, with its unit and the words before it."""

    start: int
    end: int
    value: Decimal
    label: str


def _figures(text: str, unit: str) -> list[_Figure]:
    """The figures of a text that have this unit."""
    return [
        _Figure(match.start(), match.end(), _value(match), "")
        for match in _FIGURE.finditer(text)
        if match["unit"] == unit
    ]


def _value(match: re.Match[str]) -> Decimal:
    return Decimal(match["number"].replace(",", ""))


def _parts(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 走访120户，其中老党员50户、困难户60户."""
    at = text.find("其中")
    while at >= 0:
        parts, unit, end = _parts_from(text, at + len("其中"))
        begin = max(0, at - _BEFORE)
        wholes = _figures(text[begin:at], unit) if parts else []
        if wholes and not (
            _AVERAGE.search(text[begin:at][: wholes[-1].start][-8:])
            or _ROUGH.search(text[begin:at][: wholes[-1].start][-3:])
        ):
            near = text[max(0, at - _LONGEST_LIST) : end + _LONGEST_LIST]
            fault = _compare(near, wholes, parts, unit)
            if fault:
                yield _Miscount(begin + wholes[-1].start, end, *fault)
        at = text.find("其中", end)


def _parts_from(text: str, start: int) -> tuple[list[_Figure], str, int]:
    """The parts that stand behind 其中, their unit, and where they end."""
    parts: list[_Figure] = []
    unit, end = "", start + 1 if text[start : start + 1] in ("，", "：", ":") else start
    goes_on = "；" if end > start else ""  # 其中：甲50户；乙60户
    while match := _PART.match(text, end + 1 if parts and text[end : end + 1] == goes_on else end):
        words = match["label"] + match["rest"]
        if _NO_PART.search(words) or _ROUGH.search(words) or match["unit"] not in (unit or match["unit"]):
            break
        unit = match["unit"]
        parts.append(_Figure(match.start("number"), match.end("unit"), _value(match), words))
        end = match.end()
    rough = parts and _ROUGH.match(text, parts[-1].end)
    return ([] if rough else parts), unit, max(end, start)


def _compare(text: str, wholes: Sequence[_Figure], parts: Sequence[_Figure], unit: str) -> tuple[str, str, str] | None:
    """What is wrong with the parts of the last whole, if anything is."""
    whole, total = wholes[-1].value, sum((part.value for part in parts), Decimal(0))
    largest = max(part.value for part in parts)
    told = f"合计为{plain(whole)}{unit}"
    if largest > max(figure.value for figure in wholes):
        return told, f"其中一项为{plain(largest)}{unit}", "核对这两个数，部分不应大于全部"
    labels = "，".join(part.label for part in parts)
    by_sex = "男" in labels and "女" in labels
    overlap = (_OVERLAP.search(labels) and not by_sex) or _TWO_KINDS.search(labels)
    if len(parts) < 2 or _is_rounding(total - whole, parts) or overlap:
        return None
    if unit[0] in "万亿" and unit not in ("万元", "亿元") and abs(total - whole) <= len(parts):
        return None  # 2172万人 is rounded.
    if any(figure.value == total for figure in _figures(text, unit)):
        return None
    some = _NOT_ALL.search(labels) or parts[-1].label.endswith("等")
    if total > whole or _REST.search(labels) or (total >= whole * _NEARLY and not some):
        return told, f"各项相加为{plain(total)}{unit}", "核对合计和各项，改正有误的一个；未列全的，写明“等”“其余”"
    return None


def _is_rounding(difference: Decimal, parts: Sequence[_Figure]) -> bool:
    places = max(-int(part.value.as_tuple().exponent) for part in parts)
    return abs(difference) <= (len(parts) * Decimal(1).scaleb(-places) / 2 if places > 0 else 0)


_TOTAL = re.compile(
    rf"，(?:共计?|合计|总计|总共)(?:为|达)?(?P<number>\d{{1,12}}(?:\.\d{{1,6}})?)(?P<unit>{_UNIT})(?![余多])"
)
_ANY_FIGURE = re.compile(r"\d")


def _sums(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 走访老党员50户、困难户60户，共120户."""
    for match in _TOTAL.finditer(text):
        least = max(0, match.start() - _LONGEST_ROW)
        begin = max(text.rfind(mark, least, match.start()) for mark in "。；\n") + 1 or least
        words = blank_out(text[begin : match.start()], _PAIRED)
        parts = _figures(words, match["unit"])
        if len(parts) < 2 or _NO_PART.search(words) or _ROUGH.search(words):
            continue
        between = [figure for figure in _FIGURE.finditer(words) if figure.start() >= parts[0].start]
        total, whole = sum((part.value for part in parts), Decimal(0)), Decimal(match["number"])
        if len(between) == len(parts) and whole <= total * 2 <= whole * 4 and not _is_rounding(total - whole, parts):
            told = f"合计为{plain(whole)}{match['unit']}"
            mend = "核对合计和各项，改正有误的一个"
            yield _Miscount(begin + parts[0].start, match.end(), told, f"各项相加为{plain(total)}{match['unit']}", mend)


_NOT_ONE_WHOLE = re.compile(r"年占|各占|改为|由|从|升|提高|[比较](?=\d)|多选")
_SHARE = re.compile(r"占(?:比)?(?:为|达)?(\d{1,3}(?:\.\d{1,4})?)[%％]")
_OPINION = re.compile(r"(?:满意|一般)(?:的|占|占比|率|度|为){0,3}(\d{1,3}(?:\.\d{1,4})?)[%％]")


def _shares(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 甲占60%、乙占50%."""
    for pattern, exact in ((_SHARE, False), (_OPINION, True)):
        if exact and "不满意" not in text:
            continue
        for sentence in re.finditer(r"[^。；\n]+", text):
            shares = list(pattern.finditer(sentence[0]))
            total = sum((Decimal(share[1]) for share in shares), Decimal(0))
            wrong = 101 < total < 150 or (exact and len(shares) > 2 and abs(total - 100) > 1)
            if len(shares) > 1 and wrong and not (_OVERLAP.search(sentence[0]) or _NOT_ONE_WHOLE.search(sentence[0])):
                start, end = sentence.start() + shares[0].start(), sentence.start() + shares[-1].end()
                yield _Miscount(
                    start, end, "为各部分所占比例", f"相加为{plain(total)}%", "核对各项的百分数，相加应为100%"
                )


_SHARE_OF = re.compile(
    rf"(?:占|为|完成|达到?)[^，。；\d]{{0,14}}?(?P<whole>\d[\d,]*(?:\.\d+)?)(?P<unit>{_UNIT})[^，。；\d]{{0,8}}的(?P<share>\d{{1,4}}(?:\.\d+)?)[%％]"
)


def _shares_of(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 15个村，占全镇18个村的93.3%: a part, the whole and the share, all of them stated."""
    for match in _SHARE_OF.finditer(text):
        begin = max(text.rfind(mark, 0, match.start()) for mark in "。；\n") + 1
        parts = list(_FIGURE.finditer(text, max(begin, match.start() - _BEFORE), match.start()))
        same = [one for one in parts if one["unit"][0] == match["unit"][0] and one["unit"][:2] == match["unit"][:2]]
        if not same or _ROUGH.search(text[same[-1].start() - 1 : match.start()]):
            continue
        part, whole, share = _value(same[-1]), Decimal(match["whole"].replace(",", "")), Decimal(match["share"])
        step = Decimal(1).scaleb(-len(match["share"].partition(".")[2]))
        if whole and abs(part * 100 / whole - share) > step:
            told, counted = f"比例为{plain(share)}%", f"由这两个数算得{plain(round_half_up(part * 100 / whole, 2))}%"
            yield _Miscount(same[-1].start(), match.end(), told, counted, "核对这三个数，改正有误的一个")


_NUMBER = r"(?:\d{1,5}|[一二两三四五六七八九十]{1,3})"
_CLASS = "(?:[场人户家件辆]次|[个项条种类件家所处座栋支名位批场台套户宗起份幅块部辆艘株盏](?!次)|人(?!次))"
_WHOLE = re.compile(
    rf"(?P<number>{_NUMBER})(?P<class>{_CLASS})(?P<what>[^，。；：、（）\d]{{0,14}}?)"
    r"(?P<how>[中里内]，|，?(?:分布在|分布于|分别位于|分别[为是在])|：|——|（)"
)
_WHOLE_AT = re.compile("[中里内]，|分布|分别|：|——|（")
_END = re.compile("[。；\n]")
_BRACKET_END = re.compile("[。；\n）]")
_LABELLED = re.compile(
    rf"[，、和及]?(?P<label>[^，、；：。（）\d]{{1,16}}?)(?P<number>{_NUMBER})(?P<class>{_CLASS})(?P<rest>[\u4e00-\u9fff]{{0,6}}?)(?=[，、；。和及）\n]|$)"
)
_OTHERS = re.compile(
    rf"(?:另外?有?|其余|剩余|余下|剩下|还有|尚有|仍有|其他)(?:的)?(?P<number>{_NUMBER})(?P<class>{_CLASS})"
)
_FIRST_IN_CLAUSE = re.compile(rf"(?:^|[，、；])(?P<number>{_NUMBER})(?P<class>{_CLASS})")


def _quantity(match: re.Match[str]) -> int:
    """The number of a match, 0 for such as 三十多 that is none."""
    return int(match["number"]) if match["number"].isdecimal() else count_of(match["number"])


def _shared_out(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 18栋楼中，砖混结构10栋、框架结构6栋 and 三家茶企中，两家……，另有两家……."""
    for match in _WHOLE.finditer(text) if _WHOLE_AT.search(text) else ():
        told, kind = _quantity(match), match["class"]
        if told < 2 or _NOT_COUNTED.search(text[: match.start()][-1:]) or _ROUGH.search(match["what"][:1]):
            continue
        end = (_BRACKET_END if match["how"] == "（" else _END).search(text, match.end())
        words = text[match.end() : min(end.start() if end else len(text), match.end() + _LONGEST_ROW)]
        if (
            _NO_PART.search(words.replace("其中", ""))
            or (_OVERLAP.search(words) and "非" not in words)
            or words.startswith(("其中", "含"))
            or "每" in words
            or "各" in words
        ):
            continue
        labels, numbers, at = "", [], 0
        while part := _LABELLED.match(words, at):
            if part["class"] != kind:
                break
            labels, at = f"{labels}，{part['label']}{part['rest']}", part.end()
            numbers.append(_quantity(part))
        others = [other for other in _OTHERS.finditer(words) if other["class"] == kind]
        if others:
            firsts = [_quantity(first) for first in _FIRST_IN_CLAUSE.finditer(words) if first["class"] == kind]
            numbers = [*(numbers[:-1] if len(numbers) > 1 else firsts), *map(_quantity, others)]
        counted = sum(numbers)
        if len(numbers) < 2 or not all(numbers) or counted == told or not told <= counted * 2 <= told * 4:
            continue
        rough = _ROUGH.search(labels) or _ROUGH.match(words, at)
        some = _NOT_ALL.search(labels) or _REST.search(words) or _NOT_ALL.match(words, at)
        is_all = match["how"][0] not in "中里内（：" or counted >= told * _NEARLY
        if not rough and (others or counted > told or (is_all and not some)):
            mend = "核对合计和各项，改正有误的一个；未列全的，写明“等”“其余”"
            found = f"各项相加为{counted}{kind}"
            yield _Miscount(match.start(), match.end() + len(words), f"合计为{told}{kind}", found, mend)


_DONE_AND_LEFT = re.compile(
    r"(?P<whole>\d{1,6})(?P<class>[件户宗起个处栋家条座])，[^，。；\d]{0,8}(?P<done>\d{1,6})(?P=class)[^。；]{0,40}?"
    r"(?:尚有|仍有|还有|余下|其余|剩余|另有)[^，。；\d]{0,14}(?P<left>\d{1,6})(?P=class)"
)
_CHANGED = re.compile(
    r"(?P<now>\d{1,8}(?:\.\d{1,4})?)(?P<unit>[万亿]?[\u4e00-\u9fff]{1,2}?)，(?:比|较)(?:上年|去年|上一年度?|年初|预算|计划|目标)?[^，。；\d]{0,8}"
    r"(?P<then>\d{1,8}(?:\.\d{1,4})?)(?P=unit)(?P<way>增加|减少|多|少|下降|上升|节约|提高|降低)了?(?P<change>\d{1,8}(?:\.\d{1,4})?)(?P=unit)"
)


_MORE_DONE = re.compile(
    r"(?:受理|收到|接到|收集|发现|排查出?|查出|登记)[^，。；\d]{0,10}(?P<whole>\d{1,6})(?P<class>[件户宗起个处栋家条座项])，"
    r"(?:已|均|按期|按时|全部)?(?:办结|整改|处置|化解|处理|调处|销号|答复|解决)[^，。；\d年]{0,4}(?P<done>\d{1,6})(?P=class)"
)


def _left_over(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 受理300件，办结290件，尚有12件在办 and 受理638件，办结683件."""
    for match in _MORE_DONE.finditer(text):
        if int(match["done"]) > int(match["whole"]):
            told, counted = f"总数为{match['whole']}{match['class']}", f"办结的有{match['done']}{match['class']}"
            yield _Miscount(*match.span(), told, counted, "核对这两个数，改正有误的一个；含往年结转的，写明")
    for match in _DONE_AND_LEFT.finditer(text) if "有" in text or "余" in text else ():
        whole, done, left = int(match["whole"]), int(match["done"]), int(match["left"])
        if done <= whole and left < whole and done + left != whole and abs(done + left - whole) * 4 <= whole:
            told, counted = f"合计为{whole}{match['class']}", f"两项相加为{done + left}{match['class']}"
            yield _Miscount(*match.span(), told, counted, "核对这几个数，改正有误的一个")


def _changes(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 64场，比上年的58场增加16场."""
    for match in _CHANGED.finditer(text) if "比" in text or "较" in text else ():
        now, then, change = Decimal(match["now"]), Decimal(match["then"]), Decimal(match["change"])
        grows = match["way"] in ("增加", "多", "上升", "提高")
        difference = now - then if grows else then - now
        places = [-int(number.as_tuple().exponent) for number in (now, then, change)]
        allowed = Decimal(1).scaleb(-min(places)) / 2 if min(places) < max(places) else 0
        rough = _ROUGH.search(text[: match.start()][-2:])
        if abs(difference - change) > allowed and difference >= 0 and not rough:
            told, counted = f"差额写为{plain(change)}{match['unit']}", f"两数相差{plain(difference)}{match['unit']}"
            yield _Miscount(*match.span(), told, counted, "核对这几个数，改正有误的一个")


_ANY_NUMBER = re.compile(rf"(?P<number>{_NUMBER})(?P<class>{_CLASS}|[步大批套张本块])")
_COUNTED_AGAIN = re.compile(
    rf"[，。；](?:这|上述|以上|该)(?P<count>{_COUNT})(?P<class>[个项条种类件家所处座栋支批步大套张本块])(?![月年])"
)


def _counted_again(text: str) -> Iterator[_Miscount]:
    """Miscounts such as 四类服务，这三类服务."""
    for match in _COUNTED_AGAIN.finditer(text):
        begin = max(0, match.start() - _BEFORE)
        before = [
            part
            for part in _ANY_NUMBER.finditer(text[begin : match.start()])
            if part["class"] == match["class"] and not _NOT_COUNTED.search(text[begin : begin + part.start()][-1:])
        ]
        again = count_of(match["count"])
        if not before or again in map(_quantity, before) or again == sum(map(_quantity, before)):
            continue
        between = text[begin + before[-1].end() : match.start()]
        if "、" not in between and len(between) <= 12 and not _ROUGH.search(between[:1]):
            yield _miscount(begin + before[-1].start(), match.end(), _quantity(before[-1]), again)
