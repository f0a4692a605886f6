"""Reading what clients send."""

import math
from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError


class JSONParser(parsers.JSONParser):
    """DRF's, which a text nested a thousand deep makes stumble, and which lets 1e400 pass."""

    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> Any:
        try:
            data = super().parse(stream, *args, **kwargs)
            require_finite(data)
        except RecursionError:
            raise ParseError("内容嵌套过深，请检查格式。") from None
        return data


def require_finite(data: Any) -> None:
    """Refuse a number that no computer holds: it reads as infinity, which no field expects."""
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in inside:
        require_finite(value)
    if isinstance(data, float) and not math.isfinite(data):
        raise ParseError("数字过大，请检查内容。")
