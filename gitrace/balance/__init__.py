"""以产定标: whole grams, double entry. What is labelled was weighed, and what was weighed was certified."""
