"""Random well-typed programs as text, small enough to interpret and to verify in a moment.

All programs share a prelude, so that many can be put in one file; each has procedures with names
of its own. `procedures` draws from a `Random`, be it seeded or hypothesis's, which then shrinks.
Integer quantifiers are guarded so that the interpreter can enumerate them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

from generated_expressions import Expressions, Features
from hypothesis import strategies as st

PRELUDE = """\
type Elem;
const unique red: Elem;
const unique blue: Elem;
const limit: int;
axiom 2 < limit && limit < 6;
var g: int;
var h: int where h >= 0;
var flag: bool;
var a: [int]int;
var bits: bv4;
const zero: [int,int]int;
function f(x: int): int;
function positive(x: int): int;
axiom (forall x: int :: {positive(x)} positive(x) > 0);
function twice(x: int): int { x + x }
function {:inline} inc(x: int): int { x + 1 }
function {:inline} all3(b: [int]int): bool { (forall x: int :: 0 <= x && x < 3 ==> b[x] >= g0(x)) }
function g0(x: int): int { x - 2 }
function {:bvbuiltin "bvadd"} plus(x: bv4, y: bv4): bv4;
function {:bvbuiltin "bvmul"} times(x: bv4, y: bv4): bv4;
function {:bvbuiltin "bvult"} below(x: bv4, y: bv4): bool;
"""
DATATYPES = """\
datatype Tree { Leaf(), Node(left: Tree, item: int) }
var t: Tree;
"""
DATATYPES_OF_BOOGIE_2 = """\
type {:datatype} Tree;
function {:constructor} Leaf(): Tree;
function {:constructor} Node(left: Tree, item: int): Tree;
var t: Tree;
"""
PAIRS = "datatype Pair<T, U> { Pair(first: T, second: U) }\n"
POLYMORPHISM = """\
type Field _;
const unique number: Field int;
const unique other: Field int;
const unique truth: Field bool;
var heap: <T>[Field T]T;
function same<T>(x: T): T { x }
function {:inline} pick<T>(b: bool, x: T, y: T): T { if b then x else y }
function either<T>(x: T, y: T): T;
axiom (forall<T> x: T, y: T :: {either(x, y)} either(x, y) == x || either(x, y) == y);
procedure Swap<T, U>(x: T, y: U) returns (r: U, s: T); ensures r == y && s == x;
procedure Put<T>(at: Field T, x: T);
  modifies heap;
  ensures heap == old(heap)[at := x];
implementation Put<T>(at: Field T, x: T) { heap[at] := x; }
procedure Forget<T>(at: Field T) returns (x: T);
  modifies heap;
  ensures heap[at] == x;
  ensures (forall<U> f: Field U :: f != at ==> heap[f] == old(heap)[f]);
implementation Forget<T>(at: Field T) returns (x: T) { heap[at] := x; }
"""

EVERYTHING = Features()
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "positive": lambda x: abs(x) + 1,
    "plus": lambda x, y: (x + y) % 16,
    "times": lambda x, y: x * y % 16,
    "below": lambda x, y: x < y,
    "either": lambda x, y: y,
}
"""What the interpreter takes the functions without bodies for; `f` may be any function."""

GLOBALS = {"g": "int", "h": "int", "flag": "bool", "a": "[int]int", "bits": "bv4"}
HEAP = "<T>[Field T]T"
TYPES = ["int", "int", "int", "bool", "bool", "[int]int", "bv4", "Elem", "[int,int]int"]


def program(procedures: str, features: Features = EVERYTHING) -> str:
    """The program of some procedures."""
    prelude = PRELUDE
    if features.datatypes:
        prelude += DATATYPES
    if features.polymorphism:
        prelude += POLYMORPHISM
        prelude += PAIRS if features.datatypes else ""
    return prelude + _dialect(procedures, r"(\2)->\1", r"((\2) is \1)")


def program_for_boogie_2(procedures: str) -> str:
    """The same in the dialect of Boogie 2, whose datatypes look different."""
    return PRELUDE + DATATYPES_OF_BOOGIE_2 + _dialect(procedures, r"\1#Node(\2)", r"is#\1(\2)")


def _dialect(text: str, field: str, tester: str) -> str:
    while "‹" in text:
        text = re.sub(r"‹\.(\w+):([^‹›]*)›", field, text)
        text = re.sub(r"‹\?(\w+):([^‹›]*)›", tester, text)
    return text


def procedures(
    random: Random, prefix: str = "p", features: Features = EVERYTHING, count: int = 3
) -> str:
    """The text of some procedures that call one another, each the ones before it or itself."""
    generator = _Generator(random, features)
    return "\n".join([generator.procedure(f"{prefix}{i}") for i in range(count)])


generated = st.randoms(use_true_random=False, note_method_calls=False).map(procedures)
"""Procedures for hypothesis."""


class _Signature:
    def __init__(self, name: str, inputs: dict[str, str], outputs: dict[str, str]) -> None:
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.modifies: list[str] = []


class _Generator(Expressions):
    """`writable` variables may be assigned, `facts` are likely to hold at the present place.

    `loops` are the labels of enclosing statements for breaks, those of conditionals after a ``!``.
    """

    def __init__(self, random: Random, features: Features) -> None:
        super().__init__(random, features)
        self.globals = dict(GLOBALS)
        self.types = list(TYPES)
        if features.datatypes:
            self.globals["t"] = "Tree"
            self.types.append("Tree")
        if features.polymorphism:
            self.globals["heap"] = HEAP
        self.callable: list[_Signature] = []
        self.writable: list[str] = []
        self.facts: list[str] = []
        self.loops: list[str] = []
        self.labels: list[str] = []
        self.counter = 0

    def procedure(self, name: str) -> str:
        """A procedure with its contract, and mostly with a body."""
        random = self.random
        inputs = {v: random.choice(self.types) for v in ["x", "y"][: random.randrange(3)]}
        outputs = {v: random.choice(self.types) for v in ["r", "s"][: random.randrange(3)]}
        signature = _Signature(name, inputs, outputs)
        signature.modifies = [v for v in self.globals if self.chance(0.4)]
        lines: list[str] = []
        self.facts = []

        def formals(of: dict[str, str], probability: float = 0.15) -> str:
            texts = []
            for v, t in of.items():
                where = f" where {v} >= 0" if t == "int" and self.chance(probability) else ""
                texts.append(f"{v}: {t}{where}")
            return ", ".join(texts)

        head = f"procedure {name}({formals(inputs)}) returns ({formals(outputs)})"
        self.variables = {**self.globals, **inputs}
        requires = [self.expression("bool", 2) for _ in range(random.choice([0, 0, 1, 1, 2]))]
        for clause in requires:
            free = "free " if self.chance(0.15) else ""
            lines.append(f"  {free}requires {clause};")
        if signature.modifies:
            lines.append(f"  modifies {', '.join(signature.modifies)};")
        self.variables = {**self.globals, **inputs, **outputs}
        self.old = True
        ensures = [
            self.expression("bool", 2) if self.chance(0.6) else self.likely_post(signature)
            for _ in range(random.choice([0, 1, 1, 2]))
        ]
        self.old = False
        for clause in ensures:
            free = "free " if self.chance(0.15) else ""
            lines.append(f"  {free}ensures {clause};")
        if self.chance(0.12):
            self.callable.append(signature)
            return "\n".join([head + ";", *lines, ""])
        recursive = self.chance(0.3)
        if recursive:
            self.callable.append(signature)
        if self.chance(0.8):
            lines = [head, *lines, "{", *self.body(signature, requires)]
        else:  # an implementation of its own, whose formals have names of their own
            renamed = {v: f"own_{v}" for v in (*inputs, *outputs)}
            own = _Signature(
                name,
                {renamed[v]: t for v, t in inputs.items()},
                {renamed[v]: t for v, t in outputs.items()},
            )
            own.modifies = signature.modifies
            known = [_renamed(clause, renamed) for clause in requires]
            head2 = f"implementation {name}({formals(own.inputs, 0)})"
            head2 += f" returns ({formals(own.outputs, 0)})"
            lines = [head + ";", *lines, head2, "{", *self.body(own, known)]
        if not recursive:
            self.callable.append(signature)
        return "\n".join([*lines, "}", ""])

    def likely_post(self, signature: _Signature) -> str:
        """A postcondition that a body may well establish."""
        kept = [v for v in self.globals if v not in signature.modifies]
        if kept and self.chance(0.3):
            v = self.random.choice(kept)
            return f"{v} == old({v})"
        if "int" in signature.outputs.values():
            v = next(v for v, t in signature.outputs.items() if t == "int")
            return f"{v} {self.random.choice(['>=', '<='])} {self.expression('int', 1)}"
        return f"g {self.random.choice(['>=', '<='])} old(g)"

    def body(self, signature: _Signature, requires: list[str]) -> list[str]:
        random = self.random
        types = [*self.types, "real"] if self.real else self.types
        locals_ = {v: random.choice(types) for v in ["u", "v", "w"][: random.randrange(1, 4)]}
        locals_["i"] = "int"
        lines = []
        for v, t in locals_.items():
            where = ""
            if t == "int" and self.chance(0.15):
                where = random.choice([f" where {v} >= 0", f" where {v} <= 5", " where v < w"])
                if where == " where v < w" and (v, locals_.get("w")) != ("v", "int"):
                    where = ""
            lines.append(f"  var {v}: {t}{where};")
        self.variables = {**self.globals, **signature.inputs, **signature.outputs, **locals_}
        self.writable = [*signature.modifies, *signature.outputs, *locals_]
        self.signature = signature
        self.old = True
        self.facts = list(requires)
        self.loops = []
        self.labels = []
        if self.chance(0.3):
            lines += self.blocks()
        else:
            lines += self.statements(random.randrange(2, 6), 1, "  ")
        self.old = False
        return lines

    def blocks(self) -> list[str]:
        """A body of labelled blocks that jump anywhere."""
        random = self.random
        self.labels = [f"L{i}" for i in range(random.randrange(2, 6))]
        lines: list[str] = []
        for index, label in enumerate(self.labels):
            lines.append(f"  {label}:")
            if self.chance(0.4):
                self.facts = []
            for _ in range(random.randrange(3)):
                if self.chance(0.5):
                    lines.append(
                        f"    {random.choice(['assert', 'assert', 'assume'])} {self.claim()};"
                    )
            lines += self.statements(random.randrange(3), 0 if self.chance(0.8) else 1, "    ")
            kind = random.random()
            if kind < 0.15:
                lines.append("    return;")
            elif kind < 0.9:
                forward = self.labels[index + 1 :] if self.chance(0.5) else self.labels
                count = min(len(forward), random.choice([1, 2, 2, 3]))
                if count:
                    lines.append(f"    goto {', '.join(random.sample(forward, count))};")
        return lines

    # ------------------------------------------------------------ statements

    def statements(self, count: int, depth: int, indent: str) -> list[str]:
        lines: list[str] = []
        for _ in range(count):
            lines += self.statement(depth, indent)
        return lines

    def statement(self, depth: int, indent: str) -> list[str]:
        random = self.random
        kinds = ["assign"] * 5 + ["assert"] * 4 + ["assume", "havoc", "call", "call", "parallel"]
        kinds += ["element", "field"]
        if self.features.polymorphism:
            kinds += ["instance"] * 4
        if depth > 0:
            kinds += ["if", "if", "if", "while", "while", "count", "labelled", "jump"]
        kind = random.choice(kinds)
        match kind:
            case "assign":
                return [indent + self.assign()]
            case "parallel":
                if len(self.writable) < 2:
                    return [indent + self.assign()]
                x, y = random.sample(self.writable, 2)
                ex, ey = (self.expression(self.variables[v], 1) for v in (x, y))
                self.forget(x)
                self.forget(y)
                return [f"{indent}{x}, {y} := {ex}, {ey};"]
            case "element":
                maps = [v for v in self.writable if self.variables[v] == "[int]int"]
                if not maps:
                    return [indent + self.assign()]
                v = random.choice(maps)
                index, value = self.expression("int", 1), self.expression("int", 1)
                self.forget(v)
                if not _mentions(index + value, v):
                    self.facts.append(f"({v}[{index}] == {value})")
                return [f"{indent}{v}[{index}] := {value};"]
            case "field":
                return [indent + self.assign()]
            case "assert":
                attribute = "{:subsumption 0} " if self.chance(0.1) else ""
                return [f"{indent}assert {attribute}{self.claim()};"]
            case "assume":
                assumed = self.expression("bool", 1)
                self.facts.append(assumed)
                return [f"{indent}assume {assumed};"]
            case "havoc":
                chosen = random.sample(
                    self.writable, min(len(self.writable), random.choice([1, 2]))
                )
                for v in chosen:
                    self.forget(v)
                return [f"{indent}havoc {', '.join(chosen)};"]
            case "call":
                return self.call(indent)
            case "instance":
                return [indent + self.instantiated()]
            case "if":
                return self.branch(depth, indent)
            case "while":
                return self.loop(depth, indent)
            case "count":
                return self.counted(depth, indent)
            case "labelled":
                self.counter += 1
                label = f"B{self.counter}"
                inner = (
                    self.branch(depth, indent, label)
                    if self.chance(0.5)
                    else self.loop(depth, indent, label)
                )
                return [f"{indent}{label}:", *inner]
            case _:
                if self.loops:
                    target = random.choice(["", *[x for x in self.loops if x]])
                    if target or any(not x.startswith("!") for x in self.loops):
                        guard = self.expression("bool", 1)
                        jump = f"break {target.lstrip('!')};" if target else "break;"
                        return [f"{indent}if ({guard}) {{", f"{indent}  {jump}", f"{indent}}}"]
                jump = f"goto {random.choice(self.labels)};" if self.labels else "return;"
                return [f"{indent}if (*) {{", f"{indent}  {jump}", f"{indent}}}"]

    def claim(self) -> str:
        """Something to assert: often what is known to hold, or weaker."""
        kind = self.random.random()
        if self.facts and kind < 0.35:
            return self.random.choice(self.facts)
        if self.facts and kind < 0.55:
            return f"({self.random.choice(self.facts)} || {self.expression('bool', 1)})"
        if kind < 0.7:
            e = self.expression("int", 1)
            return self.random.choice(
                [f"({e} <= {e} + 1)", f"(positive({e}) >= 1)", f"(twice({e}) == 2 * ({e}))",
                 f"(a[{e} := 3][{e}] == 3)", f"(({e}) mod 2 < 2)"]
            )  # fmt: skip
        return self.expression("bool", 2)

    def forget(self, variable: str) -> None:
        """No fact about `variable` is known any more."""
        self.facts = [f for f in self.facts if not _mentions(f, variable)]

    def assign(self) -> str:
        v = self.random.choice(self.writable)
        e = self.expression(self.variables[v], 2)
        self.forget(v)
        if not _mentions(e, v):
            self.facts.append(f"({v} == {e})")
        return f"{v} := {e};"

    def call(self, indent: str) -> list[str]:
        candidates = [s for s in self.callable if all(m in self.writable for m in s.modifies)]
        random = self.random
        if not candidates:
            return [indent + self.assign()]
        callee = random.choice(candidates)
        arguments = [self.expression(t, 1) for t in callee.inputs.values()]
        results: list[str] = []
        for t in callee.outputs.values():
            free = [v for v in self.writable if self.variables[v] == t and v not in results]
            if not free:
                return [indent + self.assign()]
            results.append(random.choice(free))
        for v in (*results, *callee.modifies):
            self.forget(v)
        left = f"{', '.join(results)} := " if results else ""
        free = "free " if self.chance(0.1) else ""
        return [f"{indent}{free}call {left}{callee.name}({', '.join(arguments)});"]

    def instantiated(self) -> str:
        """A call of a polymorphic procedure, or an assignment to the heap."""
        random = self.random
        field, type_ = random.choice([("number", "int"), ("other", "int"), ("truth", "bool")])
        same = [v for v in self.writable if self.variables[v] == type_]
        if "heap" in self.writable and self.chance(0.7):
            self.forget("heap")
            kind = random.random()
            if kind < 0.3 and same:
                result = random.choice(same)
                self.forget(result)
                self.facts.append(f"(heap[{field}] == {result})")
                return f"call {result} := Forget({field});"
            value = self.expression(type_, 1)
            if not _mentions(value, "heap"):
                self.facts.append(f"(heap[{field}] == {value})")
            return f"heap[{field}] := {value};" if kind < 0.6 else f"call Put({field}, {value});"
        if len(self.writable) < 2:
            return self.assign()
        x, y = random.sample(self.writable, 2)
        values = [self.expression(self.variables[v], 1) for v in (y, x)]
        self.forget(x)
        self.forget(y)
        return f"call {x}, {y} := Swap({', '.join(values)});"

    def branch(self, depth: int, indent: str, label: str = "") -> list[str]:
        guard = "*" if self.chance(0.2) else self.expression("bool", 1)
        known = list(self.facts)
        loops = self.loops
        if label:
            self.loops = [*loops, f"!{label}"]
        if guard != "*":
            self.facts.append(guard)
        lines = [f"{indent}if ({guard}) {{"]
        lines += self.statements(self.random.randrange(1, 3), depth - 1, indent + "  ")
        after = self.facts
        self.facts = list(known)
        kind = self.random.random()
        if kind < 0.5:
            lines.append(f"{indent}}} else {{")
            lines += self.statements(self.random.randrange(1, 3), depth - 1, indent + "  ")
        elif kind < 0.65:
            lines.append(f"{indent}}} else if ({self.expression('bool', 1)}) {{")
            lines += self.statements(1, depth - 1, indent + "  ")
        self.facts = [f for f in self.facts if f in after]
        self.loops = loops
        return [*lines, f"{indent}}}"]

    def loop(self, depth: int, indent: str, label: str = "") -> list[str]:
        guard = "*" if self.chance(0.3) else self.expression("bool", 1)
        known = list(self.facts)
        loops = self.loops
        self.loops = [*loops, label]
        lines = [f"{indent}while ({guard})"]
        for _ in range(self.random.randrange(3)):
            free = "free " if self.chance(0.15) else ""
            lines.append(f"{indent}  {free}invariant {self.claim()};")
        lines.append(f"{indent}{{")
        lines += self.statements(self.random.randrange(1, 4), depth - 1, indent + "  ")
        self.loops = loops
        self.facts = [f for f in known if f in self.facts]
        return [*lines, f"{indent}}}"]

    def counted(self, depth: int, indent: str) -> list[str]:
        """``i := 0; while (i < n) invariant 0 <= i && i <= n; { ...; i := i + 1; }``"""
        bound = self.random.choice(["3", "limit", "h"])
        writable, self.writable = self.writable, [v for v in self.writable if v not in ("i", "h")]
        if bound == "h":
            saved, self.callable = self.callable, []
        known = list(self.facts)
        self.forget("i")
        loops = self.loops
        self.loops = [*loops, ""]
        extra = [f"{indent}  invariant {self.claim()};"] if self.chance(0.5) else []
        body = self.statements(self.random.randrange(2), 0, indent + "  ") if self.writable else []
        self.writable = writable
        self.loops = loops
        if bound == "h":
            self.callable = saved
        self.facts = [f for f in known if f in self.facts]
        self.forget("i")
        self.facts.append(f"(0 <= i && i <= {bound})")
        return [
            f"{indent}i := 0;",
            f"{indent}while (i < {bound})",
            f"{indent}  invariant 0 <= i && i <= {bound};",
            *extra,
            f"{indent}{{",
            *body,
            f"{indent}  i := i + 1;",
            f"{indent}}}",
        ]


def _renamed(text: str, names: dict[str, str]) -> str:
    return re.sub(r"\b\w+\b", lambda word: names.get(word[0], word[0]), text)


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None
