"""Weather windows: the workable share of each month at sea."""

import numpy as np

from sim.checks import NonNegative, Positive


def calm_months(speed, month, dt, *, limit: Positive = 10.0, task: NonNegative = 24.0):
    """
    Workable share of each month at sea in each weather year, over that of the mean month.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind at the height that the limit is for. [m/s]
    month : array of int, shape (time,)
        Month of each period, 0 to 11.
    dt : float
        Length of a period. [h]
    limit : float
        Wind speed up to which work is possible; waves are taken to follow the wind. [m/s]
    task : float
        Shortest calm spell in which work can be done. [h]

    Returns
    -------
    calm : array, shape (weather_year, 12)
        Its mean is one; all ones where no spell is long enough. [-]

    References
    ----------
    .. [1] Limits are assumed: 10 m/s at hub height for lifting, about 1.5 m of significant wave height in a wind sea;
       24 h for a lift or a joint.
    """
    able = np.asarray(speed) <= limit
    need = max(round(task / dt), 1)
    # A period counts if it stands in a run of calm ones that is long enough.
    padded = np.pad(able.astype(np.int64), [(0, 0), (1, 1)])
    change = np.diff(padded, axis=1)
    useful = np.zeros(able.shape, dtype=bool)
    for row, turns in zip(useful, change, strict=True):
        for begin, end in zip(np.flatnonzero(turns == 1), np.flatnonzero(turns == -1), strict=True):
            if end - begin >= need:
                row[begin:end] = True
    share = np.stack([useful[:, month == k].mean(axis=1) for k in range(12)], axis=1)
    return share / share.mean() if share.mean() > 0 else np.ones(share.shape)


MODELS = {"calm_months": calm_months}
