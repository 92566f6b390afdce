"""The command as a process, ``sundalink`` or ``python -m sim``: what ends it before the command line is loaded."""

import os
import signal
import threading


def main():
    """Run the command line; a signal while it is loaded ends the process with one word, as one that comes later."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _stop)
    from sim.cli.main import main as command

    command()


def _stop(number, _frame):
    """Leave at once: nothing has been made so far, and an import that is broken off may keep its lock."""
    os.write(2, b"stopped\n")
    os._exit(128 + number)


if __name__ == "__main__":
    main()
