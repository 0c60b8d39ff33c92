//! Songs: what is shown is what is in the file, and what is composed is what the command composes.

use axum::http::{Method, StatusCode};
use irama_model::{
    Model,
    events::{Brief, Composing, Recipe, compose, dress},
};
use irama_neural::Kernels;
use irama_score::{Note, read_midi, write_midi};
use serde_json::{Value, json};

use crate::{music, world::World};

#[tokio::test]
async fn at_the_first_start_a_song_is_on_the_table() {
    let world = World::new();
    let state = world.state().await;
    let song = world.demo().await;
    assert_eq!(state["projects"][0]["versions"][0]["song"], song.as_str());
    let sheet = world.get(&format!("/api/songs/{song}")).await.json();
    assert!(sheet["parts"].as_array().unwrap().len() >= 4);
    assert_eq!(
        sheet["bar_ticks"].as_array().unwrap().len() as u64,
        1 + sheet["bars"].as_u64().unwrap()
    );
    assert!(sheet["recipe"]["seed"].is_u64(), "{}", sheet["recipe"]);
}

#[tokio::test]
async fn what_is_shown_is_what_is_in_the_file() {
    let world = World::new();
    let song = world.demo().await;
    let sheet = world.get(&format!("/api/songs/{song}")).await.json();
    let answer = world.get(&format!("/api/songs/{song}/midi")).await;
    assert!(answer.header("content-disposition").unwrap().contains(".mid"));
    let score = read_midi(&answer.body).unwrap().score;
    assert_eq!(sheet["end_tick"], score.end.0);
    for (shown, part) in sheet["parts"].as_array().unwrap().iter().zip(&score.parts) {
        let note =
            |it: &Note| json!([it.start.0, it.duration.0, it.pitch.number(), it.velocity.level()]);
        let notes: Vec<Value> = part.notes.iter().map(note).collect();
        assert_eq!(shown["notes"], Value::Array(notes));
    }
}

/// The bytes that `irama compose` would write.
fn by_hand(brief: &str, seed: u64) -> Vec<u8> {
    let Ok(Model::Events(model)) = Model::from_bytes(music::model()) else { panic!("no model") };
    let brief: Brief = serde_json::from_str(brief).unwrap();
    let config = Composing { brief, seed, ..Composing::default() };
    let mut score = compose(&model, &config, Kernels::best(), |_| true).unwrap().score;
    dress(&mut score, &config);
    Recipe::new(&model, &config, None).write(&mut score);
    write_midi(&score).unwrap()
}

#[tokio::test]
async fn a_piece_is_the_one_that_the_command_writes() {
    let world = World::new();
    let model = world.model().await;
    let brief = r#"{"bars":3,"key":"D minor","temperature":0.8}"#;
    let asked = json!({
        "model": model, "seed": 11, "brief": serde_json::from_str::<Value>(brief).unwrap(),
    });
    let mut files = Vec::new();
    for _ in 0..2 {
        let answer = world.post("/api/compose?wait=true", asked.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
        let song = answer.json()["songs"][0].clone();
        assert_eq!((&song["origin"], &song["seed"]), (&json!("composed"), &json!(11)));
        let id = song["id"].as_str().unwrap().to_owned();
        files.push(world.get(&format!("/api/songs/{id}/midi")).await.body);
    }
    assert_eq!(files[0], files[1]);
    assert_eq!(files[0], by_hand(brief, 11));
}

#[tokio::test]
async fn a_refill_leaves_all_other_notes_and_says_where_it_comes_from() {
    let world = World::new();
    let (model, demo) = (world.model().await, world.demo().await);
    let brief = json!({ "fill": [{ "bars": "5-5" }] });
    let asked = json!({ "model": model, "material": demo, "seed": 1, "brief": brief });
    let answer = world.post("/api/compose?wait=true", asked).await.json();
    let song = &answer["songs"][0];
    assert_eq!((&song["origin"], &song["parent"]), (&json!("refilled"), &json!(demo)));
    let id = song["id"].as_str().unwrap();
    let [before, after] = [
        world.get(&format!("/api/songs/{demo}")).await.json(),
        world.get(&format!("/api/songs/{id}")).await.json(),
    ];
    let [from, to] = [4, 5].map(|it| before["bar_ticks"][it].as_u64().unwrap());
    let others = |sheet: &Value| -> Vec<Value> {
        let parts = sheet["parts"].as_array().unwrap().iter();
        let notes = parts.flat_map(|it| it["notes"].as_array().unwrap().clone());
        notes.filter(|it| !(from..to).contains(&it[0].as_u64().unwrap())).collect()
    };
    assert_eq!(others(&before), others(&after));
    let recipe = world.get(&format!("/api/songs/{id}/recipe.json")).await.json();
    assert_eq!(recipe["prompt"]["name"], "Teras.mid");
}

#[tokio::test]
async fn several_pieces_are_told_the_best_first() {
    let world = World::new();
    let model = world.model().await;
    let asked = json!({ "model": model, "seed": 3, "brief": { "bars": 2 }, "variations": 3 });
    let answer = world.post("/api/compose?wait=true", asked).await.json();
    let mut numbers: Vec<u64> = answer["songs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["variation"].as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2]);
}

#[tokio::test]
async fn an_edit_makes_a_new_song_and_leaves_the_old_one() {
    let world = World::new();
    let song = world.demo().await;
    let before = world.get(&format!("/api/songs/{song}/midi")).await.body;
    let edits = json!({ "edits": [{ "op": "transpose", "parts": [0], "semitones": 2 }] });
    let answer = world.post(&format!("/api/songs/{song}/edit"), edits).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let edited = answer.json();
    assert_eq!((&edited["origin"], &edited["parent"]), (&json!("edited"), &json!(song)));
    assert_eq!(world.get(&format!("/api/songs/{song}/midi")).await.body, before);
}

#[tokio::test]
async fn files_that_are_no_music_are_refused_with_what_to_do() {
    let world = World::new();
    for (bytes, code) in [
        (&b""[..], "not_midi"),
        (b"MThd no", "not_midi"),
        (b"\x89PNG\r\n\x1a\n", "not_midi"),
        (b"MThd\0\0\0\x06\0\x01\0\x01\x01\xe0MTrk\0\0\0\x04\0\xff\x2f\0", "no_notes"),
    ] {
        let answer = world.upload(Method::POST, "/api/songs?name=a.mid", bytes).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, code.to_owned()));
        assert!(answer.json()["error"]["hint"].is_string());
    }
    let answer =
        world.upload(Method::POST, "/api/models/import?name=a.irama", b"IRAMA 1\nno").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (422, "not_model".to_owned()));
}

#[tokio::test]
async fn sounds_and_pages_of_a_song_are_what_they_say() {
    let world = World::new();
    let song = world.demo().await;
    let path = |what: &str| format!("/api/songs/{song}/{what}");
    let stem = world.get(&path("stems/0")).await;
    assert_eq!(stem.header("x-irama-gain"), Some("0.5"));
    assert!(stem.body.starts_with(b"RIFF") && stem.header("etag").is_some());
    let wav = world.get(&path("wav")).await;
    // Both have 16 bits, two channels, and the same tail.
    assert_eq!(wav.body.len(), stem.body.len());
    assert!(world.get(&path("flac")).await.body.starts_with(b"fLaC"));
    assert!(world.get(&path("stems.zip")).await.body.starts_with(b"PK"));
    assert_eq!(world.get(&path("stems/99")).await.status, StatusCode::NOT_FOUND);
    for what in ["roll.svg", "report.html"] {
        let csp =
            world.get(&path(what)).await.header("content-security-policy").unwrap().to_owned();
        assert!(csp.contains("sandbox") && !csp.contains("script-src"), "{what}: {csp}");
    }
}

#[tokio::test]
async fn a_song_in_a_project_stays_until_the_project_goes() {
    let world = World::new();
    let song = world.demo().await;
    let project = world.state().await["projects"][0]["id"].as_str().unwrap().to_owned();
    let remove =
        |path: String| world.call(Method::DELETE, Box::leak(path.into_boxed_str()), json!(null));
    let answer = remove(format!("/api/songs/{song}")).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, "song_in_use".into()));
    let answer = remove(format!("/api/songs/{song}?with_versions=true")).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, "only_version".into()));
    let edits = json!({ "edits": [{ "op": "tempo", "bpm": 90 }] });
    let edited = world.post(&format!("/api/songs/{song}/edit"), edits).await.json();
    let other = edited["id"].as_str().unwrap();
    let version = json!({ "song": other, "label": "slower" });
    world.post(&format!("/api/projects/{project}/versions"), version).await;
    let answer = remove(format!("/api/songs/{other}?with_versions=true")).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let left = world.get(&format!("/api/projects/{project}")).await.json();
    assert_eq!((&left["cursor"], left["versions"].as_array().unwrap().len()), (&json!(0), 1));
    assert_eq!(left["versions"][0]["song"], song.as_str());
    assert_eq!(remove(format!("/api/projects/{project}")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(remove(format!("/api/songs/{song}")).await.status, StatusCode::NO_CONTENT);
    assert_eq!(world.get(&format!("/api/songs/{song}")).await.status, StatusCode::NOT_FOUND);
}
