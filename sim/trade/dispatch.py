"""Trade of one operating year with all weather years, with stored energy carried across year ends."""

from functools import partial

import numpy as np

from sim.trade.annual_limits import AnnualLimits, terms
from sim.trade.booking import book, book_rule, together
from sim.trade.booking_arrays import Rule, scratch
from sim.trade.greedy import by_widths
from sim.trade.policies import AHEAD, FORECASTS, OBLIGED, RULES
from sim.trade.ramp import clipped, counted, held, narrowed
from sim.trade.settlement import Flows, Ledger


def year(policy, available, states, offer, link, battery, dt, level, after=None, far=None, keep_to=None, room=None,
         keep=True):
    """
    Trade one year once for each outage draw.

    Parameters
    ----------
    policy : callable
        A model of the policies with its parameters set.
    available : array, shape (time,)
        Wind at the hub. [MW]
    states : array of int, shape (draw, time)
        Pole state of each period, for each outage draw.
    offer : BidCurves
        The bids.
    link : LinkStates
        The link by pole state.
    battery : Battery
        Limits of this operating year.
    dt : float
        Length of a period. [h]
    level : array, shape (draw,)
        Energy in the battery at the start; holds that at the end afterwards. [MWh]
    after : sequence of StoredValue, optional
        The value of energy at the end, for each draw, to a policy that asks.
    far : array, shape (draw,), optional
        Energy in a battery at the Singapore meter, if the offer's network has one; like `level`. [MWh]
    keep_to : callable, optional
        ``keep_to(state, start, after)``: the schedule that keeps the year's obligations, instead of the policy's, and
        their shadow prices by the ledger's names. It may overwrite the offer's arrays.
    room : sim.trade.booking_arrays.Scratch, optional
        Arrays to book in.
    keep : bool
        Keep the periods of the first draw.

    Returns
    -------
    ledger : Ledger
        Sums, arrays of shape (draw,), those by contract or buyer (draw, ...).
    first : Flows or None
        Periods of the first draw, if kept.
    """
    room = scratch(offer) if room is None else room
    limited = np.isfinite(link.ramp)
    ruled = None if keep_to is not None or far is not None or limited else _rule(policy, offer, battery)
    if ruled is not None:
        return book_rule(available, states, level, ruled, offer, link, dt, room, keep)
    ledgers, first = [], None
    for draw, state in enumerate(states):
        # What the grid at the hub would sell counts as there; a bid of the tree takes back what does not pay.
        start, then = level[draw] if far is None else (level[draw], far[draw]), after[draw] if after else None
        if keep_to is None:
            schedule, priced = policy(available + offer.supply, offer.reward(state), battery, dt, start, then), {}
        else:
            schedule, priced = keep_to(state, start, then)
        schedule, left = (schedule, 0.0) if not limited else _limited(
            policy if keep_to is None else None, available, schedule, offer, battery, dt, start, state, then)
        ledger, happened = book(available, state, schedule, offer, link, dt,
                                (level[draw], 0.0 if far is None else far[draw]), room, keep and draw == 0)
        ledger, happened = counted(ledger, happened, left, dt) if limited else (ledger, happened)
        ledgers.append(ledger._replace(**priced))
        level[draw] = schedule.level[-1]
        if far is not None:
            far[draw] = schedule.far[1][-1]
        first = happened if draw == 0 else first
    return Ledger(*map(np.stack, zip(*ledgers, strict=True))), first


def _limited(policy, available, schedule, offer, battery, dt, start, state, after):
    """Return a schedule that keeps to the limit on changes of the infeed, and what that leaves at the hub. [MW]"""
    reward = offer.reward(state)
    network = reward.network()
    if policy is None or network.ramp is None or np.size(start) > 1 or network.tee is not None:
        return clipped(schedule, offer, reward, state)
    asks = RULES.get(getattr(policy, "func", policy))
    if asks is None:
        return held(schedule, lambda most: policy(available + offer.supply, narrowed(reward, most), battery, dt, start,
                                                  after), offer, reward, state)
    firm, useful = (reward.reach(value) for value in asks(battery, **getattr(policy, "keywords", {})))

    def again(most):
        return by_widths(available + offer.supply, np.minimum(firm, most), np.minimum(useful, most), battery, dt, start)

    return held(schedule, again, offer, reward, state)


def _rule(policy, offer, battery):
    """Return the widths that run the battery inside the loop of the settlement; None for a policy that needs more."""
    if getattr(policy, "func", policy) not in RULES or offer.widths is None or not together(offer) or any(
            map(np.ndim, battery[:4])):
        return None
    firm, useful = RULES[getattr(policy, "func", policy)](battery, **getattr(policy, "keywords", {}))
    wide = offer.widths(firm)
    return Rule(wide, wide if useful == firm else offer.widths(useful), tuple(map(float, battery)))


def life(policy, available, states, offers, link, battery, dt, keep=True, far=None, inputs=None, annual=None,
         only=None, last=None):
    """
    Trade one operating year against all weather years in turn.

    Parameters
    ----------
    policy : callable
        A model of the policies, its parameters set by `functools.partial`. One with foresight looks across year ends.
    available : array, shape (weather_year, time)
        Wind at the hub. [MW]
    states : array of int, shape (draw, weather_year, time)
        Pole state of each period: in each draw the weather years are one sequence, so repairs cross year ends.
    offers : callable
        ``offers(weather_year, states=(draw, time), weight=1.0, added=None) -> BidCurves``, for these pole states, with
        this share of the contracts' penalties counted, and something added to each bid's value.
    link : LinkStates
        The link by pole state.
    battery : Battery
        Limits of this operating year.
    dt : float
        Length of a period. [h]
    keep : bool or callable
        Keep what happened in each period: in new arrays, or those that ``keep(shapes)`` returns, zeros in single
        precision; one without elements is left out.
    far : Battery, optional
        Limits of a battery at the Singapore meter, which the offers were made with.
    inputs : ForecastInputs, optional
        For a policy that forecasts.
    annual : AnnualLimits, optional
        What is asked of every year. With foresight, each year keeps to it and to its contracts exactly; the energy
        left at its end has the value that it has in years that count whole penalties and know no limits. Other policies
        count the contracts' penalties whole, or by the share of the years before that missed them, of all draws.
    only : int, optional
        Of these draws trade this one, as it went beside the others.
    last : int, optional
        Trade the weather years up to this one; all by default.

    Returns
    -------
    ledger : Ledger
        Arrays of shape (weather_year, draw), those by contract (weather_year, draw, contract).
    hourly : Flows or None
        Arrays of shape (weather_year, time), of the first draw, in single precision; None unless kept.
    """
    level = np.full(states.shape[0], 0.5 * float(np.ravel(battery.low + battery.high)[-1]))
    held = None if far is None else np.full(states.shape[0], 0.5 * (far.low + far.high))
    annual, counted = AnnualLimits() if annual is None else annual, {}
    after = _after(policy, available, states, lambda year, **given: offers(year, **given, **counted), battery, dt,
                   level[0], inputs)
    if only is not None:
        states, level, after = states[[only]], level[[only]], partial(_one_of, after, only)
        held = None if held is None else held[[only]]
    ledgers, periods, room = [], [], None
    years = available[:None if last is None else last + 1]
    for weather_year, power in enumerate(years):
        if annual.past and getattr(policy, "func", policy) not in OBLIGED:
            counted["weight"] = _missed(ledgers)
        here, then = states[:, weather_year], after(weather_year)   # which may overwrite the arrays of an offer
        offer = offers(weather_year, states=here, **counted)
        room = scratch(offer, room)
        one, first = year(policy, power, here, offer, link, battery, dt, level, then, held,
                          _keeper(policy, power, partial(offers, weather_year), offer, battery, dt, annual), room, keep)
        ledgers.append(one)
        if counted:
            ledgers[-1] = ledgers[-1]._replace(counted=counted["weight"] * ledgers[-1].rate)
        if keep:   # where they stay: joined at the end they would stand twice
            shapes = [(len(years), *np.shape(array)) for array in first]
            periods = periods or (keep(shapes) if callable(keep) else [np.zeros(each, np.float32) for each in shapes])
            for kept, array in zip(periods, first, strict=True):
                if kept.size:
                    some = array.any(axis=-1)   # what is zero all year is not written: pages of zeros take no memory
                    kept[weather_year][some] = array[some]
    return Ledger(*map(np.stack, zip(*ledgers, strict=True))), Flows(*periods) if keep else None


def _one_of(after, draw, weather_year):
    """Return the inputs of a policy for one draw."""
    forecast = after(weather_year)
    return None if forecast is None else [forecast[draw]]


def _missed(ledgers):
    """Return the share of the years traded so far that missed each contract's minimum; all of them before the first."""
    return np.mean([(one.energy < one.minimum).mean(axis=0) for one in ledgers], axis=0) if ledgers else 1.0


def _keeper(policy, available, offers, offer, battery, dt, annual):
    """Return the obligations of a year as limits; None if it has none, or the policy does not support them."""
    limits = terms(annual, offer.terms, offer.supply, dt, offer.rows)
    keeps = OBLIGED.get(getattr(policy, "func", policy))
    if not limits or keeps is None:
        return None

    def keep_to(state, start, after):
        schedule, found = keeps(policy, available + offer.supply, state, offers, limits, battery, dt, start, after)
        short = any(m > 0.0 for term, m in zip(limits, found.missing, strict=True) if term.contract < 0)
        counted, priced = np.zeros(len(offer.terms)), {}
        for term, multiplier, missing in zip(limits, found.multiplier, found.missing, strict=True):
            if term.contract >= 0:
                counted[term.contract] = multiplier
            else:
                # Beside a least energy that is out of reach, the multiplier of another limit is no money.
                priced[term.field] = np.inf if missing > 0.0 else np.nan if short else float(multiplier)
                priced["unmet"] = priced.get("unmet", 0.0) + float(missing)
        return schedule, {"counted": counted, **priced}

    return keep_to


def _after(policy, available, states, offers, battery, dt, start, inputs):
    """Return the inputs of a policy for each weather year and those after it, for each draw, by weather year."""
    model, given = getattr(policy, "func", policy), getattr(policy, "keywords", {})
    if model in FORECASTS:
        forecast = FORECASTS[model](available + offers(0).supply, states, offers, inputs.spots, inputs.imbalance,
                                    battery, dt, inputs.generator, **given)
        return lambda weather_year: [forecast(weather_year)] * len(states)
    if model not in AHEAD:
        return lambda weather_year: None

    def rewards(weather_year):
        here = states[:, weather_year]
        offer = offers(weather_year, states=here)
        return [offer.reward(state) for state in here]

    return AHEAD[model](available + offers(0).supply, rewards, battery, dt, start, **given).__getitem__
