import pytest

from app.planning.revision import Kind
from app.planning.wording import name_audiences, name_topics, tone, write_rationale, write_text
from translations import LANGUAGES


def test_audiences_are_named_as_a_list():
    assert name_audiences(["families"]) == "families"
    assert name_audiences(["students", "families", "community"]) == "students, families, and community partners"
    assert name_audiences([]) == ""


def test_labels_stand_in_the_middle_of_a_sentence():
    assert name_topics([{"en": "Bus rides"}, {"en": "SEL lessons"}]) == "bus rides, SEL lessons"


def test_a_changed_step_keeps_its_own_words_first():
    text = write_text(Kind.EXPAND, "Run 14 clubs.", "clubs", ["families", "students", "staff"])
    assert text.startswith("Run 14 clubs. Extend it")
    assert "families and students ask" in text


def test_keeping_and_retiring_need_no_new_words():
    assert write_text(Kind.KEEP, "Run clubs", "clubs", []) == write_text(Kind.RETIRE, "Run clubs", "clubs", []) == ""


def test_a_rationale_says_how_many_who_and_how():
    told = write_rationale(Kind.ADD, "bus rides", (29, ["families", "staff"], 14, -0.76))
    assert told == (
        "29 comments speak of bus rides (families and staff; 14 languages). Mostly worried. "
        "No part of the plan answers this yet."
    )


def test_tones_run_from_glad_to_critical():
    tones = [tone(value) for value in (1.0, 0.3, 0.0, -0.3, -1.0)]
    assert len(set(tones)) == len(tones)


@pytest.mark.parametrize("tag", [each.tag for each in LANGUAGES])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_language_has_words_for_every_kind(tag: str, kind: Kind):
    topic = name_topics([{"en": "Bus rides", "es": "Viajes en autobús"}], tag)
    told = write_rationale(kind, topic, (29, ["families", "staff"], 3, -0.76), tag=tag)
    text = write_text(kind, "Run clubs.", topic, ["families"], tag)
    assert topic in told and "%" not in told + text
    assert bool(text) == (kind in (Kind.EXPAND, Kind.AMEND, Kind.ADD))


def test_a_spanish_plan_is_revised_in_spanish():
    text = write_text(
        Kind.AMEND, "Abrir clubes.", name_topics([{"en": "Clubs", "es": "Clubes"}], "es"), ["families", "staff"], "es"
    )
    assert text.startswith("Abrir clubes. Antes de que termine octubre") and "familias y personal sobre clubes" in text
