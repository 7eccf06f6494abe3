//! The one door to the encoders written in C (`engine/native`): all of their `unsafe` is here.
//!
//! Each is compiled against the headers of the library that is installed, and left out where there is none; they
//! have the same four functions. An encoder belongs to one owner and keeps nothing outside itself.

use super::EncodeError;
use super::segment::Setup;
use crate::media::Frame;
use crate::time::FrameIndex;
use std::ffi::c_void;
use std::ptr::NonNull;
use std::sync::{Mutex, PoisonError};

/// Held while an encoder is opened: kvazaar notes then, for the whole process, what the processor can do.
static OPENING: Mutex<()> = Mutex::new(());

/// What an encoder is opened with, as `codec.h` has it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub width: i32,
    pub height: i32,
    pub rate_num: i32,
    pub rate_den: i32,
    pub gop: i32,
    /// The codec's own number for how hard it tries.
    pub speed: i32,
    /// The codec's own number for the level.
    pub level: i32,
    /// Whether the pictures are the alpha of others.
    pub alpha: i32,
}

impl Settings {
    /// The settings that do not depend on the codec.
    pub fn new(setup: &Setup) -> Self {
        let small = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        Self {
            width: small(setup.settings.width),
            height: small(setup.settings.height),
            rate_num: small(setup.rate.num),
            rate_den: small(setup.rate.den),
            gop: small(setup.gop),
            speed: 0,
            level: 0,
            alpha: 0,
        }
    }
}

#[repr(C)]
struct RawPicture {
    planes: [*const u8; 3],
    strides: [i32; 3],
    index: i64,
    key: i32,
    quantiser: i32,
}

#[repr(C)]
struct RawPacket {
    data: *const u8,
    size: usize,
    key: i32,
}

/// The functions of one codec.
#[derive(Debug)]
pub(super) struct Functions {
    /// The library's name.
    pub name: &'static str,
    open: unsafe extern "C" fn(*const Settings, *mut i32) -> *mut c_void,
    encode: unsafe extern "C" fn(*mut c_void, *const RawPicture, *mut RawPacket) -> i32,
    close: unsafe extern "C" fn(*mut c_void),
}

macro_rules! functions {
    ($constant:ident, $name:literal, $open:ident, $encode:ident, $close:ident) => {
        unsafe extern "C" {
            fn $open(settings: *const Settings, error: *mut i32) -> *mut c_void;
            fn $encode(handle: *mut c_void, picture: *const RawPicture, packet: *mut RawPacket) -> i32;
            fn $close(handle: *mut c_void);
        }
        pub(super) static $constant: Functions = Functions {
            name: $name,
            open: $open,
            encode: $encode,
            close: $close,
        };
    };
}

#[cfg(has_vpx)]
functions!(VPX, "libvpx", ph_vpx_open, ph_vpx_encode, ph_vpx_close);
#[cfg(has_aom)]
functions!(AOM, "libaom", ph_aom_open, ph_aom_encode, ph_aom_close);
#[cfg(has_kvazaar)]
functions!(KVAZAAR, "kvazaar", ph_kvz_open, ph_kvz_encode, ph_kvz_close);

/// One open encoder.
pub(super) struct Native {
    handle: NonNull<c_void>,
    functions: &'static Functions,
    size: (usize, usize),
}

/// A frame on its way in: planes that were found large enough for the size the encoder was opened with.
pub(super) struct Planes<'a> {
    pub index: FrameIndex,
    pub planes: [&'a [u8]; 3],
    pub strides: [usize; 3],
}

impl<'a> From<&'a Frame> for Planes<'a> {
    fn from(frame: &'a Frame) -> Self {
        Self {
            index: frame.index,
            planes: [&frame.planes[0], &frame.planes[1], &frame.planes[2]],
            strides: frame.strides,
        }
    }
}

impl Native {
    /// Opens an encoder.
    pub fn open(functions: &'static Functions, settings: &Settings) -> Result<Self, EncodeError> {
        let mut error = 0;
        let _opening = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: both pointers are valid during the call, and the settings are laid out as the C code declares them.
        let handle = unsafe { (functions.open)(settings, &raw mut error) };
        let refused = EncodeError::Codec {
            codec: functions.name,
            action: "take the settings",
            code: i64::from(error),
        };
        Ok(Self {
            handle: NonNull::new(handle).ok_or(refused)?,
            functions,
            size: (settings.width.max(0) as usize, settings.height.max(0) as usize),
        })
    }

    /// Compresses a frame and returns its bytes; `place` counts frames from the start of the segment.
    pub fn encode(
        &mut self,
        frame: &Planes<'_>,
        place: u64,
        key: bool,
        quantiser: i32,
    ) -> Result<&[u8], EncodeError> {
        self.check(frame)?;
        let picture = RawPicture {
            planes: frame.planes.map(<[u8]>::as_ptr),
            strides: frame.strides.map(|stride| stride as i32),
            index: place as i64,
            key: i32::from(key),
            quantiser,
        };
        let mut packet = RawPacket {
            data: std::ptr::null(),
            size: 0,
            key: 0,
        };
        let handle = self.handle.as_ptr();
        // SAFETY: the handle is open; the planes were found to hold all rows and are read during the call only.
        let code = unsafe { (self.functions.encode)(handle, &raw const picture, &raw mut packet) };
        if code != 0 {
            return Err(EncodeError::Codec {
                codec: self.functions.name,
                action: "encode a frame",
                code: i64::from(code),
            });
        }
        if packet.size == 0 || packet.data.is_null() || (packet.key != 0) != key {
            return Err(EncodeError::Left {
                codec: self.functions.name,
                index: frame.index,
            });
        }
        // SAFETY: the encoder says that `size` bytes lie there, and that they stay until the next call, which needs
        // the exclusive borrow that the returned slice holds.
        Ok(unsafe { std::slice::from_raw_parts(packet.data, packet.size) })
    }

    /// Planes that do not hold their rows must never reach the C code, whoever calls.
    fn check(&self, frame: &Planes<'_>) -> Result<(), EncodeError> {
        for plane in 0..3 {
            let shift = u32::from(plane > 0);
            let (row, rows) = (self.size.0 >> shift, self.size.1 >> shift);
            let stride = frame.strides[plane];
            let needed = stride.saturating_mul(rows.saturating_sub(1)).saturating_add(row);
            let bytes = frame.planes[plane].len();
            if stride < row || i32::try_from(stride).is_err() || bytes < needed {
                return Err(EncodeError::Plane {
                    index: frame.index,
                    plane,
                    bytes,
                    needed,
                });
            }
        }
        Ok(())
    }
}

impl Drop for Native {
    fn drop(&mut self) {
        // SAFETY: the handle is open and never used again.
        unsafe { (self.functions.close)(self.handle.as_ptr()) };
    }
}
