"""Read a series of a year from the user's CSV file: a load or a price, hour by hour or half-hour by half-hour."""

import numpy as np

from sim.checks import check_within, refusal
from sim.clock import resample
from sim.inputs import csv_table
from sim.units import HALF_HOUR, PER_YEAR


def halfhours(path, least=-np.inf):
    """
    Return the half-hours of a year that a file holds.

    Parameters
    ----------
    path : str or Path
        CSV file with a column ``value``: 8,760 or 17,520 rows, from midnight of 1 January in Singapore.
    least : float
        Lowest value allowed. [-]

    Returns
    -------
    values : array, shape (17520,)
        In the unit of the file. [-]

    Raises
    ------
    SundalinkError
        If the file lacks the column, holds another number of rows, or a value below `least`.
    """
    values = np.array(csv_table.read(path, numbers=("value",), sourced=False)["value"], dtype=float)
    if values.size not in (PER_YEAR, PER_YEAR // 2):
        raise refusal(f"rows of {path}", values.size, "-", f"must be {PER_YEAR // 2} or {PER_YEAR}: one year")
    check_within(f"value in {path}", values, least, 1e9)
    return resample(values, HALF_HOUR * PER_YEAR / values.size, HALF_HOUR)
