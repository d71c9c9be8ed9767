"""A page that is rendered once and sent many times, with one gap that is filled anew each time."""

import gzip
import struct
import zlib
from dataclasses import dataclass

_WINDOW = 32_768  # bytes that a deflated stream may refer back to
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


@dataclass(frozen=True)
class PreparedPage:
    """`before` and `after` the gap, as they are and already deflated.

    RFC 1951 lets a stream be put together from blocks: the gap becomes a stored block between two compressed ones, so a
    page that is never twice the same costs no compression at all. What is behind the gap was deflated knowing what stands
    before it, at the distance that a filling of `length` bytes makes.
    """

    before: bytes
    after: bytes
    before_deflated: bytes
    after_deflated: bytes
    before_crc: int
    length: int

    def plain(self, filling: bytes) -> bytes:
        """Return the page with its gap filled."""
        return self.before + filling + self.after

    def gzipped(self, filling: bytes) -> bytes:
        """Return the same page as a gzip stream."""
        if len(filling) != self.length:
            return gzip.compress(self.plain(filling))
        stored = struct.pack("<BHH", 0, len(filling), len(filling) ^ 0xFFFF) + filling
        crc = zlib.crc32(self.after, zlib.crc32(filling, self.before_crc))
        size = len(self.before) + len(filling) + len(self.after)
        return b"".join(
            (_GZIP_HEAD, self.before_deflated, stored, self.after_deflated, struct.pack("<II", crc, size & 0xFFFFFFFF))
        )


def prepare(page: str, gap: str, length: int) -> PreparedPage:
    """Cut a rendered page at the only place where `gap` stands. Raises ValueError when there is not exactly one.

    `length` is how long what fills it mostly is, at most 65,535 bytes.
    """
    before, after = (part.encode() for part in page.split(gap))
    # In place of the filling, bytes that no text has, so that nothing refers to them.
    known = (before + b"\xff" * length)[-_WINDOW:]
    first = zlib.compressobj(9, zlib.DEFLATED, -15)
    last = zlib.compressobj(9, zlib.DEFLATED, -15, zlib.DEF_MEM_LEVEL, zlib.Z_DEFAULT_STRATEGY, known)
    return PreparedPage(
        before,
        after,
        first.compress(before) + first.flush(zlib.Z_SYNC_FLUSH),
        last.compress(after) + last.flush(),
        zlib.crc32(before),
        length,
    )
