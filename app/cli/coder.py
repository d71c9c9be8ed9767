"""``python -m app.cli.coder``: teach the encoder and its heads the school-voice codebook anew. ``make coder`` calls it."""

import click
import numpy as np

from app.adapters.encoder import BundledEncoder, StudentEncoder
from app.adapters.encoder.changes import TAUGHT, bundled_changes, save
from app.adapters.encoder.student import save_student
from app.adapters.encoder.weights import Weights, bundled_file
from app.analysis import school_voice
from app.analysis.school import KEPT_OF_STUDENT, keep_heads, learn_school_talk, taught_texts
from app.analysis.school_voice import NO_RISK, RISKS, STANCES, UNCODABLE

LONGEST = 64  # tokens of an exemplar that are taught
FIRST = 0.7  # share of the first code of a statement that speaks of several


@click.command()
@click.option("--heads", is_flag=True, help="Only the heads, with the encoder as it was taught: a minute or two.")
@click.option("--student", is_flag=True, help="Only the encoder's student and its heads: about ten minutes, no torch.")
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
    """Teach the student and its heads what this encoder makes of the codebook, and keep both."""
    from app.adapters.encoder.teaching_student import pieces_of, teach_student

    talk, texts = learn_school_talk(encoder), taught_texts()
    pieces = encoder.pieces(texts)
    alone = talk.meaning(encoder.encode_alone(pieces_of(pieces).tolist()))
    taught = teach_student(pieces, alone, talk.meaning(encoder.encode(texts)))
    save_student(taught, encoder.version, school_voice.digest())
    keep_heads(StudentEncoder(), KEPT_OF_STUDENT, taught.unseen)


def _teach_encoder() -> None:
    from app.adapters.encoder.tuning import Lesson, teach  # torch is there for this only

    texts, classes, stances = _lesson()
    click.echo(f"{len(texts)} texts")
    lesson = Lesson(BundledEncoder(layers=TAUGHT.start).states(texts, LONGEST), classes, stances)
    changes = teach(Weights(bundled_file()), lesson, lambda epoch, of, loss: click.echo(f"{epoch} of {of}: {loss:.3f}"))
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
