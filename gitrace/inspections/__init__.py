"""Laboratories and their reports: what was tested, what the report covers, whether our reckoning agrees."""
