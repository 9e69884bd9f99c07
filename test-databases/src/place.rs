//! Where one test keeps what it stores.

use crate::Cluster;
use std::path::Path;
use tempfile::TempDir;

/// A folder, and an empty database of PostgreSQL where the test runs on that.
#[derive(Debug)]
pub struct Place {
    folder: TempDir,
    postgres: Option<String>,
}

impl Place {
    /// A folder for a SQLite file.
    pub fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), postgres: None }
    }

    /// A database of the cluster that the tests of this process share; `None` where PostgreSQL is not installed.
    pub fn postgres() -> Option<Self> {
        Cluster::shared().map(Self::on)
    }

    /// A database of this cluster.
    pub fn on(cluster: &Cluster) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), postgres: Some(cluster.create_database()) }
    }

    /// Another one on the same kind of database.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub fn another(&self) -> Self {
        match self.postgres {
            Some(_) => Self::postgres().expect("PostgreSQL was there before"),
            None => Self::sqlite(),
        }
    }

    /// A folder that goes away with this.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the database in PostgreSQL; `None` on SQLite.
    pub fn postgres_address(&self) -> Option<&str> {
        self.postgres.as_deref()
    }
}

/// Makes two tests of each function named, one on SQLite (`on_sqlite`) and one on PostgreSQL (`on_postgres`). A function
/// is `async` and takes a [`Place`], which is empty.
#[macro_export]
macro_rules! on_each_database {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test]
                async fn $test() {
                    super::$test($crate::Place::sqlite()).await;
                }
            )+
        }
        mod on_postgres {
            $(
                #[tokio::test]
                async fn $test() {
                    if let Some(place) = $crate::Place::postgres() {
                        super::$test(place).await;
                    }
                }
            )+
        }
    };
}
