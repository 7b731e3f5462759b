//! SQLite over sqlx: its tests only.
