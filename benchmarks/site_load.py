"""What the site bears: 50 uploads at once, cells that are mended, 1 000 offices with ten years, and its memory.

Run ``python benchmarks/site_load.py`` (some three minutes), or with ``--offices 10 --board 100`` for a first look.
Every upload is one thread with a log-in of its own. Exit code 1 where an upload is lost, two are mixed, or a limit is
broken.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

from reportgen.web.start import configure

sys.path.append(str(Path(__file__).resolve().parents[1] / "scripts"))

from many_offices import offices

_PORT = 8791
_MOST_SECONDS, _MOST_BOARD_SECONDS, _MOST_MEGABYTES = 1.0, 0.3, 150  # p95 of answers, p95 of the board, the server
_MOST_MEND_SECONDS = 0.2  # p95 of the answer to a mended cell
_LOOKS = 40  # at the board
_MENDS = 20
_VERSIONS = 5  # of each declaration of an earlier year
_BUDGET = "预算执行"
_PATIENCE = 300


@dataclass
class _Visitor:
    """Somebody who is logged in; ``seconds`` are the times of the answers."""

    session: str
    token: str = ""
    seconds: list[float] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        headers = {"Cookie": f"sessionid={self.session}; csrftoken={self.token}", "X-CSRFToken": self.token}
        if kind:
            headers["Content-Type"] = kind
        connection = HTTPConnection("127.0.0.1", _PORT, timeout=_PATIENCE)
        start = time.perf_counter()
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        self.seconds.append(time.perf_counter() - start)
        cookie = re.search(r"csrftoken=(\w+)", answer.getheader("Set-Cookie") or "")
        self.token = cookie[1] if cookie else self.token
        connection.close()
        return answer.status, content

    def upload(self, page: str, name: str, data: bytes) -> int:
        head = f'--mark\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        return self.ask(
            "POST", f"{page}upload/", head + data + b"\r\n--mark--\r\n", "multipart/form-data; boundary=mark"
        )[0]


def main() -> int:
    """Measure, print, and compare with the limits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=50)
    parser.add_argument("--board", type=int, default=1000)
    parser.add_argument("--years", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        configure(site)
        return _measure(site, options.offices, options.board, options.years)


def _measure(site: Path, count: int, on_board: int, years: int) -> int:
    workbooks = list(offices(count))
    bureau, uploaders = _fill([name for name, _ in workbooks], on_board)
    _fill_earlier_years(years)
    command = [sys.executable, "-m", "reportgen", "serve", str(site), "--port", str(_PORT)]
    begin = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ})  # noqa: S603 - our own program
    try:
        _until(lambda: _answers(bureau))
        print(f"start to first page: {time.perf_counter() - begin:.1f} s")
        failures = _uploads(uploaders, workbooks) + _mends(*uploaders[0])
        board = 0.0
        for what, year in (("board", 2024), ("board", 2023), ("ranking", 2023)):
            bureau.seconds.clear()
            for _ in range(_LOOKS):
                bureau.ask("GET", f"/board/{year}/{'ranking/' if what == 'ranking' else ''}")
            middle, high = statistics.median(bureau.seconds), _p95(bureau.seconds)
            print(f"{what} of {on_board} offices for {year}: median {middle:.3f} s, p95 {high:.3f} s")
            board = max(board, high if what == "board" else 0)
        memory = _megabytes(server.pid)
        print(f"memory of the server: {memory:.0f} MB")
        return int(failures or board > _MOST_BOARD_SECONDS or memory > _MOST_MEGABYTES)
    finally:
        server.terminate()
        server.wait()


def _fill(names: Sequence[str], on_board: int) -> tuple[_Visitor, list[tuple[_Visitor, str]]]:
    """Make the accounts, log them in, and return the bureau and the offices with the pages of their declarations."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    from reportgen.web.accounts import add_office
    from reportgen.web.filing import declaration_of
    from reportgen.web.models import Account, FilingYear, Role, SiteOffice
    from reportgen.web.server import new_account

    call_command("migrate", verbosity=0)
    FilingYear.objects.create(year=2024)

    def visitor(account: Account) -> _Visitor:
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        return _Visitor(str(session.session_key))

    uploaders = []
    for name in names:
        district, _, office = name.removesuffix(".xlsx").partition("/")
        add_office(district, (office,))
        record = SiteOffice.objects.get(district=district, name=office)
        page = f"/declarations/{declaration_of(record, 2024).pk}/"
        uploaders.append((visitor(record.accounts.get()), page))
    SiteOffice.objects.bulk_create(SiteOffice(district="他区", name=f"第{n}街道") for n in range(on_board - len(names)))
    return visitor(new_account("财政局", Role.BUREAU)), uploaders


def _fill_earlier_years(years: int) -> None:
    """Give every office versions of earlier years, handed in, with problems and scores of a usual size, but no files.

    A file of last year would have to be that of the same office, as this year's workbook is compared with it.
    """
    from reportgen.web.models import Declaration, DeclarationStep, Examination, FilingYear, SiteOffice, Version

    offices = list(SiteOffice.objects.all())
    parts = [(f"一级指标{n}", "20") for n in range(5)]
    tree = [[0, "总分", "100", "95", False]]
    for name, points in parts:
        tree += [[1, name, points, "19", False], *([3, f"三级指标{n}", "4", "3.8", False] for n in range(5))]
    problem = {"code": "W601", "severity": "警告", "place": None, "found": "", "message": "请核对" * 10, "hint": ""}
    for year in range(2024 - years, 2024):
        FilingYear.objects.create(year=year)
        declarations = Declaration.objects.bulk_create(
            Declaration(office=office, year=year, step=DeclarationStep.HANDED_IN) for office in offices
        )
        versions = Version.objects.bulk_create(
            Version(declaration=one, number=n, file_name="a.xlsx", origin="upload", made_by="a")
            for one in declarations
            for n in range(1, _VERSIONS + 1)
        )
        Examination.objects.bulk_create(
            Examination(
                version=version, progress="done", warnings=20, total="95", parts=dict(parts), tree=tree,
                problems=[problem] * 20, document="0" * 64,
            )
            for version in versions
        )  # fmt: skip
        for one, version in zip(declarations, versions[_VERSIONS - 1 :: _VERSIONS], strict=True):
            one.latest = version
        Declaration.objects.bulk_update(declarations, ["latest"], batch_size=200)


def _mends(visitor: _Visitor, page: str) -> int:
    """Mend a cell again and again as the script of the page does; return what went wrong."""
    sheet = f"{page}sheets/{quote(_BUDGET)}/"
    text = visitor.ask("GET", sheet)[1].decode()
    place, seen = re.findall(r'name="old-([A-Z]+\d+)" value="([\d.]+)"', text)[0]
    visitor.seconds.clear()
    checked: list[float] = []
    for number in range(_MENDS):
        start = time.perf_counter()
        new = f"{10 + number}"
        fields = urlencode({place: new, f"old-{place}": seen, "losses": "1"}).encode()
        visitor.ask("POST", f"{sheet}mend/", fields, "application/x-www-form-urlencoded")
        seen = new
        before = len(visitor.seconds)
        _until(lambda: json.loads(visitor.ask("GET", f"{page}progress/")[1])["progress"] != "waiting")
        del visitor.seconds[before:]
        checked.append(time.perf_counter() - start)
    high = _p95(visitor.seconds)
    print(f"mended cells: answer median {statistics.median(visitor.seconds):.3f} s, p95 {high:.3f} s")
    print(f"checked again after: median {statistics.median(checked):.1f} s, last {max(checked):.1f} s")
    return int(high > _MOST_MEND_SECONDS)


def _uploads(uploaders: Sequence[tuple[_Visitor, str]], workbooks: Sequence[tuple[str, bytes]]) -> int:
    """Let all offices upload at once, follow their work, and fetch everything again; return what went wrong."""
    shown: list[float] = []
    failures: list[str] = []

    def one(visitor: _Visitor, page: str, name: str, data: bytes) -> None:
        visitor.ask("GET", page)
        start = time.perf_counter()
        if visitor.upload(page, "2024.xlsx", data) != 302:
            failures.append(f"{name}: not taken")
            return
        _until(lambda: json.loads(visitor.ask("GET", f"{page}progress/")[1])["progress"] != "waiting", pause=0.7)
        shown.append(time.perf_counter() - start)
        office = name.removesuffix(".xlsx").rpartition("/")[2]
        if visitor.ask("GET", f"{page}versions/1/")[1] != data:
            failures.append(f"{name}: another workbook came back")
        if office not in visitor.ask("GET", f"{page}versions/1/preview/")[1].decode():
            failures.append(f"{name}: another report came back")

    threads = [
        threading.Thread(target=one, args=(visitor, page, name, data))
        for (visitor, page), (name, data) in zip(uploaders, workbooks, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [second for visitor, _ in uploaders for second in visitor.seconds]
    print(f"{len(uploaders)} uploads at once: {len(failures)} lost or mixed")
    for failure in failures:
        print(f"  {failure}")
    print(f"answers: {len(answers)}, median {statistics.median(answers):.3f} s, p95 {_p95(answers):.3f} s")
    print(f"problems shown after: median {statistics.median(shown):.1f} s, last {max(shown):.1f} s")
    return len(failures) + (_p95(answers) > _MOST_SECONDS)


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[max(0, round(len(seconds) * 0.95) - 1)]


def _answers(visitor: _Visitor) -> bool:
    try:
        return visitor.ask("GET", "/board/2024/")[0] == 200
    except OSError:
        return False


def _until(met: Callable[[], bool], pause: float = 0.05) -> None:
    end = time.monotonic() + _PATIENCE
    while not met():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(pause)


def _megabytes(pid: int) -> float:
    """Return the resident memory of a process, which Linux tells in a file."""
    status = Path(f"/proc/{pid}/status")
    line = re.search(r"VmRSS:\s+(\d+) kB", status.read_text(encoding="ascii")) if status.exists() else None
    return int(line[1]) / 1024 if line else 0.0


if __name__ == "__main__":
    sys.exit(main())
