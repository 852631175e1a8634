"""The computer that the program runs on: what it has, and what it lacks."""
