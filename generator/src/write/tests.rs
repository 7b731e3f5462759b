use super::*;

fn files(list: &[(&str, &str)]) -> Files {
    list.iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn removes_what_is_no_longer_emitted_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    write(
        path,
        &files(&[("src/a.rs", "a"), ("src/old/b.rs", "b")]),
        false,
    )
    .expect("written");
    fs::write(path.join("src/mine.rs"), "mine").expect("written");
    let changes = write(path, &files(&[("src/a.rs", "A"), ("c.rs", "c")]), false).expect("written");
    assert_eq!(changes.added, ["c.rs"]);
    assert_eq!(changes.changed, [".generated", "src/a.rs"]);
    assert_eq!(changes.removed, ["src/old/b.rs"]);
    assert_eq!(
        fs::read_to_string(path.join("src/a.rs")).expect("read"),
        "A"
    );
    assert!(path.join("src/mine.rs").exists() && !path.join("src/old").exists());
    let again = write(path, &files(&[("src/a.rs", "A"), ("c.rs", "c")]), false).expect("written");
    assert!(again.is_empty());
}

#[test]
fn check_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let changes = write(folder.path(), &files(&[("a.rs", "a")]), true).expect("compared");
    assert!(!changes.is_empty());
    assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 0);
}

#[test]
fn a_failed_run_leaves_the_folder_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    write(path, &files(&[("a.rs", "old"), ("z", "old")]), false).expect("written");
    // A folder stands where a file must go.
    fs::create_dir_all(path.join("b.rs/x")).expect("made");
    let error =
        write(path, &files(&[("a.rs", "new"), ("b.rs", "new")]), false).expect_err("refused");
    assert!(error.contains("b.rs"), "{error}");
    assert_eq!(fs::read_to_string(path.join("a.rs")).expect("read"), "old");
    assert!(path.join("z").exists());
    assert!(!path.join("a.rs.new").exists());
}

#[test]
fn a_list_cannot_lead_out_of_the_folder() {
    let outer = tempfile::tempdir().expect("a folder");
    let precious = outer.path().join("precious");
    fs::write(&precious, "x").expect("written");
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).expect("made");
    let list = format!("../precious\n{}\n", precious.display());
    fs::write(inner.join(LIST), list).expect("written");
    let changes = write(&inner, &files(&[("a.rs", "a")]), false).expect("written");
    assert_eq!(changes.removed, Vec::<String>::new());
    assert!(precious.exists());
}

#[test]
fn one_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a/b.yaml");
    file(&path, "old").expect("written");
    file(&path, "new").expect("written");
    assert_eq!(fs::read_to_string(&path).expect("read"), "new");
    let error = file(&folder.path().join("a"), "x").expect_err("a folder stands there");
    assert!(error.contains("cannot be written"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 1);
}

/// The names of the files below a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    all(folder).into_iter().map(|(name, _)| name).collect()
}

/// The names of files that are emitted, and that of their list.
fn with_the_list(files: &Files) -> BTreeSet<String> {
    let names = files.keys().cloned();
    names.chain([LIST.to_owned()]).collect()
}

/// Everything below a folder, with what it holds.
fn all(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(here).expect("read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside");
                let text = fs::read_to_string(&path).expect("read");
                found.push((name.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_nobody_generated_is_not_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    fs::write(path.join("README.md"), "mine").expect("written");
    let error = write(path, &files(&[("README.md", "ours")]), false).expect_err("refused");
    assert!(
        error.contains("README.md is there, and no earlier run wrote it"),
        "{error}"
    );
    assert_eq!(all(path), [("README.md".to_owned(), "mine".to_owned())]);
    // The same text is as good as written.
    write(path, &files(&[("README.md", "mine")]), false).expect("written");
    write(path, &files(&[("README.md", "ours")]), false).expect("it is in the list now");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let outer = tempfile::tempdir().expect("a folder");
    let elsewhere = outer.path().join("elsewhere");
    fs::create_dir(&elsewhere).expect("made");
    fs::write(elsewhere.join("a.rs"), "precious").expect("written");
    let inner = outer.path().join("inner");
    fs::create_dir(&inner).expect("made");
    std::os::unix::fs::symlink(&elsewhere, inner.join("src")).expect("linked");
    fs::write(inner.join(LIST), "src/a.rs\n").expect("written");
    let error = write(&inner, &files(&[("src/a.rs", "new")]), false).expect_err("refused");
    assert!(error.contains("src is a link"), "{error}");
    // What the list names behind a link is not removed either.
    write(&inner, &files(&[("b.rs", "b")]), false).expect("written");
    assert_eq!(
        fs::read_to_string(elsewhere.join("a.rs")).expect("read"),
        "precious"
    );
}

#[test]
fn two_runs_at_once_write_one_after_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let of = |text: &str| {
        let names: Vec<String> = (0..40).map(|at| format!("{text}/{at}.rs")).collect();
        let list: Vec<(&str, &str)> = names.iter().map(|it| (it.as_str(), text)).collect();
        files(&list)
    };
    let (one, two) = (of("one"), of("two"));
    std::thread::scope(|scope| {
        for files in [&one, &two, &one, &two] {
            scope.spawn(move || write(path, files, false).expect("written"));
        }
    });
    let there = names(path);
    assert!(
        [&one, &two]
            .iter()
            .any(|files| with_the_list(files) == there),
        "{there:?}"
    );
}

/// Where no regular file is, nothing is put in its place.
#[cfg(target_os = "linux")]
#[test]
fn what_is_no_regular_file_is_written_to() {
    use std::os::unix::fs::FileTypeExt;
    let error = file(Path::new("/dev/full"), "x").expect_err("it is full");
    assert!(error.contains("/dev/full cannot be written"), "{error}");
    let metadata = fs::metadata("/dev/full").expect("it is there");
    assert!(metadata.file_type().is_char_device());
    file(Path::new("/dev/null"), "x").expect("it takes anything");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_stays_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let (real, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::write(&real, "old").expect("written");
    std::os::unix::fs::symlink(&real, &link).expect("linked");
    fs::write(folder.path().join("link.new"), "mine").expect("written");
    file(&link, "new").expect("written");
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&real).expect("read"), "new");
    assert_eq!(
        fs::read_to_string(folder.path().join("link.new")).expect("read"),
        "mine"
    );
    assert_eq!(fs::read_dir(folder.path()).expect("read").count(), 3);
}

/// What nobody generated moves along, a link as a link; what does not change is not written again.
#[cfg(unix)]
#[test]
fn what_is_not_ours_and_what_does_not_change_stay_what_they_are() {
    use std::os::unix::fs::MetadataExt;
    let outer = tempfile::tempdir().expect("a folder");
    let path = outer.path().join("out");
    let old = files(&[("a.rs", "old"), ("b.rs", "same"), ("gone/c.rs", "old")]);
    write(&path, &old, false).expect("written");
    fs::create_dir_all(path.join("mine/empty")).expect("made");
    fs::write(path.join("mine/x"), "mine").expect("written");
    std::os::unix::fs::symlink("nowhere", path.join("mine/link")).expect("linked");
    let node = |name: &str| fs::symlink_metadata(path.join(name)).expect("there").ino();
    let before = ["b.rs", "mine/x"].map(node);
    write(&path, &files(&[("a.rs", "new"), ("b.rs", "same")]), false).expect("written");
    assert_eq!(["b.rs", "mine/x"].map(node), before);
    let text = |name: &str| fs::read_to_string(path.join(name)).expect("read");
    assert_eq!(["a.rs", "mine/x"].map(text), ["new", "mine"]);
    let link = fs::read_link(path.join("mine/link")).expect("a link");
    assert_eq!(link, Path::new("nowhere"));
    assert!(path.join("mine/empty").is_dir() && !path.join("gone").exists());
    assert_eq!(fs::read_dir(outer.path()).expect("read").count(), 1);
}

/// As where folders cannot change places. Until the list is written last, it names the files of before and after.
#[test]
fn files_change_places_where_folders_cannot() {
    let outer = tempfile::tempdir().expect("a folder");
    let path = outer.path().join("out");
    let old = files(&[("a.rs", "old"), ("gone/b.rs", "old")]);
    let new = files(&[("a.rs", "new"), ("new/c.rs", "new")]);
    write(&path, &old, false).expect("written");
    fs::write(path.join("mine"), "mine").expect("written");
    let mut with_list = new.clone();
    with_list.insert(LIST.to_owned(), ".generated\na.rs\nnew/c.rs\n".to_owned());
    let changes = compare(&path, &with_list).expect("compared");
    swap::one_by_one(&path, &with_list, &changes).expect("written");
    let mut expected = with_the_list(&new);
    expected.insert("mine".to_owned());
    assert_eq!(names(&path), expected);
    assert!(!path.join("gone").exists());
    assert!(write(&path, &new, true).expect("compared").is_empty());
}

/// Ended by force before each of its steps: the next run knows all that is there, and leaves nothing behind.
#[test]
fn a_run_that_was_ended_among_its_files_is_seen_by_the_next() {
    let old = files(&[("a.rs", "old"), ("gone/z.rs", "old")]);
    let new = files(&[("a.rs", "new"), ("new/b.rs", "new")]);
    // The states that `one_by_one` goes through, made by hand.
    let both = ".generated\na.rs\ngone/z.rs\nnew/b.rs\n";
    let states: [&[(&str, &str)]; 4] = [
        &[("a.rs", "old"), ("gone/z.rs", "old")],
        &[("a.rs", "old"), ("gone/z.rs", "old"), ("new/b.rs", "new")],
        &[("a.rs", "new"), ("gone/z.rs", "old"), ("new/b.rs", "new")],
        &[("a.rs", "new"), ("new/b.rs", "new")],
    ];
    for state in states {
        for next in [&old, &new] {
            let outer = tempfile::tempdir().expect("a folder");
            let path = outer.path().join("out");
            for (name, text) in state.iter().chain([&(LIST, both)]) {
                file(&path.join(name), text).expect("written");
            }
            assert!(!write(&path, next, true).expect("compared").is_empty());
            write(&path, next, false).expect("written");
            assert_eq!(names(&path), with_the_list(next));
        }
    }
}

/// What a run left beside the folder that was ended on its way, the next one removes.
#[test]
fn what_an_ended_run_left_beside_the_folder_goes() {
    let outer = tempfile::tempdir().expect("a folder");
    let path = outer.path().join("out");
    file(&outer.path().join(".out.regen/src/a.rs"), "half").expect("written");
    let new = files(&[("a.rs", "a")]);
    for _ in 0..2 {
        write(&path, &new, false).expect("written");
        assert_eq!(fs::read_dir(outer.path()).expect("read").count(), 1);
    }
}

#[test]
fn one_file_is_updated_where_it_differs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a/b.rs");
    assert_eq!(update(&path, "new", true), Ok(false));
    assert!(!path.exists());
    assert_eq!(update(&path, "new", false), Ok(false));
    assert_eq!(update(&path, "new", false), Ok(true));
    assert_eq!(update(&path, "newer", true), Ok(false));
    assert_eq!(fs::read_to_string(&path).expect("read"), "new");
}
