"""The sides of many comments in one field."""

from hypothesis import given
from hypothesis import strategies as st

from app.web.halves import PARTS, packed, unpacked


@given(st.dictionaries(st.text(min_size=1), st.sampled_from(PARTS), min_size=1))
def test_what_was_packed_is_what_is_unpacked_for_the_same_comments_only(sides: dict[str, str]) -> None:
    text = packed(sides)
    assert unpacked(text, sorted(sides)) == sides
    assert unpacked(text, sorted({*sides, "another\0"})) is None
    for spoilt in ("", "?", text[:-4], "AAAA" + text):
        assert unpacked(spoilt, sorted(sides)) is None
