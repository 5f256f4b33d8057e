"""Everything of an event as one archive, and an event from such an archive.

docs/archive.md describes the format. Written and read by the worker; nothing is ever unpacked to a disk.
"""
