"""The HTML doors: a blueprint per audience, and the walls they all stand in."""
