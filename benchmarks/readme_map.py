"""
The map of routes that the README shows: ``python benchmarks/readme_map.py`` finds the route and draws ``map.png``
beside it.

Its colours are kept to 128, which makes the file half as large.
"""

from pathlib import Path

from PIL import Image

from sim.inputs import route_file
from sim.report.plots.catalogue import save_figure
from sim.report.plots.route_atlas import atlas
from sim.studies.route_search import find_route

PICTURE = Path(__file__).with_name("map.png")


def main():
    """Find the route of the reference case and draw it among the shipped and the planned routes."""
    found = find_route("vung_tau", "changi")
    candidates, planned = (
        [route_file.read(name) for name in names()] for names in (route_file.shipped, route_file.planned)
    )
    save_figure(atlas(found, candidates, planned), PICTURE)
    with Image.open(PICTURE) as picture:
        few = picture.convert("RGB").quantize(128, kmeans=2, dither=Image.Dither.NONE)
    few.save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
