//! A piece in other keys.

use std::ops::RangeInclusive;

use crate::{Event, Field, Piece};

/// The piece `semitones` higher, its keys with it. Drums stay: their pitches name instruments.
/// `None` if a pitch would leave 0 to 127.
pub fn transpose(piece: &Piece, semitones: i8) -> Option<Piece> {
    let mut piece = piece.clone();
    for event in piece.events.iter_mut().filter(|it| is_pitched(it)) {
        let pitch = event.get(Field::Pitch).checked_add_signed(semitones)?;
        if usize::from(pitch) >= Field::Pitch.size() {
            return None;
        }
        event.set(Field::Pitch, pitch);
    }
    let up = semitones.rem_euclid(12).cast_unsigned();
    for change in &mut piece.frame.keys {
        change.key.tonic = (change.key.tonic % 12 + up) % 12;
    }
    Some(piece)
}

/// The transpositions of `range` for which [`transpose`] gives a piece, in rising order.
pub fn transpositions(piece: &Piece, range: RangeInclusive<i8>) -> Vec<i8> {
    let pitches = piece.events.iter().filter(|it| is_pitched(it)).map(|it| it.get(Field::Pitch));
    let (lowest, highest) = pitches.fold((127, 0), |(low, high), it| (it.min(low), it.max(high)));
    let fits = |semitones: &i8| {
        let stays = |pitch: u8| (0..128).contains(&(i32::from(pitch) + i32::from(*semitones)));
        lowest > highest || (stays(lowest) && stays(highest))
    };
    range.filter(fits).collect()
}

fn is_pitched(event: &Event) -> bool {
    event.seat().is_note() && !event.seat().is_drums()
}
