"""The shapes that a verification condition can have, by name."""

from __future__ import annotations

from ivl.options import ShapeName
from ivl.vc.block_equations import block_equations
from ivl.vc.condition import Shape
from ivl.vc.normal_and_wrong import normal_and_wrong
from ivl.vc.path_conditions import path_conditions

SHAPES: dict[ShapeName, Shape] = {
    "block-equations": block_equations,
    "normal-and-wrong": normal_and_wrong,
    "path-conditions": path_conditions,
}
"""All shapes give the same verdicts; the first is the default."""
