"""What people may decide about a few themes, at random."""

import random

from app.analysis.review import Reviewed


def any_decision(reviewed: Reviewed, number: int, chance: random.Random) -> tuple[str, dict]:
    """Return the kind and payload of a decision, the `number` of which tells it from others."""
    themes = [theme.id for theme in reviewed.themes]
    comments = [coding.comment_id for coding in reviewed.codings]
    theme, comment = chance.choice(themes), chance.choice(comments)
    of = next(each.themes for each in reviewed.codings if each.comment_id == comment)
    members = [each.comment_id for each in reviewed.codings if theme in each.themes]
    half = len(members) // 2
    parts = {
        f"{theme}-{p}{number}": {"label": f"Part {p}", "comments": ids}
        for p, ids in (("a", members[:half]), ("b", members[half:]))
    }
    text = next(each.redacted_text for each in reviewed.codings if each.comment_id == comment)
    return chance.choice([
        ("rename", {"theme": theme, "label": f"Name {number}"}),
        ("merge", {"themes": [theme], "into": chance.choice(themes)}),
        ("split", {"theme": theme, "parts": parts}),
        ("move", {"comment": comment, "from": chance.choice(of) if of else None, "to": theme}),
        ("new_theme", {"theme": f"own-{number}", "label": f"Own {number}", "comments": chance.sample(comments, 3)}),
        ("approve_quote", {"comment": comment, "key": f"key-{number}"}),
        ("approve_quote", {"comment": comment, "parts": [text[5:13]]}),
        ("hide_quote", {"comment": comment}), ("hide_theme", {"theme": theme}), ("show_theme", {"theme": theme}),
        ("undo", {}), ("undo", {"of": f"key-{chance.randrange(number + 1)}"}),
    ])  # fmt: skip
