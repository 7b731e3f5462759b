//! Operations: a method on the resource that makes a request, and the request with its setters.

use super::{cfg, docs, group, request_currency, task, types};
use crate::model::{Api, Catalog, Changes, Module, Operation};
use heck::ToUpperCamelCase;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The type that offers a resource's operations.
pub(super) fn tokens(api: &Api, module: &Module) -> TokenStream {
    if module.operations.is_empty() {
        return quote!();
    }
    let cfg = cfg(module.catalog);
    let name = types::ident(&module.operations_type);
    let docs = format!(
        " The operations of `{}`, each a method that makes a request.",
        module.name
    );
    let methods = module
        .operations
        .iter()
        .map(|operation| method(api, module, operation));
    let admin_console = module
        .admin_console
        .as_ref()
        .map(|segment| task::admin_console(segment, module, api));
    let missing = missing(module);
    quote! {
        #[doc = #docs]
        #cfg
        #[derive(Clone, Debug)]
        pub struct #name {
            pub(super) client: Client,
        }

        #cfg
        impl #name {
            #(#methods)*

            #admin_console
        }

        #missing
    }
}

/// What the compiler says of the methods that are not there without a feature, where the rest of the resource is.
fn missing(module: &Module) -> TokenStream {
    if module.catalog.is_some() {
        return quote!();
    }
    let name = types::ident(&module.operations_type);
    let catalogs = [Catalog::One, Catalog::Two].map(|catalog| {
        let operations = module.operations.iter();
        let methods = operations
            .filter(|it| it.catalog == Some(catalog))
            .map(|operation| {
                let name = types::ident(&operation.name.rust);
                let ids = operation.path_ids.iter().map(|id| &id.name);
                let required = operation.params.iter().filter(|it| it.required);
                let arguments =
                    (ids.chain(required.map(|it| &it.name))).map(|it| types::ident(&it.rust));
                quote!(#name(#(#arguments)*))
            });
        missing_methods(&name, catalog, methods)
    });
    quote!(#(#catalogs)*)
}

/// Stand-ins for methods of a type that a catalog alone has, which say the feature that they need.
pub(super) fn missing_methods(
    name: &Ident,
    catalog: Catalog,
    methods: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let (feature, mark) = match catalog {
        Catalog::One => ("product-catalog-1", quote!(ProductCatalog1)),
        Catalog::Two => ("product-catalog-2", quote!(ProductCatalog2)),
    };
    // One by one: the compiler shows the whole call of the macro.
    quote! {#(
        #[cfg(not(feature = #feature))]
        chargebee_runtime::missing_methods!(#name needs #mark: #methods);
    )*}
}

/// The requests of a resource.
pub(super) fn requests(api: &Api, module: &Module) -> TokenStream {
    let all = module.operations.iter();
    let requests = all.map(|operation| request(api, module, operation));
    quote!(#(#requests)*)
}

fn method(api: &Api, module: &Module, operation: &Operation) -> TokenStream {
    let cfg = cfg(operation.catalog);
    let docs = docs::operation(operation, &api.version);
    let alias = docs::aliases(
        operation.renamed_from.as_ref(),
        &operation.aliases,
        types::plain(&operation.name.rust),
    );
    let argument_aliases = docs::argument_aliases(&operation.params);
    let deprecated = docs::deprecated(operation.deprecated, &operation.docs);
    let name = types::ident(&operation.name.rust);
    let request = types::ident(&operation.request);
    let ids: Vec<_> = operation
        .path_ids
        .iter()
        .map(|id| types::ident(&id.name.rust))
        .collect();
    let id_types = operation.path_ids.iter().map(|id| match &id.kind {
        Some(kind) => {
            let id = types::id(kind, api);
            quote!(impl Into<#id>)
        }
        None => quote!(impl Into<String>),
    });
    let id_texts = operation.path_ids.iter().map(|id| {
        let name = types::ident(&id.name.rust);
        match id.kind {
            Some(_) => quote!(#name.into().into_string()),
            None => quote!(#name.into()),
        }
    });
    let required: Vec<_> = operation
        .params
        .iter()
        .filter(|it| it.is_argument())
        .collect();
    let arguments = required
        .iter()
        .map(|param| group::argument(param, module, api));
    let names = (operation.path_ids.iter().map(|id| &id.name))
        .chain(required.iter().map(|param| &param.name));
    let call = types::local("call", names.map(|name| name.rust.as_str()));
    let set = required.iter().map(|param| {
        let value = types::ident(&param.name.rust);
        group::set_argument(&quote!(#call), param, &value)
    });
    let made = match call == "call" {
        true => quote!(#request { call }),
        false => quote!(#request { call: #call }),
    };
    let mutability = (!required.is_empty()).then(|| quote!(mut));
    let secret_ids = (operation.secret_ids).then(|| quote!(.with_secret_ids()));
    let description = description(api, module, operation);
    quote! {
        #docs
        #alias
        #argument_aliases
        #cfg
        #deprecated
        pub fn #name(&self, #(#ids: #id_types,)* #(#arguments),*) -> #request {
            static OPERATION: Operation = #description;
            let #mutability #call = Call::new(&self.client, &OPERATION, vec![#(#id_texts),*])#secret_ids;
            #(#set)*
            #made
        }
    }
}

/// The static description of the operation.
fn description(api: &Api, module: &Module, operation: &Operation) -> TokenStream {
    let version = &api.version;
    let resource = &module.name;
    let name = &operation.name.wire;
    let method = types::method(operation.method);
    let mut path = operation.path.clone();
    for id in &operation.path_ids {
        path = path.replace(&format!("{{{}}}", id.name.wire), "{}");
    }
    let sub_domain = match &operation.sub_domain {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let json_body = operation.json_body;
    let idempotent = operation.idempotent;
    let params = group::names_table(&operation.params, operation.currency_param, api);
    let currency = request_currency::tokens(operation);
    quote! {
        Operation {
            version: #version,
            resource: #resource,
            name: #name,
            method: #method,
            path: #path,
            sub_domain: #sub_domain,
            json_body: #json_body,
            idempotent: #idempotent,
            currency: #currency,
            params: #params,
        }
    }
}

fn request(api: &Api, module: &Module, operation: &Operation) -> TokenStream {
    let cfg = cfg(operation.catalog);
    let name = types::ident(&operation.request);
    let aliases: Vec<String> = (operation.aliases.iter())
        .map(|it| {
            format!(
                "{}Request",
                format!("{}_{it}", module.name).to_upper_camel_case()
            )
        })
        .collect();
    let alias = docs::aliases(
        operation.request_alias.as_ref(),
        &aliases,
        &operation.request,
    );
    let response = types::ident(&operation.response);
    let operations = &module.operations_type;
    let method = types::plain(&operation.name.rust);
    let docs = format!(
        " A request of [`{method}`]({operations}::{method}): set what is to be set, then send it."
    );
    let optional = operation.params.iter().filter(|it| !it.required);
    let setters: Vec<_> = optional
        .map(|param| group::setter(&quote!(self.call), param, module, api))
        .collect();
    let setters = (!setters.is_empty()).then(|| {
        quote! {
            #cfg
            impl #name {
                #(#setters)*
            }
        }
    });
    let mut flags = Vec::new();
    if operation.idempotent {
        flags.push("idempotent");
    }
    if operation.custom_fields {
        flags.push(if operation.method.is_safe() {
            "custom_field_filters"
        } else {
            "custom_fields"
        });
    }
    if operation.paged {
        flags.push("paged");
    }
    if operation.changes.is_some() {
        flags.push("changes");
    }
    if operation.currency.is_some() {
        flags.push("money");
    }
    flags.extend(operation.task.as_ref().map(task::flag));
    let task = (operation.task.as_ref()).map(|it| task::tokens(it, &cfg, operation, module, api));
    let changes = operation
        .changes
        .as_ref()
        .map(|it| changes(&cfg, &name, it));
    let flags = flags.into_iter().map(types::ident);
    quote! {
        #[doc = #docs]
        #alias
        #cfg
        #[derive(Clone)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name {
            pub(super) call: Call,
        }

        #setters

        #cfg
        request_type!(#name => #response #(, #flags)*);

        #changes
        #task
    }
}

/// The names that a walk through the changes of a list needs.
fn changes(cfg: &TokenStream, request: &proc_macro2::Ident, names: &Changes) -> TokenStream {
    let Changes {
        updated_at,
        sort,
        span,
        entry,
        id,
        once,
    } = names;
    let sort = match sort {
        Some(name) => quote!(Some(#name)),
        None => quote!(None),
    };
    let span = match span {
        Some([first, last]) => quote!(Some((#first, #last))),
        None => quote!(None),
    };
    quote! {
        #cfg
        impl Mirror for #request {
            const CHANGES: ChangeFields = ChangeFields {
                updated_at: #updated_at,
                sort: #sort,
                span: #span,
                entry: #entry,
                id: #id,
                once: #once,
            };
        }
    }
}
