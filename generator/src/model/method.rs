//! HTTP methods.

/// An HTTP method that operations of the API have.
#[derive(Clone, Copy, Debug, Default, Hash, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// `GET`.
    #[default]
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Get, Self::Post];

    /// Its name: `GET`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    /// The key below a path that OpenAPI has for it: `get`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
        }
    }

    /// The method that a key below a path stands for.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// Whether it only reads, as HTTP has the word: what is given stands in the query then, and in a body otherwise.
    #[must_use]
    pub fn is_safe(self) -> bool {
        self == Self::Get
    }
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
