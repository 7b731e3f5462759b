//! What a request holds that nothing may print.

use super::{
    args::{Arg, Args, Key},
    form,
};
use crate::{api::Names, error::Secrets};

/// The ids of a secret link and the sensitive arguments of a request, each also as it stands in a URL.
pub(crate) fn secrets(ids: &[String], args: &Args, names: &Names) -> Secrets {
    let mut found = ids.to_vec();
    collect(args, names, &mut found);
    let encoded = found.iter().map(|secret| {
        let mut encoded = String::with_capacity(secret.len());
        form::encode_into(&mut encoded, secret);
        encoded
    });
    let encoded: Vec<String> = encoded.collect();
    found.extend(encoded);
    Secrets::new(found)
}

fn collect(args: &Args, names: &Names, found: &mut Vec<String>) {
    for entry in &args.entries {
        let secret = matches!(entry.key, Key::Param(name) if names.sensitive.contains(&name));
        texts(&entry.arg, secret, found);
    }
}

fn texts(arg: &Arg, secret: bool, found: &mut Vec<String>) {
    match arg {
        Arg::Text(text) if secret => found.push(text.clone()),
        Arg::List(values) | Arg::JsonList(values) => {
            values.iter().for_each(|it| texts(it, secret, found));
        }
        Arg::Group(group) => collect(&group.args, group.names, found),
        Arg::Groups(groups) => {
            (groups.iter()).for_each(|group| collect(&group.args, group.names, found));
        }
        _ => {}
    }
}
