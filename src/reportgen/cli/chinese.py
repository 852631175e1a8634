"""click in Chinese: its own help texts and complaints are English, and none of them reaches a user."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import click

from reportgen.diagnostics import nearest


class _Formatter(click.HelpFormatter):
    """Headings with a full-width colon; columns that line up although a Han character is two cells wide."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *_: object, **__: object) -> None:
        lines = list(rows)
        widest = max(width(term) for term, _ in lines)
        for term, text in lines:
            self.write(f"{'':>{self.current_indent}}{term}{' ' * (widest - width(term) + 2)}{text}\n")


class _Context(click.Context):
    formatter_class = _Formatter


class ChineseCommand(click.Command):
    """A command whose help and complaints are Chinese; click's own words are English."""

    context_class = _Context
    allow_extra_args = True  # so that the complaint about them is ours

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser leaves it out
            raise
        if rest and not isinstance(self, click.Group):
            raise click.UsageError(f"多写了 {'、'.join(rest)}；名称里有空格的，前后加英文引号", ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section("选项"):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option


class ChineseGroup(ChineseCommand, click.Group):
    """A group of commands, likewise."""

    command_class = ChineseCommand
    group_class = type

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        ChineseCommand.format_options(self, ctx, formatter)
        commands = [(name, self.commands[name].get_short_help_str(60)) for name in self.list_commands(ctx)]
        with formatter.section("命令"):
            formatter.write_dl(commands)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order of work, not of the alphabet

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            raise click.UsageError(f"没有命令 {args[0]}{nearest(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


SETTINGS: dict[str, Any] = {"options_metavar": "[选项]", "context_settings": {"max_content_width": 100}}
GROUP_SETTINGS: dict[str, Any] = {**SETTINGS, "invoke_without_command": True, "subcommand_metavar": "命令 …"}


def help_when_bare(context: click.Context) -> None:
    """A group without a command shows its help."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def year_typed(context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """A year as a whole number; a complaint for anything else."""
    if value is not None and not re.fullmatch("[0-9]{4}", value):
        raise click.UsageError(f"年度要填四位整数，如 2024；“{value}”不是", context)
    return None if value is None else int(value)


def usage_message(error: click.UsageError) -> str:
    """What is wrong with the command line; none of click's English is passed on."""
    options = {name: param for param in error.ctx.command.params for name in param.opts} if error.ctx else {}
    if isinstance(error, click.NoSuchOption):
        known = (name for name in options if name.startswith("-"))
        return f"没有选项 {error.option_name}{nearest(error.option_name, known)}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {error.param.make_metavar(error.ctx) if error.param and error.ctx else '内容'}"
    if isinstance(error, click.BadParameter) and error.param:
        return _wrong_value(error.param)
    if isinstance(error, click.BadOptionUsage):
        option = options.get(error.option_name)
        surplus = isinstance(option, click.Option) and option.is_flag
        return f"选项 {error.option_name} 后面{'不能写内容' if surplus else '缺少内容'}"
    return error.message if is_chinese(error.message) else "命令写得不对"


def _wrong_value(param: click.Parameter) -> str:
    """What may be written after an option that was given something else."""
    name = max(param.opts, key=len)
    if isinstance(param.type, click.Choice):
        return f"选项 {name} 后面只能写 {'、'.join(param.type.choices)}"
    return f"选项 {name} 后面要写整数" if param.type is click.INT else f"{name} 写得不对"


def is_chinese(text: str) -> bool:
    """Whether a message is one of ours."""
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def width(text: str) -> int:
    """How many cells of a terminal a text takes: wide and full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
