"""The seal of an audit entry, the chain of seals over many, and the search for the first fault."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from accounts.models import AuditEntry, AuditSeal

SEALED = (
    "at", "actor_id", "actor_name", "address", "action",
    "record_type", "record_id", "record_name", "detail",
)  # fmt: skip
MARK_DIGITS = 12
CHUNK = 2000
SIGNATURE = "校验码,".encode()


@dataclass(frozen=True)
class Fault:
    """The first place where the trail is not what was written; `entry_id` None: a seal itself."""

    entry_id: int | None
    problem: str

    def __str__(self) -> str:
        return self.problem if self.entry_id is None else f"第 {self.entry_id} 条：{self.problem}"


def seal_of(entry: AuditEntry) -> str:
    """Return the HMAC-SHA256 over the entry's facts, 64 hex digits."""
    facts = {name: getattr(entry, name) for name in SEALED}
    facts["at"] = entry.at.timestamp()
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)
    return sign(text.encode())


def sign(content: bytes) -> str:
    """Return the HMAC-SHA256 with the audit's key, 64 hex digits."""
    return hmac.new(settings.AUDIT_KEY.encode(), content, hashlib.sha256).hexdigest()


def mark_of(entry_id: int, seal: str) -> str:
    """Return a row's line in the seal that covers it."""
    return f"{entry_id}:{seal[:MARK_DIGITS]}"


def digest_of(previous: str, marks: str) -> str:
    """Return what a seal's digest must be; each takes in the one before."""
    return sign(f"{previous}\n{marks}".encode())


def first_fault(known_seal: str = "") -> Fault | None:
    """Walk the whole trail once, in bounded memory; None: nothing was touched.

    `known_seal`: a digest noted down earlier, which the chain must still contain.
    """
    if known_seal and not AuditSeal.objects.filter(digest=known_seal).exists():
        return Fault(None, "记下的封条已不在其中，末尾的记录可能被整段删除。")
    entries = _entries()
    entry = next(entries, None)
    previous = ""
    for seal in AuditSeal.objects.order_by("last_id").iterator(chunk_size=50):
        if seal.previous != previous or seal.digest != digest_of(previous, seal.marks):
            return Fault(None, f"封条 {seal} 被改动，或它前面的封条被删除。")
        for mark in seal.marks.splitlines():
            problem = _compare(mark, entry)
            if problem is not None:
                return problem
            entry = next(entries, None)
        if entry is not None and entry.pk <= seal.last_id:
            return Fault(entry.pk, "这一条是封存之后插入的。")
        previous = seal.digest
    return _first_in_tail(entry, entries)


def _entries() -> Iterator[AuditEntry]:
    return AuditEntry.objects.order_by("pk").iterator(chunk_size=CHUNK)


def _compare(mark: str, entry: AuditEntry | None) -> Fault | None:
    """Hold the next row against the line that the seal has for it."""
    sealed_id = int(mark.partition(":")[0])
    if entry is None or entry.pk > sealed_id:
        return Fault(sealed_id, "这一条已被删除。")
    if entry.pk < sealed_id:
        return Fault(entry.pk, "这一条是封存之后插入的。")
    if seal_of(entry) != entry.seal:
        return Fault(entry.pk, "这一条的内容被改动。")
    if mark_of(entry.pk, entry.seal) != mark:
        return Fault(entry.pk, "这一条与封存时不同，可能与别的记录对调。")
    return None


def _first_in_tail(entry: AuditEntry | None, entries: Iterator[AuditEntry]) -> Fault | None:
    """Rows that no seal covers yet stand by their own HMAC."""
    while entry is not None:
        if seal_of(entry) != entry.seal:
            return Fault(entry.pk, "这一条的内容被改动，或不是系统写入的。")
        entry = next(entries, None)
    return None


def last_digest() -> str:
    """Return the digest of the last seal, "" before the first one; worth noting down elsewhere."""
    return AuditSeal.objects.order_by("-last_id").values_list("digest", flat=True).first() or ""


def sign_file(content: bytes) -> bytes:
    """Return the content with a last line that signs it."""
    return content + SIGNATURE + sign(content).encode() + b"\r\n"


def opens_signed(content: bytes) -> bool:
    """Whether the content is, byte for byte, what `sign_file` made."""
    body, mark, signature = content.rpartition(SIGNATURE)
    return bool(mark) and hmac.compare_digest(sign(body).encode(), signature.strip())
