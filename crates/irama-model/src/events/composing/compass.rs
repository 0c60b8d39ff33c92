//! How low and how high a part plays where its brief does not say.
//!
//! What its instrument is written for, and what it plays beyond that in songs that were learned from
//! or in the piece that goes on: who learned from such songs wants such notes.

use std::ops::RangeInclusive;

use irama_events::Seat;
use irama_score::Program;

use super::material::Material;
use crate::events::Band;

/// One song in so many may go further than others: a slip of one file is no custom.
const STRAYS: usize = 20;

/// The pitches of a seat that plays an instrument.
pub(super) fn compass(
    (seat, program): (Seat, Program),
    bands: &[Band],
    material: Option<&Material>,
) -> RangeInclusive<u8> {
    let heard = [learned((seat, program), bands), material.and_then(|it| range_of(it, seat))];
    let known = heard.into_iter().flatten();
    let (low, high) = known.fold(program.range().into_inner(), |(low, high), it| {
        (low.min(*it.start()), high.max(*it.end()))
    });
    low..=high
}

/// What parts of the same instrument play in nearly all songs.
fn learned((seat, program): (Seat, Program), bands: &[Band]) -> Option<RangeInclusive<u8>> {
    let is_alike = |it: &(Seat, Option<Program>)| {
        it.0.is_drums() == seat.is_drums() && it.1.unwrap_or_default() == program
    };
    let all = bands.iter().flat_map(|it| it.parts.iter().zip(&it.ranges));
    let own = all.filter(|it| is_alike(it.0)).map(|it| *it.1);
    let (mut lows, mut highs): (Vec<u8>, Vec<u8>) = own.unzip();
    lows.sort_unstable();
    highs.sort_unstable_by(|a, b| b.cmp(a));
    let stray = lows.len() / STRAYS;
    Some(*lows.get(stray)?..=*highs.get(stray)?)
}

/// What a seat of the material plays.
fn range_of(material: &Material, seat: Seat) -> Option<RangeInclusive<u8>> {
    let own = || material.notes().filter(|it| it.seat == seat).map(|it| it.note.pitch.number());
    Some(own().min()?..=own().max()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(range: (u8, u8)) -> Band {
        let parts = vec![(Seat(16), Program::new(33))];
        Band {
            style: None,
            parts,
            tempo: None,
            meter: None,
            key: None,
            returns: vec![],
            ranges: vec![range],
            loudness: Vec::new(),
        }
    }

    #[test]
    fn songs_widen_what_an_instrument_plays_and_a_slip_does_not() {
        let bass = (Seat(16), Program::new(33).unwrap_or_default());
        assert_eq!(compass(bass, &[], None), 23..=67);
        assert_eq!(compass(bass, &[band((20, 40))], None), 20..=67);
        let mut songs = vec![band((30, 71)); 19];
        songs.push(band((0, 127)));
        assert_eq!(compass(bass, &songs, None), 23..=71);
        let other = (Seat(17), Program::new(34).unwrap_or_default());
        assert_eq!(compass(other, &songs, None), 23..=67, "another instrument");
    }
}
