"""Word documents → PDF, through LibreOffice: many documents in one start, a limit of time, nothing left behind."""

from __future__ import annotations

import hashlib
import importlib
import os
import platform
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome
from reportgen.package import unpack

PROGRAM_VARIABLE = "REPORTGEN_SOFFICE"  # the environment variable that names the program, where it is not found
SECONDS_TO_START = 90  # a first start, with a virus scanner looking on, takes half a minute
SECONDS_EACH = 10  # a document of six pages takes half a second
SECONDS_TO_ANSWER = 20  # for its version

_WINDOWS = "Windows"
_REGISTRY_KEYS = (r"SOFTWARE\LibreOffice\UNO\InstallPath", r"SOFTWARE\WOW6432Node\LibreOffice\UNO\InstallPath")
_MAC_BUNDLE = "Applications/LibreOffice.app/Contents/MacOS/soffice"
# What LibreOffice must not do with a document, whoever may have had a hand in its text or its style sheet.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
_CREATED = re.compile(rb"<dcterms:created[^>]*>([0-9TZ:-]+)<")
_PDF_DATE = re.compile(rb"(/CreationDate\(D:)\d{14}([^)]*\))")
_PDF_IDENTITY = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=/DocChecksum /)[0-9A-F]{32}")


def find_libreoffice() -> Outcome[Path]:
    """The LibreOffice program (soffice): the one that the environment variable names, or one found on this machine."""
    named = os.environ.get(PROGRAM_VARIABLE, "").strip().strip('"')
    if named:
        return Outcome(Path(named).absolute()) if os.path.isfile(named) else Outcome(None, (_unusable(named),))  # noqa: PTH113 - this one never raises
    found = next((place for place in _places() if os.path.isfile(place) and os.access(place, os.X_OK)), None)  # noqa: PTH113 - likewise
    return (
        Outcome(found) if found else Outcome(None, (catalogue.LIBREOFFICE_MISSING.at(None, variable=PROGRAM_VARIABLE),))
    )


def libreoffice_version(program: Path) -> Outcome[str]:
    """What the program says when it is asked for its version: “LibreOffice 7.4.7.2 40(Build:2)”."""
    try:
        with _work_folder() as name:
            problem = _run(program, ["--version"], Path(name), SECONDS_TO_ANSWER)
            said = (Path(name) / "said").read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        return Outcome(None, (_no_room(error),))
    return Outcome(None, (problem,)) if problem else Outcome(said.partition("\n")[0])


def to_pdf(program: Path, documents: Mapping[str, bytes]) -> Outcome[dict[str, bytes]]:
    """Lay out ``documents`` (name ending in .docx → content), all in one run of ``program``.

    The value has a PDF under the name with .pdf for each document of which one was made; every other one is an
    error. A PDF carries the date of its document. The same documents in the same order give the same bytes, with the
    same LibreOffice and the same fonts; the order counts because LibreOffice numbers the fonts of a run.
    """
    try:
        with _work_folder() as name:
            return _converted(program, documents, Path(name))
    except OSError as error:
        return Outcome(None, (_no_room(error),))


# --- finding it -------------------------------------------------------------------------------------------


def _places() -> Iterator[Path]:
    """Where LibreOffice may be, likeliest first.

    The folders of the PATH are gone through here: ``shutil.which`` looks into the working folder first on Windows,
    and there may lie a program that came with somebody's workbook.
    """
    system = platform.system()
    names = ("soffice.com",) if system == _WINDOWS else ("soffice", "libreoffice")
    for folder in map(Path, os.get_exec_path()):
        if folder.is_absolute():
            yield from (folder / name for name in names)
    if system == _WINDOWS:
        yield from _windows_places()
    elif system == "Darwin":
        yield from (Path("/") / _MAC_BUNDLE, Path.home() / _MAC_BUNDLE)
    else:
        yield Path("/usr/lib/libreoffice/program/soffice")
        yield from sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True)


def _windows_places() -> Iterator[Path]:
    """soffice.com waits until the work is done and can be asked questions; soffice.exe does neither."""
    winreg = importlib.import_module("winreg")  # there is none elsewhere, and its stubs are empty there
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        for key in _REGISTRY_KEYS:
            with suppress(OSError):
                yield Path(winreg.QueryValue(root, key)) / "soffice.com"
    for variable in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
        if folder := os.environ.get(variable):
            yield from sorted(Path(folder).glob("LibreOffice*/program/soffice.com"), reverse=True)


# --- one run ----------------------------------------------------------------------------------------------


def _converted(program: Path, documents: Mapping[str, bytes], folder: Path) -> Outcome[dict[str, bytes]]:
    """Plain names inside ``folder``: two documents may have one name, and no name is ever taken for an option."""
    sources = {name: folder / f"{number}.docx" for number, name in enumerate(documents, 1)}
    for name, source in sources.items():
        source.write_bytes(documents[name])
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    command = ["--convert-to", "pdf", *(source.name for source in sources.values())]
    problem = _run(program, command, folder, SECONDS_TO_START + SECONDS_EACH * len(documents))
    if problem:
        return Outcome(None, (problem,))
    made: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for name, source in sources.items():
        pdf = _whole_pdf(source.with_suffix(".pdf"))
        if pdf is None:
            problems.append(catalogue.PDF_NOT_MADE.at(FileRef(file=name), name))
        else:
            made[f"{name.removesuffix('.docx')}.pdf"] = _dated_as(documents[name], pdf)
    return Outcome(made, tuple(problems))


def _run(program: Path, arguments: list[str], folder: Path, seconds: int) -> Diagnostic | None:
    """Run LibreOffice in ``folder``; what it says goes to the file ``said``, and nothing of it outlives the call."""
    profile = (folder / "profile").as_uri()  # its own: with that of the user, a LibreOffice that is open takes the work
    command = [str(program), f"-env:UserInstallation={profile}", "--headless", "--norestore", *arguments]
    with (folder / "said").open("wb") as said:
        try:
            running = subprocess.Popen(  # noqa: S603 - the program is the user's choice, the arguments are our own
                command,
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # a group of its own, so that all of it can be stopped
            )
        except OSError:
            return _unusable(str(program))
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            return catalogue.LIBREOFFICE_HANGS.at(FileRef(file=str(program)), seconds=seconds)
        finally:
            _stop(running)
    return None


def _environment() -> dict[str, str]:
    """LibreOffice 7.4 hangs on a path with Chinese in it where the locale is not UTF-8; and its dates are to be UTC."""
    locale = {} if platform.system() == _WINDOWS else {"LC_ALL": "C.UTF-8"}
    return {**os.environ, **locale, "TZ": "UTC"}


def _stop(running: subprocess.Popen[bytes]) -> None:
    """End whatever still runs of it: soffice is only the parent of the program that works."""
    if os.name == "posix":
        with suppress(OSError):  # gone already
            os.killpg(running.pid, signal.SIGKILL)
    elif running.poll() is None:
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        with suppress(OSError, subprocess.TimeoutExpired):
            command = [str(taskkill), "/F", "/T", "/PID", str(running.pid)]
            subprocess.run(command, capture_output=True, check=False, timeout=20)  # noqa: S603 - Windows' own
        running.kill()
    running.wait()


def _work_folder() -> tempfile.TemporaryDirectory[str]:
    """Removed with all that LibreOffice put into it; what a program still holds on Windows is not worth failing for."""
    return tempfile.TemporaryDirectory(prefix="reportgen-pdf-", ignore_cleanup_errors=True)


# --- what it made -----------------------------------------------------------------------------------------


def _whole_pdf(path: Path) -> bytes | None:
    data = path.read_bytes() if path.is_file() else b""
    return data if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") else None


def _dated_as(document: bytes, pdf: bytes) -> bytes:
    """The PDF with the date of its document, and an identity that follows from its content.

    LibreOffice knows no SOURCE_DATE_EPOCH: it writes the moment, and an identity made from it, after the last
    stream of the file. Both are replaced by as many bytes, so that the offsets in the file stay true.
    """
    created = _CREATED.search(unpack(document).get("docProps/core.xml", b""))
    end = pdf.rfind(b"endstream")
    body, tail = pdf[:end], pdf[end:]
    if created:
        moment = re.sub(rb"\D", b"", created[1])[:14].ljust(14, b"0")
        tail = _PDF_DATE.sub(lambda date: date[1] + moment + re.sub(rb"\d", b"0", date[2]), tail)
    nameless = _PDF_IDENTITY.sub(b"0" * 32, tail)
    identity = hashlib.sha256(body + nameless).hexdigest()[:32].upper().encode()
    return body + _PDF_IDENTITY.sub(identity, tail)


def _unusable(program: str) -> Diagnostic:
    return catalogue.LIBREOFFICE_UNUSABLE.at(FileRef(file=program), program, variable=PROGRAM_VARIABLE)


def _no_room(error: OSError) -> Diagnostic:
    place = str(error.filename or tempfile.gettempdir())
    return catalogue.PDF_NO_ROOM.at(FileRef(file=place), place)
