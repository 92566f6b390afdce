"""
Judge netCDF files by the compliance checker of IOOS: a line for each departure from the CF conventions, and status 1.

The checker looks for the coordinates of the whole file again for each variable. A result has hundreds of variables, so
what it found of a file is kept here; nothing else of it is changed.
"""

import functools
import importlib
import json
import pkgutil
import sys
import tempfile
import types
import warnings
from pathlib import Path

VERSION = "1.11"
AXES = "§2.4 Dimensions"
"""A recommendation that a grid's file departs from: its zones have positions, and stand behind the time."""


def remember(package, module):
    """Let the functions of `module` that take a dataset keep what they return, wherever `package` imported them."""
    kept, found = {}, {}

    def once(function):
        @functools.wraps(function)
        def asked(nc, *given):
            key = (function.__name__, id(nc), given)
            if key not in kept:
                kept[key] = nc, function(nc, *given)   # with the dataset, so that no other gets its number
            return kept[key][1]
        return asked

    for name, value in vars(module).items():
        if isinstance(value, types.FunctionType) and value.__code__.co_varnames[:1] == ("nc",):
            found[name] = once(value)
    for entry in (module.__name__, *(f"{package.__name__}.{m.name}" for m in pkgutil.iter_modules(package.__path__))):
        place = importlib.import_module(entry)
        for name in found.keys() & vars(place).keys():
            setattr(place, name, found[name])


def departures(paths):
    """Return what the checker says against the files: ``path: section: message``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")   # its own
        from compliance_checker import cf
        from compliance_checker.cf import util
        from compliance_checker.runner import CheckSuite, ComplianceChecker

        remember(cf, util)
        CheckSuite.load_all_available_checkers()
        said = []
        for path in paths:
            with tempfile.TemporaryDirectory() as folder:
                answer = Path(folder, "answer.json")
                _, failed = ComplianceChecker.run_checker(str(path), [f"cf:{VERSION}"], 0, "strict",
                                                          output_filename=str(answer), output_format="json")
                found = json.loads(answer.read_text(encoding="utf-8"))[f"cf:{VERSION}"]
            said += [f"{path}: a check of the checker failed"] if failed else []
            said += [f"{path}: {group['name']}: {message}" for level in ("high", "medium", "low")
                     for group in found[f"{level}_priorities"] if group["name"] != AXES for message in group["msgs"]]
    return said


def main(paths):
    """Judge the files; return the exit status."""
    said = departures(paths)
    print("\n".join(said) if said else f"CF-{VERSION}: {len(paths)} files without a departure")
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
