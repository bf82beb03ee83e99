"""Types as written."""

from __future__ import annotations

from typing import TypeAlias

from ivl.base.node import node
from ivl.base.source import Spanned


@node
class TypeName(Spanned):
    """``int``, ``bv32``, ``float24e8``, ``C T U`` (arguments are atoms), ``a``; built-ins too."""

    name: str
    arguments: tuple[Type, ...] = ()


@node
class MapType(Spanned):
    """``<a,b>[T, U] V``."""

    type_parameters: tuple[Name, ...]
    domain: tuple[Type, ...]
    range: Type


Type: TypeAlias = TypeName | MapType


@node
class Name(Spanned):
    """An identifier where it is bound or mentioned (a leading backslash is dropped)."""

    text: str
