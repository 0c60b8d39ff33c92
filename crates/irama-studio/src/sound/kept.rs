//! Sounds that were made lately, as many as fit.

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

/// Bytes that are kept.
const MAX_BYTES: usize = 192 << 20;

/// What was made lately, the last used at the end.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<(String, Bytes)>>);

impl Kept {
    /// What is kept under a key.
    pub(super) fn get(&self, key: &str) -> Option<Bytes> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let idx = all.iter().position(|it| it.0 == key)?;
        let entry = all.remove(idx);
        let bytes = entry.1.clone();
        all.push(entry);
        Some(bytes)
    }

    /// Keeps something; what was used longest ago goes.
    pub(super) fn put(&self, key: String, bytes: Bytes) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| it.0 != key);
        all.push((key, bytes));
        while all.iter().map(|it| it.1.len()).sum::<usize>() > MAX_BYTES {
            all.remove(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let kept = Kept::default();
        let third = Bytes::from(vec![0; MAX_BYTES / 3]);
        ["a", "b", "c"].iter().for_each(|it| kept.put((*it).into(), third.clone()));
        assert!(kept.get("a").is_some());
        kept.put("d".into(), third);
        assert!(kept.get("a").is_some() && kept.get("b").is_none());
    }
}
