//! The song: a player, a roll, and what it is.

use base64::{Engine, engine::general_purpose::STANDARD};
use irama_score::{infer_key, infer_meter, infer_tempo};
use irama_synth::draw_roll;

use super::{Subject, html};
use crate::voice::Voice;

/// Sounds larger than this stay beside the page, which would take long to open.
const MAX_SOUND_BYTES: usize = 24 << 20;

pub(super) fn section(subject: &Subject, voice: &Voice) -> String {
    let player = subject.sound.map_or_else(
        || format!("<p>{}</p>\n", voice.pick("There is nothing to hear.", "Tidak ada suara.")),
        player,
    );
    let roll = draw_roll(subject.score).map_or_else(|_| String::new(), |it| html::picture(&it));
    let heading = voice.pick("The song", "Lagunya");
    html::section(&heading, &(player + &roll + &html::facts(&facts(subject, voice))))
}

fn player(sound: &[u8]) -> String {
    let source = match sound.len() {
        ..=MAX_SOUND_BYTES => format!("data:audio/flac;base64,{}", STANDARD.encode(sound)),
        _ => "song.wav".to_owned(),
    };
    format!("<audio controls preload=\"metadata\" src=\"{source}\"></audio>\n")
}

fn facts(subject: &Subject, voice: &Voice) -> Vec<(String, String)> {
    let (song, score) = (&subject.report["song"], subject.score);
    let parts: Vec<String> = score.parts.iter().map(|it| html::escaped(&it.name)).collect();
    let seconds = song["seconds_of_music"].as_f64().unwrap_or_default();
    let tempo = infer_tempo(score, None).value();
    let unknown = || "–".to_owned();
    vec![
        (voice.pick("bars", "birama"), html::count(&song["bars"])),
        (voice.pick("notes", "not"), html::count(&song["notes"])),
        (voice.pick("seconds", "detik"), format!("{seconds:.1}")),
        (
            voice.pick("beats a minute", "ketukan per menit"),
            tempo.map_or_else(unknown, |it| format!("{:.0}", it.beats_per_minute())),
        ),
        (
            voice.pick("key", "kunci"),
            infer_key(score, None).value().map_or_else(unknown, |it| it.to_string()),
        ),
        (
            voice.pick("meter", "sukat"),
            infer_meter(score).value().map_or_else(unknown, |it| it.to_string()),
        ),
        (voice.pick("parts", "bagian"), parts.join(", ")),
        ("seed".to_owned(), html::count(&subject.report["seed"]).replace(',', "")),
    ]
}
