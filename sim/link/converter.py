"""Converter stations: power loss of a station."""

from typing import Annotated

from annotated_types import Ge, Le

from sim.checks import NonNegative, Positive

Share = Annotated[float, Ge(0), Le(0.1)]


def quadratic(power, rating, *, no_load: Share = 0.0015, linear: Share = 0.0025,
              resistive: Share = 0.0050):
    """
    Loss of a converter station with a constant, a linear and a quadratic term in shares of its rating.

    Parameters
    ----------
    power : array, shape (...)
        Power through the station at its AC side, of either sign. [MW]
    rating : float
        Rated power of the station. [MW]
    no_load : float
        No-load loss of the energised station (transformer core, auxiliaries). [fraction]
    linear : float
        Loss in proportion to the current, at rated power (switching). [fraction]
    resistive : float
        Loss with the square of the current, at rated power (conduction). [fraction]

    Returns
    -------
    loss : array, shape (...)
        Power turned to heat; ``no_load`` remains at zero power. [MW]

    References
    ----------
    .. [1] The form is that of MatACDC (Beerten, Cole, Belmans 2012, IEEE Trans. Power Syst. 27(2)); the
       default coefficients are assumed: 0.90 % at full load for a half-bridge MMC with its transformer.
    """
    share = abs(power) / rating
    return rating * (no_load + share * (linear + share * resistive))


def lcc(power, rating, *, no_load: Share = 0.0035, resistive: Share = 0.0040):
    """
    Loss of a thyristor (line-commutated) station: no linear share, more at rest than a modern VSC.

    Parameters
    ----------
    power : array, shape (...)
        Power through the station at its AC side, of either sign. [MW]
    rating : float
        Rated power of the station. [MW]
    no_load : float
        No-load loss of the energised station, with its filters. [fraction]
    resistive : float
        Loss with the square of the current, at rated power. [fraction]

    Returns
    -------
    loss : array, shape (...)
        Power turned to heat. [MW]

    References
    ----------
    .. [1] Both coefficients are assumed: together 0.75 % at full load, the middle of the 0.7-0.8 % commonly
       stated for LCC stations. The least current and the reactive power of such stations are not modelled.
    """
    share = abs(power) / rating
    return rating * (no_load + share * share * resistive)


def daelemans2008(power, rating, *, constant: NonNegative = 1.103, linear: NonNegative = 0.887,
                  rectifier: NonNegative = 2.885, inverter: NonNegative = 4.371, base: Positive = 100.0,
                  voltage: Positive = 345.0):
    """
    Loss of a converter station as the polynomial ``a + b I + c I2`` of MatACDC, brought to its rating.

    The coefficients belong to one converter of 100 MVA at 345 kV and mean nothing at another size. So the
    polynomial is read at the same current per unit, and its loss is multiplied by the ratio of the ratings.
    The sign of the power chooses the conduction term: positive power enters the DC side (rectifier), negative
    power leaves it (inverter).

    Parameters
    ----------
    power : array, shape (...)
        Power from the AC to the DC side, at unity power factor. [MW]
    rating : float
        Rated power of the station. [MW]
    constant : float
        Coefficient ``a`` at the base rating. [MW]
    linear : float
        Coefficient ``b``: loss per AC current. [kV]
    rectifier : float
        Coefficient ``c`` when power enters the DC side. [ohm]
    inverter : float
        Coefficient ``c`` when power leaves the DC side. [ohm]
    base : float
        Rating to which the coefficients apply. [MVA]
    voltage : float
        AC voltage, line to line, to which the coefficients apply. [kV]

    Returns
    -------
    loss : array, shape (...)
        Power turned to heat: at 1 per unit 1.332 MW per 100 MVA as rectifier, 1.374 MW as inverter. [MW]

    References
    ----------
    .. [1] Daelemans, G. (2008). VSC HVDC in meshed networks. Master's thesis, KU Leuven: origin of a, b, c.
    .. [2] MatACDC 1.0 (calclossac.m) and PowerModelsACDC.jl (case5_acdc.m) carry the same numbers; the
       inverter's 4.371 ohm stands in MatACDC only. A modern MMC loses far less at rest than this converter.
    """
    current = abs(power) / rating * base / (3.0**0.5 * voltage)
    resistive = rectifier + (inverter - rectifier) * (power < 0)
    return rating / base * (constant + current * (linear + current * resistive))


MODELS = {"quadratic": quadratic, "lcc": lcc, "daelemans2008": daelemans2008}
