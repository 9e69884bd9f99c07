//! An importer that also finds out what happened.

use super::observed::{Detector, Observed};
use crate::error::Result;
use crate::import::bundle::BundleImporter;
use crate::import::{Output, Report};

/// Imports as another importer does, and tells what it finds in the session.
pub struct Detecting {
    importer: Box<dyn BundleImporter>,
    detector: Detector,
}

impl Detecting {
    /// What `importer` tells, and what happens in it.
    pub fn new(importer: Box<dyn BundleImporter>) -> Self {
        Self { importer, detector: Detector::default() }
    }
}

impl BundleImporter for Detecting {
    fn wants(&self) -> Option<usize> {
        self.importer.wants()
    }

    fn feed(&mut self, bytes: &[u8], output: &mut dyn Output) -> Result<()> {
        self.importer.feed(bytes, &mut Observed { detector: &mut self.detector, output })
    }

    fn end_file(&mut self, output: &mut dyn Output) -> Result<()> {
        self.importer.end_file(&mut Observed { detector: &mut self.detector, output })
    }

    fn finish(&mut self, output: &mut dyn Output) -> Result<Report> {
        self.importer.finish(&mut Observed { detector: &mut self.detector, output })
    }
}
