"""The wind of a scenario, examined as a user does it: table, files, pictures, and a reference of one's own."""

import csv
import sys

import numpy as np
import pytest

from sim import clock
from sim.analysis.wind_acceptance import examine
from sim.cli import main
from sim.report.plots import wind_acceptance
from sim.report.plots.style import encoded
from sim.report.wind_acceptance import COLUMNS, FILES, assumed, failed, save_wind, shown
from sim.scenario.load import load

GIVEN = {"time.weather_years": 5, "time.period_h": 1.0, "resource.wind.model": "regime_copula"}


@pytest.fixture(scope="module")
def examined():
    return examine(load("base", GIVEN))


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A scenario with two years of hourly wind in a file."""
    folder = tmp_path_factory.mktemp("own")
    times = np.concatenate([clock.utc(year, 1.0) for year in (2021, 2022)])
    at = np.arange(times.size)
    generator = np.random.default_rng(1)
    speed = 9 + 3 * np.cos(2 * np.pi * at / 8760) + 2 * np.sin(at / 30) + 0.3 * generator.standard_normal(at.size)
    lines = ["# height_m: 100", "time,wind_speed_m_per_s,wind_direction_deg"]
    lines += [f"{time}Z,{v:.2f},{40 + 10 * np.sin(i / 50):.1f}" for i, (time, v) in enumerate(zip(times, speed,
                                                                                               strict=True))]
    (folder / "mast.csv").write_text("\n".join(lines), encoding="utf-8")
    (folder / "own.toml").write_text('extends = "base"\nname = "own"\n[time]\nperiod_h = 1.0\n[resource]\n'
                                     'source = "csv"\nfiles = ["mast.csv"]\n', encoding="utf-8")
    return folder / "own.toml"


def test_it_is_the_wind_of_the_run_at_hub_height(examined):
    from sim.case import resource

    case = load("base", {**GIVEN, "resource.cyclone.passages_per_year": "none"})
    assert np.array_equal(examined.speed, resource.make(case).speed)
    assert examined.height == 150.0
    assert examined.evidence == "screening"


def test_the_level_of_the_scenario_is_what_is_expected(examined):
    higher = examine(load("base", {**GIVEN, "resource.wind.level": 1.3}))
    for one in (examined, higher):
        assert next(v.verdict for v in one.verdicts if v.group == "mean speed") == "ok"
    assert higher.verdicts[0].low / examined.verdicts[0].low == pytest.approx(1.3 / 1.1)


def test_the_regimes_pass_where_the_autoregression_fails():
    given = {**GIVEN, "time.weather_years": 20}
    found = {model: failed(examine(load("base", {**given, "resource.wind.model": model})))[0]
             for model in ("regime_copula", "gaussian_copula")}
    assert found["regime_copula"] == 0
    assert found["gaussian_copula"] >= 2


def test_the_table_names_every_group_and_hides_no_failure(examined):
    rows = shown(examined)
    assert {len(row) for row in rows} == {len(COLUMNS)}
    for group in {v.group for v in examined.verdicts}:
        assert any(row[0].startswith(group) for row in rows)
    assert sum(row[4] == "FAILS" for row in rows) == failed(examined)[0]
    assert "autocorrelation" in assumed(examined)
    assert "mean speed" not in assumed(examined)


def test_the_files_hold_every_trait(examined, tmp_path):
    save_wind(examined, tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(FILES)
    with (tmp_path / "out" / "wind.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(examined.verdicts)
    kept = [row for row in rows if row["verdict"] == "ok"]
    assert all(float(row["low"]) <= float(row["value"]) <= float(row["high"]) for row in kept)


@pytest.mark.parametrize("name", wind_acceptance.DRAWINGS)
def test_a_picture_states_its_finding_and_is_the_same_twice(examined, name):
    first, second = (wind_acceptance.DRAWINGS[name](examined) for _ in range(2))
    assert any(sign.isdigit() for sign in first.get_label())
    assert encoded(first) == encoded(second)


def test_a_picture_of_one_year_of_half_hours():
    one = examine(load("base", {**GIVEN, "time.weather_years": 1, "time.period_h": 0.5}))
    for draw in wind_acceptance.DRAWINGS.values():
        assert encoded(draw(one), "png")


def test_a_file_of_ones_own_is_examined_without_a_climate(own):
    found = examine(load(str(own)))
    assert found.evidence == "measured"
    assert found.speed.shape == (2, 8760)
    assert {v.verdict for v in found.verdicts if v.group in ("mean speed", "steadiness")} == {"shown"}


@pytest.mark.slow
def test_a_reference_of_ones_own_gives_the_bands(own, tmp_path, monkeypatch, capsys):
    words = ["sundalink", "wind", "base", "--against", str(own), "-o", str(tmp_path / "out"),
             "--set", "time.weather_years=2", "--set", "time.period_h=1.0"]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as stop:
        main.main()
    assert not stop.value.code
    said = capsys.readouterr().out
    assert "Bands from: mast.csv" in said
    assert "Bands assumed" not in said
    assert "FAILS" in said   # a wave of a mast is not this sea
    assert (tmp_path / "out" / "wind_memory.png").stat().st_size > 10_000


def test_the_command_refuses_what_run_refuses(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["sundalink", "wind", "base", "--set", "resource.wind.modle=x"])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main.main()
    assert stop.value.code
    assert "modle" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
