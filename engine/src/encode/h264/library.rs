//! The one door to the openh264 library: all of its `unsafe` is here.
//!
//! The safe crate around the library chooses neither the entropy coder nor the quantiser of a picture, and both
//! are needed; so its parameter block is filled here. An encoder belongs to the thread that made it.

use super::level::Level;
use crate::encode::EncodeError;
use crate::export::Profile;
use crate::media::Frame;
use openh264::OpenH264API;
use openh264_sys2::{self as sys, API as _};
use std::ffi::{c_int, c_void};
use std::ptr;

const NAME: &str = "openh264";

/// What an encoder is opened with; nothing of it changes later.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setup {
    pub width: u32,
    pub height: u32,
    pub frames_per_second: f32,
    /// Frames from one keyframe to the next.
    pub gop: u32,
    pub profile: Profile,
    pub level: Level,
}

/// One encoder of the library, with the quantiser in the hands of the caller.
pub(super) struct Library {
    encoder: *mut sys::ISVCEncoder,
    parameters: Box<sys::SEncParamExt>,
    output: Box<sys::SFrameBSInfo>,
}

impl Library {
    /// Opens an encoder.
    pub(super) fn open(setup: &Setup) -> Result<Self, EncodeError> {
        let mut encoder = ptr::null_mut();
        // SAFETY: the library writes a pointer to an encoder, or null, where it is told to.
        let code = unsafe { OpenH264API::from_source().WelsCreateSVCEncoder(&raw mut encoder) };
        check("make an encoder", code)?;
        if encoder.is_null() {
            return Err(error("make an encoder", 0));
        }
        let mut library = Self {
            encoder,
            parameters: Box::default(),
            output: Box::default(),
        };
        let defaults = library.table().GetDefaultParams;
        // SAFETY: `encoder` is alive, and `parameters` is a block of the type the library fills.
        check("give its defaults", unsafe {
            call(defaults, |f| f(encoder, &raw mut *library.parameters))
        })?;
        fill(&mut library.parameters, setup);
        let initialize = library.table().InitializeExt;
        // SAFETY: as above; the library copies the block.
        check("take the settings", unsafe {
            call(initialize, |f| f(encoder, &raw const *library.parameters))
        })?;
        let mut quiet = sys::WELS_LOG_QUIET;
        library.set(sys::ENCODER_OPTION_TRACE_LEVEL, (&raw mut quiet).cast())?;
        Ok(library)
    }

    /// Sets the quantiser, 0 to 51, of the pictures that follow.
    pub(super) fn quantiser(&mut self, quantiser: u8) -> Result<(), EncodeError> {
        let layer = &mut self.parameters.sSpatialLayers[0];
        if layer.iDLayerQp == c_int::from(quantiser) {
            return Ok(());
        }
        layer.iDLayerQp = c_int::from(quantiser);
        let block = (&raw mut *self.parameters).cast();
        self.set(sys::ENCODER_OPTION_SVC_ENCODE_PARAM_EXT, block)
    }

    /// Makes the next picture a keyframe.
    pub(super) fn force_keyframe(&mut self) -> Result<(), EncodeError> {
        let force = self.table().ForceIntraFrame;
        // SAFETY: `encoder` is alive.
        check("force a keyframe", unsafe {
            call(force, |f| f(self.encoder, true))
        })
    }

    /// Encodes a frame whose planes were found large enough; `nal` gets each unit, with its start code.
    /// Returns whether the picture is a keyframe, or nothing where there is no picture.
    pub(super) fn encode(
        &mut self,
        frame: &Frame,
        millis: i64,
        mut nal: impl FnMut(&[u8]),
    ) -> Result<Option<bool>, EncodeError> {
        let plane = |p: usize| frame.planes[p].as_ptr().cast_mut();
        let stride = |p: usize| frame.strides[p] as c_int;
        let source = sys::SSourcePicture {
            iColorFormat: sys::videoFormatI420,
            iStride: [stride(0), stride(1), stride(2), 0],
            pData: [plane(0), plane(1), plane(2), ptr::null_mut()],
            iPicWidth: frame.width as c_int,
            iPicHeight: frame.height as c_int,
            uiTimeStamp: millis,
            ..Default::default()
        };
        let encode = self.table().EncodeFrame;
        // SAFETY: `encoder` is alive; the planes hold all rows of the picture and the library only reads them.
        check("encode a frame", unsafe {
            call(encode, |f| {
                f(self.encoder, &raw const source, &raw mut *self.output)
            })
        })?;
        let layers = self
            .output
            .iLayerNum
            .clamp(0, self.output.sLayerInfo.len() as c_int) as usize;
        for layer in &self.output.sLayerInfo[..layers] {
            // SAFETY: the library has just filled this layer, and its buffers live until the next picture.
            unsafe { each_nal(layer, &mut nal) };
        }
        Ok(match self.output.eFrameType {
            sys::videoFrameTypeIDR => Some(true),
            sys::videoFrameTypeI | sys::videoFrameTypeP => Some(false),
            _ => None,
        })
    }

    fn set(&mut self, option: sys::ENCODER_OPTION, value: *mut c_void) -> Result<(), EncodeError> {
        let set = self.table().SetOption;
        // SAFETY: `encoder` is alive, and every caller passes a value of the type that belongs to the option.
        check("take an option", unsafe {
            call(set, |f| f(self.encoder, option, value))
        })
    }

    fn table(&self) -> sys::ISVCEncoderVtbl {
        // SAFETY: `encoder` came from the library, is not null, and points to a pointer to its function table.
        unsafe { **self.encoder }
    }
}

impl Drop for Library {
    fn drop(&mut self) {
        // SAFETY: `encoder` is alive and never used again; uninitialising twice is harmless.
        unsafe {
            if let Some(uninitialize) = self.table().Uninitialize {
                uninitialize(self.encoder);
            }
            OpenH264API::from_source().WelsDestroySVCEncoder(self.encoder);
        }
    }
}

/// Calls an entry of the library's table, which it always fills.
fn call<F>(entry: Option<F>, with: impl FnOnce(F) -> c_int) -> c_int {
    entry.map_or(sys::cmUnknownReason, with)
}

/// Hands over the units of a layer.
///
/// # Safety
/// The layer must be one the library has just filled.
unsafe fn each_nal(layer: &sys::SLayerBSInfo, nal: &mut impl FnMut(&[u8])) {
    let mut start = 0;
    for unit in 0..layer.iNalCount.max(0) as usize {
        // SAFETY: the library gives `iNalCount` lengths, and a buffer that holds as many bytes as they add up to.
        let bytes = unsafe {
            let length = (*layer.pNalLengthInByte.add(unit)).max(0) as usize;
            std::slice::from_raw_parts(layer.pBsBuf.add(start), length)
        };
        start += bytes.len();
        nal(bytes);
    }
}

/// The library's parameter block for a setup.
fn fill(parameters: &mut sys::SEncParamExt, setup: &Setup) {
    let (width, height) = (setup.width as c_int, setup.height as c_int);
    parameters.iUsageType = sys::CAMERA_VIDEO_REAL_TIME;
    parameters.iPicWidth = width;
    parameters.iPicHeight = height;
    parameters.fMaxFrameRate = setup.frames_per_second;
    // The library's own control leaves out frames or misses the bitrate, and starts every segment with a guess.
    parameters.iRCMode = sys::RC_OFF_MODE;
    parameters.bEnableFrameSkip = false;
    parameters.iTemporalLayerNum = 1;
    parameters.iSpatialLayerNum = 1;
    parameters.iMultipleThreadIdc = 1;
    parameters.uiIntraPeriod = setup.gop;
    parameters.eSpsPpsIdStrategy = sys::CONSTANT_ID;
    parameters.iEntropyCodingModeFlag = c_int::from(setup.profile != Profile::Baseline);
    // Harder work would be a fifth of a decibel of SSIM, for a third more time.
    parameters.iComplexityMode = sys::LOW_COMPLEXITY;
    parameters.bEnableDenoise = false;
    // It would put keyframes where none are due.
    parameters.bEnableSceneChangeDetect = false;
    parameters.bEnableBackgroundDetection = false;
    parameters.bEnableAdaptiveQuant = false;
    parameters.bEnableLongTermReference = false;
    let layer = &mut parameters.sSpatialLayers[0];
    layer.iVideoWidth = width;
    layer.iVideoHeight = height;
    layer.fFrameRate = setup.frames_per_second;
    layer.uiProfileIdc = profile_idc(setup.profile);
    layer.uiLevelIdc = c_int::from(setup.level.idc());
    layer.sSliceArgument.uiSliceMode = sys::SM_SINGLE_SLICE;
    layer.sSliceArgument.uiSliceNum = 1;
    layer.bAspectRatioPresent = true;
    layer.eAspectRatio = sys::ASP_1x1;
    layer.bVideoSignalTypePresent = true;
    layer.bFullRange = false;
    layer.bColorDescriptionPresent = true;
    layer.uiColorPrimaries = sys::CP_BT709 as u8;
    layer.uiTransferCharacteristics = sys::TRC_BT709 as u8;
    layer.uiColorMatrix = sys::CM_BT709 as u8;
}

fn profile_idc(profile: Profile) -> sys::EProfileIdc {
    match profile {
        Profile::Baseline => sys::PRO_BASELINE,
        Profile::Main => sys::PRO_MAIN,
        Profile::High => sys::PRO_HIGH,
    }
}

fn check(action: &'static str, code: c_int) -> Result<(), EncodeError> {
    if code == 0 {
        Ok(())
    } else {
        Err(error(action, code))
    }
}

fn error(action: &'static str, code: c_int) -> EncodeError {
    EncodeError::Codec {
        codec: NAME,
        action,
        code: i64::from(code),
    }
}
