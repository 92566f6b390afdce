"""Every picture of the report, drawn from labelled data, and saved."""

from sim.report import (
    plot_energy,
    plot_firm,
    plot_link,
    plot_map,
    plot_market,
    plot_money,
    plot_price,
    plot_resilience,
    plot_thermal,
)
from sim.report.plot_style import encoded
from sim.report.plot_sweep import sweep_plot

DRAWINGS = {
    "map": plot_map.site, "depth": plot_link.depth, "loss": plot_link.loss, "losses": plot_energy.losses,
    "monthly": plot_energy.monthly, "duration": plot_energy.duration, "cost": plot_money.cost, "cash": plot_money.cash,
    "prices": plot_price.prices,
    "certainty": plot_energy.certainty, "yearly": plot_energy.yearly,
    "heat": plot_thermal.heat, "stack": plot_market.stack, "spot": plot_market.spot,
    "outages": plot_resilience.outages, "lives": plot_resilience.lives,
    "seasons": plot_firm.seasons, "storage": plot_firm.storage,
}
"""Name -> function of the data; each returns a figure whose label is its finding."""


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
    with open(path, "wb") as file:
        file.write(encoded(figure, kind))


__all__ = ["DRAWINGS", "encoded", "save_figure", "sweep_plot"]
