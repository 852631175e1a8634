"""The command ``init``, which fills a folder for people who change wording, rules or layout."""

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
    files, problems = _copy_out(folder)
    code = exit_code(problems)
    if as_json:
        print_json("init", code, problems, files=[str(path) for path in files])
        return code
    list_problems(problems)
    if problems:
        complain("没有放任何文件。")
        return code
    say(f"已放好 {len(files)} 个文件：" if files else "文件都已经在那里了，与自带的相同。")
    for area, meaning in _AREAS:
        say(f"  {folder / area}  {meaning}")
    say("接下来：")
    for number, step in enumerate((*_enter_step(folder), *_STEPS), 1):
        say(f"  {number}. {step}")
    return code


_AREAS = (
    ("templates/wording", "说明里的句子"),
    ("templates/rules", "评分标准"),
    ("templates/word", "字体、字号、边距、页码"),
    ("templates/checks", "核对的界限和词"),
    ("templates/summary", "区级汇总的句子和设置"),
    ("2024.xlsx", "示例填报表"),
)
_STEPS = (
    "用记事本打开 templates/wording/默认 里的文件，改句子，存盘（编码选 UTF-8）",
    "运行 reportgen wording check，照提示改好",
    "运行 reportgen build 2024.xlsx，看成品",
    "没有改过的文件可以删掉：程序会用自带的，以后更新了也跟着更新",
)


def _enter_step(folder: Path) -> tuple[str, ...]:
    """Return the step that enters the folder; no step where it is the working folder."""
    if folder.resolve() == Path.cwd():
        return ()
    plain = all(character.isalnum() or character in "._-/\\:" for character in str(folder))
    return (f"运行 cd {folder}" if plain else f'运行 cd "{folder}"',)


def _copy_out(folder: Path) -> tuple[list[Path], list[Diagnostic]]:
    from reportgen.output.delivery import deliver
    from reportgen.resources import starting_files

    shipped = {name: path.read_bytes() for name, path in starting_files().items()}
    present = {name: _content(folder / name) for name in shipped}
    different = [name for name, data in present.items() if data is not None and data != shipped[name]]
    if different:
        return [], [catalogue.COPY_DIFFERS.at(FileRef(file=str(folder / name)), name) for name in different]
    absent = {name: data for name, data in shipped.items() if present[name] is None}
    delivery = deliver(folder, absent, source=folder)
    return list(delivery.value or ()), list(delivery.diagnostics)


def _content(path: Path) -> bytes | None:
    """Return the content of a file, ``None`` where there is none; a file that cannot be read counts as different."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return b""
