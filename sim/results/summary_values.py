"""The summary values of a case by name: unit and definition of each, in the order of summary.csv."""

from typing import Any

from sim.analysis import (
    battery_ageing,
    cable_rating,
    exceedance,
    firmness,
    foresight_value,
    gas_parity,
    joint_uncertainty,
    lenders_cover,
    licence,
    link_reliability,
    net_zero,
    parties,
    price_standard_error,
    price_uncertainty,
    programme,
)

SummaryValues = dict[str, Any]
"""Values by the names of `SUMMARY`: numbers, and the text of ``evidence``."""

MEAN = "mean year of operation, mean of weather years and outage histories"

SUMMARY = {
    "gross_energy": ("GWh", f"free wind at the turbines; {MEAN}"),
    "solar_energy": ("GWh", "offered by the solar plant to the hub; beside gross_energy, it comes in"),
    "wake_loss": ("GWh", "wakes inside the farm, wakes of other farms, blockage"),
    "availability_loss": ("GWh", "turbines, balance of plant, grid at the hub"),
    "other_farm_loss": ("GWh", "turbine performance, environment, degradation, curtailment by permit"),
    "collection_loss": ("GWh", "array cables, transformers, export to the hub"),
    "battery_loss": ("GWh", "in and out of the battery, self-discharge, and what stays in it"),
    "link_loss": ("GWh", "between hub and Singapore meter; of its no-load loss what the project's own power covers"),
    "outage_loss": ("GWh", "not taken because link or station was out, up to what the whole link would have taken"),
    "curtailed_energy": ("GWh", "not taken by anyone, for another reason than an outage"),
    "local_energy": ("GWh", "sold at the hub in Vietnam"),
    "malaysia_energy": ("GWh", "sold where the cable lands in Peninsular Malaysia, at the meter there"),
    "buyers_energy": ("GWh", "sold to the further buyers of the scenario at the hub and at the landing; by name in "
                             "results"),
    "supplied_energy": ("GWh", "bought from the grid at the hub for the battery or for export; beside gross_energy, it "
                               "comes in"),
    "delivered_energy": ("GWh", "at the Singapore meter"),
    "energy_residual": ("-", "what the values above fail to close by, over gross energy"),
    "net_capacity_factor": ("-", "farm, at the hub, before curtailment; over built capacity x 8,760 h"),
    "delivered_load_factor": ("-", "delivered over received rating x 8,760 h"),
    "worst_year_load_factor": ("-", "least of all traded years, weather years and outage histories"),
    "hours_at_contract": ("h", f"hours a year at full contracted power; {MEAN}"),
    "contract_shortfall": ("GWh", "short of the contract's minimum energy, mean of the yearly shortfalls"),
    "penalty": ("USD", "shortfall penalty a year, mean of the yearly penalties; real 2025"),
    "penalty_weight": ("-", "share of the contracts' shortfall penalties that the bids counted; with foresight what "
                            "makes the best of the whole year"),
    "link_loss_fraction": ("-", "energy-weighted: link loss and no-load energy bought, over all that goes in"),
    "spur_loss": ("GWh", "of link_loss, lost between a tee and the meter in Peninsular Malaysia, above the loss at "
                         "rest of its station; nothing without a tee"),
    "carbon_intensity": ("tCO2/MWh", "emissions of the grid energy bought at the hub, over the energy delivered"),
    "spot_price_reduction": ("USD/MWh", "by how much the import lowers Singapore's spot price, mean weighted by "
                                        "demand; nothing where the model of the price knows no import"),
    "consumer_saving": ("USD", "what that fall saves Singapore's consumers a year, and its power stations lose; real "
                               "2025"),
    "infeed_reserve": ("MW", "mean of the year: reserve for the loss of a pole, or of the link, beyond that for the "
                             "largest other unit of Singapore's system"),
    "infeed_reserve_cost": ("USD", "a year, what that reserve costs, whoever pays; real 2025"),
    "infeed_curtailed": ("GWh", "part of curtailed_energy that the limit on a single infeed leaves at the hub"),
    "settlement_gap": ("USD", "a year, what energy sold at the spot price was valued at beyond what it is paid"),
    "imbalance_cost": ("USD", "paid a year for departing from what was nominated at gate closure; real 2025"),
    **foresight_value.FIGURES,
    **firmness.FIGURES,
    **cable_rating.FIGURES,
    "spur_availability": ("-", "poles through which a tee and its spur bring power to Malaysia over poles, mean of all "
                               "outage histories; nothing without a tee"),
    "link_availability": ("-", "poles in service over poles, mean of all outage histories"),
    **link_reliability.FIGURES,
    "battery_cycles": ("1/yr", "energy discharged at the hub over rated energy"),
    **battery_ageing.FIGURES,
    "revenue": ("USD", f"contract, spot, local and credits a year; {MEAN}; real 2025"),
    "capex": ("USD", "overnight cost of all parts, contingency and development; real 2025"),
    "lcoe": ("USD/MWh", "farm and export cables over energy at the hub before curtailment; real 2025, before tax"),
    "landed_cost": ("USD/MWh", "annual costs of all parts less net local sales, per MWh delivered; real 2025, before "
                               "tax"),
    "required_price": ("USD/MWh", "flat real price of 2025 at the Singapore meter that meets the target equity IRR and "
                                  "the minimum DSCR"),
    **price_standard_error.FIGURES,
    "levelised_price": ("USD/MWh", "required_price as it is paid in dollars of 2025, levelised at the real WACC: the "
                                   "same unless the contract's currency drifts"),
    **price_uncertainty.FIGURES,
    "breakeven_gas_price": ("SGD/GJ", "gas price at which new gas in Singapore costs as much as levelised_price, "
                                      "carbon tax at its mean over operation; none if the contract takes under 90 %"),
    "breakeven_carbon_price": ("SGD/tCO2", "carbon tax at which new gas costs as much as levelised_price, at the "
                                           "scenario's gas price"),
    "npv": ("USD", "after tax, without debt, at the nominal WACC; at the end of 2025, in its money"),
    "project_irr": ("-", "nominal, after tax, without debt"),
    "equity_irr": ("-", "nominal, after tax"),
    "min_dscr": ("-", "least of all years of the loan; mean year of each"),
    **lenders_cover.FIGURES,
    **licence.FIGURES,
    **gas_parity.FIGURES,
    **programme.FIGURES,
    **net_zero.FIGURES,
    **joint_uncertainty.FIGURES,
    **parties.FIGURES,
    "avoided_emissions": ("tCO2", "a year, in Singapore's inventory: delivered energy x grid factor; mean of its "
                                  "operation"),
    "itmo_volume": ("tCO2", "a year, transferred for energy used in Vietnam only; mean of operation"),
    **exceedance.FIGURES,
    "evidence": ("-", "screening: no measured wind stands behind this result; reanalysis; measured"),
    "seed": ("-", "seed of every random draw"),
}
