//! Which site: the first label of its host, however it was given.

use crate::error::ConfigError;
use std::{fmt, str::FromStr, sync::Arc};

/// A site of Chargebee: `acme` for acme.chargebee.com, in lower case as hosts are told apart.
///
/// It is one label of a host name, so that a name from a configuration file cannot lead the key to another host.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::Site;
///
/// let site = Site::parse("https://acme-test.chargebee.com/d/subscriptions?view_code=all")?;
/// assert_eq!(site.as_str(), "acme-test");
/// assert!(site.is_test());
/// # Ok::<(), chargebee::ConfigError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Site(Arc<str>);

const DOMAIN: &str = ".chargebee.com";

/// Where the customers of a site go to.
const PORTAL: &str = ".chargebeeportal.com";

/// Hosts of Chargebee that belong to all sites.
const COMMON: [&str; 5] = ["www", "app", "apidocs", "docs", "help"];

impl Site {
    /// Takes what people paste: `acme-test`, `acme-test.chargebee.com`, or a link into the admin console, also in quotes or angle
    /// brackets, with blanks around it, with the port of HTTPS, with a dot behind the host or a slash behind the name.
    ///
    /// # Errors
    /// Where it names no site. The text says what to give instead, and never what was given: that may be the key, in the wrong
    /// place.
    pub fn parse(given: &str) -> Result<Self, ConfigError> {
        let given = bare(given);
        let wrong = |problem: &str| Err(ConfigError::new(format!("the site {problem}")));
        if given.is_empty() {
            return wrong("is empty: give `acme` for acme.chargebee.com");
        }
        let lower = given.to_ascii_lowercase();
        let scheme = ["https://", "http://"];
        let link = scheme.iter().find_map(|it| lower.strip_prefix(it));
        let rest = link.unwrap_or(&lower);
        let given_host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        // The port and the root of DNS that every host has anyway.
        let host = given_host.strip_suffix(":443").unwrap_or(given_host);
        let host = host.strip_suffix('.').unwrap_or(host);
        let instead = |name: &str| match name.rsplit('.').next_back() {
            Some(first) if is_label(first) && !COMMON.contains(&first) => format!("give `{first}`"),
            _ => "give the name of yours, `acme` for acme.chargebee.com".to_owned(),
        };
        if let Some((_, host)) = host.rsplit_once('@') {
            let name = host.split([':', '.']).next().unwrap_or_default();
            return wrong(&format!(
                "has a user or a key before the host: {}, and the key beside it",
                instead(name)
            ));
        }
        if let Some((name, _)) = host
            .rsplit_once(':')
            .and_then(|(host, port)| Some((host.strip_suffix(DOMAIN)?, port)))
        {
            return wrong(&format!(
                "has a port that Chargebee does not answer at: {}",
                instead(name)
            ));
        }
        if let Some(name) = host.strip_suffix(DOMAIN) {
            if COMMON.contains(&name) {
                return wrong(&format!(
                    "is a host that belongs to all sites: {}",
                    instead(name)
                ));
            }
            return match is_label(name) {
                true => Ok(Self(name.into())),
                false => wrong(&format!(
                    "is another host of Chargebee than that of a site: {}",
                    instead(name)
                )),
            };
        }
        if let Some(name) = host.strip_suffix(PORTAL) {
            return wrong(&format!(
                "is the host of its portal for customers: {}",
                instead(name)
            ));
        }
        let name = lower.strip_suffix('/').unwrap_or(&lower);
        if is_label(name) {
            return Ok(Self(name.into()));
        }
        if ["live_", "test_"].iter().any(|it| lower.starts_with(it)) {
            return wrong("looks like an API key: the site comes first, and the key after it");
        }
        if link.is_some() || given_host.contains(['.', ':']) {
            return wrong(
                "is not a host of Chargebee: give `acme` for acme.chargebee.com; a mock server or a proxy goes to `ClientBuilder::base_url`",
            );
        }
        wrong(
            "cannot be right, since it has letters, digits and hyphens only: give `acme` for acme.chargebee.com",
        )
    }

    /// The name: `acme-test`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a test site (`acme-test`): no real money moves there.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.0.ends_with("-test")
    }

    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

/// What quotes, brackets and marks were pasted around, and blanks, also those that cannot be seen.
fn bare(given: &str) -> &str {
    const AROUND: [(char, char); 6] = [
        ('"', '"'),
        ('\'', '\''),
        ('`', '`'),
        ('<', '>'),
        ('\u{201c}', '\u{201d}'),
        ('\u{2018}', '\u{2019}'),
    ];
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let given = given.trim_matches(blank);
    let inner = AROUND
        .iter()
        .find_map(|(open, close)| given.strip_prefix(*open)?.strip_suffix(*close));
    inner.unwrap_or(given).trim_matches(blank)
}

/// Whether it is one label of a host name, in lower case. What is said to be encoded (`xn--`) may not be.
fn is_label(name: &str) -> bool {
    let part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(part)
        && !name.starts_with('-')
        && !name.ends_with('-')
        && !name.starts_with("xn--")
}

/// A site that was given, for people: only what could be one.
pub(crate) fn shown(given: &str) -> String {
    match Site::parse(given) {
        Ok(site) => site.0.as_ref().to_owned(),
        Err(_) => "[not a site]".to_owned(),
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl FromStr for Site {
    type Err = ConfigError;

    fn from_str(given: &str) -> Result<Self, ConfigError> {
        Self::parse(given)
    }
}

impl AsRef<str> for Site {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// So that what takes the name of a site takes a parsed one too.
impl From<Site> for String {
    fn from(site: Site) -> Self {
        site.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_names_a_site() {
        for (given, site) in [
            ("acme", "acme"),
            (" acme-test\n", "acme-test"),
            ("Acme-TEST", "acme-test"),
            ("acme-test.chargebee.com", "acme-test"),
            ("acme-test.chargebee.com/", "acme-test"),
            ("https://acme-test.chargebee.com", "acme-test"),
            ("HTTPS://Acme-Test.Chargebee.com/", "acme-test"),
            ("http://acme.chargebee.com/login", "acme"),
            (
                "https://acme-test.chargebee.com/d/subscriptions?view_code=all#top",
                "acme-test",
            ),
            ("acme.chargebee.com?a=b", "acme"),
            ("https://acme.chargebee.com/api/v2", "acme"),
            ("https://acme-test.chargebee.com:443/", "acme-test"),
            ("acme-test.chargebee.com:443", "acme-test"),
            ("https://acme-test.chargebee.com./", "acme-test"),
            ("https://acme-test.chargebee.com.:443/d/x", "acme-test"),
            ("acme-test/", "acme-test"),
            ("\"acme-test\"", "acme-test"),
            ("'https://acme-test.chargebee.com'", "acme-test"),
            ("` acme-test `", "acme-test"),
            (" <https://acme-test.chargebee.com/> ", "acme-test"),
            ("\u{201c}acme-test\u{201d}", "acme-test"),
            ("\u{2018}acme\u{2019}\n", "acme"),
            ("\u{feff}acme-test\u{a0}", "acme-test"),
            ("acme-test\u{200b}", "acme-test"),
        ] {
            let parsed = Site::parse(given).expect(given);
            assert_eq!(parsed.as_str(), site, "{given}");
            assert_eq!(given.parse::<Site>().as_ref(), Ok(&parsed));
            assert_eq!(Site::parse(&String::from(parsed.clone())), Ok(parsed));
        }
        assert!(Site::parse("acme-test").expect("a site").is_test());
        assert!(!Site::parse("test").expect("a site").is_test());
    }

    #[test]
    fn what_names_none_is_refused_with_what_to_give() {
        for (given, why) in [
            ("", "is empty"),
            (" \t", "is empty"),
            ("acme.ingest.chargebee.com", "give `acme`"),
            ("https://acme.chargebeeportal.com/portal", "give `acme`"),
            ("https://app.chargebee.com/login", "give the name of yours"),
            ("www.chargebee.com", "belongs to all sites"),
            (".chargebee.com", "give the name of yours"),
            ("chargebee.com", "is not a host of Chargebee"),
            ("live_S3cr3tKey", "looks like an API key"),
            ("test_S3cr3tKey", "looks like an API key"),
            ("http://localhost:8080", "`ClientBuilder::base_url`"),
            ("acme:443", "`ClientBuilder::base_url`"),
            ("acme.example.com", "is not a host of Chargebee"),
            ("evil.com/.chargebee.com", "is not a host of Chargebee"),
            ("evil.com#.chargebee.com", "is not a host of Chargebee"),
            ("https://evil.com/acme.chargebee.com", "is not a host"),
            (
                "https://key@acme.chargebee.com/",
                "a user or a key before the host: give `acme`",
            ),
            (
                "https://user:key@acme.chargebee.com:443/",
                "a user or a key before the host: give `acme`",
            ),
            (
                "https://acme.chargebee.com:8443/",
                "a port that Chargebee does not answer at: give `acme`",
            ),
            (
                "acme.chargebee.com:80",
                "a port that Chargebee does not answer at: give `acme`",
            ),
            (
                "https://acme.chargebee.com:",
                "a port that Chargebee does not answer at",
            ),
            ("https://evil.com:443/", "is not a host of Chargebee"),
            ("evil.com.", "is not a host of Chargebee"),
            ("acme.", "is not a host of Chargebee"),
            ("acme-test//", "letters, digits and hyphens"),
            ("\"acme-test", "letters, digits and hyphens"),
            ("\"\"", "is empty"),
            ("\"live_S3cr3tKey\"", "looks like an API key"),
            ("https://evil.com\\.chargebee.com", "than that of a site"),
            (
                "https://acme.chargebee.com\\@evil.com",
                "a user or a key before the host",
            ),
            ("https://acme.chargebee.com.evil.com", "is not a host"),
            ("acme corp", "letters, digits and hyphens"),
            ("acme/x", "letters, digits and hyphens"),
            ("acme_corp", "letters, digits and hyphens"),
            ("-acme", "letters, digits and hyphens"),
            ("äcme", "letters, digits and hyphens"),
            ("xn--acme", "letters, digits and hyphens"),
        ] {
            let problem = Site::parse(given).expect_err(given).to_string();
            assert!(problem.contains(why), "{given}: {problem}");
            assert!(!problem.contains("S3cr3t") && !problem.contains("key@"));
            assert_eq!(shown(given), "[not a site]");
        }
    }
}
