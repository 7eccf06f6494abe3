//! The graphics device: adapter, targets, the readback ring, colour conversion.
//!
//! Enters: nothing but what the machine has. Leaves: a [`Gpu`] to draw with, and drawn pictures as planar YUV.
//! A device that is lost, out of memory or refuses a command makes a [`GpuError`], never a panic. All resources
//! carry labels. Nothing here knows what is drawn.

#[cfg(test)]
pub(crate) mod check;
mod compose;
mod device;
mod error;
#[cfg(target_os = "linux")]
mod in_place;
mod instances;
mod quads;
mod readback;
pub mod reading;
mod retouch;
mod target;
mod yuv;

pub use compose::{Composed, Composer, Mixing};
pub use device::Device;
pub use error::GpuError;
pub use instances::Instances;
pub use quads::{QuadPipeline, Quads};
pub use readback::{RING, Readback, read_rgba};
pub use retouch::{Pixels, Retouch, retouch};
pub use target::{FORMAT, Target};
pub use yuv::Conversion;
#[cfg(test)]
pub(crate) use yuv::planes_of;

use std::sync::Arc;

/// An opened graphics adapter; cheap to clone, shared by all renderers of a process.
#[derive(Clone, Debug)]
pub struct Gpu {
    adapter: Arc<wgpu::Adapter>,
    /// The device that all renderers share; none where each opens its own.
    shared: Option<Device>,
}

/// What the device is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterInfo {
    /// Its name, such as `llvmpipe (LLVM 15.0.6, 256 bits)`.
    pub name: String,
    /// Its driver and version.
    pub driver: String,
    /// Whether it draws on the processor.
    pub software: bool,
}

impl Gpu {
    /// Opens the best adapter there is: a graphics card before one in software.
    ///
    /// # Errors
    /// When there is none; the message says what to install.
    pub fn open() -> Result<Self, GpuError> {
        let adapter = device::best_adapter()?;
        let device = Device::open(&adapter)?;
        let software = device::is_software(&adapter);
        Ok(Self {
            adapter: Arc::new(adapter),
            shared: (!software).then_some(device),
        })
    }

    /// What was opened.
    pub fn info(&self) -> AdapterInfo {
        let info = self.adapter.get_info();
        let driver = [info.driver, info.driver_info].join(" ");
        AdapterInfo {
            name: info.name,
            driver: driver.trim().to_owned(),
            software: device::is_software(&self.adapter),
        }
    }

    /// A device to draw with. Software adapters give a new one each time: two that draw side by side get more
    /// done than two that share a queue. A graphics card has one for all.
    ///
    /// # Errors
    /// When the adapter gives no more devices.
    pub fn device(&self) -> Result<Device, GpuError> {
        match &self.shared {
            Some(device) => Ok(device.clone()),
            None => Device::open(&self.adapter),
        }
    }

    /// Where colours are best converted on this adapter.
    pub fn conversion(&self) -> Conversion {
        if device::is_software(&self.adapter) {
            Conversion::Processor
        } else {
            Conversion::Shader
        }
    }
}
