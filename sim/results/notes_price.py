"""Sentences about prices: spot market, required price, contingency, uncertainty of cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis import cost_outturns
from sim.analysis.gas_parity import CONTRACTED, average_price, contracted_share, levelised
from sim.analysis.price_uncertainty import QUANTILES, VINTAGES, usual
from sim.market import supply_stack
from sim.units import MONEY_YEAR, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.analysis.price_uncertainty import PriceUncertainty
    from sim.chain import Case
    from sim.results.summary_values import SummaryValues

LOWEST_SPOT, HIGHEST_SPOT = 20.0, 500.0
"""Yearly means of the spot price outside which a note is given; the record of 2016 to 2023 lies within (assumed).
[USD/MWh]"""
SURPRISE = 0.3
"""Departure of the mean import from the one that the market expects, above which a note is given (assumed).
[fraction]"""


def cost_uncertainty(case: Case, found: PriceUncertainty) -> str:
    """
    Sentences on the effect of uncertain costs on the required price.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : PriceUncertainty
        As `sim.analysis.price_uncertainty.compute` returns it.

    Returns
    -------
    text : str
    """
    low, high = found.source_level.min(), found.source_level.max()
    text = (f"Published unit costs of subsea HVDC cable range from {low:,.0f} to {high:,.0f} USD/MW/km (USD of 2025), "
            f"a factor of {high / low:.1f}. ")
    if not np.isfinite(case.finance.required):
        return text + "No price meets the targets at the planned cost."
    by_vintage = ", ".join(f"{price:,.0f} at {name}" for name, price in
                           zip(VINTAGES.values(), found.vintage_price, strict=True))
    text += f"By vintage of cable and stations the required price is {by_vintage} [USD/MWh], with the same dispatch. "
    if found.price.size:
        p10, p50, p90 = np.quantile(found.price, np.array(QUANTILES) / 100.0)
        text += (f"With uncertain costs of all parts it lies between {p10:,.0f} and {p90:,.0f} USD/MWh in 80 % of the "
                 f"draws (median {p50:,.0f}). {cost_outturns.sentence(case.scenario)}")
    return text.strip()


def contingency(case: Case, figures: SummaryValues) -> str:
    """Sentence on the cost with the usual contingency and owner's cost, where the scenario has less; else empty."""
    capex, price = figures["capex_with_contingency"], figures["required_price_with_contingency"]
    cost, shares = case.scenario.cost, usual()
    if cost.contingency >= shares[0] and cost.development >= shares[1]:
        return ""
    text = (f"The costs include {percent(cost.contingency)} contingency and {percent(cost.development)} owner's cost. "
            f"With the usual {percent(shares[0])} and {percent(shares[1])}, capex would be {capex / 1e9:.2f} bn USD")
    return text + (f" and the required price {price:,.0f} USD/MWh." if np.isfinite(price) else ".")


def spot(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on a spot price, or an expected import, outside the usual range."""
    mean = float(case.market[0].spot.mean())
    if not LOWEST_SPOT < mean < HIGHEST_SPOT:
        yield (f"Doubtful: Singapore's spot price averages {mean:,.0f} USD/MWh in the first year of operation, before "
               "the import; penalties, spot sales and consumer savings depend on it. Check [market.price] and the "
               "price of gas.")
    model, mean = case.scenario.market.price, figures["delivered_energy"] / 8.76
    if model.model == "grid":
        level = "the level of its one snapshot is used in all years" if len(model.results) == 1 else \
            "interpolated between its snapshots, constant beyond them"
        yield (f"Spot prices are those of zone {model.zone} of a grid without the project, whose stores have perfect "
               f"foresight; {level}. The grid's fuel and carbon prices apply, not those of this case.")
    if model.model != "supply_stack":
        return
    expected = supply_stack.OFTEN * case.scenario.link.rating_mw if model.expected_import_mw == "link" else \
        model.expected_import_mw
    if abs(mean - expected) > SURPRISE * expected:
        yield (f"Singapore's plants expect a mean import of {expected:,.0f} MW, but {mean:,.0f} MW are delivered: "
               "spot_price_reduction and consumer_saving depend on it; set market.price.expected_import_mw near the "
               "mean.")


def required_price(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on the energy that the required price applies to, and on what prevents it from being met."""
    done, s = case.finance, case.scenario
    years = done.years
    share, paid = contracted_share(years), average_price(case)
    if share < CONTRACTED:
        yield (f"The contract takes {percent(share)} of the energy delivered; the required price applies to that part "
               f"alone, and Singapore pays {paid:.0f} USD/MWh on average. It is not comparable with new gas."
               if share > 0 else
               f"Nothing is delivered under a contract; Singapore pays {paid:.0f} USD/MWh on average.")
    if s.contract.drift_per_year:
        first, last = (done.price * (1.0 - s.contract.drift_per_year) ** (year - MONEY_YEAR) for year in (
            s.time.first_operating_year, s.time.first_operating_year + s.time.operating_years - 1))
        yield (f"The price of {done.price:.0f} USD/MWh is in USD of {MONEY_YEAR}, agreed in {s.contract.currency}, "
               f"which changes in value: in USD of {MONEY_YEAR} it is {first:.0f} USD/MWh in the first year of "
               f"operation and {last:.0f} in the last, {done.price * levelised(s, years):.0f} levelised, on which the "
               "break-even prices are based.")
    if not np.isfinite(figures["equity_irr"]):
        yield f"The equity IRR has no value: {done.project.equity_irr_reason}."
    width = sum(contract.width for contract in case.traded.contracts[0])
    most = case.link.transfers[-1].capacity * case.route.kept
    if width > most + 1e-6:
        which = "contract of {} is" if len(case.traded.contracts[0]) == 1 else "contracts, {} together, are"
        yield (f"The {which.format(f'{width:,.0f} MW')} never served in full: the link delivers at most {most:,.0f} MW "
               "at the Singapore meter.")
    if s.contract.price != "solve" and done.price < done.required - 0.01:
        yield (f"The contract price of {done.price:.2f} USD/MWh is below the {done.required:.2f} that equity and "
               "lenders require.")


def phases(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield a sentence on the earnings of parts of the project before the whole is in service."""
    early = case.finance.terms.early
    if early is None or case.finance.before is None:
        return
    listed = "; ".join(f"from {phase.begin} {percent(phase.farm)} of the turbines, {percent(phase.poles)} of the poles "
                       f"and {percent(phase.battery)} of the battery" for phase in case.traded.phases)
    tonnes = case.finance.before
    paid = float((case.finance.project.tax * case.finance.timeline.construction).sum())
    yield (f"Before full operation in {case.scenario.time.first_operating_year}: {listed}. They deliver "
           f"{early.delivered.sum() / 1e3:,.0f} GWh in all, and pay {early.net(case.finance.price).sum() / 1e9:.2f} bn "
           f"USD (2025) of the construction cost, less {paid / 1e6:,.0f} million of tax in nominal USD; tax holidays "
           f"run from {case.traded.phases[0].begin}. In those years {tonnes.avoided.sum() / 1e6:,.2f} Mt CO2 are "
           f"avoided in Singapore and {tonnes.ledger.transferred.sum() / 1e6:,.2f} Mt of credits are transferred; "
           "yearly means of energy and tonnes cover full operation alone.")


def infeed(case: Case, figures: SummaryValues) -> Iterator[str]:
    """Yield sentences on the reserve that the link's infeed requires, and on the energy that a limit on it costs."""
    given = case.scenario.market.infeed
    what = "the link" if given.contingency == "link" else "a pole"
    if figures["infeed_reserve"] > 0.5:
        payer = {"exporter": "the exporter pays", "buyer": "the buyer pays", "system": "consumers in Singapore pay",
                 "shared": f"the exporter pays {percent(given.exporter_share)} and consumers in Singapore the rest"}
        yield (f"The loss of {what} requires {figures['infeed_reserve']:,.0f} MW of reserve, yearly mean, beyond "
               f"that for the largest other unit ({given.largest_unit_mw:,.0f} MW): "
               f"{figures['infeed_reserve_cost'] / 1e6:,.1f} million USD/yr at an assumed "
               f"{given.reserve_price_usd_per_mwh:g} USD/MWh, which {payer[given.paid_by]}. It does not change the "
               "spot price.")
    policy, ramp = case.scenario.trade.policy.model, given.ramp_mw_per_half_hour
    if figures["infeed_curtailed"] > 0.05:
        limits = [f"{given.maximum_mw:,.0f} MW on the infeed of {what} (market.infeed.maximum_mw)"
                  ] * bool(given.maximum_mw) + [f"{ramp:,.0f} MW on changes of the infeed in a half-hour "
                                                "(market.infeed.ramp_mw_per_half_hour)"] * bool(ramp)
        yield (f"The limit of {' and that of '.join(limits)} keeps {figures['infeed_curtailed']:,.0f} GWh/yr from "
               "being exported.")
    if ramp and (policy == "perfect_foresight" or (policy != "linear" and case.scenario.link.tee.built)):
        yield (f"Changes of the infeed beyond {ramp:,.0f} MW in a half-hour are cut without the battery's help under "
               f"trade.policy.model = {policy!r}{', behind a tee' * bool(case.scenario.link.tee.built)}: energy and "
               "revenue are a lower bound; 'linear' keeps the limit with the battery.")
