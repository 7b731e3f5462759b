//! The parameters of an operation: the ids of its path, and the query.

use super::{
    Context,
    operation::id_of,
    part::Part,
    schema::{Found, Side},
};
use crate::{
    finding::Finding,
    load::At,
    model::{FilterKind, Operators, Param, ParamKind, PathId, Traits, Type, TypeRef},
};
use openapiv3::{Operation as OpenOperation, Parameter, ParameterSchemaOrContent, ReferenceOr};
use std::collections::BTreeSet;

impl<'a> Context<'a> {
    /// The ids of the path in its order, and the parameters of the query.
    pub(super) fn parameters(
        &self,
        path: &str,
        operation: Part<'a, OpenOperation>,
    ) -> (Vec<PathId>, Vec<Param>) {
        let top = operation.file.at();
        let list = operation.at.key("parameters");
        let mut ids = Vec::new();
        let mut params = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, parameter) in operation.it.parameters.iter().enumerate() {
            let here = list.index(index);
            let name = match parameter {
                ReferenceOr::Reference { reference } => reference.rsplit_once('/'),
                ReferenceOr::Item(_) => None,
            };
            let Some(parameter) = self.note(self.parameter(operation.to(parameter, here))) else {
                continue;
            };
            let Part {
                it,
                file,
                at: there,
            } = parameter;
            let shared = name.map(|(_, name)| TypeRef::new(&file.stem, name));
            let data = it.parameter_data_ref();
            let in_path = matches!(it, Parameter::Path { .. });
            if !seen.insert((in_path, data.name.as_str())) {
                let message = format!("`{}` is declared twice", data.name);
                self.error(Finding::at(here.place(), message).help("remove one"));
                continue;
            }
            let ParameterSchemaOrContent::Schema(schema) = &data.format else {
                continue;
            };
            let Some(found) = self.note(self.found(parameter.to(schema, there.key("schema"))))
            else {
                continue;
            };
            match it {
                Parameter::Path { .. } => {
                    if !path.contains(&format!("{{{}}}", data.name)) {
                        let message = format!("the path has no `{{{}}}`", data.name);
                        let finding = Finding::at(here.place(), message);
                        self.error(finding.help("remove the parameter, or add it to the path"));
                    }
                    if !data.required {
                        let finding = Finding::at(
                            there.key("required").place(),
                            "a parameter of the path is always required",
                        );
                        self.error(finding.help("add `required: true`"));
                    }
                    let kind = match self.value(found, Side::Request, &mut Traits::default()) {
                        Type::Id(kind) => Some(kind),
                        Type::Text => None,
                        _ => {
                            let finding = Finding::at(
                                there.key("schema").place(),
                                "a parameter of the path is an id or text",
                            );
                            self.error(finding.help("write `{ type: string, x-id: ... }`"));
                            None
                        }
                    };
                    ids.push(PathId {
                        name: self.member_name(&data.name, there),
                        kind,
                        shared,
                        origin: self.origin(here),
                    });
                }
                Parameter::Query { .. } => {
                    let mut param = self.query_param(parameter, found);
                    param.traits.shared = shared;
                    param.traits.origin = self.origin(here);
                    params.push(param);
                }
                // Refused on the tree: headers are options of every call, not parameters.
                Parameter::Header { .. } | Parameter::Cookie { .. } => {}
            }
        }
        (self.in_path_order(path, ids, top), params)
    }

    fn parameter(
        &self,
        parameter: Part<'a, ReferenceOr<Parameter>>,
    ) -> Result<Part<'a, Parameter>, Finding> {
        let at = parameter.at;
        let reference = match parameter.it {
            ReferenceOr::Item(it) => return Ok(parameter.to(it, at)),
            ReferenceOr::Reference { reference } => reference,
        };
        let (file, name) = self
            .files
            .resolve(reference, "parameters", parameter.file, at)?;
        let components = file.doc.components.as_ref();
        let there = components.and_then(|components| components.parameters.get(name));
        match there {
            Some(ReferenceOr::Item(it)) => {
                let at = file.at().key("components").key("parameters").key(name);
                Ok(Part { it, file, at })
            }
            _ => Err(Finding::at(
                at.place_of("$ref"),
                format!("the parameter `{name}` is only a reference"),
            )),
        }
    }

    fn in_path_order(&self, path: &str, mut ids: Vec<PathId>, top: At<'_>) -> Vec<PathId> {
        let mut sorted = Vec::new();
        for segment in path.split('/') {
            let Some(name) = id_of(segment) else {
                continue;
            };
            match ids.iter().position(|id| id.name.wire == name) {
                Some(index) => sorted.push(ids.swap_remove(index)),
                None => {
                    let finding = Finding::at(
                        top.key("paths").place_of(path),
                        format!("`{{{name}}}` of the path is not declared"),
                    );
                    self.error(finding.help(format!("add a parameter `{name}` with `in: path`")));
                }
            }
        }
        sorted
    }

    fn query_param(&self, parameter: Part<'a, Parameter>, found: Found<'a>) -> Param {
        let at = parameter.at;
        let data = parameter.it.parameter_data_ref();
        let deprecated = data.deprecated.unwrap_or(false);
        let mut traits = self.traits(data.description.as_deref(), deprecated, at);
        let ty = self.value(found, Side::Request, &mut traits);
        let kind = self.param_kind(at);
        self.check_operand(&kind, &ty, at);
        let deep = at
            .find("style")
            .is_some_and(|style| style.node.as_text() == Some("deepObject"));
        if data.required && !Self::can_be_required(&kind) {
            let finding = Finding::at(
                at.key("required").place(),
                "this filter is required and has no operator `is`",
            );
            self.error(finding.help("a required filter is given as the value that is asked for"));
        }
        let has_operator = kind != ParamKind::Value;
        if has_operator != deep && !ty.is_group() {
            let said = ["style", "x-filter", "x-sort"].into_iter();
            let place = (said
                .filter_map(|key| at.find(key).map(|_| at.place_of(key)))
                .next())
            .unwrap_or_else(|| at.place());
            let finding = Finding::at(
                place,
                "filters and sorts are the parameters with `style: deepObject`",
            );
            self.error(
                finding.help("a filter is sent as `name[operator]=value`: add both, or neither"),
            );
        }
        Param {
            name: self.member_name(&data.name, at),
            ty,
            required: data.required,
            kept_argument: false,
            kind,
            json_text: Self::is_json_text(&found),
            number: None,
            traits,
        }
    }

    /// What is compared or sorted by is a single value, with an operator that its kind has.
    pub(super) fn check_operand(&self, kind: &ParamKind, ty: &Type, at: At<'_>) {
        let (message, help) = match (kind, FilterKind::of(ty)) {
            (ParamKind::Filter(operators), Some(kind)) => {
                return self.check_operators(*operators, kind, at);
            }
            (ParamKind::Filter(_), None) => (
                "a filter compares single values, and this is none",
                "remove `x-filter`, or give the parameter the type of the attribute",
            ),
            (ParamKind::Sort(_), _) if *ty != Type::Text => (
                "a sort order is given as the name of an attribute",
                "write `schema: { type: string }`",
            ),
            _ => return,
        };
        self.error(Finding::at(at.key("schema").place(), message).help(help));
    }

    /// An operator that the kind does not have would be one that nobody can call.
    fn check_operators(&self, operators: Operators, kind: FilterKind, at: At<'_>) {
        let has: Vec<&str> = kind.operators().names().collect();
        let mut unknown = operators.names().filter(|it| !has.contains(it));
        if let Some(operator) = unknown.next() {
            let what = match kind {
                FilterKind::Text => "text",
                FilterKind::Enum => "an enum",
                FilterKind::Boolean => "a boolean",
                FilterKind::Number => "a number",
                FilterKind::Timestamp => "an instant",
            };
            let message = format!("a filter on {what} has no operator `{operator}`");
            let help = format!(
                "known: {}; one that the API has by now is added to `FilterKind` of the generator and to the kinds in `filter.rs` of the runtime",
                has.join(", ")
            );
            self.error(Finding::at(at.key("x-filter").place(), message).help(help));
        }
    }

    /// A filter that must be given is given with `is`.
    fn can_be_required(kind: &ParamKind) -> bool {
        match kind {
            ParamKind::Value => true,
            ParamKind::Filter(operators) => operators.has("is"),
            ParamKind::Sort(_) => false,
        }
    }

    /// Whether a parameter is a filter, a sort order or a plain value.
    pub(super) fn param_kind(&self, at: At<'_>) -> ParamKind {
        if at.find("x-filter").is_some() {
            let operators = at.texts("x-filter");
            // Others are refused by the table.
            return ParamKind::Filter(Operators::of(operators.iter().map(String::as_str)));
        }
        let Some(sort) = at.find("x-sort") else {
            return ParamKind::Value;
        };
        let attributes = at.texts("x-sort");
        for attribute in &attributes {
            self.member_name(attribute, sort);
        }
        ParamKind::Sort(attributes)
    }
}
