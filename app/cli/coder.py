"""``python -m app.cli.coder``: teach the encoder and its heads the school-voice codebook anew. ``make coder`` calls it."""

import click
import numpy as np

from app.adapters.encoder import BundledEncoder
from app.adapters.encoder.changes import TAUGHT, bundled_changes, save
from app.adapters.encoder.weights import Weights, bundled_file
from app.analysis import school_voice
from app.analysis.school import keep_heads
from app.analysis.school_voice import NO_RISK, RISKS, STANCES, UNCODABLE

LONGEST = 64  # tokens of an exemplar that are taught
FIRST = 0.7  # share of the first code of a statement that speaks of several


@click.command()
@click.option("--heads", is_flag=True, help="Only the heads, with the encoder as it was taught: a minute or two.")
def train(heads: bool) -> None:
    """Teach the encoder's last layers (about half an hour on two cores), then the heads; both are kept beside the code."""
    if not heads:
        _teach_encoder()
    keep_heads(BundledEncoder())
    click.echo("heads: kept")


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
