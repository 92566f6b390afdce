"""Seeded mutations of scenarios and files: wrong types, extremes, broken text, hostile names and sizes."""

import datetime
import gzip
import json
import math
import re

import tomli_w

from sim.scenario.model_catalogue import catalogue
from sim.scenario.schema import Scenario

NUMBERS = (0, 1, -1, 2, 3, 7, 100, 10**6, -10**9, 2**31, 2**63, 2**63 - 1, 10**30, 0.0, -0.0, 1e-6, 1e-12, 1e-300, 0.5,
           0.999999, 1.0, 1.000001, 24.0, 1e3, 1e9, 1e15, 1e300, -1e300, float("inf"), float("-inf"), float("nan"))
TEXTS = ("", " ", "none", "auto", "site", "base", "x" * 5000, "a\u0000b", "[bold]", "[/old]", "../../..", ".", "/",
         "/dev/zero", "/dev/random", "/dev/stdin", "/proc/self/mem", "/proc/kmsg", "/sys/kernel/notes", "*", "**/*",
         "[", "%s%n", "\u202e", "Vũng Tàu", "windpowerlib:", "windpowerlib:V164/8000", "iea_15mw", "file.csv", "~",
         "1e5", "true", "\\", "\n", "'")
TABLES = ({}, [], [[]], [{}], {"model": "x"}, {"model": 3}, {"a": {"b": {"c": 1}}}, [1, 2, 3], ["a", 1], [1.0] * 50,
          datetime.date(2020, 1, 1), datetime.datetime(2020, 1, 1, 1, 1), datetime.time(1, 2), True, False)
FILES = ("", "\x00", "9" * 5000, "-", "1e999", "NaN", "null", "1,5", "1.234.567,8", "\ufeff", "é", "31/31/2021",
         "2021-13-45T99:99", "0x10", "1_000", "{}", "[]", "'", '"', "true", "a" * 100_000, "!include x.yaml", "&a *a",
         "../x", "/dev/zero", "inf")


EXTREMES = (0, 1e-12, 1e-9, 1e-6, 1e-3, 0.01, 0.5, 0.999, 1, 1.5, 2, 10, 100, 1e3, 1e4, 1e6, 1e9, 1e12, -1e-6, -1, -100)


UNITS = {"_mw": (1e3, 1e6), "_kw": (1e-3,), "_kv": (1e3,), "_km": (1e3, 1.852), "_m": (1e-3, 3.2808),
         "_mm2": (1e-6,), "_deg": (math.pi / 180.0, -1.0), "_m_per_s": (1.943844, 3.6), "fraction": (100.0,),
         "share": (100.0,), "loss": (100.0,), "rate": (100.0,), "_days": (24.0, 1.0 / 365.0),
         "_years": (12.0, 8760.0), "_h": (60.0, 1.0 / 24.0), "_degc": (1.8,), "usd": (1e3, 1e-6),
         "": (1e-2, 1e2, 1e3)}
"""How people mistake the unit of a key, by how its name ends."""
DIGITS = (str.maketrans("0123456789.,", "".join(map(chr, (*range(0x660, 0x66a), 0x66b, 0x60c)))),
          str.maketrans("0123456789", "".join(map(chr, range(0xff10, 0xff1a)))))
"""Arabic-Indic and fullwidth digits."""
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "cp1258", "cp1252", "shift_jis", "gb18030", "koi8-r")
ODD = ("[link]\nrating_mw = 1200.0\n[link]\nvoltage_kv = 525.0\n",
       "link.rating_mw = 1200.0\n[link]\nvoltage_kv = 525\n",
       "link = {rating_mw = 1200.0, cables = {insulation = \"xlpe\"}}\n", "[[link]]\nrating_mw = 1200.0\n",
       "link.\"rating_mw\" = 1200.0 # MW\n", "'link'.rating_mw = 12_00.0\n",
       "[link.cables]\ninsulation='mi'\n[link]\nrating_mw=900\n", "[link]\nrating_mw.x = 3\n",
       "[[buyers]]\n[[buyers]]\n[buyers]\n", "buyers = [{name = \"a\"}]\n[[buyers]]\nname=\"b\"\n",
       "[[finance.tranches]]\n[finance]\nlife_years = 25\n", "[farm]\ncapacity_mw = 0b1011\n",
       "[farm]\ncapacity_mw = 1e3\n# capacity_mw = 5\n", "[farm]\ncapacity_mw = +inf\n",
       "[time]\nfirst_year = 2035-01-01\n", "[time]\nfirst_year = 07:32:00\n", "[farm]\ncapacity_mw = \"2000\"\n",
       "[farm]\ncapacity_mw = \"2.000,0\"\n", "[resource]\nfiles = \"\"\n", "[resource]\nfiles = [\"\", \"a.csv\"]\n",
       "seed = -1\n", "seed = 1.0\n", "seed = true\n", "[a.b.c]\n[a]\nb.d = 1\n",
       "extends = \"base\"\nextends = \"base\"\n", "\"\" = 1\n", "extends = [\"base\"]\n")
"""TOML as it may be written, or may not: tables twice, dotted and quoted keys, numbers in words."""


def tree():
    """Nested tables of the defaults."""
    return json.loads(json.dumps(Scenario().model_dump(mode="json")))


def leaves(tables, path=()):
    """Yield the path of every value and table."""
    for key, value in tables.items():
        yield (*path, key)
        if isinstance(value, dict):
            yield from leaves(value, (*path, key))


def at(tables, path):
    """The table in which a path ends."""
    for word in path[:-1]:
        tables = tables[word]
    return tables


def strange(random, old=None):
    """A value that is not what stands there."""
    kind = random.randrange(6)
    if kind == 0 and isinstance(old, (int, float)) and not isinstance(old, bool):
        return old * random.choice((-1, 0.1, 10, 1e3, 1e6, 1e-3, 1e-9))
    if kind == 1 and isinstance(old, list) and old:
        return random.choice((old[:1], old * 3, old[::-1], [*old, strange(random)], [strange(random)]))
    if kind == 2 and isinstance(old, (int, float)):
        return old + random.choice((1, -1, 0.5, 1e-9))
    if kind == 3 and isinstance(old, (int, float)) and not isinstance(old, bool):
        return random.choice((*(str(old).translate(table) for table in DIGITS), f"{old} MW", f"{old} %", f"{old}m"))
    return random.choice((NUMBERS, NUMBERS, TEXTS, TABLES)[random.randrange(4)])


def legal(random, whole):
    """Tables that the schema accepts, one to three of their numbers at an extreme."""
    tables = {}
    numbers = [path for path in leaves(whole) if isinstance(at(whole, path)[path[-1]], (int, float))
               and not isinstance(at(whole, path)[path[-1]], bool)]
    if random.random() < 0.5:
        tables = {"solar": {"capacity_mw": 500.0}}
    for _ in range(random.choice((1, 1, 2, 3))):
        path = random.choice(numbers)
        kind = type(at(whole, path)[path[-1]])
        for value in random.sample(EXTREMES, len(EXTREMES)):
            trial = json.loads(json.dumps(tables))
            inner = trial
            for word in path[:-1]:
                inner = inner.setdefault(word, {})
            inner[path[-1]] = kind(value)
            try:
                Scenario.model_validate(trial)
            except ValueError:
                continue
            tables = trial
            break
    return tomli_w.dumps(tables).encode("utf-8")


def mistaken(random, whole):
    """Tables with one to three numbers in another unit than their name says."""
    tables = {}
    numbers = [path for path in leaves(whole) if isinstance(at(whole, path)[path[-1]], (int, float))
               and not isinstance(at(whole, path)[path[-1]], bool)]
    for _ in range(random.choice((1, 1, 2, 3))):
        path = random.choice(numbers)
        old = at(whole, path)[path[-1]]
        factors = next(f for end, f in UNITS.items() if path[-1].endswith(end))
        inner = tables
        for word in path[:-1]:
            inner = inner.setdefault(word, {})
        inner[path[-1]] = type(old)(old * random.choice(factors))
    return tomli_w.dumps(tables).encode("utf-8")


def scenario(random):
    """The text of a mutated scenario, as bytes."""
    kind = random.random()
    if kind < 0.12:
        return mistaken(random, tree())
    if kind < 0.18:
        text = random.choice(ODD) + (random.choice(ODD) if random.random() < 0.4 else "")
        return text.encode(random.choice(("utf-8", "utf-8", "utf-8", *ENCODINGS)), "replace")
    if random.random() < 0.25:
        return legal(random, tree())
    whole = tree()
    tables = {} if random.random() < 0.7 else tree()
    paths = list(leaves(whole))
    for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
        path = random.choice(paths)
        if random.random() < 0.15:
            table, models = random.choice(list(catalogue().items()))
            path, value = (*table.split("."), "model"), random.choice([*models, "x", strange(random)])
        else:
            old = at(whole, path).get(path[-1])
            value = strange(random, old)
        inner = tables
        for word in path[:-1]:
            inner = inner.setdefault(word, {}) if isinstance(inner.get(word, {}), dict) else {}
        inner[path[-1] if random.random() < 0.97 else random.choice(("x", "", "a.b", path[-1] + "s", "\u0000"))] = value
    if random.random() < 0.3:
        tables["extends"] = random.choice(("base", "malaysia_tee", "x", "/dev/zero", "", 3, [], "a" * 5000, "."))
    try:
        text = tomli_w.dumps(without_none(tables)).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError):
        text = b"a = 1\n"
    return broken(random, text) if random.random() < 0.25 else text


def without_none(value):
    """Tables as TOML knows them."""
    if isinstance(value, dict):
        return {str(k): without_none(v) for k, v in value.items() if v is not None}
    return [without_none(v) for v in value if v is not None] if isinstance(value, list | tuple) else value


def broken(random, raw):
    """Bytes with something wrong: flipped, cut, doubled, nested, with numbers of thousands of digits."""
    kind = random.randrange(8)
    place = random.randrange(len(raw) + 1)
    if kind == 0:
        return raw[:place] + bytes([random.randrange(256)]) + raw[place + 1:]
    if kind == 1:
        return raw[:place]
    if kind == 2:
        return raw[:place] + raw[max(place - 200, 0):]
    if kind == 3:
        return raw[:place] + b"[" * random.choice((1, 50, 500, 5000)) + raw[place:]
    if kind == 4:
        number = random.choice((b"9" * 5000, b"0x" + b"f" * 5000, b"1e999", b"-1"))
        return re.sub(rb"\d+", number, raw, count=random.choice((1, 3)))
    if kind == 5:
        lines = raw.split(b"\n")
        random.shuffle(lines)
        return b"\n".join(lines)
    if kind == 6:
        deep = b"x = " + b"{a = " * 300 + b"1" + b"}" * 300 + b"\n"
        return random.choice((b"\xff\xfe", b"\x00", b"\xef\xbb\xbf", b"[a]\n", deep)) + raw
    return raw[:place] + random.choice(FILES).encode("utf-8") + raw[place:]


def table(random, raw):
    """A table as people spoil it: columns swapped or in another unit, rows doubled, gaps, dates out of range."""
    lines = raw.split(b"\n")
    mark = max((b",", b";", b"\t", b" "), key=raw[:5000].count)
    rows = [line.split(mark) for line in lines]
    wide = max(len(row) for row in rows)
    one, other = random.randrange(wide), random.randrange(wide)
    kind = random.randrange(7)
    first = random.choice((0, 1, 3, len(rows) // 2))
    factor = random.choice((1e3, 1e-3, 100.0, 0.01, -1.0, 1.943844, math.pi / 180.0, 0.0))
    word = random.choice((b"", b"NaN", b"-999", b"9999.9", b"1e400", b"None", b"#N/A", b"TRUE", b"\xef\xbc\x91",
                          b"2021-02-30 00:00", b"0000-00-00", b"99999-01-01", b"1/1/1", b"12:61"))
    for place, row in enumerate(rows):
        if place < first or len(row) <= max(one, other):
            continue
        if kind == 0:
            row[one], row[other] = row[other], row[one]
        elif kind == 1:
            try:
                row[one] = b"%r" % (float(row[one]) * factor)
            except ValueError:
                continue
        elif (kind == 2 and random.random() < 0.1) or kind == 3:
            row[one] = word
    if kind == 4:
        rows[first:first] = rows[first:first + random.choice((1, 24, 8760))]
    elif kind == 5:
        del rows[first:first + random.choice((1, 24, 5000))]
    elif kind == 6:
        rows[first:] = rows[first:][::-1]
    return b"\n".join(mark.join(row) for row in rows)


def placed(random, path, raw):
    """Write a file where it is asked for, now and then as something that is no plain file."""
    kind = random.randrange(12)
    if kind == 0:
        path.mkdir()
    elif kind == 1:
        path.symlink_to(path.name)   # to itself
    elif kind == 2:
        path.symlink_to(path.parent / "not there")
    elif kind == 3:
        path.write_bytes(gzip.compress(raw))
    elif kind == 4:
        path.write_bytes(b"")
    elif kind == 5:
        path.write_bytes(raw)
        path.chmod(0)
    else:
        whole = path.with_name(f"dữ liệu {path.name}")
        whole.write_bytes(raw)
        path.symlink_to(whole)


def file(random, raw):
    """The bytes of a mutated file."""
    if random.random() < 0.3:
        return table(random, raw)[:5_000_000]
    if random.random() < 0.1:
        try:
            return raw.decode("utf-8").encode(random.choice(ENCODINGS), "replace")
        except UnicodeDecodeError:
            return gzip.compress(raw)
    for _ in range(random.choice((1, 1, 2, 4))):
        kind = random.randrange(7)
        lines = raw.split(b"\n")
        place = random.randrange(len(lines)) if random.random() < 0.5 else min(random.randrange(12), len(lines) - 1)
        if kind < 2:
            raw = broken(random, raw)
        elif kind == 2:   # a cell
            cells = re.split(rb"([,;\t: ])", lines[place])
            cells[random.randrange(len(cells))] = random.choice(FILES).encode("utf-8")
            lines[place] = b"".join(cells)
            raw = b"\n".join(lines)
        elif kind == 3:   # a line gone, doubled, or moved
            part = lines.pop(place)
            if random.random() < 0.6:
                lines[random.randrange(len(lines) + 1):0] = [part] * random.choice((1, 2))
            raw = b"\n".join(lines)
        elif kind == 4:   # a number everywhere
            old = random.choice(re.findall(rb"-?\d+\.?\d*", raw[:20000]) or [b"1"])
            new = random.choice(FILES[:20]).encode("utf-8")
            raw = raw.replace(old, new, min(random.choice((1, 50, 10**6)), 5_000_000 // max(len(new), 1)))
        elif kind == 5:
            raw = raw.replace(random.choice((b",", b";", b"\n", b".", b":", b"{", b"]")),
                              random.choice((b";", b"\t", b"", b",,", b"\r", b"\x00", b" ")), random.choice((1, 10**6)))
        else:
            try:
                raw = json.dumps(document(random, json.loads(raw))).encode()
            except (ValueError, RecursionError):
                raw = raw.decode("utf-8", "replace").encode(random.choice(("utf-16", "utf-8", "utf-16-le")), "replace")
    return raw[:5_000_000]


def document(random, value):
    """JSON with one value of another type."""
    if isinstance(value, dict) and value and random.random() < 0.85:
        key = random.choice(list(value))
        return {**value, key: document(random, value[key])}
    if isinstance(value, list) and value and random.random() < 0.85:
        place = random.randrange(len(value))
        return [*value[:place], document(random, value[place]), *value[place + 1:]]
    return random.choice((None, 0, -1, 1e308, "x", "", [], {}, [[]], True, [1, 2, 3, 4], {"type": "x"}, "9" * 5000,
                          [None], 10**400))
