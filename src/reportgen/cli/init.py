"""``init``: a folder for the people who change wording, rules or layout."""

from __future__ import annotations

from pathlib import Path

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand
from reportgen.cli.console import complain, exit_code, list_problems, print_json, say
from reportgen.diagnostics import Diagnostic, FileRef


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path, readable=False))
@options.json
def init(folder: Path, *, as_json: bool) -> int:
    """把自带的措辞、评分标准、版式和示例放到一个文件夹里，供修改；已有的文件不覆盖。"""
    written, problems = _copy_out(folder)
    code = exit_code(problems)
    if as_json:
        print_json("init", code, problems, files=[str(path) for path in written])
        return code
    list_problems(problems)
    if problems:
        complain("没有放任何文件。")
        return code
    say(f"已放好 {len(written)} 个文件：" if written else "文件都已经在那里了，与自带的相同。")
    for area, what in _AREAS:
        say(f"  {folder / area}  {what}")
    say("接下来：")
    for number, step in enumerate((*_way_in(folder), *_STEPS), 1):
        say(f"  {number}. {step}")
    return code


_AREAS = (
    ("templates/wording", "说明里的句子"),
    ("templates/rules", "评分标准"),
    ("templates/word", "字体、字号、边距、页码"),
    ("templates/checks", "核对的界限和词"),
    ("2024.xlsx", "示例填报表"),
)
_STEPS = (
    "用记事本打开 templates/wording/默认 里的文件，改句子，存盘（编码选 UTF-8）",
    "运行 reportgen wording check，照提示改好",
    "运行 reportgen build 2024.xlsx，看成品",
    "没有改过的文件可以删掉：程序会用自带的，以后更新了也跟着更新",
)


def _way_in(folder: Path) -> tuple[str, ...]:
    """How to get into the folder; nothing where the editor is in it already."""
    if folder.resolve() == Path.cwd():
        return ()
    plain = all(character.isalnum() or character in "._-/\\:" for character in str(folder))
    return (f"运行 cd {folder}" if plain else f'运行 cd "{folder}"',)


def _copy_out(folder: Path) -> tuple[list[Path], list[Diagnostic]]:
    from reportgen.output.delivery import deliver
    from reportgen.resources import starting_files

    wanted = {name: path.read_bytes() for name, path in starting_files().items()}
    there = {name: _standing(folder / name) for name in wanted}
    different = [name for name, data in there.items() if data is not None and data != wanted[name]]
    if different:
        return [], [catalogue.COPY_DIFFERS.at(FileRef(file=str(folder / name)), name) for name in different]
    missing = {name: data for name, data in wanted.items() if there[name] is None}
    delivered = deliver(folder, missing, source=folder)
    return list(delivered.value or ()), list(delivered.diagnostics)


def _standing(path: Path) -> bytes | None:
    """What stands there already; ``None`` for nothing. What cannot be read is not ours to write over."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""
