"""A plot of what was measured."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import Row, by_family


def plot(rows: Sequence[Row], file: Path) -> None:
    """Draw growth by family, and file by file ours against the reference; needs matplotlib."""
    try:
        import matplotlib
    except ImportError:
        print("no plot: matplotlib is not installed (pip install '.[dev]')", file=sys.stderr)
        return
    matplotlib.use("svg")
    from matplotlib import pyplot

    families = by_family([row for row in rows if row.comparable])
    columns = 4
    height = len(families) // columns + 1
    figure, axes = pyplot.subplots(
        height, columns, figsize=(16, 4 * height), squeeze=False, layout="constrained"
    )
    flat = list(axes.flat)
    for axis, (name, part) in zip(flat, families.items(), strict=False):
        sizes = [row.job.size for row in part]
        axis.loglog(sizes, [row.ours.wall for row in part], "o-", label="ours")
        axis.loglog(sizes, [row.reference.wall for row in part], "s--", label="reference")
        axis.set(title=name, xlabel="size", ylabel="wall time in s")
        axis.legend()
    axis = flat[len(families)]
    for suite in dict.fromkeys(row.job.suite for row in rows):
        part = [row for row in rows if row.job.suite == suite and row.comparable]
        xs, ys = [row.reference.wall for row in part], [row.ours.wall for row in part]
        axis.loglog(xs, ys, ".", label=suite)
    axis.axline((0.3, 0.3), (3, 3), color="gray", linewidth=0.8)
    axis.set(title="every file", xlabel="reference, wall time in s", ylabel="ours, wall time in s")
    axis.legend()
    for unused in flat[len(families) + 1 :]:
        unused.set_axis_off()
    figure.savefig(file)
    pyplot.close(figure)
