//! The figures of `judge`, and how the song is distributed beside songs that were held out.

use irama_synth::draw_similarity;
use serde_json::Value;

use super::{Subject, charts, html};
use crate::voice::Voice;

pub(super) fn section(subject: &Subject, voice: &Voice) -> String {
    let judge = &subject.report["judge"];
    let mut content = String::new();
    if judge.is_object() {
        content += &html::facts(&measures(judge, voice));
        content += &overlaps(&judge["against"]["overlap"], voice);
    }
    let charts = charts::distributions(subject.report, voice);
    let drawn: String = charts.iter().map(|it| html::picture(&it.draw())).collect();
    let title = voice.pick("Which bars are alike", "Birama mana yang serupa");
    let matrix = draw_similarity(subject.score, &title)
        .map_or_else(|_| String::new(), |it| html::picture(&it));
    content += &format!("<div class=\"charts\">{drawn}{matrix}</div>\n");
    html::section(&voice.pick("Figures", "Angka"), &content)
}

fn measures(judge: &Value, voice: &Voice) -> Vec<(String, String)> {
    vec![
        (
            voice.pick("pitch-class entropy, bits", "entropi kelas nada, bit"),
            html::number(&judge["pitch_class_entropy"]),
        ),
        (voice.pick("distinct pitches", "nada berbeda"), html::count(&judge["distinct_pitches"])),
        (
            voice.pick("commonest pitch", "nada tersering"),
            html::percent(&judge["most_common_pitch_share"]),
        ),
        (
            voice.pick("scale consistency", "kesesuaian tangga nada"),
            html::percent(&judge["scale_consistency"]),
        ),
        (voice.pick("polyphony", "polifoni"), html::number(&judge["polyphony"])),
        (voice.pick("notes a bar", "not per birama"), html::number(&judge["notes_per_bar"])),
        (
            voice.pick("groove consistency", "kemantapan groove"),
            html::percent(&judge["groove_consistency"]),
        ),
        (voice.pick("empty beats", "ketukan kosong"), html::percent(&judge["empty_beat_rate"])),
    ]
}

/// How much the song's distributions cover those of the held-out songs.
fn overlaps(overlap: &Value, voice: &Voice) -> String {
    if !overlap.is_object() {
        return String::new();
    }
    let names = [
        ("pitch_class", voice.pick("pitch class", "kelas nada")),
        ("interval", "interval".to_owned()),
        ("length", voice.pick("length", "panjang")),
        ("onset", voice.pick("place in the bar", "letak dalam birama")),
        ("notes_per_bar", voice.pick("notes a bar", "not per birama")),
        ("velocity", "velocity".to_owned()),
    ];
    let heads = [
        voice.pick("overlap with held-out songs", "tumpang tindih dengan lagu yang disisihkan"),
        String::new(),
    ];
    let rows: Vec<Vec<String>> =
        names.iter().map(|(key, name)| vec![name.clone(), html::percent(&overlap[key])]).collect();
    html::table(&heads, &rows)
}
