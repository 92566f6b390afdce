"""Write base and the project as announced between the README's marks: ``python benchmarks/readme_base_case.py``."""

import re
from pathlib import Path

import sim
from sim.report.key_figures import headline, waterfall

README = Path(__file__).resolve().parents[1] / "README.md"


def between(text, mark, body):
    """Return a text with a new body between ``<!-- mark -->`` and ``<!-- /mark -->``."""
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", flags=re.S)
    if not pattern.search(text):
        raise SystemExit(f"{README.name}: no marks for {mark}")
    return pattern.sub(lambda found: found[1] + body + found[2], text)


def table(head, rows):
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def main():
    """Run the reference case and the project as announced, and write their table."""
    data, announced = (sim.run(sim.load(name)) for name in ("base", "announced_2023"))
    flow = table(("where the energy goes", "GWh a year", "% of gross"), waterfall(data))
    other = {label: value for label, value, *_ in headline(announced)}
    rows = [(label, value, other.get(label, ""), unit, note) for label, value, unit, note in headline(data)]
    body = table(("reference case", "base", "announced_2023", "unit", "base, in words"), rows) + "\n" + flow
    README.write_text(between(README.read_text(encoding="utf-8"), "base", body), encoding="utf-8")


if __name__ == "__main__":
    main()
