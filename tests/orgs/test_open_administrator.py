import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEntry, User
from orgs.models import District
from orgs.scope import grants_of
from tests.makers.accounts import GOOD, sign_in


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("open_administrator", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "auditor"])
def test_the_first_administrators_come_from_the_command_line(role: str, district: District) -> None:
    said = run("411502", role, "孙伟")
    code = re.search(r"启用码 (\S+) ", said).group(1)
    Client().post("/accounts/activate/", {"code": code, "password1": GOOD, "password2": GOOD})
    assert sign_in("sunwei", GOOD)[1].status_code == 302
    account = User.objects.get(username="sunwei")
    assert [grant.role for grant in grants_of(account)] == [role]
    assert AuditEntry.objects.get(action="account.open").actor_name == "系统"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("999999", "auditor", "孙伟"), "没有代码为 999999 的区"),
        (("411502", "auditor", "\u200b"), "请填写姓名"),
        (("411502", "auditor", "孙伟", "--username=AB"), "3 至 30 位"),
        (("411502", "district", "孙伟"), "district"),
    ],
)
def test_a_wrong_wish_opens_nothing(
    arguments: tuple[str, ...], sentence: str, district: District
) -> None:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert sentence in str(caught.value)
    assert not User.objects.exists()
