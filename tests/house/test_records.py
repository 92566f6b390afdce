"""Records have one name each in the whole package."""

import ast
from collections import defaultdict

from house import files, source


def classes(sources):
    """Return {public class name: files that define it at their top}."""
    found = defaultdict(list)
    for path, text in sources:
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(path)
    return found


def doubled(sources):
    """Public class names that two files define."""
    return [f"{name}: {', '.join(paths)}" for name, paths in classes(sources).items() if len(paths) > 1]


def test_a_public_class_has_a_name_of_its_own():
    assert doubled((path, source(path)) for path in files()) == []


def test_a_name_used_twice_is_seen():
    one, two = ("a.py", "class Link:\n    pass"), ("b.py", "class Link:\n    pass\nclass _Own:\n    pass")
    assert doubled([one, two]) == ["Link: a.py, b.py"]
    assert doubled([one, ("c.py", "class _Link:\n    pass")]) == []
