//! A small disk that can be filled, made read-only, and that knows no hard links if so wanted. Only root may mount.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// It is taken away when dropped.
pub struct Disk<'a> {
    place: &'a Path,
}

impl<'a> Disk<'a> {
    /// One in memory, of so many KB.
    pub fn mount(place: &'a Path, size: u32) -> Option<Disk<'a>> {
        Disk::by(place, &["-t", "tmpfs", "-o", &format!("size={size}k"), "tmpfs"])
    }

    /// One as on a camera, of so many KB, in a file beside the place. exFAT has no hard links, and is always there by
    /// FUSE: not every kernel knows it, or FAT.
    pub fn without_links(place: &'a Path, size: u32) -> Option<Disk<'a>> {
        let image = place.with_extension("exfat");
        let made = fs::File::create(&image).and_then(|file| file.set_len(u64::from(size) << 10));
        made.expect("a file");
        let made = Command::new("mkfs.exfat").arg(&image).output();
        assert!(made.is_ok_and(|run| run.status.success()), "run `.ci/setup` first: it installs exfatprogs");
        let disk = Disk::by(place, &["-t", "exfat-fuse", "-o", "loop", &image.to_string_lossy()])?;
        let (one, two) = (place.join("one"), place.join("two"));
        fs::write(&one, "").expect("written");
        assert!(fs::hard_link(&one, two).is_err(), "no disk without links");
        fs::remove_file(one).expect("removed");
        Some(disk)
    }

    fn by(place: &'a Path, arguments: &[&str]) -> Option<Disk<'a>> {
        fs::create_dir_all(place).expect("made");
        let run = Command::new("mount").args(arguments).arg(place).output().expect("mount runs");
        if !run.status.success() {
            // Past what catches the output of tests: nobody should believe that this was tested.
            let why = String::from_utf8_lossy(&run.stderr).into_owned();
            let _ = writeln!(std::io::stderr(), "NOT TESTED, no small disk can be mounted here: {why}");
            return None;
        }
        Some(Disk { place })
    }

    /// Fills it, but for `room` bytes.
    pub fn fill(&self, room: u64) {
        let filler = self.place.join("filler");
        let _ = fs::write(&filler, vec![0_u8; 8 << 20]);
        let size = fs::metadata(&filler).expect("there").len();
        let filled = fs::File::options().write(true).open(&filler).and_then(|file| file.set_len(size - room));
        filled.expect("less of it");
    }

    /// Makes all the room again.
    pub fn clear(&self) {
        fs::remove_file(self.place.join("filler")).expect("removed");
    }

    /// Mounts it anew: `ro` or `rw`.
    pub fn remount(&self, how: &str) {
        let mut mount = Command::new("mount");
        let status = mount.args(["-o", &format!("remount,{how}")]).arg(self.place).status();
        assert!(status.expect("mount runs").success());
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        // Lazily: also if a test failed while somebody still has a file open there.
        let _ = Command::new("umount").arg("--lazy").arg(self.place).status();
    }
}
