"""Largest loss of infeed into Singapore from one event, as the trade uses it."""

from typing import NamedTuple

import numpy as np


class Contingency(NamedTuple):
    """What one event may take of the link's infeed, by pole state."""

    share: np.ndarray | None = None
    """Part of the infeed that is lost at once, shape (state,); None: nothing is asked. [fraction]"""
    largest: float = np.inf
    """Largest other unit, for which reserve is kept all the same. [MW]"""
    full: np.ndarray | None = None
    """Infeed at which a limit on it binds, shape (state,). [MW]"""
    more: np.ndarray | None = None
    """Power that the link could send beyond that; zero where no limit binds, shape (state,). [MW]"""

    def of(self, states):
        """Return the arrays as the compiled loop reads them."""
        none = np.zeros(states)
        share, full, more = (none if each is None else np.ascontiguousarray(each, dtype=float)
                             for each in (self.share, self.full, self.more))
        return share, float(self.largest) * (1.0 + 1e-9), full, more   # less is rounding, no reserve
