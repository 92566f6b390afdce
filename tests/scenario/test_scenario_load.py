"""Reading a scenario: what is accepted, what is refused, and in which words."""

import os

import numpy as np
import pytest

from sim import __version__
from sim.errors import SundalinkError
from sim.scenario.key_list import keys as listed_keys
from sim.scenario.load import FILES, build, find, fingerprint, load, options, shipped
from sim.scenario.template import merged


def refused(source, overrides=None):
    """The lines of the message that refuses a scenario."""
    with pytest.raises(SundalinkError) as caught:
        load(source, overrides)
    assert caught.value.status == 2
    return str(caught.value).split("\n")


@pytest.fixture
def write(tmp_path):
    """Write a scenario file and return its path."""
    def one(text, name="mine.toml"):
        path = tmp_path / name
        path.write_bytes(text) if isinstance(text, bytes) else path.write_text(text, encoding="utf-8")
        return path
    return one


# --- values -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "value", "rule"), [
    ("farm.capacity_mw", "5", "must be a number"),
    ("farm.capacity_mw", True, "must be a number"),
    ("farm.capacity_mw", [5], "must be a number"),
    ("farm.capacity_mw", -5, "must be greater than 0"),
    ("farm.capacity_mw", 0, "must be greater than 0"),
    ("farm.capacity_mw", float("nan"), "must be a finite number"),
    ("farm.capacity_mw", float("inf"), "must be a finite number"),
    ("storage.energy_mwh", float("-inf"), "must be a finite number"),
    ("local.cable_loss", 1.0, "must be less than 1"),
    ("cost.contingency", 1.5, "must be less than or equal to 1"),
    ("farm.wake.least_expansion", "wide", "must be a number"),
    ("hub.topology", "afloat", "must be 'onshore' or 'offshore'"),
    ("collection.export_length_km", -1e-9, "must be greater than or equal to 0"),
    ("time.weather_years", "2", "must be a whole number"),
    ("time.weather_years", True, "must be a whole number"),
    ("time.weather_years", 2.5, "must be a whole number"),
    ("time.weather_years", 0, "must be greater than or equal to 1"),
    ("time.period_h", 0.25, "must be 0.5 or 1.0"),
    ("time.period_h", True, "must be 0.5 or 1.0"),
    ("time.period_h", "1.0", "must be 0.5 or 1.0"),
    ("seed", -1, "must be greater than or equal to 0"),
    ("seed", 2**63, "must be less than 9223372036854775808"),
    ("name", 5, "must be a text in quotes"),
    ("name", "", "must not be empty"),
    ("name", "a/b", "must not begin with a dot, nor hold a slash or a line break"),
    ("name", "..", "must not begin with a dot, nor hold a slash or a line break"),
    ("finance.downside", 1, "must be true or false"),
    ("finance.downside", "yes", "must be true or false"),
    ("finance.construction_spend", 0.5, "must be a list"),
    ("finance.construction_spend", [0.5, 0.4], "must sum to 1, and sums to 0.9"),
    ("resource.source", "era", "must be 'synthetic', 'era5', 'merra2', 'cutout', 'csv', 'srw', 'windio' or 'gwc'"),
    ("resource.files", "wind.nc", "must be a list"),
    ("contract.price", "slove", "must be 'solve' or a number"),
    ("contract.price", "100", "must be 'solve' or a number"),
    ("contract.price", True, "must be 'solve' or a number"),
    ("contract.price", [], "must be 'solve' or a number"),
    ("contract.price", -1, "must be 'solve' or greater than or equal to 0"),
    ("contract.price", float("nan"), "must be 'solve' or a finite number"),
    ("cost.farm", "farm_capx", "must be a number or the name of a row of money per kW in sim/data/costs.csv "
                               "(did you mean farm_capex?)"),
    ("cost.farm", "", "must be a number or the name of a row of money per kW in sim/data/costs.csv"),
    ("cost.cable", "farm_capex", "must be a number or the name of a row of money per MW/km in sim/data/costs.csv"),
    ("cost.battery_energy", "battery_life", "must be a number or the name of a row of money per kWh in "
                                            "sim/data/costs.csv (did you mean battery_energy?)"),
    ("contract.terms.priority", "fisical", "must be 'economic' or 'physical'"),
    ("market.marginal.heat_rate_gj_per_mwh", "7", "must be a number"),
    ("cost.farm_terms.life_years", 2.5, "must be a whole number"),
])
def test_a_wrong_value_is_refused_with_key_value_and_rule(key, value, rule):
    assert refused("base", {key: value}) == [f"{key} = {value!r}: {rule} (--set)"]


@pytest.mark.parametrize(("key", "value", "rule"), [
    ("farm", 5, "must be a table"),
    ("farm.wake", "jensen1983", "must be a table"),
    ("finance.sea", [1], "must be a table"),
])
def test_a_value_where_a_table_should_be_is_refused(key, value, rule):
    assert refused("base", {key: value}) == [f"{key} = {value!r}: {rule} (--set)"]


ROW = {"year": 2036}


@pytest.mark.parametrize(("changes", "thing"), [
    ({"phases": [ROW, {**ROW, "turbine_share": 1.5}]}, "[[phases]] row 2: turbine_share = 1.5"),
    ({"phases": [{**ROW, "turbin_share": 0.5}]}, "[[phases]] row 1: turbin_share = 0.5: unknown key; did you mean"),
    ({"phases": [{**ROW, "construction_spend": [0.5, 2.0]}]}, "[[phases]] row 1: construction_spend, value 2 = 2.0"),
    ({"phases": [ROW, 7]}, "phases, value 2 = 7: must be a table"),
    ({"phases": [{}]}, "[[phases]] row 1: year: must be given (--set)"),
    ({"companies": [{"name": "a"}, {"name": "b", "rate": 2.0}]}, "[[companies]] row 2: rate = 2.0"),
    ({"buyers": [{"name": "a", "node": "moon"}]}, "[[buyers]] row 1: node = 'moon'"),
    ({"buyers": [{"name": "spot", "node": "hub", "width_mw": 1.0, "price_usd_per_mwh": 1.0}]},
     "[[buyers]] row 1: name = 'spot': is taken"),
    ({"finance.debt.model": "stacked", "finance.tranches": [{"name": "a"}, {"name": "b", "share": -1.0}]},
     "[[finance.tranches]] row 2: share = -1.0"),
    ({"programme.stages": [{"name": "survey", "low_months": -1.0}]}, "[[programme.stages]] row 1: low_months = -1.0"),
    ({"contract.also": [{"price": 100.0, "terms": {"model": "gift"}}]},
     "[[contract.also]] row 1: terms.model = 'gift'"),
])
def test_a_fault_in_a_row_names_the_row_as_a_reader_counts(changes, thing):
    assert any(line.startswith(thing) for line in refused("base", changes)), refused("base", changes)


def test_a_wrong_element_of_a_list_is_named_by_its_number():
    assert refused("base", {"finance.construction_spend": [0.5, "a"]}) == [
        "finance.construction_spend, value 2 = 'a': must be a number (--set)"]
    assert refused("base", {"resource.files": ["a.nc", 3]}) == [
        "resource.files, value 2 = 3: must be a text in quotes (--set)"]


@pytest.mark.parametrize(("key", "value"), [
    ("farm.capacity_mw", 2000), ("farm.capacity_mw", np.float64(2000.0)), ("farm.capacity_mw", np.float32(2000.0)),
    ("time.weather_years", np.int64(3)), ("time.period_h", 1), ("contract.price", 210), ("contract.price", "solve"),
    ("contract.price", 0), ("cost.farm", 3000), ("cost.farm", "farm_capex_la_gan"), ("storage.power_mw", 0),
    ("finance.construction_spend", [0.5, 0.5]), ("finance.construction_spend", (1,)), ("resource.files", ()),
    ("contract.terms.minimum_load_factor", 1), ("farm.wake.model", "none"),
])
def test_a_right_value_is_taken(key, value):
    scenario = load("base", {key: value})
    for word in key.split("."):
        scenario = getattr(scenario, word)
    assert scenario == (tuple(value) if isinstance(value, (list, tuple)) else value)
    assert not isinstance(scenario, np.generic)


def test_whole_numbers_become_plain_floats_where_floats_are_meant():
    assert type(load("base", {"farm.capacity_mw": 2000}).farm.capacity_mw) is float


def test_a_scenario_is_frozen_and_can_be_hashed():
    scenario = load("base")
    with pytest.raises(ValueError, match="frozen"):
        scenario.name = "other"
    with pytest.raises(ValueError, match="frozen"):
        scenario.farm.wake.expansion = 1.0
    assert hash(scenario) == hash(load("base"))
    assert hash(scenario) != hash(load("base", {"seed": 1}))


def test_all_errors_are_listed_at_once(write):
    path = write('extends = "base"\nsead = 3\n[farm]\ncapacity_mw = -1\n[farm.wake]\nmodel = "jensn1983"\n'
                 '[link]\nvoltage_kv = "525"\n[contract]\nprice = "free"\n')
    assert sorted(refused(path, {"local.width_mw": -2})) == sorted([
        f"sead = 3: unknown key; did you mean seed? ({path})",
        f"farm.capacity_mw = -1: must be greater than 0 ({path})",
        f"farm.wake.model = 'jensn1983': must be one of bastankhah2014, jensen1983, niayifar2016, "
        f"turbopark2022, iea37_simple, none (did you mean jensen1983?) ({path})",
        f"link.voltage_kv = '525': must be 'optimal' or a number ({path})",
        f"contract.price = 'free': must be 'solve' or a number ({path})",
        "local.width_mw = -2: must be greater than or equal to 0 (--set)"])


def test_rules_that_join_two_tables_name_the_key_and_its_file(write):
    assert refused("base", {"time.traded_years": 31}) == [
        "time.traded_years = 31: must be no more than time.operating_years = 30 (--set)"]
    path = write('extends = "base"\n[resource]\nsource = "era5"\nfiles = []\n')
    assert refused(path) == [
        f"resource.files: must name at least one file when resource.source = 'era5' ({path})"]


# --- keys ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "near"), [
    ("farm.capactiy_mw", "capacity_mw"),
    ("farm.wake.least_expansoin", "least_expansion"),
    ("link.cables.section", "section_mm2"),
    ("market.marginal.heat_rate", "heat_rate_gj_per_mwh"),
    ("storage.battery.reserve_share_power", "reserve_power"),
    ("finanse", "finance"),
    ("time.wheather_years", "weather_years"),
])
def test_an_unknown_key_is_refused_with_the_nearest_one_of_its_own_table(key, near):
    assert refused("base", {key: 1}) == [f"{key} = 1: unknown key; did you mean {near}? (--set)"]


def test_a_key_like_no_other_gets_the_list_of_keys():
    assert refused("base", {"hub.zzz": 1}) == ["hub.zzz = 1: unknown key; known keys: topology (--set)"]


def test_a_key_of_another_model_is_refused_with_the_keys_of_the_chosen_one():
    line, = refused("base", {"contract.terms": {"model": "pay_as_produced", "tolerance": 0.1}})
    assert line == "contract.terms.tolerance = 0.1: unknown key; known keys: model, width_mw, priority (--set)"


def test_an_unknown_key_beside_a_model_that_is_not_named_is_still_found(write):
    path = write("[farm.wake]\nturbulenc = 0.1\n[storage.battery]\nself_discharge = 1\n")
    lines = refused(path)
    assert lines[0] == f"farm.wake.turbulenc = 0.1: unknown key; did you mean turbulence? ({path})"
    assert lines[1] == f"storage.battery.self_discharge = 1: unknown key; did you mean self_discharge_per_h? ({path})"


WAKES = ["bastankhah2014", "jensen1983", "niayifar2016", "turbopark2022", "iea37_simple", "none"]


@pytest.mark.parametrize(("table", "given", "names", "near"), [
    ("farm.wake", "jensen", WAKES, "jensen1983"),
    ("link.configuration", "monopole", ["symmetric_monopole", "monopole_metallic_return", "monopole_sea_return",
                                        "bipole_metallic_return", "bipole_sea_return", "rigid_bipole", "two_monopoles"],
     "two_monopoles"),
    ("contract.terms", "xyz", ["firm_block", "shaped_block", "pay_as_produced", "contract_for_difference", "merchant"],
     None),
    ("farm.wake", 5, WAKES, None),
])
def test_an_unknown_model_is_refused_with_the_nearest(table, given, names, near):
    hint = f" (did you mean {near}?)" if near else ""
    assert refused("base", {f"{table}.model": given}) == [
        f"{table}.model = {given!r}: must be one of {', '.join(names)}{hint} (--set)"]


def test_an_unknown_model_where_there_is_only_one_is_refused():
    assert refused("base", {"collection.export.model": "hvdc"}) == [
        "collection.export.model = 'hvdc': must be 'hvac' (--set)"]


# --- extends and overrides ----------------------------------------------------------------------------


def body(scenario):
    """Everything but what the scenario is called and says of itself."""
    return scenario.model_dump(exclude={"name", "description", "document_basis"})


def test_extends_changes_only_what_is_said(write):
    scenario = load(write('extends = "base"\nname = "mine"\n[link]\nvoltage_kv = 320.0\n'))
    assert (scenario.name, scenario.link.voltage_kv) == ("mine", 320.0)
    assert body(scenario) == body(load("base", {"link.voltage_kv": 320.0}))


def test_a_description_is_never_that_of_another_case(write):
    plain = load("base").description
    assert load("base", {"name": "other"}).description == plain
    mine = load(write('extends = "base"\nseed = 3\n[link]\nrating_mw = 2000.0\nlives = 50\n', "wide.toml"))
    assert (mine.name, mine.description) == ("wide", "base with seed = 3, link.rating_mw = 2000, link.lives = 50")
    assert mine.document_basis == "that of base, before its changes"
    said = write('extends = "base"\ndescription = "wider"\ndocument_basis = "mine"\n[link]\nrating_mw = 2000.0\n')
    assert (load(said).description, load(said).document_basis) == ("wider", "mine")
    assert load(said, {"link.lives": 50}).description == "wider; here link.lives = 50"
    assert load(said, {"link.lives": 50, "description": "x"}).description == "x"
    assert load("base", {"seed": 4}).description == f"{plain}; here seed = 4"
    many = {f"link.outage.{key}": 0.1 for key in ("internal_share", "deep_factor", "common_cause", "station_common")}
    assert load({}, {**many, "link.outage.planned_whole": 0.1}).description.endswith("station_common = 0.1 and 1 more")
    long = load("base", {"resource.files": ["a" * 100]}).description
    assert long.endswith("...")
    assert len(long) < len(plain) + 80
    with pytest.raises(SundalinkError, match="description = 5"):
        load(write("description = 5\n"), {"seed": 1})


def test_extends_goes_one_level_only(write):
    write('extends = "base"\n', "parent.toml")
    path = write('extends = "parent"\n', "child.toml")
    line, = refused(path)
    assert "extends = 'parent'" in line
    assert "parent.toml extends another scenario itself; only one level is read" in line
    assert str(path) in line


def test_extends_finds_its_parent_beside_the_file_first(write):
    write('name = "theirs"\nseed = 7\n', "base.toml")
    assert load(write('extends = "base"\nname = "mine"\n')).seed == 7
    assert load(write('extends = "base.toml"\nname = "mine"\n')).seed == 7


def test_a_file_may_bear_the_name_of_its_shipped_parent(write):
    assert load(write('extends = "base"\nname = "other"\n', "base.toml")).name == "other"


def test_a_wrong_extends_is_refused(write):
    path = write("extends = 3\n")
    assert refused(path) == [f"extends = 3: must be the name or path of a scenario ({path})"]
    path = write('extends = "bass"\n')
    assert refused(path) == [f"extends = bass: no such file and no shipped scenario of that name (did you mean base?) "
                             f"({path})"]


def test_a_changed_model_drops_the_parents_parameters(write):
    write('[farm.wake]\nmodel = "bastankhah2014"\nexpansion = 0.05\n', "parent.toml")
    child = load(write('extends = "parent"\n[farm.wake]\nmodel = "jensen1983"\n'))
    assert (child.farm.wake.model, child.farm.wake.expansion) == ("jensen1983", 0.04)


def test_the_same_model_keeps_them(write):
    write('[farm.wake]\nmodel = "jensen1983"\nexpansion = 0.05\n', "parent.toml")
    child = load(write('extends = "parent"\n[farm.wake]\nmodel = "jensen1983"\nsuperposition = "linear"\n'))
    assert (child.farm.wake.expansion, child.farm.wake.superposition) == (0.05, "linear")


def test_a_parent_that_names_no_model_means_the_default_one(write):
    write("[contract.terms]\ntolerance = 0.01\n", "parent.toml")
    changed = load(write('extends = "parent"\n[contract.terms]\nmodel = "pay_as_produced"\n'))
    assert changed.contract.terms.model == "pay_as_produced"
    same = load(write('extends = "parent"\n[contract.terms]\nmodel = "firm_block"\n'))
    assert same.contract.terms.tolerance == 0.01


def test_an_override_changes_a_model_in_the_same_way():
    scenario = load("base", {"contract.terms.model": "pay_as_produced", "contract.terms.width_mw": 800.0})
    assert scenario.contract.terms.width_mw == 800.0
    assert not hasattr(scenario.contract.terms, "tolerance")


def test_a_message_names_the_place_that_a_value_comes_from(write):
    parent = write("[farm]\ncapacity_mw = -1\n[link]\nrating_mw = -2\n[site]\nlatitude_deg = 99\n", "parent.toml")
    child = write('extends = "parent"\n[link]\nrating_mw = -3\n', "child.toml")
    assert sorted(refused(child, {"site.latitude_deg": -99})) == [
        f"farm.capacity_mw = -1: must be greater than 0 ({parent})",
        f"link.rating_mw = -3: must be greater than 0 ({child})",
        "site.latitude_deg = -99: must be greater than or equal to -60 (--set)"]


def test_a_row_of_a_list_is_set_by_its_name():
    base = load("cap_and_floor").companies[0]
    changed = load("cap_and_floor", {"companies.link owner.rate": 0.06, "companies.other.owns": ["battery"]}).companies
    assert [row.name for row in changed] == ["link owner", "other"]
    assert changed[0] == base.model_copy(update={"rate": 0.06})
    assert load("base", {"programme.stages.survey.mode_months": 9}).programme.stages[0].mode_months == 9


@pytest.mark.parametrize(("given", "said"), [
    ({"companies.link owner.rat": 0.06}, r"rat = 0\.06: unknown key; did you mean rate\? \(--set\)"),
    ({"companies.rate": 0.06}, r"companies: must be a list \(--set\)"),
    ({"buyers.electrolyser.width_mw": 300}, r"buyer 'electrolyser' must have this or spot_factor.*\(--set\)"),
    ({"contract.also.x.price": 1}, r"contract\.also: must be a list"),
    ({"companies.other.owns": ["cable"]}, r"'cable' must have one owner, and is owned by 'link owner' and 'other'"),
    ({"storage.power_mw": 1e300}, r"storage\.power_mw = 1e\+300: must be less than or equal to 100000"),
])
def test_a_wrong_row_by_name_is_refused_as_an_override(given, said):
    with pytest.raises(SundalinkError, match=said):
        load("cap_and_floor", given)


def test_keys_of_rows_are_listed():
    found = {key.name: key for key in listed_keys()}
    assert found["companies.NAME.tariff"].default == "80"
    assert found["buyers.NAME.load.model"].default == "flat"
    assert found["contract.also[].price"].default == "solve"
    assert not [name for name in found if name.startswith("phases.NAME")]


def test_what_changes_a_list_of_rows_is_described_by_their_names(tmp_path):
    (tmp_path / "mine.toml").write_text('extends = "base"\n[[buyers]]\nname = "electrolyser"\nwidth_mw = 4\n'
                                        'price_usd_per_mwh = 40\n', encoding="utf-8")
    assert load(tmp_path / "mine.toml").description == "base with buyers = electrolyser"


def test_overrides_that_contradict_each_other_are_refused():
    assert "farm is set to a value as well" in refused("base", {"farm": 1, "farm.capacity_mw": 2})[0]
    assert "are set as well" in refused("base", {"farm.capacity_mw": 2, "farm": 1})[0]


def test_a_sweep_table_is_no_part_of_the_scenario(write):
    path = write('extends = "base"\n[sweep.grid]\n"link.voltage_kv" = [320.0]\n')
    assert body(load(path)) == body(load("base"))
    assert load(path).description == load("base").description


def test_a_scenario_may_be_given_as_tables():
    given = load({"extends": "base", "farm": {"capacity_mw": 2000.0}})
    assert body(given) == body(load("base", {"farm.capacity_mw": 2000.0}))
    assert given.description == "base with farm.capacity_mw = 2000"
    assert load({}) == build({})
    assert refused({"farm": {"capacity_mw": 0}}) == ["farm.capacity_mw = 0: must be greater than 0 (tables)"]


# --- files --------------------------------------------------------------------------------------------


def test_shipped_scenarios_are_found_by_name_and_path():
    assert find("base") == shipped() / "base.toml"
    assert load(str(shipped() / "base.toml")) == load("base")


def test_a_missing_file_gets_the_nearest_shipped_name():
    hint = "no such file and no shipped scenario of that name"
    assert refused("bass") == [f"bass: {hint} (did you mean base?)"]
    assert refused("folder/bass.toml") == [f"folder/bass.toml: {hint} (did you mean base?)"]
    line, = refused("xyzzy")
    assert line.startswith(f"xyzzy: {hint} (shipped: ")


@pytest.mark.parametrize(("content", "rule"), [
    (b"\x89PNG\r\n\x1a\n\x00", "is not a text file in UTF-8"),
    ("name = 'caf\u00e9'\n".encode("latin-1"), "is not a text file in UTF-8"),
    (b"\x00\x01\x02", "is not valid TOML: Invalid statement (at line 1, column 1)"),
    (b"[farm]\ncapacity_mw = \n", "is not valid TOML: Invalid value (at line 2, column 15)"),
    (b"seed = 1\nseed = 2\n", "is not valid TOML: Cannot overwrite a value (at line 2, column 9)"),
])
def test_a_file_that_is_no_toml_is_refused_with_the_place(write, content, rule):
    path = write(content)
    assert refused(path) == [f"{path}: {rule}"]


def test_a_folder_is_refused(tmp_path):
    assert refused(tmp_path) == [f"{tmp_path}: is a folder, not a scenario file"]
    (tmp_path / "x.toml").mkdir()
    assert refused(tmp_path / "x.toml") == [f"{tmp_path / 'x.toml'}: is a folder, not a scenario file"]


def test_a_byte_order_mark_does_no_harm(write):
    assert load(write(b'\xef\xbb\xbfname = "mine"\n')).name == "mine"


def test_an_empty_file_is_the_default(write):
    assert body(load(write(""))) == body(build({}))
    assert load(write("", "blank.toml")).name == "blank"


def test_names_of_files_are_relative_to_the_scenario(tmp_path, write):
    (tmp_path / "sub").mkdir()
    for name in ("wind.csv", "path.toml", "mine.csv", "sub/theirs.csv"):
        (tmp_path / name).write_text("x")
    write('[farm]\nturbine = "theirs.csv"\n', "sub/parent.toml")
    scenario = load(write('extends = "sub/parent.toml"\n[resource]\nsource = "csv"\nfiles = ["wind.csv"]\n'
                          '[route]\nfile = "path.toml"\n'))
    assert scenario.resource.files == (str(tmp_path / "wind.csv"),)
    assert scenario.route.file == str(tmp_path / "path.toml")
    assert scenario.farm.turbine == str(tmp_path / "sub" / "theirs.csv")
    assert load(write('[farm]\nturbine = "mine.csv"\n')).farm.turbine == str(tmp_path / "mine.csv")
    assert load(write('[farm]\nturbine = "iea_22mw"\n')).farm.turbine == "iea_22mw"


# --- fingerprint --------------------------------------------------------------------------------------


def test_the_fingerprint_follows_values_and_version():
    base = fingerprint(load("base"), __version__)
    assert len(base) == 16
    assert base == fingerprint(load("base"), __version__)
    assert base != fingerprint(load("base", {"farm.capacity_mw": 2301.0}), __version__)
    assert base != fingerprint(load("base"), "0.0.0")


def test_the_fingerprint_follows_what_a_file_holds_and_not_where_it_lies(tmp_path):
    def mark(folder, text):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "wind.csv").write_text(text)
        given = {"resource.source": "csv", "resource.files": [str(tmp_path / folder / "wind.csv")]}
        return fingerprint(load("base", given), __version__)

    first = mark("one", "a")
    assert mark("two", "a") == first
    assert mark("one", "longer") != first


def test_former_keys_of_availability_are_still_read(write):
    old = load(write('[farm.availability]\nbetween_h = 1500.0\nwork_h = 40.0\naccess_m_per_s = 9.0\nmean = "found"\n'))
    new = old.farm.availability
    assert (new.mtbf_h, new.repair_h, new.access_limit_m_per_s, new.mean) == (1500.0, 40.0, 9.0, "simulated")
    assert load("base", {"farm.availability.between_h": 1700.0}).farm.availability.mtbf_h == 1700.0
    assert load("base", {"farm.availability.mean": "stated"}).farm.availability.mean == "scaled_to_loss"


# --- hostile hands ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("content", "rule"), [
    ("seed = " + "9" * 5000 + "\n", "a value cannot be read (Exceeds the limit"),
    ("seed = 0x" + "f" * 9000 + "\n", "seed = a number of too many digits"),
    ("extends = 0x" + "f" * 9000 + "\n", "extends = a number of too many digits"),
    ("[link]\nx = [1, {a = 0x" + "f" * 17 + "}]\n", "link.x.1.a = a number of too many digits"),
    ("a = " + "[" * 5000 + "]" * 5000 + "\n", "it is nested too deep"),
    ("a = " + "[" * 60 + "]" * 60 + "\n", "are nested 41 deep or more: must be at most 40"),
    ("".join(f"[{'.'.join(['a'] * n)}]\n" for n in range(1, 60)), "are nested 41 deep or more"),
    ("name = 3\n" + "description = '" + "x" * 100_000 + "'\n", "name = 3: must be a text"),
    ("name = '" + "/" * 100_000 + "'\n", "(100002 signs): must not begin"),
    ("a = 2021-99-99\n", "is not valid TOML")])
def test_what_no_scenario_holds_is_refused_in_one_message(write, content, rule):
    message = "\n".join(refused(write(content)))
    assert rule in message
    assert len(message) < 2000


@pytest.mark.parametrize("text", ["seed=" + "9" * 5000, "a=" + "[" * 5000, "a=[" * 2 + "[" * 60 + "]" * 60 + "]"])
def test_overrides_that_cannot_be_read_are_refused(text):
    with pytest.raises(SundalinkError) as caught:
        options([text])
    assert caught.value.status == 2
    assert len(str(caught.value)) < 800


@pytest.mark.parametrize(("source", "rule"), [
    ("/dev/zero", "is a device"), ("/dev/random", "is a device"), ("x\0y", "no such file"),
    ("a" * 5000, "no such file"), ("a" * 300 + ".toml", "no such file"), ("\x00.toml", "no such file")])
def test_only_regular_files_are_read(source, rule):
    assert rule in "\n".join(refused(source))


def test_a_pipe_and_an_endless_parent_are_refused(tmp_path, write):
    os.mkfifo(tmp_path / "pipe.toml")
    assert refused(tmp_path / "pipe.toml") == [f"{tmp_path / 'pipe.toml'}: is a device, a pipe or a socket, not a "
                                               "scenario file"]
    assert "is a device" in "\n".join(refused(write('extends = "/dev/zero"\n')))
    big = tmp_path / "big.toml"
    with big.open("wb") as file:
        file.truncate(20_000_000)
    assert "must be a file of at most 16 MB" in "\n".join(refused(big))


# --- files mean what was run --------------------------------------------------------------------------


def test_names_from_overrides_are_those_of_the_folder_they_were_given_in(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.csv").write_text(name)
    monkeypatch.chdir(tmp_path / "a")
    scenario = load("base", {"farm.turbine": "mine.csv", "resource.files": ["mine.csv", "not_there.nc"]})
    assert scenario.farm.turbine == str(tmp_path / "a" / "mine.csv")
    assert scenario.resource.files[1] == str(tmp_path / "a" / "not_there.nc")
    (tmp_path / "saved.toml").write_text(merged(scenario), encoding="utf-8")
    monkeypatch.chdir(tmp_path / "b")
    again = load(tmp_path / "saved.toml")
    assert again.farm.turbine == scenario.farm.turbine
    assert again.resource.files[0] == str(tmp_path / "a" / "mine.csv")
    assert load("base", {"farm.turbine": "windpowerlib:V164/8000"}).farm.turbine == "windpowerlib:V164/8000"


def test_a_scenario_never_reads_a_file_of_another_folder(tmp_path, write, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine.csv").write_text("x")
    monkeypatch.chdir(tmp_path / "elsewhere")
    path = write('extends = "base"\n[farm]\nturbine = "mine.csv"\n')
    assert load(path).farm.turbine == str(tmp_path / "mine.csv")


def test_the_fingerprint_sees_what_is_read_with_a_file(tmp_path, write):
    (tmp_path / "inner.yaml").write_text("a: 1\nb: !include deep.nc\n")
    (tmp_path / "deep.nc").write_text("strong")
    (tmp_path / "outer.yaml").write_text("wind_resource: !include inner.yaml\n")
    for ending in (".shp", ".dbf", ".shx"):
        (tmp_path / f"lanes{ending}").write_text("one")
    path = write('extends = "base"\n[resource]\nsource = "windio"\nfiles = ["outer.yaml"]\n'
                 '[route]\nlanes_file = "lanes.shp"\n')
    before = fingerprint(load(path), "1")
    for name in ("deep.nc", "inner.yaml", "outer.yaml", "lanes.dbf", "lanes.shx", "lanes.shp"):
        old = (tmp_path / name).read_text()
        (tmp_path / name).write_text(old + "#")
        assert fingerprint(load(path), "1") != before, name
        (tmp_path / name).write_text(old)
    assert fingerprint(load(path), "1") == before


def test_every_key_that_names_files_is_hashed():
    def keys(table, path=()):
        for name, value in table.items():
            if isinstance(value, dict):
                yield from keys(value, (*path, name))
            elif name in ("file", "files") or name.endswith(("_file", "_files")):
                yield (*path, name)
    assert set(keys(load("base").model_dump())) <= set(FILES)
