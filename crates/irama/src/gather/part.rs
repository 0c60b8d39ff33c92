//! What is looked at in part, so that memory and time stay bounded however large a collection is.

use irama_events::{Passages, decode};
use irama_model::events::{Pieces, drawn, shards::Stored};

use crate::voice::{Voice, grouped};

/// Rows of held-out pieces that a check looks at, at most.
pub(super) const CHECKED_ROWS: usize = 100_000;
/// Rows that the Markov baseline learns from, at most.
pub(crate) const COMPARED_ROWS: usize = 1_000_000;
/// Rows whose passages are kept for the copy receipt, at most.
const RECEIPT_ROWS: usize = 8_000_000;

/// All pieces, or those that the seed draws where there are more than `limit` rows.
pub(crate) fn some_of(pieces: &[Stored], limit: usize, seed: u64) -> Vec<usize> {
    drawn(pieces.iter().map(Stored::n_rows), limit, seed)
}

/// The passages of the pieces, or of some of them where there are many.
pub(super) fn passages(pieces: &[Stored], seed: u64) -> Passages {
    let scores = some_of(pieces, RECEIPT_ROWS, seed).into_iter().map(|it| {
        let song = pieces[it].song();
        decode(&song.piece.frame, &song.piece.events)
    });
    Passages::learn(scores)
}

/// What is looked at in part, in words, if anything is. `n_held_out` pieces are held out in all.
pub(crate) fn in_words(
    pieces: &Pieces<Stored>,
    n_held_out: usize,
    seed: u64,
    voice: &Voice,
) -> Option<String> {
    let some = |limit| some_of(&pieces.train, limit, seed).len();
    let all = [
        (pieces.held_out.len(), n_held_out),
        (some(COMPARED_ROWS), pieces.train.len()),
        (some(RECEIPT_ROWS), pieces.train.len()),
    ];
    let [checked, compared, known] = all.map(|it| grouped(it.0 as u64));
    let parts = [
        voice.pick(
            format!("checks look at {checked} of the pieces held out"),
            format!("pengujian memakai {checked} dari karya yang disisihkan"),
        ),
        voice.pick(
            format!("the Markov baseline learns from {compared} pieces"),
            format!("pembanding Markov belajar dari {compared} karya"),
        ),
        voice.pick(
            format!("copy receipts will know {known} pieces"),
            format!("bukti salinan nanti mengenal {known} karya"),
        ),
    ];
    let parts = parts.into_iter().zip(all).filter(|it| it.1.0 < it.1.1);
    let parts: Vec<String> = parts.map(|it| it.0).collect();
    let start = voice.pick("a large collection", "koleksi besar");
    (!parts.is_empty()).then(|| format!("{start}: {}", parts.join("; ")))
}

#[cfg(test)]
mod tests {
    use irama_events::{Event, Piece};
    use irama_model::events::music::{Given, Song};

    use super::*;
    use crate::args::Lang;

    /// A piece of a million rows, of which nothing is worked out.
    fn long() -> Stored {
        let piece = Piece { events: vec![Event::default(); 1_000_000], ..Piece::default() };
        Song { piece, given: Given::default() }.into()
    }

    #[track_caller]
    fn check(n_train: usize, n_held_out: usize, lang: Lang, expected: Option<&str>) {
        let pieces = Pieces { train: vec![long(); n_train], held_out: vec![long()] };
        let said = in_words(&pieces, n_held_out, 1, &Voice::in_language(lang));
        assert_eq!(said.as_deref(), expected);
    }

    #[test]
    fn what_is_looked_at_in_part_is_said_and_nothing_else() {
        check(1, 1, Lang::En, None);
        let compared = "a large collection: the Markov baseline learns from 1 pieces";
        check(8, 1, Lang::En, Some(compared));
        let all = "a large collection: checks look at 1 of the pieces held out; the Markov \
                   baseline learns from 1 pieces; copy receipts will know 8 pieces";
        check(9, 3, Lang::En, Some(all));
        let all = "koleksi besar: pengujian memakai 1 dari karya yang disisihkan; pembanding \
                   Markov belajar dari 1 karya; bukti salinan nanti mengenal 8 karya";
        check(9, 3, Lang::Id, Some(all));
    }
}
