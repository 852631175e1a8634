"""Reads a workbook (填报表) into a typed record whose every value keeps its cell."""
