"""The evidence: canonical bytes, the tree, events, the append, checkpoints, verification. Knows no room."""
