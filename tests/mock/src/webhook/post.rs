//! One request to an endpoint.

use bytes::Bytes;
use http::{HeaderValue, Request, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// So much of an answer is read.
const MOST: usize = 64 << 10;

/// Where requests go.
#[derive(Clone)]
pub(super) struct Target {
    host: String,
    port: u16,
    path: String,
    pub(super) authorization: Option<HeaderValue>,
}

impl Target {
    pub(super) fn new(url: &Uri) -> Result<Self, String> {
        let host = url.host().filter(|it| !it.is_empty());
        let host = host.ok_or("the URL of the webhook has no host")?;
        Ok(Self {
            host: host.to_owned(),
            port: url.port_u16().unwrap_or(80),
            path: url
                .path_and_query()
                .map_or("/", |it| it.as_str())
                .to_owned(),
            authorization: None,
        })
    }

    /// Without credentials. What is asked for behind `?` may be a secret too.
    pub(super) fn url(&self) -> String {
        let path = self.path.split('?').next().unwrap_or_default();
        format!("http://{}:{}{path}", self.host, self.port)
    }

    /// Posts a body; the status and the body of the answer.
    pub(super) async fn post(&self, body: Bytes) -> Result<(u16, String), String> {
        // An address in brackets is one of IPv6.
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        let stream = TcpStream::connect((host, self.port)).await;
        let stream = stream.map_err(|it| it.to_string())?;
        let (mut sender, connection) =
            (http1::handshake(TokioIo::new(stream)).await).map_err(|it| it.to_string())?;
        let mut request = Request::post(self.path.as_str())
            .header(header::HOST, format!("{}:{}", self.host, self.port))
            .header(header::USER_AGENT, "chargebee-mock")
            .header(header::CONTENT_TYPE, "application/json;charset=UTF-8");
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.body(Full::new(body)).map_err(|it| it.to_string())?;
        let exchange = async {
            let answer = sender.send_request(request).await;
            let (head, body) = answer.map_err(|it| it.to_string())?.into_parts();
            // What came of the body counts for people only: the status has come.
            let body = Limited::new(body, MOST).collect().await;
            let body = body.map(|it| it.to_bytes()).unwrap_or_default();
            Ok((
                head.status.as_u16(),
                String::from_utf8_lossy(&body).into_owned(),
            ))
        };
        tokio::pin!(exchange, connection);
        // The connection is driven here and not by a task of its own: it is closed when this is given up.
        tokio::select! {
            biased;
            answer = &mut exchange => answer,
            ended = &mut connection => match ended {
                // All of the answer may have come together with the end.
                Ok(()) => exchange.await,
                Err(problem) => Err(problem.to_string()),
            },
        }
    }
}
