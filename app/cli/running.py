"""``yousaid serve``, ``worker``, ``migrate`` and ``demo``: running an installation."""

import os
import subprocess
import sys
from importlib import import_module
from typing import Any

import click

from app import config
from app.config import Settings, SettingsError


def settings() -> Settings:
    """Read the settings, or stop with what is wrong with them."""
    try:
        return config.from_environment()
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@click.command()
@click.option("--with-worker", is_flag=True, help="Start the worker beside the web server.")
@click.option("--workers", default=2, show_default=True, help="Web server processes.")
@click.option("--threads", default=16, show_default=True, help="Threads of each process.")
def serve(with_worker: bool, workers: int, threads: int) -> None:
    """Serve the pages. Settings come from PORT, HOST, DATA_DIR, BASE_URL, DATABASE_URL and MINIMUM_N."""
    chosen = settings()
    beside = _start_worker() if with_worker else None
    try:
        _gunicorn(chosen, workers, threads)
    finally:
        if beside is not None:
            beside.terminate()
            beside.wait(timeout=20)


def _start_worker() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "app.cli", "worker"])


def _gunicorn(chosen: Settings, workers: int, threads: int) -> None:
    from gunicorn.app.base import BaseApplication

    # Each process counts for itself and has to know how many there are.
    os.environ["WEB_CONCURRENCY"] = str(workers)

    class Server(BaseApplication):
        def load_config(self) -> None:
            # No access log: it would keep addresses beside the minute of an answer.
            options: dict[str, Any] = {
                "bind": f"{chosen.host}:{chosen.port}", "workers": workers, "threads": threads,
                "worker_class": "gthread", "accesslog": None, "errorlog": "-", "loglevel": "warning",
                "keepalive": 5, "graceful_timeout": 20, "control_socket_disable": True,
            }  # fmt: skip
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            # By name: the pages stand on the same floor as the commands, so no command imports them.
            return import_module("wsgi").app

    Server().run()


@click.command()
def worker() -> None:
    """Carry out the slow work, and look every minute for statements that may tell of danger.

    Old drafts are deleted. What a killed worker left over is taken up again."""
    from app import jobs, store

    chosen = settings()
    store.init_app(chosen)
    work = jobs.init_app(chosen)
    if chosen.encoder_dir:
        _tried(work)
    work.keep_house()
    again = work.resume()
    if again:
        click.echo(f"Taking up {again} unfinished jobs.", err=True)
    # Beside the slow work, which may hold its queue for an hour; the one that is run last also hears the signals.
    urgent = work.urgent.create_consumer(workers=1, periodic=True, initial_delay=1.0, max_delay=5.0)
    urgent.start()
    door = work.answer_questions()
    work.queue.create_consumer(workers=1, periodic=True, initial_delay=0.2, max_delay=1.0).run()
    urgent.stop()
    door.close()


def _tried(work: Any) -> None:
    """Open the district's own encoder now, so that a wrong folder stops the start and not every analysis."""
    try:
        work.engines()
    except SettingsError as error:
        raise click.ClickException(f"ENCODER_DIR: {error}") from error


@click.command()
def migrate() -> None:
    """Bring the database to the current version."""
    from app.store.database import bind
    from app.store.database import migrate as bring_up

    bind(settings())
    applied = bring_up()
    click.echo("\n".join(f"Applied {name}." for name in applied) or "The database is up to date.")


@click.command()
@click.option("--serve", "and_serve", is_flag=True, help="Serve the example district afterwards.")
@click.pass_context
def demo(context: click.Context, and_serve: bool) -> None:
    """Load the synthetic example district, once, and say where to go. Data that is there already is kept."""
    from app.cli import example

    chosen = settings()
    try:
        example.load(chosen)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    click.echo(example.where_to_go(chosen))
    if and_serve:
        context.invoke(serve, with_worker=True)
