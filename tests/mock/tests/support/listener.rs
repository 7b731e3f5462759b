//! A receiver of webhooks.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::Value;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// What one delivery brought.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) at: Instant,
}

impl Told {
    pub(crate) fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or("-").to_owned()
    }

    pub(crate) fn authorization(&self) -> Option<&str> {
        self.headers.get("authorization")?.to_str().ok()
    }
}

#[derive(Clone, Default)]
pub(crate) struct Listener {
    told: Arc<Mutex<Vec<Told>>>,
    /// How many deliveries are refused first.
    refuse: Arc<Mutex<usize>>,
}

impl Listener {
    /// One that refuses so many deliveries, and its URL.
    pub(crate) async fn start(refuse: usize) -> (Self, String) {
        let listener = Self::default();
        *listener.refuse.lock().expect("a lock") = refuse;
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let url = format!(
            "http://{}/hook?x=1",
            socket.local_addr().expect("an address")
        );
        let app = Router::new()
            .route("/hook", post(told))
            .with_state(listener.clone());
        tokio::spawn(async move { axum::serve(socket, app).await });
        (listener, url)
    }

    pub(crate) fn all(&self) -> Vec<Told> {
        self.told.lock().expect("a lock").clone()
    }

    pub(crate) fn bodies(&self) -> Vec<Value> {
        self.all().into_iter().map(|it| it.body).collect()
    }

    pub(crate) fn types(&self) -> Vec<String> {
        self.all().iter().map(|it| it.text("event_type")).collect()
    }

    /// All deliveries, once there are so many.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Told> {
        for _ in 0..500 {
            let all = self.all();
            if all.len() >= count {
                return all;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} deliveries came, not {count}", self.all().len());
    }
}

async fn told(State(listener): State<Listener>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let told = Told {
        headers,
        body,
        at: Instant::now(),
    };
    listener.told.lock().expect("a lock").push(told);
    let mut refuse = listener.refuse.lock().expect("a lock");
    match refuse.checked_sub(1) {
        Some(left) => {
            *refuse = left;
            StatusCode::INTERNAL_SERVER_ERROR
        }
        None => StatusCode::OK,
    }
}
