"""Every picture of a grid by name."""

from sim.report.plots.grid_dispatch import grid_dispatch
from sim.report.plots.grid_gains import grid_welfare, link_gains
from sim.report.plots.grid_map import grid_map, grid_rents
from sim.report.plots.grid_path import grid_path
from sim.report.plots.grid_prices import grid_duration, grid_heat

GRID_DRAWINGS = {"grid_map": grid_map, "grid_duration": grid_duration, "grid_heat": grid_heat,
                 "grid_dispatch": grid_dispatch, "grid_rents": grid_rents, "grid_welfare": grid_welfare}
"""Name -> function of the data of a grid; each returns a figure whose label is its finding."""

LINK_DRAWINGS = {"grid_links": link_gains}
"""Name -> function of the values of corridors."""

PATH_DRAWINGS = {"grid_path": grid_path}
"""Name -> function of a region's path."""
