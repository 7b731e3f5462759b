use super::*;
use http::{HeaderValue, Request, StatusCode, request::Parts};

fn secrets(credentials: &[(&str, &str)], in_url: &[&str]) -> Secrets {
    let mut secrets = Secrets::default();
    for (user, password) in credentials {
        secrets
            .add_credentials(user, &(*password).into())
            .expect("credentials");
    }
    for secret in in_url {
        secrets.add_url_secret((*secret).into()).expect("a secret");
    }
    secrets
}

fn head(url: &str, headers: &[&[u8]]) -> Parts {
    let mut request = Request::post(url);
    for header in headers {
        let value = HeaderValue::from_bytes(header).expect("a header");
        request = request.header(AUTHORIZATION, value);
    }
    request.body(()).expect("a request").into_parts().0
}

fn said(secrets: &Secrets, head: &Parts) -> String {
    match secrets.check(&head.headers, &head.uri) {
        Ok(()) => "ok".to_owned(),
        Err(rejection) => {
            assert_eq!(rejection.status(), StatusCode::UNAUTHORIZED);
            // Nothing tells whoever sent it what was missing.
            assert!(rejection.to_response().body().is_empty());
            rejection.to_string()
        }
    }
}

fn basic_of(text: impl AsRef<[u8]>) -> Vec<u8> {
    format!("Basic {}", STANDARD.encode(text)).into_bytes()
}

#[test]
fn any_of_the_credentials_will_do_and_nothing_else() {
    let secrets = secrets(
        &[("hook", "old"), ("hook", "new"), ("other", "pä%41:ß")],
        &[],
    );
    let basic = |text: &str| said(&secrets, &head("/", &[&basic_of(text)]));
    for right in ["hook:old", "hook:new", "other:pä%41:ß"] {
        assert_eq!(basic(right), "ok", "{right}");
    }
    for wrong in [
        "hook:nex",
        "hook:ne",
        "hook:neww",
        "Hook:new",
        "hook:",
        ":new",
        "new",
        "hook:new\n",
        // Neither decoded nor in another encoding than UTF-8.
        "other:päA:ß",
        "other:p%C3%A4%41:ß",
        // Repeated, because a secret is compared in a circle.
        "hook:newhook:new",
    ] {
        assert_eq!(basic(wrong), "the credentials are wrong (401)", "{wrong}");
    }
    let latin = said(&secrets, &head("/", &[&basic_of(b"other:p\xe4%41:\xdf")]));
    assert_eq!(latin, "the credentials are wrong (401)");
}

#[test]
fn the_scheme_counts_in_any_case_and_no_other_scheme_does() {
    let secrets = secrets(&[("hook", "secret")], &[]);
    let encoded = STANDARD.encode("hook:secret");
    let header = |text: String| said(&secrets, &head("/", &[text.as_bytes()]));
    for right in ["Basic ", "basic ", "BASIC ", "Basic  "] {
        assert_eq!(header(format!("{right}{encoded}")), "ok", "{right}");
    }
    for wrong in [
        format!("Bearer {encoded}"),
        encoded.clone(),
        "Basic".to_owned(),
        "Basic hook:secret".to_owned(),
        format!("Basic {encoded} x"),
    ] {
        let expected = "the credentials are not those of basic auth (401)";
        assert_eq!(header(wrong.clone()), expected, "{wrong}");
    }
    assert_eq!(
        said(&secrets, &head("/", &[])),
        "there are no credentials (401)"
    );
    // A server on the way may look at the other one.
    let twice = [basic_of("hook:secret"), basic_of("hook:wrong")];
    assert_eq!(
        said(&secrets, &head("/", &[&twice[0], &twice[1]])),
        "the credentials are not those of basic auth (401)"
    );
    let bytes = said(&secrets, &head("/", &[b"Basic \xff"]));
    assert_eq!(bytes, "the credentials are not those of basic auth (401)");
}

#[test]
fn a_secret_stands_in_the_path_or_in_the_query() {
    const KEY: &str = "3k9 fHs/0aXqLw_ü";
    const ENCODED: &str = "3k9%20fHs%2F0aXqLw_%C3%BC";
    let secrets = secrets(&[], &[KEY, "another_secret_of_22_"]);
    for right in [
        format!("/webhook?key={ENCODED}"),
        format!("/webhook?site=acme&key={ENCODED}&x"),
        format!("/webhook?{ENCODED}"),
        format!("/webhook/{ENCODED}/v2"),
        "/another_secret_of_22_".to_owned(),
    ] {
        assert_eq!(said(&secrets, &head(&right, &[])), "ok", "{right}");
    }
    for wrong in [
        "/webhook".to_owned(),
        "/webhook?key=".to_owned(),
        format!("/webhook?{ENCODED}=1"),
        format!("/webhook?key={ENCODED}x"),
        "/another_secret_of_22".to_owned(),
    ] {
        let expected = "the URL does not hold its secret (401)";
        assert_eq!(said(&secrets, &head(&wrong, &[])), expected, "{wrong}");
    }
}

#[test]
fn both_are_asked_for_where_both_are_set() {
    let secrets = secrets(&[("hook", "secret")], &["0123456789abcdef"]);
    let right = basic_of("hook:secret");
    assert_eq!(said(&secrets, &head("/0123456789abcdef", &[&right])), "ok");
    assert_eq!(
        said(&secrets, &head("/", &[&right])),
        "the URL does not hold its secret (401)"
    );
    assert_eq!(
        said(&secrets, &head("/0123456789abcdef", &[])),
        "there are no credentials (401)"
    );
}

#[test]
fn what_nobody_could_send_is_refused() {
    let refused = |user: &str, password: &str| {
        let refused = Secrets::default().add_credentials(user, &password.into());
        refused.expect_err("no credentials").to_string()
    };
    assert!(refused("", "secret").contains("is empty"));
    assert!(refused("hook", "").contains("is empty"));
    assert!(refused("ho:ok", "secret").contains("a colon"));
    let short = Secrets::default().add_url_secret("tooshort".into());
    let short = short.expect_err("no secret").to_string();
    assert!(short.contains("at least 16"), "{short}");
    assert!(!short.contains("tooshort"));
}
