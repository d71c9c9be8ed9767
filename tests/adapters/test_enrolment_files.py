"""Tables of how many people there are, as districts keep them."""

import io

import pytest
from openpyxl import Workbook

from app.adapters.enrolment_files import (
    EnrolmentFileError,
    Understood,
    alike,
    band_of,
    guess,
    number,
    read_enrolment,
    table_of,
    understand,
)
from app.analysis.enrolment import Count

KNOWN = ("Birch Elementary", "Lakeside High School")
BANDS = {
    "elementary": {"en": "Elementary school (K-5)", "es": "Primaria (K-5)"}, "middle": {"en": "Middle school (6-8)"},
    "high": {"en": "High school (9-12)"},
}  # fmt: skip


def understood(data: bytes, name: str = "people.csv") -> Understood:
    table = table_of(read_enrolment(data, name))
    return understand(table, guess(table), {}, KNOWN, BANDS)


def test_a_row_for_each_count_with_titles_above() -> None:
    data = (
        b"Larkspur,,,\r\nOctober count,,,\r\nSite name,Group,Grade,Headcount\r\n"
        b'BIRCH ELEMENTARY,Parents,,"1,200"\r\nBirch elementary,Students,K-5,300\r\nLakeside High School,Students,10,20\r\n'
        b"Lakeside High School,Students,11,30\r\nDistrict total,Teachers,,88.0\r\n"
    )
    assert understood(data) == Understood(
        (
            Count("families", 1200, "Birch Elementary"),
            Count("students", 300, "Birch Elementary", "elementary"),
            Count("students", 50, "Lakeside High School", "high"),
            Count("staff", 88),
        ),
        (),
        (),
    )


def test_a_column_for_each_audience_in_a_workbook() -> None:
    book = Workbook()
    for row in (
        ["Enrollment 2026"], ["Escuela", "Estudiantes", "Familias", "Personal", "Total"],
        ["Birch Elementary", 300, 250, 30, 580], ["Lakeside High School", 900, 700, 80, 1680],
    ):  # fmt: skip
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    found = understood(out.getvalue(), "people.xlsx")
    assert found.counts[:3] == (
        Count("students", 300, "Birch Elementary"), Count("families", 250, "Birch Elementary"),
        Count("staff", 30, "Birch Elementary"),
    )  # fmt: skip
    assert len(found.counts) == 6 and not found.problems


def test_languages_are_named_or_coded() -> None:
    found = understood(b"Home language,Audience,Count\nSpanish,families,40\nso,families,12\nPortuguese,students,5\n")
    assert [each.language for each in found.counts] == ["es", "so", "pt"]


def test_nothing_is_dropped_without_a_word() -> None:
    found = understood(
        b"School,Audience,Count\nBirch,families,10\nOak School,families,20\nBirch Elementary,staff,<10\n"
        b"Birch Elementary,wizards,7\nLakeside High School,staff,9\n"
    )
    assert found.counts == (Count("staff", 9, "Lakeside High School"),)
    assert found.strangers == ("Birch", "Oak School")
    assert [row for row, _text in found.problems] == [4, 5] and "<10" in found.problems[0][1]


def test_a_school_that_is_spelled_otherwise_is_proposed_and_what_people_say_counts() -> None:
    assert alike("Birch", KNOWN) == "Birch Elementary" and alike("Lakeside Highschool", KNOWN) == "Lakeside High School"
    assert alike("Oak", KNOWN) == ""
    table = table_of(read_enrolment(b"School,Students\nOak,20\n", "x.csv"))
    assert understand(table, guess(table), {"Oak": KNOWN[0]}, KNOWN, BANDS).counts == (Count("students", 20, KNOWN[0]),)


@pytest.mark.parametrize(
    ("written", "band"),
    [("7", "middle"), ("6-8", "middle"), ("K–5", "elementary"), ("k", "elementary"), ("9 to 12", "high"), ("High", "high"),
     ("primaria (k-5)", "elementary"), ("", ""), ("All", ""), ("5-6", None), ("PK", None), ("adult", None)],
)  # fmt: skip
def test_grades_find_their_band(written: str, band: str | None) -> None:
    assert band_of(written, BANDS) == band


@pytest.mark.parametrize(
    ("cell", "people"),
    [("650", 650), ("1,200", 1200), ("1 200", 1200), ("88.0", 88), ("8.5", None), ("-3", None), ("n/a", None)],
)
def test_numbers_as_people_write_them(cell: str, people: int | None) -> None:
    assert number(cell) == people


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"%PDF-1.7", b"School,Audience\nBirch,families\n", b"PK\x03\x04"]
)
def test_what_is_no_table_of_counts_is_refused(data: bytes) -> None:
    with pytest.raises(EnrolmentFileError):
        read_enrolment(data, "people.csv")
