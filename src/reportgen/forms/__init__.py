"""Workbooks for clerks: the blank form, last year's rolled over, and the copy with its problems as comments."""
