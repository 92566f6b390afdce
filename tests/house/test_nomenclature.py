"""One word for one concept: the words that `docs/nomenclature.md` bans are in no name, docstring, message or text."""

import io
import json
import re
import tokenize
from functools import cache

import pytest
from house import ROOT, files, source

TERMS = ("two-way", "two way", "one-way", "one way", "price-taker", "price taker", "viet nam news")
"""Terms of the field and names of sources in which a banned word stands: one- and two-way, price-taker, a newspaper."""


@cache
def banned():
    """Words and phrases of the column "Not used" of the page's table of words."""
    page = (ROOT / "docs" / "nomenclature.md").read_text(encoding="utf-8").split("## Symbols")[0]
    cells = [row.split("|")[3].strip() for row in page.splitlines() if row.startswith("| ")][1:]
    return tuple(sorted({word.strip().lower() for cell in cells for word in cell.split(",") if word.strip()}))


def pattern(words=None):
    """What matches a banned word as a word of its own."""
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, words or banned()))})(?![a-z])")


def spoken(name):
    """A name as the words that it is made of: `two_ways`, `TwoWays` and `WAYS` all say ways."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").lower()


def lines(path, text):
    """(line, words) of everything that a reader sees: of code its names, comments and texts."""
    if path.endswith(".py"):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.NAME, tokenize.STRING, tokenize.COMMENT):
                for offset, line in enumerate(token.string.splitlines()):
                    yield token.start[0] + offset, spoken(line)
    elif path.endswith(".ipynb"):
        for cell in json.loads(text)["cells"]:
            yield from ((0, spoken(line)) for line in cell["source"])
    else:
        yield from ((number, spoken(line)) for number, line in enumerate(text.splitlines(), 1))


def breaches(path, text, words=None):
    """Where a file says a banned word."""
    search = pattern(words)
    return [f"{path}:{number}: {found[0]}" for number, line in lines(path, text)
            if (found := search.search(re.sub("|".join(TERMS), "", line)))]


def read():
    """Every file that is read by a person: code, scenarios, documents, notebooks."""
    texts = [*(ROOT / "scenarios").rglob("*.toml"), *ROOT.glob("README.md"), *ROOT.glob("CONTRIBUTING.md"),
             *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "methods").glob("*.md"),
             *(ROOT / "notebooks").glob("*.ipynb")]
    return files() + sorted(path.relative_to(ROOT).as_posix() for path in texts if path.name != "nomenclature.md")


def test_the_page_names_the_words():
    assert {"way", "told", "worth", "doubt", "young", "joints kept"} <= set(banned())


@pytest.mark.parametrize("part", ["sim/", "scenarios/", "docs/", "notebooks/", ""])
def test_no_banned_word_is_used(part):
    paths = [path for path in read() if path.startswith(part) and (part or "/" not in path)]
    assert paths
    assert [fault for path in paths for fault in breaches(path, source(path))] == []


@pytest.mark.parametrize("text", ["way = 1", "def found_way(): ...", "class Way: ...", "WAYS = {}",
                                  "x = 1   # on the way", '"""The way of a cable."""', 'raise Error("no way by sea")'])
def test_a_banned_word_is_seen(text):
    assert breaches("sim/a.py", text, ("way", "ways"))


def test_what_only_holds_the_letters_of_a_banned_word_passes():
    assert breaches("sim/a.py", "always = away = two_way = 1", ("way",)) == []
    assert breaches("a.md", "A two-way contract is always there.", ("way",)) == []


def glued(path, text):
    """Where a program writes a percentage without the space that SI puts before its sign."""
    return [f"{path}:{number}" for number, line in enumerate(text.splitlines(), 1)
            if re.search(r":[^{}:'\"]*%\}|[0-9}]%(?= (?:of|in|and|at|on|contingency)\b|[.,])", line)]


def test_percentages_have_a_space_before_their_sign():
    assert [place for path in files() for place in glued(path, source(path))] == []


@pytest.mark.parametrize("line", ['f"{share:.1%} of it"', 'f"{share:+.0%}"', 'f"{100 * share:.0f}% of it"',
                                  '"55% of 3"'])
def test_a_glued_percent_sign_is_found(line):
    assert glued("sim/x.py", line) == ["sim/x.py:1"]
