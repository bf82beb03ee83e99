"""Grammar rules for declarations and the program."""

from __future__ import annotations

from typing import Any

from ivl.base.source import Span
from ivl.syntax import ast
from ivl.syntax.grammar_expressions import Values, name_of
from ivl.syntax.grammar_statements import StatementRules
from ivl.syntax.labels import check_labels
from ivl.syntax.parameters import function_parameters, is_identifier


class DeclarationRules(StatementRules):
    """Rules for declarations and the program."""

    def p_program(self, p: Values) -> ast.Program:
        """program : declarations"""
        return ast.Program(tuple(p[0]))

    def p_nothing_yet(self, _: Values) -> list[Any]:
        """declarations :
        axioms :
        specifications :
        """
        return []

    def p_further(self, p: Values) -> list[Any]:
        """declarations : declarations declaration
        axioms : axioms axiom
        specifications : specifications specification
        """
        items: list[Any] = p[0]
        items.append(p[1])
        return items

    def p_further_types(self, p: Values) -> list[ast.Declaration]:
        """declarations : declarations TYPE attributes_opt type_declarations SEMI"""
        declarations: list[ast.Declaration] = p[0]
        attributes = self.attributes(p[2])
        for name, parameters, body in p[3]:
            text, span = name
            declarations.append(
                ast.TypeDeclaration(text, tuple(parameters), body, attributes, span=span)
            )
        return declarations

    def p_pass_declaration(self, p: Values) -> Any:
        """declaration : axiom"""

    # -------------------------------------------------------------- types

    def p_type_declarations(self, p: Values) -> list[Any]:
        """type_declarations : type_declaration
        type_declarations : type_declarations COMMA type_declaration
        """
        if len(p) == 1:
            return [p[0]]
        items: list[Any] = p[0]
        items.append(p[2])
        return items

    def p_type_declaration(self, p: Values) -> tuple[Any, list[ast.Name], ast.Type | None]:
        """type_declaration : ID type_variables
        type_declaration : ID type_variables DEFINES type
        """
        return p[0], p[1], (p[3] if len(p) == 4 else None)

    def p_type_variables(self, p: Values) -> list[ast.Name]:
        """type_variables :
        type_variables : type_variables ID
        """
        names: list[ast.Name] = p[0] if p else []
        if p:
            names.append(name_of(p[1]))
        return names

    def p_datatype(self, p: Values) -> ast.Datatype:
        """declaration : DATATYPE attributes_opt ID type_parameters_opt \
                         LBRACE constructors RBRACE
        """
        _, attributes, (name, span), parameters, _, constructors, _ = p
        return ast.Datatype(
            name,
            tuple(parameters),
            tuple(constructors.values()),
            self.attributes(attributes),
            span=span,
        )

    def p_constructors(self, p: Values) -> dict[str, ast.Constructor]:
        """constructors : constructor
        constructors : constructors COMMA constructor
        """
        constructors: dict[str, ast.Constructor] = p[0] if len(p) == 3 else {}
        constructor: ast.Constructor = p[-1]
        if constructor.name in constructors:
            self.errors.here(f"constructor name {constructor.name} used more than once in datatype")
        constructors[constructor.name] = constructor
        return constructors

    def p_constructor(self, p: Values) -> ast.Constructor:
        """constructor : ID LPAREN fields RPAREN
        constructor : ID LPAREN RPAREN
        """
        fields = [field for group in p[2] for field in group] if len(p) == 4 else []
        return ast.Constructor(p[0][0], tuple(fields), span=p[0][1])

    def p_fields(self, p: Values) -> list[Any]:
        """fields : field_group
        fields : fields COMMA field_group
        """
        if len(p) == 1:
            return [p[0]]
        groups: list[Any] = p[0]
        groups.append(p[2])
        return groups

    def p_field_group(self, p: Values) -> list[ast.Binding]:
        """field_group : attributes_opt names COLON type
        field_group : attributes_opt names COLON type WHERE expression
        """
        if len(p) == 6:
            self.errors.here("where clause not allowed on datatype constructor")
        attributes = self.attributes(p[0])
        return [ast.Binding(name, p[3], attributes) for name in p[1]]

    # -------------------------------------------------------------- constants, variables, axioms

    def p_constants(self, p: Values) -> ast.ConstantDeclaration:
        """declaration : CONST attributes_opt unique_opt names COLON type SEMI
        declaration : CONST attributes_opt unique_opt names COLON type uses
        """
        (_, span), attributes, unique, names, _, kind, uses = p
        axioms = uses if isinstance(uses, list) else []
        attributes = self.attributes(attributes)
        return ast.ConstantDeclaration(
            tuple(names), kind, unique, tuple(axioms), attributes, span=span
        )

    def p_unique(self, p: Values) -> bool:
        """unique_opt :
        unique_opt : UNIQUE
        """
        return len(p) == 1

    def p_uses(self, p: Values) -> list[ast.Axiom]:
        """uses : USES LBRACE axioms RBRACE"""
        axioms: list[ast.Axiom] = p[2]
        return axioms

    def p_globals(self, p: Values) -> ast.GlobalDeclaration:
        """declaration : VAR attributes_opt variables SEMI"""
        return ast.GlobalDeclaration(tuple(self.variables(p[1], p[2])), span=p[0][1])

    def p_axiom(self, p: Values) -> ast.Axiom:
        """axiom : AXIOM attributes_opt expression SEMI
        axiom : HIDEABLE AXIOM attributes_opt expression SEMI
        """
        span = p[-4][1]
        attributes = self.attributes(p[-3])
        if attributes:
            end = attributes[-1].span.end
            span = Span(span.source, end - 1, end)
        return ast.Axiom(p[-2], len(p) == 5, attributes, span=span)

    # -------------------------------------------------------------- functions

    def p_function(self, p: Values) -> ast.FunctionDeclaration:
        """declaration : function_head function_parameters function_result function_body
        declaration : REVEALED function_head function_parameters function_result function_body
        """
        (attributes, (name, span), type_parameters), parameters, result, (body, uses, end) = p[-4:]
        attributes = self.attributes(attributes)
        if body is not None:
            self._check_definition(attributes, type_parameters, end)
        return ast.FunctionDeclaration(
            name,
            tuple(type_parameters),
            function_parameters(parameters, self.errors),
            result,
            body,
            tuple(uses),
            len(p) == 5,
            attributes,
            span=span,
        )

    def _check_definition(
        self, attributes: tuple[ast.Attribute, ...], type_parameters: list[ast.Name], end: Span
    ) -> None:
        inline, define = (
            any(a.name == name and not _is_false(a) for a in attributes)
            for name in ("inline", "define")
        )
        if inline and define:
            self.errors.syntax("function cannot have both :inline and :define attributes", end)
        elif define and type_parameters:
            self.errors.syntax("function with :define attribute has to be monomorphic", end)

    def p_function_head(self, p: Values) -> Any:
        """function_head : FUNCTION attributes_opt ID type_parameters_opt"""
        return p[1:]

    def p_function_parameters(self, p: Values) -> list[ast.FunctionParameter]:
        """function_parameters : LPAREN RPAREN
        function_parameters : LPAREN parameter_list RPAREN
        """
        return p[1] if len(p) == 3 else []

    def p_parameter_list(self, p: Values) -> list[ast.FunctionParameter]:
        """parameter_list : parameter
        parameter_list : parameter_list COMMA parameter
        """
        if len(p) == 1:
            return [p[0]]
        items: list[ast.FunctionParameter] = p[0]
        items.append(p[2])
        return items

    def p_parameter(self, p: Values) -> ast.FunctionParameter:
        """parameter : attributes_opt type
        parameter : attributes_opt parameter_name type
        """
        attributes, first, kind = self.attributes(p[0]), p[1], p[-1]
        name = first if isinstance(first, ast.Name) else None
        return ast.FunctionParameter(name, kind, attributes, span=first.span)

    def p_parameter_name(self, p: Values) -> ast.Name | ast.Type:
        """parameter_name : type COLON"""
        kind: ast.Type = p[0]
        if is_identifier(kind):
            return ast.Name(kind.name, span=kind.span)
        self.errors.syntax("expected identifier before ':'", p[1][1])
        return kind

    def p_function_result(self, p: Values) -> ast.FunctionParameter:
        """function_result : RETURNS LPAREN parameter RPAREN
        function_result : COLON type
        """
        if len(p) == 4:
            result: ast.FunctionParameter = p[2]
            return result
        return ast.FunctionParameter(None, p[1], span=p[1].span)

    def p_function_body(self, p: Values) -> tuple[ast.Expr | None, list[ast.Axiom], Span]:
        """function_body : SEMI
        function_body : uses
        function_body : LBRACE expression RBRACE
        function_body : LBRACE expression RBRACE uses
        """
        if len(p) == 1:
            return None, (p[0] if isinstance(p[0], list) else []), self.errors.last[1]
        return p[1], (p[3] if len(p) == 4 else []), self.errors.last[1]

    # -------------------------------------------------------------- procedures

    def p_procedure(self, p: Values) -> ast.Procedure:
        """declaration : PROCEDURE signature SEMI specifications
        declaration : PROCEDURE signature specifications body
        declaration : PURE PROCEDURE signature SEMI specifications
        declaration : PURE PROCEDURE signature specifications body
        """
        pure = p[0][0] == "pure"
        (attributes, (name, span), type_parameters, parameters, results) = p[1 + pure]
        body: ast.Body | None = p[-1] if isinstance(p[-1], ast.Body) else None
        specifications = p[-1] if body is None else p[-2]
        if body is not None:
            check_labels(body, self.errors)
        return ast.Procedure(
            name,
            tuple(type_parameters),
            tuple(parameters),
            tuple(results),
            tuple(specifications),
            body,
            pure,
            self.attributes(attributes),
            span=span,
        )

    def p_implementation(self, p: Values) -> ast.Implementation:
        """declaration : IMPLEMENTATION signature body"""
        (attributes, (name, span), type_parameters, parameters, results) = p[1]
        check_labels(p[2], self.errors)
        for variable in (*parameters, *results):
            if variable.where is not None:
                self.errors.syntax(
                    "where clause not allowed on the 'implementation' copies of formals",
                    variable.name.span,
                )
        return ast.Implementation(
            name,
            tuple(type_parameters),
            tuple(parameters),
            tuple(results),
            p[2],
            self.attributes(attributes),
            span=span,
        )

    def p_signature(self, p: Values) -> Any:
        """signature : attributes_opt ID type_parameters_opt formals
        signature : attributes_opt ID type_parameters_opt formals RETURNS formals
        """
        return (*p[:4], p[5] if len(p) == 6 else [])

    def p_formals(self, p: Values) -> list[ast.VariableDeclaration]:
        """formals : LPAREN RPAREN
        formals : LPAREN formal_groups RPAREN
        """
        return p[1] if len(p) == 3 else []

    def p_formal_groups(self, p: Values) -> list[ast.VariableDeclaration]:
        """formal_groups : attributes_opt variable_group
        formal_groups : formal_groups COMMA attributes_opt variable_group
        """
        formals: list[ast.VariableDeclaration] = p[0] if len(p) == 4 else []
        formals += self.variables(p[-2], [p[-1]])
        return formals

    def p_requires(self, p: Values) -> ast.Requires:
        """specification : REQUIRES attributes_opt expression SEMI
        specification : FREE REQUIRES attributes_opt expression SEMI
        """
        return ast.Requires(p[-2], self.attributes(p[-3]), len(p) == 5, span=p[-4][1])

    def p_ensures(self, p: Values) -> ast.Ensures:
        """specification : ENSURES attributes_opt expression SEMI
        specification : FREE ENSURES attributes_opt expression SEMI
        """
        return ast.Ensures(p[-2], self.attributes(p[-3]), len(p) == 5, span=p[-4][1])

    def p_modifies(self, p: Values) -> ast.Modifies:
        """specification : MODIFIES SEMI
        specification : MODIFIES names SEMI
        """
        return ast.Modifies(tuple(p[1]) if len(p) == 3 else (), span=p[0][1])

    def p_specification_measure(self, p: Values) -> ast.Measure:
        """specification : MEASURE attributes_opt expressions SEMI"""
        return ast.Measure(tuple(p[2]), self.attributes(p[1]), span=p[0][1])


def _is_false(attribute: ast.Attribute) -> bool:
    """Whether the attribute says ``{:name false}``."""
    match attribute.parameters:
        case (ast.BoolLiteral(value=False),):
            return True
        case _:
            return False
