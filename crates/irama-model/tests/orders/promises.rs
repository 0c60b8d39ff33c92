//! What is promised holds for random briefs, materials and models. `--example random_briefs` does the
//! same in full.

use irama_events::Passages;
use irama_model::{
    ModelError,
    events::{Composing, EventsModel, Unmet, compose},
};
use irama_neural::{Chance, Kernels};

use crate::{check::Promise, models, pieces, random};

/// What became of one random brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Composed,
    /// It cannot be met, and this was said before anything was composed.
    Refused,
    /// No way was found that keeps to it.
    NoWay,
}

/// Composes by a random brief and checks all promises.
pub(crate) fn keep(model: &EventsModel, number: u64) -> Result<Outcome, String> {
    let mut chance = Chance::new(number, 90, 0);
    let material = (chance.below(3) > 0).then(|| random::material(&mut chance));
    let brief = random::brief(&mut chance, material.as_ref());
    let config = Composing { brief, material, seed: number, ..Composing::default() };
    let composed = match compose(model, &config, Kernels::best(), |_| true) {
        Ok(composed) => composed,
        Err(ModelError::Brief(Unmet::NoWay { .. })) => return Ok(Outcome::NoWay),
        Err(ModelError::Brief(_)) => return Ok(Outcome::Refused),
        Err(other) => return Err(format!("brief {number}: {other}; {:?}", config.brief)),
    };
    let (brief, material) = (&config.brief, config.material.as_ref());
    let promise = Promise { brief, material, passages: &model.passages };
    promise.check(&composed).map_err(|it| format!("brief {number}: {it}; {brief:?}"))?;
    Ok(Outcome::Composed)
}

/// A model of any kind that knows some of its own pieces by heart, so that a limit of copying bites.
pub(crate) fn model(number: u64) -> EventsModel {
    let mut model = models::any(number);
    let piece = compose(&model, &Composing::default(), Kernels::best(), |_| true);
    let known = piece.ok().map(|it| it.score);
    model.passages = Passages::learn((0..4).map(pieces::score).chain(known));
    model
}

#[test]
fn all_promises_are_kept_for_random_briefs() {
    let (mut n_composed, mut n_no_way) = (0, 0);
    let mut broken = Vec::new();
    let n = 250;
    for number in 0..5 {
        let model = model(number);
        for it in (0..n).filter(|it| it % 5 == number) {
            match keep(&model, it) {
                Ok(Outcome::Composed) => n_composed += 1,
                Ok(Outcome::NoWay) => n_no_way += 1,
                Ok(Outcome::Refused) => (),
                Err(it) => broken.push(it),
            }
        }
    }
    assert!(broken.is_empty(), "{} broken, such as {}", broken.len(), broken[0]);
    assert!(n_composed * 10 >= n * 7, "only {n_composed} of {n} were composed");
    assert!(n_no_way * 20 <= n, "no way was found for {n_no_way} of {n}");
}
