//! Pictures as they come in a recording: PNG, JPEG and WebP, told apart by their first bytes.

use super::alpha::premultiply;
use crate::limits;
use crate::units::Size;
use std::io::Cursor;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Why a picture was not decoded.
pub(super) type Undecodable = &'static str;

const DAMAGED: Undecodable = "image that cannot be decoded";
const TOO_LARGE: Undecodable = "image over the size limit";
const UNKNOWN: Undecodable = "image of an unknown format";

/// A decoded picture.
pub(super) struct Image {
    pub(super) size: Size,
    /// Rows x columns x premultiplied RGBA.
    pub(super) rgba: Vec<u8>,
}

/// Decodes a picture of at most `area_limit_px` pixels.
pub(super) fn decode(bytes: &[u8], area_limit_px: u64) -> Result<Image, Undecodable> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => decode_png(bytes, area_limit_px),
        [0xFF, 0xD8, 0xFF, ..] => decode_jpeg(bytes, area_limit_px),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => decode_webp(bytes, area_limit_px),
        _ => Err(UNKNOWN),
    }
}

fn decode_png(bytes: &[u8], area_limit_px: u64) -> Result<Image, Undecodable> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(|_| DAMAGED)?;
    let size = checked(header.width.into(), header.height.into(), area_limit_px)?;
    let mut reader = decoder.read_info().map_err(|_| DAMAGED)?;
    let length = reader.output_buffer_size().ok_or(TOO_LARGE)?;
    if length as u64 > size.area() * 4 {
        return Err(DAMAGED);
    }
    let mut buffer = vec![0; length];
    let frame = reader.next_frame(&mut buffer).map_err(|_| DAMAGED)?;
    if (frame.width, frame.height) != (size.width, size.height) {
        return Err(DAMAGED);
    }
    buffer.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        png::ColorType::Rgba => {
            premultiply(&mut buffer);
            buffer
        }
        png::ColorType::Rgb => opaque(&buffer, size),
        png::ColorType::Grayscale => buffer.iter().flat_map(|&grey| [grey, grey, grey, 255]).collect(),
        png::ColorType::GrayscaleAlpha => {
            let pixels = buffer.as_chunks::<2>().0.iter();
            let mut rgba: Vec<u8> = pixels.flat_map(|&[grey, alpha]| [grey, grey, grey, alpha]).collect();
            premultiply(&mut rgba);
            rgba
        }
        png::ColorType::Indexed => return Err(DAMAGED),
    };
    complete(size, rgba)
}

fn decode_jpeg(bytes: &[u8], area_limit_px: u64) -> Result<Image, Undecodable> {
    let side = limits::PICTURE_SIDE_PX as usize;
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| DAMAGED)?;
    let (width, height) = decoder.dimensions().ok_or(DAMAGED)?;
    let size = checked(width as u64, height as u64, area_limit_px)?;
    let rgba = decoder.decode().map_err(|_| DAMAGED)?;
    complete(size, rgba)
}

fn decode_webp(bytes: &[u8], area_limit_px: u64) -> Result<Image, Undecodable> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    let (width, height) = decoder.dimensions();
    let size = checked(width.into(), height.into(), area_limit_px)?;
    decoder.set_memory_limit(usize::try_from(area_limit_px.saturating_mul(8)).unwrap_or(usize::MAX));
    let length = decoder.output_buffer_size().ok_or(TOO_LARGE)?;
    if length as u64 > size.area() * 4 {
        return Err(DAMAGED);
    }
    let mut buffer = vec![0; length];
    decoder.read_image(&mut buffer).map_err(|_| DAMAGED)?;
    if decoder.has_alpha() {
        premultiply(&mut buffer);
        complete(size, buffer)
    } else {
        complete(size, opaque(&buffer, size))
    }
}

/// The size, where a picture may have it.
fn checked(width: u64, height: u64, area_limit_px: u64) -> Result<Size, Undecodable> {
    let side = |side: u64| u32::try_from(side).ok().filter(|side| *side <= limits::PICTURE_SIDE_PX);
    let size = Size::new(side(width).ok_or(TOO_LARGE)?, side(height).ok_or(TOO_LARGE)?);
    match size.area() {
        0 => Err(DAMAGED),
        area if area > area_limit_px => Err(TOO_LARGE),
        _ => Ok(size),
    }
}

/// The picture, where its pixels are all there.
fn complete(size: Size, rgba: Vec<u8>) -> Result<Image, Undecodable> {
    if rgba.len() as u64 == size.area() * 4 { Ok(Image { size, rgba }) } else { Err(DAMAGED) }
}

/// Opaque pixels of red, green and blue.
fn opaque(rgb: &[u8], size: Size) -> Vec<u8> {
    let mut rgba = Vec::with_capacity(usize::try_from(size.area() * 4).unwrap_or(0));
    for &[red, green, blue] in rgb.as_chunks::<3>().0 {
        rgba.extend_from_slice(&[red, green, blue, 255]);
    }
    rgba
}
