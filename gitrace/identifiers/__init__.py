"""Codes that are printed, typed and scanned: parse, check, build. Pure; nothing here knows a database or a request."""
