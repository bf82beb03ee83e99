"""Terms: pySMT's hash-consed nodes, and the theories that pySMT lacks as raw SMT-LIB operators."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from ivl.logic.environment import (
    ATTR,
    BOUND,
    OF_SORT,
    RAW,
    Environment,
    QuantifierAttributes,
)
from ivl.logic.names import spell

from pysmt import operators as op  # isort: skip  # after ivl.logic.environment
from pysmt import typing as pysmt_types  # isort: skip
from pysmt.constants import pysmt_fraction_from_rational, pysmt_integer_from_integer  # isort: skip
from pysmt.fnode import FNode  # isort: skip

if TYPE_CHECKING:
    Term: TypeAlias = Any
    Sort: TypeAlias = Any
else:
    Term = FNode
    Sort = pysmt_types.PySMTType

_BOOLEAN = frozenset(
    [*op.BOOL_OPERATORS, op.BOOL_CONSTANT, op.LE, op.LT, op.EQUALS, ATTR],
)
_LIKE_FIRST = frozenset((op.PLUS, op.MINUS, op.TIMES))


class Terms:
    """Makes terms and sorts, in an environment of its own: one object per verification.

    With `check` each node is type-checked when it is made. Threads that build at the same time
    hold `lock`.
    """

    BOOL: Sort = pysmt_types.BOOL
    INT: Sort = pysmt_types.INT
    REAL: Sort = pysmt_types.REAL

    def __init__(self, check: bool = False) -> None:
        self.lock = threading.RLock()
        self.environment = Environment(check)
        self.raw_sorts: dict[Sort, tuple[str, tuple[Sort, ...]]] = {}
        """The text of builtin sorts, and the sorts that they mention."""
        self._check = check
        self._types = self.environment.type_manager
        manager = self.environment.formula_manager
        self._node = manager.create_node
        self._operators: dict[tuple[Any, ...], Term] = {}
        self._bound: dict[tuple[str, Sort], Term] = {}
        self._sorts: dict[Term, Sort] = {}
        self._ints: dict[int, Term] = {}
        self.true: Term = manager.true_formula
        self.false: Term = manager.false_formula

    # ------------------------------------------------------------------ sorts

    def bitvector_sort(self, width: int) -> Sort:
        """``(_ BitVec width)``"""
        return self._types.BVType(width)

    def array_sort(self, index: Sort, element: Sort) -> Sort:
        """``(Array index element)``"""
        return self._types.ArrayType(index, element)

    def named_sort(self, name: str) -> Sort:
        """An uninterpreted sort or a datatype, whichever the background says."""
        return self._types.Type(name)

    def builtin_sort(self, text: str, uses: Sequence[Sort] = ()) -> Sort:
        """A sort that solvers know, as SMT-LIB text; `uses` are the sorts that it mentions."""
        sort = self._types.Type(RAW + text)
        self.raw_sorts.setdefault(sort, (text, tuple(uses)))
        return sort

    # -------------------------------------------------------------- constants

    def bool_(self, value: bool) -> Term:
        """``true`` or ``false``"""
        return self.true if value else self.false

    def int_(self, value: int) -> Term:
        """An integer literal."""
        known = self._ints.get(value)
        if known is None:
            known = self._node(op.INT_CONSTANT, (), pysmt_integer_from_integer(value))
            self._ints[value] = known
        return known

    def real(self, value: Fraction | int) -> Term:
        """A rational literal."""
        return self._node(op.REAL_CONSTANT, (), pysmt_fraction_from_rational(value))

    def bitvector(self, value: int, width: int) -> Term:
        """The bitvector of `width` bits that is `value` modulo 2^width."""
        return self._node(op.BV_CONSTANT, (), (value % (1 << width), width))

    def raw(self, text: str, sort: Sort) -> Term:
        """A constant as SMT-LIB text, such as ``RNE`` or ``(_ +oo 8 24)``."""
        return self._operator(text, (), sort)

    # ------------------------------------------------- symbols and applications

    def symbol(self, name: str, sort: Sort) -> Term:
        """The free constant or function `name`; in one script a name must have one sort."""
        return self._node(op.SYMBOL, (), (name, sort))

    def function(self, name: str, parameter_sorts: Sequence[Sort], result_sort: Sort) -> Term:
        """The symbol of a function; without parameters it is a constant."""
        return self.symbol(name, self._types.FunctionType(result_sort, tuple(parameter_sorts)))

    def apply(self, function: Term, args: Sequence[Term]) -> Term:
        """``(function args...)``"""
        return self._node(op.FUNCTION, tuple(args), function) if args else function

    def builtin(self, operator_text: str, args: Sequence[Term], sort: Sort) -> Term:
        """``(operator_text args...)`` of a sort; the text is printed as it is."""
        args = tuple(args)
        operator = self._operator(operator_text, args, sort)
        return self._node(op.FUNCTION, args, operator) if args else operator

    def tester(self, constructor: str, argument: Term) -> Term:
        """``((_ is constructor) argument)``"""
        return self.builtin(f"(_ is {spell(constructor)})", (argument,), self.BOOL)

    def _operator(self, text: str, args: tuple[Term, ...], sort: Sort) -> Term:
        # Argument sorts matter to pySMT's type checker alone, and finding them takes time.
        sorts = tuple([self.sort(a) for a in args]) if self._check else (sort,) * len(args)
        key = (text, sort, sorts)
        operator = self._operators.get(key)
        if operator is None:
            symbol_sort = self._types.FunctionType(sort, sorts)
            operator = self._node(op.SYMBOL, (), (RAW + text, symbol_sort))
            self._operators[key] = operator
        return operator

    # -------------------------------------------------------------- connectives

    def and_(self, *args: Term | Sequence[Term]) -> Term:
        """The conjunction of the arguments, or of the one sequence given."""
        return self._junction(op.AND, self.true, self.false, args)

    def or_(self, *args: Term | Sequence[Term]) -> Term:
        """The disjunction of the arguments, or of the one sequence given."""
        return self._junction(op.OR, self.false, self.true, args)

    def _junction(self, operator: int, unit: Term, zero: Term, args: Sequence[Any]) -> Term:
        if len(args) == 1 and not isinstance(args[0], FNode):
            args = args[0]
        if unit in args:
            args = [a for a in args if a is not unit]
        if zero in args:
            return zero
        if len(args) < 2:
            return args[0] if args else unit
        return self._node(operator, tuple(args))

    def not_(self, term: Term) -> Term:
        """The negation; a double one cancels."""
        content = term._content
        if content.node_type == op.NOT:
            return content.args[0]
        if content.node_type == op.BOOL_CONSTANT:
            return self.bool_(not content.payload)
        return self._node(op.NOT, (term,))

    def implies(self, left: Term, right: Term) -> Term:
        """``(=> left right)``"""
        if left is self.true or right is self.true:
            return right
        if left is self.false:
            return self.true
        return self._node(op.IMPLIES, (left, right))

    def iff(self, left: Term, right: Term) -> Term:
        """``(= left right)`` on Booleans."""
        return self._node(op.IFF, (left, right))

    def equal(self, left: Term, right: Term) -> Term:
        """``(= left right)`` on any sort."""
        operator = op.IFF if self.sort(left) is self.BOOL else op.EQUALS
        return self._node(operator, (left, right))

    def ite(self, condition: Term, then: Term, else_: Term) -> Term:
        """``(ite condition then else_)``"""
        if condition._content.node_type == op.BOOL_CONSTANT:
            return then if condition is self.true else else_
        return self._node(op.ITE, (condition, then, else_))

    # --------------------------------------------------------- arithmetic, arrays

    def less(self, left: Term, right: Term) -> Term:
        """``(< left right)`` on Int or Real."""
        return self._node(op.LT, (left, right))

    def less_equal(self, left: Term, right: Term) -> Term:
        """``(<= left right)`` on Int or Real."""
        return self._node(op.LE, (left, right))

    def add(self, *args: Term) -> Term:
        """``(+ args...)``"""
        return self._node(op.PLUS, args)

    def subtract(self, left: Term, right: Term) -> Term:
        """``(- left right)``"""
        return self._node(op.MINUS, (left, right))

    def negate(self, term: Term) -> Term:
        """``(- 0 term)``, or the negated literal: pySMT has no unary minus."""
        content = term._content
        if content.node_type == op.INT_CONSTANT:
            return self.int_(-content.payload)
        if content.node_type == op.REAL_CONSTANT:
            return self.real(-content.payload)
        zero = self.real(0) if self.sort(term) is self.REAL else self.int_(0)
        return self._node(op.MINUS, (zero, term))

    def multiply(self, *args: Term) -> Term:
        """``(* args...)``"""
        return self._node(op.TIMES, args)

    def select(self, array: Term, index: Term) -> Term:
        """``(select array index)``"""
        return self._node(op.ARRAY_SELECT, (array, index))

    def store(self, array: Term, index: Term, element: Term) -> Term:
        """``(store array index element)``"""
        return self._node(op.ARRAY_STORE, (array, index, element))

    # ------------------------------------------------------------- quantifiers

    def bound(self, name: str, sort: Sort) -> Term:
        """The bound variable of a name and sort; never the same as a free constant."""
        key = (name, sort)
        variable = self._bound.get(key)
        if variable is None:
            variable = self._node(op.SYMBOL, (), (f"{BOUND}{name}{OF_SORT}{sort}", sort))
            self._bound[key] = variable
        return variable

    def quantifier(
        self,
        forall: bool,
        variables: Sequence[Term],
        body: Term,
        patterns: Sequence[Sequence[Term]] = (),
        no_patterns: Sequence[Term] = (),
        qid: str | None = None,
        skolemid: str | None = None,
        weight: int | None = None,
    ) -> Term:
        """``(forall (variables...) (! body :pattern ... :no-pattern ... :qid ...))``

        With patterns the no-patterns go: nothing is left to infer, and z3 refuses both at once.
        """
        if not variables:
            return body
        if patterns:
            no_patterns = ()
        if patterns or no_patterns or qid or skolemid or weight is not None:
            groups = tuple([len(pattern) for pattern in patterns])
            payload = QuantifierAttributes(groups, len(no_patterns), qid, skolemid, weight)
            terms = [term for pattern in patterns for term in pattern]
            body = self._node(ATTR, (body, *terms, *no_patterns), payload)
        return self._node(op.FORALL if forall else op.EXISTS, (body,), tuple(variables))

    # ----------------------------------------------------------------- queries

    def sort(self, term: Term) -> Sort:
        """The sort of a well-sorted term, in constant time for all but long chains of arrays."""
        selects = steps = 0
        at = term
        while True:
            kind, args, payload = at._content
            if kind == op.SYMBOL:
                sort = payload[1]
            elif kind == op.FUNCTION:
                sort = payload._content.payload[1].return_type
            elif kind in _BOOLEAN:
                sort = self.BOOL
            elif kind == op.INT_CONSTANT:
                sort = self.INT
            elif kind == op.REAL_CONSTANT:
                sort = self.REAL
            elif kind == op.BV_CONSTANT:
                sort = self.bitvector_sort(payload[1])
            elif not selects and at in self._sorts:
                sort = self._sorts[at]
            else:
                steps += 1
                if kind == op.ARRAY_SELECT:
                    selects += 1
                    at = args[0]
                elif kind == op.ARRAY_STORE or kind in _LIKE_FIRST:
                    at = args[0]
                elif kind == op.ITE:
                    at = args[1]
                else:
                    sort = self.environment.stc.get_type(at)
                    break
                continue
            break
        for _ in range(selects):
            sort = sort.elem_type
        if steps > 1:
            self._sorts[term] = sort
        return sort
