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
    from reportgen.machine.doctor import State, examine

    outcome = examine(options.locate(templates), output, sys.stdout.encoding, summary_problems)
    findings = outcome.value or ()
    code = ENVIRONMENT if any(finding.state is State.BROKEN for finding in findings) else DONE
    if as_json:
        items = [{"name": f.name, "state": f.state, "found": f.found, "advice": f.advice or None} for f in findings]
        print_json("doctor", code, outcome.diagnostics, findings=items)
        return code
    for finding in findings:
        say(f"{finding.state}{' ' * (6 - width(finding.state))}  {finding.name}：{finding.found}")
        if finding.advice:
            say(f"        怎么办：{finding.advice}")
    say()
    counts = {state: sum(finding.state is state for finding in findings) for state in State}
    say("，".join(f"{state} {count} 项" for state, count in counts.items() if count) + "。")
    list_problems(outcome.diagnostics)
    return code
