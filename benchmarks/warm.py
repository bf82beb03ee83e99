"""How long `ivl verify` takes again: with nothing changed, and with one procedure changed.

    python -m benchmarks.warm [--bodies N] FILE...

Seconds of CPU time (of the process and its solver) and of wall time. A change is an assertion at
the end of a body, ``assert 1 < 2;``; the figure is the median over N bodies, spread over the file.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from statistics import median

from benchmarks.measure import adopt_orphans, measure
from ivl.cache.outline import outline

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
COMMAND = (sys.executable, "-m", "ivl", "verify", "--format", "plain", "--quiet", "-t", "10")


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
    places = [place for place in outline(text) or () if not place.inlined]
    chosen = places[:: max(1, len(places) // number)][:number]
    return [f"{text[: p.end - 1]} assert 1 < 2; {text[p.end - 1 :]}" for p in chosen]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--bodies", type=int, default=5)
    arguments = parser.parse_args()
    adopt_orphans()
    print(f"{'':44}{'cold':>14}{'warm':>14}{'changed':>14}{'ratios':>16}")
    for file in arguments.files:
        with open(file, encoding="utf-8") as stream:
            text = stream.read()
        with tempfile.TemporaryDirectory() as folder:
            cold = run(text, folder)
            warm = min(run(text, folder) for _ in range(3))
            changed = [run(other, folder) for other in changes(text, arguments.bodies)]
        again = median([cpu for cpu, _ in changed]), median([wall for _, wall in changed])
        cells = "".join([f"{cpu:7.2f}{wall:7.2f}" for cpu, wall in (cold, warm, again)])
        ratios = f"{warm[0] / cold[0]:8.2f}{again[0] / cold[0]:8.2f}"
        print(f"{os.path.basename(file)[:43]:44}{cells}{ratios}", flush=True)


if __name__ == "__main__":
    main()
