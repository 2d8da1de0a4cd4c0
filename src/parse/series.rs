//! A series kept as a CSV file: the columns `date` and `value`, and maybe `note`.

use crate::base::text::{At, Span};
use crate::model::date::Date;
use crate::model::fact::{Point, Value};
use crate::parse::phrase;
use crate::parse::record::Cx;

/// Reads the points of a file; a row that cannot be read is reported with its place and left out.
pub fn read_series(cx: &mut Cx<'_>) -> Vec<Point> {
    let text = cx.text;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text.as_bytes());
    let column = |reader: &mut csv::Reader<&[u8]>, name: &str| {
        reader.headers().ok().and_then(|head| head.iter().position(|cell| cell == name))
    };
    let note = column(&mut reader, "note");
    let (Some(date), Some(value)) = (column(&mut reader, "date"), column(&mut reader, "value")) else {
        cx.report("bad-value", Span::default(), "the series has no columns `date` and `value`").help =
            Some("begin the file with the line `date,value`".to_owned());
        return Vec::new();
    };
    let mut out: Vec<Point> = Vec::new();
    for row in reader.records() {
        let Ok(row) = row else {
            cx.report("bad-value", Span::default(), "the series holds a row that is no CSV");
            continue;
        };
        let start = row.position().map_or(0, |position| position.byte() as usize);
        let end = text[start..].find(['\r', '\n']).map_or(text.len(), |at| start + at);
        out.extend(point(cx, Span::of(start..end), row.get(date), row.get(value), note.and_then(|n| row.get(n))));
    }
    for pair in 1..out.len() {
        if out[pair - 1].date >= out[pair].date {
            let (at, date) = (out[pair].value.at, out[pair].date);
            cx.report("bad-date", at.span, format!("`{date}` does not come after the date before it")).help =
                Some("put the dates of a series in rising order".to_owned());
        }
    }
    out
}

fn point(cx: &mut Cx<'_>, span: Span, date: Option<&str>, value: Option<&str>, note: Option<&str>) -> Option<Point> {
    let (date, value) = (date.unwrap_or(""), value.unwrap_or(""));
    let Some(date) = Date::parse(date) else {
        cx.report("bad-date", span, format!("`{date}` is no date of a series"));
        return None;
    };
    match phrase::parse(value) {
        Ok(quantity) => {
            let at = At { file: cx.file, span };
            let note = note.filter(|note| !note.is_empty()).map(Into::into);
            Some(Point { date, value: Value { quantity, at }, evidence: Vec::new(), note })
        }
        Err(error) => {
            cx.report("bad-value", span, format!("`{value}` is no number phrase: {error}"));
            None
        }
    }
}
