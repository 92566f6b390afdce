"""Read YAML that a user names, with ``!include`` of files beside it."""

import re
from pathlib import Path

from sim.errors import refusal
from sim.inputs import user_file

DEEPEST = 12
"""Files that include each other in a row. [-]"""
FILES = 100
"""Files read for one. [-]"""
NESTED, VALUES = 60, 20_000_000
"""Deepest nesting, and most values once every alias is followed. [-]"""

INCLUDE = re.compile(r"!include\s+[\"']?([^\s\"'#,\]}]+)")


def read(path, dataset, thing="file"):
    """
    Return the tables of a YAML file.

    Parameters
    ----------
    path : str or Path
        The file.
    dataset : callable
        ``dataset(path)`` returns what an included netCDF file holds.
    thing : str
        What a message calls the file.

    Returns
    -------
    tables : dict

    Raises
    ------
    SundalinkError
        If it is no YAML, too deep or too large, or includes itself.
    """
    found = _loaded(Path(path), dataset, thing, (), [0])
    _bounded(path, found, thing)
    if not isinstance(found, dict):
        raise refusal(thing, path, "", "must be YAML with tables")
    return found


def included(path, before=()):
    """
    Return the files that a YAML file includes, those of these files as well.

    Parameters
    ----------
    path : str or Path
        A file that is no YAML includes none.
    before : tuple
        Those that led to it.

    Returns
    -------
    files : list of Path
        Regular files only, each once.
    """
    path = Path(path)
    if path.suffix.lower() not in (".yaml", ".yml") or len(before) > DEEPEST or not user_file.is_file(path):
        return []
    try:
        text = user_file.text(path)
    except Exception:   # who reads it will say what is wrong
        return []
    found = []
    for name in INCLUDE.findall(text)[:FILES]:
        beside = path.parent / name
        if beside not in before and user_file.is_file(beside):
            found += [file for file in (beside, *included(beside, (*before, path))) if file not in found]
    return found[:FILES]


def _loaded(path, dataset, thing, before, count):
    """Return the content of a file with its includes; `count` holds how many files were read."""
    import yaml

    count[0] += 1
    if path in before or len(before) > DEEPEST or count[0] > FILES:
        raise refusal(thing, path, "", f"must not include itself, nor files more than {DEEPEST} deep or more than "
                      f"{FILES} in all")

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        """Follows ``!include``."""

    def include(_loader, node):
        if not isinstance(node.value, str):
            raise refusal(thing, path, "", "!include must be followed by the name of a file")
        beside = path.parent / node.value
        if beside.suffix in (".nc", ".nc4", ".cdf"):
            return dataset(beside)
        return _loaded(beside, dataset, thing, (*before, path), count)

    Loader.add_constructor("!include", include)
    text = user_file.text(path, user_file.TABLES, thing)
    try:
        return yaml.load(text, Loader=Loader)
    except yaml.YAMLError as fault:
        reason = " ".join(str(fault).split())[:200]
    except (ValueError, KeyError, AttributeError, IndexError, TypeError, OverflowError) as fault:   # of a tagged value
        reason = " ".join(f"a value cannot be read: {fault}".split())[:200]
    except RecursionError:
        reason = "it is nested too deep"
    raise refusal(thing, path, "", f"must be YAML in UTF-8 ({reason})")


def _bounded(path, found, thing):
    """Refuse what is nested deeper, or larger, than a user's file is; aliases count as often as they stand."""
    depth, values, level = 0, 0, [found]
    while level:
        depth += 1
        below = []
        for one in level:
            inside = list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else ()
            values += len(inside)
            below += [part for part in inside if isinstance(part, dict | list)]
            if values > VALUES or len(below) > VALUES // 10:
                raise refusal(f"{thing} {path}: values", values, "", f"must be at most {VALUES:,}")
        if depth > NESTED:
            raise refusal(f"{thing} {path}: nesting", depth, "", f"must be at most {NESTED} deep")
        level = below
