//! What the file is made of: kinds of records, their custom fields, and the choices of those.

use crate::{
    choices,
    names::{camel, field, free},
    words::plain,
};
use chargebee::v2::custom_field_config::{
    CustomFieldConfig, CustomFieldConfigEditUi as EditUi,
    CustomFieldConfigFieldDatatype as Datatype, CustomFieldConfigStatus as Status,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Why there is no file.
#[derive(Debug)]
pub struct Problem(pub(crate) String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

/// A kind of record with its custom fields.
pub(crate) struct Entity {
    pub(crate) wire: String,
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) kind: Kind,
    /// Whether it is never printed.
    pub(crate) secret: bool,
}

pub(crate) enum Kind {
    Bool,
    Int,
    Decimal,
    Time,
    Text,
    Choice(Choice),
    /// Of a type that is not known here.
    Json,
}

pub(crate) struct Choice {
    pub(crate) name: String,
    /// The variants, and what they are on the wire.
    pub(crate) values: Vec<(String, String)>,
}

/// The kinds of records, by name, with their fields, by name.
pub(crate) fn entities(configs: &[CustomFieldConfig]) -> Result<Vec<Entity>, Problem> {
    let mut sorted: BTreeMap<(String, String), &CustomFieldConfig> = BTreeMap::new();
    for (at, config) in configs.iter().enumerate() {
        if config.status == Status::Archived {
            continue;
        }
        if config.lacks("entity_type") || config.lacks("api_name") {
            let problem = format!("configuration {at} has no `entity_type` or no `api_name`");
            return Err(Problem(problem));
        }
        let (entity, name) = (&config.entity_type, &config.api_name);
        if !name.starts_with("cf_") && !name.starts_with("cs_") {
            let name = name.escape_debug();
            return Err(Problem(format!(
                "configuration {at}: `{name}` is no name of a custom field, which begins with `cf_` or `cs_`"
            )));
        }
        let key = (entity.as_str().to_owned(), name.clone());
        sorted.entry(key).or_insert(config);
    }
    let mut entities: Vec<Entity> = Vec::new();
    let mut types = BTreeSet::new();
    // The structs first: their names are what a program is written with.
    for (wire, _) in sorted.keys() {
        if entities.last().is_none_or(|it| it.wire != *wire) {
            let name = format!("{}CustomFields", camel(wire, "Record"));
            entities.push(Entity {
                wire: wire.clone(),
                name: free(name, &mut types),
                fields: Vec::new(),
            });
        }
    }
    for entity in &mut entities {
        let mut names = BTreeSet::new();
        let own = sorted.iter().filter(|((wire, _), _)| *wire == entity.wire);
        for ((_, wire), config) in own {
            entity.fields.push(Field {
                name: free(field(wire), &mut names),
                docs: docs(config),
                kind: kind(config, &entity.wire, wire, &mut types),
                secret: config.edit_ui == Some(EditUi::Password),
                wire: wire.clone(),
            });
        }
    }
    Ok(entities)
}

fn docs(config: &CustomFieldConfig) -> Vec<String> {
    let said = |text: &str| Some(plain(text)).filter(|it| !it.is_empty());
    let mut docs = Vec::new();
    docs.extend(said(&config.display_name).map(|it| format!("\"{it}\".")));
    docs.extend(config.description.as_deref().and_then(said));
    if config.required {
        docs.push("The site asks for a value.".to_owned());
    }
    if docs.is_empty() {
        docs.push("A custom field.".to_owned());
    }
    docs
}

fn kind(
    config: &CustomFieldConfig,
    entity: &str,
    wire: &str,
    types: &mut BTreeSet<String>,
) -> Kind {
    let ui = config.edit_ui.as_ref();
    let chosen = matches!(
        ui,
        Some(EditUi::DropDown | EditUi::RadioButtonHorizontal | EditUi::RadioButtonVertical)
    );
    match &config.field_datatype {
        _ if ui == Some(&EditUi::CheckBox) => Kind::Bool,
        Datatype::Long => Kind::Int,
        Datatype::Double => Kind::Decimal,
        Datatype::Timestamp => Kind::Time,
        Datatype::String if chosen => {
            let choices = choices::of(&config.props);
            if choices.is_empty() {
                return Kind::Text;
            }
            let short = wire.get(3..).unwrap_or(wire);
            let name = format!("{}{}", camel(entity, "Record"), camel(short, "Choice"));
            let mut variants = BTreeSet::new();
            let values = choices.into_iter();
            Kind::Choice(Choice {
                name: free(name, types),
                values: values
                    .map(|value| (free(camel(&value, "Value"), &mut variants), value))
                    .collect(),
            })
        }
        Datatype::String | Datatype::Email | Datatype::Url | Datatype::Date => Kind::Text,
        _ => Kind::Json,
    }
}
