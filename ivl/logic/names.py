"""How a name is written in SMT-LIB: injective, and never a symbol that a theory or solver owns.

- A name that is a simple symbol stands for itself; another one is quoted: ``|a b|``.
- What quoting cannot hold (``|``, ``\\``, control characters), ``%``, a leading ``?`` (bound
  variables) and a leading ``@`` or ``.`` (reserved for solvers) become ``%xHEX.``.
- A name that SMT-LIB, a theory or a solver gives a meaning gets a ``%`` at its end.

So no name of a user begins with ``?`` (bound variables) or with ``%`` and a digit (lets).
"""

from __future__ import annotations

import re
from functools import cache

_SIMPLE = re.compile(r"(?![+-]\d)[A-Za-z~!@$%^&*_+=<>.?/-][A-Za-z0-9~!@$%^&*_+=<>.?/-]*\Z")
_UNSAFE = re.compile(r"[|\\%]|[^ -~]|\A[?@.]")

_WORDS = """
! _ as let par match exists forall lambda choice is exit BINARY DECIMAL HEXADECIMAL NUMERAL
STRING continued-execution error immediate-exit incomplete logic memout sat success theory
unknown unsat unsupported define-fun declare-fun assert
true false not and or xor => = distinct ite if iff implies ~ == !=
Bool Int Real Array BitVec Float16 Float32 Float64 Float128 FloatingPoint RoundingMode String
RegLan RegEx Seq Unicode Char Set Bag Tuple UnitTuple Relation Table List Pair Finite FiniteSet
mk-pair
+ - * / div mod rem abs ^ ** < <= > >= divisible to_real to_int is_int mod0 div0 rem0 power
pi euler exp ln log sqrt sin cos tan cot sec csc asin acos atan acot asec acsc arcsin arccos
arctan arccot arcsec arccsc sinh cosh tanh asinh acosh atanh real.pi root-obj
concat extract repeat zero_extend sign_extend rotate_left rotate_right ext_rotate_left
ext_rotate_right int2bv nat2bv int_to_bv ubv_to_int sbv_to_int bit2bool mkbv bit
select store const map default as-array array-ext array_ext eqrange
union intersection intersect setminus difference complement subset singleton emptyset
univset card choose product join transpose tclosure iden has-size
fp to_fp to_fp_unsigned to_fp_bv to_fp_real to_ieee_bv NaN +oo -oo +zero -zero RNE RNA RTP RTN
RTZ roundNearestTiesToEven roundNearestTiesToAway roundTowardPositive roundTowardNegative
roundTowardZero
char iand sep emp pto wand tuple tupSel mkTuple update-field update-record
case-def partial-order linear-order tree-order piecewise-linear-order transitive-closure special
"""
_RESERVED = frozenset(_WORDS.split())

_RESERVED_SHAPE = re.compile(
    r"(bv[a-z0-9_]+|bv|is-.*|tester-.*|.*!\d+|_.*_sk.*"
    r"|(fp|str|re|seq|int|set|bag|rel|char|ff|sep|tuple|table|nullable|real|complex|smt)\..*)\Z",
    re.DOTALL,
)


def _encode(match: re.Match[str]) -> str:
    return f"%x{ord(match[0]):X}."


@cache
def spell(name: str) -> str:
    """The SMT-LIB symbol for the name of a function, constant or sort.

    ``x`` -> ``x``, ``a b`` -> ``|a b|``, ``select`` -> ``select%``, ``a|b`` -> ``a%x7C.b``.
    """
    text = _UNSAFE.sub(_encode, name)
    if not text or text in _RESERVED or _RESERVED_SHAPE.match(text):
        text += "%"
    return text if _SIMPLE.match(text) else f"|{text}|"


_ENCODED = re.compile(r"%x([0-9A-F]+)\.")


def unspell(symbol: str) -> str:
    """The name that `spell` wrote as `symbol`; a solver's own symbols come back as they are."""
    if len(symbol) > 1 and symbol[0] == symbol[-1] == "|":
        symbol = symbol[1:-1]
    if "%" not in symbol:
        return symbol
    if symbol[-1] == "%":
        symbol = symbol[:-1]
    return _ENCODED.sub(lambda match: chr(int(match[1], 16)), symbol)


def spell_bound(name: str) -> str:
    """The SMT-LIB symbol for a bound variable: ``x`` -> ``?x``."""
    text = "?" + _UNSAFE.sub(_encode, name)
    return text if _SIMPLE.match(text) else f"|{text}|"
