"""Checks across the documents of many offices: what shows only when one office is laid beside the others."""
