"""Makes click speak Chinese; its own help texts and error messages are English and never reach a user."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

import click

from reportgen.diagnostics import nearest


class _Formatter(click.HelpFormatter):
    """Writes headings with a full-width colon, and columns in which a Han character counts as two cells."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], *_: object, **__: object) -> None:
        entries = list(rows)
        widest = max(width(term) for term, _ in entries)
        for term, text in entries:
            self.write(f"{'':>{self.current_indent}}{term}{' ' * (widest - width(term) + 2)}{text}\n")


class _Context(click.Context):
    formatter_class = _Formatter


class ChineseCommand(click.Command):
    """A command whose help and error messages are Chinese."""

    context_class = _Context
    allow_extra_args = True  # then click does not complain about them in English, and parse_args does in Chinese

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # click's parser does not set it, and usage_message needs it
            raise
        if rest and not isinstance(self, click.Group):
            raise click.UsageError(f"多写了 {'、'.join(rest)}；名称里有空格的，前后加英文引号", ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        given = (record for option in options if (record := option.get_help_record(ctx)))
        records = [(term, text.replace("[required]", "必须写。")) for term, text in given]
        with formatter.section("选项"):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option


class ChineseGroup(ChineseCommand, click.Group):
    """A group of commands whose help and error messages are Chinese."""

    command_class = ChineseCommand
    group_class = type

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        ChineseCommand.format_options(self, ctx, formatter)
        commands = [(name, self.commands[name].get_short_help_str(60)) for name in self.list_commands(ctx)]
        with formatter.section("命令"):
            formatter.write_dl(commands)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(self.commands)  # click would sort them by name; here they stand in the order of work

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands:
            raise click.UsageError(f"没有命令 {args[0]}{nearest(args[0], self.commands)}", ctx)
        return super().resolve_command(ctx, args)


SETTINGS: dict[str, Any] = {"options_metavar": "[选项]", "context_settings": {"max_content_width": 100}}
GROUP_SETTINGS: dict[str, Any] = {**SETTINGS, "invoke_without_command": True, "subcommand_metavar": "命令 …"}


def help_when_bare(context: click.Context) -> None:
    """Show the help of a group that is called without a command."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def year_typed(context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Turn the text of a year option into a number; anything but four digits is a usage error."""
    if value is not None and not re.fullmatch("[0-9]{4}", value):
        raise click.UsageError(f"年度要填四位整数，如 2024；“{value}”不是", context)
    return None if value is None else int(value)


def usage_message(error: click.UsageError) -> str:
    """Say in Chinese what is wrong with the command line."""
    options = {name: param for param in error.ctx.command.params for name in param.opts} if error.ctx else {}
    if isinstance(error, click.NoSuchOption):
        names = (name for name in options if name.startswith("-"))
        return f"没有选项 {error.option_name}{nearest(error.option_name, names)}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {error.param.make_metavar(error.ctx) if error.param and error.ctx else '内容'}"
    if isinstance(error, click.BadParameter) and error.param:
        return _wrong_value(error.param)
    if isinstance(error, click.BadOptionUsage):
        option = options.get(error.option_name)
        is_flag = isinstance(option, click.Option) and option.is_flag
        return f"选项 {error.option_name} 后面{'不能写内容' if is_flag else '缺少内容'}"
    return error.message if is_chinese(error.message) else "命令写得不对"


def _wrong_value(param: click.Parameter) -> str:
    """Say what may stand behind an option whose value is wrong."""
    name = max(param.opts, key=len)
    if isinstance(param.type, click.Choice):
        return f"选项 {name} 后面只能写 {'、'.join(param.type.choices)}"
    return f"选项 {name} 后面要写整数" if param.type is click.INT else f"{name} 写得不对"


def is_chinese(text: str) -> bool:
    """Whether a message is from this program and not from click."""
    return any("\u4e00" <= c <= "\u9fff" for c in text)


def width(text: str) -> int:
    """Count the terminal cells of a text; wide and full-width characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
