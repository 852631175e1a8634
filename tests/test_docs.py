"""The pages of docs/ are what the code says today."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from make_docs import DOCS, PAGES, stored
from make_pictures import IMAGES, PICTURES

from reportgen.catalogue import KINDS, NOT_A_NUMBER
from reportgen.diagnostics import CellRef

ROOT = DOCS.parent
SOURCE = ROOT / "src" / "reportgen"
ALL_PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md")])


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_the_script_makes(name: str) -> None:
    page = stored(name)
    assert page == PAGES[name](page)


def test_every_term_of_the_glossary_is_in_the_code() -> None:
    terms = re.findall(r"^\| `(\w+)` \|", stored("glossary.md"), re.MULTILINE)
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py")))
    assert terms
    assert [term for term in terms if not re.search(rf"\b{term}s?\b", code)] == []


def test_architecture_names_every_module() -> None:
    modules = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if path.stem != "__init__"}
    assert set(re.findall(r"^\| `([\w/]+\.py)` \|", stored("architecture.md"), re.MULTILINE)) == modules


# --- names in backticks -------------------------------------------------------------------------------------

OUTSIDE = {  # names of others that a page for developers may mention
    *("calamine", "lxml", "openpyxl", "pandas", "jinja2", "click", "rich", "zipfile", "difflib", "Decimal", "None"),
    *("NamedTuple", "ProcessPoolExecutor", "tuple"),
}


@cache
def names_of_the_code() -> frozenset[str]:
    """Every name that src, scripts, tests or benchmarks define or use, keywords of calls and words of TOML included."""
    names: set[str] = set()
    for path in (
        path for folder in ("src", "scripts", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
    ):
        names |= {path.stem, path.parent.name}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for field in ("name", "id", "attr", "arg", "module"):
                value = getattr(node, field, None)
                if isinstance(value, str):
                    names.update(value.split("."))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                names.add(node.value)
    for path in (ROOT / "templates").rglob("*.toml"):
        names |= set(re.findall(r"^\[*(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return frozenset(names)


@cache
def paths_of_the_checkout() -> frozenset[str]:
    """Every path and every end of one, folders with a slash behind them."""
    files = [path.relative_to(ROOT) for path in ROOT.rglob("*") if ".git" not in path.parts]
    return frozenset(
        "/".join(parts[start:]) + ("/" if (ROOT / file).is_dir() else "")
        for file in files
        for parts in (file.parts,)
        for start in range(len(parts))
    )


def is_known(name: str) -> bool:
    """Whether what stands in backticks exists: a path, a command of ours, a name of the code or of its libraries."""
    if name.startswith(("reportgen ", "python", "git ", "pytest ", "make ", "#", "-")):
        return True  # whole commands and their options have tests of their own
    if "/" in name or ("." in name and name.rsplit(".", 1)[1] in {"py", "toml", "txt", "xlsx", "docx", "md", "yml"}):
        return name in paths_of_the_checkout()
    words = re.findall(r"[A-Za-z_]\w*", name)
    return bool(words) and all(word in names_of_the_code() or word in OUTSIDE for word in words)


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_names_in_backticks_exist(page: str) -> None:
    text = re.sub(r"^```.*?^```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    names = set(re.findall(r"`([^`]+)`", text))
    assert sorted(name for name in names if not is_known(name)) == []


def test_every_picture_is_made_by_the_script_and_shown() -> None:
    shown = {
        Path(target).name
        for page in ALL_PAGES
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    assert shown == {path.name for path in IMAGES.iterdir()} == PICTURES.keys()


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_no_link_stands_in_a_block_of_code(page: Path) -> None:
    blocks = re.findall(r"^ *```.*?^ *```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert [line for block in blocks for line in block.splitlines() if re.search(r"\[[^\]]+\]\([^)]+\.md", line)] == []


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_links_within_a_page_lead_to_a_heading(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", heading).replace(" ", "-").lower()
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_every_code_quoted_in_the_docs_is_in_the_catalogue() -> None:
    texts = (page.read_text(encoding="utf-8") for page in ALL_PAGES)
    quoted = {code for text in texts for code in re.findall(r"(?<![A-Za-z0-9])[EWN][0-9]{3}(?![0-9])", text)}
    assert quoted <= KINDS.keys()


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "填报说明.md"], ids=["README", "form"])
def test_problem_shown_to_clerks_is_what_the_program_says(page: Path) -> None:
    place = CellRef(file="2024.xlsx", sheet="预算执行", cell="B6", label="全年支出数")
    problem = NOT_A_NUMBER.at(place, found="12万")
    head = f"{problem.severity} {problem.code}  {problem.message}"
    text = page.read_text(encoding="utf-8")
    assert [line for line in (head, f"--> {place}", f"= 怎么改：{problem.hint}") if line not in text] == []


def test_nobody_is_told_to_install_somebody_elses_program() -> None:
    """On the package index, reportgen is a stranger's: ours is installed from its folder or from its own wheel."""
    texts = [*ALL_PAGES, *SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    texts += [ROOT / "Makefile", ROOT / "pyproject.toml"]
    name = "reportgen"
    stranger = re.compile(rf"pip[^\n`&;]* install[^\n`&;]*[\s\"']{name}(?![\w./-])")
    assert stranger.search(f'python3 -m pip install -U "{name}[charts]"')
    assert not stranger.search('pip install "./reportgen_jixiao-0.1.0-py3-none-any.whl[cluster]"')
    assert not stranger.search("pip install . && reportgen build data/2024.xlsx")
    assert [path.name for path in texts if stranger.search(path.read_text(encoding="utf-8"))] == []
