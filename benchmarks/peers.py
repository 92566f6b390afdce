"""
Ours and each installed peer on the same work, in one process, in turn: ``python benchmarks/peers.py``.

What is compared, and what each side does:

- a site-year, 8,760 hours of wind at 100 m to power of one turbine at 150 m: profile, air density, curve. windpowerlib
  (with its density correction, whose exponent grows from 1/3 to 2/3 above rated power, so the energies differ a
  little), SAM and atlite (see peers_wind.py), and the same few lines by hand around ``np.interp``; ours is given the
  curve's table, made once. The curve alone, and a farm's year with direction, wakes, density and losses.
- wakes, 150 turbines, 360 directions x 23 speeds: PyWake with the same deficit, superposition and expansion, on one
  core and on two, where ours uses both; and a year of hours. See peers_wake.py.
- greedy trade, 17,520 half-hours: one pass of ``np.add.accumulate`` over its own input.
- the optimum with foresight: the same linear program handed to highspy's simplex and to scipy's HiGHS. Its matrix is
  made beforehand and not timed; ours is timed from the reward curves to the schedule. PyPSA is timed as it is used,
  from arrays to the optimum by HiGHS: with its defaults, and with its program handed over in memory.
- rates of return of 2,000 projects of 34 years: a loop of scipy's brentq, and of numpy_financial.

Peers that are not installed are named and left out. Medians of rounds in turn; see yardstick.py.
"""

import argparse
import json
import os
import platform
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import NamedTuple

import linear_programs as programs
import numpy as np
import peers_wind
from works import base, full, greedy, long_storage, plain
from yardstick import accumulate, interleave

from sim.farm import power_curve
from sim.finance.metrics import irr
from sim.inputs.turbine import turbine as read_turbine
from sim.resource.air_density import moist
from sim.resource.wind_profile import power_law
from sim.trade.perfect_foresight import perfect_foresight

COLUMNS = ("work", "peer", "ours_s", "peer_s", "ratio", "agreement")
OPEN, CLOSE = "<!-- peers -->", "<!-- /peers -->"
SHEAR = 0.10
"""Exponent of the wind profile in the site-year."""


class Result(NamedTuple):
    """One line of the table; times are medians in seconds, ``ratio`` is the peer's time over ours."""

    work: str
    peer: str
    ours_s: float
    peer_s: float
    ratio: float
    agreement: str


def measure(work, peer, ours, theirs, agreement, **how):
    """
    Time ours against a peer.

    Parameters
    ----------
    work, peer : str
        What they are called.
    ours, theirs : callable
        Functions without arguments that return their results.
    agreement : callable
        ``agreement(our result, their result) -> str``.

    Returns
    -------
    result : Result
    """
    said = agreement(ours(), theirs())
    mine, its = interleave(ours, theirs, **how).seconds
    return Result(work, peer, mine, its, its / mine, said)


def energy_gap(ours, theirs):
    """Say by how much two arrays of power differ in energy."""
    return f"energy {100 * (np.sum(theirs) / np.sum(ours) - 1):+.2g} %"


def largest_gap(ours, theirs):
    """Say by how much two arrays differ at most."""
    return f"largest difference {np.nanmax(np.abs(ours - theirs)):.1g}"


def site_year():
    """Yield the site-year against windpowerlib and against np.interp by hand."""
    work, machine = "site-year, 8,760 h: wind to power", read_turbine("iea_15mw")
    made = power_curve.table(machine)
    rng = np.random.default_rng(1)
    speed = base().air.speed[0, ::2] * (100.0 / machine.hub_height) ** SHEAR
    celsius, pressure = rng.normal(27.0, 1.5, 8760), rng.normal(101000.0, 300.0, 8760)

    def ours():
        density = moist(celsius, pressure, 0.0, machine.hub_height)
        return power_curve.power(power_law(speed, 100.0, machine.hub_height, exponent=SHEAR), density, made)

    at, value, _ = power_curve.knots(machine)

    def by_hand():
        kelvin = celsius + 273.15
        density = pressure / (287.05 * kelvin) * (1 - 0.0065 * machine.hub_height / kelvin) ** 4.2558
        hub = speed * (machine.hub_height / 100.0) ** SHEAR
        return np.interp(hub * (density / 1.225) ** (1 / 3), at, value, left=0.0) * (hub <= machine.cut_out)

    yield lambda: measure(work, "numpy by hand (np.interp)", ours, by_hand, energy_gap)
    hub, air = speed * (machine.hub_height / 100.0) ** SHEAR, moist(celsius, pressure, 0.0, machine.hub_height)

    def plain():
        return np.interp(hub * np.cbrt(air / 1.225), at, value, left=0.0) * (hub <= machine.cut_out)

    yield lambda: measure("site-year, the power curve alone", "numpy by hand (np.interp)",
                          lambda: power_curve.power(hub, air, made), plain, energy_gap)
    direction = base().air.direction[0, ::2].copy()
    yield lambda: measure("farm-year, 8,760 h: direction, wakes, density, losses", "numpy and scipy by hand",
                          *peers_wind.farm(machine, hub, direction, air), energy_gap)
    yield lambda: measure(work, "SAM (PySAM Windpower)", ours,
                          peers_wind.sam(machine, speed, celsius, pressure, SHEAR), energy_gap)
    yield lambda: measure(work, "atlite, one cell, no density", ours, peers_wind.atlite(machine, speed), energy_gap)

    def windpowerlib():
        import pandas as pd
        from windpowerlib import ModelChain, WindTurbine

        table = pd.DataFrame({"wind_speed": at, "value": value * 1e6})
        plant = WindTurbine(machine.hub_height, nominal_power=machine.rating * 1e6, power_curve=table,
                            rotor_diameter=machine.diameter)
        weather = pd.DataFrame({("wind_speed", 100.0): speed, ("temperature", 2.0): celsius + 273.15,
                                ("pressure", 0.0): pressure, ("roughness_length", 0.0): 0.0002},
                               index=pd.date_range("2030-01-01", periods=8760, freq="h"))
        chain = {"wind_speed_model": "hellman", "hellman_exp": SHEAR, "density_model": "ideal_gas",
                 "density_correction": True}
        return measure(work, "windpowerlib, density correction", ours,
                       lambda: ModelChain(plant, **chain).run_model(weather).power_output.values / 1e6, energy_gap)

    yield windpowerlib


def wakes():
    """Yield the wake models against PyWake, with the options that make them the same model; see peers_wake.py."""
    from peers_wake import PAIRS

    for pair in PAIRS:
        yield lambda pair=pair: measure(**pair())


def trade():
    """Yield the greedy policy against the yardstick, and the optimum against the linear programs that find it too."""
    yield lambda: measure("greedy trade, 17,520 half-hours", "np.add.accumulate, one pass", greedy(),
                          accumulate(base().power), lambda *_: "yardstick")
    for work, store in (("optimum, 8,760 h, 600 MW and 1.2 GWh, 4 loss pieces", plain(1.0)),
                        ("optimum, 17,520 half-hours, the same", plain(0.5)),
                        ("optimum, 8,760 h, the same with 100 h of storage", long_storage()),
                        ("optimum, 17,520 half-hours, base case in full", full())):
        for peer, solver in (("highspy, simplex", programs.highspy), ("scipy linprog (HiGHS)", programs.scipy)):
            yield lambda work=work, store=store, peer=peer, solver=solver: measure(
                work, peer, lambda: perfect_foresight(*store), solver(program(store)), partial(revenue_gap, store),
                fewest=5)
    hours = plain(1.0)
    for peer, how in (("PyPSA (HiGHS), its defaults", {}), ("PyPSA (HiGHS), no file between", {"io_api": "direct"})):
        yield lambda peer=peer, how=how: measure(
            "optimum, 8,760 h, 600 MW and 1.2 GWh, 4 loss pieces", peer, lambda: perfect_foresight(*hours),
            programs.pypsa(hours, **how), partial(revenue_gap, hours), fewest=3)


def curves(store):
    """Return width and value of each period's reward curve, arrays (segment, time)."""
    periods = np.arange(store.available.size)
    return tuple(array[store.reward.state, :, periods].T for array in (store.reward.width, store.reward.value))


def program(store):
    """Return the linear program of the same trade."""
    return programs.trade(store.available, *curves(store), *store[2:])


def revenue(store, schedule):
    """Return what a schedule earns, climbing each period's curve. [USD]"""
    width, value = curves(store)
    before = np.cumsum(width, axis=0) - width
    return float((np.clip(schedule.offered - before, 0.0, width) * value).sum()) * store.dt


def revenue_gap(store, schedule, best):
    """Say by how much the revenue of a schedule differs from the optimum."""
    return f"revenue {revenue(store, schedule) / best - 1:+.1g}"


def returns():
    """Yield rates of return against a loop of brentq, and of numpy_financial."""
    rng, work = np.random.default_rng(4), "2,000 rates of return, 34 years"
    flows = np.concatenate([-rng.uniform(50, 150, (2000, 4)), rng.uniform(20, 80, (2000, 30))], axis=1)

    def brentq_loop():
        from scipy.optimize import brentq

        years = np.arange(flows.shape[1])
        return np.array([brentq(lambda r, f=f: float(f @ (1.0 + r) ** -years), -0.5, 5.0, xtol=1e-13) for f in flows])

    yield lambda: measure(work, "scipy brentq, in a loop", lambda: irr(flows), brentq_loop, largest_gap, fewest=3)

    def financial():
        import numpy_financial

        return measure(work, "numpy_financial, in a loop", lambda: irr(flows),
                       lambda: np.array([numpy_financial.irr(f) for f in flows]), largest_gap, fewest=3)

    yield financial


WORKS = (site_year, wakes, trade, returns)


def compare(works=WORKS, tell=print):
    """Return the results of every peer that is installed; say which is not."""
    results = []
    for work in works:
        for one in work():
            # Peers warn of what is theirs to mend; it would only hide the table.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    results.append(one())
                except ImportError as missing:
                    tell(f"skipped in {work.__name__}: {missing}")
    return results


def lines(results):
    """Return the table as rows of text, its header first."""
    return [COLUMNS, *((r.work, r.peer, f"{r.ours_s:.3g}", f"{r.peer_s:.3g}", f"{r.ratio:.3g}", r.agreement)
                       for r in results)]


def markdown(results):
    """Return the table as Markdown, with the machine it was measured on."""
    head, *rows = lines(results)
    table = [head, ["---"] * len(head), *rows]
    return "\n".join([*(f"| {' | '.join(row)} |" for row in table), "", f"Medians in seconds, in turn in one process; "
                      f"`ratio` is the peer's time over ours. {machine()}"])


def machine():
    """Return what the numbers were measured on."""
    from importlib.metadata import version

    found = [f"{name} {version(name)}" for name in ("numpy", "scipy", "numba")]
    cpu = next((line.split(":", 1)[1].strip() for line in _cpu() if line.startswith("model name")), platform.machine())
    return f"{cpu}, {os.cpu_count()} cores; Python {platform.python_version()}, {', '.join(found)}."


def _cpu():
    """Return what the system says of its processor, as lines."""
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def write_readme(path, results):
    """Replace what stands between the two markers of a README by the table."""
    path = Path(path)
    text = path.read_text(encoding="utf-8")
    if text.count(OPEN) != 1 or text.count(CLOSE) != 1 or text.index(OPEN) > text.index(CLOSE):
        sys.exit(f"{path}: must have {OPEN} and, after it, {CLOSE}, once each")
    before, after = text.split(OPEN)[0], text.split(CLOSE)[1]
    path.write_text(f"{before}{OPEN}\n{markdown(results)}\n{CLOSE}{after}", encoding="utf-8")


def main(arguments=None):
    """Measure, print, and write what was asked for."""
    parser = argparse.ArgumentParser(description="Ours and each installed peer on the same work.")
    parser.add_argument("--json", metavar="FILE", help="write the table to this file")
    parser.add_argument("--readme", metavar="FILE", help="replace the table in this README")
    given = parser.parse_args(arguments)
    results = compare()
    table = lines(results)
    widths = [max(len(row[i]) for row in table) for i in range(len(COLUMNS))]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print(machine())
    if given.json:
        Path(given.json).write_text(json.dumps([r._asdict() for r in results], indent=1) + "\n", encoding="utf-8")
    if given.readme:
        write_readme(given.readme, results)


if __name__ == "__main__":
    main()
