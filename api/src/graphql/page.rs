//! Relay connections: lists that are read page by page, forwards.

use super::error::{Problem, Result};
use super::ids;
use super::types::{Asset, Composition, ExportJob, WebhookDelivery};
use crate::data::Slice;
use async_graphql::{OutputType, SimpleObject};

/// Entries of a page where the caller does not say.
pub const DEFAULT_PAGE: i32 = 20;
/// The most entries of a page.
pub const MAX_PAGE: i32 = 100;

/// How much a page costs where its entries cost `each`; what is out of range is refused later.
pub fn page_cost(first: Option<i32>, each: usize) -> usize {
    let entries = first.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE) as usize;
    1 + entries * each
}

/// One page of a list.
#[derive(SimpleObject)]
#[graphql(concrete(name = "AssetConnection", params(Asset)))]
#[graphql(concrete(name = "CompositionConnection", params(Composition)))]
#[graphql(concrete(name = "ExportJobConnection", params(ExportJob)))]
#[graphql(concrete(name = "WebhookDeliveryConnection", params(WebhookDelivery)))]
pub struct Connection<T: OutputType>
where
    Edge<T>: OutputType,
{
    /// The entries of this page.
    edges: Vec<Edge<T>>,
    /// Where this page stands in the list.
    page_info: PageInfo,
    /// How many entries the whole list has.
    total_count: i32,
}

/// An entry of a list.
#[derive(SimpleObject)]
#[graphql(concrete(name = "AssetEdge", params(Asset)))]
#[graphql(concrete(name = "CompositionEdge", params(Composition)))]
#[graphql(concrete(name = "ExportJobEdge", params(ExportJob)))]
#[graphql(concrete(name = "WebhookDeliveryEdge", params(WebhookDelivery)))]
pub struct Edge<T: OutputType> {
    /// Where the entry stands; as `after` it asks for what follows.
    cursor: String,
    /// The entry.
    node: T,
}

/// Where a page stands in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether more entries follow.
    has_next_page: bool,
    /// Whether this page was asked for with `after`; lists are read forwards only.
    has_previous_page: bool,
    /// The cursor of the first entry of this page.
    start_cursor: Option<String>,
    /// The cursor of the last entry of this page.
    end_cursor: Option<String>,
}

/// A page as it was asked for.
pub struct Wanted {
    first: usize,
    after: Option<String>,
}

impl Wanted {
    /// Reads the arguments `first` and `after`.
    pub fn new(first: Option<i32>, after: Option<&str>) -> Result<Self> {
        let first = first.unwrap_or(DEFAULT_PAGE);
        if !(1..=MAX_PAGE).contains(&first) {
            return Err(Problem::field("first", first, format!("from 1 to {MAX_PAGE}")));
        }
        let after = after.map(ids::decode_cursor).transpose()?;
        Ok(Self {
            first: first as usize,
            after,
        })
    }

    /// What to read: one row more than the page has, to know whether it is the last.
    pub fn slice(&self) -> Slice {
        Slice {
            after: self.after.clone(),
            limit: self.first as u64 + 1,
        }
    }

    /// The page made of the rows that were read and the count of all.
    pub fn page<Row, T: OutputType>(
        self,
        (mut rows, total): (Vec<Row>, u64),
        id: impl Fn(&Row) -> &str,
        node: impl Fn(Row) -> T,
    ) -> Connection<T>
    where
        Edge<T>: OutputType,
    {
        let has_next_page = rows.len() > self.first;
        rows.truncate(self.first);
        let edge = |row: Row| Edge {
            cursor: ids::encode_cursor(id(&row)),
            node: node(row),
        };
        let edges: Vec<_> = rows.into_iter().map(edge).collect();
        let page_info = PageInfo {
            has_next_page,
            has_previous_page: self.after.is_some(),
            start_cursor: edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: edges.last().map(|edge| edge.cursor.clone()),
        };
        Connection {
            edges,
            page_info,
            total_count: i32::try_from(total).unwrap_or(i32::MAX),
        }
    }
}
