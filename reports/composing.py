"""What an element of the plan reads once every accepted change to it is made: two wordings of one step become one."""

import difflib
import re
from collections.abc import Iterable
from functools import reduce

from reports.contents import DraftRevision

ALIKE = 0.5  # below this a text is a new one, not the old one changed
_WORDS = re.compile(r"\s+|[^\W_]+|[^\w\s]|_")
_CJK = re.compile("[\u2e80-\u9fff\uac00-\ud7af]")
_ENDED = re.compile(r"[.!?…;:。！？；؟۔।።]\s*$")

Edit = tuple[int, int, str]  # from which word of the old text to which, and what stands there instead


def composed(text: str, revisions: Iterable[DraftRevision]) -> str | None:
    """Return the element's text after all its revisions, None when one of them ends it.

    Changes at different places are all made; what is added at one place follows one after the other. Where two wordings
    exclude each other both stand, one after the other, for nobody has decided between them.
    """
    given = tuple(revisions)
    if any(each.kind == "retire" for each in given):
        return None
    wordings = [each.text for each in given if each.text and each.kind != "keep"]
    return reduce(lambda first, second: _merged(text, first, second), wordings) if wordings else text


def words_of(text: str) -> list[str]:
    """Cut a text into words, spaces and signs; scripts without spaces into characters."""
    return [each for word in _WORDS.findall(text) for each in (word if _CJK.search(word) else (word,))]


def _merged(text: str, first: str, second: str) -> str:
    if second in (first, text):
        return first
    old = words_of(text)
    edits = _edits(old, first), _edits(old, second)
    if any(each is None for each in edits):
        return _after(first, second)
    mine, others = edits[0] or [], [each for each in edits[1] or [] if each not in (edits[0] or [])]
    if any(_clash(one, other) for one in mine for other in others):
        return _after(first, second)
    out, at = "", 0
    for start, end, new in sorted([*mine, *others], key=lambda edit: edit[:2]):
        out += "".join(old[at:start])
        added_twice = start == at == len(old) and len(out) > len(text)
        out, at = _after(out, new) if added_twice else out + new, end
    return out + "".join(old[at:])


def _edits(old: list[str], text: str) -> list[Edit] | None:
    """Return what was changed, or None when the text is another one."""
    new = words_of(text)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    if kept < ALIKE * len(old):
        return None
    return [(a, b, "".join(new[c:d])) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]


def _clash(one: Edit, other: Edit) -> bool:
    return max(one[0], other[0]) < min(one[1], other[1]) or one[0] < other[0] < one[1] or other[0] < one[0] < other[1]


def _after(first: str, second: str) -> str:
    """Put one text after the other, with a full stop between them where the first has none."""
    first, second = first.rstrip(), second.lstrip()
    if _ENDED.search(first) or not second[:1].isalnum():
        return f"{first}{'' if _CJK.search(second[:1]) or not second[:1].isalnum() else ' '}{second}"
    return f"{first}。{second}" if _CJK.search(first[-1:]) else f"{first}. {second}"
