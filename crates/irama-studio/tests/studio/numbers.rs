//! R29: numbers, depths and sizes that nobody means. Large bodies over a socket are told in `slow`.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use irama_studio::Limits;
use serde_json::json;

use crate::world::{World, request};

#[tokio::test]
async fn numbers_that_nobody_means_are_refused_by_the_name_of_their_field() {
    let world = World::new();
    let model = world.model().await;
    let cases = [
        (r#""brief":{"bars":-1}"#, "brief.bars"),
        (r#""brief":{"bars":1e308}"#, "brief.bars"),
        (r#""brief":{"bars":9223372036854775808}"#, "brief.bars"),
        (r#""brief":{"bars":"many"}"#, "brief.bars"),
        (r#""brief":{"tempo":"fast"}"#, "brief.tempo"),
        (r#""brief":{"particles":100000000}"#, "brief.particles"),
        (r#""brief":{"key":"H moll"}"#, "brief.key"),
        (r#""brief":{"parts":[{"part":"bass","low":200}]}"#, "brief.parts[0].low"),
        (r#""brief":{"what":1}"#, "brief.what"),
        (r#""seed":9223372036854775808"#, "seed"),
        (r#""seed":-1"#, "seed"),
        (r#""variations":0"#, "variations"),
        (r#""variations":9"#, "variations"),
        (r#""classic":{"velocity":256}"#, "classic.velocity"),
    ];
    for (fields, field) in cases {
        let body = format!(r#"{{"model":"{model}",{fields}}}"#);
        let request =
            request(Method::POST, "/api/compose").header("content-type", "application/json");
        let answer = world.send(request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
        assert_eq!(answer.json()["error"]["field"], field, "{fields}: {}", answer.json());
    }
}

#[tokio::test]
async fn what_is_in_range_for_json_and_not_for_music_fails_with_a_code() {
    let world = World::new();
    let model = world.model().await;
    for (brief, code) in [
        (json!({ "bars": 0 }), "invalid_setting"),
        (json!({ "bars": 2, "tempo": 1e308 }), "invalid_setting"),
        (json!({ "bars": 2, "temperature": 1e30 }), "invalid_setting"),
        (json!({ "fill": [{ "bars": "1-2" }] }), "unmet_no_piece"),
        (json!({ "bars": 7, "plan": "A B" }), "unmet_undivided"),
        (json!({ "bars": 2, "parts": [{ "part": "theremin" }] }), "unknown_part"),
    ] {
        let asked = json!({ "model": model, "brief": brief });
        let answer = world.post("/api/compose?wait=true", asked).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, code.to_owned()), "{brief}");
    }
}

#[tokio::test]
async fn what_is_no_json_is_told_so_however_deep_it_is() {
    let world = World::new();
    let deep = "[".repeat(100_000);
    for body in ["", "{", "[1", "NaN", r#"{"name":NaN}"#, r#"{"name":1e999}"#, "{}{}", &deep] {
        for path in ["/api/projects", "/api/collections", "/api/models", "/api/compose"] {
            let request = request(Method::POST, path).header("content-type", "application/json");
            let answer = world.send(request.body(Body::from(body.to_owned())).unwrap()).await;
            let status = answer.status.as_u16();
            let short: String = body.chars().take(20).collect();
            // Whatever is missing may be told before what follows.
            assert!([400, 422].contains(&status), "{path} {short}: {status}");
        }
    }
}

#[tokio::test]
async fn bodies_that_claim_or_turn_out_to_be_too_large_are_refused() {
    let limits =
        Limits { json_bytes: 1000, midi_bytes: 1000, upload_bytes: 1000, ..Limits::default() };
    let world = World::with(limits, None);
    let made = world.post("/api/collections", json!({ "name": "c" })).await.json();
    let files = format!("/api/collections/{}/files?name=a.mid", made["id"].as_str().unwrap());
    let large = vec![b'x'; 1001];
    for (method, path) in [
        (Method::POST, "/api/songs?name=a.mid"),
        (Method::POST, "/api/models/import?name=a.irama"),
        (Method::PUT, &files),
    ] {
        let answer = world.upload(method, path, &large).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        assert_eq!(answer.json()["error"]["values"]["limit"], 1000);
    }
    let answer = world.post("/api/projects", json!({ "name": "x".repeat(1000) })).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let left = std::fs::read_dir(world.folder.path().join("data/passing")).unwrap().count();
    assert_eq!(left, 0, "what was refused is gone");
}

#[tokio::test]
async fn settings_are_small() {
    let world = World::new();
    let large = json!({ "x": "y".repeat(16 << 10) });
    let answer = world.call(Method::PUT, "/api/settings", large).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
