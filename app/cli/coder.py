"""``python -m app.cli.coder``: teach the encoder and its heads the school-voice codebook anew. ``make coder`` calls it."""

import click
import numpy as np

from app.adapters.encoder import BundledEncoder
from app.adapters.encoder.changes import TAUGHT, save
from app.adapters.encoder.weights import Weights, bundled_file
from app.analysis import school_voice

LONGEST = 64  # tokens of an exemplar that are taught
FIRST = 0.7  # share of the first code of a statement that speaks of several


@click.command()
def train() -> None:
    """Teach the last layers (about a quarter of an hour on two cores), then the heads; both are kept beside the code."""
    from app.adapters.encoder.tuning import Lesson, teach

    told = list(school_voice.exemplars())
    blank, risky = (
        list(school_voice.uncodable()),
        [each for each in school_voice.risks() if each[0] != school_voice.NO_RISK],
    )
    texts = [each.text for each in told] + [text for _kind, text in blank + risky]
    click.echo(f"{len(texts)} texts of {len({each.language for each in told})} languages")
    names = [*(code.id for code in school_voice.codes()), *school_voice.UNCODABLE, *school_voice.RISKS]
    classes = np.zeros((len(texts), len(names)), np.float32)
    for row, each in enumerate(told):
        classes[row, names.index(each.code)] += FIRST if each.also else 1.0
        for also in each.also:
            classes[row, names.index(also)] += (1 - FIRST) / len(each.also)
    for row, (kind, _text) in enumerate(blank + risky, start=len(told)):
        classes[row, names.index(kind)] = 1.0
    stances = np.full(len(texts), -1)
    stances[: len(told)] = [school_voice.STANCES.index(each.stance) for each in told]
    states = BundledEncoder(layers=TAUGHT.start).states(texts, LONGEST)
    click.echo("states of the layers below")
    lesson = Lesson(states, classes, stances)
    changes = teach(Weights(bundled_file()), lesson, lambda epoch, of, loss: click.echo(f"{epoch} of {of}: {loss:.3f}"))
    save(changes, school_voice.digest())


if __name__ == "__main__":
    train()
