"""What several doors show alike. A door may use these; they know no door."""
