"""The settlement of a year written down plainly in numpy: the literal twin of the compiled loops."""

import numpy as np

from sim.market.contract_clauses import deemed
from sim.trade import imbalance
from sim.trade.settlement import SENDING, SUPPLY


def flows(available, schedule, hub, meter, received, no_load, whole, landed, supply, rows):
    """Return what happened in each period, arrays (time,), and the differences of the balances at hub and link."""
    scale = max(float(available.max(initial=0.0)), float(whole.max(initial=0.0)), 1.0)
    sent = hub[rows.landing:].sum(axis=0)
    sold = sent + hub[:rows.landing].sum(axis=0)
    idle = schedule.offered - sold
    idle = np.where(idle > 1e-12 * scale, idle, 0.0)
    contract, delivered = meter[rows.contract:].sum(axis=0), meter[rows.singapore:].sum(axis=0)
    abroad = meter[rows.malaysia:rows.singapore].sum(axis=0)
    supplied = supply - hub[SUPPLY]
    none = np.zeros_like(available)
    far, far_level = (none, none) if schedule.far is None else schedule.far
    more = whole - sold
    outage = np.where(more > 1e-12 * scale, np.minimum(idle, more), 0.0)
    return {"available": available, "supplied": supplied, "flow": schedule.flow, "curtailed": idle - outage,
            "outage": outage, "sent": sent, "delivered": delivered, "contract": contract,
            "link_loss": sent + hub[SENDING] - abroad - delivered - far,
            "bought_sending": np.maximum(no_load[0] - hub[SENDING], 0.0),
            "bought_receiving": np.maximum(no_load[1] - meter[rows.landing], 0.0), "level": schedule.level,
            "far_flow": far, "far_level": far_level, "taken": meter[list(rows.buyers)],
            "at_hub": available + supplied - (schedule.flow + sold - hub[SUPPLY] + idle),
            "at_link": received - landed(meter[rows.landing], abroad, delivered + far),
            "spur": landed(0.0, abroad, 0.0) - abroad}


def book(available, state, schedule, offer, link, dt, tendered=None):
    """Return the sums of a year and its periods as two dicts, balances not checked."""
    rows, prices = offer.rows, offer.prices
    hub, meter = offer.climb(state, schedule.offered) if schedule.taken is None else schedule.taken
    supply = np.broadcast_to(offer.supply, available.shape)
    f = flows(available, schedule, hub, meter, link.received(state, hub[rows.landing:].sum(axis=0)),
              link.no_load[:, state], offer.whole, lambda *taken: link.landed(state, *taken), supply, rows)
    spot = prices.spot if prices.after is None else prices.after(f["delivered"])
    after = offer.terms if prices.after is None else prices.terms(spot)
    terms = [made._replace(minimum=was.minimum, declined=was.declined, take=was.take)
             for made, was in zip(after, offer.terms, strict=True)]
    price = [flat + factor * spot + (series if series.size else 0.0)
             for flat, factor, series in zip(prices.flat, prices.factor, prices.series, strict=True)]
    nominated = meter if schedule.nominated is None else offer.climb(state, schedule.nominated)[1]
    off = imbalance.cost(nominated[rows.singapore:].sum(axis=0), f["delivered"], spot, short=prices.short,
                         long=prices.long)
    energy = meter.sum(axis=1) * dt
    revenue = np.array([(p * power).sum() for p, power in zip(price, meter, strict=True)]) * dt
    down = [deemed(c, tendered, e, dt) if c.take else 0.0
            for c, e in zip(terms, energy[rows.contract:], strict=True)]
    paid = np.array([c.paid * e + d for c, e, d in zip(terms, energy[rows.contract:], down, strict=True)])
    extra = np.array([(power * c.extra).sum() * dt for c, power in zip(terms, meter[rows.contract:], strict=True)])
    revenue[rows.contract:] = [float(np.mean(c.bid.price)) * e + x for c, e, x in zip(terms, paid, extra, strict=True)]
    width = sum((c.bid.width for c in terms), np.zeros(available.size))
    full = (f["contract"] >= np.minimum(width, offer.most) * (1 - 1e-6)) & (width > 0.0)
    moved = prices.after is not None
    beyond = prices.valued - spot
    sums = {name: f[name].sum() * dt for name in ("available", "supplied", "curtailed", "outage", "sent", "delivered",
                                                  "contract", "link_loss")}
    return {**sums, "landed": (f["delivered"] + f["far_flow"]).sum() * dt,
            "battery_loss": (f["flow"] + f["far_flow"]).sum() * dt,
            "bought": (f["bought_sending"] + f["bought_receiving"]).sum() * dt,
            "charged": np.maximum(f["flow"], 0.0).sum() * dt, "discharged": np.maximum(-f["flow"], 0.0).sum() * dt,
            "hours_at_contract": full.sum() * dt, "buyer_energy": energy[list(rows.buyers)],
            "buyer_revenue": revenue[list(rows.buyers)], "energy": energy[rows.contract:],
            "minimum": np.array([c.minimum for c in terms]), "rate": np.array([c.penalty for c in terms]),
            "paid": paid, "extra": extra, "station_cost": (price[SENDING] * f["bought_sending"]
                                                           + price[rows.landing] * f["bought_receiving"]).sum() * dt,
            "supply_cost": (price[SUPPLY] * f["supplied"]).sum() * dt, "imbalance_cost": off.sum() * dt,
            "spot_price_reduction": (((prices.spot - spot) * prices.demand).sum() / prices.demand.sum()
                                     if moved else 0.0),
            "settlement_gap": (dt * sum(k * (beyond * power).sum()
                                         for k, power in zip(prices.factor, meter, strict=True))
                               if moved else 0.0), "spur_loss": f["spur"].sum() * dt}, f
