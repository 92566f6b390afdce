"""Pictures of a page drawn one after the other, or by two processes where the system can fork."""

import os

from sim.case.second_process import both


def drawn_by(draw, names, workers=1, begun=lambda: None):
    """
    Return the result of a function for each name, the same for any number of workers.

    Parameters
    ----------
    draw : callable
        ``draw(name)`` returns text.
    names : sequence of str
        At most 255.
    workers : int
        With two or more a second process takes its share of the names, as `sim.case.second_process.both` has it.
    begun : callable
        ``begun()``, called before anything is drawn and after the second process is there: what it sets going in a
        thread may hold locks of libraries, which a fork would copy.

    Returns
    -------
    made : dict of str to str
        In the order of the names.
    """
    names = list(names)
    queue, fill = os.pipe()
    os.write(fill, bytes(range(len(names))))   # who is free takes the next
    os.close(fill)

    def taken():
        """Return the pictures that one process draws."""
        made = {}
        while place := os.read(queue, 1):
            name = names[place[0]]
            made[name] = draw(name)
        return made

    try:
        other, own = both(taken, taken, workers, begun)
    finally:
        os.close(queue)
    made = other | own
    return {name: made[name] if name in made else draw(name) for name in names}   # what a lost process left, too
