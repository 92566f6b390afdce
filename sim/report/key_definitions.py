"""The summary value that defines each key figure, and the meaning of each kind of evidence."""

DEFINED_BY = {
    "Delivered to Singapore": "delivered_energy", "Link load factor": "delivered_load_factor",
    "Hours at full contract": "hours_at_contract", "Link losses": "link_loss_fraction",
    "Link availability": "life_availability", "Longest full outage": "longest_outage",
    "Spare joint kit": "spare_kit_value", "Required price": "required_price", "Landed cost": "landed_cost",
    "Break-even gas price": "breakeven_gas_price", "Break-even carbon tax": "breakeven_carbon_price", "Capex": "capex",
    "Net present value": "npv", "NPV at price of gas": "npv_at_new_gas",
    "Project IRR": "project_irr", "Equity IRR": "equity_irr", "Minimum DSCR": "min_dscr",
    "Emissions avoided": "avoided_emissions", "Value of foresight": "foresight_value",
    "P50 annual energy": "p50_delivered_energy", "P75 annual energy": "p75_delivered_energy",
    "P90 annual energy": "p90_delivered_energy", "Evidence": "evidence"}
"""Label of a key figure -> summary value that defines it."""

EVIDENCE = {
    "screening": "no measured wind supports it",
    "reanalysis": "reanalysis wind",
    "measured": "wind measured at the site",
}
