"""Finds the year and the office in the title of a finished document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reportgen.documents.reading import Paragraph
from reportgen.intake import form


class Names(NamedTuple):
    """The office as the title of the document calls it."""

    year: int
    city: str
    district: str
    full: str
    name: str
    short: str

    @property
    def known(self) -> dict[str, str]:
        """The words of the wording with these texts."""
        texts = {"单位.全称": self.full, "单位.名称": self.name, "单位.简称": self.short}
        return {form.BASICS.year.name: str(self.year)} | {path: text for path, text in texts.items() if text}


TITLE_WORDS = re.compile(r"(?:部门)?整体(?:支出)?|(?:部门)?(?:预算|支出)?绩效自评|自评(?:报告|表|说明)")
_YEAR = re.compile(r"(20\d\d)\s*年")
_CHINESE_YEAR = re.compile("二[〇○零oO][〇○零oO一二三四五六七八九]{2}(?=年)")
_DIGITS = str.maketrans("〇○零oO一二三四五六七八九", "00000123456789")
_YEAR_LINE = re.compile(r"(?:评价|自评|填报|所属)?年度[：:](20\d\d)")
_HAN = re.compile("[\u4e00-\u9fff]+")
_OFFICE = re.compile(
    "[\u4e00-\u9fff]{1,30}?(?:街道办事处|街道办|(?:镇|乡|苏木)人民政府|管委会|管理委员会)"
    "|[\u4e00-\u9fff]{2,30}?(?:街道(?!办)|(?<!乡)镇(?!村|街)|乡(?!镇|村))"
)
_PLACES = re.compile(
    r"(?P<city>[\u4e00-\u9fff]{1,7}?(?:市|自治州|盟|地区))?(?P<district>[\u4e00-\u9fff]{1,8}?(?:区|县|旗|市))?"
)
FIRST_LINES = 8


def names_in(paragraphs: Sequence[Paragraph]) -> Names | None:
    """Find the year and the office; ``None`` where the document has no year."""
    texts = [_with_digits(re.sub(r"\s", "", paragraph.text)) for paragraph in paragraphs]
    head = texts[:FIRST_LINES]
    titles = [text for text in head if TITLE_WORDS.search(text) and len(text) <= 80]
    joined = ["".join(head[i : i + 2]) for i in range(len(head) - 1)]
    title = next((t for t in (*titles, *joined) if _YEAR.search(t) and len(t) <= 100), "")
    years = Counter(int(year) for text in texts for year in _YEAR.findall(text))
    if not years:
        return None
    stated = next((match for text in head if (match := _YEAR_LINE.search(text))), None)
    year = int(stated[1] if stated else _YEAR.findall(title)[0] if title else years.most_common(1)[0][0])
    full = _office_in(title) or next((name for text in head if (name := _office_in(text))), "")
    if not full:
        names = Counter(match[0] for text in texts for match in _OFFICE.finditer(text))
        full = next((name for name, _ in names.most_common(1)), "")
    return _names(year, _longer_name(full, texts) if full else full)


def _with_digits(text: str) -> str:
    """The text with years such as 二〇二四年 in digits."""
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), text)


def _longer_name(name: str, texts: Iterable[str]) -> str:
    """The name with its city and district in front, where the document states it so."""
    if _PLACES.match(name)[0]:  # type: ignore[index]  # The pattern fits every text.
        return name
    longer = re.compile(rf"[\u4e00-\u9fff]{{1,8}}?(?:市|自治州|盟|地区)[\u4e00-\u9fff]{{0,12}}?{re.escape(name)}")
    return next((match[0] for text in texts if (match := longer.search(text))), name)


def _office_in(title: str) -> str:
    text = re.sub(r"^附件\d{0,2}[：:]?", "", title)
    text = re.sub(r"^.{0,3}?20\d\d年度?|关于|20\d\d年度?", "", text)
    runs = (run for run in _HAN.findall(text) if _OFFICE.search(run))
    text = next(runs, "")
    match = _OFFICE.search(text)
    if match is None:
        return ""
    # 广州市荔湾区人民政府金花街道办事处: the name goes on to the last word of this kind.
    ends = [m.end() for m in re.finditer(r"街道办事处|街道办|人民政府|管委会|管理委员会|街道|镇|乡", text)]
    stop = re.search(r"(?:部门)?整体|绩效|自评|预算", text)
    end = max((e for e in ends if stop is None or e <= stop.start()), default=match.end())
    return text[:end]


def _names(year: int, full: str) -> Names:
    places = _PLACES.match(full)
    city, district = (places["city"] or "", places["district"] or "") if places else ("", "")
    rest = full[len(city) + len(district) :]
    name = re.sub(r"^人民政府(?=.)", "", rest)
    if not re.search(r"街道|镇|乡|委员会|管委会|苏木", name):
        city, district, name = "", "", full
    short = re.sub(r"(?:办事处|人民政府|办)$", "", name)
    return Names(year, city, district, full, name, short)
