"""What a school gets: its own pages in every language, and its figures as a table, in one archive."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from reports.charts import Bar, Chart
from reports.contents import SchoolPack
from reports.open_data import packed
from reports.qr import qr_svg
from reports.rendering.pdf import draw
from reports.tables import csv_bytes
from reports.words import N_, Words, best


def school_pack_pdf(pack: SchoolPack) -> bytes:
    """Return the school's pages in the pack's language as a tagged PDF."""
    return draw("school_pack.html", pack, {"qr.svg": qr_svg(pack.address)}, "handout", heard=_heard(pack), size=1.0)


def school_pack_zip(packs: Iterable[SchoolPack], plan: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    """Return one school's packs, one for each language, as one archive with its evidence as a table.

    `plan` are the drafts of the school's own plan, by name, where it has one.
    """
    files: dict[str, bytes] = dict(plan)
    for pack in packs:
        files.setdefault("evidence.csv", _evidence(pack))
        files[f"school-{pack.cover.language}.pdf"] = school_pack_pdf(pack)
    return packed(files)


def _heard(pack: SchoolPack) -> Chart:
    words = Words(pack.cover.language)
    longest = max((theme.share or 0 for theme in pack.themes), default=0) or 1
    bars = []
    for theme in pack.themes:
        label, tag = best(theme.label, words.language.tag)
        share = words.say(N_("hidden")) if theme.share is None else words.percent(theme.share)
        district = "–" if theme.district_share is None else words.percent(theme.district_share)
        more = (district, words.count(theme.comments))
        bars.append(Bar(label, theme.share, share, (theme.share or 0) / longest, tag, more))
    title = words.say(N_("What was heard at %(school)s")) % {"school": pack.school}
    return Chart(
        title, words.say(N_("Theme")), words.say(N_("At your school")), tuple(bars), True,
        words.say(N_("Share of this group’s comments")), (words.say(N_("In the district")), words.say(N_("Comments"))),
    )  # fmt: skip


def _evidence(pack: SchoolPack) -> bytes:
    def percent(share: float | None) -> int | None:
        return None if share is None else round(share * 100)

    rows = [
        (best(theme.label, "en")[0], theme.comments, percent(theme.share), percent(theme.district_share))
        for theme in pack.themes
    ]
    return csv_bytes(("theme", "comments_at_school", "percent_at_school", "percent_in_district"), rows)
