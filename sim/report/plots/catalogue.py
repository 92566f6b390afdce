"""Every picture of the report by name: the function that draws it from labelled data, and its caption."""

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

CAPTIONS = {
    "map": "Farm, hub and cable. The farm is marked at its centre; the dotted line is its export "
           "cable to the hub.",
    "depth": "Depth of the sea along the route, from the embedded relief.",
    "loss": "Loss of the link with every pole in service. The no-load loss is continuous: bought from the "
            "grid at either end where that is cheaper than the value of the power.",
    "heat": "Hottest conductor with the wind of the first traded year, every pole in service, without the battery; "
            "the seabed responds over weeks (IEC 60853). Ratings: continuous; cyclic (peak of the mean day, "
            "repeated); dynamic (peak of the load of all weather years, scaled to the temperature limit).",
    "outages": "Rate of outages longer than the duration, mean of simulated lives. For comparison: outages of three "
               "links in half-hourly flows of Great Britain, at 12 h and at the median; these include hours of "
               "near-zero price, and not outages of single poles.",
    "lives": "One value for each simulated project life, first to last year of operation.",
    "losses": "Mean year of operation, mean of weather years and outage histories. Each step starts where the one"
              " above it ends.",
    "monthly": "Months on Singapore's clock, mean of the years of operation, first outage history; battery losses are "
               "not shown.",
    "duration": "Periods of every simulated year, sorted by power, first outage history.",
    "seasons": "Periods of every simulated year, sorted by power within each season, first outage history.",
    "storage": "Least energy of a store at the hub with unlimited power, with the wind of the first operating year and "
               "the losses of battery and link; the cable in service. The weather years repeat: the store must end at "
               "its initial level.",
    "stack": "Supply stack of Singapore in the first operating year, cheapest first; the import displaces the most "
             "expensive running plant.",
    "spot": "Half-hours of the first operating year sorted by price, without the import and with it, first "
            "outage history.",
    "cost": "Costs of all parts before tax, levelised at the real cost of capital, less sales in Vietnam. The "
            "required price is flat in USD of 2025 and covers tax, the target equity IRR and the minimum "
            "DSCR.",
    "cash": "Nominal USD of each year. Tax as it would be without debt; the broken line is the cumulative equity "
            "cash flow, with debt and its tax.",
    "prices": "Above: costs of all parts drawn jointly, lognormal below and above the plan; below: another cable, all "
              "else as planned. Dispatch and finance terms are unchanged; debt is re-sized. P10: 10 % of draws are "
              "lower. Ranges about published costs are assumed.",
    "certainty": "Every simulated year, with its weather and outages, times an uncertain level of the "
                 "farm's energy. Weather alone: exceeded in nine weather years of ten.",
    "yearly": "One value for each traded year, weather year and outage history. The contract's load factor includes "
              "the energy delivered under it, not spot sales.",
    "cover": "Cash flow for debt service over debt service, of the years of the loan in simulated lives (each with its "
             "weather years, one outage history and one level of the energy); below: share of lives in which senior or "
             "subordinated service has been missed at least once by the end of the year.",
    "cascade": "Mean year of the loan, expected case, nominal. Reserve accounts: withdrawals less deposits.",
    "gantt": "Light: from the early (P10) start to the late (P80) end of a stage; dark: its median schedule; "
             "number: share of schedules in which it decides the first day (red: more than half). Durations of stages "
             "without a stated date are assumed.",
    "spending": "Cost of development and construction by date over drawn schedules, money of 2025.",
    "parties": "Every payment is booked for its payer and its receiver; together they net to zero in every year. "
               "The suppliers' row is the cost of the project, not their profit; consumers and power stations show the "
               "transfer from the lower spot price.",
    "net_zero": "Paths: Singapore's contributions of 2030 and 2035, net zero in 2050; Vietnam's power "
                "sector along Power Development Plan 8. Tonnes by the average margin of each grid, which falls along "
                "the same plans.",
}
"""Name -> what stands below the picture."""

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
