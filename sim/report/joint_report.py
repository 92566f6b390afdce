"""Two sections of the report: for lenders, and the joint report for both governments."""

import numpy as np

from sim import clock
from sim.report import joint_tables
from sim.report.key_figures import new_gas, number, scenario, value
from sim.report.page_parts import prose, table, title, two

NEARLY_ALL = 0.95
"""Share of the energy from which the price of the contract is what Singapore pays (assumed)."""
SECTIONS = ("Lenders", "Joint report")
"""Titles, in the order of the page."""

RATIOS = ("gearing", "min_dscr", "mean_dscr", "loan_tail", "llcr", "llcr_with_reserve", "plcr", "dscr_p50", "dscr_p90",
          "min_dscr_p50", "min_dscr_p90", "years_below_cover", "default_probability", "lock_up_probability",
          "reserve_drawn_probability", "expected_loss", "equity_irr_simulated", "equity_irr_refinanced",
          "refinancing_price_cut", "min_dscr_refinanced")
LARGEST = 12
"""Payments shown; the others stand in the results."""


def lenders(data, pictures):
    """
    Return the section that lenders read.

    Parameters
    ----------
    data : xarray.Dataset
    pictures : dict of str to str
        Figures by name.

    Returns
    -------
    blocks : list of str
    """
    if "cover" not in pictures:
        return [title("Lenders"), "<p>The project has no debt.</p>", pictures["gantt"], pictures["spending"]]
    rows = [(_in_words(name), number(value(data, name), 0 if name == "loan_tail" else 3),
             str(data[name].attrs.get("long_name", ""))) for name in RATIOS]
    loans = [(str(name), number(100 * share, 0), number(100 * rate, 2), number(100 * kept, 2), number(100 * before, 2),
              number(100 * after, 2), number(100 * loss, 3))
             for name, share, rate, kept, (before, after), loss in zip(*(data[key].values.T for key in (
                 "tranche", "tranche_share", "tranche_rate", "tranche_kept", "tranche_loss_given_default",
                 "tranche_expected_loss")), strict=True)]
    path = data["nominal_price"]
    text = (f"The price of the contract is {number(float(path[0]), 0)} USD/MWh in {int(path['price_year'][0])} and "
            f"{number(float(path[-1]), 0)} in {int(path['price_year'][-1])}, as invoiced (nominal). ")
    return [title("Lenders"), f"<p>{prose(text)}</p>", two(pictures["cover"], pictures["cascade"]),
            table(rows, ("name", "n", "r"), ("Ratio", "value", "definition")),
            table(loans, ("name", *["n"] * 6), ("Loan", "share, %", "interest paid, %", "net of withholding tax, %",
                                                "loss given default, %", "with guarantors, %", "expected loss, %")),
            _companies(data), _half_years(data), _break_evens(data), _causes(data), _quarters(data),
            pictures["gantt"], two(pictures["spending"], f"<div>{_late(data)}</div>")]


def _companies(data):
    """Return figures of the other companies for their lenders and owners; nothing where there is none."""
    if "company" not in data:
        return ""
    keys = (("payment", 1e-6, 0), ("debt", 1e-6, 0), ("gearing", 100.0, 0), ("min_dscr", 1.0, 2), ("dscr_p90", 1.0, 2),
            ("llcr", 1.0, 2), ("default_probability", 100.0, 1), ("expected_loss", 100.0, 3), ("tax", 1e-6, 0),
            ("project_irr", 100.0, 2), ("equity_irr", 100.0, 2))

    def shown(key, place, size, digits):
        found = float(data[f"company_{key}"][place]) if f"company_{key}" in data else np.nan
        return number(found * size, digits) if np.isfinite(found) else "none"

    rows = [(str(name), *(shown(key, place, size, digits) for key, size, digits in keys))
            for place, name in enumerate(data["company"].values)]
    return table(rows, ("name", *["n"] * len(keys)), (
        "Company", "paid by the project, M USD", "debt, M USD", "gearing, %", "least DSCR", "DSCR P90", "LLCR",
        "default, % of lives", "expected loss, %", "tax, M USD", "IRR without debt, %", "IRR of owners, %")) + (
        '<p class="sub">Companies that own a part of the project, each with loans and tax of its own. Nominal, over '
        "the life; returns after tax.</p>")


def _half_years(data):
    """Return sources and uses of funds until operation by half-year, with the construction cost by currency."""
    def lines(kind):
        return [(str(name), *(number(v / 1e6, 0) for v in (*values, values.sum())))
                for name, values in zip(data[kind].values, data[f"{kind}s_by_half_year"].values, strict=True)]
    labels = [str(label) for label in data["half_year"].values]
    rows = []
    for kind in ("use", "source"):
        found = data[f"{kind}s_by_half_year"].values.sum(axis=0) / 1e6
        rows += [*lines(kind), (f"all {kind}s", *(number(v, 0) for v in (*found, found.sum())))]
    return table(rows, ("name", *["n"] * (len(labels) + 1)), ("Uses and sources, M USD", *labels, "all")) + (
        '<p class="sub">Nominal, other currencies at expected rates. The two halves of a year are assumed equal; the '
        "initial debt service reserve is funded in the last half-year.</p>")


SHOWN = {"price": ("USD/MWh", 1.0, 0), "energy": ("GWh/yr", 1.0, 0), "availability": ("%", 100.0, 1),
         "capex": ("bn USD", 1e-9, 2), "opex": ("M USD/yr", 1e-6, 0), "rate": ("% a year", 100.0, 2),
         "delay": ("years", 1.0, 2), "currency": ("of plan", 1.0, 2)}
"""Break-evens: unit on the page, its size, decimals."""


def _break_evens(data):
    """Return the value of each term at which cover or return is just reached."""
    rows = []
    for place, name in enumerate(map(str, data["break_even_term"].values)):
        unit, size, decimals = SHOWN[name]
        values = [data["break_even_planned"].values[place], *data["break_even_value"].values[place]]
        rows.append((f"{name}, {unit}", *(number(size * v, decimals) if np.isfinite(v) else "none" for v in values)))
    return table(rows, ("name", "n", "n", "n", "n"), ("Break-even", "planned", *data["condition"].values)) + (
        '<p class="sub">One term changed at a time, with the loan as sized and no damages received. Price: in USD of '
        "2025. Capex: the excess over plan is paid by owners. Delay: a later first day, with debt service and costs on "
        "their dates. Currency: that of payments in Singapore, the contract included. None: the term has no "
        "break-even.</p>")


def _causes(data):
    """Return the range of results when all causes are drawn together, and the contribution of each group of causes."""
    if "cause" not in data:
        return ""
    parts = data["cause_contribution"].values
    without = data["default_without_cause"].values
    rows = [(str(name), *(number(100 * share, 0) for share in column),
             number(100 * kept, 2))
            for name, column, kept in zip(data["cause"].values, parts.T, without, strict=True)]
    default = number(100 * value(data, "joint_default_probability"), 2)
    heads = ("Cause", *(f"part of the variance of {name}, %" for name in ("price", "equity IRR", "NPV")),
             "default without it, %")
    return joint_tables.ranges(data) + table(rows, ("name", *["n"] * 4), heads) + (
        f'<p class="sub">The loans default in {default} % of simulated lives with all causes drawn. Parts need not add '
        "up to 100: causes act together. Cost and time of building are paid by the owners and do not change the "
        "loan.</p>")


def _quarters(data):
    """Return the load factors of the quarters of the year beside the condition of the importer's licence."""
    if "quarterly_load_factor" not in data:
        return ""
    asked = 100.0 * float(data["quarterly_kept"].attrs["asked"])
    rows = [(f"load factor of quarter {int(quarter)}, %", *(number(100 * v, 0) for v in values[::-1]),
             number(100 * kept, 0))
            for quarter, values, kept in zip(data["quarter"].values, data["quarterly_load_factor"].values.T,
                                             data["quarterly_kept"].values, strict=True)]
    paid = value(data, "licence_penalty") / 1e6
    cost = f"The penalty is {number(paid, 0)} M USD a year." if paid else "No penalty is charged in this case."
    short = number(value(data, "quarterly_shortfall"), 0)
    heads = ("Quarters of the year", "P10", "P50", "P90", f"years with {number(asked, 0)} or more, %")
    return table(rows, ("name", "n", "n", "n", "n"), heads) + (
        '<p class="sub">In 2022 the Energy Market Authority consulted on penalties below a load factor of 75 % in any '
        f"quarter after five years of operation. Quarters fall {short} GWh a year short of {number(asked, 0)} %, "
        f"outages exempt as set by contract.licence. {cost} P90: exceeded in nine of ten simulated quarters.</p>")


def _in_words(name):
    """Return the name of a ratio as lenders write it: ``min_dscr_p90`` is Minimum DSCR P90."""
    words = {"min": "minimum", "dscr": "DSCR", "llcr": "LLCR", "plcr": "PLCR", "irr": "IRR", "p50": "P50", "p90": "P90"}
    text = " ".join(words.get(word, word) for word in name.split("_"))
    return text[0].upper() + text[1:]


def _late(data):
    """Return equity IRR and NPV by whole years of delay of the first day."""
    rows = [(int(years), number(100 * irr, 1), number(npv / 1e9, 2)) for years, irr, npv in zip(
        data["whole_years_late"].values, data["equity_irr_by_delay"].values, data["npv_by_delay"].values, strict=True)]
    return table(rows, ("n", "n", "n"), ("Delay, years", "equity IRR, %", "NPV, bn USD")) + (
        '<p class="sub">Capital is spent as planned, before the delay; contractors pay their damages.</p>')


def governments(data, pictures):
    """
    Return the joint report: cost and benefit, who pays and who gains, tonnes, jobs, programme.

    Parameters
    ----------
    data : xarray.Dataset
    pictures : dict of str to str
        Figures by name.

    Returns
    -------
    blocks : list of str
    """
    return [title("Joint report"), f"<p>{prose(summary(data))}</p>", joint_tables.countries(data),
            joint_tables.ranges(data), pictures["parties"], joint_tables.indicators(data), pictures["net_zero"],
            two(f"<div>{_payments(data)}</div>", f"<div>{joint_tables.tonnes(data)}{joint_tables.plans(data)}</div>"),
            two(f"<div>{joint_tables.buyers(data)}</div>", f"<div>{joint_tables.programme(data)}"
                f"{joint_tables.people(data)}</div>")]


def summary(data):
    """
    Return the finding of the joint report in plain sentences.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    text : str
    """
    premium, saving = value(data, "contract_premium") / 1e6, value(data, "generator_loss") / 1e6
    welfare, gas = value(data, "welfare") / 1e9, new_gas(data)
    word = "more" if welfare < 0 else "less"
    return (f"The import brings Singapore {number(value(data, 'delivered_energy') / 1e3, 1)} TWh a year at "
            f"{_price_paid(data)}, where a new gas plant would cost {number(gas, 0)}. "
            f"Its buyers pay {number(premium, 0)} M USD a year more than the market price of the same power; all "
            f"consumers save {number(saving, 0)} M a year because the import lowers that price, and power stations "
            "lose as much. Payments from one party to another left out, the project costs "
            f"{number(abs(welfare), 1)} bn USD {word} than the generation and the carbon tax that it saves (present "
            f"value at {joint_tables.rate(data)} % real). It avoids "
            f"{number(value(data, 'avoided_emissions') / 1e6, 2)} Mt CO2 a year in Singapore{_emitted(data)}. "
            f"Operation begins by {clock.month_and_year(value(data, 'first_day_p50'))} in half of the "
            f"schedules (P50) and by {clock.month_and_year(value(data, 'first_day_p80'))} in eight of ten "
            f"(P80){_assumed_year(data)}.")


def _price_paid(data):
    """Return what Singapore pays: the price of the contract, or the mean where part is sold at the spot price."""
    share = value(data, "contracted_share") if "contracted_share" in data else 1.0
    if share < NEARLY_ALL:
        return f"{number(value(data, 'average_price'), 0)} USD/MWh on average"
    fixed = scenario(data)["contract"]["price"]
    return f"a price of {number(value(data, 'required_price') if fixed == 'solve' else float(fixed), 0)} USD/MWh"


def _emitted(data):
    """Return the emissions of the power that is bought for the delivery, if any is."""
    carried = value(data, "carbon_intensity") * value(data, "delivered_energy") / 1e3
    return f", while the power bought for it emits {number(carried, 2)} Mt in Vietnam" if carried > 0.0 else ""


def _assumed_year(data):
    """Return the year that the case begins in, where its schedules are not ready by then."""
    year = int(scenario(data)["time"]["first_operating_year"])
    return f"; the case assumes the start of {year}" if value(data, "first_day_p50") >= year + 1.0 else ""


def _payments(data):
    """Return the largest payments between parties."""
    values = data["payment_value"].values
    order = np.argsort(-np.abs(values))[:LARGEST]
    rows = [(str(data["payment"].values[k]), number(values[k] / 1e9, 2)) for k in order]
    return table(rows, ("name", "n"), ("Payment", "bn\u00a0USD")) + (
        f'<p class="sub">The largest {LARGEST} of {values.size}, present value at {joint_tables.rate(data)} % real; '
        "all are in results.nc.</p>")
