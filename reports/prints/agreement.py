"""共驻共建协议书: the agreement as its sides sign it, filled in as far as they have signed."""

import re
from collections.abc import Iterator

from covenants.models import Covenant, CovenantParty, Obligation
from reports.printing import numeral
from reports.prints.sheets import BLANK_DAY, GAP, Line, Listing, Part, Sheet, Signatures, day_text

TITLE, SUPPLEMENT = "共驻共建协议书", "共驻共建补充协议书"
HEADERS = ("序号", "事项内容", "五共事项", "频次和期限")
WIDTHS = (14, 70, 36, 36)
NUMBERED = re.compile(r"[一二三四五六七八九十]+、")
# What says how long the agreement binds, as the sides wrote it themselves.
TERM = re.compile(
    r"(?:有效期限?|(?:协议|合作|共建)期限?)[^。；，\n]{0,12}?[0-9０-９一二三四五六七八九十两]+个?[年月]"
    r"|自\s*[0-9]{4}\s*年[^。；\n]{0,30}[至到]\s*[0-9]{4}\s*年"
)
COPIES = re.compile(r"一式.{1,6}份|各(?:方)?各?执.{1,3}份")
HEADING = re.compile(r"[一二三四五六七八九十]+、[^。；]{1,20}")
Status = Covenant.Status


def agreement(covenant: Covenant) -> Sheet:
    """Return the agreement; what is not signed says so, and leaves room to sign."""
    return Sheet(
        title=SUPPLEMENT if covenant.amends else TITLE,
        no=covenant.no,
        subject=covenant.title,
        is_letter=True,
        parts=(
            *_mark(covenant),
            Line(covenant.title, "mark"),
            *_sides(covenant),
            *_origin(covenant),
            *_body(covenant),
            Signatures([_signature(party) for party in covenant.parties.all()]),
        ),
    )


def _mark(covenant: Covenant) -> tuple[Line, ...]:
    ended = f"已于{day_text(covenant.terminated_on)}提前终止"
    marks = {
        Status.DRAFT: "草稿，尚未签订",
        Status.AWAITING: "待签，尚未签订",
        Status.TERMINATED: ended,
        Status.VOID: "已作废",
    }
    text = marks.get(Status(covenant.status))
    return (Line(f"（{text}）", "mark"),) if text else ()


def _sides(covenant: Covenant) -> Iterator[Line]:
    for party in covenant.parties.all():
        yield Line(f"{party.label}：{_formal_name(party)}", "salutation")
        yield Line(f"负责人：{_signer(party)}", "salutation")


def _formal_name(party: CovenantParty) -> str:
    """甲方 signs as the committee that it is, a unit under its own name."""
    return party.unit.name if party.unit else party.covenant.organization.title


def _signer(party: CovenantParty) -> str:
    return "　".join(filter(None, [party.signer, party.signer_post])) or GAP


def _origin(covenant: Covenant) -> tuple[Line, ...]:
    if covenant.amends:
        earlier = f"《{covenant.amends.title}》（编号 {covenant.amends.no}）"
        rest = "" if "按原协议执行" in covenant.text else "，本协议未涉及的内容按原协议执行"
        return (Line(f"本协议是{earlier}的补充{rest}。"),)
    if covenant.renews:
        earlier = f"《{covenant.renews.title}》（编号 {covenant.renews.no}）"
        return (Line(f"本协议由各方续签，续签自{earlier}。"),)
    return ()


def _body(covenant: Covenant) -> Iterator[Part]:
    """The text as it was written, then what each side promises, how long, how many copies."""
    lines = list(_lines(covenant))
    yield from (Line(text, "heading" if HEADING.fullmatch(text) else "paragraph") for text in lines)
    number = sum(1 for text in lines if NUMBERED.match(text))
    promised = list(covenant.obligations.all())
    if promised:
        yield Line(f"{numeral(number)}、各方承诺的事项", "heading")
        yield from _promises(covenant, promised)
        number += 1
    yield from _formalities(covenant, number)


def _formalities(covenant: Covenant, number: int) -> Iterator[Line]:
    """The term and the number of copies, unless the text has a clause about them."""
    told = {
        "期限": "" if TERM.search(covenant.text) else _term(covenant),
        "份数": "" if COPIES.search(covenant.text) else _copies(len(covenant.parties.all())),
    }
    missing = {name: text for name, text in told.items() if text}
    if missing:
        yield Line(f"{numeral(number)}、{'和'.join(missing)}", "heading")
        yield from map(Line, missing.values())


def _lines(covenant: Covenant) -> Iterator[str]:
    """The text line by line; where it names the sides, the form has done so already."""
    sides = tuple(f"{party.label}：" for party in covenant.parties.all())
    lines = (line.strip() for line in covenant.text.splitlines())
    return (line for line in lines if line and not line.startswith(sides))


def _promises(covenant: Covenant, promised: list[Obligation]) -> Iterator[Part]:
    for party in covenant.parties.all():
        own = [duty for duty in promised if duty.party_id == party.pk]
        if own:
            yield Line(f"{party.label}：", "salutation")
            yield Listing(HEADERS, [_row(*pair) for pair in enumerate(own, start=1)], WIDTHS)


def _row(number: int, duty: Obligation) -> tuple[str, ...]:
    return str(number), duty.text, duty.get_code_display(), _cadence(duty)


def _cadence(duty: Obligation) -> str:
    if duty.cadence != Obligation.Cadence.ONCE:
        return duty.get_cadence_display()
    return f"{day_text(duty.due_on)}前完成一次" if duty.due_on else "协议期内完成一次"


def _term(covenant: Covenant) -> str:
    first, last = covenant.effective_from, covenant.effective_to
    begins = f"本协议自{day_text(first)}起生效" if first else "本协议自各方签订之日起生效"
    return f"{begins}，至{day_text(last)}止（含当日）。" if last else f"{begins}，未约定到期日期。"


def _copies(count: int) -> str:
    amount = "两" if count == 2 else numeral(count - 1)
    return f"本协议一式{amount}份，各方各执一份，具有同等效力。"


def _signature(party: CovenantParty) -> tuple[str, ...]:
    """What stands below the agreement for one side: room to seal, who signed, when and how."""
    is_online = party.confirmed_way == CovenantParty.Way.SYSTEM
    return (
        f"{party.label}（盖章）：{_formal_name(party)}",
        f"签字：{_signer(party)}",
        f"日期：{day_text(party.confirmed_on) if party.confirmed_on else BLANK_DAY}",
        *(["（本方已在系统内确认）"] if is_online else []),
    )
