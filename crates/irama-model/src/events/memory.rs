//! What a model of rows is told: the door between material of any kind and the network.
//!
//! A [`Memory`] walks through a piece row by row. Before each field it says what is known by then,
//! as weighted tokens and cues; so learning and composing see the same, from the same code.

use irama_neural::{BagRow, HeadRow};

/// Fields of a row, at most.
pub const MAX_FIELDS: usize = 7;

/// A row of fields; what a schema does not use is 0.
pub type Row = [u8; MAX_FIELDS];

/// What a network needs to know of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPlan {
    /// Such as `pitch`.
    pub name: &'static str,
    /// Values of the field.
    pub n_values: usize,
    /// Tokens that a bag for it may hold.
    pub n_tokens: usize,
    /// Channels of cues.
    pub n_channels: usize,
    /// By how much its head is narrower than others: what is nearly free to predict needs few units.
    pub narrowing: usize,
    /// Tokens of facts so fine that many are new in a piece that was not learned from.
    pub fine: std::ops::Range<u32>,
    /// Whether it tells how a note is played, which is chance for the most part: what of it can be
    /// known by heart is soon known too well.
    pub is_manner: bool,
}

/// What a network needs to know of its material.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Tokens that the input of a step may hold.
    pub n_input_tokens: usize,
    /// The fields, in the order in which they are predicted.
    pub fields: Vec<FieldPlan>,
}

/// How a piece is played this time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variation {
    /// Semitones up.
    pub semitones: i8,
    /// Levels of loudness up.
    pub louder: i8,
    /// Which parts of what is given are hidden, a bit each.
    pub hidden: u8,
}

/// A walk through a piece of some kind of material.
pub trait Memory: Clone + Send + Sync {
    /// What is walked through.
    type Piece: Clone + Send + Sync;

    /// The sizes, the same for all pieces.
    fn plan() -> Plan;

    /// Rows of a piece, its end included.
    fn n_rows(piece: &Self::Piece) -> usize;

    /// A row of a piece, played as `variation` says.
    fn row(piece: &Self::Piece, idx: usize, variation: Variation) -> Row;

    /// At the start of a piece.
    fn begin(piece: &Self::Piece, variation: Variation) -> Self;

    /// Tells the network what the last row was and where it stands.
    fn input(&self, bag: &mut BagRow);

    /// Tells what is known before `field` is predicted, of a row whose earlier fields are set;
    /// returns the legal values, a bit each. Fields come in order, the first one first.
    fn known(&mut self, field: usize, row: &Row, known: &mut HeadRow) -> u128;

    /// How many of the row's fields are there, once the field that decides it is set.
    fn n_fields(row: &Row) -> usize;

    /// Whether a row counts in an average: a note, or a frame of a piano roll.
    fn is_counted(row: &Row) -> bool;

    /// The transpositions in which a piece may be learned.
    fn transpositions(piece: &Self::Piece) -> Vec<i8>;

    /// Whether a piece may be learned a little louder or softer.
    fn has_dynamics(_: &Self::Piece) -> bool {
        false
    }

    /// Takes in a whole row.
    fn push(&mut self, row: &Row);
}

/// A memory whose runs can be kept: its pieces can be told from others.
pub trait Kept: Memory {
    /// Adds what tells a piece from others.
    fn add_to(piece: &Self::Piece, hasher: &mut blake3::Hasher);
}
