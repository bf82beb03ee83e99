"""Where a search that is bounded ends."""

from __future__ import annotations

from ivl.base.source import Span
from ivl.core.attributes import text_attribute
from ivl.core.expressions import FALSE, Attribute
from ivl.core.statements import Assert, Assume, Obligation, ObligationKind
from ivl.flow.cfg import Cfg, PassiveCfg

BOUND = "bound"


def stop_search(span: Span, bound: str) -> Assume:
    """``assume {:bound "..."} false``: executions that come here are not looked at."""
    return Assume(FALSE, (Attribute(BOUND, (bound,)),), span=span)


def forbid(span: Span, bound: str) -> Assert:
    """``assert false``: no execution may come here, or else `bound` is too low."""
    message = f"an execution may come here, where the search ended: {bound}"
    return Assert(FALSE, Obligation(ObligationKind.BOUND, span, message=message), span=span)


def ends_of_search(cfg: Cfg | PassiveCfg) -> dict[Span, str]:
    """The places in `cfg` where executions are not looked at any further, and the bound."""
    return {
        command.span: bound
        for block in cfg.blocks.values()
        for command in block.commands
        if isinstance(command, Assume) and (bound := text_attribute(command.attributes, BOUND))
    }
