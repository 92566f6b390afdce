"""Every picture of the report, drawn from labelled data, and saved."""

from pathlib import Path

from sim.report.plots import (
    cable_rating,
    cash_flow,
    energy,
    firmness,
    joint_report,
    lenders,
    link,
    link_reliability,
    price_uncertainty,
    programme,
    site_map,
    spot_market,
)
from sim.report.plots.style import encoded
from sim.report.plots.sweep import sweep_plot

DRAWINGS = {
    "map": site_map.site, "depth": link.depth, "loss": link.loss, "losses": energy.losses,
    "monthly": energy.monthly, "duration": energy.duration, "cost": cash_flow.cost, "cash": cash_flow.cash,
    "prices": price_uncertainty.prices,
    "certainty": energy.certainty, "yearly": energy.yearly,
    "heat": cable_rating.heat, "stack": spot_market.stack, "spot": spot_market.spot,
    "outages": link_reliability.outages, "lives": link_reliability.lives,
    "seasons": firmness.seasons, "storage": firmness.storage,
    "cover": lenders.cover, "cascade": lenders.cascade, "gantt": programme.gantt, "spending": programme.spending,
    "parties": joint_report.parties, "net_zero": joint_report.net_zero,
}
"""Name -> function of the data; each returns a figure whose label is its finding."""

NEEDS = {"cover": "dscr_quantile", "cascade": "cascade_value"}
"""Pictures of what not every case has, and the variable that they are drawn from."""


def drawn(name, data):
    """
    Whether a picture can be drawn.

    Parameters
    ----------
    name : str
        Of `DRAWINGS`.
    data : xarray.Dataset
        Results of a case; without debt nothing is covered.

    Returns
    -------
    drawn : bool
    """
    return NEEDS.get(name, "spot_price") in data or name not in NEEDS


def save_figure(figure, path):
    """
    Write a figure to a file.

    Parameters
    ----------
    figure : Figure
        Any figure of this room.
    path : path
        Ends in ``.png`` or ``.svg``.
    """
    kind = str(path).rsplit(".", 1)[-1]
    Path(path).write_bytes(encoded(figure, kind))


__all__ = ["DRAWINGS", "encoded", "save_figure", "sweep_plot"]
