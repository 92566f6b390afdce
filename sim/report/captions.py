"""Captions of the pictures of the report."""

CAPTIONS = {
    "map": "Farm, hub and cable. The farm is marked at its centre; the dotted line is its export "
           "cable to the hub.",
    "depth": "Depth of the sea along the route, from the embedded relief.",
    "loss": "Loss of the link with every pole in service. The no-load loss is continuous: bought from the "
            "grid at either end where that is cheaper than the value of the power.",
    "heat": "Hottest conductor behind the wind of the first traded year, every pole in service, without the battery; "
            "the seabed responds over weeks (IEC 60853). Ratings: continuous; cyclic (peak of the mean day, "
            "repeated); dynamic (peak of the load of all weather years, scaled to the temperature limit).",
    "outages": "Rate of outages that last longer, mean of simulated lives. For comparison: outages of three links "
               "seen in half-hourly flows of Great Britain, at 12 h and at the median; hours of near-zero price count "
               "there, single poles do not.",
    "lives": "One value for each simulated project life, first to last year of operation.",
    "losses": "Mean year of operation, mean of weather years and outage histories. Each step starts where the one"
              " above it ends.",
    "monthly": "Months on Singapore's clock, mean of the years of operation, first outage history; battery losses are "
               "not shown.",
    "duration": "Periods of every simulated year, sorted by power, first outage history.",
    "seasons": "Periods of every simulated year, sorted by power within each season, first outage history.",
    "storage": "Least energy of a store at the hub, its power not limited, with the wind of the first operating year, "
               "the battery's losses and the link's; the cable in service. The weather years repeat: the "
               "store must end as full as it began.",
    "stack": "Supply stack of Singapore in the first operating year, cheapest first; the import displaces the most "
             "expensive running plant.",
    "spot": "Half-hours of the first operating year sorted by price, without the import and with it, first "
            "outage history.",
    "cost": "Costs of all parts before tax, levelised at the real cost of capital, less sales in Vietnam. The "
            "required price is flat in USD of 2025 and covers tax, the target equity IRR and the minimum "
            "DSCR.",
    "cash": "Nominal USD of each year. Tax as it would be without debt; the broken line is the cumulative equity "
            "cash flow, with debt and its tax.",
    "prices": "Above: costs of all parts drawn together, lognormal on either side of the plan; below: another cable, "
              "all else as planned. Trade and finance terms stay; debt is sized anew. P10: 10 % of draws are lower. "
              "Ranges about published costs are assumed.",
    "certainty": "Every simulated year, with its weather and outages, times an uncertain level of the "
                 "farm's energy. Weather alone: exceeded in nine weather years of ten.",
    "yearly": "One value for each traded year, weather year and outage history. The contract counts the energy "
              "delivered under it; spot sales are not in it.",
}
"""Name of a picture, as in `sim.report.plots.catalogue.DRAWINGS` -> what it shows, and of what."""
