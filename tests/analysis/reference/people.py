"""Writes people.csv and enrolment.csv: a made-up sample for figures.R and figures.py. ``python people.py`` gives the same again."""

import csv
import random
from pathlib import Path

HERE = Path(__file__).parent
SCHOOLS = ("Birch", "Cedar", "Dogwood")
ENROLLED = {
    "families": (900, {"Birch": 400, "Cedar": 300, "Dogwood": 200}, {"early": 500, "late": 400}),
    "students": (1400, {"Birch": 500, "Cedar": 650, "Dogwood": 250}, {"early": 600, "late": 800}),
    "staff": (120, {"Birch": 50, "Cedar": 40, "Dogwood": 30}, {}),
    "community": (0, {}, {}),
}
ANSWERED = {"families": 190, "students": 120, "staff": 70, "community": 20}


def people(chance: random.Random) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for audience, n in ANSWERED.items():
        for _ in range(n):
            school = chance.choices(("", *SCHOOLS), (1, 6, 2, 1))[0] if audience != "community" else ""
            grade = chance.choices(("", "early", "late"), (1, 6, 2))[0] if audience in ("families", "students") else ""
            likely = {"families": 0.35, "students": 0.2, "staff": 0.4, "community": 0.3}[audience]
            buses = chance.random() < likely + (0.2 if school == "Dogwood" else 0)
            found.append(
                {
                    "audience": audience,
                    "school": school,
                    "grade_band": grade,
                    "buses": int(buses),
                    "food": int(chance.random() < 0.25),
                    "rating": chance.choices((1, 2, 3, 4, 5), (1, 2, 3, 4 + 3 * buses, 2))[0],
                }
            )
    return found


def main() -> None:
    rows = people(random.Random(5))
    with (HERE / "people.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with (HERE / "enrolment.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("audience", "school", "grade_band", "people"))
        for audience, (total, schools, grades) in ENROLLED.items():
            if total:
                writer.writerow((audience, "", "", total))
            writer.writerows((audience, school, "", n) for school, n in schools.items())
            writer.writerows((audience, "", grade, n) for grade, n in grades.items())


if __name__ == "__main__":
    main()
