"""Printing labels: stock and layout, documents and printers' languages, orders of any length."""
