//! Keyboard, mouse and pointer of a session, as recorded.

/// The buttons of a mouse as bits: 1 left, 2 middle, 4 right, 8 wheel up, 16 wheel down.
pub type Buttons = u8;

/// Something the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key went down or up. `keysym` is the X11 keysym.
    Key {
        /// X11 keysym.
        keysym: u32,
        /// Down (true) or up.
        pressed: bool,
    },
    /// The mouse moved or a button changed.
    Mouse {
        /// Pixel column of the hot spot.
        x: i32,
        /// Pixel row of the hot spot.
        y: i32,
        /// Buttons held after it.
        buttons: Buttons,
    },
    /// Bytes typed into a terminal, as text.
    Text(String),
}

/// The shape of the pointer.
#[derive(Clone, PartialEq, Eq)]
pub struct PointerShape {
    /// Columns, at most [`crate::limits::POINTER_SIDE_PX`].
    pub width: u32,
    /// Rows, at most [`crate::limits::POINTER_SIDE_PX`].
    pub height: u32,
    /// Column of the pixel that points.
    pub hot_x: i32,
    /// Row of the pixel that points.
    pub hot_y: i32,
    /// Rows x columns x RGBA, row-major, not premultiplied.
    pub rgba: Vec<u8>,
}

impl std::fmt::Debug for PointerShape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PointerShape({}x{} at {},{})", self.width, self.height, self.hot_x, self.hot_y)
    }
}
