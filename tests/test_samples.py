"""The sample data are what the kept script makes of plain data."""

from __future__ import annotations

import make_samples
from workbooks import SAMPLE

from reportgen.word.package import unpack


def test_sample_is_what_the_script_makes() -> None:
    """Compared part by part: how a part is compressed is for the zlib of each machine to choose."""
    assert unpack(SAMPLE.read_bytes()) == unpack(make_samples.sample_2024())
