"""Writes figures_py.csv: what statsmodels and samplics make of people.csv.

``pip install statsmodels==0.15.0 samplics==0.6.1 && python figures.py``. They are not installed for the tests: samplics is no
longer kept up, and both would bring 250 MB for these few figures, which do not change.
"""

import csv
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_chisquare,
    proportions_ztest,
)

HERE = Path(__file__).parent
P = [0.0004, 0.011, 0.2, 0.011, 0.049, 0.73, 0.03, 0.9, 0.0021, 0.051]
TRIALS = ((3, 17), (12, 30), (40, 41), (77, 900), (0, 25))


def main() -> None:
    found: list[tuple[str, float]] = []
    people = pd.read_csv(HERE / "people.csv", keep_default_na=False)
    for said, n in TRIALS:
        low, high = proportion_confint(said, n, method="wilson")
        found += [(f"wilson/{said}/{n}/low", low), (f"wilson/{said}/{n}/high", high)]
    for said, n, of in ((12, 30, 60), (40, 41, 50), (77, 900, 1000)):
        more = n * (of - 1) / (of - n)
        low, high = proportion_confint(said / n * more, more, method="wilson")
        found += [(f"wilson/{said}/{n}/{of}/low", low), (f"wilson/{said}/{n}/{of}/high", high)]
    for said, n in ((0, 25), (40, 40)):
        low, high = proportion_confint(said, n, method="beta")
        found += [(f"beta/{said}/{n}/low", low), (f"beta/{said}/{n}/high", high)]
    for (a, m), (b, n) in ((TRIALS[0], TRIALS[1]), (TRIALS[1], TRIALS[3])):
        low, high = confint_proportions_2indep(a, m, b, n, method="newcomb", compare="diff")
        found += [(f"newcombe/{a}/{m}/{b}/{n}/low", low), (f"newcombe/{a}/{m}/{b}/{n}/high", high)]
        found += [(f"z/{a}/{m}/{b}/{n}", proportions_ztest([a, b], [m, n])[1])]
    for theme in ("buses", "food"):
        table = people.groupby("audience")[theme].agg(["sum", "count"])
        found += [(f"chi-square/{theme}", proportions_chisquare(table["sum"], table["count"])[1])]
    for method in ("holm", "fdr_bh"):
        found += [(f"{method}/{at}", p) for at, p in enumerate(multipletests(P, method=method)[1])]
    found += taylor(people)
    with (HERE / "figures_py.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "value"))
        writer.writerows((name, f"{float(value):.15g}") for name, value in found)


def taylor(people: pd.DataFrame) -> list[tuple[str, float]]:
    """Return standard errors of weighted shares by audience and school, from samplics."""
    warnings.simplefilter("ignore")
    from samplics import PopParam, TaylorEstimator

    weights = np.where(people["audience"] == "staff", 2.0, 5.0) + np.arange(len(people)) % 3
    fractions = {"families": 190 / 900, "students": 120 / 1400, "staff": 70 / 120, "community": 0.0}
    found = []
    for dimension in ("audience", "school"):
        known = people[dimension] != ""
        estimator = TaylorEstimator(PopParam.mean)
        estimator.estimate(
            y=people["buses"].to_numpy(float),
            samp_weight=weights,
            stratum=people["audience"].to_numpy(),
            domain=np.where(known, people[dimension], "none"),
            fpc={key: 1 - fractions[key] for key in sorted(fractions)},  # in this order or not at all
        )
        for group in sorted(people.loc[known, dimension].unique()):
            found += [
                (f"taylor/{dimension}/{group}/share", estimator.point_est[group]),
                (f"taylor/{dimension}/{group}/error", estimator.stderror[group]),
            ]
    return found


if __name__ == "__main__":
    main()
