//! Why a brief cannot be met, and what to do.

use super::{brief::Density, part_order::MOST_WANTED, plan::Plan, scale::Tonality, span::Span};

/// Why a brief cannot be met. Messages carry the value that is wrong and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum Unmet {
    /// Something of a piece is to stay or to be refilled, and there is none.
    #[error(
        "there is no piece of which bars could be refilled or parts locked; give one with --prompt"
    )]
    NoPiece,
    /// The model does not know a style.
    #[error("there is no style {style:?}; {}", known_styles(styles))]
    NoSuchStyle { style: String, styles: Vec<String> },
    /// The piece would have no bars.
    #[error("the piece would have no bars; ask for one or more")]
    NoBars,
    /// The piece would not fit in a MIDI file.
    #[error("the piece is too long for a MIDI file; ask for less")]
    TooLong,
    /// The piece has a meter, and no bars are added to it.
    #[error("the piece has its own meter; leave the meter out")]
    OwnMeter,
    /// The piece has a tempo, and no bars are added to it.
    #[error("the piece has its own tempo; leave the tempo out")]
    OwnTempo,
    /// All parts are locked, or none is named.
    #[error("nobody is left to play; name parts to write")]
    NobodyPlays,
    /// Those who play have no bars to write.
    #[error("there is nothing to write: all bars of all parts stay; free some of them")]
    AllStays,
    /// A note to lock is not there.
    #[error("there is no note of pitch {pitch} at tick {tick} in the part {part:?} to lock")]
    NoSuchNote { pitch: u8, tick: u64, part: String },
    /// The piece has fewer bars.
    #[error("there are no bars {bars} in a piece of {n_bars} bars; give bars of 1 to {n_bars}")]
    NoSuchBars { bars: Span, n_bars: u64 },
    /// The lowest pitch of a part lies above its highest.
    #[error("the part {part:?} has a lowest pitch of {low} above its highest, {high}; swap them")]
    CrossedRange { part: String, low: u8, high: u8 },
    /// No drum is within a range.
    #[error("the part {part:?} has no drum of General MIDI between {low} and {high}; widen it")]
    NoDrum { part: String, low: u8, high: u8 },
    /// A part may not play one note at a time.
    #[error("the part {part:?} has a polyphony of 0, but must have 1 or more")]
    NoVoice { part: String },
    /// More notes at least than at most.
    #[error(
        "the part {part:?} is to have at least {min} and at most {max} notes a bar; give a least \
         that is not above the most",
        min = density.min,
        max = density.max
    )]
    CrossedDensity { part: String, density: Density },
    /// At most no notes a bar.
    #[error("the part {part:?} is to have at most 0 notes a bar; give 1 or more, or leave it out")]
    NoNotes { part: String },
    /// More notes at least than can be promised.
    #[error(
        "the part {part:?} is to have at least {min} notes a bar; {MOST_WANTED} at least are the most \
         that can be asked for"
    )]
    TooDense { part: String, min: u16 },
    /// A chance that is none.
    #[error("the part {part:?} plays with a chance of {chance}, but must have above 0, at most 1")]
    Chance { part: String, chance: f64 },
    /// A program of another family than the part's name says.
    #[error(
        "the part {part:?} has the program {program}, but those of its instruments are {first} to {}",
        first + 7
    )]
    OtherFamily { part: String, program: u8, first: u8 },
    /// No pitch in the range is in the chords.
    #[error(
        "the range of the part {part:?} holds no note of the chords; widen it or leave the part out"
    )]
    OutsideChords { part: String },
    /// No pitch in the range is in the key.
    #[error(
        "the range of the part {part:?} holds no note of {key}; widen it or leave the part out"
    )]
    OutsideKey { part: String, key: Tonality },
    /// What stays takes all pitches of the range.
    #[error(
        "the range of the part {part:?} holds no note beside what stays there; widen it or leave the \
         part out"
    )]
    NoPlace { part: String },
    /// A bar has no room for the notes that it must have.
    #[error("the part {part:?} has no room for {n} notes in bar {bar}; lower the least density")]
    NoRoom { part: String, n: u16, bar: u64 },
    /// Sections do not divide the bars.
    #[error(
        "the plan {plan} has {n} sections, which do not divide {n_bars} bars; use {fitting} bars",
        n = plan.n_sections(),
        fitting = joined(fitting, " or ")
    )]
    Undivided { plan: Plan, n_bars: u64, fitting: Vec<u64> },
    /// What returns would stand under another meter or other chords.
    #[error(
        "by the plan {plan}, bar {from} returns in bar {to}, which has another meter or other chords; \
         give equal sections the same"
    )]
    OtherGround { plan: Plan, from: u64, to: u64 },
    /// All ways died, however far the search backed up.
    #[error(
        "no way was found past bar {bar}; allow more, such as a higher copy limit or wider ranges"
    )]
    NoWay { bar: u64 },
}

/// Numbers with a word between them.
fn joined(numbers: &[u64], word: &str) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(word)
}

/// What to do about a style that is not there.
fn known_styles(styles: &[String]) -> String {
    match styles {
        [] => "this model knows none: leave it out".into(),
        _ => format!("use one of: {}", styles.join(", ")),
    }
}
