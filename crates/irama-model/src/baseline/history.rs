//! What of a piece has been written when a field is predicted.

use std::{collections::VecDeque, ops::Range};

use irama_events::{Event, Field, LENGTH_STEPS, Piece, Position, Seat, positions};

/// Pitched notes that the scale is taken from.
const SCALE_NOTES: usize = 64;
/// Pitch classes in a scale.
const SCALE_SIZE: usize = 7;

/// A piece up to an event, which is being predicted.
pub(super) struct History<'a> {
    pub(super) piece: &'a Piece,
    positions: Vec<Position>,
    /// Events before.
    n_before: usize,
    /// Of each seat, its notes before, as indices of events.
    own: Vec<Vec<usize>>,
    /// Of each seat and pitch, one more than the index of its last note, or 0.
    same: Vec<u32>,
    /// The first event of each step at which something happens.
    onsets: Vec<usize>,
    /// Pitched notes that may still sound: when they end, and their pitch.
    sounding: Vec<(u64, u8, Seat)>,
    /// Pitch classes of the last pitched notes.
    classes: VecDeque<u8>,
    /// The last pitched note's pitch.
    pub(super) last_pitch: Option<u8>,
}

impl<'a> History<'a> {
    pub(super) fn new(piece: &'a Piece) -> Self {
        Self {
            piece,
            positions: positions(&piece.frame, &piece.events),
            n_before: 0,
            own: vec![Vec::new(); Seat::COUNT],
            same: vec![0; Seat::COUNT * 128],
            onsets: Vec::new(),
            sounding: Vec::new(),
            classes: VecDeque::new(),
            last_pitch: None,
        }
    }

    /// Goes on behind the event.
    pub(super) fn advance(&mut self) {
        let idx = self.n_before;
        let event = self.piece.events[idx];
        if idx == 0 || event.wait() > 0 {
            self.onsets.push(idx);
        }
        self.n_before += 1;
        let (seat, step) = (event.seat(), self.positions[idx].step);
        if !seat.is_note() {
            return;
        }
        self.own[seat_idx(seat)].push(idx);
        let pitch = event.get(Field::Pitch).min(127);
        self.same[same_idx(seat, pitch)] = idx as u32 + 1;
        if !seat.is_drums() {
            let length = usize::from(event.get(Field::Length)).min(LENGTH_STEPS.len() - 1);
            self.sounding.retain(|(end, ..)| *end > step);
            self.sounding.push((step + u64::from(LENGTH_STEPS[length]), pitch, seat));
            self.last_pitch = Some(pitch);
            self.classes.push_back(pitch % 12);
            if self.classes.len() > SCALE_NOTES {
                self.classes.pop_front();
            }
        }
    }

    /// The event that is being predicted.
    pub(super) fn event(&self) -> Event {
        self.piece.events[self.n_before]
    }

    /// Where the event itself lies, which is known once its wait is.
    pub(super) fn position(&self) -> Position {
        self.positions[self.n_before]
    }

    /// Where the last event lies.
    pub(super) fn last_position(&self) -> Option<Position> {
        Some(self.positions[self.n_before.checked_sub(1)?])
    }

    /// The `back`-th last event, counted from 1.
    pub(super) fn recent(&self, back: usize) -> Option<&Event> {
        Some(&self.piece.events[self.n_before.checked_sub(back)?])
    }

    /// The `back`-th last note of a seat, counted from 1.
    pub(super) fn own(&self, seat: Seat, back: usize) -> Option<&Event> {
        let own = &self.own[seat_idx(seat)];
        Some(&self.piece.events[own[own.len().checked_sub(back)?]])
    }

    /// When a seat last played.
    pub(super) fn own_step(&self, seat: Seat) -> Option<u64> {
        self.own[seat_idx(seat)].last().map(|idx| self.positions[*idx].step)
    }

    /// The last note of a seat and pitch, and when it was.
    pub(super) fn same(&self, seat: Seat, pitch: u8) -> Option<(&Event, u64)> {
        let idx = (self.same[same_idx(seat, pitch.min(127))] as usize).checked_sub(1)?;
        Some((&self.piece.events[idx], self.positions[idx].step))
    }

    /// Of a seat, its notes at `step`, and those at the last step before it at which it played.
    pub(super) fn chords(&self, seat: Seat, step: u64) -> (&[usize], &[usize]) {
        let own = &self.own[seat_idx(seat)];
        let (before, now) = own.split_at(self.start_of(own, step));
        let last = before.last().map_or(0, |idx| self.start_of(before, self.positions[*idx].step));
        (now, &before[last..])
    }

    /// How many of the notes lie before `step`, which is not before the step of the last.
    fn start_of(&self, notes: &[usize], step: u64) -> usize {
        notes.iter().rposition(|idx| self.positions[*idx].step < step).map_or(0, |it| it + 1)
    }

    /// The events of the `back`-th last step at which something happened, counted from 0.
    pub(super) fn onset(&self, back: usize) -> &[Event] {
        let Some(place) = self.onsets.len().checked_sub(back + 1) else { return &[] };
        let end = self.onsets.get(place + 1).copied().unwrap_or(self.n_before);
        &self.piece.events[self.onsets[place]..end]
    }

    /// The events before that lie at `step`; where none does, the empty place between its neighbours.
    pub(super) fn events_at(&self, step: u64) -> Range<usize> {
        let before = &self.positions[..self.n_before];
        let start = before.partition_point(|it| it.step < step);
        start..start + before[start..].partition_point(|it| it.step == step)
    }

    /// When an event before was.
    pub(super) fn step_of(&self, idx: usize) -> Option<u64> {
        self.positions[..self.n_before].get(idx).map(|it| it.step)
    }

    /// The `back`-th last pitched note of another seat, counted from 1.
    pub(super) fn other(&self, seat: Seat, back: usize) -> Option<&Event> {
        let notes = self.piece.events[..self.n_before].iter().rev().take(64);
        let others = notes.filter(|it| it.seat() != seat && it.seat() < Seat::DRUMS);
        others.into_iter().nth(back - 1)
    }

    /// The pitch classes that sound at `step` in other seats, a bit each, and the lowest pitch.
    pub(super) fn harmony(&self, seat: Seat, step: u64) -> (u32, Option<u8>) {
        let others = self.sounding.iter().filter(|(end, _, of)| *end > step && *of != seat);
        others.fold((0, None), |(classes, lowest), (_, pitch, _)| {
            let lower = lowest.map_or(*pitch, |it: u8| it.min(*pitch));
            (classes | 1 << (pitch % 12), Some(lower))
        })
    }

    /// The commonest pitch classes of late, a bit each; of equally common ones the later.
    pub(super) fn scale(&self) -> u32 {
        let mut ranks: [(usize, usize, usize); 12] = std::array::from_fn(|class| (0, 0, class));
        for (when, class) in self.classes.iter().enumerate() {
            let rank = &mut ranks[usize::from(*class)];
            *rank = (rank.0 + 1, when + 1, rank.2);
        }
        ranks.sort_unstable_by(|a, b| b.cmp(a));
        let heard = ranks.iter().take(SCALE_SIZE).filter(|it| it.0 > 0);
        heard.fold(0, |scale, (.., class)| scale | 1 << class)
    }
}

/// A seat's place in a list of all; a number that is no seat has that of the end.
fn seat_idx(seat: Seat) -> usize {
    usize::from(seat.min(Seat::END).0)
}

fn same_idx(seat: Seat, pitch: u8) -> usize {
    seat_idx(seat) * 128 + usize::from(pitch)
}
