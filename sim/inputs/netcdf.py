"""One reader at a time: the netCDF library crashes when two threads of a sweep are in it."""

import threading

LOCK = threading.RLock()
"""Held while a netCDF file is open."""
