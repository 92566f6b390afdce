"""Linear program of a network, with checks of its inputs, and the solution from a plan."""

import numpy as np

from sim.checks import check_finite, check_within, refusal
from sim.network.records import GridProgram, GridSolution

UNSERVED, RELEASE = -2, -1
"""The two steps that the program adds to those of a zone."""


def end_at_least(level, energy, penalty, value=0.0):
    """
    Value of energy left at the end when a level should be held: what is missing of it costs a penalty.

    Parameters
    ----------
    level : array, shape (store,)
        Energy that should be left. [MWh]
    energy : array, shape (store,)
        Most energy in each store. [MWh]
    penalty : float, or array, shape (store,)
        Value of each MWh up to the level; as high as that of lost load, the level is met wherever it can be.
        [USD/MWh]
    value : float, or array, shape (store,)
        Value of each MWh above it. [USD/MWh]

    Returns
    -------
    end_width : array, shape (store, 2)
        Parts of the energy. [MWh]
    end_value : array, shape (store, 2)
        Their values. [USD/MWh]
    """
    level, energy = np.broadcast_arrays(np.asarray(level, dtype=float), np.asarray(energy, dtype=float))
    check_within("level of a store at the end", energy - level, 0.0, np.inf, "MWh below its energy")
    values = np.stack([np.broadcast_to(penalty, level.shape), np.broadcast_to(value, level.shape)], axis=-1)
    return np.stack([level, energy - level], axis=-1), values.astype(float)


def program(network):
    """
    Build the linear program of a network.

    Parameters
    ----------
    network : GridNetwork
        Zones, links and stores.

    Returns
    -------
    program : GridProgram
        With contiguous arrays; those that never change in time keep a time axis of length one.

    Raises
    ------
    SundalinkError
        If an array has the wrong shape or a value breaks its rule, or a store cannot hold its least release.
    """
    n = _checked(network)
    (periods, zones), stores, hours = n.load.shape, n.energy.size, n.step_hours
    water = n.least_release / n.efficiency_out
    must = np.zeros((periods, zones))
    np.add.at(must, (slice(None), n.store_zone), np.broadcast_to(n.least_release, (periods, stores)))
    steps = np.broadcast_to(n.capacity, (periods, *n.capacity.shape[-2:]))
    bound = np.concatenate([steps, n.load[..., None], must[..., None]], axis=-1)
    lost = np.broadcast_to(n.value_of_lost_load[None, :, None], (n.cost.shape[0], zones, 1))
    cost = np.concatenate([n.cost, lost, np.zeros_like(lost)], axis=-1)
    pieces = n.piece.shape[1]
    arcs = (n.link_capacity[..., None] * n.piece).reshape(n.link_capacity.shape[0], -1)
    arrives = np.broadcast_to(n.inflow - water, (periods, stores)) * hours
    may_spill = (np.broadcast_to(n.inflow, (periods, stores)) > 0).any(axis=0)
    spill = np.where(may_spill, np.maximum(arrives, 0.0) / hours + n.energy / hours, 0.0)
    made = GridProgram(hours, n.load, bound, cost,
                   np.repeat(np.concatenate([n.origin, n.destination]), pieces),
                   np.repeat(np.concatenate([n.destination, n.origin]), pieces),
                   np.tile(1.0 - n.loss.ravel(), 2), arcs, np.repeat(n.wheeling.ravel(), pieces),
                   n.store_zone, n.charge, np.maximum(n.discharge - n.least_release, 0.0), spill,
                   hours * n.efficiency_in, hours / n.efficiency_out, n.keep, arrives, n.wear, n.start, n.energy,
                   n.end_width, n.end_value)
    return GridProgram(*(np.ascontiguousarray(a) if isinstance(a, np.ndarray) else a for a in made))


def _checked(network):
    """Return the network with arrays of full rank, or refuse it by name."""
    n = network._replace(**{name: np.asarray(value, dtype=np.int64 if name in WHOLE else float)
                            for name, value in network._asdict().items() if name != "step_hours"})
    if n.load.ndim != 2 or not n.load.size:
        raise refusal("load", f"shape {n.load.shape}", "MW", "must have the shape (time, zone), neither empty")
    size = {"time": n.load.shape[0], "zone": n.load.shape[1], "step": n.capacity.shape[-1] if n.capacity.ndim else 0,
            "link": n.origin.size, "piece": n.piece.shape[-1] if n.piece.ndim == 2 else 0, "2": 2,
            "store": n.energy.size, "part": n.end_width.shape[-1] if n.end_width.ndim == 2 else 0}
    full = {}
    for name, axes in SHAPES.items():
        array, shape = getattr(n, name), tuple(size[axis] for axis in axes)
        if axes[0] == "time" and array.shape == shape[1:]:
            array = array[None]
        if array.shape not in (shape, (1, *shape[1:]) if axes[0] == "time" else shape):
            raise refusal(name, f"shape {array.shape}", "-", f"must have the shape ({', '.join(axes)}) = {shape}")
        check_finite(name, array)
        full[name] = array
    n = n._replace(**full)
    check_within("step_hours", n.step_hours, 1e-3, 24.0, "h")
    for name, (low, high, unit) in RANGES.items():
        check_within(name, getattr(n, name), low, high, unit)
    for name, most in (("origin", size["zone"]), ("destination", size["zone"]), ("store_zone", size["zone"])):
        check_within(name, getattr(n, name), 0, most - 1)
    if (n.origin == n.destination).any():
        raise refusal("link", int(np.flatnonzero(n.origin == n.destination)[0]), "-", "must join two different zones")
    _check_curves(n)
    _check_stores(n)
    return n


def _check_curves(n):
    """Refuse curves that are not concave, and parts that do not add up."""
    if (np.diff(n.loss, axis=1) < 0).any():
        raise refusal("loss", "falls from part to part", "-", "loss per power sent must not fall")
    if (np.diff(n.end_value, axis=1) > 0).any():
        raise refusal("end_value", "rises from part to part", "USD/MWh", "the value of energy must not rise with it")
    for name, whole, total in (("piece", 1.0, n.piece.sum(axis=1)), ("end_width", n.energy, n.end_width.sum(axis=1))):
        if not np.allclose(total, whole, rtol=1e-9, atol=1e-9):
            raise refusal(name, np.round(total, 6).tolist(), "-", f"must sum to {np.round(whole, 6).tolist()}")


def _check_stores(n):
    """Refuse a store that could not hold its least release, whatever is done."""
    check_within("start of a store", n.energy - n.start, 0.0, np.inf, "MWh below its energy")
    check_within("least_release of a store", n.discharge - n.least_release, 0.0, np.inf, "MW below its discharge")
    level, net = n.start.copy(), np.broadcast_to((n.inflow - n.least_release / n.efficiency_out) * n.step_hours,
                                                 (n.load.shape[0], n.energy.size))
    for t in range(len(net) if (net < 0).any() else 0):
        level = np.minimum(n.keep * level + net[t], n.energy)
        if (level < -1e-9 * (1 + n.energy)).any():
            store, asked = int(np.argmin(level)), np.broadcast_to(n.least_release, net.shape)
            raise refusal(f"least_release of store {store}", float(asked[t, store]), "MW",
                          f"the store is empty in step {t} even if nothing else is taken from it")


SHAPES = {
    "load": ("time", "zone"), "capacity": ("time", "zone", "step"), "cost": ("time", "zone", "step"),
    "value_of_lost_load": ("zone",), "origin": ("link",), "destination": ("link",),
    "link_capacity": ("time", "2", "link"), "piece": ("link", "piece"), "loss": ("link", "piece"),
    "wheeling": ("2", "link"), "store_zone": ("store",), "energy": ("store",), "charge": ("time", "store"),
    "discharge": ("time", "store"), "efficiency_in": ("store",), "efficiency_out": ("store",), "keep": ("store",),
    "inflow": ("time", "store"), "least_release": ("time", "store"), "wear": ("store",), "start": ("store",),
    "end_width": ("store", "part"), "end_value": ("store", "part"),
}
"""Axes of each array of a network."""

WHOLE = ("origin", "destination", "store_zone")

MOST = 1e9
"""More power, energy or money than any system has. [MW], [MWh] and [USD/MWh]"""

RANGES = {
    "load": (0.0, MOST, "MW"), "capacity": (0.0, MOST, "MW"), "cost": (-MOST, MOST, "USD/MWh"),
    "value_of_lost_load": (0.0, MOST, "USD/MWh"), "link_capacity": (0.0, MOST, "MW"), "piece": (0.0, 1.0, "-"),
    "loss": (0.0, 0.999, "-"), "wheeling": (0.0, MOST, "USD/MWh"), "energy": (0.0, MOST, "MWh"),
    "charge": (0.0, MOST, "MW"), "discharge": (0.0, MOST, "MW"), "efficiency_in": (0.01, 1.0, "-"),
    "efficiency_out": (0.01, 1.0, "-"), "keep": (0.0, 1.0, "-"), "inflow": (0.0, MOST, "MW"),
    "least_release": (0.0, MOST, "MW"), "wear": (0.0, MOST, "USD/MWh"), "start": (0.0, MOST, "MWh"),
    "end_width": (0.0, MOST, "MWh"), "end_value": (-MOST, MOST, "USD/MWh"),
}
"""What each array of a network may hold."""


def cost_of(program, plan):
    """
    Cost of a plan, and the scale that a gap is relative to.

    Parameters
    ----------
    program : GridProgram
        Of `program`.
    plan : GridPlan
        Values of all unknowns.

    Returns
    -------
    cost : float
        Of generation, wheeling, wear and unserved demand, less the value of energy at the end. [USD]
    scale : float
        The same with every share counted as positive, and of the value at the end only what it has changed by since
        the start; one a step if that is less. [USD]
    """
    spent = (np.einsum("tzs,tzs->zs", plan.step, np.broadcast_to(program.step_cost, plan.step.shape)).ravel(),
             plan.arc.sum(axis=0) * program.arc_cost, plan.discharge.sum(axis=0) * program.wear)
    left = _value_at_end(program, plan.level[-1])
    total = sum(float(part.sum()) for part in spent) * program.step_hours
    scale = sum(float(np.abs(part).sum()) for part in spent) * program.step_hours
    return total - left, max(scale + abs(left - _value_at_end(program, program.start)), float(len(plan.step)))


def _value_at_end(program, level):
    """Return the value of energy left at the end."""
    below = np.cumsum(program.end_width, axis=1) - program.end_width
    return float((np.clip(level[:, None] - below, 0.0, program.end_width) * program.end_value).sum())


def solution(network, program, plan, price, stored_value, bound, iterations):
    """
    Return a plan as the solution of a network.

    Parameters
    ----------
    network : GridNetwork
        As given to the solver.
    program : GridProgram
        Made of it.
    plan : GridPlan
        Values of all unknowns.
    price : array, shape (time, zone)
        Value of one more MWh. [USD/MWh]
    stored_value : array, shape (time, store)
        Value of one more MWh in each store at the end of a step. [USD/MWh]
    bound : float
        Lower bound of the least cost. [USD]
    iterations : int
        Of the solver.

    Returns
    -------
    solution : GridSolution
        With cost and gap.
    """
    periods, links = program.load.shape[0], np.asarray(network.origin).size
    pieces = np.shape(network.piece)[1]
    by_link = plan.arc.reshape(periods, 2, links, pieces)
    gain = program.arc_gain.reshape(2, links, pieces)
    released, spilled = _least_release(network, program, plan.step[..., RELEASE])
    cost, scale = cost_of(program, plan)
    return GridSolution(price, plan.step[..., :UNSERVED], plan.step[..., UNSERVED], by_link.sum(axis=-1),
                    (by_link * gain).sum(axis=-1), plan.charge, plan.discharge + released, plan.spill + spilled,
                    plan.level, stored_value, cost, min(bound, cost), max(cost - bound, 0.0) / scale, scale, iterations)


def _least_release(network, program, used):
    """Return the least release that each store turns to power, and that it spills: each of a zone the same share."""
    asked = np.broadcast_to(np.asarray(network.least_release, dtype=float),
                            (used.shape[0], program.store_zone.size))
    whole = program.step_bound[..., RELEASE]
    share = np.divide(used, whole, out=np.ones_like(used), where=whole > 0.0)[:, program.store_zone]
    return asked * share, asked * (1.0 - share) / np.asarray(network.efficiency_out)
