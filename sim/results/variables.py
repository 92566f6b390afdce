"""The arrays of a result: their names, units and long names."""

# name -> (field of sim.trade.settlement.Flows, unit, long name); axes (operating_year, weather_year, time)
HOURLY = {
    "available_power": ("available", "MW", "wind and solar power at the hub, before curtailment"),
    "battery_power": ("flow", "MW", "power into the battery, negative when it discharges"),
    "stored_energy": ("level", "MWh", "energy in the battery at the end of the period"),
    "far_battery_power": ("far_flow", "MW", "power into a battery at the Singapore meter, negative when it discharges"),
    "far_stored_energy": ("far_level", "MWh", "energy in a battery at the Singapore meter at the end of the period"),
    "sent_power": ("sent", "MW", "power into the sending station, beside its no-load loss"),
    "delivered_power": ("delivered", "MW", "power delivered at the Singapore meter"),
    "contract_power": ("contract", "MW", "power delivered under the contract"),
    "spot_power": ("spot", "MW", "power delivered to the spot market"),
    "malaysia_power": ("malaysia", "MW", "power sold where the cable lands in Peninsular Malaysia"),
    "supplied_power": ("supplied", "MW", "power bought from the grid at the hub, beside what the stations use"),
    "local_power": ("local", "MW", "power sold at the hub in Vietnam"),
    "curtailed_power": ("curtailed", "MW", "power that no one took, not because of an outage"),
    "outage_power": ("outage", "MW", "power that no one took because a pole was out"),
    "link_loss_power": ("link_loss", "MW", "power lost between hub and meter, with the no-load loss not bought"),
}

# name -> (field of sim.trade.settlement.Ledger, unit, divisor, long name)
# axes (operating_year, weather_year, outage_draw)
ANNUAL = {
    "annual_available_energy": ("available", "GWh", 1e3, "wind and solar energy at the hub, before curtailment"),
    "annual_battery_loss": ("battery_loss", "GWh", 1e3, "energy that the battery keeps or turns to heat"),
    "annual_curtailed_energy": ("curtailed", "GWh", 1e3, "energy that no one took, not because of an outage"),
    "annual_outage_loss": ("outage", "GWh", 1e3, "energy that no one took because a pole was out"),
    "annual_local_energy": ("local", "GWh", 1e3, "energy sold at the hub in Vietnam"),
    "annual_malaysia_energy": ("malaysia", "GWh", 1e3, "energy sold where the cable lands in Peninsular Malaysia"),
    "annual_supplied_energy": ("supplied", "GWh", 1e3, "energy bought from the grid at the hub"),
    "annual_sent_energy": ("sent", "GWh", 1e3, "energy into the sending station"),
    "annual_delivered_energy": ("delivered", "GWh", 1e3, "energy delivered at the Singapore meter"),
    "annual_contract_energy": ("contract", "GWh", 1e3, "energy delivered under the contract"),
    "annual_spot_energy": ("spot", "GWh", 1e3, "energy delivered to the spot market"),
    "annual_link_loss": ("link_loss", "GWh", 1e3, "energy lost between hub and meter"),
    "annual_spur_loss": ("spur_loss", "GWh", 1e3, "of the link's loss, between a tee and the Malaysian meter"),
    "annual_station_bought": ("bought", "GWh", 1e3, "no-load loss of the stations bought from the grids"),
    "annual_imbalance_cost": ("imbalance_cost", "USD", 1.0, "cost of departing from what was nominated"),
    "annual_spot_price_reduction": ("spot_price_reduction", "USD/MWh", 1.0,
                                    "by how much the import lowers the spot price"),
    "annual_infeed_reserve": ("infeed_reserve", "GWh", 1e3, "reserve for the loss of the link's infeed beyond that for "
                              "the largest other unit, power over time"),
    "annual_infeed_curtailed": ("infeed_curtailed", "GWh", 1e3, "part of what is curtailed that limits on the infeed "
                                "leave at the hub"),
    "annual_load_factor_shadow_price": ("delivered_limit", "USD/MWh", 1.0, "cost of a MWh more of the least energy "
                                        "asked for at the Singapore meter; infinite where it is out of reach"),
    "annual_supply_shadow_price": ("supplied_limit", "USD/MWh", 1.0, "value of a MWh more from the grid at the hub"),
    "annual_local_shadow_price": ("local_limit", "USD/MWh", 1.0, "value of a MWh more that may be sold at the hub"),
    "annual_cycle_shadow_price": ("discharged_limit", "USD/MWh", 1.0, "value of a MWh more that the battery may give"),
    "annual_unmet_energy": ("unmet", "GWh", 1e3, "what the least energy asked for was missed by, out of reach"),
    "annual_hours_at_contract": ("hours_at_contract", "h", 1.0, "hours at full contracted power"),
}

# name -> (field of sim.finance.project_returns.ProjectFinance, long name); axis (calendar_year), nominal USD
MONEY = {
    "contract_revenue": ("contract_revenue", "revenue under the contract"),
    "spot_revenue": ("spot_revenue", "revenue on the spot market"),
    "local_revenue": ("local_revenue", "revenue of local sales"),
    "other_revenue": ("other_revenue", "other revenue (carbon credits)"),
    "penalty_cost": ("penalty", "shortfall penalty"),
    "charges_cost": ("charges", "charges in Singapore, wheeling, energy bought for the stations"),
    "opex_cost": ("opex", "fixed cost of operation and yearly fees"),
    "capex_cost": ("capex", "cost of building"),
    "renewal_cost": ("renewal", "replacements"),
    "decommissioning_cost": ("decommissioning", "removal at the end of life"),
    "tax_paid": ("tax", "corporate income tax"),
    "tax_without_debt": ("unlevered_tax", "corporate income tax as it would be without debt"),
    "working_capital_rise": ("working_capital", "rise of what buyers owe"),
    "project_cash_flow": ("cash_flow", "free cash flow after tax, without debt"),
    "equity_cash_flow": ("equity_flow", "dividends less equity paid in"),
}


def component_label(name: str) -> str:
    """
    Return the name of a component in words: `vat_bridge` is VAT bridge.

    Parameters
    ----------
    name : str
        As components and variables have it.

    Returns
    -------
    label : str
    """
    return str(name).replace("_", " ").replace("vat ", "VAT ")
