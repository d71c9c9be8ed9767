"""Reads the action plans that districts keep in Word and Excel."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from app.adapters.plan_files.archive import open_archive
from app.adapters.plan_files.assemble import assemble
from app.adapters.plan_files.blocks import Aside, Read
from app.adapters.plan_files.docx import read_docx
from app.adapters.plan_files.errors import PlanFileError
from app.adapters.plan_files.original import Row, rows_of
from app.adapters.plan_files.xlsx import read_xlsx
from app.planning.export import PlanDataError, plan_from_dict, plan_to_dict
from app.planning.plan import Plan

__all__ = ["PlanFileError", "ReadPlan", "read_plan", "read_plan_file"]


@dataclass(frozen=True)
class ReadPlan:
    """A plan, and the text of its file as rows (see `original.rows_of`)."""

    plan: Plan
    original: list[Row]


def read_plan(data: bytes, filename: str) -> Plan:
    """Return what an uploaded DOCX or XLSX says, as it reads with all tracked changes accepted.

    The kind of file is told by its content; `filename` only names a plan that has no title. Text that is not
    understood as a part of the plan is kept in the plan's notes. Raises PlanFileError.
    """
    return read_plan_file(data, filename).plan


def read_plan_file(data: bytes, filename: str) -> ReadPlan:
    """Return the same with the file's text, to be shown beside it. Raises PlanFileError."""
    archive = open_archive(data)
    read = read_docx if archive.kind == "docx" else read_xlsx
    try:
        blocks = read(archive.data)
    except PlanFileError:
        raise
    except Exception as error:  # the libraries raise many kinds for a file that is not what it says
        raise PlanFileError("damaged") from error
    plan = assemble(blocks, PurePath(filename).stem)
    if not plan.goals:
        raise PlanFileError(_why_none(blocks, archive.data))
    try:
        plan_from_dict(plan_to_dict(plan))
    except PlanDataError as error:
        raise PlanFileError("too_long") from error
    return ReadPlan(plan, rows_of(blocks))


def _why_none(blocks: Sequence[Read], data: bytes) -> str:
    """Return why no plan was found: no words at all (a scan, when there are pictures), or no goals and steps in them."""
    if any(
        text.strip()
        for _, *texts in rows_of([each for each in blocks if not isinstance(each, Aside)])
        for text in texts
    ):
        return "no_plan"
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return "scan" if any("/media/" in name for name in file.namelist()) else "empty"
