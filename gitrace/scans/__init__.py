"""Scans: counted once each, tallied by label, forgotten after 90 days. No address and no browser's name is kept."""
