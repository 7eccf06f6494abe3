//! `phonoglyph token`: a token for development, signed with the secret that the server checks tokens with.

use super::bad_input;
use crate::auth::{Claims, make_token};
use crate::config::{SecretArgs, secret_bytes};
use clap::Args;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the token says.
#[derive(Args)]
pub struct TokenArgs {
    /// Whose token it is (`sub`): the user whose rows are seen with it
    #[arg(long, default_value = "local", value_name = "ID")]
    user: String,
    /// Minutes for which it is good
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=5_256_000), value_name = "N")]
    minutes: u64,
    #[command(flatten)]
    secret: SecretArgs,
}

/// Prints a token.
pub fn run(args: TokenArgs) -> anyhow::Result<()> {
    let secret = args.secret.auth_secret.as_deref();
    let secret =
        secret.ok_or_else(|| bad_input("--auth-secret is missing: give the one that the server has"))?;
    let secret = secret_bytes(secret).map_err(bad_input)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let claims = Claims {
        sub: args.user,
        exp: now + args.minutes * 60,
        iat: Some(now),
        iss: args.secret.auth_issuer,
        aud: args.secret.auth_audience.first().map(|name| name.as_str().into()),
    };
    println!("{}", make_token(&claims, &secret)?);
    Ok(())
}
