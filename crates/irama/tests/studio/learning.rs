//! Learning in the studio: from an archive to something that is heard.

use serde_json::{Value, json};

use crate::world::{World, tiny};

#[test]
fn from_an_archive_to_a_piece() {
    let world = World::new();
    let running = world.start();
    let collection = running.collection(&world.archive());
    let job = running.post(&format!("/api/collections/{collection}/inspect"), &Value::Null);
    let job = job["id"].as_str().unwrap();
    running.until(&format!("/api/jobs/{job}"), |it| it["state"] == "done");
    let read = running.get(&format!("/api/collections/{collection}"));
    assert_eq!(read["summary"]["files_kept"], 8, "{read}");
    let path = read["report"]["files"][0]["path"].as_str().unwrap();
    assert!(path.starts_with("loops.zip/loops/"), "{path}");

    let (model, job) = running.learn(&collection, &tiny(40));
    let path = format!("/api/models/{model}");
    let learned = running.until(&path, |it| it["state"] == "ready" || it["state"] == "failed");
    assert_eq!(learned["state"], "ready", "{learned}");
    assert!(learned["best"]["nll_per_note"].is_f64() && learned["card"]["kind"] == "events");
    assert!(!learned["looks"].as_array().unwrap().is_empty());
    assert_eq!(running.get(&format!("/api/jobs/{job}"))["state"], "done");
    let asked = json!({ "model": model, "brief": { "bars": 2 } });
    let answer = running.post("/api/compose?wait=true", &asked);
    let song = answer["songs"][0]["id"].as_str().unwrap();
    let (status, wav) = running.send("GET", &format!("/api/songs/{song}/stems/0"), "", b"");
    assert!(status == 200 && wav.starts_with(b"RIFF"));
    let (status, file) = running.send("GET", &format!("{path}/file?form=irama"), "", b"");
    assert!(status == 200 && file.starts_with(b"IRAMA "));
    assert_eq!(world.strays(), Vec::<String>::new());
}

#[test]
fn a_model_is_heard_while_it_learns_rests_and_goes_on_to_its_end() {
    let world = World::new();
    let running = world.start();
    let collection = running.collection(&world.archive());
    let (model, job) = running.learn(&collection, &tiny(3000));
    let path = format!("/api/models/{model}");
    running.until(&path, |it| it["has_sound"] == true && it["state"] == "learning");
    let asked = json!({ "model": model, "brief": { "bars": 1 }, "audition": true });
    let heard = running.post("/api/compose?wait=true", &asked);
    assert_eq!(heard["songs"].as_array().unwrap().len(), 1);
    running.post(&format!("{path}/pause"), &Value::Null);
    let resting = running.until(&path, |it| it["state"] != "learning");
    assert_eq!(resting["state"], "paused", "{resting}");
    assert_eq!(running.get(&format!("/api/jobs/{job}"))["state"], "paused");
    let (status, refused) = running.call("POST", &format!("{path}/pause"), &Value::Null);
    assert_eq!((status, &refused["error"]["code"]), (409, &json!("not_learning")));
    let n_before = resting["looks"].as_array().unwrap().len();
    running.post(&format!("{path}/resume"), &Value::Null);
    let going = running.until(&path, |it| {
        it["looks"].as_array().unwrap().len() > n_before || it["state"] == "ready"
    });
    let steps = |it: &Value| {
        it["looks"].as_array().unwrap().iter().map(|it| it["step"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(steps(&going)[..n_before], steps(&resting)[..]);
    // Cancelling its job keeps what it has learned.
    let (_, cancelled) = running.call("DELETE", &format!("/api/jobs/{job}"), &Value::Null);
    assert_eq!(cancelled["state"], "cancelled", "{cancelled}");
    assert_eq!(running.get(&path)["state"], "paused");
    assert_eq!(running.call("DELETE", &path, &Value::Null).0, 204);
    assert!(!world.data().join("models").join(&model).exists());
}

#[test]
fn models_wait_for_each_other_and_what_cannot_be_learned_says_why() {
    let world = World::new();
    let running = world.start();
    let collection = running.collection(&world.archive());
    let (first, _) = running.learn(&collection, &tiny(200_000));
    let (second, _) = running.learn(&collection, &tiny(30));
    running.until(&format!("/api/models/{first}"), |it| it["state"] == "learning");
    assert_eq!(running.get(&format!("/api/models/{second}"))["state"], "waiting");
    let (status, refused) =
        running.call("DELETE", &format!("/api/collections/{collection}"), &Value::Null);
    assert_eq!((status, &refused["error"]["code"]), (409, &json!("collection_in_use")));
    assert_eq!(running.call("DELETE", &format!("/api/models/{first}"), &Value::Null).0, 204);
    running.until(&format!("/api/models/{second}"), |it| it["state"] == "ready");

    let lonely = running.post("/api/collections", &json!({ "name": "Satu" }));
    let lonely = lonely["id"].as_str().unwrap();
    let midi = irama_score::write_midi(&irama_corpus::house_loops_from(1, 1)[0].score).unwrap();
    running.upload("PUT", &format!("/api/collections/{lonely}/files?name=a.mid"), &midi);
    let (model, _) = running.learn(lonely, &tiny(5));
    let failed = running.until(&format!("/api/models/{model}"), |it| it["state"] == "failed");
    let error = &failed["error"];
    assert_eq!(error["code"], "cannot_learn");
    assert!(error["message"].as_str().unwrap().contains("only song"), "{error}");
    let folder = world.folder.path().display().to_string();
    assert!(!failed.to_string().contains(&folder), "{failed}");
}

#[test]
fn classic_models_come_and_go_as_files_of_other_tools() {
    let world = World::new();
    let running = world.start();
    let collection = running.collection(&world.archive());
    let settings = json!({
        "kind": "classic", "epochs": 1, "units": [4, 3], "window": 5, "batch": 64, "seed": 1,
    });
    let (model, _) = running.learn(&collection, &settings);
    let path = format!("/api/models/{model}");
    let learned = running.until(&path, |it| it["state"] == "ready" || it["state"] == "failed");
    assert_eq!(learned["state"], "ready", "{learned}");
    for form in ["keras", "safetensors"] {
        let (status, file) = running.send("GET", &format!("{path}/file?form={form}"), "", b"");
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&file));
        let import = format!("/api/models/import?name=Lagi.{form}");
        let (status, imported) = running.upload("POST", &import, &file);
        assert_eq!((status, &imported["kind"]), (201, &json!("classic")), "{imported}");
        let asked = json!({ "model": imported["id"], "classic": { "notes": 20 }, "seed": 3 });
        // What is learned from is not in these files, so there is no window to begin with.
        let asked = with_material(&running, asked);
        let piece = running.post("/api/compose?wait=true", &asked);
        assert_eq!(piece["songs"][0]["notes"], 20);
    }
    let (status, refused) = running.upload("POST", "/api/models/import?name=a.keras", b"PK no");
    assert_eq!((status, &refused["error"]["code"]), (422, &json!("not_model")));
    assert_eq!(world.strays(), Vec::<String>::new());
}

fn with_material(running: &crate::world::Running, mut asked: Value) -> Value {
    let songs = running.get("/api/state")["songs"].clone();
    asked["material"] =
        songs.as_array().unwrap().iter().find(|it| it["origin"] == "demo").unwrap()["id"].clone();
    asked
}
