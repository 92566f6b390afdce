"""Pictures of firmness: delivery by season, and the storage that a firm level requires."""

import numpy as np

from sim import clock
from sim.report.key_figures import number, scenario, value
from sim.report.plots.shapes import fine_marks
from sim.report.plots.style import (
    BRICK,
    DASHES,
    INK,
    MARKS,
    MUTED,
    NAVY,
    OCHRE,
    SERIES,
    TEAL,
    below,
    canvas,
    empty,
    styled,
    thousands,
)

SEASONS = (("north-east monsoon, Dec to Feb", (11, 0, 1), NAVY), ("March to May", (2, 3, 4), OCHRE),
           ("south-west monsoon, Jun to Aug", (5, 6, 7), TEAL), ("September to November", (8, 9, 10), BRICK))
"""The seasons of the South China Sea, by month."""


def finding(data):
    """Return the firmness of the deliveries in two or three sentences."""
    hours, longest = data["hours_below_level"].values, data["longest_below_level"].values
    width, half = float(data["firm_level"].values[-1]), int(np.argmin(np.abs(data["contract_share"].values - 0.5)))
    text = (f"Delivery is below a tenth of the contracted {number(width)} MW in {number(hours[0])} hours a year, for "
            f"up to {number(longest[0])} hours in a row, and below half in {number(hours[half])}. ")
    credit = value(data, "capacity_credit")
    text += (f"Singapore could carry {number(credit * width)} MW more load for it at the same risk, "
             f"{number(100 * credit)} % of the contracted power. ")
    need = data["firm_storage"].values[-1, half]
    if np.isfinite(need):
        text += (f"To hold half of it in every hour, cable faults excluded, would need {number(need / 1e3)} GWh at the "
                 f"hub, against {number(scenario(data)['storage']['energy_mwh'] / 1e3, 1)} GWh there. ")
    else:
        text += "The wind does not suffice to hold half of it in every hour, whatever the storage. "
    return text + (f"Within each period the farm's power varies by up to {number(value(data, 'firming_reserve'))} MW "
                   "(three standard deviations).")


@styled()
def storage(data):
    """Draw the storage at the hub that each firm level asks for."""
    share, held, energy = (data[name].values for name in ("contract_share", "share_of_time", "firm_storage"))
    width = float(data["firm_level"].values[-1])
    have = float(scenario(data)["storage"]["energy_mwh"]) / 1e3
    finite = np.flatnonzero(np.isfinite(energy[-1]))
    if not finite.size or not (energy[np.isfinite(energy)] > 0).any():
        return empty("No level is firm", "The wind does not suffice to hold a tenth of the contracted power, or needs "
                                         "no store to do so.")
    most = int(finite[-1])
    figure, axes = canvas(f"Holding {number(100 * share[0])} % of the contracted power in every hour takes "
                          f"{number(energy[-1, 0] / 1e3)} GWh of storage; above {number(100 * share[most])} % the wind "
                          "does not suffice" if most < share.size - 1 else
                          f"Holding the contracted power in every hour takes {number(energy[-1, -1] / 1e3)} GWh")
    for index, (part, row) in enumerate(zip(held, energy, strict=True)):
        shown = np.isfinite(row) & (row > 0)
        text = "in every period" if part >= 1 else f"in {number(100 * part)} % of the periods"
        axes.plot(share[shown] * width, row[shown] / 1e3, marker=MARKS[index], linestyle=DASHES[index],
                  color=SERIES[index], markersize=4, label=text)
    if have > 0:
        axes.axhline(have, color=MUTED, linewidth=1.0, linestyle=":",
                     label=f"battery of the case, {number(have, 1)} GWh")
    axes.set(yscale="log", xlim=(0, width * 1.02), xlabel="firm power at the Singapore meter [MW]",
             ylabel="storage at the hub [GWh]")
    thousands(axes.xaxis, axes.yaxis)
    fine_marks(axes.yaxis)
    axes.grid(axis="y")
    below(figure, columns=2)
    return figure


@styled()
def seasons(data):
    """Draw how long which power is delivered, by season."""
    if "time" not in data.dims:
        return empty("Delivery by season", "The run did not keep its hours.")
    power = data["delivered_power"].values
    dt = 8760.0 / power.shape[-1]
    month, width = clock.month(dt), float(data["firm_level"].values[-1])
    full, curves = [], []
    for _, months, _ in SEASONS:
        here = np.sort(power[..., np.isin(month, months)].ravel())[::-1]
        curves.append(here[np.unique(np.linspace(0, here.size - 1, 300).astype(int))])
        full.append(float(np.mean(here >= 0.5 * width)))
    best, worst = int(np.argmax(full)), int(np.argmin(full))
    figure, axes = canvas(f"Half of the contracted power or more comes {number(100 * full[best])} % of the time in the "
                          f"best season, {number(100 * full[worst])} % in the worst ({SEASONS[worst][0]})",
                          size=(5.6, 3.8))
    for index, ((text, _, colour), curve) in enumerate(zip(SEASONS, curves, strict=True)):
        axes.plot(np.linspace(0, 100, curve.size), curve, color=colour, linestyle=DASHES[index], label=text)
    axes.axhline(width, color=INK, linewidth=0.8, linestyle=":", label=f"contract, {number(width)} MW")
    axes.set(xlim=(0, 100), xlabel="share of the season at or above that power [%]",
             ylabel="power at the Singapore meter [MW]", ylim=(0, 1.08 * max(width, float(power.max()), 1e-3)))
    thousands(axes.yaxis)
    axes.grid(axis="y")
    below(figure, columns=2)
    return figure
