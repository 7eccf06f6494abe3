//! What a GraphQL request in JSON looks like (GraphQL over HTTP, section 5.1).
//!
//! async-graphql alone would take much else for a request: a body without a query, or a list.

use async_graphql::Request;
use serde_json::Value;

/// Reads a request.
///
/// # Errors
/// What is wrong with it, in a sentence that names the member.
pub fn read(body: &[u8]) -> Result<Request, &'static str> {
    let body = serde_json::from_slice(body).map_err(|_| "the body is not JSON")?;
    from_value(body)
}

/// Reads a request that is JSON already.
///
/// # Errors
/// As [`read`].
pub fn from_value(body: Value) -> Result<Request, &'static str> {
    check(&body)?;
    serde_json::from_value(body).map_err(|_| "the body is no GraphQL request")
}

/// Whether JSON has the shape of one request.
///
/// # Errors
/// As [`read`].
pub fn check(body: &Value) -> Result<(), &'static str> {
    if body.is_array() {
        return Err("send one request at a time: lists are not taken");
    }
    let body = body.as_object().ok_or("a GraphQL request is a JSON object")?;
    let member = |name: &str| body.get(name).filter(|value| !value.is_null());
    match member("query") {
        Some(Value::String(query)) if !query.is_empty() => {}
        _ => return Err("query must be there, a string with a GraphQL document"),
    }
    if member("operationName").is_some_and(|name| !name.is_string()) {
        return Err("operationName must be a string");
    }
    if member("variables").is_some_and(|variables| !variables.is_object()) {
        return Err("variables must be an object");
    }
    if member("extensions").is_some_and(|extensions| !extensions.is_object()) {
        return Err("extensions must be an object");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_needs_a_query_and_may_have_the_rest() {
        for body in [
            r#"{"query":"{a}"}"#,
            r#"{"query":"{a}","operationName":null,"variables":null,"extensions":null}"#,
            r#"{"query":"query A{a}","operationName":"A","variables":{"b":[1]},"extensions":{"c":1},"more":2}"#,
        ] {
            assert!(read(body.as_bytes()).is_ok(), "{body}");
        }
    }

    #[test]
    fn anything_else_is_refused_by_the_name_of_what_is_wrong() {
        let cases = [
            ("", "JSON"),
            ("{", "JSON"),
            ("null", "object"),
            ("[]", "lists"),
            (r#"["{a}"]"#, "lists"),
            ("{}", "query"),
            (r#"{"qeury":"{a}"}"#, "query"),
            (r#"{"query":""}"#, "query"),
            (r#"{"query":1}"#, "query"),
            (r#"{"query":"{a}","operationName":1}"#, "operationName"),
            (r#"{"query":"{a}","variables":"b"}"#, "variables"),
            (r#"{"query":"{a}","variables":[]}"#, "variables"),
            (r#"{"query":"{a}","extensions":false}"#, "extensions"),
        ];
        for (body, named) in cases {
            let error = read(body.as_bytes()).expect_err(body);
            assert!(error.contains(named), "{body}: {error}");
        }
    }
}
