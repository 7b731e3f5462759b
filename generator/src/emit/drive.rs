//! Drivers for tests: from a neutral case (names and JSON values) to a request, through the setters that a user calls.
//!
//! A case reaches the wire in no other way than a user's program does, so what a driver sends is what the crate sends. A
//! parameter or operator that the crate does not have is a failure of the case.

use super::types;
use crate::model::{
    Api, Group, Module, OPERATORS, Operation, Param, ParamKind, TimeUnit, Type, TypeRef,
};
use heck::ToSnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Value, json};

/// The root of a version: which module drives which resource.
pub(super) fn version(api: &Api) -> TokenStream {
    let version = types::ident(&api.version);
    let names: Vec<_> = api
        .modules
        .iter()
        .filter(|it| !it.operations.is_empty())
        .map(|it| types::ident(&it.name))
        .collect();
    let texts = names.iter().map(ToString::to_string);
    let groups = (api.groups()).map(|(module, group)| group_driver(api, module, group));
    let operations = api.operations().map(|(module, operation)| {
        let name = &module.name;
        let (wire, path) = (&operation.name.wire, &operation.path);
        let method = types::method(operation.method);
        let params = minimal(operation, api).to_string();
        quote! {
            Minimal {
                resource: #name,
                operation: #wire,
                method: #method,
                path: #path,
                params: #params,
            }
        }
    });
    let answers = api.operations().map(|(module, operation)| {
        let (resource, method) = (&module.name, &operation.name.wire);
        let response = types::path(&module.reference(&operation.response), api);
        quote!((#resource, #method) => reread::<#response>(json),)
    });
    let records = api.records().filter_map(|(_, record)| {
        let resource = record.resource()?;
        let (module, name) = (types::ident(resource), types::ident(&record.name));
        Some(quote!(#resource => reread::<#version::#module::#name>(json),))
    });
    // Included where the module of the version is, so without attributes of its own.
    quote! {
        use crate::case::*;
        use chargebee::#version::{self, Client};

        #(mod #names;)*

        /// Every operation of the version, with what must be given.
        pub const OPERATIONS: &[Minimal] = &[#(#operations),*];

        /// The request of a case.
        pub fn request(client: &Client, case: &mut Case) -> Outcome {
            match case.resource.as_str() {
                #(#texts => #names::request(client, case),)*
                _ => Err(case.unknown_operation()),
            }
        }

        /// Reads the answer of an operation and writes it back; `None` where there is no such operation.
        pub fn answer(resource: &str, operation: &str, json: &[u8]) -> Option<Reread> {
            Some(match (resource, operation) {
                #(#answers)*
                _ => return None,
            })
        }

        /// Reads a resource and writes it back; `None` where there is no such resource.
        pub fn record(resource: &str, json: &[u8]) -> Option<Reread> {
            Some(match resource {
                #(#records)*
                _ => return None,
            })
        }

        #(#groups)*
    }
}

/// The operations of one resource.
pub(super) fn module(api: &Api, module: &Module) -> TokenStream {
    let version = types::ident(&api.version);
    let docs = format!(" Drivers for the operations of `{}`.", module.name);
    let texts = module
        .operations
        .iter()
        .map(|operation| &operation.name.wire);
    let names: Vec<_> = module
        .operations
        .iter()
        .map(|operation| driver_name(&operation.name.wire))
        .collect();
    let drivers = module
        .operations
        .iter()
        .map(|operation| driver(api, module, operation));
    quote! {
        #![doc = #docs]
        use crate::case::*;
        #[allow(unused_imports)]
        use chargebee::#version;
        use chargebee::#version::Client;

        pub(super) fn request(client: &Client, case: &mut Case) -> Outcome {
            match case.operation.as_str() {
                #(#texts => #names(client, case),)*
                _ => Err(case.unknown_operation()),
            }
        }

        #(#drivers)*
    }
}

fn driver_name(operation: &str) -> Ident {
    format_ident!("drive_{operation}")
}

fn driver(api: &Api, module: &Module, operation: &Operation) -> TokenStream {
    let name = driver_name(&operation.name.wire);
    let resource = types::ident(&module.name);
    let method = types::ident(&operation.name.rust);
    let ids = operation.path_ids.iter().map(|id| {
        let wire = &id.name.wire;
        quote!(case.id(#wire)?,)
    });
    let required = operation.params.iter().filter(|param| param.is_argument());
    let required = required.map(|param| {
        let wire = &param.name.wire;
        if !param.required {
            return nothing(&param.ty);
        }
        if matches!(param.kind, ParamKind::Filter(_)) {
            let value = value(&param.ty, &quote!(value), api);
            return quote!(any_of(&case.required(#wire)?, |value| Ok(#value))?,);
        }
        let value = value(&param.ty, &quote!(&case.required(#wire)?), api);
        quote!(#value,)
    });
    let nested: Vec<&str> = operation
        .params
        .iter()
        .filter_map(|param| Some(param.name.wire.split_once('[')?.0))
        .collect();
    let flatten = (!nested.is_empty()).then(|| quote!(case.flatten(&[#(#nested),*]);));
    let optional: Vec<_> = operation
        .params
        .iter()
        .filter(|param| !param.required)
        .collect();
    let arms = optional
        .iter()
        .map(|param| arm(api, param, &quote!(request)));
    let custom = match (operation.custom_fields, operation.method.is_safe()) {
        (false, _) => quote!(),
        (true, false) => quote! {
            name if name.starts_with("cf_") => request.custom_field(name, custom_value(&value)?),
        },
        (true, true) => quote! {
            name if name.starts_with("cf_") => custom_filter(request, |request| request.custom_field(name), &value)?,
        },
    };
    let key = operation.idempotent.then(|| {
        quote! {
            let request = match case.idempotency_key() {
                Some(key) => request.idempotency_key(key),
                None => request,
            };
        }
    });
    let (groups, lists) = without_setter(operation);
    let by_name = (!groups.is_empty() || !lists.is_empty()).then(|| {
        (
            quote!(let by_name = case.by_name(&[#(#groups),*], &[#(#lists),*])?;),
            quote! {
                for (name, value) in by_name {
                    request = request.param(&name, value);
                }
            },
        )
    });
    let (take_by_name, set_by_name) = by_name.unzip();
    let mutability = set_by_name.is_some().then(|| quote!(mut));
    let params = if optional.is_empty() && !operation.custom_fields {
        quote! {
            #take_by_name
            let #mutability request = client.#resource().#method(#(#ids)* #(#required)*);
            #set_by_name
        }
    } else {
        quote! {
            #flatten
            #take_by_name
            let mut request = client.#resource().#method(#(#ids)* #(#required)*);
            #set_by_name
            while let Some((name, value)) = case.next_param() {
                request = match name.as_str() {
                    #(#arms)*
                    #custom
                    _ => return Err(case.unknown_param(&name)),
                };
            }
        }
    };
    quote! {
        fn #name(client: &Client, case: &mut Case) -> Outcome {
            #params
            #key
            let options = case.options();
            case.finish(request.options(options))
        }
    }
}

/// The groups that take custom fields in a form, and the lists that empty text clears: no setter is there for either.
fn without_setter(operation: &Operation) -> (Vec<&str>, Vec<&str>) {
    let (mut groups, mut lists) = (Vec::new(), Vec::new());
    for param in operation.params.iter().filter(|_| !operation.json_body) {
        let (is_list, ty) = match &param.ty {
            Type::List(inner) => (true, &**inner),
            ty => (false, ty),
        };
        match (&param.kind, ty) {
            (ParamKind::Value, Type::Group(_)) => groups.push(param.name.wire.as_str()),
            (ParamKind::Value, _) if is_list && !param.required => {
                lists.push(param.name.wire.as_str());
            }
            _ => {}
        }
    }
    (groups, lists)
}

/// The arm of a match on the name of a parameter: sets it on `owner`.
fn arm(api: &Api, param: &Param, owner: &TokenStream) -> TokenStream {
    let wire = &param.name.wire;
    let setter = types::ident(&param.name.rust);
    match &param.kind {
        ParamKind::Value => {
            let set = value(&param.ty, &quote!(&value), api);
            // Empty text is a value of text, and clears everything else.
            if is_text(&param.ty) {
                quote!(#wire => #owner.#setter(#set),)
            } else {
                quote! {
                    #wire if clears(&value) => #owner.#setter(chargebee::CLEAR),
                    #wire => #owner.#setter(#set),
                }
            }
        }
        ParamKind::Filter(operators) => {
            let arms = operators
                .names()
                .map(|operator| operator_arm(api, param, operator, owner));
            quote! {
                #wire => {
                    let mut #owner = #owner;
                    for (operator, value) in operators(&value)? {
                        #owner = match operator.as_str() {
                            #(#arms)*
                            _ => return Err(case.unknown_operator(#wire, &operator)),
                        };
                    }
                    #owner
                }
            }
        }
        ParamKind::Sort(attributes) => {
            let arms = attributes.iter().flat_map(|attribute| {
                ["asc", "desc"].map(|direction| {
                    let method = format_ident!("{setter}_{attribute}_{direction}");
                    quote!((#direction, #attribute) => #owner.#method(),)
                })
            });
            quote! {
                #wire => {
                    let (direction, attribute) = sort(&value)?;
                    match (direction.as_str(), attribute.as_str()) {
                        #(#arms)*
                        _ => return Err(case.unknown_operator(#wire, &attribute)),
                    }
                }
            }
        }
    }
}

/// Types that empty text reads as, or that cannot be cleared: text, and what has parts.
fn is_text(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Text | Type::Id(_) | Type::Currency | Type::Enum(_) | Type::Group(_) | Type::List(_)
    )
}

fn operator_arm(api: &Api, param: &Param, operator: &str, owner: &TokenStream) -> TokenStream {
    let filter = types::ident(&param.name.rust);
    let method = OPERATORS
        .iter()
        .find(|(wire, _)| *wire == operator)
        .map_or(operator, |(_, method)| method);
    let method = types::ident(method);
    let one = value(&param.ty, &quote!(&value), api);
    match operator {
        "in" | "not_in" => {
            quote!(#operator => #owner.#filter().#method(list(&value, |value| Ok(#one))?),)
        }
        "between" => quote! {
            #operator => {
                let (low, high) = pair(&value, |value| Ok(#one))?;
                #owner.#filter().#method(low, high)
            }
        },
        "is_present" => quote!(#operator => #owner.#filter().#method(boolean(&value)?),),
        _ => quote!(#operator => #owner.#filter().#method(#one),),
    }
}

/// A value of a type, read from JSON.
fn value(ty: &Type, json: &TokenStream, api: &Api) -> TokenStream {
    match ty {
        Type::Bool => quote!(boolean(#json)?),
        Type::Int => quote!(int(#json)?),
        Type::Text | Type::Id(_) => quote!(text(#json)?),
        Type::Amount(_) => quote!(amount(#json)?),
        Type::Decimal(_) => quote!(decimal(#json)?),
        Type::Time(TimeUnit::Seconds) => quote!(timestamp(#json)?),
        Type::Time(TimeUnit::Milliseconds) => quote!(timestamp_millis(#json)?),
        Type::Currency => quote!(currency(#json)?),
        Type::Enum(of) => {
            let path = types::path(of, api);
            quote!(#path::from(text(#json)?.as_str()))
        }
        Type::Group(of) => {
            let driver = group_name(of);
            let version = types::ident(&api.version);
            quote!(crate::drive::#version::#driver(#json)?)
        }
        Type::Record(_) | Type::Json => quote!(json(#json)),
        Type::List(inner) => {
            let inner = value(inner, &quote!(value), api);
            quote!(list(#json, |value| Ok(#inner))?)
        }
    }
}

fn group_name(of: &TypeRef) -> Ident {
    format_ident!("{}_{}", of.module, of.name.to_snake_case())
}

/// What leaves an argument unset that need not be given: its setter is called where a case gives it.
fn nothing(ty: &Type) -> TokenStream {
    match ty {
        Type::List(inner) if matches!(**inner, Type::Group(_)) => quote!([],),
        Type::List(_) => quote!([chargebee::UNSET; 0],),
        _ => quote!(chargebee::UNSET,),
    }
}

fn group_driver(api: &Api, module: &Module, group: &Group) -> TokenStream {
    let of = module.reference(&group.name);
    let name = group_name(&of);
    let path = types::path(&of, api);
    let required = group
        .members
        .iter()
        .filter(|member| member.is_argument())
        .map(|member| {
            if !member.required {
                return nothing(&member.ty);
            }
            let wire = &member.name.wire;
            let value = value(&member.ty, &quote!(&case.required(#wire)?), api);
            quote!(#value,)
        });
    let optional: Vec<_> = group
        .members
        .iter()
        .filter(|member| !member.required)
        .collect();
    let arms = optional
        .iter()
        .map(|member| arm(api, member, &quote!(group)));
    let body = if optional.is_empty() {
        quote!(let group = #path::new(#(#required)*);)
    } else {
        quote! {
            let mut group = #path::new(#(#required)*);
            while let Some((name, value)) = case.next_param() {
                group = match name.as_str() {
                    #(#arms)*
                    _ => return Err(case.unknown_param(&name)),
                };
            }
        }
    };
    quote! {
        fn #name(value: &Json) -> Result<#path, Problem> {
            let mut case = Members::of(value)?;
            #body
            case.done()?;
            Ok(group)
        }
    }
}

/// What must be given to an operation, as a case gives it.
fn minimal(operation: &Operation, api: &Api) -> Value {
    let required = operation.params.iter().filter(|param| param.required);
    let params = required.map(|param| {
        let value = sample(&param.ty, api);
        let value = match param.kind {
            ParamKind::Filter(_) => json!({ "is": value }),
            _ => value,
        };
        (param.name.wire.clone(), value)
    });
    Value::Object(params.collect())
}

/// A value of a type, as a case gives it.
#[must_use]
pub fn sample(ty: &Type, api: &Api) -> Value {
    match ty {
        Type::Bool => json!(true),
        Type::Int | Type::Amount(_) => json!(100),
        Type::Text => json!("text"),
        Type::Decimal(_) => json!("1.50"),
        Type::Time(_) => json!(1_700_000_000),
        Type::Currency => json!("USD"),
        Type::Id(kind) => json!(format!("{kind}_1")),
        Type::Enum(of) => {
            let first = api.enumeration(of).and_then(|it| it.values.first());
            json!(first.map(|value| &value.name.wire))
        }
        Type::Group(of) => {
            let members = api.group(of).into_iter().flat_map(|it| &it.members);
            let required = members.filter(|member| member.required);
            Value::Object(
                required
                    .map(|member| (member.name.wire.clone(), sample(&member.ty, api)))
                    .collect(),
            )
        }
        Type::Record(_) | Type::Json => json!({ "key": "value" }),
        Type::List(inner) => json!([sample(inner, api)]),
    }
}
