"""Records have one name each in the whole package, and fields with a type."""

import ast
import re
from collections import defaultdict

import pytest
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


VAGUE = re.compile(r"\bobject\b|\b(?:tuple|dict|list|set)\b(?!\[)")


def vague(path, text):
    """Fields of records whose type says nothing: object, or a container of anything."""
    return [f"{path}:{field.lineno}: {record.name}.{field.target.id}: {ast.unparse(field.annotation)}"
            for record in ast.walk(ast.parse(text))
            if isinstance(record, ast.ClassDef) and "NamedTuple" in map(ast.unparse, record.bases)
            for field in record.body
            if isinstance(field, ast.AnnAssign) and VAGUE.search(ast.unparse(field.annotation))]


def test_a_field_of_a_record_has_a_type():
    assert [fault for path in files() for fault in vague(path, source(path))] == []


@pytest.mark.parametrize("kind", ["object", "tuple", "dict | str", "dict[str, tuple]", "list | None"])
def test_a_vague_type_is_seen(kind):
    text = f"class Link(NamedTuple):\n    pieces: {kind} = None\n    loss: tuple[float, ...] = ()"
    assert vague("a.py", text) == [f"a.py:2: Link.pieces: {kind}"]
