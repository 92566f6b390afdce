"""Turbines: the shipped curves give the published energies, and faulty files are refused by name."""

import warnings

import numpy as np
import pytest
import yaml
from scipy.stats import weibull_min

from sim.errors import SundalinkError
from sim.inputs.turbine import ASSUMED_THRUST, shipped, turbine

CURVE = ("speed_m_per_s,power_kw,thrust_coefficient\n"
         "0,0,0\n4,200,0.8\n8,1500,0.8\n12,3000,0.4\n25,3000,0.1\n25.5,0,0\n")
HEAD = "# diameter_m = 110\n# hub_height_m = 100\n"


def weibull_gwh(machine, mean, k=2.0):
    """Energy of 8,760 hours by plain quadrature: an oracle apart from the project's closed form."""
    from math import gamma

    speed = np.linspace(0.0, machine.cut_out, 50001)
    density = weibull_min(k, scale=mean / gamma(1 + 1 / k)).pdf(speed)
    return np.trapezoid(np.interp(speed, machine.speed, machine.power) * density, speed) * 8.76


@pytest.mark.parametrize(("name", "published"), [("iea_15mw", 77.900), ("iea_15mw_floris", 77.900)])
def test_iea15_gives_the_energy_that_wisdem_publishes(name, published):
    assert weibull_gwh(turbine(name), 10.0) == pytest.approx(published, rel=0.01)


@pytest.mark.parametrize(("name", "mean", "expected"), [
    # As computed from NREL/turbine-models' own files, on their own grid of speeds.
    ("iea_15mw", 8.0, 61.019), ("iea_15mw", 9.0, 70.671), ("iea_15mw", 10.0, 78.330),
    ("nrel_5mw", 8.0, 18.532), ("nrel_5mw", 9.0, 21.800), ("nrel_5mw", 10.0, 24.455)])
def test_energies_of_the_tables_as_published_by_nrel(name, mean, expected):
    assert weibull_gwh(turbine(name), mean) == pytest.approx(expected, rel=0.001)


@pytest.mark.parametrize(("name", "expected"), [
    # Computed from the 50 rows of the tab "Rotor Performance" of IEA's own workbook: November 2024 and January 2025.
    ("iea_22mw", (83.965, 98.160, 109.636)), ("iea_22mw_2025", (85.296, 99.583, 111.066))])
def test_energies_of_the_iea_22_mw_are_those_of_its_own_table(name, expected):
    machine = turbine(name)
    assert [weibull_gwh(machine, mean) for mean in (8.0, 9.0, 10.0)] == pytest.approx(expected, rel=2e-4)
    assert "IEA-22-280-RWT" in machine.label


def test_points_of_the_shipped_curves():
    small, large = turbine("iea_15mw"), turbine("iea_22mw_floris")
    for machine, expected in ((small, [6.481, 12.661, 14.994]), (large, [8.910, 16.757, 22.000])):
        assert np.interp([8, 10, 12], machine.speed, machine.power) == pytest.approx(expected, abs=1e-3)
    assert (small.diameter, small.hub_height, large.diameter, large.hub_height) == (240, 150, 284, 170)


@pytest.mark.parametrize("name", ["iea_15mw", "iea_15mw_floris", "iea_22mw", "iea_22mw_2025", "iea_22mw_floris",
                                  "iea_10mw", "nrel_5mw"])
def test_every_shipped_turbine_runs_from_cut_in_to_cut_out_within_its_rating(name):
    machine = turbine(name)
    assert name in shipped()
    assert machine.cut_in == 3.0
    assert machine.cut_out == 25.0
    assert machine.speed[-1] == 25.0
    assert machine.power.max() <= machine.rating
    assert machine.power.max() == pytest.approx(machine.rating, rel=1e-3)
    assert machine.power[machine.speed < 3].max() == 0.0
    # No rotor takes more than Betz allows from air of 1.225 kg/m3.
    area = np.pi * machine.diameter**2 / 4
    running = machine.speed >= 3
    coefficient = machine.power[running] * 1e6 / (0.5 * 1.225 * area * machine.speed[running] ** 3)
    assert coefficient.max() < 16 / 27
    assert "verified" in machine.label


def test_a_users_file_is_read(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "# name = Mine 3.0\n# source = data sheet\n" + CURVE)
    machine = turbine(path)
    assert machine[:4] == ("Mine 3.0", 3.0, 110.0, 100.0)
    assert (machine.cut_in, machine.cut_out) == (4.0, 25.0)
    assert machine.power.tolist() == [0.0, 0.2, 1.5, 3.0, 3.0]
    assert machine.thrust[1] == 0.8
    assert machine.label == "data sheet"


def test_thrust_is_assumed_and_said_so_where_it_is_missing(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "".join(line.rsplit(",", 1)[0] + "\n" for line in CURVE.splitlines()))
    machine = turbine(str(path))
    assert ASSUMED_THRUST in machine.label
    assert (machine.thrust[machine.power > 0] > 0).all()
    assert machine.thrust.max() < 1
    assert machine.thrust[0] == 0.0


@pytest.mark.parametrize(("text", "expected"), [
    (CURVE, "must say `# diameter_m = ...`"),
    ("# diameter_m = 110\n" + CURVE, "must say `# hub_height_m = ...`"),
    ("# diameter_m = wide\n# hub_height_m = 100\n" + CURVE,
     "mine.csv, line 1, diameter_m = 'wide': must be a number"),
    (HEAD + "# diametre_m = 3\n" + CURVE, "did you mean diameter_m?"),
    (HEAD + "# rating_mw = 3000\n" + CURVE, "highest power = 3000 [kW]: must lie within 10 % of the rating"),
    (HEAD + CURVE.replace("8,1500", "3,1500"), "speed = [0.0, 4.0, 3.0, 12.0, 25.0] [m/s]: must ascend"),
    (HEAD + CURVE.replace("1500", "-1500"), "power = -1.5: must not be negative"),
    (HEAD + CURVE.replace("1500", "much"), "line 6, column power_kw = 'much'"),
    (HEAD + CURVE.replace("power_kw", "power_mw"), "rating over the rotor's area = 315679 [W/m2]"),
    (HEAD + CURVE.replace("0.8", "8"), "thrust = 8: must lie between 0 and 1.5"),
    ("# diameter_m = 110\n# hub_height_m = 50\n" + CURVE, "hub_height = 50 [m]: must lie between 55"),
    (HEAD + "speed_m_per_s,power_kw\n0,0\n5,0\n",
     "or else the highest power, = 0 [MW]: must be a finite number above zero"),
])
def test_a_faulty_file_is_refused_by_name(tmp_path, text, expected):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(SundalinkError) as error:
        turbine(path)
    assert expected in str(error.value)


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(SundalinkError, match=r"did you mean iea_15mw\?"):
        turbine("iea_15MW")
    with pytest.raises(SundalinkError, match=r"must be a readable file"):
        turbine("absent.csv")
    with pytest.raises(SundalinkError, match=r"did you mean V164/8000\?"):
        turbine("windpowerlib:V164/800")


def test_windpowerlib_gives_power_without_thrust():
    machine = turbine("windpowerlib:V164/8000")
    assert machine.rating == 8.0
    assert machine.diameter == 164.0
    assert machine.hub_height == 105.0
    assert np.interp(8.0, machine.speed, machine.power) == pytest.approx(4.4864)   # Open Energy Database
    assert machine.power.max() == 8.0
    assert machine.cut_out == 25.0
    assert ASSUMED_THRUST in machine.label


def test_windpowerlib_agrees_with_its_own_reader():
    import windpowerlib  # one of the package's own requirements

    machine = turbine("windpowerlib:E-126/7580")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")   # it uses what pandas has deprecated
        own = windpowerlib.WindTurbine(hub_height=100, turbine_type="E-126/7580").power_curve
    expected = np.interp(own["wind_speed"], machine.speed, machine.power, right=0.0)
    np.testing.assert_allclose(np.minimum(own["value"] / 1e6, machine.rating), expected)


SPEED, POWER, THRUST = [4, 8, 12, 25], [200, 1500, 3000, 3000], [0.8, 0.8, 0.4, 0.1]


def same(machine):
    """Is it the turbine of `CURVE`?"""
    assert (machine.rating, machine.diameter, machine.hub_height) == pytest.approx((3.0, 110.0, 100.0))
    np.testing.assert_allclose(np.interp([4, 6, 12], machine.speed, machine.power), [0.2, 0.85, 3.0], rtol=1e-6)
    np.testing.assert_allclose(np.interp([4, 10], machine.speed, machine.thrust), [0.8, 0.6])


@pytest.mark.parametrize(("names", "scale"), [
    ("Wind Speed [m/s],Power [kW],Ct [-]", 1), ("wind_speed (m/s),power (MW),ct", 1e-3), ("v,P [W],thrust_coeff", 1e3),
    ("ws,power_w,Ct,", 1e3)])
def test_columns_under_other_names_are_read_by_their_unit(tmp_path, names, scale):
    rows = "\n".join(f"{v},{p * scale},{c}" + ("," if names.endswith(",") else "")
                     for v, p, c in zip(SPEED, POWER, THRUST, strict=True))
    (tmp_path / "a.csv").write_text(f"{names}\n{rows}\n")
    same(turbine(tmp_path / "a.csv", diameter=110.0, hub_height=100.0))
    (tmp_path / "b.csv").write_text(HEAD + f"{names}\n{rows}\n")
    same(turbine(tmp_path / "b.csv"))


def test_columns_are_mapped_and_all_that_is_missing_is_said_at_once(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("geschw;leistung;schub\n" + "\n".join(
        f"{v};{p};{c}".replace(".", ",") for v, p, c in zip(SPEED, POWER, THRUST, strict=True)))
    given = ("geschw = speed_m_per_s", "leistung = power_kw", "schub = thrust_coefficient")
    same(turbine(path, columns=given, diameter=110.0, hub_height=100.0))
    for columns, rule in ((given[:1], "# diameter_m = ...`, `# hub_height_m = ...`, the column power_kw"),
                          (("geschw = sped_m_per_s",), "did you mean speed_m_per_s"), (("gesch = v",), "mean geschw"),
                          (("geschw",), "each must be as")):
        with pytest.raises(SundalinkError) as error:
            turbine(path, columns=columns)
        assert rule in str(error.value)
    path.write_text("v,power\n4,200\n12,3000\n")
    with pytest.raises(SundalinkError, match="column power = no unit: must say its unit"):
        turbine(path, diameter=110.0, hub_height=100.0)


def test_yaml_of_windio_and_floris_is_read(tmp_path):
    windio = {"name": "A", "rotor_diameter": 110.0, "hub_height": 100.0, "performance": {
        "power_curve": {"power_wind_speeds": SPEED, "power_values": [p * 1e3 for p in POWER]},
        "Ct_curve": {"Ct_wind_speeds": SPEED, "Ct_values": THRUST}}}
    share = [float(p * 1e3 / (0.5 * 1.225 * np.pi * 110.0**2 / 4 * v**3)) for p, v in zip(POWER, SPEED, strict=True)]
    by_share = {**windio, "performance": {"Cp_curve": {"Cp_wind_speeds": SPEED, "Cp_values": share},
                                          "Ct_curve": windio["performance"]["Ct_curve"], "rated_power": 3e6}}
    floris = {"turbine_type": "A", "rotor_diameter": 110.0, "hub_height": 100.0, "power_thrust_table": {
        "ref_air_density": 1.225, "wind_speed": SPEED, "power": POWER, "thrust_coefficient": THRUST}}
    for name, tables in (("windio", windio), ("share", by_share), ("floris", floris)):
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump(tables))
        machine = turbine(path)
        assert machine.rating == pytest.approx(3.0)
        assert machine.diameter == 110.0
        np.testing.assert_allclose(np.interp([4, 8, 12], machine.speed, machine.power), [0.2, 1.5, 3.0], rtol=1e-6)
        assert machine.thrust[0] == 0.8
    for tables, rule in (({**windio, "rotor_diameter": "wide"}, "rotor_diameter = 'wide': must be a number"),
                         ({**windio, "performance": {}}, "Cp_wind_speeds = absent"), ({"name": "B"}, "rotor_diameter"),
                         ({**floris, "power_thrust_table": {**floris["power_thrust_table"], "power": POWER[:2]}},
                          "values of power = 2: must be 4"),
                         ({**floris, "power_thrust_table": {**floris["power_thrust_table"], "ref_air_density": 1.1}},
                          "reference air density = 1.1")):
        (tmp_path / "bad.yaml").write_text(yaml.safe_dump(tables))
        with pytest.raises(SundalinkError, match=rule):
            turbine(tmp_path / "bad.yaml")


@pytest.mark.parametrize(("scale", "words"), [
    ((1.943844, 1.0, 1.0), "highest power coefficient"), ((3.6, 1.0, 1.0), "highest power coefficient"),
    ((1e3, 1.0, 1.0), "highest power coefficient|cut_out"), ((0.01, 1.0, 1.0), "highest power coefficient"),
    ((1.0, 1.0, 0.0), "what the wind loses is thrust"), ((1.0, 1.0, 0.01), "what the wind loses is thrust")])
def test_speeds_and_thrust_in_another_unit_are_refused_by_the_rotor(tmp_path, scale, words):
    """Knots, km/h, mm/s and cm/s as m/s leave less than a seventh of the coefficient of power, or no curve at all;
    a rotor takes no more than thrust times the speed of the wind."""
    path = tmp_path / "own.csv"
    rows = zip(np.array([3.0, 8.0, 11.0, 25.0]) * scale[0], np.array([100.0, 6000.0, 15000.0, 15000.0]) * scale[1],
               np.array([0.8, 0.8, 0.7, 0.1]) * scale[2], strict=True)
    path.write_text("# diameter_m = 240\n# hub_height_m = 150\nspeed_m_per_s,power_kw,thrust_coefficient\n"
                    + "".join(f"{v},{p},{t}\n" for v, p, t in rows))
    with pytest.raises(SundalinkError, match=words) as caught:
        turbine(path)
    assert "own.csv" in str(caught.value)


def test_machines_that_no_rotor_can_drive_are_refused(tmp_path):
    for text, rule in ((CURVE.replace("3000", "3000000").replace("1500", "1500000").replace("200", "200000"),
                        r"rating over the rotor's area = 315679 \[W/m2\]: must lie between 50 and 1000"),
                       (CURVE.replace("8,1500", "5,3000"), "power coefficient at 5 m/s")):
        (tmp_path / "a.csv").write_text(HEAD + text)
        with pytest.raises(SundalinkError, match=rule):
            turbine(tmp_path / "a.csv")


@pytest.mark.parametrize("name", ["SWT120/3600", "V90/2000", "V90/3000", "V112/3450", "S122/3200", "ENO114/3500",
                                  "GE100/2500", "MM92/2050"])
def test_hub_heights_of_windpowerlib_are_read_as_they_are_written(name):
    machine = turbine(f"windpowerlib:{name}")
    assert 50.0 < machine.hub_height < 150.0
    assert "hub height assumed" not in machine.label


@pytest.mark.slow
def test_every_type_of_windpowerlib_is_read():
    from sim.inputs.turbine import _by_type

    for name in set(_by_type("power_curves.csv")) & set(_by_type("turbine_data.csv")):
        turbine(f"windpowerlib:{name}")


WTG = ('<?xml version="1.0" encoding="utf-8"?>\n<!-- a turbine -->\n<WindTurbineGenerator FormatVersion="1.0" '
       'Description="X" RotorDiameter="190"><SuggestedHeights><Height>120</Height></SuggestedHeights>{tables}'
       "</WindTurbineGenerator>\n")
TABLE = ('<PerformanceTable AirDensity="{density}"><StartStopStrategy LowSpeedCutIn="3" HighSpeedCutOut="25"/>'
         "<DataTable>{points}</DataTable></PerformanceTable>")
CURVE_WTG = [(3.0, 0.0, 0.8), (8.0, 3.0e6, 0.8), (12.0, 1.0e7, 0.5), (25.0, 1.0e7, 0.07)]


def wtg(density, scale=1.0):
    """A table of WAsP, the fastest point first."""
    points = "".join(f'<DataPoint WindSpeed="{v}" PowerOutput="{scale * p}" ThrustCoEfficient="{c}"/>'
                     for v, p, c in CURVE_WTG[::-1])
    return TABLE.format(density=density, points=points)


def test_the_file_of_wasp_is_read_at_standard_density(tmp_path):
    path = tmp_path / "x.wtg"
    path.write_text(WTG.format(tables=wtg(1.10, 0.9) + wtg(1.225)), encoding="utf-8")
    machine = turbine(str(path))
    assert (machine.diameter, machine.hub_height, machine.rating, machine.cut_out) == (190.0, 120.0, 10.0, 25.0)
    np.testing.assert_allclose(np.interp([3.0, 8.0, 12.0], machine.speed, machine.power), [0.0, 3.0, 10.0])
    np.testing.assert_allclose(np.interp(8.0, machine.speed, machine.thrust), 0.8)


@pytest.mark.parametrize(("text", "rule"), [
    (WTG.format(tables=wtg(1.10)), "AirDensity of PerformanceTable = 1.1 .*: one must be 1.225"),
    (WTG.format(tables=""), "AirDensity of PerformanceTable = absent"),
    (WTG.format(tables=wtg(1.225)).replace('"3000000.0"', '"much"'), "PowerOutput of DataPoint = 'much'"),
    (WTG.format(tables=wtg(1.225)).replace(' RotorDiameter="190"', ""), "RotorDiameter of WindTurbineGenerator = abs"),
    (WTG.format(tables=wtg(1.225)).replace("<Height>120</Height>", ""), "SuggestedHeights = absent"),
    ("<Other/>", "root = Other"), ("<a", "must be XML as WAsP's .wtg"), ("", "must be XML"),
    ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "must be XML without a document type")])
def test_a_broken_file_of_wasp_is_refused(tmp_path, text, rule):
    path = tmp_path / "x.wtg"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SundalinkError, match=rule):
        turbine(str(path))


def test_comments_set_sizes_with_a_colon_too(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("# a note: of mine\n# diameter_m: 190\n# hub_height_m = 120\nspeed (m/s),power (kW)\n3,0\n8,3000\n"
                    "12,10000\n25,10000\n", encoding="utf-8")
    assert turbine(str(path)).diameter == 190.0


def test_what_a_waiting_turbine_takes_from_the_grid_is_left_out_and_said(tmp_path):
    head = "Wind Speed [m/s],Power [kW]\n"
    path = tmp_path / "x.csv"

    def read(rows):
        path.write_text(head + rows + "24,1500\n26,0\n,\n,\n", encoding="utf-8")   # rows of separators end it
        return turbine(str(path), diameter=77.0, hub_height=80.0)

    machine = read("1,-4.9\n2,-5.78\n3,0.6\n10,1200\n12,1500\n")
    assert machine.power.min() == 0.0
    assert machine.cut_in == 3.0
    assert machine.rating == 1.5
    assert "its own consumption, up to 5.78 kW while it waits for wind, is left out" in machine.label
    for rows in ("1,-200\n3,0.6\n10,1200\n12,1500\n", "3,0.6\n4,-5\n10,1200\n12,1500\n"):
        with pytest.raises(SundalinkError, match=r"power = -.*: must not be negative"):
            read(rows)


def test_power_by_a_coefficient_says_what_it_takes_for_granted(tmp_path):
    machine = {"name": "x", "hub_height": 150.0, "rotor_diameter": 240.0, "performance": {"Cp_curve": {
        "Cp_values": [0.1, 0.45, 0.48, 0.46, 0.05], "Cp_wind_speeds": [3.0, 7.0, 10.0, 10.8, 25.0]}}}
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(machine), encoding="utf-8")
    label = turbine(str(path)).label
    assert "taken as that at the terminals" in label
    assert "states no rated power: 21.65 MW is the highest" in label
    machine["performance"]["rated_power"] = 15e6
    path.write_text(yaml.safe_dump(machine), encoding="utf-8")
    assert "states no rated power" not in turbine(str(path)).label
    assert turbine(str(path)).power.max() == 15.0


ATLITE = ("name: own\nHUB_HEIGHT: 150.0\nV: [0, 3, 3, 8, 11, 25, 25]\n"
          "POW: [0.0, 0.0, 0.3, 6.0, 15.0, 15.0, 0.0]\n")


def test_yaml_of_atlite_is_read_with_its_steps(tmp_path):
    """Powers in MW; a step at cut-in stays one, and the fall at the last speed is cut-out."""
    path = tmp_path / "own.yaml"
    path.write_text(ATLITE)
    found = turbine(path, diameter=240.0)
    assert (found.rating, found.cut_out, found.hub_height, found.name) == (15.0, 25.0, 150.0, "own")
    assert found.cut_in == pytest.approx(3.0, abs=2e-3)
    np.testing.assert_allclose(np.interp([3.0, 5.5, 9.5, 25.0], found.speed, found.power), [0.3, 3.15, 10.5, 15.0])
    assert np.interp(2.99, found.speed, found.power) == 0.0 or found.speed[0] == pytest.approx(3.0)
    with pytest.raises(SundalinkError, match=r"farm\.turbine_table\.diameter_m"):
        turbine(path)


def test_speeds_in_ms_are_m_per_s(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("# diameter_m = 240\n# hub_height_m = 150\nwindspeed_ms,power_kw\n"
                    "3,100\n8,6000\n11,15000\n25,15000\n")
    assert turbine(path).rating == 15.0
