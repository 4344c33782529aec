"""小票: what a grower takes home from the scale, and how often it was printed."""
