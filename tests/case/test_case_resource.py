"""Wind of one's own in a scenario: every source to hub height, corrected to the long term, with what it is sure of."""

import sys

import netCDF4
import numpy as np
import pytest
import xarray as xr
import yaml

from sim import chain, clock
from sim.analysis import exceedance
from sim.analysis.wind_acceptance import examine, profiles, storms
from sim.case import resource
from sim.cli import main
from sim.errors import SundalinkError
from sim.report.plots import site_conditions
from sim.report.plots.style import encoded
from sim.resource.wind_profile import log_law
from sim.results.notes import notes
from sim.results.summary import summary as figures
from sim.scenario.load import fingerprint, load

HERE = {"time.period_h": 1.0, "time.weather_years": 2, "resource.cyclone.passages_per_year": "none"}
YEARS = range(2012, 2020)


def truth():
    """Eight years of hours at 100 m: time, speed and direction of a reference, and what a mast measures."""
    time = np.arange(clock.utc(YEARS[0], 1.0)[0], clock.utc(YEARS[-1], 1.0)[-1] + np.timedelta64(1, "h"), 3600)
    draw, size = np.random.default_rng(4), time.size
    slow = np.repeat(draw.standard_normal(size // 72 + 1), 72)[:size]
    season = 1.0 + 0.3 * np.cos(2 * np.pi * np.arange(size) / 8766.0)
    speed = np.maximum((8.5 + 2.2 * np.convolve(slow, np.ones(24) / 24, "same")) * season, 0.5)
    mast = np.maximum(1.08 * speed + 0.6 * draw.standard_normal(size), 0.0)
    return time, speed, np.mod(40.0 + 60.0 * np.sin(np.arange(size) / 900.0), 360.0), mast


def era5(path, time, speed, direction):
    angle = np.radians(direction)
    with netCDF4.Dataset(path, "w") as file:
        for name, values in (("latitude", [10.25, 10.0, 9.75]), ("longitude", [107.25, 107.5])):
            file.createDimension(name, len(values))
            file.createVariable(name, "f8", (name,))[:] = values
        file.createDimension("valid_time", time.size)
        clocked = file.createVariable("valid_time", "i8", ("valid_time",))
        clocked.units, clocked.calendar = "seconds since 1970-01-01", "proleptic_gregorian"
        clocked[:] = time.astype("datetime64[s]").astype(np.int64)
        east, north = -speed * np.sin(angle), -speed * np.cos(angle)
        for name, unit, values in (("u100", "m s**-1", east), ("v100", "m s**-1", north), ("t2m", "K", 300.15),
                                   ("sp", "Pa", 101000.0), ("sst", "K", 301.65)):
            stored = file.createVariable(name, "f4", ("valid_time", "latitude", "longitude"), fill_value=np.nan)
            stored.units = unit
            stored[:] = np.broadcast_to(np.reshape(values, (-1, 1, 1)), (time.size, 3, 2))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Files of every source, and a scenario beside them."""
    at = tmp_path_factory.mktemp("sources")
    time, speed, direction, mast = truth()
    cut = np.flatnonzero(time == clock.utc(2016, 1.0)[0])[0]
    era5(at / "era5_a.nc", time[:cut], speed[:cut], direction[:cut])
    era5(at / "era5_b.nc", time[cut:], speed[cut:], direction[cut:])
    of = slice(cut + 2000, cut + 2000 + 9000)   # a year and a week, not from midnight to midnight, with a gap
    low = mast[of] * 0.4**0.13
    lines = [f"{t},{a:.3f},{b:.3f},{np.mod(d + 5, 360):.2f}" for i, (t, a, b, d) in
             enumerate(zip(time[of], mast[of], low, direction[of], strict=True)) if not 500 <= i < 900]
    (at / "mast.csv").write_text("time,wind_speed_100m_m_per_s,wind_speed_40m_m_per_s,wind_direction_100m_deg\n"
                                 + "\n".join(lines), encoding="utf-8")
    stamp = time[:2 * 8784].astype("datetime64[ns]")
    xr.Dataset({"wind_speed": ("time", speed[:2 * 8784]), "wind_direction": ("time", direction[:2 * 8784])},
               {"time": stamp, "height": 150.0}).to_netcdf(at / "series.nc")
    sectors = {"sector_probability": {"data": [0.25] * 4, "dims": ["wind_direction"]},
               "weibull_a": {"data": [8.0, 9.0, 10.0, 11.0], "dims": ["wind_direction"]},
               "weibull_k": {"data": [2.0, 2.2, 2.4, 2.6], "dims": ["wind_direction"]},
               "wind_direction": [0.0, 90.0, 180.0, 270.0], "height": 150.0}
    (at / "sectors.yaml").write_text(yaml.safe_dump({"name": "x", "wind_resource": sectors}), encoding="utf-8")
    rows = ["GWA <coordinates>107.4,10.0,0.0</coordinates>", "2 3 4", "0.0 0.1", "50 100 200"]
    for rough in (1.0, 0.8):
        rows += ["40 10 30 20"] + [" ".join(f"{v:.2f}" for v in row) for up in (0.95, 1.0, 1.06)
                                   for row in (rough * up * np.array([10.0, 8.0, 9.0, 7.0]), [2.1, 2.2, 2.3, 2.4])]
    (at / "gwa.lib").write_text("\n".join(rows), encoding="utf-8")
    (at / "own.toml").write_text('extends = "base"\nname = "own"\n[resource]\nsource = "era5"\nfiles = ["era5_*.nc"]\n',
                                 encoding="utf-8")
    return at


SOURCES = {"era5": ["era5_*.nc"], "windio": ["series.nc"], "gwc": ["gwa.lib"]}
CORRECTED = {"resource.source": "csv", "resource.correction.model": "variance_ratio"}


def own(folder, source, files, **more):
    """Return the scenario with another source, files by their path."""
    return load(str(folder / "own.toml"), {**HERE, "resource.source": source,
                                           "resource.files": [str(folder / f) for f in files], **more})


def corrected(folder, **more):
    given = {**CORRECTED, "resource.reference.files": [str(folder / "era5_*.nc")], **more}
    return own(folder, "csv", ["mast.csv"], **given)


@pytest.mark.parametrize(("source", "files", "evidence", "wind_uncertainty"), [
    ("era5", ["era5_*.nc"], "reanalysis", (np.hypot(0.05, 0.05 / np.sqrt(8)), 0.0)),
    ("windio", ["series.nc"], "screening", (0.08, 0.0)), ("windio", ["sectors.yaml"], "screening", (0.08, 0.0)),
    ("gwc", ["gwa.lib"], "screening", (0.08, 0.0))])
def test_a_source_reaches_the_hub(folder, source, files, evidence, wind_uncertainty):
    wind = resource.make(own(folder, source, files))
    assert wind.speed.shape[1] == 8760
    assert np.isfinite(wind.speed).all()
    assert wind.evidence == evidence
    assert wind.wind_uncertainty == pytest.approx(wind_uncertainty)
    assert files[0].split("_")[0].split(".")[0] in wind.label.lower()


def test_an_atlas_gives_its_distributions_at_the_hub(folder):
    wind = resource.make(own(folder, "gwc", ["gwa.lib"]))
    up = 1.0 + 0.06 * np.log(1.5) / np.log(2.0)
    from scipy.special import gamma
    sectors = zip((0.4, 0.1, 0.3, 0.2), (10, 8, 9, 7), (2.1, 2.2, 2.3, 2.4), strict=True)
    want = sum(f * up * a * gamma(1 + 1 / k) for f, a, k in sectors)
    assert wind.speed.mean() == pytest.approx(want, rel=2e-3)
    share = np.bincount((np.mod(wind.direction + 45, 360) // 90).astype(int).ravel(), minlength=4) / wind.speed.size
    np.testing.assert_allclose(share, (0.4, 0.1, 0.3, 0.2), atol=1e-3)
    assert "the order of its hours is synthetic" in wind.label
    rough = resource.make(own(folder, "gwc", ["gwa.lib"], **{"resource.sectors.roughness_m": 0.1}))
    assert rough.speed.mean() == pytest.approx(0.8 * want, rel=2e-3)


def test_what_a_user_says_of_the_evidence_counts(folder):
    wind = resource.make(own(folder, "windio", ["series.nc"], **{"resource.evidence": "measured"}))
    assert wind.evidence == "measured"
    assert wind.wind_uncertainty == pytest.approx((0.05 / np.sqrt(2), 0.025))


@pytest.mark.parametrize("model", ["linear", "variance_ratio", "quantile_mapping"])
def test_a_mast_with_a_gap_is_corrected_to_the_long_term(folder, model):
    found = resource.wind_at_height(corrected(folder, **{"resource.correction.model": model}))
    mast = truth()[3]
    assert found.weather.speed.shape == (8, 8760)
    assert found.weather.speed.mean() == pytest.approx(mast.mean(), rel=0.01)
    assert found.weather.speed.std() == pytest.approx(mast.std(), rel=0.04)
    assert found.weather.evidence == "measured"
    assert (found.weather.height, found.weather.temperature[0, 0]) == pytest.approx((100.0, 27.0))
    sure = found.corrected.uncertainty
    assert sure.days == pytest.approx((9000 - 400) / 24.0)
    assert found.wind_uncertainty == (sure.level, 0.025)
    assert 0.0 < sure.fit < 0.02
    assert sure.level == pytest.approx(np.hypot(sure.fit, 0.05 / np.sqrt(8)), rel=1e-3)
    for words in ("mast.csv", "recovery 95.6 %", "corrected to ERA5", model, "overlap 358 days", "2012-2019"):
        assert words in found.weather.label
    direction = truth()[2][8:8768]   # the vane of the mast is five degrees off
    off = np.mod(found.weather.direction[0][8:5000] - direction[:4992] + 180, 360) - 180
    assert abs(np.median(off)) < 40.0
    assert found.weather.shear.mean() == pytest.approx(0.13, abs=2e-3)


def test_the_vanes_turn_is_carried_to_the_long_term(folder):
    s = corrected(folder)
    plain = resource.wind_at_height(own(folder, "era5", ["era5_*.nc"])).weather.direction
    turned = resource.wind_at_height(s).weather.direction
    np.testing.assert_allclose(np.mod(turned - plain + 180, 360) - 180, 5.0, atol=0.2)


def test_without_a_correction_the_gap_is_refused(folder):
    with pytest.raises(SundalinkError, match=r"mast.csv: wind at .* missing for 400 h: gaps are not filled .*correct"):
        resource.weather(own(folder, "csv", ["mast.csv"]))


@pytest.mark.parametrize(("more", "rule"), [
    ({"resource.correction.model": "variance_ratio"}, "resource.reference.files: must name at least one file"),
    ({"resource.reference.files": ["x.nc"]}, "resource.reference.files: must name .* and none where it is"),
    ({"resource.source": "synthetic", "resource.files": [], **{k: v for k, v in CORRECTED.items() if "model" in k},
      "resource.reference.files": ["x.nc"]}, "needs resource.source = 'csv' or 'windio'"),
    ({"resource.table.least_recovery": 1.5}, "resource.table.least_recovery = 1.5: must be less than or equal to 1"),
    ({"resource.table.stamps": "late"}, "resource.table.stamps = 'late': must be 'start', 'middle' or 'end'"),
    ({"resource.correction.model": "ratio"}, "resource.correction.model = 'ratio': must be one of"),
    ({"resource.rotor.slices": 5}, "resource.rotor.slices"), ({"resource.source": "gwa"}, "resource.source = 'gwa'")])
def test_a_wrong_key_is_refused_by_its_path(folder, more, rule):
    with pytest.raises(SundalinkError, match=rule) as caught:
        own(folder, more.pop("resource.source", "csv"), ["mast.csv"], **more)
    assert caught.value.status == 2


def test_what_refuses_a_correction_names_its_key(folder):
    with pytest.raises(SundalinkError, match=r"resource.overlap.least_overlap_days = 500"):
        resource.weather(corrected(folder, **{"resource.overlap.least_overlap_days": 500.0}))
    with pytest.raises(SundalinkError, match=r"overlap of measurement and reference = none: the measurement has 2016"):
        resource.weather(corrected(folder, **{"resource.reference.files": [str(folder / "era5_a.nc")]}))
    # A mast on the wrong clock hardly follows the reference.
    with pytest.raises(SundalinkError, match=r"correlation .* is the clock"):
        resource.weather(
            corrected(folder, **{"resource.table.zone_h": 12.0, "resource.overlap.least_correlation": 0.99})
        )


def test_the_profile_follows_what_the_files_know(folder):
    files, mean = ["era5_*.nc"], {}
    for name, more in {"log": {}, "stable": {"resource.profile.model": "monin_obukhov"},
                       "hub": {"resource.rotor.model": "hub_height"},
                       "rotor": {"resource.rotor.model": "rotor_equivalent"}}.items():
        mean[name] = resource.make(own(folder, "era5", files, **more)).speed.mean()
    known = truth()[1].mean()
    assert mean["log"] == mean["hub"] == pytest.approx(log_law(known, 100.0, 150.0), rel=2e-3)
    assert known < mean["stable"] < mean["log"]   # the sea is warmer than the air
    assert 0.99 * mean["log"] < mean["rotor"] < mean["log"]
    shear = {"resource.profile.model": "power_law", "resource.profile.exponent": "source"}
    with pytest.raises(SundalinkError, match=r"resource.profile.exponent = source: needs wind at two heights"):
        resource.make(own(folder, "era5", files, **shear))
    found = resource.wind_at_height(corrected(folder))
    lifted = resource.at_hub_height(corrected(folder, **shear), found.weather)[0]
    np.testing.assert_allclose(lifted / found.weather.speed, 1.5**found.weather.shear)


def test_synthetic_wind_knows_its_sea():
    s = load("base", {**HERE, "resource.profile.model": "monin_obukhov", "resource.rotor.model": "rotor_equivalent"})
    wind, plain = resource.make(s), resource.make(load("base", HERE))
    assert 0.85 < wind.speed.mean() / plain.speed.mean() < 1.0
    assert wind.air.sea_temperature.mean() > wind.air.temperature.mean()


def test_files_of_a_pattern_count_by_what_they_hold(folder):
    s = load(str(folder / "own.toml"), HERE)
    assert s.resource.files == (str(folder / "era5_*.nc"),)
    before = fingerprint(s, "1")
    more = folder / "era5_c.nc"
    more.write_bytes(b"x")
    after = fingerprint(s, "1")
    more.unlink()
    assert fingerprint(s, "1") == before != after


@pytest.mark.parametrize(("source", "files"), SOURCES.items())
def test_any_source_is_examined(folder, source, files):
    found = examine(own(folder, source, files))
    assert {v.group for v in found.verdicts} >= {"mean speed", "autocorrelation", "rose"}
    assert found.height == 150.0


def test_pictures_of_the_origin_state_their_finding(folder):
    over = profiles(own(folder, "era5", ["era5_*.nc"]))
    strong = storms(load("base", {"time.period_h": 1.0, "time.weather_years": 6}))
    for figure in (site_conditions.correction(examine(corrected(folder)).corrected), site_conditions.profile(over),
                   site_conditions.extremes(strong)):
        assert any(sign.isdigit() for sign in figure.get_label())
        assert len(encoded(figure, "png")) > 10_000
    assert set(over.laws) == {"log_law", "power_law", "monin_obukhov"}
    at = {name: np.interp(100.0, over.height, speed) for name, speed in over.laws.items()}
    assert max(at.values()) / min(at.values()) < 1.003   # all laws agree where the wind is known
    assert all(0.98 < share < 1.0 for share in over.rotor.values())
    assert (np.diff(strong.speed) > 0).all()
    assert (strong.speed >= strong.storms).all()
    assert storms(own(folder, "era5", ["era5_*.nc"])) is None


@pytest.mark.slow
def test_what_is_measured_makes_the_energy_surer(folder):
    fast = {"time.traded_years": 1, "link.outage_draws": 1, "farm.wake_direction_step_deg": 15.0,
            "contract.price": 250.0}
    cases = {name: chain.run(s, workers=1) for name, s in {
        "drawn": load("base", {**HERE, **fast}), "reanalysis": own(folder, "era5", ["era5_*.nc"], **fast),
        "corrected": corrected(folder, **fast)}.items()}
    parts, share = {}, {}
    for name, case in cases.items():
        found = exceedance.compute(case)
        parts[name] = dict(found.categories)
        share[name] = found.energy[2, 1, 0] / found.energy[0, 1, 0]   # P90 over P50, mean of ten years
    level, told = "historic wind resource", cases["corrected"].traded.response[0]
    assert parts["drawn"]["measurement"] == parts["reanalysis"]["measurement"] == 0.0
    assert parts["corrected"]["measurement"] == pytest.approx(0.025 * told)
    assert parts["corrected"][level] == pytest.approx(cases["corrected"].wind.wind_uncertainty[0] * told)
    assert parts["corrected"][level] < parts["reanalysis"][level] < parts["drawn"][level]
    assert share["drawn"] < share["corrected"]
    said = figures(cases["corrected"])
    assert said["evidence"] == "measured"
    assert not any("Screening" in text for text in notes(cases["corrected"], said))


@pytest.mark.slow
def test_the_command_examines_a_corrected_mast(folder, tmp_path, monkeypatch, capsys):
    words = ["sundalink", "wind", str(folder / "own.toml"), "-o", str(tmp_path / "out"), "--set", "time.period_h=1.0",
             "--set", 'resource.source="csv"', "--set", f'resource.files=["{folder}/mast.csv"]', "--set",
             f'resource.reference.files=["{folder}/era5_*.nc"]', "--set", "resource.correction.model=linear"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as stop:
        main.main()
    assert not stop.value.code
    said = capsys.readouterr().out
    assert "evidence: measured" in said
    assert "corrected to ERA5" in said
    assert (tmp_path / "out" / "wind_correction.png").stat().st_size > 10_000
