"""Replace type parameters by the types that occur."""

from ivl.transform.monomorphize.apply import monomorphize

__all__ = ["monomorphize"]
