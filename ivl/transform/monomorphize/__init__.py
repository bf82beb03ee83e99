"""Replace type parameters by the types that occur."""

from ivl.transform.monomorphize.monomorphize import monomorphize

__all__ = ["monomorphize"]
