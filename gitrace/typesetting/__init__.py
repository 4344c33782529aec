"""Type on paper: a font cut to what a job needs, texts fitted into widths, pages of exact size."""
