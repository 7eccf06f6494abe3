//! The database tables, one file each. Rows are not API types: whoever reads them turns them into their own.

pub mod api_key;
pub mod asset;
pub mod composition;
pub mod export_job;
pub mod export_preset;
pub mod export_user;
pub mod idempotency_key;
pub mod template;
pub mod webhook;
pub mod webhook_delivery;
