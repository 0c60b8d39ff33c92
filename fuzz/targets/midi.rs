//! Any bytes as a MIDI file: read or refused, laid on the grid, and what is written reads back whole.

#![no_main]

use irama_events::{decode, encode, snap};
use irama_score::{Repair, Score, read_midi, write_midi};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read_midi(bytes) else { return };
    let piece = encode(&reading.score);
    assert_eq!(decode(&piece.frame, &piece.events), snap(&reading.score), "on the grid");
    if let Ok(written) = write_midi(&reading.score) {
        let again = read_midi(&written).expect("what we write is read");
        // Notes of a pitch may overlap where they did.
        let is_overlap = |it: &Repair| it.what.contains("same pitch sounds");
        assert!(again.repairs.iter().all(is_overlap), "what we write is whole");
        let notes = |it: &Score| it.parts.iter().map(|it| it.notes.clone()).collect::<Vec<_>>();
        assert_eq!(notes(&again.score), notes(&reading.score), "no note is lost");
    }
});
