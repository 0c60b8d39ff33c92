//! Studios that are killed: nothing is lost, nothing is left behind (U9, R31).

use serde_json::{Value, json};

use crate::world::{World, tiny};

#[test]
fn what_was_under_way_when_it_was_killed_goes_on() {
    let world = World::new();
    let running = world.start();
    let collection = running.collection(&world.archive());
    let (model, job) = running.learn(&collection, &tiny(800));
    let path = format!("/api/models/{model}");
    let before = running.until(&path, |it| it["has_sound"] == true && it["state"] == "learning");
    let asked = json!({ "model": model, "brief": { "bars": 400 }, "seed": 7 });
    let composing = running.post("/api/compose", &asked)["id"].as_str().unwrap().to_owned();
    let project = running.post("/api/projects", &json!({ "name": "Sebelum" }));
    running.kill();

    let again = world.start();
    let known = again.get(&format!("/api/projects/{}", project["id"].as_str().unwrap()));
    assert_eq!(known["name"], "Sebelum");
    let composed = again.until(&format!("/api/jobs/{composing}"), |it| {
        it["state"] == "done" || it["state"] == "failed"
    });
    assert_eq!(composed["state"], "done", "{composed}");
    let learned = again.until(&path, |it| it["state"] == "ready" || it["state"] == "failed");
    assert_eq!(learned["state"], "ready", "{learned}");
    assert!(
        learned["looks"].as_array().unwrap().len() >= before["looks"].as_array().unwrap().len()
    );
    assert_eq!(again.get(&format!("/api/jobs/{job}"))["state"], "done");
}

#[cfg(target_os = "linux")]
#[test]
fn a_studio_that_is_killed_leaves_no_process_behind() {
    use crate::world::is_learning;
    let world = World::new();
    let running = world.start();
    let collection = running.collection(&world.archive());
    let (model, _) = running.learn(&collection, &tiny(200_000));
    running.until(&format!("/api/models/{model}"), |it| it["state"] == "learning");
    assert!(is_learning(&world));
    running.kill();
    let begin = std::time::Instant::now();
    while is_learning(&world) {
        assert!(begin.elapsed().as_secs() < 60, "it still learns");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn a_model_that_rests_still_rests_after_a_restart() {
    let world = World::new();
    let running = world.start();
    let collection = running.collection(&world.archive());
    let (model, _) = running.learn(&collection, &tiny(200_000));
    let path = format!("/api/models/{model}");
    running.until(&path, |it| it["state"] == "learning");
    running.post(&format!("{path}/pause"), &Value::Null);
    running.until(&path, |it| it["state"] == "paused");
    assert_eq!(running.interrupted().0, Some(130));
    let again = world.start();
    assert_eq!(again.get(&path)["state"], "paused");
    assert_eq!(again.call("DELETE", &path, &Value::Null).0, 204);
}
