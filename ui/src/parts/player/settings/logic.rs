//! The settings: their bounds, how they are written, and how they are kept.

use crate::browser::player::IdleRule;
use serde::{Deserialize, Serialize};

/// What a user has set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlayerSettings {
    pub(crate) idle: IdleRule,
    /// How much decoded picture the player may keep, in mebibytes.
    pub(crate) cache_mib: u32,
}

impl Default for PlayerSettings {
    fn default() -> Self {
        let idle =
            IdleRule { threshold_seconds: 30.0, active_seconds: 2.0, active_packets: 3, packet_bytes: 300 };
        Self { idle, cache_mib: 256 }
    }
}

/// One of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Threshold,
    ActiveTime,
    ActivePackets,
    PacketBytes,
    Cache,
}

impl Field {
    /// All, in reading order.
    pub(super) const ALL: [Self; 5] =
        [Self::Threshold, Self::ActiveTime, Self::ActivePackets, Self::PacketBytes, Self::Cache];

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Threshold => "Idle after",
            Self::ActiveTime => "Active within",
            Self::ActivePackets => "Active from",
            Self::PacketBytes => "Ignore updates below",
            Self::Cache => "Player cache",
        }
    }

    pub(super) fn unit(self) -> &'static str {
        match self {
            Self::Threshold | Self::ActiveTime => "seconds",
            Self::ActivePackets => "packets",
            Self::PacketBytes => "bytes",
            Self::Cache => "MiB",
        }
    }

    pub(super) fn explanation(self) -> &'static str {
        match self {
            Self::Threshold => "A period is idle when nothing happens for longer than this.",
            Self::ActiveTime => "The time within which packets are counted as one activity.",
            Self::ActivePackets => "This many packets within that time are an activity; fewer are idle.",
            Self::PacketBytes => "Smaller changes of the picture, as a blinking cursor, do not count.",
            Self::Cache => "Memory for decoded pictures: more makes jumping about faster.",
        }
    }

    /// For the page: what ties the field to its texts.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Threshold => "setting-threshold",
            Self::ActiveTime => "setting-active-time",
            Self::ActivePackets => "setting-active-packets",
            Self::PacketBytes => "setting-packet-bytes",
            Self::Cache => "setting-cache",
        }
    }

    /// Least and most that is taken.
    fn bounds(self) -> (f64, f64) {
        match self {
            Self::Threshold => (1.0, 86_400.0),
            Self::ActiveTime => (0.1, 3_600.0),
            Self::ActivePackets => (1.0, 100_000.0),
            Self::PacketBytes => (0.0, 1_000_000_000.0),
            Self::Cache => (16.0, 2_048.0),
        }
    }

    fn is_whole(self) -> bool {
        !matches!(self, Self::Threshold | Self::ActiveTime)
    }

    fn of(self, settings: &PlayerSettings) -> f64 {
        match self {
            Self::Threshold => settings.idle.threshold_seconds,
            Self::ActiveTime => settings.idle.active_seconds,
            Self::ActivePackets => settings.idle.active_packets.into(),
            Self::PacketBytes => settings.idle.packet_bytes.into(),
            Self::Cache => settings.cache_mib.into(),
        }
    }

    /// As it stands in its field.
    pub(super) fn written(self, settings: &PlayerSettings) -> String {
        self.of(settings).to_string()
    }

    fn is_sound(self, number: f64) -> bool {
        let (least, most) = self.bounds();
        (least..=most).contains(&number) && (!self.is_whole() || number.fract() == 0.0)
    }

    /// Reads what the user wrote into the settings.
    ///
    /// # Errors
    /// What is to be written instead.
    pub(super) fn read(self, text: &str, settings: &mut PlayerSettings) -> Result<(), String> {
        let number =
            text.trim().replace(',', ".").parse::<f64>().ok().filter(|number| self.is_sound(*number));
        let Some(number) = number else {
            let (least, most) = self.bounds();
            let kind = if self.is_whole() { "a whole number" } else { "a number" };
            return Err(format!("Write {kind} of {} from {least} to {most}.", self.unit()));
        };
        // A whole number within the bounds, which are far below those of a u32.
        let whole = number as u32;
        match self {
            Self::Threshold => settings.idle.threshold_seconds = number,
            Self::ActiveTime => settings.idle.active_seconds = number,
            Self::ActivePackets => settings.idle.active_packets = whole,
            Self::PacketBytes => settings.idle.packet_bytes = whole,
            Self::Cache => settings.cache_mib = whole,
        }
        Ok(())
    }
}

impl PlayerSettings {
    /// As it is kept.
    pub(super) fn to_text(self) -> Option<String> {
        serde_json::to_string(&self).ok()
    }

    /// What was kept; `None` where that is nothing sound.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let settings: Self = serde_json::from_str(text).ok()?;
        Field::ALL.iter().all(|field| field.is_sound(field.of(&settings))).then_some(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let mut settings = PlayerSettings::default();
        for (field, text) in Field::ALL.into_iter().zip(["45.5", "0,5", "7", "0", "1024"]) {
            field.read(text, &mut settings).unwrap();
        }
        assert_eq!(settings.idle.active_seconds, 0.5);
        assert_eq!(settings.cache_mib, 1_024);
        assert_eq!(PlayerSettings::from_text(&settings.to_text().unwrap()), Some(settings));
        for field in Field::ALL {
            let mut again = PlayerSettings::default();
            field.read(&field.written(&settings), &mut again).unwrap();
            assert_eq!(field.of(&again), field.of(&settings));
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_and_changes_nothing() {
        for field in Field::ALL {
            for text in ["", "x", "-1", "NaN", "inf", "1e99", "0x10", "3 4"] {
                let mut settings = PlayerSettings::default();
                let told = field.read(text, &mut settings).unwrap_err();
                assert!(told.contains(field.unit()), "{told}");
                assert_eq!(settings, PlayerSettings::default(), "{field:?} {text}");
            }
        }
        assert!(Field::ActivePackets.read("2.5", &mut PlayerSettings::default()).is_err());
    }

    #[test]
    fn what_was_kept_is_judged_as_what_is_written() {
        let broken = r#"{"idle":{"thresholdSeconds":-3,"activeSeconds":2,"activePackets":3,"packetBytes":300},"cacheMib":256}"#;
        assert_eq!(PlayerSettings::from_text(broken), None);
        assert_eq!(PlayerSettings::from_text("{}"), None);
        assert_eq!(PlayerSettings::from_text("none"), None);
    }
}
