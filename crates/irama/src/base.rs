//! The model in the box: learned from music that may be learned from, and always at hand.
//!
//! assets/README.md is its ledger, docs/MODEL_CARD.md says what it is.

use irama_model::events::EventsModel;

/// As `irama export` wrote it.
pub(crate) static BYTES: &[u8] = include_bytes!("../assets/base.irama");
/// What it is called where a model is named.
pub(crate) const NAME: &str = "base";

/// The model.
pub(crate) fn load() -> EventsModel {
    EventsModel::from_bytes(BYTES).expect("the model in the box can be read, as a test shows")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fits_its_box_and_says_what_it_learned_from() {
        assert!(BYTES.len() <= 10_000_000, "{} bytes", BYTES.len());
        let model = load();
        assert!(model.styles.len() >= 6, "{:?}", model.styles);
        assert_eq!(model.to_small_bytes(), BYTES, "it has weights of 16 bits");
        let ledger = include_str!("../assets/README.md");
        assert!(ledger.contains(&blake3::hash(BYTES).to_hex()[..]), "the ledger has its hash");
        for source in &model.sources {
            assert!(ledger.contains(&source.hash), "{} is not in the ledger", source.path);
        }
    }
}
