"""Checks for the names of offices: of others, of this one, and how it speaks of itself.

The names of the country's places stand in 地名.txt beside this module; it is read once, at the first text that may
hold one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from reportgen import catalogue
from reportgen.checks.dossier import HAN, Dossier, Manuscript, blank_out, place_at
from reportgen.checks.limits import Words
from reportgen.checks.slips import ALONE, lexicon
from reportgen.diagnostics import Diagnostic, normal_name
from reportgen.intake.submission import Office
from reportgen.writing.narrative import Block

_GAZETTEER = Path(__file__).with_name("地名.txt")
_LONGEST_STEM = 8
_FAR = 120  # characters; what stands farther from a name than this says nothing about it
_KINDS = (
    ("街道办事处", "街道"),
    ("街道", "街道"),
    ("街", "街道"),
    ("镇人民政府", "镇"),
    ("镇", "镇"),
    ("乡人民政府", "乡"),
    ("乡", "乡"),
)
_AREA_KINDS = ("区", "县", "市")

# Marks cover the office's own names and those of the places above it, before others are looked for.
_OWN, _ABOVE = "□", "■"

# A place name ends here: 社区, 城乡 and 全市 are none, and in 市场, 乡村 and 街道路面 none ends.
_ENDING = re.compile(
    r"街道(?<![各本我全该镇]街道)(?![路口板两沿])"
    r"|[镇乡区县市](?<![社全本我各该辖片园小校景地街]区)(?<![各全本我该城集乡小村街]镇)(?<![各全本我该城家返下]乡)"
    r"(?<![各全本我该乡区]县)(?<![各全本我该]市)"
    r"(?:(?<=镇)(?![定静痛压流级街域乡]|村(?![民庄]))|(?<=乡)(?![村镇愁音亲土贤情里])|(?<=区)(?![域间块别分级属])"
    r"|(?<=县)(?![域级城])|(?<=市)(?![场容值井面级]|民(?!政)|政(?!府)))"
)
_OFFICE_SUFFIX = r"(?:街道办事处|街道|镇人民政府|镇政府|乡人民政府|乡政府)"
_ACTS = (
    r"组织|召开|成立|制定|印发|出台|财务|资产|采购|预算|绩效|坚持|积极|认真|高度重视|党工委|获评|荣获|被评|紧紧围绕|牢牢"
    r"|始终|贯彻|部门整体|各项工作|各重点"
)
# A name is a short piece between a place where names begin and a kind of office. 街道 alone is a road unless it acts.
_BEGINS = rf"(?:^|(?<=[，。；：“\s由经{_ABOVE}])|(?<=年)(?![度初中末底内终来前后间]))"
_STEM = rf"(?P<stem>(?![各本我该全与和及在对向同赴])[{HAN}]{{2,3}}?)"
_AN_OFFICE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<=[区市府{_ABOVE}]){_STEM}{_OFFICE_SUFFIX}",
        rf"{_BEGINS}{_STEM}{_OFFICE_SUFFIX}(?={_ACTS})",
        rf"(?<=《){_STEM}{_OFFICE_SUFFIX}",
        rf"(?:^|(?<=[。；\n])){_STEM}(?:街道|镇|乡)(?=[{HAN}])(?!各|的|区|域)",
    )
)
_NO_STEM_ENDS = ("市", "区", "县", "省", "乡", "镇", "各", "个", "我", "本", "该", "全")
# Such a character ends most names of places; it tells 乌石港镇, which no gazetteer has, from 召开镇党委会.
_LANDFORMS = (
    "山岭岗坡坳坪坝岩峰崖峪沟谷江河溪湖海湾港浦塘潭泉井洲滩岛沙洞埠津渡桥店集寨堡营屯庄圩墟台城关门楼阁路口尾冲墩垭"
)
_BY_LANDFORM = re.compile(rf"[{_LANDFORMS}](?=街道|镇|乡)")

_DEEDS = frozenset(_ACTS.split("|"))

# Who gives or helps, or does something as well, is another one: 柳林镇人民政府还捐赠了对讲机.
_GIVES = (
    r"(?:办事处|人民政府|政府)?(?:也|还|亦|则|同样|随后|无偿|主动|先后|共)?"
    r"(?:捐|赠|援助|资助|协助|支援|帮助|配合我|配合本|向我|向本|为我|为本|与我|与本|同我|同本|给我|给本|派员|派出|出借|借给|提供了)"
    r"|(?:办事处|人民政府|政府)?(?:也|还|亦|则|同样)"
)
# Where the subject of a sentence begins, and what only an office does: more than may be said of a stem of any shape.
_OFFICE_END = re.compile(r"(?:街道|街道办事处|[镇乡](?:人民)?政府|[镇乡])$")
_SUBJECT_BEFORE = re.compile(rf"(?:^|[，。；：“\s年由经{_ABOVE}])$")
_SUBJECT_AFTER = re.compile(
    rf"(?!{_GIVES})(?:办事处|党委|人民政府|政府|班子|各项|纪工委|{_ACTS}|推行|推进|推动|探索|深入|全面|开展|加强|落实|大力|扎实|聚焦|持续|严格"
    r"|切实|充分|设立|建立|建成|完成|实施|全年|按照|围绕|统筹|强化|深化|着力)"
)
# With these words an office speaks of others on purpose.
_PARTNER_JUST_BEFORE = re.compile(rf"(?:与[{HAN}]?|[和同跟及暨、向赴往至到从自邻原]|联合|[邻近边交上下游岸壁兄弟]的)$")
_PARTNER_BEFORE = re.compile(
    r"撤销|学习|借鉴|考察|参观|观摩|走访|前往|来自|联合|会同|携手|对接|毗邻|相邻|邻近|接壤|交界|周边|兄弟|销往"
    r"|搬迁|迁往|外出|参加|出席|接待|邀请|委托|对口|帮扶|帮助|支援|支持|结对|协作|招商|承接"
)
_PARTNER_AROUND = re.compile(
    r"对口|东西部协作|帮扶协作|支援|援建|结对|毗邻|相邻|交界|接壤|兄弟|籍|务工|异地|跨区|跨市|跨省|来访|前来|经验|模式|案例"
    r"|学习交流|交流学习|考察|挂职|输送|外销|产销|落户|产业转移|农产品|特产|等地|边界|省际|跨界|捐赠|赠送|捐助|援助|协助|友邻|原属|划入|划归|划转|友好|连接"
    r"|通往|往返|途经"
    r"|流经|举办的|举行的|召开的|大赛|博览会|展销会|交易会|推介会|研讨会"
)
_PARTNER_AFTER = re.compile(
    rf"[{HAN}]{{0,12}}?(?:公司|大学|学院|学校|小学|中学|医院|集团|研究院|研究所|事务所|协会|商会|银行|法院|监狱|客商|游客|代表团"
    r"|参观团|调研组|考察组|考察团)"
)
_HONOUR_AFTER = re.compile(rf"[{HAN}]{{0,14}}(?:先进(?:集体|单位|个人|[街乡]|党)|优秀(?:单位|街道|集体)|工作先进)")
_LIST_AFTER = re.compile(rf"、[{HAN}]{{2,6}}(?:街道|[镇乡区县市])")
_PROVINCE = re.compile(
    "(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省?$"
    "|(?:内蒙古|广西壮?族?|西藏|宁夏回?族?|新疆维?吾?尔?)(?:自治区)?$"
)
_SENTENCE_MARKS, _CLAUSE_MARKS = "。；！？\n", "，。；：！？\n"

# Short names with these endings are often a part of other words (岭南山区, 滨海城市, 推进镇区), so that one has to
# begin where names begin.
_EASILY_MISTAKEN = (
    *("镇", "乡", "城区", "山区", "市区", "湖区", "港区", "湾区"),
    *("城市", "都市", "市南区", "市北区", "市中区"),
)
_SIBLINGS = frozenset("东西南北中上下前后左右内外大小新老一二三四五六七八九十")  # 城东, 城西: offices side by side
_BEFORE_AGENCIES = frozenset("在由经对给为被将把让的按照据向与和同跟报受获请")
_BEFORE_NAMES = frozenset("在于由对经给为被将把让使是即该的了省市区县镇乡与和同跟及暨向赴往至到从自原")


# 区委, 县财政局 and what else belongs to the government of a district or county.
_AGENCY = re.compile(
    rf"(?:委|人民政府|政府|人大|纪委|直部门|直单位|(?:[{HAN}]{{2,6}}?|)(?:局|供销社|法院|检察院|救援大队))"
)


@lru_cache(maxsize=1)
def gazetteer() -> frozenset[str]:
    """The names of the country's places."""
    return frozenset(_GAZETTEER.read_text(encoding="utf-8").partition("\n\n")[2].split())


@lru_cache(maxsize=8)
def _regions_of(city: str) -> frozenset[str]:
    """A city, and the city and province to which it belongs: a line of the gazetteer begins with these two."""
    lines = _GAZETTEER.read_text(encoding="utf-8").partition("\n\n")[2].splitlines()
    regions = (names for line in lines if " " in line and city in (names := line.split())[1:])
    return frozenset(name for names in regions for name in (*names[:2], city))


def is_place(name: str) -> bool:
    """Whether the gazetteer has this name; 蓬莱市 is 蓬莱区 today and still in old texts."""
    names = gazetteer()
    return name in names or (name[-1] == "市" and (f"{name[:-1]}区" in names or f"{name[:-1]}县" in names))


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name in a text that is not the office's own; ``sure`` where only the own one belongs."""

    start: int
    end: int
    sure: bool
    mistyped: bool = False


class _Search:
    """The search for the names of others in the texts of one office; positions are those of the text."""

    def __init__(self, office: Office, words: Words) -> None:
        self.kind = _kind(office)
        self.partners: set[str] = set()
        self._stem = _own_stem(office)
        self._verbs = frozenset(words.not_offices)
        self._offices = tuple(name for name in words.offices if self._stem not in name)
        self._own = _own_names(office)
        self._city, self._district = (normal_name(entry.value) for entry in (office.city, office.district))
        kinds = "|".join(f"{kind}(?![路村])" for kind in ("街道", "镇", "乡") if kind != self.kind)
        self._other_kind = re.compile(rf"{re.escape(self._stem)}(?:{kinds if self.kind else '(?!)'})")
        stems = {one for one in (self._stem, self._city[:-1], self._district[:-1]) if len(one) > 1}
        self._other_area = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(stems))) or '(?!)'})[区县市]")
        self._own_level = re.compile(rf"{self._district[-1:]}(?:委|政府)")
        own_words = (_OWN, *words.self_references, *filter(lambda stem: len(stem) > 1, [self._stem]))
        self._itself = re.compile("|".join(map(re.escape, own_words)))

    def cover(self, text: str) -> str:
        """The text with marks in place of the office's own names and those of its city and district."""
        for name in self._own:
            text = text.replace(name, _OWN * len(name))
        for name in filter(None, (self._city, self._district)):
            text = text.replace(name, _ABOVE * len(name))
        return text

    def names(self, text: str) -> Iterator[OtherName]:
        """The names of others in a covered text; none overlaps another."""
        names = (*self._mistyped(text), *self._listed(text), *self._of_any_shape(text), *self._places(text))
        names = (*names, *self._of_another_kind(text), *self._by_landform(text), *self._of_another_level(text))
        end = 0
        for name in sorted(names, key=lambda one: (one.start, not one.mistyped, not one.sure, -one.end)):
            if name.start >= end:
                end = name.end
                yield name

    def _of_another_level(self, text: str) -> Iterator[OtherName]:
        """区财政局 in the text of an office in a county: 区委 and the like of a district that is none."""
        others = set("区县") - {self._district[-1:]}
        if self._district.endswith(_AREA_KINDS):
            for match in chain(*(re.finditer(other, text) for other in others if other in text)):
                agency = _AGENCY.match(text, match.end())
                before = text[max(0, match.start() - 1) : match.start()]
                if agency and (not _is_han(before) or before in _BEFORE_AGENCIES):
                    first, last = _part_around(text, *match.span(), _SENTENCE_MARKS)
                    # 市委、区委、县委 are all of them, and the county of a partner has its own.
                    if not self._own_level.search(text, first, last) and not _PARTNER_AROUND.search(text, first, last):
                        yield OtherName(match.start(), agency.end(), sure=False)

    def _mistyped(self, text: str) -> Iterator[OtherName]:
        """Names that are one character away from the own one, and of no other place."""
        if self.kind and len(self._stem) > 1:
            yield from (one for one in self._slips(text, self._stem, self.kind) if not self._is_partner(text, one))
        for area in (self._city, self._district):
            if area.endswith(_AREA_KINDS):
                for one in self._slips(text, area[:-1], area[-1]):
                    if self._is_area(text, one, area):
                        yield OtherName(one.start, one.end, sure=True, mistyped=True)

    def _is_area(self, text: str, one: OtherName, area: str) -> bool:
        """Whether a name is meant for that of our area: 大湾区 and 各州市 are one character away from many."""
        before, after = text[max(0, one.start - 1) : one.start], text[one.end : one.end + 1]
        beside_ours = after == _OWN or (after if area == self._city else before) == _ABOVE
        own_beginning = text[one.start] == area[0] or area.endswith("县")
        return beside_ours or (own_beginning and _AGENCY.match(text, one.end) is not None)

    def _slips(self, text: str, stem: str, kind: str) -> Iterator[OtherName]:
        position = text.find(kind)
        while position >= 0:
            end = position + len(kind)
            for length in (len(stem), len(stem) - 1, len(stem) + 1):
                start = position - length
                written = text[start:position] if start >= 0 else ""
                if _is_one_slip(written, stem) and self._is_no_word(text, start, position, end):
                    # 新城西街道 is a neighbour of 新城东街道; and a stem of two characters has many of them.
                    others = set(written) ^ set(stem)
                    mistyped = not others or not others <= _SIBLINGS
                    sure = (mistyped and len(stem) > 2) or self._is_subject(text, start, end)
                    yield OtherName(start, end, sure=sure, mistyped=mistyped)
                    break
            position = text.find(kind, end)

    def _is_no_word(self, text: str, start: int, position: int, end: int) -> bool:
        written = text[start:position]
        return (
            not any(verb in written for verb in self._verbs)
            and _ENDING.match(text, position) is not None
            and self._begins(text, start)
            and not any(text[place:end] in gazetteer() for place in range(start, position - 1))
        )

    def _of_another_kind(self, text: str) -> Iterator[OtherName]:
        """The own stem with the kind of another office, 金花镇, and 荔湾县财政局 for that of 荔湾区."""
        for match in self._other_area.finditer(text):
            agency = _AGENCY.match(text, match.end())
            before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
            if agency or after == _OWN or before == _ABOVE:
                one = OtherName(match.start(), agency.end() if agency else match.end(), sure=False)
                if not self._is_partner(text, one):
                    yield one
        for match in self._other_kind.finditer(text):
            one = OtherName(*match.span(), sure=self._is_subject(text, *match.span()))
            if not self._is_partner(text, one):
                yield one

    def _listed(self, text: str) -> Iterator[OtherName]:
        for name in self._offices:
            for match in re.finditer(re.escape(name), text):
                one = OtherName(*match.span(), sure=True)
                if not self._is_partner(text, one):
                    yield one

    def _of_any_shape(self, text: str) -> Iterator[OtherName]:
        """Names that look like those of an office, because the gazetteer lacks what is new."""
        named = "街道" in text or "镇" in text or "乡" in text
        for match in chain(*(pattern.finditer(text) for pattern in _AN_OFFICE)) if named else ():
            stem, before = match["stem"], text[max(0, match.start() - 1) : match.start()]
            # 召开 and 邀请 in front of 街道 are verbs, and there are too many of them to know them all.
            verb = len(stem) == 2 and match[0].endswith("街道") and (not before or before not in f"《区市府{_ABOVE}")
            verb = verb and lexicon().has_words(stem)
            one = OtherName(*match.span(), sure=self._is_subject(text, *match.span()))
            word = match.re is _AN_OFFICE[-1] and (lexicon().has_words(stem) or not ALONE.isdisjoint(stem))
            if not verb and not word and self._may_be_stem(stem) and not self._is_partner(text, one):
                yield one

    def _may_be_stem(self, stem: str) -> bool:
        ordinary = stem.endswith(_NO_STEM_ENDS) or stem in _DEEDS or any(verb in stem for verb in self._verbs)
        return not ordinary and self._stem not in stem and stem not in self._stem

    def _by_landform(self, text: str) -> Iterator[OtherName]:
        for match in _BY_LANDFORM.finditer(text):
            ending = _ENDING.match(text, match.end())
            if ending is None:
                continue
            for start in range(match.end() - 2, match.end() - 5, -1):
                stem = text[max(0, start) : match.end()]
                if start < 0 or not _is_han(stem) or _is_han(text[max(0, start - 1) : start]):
                    continue
                acts = self._is_subject(text, start, ending.end())
                one = OtherName(start, ending.end(), sure=acts and len(stem) > 2)
                # 沿江街道 and 窗口街道 are no names, unless they do something.
                if (acts or len(stem) > 2) and self._may_be_stem(stem) and not self._is_partner(text, one):
                    yield one

    def _places(self, text: str) -> Iterator[OtherName]:
        """Names of the gazetteer; what stands together, such as 佛山市南海区, is one."""
        together: list[tuple[int, int]] = []
        for start, end in self._single_places(text):
            if together and together[-1][1] == start:
                together[-1] = together[-1][0], end
            else:
                together.append((start, end))
        for start, end in together:
            if text[start - 1 : start] == "“" and text[end : end + 1] == "”":  # an honour or a slogan
                continue
            one = OtherName(start, end, sure=self._is_subject(text, start, end))
            if self._is_partner(text, one):
                self.partners.add(text[start:end])
            else:
                yield one

    def _single_places(self, text: str) -> Iterator[tuple[int, int]]:
        last = 0
        for ending in _ENDING.finditer(text):
            position, end = ending.span()
            if position - last < 2 or not _is_han(text[position - 2 : position]):
                continue
            for start in range(max(last, position - _LONGEST_STEM), position - 1):
                name = text[start:end]
                if is_place(name):
                    easily = len(name) < 4 and name.endswith(_EASILY_MISTAKEN)
                    known = name in _regions_of(self._city) or name.removesuffix("街道") in self._verbs
                    if not known and not (easily and not self._begins(text, start)):
                        yield start, end
                        last = end
                    break

    def _begins(self, text: str, start: int) -> bool:
        """Whether a name may begin here: 和平镇 in 推动和平镇发展, but not in 维护和平镇区."""
        before = text[max(0, start - 2) : start]
        return not _is_han(before[-1:]) or before[-1] in _BEFORE_NAMES or before in self._verbs

    def _is_subject(self, text: str, start: int, end: int) -> bool:
        """Whether the own name belongs here: it does something, or a name of ours stands beside it."""
        if text[end : end + 1] == _OWN or text.startswith(f"人民政府{_OWN}", end):
            return True
        acts = _SUBJECT_AFTER.match(text, end - 3 if text.startswith("办事处", end - 3) else end) is not None
        first = _with_places_before(text, start)
        before = text[max(0, first - 1) : first]
        if before == _OWN and acts:  # The wording has put the own name in front of one that was typed.
            return True
        if not _OFFICE_END.search(text, start, end) or self._speaks_of_itself(text, start, end):
            return False
        return before == "《" or (acts and _SUBJECT_BEFORE.search(before) is not None)

    def _speaks_of_itself(self, text: str, start: int, end: int) -> bool:
        """Whether the sentence names the office itself as well, so that another one is meant."""
        first, last = _part_around(text, start, end, _SENTENCE_MARKS)
        return bool(self._itself.search(text, first, start) or self._itself.search(text, end, last))

    def _is_partner(self, text: str, one: OtherName) -> bool:
        start = _with_places_before(text, one.start)
        first, _ = _part_around(text, start, one.end, _CLAUSE_MARKS)
        if _HONOUR_AFTER.match(text, one.end):
            return False
        just_before = _PARTNER_JUST_BEFORE.search(text, max(first, start - 3), start)
        if just_before or text[one.start] in "与赴" or _PARTNER_BEFORE.search(text, first, start):
            return True
        if _LIST_AFTER.match(text, one.end) or (not one.sure and _PARTNER_AFTER.match(text, one.end)):
            return True
        first, last = _part_around(text, start, one.end, _SENTENCE_MARKS)
        around = _PARTNER_AROUND.search(text, one.end, last) or _PARTNER_AROUND.search(text, first, start)
        return bool(around) and (not one.sure or self._speaks_of_itself(text, one.start, one.end))


def offices_are_this_one(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report the name of another office or place, or a word by which only another kind of office calls itself."""
    office, words = dossier.office, dossier.limits.words
    search = _Search(office, words)
    other_kinds = _any_of_other_kinds(words.of_other_kinds(search.kind) if search.kind else ())
    generic = _any_of(words.not_other_kind)
    unsure: list[tuple[Block, int, str]] = []
    for block in dossier.passages:
        text = search.cover(block.text)
        kinds = (OtherName(*match.span(), sure=True) for match in other_kinds.finditer(blank_out(block.text, generic)))
        reported_names: set[str] = set()
        for one in sorted((*search.names(text), *kinds), key=lambda one: one.start):
            name = block.text[one.start : one.end]
            if not one.sure:
                unsure.append((block, one.start, name))
            elif not any(name in reported for reported in reported_names):
                reported_names.add(name)
                kind = catalogue.OWN_NAME_MISTYPED if one.mistyped else catalogue.OTHER_OFFICE
                yield kind.at(
                    place_at(block, one.start), _around(block, one.start, name), name=name, own=office.short_name.value
                )
    reported_names = search.partners
    for block, position, name in unsure:
        if name not in reported_names:
            reported_names.add(name)
            values = {"name": name, "own": f"{office.short_name.value}（{office.district.value}）"}
            yield catalogue.OTHER_PLACE.at(place_at(block, position), _around(block, position, name), **values)


def _around(block: Block, position: int, name: str) -> str:
    return block.text[max(0, position - 10) : position + len(name) + 10]


def _part_around(text: str, start: int, end: int, marks: str) -> tuple[int, int]:
    """The part of a text between marks in which a name stands."""
    low, high = max(0, start - _FAR), min(len(text), end + _FAR)
    first = max(low, *(text.rfind(mark, low, start) + 1 for mark in marks))
    return first, min((place for mark in marks if (place := text.find(mark, end, high)) >= 0), default=high)


def _with_places_before(text: str, start: int) -> int:
    """Where a name begins, together with the places above it that stand in front: 贵州省毕节市."""
    if text.startswith(f"{_ABOVE}人民政府", start - 5):
        start -= 4
    low = max(0, start - _FAR)
    while start > low and text[start - 1] == _ABOVE:
        start -= 1
    province = _PROVINCE.search(text, max(0, start - 9), start)
    return province.start() if province else start


def _is_han(characters: str) -> bool:
    return bool(characters) and all("\u4e00" <= one <= "\u9fff" for one in characters)


def _is_one_slip(written: str, right: str) -> bool:
    """Whether one character was mistyped, left out or typed twice, or two changed places."""
    if written == right or not _is_han(written):
        return False
    if len(written) == len(right):
        differ = [place for place, (one, other) in enumerate(zip(written, right, strict=True)) if one != other]
        return len(differ) == 1 or (len(differ) == 2 and sorted(written) == sorted(right))
    shorter, longer = sorted((written, right), key=len)
    return len(shorter) > 1 and any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))


def _own_stem(office: Office) -> str:
    """金花 of 金花街道."""
    name = office.short_name.value
    return next((name.removesuffix(suffix) for suffix, _ in _KINDS if name.endswith(suffix)), name)


def _kind(office: Office) -> str:
    name = office.name.value
    return next((kind for suffix, kind in _KINDS if name.endswith(suffix)), "")


def _own_names(office: Office) -> tuple[str, ...]:
    """What the office may be called, the longest first; 太平回族乡 is called 太平乡 as well."""
    stem, kind, name = _own_stem(office), _kind(office), office.name.value
    of_name = next((name.removesuffix(suffix) for suffix, _ in _KINDS if name.endswith(suffix)), stem)
    stems = [stem, of_name, *(stem[:-length] for length in (2, 3, 4) if stem.endswith("族") and len(stem) > length + 1)]
    names = {office.full_name.value, office.name.value, office.short_name.value, *(one + kind for one in stems if kind)}
    return tuple(sorted(names, key=len, reverse=True))


@lru_cache(maxsize=8)  # Every office of a district has the same limits.
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or r"(?!)")


@lru_cache(maxsize=8)
def _any_of_other_kinds(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of the words by which only an office of another kind calls itself."""
    others = sorted(words, key=len)
    # 太和镇政府 is another office and 镇政府 alone is this one, so the word must begin where a name may begin.
    begins = {word: "" if word.startswith(("我", "本", "全")) else _BEGINS for word in others}
    # 镇党委、镇政府 is one office, and 镇政府、街道办事处 are all that there are.
    choices = (rf"{begins[word]}{re.escape(word)}(?!、(?!{word[0]}|政府|办事处))" for word in reversed(others))
    starts = re.escape("".join(word[0] for word in others))
    return re.compile(rf"(?=[{starts}])(?:{'|'.join(choices)})" if others else r"(?!)")


def own_name_is_one_of_three(dossier: Manuscript) -> Iterator[Diagnostic]:
    """Report a form of the office's own name that 基本信息 does not have: 金花街道办, 金花街办."""
    office = dossier.office
    names = (office.full_name.value, office.name.value, office.short_name.value)
    forms = _other_forms(_own_stem(office), _kind(office), *names[:2])
    for block in dossier.passages:
        match = next((match for match in forms.finditer(block.text) if match[0] not in names), None)
        if match:
            values = {"name": match[0], "full": names[0], "middle": names[1], "short": names[2]}
            yield catalogue.OWN_NAME_VARIES.at(place_at(block, match.start()), match[0], **values)


@lru_cache(maxsize=8)
def _other_forms(stem: str, kind: str, full_name: str, name: str) -> re.Pattern[str]:
    """The forms that are no name of the office: half of one, or one without its district."""
    pattern = rf"{re.escape(stem)}(?:街道办(?!事处|公)|街道办事(?!处)|街办|办事处|街道(?:人民)?政府|街(?={_ACTS}))"
    government = full_name.removesuffix(name)
    if kind == "街道" and government.endswith("人民政府"):
        # Of 广州市荔湾区人民政府 the last three characters tell whether it is the right one.
        of_another = rf"人民政府{re.escape(name)}(?<!{re.escape(government[-7:] + name)})"
        pattern = f"{pattern}|{of_another}"
    return re.compile(pattern)


def full_name_has_its_place(dossier: Dossier) -> Iterator[Diagnostic]:
    """Report a 单位全称 without the office's own district or city; a county or county-level city stands alone."""
    office = dossier.submission.office
    full_name, city, district = (normal_name(entry.value) for entry in (office.full_name, office.city, office.district))
    if office.full_name.ref in dossier.submission.gaps or not _kind(office):
        return
    wanted = [district] if district.endswith(("市", "县", "旗")) else [city, district]
    lacking = [place for place in wanted if place not in full_name]
    if lacking:
        values = {"name": full_name, "lacking": "、".join(lacking)}
        yield catalogue.FULL_NAME_LACKS_PLACE.at(office.full_name.ref, full_name, **values)


def one_self_reference(dossier: Manuscript) -> Iterator[Diagnostic]:
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
    own = dossier.office.self_reference
    first = own.value if own and own.value in first_uses else next(iter(first_uses), "")
    for name, (block, position) in first_uses.items():
        if name != first:
            around = block.text[position : position + 20]
            yield catalogue.TWO_SELF_REFERENCES.at(place_at(block, position), around, name=name, first=first)
