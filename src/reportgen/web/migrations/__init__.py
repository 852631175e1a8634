"""The steps that bring the database of a site to the present form."""
