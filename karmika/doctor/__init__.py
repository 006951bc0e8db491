"""`karmika doctor`: is everything as it should be on this machine, in this database, in this house; and what to do.

Stands above the rooms, like worker.py: it looks at all of them, and writes nothing.
"""
