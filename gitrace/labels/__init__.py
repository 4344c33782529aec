"""Labels: what is printed on a pack, and how it is drawn."""
