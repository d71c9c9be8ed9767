"""Looks at an upload from outside before anything parses it: what it is, how much it unpacks to, whether it is safe."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from app.adapters.plan_files.errors import PlanFileError

LARGEST_UPLOAD = 30_000_000  # bytes
LARGEST_UNPACKED = 50_000_000  # bytes, all entries together
LARGEST_XML = 25_000_000  # bytes, of one XML part
MOST_ENTRIES = 3_000
HIGHEST_RATIO = 300  # unpacked to packed; text of a real plan stays below 50
RATIO_MATTERS_FROM = 1_000_000  # bytes
MAIN_PART = re.compile(  # also of templates, and of files with macros: they are opened as data, and nothing in them runs
    r"(?P<word>wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.(?:document|template)\.macroEnabled\w*\.main\+xml)"
    r"|(?:spreadsheetml\.(?:sheet|template)|ms-excel\.(?:sheet|template)\.macroEnabled)\.main\+xml$"
)
PLAIN_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OTHER_WORD = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template|ms-word\.(?:document|template)\.macroEnabled\w*)"
    rb"\.main\+xml"
)
OTHER_PROGRAMS = re.compile(r"^(?:Index/.*\.iwa|Index\.zip|index\.(?:apxl|xml)|mimetype|content\.xml)$")
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Archive:
    """An upload that may be parsed."""

    kind: Literal["docx", "xlsx"]
    data: bytes


def open_archive(data: bytes) -> Archive:
    """Return the upload with its kind, told by content. Raises PlanFileError."""
    if not data.strip():
        raise PlanFileError("empty")
    if b"%PDF-" in data[:1024]:
        raise PlanFileError("pdf")
    if data.lstrip().startswith((b"{\\rtf", b"<html", b"<!DOCTYPE html", b"<!doctype html")):
        raise PlanFileError("other_program")
    if data.startswith(OLE_MAGIC):
        raise PlanFileError("encrypted" if ENCRYPTED_STREAM in data else "old_format")
    if len(data) > LARGEST_UPLOAD:
        raise PlanFileError("too_large")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _check_sizes(file.infolist())
            kind = _kind(file)
            _check_xml(file)
    except PlanFileError:
        raise
    except Exception as error:  # a broken archive fails in many ways: zlib.error, BadZipFile, NotImplementedError ...
        raise PlanFileError("damaged" if data.startswith(b"PK") else "not_a_plan_file") from error
    return Archive(kind, _without_macros(data) if kind == "docx" else data)


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED:
        raise PlanFileError("too_large")
    if unpacked > RATIO_MATTERS_FROM and unpacked > HIGHEST_RATIO * packed:
        raise PlanFileError("too_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise PlanFileError("encrypted")


def _kind(file: zipfile.ZipFile) -> Literal["docx", "xlsx"]:
    if CONTENT_TYPES not in file.namelist():
        others = any(map(OTHER_PROGRAMS.match, file.namelist()))
        raise PlanFileError("other_program" if others else "not_a_plan_file")
    types = {part.get("ContentType", "") for _, part in iterparse(file.open(CONTENT_TYPES), forbid_dtd=True)}
    main = next(filter(None, map(MAIN_PART.search, types)), None)
    if main is None:
        raise PlanFileError("not_a_plan_file")
    return "docx" if main["word"] else "xlsx"


def _without_macros(data: bytes) -> bytes:
    """Return a document that calls itself a plain one, which is all that the reader opens; its macros stay behind."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        types = file.read(CONTENT_TYPES)
        if not OTHER_WORD.search(types):
            return data
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as plain:
            for entry in file.infolist():
                content = OTHER_WORD.sub(PLAIN_WORD, types) if entry.filename == CONTENT_TYPES else file.read(entry)
                plain.writestr(entry.filename, b"" if entry.filename.endswith("vbaProject.bin") else content)
    return stream.getvalue()


def _check_xml(file: zipfile.ZipFile) -> None:
    """Refuse document type declarations: office files have none, and entities are declared nowhere else."""
    for entry in file.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")) or not entry.file_size:
            continue
        if entry.file_size > LARGEST_XML:
            raise PlanFileError("too_large")
        try:
            with file.open(entry) as part:
                next(iterparse(part, events=("start",), forbid_dtd=True), None)
        except DefusedXmlException as error:
            raise PlanFileError("unsafe") from error
        except ParseError:
            if not entry.filename.lower().endswith(".vml"):
                raise
