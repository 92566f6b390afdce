"""Write the scenario of a grid: a commented file that extends a shipped one and says how to add to it."""

import tomli_w
from pydantic import BaseModel

from sim.scenario.key_texts import explained
from sim.scenario.tables_grid import CorridorRow, GridProjectTable, GridTable
from sim.scenario.tables_zone import ZoneBatteryRow, ZoneDemand, ZoneHydroRow, ZoneRow, ZoneStackRow, ZoneVariable
from sim.scenario.template import comment, toml_values

EXAMPLE = '''
# A corridor can be added, or changed by its name, in this file alone; every row names its source.
# [[corridors]]
# name = "my_corridor"
# from_zone = "KH"
# to_zone = "PMY"
# capacity_mw = 600            # or by year: { 2035 = 600, 2040 = 1200 }
# km = 900
# kind = "dc"
# sea_share = 0.9
# stage = "planned"
# document = "my own proposal"
# source = "assumed"

# So can a zone. A figure of a zone that is there changes by its name and key:
# [[zones]]
# name = "SG"
# demand = { twh = { 2030 = 70, 2035 = 85 } }

# [[zones]]
# name = "SUL"
# title = "Sulawesi"
# country = "ID"
# latitude_deg = -3.0
# longitude_deg = 120.0
# clock_h = 8.0
# demand = { twh = { 2025 = 14, 2035 = 28 }, shape = "java", source = "assumed" }
# stack = [{ name = "coal_indonesia", capacity_mw = 2000, source = "assumed" }]
'''


def grid_template(parent: str, name: str) -> str:
    """
    Return a file that extends a shipped grid, with every key of its plain tables and the keys of each row.

    Parameters
    ----------
    parent : str
        Shipped grid that it extends.
    name : str
        Its own name.

    Returns
    -------
    text : str
        A file that `sim.load_grid` reads to the same grid as the parent, but for its name.
    """
    head = (f"# Grid {name}: all other keys are in {parent}.\n"
            f"{tomli_w.dumps({'extends': parent, 'name': name})}")
    keys = [f"\n# Keys of [[{title}]]\n{_keys(kind)}" for title, kind in (
        ("corridors", CorridorRow), ("zones", ZoneRow), ("zones.stack", ZoneStackRow), ("zones.hydro", ZoneHydroRow),
        ("zones.batteries", ZoneBatteryRow))]
    keys += [f"\n# Keys of {title}\n{_keys(kind)}" for title, kind in (("zones.demand", ZoneDemand),
                                                                       ("zones.wind and zones.sun", ZoneVariable))]
    return head + _plain_table("grid", GridTable) + _plain_table("project", GridProjectTable) + EXAMPLE + "".join(keys)


def _plain_table(name: str, kind: type[BaseModel]) -> str:
    """Every key of a table at its default, commented out, so that those of the parent hold."""
    lines = f"\n{comment(kind.__doc__)}[{name}]\n"
    for key, field in explained(kind).items():
        value = field.get_default(call_default_factory=True)
        text = f"[{name}.{key}]" if isinstance(value, dict) else \
            " ".join(tomli_w.dumps({key: toml_values(value)}).split())
        lines += f"{comment(field.description)}# {text}\n"
    return lines


def _keys(kind: type[BaseModel]) -> str:
    """Return the keys of a table as comments, each with its meaning."""
    return "".join(f"#   {key}: {' '.join((field.description or '').split())}\n"
                   for key, field in explained(kind).items())
