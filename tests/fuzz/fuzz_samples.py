"""Small files of every kind that a scenario may name, whole ones, for the mutators to break."""

import json

import numpy as np
import xarray as xr
import yaml

HOURS = np.arange(np.datetime64("2021-01-01", "h"), np.datetime64("2022-01-01", "h"))
HOUR = np.arange(8760)
SPEED = 8.0 + 3.0 * np.sin(np.arange(8760) / 30.0)
LINE = [[107.08, 10.35], [106.5, 7.5], [105.0, 4.5], [104.5, 2.0], [104.05, 1.36]]


def write(folder):
    """Write the files; return a list of (name, overrides that read it, where FILE stands for the path)."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = []

    def add(name, content, **overrides):
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        kinds.append((name, {key.replace("__", "."): value for key, value in overrides.items()}))

    def wind(source, name, content, **more):
        add(name, content, resource__source=source, resource__files=["FILE"], **more)

    rows = "\n".join(f"{t},{v:.2f},{30 + i % 50},27.1,80" for i, (t, v) in enumerate(zip(HOURS, SPEED, strict=True)))
    wind("csv", "mast.csv", "# height_m: 100\ntime,wind_speed_m_per_s,wind_direction_deg,temperature_degc,"
         f"relative_humidity_percent\n{rows}\n")
    day = "\n".join(f"{i // 6:02d}/01/2021 {i % 6}0:00;8,5;100" for i in range(200))
    wind("csv", "short.csv", f'"TOA5","x"\n"time";"wind_speed_100m (m/s)";"wind_direction_100m (°)"\n{day}\n')
    wind("windio", "joint.yaml", yaml.safe_dump({"name": "x", "wind_resource": {
        "probability": {"data": np.full((12, 20), 1 / 240).tolist(), "dims": ["wind_direction", "wind_speed"]},
        "wind_direction": [30.0 * i for i in range(12)], "wind_speed": [i + 0.5 for i in range(20)], "height": 100.0}}))
    wind("windio", "sectors.json.yaml", json.dumps({"wind_resource": {
        "sector_probability": {"data": [0.25] * 4, "dims": ["wind_direction"]}, "wind_direction": [0, 90, 180, 270],
        "weibull_a": {"data": [9.0] * 4, "dims": ["wind_direction"]}, "height": 100,
        "weibull_k": {"data": [2.2] * 4, "dims": ["wind_direction"]}}}))
    lib = "x <coordinates>107.4,10,0</coordinates>\n1 1 4\n0.0\n100.0\n25 25 25 25\n9 9 9 9\n2 2 2 2\n"
    wind("gwc", "atlas.lib", lib)
    wind("srw", "site.srw", "id,x,x,VNM,2021,10,107.4,0,1,8760\nx\nTemperature,Pressure,Speed,Direction\n"
         "C,atm,m/s,degrees\n100,100,100,100\n"
         + "\n".join(f"27,0.99,{v:.2f},{i % 360}" for i, v in enumerate(SPEED[:8760])) + "\n")
    shape, axes = np.ones((8760, 2, 2)), ("valid_time", "latitude", "longitude")
    xr.Dataset({"u100": (axes, SPEED[:, None, None] * shape, {"units": "m s**-1"}),
                "v100": (axes, shape, {"units": "m s**-1"}), "t2m": (axes, 300 * shape, {"units": "K"}),
                "ssrd": (axes, 3.6e6 * np.maximum(np.sin((HOUR + 0.5) * np.pi / 12), 0)[:, None, None] * shape,
                         {"units": "J m**-2"})},
               {"valid_time": HOURS.astype("datetime64[ns]"), "latitude": [10.25, 9.75], "longitude": [107.25, 107.5]}
               ).to_netcdf(folder / "era5.nc", encoding={v: {"zlib": True} for v in ("u100", "v100", "t2m", "ssrd")})
    wind("era5", "era5.nc", (folder / "era5.nc").read_bytes())
    xr.open_dataset(folder / "era5.nc")[["u100", "v100"]].isel(valid_time=slice(0, 400)).to_netcdf(
        folder / "classic.nc", format="NETCDF3_CLASSIC")
    wind("era5", "classic.nc", (folder / "classic.nc").read_bytes())
    light = 900 * np.maximum(np.sin((np.arange(8760) % 24 - 5.5) * np.pi / 12), 0)
    epw = [f"2021,{t.month},{t.day},{t.hour + 1},0,?,27.0,20,80,100900,0,0,400,{g:.1f},0"
           for t, g in zip(HOURS.tolist(), light, strict=True)]
    sun = {"solar__capacity_mw": 100.0, "solar__files": ["FILE"]}
    add("place.epw", "LOCATION,x,-,VNM,x,0,10.35,107.08,7,5\n" + "x\n" * 7 + "\n".join(epw) + "\n",
        solar__source="epw", **sun)
    add("nsrdb.csv", "Source,Latitude,Longitude,Time Zone\nNSRDB,10.35,107.08,7\n"
        "Year,Month,Day,Hour,Minute,GHI,Temperature\n"
        + "\n".join(f"2021,{t.month},{t.day},{t.hour},30,{g:.1f},27.0" for t, g in
                    zip(HOURS.tolist(), light, strict=True)) + "\n", solar__source="nsrdb", **sun)
    turbine = {"rotor_diameter": 240.0, "hub_height": 150.0, "power_thrust_table": {
        "wind_speed": [3, 8, 11, 25], "power": [100, 6000, 15000, 15000], "thrust_coefficient": [0.8, 0.8, 0.7, 0.1]}}
    add("turbine.csv", "# diameter_m = 240\n# hub_height_m = 150\nspeed_m_per_s,power_kw,thrust_coefficient\n"
        "3,100,0.8\n8,6000,0.8\n11,15000,0.7\n25,15000,0.1\n", farm__turbine="FILE")
    add("turbine.json.yaml", json.dumps(turbine), farm__turbine="FILE")
    at = [(1500.0 * (i % 5), 1500.0 * (i // 5)) for i in range(10)]
    farm = {"farm__capacity_mw": 150.0, "farm__layout__model": "from_file", "farm__layout__file": "FILE"}
    add("layout.csv", "x_m,y_m\n" + "\n".join(f"{x},{y}" for x, y in at) + "\n", **farm)
    add("layout.json.yaml", json.dumps({"x": [x for x, _ in at], "y": [y for _, y in at]}), **farm)
    import openpyxl
    book = openpyxl.Workbook()
    for row in [("lon", "lat"), *((107.3 + x / 1e5, 10 + y / 1e5) for x, y in at)]:
        book.active.append(row)
    book.save(folder / "layout.xlsx")
    add("layout.xlsx", (folder / "layout.xlsx").read_bytes(), **farm)
    slots = np.arange(np.datetime64("2019-01-01T00:00", "m"), np.datetime64("2019-03-01T00:00", "m"), 30)
    add("demand.csv", "time,demand_mw\n" + "\n".join(f"{t},{6000 + i % 48}" for i, t in enumerate(slots)) + "\n",
        market__demand_files=["FILE"])
    add("route.geojson", json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"id": 1}, "geometry": {"type": "LineString", "coordinates": LINE}}]}),
        route__file="FILE")
    add("positions.csv", "KP,Lat_deg,Lat_min,Lon_deg,Lon_min\n" + "".join(
        f"{i},{int(y)},{60 * (y % 1):.3f},{int(x)},{60 * (x % 1):.3f}\n" for i, (x, y) in enumerate(LINE)),
        route__file="FILE")
    add("minutes.csv", "Latitude;Longitude\n" + "".join(
        f"{int(y)}\u00b0{60 * (y % 1):.3f}'N;{int(x)} {60 * (x % 1):.3f} E\n" for x, y in LINE), route__file="FILE")
    add("farm.geojson", json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [107.3 + x / 1e5, 10 + y / 1e5]}}
        for x, y in at]}), **farm)
    points = "".join(f'<DataPoint WindSpeed="{v}" PowerOutput="{1e3 * p}" ThrustCoEfficient="{c}"/>' for v, p, c in
                     ((3, 100, 0.8), (8, 6000, 0.8), (11, 15000, 0.7), (25, 15000, 0.1)))
    add("turbine.wtg", '<?xml version="1.0"?>\n<WindTurbineGenerator RotorDiameter="240"><SuggestedHeights><Height>150'
        '</Height></SuggestedHeights><PerformanceTable AirDensity="1.225"><DataTable>' + points + "</DataTable>"
        "</PerformanceTable></WindTurbineGenerator>\n", farm__turbine="FILE")
    lidar = "\n".join(f"{t.astype('datetime64[s]').astype(int)}\t27.0\t{v:.2f}\t{30 + i % 50}\t0.3" for i, (t, v) in
                      enumerate(zip(HOURS, SPEED, strict=True)))
    wind("csv", "lidar.sta", "Altitudes (m)=\t100\nTime Zone=UTC\nTimestamp (end of interval)\tExt Temp (\u00b0C)\t"
         f"100m Wind Speed (m/s)\t100m Wind Direction (\u00b0)\tDispersion\n{lidar}\n")
    parts = "\n".join(str(t).replace("T", " ").replace("-", " ") + f" {v:.2f} {30 + i % 50}" for i, (t, v) in
                      enumerate(zip(HOURS[:800], SPEED, strict=False)))
    wind("csv", "buoy.txt", f"#YY MM DD hh WS_10m WD_10m\n#yr mo dy hr m/s degT\n{parts}\n")
    add("cables.geojson", json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": "a"}, "geometry": {"type": "LineString",
         "coordinates": [[104.0, 3.0], [107.0, 4.0]]}}]}), route__cables_file="FILE")
    return kinds
