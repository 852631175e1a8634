"""Checks the offices of one district against each other and against other districts (相互核对).

The worker that makes the summary of a district runs these checks, so that districts are done in parallel. The time
grows in proportion to the number of paragraphs, whatever they say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from reportgen import catalogue
from reportgen.checks.limits import Limits
from reportgen.diagnostics import CellRef, Diagnostic, normal_name
from reportgen.district.copies import Original, originals
from reportgen.district.elsewhere import (
    MOST_PLACES,
    Elsewhere,
    OfficeCell,
    Title,
    Titles,
    count_title,
    mark,
    same_document,
)
from reportgen.district.results import Finding, Key, OfficeNumber, OfficeResult, Quotation, plain_title
from reportgen.numeric import plain, round_half_up

_MOST_NAMED = 5  # a message names at most so many offices
_JOINED = re.compile(r"(?:以及|会同|联合|[与和同跟及])$")
_ASIDE = re.compile(
    r"(?:借鉴|学习|考察|对口|毗邻|毗连|相邻|邻近|紧邻|比邻|紧靠|接壤|交界|位于|地处|坐落于"
    r"|[东南西北](?:面|侧|部)?[邻接靠连临至]|原)$"
)


def findings_of(results: Sequence[OfficeResult], limits: Limits, elsewhere: Elsewhere) -> tuple[Finding, ...]:
    """Return the findings about the offices of one district, in their order."""
    findings = (
        *_copies(results, limits, elsewhere),
        *_titles(results, elsewhere),
        *_names(results),
        *_outliers(results, limits),
    )
    return tuple(sorted(findings, key=Finding.order))


def _finding(key: Key, others: Iterable[str], problem: Diagnostic) -> Finding:
    city, district, office = key
    offices = tuple(dict.fromkeys((office, *others)))
    return Finding(city=city, district=district, offices=offices, problem=problem)


# --- copies -----------------------------------------------------------------------------------------------


def _copies(results: Sequence[OfficeResult], limits: Limits, elsewhere: Elsewhere) -> Iterator[Finding]:
    """Yield one problem for each paragraph that offices of this or another district have too."""
    for original in originals(results, limits.across.similarity):
        here = [(OfficeCell.of(copy.key, copy.ref), copy.similarity) for copy in original.copies]
        far, beyond = _far(original, elsewhere)
        if here or far:
            yield _copy_finding(original, (*here, *far), len(here) + beyond)


def _far(original: Original, elsewhere: Elsewhere) -> tuple[list[tuple[OfficeCell, Decimal]], int]:
    """Return the places in other districts where the paragraph or a copy of it stands, and the number of all."""
    wordings = ((elsewhere.copies.get(mark(words)), like) for words, like in original.wordings.items())
    spreads = [(spread, like) for spread, like in wordings if spread]
    places = [(place, like) for spread, like in spreads for place in spread.places]
    return places, sum(spread.count for spread, _ in spreads)


def _copy_finding(original: Original, places: Sequence[tuple[OfficeCell, Decimal]], count: int) -> Finding:
    city, district, _ = original.key
    names = [place.name_in(city, district) for place, _ in places[:MOST_PLACES]]
    likes = [f"（{plain(like)}%）" for _, like in places[:MOST_PLACES]]
    if count == 1:
        others, like = names[0], likes[0]
    else:
        others, like = "、".join(map(str.__add__, names, likes)), ""
        others += f"等{count}处" if count > len(names) else ""
    problem = catalogue.COPIED_PASSAGE.at(original.passage.ref, original.passage.opening, others=others, like=like)
    return _finding(original.key, (place.office_name_in(city, district) for place, _ in places), problem)


# --- documents --------------------------------------------------------------------------------------------


def _titles(results: Iterable[OfficeResult], elsewhere: Elsewhere) -> Iterator[Finding]:
    """Yield a problem if a document number has two titles, at the rarer title; a shortened title is no other title."""
    documents: dict[str, Titles] = defaultdict(dict)
    first: dict[tuple[str, str], tuple[Key, Quotation]] = {}
    for result in results:
        for quotation in result.quotations:
            count_title(documents[quotation.number], quotation, result.key)
            first.setdefault((quotation.number, plain_title(quotation.title)), (result.key, quotation))
    for (number, name), (key, quotation) in first.items():
        own = documents[number]
        rival = _rival(name, list(own), elsewhere.titles.get(number, own))
        if rival:
            yield _two_titles(key, quotation, rival)


def _rival(name: str, own: Sequence[str], titles: Titles) -> Title | None:
    """Return another title of the document that at least as many offices use; ``own`` are the titles of the district.

    Of two equally common titles in one district, only the later one gets a problem; of two in different districts,
    both do.
    """
    others = [one for one in titles if not same_document(one, name)]
    if name not in titles or not others:
        return None
    rival = max(others, key=lambda one: _offices(one, titles))
    more = _offices(rival, titles) - _offices(name, titles)
    is_earlier = rival not in own or own.index(rival) < own.index(name)
    return titles[rival] if more > 0 or (more == 0 and is_earlier) else None


def _offices(name: str, titles: Titles) -> int:
    """Return how many offices quote a document under this title or a shortened one."""
    return sum(title.count for other, title in titles.items() if same_document(name, other))


def _two_titles(key: Key, quotation: Quotation, rival: Title) -> Finding:
    city, district, _ = key
    place = rival.place
    office = place.office_name_in(city, district)
    where = f"{office}（{place.address}）等{rival.count}个单位" if rival.count > 1 else place.name_in(city, district)
    values = {"number": quotation.number, "other": rival.text, "where": where}
    return _finding(key, (office,), catalogue.TITLES_DIFFER.at(quotation.ref, quotation.title, **values))


# --- names ------------------------------------------------------------------------------------------------


def _names(results: Sequence[OfficeResult]) -> Iterator[Finding]:
    """Yield a problem if a text contains the name of another office, unless it says that both worked together."""
    names = {name: result.short_name for result in results for name in _names_of(result)}
    for result in results:
        by_cell: dict[CellRef, dict[str, str]] = defaultdict(dict)
        # A partner counts for the whole cell, in which its name may stand again: 与示例二街道共建，示例二街道……
        partners: set[tuple[CellRef, str]] = set()
        for mention in result.mentions:
            name = _at_the_end(mention.words, names)
            office = names.get(name, result.short_name)
            if office != result.short_name:
                by_cell[mention.ref].setdefault(office, mention.words)
                if _is_aside(mention.words.removesuffix(name), names):
                    partners.add((mention.ref, office))
        for ref, offices in by_cell.items():
            strangers = {office: words for office, words in offices.items() if (ref, office) not in partners}
            if strangers:
                yield _finding(result.key, strangers, _name_problem(result, ref, strangers))


def _names_of(result: OfficeResult) -> tuple[str, str]:
    """Return the names by which others may call an office: 示例二街道, 城关镇."""
    return result.short_name, result.name.removesuffix("办事处").removesuffix("人民政府")


def _name_problem(result: OfficeResult, ref: CellRef, offices: Mapping[str, str]) -> Diagnostic:
    others = "、".join(list(offices)[:_MOST_NAMED])
    words = next(iter(offices.values()))
    return catalogue.NAMES_ANOTHER_OFFICE.at(ref, words, name=others, own=result.short_name)


def _at_the_end(words: str, names: Mapping[str, str]) -> str:
    """Return the longest name at the end of the words: 示例十二街道, not 十二街道."""
    return next((words[start:] for start in range(len(words) - 1) if words[start:] in names), "")


def _is_aside(before: str, names: Mapping[str, str]) -> bool:
    """Return whether the words before a name say that it is a partner, or where a place lies (与, 毗邻)."""
    conjunction = _JOINED.search(before)
    if not conjunction:
        return bool(_ASIDE.search(before))
    rest = before[: conjunction.start()]
    other = _at_the_end(rest, names)  # in 与示例二街道和示例三街道 the first word counts for both names
    return not other or _is_aside(rest.removesuffix(other), names)


# --- numbers ----------------------------------------------------------------------------------------------


def _outliers(results: Iterable[OfficeResult], limits: Limits) -> Iterator[Finding]:
    """Yield a problem for a number that is many times larger or smaller than the median of the other offices."""
    alike: dict[tuple[str, str], dict[Key, list[OfficeNumber]]] = defaultdict(lambda: defaultdict(list))
    for result in results:
        for quantity in result.quantities:
            if not _is_change(quantity, limits):
                alike[normal_name(quantity.name), normal_name(quantity.unit)][result.key].append(quantity)
    for by_office in alike.values():
        if len(by_office) > limits.across.peers:
            yield from _outliers_among(by_office, limits.across.times)


def _is_change(quantity: OfficeNumber, limits: Limits) -> bool:
    """Return whether it is a rate of change: there 0.3 % and 5 % are of a similar size."""
    words = (*limits.indicators.may_exceed_100, *limits.across.changes)
    return "%" in normal_name(quantity.unit) and any(word in quantity.name for word in words)


def _outliers_among(by_office: Mapping[Key, Sequence[OfficeNumber]], least: Decimal) -> Iterator[Finding]:
    """Yield the outliers of one number; if an office has it several times, others are compared with the median."""
    own = {key: median(quantity.value for quantity in quantities) for key, quantities in by_office.items()}
    ordered = sorted(own.values())
    for key, quantities in by_office.items():
        usual = _median_without(ordered, own[key])
        for quantity in quantities:
            small, large = sorted((quantity.value, usual))
            if small > 0 and large >= small * least:
                yield _finding(key, (), _outlier(quantity, usual, len(by_office) - 1))


def _outlier(quantity: OfficeNumber, usual: Decimal, peers: int) -> Diagnostic:
    small, large = sorted((quantity.value, usual))
    times = plain(round_half_up(large / small, 1))
    middle = f"本区其他{peers}个单位中位数（{plain(usual)}{quantity.unit}）"
    relation = f"为{middle}的{times}倍" if quantity.value > usual else f"{middle}为其{times}倍"
    shown = f"{plain(quantity.value)}{quantity.unit}"
    return catalogue.OUTLIER.at(quantity.ref, shown, name=quantity.name, relation=relation)


def _median_without(ordered: Sequence[Decimal], value: Decimal) -> Decimal:
    """Return the median of sorted values without one of them, without sorting again."""
    count, at = len(ordered) - 1, bisect_left(ordered, value)
    low, high = (place + (place >= at) for place in ((count - 1) // 2, count // 2))
    return (ordered[low] + ordered[high]) / 2
