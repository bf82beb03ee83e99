"""The shapes that a verification condition can have, by name."""

from __future__ import annotations

from ivl.vc.block_equations import block_equations
from ivl.vc.condition import Shape

SHAPES: dict[str, Shape] = {"block-equations": block_equations}
"""All shapes give the same verdicts; the first is the default."""
