"""Our measures beside muspy's, on the same files.

    cargo run --release -p irama-judge --example measure -- FILES.mid | python muspy_measures.py

Needs muspy 0.5 in an environment of its own. Two of muspy's measures are computed twice: as they
are, and with what docs/MEASURES.md says of them changed (a note that ends on a beat does not sound
in it; no bar after the last; onsets on 64th notes). The second must agree to 1e-6.
"""

import copy
import json
import math
import sys

import muspy

POSITIONS = 16  # a quarter
TICKS = 480  # a quarter, as everywhere in Irama


def rounded(time, resolution, target):
    """From one resolution to another, halves upwards."""
    return (2 * time * target + resolution) // (2 * resolution)


def in_ticks(music):
    """The notes at our resolution: 192 ticks a quarter do not divide 480."""
    music = copy.deepcopy(music)
    for track in music.tracks:
        for note in track.notes:
            end = rounded(note.time + note.duration, music.resolution, TICKS)
            note.time = rounded(note.time, music.resolution, TICKS)
            note.duration = max(end - note.time, 1)
    music.resolution = TICKS
    return music


def half_open(music):
    """Takes one tick from the end of every note, so that none ends on a beat."""
    music = copy.deepcopy(music)
    for track in music.tracks:
        track.annotations = []
        for note in track.notes:
            note.duration = max(note.duration - 1, 1)
    return music


def on_positions(music):
    """Rounds onsets to 64th notes, half of one upwards; ends play no part but for the last."""
    music = half_open(music)
    resolution = music.resolution
    for track in music.tracks:
        for note in track.notes:
            end = note.time + note.duration
            note.time = rounded(note.time, resolution, POSITIONS)
            note.duration = max(end * POSITIONS // resolution - note.time, 0)
    music.resolution = POSITIONS
    return music


def theirs(path):
    music = in_ticks(muspy.read_midi(path))
    meters = music.time_signatures
    numerator, denominator = (meters[-1].numerator, meters[-1].denominator) if meters else (4, 4)
    bar = lambda resolution: resolution * 4 * numerator // denominator
    return {
        "pitch_class_entropy": muspy.pitch_class_entropy(music),
        "distinct_pitches": muspy.n_pitches_used(music),
        "scale_consistency": muspy.scale_consistency(music),
        "polyphony": muspy.polyphony(music),
        "empty_beat_rate": muspy.empty_beat_rate(half_open(music)),
        "groove_consistency": muspy.groove_consistency(on_positions(music), bar(POSITIONS)),
        "muspy's own empty_beat_rate": muspy.empty_beat_rate(music),
        "muspy's own groove_consistency": muspy.groove_consistency(music, bar(music.resolution)),
    }


def main():
    n, worst = 0, {}
    for line in sys.stdin:
        row = json.loads(line)
        if row["meters"] > 1:
            continue  # muspy's bars are all of one length.
        n += 1
        for name, value in theirs(row["path"]).items():
            ours = row["measures"][name.removeprefix("muspy's own ")]
            ours, value = (math.nan if it is None else float(it) for it in (ours, value))
            difference = 0.0 if math.isnan(ours) and math.isnan(value) else abs(ours - value)
            if not difference <= 1e-6 and not name.startswith("muspy's"):
                print(f"{row['path']} ({row['repairs']} repairs): {name} {ours} theirs {value}")
            worst.setdefault(name, []).append(difference)
    print(f"{n} files")
    for name, differences in worst.items():
        close = sum(it <= 1e-6 for it in differences)
        print(f"{name:<34} within 1e-6: {close:>4}   largest difference {max(differences):.3g}")


main()
