"""Every option of Boogie 3.5.7, its argument, and what becomes of it here.

To build what a REFUSED option asks for, implement it and make its row WORKS.
"""

from __future__ import annotations

from ivl.cli.boogie_options import Form, Group, Option, Support

_WORKS, _NO_EFFECT, _REFUSED = Support.WORKS, Support.NO_EFFECT, Support.REFUSED
_FLAG = Form.FLAG


def _text(
    name: str, argument: str, text: str, support: Support = _WORKS, aliases: tuple[str, ...] = ()
) -> Option:
    return Option(name, text, Form.TEXT, support, argument, aliases=aliases)


def _number(
    name: str, text: str, support: Support = _WORKS, limit: int = 0, least: int = 0
) -> Option:
    return Option(name, text, Form.NUMBER, support, "n", limit=limit, least=least)


def _choice(
    name: str,
    choices: tuple[str, ...],
    text: str,
    support: Support = _NO_EFFECT,
    harmless: tuple[str, ...] = (),
) -> Option:
    return Option(
        name, text, Form.CHOICE, support, "|".join(choices), choices=choices, harmless=harmless
    )


def _decimal(name: str, text: str) -> Option:
    return Option(name, text, Form.DECIMAL, _NO_EFFECT, "f")


INFER = "infer invariants: t nothing, j intervals, 0..9 joins before widening"

GROUPS = (
    Group(
        "General options",
        (
            Option("version", "print the version"),
            Option("help", "print this text", aliases=("?",)),
            Option("attrHelp", "print what the attributes {:name ...} mean"),
            _number("env", "command line in output: 0 never, 1 with /print, 2 always", limit=3),
            _number("printVerifiedProceduresCount", "closing count of verified: 0 no, 1", limit=2),
            Option("wait", "wait for Enter at the end", _FLAG, _NO_EFFECT),
            _text("xml", "file", "write a report in XML", _REFUSED),
        ),
    ),
    Group(
        "Programs",
        (
            _choice(
                "lib",
                ("base", "node", "set_size"),
                "put a library before the program",
                _WORKS,
            ),
            _text("proc", "pattern", "verify only what matches; * stands for any text"),
            _text("noProc", "pattern", "leave out what matches, after /proc"),
            Option("noResolve", "only parse"),
            Option("noTypecheck", "only parse and resolve names"),
            Option("overlookTypeErrors", "skip ill-typed implementations"),
            Option("verifySeparately", "each file is a program of its own"),
            Option("inferModifies", "infer modifies clauses", aliases=("doModSetAnalysis",)),
            _number("verifySnapshots", "verify f.v0.bpl, f.v1.bpl, ...", _REFUSED, limit=4),
            _number("traceCaching", "show what was cached", _NO_EFFECT, limit=4),
        ),
    ),
    Group(
        "Printing programs",
        (
            _text("print", "file", "print the program after parsing (- for the console)"),
            _number("pretty", "line breaks in what is printed", _NO_EFFECT, limit=2),
            Option("printWithUniqueIds", "show unique identities", _FLAG, _NO_EFFECT),
            Option("printUnstructured", "print blocks and gotos", _FLAG, _REFUSED),
            Option("printDesugared", "print calls desugared", _FLAG, _NO_EFFECT),
            Option("printLambdaLifting", "print lambdas lifted", _FLAG, _NO_EFFECT),
            Option("printMeasureDesugaring", "print measures desugared", _FLAG, _NO_EFFECT),
            _text("printPassive", "file", "print the passive program", _REFUSED),
            Option("printInstrumented", "print with inferred invariants"),
            Option("printInlined", "print what has calls inlined"),
            _text(
                "printPruned",
                "file",
                "write each passive implementation: file-name-0.spl",
                aliases=("printSplit",),
            ),
            Option("printSplitDeclarations", "with the declarations that /prune leaves"),
            _text("printCFG", "prefix", "write flow graphs for Graphviz", _REFUSED),
            _text("printLean", "file", "print the program for Lean", _REFUSED),
        ),
    ),
    Group(
        "Messages",
        (
            Option("silent", "print nothing at all"),
            Option("quiet", "print only warnings and errors"),
            Option("trace", "tell what is being done"),
            Option("traceTimes", "tell how long each stage takes", _FLAG, _NO_EFFECT),
            Option("tracePOs", "tell how many proof obligations there are"),
            Option("useBaseNameForFileName", "leave out folders in positions"),
            Option(
                "forceBplErrors",
                "print the standard error despite {:msg}",
                aliases=("forceErrors",),
            ),
            _number("errorTrace", "failing path: 0 no, 1 useful blocks, 2 all", limit=3),
            _number("enhancedErrorMessages", "values in messages", _NO_EFFECT, limit=2),
            _choice("printModel", ("0", "1"), "print the solver's model"),
            _text("printModelToFile", "file", "write the solver's model", _REFUSED),
            _text("mv", "file", "write the model by captured states", _REFUSED),
            Option("break", "start a debugger", _FLAG, _NO_EFFECT, aliases=("launch",)),
            Option("traceverify", "debugging output of VC generation", _FLAG, _NO_EFFECT),
        ),
    ),
    Group(
        "Loops",
        (
            _number("loopUnroll", "unroll loops: no path takes more than n back edges"),
            Option("soundLoopUnrolling", "with /loopUnroll: it is an error if n are too few"),
            Option("extractLoops", "turn loops into procedures", _FLAG, _REFUSED),
            Option("deterministicExtractLoops", "turn loops into procedures", _FLAG, _REFUSED),
            _number("kInductionDepth", "prove loops by k-induction"),
            Option(
                "alwaysAssumeFreeLoopInvariants",
                "assume free loop invariants where the others are checked",
                _FLAG,
                _REFUSED,
            ),
        ),
    ),
    Group(
        "Inference",
        (
            Option("infer", INFER, Form.DOMAIN, _WORKS, "flags"),
            Option("checkInfer", "check what was inferred instead of assuming it"),
            _choice(
                "instrumentInfer",
                ("h", "e"),
                "inferred invariants at loop heads (h) or in every block (e)",
                _WORKS,
            ),
            Option("contractInfer", "Houdini: which {:existential true} candidates hold"),
            Option("printAssignment", "print what Houdini found"),
            _number("inlineDepth", "with /contractInfer: inline calls n deep"),
            Option("useUnsatCoreForContractInfer", "for Houdini", _FLAG, _NO_EFFECT),
            Option("explainHoudini", "for Houdini", _FLAG, _NO_EFFECT),
            Option("reverseHoudiniWorklist", "for Houdini", _FLAG, _NO_EFFECT),
            Option("crossDependencies", "for Houdini", _FLAG, _NO_EFFECT),
            Option("concurrentHoudini", "for Houdini", _FLAG, _NO_EFFECT),
            Option("debugConcurrentHoudini", "for Houdini", _FLAG, _NO_EFFECT),
            Option("modifyTopologicalSorting", "for Houdini", _FLAG, _NO_EFFECT),
            _choice("stagedHoudini", ("COARSE", "FINE", "BALANCED"), "for Houdini"),
            _number("stagedHoudiniThreads", "for Houdini", _NO_EFFECT),
            Option("stagedHoudiniReachabilityAnalysis", "for Houdini", _FLAG, _NO_EFFECT),
            Option("stagedHoudiniMergeIgnoredAnnotations", "for Houdini", _FLAG, _NO_EFFECT),
            Option("debugStagedHoudini", "for Houdini", _FLAG, _NO_EFFECT),
            _text("variableDependenceIgnore", "file", "for Houdini", _NO_EFFECT),
        ),
    ),
    Group(
        "Verification conditions",
        (
            Option("noVerify", "stop before anything is proved"),
            _choice(
                "inline",
                ("none", "assume", "assert", "spec"),
                "{:inline n}: what is deeper than n calls",
                _WORKS,
            ),
            _number("subsumption", "assume an assertion: 0 no, 1 unless quantified, 2", limit=3),
            _choice(
                "typeEncoding",
                ("m", "monomorphic", "p", "predicates", "a", "arguments"),
                "encoding of programs with type parameters (monomorphic is the default)",
            ),
            Option("useArrayAxioms", "maps by axioms, without extensionality"),
            Option("freeVarLambdaLifting", "lambdas as functions of their free variables"),
            Option("reflectAdd", "an auxiliary symbol for +", _FLAG, _NO_EFFECT),
            _number("prune", "leave out axioms that seem not to be needed: 0 no, 1", limit=2),
            _number("liveVariableAnalysis", "equate only live variables at joins: 0 no", limit=3),
            _number("removeEmptyBlocks", "0: failing paths mention empty blocks, too", limit=2),
            _number("coalesceBlocks", "0: do not merge blocks that follow each other", limit=2),
            Option("noPruneInfeasibleEdges", "keep infeasible edges", _FLAG, _NO_EFFECT),
            _number("emitDebugInformation", "names in the solver's input", _NO_EFFECT, limit=2),
            _number("normalizeNames", "stable names", _NO_EFFECT, limit=2),
            _number("normalizeDeclarationOrder", "stable order", _NO_EFFECT, limit=2),
            Option("keepQuantifier", "keep quantifiers beside their instances from pools"),
            Option("smoke", "look for code that cannot be reached"),
            _number("smokeTimeout", "with /smoke: seconds for each place (10); 0 for no limit"),
            Option(
                "trackVerificationCoverage",
                "with /trace: what is called {:id s} and was needed for a proof",
            ),
            Option("warnVacuousProofs", "warn of goals that are proved but cannot be reached"),
            _number("randomSeed", "random seed"),
            Option(
                "randomizeVcIterations",
                "prove everything n times, shuffled",
                Form.NUMBER,
                _REFUSED,
                "n",
                least=1,
                harmless=("1",),
                aliases=("randomSeedIterations",),
            ),
            _number("recursionBound", "has no effect in Boogie either", _NO_EFFECT),
            _number("vcBrackets", "names in bars", _NO_EFFECT, limit=2),
            Option("warnNotEliminatedVars", "debugging", _FLAG, _NO_EFFECT),
            Option("boolControlVC", "debugging", _FLAG, _NO_EFFECT),
            Option("useProverEvaluate", "debugging", _FLAG, _NO_EFFECT),
            Option("dbgRefuted", "debugging", _FLAG, _NO_EFFECT),
        ),
    ),
    Group(
        "Splitting",
        (
            _number("vcsCores", "verify n implementations at a time", least=1),
            Option("vcsLoad", "/vcsCores as a share of all cores", Form.DECIMAL, _WORKS, "f"),
            _decimal("vcsMaxCost", "split above this cost"),
            _number("vcsMaxSplits", "at most n splits", _NO_EFFECT),
            _number("vcsMaxKeepGoingSplits", "split what ran out of time", _NO_EFFECT),
            _number("vcsKeepGoingTimeout", "seconds", _NO_EFFECT),
            _number("vcsFinalAssertTimeout", "seconds", _NO_EFFECT),
            _decimal("vcsPathJoinMult", "cost of joined paths"),
            _decimal("vcsPathCostMult", "cost of paths"),
            _decimal("vcsAssumeMult", "cost of assumptions"),
            _decimal("vcsPathSplitMult", "when to split paths"),
            Option("vcsSplitOnEveryAssert", "a VC for each assertion", _FLAG, _NO_EFFECT),
            Option("vcsDumpSplits", "write each split", _FLAG, _NO_EFFECT),
            Option("relaxFocus", "fewer splits for {:focus}", _FLAG, _NO_EFFECT),
        ),
    ),
    Group(
        "Limits and the prover",
        (
            _number("errorLimit", "errors for one implementation (5); 0 for all"),
            _number("timeLimit", "seconds for one implementation; 0 for no limit"),
            _number("rlimit", "the solver's resources; 0 for no limit"),
            _number("processTimeLimit", "seconds for the whole run", _NO_EFFECT),
            _number("timeLimitPerAssertionInPercent", "for diagnostics", _NO_EFFECT, least=1),
            Option("runDiagnosticsOnTimeout", "what ran out of time", _FLAG, _NO_EFFECT),
            Option("traceDiagnosticsOnTimeout", "what ran out of time", _FLAG, _NO_EFFECT),
            _text("proverOpt", "KEY=VALUE", "for the prover, see /proverHelp", _WORKS, ("p",)),
            Option("proverHelp", "print the options for the prover"),
            _text("proverLog", "file", "write all that the solver is sent (@PROC@, @FILE@, ...)"),
            _text("logPrefix", "text", "what @PREFIX@ stands for in file names"),
            Option("proverLogAppend", "append to the log"),
            _number("proverWarnings", "the solver's warnings", _NO_EFFECT, limit=3),
            Option("restartProver", "a new solver for each query", _FLAG, _NO_EFFECT),
            _text("proverDll", "name", "another prover interface", _REFUSED),
            _text("proverPreamble", "file", "text before the solver's input", _REFUSED),
            _number("enableUnSatCoreExtraction", "unsatisfiable cores", _NO_EFFECT),
        ),
    ),
    Group(
        "Civl",
        (
            Option("trustMoverTypes", "Civl", _FLAG, _REFUSED),
            Option("trustNoninterference", "Civl", _FLAG, _REFUSED),
            Option("trustRefinement", "Civl", _FLAG, _REFUSED),
            Option("trustInvariants", "Civl", _FLAG, _REFUSED),
            Option("trustSequentialization", "Civl", _FLAG, _REFUSED),
            _number("trustLayersUpto", "Civl", _REFUSED),
            _number("trustLayersDownto", "Civl", _REFUSED),
            _text("civlDesugaredFile", "file", "Civl", _REFUSED),
        ),
    ),
)
