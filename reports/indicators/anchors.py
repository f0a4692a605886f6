"""How the records behind figures hang on the tree."""

from dataclasses import replace

from reports.territory import Anchor

AT_COMMUNITY = Anchor("community", "community__district", grid="grid")
AT_FIRST_PARTY = Anchor("organization", "organization__district", is_mixed=True)
# A side of a covenant stands for a relation, which belongs to the first party.
AT_SIDES = Anchor("covenant__organization", "covenant__organization__district", is_mixed=True)
AT_PLACES = Anchor("communities", "lead__district", is_many=True)
# A transfer has two ends: the community that accepted, and the one that let go.
AT_NEW = AT_COMMUNITY
AT_OLD = Anchor("previous__community", "previous__community__district", grid="previous__grid")
INTO = replace(AT_NEW, elsewhere=AT_OLD)
OUT_OF = replace(AT_OLD, elsewhere=AT_NEW)
# Units are counted where they are located, or with the community they are paired with; who has
# neither is the district's alone.
LOCATED = Anchor("located_in", "district")
PAIRED = Anchor("paired_community", "district")
OF_UNIT = Anchor("unit__located_in", "district")


def node(tier: int) -> Anchor:
    return Anchor("", "district", tier=tier)
