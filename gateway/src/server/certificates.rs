//! The certificate to speak TLS with.

use super::{Address, Tls};
use crate::{Error, Result};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio_rustls::TlsAcceptor;
use webpki::{EndEntityCert, KeyUsage};

/// How long before its end a certificate is warned of.
const SOON: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// The certificate in use. A new one takes its place without closing connections.
#[derive(Debug)]
pub struct Certificates {
    files: Tls,
    address: Option<Address>,
    config: RwLock<Arc<ServerConfig>>,
}

impl Certificates {
    /// Reads the files; where `address` is known, warns of a certificate for another name.
    ///
    /// # Errors
    /// [`Error::ReadFile`], [`Error::Certificate`].
    pub fn load(files: Tls, address: Option<Address>) -> Result<Self> {
        let config = RwLock::new(read(&files, address.as_ref())?);
        Ok(Self { files, address, config })
    }

    /// Reads the files again, for connections to come. Where that fails, the certificate in use stays.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn reload(&self) -> Result<()> {
        let config = read(&self.files, self.address.as_ref())?;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = config;
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

fn read(files: &Tls, address: Option<&Address>) -> Result<Arc<ServerConfig>> {
    let chain = certificates(&files.certificate)?;
    let key = private_key(&files.key)?;
    if let Some(first) = chain.first() {
        warn_of(first, &files.certificate, address);
    }
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|_| wrong(&files.certificate, "TLS 1.2 and 1.3 are not available"))?;
    let mut config =
        builder.with_no_client_auth().with_single_cert(chain, key).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => {
                wrong(&files.key, "this key does not belong to the certificate; name the one it was made for")
            }
            rustls::Error::InvalidCertificate(_) => {
                wrong(&files.certificate, "the certificate cannot be read; it must be X.509, version 3")
            }
            _ => {
                wrong(&files.key, "this kind of key cannot be used; make one of ECDSA P-256, Ed25519 or RSA")
            }
        })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let bytes = std::fs::read(file).map_err(|error| Error::reading(file, error))?;
    let chain = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| wrong(file, "this is damaged PEM"))?;
    if chain.is_empty() {
        return Err(wrong(
            file,
            "there is no certificate in it; it must be PEM (-----BEGIN CERTIFICATE-----)",
        ));
    }
    Ok(chain)
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>> {
    let bytes = std::fs::read(file).map_err(|error| Error::reading(file, error))?;
    let mode = std::fs::metadata(file).map_err(|error| Error::reading(file, error))?.permissions().mode();
    if mode & 0o004 != 0 {
        tracing::warn!(file = %file.display(), "every user of this machine can read the private key: chmod o-r");
    }
    PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| match error {
        PemError::NoItemsFound => {
            wrong(file, "there is no private key in it; it must be PEM, and not locked by a password")
        }
        _ => wrong(file, "this is damaged PEM"),
    })
}

fn wrong(file: &Path, what: &'static str) -> Error {
    Error::Certificate { file: file.to_owned(), what }
}

/// What browsers will say of a certificate, as far as it can be known here.
fn warn_of(certificate: &CertificateDer<'_>, file: &Path, address: Option<&Address>) {
    let file = file.display();
    for warning in warnings(certificate, address, UnixTime::now()) {
        tracing::warn!(%file, "{warning}");
    }
}

fn warnings(certificate: &CertificateDer<'_>, address: Option<&Address>, now: UnixTime) -> Vec<&'static str> {
    // rustls says so itself
    let Ok(certificate) = EndEntityCert::try_from(certificate) else { return Vec::new() };
    // There is no root here to check it against; its time is looked at before its issuer.
    let at =
        |time| certificate.verify_for_usage(&[], &[], &[], time, KeyUsage::server_auth(), None, None).err();
    let soon = UnixTime::since_unix_epoch(Duration::from_secs(now.as_secs()).saturating_add(SOON));
    let mut warnings = Vec::new();
    match (at(now), at(soon)) {
        (Some(webpki::Error::CertExpired { .. }), _) => {
            warnings.push("the certificate has expired: browsers refuse it until it is renewed");
        }
        (Some(webpki::Error::CertNotValidYet { .. }), _) => {
            warnings.push("the certificate is not valid yet: is this machine's clock right?");
        }
        (_, Some(webpki::Error::CertExpired { .. })) => {
            warnings.push("the certificate expires within 14 days: renew it, then send SIGHUP");
        }
        _ => {}
    }
    let name = address.map(|address| address.host().trim_start_matches('[').trim_end_matches(']'));
    if let Some(Ok(name)) = name.map(ServerName::try_from)
        && certificate.verify_is_valid_for_subject_name(&name).is_err()
    {
        warnings.push("the certificate is not for the name that people open: browsers refuse it");
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    fn at(year: u64) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs((year - 1970) * 31_556_952))
    }

    #[test]
    fn what_browsers_would_refuse_is_warned_of() {
        let mut params = CertificateParams::new(vec!["afterimage.example".to_owned()]).expect("a name");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2030, 1, 10);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        let address: Address = "https://afterimage.example:8443".parse().expect("an address");
        let of = |time| warnings(certificate.der(), Some(&address), time).join("\n");
        assert_eq!(of(at(2025)), "");
        assert!(of(at(2030)).contains("within 14 days"));
        assert!(of(at(2031)).contains("has expired"));
        assert!(of(at(2019)).contains("not valid yet"));
        let address: Address = "https://other.example".parse().expect("an address");
        assert!(warnings(certificate.der(), Some(&address), at(2025)).join("").contains("not for the name"));
    }

    #[test]
    fn what_is_wrong_with_the_files_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let made = |name: &str| {
            let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("made");
            std::fs::write(path(&format!("{name}.pem")), made.cert.pem()).expect("written");
            std::fs::write(path(&format!("{name}.key")), made.signing_key.serialize_pem()).expect("written");
        };
        made("a");
        made("b");
        std::fs::write(path("empty"), "").expect("written");
        std::fs::write(path("damaged"), "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")
            .expect("written");
        std::fs::write(path("nonsense"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
            .expect("written");
        let load = |certificate: &str, key: &str| {
            let files = Tls { certificate: path(certificate), key: path(key) };
            Certificates::load(files, None).map(|_| ()).map_err(|error| error.to_string())
        };
        assert_eq!(load("a.pem", "a.key"), Ok(()));
        for (certificate, key, file, what) in [
            ("missing", "a.key", "missing", "No such file"),
            ("a.pem", "missing", "missing", "No such file"),
            ("empty", "a.key", "empty", "no certificate in it"),
            ("a.pem", "empty", "empty", "no private key in it"),
            ("a.pem", "a.pem", "a.pem", "no private key in it"),
            ("damaged", "a.key", "damaged", "damaged PEM"),
            ("nonsense", "a.key", "nonsense", "cannot be read"),
            ("a.pem", "b.key", "b.key", "does not belong to the certificate"),
        ] {
            let told = load(certificate, key).expect_err("it is wrong");
            assert!(told.contains(file) && told.contains(what), "{certificate} {key}: {told}");
        }
    }

    #[test]
    fn a_certificate_that_cannot_be_read_does_not_take_the_place_of_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Tls { certificate: folder.path().join("a.pem"), key: folder.path().join("a.key") };
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("made");
        std::fs::write(&files.certificate, made.cert.pem()).expect("written");
        std::fs::write(&files.key, made.signing_key.serialize_pem()).expect("written");
        let certificates = Certificates::load(files.clone(), None).expect("loaded");
        let current = || Arc::as_ptr(&certificates.config.read().expect("a lock"));
        let first = current();
        std::fs::write(&files.key, "").expect("written");
        assert!(certificates.reload().is_err());
        assert_eq!(current(), first);
        std::fs::write(&files.key, made.signing_key.serialize_pem()).expect("written");
        certificates.reload().expect("read again");
        assert_ne!(current(), first);
    }
}
