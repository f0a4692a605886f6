"""The part of the table of access about accounts."""

from tests.access.pages import NOBODY, SIGNED_IN, Access, Page, button, form, names, shown, step

KEEPER, GUARD = "system_admin", "security_admin"
BOTH = names(f"{KEEPER} {GUARD}")


def confirmed(who: str, sees: str = "", gate: frozenset[str] = SIGNED_IN) -> tuple[Access, Access]:
    """A form before which the person shows once more who they are; both are led there."""
    access = Access(names(who), names(sees), gate, status=302)
    return access, access


ACCOUNT_PAGES = (
    Page("orgs:account-list", get=shown(BOTH)),
    Page("orgs:account-open", "", *confirmed(KEEPER, gate=NOBODY)),
    Page("orgs:account-detail", "account", shown(BOTH)),
    Page("orgs:account-issue", "account", *confirmed(KEEPER, GUARD)),
    Page("orgs:account-deactivate", "account", *form(KEEPER, GUARD)),
    Page("orgs:account-reactivate", "closed_account", post=button(KEEPER, GUARD)),
    Page("orgs:account-unlock", "account", post=button(KEEPER, GUARD)),
    Page("orgs:account-second-factor-reset", "account", *confirmed(GUARD, KEEPER)),
    Page("api:account-list", get=shown(BOTH)),
    Page("api:account-detail", "account", get=shown(BOTH)),
    Page(
        "api:account-deactivate",
        "account",
        post=step(KEEPER, GUARD, NOBODY),
        body={"reason": "调离"},
    ),
    Page("api:account-reactivate", "closed_account", post=step(KEEPER, GUARD, NOBODY)),
    Page("api:account-unlock", "account", post=step(KEEPER, GUARD, NOBODY)),
    Page("orgs:own-account", get=shown(SIGNED_IN)),
    Page("orgs:own-sessions-end", post=button(SIGNED_IN)),
)
