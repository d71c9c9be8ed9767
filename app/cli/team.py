"""``yousaid export`` and ``create-team-member``."""

from pathlib import Path

import click

from app.cli.running import settings


@click.command()
@click.argument("cycle")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write to.")
def export(cycle: str, out: Path) -> None:
    """Write everything that was answered in CYCLE (its address, e.g. 2024-25) as CSV and XLSX, one row a response."""
    from app.adapters.response_files import write_responses
    from app.store import NotFound, cycles, init_app, responses
    from app.store.database import connected

    init_app(settings())
    with connected():
        try:
            found = cycles.by_slug(cycle)
        except NotFound as error:
            known = ", ".join(each.slug for each in cycles.everything()) or "none yet"
            raise click.ClickException(f"There is no cycle {cycle!r}. Cycles here: {known}.") from error
        written = write_responses(out, responses.columns(found.id), responses.rows(found.id))
    click.echo(f"{written} responses: see {out / 'responses.csv'} and {out / 'responses.xlsx'}")


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
