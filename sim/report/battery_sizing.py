"""The value of each battery size of a sweep over power and energy, as a picture and as data."""

from pathlib import Path

from sim.report.plots.battery_sizing import size_plot
from sim.report.plots.catalogue import save_figure
from sim.results import netcdf_file
from sim.scenario.load import load
from sim.studies.battery_sizing import battery_sizes

KEYS = {"storage.power_mw", "storage.energy_mwh"}


def save_sizes(source, keys, table, folder, workers=2):
    """
    Value the sizes of a sweep that varies nothing but the battery's power and energy.

    Parameters
    ----------
    source : str or path
        The sweep.
    keys : sequence of str
        Swept keys.
    table : pandas.DataFrame
        A row for each case.
    folder : path
        Where to write ``battery_size.png`` and ``battery_size.nc``.
    workers : int
        Threads.

    Returns
    -------
    names : tuple of str
        Files written; none for any other sweep.
    """
    if set(keys) != KEYS:
        return ()
    powers, energies = (sorted({float(value) for value in table[key]}) for key in sorted(KEYS, reverse=True))
    data = battery_sizes(load(source), powers, energies, workers=workers)
    save_figure(size_plot(data), Path(folder) / "battery_size.png")
    netcdf_file.write(Path(folder) / "battery_size.nc", data)
    return "battery_size.png", "battery_size.nc"
