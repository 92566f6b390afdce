"""Transformers between the array and the hub: core and winding losses."""

from sim.checks import Count, Fraction


def core_and_winding(power, rating, *, core: Fraction = 0.0004, winding: Fraction = 0.0026, steps: Count = 2):
    """
    Loss of the transformers: a constant part in the cores and a part with the square of the power.

    Parameters
    ----------
    power : array, shape (...)
        Power that enters the first transformer. [MW]
    rating : float
        Rated power of the farm, and of each step. [MW]
    core : float
        No-load loss of one step, over its rating. [fraction]
    winding : float
        Load loss of one step at rated power, over its rating. [fraction]
    steps : int
        Transformation steps in series: in the turbine and on the offshore substation. On land the export cable connects
        to the sending station's own transformer, which is part of that station's loss and cost. [-]

    Returns
    -------
    loss : array, shape (...)
        Power turned to heat; the part of the cores remains at zero power. [MW]

    References
    ----------
    .. [1] The two-term form is that of IEC 60076-1. Coefficients are assumed: 0.3 % at full load for each of
       two steps, at the offshore substation and at the hub.
    """
    share = power / rating
    return steps * rating * (core + winding * share * share)


MODELS = {"core_and_winding": core_and_winding}
