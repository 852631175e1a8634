"""Words the page (退回意见) that goes back to an office: what it has to mend in its workbook, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from reportgen.diagnostics import CellRef, Diagnostic, FileRef, Outcome, Severity
from reportgen.district.figures import is_gap
from reportgen.district.results import Filing, Finding
from reportgen.district.words import official, wording_text
from reportgen.intake.form import SHEETS
from reportgen.numeric import plain
from reportgen.writing.narrative import Exhibit, Narrative, Table
from reportgen.writing.source import SUMMARY
from reportgen.writing.values import Value
from reportgen.writing.wording import Wording
from reportgen.writing.words import Word, WordType, flag_word, group_word, number_word, text_word

NOTES = f"{SUMMARY}/退回意见"  # the folder with its wording
_NOT_THEIRS = "89"  # problems with 8xx and 9xx concern this machine and the program, not the office
_FOR_USERS = re.compile(r"\.toml|reportgen| --[a-z]|“--[a-z]")
_TABLE = "表"
_TO_MEND, _TO_CHECK = f"{_TABLE}.改正", f"{_TABLE}.核对"
_ORDER = {sheet.name: place for place, sheet in enumerate(SHEETS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNote:
    """The problems of one office: errors (and blanks of a draft), which it has to mend, and warnings to check."""

    year: int
    office: str
    workbook: str
    has_report: bool
    to_mend: tuple[Diagnostic, ...]
    to_check: tuple[Diagnostic, ...]
    references: None = None
    gaps: frozenset[CellRef] = frozenset()

    @property
    def exhibits(self) -> Mapping[str, Exhibit]:
        """The tables that have content, by the words that print them."""
        tables = (
            (_TO_MEND, "需要改正的问题", "怎样改正", self.to_mend),
            (_TO_CHECK, "需要核对的问题", "怎样核对", self.to_check),
        )
        return {key: _table(caption, advice, problems) for key, caption, advice, problems in tables if problems}


def note_of(filing: Filing, findings: Iterable[Finding], year: int) -> OfficeNote | None:
    """Return the note of an office; ``None`` if there is nothing that it has to mend or to check."""
    shared = (finding.problem for finding in findings if finding.offices[0] == filing.office)
    own = [p for p in (*filing.problems, *shared) if _is_theirs(p, filing.workbook)]
    to_mend = [problem for problem in own if problem.severity is Severity.ERROR or is_gap(problem)]
    to_check = [problem for problem in own if problem.severity is Severity.WARNING]
    if not to_mend and not to_check:
        return None
    return OfficeNote(
        year=year,
        office=filing.office if filing.office != filing.workbook else PurePath(filing.workbook).stem,
        workbook=filing.workbook,
        has_report=filing.result is not None,
        to_mend=tuple(sorted(to_mend, key=_order)),
        to_check=tuple(sorted(to_check, key=_order)),
    )


def note_text(note: OfficeNote, wording: Wording) -> Outcome[Narrative]:
    """Write the text of a note with its tables."""
    return wording_text(note, wording, NOTES)


def note_vocabulary() -> tuple[Word, ...]:
    """Return every word that the wording of a note may use."""
    return (
        text_word("年度", "报告的年度", lambda n: Value(str(n.year), "年度", (), Decimal(n.year))),
        text_word("单位", "单位简称，读不出的是填报表的文件名", lambda n: Value(n.office, "单位", ())),
        text_word("填报表", "填报表的文件名", lambda n: Value(n.workbook, "填报表", ())),
        flag_word("已生成", "生成了说明，只有要核对的地方", lambda n: n.has_report),
        flag_word("有改正", "有需要改正的问题", lambda n: bool(n.to_mend)),
        number_word("改正数", "处", "需要改正的问题数；草稿里没有填的也算", _count(lambda n: n.to_mend)),
        flag_word("有核对", "有需要核对的问题", lambda n: bool(n.to_check)),
        number_word("核对数", "处", "需要核对的问题数", _count(lambda n: n.to_check)),
        group_word(
            _TABLE,
            "表格，要独占一段；没有内容的没有",
            lambda n: n,
            _exhibit(_TO_MEND, "需要改正的问题，依工作表和单元格的次序"),
            _exhibit(_TO_CHECK, "需要核对的问题，次序同上"),
        ),
    )


def _count(get: Callable[[OfficeNote], tuple[Diagnostic, ...]]) -> Callable[[OfficeNote], Value]:
    def draw(note: OfficeNote) -> Value:
        count = Decimal(len(get(note)))
        return Value(plain(count), "处数", (), count)

    return draw


def _exhibit(key: str, meaning: str) -> Word:
    def draw(note: OfficeNote) -> Value | None:
        exhibit = note.exhibits.get(key)
        return Value(exhibit.caption, _TABLE, (), rule=key) if exhibit else None

    return Word(name=key.removeprefix(f"{_TABLE}."), type=WordType.EXHIBIT, meaning=meaning, get=draw, optional=True)


def _is_theirs(problem: Diagnostic, workbook: str) -> bool:
    """Whether a problem is in the workbook of the office, so that the office itself can mend it."""
    place = problem.place
    return isinstance(place, CellRef | FileRef) and place.file == workbook and problem.code[1] not in _NOT_THEIRS


def _order(problem: Diagnostic) -> tuple[Any, ...]:
    place = problem.place
    if not isinstance(place, CellRef):
        return (-1, 0, 0, "")
    column = place.cell.rstrip("0123456789")
    row = place.cell.removeprefix(column)
    return (_ORDER.get(place.sheet, len(_ORDER)), int(row or 0), len(column), column)


def _table(caption: str, advice: str, problems: Iterable[Diagnostic]) -> Table:
    rows = (
        (str(number), _sheet(problem), _cell(problem), official(problem.message), official(_advice(problem)))
        for number, problem in enumerate(problems, 1)
    )
    return Table(
        caption=caption,
        head=("序号", "工作表", "单元格", "问题", advice),
        widths=(5, 9, 7, 24, 24),
        rows=tuple(rows),
        left=frozenset({3, 4}),
    )


def _advice(problem: Diagnostic) -> str:
    """Return the hint without what only somebody who runs the program can do."""
    return "；".join(clause for clause in problem.hint.split("；") if not _FOR_USERS.search(clause))


def _sheet(problem: Diagnostic) -> str:
    return problem.place.sheet if isinstance(problem.place, CellRef) else ""


def _cell(problem: Diagnostic) -> str:
    return problem.place.cell if isinstance(problem.place, CellRef) else ""
