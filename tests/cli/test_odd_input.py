"""What people really put into such files: nothing, one sign, a novel, other scripts, two languages at once, spam."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.test_themes import coding
from tests.conftest import EXAMPLE, yousaid_here
from tests.small_encoder import small_encoder

SPAM = "BUY CHEAP WATCHES at the school fair, click the link in my bio to win a free phone today"
ODD = {
    "novel": "The bus was late and the children waited in the cold again. " * 1_700,  # 20,400 words
    "arabizi": "el bus dayman byit2akhar w el awlad byista2o fil bard",
    "roman-urdu": "bus poora hafta der se aayi aur koi nahi sunta hai",
    "pinyin": "xiao che zong shi chi dao, hai zi men deng hen jiu",
    "mixed": "Mi hijo loves the library pero the bus llega tarde every day",
    "cherokee": "ᎠᏂᏲᏟ ᎤᎾᏕᎶᏆᏍᏗ ᎣᏍᏓ ᎨᏒ ᎠᏎᏃ ᎠᎵᏍᏓᏴᏗ ᏝᎢ ᎣᏍᏓ ᏱᎩ",
    "inuktitut": "ᐃᓕᓐᓂᐊᕐᕕᒃ ᐱᐅᔪᖅ, ᑭᓯᐊᓂ ᓄᑕᖅᑲᑦ ᓂᖅᑭᖏᑦ ᐱᐅᙱᑦᑐᑦ",
    "hmong": "Kuv tus menyuam nyiam nws tus xib fwb heev tab sis lub npav tuaj lig",
    "emoji": "🙂",
    "blank": " \t ",
}


def write(path: Path, comments: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("id", "text"), *comments.items()])
    return path


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """What the command wrote and said about usual comments, every odd one, and spam."""
    folder = tmp_path_factory.mktemp("odd")
    lines = (EXAMPLE / "comments.jsonl").read_text(encoding="utf-8").splitlines()[:80]
    usual = {each["id"]: each["text"] for each in map(json.loads, lines)}
    spam = {f"spam-{number}": SPAM for number in range(500)}
    done = yousaid_here("themes", write(folder / "odd.csv", usual | ODD | spam), "--out", folder / "out")
    assert done.exit_code == 0, done.stderr
    return folder / "out", done.stdout


@pytest.fixture(scope="module")
def rows(odd: tuple[Path, str]) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in coding(odd[0])}


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("novel", ["en"]),
        ("arabizi", ["ar-Latn"]),
        ("roman-urdu", ["ur-Latn"]),
        ("pinyin", ["zh-Latn"]),
        ("mixed", ["en", "es"]),
        ("hmong", ["hmn"]),
    ],
)
def test_what_the_encoder_can_read_is_coded_and_its_language_told(rows, name, languages):
    assert rows[name]["themes"] and rows[name]["language"] in languages


def test_a_novel_is_read_up_to_a_limit_which_is_said(odd, rows):
    assert len(rows["novel"]["redacted_text"]) == 20_000
    assert "Longer than 20000 characters, and read only so far: 1." in odd[1]


@pytest.mark.parametrize(("name", "language"), [("cherokee", "chr"), ("inuktitut", "iu")])
def test_a_language_that_the_encoder_cannot_read_is_in_no_theme_and_said_so(odd, rows, name, language):
    assert (rows[name]["themes"], rows[name]["language"]) == ("", language)
    assert rows[name]["redacted_text"] == ODD[name]
    assert "In a language that the encoder cannot read, so without themes in coding.csv: 2." in odd[1]
    assert "2 in a language that the software cannot read" in (odd[0] / "report.html").read_text(encoding="utf-8")


def test_signs_and_blanks_are_kept_without_a_theme(rows):
    assert [(rows[name]["themes"], rows[name]["language"]) for name in ("emoji", "blank")] == [("", "und")] * 2


def test_spam_is_kept_counts_once_and_its_number_is_said(odd, rows):
    assert sum(row["redacted_text"] == SPAM for row in rows.values()) == 500
    assert "Copies of another comment, which together count once: 499." in odd[1]
    assert "499 comments repeat the words of another" in (odd[0] / "report.html").read_text(encoding="utf-8")
    themes = json.loads((odd[0] / "themes.json").read_text(encoding="utf-8"))
    assert sum(theme["size"] for theme in themes) < 3 * (80 + len(ODD) + 1)
    assert max(theme["prevalence"] for theme in themes) < 0.7
    quoted = {quote["text"]: quote["times"] for theme in themes for quote in theme["quotes"]}
    assert quoted.get(SPAM, 500) == 500 and set(quoted.values()) <= {1, 500}


@pytest.mark.parametrize("comments", [{"1": "  ", "2": "\t", "3": "\n"}, {"1": "🙂"}, {"1": "ᐃᓕᓐᓂᐊᕐᕕᒃ"}])
def test_a_file_in_which_nobody_says_anything_still_gives_a_report(tmp_path, comments):
    done = yousaid_here("themes", write(tmp_path / "few.csv", comments), "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    assert f"0 of {len(comments)} comments in 0 themes" in done.stdout
    assert [row["themes"] for row in coding(tmp_path / "out")] == [""] * len(comments)
    assert (tmp_path / "out" / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("content", "message"), [(b"", "is empty"), (b" \n\n", "is empty"), (b"id,text\n", "no rows")])
def test_a_file_of_nothing_is_refused_and_nothing_is_written(tmp_path, content, message):
    (tmp_path / "empty.csv").write_bytes(content)
    done = yousaid_here("themes", tmp_path / "empty.csv", "--out", tmp_path / "out")
    assert done.exit_code != 0 and message in done.stderr and not (tmp_path / "out").exists()


def test_a_districts_own_encoder_codes_the_comments(tmp_path):
    folder = small_encoder(tmp_path / "own")
    few = {str(at): text for at, text in enumerate(["the bus is late", "late bus", "lunch is cold", "cold lunch"] * 5)}
    written = write(tmp_path / "few.csv", few)
    done = yousaid_here("themes", written, "--out", tmp_path / "out", "--encoder", folder)
    assert done.exit_code == 0, done.stderr
    by_text = {row["redacted_text"]: row["themes"].split(";")[0] for row in coding(tmp_path / "out")}
    assert len(by_text) == 4


def test_an_encoder_that_cannot_be_used_is_said_before_any_comment_is_read(tmp_path):
    written = write(tmp_path / "few.csv", {"1": "the bus is late"})
    done = yousaid_here("themes", written, "--out", tmp_path / "out", "--encoder", tmp_path / "nowhere")
    assert done.exit_code != 0 and done.stderr.startswith("Error: There is no folder")
    assert not (tmp_path / "out").exists()
