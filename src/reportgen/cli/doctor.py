"""The command ``doctor``, which checks whether this machine has what the program needs."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand, width
from reportgen.cli.console import DONE, ENVIRONMENT, list_problems, print_json, say
from reportgen.diagnostics import Diagnostic
from reportgen.resources import Resources


def summary_problems(resources: Resources) -> tuple[int, tuple[Diagnostic, ...]]:
    """Return how many districts have their own summary wording, and the problems of its settings and wording."""
    from reportgen.district.proofreading import proofread_summary

    proof = proofread_summary(resources)
    return len(proof.districts), proof.problems


@click.command(cls=ChineseCommand, **SETTINGS)
@options.output
@options.templates
@options.json
def doctor(output: Path, templates: Path | None, *, as_json: bool) -> int:
    """检查这台电脑：软件、字体、文件夹、评分标准、措辞、版式。"""
    from reportgen.machine.doctor import Health, examine

    examination = examine(options.locate(templates), output, sys.stdout.encoding, summary_problems)
    conditions = examination.value or ()
    code = ENVIRONMENT if any(one.health is Health.BROKEN for one in conditions) else DONE
    if as_json:
        items = [{"name": c.name, "state": c.health, "found": c.text, "advice": c.advice or None} for c in conditions]
        print_json("doctor", code, examination.diagnostics, findings=items)
        return code
    for one in conditions:
        say(f"{one.health}{' ' * (6 - width(one.health))}  {one.name}：{one.text}")
        if one.advice:
            say(f"        怎么办：{one.advice}")
    say()
    counts = {health: sum(one.health is health for one in conditions) for health in Health}
    say("，".join(f"{health} {count} 项" for health, count in counts.items() if count) + "。")
    list_problems(examination.diagnostics)
    return code
