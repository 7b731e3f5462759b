//! TLS as both default transports speak it: with one provider of cryptography, and the certificates that the system trusts.
//!
//! They are read when the first server shows a certificate. A program that never speaks TLS needs none, and one on a system
//! that has none is told so where it matters.

use crate::error::ConfigError;
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use rustls_platform_verifier::Verifier;
use std::{
    fmt,
    sync::{Arc, OnceLock},
};

/// A configuration without application protocols.
pub(crate) fn config() -> Result<ClientConfig, ConfigError> {
    // Said, not left to what a process has set up: that may be nothing, or more than one.
    let provider = Arc::new(aws_lc_rs::default_provider());
    let roots = SystemRoots {
        provider: Arc::clone(&provider),
        loaded: OnceLock::new(),
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| ConfigError::new(format!("TLS cannot be set up: {error}")))?;
    Ok(config
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(roots))
        .with_no_client_auth())
}

/// Checks certificates as the system does.
struct SystemRoots {
    provider: Arc<CryptoProvider>,
    loaded: OnceLock<Arc<dyn ServerCertVerifier>>,
}

impl SystemRoots {
    fn verifier(&self) -> Result<&dyn ServerCertVerifier, Error> {
        if let Some(loaded) = self.loaded.get() {
            return Ok(&**loaded);
        }
        let loaded: Arc<dyn ServerCertVerifier> = match Verifier::new(Arc::clone(&self.provider)) {
            Ok(verifier) => Arc::new(verifier),
            Err(error) => compiled_in(&self.provider, error)?,
        };
        Ok(&**self.loaded.get_or_init(|| loaded))
    }
}

#[cfg(feature = "webpki-roots")]
fn compiled_in(
    provider: &Arc<CryptoProvider>,
    none: Error,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    let provider = Arc::clone(provider);
    let builder =
        rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    match builder.build() {
        Ok(verifier) => Ok(verifier),
        Err(_) => Err(none),
    }
}

#[cfg(not(feature = "webpki-roots"))]
use advice::compiled_in;

impl ServerCertVerifier for SystemRoots {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verifier = self.verifier()?;
        verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        (self.verifier()?).verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        (self.verifier()?).verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

impl fmt::Debug for SystemRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemRoots")
    }
}

/// What a program is told whose system trusts no certificate at all.
#[cfg(not(feature = "webpki-roots"))]
mod advice {
    use super::{Arc, CryptoProvider, ServerCertVerifier};
    use rustls::{Error, OtherError};
    use std::fmt;

    pub(super) fn compiled_in(
        _: &Arc<CryptoProvider>,
        none: Error,
    ) -> Result<Arc<dyn ServerCertVerifier>, Error> {
        Err(Error::Other(OtherError(Arc::new(NoRoots(none)))))
    }

    #[derive(Debug)]
    struct NoRoots(Error);

    impl fmt::Display for NoRoots {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(
                "this system has no root certificates to check the server's with: install them (the package \
                 `ca-certificates`), name a file of them in SSL_CERT_FILE, or switch on the feature `webpki-roots`, which \
                 compiles them in",
            )
        }
    }

    impl std::error::Error for NoRoots {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_roots_of_the_system_there_are_those_that_are_compiled_in_or_advice() {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let none = Error::General("nothing was loaded".to_owned());
        let found = compiled_in(&provider, none);
        assert_eq!(found.is_ok(), cfg!(feature = "webpki-roots"));
        match found {
            Ok(_) => {}
            Err(error) => {
                assert!(error.to_string().contains("`webpki-roots`"), "{error}");
                let Error::Other(rustls::OtherError(advice)) = error else {
                    panic!("{error:?}")
                };
                let due = advice.source().expect("what went wrong");
                assert!(due.to_string().contains("nothing was loaded"), "{due}");
            }
        }
    }

    #[test]
    fn nothing_is_read_before_a_certificate_is_shown() {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let roots = SystemRoots {
            provider,
            loaded: OnceLock::new(),
        };
        assert!(!roots.supported_verify_schemes().is_empty());
        assert!(roots.loaded.get().is_none());
    }
}
