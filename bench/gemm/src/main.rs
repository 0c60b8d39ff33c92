//! The rate of `gemm` on a square product of 2048, on two threads, as a `name value unit` row.

use std::time::Instant;

const SIDE: usize = 2048;

fn main() {
    let a: Vec<f32> = (0..SIDE * SIDE).map(|it| (it % 61) as f32 / 61.0 - 0.5).collect();
    let b = a.clone();
    let mut c = vec![0.0_f32; SIDE * SIDE];
    let n = SIDE as isize;
    let mut times = Vec::new();
    for _ in 0..12 {
        let start = Instant::now();
        // SAFETY: all three are row-major squares of `SIDE`, and `c` is not shared.
        unsafe {
            gemm::gemm(
                SIDE, SIDE, SIDE, c.as_mut_ptr(), 1, n, false, a.as_ptr(), 1, n, b.as_ptr(), 1, n,
                0.0, 1.0, false, false, false, gemm::Parallelism::Rayon(2),
            );
        }
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    println!("gemm_square {:.1} GFLOP/s", 2.0 * (SIDE as f64).powi(3) / times[4] / 1e9);
}
