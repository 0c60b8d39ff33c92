//! What of the song stands note by note in the files that were learned from.

use serde_json::Value;

use super::html;
use crate::voice::Voice;

pub(super) fn section(report: &Value, voice: &Voice) -> String {
    let copied = &report["song"]["copied"];
    let heading = voice.pick("Copy receipt", "Tanda terima salinan");
    if !copied.is_object() {
        let text = voice.pick(
            "A classic model keeps no passages, so this cannot be told.",
            "Model classic tidak menyimpan bagian, jadi ini tidak bisa dikatakan.",
        );
        return html::section(&heading, &format!("<p>{text}</p>\n"));
    }
    let text = voice.pick(
        "Passages that stand note by note in the files that were learned from, in any key.",
        "Bagian yang ada not demi not di berkas latihan, dalam kunci apa pun.",
    );
    let row = |name: String, it: &Value| {
        vec![
            name,
            html::count(&it["longest_notes"]),
            html::percent(&it["share_of_8"]),
            html::percent(&it["share_of_16"]),
        ]
    };
    let heads = [
        String::new(),
        voice.pick("longest, notes", "terpanjang, not"),
        voice.pick("of 8 notes", "dari 8 not"),
        voice.pick("of 16 notes", "dari 16 not"),
    ];
    let rows = [
        row(voice.pick("pitched parts", "bagian bernada"), copied),
        row(voice.pick("drums", "drum"), &copied["drums"]),
    ];
    html::section(&heading, &format!("<p>{text}</p>\n{}", html::table(&heads, &rows)))
}
