"""Why a candidate was refuted."""

from __future__ import annotations

from ivl.base.diagnostic import Diagnostic, Related, Severity
from ivl.base.node import node
from ivl.core.expressions import Variable


@node
class Refutation:
    """Constant `constant` is false, as a candidate of it does not hold in `implementation`.

    `failure` is the message about the assertion that failed; without it the solver gave up, and
    `reason` says why. Meanwhile the candidates of the constants in `assumed` were assumed, as far
    as that implementation knows of them. It would not have failed with those in `relied_on`, which
    had been refuted before; that is looked for only on demand.
    """

    constant: Variable
    implementation: str
    failure: Diagnostic | None
    reason: str
    assumed: tuple[str, ...]
    relied_on: tuple[str, ...] = ()


def explanation(refutation: Refutation, constant: Variable) -> Diagnostic:
    """What to say of a refuted constant, which is declared as `constant`."""
    where = f"in {refutation.implementation}"
    failure = refutation.failure
    related: tuple[Related, ...] = ()
    if failure is None:
        text = f"the solver gave up {where}"
        text += f" ({refutation.reason})" if refutation.reason else ""
    else:
        text = f"{failure.message} {where}"
        if failure.span is not None:
            related = (Related("this refuted it", failure.span), *failure.related)
    text += f", assuming {_listed(refutation.assumed)}"
    if refutation.relied_on:
        text += f"; it held with {_listed(refutation.relied_on)}, refuted before"
    return Diagnostic(
        "houdini.refuted",
        f"{constant.name} is false: {text}",
        constant.span,
        Severity.NOTE,
        related=related,
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "no candidate"
