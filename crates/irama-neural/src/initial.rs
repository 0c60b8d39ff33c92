//! Weights to start from, as Keras draws them (with numbers of our own).

use crate::Chance;

/// Uniform within ±√(6 / (`fan_in` + `fan_out`)) (Glorot and Bengio 2010).
pub fn glorot_uniform(values: &mut [f32], fan_in: usize, fan_out: usize, chance: &mut Chance) {
    let limit = (6.0 / (fan_in + fan_out) as f64).sqrt();
    values.iter_mut().for_each(|it| *it = ((2.0 * chance.uniform() - 1.0) * limit) as f32);
}

/// A random matrix, (`n_rows`, `n_columns`), whose rows are orthonormal (Saxe and others 2013);
/// there may not be more rows than columns.
///
/// The modified Gram-Schmidt process, twice for each row, so that rounding leaves nothing over.
pub fn orthogonal(values: &mut [f32], n_rows: usize, n_columns: usize, chance: &mut Chance) {
    assert!(n_rows <= n_columns, "{n_rows} orthonormal rows do not fit {n_columns} dimensions");
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(n_rows);
    for target in values.chunks_exact_mut(n_columns) {
        let mut row: Vec<f64> = (0..n_columns).map(|_| chance.normal()).collect();
        for _ in 0..2 {
            for earlier in &rows {
                let along = dot(&row, earlier);
                row.iter_mut().zip(earlier).for_each(|(it, earlier)| *it -= along * earlier);
            }
        }
        let length = dot(&row, &row).sqrt();
        row.iter_mut().for_each(|it| *it /= length);
        target.iter_mut().zip(&row).for_each(|(target, it)| *target = *it as f32);
        rows.push(row);
    }
}

/// The scalar product in eight chains, which a compiler can run side by side.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    for (x, y) in x.chunks(8).zip(y.chunks(8)) {
        for (sum, (x, y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum += x * y;
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_orthonormal() {
        let (n_rows, n_columns) = (17, 68);
        let mut values = vec![0.0; n_rows * n_columns];
        orthogonal(&mut values, n_rows, n_columns, &mut Chance::new(1, 0, 0));
        for (it, x) in values.chunks_exact(n_columns).enumerate() {
            for (other, y) in values.chunks_exact(n_columns).enumerate() {
                let product: f32 = x.iter().zip(y).map(|(x, y)| x * y).sum();
                let expected = if it == other { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-5, "rows {it} and {other}: {product}");
            }
        }
    }

    #[test]
    fn glorot_fills_its_range_evenly() {
        let mut values = vec![0.0; 10_000];
        glorot_uniform(&mut values, 40, 110, &mut Chance::new(1, 0, 0));
        let (low, high) =
            values.iter().fold((0.0_f32, 0.0_f32), |it, x| (it.0.min(*x), it.1.max(*x)));
        assert!(low > -0.2 && low < -0.199 && high < 0.2 && high > 0.199, "{low} to {high}");
        let mean: f32 = values.iter().sum::<f32>() / 10_000.0;
        assert!(mean.abs() < 0.005, "mean {mean}");
    }
}
