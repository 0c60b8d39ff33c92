//! Reads and writes `model.weights.h5`: the values of the layers and of the optimiser.
//!
//! The library finds the objects; their numbers are copied from the file by us, once type, shape and
//! place are known to be as they must. So no number of the file decides how much memory is taken.

use std::collections::BTreeMap;

use hdf5_pure::{AttrValue, Datatype, File, FileBuilder, FinishedGroup, GroupBuilder, Layout};
use irama_model::classic::{ClassicModel, Network, Optimiser};
use irama_neural::Entry;

use super::{
    layers::Described,
    names::{DROPOUT, classes, numbered, place},
};

/// The group of the optimiser's values: steps, learning rate, then both moments of each tensor.
const OPTIMISER: &str = "optimizer/vars";
const BEFORE_MOMENTS: usize = 2;

/// The values of a network.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub(super) weights: Vec<f32>,
    pub(super) statistics: Vec<f32>,
    /// `None` if the file has none or those of another optimiser.
    pub(super) optimiser: Option<Optimiser>,
}

/// Reads the values of a network. The reason if one is missing or not as described.
pub(super) fn read(
    bytes: Vec<u8>,
    network: &Network,
    described: &Described,
) -> Result<Values, String> {
    let reader = Reader { file: File::from_bytes(bytes).map_err(broken)? };
    let names = reader.names(described)?;
    let read_all = |entries: &[Entry]| -> Result<Vec<f32>, String> {
        let mut values = Vec::new();
        for Entry { name, shape, .. } in entries {
            let (group, var) = place(name, &described.classes, &names);
            reader.floats(&group, var, shape, &mut values)?;
        }
        Ok(values)
    };
    let weights = read_all(network.weights.entries())?;
    let statistics = read_all(network.statistics.entries())?;
    if let Some(value) = variances(network, &statistics).find(|it| *it < 0.0) {
        return Err(format!("a moving variance is {value}; use a copy"));
    }
    let optimiser =
        if described.is_plain_adam { reader.optimiser(network.weights.entries())? } else { None };
    Ok(Values { weights, statistics, optimiser })
}

fn variances<'a>(network: &Network, statistics: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
    let entries = network.statistics.entries().iter();
    let all: Vec<_> =
        entries.filter(|it| it.name.ends_with("variance")).map(|it| it.range.clone()).collect();
    all.into_iter().flat_map(|it| statistics[it].iter().copied())
}

fn broken(error: hdf5_pure::Error) -> String {
    format!("its weights cannot be read ({error}); use a copy, or save it with Keras again")
}

/// A file of weights that nothing is believed of.
struct Reader {
    file: File,
}

impl Reader {
    /// What the groups of the layers are called: Keras numbers them by class, but some versions take
    /// the names that the layers have.
    fn names(&self, described: &Described) -> Result<Vec<String>, String> {
        let layers = self.file.group("layers").map_err(broken)?;
        let found = layers.groups().map_err(broken)?;
        let by_class = numbered(&described.classes);
        let is_there = |names: &[String]| {
            let layers = names.iter().zip(&described.classes).filter(|it| *it.1 != DROPOUT);
            layers.map(|it| it.0).all(|it| found.contains(it))
        };
        let all = [by_class, described.names.clone()];
        let names = all.into_iter().find(|it| is_there(it)).ok_or(
            "its weights are not those of the layers that it describes; save it with Keras again",
        )?;
        let stranger = found.iter().find(|it| {
            !(names.contains(it) || it.starts_with("dropout") || it.starts_with("input_layer"))
        });
        match stranger {
            Some(name) => {
                Err(format!("its weights hold a layer {name:?} that it does not describe"))
            }
            None => Ok(names),
        }
    }

    /// Appends a tensor of finite floats of this shape to `values`.
    fn floats(
        &self,
        group: &str,
        name: &str,
        shape: &[usize],
        values: &mut Vec<f32>,
    ) -> Result<(), String> {
        let data = self.data(group, name, shape, &[hdf5_pure::make_f32_type()])?;
        let numbers = || data.chunks_exact(4).filter_map(|it| it.first_chunk().copied());
        if let Some(value) = numbers().map(f32::from_le_bytes).find(|it| !it.is_finite()) {
            return Err(format!("the tensor {group}/{name} holds {value}; use a copy"));
        }
        values.extend(numbers().map(f32::from_le_bytes));
        Ok(())
    }

    /// The bytes of a tensor of this shape and of one of these types.
    fn data(
        &self,
        group: &str,
        name: &str,
        shape: &[usize],
        types: &[Datatype],
    ) -> Result<&[u8], String> {
        let at = format!("{group}/{name}");
        let parent = self.file.group(group).map_err(broken)?;
        // Links to elsewhere are not in this list.
        if !parent.datasets().map_err(broken)?.iter().any(|it| it == name) {
            return Err(format!("the tensor {at} is missing from its weights"));
        }
        let dataset = parent.dataset(name).map_err(broken)?;
        let found = dataset.shape().map_err(broken)?;
        if !found.iter().copied().eq(shape.iter().map(|it| *it as u64)) {
            return Err(format!("the tensor {at} is {found:?}, but its layer needs {shape:?}"));
        }
        let datatype = dataset.datatype().map_err(broken)?;
        if !types.contains(&datatype) {
            let dtype = dataset.dtype().map_err(broken)?;
            return Err(format!("the tensor {at} is of {dtype}; convert the model to float32"));
        }
        let n_bytes = shape.iter().product::<usize>() as u64 * u64::from(datatype.type_size());
        let place = match dataset.layout().map_err(broken)? {
            Layout::Contiguous { address: Some(address), size } if size == n_bytes => {
                address.checked_add(size).map(|end| address as usize..end as usize)
            }
            _ => None,
        };
        place.and_then(|it| self.file.as_bytes().get(it)).ok_or_else(|| {
            format!("the tensor {at} is not stored in one plain piece; save it with Keras again")
        })
    }

    /// The state of Adam for these tensors; `None` if there is none.
    fn optimiser(&self, entries: &[Entry]) -> Result<Option<Optimiser>, String> {
        let Ok(group) = self.file.group(OPTIMISER) else { return Ok(None) };
        let n = group.datasets().map_err(broken)?.len();
        // One that has not been built remembers nothing.
        if n <= BEFORE_MOMENTS {
            return Ok(None);
        }
        if n != BEFORE_MOMENTS + 2 * entries.len() {
            return Err(format!(
                "its optimiser holds {n} tensors, but the layers need {}; save it with Keras again",
                BEFORE_MOMENTS + 2 * entries.len()
            ));
        }
        let mut rate = Vec::new();
        self.floats(OPTIMISER, "1", &[], &mut rate)?;
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for (idx, Entry { shape, .. }) in entries.iter().enumerate() {
            let var = BEFORE_MOMENTS + 2 * idx;
            self.floats(OPTIMISER, &var.to_string(), shape, &mut first)?;
            self.floats(OPTIMISER, &(var + 1).to_string(), shape, &mut second)?;
        }
        if let Some(value) = rate.iter().chain(&second).find(|it| **it < 0.0) {
            return Err(format!("its optimiser holds {value} where nothing is below 0"));
        }
        Ok(Some(Optimiser { learning_rate: rate[0], n_steps: self.n_steps()?, first, second }))
    }

    fn n_steps(&self) -> Result<u64, String> {
        let types = [hdf5_pure::make_i64_type(), hdf5_pure::make_i32_type()];
        let data = self.data(OPTIMISER, "0", &[], &types)?;
        let number = match data {
            [a, b, c, d] => i64::from(i32::from_le_bytes([*a, *b, *c, *d])),
            _ => data.first_chunk().map_or(-1, |it| i64::from_le_bytes(*it)),
        };
        number.try_into().map_err(|_| format!("its optimiser has done {number} steps"))
    }
}

/// A group on its way into a file.
#[derive(Debug, Default)]
struct Tree {
    groups: BTreeMap<String, Tree>,
    floats: Vec<(String, Vec<usize>, Vec<f32>)>,
    whole: Vec<(String, u64)>,
}

impl Tree {
    fn at(&mut self, path: &str) -> &mut Self {
        path.split('/').fold(self, |tree, name| tree.groups.entry(name.to_owned()).or_default())
    }

    fn push(&mut self, name: impl Into<String>, shape: &[usize], values: &[f32]) {
        self.floats.push((name.into(), shape.to_vec(), values.to_vec()));
    }

    /// Puts all that is in here into a group whose parent is `above`.
    fn fill(&self, group: &mut GroupBuilder, above: &str) {
        for (name, shape, values) in &self.floats {
            let shape: Vec<u64> = shape.iter().map(|it| *it as u64).collect();
            group.create_dataset(name).with_f32_data(values).with_shape(&shape);
        }
        for (name, value) in &self.whole {
            let value = i64::try_from(*value).unwrap_or(i64::MAX);
            group.create_dataset(name).with_i64_data(&[value]).with_shape(&[]);
        }
        for (name, tree) in &self.groups {
            let inner = tree.finished(group.create_group(name), name, above);
            group.add_group(inner);
        }
    }

    fn finished(&self, mut group: GroupBuilder, name: &str, above: &str) -> FinishedGroup {
        if name == "vars" {
            group.set_attr("name", AttrValue::VarLenString(above.to_owned()));
        }
        self.fill(&mut group, name);
        group.finish()
    }
}

/// The values of a model as the bytes of an HDF5 file.
pub(super) fn written(model: &ClassicModel) -> Vec<u8> {
    let (network, classes) = (model.network(), classes(&model.config));
    let names = numbered(&classes);
    let mut root = Tree::default();
    // Versions before 3.6 look for a group of each object, even one without values.
    let layers = names.iter().map(|it| format!("layers/{it}/vars"));
    for group in layers.chain(["vars".into(), OPTIMISER.into()]) {
        root.at(&group);
    }
    let values = [(&network.weights, &model.weights), (&network.statistics, &model.statistics)];
    for (layout, values) in values {
        for Entry { name, shape, range } in layout.entries() {
            let (group, var) = place(name, &classes, &names);
            root.at(&group).push(var, shape, &values[range.clone()]);
        }
    }
    if let Some(optimiser) = &model.optimiser {
        let vars = root.at(OPTIMISER);
        vars.whole.push(("0".into(), optimiser.n_steps));
        vars.push("1", &[], &[optimiser.learning_rate]);
        for (idx, Entry { shape, range, .. }) in network.weights.entries().iter().enumerate() {
            let var = BEFORE_MOMENTS + 2 * idx;
            vars.push(var.to_string(), shape, &optimiser.first[range.clone()]);
            vars.push((var + 1).to_string(), shape, &optimiser.second[range.clone()]);
        }
    }
    let mut builder = FileBuilder::new();
    for (name, tree) in &root.groups {
        let group = tree.finished(builder.create_group(name), name, "sequential");
        builder.add_group(group);
    }
    builder.finish().expect("names and shapes are ours and match their values")
}
