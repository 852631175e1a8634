"""Lays blocks of text out as a Word document after GB/T 9704-2012, and reads such documents back."""
