"""Random well-typed expressions as text, over the prelude of `generated_programs`.

A field access is written ``‹.field:e›`` and a constructor test ``‹?Constructor:e›``: see `_dialect`
there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Features:
    """What programs may have besides the rest."""

    quantifiers: bool = True
    datatypes: bool = True
    polymorphism: bool = False


class Expressions:
    """Makes expressions over the `variables` in scope, which have types."""

    def __init__(self, random: Random, features: Features) -> None:
        self.random = random
        self.features = features
        self.variables: dict[str, str] = {}
        self.old = False
        self.bound = 0
        self.real = random.random() < 0.2

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

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
            "<T>[Field T]T": self.heap,
        }[type_]()
        if self.features.polymorphism and self.chance(0.2):
            return self.instance(type_, depth - 1)
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
            case "<T>[Field T]T":
                return random.choice(names) if names else "heap"
            case "[int,int]int":
                return random.choice(names) if names else "zero"
            case _:
                return random.choice([*names, "a", "a[0 := 1]"])

    def integer(self) -> list[Callable[[int], str]]:
        e = self.expression
        c = self.random.choice
        makers: list[Callable[[int], str]] = [
            lambda d: f"({e('int', d)} + {e('int', d)})",
            lambda d: f"({e('int', d)} - {e('int', d)})",
            lambda d: f"{c('23')} * {e('int', d)}",
            lambda d: f"({e('int', d)} {c(['div', 'mod'])} {c('23')})",
            lambda d: f"{c(['f', 'positive', 'twice', 'inc'])}({e('int', d)})",
            lambda d: f"{e('[int]int', d)}[{e('int', d)}]",
            lambda d: f"-({e('int', d)})",
            lambda d: f"{e('[int,int]int', d)}[{e('int', d)}, {e('int', d)}]",
            lambda d: self.bind(f"(var {{}} := {e('int', d)}; {{}})", "int", d),
            lambda d: self.bind(f"(lambda {{}}: int :: {{}})[{e('int', d)}]", "int", d),
        ]
        if self.features.datatypes:
            makers.append(lambda d: f"‹.item:{e('Tree', d)}›")
        return makers

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
            lambda d: f"({e('Elem', d)} {c(['==', '!='])} {e('Elem', d)})",
            lambda d: f"({e('bv4', d)} == {e('bv4', d)})",
            lambda d: f"below({e('bv4', d)}, {e('bv4', d)})",
        ]
        if self.features.datatypes:
            makers.append(lambda d: f"({e('Tree', d)} == {e('Tree', d)})")
            makers.append(lambda d: f"‹?{c(['Leaf', 'Node'])}:{e('Tree', d)}›")
        if self.features.quantifiers:
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
        return self.random.choice(
            [v for v, t in self.variables.items() if t == "[int]int"] or ["a"]
        )

    def matrix(self) -> list[Callable[[int], str]]:
        e = self.expression
        return [lambda d: f"{e('[int,int]int', d)}[{e('int', d)}, {e('int', d)} := {e('int', d)}]"]

    def heap(self) -> list[Callable[[int], str]]:
        e = self.expression
        field = self.random.choice(["number", "other"])
        return [
            lambda d: f"{e('<T>[Field T]T', d)}[{field} := {e('int', d)}]",
            lambda d: f"{e('<T>[Field T]T', d)}[truth := {e('bool', d)}]",
        ]

    def instance(self, type_: str, depth: int) -> str:
        """An expression of a type by something that has other types, too."""
        e = self.expression
        other = self.random.choice(["int", "bool", "Elem", type_])
        forms = [
            lambda d: f"same({e(type_, d)})",
            lambda d: f"pick({e('bool', d)}, {e(type_, d)}, {e(type_, d)})",
            lambda d: f"either({e(type_, d)}, {e(type_, d)})",
        ]
        if self.features.datatypes:
            forms.append(lambda d: f"‹.first:Pair({e(type_, d)}, {e(other, d)})›")
            forms.append(lambda d: f"‹.second:Pair({e(other, d)}, same({e(type_, d)}))›")
        if type_ == "int":
            forms += [lambda d: f"{e('<T>[Field T]T', d)}[number]"] * 4
        if type_ == "bool" and self.features.datatypes:
            forms.append(lambda d: f"(Pair({e(other, d)}, g) == Pair({e(other, d)}, 1))")
        if type_ == "bool":
            forms += [
                lambda d: f"{e('<T>[Field T]T', d)}[truth]",
                lambda d: f"(same({e(other, d)}) == {e(other, d)})",
                lambda d: f"({e('<T>[Field T]T', d)} == {e('<T>[Field T]T', d)})",
            ]
        return self.random.choice(forms)(depth)

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
