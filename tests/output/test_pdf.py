"""PDF with LibreOffice, and with stand-ins that fail in all its ways."""

from __future__ import annotations

import io
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from program import Program, files, run_alone
from reference import CREATED, block, narrative, reference_narrative
from workbooks import SAMPLE

from reportgen.output import pdf
from reportgen.output.pdf import PROGRAM_VARIABLE, find_libreoffice, libreoffice_version, to_pdf
from reportgen.word.render import StyleSheet, render
from reportgen.writing.narrative import Level

DOCX, XLSX = "output/2024/金花街道-自评表说明.docx", "output/2024/金花街道-自评表.xlsx"
PDF = "output/2024/金花街道-自评表说明.pdf"

missing_tools = [tool for tool in ("soffice", "pdfinfo") if shutil.which(tool) is None]
real = pytest.mark.skipif(bool(missing_tools), reason=f"没有安装 {'、'.join(missing_tools)}，不能做 PDF")
posix = pytest.mark.skipif(os.name != "posix", reason="替身程序是带 #! 的脚本")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files; whatever the test did, nothing is left in it."""
    folder = tmp_path / "临 时"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.delenv(PROGRAM_VARIABLE, raising=False)
    yield folder
    assert files(folder) == []


@pytest.fixture
def sample(workplace: Path, monkeypatch: pytest.MonkeyPatch, temporary: Path) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))  # the workplace has set it to another
    path = workplace / "2024.xlsx"
    path.write_bytes(SAMPLE.read_bytes())
    return path


@pytest.fixture(scope="module")
def document(sheet: StyleSheet) -> bytes:
    return render(narrative(block(Level.BODY, "正文。")), sheet, created=CREATED)


def stand_in(folder: Path, script: str) -> Path:
    """A program in place of LibreOffice that runs ``script``."""
    path = folder / "替 身"
    path.write_text(f"#!/bin/sh\n# {sys.executable}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def program_of_this_machine() -> Path:
    program_path = find_libreoffice().value
    assert program_path is not None
    return program_path


def pages(path: Path) -> int:
    answer = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True, timeout=60)  # noqa: S607 # on the PATH, see above
    return next(int(line.split()[1]) for line in answer.stdout.splitlines() if line.startswith("Pages:"))


def running_in(folder: Path) -> list[str]:
    """The command lines of the processes that name ``folder``."""
    answer = subprocess.run(["ps", "-eo", "args", "-ww"], capture_output=True, text=True, check=True, timeout=60)  # noqa: S607 # a tool of POSIX
    marks = {str(folder), folder.as_uri()}
    return [line for line in answer.stdout.splitlines() if any(mark in line for mark in marks)]


# --- with LibreOffice -------------------------------------------------------------------------------------


@real
def test_build_writes_three_files_that_hold_together(program: Program, workplace: Path, sample: Path) -> None:
    run = program("build", sample.name, "--pdf", "--json")
    assert run.code == 0
    assert run.result["files"] == [str(Path(name)) for name in (DOCX, XLSX, PDF)]
    assert files(workplace) == sorted(["2024.xlsx", DOCX, XLSX, PDF])
    assert pages(workplace / PDF) == 6


@real
def test_two_documents_in_one_start(sheet: StyleSheet, document: bytes, tmp_path: Path, temporary: Path) -> None:
    counted = tmp_path / "次数"
    counting = stand_in(tmp_path, f'echo . >> "{counted}"\nexec "{program_of_this_machine()}" "$@"')
    long = render(reference_narrative(), sheet, created=CREATED)
    pdfs = to_pdf(counting, {"甲 街道.docx": document, "-o 乙.docx": long})
    assert pdfs.diagnostics == ()
    assert pdfs.value is not None
    assert list(pdfs.value) == ["甲 街道.pdf", "-o 乙.pdf"]
    for number, content in enumerate(pdfs.value.values()):
        (tmp_path / f"{number}.pdf").write_bytes(content)
    assert [pages(tmp_path / "0.pdf"), pages(tmp_path / "1.pdf")] == [1, 6]
    assert counted.read_text() == ".\n"
    assert running_in(temporary) == []


@real
def test_the_same_document_gives_the_same_bytes_at_any_time_and_place(
    sample: Path, workplace: Path, tmp_path: Path
) -> None:
    pdfs = set()
    for number, variables in enumerate(({"LC_ALL": "C", "TZ": "Asia/Shanghai"}, {"LC_ALL": "C.UTF-8", "TZ": "UTC"})):
        temporary = tmp_path / f"临时 {number}"
        temporary.mkdir()
        run = run_alone("build", sample, "--pdf", cwd=workplace, TMPDIR=str(temporary), PYTHONUTF8="1", **variables)
        assert run.code == 0
        pdfs.add((workplace / PDF).read_bytes())
        assert files(temporary) == []
        time.sleep(1.1 if number == 0 else 0)  # LibreOffice dates by the second: the other one has another date
    assert len(pdfs) == 1


@real
def test_a_pdf_has_the_date_of_its_document(document: bytes) -> None:
    pdfs = to_pdf(program_of_this_machine(), {"甲.docx": document}).value
    assert pdfs is not None
    assert pdfs["甲.pdf"].count(b"/CreationDate(D:" + CREATED.strftime("%Y%m%d%H%M%S").encode()) == 1


@real
def test_the_same_documents_in_the_same_order_give_the_same_bytes(sheet: StyleSheet, document: bytes) -> None:
    other = render(narrative(block(Level.BODY, "另文。")), sheet, created=CREATED)
    first, second = (to_pdf(program_of_this_machine(), {"甲.docx": document, "乙.docx": other}).value for _ in range(2))
    assert first is not None
    assert first == second
    identities = {content[content.rfind(b"/ID") :][:80] for content in first.values()}
    assert len(identities) == 2


@real
def test_nothing_is_fetched_for_a_document() -> None:
    with listening() as (address, requests):
        pdfs = to_pdf(program_of_this_machine(), {"甲.docx": with_linked_picture(f"http://{address}/a.png")})
    assert pdfs.ok
    assert requests == []


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine: its address, and what it was asked for."""
    requests: list[bytes] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)

        def serve() -> None:
            while not over.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    requests.append(caller.recv(100))

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", requests
        over.set()
        thread.join()


def with_linked_picture(address: str) -> bytes:
    file = docx.Document()
    paragraph = file.add_paragraph("图")
    link = file.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    main = "http://schemas.openxmlformats.org/drawingml/2006"
    picture = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        f' xmlns:wp="{main}/wordprocessingDrawing" xmlns:a="{main}/main" xmlns:pic="{main}/picture"><w:drawing>'
        '<wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name="a"/><a:graphic>'
        f'<a:graphicData uri="{main}/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="a"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:link="{link}"/></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    paragraph._p.append(parse_xml(picture))
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


@real
def test_the_real_one_tells_its_version() -> None:
    version = libreoffice_version(program_of_this_machine()).value
    assert version is not None
    assert version.startswith("LibreOffice ")


# --- when it is not there or does not do its work ---------------------------------------------------------


def test_without_libreoffice_nothing_is_read_or_written(
    program: Program, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is looked for first, so the workbook need not exist."""
    nowhere(monkeypatch, workplace)
    run = program("build", "没有.xlsx", "--pdf", "--json")
    assert (run.code, run.codes, run.result["files"]) == (4, ["E830"], [])
    assert files(workplace) == []


def test_without_libreoffice_a_build_without_pdf_is_made(
    program: Program, workplace: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere(monkeypatch, workplace)
    assert program("build", sample.name).code == 0
    assert files(workplace) == ["2024.xlsx", XLSX, DOCX]


def nowhere(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr(pdf, "_places", lambda: iter([folder / "没有" / "soffice", folder]))


@pytest.mark.parametrize("program_name", ["没有这个程序", ".", "长" * 300])
def test_a_program_named_wrongly(
    program: Program, sample: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch, program_name: str
) -> None:
    monkeypatch.setenv(PROGRAM_VARIABLE, program_name)
    run = program("build", sample.name, "--pdf", "--json")
    assert (run.code, run.codes) == (4, ["E831"])
    assert files(workplace) == ["2024.xlsx"]


FAILURES = {
    "fails": ("exit 1", "E833"),
    "makes nothing": ("exit 0", "E833"),
    "makes half a file": ("printf '%%PDF-1.6 half' > 1.pdf", "E833"),
    "makes something else": ("echo sorry > 1.pdf", "E833"),
    "hangs": ("sleep 600", "E832"),
    "hangs with a child": ("sleep 600 & sleep 600", "E832"),
    "hangs and will not be asked": ("trap '' TERM INT HUP\nwhile :; do sleep 600; done", "E832"),
    "leaves a child behind": ("sleep 600 &", "E833"),
}


@posix
@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_leaves_no_file_and_no_process(
    program: Program, sample: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    script, code = FAILURES[name]
    own_script = script.replace("sleep 600", f'"{sleeper(tmp_path)}" 600')
    monkeypatch.setenv(PROGRAM_VARIABLE, str(stand_in(tmp_path, own_script)))
    monkeypatch.setattr(pdf, "SECONDS_TO_START", 1)
    monkeypatch.setattr(pdf, "SECONDS_EACH", 0)
    run = program("build", sample.name, "--pdf", "--json")
    assert (run.code, run.codes[-1], run.result["files"]) == (4, code, [])
    assert files(sample.parent) == ["2024.xlsx"]
    assert ended(tmp_path)


def sleeper(folder: Path) -> Path:
    """A copy of ``sleep`` whose path identifies its processes."""
    path = folder / "sleep"
    path.symlink_to(shutil.which("sleep") or "/bin/sleep")
    return path


def ended(folder: Path) -> bool:
    """Whether no process of ``folder`` is left; a killed one may take a moment to go."""
    for _ in range(50):
        if not running_in(folder):
            return True
        time.sleep(0.1)
    return False


@posix
def test_a_script_that_cannot_be_started(tmp_path: Path, document: bytes) -> None:
    stub = stand_in(tmp_path, "")
    stub.write_text("#!/没有/这个/解释器\n", encoding="utf-8")
    assert [p.code for p in to_pdf(stub, {"甲.docx": document}).diagnostics] == ["E831"]
    assert [p.code for p in libreoffice_version(stub).diagnostics] == ["E831"]


@posix
def test_the_one_that_was_not_made_is_named_and_the_others_are_handed_on(tmp_path: Path, document: bytes) -> None:
    partly = stand_in(tmp_path, "for n in 1 3; do printf '%%PDF-1.6\\n%%%%EOF\\n' > $n.pdf; done")
    pdfs = to_pdf(partly, dict.fromkeys(("甲.docx", "乙.docx", "丙.docx"), document))
    assert [(p.code, str(p.place)) for p in pdfs.diagnostics] == [("E833", "乙.docx")]
    assert pdfs.value is not None
    assert list(pdfs.value) == ["甲.pdf", "丙.pdf"]
    assert not pdfs.ok


@posix
def test_interrupted_while_it_works(tmp_path: Path, document: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    slow = stand_in(tmp_path, f'"{sleeper(tmp_path)}" 600')
    monkeypatch.setattr(subprocess.Popen, "wait", once(interrupt, subprocess.Popen.wait))
    with pytest.raises(KeyboardInterrupt):
        to_pdf(slow, {"甲.docx": document})
    assert ended(tmp_path)


def once(first: object, then: object) -> object:
    """A method that does ``first`` at its first call and ``then`` at all later ones."""
    steps = iter([first])

    def call(*arguments: object, **options: object) -> object:
        step = next(steps, then)
        return step(*arguments, **options)  # type: ignore[operator] # both are functions

    return call


def test_no_room_for_temporary_files(document: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "没有这个文件夹"))
    program = Path(sys.executable)
    assert [p.code for p in to_pdf(program, {"甲.docx": document}).diagnostics] == ["E834"]
    assert [p.code for p in libreoffice_version(program).diagnostics] == ["E834"]


@posix
def test_a_document_that_cannot_be_delivered_takes_the_pdf_with_it(
    program: Program, sample: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    good = stand_in(tmp_path, "printf '%%PDF-1.6\\n%%%%EOF\\n' > 1.pdf")
    monkeypatch.setenv(PROGRAM_VARIABLE, str(good))
    (workplace / PDF).mkdir(parents=True)
    run = program("build", sample.name, "--pdf", "--json")
    assert (run.code, run.codes[-1]) == (4, "E806")
    assert files(workplace) == ["2024.xlsx"]


# --- where it is looked for -------------------------------------------------------------------------------


@posix
def test_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "程 序"
    place(folder / "soffice")
    monkeypatch.setenv("PATH", f".{os.pathsep}{folder}")
    assert find_libreoffice().value == folder / "soffice"


@posix
def test_the_working_folder_is_no_place_for_a_program(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(workplace / "soffice")
    monkeypatch.setenv("PATH", os.pathsep.join((".", "")))
    assert find_libreoffice().value != workplace / "soffice"


@posix
def test_found_in_the_applications_of_a_mac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = tmp_path / "Applications" / "LibreOffice.app" / "Contents" / "MacOS" / "soffice"
    place(bundled)
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_libreoffice().value == bundled


@posix
@pytest.mark.parametrize("where", ["registry", "program files"])
def test_found_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    folder = tmp_path / "LibreOffice 24" / "program"
    place(folder / "soffice.com")
    registry = types.ModuleType("winreg")
    hives = {"HKEY_LOCAL_MACHINE": 1, "HKEY_CURRENT_USER": 2}

    def value(root: int, key: str) -> str:
        if where == "registry" and root == hives["HKEY_CURRENT_USER"] and key.startswith(r"SOFTWARE\LibreOffice"):
            return str(folder)
        raise FileNotFoundError(key)

    vars(registry).update(hives, QueryValue=value)
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    monkeypatch.setenv("PATH", "")
    if where == "program files":
        monkeypatch.setenv("ProgramFiles", str(tmp_path))
    assert find_libreoffice().value == folder / "soffice.com"


@posix
def test_the_environment_variable_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = stand_in(tmp_path, "")
    monkeypatch.setenv(PROGRAM_VARIABLE, f'"{chosen}"')  # in quotation marks, as set on Windows
    assert find_libreoffice().value == chosen


def place(program: Path) -> None:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_bytes(b"")
    program.chmod(0o755)


def test_what_a_killed_run_has_left_is_swept(temporary: Path, tmp_path: Path) -> None:
    old, new = temporary / "reportgen-pdf-old", temporary / "reportgen-pdf-new"
    for folder in (old, new):
        folder.mkdir()
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    libreoffice_version(tmp_path / "没有")
    assert not old.exists()
    assert new.exists()  # another run may be using it
