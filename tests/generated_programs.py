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

from hypothesis import strategies as st

PRELUDE = """\
type Elem;
const unique red: Elem;
const unique blue: Elem;
const limit: int;
axiom 2 < limit && limit < 6;
%s
var g: int;
var h: int where h >= 0;
var flag: bool;
var a: [int]int;
var bits: bv4;
var t: Tree;
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
DATATYPE = "datatype Tree { Leaf(), Node(left: Tree, item: int) }"
DATATYPE_BOOGIE_2 = """\
type {:datatype} Tree;
function {:constructor} Leaf(): Tree;
function {:constructor} Node(left: Tree, item: int): Tree;"""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "positive": lambda x: abs(x) + 1,
    "plus": lambda x, y: (x + y) % 16,
    "times": lambda x, y: x * y % 16,
    "below": lambda x, y: x < y,
}
"""What the interpreter takes the functions without bodies for; `f` may be any function."""

GLOBALS = {"g": "int", "h": "int", "flag": "bool", "a": "[int]int", "bits": "bv4", "t": "Tree"}
TYPES = ["int", "int", "int", "bool", "bool", "[int]int", "bv4", "Tree", "Elem", "[int,int]int"]


def program(procedures: str) -> str:
    """The program of some procedures."""
    return PRELUDE % DATATYPE + _dialect(procedures, r"(\2)->\1", r"((\2) is \1)")


def program_for_boogie_2(procedures: str) -> str:
    """The same in the dialect of Boogie 2, whose datatypes look different."""
    return PRELUDE % DATATYPE_BOOGIE_2 + _dialect(procedures, r"\1#Node(\2)", r"is#\1(\2)")


def _dialect(text: str, field: str, tester: str) -> str:
    while "‹" in text:
        text = re.sub(r"‹\.(\w+):([^‹›]*)›", field, text)
        text = re.sub(r"‹\?(\w+):([^‹›]*)›", tester, text)
    return text


def procedures(
    random: Random, prefix: str = "p", count: int = 3, quantifiers: bool = True
) -> str:
    """The text of some procedures that call one another, each the ones before it or itself."""
    generator = _Generator(random, quantifiers)
    return "\n".join([generator.procedure(f"{prefix}{i}") for i in range(count)])


generated = st.randoms(use_true_random=False, note_method_calls=False).map(procedures)
"""Procedures for hypothesis."""


class _Signature:
    def __init__(self, name: str, inputs: dict[str, str], outputs: dict[str, str]) -> None:
        self.name = name
        self.inputs = inputs
        self.outputs = outputs
        self.modifies: list[str] = []


class _Generator:
    def __init__(self, random: Random, quantifiers: bool) -> None:
        self.random = random
        self.quantifiers = quantifiers
        self.callable: list[_Signature] = []
        self.variables: dict[str, str] = {}
        self.writable: list[str] = []
        self.facts: list[str] = []
        self.old = False
        self.bound = 0
        self.loops: list[str] = []
        self.labels: list[str] = []
        self.counter = 0
        self.real = random.random() < 0.2

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    # ------------------------------------------------------------ expressions

    def expression(self, type_: str, depth: int = 2) -> str:
        """An expression of a type over the variables in scope."""
        random = self.random
        names = [v for v, t in self.variables.items() if t == type_]
        if depth <= 0 or self.chance(0.25):
            if names and self.chance(0.7):
                name = random.choice(names)
                return f"old({name})" if self.old and self.chance(0.2) else name
            return self.literal(type_, names)
        makers: list[Callable[[int], str]] = {
            "int": self.integer,
            "bool": self.boolean,
            "[int]int": self.map,
            "[int,int]int": self.matrix,
            "bv4": self.bitvector,
            "Tree": self.tree,
            "Elem": self.element,
            "real": self.rational,
        }[type_]()
        if self.chance(0.1):
            return (
                f"(if {self.expression('bool', depth - 1)} then {self.expression(type_, depth - 1)}"
                f" else {self.expression(type_, depth - 1)})"
            )
        return random.choice(makers)(depth - 1)

    def literal(self, type_: str, names: list[str]) -> str:
        random = self.random
        match type_:
            case "int":
                return random.choice(["0", "1", "2", "3", "limit", "-1"])
            case "bool":
                return random.choice(["true", "false", *names])
            case "bv4":
                return f"{random.randrange(16)}bv4"
            case "Tree":
                return "Leaf()"
            case "Elem":
                return random.choice(["red", "blue"])
            case "real":
                return random.choice(["0.5", "1.0", "2.5"])
            case "[int,int]int":
                return random.choice(names) if names else "zero"
            case _:
                return random.choice([*names, "a", "a[0 := 1]"])

    def integer(self) -> list[Callable[[int], str]]:
        e = self.expression
        c = self.random.choice
        return [
            lambda d: f"({e('int', d)} + {e('int', d)})",
            lambda d: f"({e('int', d)} - {e('int', d)})",
            lambda d: f"{c('23')} * {e('int', d)}",
            lambda d: f"({e('int', d)} {c(['div', 'mod'])} {c('23')})",
            lambda d: f"{c(['f', 'positive', 'twice', 'inc'])}({e('int', d)})",
            lambda d: f"{e('[int]int', d)}[{e('int', d)}]",
            lambda d: f"‹.item:{e('Tree', d)}›",
            lambda d: f"-({e('int', d)})",
            lambda d: f"{e('[int,int]int', d)}[{e('int', d)}, {e('int', d)}]",
            lambda d: self.bind("(var {} := %s; {})" % e("int", d), "int", d),
            lambda d: self.bind("(lambda {}: int :: {})[%s]" % e("int", d), "int", d),
        ]

    def rational(self) -> list[Callable[[int], str]]:
        e = self.expression
        return [
            lambda d: f"({e('real', d)} + {e('real', d)})",
            lambda d: f"({e('real', d)} - {e('real', d)})",
            lambda d: f"({e('real', d)} / 2.0)",
            lambda d: f"real({e('int', d)})",
        ]

    def boolean(self) -> list[Callable[[int], str]]:
        e = self.expression
        c = self.random.choice
        comparisons: list[Callable[[int], str]] = [
            lambda d: f"({e('int', d)} {c(['<', '<=', '>', '>=', '==', '!='])} {e('int', d)})"
        ] * 4
        makers: list[Callable[[int], str]] = [
            *comparisons,
            lambda d: f"({e('bool', d)} && {e('bool', d)})",
            lambda d: f"({e('bool', d)} || {e('bool', d)})",
            lambda d: f"({e('bool', d)} ==> {e('bool', d)})",
            lambda d: f"({e('bool', d)} <==> {e('bool', d)})",
            lambda d: f"!({e('bool', d)})",
            lambda d: f"({e('[int]int', d)} {c(['==', '!='])} {e('[int]int', d)})",
            lambda d: f"({e('Tree', d)} == {e('Tree', d)})",
            lambda d: f"({e('Elem', d)} {c(['==', '!='])} {e('Elem', d)})",
            lambda d: f"({e('bv4', d)} == {e('bv4', d)})",
            lambda d: f"below({e('bv4', d)}, {e('bv4', d)})",
            lambda d: f"‹?{c(['Leaf', 'Node'])}:{e('Tree', d)}›",
        ]
        if self.quantifiers:
            makers += [lambda d: f"all3({e('[int]int', d)})", self.quantifier]
        if self.real:
            makers.append(lambda d: f"({e('real', d)} {c(['<', '<=', '=='])} {e('real', d)})")
            makers.append(lambda d: f"(int({e('real', d)}) <= {e('int', d)})")
        return makers

    def bind(self, form: str, type_: str, depth: int) -> str:
        """`form` with an integer's name and an expression in which it is in scope."""
        outside = self.variables
        name = self.bound_name()
        self.variables = {**outside, name: "int"}
        body = self.expression(type_, depth)
        self.variables = outside
        return form.format(name, body)

    def bound_name(self) -> str:
        """A name often used for something else elsewhere; Boogie 2 forbids hiding a local."""
        self.bound += 1
        free = [v for v in ("x", "k") if v not in self.variables]
        return self.random.choice([*free, f"i{self.bound}"])

    def quantifier(self, depth: int) -> str:
        outside = self.variables
        name = self.bound_name()
        inside_type = self.random.choice(["int", "int", "bool"])
        self.variables = {**outside, name: inside_type}
        body = self.expression("bool", depth)
        self.variables = outside
        if inside_type == "bool":
            return f"({self.random.choice(['forall', 'exists'])} {name}: bool :: {body})"
        low = self.random.choice(["0", "-1"])
        guard = f"{low} <= {name} && {name} < {self.random.choice('234')}"
        if self.chance(0.7):
            return f"(forall {name}: int :: {guard} ==> {body})"
        return f"(exists {name}: int :: {guard} && {body})"

    def map(self) -> list[Callable[[int], str]]:
        e = self.expression
        return [
            lambda d: f"{self.some_map()}[{e('int', d)} := {e('int', d)}]",
            lambda d: f"{e('[int]int', d)}[{e('int', d)} := {e('int', d)}]",
        ]

    def some_map(self) -> str:
        return self.random.choice([v for v, t in self.variables.items() if t == "[int]int"] or ["a"])

    def matrix(self) -> list[Callable[[int], str]]:
        e = self.expression
        return [lambda d: f"{e('[int,int]int', d)}[{e('int', d)}, {e('int', d)} := {e('int', d)}]"]

    def bitvector(self) -> list[Callable[[int], str]]:
        e = self.expression
        return [
            lambda d: f"plus({e('bv4', d)}, {e('bv4', d)})",
            lambda d: f"times({e('bv4', d)}, {e('bv4', d)})",
            lambda d: f"(({e('bv4', d)})[4:2] ++ ({e('bv4', d)})[2:0])",
            lambda d: f"(({e('bv4', d)})[1:0] ++ ({e('bv4', d)})[4:1])",
        ]

    def tree(self) -> list[Callable[[int], str]]:
        e = self.expression
        return [
            lambda d: f"Node({e('Tree', d)}, {e('int', d)})",
            lambda d: f"‹.left:{e('Tree', d)}›",
        ]

    def element(self) -> list[Callable[[int], str]]:
        return [lambda d: self.expression("Elem", d - 1)]

    # ------------------------------------------------------------ procedures

    def procedure(self, name: str) -> str:
        """A procedure with its contract, and mostly with a body."""
        random = self.random
        inputs = {v: random.choice(TYPES) for v in ["x", "y"][: random.randrange(3)]}
        outputs = {v: random.choice(TYPES) for v in ["r", "s"][: random.randrange(3)]}
        signature = _Signature(name, inputs, outputs)
        signature.modifies = [v for v in GLOBALS if self.chance(0.4)]
        readable = {v: t for v, t in GLOBALS.items()}
        lines: list[str] = []
        self.facts = []

        def formals(of: dict[str, str], probability: float = 0.15) -> str:
            texts = []
            for v, t in of.items():
                where = f" where {v} >= 0" if t == "int" and self.chance(probability) else ""
                texts.append(f"{v}: {t}{where}")
            return ", ".join(texts)

        head = f"procedure {name}({formals(inputs)}) returns ({formals(outputs)})"
        self.variables = {**readable, **inputs}
        requires = [self.expression("bool", 2) for _ in range(random.choice([0, 0, 1, 1, 2]))]
        for clause in requires:
            free = "free " if self.chance(0.15) else ""
            lines.append(f"  {free}requires {clause};")
        if signature.modifies:
            lines.append(f"  modifies {', '.join(signature.modifies)};")
        self.variables = {**readable, **inputs, **outputs}
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
        kept = [v for v in GLOBALS if v not in signature.modifies]
        if kept and self.chance(0.3):
            v = self.random.choice(kept)
            return f"{v} == old({v})"
        if "int" in signature.outputs.values():
            v = next(v for v, t in signature.outputs.items() if t == "int")
            return f"{v} {self.random.choice(['>=', '<='])} {self.expression('int', 1)}"
        return f"g {self.random.choice(['>=', '<='])} old(g)"

    def body(self, signature: _Signature, requires: list[str]) -> list[str]:
        random = self.random
        types = [*TYPES, "real"] if self.real else TYPES
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
        self.variables = {**GLOBALS, **signature.inputs, **signature.outputs, **locals_}
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
                    lines.append(f"    {random.choice(['assert', 'assert', 'assume'])} {self.claim()};")
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
                chosen = random.sample(self.writable, min(len(self.writable), random.choice([1, 2])))
                for v in chosen:
                    self.forget(v)
                return [f"{indent}havoc {', '.join(chosen)};"]
            case "call":
                return self.call(indent)
            case "if":
                return self.branch(depth, indent)
            case "while":
                return self.loop(depth, indent)
            case "count":
                return self.counted(depth, indent)
            case "labelled":
                self.counter += 1
                label = f"B{self.counter}"
                inner = self.branch(depth, indent, label) if self.chance(0.5) else self.loop(depth, indent, label)
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
        candidates = [
            s for s in self.callable if all(m in self.writable for m in s.modifies)
        ]
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
        writable, self.writable = self.writable, [
            v for v in self.writable if v not in ("i", "h")
        ]
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
