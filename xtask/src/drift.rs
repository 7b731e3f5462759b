//! `cargo xtask drift`: the curated spec against what the vendor publishes.

use crate::{
    console::{colored, colored_errors, complain, say},
    workspace::{SPEC, root},
};
use chargebee_generator::{
    drift::{self, Drift, Extent, Standing},
    finding::Report,
    load, lower,
    upstream::{self, Upstream},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// The version of the API.
    #[arg(long, value_enum)]
    api: Api,
    /// The vendor's OpenAPI 3.0 or 3.1 document, JSON or YAML.
    #[arg(long, value_name = "FILE")]
    upstream: PathBuf,
    /// What the document is taken for; without it, an excerpt where it has fewer than half of the operations of the spec.
    #[arg(long, value_enum, value_name = "EXTENT")]
    extent: Option<ExtentArg>,
    /// An earlier document of the vendor: only what it did not give rise to is told.
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// The folder of the spec.
    #[arg(long, value_name = "DIR")]
    spec: Option<PathBuf>,
    /// How to tell it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Exit with 1 where something of this kind was found.
    #[arg(long, value_enum, value_name = "WHAT")]
    fail_on: Option<FailOn>,
    /// A new or empty folder for the YAML that would close the gap.
    #[arg(long, value_name = "DIR")]
    suggest: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Api {
    V1,
    V2,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum ExtentArg {
    /// What it does not have is not published.
    Whole,
    /// What it does not have may stand in the rest.
    Excerpt,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For an issue.
    Markdown,
    /// For programs.
    Json,
    /// One page that needs nothing else.
    Html,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum FailOn {
    /// Something is published and not in the spec.
    Missing,
    /// Anything that the spec does not explain: that, both say different things, evidence is stale, or the spec has what is not
    /// published.
    Any,
}

/// 0 whatever was found, 1 where `--fail-on` names it; 2 where something cannot be read or written.
pub(crate) fn run(args: &Args) -> ExitCode {
    match tell(args) {
        Ok(found) => {
            let missing = found.of(Standing::Missing).next().is_some();
            let failed = match args.fail_on {
                None => false,
                Some(FailOn::Missing) => missing,
                Some(FailOn::Any) => !found.is_quiet(),
            };
            ExitCode::from(u8::from(failed))
        }
        Err(problem) => {
            complain(problem);
            ExitCode::from(2)
        }
    }
}

fn tell(args: &Args) -> Result<Drift, String> {
    let color = colored_errors();
    let version = match args.api {
        Api::V1 => "v1",
        Api::V2 => "v2",
    };
    let published = document(&args.upstream, version)?;
    let spec = args.spec.clone().unwrap_or_else(|| root().join(SPEC));
    let loaded = load::load(&spec).map_err(|report| report.render(color))?;
    let apis = lower::lower(&loaded).map_err(|report| report.render(color))?;
    let api = apis.iter().find(|api| api.version == version);
    let files = loaded.versions.iter().find(|files| files.name == version);
    let (Some(api), Some(files)) = (api, files) else {
        return Err(format!("{} has no {version}\n", spec.display()));
    };
    let extent = |published: &Upstream| match args.extent {
        Some(ExtentArg::Whole) => Extent::Whole,
        Some(ExtentArg::Excerpt) => Extent::Excerpt,
        None => drift::extent(published, api),
    };
    let mut found = drift::drift(&published, api, extent(&published));
    if let Some(earlier) = &args.since {
        let earlier = document(earlier, version)?;
        found = found.since(&drift::drift(&earlier, api, extent(&earlier)));
    }
    if let Some(folder) = &args.suggest {
        let files = drift::suggest(&found, &published, api, files);
        drift::write_suggestions(folder, &files).map_err(|problem| problem + "\n")?;
        complain(format!("{} files in {}", files.len(), folder.display()));
    }
    let text = match args.format {
        Format::Text => found.text(colored()),
        Format::Markdown => found.markdown(),
        Format::Json => found.json()?,
        Format::Html => found.html()?,
    };
    say(text)?;
    Ok(found)
}

/// A document of the vendor that describes this version.
fn document(file: &Path, version: &str) -> Result<Upstream, String> {
    let published = upstream::read(file).map_err(|finding| {
        let mut report = Report::default();
        report.push(finding);
        report.render_findings(colored_errors())
    })?;
    let other = &published.api.version;
    if other == version {
        return Ok(published);
    }
    let advice = match load::VERSIONS.contains(&other.as_str()) {
        true => format!("name it with `--api {other}`"),
        false => format!("the spec has {}", load::VERSIONS.join(" and ")),
    };
    let file = file.display();
    Err(format!(
        "{file} describes API {other}, not {version}: {advice}\n"
    ))
}
