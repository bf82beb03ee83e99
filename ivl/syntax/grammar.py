"""The grammar as ply sees it: terminals, precedences and all rules."""

from __future__ import annotations

from ivl.syntax.grammar_declarations import DeclarationRules
from ivl.syntax.lexer import TERMINALS


class Grammar(DeclarationRules):
    """All rules. An instance serves one parse."""

    tokens = TERMINALS
    start = "program"
    precedence = (
        ("nonassoc", "LOWEST"),
        ("left", "IFF"),
        ("right", "IMPLIES", "EXPLIES"),
        ("left", "AND", "OR"),
        ("nonassoc", "EQ", "NE", "LT", "LE", "GT", "GE"),
        ("left", "CONCAT"),
        ("left", "PLUS", "MINUS"),
        ("left", "TIMES", "DIV", "MOD", "DIVIDE"),
        ("right", "POWER"),
        ("nonassoc", "IS"),
        ("left", "COLON"),
        ("left", "LBRACKET", "ARROW"),
    )
    """From loosest to tightest. ``LOWEST`` makes ``if c then a else b`` extend to the right."""
