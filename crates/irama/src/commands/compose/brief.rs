//! What was typed, as a brief: each option sets one field of it.

use std::fs;

use irama_model::events::{Brief, PartBrief, Region, Span, Temperature};

use crate::{args::ComposeArgs, failure::Failure, voice::Voice};

/// The brief of the file, if one is named, changed by the options.
pub(super) fn brief_of(args: &ComposeArgs, voice: &Voice) -> Result<Brief, Failure> {
    let options = &args.events;
    let mut brief = match &options.brief {
        Some(path) => read(path, voice)?,
        None => Brief::default(),
    };
    set(&mut brief.bars, args.bars);
    set(&mut brief.tempo, args.tempo);
    if let Some(temperature) = args.temperature {
        brief.temperature = Temperature::All(temperature as f32);
    }
    set(&mut brief.top_k, options.top_k);
    set(&mut brief.top_p, options.top_p.map(|it| it as f32));
    set(&mut brief.min_p, options.min_p.map(|it| it as f32));
    set(&mut brief.copy_limit, options.copy_limit);
    set(&mut brief.particles, options.particles);
    set(&mut brief.style, options.style.clone());
    set(&mut brief.meter, parsed(&options.meter)?);
    set(&mut brief.key, parsed(&options.key)?);
    set(&mut brief.chords, parsed(&options.chords)?);
    set(&mut brief.plan, parsed(&options.plan)?);
    if let Some(names) = &options.parts {
        brief.parts = Some(names.iter().map(|it| PartBrief::named(it.trim())).collect());
    }
    if let Some(spans) = &options.refill {
        let region = |it: &String| -> Result<Region, Failure> {
            let span: Span = it.parse().map_err(Failure::unusable)?;
            Ok(Region { bars: Some(span), parts: None })
        };
        brief.fill = spans.iter().map(region).collect::<Result<_, _>>()?;
    }
    if let Some(names) = &options.lock {
        let parts = names.iter().map(|it| it.trim().to_owned()).collect();
        brief.lock = vec![Region { bars: None, parts: Some(parts) }];
    }
    Ok(brief)
}

fn set<T>(field: &mut Option<T>, typed: Option<T>) {
    if typed.is_some() {
        *field = typed;
    }
}

fn parsed<T: std::str::FromStr>(typed: &Option<String>) -> Result<Option<T>, Failure>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    typed.as_ref().map(|it| it.parse()).transpose().map_err(Failure::unusable)
}

fn read(path: &std::path::Path, voice: &Voice) -> Result<Brief, Failure> {
    let shown = irama_corpus::display_name(path);
    let text = fs::read_to_string(path).map_err(|it| {
        Failure::usage(voice.pick(
            format!("could not read the brief {shown} ({it}); check its name and that you may"),
            format!(
                "brief {shown} tidak bisa dibaca ({}); periksa nama dan izinnya",
                voice.of_below(&it)
            ),
        ))
    })?;
    serde_json::from_str(&text).map_err(|it| {
        Failure::usage(voice.pick(
            format!("{shown} is not a brief: {it}; docs/COMPOSING.md has all fields"),
            format!(
                "{shown} bukan brief: {}; docs/COMPOSING.md memuat semua isian",
                voice.of_below(&it)
            ),
        ))
    })
}
