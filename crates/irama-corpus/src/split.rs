//! Which songs are held out: whole songs, never passages of one.

use crate::Song;

/// Indices of songs on either side, each in rising order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// To learn from.
    pub train: Vec<usize>,
    /// To judge by.
    pub held_out: Vec<usize>,
}

/// What decides on which side of a split a song is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kin {
    /// BLAKE3 of its bytes.
    pub hash: [u8; 32],
    /// Equal for songs that stay together.
    pub family: [u8; 16],
}

/// Holds out about `share` of the songs, 0 to 1; which ones follows from `seed` and their notes.
///
/// Songs of one [`family`](Song::family) stay together unless all are one family. With two songs or
/// more both sides have at least one, but for a share of 0, which holds out nothing. A song's place
/// in the draw does not depend on its name or on the other songs, so that a corpus that grows mostly
/// keeps its split.
pub fn split(songs: &[Song], seed: u64, share: f64) -> Split {
    let kin: Vec<Kin> = songs.iter().map(Song::kin).collect();
    split_kin(&kin, seed, share)
}

/// The same where no more is known of the songs.
pub fn split_kin(songs: &[Kin], seed: u64, share: f64) -> Split {
    let n_songs = songs.len();
    // A share that is not a number is as good as none.
    let share = if share > 0.0 { share.min(1.0) } else { 0.0 };
    if n_songs < 2 || share == 0.0 {
        return Split { train: (0..n_songs).collect(), held_out: Vec::new() };
    }
    let n_wanted = ((share * n_songs as f64).round() as usize).clamp(1, n_songs - 1);
    let mut held_out = Vec::with_capacity(n_wanted);
    // The families in the order in which they are drawn.
    let order = draw(seed, songs.iter().map(|it| it.family.as_slice()));
    let groups = || order.chunk_by(|a, b| songs[*a].family == songs[*b].family);
    for group in groups() {
        if held_out.len() + group.len() <= n_wanted {
            held_out.extend_from_slice(group);
        }
    }
    if held_out.is_empty() {
        // Every family is larger than what is wanted: the smallest will do if it leaves another.
        match groups().min_by_key(|group| group.len()) {
            Some(smallest) if groups().count() > 1 => held_out.extend_from_slice(smallest),
            _ => {
                held_out = draw(seed, songs.iter().map(|it| it.hash.as_slice()));
                held_out.truncate(n_wanted);
            }
        }
    }
    held_out.sort_unstable();
    let train = (0..n_songs).filter(|idx| held_out.binary_search(idx).is_err()).collect();
    Split { train, held_out }
}

/// Shuffles by the hash of the seed and a name that stays with its song; equal names stay together.
fn draw<'a>(seed: u64, names: impl Iterator<Item = &'a [u8]>) -> Vec<usize> {
    let lot = |name: &[u8]| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"irama split").update(&seed.to_le_bytes()).update(name);
        *hasher.finalize().as_bytes()
    };
    let mut lots: Vec<([u8; 32], usize)> = names.map(lot).zip(0..).collect();
    lots.sort_unstable();
    lots.into_iter().map(|(_, idx)| idx).collect()
}

#[cfg(test)]
mod tests {
    use irama_score::Known;
    use proptest::prelude::*;

    use super::*;

    fn song(name: u8, family: u8) -> Song {
        Song {
            path: format!("{name}.mid"),
            hash: [name; 32],
            n_notes: 1,
            n_bars: 1,
            tempo: Known::Unknown,
            key: Known::Unknown,
            meter: Known::Unknown,
            note_ons: 0..0,
            family: [family; 16],
            packed: None,
        }
    }

    fn songs(families: &[u8]) -> Vec<Song> {
        families.iter().zip(0..).map(|(&family, name)| song(name, family)).collect()
    }

    proptest! {
        #[test]
        fn every_song_is_on_one_side_and_families_stay_together(
            families in prop::collection::vec(0u8..30, 2..60),
            seed: u64,
            share in 0.01f64..0.99,
        ) {
            let songs = songs(&families);
            let Split { train, held_out } = split(&songs, seed, share);
            let mut all = [train.clone(), held_out.clone()].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..songs.len()).collect::<Vec<_>>());
            prop_assert!(!train.is_empty() && !held_out.is_empty());
            let is_one_family = families.iter().all(|it| *it == families[0]);
            let leaks = train.iter().any(|&a| held_out.iter().any(|&b| families[a] == families[b]));
            prop_assert_eq!(leaks, is_one_family);
        }

        #[test]
        fn the_share_is_met_where_every_song_is_its_own_family(seed: u64, share in 0.1f64..0.9) {
            let songs = songs(&(0..100).collect::<Vec<_>>());
            let n_wanted = (share * 100.0).round() as usize;
            prop_assert_eq!(split(&songs, seed, share).held_out.len(), n_wanted);
        }
    }

    #[test]
    fn the_seed_decides_and_the_order_of_songs_does_not() {
        let mut songs = songs(&(0..50).collect::<Vec<_>>());
        let names = |songs: &[Song], seed| -> Vec<String> {
            let mut names: Vec<String> = split(songs, seed, 0.2)
                .held_out
                .into_iter()
                .map(|idx| songs[idx].path.clone())
                .collect();
            names.sort();
            names
        };
        let (first, other) = (names(&songs, 1), names(&songs, 2));
        assert_ne!(first, other);
        songs.reverse();
        assert_eq!(names(&songs, 1), first);
    }

    #[test]
    fn too_little_to_split_is_not_split() {
        assert_eq!(split(&[], 1, 0.5), Split::default());
        assert_eq!(split(&songs(&[1]), 1, 0.5), Split { train: vec![0], held_out: vec![] });
        let two = songs(&[1, 2]);
        for share in [0.0, -1.0, f64::NAN] {
            assert_eq!(split(&two, 1, share), Split { train: vec![0, 1], held_out: vec![] });
        }
        for share in [1e-9, 0.5, 1.0, 99.0] {
            assert_eq!(split(&two, 1, share).held_out.len(), 1, "{share}");
        }
    }
}
