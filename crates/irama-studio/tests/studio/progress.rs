//! How far a piece is: of how many bars.

use serde_json::json;

use crate::world::World;

/// `done` and `of` of a job that is over.
async fn ended(world: &World, asked: serde_json::Value) -> (u64, u64) {
    let job = world.post("/api/compose", asked).await.json();
    let job = world.ended(job["id"].as_str().unwrap()).await;
    assert_eq!(job["state"], "done", "{job}");
    let number = |name: &str| job["progress"][name].as_u64().unwrap();
    (number("done"), number("of"))
}

#[tokio::test]
async fn a_piece_is_counted_in_all_its_bars() {
    let world = World::new();
    let model = world.model().await;
    let song = world.demo().await;
    let sheet = world.get(&format!("/api/songs/{song}")).await.json();
    let bars = sheet["bars"].as_u64().unwrap();
    let of = async |brief: serde_json::Value, material: bool| {
        let material = material.then_some(&song);
        let asked = json!({ "model": model, "seed": 1, "brief": brief, "material": material });
        let queued = world.post("/api/compose", asked.clone()).await.json();
        world.ended(queued["id"].as_str().unwrap()).await;
        let told = queued["progress"]["of"].as_u64().unwrap();
        let (done, of) = ended(&world, asked).await;
        assert_eq!((told, done), (of, of), "the same from the first to the last");
        of
    };
    assert_eq!(of(json!({ "bars": 3 }), false).await, 3);
    assert_eq!(of(json!({}), false).await, 16, "what is written if nothing is said");
    assert_eq!(of(json!({ "fill": [{ "bars": "1-2" }] }), true).await, bars);
    assert_eq!(of(json!({ "bars": 2 }), true).await, bars + 2);
}
