"""Read the scenario of a grid: TOML, extended as often as needed, rows of lists joined by their names."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from sim.errors import scenario_error
from sim.scenario import load as scenario_load
from sim.scenario.description import headed
from sim.scenario.error_text import lines
from sim.scenario.grid_schema import GridScenario

OWN = ("zones", "corridors", "grid", "fuels", "plants", "shapes", "project")
"""Tables that only a grid has."""

LISTS = {"zones": None, "corridors": None, "fuels": None, "plants": None, "shapes": None, "stack": None,
         "hydro": "hydro", "batteries": "battery"}
"""Lists whose rows go by names, and the name of a row that has none."""

DEEPEST = 6
"""Most files that extend one another. [-]"""


def is_grid(source):
    """
    Return whether a scenario is that of a grid.

    Parameters
    ----------
    source : str, path or mapping
        As `load_grid` takes it.

    Returns
    -------
    grid : bool
    """
    return any(any(key in tables for key in OWN) for tables, _ in _files(source))


def load_grid(source, overrides=None, origin="--set"):
    """
    Read and check the scenario of a grid.

    Parameters
    ----------
    source : str, path or mapping
        Name of a shipped grid (``asean_2035``), path of a TOML file, or tables as such a file would give them.
    overrides : mapping of str to value, optional
        Values by dotted key on top of the file; rows of lists go by their names:
        ``{"grid.days": 7, "zones.SG.demand.growth": 0.04, "corridors.lao_vietnam.capacity_mw": 0}``.
    origin : str
        What gave them, for the messages.

    Returns
    -------
    scenario : GridScenario
        Frozen and complete.

    Raises
    ------
    SundalinkError
        With all errors of the file at once, each with file, key path, value and rule; exit status 2.
    """
    files = _files(source)
    if not any(key in tables for tables, _ in files for key in OWN) and not isinstance(source, Mapping):
        raise scenario_error(f"{source}: is a single case, not a grid; sundalink run takes it")
    merged = {}
    for tables, _ in reversed(files):
        merged = _joined(merged, {key: value for key, value in tables.items() if key not in ("extends", "sweep")})
    given = scenario_load.nested(overrides or {})
    origins = [(tables, str(path or "tables")) for tables, path in files]
    if given:
        merged, origins = _joined(merged, given), [(given, origin), *origins]
    own, path = files[0]
    parent = Path(str(own.get("extends", "grid"))).stem
    return build_grid(headed(merged, own, given, path, parent), origins)


def load_case(tables, overrides=None):
    """
    Read the scenario of a case of a sweep: a single case, or a grid.

    Parameters
    ----------
    tables : str, path or mapping
        Base of the sweep.
    overrides : mapping, optional
        Values of the case by dotted key.

    Returns
    -------
    scenario : Scenario or GridScenario
    """
    read = load_grid if is_grid(tables) else scenario_load.load
    return read(tables, overrides, "[sweep]")


def build_grid(tables, origins=()):
    """
    Return the scenario of nested tables.

    Parameters
    ----------
    tables : mapping
        As TOML gives it, without ``extends``.
    origins : sequence of (dict, str)
        Tables as they stood in each file and the file's name, the nearest first, for the messages.

    Returns
    -------
    scenario : GridScenario
    """
    tables = scenario_load.schema_values(tables)
    try:
        return GridScenario.model_validate(tables)
    except ValidationError as error:
        raise scenario_error("\n".join(lines(error.errors(), GridScenario, tables, origins, by_name=True))) from None


def _files(source):
    """Return (tables, path) of a scenario and of all that it extends, the nearest first."""
    own, path = scenario_load.tables(source)
    found = [(own, path)]
    while "extends" in own:
        path = scenario_load.find_parent(own["extends"], path)
        if len(found) > DEEPEST or path in [known for _, known in found]:
            raise scenario_error(f"extends = {own['extends']!r}: files extend one another in a circle, or more than "
                                 f"{DEEPEST} deep ({found[-1][1]})")
        own = scenario_load.read(path)
        found.append((own, path))
    return found


def _joined(parent, child):
    """Return the parent's tables with the child's on top; rows of lists are joined by their names."""
    merged = dict(parent)
    for key, value in child.items():
        old = merged.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping) and not _by_year(value):
            merged[key] = _joined(old, value)
        elif key in LISTS and isinstance(value, Mapping | list | tuple) and _rows(old or (), key):
            merged[key] = _rows_joined(old or (), value, key)
        else:
            merged[key] = value
    return merged


def _rows_joined(old, new, key):
    """Return named rows with new ones on top: a row of a known name changes it, another is added."""
    rows = {row.get("name", LISTS[key]): row for row in old}
    changed, listed = set(), list(new)
    if isinstance(new, Mapping):
        listed = [{"name": name, **row} if isinstance(row, Mapping) else row for name, row in new.items()]
    for number, row in enumerate(listed):
        name = row.get("name", LISTS[key]) if isinstance(row, Mapping) else None
        if name is None or name in changed:   # no table, or a second one of a name: who checks it refuses it
            rows[number] = row
            continue
        changed.add(name)
        rows[name] = _joined(rows.get(name, {}), row)
    return list(rows.values())


def _rows(value, key):
    """Return whether a value is a list of tables with names, or with the name that rows of the list have."""
    return isinstance(value, list | tuple) and all(
        isinstance(row, Mapping) and isinstance(row.get("name", LISTS[key]), str) for row in value)


def _by_year(value):
    """Return whether a table is a number by calendar year, which is replaced as a whole."""
    return bool(value) and all(str(key).isdigit() for key in value)
