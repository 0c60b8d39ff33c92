//! Facts joined together: like the contexts of a Markov model, folded together by a hash.

use irama_events::{Event, Field, Position};
use irama_neural::BagRow;

use super::{history::Past, memory::Music};

/// Joined facts that a head is told, and numbers for each.
const N_FACTS: u32 = 5;
const SIZE: u32 = 1024;
/// Tokens that a head needs for them.
pub(super) const N_TOKENS: u32 = N_FACTS * SIZE;

/// Facts that say more together than apart: the place in the bar with who plays what, and what was
/// played before with what was played before that.
pub(super) fn push(
    music: &Music,
    first: u32,
    (field, event): (Field, &Event),
    at: &Position,
    bag: &mut BagRow,
) {
    let place = u64::from(at.step_in_bar) << 8 | u64::from(at.bar_steps & 255);
    let who = |it: &Event| u64::from(it.get(Field::Seat)) << 8 | u64::from(it.get(Field::Pitch));
    let last = music.last.as_ref().map_or(u64::MAX, who);
    let now = music.history.at(at.step);
    let struck =
        now.iter().fold(0, |all, it| mix(all ^ u64::from(it.seat.0) << 8 | u64::from(it.pitch)));
    let seat = music.seat(event.seat());
    let own = |n: usize| seat.and_then(|it| it.pitches.get(n)).map_or(255, |it| u64::from(*it));
    let value = |it: &Past| match field {
        Field::Length => it.length,
        Field::Loudness => it.loudness,
        _ => it.shift,
    };
    let facts: [u64; N_FACTS as usize] = match field {
        Field::Beats | Field::Sub => {
            let wait = u64::from(event.get(Field::Beats));
            let before = music.last.map_or(0, |it| u64::from(it.wait()));
            [
                mix(place) ^ wait,
                mix(place) ^ mix(last) ^ wait,
                mix(struck) ^ wait,
                mix(mix(place) ^ struck) ^ wait,
                mix(before << 20 ^ place) ^ wait,
            ]
        }
        Field::Seat => {
            let wait = u64::from(event.wait() > 0);
            let long = at.bar_idx % 4;
            [
                mix(place),
                mix(place) ^ mix(last) ^ wait,
                mix(struck) ^ wait,
                mix(mix(place) ^ struck),
                mix(place << 2 | long) ^ wait,
            ]
        }
        Field::Pitch => {
            let seat = u64::from(event.get(Field::Seat));
            let key = music.given.key.map_or(99, |it| u64::from(it.tonic));
            [
                mix(place) ^ seat,
                mix(own(0) << 8 | own(1)) ^ seat,
                mix(struck) ^ seat,
                mix(mix(struck) ^ own(0)) ^ seat,
                mix(key << 16 | own(0)) ^ seat,
            ]
        }
        _ => {
            let who = who(event);
            let before = seat.map_or(255, |it| u64::from(value(&it.last)));
            let same = seat.and_then(|it| it.of_pitch(event.get(Field::Pitch)));
            let same = same.map_or(999, |it| u64::from(it.0) << 8 | u64::from(it.1));
            let with = now.last().map_or(255, |it| u64::from(value(it)));
            let seat = u64::from(event.get(Field::Seat));
            let length =
                u64::from(event.get(Field::Length)) + u64::from(event.get(Field::Loudness)) * 64;
            [
                mix(place) ^ who,
                mix(place) ^ mix(seat << 8 | before),
                mix(mix(place) ^ same) ^ seat,
                mix(with << 8 | before) ^ seat,
                mix(place) ^ mix(mix(length) ^ seat),
            ]
        }
    };
    for (it, fact) in (0..).zip(facts) {
        let token = (mix(fact ^ u64::from(it)) % u64::from(SIZE)) as u32;
        bag.push(first + it * SIZE + token, 1.0);
    }
}

/// Spreads bits over a word: the finaliser of MurmurHash3.
fn mix(bits: u64) -> u64 {
    let bits = (bits ^ bits >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let bits = (bits ^ bits >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    bits ^ bits >> 33
}
