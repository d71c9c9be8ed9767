"""Loads the synthetic example district and takes it through a whole cycle, by the same calls that people make."""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from app import jobs, store
from app.adapters.comment_files import read_codebook
from app.cli.progress import progress
from app.config import Settings
from app.store import cycles, members, plans, publications, responses, runs
from app.store.database import connected
from app.store.writer import ResponseWriter
from app.workflow import analyze, collect, prepare, publish, revise, safety, team

FOLDER = Path(__file__).parent.parent / "example" / "cedar_valley"
SLUG, MEMBER = "cedar-valley-2024-25", "sel.team@cedar-valley.example"
_QUOTES = 8  # of each theme
_PLACE = ("school", "grade_band")


def load(settings: Settings) -> None:
    """Load the example unless a district is there already. What was interrupted half way is started again."""
    store.init_app(settings)
    with connected():
        if publications.latest() is None and (cycles.district() is None or _is_example()):
            click.echo("Loading the example district (it is synthetic: nobody in it exists) ...", err=True)
            _whole_cycle(settings, jobs.init_app(settings).engines)


def where_to_go(settings: Settings) -> str:
    """Say in plain words where to go, with a fresh one-time link for the team while nobody has set a password."""
    with connected():
        lines = [_forms(settings), _sign_in(settings), _published(settings)]
    return "\n" + "\n".join(filter(None, lines)) + "\n\nStop with Ctrl-C. Your data stays in " + str(settings.data_dir)


def _forms(settings: Settings) -> str:
    open_waves = [wave for cycle in cycles.everything() for wave in cycles.waves(cycle.id) if wave.state == "open"]
    return "\n".join(
        f"  The form for {wave.questionnaire.replace('_', ', ')}: {settings.base_url}/f/{wave.slug}" for wave in open_waves
    ) or "  No form is open."  # fmt: skip


def _sign_in(settings: Settings) -> str:
    everyone = members.everything()
    if any(member.password_hash for member in everyone):
        return f"  The SEL team signs in here:  {settings.base_url}/team/sign-in"
    token = team.create_member(everyone[0].email if everyone else MEMBER)
    if not everyone and (member := members.by_email(MEMBER)):
        safety.name(member.id, True)
    return f"  The SEL team's one-time sign-in link: {settings.base_url}/team/set-up/{token}"


def _published(settings: Settings) -> str:
    publication = publications.latest()
    return f"  The published example summary: {settings.base_url}/p/{publication.slug}" if publication else ""


def _is_example() -> bool:
    district = cycles.district()
    return bool(district and district.synthetic)


def _whole_cycle(settings: Settings, engines: Any) -> None:
    cycle_id = _prepare()
    with progress() as tell:
        _collect(cycle_id, settings, tell)
        run_id = analyze.request(cycle_id)
        analyze.run(run_id, engines(), tell)
        _approve_quotes(cycle_id)
        _decide_plan(cycle_id, engines())
        job_id = publish.request(cycle_id)
        publish.run(job_id, settings, tell)


def _read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _comments() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "comments.jsonl").read_text(encoding="utf-8").splitlines()]


def _prepare() -> int:
    known = next((cycle for cycle in cycles.everything() if cycle.slug == SLUG), None)
    if known:
        return known.id
    district, reflection = _read("district.json"), _read("reflection.json")
    schools, enrolment = district.pop("schools"), district.pop("enrolment")
    prepare.save_district(district, schools, enrolment)
    cycle_id = prepare.create_cycle(reflection["title"], reflection["year"], SLUG)
    prepare.save_points(cycle_id, reflection["points"])
    prepare.save_codebook(cycle_id, read_codebook(FOLDER / "codebook.json"))
    prepare.open_cycle(cycle_id)
    return cycle_id


def _collect(cycle_id: int, settings: Settings, tell: Any) -> None:
    """Send every comment as a response of its own, with made-up but repeatable ratings."""
    waves = {wave.audience: wave for wave in cycles.waves(cycle_id)}
    points = cycles.points(cycle_id)
    comments = _comments()
    with ResponseWriter(settings) as writer:
        for sent, comment in enumerate(comments, start=1):
            answers = _answers(comment, points, random.Random(comment["id"]))
            language = comment["language"] if comment["language"] in ("en", "es", "ar", "zh-Hans", "vi") else "en"
            collect.accept(
                waves[comment["audience"]], collect.Arrival(language), answers, f"example-{comment['id']}", writer
            )
            tell("responses", sent, len(comments))


def _answers(comment: Mapping[str, Any], points: list, chance: random.Random) -> dict[str, Any]:
    answers = {comment["question"]: comment["text"]} | {name: comment[name] for name in _PLACE if comment.get(name)}
    answers["home_language"] = comment["language"].split("-Latn")[0]
    for point in points:
        if chance.random() < 0.7:
            lean = comment["sentiment"] * (1 if point.kind == "success" else -1)
            answers[f"point-{point.key}"] = str(max(1, min(5, round(chance.gauss(3.4 + 0.5 * lean, 1.0)))))
    return answers


def _approve_quotes(cycle_id: int) -> None:
    """Approve as a reviewer would who reads each theme: what really speaks of it and names nobody, a few languages."""
    gold = {comment["text"]: comment for comment in _comments()}
    texts = {comment.id: comment.text for comment in responses.comments(cycle_id)}
    reviewed = runs.reviewed(cycle_id)
    for theme in reviewed.themes if reviewed else ():
        heard: set[str] = set()
        first = {gist.comment_id: place for place, gist in enumerate(theme.gists)}  # what sums it up is read first
        for coding in sorted(
            reviewed.codings if reviewed else (), key=lambda each: first.get(each.comment_id, len(first))
        ):
            known = gold[texts[coding.comment_id]]
            fits = coding.themes[:1] == (theme.id,) and theme.id in known["themes"] and not known["pii"]
            if fits and not coding.safety and coding.language not in heard and len(heard) < _QUOTES:
                heard.add(coding.language)
                analyze.decide(cycle_id, "approve_quote", {"comment": coding.comment_id}, MEMBER)


def _decide_plan(cycle_id: int, engines: Any) -> None:
    plan_id = revise.upload(cycle_id, "plan.docx", (FOLDER / "plan.docx").read_bytes())
    revise.propose(plan_id, engines)
    rows = plans.revisions(plan_id)
    for theme, answer in _read("answers.json").items():
        about = [row for row in rows if theme in row.proposal["themes"] and row.decision == "proposed"]
        row = next((row for row in about if row.proposal["target"] == answer["target"]), None)
        if row is not None:
            _decide(row, answer)


def _decide(row: Any, answer: Mapping[str, Any]) -> None:
    fields = {key: answer[key] for key in ("you_said", "we_will", "reason", "kind")}
    decision = "accepted" if answer["accepted"] else "rejected"
    if answer["accepted"]:
        fields |= {"text": answer["text"], "rationale": answer["reason"]["en"]}
    revise.decide(row.id, decision, fields, row.version, MEMBER)
