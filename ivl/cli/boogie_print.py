"""What ``ivl-boogie`` prints of programs, as ``/print`` and its relatives ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ivl.base.node import EMPTY, replace

if TYPE_CHECKING:
    from ivl.cli.boogie_options import CommandLine
    from ivl.cli.console import Console
    from ivl.core import program as core
    from ivl.options import Options
    from ivl.syntax import ast
    from ivl.syntax.layout import Rewrite


_OF_VERIFICATION = (
    "printCFG",
    "printMeasureDesugaring",
    "printInlined",
    "printLambdaLifting",
    "printInstrumented",
    "printPassive",
    "traceverify",
)
"""The options that print what is made after types are checked."""


class Printing:
    """Prints a program at the stages that were asked for.

    `head` is how files start that show the command line, `expand` says what a file is called.
    """

    def __init__(
        self, line: CommandLine, head: str, console: Console, expand: Callable[[str], str]
    ) -> None:
        self.line = line
        self.head = f"{head if line.number('env', 1) else ''}\n"
        self.console = console
        self.expand = expand
        self.wrap = line.number("pretty", 1) == 1

    def parsed(self, program: ast.Program) -> ast.Program:
        """Print what was parsed. The program, whose places are then those in what was printed."""
        if not self.line.has("print"):
            return program
        from ivl.core.to_syntax import to_program
        from ivl.report.boogie_program import ordered_as
        from ivl.syntax.plain import plain

        program = plain(program)
        if self.line.has("printWithUniqueIds") and (checked := _resolved(program)):
            self._print(ordered_as(to_program(checked, numbered=True), program))
            return program
        return self._print(program, self._bodies(program))

    def typed(self, program: ast.Program, checked: core.Program) -> ast.Program:
        """Print the program with what its calls stand for, with such places if it does."""
        if not (self.line.has("print") and self.line.has("printDesugared")):
            return program
        from ivl.report.boogie_conditions import equivalences
        from ivl.report.boogie_program import with_desugarings, with_equivalences_at
        from ivl.report.desugared import bodies_of_calls

        shown = with_equivalences_at(program, equivalences(checked))
        calls = with_desugarings(shown, bodies_of_calls(checked))
        return self._print(shown, {**calls, **self._bodies(shown)})

    def prepared(
        self, program: ast.Program, checked: core.Program, ask: Callable[[], Options]
    ) -> None:
        """Print what verification makes of `checked`, which `program` means.

        `ask` gives the verifier's options; it is not called without need.
        """
        if not any(self.line.has(option) for option in _OF_VERIFICATION):
            return
        options = ask()
        from ivl import stages
        from ivl.report.boogie_program import all_in_blocks
        from ivl.syntax.ast import Program
        from ivl.transform.lift_lambdas import lift_lambdas

        asked = self.line.has
        if asked("printCFG"):
            self._flow_graphs(checked)
        if asked("print") and asked("printMeasureDesugaring"):
            shown = self._syntax(stages.measured(checked), program)
            self._print(shown, all_in_blocks(shown))
        if asked("printInlined"):
            for one in stages.inlined(checked, options):
                parts = self._syntax(one, program).declarations
                text = "".join([self._in_blocks(Program((part,))) for part in parts])
                self.console.write(f"after inlining procedure calls\n{text}")
        if asked("print") and asked("printLambdaLifting"):
            self._print(self._syntax(lift_lambdas(checked), program))
        if asked("printInstrumented"):
            shown = self._syntax(stages.instrumented(checked, options), program)
            self.console.write(self._in_blocks(shown))
        if asked("printPassive") and not asked("noVerify"):
            shown = self._syntax(stages.passive(checked, options), program)
            self._write("printPassive", "\n" + self._in_blocks(shown))
        if asked("traceverify"):
            for title, text in stages.steps(checked, options):
                self.console.write(f"{title}\n{text}\n\n")

    # ------------------------------------------------------------------ parts

    def _flow_graphs(self, checked: core.Program) -> None:
        """Write the flow graph of each implementation into a file of its own."""
        from ivl.core.to_syntax import to_implementation
        from ivl.flow.build_cfg import build_cfg
        from ivl.flow.cfg import as_implementation
        from ivl.flow.prune_unreachable import prune_unreachable
        from ivl.syntax.dot import dot_of_labels

        for implementation in checked.implementations:
            graph = prune_unreachable(build_cfg(implementation))
            text = dot_of_labels(to_implementation(as_implementation(graph)))
            name = implementation.name.replace("/", "_")
            self._write("printCFG", text, f".{name}.dot")

    def _bodies(self, program: ast.Program) -> Mapping[Any, Rewrite]:
        """What to print instead of bodies: their blocks, if that is asked for."""
        from ivl.report.boogie_program import in_blocks
        from ivl.report.desugared import blocks_of_bodies

        both = self.line.has("printUnstructured")
        if not (both or self.line.has("printInstrumented") or self.line.has("printInlined")):
            return EMPTY
        checked = _resolved(program)
        blocks = blocks_of_bodies(checked) if checked else {}
        return in_blocks(program, blocks, structured=both)

    def _syntax(self, made: core.Program, program: ast.Program) -> ast.Program:
        """What was made of `program`, in its order."""
        from ivl.core.to_syntax import to_program
        from ivl.report.boogie_conditions import push_negations, with_equivalences
        from ivl.report.boogie_program import ordered_as, without_unused
        from ivl.syntax.plain import plain

        implementations = tuple([push_negations(i) for i in made.implementations])
        made = with_equivalences(replace(made, implementations=implementations))
        return ordered_as(plain(without_unused(to_program(made))), program)

    def _print(self, program: ast.Program, instead: Mapping[Any, Rewrite] = EMPTY) -> ast.Program:
        """Print into the file of ``/print``. The program with the places that it has there."""
        from ivl.report.boogie_program import print_as_boogie

        file = self.expand(self.line.last("print"))
        name = "<console>" if file == "-" else file
        printed = print_as_boogie(program, name, self.head, self.wrap, instead)
        self._write("print", printed.text)
        return printed.program

    def _in_blocks(self, program: ast.Program) -> str:
        """The text of a program whose bodies are in blocks."""
        from ivl.report.boogie_program import all_in_blocks, print_as_boogie

        instead = all_in_blocks(program)
        return print_as_boogie(program, wrap=self.wrap, instead=instead).text

    def _write(self, option: str, text: str, ending: str = "") -> None:
        """Write into the file that `option` names, or to the console."""
        file = self.expand(self.line.last(option))
        if file == "-":
            self.console.write(text)
        else:
            with open(file + ending, "w", encoding="utf-8") as out:
                out.write(text)


def _resolved(program: ast.Program) -> core.Program | None:
    """What `program` means, or None if that is refused later."""
    from ivl.base.diagnostic import ProgramError
    from ivl.resolve.resolver import resolve

    try:
        return resolve(program).program
    except ProgramError:
        return None
