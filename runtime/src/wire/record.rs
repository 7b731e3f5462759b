//! A record: a JSON object with known fields, described by a table instead of by code.
//!
//! Every generated answer type implements [`Record`]: a static [`Shape`] with the wire names, and two small accessors that
//! lend out field number `n` for writing ([`Slot`]) or for reading ([`Field`]). Reading JSON, writing it, `Debug`, `Clone`
//! and `==` are each one non-generic function over these tables. That is what keeps a crate with thousands of structs quick to
//! compile: there is no decoding code per struct at all.

mod values;

use super::extra::{Extra, Form};
use crate::{Currency, Decimal, Json, values::open_enum::OpenEnum};

/// The static description of a record type.
#[derive(Debug)]
pub struct Shape {
    /// The Rust name of the type, for `Debug`.
    pub name: &'static str,
    /// The resource that it is, empty where it is none.
    pub resource: &'static str,
    /// What the JSON member `object` says where the API sends it; more than one for a type that stands in several places.
    pub objects: &'static [&'static str],
    /// Wire names, in the API's order. The index into this list is the number of the field.
    pub fields: &'static [&'static str],
    /// What else is said of each field: [`mod@flag`].
    pub flags: &'static [u8],
    /// Where the number of a field stands by its name: [`index`].
    pub index: &'static [u8],
    /// The fields that every answer holds.
    pub required: Fields,
    /// The fields that the API always sends, as far as is known.
    pub always: Fields,
}

/// Some fields of a record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields([u64; MAX_FIELDS / 64]);

impl Fields {
    /// Those of which that is said.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "it is computed by the compiler, which would say so"
    )]
    pub const fn flagged(flags: &[u8], flag: u8) -> Self {
        let mut fields = Self([0; MAX_FIELDS / 64]);
        let mut at = 0;
        while at < flags.len() {
            if flags[at] & flag != 0 {
                fields.0[at / 64] |= 1 << (at % 64);
            }
            at += 1;
        }
        fields
    }

    /// Adds one, and says whether it was new.
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let Some(word) = self.0.get_mut(index / 64) else {
            return false;
        };
        let before = *word;
        *word |= 1 << (index % 64);
        *word != before
    }

    pub(crate) fn contains(&self, index: usize) -> bool {
        (self.0.get(index / 64)).is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    /// Those that the others lack.
    #[inline]
    pub(crate) fn without(self, others: &Self) -> impl Iterator<Item = usize> + use<> {
        let words = self.0.into_iter().zip(others.0).enumerate();
        words.flat_map(|(at, (word, other))| {
            let mut left = word & !other;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(at * 64 + bit)
            })
        })
    }
}

/// How many places the index of so many fields has: at least twice as many.
#[must_use]
pub const fn places(fields: usize) -> usize {
    (fields * 2 + 2).next_power_of_two()
}

/// No field: a record has fewer than 255.
const NO_FIELD: u8 = u8::MAX;

/// A hash table of names, made by the compiler: the number of each field, at the place that its name says or behind it.
#[must_use]
#[expect(
    clippy::indexing_slicing,
    reason = "it is computed by the compiler, which would say so"
)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "a record with more fields does not compile"
)]
pub const fn index<const PLACES: usize>(fields: &[&str]) -> [u8; PLACES] {
    assert!(
        fields.len() < NO_FIELD as usize,
        "a record has too many fields"
    );
    let mut index = [NO_FIELD; PLACES];
    let mut field = 0;
    while field < fields.len() {
        let mut place = place(fields[field].as_bytes(), PLACES);
        while index[place] != NO_FIELD {
            place = (place + 1) & (PLACES - 1);
        }
        index[place] = field as u8;
        field += 1;
    }
    index
}

/// Names of one record often begin or end alike, and differ in length or in the middle.
#[inline]
#[expect(
    clippy::indexing_slicing,
    reason = "all are in the name, which is not empty"
)]
const fn place(name: &[u8], places: usize) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let bytes = [
        name[0],
        name[length / 3],
        name[length / 2],
        name[length - 1],
    ];
    let mixed = (u32::from_le_bytes(bytes) ^ length as u32).wrapping_mul(0x9E37_79B1);
    (mixed >> 16) as usize & (places - 1)
}

/// What is said of a field beside its name.
pub mod flag {
    #![allow(
        non_upper_case_globals,
        reason = "tables of records say them as words: `id: \"id\" required`"
    )]

    /// Every answer holds it; reading fails where it is missing.
    pub const required: u8 = 1;
    /// It is never printed.
    pub const sensitive: u8 = 2;
    /// The API always sends it, as far as is known. An answer that lacks it is read all the same: it holds a placeholder
    /// there, and [`lacks`](super::lacks) says so.
    pub const always: u8 = 4;
}

/// The largest number of fields that a record can have.
pub const MAX_FIELDS: usize = 256;

impl Shape {
    /// The number of the field called `name`.
    #[inline]
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        let places = self.index.len();
        let mut at = place(name.as_bytes(), places);
        loop {
            // An empty place ends it: there are more places than fields.
            let field = usize::from(*self.index.get(at)?);
            if *self.fields.get(field)? == name {
                return Some(field);
            }
            at = (at + 1) & (places - 1);
        }
    }

    pub(crate) fn is_sensitive(&self, index: usize) -> bool {
        let flags = self.flags.get(index).copied().unwrap_or_default();
        flags & flag::sensitive != 0
    }

    /// The fields of which that is said.
    pub(crate) fn flagged(&self, flag: u8) -> impl Iterator<Item = (usize, &'static str)> + use<> {
        let all = self.flags.iter().zip(self.fields).enumerate();
        let flagged = all.filter(move |(_, (flags, _))| **flags & flag != 0);
        flagged.map(|(index, (_, name))| (index, *name))
    }
}

/// A JSON object with a table of its fields. Implemented by generated types only.
pub trait Record: Send + Sync {
    /// The table.
    fn shape(&self) -> &'static Shape;
    /// Field `index`, to be filled. An absent optional field is put in place first.
    fn slot(&mut self, index: usize) -> Slot<'_>;
    /// Field `index`, to be looked at.
    fn field(&self, index: usize) -> Field<'_>;
    /// What the API sent beyond the table.
    fn extra(&self) -> &Extra;
    /// The same, for the reader.
    fn extra_mut(&mut self) -> &mut Extra;
    /// The field that says in the format of which version of the API it is written, and the version that fits.
    /// Only events have it.
    fn version(&self) -> Option<(&'static str, &'static str)> {
        None
    }
}

/// A place to read a JSON value into.
pub enum Slot<'a> {
    /// `true` or `false`.
    Bool(&'a mut bool),
    /// A whole number.
    Int(&'a mut i64),
    /// Text.
    Text(&'a mut String),
    /// Text that is one of a list of known values, or a new one.
    Enum(&'a mut dyn OpenEnum),
    /// A currency code.
    Currency(&'a mut Currency),
    /// A number of any precision, sent as a number or as text.
    Decimal(&'a mut Decimal),
    /// Anything, kept as it was sent.
    Json(&'a mut Json),
    /// A nested record.
    Record(&'a mut dyn Record),
    /// A list.
    List(&'a mut dyn ListSlot),
    /// No such field. Generated tables never ask for it.
    None,
}

/// A look at one value of a record.
pub enum Field<'a> {
    /// The API did not send it.
    Absent,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// A currency code.
    Currency(&'a Currency),
    /// A number of any precision.
    Decimal(&'a Decimal),
    /// Anything, as it was sent.
    Json(&'a Json),
    /// A nested record.
    Record(&'a dyn Record),
    /// A list that is not empty.
    List(&'a dyn ListView),
}

/// A list that can grow by one element of its own type.
pub trait ListSlot {
    /// Adds an empty element and lends it out.
    fn push(&mut self) -> Slot<'_>;
    /// How many bytes an element takes here, whatever little of JSON it came from.
    fn element_size(&self) -> usize;
}

/// A list that can be looked at.
pub trait ListView {
    /// How many elements there are.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Element `index`, [`Field::Absent`] past the end.
    fn get(&self, index: usize) -> Field<'_>;
}

/// A type that can stand in a field of a record.
pub trait Value: Sized {
    /// What the reader starts from: empty text, zero, `false`, nothing. It stays where a field that is always sent was not.
    fn empty() -> Self;
    /// The place to read into.
    fn place(&mut self) -> Slot<'_>;
    /// A look at it.
    fn view(&self) -> Field<'_>;
}

impl Value for bool {
    fn empty() -> Self {
        false
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::Bool(self)
    }
    fn view(&self) -> Field<'_> {
        Field::Bool(*self)
    }
}

impl Value for i64 {
    fn empty() -> Self {
        0
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::Int(self)
    }
    fn view(&self) -> Field<'_> {
        Field::Int(*self)
    }
}

impl Value for String {
    fn empty() -> Self {
        Self::new()
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }
    fn view(&self) -> Field<'_> {
        Field::Text(self)
    }
}

impl<T: Value> Value for Option<T> {
    fn empty() -> Self {
        None
    }
    fn place(&mut self) -> Slot<'_> {
        // Spelled out: this is compiled for every type of the API, and closures and adapters each cost a function.
        if self.is_none() {
            *self = Some(T::empty());
        }
        match self {
            Some(value) => value.place(),
            None => Slot::None,
        }
    }
    fn view(&self) -> Field<'_> {
        match self {
            Some(value) => value.view(),
            None => Field::Absent,
        }
    }
}

impl<T: Value> Value for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }
    fn place(&mut self) -> Slot<'_> {
        (**self).place()
    }
    fn view(&self) -> Field<'_> {
        (**self).view()
    }
}

impl<T: Value> Value for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
    fn place(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
    fn view(&self) -> Field<'_> {
        if self.is_empty() {
            Field::Absent
        } else {
            Field::List(self)
        }
    }
}

impl<T: Value> ListSlot for Vec<T> {
    fn push(&mut self) -> Slot<'_> {
        Self::push(self, T::empty());
        match self.last_mut() {
            Some(element) => element.place(),
            None => Slot::None,
        }
    }

    fn element_size(&self) -> usize {
        size_of::<T>()
    }
}

impl<T: Value> ListView for Vec<T> {
    fn len(&self) -> usize {
        Self::len(self)
    }
    fn get(&self, index: usize) -> Field<'_> {
        match self.as_slice().get(index) {
            Some(element) => element.view(),
            None => Field::Absent,
        }
    }
}

/// Field `index`, [`Field::Absent`] where the API did not send it, though the record holds a placeholder there.
pub(crate) fn field(record: &dyn Record, index: usize) -> Field<'_> {
    let field = record.field(index);
    match record.extra().form(index) {
        // A user who gave it a value since then has it written.
        Some(Form::Missing | Form::Null) if is_placeholder(&field) => Field::Absent,
        _ => field,
    }
}

fn is_placeholder(field: &Field<'_>) -> bool {
    match field {
        Field::Absent => true,
        Field::Bool(value) => !value,
        Field::Int(value) => *value == 0,
        Field::Text(value) => value.is_empty(),
        Field::Currency(value) => value.as_str().is_empty(),
        Field::Decimal(value) => **value == Decimal::empty(),
        Field::Json(value) => **value == Json::empty(),
        Field::Record(record) => {
            let mut all = 0..record.shape().fields.len();
            record.extra().is_empty() && all.all(|at| is_placeholder(&self::field(*record, at)))
        }
        Field::List(_) => false,
    }
}

/// Whether the API did not send the field called `name`, or sent `null`. A field that is no `Option` holds a placeholder then.
#[must_use]
pub fn lacks(record: &dyn Record, name: &str) -> bool {
    let index = record.shape().find(name);
    index.is_some_and(|index| matches!(field(record, index), Field::Absent))
}

/// Says that the value of the field called `name` counts though the API did not send it, zero and empty text too.
pub fn fill(record: &mut dyn Record, name: &str) {
    if let Some(index) = record.shape().find(name) {
        record.extra_mut().fill(index);
    }
}

/// The value of a field that is no `Option`; `None` where the API did not send it.
#[inline]
pub fn sent<T>(record: &dyn Record, name: &str, value: T) -> Option<T> {
    if lacks(record, name) {
        None
    } else {
        Some(value)
    }
}

/// A value inside a record, by the names on the way to it; [`Field::Absent`] where there is none.
pub(crate) fn at<'a>(record: &'a dyn Record, path: &[&str]) -> Field<'a> {
    let Some((name, rest)) = path.split_first() else {
        return Field::Record(record);
    };
    let Some(index) = record.shape().find(name) else {
        return Field::Absent;
    };
    match field(record, index) {
        Field::Record(inner) => at(inner, rest),
        field if rest.is_empty() => field,
        _ => Field::Absent,
    }
}

/// Copies every field of `from` into `to`, an empty record of the same type: what generated types call `Clone`.
pub fn copy(from: &dyn Record, to: &mut dyn Record) {
    for index in 0..from.shape().fields.len() {
        let field = field(from, index);
        if !matches!(field, Field::Absent) {
            copy_value(&field, to.slot(index));
        }
    }
    *to.extra_mut() = from.extra().clone();
}

fn copy_value(from: &Field<'_>, to: Slot<'_>) {
    match (from, to) {
        (Field::Bool(from), Slot::Bool(to)) => *to = *from,
        (Field::Int(from), Slot::Int(to)) => *to = *from,
        (Field::Text(from), Slot::Text(to)) => to.push_str(from),
        (Field::Text(from), Slot::Enum(to)) => to.set_text(from),
        (Field::Currency(from), Slot::Currency(to)) => *to = (*from).clone(),
        (Field::Decimal(from), Slot::Decimal(to)) => *to = (*from).clone(),
        (Field::Json(from), Slot::Json(to)) => *to = (*from).clone(),
        (Field::Record(from), Slot::Record(to)) => copy(*from, to),
        (Field::List(from), Slot::List(to)) => {
            for index in 0..from.len() {
                copy_value(&from.get(index), to.push());
            }
        }
        // A type lends out the same kind of place for writing as for reading.
        _ => debug_assert!(false, "a slot and a field of one type differ in kind"),
    }
}

/// Whether two records of one type hold the same: what generated types call `==`.
#[must_use]
pub fn equal(left: &dyn Record, right: &dyn Record) -> bool {
    std::ptr::eq(left.shape(), right.shape())
        && (0..left.shape().fields.len())
            .all(|index| equal_values(&field(left, index), &field(right, index)))
        && left.extra() == right.extra()
}

fn equal_values(left: &Field<'_>, right: &Field<'_>) -> bool {
    match (left, right) {
        (Field::Absent, Field::Absent) => true,
        (Field::Bool(left), Field::Bool(right)) => left == right,
        (Field::Int(left), Field::Int(right)) => left == right,
        (Field::Text(left), Field::Text(right)) => left == right,
        (Field::Currency(left), Field::Currency(right)) => left == right,
        (Field::Decimal(left), Field::Decimal(right)) => left == right,
        (Field::Json(left), Field::Json(right)) => left == right,
        (Field::Record(left), Field::Record(right)) => equal(*left, *right),
        (Field::List(left), Field::List(right)) => {
            left.len() == right.len()
                && (0..left.len()).all(|index| equal_values(&left.get(index), &right.get(index)))
        }
        _ => false,
    }
}
