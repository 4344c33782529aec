"""Spreadsheets of a season as cooperatives and villages keep them: read, judge row by row, bring in."""
