from app.analysis.analyze import analyze_comments
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.copies import first_of_each, once, times
from app.analysis.review import Decision, apply_decisions, counted_once
from app.analysis.themes import Analysis, Theme
from tests.analysis.fakes import fast_engines

CHAIN = "Sign the petition to bring back the late bus for everyone"
THEMES = (Theme("bus", "Bus", (), 0, 0, 0), Theme("lunch", "Lunch", (), 0, 0, 0))


def coded(*texts: str) -> tuple[Coding, ...]:
    return tuple(Coding(f"{at}.was_hard", "en", ("bus",), -0.5, text) for at, text in enumerate(texts))


def test_the_same_long_text_is_a_copy_however_it_was_typed():
    assert first_of_each([CHAIN, "The bus is late", f"  {CHAIN.upper()}!!\n", CHAIN]) == [None, None, 0, 0]


def test_a_few_words_that_two_people_may_well_write_are_two_voices():
    assert first_of_each(["more recess please"] * 3 + ["lunch"] * 200 + ["好" * 3] * 60) == [None] * 263


def test_a_sentence_that_very_many_sent_was_pasted_and_so_was_a_long_one_without_spaces():
    assert first_of_each(["Vote for Kimmy!"] * 60) == [None, *[0] * 59]
    assert first_of_each(["校车总是晚点没有人接电话"] * 2) == [None, 0]


def test_a_petition_with_other_names_in_it_is_a_copy_once_it_is_redacted():
    assert (
        first_of_each([f"My son {name} needs the late bus to come back home" for name in ("[name]", "[name]")])[1] == 0
    )


def test_spam_is_kept_and_counts_once_and_its_number_can_be_shown():
    codings = (*coded("the bus is late", *[CHAIN] * 500), Coding("x", "en", ("lunch",), 0, "cold"))
    found = counted_once(Analysis(codings, THEMES))
    assert len(found.codings) == 502 and all(each.themes for each in found.codings)
    assert {theme.id: (theme.size, round(theme.prevalence, 3)) for theme in found.themes} == {
        "bus": (2, 0.667), "lunch": (1, 0.333),
    }  # fmt: skip
    assert times(found.codings)[found.codings[1].comment_id] == 500
    assert [each.comment_id for each in once(found.codings)] == ["0.was_hard", "1.was_hard", "x"]
    assert counted_once(found) == found


def test_what_is_decided_about_one_copy_holds_for_all():
    found = counted_once(Analysis(coded("the bus is late", CHAIN, CHAIN), THEMES))
    decisions = [
        Decision("move", {"comment": "2.was_hard", "from": "bus", "to": "lunch"}, "", ""),
        Decision("hide_quote", {"comment": "1.was_hard"}, "", ""),
    ]
    reviewed = apply_decisions(found, decisions)
    assert {theme.id: theme.size for theme in reviewed.themes} == {"bus": 1, "lunch": 1}
    assert reviewed.hidden_quotes == {"1.was_hard", "2.was_hard"}


def test_preparation_knows_the_copies_beforehand():
    from app.analysis.ports import no_progress
    from app.analysis.preparation import mark_copied, prepare

    comments = [Comment("a", CHAIN), Comment("b", "other words"), Comment("c", CHAIN + "!")]
    assert [each.copy_of for each in mark_copied(prepare(comments, fast_engines(), no_progress))] == [None, None, "a"]


def test_a_whole_analysis_of_nothing_but_one_text_has_one_voice():
    found = counted_once(analyze_comments([Comment(str(n), CHAIN) for n in range(30)], fast_engines()))
    assert len(found.codings) == 30 and {theme.size for theme in found.themes} == {1}
