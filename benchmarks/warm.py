"""How long `ivl verify` takes again: with nothing changed, and with one procedure changed.

    python -m benchmarks.warm [--bodies N] [--server] FILE...

Seconds of CPU time (of the process and its solver) and of wall time. A change is an assertion at
the end of a body, ``assert 1 < 2;``; the figure is the median over N bodies, spread over the file.
With --server a resident server does what is not the first time, so the CPU time of that is not
known, and the ratios are those of wall time.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from statistics import median

from benchmarks.measure import adopt_orphans, measure
from ivl.cache.outline import outline

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMAND = (sys.executable, "-m", "ivl", "verify", "--format", "plain", "--quiet", "-t", "60")


def run(text: str, folder: str) -> tuple[float, float]:
    """CPU and wall seconds for a program, with the cache in `folder`."""
    file = os.path.join(folder, "program.bpl")
    with open(file, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.environ.update({"PYTHONPATH": ROOT, "IVL_CACHE": os.path.join(folder, "cache")})
    done = measure((*COMMAND, file), 300)
    return done.cpu, done.wall


def changes(text: str, number: int) -> list[str]:
    """`text` with one body changed, so many times."""
    found = outline(text)
    places = [place for place in found.places if not place.inlined] if found else []
    chosen = places[:: max(1, len(places) // number)][:number]
    return [f"{text[: p.end - 1]} assert 1 < 2; {text[p.end - 1 :]}" for p in chosen]


@contextmanager
def serving() -> Iterator[str]:
    """The socket of a server that is no descendant of this process."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "socket")
        start = f"{sys.executable} -m ivl serve > {folder}/log & echo $!"
        environment = {**os.environ, "PYTHONPATH": ROOT, "IVL_SERVER": path}
        process = int(subprocess.check_output(start, shell=True, env=environment, text=True))
        while not os.path.exists(path):
            time.sleep(0.1)
        try:
            yield path
        finally:
            os.kill(process, signal.SIGTERM)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--bodies", type=int, default=5)
    parser.add_argument("--server", action="store_true")
    arguments = parser.parse_args()
    os.environ["IVL_SERVER"] = "off"
    with serving() if arguments.server else nullcontext("off") as server:
        adopt_orphans()
        _report(arguments, server)


def _report(arguments: argparse.Namespace, server: str) -> None:
    print(f"{'':44}{'cold':>14}{'warm':>14}{'changed':>14}{'ratios':>16}")
    for file in arguments.files:
        with open(file, encoding="utf-8") as stream:
            text = stream.read()
        with tempfile.TemporaryDirectory() as folder:
            os.environ["IVL_SERVER"] = "off"
            cold = run(text, folder)
            os.environ["IVL_SERVER"] = server
            warm = min(run(text, folder) for _ in range(3))
            changed = [run(other, folder) for other in changes(text, arguments.bodies)]
        again = median([cpu for cpu, _ in changed]), median([wall for _, wall in changed])
        cells = "".join([f"{cpu:7.2f}{wall:7.2f}" for cpu, wall in (cold, warm, again)])
        by = int(arguments.server)
        ratios = f"{warm[by] / cold[by]:8.2f}{again[by] / cold[by]:8.2f}"
        print(f"{os.path.basename(file)[:43]:44}{cells}{ratios}", flush=True)


if __name__ == "__main__":
    main()
