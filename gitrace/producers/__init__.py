"""Producers: who may use the mark, whether they may use labels now, on which scales they weigh, what they pack."""
