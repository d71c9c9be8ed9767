import pytest

from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from app.analysis.codebook import Code
from app.analysis.comments import Comment
from tests.analysis.fakes import fast_engines

TALK = {
    "bus": "the bus driver is late and the bus stop is cold bus {} late again",
    "lunch": "lunch in the cafeteria is too short and the cafeteria food is cold lunch {}",
    "counselor": "there is one counselor and we wait weeks for the counselor {}",
}
WORDS = [
    "apple",
    "river",
    "stone",
    "cloud",
    "paper",
    "garden",
    "window",
    "bottle",
    "candle",
    "pencil",
    "mirror",
    "ladder",
]
COMMENTS = [Comment(f"{topic}-{word}", text.format(word)) for word in WORDS for topic, text in TALK.items()]
CODEBOOK = (
    Code("transport", "Bus", "the bus driver and the bus stop late"),
    Code("meals", "Lunch in the cafeteria", "cafeteria lunch food is cold and too short"),
    Code("support", "Counselor", "wait for the counselor"),
)


@pytest.fixture(scope="module")
def engines():
    return fast_engines()


@pytest.fixture(scope="module")
def analysis(engines):
    return analyze_comments(COMMENTS, engines)


def test_comments_that_speak_of_the_same_thing_share_a_theme(analysis):
    for topic in TALK:
        assert len({coding.themes[0] for coding in analysis.codings if coding.comment_id.startswith(topic)}) == 1
    assert len({coding.themes[0] for coding in analysis.codings}) == 3


def test_every_comment_is_accounted_for_in_order(analysis):
    assert [coding.comment_id for coding in analysis.codings] == [comment.id for comment in COMMENTS]
    assert all(bool(coding.themes) != bool(coding.uncoded) for coding in analysis.codings)


def test_the_same_comments_give_the_same_result(analysis, engines):
    assert analyze_comments(COMMENTS, engines) == analysis


def test_themes_found_again_keep_their_ids(analysis, engines):
    fewer = analyze_comments(COMMENTS[:-3], engines, known=analysis.themes)
    assert {theme.id for theme in fewer.themes} == {theme.id for theme in analysis.themes}


def test_labels_are_distinct_and_quotes_come_from_the_theme(analysis):
    assert len({theme.label for theme in analysis.themes}) == len(analysis.themes)
    assert all(type(theme.label) is str for theme in analysis.themes)
    coded = {coding.comment_id: coding.themes for coding in analysis.codings}
    assert all(theme.id in coded[quote.comment_id] for theme in analysis.themes for quote in theme.quotes)


def test_a_codebook_is_applied_and_its_themes_say_so():
    found = analyze_comments(COMMENTS, bundled_engines(), CODEBOOK)
    wanted = {"bus": "transport", "lunch": "meals", "counselor": "support"}
    assert all(coding.themes[0] == wanted[coding.comment_id.split("-")[0]] for coding in found.codings)
    assert all(theme.code for theme in found.themes if theme.id in wanted.values())


def test_progress_is_told_by_stage(engines):
    told = []
    analyze_comments(COMMENTS[:5], engines, progress=lambda stage, done, of: told.append(stage))
    assert list(dict.fromkeys(told)) == ["redact", "encode", "group", "describe"]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_comments_are_analysed_too(engines, count):
    found = analyze_comments(COMMENTS[:count], engines)
    assert len(found.codings) == count
    assert len(found.themes) <= count


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no_content"),
        ("   \n", "no_content"),
        ("🙂🙂", "no_content"),
        ("123 !!!", "no_content"),
        ("x", "too_short"),
        ("\0\0", "no_content"),
    ],
)
def test_what_says_nothing_is_kept_and_says_why(engines, text, why):
    coding = analyze_comments([*COMMENTS, Comment("odd", text)], engines).codings[-1]
    assert (coding.comment_id, coding.themes, coding.uncoded) == ("odd", (), why)


def test_hostile_text_is_cut_and_cleaned(engines):
    odd = [
        Comment("long", "bus late " * 120_000),
        Comment("turned", "the \u202ebus\u202c driver\0 is late and the bus stop is cold"),
    ]
    long, turned = analyze_comments([*COMMENTS, *odd], engines).codings[-2:]
    assert len(long.redacted_text) <= 20_000
    assert not {"\u202e", "\0"} & set(turned.redacted_text)


def test_a_comment_that_tells_of_danger_is_flagged_and_never_quoted(engines):
    danger = Comment("danger", "the bus driver is late and I want to die at the bus stop cold")
    found = analyze_comments([*COMMENTS, danger], engines)
    assert found.codings[-1].safety == "self_harm"
    assert all(quote.comment_id != "danger" for theme in found.themes for quote in theme.quotes)


def test_names_do_not_reach_quotes_or_labels(engines):
    named = [Comment(f"n{word}", f"Mr. Featherstone drives the bus and is late {word}") for word in WORDS]
    found = analyze_comments(named, engines)
    said = [
        each for theme in found.themes for each in (theme.label, *theme.keyphrases, *(q.text for q in theme.quotes))
    ]
    assert said and not any("featherstone" in each.lower() for each in said)
