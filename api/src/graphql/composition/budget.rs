//! How much of documents one answer may hold.
//!
//! A document may be a megabyte long, and a query may ask for it under many names and in many compositions: its
//! complexity says little about the length of the answer.

use crate::graphql::error::Problem;
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextPrepareRequest,
};
use async_graphql::{Request, Response, ServerResult};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most values of documents that an answer may hold.
const MOST: usize = 500_000;

/// What an answer holds already.
#[derive(Default)]
pub struct Budget(AtomicUsize);

impl Budget {
    /// Takes `values` more.
    ///
    /// # Errors
    /// When the answer would hold too many.
    pub fn take(&self, values: usize) -> Result<(), Problem> {
        let before = self.0.fetch_add(values, Ordering::Relaxed);
        if before.saturating_add(values) > MOST {
            return Err(Problem::TooMuch { limit: MOST });
        }
        Ok(())
    }
}

/// Gives every answer a [`Budget`].
pub struct Budgets;

impl ExtensionFactory for Budgets {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for Budgets {
    async fn prepare_request(
        &self,
        ctx: &ExtensionContext<'_>,
        request: Request,
        next: NextPrepareRequest<'_>,
    ) -> ServerResult<Request> {
        next.run(ctx, request.data(Budget::default())).await
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        // A subscription is one request with many answers.
        if let Some(budget) = ctx.data_opt::<Budget>() {
            budget.0.store(0, Ordering::Relaxed);
        }
        next.run(ctx, operation_name).await
    }
}
