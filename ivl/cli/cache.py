"""``ivl cache``: what is kept of earlier proofs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ivl.cli.argument_types import positive, seconds
from ivl.cli.cache_arguments import add_folder_arguments, open_store
from ivl.cli.console import Console
from ivl.cli.exit_codes import BAD_INPUT, NOT_PROVED, PROVED

if TYPE_CHECKING:
    from ivl.cache.store import Store

EPILOG = """\
stats   how many entries of which kind there are, and how large they are
clear   remove them all
verify  ask solvers again what some of the entries say that they proved; remove those that are not
        proved again. The exit code is 1 if there were any.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.epilog = EPILOG
    parser.add_argument("action", choices=("stats", "clear", "verify"))
    parser.add_argument(
        "--sample",
        type=positive,
        metavar="N",
        help="verify only N entries, drawn at random (default: all)",
    )
    parser.add_argument(
        "-t", "--timeout", type=seconds, default=30.0, metavar="SECONDS", help="for one proof"
    )
    add_folder_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command. The exit code."""
    console = Console()
    store = open_store(arguments, lambda message: console.complain(f"warning: {message}\n"))
    if store is None:
        console.complain("there is no cache: IVL_CACHE says so\n")
        return BAD_INPUT
    if arguments.action == "stats":
        console.write(_stats(store))
    elif arguments.action == "clear":
        console.write(f"{_count(store.clear(), 'entry', 'entries')} removed\n")
    else:
        return _verify(store, arguments, console)
    return PROVED


def _stats(store: Store) -> str:
    from collections import Counter

    number, size = Counter[str](), Counter[str]()
    for stored in store.entries():
        kind = store.kind(stored) or "damaged"
        number[kind] += 1
        size[kind] += stored.size
    lines = [f"{store.folder}: {_mib(sum(size.values()))} of {_mib(store.limit)}\n"]
    names = {
        "proof": "conditions",
        "body": "implementations",
        "failure": "failures",
        "program": "programs",
        "index": "indexes",
    }
    for category, name in (*names.items(), ("damaged", "damaged")):
        if number[category] or category != "damaged":
            lines.append(f"{name:<16}{number[category]:>8}{_mib(size[category]):>14}\n")
    return "".join(lines)


def _verify(store: Store, arguments: argparse.Namespace, console: Console) -> int:
    from collections import Counter

    from ivl.cache.audit import Finding, audit

    entries = sorted(store.entries(), key=lambda stored: stored.key)
    if arguments.sample is not None:
        import random

        entries = [e for e in entries if store.kind(e) in ("proof", None)]
        entries = random.sample(entries, min(arguments.sample, len(entries)))
    found = Counter[Finding]()
    for audited in audit(store, entries, arguments.timeout):
        found[audited.finding] += 1
        if audited.finding is not Finding.PROVED:
            reason = f"{audited.finding.value}: {audited.reason}"
            console.write(f"{audited.stored.key[:16]} removed, {reason}\n")
    told = ", ".join([f"{found[f]} {f.value}" for f in Finding if found[f]])
    console.write(f"{_count(found.total(), 'proof', 'proofs')}: {told or 'nothing to do'}\n")
    wrong = found.keys() & {Finding.UNPROVED, Finding.REFUTED, Finding.DAMAGED}
    return NOT_PROVED if wrong else PROVED


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _mib(size: float) -> str:
    return f"{size / (1 << 20):.1f} MiB"
