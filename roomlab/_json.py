"""Values to JSON text and back, any text in it: msgspec where it can, the standard library where it must."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import msgspec

__all__ = ["decode_json", "encode_json"]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if math.isinf(value):
        raise ValueError(f"{digits:.60} is beyond all floats")
    return value


def decode_json(data: bytes) -> Any:
    """Read any JSON text, half surrogate pairs too; NaN and Infinity are not JSON.

    Raises
    ------
    ValueError
        When it is not JSON, not UTF-8, or nested too deeply.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        pass
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse_constant, parse_float=_finite)
    except RecursionError:
        raise ValueError("the JSON text is nested too deeply") from None


def encode_json(value: object) -> bytes:
    """Write any value as JSON, text with half a surrogate pair too.

    Raises
    ------
    ValueError
        For NaN and infinities, which JSON does not have, and for what is nested too deeply.
    """
    try:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    except RecursionError:
        raise ValueError("the value is nested too deeply") from None
