"""reportgen: from a street office's indicator workbook to its finished self-evaluation report (绩效自评表说明)."""

__version__ = "0.1.0"
