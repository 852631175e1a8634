"""The commands; no other package prints or sets an exit code.

Heavy imports stand inside the commands, so that ``--help`` loads neither pandas nor python-docx.
"""

from __future__ import annotations

import multiprocessing
import os
import sys

import click

from reportgen import __version__, catalogue
from reportgen.cli.audit import audit
from reportgen.cli.batch import batch
from reportgen.cli.chinese import GROUP_SETTINGS, ChineseGroup, help_when_bare, usage_message
from reportgen.cli.console import (
    DONE,
    INTERRUPTED,
    NOT_READ,
    PROGRAM,
    complain,
    exit_code,
    fault,
    list_problems,
    lost_folder,
    lost_output,
    print_json,
)
from reportgen.cli.new import doctor, extract, init, new
from reportgen.cli.report import build, check
from reportgen.cli.rules import explain, rules
from reportgen.cli.serve import serve
from reportgen.cli.wording import wording
from reportgen.diagnostics import Diagnostic


@click.group(cls=ChineseGroup, **GROUP_SETTINGS)
@click.version_option(__version__, message="%(version)s", help="显示版本号。")
@click.pass_context
def cli(context: click.Context) -> None:
    """由填报表（Excel）生成《部门整体支出绩效自评表说明》（Word）。

    最常用的一条：reportgen build 2024.xlsx
    """
    help_when_bare(context)


_COMMANDS = (new, extract, build, check, batch, audit, serve, explain, init, wording, rules, doctor)
for _command in _COMMANDS:  # in the order of work
    cli.add_command(_command)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and exit with its code; the user never sees a traceback."""
    multiprocessing.freeze_support()  # in a frozen program a worker process starts here too
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a GBK console cannot show every character of a workbook
    arguments = sys.argv[1:] if arguments is None else arguments
    if sys.getfilesystemencoding() in ("ascii", "us-ascii"):  # Such a Python cannot name a Chinese file.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", PROGRAM, *arguments])  # noqa: S606
    try:
        code = _run(arguments)
    except SystemExit:  # click silences both streams and raises this when the reader of a pipe is gone
        code = NOT_READ
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        result = cli.main(arguments, prog_name=PROGRAM, standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else PROGRAM
        usage = error.ctx.get_usage().removeprefix("用法：") if error.ctx else f"{PROGRAM} 命令 …"
        example = f"，如 {PROGRAM} build 2024.xlsx" if command == PROGRAM else ""
        values = {"command": command, "usage": usage, "example": example}
        problem = catalogue.WRONG_COMMAND.at(None, usage_message(error), **values)
        return _fail(problem, arguments)
    except (click.Abort, KeyboardInterrupt):
        complain("已中断，没有写完的文件不会留下。")
        return INTERRUPTED
    except OSError as error:
        return _fail(lost_output(error) or lost_folder() or fault(error), arguments)
    except Exception as error:  # a bug: the traceback goes into a file and the user gets a message
        return _fail(fault(error), arguments)
    return result if isinstance(result, int) else DONE


def _fail(problem: Diagnostic, arguments: list[str]) -> int:
    """Report the problem of a run without a result, as JSON where the arguments ask for JSON."""
    code = exit_code([problem])
    if "--json" in arguments and problem.code != catalogue.OUTPUT_LOST.code:
        print_json(None, code, [problem])
    else:
        list_problems([problem])
    return code
