//! Reading away what a client is still sending when its request is refused: a connection that is closed on it may lose
//! the answer, and then the client knows nothing but that it was cut off.

use axum::body::{Body, BodyDataStream};
use axum::extract::Multipart;
use futures_util::StreamExt;
use std::time::Duration;

/// The most that is read away, in bytes.
const MOST: usize = 64 << 20;
/// How long that may take.
const TIME: Duration = Duration::from_secs(10);

/// Reads a body away, within bounds.
pub async fn body(body: Body) {
    rest(body.into_data_stream()).await;
}

/// Reads the parts away that are still to come, within bounds.
pub async fn parts(mut parts: Multipart) {
    let mut left = MOST;
    let read = async {
        while let Ok(Some(mut part)) = parts.next_field().await {
            while let Ok(Some(chunk)) = part.chunk().await {
                match left.checked_sub(chunk.len()) {
                    Some(less) => left = less,
                    None => return,
                }
            }
        }
    };
    // As below.
    let _ = tokio::time::timeout(TIME, read).await;
}

/// Reads the rest of a body away, within bounds.
pub async fn rest(mut body: BodyDataStream) {
    let mut left = MOST;
    let read = async {
        while let Some(Ok(chunk)) = body.next().await
            && left > chunk.len()
        {
            left -= chunk.len();
        }
    };
    // A client that sends slower than that does without the answer.
    let _ = tokio::time::timeout(TIME, read).await;
}
