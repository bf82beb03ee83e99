"""Dafny's own switches, as in ``ivl verify /definiteAssignment:2 file.dfy``."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.node import replace, value
from ivl.options import Options

_OTHERWISE = (
    "compile", "compileTarget", "compileVerbose", "spillTargetCode", "optimize", "out",
    "useRuntimeLib", "separateModuleOutput", "dafnyVerify", "printTooltips", "warnShadowing",
    "deprecation", "nologo", "stats", "trace", "traceTimes", "tracePOs", "traceCaching",
    "verifySnapshots", "verifySeparately", "proverWarnings", "useBaseNameForFileName",
    "errorTrace", "enhancedErrorMessages", "countVerificationErrors",
    "printVerifiedProceduresCount", "noNLarith", "arith", "z3opt", "vcsCores",
)  # fmt: skip
"""Switches on which no verdict depends: they are about compilation, output, or how to prove."""


@value
class Switches:
    """What switches change about what is to be proved."""

    verify_included: bool = False
    """``/verifyAllModules``: what is included is verified too."""
    assign_always: bool = False
    """``/definiteAssignment:2`` and ``3``: variables of all types are to be assigned first."""


DEFAULTS = Switches()
"""Where there are no switches."""


def read_switches(words: Sequence[str]) -> Switches:
    """What the switches `words` say. Raises ProgramError for those that are not supported."""
    switches = DEFAULTS
    for word in words:
        name, _, setting = word[1:].partition(":")
        match name, setting:
            case "verifyAllModules", "":
                switches = replace(switches, verify_included=True)
            case "definiteAssignment", "1" | "2" | "3":
                switches = replace(switches, assign_always=setting != "1")
            case ("allocated", "3") | ("induction", "3") | ("timeLimit" | "errorLimit", _):
                pass
            case _ if name not in _OTHERWISE:
                message = f"the switch {word}: not supported"
                raise ProgramError([Diagnostic("unsupported.switch", message, None)])
    return switches


def apply_switches(words: Sequence[str], options: Options) -> Options:
    """`options` as the switches `words` want them. Raises ProgramError for nonsense."""
    for word in words:
        name, _, setting = word[1:].partition(":")
        if name in ("timeLimit", "errorLimit"):
            if not setting.isdecimal():
                message = f"the switch {word}: a number is expected after the colon"
                raise ProgramError([Diagnostic("usage.switch", message, None)])
            if name == "timeLimit":
                options = replace(options, timeout=float(setting) or None)
            else:
                options = replace(options, error_limit=int(setting))
    return options
