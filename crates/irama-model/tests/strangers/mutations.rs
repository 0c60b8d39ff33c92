//! Models with some bytes changed by chance and a checksum that is right.

use irama_model::{
    Model,
    classic::{self, ClassicComposing},
    events::{self, Brief, Composing},
};
use irama_neural::{Chance, Kernels};

use crate::made::sealed;

/// The stream of chance for the changes.
const STREAM: u64 = 78;
/// Mutations of each kind of model.
const N: u64 = 1_500;

/// One to four bytes changed, each second time in the settings.
fn mutated(archive: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut mutated = archive.to_vec();
    let n_header = 8 + u64::from_le_bytes(*archive.first_chunk().unwrap()) as usize;
    let reach = if chance.below(2) == 0 { n_header } else { mutated.len() };
    for _ in 0..=chance.below(4) {
        let at = chance.below(reach);
        match chance.below(4) {
            0 => mutated[at] ^= 1 << chance.below(8),
            1 => mutated[at] = b"0123456789-e.,[]{}\""[chance.below(19)],
            2 => mutated[at] = 0x7f,
            _ => mutated[at] = chance.below(256) as u8,
        }
    }
    mutated
}

/// Composes a little; whether that went well. Nothing panics.
fn composes(model: &Model) -> bool {
    match model {
        Model::Classic(model) => {
            let config = ClassicComposing { n_notes: 8, ..ClassicComposing::default() };
            classic::compose(model, &config, Kernels::best(), |_| true).is_ok()
        }
        Model::Events(model) => {
            let brief = Brief { bars: Some(1), ..Brief::default() };
            let config = Composing { brief, ..Composing::default() };
            events::compose(model, &config, Kernels::best(), |_| true).is_ok()
        }
    }
}

pub(crate) fn are_refused_or_compose(classic: &Model, events: &Model) {
    for model in [classic, events] {
        let archive = model.to_safetensors();
        let (mut n_read, mut n_composed) = (0, 0);
        for it in 0..N {
            let bytes = sealed(&mutated(&archive, &mut Chance::new(it, STREAM, 0)));
            let Ok(read) = Model::from_bytes(&bytes) else { continue };
            n_read += 1;
            n_composed += u64::from(composes(&read));
        }
        assert!((N / 20..N).contains(&n_read), "{n_read} are read: do the changes reach anything?");
        assert!(n_composed * 10 > n_read * 9, "{n_composed} of {n_read} compose");
        let kind = model.kind();
        println!("R11: {N} mutations of the {kind} model, {n_read} are read, {n_composed} compose");
    }
}
