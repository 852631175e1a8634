"""Checks that hold the data, the scores and the finished text against each other."""
