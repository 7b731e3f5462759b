//! What quantities come to.

use super::{Site, items_form, members, not_computed, refusal};

fn first_line(invoice: &serde_json::Value) -> String {
    members(
        &invoice["line_items"][0],
        "quantity unit_amount amount pricing_model",
    )
}

#[test]
fn models_are_those_of_the_sdk() {
    let site = Site::with_catalog();
    let tiers = "tiers[starting_unit][0]=1&tiers[ending_unit][0]=10&tiers[price][0]=100\
        &tiers[starting_unit][1]=11&tiers[ending_unit][1]=20&tiers[price][1]=80\
        &tiers[starting_unit][2]=21&tiers[price][2]=50";
    site.price("flat", "plan", "pricing_model=flat_fee&price=1999");
    site.price(
        "free",
        "plan",
        "pricing_model=per_unit&price=100&free_quantity=2",
    );
    for model in ["tiered", "volume", "stairstep"] {
        site.price(model, "plan", &format!("pricing_model={model}&{tiers}"));
    }
    for (item, line) in [
        ("flat", "1 1999 1999 flat_fee"),
        ("flat:1", "1 1999 1999 flat_fee"),
        ("pro:3", "3 1000 3000 per_unit"),
        ("pro", "1 1000 1000 per_unit"),
        ("free:7", "7 100 500 per_unit"),
        ("tiered:25", "25 0 2050 tiered"),
        ("tiered:10", "10 0 1000 tiered"),
        ("volume:25", "25 50 1250 volume"),
        ("stairstep:20", "20 80 80 stairstep"),
    ] {
        let path = "customers/c/subscription_for_items";
        let invoice = site.post(path, &items_form(item))["invoice"].clone();
        assert_eq!(first_line(&invoice), line, "{item}");
        assert_eq!(
            invoice["total"], invoice["line_items"][0]["amount"],
            "{item}"
        );
    }
    let invoice = site.subscribe("s", "tiered:12", "")["invoice"].clone();
    let rows = invoice["line_item_tiers"].as_array().expect("tiers");
    let shown: Vec<String> = rows
        .iter()
        .map(|it| members(it, "starting_unit ending_unit quantity_used unit_amount"))
        .collect();
    assert_eq!(shown, ["1 10 10 100", "11 20 2 80"]);
    // A flat fee is charged once, whatever somebody means by a quantity of it.
    let path = "customers/c/subscription_for_items";
    assert_eq!(
        site.refused(path, &items_form("flat:2")).1,
        "configuration_incompatible"
    );
    assert_eq!(
        site.refused(path, &items_form("pro:9223372036854775807")).1,
        "configuration_incompatible"
    );
    let item = items_form("tiered:5&subscription_items[unit_price][0]=1");
    assert_eq!(site.refused(path, &item).1, "configuration_incompatible");
}

#[test]
fn decimals_and_packages() {
    let site = Site::with_catalog();
    site.price(
        "exact",
        "plan",
        "pricing_model=per_unit&price_in_decimal=0.0765",
    );
    site.price(
        "packs",
        "plan",
        "pricing_model=tiered&tiers[starting_unit][0]=1&tiers[price][0]=10\
            &tiers[pricing_type][0]=package&tiers[package_size][0]=10",
    );
    site.price(
        "steps",
        "plan",
        "pricing_model=tiered&tiers[starting_unit_in_decimal][0]=0&tiers[ending_unit_in_decimal][0]=10\
            &tiers[price_in_decimal][0]=0.125&tiers[starting_unit_in_decimal][1]=10&tiers[price_in_decimal][1]=0.1",
    );
    let path = "customers/c/subscription_for_items";
    for (item, amount) in [
        ("exact:10", 76),
        ("packs:7", 10),
        ("packs:11", 20),
        ("steps:11", 135),
    ] {
        let invoice = site.post(path, &items_form(item))["invoice"].clone();
        assert_eq!(invoice["total"], amount, "{item}");
    }
    let form = format!(
        "{}&subscription_items[quantity_in_decimal][0]=10.674",
        items_form("exact")
    );
    let invoice = site.post(path, &form)["invoice"].clone();
    let line = &invoice["line_items"][0];
    let shown = members(
        line,
        "unit_amount_in_decimal quantity_in_decimal amount_in_decimal amount unit_amount",
    );
    // Half a cent and less goes to the even one.
    assert_eq!(shown, "0.0765 10.674 0.8165610 82 8");
    let price = site.get("item_prices/steps")["item_price"].clone();
    assert_eq!(
        members(&price["tiers"][0], "price price_in_decimal starting_unit"),
        "12 0.125 0"
    );
}

#[test]
fn tiers_must_follow_each_other() {
    let site = Site::with_catalog();
    let price = |tiers: &str| {
        let form =
            format!("id=t&name=t&item_id=plan&pricing_model=tiered&currency_code=USD&{tiers}");
        site.refused("item_prices", &form)
    };
    let first = "tiers[starting_unit][0]=1&tiers[ending_unit][0]=5&tiers[price][0]=10";
    for second in [
        "tiers[starting_unit][1]=9&tiers[price][1]=5",
        "tiers[starting_unit][1]=5&tiers[price][1]=5",
        "tiers[price][1]=5",
    ] {
        let refused = price(&format!("{first}&{second}"));
        assert_eq!(
            refused,
            refusal(400, "param_wrong_value", "tiers"),
            "{second}"
        );
    }
    for wrong in [
        "tiers[starting_unit][0]=3&tiers[price][0]=10",
        "tiers[starting_unit][0]=1&tiers[ending_unit][0]=-9223372036854775808&tiers[price][0]=10",
        "tiers[starting_unit][0]=1",
        "price=10",
    ] {
        assert_eq!(price(wrong).0, 400, "{wrong}");
    }
    let last =
        "tiers[starting_unit][1]=6&tiers[ending_unit][1]=-9223372036854775808&tiers[price][1]=5";
    assert_eq!(price(&format!("{first}&{last}")).0, 400);
    assert_eq!(site.refused_by("GET", "item_prices/t", "").0, 404);
    // A quantity beyond the last tier has no price.
    site.price("short", "plan", &format!("pricing_model=tiered&{first}"));
    let path = "customers/c/subscription_for_items";
    assert_eq!(site.refused(path, &items_form("short:6")), not_computed(""));
}

#[test]
fn one_currency_each() {
    let site = Site::with_catalog();
    site.price(
        "euro",
        "plan",
        "pricing_model=per_unit&price=900&currency_code=EUR",
    );
    site.price(
        "eurofee",
        "addon",
        "pricing_model=flat_fee&price=70&currency_code=EUR",
    );
    site.price(
        "yen",
        "plan",
        "pricing_model=per_unit&price=15&currency_code=JPY",
    );
    site.post(
        "item_prices",
        "id=jp&name=jp&item_id=charge&price=7&currency_code=JPY",
    );
    let path = "customers/c/subscription_for_items";
    for (items, currency, total) in [("euro:2 eurofee", "EUR", 1870), ("yen:7", "JPY", 105)] {
        let body = site.post(path, &items_form(items));
        let (invoice, subscription) = (&body["invoice"], &body["subscription"]);
        assert_eq!(
            members(invoice, "currency_code total"),
            format!("{currency} {total}")
        );
        assert_eq!(subscription["currency_code"], currency);
    }
    assert_eq!(
        site.refused(path, &items_form("pro eurofee")),
        not_computed("")
    );
    // One-time invoices take the currency of what they are for, of the request, of the customer, of the site.
    let create = "invoices/create_for_charge_items_and_charges";
    let charge = "customer_id=c&charges[amount][0]=100&charges[description][0]=x";
    let currency = |form: &str| site.post(create, form)["invoice"]["currency_code"].clone();
    assert_eq!(currency(charge), "USD");
    assert_eq!(currency(&format!("{charge}&currency_code=CAD")), "CAD");
    assert_eq!(
        currency("customer_id=c&item_prices[item_price_id][0]=jp"),
        "JPY"
    );
    site.post("customers/c", "preferred_currency_code=GBP");
    assert_eq!(currency(charge), "GBP");
    let mixed = "customer_id=c&currency_code=USD&item_prices[item_price_id][0]=jp";
    assert_eq!(site.refused(create, mixed), not_computed(""));
    site.subscribe("s", "euro", "");
    let of = "subscription_id=s&charges[amount][0]=100&charges[description][0]=x";
    assert_eq!(currency(of), "EUR");
    assert_eq!(
        site.refused(create, &format!("{of}&currency_code=USD")),
        not_computed("")
    );
}

#[test]
fn sums_beyond_64_bits_are_refused() {
    let site = Site::with_catalog();
    let most = i64::MAX;
    let form = format!(
        "customer_id=c&charges[amount][0]={most}&charges[description][0]=x&charges[amount][1]=1&charges[description][1]=x"
    );
    let create = "invoices/create_for_charge_items_and_charges";
    assert_eq!(site.refused(create, &form), not_computed(""));
    let id = site.charge(most);
    assert_eq!(
        site.refused("invoices/charge", "customer_id=c&amount=-5&description=x")
            .0,
        400
    );
    assert_eq!(site.invoice(&id)["amount_due"], most);
    site.post(
        "customers/c/set_promotional_credits",
        &format!("amount={most}&description=x"),
    );
    let more = site.refused(
        "customers/c/add_promotional_credits",
        "amount=1&description=x",
    );
    assert_eq!(more, not_computed(""));
}

/// What is sold by use, by a percentage or as a bundle cannot be computed from a quantity.
#[test]
fn what_is_not_sold_by_quantity() {
    let site = Site::with_catalog();
    let plan = "id=api&name=api&type=plan&item_family_id=f&metered=true";
    site.post("items", plan);
    site.price("calls", "api", "pricing_model=per_unit&price=1");
    let path = "customers/c/subscription_for_items";
    assert_eq!(site.refused(path, &items_form("calls")), not_computed(""));
    site.post("item_prices/add", "status=archived");
    let archived = site.refused(path, &items_form("pro add"));
    assert_eq!(
        archived,
        refusal(
            400,
            "param_wrong_value",
            "subscription_items[item_price_id][1]"
        )
    );
    let unknown = site.refused(path, &items_form("pro nothing"));
    assert_eq!(
        unknown,
        refusal(
            404,
            "resource_not_found",
            "subscription_items[item_price_id][1]"
        )
    );
}
