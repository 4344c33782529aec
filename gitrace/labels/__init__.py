"""Labels: runs of numbers, and what of them is in use, void or returned, and takes grams of its lot."""
