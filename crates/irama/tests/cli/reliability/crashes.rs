//! R14: the power goes after every call of a run, and what was not flushed is dropped or torn.

use irama_model::{Model, classic};

use super::{
    disk::{Call, Disk, LOSSES, parse},
    figure,
    strace::{can_trace, traced},
};
use crate::world::{TINY, World};

#[test]
fn r14_after_a_crash_at_any_call_the_old_or_the_new_is_there() {
    if !can_trace("R14") {
        return;
    }
    let world = World::new();
    world.write("out/.keep", "");
    world.irama(&format!("train songs -o out/m.irama --steps 20 {TINY}")).succeeded();
    // The system may know the folder by another name.
    let folder = std::fs::canonicalize(world.path("out")).unwrap();
    let (model, old) = (folder.join("m.irama"), world.bytes("out/m.irama"));
    let mut disk = Disk::default();
    disk.put(&model, old.clone());
    let train = format!(
        "train songs -o {} --steps 5 --save-every 0 --no-cache --threads 1 {TINY}",
        model.display()
    );
    let kinds = "trace=openat,write,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,\
                 mkdir,mkdirat,rmdir";
    let (ran, lines) = traced(&world, &train, &["-y", "-xx", "-s", "100000000", "-e", kinds]);
    ran.unwrap().succeeded();
    let new = world.bytes("out/m.irama");
    let calls: Vec<Call> = lines.iter().filter_map(|it| parse(it, &folder)).collect();
    let n_saves = calls.iter().filter(|it| matches!(it, Call::Rename(..))).count();
    assert!(n_saves >= 6 && old != new, "{n_saves} saves");
    let (mut n_states, mut n_saved) = (0, 0);
    for call in &calls {
        disk.run(call);
        for loss in LOSSES {
            let left = tempfile::tempdir().unwrap();
            disk.leave(loss, &folder, left.path());
            let left = left.path().join("m.irama");
            let what = || format!("after {call:?}, with {loss:?} lost");
            let bytes = std::fs::read(&left).unwrap_or_else(|it| panic!("{it} {}", what()));
            assert!(Model::from_bytes(&bytes).is_ok(), "no model {}", what());
            let has_state = classic::run_config(&left).is_some();
            assert!(n_saved == 0 || has_state || bytes == new, "the run is lost {}", what());
            n_states += 1;
        }
        // The first save is safe once its name is flushed.
        let is_flush = matches!(call, Call::Sync(path) if path.ends_with("m.irama.run"));
        n_saved += usize::from(is_flush);
    }
    assert!(n_saved >= 4, "{n_saved} saved");
    let n_calls = calls.len();
    figure("R14", &format!("{n_states} states after {n_calls} calls: old or new in every one"));
}
