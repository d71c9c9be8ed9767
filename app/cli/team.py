"""``yousaid export`` and ``create-team-member``."""

from pathlib import Path

import click

from app.cli.running import settings
from translations import LANGUAGES

_FORMATS = ("xlsx", "csv", "sav", "json", "parquet")


@click.command()
@click.argument("cycle")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write to.")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(_FORMATS), default=("csv", "xlsx"), show_default=True,
    help="May be given several times.",
)  # fmt: skip
@click.option("--labels", is_flag=True, help="Write choices and headings in words instead of their ids.")
@click.option("--language", default="en", show_default=True, help="The language of words and codebook, e.g. es.")
def export(cycle: str, out: Path, formats: tuple[str, ...], labels: bool, language: str) -> None:
    """Write everything that was answered in CYCLE (its address, e.g. 2024-25), one row a response.

    All versions of the questionnaires are joined; a codebook says what each column asked. The texts of people are in it
    as they were written: keep the files where only the team can read them.
    """
    from app.cli.progress import progress
    from app.store import NotFound, cycles, init_app, responses
    from app.store.database import connected
    from app.workflow import export as step

    if language not in {each.tag for each in LANGUAGES}:
        offered = ", ".join(each.tag for each in LANGUAGES)
        raise click.ClickException(f"There is no language {language!r}. Write one of: {offered}.")
    init_app(settings())
    with connected(), progress() as tell:
        try:
            found = cycles.by_slug(cycle)
        except NotFound as error:
            known = ", ".join(each.slug for each in cycles.everything()) or "none yet"
            raise click.ClickException(f"There is no cycle {cycle!r}. Cycles here: {known}.") from error
        out.mkdir(parents=True, exist_ok=True)
        made = [path for each in formats for path in step.write(found.id, step.Wish(each, labels, language), out, tell)]
        count = responses.count(found.id)
    click.echo(f"{count} responses: see {', '.join(map(str, made))}")


@click.command("create-team-member")
@click.argument("email")
def create_team_member(email: str) -> None:
    """Invite EMAIL to the SEL team and print the one-time link to set a password."""
    from app.store import init_app
    from app.store.database import connected
    from app.workflow import team

    chosen = settings()
    init_app(chosen)
    with connected():
        try:
            token = team.create_member(email)
        except team.TeamError as error:
            raise click.ClickException(f"{email!r} does not look like an e-mail address.") from error
    click.echo(f"Give this link to {email}; it works once, for 7 days:\n{chosen.base_url}/team/set-up/{token}")
