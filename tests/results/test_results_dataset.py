"""Results: labelled data with units, files that are written whole or not at all, and read back the same."""

import csv
import errno
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import warnings
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import xarray as xr
from small_case import case, figures, scenario
from small_case import dataset as small_dataset

from sim import __version__, chain
from sim.errors import SundalinkError
from sim.results import dataset as results_dataset
from sim.results import netcdf_file
from sim.results.analyses import ANALYSES, LONG, analyse, variables_of
from sim.results.dataset import dataset
from sim.results.files import open_results, save, saving
from sim.results.folder import check_folder
from sim.results.summary import summary
from sim.results.summary_values import SUMMARY
from sim.scenario.load import fingerprint, load
from sim.units import UNITS

FILES = ["report.html", "results.nc", "scenario.toml", "summary.csv"]


@pytest.fixture(scope="module")
def data():
    return small_dataset()


@pytest.fixture(scope="module")
def folder(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("results") / "run"
    save(path, data, figures(), scenario(), "<html>page</html>")
    return path


def left(path):
    """Everything below a folder."""
    return sorted(p.relative_to(path).as_posix() for p in path.rglob("*"))


# --- labels ---------------------------------------------------------------------------------------------


def test_every_variable_has_a_unit_and_a_long_name(data):
    known = {unit for _, unit in UNITS.values()} | {"degrees_north", "degrees_east"}
    for name, variable in data.data_vars.items():
        assert variable.attrs.get("units") in known, name
        assert variable.attrs.get("long_name") or variable.attrs.get("standard_name"), name
    for name, variable in data.coords.items():
        assert variable.attrs.get("long_name"), name


def test_every_variable_is_finite_and_named_once(data):
    for name, variable in data.data_vars.items():
        if name == "firm_storage":   # infinite where no store is enough
            assert (variable.values >= 0).all()
        elif name in ("break_even_value", "break_even_factor"):   # capex does not move the cover of a loan
            known = np.isfinite(variable.values)
            assert [(str(variable.break_even_term[i].item()), str(variable.condition[j].item()))
                    for i, j in np.argwhere(~known)] == [("capex", "LLCR 1.0")], name
        else:
            assert np.isfinite(variable.values).all(), name
        assert name == name.lower(), name


def test_time_is_the_last_axis_and_years_come_first(data):
    for name in results_dataset.HOURLY:
        assert data[name].dims == ("operating_year", "weather_year", "time"), name
        assert data[name].shape == (2, 2, 8760), name
        assert data[name].dtype == np.float32, name
    for name in results_dataset.ANNUAL:
        assert data[name].dims == ("operating_year", "weather_year", "outage_draw"), name
        assert data[name].dtype == np.float64, name


def test_time_starts_at_midnight_in_singapore(data):
    assert data["time"].values[0] == np.datetime64("2035-12-31T16:00")
    steps = np.diff(data["time"].values) / np.timedelta64(1, "h")
    assert np.unique(steps).tolist() == [1.0, 25.0]   # 29 February of 2036 is left out
    assert data["time"].values[np.flatnonzero(steps > 1)[0]] == np.datetime64("2036-02-28T15:00")


def test_names_follow_cf_where_it_has_one(data):
    assert data.attrs["Conventions"].startswith("CF-1.")
    assert data["wind_speed"].attrs["standard_name"] == "wind_speed"
    assert data["wind_speed"].attrs["units"] == "m s-1"
    assert data["wind_direction"].attrs["standard_name"] == "wind_from_direction"
    assert data["route_latitude"].attrs["standard_name"] == "latitude"
    assert data["route_latitude"].attrs["units"] == "degrees_north"


def test_provenance_says_what_was_run_and_on_what(data):
    attrs = data.attrs
    assert attrs["scenario_hash"] == fingerprint(scenario(), __version__)
    assert attrs["source"] == f"sundalink {__version__}"
    assert attrs["seed"] == 20231024
    assert attrs["evidence"] == "screening"
    assert "10 February 2023" in attrs["document_basis"]
    assert "COADS" in attrs["wind"]
    assert "synthetic" in attrs["wind"].lower()
    assert "assum" in attrs["assumed"]
    assert "Screening only" in attrs["notes"]
    assert tomllib.loads(attrs["scenario"])["time"]["weather_years"] == 2
    for name in ("wind_speed", "wind_direction", "spot_price", "demand"):
        assert "synthetic" in data[name].attrs["synthetic"].lower(), name


def test_every_value_of_the_summary_is_a_scalar(data):
    for name, (unit, note) in SUMMARY.items():
        if name not in ("evidence", "seed"):
            assert data[name].shape == ()
            assert float(data[name]) == figures()[name]
            assert data[name].attrs == {"units": UNITS[unit][1], "long_name": note}


def test_hourly_power_adds_up_to_annual_energy(data):
    first = data.isel(outage_draw=0)
    for hourly, annual in (("available_power", "annual_available_energy"), ("contract_power", "annual_contract_energy"),
                           ("link_loss_power", "annual_link_loss"), ("local_power", "annual_local_energy")):
        np.testing.assert_allclose(data[hourly].astype(float).sum("time") / 1e3, first[annual], rtol=1e-5)


def test_parts_add_up_to_the_whole(data):
    assert float(data["landed_cost_part"].sum()) == pytest.approx(float(data["landed_cost"]))
    lost = data["link_sending_loss"] + data["link_cable_loss"] + data["link_receiving_loss"]
    np.testing.assert_allclose(data["link_sent"] - lost, data["link_received"], atol=1e-6)
    assert data["route_distance"].values[0] == 0.0


def test_a_run_without_hours_has_none():
    short = chain.run(scenario(contract__price=250.0), keep=False, workers=1)
    known = analyse(short)
    found = dataset(short, summary(short, known), known)
    assert "time" not in found.dims
    assert "annual_contract_energy" in found


def test_what_is_labelled_while_others_are_computed_is_what_is_labelled_at_the_end(data):
    done, made = case(), {}
    known = analyse(done, meanwhile=lambda each, found: made.update({each: variables_of(done, each, found)}))
    assert {*made} == {*ANALYSES} - {*LONG}
    assert any(made.values())
    ready = dataset(done, dict(figures()), known, made=made)
    assert [*ready.variables] == [*data.variables]
    xr.testing.assert_identical(ready.drop_attrs(deep=False), data.drop_attrs(deep=False))


# --- files ----------------------------------------------------------------------------------------------


def test_four_files_are_written_and_nothing_else(folder):
    assert left(folder) == FILES
    assert (folder / "report.html").read_text() == "<html>page</html>"
    assert load(folder / "scenario.toml") == scenario()


def test_what_is_opened_is_what_was_saved(folder, data):
    with open_results(folder) as found:
        xr.testing.assert_equal(found, data)   # of attributes below
        for name in data.variables:
            assert {k: v for k, v in found.variables[name].attrs.items() if k not in ("units", "calendar")} == {
                k: v for k, v in data.variables[name].attrs.items() if k != "units"}, name
        assert dict(found.attrs) == data.attrs
    with open_results(folder / "results.nc") as again, open_results(str(folder)) as other:
        assert again.attrs == other.attrs


def test_any_reader_of_netcdf_can_read_it_without_a_warning(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with xr.open_dataset(folder / "results.nc") as found:
            found.load()
    assert found["annual_hours_at_contract"].dtype == np.float64
    assert found["time"].dtype.kind == "M"
    with netCDF4.Dataset(folder / "results.nc") as raw:
        assert raw["delivered_power"].units == "MW"
        assert raw["time"].units.startswith(("hours since", "minutes since", "seconds since", "days since"))
        assert raw["time"].calendar in ("proleptic_gregorian", "standard", "gregorian")


UDUNITS = {"1", "MW", "GW", "kW", "h", "m", "s", "km", "mm", "d", "year", "t", "kA", "kV", "degC", "K", "degree",
           "degrees_north", "degrees_east", "GJ", "Pa", "Hz", "W", "kg", "ohm"}
"""Units of results that UDUNITS reads (each tried with its command, version 2.2.28)."""


def test_every_unit_in_the_file_is_one_that_udunits_reads_and_money_stands_beside(folder, data):
    with netCDF4.Dataset(folder / "results.nc") as raw:
        for name, variable in raw.variables.items():
            unit = getattr(variable, "units", "1")
            words = {re.sub(r"-?\d+$", "", word) or "1" for word in unit.split()} if name != "time" else set()
            assert words <= UDUNITS, (name, unit)
        assert raw["required_price"].money_units == "USD MW-1 h-1"
        assert not hasattr(raw["required_price"], "units")
        assert raw["time"].units_metadata == "leap_seconds: none"
        assert raw["conductor_temperature"].units_metadata == "temperature: on_scale"
    with open_results(folder) as again:
        assert {n: v.attrs for n, v in again.variables.items()} == {n: v.attrs for n, v in data.variables.items()}


def test_summary_csv_gives_name_value_unit_and_note(folder):
    with (folder / "summary.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["name", "value", "unit", "note"]
    assert {row[0]: (row[2], row[3]) for row in rows[1:]} == SUMMARY
    assert float({row[0]: row[1] for row in rows}["required_price"]) == figures()["required_price"]


def test_a_second_run_replaces_the_first_and_leaves_other_files(data, tmp_path):
    save(tmp_path, data, figures(), scenario(), "one")
    (tmp_path / "mine.txt").write_text("mine")
    with open_results(tmp_path) as old:
        save(tmp_path, data, figures(), scenario(), "two")
        assert float(old["npv"]) == figures()["npv"]   # a file that is still open stays what it was
    assert left(tmp_path) == sorted([*FILES, "mine.txt"])
    assert (tmp_path / "report.html").read_text() == "two"


# --- nothing half-written -------------------------------------------------------------------------------


def full_disk(*args, **kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(("owner", "name"), [(Path, "write_text"), (os, "replace"), (netcdf_file, "write"),
                                             (tempfile, "TemporaryDirectory")])
def test_a_full_disk_leaves_nothing(data, tmp_path, monkeypatch, owner, name):
    monkeypatch.setattr(owner, name, full_disk)
    with pytest.raises(SundalinkError, match=r"cannot be written.*No space left") as caught:
        save(tmp_path / "run", data, figures(), scenario(), "page")
    assert caught.value.status == 2
    assert left(tmp_path) == []


def test_a_full_disk_leaves_the_run_before(data, tmp_path, monkeypatch):
    save(tmp_path, data, figures(), scenario(), "before")
    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(SundalinkError, match="No space left"):
        save(tmp_path, data, figures(), scenario(), "after")
    monkeypatch.undo()
    assert left(tmp_path) == FILES
    assert (tmp_path / "report.html").read_text() == "before"
    with open_results(tmp_path) as found:
        assert float(found["npv"]) == figures()["npv"]


def test_the_netcdf_librarys_own_failure_is_told_in_one_message(data, tmp_path, monkeypatch):
    def hdf(*args, **kwargs):
        raise RuntimeError("NetCDF: HDF error")

    monkeypatch.setattr(netcdf_file, "write", hdf)
    with pytest.raises(SundalinkError, match="NetCDF: HDF error"):
        save(tmp_path / "run", data, figures(), scenario(), "page")
    assert left(tmp_path) == []


def test_a_file_written_in_two_parts_is_that_written_at_once(data, tmp_path, folder):
    first = data[["delivered_power", "spot_price"]].drop_attrs(deep=False)
    with saving(tmp_path / "run") as files:
        files.begin(first)
        assert not (tmp_path / "run" / "results.nc").exists()
        files.finish(data, figures(), scenario(), "<html>page</html>")
    xr.testing.assert_identical(open_results(tmp_path / "run").load(), open_results(folder).load())
    with netCDF4.Dataset(tmp_path / "run" / "results.nc") as new, netCDF4.Dataset(folder / "results.nc") as whole:
        for name in whole.variables:
            assert sorted(new[name].ncattrs()) == sorted(whole[name].ncattrs()), name
            assert new[name].filters() == whole[name].filters(), name


def test_what_was_begun_and_not_finished_leaves_nothing(data, tmp_path):
    with saving(tmp_path / "run") as files:
        files.begin(data)
    assert left(tmp_path) == []


def test_a_folder_in_the_way_of_a_file_leaves_all_as_it_was(data, tmp_path):
    (tmp_path / "summary.csv").mkdir()
    with pytest.raises(SundalinkError, match=r"summary\.csv is a folder there"):
        save(tmp_path, data, figures(), scenario(), "page")
    assert left(tmp_path) == ["summary.csv"]


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "run").write_text("mine")
    for path in (tmp_path / "run", tmp_path / "run" / "below" / "it"):
        with pytest.raises(SundalinkError, match="run is a file, not a folder") as caught:
            check_folder(path)
        assert caught.value.status == 2
    assert left(tmp_path) == ["run"]


def test_checking_a_folder_leaves_nothing_behind(tmp_path):
    check_folder(tmp_path / "a" / "b")
    check_folder(tmp_path)
    assert left(tmp_path) == []


def test_a_folder_that_may_not_be_written_is_refused(closed):
    with pytest.raises(SundalinkError, match=r"shut.*Permission denied"):
        check_folder(closed / "run")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="no /proc here")
def test_a_file_system_that_may_not_be_written_is_refused():
    with pytest.raises(SundalinkError, match="cannot be written") as caught:
        check_folder("/proc/sundalink")
    assert caught.value.status == 2


# --- opening --------------------------------------------------------------------------------------------


def test_what_is_no_result_is_refused(tmp_path):
    (tmp_path / "text.nc").write_text("hello")
    (tmp_path / "empty.nc").write_text("")
    xr.Dataset({"a": 1}).to_netcdf(tmp_path / "other.nc")
    for name, words in (("nowhere", "no such file; a run writes results.nc"), ("", "no such file"),
                        ("text.nc", "is not a netCDF file"), ("empty.nc", "is not a netCDF file"),
                        ("other.nc", "is not a result of this program")):
        with pytest.raises(SundalinkError, match=words) as caught:
            open_results(tmp_path / name)
        assert caught.value.status == 2
    (tmp_path / "other.nc").replace(tmp_path / "gone.nc")   # it was closed again


def test_the_public_names_are_there():
    code = "import sim; print(sorted(sim.__all__)); print(all(callable(getattr(sim, n)) for n in sim._PUBLIC))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == ("['SundalinkError', '__version__', 'check_grid', 'compare_routes', 'find_route', "
                           "'grid_adequacy', 'grid_links', 'grid_path', 'grouped', 'labelled', 'load', 'load_grid', "
                           "'open_grid', 'open_results', 'run', 'run_case', 'run_grid', 'settle_export', "
                           "'shared_stages', 'sweep']\nTrue\n")


def test_stages_are_attributes_of_the_package():
    code = ("import sim; assert 'numpy' not in __import__('sys').modules; print('farm' in dir(sim), 'wake' in "
            "dir(sim.farm), 'jensen1983' in sim.farm.wake.MODELS, 'holland1980' in sim.resource.cyclone.MODELS)")
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True True True True\n"


def test_coordinates_have_no_fill_value_and_time_is_named(folder):
    with netCDF4.Dataset(folder / "results.nc") as raw:
        assert raw["time"].standard_name == "time"
        for name in ("time", "route_distance", "link_sent", "outage_duration"):
            assert "_FillValue" not in raw[name].ncattrs(), name
        assert "sundalink" in raw.history


def large(tmp_path, level):
    """Save a result with an array that is read when it is used; return what was saved."""
    periods = np.full((3, 40000), level, dtype=np.float32)
    periods[1, 5] = -1.0
    data = xr.Dataset({"delivered_power": (("weather_year", "time"), periods, {"units": "MW"}), "npv": 1.0},
                      attrs={"scenario_hash": "x"})
    netcdf_file.write(tmp_path / "new.nc", data)
    (tmp_path / "new.nc").replace(tmp_path / "results.nc")
    return data


def test_no_file_stays_open_and_a_part_is_read_alone(tmp_path):
    saved = large(tmp_path, 7.0)
    for _ in range(3):   # opened again after a write, as in a notebook
        data = open_results(tmp_path)
        assert list(data.data_vars) == list(saved.data_vars)
        assert data.delivered_power.isel(weather_year=1)[3:7].values.tolist() == [7.0, 7.0, -1.0, 7.0]
        assert data.delivered_power[::2, [5, 3]].values.tolist() == [[7.0, 7.0]] * 2
        xr.testing.assert_identical(data, saved)
        large(tmp_path, 7.0)
    mine = Path("/proc/self/fd")
    opened = [str(name.readlink()) for name in mine.iterdir() if name.is_symlink()] if mine.is_dir() else []
    assert not [name for name in opened if "results.nc" in name]


def test_an_array_of_a_file_that_was_replaced_is_refused(tmp_path):
    large(tmp_path, 7.0)
    before, read = open_results(tmp_path), open_results(tmp_path)
    read.load()
    large(tmp_path, 8.0)
    assert float(read.delivered_power[0, 0]) == 7.0   # was read before
    assert float(open_results(tmp_path).delivered_power[0, 0]) == 8.0
    with pytest.raises(SundalinkError, match=r"results\.nc: was replaced or removed since it was opened"):
        before.delivered_power.load()
