"""The pool of applications as bitmaps: one bit for each application and value, so that any combination is counted fast.

bitmaps.py is pure. reading.py makes bitmaps from the database, or takes them from snapshots.py, where the worker keeps
those of large events.
"""
