//! Choosing an adapter, opening a device, and remembering the first thing that goes wrong on it.

use super::GpuError;
use std::sync::{Arc, Mutex, PoisonError};

/// A device and its queue; cheap to clone.
#[derive(Clone, Debug)]
pub struct Device {
    device: wgpu::Device,
    queue: wgpu::Queue,
    fault: Fault,
    software: bool,
}

/// The first error of a device, seen by all who use it.
#[derive(Clone, Debug, Default)]
struct Fault(Arc<Mutex<Option<GpuError>>>);

impl Fault {
    fn set(&self, error: GpuError) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert(error);
    }

    fn get(&self) -> Option<GpuError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Device {
    pub(super) fn open(adapter: &wgpu::Adapter) -> Result<Self, GpuError> {
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("phonoglyph device"),
            required_limits: wgpu::Limits::default().using_resolution(adapter.limits()),
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..Default::default()
        };
        let opened = pollster::block_on(adapter.request_device(&descriptor));
        let (device, queue) = opened.map_err(|cause| GpuError::Open {
            adapter: adapter.get_info().name,
            cause: cause.to_string(),
        })?;
        let fault = Fault::default();
        let uncaptured = fault.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| uncaptured.set(error.into())));
        let lost = fault.clone();
        device.set_device_lost_callback(move |reason, message| {
            if reason != wgpu::DeviceLostReason::Destroyed {
                lost.set(GpuError::Lost(message));
            }
        });
        Ok(Self {
            device,
            queue,
            fault,
            software: is_software(adapter),
        })
    }

    /// Whether it draws on the processor.
    pub fn is_software(&self) -> bool {
        self.software
    }

    /// The device, to make resources with.
    pub fn raw(&self) -> &wgpu::Device {
        &self.device
    }

    /// The queue, to send data and commands with.
    pub fn queue(&self) -> &wgpu::Queue {
        &self.queue
    }

    /// Whether all went well so far.
    ///
    /// # Errors
    /// The first thing that went wrong on this device.
    pub fn check(&self) -> Result<(), GpuError> {
        self.fault.get().map_or(Ok(()), Err)
    }

    /// Blocks until a submission is done and the buffers mapped after it can be read.
    ///
    /// # Errors
    /// When the device is lost or the wait fails.
    pub fn wait(&self, submission: &wgpu::SubmissionIndex) -> Result<(), GpuError> {
        let poll = wgpu::PollType::Wait {
            submission_index: Some(submission.clone()),
            timeout: None,
        };
        let waited = self.device.poll(poll);
        self.check()?;
        waited
            .map(drop)
            .map_err(|error| GpuError::Lost(error.to_string()))
    }
}

/// The best adapter of all backends.
pub(super) fn best_adapter() -> Result<wgpu::Adapter, GpuError> {
    let descriptor = wgpu::InstanceDescriptor {
        flags: wgpu::InstanceFlags::empty(),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    };
    let instance = wgpu::Instance::new(descriptor);
    let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
    let best = adapters
        .into_iter()
        .min_by_key(|adapter| rank(adapter.get_info().device_type));
    best.ok_or(GpuError::NoAdapter)
}

/// Whether an adapter draws on the processor.
pub(super) fn is_software(adapter: &wgpu::Adapter) -> bool {
    adapter.get_info().device_type == wgpu::DeviceType::Cpu
}

/// Lower is better.
fn rank(kind: wgpu::DeviceType) -> u8 {
    match kind {
        wgpu::DeviceType::DiscreteGpu => 0,
        wgpu::DeviceType::IntegratedGpu => 1,
        wgpu::DeviceType::VirtualGpu => 2,
        wgpu::DeviceType::Other => 3,
        wgpu::DeviceType::Cpu => 4,
    }
}
