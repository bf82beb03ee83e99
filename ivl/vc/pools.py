"""Instances of quantifiers at terms that the program names, through pools."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable, Mapping

from ivl.base.node import record, replace
from ivl.core.alpha import alpha_key
from ivl.core.attributes import has_attribute
from ivl.core.expressions import (
    Apply,
    Attribute,
    Attributes,
    Expr,
    Function,
    Let,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.fold import (
    bound_variables,
    free_variables,
    map_children,
    substitute,
    walk,
)
from ivl.core.instantiate import instantiate
from ivl.core.program import Program
from ivl.core.statements import Assert, Assume
from ivl.core.types import BOOL, Type
from ivl.flow.cfg import PassiveBlock, PassiveCfg, PassiveCommand

_CONNECTIVES = {Operator.NOT, Operator.AND, Operator.OR, Operator.IMPLIES}

MOST_ROUNDS = 20
MOST_INSTANCES = 10_000
"""Instances may bring terms that bring instances without end."""


def instantiate_pools(cfg: PassiveCfg, program: Program, keep: bool = False) -> PassiveCfg:
    """`cfg` with the instances that its pools ask for in place of quantifiers.

    Before::

        assume (forall {:pool "A"} x: int :: p(x));
        assert {:add_to_pool "A", n} p(n);

    After::

        assume p(n);
        assert {:add_to_pool "A", n} p(n);

    It happens to a universal quantifier that is assumed and to an existential one that is
    asserted, if each of their variables has a pool and the pools have terms of their types; with
    `keep` the quantifier stays, too. What holds for some value instead, in an assumption or as a
    counterexample of an assertion, holds for a new constant, and terms about that constant go into
    the pools that the quantifier names with ``{:add_to_pool}``. The axioms of lifted lambdas get
    instances as additional assumptions.

    Assumptions become weaker and assertions stronger, so nothing becomes provable. What is assumed
    after an assertion is what was asserted: an instance.
    """
    commands = [c for block in cfg.blocks.values() for c in block.commands]
    if not any(_adds_to_pool(c) for c in commands):
        return cfg
    return _Pools(cfg, program, keep).run()


def _adds_to_pool(command: PassiveCommand) -> bool:
    """Whether a command, or a quantifier that may be instantiated in it, names a pool's terms."""
    if has_attribute(command.attributes, "add_to_pool"):
        return True
    stack = [command.condition]
    while stack:
        match stack.pop():
            case Quantifier(attributes=attributes, body=body):
                if has_attribute(attributes, "add_to_pool"):
                    return True
                stack.append(body)
            case Operation(operator, arguments) if operator in _CONNECTIVES:
                stack.extend(arguments)
            case Let(body=body):
                stack.append(body)
            case _:
                pass
    return False


@record
class _Instances:
    """A formula over `variables` and its instances so far; `placeholder` stands for it."""

    variables: tuple[Variable, ...]
    body: Expr
    assumed: bool
    placeholder: Variable
    whole: Expr
    found: dict[tuple[Hashable, ...], Expr]


class _Pools:
    def __init__(self, cfg: PassiveCfg, program: Program, keep: bool = False) -> None:
        self.cfg = cfg
        self.keep = keep
        self.lambdas = _lambda_axioms(program)
        self.pools: dict[str, dict[Hashable, Expr]] = {}
        self.quantifiers: list[_Instances] = []
        self.definitions: dict[tuple[Hashable, ...], _Instances] = {}
        self.count = 0
        self.instances = 0

    def run(self) -> PassiveCfg:
        blocks = {
            label: [self.command(c) for c in block.commands]
            for label, block in self.cfg.blocks.items()
        }
        rounds = 0
        while rounds < MOST_ROUNDS and self.instantiate_once():
            rounds += 1
        made = {q.placeholder: q for q in self.quantifiers}
        built: dict[int, tuple[Expr, Expr]] = {}  # by identity, which the first part keeps alive

        def build(expr: Expr) -> Expr:
            known = built.get(id(expr))
            if known is None:
                if isinstance(expr, VariableReference) and expr.variable in made:
                    new = self.combined(made[expr.variable], build)
                else:
                    new = map_children(expr, build)
                known = built[id(expr)] = expr, new
            return known[1]

        axioms = [
            Assume(build(instance))
            for d in self.definitions.values()
            for instance in d.found.values()
        ]
        done: dict[str, PassiveBlock] = {}
        for label, block in self.cfg.blocks.items():
            commands = [replace(c, condition=build(c.condition)) for c in blocks[label]]
            if label == self.cfg.entry:
                commands = [*axioms, *commands]
            done[label] = replace(block, commands=tuple(commands))
        return replace(self.cfg, blocks=done)

    # -------------------------------------------------------- commands and formulas

    def command(self, command: PassiveCommand) -> PassiveCommand:
        self.add_terms(command.attributes, {})
        condition = expand_lets(command.condition)
        new = self.formula(condition, not isinstance(command, Assert))
        return replace(command, condition=new)

    def formula(self, expr: Expr, assumed: bool) -> Expr:
        """`expr` with placeholders for what may be instantiated; see that lambdas are."""
        result = self.polarized(expr, assumed)
        self.collect_lambdas(result)
        return result

    def polarized(self, expr: Expr, assumed: bool) -> Expr:
        new: tuple[Expr, ...]
        match expr:
            case Operation(Operator.NOT, (operand,)):
                new = (self.polarized(operand, not assumed),)
            case Operation(Operator.AND | Operator.OR, operands):
                new = tuple([self.polarized(e, assumed) for e in operands])
            case Operation(Operator.IMPLIES, (left, right)):
                new = (self.polarized(left, not assumed), self.polarized(right, assumed))
            case Quantifier(type_parameters=()):
                return self.quantifier(expr, assumed)
            case _:
                return expr
        if all(a is b for a, b in zip(new, expr.arguments, strict=True)):
            return expr
        return Operation(expr.operator, new, expr.type, span=expr.span)

    def quantifier(self, expr: Quantifier, assumed: bool) -> Expr:
        if (expr.kind is QuantifierKind.FORALL) != assumed:
            return self.witness(expr, assumed)
        if not all(v.pools for v in expr.variables):
            return expr
        placeholder = self.fresh("pool#")
        self.quantifiers.append(
            _Instances(expr.variables, expr.body, assumed, placeholder, expr, {})
        )
        return VariableReference(placeholder, span=expr.span)

    def witness(self, expr: Quantifier, assumed: bool) -> Expr:
        """What `expr` says of new constants, about which it adds terms to pools."""
        constants: dict[Variable, Expr] = {
            v: VariableReference(self.fresh(f"{v.name}#", v.type)) for v in expr.variables
        }
        self.add_terms(expr.attributes, constants)
        return self.polarized(instantiate(expr.body, constants), assumed)

    def fresh(self, name: str, type_: Type = BOOL) -> Variable:
        self.count += 1
        return Variable(f"{name}{self.count}", type_, VariableKind.INCARNATION)

    def add_terms(self, attributes: Attributes, values: Mapping[Variable, Expr]) -> None:
        for attribute in attributes:
            match attribute:
                case Attribute("add_to_pool", (str(pool), *terms)):
                    for term in terms:
                        if not isinstance(term, str):
                            value = expand_lets(substitute(term, values))
                            self.pools.setdefault(pool, {}).setdefault(alpha_key(value), value)
                            self.collect_lambdas(value)
                case _:
                    pass

    # -------------------------------------------------------- lambdas

    def collect_lambdas(self, expr: Expr) -> None:
        """Remember the lambdas in `expr` that depend on nothing that is bound there."""
        bound = {v for e in walk(expr) for v in bound_variables(e)}
        for e in walk(expr):
            if isinstance(e, Apply) and e.function in self.lambdas:
                if bound and bound.intersection(v for a in e.arguments for v in free_variables(a)):
                    continue
                key = alpha_key(e)
                if key not in self.definitions:
                    axiom = self.lambdas[e.function]
                    number = len(axiom.variables) - len(e.arguments)
                    own = dict(zip(axiom.variables[number:], e.arguments, strict=True))
                    variables = axiom.variables[:number]
                    body = instantiate(axiom.body, own)
                    self.definitions[key] = _Instances(
                        variables, body, True, self.fresh("lambda#"), axiom, {}
                    )

    # -------------------------------------------------------- instances

    def instantiate_once(self) -> bool:
        """Make the instances that are new; whether there were any."""
        changed = False
        for binder in [*self.quantifiers, *self.definitions.values()]:
            candidates = [list(self.terms(v)) for v in binder.variables]
            for terms in itertools.product(*candidates):
                key = tuple([alpha_key(t) for t in terms])
                if key in binder.found:
                    continue
                self.instances += 1
                if self.instances > MOST_INSTANCES:
                    return False
                values = dict(zip(binder.variables, terms, strict=True))
                body = expand_lets(instantiate(binder.body, values))
                binder.found[key] = self.formula(body, binder.assumed)
                changed = True
        return changed

    def terms(self, variable: Variable) -> Iterable[Expr]:
        found: dict[Hashable, Expr] = {}
        for pool in variable.pools:
            found.update(self.pools.get(pool, {}))
        return [t for t in found.values() if t.type == variable.type]

    def combined(self, binder: _Instances, build: Callable[[Expr], Expr]) -> Expr:
        """A quantifier's instances together, or the quantifier itself when there are none."""
        parts: list[Expr] = [build(e) for e in binder.found.values()]
        if not parts or self.keep:
            parts.insert(0, binder.whole)
        operator = Operator.AND if binder.assumed else Operator.OR
        result = parts[0]
        for part in parts[1:]:
            result = Operation(operator, (result, part), BOOL, span=binder.whole.span)
        return result


def _lambda_axioms(program: Program) -> dict[Function, Quantifier]:
    """The axiom of each lifted lambda all of whose own variables have pools.

    It begins with those variables; the function's parameters follow.
    """
    found: dict[Function, Quantifier] = {}
    for declaration in program.functions:
        if not declaration.function.name.startswith("lambda#") or len(declaration.uses) != 1:
            continue
        axiom = program.axioms[declaration.uses[0]].condition
        if isinstance(axiom, Quantifier):
            number = len(axiom.variables) - len(declaration.function.parameters)
            if number > 0 and all(v.pools for v in axiom.variables[:number]):
                found[declaration.function] = axiom
    return found


def expand_lets(expr: Expr) -> Expr:
    """`expr` with the values of ``let`` variables in their place."""
    if not any(isinstance(e, Let) for e in walk(expr)):
        return expr

    def expand(e: Expr) -> Expr:
        if isinstance(e, Let):
            values = [expand(v) for v in e.values]
            return expand(instantiate(e.body, dict(zip(e.variables, values, strict=True))))
        return map_children(e, expand)

    return expand(expr)
