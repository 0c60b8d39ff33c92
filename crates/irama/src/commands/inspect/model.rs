//! What is in a model, in words and in JSON.

use irama_corpus::display_name;
use irama_model::{
    Model,
    checkpoint::Source,
    classic::ClassicModel,
    events::{EventsModel, Schema, Surprise},
};
use serde_json::{Value, json};

use crate::voice::{Voice, counted, grouped, to_json};

pub(super) fn facts(model: &Model) -> Value {
    match model {
        Model::Classic(model) => classic_facts(model),
        Model::Events(model) => events_facts(model),
    }
}

pub(super) fn describe(model: &Model, voice: &Voice) -> String {
    let (mut lines, sources) = match model {
        Model::Classic(model) => (describe_classic(model, voice), &model.sources),
        Model::Events(model) => (describe_events(model, voice), &model.sources),
    };
    lines.extend(sources.iter().map(|it| describe_source(it, voice)));
    lines.join("\n")
}

fn classic_facts(model: &ClassicModel) -> Value {
    let (network, config, scale) = (model.network(), &model.config, model.scale);
    json!({
        "kind": "classic",
        "parameters": network.n_parameters(),
        "trainable_parameters": network.weights.len(),
        "schema": {
            "fields": ["pitch"],
            "window": config.window,
            "lowest_pitch": scale.lowest,
            "highest_pitch": scale.highest,
        },
        "settings": to_json(config),
        "history": to_json(&model.history),
        "sources": model.sources,
    })
}

fn events_facts(model: &EventsModel) -> Value {
    let Schema { n_input_tokens, fields } = Schema::of_music();
    let field = |(name, n_values, ..): &(String, usize, usize, usize)| json!({ "name": name, "values": n_values });
    json!({
        "kind": "events",
        "parameters": model.weights.len(),
        "trainable_parameters": model.weights.len(),
        "fingerprint": model.fingerprint(),
        "schema": {
            "fields": fields.iter().map(field).collect::<Vec<_>>(),
            "input_tokens": n_input_tokens,
        },
        "settings": to_json(&model.config),
        "history": to_json(&model.history),
        "best_nll_per_note": model.best_check().held_out.total(),
        "bare_nll_per_note": model.bare.as_ref().map(Surprise::total),
        "baseline_nll_per_note": model.baseline,
        "styles": model.styles,
        "bands": model.bands.len(),
        "passages": model.passages.n_windows(),
        "sources": model.sources,
    })
}

fn describe_classic(model: &ClassicModel, voice: &Voice) -> Vec<String> {
    let (network, config, scale, best) = (model.network(), &model.config, model.scale, &model.best);
    let n = grouped(network.n_parameters() as u64);
    let trained = grouped(network.weights.len() as u64);
    let (units, epochs) = (join(&config.units), model.history.len());
    vec![
        voice.pick(
            format!("a classic model: {n} parameters, {trained} trainable"),
            format!("model classic: {n} parameter, {trained} dapat dilatih"),
        ),
        voice.pick(
            format!(
                "continues {} notes with pitches {} to {}; LSTM units {units}; seed {}",
                config.window, scale.lowest, scale.highest, config.seed
            ),
            format!(
                "melanjutkan {} not dengan nada {} sampai {}; unit LSTM {units}; seed {}",
                config.window, scale.lowest, scale.highest, config.seed
            ),
        ),
        match best.epoch {
            0 => voice.pick(
                "learned by another program, so nothing is known of its learning",
                "dilatih program lain, jadi riwayat latihannya tidak diketahui",
            ),
            epoch => voice.pick(
                format!(
                    "best epoch {epoch} of {epochs}: val_loss {:.4}, val_mae {:.4}",
                    best.val_loss, best.val_mae
                ),
                format!(
                    "epoch terbaik {epoch} dari {epochs}: val_loss {:.4}, val_mae {:.4}",
                    best.val_loss, best.val_mae
                ),
            ),
        },
    ]
}

fn describe_events(model: &EventsModel, voice: &Voice) -> Vec<String> {
    let (config, best) = (&model.config, model.best_check());
    let n = grouped(model.weights.len() as u64);
    let units = join(&config.sizes.units);
    let (n_bands, n_passages) = (model.bands.len() as u64, model.passages.n_windows() as u64);
    let fields = Schema::of_music().fields;
    let fields: Vec<String> = fields.iter().map(|it| format!("{} {}", it.0, it.1)).collect();
    let fields = fields.join(", ");
    let styles = model.styles.join(", ");
    let known = voice.pick(format!("styles: {styles}"), format!("gaya: {styles}"));
    let styles = (!model.styles.is_empty()).then_some(known);
    let lines = vec![
        voice.pick(
            format!("an events model: {n} parameters; LSTM units {units}; seed {}", config.seed),
            format!("model events: {n} parameter; unit LSTM {units}; seed {}", config.seed),
        ),
        voice.pick(format!("fields: {fields}"), format!("medan: {fields}")),
        voice.pick(
            format!(
                "best at step {} of {}, after {:.1} epochs; {}",
                best.step,
                config.n_steps,
                best.epochs,
                counted(model.history.len() as u64, "check")
            ),
            format!(
                "terbaik pada langkah {} dari {}, setelah {:.1} epoch; {} pengujian",
                best.step,
                config.n_steps,
                best.epochs,
                model.history.len()
            ),
        ),
        describe_surprise(model, voice),
        voice.pick(
            format!("knows {} and {}", counted(n_bands, "band"), counted(n_passages, "passage")),
            format!("mengenal {n_bands} band dan {} bagian", grouped(n_passages)),
        ),
    ];
    lines.into_iter().chain(styles).collect()
}

fn describe_surprise(model: &EventsModel, voice: &Voice) -> String {
    let nats = |it: Option<f64>| it.map_or_else(|| "-".to_owned(), |it| format!("{it:.3}"));
    let held_out = nats(Some(model.best_check().held_out.total()));
    let (bare, baseline) = (nats(model.bare.as_ref().map(Surprise::total)), nats(model.baseline));
    voice.pick(
        format!(
            "held out: {held_out} nats a note, {bare} with nothing given; the Markov baseline \
             {baseline}"
        ),
        format!(
            "disisihkan: {held_out} nat per not, {bare} tanpa keterangan; pembanding Markov \
             {baseline}"
        ),
    )
}

fn describe_source(source: &Source, voice: &Voice) -> String {
    let path = display_name(source.path.as_ref());
    let licence = source.licence.as_deref().map(|it| display_name(it.as_ref()));
    let licence =
        licence.unwrap_or_else(|| voice.pick("no licence stated", "lisensi tidak disebut"));
    voice.pick(
        format!("learned from {path} ({}; {licence})", counted(source.notes, "note")),
        format!("belajar dari {path} ({} not; {licence})", grouped(source.notes)),
    )
}

fn join(units: &[usize]) -> String {
    units.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
