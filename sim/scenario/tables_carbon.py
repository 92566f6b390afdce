"""Tables of a scenario for carbon."""

from sim.carbon import article6, inventory
from sim.carbon import claims as carbon_claims
from sim.checks import NonNegative
from sim.scenario.model_tables import Table, choice, settings


class CarbonTable(Table):
    """Emissions avoided in Singapore's inventory, and credits under Article 6."""

    grid_factor: choice(inventory.MODELS, "shipped")
    tax: settings(inventory.carbon_tax)
    avoided: settings(inventory.avoided)
    credits: choice(article6.MODELS, "article6")
    claims: settings(carbon_claims.claims)
    certificate_usd_per_mwh: NonNegative = 0.0
    """Real price of a certificate where ``carbon.claims.local_use`` is ``certificate``; the certificate of energy
    delivered to Singapore (SS 673:2021) is part of the contract's price (assumed)."""
