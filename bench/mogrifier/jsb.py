"""Does Mogrifier gating pay (Melis, Kocisky and Blunsom 2020)? A prototype in PyTorch on the chorales.

One LSTM layer with or without it, the same otherwise: tokens of a frame in rising pitch order and END,
told of the frame before and the frame so far; whole pieces, transposed anew each epoch; Adam with a
cosine, averaged weights, dropout that stays over time. Prints nats a frame on the validation part, exact
and joint, and seconds, epoch by epoch. `jsb.py JSB_Chorales.json --rounds 0|5 [--rank 32] [--epochs 30]`
"""
import argparse
import json
import math
import random
import time

import torch
from torch import nn

END, N_TOKENS = 128, 129


class Cell(nn.Module):
    def __init__(self, width, units, rounds, rank):
        super().__init__()
        self.gates = nn.Linear(width + units, 4 * units)
        self.rounds = rounds
        sizes = [(units, width) if it % 2 == 0 else (width, units) for it in range(rounds)]
        self.down = nn.ModuleList(nn.Linear(a, rank, bias=False) for a, _ in sizes)
        self.up = nn.ModuleList(nn.Linear(rank, b) for _, b in sizes)

    def forward(self, x, h, c):
        for it, (down, up) in enumerate(zip(self.down, self.up)):
            if it % 2 == 0:
                x = 2 * torch.sigmoid(up(down(h))) * x
            else:
                h = 2 * torch.sigmoid(up(down(x))) * h
        i, f, g, o = self.gates(torch.cat([x, h], 1)).chunk(4, 1)
        c = torch.sigmoid(f + 1) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class Model(nn.Module):
    def __init__(self, units, rounds, rank, width=128):
        super().__init__()
        self.units = units
        self.token = nn.Embedding(N_TOKENS + 1, width)
        self.before, self.now = nn.Linear(128, width), nn.Linear(128, width)
        self.cell = Cell(width, units, rounds, rank)
        self.head = nn.Sequential(nn.Linear(units + 2 * width, 128), nn.ReLU(), nn.Linear(128, N_TOKENS))

    def forward(self, last, before, now, drop):
        n_steps, n = last.shape
        told = self.before(before) + self.now(now)
        x = self.token(last) + told
        h, c = x.new_zeros(n, self.units), x.new_zeros(n, self.units)
        keep = lambda p, w: torch.bernoulli(x.new_full((n, w), 1 - p)) / (1 - p) if drop else 1.0
        of_x, of_h, all_h = keep(0.2, x.shape[2]), keep(0.4, self.units), []
        for step in range(n_steps):
            h, c = self.cell(x[step] * of_x, h, c)
            all_h.append(h)
        return self.head(torch.cat([torch.stack(all_h) * of_h, self.before(before), self.now(now)], 2))


def encoded(piece, up):
    """Tokens, what was last, and what is told, step by step; and what may not come."""
    rows, before, last = [], [], N_TOKENS
    for frame in piece:
        pitches = sorted({min(max(it + up, 0), 127) for it in frame})
        for idx, token in enumerate([*pitches, END]):
            rows.append((token, last, before, pitches[:idx]))
            last = token
        before = pitches
    return rows


def batch(pieces, ups):
    all_rows = [encoded(piece, up) for piece, up in zip(pieces, ups)]
    n_steps, n = max(map(len, all_rows)), len(all_rows)
    target, last = torch.full((n_steps, n), -100), torch.zeros(n_steps, n, dtype=torch.long)
    before, now = torch.zeros(n_steps, n, 128), torch.zeros(n_steps, n, 128)
    legal = torch.ones(n_steps, n, N_TOKENS, dtype=torch.bool)
    for lane, rows in enumerate(all_rows):
        for step, (token, was, earlier, so_far) in enumerate(rows):
            target[step, lane], last[step, lane] = token, was
            before[step, lane, earlier] = 1
            now[step, lane, so_far] = 1
            if so_far:
                legal[step, lane, : so_far[-1] + 1] = False
    return target, last, before, now, legal


def surprise(model, data, drop):
    target, last, before, now, legal = data
    logits = model(last, before, now, drop).masked_fill(~legal, -1e9)
    return nn.functional.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="sum")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("file")
    args.add_argument("--rounds", type=int, default=0)
    args.add_argument("--rank", type=int, default=32)
    args.add_argument("--units", type=int, default=256)
    args.add_argument("--epochs", type=int, default=30)
    args.add_argument("--seed", type=int, default=1)
    args = args.parse_args()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    sets = json.load(open(args.file))
    train, valid = sets["train"], sets["valid"]
    n_frames = sum(map(len, valid))
    model = Model(args.units, args.rounds, args.rank)
    average = Model(args.units, args.rounds, args.rank)
    average.load_state_dict(model.state_dict())
    print(f"{sum(it.numel() for it in model.parameters())} values, {args.rounds} rounds", flush=True)
    optimiser = torch.optim.Adam(model.parameters(), 3e-3)
    size = 16
    n_all, n_done, start = args.epochs * math.ceil(len(train) / size), 0, time.time()
    checks = [batch(valid[it : it + 32], [0] * 32) for it in range(0, len(valid), 32)]
    for epoch in range(args.epochs):
        random.shuffle(train)
        for first in range(0, len(train), size):
            pieces = train[first : first + size]
            data = batch(pieces, [random.randint(-5, 6) for _ in pieces])
            loss = surprise(model, data, True) / (data[0] >= 0).sum()
            optimiser.param_groups[0]["lr"] = 3e-3 * (0.5 + 0.5 * math.cos(math.pi * n_done / n_all))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            n_done += 1
            kept = min(0.998, n_done / (n_done + 9))
            with torch.no_grad():
                for mine, its in zip(average.parameters(), model.parameters()):
                    mine.lerp_(its, 1 - kept)
        with torch.no_grad():
            nats = sum(surprise(average, it, False).item() for it in checks) / n_frames
        print(f"epoch {epoch + 1}: valid {nats:.3f}, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
