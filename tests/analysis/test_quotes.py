"""The quotes that stand for a theme: many voices, no two nearly the same, nothing that must not be quoted."""

import numpy as np

from app.adapters.engines import bundled_engines
from app.analysis.analyze import analyze_comments
from app.analysis.coding import Coding
from app.analysis.comments import Comment
from app.analysis.quotes import choose_quotes
from app.analysis.school import Placed

VOICES = [
    ("families", "en", "The bus is late every single morning"),
    ("families", "es", "El autobús nunca llega a tiempo por la mañana"),
    ("families", "ar", "الحافلة تتأخر كل صباح والأولاد في البرد"),
    ("families", "vi", "Xe buýt đến trễ mỗi sáng, con tôi đứng ngoài mưa"),
    ("families", "ru", "Автобус каждое утро опаздывает на полчаса"),
    ("families", "so", "Baska subax kasta wuu soo daahaa carruurtuna way dhaxmoodaan"),
    ("students", "en", "our bus is so crowded that we stand all the way"),
    ("staff", "en", "Half of my first period comes in late because of the buses"),
]


def chosen(said: list[tuple[str, str, str]], alike: float = 0.5) -> list[tuple[str, str, str]]:
    """Choose quotes where every two comments are alike to a degree, the first ones the most typical."""
    comments = [Comment(str(at), text, tag, {"audience": who}) for at, (who, tag, text) in enumerate(said)]
    codings = [Coding(each.id, each.language or "", ("bus",), 0.0, each.text) for each in comments]
    near = np.linspace(0.9, 0.8, len(said))[:, None]
    apart = np.eye(len(said)) * np.sqrt(1 - near**2) if alike < 1 else np.zeros((len(said), len(said)))
    vectors = np.hstack([near, apart]).astype(np.float32)
    centre = np.eye(len(said) + 1, dtype=np.float32)[0]
    nothing = np.zeros((len(said), 0), np.float32)
    placed = Placed(vectors, nothing, nothing, nothing, nothing)
    quotes = choose_quotes(np.arange(len(said)), codings, comments, placed, centre)
    return [(quote.groups["audience"], quote.language, quote.text) for quote in quotes]


def test_every_audience_is_heard_though_one_says_most_and_languages_change():
    found = chosen(VOICES)
    assert {who for who, _, _ in found} == {"families", "students", "staff"}
    assert len({tag for _, tag, _ in found}) >= 4 and len(found) == 6


def test_a_few_changed_letters_make_no_second_quote():
    again = [
        ("students", "en", "the bus is late EVERY single morning!!!"),
        ("staff", "en", "The bus is late every single mornings."),
        ("community", "en", "The  bus  is late, every single morning"),
    ]
    texts = [text for _, _, text in chosen([*VOICES[:2], *again])]
    assert texts == [VOICES[0][2], VOICES[1][2]]


def test_what_means_the_same_is_quoted_once_in_whatever_language():
    said = [f"The bus number {n} is always late in the morning" for n in range(12)]
    said += [f"El autobús número {n} siempre llega tarde por la mañana" for n in range(12)]
    found = analyze_comments([Comment(str(n), text) for n, text in enumerate(said)], bundled_engines())
    theme = max(found.themes, key=lambda each: each.size)
    assert theme.size == 24 and len(theme.quotes) == 1
