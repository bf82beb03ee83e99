"""Parts of a body that may modify less than the rest."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import heaps
from frontends.dafny.translate.context import Context, Permission
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.typed.declarations import Frame
from ivl.base.node import replace
from ivl.base.source import Span


def restrict(
    frames: Sequence[Frame], message: str, span: Span, context: Context, emit: Emitter
) -> Context:
    """The context in which no more than some frames may be modified.

    Emit, with a `message` if that is not so, that all of them may be.
    """
    values = heaps.evaluate(frames, context)
    if context.modifies is not None:
        covered = heaps.covers(context.modifies, values, context)
        emit.assert_(covered, message, span, subsumes=False)
    if values is None:
        return replace(context, modifies=None)
    saved = tuple([replace(f, value=emit.save("frame", f.value)) for f in values])
    return replace(context, modifies=Permission(saved, emit.save("frame_heap", context.heap)))
