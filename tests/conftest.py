"""What tests of several stages share."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.resources import Resources
from reportgen.word.render import StyleSheet, load_styles


@pytest.fixture(scope="session")
def shipped() -> Resources:
    """The templates of this checkout, whatever the working folder."""
    return Resources((Path(__file__).parents[1] / "templates",))


@pytest.fixture(scope="session")
def sheet(shipped: Resources) -> StyleSheet:
    """The shipped style sheet, loaded once."""
    loaded = load_styles(shipped)
    assert loaded.value is not None
    return loaded.value
