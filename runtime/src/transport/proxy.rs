//! Which proxy the environment wants for a request. Both default transports ask this, so that they go the same way.
//!
//! `HTTPS_PROXY` is for https, `HTTP_PROXY` for http, `ALL_PROXY` for both where the other is not set; each in capital or small
//! letters, and a variable that is empty says nothing. `NO_PROXY` lists what is reached directly, separated by commas or blanks:
//! `*`, an address, a network (`10.0.0.0/8`), or a domain with all below it; each but the first with or without a port.

use crate::error::ConfigError;
use http::Uri;
use ipnet::IpNet;
use percent_encoding::percent_decode_str;
use std::{fmt, net::IpAddr, sync::Arc};

/// What the environment says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxies {
    http: Option<Arc<Proxy>>,
    https: Option<Arc<Proxy>>,
    direct: Vec<Direct>,
}

/// How a proxy is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http,
    Https,
    /// Names are looked up here.
    Socks5,
    /// The proxy looks names up.
    Socks5h,
}

/// A proxy.
#[cfg_attr(
    not(feature = "blocking"),
    allow(
        dead_code,
        reason = "reqwest takes the URL, and only some tests look at the rest"
    )
)]
pub(crate) struct Proxy {
    pub(crate) protocol: Protocol,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: Option<(String, String)>,
    /// The whole of it, the user included.
    pub(crate) url: String,
}

/// What no proxy is for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Direct {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    All,
    Network(IpNet),
    /// In small letters, without a dot before it.
    Domain(String),
}

impl Proxy {
    /// Host and port, for people.
    pub(crate) fn address(&self) -> String {
        match self.host.contains(':') {
            true => format!("[{}]:{}", self.host, self.port),
            false => format!("{}:{}", self.host, self.port),
        }
    }
}

impl Proxies {
    pub(crate) fn of_environment() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        // In a CGI program, HTTP_PROXY is what the client of the server says in a header `Proxy`.
        if variable("REQUEST_METHOD").is_some() {
            return Ok(Self::default());
        }
        let first = |name: &'static str| {
            [name.to_owned(), name.to_ascii_lowercase()]
                .into_iter()
                .find_map(|name| variable(&name).filter(|it| !it.trim().is_empty()))
        };
        let proxy = |name| match first(name) {
            None => Ok(None),
            Some(text) => match Proxy::parse(text.trim()) {
                Some(proxy) => Ok(Some(Arc::new(proxy))),
                // What stands there may hold a password.
                None => Err(ConfigError::new(format!(
                    "the environment variable {name} names no proxy that can be used: give http://host:port, or https, \
                     socks5 or socks5h in place of http"
                ))),
            },
        };
        let (all, http, https) = (
            proxy("ALL_PROXY")?,
            proxy("HTTP_PROXY")?,
            proxy("HTTPS_PROXY")?,
        );
        let list = first("NO_PROXY").unwrap_or_default();
        let entries = list.split(|it: char| it == ',' || it.is_whitespace());
        Ok(Self {
            http: http.or_else(|| all.clone()),
            https: https.or(all),
            direct: entries.filter_map(Direct::parse).collect(),
        })
    }

    /// One proxy for everything.
    #[cfg(feature = "blocking")]
    pub(crate) fn all(url: &str) -> Result<Self, ConfigError> {
        let proxy = Proxy::parse(url).map(Arc::new).ok_or_else(|| {
            ConfigError::new(
                "there is no such proxy: give http://host:port, or https, socks5 or socks5h in place of http",
            )
        })?;
        Ok(Self {
            http: Some(Arc::clone(&proxy)),
            https: Some(proxy),
            direct: Vec::new(),
        })
    }

    /// The proxy for a URL.
    #[cfg(feature = "reqwest")]
    pub(crate) fn of_uri(&self, uri: &Uri) -> Option<&Arc<Proxy>> {
        let https = uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        self.of(https, uri.host()?, port)
    }

    /// The proxy for a host, as it stands in a URL, and a port.
    pub(crate) fn of(&self, https: bool, host: &str, port: u16) -> Option<&Arc<Proxy>> {
        let proxy = if https { &self.https } else { &self.http };
        let proxy = proxy.as_ref()?;
        let host = bare(host).trim_end_matches('.').to_ascii_lowercase();
        let direct = self.direct.iter().any(|it| it.is(&host, port));
        (!direct).then_some(proxy)
    }
}

/// A host without the brackets of an IPv6 address.
pub(crate) fn bare(host: &str) -> &str {
    let inner = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    inner.unwrap_or(host)
}

impl Proxy {
    fn parse(text: &str) -> Option<Self> {
        let with_scheme = if text.contains("://") {
            text.to_owned()
        } else {
            format!("http://{text}")
        };
        let uri: Uri = with_scheme.parse().ok()?;
        let (protocol, port) = match uri.scheme_str()? {
            "http" => (Protocol::Http, 80),
            "https" => (Protocol::Https, 443),
            "socks5" => (Protocol::Socks5, 1080),
            "socks5h" => (Protocol::Socks5h, 1080),
            _ => return None,
        };
        let authority = uri.authority()?;
        if authority.host().is_empty() {
            return None;
        }
        let user = authority.as_str().rsplit_once('@').map(|(user, _)| {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
            (decoded(name), decoded(password))
        });
        Some(Self {
            protocol,
            host: bare(authority.host()).to_owned(),
            port: authority.port_u16().unwrap_or(port),
            user,
            url: format!("{}://{authority}", uri.scheme_str()?),
        })
    }
}

/// Without the user, who has a password.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}({}:{})", self.protocol, self.host, self.port)
    }
}

impl Direct {
    fn parse(entry: &str) -> Option<Self> {
        let entry = entry.trim_end_matches('.').to_ascii_lowercase();
        let whole = |hosts| Some(Self { hosts, port: None });
        if entry == "*" {
            return whole(Hosts::All);
        }
        if let Some(network) = network(&entry) {
            return whole(Hosts::Network(network));
        }
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (entry.as_str(), None),
        };
        let hosts = match network(host) {
            Some(network) => Hosts::Network(network),
            None => {
                let domain = host.strip_prefix("*.").unwrap_or(host);
                Hosts::Domain(domain.trim_start_matches('.').to_owned())
            }
        };
        let empty = matches!(&hosts, Hosts::Domain(domain) if domain.is_empty());
        (!empty).then_some(Self { hosts, port })
    }

    fn is(&self, host: &str, port: u16) -> bool {
        self.port.is_none_or(|it| it == port)
            && match &self.hosts {
                Hosts::All => true,
                Hosts::Network(network) => host
                    .parse::<IpAddr>()
                    .is_ok_and(|address| network.contains(&address.to_canonical())),
                Hosts::Domain(domain) => host
                    .strip_suffix(domain.as_str())
                    .is_some_and(|before| before.is_empty() || before.ends_with('.')),
            }
    }
}

/// An address or a network.
fn network(text: &str) -> Option<IpNet> {
    let address = bare(text).parse::<IpAddr>().ok().map(IpNet::from);
    address.or_else(|| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Proxies, ConfigError> {
        Proxies::read(|name| {
            let found = variables.iter().find(|(it, _)| *it == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn url(variables: &[(&str, &str)], https: bool) -> Option<String> {
        let proxies = read(variables).expect("proxies");
        let proxy = proxies.of(https, "acme.chargebee.com", 443)?;
        Some(proxy.url.clone())
    }

    #[test]
    fn each_scheme_has_its_variable_and_all_proxy_is_for_the_rest() {
        let set = [("HTTPS_PROXY", "http://a:1"), ("ALL_PROXY", "socks5://b:2")];
        assert_eq!(url(&set, true).as_deref(), Some("http://a:1"));
        assert_eq!(url(&set, false).as_deref(), Some("socks5://b:2"));
        let small = [("https_proxy", " a:1 "), ("HTTPS_PROXY", "")];
        assert_eq!(url(&small, true).as_deref(), Some("http://a:1"));
        assert_eq!(url(&small, false), None);
        let both = [("https_proxy", "small:1"), ("HTTPS_PROXY", "capital:1")];
        assert_eq!(url(&both, true).as_deref(), Some("http://capital:1"));
        let cgi = [("HTTP_PROXY", "http://evil:1"), ("REQUEST_METHOD", "GET")];
        assert_eq!(url(&cgi, false), None);
    }

    #[test]
    fn what_is_no_proxy_is_an_error_that_does_not_print_it() {
        for wrong in [
            "ftp://u:secret@a:1",
            "socks4://secret:1",
            "http://",
            "://secret",
            "a b",
        ] {
            let error = read(&[("https_proxy", wrong)])
                .expect_err("no proxy")
                .to_string();
            assert!(
                error.contains("HTTPS_PROXY") && !error.contains("secret"),
                "{error}"
            );
        }
        let with_user = Proxy::parse("socks5h://ada:p%40ss@proxy.example").expect("a proxy");
        assert_eq!(with_user.user, Some(("ada".to_owned(), "p@ss".to_owned())));
        assert_eq!(format!("{with_user:?}"), "Socks5h(proxy.example:1080)");
    }

    #[test]
    fn the_list_of_exceptions_takes_what_other_programs_take() {
        let direct = |list: &str, host: &str, port: u16| {
            let proxies = read(&[("HTTPS_PROXY", "a:1"), ("no_proxy", list)]).expect("proxies");
            proxies.of(true, host, port).is_none()
        };
        for (list, host, is_direct) in [
            ("*", "acme.chargebee.com", true),
            ("other.example , chargebee.com", "acme.chargebee.com", true),
            ("other.example chargebee.com", "acme.chargebee.com", true),
            (".chargebee.com", "acme.chargebee.com", true),
            ("*.chargebee.com", "acme.chargebee.com", true),
            ("Chargebee.COM.", "acme.chargebee.com.", true),
            ("bee.com", "acme.chargebee.com", false),
            ("acme.chargebee.com", "chargebee.com", false),
            ("chargebee.com:443", "acme.chargebee.com", true),
            ("chargebee.com:8443", "acme.chargebee.com", false),
            ("127.0.0.0/8", "127.0.0.1", true),
            ("10.0.0.0/8, 127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1:443", "127.0.0.1", true),
            ("10.0.0.0/8", "127.0.0.1", false),
            ("::1", "[::1]", true),
            ("[::1]:443", "[::1]", true),
            ("fe80::/10", "[::1]", false),
            (",,. ,", "acme.chargebee.com", false),
        ] {
            assert_eq!(direct(list, host, 443), is_direct, "{list} for {host}");
        }
    }
}
