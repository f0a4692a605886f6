"""Numbers that people read out: prefix, day, and a short random tail; per cent."""

import datetime
import secrets
from decimal import ROUND_HALF_UP, Decimal

# Without letters and digits that are mistaken for one another (0 O, 1 I L, 2 Z, 5 S, 8 B).
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


def make_no(prefix: str, day: datetime.date) -> str:
    """Return e.g. BD20261015-7K3F9Q; unique in practice, and by constraint where it is stored.

    No counter: two people who submit at once wait for nobody.
    """
    tail = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{prefix}{day:%Y%m%d}-{tail}"


def percentage(numerator: int, denominator: int) -> Decimal | None:
    """Return per cent to one decimal; nothing to divide by gives None (prints "—")."""
    if not denominator:
        return None
    return (Decimal(100 * numerator) / denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
