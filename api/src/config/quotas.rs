//! What users may have at once, how long results are kept, and how webhooks are served.

use super::ConfigError;
use crate::webhooks::{WAITS, WebhookSettings};
use clap::Args;
use phonoglyph_engine::job::Quotas;
use std::time::Duration;

const MIB: u64 = 1 << 20;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// What users may have, and how long; without a setting there is no bound.
#[derive(Args, Clone, Debug, Default, PartialEq)]
#[command(next_help_heading = "Users")]
pub struct UserArgs {
    /// Hours for which a finished file is kept before it is removed [default: until it is deleted]
    #[arg(long, env = "PHONOGLYPH_RETENTION_HOURS", value_name = "HOURS")]
    pub retention_hours: Option<u64>,
    /// Exports that a user may have waiting [default: no bound]
    #[arg(long, env = "PHONOGLYPH_QUOTA_WAITING", value_name = "N")]
    pub quota_waiting: Option<u64>,
    /// Exports of a user that run at once; more of them wait [default: no bound]
    #[arg(long, env = "PHONOGLYPH_QUOTA_RUNNING", value_name = "N")]
    pub quota_running: Option<u64>,
    /// MiB of uploads and results that a user may have [default: no bound]
    #[arg(long, env = "PHONOGLYPH_QUOTA_MIB", value_name = "MIB")]
    pub quota_mib: Option<u64>,
    /// Minutes of video that a user may export in a day, in UTC [default: no bound]
    #[arg(long, env = "PHONOGLYPH_QUOTA_MINUTES", value_name = "MINUTES")]
    pub quota_minutes: Option<u64>,
    /// Seconds before the second attempt at a message to a webhook and before those after, separated by commas
    /// [default: 5,300,1800,7200,18000,21600,25200,26400]
    #[arg(
        long,
        env = "PHONOGLYPH_WEBHOOK_RETRIES",
        value_delimiter = ',',
        value_name = "SECONDS"
    )]
    pub webhook_retries: Vec<u64>,
    /// Days after which a webhook is switched off that has taken no message [default: 5]
    #[arg(long, env = "PHONOGLYPH_WEBHOOK_PATIENCE", value_name = "DAYS")]
    pub webhook_patience: Option<u64>,
}

impl UserArgs {
    /// Refuses bounds that nothing could pass.
    ///
    /// # Errors
    /// The first that is 0.
    pub fn check(&self) -> Result<(), ConfigError> {
        let values = [
            ("--retention-hours", self.retention_hours),
            ("--quota-waiting", self.quota_waiting),
            ("--quota-running", self.quota_running),
            ("--quota-mib", self.quota_mib),
            ("--quota-minutes", self.quota_minutes),
            ("--webhook-patience", self.webhook_patience),
        ];
        match values.iter().find(|(_, value)| *value == Some(0)) {
            Some((name, _)) => Err(ConfigError::Zero(name)),
            None => Ok(()),
        }
    }

    /// What users may have at once.
    pub fn quotas(&self) -> Quotas {
        Quotas {
            waiting: self.quota_waiting,
            running: self.quota_running,
            bytes: self.quota_mib.map(|mib| mib.saturating_mul(MIB)),
            minutes: self.quota_minutes.map(|minutes| minutes as f64),
        }
    }

    /// How long a finished file is kept; at most a hundred years, which is for ever.
    pub fn retention(&self) -> Option<Duration> {
        let hours = self.retention_hours?.min(100 * 366 * 24);
        Some(Duration::from_secs(hours * HOUR))
    }

    /// How webhooks are served.
    pub fn webhooks(&self) -> WebhookSettings {
        let waits = if self.webhook_retries.is_empty() {
            WAITS.to_vec()
        } else {
            self.webhook_retries.clone()
        };
        // A wait is at most a month, which is longer than messages are kept.
        let wait = |seconds: u64| Duration::from_secs(seconds.min(30 * DAY));
        let patience = self.webhook_patience.unwrap_or(5).min(366);
        WebhookSettings {
            waits: waits.into_iter().map(wait).collect(),
            patience: Duration::from_secs(patience * DAY),
        }
    }
}
