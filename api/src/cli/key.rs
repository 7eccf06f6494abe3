//! `phonoglyph key`: API keys for scripts, made by whoever runs the server.

use super::bad_input;
use crate::config::DataArgs;
use crate::data::{DatabaseConnection, api_keys};
use crate::server;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use clap::{Args, Subcommand};

/// What to do.
#[derive(Args)]
pub struct KeyArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Make a key; it is printed this once and kept nowhere
    Create {
        /// Whose key it is: the user whose rows are seen with it
        #[arg(long, default_value = "local", value_name = "ID")]
        user: String,
        /// What it is for
        #[arg(long, value_name = "TEXT")]
        name: String,
        /// Days after which it ends; it does not end by itself where this is left out
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3650), value_name = "N")]
        days: Option<u32>,
        #[command(flatten)]
        data: DataArgs,
    },
    /// List a user's keys
    List {
        /// Whose keys
        #[arg(long, default_value = "local", value_name = "ID")]
        user: String,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Take a key back
    Revoke {
        /// The key, as `list` shows it
        id: String,
        /// Whose key it is
        #[arg(long, default_value = "local", value_name = "ID")]
        user: String,
        #[command(flatten)]
        data: DataArgs,
    },
}

/// Does it.
pub fn run(args: KeyArgs) -> anyhow::Result<()> {
    let (What::Create { data, .. } | What::List { data, .. } | What::Revoke { data, .. }) = &args.what;
    std::fs::create_dir_all(&data.data_dir)?;
    let url = data.database_url();
    super::block_on(async {
        let db = server::database(&url).await?;
        let done = act(&db, args.what).await;
        db.close().await?;
        done
    })
}

async fn act(db: &DatabaseConnection, what: What) -> anyhow::Result<()> {
    match what {
        What::Create { user, name, days, .. } => {
            if name.trim().is_empty() || user.trim().is_empty() {
                return Err(bad_input("--name and --user must not be empty"));
            }
            let expires_at = days.map(|days| Utc::now() + TimeDelta::days(i64::from(days)));
            let (row, secret) = api_keys::new(&user, name.trim().to_owned(), expires_at)?;
            api_keys::insert(db, row).await?;
            println!("{secret}");
        }
        What::List { user, .. } => {
            for key in api_keys::list(db, &user).await? {
                let (ends, used) = (moment(key.expires_at), moment(key.used_at));
                let made = moment(Some(key.created_at));
                println!(
                    "{}  {}…  made {made}  ends {ends}  used {used}  {}",
                    key.id, key.hint, key.name
                );
            }
        }
        What::Revoke { id, user, .. } => {
            if !api_keys::delete(db, &user, &id).await? {
                return Err(bad_input(format!(
                    "{user} has no key {id}: see `phonoglyph key list`"
                )));
            }
            println!("revoked");
        }
    }
    Ok(())
}

fn moment(time: Option<DateTime<Utc>>) -> String {
    time.map_or("never".to_owned(), |time| {
        time.to_rfc3339_opts(SecondsFormat::Secs, true)
    })
}
