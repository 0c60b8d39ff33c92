//! Any bytes as a MIDI file: read or refused, laid on the grid, and what is written reads back whole.

#![no_main]

use irama_events::{decode, encode, snap};
use irama_score::{read_midi, write_midi};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read_midi(bytes) else { return };
    let piece = encode(&reading.score);
    assert_eq!(decode(&piece.frame, &piece.events), snap(&reading.score), "on the grid");
    if let Ok(written) = write_midi(&reading.score) {
        assert!(
            read_midi(&written).is_ok_and(|it| it.repairs.is_empty()),
            "what we write is whole"
        );
    }
});
