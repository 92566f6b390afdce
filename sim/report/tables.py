"""Tables of a result or of an answer by name, for notebooks: ``sim.table.headline(data)``."""

import pandas as pd

from sim.report import cost_sources, key_figures, route_search, wind_acceptance, yield_assessment


def headline(data):
    """Key figures of a run with unit and remark."""
    return pd.DataFrame(key_figures.headline(data), columns=["", "value", "unit", "remark"]).set_index("")


def waterfall(data):
    """Energy of a run from the free wind to the buyers' meters."""
    return pd.DataFrame(key_figures.waterfall(data), columns=["", "GWh a year", "% of gross"]).set_index("")


def exceedance(data):
    """Energy of a run at P50, P75 and P90, of one year and of more."""
    columns, rows = key_figures.exceedance(data)
    return pd.DataFrame(rows, columns=columns).set_index(columns[0])


def wind(answer):
    """Traits of the wind of `sim.ask.wind`, each beside its band."""
    return pd.DataFrame(wind_acceptance.shown(answer), columns=wind_acceptance.COLUMNS).set_index("trait")


def wake_losses(answer):
    """Wake losses of `sim.ask.wake_losses` by model beside the reported ones, in percent."""
    columns, rows = yield_assessment.shown(answer)
    return pd.DataFrame(rows, columns=columns).set_index("")


def route(found):
    """A route of `sim.find_route`: length, waters, depths, soil temperature, cost."""
    return pd.DataFrame(route_search.shown(found), columns=["", "amount", "remark"]).set_index("")


def costs(word=""):
    """Published amounts of money and how they become USD of 2025; those whose key holds a word."""
    return pd.DataFrame(cost_sources.listed(word), columns=cost_sources.HEADER).set_index("cost")


__all__ = ["costs", "exceedance", "headline", "route", "wake_losses", "waterfall", "wind"]


def __dir__():
    return __all__
