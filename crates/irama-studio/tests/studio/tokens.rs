//! R25: the token, and where it must not turn up. That another address takes one is told in the tests
//! of the command.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use irama_studio::Limits;

use crate::world::{World, request};

const TOKEN: &str = "abcdefghijklmnop";

fn world() -> World {
    World::with(Limits::default(), Some(TOKEN.into()))
}

#[tokio::test]
async fn without_the_token_no_route_answers_and_none_tells_it() {
    let world = world();
    let routes = World::new().routes().await;
    let mut n_refused = 0;
    for (method, path) in &routes {
        for (name, value) in [
            ("x-nothing", ""),
            ("authorization", "Bearer abcdefghijklmnoq"),
            ("authorization", "Basic abcdefghijklmnop"),
            ("cookie", "irama_token=abcdefghijklmno"),
            ("cookie", "other=abcdefghijklmnop"),
        ] {
            let request = request(method.clone(), path).header(name, value);
            let answer = world.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path} {value}");
            assert!(!String::from_utf8_lossy(&answer.body).contains(TOKEN));
            n_refused += 1;
        }
    }
    assert_eq!(n_refused, 5 * routes.len());
    println!("R25: 5 wrong tokens on {} routes; {n_refused} refused", routes.len());
}

#[tokio::test]
async fn the_token_in_an_address_becomes_a_cookie_and_leaves_the_address() {
    let world = world();
    let answer = world.get(&format!("/?token={TOKEN}")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), Some("/"));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let pair = cookie.split(';').next().unwrap().to_owned();
    let with_cookie = request(Method::GET, "/api/health").header("cookie", format!("a=b; {pair}"));
    let answer = world.send(with_cookie.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK);

    let bearer =
        request(Method::GET, "/api/health").header("authorization", format!("Bearer {TOKEN}"));
    assert_eq!(world.send(bearer.body(Body::empty()).unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_token_is_not_told_back_and_no_token_leads_elsewhere() {
    let world = world();
    let answer = world.get("/?token=wrong-wrong-wrong").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(!String::from_utf8_lossy(&answer.body).contains("wrong-wrong"));
    let answer = world.get(&format!("//evil/?token={TOKEN}")).await;
    assert!(answer.header("location").is_none_or(|it| !it.starts_with("//")));
    let answer =
        world.call(Method::POST, &format!("/api/projects?token={TOKEN}"), "{}".into()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_look_into_the_data_folder() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let mode = std::fs::metadata(world.folder.path().join("data")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}
