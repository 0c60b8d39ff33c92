//! Starting and ending: addresses, ports, tokens and signals (R25).

use std::{fs, net::TcpListener};

use serde_json::json;

use crate::world::World;

#[test]
fn another_address_is_refused_without_a_token() {
    let world = World::new();
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let ran = world.command(&format!("studio --host {host} --data data")).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{said}");
        assert!(said.contains("--token-file") && said.lines().count() == 1, "{said}");
        assert!(!world.data().exists());
    }
}

#[test]
fn a_port_in_use_is_told_with_a_free_one() {
    let world = World::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    for (lang, word) in [("en", "is in use"), ("id", "sedang dipakai")] {
        let words = format!("studio --port {port} --data data --lang {lang}");
        let ran = world.command(&words).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(2), "{said}");
        assert!(said.contains(word) && said.contains("--port "), "{said}");
    }
}

#[test]
fn a_model_is_in_the_box_and_composes_at_once() {
    let world = World::new();
    let running = world.start();
    let models = running.get("/api/state")["models"].clone();
    assert_eq!((&models[0]["id"], &models[0]["state"]), (&json!("built-in"), &json!("ready")));
    let asked = json!({ "model": "built-in", "seed": 1, "brief": { "bars": 4, "key": "D minor" } });
    let song = running.post("/api/compose?wait=true", &asked)["songs"][0].clone();
    assert_eq!((&song["bars"], &song["key"]), (&json!(4), &json!("D minor")));
    let (status, midi) =
        running.send("GET", &format!("/api/songs/{}/midi", song["id"].as_str().unwrap()), "", b"");
    assert_eq!(status, 200);
    let ran = world
        .command("compose -o own.mid --bars 4 --seed 1 --quiet --key")
        .arg("D minor")
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(midi, fs::read(world.folder.path().join("own.mid")).unwrap());
    assert_eq!(running.call("DELETE", "/api/models/built-in", &json!(null)).0, 409);
}

#[test]
fn two_studios_do_not_share_a_folder() {
    let world = World::new();
    let first = world.start();
    let ran = world.command("studio --data data").output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(2), "{said}");
    assert!(said.contains("--data"), "{said}");
    assert_eq!(first.get("/api/health")["ok"], true);
}

#[cfg(unix)]
#[test]
fn a_token_file_is_made_for_its_owner_alone_and_the_token_is_said_nowhere() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let running = world.start_with("--token-file token");
    let path = world.folder.path().join("token");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let token = fs::read_to_string(&path).unwrap().trim().to_owned();
    assert_eq!(running.call("GET", "/api/health", &json!(null)).0, 401);
    assert_eq!(running.call("GET", &format!("/?token={token}"), &json!(null)).0, 303);
    assert_eq!(running.call("GET", &format!("/?token={token}x"), &json!(null)).0, 401);
    let (code, said) = running.interrupted();
    assert_eq!(code, Some(130));
    assert!(!said.contains(&token), "{said}");

    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let ran = world.command("studio --data data --token-file token").output().unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("chmod 600"));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_in_order() {
    let world = World::new();
    let running = world.start();
    running.post("/api/projects", &json!({ "name": "Milikku" }));
    let (code, said) = running.interrupted();
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("saving"), "{said}");
    let again = world.start();
    let projects = again.get("/api/state")["projects"].clone();
    assert!(projects.as_array().unwrap().iter().any(|it| it["name"] == "Milikku"));
}
