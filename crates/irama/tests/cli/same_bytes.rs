//! The same command gives the same bytes, whatever the machine does it with.

use crate::world::World;

/// Wide enough for sums that threads share and for full and broken vectors.
const TRAIN: &str =
    "train songs --model classic --units 19,16 --window 7 --batch 24 --steps 30 --seed 1";

#[test]
fn threads_and_kernels_do_not_change_a_bit() {
    let world = World::new();
    world.irama(&format!("{TRAIN} -o m.irama")).succeeded();
    world.irama("compose -m m.irama -o m.mid --seed 2").succeeded();
    let mut n_kernels = 0;
    for how in ["--threads 1", "--threads 2", "--threads 3"].map(str::to_owned).into_iter().chain(
        ["portable", "avx2", "avx512", "neon"].map(|it| format!("--kernels {it} --threads 2")),
    ) {
        let ran = world.irama(&format!("{TRAIN} -o a.irama {how}"));
        if how.starts_with("--kernels") && ran.code == Some(2) {
            ran.refused(2, &["kernels"]);
            continue;
        }
        ran.succeeded();
        n_kernels += usize::from(how.starts_with("--kernels"));
        assert!(world.bytes("a.irama") == world.bytes("m.irama"), "{how}");
        world.irama(&format!("compose -m m.irama -o a.mid --seed 2 {how}")).succeeded();
        assert!(world.bytes("a.mid") == world.bytes("m.mid"), "{how}");
    }
    assert!(n_kernels >= 1, "the portable kernels are always there");
}

#[test]
fn a_piece_is_the_same_ten_times() {
    let world = World::with_model();
    world.irama("compose -m m.irama -o first.mid --seed 2").succeeded();
    for _ in 0..9 {
        world.irama("compose -m m.irama -o again.mid --seed 2").succeeded();
        assert_eq!(world.bytes("again.mid"), world.bytes("first.mid"));
    }
    world.irama("compose -m m.irama -o other.mid --seed 3").succeeded();
    assert_ne!(world.bytes("other.mid"), world.bytes("first.mid"));
}
