"""Time from the contracts of a link to its operation, by the programme's own stages, beside that of built links."""

import numpy as np

from sim.inputs import programme
from sim.programme.schedule import durations


def building_time(*, side_by_side, then, draws, seed):
    """
    Return the 90 % band of the time that stages take, the longest of some and then others.

    Parameters
    ----------
    side_by_side : list of str
        Names of stages that run beside each other.
    then : list of str
        Names of stages that follow.
    draws, seed : int
        Schedules drawn, and their seed.

    Returns
    -------
    band : list of tuple of float
        In months. [-]
    """
    listed = programme.stages()
    place = {stage.name: at for at, stage in enumerate(listed)}
    months = durations(np.random.default_rng(seed), listed, draws=draws)
    total = months[:, [place[key] for key in side_by_side]].max(axis=1) + months[:, [place[key] for key in then]].sum(
        axis=1)
    return [tuple(np.percentile(total, [5.0, 95.0]))]
