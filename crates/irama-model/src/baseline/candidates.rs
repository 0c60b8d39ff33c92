//! Which elements a field may choose from.

use irama_events::Field;

use super::{BaselineConfig, Element};

/// Elements in ladders: of each, the next can be chosen once those before it are.
pub(super) fn ladders(field: Field, config: &BaselineConfig) -> Vec<Vec<Element>> {
    let mut ladders = match field {
        Field::Beats | Field::Sub => of_wait(field),
        Field::Seat => of_seat(),
        Field::Pitch => of_pitch(),
        Field::Length | Field::Loudness | Field::Shift => of_manner(field),
    };
    ladders.extend(alone(&[Element::Place, Element::PlaceInQuarter]));
    ladders.extend(alone(&[6, 12, 24].map(Element::PlaceRoughly)));
    ladders.extend(alone(&[
        Element::BarInGroup(2),
        Element::BarInGroup(4),
        Element::BarInGroup(8),
    ]));
    if config.given.bars_to_go {
        ladders.push(vec![Element::BarsToGo]);
    }
    if config.has_look_back {
        ladders.extend(alone(&[1, 2, 4, 8].map(|bars| Element::Back(field, bars))));
    }
    ladders
}

fn alone(elements: &[Element]) -> Vec<Vec<Element>> {
    elements.iter().map(|it| vec![*it]).collect()
}

fn ladder(size: u8, rung: impl Fn(u8) -> Element) -> Vec<Element> {
    (1..=size).map(rung).collect()
}

fn recent(field: Field, size: u8) -> Vec<Element> {
    ladder(size, |back| Element::Recent(field, back))
}

fn own(field: Field, size: u8) -> Vec<Element> {
    ladder(size, |back| Element::Own(field, back))
}

fn rough(field: Field, size: u8) -> Vec<Element> {
    ladder(size, |back| Element::OwnRoughly(field, back))
}

fn of_wait(field: Field) -> Vec<Vec<Element>> {
    let mut ladders = vec![
        recent(Field::Seat, 6),
        recent(Field::Pitch, 6),
        recent(Field::Length, 3),
        recent(Field::Loudness, 2),
        recent(Field::Shift, 2),
        ladder(8, Element::Gap),
        ladder(8, Element::GapRoughly),
        rough(Field::Length, 2),
        (0..5).map(Element::Band).collect(),
        own(Field::Length, 2),
    ];
    ladders.extend(alone(&[Element::Stack, Element::Chord, Element::NextInChord]));
    if field == Field::Sub {
        ladders.push(vec![Element::Known(Field::Beats)]);
    }
    ladders
}

fn of_seat() -> Vec<Vec<Element>> {
    let mut ladders = vec![
        recent(Field::Seat, 8),
        recent(Field::Pitch, 4),
        recent(Field::Length, 2),
        ladder(4, Element::Gap),
        (0..4).map(Element::Band).collect(),
    ];
    ladders.extend(alone(&[Element::Wait, Element::Stack, Element::Chord, Element::NextInChord]));
    ladders
}

fn of_pitch() -> Vec<Vec<Element>> {
    let mut ladders = vec![
        own(Field::Pitch, 8),
        own(Field::Length, 2),
        rough(Field::Pitch, 4),
        rough(Field::Length, 2),
        recent(Field::Pitch, 3),
        recent(Field::Seat, 2),
        ladder(3, Element::Other),
        (0..3).map(Element::Band).collect(),
    ];
    ladders.extend(alone(&[
        Element::Known(Field::Seat),
        Element::Wait,
        Element::SinceOwn,
        Element::Chord,
        Element::NextInChord,
        Element::Bass,
        Element::Harmony,
        Element::Scale,
        Element::Key,
    ]));
    ladders
}

/// Length, loudness and shift: how a note is played.
fn of_manner(field: Field) -> Vec<Vec<Element>> {
    let earlier = [Field::Seat, Field::Pitch, Field::Length, Field::Loudness];
    let known = earlier.into_iter().filter(|it| *it < field);
    let known: Vec<Element> =
        known.flat_map(|it| [Element::Known(it), Element::KnownRoughly(it)]).collect();
    let mut ladders = alone(&known);
    ladders.extend([own(field, 6), recent(field, 4), own(Field::Pitch, 2)]);
    ladders.extend([rough(field, 4), rough(Field::Length, 1), rough(Field::Loudness, 2)]);
    ladders.extend([recent(Field::Seat, 2), recent(Field::Pitch, 2)]);
    ladders.push((0..2).map(Element::Band).collect());
    if field != Field::Length {
        ladders.push(own(Field::Length, 1));
    }
    if field == Field::Shift {
        ladders.push(own(Field::Loudness, 1));
    }
    ladders.extend(alone(&[
        Element::Wait,
        Element::Same(field),
        Element::SameRoughly(field),
        Element::SameRoughly(Field::Loudness),
        Element::Dynamics,
        Element::SinceOwn,
        Element::SinceSame,
        Element::Stack,
        Element::Chord,
        Element::NextInChord,
        Element::Harmony,
    ]));
    ladders
}
