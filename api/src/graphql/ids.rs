//! Opaque global ids and cursors: base64 of a kind and a row's id.

use super::error::{Problem, Result};
use async_graphql::ID;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;

/// What an id may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A personal API key.
    ApiKey,
    /// An uploaded file.
    Asset,
    /// A composition.
    Composition,
    /// An export job.
    ExportJob,
    /// An export template.
    ExportTemplate,
    /// A preset of a user's own.
    CustomPreset,
    /// A webhook.
    Webhook,
    /// A message to a webhook.
    WebhookDelivery,
}

const KINDS: [Kind; 8] = [
    Kind::ApiKey,
    Kind::Asset,
    Kind::Composition,
    Kind::ExportJob,
    Kind::ExportTemplate,
    Kind::CustomPreset,
    Kind::Webhook,
    Kind::WebhookDelivery,
];

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "ApiKey",
            Self::Asset => "Asset",
            Self::Composition => "Composition",
            Self::ExportJob => "ExportJob",
            Self::ExportTemplate => "ExportTemplate",
            Self::CustomPreset => "CustomPreset",
            Self::Webhook => "Webhook",
            Self::WebhookDelivery => "WebhookDelivery",
        }
    }
}

/// The global id of a row.
pub fn encode(kind: Kind, id: &str) -> ID {
    ID(URL_SAFE_NO_PAD.encode(format!("{}:{id}", kind.name())))
}

/// The kind and row that a global id names; none if it is no id at all.
pub fn decode(id: &str) -> Option<(Kind, String)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (name, row) = text.split_once(':')?;
    let kind = KINDS.into_iter().find(|kind| kind.name() == name)?;
    // Written back, so that no two ids name the same row.
    let uuid = Uuid::parse_str(row).ok()?.to_string();
    (uuid == row).then_some((kind, uuid))
}

/// The row that the id in the argument `field` names, which must be of that kind.
pub fn expect(kind: Kind, id: &ID, field: &str) -> Result<String> {
    match decode(id) {
        Some((found, row)) if found == kind => Ok(row),
        _ => {
            let limit = format!("an id of the type {}, as this API gave it", kind.name());
            Err(Problem::field(field, format!("{:?}", id.as_str()), limit))
        }
    }
}

/// The cursor of a row in a list.
pub fn encode_cursor(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("after:{id}"))
}

/// The row after which a list goes on.
pub fn decode_cursor(cursor: &str) -> Result<String> {
    let row = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let row = text.strip_prefix("after:")?;
        Some(Uuid::parse_str(row).ok()?.to_string())
    };
    row().ok_or_else(|| Problem::field("after", format!("{cursor:?}"), "a cursor that this API gave"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_cursors_read_back() {
        let row = Uuid::now_v7().to_string();
        for kind in KINDS {
            let id = encode(kind, &row);
            assert_eq!(decode(&id), Some((kind, row.clone())));
            assert_eq!(expect(kind, &id, "id"), Ok(row.clone()));
        }
        assert_eq!(decode_cursor(&encode_cursor(&row)), Ok(row));
    }

    #[test]
    fn an_id_of_another_kind_is_refused_by_field() {
        let id = encode(Kind::Asset, &Uuid::now_v7().to_string());
        let Err(Problem::Input(fields)) = expect(Kind::ExportJob, &id, "input.jobId") else {
            unreachable!("an asset is no job");
        };
        assert_eq!(fields[0].field, "input.jobId");
    }

    #[test]
    fn what_is_no_id_or_cursor_is_refused() {
        let upper = "ExportJob:01890A5D-AC96-774B-BCCE-B302099A8057";
        let texts = [
            "ExportJob:1",
            "ExportJob:",
            "Nothing:01890a5d-ac96-774b-bcce-b302099a8057",
            "after:",
            upper,
        ];
        for text in texts.map(|text| URL_SAFE_NO_PAD.encode(text)) {
            assert_eq!(decode(&text), None, "{text}");
            assert!(decode_cursor(&text).is_err(), "{text}");
        }
        for text in ["", "%", "é", "AAAA"] {
            assert_eq!(decode(text), None, "{text}");
            assert!(decode_cursor(text).is_err(), "{text}");
        }
    }
}
