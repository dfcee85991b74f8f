"""Draws amplification over branching ratio beside 1 / (1 - n).

    build/tests/engine_tests --gtest_filter='Amplification.*' | python3 tests/validation/amplification_picture.py PICTURE.png

The points are the lines `| amplification | n=... |` of the table that the tests print. Needs matplotlib.
"""

import re
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

LINE = re.compile(r"\| amplification \| n=([0-9.]+) \| ([0-9.eE+-]+) \| ([0-9.eE+-]+) \|")


def read_points(lines):
    """(n, expected, found) of every line of the table."""
    return [tuple(float(number) for number in match.groups()) for match in map(LINE.match, lines) if match]


def draw(points, path):
    n, expected, found = zip(*points)
    figure, (above, below) = plt.subplots(
        2, 1, sharex=True, figsize=(7, 6), height_ratios=[3, 1], constrained_layout=True)
    curve = [i / 1000 for i in range(960)]
    above.plot(curve, [1 / (1 - x) for x in curve], color="#5b2a86", label="closed form 1 / (1 - n)")
    above.plot(n, found, "o", color="#f2a900", markeredgecolor="black", label="engine")
    above.set_yscale("log")
    above.set_yticks([1, 2, 5, 10, 20], ["1", "2", "5", "10", "20"])
    above.minorticks_off()
    above.set_ylabel("amplification of the running drop")
    above.legend()
    below.axhline(0, color="#5b2a86")
    below.plot(n, [1e6 * (f / e - 1) for e, f in zip(expected, found)], "o", color="#f2a900", markeredgecolor="black")
    below.set_ylabel("difference, ppm")
    below.set_xlabel("branching ratio n: even ladder, even book, permanent impact")
    figure.savefig(path, dpi=110, metadata={"Software": None})


def main():
    points = read_points(sys.stdin)
    if len(points) < 2 or len(sys.argv) != 2:
        sys.exit(__doc__)
    draw(points, sys.argv[1])


if __name__ == "__main__":
    main()
