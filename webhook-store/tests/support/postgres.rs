//! A PostgreSQL of Debian's packages, for the tests of one file: it listens on a socket in a folder of its own and nowhere else, and is
//! stopped and removed when the process of the tests is over, however that ends.

use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    sync::OnceLock,
    thread,
};

/// Says in which folder it is, or nothing where PostgreSQL is not installed; then waits until nobody holds its input any more.
const SERVER: &str = r#"
set -eu
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$programs/initdb" ] || exit 0
folder=$(mktemp -d)
# A server does not run as root.
run() {
    program=$programs/$1
    shift
    if [ "$(id -u)" -eq 0 ]; then (cd "$folder" && runuser -u postgres -- "$program" "$@"); else "$program" "$@"; fi
}
stop() {
    run pg_ctl stop --pgdata "$folder/data" --mode immediate --silent >&2 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM
[ "$(id -u)" -ne 0 ] || chown postgres "$folder"
run initdb --pgdata "$folder/data" --username chargebee --auth trust --encoding UTF8 --no-locale --no-sync >/dev/null
run pg_ctl start --pgdata "$folder/data" --wait --timeout 120 --silent --log "$folder/log" \
    --options "-c listen_addresses='' -c unix_socket_directories='$folder' -c fsync=off -c timezone=Asia/Kolkata" >&2 ||
    { cat "$folder/log" >&2; exit 1; }
echo "$folder"
cat >/dev/null
"#;

/// The folder with the socket of the server, whose user is `chargebee`.
///
/// `None` where PostgreSQL is not installed, which is said aloud: the test harness keeps what a test that passes prints, but not what
/// is written to the stream itself. Where there must be one (`REQUIRE_POSTGRES`, which `.ci/databases` sets), it is a failure.
#[allow(
    unreachable_pub,
    reason = "other tests take it in as a part of a library"
)]
pub fn postgres() -> Option<&'static str> {
    /// The script ends with this process, which holds its input.
    static STARTED: OnceLock<(Child, String)> = OnceLock::new();
    let (_, folder) = STARTED.get_or_init(|| {
        let mut command = Command::new("sh");
        command.args(["-c", SERVER]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = command.spawn().expect("a shell");
        let mut said = String::new();
        let output = script.stdout.take().expect("its output");
        BufReader::new(output)
            .read_line(&mut said)
            .expect("it is read");
        if said.is_empty() {
            let ended = script.wait().expect("it ended");
            assert!(ended.success(), "PostgreSQL did not start");
        }
        (script, said.trim_end().to_owned())
    });
    if !folder.is_empty() {
        return Some(folder);
    }
    let why = "PostgreSQL is not installed (Debian package postgresql)";
    assert!(env::var_os("REQUIRE_POSTGRES").is_none(), "{why}");
    let name = thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(std::io::stderr(), "NOT RUN: {name}: {why}");
    None
}
