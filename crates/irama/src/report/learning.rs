//! What was learned: the curve and the verdict.

use serde_json::Value;

use super::{charts, html};
use crate::voice::Voice;

pub(super) fn section(report: &Value, voice: &Voice) -> String {
    let training = &report["training"];
    let chart = charts::learning(report, voice);
    let curve = match chart.curves.iter().all(|it| it.points.is_empty()) {
        true => String::new(),
        false => html::picture(&chart.draw()),
    };
    let mut rows = vec![
        (voice.pick("model", "model"), html::escaped(training["kind"].as_str().unwrap_or("–"))),
        (voice.pick("parameters", "parameter"), html::count(&training["parameters"])),
        (voice.pick("steps", "langkah"), html::count(&training["steps"])),
        (voice.pick("epochs", "epoch"), html::number(&training["epochs"])),
        (voice.pick("seconds", "detik"), html::number(&training["seconds"])),
    ];
    let (ours, baseline) = (&training["best_nll_per_note"], &training["baseline_nll_per_note"]);
    if ours.is_number() {
        rows.push((
            voice.pick("held out, nats a note", "disisihkan, nat per not"),
            html::number(ours),
        ));
        rows.push((voice.pick("Markov model", "model Markov"), html::number(baseline)));
    } else {
        let mae = html::number(&training["best_mae"]);
        rows.push((voice.pick("held-out error (MAE)", "galat lagu yang disisihkan (MAE)"), mae));
    }
    let text = verdict(ours.as_f64().zip(baseline.as_f64()), voice);
    let heading = voice.pick("What was learned", "Apa yang dipelajari");
    html::section(&heading, &format!("{text}{curve}{}", html::facts(&rows)))
}

/// Whether the model knows more than counting would.
fn verdict(nats: Option<(f64, f64)>, voice: &Voice) -> String {
    let Some((ours, baseline)) = nats else { return String::new() };
    let text = if ours < baseline {
        voice.pick(
            "Songs that were held out surprise the model less than they surprise a Markov model, \
             which only counts what follows what.",
            "Lagu yang disisihkan lebih sedikit mengejutkan model ini daripada model Markov, yang \
             hanya menghitung apa yang mengikuti apa.",
        )
    } else {
        voice.pick(
            "Songs that were held out surprise the model as much as a Markov model, which only \
             counts what follows what: more files or more minutes would help.",
            "Lagu yang disisihkan mengejutkan model ini sebanyak model Markov, yang hanya \
             menghitung: tambah berkas atau menit.",
        )
    };
    format!("<p>{text}</p>\n")
}
