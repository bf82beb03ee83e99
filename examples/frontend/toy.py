"""Toy: procedures on integers, with contracts and loop invariants; a worked example of a frontend.

procedure triangle(n) returns sum
  requires n >= 0
  ensures sum * 2 == n * (n + 1)
{
  i := 0; sum := 0;
  while i < n invariant i <= n and sum * 2 == i * (i + 1) { i := i + 1; sum := sum + i; }
}
"""

from ply import lex, yacc

import ivl
from ivl import build as b

# ---------------------------------------------------------------- from text to trees

KEYWORDS = ["procedure", "returns", "requires", "ensures", "if", "else", "while", "invariant",
            "assert", "call", "and", "or", "true", "false"]  # fmt: skip
tokens = ["NAME", "NUMBER", "ASSIGN", "COMPARE", *[word.upper() for word in KEYWORDS]]
literals = "+-*/(){},;"
precedence = [("left", "OR"), ("left", "AND"), ("nonassoc", "COMPARE"),
              ("left", "+", "-"), ("left", "*", "/")]  # fmt: skip
t_ASSIGN = ":="
t_COMPARE = "==|!=|<=|>=|<|>"
t_NUMBER = r"\d+"
t_ignore = " \t\r\n"
t_ignore_COMMENT = "//.*"


def t_NAME(t):
    r"[A-Za-z_]\w*"
    t.type = t.value.upper() if t.value in KEYWORDS else "NAME"
    return t


class Mistake(Exception):  # noqa: N818
    """Text that is not a program: a message, and the offset of the token, None at the end."""


def t_error(t):
    raise Mistake(f"no token starts with {t.value[0]!r}", t.lexpos)


def p_error(p):
    if p is None:
        raise Mistake("the file ends too early", None)
    raise Mistake(f"{p.value!r} is not expected here", p.lexpos)


def at(p, index):
    """The offsets at which a token of a production starts and ends: where errors are reported."""
    return p.lexpos(index), p.lexpos(index) + len(p[index])


def p_list(p):
    """procedures : procedures procedure
    procedures :
    clauses : clauses clause
    clauses :
    statements : statements statement
    statements :
    names : names ',' NAME
    names : NAME
    values : values ',' value
    values : value"""
    p[0] = [*(p[1] if len(p) > 2 else []), *p[len(p) - 1 :]] if len(p) > 1 else []


def p_procedure(p):
    "procedure : PROCEDURE NAME '(' names ')' RETURNS names clauses '{' statements '}'"
    p[0] = at(p, 2), p[2], p[4], p[7], p[8], p[10], at(p, 11)


def p_clause(p):
    """clause : REQUIRES value
    clause : ENSURES value"""
    p[0] = p[1], at(p, 1), p[2]


def p_statement(p):
    """statement : NAME ASSIGN value ';'
    statement : ASSERT value ';'
    statement : CALL NAME ASSIGN NAME '(' values ')' ';'
    statement : IF value '{' statements '}' ELSE '{' statements '}'
    statement : WHILE value INVARIANT value '{' statements '}'"""
    match list(p)[1:]:
        case [name, ":=", value, ";"]:
            p[0] = "assign", at(p, 1), name, value
        case ["assert", value, ";"]:
            p[0] = "assert", at(p, 1), value
        case ["call", target, ":=", name, "(", values, ")", ";"]:
            p[0] = "call", at(p, 4), target, name, values
        case ["if", guard, "{", then, "}", "else", "{", otherwise, "}"]:
            p[0] = "if", at(p, 1), guard, then, otherwise
        case ["while", guard, "invariant", invariant, "{", body, "}"]:
            p[0] = "while", at(p, 1), guard, at(p, 3), invariant, body


def p_binary(p):
    """value : value '+' value
    value : value '-' value
    value : value '*' value
    value : value '/' value
    value : value COMPARE value
    value : value AND value
    value : value OR value"""
    p[0] = "binary", at(p, 2), p[2], p[1], p[3]


def p_value(p):
    """value : '(' value ')'
    value : NAME
    value : NUMBER
    value : TRUE
    value : FALSE"""
    p[0] = p[2] if len(p) == 4 else (p.slice[1].type, at(p, 1), p[1])


PARSER = yacc.yacc(debug=False, write_tables=False)

# ---------------------------------------------------------------- from trees to IVL

OPERATORS = {
    "+": b.add, "-": b.sub, "*": b.mul, "/": b.div, "and": b.and_, "or": b.or_, "==": b.eq,
    "!=": b.ne, "<": b.lt, "<=": b.le, ">": b.gt, ">=": b.ge,
}  # fmt: skip


class Toy(ivl.Frontend):
    """The frontend: a function from a source to a program. It raises `ivl.ProgramError`."""

    def translate(self, source: ivl.Source, options: ivl.Options) -> b.Program:
        """The program whose verdict is that of `source`."""
        try:
            trees = PARSER.parse(source.text, lexer=lex.lex())
        except Mistake as mistake:
            message, start = mistake.args
            place = source.span(len(source.text) if start is None else start)
            raise ivl.error("parse.toy", message, place) from None
        translation = Translation(source)
        for tree in trees:
            translation.declare(tree)
        procedures = translation.procedures.values()
        return b.program(*procedures, *[translation.body(tree) for tree in trees])


class Translation:
    """What is known while a program is translated."""

    def __init__(self, source: ivl.Source) -> None:
        self.source = source
        self.procedures = dict[str, b.Procedure]()
        self.variables = dict[str, b.Variable]()
        self.locals = list[b.Variable]()
        self.checks: list[b.Statement] | None = None  # where the value may divide: see `value`

    def error(self, message, place):
        """What is wrong at a place."""
        return ivl.error("resolve.toy", message, self.source.span(*place))

    def declare(self, tree):
        """Declare a procedure with its contract."""
        place, name, inputs, outputs, clauses, _, _ = tree
        formals = [b.input_(x, b.INT) for x in inputs], [b.output(x, b.INT) for x in outputs]
        self.variables = {v.name: v for group in formals for v in group}
        if name in self.procedures or len(self.variables) < len(inputs) + len(outputs):
            raise self.error(f"{name}: a name is declared twice", place)
        contract = {"requires": [], "ensures": []}
        for kind, where, condition in clauses:
            clause = b.clause(self.value(condition, b.BOOL), span=self.source.span(*where))
            contract[kind].append(clause)
        span = self.source.span(*place)
        self.procedures[name] = b.procedure(name, *formals, **contract, span=span)

    def body(self, tree):
        """The body of a procedure that has been declared."""
        procedure, end = self.procedures[tree[1]], self.source.span(*tree[6])
        formals = [g.variable for g in (*procedure.inputs, *procedure.outputs)]
        self.variables, self.locals = {v.name: v for v in formals}, []
        return b.implementation(procedure, self.block(tree[5]), locals=self.locals, end=end)

    def block(self, trees):
        """The statements of a block; before each, that its divisors are not zero."""
        found = list[b.Statement]()
        for tree in trees:
            self.checks = checks = []
            try:
                statement = self.statement(tree)
            except b.BuildError as error:
                raise self.error(str(error), tree[1]) from None
            found += [*checks, statement]
        return found

    def statement(self, tree):
        """One statement, as a node of IVL."""
        span = self.source.span(*tree[1])
        match tree:
            case "assign", _, name, value:
                value = self.value(value)
                return b.assign(self.target(name), value, span=span)
            case "assert", _, condition:
                return b.assert_(self.value(condition), message="this may be false", span=span)
            case "call", place, name, procedure, values:
                if procedure not in self.procedures:
                    raise self.error(f"there is no procedure {procedure}", place)
                values = [self.value(x) for x in values]
                return b.call(self.procedures[procedure], values, [self.target(name)], span=span)
            case "if", _, guard, then, otherwise:
                guard = self.value(guard)
                return b.if_(guard, self.block(then), self.block(otherwise), span=span)
            case "while", _, guard, place, invariant, body:
                self.checks = None
                guard, kept = self.value(guard), self.value(invariant, b.BOOL)
                invariant = b.assert_(kept, span=self.source.span(*place))
                return b.while_(guard, invariants=[invariant], body=self.block(body), span=span)

    def target(self, name):
        """The variable that is assigned to; a local one if its name is new."""
        if name not in self.variables:
            self.variables[name] = b.local(name, b.INT)
            self.locals.append(self.variables[name])
        return self.variables[name]

    def value(self, tree, type_=None):
        """A value as an expression of IVL, of type `type_` if it is given.

        Division is checked, and is refused where no statement can stand before it.
        """
        span = self.source.span(*tree[1])
        match tree:
            case "NUMBER", _, digits:
                found = b.int_(int(digits), span=span)
            case "TRUE" | "FALSE", _, word:
                found = b.bool_(word == "true", span=span)
            case "NAME", place, name:
                if name not in self.variables:
                    raise self.error(f"there is no variable {name}", place)
                found = b.ref(self.variables[name], span=span)
            case "binary", place, operator, left, right:
                left, right = self.value(left), self.value(right)
                try:
                    found = OPERATORS[operator](left, right, span=span)
                    if operator == "/":
                        if self.checks is None:
                            raise self.error("contracts and loops' conditions cannot divide", place)
                        message = "the divisor may be zero"
                        self.checks.append(b.assert_(b.ne(right, 0), message=message, span=span))
                except b.BuildError as error:
                    raise self.error(str(error), place) from None
        if type_ is not None and found.type != type_:
            raise self.error("this has the wrong type", tree[1])
        return found


TOY = Toy()
