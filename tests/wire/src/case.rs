//! A neutral case.

mod line;
mod values;

pub use chargebee::Json;
use chargebee::{CLEAR, CallOptions, Record, Request, Response, Sending, params::ParamValue};
use chargebee_runtime::private;
pub use http::Method;
pub(crate) use line::remove;
pub use line::{CaseLine, Place, StandIn, Step, wire_name};
use serde_json::{Map, Value};
use std::{collections::VecDeque, future::Future, pin::Pin};
pub use values::*;

/// Why a case could not be turned into a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem(pub String);

/// A request, whatever its type.
pub type Outcome = Result<Box<dyn Prepared>, Problem>;

/// A request of any operation.
pub trait Prepared {
    /// The request as it would go over the wire.
    fn into_http(self: Box<Self>) -> Result<http::Request<bytes::Bytes>, chargebee::Error>;
    /// What `Debug` prints of it.
    fn printed(&self) -> String;
    /// Sends it; the answer written back as JSON.
    fn send(self: Box<Self>) -> Pin<Box<dyn Future<Output = Result<String, chargebee::Error>>>>;
}

/// What came of reading.
#[derive(Debug)]
pub struct Rewritten {
    /// What was written back.
    pub json: String,
    /// What `Debug` prints.
    pub printed: String,
}

/// What was written back after reading.
pub type Reread = Result<Rewritten, chargebee::Error>;

/// Reads JSON as a `T` and writes it back.
///
/// # Errors
/// Where it does not read.
pub fn reread<T: Record + private::record::Value>(json: &[u8]) -> Reread {
    let value: T = private::read::from_json(json)?;
    Ok(Rewritten {
        json: private::write::to_json(&value),
        printed: format!("{:?}", Printed(&value)),
    })
}

/// Prints a record as its own `Debug` does: this is all that it calls.
struct Printed<'a>(&'a dyn Record);

impl std::fmt::Debug for Printed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        private::write::debug(self.0, f)
    }
}

impl<R> Prepared for R
where
    R: Request + 'static,
    R::Response: Record + 'static,
{
    fn into_http(self: Box<Self>) -> Result<http::Request<bytes::Bytes>, chargebee::Error> {
        self.call().to_http()
    }

    fn printed(&self) -> String {
        format!("{:?}", self.call())
    }

    fn send(self: Box<Self>) -> Pin<Box<dyn Future<Output = Result<String, chargebee::Error>>>> {
        Box::pin(async move {
            let answer: Response<R::Response> = Sending::new(self.into_call()).await?;
            Ok(private::write::to_json(&answer.into_inner()))
        })
    }
}

/// An operation, and what must be given to it.
#[derive(Debug)]
pub struct Minimal {
    /// The resource.
    pub resource: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path, with a name in braces for each id.
    pub path: &'static str,
    /// The parameters that must be given, as JSON.
    pub params: &'static str,
}

impl Minimal {
    /// Its case, with `name_1` for each id of the path.
    ///
    /// # Errors
    /// Where the parameters are no JSON object.
    pub fn case(&self) -> Result<Case, Problem> {
        let params: Map<String, Value> =
            serde_json::from_str(self.params).map_err(|error| Problem(error.to_string()))?;
        let ids = self
            .ids()
            .map(|name| (name.to_owned(), format!("{name}_1").into()));
        Ok(Case {
            resource: self.resource.to_owned(),
            operation: self.operation.to_owned(),
            path_params: ids.collect(),
            params: pairs(&params),
            headers: Map::new(),
        })
    }

    /// The path that its case must arrive at.
    #[must_use]
    pub fn filled_path(&self) -> String {
        self.ids().fold(self.path.to_owned(), |path, name| {
            path.replace(&format!("{{{name}}}"), &format!("{name}_1"))
        })
    }

    fn ids(&self) -> impl Iterator<Item = &'static str> {
        let segments = self.path.split('/');
        segments.filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }
}

/// A case: one call of one operation, and what it is given.
#[derive(Debug)]
pub struct Case {
    /// The resource, such as `subscription`.
    pub resource: String,
    /// The operation, such as `create_with_items`.
    pub operation: String,
    path_params: Map<String, Value>,
    params: VecDeque<(String, Json)>,
    headers: Map<String, Value>,
}

impl Case {
    /// The case of a line of a case file.
    ///
    /// # Errors
    /// Where the line has another form.
    pub fn new(line: &CaseLine) -> Result<Self, Problem> {
        Ok(Self {
            resource: line.resource.clone(),
            operation: line.operation.clone(),
            path_params: line.path_params.clone(),
            params: pairs(&line.params),
            headers: line.headers.clone(),
        })
    }

    /// An id of the path.
    ///
    /// # Errors
    /// Where the case does not give it.
    pub fn id(&mut self, name: &str) -> Result<String, Problem> {
        match self.path_params.remove(name) {
            Some(Value::String(id)) => Ok(id),
            _ => Err(self.problem(&format!("the id `{name}` is not given"))),
        }
    }

    /// A parameter that must be given.
    ///
    /// # Errors
    /// Where the case does not give it.
    pub fn required(&mut self, name: &str) -> Result<Json, Problem> {
        take(&mut self.params, name)
            .ok_or_else(|| self.problem(&format!("`{name}` is required and not given")))
    }

    /// The next parameter.
    pub fn next_param(&mut self) -> Option<(String, Json)> {
        self.params.pop_front()
    }

    /// Turns filters on nested attributes, `{"einvoice": {"status": ...}}`, into `einvoice[status]`.
    pub fn flatten(&mut self, parents: &[&str]) {
        for (name, value) in std::mem::take(&mut self.params) {
            match value.to_value() {
                Ok(Value::Object(members)) if parents.contains(&name.as_str()) => {
                    for (member, value) in members {
                        self.params
                            .push_back((format!("{name}[{member}]"), value.into()));
                    }
                }
                _ => self.params.push_back((name, value)),
            }
        }
    }

    /// What a user sets by its name on the wire, because no setter takes it: custom fields in these groups, and empty text for
    /// one of these lists.
    ///
    /// # Errors
    /// Where a custom field is given more than a single value.
    pub fn by_name(
        &mut self,
        groups: &[&str],
        lists: &[&str],
    ) -> Result<Vec<(String, ParamValue)>, Problem> {
        let mut found = Vec::new();
        let mut rest = VecDeque::new();
        for (name, value) in std::mem::take(&mut self.params) {
            if lists.contains(&name.as_str()) && clears(&value) {
                found.push((name, CLEAR.into()));
                continue;
            }
            let mut members = value.to_value().unwrap_or_default();
            let taken = match groups.contains(&name.as_str()) {
                true => take_custom(&mut members, &[Step::Name(name.clone())], &mut found)?,
                false => false,
            };
            let rest_of_it = if taken { members.into() } else { value };
            rest.push_back((name, rest_of_it));
        }
        self.params = rest;
        Ok(found)
    }

    /// The idempotency key, where the case has one.
    pub fn idempotency_key(&mut self) -> Option<String> {
        let key = self.headers.remove("chargebee-idempotency-key")?;
        key.as_str().map(str::to_owned)
    }

    /// The headers of the case.
    pub fn options(&mut self) -> CallOptions {
        let headers = std::mem::take(&mut self.headers);
        let headers = headers
            .iter()
            .filter_map(|(name, value)| Some((name, value.as_str()?)));
        headers.fold(CallOptions::new(), |options, (name, value)| {
            options.header(name, value)
        })
    }

    /// The request, if nothing of the case is left.
    ///
    /// # Errors
    /// Where something was not taken.
    pub fn finish<R>(&mut self, request: R) -> Outcome
    where
        R: Request + 'static,
        R::Response: Record + 'static,
    {
        if let Some((name, _)) = self.params.front() {
            return Err(self.unknown_param(&name.clone()));
        }
        if let Some(name) = self.path_params.keys().next() {
            return Err(self.problem(&format!("the path has no id `{name}`")));
        }
        Ok(Box::new(request))
    }

    /// The operation is not there.
    #[must_use]
    pub fn unknown_operation(&self) -> Problem {
        self.problem("the crate has no such operation")
    }

    /// The parameter is not there.
    #[must_use]
    pub fn unknown_param(&self, name: &str) -> Problem {
        self.problem(&format!("the crate has no parameter `{name}`"))
    }

    /// The operator is not there.
    #[must_use]
    pub fn unknown_operator(&self, name: &str, operator: &str) -> Problem {
        self.problem(&format!("the filter `{name}` has no operator `{operator}`"))
    }

    fn problem(&self, what: &str) -> Problem {
        Problem(format!("{}.{}: {what}", self.resource, self.operation))
    }
}

/// The members of a group.
#[derive(Debug)]
pub struct Members(VecDeque<(String, Json)>);

impl Members {
    /// The members of a JSON object.
    ///
    /// # Errors
    /// Where it is no object.
    pub fn of(value: &Json) -> Result<Self, Problem> {
        match value.to_value() {
            Ok(Value::Object(members)) => Ok(Self(pairs(&members))),
            _ => Err(wrong("an object", value)),
        }
    }

    /// A member that must be given.
    ///
    /// # Errors
    /// Where it is not.
    pub fn required(&mut self, name: &str) -> Result<Json, Problem> {
        take(&mut self.0, name)
            .ok_or_else(|| Problem(format!("the member `{name}` is required and not given")))
    }

    /// The next member.
    pub fn next_param(&mut self) -> Option<(String, Json)> {
        self.0.pop_front()
    }

    /// The member is not there.
    #[must_use]
    pub fn unknown_param(&self, name: &str) -> Problem {
        Problem(format!("the crate has no member `{name}`"))
    }

    /// Nothing is left.
    ///
    /// # Errors
    /// Where a member was not taken.
    pub fn done(&self) -> Result<(), Problem> {
        match self.0.front() {
            Some((name, _)) => Err(self.unknown_param(name)),
            None => Ok(()),
        }
    }
}

/// The members of an object. One that is `null` is not set, and nothing is sent for it; clients of the vendor differ on that, and
/// the first of them does the same.
fn pairs(object: &Map<String, Value>) -> VecDeque<(String, Json)> {
    (object.iter())
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect()
}

fn take(pairs: &mut VecDeque<(String, Json)>, name: &str) -> Option<Json> {
    let at = pairs.iter().position(|(it, _)| it == name)?;
    pairs.remove(at).map(|(_, value)| value)
}

/// Takes custom fields out of a group or a list of groups, and says whether there were any.
fn take_custom(
    value: &mut Value,
    at: &[Step],
    found: &mut Vec<(String, ParamValue)>,
) -> Result<bool, Problem> {
    let before = found.len();
    match value {
        Value::Object(members) => {
            let names: Vec<String> = members.keys().cloned().collect();
            for name in names.into_iter().filter(|it| it.starts_with("cf_")) {
                let value = members.remove(&name).unwrap_or_default();
                let place = [at, &[Step::Name(name)]].concat();
                found.push((wire_name(&place), custom_value(&value.into())?));
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                take_custom(element, &[at, &[Step::Index(index)]].concat(), found)?;
            }
        }
        _ => {}
    }
    Ok(found.len() > before)
}
