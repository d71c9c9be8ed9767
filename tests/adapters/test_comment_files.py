import io
import json
import zipfile

import pytest
from openpyxl import Workbook

from app.adapters.comment_files import CommentFileError, read_codebook, read_comments
from app.analysis.preparation import LONGEST_TEXT

ROWS = [
    ["id", "audience", "question", "comment"],
    ["7", "families", "was_hard", "Très bien; merci à l'école"],
    ["8", "staff", "", "新年好"],
]


def write(tmp_path, name: str, content: bytes):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def workbook(rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def joined(delimiter: str) -> str:
    return "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("c.csv", joined(",").encode()),
        ("c.csv", joined(";").encode("utf-8-sig")),
        ("c.csv", joined("|").encode("utf-16")),
        ("c.tsv", joined("\t").encode()),
        ("c.xlsx", workbook(ROWS)),
        ("c.jsonl", "\n".join(json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]).encode()),
    ],
)
def test_every_survey_tools_file_gives_the_same_comments(tmp_path, name, content):
    first, second = read_comments(write(tmp_path, name, content))
    assert (first.id, first.text, first.item) == ("7", "Très bien; merci à l'école", "was_hard")
    assert first.groups == {"audience": "families", "question": "was_hard"}
    assert (second.text, second.item) == ("新年好", None)


def test_latin_1_is_found_out(tmp_path):
    content = "id;text\n1;la niña aprendió a respirar mejor\n2;el autobús llegó tarde otra vez".encode("latin-1")
    assert [each.text[:7] for each in read_comments(write(tmp_path, "c.csv", content))] == ["la niña", "el auto"]


def test_the_column_with_the_longest_texts_is_taken_when_no_name_tells(tmp_path):
    path = write(tmp_path, "c.csv", b"when,Q7,who\n2026-01-01T10:00:00.000000,the bus is late,a\n2026-01-02,x y,b")
    assert [each.text for each in read_comments(path)] == ["the bus is late", "x y"]
    assert [each.id for each in read_comments(path)] == ["1", "2"]


def test_named_columns_are_used_whatever_their_case_and_ids_are_made_distinct(tmp_path):
    path = write(tmp_path, "c.csv", b"Ref,Said,Site\na,one two,North\na,three,\n,four,South")
    found = read_comments(path, text="said", id="REF", groups=["Site"])
    assert [each.id for each in found] == ["a", "a-2", "row 3"]
    assert [dict(each.groups) for each in found] == [{"Site": "North"}, {}, {"Site": "South"}]


def test_a_missing_column_names_those_that_there_are(tmp_path):
    path = write(tmp_path, "c.csv", b"id,comment\n1,hello there")
    for wrong in ({"text": "body"}, {"id": "body"}, {"groups": ["body"]}):
        with pytest.raises(CommentFileError, match=r"no column “body”.*id, comment"):
            read_comments(path, **wrong)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.csv", b"", "is empty"),
        ("c.csv", b"\n\n", "is empty"),
        ("c.csv", b"id,text\n", "no rows"),
        ("c.csv", bytes(range(256)) * 20, "not a text file"),
        ("c.csv", b"%PDF-1.7 ...", "PDF"),
        ("c.xlsx", b"PK\x03\x04nonsense", "not a readable Excel"),
        ("c.xlsx", bomb(), "unpack"),
        ("c.jsonl", b"{not json", "not JSON"),
        ("c.jsonl", b"[1, 2]", "must hold objects"),
        ("c.jsonl", b'{"id": 1}\n2', "must hold objects"),
        ("c.jsonl", b" \n", "is empty"),
        ("c.csv", b"x" * 20_000_001, "a line of more than"),
        ("c.csv", b'id,text\n1,"' + b"never closed\n" * 900_000, "cannot be read as a table"),
        ("c.csv", b"a," * 3000 + b"b\n1", "more than 2000 columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path, name, content, message):
    with pytest.raises(CommentFileError, match=message):
        read_comments(write(tmp_path, name, content))


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path):
    with pytest.raises(CommentFileError, match="cannot be opened"):
        read_comments(tmp_path / "gone.csv")


def test_nul_bytes_and_formulas_are_only_text(tmp_path):
    (found,) = read_comments(write(tmp_path, "c.csv", b'id,text\n1,"=HYPERLINK(1)\0 hello"'))
    assert found.text == "=HYPERLINK(1) hello"


def test_a_codebook_is_json_or_a_table(tmp_path):
    as_json = json.dumps([{"id": "bus", "label": "Bus", "definition": "Rides", "labels": {"es": "Autobús"}}]).encode()
    (code,) = read_codebook(write(tmp_path, "codes.json", as_json))
    assert (code.id, code.labels) == ("bus", {"es": "Autobús"})
    (same,) = read_codebook(b"ID,Label,Definition\nbus,Bus,Rides", "codes.csv")
    assert (same.id, same.label, same.definition) == ("bus", "Bus", "Rides")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'[{"label": "Bus"}]', "no id"),
        (b"id,definition\nbus,Rides", "no label.*id, definition"),
        (b"id,label\nbus,A\nbus,B", "more than one code: bus"),
        (b"id,label\na;b,A", "semicolon"),
        (b"[1]", "list of objects"),
        (b"[{", "not readable JSON"),
    ],
)
def test_a_codebook_that_cannot_be_used_says_why(content, message):
    with pytest.raises(CommentFileError, match=message):
        read_codebook(content, "codes")


def test_a_file_that_turns_out_not_to_be_utf_8_far_below_is_read_all_the_same(tmp_path):
    lines = [
        "id;text",
        *(f"{n};the bus was late on day {n} of this year" for n in range(40_000)),
        "x;la niña aprendió mucho",
    ]
    found = read_comments(write(tmp_path, "c.csv", "\n".join(lines).encode("latin-1")))
    assert len(found) == 40_001 and found[-1].text == "la niña aprendió mucho"


def test_what_many_comments_share_is_held_once_and_a_novel_only_as_far_as_it_is_read(tmp_path):
    rows = "".join(f'{n},North,"{"word " * 30_000 if n == 0 else "x"}"\n' for n in range(3))
    first, *others = read_comments(write(tmp_path, "c.csv", f"id,school,text\n{rows}".encode()))
    assert all(each.groups is first.groups for each in others)
    assert len(first.text) == LONGEST_TEXT + 1


def test_line_breaks_and_delimiters_inside_quotes_belong_to_the_comment(tmp_path):
    (found,) = read_comments(write(tmp_path, "c.csv", b'id,text\r\n1,"first, then\r\nsecond"\r\n'))
    assert found.text == "first, then\r\nsecond"


def test_a_file_is_read_row_by_row_and_says_how_far_it_is(tmp_path):
    told = []
    path = write(tmp_path, "c.jsonl", b'{"text": "the bus is late"}\n' * 50_000)
    assert len(read_comments(path, progress=lambda *each: told.append(each))) == 50_000
    assert [stage for stage, _, _ in told] == ["read", "read"] and told[0][1] < told[1][1] <= told[1][2]


def test_a_repeated_id_is_told_apart_also_a_hundred_thousand_times(tmp_path):
    found = read_comments(write(tmp_path, "c.csv", b"id,text\n" + b"same,x y\n" * 100_000))
    assert len({each.id for each in found}) == 100_000 and found[-1].id == "same-100000"


def test_a_workbook_of_gigabytes_is_refused_without_reading_it(tmp_path):
    path = write(tmp_path, "c.xlsx", b"PK\x03\x04")
    with path.open("r+b") as file:
        file.truncate(2**31)  # takes no room on the disk
    with pytest.raises(CommentFileError, match="larger than 500 MB"):
        read_comments(path)
