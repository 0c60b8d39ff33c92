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

#[cfg(test)]
mod tests {
    use irama_events::{FIELDS, Frame, N_FIELDS};
    use proptest::prelude::*;

    use super::*;
    use crate::baseline::{BaselineConfig, candidates::ladders};

    fn row() -> impl Strategy<Value = Event> {
        let values = (0u8..2, 0u8..24, 62u8..65, 35u8..82, 0u8..56, 0u8..32, 0u8..5);
        values.prop_map(|it| Event { row: [it.0, it.1 / 12 * 12, it.2, it.3, it.4, it.5, it.6] })
    }

    /// All that is to be seen when a field of the last event is predicted.
    fn sight(events: &[Event], field: Field) -> (Vec<u32>, u8, Situation, u128) {
        let piece = Piece { frame: Frame::default(), events: events.to_vec() };
        let mut past = History::new(&piece);
        (1..events.len()).for_each(|_| past.advance());
        let mut config = BaselineConfig { has_look_back: true, ..BaselineConfig::default() };
        config.given.bars_to_go = false;
        let elements = ladders(field, &config).into_iter().flatten();
        let values = elements.map(|it| it.value(field, &past)).collect();
        let legal = legal(past.recent(1), &past.event(), field, ANY_SEAT);
        (values, reference(field, &past), Situation::of(field, &past), legal)
    }

    proptest! {
        #[test]
        fn nothing_is_seen_that_is_not_known_yet(
            events in prop::collection::vec(row(), 1..40),
            other in row(),
            field in prop::sample::select(FIELDS.to_vec()),
        ) {
            let mut changed = events.clone();
            let last = changed.last_mut().expect("there is one");
            for later in field.idx()..N_FIELDS {
                last.row[later] = other.row[later];
            }
            prop_assert_eq!(sight(&events, field), sight(&changed, field));
        }

        #[test]
        fn pitches_that_are_counted_from_another_are_the_same_in_every_key(
            events in prop::collection::vec(row(), 1..40),
            up in 1u8..12,
        ) {
            let events: Vec<Event> =
                events.into_iter().filter(|it| !it.seat().is_drums()).collect();
            prop_assume!(events.len() > 1);
            let piece = |up: u8| {
                let mut events = events.clone();
                events.iter_mut().for_each(|it| it.row[Field::Pitch.idx()] += up);
                Piece { frame: Frame::default(), events }
            };
            let seen = |piece: &Piece| -> Vec<(u8, Vec<u32>)> {
                let elements: Vec<Element> =
                    ladders(Field::Pitch, &BaselineConfig::default()).concat();
                let elements: Vec<Element> =
                    elements.into_iter().filter(|it| it.is_pitched()).collect();
                let task = (Field::Pitch, Situation::Line);
                let rows = Rows::gather(&[(0, piece)], task, &elements, BaselineConfig::default().given);
                // The first note has nothing to be counted from.
                (1..rows.len()).map(|row| {
                    let origin = rows.references[row];
                    let values = elements.iter().zip(&rows.columns);
                    let values = values.map(|(it, column)| it.seen_from(origin, column[row]));
                    (rows.values[row].wrapping_sub(origin), values.collect())
                }).collect()
            };
            prop_assert_eq!(seen(&piece(0)), seen(&piece(up)));
        }
    }
}
