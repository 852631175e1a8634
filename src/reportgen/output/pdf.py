"""Word documents → PDF, through LibreOffice: it starts once for many documents, has a time limit and leaves nothing."""

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

PROGRAM_VARIABLE = "REPORTGEN_SOFFICE"  # this environment variable names the program where we cannot find it
SECONDS_TO_START = 90  # a first start, with a virus scanner looking on, takes half a minute
SECONDS_EACH = 10  # a document of six pages takes half a second
SECONDS_TO_ANSWER = 20  # for its version

_WINDOWS = "Windows"
_REGISTRY_KEYS = (r"SOFTWARE\LibreOffice\UNO\InstallPath", r"SOFTWARE\WOW6432Node\LibreOffice\UNO\InstallPath")
_MAC_BUNDLE = "Applications/LibreOffice.app/Contents/MacOS/soffice"
# LibreOffice runs no macro and follows no link of a document: its text or style sheet may come from strangers.
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
_OUTPUT = "output"  # file in the work folder that takes what LibreOffice prints
_PDF_DATE = re.compile(rb"(/CreationDate\(D:)\d{14}([^)]*\))")
_PDF_IDENTITY = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=/DocChecksum /)[0-9A-F]{32}")


def find_libreoffice() -> Outcome[Path]:
    """The LibreOffice program (soffice): the one that the environment variable names, or one on this machine."""
    named = os.environ.get(PROGRAM_VARIABLE, "").strip().strip('"')
    if named:
        return Outcome(Path(named).absolute()) if os.path.isfile(named) else Outcome(None, (_unusable(named),))  # noqa: PTH113 - this one never raises
    program = next((place for place in _places() if os.path.isfile(place) and os.access(place, os.X_OK)), None)  # noqa: PTH113 - likewise
    return (
        Outcome(program)
        if program
        else Outcome(None, (catalogue.LIBREOFFICE_MISSING.at(None, variable=PROGRAM_VARIABLE),))
    )


def libreoffice_version(program: Path) -> Outcome[str]:
    """The answer of the program to --version: “LibreOffice 7.4.7.2 40(Build:2)”."""
    try:
        with _work_folder() as name:
            problem = _run(program, ["--version"], Path(name), SECONDS_TO_ANSWER)
            answer = (Path(name) / _OUTPUT).read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        return Outcome(None, (_no_room(error),))
    return Outcome(None, (problem,)) if problem else Outcome(answer.partition("\n")[0])


def to_pdf(program: Path, documents: Mapping[str, bytes]) -> Outcome[dict[str, bytes]]:
    """Lay out ``documents`` (name ending in .docx → content), all in one run of ``program``.

    The value has a PDF under the name with .pdf for each document of which one was made; every other one is an
    error. A PDF carries the date of its document. The same documents in the same order give the same bytes, with the
    same LibreOffice and the same fonts; the order counts because LibreOffice numbers the fonts of a run.
    """
    try:
        with _work_folder() as name:
            return _convert(program, documents, Path(name))
    except OSError as error:
        return Outcome(None, (_no_room(error),))


# --- finding it -------------------------------------------------------------------------------------------


def _places() -> Iterator[Path]:
    """Where LibreOffice may be, likeliest first.

    We walk the folders of the PATH ourselves: on Windows, ``shutil.which`` looks into the working folder first, and
    a program that came with somebody's workbook may lie there.
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
    """soffice.com waits until the work is done and prints its answers; soffice.exe does neither."""
    winreg = importlib.import_module("winreg")  # other systems have none, and its stubs are empty there
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        for key in _REGISTRY_KEYS:
            with suppress(OSError):
                yield Path(winreg.QueryValue(root, key)) / "soffice.com"
    for variable in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
        if folder := os.environ.get(variable):
            yield from sorted(Path(folder).glob("LibreOffice*/program/soffice.com"), reverse=True)


# --- one run ----------------------------------------------------------------------------------------------


def _convert(program: Path, documents: Mapping[str, bytes], folder: Path) -> Outcome[dict[str, bytes]]:
    """The documents get numbers as names in ``folder``: two may have one name, and no name may look like an option."""
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
    pdfs: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for name, source in sources.items():
        pdf = _whole_pdf(source.with_suffix(".pdf"))
        if pdf is None:
            problems.append(catalogue.PDF_NOT_MADE.at(FileRef(file=name), name))
        else:
            pdfs[f"{name.removesuffix('.docx')}.pdf"] = _with_date_of(documents[name], pdf)
    return Outcome(pdfs, tuple(problems))


def _run(program: Path, arguments: list[str], folder: Path, seconds: int) -> Diagnostic | None:
    """Run LibreOffice in ``folder``; it prints into a file there, and no process of it outlives the call."""
    profile = (folder / "profile").as_uri()  # with the profile of the user, an open LibreOffice would take the work
    command = [str(program), f"-env:UserInstallation={profile}", "--headless", "--norestore", *arguments]
    with (folder / _OUTPUT).open("wb") as output:
        try:
            process = subprocess.Popen(  # noqa: S603 - the program is the user's choice, the arguments are our own
                command,
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # a group of its own, so that all of it can be stopped
            )
        except OSError:
            return _unusable(str(program))
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return catalogue.LIBREOFFICE_HANGS.at(FileRef(file=str(program)), seconds=seconds)
        finally:
            _stop(process)
    return None


def _environment() -> dict[str, str]:
    """LibreOffice 7.4 hangs on a path with Chinese in it where the locale is not UTF-8; its dates have to be UTC."""
    locale = {} if platform.system() == _WINDOWS else {"LC_ALL": "C.UTF-8"}
    return {**os.environ, **locale, "TZ": "UTC"}


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and its children: soffice only starts the program that does the work."""
    if os.name == "posix":
        with suppress(OSError):  # it has ended
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        with suppress(OSError, subprocess.TimeoutExpired):
            command = [str(taskkill), "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(command, capture_output=True, check=False, timeout=20)  # noqa: S603 - Windows' own
        process.kill()
    process.wait()


def _work_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder that goes with all that LibreOffice put into it; a file that Windows still locks may stay."""
    return tempfile.TemporaryDirectory(prefix="reportgen-pdf-", ignore_cleanup_errors=True)


# --- the files --------------------------------------------------------------------------------------------


def _whole_pdf(path: Path) -> bytes | None:
    data = path.read_bytes() if path.is_file() else b""
    return data if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") else None


def _with_date_of(document: bytes, pdf: bytes) -> bytes:
    """The PDF with the date of its document, and an identity that follows from its content.

    LibreOffice knows no SOURCE_DATE_EPOCH: it writes the moment, and an identity made from it, after the last
    stream of the file. Both are replaced by as many bytes, so that the offsets in the file stay true.
    """
    from reportgen.package import unpack  # noqa: PLC0415 - it loads lxml, and `doctor` has to work without that

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
