"""Generated programs under other options: encodings, inference, induction, inlining, shapes.

No option may make something verified that a run fails, and some may change nothing at all.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest
from generated_expressions import Features
from generated_programs import FUNCTIONS, procedures, program
from interpreter import Failure, run

import ivl
from ivl.base.deep import deep
from ivl.core.program import Program
from ivl.options import Inference

MONOMORPHIC = Features(quantifiers=False)
POLYMORPHIC = Features(quantifiers=False, polymorphism=True)
WITHOUT_DATATYPES = Features(quantifiers=False, datatypes=False, polymorphism=True)

SAME = {
    "dead variables": {"live_variables": False},
    "free variables of lambdas": {"lift_free_variables": True},
    "coverage": {"coverage": True},
    "vacuity": {"vacuity": True},
    "dependence": {"dependence": True},
    "normalized names and order": {"normalize_names": True, "normalize_order": True},
    "a seed": {"random_seed": 7},
    "a fresh solver for each condition": {"restart_solver": True},
}
"""What changes no verdict."""
SOUND = {
    "many blocks": {"coalesce_blocks": False},
    "array axioms": {"array_axioms": True},
    "arrays": {"array_axioms": False},
    "intervals": {"inference": Inference()},
    "intervals everywhere": {"inference": Inference(everywhere=True)},
    "checked intervals": {"inference": Inference(delay=2, check=True)},
    "1-induction": {"induction_depth": 1},
    "2-induction": {"induction_depth": 2},
    "sound unrolling": {"unroll": 2, "sound_unrolling": True},
    "inlining": {"inline_depth": 2},
    "loops as procedures": {"extract_loops": True},
    "loops as deterministic procedures": {"extract_loops": True, "deterministic_loops": True},
    "loops as procedures, inlined": {"extract_loops": True, "inline_loops": 2, "inline": "assert"},
    "pruning": {"prune": True},
    "no subsumption": {"subsumption": 0},
    "addition as a function": {"reflect_add": True},
    "what cannot be reached": {"keep_infeasible": True},
}
"""What may change verdicts, but not for the worse."""
ENCODINGS = {
    "predicates": {"type_encoding": "predicates"},
    "arguments": {"type_encoding": "arguments"},
    "predicates, array axioms": {"type_encoding": "predicates", "array_axioms": True},
}


@cache
def checked(seeds: range, features: Features) -> Program:
    texts = [procedures(Random(s), f"p{s}_", features) for s in seeds]
    return ivl.check(ivl.parse(program("\n".join(texts), features)))


@cache
def failing(seeds: range, features: Features, runs: int) -> dict[str, Failure]:
    """The procedures that fail some run, each with a failure."""
    found: dict[str, Failure] = {}

    def search() -> None:
        source = checked(seeds, features)
        for name in dict.fromkeys(i.name for i in source.implementations):
            for seed in range(runs):
                outcome = run(source, name, Random(seed), FUNCTIONS)
                if isinstance(outcome, Failure):
                    found.setdefault(outcome.procedure, outcome)

    deep(search)
    return found


def verdicts(seeds: range, features: Features, options: dict[str, Any]) -> dict[str, str]:
    results = ivl.verify(checked(seeds, features), ivl.Options(timeout=5, **options))
    return {r.name: r.outcome.value for r in results}


@cache
def usual(seeds: range, features: Features) -> dict[str, str]:
    return verdicts(seeds, features, {})


def check_sound(seeds: range, features: Features, options: dict[str, Any], runs: int) -> None:
    failed = failing(seeds, features, runs)
    assert failed
    found = verdicts(seeds, features, options)
    wrong = {name: failed[name] for name in failed if found[name] == "verified"}
    assert wrong == {}
    assert "verified" in found.values()


def check_same(seeds: range, features: Features, options: dict[str, Any]) -> None:
    assert verdicts(seeds, features, options) == usual(seeds, features)


FEW = range(8)


@pytest.mark.parametrize("name", SAME)
def test_the_same_verdicts(name):
    check_same(FEW, MONOMORPHIC, SAME[name])


@pytest.mark.parametrize("name", SOUND)
def test_sound(name):
    check_sound(FEW, MONOMORPHIC, SOUND[name], 20)


def test_monomorphization():
    check_sound(FEW, POLYMORPHIC, {}, 20)


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings_of_types(name):
    check_sound(FEW, WITHOUT_DATATYPES, ENCODINGS[name], 20)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seeds", [range(s, s + 25) for s in range(7000, 7500, 25)], ids=str)
class TestMany:
    @pytest.mark.parametrize("name", SAME)
    def test_the_same_verdicts(self, seeds, name):
        check_same(seeds, MONOMORPHIC, SAME[name])

    @pytest.mark.parametrize("name", SOUND)
    def test_sound(self, seeds, name):
        check_sound(seeds, MONOMORPHIC, SOUND[name], 60)

    def test_monomorphization(self, seeds):
        check_sound(seeds, POLYMORPHIC, {}, 60)

    @pytest.mark.parametrize("name", ENCODINGS)
    def test_encodings_of_types(self, seeds, name):
        check_sound(seeds, WITHOUT_DATATYPES, ENCODINGS[name], 60)
