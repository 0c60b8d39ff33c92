//! How strong `--lofi` is, as it is typed.

use irama_synth::LofiConfig;

use crate::{failure::Failure, voice::Voice};

/// What effects have that are not named beside others that are.
const UNNAMED: f32 = 0.5;

/// One strength for all, or `name:strength` for some, with commas between.
pub(super) fn read(text: &str, voice: &Voice) -> Result<LofiConfig, Failure> {
    let refused = |what: &str| {
        let what = irama_corpus::display_name(what.as_ref());
        Failure::usage(voice.pick(
            format!(
                "--lofi cannot be {what:?}; give a strength from 0 to 1, or some of wow, flutter, \
                 saturation, low-pass, crackle and pumping, such as crackle:0,wow:0.8"
            ),
            format!(
                "--lofi tidak bisa {what:?}; beri kekuatan 0 sampai 1, atau sebagian dari wow, \
                 flutter, saturation, low-pass, crackle dan pumping, seperti crackle:0,wow:0.8"
            ),
        ))
    };
    let strength = |text: &str| {
        let number: Option<f32> = text.trim().replace(',', ".").parse().ok();
        number.filter(|it| (0.0..=1.0).contains(it))
    };
    if let Some(all) = strength(text) {
        return Ok(LofiConfig::of(all));
    }
    let mut config = LofiConfig::of(UNNAMED);
    for item in text.split(',') {
        let (name, value) = item.split_once(':').ok_or_else(|| refused(item))?;
        let field = match name.trim() {
            "wow" => &mut config.wow,
            "flutter" => &mut config.flutter,
            "saturation" => &mut config.saturation,
            "low-pass" => &mut config.low_pass,
            "crackle" => &mut config.crackle,
            "pumping" => &mut config.pumping,
            _ => return Err(refused(item)),
        };
        *field = strength(value).ok_or_else(|| refused(item))?;
    }
    Ok(config)
}
