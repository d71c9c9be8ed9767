"""QR codes for printed pages."""

import io

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


def qr_rows(address: str) -> list[list[tuple[int, int]]]:
    """Return the same as rows from top to bottom, its white border among them: (start, length) of each dark run."""
    rows = []
    for row in segno.make(address, error="q").matrix_iter(border=4):
        cells, runs, start = [*map(bool, row), False], [], -1
        for place, dark in enumerate(cells):
            if dark and start < 0:
                start = place
            elif not dark and start >= 0:
                runs.append((start, place - start))
                start = -1
        rows.append(runs)
    return rows
