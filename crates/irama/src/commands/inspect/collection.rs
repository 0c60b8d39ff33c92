//! What is in a collection, in words.

use std::io::{self, Write};

use irama_corpus::{FileReport, Report, Status};

use crate::voice::{Voice, grouped};

/// Odd files of a collection that are named without `-v`.
const MAX_NAMED: usize = 20;

pub(super) fn describe(report: &Report, voice: &Voice, out: &mut dyn Write) -> io::Result<()> {
    let rows = [
        (voice.pick("files", "berkas"), report.files_found as u64),
        (voice.pick("  kept", "  dipakai"), report.files_kept as u64),
        (voice.pick("  dropped", "  dilewati"), report.files_dropped as u64),
        (voice.pick("    duplicates", "    duplikat"), report.duplicates as u64),
        (voice.pick("notes", "not"), report.notes),
        (voice.pick("  in kept files", "  di berkas yang dipakai"), report.notes_kept),
        (voice.pick("bars", "birama"), report.bars),
    ];
    for (name, n) in rows {
        writeln!(out, "{name:<26}{:>12}", grouped(n))?;
    }
    for (ending, n) in &report.other_files {
        let none = voice.pick("without an ending", "tanpa akhiran");
        let ending = if ending.is_empty() { &none } else { ending };
        let not_midi = voice.pick("not MIDI", "bukan MIDI");
        writeln!(out, "{not_midi}: {n} {ending}")?;
    }
    let limit = if voice.is_verbose() { usize::MAX } else { MAX_NAMED };
    let is_odd = |it: &&FileReport| it.status == Status::Dropped || !it.repairs.is_empty();
    let odd = || report.files.iter().filter(is_odd);
    for line in odd().take(limit).filter_map(|it| describe_odd(it, voice)) {
        writeln!(out, "{line}")?;
    }
    match odd().count().saturating_sub(limit) as u64 {
        0 => Ok(()),
        n_more => {
            let n_more = grouped(n_more);
            let english = format!("and {n_more} more; -v lists all");
            writeln!(
                out,
                "{}",
                voice.pick(english, format!("dan {n_more} lagi; -v menampilkan semua"))
            )
        }
    }
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
