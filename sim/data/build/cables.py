"""
Write the table of HVDC cables from resistances by standard and a rule for the insulation.

Usage, from the root of the repository::

    python -m sim.data.build.cables

The result replaces ``cables/cables.csv`` beside this script. No maker publishes the build of such cables, so it follows
a rule: the conductor fills 90 % of its circle; insulation with its screens is as thick as a straight line through two
assumed anchors gives for the voltage (XLPE 22 mm at 320 kV and 30 mm at 525 kV, a mean field of 18 to 20 kV/mm between
the screens; MI 20 mm at 450 kV and 23 mm at 525 kV, 24 kV/mm); outside it lie lead, 3 mm of jacket, armour and 4 mm
of serving, 17 mm in all. Rows at an anchor are assumed, those between or beyond are derived from it.
"""

import math
from pathlib import Path


OUTPUT = Path(__file__).resolve().parents[1] / "cables" / "cables.csv"
FILL = 0.90
"""Share of the conductor's circle that is metal (assumed: profiled or compacted wires)."""

COVERINGS, JACKET, SERVING = 17.0, 3.0, 4.0
"""Thickness of all that lies outside the insulation, and of jacket and serving in it (assumed). [mm]"""

KINDS = {   # anchors (kV, mm of insulation with screens), classes [kV], limit [degC], K.m/W, mm of lead
    "XLPE": (((320, 22.0), (525, 30.0)), (320, 400, 525, 640), 70, 3.5, 3.0),
    "MI": (((450, 20.0), (525, 23.0)), (450, 525, 600), 55, 6.0, 3.5),
}
"""Lead: 3.5 mm on MI come near the 12,000 t of NorNed; 3 mm on XLPE and the limits of temperature are assumed.
Classes: XLPE 320 to 640 kV and MI up to 600 kV are on offer (ENTSO-E, 2019); XLPE 640 kV is not in service yet. [kV]"""

COPPER = {500: (0.0366, "v"), 630: (0.0283, "v"), 800: (0.0221, "v"), 1000: (0.0176, "v"), 1200: (0.0151, "v"),
          1400: (0.0129, "a"), 1600: (0.0113, "v"), 1800: (0.0101, "a"), 2000: (0.0090, "a"), 2500: (0.0072, "a"),
          3000: (0.0060, "d")}
"""Section [mm2] to resistance at 20 degC [ohm/km] and its status: read in a copy of IEC 60228, assumed to stand there,
or derived with the lay of the nearest section."""

ALUMINIUM = {500: (0.0605, "v"), 630: (0.0469, "v"), 800: (0.0367, "v"), 1000: (0.0291, "v"), 1200: (0.0247, "v"),
             1400: (0.0212, "d"), 1600: (0.0185, "d"), 1800: (0.0165, "d"), 2000: (0.0148, "d"), 2500: (0.0119, "d"),
             3000: (0.0099, "d")}
"""The same; what is derived is 28.264 ohm mm2/km over the section with 4.9 % for lay, as in 1200 mm2."""

NORNED = {700: 0.0253674, 790: 0.0223793}
"""Copper sections of NorNed, 450 kV MI: 17.24 ohm mm2/km with the lay of their neighbours in IEC 60228. [ohm/km]"""

STATUS = {"v": "verified", "a": "assumed", "d": "derived"}
SOURCES = {
    ("copper", "v"): "resistance: IEC 60228 class 2 (via sdwhardy/economics.jl; 500 mm2 via "
                     "mycableengineering.com)",
    ("copper", "a"): "resistance: IEC 60228 class 2",
    ("copper", "d"): "resistance: 17.24 ohm mm2/km with the lay of 2500 mm2",
    ("aluminium", "v"): "resistance: IEC 60228 class 1 and 2 (via mycableengineering.com and kabelmetal-indonesia.com)",
    ("aluminium", "d"): "resistance: 28.264 ohm mm2/km with the lay of 1200 mm2",
}
HEAD = """# HVDC cables, one core: written by build_cables.py, whose head states the rule. No maker publishes how they
# are built: dimensions are assumed at two voltages of each insulation, and derived from these at the others (status);
# resistance_status is that of the resistance alone; highest conductor temperature 70 degC (XLPE) and 55 (MI), assumed.
"""
COLUMNS = ("key,section_mm2,material,insulation,voltage_kv,conductor_diameter_mm,insulation_diameter_mm,"
           "outer_diameter_mm,lead_mm,armour_mm,resistance20_ohm_per_km,temperature_limit_degc,"
           "insulation_resistivity_k_m_per_w,resistance_status,source,source_kind,status,note")


def thickness(kind, voltage):
    """Return the thickness of insulation with its screens for a voltage [kV]. [mm]"""
    (low, thin), (high, thick) = KINDS[kind][0]
    return round(thin + (thick - thin) * (voltage - low) / (high - low), 1)


def row(kind, voltage, section, material, resistance, status, source, note=""):
    """Return one line of the table."""
    anchors, _, limit, resistivity, lead = KINDS[kind]
    inner = round(math.sqrt(4.0 * section / math.pi / FILL), 1)
    insulation = round(inner + 2.0 * thickness(kind, voltage), 1)
    own = "assumed" if voltage in [anchor for anchor, _ in anchors] else "derived"
    key = f"{kind.lower()}_{voltage}_{section}" + ("_al" if material == "aluminium" else "")
    cells = (key, section, material, kind, voltage, inner, insulation, round(insulation + 2.0 * COVERINGS, 1), lead,
             COVERINGS - JACKET - SERVING - lead, resistance, limit, resistivity, STATUS[status],
             f"{source}; insulation: IEC 60287-2-1 Table 1; dimensions {own}", "mirror", own, note)
    return ",".join(str(cell) for cell in cells)


def table():
    """Return the whole file."""
    lines = [COLUMNS]
    for kind, (_, classes, *_) in KINDS.items():
        for voltage in classes:
            for material, known in (("copper", COPPER), ("aluminium", ALUMINIUM)):
                lines += [row(kind, voltage, section, material, resistance, status, SOURCES[material, status])
                          for section, (resistance, status) in known.items()]
    lines += [row("MI", 450, section, "copper", resistance, "d", "section: NorNed (docslib 11207708); resistance: "
                  "17.24 ohm mm2/km over the section with the lay of IEC 60228's neighbours", "as in NorNed")
              for section, resistance in NORNED.items()]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    OUTPUT.write_text(table(), encoding="utf-8")
