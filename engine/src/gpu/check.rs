//! Checks of shaders that need no adapter.

use wgpu::naga::{self, TypeInner};
use wgpu::{VertexAttribute, VertexFormat};

/// Parses and validates a shader.
pub(crate) fn validated(source: &str) -> naga::Module {
    let parsed = naga::front::wgsl::parse_str(source);
    let module = parsed
        .map_err(|error| error.emit_to_string(source))
        .expect("a shader");
    let flags = naga::valid::ValidationFlags::all();
    let mut validator = naga::valid::Validator::new(flags, naga::valid::Capabilities::empty());
    let valid = validator.validate(&module);
    valid
        .map_err(|error| error.emit_to_string(source))
        .expect("a valid shader");
    module
}

/// The members and the size in bytes of struct `name`.
fn members<'a>(module: &'a naga::Module, name: &str) -> (&'a [naga::StructMember], u32) {
    let named = module
        .types
        .iter()
        .find(|(_, ty)| ty.name.as_deref() == Some(name));
    let inner = named.map(|(_, ty)| &ty.inner);
    let Some(TypeInner::Struct { members, span }) = inner else {
        unreachable!("{name} is no struct of the shader");
    };
    (members, *span)
}

/// Asserts that struct `name` has this size and its members these offsets, in bytes.
pub(crate) fn assert_struct(module: &naga::Module, name: &str, size: usize, offsets: &[usize]) {
    let (members, span) = members(module, name);
    let theirs: Vec<usize> = members.iter().map(|member| member.offset as usize).collect();
    assert_eq!((span as usize, theirs.as_slice()), (size, offsets), "{name}");
}

/// Asserts that struct `name` takes each of `attributes`, which fill an instance of `stride` bytes without gaps.
pub(crate) fn assert_instance(
    module: &naga::Module,
    name: &str,
    stride: usize,
    attributes: &[VertexAttribute],
) {
    let (members, _) = members(module, name);
    assert_eq!(members.len(), attributes.len(), "{name}");
    let mut offset = 0;
    for (member, attribute) in members.iter().zip(attributes) {
        let format = format(&module.types[member.ty].inner);
        let location = match member.binding {
            Some(naga::Binding::Location { location, .. }) => Some(location),
            _ => None,
        };
        let theirs = (location, format, offset);
        let ours = (
            Some(attribute.shader_location),
            attribute.format,
            attribute.offset,
        );
        assert_eq!(theirs, ours, "{name}");
        offset += attribute.format.size();
    }
    assert_eq!(offset, stride as u64, "{name}");
}

fn format(inner: &TypeInner) -> VertexFormat {
    match inner {
        TypeInner::Scalar(naga::Scalar::F32) => VertexFormat::Float32,
        TypeInner::Scalar(naga::Scalar::U32) => VertexFormat::Uint32,
        TypeInner::Vector {
            size: naga::VectorSize::Bi,
            scalar: naga::Scalar::F32,
        } => VertexFormat::Float32x2,
        TypeInner::Vector {
            size: naga::VectorSize::Tri,
            scalar: naga::Scalar::F32,
        } => VertexFormat::Float32x3,
        TypeInner::Vector {
            size: naga::VectorSize::Quad,
            scalar: naga::Scalar::F32,
        } => VertexFormat::Float32x4,
        other => unreachable!("{other:?} is no field of an instance"),
    }
}
