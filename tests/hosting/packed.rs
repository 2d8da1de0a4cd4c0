//! Files in other codings, beside themselves.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;

use crate::support::Site;

fn inodes(site: &Site) -> BTreeMap<String, u64> {
    let inode = |path: &String| fs::metadata(site.public().join(path)).expect("there").ino();
    site.paths().into_iter().map(|path| (path.clone(), inode(&path))).collect()
}

#[test]
fn text_is_packed_when_it_shrinks_and_comes_back_as_it_was() {
    let site = Site::built("https://example.org/", "{compress: [gz]}");
    let paths = site.paths();
    let mut packed = 0;
    for path in paths.iter().filter_map(|path| path.strip_suffix(".gz")) {
        let (whole, gz) =
            (fs::read(site.public().join(path)).expect("there"), site.public().join(format!("{path}.gz")));
        let mut out = Vec::new();
        let mut reader = flate2::read::GzDecoder::new(fs::File::open(&gz).expect("there"));
        std::io::Read::read_to_end(&mut reader, &mut out).expect("it unpacks");
        assert!(out == whole, "{path}");
        assert!(whole.len() >= 1024 && fs::metadata(&gz).expect("there").len() < whole.len() as u64, "{path}");
        packed += 1;
    }
    assert!(packed > 20, "{packed}");
    for path in ["robots.txt.gz", "pixel.png.gz", "data/table.csv.gz", "one/index.html.br"] {
        assert!(!paths.contains(&path.to_owned()), "{path}");
    }
    assert!(paths.contains(&"search/index.html.gz".to_owned()));
}

#[test]
fn what_did_not_change_is_not_packed_again() {
    let site = Site::built("https://example.org/", "{compress: [br, gz]}");
    let before = inodes(&site);
    let article = "---\ntitle: The second\nsummary: Second.\ndate: 2026-11-02\ntopics: []\naliases: [/split/]\n---\nOther text.\n";
    site.write("content/two.md", article);
    site.build();
    let after = inodes(&site);
    assert_ne!(before["two/index.html.br"], after["two/index.html.br"], "its page changed");
    for path in ["three/index.html", "three/index.html.br", "three/index.html.gz", "sources/x/index.html.br"] {
        assert_eq!(before[path], after[path], "{path} is the file that it was");
    }
    let again = inodes(&site);
    site.build();
    assert_eq!(again, inodes(&site), "nothing changed, nothing was written");
}

#[test]
fn the_same_site_has_the_same_packed_files_and_loses_them_when_not_asked_for() {
    let [one, two] = [(); 2].map(|()| Site::built("https://example.org/", "{compress: [br, gz, zst]}"));
    assert_eq!(one.output(".factloom-manifest.json"), two.output(".factloom-manifest.json"));
    let config = fs::read_to_string(one.public().join("../content/site.yml")).expect("there");
    one.write("content/site.yml", &config.replace("compress: [br, gz, zst]", "compress: [zst]"));
    one.build();
    let paths = one.paths();
    assert!(paths.iter().any(|path| path.ends_with(".zst")));
    assert!(!paths.iter().any(|path| path.ends_with(".br") || path.ends_with(".gz")), "files of ours are removed");
}
