"""Grammar rules for types, attributes and expressions.

A rule's docstring is its grammar; its argument holds the values of the right-hand side, and what
it returns is the value of the left-hand side. A terminal's value is its `Token`. A rule whose name
starts with ``p_pass`` only passes its value on and is never called.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from ivl.base.source import Span
from ivl.syntax import ast
from ivl.syntax.errors import Errors
from ivl.syntax.lexer import Token
from ivl.syntax.numerals import float_fits, read_numeral

Values: TypeAlias = list[Any]


def name_of(token: Token) -> ast.Name:
    """The identifier that a token is."""
    return ast.Name(token[0], span=token[1])


class ExpressionRules:
    """Rules for types, attributes and expressions."""

    def __init__(self, errors: Errors) -> None:
        self.errors = errors
        self.bounds: dict[int, ast.Coercion] = {}
        """Bit ranges ``7:0`` that no bracket has taken yet, by their identity.

        One that is never taken stays in the tree: no type has the name ``0``.
        """

    # -------------------------------------------------------------- lists

    def p_pass_list(self, p: Values) -> Any:
        """expressions_opt : expressions
        attributes_opt : attributes
        types_opt : types
        type_parameters_opt : type_parameters
        """

    def p_empty_list(self, _: Values) -> list[Any]:
        """expressions_opt :
        attributes_opt :
        types_opt :
        type_parameters_opt :
        """
        return []

    def p_singleton(self, p: Values) -> list[Any]:
        """expressions : expression
        types : type
        bindings_groups : bindings_group
        attributes : attribute
        """
        return [p[0]]

    def p_append(self, p: Values) -> list[Any]:
        """expressions : expressions COMMA expression
        types : types COMMA type
        bindings_groups : bindings_groups COMMA bindings_group
        attributes : attributes attribute
        """
        items: list[Any] = p[0]
        items.append(p[-1])
        return items

    def p_names(self, p: Values) -> list[ast.Name]:
        """names : ID"""
        return [name_of(p[0])]

    def p_names_more(self, p: Values) -> list[ast.Name]:
        """names : names COMMA ID"""
        names: list[ast.Name] = p[0]
        names.append(name_of(p[2]))
        return names

    # -------------------------------------------------------------- types

    def p_pass_type(self, p: Values) -> Any:
        """type : type_atom
        type : map_type
        """

    def p_type_name(self, p: Values) -> ast.TypeName:
        """type : ID %prec LOWEST"""
        return ast.TypeName(p[0][0], span=p[0][1])

    def p_type_application(self, p: Values) -> ast.TypeName:
        """type : ID type_arguments"""
        return ast.TypeName(p[0][0], tuple(reversed(p[1])), span=p[0][1])

    def p_type_argument_last(self, p: Values) -> list[ast.Type]:
        """type_arguments : type_atom %prec LOWEST
        type_arguments : map_type
        """
        return [p[0]]

    def p_type_argument_name_last(self, p: Values) -> list[ast.Type]:
        """type_arguments : ID %prec LOWEST"""
        return [ast.TypeName(p[0][0], span=p[0][1])]

    def p_type_argument(self, p: Values) -> list[ast.Type]:
        """type_arguments : type_atom type_arguments"""
        later: list[ast.Type] = p[1]
        later.append(p[0])
        return later

    def p_type_argument_name(self, p: Values) -> list[ast.Type]:
        """type_arguments : ID type_arguments"""
        later: list[ast.Type] = p[1]
        later.append(ast.TypeName(p[0][0], span=p[0][1]))
        return later

    def p_type_built_in(self, p: Values) -> ast.TypeName:
        """type_atom : INT
        type_atom : REAL
        type_atom : BOOL
        """
        return ast.TypeName(p[0][0], span=p[0][1])

    def p_middle(self, p: Values) -> Any:
        """type_atom : LPAREN type RPAREN
        type_parameters : LT names GT
        """
        return p[1]

    def p_map_type(self, p: Values) -> ast.MapType:
        """map_type : LBRACKET types_opt RBRACKET type"""
        return ast.MapType((), tuple(p[1]), p[3], span=p[0][1])

    def p_map_type_polymorphic(self, p: Values) -> ast.MapType:
        """map_type : LT names GT LBRACKET types_opt RBRACKET type"""
        return ast.MapType(tuple(p[1]), tuple(p[4]), p[6], span=p[0][1])

    # -------------------------------------------------------------- attributes and triggers

    def p_attribute(self, p: Values) -> ast.Attribute | ast.Trigger:
        """attribute : LBRACE COLON ID expressions_opt RBRACE"""
        opening, _, (name, _), parameters, closing = p
        span = Span(opening[1].source, opening[1].start, closing[1].end)
        if name == "nopats":
            if len(parameters) == 1 and not isinstance(parameters[0], ast.StringLiteral):
                return ast.Trigger((parameters[0],), False, span=span)
            self.errors.here("the 'nopats' quantifier attribute expects a string-literal parameter")
        values = tuple(e.value if isinstance(e, ast.StringLiteral) else e for e in parameters)
        return ast.Attribute(name, values, span=span)

    def p_trigger(self, p: Values) -> ast.Trigger:
        """attribute : LBRACE expressions RBRACE"""
        opening, terms, closing = p
        span = Span(opening[1].source, opening[1].start, closing[1].end)
        return ast.Trigger(tuple(terms), span=span)

    def attributes(self, items: list[Any]) -> tuple[ast.Attribute, ...]:
        """The attributes among `items`; triggers are out of place here."""
        if not items:
            return ()
        for item in items:
            if isinstance(item, ast.Trigger):
                last = Span(item.span.source, item.span.end - 1, item.span.end)
                self.errors.syntax("only attributes, not triggers, allowed here", last)
        return tuple(item for item in items if isinstance(item, ast.Attribute))

    # -------------------------------------------------------------- connectives

    def p_pass_expression(self, p: Values) -> Any:
        """expression : operand %prec LOWEST
        expression : implication %prec LOWEST
        expression : explication %prec LOWEST
        equivalence_operand : operand %prec LOWEST
        equivalence_operand : implication %prec LOWEST
        equivalence_operand : explication %prec LOWEST
        operand : term %prec LOWEST
        operand : conjunction %prec LOWEST
        operand : disjunction %prec LOWEST
        term : postfix %prec LOWEST
        term : coercion %prec LOWEST
        term : signed %prec LOWEST
        """

    def p_binary(self, p: Values) -> ast.Binary:
        """expression : expression IFF equivalence_operand
        implication : operand IMPLIES operand %prec LOWEST
        implication : operand IMPLIES implication
        explication : operand EXPLIES operand %prec LOWEST
        explication : explication EXPLIES operand
        conjunction : term AND term
        conjunction : conjunction AND term
        disjunction : term OR term
        disjunction : disjunction OR term
        term : term EQ term
        term : term NE term
        term : term LT term
        term : term LE term
        term : term GT term
        term : term GE term
        term : term CONCAT term
        term : term PLUS term
        term : term MINUS term
        term : term TIMES term
        term : term DIV term
        term : term MOD term
        term : term DIVIDE term
        term : term POWER term
        """
        left, (operator, span), right = p
        return ast.Binary(operator, left, right, span=span)

    # -------------------------------------------------------------- unary and postfix operators

    def p_is_constructor(self, p: Values) -> ast.IsConstructor:
        """term : postfix IS ID
        term : coercion IS ID
        term : signed IS ID
        """
        return ast.IsConstructor(p[0], name_of(p[2]), span=p[1][1])

    def p_unary(self, p: Values) -> ast.Unary:
        """signed : MINUS signed
        signed : MINUS coercion %prec LOWEST
        signed : MINUS postfix %prec LOWEST
        signed : NOT signed
        signed : NOT coercion %prec LOWEST
        signed : NOT postfix %prec LOWEST
        """
        (operator, span), operand = p
        return ast.Unary(operator, operand, span=span)

    def p_coercion(self, p: Values) -> ast.Coercion:
        """coercion : postfix COLON type
        coercion : coercion COLON type
        """
        return ast.Coercion(p[0], p[2], span=p[1][1])

    def p_bounds(self, p: Values) -> ast.Coercion:
        """coercion : postfix COLON INTEGER
        coercion : coercion COLON INTEGER
        """
        high, (_, span), (low, low_span) = p
        if not isinstance(high, ast.IntLiteral):
            self.errors.here("arguments of extract need to be integer literals")
        bounds = ast.Coercion(high, ast.TypeName(low, span=low_span), span=span)
        self.bounds[id(bounds)] = bounds
        return bounds

    def p_select(self, p: Values) -> ast.Select | ast.Extract:
        """postfix : postfix LBRACKET expressions_opt RBRACKET"""
        operand, (_, span), indexes, _ = p
        if self.bounds and any(id(e) in self.bounds for e in indexes):
            bounds = [self.bounds.pop(id(e)) for e in indexes if id(e) in self.bounds]
            if len(indexes) > 1:
                self.errors.here("bitvectors only have one dimension")
            high, low = bounds[0].operand, bounds[0].type
            assert isinstance(low, ast.TypeName)
            value = high.value if isinstance(high, ast.IntLiteral) else 0
            return ast.Extract(operand, value, read_numeral(low.name), span=span)
        return ast.Select(operand, tuple(indexes), span=span)

    def p_store(self, p: Values) -> ast.Store:
        """postfix : postfix LBRACKET expressions_opt ASSIGN expression RBRACKET"""
        operand, (_, span), indexes, _, value, _ = p
        if self.bounds and any(self.bounds.pop(id(e), None) for e in (*indexes, value)):
            self.errors.here("assignment to bitvectors is not possible")
        return ast.Store(operand, tuple(indexes), value, span=span)

    def p_field_access(self, p: Values) -> ast.FieldAccess:
        """postfix : postfix ARROW ID"""
        return ast.FieldAccess(p[0], name_of(p[2]), span=p[1][1])

    def p_field_update(self, p: Values) -> ast.FieldUpdate:
        """postfix : postfix ARROW LPAREN ID ASSIGN expression RPAREN"""
        return ast.FieldUpdate(p[0], name_of(p[3]), p[5], span=p[4][1])

    # -------------------------------------------------------------- atoms

    def p_identifier(self, p: Values) -> ast.Identifier:
        """postfix : ID"""
        ((name, span),) = p
        return ast.Identifier(name, span=span)

    def p_apply(self, p: Values) -> ast.Apply:
        """postfix : ID LPAREN expressions_opt RPAREN"""
        (name, span), _, arguments, _ = p
        return ast.Apply(name, tuple(arguments), span=span)

    def p_bool(self, p: Values) -> ast.BoolLiteral:
        """postfix : TRUE
        postfix : FALSE
        """
        return ast.BoolLiteral(p[0][0] == "true", span=p[0][1])

    def p_integer(self, p: Values) -> ast.IntLiteral:
        """postfix : INTEGER"""
        return ast.IntLiteral(read_numeral(p[0][0]), span=p[0][1])

    def p_bitvector(self, p: Values) -> ast.BitvectorLiteral:
        """postfix : BITVECTOR"""
        number, _, width = p[0][0].partition("bv")
        return ast.BitvectorLiteral(read_numeral(number), read_numeral(width), span=p[0][1])

    def p_decimal(self, p: Values) -> ast.RealLiteral:
        """postfix : DECIMAL"""
        return ast.RealLiteral(p[0][0], span=p[0][1])

    def p_float(self, p: Values) -> ast.FloatLiteral:
        """postfix : FLOAT"""
        if not float_fits(p[0][0]):
            self.errors.here("incorrectly formatted floating point")
        return ast.FloatLiteral(p[0][0], span=p[0][1])

    def p_rounding(self, p: Values) -> ast.RoundingModeLiteral:
        """postfix : ROUNDING"""
        return ast.RoundingModeLiteral(p[0][0], span=p[0][1])

    def p_string(self, p: Values) -> ast.StringLiteral:
        """postfix : STRING"""
        return ast.StringLiteral(p[0][0][1:-1], span=p[0][1])

    def p_parenthesized(self, p: Values) -> ast.Expr:
        """postfix : LPAREN expression RPAREN"""
        expression: ast.Expr = p[1]
        if self.bounds and id(expression) in self.bounds:
            low = self.bounds.pop(id(expression)).type
            self.errors.syntax("parentheses around bitvector bounds are not allowed", low.span)
        return expression

    def p_old(self, p: Values) -> ast.Old:
        """postfix : OLD LPAREN expression RPAREN"""
        return ast.Old(p[2], span=p[0][1])

    def p_conversion(self, p: Values) -> ast.Conversion:
        """postfix : INT LPAREN expression RPAREN
        postfix : REAL LPAREN expression RPAREN
        """
        return ast.Conversion(p[0][0], p[2], span=p[0][1])

    def p_conditional(self, p: Values) -> ast.Conditional:
        """postfix : IF expression THEN expression ELSE expression %prec LOWEST"""
        return ast.Conditional(p[1], p[3], p[5], span=p[0][1])

    # -------------------------------------------------------------- binders

    def p_quantifier(self, p: Values) -> ast.Quantifier:
        """postfix : LPAREN binder type_parameters bindings QSEP attributes_opt expression RPAREN
        postfix : LPAREN binder type_parameters QSEP attributes_opt expression RPAREN
        postfix : LPAREN binder bindings QSEP attributes_opt expression RPAREN
        """
        (kind, span), body, items = p[1], p[-2], p[-3]
        triggers = tuple(item for item in items if isinstance(item, ast.Trigger))
        attributes = tuple(item for item in items if isinstance(item, ast.Attribute))
        variables: list[ast.Binding] = []
        parameters: list[ast.Name] = []
        for item in p[2:-4]:
            if item and isinstance(item[0], ast.Name):
                parameters = item
            else:
                variables = item
        if kind == "lambda" and triggers:
            self.errors.here("triggers not allowed in lambda expressions")
        return ast.Quantifier(
            kind, tuple(parameters), tuple(variables), attributes, triggers, body, span=span
        )

    def p_binder(self, p: Values) -> Token:
        """binder : FORALL
        binder : EXISTS
        binder : LAMBDA
        """
        (token,) = p
        return (token[0], token[1])

    def p_bindings(self, p: Values) -> list[ast.Binding]:
        """bindings : bindings_groups"""
        return [binding for group in p[0] for binding in group]

    def p_bindings_group(self, p: Values) -> list[ast.Binding]:
        """bindings_group : attributes_opt names COLON type where_refused"""
        attributes, names, _, kind, _ = p
        attributes = self.attributes(attributes)
        return [ast.Binding(name, kind, attributes) for name in names]

    def p_where_refused(self, p: Values) -> None:
        """where_refused :
        where_refused : WHERE expression
        """
        if p:
            self.errors.here("where clause not allowed on bound variables")

    def p_let(self, p: Values) -> ast.Let:
        """postfix : LPAREN VAR let_variables ASSIGN expressions SEMI attributes_opt \
                     expression RPAREN
        """
        _, (_, span), variables, _, values, _, attributes, body, _ = p
        attributes = self.attributes(attributes)
        return ast.Let(tuple(variables), tuple(values), attributes, body, span=span)

    def p_let_variables(self, p: Values) -> list[ast.Binding]:
        """let_variables : attributes_opt ID
        let_variables : let_variables COMMA attributes_opt ID
        """
        variables: list[ast.Binding] = p[0] if len(p) == 4 else []
        variables.append(ast.Binding(name_of(p[-1]), None, self.attributes(p[-2])))
        return variables
