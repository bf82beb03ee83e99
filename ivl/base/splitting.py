"""What a caller may choose about splitting conditions into smaller ones."""

from __future__ import annotations

from ivl.base.node import value


@value
class Weights:
    """The constants of what a passive graph costs.

    A block costs ``(assertions + assumption * assumptions) * (1 + path * paths)``; a graph costs
    the square of what its blocks cost together. ``paths`` are those that come to the block; where
    some meet their number is multiplied with `join`. A graph is split at a branch if it costs at
    least `branch` times what both parts cost, else its assertions are shared out.
    """

    join: float = 0.8
    path: float = 1.0
    assumption: float = 0.01
    branch: float = 0.5


@value
class Splitting:
    """How conditions are split, besides the places that a program marks. See `ivl.split`.

    `every_assertion`: each assertion is proved by itself. `relax_focus`: the last ``{:focus}``
    first, which makes fewer splits. Where nothing is marked, what costs more than `above` is split
    into at most `most` parts. `keep_going`, if it is more than 1: what the solver does not decide
    in `timeout` seconds is split into so many parts, until there is only one assertion on one
    path; that has `last_timeout` seconds, and has failed when they are over. `weigh`: results tell
    what each split costs.
    """

    every_assertion: bool = False
    relax_focus: bool = False
    most: int = 1
    above: float = 1.0
    keep_going: int = 1
    timeout: float | None = 1.0
    last_timeout: float | None = 30.0
    weights: Weights = Weights()
    weigh: bool = False
