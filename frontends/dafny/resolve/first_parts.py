"""What the first part of a constructor may do: the object is being made, and nobody knows it yet.

Until ``new;`` its fields are set. It may be put into its own fields, but is not used otherwise.
"""

from __future__ import annotations

from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Field, Method
from frontends.dafny.typed.walk import expressions_in, walk

_MESSAGE = "the object has no fields yet: before 'new;' it can only be put into its own fields"


def check_first_part(constructor: Method) -> None:
    """Check how a constructor uses ``this`` before ``new;``. Raises ProgramError."""
    for each in walk([constructor.requires, constructor.decreases]):
        if isinstance(each, e.This):
            raise error("there is no object yet", each.span)
    body = constructor.body
    if body is None:
        return
    divisions = [i for i, x in enumerate(body.statements) if isinstance(x, s.DivideConstructor)]
    end = divisions[0] if divisions else len(body.statements)
    own, holders, reads = set[int](), set[Field](), list[e.FieldSelect]()
    copied = dict[Field, set[Field]]()
    for each in walk(body.statements[:end]):
        match each:
            case s.Assign():
                for target, value in zip(each.targets, each.values, strict=True):
                    _own_receiver(target, own)
                    field = _own_field(target)
                    if field is not None and isinstance(value, s.ExpressionValue):
                        kept = _kept(value.expression)
                        own |= {id(x) for x in kept}
                        if any(isinstance(x, e.This) for x in kept):
                            holders.add(field)
                        sources = {x.field for x in kept if isinstance(x, e.FieldSelect)}
                        copied.setdefault(field, set()).update(sources)
            case s.AssignSuchThat() | s.Call():
                for target in each.targets:
                    _own_receiver(target, own)
            case e.FieldSelect(receiver=e.This() as this):
                own.add(id(this))
                reads.append(each)
            case e.Lambda():
                _check_lambda(each)
            case _:
                pass
    for each in walk(body.statements[:end]):
        if isinstance(each, e.This) and id(each) not in own:
            raise error(_MESSAGE, each.span)
    for _ in copied:
        holders |= {field for field, sources in copied.items() if sources & holders}
    for read in reads:
        if read.field in holders and id(read) not in own:
            raise error(_MESSAGE, read.span)


def _own_field(target: s.Target) -> Field | None:
    """The field of ``this`` that is assigned to, if it is one."""
    if isinstance(target, s.FieldTarget) and isinstance(target.receiver, e.This):
        return target.field
    return None


def _own_receiver(target: s.Target, own: set[int]) -> None:
    if isinstance(target, s.FieldTarget) and isinstance(target.receiver, e.This):
        own.add(id(target.receiver))


def _kept(expr: e.Expr) -> list[e.This | e.FieldSelect]:
    """Where ``this``, or what is in a field of it, is put into a value."""
    match expr:
        case e.This() | e.FieldSelect(receiver=e.This()):
            return [expr]
        case (
            e.SetDisplay() | e.MultisetDisplay() | e.SequenceDisplay() | e.MapDisplay()
            | e.Construct() | e.Binary(operator=e.BinaryOperator.ADD)
        ):  # fmt: skip
            return [x for part in expressions_in(expr) for x in _kept(part)]
        case _:
            return []


def _check_lambda(expr: e.Lambda) -> None:
    for each in walk([expr.requires, expr.reads, expr.body]):
        if isinstance(each, e.This):
            raise error(_MESSAGE, each.span)
