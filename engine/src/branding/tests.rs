use super::blocks::blocks;
use super::pixels::Pixels;
use super::qr::{Code, QUIET};
use super::sprite::{ATTRIBUTES, Place, SHADER};
use super::*;
use crate::composition::{Referred, SocialNetwork, bundled_picture, template};
use crate::export::SafeArea;
use crate::gpu::check::{assert_instance, validated};

const SIZES: [(u32, u32); 5] = [(1920, 1080), (1080, 1080), (1080, 1350), (1080, 1920), (128, 128)];

fn material(branding: &composition::Branding) -> Material {
    let mut material = Material::empty();
    for Referred { name, .. } in branding.references() {
        let bundled = bundled_picture(&name).expect("it is bundled");
        let decoded = crate::material::picture(bundled.png).expect("it is a PNG");
        material.insert_picture(&name, decoded).expect("it fits");
    }
    material
}

#[test]
fn the_shader_is_valid_and_its_data_lies_as_in_rust() {
    let module = validated(SHADER);
    assert_instance(&module, "Sprite", size_of::<Place>(), &ATTRIBUTES);
}

#[test]
fn every_part_of_a_card_stands_in_the_safe_area_and_on_no_other() {
    let branding = &template("social-media-pack").expect("it is bundled").branding;
    let material = material(branding);
    let card = branding.end_card.as_ref().expect("it has a card");
    for size in SIZES {
        let frame = Frame {
            size,
            end: 10.0,
            material: &material,
        };
        let placed = blocks(card, frame, &mut Fonts::bundled());
        assert_eq!(placed.len(), 6, "logo, text, three handles, code: {size:?}");
        let free = SafeArea::of(size);
        let (w, h) = (size.0 as f32, size.1 as f32);
        let boxes: Vec<_> = placed
            .iter()
            .map(|it| {
                let [x, y] = it.corner;
                [x, y, x + it.pixels.width as f32, y + it.pixels.height as f32]
            })
            .collect();
        for (index, [left, top, right, bottom]) in boxes.iter().enumerate() {
            assert!(
                *left >= free.left * w - 1.0 && *right <= w - free.right * w + 1.0,
                "{size:?} {index}"
            );
            assert!(
                *top >= free.top * h - 1.0 && *bottom <= h - free.bottom * h + 1.0,
                "{size:?} {index}"
            );
            for other in &boxes[..index] {
                let apart =
                    *right <= other[0] || other[2] <= *left || *bottom <= other[1] || other[3] <= *top;
                assert!(apart, "{size:?}: {index} covers another");
            }
        }
    }
}

#[test]
fn a_card_with_everything_long_still_fits() {
    let mut branding = template("social-media-pack")
        .expect("it is bundled")
        .branding
        .clone();
    let card = branding.end_card.as_mut().expect("it has a card");
    card.text = Some("Watch the whole evening on our channel ".repeat(5));
    let long = Some("@an_orchestra_with_a_rather_long_name_on_every_network_there_is".to_owned());
    let handles = &mut card.social_media.handles;
    (
        handles.youtube,
        handles.twitter,
        handles.facebook,
        handles.website,
    ) = (long.clone(), long.clone(), long.clone(), long);
    let material = material(&branding);
    let card = branding.end_card.as_ref().expect("it has a card");
    for size in SIZES.into_iter().take(4) {
        let frame = Frame {
            size,
            end: 10.0,
            material: &material,
        };
        for it in blocks(card, frame, &mut Fonts::bundled()) {
            let [x, y] = it.corner;
            assert!(
                x >= 0.0 && x + it.pixels.width as f32 <= size.0 as f32,
                "{size:?}"
            );
            assert!(
                y >= 0.0 && y + it.pixels.height as f32 <= size.1 as f32,
                "{size:?}"
            );
        }
    }
}

#[test]
fn an_empty_card_has_nothing_on_it() {
    let material = Material::empty();
    let card = composition::EndCard::default();
    let frame = Frame {
        size: (640, 360),
        end: 0.0,
        material: &material,
    };
    assert!(blocks(&card, frame, &mut Fonts::bundled()).is_empty());
}

#[test]
fn each_network_has_a_mark_of_its_own() {
    let all = [
        SocialNetwork::Youtube,
        SocialNetwork::Instagram,
        SocialNetwork::Tiktok,
        SocialNetwork::Twitter,
        SocialNetwork::Facebook,
        SocialNetwork::Spotify,
        SocialNetwork::Soundcloud,
        SocialNetwork::Bandcamp,
        SocialNetwork::Twitch,
        SocialNetwork::Website,
    ];
    let marks = all.map(|network| marks::mark(network, 48));
    for (index, mark) in marks.iter().enumerate() {
        assert_eq!((mark.width, mark.height), (48, 48));
        let middle: Vec<_> = mark
            .rgba
            .chunks_exact(4)
            .filter(|pixel| pixel[3] == 255)
            .collect();
        assert!(middle.len() > 48 * 40, "{index} is drawn");
        assert!(
            middle.iter().any(|pixel| *pixel != middle[0]),
            "{index} has a sign on its ground"
        );
        assert!(!marks[..index].contains(mark), "{index} is like another");
    }
}

#[test]
fn a_code_has_its_finders_and_whole_modules() {
    let code = Code::new("https://www.youtube.com/@yourmusic").expect("it fits");
    assert_eq!(code.size % 4, 1, "17 + 4 x version");
    // ISO/IEC 18004, 6.3.3: seven dark, five light, three dark modules around each other.
    let finder = |left: usize, top: usize| {
        let mut places = (0..7).flat_map(|row| (0..7).map(move |column| (column, row)));
        places.all(|(column, row): (usize, usize)| {
            let ring = column.abs_diff(3).max(row.abs_diff(3));
            code.is_dark(left + column, top + row) == (ring != 2)
        })
    };
    let far = code.size - 7;
    assert!(finder(0, 0) && finder(far, 0) && finder(0, far));
    assert!(!finder(far, far), "no finder at the lower right");
    assert_eq!(code.module(440.0), 440 / (code.size + 2 * QUIET));
    assert_eq!(code.module(0.0), 1);
    assert!(Code::new(&"x".repeat(5000)).is_none());
}

/// What a device draws at some moments, for a picture of one colour below.
fn drawn(branding: &composition::Branding, size: (u32, u32), moments: &[f64]) -> Vec<Pixels> {
    use crate::gpu::{Gpu, Target, read_rgba};
    let gpu = Gpu::open().expect("an adapter");
    let device = gpu.device().expect("a device");
    let material = material(branding);
    let frame = Frame {
        size,
        end: 10.0,
        material: &material,
    };
    let mut drawer = Branding::new(&device, branding, frame);
    let target = Target::new(&device, "test", size);
    let draw = |moment: &f64| {
        drawer.prepare(&device, *moment);
        let mut encoder = device
            .raw()
            .create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let mut pass = target.pass(&mut encoder, "test", Some(wgpu::Color::BLACK));
        drawer.draw(&mut pass);
        drop(pass);
        Pixels {
            width: size.0,
            height: size.1,
            rgba: read_rgba(&device, encoder, &target).expect("it is read"),
        }
    };
    moments.iter().map(draw).collect()
}

#[test]
fn the_watermark_is_there_until_the_card_and_moments_stand_alone() {
    let branding = &template("social-media-pack").expect("it is bundled").branding;
    let size = (320, 180);
    let all = drawn(branding, size, &[0.0, 9.99, 10.2, 11.9, 12.9]);
    assert_eq!(all[0], all[1], "nothing changes before the card");
    assert!(
        all[0].rgba.chunks_exact(4).any(|pixel| pixel[0] > 60),
        "the watermark is seen"
    );
    let right_half = |pixels: &Pixels| {
        let mut light = 0;
        for (index, pixel) in pixels.rgba.chunks_exact(4).enumerate() {
            if index as u32 % size.0 > size.0 / 2 {
                light += u32::from(pixel[0] > 0);
            }
        }
        light
    };
    assert_eq!(right_half(&all[0]), 0, "the watermark is at the left");
    assert_eq!(all[3], all[4], "once it is there the card stands still");
    assert_ne!(all[2], all[3]);
    let alone = drawn(branding, size, &[10.2]);
    assert_eq!(alone[0], all[2]);
    let corner = &all[4].rgba[..3];
    assert!(
        corner.iter().all(|part| (0x10..=0x1e).contains(part)),
        "the card's colour: {corner:?}"
    );
}
