"""A found route: as rows to print, and as files."""

import json
from pathlib import Path

from sim.errors import scenario_error
from sim.inputs.route_file import KEYS
from sim.report.key_figures import NONE, number
from sim.report.plots.catalogue import save_figure
from sim.report.plots.route_search import profile, surface

SHOWN = 12
"""Crossings that are printed; a path along a border has many, and the GeoJSON lists them all."""

LEAST = 1.0
"""Kilometres near two coasts that are reported. [km]"""

FILES = ("route.toml", "route.geojson", "route.png", "profile.csv", "profile.png")


def shown(found):
    """
    Return a found route as rows of text.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The route.

    Returns
    -------
    rows : list of (str, str, str)
        What, kilometres or figure, and remark.
    """
    figures, crossed = found.figures, found.crossings
    rows = [("length", f"{number(figures.length)} km", f"{number(figures.detour, 3)} x great circle"),
            ("depth", f"{number(figures.mean_depth)} m", f"at most {number(figures.deepest)} m"), ("", "", "")]
    rows += _parts(f"waters ({_basis(found)})", found.countries, figures.length)[:-1]
    rows += [(f"  near {', '.join(names)}", f"{number(length, 1)}", "within 12 nm: uncertain")
             for names, length in found.shared if length >= LEAST]
    rows += [(f"  crossing {left} > {entered}", f"at {number(at, 1)}", "")
             for at, left, entered in zip(*crossed, strict=True)][:SHOWN]
    rows += [("  known cables crossed", NONE, "no file of cables (--cables)")] if found.crossed is None else [
        (f"  crosses {name}", f"at {number(at)}", "") for at, name in found.crossed][:SHOWN]
    rows += [("", "", ""), *_parts("depth", found.depths, figures.length)[:-1], ("", "", "")]
    rows += [*_warm(found), ("", "", "")]
    paid = sum(amount for _, amount in found.spent)
    rows += [("cost layers (assumed)", "million USD", "share"),
             *((f"  {name}", number(amount / 1e6), f"{number(100 * amount / paid, 1)} %")
               for name, amount in found.spent if amount)]
    return rows


def save_found(found, folder):
    """
    Write ``route.toml``, ``route.geojson``, ``route.png``, ``profile.csv`` and ``profile.png``.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The route.
    folder : path
        Where to write; made if it is not there.

    Raises
    ------
    SundalinkError
        If the folder cannot be written.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILES[0]).write_text(as_toml(found), encoding="utf-8")
        (folder / FILES[1]).write_text(as_geojson(found), encoding="utf-8")
        save_figure(surface(found), folder / FILES[2])
        (folder / FILES[3]).write_text(as_table(found), encoding="utf-8")
        save_figure(profile(found), folder / FILES[4])
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror or fault})") from None


def as_toml(found):
    """
    Return a found route as the text of a route file.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The route.

    Returns
    -------
    text : str
        TOML, as ``route.file`` takes it.
    """
    route = found.route
    lines = [f"# Found by `sundalink routes find`; kilometres by waters ({_basis(found)}): "
             + ", ".join(f"{name} {number(length, int(length < 10.0))}" for name, length in found.countries) + ".",
             *(f"{key} = {json.dumps(getattr(route, key), ensure_ascii=False)}" for key in KEYS[:5]),
             "# latitude, longitude, from the start on",
             "points_deg = [", *(f"    [{lat:.6g}, {lon:.7g}]," for lat, lon in _points(route)), "]", ""]
    return "\n".join(lines)


def as_geojson(found):
    """
    Return a found route as GeoJSON, with the waters and zones that it crosses and all parameters of the search.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The route.

    Returns
    -------
    text : str
        One Feature, a LineString.
    """
    route = found.route
    crossed = zip(found.crossings.distance, found.crossings.left, found.crossings.entered, strict=True)
    properties = {
        **{key: getattr(route, key) for key in KEYS[:5]},
        "length_km": round(found.figures.length, 3), "great_circle_ratio": round(found.figures.detour, 5),
        "waters": _basis(found),
        ("km_by_waters" if found.waters else "km_by_nearest_coast_approximate"):
            {name: round(length, 1) for name, length in found.countries},
        "known_cables_crossed": None if found.crossed is None else [
            {"km": round(at, 1), "name": name} for at, name in found.crossed],
        "km_within_12_nautical_miles_of_several": {" and ".join(names): round(length, 1)
                                                   for names, length in found.shared},
        "hottest_segment": found.temperatures.hottest,
        "crossings_approximate": [{"km": round(float(at), 1), "from": str(left), "to": str(entered)}
                                  for at, left, entered in crossed],
        "km_by_depth": {name: round(length, 1) for name, length in found.depths},
        "cost_layers_usd": {name: round(amount) for name, amount in found.spent}, "amounts": dict(found.amounts)}
    line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in _points(route)]}
    return json.dumps({"type": "Feature", "properties": properties, "geometry": line}, indent=1, ensure_ascii=False)


def as_table(found):
    """
    Return the profile of a found route: depth, surroundings and temperatures, by the middle of each half kilometre.

    Parameters
    ----------
    found : sim.studies.route_search.FoundRoute
        The route.

    Returns
    -------
    text : str
        CSV; the conductor is at continuous full load.
    """
    middle = [0.5 * (axis[:-1] + axis[1:]) for axis in (found.distance, found.latitude, found.longitude, found.depth)]
    warm = found.temperatures
    lines = ["distance_km,latitude_deg,longitude_deg,depth_m,waters,surroundings,bed_degc,conductor_degc,ampacity_ka"]
    lines += [f"{km:.2f},{lat:.5f},{lon:.5f},{deep:.1f},{owner},{name},{bed:.1f},{hot:.1f},{able:.3f}"
              for km, lat, lon, deep, owner, name, bed, hot, able in
              zip(*middle, found.owner.tolist(), warm.names.tolist(), *warm[-3:], strict=True)]
    return "\n".join(lines) + "\n"


def _basis(found):
    """Return how waters are assigned."""
    return f"{found.waters}; nearest coast outside it" if found.waters else "nearest coast: approximate"


def _warm(found):
    """Return bed and conductor by surroundings, the hottest marked."""
    warm = found.temperatures
    head = (f"bed and conductor, {warm.cable} at {number(warm.current, 2)} kA", "degC",
            f"limit {number(warm.limit)} degC")
    return [head, *((f"  {name}, {number(length)} km", f"{number(bed, 1)} > {number(hot, 1)}",
                     f"may carry {number(able, 2)} kA" + ("  HOTTEST" if name == warm.hottest else ""))
                    for name, length, bed, hot, able in warm.segments)]


def _points(route):
    """Return the points of a route as pairs of plain numbers."""
    return list(zip(route.latitude.tolist(), route.longitude.tolist(), strict=True))


def _parts(title, parts, length):
    """Return rows of kilometres with their share."""
    rows = [(f"  {name}", number(part, int(part < 10.0)), f"{number(100 * part / length, 1)} %")
            for name, part in parts]
    return [(title, "km", "share"), *rows, ("", "", "")]
