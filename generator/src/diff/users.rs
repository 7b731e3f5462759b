//! Who uses a type: what holds it directly, and the operations that send or answer it however deep it lies there.

use super::change::Users;
use crate::model::{Api, Role, Type, TypeRef};
use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

/// What holds a type.
#[derive(Clone, Copy)]
enum Holder<'a> {
    /// A record or group, by module and name.
    Type(&'a str, &'a str),
    /// An operation: itself, or its answer.
    Operation(&'a str, &'a str),
    /// The content of a type of event.
    Event(&'a str, &'a str),
}

/// Who uses what in one model.
pub(super) struct Uses<'a> {
    api: &'a Api,
    holders: HashMap<(&'a str, &'a str), Vec<Holder<'a>>>,
    /// The answers are asked for again and again.
    known: RefCell<HashMap<(String, String), Rc<Users>>>,
}

impl<'a> Uses<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let mut uses = Self {
            api,
            holders: HashMap::new(),
            known: RefCell::default(),
        };
        for module in &api.modules {
            let name = module.name.as_str();
            for operation in &module.operations {
                let holder = Holder::Operation(name, &operation.name.wire);
                for param in &operation.params {
                    uses.hold(&param.ty, holder);
                }
            }
            for record in &module.records {
                // Parts of an answer or of an event's content stand for those.
                let holder = match (&record.role, record.operation()) {
                    (_, Some(operation)) => Holder::Operation(name, operation),
                    (Role::Event(event), _) => Holder::Event(name, event),
                    _ => Holder::Type(name, &record.name),
                };
                for field in &record.fields {
                    uses.hold(&field.ty, holder);
                }
            }
            for group in &module.groups {
                for member in &group.members {
                    uses.hold(&member.ty, Holder::Type(name, &group.name));
                }
            }
        }
        uses
    }

    fn hold(&mut self, ty: &'a Type, holder: Holder<'a>) {
        match ty {
            Type::List(of) => self.hold(of, holder),
            Type::Enum(of) | Type::Record(of) | Type::Group(of) => {
                let key = (of.module.as_str(), of.name.as_str());
                self.holders.entry(key).or_default().push(holder);
            }
            _ => {}
        }
    }

    /// Who uses a type.
    pub(super) fn of(&self, of: &TypeRef) -> Rc<Users> {
        let key = (of.module.clone(), of.name.clone());
        if let Some(users) = self.known.borrow().get(&key) {
            return Rc::clone(users);
        }
        let users = Rc::new(self.look(of));
        self.known.borrow_mut().insert(key, Rc::clone(&users));
        users
    }

    fn look(&self, of: &TypeRef) -> Users {
        let version = &self.api.version;
        let (mut operations, mut types) = (BTreeSet::new(), BTreeSet::new());
        let start = (of.module.as_str(), of.name.as_str());
        let mut seen = BTreeSet::from([start]);
        let mut next = vec![start];
        while let Some(key) = next.pop() {
            for holder in self.holders.get(&key).into_iter().flatten() {
                match holder {
                    Holder::Operation(module, name) => {
                        operations.insert(format!("{version}/{module}/operation/{name}"));
                    }
                    Holder::Event(module, name) => {
                        if key == start {
                            types.insert(format!("{version}/{module}/type/{name}"));
                        }
                    }
                    Holder::Type(module, name) => {
                        if key == start {
                            types.insert(format!("{version}/{module}/{name}"));
                        }
                        if seen.insert((module, name)) {
                            next.push((module, name));
                        }
                    }
                }
            }
        }
        Users {
            operations: operations.into_iter().collect(),
            types: types.into_iter().collect(),
        }
    }
}
