//! Models of other tools, by the program itself in a process of its own: their readers are large, and
//! what strangers send should not reach the one that talks to clients.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use axum::http::StatusCode;
use irama_model::Model as AnyModel;

use crate::{
    Studio, clock,
    documents::{Best, Model, ModelKind, ModelState},
    error::Refusal,
    id, names,
};

/// Letters of a message that are passed on.
const MAX_MESSAGE: usize = 600;

/// In which form a model is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ModelForm {
    Irama,
    Keras,
    Safetensors,
}

impl ModelForm {
    /// By the ending of a name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        match name.rsplit('.').next()?.to_ascii_lowercase().as_str() {
            "irama" => Some(Self::Irama),
            "keras" => Some(Self::Keras),
            "safetensors" => Some(Self::Safetensors),
            _ => None,
        }
    }

    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Irama => "irama",
            Self::Keras => "keras",
            Self::Safetensors => "safetensors",
        }
    }
}

impl Studio {
    /// Sees to it that the model in the box is there, the one of this program.
    pub(crate) fn keep_base(&self) -> Result<(), Refusal> {
        let Some(bytes) = self.config.base else { return Ok(()) };
        let (id, path) = (Model::BUILT_IN, self.places.model(Model::BUILT_IN));
        let is_there = self.shelf.get::<Model>(id).is_ok();
        if is_there && fs::read(&path).is_ok_and(|it| it == bytes) {
            return Ok(());
        }
        fs::create_dir_all(self.places.model_folder(id)).map_err(Refusal::storage)?;
        irama_model::checkpoint::write_atomically(&path, bytes).map_err(Refusal::storage)?;
        let card = self.card(id)?;
        self.shelf.put(Model {
            id: id.into(),
            name: "Irama".into(),
            created: clock::moment(),
            state: ModelState::Ready,
            bytes: Some(bytes.len() as u64),
            best: Some(Best {
                nll_per_note: card["best_nll_per_note"].as_f64(),
                baseline_nll_per_note: card["baseline_nll_per_note"].as_f64(),
                ..Best::default()
            }),
            styles: Model::styles_of(&card),
            has_sound: true,
            ..Model::default()
        })?;
        Ok(())
    }

    /// Takes a model that somebody sent, which lies in the file `sent`.
    pub(crate) fn import_model(&self, name: &str, sent: &Path) -> Result<Model, Refusal> {
        let form = ModelForm::of(name).ok_or_else(|| {
            let message = format!("{:?} is not the name of a model", names::for_file(name));
            Refusal::unusable("not_model", message, "send a .irama, .keras or .safetensors file")
        })?;
        let id = id::fresh();
        let folder = self.places.model_folder(&id);
        fs::create_dir_all(&folder).map_err(Refusal::storage)?;
        let taken = self.take_model(&id, name, form, sent);
        if taken.is_err() {
            // What is left of it is of no use; the first failure is the one to tell.
            let _ = fs::remove_dir_all(&folder);
        }
        taken
    }

    fn take_model(
        &self,
        id: &str,
        name: &str,
        form: ModelForm,
        sent: &Path,
    ) -> Result<Model, Refusal> {
        let path = self.places.model(id);
        match form {
            ModelForm::Irama => {
                let bytes = fs::read(sent).map_err(Refusal::storage)?;
                AnyModel::from_bytes(&bytes).map_err(|it| {
                    let message = format!("this is no usable model: {it}");
                    Refusal::unusable("not_model", message, "send it again, or another copy")
                })?;
                irama_model::checkpoint::write_atomically(&path, &bytes)
                    .map_err(Refusal::storage)?;
            }
            _ => self.run_exchange("import", sent, &path, "not_model")?,
        }
        let model = AnyModel::load(&path).map_err(Refusal::failed)?;
        let stem = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = stem.rsplit_once('.').map_or(stem, |it| it.0);
        let bytes = fs::metadata(&path).map_err(Refusal::storage)?.len();
        let styles = Model::styles_of(&(self.config.tellers.card)(&model));
        self.shelf.put(Model {
            id: id.to_owned(),
            name: names::checked("name", stem).unwrap_or_else(|_| "model".into()),
            kind: match model {
                AnyModel::Classic(_) => ModelKind::Classic,
                AnyModel::Events(_) => ModelKind::Events,
            },
            created: clock::moment(),
            state: ModelState::Ready,
            bytes: Some(bytes),
            styles,
            has_sound: true,
            ..Model::default()
        })
    }

    /// A model in some form, as a file that is open, and of which the name is gone.
    pub(crate) fn export_model(&self, id: &str, form: ModelForm) -> Result<fs::File, Refusal> {
        let path = self.places.model(id);
        if form == ModelForm::Irama {
            return fs::File::open(path).map_err(Refusal::storage);
        }
        let target = self.passing_file(form.ending());
        let made = self
            .run_exchange("export", &path, &target, "not_exportable")
            .and_then(|()| fs::File::open(&target).map_err(Refusal::storage));
        // Where open files cannot be removed it goes at the next start.
        let _ = fs::remove_file(&target);
        made
    }

    /// A name that nobody else uses, for a moment.
    pub(crate) fn passing_file(&self, ending: &str) -> PathBuf {
        self.places.passing().join(format!("{}.{ending}", id::fresh()))
    }

    fn run_exchange(
        &self,
        command: &str,
        from: &Path,
        to: &Path,
        code: &'static str,
    ) -> Result<(), Refusal> {
        let output = Command::new(&self.config.program)
            .args([command, "--quiet", "--lang", "en"])
            .arg(from)
            .arg("-o")
            .arg(to)
            .stdin(Stdio::null())
            .output()
            .map_err(|it| Refusal::failed(format!("the program could not be started ({it})")))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let line = said.lines().last().unwrap_or_default();
        let line = line.strip_prefix("error: ").unwrap_or(line);
        // Where it lay is nobody's business.
        let line = line.replace(&*self.config.data.to_string_lossy(), "…");
        let message: String = line.chars().take(MAX_MESSAGE).collect();
        let status = match output.status.code() {
            Some(2) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Err(Refusal::new(status, code, message).hint("send another file, or another form"))
    }
}
