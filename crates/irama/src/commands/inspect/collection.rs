//! What is in a collection, in words.

use irama_corpus::{Corpus, FileReport, Status};

use crate::voice::{Voice, grouped};

/// Odd files of a collection that are named without `-v`.
const MAX_NAMED: usize = 20;

pub(super) fn describe(corpus: &Corpus, voice: &Voice) -> String {
    let report = &corpus.report;
    let rows = [
        (voice.pick("files", "berkas"), report.files_found as u64),
        (voice.pick("  kept", "  dipakai"), report.files_kept as u64),
        (voice.pick("  dropped", "  dilewati"), report.files_dropped as u64),
        (voice.pick("    duplicates", "    duplikat"), report.duplicates as u64),
        (voice.pick("notes", "not"), report.notes),
        (voice.pick("  in kept files", "  di berkas yang dipakai"), report.notes_kept),
        (voice.pick("bars", "birama"), report.bars),
    ];
    let mut lines: Vec<String> =
        rows.into_iter().map(|(name, n)| format!("{name:<26}{:>12}", grouped(n))).collect();
    for (ending, n) in &report.other_files {
        let none = voice.pick("without an ending", "tanpa akhiran");
        let ending = if ending.is_empty() { &none } else { ending };
        lines.push(
            voice.pick(format!("not MIDI: {n} {ending}"), format!("bukan MIDI: {n} {ending}")),
        );
    }
    let limit = if voice.is_verbose() { usize::MAX } else { MAX_NAMED };
    let odd = || report.files.iter().filter_map(|it| describe_odd(it, voice));
    lines.extend(odd().take(limit));
    let n_more = odd().count().saturating_sub(limit);
    if n_more > 0 {
        lines.push(voice.pick(
            format!("and {n_more} more; -v lists all"),
            format!("dan {n_more} lagi; -v menampilkan semua"),
        ));
    }
    lines.join("\n")
}

/// A line about a file that was dropped or repaired.
fn describe_odd(file: &FileReport, voice: &Voice) -> Option<String> {
    if let (Status::Dropped, Some(reason)) = (file.status, &file.reason) {
        let dropped = voice.pick("dropped", "dilewati");
        return Some(format!("{dropped:<11}{}: {}", file.path, voice.of_below(reason)));
    }
    if file.repairs.is_empty() {
        return None;
    }
    let repairs: Vec<String> = file.repairs.iter().map(|it| voice.of_below(&it.what)).collect();
    let repaired = voice.pick("repaired", "dibetulkan");
    Some(format!("{repaired:<11}{}: {}", file.path, repairs.join("; ")))
}
