"""For people who edit wording: specimens, proofreading, the comparison of two versions, and the live preview."""
