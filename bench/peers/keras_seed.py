"""Keras peer: the seed's own network in its own framework, on a folder of MIDI files.

Prints parameters, seconds per epoch, validation loss and MAE per epoch, and the time of one
generated note both through `model.predict` (as the seed does it) and through a compiled call.
Needs: pip install tensorflow-cpu mido scikit-learn
"""
import argparse
import os
import pathlib
import statistics
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import mido
import numpy as np
import tensorflow as tf
from keras import layers
from sklearn.preprocessing import MinMaxScaler

WINDOW = 50


def pitches(folder):
    for path in sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in (".mid", ".midi")):
        for track in mido.MidiFile(path).tracks:
            yield from (m.note for m in track if m.type == "note_on" and m.velocity > 0)


def network():
    l2 = keras.regularizers.l2
    model = keras.Sequential([keras.Input((WINDOW, 1))])
    for units, more in ((256, True), (256, True), (128, False)):
        model.add(layers.LSTM(units, return_sequences=more, kernel_regularizer=l2(0.001)))
        model.add(layers.BatchNormalization())
        model.add(layers.Dropout(0.3))
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dropout(0.3))
    model.add(layers.Dense(1))
    model.compile(keras.optimizers.Adam(1e-3), loss="huber", metrics=["mae"])
    return model


class EpochClock(keras.callbacks.Callback):
    seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_test_begin(self, logs=None):
        self.seconds.append(time.perf_counter() - self.start)

    def on_epoch_end(self, epoch, logs=None):
        print(f"epoch {epoch + 1}: {self.seconds[-1]:.2f} s without validation, val_loss {logs['val_loss']:.4f} val_mae {logs['val_mae']:.4f}", flush=True)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("folder")
    args.add_argument("--epochs", type=int, default=3)
    args.add_argument("--save", help="write a .keras file, to test loading it elsewhere")
    args = args.parse_args()
    scaled = MinMaxScaler().fit_transform(np.array(list(pitches(args.folder)), float).reshape(-1, 1)).ravel().astype("float32")
    x = np.stack([scaled[i : i + WINDOW] for i in range(len(scaled) - WINDOW)])[..., None]
    y = scaled[WINDOW:]
    split = int(len(x) * 0.85)
    model = network()
    print(f"parameters {model.count_params()} train {split} validation {len(x) - split}")
    model.fit(x[:split], y[:split], validation_data=(x[split:], y[split:]), epochs=args.epochs, batch_size=64, verbose=0, callbacks=[EpochClock()])
    print(f"keras_seed_train_step {statistics.median(EpochClock.seconds[1:] or EpochClock.seconds) / -(-split // 64) * 1e3:.1f} ms")
    compiled = tf.function(lambda window: model(window, training=False))
    for name, call in (("predict", lambda w: model.predict(w, verbose=0)), ("compiled", lambda w: compiled(w).numpy())):
        window, times = x[split : split + 1], []
        for i in range(30):
            start = time.perf_counter()
            note = call(window)
            window = np.concatenate([window[:, 1:], note[:, None].astype("float32")], 1)
            if i >= 5:
                times.append(time.perf_counter() - start)
        print(f"keras_seed_note_{name} {statistics.median(times) * 1e3:.2f} ms")
    if args.save:
        model.save(args.save)


if __name__ == "__main__":
    main()
