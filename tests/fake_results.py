"""Hand-made results over small texts, for tests of what is written about them."""

import sys
import types

import ivl
from ivl.base.diagnostic import Diagnostic, Related
from ivl.base.source import NOWHERE, Source, Span
from ivl.core.program import Implementation, Procedure, Program
from ivl.resolve.resolver import Resolved
from ivl.result import Outcome, Result

TEXT = """\
procedure P(x: int)
  ensures x > 0;
{
  var y: int;
  y := x;
  assert y > 1;
  call Q(y);
}
procedure Q(z: int)
  requires z > 2;
"""


def span(text: str, part: str, name: str = "dir/f.bpl", source: Source | None = None) -> Span:
    start = text.index(part)
    return Span(source or Source(name, text), start, start + len(part))


class Example:
    """One procedure of TEXT, and diagnostics about it."""

    def __init__(self, text: str = TEXT, name: str = "dir/f.bpl") -> None:
        self.text = text
        self.source = Source(name, text)
        self.implementation = Implementation(
            "P", (), (), (), (), (), span=self.at("P(")._replace(end=text.index("P(") + 1)
        )

    def at(self, part: str) -> Span:
        return span(self.text, part, source=self.source)

    def trace(self, *labels: str) -> tuple[Related, ...]:
        return tuple(Related(label, self.at(":=")) for label in labels)

    def assertion(self, **changes: object) -> Diagnostic:
        fields = {
            "kind": "verify.assert",
            "message": "this assertion could not be proved",
            "span": self.at("assert y > 1;"),
            "trace": self.trace("anon0"),
        }
        return Diagnostic(**{**fields, **changes})  # type: ignore[arg-type]

    def precondition(self, **changes: object) -> Diagnostic:
        fields = {
            "kind": "verify.precondition",
            "message": "a precondition for this call could not be proved",
            "span": self.at("call Q"),
            "related": (
                Related(
                    "this is the precondition that could not be proved",
                    self.at("requires z > 2;"),
                ),
            ),
            "trace": self.trace("anon0"),
        }
        return Diagnostic(**{**fields, **changes})  # type: ignore[arg-type]

    def result(self, outcome: Outcome, *diagnostics: Diagnostic, **changes: object) -> Result:
        fields = {"assertions": 3, "seconds": 0.125, "resource": 42}
        return Result(
            self.implementation,
            "P",
            outcome,
            diagnostics,
            **{**fields, **changes},  # type: ignore[arg-type]
        )


def nowhere(label: str) -> Related:
    return Related(label, NOWHERE)


def fake_verifier(monkeypatch, results=(), error=None, warnings=()):
    """Put a verifier in place whose verdicts are `results`. Returns what it is given, later."""
    seen: dict[str, object] = {}

    class Progress:
        def __init__(self, name, done, total):
            self.name, self.done, self.total = name, done, total

    def resolve(program, options=None):
        seen["program"], seen["resolve"] = program, options
        if error is not None:
            raise error
        implementations = tuple(result.implementation for result in results)
        procedures = tuple(Procedure(i.name, (), (), (), (), (), ()) for i in implementations)
        return Resolved(Program(procedures=procedures, implementations=implementations), warnings)

    def verify(program, options=None, *, progress=None):
        seen["options"] = options
        if error is not None:
            raise error
        for done, result in enumerate(results):
            if progress is not None:
                progress(Progress(result.name, done, len(results)))
            if isinstance(result, BaseException):
                raise result
            yield result

    monkeypatch.setenv("IVL_CACHE", "off")
    module = types.ModuleType("ivl.verifier")
    module.verify, module.Progress = verify, Progress
    monkeypatch.setattr("ivl.resolve.resolver.resolve", resolve)
    monkeypatch.setitem(sys.modules, "ivl.verifier", module)
    monkeypatch.setattr(ivl, "verifier", module, raising=False)
    return seen
