"""What operators, quantifiers and built-in members there are."""

from __future__ import annotations

from enum import Enum


class FunctionMember(Enum):
    """What can be asked about a function value: ``f.requires(x)``, ``f.reads(x)``."""

    REQUIRES = "requires"
    READS = "reads"


class BuiltinName(Enum):
    """Members of values of built-in types."""

    FLOOR = "Floor"
    KEYS = "Keys"
    VALUES = "Values"
    ITEMS = "Items"
    ROTATE_LEFT = "RotateLeft"
    ROTATE_RIGHT = "RotateRight"
    IS_LIMIT = "IsLimit"
    IS_SUCCESSOR = "IsSucc"
    IS_NATURAL = "IsNat"
    OFFSET = "Offset"


class UnaryOperator(Enum):
    """Operators with one operand."""

    NOT = "!"
    NEGATE = "-"
    CARDINALITY = "|_|"


class BinaryOperator(Enum):
    """Operators with two operands; the operands' types tell what they do.

    ``+`` is also union and concatenation, ``-`` difference, ``*`` intersection, ``<`` proper
    subset, proper prefix, or the order of datatype values, ``!!`` disjointness. ``>`` and ``>=``
    on sets and ``<==`` keep their order of operands.
    """

    IFF = "<==>"
    IMPLIES = "==>"
    EXPLIES = "<=="
    AND = "&&"
    OR = "||"
    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_EQUAL = "<="
    GREATER_EQUAL = ">="
    GREATER = ">"
    DISJOINT = "!!"
    IN = "in"
    NOT_IN = "!in"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    MODULO = "%"
    BIT_AND = "&"
    BIT_OR = "|"
    BIT_XOR = "^"
    SHIFT_LEFT = "<<"
    SHIFT_RIGHT = ">>"


class QuantifierKind(Enum):
    """Universal or existential."""

    FORALL = "forall"
    EXISTS = "exists"
