"""The reference narrative, built from its golden text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from reportgen.diagnostics import TextRef
from reportgen.writing.narrative import Block, Level, Narrative

GOLDEN = Path(__file__).parent / "golden" / "金花街道2024-应得正文.txt"
CREATED = datetime(2025, 3, 14, 1, 2, 3, tzinfo=UTC)
PNG = bytes.fromhex(  # one dot
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cfc00000030101003bb8ff5f0000000049454e44ae426082"
)
ORIGIN = TextRef(file="sample", line=1)


def block(level: Level, text: str, lead: int = 0) -> Block:
    return Block(level=level, text=text, lead=lead, origin=ORIGIN)


def narrative(*blocks: Block) -> Narrative:
    return Narrative(title="部门整体支出绩效自评表说明", blocks=blocks)


def reference_narrative() -> Narrative:
    rows = [line.split(" | ", 1) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    part = ""
    blocks = []
    for word, text in rows:
        level = Level(word)
        part = text if level is Level.FIRST else part
        blocks.append(block(level, text, _lead(level, text, part)))
    title = next(b.text for b in blocks if b.level is Level.TITLE)
    return Narrative(title=title, blocks=tuple(blocks))


def _lead(level: Level, text: str, part: str) -> int:
    listed = level is Level.SECOND and not part.startswith("一、")
    deduction = re.search("扣[0-9.]+分。$", text)
    if level is Level.BODY or listed or (level is Level.FOURTH and deduction):
        return 0
    end = text.find("。") + 1
    return end if level in (Level.THIRD, Level.FOURTH) and end else len(text)
