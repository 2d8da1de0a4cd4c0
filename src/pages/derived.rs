//! The calculation behind a derived fact: its formula with links, its figures, the facts it is of.
//!
//! In: a fact. Out: a view for the templates, and what the machine twin says of it.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::link::FactId;
use crate::model::fact::Fact;
use crate::pages::parts::{self, FactTable};
use crate::pages::{Cx, Link, fact};
use crate::render::derived;

/// How a fact was computed.
#[derive(Serialize)]
pub struct Calculation {
    /// The formula in words; those without address are signs and numbers.
    pub words: Vec<Link>,
    /// The same with figures: "300 ÷ 1,200 × 100 = 25%".
    pub worked: String,
    /// The facts it is of.
    pub inputs: FactTable,
}

/// The formula of a fact in words; none for a fact that was read.
pub fn words(cx: &Cx<'_, '_>, fact: &Fact) -> Vec<Link> {
    let words = fact.derived.iter().flat_map(|of| derived::words(cx.reader, of));
    words.map(|word| Link { title: word.text, url: word.url }).collect()
}

/// The calculation of a fact.
pub fn calculation(cx: &Cx<'_, '_>, id: FactId) -> Option<Calculation> {
    let fact = cx.reader.fact(id);
    let of = fact.derived.as_ref()?;
    let found =
        of.from.iter().enumerate().filter_map(|(index, input)| Some((index, cx.reader.find_fact(&input.bound.id)?)));
    let (indices, ids): (Vec<usize>, Vec<FactId>) = found.unzip();
    let mut inputs = parts::fact_table(cx, &ids);
    let words = derived::words(cx.reader, of);
    for (row, index) in inputs.rows.iter_mut().zip(indices) {
        let (value, date) = derived::input_figure(cx.reader, of, index);
        (row.value, row.date) = (value, date);
        let named = |word: &&derived::Word| {
            word.fact.is_some_and(|fact| Some(fact) == cx.reader.find_fact(&of.from[index].bound.id))
        };
        if let Some(word) = words.iter().find(named) {
            row.url = word.url.clone();
        }
    }
    inputs.values = inputs.rows.iter().any(|row| !row.value.is_empty());
    inputs.dates = inputs.rows.iter().any(|row| !row.date.is_empty());
    Some(Calculation { words: self::words(cx, fact), worked: derived::worked(cx.reader, fact), inputs })
}

/// What the machine twin of a fact says of it; null for a fact that was read.
pub fn twin(cx: &Cx<'_, '_>, fact: &Fact) -> Json {
    let Some(of) = &fact.derived else { return Json::Null };
    let computed = of.computed();
    let inputs = of.from.iter().enumerate().map(|(index, input)| {
        let url = cx.reader.find_fact(&input.bound.id).map(|id| cx.absolute(&cx.reader.fact_url(id)));
        let figures = computed.map_or(&[][..], |computed| &computed.figures[index]);
        json!({"name": input.name, "fact": input.what.id, "url": url, "figures": figures})
    });
    json!({
        "formula": of.formula.text,
        "from": of.from.iter().map(|input| (input.name.to_string(), json!(input.what.id)))
            .collect::<serde_json::Map<String, Json>>(),
        "inputs": inputs.collect::<Vec<_>>(),
        "words": derived::line(cx.reader, fact),
        "worked": derived::worked(cx.reader, fact),
        "value": computed.map(|computed| fact::quantity(&computed.exact)),
        "unit": computed.map(|computed| &*computed.unit),
    })
}
