//! Ranks that are threads of one process, so that what holds for ranks can be tested anywhere.

use std::sync::{
    Mutex, PoisonError,
    mpsc::{Receiver, Sender, channel},
};

use crate::wire::{Parcel, Wire};

/// One end of the channels between all pairs of ranks.
pub(crate) struct Threads {
    rank: usize,
    /// In the order of ranks.
    to: Vec<Sender<Parcel>>,
    from: Mutex<Vec<Receiver<Parcel>>>,
}

impl Threads {
    /// As many ends as there are ranks.
    pub(crate) fn all(n: usize) -> Vec<Self> {
        let mut from: Vec<Vec<Receiver<Parcel>>> = (0..n).map(|_| Vec::new()).collect();
        let mut to: Vec<Vec<Sender<Parcel>>> = Vec::new();
        for _ in 0..n {
            let (mut senders, all) = (Vec::new(), from.iter_mut());
            all.for_each(|receivers| {
                let (sender, receiver) = channel();
                senders.push(sender);
                receivers.push(receiver);
            });
            to.push(senders);
        }
        let ends = to.into_iter().zip(from).enumerate();
        ends.map(|(rank, (to, from))| Self { rank, to, from: Mutex::new(from) }).collect()
    }
}

impl Wire for Threads {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.to.len()
    }

    fn exchange(&self, send: Vec<Parcel>, receive: &[usize]) -> Vec<Parcel> {
        for (parcel, to) in send.into_iter().zip(&self.to).filter(|it| !it.0.is_empty()) {
            to.send(parcel).expect("the others end together because they take the same steps");
        }
        let from = self.from.lock().unwrap_or_else(PoisonError::into_inner);
        let parcels = from.iter().zip(receive).map(|(from, len)| match len {
            0 => Parcel::default(),
            _ => {
                let parcel = from.recv().expect("the others are there as long as this one");
                assert_eq!(parcel.len(), *len, "words from another rank");
                parcel
            }
        });
        parcels.collect()
    }
}
