//! Every table, field by field: the reader and the schema agree.

use factloom::exchange::schema::FileKind;
use factloom::model::fact::FactKind;
use factloom::parse::fields::{Shape, Table};

use crate::support::{Place, Validator, findings, places};

/// Asserts that the reader and the schema both take a record, or both refuse it.
fn both(validator: &Validator, place: &Place, fields: &[(String, String)], good: bool, why: &str) {
    let text = place.text(fields);
    let (found, refused) = (place.findings(&text), validator.errors(place.kind, &text));
    assert_eq!(found.is_empty(), good, "{why}: the reader of `{}` says {found:?} to\n{text}", place.table.name);
    assert_eq!(refused.is_none(), good, "{why}: the schema of `{}` says {refused:?} to\n{text}", place.table.name);
}

fn with(fields: &[(String, String)], key: &str, value: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = fields.iter().filter(|(other, _)| other != key).cloned().collect();
    out.push((key.to_owned(), value.to_owned()));
    out
}

#[test]
fn every_field_is_read_and_takes_its_example_but_not_another_shape() {
    let validator = Validator::new();
    for place in places() {
        let fields = place.fields();
        both(&validator, &place, &fields, true, "a plain record");
        for field in place.table.fields {
            // A figure has one value or several forms of it; the other forms stand in its place.
            let base: Vec<_> = match field.key {
                "values" | "series" | "breakdown" => fields.iter().filter(|(key, _)| key != "value").cloned().collect(),
                _ => fields.clone(),
            };
            both(&validator, &place, &with(&base, field.key, field.example), true, "the example");
            // A field that nothing reads would pass with this in it. `defaults` are read where facts are.
            let base = if field.key == "defaults" { with(&base, "facts", "{a: {}}") } else { base };
            both(&validator, &place, &with(&base, field.key, "[[x]]"), false, field.key);
        }
    }
}

#[test]
fn misspelt_keys_missing_fields_and_wrong_words_are_refused_by_both() {
    let validator = Validator::new();
    for place in places() {
        let fields = place.fields();
        for field in place.table.fields {
            both(&validator, &place, &with(&fields, &format!("{}x", field.key), "1"), false, "a misspelt key");
            if field.required {
                let without: Vec<_> = fields.iter().filter(|(key, _)| key != field.key).cloned().collect();
                both(&validator, &place, &without, false, "a missing field");
            }
            if let Shape::Word(choices) = field.shape {
                both(&validator, &place, &with(&fields, field.key, "nonsense"), false, "a wrong word");
                for choice in choices {
                    let text = place.text(&with(&fields, field.key, choice.word));
                    let found = place.findings(&text);
                    // A kind of fact may need more; the word itself is right.
                    assert!(!found.iter().any(|finding| finding.starts_with("bad-value")), "{found:?}");
                }
            }
        }
    }
}

/// Texts that a shape takes, and texts that it refuses.
fn samples(shape: Shape) -> (&'static [&'static str], &'static [&'static str]) {
    match shape {
        Shape::Date => {
            (&["2022", "2022-04", "2022-04-29", "\"2022\""], &["22", "2022-13", "2022-04-32", "May 2022", "2022..2023"])
        }
        Shape::When => (
            &["2022", "2021-03..2026", "1978..", "unknown", "2022-04-29"],
            &["..2022", "2022-1", "2022...2023", "never", "Unknown"],
        ),
        Shape::Length => (&["30d", "6mo", "1y", "never"], &["30", "1w", "6 mo", "Never"]),
        Shape::Percent => (&["95%", "0%", "100 %", "99.5%"], &["95", "101%", "-1%", "five%"]),
        Shape::Share => (&["5%", "0.5%", "10 %"], &["5", "five%", "-1%"]),
        Shape::Address => {
            (&["https://example.org/a?b=c#d", "http://x.org"], &["example.org", "ftp://x.org", "\"https://x.org/a b\""])
        }
        Shape::Flag => (&["true", "false"], &["yes", "1", "No"]),
        Shape::Count => (&["1", "12"], &["-1", "one", "1.5"]),
        Shape::Phrase => (&["10,128", "nearly 1,000", "600 to 700", "1000", "3.5"], &["[1]"]),
        Shape::Ids(_) => (&["a-b", "[a, b2]", "[]"], &["A", "a_b", "[a, B]", "a b"]),
        Shape::Evidence => (
            &["s", "\"s, para. 7\"", "[s, \"t, p. 3\"]", "{source: s, at: p. 3, by: [a, b]}", "[{source: s}, t]"],
            &["{at: p. 3}", "a word", "{source: s, page: 3}", "[s, a word]"],
        ),
        _ => (&[], &[]),
    }
}

#[test]
fn dates_lengths_ids_and_the_like_are_judged_alike() {
    let validator = Validator::new();
    let mut tried = 0;
    for place in places() {
        let fields = place.fields();
        for field in place.table.fields {
            let (good, bad) = samples(field.shape);
            for sample in good {
                both(&validator, &place, &with(&fields, field.key, sample), true, field.key);
            }
            for sample in bad {
                both(&validator, &place, &with(&fields, field.key, sample), false, field.key);
            }
            tried += good.len() + bad.len();
            if let Shape::Text(most) = field.shape
                && most > 0
            {
                both(&validator, &place, &with(&fields, field.key, &"字".repeat(most)), true, "as long as may be");
                both(&validator, &place, &with(&fields, field.key, &"字".repeat(most + 1)), false, "too long");
            }
        }
    }
    assert!(tried > 300, "{tried} samples were tried");
}

#[test]
fn what_a_fact_needs_depends_on_its_kind_and_on_the_defaults() {
    let validator = Validator::new();
    let mut random = fastrand::Rng::with_seed(7);
    let values = [
        ("claim", "C."),
        ("value", "1000"),
        ("as_of", "2022"),
        ("when", "2022"),
        ("by", "e"),
        ("order", "1"),
        ("evidence", "s"),
        ("series", "{2022: 1}"),
        ("values", "{a: {value: 1, evidence: s}, b: {value: 2, evidence: s}}"),
    ];
    let mut complete = 0;
    for round in 0..3000 {
        let kind = FactKind::ALL[round % FactKind::ALL.len()].word();
        let mut given = [vec![], vec![]];
        // Mostly there, so that complete facts come up too.
        for (key, value) in [("kind", kind)].into_iter().chain(values) {
            if random.u8(0..10) < 7 {
                given[usize::from(random.u8(0..10) < 3)].push(format!("{key}: {value}"));
            }
        }
        let [own, default] = given.map(|fields| format!("{{{}}}", fields.join(", ")));
        let text = format!("title: T\nsummary: S.\ntopics: []\ndefaults: {default}\nfacts: {{a: {own}}}\n");
        let found = findings("content/facts/s.yml", &text);
        let refused = validator.errors(FileKind::Sheet, &text);
        assert_eq!(found.is_empty(), refused.is_none(), "{found:?}\n{refused:?}\n{text}");
        complete += usize::from(found.is_empty());
    }
    assert!((200..2800).contains(&complete), "{complete} of 3000 were complete");
}

#[test]
fn every_field_says_what_it_means_in_a_sentence() {
    for place in places() {
        assert!(place.table.about.len() > 10, "{}", place.table.name);
        for field in place.table.fields {
            let about = field.about;
            assert!(about.ends_with('.') && about.len() > 8 && about.len() < 180, "{}: {about}", field.key);
        }
    }
}

#[test]
fn every_table_of_a_file_is_tried() {
    fn reached(table: &'static Table, out: &mut Vec<&'static str>) {
        fn of_shape(shape: Shape, out: &mut Vec<&'static str>) {
            match shape {
                Shape::Record(table) | Shape::Records(table) => reached(table, out),
                Shape::Map(_, shape) => of_shape(*shape, out),
                Shape::Either(shapes) => shapes.iter().for_each(|shape| of_shape(*shape, out)),
                Shape::Evidence => reached(&factloom::parse::fields::evidence::EVIDENCE, out),
                _ => {}
            }
        }
        if !out.contains(&table.name) {
            out.push(table.name);
            table.fields.iter().for_each(|field| of_shape(field.shape, out));
        }
    }
    let mut all = Vec::new();
    let tried: Vec<&str> = places().iter().map(|place| place.table.name).collect();
    for place in places() {
        reached(place.table, &mut all);
    }
    all.retain(|name| !tried.contains(name));
    assert_eq!(all, Vec::<&str>::new());
}
