"""Cost of a cable system by its design: metals at market price, manufacture and laying at a vintage's level."""

from typing import NamedTuple

from sim.checks import NonNegative, check_positive, refusal


class Bill(NamedTuple):
    """What a cable system is made of, over its whole length and all its cables."""

    rating: float
    """Power that it carries. [MW]"""
    length: float
    """Of the route. [km]"""
    copper: float
    """[t]"""
    aluminium: float
    """[t]"""
    lead: float
    """[t]"""
    steel: float
    """[t]"""
    insulation: float
    """[t]"""
    total: float
    """Weight of all cables. [t]"""
    tested: float
    """Length of single cable times the voltage it is made for. [kV km]"""
    trench: float
    """Length of trench; cables that touch share one. [km]"""


def by_design(bill, reference, level, *, copper: NonNegative = 9630.0, aluminium: NonNegative = 2590.0,
              lead: NonNegative = 2090.0, steel: NonNegative = 1200.0, insulation: NonNegative = 12000.0,
              making: NonNegative = 10000.0, testing: NonNegative = 600.0, laying: NonNegative = 6.0e5):
    """
    Cost of a cable system from its materials and work, calibrated to a price level by a reference design.

    The price level is a cost by MW and km, of one vintage, and is taken as that of the reference design: +-525 kV,
    2000 mm2 of copper, bipole with metallic return, 1.2 GW, laid apart. Metals keep the price of the market; a factor
    on all other unit costs brings the reference design to the level. Away from it the cost follows tonnes, voltage,
    number of cables and trenches, and no longer the power.

    Parameters
    ----------
    bill : Bill
        Of the system.
    reference : Bill
        Of the reference design, of any length.
    level : float
        Cost of the reference design. [USD/MW/km]
    copper, aluminium, lead : float
        Price of the metal. [USD/t]
    steel : float
        Price of galvanised wire for the armour. [USD/t]
    insulation : float
        Insulation compound or paper, applied to the cable. [USD/t]
    making : float
        Stranding, sheathing, armouring, handling and transport, per weight of the finished cable. [USD/t]
    testing : float
        Clean insulation lines, joints, terminations and tests, which rise with voltage. [USD/km/kV]
    laying : float
        Laying and burial of each trench. [USD/km]

    Returns
    -------
    capex : float
        Installed cost. [USD]

    Raises
    ------
    SundalinkError
        If the level does not even pay for the metals of the reference design.

    References
    ----------
    .. [1] Copper 9,380, aluminium 2,525, lead 2,038 USD/t: London Metal Exchange, settlement of 17 October 2024
       (worldal.com), at the price level of 2025.
    .. [2] All other unit costs are assumed, so that the reference design costs what DEA (July 2025) gives, with a
       factor near one, and so that the ratios of older catalogues hold: ENTSO-E (about 2011, via economics.jl) 500 kV
       over 320 kV 1.14, 2500 over 2000 mm2 1.15 to 1.25, installation 230 to 977 EUR/m of route; ORBIT 2024 one cable
       of 525 kV 2500 mm2 1.5 and of 320 kV 2000 mm2 0.9 million USD/km.
    """
    def metals(of):
        return copper * of.copper + aluminium * of.aluminium + lead * of.lead + steel * of.steel

    def works(of):
        return insulation * of.insulation + making * of.total + testing * of.tested + laying * of.trench

    check_positive("length of the reference design", reference.length, "km")
    paid = level * reference.rating * reference.length
    if paid < metals(reference) or not works(reference) > 0:
        raise refusal("cost.cable", float(level), "USD/MW/km", "does not pay for the metals of the reference design "
                  f"({metals(reference) / reference.rating / reference.length:.0f}); give cost.cable_design.model = "
                  "'per_mw_km' to count by MW and km alone")
    return metals(bill) + (paid - metals(reference)) / works(reference) * works(bill)


def per_mw_km(bill, reference, level):
    """
    Cost of a cable system by MW and km alone, whatever its section, voltage, insulation and configuration.

    Parameters
    ----------
    bill : Bill
        Of the system: rating and length are used.
    reference : Bill
        Not used.
    level : float
        Cost. [USD/MW/km]

    Returns
    -------
    capex : float
        Installed cost. [USD]

    References
    ----------
    .. [1] As catalogues and the open planners that read them count it (DEA Technology Catalogue Energy Transport).
    """
    return level * bill.rating * bill.length


MODELS = {"by_design": by_design, "per_mw_km": per_mw_km}
