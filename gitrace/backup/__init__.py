"""Backups: one file with databases and stored files, another with the keys, and the way back from both.

A room of its own because it stands on the verifier and on the write path, and nothing but the command line on it.
"""
