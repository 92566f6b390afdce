"""The years of operation of a case: those that are traded, and interpolation between them."""

import numpy as np


def interpolate(s, values):
    """Return what holds in every operating year, given the traded years on the first axis: straight lines between."""
    years = s.time.first_operating_year + np.arange(s.time.operating_years)
    values = np.asarray(values, dtype=float)
    flat = values.reshape(values.shape[0], -1)
    lines = [np.interp(years, traded_years(s.time), column) for column in flat.T]
    return np.stack(lines).reshape((*values.shape[1:], years.size))


def traded_years(time):
    """Return the operating years that are traded: the first, the last, others evenly between, and those asked for."""
    last = time.first_operating_year + time.operating_years - 1
    count = min(time.traded_years, time.operating_years)
    even = np.round(np.linspace(time.first_operating_year, last, count)).astype(int)
    return np.unique([*even, *(year for year in time.also_traded if time.first_operating_year <= year <= last)])
