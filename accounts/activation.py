"""The code on a link or slip that lets somebody set a first password."""

import hashlib
import logging
import re
import secrets

from common.numbers import ALPHABET
from common.text import normalise_digits

# 25 letters and digits at 20 places: some 92 bits, typed by hand when there is no camera.
CODE_LENGTH = 20
GROUP = 5
IN_ADDRESS = re.compile(r"(/accounts/activate/)[^/\s\"'?]+")


def new_code() -> str:
    """Return a fresh code in groups of five: 34ACD-…"""
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(code[start : start + GROUP] for start in range(0, CODE_LENGTH, GROUP))


def digest_of(code: str) -> str:
    """Return the SHA-256 under which a code is stored, however it was typed."""
    plain = re.sub(r"[\s\-]", "", normalise_digits(code)).upper()
    return hashlib.sha256(plain.encode()).hexdigest()


class CodeFilter(logging.Filter):
    """Takes activation codes out of what the log says about an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if IN_ADDRESS.search(text):
            record.msg, record.args = IN_ADDRESS.sub(r"\1…", text), None
        return True
