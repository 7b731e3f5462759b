//! A site whose data change while they are walked through.

use crate::{client_of, json, page};
use bytes::Bytes;
use chargebee::v2::Client;
use chargebee_wire_tests::site::{Site, query};
use http::{Request, Response};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

pub(crate) const START: i64 = 1_700_000_000;

/// A customer of the site: when it was changed, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) updated_at: i64,
    pub(crate) version: u64,
}

/// The data of a site, and what happens to them after each page.
pub(crate) struct Data {
    pub(crate) customers: BTreeMap<String, Kept>,
    pub(crate) now: i64,
    /// Whether offsets are positions, which shift when data change; a place in the order otherwise, as the API has it.
    positions: bool,
    /// How many changes are made after each page, for how many pages.
    pub(crate) busy: (usize, usize),
    seed: u64,
    /// What there was when the last page was given.
    pub(crate) served: BTreeMap<String, Kept>,
}

impl Data {
    pub(crate) fn new(count: usize, positions: bool) -> Self {
        let mut data = Self {
            customers: BTreeMap::new(),
            now: START,
            positions,
            busy: (0, 0),
            seed: 7,
            served: BTreeMap::new(),
        };
        for at in 0..count {
            data.now += i64::try_from(at % 3).expect("small");
            data.change(&format!("c{at}"));
        }
        data
    }

    pub(crate) fn change(&mut self, id: &str) {
        let version = self.customers.get(id).map_or(1, |kept| kept.version + 1);
        let updated_at = self.now;
        let kept = Kept {
            updated_at,
            version,
        };
        self.customers.insert(id.to_owned(), kept);
    }

    fn random(&mut self, below: usize) -> usize {
        self.seed = (self.seed.wrapping_mul(6_364_136_223_846_793_005)).wrapping_add(1_442_695);
        usize::try_from(self.seed >> 33).expect("64 bits") % below
    }

    /// Some customers change, and a new one comes.
    fn go_on(&mut self) {
        let (changes, pages) = self.busy;
        if pages == 0 {
            return;
        }
        self.busy.1 -= 1;
        self.now += 1;
        for _ in 0..changes {
            let at = self.random(self.customers.len());
            let id = self.customers.keys().nth(at).expect("a customer").clone();
            self.change(&id);
        }
        let new = format!("new{pages}");
        self.change(&new);
    }

    pub(crate) fn list(&mut self, request: &Request<Bytes>) -> Response<Bytes> {
        assert_eq!(
            query(request, "sort_by[asc]").as_deref(),
            Some("updated_at")
        );
        assert_eq!(query(request, "sort_by[desc]"), None);
        let after: i64 = number(request, "updated_at[after]").expect("a filter");
        let limit = number(request, "limit").unwrap_or(10);
        let mut all: Vec<(&String, &Kept)> = (self.customers.iter())
            .filter(|(_, kept)| kept.updated_at > after)
            .collect();
        all.sort_by_key(|(id, kept)| (kept.updated_at, (*id).clone()));
        let offset = query(request, "offset");
        let from = match &offset {
            None => 0,
            Some(offset) if self.positions => offset.parse().expect("a position"),
            Some(offset) => {
                let place: (i64, String) = serde_json::from_str(offset).expect("a place");
                all.partition_point(|(id, kept)| (kept.updated_at, (*id).clone()) <= place)
            }
        };
        let rest = all.get(from..).unwrap_or_default();
        let given = &rest[..rest.len().min(limit)];
        let next = (given.len() < rest.len()).then(|| match given.last() {
            Some((id, kept)) if !self.positions => {
                serde_json::to_string(&(kept.updated_at, id)).expect("JSON")
            }
            _ => (from + given.len()).to_string(),
        });
        let customers = given.iter().map(|(id, kept)| {
            let version = format!(r#""resource_version":{},"object""#, kept.version);
            crate::customer(id, kept.updated_at).replace(r#""object""#, &version)
        });
        let answer = json(page(customers, next.as_deref()));
        self.served.clone_from(&self.customers);
        self.go_on();
        answer
    }
}

pub(crate) fn number<T: std::str::FromStr>(request: &Request<Bytes>, name: &str) -> Option<T> {
    query(request, name).and_then(|text| text.parse().ok())
}

#[derive(Clone)]
pub(crate) struct World(pub(crate) Arc<Mutex<Data>>);

impl World {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Data> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) async fn serve(data: Data) -> (Self, Site, Client) {
        let world = Self(Arc::new(Mutex::new(data)));
        let served = world.clone();
        let site = Site::start(move |request| {
            let answer = served.lock().list(&request);
            async move { answer }
        })
        .await;
        let client = client_of(site.url());
        (world, site, client)
    }
}
