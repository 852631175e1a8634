"""Packs the site for machines without a network (离线安装包): wheels, checksums, and files that install and start it.

``python scripts/make_offline.py`` packs every target of ``TARGETS`` into dist/; names of targets pack these alone. All
versions are those of constraints.txt. pip has to reach a package index, and the extra ``dev`` has to be installed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from reportgen import __version__

_ROOT = Path(__file__).resolve().parents[1]
_CONSTRAINTS = _ROOT / "constraints.txt"
_PARTS = Path(__file__).with_name("offline")
_OURS = "reportgen-jixiao"
_EXTRAS = frozenset({"web", "pdf"})
_PLATFORMS = {
    "windows": ("win_amd64",),
    # The wheels run on systems with glibc 2.28 or newer; pip wants every older tag by its name.
    "linux": ("manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5))),
}
_SYSTEMS = {"windows": ("win32", "Windows", "nt", "AMD64"), "linux": ("linux", "Linux", "posix", "x86_64")}


@dataclass(frozen=True)
class Target:
    """A kind of machine: its system and the version of its Python."""

    system: str
    python: str

    @property
    def options(self) -> list[str]:
        """The options by which pip takes the wheels of this target."""
        platforms = [part for name in _PLATFORMS[self.system] for part in ("--platform", name)]
        return [*platforms, "--implementation", "cp", "--python-version", self.python, "--only-binary", ":all:"]

    @cached_property
    def environment(self) -> dict[str, str]:
        """What the markers of a requirement can ask for."""
        sys_platform, platform_system, os_name, machine = _SYSTEMS[self.system]
        return {
            "sys_platform": sys_platform,
            "platform_system": platform_system,
            "os_name": os_name,
            "platform_machine": machine,
            "python_version": self.python,
            "python_full_version": f"{self.python}.0",
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
        }


TARGETS = {f"{system}-{python}": Target(system, python) for system in _PLATFORMS for python in ("3.11", "3.12", "3.13")}


def build_wheel(folder: Path) -> Path:
    """Build our own wheel into a folder, with the build backend of this environment."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(_ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own arguments
    return next(folder.glob(f"{_OURS.replace('-', '_')}-*.whl"))


def resolve(wheel: Path, target: Target) -> list[str]:
    """Return all packages that our wheel needs on a target, as name==version; an error names what is missing.

    pip itself would answer the markers of the requirements for the machine that it runs on, not for the target.
    """
    versions = dict(_pins())
    seen: dict[str, frozenset[str]] = {}  # the extras of each package
    wanted = {_OURS: _EXTRAS}
    while wanted:
        seen |= wanted
        needed: dict[str, frozenset[str]] = {}
        names = [str(wheel) if name == _OURS else f"{name}=={versions[name]}" for name in wanted]
        for package in _metadata(names, target):
            for requirement in _requirements(package, seen[canonicalize_name(package["name"])], target):
                name = canonicalize_name(requirement.name)
                if name not in versions or versions[name] not in requirement.specifier:
                    raise SystemExit(f"constraints.txt 没有“{package['name']}”要的 {requirement}")
                needed[name] = needed.get(name, frozenset()) | frozenset(requirement.extras)
        wanted = {name: extras for name, extras in needed.items() if name not in seen or extras - seen[name]}
    return sorted(f"{name}=={versions[name]}" for name in seen if name != _OURS)


def _pins() -> Iterator[tuple[str, str]]:
    for line in _CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, _, version = line.partition("==")
            yield canonicalize_name(name), version


def _requirements(package: Mapping[str, Any], extras: Iterable[str], target: Target) -> Iterator[Requirement]:
    for text in package.get("requires_dist", ()):
        requirement = Requirement(text)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({**target.environment, "extra": extra}) for extra in ("", *extras)):
            yield requirement


def _metadata(names: Iterable[str], target: Target) -> list[Mapping[str, Any]]:
    """Return the metadata of packages; nothing is installed."""
    options = ("--dry-run", "--report", "-", "--target", "nowhere", *target.options)
    report = json.loads(_pip("install", "--no-deps", *options, *names))
    return [package["metadata"] for package in report["install"]]


def _pip(command: str, *arguments: str) -> str:
    ran = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check", *arguments],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    if ran.returncode:
        raise SystemExit(ran.stderr.strip())
    return ran.stdout


def pack(folder: Path, targets: Iterable[Target]) -> None:
    """Write the kit into a folder that is not there yet."""
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    wheel = build_wheel(wheels)
    for target in targets:
        _pip("download", "--no-deps", "--dest", str(wheels), *target.options, *resolve(wheel, target))
    shutil.copyfile(_CONSTRAINTS, folder / _CONSTRAINTS.name)
    shutil.copyfile(_PARTS / "start.py", folder / "start.py")
    shutil.copy(_PARTS / "开始.sh", folder)
    # Notepad and cmd.exe want CRLF; cmd.exe reads a file in the code page of its machine, so this one is ASCII.
    command, text = ((_PARTS / name).read_text(encoding="utf-8") for name in ("开始.cmd", "README.txt"))
    (folder / "开始.cmd").write_bytes(command.replace("\n", "\r\n").encode("ascii"))
    (folder / "README.txt").write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    ]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8", newline="\n")


def main() -> None:
    """Pack the kit as a folder and as a zip file."""
    parser = argparse.ArgumentParser(description="离线安装包")
    parser.add_argument("targets", nargs="*", metavar="target", help="、".join(TARGETS))
    names = parser.parse_args().targets or list(TARGETS)
    if strange := set(names) - TARGETS.keys():
        parser.error(f"没有 {'、'.join(strange)}")
    folder = _ROOT / "dist" / f"reportgen-离线包-{__version__}"
    shutil.rmtree(folder, ignore_errors=True)
    pack(folder, [TARGETS[name] for name in names])
    archive = shutil.make_archive(str(folder), "zip", folder.parent, folder.name)
    print(f"{archive}（{Path(archive).stat().st_size // 2**20} MB）")  # noqa: T201 - it tells the result


if __name__ == "__main__":
    main()
