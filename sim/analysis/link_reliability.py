"""Resilience of the link over the project's life: availability, longest outages, and what readiness is worth."""


import numpy as np

from sim.case.cable_choice import cable_cost, spur_cost
from sim.case.reliability import MEASURES
from sim.finance import cost_readiness
from sim.finance.metrics import npv, real_rate

QUANTILES = (0.10, 0.50, 0.90)

CENSUS = 12.0
"""Outages of that length or more are counted in the British records. [h]"""


FIGURES = {
    "life_availability": ("-", "poles in service over poles, mean of many lives from the first year of operation to "
                               "the last, young years included; link_availability is that of the histories traded"),
    **{f"p{p}_life_availability": ("-", f"mean over a life exceeded in {p} % of lives") for p in (10, 50, 90)},
    "energy_not_delivered": ("GWh/yr", "at the Singapore meter for outages of the link, mean of many lives; battery "
                                       "left out, wind of the first traded year"),
    **{f"p{p}_energy_not_delivered": ("GWh/yr", f"mean over a life exceeded in {p} % of lives") for p in (10, 50, 90)},
    "malaysia_not_delivered": ("GWh/yr", "behind a tee at Malaysia's meter for outages of link and spur, mean of many "
                                         "lives; battery left out, wind of the first traded year"),
    "hours_without_link": ("h", "a year with no pole in service, mean of many lives"),
    "longest_outage": ("h", "longest time in a life with no pole in service, exceeded in 50 % of lives"),
    "p10_longest_outage": ("h", "the same exceeded in 10 % of lives"),
    "longest_pole_outage": ("h", "longest time in a life with any pole out of service, exceeded in 50 % of lives"),
    "cable_faults": ("1/yr", "cables to repair, counted by pole; mean of many lives"),
    "cable_repair": ("d", "mean time from a fault of the cable to service"),
    **{f"{name}_{part}": (unit, text.format(what))
       for name, what in (("spare_kit", "a kit of joints, tools and jointers"), ("retainer", "a repair vessel under "
                          "contract"), ("separate_routes", "a route of its own for each pole"))
       for part, unit, text in (
           ("energy", "GWh/yr", "more delivered with {} than without, mean of many lives"),
           ("value", "USD", "a year, what that is worth at the mean price of the first operating year less the local "
                            "sales given up, before its cost; {}; real 2025"),
           ("cost", "USD", "a year, what {} costs, capital levelised at the real WACC; real 2025"),
           ("npv", "USD", "value less cost of {} over all years of operation, before tax; at the end of 2025, in its "
                          "money"))},
}
"""Figures of the summary that this file makes: unit and note."""


def worth(case, name):
    """
    Return what a measure brings and costs.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    name : str
        One of `MEASURES`.

    Returns
    -------
    figures : dict of str to float
        ``energy`` [GWh/yr], ``value`` and ``cost`` [USD/yr], ``npv`` [USD]; nothing of a measure that is not known.
    """
    s, measure, years = case.scenario, case.lives.measures.get(name), case.finance.years
    if measure is None:
        return dict.fromkeys(("energy", "value", "cost", "npv"), 0.0)
    paid = (years.paid[0] * case.finance.price + years.fixed[0] + years.spot_revenue[0]) / max(years.delivered[0], 1e-9)
    energy, local = float(measure.energy.mean()), float(measure.local.mean())
    value = energy * (float(paid) - case.route.charge) - local * s.local.price_usd_per_mwh
    part = cost_readiness.standby(*(name == other for other in MEASURES), cable_cost(s, case.route, case.link.cable)
                           + spur_cost(s, case.route, case.link.cable),
                           **s.cost.standby.given())
    time = s.time.first_operating_year + np.arange(s.time.operating_years) - 2025.0
    rate = real_rate(s.finance.wacc, s.finance.inflation)
    level = float(npv(np.ones(time.size), rate, time))
    begin = part.capex * float(npv(np.ones(1), rate, time[:1] - 1.0))
    return {"energy": energy / 1e3, "value": value, "cost": part.fixed_opex + begin / level,
            "npv": (value - part.fixed_opex) * level - begin}


def figures(case):
    """
    Return the figures of `FIGURES` of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    figures : dict of str to float
    """
    found = case.lives
    life, lost = (np.quantile(v, [1.0 - q for q in QUANTILES]) for v in (found.availability, found.lost / 1e3))
    named = {f"p{round(100 * q)}": i for i, q in enumerate(QUANTILES)}
    return {
        "life_availability": float(found.availability.mean()),
        **{f"{p}_life_availability": float(life[i]) for p, i in named.items()},
        "energy_not_delivered": float(found.lost.mean()) / 1e3,
        **{f"{p}_energy_not_delivered": float(lost[i]) for p, i in named.items()},
        "malaysia_not_delivered": float(found.abroad.mean()) / 1e3,
        "hours_without_link": float(found.hours[:, -1].mean()), "longest_outage": float(np.median(found.longest)),
        "p10_longest_outage": float(np.quantile(found.longest, 0.9)),
        "longest_pole_outage": float(np.median(found.longest_any)),
        "cable_faults": float(found.faults.mean()), "cable_repair": found.repair / 24.0,
        **{f"{name}_{key}": value for name in MEASURES for key, value in worth(case, name).items()}}


def exceedance(spells, count, years, durations):
    """
    Return how many outages a year last longer than each duration.

    Parameters
    ----------
    spells : Spells
    count, years : int
        Lives and their length. [yr]
    durations : array, shape (duration,)
        [h]

    Returns
    -------
    rate : array, shape (duration,)
        [1/yr]
    """
    length = np.sort(spells.length)
    return (length.size - np.searchsorted(length, durations, side="left")) / (count * years)


def told(case):
    """Return the resilience of the link in a few sentences."""
    found, s = case.lives, case.scenario
    low, mid, high = np.quantile(found.availability, [0.1, 0.5, 0.9])
    text = (f"Over {s.time.operating_years} years of operation the link's availability is {mid:.1%} in the middle of "
            f"{found.availability.size:,} lives, {low:.1%} or less in one of ten and {high:.1%} or more in another; "
            f"{float(found.lost.mean()) / 1e3:,.0f} GWh a year are not delivered for it. ")
    if found.repair:
        text += (f"A cable is repaired {float(found.faults.mean()):.2f} times a year, counted by pole, in "
                 f"{found.repair / 24.0:.0f} days on average. ")
    none = float((found.hours[:, -1] * s.time.operating_years >= CENSUS).mean())
    return text + (f"The longest time without any power is {np.median(found.longest):,.0f} h in the middle life and "
                   f"{np.quantile(found.longest, 0.9):,.0f} h or more in one of ten."
                   if none > 0 else "No life is without all power for long.")
