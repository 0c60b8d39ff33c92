//! The shared ways of putting a network and its document into an [`Archive`], and of reading them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use irama_neural::{Entry, Layout};
use serde::{Deserialize, Serialize};

use super::{Archive, Tensor};

/// Puts the tensors of a layout into an archive, their names behind `prefix`.
pub(crate) fn push_all(archive: &mut Archive, prefix: &str, layout: &Layout, values: &[f32]) {
    push_each(archive, prefix, (layout, values), Tensor::floats);
}

/// The same with values of 16 bits.
pub(crate) fn push_all_halved(archive: &mut Archive, layout: &Layout, values: &[f32]) {
    push_each(archive, "", (layout, values), Tensor::halves);
}

fn push_each<'a>(
    archive: &mut Archive<'a>,
    prefix: &str,
    (layout, values): (&Layout, &[f32]),
    tensor: fn(&[usize], &[f32]) -> Tensor<'a>,
) {
    for Entry { name, shape, range } in layout.entries() {
        archive.push(format!("{prefix}{name}"), tensor(shape, &values[range.clone()]));
    }
}

/// Takes the tensors of a layout out of an archive.
pub(crate) fn take_all(
    archive: &mut Archive,
    prefix: &str,
    layout: &Layout,
) -> Result<Vec<f32>, String> {
    // Grows tensor by tensor, so that settings which lie about sizes take no memory.
    let mut values = Vec::new();
    for Entry { name, shape, .. } in layout.entries() {
        values.extend(archive.take_floats(&format!("{prefix}{name}"), shape)?);
    }
    Ok(values)
}

/// The JSON form of a document.
pub(crate) fn json(document: &impl Serialize) -> String {
    serde_json::to_string(document).expect("plain data has a JSON form")
}

/// What kind of document it is. The reason if it is none.
pub(crate) fn kind_of(document: &str) -> Result<String, String> {
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }
    let found: Kind =
        serde_json::from_str(document).map_err(|it| format!("its settings are broken ({it})"))?;
    Ok(found.kind)
}

/// Whether it is a sound document of another kind.
pub(crate) fn is_of_other_kind(document: &str, kind: &str) -> bool {
    kind_of(document).is_ok_and(|it| it != kind)
}

/// Reads a document of this kind. The reason if it is none.
pub(crate) fn parse<T: for<'a> Deserialize<'a>>(document: &str, kind: &str) -> Result<T, String> {
    let found = kind_of(document)?;
    if found != kind {
        return Err(format!("it holds a {found:?} where a {kind:?} belongs"));
    }
    serde_json::from_str(document).map_err(|it| {
        format!("its settings do not fit this version of the program ({it}); learn it anew")
    })
}

/// Keeps a damaged state out of the way without destroying it.
pub(crate) fn put_aside(path: &Path, reason: &str) -> String {
    let mut bad = path.as_os_str().to_owned();
    bad.push(".bad");
    let kept = fs::rename(path, PathBuf::from(&bad)).map_or_else(
        |it| format!("and could not be renamed ({it})"),
        |()| format!("and is kept as {:?}", PathBuf::from(&bad)),
    );
    format!("the saved state {path:?} cannot be used ({reason}) {kept}; trying the one before it")
}
