//! The names of parts as they are typed, and what a part is called in a MIDI file.

use irama_events::Seat;
use irama_score::{Part, Program};

use crate::{failure::Failure, voice::Voice};

/// Names of the families of General MIDI, in order; drums are apart.
const FAMILIES: [&[&str]; 16] = [
    &["keys", "piano"],
    &["bells", "bell", "mallets", "chromatic"],
    &["organ"],
    &["guitar"],
    &["bass"],
    &["strings"],
    &["choir", "ensemble"],
    &["brass"],
    &["sax", "reed"],
    &["flute", "pipe"],
    &["lead"],
    &["pad"],
    &["effects"],
    &["ethnic"],
    &["percussion"],
    // Sound effects, from breath to gunshot, can be learned but nobody asks for them by name.
    &["sounds"],
];
const DRUMS: &str = "drums";

/// The seats of these parts; a name that comes again is another copy.
pub(crate) fn seats(names: &[String], voice: &Voice) -> Result<Vec<Seat>, Failure> {
    let mut n_copies = [0; FAMILIES.len()];
    let mut seats = Vec::new();
    for name in names {
        let name = name.trim().to_lowercase();
        let family = FAMILIES.iter().position(|names| names.contains(&name.as_str()));
        let seat = match family {
            None if name == DRUMS => Seat::DRUMS,
            None => return Err(unknown(&name, voice)),
            Some(family) => {
                n_copies[family] += 1;
                Seat(family as u8 * Seat::COPIES + (n_copies[family] - 1).min(Seat::COPIES))
            }
        };
        let is_too_many = family.is_some_and(|it| n_copies[it] > Seat::COPIES);
        if is_too_many || seats.contains(&seat) {
            return Err(too_many(&name, voice));
        }
        seats.push(seat);
    }
    Ok(seats)
}

fn unknown(name: &str, voice: &Voice) -> Failure {
    let known: Vec<&str> = FAMILIES.iter().flat_map(|it| it.iter().copied()).collect();
    let (shown, known) = (irama_corpus::display_name(name.as_ref()), known.join(", "));
    Failure::usage(voice.pick(
        format!("there is no part {shown:?}; use {known} or {DRUMS}"),
        format!("tidak ada bagian {shown:?}; pakai {known} atau {DRUMS}"),
    ))
}

fn too_many(name: &str, voice: &Voice) -> Failure {
    let limit = if name == DRUMS { 1 } else { Seat::COPIES };
    Failure::usage(voice.pick(
        format!("there can be at most {limit} of {name:?}; name fewer"),
        format!("paling banyak {limit} bagian {name:?}; sebutkan lebih sedikit"),
    ))
}

/// Gives every part without a name that of its instrument, numbered where it comes again.
pub(crate) fn name_all(parts: &mut [Part]) {
    for idx in 0..parts.len() {
        if !parts[idx].name.is_empty() {
            continue;
        }
        let name = match parts[idx].is_drums {
            true => "Drums",
            false => parts[idx].program.map_or("Piano", Program::name),
        };
        let is_taken = |name: &str| parts.iter().any(|it| it.name == name);
        let numbered = (2..).map(|it| format!("{name} {it}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        parts[idx].name = names.find(|it| !is_taken(it)).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(program: Option<u8>, name: &str) -> Part {
        Part { program: program.and_then(Program::new), name: name.into(), ..Part::default() }
    }

    #[test]
    fn every_family_has_a_name_and_no_name_two() {
        let mut all: Vec<&str> = FAMILIES.iter().flat_map(|it| it.iter().copied()).collect();
        assert!(FAMILIES.iter().all(|it| !it.is_empty()) && !all.contains(&DRUMS));
        all.sort_unstable();
        let n = all.len();
        all.dedup();
        assert_eq!(all.len(), n);
    }

    #[test]
    fn parts_are_called_by_their_instruments_and_told_apart() {
        let mut parts =
            [part(Some(33), ""), part(None, ""), part(Some(33), ""), part(Some(1), "Mine")];
        name_all(&mut parts);
        let names: Vec<&str> = parts.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Electric Bass (finger)", "Piano", "Electric Bass (finger) 2", "Mine"]);
    }
}
