use super::*;

fn schemas() -> [Schema; 2] {
    Version::ALL.map(|version| Schema::read(version).expect("the data reads"))
}

fn check(schema: &Schema, ty: &Type) {
    match ty {
        Type::Record(name) => assert!(schema.record(name).is_some(), "{name}"),
        Type::Group(name) => assert!(schema.group(name).is_some(), "{name}"),
        Type::Enum(name) => assert!(!schema.values(name).is_empty(), "{name}"),
        Type::List(inner) => check(schema, inner),
        _ => {}
    }
}

#[test]
fn everything_reads_and_every_name_is_there() {
    let mut operations = 0;
    for schema in schemas() {
        for name in schema.operations() {
            operations += 1;
            let operation = schema.operation(name).expect(name);
            assert!(schema.record(&operation.answer).is_some(), "{name}");
            operation
                .params
                .iter()
                .for_each(|it| check(&schema, &it.ty));
        }
        for name in schema.parts.records.keys() {
            let record = schema.record(name).expect(name);
            record.fields.iter().for_each(|it| check(&schema, &it.ty));
        }
        for name in schema.parts.groups.keys() {
            let group = schema.group(name).expect(name);
            group.iter().for_each(|it| check(&schema, &it.ty));
        }
        for event_type in schema.parts.events.keys() {
            assert!(schema.event(event_type).is_some(), "{event_type}");
        }
        assert!(schema.error("param_wrong_value").is_some());
    }
    assert_eq!(operations, 643);
}
