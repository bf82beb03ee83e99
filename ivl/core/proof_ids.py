"""Names of the parts of a proof: ``{:id "x"}`` on commands, clauses and axioms."""

from __future__ import annotations

from ivl.core.attributes import text_attribute
from ivl.core.expressions import Attribute, Attributes

ID = "id"
ESTABLISHED = "invariant {} established"
MAINTAINED = "invariant {} maintained"
ASSUMED_IN_BODY = "invariant {} assumed in body"
REQUIRED = "requires clause {} proved for call {}"
REQUIRED_ASSUMED = "requires clause {} assumed from call {}"
ENSURED = "ensures clause {} from call {}"
"""What a clause is called in each place that it is used in."""


def proof_id(attributes: Attributes) -> str | None:
    """The text of ``{:id "text"}``."""
    return text_attribute(attributes, ID)


def only_id(attributes: Attributes, role: str = "{}") -> Attributes:
    """``{:id "role"}`` with the id that `attributes` have in the role's braces, or nothing."""
    text = proof_id(attributes)
    return () if text is None else _id(role.format(text))


def with_id(attributes: Attributes, role: str) -> Attributes:
    """`attributes` with their id put into the braces of `role`."""
    text = proof_id(attributes)
    return attributes if text is None else (*without_id(attributes), *_id(role.format(text)))


def without_id(attributes: Attributes) -> Attributes:
    """`attributes` but for ids."""
    return tuple([a for a in attributes if a.name != ID])


def call_id(clause: Attributes, call: Attributes, role: str) -> Attributes:
    """``{:id "role"}`` about a clause's id and a call's; nothing unless both have one."""
    texts = (proof_id(clause), proof_id(call))
    return () if None in texts else _id(role.format(*texts))


def _id(text: str) -> Attributes:
    return (Attribute(ID, (text,)),)
