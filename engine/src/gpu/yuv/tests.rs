use super::*;
use crate::gpu::{Gpu, Readback};
use std::mem::offset_of;

/// Needs padding of rows both for copies (256 bytes) and for the shader (8 pixels).
const SIZE: (u32, u32) = (130, 66);

/// A picture with every kind of colour: ramps, and pixels that differ from all their neighbours.
fn pixels() -> Vec<u8> {
    let pixel = |(x, y): (u32, u32)| [x * 255 / SIZE.0, y * 255 / SIZE.1, x * y * 37 % 256, 255];
    let places = (0..SIZE.1).flat_map(|y| (0..SIZE.0).map(move |x| (x, y)));
    places.flat_map(pixel).map(|component| component as u8).collect()
}

fn converted(gpu: &Gpu, conversion: Conversion) -> Frame {
    let device = gpu.device().expect("a device");
    let mut readback = Readback::new(&device, SIZE, conversion);
    let layout = wgpu::TexelCopyBufferLayout {
        offset: 0,
        bytes_per_row: Some(SIZE.0 * 4),
        rows_per_image: None,
    };
    let texture = readback.target(0).texture();
    device
        .queue()
        .write_texture(texture.as_image_copy(), &pixels(), layout, texture.size());
    let encoder = device.raw().create_command_encoder(&Default::default());
    let mut frame = Frame::new(SIZE.0, SIZE.1);
    readback.submit(&device, encoder, 0);
    readback.wait(&device, 0).expect("drawn");
    readback.convert(0, None, &mut frame).expect("read");
    frame
}

/// Y, Cb and Cr of a colour by ITU-R BT.709-6, in limited range.
fn expected(rgb: [f64; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(|component| component / 255.0);
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    [
        16.0 + 219.0 * y,
        128.0 + 224.0 * (b - y) / 1.8556,
        128.0 + 224.0 * (r - y) / 1.5748,
    ]
}

fn assert_converted(frame: &Frame) {
    let pixels = pixels();
    let width = SIZE.0 as usize;
    let rgb = |x: usize, y: usize| -> [f64; 3] {
        std::array::from_fn(|c| f64::from(pixels[(y * width + x) * 4 + c]))
    };
    for (x, y) in (0..SIZE.1 as usize).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let luma = f64::from(frame.planes[0][y * frame.strides[0] + x]);
        assert!(
            (luma - expected(rgb(x, y))[0]).abs() < 1.5,
            "luma at {x}, {y} is {luma}"
        );
        if x % 2 == 1 || y % 2 == 1 {
            continue;
        }
        let block = [rgb(x, y), rgb(x + 1, y), rgb(x, y + 1), rgb(x + 1, y + 1)];
        let mean = std::array::from_fn(|c| block.iter().map(|rgb| rgb[c]).sum::<f64>() / 4.0);
        for plane in [1, 2] {
            let chroma = f64::from(frame.planes[plane][y / 2 * frame.strides[plane] + x / 2]);
            assert!(
                (chroma - expected(mean)[plane]).abs() < 2.0,
                "plane {plane} at {x}, {y} is {chroma}"
            );
        }
    }
}

#[test]
fn both_conversions_follow_bt709() {
    let gpu = Gpu::open().expect("an adapter");
    assert_converted(&converted(&gpu, Conversion::Processor));
    assert_converted(&converted(&gpu, Conversion::Shader));
}

#[test]
fn the_shader_is_valid_and_its_data_lies_as_in_rust() {
    let module = crate::gpu::check::validated(shader::SOURCE);
    let planes = [
        offset_of!(shader::Planes, luma_pitch),
        offset_of!(shader::Planes, cb),
        offset_of!(shader::Planes, cr),
        offset_of!(shader::Planes, rows),
    ];
    crate::gpu::check::assert_struct(&module, "Planes", size_of::<shader::Planes>(), &planes);
}
