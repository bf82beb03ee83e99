"""Grammar rules for statements and bodies."""

from __future__ import annotations

from typing import Any

from ivl.syntax import ast
from ivl.syntax.grammar_expressions import ExpressionRules, Values, name_of


class StatementRules(ExpressionRules):
    """Rules for commands, structured statements, jumps and code expressions."""

    # -------------------------------------------------------------- bodies

    def p_body(self, p: Values) -> ast.Body:
        """body : LBRACE local_variables statements RBRACE"""
        _, variables, statements, (_, end) = p
        return ast.Body(tuple(variables), tuple(statements), end=end)

    def p_no_items(self, _: Values) -> list[Any]:
        """statements :
        commands :
        local_variables :
        loop_clauses :
        """
        return []

    def p_one_more(self, p: Values) -> list[Any]:
        """statements : statements statement
        commands : commands command
        code_blocks : code_blocks code_block
        loop_clauses : loop_clauses loop_clause
        """
        items: list[Any] = p[0]
        items.append(p[1])
        return items

    def p_local_variables(self, p: Values) -> list[ast.VariableDeclaration]:
        """local_variables : local_variables VAR attributes_opt variables SEMI"""
        variables: list[ast.VariableDeclaration] = p[0]
        variables += self.variables(p[2], p[3])
        return variables

    def variables(self, items: list[Any], groups: list[Any]) -> list[ast.VariableDeclaration]:
        """Declarations of all variables of some groups, each with all the attributes."""
        attributes = self.attributes(items)
        return [
            ast.VariableDeclaration(name, kind, where, attributes)
            for names, kind, where in groups
            for name in names
        ]

    def p_variables(self, p: Values) -> list[Any]:
        """variables : variable_group"""
        return [p[0]]

    def p_variables_more(self, p: Values) -> list[Any]:
        """variables : variables COMMA variable_group"""
        groups: list[Any] = p[0]
        groups.append(p[2])
        return groups

    def p_variable_group(self, p: Values) -> tuple[list[ast.Name], ast.Type, ast.Expr | None]:
        """variable_group : names COLON type
        variable_group : names COLON type WHERE expression
        """
        return p[0], p[2], (p[4] if len(p) == 5 else None)

    # -------------------------------------------------------------- commands

    def p_pass_statement(self, p: Values) -> Any:
        """statement : command
        statement : structured
        statement : jump
        """

    def p_assert(self, p: Values) -> ast.Assert:
        """command : ASSERT attributes_opt expression SEMI"""
        return ast.Assert(p[2], self.attributes(p[1]), span=p[0][1])

    def p_assume(self, p: Values) -> ast.Assume:
        """command : ASSUME attributes_opt expression SEMI"""
        return ast.Assume(p[2], self.attributes(p[1]), span=p[0][1])

    def p_havoc(self, p: Values) -> ast.Havoc:
        """command : HAVOC names SEMI"""
        return ast.Havoc(tuple(p[1]), span=p[0][1])

    def p_assign(self, p: Values) -> ast.Assign:
        """command : targets ASSIGN attributes_opt expressions SEMI"""
        targets, (_, span), attributes, values, _ = p
        return ast.Assign(tuple(targets), tuple(values), self.attributes(attributes), span=span)

    def p_targets(self, p: Values) -> list[ast.Target]:
        """targets : target
        targets : targets COMMA target
        """
        if len(p) == 1:
            return [p[0]]
        targets: list[ast.Target] = p[0]
        targets.append(p[2])
        return targets

    def p_target_name(self, p: Values) -> ast.Name:
        """target : ID"""
        return name_of(p[0])

    def p_target_map(self, p: Values) -> ast.MapTarget:
        """target : target LBRACKET expressions_opt RBRACKET"""
        return ast.MapTarget(p[0], tuple(p[2]), span=p[1][1])

    def p_target_field(self, p: Values) -> ast.FieldTarget:
        """target : target ARROW ID"""
        return ast.FieldTarget(p[0], name_of(p[2]), span=p[1][1])

    def p_unpack(self, p: Values) -> ast.Unpack:
        """command : ID LPAREN names RPAREN ASSIGN attributes_opt expression SEMI"""
        constructor, _, variables, _, (_, span), attributes, value, _ = p
        return ast.Unpack(
            name_of(constructor), tuple(variables), value, self.attributes(attributes), span=span
        )

    def p_call(self, p: Values) -> ast.Call:
        """command : CALL attributes_opt ID LPAREN expressions_opt RPAREN SEMI"""
        (_, span), attributes, procedure, _, arguments, _, _ = p
        return ast.Call(
            name_of(procedure), tuple(arguments), (), self.attributes(attributes), span=span
        )

    def p_call_results(self, p: Values) -> ast.Call:
        """command : CALL attributes_opt names ASSIGN ID LPAREN expressions_opt RPAREN SEMI"""
        (_, span), attributes, results, _, procedure, _, arguments, _, _ = p
        attributes = self.attributes(attributes)
        return ast.Call(name_of(procedure), tuple(arguments), tuple(results), attributes, span=span)

    def p_call_free(self, p: Values) -> ast.Call:
        """command : FREE CALL attributes_opt ID LPAREN expressions_opt RPAREN SEMI
        command : FREE CALL attributes_opt names ASSIGN ID LPAREN expressions_opt RPAREN SEMI
        """
        call = self.p_call(p[1:]) if len(p) == 8 else self.p_call_results(p[1:])
        return ast.Call(
            call.procedure, call.arguments, call.results, call.attributes, True, span=call.span
        )

    def p_measure(self, p: Values) -> ast.Measure:
        """command : measure
        loop_clause : measure
        measure : MEASURE attributes_opt expressions SEMI
        """
        if len(p) == 1:
            measure: ast.Measure = p[0]
            return measure
        return ast.Measure(tuple(p[2]), self.attributes(p[1]), span=p[0][1])

    def p_hide_reveal(self, p: Values) -> ast.HideReveal:
        """command : HIDE ID SEMI
        command : REVEAL ID SEMI
        command : HIDE TIMES SEMI
        command : REVEAL TIMES SEMI
        """
        (mode, span), name, _ = p
        if name[0] == "*":
            return ast.HideReveal(mode, None, span=span)
        return ast.HideReveal(mode, name_of(name), span=name[1])

    def p_change_scope(self, p: Values) -> ast.ChangeScope:
        """command : PUSH SEMI
        command : POP SEMI
        """
        return ast.ChangeScope(p[0][0], span=p[0][1])

    # -------------------------------------------------------------- jumps and structure

    def p_label(self, p: Values) -> ast.Label:
        """statement : ID COLON"""
        return ast.Label(p[0][0], span=p[0][1])

    def p_goto(self, p: Values) -> ast.Goto:
        """jump : goto
        goto : GOTO attributes_opt names SEMI
        """
        if len(p) == 1:
            goto: ast.Goto = p[0]
            return goto
        return ast.Goto(tuple(p[2]), self.attributes(p[1]), span=p[0][1])

    def p_return(self, p: Values) -> ast.Return:
        """jump : RETURN attributes_opt SEMI"""
        return ast.Return(self.attributes(p[1]), span=p[0][1])

    def p_break(self, p: Values) -> ast.Break:
        """structured : BREAK SEMI
        structured : BREAK ID SEMI
        """
        return ast.Break(name_of(p[1]) if len(p) == 3 else None, span=p[0][1])

    def p_if(self, p: Values) -> ast.If:
        """structured : if
        if : IF attributes_opt guard LBRACE statements RBRACE
        """
        if len(p) == 1:
            branch: ast.If = p[0]
            return branch
        (_, span), attributes, guard, _, then, (_, end) = p
        attributes = self.attributes(attributes)
        return ast.If(guard, tuple(then), None, attributes, span=span, then_end=end)

    def p_if_else(self, p: Values) -> ast.If:
        """if : IF attributes_opt guard LBRACE statements RBRACE ELSE LBRACE statements RBRACE"""
        (_, span), attributes, guard, _, then, (_, then_end), _, _, otherwise, (_, else_end) = p
        return ast.If(
            guard,
            tuple(then),
            tuple(otherwise),
            self.attributes(attributes),
            span=span,
            then_end=then_end,
            else_end=else_end,
        )

    def p_else_if(self, p: Values) -> ast.If:
        """if : IF attributes_opt guard LBRACE statements RBRACE ELSE if"""
        (_, span), attributes, guard, _, then, (_, end), _, later = p
        return ast.If(
            guard,
            tuple(then),
            (later,),
            self.attributes(attributes),
            span=span,
            then_end=end,
            else_if=True,
        )

    def p_guard(self, p: Values) -> ast.Expr | None:
        """guard : LPAREN expression RPAREN
        guard : LPAREN TIMES RPAREN
        """
        guard: ast.Expr | None = None if isinstance(p[1], tuple) else p[1]
        return guard

    def p_while(self, p: Values) -> ast.While:
        """structured : WHILE guard loop_clauses LBRACE statements RBRACE"""
        (_, span), guard, clauses, _, body, (_, end) = p
        return ast.While(
            guard,
            tuple(clause for clause in clauses if isinstance(clause, ast.Invariant)),
            tuple(clause for clause in clauses if isinstance(clause, ast.Measure)),
            tuple(body),
            span=span,
            body_end=end,
        )

    def p_invariant(self, p: Values) -> ast.Invariant:
        """loop_clause : INVARIANT attributes_opt expression SEMI
        loop_clause : FREE INVARIANT attributes_opt expression SEMI
        """
        return ast.Invariant(p[-2], self.attributes(p[-3]), len(p) == 5, span=p[0][1])

    # -------------------------------------------------------------- code expressions

    def p_code_expression(self, p: Values) -> ast.CodeExpression:
        """postfix : LCODE local_variables code_blocks RCODE"""
        return ast.CodeExpression(tuple(p[1]), tuple(p[2]), span=p[0][1])

    def p_code_blocks(self, p: Values) -> list[ast.CodeBlock]:
        """code_blocks : code_block"""
        return [p[0]]

    def p_code_block(self, p: Values) -> ast.CodeBlock:
        """code_block : ID COLON commands goto
        code_block : ID COLON commands code_return
        """
        return ast.CodeBlock(name_of(p[0]), tuple(p[2]), p[3])

    def p_code_return(self, p: Values) -> ast.CodeReturn:
        """code_return : RETURN attributes_opt expression SEMI"""
        return ast.CodeReturn(p[2], self.attributes(p[1]), span=p[0][1])
