//! What a context can be made of: small integers read off the past and the event so far.

use irama_events::{Field, Seat};

use super::history::History;

/// One thing that a prediction may look at.
///
/// Where it says *here*: until the wait is known, that is the time of the last event and the seat
/// that played it; then the time of the new event, and once that is known its seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// The place in the bar here, and how long the bar is.
    Place,
    /// The place in the bar here, in so many grid steps, rounded down.
    PlaceRoughly(u8),
    /// The place in the quarter here.
    PlaceInQuarter,
    /// The bar here within a group of so many.
    BarInGroup(u8),
    /// How many bars are left, up to 15, if that is told.
    BarsToGo,
    /// A field of the event itself that is known already.
    Known(Field),
    /// The wait of the event itself.
    Wait,
    /// A field of the k-th last event.
    Recent(Field, u8),
    /// The steps between the k-th last time something happened and the one before.
    Gap(u8),
    /// The same in sixteenths.
    GapRoughly(u8),
    /// A field of the same seat's k-th last note.
    Own(Field, u8),
    /// The same in a few classes.
    OwnRoughly(Field, u8),
    /// A field of the last note of the same seat and pitch.
    Same(Field),
    /// The same in a few classes.
    SameRoughly(Field),
    /// A field of the event itself that is known already, in a few classes.
    KnownRoughly(Field),
    /// The mean loudness of the same seat's last eight notes, in a few classes.
    Dynamics,
    /// Steps since the same seat last played.
    SinceOwn,
    /// Steps since the same seat last played the same pitch.
    SinceSame,
    /// How many events there are here already.
    Stack,
    /// How many notes the seat has here already, and how many it had when it last played.
    Chord,
    /// The pitch that comes next if the seat repeats its last chord.
    NextInChord,
    /// Which seats and drums played at the k-th last time something happened, 0 for here.
    Band(u8),
    /// The lowest pitch that sounds in other seats.
    Bass,
    /// The pitch classes that sound in other seats.
    Harmony,
    /// The commonest pitch classes of late.
    Scale,
    /// The key that is stated.
    Key,
    /// The k-th last pitched note of another seat.
    Other(u8),
    /// What the field was at the same place so many bars ago: look-back, which the official baseline
    /// does not have. Of the pitch, the next one there that is not played yet.
    Back(Field, u8),
}

/// How values go along with a transposition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fixed,
    /// A pitch, and from 128 on what is none.
    Pitch,
    /// Pitch classes, a bit each, and above them what stays.
    Classes,
}

/// What stands for something that is not there; no value is as large.
pub(super) const NOTHING: u32 = u32::MAX;

impl Element {
    fn kind(self) -> Kind {
        match self {
            Self::Known(Field::Pitch)
            | Self::Recent(Field::Pitch, _)
            | Self::Own(Field::Pitch, _)
            | Self::NextInChord
            | Self::Back(Field::Pitch, _)
            | Self::Bass
            | Self::Other(_) => Kind::Pitch,
            Self::Harmony | Self::Scale | Self::Key => Kind::Classes,
            _ => Kind::Fixed,
        }
    }

    /// Whether its value is another in another key.
    pub(super) fn is_pitched(self) -> bool {
        self.kind() != Kind::Fixed
    }

    /// The value as it is when all pitches are counted from `reference`, so that it is the same in
    /// every key.
    pub(super) fn seen_from(self, reference: u8, value: u32) -> u32 {
        match self.kind() {
            Kind::Pitch if value < 128 => value + 0x1_0000 - u32::from(reference),
            Kind::Classes if value != NOTHING => {
                let (classes, rest) = (value & 0xfff, value & !0xfff);
                let down = u32::from(reference % 12);
                rest | (classes >> down | classes << (12 - down)) & 0xfff
            }
            _ => value,
        }
    }
}

/// The pitch from which others are counted: the one that the seat played last, or where that is
/// not known yet or there is none, the last one of all; once it is known, the event's own.
pub(super) fn reference(field: Field, past: &History) -> u8 {
    /// In the middle of what is played.
    const MIDDLE: u8 = 60;
    let event = past.event();
    let seat = event.seat();
    let any = past.last_pitch.unwrap_or(MIDDLE);
    match field {
        Field::Beats | Field::Sub | Field::Seat => any,
        _ if seat >= Seat::DRUMS => 0,
        Field::Pitch => past.own(seat, 1).map_or(any, |it| it.get(Field::Pitch).min(127)),
        _ => event.get(Field::Pitch).min(127),
    }
}
