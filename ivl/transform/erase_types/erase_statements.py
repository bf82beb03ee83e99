"""Statements over the universal sort."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ivl.base.fresh import Names
from ivl.base.node import replace
from ivl.core.build_values import ref
from ivl.core.expressions import CodeBlock, CodeExpression, Expr, Variable, VariableKind
from ivl.core.map_statements import map_attributes, map_statement
from ivl.core.program import Procedure
from ivl.core.statements import Assert, Assign, Assume, Call, Havoc, If, Statement, While
from ivl.transform.erase_types.erase_expressions import ASSUMED, EITHER, Eraser
from ivl.transform.erase_types.erase_functions import ErasedFunctions
from ivl.transform.erase_types.map_classes import MapClasses
from ivl.transform.erase_types.occurrences import Occurrences
from ivl.transform.erase_types.vocabulary import Vocabulary


class StatementEraser(Eraser):
    """Erases types in statements, too; `new_locals` are the variables that they need."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        maps: MapClasses,
        functions: ErasedFunctions,
        occurrences: Occurrences,
        procedure: Callable[[str], Procedure],
    ) -> None:
        super().__init__(vocabulary, maps, functions, occurrences)
        self.procedure = procedure
        self.new_locals: list[Variable] = []
        self._names = Names()

    def start_body(self, names: Iterable[str]) -> None:
        """Begin with another body, in which `names` are taken."""
        self.new_locals = []
        self._names = Names(names)

    def statements(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """`statements` erased."""
        return tuple([new for s in statements for new in self.statement(s)])

    def statement(self, s: Statement) -> list[Statement]:
        """What `s` has become."""
        match s:
            case Assert(condition, _, attributes):
                new, mapped = (
                    self.formula(condition, EITHER),
                    map_attributes(attributes, self.value),
                )
                return [replace(s, condition=new, attributes=mapped)]
            case Assume():
                return [self._assume(s)]
            case Call():
                return self._call(s)
            case If(guard, then, otherwise, attributes):
                return [
                    replace(
                        s,
                        guard=None if guard is None else self.formula(guard, EITHER),
                        then=self.statements(then),
                        otherwise=None if otherwise is None else self.statements(otherwise),
                        attributes=map_attributes(attributes, self.value),
                    )
                ]
            case While(guard, invariants, measure, body):
                return [
                    replace(
                        s,
                        guard=None if guard is None else self.formula(guard, EITHER),
                        invariants=tuple([self._invariant(i) for i in invariants]),
                        measure=tuple([self.value(e) for e in measure]),
                        body=self.statements(body),
                    )
                ]
            case _:
                return [map_statement(s, self.value, self.variable)]

    def _assume(self, s: Assume) -> Assume:
        new, mapped = self.formula(s.condition, ASSUMED), map_attributes(s.attributes, self.value)
        return replace(s, condition=new, attributes=mapped)

    def _invariant(self, s: Assert | Assume) -> Assert | Assume:
        (new,) = self.statement(s)
        assert isinstance(new, Assert | Assume)
        return new

    def _call(self, call: Call) -> list[Statement]:
        """The type arguments become arguments; a result may have to be unboxed afterwards."""
        callee = self.procedure(call.procedure)
        erased, cast = self.vocabulary.erased, self.cast
        arguments = [self.term(t) for t in call.type_arguments]
        for argument, formal in zip(call.arguments, callee.inputs, strict=True):
            arguments.append(cast(self(argument), erased(formal.variable.type)))
        results: list[Variable | None] = []
        boxed: list[tuple[Variable, Expr]] = []
        for result, formal in zip(call.results, callee.outputs, strict=True):
            sort = erased(formal.variable.type)
            target = None if result is None else self.variable(result)
            if target is not None and target.type != sort:
                name = self._names.fresh(f"{target.name}#boxed")
                box = Variable(name, sort, VariableKind.LOCAL, span=call.span)
                boxed.append((target, cast(ref(box, span=call.span), target.type)))
                self.new_locals.append(box)
                target = box
            results.append(target)
        new: list[Statement] = [
            replace(
                call,
                type_arguments=(),
                arguments=tuple(arguments),
                results=tuple(results),
                attributes=map_attributes(call.attributes, self.value),
            )
        ]
        if boxed:
            targets, values = zip(*boxed, strict=True)
            new.append(Assign(targets, values, span=call.span))
        return new

    # -------------------------------------------------------------- code expressions

    def code(self, e: CodeExpression) -> Expr:
        """A code expression erased; its variables have no where clauses, hence assumptions."""
        outer, self.new_locals = self.new_locals, []
        for v in e.locals:
            self.bind(v)
        with self._inside():
            blocks = [self._block(b) for b in e.blocks]
        first = blocks[0]
        start = (*self._known(e.locals), *first.statements)
        blocks[0] = replace(first, statements=start)
        locals_ = (*[self.variable(v) for v in e.locals], *self.new_locals)
        self.new_locals = outer
        return CodeExpression(locals_, tuple(blocks), span=e.span)

    def _known(self, variables: Iterable[Variable]) -> list[Statement]:
        typings = [(v, self.typing(v)) for v in variables]
        return [Assume(t, span=v.span) for v, t in typings if t is not None]

    def _block(self, block: CodeBlock) -> CodeBlock:
        statements: list[Statement] = []
        for s in block.statements:
            statements += self.statement(s)
            if isinstance(s, Havoc):
                statements += self._known(s.variables)
        value = None if block.value is None else self.formula(block.value, EITHER)
        return replace(block, statements=tuple(statements), value=value)
