"""Scores a submission by the rules file of its year."""
