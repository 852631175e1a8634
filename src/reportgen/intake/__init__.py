"""Reads a workbook (填报表) into a typed record in which every value keeps its cell."""
