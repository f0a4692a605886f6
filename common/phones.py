"""Mobile numbers at rest: authenticated encryption, blind index, mask.

AES-256-GCM with a key id in front and (table, column, row) as associated data, so that a
ciphertext copied into another row does not open. The index is a keyed HMAC-SHA256: equal numbers
meet, nobody without the key can try numbers out.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = "a1"
NONCE_BYTES = 12


def _key(purpose: str) -> bytes:
    return _derived(settings.PHONE_KEY, purpose)


@lru_cache(maxsize=8)
def _derived(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256)


def encrypt_phone(phone: str, *, place: str) -> str:
    """Return the ciphertext `a1:base64`; `place` names table, column and row."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key("phone-encryption")).encrypt(nonce, phone.encode(), place.encode())
    return f"{KEY_ID}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt_phone(ciphertext: str, *, place: str) -> str:
    """Return the number; ValueError when the ciphertext was altered or belongs elsewhere."""
    key_id, _, body = ciphertext.partition(":")
    if key_id != KEY_ID:
        raise ValueError("unknown key id")
    raw = base64.b64decode(body)
    try:
        opened = AESGCM(_key("phone-encryption")).decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()
        )
    except InvalidTag:
        raise ValueError("ciphertext does not belong to this row") from None
    return opened.decode()


def blind_index(phone: str) -> str:
    """Return the keyed fingerprint by which an exact number is found, 64 hex digits."""
    return hmac.new(_key("phone-index"), phone.encode(), hashlib.sha256).hexdigest()


def mask_phone(phone: str) -> str:
    """Return 138****0000; anything shorter becomes stars only."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) == 11 else "****"
