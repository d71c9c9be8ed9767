"""How much of a file is read at most, and how much an archive may unpack to."""

import zipfile

from app.adapters.response_tables.errors import ResponseTableError

MOST_COLUMNS, MOST_ROWS = 1_000, 1_000_000
LONGEST_CELL = 1_000_000  # characters: an answer has at most 5,000; beyond this a quotation mark is missing
LARGEST_UNPACKED = 400 * 2**20  # bytes of all parts
MOST_PARTS = 3_000
HIGHEST_RATIO, RATIO_MATTERS_FROM = 300, 4 * 2**20  # unpacked to packed: beyond it a file is a bomb


def check_unpacked(archive: zipfile.ZipFile) -> None:
    """Raise ResponseTableError when an archive is a bomb or closed with a password."""
    parts = archive.infolist()
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
        raise ResponseTableError("too_large")
    if unpacked > RATIO_MATTERS_FROM and unpacked > HIGHEST_RATIO * packed:
        raise ResponseTableError("too_large")
    if any(part.flag_bits & 1 for part in parts):
        raise ResponseTableError("encrypted")
