"""The one lock of the tree, and the locks of rows that a rule looks at."""

from django.db import connection

TREE_LOCK = 4_115_020


def lock_tree() -> None:
    """Wait until nobody else changes the tree, until the end of the transaction.

    Take it FIRST, then read the nodes: a node read before the lock may have moved meanwhile, and
    mptt would write ranges computed from where it stood. On SQLite the IMMEDIATE transaction that
    the caller is in is that lock.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the tree's lock belongs to a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
