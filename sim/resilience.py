"""Resilience of the link over the project's life: availability, longest outages, and what readiness is worth."""

from typing import NamedTuple

import numpy as np

from sim import tree
from sim.finance import standby
from sim.finance.metrics import npv, real_rate
from sim.link import curve as linking
from sim.link import lives, tee
from sim.trade.ledger import LOCAL, MALAYSIA, SPOT
from sim.wiring import cable_cost, generator, outages, spur_cost, spur_outages

MEASURES = ("spare_kit", "retainer", "separate_routes")
"""What can be kept ready; keys of `link.outage`."""

ALONE = {"converter_rate": 0.0, "transformer_rate": 0.0, "planned": 0.0}
"""Measures are about faults of cables: they are compared without other outages."""

QUANTILES = (0.10, 0.50, 0.90)
LIKELY = 300.0
"""Price of a contract that is still to be solved, for who is served first behind a tee (assumed: about that of base).
[USD/MWh]"""

CENSUS = 12.0
"""Outages of that length or more are counted in the British records. [h]"""


class Measure(NamedTuple):
    """What keeping something ready brings in a year, the same faults with and without; arrays of shape (life,)."""

    chosen: bool
    """Whether the scenario has it."""
    energy: np.ndarray
    """More delivered. [MWh/yr]"""
    local: np.ndarray
    """Less sold at the hub. [MWh/yr]"""


class Lives(NamedTuple):
    """Many lives of the link; arrays of shape (life,) unless said otherwise."""

    availability: np.ndarray
    """Share of poles and time in service. [fraction]"""
    hours: np.ndarray
    """With 1, 2 poles out, shape (life, poles out). [h/yr]"""
    lost: np.ndarray
    """Not delivered at the Singapore meter. [MWh/yr]"""
    abroad: np.ndarray
    """Not delivered at Malaysia's meter behind a tee. [MWh/yr]"""
    longest: np.ndarray
    """Longest time without any pole. [h]"""
    longest_any: np.ndarray
    """Longest time with any pole out. [h]"""
    full: object
    """`Spells` without any pole."""
    part: object
    """`Spells` with any pole out."""
    faults: np.ndarray
    """Repairs of cables. [1/yr]"""
    repair: float
    """Their mean length. [h]"""
    measures: dict
    """`Measure` by name; empty where the model of outages knows none."""


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


def live(s, route, link, hub, market):
    """
    Live many lives of the link.

    Parameters
    ----------
    s : Scenario
    route, link, hub : Line, Link, Hub
        What the stages gave.
    market : Market
        Of the first traded year, for the load at the hub.

    Returns
    -------
    lives : Lives
    """
    count, years, poles = s.link.lives, s.time.operating_years, link.configuration.poles
    power = hub.power[0]
    weather = generator(s.seed, "resilience", "weather").integers(len(power), size=(count, years))
    received, local, abroad = _shortfalls(s, link, route, power, market)

    def table(**own):
        return outages(s, route, link.configuration, count, years, "resilience", False, **own)

    def owed(steps, rate):
        return lives.lost(steps, rate, weather, s.time.period_h) / years

    found = table()
    steps = lives.steps(found, poles, years)
    full, part = lives.spells(steps, poles), lives.spells(steps, 1)
    cable = found.kind == 0
    repair = float((found.end - found.start)[cable].mean()) if cable.any() else 0.0
    measures, model, known = {}, s.link.outage.bind(), {}
    for name in _able(link.configuration, model):
        both = []
        for on in (False, True):
            key = tuple(on if other == name else model.keywords[other] for other in MEASURES)
            if key not in known:   # what is not chosen is left out of all comparisons alike
                alone = lives.steps(table(**{**ALONE, name: on}), poles, years)
                known[key] = tuple(owed(alone, rate) for rate in (received, local))
            both.append(known[key])
        energy, sold = (without - ready for without, ready in zip(*both, strict=True))
        measures[name] = Measure(model.keywords[name], energy, sold)
    away = np.zeros(count)
    if link.tee is not None:
        branch = spur_outages(s, route, link.configuration, count, years, "resilience", False)
        away = owed(lives.steps(lives.gather([found, branch]), poles, years), abroad)
    return Lives(lives.availability(steps, count, poles, years), lives.hours(steps, count, poles) / years,
                 owed(steps, received), away, lives.longest(full, count), lives.longest(part, count), full, part,
                 np.bincount(found.life[cable], minlength=count) / years, repair, measures)


def _able(configuration, model):
    """Return the measures that the model of outages knows and that mean something for the configuration."""
    apart = configuration.poles > 1 and not configuration.joined and configuration.routes == 1
    return [name for name in MEASURES if name in model.keywords and (apart or name != "separate_routes")]


def _shortfalls(s, link, route, power, market):
    """Return what is missing at the Singapore meter, what is sold at the hub instead, and what is missing at Malaysia's
    meter behind a tee, with 1, 2 .. poles out, shape (poles out, weather_year, time). [MW]"""
    power, sink = np.asarray(power, dtype=float), s.local.width_mw * market.local
    poles = link.configuration.poles

    def state(working):
        able = link.transfers[working]
        sent = np.minimum(power, able.sent[-1])
        return route.kept * linking.forward(able, sent), np.minimum(power - sent, sink), np.zeros(power.shape)

    if link.tee is not None:
        state = _shared(s, link, route, power, market)
    whole = state(poles)
    rest = [state(poles - out) for out in range(1, poles + 1)]
    return tuple(np.stack([sign * (whole[i] - r[i]) for r in rest]) for i, sign in enumerate((1.0, -1.0, 1.0)))


def _shared(s, link, route, power, market):
    """Return what the buyers behind a tee get by the poles that work, link and spur alike: as they bid. [MW]"""
    price = LIKELY if s.contract.price == "solve" else float(s.contract.price)
    offers = tree.offers(s, link, route, market, price)

    def state(working):
        flat = np.full(power.shape[-1], tee.number(working, working))
        meters = [offers(year).climb(flat, each)[1] for year, each in enumerate(power)]
        return tuple(np.stack(part) for part in zip(*(
            (meter[SPOT:].sum(axis=0), meter[LOCAL], meter[MALAYSIA]) for meter in meters), strict=True))

    return state


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
    part = standby.standby(*(name == other for other in MEASURES), cable_cost(s, case.route, case.link.cable)
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
