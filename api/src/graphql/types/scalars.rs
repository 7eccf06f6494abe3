//! The schema's own scalars.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};
use phonoglyph_engine::color::Rgb;

/// A moment in time: RFC 3339 in UTC with milliseconds, such as `2026-05-04T12:30:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A moment in time: RFC 3339 in UTC with milliseconds, such as `2026-05-04T12:30:00.000Z`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let time = chrono::DateTime::parse_from_rfc3339(text).map_err(|_| {
            InputValueError::custom(format!("{text:?} is not a moment: write it as RFC 3339 has it"))
        })?;
        Ok(Self(time.with_timezone(&Utc)))
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(time: chrono::DateTime<Utc>) -> Self {
        Self(time)
    }
}

/// A day of the calendar, as `2026-05-04` (RFC 3339, full-date).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day of the calendar, as `2026-05-04` (RFC 3339, full-date).
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let day = day.filter(|day| day.to_string() == *text);
        day.map(Self)
            .ok_or_else(|| InputValueError::custom(format!("{text:?} is not a day: write it as 2026-05-04")))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A whole number larger than Int holds, such as a size in bytes: written as a JSON number. No value of this API
/// reaches 2^53, so that JavaScript reads them exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Long(pub i64);

/// A whole number larger than Int holds, such as a size in bytes: written as a JSON number. No value of this API
/// reaches 2^53, so that JavaScript reads them exactly.
#[Scalar(specified_by_url = "https://ibm.github.io/graphql-specs/custom-scalars/long.html")]
impl ScalarType for Long {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => match number.as_i64() {
                Some(number) => Ok(Self(number)),
                None => Err(InputValueError::custom(format!(
                    "{number} is not a 64-bit whole number"
                ))),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::from(self.0)
    }
}

impl Long {
    /// A count; what is above the largest number is that number.
    pub fn count(count: u64) -> Self {
        Self(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// An opaque colour in sRGB, written as CSS has it: `#rrggbb` with hexadecimal digits, such as `#ff8800`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub Rgb);

/// An opaque colour in sRGB, written as CSS has it: `#rrggbb` with hexadecimal digits, such as `#ff8800`.
#[Scalar(specified_by_url = "https://www.w3.org/TR/css-color-4/#hex-notation")]
impl ScalarType for Color {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Ok(Self(text.parse()?)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A count as Int; what is above its range is the largest Int.
pub fn int(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_read_back_as_they_are_written() {
        let time = DateTime::parse(Value::from("2026-05-04T14:30:00.5+02:00")).expect("a moment");
        assert_eq!(time.to_value(), Value::from("2026-05-04T12:30:00.500Z"));
        let day = Date::parse(Value::from("2026-05-04")).expect("a day");
        assert_eq!(day.to_value(), Value::from("2026-05-04"));
        let colour = Color::parse(Value::from("#FF8800")).expect("a colour");
        assert_eq!(colour.to_value(), Value::from("#ff8800"));
        let size = Long::parse(Value::from(1_i64 << 40)).expect("a number");
        assert_eq!(size.to_value(), Value::from(1_i64 << 40));
    }

    #[test]
    fn other_values_are_refused() {
        assert!(DateTime::parse(Value::from("yesterday")).is_err());
        assert!(Date::parse(Value::from("2026-5-4")).is_err());
        assert!(Date::parse(Value::from("2026-02-30")).is_err());
        assert!(DateTime::parse(Value::from(0)).is_err());
        assert!(Color::parse(Value::from("red")).is_err());
        assert!(Long::parse(Value::from(0.5)).is_err());
        assert!(Long::parse(Value::from("5")).is_err());
    }
}
