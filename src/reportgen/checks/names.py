"""Checks for the names of offices: of others, of this one, and how it speaks of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reportgen import catalogue
from reportgen.checks.dossier import Dossier, blank_out, place_at
from reportgen.checks.limits import Words
from reportgen.diagnostics import Diagnostic
from reportgen.intake.submission import Office
from reportgen.writing.narrative import Block

_HAN = "\u4e00-\u9fff"
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
