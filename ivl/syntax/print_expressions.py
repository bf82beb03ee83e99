"""Printing of types, attributes and expressions, with the parentheses that are needed."""

from __future__ import annotations

from typing import assert_never

from ivl.syntax import ast
from ivl.syntax.layout import BREAK, END, Group, Pieces, listed, separated
from ivl.syntax.lexer import KEYWORDS
from ivl.syntax.numerals import print_numeral

# Binding strengths: an operand is put in parentheses if it binds less than its place asks for.
CLOSED = 0  # between brackets, commas, semicolons: anything goes
EQUIVALENCE = 1
IMPLICATION = 2
LOGICAL = 3
RELATIONAL = 4
CONCATENATION = 5
ADDITIVE = 6
MULTIPLICATIVE = 7
POWER = 8
TEST = 9
UNARY = 10
COERCION = 11
POSTFIX = 12

STRENGTH = {
    "<==>": EQUIVALENCE, "==>": IMPLICATION, "<==": IMPLICATION, "&&": LOGICAL, "||": LOGICAL,
    "==": RELATIONAL, "!=": RELATIONAL, "<": RELATIONAL, "<=": RELATIONAL, ">": RELATIONAL,
    ">=": RELATIONAL, "++": CONCATENATION, "+": ADDITIVE, "-": ADDITIVE, "*": MULTIPLICATIVE,
    "/": MULTIPLICATIVE, "div": MULTIPLICATIVE, "mod": MULTIPLICATIVE, "**": POWER,
}  # fmt: skip
# Within one strength, these chain with themselves only.
CHAINS = frozenset({"==>", "<==", "&&", "||"})

UNESCAPED = frozenset({"atomic", "both", "left", "right"})


def identifier(name: str) -> str:
    """The name as an identifier: what is a keyword gets a backslash."""
    return "\\" + name if name in KEYWORDS and name not in UNESCAPED else name


def names(items: tuple[ast.Name, ...], by: str = ", ") -> str:
    """Names with `by` between them."""
    return by.join(identifier(item.text) for item in items)


def type_parameters(items: tuple[ast.Name, ...]) -> str:
    """``<a,b>`` or nothing."""
    return f"<{names(items, ',')}>" if items else ""


# ------------------------------------------------------------------ types


def type_pieces(kind: ast.Type, argument: int) -> Pieces:
    """A type. An `argument` (1: the last, 2: another) may need parentheses."""
    match kind:
        case ast.TypeName(name, arguments):
            pieces: Pieces = [name if name in ("int", "real", "bool") else identifier(name)]
            for index, item in enumerate(arguments, 1):
                pieces += [" ", (type_pieces, item, 1 if index == len(arguments) else 2)]
            closed = not arguments
        case ast.MapType(parameters, domain, result):
            pieces = [
                type_parameters(parameters),
                "[",
                *separated(type_pieces, domain, 0, ","),
                "]",
                (type_pieces, result, 0),
            ]
            closed = argument == 1
        case _:
            assert_never(kind)
    return pieces if closed or not argument else ["(", *pieces, ")"]


# ------------------------------------------------------------------ attributes and binders


def attribute_pieces(attribute: ast.Attribute, _: int) -> Pieces:
    """``{:name p, q}``."""
    pieces: Pieces = ["{:", identifier(attribute.name)]
    for index, parameter in enumerate(attribute.parameters):
        pieces.append(", " if index else " ")
        if isinstance(parameter, str):
            pieces.append(f'"{parameter}"')
        else:
            pieces.append((expression_pieces, parameter, CLOSED))
    return [*pieces, "}"]


def attributes(items: tuple[ast.Attribute, ...]) -> Pieces:
    """Attributes, each with a space behind it."""
    pieces: Pieces = []
    for item in items:
        pieces += [(attribute_pieces, item, 0), " "]
    return pieces


def trigger_pieces(trigger: ast.Trigger, _: int) -> Pieces:
    """``{ e, f }`` or ``{:nopats e}``."""
    if trigger.positive:
        return ["{ ", *separated(expression_pieces, trigger.terms, CLOSED), " }"]
    return ["{:nopats ", *separated(expression_pieces, trigger.terms, CLOSED), "}"]


def binding_pieces(binding: ast.Binding, _: int) -> Pieces:
    """``{:attr} x: T``."""
    pieces = [*attributes(binding.attributes), identifier(binding.name.text)]
    if binding.type is not None:
        pieces += [": ", (type_pieces, binding.type, 0)]
    return pieces


# ------------------------------------------------------------------ expressions


def expressions(items: tuple[ast.Expr, ...]) -> Pieces:
    """Expressions with commas between them."""
    return separated(expression_pieces, items, CLOSED)


def expression_pieces(expression: ast.Expr, strength: int) -> Pieces:
    """An expression where an operand of at least this strength is needed."""
    match expression:
        case ast.Identifier(name):
            return [identifier(name)]
        case ast.Apply(function, arguments):
            return [
                identifier(function),
                "(",
                *listed(expression_pieces, arguments, CLOSED),
                ")",
            ]
        case ast.Binary(operator):
            own, pieces = STRENGTH[operator], _binary(expression)
        case ast.Select(operand, indexes):
            return [(expression_pieces, operand, POSTFIX), "[", *expressions(indexes), "]"]
        case ast.Unary(operator, operand):
            own, pieces = UNARY, [operator, (expression_pieces, operand, UNARY)]
        case ast.Quantifier() | ast.Let():
            return _binder(expression)
        case ast.Store(operand, indexes, value):
            inside = [*expressions(indexes), " := ", (expression_pieces, value, CLOSED)]
            return [(expression_pieces, operand, POSTFIX), "[", *inside, "]"]
        case ast.Conditional(condition, then, otherwise):
            return [
                Group(),
                "(if ",
                (expression_pieces, condition, CLOSED),
                BREAK,
                " then ",
                (expression_pieces, then, CLOSED),
                BREAK,
                " else ",
                (expression_pieces, otherwise, CLOSED),
                ")",
                END,
            ]
        case ast.Coercion(operand, kind):
            own = COERCION
            inner = POSTFIX if not isinstance(operand, ast.Coercion) else CLOSED
            pieces = [(expression_pieces, operand, inner), ": ", (type_pieces, kind, 0)]
        case ast.Old(operand):
            return ["old(", (expression_pieces, operand, CLOSED), ")"]
        case ast.Conversion(target, operand):
            return [target, "(", (expression_pieces, operand, CLOSED), ")"]
        case ast.Extract(operand, high, low):
            bounds = f"[{print_numeral(high)}:{print_numeral(low)}]"
            return [(expression_pieces, operand, POSTFIX), bounds]
        case ast.FieldAccess(operand, field):
            return [(expression_pieces, operand, POSTFIX), "->", identifier(field.text)]
        case ast.FieldUpdate(operand, field, value):
            return [
                (expression_pieces, operand, POSTFIX),
                f"->({identifier(field.text)} := ",
                (expression_pieces, value, CLOSED),
                ")",
            ]
        case ast.IsConstructor(operand, constructor):
            own = TEST
            pieces = [
                (expression_pieces, operand, UNARY),
                " is ",
                identifier(constructor.text),
            ]
        case ast.CodeExpression():
            from ivl.syntax.print_statements import code_expression_pieces

            return code_expression_pieces(expression)
        case ast.FloatLiteral(text) if text.startswith("0x"):
            own, pieces = TEST, [text]  # a minus in front would become part of it
        case ast.IntLiteral(value) if value < 0:
            own, pieces = UNARY, ["-", print_numeral(-value)]
        case _:
            return [literal(expression)]
    if isinstance(expression, ast.Binary):
        # Parentheses stand inside the group, or it would not end with them.
        group = Group(expression.operator)
        return [group, "(", *pieces, ")", END] if own < strength else [group, *pieces, END]
    return ["(", *pieces, ")"] if own < strength else pieces


def _ends_in_type(expression: ast.Expr) -> bool:
    """Whether an operand ends in a type that could have one more argument."""
    while True:
        match expression:
            case ast.Coercion(_, kind):
                while isinstance(kind, ast.MapType):
                    kind = kind.range
                return kind.name not in ("int", "real", "bool")
            case ast.Binary():
                expression = expression.right
            case ast.Unary():
                expression = expression.operand
            case _:
                return False


def _binary(expression: ast.Binary) -> Pieces:
    """``e + f``, each operand at the strength that the grammar asks for there."""
    operator, own = expression.operator, STRENGTH[expression.operator]
    left = right = own + 1
    if operator in CHAINS:
        if operator == "==>":
            right -= _is_binary(expression.right, operator)
        else:
            left -= _is_binary(expression.left, operator)
    elif operator == "**":
        right = own
    elif own != RELATIONAL:
        left = own
    elif operator == "<" and _ends_in_type(expression.left):
        left = POSTFIX  # or a map type, which may start with <a>, would be expected
    return [
        (expression_pieces, expression.left, left),
        BREAK,
        f" {operator} ",
        (expression_pieces, expression.right, right),
    ]


def _is_binary(expression: ast.Expr, operator: str) -> bool:
    return isinstance(expression, ast.Binary) and expression.operator == operator


def _binder(expression: ast.Quantifier | ast.Let) -> Pieces:
    """``(forall<a> x: T :: {:attr} { trigger } e)`` or ``(var x := e; {:attr} f)``."""
    body = (expression_pieces, expression.body, CLOSED)
    variables = listed(binding_pieces, expression.variables, 0)
    if isinstance(expression, ast.Let):
        head = ["(var ", *variables, " := ", *expressions(expression.values), "; ", BREAK]
        return [Group(), *head, *attributes(expression.attributes), body, ")", END]
    parameters = type_parameters(expression.type_parameters)
    head = ["(", expression.kind, parameters, " ", *variables, " :: ", BREAK]
    head += [*attributes(expression.attributes), Group()]
    for trigger in expression.triggers:
        head += [(trigger_pieces, trigger, 0), " ", BREAK]
    return [Group(), *head, END, BREAK, body, ")", END]


def literal(
    expression: ast.BoolLiteral | ast.IntLiteral | ast.RealLiteral | ast.BitvectorLiteral
    | ast.FloatLiteral | ast.StringLiteral | ast.RoundingModeLiteral,
) -> str:  # fmt: skip
    """A literal as written."""
    match expression:
        case ast.BoolLiteral(value):
            return "true" if value else "false"
        case ast.IntLiteral(number):
            return print_numeral(number)
        case ast.BitvectorLiteral(number, width):
            return f"{print_numeral(number)}bv{print_numeral(width)}"
        case ast.StringLiteral(value):
            return f'"{value}"'
        case ast.RealLiteral(text) | ast.FloatLiteral(text) | ast.RoundingModeLiteral(text):
            return text
        case _:
            assert_never(expression)
