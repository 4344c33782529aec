"""Households, their plots, what each plot may yield, and what was done on it."""
