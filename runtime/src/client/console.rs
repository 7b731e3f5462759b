//! Links for people.

use crate::{Client, Result, error::ConfigError, wire::form};

impl Client {
    /// The page of a resource in the admin console: what the `admin_console_url` of generated operations gives.
    ///
    /// # Errors
    /// Where the id is empty, `.` or `..`.
    #[doc(hidden)]
    pub fn admin_console_url(&self, resource: &str, id: &str) -> Result<String> {
        if matches!(id, "" | "." | "..") {
            let problem = format!("`{id}` is no id that a link could lead to");
            return Err(ConfigError::new(problem).into());
        }
        let mut url = self.origin(None);
        url.push_str("/admin-console/");
        url.push_str(resource);
        url.push('/');
        form::encode_into(&mut url, id);
        Ok(url)
    }
}
