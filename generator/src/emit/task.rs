//! What takes more than one call: the names that the runtime needs for it.

use super::types;
use crate::model::{Api, Module, Operation, Task};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

/// The flag of the request.
pub(super) fn flag(task: &Task) -> &'static str {
    match task {
        Task::Job { .. } => "job",
        Task::Upload { .. } => "upload",
        Task::Batch { .. } => "batch",
        Task::Download { .. } => "download",
    }
}

pub(super) fn tokens(
    task: &Task,
    cfg: &TokenStream,
    operation: &Operation,
    module: &Module,
    api: &Api,
) -> TokenStream {
    let request: Ident = types::ident(&operation.request);
    match task {
        Task::Job {
            status,
            succeeded,
            failed,
        } => quote! {
            #cfg
            impl Job for #request {
                const JOB: JobFields = JobFields {
                    status: &[#(#status),*],
                    succeeded: &[#(#succeeded),*],
                    failed: &[#(#failed),*],
                };
            }
        },
        Task::Upload { url, content_type } => quote! {
            #cfg
            impl Upload for #request {
                const UPLOAD: UploadFields = UploadFields {
                    url: &[#(#url),*],
                    content_type: #content_type,
                };
            }
        },
        Task::Batch {
            elements,
            element,
            limit,
            failed,
            failed_type,
        } => {
            let element = types::reference(element, module, api);
            let failed_type = types::reference(failed_type, module, api);
            let limit = Literal::usize_unsuffixed(*limit);
            let response = types::ident(&operation.response);
            let failed = types::ident(&failed.rust);
            quote! {
                #cfg
                impl Batch for #request {
                    type Element = #element;
                    type Failed = #failed_type;

                    const ELEMENTS: &'static str = #elements;
                    const LIMIT: usize = #limit;

                    fn failed(answer: &#response) -> &[#failed_type] {
                        &answer.#failed
                    }
                }
            }
        }
        Task::Download { link } => quote! {
            #cfg
            impl Deliver for #request {
                const FILE: &'static [&'static str] = &[#(#link),*];
            }
        },
    }
}

/// The link for people.
pub(super) fn admin_console(segment: &str, module: &Module, api: &Api) -> TokenStream {
    let id = types::id(&module.name, api);
    let docs = format!(
        " The page of the {} in the admin console, for people who are signed in there.",
        module.name.replace('_', " ")
    );
    quote! {
        #[doc = #docs]
        ///
        /// # Errors
        /// Where the id is empty, `.` or `..`.
        pub fn admin_console_url(&self, id: impl Into<#id>) -> Result<String, Error> {
            self.client.admin_console_url(#segment, id.into().as_str())
        }
    }
}
