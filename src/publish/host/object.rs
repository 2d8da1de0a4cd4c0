//! Buckets: S3-compatible stores, Google Cloud Storage and Azure Blob Storage, through object_store.
//!
//! In: a target; credentials from the environment, the AWS profile files or the machine's own role, as the library's
//! chains look them up. Out: a `Store`. Retries with back-off on 429 and 5xx are the library's.
//! Stores that know no conditional writes are asked first and written then, which is the best that can be had there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig,
    UpdateVersion,
};
use tokio::runtime::{Builder, Runtime};

use super::Here;
use super::http::Connector;
use super::in_place::{Object, Store};
use super::profile;
use crate::model::target::{Bucket, Target};
use crate::publish::error::{Kind, PublishError};

/// Files that one request may delete: the limit of S3.
const DELETED_AT_ONCE: usize = 1_000;

/// How often a conditional write or a deletion whose answer was lost is repeated.
const REPEATS: u32 = 4;
/// Pause before the first repetition; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(200);

/// A bucket.
struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: Box<str>,
    /// What it is called in messages: "bucket `site`".
    name: String,
    /// How credentials are given to such a host.
    credentials: &'static str,
    /// Whether keys were found, or the machine's role has let us in; before that a failure may be the role's.
    has_keys: AtomicBool,
    /// Whether the store has refused a conditional write as unknown to it.
    is_unconditional: AtomicBool,
}

fn retries() -> RetryConfig {
    RetryConfig {
        backoff: BackoffConfig {
            init_backoff: Duration::from_millis(200),
            max_backoff: Duration::from_secs(15),
            base: 2.0,
        },
        max_retries: 8,
        retry_timeout: Duration::from_secs(90),
    }
}

fn connector(target: &Target) -> Connector {
    Connector::new(super::connections(target))
}

/// A bucket of an S3-compatible store.
pub(super) fn s3(target: &Target, bucket: &Bucket, here: &Here<'_>) -> Result<Box<dyn Store>, PublishError> {
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(&*bucket.name)
        .with_retry(retries())
        .with_http_connector(connector(target));
    if (here.env)("AWS_ACCESS_KEY_ID").is_none() {
        if let Some(keys) = profile::keys(here)? {
            builder = builder.with_access_key_id(keys.id).with_secret_access_key(keys.secret);
            if let Some(token) = keys.token {
                builder = builder.with_token(token);
            }
            if let Some(region) = keys.region {
                builder = builder.with_region(region);
            }
        } else if (here.env)("AWS_EC2_METADATA_DISABLED").is_some_and(|value| value == "true") && !has_role(here) {
            return Err(PublishError::new(Kind::Denied, "there are no credentials for S3").help(S3_CREDENTIALS));
        }
    }
    if let Some(region) = &target.region {
        builder = builder.with_region(&**region);
    }
    if let Some(endpoint) = &target.endpoint {
        builder =
            builder.with_endpoint(endpoint.trim_end_matches('/')).with_allow_http(endpoint.starts_with("http://"));
    }
    let has_keys = has_role(here) || builder.get_config_value(&AmazonS3ConfigKey::AccessKeyId).is_some();
    let store = builder.build().map_err(|error| unusable(target, &error, S3_CREDENTIALS))?;
    Ok(objects(Arc::new(store), bucket, "bucket", S3_CREDENTIALS, has_keys))
}

const S3_CREDENTIALS: &str =
    "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE for a profile of ~/.aws/credentials";

/// Whether the environment names a role of the machine.
fn has_role(here: &Here<'_>) -> bool {
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]
        .iter()
        .any(|name| (here.env)(name).is_some())
}

/// A bucket of Google Cloud Storage.
pub(super) fn google(target: &Target, bucket: &Bucket) -> Result<Box<dyn Store>, PublishError> {
    const CREDENTIALS: &str = "set GOOGLE_APPLICATION_CREDENTIALS to the path of a service account's key, or run \
                               `gcloud auth application-default login`";
    let mut builder = GoogleCloudStorageBuilder::from_env()
        .with_bucket_name(&*bucket.name)
        .with_retry(retries())
        .with_http_connector(connector(target));
    if let Some(endpoint) = &target.endpoint {
        builder = builder.with_base_url(endpoint.trim_end_matches('/'));
    }
    let store = builder.build().map_err(|error| unusable(target, &error, CREDENTIALS))?;
    Ok(objects(Arc::new(store), bucket, "bucket", CREDENTIALS, true))
}

/// A container of Azure Blob Storage.
pub(super) fn azure(target: &Target, bucket: &Bucket) -> Result<Box<dyn Store>, PublishError> {
    const CREDENTIALS: &str = "set AZURE_STORAGE_ACCOUNT_KEY, AZURE_STORAGE_SAS_TOKEN, or the AZURE_CLIENT_ID, \
                               AZURE_CLIENT_SECRET and AZURE_TENANT_ID of an application";
    let mut builder = MicrosoftAzureBuilder::from_env()
        .with_container_name(&*bucket.name)
        .with_retry(retries())
        .with_http_connector(connector(target));
    if let Some(account) = &target.account {
        builder = builder.with_account(&**account);
    }
    if let Some(endpoint) = &target.endpoint {
        builder = builder
            .with_endpoint(endpoint.trim_end_matches('/').to_owned())
            .with_allow_http(endpoint.starts_with("http://"));
    }
    let store = builder.build().map_err(|error| unusable(target, &error, CREDENTIALS))?;
    Ok(objects(Arc::new(store), bucket, "container", CREDENTIALS, true))
}

fn objects(
    store: Arc<dyn ObjectStore>,
    bucket: &Bucket,
    what: &str,
    credentials: &'static str,
    has_keys: bool,
) -> Box<dyn Store> {
    Box::new(Objects {
        store,
        prefix: bucket.prefix.clone(),
        name: format!("{what} `{}`", bucket.name),
        credentials,
        has_keys: AtomicBool::new(has_keys),
        is_unconditional: AtomicBool::new(false),
    })
}

fn unusable(target: &Target, error: &Error, credentials: &str) -> PublishError {
    PublishError::new(Kind::Denied, format!("target `{}` cannot be used: {}", target.name, root_cause(error)))
        .help(credentials.to_owned())
}

thread_local! {
    /// Each thread waits for its own requests; the runtime serves the pauses between two attempts.
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().expect("a runtime needs no files");
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.with(|runtime| runtime.block_on(future))
}

impl Objects {
    fn path(&self, path: &str) -> Result<Path, PublishError> {
        Path::parse(format!("{}{path}", self.prefix)).map_err(|error| {
            PublishError::new(Kind::Name, format!("`{path}` is a name that a bucket cannot store: {error}"))
        })
    }

    /// A failure in our words.
    fn failed(&self, doing: &str, error: Error) -> PublishError {
        let name = &self.name;
        let text = root_cause(&error);
        let is_missing =
            ["NoSuchBucket", "ContainerNotFound", "bucket does not exist"].iter().any(|word| text.contains(word));
        let is_denied = matches!(error, Error::PermissionDenied { .. } | Error::Unauthenticated { .. })
            || ["InvalidAccessKeyId", "SignatureDoesNotMatch", "credential", "ExpiredToken"]
                .iter()
                .any(|word| text.contains(word));
        if text.contains("RequestTimeTooSkewed") {
            return PublishError::new(
                Kind::Denied,
                format!("{name} refuses our requests: this machine's clock is wrong"),
            )
            .help("set the clock, and publish again");
        }
        if is_missing || matches!(&error, Error::NotFound { .. } if doing == "list") {
            return PublishError::new(Kind::NoPlace, format!("there is no {name}"))
                .help("make it first, or mend `to` of the target in content/site.yml");
        }
        if !self.has_keys.load(Ordering::Relaxed) {
            let message = format!("there are no credentials for {name}, and this machine has no role: {text}");
            return PublishError::new(Kind::Denied, message).help(self.credentials);
        }
        if is_denied {
            return PublishError::new(Kind::Denied, format!("{name} does not let us {doing}: {text}"))
                .help(self.credentials);
        }
        PublishError::new(Kind::Host, format!("{name}: cannot {doing}: {text}"))
    }

    fn write(
        &self,
        path: &str,
        bytes: &[u8],
        headers: &[(String, String)],
        mode: PutMode,
    ) -> Result<Option<String>, PublishError> {
        let place = self.path(path)?;
        let is_conditional = mode != PutMode::Overwrite;
        let options = PutOptions { mode, attributes: attributes(headers), ..PutOptions::default() };
        let answer = wait(self.store.put_opts(&place, bytes.to_vec().into(), options));
        match answer {
            Ok(result) => {
                self.has_keys.store(true, Ordering::Relaxed);
                Ok(Some(version(result.e_tag, result.version)))
            }
            Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => Ok(None),
            // The object that was to be replaced is gone: it is not the one we saw.
            Err(error @ Error::NotFound { .. }) if is_conditional => match self.failed("write", error) {
                error if error.kind == Kind::NoPlace => Err(error),
                _ => Ok(None),
            },
            Err(error) => {
                let is_unknown = matches!(error, Error::NotImplemented { .. } | Error::NotSupported { .. })
                    || ["501", "NotImplemented"].iter().any(|word| root_cause(&error).contains(word));
                if is_conditional && is_unknown {
                    self.is_unconditional.store(true, Ordering::Relaxed);
                }
                Err(self.failed(&format!("write `{path}`"), error))
            }
        }
    }

    /// Writes under a condition, or as near to it as the store allows.
    fn write_if(
        &self,
        path: &str,
        bytes: &[u8],
        headers: &[(String, String)],
        mode: PutMode,
        holds: &dyn Fn() -> Result<bool, PublishError>,
    ) -> Result<Option<String>, PublishError> {
        // The library repeats no conditional write whose answer was lost, since the second would contradict the
        // first. We can: what is there then tells whose it is.
        let mut is_lost = false;
        for attempt in 0.. {
            if self.is_unconditional.load(Ordering::Relaxed) {
                break;
            }
            match self.write(path, bytes, headers, mode.clone()) {
                Err(_) if self.is_unconditional.load(Ordering::Relaxed) => break,
                Err(error) if error.kind == Kind::Host && attempt < REPEATS => {
                    is_lost = true;
                    std::thread::sleep(PAUSE * 2_u32.pow(attempt));
                }
                Ok(None) if is_lost => {
                    let there = self.get(path)?.filter(|object| object.bytes == bytes);
                    return Ok(there.map(|object| object.version));
                }
                answer => return answer,
            }
        }
        match holds()? {
            true => self.write(path, bytes, headers, PutMode::Overwrite),
            false => Ok(None),
        }
    }

    /// Deletes files; that one is not there is no failure.
    fn delete_once(&self, places: &[Path]) -> Result<(), PublishError> {
        let answers = match places {
            [place] => vec![wait(self.store.delete(place))],
            _ => {
                let places: Vec<_> = places.iter().cloned().map(Ok).collect();
                wait(self.store.delete_stream(stream::iter(places).boxed()).map_ok(|_| ()).collect())
            }
        };
        let failure = answers.into_iter().find_map(|answer| match answer {
            Ok(()) | Err(Error::NotFound { .. }) => None,
            Err(error) => Some(error),
        });
        failure.map_or(Ok(()), |error| Err(self.failed("delete", error)))
    }
}

impl Store for Objects {
    fn stores_headers(&self) -> bool {
        true
    }

    fn get(&self, path: &str) -> Result<Option<Object>, PublishError> {
        let place = self.path(path)?;
        let answer = wait(async {
            let result = self.store.get(&place).await?;
            let version = version(result.meta.e_tag.clone(), result.meta.version.clone());
            Ok(Object { bytes: result.bytes().await?.to_vec(), version })
        });
        match answer {
            Ok(object) => {
                self.has_keys.store(true, Ordering::Relaxed);
                Ok(Some(object))
            }
            Err(error @ Error::NotFound { .. }) => match self.failed(&format!("read `{path}`"), error) {
                error if error.kind == Kind::NoPlace => Err(error),
                _ => Ok(None),
            },
            Err(error) => Err(self.failed(&format!("read `{path}`"), error)),
        }
    }

    fn is_still(&self, path: &str, known: &str) -> Result<bool, PublishError> {
        let place = self.path(path)?;
        match wait(self.store.head(&place)) {
            Ok(meta) => Ok(version(meta.e_tag, meta.version) == known),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(self.failed(&format!("read `{path}`"), error)),
        }
    }

    fn create(&self, path: &str, bytes: &[u8], headers: &[(String, String)]) -> Result<Option<String>, PublishError> {
        self.write_if(path, bytes, headers, PutMode::Create, &|| Ok(self.get(path)?.is_none()))
    }

    fn replace(&self, path: &str, bytes: &[u8], known: &str) -> Result<Option<String>, PublishError> {
        let (e_tag, version) = known.split_once('\n').unwrap_or((known, ""));
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mode = PutMode::Update(UpdateVersion { e_tag: some(e_tag), version: some(version) });
        self.write_if(path, bytes, &[], mode, &|| self.is_still(path, known))
    }

    fn put(&self, path: &str, bytes: &[u8], headers: &[(String, String)]) -> Result<(), PublishError> {
        self.write(path, bytes, headers, PutMode::Overwrite).map(|_| ())
    }

    fn delete(&self, paths: &[&str]) -> Result<(), PublishError> {
        for some in paths.chunks(DELETED_AT_ONCE) {
            let places = some.iter().map(|path| self.path(path)).collect::<Result<Vec<Path>, _>>()?;
            // The library repeats no deletion whose answer was lost. Of what the first one deleted, the second finds nothing.
            let mut attempt = 0;
            while let Err(error) = self.delete_once(&places) {
                if error.kind != Kind::Host || attempt == REPEATS {
                    return Err(error);
                }
                std::thread::sleep(PAUSE * 2_u32.pow(attempt));
                attempt += 1;
            }
        }
        Ok(())
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), PublishError> {
        let (from_path, to_path) = (self.path(from)?, self.path(to)?);
        match wait(self.store.copy(&from_path, &to_path)) {
            // Nothing is there that could be kept.
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed(&format!("copy `{from}`"), error)),
        }
    }

    fn list(&self, prefix: &str) -> Result<Vec<Box<str>>, PublishError> {
        let whole = format!("{}{prefix}", self.prefix);
        let place = Path::parse(whole.trim_end_matches('/')).unwrap_or_default();
        let metas: Result<Vec<_>, Error> = wait(self.store.list(Some(&place)).try_collect());
        let metas = metas.map_err(|error| self.failed("list", error))?;
        Ok(metas.iter().filter_map(|meta| meta.location.as_ref().strip_prefix(&*self.prefix)).map(Into::into).collect())
    }
}

/// What tells an object from a later one: its entity tag and, where a store has them, its generation.
fn version(e_tag: Option<String>, version: Option<String>) -> String {
    format!("{}\n{}", e_tag.unwrap_or_default(), version.unwrap_or_default())
}

/// Of the headers, those that a bucket can store and send again.
fn attributes(headers: &[(String, String)]) -> Attributes {
    let attribute = |name: &str| match name {
        "content-type" => Some(Attribute::ContentType),
        "cache-control" => Some(Attribute::CacheControl),
        "content-encoding" => Some(Attribute::ContentEncoding),
        "content-language" => Some(Attribute::ContentLanguage),
        "content-disposition" => Some(Attribute::ContentDisposition),
        _ => None,
    };
    headers.iter().filter_map(|(name, value)| Some((attribute(name)?, value.clone()))).collect()
}

/// The last sentence of a chain of causes: the first ones repeat the address, which may be signed.
fn root_cause(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    let text = cause.to_string();
    // The answer of a store is XML: its code and message say it.
    let part = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(part, _)| part.trim().to_owned())
    };
    match (part("Code"), part("Message")) {
        // Azure's message goes on with numbers that only its operators can look up.
        (Some(code), Some(message)) => format!("{code}: {}", message.lines().next().unwrap_or_default()),
        _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}
