"""``wording``: for the people who edit what the reports say."""

from __future__ import annotations

import click

from reportgen.cli.chinese import GROUP_SETTINGS, ChineseGroup, help_when_bare


@click.group(cls=ChineseGroup, **GROUP_SETTINGS)
@click.pass_context
def wording(context: click.Context) -> None:
    """措辞：列出、检查、查词、比较、预览。"""
    help_when_bare(context)
