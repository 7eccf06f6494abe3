//! Personal API keys.

use crate::auth::{Means, Viewer};
use crate::data::{DatabaseConnection, api_keys};
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::types::ApiKey;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{TimeDelta, Utc};

/// The longest name, in characters.
const MAX_NAME: usize = 100;
/// The longest life, in days.
const MAX_DAYS: i32 = 3650;

/// The part of [`Mutation`](super::Mutation) about API keys.
#[derive(Default)]
pub struct ApiKeyMutation;

/// A key to make.
#[derive(InputObject)]
pub struct CreateApiKeyInput {
    /// Its name, 1 to 100 characters: what it is for.
    name: String,
    /// After how many days it ends, 1 to 3650; it does not end by itself where it is left out.
    expires_in_days: Option<i32>,
}

/// A key to take back.
#[derive(InputObject)]
pub struct RevokeApiKeyInput {
    /// The key.
    id: ID,
}

/// What came of making a key.
#[derive(SimpleObject)]
pub struct CreateApiKeyPayload {
    /// The new key.
    api_key: ApiKey,
    /// What to send as `Authorization: Bearer …`. It is told this once and kept nowhere.
    secret: String,
}

/// What came of taking a key back.
#[derive(SimpleObject)]
pub struct RevokeApiKeyPayload {
    /// The id that names nothing any more.
    revoked_api_key_id: ID,
}

#[Object]
impl ApiKeyMutation {
    /// Makes a personal API key, up to 50 of them. A key cannot make keys: whoever finds one must not be able to stay.
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: CreateApiKeyInput,
    ) -> Result<CreateApiKeyPayload> {
        by_no_key(ctx)?;
        let name = name(&input.name)?;
        let days = input.expires_in_days;
        if let Some(days) = days.filter(|days| !(1..=MAX_DAYS).contains(days)) {
            return Err(Problem::field(
                "input.expiresInDays",
                days,
                format!("from 1 to {MAX_DAYS}"),
            ));
        }
        if api_keys::count(db(ctx), user(ctx)).await? >= api_keys::MOST {
            return Err(Problem::Conflict {
                message: format!("there are {} keys already: revoke one first", api_keys::MOST),
                field: "input".to_owned(),
            });
        }
        let expires_at = days.map(|days| Utc::now() + TimeDelta::days(i64::from(days)));
        let made = api_keys::new(user(ctx), name, expires_at);
        let (row, secret) = made.map_err(|error| Problem::internal(&error))?;
        api_keys::insert(db(ctx), row.clone()).await?;
        Ok(CreateApiKeyPayload {
            api_key: ApiKey(row),
            secret,
        })
    }

    /// Takes an API key back: it is good no longer, and what is open under it ends within a minute.
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: RevokeApiKeyInput,
    ) -> Result<RevokeApiKeyPayload> {
        let row = ids::expect(Kind::ApiKey, &input.id, "input.id")?;
        match api_keys::delete(db(ctx), user(ctx), &row).await? {
            true => Ok(RevokeApiKeyPayload {
                revoked_api_key_id: input.id,
            }),
            false => Err(Problem::not_found("API key", "input.id")),
        }
    }
}

fn by_no_key(ctx: &Context<'_>) -> Result<()> {
    match ctx.data_opt::<Means>() {
        Some(Means::ApiKey) => Err(Problem::Forbidden {
            message: "an API key makes no API keys: sign in with a token".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// A name for people.
fn name(text: &str) -> Result<String> {
    let name = text.trim();
    match name.chars().count() {
        1..=MAX_NAME => Ok(name.to_owned()),
        length => {
            let given = format!("{length} characters long");
            Err(Problem::field(
                "input.name",
                given,
                format!("1 to {MAX_NAME} characters"),
            ))
        }
    }
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}
