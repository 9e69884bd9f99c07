//! The recorder: takes what happened from an importer or a capture and writes it into a container.
