"""Progress of a sweep in a notebook: a bar and a line of text that are updated in place."""

import sys
import time
from html import escape

EVERY = 1.0
"""Least time between two drawings. [s]"""


def notebook():
    """Return the module that shows things in the notebook that this process computes for; None elsewhere."""
    shell = sys.modules.get("IPython")
    running = shell.get_ipython() if shell is not None else None
    return shell.display if running is not None and hasattr(running, "kernel") else None


class Bar:
    """
    The bar of one sweep.

    Parameters
    ----------
    display : module
        `IPython.display`, as `notebook` returns it.
    """

    def __init__(self, display):
        self.display, self.shown, self.plan, self.drawn = display, None, "", 0.0

    def say(self, text):
        """Keep what is run and why, above the bar."""
        self.plan = f"{self.plan}<br>{escape(text)}" if self.plan else escape(text)
        self._draw(self.plan)

    def watch(self, progress):
        """Draw how far the sweep is, with the time left and its band."""
        instant = time.monotonic()
        if progress.done < progress.total and instant - self.drawn < EVERY:
            return
        self.drawn = instant
        self._draw(f"{self.plan}<br><progress value='{progress.done}' max='{max(progress.total, 1)}' style='width: "
                   f"20em'></progress> {escape(progress.line())}")

    def _draw(self, text):
        """Show a text in the place of the one before."""
        if self.shown is None:
            self.shown = self.display.display(self.display.HTML(text), display_id=True)
        else:
            self.shown.update(self.display.HTML(text))
