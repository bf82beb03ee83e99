"""How a solver that is a process was set up when it proved something, and how to ask it again."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.proofs import Transcript
from ivl.solvers.answer import Answer, Limits
from ivl.solvers.identity import identity
from ivl.solvers.settings import Dialect, Settings


def manner(
    name: str, command: Sequence[str], dialect: Dialect, settings: Settings
) -> tuple[str, ...]:
    """All that a proof may depend on besides the question."""
    chosen = (settings.options, settings.arguments, settings.logic)
    return (name, repr(tuple(command)), identity(command), repr(dialect), repr(chosen))


def ask_again(question: Transcript, limits: Limits) -> Answer | None:
    """A fresh answer to a question that a process answered.

    None if the one that was asked, in that version and manner, is not there any more.
    """
    from ast import literal_eval  # slow to import

    from ivl.solvers.catalog import UnknownSolver, find_command
    from ivl.solvers.conversation import Broken, Conversation

    try:
        name, command_text, _, _, chosen = question.setting
        command = literal_eval(command_text)
        options, arguments, logic = literal_eval(chosen)
        found = find_command(name) or find_command(name, command[0])
        settings = Settings(options=options, arguments=arguments, logic=logic, limits=limits)
        if found is None or manner(name, command, found[1], settings) != question.setting:
            return None
    except (ValueError, SyntaxError, TypeError, LookupError, UnknownSolver):
        return None
    try:
        conversation = Conversation(command, found[1], settings, limits, lambda _: None)
        for number, text in enumerate(question.texts()):
            conversation.tell("(push 1)\n" + text if number else text)
        answer = conversation.check(limits)
    except Broken as broken:
        return broken.answer
    conversation.close()
    return answer
