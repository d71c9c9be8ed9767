"""The queue of slow work: one task per slow step, its body one workflow call, and what a killed worker left over."""

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from functools import cache, partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from huey import Huey, PostgresHuey, SqliteHuey, crontab

from app.adapters import door
from app.config import Settings
from app.store import publications, publish_orders, response_files, runs
from app.store.database import connected, one_at_a_time
from app.store.writer import ResponseWriter
from app.workflow import codes, drafts, estimate, export, invitations, revise, safety, search

if TYPE_CHECKING:
    from app.analysis.ports import Engines


class Jobs:
    """The tasks of one installation. Calling one queues it; the worker carries it out.

    What cannot wait for a long analysis to end stands in a second queue, `urgent`.
    """

    def __init__(self, queue: Huey, urgent: Huey, settings: Settings, engines: Callable[[], "Engines"]) -> None:
        self.queue, self.urgent, self.settings, self.engines = queue, urgent, settings, engines
        self.post = partial(invitations.post_of, settings)
        self.searcher = search.Searcher(settings.data_dir, lambda: self.engines())
        self._analyze = queue.task()(self._within(_analyze, "analyze"))
        self._propose = queue.task()(self._within(_propose, "propose"))
        self._publish = queue.task()(self._within(_publish, "publish"))
        self._export = queue.task()(self._within(_export, "export"))
        self._forget = queue.task()(self._within(_forget, "forget"))
        self._send = queue.task()(self._within(_send, "send"))
        self._forget_order = queue.task()(self._within(_forget_order, "forget_order"))
        queue.periodic_task(crontab(minute="17"))(self.keep_house)
        queue.periodic_task(crontab())(self.count_again)
        urgent.periodic_task(crontab())(self.look_after)
        self._import = queue.task()(self._within(_import, "import_responses"))
        self._print = queue.task()(self._within(_print, "print"))
        self._remove = queue.task()(self._within(_remove, "remove"))
        self._publish_mail = queue.task()(self._within(_publish_mail, "publish_mail"))

    def analyze(self, run_id: int) -> None:
        """Queue an analysis run."""
        self._analyze(run_id)

    def find(self, cycle_id: int, wish: search.Wish) -> search.Found | None:
        """Search what was said in a cycle; None before its first analysis.

        The worker does it, which has the encoder in memory anyway: half a gigabyte that not every web process should hold
        as well. While no worker is there, words are looked for instead.
        """
        if self.queue.immediate:
            return self.searcher.find(cycle_id, wish)
        try:
            found = self._ask({"cycle": cycle_id, "wish": asdict(wish)})
            return search.from_json(found) if found else None
        except door.NobodyAnswers:
            return search.Searcher(self.settings.data_dir, None).find(cycle_id, wish)

    def split(self, cycle_id: int, theme_id: str) -> list[dict[str, Any]]:
        """Return how a theme might be split, for people to change: {label, comments} of each part, as in `splitting.Part`.

        The worker says so; while none is there, this process.
        """
        try:
            if not self.queue.immediate:
                proposal: list[dict[str, Any]] = self._ask({"cycle": cycle_id, "split": theme_id})
                return proposal
        except door.NobodyAnswers:
            pass
        return self._split(cycle_id, theme_id)

    def answer_questions(self) -> door.Door:
        """Begin to answer, beside all other work, what `find` and `split` ask in other processes."""
        return door.Door(self.settings.data_dir, self.settings.secret_key, self._answer)

    def _answer(self, question: dict[str, Any]) -> Any:
        with connected():
            if "split" in question:
                return self._split(question["cycle"], question["split"])
            found = self.searcher.find(question["cycle"], search.Wish(**question["wish"]))
        return search.as_json(found) if found else None

    def _ask(self, question: dict[str, Any]) -> Any:
        return door.ask(self.settings.data_dir, self.settings.secret_key, question)

    def _split(self, cycle_id: int, theme_id: str) -> list[dict[str, Any]]:
        from app.workflow import analyze

        proposal = analyze.split_proposal(cycle_id, theme_id, self.engines(), self.settings.data_dir)
        return [asdict(part) for part in proposal]

    def propose(self, plan_id: int) -> int:
        """Queue the proposing of revisions and return the job's id. Raises revise.NotAnalysed."""
        job_id = revise.request(plan_id)
        self._propose(job_id)
        return job_id

    def publish(self, job_id: int) -> None:
        """Queue the making of a publication."""
        self._publish(job_id)

    def export(self, cycle_id: int, wish: export.Wish) -> None:
        """Queue the writing of a file of responses; it goes away again by itself."""
        job_id = export.request(cycle_id, wish)
        self._export(job_id)
        self._forget.schedule(args=(job_id,), delay=export.DAYS * 86_400 + 3_600)

    def send(self, cycle_id: int, kind: str) -> None:
        """Queue the sending of invitations (``invite``) or reminders (``remind``). Raises invitations.SendError."""
        self._send(invitations.request(cycle_id, kind, self.settings))

    def forget_order(self, cycle_id: int) -> None:
        """Queue that the database forgets which code of a closed cycle was spent with which response."""
        self._forget_order(cycle_id)

    def keep_house(self) -> None:
        """Delete, every hour, what is kept for a while only: old drafts, files of exports, contacts of closed cycles."""
        with connected():
            drafts.purge()
            invitations.forget_closed()

    def count_again(self) -> None:
        """Count, every minute, who says what where somebody decided something or changed the enrolment since."""
        with connected():
            estimate.refresh_all(self.settings.minimum_n)

    def look_after(self) -> None:
        """Search, every minute, what came in for statements that tell of danger, and tell the people named for it.

        Then queue the publications that were ordered for now.
        """
        with connected():
            post = self.post()
            safety.read_words()
            # Before the meaning is searched: the encoder takes its time, and could fail.
            safety.tell(post.settings, post.mailer)
            while safety.read_meaning(self.engines):
                safety.tell(post.settings, post.mailer)
            self.publish_ordered()

    def publish_ordered(self) -> None:
        """Queue the publications that were ordered for now."""
        today = dt.date.today()
        if publish_orders.due(today.isoformat()):
            from app.workflow import publish

            for job_id in publish.due(today):
                self._publish(job_id)

    def import_responses(self, file_id: int) -> None:
        """Queue what a file of responses waits for: to be read, stored, or taken back."""
        self._import(file_id)

    def print(self, job_id: int) -> None:
        """Queue the making of sheets to print."""
        self._print(job_id)

    def remove_later(self, job_id: int, after: dt.timedelta) -> None:
        """Queue the removal of what was made to be printed, for when it will have been kept long enough."""
        self._remove.schedule((job_id,), delay=after.total_seconds() + 1)

    def resume(self) -> int:
        """Queue again what a killed worker was in the middle of, and return how much that was."""
        with connected():
            broken_runs = [run.id for run in runs.unfinished()]
            broken_files = response_files.unfinished()
            broken_jobs = [(job.kind, job.id) for job in publications.unfinished_jobs()]
        for run_id in broken_runs:
            self._analyze(run_id)
        again = {
            "propose": self._propose, "publish": self._publish, "export": self._export, "invite": self._send,
            "remind": self._send, "print": self._print, "publish_mail": self._publish_mail,
        }  # fmt: skip
        for kind, job_id in broken_jobs:
            again[kind](job_id)
        for file_id in broken_files:
            self._import(file_id)
        export.forget(self.settings)
        return len(broken_runs) + len(broken_files) + len(broken_jobs)

    def _within(self, work: Callable[["Jobs", int], Any], name: str) -> Callable[[int], None]:
        def task(number: int) -> None:
            with connected():
                work(self, number)

        task.__name__ = name
        return task


def _analyze(jobs: Jobs, run_id: int) -> None:
    from app.workflow import analyze

    analyze.run(run_id, jobs.engines(), data_dir=jobs.settings.data_dir)
    estimate.refresh(runs.get(run_id).cycle_id, jobs.settings.minimum_n)


def _propose(jobs: Jobs, job_id: int) -> None:
    revise.run(job_id, jobs.engines(), jobs.settings.minimum_n)


def _publish(jobs: Jobs, job_id: int) -> None:
    from app.workflow import publish

    # A publication tells who says what as people have decided it by now.
    estimate.refresh(publications.get_job(job_id).cycle_id, jobs.settings.minimum_n)
    mail_id = publish.run(job_id, jobs.settings)
    if mail_id is not None:
        jobs._publish_mail(mail_id)


def _publish_mail(jobs: Jobs, job_id: int) -> None:
    from app.workflow import publish

    pause = publish.mail(job_id, jobs.settings, jobs.post().mailer)
    if pause is not None:
        jobs._publish_mail.schedule((job_id,), delay=pause)


def _export(jobs: Jobs, job_id: int) -> None:
    export.run(job_id, jobs.settings)


def _forget(jobs: Jobs, job_id: int) -> None:
    export.forget(jobs.settings)


def _send(jobs: Jobs, job_id: int) -> None:
    pause = invitations.run(job_id, jobs.post())
    if pause is not None:
        # Queued anew rather than slept through: other work has its turn in between.
        jobs._send.schedule((job_id,), delay=pause)


def _forget_order(_jobs: Jobs, cycle_id: int) -> None:
    codes.forget_order(cycle_id)


def _import(jobs: Jobs, file_id: int) -> None:
    from app.workflow import collect, imports

    with ResponseWriter(jobs.settings) as writer:
        imports.work(file_id, writer, collect.imported)


def _print(jobs: Jobs, job_id: int) -> None:
    from app.workflow import printing

    printing.run(job_id, jobs.settings, new_codes)
    for after in (printing.KEPT_WITH_CODES, printing.KEPT):
        jobs.remove_later(job_id, after)


def _remove(jobs: Jobs, job_id: int) -> None:
    from app.workflow import printing

    printing.remove_expired(jobs.settings)


def new_codes(wave_id: int, count: int, secret: str) -> list[str]:
    """Make one-response codes for letters. The steps of a cycle do not know each other: this is where two meet."""
    return codes.make_codes(wave_id, count, secret)


def _engines(settings: Settings) -> "Engines":
    # Imported when first needed: the web server's pages must not wait for a model that only the worker uses.
    from app.adapters.engines import bundled_engines

    return bundled_engines(settings.cache_dir, settings.encoder_dir, settings.encoder_prefix, settings.fast_path)


def init_app(settings: Settings) -> Jobs:
    """Open the queue beside the data: SQLite by default, PostgreSQL when the data is there. Tests run tasks at once."""
    with one_at_a_time(settings):
        queue, urgent = _opened(settings, "yousaid"), _opened(settings, "yousaid-urgent")
    return Jobs(queue, urgent, settings, _once(lambda: _engines(settings)))


def _opened(settings: Settings, name: str) -> Huey:
    if settings.database_url:
        return PostgresHuey(name, dsn=settings.database_url, immediate=settings.testing)
    return SqliteHuey(name, filename=str(settings.data_dir / "queue.sqlite3"), immediate=settings.testing)


def _once(make: Callable[[], "Engines"]) -> Callable[[], "Engines"]:
    """Both queues work with the same engines: whoever asks second waits until they are made."""
    made, turn = cache(make), Lock()

    def engines() -> "Engines":
        with turn:
            return made()

    return engines
