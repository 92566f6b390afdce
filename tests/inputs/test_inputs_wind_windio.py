"""The door for windIO, on files after the examples of its repository, whole and broken."""

import numpy as np
import pytest
import xarray as xr
import yaml

from sim.errors import SundalinkError
from sim.inputs.wind_record import Record, weather
from sim.inputs.wind_windio import read
from sim.resource.sector_climate import Sectors

TURN = np.arange(12) * 30.0
SHARE = np.array([3.6, 3.9, 5.2, 7.0, 8.4, 6.4, 8.6, 11.8, 15.2, 14.7, 10.0, 5.2]) / 100.0
A, K = 9.0 + np.arange(12) / 5.0, 2.2 + np.arange(12) / 50.0
HOURS = np.arange(np.datetime64("2018-12-31T16:00", "h"), np.datetime64("2019-12-31T16:00", "h"))
SPEED = 8.0 + 2.0 * np.sin(np.arange(8760) / 30.0)


def by_sector(values):
    return {"data": [float(v) for v in values], "dims": ["wind_direction"]}


def weibull(**change):
    found = {"sector_probability": by_sector(SHARE), "weibull_a": by_sector(A), "weibull_k": by_sector(K),
             "wind_direction": TURN.tolist(), "reference_height": 110.0,
             "turbulence_intensity": {"data": 0.07, "dims": []}}
    return {k: v for k, v in {**found, **change}.items() if v is not None}


def times(**change):
    found = {"time": [f"{t}:00:00Z" for t in HOURS], "wind_speed": SPEED.tolist(), "wind_direction": [30.0] * 8760,
             "height": 120.0}
    return {k: v for k, v in {**found, **change}.items() if v is not None}


DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)   # the same text in a quarter of the time


def write(path, resource):
    path.write_text(yaml.dump({"name": "a resource", "wind_resource": resource}, Dumper=DUMPER), encoding="utf-8")
    return path


def test_weibull_sectors_are_read_from_yaml_and_netcdf(tmp_path):
    data = xr.Dataset({"sector_probability": ("wind_direction", SHARE), "weibull_a": ("wind_direction", A),
                       "weibull_k": ("wind_direction", K)}, {"wind_direction": TURN, "height": 110.0})
    data.to_netcdf(tmp_path / "sectors.nc")
    (tmp_path / "include.yaml").write_text("name: x\nwind_resource: !include sectors.nc\n", encoding="utf-8")
    (tmp_path / "site.yaml").write_text("name: x\nsite:\n  energy_resource: !include include.yaml\n", encoding="utf-8")
    paths = [write(tmp_path / "plain.yaml", weibull()), tmp_path / "sectors.nc", tmp_path / "include.yaml",
             tmp_path / "site.yaml"]
    for path in paths:
        found = read(path)
        assert isinstance(found, Sectors)
        np.testing.assert_allclose(found.scale[0, 0], A)
        np.testing.assert_allclose(found.frequency[0], SHARE / SHARE.sum())
        assert found.heights.tolist() == [110.0]


def test_weibull_sectors_of_several_heights(tmp_path):
    two = {"data": np.stack([A, 1.1 * A], 1).tolist(), "dims": ["wind_direction", "height"]}
    found = read(write(tmp_path / "two.yaml", weibull(weibull_a=two, reference_height=None, height=[80.0, 160.0])))
    np.testing.assert_allclose(found.scale[0], [A, 1.1 * A])
    np.testing.assert_allclose(found.shape[0], [K, K])


def test_probabilities_by_speed_and_direction(tmp_path):
    middle = np.arange(1.0, 25.0)
    mass = SHARE[:, None] * np.exp(-((middle - 9.0) ** 2) / 18.0)
    mass /= mass.sum()
    joint = {"data": mass.T.tolist(), "dims": ["wind_speed", "wind_direction"]}
    found = read(write(tmp_path / "joint.yaml", {"probability": joint, "wind_speed": middle.tolist(),
                                                 "wind_direction": TURN.tolist(), "height": 100.0}))
    np.testing.assert_allclose(found.frequency[0], SHARE / SHARE.sum())
    np.testing.assert_allclose(found.edges, np.arange(0.5, 25.0))
    assert found.mass.sum(1) == pytest.approx(np.ones(12))


def test_a_series_is_read_from_yaml_and_netcdf(tmp_path):
    data = xr.Dataset({"wind_speed": ("time", SPEED), "wind_direction": ("time", np.full(8760, 30.0))},
                      {"time": HOURS.astype("datetime64[ns]"), "height": 120.0})
    data.to_netcdf(tmp_path / "series.nc")
    short = times(shear={"alpha": 0.11, "h_ref": 120.0}, z0={"data": [2e-4] * 8760, "dims": ["time"]})
    for path, more in ((write(tmp_path / "series.yaml", short), True), (tmp_path / "series.nc", False)):
        record = read(path)
        assert isinstance(record, Record)
        found = weather(record, 1.0)
        np.testing.assert_allclose(found.speed[0], SPEED)
        assert (found.height, found.evidence, found.shear is not None) == (120.0, "screening", more)
        assert not more or (float(found.shear[0, 5]), float(found.roughness[0, 5])) == pytest.approx((0.11, 2e-4))


def test_a_series_of_several_heights_with_sizes_for_dims(tmp_path):
    # As in the example timeseries_vertical_variation.yaml of windIO.
    both = {"data": np.stack([SPEED, 1.1 * SPEED], 1)[:5].tolist(), "dims": [5, 2]}
    turn = {"data": [[30.0, 33.0]] * 5, "dims": [5, 2]}
    found = read(write(tmp_path / "up.yaml", times(time=times()["time"][:5], height=[40.0, 160.0], wind_speed=both,
                                                   wind_direction=turn)))
    np.testing.assert_allclose(found.speed, [SPEED[:5], 1.1 * SPEED[:5]])
    np.testing.assert_allclose(found.direction, [[30.0] * 5, [33.0] * 5])


@pytest.mark.parametrize(("resource", "rule"), [
    (weibull(weibull_k=None), "must hold time, wind_speed and wind_direction, or weibull_a"),
    ({}, "wind_resource = empty"),
    (weibull(weibull_a=by_sector(A[:5])), "values of weibull_a along wind_direction = 5: must be 12"),
    (weibull(weibull_a=by_sector(-A)), "Weibull A of sector 1 at 110 m = -9"),
    (weibull(weibull_a={"data": "strong", "dims": []}), "weibull_a = 'strong': must be numbers"),
    (weibull(wind_direction=(TURN + 15).tolist()), "must be equal sectors, the first about north"),
    (weibull(weibull_a={"data": np.ones((12, 3)).tolist(), "dims": ["wind_direction", "x"]}),
     "x in weibull_a = 3: must be one: give the resource of one place"),
    (weibull(weibull_a={"data": np.ones((12, 3)).tolist(), "dims": ["wind_direction"]}), "dims of weibull_a"),
    (weibull(height=[160.0, 80.0]), "height = .*must rise"),
    (times(height=None), "height = absent"), (times(time=[1, 2, 3]), "must be dates and times in ISO 8601"),
    (times(time=["soon"] * 8760), "must be dates and times"),
    (times(wind_speed=SPEED[:9].tolist()), r"shape of wind_speed = \(9,\): each axis must fit one by its size"),
    (times(wind_speed=(-SPEED).tolist()), "wind_speed = .*must lie between 0 and 120"),
    (times(wind_direction=[400.0] * 8760), "wind_direction = 400"),
    (times(time=[*times()["time"][:-1], "2020-02-01T00:00:00Z"]), "stamp 8760: time = 2020-02-01.* does not follow"),
    (times(time=times()["time"][::-1]), "goes back in time|must be above zero"),
    ({"probability": by_sector(SHARE), "wind_direction": TURN.tolist(), "wind_speed": 9.8}, "is no wind climate")])
def test_a_resource_that_cannot_be_is_refused(tmp_path, resource, rule):
    path = write(tmp_path / "bad.yaml", resource)
    with pytest.raises(SundalinkError, match=rf"bad.yaml.*({rule})") as caught:
        read(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [[[0.5], [0.25, 0.25]], [0.5, [0.5]]])
def test_arrays_of_unequal_rows_are_refused(tmp_path, data):
    with pytest.raises(SundalinkError, match="sector_probability = rows of unequal length"):
        read(write(tmp_path / "x.yaml", weibull(sector_probability={"data": data, "dims": ["wind_direction"]})))


def test_what_is_no_resource_is_refused(tmp_path):
    for name, content, rule in (("a.yaml", b"{", "must be YAML"), ("b.yaml", bytes(range(256)), "must be a text file"),
                                ("c.yaml", b"", "must be YAML with"),
                                ("d.yaml", b"- 1\n- 2\n", "must be YAML with"),
                                ("e.nc", b"nothing", "readable netCDF"),
                                ("f.yaml", b"wind_resource: !include g.nc", "no such"),
                                ("h.yaml", b"wind_resource: !!python/object:os.system {}", "must be YAML"),
                                ("i.yaml", b"wind_resource: 7", "wind_resource = int: must be a table")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SundalinkError, match=rule):
            read(tmp_path / name)
    with pytest.raises(SundalinkError, match="must be a readable file"):
        read(tmp_path / "absent.yaml")


def test_a_gap_in_a_series_is_told(tmp_path):
    speed = SPEED.copy()
    speed[100:103] = np.nan
    data = xr.Dataset({"wind_speed": ("time", speed), "wind_direction": ("time", np.full(8760, 30.0))},
                      {"time": HOURS.astype("datetime64[ns]"), "height": 120.0})
    data.to_netcdf(tmp_path / "gap.nc")
    with pytest.raises(SundalinkError, match="missing for 3 h"):
        weather(read(tmp_path / "gap.nc"), 1.0)


MIDDLE = np.arange(0.5, 30.0)
BELL = np.exp(-((MIDDLE - 9.0) ** 2) / 18.0)
JOINT = SHARE[:, None] / SHARE.sum() * BELL / BELL.sum()


def binned(probability, **more):
    return {"probability": probability, "wind_speed": MIDDLE.tolist(), "wind_direction": TURN.tolist(),
            "height": 100.0, **more}


@pytest.mark.parametrize("probability", [
    JOINT.tolist(), JOINT.T.tolist(), {"data": JOINT.T.tolist(), "dims": [30, 12]},
    {"data": JOINT.T.tolist(), "dims": ["wind_speed", "wind_direction"]},
    {"data": JOINT[None].tolist(), "dims": ["height", "wind_direction", "wind_speed"]}])
def test_axes_are_known_by_name_or_by_size(tmp_path, probability):
    found = read(write(tmp_path / "axes.yaml", binned(probability)))
    np.testing.assert_allclose(found.frequency[0], SHARE / SHARE.sum())
    np.testing.assert_allclose(found.mass, JOINT / JOINT.sum(1, keepdims=True))


@pytest.mark.parametrize(("probability", "rule"), [
    ({"data": JOINT.T.tolist(), "dims": ["wind_direction", "wind_speed"]}, "along wind_direction = 30: must be 12"),
    ({"data": JOINT.T.tolist(), "dims": [12, 30]}, "must be names, or the sizes of data"),
    (JOINT.reshape(20, 18).tolist(), "each axis must fit one by its size"),
    ({"data": JOINT.tolist(), "dims": ["wind_speed", "wind_speed"]}, "must name each dimension once"),
    ({"data": JOINT.tolist(), "dims": 7}, "must name each dimension of data"),
    ({"data": JOINT.tolist(), "dims": [{"a": 1}, None]}, "must be names, or the sizes"),
    ((2 * JOINT).tolist(), "total of probability = 2: must be 1"),
    ((100 * JOINT).tolist(), "total of probability = 100: must be 1"),
    ((JOINT / JOINT.sum(1, keepdims=True)).tolist(), "total of probability = 12: must be 1")])
def test_axes_and_totals_that_do_not_fit_are_refused(tmp_path, probability, rule):
    with pytest.raises(SundalinkError, match=rule):
        read(write(tmp_path / "axes.yaml", binned(probability)))


def test_sizes_that_do_not_tell_the_axes_apart_are_refused(tmp_path):
    square = np.full((12, 12), 1 / 144.0).tolist()
    resource = {**binned(square), "wind_speed": MIDDLE[:12].tolist()}
    with pytest.raises(SundalinkError, match="the sizes do not tell them apart"):
        read(write(tmp_path / "square.yaml", resource))


def test_conditional_probabilities_are_weighted_by_their_sectors(tmp_path):
    within = JOINT / JOINT.sum(1, keepdims=True)
    sectors = by_sector(SHARE / SHARE.sum())
    found = read(write(tmp_path / "given.yaml", binned(within.tolist(), sector_probability=sectors)))
    joint = read(write(tmp_path / "joint.yaml", binned(JOINT.tolist(), sector_probability=sectors)))
    np.testing.assert_allclose(found.frequency, joint.frequency)
    np.testing.assert_allclose(found.mass, joint.mass)
    np.testing.assert_allclose(found.frequency[0], SHARE / SHARE.sum())


@pytest.mark.parametrize(("more", "rule"), [
    ({"sector_probability": by_sector(np.full(12, 1 / 12.0))}, "must be its sector_probability"),
    ({"sector_probability": by_sector(SHARE * 100)}, "total of sector_probability = 100: must be 1"),
    ({"sector_probability": "much"}, "must be numbers")])
def test_a_joint_table_must_agree_with_its_sectors(tmp_path, more, rule):
    with pytest.raises(SundalinkError, match=rule):
        read(write(tmp_path / "joint.yaml", binned(JOINT.tolist(), **more)))


@pytest.mark.parametrize(("text", "rule"), [
    ("wind_resource: !include a.yaml\n", "must not include itself"),
    ("wind_resource: !include [a]\n", "must be followed by the name"),
    ("wind_resource: !include /dev/zero\n", "it is a device"),
    ("wind_resource: {height: " + "9" * 6000 + "}\n", "a value cannot be read"),
    ("wind_resource: !!timestamp x\n", "a value cannot be read"),
    ("wind_resource: " + "[" * 300 + "]" * 300 + "\n", "nesting|nested too deep"),
    ("a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
     + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9)),
     "values = .*: must be at most")])
def test_hostile_yaml_ends_in_a_refusal(tmp_path, text, rule):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SundalinkError, match=rule):
        read(tmp_path / "a.yaml")


def test_a_dataset_that_declares_too_much_is_refused(tmp_path):
    import netCDF4

    with netCDF4.Dataset(tmp_path / "huge.nc", "w") as data:
        data.createDimension("time", 10**12)
        data.createVariable("time", "f8", ("time",), chunksizes=(1000,), zlib=True)
    with pytest.raises(SundalinkError, match=r"values of time = 1000000000000: must be at most"):
        read(tmp_path / "huge.nc")
