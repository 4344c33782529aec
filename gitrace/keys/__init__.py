"""Changing the home's keys: another one follows, by an entry of the log."""
