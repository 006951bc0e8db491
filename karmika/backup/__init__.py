"""Backups: a set of two files, and the way back from it (docs/decisions/0011-backups.md).

Stands above the rooms, like rebuild.py: it reads and writes every table there is.
"""
