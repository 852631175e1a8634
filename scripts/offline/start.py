"""Makes an environment from the wheels beside this file, without a network, and starts the site in it.

It runs on the Python of the machine, so it uses the standard library alone, and no word that Python 3.8 cannot read.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import venv
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_SUMS = _HERE / "SHA256SUMS"
_ENVIRONMENT = _HERE / "环境"
_MARK = _ENVIRONMENT / _SUMS.name  # of the kit that the environment was made from
_PYTHON = _ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_VERSIONS = ((3, 11), (3, 12), (3, 13))


def install() -> None:
    """Check the kit and make the environment anew; exit with a message if that fails."""
    if sys.version_info[:2] not in _VERSIONS or sys.maxsize < 2**32:
        sys.exit(f"要用 64 位的 Python 3.11、3.12 或 3.13；现在的是 {sys.version.split()[0]}。")
    sums = [line.split("  ", 1) for line in _SUMS.read_text(encoding="utf-8").splitlines()]
    for digest, name in sums:
        path = _HERE / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            sys.exit(f"“{name}”不在或者已经损坏。请重新复制、解压整个离线包。")
    wheel = next(name for _, name in sums if name.startswith("wheels/reportgen_jixiao-"))
    print("第一次启动，正在安装，要等一两分钟……", flush=True)  # noqa: T201 - a person waits
    command = [str(_PYTHON), "-m", "pip", "--isolated", "--disable-pip-version-check", "install", "--quiet"]
    command += ["--no-index", "--find-links", "wheels", "-c", "constraints.txt", f"./{wheel}[web,pdf]"]
    try:
        venv.create(str(_ENVIRONMENT), clear=True, with_pip=True)
        subprocess.run(command, check=True, cwd=str(_HERE))  # noqa: S603 - our own arguments
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"没有装成：{error}。Debian、统信、麒麟上要先装 python3-venv。")
    shutil.copyfile(str(_SUMS), str(_MARK))


def main() -> None:
    """Install if this kit is not installed yet, then start the site; Ctrl-C is for the site."""
    if not _MARK.is_file() or _MARK.read_bytes() != _SUMS.read_bytes():
        install()
    signal.signal(signal.SIGINT, lambda *_: None)
    command = [str(_PYTHON), "-m", "reportgen", "serve", str(_HERE / "站点"), *sys.argv[1:]]
    sys.exit(subprocess.call(command))  # noqa: S603 - whoever may run this may run the command


if __name__ == "__main__":
    main()
