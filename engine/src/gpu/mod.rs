//! The graphics device: adapter, targets, the readback ring, colour conversion.

/// Why nothing can be drawn.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {}

/// An opened graphics device; cheap to clone, shared by all renderers of a process.
#[derive(Clone, Debug)]
pub struct Gpu {}

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
    /// Opens the best adapter there is.
    ///
    /// # Errors
    /// When there is none; the message says what to install.
    pub fn open() -> Result<Self, GpuError> {
        todo!()
    }

    /// What was opened.
    pub fn info(&self) -> AdapterInfo {
        todo!()
    }
}
