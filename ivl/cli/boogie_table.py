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
) -> Option:
    return Option(name, text, Form.CHOICE, support, "|".join(choices), choices=choices)


def _decimal(name: str, text: str) -> Option:
    return Option(name, text, Form.DECIMAL, _WORKS, "f")


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
            _text("xml", "file", "write a report in XML"),
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
            _number(
                "verifySnapshots",
                "f.v0.bpl, f.v1.bpl, ...; from 1 on nothing is proved again",
                limit=4,
            ),
            _text("cache", "folder", "keep proofs in a folder; do not prove again what is in it"),
            Option("noCache", "neither believe earlier proofs nor keep new ones (default)"),
            _number("traceCaching", "from 1 on say what was proved before", limit=4),
        ),
    ),
    Group(
        "Printing programs",
        (
            _text("print", "file", "print the program after parsing (- for the console)"),
            _number("pretty", "break what is longer than 80 characters: 0 no, 1", limit=2),
            Option("printWithUniqueIds", "with /print: a name for each variable: h7^^x"),
            Option("printUnstructured", "with /print: bodies also as blocks and gotos"),
            Option("printDesugared", "with /print: once more, with what calls stand for"),
            Option("printLambdaLifting", "with /print: once more, with lambdas as functions"),
            Option("printMeasureDesugaring", "with /print: once more, with measures checked"),
            _text("printPassive", "file", "print the program without assignments"),
            Option("printInstrumented", "print with inferred invariants"),
            Option("printInlined", "print what has calls inlined"),
            _text(
                "printPruned",
                "file",
                "write each split: file-name.spl (- for the console)",
                aliases=("printSplit",),
            ),
            Option("printSplitDeclarations", "with the declarations that /prune leaves"),
            _text("printCFG", "prefix", "write flow graphs for Graphviz: prefix.P.dot"),
            _text("printLean", "file", "print the program for Lean", _REFUSED),
        ),
    ),
    Group(
        "Messages",
        (
            Option("silent", "print nothing at all"),
            Option("quiet", "print only warnings and errors"),
            Option("trace", "tell what is being done"),
            Option("traceTimes", "tell when each stage begins and ends"),
            Option("tracePOs", "tell how many proof obligations there are"),
            Option("useBaseNameForFileName", "leave out folders in positions"),
            Option(
                "forceBplErrors",
                "print the standard error despite {:msg}",
                aliases=("forceErrors",),
            ),
            _number("errorTrace", "failing path: 0 no, 1 useful blocks, 2 all", limit=3),
            _number("enhancedErrorMessages", "output of {:print}: 0 no, 1 yes", limit=2),
            _choice("printModel", ("0", "1"), "the solver's model of each failure: 0, 1", _WORKS),
            _text("printModelToFile", "file", "with /printModel: into this file"),
            _text("mv", "file", "write models with captured states (- for the console)"),
            Option("break", "start a debugger", _FLAG, _NO_EFFECT, aliases=("launch",)),
            Option("traceverify", "print what becomes of each implementation, step by step"),
        ),
    ),
    Group(
        "Loops",
        (
            _number("loopUnroll", "unroll loops: no path takes more than n back edges"),
            Option("soundLoopUnrolling", "with /loopUnroll: it is an error if n are too few"),
            Option("extractLoops", "make each loop a procedure that calls itself"),
            Option("deterministicExtractLoops", "with /extractLoops: that runs the whole loop"),
            _number("kInductionDepth", "prove loops by k-induction"),
            Option(
                "alwaysAssumeFreeLoopInvariants",
                "assume free loop invariants where the others are checked",
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
            Option("explainHoudini", "say why each candidate that is false was refuted"),
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
                _WORKS,
            ),
            Option("useArrayAxioms", "maps by axioms, as in programs with polymorphic maps"),
            Option("freeVarLambdaLifting", "lambdas as functions of their free variables"),
            Option("reflectAdd", "a function for +, which triggers can mention"),
            _number("prune", "leave out axioms that seem not to be needed: 0 no, 1", limit=2),
            _number("liveVariableAnalysis", "equate only live variables at joins: 0 no", limit=3),
            _number("removeEmptyBlocks", "0: failing paths mention empty blocks, too", limit=2),
            _number("coalesceBlocks", "0: do not merge blocks that follow each other", limit=2),
            Option("noPruneInfeasibleEdges", "keep what comes after assume false"),
            _number("emitDebugInformation", "names of quantifiers: 0 none, 1 all", limit=2),
            _number("normalizeNames", "1: the solver is sent names unlike the program's", limit=2),
            _number("normalizeDeclarationOrder", "1: and another order of declarations", limit=2),
            Option("keepQuantifier", "keep quantifiers beside their instances from pools"),
            Option("smoke", "look for code that cannot be reached"),
            _number("smokeTimeout", "with /smoke: seconds for each place (10); 0 for no limit"),
            Option(
                "trackVerificationCoverage",
                "with /trace: what is called {:id s} and was needed for a proof",
            ),
            Option("warnVacuousProofs", "warn of goals that are proved but cannot be reached"),
            _number("randomSeed", "random seed of the solver, of names and of the order"),
            Option(
                "randomizeVcIterations",
                "prove everything n times, with n seeds",
                Form.NUMBER,
                _WORKS,
                "n",
                least=1,
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
            Option("vcsSplitOnEveryAssert", "prove each assertion by itself"),
            Option("relaxFocus", "the last {:focus} first, which makes fewer splits"),
            _number("vcsMaxSplits", "split what is not marked into at most n parts (1)", least=1),
            _decimal("vcsMaxCost", "as long as a part costs more than f (1)"),
            _number(
                "vcsMaxKeepGoingSplits",
                "split what took too long into n parts, and so on (1: do not)",
                least=1,
            ),
            _number("vcsKeepGoingTimeout", "with that, seconds for a part (1); 0 for no limit"),
            _number("vcsFinalAssertTimeout", "and for a single assertion (30); 0 for no limit"),
            _decimal("vcsPathJoinMult", "cost: paths that meet count f times (0.8)"),
            _decimal("vcsPathCostMult", "cost: what each path to a block adds (1)"),
            _decimal("vcsAssumeMult", "cost: of an assumption, an assertion is 1 (0.01)"),
            _decimal("vcsPathSplitMult", "cost: what a branch has to save to be split (0.5)"),
            Option("vcsDumpSplits", "write files P.split.n.dot and .bpl for each split"),
        ),
    ),
    Group(
        "Limits and the prover",
        (
            _number("errorLimit", "errors for one implementation, or part of it (5); 0 for all"),
            _number("timeLimit", "seconds for one implementation; 0 for no limit"),
            _number("rlimit", "the solver's resources; 0 for no limit"),
            _number("processTimeLimit", "seconds for all implementations together"),
            Option("runDiagnosticsOnTimeout", "find out on which assertions time ran out"),
            _number(
                "timeLimitPerAssertionInPercent",
                "for that, the part of /timeLimit that each of them has (10)",
                least=1,
            ),
            Option("traceDiagnosticsOnTimeout", "tell how that went"),
            _text("proverOpt", "KEY=VALUE", "for the prover, see /proverHelp", _WORKS, ("p",)),
            Option("proverHelp", "print the options for the prover"),
            _text("proverLog", "file", "write all that the solver is sent (@PROC@, @FILE@, ...)"),
            _text("logPrefix", "text", "what @PREFIX@ stands for in file names"),
            Option("proverLogAppend", "append to the log"),
            _number("proverWarnings", "1: print the solver's warnings, 2: as errors", limit=3),
            Option("restartProver", "a new solver process for each query"),
            _choice("proverDll", ("SMTLib",), "the prover interface"),
            _text("proverPreamble", "file", "SMT-LIB commands before all axioms"),
            _number("enableUnSatCoreExtraction", "unsatisfiable cores", _NO_EFFECT),
        ),
    ),
    Group(
        "Of older versions",
        (
            Option("useArrayTheory", "maps are arrays also beside polymorphic maps"),
            Option("monomorphize", "the default now", _FLAG, _NO_EFFECT),
            Option("nologo", "there is no logo", _FLAG, _NO_EFFECT),
            Option("noinfer", "nothing is inferred without /infer", _FLAG, _NO_EFFECT),
            Option("doNotUseLabels", "labels are not used", _FLAG, _NO_EFFECT),
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
