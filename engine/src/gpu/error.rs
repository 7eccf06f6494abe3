//! What can go wrong on a graphics device.

/// Why nothing can be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// The machine has no graphics adapter, not even one in software.
    #[error(
        "no graphics adapter was found: install the packages mesa-vulkan-drivers and libvulkan1, \
         which draw on the processor where there is no graphics card"
    )]
    NoAdapter,
    /// The adapter gave no device.
    #[error("the graphics adapter {adapter} cannot be opened: {cause}")]
    Open {
        /// Which adapter.
        adapter: String,
        /// What the driver said.
        cause: String,
    },
    /// The device went away while it was in use.
    #[error("the graphics device was lost: {0}")]
    Lost(String),
    /// There was no memory for a picture or a buffer.
    #[error("the graphics device is out of memory")]
    OutOfMemory,
    /// The device refused a command.
    #[error("the graphics device failed: {0}")]
    Failed(String),
    /// What was drawn could not be read back.
    #[error("the drawn picture could not be read back: {0}")]
    Readback(String),
}

impl From<wgpu::Error> for GpuError {
    fn from(error: wgpu::Error) -> Self {
        match error {
            wgpu::Error::OutOfMemory { .. } => Self::OutOfMemory,
            other => Self::Failed(other.to_string()),
        }
    }
}
