"""The command ``serve``, which starts the site of a bureau and its offices."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType

import click

from reportgen import catalogue
from reportgen.cli import options
from reportgen.cli.chinese import SETTINGS, ChineseCommand
from reportgen.cli.console import DONE, ENVIRONMENT, complain, exit_code, list_problems, say

_PORT, _LAST_PORT = 8765, 65535


@click.command(cls=ChineseCommand, **SETTINGS)
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path, file_okay=False, readable=False))
@click.option("--lan", is_flag=True, help="局域网里的其他电脑也能打开（要登录）；不写的，只有这台电脑能打开。")
@click.option("--port", metavar="端口", type=int, default=_PORT, help=f"默认 {_PORT}。")
@click.option("--demo", is_flag=True, help="演示：装入示例区的填报表，不用密码就能进；只能在这台电脑上用。")
@click.option("--scheduler", metavar="地址", help="检查和汇总在 dask 集群上做：调度器的地址。默认用本机的进程。")
@click.option(
    "--backup",
    metavar="备份.zip",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="不启动，把站点备份成一个文件；站点正在用也可以备份。",
)
@click.option(
    "--restore",
    metavar="备份.zip",
    type=click.Path(path_type=Path, dir_okay=False, readable=False),
    help="不启动，由备份恢复成一个新的文件夹。",
)
def serve(
    folder: Path,
    port: int,
    scheduler: str | None,
    backup: Path | None,
    restore: Path | None,
    *,
    lan: bool,
    demo: bool,
) -> int:
    """启动财政部门和各填报单位用的网站；数据都在这个文件夹里。"""
    if not 1 <= port <= _LAST_PORT:
        raise click.UsageError(f"--port 要在 1 到 {_LAST_PORT} 之间")
    if demo and lan:
        raise click.UsageError("--demo 不用密码就能进，不能和 --lan 一起用")
    if scheduler:
        options.check_dask()
    if backup is not None or restore is not None:
        if backup is not None and restore is not None:
            raise click.UsageError("--backup 和 --restore 一次只能用一个")
        return _pack_or_unpack(folder, backup, restore)
    from reportgen.web import postgresql
    from reportgen.web.folder import SiteFolder

    if problems := postgresql.problems(SiteFolder(folder)):
        list_problems(problems)
        return exit_code(problems)
    try:
        from reportgen.web.start import configure
    except ModuleNotFoundError:
        complain(
            '没有安装网站用的软件包。请在程序的文件夹里运行：python3 -m pip install -c constraints.txt -e ".[web]"'
        )
        return ENVIRONMENT
    try:
        configure(folder, lan=lan, demo=demo, scheduler=scheduler or "")
    except OSError as error:
        complain(f"“{folder}”里不能写：{error.strerror or error}。请换一个文件夹。")
        return ENVIRONMENT
    return _serve(folder, port, lan=lan, demo=demo)


def _pack_or_unpack(folder: Path, backup: Path | None, restore: Path | None) -> int:
    from reportgen.web import backup as packing
    from reportgen.web.folder import SiteFolder
    from reportgen.web.postgresql import DumpError

    try:
        if backup is not None:
            count = packing.back_up(SiteFolder(folder), backup)
            say(f"已经备份：{backup}（{count} 个文件）")
        elif restore is not None:
            count = packing.restore(restore, folder)
            say(f"已经恢复到 {folder}（{count} 个文件）。现在可以运行 reportgen serve {folder}")
    except (packing.BackupError, DumpError) as error:
        complain(f"{error}。")
        return ENVIRONMENT
    except OSError as error:
        complain(f"没有做成：{error.strerror or error}（{error.filename or folder}）。")
        return ENVIRONMENT
    return DONE


def _serve(folder: Path, port: int, *, lan: bool, demo: bool) -> int:
    from reportgen.batch.engine import EngineError
    from reportgen.batch.folders import InUseError
    from reportgen.web.server import SiteServer, prepare, start_demo, working
    from reportgen.web.start import EVERYWHERE, LOOPBACK, lan_hosts

    prepared = prepare()
    if prepared.value is None:
        list_problems(prepared.diagnostics)
        return exit_code(prepared.diagnostics)
    try:
        server = SiteServer(EVERYWHERE if lan else LOOPBACK, port)
    except OSError:
        complain(f"端口 {port} 已经被占用。请关掉占用它的程序，或者用 --port 换一个。")
        return ENVIRONMENT
    hosts = lan_hosts()[:1] if lan else []
    address = f"http://{(hosts or ['localhost'])[0]}:{port}"
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with working():
            if demo:
                start_demo()
            say(f"网站：{address}/")
            if prepared.value:
                say(f"管理员第一次登录用的链接（一天内有效，只能用一次）：{address}{prepared.value}")
            say("按 Ctrl-C 停止。")
            server.run()
    except InUseError:
        complain(f"“{folder}”的网站已经在运行了。")
        return ENVIRONMENT
    except EngineError as error:
        list_problems([catalogue.NO_WORKERS.at(None, error)])
        return ENVIRONMENT
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()
    say("网站已经停止。")
    return DONE


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt
