//! How low and how high instruments play.
//!
//! Where instruments and their players reach, as handbooks of orchestration and the recommendations
//! of General MIDI 2 have it, rounded to the generous side. What an instrument can be made to play
//! beyond is for whoever asks for it.

use std::ops::RangeInclusive;

use crate::Program;

impl Program {
    /// The numbers of the lowest and the highest pitch that its instrument is written for, at least
    /// an octave apart. Sounds without a pitch have all of them.
    pub fn range(self) -> RangeInclusive<u8> {
        let after = RANGES.partition_point(|it| it.0 <= self.number());
        let (_, low, high) = RANGES[after - 1];
        low..=high
    }
}

/// The first program of some with the same range, the lowest pitch and the highest.
const RANGES: [(u8, u8, u8); 70] = [
    (0, 21, 108),   // Pianos
    (4, 28, 103),   // Electric pianos
    (6, 29, 89),    // Harpsichord
    (7, 36, 96),    // Clavinet
    (8, 60, 108),   // Celesta
    (9, 72, 108),   // Glockenspiel
    (10, 60, 96),   // Music box
    (11, 53, 89),   // Vibraphone
    (12, 36, 96),   // Marimba
    (13, 60, 108),  // Xylophone
    (14, 53, 79),   // Tubular bells
    (15, 48, 86),   // Dulcimer
    (16, 36, 96),   // Drawbar, percussive and rock organ
    (19, 21, 108),  // Church organ
    (20, 36, 96),   // Reed organ
    (21, 41, 93),   // Accordion
    (22, 48, 96),   // Harmonica
    (23, 41, 93),   // Tango accordion
    (24, 40, 84),   // Acoustic guitars
    (26, 38, 88),   // Electric guitars
    (31, 40, 100),  // Guitar harmonics
    (32, 23, 67),   // Basses, of five strings too
    (38, 21, 72),   // Synth basses
    (40, 55, 103),  // Violin
    (41, 48, 91),   // Viola
    (42, 36, 81),   // Cello
    (43, 24, 67),   // Contrabass
    (44, 24, 103),  // Strings, tremolo and pizzicato
    (46, 23, 104),  // Harp
    (47, 36, 60),   // Timpani
    (48, 24, 103),  // String ensembles
    (52, 36, 84),   // Choirs
    (54, 36, 96),   // Synth voice
    (55, 36, 84),   // Orchestra hit
    (56, 52, 87),   // Trumpet
    (57, 34, 77),   // Trombone
    (58, 26, 65),   // Tuba
    (59, 52, 87),   // Muted trumpet
    (60, 34, 77),   // French horn
    (61, 29, 96),   // Brass sections
    (64, 56, 92),   // Soprano sax
    (65, 49, 85),   // Alto sax
    (66, 44, 80),   // Tenor sax
    (67, 36, 73),   // Baritone sax
    (68, 58, 93),   // Oboe
    (69, 52, 84),   // English horn
    (70, 34, 77),   // Bassoon
    (71, 50, 96),   // Clarinet
    (72, 74, 108),  // Piccolo
    (73, 59, 98),   // Flute
    (74, 48, 98),   // Recorders
    (75, 55, 96),   // Pan flute, bottle
    (77, 50, 96),   // Shakuhachi
    (78, 60, 108),  // Whistle
    (79, 57, 96),   // Ocarina
    (80, 21, 108),  // Leads
    (88, 21, 108),  // Pads
    (96, 21, 108),  // Synth effects
    (104, 36, 84),  // Sitar
    (105, 36, 84),  // Banjo
    (106, 45, 84),  // Shamisen
    (107, 41, 91),  // Koto
    (108, 48, 96),  // Kalimba
    (109, 36, 84),  // Bagpipe
    (110, 55, 103), // Fiddle
    (111, 48, 84),  // Shanai
    (112, 60, 96),  // Tinkle bell
    (113, 48, 84),  // Agogo
    (114, 40, 91),  // Steel drums
    (115, 0, 127),  // Wood block, drums and noises
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instrument_has_an_octave_and_more() {
        for program in (0..128).filter_map(Program::new) {
            let range = program.range();
            assert!(range.end() - range.start() >= 12 && *range.end() < 128, "{}", program.name());
        }
        assert!(RANGES.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn ranges_begin_where_instruments_do() {
        let range = |number| Program::new(number).map(Program::range);
        assert_eq!(range(0), Some(21..=108), "a piano");
        assert_eq!(range(3), range(0), "a honky-tonk one");
        assert_eq!(range(40).map(|it| *it.start()), Some(55), "a violin from its G string");
        assert_eq!(range(127), Some(0..=127), "a gunshot");
    }
}
