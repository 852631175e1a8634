"""What the pictures of the Word document and the charts of the workbook have in common."""

from __future__ import annotations

INK, SHADE = "#1F4E79", "#9DB8D2"  # this year and the year before
