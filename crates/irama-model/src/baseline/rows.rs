//! A field of many pieces as columns: what came, what might have come, and what was to be seen.

use irama_events::{Event, Field, Piece};

use super::{
    ANY_SEAT, Element, Given,
    elements::reference,
    history::History,
    legal::{legal, seats_of},
};

/// The fold of pieces that are not learned from.
pub(super) const HELD_OUT: u8 = 7;

/// In which situation a field is predicted; each has contexts of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Situation {
    /// Who plays is not known yet.
    Open,
    /// The drum kit plays.
    Drums,
    /// A pitched seat plays for the first time at this step.
    Line,
    /// A pitched seat plays one note more at this step.
    Chord,
}

impl Situation {
    /// Those in which a field can be.
    pub fn of_field(field: Field) -> &'static [Self] {
        match field {
            Field::Beats | Field::Sub | Field::Seat => &[Self::Open],
            _ => &[Self::Drums, Self::Line, Self::Chord],
        }
    }

    fn of(field: Field, past: &History) -> Self {
        let seat = past.event().seat();
        match field {
            Field::Beats | Field::Sub | Field::Seat => Self::Open,
            _ if seat.is_drums() => Self::Drums,
            _ if past.own_step(seat) == Some(past.position().step) => Self::Chord,
            _ => Self::Line,
        }
    }
}

/// One prediction a row; what is certain has none.
#[derive(Default)]
pub(super) struct Rows {
    /// What came.
    pub(super) values: Vec<u8>,
    /// What could have come, a bit each.
    pub(super) legal: Vec<u128>,
    /// The pitch from which others can be counted.
    pub(super) references: Vec<u8>,
    /// To which part of the corpus its piece belongs, 0 to 7.
    pub(super) folds: Vec<u8>,
    /// Which piece it is of.
    pub(super) pieces: Vec<u32>,
    /// Of each element its values.
    pub(super) columns: Vec<Vec<u32>>,
}

impl Rows {
    /// The rows of `field` of pieces, each with its fold.
    pub(super) fn gather(
        pieces: &[(u8, &Piece)],
        (field, situation): (Field, Situation),
        elements: &[Element],
        given: Given,
    ) -> Self {
        let mut rows = Self { columns: vec![Vec::new(); elements.len()], ..Self::default() };
        for (idx, (fold, piece)) in (0..).zip(pieces) {
            let seats = if given.ensemble { seats_of(&piece.frame.parts) } else { ANY_SEAT };
            let mut past = History::new(piece);
            for event in &piece.events {
                let value = event.get(field).min(127);
                // What came was possible, whatever the rules say.
                let legal = legal(past.recent(1), event, field, seats) | 1 << value;
                if legal.count_ones() > 1 && Situation::of(field, &past) == situation {
                    rows.values.push(value);
                    rows.legal.push(legal);
                    rows.references.push(reference(field, &past));
                    rows.folds.push(*fold);
                    rows.pieces.push(idx);
                    for (element, column) in elements.iter().zip(&mut rows.columns) {
                        column.push(element.value(field, &past));
                    }
                }
                past.advance();
            }
        }
        rows
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// All rows of pieces that are not learned from.
    pub(super) fn held_out(&self) -> Vec<u32> {
        (0..self.len() as u32).filter(|row| self.folds[*row as usize] == HELD_OUT).collect()
    }

    /// Of the rows that are learned from, every so-manieth, about `limit` of them.
    pub(super) fn sample(&self, limit: usize) -> Vec<u32> {
        let stride = self.len().div_ceil(limit.max(1)).max(1);
        let sample = (0..self.len()).step_by(stride).filter(|row| self.folds[*row] != HELD_OUT);
        sample.map(|row| row as u32).collect()
    }
}

/// How many of the events are notes.
pub(super) fn n_notes(events: &[Event]) -> usize {
    events.iter().filter(|it| it.seat().is_note()).count()
}
