"""Weighings of a household's shoots: what was weighed, from which plots, and what the checks found."""
