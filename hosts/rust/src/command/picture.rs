//! A code as a picture on a terminal: QR, two rows of it in one line of text.
use crate::Spelled;
use qrcode::{Color, EcLevel, QrCode};

const BORDER: i64 = 2;

/// On a terminal it sets its own colors, since a picture in light symbols on a dark ground is read by few phones.
pub(super) fn picture_of(code: &str, on_terminal: bool) -> String {
    // Without dashes the code is alphanumeric, for which QR has a shorter form.
    draw(&code.replace('-', ""), EcLevel::M, on_terminal)
}

/// The same for a phone: it opens the portal, with the request where no server sees it.
pub(super) fn picture_of_link(link: &str, on_terminal: bool) -> String {
    draw(link, EcLevel::L, on_terminal)
}

/// What stands behind the # is never sent to a server.
pub(super) fn link_to(portal: &str, request: &Spelled) -> String {
    format!("{portal}#{}", request.code.replace('-', ""))
}

fn draw(text: &str, level: EcLevel, on_terminal: bool) -> String {
    let Ok(picture) = QrCode::with_error_correction_level(text, level) else {
        return String::new();
    };
    let (width, colors) = (picture.width() as i64, picture.to_colors());
    let is_dark = |x: i64, y: i64| {
        let inside = (0..width).contains(&x) && (0..width).contains(&y);
        inside && colors[(y * width + x) as usize] == Color::Dark
    };
    let symbol = |x, y| match (is_dark(x, y), is_dark(x, y + 1)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    let line = |y| -> String {
        let symbols: String = (-BORDER..width + BORDER).map(|x| symbol(x, y)).collect();
        if on_terminal {
            format!("\u{1b}[38;5;16;48;5;231m{symbols}\u{1b}[0m")
        } else {
            symbols
        }
    };
    (-BORDER..width + BORDER).step_by(2).map(line).collect::<Vec<_>>().join("\n")
}
