"""The scenario of a grid: zones, corridors, fuels, plants, and the rules that join them."""

from pydantic import Field, model_validator

from sim.scenario.model_tables import ABSENT, Table, repeated
from sim.scenario.tables_grid import CorridorRow, FuelRow, GridProjectTable, GridTable, PlantRow, ShapeRow
from sim.scenario.tables_zone import ZoneRow

NAMED = ("fuels", "plants", "shapes", "zones", "corridors")
"""Lists whose rows have names of their own."""


class GridScenario(Table):
    """A grid of zones that trade over corridors, in one snapshot year."""

    name: str = Field("grid", min_length=1)
    """Short name; it names the folder of results as well."""
    description: str = "Zones that trade over corridors"
    """One line on what the grid is."""
    document_basis: str = "as each corridor says"
    """Which published lists the grid stands on."""
    seed: int = Field(20231024, ge=0, lt=2**63)
    """Seed of every random draw (assumed: any number would do)."""
    grid: GridTable = Field(default_factory=ABSENT)
    project: GridProjectTable = Field(default_factory=ABSENT)
    fuels: tuple[FuelRow, ...] = ()
    """Fuels: tables ``[[fuels]]``."""
    plants: tuple[PlantRow, ...] = ()
    """Classes of plants: tables ``[[plants]]``."""
    shapes: tuple[ShapeRow, ...] = ()
    """Shapes of demand: tables ``[[shapes]]``."""
    zones: tuple[ZoneRow, ...] = Field(min_length=1, max_length=200)
    """Zones: tables ``[[zones]]``."""
    corridors: tuple[CorridorRow, ...] = Field((), max_length=1000)
    """Corridors: tables ``[[corridors]]``."""

    @model_validator(mode="after")
    def _together(self):
        """Rules that join tables."""
        for kind in NAMED:
            twice = repeated(getattr(self, kind))
            if twice is not None:
                raise ValueError(f"{kind}: {twice!r} stands twice; each row needs a name of its own")
        fuels, plants = {row.name for row in self.fuels}, {row.name: row for row in self.plants}
        for row in self.plants:
            if row.fuel and row.fuel not in fuels:
                raise ValueError(f"plants.{row.name}.fuel = {row.fuel!r}: has no row and so no price in [[fuels]]; "
                                 f"known: {_listed(fuels)}")
        shapes, zones = {row.name for row in self.shapes}, {row.name for row in self.zones}
        for zone in self.zones:
            if zone.demand.shape and zone.demand.shape not in shapes:
                raise ValueError(f"zones.{zone.name}.demand.shape = {zone.demand.shape!r}: must be one of "
                                 f"{_listed(shapes)}")
            for row in zone.stack:
                if row.offer_usd_per_mwh is None and (row.plant or row.name) not in plants:
                    raise ValueError(f"zones.{zone.name}.stack.{row.name}.plant = {row.plant or row.name!r}: must be "
                                     f"one of {_listed(plants)}, or the row needs offer_usd_per_mwh")
        self._check_corridors(zones)
        return self

    def _check_corridors(self, zones):
        """Every corridor joins two zones, and every name of a corridor is one."""
        for row in self.corridors:
            for key in ("from_zone", "to_zone"):
                if getattr(row, key) not in zones:
                    raise ValueError(f"corridors.{row.name}.{key} = {getattr(row, key)!r}: must be one of "
                                     f"{_listed(zones)}")
        names = {row.name for row in self.corridors} | ({"project"} if self.project.mode != "out" else set())
        for key in ("include", "without"):
            wrong = [name for name in getattr(self.grid, key) if name not in names]
            if wrong:
                raise ValueError(f"grid.{key} = {wrong[0]!r}: must be the name of a corridor; known: {_listed(names)}")
        if self.project.mode != "out":
            lands = ("lands",) if self.project.lands != GridProjectTable().lands else ()
            for key in ("receives", "local", *lands):
                if getattr(self.project, key) not in zones:
                    raise ValueError(f"project.{key} = {getattr(self.project, key)!r}: must be one of "
                                     f"{_listed(zones)}")

    def in_service(self):
        """Return the corridors that carry power in the year of the grid."""
        g, country, found = self.grid, {zone.name: zone.country for zone in self.zones}, []
        for row in self.corridors:
            crosses = country[row.from_zone] != country[row.to_zone]
            ready = row.name in g.include or (row.stage in g.stages and row.first_year <= g.year)
            if ready and row.name not in g.without and not (g.isolated and crosses):
                found.append(row)
        return found

    def zone(self, name):
        """Return the zone of a name."""
        return next(zone for zone in self.zones if zone.name == name)


def _listed(names):
    """Return names in alphabetical order as text."""
    return ", ".join(sorted(names)) or "none"
