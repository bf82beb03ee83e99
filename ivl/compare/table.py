"""Comparisons as a Markdown table, and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ivl.compare.trial import Comparison, Standing, Trial

FORMAT = "ivl.comparison/1"


def table(comparisons: Sequence[Comparison]) -> str:
    """A row for each program; then the implementations that variants do not agree on."""
    variants = [trial.variant.name for trial in comparisons[0].trials]
    rows = [["program", *variants], ["---"] * (len(variants) + 1)]
    rows += [[c.name, *[_cell(trial) for trial in c.trials]] for c in comparisons]
    rows.append(
        ["**all**", *[_sum(list(t)) for t in zip(*[c.trials for c in comparisons], strict=True)]]
    )
    differing = [["program", "implementation", *variants], ["---"] * (len(variants) + 2)]
    differing += [
        [c.name, name, *[_standing(trial, name) for trial in c.trials]]
        for c in comparisons
        for name in c.differences()
    ]
    text = _lines(rows)
    if len(differing) > 2:
        text += "\nNot the same in all that apply:\n\n" + _lines(differing)
    return text + "\n" + "".join([f"{line}\n" for line in verdict(comparisons)])


def verdict(comparisons: Sequence[Comparison]) -> list[str]:
    """The contradictions, or a sentence that there is none."""
    found = [(c.name, contradiction) for c in comparisons for contradiction in c.contradictions()]
    if not found:
        programs = "1 program" if len(comparisons) == 1 else f"{len(comparisons)} programs"
        return [f"No contradiction in {programs}."]
    return [
        f"CONTRADICTION: {name}: {c.implementation} is proved by {c.proving.name}, "
        f"refuted by {c.refuting.name}"
        for name, c in found
    ]


def comparison_object(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """The same for programs: ``programs`` with ``trials``, and ``contradictions``."""
    return {
        "format": FORMAT,
        "programs": [
            {
                "name": c.name,
                "trials": [
                    {
                        "variant": t.variant.name,
                        "seconds": round(t.seconds, 3),
                        "size": t.size,
                        "refusal": t.refusal,
                        "standings": {n: s.value for n, s in t.standings.items()},
                    }
                    for t in c.trials
                ],
                "contradictions": [
                    {
                        "implementation": found.implementation,
                        "proved": found.proving.name,
                        "refuted": found.refuting.name,
                    }
                    for found in c.contradictions()
                ],
            }
            for c in comparisons
        ],
    }


def _cell(trial: Trial) -> str:
    if trial.refusal:
        return "does not apply"
    return _figures(Counter(trial.standings.values()), trial.seconds, trial.size)


def _sum(trials: Sequence[Trial]) -> str:
    counts: Counter[Standing] = Counter()
    for trial in trials:
        counts.update(trial.standings.values())
    text = _figures(counts, sum([t.seconds for t in trials]), sum([t.size for t in trials]))
    refused = sum([bool(t.refusal) for t in trials])
    return f"{text}; {refused} do not apply" if refused else text


def _figures(counts: Counter[Standing], seconds: float, size: int) -> str:
    parts = [f"{counts[s]} {s.value}" for s in Standing if counts[s]]
    return f"{', '.join(parts) or 'nothing'}; {seconds:.2f} s; {size / 1000:.1f} kB"


def _standing(trial: Trial, name: str) -> str:
    found = trial.standings.get(name)
    return "-" if found is None else found.value


def _lines(rows: Sequence[Sequence[str]]) -> str:
    return "".join(["| " + " | ".join([_escaped(c) for c in row]) + " |\n" for row in rows])


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")
