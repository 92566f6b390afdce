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
    "solar_energy": ("GWh", "solar energy available at the hub; in addition to gross_energy"),
    "wake_loss": ("GWh", "wakes inside the farm, wakes of other farms, blockage"),
    "availability_loss": ("GWh", "turbines, balance of plant, grid at the hub"),
    "other_farm_loss": ("GWh", "turbine performance, environment, degradation, curtailment by permit"),
    "collection_loss": ("GWh", "array cables, transformers, export to the hub"),
    "battery_loss": ("GWh", "charging and discharging losses, self-discharge, and the change of stored energy"),
    "link_loss": ("GWh", "between hub and Singapore meter; includes the part of the no-load loss that the project's "
                         "own power covers"),
    "outage_loss": ("GWh", "not exported because link or station was out, up to what the link would have exported "
                           "with every pole in service"),
    "curtailed_energy": ("GWh", "available and not sold, for other reasons than an outage"),
    "local_energy": ("GWh", "sold at the hub in Vietnam"),
    "malaysia_energy": ("GWh", "sold where the cable lands in Peninsular Malaysia, at that meter"),
    "buyers_energy": ("GWh", "sold to further buyers of the scenario at the hub and at the landing; by name in "
                             "results.nc"),
    "supplied_energy": ("GWh", "bought from the grid at the hub for the battery or for export; in addition to "
                               "gross_energy"),
    "delivered_energy": ("GWh", "at the Singapore meter"),
    "energy_residual": ("-", "residual of the energy balance of the values above, over gross energy"),
    "net_capacity_factor": ("-", "farm, at the hub, before curtailment; over installed capacity x 8,760 h"),
    "delivered_load_factor": ("-", "delivered over received rating x 8,760 h"),
    "worst_year_load_factor": ("-", "least of all traded years, weather years and outage histories"),
    "hours_at_contract": ("h", f"hours a year at full contracted power; {MEAN}"),
    "contract_shortfall": ("GWh", "shortfall from the contract's minimum energy, mean of all years"),
    "penalty": ("USD", "shortfall penalty a year, mean of all years; real 2025"),
    "penalty_weight": ("-", "share of the contracts' shortfall penalties included in the bids; with foresight the "
                            "share that is optimal for the whole year"),
    "link_loss_fraction": ("-", "energy-weighted: link loss and no-load energy bought, over all energy into the link"),
    "spur_loss": ("GWh", "part of link_loss between a tee and the meter in Peninsular Malaysia, without the no-load "
                         "loss of its station; none without a tee"),
    "carbon_intensity": ("tCO2/MWh", "emissions of the grid energy bought at the hub, over the energy delivered"),
    "spot_price_reduction": ("USD/MWh", "reduction of Singapore's spot price by the import, mean weighted by demand; "
                                        "none where the price model does not respond to imports"),
    "consumer_saving": ("USD", "yearly saving of Singapore's consumers from that reduction, which its power stations "
                               "lose; real 2025"),
    "infeed_reserve": ("MW", "yearly mean of the reserve for the loss of a pole, or of the link, beyond that for the "
                             "largest other unit of Singapore's system"),
    "infeed_reserve_cost": ("USD", "yearly cost of that reserve, whoever pays it; real 2025"),
    "infeed_curtailed": ("GWh", "part of curtailed_energy that follows from the limits on the infeed (market.infeed)"),
    "settlement_gap": ("USD", "yearly difference between the value at which energy was sold to the spot market and "
                              "the price paid for it"),
    "imbalance_cost": ("USD", "yearly cost of deviations from the nomination at gate closure; real 2025"),
    **foresight_value.FIGURES,
    **firmness.FIGURES,
    **cable_rating.FIGURES,
    "spur_availability": ("-", "poles in service on trunk and spur to Malaysia over poles, mean of all outage "
                               "histories; none without a tee"),
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
    "levelised_price": ("USD/MWh", "required_price as paid in dollars of 2025, levelised at the real WACC: differs "
                                   "from it only where the contract's currency drifts"),
    **price_uncertainty.FIGURES,
    "breakeven_gas_price": ("SGD/GJ", "gas price at which new gas in Singapore costs as much as levelised_price, "
                                      "carbon tax levelised over operation; none if the contract takes under 90 %"),
    "breakeven_carbon_price": ("SGD/tCO2", "carbon tax at which new gas costs as much as levelised_price, at the "
                                           "scenario's gas price"),
    "npv": ("USD", "after tax, without debt, at the nominal WACC; at the end of 2025, in its money"),
    "project_irr": ("-", "nominal, after tax, without debt"),
    "equity_irr": ("-", "nominal, after tax"),
    "min_dscr": ("-", "minimum over the years of the loan; mean year of each"),
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
    "evidence": ("-", "screening: no measured wind supports this result; reanalysis; measured"),
    "seed": ("-", "seed of every random draw"),
}
