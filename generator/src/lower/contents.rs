//! What objects say about themselves besides their fields: what a field without a type holds, where a link stands, when they
//! stop working, where people find them.

use super::{Context, component, names::camel};
use crate::{
    finding::Finding,
    load::{At, File},
    model::{Content, Field, Record, Role, TimeUnit, Type},
};

impl<'a> Context<'a> {
    /// Fields of a file's records that hold resources by key, and a record for each.
    pub(super) fn contents(&self, file: &'a File, records: &[Record]) -> Vec<(Content, Record)> {
        let mut contents = Vec::new();
        let schemas = file
            .at()
            .find("components")
            .and_then(|at| at.find("schemas"));
        for (owner, schema) in schemas.iter().flat_map(|at| at.pairs()) {
            let properties = schema.find("properties");
            for (wire, property) in properties.iter().flat_map(|at| at.pairs()) {
                let Some(at) = property.find("x-content") else {
                    continue;
                };
                // On what is sent it is refused by the table.
                let Some(record) = records.iter().find(|it| it.name == owner) else {
                    continue;
                };
                // One with a type was refused on the tree.
                let field = record.field(wire);
                let Some(field) = field.filter(|field| field.ty == Type::Json) else {
                    continue;
                };
                let name = format!("{owner}{}", camel(wire));
                let role = Role::Content {
                    record: owner.to_owned(),
                    field: wire.to_owned(),
                };
                let mut held = self.content_record(&name, role, at);
                held.origin = field.traits.origin;
                contents.push((
                    Content {
                        record: owner.to_owned(),
                        field: field.name.clone(),
                        presence: field.presence,
                        name,
                    },
                    held,
                ));
            }
        }
        contents
    }

    /// `x-link`: the field that holds a link to a file.
    pub(super) fn link(&self, fields: &[Field], at: At<'_>) -> Option<String> {
        let field = self.said_field("x-link", fields, at)?;
        if field.ty != Type::Text || !field.traits.sensitive {
            let finding = Finding::at(
                at.key("x-link").place(),
                "a link to a file is text that is never printed",
            );
            self.error(
                finding.help("mark the property with `type: string` and `x-sensitive: true`"),
            );
        }
        Some(field.name.wire.clone())
    }

    /// `x-expires`: the field that says when it stops working.
    pub(super) fn expires(&self, fields: &[Field], at: At<'_>) -> Option<String> {
        let field = self.said_field("x-expires", fields, at)?;
        if field.ty != Type::Time(TimeUnit::Seconds) {
            let finding = Finding::at(at.key("x-expires").place(), "this field is no instant");
            self.error(finding.help("name a property of `format: unix-time`, in seconds"));
        }
        Some(field.name.wire.clone())
    }

    fn said_field<'f>(
        &self,
        annotation: &str,
        fields: &'f [Field],
        at: At<'_>,
    ) -> Option<&'f Field> {
        let at = at.find(annotation)?;
        let wire = at.node.as_text().unwrap_or_default();
        let found = fields.iter().find(|field| field.name.wire == wire);
        if found.is_none() {
            let known: Vec<&str> = fields.iter().map(|it| it.name.wire.as_str()).collect();
            self.error(Self::unknown(at, "property of this object", wire, &known));
        }
        found
    }

    /// `x-admin-console`: where the pages of the resource stand.
    pub(super) fn admin_console(&self, file: &'a File) -> Option<String> {
        let schemas = file.at().find("components")?.find("schemas")?;
        let (name, _) = component::resources(file).next()?;
        let at = schemas.key(name).find("x-admin-console")?;
        let segment = at.node.as_text().unwrap_or_default();
        if segment.is_empty() || !segment.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            let message = format!("`{segment}` is no part of a link to the admin console");
            let finding = Finding::at(at.place(), message);
            self.error(finding.help("write the plural of the resource: `invoices`"));
        }
        if file.doc.paths.paths.is_empty() {
            let finding = Finding::at(
                at.place(),
                "nothing offers the link: the resource has no operations",
            );
            self.error(finding.help("remove it"));
        }
        self.used_ids.borrow_mut().insert(file.stem.clone());
        Some(segment.to_owned())
    }
}
