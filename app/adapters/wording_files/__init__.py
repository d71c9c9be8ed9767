"""The files that translators work with: a workbook for everybody, PO for the tools of their trade."""

from app.adapters.wording_files.errors import WordingFileError
from app.adapters.wording_files.po import PoFile
from app.adapters.wording_files.xlsx import XlsxFile
from forms.round_trip import Line, WordingFile

__all__ = ["FORMATS", "WordingFileError", "read_wordings"]
FORMATS: dict[str, WordingFile] = {"xlsx": XlsxFile(), "po": PoFile()}
LARGEST = 5_000_000  # bytes


def read_wordings(data: bytes) -> list[Line]:
    """Return what an uploaded file says; its kind is told by its content. Raises WordingFileError."""
    if len(data) > LARGEST:
        raise WordingFileError("too_large")
    packed = data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))
    lines = FORMATS["xlsx" if packed else "po"].read(data)
    if not lines:
        raise WordingFileError("nothing")
    return lines
