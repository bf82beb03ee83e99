"""Programs as Boogie prints them, and where their parts then are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ivl.base.node import EMPTY, node, replace
from ivl.base.source import Source, Span
from ivl.syntax import ast
from ivl.syntax.layout import Pieces, Rewrite, text_of
from ivl.syntax.plain import plain
from ivl.syntax.print_statements import STEP, locals_pieces, statements_pieces
from ivl.syntax.printer import declaration_pieces
from ivl.syntax.rebuild import rebuild
from ivl.syntax.relocate import relocate
from ivl.syntax.separate import separate


@node
class Printed:
    """A program's text, and the same program with the places that its parts have in the text.

    As Boogie counts, columns start at 0, and a line that was broken is still one.
    """

    text: str
    program: ast.Program


def print_as_boogie(
    program: ast.Program,
    name: str = "",
    head: str = "",
    wrap: bool = False,
    instead: Mapping[Any, Rewrite] = EMPTY,
) -> Printed:
    """What Boogie prints of `program` into a file called `name` that starts with `head`."""
    parts = {declaration: separate(declaration) for declaration in program.declarations}
    pieces: Pieces = [head]
    for declaration in [d for separated in parts.values() for d in separated]:
        if len(pieces) > 1:
            pieces.append("\n")
        if isinstance(declaration, ast.Procedure | ast.Implementation):
            # they are where their name is
            pieces += [*declaration_pieces(declaration, 0), "\n\n"]
        else:
            pieces.append((declaration_pieces, declaration, 0))
    places: dict[Any, tuple[int, int]] = {}
    flat = text_of(pieces, instead=instead, places=places)
    for declaration, separated in parts.items():
        places[declaration] = places[separated[0]]
    source = Source(name, flat, first_column=0)
    text = text_of(pieces, True, instead) if wrap else flat
    return Printed(text, relocate(program, source, places))


def ordered_as(program: ast.Program, original: ast.Program) -> ast.Program:
    """`program`, made of `original`, in its order; what was not in it comes last."""
    order: dict[Span, int] = {}
    for number, declaration in enumerate(original.declarations):
        for span in _places(declaration):
            order.setdefault(span, number)
    last = len(order)

    def number_of(declaration: ast.Declaration) -> int:
        return min([order.get(span, last) for span in _places(declaration)])

    return ast.Program(tuple(sorted(program.declarations, key=number_of)))


def _places(declaration: ast.Declaration) -> list[Span]:
    """Where a declaration is, and where the variables are that it declares."""
    match declaration:
        case ast.ConstantDeclaration(names):
            return [declaration.span, *[name.span for name in names]]
        case ast.GlobalDeclaration(variables):
            return [declaration.span, *[variable.name.span for variable in variables]]
        case _:
            return [declaration.span]


def without_unused(program: ast.Program) -> ast.Program:
    """`program` without local variables that are nowhere mentioned."""

    def used(body: ast.Body) -> ast.Body:
        mentioned: set[str] = set()

        def note(item: Any) -> Any:
            if isinstance(item, ast.Identifier | ast.Name):
                mentioned.add(item.name if isinstance(item, ast.Identifier) else item.text)
            return item

        rebuild((body.statements, tuple([v.where for v in body.locals])), note)
        return replace(body, locals=tuple([v for v in body.locals if v.name.text in mentioned]))

    return ast.Program(
        tuple(
            [
                replace(d, body=used(d.body)) if isinstance(d, ast.Implementation) else d
                for d in program.declarations
            ]
        )
    )


def all_in_blocks(program: ast.Program) -> dict[Any, Rewrite]:
    """What to print instead of the bodies of a program in which they are in blocks already."""
    bodies = [d.body for d in program.declarations if isinstance(d, ast.Implementation)]
    return {body: _blocks_instead(body, body, False) for body in bodies}


def in_blocks(
    program: ast.Program, blocks: Mapping[Span, ast.Body], structured: bool
) -> dict[Any, Rewrite]:
    """What to print instead of bodies: their `blocks`, by the implementations' places.

    With `structured`, the body itself comes before them as a comment.
    """
    return {
        d.body: _blocks_instead(d.body, blocks[d.span], structured)
        for d in program.declarations
        if isinstance(d, ast.Procedure | ast.Implementation) and d.body and d.span in blocks
    }


def _blocks_instead(body: ast.Body, blocks: ast.Body, structured: bool) -> Rewrite:
    pieces: Pieces = ["{\n", *locals_pieces(blocks.locals)]
    if structured:
        pieces += ["  /*** structured program:\n", *statements_pieces(body.statements, STEP)]
        pieces += ["  **** end structured program */\n"]
    if structured or not blocks.locals:
        pieces.append("\n")
    pieces += [*statements_pieces(plain(blocks.statements), STEP), "}\n"]
    return lambda _: pieces


def with_desugarings(program: ast.Program, bodies: Mapping[Span, ast.Body]) -> dict[Any, Rewrite]:
    """What to print instead of calls: themselves, with their `bodies` in a comment."""

    def instead(body: ast.Body) -> Rewrite:
        start = " " * STEP
        after: Pieces = [f"\n{start}/*** desugaring:\n{start}{{\n"]
        for variable in body.locals:
            after += [start, *locals_pieces((variable,))[:-1]]
        after += [*statements_pieces(body.statements, STEP + 2), f"{start}}}\n"]
        after.append(f"{start}**** end desugaring */")
        return lambda pieces: [*pieces, *after]

    return {s: instead(bodies[s.span]) for s in _calls(program) if s.span in bodies}


def _calls(program: ast.Program) -> Iterable[ast.Call]:
    """The calls in bodies."""
    for declaration in program.declarations:
        if isinstance(declaration, ast.Procedure | ast.Implementation) and declaration.body:
            pending: list[ast.Statement] = [*declaration.body.statements]
            while pending:
                match statement := pending.pop():
                    case ast.Call():
                        yield statement
                    case ast.If():
                        pending += [*statement.then, *(statement.otherwise or ())]
                    case ast.While():
                        pending += statement.body


def with_equivalences_at(program: ast.Program, places: set[Span]) -> ast.Program:
    """`program` with ``<==>`` for comparisons of truth values, which are at `places`."""

    def change(item: Any) -> Any:
        if not (isinstance(item, ast.Binary) and item.span in places):
            return item
        right = item.right
        if item.operator == "!=":
            right = ast.Unary("!", right, span=right.span)
        return replace(item, operator="<==>", right=right)

    result: ast.Program = rebuild(program, change)
    return result
