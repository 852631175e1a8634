"""Arguments and options that several commands share."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import click

from reportgen.cli.chinese import year_typed
from reportgen.resources import AREAS, Resources

DOCUMENT_ENDINGS = (".docx", ".pdf", ".doc", ".wps")  # of finished documents


class WorkbookPath(click.Path):
    """The path of a workbook, whose ending may be left out: 2024 means 2024.xlsx where only that is there."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, readable=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path as typed, or with the ending; what is not there is told when it is read."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        whole = path.parent / f"{path.name}.xlsx"
        return whole if path.name and not os.path.exists(path) and os.path.isfile(whole) else path  # noqa: PTH110, PTH113


workbook = click.argument("workbook", metavar="填报表.xlsx", type=WorkbookPath())
output = click.option(
    "-o",
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path, readable=False),
    default=Path("output"),
    help="成品放在这个文件夹的“年度”子文件夹里，默认 output。",
)
year = click.option("--year", metavar="年度", callback=year_typed, help="要求填报表是这一年度的，不是就报错。")
templates = click.option(
    "--templates",
    metavar="文件夹",
    type=click.Path(path_type=Path, readable=False),
    help="用这个文件夹里的评分标准、措辞和版式。",
)
last = click.option(
    "--last",
    metavar="上一年的填报表.xlsx",
    type=WorkbookPath(),
    help="与上一年的填报表比，指出没有改的文字。",
)
wording_set = click.option(
    "--set",
    "wording_set",
    metavar="文体",
    default="",
    help="用这种文体，如 报告型；不写的，用填报表里写的，填报表没有写的，用默认的。",
)
strict = click.option("--strict", is_flag=True, help="有警告也不生成。")
draft = click.option("--draft", is_flag=True, help="出草稿：没有填的地方写成【待填：…】，文件名和页眉注明“草稿”。")
pdf = click.option("--pdf", is_flag=True, help="另做一份说明的 PDF；要装有 LibreOffice。")
json = click.option("--json", "as_json", is_flag=True, help="在标准输出上给出机器可读的结果（JSON）。")
summary = click.option("--summary", is_flag=True, help="看区级汇总的措辞，不看说明的。")
rules_year = click.argument("year_argument", metavar="[年度]", callback=year_typed, required=False)
scheme = click.option("--scheme", metavar="方案", default="", help="用哪个评分方案；不写的，是这一年度默认的方案。")
rules_year_option = click.option("--year", metavar="年度", callback=year_typed, help="同直接写年度。")


def locate(templates: Path | None) -> Resources:
    """Return where templates and data are; the folder of ``--templates`` comes first."""
    if templates is not None and not os.path.isdir(templates):  # noqa: PTH112 - Path.is_dir can raise an error
        raise click.UsageError(f"--templates 的文件夹“{templates}”不存在")
    resources = Resources.locate(templates)
    if templates is not None and not resources.holds_templates(templates):
        raise click.UsageError(f"--templates 的文件夹“{templates}”里没有 {'、'.join(AREAS)} 中的任何一个")
    return resources


def locate_shipped() -> Resources:
    """Return the templates that come with the program, and no others."""
    return Resources((Resources.locate().shipped,))


def set_folder(resources: Resources, name: str) -> str:
    """Return the folder of the wording set that ``--set`` names; empty where it names none."""
    from reportgen.writing.source import WordingSets

    sets = WordingSets(resources)
    folder = sets.folder(name) if name else ""
    if folder is None:
        problem = sets.unknown(name, None)
        raise click.UsageError(f"--set：{problem.message}；现有的文体：{'、'.join(sets.names)}")
    return folder


def set_title(resources: Resources, name: str) -> str:
    """Return the title of the wording set that ``--set`` names; empty where it names none."""
    from reportgen.writing.source import WordingSets

    folder = set_folder(resources, name)
    chosen = WordingSets(resources).read(folder).value if folder else None
    return chosen.title if chosen else ""


def check_dask() -> None:
    """Refuse the address of a scheduler where dask is not installed."""
    if importlib.util.find_spec("distributed") is None:
        raise click.UsageError(
            '没有安装 dask：在下载的文件夹里运行 python3 -m pip install -c constraints.txt ".[cluster]"'
        )
