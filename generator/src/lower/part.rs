//! A part of a document with the place where it stands.

use crate::load::{At, File};
use openapiv3::{ObjectType, ReferenceOr, Schema, SchemaKind, Type as OpenType};
use std::borrow::Borrow;

/// What it says of OpenAPI is read from the document; its place, and annotations, which `openapiv3` holds without a type, from the tree.
pub(super) struct Part<'a, T> {
    pub(super) it: &'a T,
    pub(super) file: &'a File,
    pub(super) at: At<'a>,
}

impl<T> Clone for Part<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Part<'_, T> {}

impl<'a, T> Part<'a, T> {
    /// Another part of the file.
    pub(super) fn to<U>(self, it: &'a U, at: At<'a>) -> Part<'a, U> {
        Part {
            it,
            file: self.file,
            at,
        }
    }
}

impl<'a, S: Borrow<Schema>> Part<'a, ReferenceOr<S>> {
    /// A schema that is described in place.
    pub(super) fn in_place(self) -> Option<Part<'a, Schema>> {
        Some(self.to(self.it.as_item()?.borrow(), self.at))
    }
}

impl<'a> Part<'a, Schema> {
    /// The same as an object.
    pub(super) fn object(self) -> Option<Part<'a, ObjectType>> {
        match &self.it.schema_kind {
            SchemaKind::Type(OpenType::Object(object)) => Some(self.to(object, self.at)),
            _ => None,
        }
    }

    /// The elements of a list.
    pub(super) fn items(self) -> Option<Part<'a, ReferenceOr<Box<Schema>>>> {
        match &self.it.schema_kind {
            SchemaKind::Type(OpenType::Array(array)) => {
                Some(self.to(array.items.as_ref()?, self.at.key("items")))
            }
            _ => None,
        }
    }

    pub(super) fn description(self) -> Option<&'a str> {
        self.it.schema_data.description.as_deref()
    }
}

impl<'a> Part<'a, ObjectType> {
    /// Its properties, by name.
    pub(super) fn properties(
        self,
    ) -> impl Iterator<Item = (&'a str, Part<'a, ReferenceOr<Box<Schema>>>)> {
        let at = self.at.key("properties");
        let all = self.it.properties.iter();
        all.map(move |(name, schema)| (name.as_str(), self.to(schema, at.key(name))))
    }

    /// One of them.
    pub(super) fn property(self, name: &str) -> Option<Part<'a, ReferenceOr<Box<Schema>>>> {
        self.properties()
            .find(|(it, _)| *it == name)
            .map(|(_, it)| it)
    }
}
