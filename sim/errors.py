"""The one exception a user meets."""


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
