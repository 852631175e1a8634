"""The command ``wording preview``, which shows the document in the browser and updates it after every save."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand
from reportgen.cli.console import DONE, exit_code, fault, list_problems, say
from reportgen.diagnostics import FileRef


@click.command(cls=ChineseCommand, **SETTINGS)
@options.workbook
@click.option("--port", metavar="端口", type=int, default=0, help="用这个端口；不写就找一个空着的。")
@click.option("--no-browser", is_flag=True, help="不打开浏览器，只显示网址。")
@options.draft
@options.year
@options.last
@options.templates
def preview(
    workbook: Path,
    port: int,
    year: int | None,
    last: Path | None,
    templates: Path | None,
    *,
    no_browser: bool,
    draft: bool,
) -> int:
    """在浏览器里看成文：版面与 .docx 相同，存盘就更新。"""
    import webbrowser

    from reportgen.editor.preview import Live, Subject
    from reportgen.editor.preview_server import HOST, Server

    options.locate(templates)  # a wrong --templates is an error before the server starts
    try:
        server = Server(port)
    except (OSError, OverflowError):
        problems = [catalogue.PORT_TAKEN.at(FileRef(file=f"{HOST}:{port}"), port)]
        list_problems(problems)
        return exit_code(problems)
    subject = Subject(workbook=workbook, locate=lambda: options.locate(templates), year=year, draft=draft, last=last)
    live = Live(subject, server, fault)
    server.start()
    try:
        say(f"预览：{server.address}")
        say("改措辞、评分标准、版式或填报表，存盘后页面自动更新；按 Ctrl-C 结束。")
        if not no_browser:
            webbrowser.open(server.address)
        live.run()
    except KeyboardInterrupt:
        say("预览已结束。")
    finally:
        server.stop()
    return DONE
