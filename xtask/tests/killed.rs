//! A `regen` that is killed leaves the folder as it was or as it should be, wherever that happens.

#![cfg(any(target_os = "linux", target_os = "macos"))]

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// So many resources: writing their files takes a while.
const RESOURCES: usize = 60;

/// A spec whose files say one thing or another, with one more of them or one less.
fn spec(folder: &Path, word: &str, resources: usize) {
    let version = folder.join("v2");
    fs::create_dir_all(&version).expect("made");
    for at in 0..resources {
        let text = format!(
            "\
openapi: 3.0.3
info: {{ title: thing, version: v2 }}
paths: {{}}
components:
  schemas:
    Thing{at}:
      description: What the shop sells to {word} people.
      type: object
      x-resource: thing_{at}
      x-guaranteed: [id]
      required: [id]
      properties:
        id: {{ description: Id of the thing., type: string, x-id: thing_{at} }}
        {word}: {{ description: What {word} people call it., type: string }}
"
        );
        fs::write(version.join(format!("thing_{at}.yaml")), text).expect("written");
    }
}

fn regen(spec: &Path, out: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("regen").arg("--spec").arg(spec);
    command.arg("--out").arg(out);
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::inherit());
    quiet.spawn().expect("it starts")
}

fn to_the_end(spec: &Path, out: &Path) {
    let ended = regen(spec, out).wait().expect("it ends");
    assert!(ended.success(), "{ended}");
}

/// Every file of a folder, with what it holds.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(here).expect("listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside");
                let held = fs::read(&path).expect("read");
                found.insert(name.display().to_string(), held);
            }
        }
    }
    found
}

/// When a run is killed.
enum When {
    /// So long after its start.
    Start(Duration),
    /// So long after it began to write.
    Write(Duration),
}

/// What killing runs came to.
#[derive(Debug, Default)]
struct Tally {
    killed: usize,
    old: usize,
    new: usize,
    /// With something left beside the folder, which the next run removes.
    left: usize,
}

#[test]
fn a_killed_run_leaves_the_old_or_the_new() {
    let scratch = tempfile::tempdir().expect("a folder");
    let path = |name: &str| scratch.path().join(name);
    let out = path("site/out");
    spec(&path("one"), "one", RESOURCES);
    spec(&path("two"), "two", RESOURCES - 1);
    let specs = [path("one"), path("two")];
    let [one, two] = specs.clone().map(|spec| {
        to_the_end(&spec, &out);
        fs::write(out.join("mine.txt"), "not generated").expect("written");
        tree(&out)
    });
    let states = [one, two];
    assert_ne!(states[0], states[1]);
    let start = Instant::now();
    to_the_end(&specs[0], &out);
    let whole = start.elapsed();

    // From the first instant to beyond the end, and then many within the time that it writes.
    let steps = 40_u32;
    let all = (0..steps).map(|at| When::Start(whole * (at + 1) / (steps * 4 / 5)));
    let writing = (0..80).map(|at| When::Write(Duration::from_micros(at * 100)));
    let (mut tally, mut is_at) = (Tally::default(), 0);
    let beside = path("site/.out.regen");
    for when in all.chain(writing) {
        let next = 1 - is_at;
        let mut run = regen(&specs[next], &out);
        match when {
            When::Start(delay) => thread::sleep(delay),
            When::Write(delay) => {
                while !beside.exists() && run.try_wait().expect("it runs").is_none() {}
                let begun = Instant::now();
                while begun.elapsed() < delay {}
            }
        }
        run.kill().expect("it is killed");
        let was_killed = !run.wait().expect("it ends").success();
        let found = tree(&out);
        assert!(
            states.contains(&found),
            "neither the old nor the new after {tally:?}"
        );
        if was_killed {
            tally.killed += 1;
            tally.left += usize::from(beside.exists());
            match found == states[next] {
                true => tally.new += 1,
                false => tally.old += 1,
            }
        }
        if found == states[next] {
            is_at = next;
        }
    }
    // Enough of them were killed while they wrote, or this says nothing.
    assert!(tally.left >= 20 && tally.killed >= 40, "{tally:?}");
    to_the_end(&specs[1 - is_at], &out);
    assert_eq!(tree(&out), states[1 - is_at]);
    let entries = fs::read_dir(path("site")).expect("listed");
    assert_eq!(entries.count(), 1, "something is left beside the folder");
    eprintln!("{tally:?}");
}
