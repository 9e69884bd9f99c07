//! The console's own icons: outlines on a grid of 24, in the colour of the text beside them.

use yew::prelude::*;

/// An icon by what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IconName {
    Archive,
    Back,
    ChangeBack,
    ChangeForward,
    Close,
    Comment,
    Dark,
    Delete,
    Desktop,
    Events,
    File,
    FrameBack,
    FrameForward,
    FullScreen,
    FullScreenExit,
    Groups,
    Help,
    Keyboard,
    Light,
    Menu,
    More,
    Muted,
    Next,
    Pane,
    Pause,
    Permissions,
    Person,
    Play,
    Previous,
    Recordings,
    Refresh,
    Region,
    Room,
    Search,
    Settings,
    Share,
    SignOut,
    SkipIdle,
    Sound,
    Stats,
    Statistics,
    System,
    Terminal,
    Warning,
    ZoomIn,
    ZoomOut,
}

impl IconName {
    /// The outline, and whether it is filled rather than drawn as a line.
    fn shape(self) -> (&'static str, bool) {
        match self {
            Self::Archive => ("M3 5h18v4H3zM5 9v10h14V9M10 13h4", false),
            Self::Delete => ("M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5", false),
            Self::Back => ("M15 5l-7 7 7 7", false),
            Self::Comment => ("M4 5h16v11H11l-5 4v-4H4z", false),
            Self::Close => ("M6 6l12 12M18 6L6 18", false),
            Self::Dark => ("M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z", false),
            Self::Desktop => ("M3 5h18v11H3zM9 20h6M12 16v4", false),
            Self::Events => ("M4 6h.01M4 12h.01M4 18h.01M9 6h11M9 12h11M9 18h11", false),
            Self::File => ("M6 3h8l5 5v13H6zM14 3v5h5", false),
            Self::FullScreen => ("M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5", false),
            Self::FullScreenExit => ("M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5", false),
            Self::Help => (
                "M9 9a3 3 0 1 1 4.500 2.600c-.9.500-1.500 1-1.500 2.200M12 17.300v.2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
                false,
            ),
            Self::Keyboard => ("M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10", false),
            Self::Light => (
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2.500M12 19.500V22M2 12h2.500M19.500 12H22M5 5l1.700 1.700M17.300 17.300L19 19M5 19l1.700-1.700M17.300 6.700L19 5",
                false,
            ),
            Self::Groups => (
                "M9 5a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7zM2.500 20c0-3.500 2.800-5 6.500-5s6.500 1.500 6.500 5M16 5.300a3.500 3.500 0 0 1 0 6.400M17.500 15.300c2.500.500 4 2 4 4.700",
                false,
            ),
            Self::More => (
                "M12 3.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600zM12 10.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600zM12 17.200a1.800 1.800 0 1 0 0 3.600 1.800 1.800 0 0 0 0-3.600z",
                true,
            ),
            Self::Menu => ("M4 6h16M4 12h16M4 18h16", false),
            Self::Pane => ("M3 5h18v14H3zM15 5v14", false),
            Self::Permissions => ("M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3M12 14.500v2", false),
            Self::Person => ("M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20.500c0-4 3.500-6 8-6s8 2 8 6", false),
            Self::Pause => ("M6 4h4.500v16H6zM13.500 4H18v16h-4.500z", true),
            Self::Play => ("M7 3.500v17L20.500 12z", true),
            Self::Recordings => (
                "M3 5h18v14H3zM7.500 5v14M16.500 5v14M3 9.700h4.500M3 14.300h4.500M16.500 9.700H21M16.500 14.300H21",
                false,
            ),
            Self::Refresh => ("M20 12a8 8 0 1 1-2.300-5.700L20 8.500M20 4v4.500h-4.500", false),
            Self::Statistics => ("M4 20V11M10 20V4M16 20v-6M22 20H2", false),
            Self::System => ("M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18a9 9 0 0 0 0-18z", false),
            Self::Terminal => ("M3 5h18v14H3zM7 9l3 3-3 3M12.500 15H17", false),
            Self::ChangeBack => ("M11 5v14M20 6l-7 6 7 6M6 9l-3 3 3 3", false),
            Self::ChangeForward => ("M13 5v14M4 6l7 6-7 6M18 9l3 3-3 3", false),
            Self::FrameBack => ("M17 5v14l-9-7zM5 5h2v14H5z", true),
            Self::FrameForward => ("M7 5v14l9-7zM17 5h2v14h-2z", true),
            Self::Muted => ("M4 9v6h4l5 4V5L8 9zM17 9.500l5 5M22 9.500l-5 5", false),
            Self::Next => ("M9 5l7 7-7 7", false),
            Self::Previous => ("M15 5l-7 7 7 7", false),
            Self::Region => ("M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9h6v6H9z", false),
            Self::Room => ("M3 4h8v7H3zM13 4h8v7h-8zM3 14h18M7 14v6M13 14v6M3 20h18", false),
            Self::Search => ("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5", false),
            Self::Settings => ("M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4", false),
            Self::Share => {
                ("M9 15l6-6M11 6l2-2a4.500 4.500 0 0 1 7 7l-2 2M13 18l-2 2a4.500 4.500 0 0 1-7-7l2-2", false)
            }
            Self::SignOut => ("M10 4H4v16h6M15 8l5 4-5 4M20 12H9", false),
            Self::SkipIdle => ("M3 6v12M7 9v6M13 6l6 6-6 6M21 6v12", false),
            Self::Sound => ("M4 9v6h4l5 4V5L8 9zM16.500 9a4 4 0 0 1 0 6M19 6.500a8 8 0 0 1 0 11", false),
            Self::Stats => ("M3 13h4l3-8 4 14 3-6h4", false),
            Self::ZoomIn => ("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11h6M11 8v6", false),
            Self::ZoomOut => ("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5M8 11h6", false),
            Self::Warning => ("M12 4L2.500 20h19zM12 10v4.500M12 17.200v.2", false),
        }
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct IconProps {
    pub(crate) name: IconName,
}

/// Draws an icon. It says nothing by itself: a text or a label stands beside it.
#[component]
pub(crate) fn Icon(props: &IconProps) -> Html {
    let (path, is_filled) = props.name.shape();
    let class = classes!("icon", is_filled.then_some("is-filled"));
    html! {
        <svg {class} viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}
