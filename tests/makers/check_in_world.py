"""The small world in which random steps with check-ins are taken."""

from members.operations.entering import enter_check_in
from orgs.models import District
from orgs.policy import Role
from tests.makers.members import make_member, make_member_account, submission
from tests.makers.orgs import make_admin, make_holder, make_places, make_unit


class World:
    """Three communities in two streets; two members look like a third, two have accounts."""

    def __init__(self) -> None:
        self.district = District.objects.create(code="411502", name="浉河区")
        self.official = make_admin(self.district)
        places = make_places(self.official, self.district)
        self.communities = [places.community, places.sibling, places.other_community]
        self.secretaries = [
            make_holder(f"secretary{number}", Role.COMMUNITY, place)
            for number, place in enumerate(self.communities)
        ]
        self.streets = [
            make_holder("street1", Role.STREET, places.street),
            make_holder("street2", Role.STREET, places.other_street),
        ]
        unit = make_unit(self.official, self.district)
        self.members = [
            make_member_account(unit, "first", "王小红", "13800000001").member,
            make_member(unit, "王小红", "13800000002"),
            make_member(unit, "李梅", "13800000001"),
            make_member_account(unit, "fourth", "赵刚", "13800000004").member,
        ]
        for member in (self.members[0], self.members[1]):
            enter_check_in(
                actor=self.secretaries[0], name=member.name, mobile=member.open_mobile(),
                **submission(places.community),
            )  # fmt: skip
