"""Groups of causes that are drawn jointly, and their places in an array of drawn factors."""

GROUPS = ("energy", "outages", "cost of building", "upkeep", "time", "interest", "currency", "price of gas",
          "carbon tax")
"""Groups of causes; currencies of building and of upkeep count with those."""
ENERGY, OUTAGES, COST, UPKEEP, TIME, INTEREST, CURRENCY, GAS, CARBON = range(len(GROUPS))
