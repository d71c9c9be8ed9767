"""What a column holds, told by its heading in English or Spanish, and where a table's heading row is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.adapters.plan_files.blocks import Cell

LEVELS = ("goal", "strategy", "step")
FIELDS = ("owner", "timeline", "measure", "status")
LONGEST_HEADING = 90  # characters
LOOKED_AT = 25  # rows above which the heading row must stand
NEAR = 3  # rows below the first that could be the heading row
MANY_KINDS = 4  # kinds of columns from which a row is a heading row, however many other columns there are

# The first that fits counts: "Person(s) responsible for action" is an owner, "Evidence of progress" is a measure.
RULES = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("number", r"^\W*(?:(?:goal|strategy|step|action(?: step)?|activity|meta|"
                   r"estrategia|acci[óo]n|paso|objetivo)s?\s*)?"
                   r"(?:#|no\.?|num(?:ber)?\.?|n[úu]m(?:ero)?\.?|n[.ºo°]+|id|code|c[óo]digo)$"),
        ("strategy", r"^(?:evidence|research)[- ]based\b(?!.*\b(?:action|step|activit))"
                     r"|^(?:estrategia|pr[áa]ctica)s? basad[ao]s? en"),
        ("goal", r"\bsmart(?:ie)?\b|measurable (?:goal|objective)|(?:meta|objetivo)s? medible"),
        ("other", r"resource|budget|\bcosts?\b|fund|recurso|presupuesto|costo|financ|notes?\b|comment|notas?\b"
                  r"|comentario"
                  r"|professional (?:learning|development)|barrier|barrera"),
        ("owner", r"\bwho\b|owner|responsib|\blead(?:s|er|ers)?\b|\bpersons?\b|accountab|\bstaff\b|\bteam\b"
                  r"|\bposition\b|assigned|\bresp\.|\bpart(?:y|ies)\b"
                  r"|facilitator|responsable|encargad|qui[ée]n|a cargo|l[íi]der|\bpersonal?\b|\bequipo\b"),
        ("measure", r"how (?:will|do|would) (?:we|you)|c[óo]mo (?:sabremos|sabr[áa]|se medir|lo mediremos|se va)"
                    r"|look(?:s|ing)? like"),
        ("status", r"^\W*(?:progress|status|completion|done)\b.*\bto[ -]date\b|(?:avance|progreso|estado) a la fecha"),
        ("timeline", r"\bwhen\b|time ?-?(?:line|frame|table)|\btim(?:e|ing)\b|\bdates?\b|deadline|\bdue\b|^\W*start"
                     r"|^\W*end\b"
                     r"|^\W*finish|schedule|frequency|duration|cu[áa]ndo|fecha|plazo|cronograma|calendario|^\W*inicio"
                     r"|^\W*fin(?:al)?\b|frecuencia|per[íi]odo|\btiempo\b"),
        ("measure", r"measur|evidence|indicator|metric|success|outcome|evaluat|benchmark|target|\bdata\b|monitor"
                    r"|results?\b"
                    r"|medida|medici[óo]n|\bmedir|indicador|evidencia|[ée]xito|resultado|m[ée]trica|evaluaci[óo]n|\bdatos\b"),
        ("status", r"status|progress|\bcomplet(?:e|ed|ion)\b|\bstate\b|estado|avance|progreso|situaci[óo]n|estatus"),
        ("strategy", r"^(?!.*\b(?:action|step|activit)).*(?:strateg|initiative|\bapproach|estrategia|iniciativa)"),
        ("step", r"\bsteps?\b|\bactions?\b|activit|\btasks?\b|acci[óo]n|accion|actividad|\bpasos?\b|\btareas?\b"
                 r"|\bwhat\b|interventions?|\bqu[ée] (?:se |vamos|haremos|har)|intervenci"),
        ("goal", r"\bgoals?\b|objective|priorit|focus area|\bmetas?\b|objetivo|prioridad|[áa]rea de enfoque"),
    )
)  # fmt: skip


@lru_cache(maxsize=20_000)
def told_by(heading: str) -> str | None:
    """Return ``goal``, ``strategy``, ``step``, an action step's field, ``number``, ``other`` or None."""
    words = " ".join(heading.replace("\n", " ").split())
    if not words or len(words) > LONGEST_HEADING:
        return None
    return next((name for name, pattern in RULES if pattern.search(words)), None)


# Words that make a label of a line ("Team lead: ...") by themselves; others also stand in steps ("Train staff: two days").
STRONG = re.compile(
    r"\bwho\b|owner|responsib|accountab|responsab|\bleads?\b|person(?:\(s\)|s)?\b|encargad|qui[ée]n|a cargo|\bwhen\b|time ?-?(?:line|frame)"
    r"|deadline|\bdue\b|\bdates?\b|cu[áa]ndo|fecha|plazo|cronograma|measur|evidence|indicator|metric|\bmedida|indicador"
    r"|evidencia|m[ée]trica|how will|c[óo]mo (?:sabremos|sabr[áa])|status|estado|estatus|avance",
    re.IGNORECASE,
)
OTHER_LABELS = (
    "staff team position facilitator assigned party parties líder lider personal equipo responsable",
    "timing frequency schedule start end finish duration inicio fin final frecuencia período periodo tiempo calendario",
    "success outcome outcomes result results target targets data source sources evaluation benchmark benchmarks monitoring",
    "éxito exito resultado resultados evaluación datos progress completion complete completed state progreso situación",
    "current actual expected desired key performance student of for the and to de del la el los las y",
)
HEADING_WORDS = frozenset(word for line in OTHER_LABELS for word in line.split())
LONGEST_STRONG = 6  # words of a label


def told_by_label(label: str) -> str | None:
    """Return what a label at the start of a line tells; unlike a heading it must not also be the start of a sentence."""
    words = re.findall(r"[^\W\d_]+", label.casefold())
    if (STRONG.search(label) and len(words) <= LONGEST_STRONG) or (words and set(words) <= HEADING_WORDS):
        return told_by(label)
    return None


@dataclass(frozen=True)
class Columns:
    """Which column holds what: `places` is column -> level or field, `headings` column -> its heading as written."""

    places: Mapping[int, str]
    headings: Mapping[int, str]

    def has(self, name: str) -> bool:
        """Tell whether a column holds `name`."""
        return name in self.places.values()


def find_heading_row(rows: Sequence[Sequence[Cell]]) -> tuple[int, Columns] | None:
    """Return the place of the heading row and its columns, or None when the table is not a plan's.

    It is the first row that could be one, unless one of the rows right below tells more kinds of columns: then the
    first was a wide heading over several columns, or a title that sounds like some.
    """
    found = [(at, columns) for at, row in enumerate(rows[:LOOKED_AT]) if (columns := read_heading_row(row))]
    if not found:
        return None
    near = [each for each in found if each[0] <= found[0][0] + NEAR]
    return max(near, key=lambda each: (len(set(each[1].places.values())), -each[0]))


def visible_first(columns: Columns, hidden: frozenset[int]) -> Columns:
    """Let a hidden column tell only what no visible one tells: others hold what is no longer meant."""
    shown = {told for column, told in columns.places.items() if column not in hidden}
    places = {
        column: "other" if column in hidden and told in shown else told for column, told in columns.places.items()
    }
    return Columns(places, columns.headings)


def read_heading_row(row: Sequence[Cell]) -> Columns | None:
    """Return the columns when a row is a heading row: two kinds of columns, one of which is a level of the plan."""
    places: dict[int, str] = {}
    headings: dict[int, str] = {}
    for column, cell in enumerate(row):
        for covered in range(column, column + cell.span):
            told = told_by(cell.text)
            if cell.text:
                headings[covered] = " ".join(cell.text.split())
            if told and told != "other":
                places[covered] = told
    kinds = set(places.values())
    if len(kinds - {"number"}) < 2 or not kinds & set(LEVELS):
        return None
    if sum(cell.text != "" for cell in row) > len(set(places)) * 2 + 1 and len(kinds) < MANY_KINDS:
        return None
    return Columns(_with_unambiguous_levels(places, headings), headings)


def _with_unambiguous_levels(places: dict[int, str], headings: Mapping[int, str]) -> dict[int, str]:
    """Settle what is what when a level is missing or told twice."""
    of = {name: [column for column, told in places.items() if told == name] for name in LEVELS}
    objectives = [column for column in of["goal"] if re.search(r"objective|objetivo", headings[column], re.IGNORECASE)]
    if len({headings[column] for column in of["goal"]}) > 1 and objectives:
        for column in objectives:  # between goal and strategy a plan has no level more: then they become notes
            places[column] = "strategy" if not of["strategy"] else "other"
    elif not of["step"] and of["strategy"] and any(told in FIELDS for told in places.values()):
        for column in of["strategy"]:  # a strategy with an owner and a date is what others call a step
            places[column] = "step"
    return places
