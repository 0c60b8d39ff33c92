//! Drum kits as General MIDI numbers them.
//!
//! References: General MIDI 1 percussion map (35 to 81); General MIDI 2 and Roland GS for 25 to 34
//! and 82 to 87; Roland TD-11 for the edges of the hi-hat.

use irama_score::Pitch;

/// The lowest drum of General MIDI, the acoustic bass drum.
const LOWEST: u8 = 35;
/// The highest drum of General MIDI, the open triangle.
const HIGHEST: u8 = 81;

/// The drum of General MIDI, 35 to 81, that `pitch` means or comes nearest to.
///
/// Beyond the extras of known kits, whole octaves lead to the map.
pub fn gm_drum(pitch: Pitch) -> Pitch {
    let drum = match pitch.number() {
        22 => 42,      // closed hi-hat, edge
        25 => 38,      // snare roll: snare
        26 => 46,      // open hi-hat, edge
        27 | 33 => 76, // high Q, metronome click: high wood block
        28 => 39,      // slap: hand clap
        29 => 73,      // scratch push: short guiro
        30 => 74,      // scratch pull: long guiro
        31 => 75,      // sticks: claves
        32 => 77,      // square click: low wood block
        34 => 80,      // metronome bell: mute triangle
        82 => 70,      // shaker: maracas
        83 => 54,      // jingle bell: tambourine
        84 => HIGHEST, // bell tree: open triangle
        85 => 75,      // castanets: claves
        86 => 43,      // mute surdo: high floor tom
        87 => 41,      // open surdo: low floor tom
        it if it < LOWEST => it + (LOWEST - it).div_ceil(12) * 12,
        it if it > HIGHEST => it - (it - HIGHEST).div_ceil(12) * 12,
        it => it,
    };
    Pitch::clamped(i32::from(drum))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pitch_is_a_drum_and_drums_stay() {
        for pitch in (0..128).filter_map(Pitch::new) {
            let drum = gm_drum(pitch);
            assert!((LOWEST..=HIGHEST).contains(&drum.number()), "{pitch:?} became {drum:?}");
            assert_eq!(gm_drum(drum), drum);
            assert!(drum == pitch || !(LOWEST..=HIGHEST).contains(&pitch.number()));
        }
    }

    #[test]
    fn the_edges_of_the_hi_hat_are_hi_hats() {
        let drum = |number| gm_drum(Pitch::clamped(number)).number();
        assert_eq!((drum(22), drum(26)), (42, 46));
        assert_eq!((drum(0), drum(24), drum(127)), (36, 36, 79));
    }
}
