//! Pictures of hard data: one point, none, long names, uneven years.

use super::*;

fn chart(shape: Shape, marks: Vec<Mark>) -> Chart {
    let group = Group { name: "Things".to_owned(), marks };
    Chart {
        shape,
        title: "A <title> & more".to_owned(),
        unit: "percent".to_owned(),
        groups: vec![group],
        source: "Source: A. Site, example.org/facts/a/b/".to_owned(),
        alt: None,
    }
}

fn mark(label: &str, at: f64, value: f64) -> Mark {
    Mark {
        label: label.to_owned(),
        key: label.to_owned(),
        at: Some(at),
        span: (value, value),
        open: Open::No,
        text: value.to_string(),
        note: None,
        url: "/facts/a/b/".to_owned(),
    }
}

fn years(of: &[(i32, f64)]) -> Vec<Mark> {
    of.iter().map(|(year, value)| mark(&year.to_string(), f64::from(*year) + 0.5, *value)).collect()
}

fn all() -> [Shape; 5] {
    [Shape::Line, Shape::Points, Shape::Columns, Shape::Bars, Shape::Dots]
}

/// x, y and words of every label.
fn texts(svg: &str) -> Vec<(f64, f64, String, String)> {
    let number = |tag: &str, name: &str| {
        let from = tag.find(&format!(" {name}=\"")).map_or(0, |at| at + name.len() + 3);
        tag[from..].split('"').next().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
    };
    let anchor = |tag: &str| {
        let at = tag.find("text-anchor=\"").map_or("start", |at| &tag[at + 13..]);
        at.split('"').next().unwrap_or("start").to_owned()
    };
    svg.split("<text ")
        .skip(1)
        .map(|tag| {
            let words = tag.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or("");
            (number(&format!(" {tag}"), "x"), number(&format!(" {tag}"), "y"), words.to_owned(), anchor(tag))
        })
        .collect()
}

/// Boxes of labels that overlap, in words.
fn overlaps(svg: &str) -> Vec<String> {
    let boxes: Vec<(f64, f64, f64, String)> = texts(svg)
        .into_iter()
        .map(|(x, y, words, anchor)| {
            let wide = scale::width(&words, 13.0);
            let left = match &*anchor {
                "middle" => x - wide / 2.0,
                "end" => x - wide,
                _ => x,
            };
            (left, left + wide, y, words)
        })
        .collect();
    let mut out = Vec::new();
    for (i, a) in boxes.iter().enumerate() {
        for b in &boxes[i + 1..] {
            if a.0 < b.1 - 1.0 && b.0 < a.1 - 1.0 && (a.2 - b.2).abs() < 11.0 {
                out.push(format!("“{}” and “{}”", a.3, b.3));
            }
        }
    }
    out
}

fn hard_cases() -> Vec<Vec<Mark>> {
    let long = "An entity whose name goes on and on".repeat(3);
    vec![
        years(&[(2020, 5.0)]),
        years(&[(2020, 0.0), (2021, 0.0)]),
        years(&(1990..2026).map(|y| (y, 100.0 + f64::from(y % 7) * 3.0)).collect::<Vec<_>>()),
        years(&[(1949, 3.0), (2018, 1_539_500_000_000.0), (2019, 7.0)]),
        vec![mark(&long, 2020.1, 4.0), mark("制裁名单上的中国实体".repeat(8).as_str(), 2020.2, -3.0)],
        vec![mark(&"w".repeat(60), 2020.1, 4.0), mark("b", 2020.1, 4.0), mark("c", 2020.1, 4.1)],
    ]
}

#[test]
fn no_two_labels_overlap_and_none_leaves_the_picture() {
    for marks in hard_cases() {
        for shape in all() {
            for width in [WIDE, NARROW] {
                let chart = chart(shape, marks.clone());
                let svg = chart.picture("a", "chart", width, false);
                assert_eq!(overlaps(&svg), Vec::<String>::new(), "{shape:?} at {width}");
                for (x, _, words, anchor) in texts(&svg) {
                    let wide = scale::width(&words, 13.0);
                    let left = if anchor == "end" {
                        x - wide
                    } else if anchor == "middle" {
                        x - wide / 2.0
                    } else {
                        x
                    };
                    assert!(left > -8.0 && left + wide < width + 8.0, "{shape:?} at {width}: “{words}” at {left}");
                }
                assert!(!svg.contains("NaN") && !svg.contains("inf"), "{shape:?}: {svg}");
            }
        }
    }
}

#[test]
fn a_missing_year_is_a_gap_and_uneven_years_are_spaced_by_time() {
    let path = |marks| {
        let svg = chart(Shape::Line, marks).picture("a", "chart", WIDE, false);
        let from = svg.find("class=\"ln c0\" d=\"").map_or(0, |at| at + 17);
        svg[from..].split('"').next().unwrap_or("").to_owned()
    };
    let whole = path(years(&[(2010, 1.0), (2011, 2.0), (2012, 3.0), (2013, 2.0), (2014, 2.0)]));
    assert_eq!(whole.matches('M').count(), 1);
    let broken = path(years(&[(2010, 1.0), (2011, 2.0), (2012, 3.0), (2014, 2.0), (2015, 2.0)]));
    assert_eq!(broken.matches('M').count(), 2, "{broken}");
    let uneven = path(years(&[(2000, 1.0), (2001, 2.0), (2010, 3.0)]));
    let xs: Vec<f64> = uneven.split(['M', 'L']).filter_map(|p| p.split(' ').next()?.parse().ok()).collect();
    assert!(((xs[2] - xs[1]) / (xs[1] - xs[0]) - 9.0).abs() < 0.1, "{xs:?}");
}

#[test]
fn names_of_lines_that_end_together_do_not_touch() {
    let mut chart = chart(Shape::Line, years(&[(2020, 2.0), (2021, 3.0), (2022, 3.1)]));
    for value in [3.1, 3.12, 0.0] {
        let name = format!("A series that ends at {value}");
        chart.groups.push(Group { name, marks: years(&[(2020, 2.5), (2021, 2.6), (2022, value)]) });
    }
    for width in [WIDE, NARROW] {
        assert_eq!(overlaps(&chart.picture("a", "chart", width, false)), Vec::<String>::new(), "at {width}");
    }
}

#[test]
fn a_missing_year_leaves_the_place_of_its_bar_empty() {
    let marks = [2015.0, 2016.0, 2018.0].map(|year| Mark { at: Some(year), ..mark("a", year, 5.0) });
    let svg = chart(Shape::Columns, marks.to_vec()).picture("a", "chart", WIDE, false);
    let xs: Vec<f64> = svg
        .split("<rect ")
        .skip(1)
        .filter_map(|tag| tag.split(" x=\"").nth(1)?.split('"').next()?.parse().ok())
        .collect();
    assert!(((xs[2] - xs[1]) / (xs[1] - xs[0]) - 2.0).abs() < 0.01, "{xs:?}");
}

#[test]
fn bars_measure_from_zero() {
    let svg = chart(Shape::Columns, years(&[(2020, 50.0), (2021, 100.0)])).picture("a", "chart", WIDE, false);
    let heights: Vec<f64> = svg
        .split("<rect ")
        .skip(1)
        .filter_map(|tag| tag.split("height=\"").nth(1)?.split('"').next()?.parse().ok())
        .collect();
    assert!((heights[1] / heights[0] - 2.0).abs() < 0.01, "{heights:?}");
}

#[test]
fn a_picture_says_what_it_shows_and_escapes_it() {
    let figure = chart(Shape::Line, years(&[(2020, 50.0), (2021, 100.0)])).figure("f").expect("a figure");
    assert!(figure.pictures.contains("<title id=\"fw-t\">A &lt;title&gt; &amp; more</title>"));
    assert!(figure.pictures.contains("In percent. Things — 2020: 50; 2021: 100."));
    assert!(figure.pictures.contains("Source: A. Site"));
    assert!(figure.file.starts_with("<svg xmlns="), "the file stands alone");
    assert!(
        figure
            .csv
            .starts_with("series,key,value,low,high,unit,note,fact\r\nThings,2020,50,50,50,percent,,/facts/a/b/\r\n")
    );
    assert!(chart(Shape::Line, Vec::new()).figure("f").is_none(), "nothing to draw, no picture");
}

#[test]
fn remarks_are_gathered_and_their_marks_hollow() {
    let mut marks = years(&[(2020, 1.0), (2021, 2.0), (2022, 3.0)]);
    marks[0].note = Some("first release".to_owned());
    marks[1].note = Some("first release".to_owned());
    let figure = chart(Shape::Line, marks).figure("f").expect("a figure");
    assert_eq!(figure.notes, ["2020, 2021: first release"]);
    assert_eq!(figure.pictures.matches("class=\"nt c0\"").count(), 4, "two in each picture");
}
