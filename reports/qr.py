"""QR codes for printed pages."""

import io

import segno


def qr_svg(address: str) -> str:
    """Return the address as a QR code in SVG, readable when a quarter of it is worn off."""
    out = io.BytesIO()
    segno.make(address, error="q").save(out, kind="svg", scale=4, border=4, xmldecl=False)
    return out.getvalue().decode()


def qr_png(address: str) -> bytes:
    """Return the same as a picture: drawn much faster where a document holds hundreds of them."""
    out = io.BytesIO()
    segno.make(address, error="q").save(out, kind="png", scale=6, border=4)
    return out.getvalue()
