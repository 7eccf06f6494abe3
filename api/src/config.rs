//! Every setting of the program, its environment variable, its default and its check.
//!
//! Enters: the command line and the environment. Leaves: a [`Config`] without contradictions, or a [`ConfigError`]
//! that names the setting and what to change.

mod auth;
mod limits;
mod quotas;
mod secret;

pub use auth::{AuthArgs, SecretArgs, secret_bytes};
pub use limits::{ApiLimits, LimitArgs};
pub use quotas::UserArgs;
pub use secret::link_secret;

use crate::auth::AuthSettings;
use crate::outside::OutsideSettings;
use clap::{Args, ValueEnum};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::Duration;

const MIB: u64 = 1 << 20;
/// The shortest link secret that is taken: as long as the output of the hash it keys (RFC 2104, section 3).
const MIN_SECRET: usize = 32;

/// A setting that cannot be, or two that cannot be together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The server would serve strangers.
    #[error(
        "--listen {0} lets other machines in, and nobody is asked who they are: listen on 127.0.0.1, \
         set --auth-secret, --auth-jwks or --auth-keys, or add --allow-unauthenticated if the network is trusted"
    )]
    OpenToAll(SocketAddr),
    /// The secret of the tokens can be guessed.
    #[error("--auth-secret has {0} bytes: it must have at least {MIN_SECRET}")]
    WeakAuthSecret(usize),
    /// Two settings exclude each other.
    #[error("{0} and {1} cannot be set together")]
    Together(&'static str, &'static str),
    /// A setting about tokens where there are none.
    #[error("{0} needs --auth-secret or --auth-jwks: without them nobody has a token")]
    WithoutKeys(&'static str),
    /// The address of the public keys is none, or anybody between could change them.
    #[error(
        "--auth-jwks is {0:?}: it must begin with https://; http:// only to this machine or a host of --outside-allow"
    )]
    Jwks(String),
    /// Public keys without anything that ties a token to this server.
    #[error(
        "--auth-jwks needs --auth-issuer and --auth-audience: tokens for other services may have the same keys"
    )]
    JwksAlone,
    /// A signature that these keys cannot check.
    #[error(
        "--auth-algorithms has {0:?}: with --auth-secret it can be HS256, with --auth-jwks RS256 and ES256"
    )]
    Algorithm(jsonwebtoken::Algorithm),
    /// Clocks that differ too much.
    #[error("--auth-leeway is {0}: it must be from 0 to {1} seconds")]
    Leeway(u64, u64),
    /// Keys would end before they could be used, or as good as never.
    #[error("--auth-jwks-hours is {0}: set it to 1 to {1} hours")]
    JwksHours(u64, u64),
    /// A limit that would lock out ordinary clients.
    #[error("{0} is {1}: it must be at least {2}")]
    TooSmall(&'static str, u64, u64),
    /// A header's name is none.
    #[error("--client-address-header is {0:?}: it must be the name of a header, such as x-forwarded-for")]
    Header(String),
    /// The link secret can be guessed.
    #[error("--link-secret has {0} bytes: it must have at least {MIN_SECRET}; leave it out to have one made")]
    WeakSecret(usize),
    /// The public address is no address of a website.
    #[error("--public-url is {0:?}: it must begin with http:// or https:// and have no query or fragment")]
    PublicUrl(String),
    /// An origin is none.
    #[error("--allowed-origins has {0:?}: an origin is scheme and host, such as https://studio.example.com")]
    Origin(String),
    /// Something must not be zero.
    #[error("{0} is 0: it must be at least 1")]
    Zero(&'static str),
    /// A host is none.
    #[error("--outside-allow has {0:?}: it must be a host name or an IP address, without scheme and port")]
    OutsideHost(String),
    /// The proxy's address is none.
    #[error("--outside-proxy is {0:?}: it must begin with http:// or https://")]
    OutsideProxy(String),
    /// The SoundFont is not there.
    #[error("--soundfont {0:?} is no file")]
    SoundFont(PathBuf),
}

/// Where data lives.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct DataArgs {
    /// Folder for everything that is kept: database, uploads, results, work in progress
    #[arg(
        long,
        env = "PHONOGLYPH_DATA_DIR",
        default_value = "./data",
        value_name = "DIR"
    )]
    pub data_dir: PathBuf,
    /// Database address; the default is a SQLite file in the data folder
    #[arg(
        long,
        env = "PHONOGLYPH_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub database_url: Option<String>,
    /// Folder for uploads and results; the default is `storage` in the data folder
    #[arg(long, env = "PHONOGLYPH_STORAGE_DIR", value_name = "DIR")]
    pub storage_dir: Option<PathBuf>,
}

impl DataArgs {
    /// Everything in one folder.
    pub fn folder(path: &Path) -> Self {
        Self {
            data_dir: path.to_owned(),
            database_url: None,
            storage_dir: None,
        }
    }

    /// The address of the database.
    pub fn database_url(&self) -> String {
        let file = || {
            format!(
                "sqlite://{}?mode=rwc",
                self.data_dir.join("phonoglyph.db").display()
            )
        };
        self.database_url.clone().unwrap_or_else(file)
    }

    /// The folder of uploads and results.
    pub fn storage_dir(&self) -> PathBuf {
        let inside = || self.data_dir.join("storage");
        self.storage_dir.clone().unwrap_or_else(inside)
    }

    /// The folder of work in progress.
    pub fn scratch_dir(&self) -> PathBuf {
        self.data_dir.join("scratch")
    }
}

/// The voice of scores without a recording.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct VoiceArgs {
    /// SoundFont (.sf2) that plays songs without a recording; the default is the bundled one
    #[arg(long, env = "PHONOGLYPH_SOUNDFONT", value_name = "FILE")]
    pub soundfont: Option<PathBuf>,
}

/// What is fetched from addresses that users give.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct OutsideArgs {
    /// Hosts that pictures may be fetched from although they are not on the open internet, separated by commas
    #[arg(
        long,
        env = "PHONOGLYPH_OUTSIDE_ALLOW",
        value_delimiter = ',',
        value_name = "HOST"
    )]
    pub outside_allow: Vec<String>,
    /// Proxy through which everything is fetched that users give the address of
    #[arg(
        long,
        env = "PHONOGLYPH_OUTSIDE_PROXY",
        value_name = "URL",
        hide_env_values = true
    )]
    pub outside_proxy: Option<String>,
}

impl OutsideArgs {
    /// Checks the settings.
    ///
    /// # Errors
    /// The first that cannot be.
    pub fn check(self) -> Result<OutsideSettings, ConfigError> {
        let odd = |letter: char| !letter.is_alphanumeric() && !matches!(letter, '.' | '-' | '_');
        let wrong = |host: &&String| {
            let ip = host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .parse::<IpAddr>();
            ip.is_err() && (host.is_empty() || host.contains(odd))
        };
        if let Some(host) = self.outside_allow.iter().find(wrong) {
            return Err(ConfigError::OutsideHost(host.clone()));
        }
        let web = |address: &String| address.starts_with("http://") || address.starts_with("https://");
        if let Some(address) = self.outside_proxy.as_ref().filter(|address| !web(address)) {
            return Err(ConfigError::OutsideProxy(address.clone()));
        }
        Ok(OutsideSettings {
            allow: self.outside_allow,
            proxy: self.outside_proxy,
        })
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What is logged, to standard error.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(next_help_heading = "Logging")]
pub struct LogArgs {
    /// What to log: error, warn, info, debug or trace, also by module, as in `info,phonoglyph=debug`
    #[arg(long, env = "PHONOGLYPH_LOG", global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// How log lines look
    #[arg(
        long,
        env = "PHONOGLYPH_LOG_FORMAT",
        global = true,
        value_enum,
        default_value_t
    )]
    pub log_format: LogFormat,
}

/// The settings of the server as they are written.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ServeArgs {
    /// Data.
    #[command(flatten)]
    pub data: DataArgs,
    /// Voice.
    #[command(flatten)]
    pub voice: VoiceArgs,
    /// Addresses that users give.
    #[command(flatten)]
    pub outside: OutsideArgs,
    /// Who callers are.
    #[command(flatten)]
    pub auth: AuthArgs,
    /// How much callers may ask for.
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Users.
    #[command(flatten)]
    pub users: UserArgs,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        env = "PHONOGLYPH_LISTEN",
        default_value = "127.0.0.1:4000",
        value_name = "ADDRESS"
    )]
    pub listen: SocketAddr,
    /// Serve other machines although nobody is asked who they are; only for trusted networks
    #[arg(long, env = "PHONOGLYPH_ALLOW_UNAUTHENTICATED")]
    pub allow_unauthenticated: bool,
    /// Address under which clients reach the server; download links begin with it [default: the listening address]
    #[arg(long, env = "PHONOGLYPH_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Origins whose pages may call the API besides the server's own, separated by commas
    #[arg(
        long,
        env = "PHONOGLYPH_ALLOWED_ORIGINS",
        value_delimiter = ',',
        value_name = "ORIGIN"
    )]
    pub allowed_origins: Vec<String>,
    /// Exports that are rendered at once [default: half the processor cores, at least 1]
    #[arg(long, env = "PHONOGLYPH_JOBS", value_name = "N")]
    pub jobs: Option<usize>,
    /// Attempts at an export that fails for a reason that may pass
    #[arg(long, env = "PHONOGLYPH_ATTEMPTS", default_value_t = 3, value_name = "N")]
    pub attempts: u32,
    /// Secret that signs download links, at least 32 bytes; the default is made once and kept in the data folder
    #[arg(
        long,
        env = "PHONOGLYPH_LINK_SECRET",
        hide_env_values = true,
        value_name = "TEXT"
    )]
    pub link_secret: Option<String>,
    /// Seconds for which a download link is good
    #[arg(
        long,
        env = "PHONOGLYPH_LINK_LIFETIME",
        default_value_t = 3600,
        value_name = "SECONDS"
    )]
    pub link_lifetime: u64,
    /// Largest MIDI file that may be uploaded, in MiB
    #[arg(
        long,
        env = "PHONOGLYPH_MAX_MIDI_MIB",
        default_value_t = 16,
        value_name = "MIB"
    )]
    pub max_midi_mib: u64,
    /// Largest audio file that may be uploaded, in MiB
    #[arg(
        long,
        env = "PHONOGLYPH_MAX_AUDIO_MIB",
        default_value_t = 512,
        value_name = "MIB"
    )]
    pub max_audio_mib: u64,
    /// Whether the page /graphiql is served
    #[arg(
        long,
        env = "PHONOGLYPH_GRAPHIQL",
        default_value_t = true,
        action = clap::ArgAction::Set,
        value_name = "BOOL"
    )]
    pub graphiql: bool,
    /// Seconds that a stopping server waits for exports that are nearly done
    #[arg(
        long,
        env = "PHONOGLYPH_SHUTDOWN_GRACE",
        default_value_t = 20,
        value_name = "SECONDS"
    )]
    pub shutdown_grace: u64,
}

/// The settings of the server, free of contradictions.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where data lives.
    pub data: DataArgs,
    /// The SoundFont; none is the bundled one.
    pub soundfont: Option<PathBuf>,
    /// What may be fetched from addresses that users give.
    pub outside: OutsideSettings,
    /// How callers show who they are.
    pub auth: AuthSettings,
    /// How much callers may ask for.
    pub limits: ApiLimits,
    /// What users may have, and how long.
    pub users: UserArgs,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether requests that name another host are served: only where other machines may come at all.
    pub any_host: bool,
    /// Under which address clients reach the server, without a slash at the end; none is the listening address.
    pub public_url: Option<String>,
    /// Origins whose pages may call the API besides the server's own.
    pub allowed_origins: Vec<String>,
    /// Exports that are rendered at once.
    pub jobs: usize,
    /// Attempts at an export.
    pub attempts: u32,
    /// The secret of the links; none is made once and kept.
    pub link_secret: Option<Vec<u8>>,
    /// How long a link is good.
    pub link_lifetime: Duration,
    /// How much may be uploaded.
    pub uploads: UploadLimits,
    /// Whether /graphiql is served.
    pub graphiql: bool,
    /// How long a stopping server waits.
    pub shutdown_grace: Duration,
}

/// How large uploads may be, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadLimits {
    /// The largest MIDI file.
    pub midi: u64,
    /// The largest audio file.
    pub audio: u64,
}

impl ServeArgs {
    /// Checks the settings against their limits and each other.
    ///
    /// # Errors
    /// The first that cannot be.
    pub fn check(self) -> Result<Config, ConfigError> {
        let local = self.listen.ip().is_loopback();
        let outside = self.outside.clone().check()?;
        let auth = self.auth.clone().check(&outside.allow)?;
        if !local && auth == AuthSettings::Off && !self.allow_unauthenticated {
            return Err(ConfigError::OpenToAll(self.listen));
        }
        self.not_zero()?;
        self.users.check()?;
        self.check_origins()?;
        let weak = |secret: &String| secret.len() < MIN_SECRET;
        if let Some(secret) = self.link_secret.as_ref().filter(|secret| weak(secret)) {
            return Err(ConfigError::WeakSecret(secret.len()));
        }
        if let Some(path) = self.voice.soundfont.as_ref().filter(|path| !path.is_file()) {
            return Err(ConfigError::SoundFont(path.clone()));
        }
        Ok(Config {
            any_host: !local || self.public_url.is_some(),
            public_url: self.public_url.as_deref().map(public_url).transpose()?,
            data: self.data,
            soundfont: self.voice.soundfont,
            outside,
            auth,
            limits: self.limits.check()?,
            users: self.users,
            listen: self.listen,
            allowed_origins: self.allowed_origins,
            jobs: self.jobs.unwrap_or_else(default_jobs),
            attempts: self.attempts,
            link_secret: self.link_secret.map(String::into_bytes),
            link_lifetime: Duration::from_secs(self.link_lifetime),
            uploads: UploadLimits {
                midi: self.max_midi_mib.saturating_mul(MIB),
                audio: self.max_audio_mib.saturating_mul(MIB),
            },
            graphiql: self.graphiql,
            shutdown_grace: Duration::from_secs(self.shutdown_grace),
        })
    }

    fn not_zero(&self) -> Result<(), ConfigError> {
        let values = [
            ("--jobs", self.jobs.unwrap_or(1) as u64),
            ("--attempts", u64::from(self.attempts)),
            ("--link-lifetime", self.link_lifetime),
            ("--max-midi-mib", self.max_midi_mib),
            ("--max-audio-mib", self.max_audio_mib),
        ];
        match values.iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => Err(ConfigError::Zero(name)),
            None => Ok(()),
        }
    }

    fn check_origins(&self) -> Result<(), ConfigError> {
        let wrong = |origin: &&String| {
            let host = origin.strip_prefix("https://").or(origin.strip_prefix("http://"));
            host.is_none_or(|host| host.is_empty() || host.contains(['/', '?', '#', '*', ' ']))
        };
        match self.allowed_origins.iter().find(wrong) {
            Some(origin) => Err(ConfigError::Origin(origin.clone())),
            None => Ok(()),
        }
    }
}

impl Config {
    /// A server for tests and demonstrations: a free port of this machine, all data in one folder, one job at a time.
    pub fn local(folder: &Path) -> Self {
        Self {
            data: DataArgs::folder(folder),
            soundfont: None,
            outside: OutsideSettings::default(),
            auth: AuthSettings::Off,
            limits: ApiLimits::default(),
            users: UserArgs::default(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            any_host: false,
            public_url: None,
            allowed_origins: Vec::new(),
            jobs: 1,
            attempts: 3,
            link_secret: None,
            link_lifetime: Duration::from_secs(3600),
            uploads: UploadLimits {
                midi: 16 * MIB,
                audio: 512 * MIB,
            },
            graphiql: true,
            shutdown_grace: Duration::from_secs(5),
        }
    }
}

fn public_url(text: &str) -> Result<String, ConfigError> {
    let host = text.strip_prefix("https://").or(text.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['?', '#', ' ']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err(ConfigError::PublicUrl(text.to_owned())),
    }
}

fn default_jobs() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    (cores / 2).max(1)
}

#[cfg(test)]
mod tests;
