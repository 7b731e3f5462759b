//! Events: their types and what each carries.

use super::{Compare, types::FieldsAt};
use crate::{
    diff::{
        change::{Change, RenamedBy},
        pairs::Pairs,
        rules, words,
    },
    model::{Api, EventVariant, Events, Module, Type, TypeRef},
};

impl<'a> Compare<'a> {
    pub(super) fn events(&mut self) {
        let mut both = Vec::new();
        for old in &self.base.modules {
            let new = self.head.module(self.known.module(&old.name));
            if let (Some(before), Some(new)) = (&old.events, new)
                && let Some(after) = &new.events
            {
                both.push(((old, before), (new, after)));
            }
        }
        for ((old_module, old), (module, new)) in both {
            self.contents((old_module, old), (module, new));
        }
    }

    fn contents(
        &mut self,
        (old_module, old): (&'a Module, &'a Events),
        (module, new): (&'a Module, &'a Events),
    ) {
        let Events {
            record: _,
            // Made of the record's.
            name: _,
            type_field: _,
            content_field: _,
            version_field: _,
            variants: _,
        } = old;
        let types = [type_enum(old_module, old), type_enum(module, new)];
        let values = |api: &'a Api, of: &Option<TypeRef>| -> Vec<&'a str> {
            let found = of.as_ref().and_then(|of| api.enumeration(of));
            let values = found.into_iter().flat_map(|it| &it.values);
            values.map(|it| it.name.wire.as_str()).collect()
        };
        let [old_type, new_type] = &types;
        let (before, after) = (values(self.base, old_type), values(self.head, new_type));
        let renamed = |wire: &str| {
            let found = self.head.enumeration(new_type.as_ref()?)?;
            found.value(wire)?.renamed_from.as_deref()
        };
        let mut pairs: Pairs<&EventVariant> = Pairs::by_key(
            &old.variants,
            &new.variants,
            |it| &it.name.wire,
            |it| &it.name.wire,
        );
        pairs.also(Some(RenamedBy::Annotation), |old, new| {
            renamed(&new.name.wire) == Some(old.name.wire.as_str())
        });
        let path = self.module_path(&module.name);
        let record = module.record(&new.record);
        let stayed = |wire: &str| record.is_some_and(|it| it.field(wire).is_some());
        let version = |of: &Events| {
            let field = of.version_field.as_ref();
            field.map_or("nothing", |it| it.wire.as_str()).to_owned()
        };
        for (before, after, what) in [
            (&old.type_field.wire, &new.type_field.wire, "say their type"),
            (
                &old.content_field.wire,
                &new.content_field.wire,
                "hold their content",
            ),
        ] {
            // An attribute that was renamed says so itself.
            if before != after && stayed(before) {
                let message = format!("events {what} in `{after}` now");
                let change = Change::new(&rules::EVENT_FIELDS, &path, message);
                self.found.push(change.from_to(before, after).into());
            }
        }
        let (said, says) = (version(old), version(new));
        if said != says {
            let message = format!("events say their version in `{says}` now");
            let change = Change::new(&rules::EVENT_FIELDS, &path, message);
            self.found.push(change.from_to(said, says).into());
        }
        // A type that came or went says so itself.
        for (all, others, rule, word) in [
            (
                &pairs.removed,
                &after,
                &rules::EVENT_CONTENT_REMOVED,
                "no longer described",
            ),
            (
                &pairs.added,
                &before,
                &rules::EVENT_CONTENT_ADDED,
                "described",
            ),
        ] {
            for variant in all {
                let wire = &variant.name.wire;
                if others.contains(&wire.as_str()) || types.iter().any(Option::is_none) {
                    let message = format!("content of the event type `{wire}` {word}");
                    let mut change = Change::new(rule, format!("{path}/type/{wire}"), message);
                    if rule.id == rules::EVENT_CONTENT_ADDED.id {
                        change.details = self.content_of(wire);
                    }
                    self.found.push(change.into());
                }
            }
        }
        for (old, new, _) in pairs.both {
            let EventVariant {
                name: _,
                // What the enum of types says of it is told there.
                docs: _,
                renamed_from: _,
                content: _,
                origin: _,
            } = old;
            let (Some(before), Some(after)) =
                (old_module.record(&old.content), module.record(&new.content))
            else {
                continue;
            };
            let at = FieldsAt {
                path: &format!("{path}/type/{}/attribute", new.name.wire),
                owner: None,
                operation: None,
            };
            self.fields(before, after, &at);
        }
    }

    /// What an event of this type carries, in the head.
    pub(super) fn content_of(&self, wire: &str) -> Vec<String> {
        let modules = self.head.modules.iter();
        let found = modules.filter_map(|module| {
            let variant = module.events.as_ref()?.variant(wire)?;
            let content = module.record(&variant.content)?;
            Some(format!("carries {}", words::fields(content)))
        });
        found.collect()
    }

    /// The enum whose values are the types of events.
    pub(super) fn event_enum(&self) -> Option<TypeRef> {
        let modules = self.head.modules.iter();
        let mut found = modules.filter_map(|module| type_enum(module, module.events.as_ref()?));
        found.next()
    }
}

fn type_enum(module: &Module, events: &Events) -> Option<TypeRef> {
    let record = module.record(&events.record)?;
    match record.field(&events.type_field.wire)?.ty.element() {
        Type::Enum(of) => Some(of.clone()),
        _ => None,
    }
}
