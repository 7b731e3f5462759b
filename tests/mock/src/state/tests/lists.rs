//! Lists: filters, orders, pages.

use super::{Site, refusal};
use crate::schema::Version;
use serde_json::Value;

const HOUR: i64 = 3600;

/// Twelve customers, one each hour.
fn site() -> Site {
    let site = Site::new(Version::V2);
    for number in 0..12 {
        let name = if number % 2 == 0 { "even" } else { "odd" };
        let team = if number < 6 { "a" } else { "b" };
        let collection = if number % 3 == 0 { "off" } else { "on" };
        let phone = if number == 5 { "&phone=1" } else { "" };
        let form = format!(
            "id=c{number:02}&first_name={name}&cf_team={team}&cf_rank={number}&auto_collection={collection}{phone}"
        );
        site.post("customers", &form);
        site.later(HOUR);
    }
    site
}

fn ids(body: &Value) -> String {
    let list = body["list"].as_array().expect("a list").iter();
    let ids = list.map(|it| {
        it["customer"]["id"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches('c')
    });
    ids.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_operator() {
    let site = site();
    let start = super::START;
    let day = format!("created_at[on]={start}");
    let between = format!("created_at[between]=[{start},{}]", start + HOUR);
    let after = format!("created_at[after]={}", start + 9 * HOUR);
    let before = format!("created_at[before]={}", start + 2 * HOUR);
    for (query, expected) in [
        ("id[is]=c01", "01"),
        ("id[is_not]=c01&limit=3", "11 10 09"),
        ("id[in]=[%22c01%22,%22c02%22]", "02 01"),
        ("id[in]=['c01','c02']", "02 01"),
        (
            "id[not_in]=[%22c01%22]&id[starts_with]=c0&limit=100",
            "09 08 07 06 05 04 03 02 00",
        ),
        ("id[starts_with]=c1", "11 10"),
        ("first_name[is]=EVEN", ""),
        ("phone[is_present]=true", "05"),
        ("phone[is_present]=false&limit=2", "11 10"),
        ("auto_collection[is]=off", "09 06 03 00"),
        ("auto_collection[in]=[%22off%22]", "09 06 03 00"),
        ("auto_collection[is_not]=off&limit=2", "11 10"),
        ("auto_collection[not_in]=[%22off%22]&limit=2", "11 10"),
        // 22:13 of that day, and an hour later; then it is another day.
        (&day, "01 00"),
        (&between, "01 00"),
        (&after, "11 10"),
        (&before, "01 00"),
        ("cf_team[is]=a&limit=2", "05 04"),
        ("cf_team[is_not]=a&limit=2", "11 10"),
        ("cf_team[in]=[%22a%22,%22z%22]&limit=2", "05 04"),
        ("cf_team[not_in]=[%22a%22]&limit=2", "11 10"),
        ("cf_team[starts_with]=b&limit=1", "11"),
        ("cf_team[is_present]=true&limit=1", "11"),
        ("cf_team[is_present]=false", ""),
        ("cf_none[is_present]=false&limit=1", "11"),
        ("cf_rank[gt]=9", "11 10"),
        ("cf_rank[lt]=2", "01 00"),
        ("cf_rank[gte]=10", "11 10"),
        ("cf_rank[lte]=1", "01 00"),
        ("cf_rank[between]=[%229%22,%2210%22]", "10 09"),
        ("first_name[is]=odd&cf_team[is]=b", "11 09 07"),
    ] {
        assert_eq!(
            ids(&site.get(&format!("customers?{query}"))),
            expected,
            "{query}"
        );
    }
    for (query, param) in [
        ("cf_team[zzz]=1", "cf_team[zzz]"),
        ("cf_team=1", "cf_team"),
        ("cf_team[in]=no", "cf_team[in]"),
        ("cf_team[between]=[1]", "cf_team[between]"),
        ("cf_team[is_present]=yes", "cf_team[is_present]"),
        ("cf_team[is]=", "cf_team[is]"),
        ("id[in]=[1]", "id[in]"),
        ("id[in]=[null]", "id[in]"),
        ("id[in]=[%22a%22,[%22b%22]]", "id[in]"),
        ("id[in]={%22a%22:1}", "id[in]"),
    ] {
        let refused = site.refused_by("GET", &format!("customers?{query}"), "");
        assert_eq!(refused, refusal(400, "param_wrong_value", param), "{query}");
    }
}

#[test]
fn amounts_compare_as_numbers() {
    let site = Site::with_customer(Version::V2);
    for amount in [5, 40, 300] {
        site.charge(amount);
    }
    let amounts = |query: &str| {
        let body = site.get(&format!("invoices?{query}"));
        let list = body["list"].as_array().expect("a list").clone();
        list.iter()
            .map(|it| it["invoice"]["total"].to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (query, expected) in [
        ("total[gt]=40", "300"),
        ("total[lt]=40", "5"),
        ("total[gte]=40", "300 40"),
        ("total[lte]=40", "40 5"),
        ("total[between]=[5,40]", "40 5"),
        ("total[is]=40", "40"),
        ("total[is_not]=40", "300 5"),
        ("status[is]=payment_due&sort_by[asc]=date", "5 40 300"),
    ] {
        assert_eq!(amounts(query), expected, "{query}");
    }
}

/// Those of one instant are in the order of their creation, and the other way round the other way round.
#[test]
fn orders_are_total() {
    let site = Site::new(Version::V2);
    for number in 0..4 {
        site.post("customers", &format!("id=c{number}"));
    }
    site.later(1);
    site.post("customers/c1", "first_name=x");
    let order = |query: &str| ids(&site.get(&format!("customers?{query}")));
    assert_eq!(order(""), "3 2 1 0");
    assert_eq!(order("sort_by[asc]=created_at"), "0 1 2 3");
    assert_eq!(order("sort_by[desc]=created_at"), "3 2 1 0");
    assert_eq!(order("sort_by[asc]=updated_at"), "0 2 3 1");
    assert_eq!(order("sort_by[desc]=updated_at"), "1 3 2 0");
}

fn walk(site: &Site, query: &str, mut between: impl FnMut(&Value)) -> Vec<String> {
    let (mut found, mut offset) = (Vec::new(), String::new());
    loop {
        let page = site.get(&format!("{query}{offset}"));
        for entry in page["list"].as_array().expect("a list") {
            let own = entry
                .as_object()
                .and_then(|it| it.values().next())
                .expect("an entry");
            found.push(super::id(own));
        }
        between(&page);
        match page["next_offset"].as_str() {
            Some(next) => offset = format!("&offset={next}"),
            None => return found,
        }
    }
}

/// What a page showed may be changed or deleted before the next one is asked for.
#[test]
fn pages_go_on_whatever_happens_meanwhile() {
    let site = Site::with_customer(Version::V2);
    for amount in 1..=15 {
        site.charge(amount);
    }
    let pay = |page: &Value| {
        for entry in page["list"].as_array().expect("a list") {
            let path = format!("invoices/{}/record_payment", super::id(&entry["invoice"]));
            site.post(&path, "transaction[payment_method]=cash");
        }
    };
    let found = walk(&site, "invoices?status[is]=payment_due&limit=5", pay);
    assert_eq!(found.len(), 15);
    for number in 0..8 {
        site.post("customers", &format!("id=d{number}"));
    }
    let delete = |page: &Value| {
        for entry in page["list"].as_array().expect("a list") {
            site.post(
                &format!("customers/{}/delete", super::id(&entry["customer"])),
                "",
            );
        }
        // What is new stands before all that comes.
        site.post("customers", "");
    };
    let found = walk(&site, "customers?id[starts_with]=d&limit=3", delete);
    assert_eq!(found, ["d7", "d6", "d5", "d4", "d3", "d2", "d1", "d0"]);
    let touch = |page: &Value| {
        for entry in page["list"].as_array().expect("a list") {
            site.post(
                &format!("customers/{}", super::id(&entry["customer"])),
                "first_name=x",
            );
        }
    };
    let sorted = walk(&site, "customers?sort_by[asc]=created_at&limit=2", touch);
    assert_eq!(sorted.first().map(String::as_str), Some("c"));
}

#[test]
fn offsets_are_those_of_a_list() {
    let site = site();
    let page = site.get("customers?limit=5");
    let offset = page["next_offset"].as_str().expect("an offset").to_owned();
    assert_eq!(
        ids(&site.get(&format!("customers?limit=2&offset={offset}"))),
        "06 05"
    );
    let odd = format!("customers?limit=2&first_name[is]=odd&offset={offset}");
    assert_eq!(ids(&site.get(&odd)), "05 03");
    for path in [
        format!("customers?sort_by[asc]=created_at&offset={offset}"),
        format!("invoices?offset={offset}"),
        "customers?offset=forged".to_owned(),
        "customers?offset=WyJjIl0".to_owned(),
    ] {
        assert_eq!(
            site.refused_by("GET", &path, ""),
            refusal(400, "param_wrong_value", "offset"),
            "{path}"
        );
    }
    assert_eq!(ids(&site.get("customers?limit=1&offset=W10")), "11");
}

#[test]
fn what_is_deleted_can_be_included() {
    let site = site();
    site.post("customers/c07/delete", "");
    assert_eq!(ids(&site.get("customers?id[is]=c07")), "");
    let body = site.get("customers?id[is]=c07&include_deleted=true");
    assert_eq!(ids(&body), "07");
    assert_eq!(body["list"][0]["customer"]["deleted"], true);
    site.post("customers", "id=c07");
    let list = site.get("customers?limit=1&include_deleted=true");
    assert_eq!(ids(&list), "07", "it is new");
}

#[test]
fn filters_by_what_stands_beside() {
    let site = Site::with_catalog();
    site.subscribe("s", "pro add", "shipping_address[zip]=1");
    site.subscribe("t", "pro", "");
    let found = |query: &str| {
        site.get(&format!("subscriptions?{query}"))["list"]
            .as_array()
            .map(Vec::len)
    };
    assert_eq!(found("item_price_id[is]=add"), Some(1));
    assert_eq!(found("item_price_id[in]=[%22pro%22]"), Some(2));
    assert_eq!(found("item_id[is]=addon"), Some(1));
    assert_eq!(found("customer_id[is]=c"), Some(2));
    let unknown = site.refused_by("GET", "payment_sources?subscription_id[is]=s", "");
    assert_eq!(unknown.1, "param_wrong_value");
    let v1 = Site::with_customer(Version::V1);
    v1.post("customers", "id=d");
    let events = |query: &str| {
        v1.get(&format!("events?{query}"))["list"]
            .as_array()
            .map(Vec::len)
    };
    assert_eq!(events("event_type=customer_created"), Some(2));
    assert_eq!(events("event_type=customer_deleted"), Some(0));
    assert_eq!(events("start_time=1&end_time=2"), Some(0));
    assert_eq!(events("webhook_status=not_configured&limit=1"), Some(1));
}
