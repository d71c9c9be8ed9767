"""The two sides of a split of many comments, in one field of a form: a page shows only those that could stand in either."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence

PARTS = ("a", "b")
_MARK = 16  # bytes that say of which comments


def packed(sides: Mapping[str, str]) -> str:
    """Return {comment: one of PARTS} as text: a bit for each comment."""
    comments = sorted(sides)
    bits = "".join("1" if sides[each] == PARTS[1] else "0" for each in comments)
    size = -(-len(bits) // 8)
    return urlsafe_b64encode(_mark(comments) + int(bits or "0", 2).to_bytes(size, "big")).decode()


def unpacked(text: str, comments: Sequence[str]) -> dict[str, str] | None:
    """Return the sides of these comments, in order; None where the text is about others or is none of ours."""
    try:
        data = urlsafe_b64decode(text.encode())
    except ValueError:
        return None
    if data[:_MARK] != _mark(comments) or len(data) != _MARK + -(-len(comments) // 8):
        return None
    bits = f"{int.from_bytes(data[_MARK:], 'big'):0{len(comments)}b}"
    return (
        {each: PARTS[int(bit)] for each, bit in zip(comments, bits, strict=True)}
        if len(bits) == len(comments)
        else None
    )


def _mark(comments: Sequence[str]) -> bytes:
    return hashlib.sha256("\0".join(comments).encode()).digest()[:_MARK]
