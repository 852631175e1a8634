"""The commands ``rules`` and ``explain``, which show what scores and problems rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import GROUP_SETTINGS, SETTINGS, ChineseCommand, ChineseGroup, help_when_bare
from reportgen.cli.console import DONE, exit_code, kind_json, list_problems, print_json, say, trial_words
from reportgen.diagnostics import Kind, without_values
from reportgen.numeric import plain

if TYPE_CHECKING:
    from reportgen.scoring.rubric import Rubric


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("code", metavar="问题编号")
@options.json
def explain(code: str, *, as_json: bool) -> int:
    """解释一个问题编号，如 E204。"""
    kind = _kind(code)
    if kind is None:
        raise click.UsageError(f"没有问题编号 {code}，编号见 docs/problems.md")
    if as_json:
        print_json("explain", DONE, problem=kind_json(kind))
    else:
        say(f"{kind.severity} {kind.code}  {kind.title}")
        say()
        for label, text in _explanation(kind):
            say(f"{label}：{text}")
    return DONE


@click.group(cls=ChineseGroup, **GROUP_SETTINGS)
@click.pass_context
def rules(context: click.Context) -> None:
    """评分标准：列出、查看、检查。"""
    help_when_bare(context)


@rules.command("list", cls=ChineseCommand, **SETTINGS)
@options.templates
@options.json
def list_rules(templates: Path | None, *, as_json: bool) -> int:
    """列出有哪些年度、哪些方案的评分标准。"""
    from reportgen.scoring.rubric import load_rubric, rubric_schemes

    resources = options.locate(templates)
    outcomes = [load_rubric(resources, *one) for one in rubric_schemes(resources)]
    problems = [problem for outcome in outcomes for problem in outcome.diagnostics]
    rubrics = [outcome.value for outcome in outcomes if outcome.value]
    if as_json:
        print_json("rules list", exit_code(problems), problems, rules=_heads(rubrics))
        return exit_code(problems)
    for rubric in rubrics:
        scheme = f"  {rubric.scheme}" if rubric.scheme else ""
        say(f"{rubric.year}{scheme}  {rubric.title}{_status_words(rubric)}")
    list_problems(problems)
    return exit_code(problems)


@rules.command("show", cls=ChineseCommand, **SETTINGS)
@options.rules_year
@options.rules_year_option
@options.scheme
@options.templates
@options.json
def show_rules(
    year_argument: int | None, year: int | None, scheme: str, templates: Path | None, *, as_json: bool
) -> int:
    """逐项显示一个年度的评分标准和依据；不写年度的，显示最新的一年。"""
    from reportgen.scoring.rubric import load_rubric, rubric_years

    resources = options.locate(templates)
    outcome = load_rubric(resources, year_argument or year or max(rubric_years(resources), default=0), scheme)
    code = exit_code(outcome.diagnostics)
    rows = _rubric_rows(outcome.value) if outcome.value else []
    if as_json:
        heads = _heads([outcome.value] if outcome.value else [])
        print_json("rules show", code, outcome.diagnostics, rules=heads, rows=rows)
        return code
    if outcome.value:
        say(f"{outcome.value.title}{_status_words(outcome.value)}")
    for row in rows:
        verified = "" if row["verified"] else "（未核实）"
        say(f"{row['part']}·{row['group']}·{row['name']}  {row['points']}分{verified}")
        say(f"    标准：{row['standard']}")
        say(f"    依据：{row['source']}")
    if outcome.value and outcome.value.grades:
        say(f"等级：{'，'.join(f'{band.word} {band.range.text}分' for band in outcome.value.grades)}")
    if outcome.value and (names := _unverified(outcome.value)):
        say(f"尚未对照正式评分表核实的规则 {len(names)} 项：{'、'.join(names)}")
    list_problems(outcome.diagnostics)
    return code


@rules.command("check", cls=ChineseCommand, **SETTINGS)
@options.rules_year
@options.rules_year_option
@options.scheme
@options.templates
@options.json
def check_rules(
    year_argument: int | None, year: int | None, scheme: str, templates: Path | None, *, as_json: bool
) -> int:
    """检查评分标准文件，并逐个试算其中的案例。"""
    from reportgen.scoring.rubric import check_rubrics

    proof = check_rubrics(options.locate(templates), year_argument or year, scheme)
    rubrics, problems = [rubric for rubric, _ in proof.value or ()], proof.diagnostics
    code = exit_code(problems)
    if as_json:
        print_json("rules check", code, problems, rules=_heads(rubrics))
        return code
    for rubric, failures in proof.value or ():
        named = f"“{rubric.choice}”" if rubric.choice else ""
        say(f"{rubric.year}{named}{_status_words(rubric)}：案例 {len(rubric.cases)} 个，不符 {failures} 个")
    list_problems(problems)
    return code


def _heads(rubrics: Iterable[Rubric]) -> list[dict[str, Any]]:
    return [
        {
            "year": rubric.year,
            "scheme": rubric.scheme,
            "title": rubric.title,
            "draft": rubric.draft,
            "total": plain(rubric.tree.points),
            "grades": [{"word": band.word, "range": band.range.text} for band in rubric.grades],
        }
        for rubric in rubrics
    ]


def _status_words(rubric: Rubric) -> str:
    return "（示例方案）" if rubric.status == "example" else trial_words(rubric.draft)


def _rubric_rows(rubric: Rubric) -> list[dict[str, Any]]:
    return [
        {
            "part": part.name,
            "group": group.name,
            "name": criterion.name,
            "points": plain(criterion.points),
            "standard": criterion.standard,
            "source": criterion.source,
            "verified": criterion.verified,
        }
        for part, group, criterion in rubric.criteria()
    ]


def _unverified(rubric: Rubric) -> list[str]:
    """The names of the rows and methods that nobody has compared with the official table."""
    rows = [criterion.name for _, _, criterion in rubric.criteria() if not criterion.verified]
    return rows + [method.name for method in rubric.methods if not method.verified]


def _kind(code: str) -> Kind | None:
    """Return the kind of a code; the letter does not matter, as E203 is shown as N203 in a draft."""
    number = re.sub("^[EWN]", "", code.strip().upper())
    return next((kind for kind in catalogue.KINDS.values() if kind.code[1:] == number), None)


def _explanation(kind: Kind) -> Iterable[tuple[str, str]]:
    yield "消息", without_values(kind.message)
    yield "为什么", kind.why
    yield "怎么改", without_values(kind.hint)
    yield "错的", kind.wrong
    yield "对的", kind.right
