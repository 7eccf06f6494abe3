//! Entries of the registry, with all that is not used left empty.

use async_graphql::indexmap::{IndexMap, IndexSet};
use async_graphql::registry::{Deprecation, MetaEnumValue, MetaField, MetaInputValue, MetaType};

/// Where these types come from, for the registry's own errors.
const ORIGIN: Option<&str> = Some("phonoglyph_engine::composition");

/// A field of an input type.
pub fn input_value(
    name: &str,
    description: String,
    ty: String,
    default_value: Option<String>,
) -> MetaInputValue {
    MetaInputValue {
        name: name.to_owned(),
        description: Some(description),
        ty,
        deprecation: Deprecation::NoDeprecated,
        default_value,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        is_secret: false,
        directive_invocations: Vec::new(),
    }
}

/// A field of an output type.
pub fn field(name: &str, description: String, ty: String) -> MetaField {
    MetaField {
        name: name.to_owned(),
        description: Some(description),
        args: IndexMap::new(),
        ty,
        deprecation: Deprecation::NoDeprecated,
        cache_control: Default::default(),
        external: false,
        requires: None,
        provides: None,
        visible: None,
        shareable: false,
        inaccessible: false,
        tags: Vec::new(),
        override_from: None,
        compute_complexity: None,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

/// An enum of these names and descriptions.
pub fn choice(name: &str, doc: &str, values: impl Iterator<Item = (String, String)>) -> MetaType {
    let value = |(name, description): (String, String)| {
        let value = MetaEnumValue {
            name: name.clone(),
            description: Some(description),
            deprecation: Deprecation::NoDeprecated,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            directive_invocations: Vec::new(),
        };
        (name, value)
    };
    MetaType::Enum {
        name: name.to_owned(),
        description: Some(doc.to_owned()),
        enum_values: values.map(value).collect(),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: ORIGIN,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

/// An input object; with `oneof` exactly one of its fields must be given.
pub fn input(name: &str, doc: &str, fields: IndexMap<String, MetaInputValue>, oneof: bool) -> MetaType {
    MetaType::InputObject {
        name: name.to_owned(),
        description: Some(doc.to_owned()),
        input_fields: fields,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: ORIGIN,
        oneof,
        directive_invocations: Vec::new(),
    }
}

/// An object.
pub fn object(name: &str, doc: &str, fields: IndexMap<String, MetaField>) -> MetaType {
    MetaType::Object {
        name: name.to_owned(),
        description: Some(doc.to_owned()),
        fields,
        cache_control: Default::default(),
        extends: false,
        shareable: false,
        resolvable: true,
        keys: None,
        visible: None,
        inaccessible: false,
        interface_object: false,
        tags: Vec::new(),
        is_subscription: false,
        rust_typename: ORIGIN,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

/// An interface of these objects.
pub fn interface(
    name: &str,
    doc: &str,
    fields: IndexMap<String, MetaField>,
    possible_types: IndexSet<String>,
) -> MetaType {
    MetaType::Interface {
        name: name.to_owned(),
        description: Some(doc.to_owned()),
        fields,
        possible_types,
        extends: false,
        keys: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: ORIGIN,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}

/// A union of these objects.
pub fn union(name: &str, doc: &str, possible_types: IndexSet<String>) -> MetaType {
    MetaType::Union {
        name: name.to_owned(),
        description: Some(doc.to_owned()),
        possible_types,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        rust_typename: ORIGIN,
        directive_invocations: Vec::new(),
    }
}
