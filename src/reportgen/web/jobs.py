"""The work that the site gives to its worker processes, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reportgen.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEdits:
    """What somebody typed into cells of a sheet, by place."""

    sheet: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamineJob:
    """A version of a workbook; ``names`` are those of its office, ``last`` is its workbook of the year before.

    ``edits`` are still to be written into ``data``.
    """

    data: bytes = field(repr=False)
    name: str
    year: int
    names: tuple[str, ...]
    district: str = ""
    last: bytes | None = field(default=None, repr=False)
    last_name: str = ""
    edits: tuple[CellEdits, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """A line of the scores; ``level`` is 0 for the whole. A provisional one rests on a blank cell."""

    level: int
    name: str
    points: str
    score: str
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamineResult:
    """The problems, scores and files of a version; without ``files`` there are errors.

    ``preview`` is the JSON of the preview, empty where there is none. ``mended`` is the workbook with the edits of the
    job, and ``tables`` are its sheets; both are ``None`` if there were none.
    """

    problems: tuple[Diagnostic, ...] = ()
    obstacle: str = ""
    files: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)  # the document, then the working papers
    scheme: str = ""
    grade: str = ""
    total: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    tree: tuple[ScoreLine, ...] = ()
    preview: bytes = field(default=b"", repr=False)
    mended: bytes | None = field(default=None, repr=False)
    tables: GridResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormJob:
    """The form of a year, filled from the workbook of the year before if there is one."""

    year: int
    last: bytes | None = field(default=None, repr=False)
    last_name: str = ""
    district: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormResult:
    """The form; ``None`` with problems if there are no rules for the year."""

    data: bytes | None = field(repr=False)
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GridJob:
    """A stored workbook whose sheets are to be shown as tables."""

    data: bytes = field(repr=False)
    name: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GridColumn:
    """A column of a table; ``width`` is in half-width characters."""

    name: str
    letter: str
    hint: str
    unit: str
    required: bool
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormGridCell:
    """A cell of a table: its place, its content as a spreadsheet program shows it, and how it is filled in.

    ``remark`` is the comment in the workbook; a ``doubtful`` cell is one that somebody has to check.
    """

    place: str
    text: str
    is_locked: bool = False
    is_long: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    remark: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormGrid:
    """A sheet of a stored workbook as a table; ``sheet`` is the name in the form, ``written`` that in the workbook."""

    sheet: str
    written: str
    purpose: str
    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[FormGridCell, ...], ...]

    def text(self, place: str) -> str | None:
        """Return the content of a cell; ``None`` if it is not in the table or may not be changed."""
        return next((c.text for row in self.rows for c in row if c.place == place and not c.is_locked), None)

    def with_texts(self, cells: Mapping[str, str]) -> FormGrid:
        """Return the table with other contents, by place."""
        rows = tuple(
            tuple(replace(c, text=cells[c.place], remark="", doubtful=False) if c.place in cells else c for c in row)
            for row in self.rows
        )
        return replace(self, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridResult:
    """The tables of a workbook; ``losses`` are the formulas and other things that mending it takes away.

    A workbook that ``can_only_be_read`` has contents with which it cannot be saved.
    """

    grids: tuple[FormGrid, ...] = ()
    can_only_be_read: bool = False
    losses: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()

    def mended(self, edits: CellEdits) -> GridResult:
        """Return the tables after somebody has typed into cells; what saving takes away is gone then."""
        grids = tuple(one.with_texts(edits.cells) if one.written == edits.sheet else one for one in self.grids)
        return replace(self, grids=grids, losses=())


@dataclass(frozen=True, slots=True, kw_only=True)
class MendJob:
    """A stored workbook, and what is to be written into it."""

    data: bytes = field(repr=False)
    name: str
    edits: tuple[CellEdits, ...]


# --- finished documents -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractJob:
    """A finished document, from which the form of ``year`` is to be filled in."""

    data: bytes = field(repr=False)
    name: str
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractResult:
    """The form from a document, or ``None`` where the ``message`` says why there is none.

    ``share`` of the text comes back, in per cent, when the report of the form is built. ``incomplete`` has (number, per
    cent, beginning) for each of the ``paragraphs`` that does not, ``listed`` (heading, text) for what has no place.
    """

    data: bytes | None = field(repr=False)
    message: str
    share: str = ""
    paragraphs: int = 0
    doubtful: int = 0
    incomplete: tuple[tuple[int, int, str], ...] = ()
    listed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfJob:
    """A finished document that is wanted as PDF."""

    document: bytes = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewJob:
    """A workbook without errors whose review copy is wanted, and its workbook of the year before."""

    data: bytes = field(repr=False)
    name: str
    last: bytes | None = field(default=None, repr=False)
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """A file that was made, or ``None`` where the ``message`` says why there is none."""

    name: str = ""
    data: bytes | None = field(default=None, repr=False)
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAuditJob:
    """A finished document, and the workbook that it is compared with."""

    data: bytes = field(repr=False)
    name: str
    workbook: bytes | None = field(default=None, repr=False)
    workbook_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAuditResult:
    """The findings as a part of a web page, and the copy with comments; only a .docx has one."""

    page: str
    errors: int
    warnings: int
    copy: MadeFile = MadeFile()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionJob:
    """A template file as somebody wants it, with all other templates in force (by path below the templates folder).

    ``content`` and ``before``, what is in force, are ``None`` where there is no file. A ``thorough`` check is by the
    rules of every year, and of rules also by all wording; any other is shorter, so that an editor waits less.
    """

    path: str
    content: bytes | None = field(repr=False)
    before: bytes | None = field(repr=False)
    templates: Mapping[str, bytes] = field(repr=False)
    thorough: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionResult:
    """The check of a template file: the list of problems and the sentences that change, as HTML, and the previews.

    A preview has the name of its specimen, and is the JSON of a page. ``crash`` is the traceback of a fault.
    """

    errors: int = 0
    warnings: int = 0
    problems: str = ""
    changes: str = ""
    previews: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    crash: str = ""
