"""The one exception a user meets."""

import re
from contextlib import contextmanager


class SundalinkError(Exception):
    """
    Something a user can put right, said in one clear message.

    Parameters
    ----------
    message : str
        Thing, value and rule, as the user should read it.
    status : int
        Exit status of the command: 1 the run failed, 2 the scenario or the command line is wrong.
    """

    def __init__(self, message, status=1):
        super().__init__(message)
        self.status = status


def scenario_error(message):
    """Return the exception for a wrong scenario or command line (exit status 2)."""
    return SundalinkError(message, status=2)


@contextmanager
def named(key):
    """Say of the key of a scenario what is refused in what it names (exit status 2), if it is not of another key."""
    try:
        yield
    except SundalinkError as fault:
        told = f"({key.split('.')[0]}." in str(fault) or re.match(r"[a-z_]+(\.\w+)+[, \w]* = ", str(fault))
        raise scenario_error(str(fault) if told else f"{fault} ({key})") from fault
