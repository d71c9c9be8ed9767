"""The command ``yousaid``: the same workflow calls as the pages, for scripts and for people at a terminal."""

import click

from app.cli import analysis, running, team


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yousaid", prog_name="yousaid")
def main() -> None:
    """Hear a school district's community, group what it said into themes, and fold them into a revised plan."""


for command in (
    analysis.themes,
    analysis.fold,
    running.serve,
    running.worker,
    running.migrate,
    running.demo,
    team.export,
    team.create_team_member,
):
    main.add_command(command)
