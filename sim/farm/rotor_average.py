"""Mean of a Gaussian wake over a rotor disc, as a table."""

import numpy as np

FINENESS = 64
"""Steps of the table per standard deviation, with which cubic interpolation is good to 5e-9."""
BEYOND = 6.5
"""Where the nearest point of a rotor is this many standard deviations off, its mean counts as zero: it is < 1e-9."""


def table(largest):
    """
    Return the mean over a disc of the Gaussian that is 1 at its centre.

    Parameters
    ----------
    largest : float
        Largest radius of a disc that will be asked for, in standard deviations. [-]

    Returns
    -------
    mean : array, shape (radius, distance)
        At radii and distances of -1, 0, 1, 2 ... steps of ``1 / FINENESS`` standard deviations; it is even in both. [-]

    References
    ----------
    .. [1] Pedersen, Svensson, Poulsen and Nygaard 2022, Turbulence Optimized Park model with Gaussian wake profile,
       J. Phys.: Conf. Ser. 2265, 022063: the integral ``2 / R^2 int_0^R exp(-(r^2 + d^2) / 2) I0(r d) r dr``.
    """
    from scipy.special import i0e

    step = 1.0 / FINENESS
    rows = int(np.ceil(largest * FINENESS)) + 3
    distance = step * np.arange(int(np.ceil((largest + BEYOND) * FINENESS)) + 3)
    # Three Gauss points on each ring between two radii: the next term is of the order of step^7.
    points, weights = np.polynomial.legendre.leggauss(3)
    radius = step * (np.arange(rows - 1)[:, None] + 0.5 * (points + 1.0)).reshape(-1, 1)
    ring = i0e(radius * distance)
    ring *= np.exp(-0.5 * (radius - distance) ** 2) * radius * np.tile(0.5 * step * weights, rows - 1)[:, None]
    mean = np.empty((rows + 1, distance.size + 1))
    mean[1, 1:] = np.exp(-0.5 * distance**2)
    mean[2:, 1:] = np.cumsum(ring.reshape(rows - 1, 3, -1).sum(1), axis=0)
    mean[2:, 1:] *= 2.0 / (step * np.arange(1, rows)[:, None]) ** 2
    mean[0], mean[:, 0] = mean[2], mean[:, 2]
    return mean
