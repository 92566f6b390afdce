"""Exceedance of the delivered energy: Pxx over one year and more, by draws and by formula, and representative years."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case import trade
from sim.case.energy_uncertainty import delivered_uncertainty
from sim.case.years import interpolate, traded_years
from sim.checks import check_balance
from sim.farm.energy_uncertainty import exceeded, formula, nearest
from sim.stochastic import generator

if TYPE_CHECKING:
    from sim.chain import Case

PROBABILITIES = (0.50, 0.75, 0.90, 0.99)
AVERAGES = (1, 10, 20)
"""Years that the energy is averaged over. [yr]"""
METHODS = ("draws", "formula")
DEFINITION = ("Pxx is the energy exceeded with a probability of xx %: the mean of so many simulated years, each with "
              "its weather and outages, times one unknown level for all of them, normally distributed about 1 with the "
              "uncertainty of the project. Neither this level nor the fault rates average out: the years of a mean "
              "come from one outage history.")
"""The one definition of Pxx in the program."""


FIGURES = {
    "p50_delivered_energy": ("GWh", "energy of one year exceeded with a probability of 50 %: all uncertainties, "
                                    "weather and outages; the mean is delivered_energy"),
    "p75_delivered_energy": ("GWh", "energy of one year exceeded with a probability of 75 %: all uncertainties, "
                                    "weather and outages"),
    "p90_delivered_energy": ("GWh", "energy of one year exceeded with a probability of 90 %: all uncertainties, "
                                    "weather and outages"),
    "p99_delivered_energy": ("GWh", "energy of one year exceeded with a probability of 99 %: all uncertainties, "
                                    "weather and outages"),
    "p90_10y_delivered_energy": ("GWh", "mean of ten years exceeded with a probability of 90 %: all uncertainties"),
    "p50_20y_delivered_energy": ("GWh", "mean of twenty years exceeded with a probability of 50 %: all uncertainties"),
    "p90_20y_delivered_energy": ("GWh", "mean of twenty years exceeded with a probability of 90 %: all uncertainties"),
    "weather_p90_delivered_energy": ("GWh", "energy exceeded in nine of ten weather years, outages averaged: weather "
                                            "alone"),
}
"""Summary values of this analysis: unit and note."""
PROBABILITY, AVERAGE, METHOD, CATEGORY = ("exceedance_probability", "averaging_years", "exceedance_method",
                                          "uncertainty_category")
"""Dimensions of the variables."""


class Exceedance(NamedTuple):
    """Energy exceeded with a probability."""

    energy: np.ndarray
    """Shape (probability, average, method): see `PROBABILITIES`, `AVERAGES`, `METHODS`. [GWh]"""
    operating_year: np.ndarray
    """Operating year of the simulated year nearest to each quantile, shape (probability,)."""
    weather_year: np.ndarray
    """Its weather year, shape (probability,)."""
    outage_draw: np.ndarray
    """Its outage history, shape (probability,)."""
    level: np.ndarray
    """Pxx of one year over the energy of that year, shape (probability,). [-]"""
    categories: tuple[tuple[str, float], ...]
    """(category, standard deviation of the energy) of each uncertainty, and of one year. [fraction]"""


def compute(case: Case) -> Exceedance:
    """
    Exceedance energies of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    exceedance : Exceedance
        Both methods use the same simulated years and the same uncertainty of the level.

    Notes
    -----
    Weather years of a mean are drawn one by one, so slow variation of the wind averages out faster here than it would
    in consecutive years; outages are those of consecutive years of one history.
    """
    s, annual = case.scenario, case.traded.annual
    uncertainty = delivered_uncertainty(s, case.hub, case.traded)
    delivered = np.asarray(annual.delivered) / 1e3
    mean = float(interpolate(s, delivered.reshape(delivered.shape[0], -1).mean(axis=1)).mean())
    energy = np.empty((len(PROBABILITIES), len(AVERAGES), len(METHODS)))
    for place, average in enumerate(AVERAGES):
        words = ("exceedance",) if average == 10 else ("exceedance", average)
        energy[:, place, 0] = exceeded(uncertainty.years, uncertainty.model, PROBABILITIES, average,
                                       generator(s.seed, *words))
        energy[:, place, 1] = formula(uncertainty.years, uncertainty.model, PROBABILITIES, average)
    energy *= mean
    places = [nearest(uncertainty.years, p) for p in PROBABILITIES]
    year, weather, draw = (np.array(part) for part in zip(*places, strict=True))
    level = energy[:, 0, 0] / np.maximum(delivered[year, weather, draw], 1e-9)
    parts = (*uncertainty.parts, ("year to year, weather and outages", float(uncertainty.years.std())))
    return Exceedance(energy, traded_years(s.time)[year], weather, draw, level, parts)


def series(case: Case, found: Exceedance) -> np.ndarray:
    """
    Return the power delivered in the representative year of each probability.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : Exceedance
        Years to return.

    Returns
    -------
    delivered : array, shape (probability, time)
        At the Singapore meter. A history other than the first, whose periods are kept, is traded again. [MW]

    Raises
    ------
    SundalinkError
        If a year traded again does not deliver what it did.
    """
    index = np.searchsorted(traded_years(case.scenario.time), found.operating_year)
    pairs = list(zip(index.tolist(), found.outage_draw.tolist(), strict=True))
    last = {pair: max(year for year, other in zip(found.weather_year, pairs, strict=True) if other == pair)
            for pair in pairs}
    given = case.scenario, case.hub, case.link, case.route, case.market, case.traded
    hours = {(year, draw): trade.again(*given, index=year, draw=draw, last=until, names=("delivered",)).delivered
             for (year, draw), until in last.items()}
    kept = np.stack([hours[pair][weather] for pair, weather in zip(pairs, found.weather_year, strict=True)])
    before = np.asarray(case.traded.annual.delivered)[index, found.weather_year, found.outage_draw]
    energy = kept.sum(axis=1, dtype=float) * case.scenario.time.period_h
    check_balance("years traded again", before, energy, max(float(before.max()), 1e-9), 1e-5)
    return kept


def figures(case: Case, found: Exceedance) -> dict[str, float]:
    """
    Summary values of `FIGURES`: Pxx of one year, of the mean of ten and twenty, and of the weather alone.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : Exceedance
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    energy = found.energy[:, :, 0]
    names = {"p50": (0, 0), "p75": (1, 0), "p90": (2, 0), "p99": (3, 0), "p90_10y": (2, 1), "p50_20y": (0, 2),
             "p90_20y": (2, 2)}
    by_weather = interpolate(case.scenario, case.traded.annual.delivered.mean(axis=2)).mean(axis=-1)
    return {**{f"{name}_delivered_energy": float(energy[place]) for name, place in names.items()},
            "weather_p90_delivered_energy": float(np.quantile(by_weather, 0.10) / 1e3)}


def variables(case: Case, found: Exceedance) -> list[Variable]:
    """
    Energies exceeded, the simulated years behind them, and the sources of uncertainty.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : Exceedance
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
        The periods of the years behind them where the case kept its hours.
    """
    rows = [
        coordinate(PROBABILITY, PROBABILITIES, "-", "probability of exceedance"),
        coordinate(AVERAGE, AVERAGES, "yr", "years that the energy is averaged over"),
        coordinate(METHOD, list(METHODS), None, "simulated years, or a normal distribution"),
        coordinate(CATEGORY, [name for name, _ in found.categories], None, "source of uncertainty"),
        Variable("exceeded_energy", (PROBABILITY, AVERAGE, METHOD), found.energy, "GWh", "energy delivered, exceeded",
                 {"comment": DEFINITION}),
        Variable("exceedance_operating_year", PROBABILITY, found.operating_year, "-",
                 "operating year nearest to the quantile"),
        Variable("exceedance_weather_year", PROBABILITY, found.weather_year, "-", "its weather year",
                 {"comment": "simulated year whose energy, by weather and outages, is exceeded with that probability; "
                             "its periods are in exceeded_power"}),
        Variable("exceedance_outage_draw", PROBABILITY, found.outage_draw, "-", "its outage history"),
        Variable("exceedance_level", PROBABILITY, found.level, "-",
                 "energy exceeded in one year over the energy of that simulated year"),
        Variable("energy_uncertainty", CATEGORY, np.array([value for _, value in found.categories]), "-",
                 "standard deviation of the energy delivered, relative"),
    ]
    if case.traded.hourly is not None:
        rows.append(Variable("exceeded_power", (PROBABILITY, "time"), series(case, found), "MW",
                             "power delivered at the Singapore meter in the year nearest to the quantile",
                             {"comment": "as simulated; multiplied by exceedance_level its sum is the energy "
                                         "exceeded"}))
    return rows
