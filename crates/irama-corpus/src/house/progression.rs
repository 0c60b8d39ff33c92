//! Chords and the progressions that chillhop lives on.

use irama_score::Mode::{self, Major, Minor};

/// What is built on a root. Numbers are semitones above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quality {
    Maj9,
    SixNine,
    Min7,
    Min9,
    Min11,
    Min6,
    MinMaj9,
    Dom9,
    Dom13,
    /// The ninth chord with a raised eleventh: what a tritone substitution wants.
    Dom11Sharp,
    DomFlat9,
    /// Raised ninth and lowered thirteenth.
    DomAltered,
    Sus9,
    HalfDiminished,
    Diminished,
}

impl Quality {
    /// Four tones for the keys, without the root where the bass is enough; the first three carry
    /// the chord.
    pub(super) fn colours(self) -> [i32; 4] {
        match self {
            Self::Maj9 => [4, 11, 2, 7],
            Self::SixNine => [4, 9, 2, 7],
            Self::Min7 => [3, 10, 0, 7],
            Self::Min9 => [3, 10, 2, 7],
            Self::Min11 => [3, 10, 5, 2],
            Self::Min6 => [3, 9, 2, 7],
            Self::MinMaj9 => [3, 11, 2, 7],
            Self::Dom9 => [4, 10, 2, 7],
            Self::Dom13 => [4, 10, 9, 2],
            Self::Dom11Sharp => [4, 10, 6, 2],
            Self::DomFlat9 => [4, 10, 1, 7],
            Self::DomAltered => [4, 10, 3, 8],
            Self::Sus9 => [5, 10, 2, 7],
            Self::HalfDiminished => [3, 10, 6, 0],
            Self::Diminished => [3, 9, 6, 0],
        }
    }

    /// The fifth for the bass: lowered where the chord lowers it.
    pub(super) fn fifth(self) -> i32 {
        match self {
            Self::HalfDiminished | Self::Diminished | Self::Dom11Sharp => 6,
            _ => 7,
        }
    }
}

/// A chord of a progression: its root in semitones above the tonic.
pub(super) type Degree = (i32, Quality);

/// Four bars of one or two chords each.
pub(super) struct Progression {
    pub mode: Mode,
    pub bars: [&'static [Degree]; 4],
    /// What may stand in the last bar instead, to lead back to the first.
    pub turn: &'static [Degree],
}

use Quality::{
    Diminished, Dom9, Dom11Sharp, Dom13, DomAltered, DomFlat9, HalfDiminished, Maj9, Min6, Min7,
    Min9, Min11, MinMaj9, SixNine, Sus9,
};

/// In each mode the commonest first; the comments give the degrees.
pub(super) const PROGRESSIONS: &[Progression] = &[
    // ii V I vi, turning with VI7
    Progression {
        mode: Major,
        bars: [&[(2, Min9)], &[(7, Dom13)], &[(0, Maj9)], &[(9, Min9)]],
        turn: &[(0, SixNine), (9, DomFlat9)],
    },
    // iii VI ii V
    Progression {
        mode: Major,
        bars: [&[(4, Min7)], &[(9, DomFlat9)], &[(2, Min9)], &[(7, Dom13)]],
        turn: &[(7, Sus9), (7, DomFlat9)],
    },
    // I vi ii V
    Progression {
        mode: Major,
        bars: [&[(0, Maj9)], &[(9, Min9)], &[(2, Min9)], &[(7, Sus9), (7, Dom13)]],
        turn: &[(2, Min9), (1, Dom11Sharp)],
    },
    // IV iii ii I, down the scale
    Progression {
        mode: Major,
        bars: [&[(5, Maj9)], &[(4, Min7)], &[(2, Min9)], &[(0, Maj9)]],
        turn: &[(0, Maj9), (0, Dom13)],
    },
    // I IV and the backdoor: iv bVII I
    Progression {
        mode: Major,
        bars: [&[(0, Maj9)], &[(5, Maj9)], &[(5, Min9), (10, Dom13)], &[(0, SixNine)]],
        turn: &[(0, Maj9), (7, Sus9)],
    },
    // ii and the tritone substitution of V
    Progression {
        mode: Major,
        bars: [&[(2, Min11)], &[(1, Dom11Sharp)], &[(0, Maj9)], &[(0, SixNine)]],
        turn: &[(4, Min7), (3, Dom11Sharp)],
    },
    // IV V iii vi, the Royal Road
    Progression {
        mode: Major,
        bars: [&[(5, Maj9)], &[(7, Dom13)], &[(4, Min7)], &[(9, Min9)]],
        turn: &[(9, Min9), (0, Dom9)],
    },
    // I and a passing diminished chord to ii V
    Progression {
        mode: Major,
        bars: [&[(0, Maj9)], &[(1, Diminished)], &[(2, Min9)], &[(7, Dom13)]],
        turn: &[(7, Sus9), (8, Diminished)],
    },
    // IV I, a pendulum that rests on vi
    Progression {
        mode: Major,
        bars: [&[(5, Maj9)], &[(0, Maj9)], &[(5, Maj9)], &[(4, Min7), (9, Min11)]],
        turn: &[(0, Maj9), (7, Sus9)],
    },
    // I I7 IV iv, with the sigh of the minor subdominant
    Progression {
        mode: Major,
        bars: [&[(0, Maj9)], &[(0, Dom9)], &[(5, Maj9)], &[(5, Min6)]],
        turn: &[(5, Min9), (10, Dom13)],
    },
    // I iii IV V over a rising bass
    Progression {
        mode: Major,
        bars: [&[(0, SixNine)], &[(4, Min7)], &[(5, Maj9)], &[(7, Sus9)]],
        turn: &[(5, Maj9), (7, Sus9)],
    },
    // i iv bVII bIII
    Progression {
        mode: Minor,
        bars: [&[(0, Min9)], &[(5, Min9)], &[(10, Dom13)], &[(3, Maj9)]],
        turn: &[(2, HalfDiminished), (7, DomFlat9)],
    },
    // bVI V i, with the fifth of iv on the way back
    Progression {
        mode: Minor,
        bars: [&[(8, Maj9)], &[(7, DomAltered)], &[(0, Min9)], &[(0, Min11)]],
        turn: &[(7, Min9), (0, Dom13)],
    },
    // ii V i of the minor
    Progression {
        mode: Minor,
        bars: [&[(2, HalfDiminished)], &[(7, DomFlat9)], &[(0, Min9)], &[(0, Min6)]],
        turn: &[(0, Min9), (9, HalfDiminished)],
    },
    // The line cliche: one chord whose inner voice falls by semitones
    Progression {
        mode: Minor,
        bars: [&[(0, Min9)], &[(0, MinMaj9)], &[(0, Min7)], &[(0, Min6)]],
        turn: &[(8, Maj9), (7, DomFlat9)],
    },
    // i IV, the dorian vamp
    Progression {
        mode: Minor,
        bars: [&[(0, Min9)], &[(5, Dom13)], &[(0, Min9)], &[(5, Dom13)]],
        turn: &[(5, Dom9), (7, Min7)],
    },
    // i bVII bVI V, the Andalusian cadence
    Progression {
        mode: Minor,
        bars: [&[(0, Min9)], &[(10, Dom9)], &[(8, Maj9)], &[(7, DomFlat9)]],
        turn: &[(7, Sus9), (7, DomAltered)],
    },
    // bVI bVII i
    Progression {
        mode: Minor,
        bars: [&[(8, Maj9)], &[(10, Dom13)], &[(0, Min9)], &[(0, Min7)]],
        turn: &[(0, Min9), (3, Maj9)],
    },
    // i v bVI iv
    Progression {
        mode: Minor,
        bars: [&[(0, Min9)], &[(7, Min7)], &[(8, Maj9)], &[(5, Min9)]],
        turn: &[(5, Min9), (1, Dom11Sharp)],
    },
    // i bIII bVI bVII
    Progression {
        mode: Minor,
        bars: [&[(0, Min11)], &[(3, Maj9)], &[(8, Maj9)], &[(10, Sus9)]],
        turn: &[(8, Maj9), (10, Sus9)],
    },
    // i bVI ii V
    Progression {
        mode: Minor,
        bars: [&[(0, Min9)], &[(8, Maj9)], &[(2, HalfDiminished)], &[(7, DomAltered)]],
        turn: &[(5, Min9), (7, DomFlat9)],
    },
    // i and its neighbour bII, half a step above
    Progression {
        mode: Minor,
        bars: [&[(0, Min9)], &[(0, Min9)], &[(5, Min9)], &[(1, Maj9)]],
        turn: &[(1, Maj9), (7, DomAltered)],
    },
];
