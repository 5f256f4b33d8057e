"""Everything that makes an event one's own: the first account, new events, settings, opening, copying.

These pages need the rooms they set up (form, seats, gates), so this room is above them all.
"""
