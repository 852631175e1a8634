"""``wording``: for the people who edit what the reports say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reportgen.cli import options
from reportgen.cli.chinese import GROUP_SETTINGS, SETTINGS, ChineseCommand, ChineseGroup, help_when_bare
from reportgen.cli.console import exit_code, list_problems, print_json, say

if TYPE_CHECKING:
    from reportgen.proofreading import Proof


@click.group(cls=ChineseGroup, **GROUP_SETTINGS)
@click.pass_context
def wording(context: click.Context) -> None:
    """措辞：列出、检查、查词、比较、预览。"""
    help_when_bare(context)


@wording.command("check", cls=ChineseCommand, **SETTINGS)
@options.rules_year_option
@options.templates
@options.json
def check_wording(year: int | None, templates: Path | None, *, as_json: bool) -> int:
    """检查全部措辞：每一层、每个分支，再用样例试写一遍；不要填报表。"""
    from reportgen.proofreading import proofread

    proof = proofread(options.locate(templates), year)
    code = exit_code(proof.problems)
    if as_json:
        layers = {"districts": list(proof.districts), "offices": list(proof.offices)}
        print_json("wording check", code, proof.problems, years=list(proof.years), files=proof.files, layers=layers)
        return code
    say(_read(proof))
    list_problems(proof.problems)
    if not proof.problems:
        say("没有问题。")
    return code


def _read(proof: Proof) -> str:
    years = "、".join(map(str, proof.years))
    layers = f"默认，{len(proof.districts)} 个区，{len(proof.offices)} 个单位"
    return f"按 {years} 年度的评分标准检查了 {proof.files} 个措辞文件（{layers}），用 {proof.specimens} 个样例试写。"
