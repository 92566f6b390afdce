"""Pictures of a page drawn one after the other, or by two processes where the system can fork."""

import json
import os
import signal
import sys

from sim.case.second_process import forked


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
        With two or more a second process takes its share of the names. It begins as a copy of this one, imports and
        data included, so that only its text is sent; where there is no fork (or no safe one), all is drawn here.
    begun : callable
        ``begun()``, called before anything is drawn and after the second process is there: what it sets going in a
        thread may hold locks of libraries, which a fork would copy.

    Returns
    -------
    made : dict of str to str
        In the order of the names.
    """
    names = list(names)
    if workers < 2 or sys.platform != "linux":
        begun()
        return {name: draw(name) for name in names}
    queue, fill = os.pipe()
    os.write(fill, bytes(range(len(names))))   # who is free takes the next
    os.close(fill)
    answer, say = os.pipe()
    child = forked(lambda: _second(draw, names, queue, say))
    os.close(say)
    try:
        begun()
        made = _taken(draw, names, queue)
        with open(answer, "rb", closefd=False) as stream:
            made |= _read(stream.read())
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        os.close(queue)
        os.close(answer)
        os.waitpid(child, 0)
    return {name: made[name] if name in made else draw(name) for name in names}   # what a lost process left, too


def _second(draw, names, queue, say):
    """Draw in the second process, send what was drawn, and end it, whatever happens."""
    try:
        made = json.dumps(_taken(draw, names, queue)).encode()
        with os.fdopen(say, "wb") as stream:
            stream.write(made)
    finally:
        os._exit(0)


def _taken(draw, names, queue):
    """Return the pictures that this process draws."""
    made = {}
    while place := os.read(queue, 1):
        name = names[place[0]]
        made[name] = draw(name)
    return made


def _read(sent):
    """Return the text sent by the second process; nothing where it is incomplete."""
    try:
        return json.loads(sent)
    except ValueError:
        return {}
