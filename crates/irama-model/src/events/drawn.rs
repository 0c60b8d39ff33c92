//! Some pieces of a large collection, drawn by the seed.

use irama_neural::Chance;

/// The stream of chance that draws.
const DRAWING: u64 = 7;

/// The pieces to take, in rising order, if no more than `limit` rows are wanted: all that there are, or
/// else some that the seed draws. `n_rows` are the rows of each piece.
pub fn drawn(n_rows: impl ExactSizeIterator<Item = usize>, limit: usize, seed: u64) -> Vec<usize> {
    let n_rows: Vec<usize> = n_rows.collect();
    let mut taken: Vec<usize> = (0..n_rows.len()).collect();
    if n_rows.iter().sum::<usize>() <= limit {
        return taken;
    }
    Chance::new(seed, DRAWING, 0).shuffle(&mut taken);
    let mut sum = 0;
    let fits = |it: &&usize| {
        sum += n_rows[**it];
        sum <= limit
    };
    let n = taken.iter().take_while(fits).count().max(1);
    taken.truncate(n);
    taken.sort_unstable();
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_taken_where_they_fit_and_else_as_many_as_fit() {
        let rows = || (0..100).map(|it| 10 + it % 3);
        let all: usize = rows().sum();
        assert_eq!(drawn(rows(), all, 1), (0..100).collect::<Vec<_>>());
        let some = drawn(rows(), all / 4, 1);
        assert!(some.is_sorted() && (20..=30).contains(&some.len()), "{some:?}");
        assert_eq!(some, drawn(rows(), all / 4, 1));
        assert_ne!(some, drawn(rows(), all / 4, 2));
        assert_eq!(drawn(rows(), 1, 1).len(), 1, "one is taken, however long");
        assert!(drawn(std::iter::empty(), 1, 1).is_empty());
    }
}
