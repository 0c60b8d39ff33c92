//! The key of a piece to come: asked for, or suggested by chords, material or band.

use irama_score::{Key, Note, Part, Pitch, Score, Tick, Velocity, infer_key};

use super::{brief::Brief, chords::Chords, material::Material};

/// The key that is asked for; else that of the chords, of the material or of the band.
pub(super) fn key_for(
    brief: &Brief,
    material: Option<&Material>,
    of_band: Option<Key>,
) -> Option<Key> {
    brief.key.map(|it| it.key).or_else(|| match (&brief.chords, material) {
        (Some(chords), _) => key_of(chords),
        (None, Some(material)) => infer_key(&material.score, None).value(),
        (None, None) => of_band,
    })
}

/// The key of chords, played once as they stand; `None` if there are too few to tell.
fn key_of(chords: &Chords) -> Option<Key> {
    let mut notes = Vec::new();
    for bar in 0..chords.n_bars() as u64 {
        let slots = chords.slots(bar);
        let length = Tick::PER_QUARTER * 4 / slots.len() as u64;
        for (slot, chord) in (0..).zip(slots) {
            let Some(chord) = chord else { continue };
            let start = Tick(bar * 4 * Tick::PER_QUARTER + slot * length);
            let velocity = Velocity::clamped(80);
            let note = |pitch: u8| Note {
                start,
                pitch: Pitch::clamped(i32::from(pitch)),
                duration: Tick(length.max(1)),
                velocity,
            };
            notes.push(note(36 + chord.root));
            let tones = (0..12).filter(|it| chord.classes >> it & 1 == 1);
            notes.extend(tones.map(|it| note(60 + it)));
        }
    }
    notes.sort_unstable();
    let end = notes.iter().map(Note::end).max().unwrap_or_default();
    let part = Part { notes, ..Part::default() };
    infer_key(&Score { parts: vec![part], end, ..Score::default() }, None).value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cadences_have_the_key_that_musicians_expect() {
        let key = |text: &str| {
            let chords: Option<Chords> = text.parse().ok();
            chords.and_then(|it| key_of(&it)).map(|it| it.to_string())
        };
        assert_eq!(key("Dm7 | G7 | Cmaj7 | C6").as_deref(), Some("C major"));
        assert_eq!(key("Am | Dm | E7 | Am").as_deref(), Some("A minor"));
        assert_eq!(key("N.C."), None);
    }
}
