"""Name and description of a scenario where its file does not give them."""




MOST = 4
"""Keys that a description names. [-]"""

WORDS = ("extends", "sweep", "name", "description", "document_basis")
"""Keys that are about the scenario, and change nothing in it."""


def headed(merged, own, given, path, parent):
    """
    Return a scenario's tables with a name and a description of its own.

    What stands over figures must be true of them: a description that is inherited would tell of another case.

    Parameters
    ----------
    merged : mapping
        Tables of the scenario, its parent and the overrides together.
    own, given : mapping
        Tables of the scenario's file alone, and of the overrides.
    path : Path or None
        Of the file.
    parent : str
        Name of the scenario that it extends, or of the defaults.

    Returns
    -------
    tables : dict
        With ``name``, ``description`` and ``document_basis``. Without a name in the file its stem stands for it;
        without a description what it changes; and what overrides change is added.
    """
    tables, changed = dict(merged), list(_leaves(own))
    if path is not None and not {"name"} & {*own, *given}:
        tables["name"] = path.stem
    if changed and "description" not in own:
        tables["description"] = f"{parent} with {_listed(changed)}"
        tables["document_basis"] = own.get("document_basis", f"that of {parent}, before its changes")
    here = _listed(list(_leaves(given)))
    if not here or "description" in given or not isinstance(tables.get("description", ""), str):
        return tables
    text = f"{tables['description'].rstrip('.')}; here {here}" if "description" in tables else f"{parent} with {here}"
    return {**tables, "description": text}


def _leaves(tables, path=()):
    """Yield the dotted keys of nested tables with their values, without the words about the scenario."""
    for key, value in tables.items():
        if not path and key in WORDS:
            continue
        if isinstance(value, dict):
            yield from _leaves(value, (*path, str(key)))
        else:
            yield ".".join((*path, str(key))), value


def _listed(changed):
    """Return changes in words: the first of them, and how many more there are."""
    text = ", ".join(f"{key} = {_short(value)}" for key, value in changed[:MOST])
    return text + (f" and {len(changed) - MOST} more" if len(changed) > MOST else "")


def _short(value):
    """Return a value as a description shows it."""
    if isinstance(value, list | tuple) and value and all(isinstance(row, dict) for row in value):
        value = ", ".join(str(row.get("name", f"row {number}")) for number, row in enumerate(value, start=1))
    try:
        text = f"{value:g}" if isinstance(value, float) else str(value)
    except ValueError:   # a whole number of thousands of digits
        return "a number of too many digits"
    return text if len(text) <= 40 else f"{text[:37]}..."
