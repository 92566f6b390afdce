"""Files that match a name or a pattern."""

import re
from glob import has_magic, iglob
from itertools import islice
from pathlib import Path

from sim.errors import refusal
from sim.inputs.user_file import is_file

MOST = 5000
"""Most files of one pattern (assumed: monthly files of 40 years and ten variables are 4,800). [-]"""


def expanded(paths):
    """
    Return the files that names and patterns mean.

    Parameters
    ----------
    paths : str, Path or list of these
        A pattern has a star, a question mark or a bracket.

    Returns
    -------
    files : list of Path
        In the order given, those of a pattern sorted.

    Raises
    ------
    SundalinkError
        If there is none, or a pattern matches none.
    """
    files = []
    for entry in [paths] if isinstance(paths, str | Path) else paths:
        matched = matching(entry)
        if not matched:
            raise refusal("wind files", entry, "", "no file matches the pattern")
        if len(matched) > MOST:
            raise refusal("wind files", entry, "", f"must match at most {MOST:,} files; it matches {len(matched):,}")
        files += [Path(file) for file in matched]
    if not files:
        raise refusal("wind files", "none", "", "must be one file or more")
    return files


def matching(entry):
    """Return the names of the files that a name or a pattern means; a name without a file means itself."""
    name = str(entry)
    if not has_magic(name) or is_file(name) or "\0" in name:
        return [name]
    try:
        found = iglob(name, recursive=True)   # noqa: PTH207   # of any folder, and the names as they were given
        return sorted(file for file in islice(found, MOST + 1) if is_file(file))
    except (OSError, ValueError, re.error):
        return []
