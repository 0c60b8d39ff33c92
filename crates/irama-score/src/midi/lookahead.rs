//! How well bytes read as events from a place on: what decides between ways to go on after damage.

/// Events that are looked at. More would make a hostile file slow, fewer would be fooled by chance.
const MAX_EVENTS: usize = 8;
/// Messages for cables that are passed over on the way.
const MAX_SYSTEM: usize = 16;
/// What an event with a status of its own is worth. Chance makes one of one byte in eight.
const EXPLICIT: u32 = 3;
/// Any two small bytes are an event with running status, so it proves little.
const RUNNING: u32 = 1;
/// The bytes end together with an event.
const FITTING_END: u32 = 2;
/// From this on, a place is believed when others are searched for.
pub(super) const CONVINCING: u32 = 6;
/// As many explicit events as are looked at.
const PERFECT: u32 = EXPLICIT * MAX_EVENTS as u32;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// The time to the next event.
    Delta,
    /// An event whose time is known or lost.
    Event,
}

/// The data bytes that follow a channel status.
pub(super) const fn data_len(status: u8) -> usize {
    if matches!(status & 0xf0, 0xc0 | 0xd0) { 1 } else { 2 }
}

/// The data bytes that follow a status of F1 to FE on a cable, where there are no lengths.
pub(super) const fn system_data_len(status: u8) -> usize {
    match status {
        0xf1 | 0xf3 => 1,
        0xf2 => 2,
        _ => 0,
    }
}

/// A variable-length quantity of at most four bytes and the offset behind it.
pub(super) fn vlq(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    // Most times are short.
    let first = *bytes.get(at)?;
    if first < 0x80 {
        return Some((u32::from(first), at + 1));
    }
    let mut value = 0;
    for (idx, &byte) in bytes.get(at..)?.iter().take(4).enumerate() {
        value = value << 7 | u32::from(byte & 0x7f);
        if byte < 0x80 {
            return Some((value, at + idx + 1));
        }
    }
    None
}

/// Worth of the events that can be read from `at` on without anything odd.
pub(super) fn worth(bytes: &[u8], at: usize, expect: Expect, running: Option<u8>) -> u32 {
    let (mut at, mut expect, mut running) = (at, expect, running);
    let mut worth = 0;
    let (mut n_events, mut n_system) = (0, 0);
    while n_events < MAX_EVENTS && n_system < MAX_SYSTEM {
        if at == bytes.len() && expect == Expect::Delta {
            return worth + FITTING_END;
        }
        if expect == Expect::Delta {
            let Some((_, behind)) = vlq(bytes, at) else { return worth };
            at = behind;
        }
        expect = Expect::Delta;
        n_events += 1;
        let Some(&status) = bytes.get(at) else { return worth };
        match status {
            0..=0x7f => {
                let Some(len) = running.map(data_len) else { return worth };
                if !is_data(bytes, at, len) {
                    return worth;
                }
                at += len;
                worth += RUNNING;
            }
            0x80..=0xef => {
                let len = data_len(status);
                if !is_data(bytes, at + 1, len) {
                    return worth;
                }
                at += 1 + len;
                running = Some(status);
                worth += EXPLICIT;
            }
            0xff => match meta(bytes, at) {
                Some((0x2f, behind)) if behind == bytes.len() => return PERFECT,
                Some((_, behind)) => {
                    at = behind;
                    worth += EXPLICIT;
                }
                None => return worth,
            },
            0xf0 | 0xf7 => match vlq(bytes, at + 1) {
                Some((len, behind)) if fits(bytes, behind, len) => {
                    at = behind + len as usize;
                    worth += RUNNING;
                }
                _ => return worth,
            },
            _ => {
                // Neither good nor bad: what is compared are the events behind it.
                n_events -= 1;
                n_system += 1;
                at += 1 + system_data_len(status);
            }
        }
    }
    worth
}

fn is_data(bytes: &[u8], at: usize, len: usize) -> bool {
    bytes.get(at..at + len).is_some_and(|data| data.iter().all(|&byte| byte < 0x80))
}

fn fits(bytes: &[u8], at: usize, len: u32) -> bool {
    at.checked_add(len as usize).is_some_and(|end| end <= bytes.len())
}

/// Whether a meta event of this type may have this length.
pub(super) const fn is_usual_len(kind: u8, len: u32) -> bool {
    match kind {
        0x00 => len == 0 || len == 2,
        0x20 | 0x21 => len == 1,
        0x2f => len == 0,
        0x51 => len == 3,
        0x54 => len == 5,
        0x58 => len == 4,
        0x59 => len == 2,
        _ => true,
    }
}

/// The type of the meta event at `at` and the offset behind it, if it fits and has the length that
/// its type asks for.
fn meta(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let kind = *bytes.get(at + 1).filter(|&&kind| kind < 0x80)?;
    let (len, behind) = vlq(bytes, at + 2)?;
    (is_usual_len(kind, len) && fits(bytes, behind, len)).then_some((kind, behind + len as usize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_the_standard_lists_them() {
        for (bytes, value) in [
            (&[0x00][..], 0),
            (&[0x7f], 0x7f),
            (&[0x81, 0x00], 0x80),
            (&[0xff, 0x7f], 0x3fff),
            (&[0x81, 0x80, 0x00], 0x4000),
            (&[0xff, 0xff, 0xff, 0x7f], 0x0fff_ffff),
        ] {
            assert_eq!(vlq(bytes, 0), Some((value, bytes.len())));
        }
        assert_eq!(vlq(&[0x80, 0x80, 0x80, 0x80, 0x00], 0), None);
        assert_eq!(vlq(&[0x80], 0), None);
        assert_eq!(vlq(&[], 5), None);
    }

    #[test]
    fn real_events_are_worth_more_than_chance() {
        let scale = [0, 0x90, 60, 80, 96, 0x80, 60, 0, 0, 0xff, 0x2f, 0];
        assert_eq!(worth(&scale, 0, Expect::Delta, None), PERFECT);
        assert_eq!(worth(&scale, 1, Expect::Event, None), PERFECT);
        assert!(worth(&scale, 2, Expect::Delta, None) < CONVINCING);
        assert_eq!(worth(b"lorem ipsum dolor sit amet", 0, Expect::Delta, None), 0);
        assert_eq!(worth(&scale[..8], 0, Expect::Delta, None), 2 * EXPLICIT + FITTING_END);
    }
}
