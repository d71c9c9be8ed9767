"""Plans to be laid out, and the words that districts head their columns with."""

from dataclasses import dataclass, replace

from app.planning.plan import ActionStep, Goal, Plan, Strategy


@dataclass(frozen=True)
class Words:
    """What a district calls the levels and fields of its plan."""

    goal: str
    strategy: str
    step: str
    owner: str
    timeline: str
    measure: str
    status: str
    title: str = "SEL Action Plan 2025-26"
    note: str = "Approved by the board in May."

    def of(self, name: str) -> str:
        """Return the word for a level or field."""
        return str(getattr(self, name))

    @property
    def plain(self) -> tuple[str, str, str]:
        """Return the words that are printed before numbers."""
        return ("Meta", "Estrategia", "Acción") if self.title.startswith("Plan de") else ("Goal", "Strategy", "Action")


SPANISH = {"title": "Plan de acción socioemocional 2025-26", "note": "Aprobado por la junta en mayo."}
WORDS = {
    "plain": Words("Goal", "Strategy", "Action Step", "Owner", "Timeline", "Measure", "Status"),
    "questions": Words(
        "SMART Goal", "Strategies", "What will be done?", "Who will do it?", "By When", "How will we know?", "Progress"
    ),
    "school": Words(
        "Goal", "Evidence-Based Strategy", "Action Steps/Activities", "Person(s) Responsible", "By When",
        "Evidence of Success", "Status",
    ),
    "short": Words("Goal", "Strategy", "Action", "Lead", "Due", "Indicators", "Status"),
    "board": Words(
        "Priority", "Initiative", "Activities", "Staff Responsible", "Target Completion Date", "Success Indicators",
        "Current Status",
    ),
    "grant": Words(
        "Objective", "Strategy", "Tasks", "Responsible Party", "Time Frame", "Performance Measures", "Progress to Date"
    ),
    "capitals": Words(
        "DISTRICT GOAL", "KEY STRATEGIES", "ACTION STEPS", "POINT PERSON", "START AND END DATES", "MEASURABLE OUTCOMES",
        "STATUS",
    ),
    "team": Words(
        "Focus Area", "Approach", "Steps", "Team Lead", "Deadline", "Metrics / Data Source", "Implementation Status"
    ),
    "spanish": Words(
        "Meta", "Estrategia", "Pasos de acción", "Persona(s) responsable(s)", "¿Para cuándo?", "Evidencia de éxito",
        "Estado", **SPANISH,
    ),
    "spanish questions": Words(
        "Objetivo", "Estrategias", "¿Qué haremos?", "¿Quién?", "¿Cuándo?", "¿Cómo sabremos que funcionó?", "Avance",
        **SPANISH,
    ),
    "spanish formal": Words(
        "Prioridad", "Iniciativa", "Actividades", "Encargado", "Fecha límite", "Indicadores de logro", "Estatus",
        **SPANISH,
    ),
}  # fmt: skip

ENGLISH_PLAN = Plan(
    "SEL Action Plan 2025-26",
    (
        Goal("1", "Every student can reach a caring adult when they need one", (
            Strategy("1.1", "Make counseling quicker and easier to reach", (
                ActionStep("", "Hire one counselor shared by Juniper and Willow (two days a week at each school)",
                           "Director of Student Services", "By October 2025",
                           "Position filled; at least 120 students seen by January", "In progress"),
                ActionStep("", "Keep the self-referral QR code posted in every restroom", "Lead counselors", "Ongoing",
                           "Self-referrals by month (391 in 2024-25)", "In progress"),
                ActionStep("", "Report the average wait for a first appointment to principals",
                           "Data analyst, Student Services", "Monthly, Sept 2025 - May 2026",
                           "Average wait of 4 school days or fewer (now 6)", "Not started"),
            )),
            Strategy("1.2", "Make it normal to ask for help", (
                ActionStep("", "Run a student-led \"It's OK Week\" at both high schools", "Wellness clubs",
                           "November 2025", "60% of students say they would ask for help (now 52%)", "Not started"),
                ActionStep("", "Train 60 secondary teachers in first aid for the mind", "SEL Coordinator",
                           "By March 2026", "60 certificates on file", "Done"),
            )),
        )),
        Goal("2", "Lessons that students and teachers find worth their time", (
            Strategy("2.1", "Improve advisory in grades 6-12", (
                ActionStep("", "Show the slide lesson every Tuesday", "Advisory teachers", "Weekly",
                           "95% of advisories deliver the lesson", "Done"),
                ActionStep("", "Have student teams rewrite six advisory lessons",
                           "SEL Coordinator with student teams", "By February 2026", "Six lessons piloted",
                           "In progress"),
                ActionStep("", "30-minute circles in every homeroom", "", "Fall", "", ""),
            )),
        )),
        Goal("3", "Families know what we do and say what they need", (
            Strategy("3.1", "Write in the languages that families read", (
                ActionStep("", "Translate every letter before it is sent", "Family liaison", "2025-09-01",
                           "All letters in five languages", "In progress"),
            )),
            Strategy("3.2", "Be where families are", (
                ActionStep("", "Visit two apartment complexes each term", "Principals", "Each term", "8 visits",
                           "Not started"),
                ActionStep("", "Open one evening a month for questions", "Assistant principals", "Monthly",
                           "20 families on average", "Not started"),
            )),
        )),
    ),
)  # fmt: skip

SPANISH_PLAN = Plan(
    "Plan de acción socioemocional 2025-26",
    (
        Goal("1", "Aulas tranquilas donde todos aprenden", (
            Strategy("1.1", "Rutinas que todos conocen", (
                ActionStep("", "Enseñar la rutina de entrada durante las primeras tres semanas", "Maestros", "Septiembre",
                           "55% de las aulas", "En curso"),
                ActionStep("", "Practicarla cada lunes", "Líderes de grado", "Todo el año", "Lista de cotejo", ""),
            )),
            Strategy("1.2", "Círculos de diálogo", (
                ActionStep("", "Formar a dos personas por escuela", "Coordinadora", "Para marzo de 2026",
                           "Dos certificados por escuela", "Sin empezar"),
            )),
        )),
        Goal("2", "Familias que participan", (
            Strategy("2.1", "Llamar a cada casa", (
                ActionStep("", "Llamar una vez por trimestre con buenas noticias", "Consejeros", "Cada trimestre",
                           "80% de las familias", "En curso"),
                ActionStep("", "Ofrecer cuidado de niños en las reuniones", "Subdirector", "Octubre", "", ""),
            )),
        )),
    ),
)  # fmt: skip


def plan_for(words: Words) -> Plan:
    """Return a plan in the language of the words."""
    return numbered(SPANISH_PLAN if words.title.startswith("Plan de") else ENGLISH_PLAN)


def numbered(plan: Plan) -> Plan:
    """Return the plan with ids by place."""
    goals = []
    for at, goal in enumerate(plan.goals, start=1):
        strategies = []
        for nth, strategy in enumerate(goal.strategies, start=1):
            steps = (replace(step, id=f"{at}.{nth}.{each}") for each, step in enumerate(strategy.steps, start=1))
            strategies.append(replace(strategy, id=f"{at}.{nth}", steps=tuple(steps)))
        goals.append(replace(goal, id=str(at), strategies=tuple(strategies)))
    return replace(plan, goals=tuple(goals))
