//! A client as the environment says.

use super::{ApiKey, Client, ClientBuilder, Site, check};
use crate::{api::Api, error::ConfigError};
use std::{env, ffi::OsString};

const SITE: &str = "CHARGEBEE_SITE";
const API_KEY: &str = "CHARGEBEE_API_KEY";
const BASE_URL: &str = "CHARGEBEE_BASE_URL";

impl<C: From<Client>> ClientBuilder<C> {
    #[doc(hidden)]
    pub fn from_env(api: &'static Api) -> crate::Result<Self> {
        Ok(from(api, |name| env::var_os(name))?)
    }
}

/// The same of any variables. What they hold is checked here, where the variable can be named; it is never told.
fn from<C: From<Client>>(
    api: &'static Api,
    variables: impl Fn(&str) -> Option<OsString>,
) -> Result<ClientBuilder<C>, ConfigError> {
    let wrong = |name: &str, problem: &str| ConfigError::new(format!("{name}: {problem}"));
    // One that is empty is as good as none: shells and compose files leave such.
    let given = |name: &str| match variables(name).filter(|it| !it.is_empty()) {
        None => Ok(None),
        Some(value) => (value.into_string().map(Some)).map_err(|_| wrong(name, "it is not text")),
    };
    let needed = |name: &str, what: &str| {
        given(name)?.ok_or_else(|| ConfigError::new(format!("{name} is not set: it holds {what}")))
    };
    let site = needed(SITE, "the name of your site, such as `acme-test`")?;
    let site = Site::parse(&site).map_err(|error| wrong(SITE, &error.to_string()))?;
    // A line end is what a file or a shell adds, to the URL below too.
    let key = needed(API_KEY, "an API key of that site")?;
    let key = ApiKey::new(key.trim());
    key.check()
        .map_err(|error| wrong(API_KEY, &error.to_string()))?;
    let mut builder = ClientBuilder::new(api, site, key);
    if let Some(url) = given(BASE_URL)? {
        let url = url.trim().to_owned();
        check::base_url(url.clone()).map_err(|error| wrong(BASE_URL, &error.to_string()))?;
        builder = builder.base_url(url);
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::*;

    static API: Api = Api {
        version: "v2",
        refused: &[],
        temporary: &[],
        kinds: &[],
    };

    fn of(variables: &[(&str, &str)]) -> Result<ClientBuilder<Client>, String> {
        let value = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(found.1))
        };
        from(&API, value).map_err(|error| error.to_string())
    }

    #[test]
    fn site_and_key_are_needed_and_a_base_url_is_taken() {
        let both = [
            (SITE, "https://acme-test.chargebee.com/"),
            (API_KEY, "test_k\n"),
        ];
        let shown = format!("{:?}", of(&both));
        assert!(
            shown.contains("\"acme-test\"") && shown.contains("base_url: None"),
            "{shown}"
        );
        assert!(!shown.contains("test_k"), "{shown}");
        let [site, key] = both;
        let shown = format!(
            "{:?}",
            of(&[site, key, (BASE_URL, "http://127.0.0.1:8080")])
        );
        assert!(shown.contains("127.0.0.1:8080"), "{shown}");
        let shown = format!("{:?}", of(&[site, key, (BASE_URL, "http://[::1]:8080/\n")]));
        assert!(shown.contains("Some(\"http://[::1]:8080/\")"), "{shown}");
        let shown = format!("{:?}", of(&[site, key, (BASE_URL, "")]));
        assert!(shown.contains("base_url: None"), "{shown}");
    }

    #[test]
    fn an_error_names_the_variable_and_never_what_it_holds() {
        let (site, key) = ((SITE, "acme"), (API_KEY, "test_S3cr3t"));
        for (variables, problem) in [
            (vec![key], "CHARGEBEE_SITE is not set: it holds"),
            (vec![(SITE, ""), key], "CHARGEBEE_SITE is not set: it holds"),
            (vec![site], "CHARGEBEE_API_KEY is not set: it holds"),
            (
                vec![(SITE, "test_S3cr3t"), key],
                "CHARGEBEE_SITE: the site looks like an API key",
            ),
            (
                vec![site, (API_KEY, "S3cr3t key")],
                "CHARGEBEE_API_KEY: the API key holds",
            ),
            (
                vec![site, key, (BASE_URL, "http://S3cr3t@localhost")],
                "CHARGEBEE_BASE_URL: the base URL holds a user",
            ),
        ] {
            let error = of(&variables).expect_err(problem);
            assert!(error.starts_with(problem), "{error}");
            assert!(!error.contains("S3cr3t"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStringExt as _;
        let value = |name: &str| (name == SITE).then(|| OsString::from_vec(vec![0xff]));
        let error = from::<Client>(&API, value).expect_err("no text");
        assert_eq!(error.to_string(), "CHARGEBEE_SITE: it is not text");
    }
}
