//! The walk through a piece of music.

use irama_events::{Event, Field, Piece, Position, Seat, Walker};
use irama_neural::{BagRow, HeadRow};

use super::{
    given::{Given, GivenSlots},
    history::{History, Past},
    known::Known,
    seats::{Fading, SeatMemory},
    slots::{self, N_PITCHES, PlaceSlots, Slots, pitch_token},
};
use crate::{
    checkpoint::json,
    events::memory::{FieldPlan, Kept, Memory, Plan, Row, Variation},
};

/// Bars that are looked back.
pub(super) const LAGS: [u64; 4] = [1, 2, 4, 8];
/// Sources of cues: each lag, and the echo of the last notes.
pub(super) const N_SOURCES: usize = LAGS.len() + 1;
/// Levels of how well a source foretold the last events.
const N_LEVELS: u32 = 8;
/// How much of that stays at each event.
const TRUST_KEPT: f32 = 0.8;
/// A bar of 4/4 in grid steps: the half-life of what a seat played.
const BAR_STEPS: f32 = 96.0;

/// A piece that has fewer levels of loudness than this is set so on purpose, and stays so.
const FEWEST_LEVELS: u32 = 6;

/// A piece of music and what is given of it.
#[derive(Clone, Debug)]
pub struct Song {
    /// The rows.
    pub piece: Piece,
    /// What is given.
    pub given: Given,
}

impl Song {
    /// Works out what can be given.
    pub fn new(piece: Piece) -> Self {
        Self { given: Given::of(&piece), piece }
    }
}

/// The walk through a piece of music, note by note.
#[derive(Clone, Debug)]
pub struct Music {
    pub(super) given: Given,
    pub(super) walker: Walker,
    /// Where the last event stands, and the last event.
    pub(super) at: Position,
    pub(super) last: Option<Event>,
    pub(super) history: History,
    /// One a seat that has played.
    seats: Vec<(Seat, SeatMemory)>,
    /// Pitch classes of all pitched parts, of late and for long.
    pub(super) chroma: [Fading<12>; 2],
    /// How well each source foretold the last events, 0 to 1.
    trust: [f32; N_SOURCES],
    /// Whether nothing may stand at the very end but the end itself: so in composing.
    pub(super) ends_strictly: bool,
    known: Known,
    input: InputSlots,
}

/// Tokens of the input.
#[derive(Clone, Copy, Debug)]
struct InputSlots {
    start: u32,
    fields: [u32; 7],
    place: PlaceSlots,
    given: GivenSlots,
    trust: u32,
    n: usize,
}

impl InputSlots {
    fn new() -> Self {
        let slots = &mut Slots::default();
        let start = slots.take(1);
        let fields = irama_events::FIELDS.map(|it| match it {
            Field::Pitch => slots.take(N_PITCHES),
            it => slots::field(slots, it),
        });
        let (place, given) = (PlaceSlots::new(slots), GivenSlots::new(slots));
        let trust = slots.take(N_SOURCES as u32 * N_LEVELS);
        Self { start, fields, place, given, trust, n: slots.len() }
    }
}

impl Music {
    /// The same, where nothing may stand at the very end but the end itself.
    pub fn ending_strictly(self) -> Self {
        Self { ends_strictly: true, ..self }
    }

    /// Where the last event stands.
    pub fn at(&self) -> Position {
        self.at
    }

    /// What a seat did last, if it has played.
    pub(super) fn seat(&self, seat: Seat) -> Option<&SeatMemory> {
        self.seats.iter().find(|it| it.0 == seat).map(|it| &it.1)
    }

    /// All seats that have played.
    pub(super) fn seats(&self) -> impl Iterator<Item = (Seat, &SeatMemory)> {
        self.seats.iter().map(|it| (it.0, &it.1))
    }

    /// Tokens of how well each source foretold the last events.
    pub(super) fn push_trust(&self, bag: &mut BagRow, first: u32) {
        for (source, trust) in (0..).zip(self.trust) {
            let level = ((trust * N_LEVELS as f32) as u32).min(N_LEVELS - 1);
            bag.push(first + source * N_LEVELS + level, 1.0);
        }
    }

    /// How many tokens [`Music::push_trust`] needs.
    pub(super) const N_TRUST: u32 = N_SOURCES as u32 * N_LEVELS;

    /// What follows, as each source has it: the wait, and the note.
    pub(super) fn foretold(&self) -> [Option<(u64, Past)>; N_SOURCES] {
        let mut all = [None; N_SOURCES];
        for (source, lag) in LAGS.iter().enumerate() {
            let lag = lag * u64::from(self.at.bar_steps);
            all[source] = self.at.step.checked_sub(lag).and_then(|step| {
                let (seat, pitch) = self
                    .last
                    .filter(|it| it.seat().is_note())
                    .map_or((Seat(u8::MAX), 0), |it| (it.seat(), it.get(Field::Pitch)));
                let next = self.history.next_after(step, seat, pitch)?;
                Some((next.step - step, *next))
            });
        }
        all[LAGS.len()] = self.history.echoed().map(|(before, it)| (it.step - before, *it));
        all
    }

    fn note(&self, event: &Event) -> Past {
        Past {
            step: self.at.step + u64::from(event.wait()),
            seat: event.seat(),
            pitch: event.get(Field::Pitch),
            length: event.get(Field::Length),
            loudness: event.get(Field::Loudness),
            shift: event.get(Field::Shift),
        }
    }
}

/// By how much the heads of fields that are nearly free are narrower (docs/RESULTS.md has the cost).
fn narrowing(field: Field) -> usize {
    match field {
        Field::Beats => 4,
        Field::Pitch | Field::Loudness => 1,
        Field::Sub | Field::Seat | Field::Length | Field::Shift => 2,
    }
}

impl Kept for Music {
    fn add_to(song: &Song, hasher: &mut blake3::Hasher) {
        hasher.update(&[song.given.style.unwrap_or(u8::MAX)]);
        song.piece.events.iter().for_each(|it| {
            hasher.update(&it.row);
        });
        hasher.update(json(&song.piece.frame).as_bytes());
    }
}

impl Memory for Music {
    type Piece = Song;

    fn plan() -> Plan {
        let known = Known::new();
        let fields = irama_events::FIELDS.map(|field| FieldPlan {
            name: field.name(),
            n_values: field.size(),
            n_tokens: known.n_tokens(field),
            n_channels: known.n_channels(field),
            narrowing: narrowing(field),
            fine: known.fine(field),
            is_manner: field > Field::Length,
        });
        Plan { n_input_tokens: InputSlots::new().n, fields: fields.to_vec() }
    }

    fn n_rows(song: &Song) -> usize {
        song.piece.events.len()
    }

    fn row(song: &Song, idx: usize, variation: Variation) -> Row {
        let mut event = song.piece.events[idx];
        let seat = event.seat();
        if seat.is_note() && variation.louder != 0 {
            let highest = Field::Loudness.size() as u8 - 1;
            let loudness = event.get(Field::Loudness).saturating_add_signed(variation.louder);
            event.set(Field::Loudness, loudness.min(highest));
        }
        if seat.is_note() && !seat.is_drums() {
            let pitch = event.get(Field::Pitch).saturating_add_signed(variation.semitones);
            event.set(Field::Pitch, pitch);
        }
        event.row
    }

    fn begin(song: &Song, variation: Variation) -> Self {
        let given = song.given.varied(variation.semitones, variation.hidden);
        let mut walker = given.walker(&song.piece.frame);
        Self {
            at: walker.at(0),
            given,
            walker,
            last: None,
            history: History::default(),
            seats: Vec::new(),
            chroma: [Fading::new(BAR_STEPS / 2.0), Fading::new(BAR_STEPS * 8.0)],
            trust: [0.0; N_SOURCES],
            ends_strictly: false,
            known: Known::new(),
            input: InputSlots::new(),
        }
    }

    fn input(&self, bag: &mut BagRow) {
        let slots = &self.input;
        match self.last {
            None => bag.push(slots.start, 1.0),
            Some(event) => {
                let n = Self::n_fields(&event.row);
                for (field, first) in irama_events::FIELDS.into_iter().zip(slots.fields).take(n) {
                    let value = event.get(field);
                    let token = match field {
                        Field::Pitch => pitch_token(event.seat(), value),
                        _ => u32::from(value),
                    };
                    bag.push(first + token, 1.0);
                }
            }
        }
        slots.place.push(bag, &self.at);
        slots.given.push(bag, &self.given);
        self.push_trust(bag, slots.trust);
    }

    fn known(&mut self, field: usize, row: &Row, known: &mut HeadRow) -> u128 {
        let event = Event { row: *row };
        // Taken out and put back, because it reads the rest.
        let mut facts = std::mem::take(&mut self.known);
        let legal = facts.tell(self, irama_events::FIELDS[field], &event, known);
        self.known = facts;
        legal
    }

    fn n_fields(row: &Row) -> usize {
        let event = Event { row: *row };
        if event.seat().is_note() { irama_events::N_FIELDS } else { Field::Seat.idx() + 1 }
    }

    fn is_counted(row: &Row) -> bool {
        Event { row: *row }.seat().is_note()
    }

    fn transpositions(song: &Song) -> Vec<i8> {
        irama_events::transpositions(&song.piece, -5..=6)
    }

    fn has_dynamics(song: &Song) -> bool {
        let notes = song.piece.events.iter().filter(|it| it.seat().is_note());
        let levels = notes.fold(0_u32, |all, it| all | 1 << (it.get(Field::Loudness) & 31));
        levels.count_ones() >= FEWEST_LEVELS
    }

    fn push(&mut self, row: &Row) {
        let event = Event { row: *row };
        let note = self.note(&event);
        let same = |it: &(u64, Past)| {
            it.0 == u64::from(event.wait()) && (it.1.seat, it.1.pitch) == (note.seat, note.pitch)
        };
        let foretold = self.foretold();
        for (trust, foretold) in self.trust.iter_mut().zip(foretold) {
            let hit = if foretold.is_some_and(|it| same(&it)) { 1.0 } else { 0.0 };
            *trust = TRUST_KEPT.mul_add(*trust, (1.0 - TRUST_KEPT) * hit);
        }
        self.at = self.walker.at(note.step);
        self.last = Some(event);
        if !note.seat.is_note() {
            return;
        }
        self.history.push(note);
        if !note.seat.is_drums() {
            let class = usize::from(note.pitch % 12);
            self.chroma.iter_mut().for_each(|it| it.add(note.step, class));
        }
        match self.seats.iter_mut().find(|it| it.0 == note.seat) {
            Some((_, memory)) => memory.push(note),
            None => self.seats.push((note.seat, SeatMemory::new(BAR_STEPS, note))),
        }
    }
}
