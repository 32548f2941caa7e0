"""What a bank's records say of a card, and the attributes they make of it.

The protocol's numbers are here: an attribute has named values, so whoever knows the records has to compare first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

PRODUCT = "rho_bank_card"
OLD_ENOUGH = timedelta(days=60)
FEE_REFUNDED = timedelta(days=37)
TWO_YEARS = 2
TIERS = {
    "Bronze": "entry",
    "EcoCard": "entry",
    "Crypto-Cash Back": "entry",
    "Silver": "mid",
    "Business Silver": "mid",
    "Green": "mid",
    "Silver Zoom": "mid",
    "Gold": "premium",
    "Platinum": "premium",
    "Diamond Elite": "premium",
}
"""Card → the tier of its offer: everything above premium gets the premium one."""
REASONS = {
    "too_expensive": "annual_fee",
    "not_using": "not_using_card",
    "competitor": "found_better_card",
    "missing_feature": "unhappy_with_rewards",
    "closing": "simplifying_finances",
    "quality": "negative_experience",
    "taking_a_break": "other",
    "other": "other",
}
"""Our reason → the bank's. Ours are eight and the same for every product; the bank's are seven."""


@dataclass(frozen=True)
class Account:
    """One card account, as the bank's systems have it."""

    card: str = "Silver"
    opened: date = date(2024, 6, 20)
    owed: float = 0
    dispute: bool = False
    replacement: bool = False
    fee_charged: date | None = None
    records: tuple[date, ...] = ()
    """days on which a reason for closing this card was kept"""

    def changed(self, facts: Mapping[str, Any]) -> Account:
        """The account after something happened at the bank."""
        return replace(self, **facts)

    def attributes(self, today: date) -> dict[str, str]:
        """The article's attributes of this account on a day."""
        recent = self.fee_charged is not None and today - self.fee_charged <= FEE_REFUNDED
        return {
            "dispute": "pending" if self.dispute else "settled",
            "replacement": "pending" if self.replacement else "complete",
            "age": "old_enough" if today - self.opened >= OLD_ENOUGH else "too_young",
            "balance": "owed" if self.owed else "paid",
            "tenure": "two_years" if self.opened.replace(year=self.opened.year + TWO_YEARS) <= today else "shorter",
            "tier": TIERS[self.card],
            "fee": "recent" if recent else "not_recent",
        }
