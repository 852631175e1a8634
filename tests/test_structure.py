"""Who may import whom, read off the source; and a catalogue in which every kind is used and complete."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import reportgen
from reportgen import catalogue
from reportgen.catalogue import KINDS
from reportgen.diagnostics import Kind

SOURCE = Path(reportgen.__file__).parent
MODULES = {path.relative_to(SOURCE).with_suffix("").as_posix(): path for path in sorted(SOURCE.rglob("*.py"))}
FOUNDATION = {"__init__", "diagnostics", "catalogue", "numeric", "resources", "settings", "spreadsheet", "package"}
RUBRIC = {"scoring/rubric", "scoring/rules", "scoring/figures", "scoring/tree"}
FACTS = {"intake/submission", "scoring/scorecard", "scoring/tree"}
# A room may only import what stands below it here; a stage sees the types that it is handed, never the stage.
MAY_IMPORT: Mapping[str, set[str]] = {
    "__init__": set(),
    "diagnostics": set(),
    "catalogue": {"diagnostics"},
    "numeric": set(),
    "resources": set(),
    "package": {"catalogue", "diagnostics"},
    "spreadsheet": {"package"},
    "settings": {"catalogue", "diagnostics", "resources"},
    "intake": FOUNDATION,
    "scoring": FOUNDATION | {"intake/form", "intake/submission"},
    "forms": FOUNDATION | RUBRIC | {"intake"},
    "writing": FOUNDATION | FACTS | RUBRIC | {"intake/form"},
    "checks": FOUNDATION | FACTS | {"intake/form", "writing/narrative"},
    "word": FOUNDATION | {"writing/narrative", "writing/provenance"},
    "output": FOUNDATION | FACTS | {"intake/form", "writing/narrative", "writing/provenance"},
    "pipeline": FOUNDATION | {"output/delivery", "intake", "scoring", "writing", "checks", "word"},
    "machine": FOUNDATION
    | {"output/pdf", "scoring/rubric", "word/profile"}
    | {"writing/source", "writing/vocabulary", "writing/wording"},
    "district": FOUNDATION
    | FACTS
    | {"checks/limits", "intake/form", "machine/fonts", "word/profile", "word/render"}
    | {"writing/composition", "writing/narrative", "writing/source", "writing/values", "writing/words"}
    | {"writing/wording"},
    "editor": FOUNDATION
    | FACTS
    | RUBRIC
    | {"checks", "intake", "machine/fonts", "output/webpage", "pipeline", "scoring/score", "writing"}
    | {"district/proofreading", "district/words", "word/layout", "word/profile", "word/styles"},
    "documents": FOUNDATION
    | FACTS
    | RUBRIC
    | {"checks", "forms", "intake", "output/delivery", "output/pdf", "output/webpage", "pipeline", "scoring/score"}
    | {"word/oxml", "word/review", "word/styles", "writing"},
    "batch": FOUNDATION
    | FACTS
    | {"checks/limits", "district", "intake/form", "intake/frames", "intake/reading", "output", "pipeline"},
    "web": FOUNDATION
    | {"batch", "district", "documents", "editor", "forms", "intake", "output/delivery", "output/pdf", "pipeline"}
    | {"scoring/rubric", "scoring/score", "scoring/scorecard", "scoring/tree"}
    | {"word/profile", "word/render", "word/review", "writing"},
    "cli": FOUNDATION
    | {"batch", "district/proofreading", "documents", "editor", "forms", "machine", "output", "pipeline", "web"}
    | {"scoring/rubric", "scoring/tree", "word/review", "writing/source", "writing/words"},
    "__main__": {"cli"},
}
# What comes from outside → who alone may import it.
ONLY: Mapping[str, set[str]] = {
    "pandas": {"intake"},
    "python_calamine": {"intake"},
    "openpyxl": {"forms"},
    "xlsxwriter": {"spreadsheet", "forms", "district", "batch"},
    "matplotlib": {"district"},
    "docx": {"word", "documents"},
    "pypdfium2": {"documents"},
    "jinja2": {"writing", "documents"},
    "lxml": {"package", "intake", "forms", "word", "documents"},
    "msgspec": {"diagnostics", "district", "batch", "web"},
    "watchfiles": {"editor"},
    "distributed": {"batch"},
    "click": {"cli"},
    "rich": {"cli"},
    "django": {"web"},
    "waitress": {"web"},
}


MOST_LOOSE = 9
MOST_MODULES = 100


def home(module: str) -> str:
    """The row of the tables that speaks for a module."""
    return module.partition("/")[0]


def imports(module: str) -> Iterator[str]:
    """What a module imports, anywhere in it: “scoring/rubric” for one of ours, “pandas” for another's."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (ours_or_theirs(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            inner = {ours_or_theirs(f"{node.module}.{alias.name}") for alias in node.names}
            yield from inner & MODULES.keys() or {ours_or_theirs(node.module or "")}


def ours_or_theirs(name: str) -> str:
    first, _, rest = name.partition(".")
    if first != "reportgen":
        return first
    inside = rest.replace(".", "/")
    return f"{inside}/__init__" if f"{inside}/__init__" in MODULES else inside or "__init__"


def allowed(imported: str, table: set[str]) -> bool:
    package = imported.removesuffix("/__init__")
    return bool({imported, package, home(imported)} & table)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    ours = {name for name in imports(module) if name in MODULES and home(name) != home(module)}
    assert {name for name in ours if not allowed(name, MAY_IMPORT[home(module)])} == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_library_has_one_door(module: str) -> None:
    assert {name for name in imports(module) if home(module) not in ONLY.get(name, {home(module)})} == set()


def test_the_table_knows_every_module_and_nothing_else() -> None:
    assert MAY_IMPORT.keys() == {home(module) for module in MODULES}
    table_names = set().union(*MAY_IMPORT.values())
    assert {name for name in table_names if name not in MODULES and f"{name}/__init__" not in MODULES} == set()


def test_every_permission_is_made_use_of() -> None:
    """A table that allows more than is needed holds nothing."""
    uses = {(home(module), name) for module in MODULES for name in imports(module)}
    for library, doors in ONLY.items():
        assert {door for door in doors if (door, library) not in uses} == set(), library
    for place, table in MAY_IMPORT.items():
        beyond = table - FOUNDATION - RUBRIC
        unused = {
            name
            for name in beyond
            if not any(inside == place and allowed(used_name, {name}) for inside, used_name in uses)
        }
        assert unused == set(), place


def test_no_room_imports_one_above_it() -> None:
    """The table is written from the ground up, imports for types and those inside functions included."""
    floors = list(MAY_IMPORT)
    for module in MODULES:
        above = {
            name
            for name in imports(module)
            if name in MODULES and floors.index(home(name)) > floors.index(home(module))
        }
        assert above == set(), module


def named_tasks(module: str) -> Iterator[str]:
    """Modules of ours that a module names in a text (“reportgen.batch.worker:make”) and that a worker then loads."""
    for _, name in re.findall(r"([\"'])reportgen\.([\w.]+):\w+\1", MODULES[module].read_text(encoding="utf-8")):
        yield name.replace(".", "/")


def circle(edges: Mapping[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle, the first one again at the end; empty where there is none."""
    finished: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module not in finished:
            for imported in sorted(edges[module]):
                if around := walk(imported, [*path, module]):
                    return around
            finished.add(module)
        return []

    return next((around for module in edges if (around := walk(module, []))), [])


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for types, those inside functions and functions that are named for a worker are included."""
    tasks = {module: set(named_tasks(module)) for module in MODULES}
    assert tasks["batch/run"] == {"batch/roster", "batch/worker"}
    edges = {module: {name for name in imports(module) if name in MODULES} | tasks[module] for module in MODULES}
    assert circle(edges) == []
    assert "numeric" in circle({**edges, "numeric": {"cli/batch"}})  # the search does find one


def belongs_to_later(module: str) -> bool:
    """Whether a module is counted with the site or with the documents of others, the site's command included."""
    return home(module) in ("web", "documents") or module == "cli/serve"


def test_there_are_few_modules() -> None:
    """Faces of packages aside; a newcomer has to find the way among the others."""
    counted = [module for module in MODULES if not module.endswith(("__init__", "__main__"))]
    assert len([module for module in counted if "/" not in module]) <= MOST_LOOSE
    assert len([module for module in counted if not belongs_to_later(module)]) <= MOST_MODULES


def test_a_class_name_means_one_thing() -> None:
    """Names that differ only by an underscore in front count as one; Django wants the same name in every migration."""
    homes: dict[str, set[str]] = {}
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name.lstrip("_"), set()).add(module)
    homes.pop("Migration")  # Django looks for this name in every migration
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_only_the_command_line_prints_or_exits() -> None:
    for module, path in MODULES.items():
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)
        }
        if home(module) != "cli":
            assert not names & {"print", "exit", "quit"}, module
            assert "sys" not in set(imports(module)), module


SPREADSHEET_XML = re.compile(
    r"<(row|c|v|r|t|sst|si|sheetData|worksheet|workbook|mergeCell|hyperlink)[ />]|customHeight|PK\x03"
)


def test_spreadsheets_and_zips_are_written_by_libraries() -> None:
    for module, path in MODULES.items():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts = (node.value for node in nodes if isinstance(node, ast.Constant))
        texts = (text.decode("latin-1") if isinstance(text, bytes) else text for text in texts)
        by_hand = [text for text in texts if isinstance(text, str) and SPREADSHEET_XML.search(text)]
        assert module == "package" or by_hand == [], module


def test_the_elements_of_word_stand_in_one_module() -> None:
    """All but one pattern of ``doctor``, which works where python-docx cannot be loaded."""
    element = re.compile(r"""["'</(|@]w:[A-Za-z*]""")
    places = {module for module, path in MODULES.items() if element.search(path.read_text(encoding="utf-8"))}
    assert places == {"word/oxml", "machine/doctor"}


# --- the catalogue ----------------------------------------------------------------------------------------

FIELDS = ("title", "message", "hint", "why", "wrong", "right")


def kinds() -> dict[str, Kind]:
    return {name: kind for name, kind in vars(catalogue).items() if isinstance(kind, Kind)}


def test_every_code_is_there_once_whatever_its_letter() -> None:
    assert len(KINDS) == len(kinds())
    assert [number for number, count in Counter(code[1:] for code in KINDS).items() if count > 1] == []


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_is_complete(code: str) -> None:
    kind = KINDS[code]
    assert code[0] in "EWN"
    assert code[1:].isdecimal()
    assert all(getattr(kind, field).strip() == getattr(kind, field) != "" for field in FIELDS)
    assert kind.wrong != kind.right
    assert "\n" not in kind.message + kind.hint


def test_every_kind_is_used() -> None:
    uses = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for module, path in MODULES.items()
        if module != "catalogue"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert kinds().keys() - uses == set()


def occurrences() -> Iterator[tuple[str, str, set[str]]]:
    """Where (file:line) a kind is made to a problem, its name, and the names of the values that it is given.

    Only calls whose values are written out are here: the other ones run in the tests of their stage.
    """
    for path in MODULES.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "at":
                kind = node.func.value
                name = kind.attr if isinstance(kind, ast.Attribute) else getattr(kind, "id", "")
                words = {keyword.arg for keyword in node.keywords}
                if name in kinds() and None not in words:
                    yield f"{path.name}:{node.lineno}", name, {"found", *(word for word in words if word)}


def placeholders(kind: Kind) -> set[str]:
    texts = (kind.message, kind.hint)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_message_gets_the_values_that_it_asks_for() -> None:
    calls = list(occurrences())
    assert len(calls) > 50
    gaps = {place: placeholders(kinds()[name]) - words for place, name, words in calls}
    assert {place: names for place, names in gaps.items() if names} == {}


@pytest.mark.parametrize("code", KINDS)
def test_a_message_can_be_made(code: str) -> None:
    """Braces that are no placeholder are doubled: a message with its values in place is a sentence."""
    kind = KINDS[code]
    message = kind.at(None, **dict.fromkeys(placeholders(kind) - {"found"}, "甲"), found="乙")
    assert message.message
    assert placeholders(kind) <= {name for name in placeholders(kind) if name.isidentifier()}
