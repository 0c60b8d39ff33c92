"""A model of what a step costs on many ranks, fitted to rows of `bench/scaling/measure`.

`python3 bench/scaling/model.py rows.jsonl docs/pictures/scaling.svg` prints the fit, what it says of the
rows that it was not fitted to, and what it foretells; and draws the efficiency. Standard library alone.

With w weights, B lanes in blocks of eight and P ranks, a step takes

    fixed + block · ceil(B / 8, P) + add · w + trips · latency + messages · overhead + bytes / rate

`fixed` and `block` come from one rank, `add` from two ranks over memory, `trips` and bytes are counted.
"""

import json
import sys

# Seconds there and back, and seconds a message costs a rank, that are assumed of networks.
NETWORKS = {"10 Gbit/s": (10e9, 40e-6, 4e-6), "100 Gbit/s": (100e9, 5e-6, 0.5e-6)}
RANKS = [1, 2, 4, 8, 16, 32, 64, 128, 256]


def share(n_blocks, n_ranks):
    """The blocks of the busiest rank: an aligned subtree."""
    size = 1
    while -(-n_blocks // size) > n_ranks:
        size *= 2
    return size


def line(points):
    """Least squares: where a line begins, and how it rises."""
    n = len(points)
    x, y = (sum(it[k] for it in points) / n for k in (0, 1))
    rise = sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
    return y - rise * x, rise


def traffic(n_ranks, n_weights):
    """Bytes that a rank sends in a step: stretches of gradients out, sums back."""
    return 2 * 4 * n_weights * (n_ranks - 1) / n_ranks


def step(fit, n_lanes, n_ranks, rate, latency, overhead):
    compute = fit["fixed"] + fit["block"] * share(-(-n_lanes // 8), n_ranks)
    if n_ranks == 1:
        return compute
    network = traffic(n_ranks, fit["weights"]) * 8 / rate
    # Gradients go out and come back, losses go to all, and the first rank gives an order in two parts.
    trips = fit["trips"] * latency + 3 * (n_ranks - 1) * overhead
    return compute + fit["add"] * fit["weights"] + trips + network


def fitted(rows):
    alone = [it for it in rows if it["ranks"] == 1]
    fixed, block = line([(it["lanes"] / 8, it["step_ms"] / 1e3) for it in alone])
    memory = [it for it in rows if it["network"] == "memory"]
    weights = alone[0]["weights"]
    return {
        "fixed": fixed,
        "block": block,
        "weights": weights,
        "add": sorted(it["join_ms"] for it in memory)[len(memory) // 2] / 1e3 / weights,
        "trip": sorted(it["trip_ms"] for it in memory)[len(memory) // 2] / 1e3,
        "trips": max(it["trips_per_step"] for it in memory),
    }


def rate_of(name):
    return float(name.replace("mbit", "e6").replace("gbit", "e9"))


def main(path, picture):
    rows = [json.loads(it) for it in open(path)]
    fit = fitted(rows)
    print(f"weights {fit['weights']:,}; fixed {fit['fixed'] * 1e3:.1f} ms, "
          f"a block {fit['block'] * 1e3:.1f} ms, "
          f"adding {fit['add'] * fit['weights'] * 1e3:.1f} ms, trips {fit['trips']}")
    print("\n| ranks | lanes | network | measured, ms | model, ms | MB sent a step |\n|---|---|---|---|---|---|")
    for it in rows:
        name = it["network"]
        rate = rate_of(name) if "bit" in name else 1e15
        latency = it["trip_ms"] / 1e3
        told = step(fit, it["lanes"], it["ranks"], rate, latency, 0) * 1e3
        sent = it["bytes_per_step"] / 1e6
        print(f"| {it['ranks']} | {it['lanes']} | {name} | {it['step_ms']:.0f} | {told:.0f} | {sent:.1f} |")
    curves = []
    for name, network in NETWORKS.items():
        for what, lanes in (("2,048 lanes", lambda _: 2048), ("32 lanes a rank", lambda n: 32 * n)):
            print(f"\n{name}, {what}:\n\n| ranks | step, ms | rows a second | efficiency |\n|---|---|---|---|")
            points, first = [], None
            for n in RANKS:
                seconds = step(fit, lanes(n), n, *network)
                rate = lanes(n) * 64 / seconds
                first = first or rate
                points.append((n, rate / first / n))
                print(f"| {n} | {seconds * 1e3:.0f} | {rate:,.0f} | {rate / first / n:.0%} |")
            curves.append((f"{name}, {what}", points))
    open(picture, "w").write(drawn(curves))


def drawn(curves):
    width, height, left, top = 640, 320, 60, 20
    colours = ["#b3541e", "#b3541e", "#1e6fb3", "#1e6fb3"]
    x = lambda it: left + (width - left - 20) * it / (len(RANKS) - 1)
    y = lambda it: top + (height - top - 50) * (1 - it)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + 80}" '
             'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height + 80}" fill="white"/>']
    for share_of in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<path d="M{left} {y(share_of):.1f}H{width - 20}" stroke="#ddd"/>'
                     f'<text x="{left - 8}" y="{y(share_of) + 4:.1f}" text-anchor="end">{share_of:.0%}</text>')
    for it, n in enumerate(RANKS):
        parts.append(f'<text x="{x(it):.1f}" y="{height - 32}" text-anchor="middle">{n}</text>')
    parts.append(f'<text x="{width / 2}" y="{height - 12}" text-anchor="middle">ranks</text>')
    for it, (name, points) in enumerate(curves):
        dash = ' stroke-dasharray="5 4"' if it % 2 else ""
        path = "L".join(f"{x(k):.1f} {y(e):.1f}" for k, (_, e) in enumerate(points))
        parts.append(f'<path d="M{path}" fill="none" stroke="{colours[it]}" stroke-width="2"{dash}/>')
        place = height + 8 + 17 * it
        parts.append(f'<path d="M{left} {place}h30" stroke="{colours[it]}" stroke-width="2"{dash}/>'
                     f'<text x="{left + 38}" y="{place + 4}">{name}</text>')
    return "\n".join(parts + ["</svg>\n"])


if __name__ == "__main__":
    main(*sys.argv[1:])
