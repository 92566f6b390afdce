"""The load of the local sink over a year, as a share of its mean."""

import numpy as np

from sim.checks import Fraction, Positive
from sim.clock import ICT, SGT, periods, resample
from sim.demand.day_types import dates, public_holidays, weekday
from sim.units import HALF_HOUR


def flat(year, dt):
    """
    A local sink that takes the same power in every period.

    Parameters
    ----------
    year : int
        Calendar year.
    dt : float
        Length of a period. [h]

    Returns
    -------
    load : array, shape (time,)
        Ones. [-]

    References
    ----------
    .. [1] A grid that is large beside the sale.
    """
    return np.ones(periods(dt))


def industrial_park(year, dt, *, sunday: Fraction = 0.80, night: Fraction = 0.90, holiday: Fraction = 0.75,
                    tet: Fraction = 0.45, tet_days: Positive = 9.0):
    """
    An industrial park that works in three shifts: flat but for nights, Sundays, holidays and the weeks of Tet.

    Parameters
    ----------
    year : int
        Calendar year: its Sundays and holidays are the true ones.
    dt : float
        Length of a period. [h]
    sunday : float
        Load of a Sunday over that of a working day; assumed, as many production lines never stop. [fraction]
    night : float
        Load from 22:00 to 06:00 over that of the day; assumed: lighting, offices and cooling are reduced. [fraction]
    holiday : float
        Load of a public holiday over that of a working day (assumed). [fraction]
    tet : float
        Load of the middle of Tet over that of a working day (assumed). [fraction]
    tet_days : float
        Days from the fall of the load to its recovery around the Lunar New Year, half of them on the slopes (assumed).
        [d]

    Returns
    -------
    load : array, shape (time,)
        From midnight in Singapore, an hour ahead of Vietnam; mean one over the year. [-]

    References
    ----------
    .. [1] No metered load of a Vietnam-Singapore Industrial Park is public: every figure is assumed. Holidays: the
       calendar of Vietnam.
    """
    calendar, names = dates(year), public_holidays("VN", year)
    level = np.where(weekday(calendar) == 6, sunday, 1.0)
    level = np.where(np.isin(calendar, np.array(list(names))), np.minimum(level, holiday), level)
    first = min((date for date, name in names.items() if name == "Lunar New Year"), default=None)
    if first is not None:
        away = np.abs((calendar - first).astype(int) - 1.0)
        depth = np.clip((tet_days / 2.0 - away) / (tet_days / 4.0), 0.0, 1.0)
        level = level * (1.0 - depth) + np.minimum(level, tet) * depth
    clock = (np.arange(48) / 2.0 + 0.25 - (SGT - ICT)) % 24.0
    load = level[:, None] * np.where((clock >= 22.0) | (clock < 6.0), night, 1.0)
    return resample((load / load.mean()).reshape(-1), HALF_HOUR, dt)


MODELS = {"flat": flat, "industrial_park": industrial_park}
