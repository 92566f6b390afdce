"""Linear pieces of a link whose delivered power is limited."""

import numpy as np


def truncated(width, slope, most):
    """
    Cut straight pieces where a power comes out.

    Parameters
    ----------
    width : array, shape (piece,)
        Power sent on each piece. [MW]
    slope : array, shape (piece,)
        Power received per power sent. [-]
    most : float
        Most that may come out. [MW]

    Returns
    -------
    width : array, shape (piece,)
        Of the pieces up to there; the last one is shortened. [MW]
    slope : array, shape (piece,)
        Of these. [-]
    """
    out = width * slope
    left = np.clip(most - (np.cumsum(out) - out), 0.0, out)
    kept = left > 0.0
    return np.where(left < out, left / slope, width)[kept], slope[kept]
