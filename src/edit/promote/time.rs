//! When it held: the date nearest to the figure, else the source's; and whether it was then still to come.

use std::ops::Range;

use crate::edit::promote::figure::Spot;
use crate::edit::promote::support::Cited;
use crate::model::date::Date;
use crate::model::fact::FactKind;
use crate::parse::dates::dates;
use crate::site::Reader;

/// Words of what is yet to be.
const COMING: &[&str] = &[
    " will ",
    " would ",
    " expect",
    " forecast",
    " project",
    " predict",
    " plan",
    " aim",
    " target",
    " goal",
    "预计",
    "预测",
    "目标",
    "计划",
    "将",
];

/// Kind of the fact and its dates, as fields of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// A forecast where the figure lies ahead of its source, else a statistic.
    pub kind: FactKind,
    /// `as_of`, or `when` and `target`.
    pub fields: Vec<(&'static str, String)>,
}

/// Reads kind and dates off a sentence.
pub fn of(reader: &Reader<'_>, spot: &Spot, cited: &[Cited], notes: &mut Vec<String>) -> Time {
    let sentence = spot.text();
    let figure = spot.in_sentence();
    let distance = |at: &Range<usize>| match at.end <= figure.start {
        true => figure.start - at.end,
        false if is_tied(sentence.get(figure.end..at.start).unwrap_or("")) => 0,
        false => at.start.saturating_sub(figure.end),
    };
    let nearest = dates(sentence).into_iter().min_by_key(|(at, _)| distance(at)).map(|(_, date)| date);
    let sources = cited.iter().filter_map(|piece| piece.source).filter_map(|id| reader.source(id).date);
    let published = sources.max_by_key(|date| date.last_day());
    let known_by = published.unwrap_or_else(|| reader.today());
    let is_ahead = |date: Date| date.first_day() > known_by.last_day();
    let lower = format!(" {} ", sentence.to_lowercase());
    let is_coming = COMING.iter().any(|word| lower.contains(word));
    match nearest {
        Some(date) if is_ahead(date) && is_coming => {
            notes.push(format!("the figure lies ahead of its source: a forecast for {date}, made {known_by}"));
            let fields = vec![("when", known_by.to_string()), ("target", date.to_string())];
            Time { kind: FactKind::Forecast, fields }
        }
        Some(date) if is_ahead(date) => {
            notes.push(format!("{date} comes after the source of {known_by}, which cannot know it: see to `as_of`"));
            held(known_by.to_string())
        }
        Some(date) => held(date.to_string()),
        None => {
            notes.push(match published {
                Some(date) => format!("the sentence has no date: `as_of` is that of the source, {date}"),
                None => "neither the sentence nor a source has a date: put it at `as_of`".to_owned(),
            });
            held(published.map_or_else(|| "unknown".to_owned(), |date| date.to_string()))
        }
    }
}

/// "399 billion dollars in 2021": nothing but a few words and a preposition lie between a figure and its date.
fn is_tied(between: &str) -> bool {
    let last = between.trim_end().rsplit(' ').next().unwrap_or("");
    let is_led = matches!(last, "in" | "on" | "for" | "of" | "by" | "at" | "late" | "early" | "mid" | "around");
    is_led && between.split_whitespace().count() <= 5 && !between.contains([',', ';', ':', '.'])
}

fn held(date: String) -> Time {
    Time { kind: FactKind::Statistic, fields: vec![("as_of", date)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_tied_to_its_figure_by_a_preposition() {
        assert!(is_tied(" in ") && is_tied(" billion dollars at the end of "));
        assert!(!is_tied(" left, and in ") && !is_tied(" companies ") && !is_tied(""));
    }
}
