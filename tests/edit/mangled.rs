//! Sites that nobody would write: no command panics or loses text on them, and no fix adds errors to a file.

use factloom::base::diag::Level;
use factloom::build::analyse;
use factloom::check::report::Report;
use factloom::edit::fix::{Wanted, run};
use factloom::edit::promote::{Wish, promote};
use factloom::edit::references::Kind;
use factloom::edit::rename::rename;
use factloom::load::Inputs;

use crate::rename::SITE;
use crate::support::{files, options};

/// Pieces that break or bend what they are put into.
const PIECES: &[&str] = &[
    ": ", "\"", "'", "[", "](", "]", "{", "}", "*x", "&x ", "@", "\n", "\n  ", "制", "1,000 ", "#", "- ", "---\n",
    "fact:", "```",
];

fn mangled(random: &mut fastrand::Rng) -> Vec<(String, String)> {
    let mut all = files(SITE);
    for _ in 0..random.usize(1..6) {
        let index = random.usize(..all.len());
        let text = &mut all[index].1;
        let mut at = random.usize(..=text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        match random.u8(..4) {
            0 => text.truncate(at),
            _ => text.insert_str(at, PIECES[random.usize(..PIECES.len())]),
        }
    }
    all
}

/// Errors of each file, those that hide others first.
fn errors(inputs: &Inputs, report: &Report) -> Vec<(usize, usize)> {
    let errors = || report.findings.iter().filter(|finding| finding.level == Level::Error);
    let of = |file| errors().filter(move |finding| finding.diagnostic.at.file == file);
    let count = |file| (of(file).filter(|f| f.diagnostic.rule == "yaml-syntax").count(), of(file).count());
    inputs.files.iter().map(|input| count(input.id)).collect()
}

#[test]
fn no_command_panics_and_no_fix_harms() {
    let mut random = fastrand::Rng::with_seed(5);
    let mut fixed_any = 0;
    for _ in 0..24 {
        let inputs = Inputs::of_texts(mangled(&mut random));
        let before = analyse(inputs.clone(), &options());
        let fixed = run(&inputs, &options(), &Wanted::default());
        fixed_any += fixed.files.len();
        // Another file may be worse for being read at last; all in all there is never less to read.
        let syntax = |counts: Vec<(usize, usize)>| counts.iter().map(|(syntax, _)| syntax).sum::<usize>();
        assert!(syntax(errors(&inputs, &fixed.analysis.report)) <= syntax(errors(&inputs, &before.report)));
        for (kind, old) in
            [(Kind::Fact, "sigma-sheet/kappa-count"), (Kind::Source, "rho-source"), (Kind::Article, "alpha-article")]
        {
            let _ = rename(&before, kind, old, "some-other-id");
        }
        let wish =
            |line, column| Wish { path: "content/alpha-article.md".to_owned(), line, column, sheet: None, key: None };
        for line in (0..50).step_by(3) {
            let column = random.bool().then(|| random.u32(0..90));
            let _ = promote(&before, &wish(line, column));
        }
    }
    assert!(fixed_any > 0, "the sites give fixes something to do: {fixed_any}");
}
