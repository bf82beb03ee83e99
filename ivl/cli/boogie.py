"""``ivl-boogie``: Boogie's command line, its output and its exit codes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from ivl.base.node import replace
from ivl.cli.boogie_options import CommandLine, parse_command_line
from ivl.cli.boogie_print import Printing
from ivl.cli.boogie_splitting import splitting_of, timeout_share, write_splits
from ivl.cli.boogie_table import GROUPS
from ivl.cli.console import Console, guarded, leave
from ivl.cli.tracing import BOOGIE_LAYOUT, Trace

if TYPE_CHECKING:
    from ivl.base.diagnostic import ProgramError
    from ivl.base.proofs import Proofs
    from ivl.cache.proofs import StoredProofs
    from ivl.options import Inference, Inlining, Options, QuantifierNames, TypeEncoding
    from ivl.report.boogie import BoogieReport
    from ivl.result import Result
    from ivl.syntax import ast

OK, FATAL = 0, 1
_ENCODINGS: Final[Mapping[str, TypeEncoding]] = {
    "m": "monomorphic",
    "p": "predicates",
    "a": "arguments",
}
_NAMES: Final[Mapping[str, QuantifierNames]] = {"": "given", "0": "none", "1": "all"}
_USUAL_STAGES = frozenset({"parse", "resolve", "type", "definition"})
VERSION = "Boogie program verifier version 3.5.7"
KILLED = "Fatal Error: ivl-boogie was stopped before it had finished"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is Boogie's: 0 unless the run itself failed."""
    if arguments is not None:
        return _guarded(arguments, False)
    from ivl.cli.watchdog import watched

    return leave(watched(lambda: _guarded(sys.argv[1:], True), KILLED))


def _guarded(words: Sequence[str], alone: bool) -> int:
    return guarded(lambda: _run(words), FATAL, "*** Error: ", sys.stdout, alone=alone)


def _run(words: Sequence[str]) -> int:
    line = parse_command_line(words, GROUPS)
    console = Console(silent=line.has("silent"))
    if line.problems:
        for problem in line.problems:
            console.complain(f"Boogie: Error: {problem}\n")
        console.complain("Use /help for available options\n")
        return FATAL
    if text := _information(line):
        Console().write(text)
        return OK
    files = _input_files(line.files, console)
    if not files:
        return FATAL
    if line.number("env", 1) == 2:
        shown = "".join(f"{word}\n" for word in words)
        console.write(f"---Command arguments\n{shown}--------------------\n")
    kept = _kept_proofs(line)
    runs = [
        _Run(line, program, words, console, kept if proofs is None else proofs)
        for program, proofs in _programs(line, files, console)
    ]
    codes = [run.process() for run in runs]
    if kept is not None:
        kept.close()
    if line.has("xml"):
        from ivl.report.boogie_xml import boogie_document

        text = boogie_document("3.5.7", words, [(run.files, run.results) for run in runs])
        with open(runs[0]._expand(line.last("xml")), "w", encoding="utf-8") as file:
            file.write(text)
    return max(codes, default=FATAL)


def _programs(
    line: CommandLine, files: tuple[str, ...], console: Console
) -> list[tuple[tuple[str, ...], Proofs | None]]:
    """The files of each program, and where it finds what is proved of those before it."""
    if line.has("verifySnapshots"):
        from ivl.base.proofs import ProofsInMemory
        from ivl.cli.snapshots import snapshots

        proofs = ProofsInMemory() if line.number("verifySnapshots") else None
        versions = [(version, proofs) for version in snapshots(files)]
        if not versions:
            console.write(f"*** Error: there is no version 0 of {', '.join(files)} (f.v0.bpl).\n")
        return list(versions)
    if line.has("verifySeparately"):
        return [((file,), None) for file in files]
    return [(files, None)]


def _kept_proofs(line: CommandLine) -> StoredProofs | None:
    """What ``/cache`` keeps: nothing unless it is asked for, lest someone measures it unawares."""
    if not line.last("cache") or line.has("noCache"):
        return None
    from ivl.cache.proofs import StoredProofs
    from ivl.cache.store import Store

    return StoredProofs(Store(line.last("cache")))


def _information(line: CommandLine) -> str:
    """What a request for information prints; empty when there is none."""
    if line.has("version"):
        import ivl

        return f"{VERSION} (ivl {ivl.__version__})\n"
    if line.has("help"):
        from ivl.cli.boogie_help import option_help

        return option_help(GROUPS)
    if line.has("attrHelp"):
        from ivl.cli.boogie_help import attribute_help

        return attribute_help()
    if line.has("proverHelp"):
        from ivl.cli.prover_options import HELP

        return HELP
    return ""


def _input_files(given: Sequence[str], console: Console) -> tuple[str, ...]:
    """The programs; a ``.txt`` file lists some. Empty, with a message, when one cannot be."""
    from ivl.base.diagnostic import ProgramError
    from ivl.inputs import read_text

    if not given:
        console.write("*** Error: No input files were specified.\n")
        return ()
    files: list[str] = []
    for file in given:
        if os.path.splitext(file)[1].lower() == ".txt":
            try:
                files += read_text(file).split()
            except ProgramError as error:
                console.write(f"*** Error: {error}\n")
                return ()
        else:
            files.append(file)
    for file in files:
        ending = os.path.splitext(file)[1].lower()
        if ending != ".bpl":
            console.write(
                f"*** Error: '{file}': Filename extension '{ending}' is not supported. "
                "Input files must be BoogiePL programs (.bpl).\n"
            )
            return ()
    if not files:
        console.write("*** Error: No input files were specified.\n")
    return tuple(files)


class _Run:
    """One program: from its files to the closing line."""

    def __init__(
        self,
        line: CommandLine,
        files: tuple[str, ...],
        words: Sequence[str],
        console: Console,
        proofs: Proofs | None = None,
    ) -> None:
        self.line = line
        self.files = files
        self.words = words
        self.console = console
        self.quiet = line.has("quiet") or line.has("silent")
        self.traced = line.has("trace") and not self.quiet
        self.report = self._make_report()
        wanted = line.has("traceTimes") and not self.quiet
        self.times = Trace(console.write, BOOGIE_LAYOUT, wanted)
        self.printing = Printing(line, _head(words), console, self._expand)
        self.proofs = proofs
        self.results: list[Result] = []
        self._code = OK

    def process(self) -> int:
        """Do what the options ask for. The exit code."""
        from ivl.base.diagnostic import ProgramError

        for note in self.line.notes if self.traced else ():
            self.console.write(f"[TRACE] {note} has no effect in ivl-boogie\n")
        program = self._parse()
        if program is None:
            return self._code
        program = self.printing.parsed(program)
        if self.line.has("noResolve"):
            return OK
        try:
            return self._prove(program)
        except ProgramError as error:
            return self._refuse(error, self.files[-1])

    def _parse(self) -> ast.Program | None:
        """The program of all files, or None after messages about them."""
        from ivl.base.diagnostic import ProgramError
        from ivl.inputs import read_text
        from ivl.library.load import with_libraries
        from ivl.syntax import ast
        from ivl.syntax.parser import parse

        declarations: list[ast.Declaration] = []
        failed = False
        for number, file in enumerate(self.files):
            if self.traced:
                self.console.write(f"Parsing {self.report.file_name(file)}\n")
            try:
                text = read_text(file)
            except ProgramError as error:
                name = self.report.file_name(file)
                self.console.write(f'Error opening file "{name}": {_reason(error, file)}\n')
                self._code = FATAL
                failed = True
                continue
            try:
                declarations.extend(parse(text, file, (f"FILE_{number}",)).declarations)
            except ProgramError as error:
                self._code = max(self._code, self._refuse(error, file))
                failed = True
        if failed:
            return None
        return with_libraries(ast.Program(tuple(declarations)), self.line.given.get("lib", ()))

    def _prove(self, program: ast.Program) -> int:
        from ivl.cli.model_files import ModelFiles
        from ivl.cli.prover_options import ProverOptionError
        from ivl.report.boogie import Counts
        from ivl.resolve.resolver import ResolveOptions, resolve

        choices = ResolveOptions(
            infer_modifies=self.line.has("inferModifies"),
            overlook_type_errors=self.line.has("overlookTypeErrors"),
        )
        self.times.step("Starting resolution and typechecking")
        resolved = resolve(program, choices)
        self.console.write(self.report.program_errors(resolved.warnings, self.files[-1]))
        if self.line.has("noTypecheck"):
            return OK
        shown = self.printing.typed(program, resolved.program)
        if shown is not program:
            program, resolved = shown, resolve(shown, choices)
        if self.traced:
            coalesced = self.line.number("coalesceBlocks", 1) != 0
            self.console.write("Coalescing blocks...\n" if coalesced else "")
            self.console.write("Inlining...\n")
        counts = Counts()
        if self.line.has("noVerify"):
            from ivl.flow.check_measures import check_measure_places
            from ivl.transform.passes import prepare

            check_measure_places(resolved.program)
            prepare(resolved.program, self._encoding())  # refuses what has no such encoding
            self.printing.prepared(program, resolved.program, self._options)
        else:
            from ivl import verifier

            try:
                options = self._without_cache(self._options())
            except ProverOptionError as error:
                self.console.write(f"Fatal Error: ProverException: {error}\n")
                return FATAL
            checked = resolved.program
            if self.line.has("contractInfer"):
                from ivl.cli.boogie_houdini import infer_contracts

                checked, told = infer_contracts(checked, options, self.line, self.report)
                self.console.write(told)
                options = replace(options, append_log=True)
            self.printing.prepared(program, checked, lambda: options)
            write_splits(self.line, checked, options, self.console, self._expand)
            covered: set[str] = set()
            models = ModelFiles(self.line, self.report, self._expand)
            self.times.step("Starting implementation verification")
            for result in verifier.verify(checked, options):
                self.times.step(f"Finished implementation verification of {result.name}")
                self.results.append(result)
                counts = counts.plus(result)
                self._warn(result)
                self.console.write(self.report.result(result))
                self.console.write(models.write(result))
                covered.update(result.covered or ())
            if self.traced and covered:
                text = self.report.dependencies(covered, " of whole program")
                self.console.write(text)
        if not self.quiet:
            self.console.write(self.report.closing(counts))
        return OK

    def _warn(self, result: Result) -> None:
        """Pass on what the prover warned of, to standard error with ``/proverWarnings:2``."""
        write = self.console.complain if self.line.number("proverWarnings") == 2 else None
        for diagnostic in result.diagnostics:
            if diagnostic.kind == "solver.warning":
                (write or self.console.write)(f"Prover warning: {diagnostic.message}\n")

    def _refuse(self, error: ProgramError, file: str) -> int:
        """Say what is wrong with the program. The exit code is 0 for what Boogie would say too."""
        from ivl.base.diagnostic import Severity

        diagnostics = error.diagnostics
        stages = {d.stage for d in diagnostics if d.severity is Severity.ERROR}
        if stages == {"type"} and self.line.has("noTypecheck"):
            return OK
        if "solver" in stages:
            lines = (f"Fatal Error: ProverException: {d.message}\n" for d in diagnostics)
            self.console.write("".join(lines))
            return FATAL
        self.console.write(self.report.program_errors(diagnostics, file))
        return OK if stages and stages <= _USUAL_STAGES else FATAL

    def _make_report(self) -> BoogieReport:
        from ivl.report.boogie import BoogieReport

        informed = "time" if self.traced else "count" if self.line.has("tracePOs") else ""
        return BoogieReport(
            base_name=self.line.has("useBaseNameForFileName"),
            error_trace=self.line.number("errorTrace", 1),
            forced=self.line.has("forceBplErrors"),
            time_limit=self.line.number("timeLimit"),
            show_verified=self.line.number("printVerifiedProceduresCount", 1) != 0,
            informed=informed,
            trace_caching=self.line.number("traceCaching") != 0,
            trace_timeouts=self.line.has("traceDiagnosticsOnTimeout"),
            prints=self.line.number("enhancedErrorMessages") != 0,
            models=self.line.number("printModel") != 0 and not self.line.has("printModelToFile"),
        )

    def _encoding(self) -> Options:
        """The options for the encoding of programs."""
        from ivl.options import Options

        line = self.line
        return Options(
            type_encoding=_ENCODINGS[line.last("typeEncoding", "m")[0]],
            array_axioms=line.has("useArrayAxioms") or (None, False)[line.has("useArrayTheory")],
            lift_free_variables=line.has("freeVarLambdaLifting"),
        )

    def _options(self) -> Options:
        """The options for the verifier. Raises ProverOptionError."""
        from ivl.cli.prover_options import parse_prover_options
        from ivl.options import Options

        line = self.line
        prover = parse_prover_options(line.given.get("proverOpt", ()))
        encoding = self._encoding()
        models = line.number("printModel") != 0 or line.has("mv")
        jobs = line.number("vcsCores", 1)
        if line.has("vcsLoad"):
            jobs = max(1, round((os.cpu_count() or 1) * min(3.0, float(line.last("vcsLoad")))))
        return Options(
            solver=prover.solver,
            solver_path=prover.path,
            solver_options=prover.options,
            solver_arguments=prover.arguments,
            logic=prover.logic,
            timeout=line.number("timeLimit") or prover.timeout,
            resource_limit=line.number("rlimit") or None,
            memory_limit=prover.memory,
            random_seed=line.number("randomSeed") if line.has("randomSeed") else None,
            error_limit=line.number("errorLimit", 5),
            subsumption=line.number("subsumption", 2),
            include=line.given.get("proc", ()),
            exclude=line.given.get("noProc", ()),
            jobs=jobs,
            infer_modifies=line.has("inferModifies"),
            type_encoding=encoding.type_encoding,
            array_axioms=encoding.array_axioms,
            lift_free_variables=encoding.lift_free_variables,
            inline=cast("Inlining", line.last("inline", "assume")),
            unroll=line.number("loopUnroll") if line.has("loopUnroll") else None,
            sound_unrolling=line.has("soundLoopUnrolling"),
            induction_depth=line.number("kInductionDepth") if line.has("kInductionDepth") else None,
            assume_free_invariants=line.has("alwaysAssumeFreeLoopInvariants"),
            quantifier_names=_NAMES[line.last("emitDebugInformation")],
            weights=prover.weights,
            extract_loops=line.has("extractLoops"),
            deterministic_loops=line.has("deterministicExtractLoops"),
            coalesce_blocks=line.number("coalesceBlocks", 1) != 0,
            live_variables=line.number("liveVariableAnalysis", 1) != 0,
            trace_empty_blocks=line.number("removeEmptyBlocks", 1) == 0,
            trace_as_boogie=True,
            prune=line.number("prune") == 1,
            keep_quantifiers=line.has("keepQuantifier"),
            inference=self._inference(),
            inline_depth=line.number("inlineDepth") if line.has("contractInfer") else 0,
            coverage=line.has("trackVerificationCoverage") or line.has("warnVacuousProofs"),
            vacuity=line.has("warnVacuousProofs"),
            smoke=float(line.number("smokeTimeout", 10)) if line.has("smoke") else None,
            counterexamples=models or line.number("enhancedErrorMessages") != 0,
            models=models,
            reflect_add=line.has("reflectAdd"),
            keep_infeasible=line.has("noPruneInfeasibleEdges"),
            normalize_names=line.number("normalizeNames") == 1,
            normalize_order=line.number("normalizeDeclarationOrder") == 1,
            iterations=line.number("randomizeVcIterations", 1),
            proofs=self.proofs,
            restart_solver=line.has("restartProver") or prover.fresh,
            solver_warnings=line.number("proverWarnings") != 0,
            preamble=self._preamble(),
            run_timeout=float(line.number("processTimeLimit")) or None,
            splitting=splitting_of(line),
            timeout_share=timeout_share(line),
            log=self._expand(line.last("proverLog")) or prover.log,
            append_log=line.has("proverLogAppend") or prover.append_log,
        )

    def _without_cache(self, options: Options) -> Options:
        """`options` without the proofs of earlier runs where all has to be proved again."""
        if self.proofs is None or self.line.has("verifySnapshots"):
            return options
        from ivl.cache.setting import cacheable

        return options if cacheable(options) else replace(options, proofs=None)

    def _preamble(self) -> str:
        """The text of ``/proverPreamble``. Raises ProverOptionError."""
        from ivl.cli.preamble import PreambleError, read_preamble
        from ivl.cli.prover_options import ProverOptionError

        try:
            return read_preamble(self._expand(self.line.last("proverPreamble")))
        except PreambleError as error:
            raise ProverOptionError(str(error)) from None

    def _inference(self) -> Inference | None:
        """What ``/infer`` asks for."""
        from ivl.options import Inference

        line = self.line
        flags = line.last("infer")
        if "j" not in flags:
            return None
        delay = next((int(flag) for flag in reversed(flags) if flag.isdigit()), 0)
        everywhere = line.last("instrumentInfer") == "e"
        return Inference(delay, everywhere, check=line.has("checkInfer"))

    def _expand(self, name: str) -> str:
        """`name` with ``@PREFIX@``, ``@TIME@`` and ``@FILE@`` replaced."""
        if "@" not in name:
            return name
        prefix = "".join(self.line.given.get("logPrefix", ()))
        for sign in "/\\":
            prefix = prefix.replace(sign, "-")
        last = self.files[-1]
        for sign in "/\\:":
            last = last.replace(sign, "-")
        now = time.strftime("%Y-%m-%dT%H.%M.%S")
        return name.replace("@PREFIX@", prefix).replace("@TIME@", now).replace("@FILE@", last)


def _head(words: Sequence[str]) -> str:
    """How files start that show the command line."""
    import ivl

    return f"// {VERSION} (ivl {ivl.__version__})\n// Command Line Options: {' '.join(words)}\n"


def _reason(error: ProgramError, file: str) -> str:
    """Why `file` could not be read, in Boogie's words where it has some."""
    diagnostic = error.diagnostics[0]
    if diagnostic.kind == "io.missing":
        return f"Could not find file '{os.path.abspath(file)}'."
    return diagnostic.message.removeprefix(f"cannot read {file}: ")


if __name__ == "__main__":
    sys.exit(main())
