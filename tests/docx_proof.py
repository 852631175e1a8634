"""Proof that a .docx is one which Word opens without repair: openxml-audit, and our own checks for what it misses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree
from openxml_audit import OpenXmlValidator

from reportgen.package import unpack

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MEASURES = ("sz", "szCs", "spacing", "ind", "pgSz", "pgMar", "docGrid")
_WORDS = {f"{W}lineRule", f"{W}type", f"{W}orient"}  # attributes of these elements that are no numbers
_FIELD_STEPS = {"begin": (0, 1), "separate": (1, 2), "end": (2, 0)}


def assert_valid_docx(data: bytes) -> None:
    """Check a .docx; every test that makes one calls this."""
    assert problems(data) == []


def problems(data: bytes) -> list[str]:
    """Everything that is wrong with the package, in words for whoever reads a failing test."""
    audited = _audit(data)
    parts = ((name, part) for name, part in unpack(data).items() if not name.endswith(".png"))
    return audited or [problem for name, part in parts for problem in _own_checks(name, part)]


@cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator()  # loading its schemas costs more than all checking


@cache
def _audit(data: bytes) -> list[str]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "audited.docx"
        path.write_bytes(data)
        return [f"{error.part_uri}: {error.description}" for error in _validator().validate(path).errors]


def _own_checks(name: str, part: bytes) -> Iterator[str]:
    root = etree.fromstring(part)
    for check in (_fields, _measures, _stray_text, _themes, _defaults, _properties):
        for problem in check(root):
            yield f"{name}: {problem}"


def _fields(root: etree._Element) -> Iterator[str]:
    """A complex field begins, separates and ends within its paragraph, in that order."""
    for paragraph in root.iter(f"{W}p"):
        state = 0
        for mark in paragraph.iter(f"{W}fldChar"):
            before, after = _FIELD_STEPS[mark.get(f"{W}fldCharType", "")]
            if state != before:
                yield "field marks out of order"
            state = after
        if state:
            yield "field not closed"


def _measures(root: etree._Element) -> Iterator[str]:
    for tag in _MEASURES:
        for element in root.iter(f"{W}{tag}"):
            for key, value in element.attrib.items():
                if key not in _WORDS and not re.fullmatch(r"-?\d+", str(value)):
                    yield f"{tag} measures {value!r}"


def _stray_text(root: etree._Element) -> Iterator[str]:
    for element in root.iter(f"{W}body", f"{W}p", f"{W}r", f"{W}ftr"):
        if any((text or "").strip() for text in (element.text, *(child.tail for child in element))):
            yield f"text outside w:t in {element.tag}"


def _themes(root: etree._Element) -> Iterator[str]:
    """No style may have a theme font, because that overrides the font of the style."""
    for element in root.iter():
        yield from (f"theme attribute {key!r}" for key in element.attrib if "Theme" in str(key))


def _defaults(root: etree._Element) -> Iterator[str]:
    kinds = Counter(s.get(f"{W}type") for s in root.iter(f"{W}style") if s.get(f"{W}default") == "1")
    yield from (f"{count} default styles of type {kind}" for kind, count in kinds.items() if count > 1)


def _properties(root: etree._Element) -> Iterator[str]:
    if not root.tag.endswith("coreProperties"):
        return
    for tag, count in Counter(str(child.tag) for child in root).items():
        if count > 1:
            yield f"{tag} stands twice"
    for child in root:
        if str(child.tag).endswith(("created", "modified")) and not _DATE.fullmatch(child.text or ""):
            yield f"{child.tag} is no date"
