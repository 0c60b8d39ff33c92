//! The ranks of a run, as one of them sees them.

use std::{
    fmt,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use irama_neural::{Others, Share, tree};

use crate::{
    threads::Threads,
    wire::{Parcel, Wire},
};

/// Up to so many values each rank gets the sums of all others and adds them itself, which is one trip;
/// beyond, each adds a stretch of them for all, which is two trips with fewer words.
const SMALL: usize = 4_096;

/// What was sent so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes to other ranks.
    pub bytes: u64,
    /// Trips there and back.
    pub trips: u64,
}

/// All ranks of a run; the default is one that is alone.
#[derive(Clone, Default)]
pub struct Ranks {
    wire: Option<Arc<dyn Wire>>,
    bytes: Arc<AtomicU64>,
    trips: Arc<AtomicU64>,
}

impl Ranks {
    /// One that is alone.
    pub fn solo() -> Self {
        Self::default()
    }

    /// As many ranks as threads of this process, in their order. Each must be used by a thread of its
    /// own.
    pub fn of_threads(n: usize) -> Vec<Self> {
        Threads::all(n).into_iter().map(Self::on).collect()
    }

    pub(crate) fn on(wire: impl Wire + 'static) -> Self {
        Self { wire: Some(Arc::new(wire)), ..Self::default() }
    }

    /// This rank, from 0 on.
    pub fn rank(&self) -> usize {
        self.wire.as_ref().map_or(0, |it| it.rank())
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        self.wire.as_ref().map_or(1, |it| it.size())
    }

    /// Whether this is the one that reads, speaks and writes for all.
    pub fn is_first(&self) -> bool {
        self.rank() == 0
    }

    /// Whether there are no others.
    pub fn is_alone(&self) -> bool {
        self.size() == 1
    }

    /// What was sent so far.
    pub fn traffic(&self) -> Traffic {
        let [bytes, trips] = [&self.bytes, &self.trips].map(|it| it.load(Ordering::Relaxed));
        Traffic { bytes, trips }
    }

    /// The rows of a batch that this rank works on.
    pub fn rows(&self, n_rows: usize) -> Range<usize> {
        self.rows_of(self.rank(), n_rows)
    }

    /// The rows of a batch that `rank` works on.
    pub fn rows_of(&self, rank: usize, n_rows: usize) -> Range<usize> {
        Share::rows_of(n_rows, rank, self.size())
    }

    /// Those that work on a batch together with this rank.
    pub fn on_rows(&self, n_rows: usize) -> Fellows<'_> {
        let is_busy = |it: &usize| !Share::rows_of(n_rows, *it, self.size()).is_empty();
        let n_busy = (0..self.size()).take_while(is_busy).count();
        Fellows { ranks: self, n_rows, n_busy }
    }

    /// What each rank says, in their order.
    pub fn gather(&self, words: &[u32]) -> Vec<Vec<u32>> {
        let Some(wire) = &self.wire else { return vec![words.to_vec()] };
        let n = wire.size();
        let len = Parcel::new(vec![words.len() as u32]);
        let lens = self.exchange(&**wire, vec![len; n], &vec![1; n]);
        let lens: Vec<usize> = lens.iter().map(|it| it[0] as usize).collect();
        let own = Parcel::new(words.to_vec());
        let all = self.exchange(&**wire, vec![own; n], &lens);
        all.into_iter().map(|it| it.to_vec()).collect()
    }

    /// The same for bytes.
    pub fn gather_bytes(&self, bytes: &[u8]) -> Vec<Vec<u8>> {
        self.gather(&to_words(bytes)).iter().map(|it| to_bytes(it)).collect()
    }

    /// What the first rank says, to all; what others would say is not asked.
    pub fn first_says(&self, bytes: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
        let Some(wire) = &self.wire else { return bytes() };
        let n = wire.size();
        let own = if self.is_first() { to_words(&bytes()) } else { Vec::new() };
        let from_first = |len: usize| (0..n).map(|it| if it == 0 { len } else { 0 }).collect();
        let to_all = |words: Vec<u32>| vec![Parcel::new(words); n];
        let len = if self.is_first() { vec![own.len() as u32] } else { Vec::new() };
        let receive: Vec<usize> = from_first(1);
        let len = self.exchange(&**wire, to_all(len), &receive)[0][0] as usize;
        let receive: Vec<usize> = from_first(len);
        to_bytes(&self.exchange(&**wire, to_all(own), &receive)[0])
    }

    /// Joins the sums of the first `n_busy` ranks along the tree; all ranks get the result.
    fn join(&self, n_busy: usize, sums: &mut [f32]) {
        let Some(wire) = self.wire.as_ref().filter(|it| it.size() > 1) else { return };
        let (n, rank, len) = (wire.size(), wire.rank(), sums.len());
        let is_busy = rank < n_busy;
        let from_busy = |len| (0..n).map(|it| if it < n_busy { len } else { 0 }).collect();
        if len <= SMALL {
            let own = Parcel::new(if is_busy { words_of(sums) } else { Vec::new() });
            let receive: Vec<usize> = from_busy(len);
            let all = self.exchange(&**wire, vec![own; n], &receive);
            sums.copy_from_slice(joined(&all[..n_busy], len).as_slice());
            return;
        }
        let stretch = |it: usize| it * len / n..(it + 1) * len / n;
        let own = |it| Parcel::new(if is_busy { words_of(&sums[stretch(it)]) } else { Vec::new() });
        let receive: Vec<usize> = from_busy(stretch(rank).len());
        let all = self.exchange(&**wire, (0..n).map(own).collect(), &receive);
        let own = joined(&all[..n_busy], stretch(rank).len());
        drop(all);
        let receive: Vec<usize> = (0..n).map(|it| stretch(it).len()).collect();
        let all = self.exchange(&**wire, vec![Parcel::new(words_of(&own)); n], &receive);
        for (it, words) in all.iter().enumerate() {
            let values = words.iter().map(|it| f32::from_bits(*it));
            sums[stretch(it)].iter_mut().zip(values).for_each(|(sum, value)| *sum = value);
        }
    }

    fn exchange(&self, wire: &dyn Wire, send: Vec<Parcel>, receive: &[usize]) -> Vec<Parcel> {
        let others = send.iter().enumerate().filter(|it| it.0 != wire.rank());
        let n_words: usize = others.map(|it| it.1.len()).sum();
        self.bytes.fetch_add(n_words as u64 * 4, Ordering::Relaxed);
        self.trips.fetch_add(1, Ordering::Relaxed);
        wire.exchange(send, receive)
    }
}

impl fmt::Debug for Ranks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rank {} of {}", self.rank(), self.size())
    }
}

/// Those that work on one batch.
#[derive(Clone, Copy, Debug)]
pub struct Fellows<'a> {
    ranks: &'a Ranks,
    n_rows: usize,
    n_busy: usize,
}

impl Fellows<'_> {
    /// The share of the batch that is here.
    pub fn share(&self) -> Share<'_> {
        if self.ranks.is_alone() {
            return Share::whole(self.n_rows);
        }
        let first_row = self.ranks.rows(self.n_rows).start;
        Share { first_row, n_rows: self.n_rows, others: Some(self) }
    }
}

impl Others for Fellows<'_> {
    fn join(&self, sums: &mut [f32]) {
        self.ranks.join(self.n_busy, sums);
    }
}

/// The sum of equally many values of some ranks, along the tree.
fn joined(all: &[Parcel], len: usize) -> Vec<f32> {
    if len == 0 {
        return Vec::new();
    }
    let mut leaves: Vec<f32> = Vec::with_capacity(all.len() * len);
    leaves.extend(all.iter().flat_map(|it| it.iter().map(|it| f32::from_bits(*it))));
    tree::join(&mut leaves, len);
    leaves.truncate(len);
    leaves
}

fn words_of(values: &[f32]) -> Vec<u32> {
    values.iter().map(|it| it.to_bits()).collect()
}

/// How many bytes there are, then the bytes.
fn to_words(bytes: &[u8]) -> Vec<u32> {
    let word = |it: &[u8]| {
        let mut word = [0; 4];
        word[..it.len()].copy_from_slice(it);
        u32::from_le_bytes(word)
    };
    std::iter::once(bytes.len() as u32).chain(bytes.chunks(4).map(word)).collect()
}

fn to_bytes(words: &[u32]) -> Vec<u8> {
    let Some((n, words)) = words.split_first() else { return Vec::new() };
    let mut bytes: Vec<u8> = words.iter().flat_map(|it| it.to_le_bytes()).collect();
    bytes.truncate(*n as usize);
    bytes
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// What each of `n` ranks makes of `work`.
    fn of_all<T: Send>(n: usize, work: impl Fn(Ranks) -> T + Sync) -> Vec<T> {
        thread::scope(|scope| {
            let ranks = Ranks::of_threads(n).into_iter();
            let threads: Vec<_> = ranks.map(|it| scope.spawn(|| work(it))).collect();
            threads.into_iter().map(|it| it.join().unwrap()).collect()
        })
    }

    #[test]
    fn any_number_of_ranks_makes_the_same_sum() {
        for (n_rows, len) in [(8, 3), (33, 5), (64, SMALL + 7), (65, 1), (100, 9_001)] {
            let leaf = |row: usize, it: usize| 1.0 / ((row / 8 * 31 + it) as f32 + 0.3);
            let partial = |rows: Range<usize>| -> Vec<f32> {
                let leaves = rows.step_by(8).flat_map(|row| (0..len).map(move |it| leaf(row, it)));
                let mut leaves: Vec<f32> = leaves.collect();
                leaves.resize(leaves.len().max(len), 0.0);
                tree::join(&mut leaves, len).to_vec()
            };
            let expected = partial(0..n_rows);
            for n in 1..10 {
                let all = of_all(n, |ranks| {
                    let mut sums = partial(ranks.rows(n_rows));
                    ranks.on_rows(n_rows).share().join(&mut sums);
                    sums
                });
                assert!(all.iter().all(|it| *it == expected), "{n} ranks, {n_rows} rows");
            }
        }
    }

    #[test]
    fn what_is_said_arrives_whole() {
        let all = of_all(5, |ranks| {
            let words = vec![ranks.rank() as u8; ranks.rank()];
            (ranks.gather_bytes(&words), ranks.first_says(|| b"from the first".to_vec()))
        });
        for (gathered, said) in all {
            assert_eq!(gathered, [vec![], vec![1; 1], vec![2; 2], vec![3; 3], vec![4; 4]]);
            assert_eq!(said, b"from the first");
        }
    }

    #[test]
    fn one_that_is_alone_sends_nothing() {
        let ranks = Ranks::solo();
        ranks.on_rows(9).share().join(&mut [1.0]);
        assert_eq!(ranks.gather_bytes(b"abc"), [b"abc"]);
        assert_eq!(ranks.traffic(), Traffic::default());
    }
}
