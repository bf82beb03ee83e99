"""What the errors of programs are worth: how many counterexamples replay, and with which verdict.

    python -m benchmarks.replays [--timeout S] [--seconds S] [--every N] FILE_OR_FOLDER ...

Each program is verified in a process of its own, which may take so many seconds. Where a program
says in a comment with which options it is meant (``// RUN: %boogie /loopUnroll:3``), those that
change what is verified are honoured.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import ivl
from ivl.base.replay import ReplayVerdict
from ivl.library.load import with_libraries
from ivl.resolve.resolver import ResolveOptions, resolve


def main() -> None:
    """Print a line for each error, and the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--timeout", type=float, default=5.0, help="seconds for a condition")
    parser.add_argument("--seconds", type=float, default=60.0, help="seconds for a program")
    parser.add_argument("--every", type=int, default=1, help="take each n-th program only")
    given = parser.parse_args()
    verdicts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    late: list[Path] = []
    for path in list(programs(given.paths))[:: given.every]:
        started = time.perf_counter()
        found = errors(path, given.timeout, given.seconds)
        if found is None:
            late.append(path)
            continue
        for place, verdict, reason in found:
            verdicts[verdict] += 1
            print(f"{path}:{place}: {verdict}: {reason}", flush=True)
            if verdict == ReplayVerdict.UNDECIDED.value:
                reasons[re.sub(r"\(line \d+\)|line \d+", "", reason).strip()] += 1
        if found and time.perf_counter() - started > given.seconds / 2:
            print(f"{path}: {time.perf_counter() - started:.0f} s", flush=True)
    total = sum(verdicts.values())
    print(f"\n{total} errors")
    for replay_verdict in ReplayVerdict:
        number = verdicts[replay_verdict.value]
        print(f"{replay_verdict.value:20} {number:5} {100 * number / max(total, 1):5.1f} %")
    for reason, number in reasons.most_common():
        print(f"    {number:4} {reason}")
    if late:
        print(f"{len(late)} programs took too long: {', '.join(p.name for p in late)}")


def programs(paths: list[Path]) -> Iterator[Path]:
    """The programs in files and folders."""
    for path in paths:
        yield from sorted(path.rglob("*.bpl")) if path.is_dir() else [path]


def errors(path: Path, timeout: float, seconds: float) -> list[tuple[int, str, str]] | None:
    """The line, verdict and reason of each error, None if it takes too long."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.Process(target=_send_errors, args=(path, timeout, there))
    process.start()
    there.close()
    found = None
    try:
        if here.poll(seconds):
            found = here.recv()
    except EOFError:
        print(f"{path}: crashed", flush=True)
        found = []
    process.kill()
    process.join()
    return found


def _send_errors(path: Path, timeout: float, connection: Connection) -> None:
    text = path.read_text(errors="replace")
    libraries = tuple(re.findall(r"[/-]lib:(\w+)", text.partition("\n\n")[0]))
    unroll = re.search(r"RUN:.*[/-]loopUnroll:(\d+)", text)
    inline = re.search(r"RUN:.*[/-]inline:(assume|assert|spec|none)", text)
    try:
        program = with_libraries(ivl.parse_file(str(path)), libraries)
        infer = "inferModifies" in text
        checked = resolve(program, ResolveOptions(infer_modifies=infer)).program
        options = ivl.Options(
            timeout=timeout,
            replay=True,
            unroll=int(unroll[1]) if unroll else None,
            inline=inline[1] if inline else "assume",  # type: ignore[arg-type]
        )
        found = [
            (d.span.position.line if d.span else 0, d.replay.verdict.value, d.replay.reason)
            for result in ivl.verify(checked, options)
            for d in result.diagnostics
            if d.replay is not None
        ]
    except ivl.ProgramError:
        found = []
    connection.send(found)


if __name__ == "__main__":
    main()
