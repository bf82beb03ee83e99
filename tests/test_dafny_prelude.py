"""The axioms of the Dafny frontend's prelude: they follow from a model, nothing proves false."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from itertools import combinations

import pytest

import ivl
from frontends.dafny.translate.prelude import PRELUDE
from ivl.result import Outcome
from ivl.syntax import ast
from ivl.syntax.printer import print_declaration, print_expression, print_type

MODEL = PRELUDE.with_name("prelude_model.bpl")
FROM = "Set#In(b, Set#From(p)) <==> p[b]"
"""The axiom that holds of finite sets only; the program's own are: see the model."""


@cache
def prelude() -> ast.Program:
    return ivl.parse_file(PRELUDE)


@cache
def model() -> ast.Program:
    return ivl.parse_file(MODEL)


def symbols(program: ast.Program) -> dict[str, str]:
    """The type of each constant and function, by name."""
    found = {}
    for declaration in program.declarations:
        match declaration:
            case ast.ConstantDeclaration():
                for name in declaration.names:
                    found[name.text] = print_type(declaration.type)
            case ast.FunctionDeclaration():
                inputs = [print_type(p.type) for p in declaration.parameters]
                result = print_type(declaration.result.type)
                found[declaration.name] = f"({', '.join(inputs)}): {result}"
            case _:
                pass
    return found


def defined() -> list[str]:
    """The functions that the prelude defines by an expression."""
    return [
        print_declaration(d)
        for d in prelude().declarations
        if isinstance(d, ast.FunctionDeclaration) and d.body is not None
    ]


def lemmas() -> list[str]:
    """What the model's lemmas say, as axioms."""
    found = []
    for declaration in model().declarations:
        if not isinstance(declaration, ast.Procedure) or not declaration.attributes:
            continue
        assert [a.name for a in declaration.attributes] == ["lemma"]
        parts = declaration.specification
        before = [print_expression(s.condition) for s in parts if isinstance(s, ast.Requires)]
        for clause in parts:
            if isinstance(clause, ast.Ensures):
                condition = print_expression(clause.condition)
                said = " ==> ".join(f"({c})" for c in [*before, condition])
                triggers = [f"{{{a.parameters[0]}}}" for a in clause.attributes]
                words = set(re.findall(r"[\w$#]+", " ".join([said, *triggers])))
                inputs = [
                    f"{v.name.text}: {print_type(v.type)}"
                    for v in declaration.parameters
                    if v.name.text in words
                ]
                binder = f"forall {', '.join(inputs)} :: {' '.join(triggers)}" if inputs else ""
                found.append(f"axiom ({binder} {said});")
    return found


def statements() -> list[str]:
    """All that the prelude says."""
    found = []
    unique = []
    for declaration in prelude().declarations:
        if isinstance(declaration, ast.Axiom):
            text = print_expression(declaration.condition)
            if FROM in text:
                text = text.replace(FROM, f"Finite(p) ==> ({FROM})")
            found.append(text)
        if isinstance(declaration, ast.ConstantDeclaration) and declaration.unique:
            unique += [(print_type(declaration.type), name.text) for name in declaration.names]
    for (type_, one), (other_type, other) in combinations(unique, 2):
        if type_ == other_type:
            found.append(f"{one} != {other}")
    return found


def theory() -> list[str]:
    """The model's definitions, and what its lemmas say."""
    kept = [
        print_declaration(d)
        for d in model().declarations
        if not isinstance(d, ast.Procedure | ast.Implementation)
    ]
    return [*kept, *lemmas(), *defined()]


def test_the_model_interprets_everything() -> None:
    wanted, given = symbols(prelude()), symbols(model())
    own = {
        d.name for d in prelude().declarations if isinstance(d, ast.FunctionDeclaration) and d.body
    }
    layers = {"$LayerZero", "$Succ"}  # nothing is said of them
    for name, type_ in wanted.items():
        if name not in own | layers:
            assert given[name] == type_


def test_the_model_s_lemmas_hold() -> None:
    for result in ivl.verify(ivl.parse_file(MODEL), ivl.Options(timeout=30)):
        assert result.outcome is Outcome.VERIFIED, result.name


def unproved(goals: list[str]) -> list[str]:
    """Which of some statements do not follow from the model."""
    procedures = [f"procedure P{n}() {{ assert {text}; }}" for n, text in enumerate(goals)]
    program = ivl.parse("\n".join([*theory(), *procedures]))
    return [
        goals[int(result.name[1:])]
        for result in ivl.verify(program, ivl.Options(timeout=30))
        if result.outcome is not Outcome.VERIFIED
    ]


def test_the_axioms_follow_from_the_model() -> None:
    said = statements()
    assert len(said) > 200
    assert unproved(said) == []


@pytest.mark.parametrize(
    "statement",
    [
        "false",
        "(forall p: [Box]bool, b: Box :: Set#In(b, Set#From(p)) <==> p[b])",
        "(forall d: Set, e: [Box]Box :: Map#Elements(Map#Make(d, e)) == e)",
        "(forall m: Map, s: Set :: Map#Elements(Map#Subtract(m, s)) == Map#Elements(m))",
        "(forall s: Seq, n: int :: Seq#Length(Seq#Take(s, n)) == n)",
        "(forall s: Set, u: Set :: Set#Card(Set#Union(s, u)) == Set#Card(s) + Set#Card(u))",
        "(forall o: ORDINAL, p: ORDINAL :: ORD#Plus(o, p) == ORD#Plus(p, o))",
    ],
)
def test_other_statements_do_not(statement: str) -> None:
    assert unproved([statement]) == [statement]


TYPICAL = """
procedure Typical(a: ref, s: Set, q: Seq, m: Map, n: Map, i: ISet, u: MultiSet, o: ORDINAL)
  modifies $Heap;
{
  var r, t: Set;
  var p: Seq;
  var before: Heap;
  before := $Heap;
  assume $GoodHeap($Heap) && $Allocated($Heap, a) && 2 < $ArrayLength(a, 0);
  assume $Is($Box_Set(s), TSet(TInt)) && $Is($Box_Seq(q), TSeq(TSet(TInt)));
  assume $IsAlloc($Box_Seq(q), TSeq(TSet(TInt)), $Heap) && $Is($Box_Map(m), TMap(TInt, TReal));
  r := Set#Add(Set#Add(Set#Empty, $Box_int(1)), $Box_int(2));
  t := Set#Difference(Set#Union(r, s), Set#Intersection(r, s));
  assume Set#Card(t) + Set#Card(Set#Difference(s, r)) >= 3 && Set#Subset(r, s);
  assume Set#Equal(Set#From((lambda b: Box :: Set#In(b, s) && !Set#In(b, r))), t);
  p := Seq#Append(Seq#Take(q, 2), Seq#Drop(Seq#Build(q, $Box_Set(t)), 1));
  assume Seq#Length(q) == 4 && Seq#Contains(p, $Box_Set(r)) && !Seq#Equal(p, q);
  assume Seq#Rank(Seq#Drop(p, 1)) < Seq#Rank(p) && $Rank($Box_Seq(p)) > 2;
  assume MultiSet#Card(MultiSet#FromSeq(Seq#Update(p, 1, $Box_Set(s)))) == 6;
  assume MultiSet#Equal(MultiSet#Union(u, MultiSet#FromSet(s)), MultiSet#FromSeq(p));
  assume Map#Equal(Map#Merge(m, n), Map#Update(n, $Box_int(3), $Box_real(2.5)));
  assume Set#Card(Map#Values(Map#Subtract(m, r))) == 2 && Set#In($Box_int(7), Map#Domain(m));
  assume ISet#Subset(ISet#Union(i, ISet#Empty()), ISet#Add(i, $Box_real(1.0)));
  $Heap := $Heap[a := $Heap[a][$IndexField(1) := $Box_int(5)]];
  assume $GoodHeap($Heap) && $HeapSucc(before, $Heap);
  assume Seq#Contains(Seq#FromArray($Heap, a), $Box_int(5));
  assume ORD#Less(ORD#Minus(ORD#Plus(o, ORD#FromNat(3)), ORD#FromNat(2)), o) || ORD#IsNat(o);
  assert false;
}
procedure Alone()
{
  assert false;
}
"""


@pytest.mark.parametrize("solver", ["z3", "cvc5"])
def test_no_solver_finds_a_contradiction(solver: str) -> None:
    if solver == "cvc5" and find_spec("cvc5") is None:
        pytest.skip("needs the solver cvc5")
    program = ivl.parse(PRELUDE.read_text() + TYPICAL)
    results = list(ivl.verify(program, ivl.Options(timeout=5, solver=solver)))
    outcomes = {r.name: r.outcome for r in results}
    assert set(outcomes) == {"Alone", "Typical"}
    wanted = {Outcome.FAILED, Outcome.UNKNOWN, Outcome.TIMEOUT}
    assert set(outcomes.values()) <= wanted, outcomes
