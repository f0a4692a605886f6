"""The original texts of rows that hold personal numbers, kept sealed."""

import json
from typing import Any

from common import phones


def seal_texts(texts: list[str], *, batch_id: int, row: int) -> dict[str, str]:
    """Return the sealed texts of a row; they open in that row of that batch only."""
    text = json.dumps(texts, ensure_ascii=False)
    return {"sealed": phones.encrypt_phone(text, place=_place(batch_id, row))}


def open_texts(cells: Any, *, batch_id: int, row: int) -> list[str]:
    """Return a row's original texts, sealed or not."""
    if isinstance(cells, dict):
        texts = phones.decrypt_phone(cells["sealed"], place=_place(batch_id, row))
        cells = json.loads(texts)
    return cells


def _place(batch_id: int, row: int) -> str:
    return f"orgs_importrow.cells.{batch_id}.{row}"
