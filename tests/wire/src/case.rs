//! A neutral case, and the values that drivers take from it.

pub use chargebee::Json;
use chargebee::{
    Amount, CallOptions, Currency, Decimal, ParamValue, Response, Timestamp, TimestampMillis,
    call::{Request, Sending},
    filter::{Filter, operator::Any},
    record::Record,
};
use serde_json::{Map, Value};
use std::{collections::VecDeque, future::Future, pin::Pin};

/// Why a case could not be turned into a request.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem(pub String);

/// A request, whatever its type.
pub type Outcome = Result<Box<dyn Prepared>, Problem>;

/// A request of any operation.
pub trait Prepared {
    /// The request as it would go over the wire.
    fn into_http(self: Box<Self>) -> Result<http::Request<bytes::Bytes>, chargebee::Error>;
    /// Sends it; the answer written back as JSON.
    fn send(self: Box<Self>) -> Pin<Box<dyn Future<Output = Result<String, chargebee::Error>>>>;
}

/// What was written back after reading.
pub type Reread = Result<String, chargebee::Error>;

/// Reads JSON as a `T` and writes it back.
///
/// # Errors
/// Where it does not read.
pub fn reread<T: Record + chargebee::record::Value>(json: &[u8]) -> Reread {
    let value: T = chargebee::read::from_json(json)?;
    Ok(chargebee::write::to_json(&value))
}

impl<R> Prepared for R
where
    R: Request + 'static,
    R::Response: Record + 'static,
{
    fn into_http(self: Box<Self>) -> Result<http::Request<bytes::Bytes>, chargebee::Error> {
        self.call().to_http()
    }

    fn send(self: Box<Self>) -> Pin<Box<dyn Future<Output = Result<String, chargebee::Error>>>> {
        Box::pin(async move {
            let answer: Response<R::Response> = Sending::new(self.into_call()).await?;
            Ok(chargebee::write::to_json(&answer.into_inner()))
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
    /// Whether it is a POST.
    pub post: bool,
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

/// A line of a case file.
#[derive(Debug)]
pub struct CaseLine {
    /// `v2/subscription/create_with_items/2`.
    pub id: String,
    /// `v2`.
    pub api: String,
    /// `subscription`.
    pub resource: String,
    /// `create_with_items`.
    pub operation: String,
    path_params: Map<String, Value>,
    params: Map<String, Value>,
    headers: Map<String, Value>,
    /// Names whose value is JSON text, to be compared parsed.
    pub json_text: Vec<String>,
    /// What arrives.
    pub expect: Value,
}

impl CaseLine {
    /// Reads a line.
    ///
    /// # Errors
    /// What is missing.
    pub fn read(line: &str) -> Result<Self, Problem> {
        let mut line: Map<String, Value> = serde_json::from_str(line)
            .map_err(|error| Problem(format!("a line is no case: {error}")))?;
        let mut text = |name: &str| match line.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(Problem(format!("a line has no `{name}`"))),
        };
        let (id, api) = (text("id")?, text("api")?);
        let (resource, operation) = (text("resource")?, text("operation")?);
        let mut object = |name: &str| match line.remove(name) {
            Some(Value::Object(object)) => Ok(object),
            None | Some(Value::Null) => Ok(Map::new()),
            Some(_) => Err(Problem(format!("{id}: `{name}` is no object"))),
        };
        let (path_params, params) = (object("path_params")?, object("params")?);
        let headers = object("headers")?;
        let json_text = match line.remove("json_text") {
            None => Vec::new(),
            Some(names) => serde_json::from_value(names)
                .map_err(|_| Problem(format!("{id}: `json_text` is no list of names")))?,
        };
        let expect = line
            .remove("expect")
            .ok_or_else(|| Problem(format!("{id} expects nothing")))?;
        Ok(Self {
            id,
            api,
            resource,
            operation,
            path_params,
            params,
            headers,
            json_text,
            expect,
        })
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

fn pairs(object: &Map<String, Value>) -> VecDeque<(String, Json)> {
    object
        .iter()
        .map(|(name, value)| (name.clone(), value.clone().into()))
        .collect()
}

fn take(pairs: &mut VecDeque<(String, Json)>, name: &str) -> Option<Json> {
    let at = pairs.iter().position(|(it, _)| it == name)?;
    pairs.remove(at).map(|(_, value)| value)
}

fn wrong(expected: &str, found: &Json) -> Problem {
    Problem(format!("expected {expected}, found {}", found.as_str()))
}

fn parse<'a, T: serde::Deserialize<'a>>(value: &'a Json, expected: &str) -> Result<T, Problem> {
    value.parse().map_err(|_| wrong(expected, value))
}

/// `true` or `false`.
///
/// # Errors
/// Where it is something else; so for all of these.
pub fn boolean(value: &Json) -> Result<bool, Problem> {
    parse(value, "a boolean")
}

/// A whole number.
///
/// # Errors
/// Where it is something else.
pub fn int(value: &Json) -> Result<i64, Problem> {
    parse(value, "an integer")
}

/// Text.
///
/// # Errors
/// Where it is something else.
pub fn text(value: &Json) -> Result<String, Problem> {
    parse(value, "text")
}

/// Money in its smallest unit.
///
/// # Errors
/// Where it is something else.
pub fn amount(value: &Json) -> Result<Amount, Problem> {
    int(value).map(Amount::from_minor)
}

/// An instant in seconds.
///
/// # Errors
/// Where it is something else.
pub fn timestamp(value: &Json) -> Result<Timestamp, Problem> {
    int(value).map(Timestamp::from_seconds)
}

/// An instant in milliseconds.
///
/// # Errors
/// Where it is something else.
pub fn timestamp_millis(value: &Json) -> Result<TimestampMillis, Problem> {
    int(value).map(TimestampMillis::from_milliseconds)
}

/// A currency code.
///
/// # Errors
/// Where it is something else.
pub fn currency(value: &Json) -> Result<Currency, Problem> {
    text(value).map(Currency::from)
}

/// A decimal, as a number or as text, digit for digit.
///
/// # Errors
/// Where it is something else.
pub fn decimal(value: &Json) -> Result<Decimal, Problem> {
    let digits = text(value).unwrap_or_else(|_| value.as_str().to_owned());
    digits.parse().map_err(|_| wrong("a decimal", value))
}

/// Any JSON.
#[must_use]
pub fn json(value: &Json) -> Json {
    value.clone()
}

/// A value of a custom field.
///
/// # Errors
/// Where it is a list or an object.
pub fn custom_value(value: &Json) -> Result<ParamValue, Problem> {
    match value.to_value() {
        Ok(Value::Bool(value)) => Ok(value.into()),
        Ok(Value::String(text)) => Ok(text.into()),
        Ok(Value::Number(_)) => int(value)
            .map(Into::into)
            .or_else(|_| decimal(value).map(Into::into)),
        _ => Err(wrong("a single value", value)),
    }
}

/// A list.
///
/// # Errors
/// Where it is something else, or an element does not fit.
pub fn list<T>(
    value: &Json,
    element: impl Fn(&Json) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let values: Vec<Value> = parse(value, "a list")?;
    values
        .into_iter()
        .map(|value| element(&value.into()))
        .collect()
}

/// A list of two.
///
/// # Errors
/// Where it is something else.
pub fn pair<T>(
    value: &Json,
    element: impl Fn(&Json) -> Result<T, Problem>,
) -> Result<(T, T), Problem> {
    let mut values = list(value, element)?.into_iter();
    match (values.next(), values.next(), values.next()) {
        (Some(low), Some(high), None) => Ok((low, high)),
        _ => Err(wrong("a list of two", value)),
    }
}

/// The operators of a filter with their values.
///
/// # Errors
/// Where it is something else.
pub fn operators(value: &Json) -> Result<Vec<(String, Json)>, Problem> {
    let operators: Map<String, Value> = parse(value, "an object of operators")?;
    Ok(pairs(&operators).into())
}

/// The value of a filter that has only the operator `is`.
///
/// # Errors
/// Where it has another.
pub fn is(value: &Json) -> Result<Json, Problem> {
    match operators(value)?.as_slice() {
        [(operator, value)] if operator == "is" => Ok(value.clone()),
        _ => Err(wrong("the operator `is`", value)),
    }
}

/// The direction and the attribute of `{"asc": "date"}`.
///
/// # Errors
/// Where it is something else.
pub fn sort(value: &Json) -> Result<(String, String), Problem> {
    match operators(value)?.as_slice() {
        [(direction, attribute)] => Ok((direction.clone(), text(attribute)?)),
        _ => Err(wrong("one direction", value)),
    }
}

/// A filter on a custom field.
///
/// # Errors
/// Where an operator is unknown.
pub fn custom_filter<R: Request>(
    mut request: R,
    filter: impl Fn(R) -> Filter<R, ParamValue, Any>,
    value: &Json,
) -> Result<R, Problem> {
    for (operator, value) in operators(value)? {
        request = match operator.as_str() {
            "is" => filter(request).is(custom_value(&value)?),
            "is_not" => filter(request).is_not(custom_value(&value)?),
            "in" => filter(request).is_in(list(&value, custom_value)?),
            "not_in" => filter(request).not_in(list(&value, custom_value)?),
            "starts_with" => filter(request).starts_with(custom_value(&value)?),
            "is_present" => filter(request).is_present(boolean(&value)?),
            "gt" => filter(request).gt(custom_value(&value)?),
            "gte" => filter(request).gte(custom_value(&value)?),
            "lt" => filter(request).lt(custom_value(&value)?),
            "lte" => filter(request).lte(custom_value(&value)?),
            "on" => filter(request).on(custom_value(&value)?),
            "before" => filter(request).before(custom_value(&value)?),
            "after" => filter(request).after(custom_value(&value)?),
            "between" => {
                let (low, high) = pair(&value, custom_value)?;
                filter(request).between(low, high)
            }
            _ => {
                return Err(Problem(format!(
                    "custom fields have no operator `{operator}`"
                )));
            }
        };
    }
    Ok(request)
}
