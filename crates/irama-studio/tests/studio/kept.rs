//! What survives: everything, however the studio ended.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn all_is_there_when_the_studio_is_opened_again() {
    let world = World::new();
    let model = world.model().await;
    let song = world.demo().await;
    let project = world.state().await["projects"][0]["id"].as_str().unwrap().to_owned();
    world.call(Method::PATCH, &format!("/api/songs/{song}"), json!({ "starred": true })).await;
    for label in ["a", "b", "c"] {
        let version = json!({ "song": song, "label": label });
        world.post(&format!("/api/projects/{project}/versions"), version).await;
    }
    world.post(&format!("/api/projects/{project}/cursor"), json!({ "to": 1 })).await;
    world.call(Method::PUT, "/api/settings", json!({ "theme": "dark" })).await;
    let made = world.post("/api/collections", json!({ "name": "mine" })).await.json();
    let id = made["id"].as_str().unwrap();
    let midi = include_bytes!("../../assets/demo.mid");
    let files = format!("/api/collections/{id}/files?name=a.mid");
    world.upload(Method::PUT, &files, midi).await;
    let without_events = |mut state: Value| {
        state["last_event"] = Value::Null;
        state
    };
    let before = world.state().await;
    let world = world.reopened();
    let after = world.state().await;
    let number = |it: &Value| it["last_event"].as_str().unwrap().parse::<u64>().unwrap();
    assert!(number(&after) > number(&before), "ids of events never go back");
    assert_eq!(without_events(after), without_events(before));
    let answer = world
        .post("/api/compose?wait=true", json!({ "model": model, "brief": { "bars": 1 } }))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn a_piece_that_was_promised_is_composed_after_a_restart() {
    let world = World::new();
    let model = world.model().await;
    let asked = json!({ "model": model, "seed": 5, "brief": { "bars": 200 } });
    let job = world.post("/api/compose", asked).await.json();
    let id = job["id"].as_str().unwrap().to_owned();
    let world = world.reopened();
    let job = world.ended(&id).await;
    assert_eq!((&job["state"], job["songs"].as_array().unwrap().len()), (&json!("done"), 1));
}

#[tokio::test]
async fn a_collection_is_read_and_every_file_has_a_verdict() {
    let world = World::new();
    let made = world.post("/api/collections", json!({ "name": "mine" })).await.json();
    let id = made["id"].as_str().unwrap();
    assert_eq!(made["state"], "empty");
    let path = format!("/api/collections/{id}");
    let answer = world.post(&format!("{path}/inspect"), json!(null)).await;
    assert_eq!(answer.code(), "collection_empty");
    let midi = include_bytes!("../../assets/demo.mid");
    for (name, bytes) in [("Lagu%20Dm.mid", &midi[..]), ("rusak.mid", b"MThd"), ("sama.mid", midi)]
    {
        let files = format!("{path}/files?name={name}");
        assert_eq!(world.upload(Method::PUT, &files, bytes).await.status, StatusCode::OK);
    }
    let refused = world.upload(Method::PUT, &format!("{path}/files?name=a.txt"), b"text").await;
    assert_eq!(refused.code(), "not_music");
    let job = world.post(&format!("{path}/inspect"), json!(null)).await.json();
    world.ended(job["id"].as_str().unwrap()).await;
    let read = world.get(&path).await.json();
    assert_eq!((&read["state"], &read["summary"]["files_found"]), (&json!("ready"), &json!(3)));
    let files = read["report"]["files"].as_array().unwrap();
    let verdict =
        |name: &str| files.iter().find(|it| it["path"] == name).unwrap()["status"].clone();
    assert_eq!(verdict("Lagu Dm.mid"), "kept");
    assert_eq!((verdict("rusak.mid"), verdict("sama.mid")), (json!("dropped"), json!("dropped")));
    let answer = world.call(Method::DELETE, &path, json!(null)).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(!world.folder.path().join("data/collections").join(id).exists());
}

#[tokio::test]
async fn the_built_in_collection_can_be_read_and_not_changed() {
    let world = World::new();
    let path = "/api/collections/built-in";
    for (method, what) in [(Method::DELETE, ""), (Method::PUT, "/files?name=a.mid")] {
        let answer = world.upload(method, &format!("{path}{what}"), b"MThd").await;
        assert_eq!(answer.code(), "built_in");
    }
    let job = world.post(&format!("{path}/inspect"), json!(null)).await.json();
    assert_eq!(world.ended(job["id"].as_str().unwrap()).await["state"], "done");
    let read = world.get(path).await.json();
    assert_eq!(read["report"]["files_found"], read["n_files"]);
    assert_eq!(read["summary"]["files_dropped"], 0);
}
