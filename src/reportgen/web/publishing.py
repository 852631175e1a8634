"""What happens to template files: somebody saves a draft, it is checked, it is published and goes into force.

The folder ``templates`` of the site is what is in force. Every content that a file had there is kept as an edition.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.models import Max
from django.utils import timezone

from reportgen.batch.job import TemplateFiles
from reportgen.output.delivery import safe_name
from reportgen.resources import Resources
from reportgen.web import pool
from reportgen.web.filing import RefusedError, examine_again, note
from reportgen.web.jobs import EditionJob, EditionResult
from reportgen.web.models import Account, Examination, FileEdition, FilingYear
from reportgen.writing.source import DISTRICTS, LAYER_KINDS, OFFICES, REPORT, SET_FILE, set_folders

MOST_BYTES = 256 * 1024
_LONGEST_PATH = 200
BEFORE = "文件夹里原有的"  # who made an edition that nobody saved on this site
_RULES = re.compile(r"rules/[0-9]{4}(?:-[^/]+)?\.toml")
_LAYOUT = re.compile(rf"word/(?:(?:{DISTRICTS}|{OFFICES})/[^/]+/)?公文\.toml")
_turn = threading.RLock()  # two publications at once could each miss the other; in tests the work is done in one thread
_log = logging.getLogger("reportgen.web")


class OvertakenError(Exception):
    """Somebody else has saved the file in the meantime; the edition is the newest one."""

    def __init__(self, edition: FileEdition) -> None:
        super().__init__(str(edition))
        self.edition = edition


# --- files ------------------------------------------------------------------------------------------------


def resources() -> Resources:
    """Return where the templates in force are."""
    return Resources.locate(working_folder=settings.SITE.path)


def is_template(path: str) -> bool:
    """Whether a path is one that a file of wording, layout or rules may have; the file need not be there yet."""
    parts = path.split("/")
    stems = [*parts[:-1], parts[-1].rpartition(".")[0]]
    is_safe = all(safe_name(stem) == stem and stem[0] != "~" for stem in stems)
    if not is_safe or len(path) > _LONGEST_PATH or unicodedata.normalize("NFC", path) != path:
        return False
    if parts[0] != REPORT:
        return bool(_RULES.fullmatch(path) or _LAYOUT.fullmatch(path))
    folder, name = parts[1:-1], parts[-1]
    sets = set_folders(resources())
    if folder and folder[0] in LAYER_KINDS:
        return name.endswith(".txt") and (len(folder) == 2 or (len(folder) == 3 and folder[2] in sets[1:]))
    return len(folder) == 1 and folder[0] in sets and (name.endswith(".txt") or name == SET_FILE)


def files_in_force() -> dict[str, bytes]:
    """Return every file of wording, layout and rules in force, by path."""
    return {path: data for path, data in TemplateFiles.read(resources()).files.items() if is_template(path)}


def in_force(path: str) -> bytes | None:
    """Return the content of a file in force, ``None`` if there is none."""
    file = resources().find(path)
    return file.read_bytes() if file else None


def shipped(path: str) -> bytes | None:
    """Return the file that comes with the program, ``None`` if there is none."""
    file = Resources((resources().shipped,)).find(path)
    return file.read_bytes() if file else None


def is_own(path: str) -> bool:
    """Whether the site has a file of its own, in place of the one that comes with the program or in addition."""
    return _place(path).is_file()


def _place(path: str) -> Path:
    place: Path = settings.SITE.path.joinpath("templates", *PurePosixPath(path).parts)
    return place


def content_of(edition: FileEdition) -> bytes | None:
    """Return the content of an edition; where it is that there is no own file, that of the program if it has one."""
    return settings.SITE.load(edition.digest) if edition.digest else shipped(edition.path)


def text_of(content: bytes | None) -> str:
    """Return a content as text to edit."""
    return (content or b"").decode("utf-8-sig", "replace").replace("\r\n", "\n")


# --- drafts -----------------------------------------------------------------------------------------------


def newest(path: str) -> FileEdition | None:
    """Return the newest edition of a file."""
    return FileEdition.objects.filter(path=path).first()


def save(path: str, account: Account, text: str | None, base: int) -> FileEdition:
    """Save a draft and check it; ``base`` is the number of the edition that somebody has changed, 0 for none.

    Without a text the draft is that the site has no file of its own. Raises ``OvertakenError`` if there is a newer
    edition than ``base`` with another content.
    """
    content = None if text is None else text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    if content is not None and len(content) > MOST_BYTES:
        raise RefusedError(f"一个文件不能超过 {MOST_BYTES // 1024} KB。")
    digest = "" if content is None else settings.SITE.store(content)
    try:
        with transaction.atomic():
            last = _keep_present(path)
            is_overtaken = last is not None and last.number > max(base, _first_number(path))
            if last is None or (last.digest != digest and not is_overtaken):
                edition = _add(path, digest, account.name, "" if text is not None else "不用自己的文件")
                note(account.name, "改文字", str(edition))
                transaction.on_commit(partial(_start_check, edition.pk))
                return edition
    except IntegrityError:
        raise RefusedError("别人也在保存这个文件，请再保存一次。") from None
    if last.digest != digest:
        raise OvertakenError(last)
    if last.progress == Examination.Progress.FAILED:
        FileEdition.objects.filter(pk=last.pk).update(progress=Examination.Progress.WAITING, wanted_by="")
        _start_check(last.pk)
    return last


def _first_number(path: str) -> int:
    """Return the number of the edition that was there before anybody saved one; its readers saw no number."""
    first = FileEdition.objects.filter(path=path, number=1, made_by=BEFORE).first()
    return 1 if first else 0


def _add(path: str, digest: str, who: str, remark: str = "") -> FileEdition:
    last = FileEdition.objects.filter(path=path).aggregate(last=Max("number"))["last"] or 0
    return FileEdition.objects.create(path=path, number=last + 1, digest=digest, made_by=who, remark=remark)


def _keep_present(path: str) -> FileEdition | None:
    """Keep what is in force as an edition, if it is none yet; return the newest edition."""
    present = in_force(path)
    published = FileEdition.objects.filter(path=path, published_at__isnull=False).order_by("-published_at").first()
    if present is not None and (published is None or content_of(published) != present):
        edition = _add(path, settings.SITE.store(present), BEFORE)
        edition.published_at, edition.progress = timezone.now(), Examination.Progress.DONE
        edition.save(update_fields=["published_at", "progress"])
    return newest(path)


# --- checks and publication -------------------------------------------------------------------------------


def publish(edition: FileEdition, account: Account) -> FileEdition:
    """Check an edition again, and let it go into force if that finds no error; return the edition that does.

    An edition that was published before goes into force again as a new one, so that the history is one line.
    """
    if edition.wanted_by and edition.progress == Examination.Progress.WAITING:
        return edition
    with transaction.atomic():
        last = _keep_present(edition.path)
        if last is None or last.pk != edition.pk or edition.published_at:
            edition = _add(edition.path, edition.digest, account.name, f"同第{edition.number}版")
        FileEdition.objects.filter(pk=edition.pk).update(wanted_by=account.name, progress=Examination.Progress.WAITING)
        transaction.on_commit(partial(_start_check, edition.pk))
    return edition


def resume() -> None:
    """Start the checks that an earlier process did not finish."""
    for edition in FileEdition.objects.filter(progress=Examination.Progress.WAITING).order_by("pk"):
        _start_check(edition.pk)


def _start_check(pk: int) -> None:
    edition = FileEdition.objects.get(pk=pk)
    templates = TemplateFiles.read(resources())
    try:
        content = content_of(edition)
    except OSError as error:
        _log.error("%s: %s", edition, error)
        _failed(pk)
        return
    job = EditionJob(
        path=edition.path,
        content=content,
        before=templates.files.get(edition.path),
        templates=templates.files,
        thorough=bool(edition.wanted_by),
    )
    future = pool.workers().submit(pool.PROVE, job, soon=True)
    future.add_done_callback(partial(_write_result, pk, job.thorough, templates.digest))


def _write_result(pk: int, thorough: bool, digest: str, future: Future[EditionResult]) -> None:
    """Write a result into the database, and publish; this runs in a thread of the workers."""
    with _turn:
        _write_in_turn(pk, thorough, digest, future)


def _write_in_turn(pk: int, thorough: bool, digest: str, future: Future[EditionResult]) -> None:
    try:
        if not connection.in_atomic_block:
            close_old_connections()
        result = future.result()
        edition = FileEdition.objects.get(pk=pk)
        if result.crash:
            _log.error("%s: %s", edition, result.crash)
            _failed(pk)
        elif bool(edition.wanted_by) != thorough:  # somebody has asked to publish it meanwhile, which starts a check
            return
        elif thorough and not result.errors and digest != TemplateFiles.read(resources()).digest:
            _start_check(pk)  # another file has been published meanwhile
        else:
            _finish(edition, result)
    except Exception:
        _log.exception("edition %s", pk)
        _failed(pk)


def _failed(pk: int) -> None:
    FileEdition.objects.filter(pk=pk).update(progress=Examination.Progress.FAILED)


def _finish(edition: FileEdition, result: EditionResult) -> None:
    is_published = bool(edition.wanted_by) and not result.errors
    previews = [[name, settings.SITE.store(page)] for name, page in result.previews]
    if is_published:
        _put_into_force(edition)
    with transaction.atomic():
        FileEdition.objects.filter(pk=edition.pk).update(
            progress=Examination.Progress.DONE,
            errors=result.errors,
            warnings=result.warnings,
            problems=result.problems,
            changes=result.changes,
            previews=previews,
            published_at=timezone.now() if is_published else None,
        )
        if is_published:
            note(edition.wanted_by, "发布", str(edition))
    if is_published:
        pool.workers().renew()
        year = _year_of(edition.path)
        if year is not None:
            examine_again(year, f"{edition.wanted_by} 发布了 {edition}")


def _year_of(path: str) -> int | None:
    """Return the year whose reports a file changes: that of the rules, or the newest one; earlier ones are closed."""
    if path.startswith("rules/"):
        return int(path.removeprefix("rules/")[:4])
    year: int | None = FilingYear.objects.aggregate(newest=Max("year"))["newest"]
    return year


def _put_into_force(edition: FileEdition) -> None:
    """Write the file of an edition at once as a whole; without a content remove it, and the folders left empty."""
    target = _place(edition.path)
    if edition.digest:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(settings.SITE.load(edition.digest))
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(target)
        finally:
            Path(name).unlink(missing_ok=True)
        return
    target.unlink(missing_ok=True)
    with suppress(OSError):  # a folder that is not empty stays
        for folder in target.parents[: len(PurePosixPath(edition.path).parts) - 1]:
            folder.rmdir()


def states(paths: Mapping[str, bytes]) -> dict[str, FileEdition]:
    """Return the newest edition of each of the files that has any."""
    newest_first = (
        FileEdition.objects.filter(path__in=paths).defer("problems", "changes", "previews").order_by("number")
    )
    return {edition.path: edition for edition in newest_first}
