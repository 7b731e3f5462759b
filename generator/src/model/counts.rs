//! How many of everything there are.

use super::{Api, Module};

/// How many of everything there are: counted in the model and again in what was emitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Resources, whether they have operations or not.
    pub resources: usize,
    /// Operations.
    pub operations: usize,
    /// Parameters and members of groups.
    pub params: usize,
    /// Records.
    pub records: usize,
    /// Fields of records.
    pub fields: usize,
    /// Groups.
    pub groups: usize,
    /// Enums.
    pub enums: usize,
    /// Values of enums.
    pub values: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            resources,
            operations,
            params,
            records,
            fields,
            groups,
            enums,
            values,
        } = self;
        write!(
            f,
            "{resources} resources, {operations} operations, {params} parameters in {groups} groups and the operations, "
        )?;
        write!(
            f,
            "{fields} fields in {records} records, {values} values in {enums} enums"
        )
    }
}

impl Counts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            resources: self.resources + other.resources,
            operations: self.operations + other.operations,
            params: self.params + other.params,
            records: self.records + other.records,
            fields: self.fields + other.fields,
            groups: self.groups + other.groups,
            enums: self.enums + other.enums,
            values: self.values + other.values,
        }
    }
}

impl Api {
    /// How many of everything there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.modules
            .iter()
            .map(Module::counts)
            .fold(Counts::default(), Counts::plus)
    }
}

impl Module {
    fn counts(&self) -> Counts {
        let records = || self.records.iter();
        Counts {
            resources: records()
                .filter(|record| record.resource().is_some())
                .count(),
            operations: self.operations.len(),
            params: self
                .operations
                .iter()
                .map(|it| it.params.len())
                .sum::<usize>()
                + self.groups.iter().map(|it| it.members.len()).sum::<usize>(),
            records: self.records.len(),
            fields: records().map(|it| it.fields.len()).sum(),
            groups: self.groups.len(),
            enums: self.enums.len(),
            values: self.enums.iter().map(|it| it.values.len()).sum(),
        }
    }
}
