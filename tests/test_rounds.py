"""Everything is proved several times, and verified is only what is proved each time."""

import json

import pytest

import ivl
from ivl.base.diagnostic import Diagnostic
from ivl.base.node import replace
from ivl.cli import boogie
from ivl.cli.main import main
from ivl.options import Options
from ivl.report.stability import stability
from ivl.result import Outcome
from ivl.rounds import in_rounds, merged

TEXT = "procedure P(x: int) { assert x == x; }\nprocedure Q(x: int) { assert x > 0; }\n"


def one(outcome: Outcome, seconds: float = 1.0, **changes: object) -> ivl.Result:
    program = ivl.check(ivl.parse("procedure P() { }"))
    diagnostics = ()
    if outcome is not Outcome.VERIFIED:
        diagnostics = (Diagnostic(f"solver.{outcome.name.lower()}", outcome.value, None),)
    result = ivl.Result(program.implementations[0], "P", outcome, diagnostics)
    return replace(result, solver_seconds=seconds, **changes)


V, F, T, U = Outcome.VERIFIED, Outcome.FAILED, Outcome.TIMEOUT, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [([V, V], V), ([V, T, V], T), ([T, F, V], F), ([U, T], U), ([V, V, U], U), ([V], V)],
)
def test_all_have_to_succeed(outcomes, expected):
    result = merged([one(o) for o in outcomes])
    assert result.outcome is expected
    assert [r.outcome for r in result.iterations] == outcomes
    mixed = V in outcomes and expected is not V
    assert any(d.kind == "stability.mixed" for d in result.diagnostics) == mixed
    assert (expected is V) == (result.diagnostics == ())


def test_which_iterations_failed_is_said():
    result = merged([one(V), one(T), one(V), one(U)])
    assert result.diagnostics[-1].message == "P was proved in 2 of 4 iterations, not in 2, 4"
    assert result.diagnostics[0].message == "timeout" and result.solver_seconds == 4.0


def test_what_any_proof_needed_is_needed():
    assert merged([one(V, covered=("a",)), one(V, covered=("b",))]).covered == ("a", "b")


def test_one_iteration_is_none():
    assert in_rounds(Options(), lambda options: options) == Options()


def test_iterations_differ_in_their_seeds():
    program = ivl.check(ivl.parse(TEXT))
    results = list(ivl.verify(program, Options(iterations=3, random_seed=5)))
    assert [(r.name, r.outcome) for r in results] == [("P", V), ("Q", F)]
    assert all(len(r.iterations) == 3 for r in results)


def test_seeds_come_from_the_seed():
    class Fake:
        selected = ()

    def seeds(seed: int | None) -> list[int | None]:
        found: list[int | None] = []

        def make(options: Options) -> Fake:
            assert options.iterations == 1
            found.append(options.random_seed)
            return Fake()

        in_rounds(Options(iterations=4, random_seed=seed), make)
        return found

    assert len(set(seeds(1))) == 4 and seeds(1) == seeds(1) != seeds(2) and seeds(None) == seeds(0)


def test_the_table():
    results = [
        merged([one(V, 0.1), one(V, 0.3), one(T, 5.0)]),
        one(V),
        merged([one(V, 0.1), one(V, 0.3)]),
    ]
    assert stability(results) == (
        "implementation  proved  fastest  median  slowest  otherwise\n"
        "P                  2/3   0.10 s  0.30 s   5.00 s  timed out in 3\n"
        "P                  2/2   0.10 s  0.20 s   0.30 s\n"
    )
    assert stability([one(V)]) == ""


def test_both_command_lines(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text(TEXT)
    assert main(["verify", "--iterations", "2", "--seed", "3", "-p", "P", str(path)]) == 0
    assert "P                  2/2 " in capsys.readouterr().out
    assert main(["verify", "--iterations=2", "--json", str(path)]) == 1
    first, second = json.loads(capsys.readouterr().out)["results"]
    assert [i["outcome"] for i in first["iterations"]] == ["verified", "verified"]
    assert [i["outcome"] for i in second["iterations"]] == ["failed", "failed"]
    for option in ("/randomizeVcIterations:2", "/randomSeedIterations:2"):
        assert boogie.main([option, "/randomSeed:4", "/errorTrace:0", str(path)]) == 0
        assert "1 verified, 1 error\n" in capsys.readouterr().out
