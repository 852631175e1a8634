"""Converts Word documents to PDF, and old ones to .docx, with LibreOffice.

One start serves many documents, a run has a time limit, and no files are left over.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import platform
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from reportgen import catalogue
from reportgen.diagnostics import Diagnostic, FileRef, Outcome

PROGRAM_VARIABLE = "REPORTGEN_SOFFICE"  # the environment variable for a program in an unusual place
SECONDS_TO_START = 90  # the first start takes half a minute if a virus scanner is active
SECONDS_EACH = 10  # a document of six pages takes half a second
SECONDS_TO_ANSWER = 20  # the time to print its version

_WINDOWS = "Windows"
_REGISTRY_KEYS = (r"SOFTWARE\LibreOffice\UNO\InstallPath", r"SOFTWARE\WOW6432Node\LibreOffice\UNO\InstallPath")
_MAC_BUNDLE = "Applications/LibreOffice.app/Contents/MacOS/soffice"
# LibreOffice must run no macro and follow no link, because text and style sheet may come from strangers.
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
_WORK_FOLDER = "reportgen-pdf-"
_OLD = 24 * 3600  # seconds
_OUTPUT = "output"  # the file in the work folder for the output of LibreOffice
_PDF_DATE = re.compile(rb"(/CreationDate\(D:)\d{14}([^)]*\))")
_PDF_IDENTITY = re.compile(rb"(?<=<)[0-9A-F]{32}(?=>)|(?<=/DocChecksum /)[0-9A-F]{32}")


def find_libreoffice() -> Outcome[Path]:
    """Find the LibreOffice program (soffice): the environment variable names it, or it is in a usual place."""
    path = os.environ.get(PROGRAM_VARIABLE, "").strip().strip('"')
    if path:
        return Outcome(Path(path).absolute()) if os.path.isfile(path) else Outcome(None, (_unusable(path),))  # noqa: PTH113 - Path.is_file may raise
    program = next((place for place in _places() if os.path.isfile(place) and os.access(place, os.X_OK)), None)  # noqa: PTH113 - likewise
    if program is None:
        return Outcome(None, (catalogue.LIBREOFFICE_MISSING.at(None, variable=PROGRAM_VARIABLE),))
    return Outcome(program)


def libreoffice_version(program: Path) -> Outcome[str]:
    """The version that the program prints: “LibreOffice 7.4.7.2 40(Build:2)”."""
    try:
        with _work_folder() as name:
            problem = _run(program, ["--version"], Path(name), SECONDS_TO_ANSWER)
            answer = (Path(name) / _OUTPUT).read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        return Outcome(None, (_no_room(error),))
    return Outcome(None, (problem,)) if problem else Outcome(answer.partition("\n")[0])


def to_pdf(program: Path, documents: Mapping[str, bytes]) -> Outcome[dict[str, bytes]]:
    """Convert ``documents`` (name.docx → content) in one run of ``program``.

    The value has the PDFs (name.pdf → content), and a document that was not converted is an error. A PDF has the date
    of its document. The same documents in the same order give the same bytes, with the same LibreOffice and the same
    fonts; the order matters because LibreOffice numbers the fonts of a run.
    """
    try:
        with _work_folder() as name:
            return _convert(program, documents, Path(name))
    except OSError as error:
        return Outcome(None, (_no_room(error),))


def to_docx(program: Path, document: bytes) -> Outcome[bytes]:
    """Convert an old Word document (.doc, .wps) to .docx."""
    try:
        with _work_folder() as name:
            folder = Path(name)
            source = folder / "1.doc"
            source.write_bytes(document)
            problem = _convert_to("docx", program, [source], folder)
            made = source.with_suffix(".docx")
            if problem or not made.is_file():
                return Outcome(None, (problem or _unusable(str(program)),))
            return Outcome(made.read_bytes())
    except OSError as error:
        return Outcome(None, (_no_room(error),))


def pdf_name(document: str) -> str:
    """The name of the PDF of a document."""
    return f"{document.removesuffix('.docx')}.pdf"


# --- the program -------------------------------------------------------------------------------------------


def _places() -> Iterator[Path]:
    """The usual places of LibreOffice, the likeliest first.

    ``shutil.which`` is unsafe here: on Windows it searches the working folder first, which may have a program that came
    with somebody's workbook.
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
    """The usual places on Windows: soffice.com waits for the work to end and prints output, soffice.exe does not."""
    winreg = importlib.import_module("winreg")  # Other systems lack this module, and its type stubs are empty there.
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        for key in _REGISTRY_KEYS:
            with suppress(OSError):
                yield Path(winreg.QueryValue(root, key)) / "soffice.com"
    for variable in ("ProgramW6432", "ProgramFiles", "ProgramFiles(x86)"):
        if folder := os.environ.get(variable):
            yield from sorted(Path(folder).glob("LibreOffice*/program/soffice.com"), reverse=True)


# --- one run ----------------------------------------------------------------------------------------------


def _convert(program: Path, documents: Mapping[str, bytes], folder: Path) -> Outcome[dict[str, bytes]]:
    """Convert documents in ``folder``, where numbers replace their names, so that no name looks like an option."""
    sources = {name: folder / f"{number}.docx" for number, name in enumerate(documents, 1)}
    for name, source in sources.items():
        source.write_bytes(documents[name])
    problem = _convert_to("pdf", program, list(sources.values()), folder)
    if problem:
        return Outcome(None, (problem,))
    pdfs: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for name, source in sources.items():
        pdf = _whole_pdf(source.with_suffix(".pdf"))
        if pdf is None:
            problems.append(catalogue.PDF_NOT_MADE.at(FileRef(file=name), name))
        else:
            pdfs[pdf_name(name)] = _with_date_of(documents[name], pdf)
    return Outcome(pdfs, tuple(problems))


def _convert_to(form: str, program: Path, sources: Sequence[Path], folder: Path) -> Diagnostic | None:
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    command = ["--convert-to", form, *(source.name for source in sources)]
    return _run(program, command, folder, SECONDS_TO_START + SECONDS_EACH * len(sources))


def _run(program: Path, arguments: list[str], folder: Path, seconds: int) -> Diagnostic | None:
    """Run LibreOffice in ``folder``, where its output goes into a file; all its processes end with the call."""
    profile = (folder / "profile").as_uri()  # With the user's profile, an open LibreOffice would do the work.
    command = [str(program), f"-env:UserInstallation={profile}", "--headless", "--norestore", *arguments]
    with (folder / _OUTPUT).open("wb") as output:
        try:
            process = subprocess.Popen(  # noqa: S603 - the user chooses the program, and the arguments are ours
                command,
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # A process group of its own can be stopped as a whole.
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
    """The environment: LibreOffice 7.4 hangs on Chinese paths unless the locale is UTF-8; its dates have to be UTC."""
    locale = {} if platform.system() == _WINDOWS else {"LC_ALL": "C.UTF-8"}
    return {**os.environ, **locale, "TZ": "UTC"}


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and its children, because soffice only starts the program that does the work."""
    if os.name == "posix":
        with suppress(OSError):  # It has already ended.
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        with suppress(OSError, subprocess.TimeoutExpired):
            command = [str(taskkill), "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(command, capture_output=True, check=False, timeout=20)  # noqa: S603 - a program of Windows
        process.kill()
    process.wait()


def _work_folder() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder, which is deleted with its files; a file that Windows still locks may remain.

    Folders that killed runs have left are deleted first, once they are older than any run.
    """
    for leftover in Path(tempfile.gettempdir()).glob(f"{_WORK_FOLDER}*"):
        with suppress(OSError):
            if not leftover.is_symlink() and time.time() - leftover.stat().st_mtime > _OLD:
                shutil.rmtree(leftover, ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=_WORK_FOLDER, ignore_cleanup_errors=True)


# --- the files --------------------------------------------------------------------------------------------


def _whole_pdf(path: Path) -> bytes | None:
    data = path.read_bytes() if path.is_file() else b""
    return data if data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") else None


def _with_date_of(document: bytes, pdf: bytes) -> bytes:
    """Give the PDF the date of its document, and an identity that depends only on its content.

    LibreOffice ignores SOURCE_DATE_EPOCH: after the last stream of the file it writes the present time, and an identity
    made from it. Both are replaced by the same number of bytes, so that the offsets in the file stay valid.
    """
    from reportgen.package import unpack  # noqa: PLC0415 - it loads lxml, and `doctor` has to work without that

    created = _CREATED.search(unpack(document).get("docProps/core.xml", b""))
    end = pdf.rfind(b"endstream")
    body, tail = pdf[:end], pdf[end:]
    if created:
        moment = re.sub(rb"\D", b"", created[1])[:14].ljust(14, b"0")
        tail = _PDF_DATE.sub(lambda date: date[1] + moment + re.sub(rb"\d", b"0", date[2]), tail)
    anonymous = _PDF_IDENTITY.sub(b"0" * 32, tail)
    identity = hashlib.sha256(body + anonymous).hexdigest()[:32].upper().encode()
    return body + _PDF_IDENTITY.sub(identity, tail)


def _unusable(program: str) -> Diagnostic:
    return catalogue.LIBREOFFICE_UNUSABLE.at(FileRef(file=program), program, variable=PROGRAM_VARIABLE)


def _no_room(error: OSError) -> Diagnostic:
    place = str(error.filename or tempfile.gettempdir())
    return catalogue.PDF_NO_ROOM.at(FileRef(file=place), place)
