//! R26: names and ids of strangers lead nowhere (as they did in Ollama and Gradio).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::world::World;

/// Ways to write a path that leads out.
fn encodings() -> Vec<String> {
    let targets = ["etc/passwd", "secret.txt", "windows/win.ini"];
    let ways = [
        "../",
        "..%2f",
        "..%2F",
        "%2e%2e/",
        "%2e%2e%2f",
        "%2E%2E%2F",
        "..%5c",
        "..\\",
        "%2e%2e%5c",
        "..%252f",
        "%252e%252e%252f",
        "..%c0%af",
        "%c0%ae%c0%ae/",
        "..%ef%bc%8f",
        "....//",
        "..;/",
        ".%00./",
        "%2e./",
        "/",
        "//",
        "%2f",
        "C:%5c",
        "C:\\",
        "%5c%5c",
        "file:%2f%2f%2f",
    ];
    let mut all = Vec::new();
    for way in ways {
        all.push(format!("{}{}", way.repeat(6), targets[0]));
        all.push(format!("{way}{}", targets[1]));
        all.push(format!("{}{}%00.mid", way.repeat(3), targets[2]));
    }
    all.extend(
        ["CON", "nul.mid", "a:b", "~root", "%00", ".", "..", "%ff", "-", "built-in%2f.."]
            .map(str::to_owned),
    );
    all
}

/// All files outside the data folder that a studio could reach by a mistake, and what they hold.
fn outside(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            all.insert(path.display().to_string(), fs::read(&path).unwrap());
        } else if !path.ends_with("data") {
            all.extend(outside(&path));
        }
    }
    all
}

#[tokio::test]
async fn no_way_of_writing_a_path_leads_out_of_an_id() {
    let world = World::new();
    fs::write(world.folder.path().join("secret.txt"), "root:secret").unwrap();
    let before = outside(world.folder.path());
    let described = world.get("/api/openapi.json").await.json();
    let (mut n_asked, mut params) = (0, BTreeSet::new());
    for way in encodings() {
        for (path, methods) in described["paths"].as_object().unwrap() {
            if !path.contains('{') {
                continue;
            }
            for method in methods.as_object().unwrap().keys() {
                let method: Method = method.to_uppercase().parse().unwrap();
                let plain = path;
                let path = path.replace("{id}", &way).replace("{idx}", &way);
                let Ok(_) = path.parse::<axum::http::Uri>() else { continue };
                (n_asked, _) = (n_asked + 1, params.insert(format!("{method} {plain}")));
                let answer = match method {
                    Method::GET | Method::DELETE => {
                        world.call(method.clone(), &path, json!({})).await
                    }
                    _ => world.upload(method.clone(), &path, b"MThd").await,
                };
                let status = answer.status.as_u16();
                assert!([404, 405, 415].contains(&status), "{method} {path}: {status}");
                assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{path}");
            }
        }
        let page = format!("/{way}");
        if page.parse::<axum::http::Uri>().is_ok() {
            let answer = world.get(&page).await;
            assert!(!String::from_utf8_lossy(&answer.body).contains("root:"), "{page}");
        }
    }
    assert_eq!(outside(world.folder.path()), before);
    let (n_ways, n_routes) = (encodings().len(), params.len());
    // Some ways cannot be written in an address at all.
    assert!(n_ways >= 60 && n_asked > n_ways * n_routes / 2, "{n_asked}");
    println!("R26: {n_ways} ways on {n_routes} routes with an id; {n_asked} asked, 0 led out");
}

#[tokio::test]
async fn names_of_files_are_data_and_never_places() {
    let world = World::new();
    let midi = include_bytes!("../../assets/demo.mid");
    let made = world.post("/api/collections", json!({ "name": "../../x" })).await.json();
    let id = made["id"].as_str().unwrap();
    let before = outside(world.folder.path());
    for way in encodings() {
        let song = world.upload(Method::POST, &format!("/api/songs?name={way}.mid"), midi).await;
        let file = format!("/api/collections/{id}/files?name={way}.mid");
        let taken = world.upload(Method::PUT, &file, midi).await;
        for answer in [song, taken] {
            let status = answer.status;
            // What is no text at all is no name.
            let is_fine = status.is_success() || status == StatusCode::BAD_REQUEST;
            assert!(is_fine, "{way}: {status} {}", String::from_utf8_lossy(&answer.body));
        }
    }
    assert_eq!(outside(world.folder.path()), before);
    let folder = world.folder.path().join("data/collections").join(id);
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_plain = |it: char| it.is_ascii_alphanumeric() || " -_()#.".contains(it);
        assert!(name.chars().all(is_plain) && !name.contains(".."), "{name}");
    }
}
