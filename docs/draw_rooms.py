"""
Draw the rooms of the program from its imports, floor above floor.

A room is a folder of `sim` with all that it holds, or a file that stands at the root of `sim`. A room stands one floor
above the highest room that it imports; the foundation files are drawn together at the bottom, without the arrows that
lead to them, because nearly every room imports them.
"""

import ast
from collections import defaultdict
from pathlib import Path

from sim import ROOMS as STAGES

FOUNDATION = ("errors", "units", "checks", "clock", "models", "records", "stochastic")
LAYERS = (FOUNDATION, STAGES, ("data", "inputs"), ("scenario",), ("case",), ("chain", "analysis"), ("results",),
          ("studies", "validation"), ("report",), ("api", "cli"))
"""Rooms from the ground up; an import from one layer to a higher one leads upwards, and there should be none."""

ROOT_FILES = ("api", "chain")
COLOURS = {"foundation": "#d9dee7", "stage": "#cfe8dc", "file": "#fbe3c0", "above": "#d5e3f5"}


def room_of(parts):
    """Return the room of a module, given the parts of its name without the package's own."""
    return parts[0]


def imports(package):
    """
    Return which rooms each room imports.

    Parameters
    ----------
    package : Path
        Folder of the package.

    Returns
    -------
    graph : dict of str to set of str
        By room; imports inside functions count, those of the package's own `__init__` do not, as it brings names in
        by their text when they are first used.
    """
    package = Path(package)
    files = {tuple(path.relative_to(package).with_suffix("").parts): path for path in sorted(package.rglob("*.py"))}
    known = {parts for parts in files if parts[-1] != "__init__"}
    graph = {room_of(parts): set() for parts in known if parts != ("__main__",)}
    for parts in known:
        if parts == ("__main__",):
            continue
        for target in _targets(ast.parse(files[parts].read_text(encoding="utf-8")), package.name):
            for size in (len(target), len(target) - 1):   # a module, or a name inside one
                if target[:size] in known:
                    graph[room_of(parts)].add(room_of(target[:size]))
                    break
    return {room: inner - {room} for room, inner in graph.items()}


def _targets(tree, name):
    """Yield the parts of each name of the package that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == name:
            for alias in node.names:
                yield (*node.module.split(".")[1:], alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == name and alias.name != name:
                    yield tuple(alias.name.split(".")[1:])


def upward(graph):
    """
    Return the imports that lead upwards.

    Parameters
    ----------
    graph : dict of str to set of str
        As `imports` returns it.

    Returns
    -------
    arrows : set of (str, str)
        Room, and the room of a higher layer that it imports; rooms that are in no layer yet are left out.
    """
    layer = {room: number for number, rooms in enumerate(LAYERS) for room in rooms}
    return {(room, one) for room, inner in graph.items() for one in inner
            if room in layer and one in layer and layer[one] > layer[room]}


def floors(graph):
    """
    Return the floor of each room: one above the highest that it imports, the foundation at zero.

    Parameters
    ----------
    graph : dict of str to set of str
        As `imports` returns it, without the imports that lead upwards.

    Returns
    -------
    floor : dict of str to int
        By room.
    """
    found = {}

    def floor(room, below=()):
        if room in FOUNDATION:
            return 0
        if room in below:
            raise ValueError(f"rooms import each other: {' > '.join((*below, room))}")
        if room not in found:
            found[room] = 1 + max((floor(one, (*below, room)) for one in graph[room]), default=0)
        return found[room]

    return {room: floor(room) for room in graph}


def needed(graph):
    """Return the arrows without those that follow from others, and without those to the foundation."""
    kept = {room: {one for one in inner if one not in FOUNDATION} for room, inner in graph.items()}

    def reach(room, seen):
        for one in kept.get(room, ()):
            if one not in seen:
                seen.add(one)
                reach(one, seen)
        return seen

    return {room: {one for one in inner if not any(one in reach(other, set()) for other in inner - {one})}
            for room, inner in kept.items()}


def draw(graph, path):
    """
    Draw the rooms as an SVG file.

    Parameters
    ----------
    graph : dict of str to set of str
        As `imports` returns it.
    path : Path
        File to write.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

    wrong = upward(graph)
    graph = {room: {one for one in inner if (room, one) not in wrong} for room, inner in graph.items()}
    level, arrows = floors(graph), needed(graph)
    rows = defaultdict(list)
    for room, floor in level.items():
        rows[floor].append(room)
    width = max(map(len, rows.values()))
    place = _places(rows, arrows, width)
    with matplotlib.rc_context({"svg.hashsalt": "rooms", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure, axes = plt.subplots(figsize=(0.98 * width + 0.4, 0.82 * len(rows) + 0.3))
        for room, inner in arrows.items():
            for one in inner:
                (x, y), (u, v) = place[room], place[one]
                bend = 0.0 if level[room] - level[one] == 1 else 0.06 * (1 if u >= x else -1)
                axes.add_patch(FancyArrowPatch((x, y - 0.22), (u, v + 0.22), arrowstyle="-|>", mutation_scale=7,
                                               color="#7b8794", linewidth=0.7, alpha=0.75,
                                               connectionstyle=f"arc3,rad={bend}", zorder=1))
        for room, one in wrong:
            (x, y), (u, v) = place[room], place[one]
            axes.add_patch(FancyArrowPatch((x, y + 0.22), (u, v - 0.22), arrowstyle="-|>", mutation_scale=9,
                                           color="#c0392b", linewidth=1.4, connectionstyle="arc3,rad=-0.25", zorder=1))
        for room, (x, y) in place.items():
            axes.add_patch(FancyBboxPatch((x - 0.43, y - 0.19), 0.86, 0.38, boxstyle="round,pad=0.03",
                                          facecolor=COLOURS[_kind(room)], edgecolor="#52606d", linewidth=0.8,
                                          zorder=2))
            axes.text(x, y, room, ha="center", va="center", fontsize=9,
                      zorder=3)
        axes.set_xlim(-0.6, width - 0.4)
        axes.set_ylim(-0.5, max(rows) + 0.5)
        axes.axis("off")
        figure.savefig(path, format="svg", bbox_inches="tight", metadata={"Date": None})
        plt.close(figure)


def _places(rows, arrows, width):
    """Return where each room is drawn: within its floor near the mean of what it imports."""
    place = {}
    for floor in sorted(rows):
        def wanted(room):
            below = [place[one][0] for one in arrows[room] if one in place]
            return sum(below) / len(below) if below else width / 2.0

        if floor == 0:
            order = [room for room in FOUNDATION if room in rows[0]]
        elif any(room in STAGES for room in rows[floor]):
            order = sorted(rows[floor], key=lambda room: (STAGES.index(room) if room in STAGES else 99, room))
        else:
            order = sorted(rows[floor], key=wanted)
        start, step = (0.0, 1.0) if len(order) == width else (
            (width - 1) / 2.0 - (len(order) - 1) / 2.0 * (spread := min(1.6, (width - 1) / max(len(order) - 1, 1))),
            spread)
        for at, room in enumerate(order):
            place[room] = (start + step * at, float(floor))
    return place


def _kind(room):
    """Return which colour a room has."""
    if room in FOUNDATION:
        return "foundation"
    if room in STAGES:
        return "stage"
    return "file" if room in ROOT_FILES else "above"


def listed(graph):
    """Return a table of the rooms by floor with what each imports, as MyST."""
    wrong = upward(graph)
    level = floors({room: {one for one in inner if (room, one) not in wrong} for room, inner in graph.items()})
    lines = ["```{list-table}", ":header-rows: 1", ":widths: 8 22 70", "", "* - Floor", "  - Room", "  - Imports"]
    for room in sorted(graph, key=lambda one: (-level[one], one)):
        inner = sorted(one for one in graph[room] if one not in FOUNDATION)
        base = sorted(one for one in graph[room] if one in FOUNDATION)
        names = [f"`{one}`" + " **(upwards)**" * ((room, one) in wrong) for one in inner]
        text = ", ".join(names) or "no room above the foundation"
        more = f"; foundation: {', '.join(base)}" if base and room not in FOUNDATION else ""
        lines += [f"* - {level[room]}", f"  - `{room}`", f"  - {text}{more}"]
    return "\n".join([*lines, "```", ""])


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    (here / "generated").mkdir(exist_ok=True)
    draw(imports(here.parent / "sim"), here / "generated" / "rooms.svg")
