//! R24: where a request comes from. CSRF is CVE-2024-1727 and CVE-2024-47165.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};

use crate::world::{HOST, World, request};

/// Headers that pages elsewhere have a browser send.
const FOREIGN: [(&str, &str); 8] = [
    ("origin", "http://evil"),
    ("origin", "null"),
    ("origin", "http://localhost:8080"),
    ("origin", "http://127.0.0.1:7777.evil"),
    ("origin", "file://"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
    ("sec-fetch-site", "nonsense"),
];

#[tokio::test]
async fn nothing_that_another_page_sends_is_done() {
    let world = World::new();
    let routes = world.routes().await;
    let mut n_refused = 0;
    for (method, path) in &routes {
        for (name, value) in FOREIGN {
            let request = request(method.clone(), path).header(name, value);
            let answer = world.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path} {name}: {value}");
            let allows = |it: &axum::http::HeaderName| it.as_str().starts_with("access-control");
            assert!(!answer.headers.keys().any(allows), "{method} {path}");
            n_refused += 1;
        }
        if *method != Method::GET {
            let request = request(method.clone(), path).header("sec-fetch-site", "none");
            let answer = world.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
            n_refused += 1;
        }
    }
    let n_changing = routes.iter().filter(|it| it.0 != Method::GET).count();
    assert_eq!(n_refused, FOREIGN.len() * routes.len() + n_changing);
    println!(
        "R24: {} foreign headers on {} routes, of which {n_changing} can change something; \
         {n_refused} refused",
        FOREIGN.len(),
        routes.len()
    );
}

#[tokio::test]
async fn simple_types_are_refused_wherever_something_could_change() {
    let world = World::new();
    let simple = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];
    for (method, path) in world.routes().await.into_iter().filter(|it| it.0 != Method::GET) {
        for kind in simple {
            let request = request(method.clone(), &path).header("content-type", kind);
            let answer = world.send(request.body(Body::from("{}")).unwrap()).await;
            let wanted = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            assert_eq!(answer.status, wanted, "{method} {path} {kind}");
        }
    }
}

#[tokio::test]
async fn questions_before_a_request_are_not_answered_with_a_yes() {
    let world = World::new();
    for (origin, wanted) in [
        ("http://evil", StatusCode::FORBIDDEN),
        ("http://127.0.0.1:7777", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let request = request(Method::OPTIONS, "/api/songs")
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, wanted);
        assert!(!answer.headers.keys().any(|it| it.as_str().starts_with("access-control")));
    }
}

#[tokio::test]
async fn the_studios_own_page_may_do_everything() {
    let world = World::new();
    let own = format!("http://{HOST}");
    let request = request(Method::PUT, "/api/settings")
        .header("origin", own)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/json; charset=utf-8");
    let answer = world.send(request.body(Body::from(r#"{"language":"id"}"#)).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(world.state().await["settings"]["language"], "id");
}

#[tokio::test]
async fn asking_changes_nothing() {
    let world = World::new();
    let (demo, model) = (world.demo().await, world.model().await);
    let project = world.state().await["projects"][0]["id"].as_str().unwrap().to_owned();
    let before = world.state().await;
    let described = world.get("/api/openapi.json").await.json();
    for (path, methods) in described["paths"].as_object().unwrap() {
        let is_endless = path == "/api/events";
        if methods.get("get").is_none() || is_endless {
            continue;
        }
        for id in [&demo, &model, &project, "built-in"] {
            let path = path.replace("{id}", id).replace("{idx}", "3");
            let answer = world.get(&path).await;
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
            assert!(answer.header("content-security-policy").is_some(), "{path}");
        }
    }
    assert_eq!(world.state().await, before);
}
