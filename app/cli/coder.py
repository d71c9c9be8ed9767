"""``python -m app.cli.coder``: teach the encoder and its heads the school-voice codebook anew. ``make coder`` calls it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
import numpy as np

from app.adapters.encoder import BundledEncoder, StudentEncoder
from app.adapters.encoder.changes import TAUGHT, bundled_changes, save
from app.adapters.encoder.student import Learned, save_student
from app.adapters.encoder.weights import Weights, bundled_file
from app.analysis import school_voice
from app.analysis.heads import Head
from app.analysis.school import SAID, keep_heads, keep_heads_of_student, learn_school_talk
from app.analysis.school_voice import NO_RISK, RISKS, STANCES, UNCODABLE
from app.analysis.school_voice.mixing import mixed

if TYPE_CHECKING:
    from app.adapters.encoder.teaching_student import Answers, Pieces

LONGEST = 64  # tokens of an exemplar that are taught
# How often a student is taught what says nothing or tells of danger, and what it practises of danger, for once that it is taught a code.
TIMES, TIMES_OF_PRACTICE = 4, 2
FIRST = 0.7  # share of the first code of a statement that speaks of several


@click.command()
@click.option("--heads", is_flag=True, help="Only the heads, with the encoder as it was taught: about twenty minutes.")
@click.option("--student", is_flag=True, help="Only the encoder's student and its heads: an hour and a quarter.")
def train(heads: bool, student: bool) -> None:
    """Teach the encoder's last layers (about half an hour on two cores), the heads, the student; all is kept beside the code."""
    if not (heads or student):
        _teach_encoder()
    if not student:
        keep_heads(BundledEncoder())
        learn_school_talk.cache_clear()
        click.echo("heads: kept")
    if not heads:
        teach_student_of(BundledEncoder())
        click.echo("student: kept")


def teach_student_of(encoder: BundledEncoder) -> None:
    """Teach the student and its heads what this encoder makes of all texts of the codebook, and keep both."""
    from app.adapters.encoder.teaching_student import teach_student  # torch is there for this only

    keep_student(*teach_student(*lesson_of_student(encoder), _tell), encoder)


def keep_student(learned: Learned, heads: Mapping[str, tuple[np.ndarray, np.ndarray]], encoder: BundledEncoder) -> None:
    """Keep what the student learned from this encoder, and its heads."""
    talk = learn_school_talk(encoder)
    kinds = {
        "codes": talk.codes.classes, "stances": talk.stances.classes,
        "emptiness": (*talk.empty_kinds, SAID), "risk": (*talk.risk_kinds, NO_RISK),
    }  # fmt: skip
    save_student(learned, encoder.version, school_voice.digest(*school_voice.PRACTICE_OF_STUDENT))
    keep_heads_of_student(StudentEncoder(), talk, {name: Head(kinds[name], *heads[name]) for name in kinds})


def lesson_of_student(encoder: BundledEncoder) -> "tuple[list[list[int]], Pieces, Answers]":
    """Return the pieces of all texts of the codebook, as positions among those that stand in them, and what this encoder answers."""
    from app.adapters.encoder.teaching_student import Answers, Pieces

    talk = learn_school_talk(encoder)
    written, made = ([text for text in some if encoder.pieces([text])[0]] for some in (_written_texts(), mixed()))
    texts = written + made
    placed = talk.place(encoder.encode(texts))
    shares = {
        "codes": placed.codes, "stances": placed.stances,
        "emptiness": _with_the_rest(placed.emptiness), "risk": _with_the_rest(placed.risk),
    }  # fmt: skip
    read = encoder.pieces(texts)
    known = np.unique(np.concatenate([np.array(each, int) for each in read]))
    return (
        [np.searchsorted(known, each).tolist() for each in read],
        Pieces(known, *encoder.known(known)),
        Answers(placed.meaning, shares, _codes_set(texts, placed.codes), np.arange(len(texts)) < len(written)),
    )


def _codes_set(texts: list[str], otherwise: np.ndarray) -> np.ndarray:
    """Return the codes that the writers set, shape (texts, codes), and `otherwise` for texts that have none."""
    names, found = [code.id for code in school_voice.codes()], otherwise.copy()
    code = {each.text: names.index(each.code) for each in school_voice.told_to_student()}
    for row, text in enumerate(texts):
        if text in code:
            found[row] = np.eye(len(names), dtype=np.float32)[code[text]]
    return found


def _with_the_rest(shares: np.ndarray) -> np.ndarray:
    return np.hstack([shares, np.maximum(0, 1 - shares.sum(axis=1, keepdims=True))])


def _written_texts() -> list[str]:
    """Return every statement once, and several times what says nothing or tells of danger, for there is little of it."""
    said = [each.text for each in school_voice.told_to_student()]
    rare = [text for _kind, text in (*school_voice.uncodable(), *school_voice.risks())]
    dangers = [text for _kind, text in school_voice.practice_of_risks()]
    return said + TIMES * rare + TIMES_OF_PRACTICE * dangers


def _tell(epoch: int, of: int, loss: float) -> None:
    click.echo(f"{epoch} of {of}: {loss:.3f}")


def _teach_encoder() -> None:
    from app.adapters.encoder.tuning import Lesson, teach  # torch is there for this only

    texts, classes, stances = _lesson()
    click.echo(f"{len(texts)} texts")
    lesson = Lesson(BundledEncoder(layers=TAUGHT.start).states(texts, LONGEST), classes, stances)
    changes = teach(Weights(bundled_file()), lesson, _tell)
    save(changes, school_voice.digest())
    bundled_changes.cache_clear()


def _lesson() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return texts, the shares of their classes, shape (texts, classes), and their stances, -1 where none is known."""
    told = list(school_voice.exemplars())
    others = [*school_voice.uncodable(), *(each for each in school_voice.risks() if each[0] != NO_RISK)]
    names = [*(code.id for code in school_voice.codes()), *UNCODABLE, *RISKS]
    classes = np.zeros((len(told) + len(others), len(names)), np.float32)
    for row, each in enumerate(told):
        classes[row, names.index(each.code)] += FIRST if each.also else 1.0
        for also in each.also:
            classes[row, names.index(also)] += (1 - FIRST) / len(each.also)
    for row, (kind, _text) in enumerate(others, start=len(told)):
        classes[row, names.index(kind)] = 1.0
    stances = np.full(len(classes), -1)
    stances[: len(told)] = [STANCES.index(each.stance) for each in told]
    return [each.text for each in told] + [text for _kind, text in others], classes, stances


if __name__ == "__main__":
    train()
