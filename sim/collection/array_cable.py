"""Array cables: losses of the strings between turbines and substation."""

from sim.checks import Fraction


def quadratic(power, rating, *, loss_at_rated: Fraction = 0.012):
    """
    Loss of the array cables with the square of the power they carry.

    Parameters
    ----------
    power : array, shape (...)
        Power that the turbines give. [MW]
    rating : float
        Rated power of the farm. [MW]
    loss_at_rated : float
        Loss when the farm gives its rated power, over that power. [fraction]

    Returns
    -------
    loss : array, shape (...)
        Power turned to heat. [MW]

    References
    ----------
    .. [1] Joule heat at constant voltage. The default is assumed: 66 kV strings of large farms lie between
       1 and 1.5 % at rated power.
    """
    return loss_at_rated * power * power / rating


MODELS = {"quadratic": quadratic}
