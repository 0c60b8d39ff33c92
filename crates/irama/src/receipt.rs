//! A copy receipt in words.

use irama_events::Copied;

use crate::voice::{Voice, counted, grouped};

/// How much stands note by note in learned files.
pub(crate) fn in_words(copied: Copied, voice: &Voice) -> String {
    let Copied { longest_notes, share_of_8, share_of_16 } = copied;
    let [of_8, of_16] = [share_of_8, share_of_16].map(|it| format!("{:.1} %", 100.0 * it));
    let longest = longest_notes as u64;
    match longest {
        0 => voice.pick("no passage of 8 notes", "tidak ada bagian 8 not"),
        _ => voice.pick(
            format!("at most {}; {of_8} of eights, {of_16} of sixteens", counted(longest, "note")),
            format!(
                "paling panjang {} not; {of_8} dari 8 not, {of_16} dari 16 not",
                grouped(longest)
            ),
        ),
    }
}
