//! The program as a process, which can be killed.

#![allow(dead_code, reason = "each test uses a part of it")]

use rusqlite::{Connection, OpenFlags, Row};
use std::{
    fs::{self, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    thread,
    time::Duration,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

pub(crate) struct Program {
    folder: TempDir,
    mock: String,
    port: u16,
    child: Child,
}

impl Program {
    pub(crate) fn start(mock: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // A port that is free now, and the same after each start.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|it| it.local_addr())
            .expect("a port")
            .port();
        let child = spawn(folder.path(), mock, port);
        let mut program = Self {
            folder,
            mock: mock.to_owned(),
            port,
            child,
        };
        assert_eq!(program.listens(), None, "{}", program.log());
        program
    }

    /// Waits until it listens: before that it has no database, and knows no signal. Gives how it ended where it did.
    fn listens(&mut self) -> Option<ExitStatus> {
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if let Some(ended) = self.child.try_wait().expect("it can be asked") {
                return Some(ended);
            }
            thread::sleep(Duration::from_millis(20));
        }
        None
    }

    pub(crate) fn webhook(&self) -> String {
        format!("http://hook:s%26cret@127.0.0.1:{}/webhook", self.port)
    }

    /// Posts a body to the webhook, as whoever has these credentials; gives the status.
    pub(crate) async fn post(&self, credentials: &str, body: &str) -> u16 {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await;
        let mut stream = stream.expect("it listens");
        let request = format!(
            "POST /webhook HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Basic {}\r\nContent-Length: {}\r\n\r\n{body}",
            BASE64_STANDARD.encode(credentials),
            body.len()
        );
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        answer[9..12].parse().expect("a status")
    }

    /// The rows of a query of its database, with a blank between columns.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        self.rows_of("sync.db", sql)
    }

    /// The same of the database of its gateway.
    pub(crate) fn ledger(&self, sql: &str) -> Vec<String> {
        self.rows_of("gateway.db", sql)
    }

    fn rows_of(&self, file: &str, sql: &str) -> Vec<String> {
        let database = self.database(file);
        let mut rows = database.prepare(sql).expect("it is right");
        let columns = rows.column_count();
        let text = |row: &Row<'_>| {
            let columns: Result<Vec<String>, _> = (0..columns).map(|at| row.get(at)).collect();
            Ok(columns?.join(" "))
        };
        let rows = rows.query_map([], text).expect("read");
        rows.collect::<Result<_, _>>().expect("read")
    }

    /// One of its databases, which is there: a file that is not would be made.
    fn database(&self, file: &str) -> Connection {
        let database =
            Connection::open_with_flags(self.file(file), OpenFlags::SQLITE_OPEN_READ_WRITE);
        let database = database.expect("it is there");
        let wait = database.busy_timeout(Duration::from_secs(10));
        wait.expect("it waits");
        database
    }

    /// Changes one of its databases, as if it had been killed in the middle of something.
    pub(crate) fn change(&self, file: &str, sql: &str, values: &[&str]) {
        let database = self.database(file);
        let changed = database.execute(sql, rusqlite::params_from_iter(values));
        assert_eq!(changed.expect("changed"), 1);
    }

    pub(crate) fn kill_and_start(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ended");
        self.child = spawn(self.folder.path(), &self.mock, self.port);
    }

    /// Asks it to stop, once it listens, and waits until it did.
    pub(crate) fn stop(&mut self) -> ExitStatus {
        if let Some(ended) = self.listens() {
            return ended;
        }
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.expect("kill runs").success(), "it runs");
        self.child.wait().expect("it ended")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What it logged, a line each.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.file("log")).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(folder: &Path, mock: &str, port: u16) -> Child {
    let log = OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("log"))
        .expect("a file");
    Command::new(env!("CARGO_BIN_EXE_gateway-sync"))
        .env("CHARGEBEE_SITE", "acme-test")
        .env("CHARGEBEE_API_KEY", "test_key")
        .env("CHARGEBEE_BASE_URL", mock)
        .env("WEBHOOK_USER", "hook")
        .env("WEBHOOK_PASSWORD", "s&cret")
        .env("CATCH_UP", "2")
        .env("LISTEN", format!("127.0.0.1:{port}"))
        .env("DATA", folder)
        .env_remove("RUST_LOG")
        .stderr(log)
        .spawn()
        .expect("it starts")
}
