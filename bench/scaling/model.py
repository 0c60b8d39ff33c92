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
    """The line with the least squares of relative errors: where it begins, at 0 or above, and its rise."""
    weights = [1 / y**2 for _, y in points]
    n = sum(weights)
    x, y = (sum(w * it[k] for w, it in zip(weights, points)) / n for k in (0, 1))
    spread = sum(w * (a - x) ** 2 for w, (a, _) in zip(weights, points))
    rise = sum(w * (a - x) * (b - y) for w, (a, b) in zip(weights, points)) / spread
    return max(y - rise * x, 0.0), rise


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


def fitted(best):
    alone = {lanes: it for (network, threads, lanes), it in best.items()
             if network == "none" and threads == 1}
    fixed, block = line([(lanes / 8, it["best_step_ms"] / 1e3) for lanes, it in alone.items()])
    memory = [it for (network, _, _), it in best.items() if network == "memory"]
    weights = memory[0]["weights"]
    return {
        "fixed": fixed,
        "block": block,
        "weights": weights,
        "add": min(it["join_ms"] for it in memory) / 1e3 / weights,
        # Two more for the order of the first rank, which the example does not give.
        "trips": memory[0]["trips_per_step"] + 2,
    }


def rate_of(name):
    return float(name.replace("mbit", "e6").replace("gbit", "e9"))


def main(path, picture):
    # The fastest of some rounds, for the machine may be busy.
    best = {}
    for it in map(json.loads, open(path)):
        place = (it["network"], it["threads"], it["lanes"])
        if place not in best or it["best_step_ms"] < best[place]["best_step_ms"]:
            best[place] = it
    fit = fitted(best)
    print(f"weights {fit['weights']:,}; fixed {fit['fixed'] * 1e3:.1f} ms, "
          f"a block {fit['block'] * 1e3:.1f} ms, "
          f"adding {fit['add'] * fit['weights'] * 1e3:.1f} ms, trips {fit['trips']}")
    print("\n| ranks | threads each | lanes | network | a step, ms | model, ms | MB sent a step |")
    print("|---|---|---|---|---|---|---|")
    for (name, threads, lanes), it in best.items():
        told = ""
        if "bit" in name:
            # What the link adds to the same step over memory.
            memory = best["memory", 1, lanes]["best_step_ms"]
            sent = it["bytes_per_step"] * 8 / rate_of(name) * 1e3
            told = f"{memory + sent + it['trips_per_step'] * it['trip_ms']:.0f}"
        elif it["ranks"] == 1 and threads == 1:
            told = f"{(fit['fixed'] + fit['block'] * lanes / 8) * 1e3:.0f}"
        print(f"| {it['ranks']} | {threads} | {lanes} | {name} | {it['best_step_ms']:.0f} | {told} | "
              f"{it['bytes_per_step'] / 1e6:.1f} |")
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
