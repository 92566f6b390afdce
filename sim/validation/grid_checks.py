"""Published figures of the region's trade beside those of a grid's run, with residual and verdict."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.errors import scenario_error
from sim.results.grid_year import year_factor


class GridCheck(NamedTuple):
    """A published figure and where it stands."""

    name: str
    published: float
    tolerance: float
    """Largest difference that counts as met, in the unit of the figure: the spread of its sources, or of the years that
    they speak of."""
    unit: str
    source: str
    status: str
    """verified, or reported where only a secondary source was seen."""
    calibrated: bool
    """Whether the fleets were held to it: then it proves nothing."""
    value: Callable[[Any], float]
    """From the results of a year."""


class GridVerdict(NamedTuple):
    """A check and what the grid has."""

    check: GridCheck
    value: float

    def residual(self) -> float:
        """Return the value less the published figure."""
        return self.value - self.check.published

    def row(self) -> dict:
        """Return its cells for a table."""
        check = self.check
        return {"figure": check.name, "model": self.value, "published": check.published, "residual": self.residual(),
                "tolerance": check.tolerance, "unit": check.unit, "met": self.met(), "held to it": check.calibrated,
                "source": check.source}

    def met(self) -> bool:
        """Return whether it lies within the tolerance."""
        return abs(self.residual()) <= self.check.tolerance


def sent(*names: str, back: bool = False) -> Callable[[Any], float]:
    """Energy sent on corridors, TWh a year."""
    def value(data: Any) -> float:
        which = "sent_back" if back else "sent_forward"
        there = [name for name in names if name in data["corridor"].values]
        if not there:
            raise KeyError(names[0])
        return float(data[which].mean("weather_year").sel(corridor=there).sum()) * year_factor(data) / 1e6
    return value


def largest(name: str) -> Callable[[Any], float]:
    """Largest flow on a corridor in either direction, MW."""
    return lambda data: float(np.abs(data["flow"].sel(corridor=name)).max())


def mean_flow(name: str, sign: float = 1.0) -> Callable[[Any], float]:
    """Mean flow on a corridor, MW."""
    return lambda data: sign * float(data["flow"].sel(corridor=name).mean())


def import_share(*zones: str) -> Callable[[Any], float]:
    """Net import over demand of a country's zones, generation outside its stacks included, %."""
    def value(data: Any) -> float:
        made = data["generation"].sel(zone=list(zones)).sum("technology").sum(("zone", "time")).mean("weather_year")
        bought = data["generation"].sel(zone=list(zones), technology="import").sum(("zone", "time"))
        charging = data["charging"].sel(zone=list(zones)).sum(("zone", "time")).mean("weather_year")
        need = data["demand"].sel(zone=list(zones)).sum(("zone", "time")).mean("weather_year")
        return 100.0 * float((need + charging - made + bought.mean("weather_year")) / need)
    return value


def share(technology: str, *zones: str, until: int = 12) -> Callable[[Any], float]:
    """Share of a technology in the generation of zones up to a month, %."""
    def value(data: Any) -> float:
        data = data.isel(time=data["time"].dt.month.values <= until)
        made = data["generation"].sel(zone=list(zones)).sum(("zone", "time")).mean("weather_year")
        return 100.0 * float(made.sel(technology=technology) / made.drop_sel(technology=["battery", "import"]).sum())
    return value


def supplied(technology: str, *zones: str) -> Callable[[Any], float]:
    """Generation of a technology over the demand of zones, %."""
    def value(data: Any) -> float:
        made = data["generation"].sel(zone=list(zones), technology=technology).sum(("zone", "time"))
        return 100.0 * float((made / data["demand"].sel(zone=list(zones)).sum(("zone", "time"))).mean())
    return value


def price(zone: str) -> Callable[[Any], float]:
    """Mean price of a zone, USD/MWh."""
    return lambda data: float(data["price"].sel(zone=zone).mean())


def paid(*zones: str) -> Callable[[Any], float]:
    """Mean price of zones by their demand, USD/MWh."""
    def value(data: Any) -> float:
        need = data["demand"].sel(zone=list(zones))
        return float((need * data["price"].sel(zone=list(zones))).sum() / need.sum())
    return value


def peak(*zones: str) -> Callable[[Any], float]:
    """Largest demand of zones together, mean over weather years, MW."""
    return lambda data: float(data["demand"].sel(zone=list(zones)).sum("zone").max("time").mean())


def factor(*zones: str) -> Callable[[Any], float]:
    """Emissions of generation over generation, t/MWh."""
    def value(data: Any) -> float:
        of = data.sel(zone=list(zones)) if zones else data
        made = of["generation"].drop_sel(technology=["battery", "import"]).sum(("zone", "time", "technology"))
        return float(of["emissions"].sum(("zone", "time")).mean() / made.mean())
    return value


VN, PH, ID = ("VNN", "VNC", "VNS"), ("PHL", "PHV", "PHM"), ("JVB", "SUM", "KAL", "BTM")
TH, MY, LA = ("TH", "THP"), ("PMY", "SWK", "SBH"), ("LA", "LAX")
EVN, IRENA = "Vietnam Electricity, first half of 2025", "IRENA 2022 through OSeMOSYS Global"
EM = "Ember 2024 as shown by Electricity Maps"

CHECKS = (
    GridCheck("Lao exports", 38.0, 8.0, "TWh/yr", "51.3 TWh generated less 12.8 used in 2022; 26.97 in 2021",
              "reported", False, sent("lao_contracts", "lao_thai_ties", "lao_vietnam_centre", "lao_vietnam_north",
                                      "lao_cambodia")),
    GridCheck("Lao imports", 0.6, 0.6, "TWh/yr", "307.9 GWh in the first half of 2018 (VietnamPlus 137353)", "verified",
              False, sent("lao_thai_ties", "lao_cambodia", "lao_vietnam_centre", back=True)),
    GridCheck("Vietnam, import share", 2.0, 1.0, "%", "Viet Nam News 1693477; Vietnam Electricity", "verified", False,
              import_share(*VN)),
    GridCheck("Vietnam, north to centre, largest flow", 3959.0, 800.0, "MW", EVN, "verified", False,
              largest("north_centre")),
    GridCheck("Vietnam, centre to south, largest flow", 5625.0, 1100.0, "MW", EVN, "verified", False,
              largest("centre_south")),
    GridCheck("Cambodia, import share", 26.0, 5.0, "%", "VietnamPlus 276378; Low-Carbon Power 2024", "verified", False,
              import_share("KH")),
    GridCheck("Sarawak to Kalimantan, mean flow", 100.0, 40.0, "MW", "The Sun, 2025", "verified", True,
              mean_flow("sarawak_kalimantan")),
    GridCheck("Sarawak to Sabah, mean flow", 40.0, 10.0, "MW", "The Sun, 2025: 30 to 50 MW", "verified", True,
              mean_flow("sarawak_sabah")),
    GridCheck("Mindanao to Visayas, largest flow", 389.0, 80.0, "MW", "SunStar, June 2025", "verified", False,
              lambda data: float((-data["flow"].sel(corridor="visayas_mindanao")).max())),
    GridCheck("Peninsular Malaysia, price", 44.0, 9.0, "USD/MWh", "system marginal price of 20.46 sen/kWh, January to "
              "April 2024 (The Edge Malaysia)", "verified", False, price("PMY")),
    GridCheck("Philippines, price", 72.6, 15.0, "USD/MWh", "4.14 PHP/kWh in the first half of 2025 (Philippine Star "
              "2460695), 57 PHP to the USD; 5.58 in 2024", "verified", False, paid(*PH)),
    GridCheck("Sabah, gas", 89.0, 8.0, "%", "Deputy Minister of Investment, Trade and Industry, 2023 (newsformal.com "
              "45175560)", "reported", False, share("gas", "SBH")),
    GridCheck("Sabah, largest demand", 1136.0, 115.0, "MW", "5 June 2024 (Malay Mail 138430)", "verified", False,
              peak("SBH")),
    GridCheck("Thailand, largest demand", 36700.0, 3700.0, "MW", "2024 (Bangkok Post 2784507)", "verified", False,
              peak(*TH)),
    *(GridCheck(f"{name}, largest demand", value, 0.1 * value, "MW", "2025 (Manila Bulletin)", "verified", True,
                peak(zone)) for name, zone, value in (("Luzon", "PHL", 14769.0), ("Visayas", "PHV", 3111.0),
                                                      ("Mindanao", "PHM", 2789.0))),
    GridCheck("Kalimantan, largest demand", 2359.0, 236.0, "MW", "12 December 2024 (Kontan)", "verified", True,
              peak("KAL")),
    GridCheck("Singapore, price", 88.0, 18.0, "USD/MWh", "USEP of some 115 SGD/MWh in April 2025", "reported", False,
              price("SG")),
    GridCheck("Singapore, factor", 0.402, 0.04, "t/MWh", "grid emission factor of 2024 (not verified)", "reported",
              False, factor("SG")),
    GridCheck("ASEAN, factor", 0.565, 0.06, "t/MWh", "Ember through Our World in Data, 2025", "verified", False,
              factor()),
    *(GridCheck(f"Vietnam, {technology}, first half", value, 8.0, "%", EVN, "verified", True,
                share(technology, *VN, until=6))
      for technology, value in {"coal": 54.3, "hydro": 23.4, "gas": 6.6, "sun": 8.7, "wind": 4.3}.items()),
    *(GridCheck(f"Cambodia, {technology} over demand", value, 8.0, "%", "Low-Carbon Power, 2024", "verified", True,
                supplied(technology, "KH")) for technology, value in {"coal": 41.0, "hydro": 25.0, "sun": 5.0}.items()),
    *(GridCheck(f"{name}, {technology}", value, 8.0, "%", source, "reported", True, share(technology, *zones))
      for name, zones, source, values in (
          ("Thailand", TH, IRENA, {"coal": 18.7, "gas": 60.4, "hydro": 3.3, "biomass": 11.6, "sun": 2.6}),
          ("Peninsular Malaysia", ("PMY",), EM, {"coal": 56.4, "gas": 36.4, "hydro": 4.8, "sun": 2.1}),
          ("Malaysia", MY, IRENA, {"coal": 51.4, "gas": 31.1, "hydro": 16.1}),
          ("Indonesia", ID, IRENA, {"coal": 62.6, "gas": 16.6, "hydro": 8.3, "geothermal": 5.1}),
          ("Philippines", PH, IRENA, {"coal": 62.0, "gas": 16.7, "hydro": 8.7, "geothermal": 9.7}),
          ("Laos", LA, IRENA, {"hydro": 76.4, "coal": 23.6}),
          ("Myanmar", ("MM",), IRENA, {"hydro": 52.9, "gas": 47.0}),
          ("Singapore", ("SG",), "Energy Market Authority: about 95 % gas", {"gas": 95.0}),
          ("Brunei", ("BN",), IRENA, {"gas": 79.0}))
      for technology, value in values.items()),
)
"""Published figures of 2018 to 2025, held against the snapshot of 2025. The mixes are those that fleets and fuel prices
were held to; of LTMS-PIP (265.73 GWh in 311 days under a cap of 100 MW) a market without contracts says nothing."""


def check_grid(data: Any) -> list[GridVerdict]:
    """
    Compare the results of a grid with published figures.

    Parameters
    ----------
    data : xarray.Dataset
        Of the shipped grid, its snapshot of 2025.

    Returns
    -------
    verdicts : list of GridVerdict
        Of the checks whose zones and corridors are there.

    Raises
    ------
    SundalinkError
        If none can be made.
    """
    found = []
    for check in CHECKS:
        try:
            found.append(GridVerdict(check, check.value(data)))
        except KeyError:   # a zone or corridor that this grid has not
            continue
    if not found:
        raise scenario_error("the grid has none of the zones and corridors that published figures speak of")
    return found
