"""What can be checked only when all types are known: operands, conversions, finite sets, jumps."""

from __future__ import annotations

from frontends.dafny.resolve.bounds import unbounded
from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.operators import text
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Constructor,
    DatatypeDeclaration,
    Field,
    Frame,
    Function,
    Member,
    Method,
    Module,
    NewtypeDeclaration,
    SubsetTypeDeclaration,
    TypeDeclaration,
    Variable,
)
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import known, numeric_base, peel
from frontends.dafny.typed.walk import walk

_BITWISE = (Op.BIT_AND, Op.BIT_OR, Op.BIT_XOR, Op.SHIFT_LEFT, Op.SHIFT_RIGHT)
_ORDERS = (Op.LESS, Op.LESS_EQUAL, Op.GREATER, Op.GREATER_EQUAL)
_BITS, _SETS = t.BitvectorType, t.SetType
_TAKES: dict[Op, tuple[tuple[t.Type, ...], tuple[type, ...]]] = {
    Op.ADD: (
        (t.INT, t.REAL, t.CHAR, t.ORDINAL),
        (_BITS, _SETS, t.MultisetType, t.SequenceType, t.MapType),
    ),
    Op.SUBTRACT: (
        (t.INT, t.REAL, t.CHAR, t.ORDINAL), (_BITS, _SETS, t.MultisetType, t.MapType),
    ),
    Op.MULTIPLY: ((t.INT, t.REAL), (_BITS, _SETS, t.MultisetType)),
    Op.DIVIDE: ((t.INT, t.REAL), (_BITS,)),
    Op.MODULO: ((t.INT,), (_BITS,)),
    Op.DISJOINT: ((), (_SETS, t.MultisetType, t.MapType)),
    **dict.fromkeys(_BITWISE, ((), (_BITS,))),
    **dict.fromkeys(
        _ORDERS,
        (
            (t.INT, t.REAL, t.CHAR, t.ORDINAL),
            (_BITS, _SETS, t.MultisetType, t.SequenceType, t.DatatypeType, t.ParameterType,
             t.OpaqueType),
        ),
    ),
}  # fmt: skip
"""The types of the left operands of operators, newtypes as their bases."""


def check(module: Module) -> None:
    """Check all that a module declares. Raises ProgramError."""
    for declaration in (*module.declarations, module.default):
        if isinstance(declaration, SubsetTypeDeclaration | NewtypeDeclaration):
            _check_inside([declaration.constraint, declaration.witness])
        if isinstance(declaration, NewtypeDeclaration):
            base = numeric_base(declaration.base)
            if base not in (t.INT, t.REAL):
                raise error(f"a newtype cannot be based on {text(base)}", declaration.span)
        for member in declaration.members:
            match member:
                case Field():
                    _check_inside(member.initializer)
                case Function():
                    _check_inside([member.requires, member.reads, member.ensures,
                                   member.decreases, member.body])  # fmt: skip
                    _check_frames(member.reads)
                    if member.decreases.wild:
                        raise error("a function must have a measure", member.span)
                    if member.prefix is not None:
                        _check_extreme(member)
                case Method():
                    _check_inside([member.requires, member.ensures, member.decreases, member.body])
                    _check_inside(member.modifies, allocated=True)
                    _check_frames((*member.modifies, *member.reads))
                    if member.prefix is not None and member.outputs:
                        raise error(f"a {member.kind.value} has no results", member.span)
                    if member.body is not None:
                        _Jumps().visit(member.body, (), 0)
        _check_names(declaration)


def _check_extreme(predicate: Function) -> None:
    """Check that an extreme predicate says nothing that its prefixes might not keep."""
    if predicate.ensures or not predicate.decreases.guessed:
        what = "postcondition" if predicate.ensures else "measure"
        raise error(f"a {predicate.kind.value} has no {what}", predicate.span)


def _check_names(declaration: TypeDeclaration) -> None:
    """Check that no two members, constructors or parameters are called the same."""
    _check_distinct("members", declaration.members)
    for member in declaration.members:
        match member:
            case Function():
                _check_distinct("parameters", member.parameters)
            case Method():
                _check_distinct("parameters", (*member.inputs, *member.outputs))
            case Field():
                pass
    if isinstance(declaration, DatatypeDeclaration):
        _check_distinct("constructors", declaration.constructors)
        for constructor in declaration.constructors:
            _check_distinct("parameters", constructor.parameters)
            for destructor, parameter in zip(
                constructor.destructors, constructor.parameters, strict=True
            ):
                if known(destructor.type) != known(parameter.type):
                    message = f"{parameter.name!r} has another type in another constructor"
                    raise error(message, parameter.span)


def _check_distinct(
    what: str, named: tuple[Member, ...] | tuple[Variable, ...] | tuple[Constructor, ...]
) -> None:
    names = set[str]()
    for each in named:
        if each.name and each.name in names:
            raise error(f"there are two {what} {each.name!r}", each.span)
        names.add(each.name)


def _check_inside(root: object, *, allocated: bool = False) -> None:
    """Check all expressions inside; `allocated`: sets of references are of allocated ones."""
    for each in walk(root):
        match each:
            case e.Binary():
                _check_operands(each)
            case e.Unary(operator=e.UnaryOperator.NEGATE):
                operand = numeric_base(each.type)
                if operand not in (t.INT, t.REAL) and not isinstance(operand, t.BitvectorType):
                    raise error(f"'-' does not take {text(each.type)}", each.span)
            case e.SetComprehension() | e.MapComprehension():
                type_ = each.type
                finite = isinstance(type_, t.SetType | t.MapType) and type_.finite
                if finite and (
                    missing := unbounded(each.variables, each.range, allocated=allocated)
                ):
                    raise error(
                        f"this must be finite, but there is no bound for {missing[0].name!r}",
                        each.span,
                    )
            case e.Conversion():
                _check_conversion(each)
            case e.Lambda():
                _check_frames(each.reads)
            case e.Unchanged() | s.Modify():
                _check_frames(each.frames)
            case s.While() | s.WhileCases() | s.For():
                _check_frames(each.specification.modifies or ())
            case _:
                pass


def _check_frames(frames: tuple[Frame, ...]) -> None:
    """Check that frames are of objects, or of collections of objects."""
    for frame in frames:
        if frame.expression is not None:
            type_ = peel(frame.expression.type)
            if isinstance(type_, t.SetType | t.SequenceType | t.MultisetType):
                type_ = peel(type_.element)
            if not isinstance(type_, t.ClassType):
                raise error(f"there are no objects in {text(frame.expression.type)}", frame.span)


def _check_operands(expr: e.Binary) -> None:
    takes = _TAKES.get(expr.operator)
    if takes is None:
        return
    types, kinds = takes
    operand = numeric_base(expr.left.type)
    if operand not in types and not isinstance(operand, kinds):
        raise error(f"{expr.operator.value!r} does not take {text(expr.left.type)}", expr.span)


def _check_conversion(expr: e.Conversion) -> None:
    source, target = numeric_base(expr.operand.type), numeric_base(expr.type)
    numbers = (t.INT, t.REAL, t.CHAR, t.ORDINAL)
    convertible = [x in numbers or isinstance(x, t.BitvectorType) for x in (source, target)]
    if not all(convertible) and not _related(peel(source), peel(target)):
        raise error(
            f"{text(expr.operand.type)} cannot be converted to {text(expr.type)}", expr.span
        )


def _related(source: t.Type, target: t.Type) -> bool:
    return (isinstance(source, t.ClassType) and isinstance(target, t.ClassType)) or source == target


class _Jumps:
    """Checks that ``break`` and ``continue`` lead out of something."""

    def visit(self, statement: s.Statement, labels: tuple[str, ...], loops: int) -> None:
        """Check a statement inside of so many loops and of statements with these labels."""
        labels = (*labels, *statement.labels)
        match statement:
            case s.Break():
                if statement.label and statement.label not in labels:
                    raise error(f"nothing here is labelled {statement.label!r}", statement.span)
                if not statement.label and statement.levels > loops:
                    raise error("there is no loop here to be left", statement.span)
            case s.Block():
                self._all(statement.statements, labels, loops)
            case s.If():
                self.visit(statement.then, labels, loops)
                if statement.otherwise is not None:
                    self.visit(statement.otherwise, labels, loops)
            case s.IfCases():
                for alternative in statement.alternatives:
                    self._all(alternative.body, labels, loops)
            case s.While() | s.For():
                if statement.body is not None:
                    self.visit(statement.body, labels, loops + 1)
            case s.WhileCases():
                for alternative in statement.alternatives:
                    self._all(alternative.body, labels, loops + 1)
            case s.Match():
                for case in statement.cases:
                    self._all(case.body, labels, loops)
            case s.Forall() | s.Modify():
                if statement.body is not None:
                    self.visit(statement.body, (), 0)
            case s.Assert():
                if statement.proof is not None:
                    self.visit(statement.proof, (), 0)
            case s.Calc():
                for step in statement.steps:
                    self._all(step.hint, (), 0)
            case _:
                pass

    def _all(
        self, statements: tuple[s.Statement, ...], labels: tuple[str, ...], loops: int
    ) -> None:
        for statement in statements:
            self.visit(statement, labels, loops)
