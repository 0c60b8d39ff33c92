"""Models against Keras and PyTorch: `check.py keras MIDI`, `check.py torch MIDI MODEL.irama PIECE.mid`.

MIDI is a folder to learn from. Each network goes to the other program and back; predictions, weights and the optimiser's state are compared.
PyTorch runs the snippets of docs/EXCHANGE.md as they stand there. Run from the root of the repository.
Needs: pip install safetensors and tensorflow-cpu keras, or torch
"""
import argparse
import contextlib
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import load_file, save_file

CARGO = "cargo run -q --release -p".split()
TOLERANCE = 1e-5
# Of the range of 0 to 1. Predictions nearer to 0 are sums of larger numbers, which floats of 32 bits
# give to 1e-7: Keras and we are both that far from the sum in 64 bits.
NEAR = 0.01


def run(*command):
    subprocess.run([str(it) for it in command], check=True, stderr=subprocess.DEVNULL)


def example(name, *args):
    run(*CARGO, "irama-exchange", "--example", name, "--", *args)


def learn(irama, midi, model):
    options = "--model classic --units 24,24,12 --epochs 2 --seed 3 --split windows -q -o".split()
    run(irama, "train", midi, *options, model)


def ours(model, x, work):
    save_file({"x": x}, work / "windows.safetensors")
    example("predictions", model, work / "windows.safetensors", work / "y.safetensors")
    return load_file(work / "y.safetensors")["y"]


def windows(window, rng):
    """Plain ones, and some that no melody makes."""
    plain = rng.random((200, window))
    steps = np.linspace(0, 1, window)
    extreme = [steps * 0 + it for it in (0, 1, -1, 0.5, 1e-30, 1e3, -1e3, 1e6, -1e6, 1e30, -1e30)]
    extreme += [steps, 1 - steps, np.arange(window) % 2, 1e4 * np.sin(1e3 * steps)]
    return np.concatenate([plain, extreme])[..., None].astype("float32")


def close(name, found, expected, at_least=NEAR):
    """Compares relative to each value, or to `at_least` where that is more."""
    error = np.abs(found.astype("f8") - expected) / np.maximum(np.abs(expected), at_least)
    print(f"{name}: {expected.size} values, largest relative difference {error.max():.1e}", flush=True)
    return error.max() <= TOLERANCE


def same(name, found, expected):
    equal = len(found) == len(expected) and all(np.array_equal(a, b) for a, b in zip(found, expected))
    print(f"{name}: {len(expected)} tensors {'are the same bits' if equal else 'DIFFER'}", flush=True)
    return equal


def check_keras(irama, work, midi):
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras
    from keras import layers

    logging.getLogger("tensorflow").setLevel(logging.ERROR)

    def network(window, units, dense, dropout, rate):
        model = keras.Sequential([keras.Input((window, 1))])
        for n, it in enumerate(units):
            l2 = keras.regularizers.l2(0.001)
            model.add(layers.LSTM(it, return_sequences=n + 1 < len(units), kernel_regularizer=l2))
            model.add(layers.BatchNormalization())
            model.add(layers.Dropout(dropout))
        model.add(layers.Dense(dense, activation="relu"))
        model.add(layers.Dropout(dropout))
        model.add(layers.Dense(1))
        model.compile(keras.optimizers.Adam(rate), loss="huber", metrics=["mae"])
        return model

    def values(model):
        return [it.numpy() for it in model.variables if "seed" not in it.path]

    def state(model):
        return [it.numpy() for it in model.optimizer.variables]

    rng = np.random.default_rng(7)
    sizes = {
        "notebook": (50, (256, 256, 128), 64, 0.3, 1e-3),
        "small": (9, (33, 17), 5, 0.5, 5e-4),
        "one layer": (1, (4,), 3, 0.0, 0.1),
    }
    for name, of in sizes.items():
        model = network(*of)
        x, y = rng.random((96, of[0], 1)).astype("f4"), rng.random(96).astype("f4")
        model.fit(x, y, epochs=2, batch_size=32, verbose=0)
        model.save(work / "a.keras")
        run(irama, "import", work / "a.keras", "-o", work / "a.irama", "--pitches", "36..84")
        x = windows(of[0], rng)
        expected = model.predict(x, verbose=0).ravel()
        yield close(f"{name}, Keras to ours", ours(work / "a.irama", x, work), expected)
        run(irama, "export", work / "a.irama", "-o", work / "b.keras")
        back = keras.models.load_model(work / "b.keras")
        yield close(f"{name}, and back", back.predict(x, verbose=0).ravel(), expected)
        yield same(f"{name}, weights and statistics", values(back), values(model))
        yield same(f"{name}, optimiser", state(back), state(model))
        back.fit(x[:64], x[:64, 0, 0], batch_size=64, verbose=0)
        yield back.optimizer.iterations.numpy() == model.optimizer.iterations.numpy() + 1

    learn(irama, midi, work / "c.irama")
    run(irama, "export", work / "c.irama", "-o", work / "c.keras")
    model, x = keras.models.load_model(work / "c.keras"), windows(50, rng)
    expected = model.predict(x, verbose=0).ravel()
    yield close("learned here", ours(work / "c.irama", x, work), expected)
    print(f"learned here, optimiser: {model.optimizer.iterations.numpy()} steps")
    yield model.optimizer.iterations.numpy() > 0
    yield np.isfinite(model.fit(x[:64], x[:64, 0, 0], verbose=0).history["loss"][0])


def snippet(kind, work):
    text = pathlib.Path("docs/EXCHANGE.md").read_text()
    code = re.search(rf"```python {kind}\n(.*?)```", text, re.S)[1]
    names = {}
    with contextlib.chdir(work):
        exec(code, names)
    return names


def check_torch(irama, work, midi, model, piece):
    run(irama, "export", model, "-o", work / "m.safetensors")
    example("likelihoods", model, piece, work / "rows.safetensors")
    names, rows = snippet("events", work), load_file(work / "rows.safetensors")
    for field in [it.split(".")[0] for it in rows if it.endswith(".targets")]:
        targets = rows[field + ".targets"]
        there = np.flatnonzero(targets >= 0)
        found = names["log_likelihoods"](field).detach().numpy()[there, targets[there]]
        # A likelihood of nearly 1 has a logarithm of nearly 0, where floats of 32 bits end.
        yield close(f"events, {field}", found, rows[field + ".log_likelihoods"][there], 1.0)
    learn(irama, midi, work / "c.irama")
    run(irama, "export", work / "c.irama", "-o", work / "m.safetensors")
    expected = ours(work / "c.irama", windows(50, np.random.default_rng(7)), work)
    found = snippet("classic", work)["y"].detach().numpy().ravel()
    yield close("classic", found, expected)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("kind", choices=["keras", "torch"])
    args.add_argument("files", nargs="+", type=pathlib.Path, help="MIDI, and for torch MODEL.irama PIECE.mid")
    args.add_argument("--irama", help="the program, if it is built already")
    args = args.parse_args()
    if not args.irama:
        run("cargo", "build", "--release", "-p", "irama")
    irama = pathlib.Path(args.irama or "target/release/irama").resolve()
    with tempfile.TemporaryDirectory() as work:
        checks = {"keras": check_keras, "torch": check_torch}[args.kind]
        files = [it.resolve() for it in args.files]
        if not all(list(checks(irama, pathlib.Path(work), *files))):
            sys.exit("some differ")
    print("all agree")


if __name__ == "__main__":
    main()
