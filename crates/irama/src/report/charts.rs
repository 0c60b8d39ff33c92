//! Charts of a report.

use irama_synth::{BarChart, Curve, CurveChart, Series};
use serde_json::Value;

use crate::voice::Voice;

/// The learning curve.
pub(crate) fn learning(report: &Value, voice: &Voice) -> CurveChart {
    let is_events = report["training"]["kind"] == "events";
    let rows = report["history"].as_array().map_or(&[][..], Vec::as_slice);
    let x = |row: &Value| row["epochs"].as_f64().or_else(|| row["epoch"].as_f64());
    let curve = |name: String, y: &dyn Fn(&Value) -> Option<f64>| Curve {
        name,
        points: rows.iter().filter_map(|row| x(row).zip(y(row))).collect(),
    };
    let held_out = |row: &Value| match row["held_out"]["by_field"].as_array() {
        Some(fields) => Some(fields.iter().filter_map(Value::as_f64).sum()),
        None => row["val_loss"].as_f64(),
    };
    let baseline = report["training"]["baseline_nll_per_note"].as_f64();
    CurveChart {
        title: match is_events {
            true => voice.pick("Surprise, nats a note", "Kejutan, nat per not"),
            false => voice.pick("Loss", "Loss"),
        },
        across: voice.pick("epochs", "epoch"),
        curves: vec![
            curve(voice.pick("while learning", "saat belajar"), &|it| it["loss"].as_f64()),
            curve(voice.pick("held-out songs", "lagu yang disisihkan"), &held_out),
        ],
        level: baseline.map(|it| (it, voice.pick("Markov model", "model Markov"))),
    }
}

/// Distributions of the song beside those of the held-out songs; none if they are not known.
pub(super) fn distributions(report: &Value, voice: &Voice) -> Vec<BarChart> {
    let both = &report["distributions"];
    if both.is_null() {
        return Vec::new();
    }
    let classes = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
    let lengths =
        ["1/64", "", "", "1/16", "", "1/8", "", "", "1/4", "", "1/2", "", "1/1", "", "2/1"];
    let bars = ["0", "", "2", "", "6", "", "12", "", "24", "", "48", "", "96", "", "192", ""];
    let velocities = ["1", "", "", "", "32", "", "", "", "64", "", "", "", "96", "", "", "127"];
    let chart = |key: &str, title: String, labels: &[&str]| BarChart {
        title,
        labels: labels.iter().map(|it| (*it).to_owned()).collect(),
        series: vec![
            series(voice.pick("this song", "lagu ini"), &both["song"][key]),
            series(voice.pick("held-out songs", "lagu yang disisihkan"), &both["held_out"][key]),
        ],
    };
    vec![
        chart("pitch_class", voice.pick("Pitch classes", "Kelas nada"), &classes),
        chart("length", voice.pick("Lengths of notes", "Panjang not"), &lengths),
        chart("notes_per_bar", voice.pick("Notes in a bar", "Not per birama"), &bars),
        chart("velocity", voice.pick("Velocities", "Velocity"), &velocities),
    ]
}

fn series(name: String, counts: &Value) -> Series {
    let counts: Vec<f64> =
        counts.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    let total: f64 = counts.iter().sum();
    Series { name, shares: counts.iter().map(|it| it / total.max(1.0)).collect() }
}
