//! The values of fields.

use super::{At, Element, Kind, Limits, decimal};
use crate::color::Rgb;
use crate::composition::reference::Reference;
use crate::media::MaterialKind;
use serde_json::Value;

impl Element for f32 {
    const LIMITS: Limits = Limits::new(f32::MIN as f64, f32::MAX as f64);

    fn kind(limits: Limits) -> Kind {
        Kind::Number(limits)
    }

    fn read(value: Value, limits: Limits, at: &mut At<'_>) -> Option<Self> {
        match value.as_f64() {
            Some(number) if limits.hold(number) => Some(number as Self),
            _ => at.refuse(&value, format!("from {} to {}", limits.min, limits.max)),
        }
    }

    fn write(&self) -> Value {
        // What is no finite number has no place in JSON; it is refused by its name when it is read again.
        serde_json::Number::from_f64(decimal(*self))
            .map_or_else(|| Value::from(self.to_string()), Value::Number)
    }

    fn number(&mut self) -> Option<&mut f32> {
        Some(self)
    }
}

impl Element for u32 {
    /// What GraphQL's `Int` and other languages' whole numbers hold.
    const LIMITS: Limits = Limits::new(0.0, i32::MAX as f64);

    fn kind(limits: Limits) -> Kind {
        Kind::Integer(limits)
    }

    fn read(value: Value, limits: Limits, at: &mut At<'_>) -> Option<Self> {
        let whole = value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && limits.hold(*number));
        match whole {
            Some(number) => Some(number as Self),
            None => at.refuse(&value, format!("whole, from {} to {}", limits.min, limits.max)),
        }
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }
}

impl Element for bool {
    const LIMITS: Limits = Limits::new(0.0, 0.0);

    fn kind(_limits: Limits) -> Kind {
        Kind::Flag
    }

    fn read(value: Value, _limits: Limits, at: &mut At<'_>) -> Option<Self> {
        value.as_bool().or_else(|| at.refuse(&value, "true or false"))
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }
}

impl Element for Rgb {
    const LIMITS: Limits = Limits::new(0.0, 0.0);

    fn kind(_limits: Limits) -> Kind {
        Kind::Color
    }

    fn read(value: Value, _limits: Limits, at: &mut At<'_>) -> Option<Self> {
        let color = value.as_str().and_then(|text| text.parse().ok());
        color.or_else(|| at.refuse(&value, "a colour such as #ff8800"))
    }

    fn write(&self) -> Value {
        Value::from(self.to_string())
    }
}

impl Element for String {
    const LIMITS: Limits = Limits::new(0.0, 200.0);

    fn kind(limits: Limits) -> Kind {
        Kind::Text(limits)
    }

    fn read(value: Value, limits: Limits, at: &mut At<'_>) -> Option<Self> {
        match value {
            Value::String(text) if limits.hold(text.chars().count() as f64) => Some(text),
            other if limits.min > 0.0 => at.refuse(
                &other,
                format!("a text of {} to {} characters", limits.min, limits.max),
            ),
            other => at.refuse(&other, format!("a text of at most {} characters", limits.max)),
        }
    }

    fn write(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl<T: Element> Element for Option<T> {
    const LIMITS: Limits = T::LIMITS;

    fn kind(limits: Limits) -> Kind {
        Kind::Optional(Box::new(T::kind(limits)))
    }

    fn read(value: Value, limits: Limits, at: &mut At<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value, limits, at).map(Some),
        }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }
}

impl<T: Element> Element for Vec<T> {
    const LIMITS: Limits = Limits::new(0.0, 64.0);

    fn kind(limits: Limits) -> Kind {
        Kind::List(Box::new(T::kind(T::LIMITS)), limits)
    }

    fn read(value: Value, limits: Limits, at: &mut At<'_>) -> Option<Self> {
        let entries = match value {
            Value::Array(entries) if limits.hold(entries.len() as f64) => entries,
            other => return at.refuse(&other, format!("{} to {} entries", limits.min, limits.max)),
        };
        let mut list = Self::with_capacity(entries.len());
        for (index, entry) in entries.into_iter().enumerate() {
            let path = format!("{}[{index}]", at.path);
            list.extend(T::read(entry, T::LIMITS, &mut at.below(&path)));
        }
        Some(list)
    }

    fn write(&self) -> Value {
        self.iter().map(T::write).collect()
    }
}

/// The longest name of something outside, in bytes: an address.
const MAX_REFERENCE: f64 = 2048.0;

/// References know by their type what they refer to.
macro_rules! reference {
    ($($kind:ident)+) => {
        $(
            impl Element for Reference<{ MaterialKind::$kind as u8 }> {
                const LIMITS: Limits = Limits::new(1.0, MAX_REFERENCE);

                fn kind(_limits: Limits) -> Kind {
                    Kind::Reference(MaterialKind::$kind)
                }

                fn read(value: Value, limits: Limits, at: &mut At<'_>) -> Option<Self> {
                    match value {
                        Value::String(text) if limits.hold(text.len() as f64) => Some(Self(text)),
                        other => at.refuse(&other, "an id, a path or an address of 1 to 2048 bytes"),
                    }
                }

                fn write(&self) -> Value {
                    Value::from(self.0.as_str())
                }
            }
        )+
    };
}

reference!(Picture Lut Lyrics Font Sound SoundFont);
