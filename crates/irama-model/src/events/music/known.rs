//! What is known before each field of the next note is predicted.
//!
//! Tokens say it to the head's units between; cues point at values. The first channels of every
//! field are the sources ([`super::memory::LAGS`] bars ago, and the echo), where they agree with
//! the fields that are already there.

use irama_events::{DRUM_LENGTH, Event, Field, Position, STEPS_PER_QUARTER, Seat};
use irama_neural::{BagRow, HeadRow, cue};

use super::{
    given::GivenSlots,
    history::Past,
    joint,
    memory::{LAGS, Music, N_SOURCES},
    seats::N_LAST,
    slots::{self, N_COARSE, N_PITCHES, PlaceSlots, Slots, coarse, pitch_token},
};

/// Channels beside the sources.
const N_EXTRA: usize = 5;
/// Intervals from a seat's last pitch, down and up, and above what struck with it: a channel each.
const REACH: i16 = 14;
const N_INTERVALS: usize = 2 * REACH as usize + 1;
const N_ABOVE: usize = 24;
const N_SEATS: u32 = Seat::COUNT as u32;
/// Everything legal.
const ANY: u128 = u128::MAX;
/// The drums of General MIDI, 35 to 81.
const DRUMS: u128 = (1 << 82) - (1 << 35);

/// Tokens that every head may need; a head uses some of them.
#[derive(Clone, Copy, Debug)]
struct Facts {
    /// Where the event stands, once that is known.
    place: Option<PlaceSlots>,
    /// What is given, and how far to trust the sources, for those that say who plays and how high: to
    /// all others the hidden values say so too.
    context: Option<(GivenSlots, u32)>,
    /// The event's own earlier fields.
    fields: [u32; 7],
    last_seat: u32,
    last_wait: u32,
    /// Seats that struck at this time already.
    struck: u32,
    /// Seat and how long ago it played.
    since: u32,
    /// Seats that a source had at this place.
    source_seats: u32,
    last_pitches: u32,
    spread: u32,
    chroma: u32,
    /// Pitches struck at this time already.
    chord: u32,
    /// Pitches that a source had here.
    source_pitches: u32,
    seat_last: u32,
    pitch_last: u32,
    /// The same seat's value at this time.
    chord_value: u32,
    joint: u32,
    n: usize,
}

impl Facts {
    fn new(field: Field) -> Self {
        let slots = &mut Slots::default();
        let place = (field >= Field::Seat).then(|| PlaceSlots::new(slots));
        let context = matches!(field, Field::Seat | Field::Pitch);
        let context = context.then(|| (GivenSlots::new(slots), slots.take(Music::N_TRUST)));
        let fields = irama_events::FIELDS.map(|it| match it {
            _ if it >= field => 0,
            Field::Pitch => slots.take(N_PITCHES),
            it => slots::field(slots, it),
        });
        let is_seat = field == Field::Seat;
        let is_pitch = field == Field::Pitch;
        let mut only = |wanted: bool, n: u32| if wanted { slots.take(n) } else { 0 };
        let n_values = field.size() as u32;
        let is_late = field > Field::Pitch;
        Self {
            place,
            context,
            fields,
            last_seat: only(field <= Field::Seat, N_SEATS),
            last_wait: only(field <= Field::Seat, N_COARSE),
            struck: only(is_seat, N_SEATS),
            since: only(field <= Field::Seat, N_SEATS * N_COARSE),
            source_seats: only(is_seat, N_SEATS * N_SOURCES as u32),
            last_pitches: only(is_pitch, N_PITCHES * N_LAST as u32),
            spread: only(is_pitch, N_PITCHES),
            chroma: only(is_pitch, 24),
            chord: only(is_pitch, N_PITCHES),
            source_pitches: only(is_pitch, N_PITCHES * LAGS.len() as u32),
            seat_last: only(is_late, n_values),
            pitch_last: only(is_late, n_values),
            chord_value: only(is_late, n_values),
            joint: only(true, joint::N_TOKENS),
            n: slots.len(),
        }
    }
}

/// Tells what is known, field by field.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    facts: Vec<Facts>,
    /// What the sources foretold after the last event.
    foretold: [Option<(u64, Past)>; N_SOURCES],
    /// Where the next event stands, once that is known.
    at: Option<Position>,
}

impl Known {
    pub(super) fn new() -> Self {
        let facts = irama_events::FIELDS.map(Facts::new).to_vec();
        Self { facts, foretold: [None; N_SOURCES], at: None }
    }

    pub(super) fn n_tokens(&self, field: Field) -> usize {
        self.facts[field.idx()].n
    }

    /// The tokens of joined facts.
    pub(super) fn fine(&self, field: Field) -> std::ops::Range<u32> {
        let first = self.facts[field.idx()].joint;
        first..first + joint::N_TOKENS
    }

    pub(super) fn n_channels(&self, field: Field) -> usize {
        let n_intervals = if field == Field::Pitch { N_INTERVALS + N_ABOVE } else { 0 };
        N_SOURCES + N_EXTRA + n_intervals
    }

    /// Says what is known before `field`; returns what is legal.
    pub(super) fn tell(
        &mut self,
        music: &mut Music,
        field: Field,
        event: &Event,
        out: &mut HeadRow,
    ) -> u128 {
        let slots = self.facts[field.idx()];
        match field {
            Field::Beats => {
                self.foretold = music.foretold();
                self.at = None;
            }
            Field::Seat => {
                self.at = Some(music.walker.at(music.at.step + u64::from(event.wait())));
            }
            _ => (),
        }
        let at = self.at.unwrap_or(music.at);
        if let Some(place) = slots.place {
            place.push(&mut out.bags, &at);
        }
        if let Some((given, trust)) = slots.context {
            given.push(&mut out.bags, &music.given);
            music.push_trust(&mut out.bags, trust);
        }
        push_fields(&mut out.bags, &slots, field, event);
        joint::push(music, slots.joint, (field, event), &at, &mut out.bags);
        match field {
            Field::Beats | Field::Sub => self.time(music, &slots, field, event, out),
            Field::Seat => self.seat(music, &slots, event, &at, out),
            Field::Pitch => self.pitch(music, &slots, event, &at, out),
            _ => self.manner(music, &slots, (field, event), &at, out),
        }
    }

    /// Who played last, and when each seat did.
    fn push_seats(music: &Music, slots: &Facts, step: u64, bag: &mut BagRow) {
        if let Some(last) = music.last {
            bag.push(slots.last_seat + u32::from(last.seat().0), 1.0);
            bag.push(slots.last_wait + coarse(u64::from(last.wait())), 1.0);
        }
        for (seat, memory) in music.seats() {
            let since = coarse(step - memory.last.step.min(step));
            bag.push(slots.since + u32::from(seat.0) * N_COARSE + since, 1.0);
        }
    }

    fn time(
        &self,
        music: &Music,
        slots: &Facts,
        field: Field,
        event: &Event,
        out: &mut HeadRow,
    ) -> u128 {
        Self::push_seats(music, slots, music.at.step, &mut out.bags);
        let per_beat = u64::from(STEPS_PER_QUARTER);
        let beats = u64::from(event.get(Field::Beats));
        for (source, foretold) in (0..).zip(&self.foretold) {
            let Some((wait, _)) = foretold else { continue };
            match field {
                Field::Beats if wait / per_beat < 16 => {
                    out.cues.push(cue(source, (wait / per_beat) as u32), 1.0);
                }
                Field::Sub if wait / per_beat == beats => {
                    out.cues.push(cue(source, (wait % per_beat) as u32), 1.0);
                }
                _ => (),
            }
        }
        legal_waits(music, field, event)
    }

    fn seat(
        &self,
        music: &Music,
        slots: &Facts,
        event: &Event,
        at: &Position,
        out: &mut HeadRow,
    ) -> u128 {
        Self::push_seats(music, slots, at.step, &mut out.bags);
        let wait = event.wait();
        let last = music.last.filter(|it| wait == 0 && it.seat().is_note());
        let is_later = |note: &Past| {
            last.is_none_or(|it| (it.seat(), it.get(Field::Pitch)) < (note.seat, note.pitch))
        };
        for note in music.history.at(at.step) {
            out.bags.push(slots.struck + u32::from(note.seat.0), 1.0);
        }
        for (source, lag) in (0..).zip(LAGS) {
            let lag = lag * u64::from(at.bar_steps);
            let Some(step) = at.step.checked_sub(lag).filter(|_| lag > 0) else { continue };
            let mut seats = 0_u128;
            for note in music.history.at(step).iter().filter(|it| is_later(it)) {
                let seat = u32::from(note.seat.0);
                if seats == 0 {
                    out.cues.push(cue(source, seat), 1.0);
                }
                if seats >> seat & 1 == 0 {
                    out.bags.push(slots.source_seats + source * N_SEATS + seat, 1.0);
                    out.cues.push(cue(N_SOURCES as u32, seat), 0.5);
                }
                seats |= 1 << seat;
            }
        }
        if let Some((foretold, note)) = self.echoed()
            && foretold == u64::from(wait)
        {
            out.cues.push(cue(LAGS.len() as u32, u32::from(note.seat.0)), 1.0);
        }
        legal_seats(music, last, event, at)
    }

    fn pitch(
        &self,
        music: &Music,
        slots: &Facts,
        event: &Event,
        at: &Position,
        out: &mut HeadRow,
    ) -> u128 {
        let (seat, is_now) = (event.seat(), event.wait() == 0);
        let last = music.last.filter(|it| is_now && it.seat() == seat);
        let floor = last.map_or(0, |it| u32::from(it.get(Field::Pitch)) + 1);
        if let Some(memory) = music.seat(seat) {
            for (it, pitch) in (0..).zip(&memory.pitches) {
                let token = pitch_token(seat, *pitch);
                out.bags.push(slots.last_pitches + it * N_PITCHES + token, 1.0);
                if it < 2 {
                    out.cues.push(cue(N_SOURCES as u32 + 1 + it, u32::from(*pitch)), 1.0);
                }
            }
            for (pitch, weight) in memory.spread.at(at.step) {
                let token = pitch_token(seat, pitch as u8);
                out.bags.push(slots.spread + token, weight);
                out.cues.push(cue(N_SOURCES as u32, pitch as u32), weight);
            }
        }
        if !seat.is_drums() {
            push_intervals(music, event, out);
            for (it, chroma) in (0..).zip(&music.chroma) {
                for (class, weight) in chroma.at(at.step) {
                    out.bags.push(slots.chroma + it * 12 + class as u32, weight);
                    let octaves = (class as u32..128).step_by(12);
                    octaves.for_each(|pitch| {
                        out.cues.push(cue(N_SOURCES as u32 + 3 + it, pitch), weight);
                    });
                }
            }
        }
        for note in music.history.at(at.step) {
            out.bags.push(slots.chord + pitch_token(note.seat, note.pitch), 1.0);
        }
        for (source, lag) in (0..).zip(LAGS) {
            let lag = lag * u64::from(at.bar_steps);
            let Some(step) = at.step.checked_sub(lag).filter(|_| lag > 0) else { continue };
            let here = music.history.at(step).iter();
            let here = here.filter(|it| it.seat == seat && u32::from(it.pitch) >= floor);
            for (it, note) in here.enumerate() {
                let token = pitch_token(seat, note.pitch);
                out.bags.push(slots.source_pitches + source * N_PITCHES + token, 1.0);
                let weight = if it == 0 { 1.0 } else { 0.3 };
                out.cues.push(cue(source, u32::from(note.pitch)), weight);
            }
        }
        let wait = u64::from(event.wait());
        if let Some((_, note)) = self.echoed().filter(|it| it.0 == wait && it.1.seat == seat) {
            out.cues.push(cue(LAGS.len() as u32, u32::from(note.pitch)), 1.0);
        }
        let range = if seat.is_drums() { DRUMS } else { ANY };
        if floor < 128 { range & ANY << floor } else { ANY }
    }

    /// Length, loudness and shift: how a note is played.
    fn manner(
        &self,
        music: &Music,
        slots: &Facts,
        (field, event): (Field, &Event),
        at: &Position,
        out: &mut HeadRow,
    ) -> u128 {
        let (seat, pitch) = (event.seat(), event.get(Field::Pitch));
        let value = |note: &Past| match field {
            Field::Length => note.length,
            Field::Loudness => note.loudness,
            _ => note.shift,
        };
        let first = N_SOURCES as u32;
        if let Some(memory) = music.seat(seat) {
            let last = u32::from(value(&memory.last));
            out.bags.push(slots.seat_last + last, 1.0);
            out.cues.push(cue(first, last), 1.0);
            if let Some((length, loudness)) =
                memory.of_pitch(pitch).filter(|_| field != Field::Shift)
            {
                let last = u32::from(if field == Field::Length { length } else { loudness });
                out.bags.push(slots.pitch_last + last, 1.0);
                out.cues.push(cue(first + 1, last), 1.0);
            }
        }
        let now = music.history.at(at.step);
        let same_seat = now.iter().rev().find(|it| it.seat == seat);
        if let Some(note) = same_seat.or(now.last()) {
            out.bags.push(slots.chord_value + u32::from(value(note)), 1.0);
            out.cues.push(cue(first + 2, u32::from(value(note))), 1.0);
        }
        for (source, lag) in (0..).zip(LAGS) {
            let lag = lag * u64::from(at.bar_steps);
            let Some(step) = at.step.checked_sub(lag).filter(|_| lag > 0) else { continue };
            let here = music.history.at(step);
            if let Some(note) = here.iter().find(|it| (it.seat, it.pitch) == (seat, pitch)) {
                out.cues.push(cue(source, u32::from(value(note))), 1.0);
            } else if let Some(note) = here.iter().find(|it| it.seat == seat) {
                out.cues.push(cue(first + 3, u32::from(value(note))), 0.5);
            }
        }
        let wait = u64::from(event.wait());
        let is_here = |it: &(u64, Past)| it.0 == wait && (it.1.seat, it.1.pitch) == (seat, pitch);
        if let Some((_, note)) = self.echoed().filter(is_here) {
            out.cues.push(cue(LAGS.len() as u32, u32::from(value(&note))), 1.0);
        }
        match field {
            Field::Length if seat.is_drums() => 1 << DRUM_LENGTH,
            Field::Shift if at.step == 0 => ANY << 2,
            _ => ANY,
        }
    }

    fn echoed(&self) -> Option<(u64, Past)> {
        self.foretold[LAGS.len()]
    }
}

/// Intervals from the seat's last pitch, and above the lowest pitch that struck at this time.
fn push_intervals(music: &Music, event: &Event, out: &mut HeadRow) {
    let first = (N_SOURCES + N_EXTRA) as u32;
    let mut point = |channel: u32, pitch: i16| {
        if (0..128).contains(&pitch) {
            out.cues.push(cue(first + channel, pitch as u32), 1.0);
        }
    };
    if let Some(memory) = music.seat(event.seat()) {
        let last = i16::from(memory.last.pitch);
        (0..).zip(-REACH..=REACH).for_each(|(channel, step)| point(channel, last + step));
    }
    let struck = if event.wait() == 0 { music.history.at(music.at.step) } else { &[] };
    let pitched = struck.iter().filter(|it| !it.seat.is_drums());
    if let Some(lowest) = pitched.map(|it| i16::from(it.pitch)).min() {
        let channels = N_INTERVALS as u32..;
        channels.zip(1..=N_ABOVE as i16).for_each(|(channel, up)| point(channel, lowest + up));
    }
}

fn push_fields(bag: &mut BagRow, slots: &Facts, field: Field, event: &Event) {
    for earlier in irama_events::FIELDS.into_iter().take_while(|it| *it < field) {
        let value = event.get(earlier);
        let token = match earlier {
            Field::Pitch => pitch_token(event.seat(), value),
            _ => u32::from(value),
        };
        bag.push(slots.fields[earlier.idx()] + token, 1.0);
    }
}

/// How long to wait: not past the end, a quarter at least after a rest, and not at all only where
/// something may follow at the same time.
fn legal_waits(music: &Music, field: Field, event: &Event) -> u128 {
    let per_beat = u64::from(STEPS_PER_QUARTER);
    let left = music.given.end_step.map_or(u64::MAX, |it| it.saturating_sub(music.at.step));
    let up_to = |n: u64| if n < 127 { (1_u128 << (n + 1)) - 1 } else { ANY };
    let beats = u64::from(event.get(Field::Beats));
    let is_full = music.last.is_some_and(|it| it.seat().is_note() && seats_after(music, &it) == 0);
    let mut legal = match field {
        Field::Beats => up_to(left / per_beat),
        _ if beats == left / per_beat => up_to(left % per_beat),
        _ => ANY,
    };
    match field {
        Field::Beats if music.last.is_some_and(|it| it.seat() == Seat::REST) => legal &= ANY << 1,
        Field::Sub if is_full && beats == 0 => legal &= ANY << 1,
        _ => (),
    }
    if legal == 0 { ANY } else { legal }
}

fn bit(seat: Seat) -> u128 {
    1 << seat.0
}

/// The seats that may play at the same time after `last`, in the order of events.
fn seats_after(music: &Music, last: &Event) -> u128 {
    let highest = if last.seat().is_drums() { 81 } else { 127 };
    let is_highest = last.get(Field::Pitch) >= highest;
    let seats = music.given.seats.unwrap_or(ANY) & (bit(Seat::REST) - 1);
    seats & ANY << (u32::from(last.seat().0) + u32::from(is_highest))
}

/// Who may play: of those that are given, in the order of events; rests only where they are long
/// enough, and the end only where it is.
fn legal_seats(music: &Music, last: Option<Event>, event: &Event, at: &Position) -> u128 {
    let notes = match last {
        Some(last) => seats_after(music, &last),
        None => music.given.seats.unwrap_or(ANY) & (bit(Seat::REST) - 1),
    };
    let is_at_end = music.given.end_step.map(|it| at.step >= it);
    let mut legal = notes;
    if event.wait() == 15 * STEPS_PER_QUARTER {
        legal |= bit(Seat::REST);
    }
    if is_at_end != Some(false) {
        legal |= bit(Seat::END);
    }
    if is_at_end == Some(true) && music.ends_strictly {
        legal = bit(Seat::END);
    }
    if legal == 0 { ANY } else { legal }
}
