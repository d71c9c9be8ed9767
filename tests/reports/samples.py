"""Rich contents for the report tests: five document languages, quotes in a dozen, made-up like the example district."""

import json
from pathlib import Path

from reports import contents as c

EXAMPLE = Path(__file__).parents[2] / "app" / "example" / "cedar_valley"
CODEBOOK = json.loads((EXAMPLE / "codebook.json").read_text(encoding="utf-8"))
ANSWERS = json.loads((EXAMPLE / "answers.json").read_text(encoding="utf-8"))
PLAN = json.loads((EXAMPLE / "plan.json").read_text(encoding="utf-8"))
TITLE = json.loads((EXAMPLE / "reflection.json").read_text(encoding="utf-8"))["title"]
COMMENTS = [json.loads(line) for line in (EXAMPLE / "comments.jsonl").read_text(encoding="utf-8").splitlines()]


def cover(language: str = "en") -> c.Cover:
    return c.Cover("Cedar Valley Unified School District", TITLE, language, "2026-05-12", synthetic=True)


def quotes(theme: str) -> tuple[c.Quote, ...]:
    said = [each for each in COMMENTS if theme in each["themes"] and not each["pii"] and not each["safety"]]
    by_language = {each["language"]: each for each in said}
    return tuple(c.Quote(each["text"], each["language"], each["audience"]) for each in by_language.values())


def themes() -> tuple[c.ThemeFinding, ...]:
    return tuple(
        c.ThemeFinding(
            code["id"], {"en": code["label"], **code["labels"]}, code["definition"], ("late bus", "no seat"), 60 - 3 * n,
            (60 - 3 * n) / 433, -0.6 + n * 0.08,
            (
                c.GroupShare("audience", "families", 30 - n, 0.2), c.GroupShare("audience", "students", 20 - n, 0.15),
                c.GroupShare("audience", "staff", None, None), c.GroupShare("language", "so", 12, 0.5),
            ),
            quotes(code["id"])[1:9],
            quotes(code["id"])[0],
        )
        for n, code in enumerate(CODEBOOK)
    )  # fmt: skip


def report(language: str = "en", **changes: object) -> c.ThemedReport:
    scale = tuple(
        c.ChoiceShare({"en": name, "ar": name}, n, n / 100) for name, n in (("Very true", 60), ("Not true", 40))
    )
    fields: dict = {
        "cover": cover(language), "responses": 462,
        "rates": (
            c.ResponseRate("audience", "families", 260, 2600, 0.1), c.ResponseRate("audience", "staff", None, 406, None),
            c.ResponseRate("language", "so", 21, 120, 0.175), c.ResponseRate("school", "Juniper Elementary", 71, 480, 0.148),
        ),
        "closed": (c.ClosedFinding("success", {"en": "Shorter waits"}, 100, scale),),
        "themes": themes(),
        "method": c.Method(462, 433, {"no_content": 20, "too_short": 9}, {"en": 125, "so": 21}, 10, "e5", "YouSaid"),
    }  # fmt: skip
    return c.ThemedReport(**(fields | changes))


def summary(language: str = "en", **changes: object) -> c.CommunitySummary:
    by_id = {theme.id: theme for theme in themes()}
    fields: dict = {
        "cover": cover(language), "responses": 462, "audiences": {"families": 260, "students": 140, "staff": None},
        "spoken": {"en": 125, "es": 71}, "themes": themes(),
        "answers": tuple(
            c.Answer("expand", told["you_said"], told["we_will"], told["reason"], told["accepted"], by_id[key].comments,
                     ("families",), by_id[key].quotes[:1])
            for key, told in ANSWERS.items()
        ),
        "languages": ("en", "es", "ar", "zh-Hans", "vi"), "address": "https://yousaid.example/p/cedar-valley-2024-25",
        "contact": "Cedar Valley", "minimum_n": 10,
    }  # fmt: skip
    return c.CommunitySummary(**(fields | changes))


def goals() -> tuple[c.PlanGoal, ...]:
    return tuple(
        c.PlanGoal(str(g), goal["title"], tuple(
            c.PlanStrategy(f"{g}.{s}", strategy["title"], tuple(
                c.PlanStep(f"{g}.{s}.{a}", step["text"], step["owner"], step["timeline"], step["measure"], step["status"])
                for a, step in enumerate(strategy["steps"], 1)))
            for s, strategy in enumerate(goal["strategies"], 1)))
        for g, goal in enumerate(PLAN["goals"], 1)
    )  # fmt: skip


def draft(language: str = "en", **changes: object) -> c.PlanDraft:
    evidence = c.Evidence(
        51, ("Access to counselors",), {"families": 30, "staff": None}, {"es": 12}, quotes("counselor_access")[:2]
    )
    revision = {"rationale": "51 comments in 12 languages ask for shorter waits.", "evidence": evidence}
    fields: dict = {
        "cover": cover(language), "goals": goals(),
        "revisions": (
            c.DraftRevision("r1", "expand", "1.1.1", None, "Hire one counselor for Juniper and one for Willow Creek Elementary", **revision),
            c.DraftRevision("r2", "keep", "1.1.2", None, "", **revision),
            c.DraftRevision("r3", "retire", "2.1.1", None, "", **revision),
            c.DraftRevision("r4", "add", None, "4.2", "Publish bus delays by text message in every home language", **revision),
            c.DraftRevision("r5", "amend", "3.1", None, "Repair harm the same way in every school", **revision),
        ),
    }  # fmt: skip
    return c.PlanDraft(**(fields | changes))
