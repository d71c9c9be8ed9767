"""``yousaid themes`` and ``yousaid fold``: the analysis on files, without a server."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import click

from app.adapters.comment_files import CommentFileError, read_codebook, read_comments
from app.adapters.plan_files import PlanFileError, read_plan
from app.analysis import pace
from app.analysis.comments import Comment
from app.analysis.copies import once
from app.analysis.ports import MANY
from app.analysis.preparation import LONGEST_TEXT
from app.analysis.themes import Analysis
from app.cli import files
from app.cli.progress import progress
from app.config import FAST_PATH, SettingsError

GIVEN_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
GIVEN_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


ENCODER = click.option(
    "--encoder", type=click.Path(path_type=Path), metavar="DIR", envvar="ENCODER_DIR",
    help="A folder with an encoder (ONNX and tokenizer.json) to use instead of the bundled one.",
)  # fmt: skip
PREFIX = click.option(
    "--encoder-prefix", metavar="TEXT", envvar="ENCODER_PREFIX",
    help="What to put before every text for that encoder; as its folder says unless given.",
)  # fmt: skip


FAST = click.option(
    "--fast-path", type=click.Choice(FAST_PATH), default=FAST_PATH[0], show_default=True, envvar="FAST_PATH",
    help="When the encoder's student reads in its place, far faster and far less exactly: auto is above 50,000 comments.",
)  # fmt: skip


@cache
def engines(encoder: Path | None = None, prefix: str | None = None, fast_path: str = FAST_PATH[0]) -> Any:
    """Return the engines; the bundled model is prepared in the user's cache directory the first time."""
    from app.adapters.engines import bundled_engines

    try:
        return bundled_engines(encoder_dir=encoder, encoder_prefix=prefix, fast_path=fast_path)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.command()
@click.argument("comments", type=GIVEN_FILE)
@click.option("--out", type=FOLDER, required=True, help="The folder to write to; it is made when it is not there.")
@click.option("--text", metavar="COL", help="The column with what people wrote.")
@click.option("--id", "id_column", metavar="COL", help="The column with each comment's id.")
@click.option("--group", multiple=True, metavar="COL", help="A column to break results down by; may be repeated.")
@click.option("--codebook", type=GIVEN_FILE, help="Known codes: JSON or CSV with id, label, definition.")
@click.option("--minimum-n", default=10, show_default=True, type=click.IntRange(3), help="Hide figures below this.")
@ENCODER
@PREFIX
@FAST
def themes(
    comments: Path, out: Path, text: str | None, id_column: str | None, group: tuple[str, ...], codebook: Path | None,
    minimum_n: int, encoder: Path | None, encoder_prefix: str | None, fast_path: str,
) -> None:  # fmt: skip
    """Group the COMMENTS of any survey tool (.csv, .tsv, .xlsx, .jsonl) into themes across languages."""
    from app.analysis.analyze import analyze_comments
    from app.analysis.review import counted_once

    chosen = engines(encoder, encoder_prefix, fast_path)
    with progress() as tell:
        try:
            codes = read_codebook(codebook) if codebook else ()
            given = read_comments(comments, text, id_column, group, tell)
        except CommentFileError as error:
            raise click.ClickException(str(error)) from error
        if len(given) > MANY and encoder is None and fast_path == "never":
            click.echo(_faster(len(given)), err=True)
        found = counted_once(analyze_comments(given, chosen, codes, progress=tell, room=None))
        files.write_themes(out, found, given, comments.stem, minimum_n, tell)
    coded = sum(bool(coding.themes) for coding in found.codings)
    quickly = chosen.reader(len(given)) is not chosen.encoder
    click.echo("".join(f"{note}\n" for note in _notes(given, found, quickly)), nl=False)
    click.echo(f"{coded} of {len(given)} comments in {len(found.themes)} themes: see {out / 'report.html'}")


def _faster(comments: int) -> str:
    """Return what to say before very many comments are read by the encoder, which takes long."""
    return (
        f"Reading {comments:,} comments takes about {pace.hours(comments)} h. With --fast-path auto it takes about"
        f" {pace.minutes(comments)} min, but themes are about {pace.LOST:.0%} less right (bcubed_f1)."
    )


def _notes(given: Sequence[Comment], found: Analysis, quickly: bool) -> Iterator[str]:
    """Yield what a reader of the result should know of the comments: nothing is left out in silence."""
    copies = len(found.codings) - len(once(found.codings))
    unread = sum(coding.uncoded == "unknown_language" for coding in found.codings)
    cut = sum(len(comment.text) > LONGEST_TEXT for comment in given)
    if quickly:
        yield (
            f"Read by the encoder's student, the fast path: themes are about {pace.LOST:.0%} less right (bcubed_f1) than read by"
            " the encoder itself (--fast-path never)."
        )
    if copies:
        yield f"Copies of another comment, which together count once: {copies}."
    if unread:
        yield f"In a language that the encoder cannot read, so without themes in coding.csv: {unread}."
    if cut:
        yield f"Longer than {LONGEST_TEXT} characters, and read only so far: {cut}."


@click.command()
@click.option("--coding", type=GIVEN_FOLDER, required=True, help="The folder that `yousaid themes` wrote.")
@click.option("--plan", type=GIVEN_FILE, required=True, help="The current action plan, .docx or .xlsx.")
@click.option("--out", type=FOLDER, required=True, help="The folder to write to; it is made when it is not there.")
@ENCODER
@PREFIX
def fold(coding: Path, plan: Path, out: Path, encoder: Path | None, encoder_prefix: str | None) -> None:
    """Fold themes into an action plan: proposed revisions with evidence, and a draft with tracked changes."""
    from app.planning import folding
    from app.planning.tongue import language_of

    try:
        understood = read_plan(plan.read_bytes(), plan.name)
    except PlanFileError as error:
        raise click.ClickException(str(error)) from error
    try:
        found, comments = files.read_themes(coding)
    except (OSError, KeyError, ValueError) as error:
        raise click.ClickException(f"{coding} does not hold what `yousaid themes` writes ({error}).") from error
    chosen = engines(encoder, encoder_prefix)
    with progress() as tell:
        tag = language_of(understood, chosen.identifier)
        revisions = folding.fold(understood, found.themes, found.codings, comments, chosen.encoder, tag)
        files.write_fold(out, plan, understood, found, revisions, tell)
    click.echo(f"{len(revisions)} proposed revisions: see {out / 'plan-draft.html'}")
