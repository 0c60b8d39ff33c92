//! What was read: files kept, dropped and repaired, and where the music came from.

use serde_json::Value;

use super::html;
use crate::voice::Voice;

/// Rows of a table; the rest is counted.
const MAX_ROWS: usize = 200;

pub(super) fn section(report: &Value, voice: &Voice) -> String {
    let corpus = &report["corpus"];
    let heading = voice.pick("What was read", "Apa yang dibaca");
    let mut content = String::new();
    if corpus.is_object() {
        content += &html::facts(&[
            (voice.pick("files", "berkas"), html::count(&corpus["files_found"])),
            (voice.pick("kept", "dipakai"), html::count(&corpus["files_kept"])),
            (voice.pick("dropped", "dilewati"), html::count(&corpus["files_dropped"])),
            (voice.pick("repaired", "dibetulkan"), n_rows(&corpus["repaired"])),
            (voice.pick("duplicates", "duplikat"), html::count(&corpus["duplicates"])),
            (voice.pick("notes", "not"), html::count(&corpus["notes_kept"])),
            (voice.pick("bars", "birama"), html::count(&corpus["bars"])),
        ]);
    } else {
        let text = voice.pick(
            "The built-in loops, which the program composes by itself.",
            "Loop bawaan, yang dibuat oleh program ini sendiri.",
        );
        content += &format!("<p>{text}</p>\n");
    }
    content += &files(&corpus["dropped"], "reason", voice.pick("dropped", "dilewati"), voice);
    content += &files(&corpus["repaired"], "repairs", voice.pick("repaired", "dibetulkan"), voice);
    content += &sources(&report["sources"], voice);
    html::section(&heading, &content)
}

fn n_rows(list: &Value) -> String {
    list.as_array().map_or_else(|| "–".to_owned(), |it| it.len().to_string())
}

/// Files and what is to be said of each; nothing if there are none.
fn files(list: &Value, key: &str, what: String, voice: &Voice) -> String {
    let rows = rows(list, voice, |it| vec![text(&it["path"]), text(&in_language(&it[key], voice))]);
    match rows.is_empty() {
        true => String::new(),
        false => html::table(&[what, voice.pick("why", "alasan")], &rows),
    }
}

fn sources(list: &Value, voice: &Voice) -> String {
    let heads = [
        voice.pick("learned from", "dipelajari dari"),
        voice.pick("notes", "not"),
        voice.pick("licence", "lisensi"),
        voice.pick("hash", "hash"),
    ];
    let rows = rows(list, voice, |it| {
        let licence = match it["licence"].as_str() {
            Some(licence) => html::escaped(licence),
            None => voice.pick("not stated", "tidak tertulis"),
        };
        let hash: String = it["hash"].as_str().unwrap_or_default().chars().take(12).collect();
        vec![text(&it["path"]), html::count(&it["notes"]), licence, html::escaped(&hash)]
    });
    html::table(&heads, &rows)
}

fn rows(list: &Value, voice: &Voice, cells: impl Fn(&Value) -> Vec<String>) -> Vec<Vec<String>> {
    let all = list.as_array().map_or(&[][..], Vec::as_slice);
    let mut rows: Vec<Vec<String>> = all.iter().take(MAX_ROWS).map(cells).collect();
    if let Some(n_more) = all.len().checked_sub(MAX_ROWS).filter(|it| *it > 0) {
        rows.push(vec![voice.pick(format!("and {n_more} more"), format!("dan {n_more} lagi"))]);
    }
    rows
}

/// A value as text: strings as they are, lists with semicolons, objects by their `what`.
/// A sentence, or several, in the language of the page.
fn in_language(value: &Value, voice: &Voice) -> Value {
    match value {
        Value::String(english) => voice.of_below(english).into(),
        Value::Array(all) => all.iter().map(|it| in_language(it, voice)).collect(),
        other => other.clone(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => html::escaped(text),
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join("; "),
        Value::Object(fields) => {
            fields.get("what").map_or_else(|| html::escaped(&value.to_string()), text)
        }
        Value::Null => String::new(),
        other => html::escaped(&other.to_string()),
    }
}
