"""Findings that somebody has accepted (已核): a small file beside the document keeps them with their reasons."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from reportgen import catalogue
from reportgen.diagnostics import FileRef, Outcome, readable
from reportgen.documents.audit import AuditFinding

_SUFFIX: Final = ".已核.toml"
_LARGEST: Final = 1_000_000
_HEAD: Final = """# 已经核对过、不必再提醒的问题。
# 每一条在 reason 里写明理由（如“与财政所核对，口径不同”），下次核对就不再列出；reason 空着的照样列出。
# 原文改了的，这一条就不再起作用。
"""


class AcceptedFinding(NamedTuple):
    """A finding that is accepted: its code, its words and the message that it had."""

    code: str
    text: str
    message: str


def accepted_path(document: Path) -> Path:
    """The file beside a document that keeps what was accepted."""
    return document.with_name(f"{document.name}{_SUFFIX}")


def accepted_findings(document: Path) -> Outcome[tuple[AcceptedFinding, ...]]:
    """What was accepted with a reason; a file that cannot be read is a problem, and none is nothing."""
    path = accepted_path(document)
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST)
        entries = tomllib.loads(data.decode("utf-8-sig")).get("accepted", [])
        found = [_entry(entry) for entry in entries if str(entry.get("reason", "")).strip()]
    except FileNotFoundError:
        return Outcome(())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError):
        return Outcome((), (catalogue.ACCEPTED_UNREADABLE.at(FileRef(file=readable(path.name))),))
    return Outcome(tuple(found))


def _entry(entry: dict[str, object]) -> AcceptedFinding:
    return AcceptedFinding(*(str(entry.get(name, "")) for name in ("code", "text", "message")))


def without_accepted(findings: Iterable[AuditFinding], accepted: Sequence[AcceptedFinding]) -> list[AuditFinding]:
    """The findings that nobody has accepted."""
    keys = set(accepted)
    return [finding for finding in findings if key_of(finding) not in keys]


def key_of(finding: AuditFinding) -> AcceptedFinding:
    """By what a finding is known again: its code, its words and its message, wherever its paragraph stands now."""
    problem = finding.problem
    return AcceptedFinding(problem.code, problem.found, problem.message)


def with_findings(document: Path, findings: Sequence[AuditFinding]) -> str:
    """The content of the file with these findings added, each with an empty reason to be filled in."""
    path = accepted_path(document)
    before = path.read_text(encoding="utf-8-sig") if path.is_file() else _HEAD
    entries = []
    for finding in findings:
        key = key_of(finding)
        lines = (f"{name} = {_quoted(value)}" for name, value in zip(key._fields, key, strict=True))
        entries.append("\n".join(("[[accepted]]", *lines, 'reason = ""')))
    added = "\n\n".join(entries)
    return f"{before.rstrip()}\n\n{added}\n" if entries else before


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() or char == "\u3000" else " " for char in escaped) + '"'
