//! Over diesel.

use chargebee::v1::invoice::InvoiceStatus;
use chargebee_database_tests::{
    Customer, amounts, decimals, ids, instants, millis, money, postgres, prices, statuses, untold,
};
use chargebee_runtime::{
    Amount, Currency, Decimal, ExactMoney, Id, Money, Timestamp, TimestampMillis,
};
use diesel::{
    Connection as _, Insertable, PgConnection, QueryDsl as _, Queryable, RunQueryDsl as _,
    connection::SimpleConnection as _,
};

diesel::table! {
    kept (place) {
        place -> BigInt,
        amount -> BigInt,
        number -> Numeric,
        digits -> Text,
        time -> Timestamptz,
        finer -> Timestamptz,
        counted -> BigInt,
        money -> Text,
        price -> Text,
        currency -> Text,
        customer -> Text,
        status -> Text,
        was -> Nullable<Text>,
        nothing -> Nullable<Numeric>,
    }
}

#[derive(Clone, Debug, PartialEq, Insertable, Queryable)]
#[diesel(table_name = kept)]
struct Kept {
    place: i64,
    amount: Amount,
    number: Decimal,
    digits: Decimal,
    time: Timestamp,
    finer: TimestampMillis,
    counted: Timestamp,
    money: Money,
    price: ExactMoney,
    currency: Currency,
    customer: Id<Customer>,
    status: InvoiceStatus,
    was: Option<InvoiceStatus>,
    nothing: Option<Decimal>,
}

fn connect() -> PgConnection {
    let socket = postgres().expect("a server");
    let url = format!("host={socket} user=chargebee dbname=postgres");
    let mut connection = PgConnection::establish(&url).expect("the server");
    let table = "CREATE TEMP TABLE kept (place BIGINT, amount BIGINT, number NUMERIC, digits TEXT, time TIMESTAMPTZ, finer TIMESTAMPTZ, \
                 counted BIGINT, money TEXT, price TEXT, currency TEXT, customer TEXT, status TEXT, \
                 was TEXT, nothing NUMERIC)";
    connection.batch_execute(table).expect("a table");
    connection
}

fn all() -> Vec<Kept> {
    let (amounts, decimals, instants, millis) = (amounts(), decimals(), instants(), millis());
    let (money, prices, ids, statuses) = (money(), prices(), ids(), statuses());
    // Each value at least once; those of which there are fewer come again.
    let at = |length: usize, place: usize| place % length;
    let kept = |place: usize| Kept {
        place: place as i64,
        amount: amounts[at(amounts.len(), place)],
        number: decimals[at(decimals.len(), place)].clone(),
        digits: decimals[at(decimals.len(), place)].clone(),
        time: instants[at(instants.len(), place)],
        finer: millis[at(millis.len(), place)],
        counted: instants[at(instants.len(), place)],
        money: money[at(money.len(), place)].clone(),
        price: prices[at(prices.len(), place)].clone(),
        currency: money[at(money.len(), place)].currency().clone(),
        customer: ids[at(ids.len(), place)].clone(),
        status: statuses[at(statuses.len(), place)].clone(),
        was: (place % 2 == 0).then(|| statuses[at(statuses.len(), place)].clone()),
        nothing: (place % 2 == 0).then(|| decimals[0].clone()),
    };
    (0..decimals.len()).map(kept).collect()
}

#[test]
fn what_is_written_is_read() {
    if postgres().is_none() {
        return;
    }
    let mut connection = connect();
    let all = all();
    for row in &all {
        let insert = diesel::insert_into(kept::table).values(row.clone());
        insert.execute(&mut connection).expect("a row");
    }
    let found = kept::table.order(kept::place).load::<Kept>(&mut connection);
    let found = found.expect("the rows");
    assert_eq!(found, all);
    for (found, row) in found.iter().zip(&all) {
        assert_eq!(found.number.as_str(), row.number.as_str());
    }
    use diesel::ExpressionMethods as _;
    let most = kept::table.filter(kept::amount.eq(Amount::from_minor(i64::MAX)));
    assert_eq!(most.count().get_result(&mut connection), Ok(1));
    let same = kept::table.filter(kept::money.eq(&all[0].money));
    assert_eq!(same.count().get_result(&mut connection), Ok(2));
    let paid = kept::table.filter(kept::status.eq(InvoiceStatus::Paid));
    assert_eq!(paid.count().get_result(&mut connection), Ok(3));
    let was = kept::table.filter(kept::was.eq(Some(&all[4].status)));
    assert_eq!(was.count().get_result(&mut connection), Ok(1));
}

#[test]
fn what_does_not_fit_is_refused() {
    if postgres().is_none() {
        return;
    }
    let mut connection = connect();
    let row = all().remove(0);
    for money in untold() {
        let row = Kept {
            money,
            ..row.clone()
        };
        let insert = diesel::insert_into(kept::table).values(row);
        assert!(insert.execute(&mut connection).is_err());
    }
    let insert = diesel::insert_into(kept::table).values(row);
    insert.execute(&mut connection).expect("a row");
    for wrong in [
        "number = 'NaN'",
        "number = 'Infinity'",
        "time = 'infinity'",
        "finer = '-infinity'",
        "digits = '1.5e3'",
        "money = 'USD 8.955'",
        "currency = 'US$'",
    ] {
        connection.begin_test_transaction().expect("a transaction");
        connection
            .batch_execute(&format!("UPDATE kept SET {wrong}"))
            .expect(wrong);
        assert!(
            kept::table.load::<Kept>(&mut connection).is_err(),
            "{wrong}"
        );
        connection
            .batch_execute("ROLLBACK")
            .expect("no transaction");
        connection = connect();
        let insert = diesel::insert_into(kept::table).values(all().remove(0));
        insert.execute(&mut connection).expect("a row");
    }
}
