use super::*;
use http::HeaderValue;

fn sources(allowed: &[&str], proxies: &[&str]) -> Sources {
    let mut sources = Sources::default();
    for network in allowed {
        sources.allow(network).expect("a network");
    }
    for network in proxies {
        sources.trust(network).expect("a network");
    }
    sources
}

fn said(sources: &Sources, peer: &str, forwarded: &[&str]) -> String {
    let mut headers = HeaderMap::new();
    for line in forwarded {
        let value = HeaderValue::from_str(line).expect("a header");
        headers.append(FORWARDED_FOR, value);
    }
    match sources.check(peer.parse().ok(), &headers) {
        Ok(source) => source.map_or_else(|| "unknown".to_owned(), |it| it.to_string()),
        Err(rejection) => rejection.to_string(),
    }
}

const REFUSED: &str = "it comes from 192.0.2.9, which is no address that may send (401)";

#[test]
fn only_networks_that_are_listed_may_send() {
    let sources = sources(&["203.0.113.7", "198.51.100.0/24", "2001:db8::/32"], &[]);
    for right in ["203.0.113.7", "198.51.100.200", "2001:db8::1"] {
        assert_eq!(said(&sources, right, &[]), right);
    }
    // A socket for both families gives IPv4 inside of IPv6.
    assert_eq!(said(&sources, "::ffff:203.0.113.7", &[]), "203.0.113.7");
    assert_eq!(said(&sources, "192.0.2.9", &[]), REFUSED);
    let unknown = said(&sources, "", &[]);
    assert!(
        unknown.contains("`ReceiverBuilder::peer_from`"),
        "{unknown}"
    );
}

#[test]
fn nobody_but_a_named_proxy_says_whom_it_is_from() {
    let sources = sources(&["203.0.113.7"], &["10.0.0.0/8", "127.0.0.1"]);
    // Of others it counts for nothing.
    assert_eq!(said(&sources, "192.0.2.9", &["203.0.113.7"]), REFUSED);
    for forwarded in [
        &["203.0.113.7"][..],
        &["203.0.113.7:4711"],
        &["192.0.2.9, 203.0.113.7"],
        &["192.0.2.9", "203.0.113.7, 10.1.1.1"],
        &["not an address, 203.0.113.7 ,127.0.0.1, 10.1.1.1"],
        &["::ffff:203.0.113.7"],
        &["[::ffff:203.0.113.7]:80"],
    ] {
        assert_eq!(
            said(&sources, "10.0.0.2", forwarded),
            "203.0.113.7",
            "{forwarded:?}"
        );
    }
    // What stands before it, whoever sent it may have written.
    assert_eq!(
        said(&sources, "10.0.0.2", &["203.0.113.7, 192.0.2.9"]),
        REFUSED
    );
    assert_eq!(
        said(&sources, "10.0.0.2", &["203.0.113.7", "192.0.2.9"]),
        REFUSED
    );
    for silent in [
        &["unknown"][..],
        &["203.0.113.7, "],
        &["203.0.113.7, unknown"],
    ] {
        let told = said(&sources, "10.0.0.2", silent);
        assert!(told.contains("`X-Forwarded-For`"), "{silent:?} {told}");
    }
    let none = said(&sources, "10.0.0.2", &[]);
    assert_eq!(
        none,
        "it comes from 10.0.0.2, which is no address that may send (401)"
    );
}

#[test]
fn without_a_list_anybody_may_send_and_is_told_where_known() {
    let sources = sources(&[], &["10.0.0.0/8"]);
    assert_eq!(said(&sources, "", &[]), "unknown");
    assert_eq!(said(&sources, "192.0.2.9", &["203.0.113.7"]), "192.0.2.9");
    assert_eq!(said(&sources, "10.0.0.2", &["203.0.113.7"]), "203.0.113.7");
    assert_eq!(said(&sources, "10.0.0.2", &["nonsense"]), "unknown");
}

#[test]
fn what_is_no_network_is_refused() {
    for wrong in ["", "example.com", "203.0.113.0/33", "203.0.113"] {
        let refused = Sources::default().allow(wrong).expect_err("no network");
        assert!(refused.to_string().contains("203.0.113.0/24"), "{refused}");
    }
}
