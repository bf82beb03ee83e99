"""Merging the statements of a refining method with those of the method that it refines.

``...;`` stands for statements as they were; ``assert ...;``, ``if ... {}`` and ``while ... {}`` for
such a statement with the condition that it had. New statements may be added anywhere.
"""

from __future__ import annotations

from typing import TypeAlias

from frontends.dafny.expand.copies import Copier
from frontends.dafny.resolve.errors import error
from frontends.dafny.syntax import ast
from ivl.base.node import replace


def merge_blocks(new: ast.Block, old: ast.Block, copier: Copier) -> ast.Block:
    """The block `new`, its skeletons filled with what is in `old`. Raises ProgramError."""
    return replace(new, statements=_Merger(new.statements, old.statements, copier).merge())


def merge_constructors(new: ast.Block, old: ast.Block, copier: Copier) -> ast.Block:
    """As `merge_blocks`, but each of the two parts that ``new;`` divides by itself."""
    first, division, second = _divided(new)
    old_first, old_division, old_second = _divided(old)
    merged = _Merger(first, old_first, copier).merge()
    if division is None and old_division is not None:
        division = copier.copy(old_division)
    if division is None:
        return replace(new, statements=merged)
    rest = _Merger(second, old_second, copier).merge()
    return replace(new, statements=(*merged, division, *rest))


Statements: TypeAlias = tuple[ast.Statement, ...]


def _divided(block: ast.Block) -> tuple[Statements, ast.Statement | None, Statements]:
    for i, statement in enumerate(block.statements):
        if isinstance(statement, ast.DivideConstructor):
            return block.statements[:i], statement, block.statements[i + 1 :]
    return block.statements, None, ()


class _Merger:
    """Goes through `new` and `old` statements at the same time; `at` is the next old one."""

    def __init__(
        self, new: tuple[ast.Statement, ...], old: tuple[ast.Statement, ...], copier: Copier
    ) -> None:
        self.new, self.old, self.copier = new, old, copier
        self.at = 0
        self.merged: list[ast.Statement] = []

    def merge(self) -> tuple[ast.Statement, ...]:
        """All statements. Raises ProgramError where a skeleton does not fit."""
        for i, statement in enumerate(self.new):
            if isinstance(statement, ast.Skeleton):
                following = self.new[i + 1] if i + 1 < len(self.new) else None
                if not isinstance(following, ast.Skeleton):
                    self._keep_until(following)
                continue
            old = self.old[self.at] if self.at < len(self.old) else None
            replacement = None if old is None else self._match(statement, old)
            if replacement is not None:
                self.at += 1
                self.merged.extend(replacement)
            elif is_skeleton(statement):
                raise error("there is no such statement in the refined method", statement.span)
            else:
                self.merged.append(statement)
        self._keep_until(None)
        return tuple(self.merged)

    def _keep_until(self, following: ast.Statement | None) -> None:
        while self.at < len(self.old):
            old = self.old[self.at]
            if following is not None and _may_match(following, old):
                break
            self.merged.append(self.copier.copy(old))
            self.at += 1

    def _match(self, new: ast.Statement, old: ast.Statement) -> tuple[ast.Statement, ...] | None:
        """What `new` makes of `old`, None where it is a statement that is added."""
        match new, old:
            case ast.Assert(condition=None), ast.Assert() | ast.Assume():
                condition = self.copier.copy(old.condition)
                return (replace(new, condition=condition),)
            case ast.Assume(condition=None), ast.Assume():
                return (replace(new, condition=self.copier.copy(old.condition)),)
            case ast.Modify(skeleton=True), ast.Modify():
                frames = self.copier.copy(old.frames)
                return (replace(new, frames=frames, skeleton=False),)
            case ast.IfStatement(), ast.IfStatement():
                return self._if(new, old)
            case ast.While(), ast.While():
                return self._while(new, old)
            case ast.Block(), ast.Block():
                return (merge_blocks(new, old, self.copier),)
            case ast.Declare(), ast.Declare():
                return self._assignment(new, old)
            case ast.Assign(), ast.Assign():
                return self._assignment(new, old)
            case _:
                return None

    def _if(self, new: ast.IfStatement, old: ast.IfStatement) -> tuple[ast.Statement, ...] | None:
        condition, variables = new.condition, new.variables
        if condition is None:
            condition = self.copier.copy(old.condition)
            variables = self.copier.copy(old.variables)
        elif not isinstance(old.condition, ast.Wildcard):
            return None
        then = merge_blocks(new.then, old.then, self.copier)
        otherwise = self._else(new.otherwise, old.otherwise)
        return (
            replace(new, condition=condition, variables=variables, then=then, otherwise=otherwise),
        )

    def _else(
        self, new: ast.Block | ast.IfStatement | ast.IfCases | None,
        old: ast.Block | ast.IfStatement | ast.IfCases | None,
    ) -> ast.Block | ast.IfStatement | ast.IfCases | None:  # fmt: skip
        if new is None:
            return self.copier.copy(old)
        if old is None:
            return new
        return merge_blocks(_block(new), _block(old), self.copier)

    def _while(self, new: ast.While, old: ast.While) -> tuple[ast.Statement, ...] | None:
        condition = new.condition
        if condition is None:
            condition = self.copier.copy(old.condition)
        elif not isinstance(old.condition, ast.Wildcard):
            return None
        before, added = self.copier.copy(old.specification), new.specification
        decreases = added.decreases
        if decreases is None or not any(isinstance(d, ast.Wildcard) for d in decreases):
            decreases = before.decreases
        specification = replace(
            before, invariants=(*before.invariants, *added.invariants), decreases=decreases
        )
        body = self.copier.copy(old.body)
        if new.body is not None:
            body = new.body if old.body is None else merge_blocks(new.body, old.body, self.copier)
        return (
            replace(
                new, condition=condition, specification=specification, body=body, skeleton=False
            ),
        )

    def _assignment(
        self, new: ast.Declare | ast.Assign, old: ast.Declare | ast.Assign
    ) -> tuple[ast.Statement, ...] | None:
        """An assignment that decides what the old one leaves open: ``:= *`` or ``:| condition``."""
        if not _same_targets(new, old) or new.operator != ":=":
            return None
        if any(isinstance(v, ast.NewValue | ast.Wildcard) for v in new.values):
            return None
        if _is_open(old):
            return (new,)
        if old.operator == ":|":
            (condition,) = old.values
            assert not isinstance(condition, ast.NewValue)
            copied = self.copier.copy(condition)
            return (new, ast.Assert(copied, span=new.span, end=new.end))
        return None


def is_skeleton(statement: ast.Statement) -> bool:
    """Whether something of a statement is left out, to be taken from the refined method."""
    match statement:
        case ast.Skeleton():
            return True
        case ast.Assert() | ast.Assume() | ast.IfStatement():
            return statement.condition is None
        case ast.While():
            return statement.condition is None or statement.skeleton
        case ast.Modify():
            return statement.skeleton
        case _:
            return False


def _may_match(new: ast.Statement, old: ast.Statement) -> bool:
    """Whether ``...;`` before `new` ends before `old`."""
    if new.labels:
        return bool(set(new.labels) & set(old.labels))
    match new, old:
        case ast.Assert(condition=None), ast.Assert() | ast.Assume():
            return True
        case (
            (ast.Assume(condition=None), ast.Assume())
            | (ast.Modify(skeleton=True), ast.Modify())
            | (ast.IfStatement(condition=None), ast.IfStatement())
            | (ast.While(condition=None), ast.While())
        ):
            return True
        case ast.IfStatement(), ast.IfStatement():
            return isinstance(old.condition, ast.Wildcard)
        case ast.While(), ast.While():
            return isinstance(old.condition, ast.Wildcard)
        case ast.Block(), ast.Block():
            return not old.labels
        case ast.Declare(), ast.Declare():
            return _same_targets(new, old)
        case ast.Assign(), ast.Assign():
            return _same_targets(new, old) and (_is_open(old) or old.operator == ":|")
        case _:
            return False


def _is_open(statement: ast.Declare | ast.Assign) -> bool:
    """``x := *``, or a declaration without a value."""
    if isinstance(statement, ast.Declare) and not statement.operator:
        return True
    return len(statement.values) == 1 and isinstance(statement.values[0], ast.Wildcard)


def _same_targets(new: ast.Statement, old: ast.Statement) -> bool:
    match new, old:
        case ast.Declare(), ast.Declare():
            return [v.name for v in new.variables] == [v.name for v in old.variables]
        case ast.Assign(), ast.Assign():
            mine, its = [_text(x) for x in new.targets], [_text(x) for x in old.targets]
            return bool(mine) and None not in mine and mine == its
        case _:
            return False


def _text(target: ast.Expr) -> str | None:
    """A target that is a variable or a field of ``this`` or a variable."""
    match target:
        case ast.Name():
            return target.name
        case ast.This():
            return "this"
        case ast.Member():
            receiver = _text(target.receiver)
            return None if receiver is None else f"{receiver}.{target.name}"
        case _:
            return None


def _block(statement: ast.Block | ast.IfStatement | ast.IfCases) -> ast.Block:
    if isinstance(statement, ast.Block):
        return statement
    return ast.Block((statement,), span=statement.span, end=statement.end)
