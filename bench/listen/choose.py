"""Composes seeds 1 to 40 of each style of the model in the box and chooses a piece of each by figures.

`python3 choose.py IRAMA FOLDER [STYLE OPTION...]`: the program, and a folder for the pieces; with a style and
options of `compose`, that alone. docs/listen/README.md says by what is chosen; those that pass are printed, the chosen
one first.
"""

import json
import pathlib
import subprocess
import sys

STYLES = ["lo-fi", "drums", "old songs", "art song", "band", "chords"]
N_SEEDS = 40
# Notes of a passage that may stand in what was learned from.
COPIED, COPIED_DRUMS = 9, 12


def run(irama, *words):
    return json.loads(subprocess.run([irama, *words, "--json"], capture_output=True, check=True).stdout)


def look(irama, folder, style, options, seed):
    """A piece's figures, in the order in which pieces are ranked; None if it does not pass."""
    file = folder / f"{style.replace(' ', '-')}-{seed}.mid"
    words = ["--style", style, *options, "--seed", str(seed), "-o", str(file)]
    made, judged = run(irama, "compose", *words), run(irama, "judge", str(file))
    lags = judged["self_similarity"]["drums" if style == "drums" else "pitched"] or []
    alike = next((it["jaccard"] for it in lags if it["bars_ago"] == 4), None) or 0.0
    copied, drums = made["copied"]["longest_notes"], made["copied"]["drums"]["longest_notes"]
    passes = (
        copied <= COPIED
        and drums <= COPIED_DRUMS
        and (judged["empty_beat_rate"] or 0.0) <= 0.05
        and made["notes"] >= (30 if style == "chords" else 50)
        and 0.3 <= alike <= 0.95
        and (style == "drums" or judged["scale_consistency"] >= 0.85)
    )
    figures = (made["nll_per_note"], seed, judged["scale_consistency"], alike, copied, drums)
    return figures if passes else None


def main():
    irama, folder, *chosen = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for style in chosen[:1] or STYLES:
        options = chosen[1:] or ["--bars", "8"]
        found = [look(irama, folder, style, options, seed) for seed in range(1, N_SEEDS + 1)]
        passing = sorted(it for it in found if it)
        print(f"{style}: {len(passing)} of {N_SEEDS}; nats, seed, in a scale, four bars ago, copied, copied drums")
        for it in passing[:4]:
            print("  ", *(round(value, 2) if value is not None else "" for value in it))


main()
