//! The settings about how much callers may ask for.

use super::ConfigError;
use clap::Args;

/// GraphiQL's and code generators' introspection needs this depth.
const LEAST_DEPTH: usize = 16;
/// What a generated client's ordinary query of one page costs.
const LEAST_COMPLEXITY: usize = 1000;

/// How much callers may ask for, as it is written.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(next_help_heading = "Limits of the API")]
pub struct LimitArgs {
    /// How deep a query may nest
    #[arg(long, env = "PHONOGLYPH_MAX_DEPTH", default_value_t = ApiLimits::default().depth, value_name = "N")]
    pub max_depth: usize,
    /// What a query may cost: a field costs 1, a list as many times its entries as it may have
    #[arg(long, env = "PHONOGLYPH_MAX_COMPLEXITY", default_value_t = ApiLimits::default().complexity, value_name = "N")]
    pub max_complexity: usize,
    /// Requests a minute of one user, or of one address where nobody is asked who they are; 0 is any number
    #[arg(
        long,
        env = "PHONOGLYPH_REQUESTS_PER_MINUTE",
        default_value_t = 0,
        value_name = "N"
    )]
    pub requests_per_minute: u32,
    /// Header in which a proxy in front of the server tells the client's address, such as x-forwarded-for; its last
    /// entry counts. Only behind a proxy that sets it
    #[arg(long, env = "PHONOGLYPH_CLIENT_ADDRESS_HEADER", value_name = "NAME")]
    pub client_address_header: Option<String>,
    /// Whether the schema can be asked for by introspection
    #[arg(
        long,
        env = "PHONOGLYPH_INTROSPECTION",
        default_value_t = true,
        action = clap::ArgAction::Set,
        value_name = "BOOL"
    )]
    pub introspection: bool,
    /// Whether an unknown field is told which field may have been meant
    #[arg(
        long,
        env = "PHONOGLYPH_SUGGESTIONS",
        default_value_t = true,
        action = clap::ArgAction::Set,
        value_name = "BOOL"
    )]
    pub suggestions: bool,
}

/// How much callers may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiLimits {
    /// How deep a query may nest.
    pub depth: usize,
    /// What a query may cost.
    pub complexity: usize,
    /// Requests a minute of one user or address; none is any number.
    pub requests_per_minute: Option<u32>,
    /// The header in which a proxy tells the client's address.
    pub client_address_header: Option<axum::http::HeaderName>,
    /// Whether the schema can be asked for.
    pub introspection: bool,
    /// Whether an unknown field is told which may have been meant.
    pub suggestions: bool,
}

impl Default for ApiLimits {
    fn default() -> Self {
        Self {
            depth: 20,
            complexity: 10_000,
            requests_per_minute: None,
            client_address_header: None,
            introspection: true,
            suggestions: true,
        }
    }
}

impl LimitArgs {
    /// Checks the settings.
    ///
    /// # Errors
    /// The first that cannot be.
    pub fn check(self) -> Result<ApiLimits, ConfigError> {
        let least = [
            ("--max-depth", self.max_depth, LEAST_DEPTH),
            ("--max-complexity", self.max_complexity, LEAST_COMPLEXITY),
        ];
        if let Some((name, value, least)) = least.into_iter().find(|(_, value, least)| value < least) {
            return Err(ConfigError::TooSmall(name, value as u64, least as u64));
        }
        let header = |name: String| name.parse().map_err(|_| ConfigError::Header(name));
        Ok(ApiLimits {
            depth: self.max_depth,
            complexity: self.max_complexity,
            requests_per_minute: Some(self.requests_per_minute).filter(|rate| *rate > 0),
            client_address_header: self.client_address_header.map(header).transpose()?,
            introspection: self.introspection,
            suggestions: self.suggestions,
        })
    }
}
