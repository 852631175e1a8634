"""Generates what the pages of docs/ take from the code, so that they stay true.

Run ``python scripts/make_docs.py`` after a change to what they show; a test holds docs/ against this script.
A page is one entry in :data:`PAGES`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from reportgen.catalogue import KINDS
from reportgen.diagnostics import Kind, without_values
from reportgen.editor.lexicon import filter_example, terms
from reportgen.intake import form
from reportgen.numeric import plain
from reportgen.resources import Resources
from reportgen.scoring.rubric import Rubric, load_rubric, newest_year
from reportgen.settings import list_settings
from reportgen.word.profile import PROFILE, Profile
from reportgen.writing.grammar import LOOP
from reportgen.writing.vocabulary import vocabulary
from reportgen.writing.words import FILTERS, Word, WordType

_ROOT = Path(__file__).resolve().parents[1]
DOCS = _ROOT / "docs"
_RESOURCES = Resources((_ROOT / "templates",))
_OTHER_PROFILE = "word/天头34.58/公文.toml"


# --- 填报说明.md: the tables of the form ------------------------------------------------------------------


def form_page(page: str) -> str:
    """The clerk's page, with every sheet, column and row as the form and the rules have them today."""
    rows = "管理效率各行"
    parts = {"工作表": _sheets_table(), rows: _management_table(_newest_rubric())}
    parts |= {sheet.name: _sheet_tables(sheet) for sheet in form.SHEETS}
    return with_parts(page, parts)


def _sheets_table() -> str:
    rows = ((f"[{s.name}](#{s.name})", "★" if s.required else "", s.purpose) for s in form.SHEETS)
    return _table(("工作表", "必有", "填什么"), rows)


def _sheet_tables(sheet: form.SheetForm) -> str:
    columns = ((c.name, "★" if c.required else "", _column_advice(c)) for c in sheet.columns)
    tables = [_table(("列", "必填", "填什么"), columns)]
    if sheet.items:
        items = ((i.name, "★" if i.required else "", i.unit, i.hint) for i in sheet.items)
        tables.append(_table(("行（项目）", "必填", "单位", "填什么"), items))
    return "\n".join(tables)


def _column_advice(column: form.Column) -> str:
    words = column.choices
    if column.from_rules:
        categories = _newest_rubric().categories
        words = tuple(categories) if column is form.INDICATORS.category else tuple(chain(*categories.values()))
    choices = f"只能填：{'、'.join(words)}" if words else ""
    return "。".join(text for text in (choices, column.hint) if text)


def _management_table(rubric: Rubric) -> str:
    rows = (
        (group.name, one.name, plain(one.points), one.rule.entry_form.advice, one.standard)
        for group, one in rubric.form_criteria()
    )
    table = _table(("二级指标", "三级指标", "分值", "填报值怎么填", "评分标准"), rows)
    return f"{rubric.year}年度的各行：\n\n{table}"


def _newest_rubric() -> Rubric:
    """The newest scheme that is in force."""
    rubric = load_rubric(_RESOURCES, newest_year(_RESOURCES)).value
    if rubric is None:
        raise SystemExit("评分标准有错，先运行 reportgen rules check")
    return rubric


# --- 措辞编写说明.md: the words of wording ------------------------------------------------------------------


def words_page(page: str) -> str:
    """The wording editor's page, with every word and filter as the vocabulary has them today."""
    known = terms(_newest_rubric())
    examples = {term.path: term.example for term in known}
    words = (*vocabulary(_newest_rubric()), LOOP)
    filters = ((f"`{f.name}`", f.takes, filter_example(f, known), f.meaning) for f in FILTERS)
    table = _table(("格式", "用在", "示例里写成", "意思"), filters)
    return with_parts(page, {"词表": _word_tables(words, examples), "格式": table})


def _word_tables(words: Iterable[Word], examples: Mapping[str, str]) -> str:
    """A table of the words that stand alone, then one for each group.

    Groups with the same words share one, with the examples of the first.
    """
    owners: dict[tuple[tuple[str, WordType, str], ...], tuple[str, list[Word], list[str]]] = {}
    for name, group in _groups(words):
        inner = [word for word in group.members.values() if word.type is not WordType.GROUP]
        each = "（每一条）" if group.type is WordType.LIST else ""
        key = tuple((word.name, word.type, word.meaning) for word in inner)
        owners.setdefault(key, (name, inner, []))[2].append(f"`{name}`{each}")
    shared = (
        f"{'、'.join(names)} 里面的词：\n\n{_word_table(inner, examples, f'{first}.')}"
        for first, inner, names in owners.values()
    )
    return "\n".join((_word_table(words, examples), *shared))


def _groups(words: Iterable[Word], path: str = "") -> Iterator[tuple[str, Word]]:
    """Every word that has others inside, with its full name; those inside follow it."""
    for word in words:
        if word.members:
            yield path + word.name, word
            yield from _groups(word.members.values(), f"{path}{word.name}.")


def _word_table(words: Iterable[Word], examples: Mapping[str, str], prefix: str = "") -> str:
    rows = (
        (f"`{w.name}`", w.type, w.unit, examples[prefix + w.name], "可能没有" if w.optional else "", w.meaning)
        for w in words
    )
    return _table(("词", "种类", "单位", "示例里是", "", "意思"), rows)


# --- 版式说明.md: the entries of a layout profile ------------------------------------------------------------


def layout_page(page: str) -> str:
    """The page on layout, with every entry as the code reads it and as the shipped profiles have it."""
    first, other = (_entries(tomllib.loads(_template(file))) for file in (PROFILE, _OTHER_PROFILE))
    rows = (
        (
            f"`{name}`",
            s.label,
            s.allowed,
            _entry(first[name]),
            "" if first[name] == other[name] else _entry(other[name]),
        )
        for name, s in list_settings(Profile).items()
    )
    return with_parts(page, {"各项": _table(("项", "意思，单位", "可以填", "自带", "天头34.58（不同的）"), rows)})


def _template(file: str) -> str:
    return (_ROOT / "templates" / file).read_text(encoding="utf-8")


def _entries(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """``{"page": {"top": 37}}`` as ``{"page.top": 37}``."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _entries(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return flat


def _entry(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "、".join(value) if isinstance(value, list) else str(value)


# --- problems.md: the catalogue ---------------------------------------------------------------------------

_STAGES = {
    "1": "打开文件",
    "2": "工作表和单元格",
    "3": "评分",
    "4": "评分标准文件",
    "5": "措辞文件",
    "6": "核对",
    "7": "版式和 Word 文件",
    "8": "写文件",
    "9": "程序自身",
}


def problems_page(_page: str) -> str:
    """Every kind of problem, by stage."""
    kinds = sorted(KINDS.values(), key=lambda kind: kind.code[1:])
    lines = [
        "# 问题编号",
        "",
        "程序报告的每一种问题。E 是错误（不生成说明），W 是警告（照样生成，请核对），N 是提示。",
        "运行 `reportgen explain E204` 看到的就是这里的内容。这一页由程序生成。",
        "",
    ]
    for stage, title in _STAGES.items():
        of_stage = [kind for kind in kinds if kind.code[1] == stage]
        lines += [f"## {title}", "", *(f"- [{kind.code} {kind.title}](#{_anchor(kind)})" for kind in of_stage), ""]
        lines += [line for kind in of_stage for line in _problem_lines(kind)]
    return "\n".join(lines)


def _anchor(kind: Kind) -> str:
    """The anchor that GitHub makes of the heading: no punctuation, hyphens for blanks."""
    return re.sub(r"[^\w -]", "", f"{kind.code} {kind.title}").replace(" ", "-").lower()


def _problem_lines(kind: Kind) -> Iterator[str]:
    yield f"### {kind.code} {kind.title}"
    yield ""
    yield f"{kind.severity}：{without_values(kind.message)}"
    yield ""
    yield f"- 为什么：{kind.why}"
    yield f"- 怎么改：{without_values(kind.hint)}"
    yield f"- 错的：`{kind.wrong}`"
    yield f"- 对的：`{kind.right}`"
    yield ""


# --- pages ------------------------------------------------------------------------------------------------

PAGES: Mapping[str, Callable[[str], str]] = {
    "填报说明.md": form_page,
    "problems.md": problems_page,
    "措辞编写说明.md": words_page,
    "版式说明.md": layout_page,
}
"""File name in docs/ → from the page as it stands to the page as it should be."""

_PART = re.compile(r"(<!-- 由程序生成：(?P<name>\S+) -->\n).*?(<!-- 生成完 -->\n)", re.DOTALL)


def with_parts(page: str, parts: Mapping[str, str]) -> str:
    """Put each part between its markers; a part without markers, or markers without a part, is an error."""
    named = [match["name"] for match in _PART.finditer(page)]
    if sorted(named) != sorted(parts):
        raise SystemExit(f"标记与内容对不上：{'、'.join(sorted(set(named) ^ set(parts))) or '有重复的标记'}")
    return _PART.sub(lambda match: f"{match[1]}{parts[match['name']]}{match[3]}", page)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "".join(f"{line}\n" for line in _table_lines(tuple(head), rows))


def _table_lines(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


def stored(name: str) -> str:
    """A page as it stands in docs/; empty when it is not there yet."""
    path = DOCS / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(stored(name)), encoding="utf-8")
