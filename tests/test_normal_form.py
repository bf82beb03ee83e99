"""What the solver is sent does not depend on names, nor on the order of declarations."""

import random
import re
from textwrap import dedent

import pytest
from text_passes import apply, becomes, read

import ivl
from ivl.logic.renaming import Renaming
from ivl.logic.sexpr import parse_sexprs
from ivl.options import Options
from ivl.report.pretty import PrettyReport
from ivl.stages import show
from ivl.transform.order_declarations import order_declarations, shuffle_declarations
from ivl.transform.reflect_add import reflect_add

PROGRAM = """\
type T;
datatype List { Nil(), Cons(head: int, tail: List) }
const unique red, blue: T;
const limit: int;
var g: int;
function f(x: int): int;
function h(x: int, t: T): bool;
function {:define} twice(x: int): int { x + x }
axiom (forall {:qid "f.bpl:9"} x: int, y: int :: {f(x), f(y)} x < y ==> f(x) < f(y));
axiom (forall z: int, odd'name: T :: {h(z, odd'name)} h(z, odd'name) ==> z > limit);
axiom limit == twice(4);
procedure P(a: int, l: List, t: T) returns (r: int)
  requires a > 0 && h(a, t) && l is Cons && t != red;
  ensures r > limit;
{
  assert f(a) > f(limit) && l->head == 0;
  r := a + 1;
}
"""
NAMES = "T List Nil Cons head tail red blue limit f h twice x y a l t r P".split()  # noqa: SIM905


def renamed(text: str) -> str:
    """`text` with other names."""
    for name in NAMES:
        text = re.sub(rf"\b{name}\b", f"new_{name}", text)
    return text.replace("odd'name", "plain").replace("f.bpl:9", "else")


def sent(text: str, **options: object) -> str:
    return show("smt2", ivl.parse(text), Options(**options))  # type: ignore[arg-type]


def test_names_do_not_matter():
    assert sent(PROGRAM) != sent(renamed(PROGRAM))
    assert sent(PROGRAM, normalize_names=True) == sent(renamed(PROGRAM), normalize_names=True)
    mentioned = set(re.findall(r"[A-Za-z_|]+", sent(PROGRAM, normalize_names=True)))
    assert not mentioned & {*NAMES, "new"}


def shuffled(text: str, seed: int) -> str:
    """`text` with its declarations in another order."""
    parts = re.split(r"\n(?=[a-z])", text)
    random.Random(seed).shuffle(parts)
    return "\n".join(parts)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_declarations_does_not_matter(seed):
    other = shuffled(PROGRAM, seed)
    assert other != PROGRAM
    options = {"normalize_order": True}
    assert sent(PROGRAM, **options) == sent(other, **options)
    options["normalize_names"] = True
    assert sent(PROGRAM, **options) == sent(shuffled(renamed(PROGRAM), seed), **options)


def test_what_is_not_used_does_not_matter_with_pruning():
    options = {"normalize_order": True, "normalize_names": True, "prune": True}
    more = "function extra(x: int): int { x * 3 }\ntype U;\nvar u: U;\n" + PROGRAM
    assert sent(PROGRAM, **options) == sent(more, **options)


def test_seeds_give_other_names_and_orders():
    texts = {sent(PROGRAM, random_seed=seed) for seed in (1, 2, 3)}
    assert len(texts) == 3
    assert sent(PROGRAM, random_seed=1) == sent(PROGRAM, random_seed=1)
    assert not set(re.findall(r"[A-Za-z_|]+", texts.pop())) & set(NAMES)


@pytest.mark.parametrize("options", [{}, {"normalize_names": True}, {"random_seed": 5}], ids=str)
def test_values_come_back_under_the_names_of_the_program(options):
    (result,) = ivl.verify(ivl.parse(PROGRAM), Options(**options))
    text = PrettyReport().result(result)
    assert "$" not in text and "l == Cons(" in text


def test_renaming_goes_both_ways():
    renaming = Renaming()
    for name in ("f", "a b", "1x", "select"):
        renaming.declare(name)
    text = '(assert (! (|a b| (f ?x |?y z| ?x) |1x| select% "f $0") :qid f.1 :weight 2))'
    new = renaming.rename(text)
    assert new == '(assert (! ($1 ($0 ?0 ?1 ?0) $2 $3 "f $0") :qid %q2 :weight 2))'
    assert renaming.restore('($1 $0!val!3 $2 $3 "f $0" (as @$1_2 |$0|) $17)') == (
        '(|a b| f!val!3 |1x| select% "f $0" (as |@a b_2| |f|) $17)'
    )


def test_renaming_respects_scopes():
    renaming = Renaming()
    renaming.declare("f")
    renaming.push()
    renaming.declare("g")
    renaming.declare("f")  # a sort of that name, say
    assert renaming.rename("(f g)") == "($0 $1)"
    renaming.pop()
    assert renaming.rename("(f g)") == "($0 g)"
    renaming.declare("h")
    assert renaming.rename("(f h)") == "($0 $1)"


def test_different_names_stay_different():
    renaming = Renaming(3)
    names = [f"n{i}" for i in range(500)]
    for name in names:
        renaming.declare(name)
    (new,) = parse_sexprs(renaming.rename(f"({' '.join(names)})"))
    assert len(set(new)) == 500 and not set(new) & set(names)


# -------------------------------------------------------------- the passes themselves

USES = """\
const b: int uses { axiom b == 1; }
const a: int uses { axiom a > b; }
function f(x: int) : int uses { axiom (forall x: int :: f(x) == a); }
"""


def test_uses_follow_their_axioms():
    program = read(USES)

    def used(program):
        found = {c.variable: [program.axioms[i] for i in c.uses] for c in program.constants}
        return found | {d.function: [program.axioms[i] for i in d.uses] for d in program.functions}

    assert used(order_declarations(program)) == used(program)
    assert used(shuffle_declarations(program, 4)) == used(program)


def test_the_order_is_the_same_for_all_orders():
    text = PROGRAM + "axiom h(3, red);\n"  # else nothing tells it from blue
    once = apply(text, order_declarations)
    for seed in range(5):
        again = apply(text, lambda p, s=seed: shuffle_declarations(p, s), order_declarations)
        assert again == once


def test_addition_as_a_function():
    becomes(
        """
        axiom (forall x: int :: {g(x + 1)} g(x + 1) == 2);
        function g(x: int): int;
        procedure P(r: real, i: int);
          requires r + 1.0 > 2.0 && i + 1 > 2;
        """,
        """
        axiom (forall x: int :: { g(Reflect$Add(x, 1)) } g(Reflect$Add(x, 1)) == 2);
        function g(x: int) : int;
        function Reflect$Add(x: int, y: int) : int
        uses {
          axiom (forall x: int, y: int :: { Reflect$Add(x, y) } Reflect$Add(x, y) == x + y);
        }
        procedure P(r: real, i: int);
          requires r + 1.0 > 2.0 && Reflect$Add(i, 1) > 2;
        """,
        reflect_add,
    )


def test_triggers_with_additions_match():
    text = dedent(
        """
        function f(int): int;
        axiom (forall x: int :: {f(x + 1)} f(x + 1) == f(x) + 2);
        procedure P(n: int) { var m: int; m := n + 1; assert f(m) == 2 + f(n); }
        """
    )
    (result,) = ivl.verify(ivl.parse(text), Options(reflect_add=True))
    assert result.outcome is ivl.Outcome.VERIFIED


def test_names_of_the_solver_are_not_taken_for_new_ones():
    def normal(name: str, text: str) -> str:
        renaming = Renaming()
        renaming.declare(name)
        return renaming.normal(text)

    assert normal("x", "(assert (= x $0))") != normal("x", "(assert (= x x))")
    assert normal("x", "(assert (= x |$0|))") != normal("x", "(assert (= x x))")
    assert normal("x", "(assert (= x y$0))") == normal("z", "(assert (= z y$0))")
