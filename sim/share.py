"""Sharing: cases of a sweep that need the same stage compute it once."""

import threading
from collections import OrderedDict


def alone(name, key, make):
    """Compute a stage for one case: nothing is kept."""
    return make()


def shared(most=64):
    """
    Return a sharer: a function like `alone` that keeps what it computed.

    Parameters
    ----------
    most : int
        Number of results kept; the one unused for longest is dropped first.

    Returns
    -------
    share : callable
        ``share(name, key, make)`` returns the result of ``make()``, computed once for each name and key, also when
        several threads ask at the same time. A failure is not kept: each case that needs the stage meets it.
    """
    results, doors, guard = OrderedDict(), {}, threading.Lock()

    def share(name, key, make):
        place = (name, key)
        with guard:
            door = doors.setdefault(place, threading.Lock())
        with door:
            with guard:
                if place in results:
                    results.move_to_end(place)
                    return results[place]
            result = make()
            with guard:
                results[place] = result
                while len(results) > most:
                    doors.pop(results.popitem(last=False)[0], None)
            return result

    return share
