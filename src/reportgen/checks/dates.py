"""Checks for years and days that cannot be those of this report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reportgen import catalogue
from reportgen.checks.dossier import Dossier, blank_out, place_at
from reportgen.diagnostics import Diagnostic

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
