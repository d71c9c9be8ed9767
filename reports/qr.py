"""QR codes for printed pages."""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import segno


def qr_svg(address: str) -> str:
    """Return the address as a QR code in SVG, readable when a quarter of it is worn off."""
    out = io.BytesIO()
    segno.make(address, error="q").save(out, kind="svg", scale=4, border=4, xmldecl=False)
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """Return the same as a picture."""
    out = io.BytesIO()
    segno.make(address, error="q").save(out, kind="png", scale=6, border=4)
    return out.getvalue()


def qr_rows(addresses: Sequence[str]) -> Iterator[list[list[tuple[int, int]]]]:
    """Yield each address as rows from top to bottom, its white border among them: (start, length) of each dark run.

    The mask that suits the first is used for all: the search for it is most of the work, and any can be read.
    """
    first = segno.make_qr(addresses[0], error="q")
    for address in addresses:
        code = segno.make_qr(address, error="q", mask=first.mask)
        yield [_runs(row) for row in code.matrix_iter(border=4)]


def _runs(row: Iterable[int]) -> list[tuple[int, int]]:
    runs, place = [], 0
    for dark, cells in groupby(row):
        length = sum(1 for _cell in cells)
        if dark:
            runs.append((place, length))
        place += length
    return runs
