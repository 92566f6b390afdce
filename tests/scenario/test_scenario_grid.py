"""Grids as files: what is shipped, how files extend one another, and what is refused in which words."""

import re

import pytest
from small_grid import HERE, small, tables

from sim.errors import SundalinkError
from sim.results.grid_scenario_text import grid_text
from sim.scenario.load import shipped
from sim.scenario.load_grid import is_grid, load_grid
from sim.scenario.tables_grid import at

NAMES = sorted(path.stem for path in (shipped() / "grid").glob("*.toml"))


def refused(given, overrides=None):
    with pytest.raises(SundalinkError) as fault:
        load_grid(given, overrides)
    assert fault.value.status == 2
    return str(fault.value)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_grids_load(name):
    s = load_grid(name)
    assert s.name == name
    assert is_grid(name)
    assert len(s.zones) >= 20
    assert len(s.corridors) >= 30


def test_a_single_case_is_no_grid():
    assert not is_grid("base")


def test_every_row_of_the_shipped_grid_names_its_source_and_one_document():
    s = load_grid("asean")
    rows = [row for zone in s.zones for row in (zone.demand, *zone.stack, *zone.hydro, *zone.batteries)]
    assert all(row.source for row in (*rows, *s.fuels, *s.plants, *s.shapes, *s.corridors))
    for row in s.corridors:
        if row.status == "published":
            assert row.document != "assumed"


def test_merged_text_is_read_back(tmp_path):
    s = small()
    (tmp_path / "again.toml").write_text(grid_text(s), encoding="utf-8")
    assert load_grid(tmp_path / "again.toml").model_dump() == s.model_dump()


def test_files_extend_each_other_and_rows_go_by_their_names(tmp_path):
    (tmp_path / "first.toml").write_text(grid_text(small()), encoding="utf-8")
    (tmp_path / "second.toml").write_text(
        'extends = "first"\n[[corridors]]\nname = "third"\nfrom_zone = "LA"\nto_zone = "SG"\ncapacity_mw = 50\n'
        'document = "test"\nsource = "test"\n[[zones]]\nname = "TH"\nclock_h = 8.0\n', encoding="utf-8")
    (tmp_path / "third.toml").write_text('extends = "second"\n[grid]\nyear = 2035\n', encoding="utf-8")
    s = load_grid(tmp_path / "third.toml", {"zones.SG.demand.twh": 12.0, "corridors.third.capacity_mw": 70.0})
    assert [row.name for row in s.corridors] == ["north", "south", "third"]
    assert s.zone("TH").clock_h == 8.0
    assert s.zone("TH").stack == small().zone("TH").stack
    assert s.zone("SG").demand.twh == {2000: 12.0}
    assert s.corridors[2].capacity_mw == {2000: 70.0}
    assert s.grid.year == 2035


def test_files_in_a_circle_are_refused(tmp_path):
    for own, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{own}.toml").write_text(f'extends = "{other}"\n[grid]\nyear = 2030\n', encoding="utf-8")
    assert "circle" in refused(tmp_path / "a.toml")


def test_numbers_by_year_are_straight_lines():
    assert [at({2030: 10.0, 2040: 20.0}, year) for year in (2025, 2030, 2035, 2040, 2050)] == [10, 10, 15, 20, 20]
    assert at({2030: 10.0}, 2032, 0.1) == pytest.approx(12.1)
    assert at({2000: 10.0}, 2032, 0.1) == 10.0   # a single number holds in all years


def wrong(change):
    """Tables of the small grid after a change."""
    found = tables()
    change(found)
    return found


CASES = {
    "zone without demand": (lambda t: t["zones"][0].pop("demand"), r"zones\.LA\.demand.*must be given"),
    "corridor to nowhere": (lambda t: t["corridors"][0].update(to_zone="XX"),
                            r"corridors\.north\.to_zone = 'XX': must be one of LA, SG, TH"),
    "losses over one": (lambda t: t["corridors"][0].update(loss=1.2),
                        r"corridors\.north\.loss = 1\.2: must be below 1"),
    "reservoir never full": (lambda t: t["zones"][0]["hydro"][0].update(reservoir_gwh=9000),
                             r"hydro\.reservoir_gwh = 9000: must be no more than its inflow"),
    "fuel without price": (lambda t: t["fuels"][0].pop("price_usd_per_mwh"),
                           r"fuels\.coal\.price_usd_per_mwh.*must be given"),
    "fuel without row": (lambda t: t["fuels"].pop(0), r"plants\.coal\.fuel = 'coal': has no row and so no price"),
    "corridor within a zone": (lambda t: t["corridors"][0].update(to_zone="LA"), "must be another zone"),
    "name twice": (lambda t: t["zones"].append(dict(t["zones"][0])), "zones: 'LA' stands twice"),
    "unknown plant": (lambda t: t["zones"][0]["stack"][0].update(name="oil"), r"zones\.LA\.stack\.oil\.plant = 'oil'"),
    "unknown shape": (lambda t: t["zones"][0]["demand"].update(shape="night"), r"zones\.LA\.demand\.shape = 'night'"),
    "no source": (lambda t: t["zones"][0]["stack"][0].pop("source"), r"zones\.LA\.stack\.coal\.source.*must be given"),
    "eleven months": (lambda t: t["zones"][0]["hydro"][0].update(inflow=[0.5] * 11), "must have at least 12 values"),
    "year as a word": (lambda t: t["corridors"][0].update(capacity_mw={"soon": 5}), "calendar year"),
    "corridor left out that is none": (lambda t: t["grid"].update(without=["east"]), r"grid\.without = 'east'"),
    "typo": (lambda t: t["grid"].update(yaer=2030), "did you mean year"),
    "efficiency above one": (lambda t: t["plants"][0].update(efficiency=1.2), r"plants\.coal\.efficiency = 1\.2"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_is_refused_in_one_line(name):
    change, words = CASES[name]
    said = refused(wrong(change))
    assert re.search(words, said), said
    assert "\n" not in said


def test_a_zone_that_only_generates_says_so():
    s = load_grid(wrong(lambda t: t["zones"][0]["demand"].update(twh=0)))
    assert at(s.zone("LA").demand.twh, 2030) == 0


def test_a_row_can_be_added_on_the_command_line():
    s = small(corridors__east={"from_zone": "LA", "to_zone": "SG", "capacity_mw": 10, "document": "test", **HERE})
    assert [row.name for row in s.corridors] == ["north", "south", "east"]


def test_a_fault_of_a_row_names_the_file_that_the_row_stands_in(tmp_path):
    """Rows have other numbers in a file than in all files together; the nearest file with the key is named."""
    corridor = ('[[corridors]]\nname = "c"\nfrom_zone = "SG"\nto_zone = "XX"\ncapacity_mw = 100\nkm = 100\n'
                'kind = "dc"\nstage = "planned"\ndocument = "d"\nsource = "s"\n')
    zone = '[[zones]]\nname = "SUL"\ncountry = "ID"\nlatitude_deg = -3.0\nlongitude_deg = 120.0\n'
    for number, (text, said) in enumerate([
            (corridor, "corridors.c.to_zone = 'XX': must be one of"), (zone, "zones.SUL.demand: must be given"),
            ('[[fuels]]\nname = "coal"\nprice_usd_per_mwh = "dear"\n',
             "fuels.coal.price_usd_per_mwh = 'dear': must be a number, or a table of calendar year = number"),
            (corridor.replace("XX", "KH").replace("km = 100", "km = -1"), "corridors.c.km = -1")]):
        path = tmp_path / f"mine_{number}.toml"
        path.write_text(f'extends = "asean_2035"\n{text}', encoding="utf-8")
        with pytest.raises(SundalinkError, match=re.escape(said)) as fault:
            load_grid(str(path))
        assert f"({path})" in str(fault.value)
        assert "asean.toml" not in str(fault.value)
    with pytest.raises(SundalinkError, match=re.escape("zones.SG.demand.twh.2030 = -1: must be greater")):
        load_grid("asean_2035", {"zones.SG.demand.twh": {"2030": -1}})
    with pytest.raises(SundalinkError, match=r"--set"):
        load_grid("asean_2035", {"corridors.lao_vietnam_north.loss": 1.2})
